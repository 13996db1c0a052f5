"""Every name that the graph uses: base IRI, prefixes, vocabularies and kinds, each declared once.

The prefixes here are tested equal to those that ``ontology/career.ttl`` declares with ``sh:declare``, and the terms of
:data:`CK` equal to those that it defines.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator


BASE: Final = "https://w3id.org/career-kg/"
"""The base of every entity's IRI unless ``kg build --base`` gives another; the ontology's own IRI never changes."""

BUNDLED_GRAPH: Final = "ai-ml"
"""Name of the bundled guide's graph: of several sources it comes first, and its lines are cited without its title."""

CURATION: Final = "curation"
"""Name of the graph that holds what maintainers add: synonyms, merges, hierarchy, links."""

ALIGNMENTS: Final = "alignments"
"""Name of the graph that links the bundled roles and skills to those of ESCO and O*NET."""

INFERRED: Final = "inferred"
"""Name of the graph that holds what code computes."""

NOT_STATED: Final = "not stated in the source"
"""What is printed where the source is silent: never a zero, a gap or an estimate."""


class Vocabulary:
    """A namespace with a closed list of terms: a misspelt term is an AttributeError, never a new IRI.

    >>> SKOS.prefLabel
    'http://www.w3.org/2004/02/skos/core#prefLabel'
    >>> SKOS.prefLabl
    Traceback (most recent call last):
        ...
    AttributeError: http://www.w3.org/2004/02/skos/core# has no term 'prefLabl'
    """

    def __init__(self, iri: str, terms: str) -> None:
        self.iri = iri
        self.terms = frozenset(terms.split())
        vars(self).update({term: iri + term for term in self.terms})  # an import asks a million times

    def __getattr__(self, name: str) -> str:
        raise AttributeError(f"{self.iri} has no term {name!r}")

    def __contains__(self, iri: str) -> bool:
        return iri.startswith(self.iri) and iri[len(self.iri) :] in self.terms

    def __iter__(self) -> Iterator[str]:
        return (self.iri + term for term in sorted(self.terms))


CK: Final = Vocabulary(
    "https://w3id.org/career-kg/ontology#",
    "Role Skill Requirement SkillRequirement CredentialRequirement Responsibility Industry Employer Location Credential"
    " Field Topic TopicGroup SalaryRange EducationOption Level JobTitle EntryPath Note EntryNote Document"
    " Section Passage Link hasRequirement requiresSkill optionalSkill skill credential field relatedFieldAccepted"
    " strength namesMember hasResponsibility salary openEnded educationOption background condition maturity"
    " namesEmployer namesTopic about rank minYears maxYears atLevel titleOf fromBackground brings hasNote noteKind"
    " wording expectsSkill"
    " line section locality region hasLink target linkRelation mergedInto reason skillEquivalents preparationLevel"
    " RoleGroup SkillGroup skillType reuseLevel regulated mark tier rankOfRelation requirementsComplete"
    " educationLevel share monthsOfExperience peopleEmployed employmentGroup medianAnnualPay managerial",
)
SKOS: Final = Vocabulary(
    "http://www.w3.org/2004/02/skos/core#",
    "Concept Collection ConceptScheme prefLabel altLabel hiddenLabel definition broader related exactMatch closeMatch"
    " broadMatch narrowMatch inScheme member notation",
)
SCHEMA: Final = Vocabulary(
    "https://schema.org/",
    "Occupation DefinedTerm MonetaryAmount Place Organization CreativeWork minValue maxValue currency unitText position"
    " educationRequirements industry version creditText",
)
ESCO: Final = Vocabulary("http://data.europa.eu/esco/model#", "relatedEssentialSkill relatedOptionalSkill")
ORG: Final = Vocabulary("http://www.w3.org/ns/org#", "Organization")
PROV: Final = Vocabulary("http://www.w3.org/ns/prov#", "Entity wasDerivedFrom")
DCTERMS: Final = Vocabulary(
    "http://purl.org/dc/terms/", "title description date isPartOf hasPart license source conformsTo"
)
VOID: Final = Vocabulary("http://rdfs.org/ns/void#", "Dataset uriSpace")
SSSOM: Final = Vocabulary("https://w3id.org/sssom/", "confidence mapping_justification NoTermFound")
OWL: Final = Vocabulary("http://www.w3.org/2002/07/owl#", "sameAs")
RDF: Final = Vocabulary("http://www.w3.org/1999/02/22-rdf-syntax-ns#", "type Statement subject predicate object")
RDFS: Final = Vocabulary("http://www.w3.org/2000/01/rdf-schema#", "label comment subClassOf subPropertyOf")
XSD: Final = Vocabulary("http://www.w3.org/2001/XMLSchema#", "integer boolean string decimal")

