"""Guides in Markdown: read by their structure, every line cited or listed, and imported into a store."""

from __future__ import annotations

import json
import re
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_type_hints

import pytest
import yaml
from command_line import kg, labels
from drawn import examples
from facts import facts, missing_facts
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import TypeAdapter
from pyoxigraph import NamedNode, Store

from kg.errors import KGError, SourceError, UsageError
from kg.graph import open_graph
from kg.maintenance.validate import validate_graph
from kg.model.curated import Dataset
from kg.rdf.writer import written
from kg.resources import resource
from kg.schema import BASE
from kg.sources.curated import CuratedSource
from kg.sources.dataset import metadata, stated
from kg.sources.guide import Guide, parse_guide, read_guide
from kg.sources.guide.education import EducationOption, education
from kg.sources.guide.phrases import PayRange, Years, entry_note, industry_note, named_skill, pay, years
from kg.store.folder import StoreFolder
from kg.store.imports import import_source

if TYPE_CHECKING:
    from collections.abc import Iterator

GUIDES = Path(__file__).parent / "data" / "guides"
NAMES = ("nursing", "games")
DATA = resource("data/ai_ml")


def texts(guide: str) -> list[str]:
    """The lines of a guide as its readers see them."""
    return guide.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")


# --- the guide that the bundled graph was written down from ---------------------------------------------------------


@pytest.fixture(scope="module")
def seed(shared: Path) -> Guide:
    return read_guide(next((shared / "seed").glob("*.txt")), "ai-ml")


@pytest.fixture(scope="module")
def curated() -> Dataset:
    return CuratedSource(DATA).dataset


def test_every_line_of_the_seed_is_understood(seed: Guide) -> None:
    assert seed.findings == ()
    assert seed.dataset.document.content == CuratedSource(DATA).dataset.document.content


def by_hand(dataset: Dataset) -> Dataset:
    """The curated data set without what no rule can reach: each is a judgement, or words of the maintainers."""
    kinds = {"industry knowledge": "helpful"}  # "valuable" is an asset for who has it: a reading of the path
    return replace(
        dataset,
        document=replace(
            dataset.document,
            id="ai-ml",
            licence="not stated in the source",
            attribution="not stated in the source",
            descriptions=(),  # in the maintainers' own words
            links=tuple(
                replace(link, remark=None, id=link.id.replace("skills-pre", "skills-and-pre"))
                for link in dataset.document.links
            ),
        ),
        roles=tuple(replace(role, overview=None) for role in dataset.roles),
        entry_paths=tuple(
            replace(
                path,
                notes=tuple(
                    replace(note, skills=(), kind=kinds.get(note.label.lower(), note.kind)) for note in path.notes
                ),
            )
            for path in dataset.entry_paths
        ),
        topics=tuple(replace(topic, scheme="") for topic in dataset.topics),
    )


@pytest.mark.parametrize("file", [entry.name for entry in fields(Dataset) if entry.name != "curation"])
def test_the_seed_gives_the_curated_records(seed: Guide, curated: Dataset, file: str) -> None:
    expected, found = getattr(by_hand(curated), file), getattr(by_hand(seed.dataset), file)
    if file == "topics":  # one id may be on two lines only in a group, and its line is the first
        assert sorted(found, key=str) == sorted(expected, key=str)
    else:
        assert found == expected


def test_the_seed_says_of_itself_and_of_roles_what_the_curated_data_tells_in_other_words(
    seed: Guide, curated: Dataset
) -> None:
    assert [text.line for text in seed.dataset.document.descriptions] == [
        text.line for text in curated.document.descriptions
    ]
    lines = [[role.overview and role.overview.line for role in dataset.roles] for dataset in (seed.dataset, curated)]
    assert lines[0] == lines[1]


def test_all_facts_of_the_seed_are_reached(seed: Guide) -> None:
    engine = Store()
    engine.extend(written("seed", metadata(seed.dataset, BASE), stated(seed.dataset, BASE), BASE))
    assert missing_facts(engine) == []
    assert len(facts()) == 401


