"""The shapes: the bundled graph conforms, and each file in ``tests/data/shapes`` gets the verdict that it announces."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyshacl import validate
from rdflib import RDF, SH, BNode, Graph, URIRef

from kg.schema import CK, KIND_OF_CLASS, PREFIXES

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = sorted((ROOT / "tests/data/shapes").glob("*.ttl"))
TARGETS = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)


@pytest.fixture(scope="module")
def shapes() -> Graph:
    return Graph().parse(ROOT / "ontology/shapes.ttl")


@pytest.fixture(scope="module")
def ontology() -> Graph:
    return Graph().parse(ROOT / "ontology/career.ttl")


@pytest.fixture(scope="module")
def context(ontology: Graph) -> Graph:
    """What every example is read together with."""
    return ontology + Graph().parse(ROOT / "tests/data/shapes/guide.ttl")


def findings(data: Graph, shapes: Graph) -> list[str]:
    """The messages of all violations, as a caller of the shapes gets them."""
    _, report, _ = validate(data, shacl_graph=shapes, inference="none", inplace=True)
    assert isinstance(report, Graph)
    return [str(message) for message in report.objects(None, SH.resultMessage)]


@pytest.mark.slow
def test_the_bundled_graph_conforms(shapes: Graph, ontology: Graph) -> None:
    assert findings(ontology + Graph().parse(ROOT / "exports/career.ttl"), shapes) == []


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
@pytest.mark.slow
def test_example(path: Path, shapes: Graph, context: Graph) -> None:
    expected = path.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# expect: ")
    added = Graph().parse(path) - context
    context += added
    found = findings(context, shapes)
    context -= added
    if expected == "conforms":
        assert found == []
    else:
        assert found
        assert [message for message in found if expected not in message] == []


def test_every_constraint_tells_people_what_to_do(shapes: Graph) -> None:
    """Whatever a report can name has a message; the parts of an sh:or cannot."""
    reported = {
        part
        for shape in _targeted(shapes)
        for part in (shape, *shapes.objects(shape, SH.property), *shapes.objects(shape, SH.sparql))
    }
    silent = {
        part for part in reported if (part, SH.message, None) not in shapes and not _only_lists_properties(shapes, part)
    }
    assert silent == set()


def test_shapes_have_names(shapes: Graph) -> None:
    blank = {node for node in shapes.subjects() if isinstance(node, BNode)}
    unnamed = {
        node for node in blank if (node, RDF.first, None) not in shapes and (node, SH.inversePath, None) not in shapes
    }
    assert unnamed == set()


def test_kinds_are_those_of_the_code(shapes: Graph) -> None:
    name = URIRef("https://w3id.org/career-kg/shapes#")
    in_list = shapes.value(name + "KindClass", SH["in"])
    assert in_list is not None
    own = set(KIND_OF_CLASS) - {CK.SkillGroup}  # which is a skill by its classes too
    assert {str(kind) for kind in shapes.items(in_list)} == own
    assert {str(kind) for kind in shapes.objects(name + "Entity", SH.targetClass)} == own


def test_prefixes_are_those_of_the_code(shapes: Graph) -> None:
    declared = {
        str(shapes.value(node, SH.prefix)): str(shapes.value(node, SH.namespace))
        for node in shapes.objects(None, SH.declare)
    }
    assert declared.items() <= PREFIXES.items()


def _targeted(shapes: Graph) -> set[URIRef]:
    return {shape for target in TARGETS for shape in shapes.subjects(target) if isinstance(shape, URIRef)}


def _only_lists_properties(shapes: Graph, shape: object) -> bool:
    lists = {RDF.type, *TARGETS, SH.property, SH.sparql}
    return isinstance(shape, URIRef) and set(shapes.predicates(shape)) <= lists
