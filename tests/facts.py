"""The guide's 401 facts as a table, and the check that a graph states each of them and cites its line.

A kind of fact is checked by one or more patterns, any of which may hold: triple patterns over the union of all graphs,
one to a string, with the fact's subject, value and line put in as RDF terms. They are kept apart, not written as one
query, so that a test can take away the triples that match one of them and see the check fail.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import Literal, Quad, QuerySolutions, QueryTriples

from kg.schema import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyoxigraph import Store

TABLE = Path(__file__).parent / "data" / "facts.tsv"

SAME_LINE = ("?passage ck:line {line}",)
RELATED = "or related field"


@dataclass(frozen=True)
class Fact:
    """One fact of the guide; ``value`` is empty for prose, which the graph renders in its own words."""

    id: str
    line: int
    kind: str
    subject: str
    value: str

    def __str__(self) -> str:
        return f"{self.id} (line {self.line}) {self.kind}: {self.subject}: {self.value}"


@dataclass(frozen=True)
class Pattern:
    """Triple patterns that must match together, and a condition on the match."""

    triples: tuple[str, ...]
    condition: str = ""


def facts(path: Path = TABLE) -> list[Fact]:
    """The table of facts."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [Fact(row["id"], int(row["line"]), row["kind"], row["subject"], row["value"]) for row in rows]


def missing_facts(store: Store) -> list[str]:
    """The facts of the guide that a graph does not state, or states without citing their line."""
    table = facts()
    alike = Counter((fact.line, fact.kind, fact.subject, fact.value) for fact in table)
    return [
        str(fact) for fact in table if not holds(store, fact, alike[fact.line, fact.kind, fact.subject, fact.value])
    ]


def holds(store: Store, fact: Fact, times: int = 1) -> bool:
    """Whether a graph states a fact and cites its line, in at least so many ways as the guide states it."""
    return any(len(_matches(store, fact, pattern)) >= times for pattern in patterns(fact))


def matching_triples(store: Store, fact: Fact) -> Iterator[tuple[str, list[Quad]]]:
    """For each triple pattern of the check that holds: the pattern, and the quads that match it."""
    pattern = next(pattern for pattern in patterns(fact) if _matches(store, fact, pattern))
    for triple in pattern.triples:
        answer = store.query(
            f"CONSTRUCT {{ {_filled(triple, fact)} }} WHERE {{ {_body(fact, pattern)} }}",
            prefixes=PREFIXES,
            use_default_graph_as_union=True,
        )
        assert isinstance(answer, QueryTriples)
        found = [quad for part in answer for quad in store.quads_for_pattern(part.subject, part.predicate, part.object)]
        yield triple, found


def _matches(store: Store, fact: Fact, pattern: Pattern) -> set[tuple[str, ...]]:
    answer = store.query(
        f"SELECT * WHERE {{ {_body(fact, pattern)} }}", prefixes=PREFIXES, use_default_graph_as_union=True
    )
    assert isinstance(answer, QuerySolutions)
    return {tuple(str(term) for term in row) for row in answer}


def _body(fact: Fact, pattern: Pattern) -> str:
    return _filled(" . ".join(pattern.triples) + " . " + pattern.condition, fact)


def _filled(text: str, fact: Fact) -> str:
    number = re.sub(r"\D", "", fact.value)
    label, _, target = fact.value.rstrip(">").partition(" <")
    terms = {
        "line": str(fact.line),
        "subject": str(Literal(fact.subject, language="en")),
        "value": str(Literal(fact.value, language="en")),
        "plain": str(Literal(fact.value)),
        "number": number,
        "label": str(Literal(label, language="en")),
        "target": str(Literal(target)),
        "part": str(Literal(_part(fact.value), language="en")),
    }
    return re.sub(r"\{(\w+)\}", lambda match: terms[match[1]], text)


def _part(value: str) -> str:
    """The label in a value such as "degree Master's (alternative)" or "alternative condition: experience"."""
    words = r"^(?:preferred |alternative )?(?:degree|field|condition:|alternative:) | \((?:alternative|required)\)$"
    return re.sub(words, "", value)


# --- the patterns ---------------------------------------------------------------------------------------------------


def cited(node: str) -> tuple[str, ...]:
    """The node cites the fact's line."""
    return (f"{node} prov:wasDerivedFrom ?passage", *SAME_LINE)


def linked(
    subject: str, predicate: str, value: str, *others: str, literal: bool = False, condition: str = ""
) -> tuple[Pattern, ...]:
    """The link is stated and cites the fact's line: itself, or by the node it points to (or starts from, if a text)."""
    link = f"{subject} {predicate} {value}"
    own = (f"?link rdf:subject {subject}", f"?link rdf:predicate {predicate}", f"?link rdf:object {value}")
    unless = f"FILTER NOT EXISTS {{ {' . '.join(own)} }}"
    return (
        Pattern((*others, link, *own, *cited("?link")), condition),
        Pattern((*others, link, *cited(subject if literal else value)), f"{condition} {unless}"),
    )


