"""Tables in any dialect come back whole, or row by row in what is listed; and no damage ends in anything else."""

from __future__ import annotations

import csv
import io
import json
import random
import zipfile
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
import yaml
from drawn import examples
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl import Workbook
from pyoxigraph import NamedNode
from taxonomies import esco_files, folder_of, onet_files

from kg.errors import KGError
from kg.rdf.formats import RdfFile
from kg.sources.column_mapping import parse_table_mapping
from kg.sources.esco import Esco
from kg.sources.files import Files
from kg.sources.guide import read_guide
from kg.sources.onet import Onet
from kg.sources.profile import read_profile
from kg.sources.sssom import read_sssom
from kg.sources.table import Tables
from kg.store.folder import StoreFolder
from kg.store.imports import import_source

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MAPPING = "rows: roles\ncolumns: {id: id, label: label, description: about}\n"
CELL = st.text("ab7 ,;|\t\"'\néßøłЖ看.-", min_size=1, max_size=12)
ROWS = st.lists(st.tuples(CELL, CELL), min_size=1, max_size=8)


class Written(NamedTuple):
    """How a table is written."""

    delimiter: str = ","
    line_end: str = "\n"
    encoding: str = "utf-8"
    quotes_all: bool = False


DIALECTS = st.builds(
    Written,
    st.sampled_from(",;\t|"),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]),
    st.booleans(),
)


def plain(text: str) -> str:
    return " ".join(text.split())


def truth(rows: list[tuple[str, str]], dialect: Written) -> dict[str, tuple[str, str]]:
    r"""The label and description of each role by its id; those of lines that end in "\r" have no "\n"."""
    cells = [tuple(cell.replace("\n", " ") if dialect.line_end == "\r" else cell for cell in row) for row in rows]
    return {f"k{number}": (f"N{number} {label}", about) for number, (label, about) in enumerate(cells)}


def lines_of(roles: dict[str, tuple[str, str]], dialect: Written) -> list[str]:
    """The header, then the text of each role, as the csv module writes them."""
    texts = []
    for row in (("id", "label", "about"), *((key, *cells) for key, cells in roles.items())):
        output = io.StringIO(newline="")
        csv.writer(
            output,
            delimiter=dialect.delimiter,
            lineterminator=dialect.line_end,
            quoting=csv.QUOTE_ALL if dialect.quotes_all else csv.QUOTE_MINIMAL,
        ).writerow(row)
        texts.append(output.getvalue())
    return texts


class Read(NamedTuple):
    """What was read: roles by id, the lines of what was listed as skipped or odd, and the counts."""

    roles: dict[str, tuple[str, str]]
    listed: list[int]
    counts: tuple[int, int, int, int]


def read(folder: Path, content: bytes) -> Read:
    (folder / "t.csv").write_bytes(content)
    tables = Tables(Files([folder / "t.csv"]), parse_table_mapping(MAPPING, "m"), "t")
    found: dict[str, tuple[str, str]] = {}
    for record in tables.records():
        if type(record).__name__ == "ConceptRow" and getattr(record, "kind", "") == "role":
            concept: Any = record
            found[concept.code] = (concept.label, concept.description)
    report = tables.report()
    lines = [finding.line for finding in report.findings if finding.severity != "info" and finding.line]
    return Read(found, lines, tuple(report.files[0])[1:])  # type: ignore[arg-type] # four numbers


def same(found: tuple[str, str], meant: tuple[str, str]) -> bool:
    """Whether a role is as it was written; a description of signs alone counts as none."""
    about = plain(meant[1])
    return found[0] == plain(meant[0]) and plain(found[1]) in ({about} if any(map(str.isalnum, about)) else {about, ""})


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("dialects")


@examples(400)
@example([('6" shears', ' "x" ')], Written(",", "\r\n"))
@example([("a", "\n\nb")], Written("|", "\n", "utf-16-le", quotes_all=True))
@given(ROWS, DIALECTS)
def test_i8_a_table_in_any_dialect_comes_back_whole(
    folder: Path, rows: list[tuple[str, str]], dialect: Written
) -> None:
    roles = truth(rows, dialect)
    found = read(folder, "".join(lines_of(roles, dialect)).encode(dialect.encoding))
    assert found.counts == (len(roles), len(roles), 0, 0)
    assert set(found.roles) == set(roles)
    assert all(same(found.roles[key], roles[key]) for key in roles)


