"""Validation: the bundled data conforms, and what does not is found with its file and line."""

from __future__ import annotations

import gzip
import re
import shutil
from pathlib import Path

import pytest
from command_line import kg

from kg.errors import SourceError
from kg.graph import open_graph
from kg.maintenance.validate import validate_data, validate_graph
from kg.model import Finding
from kg.schema import BASE, CK, RDF, SCHEMA, SKOS, XSD

pytestmark = pytest.mark.slow

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
    node = '<http://x/{}> a ck:Skill ; skos:prefLabel "{}"@en .\n'
    head = f"@prefix ck: <{CK.iri}> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
    file.write_text(head + node.format(1, first) + node.format(2, second), encoding="utf-8")
    near = [finding for finding in validate_graph(open_graph(file), "two.ttl") if "nearly the same" in finding.message]
    assert [(finding.severity, finding.file) for finding in near] == [("warning", "two.ttl")] * found
    assert [{finding.line, int(finding.message.partition("line ")[2][0])} for finding in near] == [{2, 3}] * found
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
    line = content[: content.index(low)].count("\n") + 1
    assert (found.severity, found.file, found.line) == ("error", "broken.nt", line)
    assert found.message.startswith("salary/nlp-engineer: schema:minValue is above schema:maxValue")


# --- values that are not of their datatype ----------------------------------------------------------------------------

HEAD = f"""@prefix : <http://x/> .
@prefix ck: <{CK.iri}> .
@prefix schema: <{SCHEMA.iri}> .
@prefix xsd: <{XSD.iri}> .
"""


@pytest.mark.parametrize(
    ("statement", "datatype"),
    [
        ('schema:minValue "80,000"^^xsd:integer', "xsd:integer"),
        ('schema:minValue "80,000"^^xsd:integer ; schema:maxValue 90000', "xsd:integer"),
        ('schema:maxValue 90000 , "8_0"^^xsd:integer', "xsd:integer"),
        ('ck:openEnded "yes"^^xsd:boolean', "xsd:boolean"),
        ('ck:share "0,5"^^xsd:decimal', "xsd:decimal"),
        ('schema:birthDate "2024-02-30"^^xsd:date', "xsd:date"),
        ('schema:birthDate "24"^^xsd:gYear', "xsd:gYear"),
    ],
)
def test_d14_an_invalid_value_is_told_at_load_and_found_with_its_line(
    tmp_path: Path, statement: str, datatype: str
) -> None:
    """Told once on standard error by whatever reads the file, and found once by validate; nothing else is on stderr."""
    file = tmp_path / "pay.ttl"
    file.write_text(
        f"{HEAD}\n:pay a ck:SalaryRange ;\n  {statement} .\n:porter a ck:Role ; ck:salary :pay .\n", encoding="utf-8"
    )
    shown = kg("-g", file, "stats")
    assert shown.status == 0
    (told,) = shown.err.splitlines()
    assert f"{file}:7: warning: " in told
    assert f"is not a valid {datatype}" in told
    answer = kg("-g", file, "validate", "-f", "json")
    assert answer.status == 1
    found = [each for each in answer.json["findings"] if "is not a valid" in each["message"]]
    assert [(each["severity"], each["file"], each["line"]) for each in found] == [("error", str(file), 7)]
    assert "above" not in str(answer.json["findings"])  # what is no number is neither above nor below another
    assert answer.err == shown.err
    imported = kg("import", "rdf", file, "--into", _store(tmp_path))
    assert imported.status == 0
    assert imported.err == shown.err
    stored = kg("-g", tmp_path / "store", "validate", "-f", "json")
    assert stored.status == 1
    (line,) = [each for each in stored.json["findings"] if "is not a valid" in each["message"]]
    quads = gzip.decompress(Path(line["file"]).read_bytes()).decode().splitlines()
    assert datatype.replace("xsd:", XSD.iri) in quads[line["line"] - 1]
    assert stored.err == ""


def _store(folder: Path) -> Path:
    assert kg("init", folder / "store", "--empty").status == 0
    return folder / "store"


XML = f"""<rdf:RDF xmlns:rdf="{RDF.iri}" xmlns:x="http://x/">
<rdf:Description rdf:about="http://x/a">
<x:q>text</x:q>
<x:p rdf:datatype="{XSD.iri}integer">x</x:p>
</rdf:Description></rdf:RDF>"""