def _typed(kind: str) -> tuple[Pattern, ...]:
    return (Pattern((f"?node a ck:{kind}", "?node skos:prefLabel {subject}", *cited("?node"))),)


def _of(property_and_value: str) -> tuple[Pattern, ...]:
    """A property of the node that the fact is about; the line is that node's."""
    return (Pattern(("?node skos:prefLabel {subject}", f"?node {property_and_value}", *cited("?node"))),)


def _noted(*triples: str) -> tuple[Pattern, ...]:
    return (Pattern(("?node skos:prefLabel {subject}", "?node ck:hasNote ?note", *triples, *cited("?note"))),)


def _about(kind: str) -> tuple[Pattern, ...]:
    """A topic that an industry names, told apart by the kind of the note about it."""
    return linked(
        "?node",
        "ck:namesTopic",
        "?topic",
        "?node skos:prefLabel {subject}",
        "?topic skos:prefLabel {value}",
        "?node ck:hasNote ?note",
        f'?note ck:noteKind "{kind}"',
        "?note ck:about ?topic",
    )


def _pay(property_and_value: str) -> tuple[Pattern, ...]:
    return (
        Pattern(
            ("?role skos:prefLabel {subject}", "?role ck:salary ?pay", f"?pay {property_and_value}", *cited("?pay"))
        ),
    )


def _listed(*kind: str) -> tuple[Pattern, ...]:
    return linked(
        "?group", "skos:member", "?item", "?group skos:prefLabel {subject}", "?item skos:prefLabel {value}", *kind
    )


def _related(subject: str, predicate: str, value: str) -> tuple[Pattern, ...]:
    """A link from the fact's subject to its value, both entities."""
    labels = ("?node skos:prefLabel {subject}", "?other skos:prefLabel {value}")
    return linked(subject, predicate, value, *labels)


_SALARY = {
    "salary": "rdfs:label {value}",
    "salary-min": "schema:minValue {number}",
    "salary-max": "schema:maxValue {number}",
    "salary-currency": 'schema:currency "USD"',
    "salary-open": "ck:openEnded true",
}
_REQUIREMENT = ("?role skos:prefLabel {subject}", "?role ck:hasRequirement ?requirement")
_MEMBER = ("?member skos:prefLabel {value}", "?whole skos:prefLabel {subject}")
_NO_YEARS = "FILTER NOT EXISTS { ?node ck:minYears|ck:maxYears|ck:openEnded ?years }"
_ANY_CASE = "FILTER(LCASE(STR(?label)) = LCASE({plain}))"

