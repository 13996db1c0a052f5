"""The pages: each says its answer first, links what it names, cites its sources, and works without a script."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from serving import Page, ask, page

if TYPE_CHECKING:
    from pathlib import Path

    from kg.server.site import Site

ENDS = "From Mathematics/Statistics to MLOps Engineer"
PLAN = "/plan?from=statistician&to=MLOps"
PAGES = [
    "/",
    "/find",
    "/find?q=learning",
    "/find?q=xyzzy",
    "/list",
    "/list?kind=skill&page=1",
    "/role/mlops-engineer",
    "/role/prompt-engineer",
    "/skill/python",
    "/entry-path/from-computer-science",
    "/industry/finance",
    "/job-title/ml-engineer-i",
    "/route",
    "/route?from=statistician&to=MLOps",
    "/route?from=Data Scientist&to=AI Product Manager",
    "/route?from=MLOps&to=MLOps",
    "/route?from=ML Engineer I&to=VP of AI",
    "/plan",
    f"{PLAN}&hours_per_week=5&hours_per_skill=20&start=2027-01-04",
    "/plan?from=Data Scientist&to=AI Product Manager",
    "/next",
    "/next?role=MLOps&have=Docker",
    "/next?role=MLOps&reverse=true",
    "/next?role=statistician&learn=Docker",
    "/gap",
    "/gap?from=Data Scientist&to=MLOps",
    "/gap?to=MLOps&have=Docker",
    "/gap?to=Prompt Engineer&have=Docker",
    "/match",
    "/match?have=Python, SQL",
    "/compare",
    "/compare?role=Data Scientist&role=MLOps",
    "/why?name=MLOps",
    "/questions",
    "/questions/role-skills?role=Data Scientist",
    "/questions/sources?name=Amazon",
    "/questions/counts",
    "/sparql",
    "/sparql?query=SELECT * { ?role a ck:Role }",
    "/sparql?query=ASK { ?role a ck:Role }",
    "/sparql?query=DESCRIBE role:mlops-engineer",
]


def _read(site: Site, address: str) -> Page:
    path, _, query = address.partition("?")
    return page(site, unquote(path), *parse_qsl(query, keep_blank_values=True))


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.forms: list[str] = []
        self.headings: list[str] = []
        self.names: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "a":
            self.links.append(values.get("href") or "")
        if tag == "form":
            self.forms.append(values.get("action") or "")
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(tag)
        if "id" in values:
            self.names.append(values["id"] or "")


def _links(found: Page) -> _Links:
    reader = _Links()
    reader.feed(found.text)
    return reader


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_whole(site: Site, address: str) -> None:
    found = _read(site, address)
    assert (found.status, found.type) == (200, "text/html")
    read = _links(found)
    assert read.headings.count("h1") == 1
    assert len(read.names) == len(set(read.names)), "an id is given twice"
    assert "None" not in re.sub(r"<[^>]*>", "", found.text)
    assert not re.search(r"(?<![\w-])--[a-z]", re.sub(r"<[^>]*>", " ", found.text)), "an option of the command line"


@pytest.mark.slow
def test_every_link_leads_to_a_page(site: Site) -> None:
    seen: set[str] = set()
    for address in PAGES:
        read = _links(_read(site, address))
        seen |= {
            each for each in (*read.links, *read.forms) if each.startswith(("/", "?")) and not each.startswith("?")
        }
    broken = []
    for address in sorted(seen):
        parts = urlsplit(address)
        if parts.path != "/map" and "format=" not in address:
            status = page(site, unquote(parts.path), *parse_qsl(parts.query)).status
            broken += [(status, address)] if status != 200 else []
    assert len(seen) > 150
    assert not broken


@pytest.mark.parametrize(
    ("address", "headline"),
    [
        ("/route?from=statistician&to=MLOps", f"{ENDS}: three steps and 14 skills to learn."),
        ("/route?from=MLOps&to=MLOps", "Both are one role."),
        ("/gap?from=Data Scientist&to=MLOps", "Six of the six skills of MLOps Engineer to learn."),
        ("/plan?from=statistician&to=MLOps", f"{ENDS}: 14 skills in three steps."),
        (f"{PLAN}&hours_per_week=5&hours_per_skill=20", f"{ENDS}: 14 skills in three steps, 12.9 months at your pace."),
        ("/next?role=MLOps", "Nearest to MLOps Engineer: Machine Learning Engineer."),
        ("/match?have=Python, SQL", "Data Scientist fits best: two of six skills held."),
        ("/compare?role=Data Scientist&role=MLOps", "Two roles, twelve skills; none required by both."),
        ("/find?q=xyzzy", "Nothing is named “xyzzy”."),
        ("/sparql?query=ASK { ?role a ck:Role }", "1 row."),
        ("/role/mlops-engineer", "MLOps Engineer"),
    ],
)  # fmt: skip
def test_the_answer_is_the_headline(site: Site, address: str, headline: str) -> None:
    text = _read(site, address).text
    said = re.sub(r"<[^>]*>", "", text.partition("<h1>")[2].partition("</h1>")[0])
    assert said == headline


def test_a_role_says_what_its_source_states(site: Site) -> None:
    text = _read(site, "/role/mlops-engineer").text
    for words in ("line 169", "line 175", "$90,000 - $210,000+", "Docker, Kubernetes", "Build ML pipelines"):
        assert words in text
    assert 'href="/skill/containerization"' in text
    assert "Not stated in the source" in _read(site, "/role/prompt-engineer").text


def test_a_route_of_one_step_more_is_a_branch(site: Site) -> None:
    text = _read(site, "/route?from=statistician&to=MLOps").text
    assert "NLP Engineer" in text.partition('<div class="steps">')[0]
    assert "Four steps, 19 skills to learn." in text


def _table(found: Page) -> str:
    return found.text.partition("<table>")[2].partition("</table>")[0]


def test_a_list_in_lines_and_a_text_of_sentences_are_read(site: Site) -> None:
    lines = page(site, "/match", ("have", "Python\n- SQL\n* Docker"))
    assert _table(lines) == _table(_read(site, "/match?have=Python, SQL, Docker"))
    text = "I have worked with Python and SQL for years. I have no experience of Docker."
    read = page(site, "/match", ("have", text))
    assert "Data Scientist fits best: two of six skills held." in read.text
    assert "was not counted" in read.text


def test_a_pasted_text_is_in_no_address(site: Site) -> None:
    text = "Jane Doe\nUniversity of Nowhere\nPython\nSQL"
    posted = ask(site, "/match", ("have", text), method="POST", accept="text/html")
    assert (posted.status, "Location" in posted.headers) == (200, False)
    assert "Data Scientist fits best: two of six skills held." in posted.text
    addresses = _links(posted).links
    assert not [each for each in addresses if "Jane" in each or "Nowhere" in each]
    assert [each for each in _links(_read(site, "/match")).forms if each == "/match"]
    assert re.search('<form[^>]*action="/match" method="post">', posted.text)


def test_a_role_that_fits_has_its_next_steps(site: Site) -> None:
    read = _links(_read(site, "/match?have=Python, SQL"))
    have = "have=skill%2Fpython&have=skill%2Fsql"
    assert f"/gap?to=role/data-scientist&{have}" in [unescape(each) for each in read.links]
    found = next(each for each in read.links if each.startswith("/route?from=me&to="))
    assert _read(site, found).status == 200
    assert [each for each in read.links if each.startswith("/compare?role=role/data-scientist&role=")]


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("/route?from=&to=MLOps", "Please name where you start: a role, a background or a skill."),
        ("/route?from=nurse&to=", "Please name the role you want."),
        ("/plan?from=nurse&to=", "Please name the role you want."),
        ("/gap?from=&to=MLOps&have=", "Please name where you start: a role, a background or a skill."),
        ("/next?role=", "Please name your role, title or background."),
        ("/compare?role=MLOps&role=", "Please name two roles or more."),
    ],
)
def test_a_form_sent_empty_says_what_is_missing(site: Site, address: str, message: str) -> None:
    assert message in _read(site, address).text
    assert 'role="alert"' not in _read(site, address.partition("?")[0]).text


def test_a_form_that_has_no_answer_is_shown_again_as_it_was_filled_in(site: Site) -> None:
    found = _read(site, "/route?from=astronautics&to=MLOps&have=SQL")
    assert found.status == 404
    assert '<form class="card form" action="/route">' in found.text
    for value in ("astronautics", "MLOps", "SQL"):
        assert f'value="{value}"' in found.text
    assert 'href="/list?kind=' in found.text


@pytest.mark.parametrize("address", ["/route?from=zzzz&to=MLOps", "/sparql?query=SELECT", "/match?have=zzzz, Python"])
def test_no_page_advises_a_command(site: Site, address: str) -> None:
    text = _read(site, address).text
    assert "`" not in text
    assert " kg " not in re.sub(r"<[^>]*>", " ", text)


def test_a_question_says_how_it_read_a_name(site: Site) -> None:
    assert "interpreted 'Amazn' as the employer 'Amazon'" in unescape(
        _read(site, "/questions/employer-industries?employer=Amazn").text
    )


@pytest.mark.parametrize("address", ["/questions", "/sparql"])
def test_questions_are_listed_once_by_topic(site: Site, address: str) -> None:
    text = _read(site, address).text
    listed = re.findall(r'href="/(?:questions/|sparql\?example=)([\w-]+)(?:#ask)?"', text)
    assert sorted(listed) == sorted(site.graph.questions())
    assert len(re.findall(r"<h[23][^>]*>Skills and tools<", text)) == 1


def test_the_answer_of_a_query_is_above_it(site: Site) -> None:
    text = _read(site, "/sparql?query=SELECT ?role { ?role a ck:Role }").text
    assert 0 < text.index('id="answer"') < text.index("<textarea")


def test_an_example_is_opened_or_run(site: Site) -> None:
    opened, ran = (_read(site, f"/sparql?example=counts{more}").text for more in ("", "&run=1"))
    question = site.graph.questions()["counts"].question
    assert f"of the example “{question}”" in opened
    assert 'id="answer"' not in opened
    found = re.findall(r'href="(/sparql\?query=[^"]*format=json)"', ran)
    assert ask(site, "/sparql", *parse_qsl(unescape(found[0]).partition("?")[2])).json["results"]["bindings"]


def test_the_map_leads_to_the_other_pages(site: Site) -> None:
    above = _read(site, "/map").text.partition("<main>")[0]
    for address in ("/", "/route", "/match", "/questions"):
        assert f'href="{address}"' in above
    assert 'href="/map" aria-current="page"' in above


@pytest.mark.parametrize("address", ["/map", "/route?from=statistician&to=MLOps"])
def test_names_of_roles_in_a_drawing_are_links(site: Site, address: str) -> None:
    drawn = "".join(re.findall('<svg class="(?:chart|line-map) .*?</svg>', _read(site, address).text, re.DOTALL))
    for path in ("/role/mlops-engineer", "/role/data-scientist", "/entry-path/from-mathematics-statistics"):
        assert f'<a href="{path}"><text' in drawn
        assert _read(site, path).status == 200
    assert 'role="img"' not in drawn
    assert not re.search("<a [^>]*><a ", drawn)


def test_a_field_has_the_label_in_place_of_an_id(site: Site) -> None:
    assert 'name="to" type="text" value="MLOps Engineer"' in _read(site, "/route?to=role/mlops-engineer").text


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("/route?from=Scientist&to=MLOps&have=SQL", "from"),
        ("/next?role=Enginer", "role"),
        ("/why?name=Scientist", "name"),
    ],
)
def test_a_wrong_name_gives_candidates_to_click(site: Site, address: str, name: str) -> None:
    found = _read(site, address)
    assert found.status == 404
    listed = found.text.partition('<ol class="hits numbered">')[2].partition("</ol>")[0]
    meant = [link.replace("&amp;", "&") for link in re.findall('href="([^"]+)"', listed)]
    assert meant
    before = dict(parse_qsl(address.partition("?")[2]))
    for link in meant:
        values = dict(parse_qsl(link.partition("?")[2]))
        assert {key for key in before if values[key] != before[key]} == {name}
    assert _read(site, meant[0]).status == 200


def test_a_malformed_query_is_shown_where_it_is_wrong(site: Site) -> None:
    found = _read(site, "/sparql?query=SELECT * { ?s ?p }")
    assert found.status == 400
    assert "malformed SPARQL at line 1, column 18" in found.text
    assert "SELECT * { ?s ?p }</textarea>" in found.text


@pytest.mark.parametrize(
    "address", ["/nowhere", "/questions/nowhere", "/role/astronaut", "/list?kind=star", "/entity?iri=x"]
)
def test_what_is_not_there_is_a_page_too(site: Site, address: str) -> None:
    found = _read(site, address)
    assert found.status in (400, 404)
    assert found.type == "text/html"
    assert '<form class="search' in found.text


def test_names_are_suggested(site: Site) -> None:
    found = ask(site, "/suggest", ("q", "mach")).json
    assert found[0] == {"label": "Machine Learning Engineer", "kind": "role", "path": "/role/machine-learning-engineer"}
    assert {each["kind"] for each in ask(site, "/suggest", ("q", "py"), ("kind", "skill")).json} == {"skill"}
    assert ask(site, "/suggest", ("q", "")).json == []
    assert ask(site, "/suggest", ("q", "x" * 100_000)).json == []


def test_a_route_is_saved_as_a_picture_and_a_plan_as_a_calendar(site: Site) -> None:
    drawn = _read(site, "/route?from=statistician&to=MLOps&format=svg")
    assert (drawn.type, drawn.headers["Content-Disposition"]) == ("image/svg+xml", 'attachment; filename="route.svg"')
    assert drawn.text.startswith("<svg")
    dated = f"{PLAN}&hours_per_week=5&hours_per_skill=20&start=2027-01-04&format=ics"
    assert _read(site, dated).text.startswith("BEGIN:VCALENDAR")


# --- hostile names ----------------------------------------------------------------------------------------------------

EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>\u202e{{ 7*7 }}"


_PREFIXES = {"skos": "http://www.w3.org/2004/02/skos/core#", "ck": "https://w3id.org/career-kg/ontology#"}


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A site about a graph in which every label tries to be markup."""
    from kg.cli.operations import operations
    from kg.graph import open_graph
    from kg.server.site import Site

    literal = EVIL.replace('"', '\\"')
    base, turtle = "https://example.org/x/", [f"@prefix {name}: <{iri}> ." for name, iri in _PREFIXES.items()]
    for number in range(3):
        skills = f"<{base}skill/{number}> , <{base}skill/{number + 1}>"
        label = f'skos:prefLabel "{literal} {number}"@en'
        turtle.append(f"<{base}role/{number}> a ck:Role ; {label} ; ck:requiresSkill {skills} .")
    turtle += [f'<{base}skill/{each}> a ck:Skill ; skos:prefLabel "{literal} skill {each}"@en .' for each in range(4)]
    path: Path = tmp_path_factory.mktemp("hostile") / "evil.ttl"
    path.write_text("\n".join(turtle), encoding="utf-8")
    return Site(open_graph(path), operations())


