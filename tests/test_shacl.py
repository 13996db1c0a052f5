"""The shapes on Oxigraph: the same results as pyshacl's, and a refusal of what is not known."""

from __future__ import annotations

import random
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Store, serialize
from pyshacl import validate
from rdflib import SH as RDFLIB_SH
from rdflib import BNode, Graph

from kg.errors import UsageError
from kg.maintenance.shacl import Validator
from kg.schema import PREFIXES, SH, XSD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = sorted((ROOT / "tests/data/shapes").glob("*.ttl"))
SHAPES = (ROOT / "ontology/shapes.ttl", ROOT / "ontology/constraints.ttl")


def loaded(*files: Path) -> Store:
    store = Store()
    for file in files:
        store.load(path=str(file), format=RdfFormat.TURTLE)
    return store


def _shown(term: object) -> str:
    """A term as text: the names of blank nodes are the engines' own."""
    if isinstance(term, BNode | BlankNode):
        return "_:"
    if term is None:
        return ""
    return str(term) if isinstance(term, str) else str(term.value)  # type: ignore[attr-defined]  # rdflib's; pyoxigraph's


def ours(data: Store, shapes: Store) -> set[tuple[str, ...]]:
    return {
        (
            _shown(result.focus),
            result.severity,
            result.message,
            "" if result.value is None else _shown(result.value),
        )
        for result in Validator(data, shapes).results()
    }


def by_pyshacl(data: Store, shapes: Store) -> set[tuple[str, ...]]:
    """The same of pyshacl, which reads both graphs anew."""
    graphs = [
        Graph().parse(data=serialize((quad.triple for quad in store), format=RdfFormat.N_TRIPLES), format="nt")
        for store in (data, shapes)
    ]
    _, report, _ = validate(graphs[0], shacl_graph=graphs[1], inference="none", inplace=True)
    assert isinstance(report, Graph)
    return {
        (
            _shown(report.value(result, RDFLIB_SH.focusNode)),
            str(report.value(result, RDFLIB_SH.resultSeverity)).removeprefix(SH.iri),
            "; ".join(sorted(map(str, report.objects(result, RDFLIB_SH.resultMessage)))),
            _shown(report.value(result, RDFLIB_SH.value)),
        )
        for result in report.objects(None, RDFLIB_SH.result)  # not the details of these
    }


@pytest.fixture(scope="module")
def shapes() -> Store:
    return loaded(*SHAPES)


def test_d14_examples_have_the_results_of_pyshacl(shapes: Store) -> None:
    """All files of faults at once, since pyshacl takes seconds for each."""
    data = loaded(ROOT / "ontology/career.ttl", *EXAMPLES)
    found = ours(data, shapes)
    assert found == by_pyshacl(data, shapes)
    assert len({message for _, _, message, _ in found}) > 40


# --- graphs with faults drawn at random -------------------------------------------------------------------------------

INTEGER = NamedNode(XSD.integer)

VALUES = (
    Literal("text"),
    Literal("text", language="en"),
    Literal(" of two\nlines"),
    Literal("required"),
    Literal("-3", datatype=INTEGER),
    Literal("1", datatype=INTEGER),
    Literal("4000000", datatype=INTEGER),
    Literal("true", datatype=NamedNode(XSD.boolean)),
    Literal("2.5", datatype=NamedNode(XSD.decimal)),
    NamedNode("urn:nothing"),
)


def mutated(quads: list[Quad], draw: random.Random) -> Iterable[Quad]:
    """Some quads left out, some with the value, subject or property of another, or with a value of another kind."""
    for quad in quads:
        fate = draw.random()
        other = draw.choice(quads)
        if fate < 0.02:
            continue
        yield quad
        if fate < 0.03:
            yield Quad(quad.subject, quad.predicate, other.object)
        elif fate < 0.04:
            yield Quad(other.subject, quad.predicate, quad.object)
        elif fate < 0.05:
            yield Quad(quad.subject, quad.predicate, draw.choice(VALUES))
        elif fate < 0.055 and isinstance(quad.object, NamedNode):
            yield Quad(quad.subject, other.predicate, quad.object)


