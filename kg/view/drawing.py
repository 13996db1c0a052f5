"""What a picture shows: nodes, the edges between them with their sources, and how each kind of entity looks."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

from kg.answers.blocks import Block
from kg.model import Description, Entity, Fact, Source, Value
from kg.model.answers import BestRoutes
from kg.model.careers import CareerLadder, Careers
from kg.model.entities import record
from kg.schema import CLASSES, CURATION, INFERRED, NODES, local_name
from kg.similarity.role_table import RoleTable
from kg.similarity.roles import RoleSimilarity
from kg.store import LocalStore, QueryResult
from kg.store.names import SourceFilter
from kg.view.layout import Layout

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from kg.view.chart import Chart

MAX_NODES = 2_500
"""How many nodes a picture holds at most; what is left out is counted."""

MAX_FACTS = 5_000
"""How many facts a picture of a neighbourhood tells of its nodes, about: some seconds' work."""

MAX_POINTING = 40
"""How many statements that point to a node are read, but for what the picture is about: thousands point to some."""

MAX_DRAWN = 150
"""How many nodes are drawn at first; the others are folded into one that they are linked to, until that is opened."""

_OWN_PARTS = frozenset(map(local_name, NODES))
"""Properties whose facts have parts linked to the value: the tools of a requirement, the fields of a degree."""

_DOCUMENT_LINKS = ("hasPart", "isPartOf")
"""Properties that link an entity to the document that states it; these are not drawn."""


class DrawableGraph(Protocol):
    """What a picture needs of a graph; :class:`kg.CareerGraph`, which imports this room, has it all."""

    @property
    def within(self) -> SourceFilter:
        """The sources that the picture is restricted to."""

    @property
    def careers(self) -> Careers:
        """The profiles of roles and entry paths."""

    @property
    def ladder(self) -> CareerLadder:
        """The career levels and the job titles."""

    @property
    def table(self) -> RoleTable:
        """The requirements of all roles, in columns."""

    @property
    def similarity(self) -> RoleSimilarity:
        """How alike roles are."""

    @property
    def store(self) -> LocalStore:
        """Where the graph is kept, with its names."""

    def codes(self) -> dict[str, str]:
        """The code of each entity that has one, by IRI."""

    def show(self, name: Entity, *, most: int | None = None) -> Description:
        """Everything stated about one entity; of statements that point to it ``most`` are read."""

    def best_routes(self, origins: Iterable[Entity], destinations: Sequence[Entity]) -> BestRoutes:
        """The best route from each role or entry path to each role."""

    def sparql(self, query: str) -> QueryResult:
        """The answer to a query."""

    def list(self, kind: str | None = None) -> list[Entity]:
        """All entities, or those of one kind, by label."""


def describe(graph: DrawableGraph, entity: Entity, most: int | None = None) -> Description:
    """Everything stated about an entity, but for what names entities of sources that the picture does not show.

    Of statements that point to it ``most`` are read.
    """
    found = graph.show(entity, most=most)

    def shown(value: Value) -> bool:
        return not isinstance(value, Entity) or graph.within.includes(value.iri)

    facts = (fact for fact in found.facts if shown(fact.value))
    return found._replace(
        facts=tuple(fact._replace(parts=tuple(part for part in fact.parts if shown(part[1]))) for fact in facts)
    )


# --- how each kind looks ----------------------------------------------------------------------------------------------


@record
class Style(NamedTuple):
    """The names and the look of a kind: a colour of ``web/tokens.css`` by name, and a shape that no other has.

    ``shape`` is an SVG path between -11 and 11, for legend and canvas alike.
    """

    one: str
    many: str
    accent: str
    shape: str

    @property
    def colour(self) -> str:
        """The colour on light ground."""
        return ACCENTS[self.accent]


ACCENTS: Final = {"role": "#1b3fb5", "learn": "#b23e06", "kept": "#08716a", "gate": "#8e2a8b", "ink-3": "#5d6775"}
"""The accents and the quiet ink of ``web/tokens.css`` on light ground, for what knows no style sheet."""