def test_a_label_is_never_markup(hostile: Site) -> None:
    roles = hostile.graph.list("role")
    start, goal = roles[0].id, roles[2].id
    path = hostile.explorer.path(roles[0])
    ends = f"from={start}&to={goal}"
    addresses = ["/", path, "/list", "/find?q=script", f"/route?{ends}", f"/gap?{ends}", f"/plan?{ends}"]
    addresses += [f"/next?role={start}", f"/why?name={start}", f"/compare?role={start}&role={goal}", "/map"]
    addresses += [f"/match?have={hostile.graph.list('skill')[0].id}"]
    addresses += ["/sparql?query=SELECT * { ?s skos:prefLabel ?label }"]
    for address in addresses:
        found = _read(hostile, address)
        assert found.status == 200, address
        if address != "/map":
            assert "<script>alert" not in found.text, address
            assert "<img" not in found.text, address
            assert "\u202e" not in re.sub("<pre.*?</pre>|<textarea.*?</textarea>", "", found.text, flags=re.DOTALL), (
                address
            )
            assert ">49" not in found.text


@pytest.mark.parametrize(
    "address",
    [
        "/find?q={}",
        "/route?from={}&to=MLOps",
        "/match?have={}",
        "/sparql?query={}",
        "/questions/role-skills?role={}",
        "/{}",
    ],
)
def test_what_is_asked_is_never_markup(site: Site, address: str) -> None:
    path, _, query = address.partition("?")
    values = [(name, value.format(EVIL)) for name, value in parse_qsl(query)]
    found = page(site, path.format(EVIL), *values)
    assert "<script>alert" not in found.text
    assert "<img" not in found.text


def test_a_pasted_text_shows_what_was_read_and_what_was_not(site: Site) -> None:
    text = "I write Python <b>daily</b> and know\nZyxomatics & SQL. I have no experience of Docker."
    shown = page(site, "/match", ("have", text)).text.partition('class="pasted">')[2].partition("</p>")[0]
    assert re.findall("<mark[^>]*>([^<]*)</mark>", shown) == ["Python", "SQL"]
    assert re.findall("<s [^>]*>([^<]*)</s>", shown) == ["Docker"]
    assert unescape(re.sub("</?(?:mark|s)[^>]*>", "", shown)) == text
    assert "Read in your text: Python, SQL." in page(site, "/match", ("have", text)).text
    assert 'class="pasted"' not in _read(site, "/match?have=Python, SQL").text


def test_dots_and_bars_say_what_they_mean(site: Site) -> None:
    read = _read(site, "/role/mlops-engineer").text
    assert "Dots: the 7 roles whose skills are stated; a filled one requires the skill." in read
    assert "it fades where no upper limit is" in read
