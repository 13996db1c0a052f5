"""Curated files: what is wrong is refused with its line, all of it in one run; what is right says where it stands.

Each folder of ``tests/data/broken`` breaks a copy of the bundled data: ``case.yaml`` lists texts to replace (a file
alone is removed) and the findings to expect, each at the line that holds a text; other files replace those of the copy.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from kg.errors import DataError, SourceError
from kg.maintenance.build import build_exports, build_graph
from kg.maintenance.validate import validate_data
from kg.model.curated import RECORD_FILES
from kg.sources.curated import CuratedSource
from kg.sources.yaml_lines import read_yaml

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "data/ai_ml"
CASES = sorted(folder for folder in (ROOT / "tests/data/broken").iterdir())


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return shutil.copytree(DATA, tmp_path / "data")


def patch(folder: Path, file: str, find: str | None = None, replace: str = "") -> None:
    """Replace the first occurrence of a text; without one, remove the file."""
    if find is None:
        (folder / file).unlink()
        return
    text = (folder / file).read_text(encoding="utf-8")
    assert find in text, f"{file} has no '{find}' any more"
    (folder / file).write_text(text.replace(find, replace, 1), encoding="utf-8")


def line_of(file: Path, text: str) -> int:
    """The number of the one line that holds a text."""
    found = [number for number, line in enumerate(file.read_text(encoding="utf-8").split("\n"), 1) if text in line]
    assert len(found) == 1, f"'{text}' stands on lines {found} of {file.name}"
    return found[0]


def broken(case: Path, folder: Path) -> list[tuple[str, int | None, str]]:
    """Break a copy of the data; the findings to expect: file, line, part of the message."""
    described: dict[str, Any] = yaml.safe_load((case / "case.yaml").read_text(encoding="utf-8"))
    for file in case.iterdir():
        if file.name != "case.yaml":
            shutil.copy(file, folder)
    for entry in described.get("patch", ()):
        patch(folder, **entry)
    places = [
        line_of(folder / entry["file"], entry["at"]) if "at" in entry else entry.get("line")
        for entry in described["expect"]
    ]
    return [(entry["file"], line, entry["says"]) for entry, line in zip(described["expect"], places, strict=True)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
@pytest.mark.slow
def test_broken_data_is_refused(case: Path, copy: Path, tmp_path: Path) -> None:
    expected = broken(case, copy)
    old = tmp_path / "exports" / "career.ttl"
    old.parent.mkdir()
    old.write_bytes(b"old")
    with pytest.raises(DataError) as caught:
        build_exports(build_graph(copy, shown_as="D"), old.parent)
    findings = list(caught.value.findings)
    assert {finding.severity for finding in findings} == {"error"}
    unexpected = list(findings)
    for file, line, says in expected:
        match = [found for found in unexpected if found[2:] == (f"D/{file}", line) and says in found.message]
        assert match, f"not found: {file}:{line}: {says}\n" + "\n".join(map(str, findings))
        unexpected.remove(match[0])
    assert unexpected == []
    assert findings == sorted(findings, key=lambda found: (found.file or "", found.line or 0, found.message))
    assert [str(finding) in str(caught.value) for finding in findings] == [True] * len(findings)
    assert [(path.name, path.read_bytes()) for path in old.parent.iterdir()] == [("career.ttl", b"old")]


@pytest.mark.slow
def test_validate_lists_the_same(copy: Path) -> None:
    expected = broken(ROOT / "tests/data/broken/several", copy)
    found = [finding[2:] for finding in validate_data(copy, "D")]
    assert found == sorted((f"D/{file}", line) for file, line, _ in expected)


def test_the_bundled_data_is_right() -> None:
    dataset = CuratedSource(DATA).dataset
    assert (len(dataset.roles), len(dataset.skills)) == (12, 74)


def test_there_is_a_broken_case_for_every_kind_of_reference() -> None:
    """Every kind that records refer to, so that a new kind of record is not forgotten."""
    unreferred = {"industry", "location"}  # only ever named with their kind, which dangling-entity covers
    names = {case.name.removeprefix("dangling-") for case in CASES}
    assert set(RECORD_FILES.values()) - names == unreferred


def test_no_folder() -> None:
    with pytest.raises(SourceError, match="'nowhere' is not a folder of curated data"):
        CuratedSource(Path("nowhere"))


# --- values as they are written ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("7", 7),
        ("-7", -7),
        ("0", 0),
        ("true", True),
        ("false", False),
        ("", None),
        ("~", None),
        ("null", None),
        ("'7'", "7"),
        ("yes", "yes"),
        ("No", "No"),
        ("on", "on"),
        ("True", "True"),
        ("2024-01-01", "2024-01-01"),
        ("2024-01-01T10:00:00Z", "2024-01-01T10:00:00Z"),
        ("1:30", "1:30"),
        ("1.5", "1.5"),
        ("1e3", "1e3"),
        (".nan", ".nan"),
        ("+7", "+7"),
        ("007", "007"),
        ("0x1F", "0x1F"),
        ("0b1", "0b1"),
        ("1_000", "1_000"),
        ("1234567890123456789", "1234567890123456789"),
        ("C++", "C++"),
        ("=", "="),
        ("Zoë", "Zoë"),
    ],
)
def test_plain_values(tmp_path: Path, written: str, value: object) -> None:
    file = tmp_path / "a.yaml"
    file.write_text(f"\ufeff- a\n- key: {written}\n", encoding="utf-8")
    located = read_yaml(file, "a.yaml")
    assert located.findings == []
    assert located.data == ["a", {"key": value}]
    assert type(located.data[1]["key"]) is type(value)
    assert located.line((1, "key")) == located.line((1, "key", "deeper")) == 2


def test_a_date_as_a_label_is_a_label(copy: Path) -> None:
    patch(copy, "employers.yaml", "label: Google", "label: 1998-09-04")
    assert build_graph(copy).get("employer/google").label == "1998-09-04"


@pytest.mark.slow
def test_a_label_may_hold_any_sign(copy: Path) -> None:
    label = """<script>&"'\\`{}|^ 日本語 🎓 \u202e"""
    patch(copy, "employers.yaml", "label: Google", "label: '" + label.replace("'", "''") + "'")
    graph = build_graph(copy)
    assert graph.get("employer/google").label == label