# --- guides of other fields of work ---------------------------------------------------------------------------------


def expected_of(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((GUIDES / f"{name}.yaml").read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("name", NAMES)
def test_a_guide_gives_the_records_checked_by_hand(name: str) -> None:
    guide = read_guide(GUIDES / f"{name}.md")
    expected = expected_of(name)
    listed = expected.pop("listed")
    stated = {"id": name, "graph": name, "licence": "not stated in the source"}
    document = {**stated, "attribution": "not stated in the source", "links": [], **expected.pop("document")}
    hints = get_type_hints(Dataset, include_extras=True)
    for file in (entry.name for entry in fields(Dataset) if entry.name != "curation"):
        plain = document if file == "document" else _whole(expected.get(file, []))
        found = TypeAdapter(hints[file]).validate_json(json.dumps(plain), strict=True)
        assert getattr(guide.dataset, file) == found, file
    lines = texts((GUIDES / f"{name}.md").read_text(encoding="utf-8"))
    told = {finding.line: finding.message.partition(", ")[2] for finding in guide.findings}
    shown = {line: " ".join(lines[line - 1].split()) for line in listed}
    marks = {line: '"' if "'" in text else "'" for line, text in shown.items()}
    assert told == {line: f"{why}: {marks[line]}{shown[line]}{marks[line]}" for line, why in listed.items()}


def _whole(records: Any) -> Any:
    """Records with the lists that their types ask for and that are empty here."""
    asked = {"min_years": ("responsibilities", "notes"), "rank": ("responsibilities", "notes")}
    for record in records if isinstance(records, list) else ():
        for key in (key for mark, keys in asked.items() if mark in record for key in keys):
            record.setdefault(key, [])
    return records


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("change", ["\r\n", "\r", "bom"])
def test_line_ends_and_marks_do_not_matter(name: str, change: str) -> None:
    text = (GUIDES / f"{name}.md").read_text(encoding="utf-8")
    other = "\ufeff" + text if change == "bom" else text.replace("\n", change)
    assert parse_guide(other, name) == parse_guide(text, name)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.slow
def test_what_a_guide_states_conforms_to_the_shapes(name: str, tmp_path: Path) -> None:
    folder = StoreFolder.create(tmp_path / "store")
    import_source(
        folder, "guide", [GUIDES / f"{name}.md"], options={"licence": "https://creativecommons.org/licenses/by/4.0/"}
    )
    graph = open_graph(str(tmp_path / "store"))
    found = [finding for finding in validate_graph(graph, "store") if finding.severity == "error"]
    assert found == []


# --- phrases --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$120,000 - $200,000+", PayRange(120000, 200000, True, "USD", None)),
        ("€45.000–60.000 per year", PayRange(45000, 60000, False, "EUR", "YEAR")),
        ("45 000 € to 60 000 €", PayRange(45000, 60000, False, "EUR", None)),
        ("$80-120k", PayRange(80000, 120000, False, "USD", None)),
        ("from £20 an hour", PayRange(20, None, True, "GBP", "HOUR")),
        ("between 20 and 30 CHF/hour", PayRange(20, 30, False, "CHF", "HOUR")),
        ("up to $90k", PayRange(None, 90000, False, "USD", None)),
        ("C$50,000", PayRange(50000, 50000, False, "CAD", None)),
        ("$50,000 CAD", PayRange(50000, 50000, False, "CAD", None)),
        ("$90,000 - $70,000", None),
        ("50,000 - 70,000", None),
        ("$20 and $30", None),
        ("$25.50 an hour", PayRange(25.5, 25.5, False, "USD", "HOUR")),
        ("about $50,000", None),
        ("$50,000 - €60,000", None),
        ("competitive", None),
    ],
)
def test_pay(text: str, expected: PayRange | None) -> None:
    assert pay(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2-5 years", Years(2, 5, False)),
        ("10+ years", Years(10, None, True)),
        ("3 to 5 yrs of experience", Years(3, 5, False)),
        ("more than 8 years", Years(8, None, True)),
        ("less than 2 years", Years(None, 2, False)),
        ("5-2 years", None),
        ("3 years", None),
        ("some years", None),
    ],
)
def test_years(text: str, expected: Years | None) -> None:
    assert years(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bachelor's or Master's in Computer Science or related field",
         (EducationOption("Bachelor's", fields=("Computer Science",), related=True),
          EducationOption("Master's", fields=("Computer Science",), related=True))),
        ("Bachelor of Science in Nursing (BSN)", (EducationOption("Bachelor of Science", fields=("Nursing",)),)),
        ("Bachelors degree in Law, sometimes Master's with a thesis",
         (EducationOption("Bachelor's", fields=("Law",)),
          EducationOption("Master's", strength="sometimes", condition="a thesis"))),
        ("PhD preferred", (EducationOption("PhD", strength="preferred"),)),
        ("High school diploma or Associate's in Carpentry",
         (EducationOption("High school diploma"), EducationOption("Associate's", fields=("Carpentry",)))),
        ("Completed apprenticeship", (EducationOption("Completed apprenticeship"),)),
        ("Degree in any field", (EducationOption("Degree"),)),
        ("No degree required", None),
        ("Bachelor's and teaching licence", None),
        ("Depends on the school", None),
    ],
)  # fmt: skip
def test_education(text: str, expected: tuple[EducationOption, ...] | None) -> None:
    assert education(text) == expected


