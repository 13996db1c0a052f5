"""Validation: the bundled data conforms, and what does not is found with its file and line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from command_line import kg

from kg.errors import SourceError
from kg.graph import open_graph
from kg.maintenance.validate import validate_data, validate_graph
from kg.model import Finding
from kg.schema import BASE, CK, SCHEMA

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("shacl_once")]

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "data/ai_ml"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return shutil.copytree(DATA, tmp_path / "data")


def change(folder: Path, file: str, find: str, replace: str) -> int:
    """Replace a text of one line; the number of that line."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert text.count(find) == 1, f"'{find}' stands {text.count(find)} times in {file}"
    path.write_text(text.replace(find, replace), encoding="utf-8")
    return text[: text.index(find)].count("\n") + 1


def test_the_bundled_data_conforms() -> None:
    assert validate_data(DATA, "data/ai_ml") == []


def test_a_graph_of_a_taxonomy_size_is_refused_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.maintenance.validate.LARGEST", 1_000)
    answer = kg("-g", "exports/career.ttl", "validate")
    assert answer.status == 2
    assert "more than the 1,000 that can be validated" in answer.err


def test_the_bundled_graph_conforms() -> None:
    assert validate_graph(open_graph(), "career.trig") == []


@pytest.mark.parametrize(
    ("file", "find", "replace", "severity", "message"),
    [
        ("roles.yaml", "minimum: 70000", "minimum: 270000", "error", "'minimum' 270000 is above 'maximum' 180000"),
        ("roles.yaml", "180000, open_ended: true, currency: USD", "180000, currency: dollars", "error",
         "'dollars' is not a currency code"),
        ("roles.yaml", "{background: technical background, condition: business experience}",
         "{condition: business experience}", "error", "An education option needs"),
        ("entry_paths.yaml", "kind: helpful", "kind: useful", "error", "ck:noteKind of an entry note"),
        ("employers.yaml", "label: Microsoft}", "label: Googles}", "warning",
         "'Google' and 'Googles' are nearly the same employer"),
    ],
)  # fmt: skip
def test_what_does_not_conform_is_found_on_its_line(
    copy: Path, file: str, find: str, replace: str, severity: str, message: str
) -> None:
    line = change(copy, file, find, replace)
    findings = validate_data(copy, "D")
    assert [(found.severity, found.file, found.line) for found in findings] == [(severity, f"D/{file}", line)]
    assert message in findings[0].message
    assert str(findings[0]).startswith(f"D/{file}:{line}: {severity}: ")


def test_a_level_upside_down_is_found_at_its_record(copy: Path) -> None:
    change(copy, "levels.yaml", "min_years: 0", "min_years: 7")
    line = (copy / "levels.yaml").read_text(encoding="utf-8").split("\n").index("- id: junior-level") + 1
    (found,) = validate_data(copy, "D")
    assert (found.file, found.line) == ("D/levels.yaml", line)
    assert "ck:minYears is above ck:maxYears" in found.message


def test_a_loop_is_found_where_it_is_curated(copy: Path) -> None:
    change(
        copy,
        "curation.yaml",
        "skills: [language-",
        "skills: [natural-language-processing, language-",
    )
    (found,) = validate_data(copy, "D")
    line = (copy / "curation.yaml").read_text(encoding="utf-8").split("\n").index(
        "  - broader: natural-language-processing"
    ) + 1
    assert (found.severity, found.file, found.line) == ("error", "D/curation.yaml", line)
    assert "broader than itself" in found.message


def test_errors_of_the_files_come_first_and_alone(copy: Path) -> None:
    change(copy, "levels.yaml", "max_years: 5", "max_years: 1")
    line = change(copy, "roles.yaml", "{line: 97, skill: product-management-experience}", "{line: 97}")
    (found,) = validate_data(copy, "D")
    assert found == Finding("error", "a requirement names either a 'skill' or a 'credential'", "D/roles.yaml", line)


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [
        ("Monitoring tools", "Monitoring tool", True),
        ("Monitoring tools", "monitoring tools", True),
        ("Engineer I", "Engineer II", False),
        ("Python 2", "Python 3", False),
        ("C", "C++", False),
        ("Statistical analysis", "Statistical methods", False),
    ],
)
def test_labels_that_are_nearly_the_same(tmp_path: Path, first: str, second: str, found: bool) -> None:
    file = tmp_path / "two.ttl"
    node = '<http://x/{}> a ck:Skill ; skos:prefLabel "{}"@en .'
    head = f"@prefix ck: <{CK.iri}> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
    file.write_text(head + node.format(1, first) + node.format(2, second), encoding="utf-8")
    near = [finding for finding in validate_graph(open_graph(file), "two.ttl") if "nearly the same" in finding.message]
    assert [(finding.severity, finding.file, finding.line) for finding in near] == [
        ("warning", "two.ttl", None)
    ] * found
    file.write_text(file.read_text(encoding="utf-8") + "<http://x/1> skos:closeMatch <http://x/2> .", encoding="utf-8")
    linked = validate_graph(open_graph(file), "two.ttl")
    assert [finding for finding in linked if "nearly the same" in finding.message] == []


def test_a_broken_graph_is_found(tmp_path: Path) -> None:
    content = (ROOT / "exports/career.nt").read_text(encoding="utf-8")
    low = f'<{BASE}salary/nlp-engineer> <{SCHEMA.minValue}> "80000"'
    assert content.count(low) == 1
    file = tmp_path / "broken.nt"
    file.write_text(content.replace(low, low.replace("80000", "800000")), encoding="utf-8")
    (found,) = validate_graph(open_graph(file), "broken.nt")
    assert (found.severity, found.file, found.line) == ("error", "broken.nt", None)
    assert found.message.startswith("salary/nlp-engineer: schema:minValue is above schema:maxValue")


def test_no_folder() -> None:
    with pytest.raises(SourceError):
        validate_data(Path("nowhere"), "nowhere")