# --- where things stand -----------------------------------------------------------------------------------------------


SOURCE = CuratedSource(DATA, ".")


def written(file: str, number: int) -> str:
    """The text of a line."""
    return (DATA / file).read_text(encoding="utf-8").split("\n")[number - 1].strip()


def place(entity: str, line: int | None, reason: str | None = None) -> tuple[str, str]:
    """The file that holds what is stated, and the text of its line."""
    file, number = SOURCE.locate(entity, line, reason)
    name = file.removeprefix("./")
    return name, written(name, number)


@pytest.mark.parametrize(
    ("entity", "line", "file", "text"),
    [
        ("role/mlops-engineer", 155, "roles.yaml", "line: 155"),
        ("role/mlops-engineer", 171, "roles.yaml", "- {line: 171, skill: ml-frameworks}"),
        ("skill/ml-frameworks", 171, "roles.yaml", "- {line: 171, skill: ml-frameworks}"),
        ("skill/python", 24, "roles.yaml", "- {line: 24, skill: programming, members: [python, java,"),
        ("skill/python", 255, "topic_groups.yaml", "- {item: skill/programming-languages, line: 255, members:"),
        ("skill/business-acumen", 98, "roles.yaml", "- {line: 98, skill: business-acumen}"),
        ("skill/business-acumen", 267, "topic_groups.yaml", "- {item: skill/business-acumen, line: 267}"),
        ("role/data-scientist", 38, "roles.yaml", "overview: {text: 'Works through complex data for insights"),
        ("role/data-scientist", 57, "roles.yaml", "line: 57"),
        ("field/statistics", 57, "roles.yaml", "line: 57"),
        ("responsibility/implement-ci-cd-for-ml", 165, "roles.yaml", "- {label: Implement CI/CD for ML, line: 165}"),
        ("employer/amazon", 202, "industries.yaml", "- {line: 202, kind: employers, label: 'Amazon, Walmart,"),
        ("skill/domain-expertise", 220, "entry_paths.yaml", "line: 220"),
        ("role/ai-ethicist", 325, "roles.yaml", "line: 325"),
        ("topic/emerging-roles", 325, "topic_groups.yaml", "- {item: role/ai-ethicist, line: 325}"),
        ("job-title/senior-data-scientist", 236, "job_titles.yaml", "- {id: senior-data-scientist, label: Senior Data"),
        ("location/toronto-canada", 284, "locations.yaml", "- {id: toronto-canada, label: 'Toronto, Canada', line:"),
    ],
)  # fmt: skip
def test_a_stated_fact_is_located(entity: str, line: int, file: str, text: str) -> None:
    name, found = place(entity, line)
    assert (name, found[: len(text)]) == (file, text)


