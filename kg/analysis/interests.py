"""Roles by a person's interests: Holland's six kinds (RIASEC), compared with the profiles that O*NET states of roles.

The agreement is Pearson's correlation of the person's six scores with the six of a role: 1 where they rise and fall
alike, -1 where they are opposite. Letters count by their place: of three the first 3, the second 2, the third 1, all
others 0.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from statistics import StatisticsError, correlation

from kg.arguments import any_or_whole_number
from kg.errors import UsageError, quoted
from kg.model.analysis import InterestMatch, InterestMatches
from kg.rdf.reader import GraphReader
from kg.schema import CK, RIASEC

_LETTERS = {name[0].upper(): name for name in RIASEC}


def read_interests(text: str) -> dict[str, float]:
    """A person's score in each kind of interest: of letters, or of six numbers in the order R, I, A, S, E, C.

    Raises UsageError for anything else, and for numbers that are all equal.

    >>> read_interests("asi")
    {'realistic': 0, 'investigative': 1, 'artistic': 3, 'social': 2, 'enterprising': 0, 'conventional': 0}
    >>> read_interests("12, 30, 5, 22.5, 8, 10")["social"]
    22.5
    """
    hint = "give letters of R, I, A, S, E and C, the strongest first (ASI), or six numbers in that order"
    letters = re.sub(r"[\s,-]", "", text).upper()
    numbers = re.split(r"[\s,;]+", text.strip())
    if letters and set(letters) <= _LETTERS.keys():
        if len(set(letters)) < len(letters):
            raise UsageError(f"{quoted(text)} names an interest twice", hint)
        return {name: len(letters) - letters.index(sign) if sign in letters else 0 for sign, name in _LETTERS.items()}
    if len(numbers) != len(RIASEC) or not all(re.fullmatch(r"[0-9]{1,4}(?:\.[0-9]{1,4})?", each) for each in numbers):
        raise UsageError(f"{quoted(text)} are no interests", hint)
    if len({*map(float, numbers)}) == 1:
        raise UsageError("all interests are equal, so no role suits them better than another", hint)
    return dict(zip(RIASEC, map(float, numbers), strict=True))


def match_interests(
    reader: GraphReader,
    interests: Mapping[str, float],
    limit: int | None = None,
    includes: Callable[[str], bool] = lambda _: True,
    coverage: Mapping[str, float] | None = None,
) -> InterestMatches:
    """The roles that state interests, by their agreement with a person's, best first; ties by label, then IRI.

    With ``coverage``, how far a person's skills cover what each role requires, only the roles in it are ranked. Raises
    UsageError for a limit below 1.
    """
    limit = any_or_whole_number("limit", limit)
    scores: dict[str, dict[str, float]] = defaultdict(dict)
    for name in RIASEC:
        for node, value in reader.pairs(CK.iri + name):
            if re.fullmatch(r"[0-9]+(?:\.[0-9]+)?", value.value):
                scores[node][name] = float(value.value)
    found = []
    stating = {role: node.value for role, node in reader.pairs(CK.hasInterests)}
    for iri, node in stating.items():
        role, own = reader.entities.get(iri), scores.get(node, {})
        wanted = includes(iri) and (coverage is None or iri in coverage)
        if role is not None and wanted and len(own) == len(RIASEC):
            code = reader.text(node, CK.hollandCode) or ""
            share = None if coverage is None else coverage[iri]
            values = tuple((name, own[name]) for name in RIASEC)
            found.append(InterestMatch(role, _agreement(interests, own), code, values, share, node=node))
    found.sort(key=lambda each: (-each.agreement, each.role.label, each.role.iri))
    shown = tuple(each._replace(sources=reader.sources(each.node)) for each in found[:limit])
    silent = sum(map(includes, reader.entities.iris_of_exact_kind("role") - stating.keys()))
    return InterestMatches(tuple(interests.items()), shown, len(found), silent)


def _agreement(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    try:
        return round(correlation([one[name] for name in RIASEC], [other[name] for name in RIASEC]), 4)
    except StatisticsError:  # of a role whose scores are all equal
        return 0.0