@pytest.mark.parametrize(
    ("name", "content", "line"),
    [
        ("a.nt", '\n<http://x/a> <http://x/p> "x"^^<{xsd}integer> .\n', 2),
        ("a.nq", '\n\n<http://x/a> <http://x/p> "x"^^<{xsd}integer> <http://x/g> .\n', 3),
        ("a.trig", 'graph <http://x/g> {{\n<http://x/a> <http://x/p>\n\n"x"^^<{xsd}integer> }}', 4),
        ("a.rdf", XML, 4),
        ("a.jsonld", '{{"@id": "http://x/a",\n"http://x/p":\n  {{"@value": "80,000", "@type": "{xsd}integer"}}}}', 3),
    ],
)  # fmt: skip
def test_d14_the_line_is_known_in_every_format(tmp_path: Path, name: str, content: str, line: int) -> None:
    file = tmp_path / name
    file.write_text(content.format(xsd=XSD.iri), encoding="utf-8")
    assert f"{file}:{line}: warning" in kg("-g", file, "stats").err
    (found,) = validate_graph(open_graph(file), name)
    assert (found.severity, found.file, found.line) == ("error", name, line)


# --- terms that a vocabulary does not have ----------------------------------------------------------------------------

MISSPELT = """@prefix : <http://x/> .
@prefix ck: <https://w3id.org/career-kg/ontology#> .
@prefix slash: <https://w3id.org/career-kg/ontology/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix schema: <https://schema.org/> .
@prefix http: <http://schema.org/> .
@prefix own: <http://x/own#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
:baker a ck:Role , own:Job ;
  skos:changeNote "A term of SKOS that no answer reads." ; rdf:_1 :dough ; own:preflabel "Baker" ;
  STATEMENT .
"""


@pytest.mark.parametrize(
    ("statement", "severity", "message"),
    [
        ("ck:requireSkill :a", "error", "ck:requireSkill is no term of its vocabulary; did you mean ck:requiresSkill?"),
        ("a ck:Rle", "error", "ck:Rle is no term of its vocabulary; did you mean ck:Role?"),
        ('ck:prefLabel "Baker"@en', "error", "ck:prefLabel is no term of its vocabulary; did you mean skos:prefLabel?"),
        ("ck:listedIn :it", "error",
         "ck:listedIn is no term of its vocabulary; did you mean skos:member, the other way round?"),
        ("ck:zzzzz 1", "error", "ck:zzzzz is no term of its vocabulary; kg docs model lists what there is"),
        ("slash:requiresSkill :dough", "error",
         f"<{CK.iri[:-1]}/requiresSkill> is no term of its vocabulary; did you mean ck:requiresSkill, of <{CK.iri}>?"),
        ('skos:preflabel "Baker"@en', "warning",
         "skos:preflabel is no term of its vocabulary; did you mean skos:prefLabel?"),
        ("http:minValue 1", "warning",
         f"<http://schema.org/minValue> is no term of its vocabulary; did you mean schema:minValue, of <{SCHEMA.iri}>?",
         ),
    ],
)  # fmt: skip
def test_a_misspelt_term_is_found_on_its_line_with_the_nearest(
    tmp_path: Path, statement: str, severity: str, message: str
) -> None:
    """Nothing is said of what SKOS has and no answer reads, of members of containers, and of other vocabularies."""
    file = tmp_path / "odd.ttl"
    file.write_text(MISSPELT.replace("STATEMENT", statement), encoding="utf-8")
    found = [each for each in validate_graph(open_graph(file), "odd.ttl") if "vocabulary" in each.message]
    assert found == [Finding(severity, message, "odd.ttl", 11)]
    store = _store(tmp_path)
    assert kg("import", "rdf", file, "--into", store, "--allow-empty").status == 0
    (stored,) = [each for each in validate_graph(open_graph(store), "store") if "vocabulary" in each.message]
    assert stored.message == message
    quads = gzip.decompress(Path(str(stored.file)).read_bytes()).decode().splitlines()
    term = message.partition(" ")[0].strip("<>").removeprefix("skos:").removeprefix("ck:")
    assert term in quads[int(stored.line or 0) - 1]


