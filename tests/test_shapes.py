"""The shapes: the bundled graph conforms, and each file in ``tests/data/shapes`` gets the verdict that it announces."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, Store
from pyshacl import validate
from rdflib import RDF, SH, BNode, Graph, URIRef

from kg.maintenance.shacl import Validator
from kg.schema import CK, KIND_OF_CLASS, PREFIXES

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = sorted((ROOT / "tests/data/shapes").glob("*.ttl"))
SHAPES = (ROOT / "ontology/shapes.ttl", ROOT / "ontology/constraints.ttl")
ONTOLOGY = ROOT / "ontology/career.ttl"
TARGETS = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)


@pytest.fixture(scope="module")
def shapes() -> Graph:
    return Graph().parse(SHAPES[0]).parse(SHAPES[1])


def loaded(*files: Path) -> Store:
    store = Store()
    for file in files:
        store.load(path=str(file), format=RdfFormat.TURTLE)
    return store


@pytest.fixture(scope="module")
def validated() -> Callable[[Path], list[str]]:
    """A function from an example to the messages of all violations, by our own evaluation: tests/test_shacl.py shows
    that it has the results of pyshacl, which takes half a second for each example.
    """
    shapes, context = loaded(*SHAPES), loaded(ONTOLOGY, ROOT / "tests/data/shapes/guide.ttl")

    def messages(example: Path) -> list[str]:
        added = [quad for quad in loaded(example) if quad not in context]
        context.extend(added)
        found = [result.message for result in Validator(context, shapes).results()]
        for quad in added:
            context.remove(quad)
        return found

    return messages


@pytest.mark.slow
def test_the_bundled_graph_conforms(shapes: Graph) -> None:
    data = Graph().parse(ONTOLOGY).parse(ROOT / "exports/career.ttl")
    _, report, _ = validate(data, shacl_graph=shapes, inference="none", inplace=True)
    assert isinstance(report, Graph)
    assert [str(message) for message in report.objects(None, SH.resultMessage)] == []


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_example(path: Path, validated: Callable[[Path], list[str]]) -> None:
    expected = path.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# expect: ")
    found = validated(path)
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