@pytest.mark.parametrize(
    ("text", "label", "members", "strength"),
    [
        ("Cloud platforms (AWS, GCP, Azure)", "Cloud platforms", ("AWS", "GCP", "Azure"), None),
        ("Hand tools (e.g. saws and planes)", "Hand tools", ("saws", "planes"), None),
        ("Spreadsheets, such as Excel", "Spreadsheets", ("Excel",), None),
        ("Electronic health records (EHR)", "Electronic health records (EHR)", (), None),
        ("Communication (written and oral)", "Communication (written and oral)", (), None),
        ("Lua (optional)", "Lua", (), "preferred"),
        ("ability to work well with your hands", "ability to work well with your hands", (), None),
    ],
)
def test_skills(text: str, label: str, members: tuple[str, ...], strength: str | None) -> None:
    found = named_skill(text)
    assert found is not None
    assert (found.label, found.members, found.strength) == (label, members, strength)


@pytest.mark.parametrize(
    "text",
    [
        *("Lua or C#", "No experience", "Either language", "It is long. It has sentences."),
        *("depends on the employer", "Varies by site", "See the job advert", "whatever the master wants", "as above"),
        *("Tools that you will need", "ask the guild"),
    ],
)
def test_no_skill_for_certain(text: str) -> None:
    assert named_skill(text) is None


@pytest.mark.parametrize("text", ["No degree needed", "Fun", "A long story. Told twice."])
def test_no_remark_for_certain(text: str) -> None:
    assert entry_note(text) is None
    assert industry_note(text.replace(" needed", "")) is None


def test_whether_two_names_are_one_employer_is_not_guessed() -> None:
    assert industry_note("Linklaters, Slaughter and May", "employers") is None
    found = industry_note("Ubisoft, Nintendo, and Sega", "employers")
    assert found is not None
    assert found.employers == ("Ubisoft", "Nintendo", "Sega")


# --- lines ----------------------------------------------------------------------------------------------------------

ROLE = "# Work\n\n## Roles\n\n### Baker\n"