ALL: Final = (CK, SKOS, SCHEMA, ESCO, ORG, PROV, DCTERMS, VOID, SSSOM, RDF, RDFS, XSD)
"""Every vocabulary that the graph is written in."""

KINDS: Final[dict[str, str]] = {
    "role": CK.Role,
    "skill": CK.Skill,
    "credential": CK.Credential,
    "field": CK.Field,
    "industry": CK.Industry,
    "employer": CK.Employer,
    "level": CK.Level,
    "job-title": CK.JobTitle,
    "entry-path": CK.EntryPath,
    "location": CK.Location,
    "topic": CK.Topic,
    "responsibility": CK.Responsibility,
    "document": CK.Document,
    "role-group": CK.RoleGroup,
    "skill-group": CK.SkillGroup,
}
"""The kinds of entity, each with its class; in the bundled graph the kind is also the first part of the entity's id.

A group of skills is a skill by its class too, but nobody holds or learns it: what is of two kinds is of the later one.
"""

ORIGIN_KINDS: Final = ("role", "entry-path", "job-title")
"""The kinds that a route may start from."""

DESTINATION_KINDS: Final = ("role", "job-title")
"""The kinds that a route may lead to."""

HOLDABLE_KINDS: Final = ("skill", "credential")
"""The kinds that a person may have."""

SELF: Final = "me"
"""The origin of a person who has what the conditions say, and nothing else."""

KIND_OF_CLASS: Final[dict[str, str]] = {iri: kind for kind, iri in KINDS.items()} | {CK.TopicGroup: "topic"}
"""The kind that each class stands for; the guide's topic groups are listed among the topics."""

TAXONOMY_KINDS: Final = frozenset({"role-group", "skill-group"})
"""Kinds that only public taxonomies have, with IRIs of their publishers: they have no prefix."""

_PARTS_OF_THE_GRAPH: Final = (
    "education",
    "graph",
    "link",
    "note",
    "passage",
    "requirement",
    "salary",
    "scheme",
    "section",
    "statement",
)


def prefixes(base: str = BASE) -> dict[str, str]:
    """Prefix -> namespace for a graph whose entities live under ``base``, sorted by prefix.

    No namespace is the beginning of another, so every IRI has one short form.

    >>> prefixes()["role"]
    'https://w3id.org/career-kg/role/'
    """
    vocabularies = {
        "ck": CK,
        "skos": SKOS,
        "schema": SCHEMA,
        "esco": ESCO,
        "org": ORG,
        "prov": PROV,
        "dcterms": DCTERMS,
        "void": VOID,
        "rdf": RDF,
        "rdfs": RDFS,
        "xsd": XSD,
    }
    table = {prefix: vocabulary.iri for prefix, vocabulary in vocabularies.items()}
    own = (kind for kind in KINDS if kind not in TAXONOMY_KINDS)
    table |= {name: f"{base}{name}/" for name in (*own, *_PARTS_OF_THE_GRAPH)}
    return dict(sorted(table.items()))


PREFIXES: Final = prefixes()
"""The prefixes of the bundled graph; queries may use them without declaring them."""

_SPELT_OUT: Final = {"+": " plus ", "#": " sharp ", "&": " and "}