@pytest.mark.parametrize(
    ("entity", "reason", "text"),
    [
        ("skill/programming", None, "- same: [programming, programming-expertise,"),
        ("skill/programming", "Everyday words.", '- {of: skill/programming, search: [coding, software'),
        ("credential/phd", "A doctorate takes as long as learning a whole role.", '- {credential: phd, skill_eq'),
        ("entry-path/from-domain-expertise", None, "- entry_path: from-domain-expertise"),
        ("topic/medical-imaging", None, "- topic: medical-imaging"),
        ("skill/version-control-systems", "GitHub keeps projects in Git, a version control system.",
         "- topic: github-repositories-with-projects"),
        ("role/ai-ethicist", "Ethics of AI is what an AI Ethicist works on; the title says so.",
         "- topic: responsible-ai-and-ethics"),
        ("skill/domain-knowledge", "Both are deep knowledge of one field.", "- broader: domain-knowledge"),
    ],
)  # fmt: skip
def test_a_curated_fact_is_located(entity: str, reason: str | None, text: str) -> None:
    name, found = place(entity, None, reason)
    assert (name, found[: len(text)]) == ("curation.yaml", text)


def test_what_only_a_record_says_is_located_there() -> None:
    assert place("topic/edge-ai", None)[0] == "topics.yaml"


@pytest.mark.parametrize(
    ("node", "file", "text"),
    [
        ("role/data-scientist", "roles.yaml", "- id: data-scientist"),
        ("salary/data-scientist", "roles.yaml", "salary: {line: 55, label: '$70,000 - $180,000+', minimum:"),
        ("requirement/nlp-engineer.programming", "roles.yaml", "- {line: 147, skill: programming, members: [python],"),
        ("education/research-scientist-ai-ml.2", "roles.yaml", "- {credential: masters, strength: sometimes,"),
        ("responsibility/strategic-planning", "levels.yaml", "- {label: Strategic planning, line: 249}"),
        ("note/finance.188", "industries.yaml", "- {line: 188, kind: application areas, label: 'Risk"),
        ("section/entry-paths", "document.yaml", "- {label: Entry Paths, line: 206}"),
        ("link/main-guide", "document.yaml", "- id: main-guide"),
        ("scheme/soft", "curation.yaml", "- {id: soft, label: soft skills, definition: 'Skills in"),
        ("skill/deep-learning", "curation.yaml", "- broader: deep-learning"),
        ("statement/curation.skill.powerbi.altLabel.power-bi", "curation.yaml", "- {of: skill/powerbi,"),
        ("statement/ai-ml.industry.finance.namesTopic.topic.banks", "industries.yaml", "- id: finance"),
        ("graph/curation", "curation.yaml", "title: Curation of the AI/ML career graph"),
        ("nothing/of-this", "document.yaml", "# The guide: its headings, links and the lines that state something."),
    ],
)  # fmt: skip
def test_a_node_is_located(node: str, file: str, text: str) -> None:
    name, number = SOURCE.locate_node(node)
    assert (name, written(file, number)[: len(text)]) == (f"./{file}", text)