def test_findings_of_one_kind_are_counted_in_text_and_all_listed_on_request(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    file = Path("twenty.ttl")
    rows = "".join(f'<http://x/{n}> a ck:Role ; skos:prefLabel "Role {n * 7}"@en .\n' for n in range(20))
    file.write_text(f"@prefix ck: <{CK.iri}> . @prefix skos: <{SKOS.iri}> .\n{rows}", encoding="utf-8")
    text = kg("-g", file, "validate")
    wants = "What a source states needs prov:wasDerivedFrom a ck:Passage: say which line states it."
    head, _, row, verdict = text.out.splitlines()
    assert head.split() == ["severity", "findings", "what", "where"]
    assert row.split("  ")[0] == "error"
    assert " 20 " in row
    assert f"  {wants}  {file}:2, {file}:3, {file}:4 ..." in row
    assert verdict == "Does not conform: 20 findings. --all lists each."
    full = kg("-g", file, "validate", "--all").out.splitlines()
    assert len([line for line in full if wants in line]) == 20
    assert full[-1] == "Does not conform: 20 findings."
    listed = kg("-g", file, "validate", "-f", "json").json["findings"]
    assert [each["line"] for each in listed] == [*range(2, 22)]
    assert listed[0]["message"] == f"http://x/0: {wants}"
    assert len(kg("-g", file, "validate", "-f", "csv").out.splitlines()) == 21


EXAMPLE = re.findall(r"```turtle\n(.*?)```", (ROOT / "docs/model.md").read_text(encoding="utf-8"), re.DOTALL)[-1]


def test_the_least_that_conforms_does(tmp_path: Path) -> None:
    file = tmp_path / "least.ttl"
    file.write_text(EXAMPLE, encoding="utf-8")
    assert validate_graph(open_graph(file), "least.ttl") == []


@pytest.mark.parametrize(
    "part",
    [' ; skos:prefLabel "Baker"@en', " ; prov:wasDerivedFrom :line-5", ' ; ck:strength "required"', " ; ck:line 5",
     "\n  ck:skill :dough ;", ' ; dcterms:title "My guide"@en', " ; ck:hasRequirement :baker-dough"],
)  # fmt: skip
def test_nothing_of_the_least_that_conforms_may_be_left_out(tmp_path: Path, part: str) -> None:
    file = tmp_path / "less.ttl"
    assert EXAMPLE.count(part) == 1
    file.write_text(EXAMPLE.replace(part, ""), encoding="utf-8")
    assert "error" in {finding.severity for finding in validate_graph(open_graph(file), "less.ttl")}


# --- stores -----------------------------------------------------------------------------------------------------------


def test_d14_a_store_of_every_source_conforms(taxonomies: Path) -> None:
    """The made-up relations of skills name an occupation that no table has, in row 10: the import says so too."""
    answer = kg("-g", taxonomies, "validate", "-f", "json")
    assert answer.status == 0
    (found,) = answer.json["findings"]
    assert (found["severity"], found["file"], found["line"]) == ("warning", "ESCO, occupationSkillRelations.csv", 10)
    assert "belongs to a role that no source describes" in found["message"]


def test_d14_a_near_duplicate_is_of_one_source_and_names_both_lines(tmp_path: Path) -> None:
    """The guide's Dockers is like the bundled Docker, and its Kubernets is like its own Kubernetes."""
    store = tmp_path / "store"
    assert kg("init", store).status == 0
    guide = tmp_path / "nets.md"
    guide.write_text(
        "# Nets\n\n## Roles\n\n### Net Maker\n\n**Skills:**\n- Dockers\n- Kubernets\n- Kubernetes\n", encoding="utf-8"
    )
    assert kg("import", "guide", guide, "--into", store).status == 0
    near = [each for each in validate_graph(open_graph(store), "store") if "nearly the same" in each.message]
    (found,) = near
    assert "'Kubernetes' and 'Kubernets' are nearly the same skill" in found.message
    assert {found.line, *map(int, re.findall(r"line (\d+)", found.message))} == {9, 10}
    assert "give both one name, or link them" in found.message


def test_no_folder() -> None:
    with pytest.raises(SourceError):
        validate_data(Path("nowhere"), "nowhere")
