"""A property that is added to the schema: a row, its data and its shape, and it is in every answer."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent

ROWS = """\
    Property("workSetting", "Role", "text", order=10, expected="role"),
    Property("basedIn", "Role", "Location", verb="is based in", inverse="baseOf"),
    Property("teamSize", "Role", "integer", functional=True),
""".replace("),\n", ", plain=True),\n")

TERMS = """
ck:workSetting a owl:DatatypeProperty ; rdfs:label "work setting"@en ; rdfs:domain ck:Role ; rdfs:range rdfs:Literal ;
    skos:definition "Where the work of a role is done: remote, on site, hybrid. None: not stated."@en .
ck:basedIn a owl:ObjectProperty ; rdfs:label "based in"@en ; rdfs:domain ck:Role ; rdfs:range ck:Location ;
    skos:definition "Relates a role to a place where it is held. None: not stated."@en .
ck:teamSize a owl:DatatypeProperty , owl:FunctionalProperty ; rdfs:label "team size"@en ; rdfs:domain ck:Role ;
    rdfs:range xsd:integer ; skos:definition "How many people are in the team of a role. Absent: not stated."@en .
"""

SHAPES = """
:WorkSetting a sh:NodeShape ; sh:targetSubjectsOf ck:workSetting ; sh:property :WorkSetting-value .
:WorkSetting-value a sh:PropertyShape ; sh:path ck:workSetting ; sh:in ( "remote"@en "on site"@en "hybrid"@en ) ;
    sh:message "ck:workSetting is 'remote', 'on site' or 'hybrid'."@en .
"""

DATA = """\
  work_setting:
    - {value: remote, line: 158}
    - {value: hybrid, line: 161}
  based_in: [{value: toronto-canada, line: 158}]
  team_size: [{value: 7, line: 158}]
"""

GUIDE = """\
# Careers in Carpentry

## Roles

### Joiner

**Skills:** sawing, planing

**Work setting:** on site, remote

**Based in:** York, England

**Team size:** 4

### Turner

**Skills:** turning

**Team size:** a few

## Where to look

