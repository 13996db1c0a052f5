"""The words by which a guide's headings and fields are known: the whole vocabulary of the importer in one place."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["FIELDS", "SECTIONS", "field_name", "section_kind"]

FIELDS: Final[dict[str, tuple[str, ...]]] = {
    "overview": ("overview", "role overview", "summary", "description", "about", "about the role", "the role", "role"),
    "responsibilities": (
        "responsibilities", "key responsibilities", "main responsibilities", "core responsibilities", "duties",
        "main duties", "key duties", "tasks", "typical tasks", "what you do", "what you will do", "what they do",
        "daily work", "day to day",
    ),
    "skills": (
        "skills", "required skills", "skills required", "key skills", "core skills", "essential skills",
        "skills needed", "needed skills", "must have skills", "skills and knowledge", "skills and tools",
        "what you need", "what you need to know",
    ),
    "preferred skills": (
        "preferred skills", "skills preferred", "nice to have", "nice to have skills", "desirable skills",
        "desired skills", "optional skills", "bonus skills", "helpful skills",
    ),
    "salary": (
        "salary", "salary range", "typical salary", "pay", "pay range", "compensation", "wage", "wages", "earnings",
        "typical pay",
    ),
    "education": (
        "education", "education required", "required education", "qualification", "qualifications",
        "education and training", "training", "degree", "academic requirements", "education requirements",
    ),
    "titles": ("titles", "job titles", "typical titles", "typical job titles", "positions"),
    "employers": ("employers", "typical employers", "example employers", "companies", "who hires", "organisations",
                  "organizations"),
    "application areas": ("applications", "application areas", "uses", "use cases", "used for", "areas of work",
                          "fields of work"),
    "roles": ("roles", "jobs", "typical roles", "roles available"),
    "requirement": ("requirements", "requirement", "demands", "what it asks for"),
    "focus": ("focus", "focus areas", "main focus"),
    "asset": ("strengths", "strength", "assets", "what you bring", "advantages", "you already have"),
    "gap": ("gaps", "gap", "what is missing", "what you lack", "to learn", "what to learn", "you will need"),
    "helpful": ("helpful", "useful", "what helps"),
    "action": ("steps", "actions", "next steps", "what to do", "first steps"),
    "option": ("options", "other options", "possible roles", "alternatives"),
}  # fmt: skip
"""The names of fields, by what they mean."""

_MEANING: Final = {name: meaning for meaning, names in FIELDS.items() for name in names}

SECTIONS: Final[dict[str, str]] = {
    "overview": r"overview|introduction|about .*|summary|at a glance|in short",
    "paths": r".*\bentry (paths?|routes?|points?)\b.*|.*\b(ways?|paths?|routes?) in(to)?\b.*"
    r"|getting (in|into|started)\b.*|.*\bpathways?\b.*|.*\bchanging careers?\b.*|.*\bbackgrounds\b.*",
    "levels": r".*\b(progression|ladders?|seniority|advancement)\b.*|.*\bcareer (stages|steps)\b.*|.*\blevels( .*)?",
    "industries": r".*\b(industry|industries|sectors?|employers|workplaces?|work settings?)\b.*|where .*\bworks?\b.*"
    r"|who hires\b.*",
    "locations": r".*\b(locations?|cities|towns|places|regions)\b.*",
    "skills": r".*\b(skills|competenc(?:ies|es)|abilities)",
    "areas": r".*\b(areas|fields|domains|speciali[sz]ations|specialties)",
    "roles": r".*\b(roles?|occupations?|professions?|positions|careers|jobs)( (in|of|for) .*)?|.*\bcareer paths",
}
"""The kinds of sections, each with the headings that tell it; the first that fits counts."""

_SECTION: Final = {kind: re.compile(pattern) for kind, pattern in SECTIONS.items()}


def field_name(name: str) -> str | None:
    """What the name of a field means, None for one that is not known.

    >>> field_name("Key Responsibilities"), field_name("Nice-to-have"), field_name("Weather")
    ('responsibilities', 'preferred skills', None)
    """
    return _MEANING.get(_plain(name))


def section_kind(heading: str) -> str | None:
    """What stands under a heading, by its words; None where these do not say.

    >>> [section_kind(name) for name in ("Major Career Roles", "Ways into Nursing", "Technical Skills", "Networking")]
    ['roles', 'paths', 'skills', None]
    """
    plain = _plain(heading)
    return next((kind for kind, pattern in _SECTION.items() if pattern.fullmatch(plain)), None)


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^a-z0-9]+", " ", text[:200].lower().replace("&", " and ")).split())
