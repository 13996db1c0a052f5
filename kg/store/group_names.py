"""Groups of roles as people name them: an ISCO or SOC group by label or code, a section of a guide, a usual word."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

from kg.errors import AmbiguousNameError, KGError, UnknownNameError, quoted
from kg.model.entities import TIERS
from kg.rdf.reader import GraphReader
from kg.schema import CK, PROV
from kg.store.lookup import EntityGroup, Lookup, find_group
from kg.store.names import NameFilter, NameIndex, fold

_ASKED: Final = re.compile(
    r"(?:(?:something|anything|(?:an? |any )?(?:job|role|career)s?|work|working) (?:in|with)|something|anything)"
    r" (?:the |an? )?(.+)"
)
"""How people say that a group is meant: "something in IT"."""

_WORK: Final = re.compile(r"(.+) (?:work|jobs?|roles?|careers?|sector|industry|field)")
"""A field of work with a word that only says so: "office work"."""

_MOST_SECTIONS: Final = 5
"""How many sections a hint names."""

_SOC_CODE: Final = re.compile(r"(\d\d)-(\d{4})(?:\.00)?")

_SOC: Final = {
    "11": "Management Occupations",
    "13": "Business and Financial Operations Occupations",
    "15": "Computer and Mathematical Occupations",
    "17": "Architecture and Engineering Occupations",
    "19": "Life, Physical, and Social Science Occupations",
    "21": "Community and Social Service Occupations",
    "23": "Legal Occupations",
    "25": "Educational Instruction and Library Occupations",
    "27": "Arts, Design, Entertainment, Sports, and Media Occupations",
    "29": "Healthcare Practitioners and Technical Occupations",
    "31": "Healthcare Support Occupations",
    "33": "Protective Service Occupations",
    "35": "Food Preparation and Serving Related Occupations",
    "37": "Building and Grounds Cleaning and Maintenance Occupations",
    "39": "Personal Care and Service Occupations",
    "41": "Sales and Related Occupations",
    "43": "Office and Administrative Support Occupations",
    "45": "Farming, Fishing, and Forestry Occupations",
    "47": "Construction and Extraction Occupations",
    "49": "Installation, Maintenance, and Repair Occupations",
    "51": "Production Occupations",
    "53": "Transportation and Material Moving Occupations",
    "55": "Military Specific Occupations",
}
"""The major groups of the Standard Occupational Classification 2018, which O*NET states of no role by name."""

_USUAL: Final = {
    "it, ict, tech, technology, computing, computers, software": ("133 25 351 3522", "15-1"),
    "data, statistics": ("212 252", "15-2 15-1242 15-1243"),
    "health, healthcare, health care, medicine, medical": (
        "1342 1343 221 222 223 224 2261 2262 2264 2265 2266 2267 321 322 323 3251 3252 3253 3255 3256 3258 3259 532",
        "29 31",
    ),
    "nursing": ("222 322", "29-114 29-115 29-116 29-117 29-206 31-1131"),
    "care, caring, elderly care": ("53", "31"),
    "childcare, child care, children": ("531 2342", "39-901 25-201"),
    "teaching, education, schools, school": ("1341 1345 23", "25"),
    "law, legal": ("261 341", "23"),
    "finance, banking, accounting": ("241 331", "13"),
    "insurance": ("3321 3315 4312", "41-302 13-103 43-904"),
    "real estate, property": ("3334", "41-902 11-914"),
    "business": ("12 24 33", "11 13"),
    "human resources, hr, personnel": ("1212 2423 4416", "11-312 13-107 13-115 43-416"),
    "marketing, advertising, public relations": ("1221 1222 243", "11-2 13-116 27-303"),
    "management, leadership": ("1", "11"),
    "government, public administration, public sector": ("111 335", "11-103"),
    "sales, retail": ("52 332", "41"),
    "customer service, customer services, customer support": ("42", "43-4"),
    "engineering": ("214 215", "17"),
    "science, research": ("21", "19"),
    "environment, environmental protection": ("2133 2143", "19-204 17-208 19-4042"),
    "trades, skilled trades, crafts, trade, craft": ("7", "47 49 51"),
    "construction, building": ("71", "47"),
    "electrical": ("741", "47-211 49-2"),
    "transport, logistics, driving": ("83", "53"),
    "warehouse, warehousing": ("4321 933", "53-7"),
    "aviation": ("3153 3154 3155 7232", "53-2 49-301 49-2091"),
    "agriculture, farming, outdoors, outdoor": ("6 92", "45"),
    "animals, animal care": ("225 324 612 5164", "29-113 31-9096 39-2 45-2021 45-2093"),
    "hospitality, catering, food": ("141 512 513 94", "35"),
    "travel, tourism": ("511 4221", "39-7 41-304 53-203"),
    "sport, sports, fitness": ("342", "27-202 39-903"),
    "arts, art, design, media, creative": ("216 265 264", "27"),
    "music": ("2652", "27-204"),
    "journalism, writing": ("2641 2642", "27-302 27-304"),
    "social work, social care": ("263 341 53", "21"),
    "office, administration, office administration, admin, administrative, clerical, secretarial": ("4 334", "43"),
    "security, police": ("54 335", "33"),
    "cleaning": ("91", "37"),
    "beauty, personal care": ("514", "39"),
    "manufacturing, production, factory": ("72 75 81 82", "51"),
    "repair, maintenance": ("723 74", "49"),
    "military, army": ("0", "55"),
}
"""Usual words for a field of work, and the groups of ISCO-08 and SOC 2018 that they stand for, or the beginnings of
codes of SOC."""


class _Field(NamedTuple):
    """The groups that a usual word stands for, by code."""

    isco: tuple[str, ...]
    soc: tuple[str, ...]


def names_a_group(text: str) -> str | None:
    """The name of the group that a text asks for in so many words; None for any other text.

    >>> names_a_group("Something in IT"), names_a_group("nurse")
    ('it', None)
    """
    match = _ASKED.fullmatch(fold(text))
    return match[1] if match else None


def _usual(folded: str) -> _Field | None:
    """What a usual word stands for, also with "work" or "jobs" after it, or an article before it."""
    plain = re.sub(r"\A(?:the|an?) ", "", folded)
    shorter = _WORK.fullmatch(plain)
    for name in (plain, *([shorter[1]] if shorter else [])):
        for words, (isco, soc) in _USUAL.items():
            if name in words.split(", "):
                return _Field(tuple(isco.split()), tuple(soc.split()))
    return None


class GroupNames:
    """The groups of roles of a graph, by name.

    >>> from kg.graph import open_graph
    >>> len(open_graph().role_group("emerging roles").members)
    5
    """

    def __init__(self, reader: GraphReader, lookup: Lookup, names: NameIndex) -> None:
        self._reader = reader
        self._lookup = lookup
        self._names = names

    def find(self, text: str, sources: Sequence[str] = ()) -> EntityGroup:
        """The group that a text names, with the roles in it.

        A group of the graph comes first, by its label or code; then a usual word such as IT, a group of SOC, a section
        of a guide; at last a near spelling. Raises UnknownNameError where there is none that has a role.
        """
        name = names_a_group(text) or text.strip()
        folded = fold(name)
        ways: tuple[Callable[[], EntityGroup | None], ...] = (
            lambda: self._own(name),
            lambda: self._of_usual_word(text.strip(), folded),
            lambda: self._soc(name, folded),
            lambda: self._section(folded),
            lambda: self._near(name, sources),
        )
        for number, look_up in enumerate(ways, 1):
            found = look_up()
            if found and (roles := self._roles(found.members, sources)):
                note = f"read '{text.strip()}' as a group of {len(roles)} roles: {found.note or found.label}"
                return EntityGroup(found.label, roles, note, exact=number < len(ways))
        suggestions = self._lookup.suggestions(name, ("role-group",), sources)
        elsewhere = "" if suggestions else "; ".join(filter(None, (self._named_sections(), self._lookup.elsewhere)))
        raise UnknownNameError(name, ("role-group",), suggestions, elsewhere=elsewhere)

    def _named_sections(self) -> str:
        """The sections of a guide that are groups: those that introduce several roles."""
        counts = Counter(label for _, label in self._sections() if label)
        found = [quoted(label) for label in sorted(counts) if counts[label] > 1][:_MOST_SECTIONS]
        return f"sections of a guide are groups too: {', '.join(found)}" if found else ""

    def _roles(self, members: frozenset[str], sources: Sequence[str]) -> frozenset[str]:
        """The roles among the members of a group, of these sources."""
        roles = frozenset(each.iri for each in self._names.entities(members, "role"))
        return roles & self._names.stated_by(sources) if sources else roles

    def _own(self, name: str) -> EntityGroup | None:
        """A group of the graph; of several in one another that are called the same, the largest."""
        try:
            if self._lookup.resolve(name, ("role-group", "topic"), ()).tier == TIERS[-1]:
                return None
            return find_group(self._reader, self._lookup, name, "role")
        except AmbiguousNameError as error:
            groups = [find_group(self._reader, self._lookup, each.iri, "role") for each in error.candidates]
            largest = max(groups, key=lambda group: len(group.members))
            if all(group.members <= largest.members for group in groups):
                return largest
            raise
        except UnknownNameError:
            return None

    def _soc(self, name: str, folded: str) -> EntityGroup | None:
        """A group of SOC, by its code or the label of a major group."""
        code = _SOC_CODE.fullmatch(name)
        majors = [major for major, label in _SOC.items() if fold(label) in (folded, f"{folded} occupations")]
        if code:
            start = f"{code[1]}-{code[2].rstrip('0')}"
        elif majors:
            start = f"{majors[0]}-"
        else:
            return None
        label = _SOC.get(start[:2], "occupations") if start.endswith("-") else start
        return EntityGroup(f"{label} (SOC {code[0] if code else majors[0] + '-0000'})", self._with_code(start))

    def _with_code(self, start: str) -> frozenset[str]:
        return frozenset(name.entity.iri for name in self._names.beginning(start, NameFilter(("role",))))

    def _section(self, folded: str) -> EntityGroup | None:
        """A section of a guide: the roles that it introduces."""
        members = {role: label for role, label in self._sections() if fold(label) == folded}
        return EntityGroup(min(members.values()), frozenset(members)) if members else None

    def _sections(self) -> Iterator[tuple[str, str]]:
        """Each role with each section that introduces it."""
        for role in self._reader.entities.iris("role"):
            for passage in self._reader.values(role, PROV.wasDerivedFrom):
                for label in (self._reader.text(passage.value, CK.section) or "").split(" > "):
                    yield role, label

    def _of_usual_word(self, text: str, folded: str) -> EntityGroup | None:
        """What a usual word stands for, as far as the graph has it; the note names the groups."""
        field = _usual(folded)
        if field is None:
            return None
        labels, members = [], frozenset[str]()
        for code in field.isco:
            try:
                group = find_group(self._reader, self._lookup, f"http://data.europa.eu/esco/isco/C{code}", "role")
            except KGError:
                continue
            labels.append(f"{group.label} (ISCO {code})")
            members |= group.members
        for code in field.soc:
            if found := self._with_code(code if "-" in code else f"{code}-"):
                labels.append(f"{_SOC[code]} (SOC {code}-0000)" if code in _SOC else f"SOC {code.ljust(7, '0')}")
                members |= found
        return EntityGroup(text, members, "; ".join(labels)) if labels else None

    def _near(self, name: str, sources: Sequence[str]) -> EntityGroup | None:
        try:
            return find_group(self._reader, self._lookup, name, "role", sources)
        except KGError:
            return None