@examples(400)
@given(ROWS, DIALECTS, st.data())
def test_i8_a_damaged_row_is_listed_and_costs_no_other(
    folder: Path, rows: list[tuple[str, str]], dialect: Written, data: st.DataObject
) -> None:
    """One quote, delimiter or line break is lost or added in one row."""
    roles = truth(rows, dialect)
    header, *texts = lines_of(roles, dialect)
    place = data.draw(st.integers(0, len(texts) - 1))
    text = texts[place]
    at = data.draw(st.integers(0, len(text) - 2))
    sign = data.draw(st.sampled_from(['"', dialect.delimiter, "", "\n" if dialect.line_end != "\r" else '"']))
    texts[place] = text[:at] + sign + text[at + (not sign) :]
    found = read(folder, "".join([header, *texts]).encode(dialect.encoding))
    read_rows, *others = found.counts
    assert read_rows == sum(others)
    start = 2 + sum(each.count(dialect.line_end[-1]) for each in texts[:place])
    lines = range(start, start + 1 + texts[place].count(dialect.line_end[-1]))
    damaged_is_listed = any(line in lines for line in found.listed)
    for number, key in enumerate(roles):
        if number != place and not (key in found.roles and same(found.roles[key], roles[key])):
            assert damaged_is_listed, (key, texts)  # a quote that is lost may take the rows that follow with it
            assert number > place


# --- mutations --------------------------------------------------------------------------------------------------------


def workbook() -> bytes:
    book = Workbook()
    for row in (("id", "label", "about"), ("k1", "Tailor", "Sews."), ("k2", "Hatter", "=1+1")):
        book.worksheets[0].append(row)
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


TABLE = b'id,label,about\nk1,Tailor,"Sews, and\ncuts"\nk2,Hatter,Felts\n'
SSSOM_TABLE = (
    b"#curie_map:\n#  a: http://a.example/\nsubject_id\tpredicate_id\tobject_id\tmapping_justification\n"
    b"a:1\tskos:exactMatch\ta:2\tsemapv:ManualMappingCuration\n"
)
RESUME = json.dumps({"skills": [{"name": "x", "keywords": ["Python"]}], "work": [{"position": "y"}]}).encode()
EUROPASS = b"<Candidate><A><PositionHistory><PositionTitle>x</PositionTitle></PositionHistory></A></Candidate>"


GRAPH = "https://example.org/graph"
NT = f'<{GRAPH}/a> <http://www.w3.org/2004/02/skos/core#prefLabel> "Tailor \\u00e9"@en .\n'
RDF = {
    "g.nt": NT,
    "g.nq": NT.replace(" .\n", f" <{GRAPH}> .\n"),
    "g.ttl": f'@prefix a: <{GRAPH}/> .\na:b a:c """x\ny""", 1.5 ; a:d [ a:e ( a:f true ) ] .\n',
    "g.trig": f"@prefix a: <{GRAPH}/> .\na:g {{ a:b a:c 'x' . }}\n",
    "g.rdf": '<?xml version="1.0"?>\n<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:a="'
    f'{GRAPH}/"><rdf:Description rdf:about="{GRAPH}/b"><a:c xml:lang="en">x &amp; y</a:c></rdf:Description></rdf:RDF>',
    "g.jsonld": json.dumps({"@context": {"a": f"{GRAPH}/"}, "@id": "a:b", "a:c": [{"@value": "x", "@language": "en"}]}),
}
GUIDE = b"# Felt\n\n## Roles\n\n### Felter\n**Skills:** Carding\n\n| Level | Pay |\n|---|---|\n| Junior | $20k |\n"


def read_rdf(path: Path) -> list[object]:
    """The quads of a file of RDF."""
    return list(RdfFile(path).quads(NamedNode(GRAPH)))


def read_taxonomy(reader: type[Esco | Onet], *files: tuple[str, bytes]) -> Callable[[Path], object]:
    """What reads a file with others of the same release."""

    def read_all(path: Path) -> object:
        if not (path.parent / "others").exists():
            folder_of(dict(files), path.parent / "others")
        source = reader(Files([path, path.parent / "others"]))
        found = len(list(source.records()))
        for file in source.report().files:
            assert file.read == file.kept + file.skipped + file.not_understood
        return found

    return read_all


ESCO = {name: content for name, content in esco_files().items() if name in ("occupations_en.csv", "skills_en.csv")}
RELATIONS = esco_files()["occupationSkillRelations.csv"]
ONET = {"Occupation Data.txt": onet_files()["Occupation Data.txt"]}
TECHNOLOGIES = onet_files()["Technology Skills.txt"]
ONET_CSV = b'O*NET-SOC Code,Title,Description\r\n51-3011.00,Bakers,"Bake, and\nsell"\r\n'


def packed() -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        archive.writestr("Skills.csv", "Name\nPython\n")
    return output.getvalue()