def listed(text: str) -> dict[int, str]:
    """The lines that were not understood, with the reasons."""
    return {
        finding.line or 0: finding.message.removeprefix("not understood, ")
        .removeprefix("skipped, ")
        .rpartition(": '")[0]
        for finding in parse_guide(text, "work").findings
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("**Skills:**\n- Dough or pastry\n", {7: "more than the name of a skill"}),
        ("**Skills:**\n- C\n- C.\n", {}),
        ("**Skills:**\n- Team work\n- Team-work\n",
         {8: "'Team-work' would have the same id as 'Team work' (team-work)"}),
        ("**Pay:** $10\n**Pay:** $12\n", {7: "a second pay range of one role; line 6 states the first"}),
        ("**Pay:** $10\n\n**Pay:** $10\n", {}),
        ("**Skills:**\n", {6: "a field without content"}),
        ("**Skills:** 日本語\n", {}),
        ("**Weather:** fine\n- Sun\n", {6: "a field that is not known", 7: "under a field not known"}),
        ("\n### Baker\n**Pay:** $10\n", {}),
        ("**Pay:** $9\n\n### Baker\n**Pay:** $10\n", {9: "a second pay range of one role; line 6 states the first"}),
        ("![a loaf](loaf.png)\n> A quotation\n<div>\n",
         {7: "a quotation is not read", 8: "HTML is not read"}),
    ],
)  # fmt: skip
def test_lines_not_understood(text: str, expected: dict[int, str]) -> None:
    assert listed(ROLE + text) == expected


def test_fields_may_be_items_with_what_they_hold_nested() -> None:
    head = "# Law\n## Career paths\n### Solicitor\n"
    text = head + "- **Key responsibilities:**\n  - Draft deeds\n- **Skills:**\n  - Negotiation\n"
    (role,) = parse_guide(text, "law").dataset.roles
    assert [duty.label for duty in role.responsibilities] == ["Draft deeds"]
    assert [(asked.skill, asked.line) for asked in role.requirements] == [("negotiation", 7)]
    assert listed(text) == {}


def test_levels_whose_years_fall_are_counted_from_below() -> None:
    text = "# Work\n## Levels\n- Master (8+ years)\n- Journeyman (4-8 years)\n- Apprentice (0-4 years)\n"
    ranks = {level.label: level.rank for level in parse_guide(text, "work").dataset.levels}
    assert ranks == {"Apprentice": 1, "Journeyman": 2, "Master": 3}


def test_levels_whose_order_is_not_clear_are_listed() -> None:
    text = "# Work\n## Levels\n- A one (4-8 years)\n- B one (8+ years)\n- C one (0-4 years)\n"
    assert set(listed(text)) == {3, 4, 5}
    assert parse_guide(text, "work").dataset.levels == ()


# --- nothing is dropped -----------------------------------------------------------------------------------------------

LINES = st.sampled_from(
    [
        "# Work", "## Roles", "### Baker", "### 2. Miller", "#### Skills", "## Industry Applications", "## Levels",
        "### Junior (0-2 years)", "### Senior (5+ years)", "## Entry Paths", "### From Baking", "## Emerging Roles",
        "## Places", "## Technical Skills", "### Growing Areas", "**Skills:**", "**Pay:** $10 - $20", "**Pay:**",
        "**Education:** PhD in Bread", "**Overview:**", "**Duties**: Bake; sell", "**Unknown:** x", "Skills: a, b",
        "- Flour (wheat, rye)", "- Baker I", "- Banks, farms", "- Leeds, UK", "- Practise daily", "- Skills: Sifting",
        "  - Rye", "    - Deep", "* Bread and rolls", "1. First", "+ Edge (E)", "plain text", "Text.", "  indented",
        "***", "---", "===", "", "", "```", "<!--", "-->", "| a | b |", "|---|", "> quote", "<br>", "a | b",
        "[Link](x.md)", "- See [this](y.md)", "**bold** text", "\ttabbed", "**Skills**", "- **Pay:** $5",
        "- **Baker**: Knead", "日本語", "- \u202e", "Continue to [Next](n.md)", "\x0c",
    ]
)  # fmt: skip
"""Lines of every sort that a guide has, to be put together in any order."""