### Towns
- York, England
"""

TABLE = "Job,Needs,Where,Town,Team\nThatcher,Straw,on site; hybrid,York,3\nGlazier,Glass,,,many\n"
MAPPING = "{rows: roles, columns: {label: Job, skills: Needs, work setting: Where, based in: Town, team size: Team}}"


class Checkout:
    """A copy of the program, whose schema, data and shapes can be added to."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("kg", "ontology", "data", "exports"):
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))

    def insert(self, name: str, text: str, before: str = "") -> None:
        """Add text to a file, before the first place of some other text or at the end."""
        path = self.folder / name
        content = path.read_text(encoding="utf-8")
        place = content.index(before) if before else len(content)
        path.write_text(content[:place] + text + content[place:], encoding="utf-8")

    def kg(self, *arguments: str, status: int = 0) -> str:
        """What the command line of the copy prints."""
        return self.run("import sys; from kg.cli import main; sys.exit(main())", *arguments, status=status)

    def run(self, code: str, *arguments: str, status: int = 0) -> str:
        """What code prints that imports the copy."""
        done = subprocess.run(
            [sys.executable, "-c", code, *arguments],
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": str(self.folder), "COLUMNS": "200"},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == status, done.stderr + done.stdout
        return done.stdout + done.stderr

    def json(self, *arguments: str) -> Any:
        """The JSON that it prints."""
        return json.loads(self.kg(*arguments, "-f", "json"))


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    """The program with three more properties: rows of the schema, definitions, data and a shape, and nothing else."""
    made = Checkout(tmp_path_factory.mktemp("checkout"))
    made.insert("kg/schema.py", ROWS, '    Property("schema:position"')
    made.insert("ontology/career.ttl", TERMS)
    made.insert("ontology/shapes.ttl", SHAPES)
    made.insert("data/ai_ml/roles.yaml", DATA, "- id: nlp-engineer\n")
    made.kg("build")
    (made.folder / "carpentry.md").write_text(GUIDE, encoding="utf-8")
    (made.folder / "trades.csv").write_text(TABLE, encoding="utf-8")
    (made.folder / "trades.yaml").write_text(MAPPING, encoding="utf-8")
    made.kg("init", "store")
    return made


def facts(document: Any, name: str) -> list[tuple[object, int | None]]:
    """The values of one property in a description, each with its line."""
    return [
        (fact["value"]["label"] if isinstance(fact["value"], dict) else fact["value"], fact["source"]["line"])
        for fact in document["facts"]
        if fact["property"] == name
    ]


@pytest.mark.slow
def test_show_has_the_property_at_its_place_and_says_where_it_is_not_stated(copy: Checkout) -> None:
    document = copy.json("show", "MLOps Engineer")
    assert facts(document, "workSetting") == [("remote", 158), ("hybrid", 161)]
    assert facts(document, "basedIn") == [("Toronto, Canada", 158)]
    assert facts(document, "teamSize") == [(7, 158)]
    order = list(dict.fromkeys(fact["property"] for fact in document["facts"]))
    assert order.index("educationOption") + 1 == order.index("workSetting") < order.index("basedIn")
    out = copy.kg("show", "MLOps Engineer")
    assert "work setting" in out
    assert "based in" in out
    assert "workSetting" in copy.json("show", "Data Scientist")["not_stated"]
    assert facts(copy.json("show", "Toronto, Canada"), "^basedIn") == [("MLOps Engineer", 158)]


@pytest.mark.slow
def test_why_cites_the_line_and_the_place_to_edit(copy: Checkout) -> None:
    document = copy.json("why", "MLOps Engineer", "Work setting")
    assert facts(document, "workSetting") == [("remote", 158), ("hybrid", 161)]
    for fact, value in zip(document["facts"], ("remote", "hybrid"), strict=True):
        file, _, line = fact["edit"].rpartition(":")
        assert value in (copy.folder / file).read_text(encoding="utf-8").splitlines()[int(line) - 1]
    silent = copy.kg("why", "Data Scientist", "work setting", status=1)
    assert "work setting of Data Scientist: not stated in the source" in silent


@pytest.mark.slow
def test_compare_has_a_row_for_each_property(copy: Checkout) -> None:
    document = copy.json("compare", "MLOps Engineer", "Data Scientist")
    first, second = document["properties"]
    assert facts(first, "workSetting") == [("remote", 158), ("hybrid", 161)]
    assert second["facts"] == []
    assert [each["properties"][-1:] for each in document["not_stated"]] == [["job titles"], ["work setting"]]
    rows = [
        line.split(",") for line in copy.kg("compare", "MLOps Engineer", "Data Scientist", "-f", "csv").splitlines()
    ]
    assert ["work setting", "", "remote (line 158); hybrid (line 161)", "not stated in the source"] in rows
    assert ["team size", "", "7 (line 158)", "not stated in the source"] in rows


@pytest.mark.slow
def test_sparql_and_connect_find_it(copy: Checkout) -> None:
    query = "SELECT ?label ?size { ?r ck:workSetting 'hybrid'@en ; ck:teamSize ?size ; skos:prefLabel ?label }"
    [found] = copy.json("sparql", query)["results"]["bindings"]
    assert (found["label"]["value"], found["size"]["value"]) == ("MLOps Engineer", "7")
    out = copy.kg("connect", "MLOps Engineer", "Toronto, Canada")
    assert "MLOps Engineer is based in Toronto, Canada (line 158)" in out


@pytest.mark.slow
def test_the_picture_draws_it(copy: Checkout) -> None:
    copy.kg("view", "MLOps Engineer", "-o", "picture.html")
    page = (copy.folder / "picture.html").read_text(encoding="utf-8")
    for words in ("<dt>work setting</dt>", "<dd>remote", "Toronto, Canada", "<td>based in</td>"):
        assert words in page


@pytest.mark.slow
def test_a_guide_states_it(copy: Checkout) -> None:
    out = copy.kg("import", "guide", "carpentry.md", "--into", "store")
    assert "not understood, not of the type integer: '**Team size:** a few'" in out
    document = copy.json("-g", "store", "show", "Joiner")
    assert facts(document, "workSetting") == [("on site", 9), ("remote", 9)]
    assert facts(document, "basedIn") == [("York, England", 11)]
    assert facts(document, "teamSize") == [(4, 13)]


@pytest.mark.slow
def test_a_table_states_it(copy: Checkout) -> None:
    out = copy.kg("import", "table", "trades.csv", "--mapping", "trades.yaml", "--into", "store")
    assert "the team size 'many' is not of the type integer; ignored" in out
    document = copy.json("-g", "store", "show", "Thatcher")
    assert sorted(facts(document, "workSetting")) == [("hybrid", 2), ("on site", 2)]
    assert facts(document, "basedIn") == [("York", 2)]
    assert facts(document, "teamSize") == [(3, 2)]
    assert "workSetting" in copy.json("-g", "store", "show", "Glazier")["not_stated"]


MISTAKES = (
    ("value: 7", "value: seven", "'team_size' is of the type integer, not 'seven'"),
    ("value: toronto-canada", "value: toronto", "there is no location 'toronto'; did you mean 'toronto-canada'?"),
    ("work_setting:", "work_settings:", "unknown key 'work_settings'"),
    ("work_setting:", "properties:", "unknown key 'properties'; name each property itself"),
    ("value: remote, line: 158", "value: remote, line: 9999", "line 9999 of the guide states nothing"),
    ("value: remote, line: 158", "value: remote", "the key 'line' is missing"),
    ("{value: 7, line: 158}", "{value: 7, line: 158}, {value: 8, line: 158}", "'team_size' has one value"),
    ("value: hybrid", "value: at night", "role/mlops-engineer: ck:workSetting is 'remote', 'on site' or 'hybrid'."),
    ("value: hybrid", "value: hybrid", ""),
)
"""What is changed in the data, into what, and what is then said of it."""

VALIDATE = """
import json, sys
from pathlib import Path
from kg.maintenance.validate import validate_data

path = Path("data/ai_ml/roles.yaml")
sound = path.read_text(encoding="utf-8")
found = []
for right, wrong, _ in json.loads(sys.argv[1]):
    start = sound.index("  work_setting:")
    path.write_text(sound[:start] + sound[start:].replace(right, wrong, 1), encoding="utf-8")
    found.append([[finding.file, finding.line, finding.message] for finding in validate_data(path.parent, "data")])
path.write_text(sound, encoding="utf-8")
print(json.dumps(found))
"""


@pytest.mark.slow
def test_validate_names_the_line_of_a_mistake_and_passes_sound_data(copy: Checkout) -> None:
    lines = (copy.folder / "data/ai_ml/roles.yaml").read_text(encoding="utf-8").splitlines()
    answers = json.loads(copy.run(VALIDATE, json.dumps(MISTAKES)).splitlines()[0])
    for (right, _, message), found in zip(MISTAKES, answers, strict=True):
        if not message:
            assert found == []
            continue
        [told] = [each for each in found if each[2].startswith(message)]
        assert told[0] == "data/roles.yaml"
        assert right in lines[told[1] - 1] or "ck:" in message  # a shape is about the whole record