_CIRCLE = "M9 0A9 9 0 1 1 -9 0A9 9 0 1 1 9 0Z"
_RING = f"{_CIRCLE}M4 0A4 4 0 1 0 -4 0A4 4 0 1 0 4 0Z"
_SQUARE = "M-8 -8H8V8H-8Z"
_TRIANGLE = "M0 -10L10 8H-10Z"
_TRIANGLE_DOWN = "M0 10L10 -8H-10Z"
_DIAMOND = "M0 -11L11 0L0 11L-11 0Z"
_HEXAGON = "M5 -9H-5L-10 0L-5 9H5L10 0Z"
_STAR = "M0 -11L3 -4L10.5 -3.4L4.8 1.6L6.5 9L0 5L-6.5 9L-4.8 1.6L-10.5 -3.4L-3 -4Z"
_PENTAGON = "M0 -10L9.5 -3L6 8.5H-6L-9.5 -3Z"
_TRAPEZOID = "M-5 -8H5L10 8H-10Z"
_DROP = "M0 11L-7 0A7.6 7.6 0 1 1 7 0Z"
_SLANT = "M-4 -7H11L4 7H-11Z"
_BAR = "M-10 -5H10V5H-10Z"
_HOUSE = "M0 -10L10 -1H7V9H-7V-1H-10Z"
_STEPS = "M-9 -9H1V-1H9V9H-1V1H-9Z"
_CROSS = "M-4 -10H4V-4H10V4H4V10H-4V4H-10V-4H-4Z"
_PAGE = "M-7 -10H3L7 -6V10H-7Z"

EMERGING: Final = "emerging-role"
"""The style of a role that a source only names as emerging."""

_NAMES = {row.kind: (row.words, row.plural) for row in CLASSES if row.plural}
_LOOKS = {
    "role": ("role", _CIRCLE),
    EMERGING: ("role", _RING),
    "entry-path": ("role", _TRIANGLE),
    "skill": ("learn", _SQUARE),
    "job-title": ("role", _TRIANGLE_DOWN),
    "level": ("role", _DIAMOND),
    "industry": ("kept", _HEXAGON),
    "employer": ("kept", _STAR),
    "responsibility": ("ink-3", _BAR),
    "credential": ("gate", _PENTAGON),
    "field": ("gate", _TRAPEZOID),
    "location": ("kept", _DROP),
    "topic": ("ink-3", _SLANT),
    "person": ("kept", _HOUSE),
    "role-group": ("role", _CROSS),
    "skill-group": ("learn", _STEPS),
    "document": ("ink-3", _PAGE),
}
_NAMES |= {EMERGING: ("emerging role", "Emerging roles"), "person": ("person", "What you have")}

STYLES: Final = {kind: Style(*_NAMES[kind], *look) for kind, look in _LOOKS.items()}
"""Every style, in the order of legend and text: the kinds of ``schema.KINDS``, emerging roles and profiles.

Four accents tell careers, skills, credentials and places of work apart; no two shapes are equal.
"""


def style_of(description: Description) -> str:
    """The key of an entity's style: its kind, or that of emerging roles."""
    emerging = any(fact.property == "maturity" and fact.value == "emerging" for fact in description.facts)
    return EMERGING if emerging and description.entity.kind == "role" else description.entity.kind


# --- nodes and edges --------------------------------------------------------------------------------------------------


@record
class Node(NamedTuple):
    """An entity in a picture. ``folded_into`` is the IRI of the node that hides it until that one is opened."""

    entity: Entity
    style: str
    description: Description
    folded_into: str | None = None


def node_of(description: Description, folded_into: str | None = None) -> Node:
    """The node of a described entity, in the style of its kind."""
    return Node(description.entity, style_of(description), description, folded_into)


@record
class Statement(NamedTuple):
    """One reason for an edge: ``start`` has ``property`` with the value ``end``, by these sources (none: computed)."""

    start: Entity
    property: str
    end: Entity
    sources: tuple[Source, ...] = ()


@record
class Edge(NamedTuple):
    """Everything stated between two nodes, drawn as one line in the direction of the first statement."""

    statements: tuple[Statement, ...]

    @property
    def ends(self) -> tuple[str, str]:
        """The IRIs of the nodes at which the line starts and ends."""
        return self.statements[0].start.iri, self.statements[0].end.iri

    @property
    def is_stated(self) -> bool:
        """Whether a source states it; otherwise it is curated or inferred."""
        graphs = {source.graph for statement in self.statements for source in statement.sources}
        return not graphs <= {CURATION, INFERRED}


@record
class Drawing(NamedTuple):
    """A whole picture. ``view`` is overview, neighbourhood, route or comparison.

    ``layout`` has the position of every node that is drawn at first; ``merged`` leads from a merged skill to the one
    drawn for it; ``left_out`` counts what there is no room for, and ``elsewhere``, by kind, what the view does not
    have; ``answer`` is the answer of a route or comparison in words; ``chart`` the roles of an overview.
    """

    view: str
    title: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    layout: Layout
    focus: Entity | None = None
    merged: Mapping[str, str] = MappingProxyType({})
    left_out: int = 0
    elsewhere: Mapping[str, int] = MappingProxyType({})
    answer: tuple[Block, ...] = ()
    chart: Chart | None = None