def slug(label: str) -> str:
    """The last part of an IRI, made of a label: lower-case ASCII words joined by hyphens.

    Signs that distinguish names are spelt out, so that ``C``, ``C++`` and ``C#`` differ.

    >>> [slug(name) for name in ("C", "C++", "C#", "CI/CD", "Zoë's guide", "R&D")]
    ['c', 'c-plus-plus', 'c-sharp', 'ci-cd', 'zoes-guide', 'r-and-d']
    """
    folded = unicodedata.normalize("NFKD", label)
    text = "".join(_SPELT_OUT.get(sign, sign) for sign in folded).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", text.replace("'", "")).strip("-")


def local_name(iri: str) -> str:
    """The last part of an IRI, the name of a property in answers."""
    return iri.rpartition("#")[2].rpartition("/")[2]


# --- words for properties ---------------------------------------------------------------------------------------------


class PropertyWords(NamedTuple):
    """All that readers see of one property.

    ``label`` names it in a list of facts; ``verb`` goes between the labels of subject and object, with ``{kind}`` for
    the kind of the object. ``inverse`` is its name when read from the object, ``inverse_label`` that in words. A
    ``symmetric`` property says of its object what it says of its subject. Without a label its local name is split.
    """

    label: str | None = None
    verb: str | None = None
    inverse: str | None = None
    inverse_label: str | None = None
    symmetric: bool = False


_SAME: Final = "is the same {kind} as"

PROPERTY_WORDS: Final[dict[str, PropertyWords]] = {
    SKOS.prefLabel: PropertyWords("label"),
    SKOS.altLabel: PropertyWords("also called"),
    SKOS.hiddenLabel: PropertyWords("search term"),
    SKOS.inScheme: PropertyWords("scheme"),
    SKOS.broader: PropertyWords("part of", "falls under", "narrower", "includes"),
    f"{SKOS.iri}narrower": PropertyWords("includes", "includes"),
    SKOS.related: PropertyWords("related to", "is related to", symmetric=True),
    SKOS.exactMatch: PropertyWords("same as", _SAME, symmetric=True),
    SKOS.closeMatch: PropertyWords("close match", "is close to", symmetric=True),
    SKOS.broadMatch: PropertyWords(verb="falls under"),
    SKOS.narrowMatch: PropertyWords(verb="includes"),
    f"{SKOS.iri}relatedMatch": PropertyWords(verb="is related to", symmetric=True),
    SKOS.member: PropertyWords(verb="lists", inverse="listedIn"),
    OWL.sameAs: PropertyWords(verb=_SAME, symmetric=True),
    ESCO.relatedEssentialSkill: PropertyWords(verb="requires"),
    ESCO.relatedOptionalSkill: PropertyWords(verb="benefits from"),
    DCTERMS.isPartOf: PropertyWords(verb="is part of", inverse="hasPart"),
    DCTERMS.hasPart: PropertyWords(verb="includes"),
    SCHEMA.industry: PropertyWords(verb="belongs to"),
    SCHEMA.educationRequirements: PropertyWords("education"),
    SCHEMA.minValue: PropertyWords("from"),
    SCHEMA.maxValue: PropertyWords("to"),
    SCHEMA.unitText: PropertyWords("per"),
    SCHEMA.position: PropertyWords("position in the source's list"),
    CK.hasRequirement: PropertyWords("requires"),
    CK.requiresSkill: PropertyWords("requires", "requires", "requiredBy"),
    CK.optionalSkill: PropertyWords("also uses", "benefits from", "optionalFor"),
    CK.skill: PropertyWords(inverse="requiredBy"),
    CK.namesMember: PropertyWords("tools named", "names", "namedAsToolBy", "named as a tool by"),
    CK.credential: PropertyWords(verb="requires", inverse="askedBy"),
    CK.field: PropertyWords(verb="accepts the field of study", inverse="acceptedBy"),
    CK.hasResponsibility: PropertyWords("responsible for", "has the responsibility", "responsibilityOf"),
    CK.salary: PropertyWords("pay"),
    CK.openEnded: PropertyWords("open-ended"),
    CK.educationOption: PropertyWords("education option"),
    CK.namesEmployer: PropertyWords(verb="names", inverse="namedByIndustry"),
    CK.namesTopic: PropertyWords(verb="names", inverse="namedByIndustry"),
    CK.expectsSkill: PropertyWords(verb="expects", inverse="expectedAt"),
    CK.atLevel: PropertyWords("at level", "is at", "hasTitle", "job title"),
    CK.titleOf: PropertyWords("title of", "is a title of", "hasTitle", "job title"),
    CK.fromBackground: PropertyWords(verb="is a background from", inverse="backgroundOf"),
    CK.brings: PropertyWords(verb="brings", inverse="broughtBy"),
    CK.hasNote: PropertyWords("note"),
    CK.noteKind: PropertyWords("kind of note"),
    CK.about: PropertyWords(verb="has a remark on"),
    CK.mergedInto: PropertyWords(verb=_SAME, inverse="mergedFrom", symmetric=True),
    CK.skillEquivalents: PropertyWords("counts as (skills)"),
}
"""The words for each property; ``show``, ``connect`` and the picture have no others."""