@pytest.mark.long
def test_d14_mutated_graphs_have_the_results_of_pyshacl(shapes: Store, tries: Callable[[int], int]) -> None:
    """Where pyshacl fails altogether, as on values that do not compare, there is nothing to be equal to."""
    quads = sorted(loaded(ROOT / "exports/career.ttl"), key=str)
    ontology = list(loaded(ROOT / "ontology/career.ttl"))
    kinds: set[str] = set()
    for seed in range(tries(4)):
        data = Store()
        data.extend([*ontology, *mutated(quads, random.Random(seed))])
        try:
            expected = by_pyshacl(data, shapes)
        except TypeError:
            continue
        found = ours(data, shapes)
        assert found == expected, f"seed {seed}"
        kinds |= {message for _, _, message, _ in found}
    assert len(kinds) > 40


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ("sh:closed true", "sh:closed"),
        ("sh:deactivated true", "sh:deactivated"),
        ("sh:property [ sh:path ck:line ; sh:equals ck:section ]", "sh:equals"),
        ("sh:or ( [ sh:path ck:line ; sh:languageIn ( 'en' ) ] )", "sh:languageIn"),
        ("a rdfs:Class", "targetClass of a class by itself"),
    ],
)
def test_d14_a_part_of_shacl_that_is_not_known_is_refused(said: str, named: str) -> None:
    data, shapes = loaded(ROOT / "exports/career.ttl"), Store()
    head = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in {**PREFIXES, "sh": SH.iri}.items())
    shapes.load(f"{head}<urn:s> sh:targetClass ck:Passage ; {said} .".encode(), format=RdfFormat.TURTLE)
    with pytest.raises(UsageError, match=re.escape(named)):
        list(Validator(data, shapes).results())


def test_d14_a_pattern_and_bounds_of_other_types_have_the_results_of_pyshacl() -> None:
    """What the shapes of the project use little or not: lengths, open bounds, sh:node, sh:and, paths of each kind."""
    shapes = Store()
    head = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in {**PREFIXES, "sh": SH.iri}.items())
    shapes.load(
        f"""{head}
        <urn:a> sh:targetClass ck:Passage ; sh:message "a" ; sh:and ( <urn:line> <urn:part> ) .
        <urn:line> sh:path ck:line ; sh:minExclusive 30 ; sh:maxExclusive 90 ; sh:message "line" .
        <urn:part> sh:path ( dcterms:isPartOf [ sh:zeroOrOnePath dcterms:isPartOf ] ) ; sh:maxCount 1 ; sh:message "p" .
        <urn:b> sh:targetSubjectsOf skos:broader ; sh:property <urn:up>, <urn:name>, <urn:way> ; sh:message "b" .
        <urn:up> sh:path [ sh:oneOrMorePath skos:broader ] ; sh:node <urn:short> ; sh:message "up" ;
            sh:severity sh:Warning .
        <urn:short> sh:property <urn:name> .
        <urn:name> sh:path skos:prefLabel ; sh:minLength 6 ; sh:maxLength 12 ; sh:pattern "^p" ; sh:flags "i" ;
            sh:message "name" ; sh:severity sh:Info .
        <urn:way> sh:path [ sh:alternativePath ( skos:broader [ sh:inversePath skos:broader ] ) ] ; sh:maxCount 2 ;
            sh:message "way" .
        <urn:c> sh:targetClass ck:SalaryRange ; sh:property <urn:less> .
        <urn:less> sh:path schema:minValue ; sh:lessThan schema:minValue ; sh:message "less" .
        """.encode(),
        format=RdfFormat.TURTLE,
    )
    data = loaded(ROOT / "exports/career.ttl")
    found = ours(data, shapes)
    assert found == by_pyshacl(data, shapes)
    assert {message for _, _, message, _ in found} == {"a", "up", "name", "way", "less"}