def merged_skills(graph: DrawableGraph, nodes: Iterable[Node]) -> dict[str, str]:
    """The merged skills in the facts of some nodes, each with the skill that it is merged into, as IRIs."""
    found = {}
    for node in nodes:
        for fact in node.description.facts:
            if isinstance(fact.value, Entity) and fact.value.kind == "skill":
                skill = drawn_skill(graph, fact.value)
                if skill != fact.value:
                    found[fact.value.iri] = skill.iri
    return found


def drawn_skill(graph: DrawableGraph, skill: Entity) -> Entity:
    """The skill that is drawn for one and all that it is merged with: of the sources that the picture shows."""
    careers = graph.careers
    return careers.named(careers.tree.canonical(skill.iri), graph.within.includes) or skill


def entities_in(fact: Fact) -> Iterator[tuple[Entity | None, str, Entity]]:
    """The entities in a fact: each with the property and the entity that lead to it (None: the described one)."""
    if fact.property in _DOCUMENT_LINKS:
        return
    value = fact.value if isinstance(fact.value, Entity) and fact.value.kind != "document" else None
    if value is not None:
        yield None, fact.property, value
    if fact.property in _OWN_PARTS:
        for name, part in fact.parts:
            if isinstance(part, Entity) and part != value:
                yield value, name, part


class EdgeBuilder:
    """Collects statements into edges: two nodes have one edge, whatever is stated between them."""

    def __init__(self) -> None:
        self._reasons: dict[tuple[str, str], dict[tuple[str, str, str], dict[Source, None]]] = {}
        self._entities: dict[str, Entity] = {}

    def add(self, start: Entity, name: str, end: Entity, sources: Iterable[Source]) -> None:
        """Note that ``start`` has the property ``name`` with the value ``end``."""
        self._entities |= {start.iri: start, end.iri: end}
        reasons = self._reasons.setdefault(_pair(start, end), {})
        reasons.setdefault((start.iri, name, end.iri), {}).update(dict.fromkeys(sources))

    def __contains__(self, pair: tuple[Entity, Entity]) -> bool:
        return _pair(*pair) in self._reasons

    @property
    def edges(self) -> tuple[Edge, ...]:
        """An edge for every two nodes, in the order in which they were first noted."""
        return tuple(
            Edge(
                tuple(
                    Statement(self._entities[start], name, self._entities[end], tuple(sources))
                    for (start, name, end), sources in reasons.items()
                )
            )
            for reasons in self._reasons.values()
        )

    def edges_among(self, iris: Iterable[str]) -> tuple[Edge, ...]:
        """The edges of which both ends are among some IRIs."""
        known = frozenset(iris)
        return tuple(edge for edge in self.edges if known.issuperset(edge.ends))


def _pair(one: Entity, other: Entity) -> tuple[str, str]:
    return min(one.iri, other.iri), max(one.iri, other.iri)


def edges_between(descriptions: Iterable[Description]) -> tuple[Edge, ...]:
    """Every edge between described entities; a statement is not repeated in the inverse direction."""
    listed = list(descriptions)
    drawn = {description.entity.iri for description in listed}
    edges, inverse_edges = EdgeBuilder(), EdgeBuilder()
    indirect: set[tuple[str, str]] = set()  # linked by way of a third entity, such as a role and a tool
    for entity, via, name, end, source in _links(listed, inverse=False):
        if via:
            indirect.add(_pair(entity, end))
        start = via or entity
        if start.iri != end.iri and {start.iri, end.iri} <= drawn:
            edges.add(start, name, end, (source,))
    for start, _, name, end, source in _links(listed, inverse=True):
        is_known = (start, end) in edges or _pair(start, end) in indirect
        if start.iri != end.iri and {start.iri, end.iri} <= drawn and not is_known:
            inverse_edges.add(start, name, end, (source,))
    return (*edges.edges, *inverse_edges.edges)


def _links(
    descriptions: Iterable[Description], *, inverse: bool
) -> Iterator[tuple[Entity, Entity | None, str, Entity, Source]]:
    """The entities in all facts that are, or are not, of an inverse property; each after the described entity."""
    for description in descriptions:
        for fact in description.facts:
            if fact.property.startswith("^") is inverse:
                for via, name, end in entities_in(fact):
                    yield description.entity, via, name, end, fact.source