INPUTS: dict[str, tuple[bytes, Callable[[Path], object]]] = {
    "t.csv": (TABLE, lambda path: read(path.parent, path.read_bytes())),
    "t.xlsx": (workbook(), lambda path: [*Tables(Files([path]), parse_table_mapping(MAPPING, "m"), "t").records()]),
    "m.yaml": (MAPPING.encode(), lambda path: parse_table_mapping(path.read_text("utf-8", "replace"), "m")),
    "s.tsv": (SSSOM_TABLE, read_sssom),
    "resume.json": (RESUME, lambda path: read_profile(str(path))),
    "cv.xml": (EUROPASS, lambda path: read_profile(str(path))),
    "p.yaml": (yaml.safe_dump({"skills": "a, b", "level": "c"}).encode(), lambda path: read_profile(str(path))),
    "export.zip": (packed(), lambda path: read_profile(str(path))),
    "occupations_en.csv": (ESCO["occupations_en.csv"], read_taxonomy(Esco)),
    "occupationSkillRelations.csv": (RELATIONS, read_taxonomy(Esco, *ESCO.items())),
    "Technology Skills.txt": (TECHNOLOGIES, read_taxonomy(Onet, *ONET.items())),
    "occupation_data.csv": (ONET_CSV, read_taxonomy(Onet)),
    "guide.md": (GUIDE, lambda path: read_guide(path, "felt")),
    **{name: (text.encode(), read_rdf) for name, text in RDF.items()},
}
"""An input of each format, and what reads it."""

SIGNS = [
    b'"',
    b",",
    b"\n",
    b"\r",
    b"\t",
    b";",
    b"\0",
    b"\xff",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"<",
    b"&",
    b"{",
    b"[",
    b"#",
]


def mutated(content: bytes, dice: random.Random) -> bytes:
    """A content with a few bytes changed, lost, doubled or put in."""
    found = bytearray(content)
    for _ in range(dice.randrange(1, 6)):
        at = dice.randrange(len(found) + 1)
        end = min(len(found), at + dice.randrange(1, 9))
        found[at:end] = dice.choice([b"", bytes(found[at:end]) * 2, dice.choice(SIGNS), bytes([dice.randrange(256)])])
    return bytes(found)


def fuzz(folder: Path, name: str, times: int) -> None:
    """Nothing but an error of ours comes of whatever a file holds."""
    content, reader = INPUTS[name]
    dice = random.Random(name)
    for _ in range(times):
        (folder / name).write_bytes(mutated(content, dice))
        try:
            reader(folder / name)
        except KGError:
            pass


@pytest.mark.parametrize("name", INPUTS)
def test_no_mutation_ends_in_anything_but_an_answer(tmp_path: Path, name: str, tries: Callable[[int], int]) -> None:
    fuzz(tmp_path, name, tries(50 if name == "t.xlsx" else 500))


@pytest.mark.long
@pytest.mark.parametrize("name", INPUTS)
def test_no_mutation_of_ten_thousand_does(tmp_path: Path, name: str) -> None:
    fuzz(tmp_path, name, 1_000 if name == "t.xlsx" else 10_000)


KINDS = {
    "esco": ("occupations_en.csv", ESCO),
    "onet": ("Occupation Data.txt", ONET),
    "guide": ("guide.md", {"guide.md": GUIDE}),
    "sssom": ("s.tsv", {"s.tsv": SSSOM_TABLE}),
    "rdf": ("g.ttl", {"g.ttl": RDF["g.ttl"].encode()}),
}
"""The kinds of source, each with the file that is damaged, and all of its files."""


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_no_mutation_empties_a_source_of_any_kind(tmp_path: Path, kind: str, tries: Callable[[int], int]) -> None:
    store, (name, files) = StoreFolder.create(tmp_path / "store"), KINDS[kind]
    folder = folder_of(files, tmp_path / "files")
    place = folder if kind in ("esco", "onet") else folder / name
    import_source(store, kind, [place], name="x")
    assert store.sources[0].quads
    dice = random.Random(kind)
    for _ in range(tries(20)):
        (folder / name).write_bytes(mutated(files[name], dice))
        try:
            import_source(store, kind, [place], name="x")
        except KGError:
            pass
        assert [source.name for source in store.sources] == ["x"]
        assert store.sources[0].quads


@pytest.mark.slow
def test_no_mutation_empties_a_source(tmp_path: Path, tries: Callable[[int], int]) -> None:
    store = StoreFolder.create(tmp_path / "store")
    (tmp_path / "m.yaml").write_text(MAPPING)
    (tmp_path / "t.csv").write_bytes(TABLE)
    options = {"mapping": tmp_path / "m.yaml"}
    import_source(store, "table", [tmp_path / "t.csv"], options=options)
    dice = random.Random(5)
    for _ in range(tries(50)):
        (tmp_path / "t.csv").write_bytes(mutated(TABLE, dice))
        try:
            import_source(store, "table", [tmp_path / "t.csv"], options=options)
        except KGError:
            pass
        assert [source.name for source in store.sources] == ["t"]
        assert store.sources[0].quads > 20


@pytest.mark.slow
def test_what_is_damaged_does_not_hang(tmp_path: Path) -> None:
    """Rows whose quotes open and are never closed are each read once more, and no more."""
    content = b"id,label,about\n" + b'k,"a\n' + b'k,x"",""y\n' * 20_000
    (tmp_path / "t.csv").write_bytes(content)
    tables = Tables(Files([tmp_path / "t.csv"]), parse_table_mapping(MAPPING, "m"), "t")
    for _ in tables.records():
        pass
    assert tables.report().files[0].read == 20_001
