"""Routes, gaps and facts on the command line: every line and label expected was read off the guide by hand."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from command_line import kg, labels, lines_of

ROOT = Path(__file__).resolve().parent.parent
ENTITY = {"iri", "id", "label", "kind"}
SOURCE = {"graph", "document", "section", "line"}
ITEM = ENTITY | {"sources"}


class Wanted(NamedTuple):
    """One step as the guide has it: labels with the line of the destination that states each."""

    origin: str
    destination: str
    kept: dict[str, int]
    learn: dict[str, int]
    gate: int
    pay: int


STATISTICIAN_TO_MLOPS = (
    Wanted(
        "From Mathematics/Statistics",
        "Data Scientist",
        {"Statistics and mathematics": 48},
        {
            "Programming": 49,
            "Data manipulation": 50,
            "Visualization tools": 51,
            "ML algorithms": 52,
            "Domain expertise": 53,
        },
        57,
        55,
    ),
    Wanted(
        "Data Scientist",
        "Machine Learning Engineer",
        {"Programming": 24},
        {
            "ML frameworks": 25,
            "Software engineering principles": 26,
            "Cloud platforms": 27,
            "Database knowledge": 28,
            "MLOps practices": 29,
        },
        33,
        31,
    ),
    Wanted(
        "Machine Learning Engineer",
        "MLOps Engineer",
        {"Cloud platforms": 168, "ML frameworks": 171},
        {
            "Containerization": 169,
            "Infrastructure as Code": 170,
            "Monitoring tools": 172,
            "Version control systems": 173,
        },
        177,
        175,
    ),
)
ELSEWHERE = {"Statistics and mathematics": {214}, "Programming": {49}, "Cloud platforms": {27}, "ML frameworks": {25}}
"""The lines of the origin that state a kept item too."""


@pytest.fixture(scope="module")
def route() -> dict[str, Any]:
    answer = kg("route", "statistician", "MLOps", "-f", "json")
    assert answer.status == 0
    document: dict[str, Any] = answer.json
    return document


# --- route ------------------------------------------------------------------------------------------------------------


def test_route_is_the_one_of_the_guide(route: dict[str, Any]) -> None:
    steps = route["routes"][0]["steps"]
    assert [(step["from"]["label"], step["to"]["label"]) for step in steps] == [
        (wanted.origin, wanted.destination) for wanted in STATISTICIAN_TO_MLOPS
    ]
    for step, wanted in zip(steps, STATISTICIAN_TO_MLOPS, strict=True):
        assert labels(step["kept"]) == list(wanted.kept)
        assert labels(step["learn"]) == list(wanted.learn)
    assert [len(step["learn"]) for step in steps] == [5, 5, 4]


def test_each_kept_and_learned_item_cites_the_line_of_the_guide(route: dict[str, Any]) -> None:
    for step, wanted in zip(route["routes"][0]["steps"], STATISTICIAN_TO_MLOPS, strict=True):
        for item in step["learn"]:
            assert lines_of(item) == {wanted.learn[item["label"]]}
        for item in step["kept"]:
            assert lines_of(item) == {wanted.kept[item["label"]]} | ELSEWHERE[item["label"]]
        for item in (*step["kept"], *step["learn"]):
            assert set(item) >= ITEM
            stated = [source for source in item["sources"] if source["line"]]
            assert all(set(source) == SOURCE and source["document"] == "Career Paths in AI/ML" for source in stated)
        [gate] = step["gates"]
        assert (gate["credential"], gate["met"], lines_of(gate)) == ("credential/bachelors", True, {wanted.gate})
        assert lines_of(step["pay"]) == {wanted.pay}
        assert set(step) >= {"from", "to", "kept", "near", "learn", "gates", "gap", "cost", "sources"}
        cited = lines_of(step)
        assert cited >= {*wanted.kept.values(), *wanted.learn.values()}


def test_the_document_has_the_keys_that_scripts_rely_on(route: dict[str, Any]) -> None:
    assert set(route) == {"from", "to", "routes", "direct", "reason", "bridge", "notes", "degree_first"}
    assert set(route["from"]) == set(route["to"]) == ENTITY
    assert (route["reason"], route["bridge"]) == (None, None)
    [best] = route["routes"]
    assert set(best) == {"cost", "steps", "learn", "best_at"}
    assert labels(best["learn"]) == [label for wanted in STATISTICIAN_TO_MLOPS for label in wanted.learn]


def test_costs_follow_the_rule(route: dict[str, Any]) -> None:
    [best] = route["routes"]
    assert [step["gap"] for step in best["steps"]] == [5, 5, 4]
    for step in best["steps"]:
        assert step["cost"] == pytest.approx(1 + (step["gap"] + 3) * (1 - step["similarity"]))
        assert round(step["similarity"] * 1000) / 1000 == step["similarity"]
        assert 0 <= step["similarity"] <= 0.99
    assert best["cost"] == pytest.approx(sum(step["cost"] for step in best["steps"]))


def test_the_direct_move_stands_beside_it(route: dict[str, Any]) -> None:
    direct = route["direct"]
    assert (direct["gap"], direct["shared"], direct["allowed"]) == (6, 0, False)
    assert {item["label"]: lines_of(item) for item in direct["learn"]} == {
        "Cloud platforms": {168},
        "Containerization": {169},
        "Infrastructure as Code": {170},
        "ML frameworks": {171},
        "Monitoring tools": {172},
        "Version control systems": {173},
    }
    assert "no required skill is shared" in direct["reason"]


def test_tools_named_for_another_role_are_not_shown(route: dict[str, Any]) -> None:
    to_mlops = route["routes"][0]["steps"][2]
    tools = {item["label"]: labels(item["tools"]) for item in (*to_mlops["kept"], *to_mlops["learn"])}
    assert tools == {label: [] for label in tools} | {"Containerization": ["Docker", "Kubernetes"]}


def test_no_route_says_why_and_what_would_open_one() -> None:
    answer = kg("route", "Data Scientist", "AI Product Manager", "-f", "json")
    assert answer.status == 1
    document = answer.json
    assert document["routes"] == []
    assert "AI Product Manager" in document["reason"]
    # any one of its six skills opens the direct move at the same cost, so the first by label is the bridge
    assert labels(document["bridge"]["skills"]) == ["Business acumen"]
    [step] = document["bridge"]["route"]["steps"]
    assert (step["from"]["label"], step["to"]["label"]) == ("Data Scientist", "AI Product Manager")
    assert step["gap"] == 5 + 3  # five skills, and an MBA for one who holds a bachelor's
    assert [(gate["credential"], gate["met"]) for gate in step["gates"]] == [("credential/mba", False)]
    text = kg("route", "Data Scientist", "AI Product Manager").out
    assert "No route: " in text
    assert "would open a route: Business acumen. The route would then be: 1 step, 5 skills to learn" in text


def test_the_bridge_does_open_a_route() -> None:
    answer = kg("route", "Data Scientist", "AI Product Manager", "--have", "Business acumen", "-f", "json")
    assert answer.status == 0
    assert labels(answer.json["routes"][0]["steps"][0]["kept"]) == ["Business acumen"]


def test_start_and_end_may_be_the_same() -> None:
    answer = kg("route", "MLOps", "MLOps Engineer", "-f", "json")
    assert answer.status == 0
    assert answer.json["routes"][0]["steps"] == []
    assert answer.json["reason"] is None  # there is a route, if an empty one
    assert "both the start and the destination" in answer.err


def test_an_emerging_role_is_no_destination_for_want_of_stated_skills() -> None:
    answer = kg("route", "Data Scientist", "Prompt Engineer", "-f", "json")
    assert answer.status == 1
    assert "the source states no skills for Prompt Engineer" in answer.json["reason"]


def test_several_routes_come_best_first_and_none_repeats_a_role() -> None:
    answer = kg("route", "Data Scientist", "MLOps Engineer", "-k", "4", "-f", "json")
    routes = answer.json["routes"]
    chains = [[route["steps"][0]["from"]["id"], *(step["to"]["id"] for step in route["steps"])] for route in routes]
    assert len(routes) > 1
    assert [route["cost"] for route in routes] == sorted(route["cost"] for route in routes)
    assert all(len(set(chain)) == len(chain) <= 4 for chain in chains)
    assert len(set(map(tuple, chains))) == len(chains)
    assert routes[0] == kg("route", "Data Scientist", "MLOps Engineer", "-f", "json").json["routes"][0]


def test_fewer_routes_than_asked_for_are_told() -> None:
    answer = kg("route", "Data Scientist", "MLOps Engineer", "-k", "500", "-f", "json")
    assert answer.status == 0
    assert f"only {len(answer.json['routes'])} routes (500 requested)" in answer.err


def _chain(*arguments: str) -> list[str]:
    document = kg("route", *arguments, "-f", "json").json
    return [step["to"]["label"] for route in document["routes"][:1] for step in route["steps"]]


def test_what_one_has_opens_the_direct_move() -> None:
    answer = kg("route", "statistician", "MLOps", "--have", "Docker,Terrafrom", "--have", "version control systems")
    assert answer.status == 0
    assert "no skill or credential named 'Terrafrom' was found: ignored" in answer.err
    document = kg("route", "statistician", "MLOps", "--have", "Docker", "-f", "json").json
    assert document["direct"]["allowed"] is True
    assert document["direct"]["shared"] == 1
    [containerization] = document["routes"][0]["steps"][0]["kept"]
    assert labels(containerization["tools_held"]) == ["Docker"]
    assert labels(containerization["tools_missing"]) == ["Kubernetes"]


@pytest.mark.parametrize("avoided", ["Machine Learning Engineer", "ML Engineer", "role/machine-learning-engineer"])
def test_a_role_to_avoid_is_not_passed(avoided: str) -> None:
    assert "Machine Learning Engineer" in _chain("Data Scientist", "MLOps")
    assert "Machine Learning Engineer" not in _chain("Data Scientist", "MLOps", "--avoid", avoided)


def test_without_the_only_way_in_there_is_no_route() -> None:
    # of all roles, mathematics leads to Data Scientist and, behind a PhD that MLOps does not ask, Research Scientist
    answer = kg("route", "statistician", "MLOps", "--avoid", "Data Scientist", "-f", "json")
    assert (answer.status, answer.json["routes"]) == (1, [])


def test_a_credential_to_avoid_closes_the_role_that_asks_it() -> None:
    assert _chain("statistician", "Research Scientist") != []
    answer = kg("route", "statistician", "Research Scientist", "--avoid", "PhD", "-f", "json")
    assert answer.status == 1
    assert "PhD" in answer.json["direct"]["reason"]


@pytest.mark.parametrize(("steps", "status"), [("1", 1), ("2", 1), ("3", 0)])
def test_the_longest_route_may_be_limited(steps: str, status: int) -> None:
    # the guide's Data Scientist and MLOps Engineer share no skill, so three steps it must be
    assert kg("route", "statistician", "MLOps", "--max-steps", steps).status == status


def test_without_merges_each_label_stands_for_itself() -> None:
    document = kg("route", "Machine Learning Engineer", "MLOps", "--no-merges", "-f", "json").json
    step = document["routes"][0]["steps"][0]
    assert labels(step["kept"]) == ["ML frameworks"]  # lines 25 and 171 have the same words, 27 and 168 have not
    assert "Cloud platforms and services" in labels(step["learn"])
    assert "Cloud platforms" not in labels(step["learn"])


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.slow
def test_every_format_of_a_route_names_its_steps_and_skills() -> None:
    wanted = [step.destination for step in STATISTICIAN_TO_MLOPS] + [
        label for step in STATISTICIAN_TO_MLOPS for label in step.learn
    ]
    for fmt in ("table", "csv", "md", "checklist"):
        out = kg("route", "statistician", "MLOps", "-f", fmt).out
        assert [label for label in wanted if label not in out] == [], fmt
    page = _Page()
    page.feed(kg("route", "statistician", "MLOps", "-f", "html").out)
    assert [label for label in wanted if label not in page.text] == []
    assert not page.tags & {"script", "link", "img", "iframe", "object"}
    assert not page.attributes & {"src", "href", "onclick", "onload"}


def test_a_route_is_a_checklist_too() -> None:
    lines = kg("route", "statistician", "MLOps", "-f", "checklist").lines
    learned = [line for line in lines if line.startswith("- [ ] learn")]
    kept = [line for line in lines if line.startswith("- [x] keep")]
    assert (len(learned), len(kept)) == (14, 4)


def test_mermaid_draws_one_arrow_for_each_step() -> None:
    first, *rest = kg("route", "statistician", "MLOps", "-f", "mermaid").lines
    assert first == "flowchart LR"
    names = dict(re.findall(r'^  (n\d+)\["(.*)"\]$', "\n".join(rest), re.MULTILINE))
    arrows = re.findall(r'^  (n\d+) -->\|".*"\| (n\d+)$', "\n".join(rest), re.MULTILINE)
    assert [(names[start], names[end]) for start, end in arrows] == [
        (wanted.origin, wanted.destination) for wanted in STATISTICIAN_TO_MLOPS
    ]
    assert len(names) + len(arrows) == len(rest)


# --- gap and next -----------------------------------------------------------------------------------------------------


def test_gap_of_a_data_scientist_for_machine_learning() -> None:
    document = kg("gap", "Data Scientist", "Machine Learning Engineer", "-f", "json").json
    assert set(document) >= {"from", "to", "held", "near", "missing", "coverage"}
    [programming] = document["held"]
    assert programming["label"] == "Programming"
    assert labels(programming["tools_held"]) == ["Python"]
    assert labels(programming["tools_missing"]) == ["Java", "Scala"]
    assert {item["label"]: lines_of(item) for item in document["missing"]} == {
        "ML frameworks": {25},
        "Software engineering principles": {26},
        "Cloud platforms": {27},
        "Database knowledge": {28},
        "MLOps practices": {29},
    }
    assert document["coverage"] == pytest.approx(1 / 6)


@pytest.mark.parametrize("command", ["gap", "route"])
def test_a_kept_skill_says_which_of_its_tools_are_not_held(command: str) -> None:
    # the entry path brings programming (line 208) and names no language
    out = kg(command, "computer science", "Machine Learning Engineer", "--all").out
    assert re.search(r"^(held|keep) +Programming +missing: Java, Python, Scala ", out, re.MULTILINE)
    assert re.search(r"^(missing|learn) +Cloud platforms +AWS, Azure, GCP +line 27$", out, re.MULTILINE)


def test_gap_compares_two_roles_both_ways() -> None:
    there = kg("gap", "Machine Learning Engineer", "MLOps Engineer", "-f", "json").json
    back = kg("gap", "MLOps Engineer", "Machine Learning Engineer", "-f", "json").json
    assert labels(there["held"]) == labels(back["held"])[::-1] == ["Cloud platforms", "ML frameworks"]
    assert labels(back["missing"]) == [
        "Programming",
        "Software engineering principles",
        "Database knowledge",
        "MLOps practices",
    ]
    assert labels(there["missing"]) == [
        "Containerization",
        "Infrastructure as Code",
        "Monitoring tools",
        "Version control systems",
    ]


@pytest.mark.parametrize(
    ("have", "held"),
    [
        (["--have", "Docker"], ["Containerization"]),
        (["--have", "docker, AWS"], ["Cloud platforms", "Containerization"]),
        (["--have", "Docker", "--have", "GCP"], ["Cloud platforms", "Containerization"]),
        (["--have", "Kubernets"], ["Containerization"]),
        (["--have", "Cloud computing platforms"], ["Cloud platforms"]),
        (["--have", "skill/infrastructure-as-code"], ["Infrastructure as Code"]),
    ],
    ids=" ".join,
)
def test_gap_from_what_one_has(have: list[str], held: list[str]) -> None:
    document = kg("gap", *have, "MLOps", "-f", "json").json
    assert document["from"] is None
    assert labels(document["held"]) == held
    assert len(document["missing"]) == 6 - len(held)
    assert document["coverage"] == pytest.approx((len(held) + len(document["near"]) / 2) / 6)


def test_having_only_what_nobody_knows_is_no_question() -> None:
    answer = kg("gap", "--have", "Underwater basketry", "MLOps", "-f", "json")
    assert (answer.status, answer.out) == (1, "")
    assert "no skill or credential named 'Underwater basketry' was found" in answer.err


@pytest.mark.parametrize("word", ["requiresSkill", "ck:requiresSkill", "hasRequirement", "skills"])
@pytest.mark.slow
def test_why_a_skill_is_required_by_every_name_of_the_property(word: str) -> None:
    facts = kg("why", "MLOps Engineer", word, "-f", "json").json["facts"]
    assert [fact["source"]["line"] for fact in facts] == [168, 169, 170, 171, 172, 173]


@pytest.mark.parametrize(("word", "usual"), [("tools", "skills"), ("salaries", "pay"), ("degrees", "education")])
def test_why_takes_usual_words_in_the_plural(word: str, usual: str) -> None:
    """Tools are named where a skill is required: of an MLOps engineer on lines 168 to 173."""
    found = [kg("why", "MLOps Engineer", each, "-f", "json").json["facts"] for each in (word, usual)]
    assert found[0] == found[1] != []


def test_why_education_gives_the_wording_and_the_option() -> None:
    facts = kg("why", "MLOps Engineer", "education", "-f", "json").json["facts"]
    assert [(fact["property"], fact["source"]["line"]) for fact in facts] == [
        ("educationRequirements", 177),
        ("educationOption", 177),
    ]


@pytest.mark.parametrize("nothing", ["", " ", ",", "@"])
def test_having_an_empty_name_is_wrong_usage(nothing: str) -> None:
    answer = kg("gap", "--have", nothing, "MLOps")
    assert (answer.status, answer.out) == (2, "")


def test_the_file_of_names_needs_no_sign(tmp_path: Path) -> None:
    names = tmp_path / "mine.txt"
    names.write_text("Docker\n", encoding="utf-8")
    assert labels(kg("gap", "--have", str(names), "MLOps", "-f", "json").json["held"]) == ["Containerization"]


def test_what_a_path_brings_cites_the_remark_that_names_it() -> None:
    (step,) = kg("route", "Computer Science", "Data Scientist", "-f", "json").json["routes"][0]["steps"]
    (kept,) = step["kept"]
    assert (kept["label"], {source["line"] for source in kept["sources"]}) == ("Programming", {49, 209, None})


def test_what_one_has_may_stand_in_a_file(tmp_path: Path) -> None:
    names = tmp_path / "mine.txt"
    names.write_text("# what I know\nDocker\n\n  AWS  # a little\nUnderwater basketry\n", encoding="utf-8")
    answer = kg("gap", "--have", f"@{names}", "MLOps", "-f", "json")
    assert answer.status == 0
    assert labels(answer.json["held"]) == ["Cloud platforms", "Containerization"]
    assert "no skill or credential named 'Underwater basketry' was found: ignored" in answer.err


@pytest.mark.parametrize(
    "profile",
    [
        "- Docker\n- AWS\n",
        "skills: [Docker, AWS]\ncredentials: Bachelor's\n",
        "tools:\n  - Docker  # daily\nclouds:\n  - AWS\n",
    ],
)
def test_what_one_has_may_stand_in_a_profile(profile: str, tmp_path: Path) -> None:
    (tmp_path / "profile.yaml").write_text(profile, encoding="utf-8")
    answer = kg("gap", "--have", f"@{tmp_path / 'profile.yaml'}", "MLOps", "-f", "json")
    assert answer.status == 0
    assert labels(answer.json["held"]) == ["Cloud platforms", "Containerization"]
    assert ": ignored" not in answer.err


@pytest.mark.parametrize(
    ("profile", "told"),
    [
        ("- [Docker", "line 2 is not valid YAML"),
        ("- 5\n", "not a name"),
        ("a: {1: 2}\n", "not a name"),
        ("", "no names found"),
    ],
)
def test_a_profile_that_holds_no_names_is_told(profile: str, told: str, tmp_path: Path) -> None:
    (tmp_path / "profile.yaml").write_text(profile + "\n", encoding="utf-8")
    answer = kg("gap", "--have", f"@{tmp_path / 'profile.yaml'}", "MLOps")
    assert (answer.status, answer.out) == (2, "")
    assert told in answer.err


def test_gap_tells_a_role_without_stated_skills() -> None:
    answer = kg("gap", "Data Scientist", "Prompt Engineer")
    assert answer.status == 0
    assert "not stated in the source" in answer.out
    assert kg("gap", "Data Scientist", "Prompt Engineer", "-f", "json").json["coverage"] is None


def test_next_of_mlops_is_what_shares_its_skills() -> None:
    document = kg("next", "MLOps", "-f", "json").json
    best = document[0]
    assert set(best) == {
        *("role", "score", "similarity", "people", "shared", "missing", "gates", "asks_more", "regulated"),
        *("regulation_sources", "words", "required"),
    }
    assert best["required"] == 6  # line 24 names six
    assert set(best["role"]) == ENTITY
    assert best["role"]["label"] == "Machine Learning Engineer"
    assert labels(best["shared"]) == ["Cloud platforms", "ML frameworks"]
    assert labels(best["missing"]) == [
        "Programming",
        "Software engineering principles",
        "Database knowledge",
        "MLOps practices",
    ]
    assert [move["score"] for move in document] == sorted((move["score"] for move in document), reverse=True)
    assert "MLOps Engineer" not in [move["role"]["label"] for move in document]


def test_next_gives_as_many_as_asked_for() -> None:
    everything = kg("next", "Machine Learning Engineer", "-f", "json").json
    assert len(everything) > 2
    assert kg("next", "Machine Learning Engineer", "-n", "2", "-f", "json").json == everything[:2]


# --- show, why, list, find --------------------------------------------------------------------------------------------


def _facts(name: str) -> dict[str, list[tuple[Any, int | None]]]:
    """The facts of a thing: property -> values, each with its line."""
    found: dict[str, list[tuple[Any, int | None]]] = {}
    document = kg("show", name, "-f", "json").json
    assert set(document) == {"entity", "facts", "not_stated", "unlisted"}
    assert document["unlisted"] == 0  # no fact is left out
    for fact in document["facts"]:
        assert set(fact) >= {"property", "value", "source"}
        assert set(fact["source"]) == SOURCE
        value = fact["value"]["label"] if isinstance(fact["value"], dict) else fact["value"]
        found.setdefault(fact["property"], []).append((value, fact["source"]["line"]))
    return found


def test_senior_data_scientist_is_a_mid_level_title() -> None:
    assert _facts("Senior Data Scientist")["atLevel"] == [("Mid Level", 236)]


def test_the_pay_of_a_prompt_engineer_is_not_stated() -> None:
    document = kg("show", "Prompt Engineer", "-f", "json").json
    assert "salary" in document["not_stated"]
    assert "salary" not in {fact["property"] for fact in document["facts"]}
    assert ("emerging", 326) in _facts("Prompt Engineer")["maturity"]
    text = kg("show", "Prompt Engineer").out
    assert re.search(r"^pay +not stated in the source$", text, re.MULTILINE)
    why = kg("why", "Prompt Engineer", "pay")
    assert why.status == 1
    assert "pay of Prompt Engineer: not stated in the source" in why.out


def test_amazon_is_one_employer_of_two_industries() -> None:
    assert sorted(_facts("Amazon")["^namesEmployer"]) == [("Retail/E-commerce", 202), ("Technology Companies", 182)]
    assert labels(kg("find", "amazon", "--kind", "employer", "-f", "json").json) == ["Amazon"]


def test_show_tells_pay_as_open_and_undated() -> None:
    document = kg("show", "MLOps Engineer", "-f", "json").json
    [pay] = [fact for fact in document["facts"] if fact["property"] == "salary"]
    assert (pay["value"], pay["source"]["line"]) == ("$90,000 - $210,000+", 175)
    assert (pay["parts"]["minValue"], pay["parts"]["maxValue"], pay["parts"]["openEnded"]) == (
        [90000],
        [210000],
        [True],
    )
    assert pay["parts"]["date"] == ["not stated in the source"]
    requirements = [fact["value"]["label"] for fact in document["facts"] if fact["property"] == "hasRequirement"]
    assert "Cloud platforms and services" in requirements  # the guide's own label, not the canonical one


def test_show_has_the_requirements_of_a_role_with_their_lines() -> None:
    assert _facts("Computer Vision Engineer")["hasRequirement"] == [
        ("Deep learning frameworks", 120),
        ("Computer vision algorithms", 121),
        ("Image processing techniques", 122),
        ("Programming", 123),
        ("3D graphics knowledge", 124),
        ("Hardware optimization", 125),
    ]


def test_why_names_the_line_of_the_guide_and_of_the_file_to_edit() -> None:
    document = kg("why", "MLOps", "salary", "-f", "json").json
    assert set(document) == {"entity", "facts", "not_stated", "report"}
    [fact] = document["facts"]
    assert fact["source"]["line"] == 175
    assert fact["source"]["section"].endswith("MLOps Engineer")
    file, line = fact["edit"].rsplit(":", 1)
    edited = (ROOT / file).read_text(encoding="utf-8").splitlines()[int(line) - 1]
    assert "line: 175" in edited
    assert "210000" in edited
    assert "CONTRIBUTING.md" in document["report"]


@pytest.mark.parametrize(
    ("word", "property_"),
    [
        ("salary", "salary"),
        ("pay", "salary"),
        ("ck:salary", "salary"),
        ("SALARY", "salary"),
        ("skills", "hasRequirement"),
    ],
)
@pytest.mark.slow
def test_why_takes_the_words_that_people_use(word: str, property_: str) -> None:
    facts = kg("why", "MLOps", word, "-f", "json").json["facts"]
    assert {fact["property"] for fact in facts} == {property_}


def test_why_of_a_property_that_there_is_not_names_the_nearest() -> None:
    answer = kg("why", "MLOps", "hasSalary")
    assert (answer.status, answer.out) == (1, "")
    assert "there is no property 'hasSalary'\n  try: did you mean salary?" in answer.err


def test_why_gives_the_reason_of_what_was_curated() -> None:
    facts = kg("why", "Senior Data Scientist", "titleOf", "-f", "json").json["facts"]
    assert [fact["source"]["graph"] for fact in facts] == ["curation"]
    assert all(fact["parts"]["reason"] for fact in facts)


def test_list_has_the_roles_of_the_guide() -> None:
    document = kg("list", "roles", "-f", "json").json
    assert all(set(entity) == ENTITY for entity in document)
    assert set(labels(document)) == {
        "Machine Learning Engineer",
        "Data Scientist",
        "Research Scientist (AI/ML)",
        "AI Product Manager",
        "Computer Vision Engineer",
        "NLP Engineer",
        "MLOps Engineer",
        "AI Ethicist",
        "Prompt Engineer",
        "AI Safety Researcher",
        "Synthetic Data Specialist",
        "AI Governance Specialist",
    }


@pytest.mark.parametrize(("word", "count"), [("job titles", 8), ("entrypaths", 3), ("Entry_Path", 3), ("EMPLOYERS", 8)])
def test_list_takes_a_kind_as_people_write_it(word: str, count: int) -> None:
    assert len(kg("list", word, "-f", "json").json) == count


@pytest.mark.parametrize("kind", ["industry", "industries"])
def test_list_takes_singular_and_plural(kind: str) -> None:
    assert sorted(labels(kg("list", kind, "-f", "json").json)) == [
        "Automotive",
        "Finance",
        "Healthcare",
        "Retail/E-commerce",
        "Technology Companies",
    ]


def test_list_limits_to_a_group() -> None:
    assert sorted(labels(kg("list", "--in", "Emerging Roles", "-f", "json").json)) == [
        "AI Ethicist",
        "AI Governance Specialist",
        "AI Safety Researcher",
        "Prompt Engineer",
        "Synthetic Data Specialist",
    ]


def test_find_tells_through_which_name() -> None:
    [hit] = kg("find", "cpp", "-f", "json").json
    assert set(hit) == ENTITY | {"matched", "source", "tier"}
    assert (hit["label"], hit["matched"], hit["tier"]) == ("C++", "cpp", "synonym")


def test_find_limits_to_a_kind_and_wants_all_words() -> None:
    found = kg("find", "cloud", "platforms", "--kind", "skill", "-f", "json").json
    assert set(labels(found)) == {"Cloud platforms", "Cloud platforms and services", "Cloud computing platforms"}
    assert kg("find", "cloud", "--kind", "employer").status == 1


BLANK = """
@prefix ck: <https://w3id.org/career-kg/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix x: <http://example.org/> .
x:s1 a ck:Skill ; skos:prefLabel "Baking" .
x:s2 a ck:Skill ; skos:prefLabel "Sales" .
x:a a ck:Role ; skos:prefLabel "Baker" ; ck:requiresSkill x:s2 ; ck:hasRequirement [ ck:skill x:s1 ] .
x:b a ck:Role ; skos:prefLabel "Seller" ; ck:requiresSkill x:s2 .
"""
"""A requirement without a name of its own, beside one that is only a shortcut, as people write Turtle by hand."""


def test_nodes_without_a_name_are_read_like_others(tmp_path: Path) -> None:
    graph = tmp_path / "shop.ttl"
    graph.write_text(BLANK, encoding="utf-8")
    [step] = kg("-g", graph, "route", "Seller", "Baker", "-f", "json").json["routes"][0]["steps"]
    assert (labels(step["kept"]), labels(step["learn"])) == (["Sales"], ["Baking"])
    assert [source["graph"] for item in step["learn"] for source in item["sources"]] == ["shop"]
    facts = kg("-g", graph, "show", "Baker", "-f", "json").json["facts"]
    required = [(fact["property"], fact["value"]["label"]) for fact in facts if "equire" in fact["property"]]
    assert required == [("hasRequirement", "Baking"), ("requiresSkill", "Sales")]
    for question in (["gap", "Seller", "Baker"], ["why", "Baker"], ["compare", "Seller", "Baker"], ["next", "Seller"]):
        assert kg("-g", graph, *question).status == 0


def test_next_tells_a_few_of_many_skills_as_text_and_all_in_a_spreadsheet(monkeypatch: pytest.MonkeyPatch) -> None:
    from kg.answers.blocks import truncate_list

    monkeypatch.setattr("kg.answers.blocks.truncate_list", lambda labels, most=2: truncate_list(labels, min(most, 2)))
    assert "Programming, Software engineering principles and 2 more" in kg("next", "MLOps").out
    assert "Database knowledge, MLOps practices" in kg("next", "MLOps", "-f", "csv").out