def unaccounted(text: str) -> Iterator[tuple[int, str]]:
    """The lines that are neither cited, nor listed, nor mere layout."""
    guide = parse_guide(text, "work")
    known = (
        guide.dataset.document.content_lines() | {finding.line for finding in guide.findings} | guide.formatting_lines
    )
    for number, line in enumerate(texts(text), 1):
        if line.strip() and number not in known:
            yield number, line


@examples(400)
@given(st.lists(LINES, max_size=40))
@example(["[Link](x.md)", "***", "[Link](x.md)"])
@pytest.mark.slow
def test_every_line_is_cited_or_listed(lines: list[str]) -> None:
    text = "# Title\n" + "\n".join(lines)
    assert list(unaccounted(text)) == []
    guide = parse_guide(text, "work")
    written("work", metadata(guide.dataset, BASE), stated(guide.dataset, BASE), BASE)
    cited = guide.dataset.document.content_lines()
    assert {number for number in cited if not texts(text)[number - 1].strip()} == set()


@examples(200)
@given(st.lists(LINES, max_size=30))
def test_what_is_cited_is_stated_by_a_record(lines: list[str]) -> None:
    guide = parse_guide("# Title\n" + "\n".join(lines), "work")
    parts = {entry.name: getattr(guide.dataset, entry.name) for entry in fields(Dataset) if entry.name != "curation"}
    stated = {int(number) for number in re.findall(r"\bline=(\d+)", str(parts))}
    assert stated == guide.dataset.document.content_lines()


# --- hostile files ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "has no heading"),
        (b"\n\n", "has no heading"),
        (b"just words\n", "has no heading"),
        (b"\x00\x01\x02", "is not text"),
        (b"# Caf\xe9\n", "is not text in UTF-8"),
        ("# Work\n".encode("utf-16"), "is not text in UTF-8"),
        (b"#\n", "has no heading"),
    ],
)
def test_a_file_that_is_no_guide(content: bytes, says: str, tmp_path: Path) -> None:
    file = tmp_path / "guide.md"
    file.write_bytes(content)
    with pytest.raises(SourceError, match=says):
        read_guide(file)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    for path in (tmp_path / "none.md", tmp_path):
        with pytest.raises(SourceError, match="cannot read"):
            read_guide(path)


@pytest.mark.parametrize(
    "text",
    [
        "# A\n" + "x" * 10_000_000,
        "# A\n" + "[" * 9_000 + "\n" + "*" * 9_000 + "\n[a](" + " " * 9_000 + "x\n",
        "# A\n## Roles\n### B\n**Skills:**\n- " + "a, " * 3_000 + "\n- " + "(" * 9_000 + "\n",
        "# A\n## Roles\n### B\n**Pay:** " + "$1,111" * 1_500 + "\n**Education:** " + "PhD or " * 1_200 + "\n",
        "# A\n" + "".join(f"{' ' * (2 * depth)}- x\n" for depth in range(1_000)),
        "# A\n## Roles\n" + "### B\n" * 20_000,
        "# A\n" + "".join(f"## S{number}\n- [l{number}](x)\n" for number in range(10_000)),
        "# A\n" + "word " * 10 + "\nword\n" * 1 + "word\n" * 50_000,
        "# A\n" + "<!--" * 2_000 + "\n" + "-->" * 2_000,
        "# A\n## Levels\n" + "".join(f"- Level {number}\n" for number in range(5_000)),
    ],
    ids=["long-line", "marks", "lists", "phrases", "deep", "same", "many", "paragraph", "comments", "levels"],
)
@pytest.mark.slow
@pytest.mark.long
def test_hostile_text_costs_no_more_than_its_length(text: str) -> None:
    """Nothing here ends within the patience of a test if a rule looks at everything again for each line."""
    assert list(unaccounted(text)) == []


