"""Mappings: the files that ship are valid SSSOM and true to both ends; hostile files are refused with their line."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Literal

import networkx
import pytest
import yaml
from command_line import kg
from pyoxigraph import NamedNode, Quad, RdfFormat, Store

from kg.errors import DataError, KGError, SourceError
from kg.rdf import writer
from kg.rdf.careers import read_careers
from kg.rdf.reader import GraphReader
from kg.resources import resource
from kg.schema import ALIGNMENTS, BASE, CK, PROV, RDF, SKOS, SSSOM, prefixes, slug
from kg.sources.sssom import mapping_metadata, mapping_records, read_sssom
from kg.store.folder import StoreFolder
from kg.store.imports import import_source

if TYPE_CHECKING:
    from pathlib import Path

    from kg.graph import CareerGraph
    from kg.model.records import MappingSet

TARGETS = ("esco", "onet")
TWICE_IN_THE_TARGET = {"skill:java", "skill:sql"}
"""Skills that O*NET has under two names each."""

Row = dict[str, str]


def lines(target: str) -> list[str]:
    return resource(f"data/mappings/ai-ml-{target}.sssom.tsv").read_text(encoding="utf-8").splitlines()


def rows(target: str) -> list[Row]:
    return list(csv.DictReader((line for line in lines(target) if line[0] != "#"), delimiter="\t"))


def mapping_set(target: str) -> MappingSet:
    return read_sssom(resource(f"data/mappings/ai-ml-{target}.sssom.tsv"))


@pytest.fixture(params=TARGETS)
def target(request: pytest.FixtureRequest) -> str:
    return str(request.param)


# --- the files ------------------------------------------------------------------------------------------------------


def test_the_head_is_yaml_with_what_sssom_asks(target: str) -> None:
    head = yaml.safe_load("\n".join(line[1:] for line in lines(target) if line[0] == "#"))
    assert head["mapping_set_id"].endswith(f"/mappings/ai-ml-{target}.sssom.tsv")
    assert head["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert head["mapping_set_version"] == head["subject_source_version"] == mapping_set(target).version
    told = {"mapping_set_title", "mapping_set_description", "object_source", "object_source_version", "creator_label"}
    assert told <= set(head)
    ours = {prefix: namespace for prefix, namespace in prefixes().items() if prefix in head["curie_map"]}
    assert ours.items() <= head["curie_map"].items()
    used = {cell.partition(":")[0] for row in rows(target) for key, cell in row.items() if key.endswith("_id")}
    sources = {head[key].partition(":")[0] for key in ("subject_source", "object_source")}
    assert set(head["curie_map"]) == used | sources | {"semapv"}


def test_the_rows_are_whole_sorted_and_each_has_its_reason(target: str) -> None:
    found = rows(target)
    cells = [tuple(row.values()) for row in found]
    assert cells == sorted(cells)
    assert ",".join(found[0]) == (
        "subject_id,subject_label,predicate_id,object_id,object_label,mapping_justification,confidence,comment"
    )
    for row in found:
        assert row["mapping_justification"] == "semapv:ManualMappingCuration"
        assert re.fullmatch(r"[A-Z].*[^.]\.", row["comment"])
        assert not row["confidence"] or 0.5 < float(row["confidence"]) < 1


def test_every_row_is_read_with_its_line(target: str) -> None:
    found = mapping_set(target)
    assert not found.findings
    assert len(found.mappings) == len(rows(target))
    for mapping in found.mappings:
        cells = lines(target)[mapping.line - 1].split("\t")
        assert (mapping.subject_label, mapping.object_label, mapping.comment) == (cells[1], cells[4], cells[7])
        assert mapping.subject.endswith(cells[0].partition(":")[2])


def test_every_subject_is_of_the_bundled_graph_and_bears_its_label(graph: CareerGraph, target: str) -> None:
    for row in rows(target):
        entity = graph.get(row["subject_id"].replace(":", "/", 1))
        assert (entity.kind, entity.label) == (row["subject_id"].partition(":")[0], row["subject_label"])


def not_found(target: str) -> set[str]:
    text = resource("data/mappings/README.md").read_text(encoding="utf-8")
    section = re.split(r"^#+ ", text.partition("## Looked for and not found")[2], flags=re.MULTILINE)
    name = {"esco": "ESCO", "onet": "O*NET"}[target]
    listed = next(part for part in section if part.startswith(f"{name}\n"))
    found = re.findall(r"^\* `([^`]+)`: \S", listed, re.MULTILINE)
    assert found == sorted(set(found))
    return set(found)


def test_every_role_and_skill_is_mapped_or_was_looked_for_in_vain(graph: CareerGraph, target: str) -> None:
    def subjects(pattern: str) -> set[str]:
        found = graph.sparql(f"SELECT ?x {{ {pattern} }}").to_dicts()
        return {str(row["x"]).removeprefix(BASE).replace("/", ":", 1) for row in found}

    ids = subjects(f"VALUES ?kind {{ <{CK.Role}> <{CK.Skill}> }} ?x a ?kind")
    merged = subjects(f"?x <{CK.mergedInto}> ?other")
    assert len(merged) == 6
    mapped = {row["subject_id"] for row in rows(target)}
    assert not mapped & not_found(target)
    assert mapped | not_found(target) == ids - merged


def test_no_two_rows_contradict_each_other(target: str) -> None:
    pairs = Counter((row["subject_id"], row["object_id"]) for row in rows(target))
    assert max(pairs.values()) == 1
    exact = [row for row in rows(target) if row["predicate_id"] == "skos:exactMatch"]
    twice = {subject for subject, count in Counter(row["subject_id"] for row in exact).items() if count > 1}
    assert twice == (TWICE_IN_THE_TARGET if target == "onet" else set())
    assert max(Counter(row["object_id"] for row in exact).values()) == 1


def test_the_readme_counts_the_rows(target: str) -> None:
    text = resource("data/mappings/README.md").read_text(encoding="utf-8")
    assert re.search(rf"`ai-ml-{target}.sssom.tsv` .* \| {len(rows(target))} \|", text)


# --- against the originals ------------------------------------------------------------------------------------------


def table(archive: Path, name: str, delimiter: str) -> list[Row]:
    with zipfile.ZipFile(archive) as files:
        path = next(path for path in files.namelist() if path.endswith(name))
        text = files.read(path).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))


def esco(shared: Path) -> dict[str, str]:
    archive = shared / "esco/esco-1.1.1-classification-en.zip"
    names = ("occupations_en.csv", "skills_en.csv", "skillGroups_en.csv")
    return {row["conceptUri"]: row["preferredLabel"] for name in names for row in table(archive, name, ",")}


def onet(shared: Path) -> dict[str, str]:
    archive = shared / "onet/onet-29.2-text-subset.zip"
    role, skill = f"{BASE}onet/role/", f"{BASE}onet/skill/"
    technologies = table(archive, "Technology Skills.txt", "\t")
    return {
        **{role + row["O*NET-SOC Code"]: row["Title"] for row in table(archive, "Occupation Data.txt", "\t")},
        **{skill + row["DWA ID"]: row["DWA Title"] for row in table(archive, "DWA Reference.txt", "\t")},
        **{skill + row["IWA ID"]: row["IWA Title"] for row in table(archive, "IWA Reference.txt", "\t")},
        **{skill + slug(row["Example"]): row["Example"] for row in technologies},
        **{skill + row["Commodity Code"]: row["Commodity Title"] for row in technologies},
    }


def test_every_object_bears_the_label_of_the_original(shared: Path, target: str) -> None:
    known = esco(shared) if target == "esco" else onet(shared)
    for mapping in mapping_set(target).mappings:
        assert known[mapping.object] == mapping.object_label, mapping


@pytest.mark.slow
def test_nothing_is_broader_than_itself(shared: Path, graph: CareerGraph) -> None:
    """In the bundled skills, those of ESCO and the links between them, with exact matches as one."""
    same: dict[str, str] = {}
    above: dict[str, set[str]] = defaultdict(set)
    for row in graph.sparql(f"SELECT ?a ?b {{ ?a <{CK.mergedInto}> ?b }}").to_dicts():
        same[str(row["a"])] = str(row["b"])
    for target in TARGETS:
        for mapping in mapping_set(target).mappings:
            if mapping.predicate == SKOS.exactMatch:
                same[mapping.object] = same.get(mapping.subject, mapping.subject)
            elif mapping.predicate == SKOS.broadMatch:
                above[mapping.subject].add(mapping.object)
            elif mapping.predicate in (SKOS.narrowMatch, CK.coveredBy):
                above[mapping.object].add(mapping.subject)
    for row in graph.sparql(f"SELECT ?a ?b {{ ?a <{SKOS.broader}> ?b }}").to_dicts():
        above[str(row["a"])].add(str(row["b"]))
    archive = shared / "esco/esco-1.1.1-relations.zip"
    for line in table(archive, "broaderRelationsSkillPillar.csv", ","):
        above[line["conceptUri"]].add(line["broaderUri"])
    step: dict[str, set[str]] = defaultdict(set)
    for narrower, broader in above.items():
        own = same.get(narrower, narrower)
        step[own] |= {same.get(other, other) for other in broader} - {own}
    with pytest.raises(networkx.NetworkXNoCycle):
        networkx.find_cycle(networkx.DiGraph([(one, other) for one in step for other in step[one]]))


# --- in a store -----------------------------------------------------------------------------------------------------


def quads_of(sets: list[MappingSet]) -> list[Quad]:
    return writer.written(ALIGNMENTS, mapping_metadata(sets[0], "Links"), mapping_records(sets, ALIGNMENTS, "Links"))


@pytest.mark.slow
def test_a_new_store_has_the_links_as_a_source_of_its_own(bundled_store: Path) -> None:
    quads = {source.name: source.quads for source in StoreFolder.open_at(bundled_store).sources}
    assert quads[ALIGNMENTS] == sum(1 for _ in quads_of([mapping_set(target) for target in TARGETS]))
    answer = kg("-g", bundled_store, "show", "Python").out
    assert "http://data.europa.eu/esco/skill/ccd0a1d9-afda-43d9-b901-96344886e14d" in answer
    assert "The same programming language." in answer


@pytest.mark.parametrize(
    "question",
    [
        ("route", "statistician", "MLOps", "-f", "json"),
        ("gap", "Data Scientist", "AI Product Manager", "-f", "json"),
        ("next", "Data Scientist", "-f", "json"),
    ],
)
def test_without_the_other_end_a_link_changes_no_answer(bundled_store: Path, question: tuple[str, ...]) -> None:
    assert kg("-g", bundled_store, *question).out == kg(*question).out


def test_each_link_has_its_reason_and_line() -> None:
    engine = Store()
    engine.extend(quads_of([mapping_set("esco")]))
    graph = f"{BASE}graph/{ALIGNMENTS}"
    for mapping in mapping_set("esco").mappings:
        triple = (mapping.subject, mapping.predicate, mapping.object)
        subject, predicate, value = map(NamedNode, triple)
        assert Quad(subject, predicate, value, NamedNode(graph)) in engine
        query = f"""SELECT ?why ?line ?sure {{ GRAPH <{graph}> {{ ?s a <{RDF.Statement}> ;
            <{RDF.subject}> <{triple[0]}> ; <{RDF.predicate}> <{triple[1]}> ; <{RDF.object}> <{triple[2]}> ;
            <{SSSOM.mapping_justification}> <https://w3id.org/semapv/vocab/ManualMappingCuration> ;
            <{CK.reason}> ?why ; <{PROV.wasDerivedFrom}> ?line . OPTIONAL {{ ?s <{SSSOM.confidence}> ?sure }} }} }}"""
        [found] = engine.query(query)  # type: ignore[misc]
        line = f"{BASE}document/alignments/ai-ml-esco.sssom.tsv#line={mapping.line - 1},{mapping.line}"
        assert found["why"].value == mapping.comment
        assert found["line"].value == line
        assert (found["sure"] and found["sure"].value) == mapping.confidence


OTHERS = """@prefix ck: <https://w3id.org/career-kg/ontology#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix : <http://example.org/> .
:skill a ck:Skill ; skos:prefLabel "Skill"@en . :narrow a ck:Skill ; skos:prefLabel "Narrow"@en .
:wide a ck:Skill ; skos:prefLabel "Wide"@en . :same a ck:Skill ; skos:prefLabel "Same"@en .
:skill skos:narrowMatch :narrow ; skos:broadMatch :wide, :absent ; skos:closeMatch :close ; skos:exactMatch :same .
:other a ck:Skill ; skos:narrowMatch :absent . :close a ck:Skill .
:activity a ck:Skill . :skill ck:coveredBy :activity .
"""


def test_who_holds_the_narrower_skill_covers_the_broader() -> None:
    engine = Store()
    engine.load(OTHERS.encode(), format=RdfFormat.TURTLE)
    tree = read_careers(GraphReader(engine, "others")).tree

    def covers(name: str) -> set[str]:
        held = frozenset({f"http://example.org/{name}"})
        return {iri.removeprefix("http://example.org/") for iri in tree.covers(held)}

    one = tree.canonical("http://example.org/skill").removeprefix("http://example.org/")
    assert tree.canonical("http://example.org/same") == tree.canonical("http://example.org/skill")
    assert covers("narrow") == {"narrow", one, "wide"}
    assert covers("activity") == {"activity", one, "wide"}
    assert covers(one) == {one, "wide"}
    assert covers("close") == {"close"}


# --- files of others ------------------------------------------------------------------------------------------------

HEAD = "#curie_map:\n#  a: http://a.example/\n#mapping_set_title: Mine\n#license: https://example.org/licence\n"
COLUMNS = "subject_id\tpredicate_id\tobject_id\tmapping_justification\tconfidence\tpredicate_modifier\tcomment\n"
SOUND = "a:1\tskos:exactMatch\ta:2\tsemapv:ManualMappingCuration\t0.9\t\tWhy\n"


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "mine.sssom.tsv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_a_file_of_the_user(tmp_path: Path) -> None:
    other = 'http://whole.example/x\towl:sameAs\ta:3\tsemapv:LexicalMatching\t1\t\t"two\nlines"\n'
    for ending in ("\n", "\r\n"):
        text = ("\ufeff" + HEAD + COLUMNS + other + SOUND).replace("\n", ending)
        found = read_sssom(written(tmp_path, text))
        assert (found.file, found.title, found.version) == ("mine.sssom.tsv", "Mine", None)
        first, second = found.mappings
        assert (first.subject, first.predicate) == ("http://whole.example/x", "http://www.w3.org/2002/07/owl#sameAs")
        assert (first.line, second.line) == (6, 8)
        assert second[:4] == (
            "http://a.example/1",
            SKOS.exactMatch,
            "http://a.example/2",
            "https://w3id.org/semapv/vocab/ManualMappingCuration",
        )


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("", 1, "the column subject_id and"),
        (HEAD + "subject_id\tobject_id\nx\ty\n", 5, "the column predicate_id and mapping_justification is missing"),
        (HEAD + COLUMNS + SOUND + SOUND.replace("a:2", "b:2"), 7, "has a prefix that curie_map lacks: 'b'"),
        (COLUMNS + SOUND, 2, "has a prefix that curie_map lacks: 'a'"),
        (HEAD + COLUMNS + SOUND.replace("a:2", "two"), 6, "object_id 'two' is not a valid IRI"),
        (HEAD + COLUMNS + SOUND.replace("a:2", ""), 6, "object_id is empty"),
        (HEAD + COLUMNS + SOUND.replace("a:2", "a:<2>"), 6, "object_id 'a:<2>' is not a valid IRI"),
        (HEAD + COLUMNS + SOUND.replace("a:2", "a:%zz"), 6, "is not a valid IRI"),
        (HEAD + COLUMNS + SOUND.replace("a:2", "file:/etc/passwd"), 6, "prefix"),
        (HEAD + COLUMNS + SOUND.replace("0.9", "9"), 6, "'9' is not a number from 0 to 1"),
        (HEAD + COLUMNS + SOUND.replace("0.9", "nan"), 6, "not a number from 0 to 1"),
        (HEAD + COLUMNS + SOUND.replace("0.9", "\u0661"), 6, "not a number from 0 to 1"),
        (HEAD + COLUMNS + SOUND.replace("Why", "\x1b[31m"), 6, "comment: the character U+001B is not allowed"),
        (HEAD + COLUMNS + SOUND.replace("Why", "Why\tmore"), 6, "has 8 cells, and there are 7 columns"),
        (HEAD + COLUMNS + SOUND + SOUND.replace("Why", '"Why'), 7, "broken table"),
        (HEAD + COLUMNS + SOUND.replace("Why", "Why" * 100_000), 6, "broken table: field larger than field limit"),
        (HEAD + COLUMNS.replace("comment", "confidence") + SOUND, 5, "the column 'confidence' is repeated"),
        ("#a: &x [*x]\n" + COLUMNS, 1, "is not allowed here"),
        ("#a: {b: 1\n" + COLUMNS, 2, "broken YAML"),
        ("#- one\n" + COLUMNS, 1, "the head is not a list of keys and values"),
        ("#curie_map: [a]\n" + COLUMNS, 1, "curie_map must give a namespace for each prefix"),
        ("#license: mine\n" + COLUMNS, 1, "the license 'mine' is not a valid IRI"),
        ((HEAD + COLUMNS).encode() + b"\xff\n", 6, "is not UTF-8"),
    ],
)
def test_what_is_wrong_is_refused_with_its_line(tmp_path: Path, text: str | bytes, line: int, message: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(DataError) as caught:
        read_sssom(path, "mine.tsv")
    assert any(
        finding.line == line and message in finding.message and finding.file == "mine.tsv"
        for finding in caught.value.findings
    ), caught.value.findings


def test_every_error_is_told_at_once(tmp_path: Path) -> None:
    path = written(tmp_path, HEAD + COLUMNS + SOUND.replace("a:1", "b:1") + SOUND.replace("0.9", "2"))
    with pytest.raises(DataError) as caught:
        read_sssom(path)
    assert [finding.line for finding in caught.value.findings] == [6, 7]


def test_what_is_left_out_is_told(tmp_path: Path) -> None:
    columns = COLUMNS.replace("comment", "coment")
    odd = SOUND.replace("\t\tWhy", "\tMaybe\tWhy")
    found = read_sssom(written(tmp_path, HEAD + columns + SOUND + odd))
    assert [mapping.object for mapping in found.mappings] == ["http://a.example/2"]
    assert [(finding.severity, finding.line) for finding in found.findings] == [("warning", 5), ("warning", 7)]
    assert "'coment'" in found.findings[0].message
    assert "'Maybe'" in found.findings[1].message


def test_what_a_file_denies_is_kept_apart(tmp_path: Path) -> None:
    denied = SOUND.replace("\t\tWhy", "\tNot\tWhy")
    nothing = SOUND.replace("a:2", "sssom:NoTermFound")
    turned = SOUND.replace("a:1", "sssom:NoTermFound")
    head = HEAD + "#object_source: a:other\n#subject_source: a:mine\n"
    found = read_sssom(written(tmp_path, head + COLUMNS + SOUND + denied + nothing + turned))
    assert [mapping.line for mapping in found.mappings] == [8]
    none = SSSOM.NoTermFound
    one, two, other, mine = (f"http://a.example/{name}" for name in ("1", "2", "other", "mine"))
    assert [(each.line, each.subject, each.object, each.object_source) for each in found.refusals] == [
        (9, one, two, other),
        (10, one, none, other),
        (11, two, none, mine),
    ]
    quads = {quad.predicate.value for quad in quads_of([found._replace(mappings=())])}
    assert SKOS.exactMatch not in quads


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SourceError):
        read_sssom(tmp_path / "absent.tsv")


@pytest.mark.slow
def test_importing_a_file_of_mappings(new_store: Path, tmp_path: Path) -> None:
    links = SOUND.replace("a:1", f"{BASE}skill/python").replace("a:2", f"{BASE}skill/java").replace("exact", "close")
    path = written(tmp_path, HEAD + COLUMNS.replace("confidence", "confidense") + links)
    answer = kg("import", "sssom", path, "--into", new_store)
    assert answer.status == 0
    assert "SSSOM has no column 'confidense'" in answer.err
    assert "mine" in answer.out
    shown = kg("-g", new_store, "show", "python", "-f", "json").json
    assert any(fact["value"] == "Java" or "Java" in str(fact["value"]) for fact in shown["facts"])
    assert kg("-g", new_store, "validate").status == 0
    before = StoreFolder.open_at(new_store).sources
    path.write_text("broken", encoding="utf-8")
    assert kg("import", "sssom", path, "--into", new_store).status == 1
    with pytest.raises(KGError):
        import_source(StoreFolder.open_at(new_store), "sssom", [path])
    assert StoreFolder.open_at(new_store).sources == before
    assert kg("-g", new_store, "remove", "mine").status == 0


# --- files as people and spreadsheets save them -----------------------------------------------------------------------

PLAIN = """\
#curie_map:
#  a: http://a.example/
#mapping_set_title: Mine
subject_id\tpredicate_id\tobject_id\tmapping_justification\tcomment
a:1\tskos:exactMatch\ta:2\tsemapv:ManualMappingCuration\tWhy, then
"""


def spreadsheet(text: str, delimiter: str, *, quoted: bool = False) -> str:
    """A file as a spreadsheet saves it: every row filled up with empty cells."""
    output = io.StringIO()
    rows = [line.split("\t") for line in text.splitlines()]
    quoting: Literal[0, 1] = csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL
    csv.writer(output, delimiter=delimiter, quoting=quoting).writerows([[*row, *[""] * (7 - len(row))] for row in rows])
    return output.getvalue()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("m.sssom.tsv", PLAIN),
        ("m.sssom.csv", spreadsheet(PLAIN, ",")),
        ("m.sssom.tsv", spreadsheet(PLAIN, "\t")),
        ("m.sssom.csv", spreadsheet(PLAIN, ",", quoted=True)),
        ("m.csv", PLAIN.replace("Why, then", '"Why, then"').replace("\t", ",")),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_i12_a_table_may_have_commas_and_empty_cells_at_the_ends(
    tmp_path: Path, name: str, text: str, encoding: str
) -> None:
    (tmp_path / name).write_bytes(text.encode(encoding))
    found = read_sssom(tmp_path / name)
    assert found.title == "Mine"
    (mapping,) = found.mappings
    assert (mapping.subject, mapping.object, mapping.line) == ("http://a.example/1", "http://a.example/2", 5)
    assert mapping.comment == "Why, then"
    assert found.findings == ()


@pytest.mark.parametrize("beside", ["m.sssom.yml", "m.sssom.yaml", "m.yml"])
def test_i12_the_metadata_may_be_beside_the_table(tmp_path: Path, beside: str) -> None:
    (tmp_path / "m.sssom.tsv").write_text(PLAIN.partition("Mine\n")[2], encoding="utf-8")
    (tmp_path / beside).write_text("curie_map:\n  a: http://a.example/\nmapping_set_title: Mine\n", encoding="utf-8")
    found = read_sssom(tmp_path / "m.sssom.tsv")
    assert (found.title, found.mappings[0].subject) == ("Mine", "http://a.example/1")
    (tmp_path / "m.sssom.tsv").write_text(PLAIN.replace("Mine", "Own"), encoding="utf-8")
    assert read_sssom(tmp_path / "m.sssom.tsv").title == "Own"


@pytest.mark.parametrize(("prefix", "line"), [("skos", 2), ("semapv", 2), ("owl", 2)])
def test_i12_a_built_in_prefix_keeps_its_meaning(tmp_path: Path, prefix: str, line: int) -> None:
    text = PLAIN.replace("#  a:", f"#  {prefix}: https://evil.example/\n#  a:")
    (tmp_path / "m.tsv").write_text(text, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_sssom(tmp_path / "m.tsv")
    (found,) = caught.value.findings
    assert found.line == line
    assert f"the prefix '{prefix}' is built into SSSOM and means http" in found.message
    (tmp_path / "m.tsv").write_text(PLAIN.replace("#  a:", f"#  skos: {SKOS.iri}\n#  a:"), encoding="utf-8")
    assert len(read_sssom(tmp_path / "m.tsv").mappings) == 1


def test_i14_a_missing_prefix_is_one_error(tmp_path: Path) -> None:
    row = PLAIN.splitlines()[-1]
    (tmp_path / "m.tsv").write_text(PLAIN.replace("#  a:", "#  b:") + f"{row}\n" * 500, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_sssom(tmp_path / "m.tsv")
    (found,) = caught.value.findings
    assert found.line == 5
    assert found.message == (
        "subject_id 'a:1' has a prefix that curie_map lacks: 'a', and 1001 more cells; declare it there: 'a: https://...'"
    )