PATTERNS: dict[str, tuple[Pattern, ...]] = {
    "doc-title": (Pattern(("?document a ck:Document", "?document dcterms:title {value}", *cited("?document"))),),
    "prose": linked("?document", "dcterms:description", "?text", "?document a ck:Document", literal=True),
    "section": (
        Pattern(
            (
                "?document dcterms:hasPart ?section",
                "?section a ck:Section",
                "?section rdfs:label {value}",
                *cited("?section"),
            )
        ),
    ),
    "role": _typed("Role"),
    "role-order": _of("schema:position {number}"),
    "role-overview": linked("?role", "dcterms:description", "?text", "?role skos:prefLabel {subject}", literal=True),
    "responsibility": _related("?node", "ck:hasResponsibility", "?other"),
    "required-skill": (
        Pattern(
            (
                *_REQUIREMENT,
                "?role ck:requiresSkill ?skill",
                "?requirement ck:skill ?skill",
                '?requirement ck:strength "required"',
                "?skill skos:prefLabel {value}",
                *cited("?requirement"),
            )
        ),
        Pattern(
            (
                *_REQUIREMENT,
                "?role ck:requiresSkill ?canonical",
                "?skill ck:mergedInto ?canonical",
                "?requirement ck:skill ?skill",
                '?requirement ck:strength "required"',
                "?skill skos:prefLabel {value}",
                *cited("?requirement"),
            )
        ),
        Pattern(
            (
                *_REQUIREMENT,
                "?requirement a ck:CredentialRequirement",
                '?requirement ck:strength "required"',
                "?requirement rdfs:label {value}",
                *cited("?requirement"),
            )
        ),
    ),
    "skill-member": (
        *linked(
            "?member",
            "skos:broader",
            "?whole",
            *_MEMBER,
            "?requirement ck:skill ?whole",
            "?requirement ck:namesMember ?member",
            "?requirement prov:wasDerivedFrom ?passage",
        ),
        *linked("?member", "skos:broader", "?whole", *_MEMBER, "?group skos:member ?whole"),
    ),
    "skill-member-qualifier": (
        Pattern(
            (
                "?member skos:prefLabel {subject}",
                "?requirement ck:namesMember ?member",
                "?link rdf:subject ?requirement",
                "?link rdf:predicate ck:namesMember",
                "?link rdf:object ?member",
                "?link ck:strength {plain}",
                *cited("?link"),
            )
        ),
    ),
    **{kind: _pay(triple) for kind, triple in _SALARY.items()},
    "education": linked(
        "?role", "schema:educationRequirements", "{value}", "?role skos:prefLabel {subject}", literal=True
    ),
    "industry": _typed("Industry"),
    "industry-alt": _of("skos:altLabel {value}"),
    "industry-bullet": _noted("?note ck:wording {value}"),
    "industry-use": _about("application areas"),
    "industry-focus": _about("focus"),
    "industry-roles": _about("roles"),
    "employer": _related("?node", "ck:namesEmployer", "?other"),
    "employer-kind": _about("employers"),
    "entry-path": _typed("EntryPath"),
    "entry-background": linked(
        "?node",
        "ck:fromBackground",
        "?other",
        "?node skos:prefLabel {subject}",
        "?other skos:prefLabel ?label",
        condition=_ANY_CASE,
    ),
    "entry-note": _noted("?note a ck:EntryNote", "?note ck:wording {value}"),
    "level": _typed("Level"),
    "level-order": _of("ck:rank {number}"),
    "years-min": _of("ck:minYears {number}"),
    "years-max": _of("ck:maxYears {number}"),
    "years-open": _of("ck:openEnded true"),
    "years-absent": (Pattern(_typed("Level")[0].triples, _NO_YEARS),),
    "level-title": _related("?other", "ck:atLevel", "?node"),
    "level-responsibility": _related("?node", "ck:hasResponsibility", "?other"),
    "level-skill": _noted("?note ck:wording {value}", '?note ck:noteKind "skills"', "?note ck:about ?skill"),
    "level-skill-part": _related("?node", "ck:expectsSkill", "?other"),
    "topic-group": _typed("TopicGroup"),
    "technical-skill": _listed("?item a ck:Skill"),
    "soft-skill": _listed("?item a ck:Skill"),
    "learning-activity": _listed("?item a ck:Topic"),
    "remote-note": _listed("?item a ck:Topic"),
    "job-search": _listed("?item a ck:Topic"),
    "growing-area": _listed("?item a ck:Topic"),
    "emerging-role": _listed("?item a ck:Role", '?item ck:maturity "emerging"'),
    "location": _listed("?item a ck:Location"),
    "location-part": (*_of("ck:locality {value}"), *_of("ck:region {value}")),
    "growing-area-part": (
        Pattern(
            (
                "?area skos:prefLabel {subject}",
                "?part skos:prefLabel {value}",
                "?part dcterms:isPartOf ?area",
                *cited("?part"),
            )
        ),
    ),
    "abbreviation": _of("skos:altLabel {value}"),
    "link": (
        Pattern(
            ("?document ck:hasLink ?page", "?page rdfs:label {label}", "?page ck:target {target}", *cited("?page"))
        ),
    ),
    "link-relation": (Pattern(("?document ck:hasLink ?page", "?page ck:linkRelation {plain}", *cited("?page"))),),
}
"""How each kind of fact is checked; the kinds of :data:`PARTS` are checked by what their value begins with."""

_DEGREE = ("?ask ck:credential ?credential", "?credential skos:prefLabel {part}")
_FIELD = ("?ask ck:field ?field", "?field skos:prefLabel {part}")

PARTS: dict[str, tuple[str, ...]] = {
    "degree ": (*_DEGREE, '?ask ck:strength "required"'),
    "preferred degree ": (*_DEGREE, '?ask ck:strength "preferred"'),
    "alternative degree ": (*_DEGREE, '?ask ck:strength "sometimes"'),
    "alternative frequency: sometimes": ('?ask ck:strength "sometimes"',),
    "alternative condition: ": ("?ask ck:condition {part}",),
    "alternative: ": ("?ask ck:background {part}",),
    "field ": _FIELD,
    RELATED: ("?ask ck:field ?field", "?ask ck:relatedFieldAccepted true"),
}
"""The parts of an education or a credential, by the beginning of the fact's value."""

_ASKED = {"education-part": "ck:educationOption", "skill-as-credential": "ck:hasRequirement"}


def patterns(fact: Fact) -> tuple[Pattern, ...]:
    """The patterns of which one must hold for a fact."""
    if fact.kind not in _ASKED:
        return PATTERNS[fact.kind]
    beginning = next(start for start in PARTS if fact.value.startswith(start))
    triples = ("?role skos:prefLabel {subject}", f"?role {_ASKED[fact.kind]} ?ask", *PARTS[beginning])
    return (Pattern((*triples, *cited("?ask"))),)
