"""The properties that a word stands for: an RDF name, a label that answers print, or a usual word such as "pay"."""

from __future__ import annotations

import re
from difflib import get_close_matches

from kg.errors import KGError, quoted
from kg.model import Description
from kg.schema import ALL, INVERSES, PROPERTY_ROWS, local_name, property_label

_WORDS = {
    "education": "educationRequirements educationOption",
    "degree": "educationRequirements educationOption",
    "earnings": "salary medianAnnualPay",
    "employers": "namesEmployer",
    "label": "prefLabel",
    "level": "atLevel preparationLevel",
    "licence": "regulated educationOption",
    "license": "regulated educationOption",
    "name": "prefLabel",
    "notes": "hasNote",
    "pay": "salary medianAnnualPay",
    "requirements": "hasRequirement requiresSkill optionalSkill",
    "requires": "hasRequirement requiresSkill",
    "requiresskill": "hasRequirement requiresSkill",
    "roles": "^requiresSkill ^optionalSkill ^skill/^hasRequirement",
    "salary": "salary medianAnnualPay",
    "skills": "hasRequirement requiresSkill optionalSkill",
    "synonyms": "hiddenLabel",
    "titles": "^atLevel ^titleOf",
    "tools": "hasRequirement requiresSkill optionalSkill",
    "wage": "salary medianAnnualPay",
    "wages": "salary medianAnnualPay",
}
"""Usual words for some properties; answers have one or several properties for each."""


def properties_named(name: str, description: Description) -> list[str]:
    """The properties that a name means: an RDF name, a label that answers print, or a usual word.

    Raises KGError, naming the nearest, when there is none.
    """
    stated = sorted({fact.property for fact in description.facts})
    inverses = {f"^{local_name(iri)}": inverse for iri, inverse in INVERSES.items()}
    terms = {local_name(iri) for vocabulary in ALL for iri in vocabulary} | {*inverses, *stated}
    names = [term for term in sorted(terms) if not term[0].isupper()]
    known: dict[str, str] = {}
    for term in names:
        words = {property_label(term), inverses.get(term.partition("/")[0], term)}
        for word in map(str.casefold, words):
            known[word] = f"{known[word]} {term}" if word in known else term
    known = {word: row.name for row in PROPERTY_ROWS for word in row.field_names} | known
    known |= {term.casefold(): term for term in names} | _WORDS
    folded = re.sub(r"\w+:", "", name.strip()).casefold()
    for word in (folded, folded.removesuffix("s"), re.sub("ies$", "y", folded)):
        if word in known:
            return known[word].split()
    near = get_close_matches(folded, known, n=1)
    hint = (
        f"did you mean {known[near[0]].split()[0]}?" if near else f"stated of {quoted(description.entity.label)} are: "
    )
    raise KGError(f"there is no property {quoted(name)}", hint if near else hint + ", ".join(stated))