INVERSES: Final = {iri: words.inverse for iri, words in PROPERTY_WORDS.items() if words.inverse}
"""The name of a property when it is read from its object."""

VERBS: Final = {iri: words.verb for iri, words in PROPERTY_WORDS.items() if words.verb}
"""The verb phrase of each property that links two entities."""

SYMMETRIC: Final = frozenset(iri for iri, words in PROPERTY_WORDS.items() if words.symmetric)
"""Properties that say of the object what they say of the subject."""

ALTERNATIVE: Final = "alternative"
"""The qualifier of a credential that is one of several ways to meet what a role requires of education."""

QUALIFIED_VERBS: Final = {
    (CK.optionalSkill, "preferred"): "prefers",
    (CK.optionalSkill, "sometimes"): "sometimes asks for",
    (CK.credential, ALTERNATIVE): "accepts",
    (CK.credential, "preferred"): "prefers",
    (CK.credential, "sometimes"): "sometimes accepts",
    (CK.about, "asset"): "already has",
    (CK.about, "gap"): "still needs",
    (CK.about, "helpful"): "is helped by",
    (CK.about, "action"): "calls for",
    (CK.about, "option"): "may lead to",
}
"""The verb phrase of a property with a strength, or with the kind of an entry path's note."""

_LABELS: Final = (
    {local_name(iri): words.label for iri, words in PROPERTY_WORDS.items() if words.label}
    | {words.inverse: words.inverse_label for words in PROPERTY_WORDS.values() if words.inverse_label and words.inverse}
    | {
        "industryOf": "roles",
        "keeps": "requires (already held)",
        "asksToLearn": "requires (to learn)",
        "needs": "requires (not held yet)",
        "isSameRoleAs": "is the same role as",
        "near": "is near to",
        CURATION: "added by the maintainers",
    }
)
"""Labels by the names of properties in answers; the last ones are computed by routes and pictures."""


def property_label(name: str) -> str:
    """The label of a property for readers, by its local name or the name of its inverse.

    >>> property_label("hiddenLabel"), property_label("namedAsToolBy"), property_label("mergedFrom")
    ('search term', 'named as a tool by', 'merged from')
    """
    return _LABELS.get(name) or _split_name(name)


def verb_phrase(iri: str, qualifier: str | None = None, kind: str = "entity") -> str:
    """The words between subject and object of a property; one that has none is its own name in words.

    >>> verb_phrase(CK.titleOf), verb_phrase(SKOS.exactMatch, kind="job-title"), verb_phrase("http://x.org/worksWith")
    ('is a title of', 'is the same job title as', 'works with')
    """
    known = QUALIFIED_VERBS.get((iri, qualifier or "")) or VERBS.get(iri)
    return known.format(kind=kind.replace("-", " ")) if known else _split_name(local_name(iri)) or "is linked to"


def _split_name(name: str) -> str:
    return " ".join(re.sub(r"(?<=[a-z0-9])(?=[A-Z])|[_-]+", " ", name).lower().split())
