"""Every name that the graph uses: base IRI, prefixes, vocabularies and kinds, each declared once.

The prefixes here are tested equal to those that ``ontology/career.ttl`` declares with ``sh:declare``, and the terms of
:data:`CK` equal to those that it defines.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "ALIGNMENTS",
    "ALL",
    "BASE",
    "CK",
    "CURATION",
    "DCTERMS",
    "ESCO",
    "INFERRED",
    "KINDS",
    "KIND_OF_CLASS",
    "NOT_STATED",
    "ORG",
    "PREFIXES",
    "PROV",
    "RDF",
    "RDFS",
    "SCHEMA",
    "SKOS",
    "SSSOM",
    "TAXONOMY_KINDS",
    "VOID",
    "XSD",
    "Vocabulary",
    "slug",
]

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
    " RoleGroup SkillGroup skillType reuseLevel regulated mark tier rankOfRelation writtenOut",
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

KIND_OF_CLASS: Final[dict[str, str]] = {iri: kind for kind, iri in KINDS.items()} | {CK.TopicGroup: "topic"}
"""The kind that each class stands for; the guide's topic groups are listed among the topics."""

TAXONOMY_KINDS: Final = frozenset({"role-group", "skill-group"})
"""Kinds of which there are only things of public taxonomies, whose IRIs are their own: no prefix stands for them."""

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
    """The part of an IRI that stands for a label: lower-case ASCII words joined by hyphens.

    Signs that tell names apart are spelt out, so that ``C``, ``C++`` and ``C#`` differ.

    >>> [slug(name) for name in ("C", "C++", "C#", "CI/CD", "Zoë's guide", "R&D")]
    ['c', 'c-plus-plus', 'c-sharp', 'ci-cd', 'zoes-guide', 'r-and-d']
    """
    folded = unicodedata.normalize("NFKD", label)
    text = "".join(_SPELT_OUT.get(sign, sign) for sign in folded).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", text.replace("'", "")).strip("-")


_PROPERTY_LABELS: Final = {
    "prefLabel": "label",
    "altLabel": "also called",
    "hiddenLabel": "search term",
    "hasRequirement": "requires",
    "requiresSkill": "requires",
    "optionalSkill": "also uses",
    "hasResponsibility": "responsible for",
    "educationRequirements": "education",
    "educationOption": "education option",
    "salary": "pay",
    "namesMember": "tools named",
    "namedAsToolBy": "named as a tool by",
    "hasNote": "note",
    "noteKind": "kind of note",
    "inScheme": "scheme",
    "industryOf": "roles",
    "broader": "part of",
    "narrower": "includes",
    "minValue": "from",
    "maxValue": "to",
    "openEnded": "open-ended",
    "unitText": "per",
    "hasTitle": "job title",
    "titleOf": "title of",
    "atLevel": "at level",
    "position": "position in the source's list",
    "exactMatch": "same as",
    "closeMatch": "close match",
    "related": "related to",
    "skillEquivalents": "counts as (skills)",
    "curation": "added by the maintainers",
}


def property_label(name: str) -> str:
    """The local name of a property in words.

    >>> property_label("hasRequirement"), property_label("mergedFrom")
    ('requires', 'merged from')
    """
    return _PROPERTY_LABELS.get(name) or re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()
