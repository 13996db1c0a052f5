"""What a property says between the labels of its subject and its object: one table, for every sentence."""

from __future__ import annotations

import re

from kg.rdf.describe import local_name
from kg.schema import CK, DCTERMS, ESCO, SCHEMA, SKOS

OWL = "http://www.w3.org/2002/07/owl#"

ALTERNATIVE = "alternative"
"""The qualifier of a credential that is one of several ways to meet what a role asks of education."""

PHRASES = {
    CK.requiresSkill: "requires",
    ESCO.relatedEssentialSkill: "requires",
    CK.optionalSkill: "benefits from",
    ESCO.relatedOptionalSkill: "benefits from",
    CK.namesMember: "names",
    CK.credential: "requires",
    CK.field: "accepts the field of study",
    CK.hasResponsibility: "has the responsibility",
    CK.namesEmployer: "names",
    CK.namesTopic: "names",
    CK.expectsSkill: "expects",
    CK.atLevel: "is at",
    CK.titleOf: "is a title of",
    CK.fromBackground: "is a way in from",
    CK.brings: "brings",
    CK.about: "has a remark on",
    CK.mergedInto: "is the same {kind} as",
    SKOS.exactMatch: "is the same {kind} as",
    f"{OWL}sameAs": "is the same {kind} as",
    SKOS.closeMatch: "is close to",
    SKOS.related: "is related to",
    SKOS.broader: "falls under",
    SKOS.broadMatch: "falls under",
    f"{SKOS.iri}narrower": "includes",
    SKOS.narrowMatch: "includes",
    f"{SKOS.iri}relatedMatch": "is related to",
    SKOS.member: "lists",
    DCTERMS.isPartOf: "is part of",
    DCTERMS.hasPart: "includes",
    SCHEMA.industry: "belongs to",
}
"""Property -> verb phrase; ``{kind}`` stands for the kind of the object."""

QUALIFIED = {
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
"""Property and strength, or kind of an entry path's remark -> verb phrase."""

SYMMETRIC = frozenset(
    {CK.mergedInto, SKOS.exactMatch, f"{OWL}sameAs", SKOS.closeMatch, SKOS.related, f"{SKOS.iri}relatedMatch"}
)
"""Properties that say of the object what they say of the subject."""


def phrase(property_: str, qualifier: str | None = None, kind: str = "thing") -> str:
    """The verb phrase of a property; one that the table does not know is its own name as words.

    >>> phrase(CK.titleOf), phrase(SKOS.exactMatch, kind="job-title"), phrase("http://example.org/worksCloselyWith")
    ('is a title of', 'is the same job title as', 'works closely with')
    """
    known = QUALIFIED.get((property_, qualifier or "")) or PHRASES.get(property_)
    if known:
        return known.format(kind=kind.replace("-", " "))
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|[_-]+", " ", local_name(property_))
    return " ".join(words.lower().split()) or "is linked to"