# --- in a store -------------------------------------------------------------------------------------------------------


def test_a_guide_in_a_store(tmp_path: Path) -> None:
    store = tmp_path / "store"
    assert kg("init", store, "--empty").status == 0
    added = kg("import", "guide", GUIDES / "nursing.md", "--into", store, "-f", "json")
    assert added.status == 0
    assert [change["source"] for change in added.json] == ["nursing"]
    assert "nursing.md:24: warning: not understood, more than the name of a skill: '* Spanish or French'" in added.err
    shown = kg("-g", store, "show", "Registered Nurse", "-f", "json").json
    assert shown["entity"]["iri"] == f"{BASE}nursing/role/registered-nurse"
    pay = next(fact for fact in shown["facts"] if fact["property"] == "salary")
    assert pay["source"] == {
        "graph": "nursing", "document": "Careers in Nursing", "section": "Roles > Registered Nurse", "line": 28,
    }  # fmt: skip
    step = kg("-g", store, "route", "Registered Nurse", "Nurse Educator", "-f", "json").json["routes"][0]["steps"][0]
    assert labels(step["kept"]) == ["Record systems"]
    assert labels(step["learn"]) == ["Ability to explain, show and listen", "Problem solving"]


@pytest.mark.slow
def test_two_guides_beside_the_bundled_graph(tmp_path: Path) -> None:
    store = tmp_path / "store"
    assert kg("init", store).status == 0
    for name in NAMES:
        assert kg("import", "guide", GUIDES / f"{name}.md", "--into", store, "--attribution", "Us").status == 0
    engine = StoreFolder.open_at(store).open().engine
    graphs = {graph.value for graph in engine.named_graphs() if isinstance(graph, NamedNode)}
    assert graphs == {
        f"{BASE}graph/{name}" for name in ("ai-ml", "alignments", "curation", "inferred", "links", *NAMES)
    }
    assert kg("-g", store, "show", "Level Designer").status == 0
    assert kg("-g", store, "route", "statistician", "MLOps").status == 0
    again = kg("import", "guide", GUIDES / "games.md", "--into", store, "--attribution", "Us", "-f", "json").json
    assert [(change["new"], change["gone"]) for change in again] == [(0, 0)]


@pytest.mark.parametrize("name", ["ai-ml", "curation", "inferred", "role", "passage", "Not A Slug", ""])
@pytest.mark.slow
def test_a_name_that_would_mix_graphs_is_refused(name: str, tmp_path: Path) -> None:
    store = tmp_path / "store"
    assert kg("init", store).status == 0
    with pytest.raises(UsageError):
        import_source(StoreFolder.open_at(store), "guide", [GUIDES / "games.md"], name=name)


def test_a_licence_is_an_address(tmp_path: Path) -> None:
    with pytest.raises(KGError, match="not the address of a licence"):
        import_source(
            StoreFolder.create(tmp_path / "store"), "guide", [GUIDES / "games.md"], options={"licence": "free for all"}
        )


@pytest.mark.parametrize("author", ["half a letter \udcff", "red\x1b[31m"])
def test_an_author_is_a_plain_text(tmp_path: Path, author: str) -> None:
    StoreFolder.create(tmp_path / "store")
    path = GUIDES / "games.md"
    answer = kg("import", "guide", path, "--into", tmp_path / "store", "--attribution", author)
    assert answer.status == 2
    assert "is not plain text" in answer.err


def test_the_example_of_the_page_is_understood() -> None:
    page = (resource("data").parent / "docs" / "guides.md").read_text(encoding="utf-8")
    example = re.search(r"````markdown\n(.*?)````", page, re.DOTALL)
    assert example is not None
    guide = parse_guide(example[1], "carpentry")
    assert guide.findings == ()
    assert [role.label for role in guide.dataset.roles] == ["Joiner", "Timber Modeller"]
    assert [place.label for place in guide.dataset.locations] == ["York, England"]
