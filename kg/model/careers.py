"""What routes are computed from: profiles of roles and entry paths, skills, levels and job titles."""

from __future__ import annotations

from collections import Counter, defaultdict
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from kg.model.degrees import Degree
from kg.model.entities import Entity, Fact, Source, Unread, not_understood, record

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from typing import TypeAlias

    _BroaderOf: TypeAlias = Callable[[str], Collection[str]]


@record
class Requirement(NamedTuple):
    """A skill that a role requires (or an entry path brings), under its canonical name.

    ``tools`` are the tools that this role names for it; ``sources`` the passages that say so. ``source_skill`` is what
    the role's own source names, where an exact match of another source stands for it; ``mapping_sources`` are those of
    the sources that state this match.
    """

    skill: Entity
    tools: tuple[Entity, ...] = ()
    sources: tuple[Source, ...] = ()
    source_skill: Entity | None = None
    mapping_sources: tuple[Source, ...] = ()

    @property
    def own_sources(self) -> tuple[Source, ...]:
        """The passages that state the requirement under the name that its own source gives it."""
        return tuple(source for source in self.sources if source not in self.mapping_sources)

    @property
    def named(self) -> Entity:
        """The skill as the role's own source names it."""
        return self.source_skill or self.skill


@record
class RequiredCredential(NamedTuple):
    """The credential that a role asks: its cheapest unconditional option; ``weight`` in skill-equivalents.

    ``fields`` are the fields of study that it names, any of which will do; for an entry path those it comes from.
    ``level`` is the place of the credential among O*NET's levels of education, from 1 (less than high school) to 12
    (post-doctoral), None when not stated. ``share`` is per cent of respondents who ask it or a higher one, where people
    were asked; ``instead`` are the conditional ways to do without it. Where the role itself states none, ``of_role`` is
    the role linked to it that does.
    """

    credential: Entity
    label: str
    weight: int
    sources: tuple[Source, ...] = ()
    fields: tuple[Entity, ...] = ()
    level: int | None = None
    share: float | None = None
    instead: tuple[Education, ...] = ()
    of_role: Entity | None = None


@record
class Pay(NamedTuple):
    """A pay range as stated: a bound is None when it is not stated, the upper one open when ``open_ended``.

    ``period`` is what it is for, a schema.org unit such as YEAR or HOUR; None where that is not stated.
    """

    label: str
    minimum: int | float | None
    maximum: int | float | None
    open_ended: bool
    currency: str | None
    sources: tuple[Source, ...] = ()
    period: str | None = None

    @property
    def unit(self) -> str:
        """The currency and the period, ``?`` where one is not stated: only pay of one unit is comparable.

        >>> Pay("20", 20, None, False, "GBP", period="HOUR").unit
        'GBP HOUR'
        """
        return f"{self.currency or '?'} {self.period or '?'}"

    @classmethod
    def of_levels(cls, levels: Sequence[Pay]) -> Pay | None:
        """The pay of a role that is stated by level: from the lowest amount to the highest.

        None where it is in several currencies, or for several periods.
        """
        if len({pay.unit for pay in levels}) != 1:
            return None
        floors = [pay.minimum for pay in levels if pay.minimum is not None]
        highest = max(levels, key=lambda pay: pay.maximum or pay.minimum or 0)
        sources = {source for pay in levels for source in pay.sources}
        return cls(
            "; ".join(pay.label for pay in sorted(levels, key=lambda pay: (pay.minimum or 0, pay.label))),
            min(floors) if len(floors) == len(levels) else None,
            highest.maximum,
            highest.open_ended,
            levels[0].currency,
            tuple(sorted(sources, key=lambda source: (source.graph, source.document or "", source.line or 0))),
            levels[0].period,
        )


@record
class Figure(NamedTuple):
    """A whole number that a source states of a role; ``group`` is the code that people are counted under, if any."""

    value: int
    sources: tuple[Source, ...] = ()
    group: str | None = None


@record
class PayFigure(NamedTuple):
    """An amount of pay; where it is ``open_top`` the amount is not below this bound, and not known."""

    amount: int | float
    open_top: bool = False

    def __str__(self) -> str:
        digits = f"{self.amount:,}" if isinstance(self.amount, int) else f"{self.amount:,.2f}"
        return f"{digits}+" if self.open_top else digits


@record
class AreaPay(NamedTuple):
    """How the pay of a role is distributed in an area; a figure is None where it is not released.

    ``period`` is YEAR or HOUR. ``people`` are those who work in the role there, stated with the pay of a year. Where
    nothing is stated of the role itself, ``of_role`` is the role linked to it that the pay is of.
    """

    area: Entity
    year: int
    period: str
    currency: str
    percentile_10: PayFigure | None = None
    percentile_25: PayFigure | None = None
    median: PayFigure | None = None
    percentile_75: PayFigure | None = None
    percentile_90: PayFigure | None = None
    mean: PayFigure | None = None
    people: int | None = None
    sources: tuple[Source, ...] = ()
    of_role: Entity | None = None

    @property
    def unit(self) -> str:
        """The currency and the period in words: "USD a year"."""
        return f"{self.currency} {'an hour' if self.period == 'HOUR' else 'a year'}"


@record
class RoleFacts(NamedTuple):
    """Figures of a role that decide whether it may be passed on a route, and at what price; None: not stated.

    ``education`` is the level of the credential that it requires (1 to 12, see RequiredCredential), ``experience`` the
    related work experience in months, ``people`` how many work in the role, ``pay`` the median pay of a year;
    ``managerial`` whether its work is to manage or supervise others.
    """

    education: int | None = None
    experience: int | None = None
    people: int | None = None
    pay: int | None = None
    managerial: bool = False


@record
class Profile(NamedTuple):
    """What one who is in a role, or starts from an entry path, holds; for a role also what it asks of newcomers.

    ``preparation`` is the level of preparation (ISCO-08 skill level or O*NET Job Zone), None when not stated;
    ``regulation_sources`` is what states that a role is ``regulated``; ``facts`` are what its own sources state,
    ``not_understood`` the texts about it that an import did not understand, and ``median_pay`` is that of a year.
    ``licences`` are the credentials without a weight that it asks in addition to ``credential``.
    """

    entity: Entity
    required: tuple[Requirement, ...] = ()
    optional: tuple[Requirement, ...] = ()
    credential: RequiredCredential | None = None
    pay: Pay | None = None
    preparation: int | None = None
    regulated: bool = False
    regulation_sources: tuple[Source, ...] = ()
    facts: RoleFacts = RoleFacts()
    not_understood: tuple[Unread, ...] = ()
    median_pay: Figure | None = None
    licences: tuple[RequiredCredential, ...] = ()

    @property
    def skills(self) -> frozenset[str]:
        """The IRIs of the required skills."""
        return frozenset(requirement.skill.iri for requirement in self.required)

    @property
    def unread_requirements(self) -> str:
        """That it is not known what it requires, since texts about that were not understood; empty otherwise."""
        unread = not_understood(each for each in self.not_understood if each.topic == "requirements")
        return f"what {self.entity.label} requires is not known: {unread}" if unread else ""

    @property
    def silence(self) -> str:
        """Why it is not known which skills it requires, or brings; empty where one is known."""
        if self.required:
            return ""
        if self.entity.kind == "person":
            return "you named no skill"
        if self.entity.kind == "entry-path":
            return f"it is not known which skills {self.entity.label} brings"
        return self.unread_requirements or f"the source states no skills for {self.entity.label}"

    @property
    def graphs(self) -> frozenset[str]:
        """The graphs that state the required skills."""
        return frozenset(requirement.sources[0].graph for requirement in self.required if requirement.sources)


class SkillHierarchy:
    """Which skill stands for which under merges, and which is broader than which.

    ``merged`` maps the IRI of a merged skill to that of its canonical one; ``broader`` gives the direct broader skills
    of a skill, as a table or as a function that is asked once for each. ``across`` has those of another source, and
    ``stated`` gives the sources of such a link; ``matched`` are the skills that match one of another source exactly.

    >>> tree = SkillHierarchy({"coding": "programming"}, {"python": {"coding"}})
    >>> tree.covers(frozenset({"python"})) == {"python", "programming"}
    True
    """

    def __init__(
        self,
        merged: Mapping[str, str],
        broader: _BroaderOf | Mapping[str, Collection[str]],
        across: Mapping[str, Collection[str]] | None = None,
        stated: Callable[[str, str], tuple[Source, ...]] = lambda _narrower, _broader: (),
        matched: Collection[str] = (),
    ) -> None:
        self._merged = merged
        self._across = across or {}
        self._beyond = frozenset(matched).union(*self._across.values())
        self._stated = stated
        self._broader: _BroaderOf = broader if callable(broader) else lambda skill: broader.get(skill, ())
        self._same: dict[str, list[str]] = {}
        for skill, canonical in merged.items():
            self._same.setdefault(canonical, []).append(skill)
        self._known_groups: Callable[[str], frozenset[str] | None] = lambda _: None
        self._groups: dict[str, frozenset[str]] = {}
        self._covers: dict[str, frozenset[str]] = {}

    def preload_broader(self, broader: Mapping[str, Collection[str]]) -> None:
        """Take the direct broader skills of all from a table from now on, before thousands are asked for."""
        self._broader = lambda skill: broader.get(skill, ())

    def preload_groups(self, known: Callable[[str], frozenset[str] | None]) -> None:
        """Ask for the direct broader skills of canonical ones there first from now on; None means not known."""
        self._known_groups = known

    def _above(self, skill: str) -> set[str]:
        return {*self._broader(skill), *self._across.get(skill, ())}

    def canonical(self, skill: str) -> str:
        """The IRI that stands for a skill: its own, or that of the skill it is merged into."""
        return self._merged.get(skill, skill)

    def is_linked(self, skill: str) -> bool:
        """Whether one of another source matches a canonical skill, exactly or as a narrower one."""
        return any(each in self._beyond for each in (skill, *self._same.get(skill, ())))

    def same(self, skill: str) -> tuple[str, ...]:
        """A canonical skill and all that it stands for, in a fixed order."""
        return (skill, *sorted(self._same.get(skill, ())))

    def groups(self, skill: str) -> frozenset[str]:
        """The direct broader skills of a canonical skill: its own, and those of all that are merged into it."""
        found = self._groups.get(skill)
        if found is None and (found := self._known_groups(skill)) is not None:
            self._groups[skill] = found
        if found is None:
            same = (skill, *self._same.get(skill, ()))
            above = {self.canonical(other) for each in same for other in self._above(each)} - {skill}
            found = self._groups[skill] = frozenset(above) if self.canonical(skill) == skill else frozenset()
        return found

    def own_group(self, skill: str) -> tuple[bool, str]:
        """Whether a canonical skill has broader ones, and the first of the direct ones by IRI, else itself."""
        groups = self.groups(skill)
        return bool(groups), min(groups, default=skill)

    def groups_of(self, skills: frozenset[str]) -> frozenset[str]:
        """The direct broader skills of any of these."""
        return frozenset().union(*(self.groups(skill) for skill in skills))

    def covers(self, skills: frozenset[str]) -> frozenset[str]:
        """Every skill that is covered by holding these: themselves and all broader ones."""
        return frozenset().union(*(self._upward(skill) for skill in skills))

    def covering_skill(self, held: frozenset[str], skill: str) -> tuple[str, tuple[Source, ...]] | None:
        """Which of the held skills covers another by way of links between sources, and what states these links."""
        for start in sorted(one for one in held if one != skill and skill in self._upward(one)):
            if sources := self._mapping_sources(start, skill):
                return start, sources
        return None

    def _mapping_sources(self, start: str, goal: str) -> tuple[Source, ...]:
        """What states the links between sources on the shortest way up."""
        below: dict[str, str] = {start: start}
        queue = [start]
        for skill in queue:
            for group in sorted(self.groups(skill) - below.keys()):
                below[group] = skill
                queue.append(group)
        found: list[Source] = []
        while goal != start:
            narrower = below[goal]
            for each in (narrower, *self._same.get(narrower, ())):
                for other in self._across.get(each, ()):
                    if self.canonical(other) == goal:
                        found += self._stated(each, other)
            goal = narrower
        return tuple(dict.fromkeys(found))

    def _upward(self, skill: str) -> frozenset[str]:
        found = self._covers.get(skill)
        if found is None:
            reached, queue = {skill}, [skill]
            while queue:
                for group in self.groups(queue.pop()) - reached:
                    reached.add(group)
                    queue.append(group)
            found = self._covers[skill] = frozenset(reached)
        return found


@record
class Careers(NamedTuple):
    """Everything that routes and gaps are computed from; keys are IRIs, skills are canonical.

    Tables may read each of their entries when it is asked for; ``entities`` has every role, skill and credential.
    ``credential_weights`` gives what a credential counts in skill-equivalents, where that is known;
    ``credential_levels`` the level of education that it is, from 1 to 12, where that is stated;
    ``credential_ancestors`` has every credential with those it is a kind of (an MBA is a master's degree), directly or
    through others; ``canonical_roles`` maps a role to the one that stands for all its exact matches. ``bases`` is how
    the IRIs of each source begin. ``degrees`` has the credentials that are degrees by their names.
    """

    entities: Mapping[str, Entity]
    roles: Mapping[str, Profile]
    entry_paths: Mapping[str, Profile]
    skills: Mapping[str, Entity]
    credentials: Mapping[str, Entity]
    tree: SkillHierarchy
    credential_weights: Mapping[str, int]
    credential_ancestors: Mapping[str, frozenset[str]]
    canonical_roles: Mapping[str, str]
    bases: tuple[str, ...] = ()
    credential_levels: Mapping[str, int] = MappingProxyType({})
    degrees: Mapping[str, Degree] = MappingProxyType({})

    def profile(self, iri: str) -> Profile:
        """The profile of a role or an entry path. Raises KeyError where there is none."""
        found = self.roles.get(iri)
        return self.entry_paths[iri] if found is None else found

    def canonical_role(self, role: str) -> str:
        """The IRI that stands for a role and all roles that are exactly it."""
        return self.canonical_roles.get(role, role)

    def base(self, iri: str) -> str:
        """How the IRIs of its source begin; empty where that is not known."""
        return max((base for base in self.bases if iri.startswith(base)), key=len, default="")

    def source_base(self, entity: Entity) -> str:
        """The same of what one starts from: what one has alone is of no source."""
        return "" if entity.kind == "person" else self.base(entity.iri)

    def label(self, iri: str) -> str:
        """The label of a role, a skill or a credential."""
        known = self.entities.get(iri)
        return known.label if known else iri

    def named(self, skill: str, includes: Callable[[str], bool]) -> Entity | None:
        """A canonical skill under the first of its names whose IRI is included; None where none is."""
        found = (self.entities.get(iri) for iri in self.tree.same(skill) if includes(iri))
        return next((entity for entity in found if entity), None)

    def with_broader_credentials(self, held: frozenset[str]) -> frozenset[str]:
        """These credentials and all that they are kinds of."""
        return held.union(*(self.credential_ancestors.get(credential, ()) for credential in held))

    def credential_of_level(self, level: int) -> Entity | None:
        """The first credential, by IRI, of a level of education, best one that states it; None where none is known."""
        found = (iri for iri, own in self.credential_levels.items() if own == level and iri in self.credentials)
        first = min(found, key=lambda iri: (iri in self.degrees and self.degrees[iri].by_name, iri), default=None)
        return None if first is None else self.credentials[first]

    def satisfies(self, held: frozenset[str], asked: str) -> bool:
        """Whether one of the held credentials is the one asked, a kind of it, or a higher degree of the same ladder.

        Higher is one of a higher level where both state theirs, else one that weighs more. One that is a kind of
        another (an MBA), or whose weight is not known, is not a degree of the ladder: its kind alone meets it. Where
        both are degrees by their names, these decide too: see :mod:`kg.model.degrees`.
        """
        reached = self.with_broader_credentials(held)
        if asked in reached or self._meeting_by_name(reached, asked):
            return True
        if asked not in self.credential_weights or self.credential_ancestors.get(asked):
            return False
        return any(self._is_higher(credential, asked) for credential in reached)

    def degree_held(self, held: frozenset[str], asked: str) -> Degree | None:
        """The degree as which what is held meets the one asked, where only a name says so; None where sources do."""
        reached = self.with_broader_credentials(held)
        meeting = () if asked in reached else self._meeting_by_name(reached, asked)
        if not meeting or not (self.degrees[asked].by_name or all(degree.by_name for degree in meeting)):
            return None
        return min(meeting)

    def _meeting_by_name(self, held: frozenset[str], asked: str) -> list[Degree]:
        """The degrees among these credentials that meet the one asked by their names."""
        wanted = self.degrees.get(asked)
        known = (self.degrees[each] for each in held if each in self.degrees) if wanted else ()
        return [degree for degree in known if wanted and degree.meets(wanted)]

    def _is_higher(self, credential: str, asked: str) -> bool:
        levels, weights = self.credential_levels, self.credential_weights
        if credential in levels and asked in levels:
            return levels[credential] >= levels[asked]
        return weights.get(credential, 0) > weights[asked]


@record
class RoleColumns(NamedTuple):
    """What the profiles of all ``roles`` say, property by property; roles and canonical skills by IRI.

    ``required`` and ``optional`` are the skills of roles; these, ``preparation``, ``credentials`` and ``pay`` have the
    roles that state one. ``tools`` has the roles that name tools for a skill, and ``facts`` those that state a figure,
    or take it from a role that they are mapped to.
    """

    roles: Collection[str]
    required: Mapping[str, Collection[str]]
    optional: Mapping[str, Collection[str]]
    preparation: Mapping[str, int]
    regulated: Collection[str]
    credentials: Mapping[str, RequiredCredential]
    pay: Mapping[str, Pay]
    tools: Mapping[str, Mapping[str, Collection[str]]]
    facts: Mapping[str, RoleFacts]

    @classmethod
    def of(cls, roles: Mapping[str, Profile]) -> RoleColumns:
        """The columns of profiles."""
        profiles = [(iri, roles[iri]) for iri in roles]
        return cls(
            [iri for iri, _ in profiles],
            {iri: [item.skill.iri for item in role.required] for iri, role in profiles},
            {iri: [item.skill.iri for item in role.optional] for iri, role in profiles},
            {iri: role.preparation for iri, role in profiles if role.preparation is not None},
            {iri for iri, role in profiles if role.regulated},
            {iri: role.credential for iri, role in profiles if role.credential},
            {iri: role.pay for iri, role in profiles if role.pay},
            {
                iri: {item.skill.iri: [tool.iri for tool in item.tools] for item in role.required if item.tools}
                for iri, role in profiles
                if any(item.tools for item in role.required)
            },
            {iri: role.facts for iri, role in profiles if role.facts != RoleFacts()},
        )


def carry_facts(
    stated: Mapping[str, RoleFacts],
    mapped: Mapping[str, Collection[str]],
    groups: Mapping[str, Sequence[str]],
) -> dict[str, RoleFacts]:
    """The figures of roles, with those that follow from others: of roles that they are mapped to, then of their group.

    Of several mapped roles the least education and experience count, the mean pay, and the people of each shared out
    among the roles that are mapped to it. ``groups`` has the groups of each role, the nearest first: of the two
    nearest, the first that has figures gives their lower median of education, experience and pay, never people.
    """
    sharing = Counter(other for others in mapped.values() for other in others)
    known = {role: _mapped_facts(role, stated, mapped, sharing) for role in stated}
    found = dict(known)
    for field in ("education", "experience", "pay"):
        members: dict[str, list[int]] = defaultdict(list)
        for role, facts in known.items():
            if (value := getattr(facts, field)) is not None:
                for group in groups.get(role, ())[:2]:
                    members[group].append(value)
        for role, facts in known.items():
            near = next((members[group] for group in groups.get(role, ())[:2] if group in members), None)
            if near and getattr(facts, field) is None:
                value = sorted(near)[(len(near) - 1) // 2]
                found[role] = RoleFacts(**{**found[role]._asdict(), field: value})
    return {role: facts for role, facts in found.items() if facts != RoleFacts()}


def _mapped_facts(
    role: str, stated: Mapping[str, RoleFacts], mapped: Mapping[str, Collection[str]], sharing: Mapping[str, int]
) -> RoleFacts:
    """The figures of a role, those that it does not state taken from the roles that it is mapped to."""
    own, others = stated[role], {other: stated[other] for other in mapped.get(role, ()) if other in stated}
    if not others:
        return own
    education, experience, pay = (
        [value for facts in others.values() if (value := getattr(facts, field)) is not None]
        for field in ("education", "experience", "pay")
    )
    people = [facts.people // sharing[other] for other, facts in others.items() if facts.people is not None]
    return RoleFacts(
        min(education, default=None) if own.education is None else own.education,
        min(experience, default=None) if own.experience is None else own.experience,
        (sum(people) if people else None) if own.people is None else own.people,
        (sum(pay) // len(pay) if pay else None) if own.pay is None else own.pay,
        own.managerial,
    )


# --- levels and job titles --------------------------------------------------------------------------------------------


@record
class Level(NamedTuple):
    """A level as stated: years are None where the source is silent, the upper bound open when ``open_ended``.

    ``skills`` are those that the source names for the level.
    """

    entity: Entity
    rank: int
    min_years: int | None = None
    max_years: int | None = None
    open_ended: bool = False
    skills: tuple[Requirement, ...] = ()
    sources: tuple[Source, ...] = ()

    @property
    def years(self) -> str:
        """The years of the level in words; "not stated in the source" where they are."""
        if self.min_years is None and self.max_years is None:
            return "years not stated in the source"
        if self.min_years is None:
            return f"up to {self.max_years} years"
        if self.max_years is None:
            return f"{self.min_years}+ years" if self.open_ended else f"from {self.min_years} years"
        return f"{self.min_years}-{self.max_years} years"


@record
class LevelChange(NamedTuple):
    """The level before and after a step; None where it is not known."""

    before: Level | None
    after: Level | None


@record
class JobTitle(NamedTuple):
    """A job title: the level that it is listed under, and the role that it is a title of, where these are known."""

    entity: Entity
    level: Level | None
    role: str | None
    sources: tuple[Source, ...] = ()


@record
class CareerLadder(NamedTuple):
    """All levels by rank, and all job titles by IRI."""

    levels: tuple[Level, ...]
    titles: dict[str, JobTitle]

    def title_at(self, level: Level, role: str | None) -> JobTitle | None:
        """The first title by label that a role has at a level."""
        found = [title for title in self.titles.values() if title.level == level and role and title.role == role]
        return min(found, key=lambda title: (title.entity.label, title.entity.iri), default=None)


# --- details of a role ------------------------------------------------------------------------------------------------


@record
class Education(NamedTuple):
    """One way to meet what a role asks of education, as stated; ``among_skills``: it stands among the required skills.

    ``strength`` is "required", "preferred" or "sometimes"; ``background`` is what is asked in place of a credential,
    ``share`` per cent of respondents, where people were asked.
    """

    credential: Entity | None
    background: str | None = None
    fields: tuple[Entity, ...] = ()
    related_field: bool = False
    strength: str = "required"
    condition: str | None = None
    among_skills: bool = False
    sources: tuple[Source, ...] = ()
    share: float | None = None

    @property
    def name(self) -> str:
        """The credential, or what is asked in its place."""
        return self.credential.label if self.credential else self.background or ""

    @property
    def unconditional(self) -> bool:
        """Whether it will do by itself: no mere preference, and no condition."""
        return self.strength == "required" and self.condition is None


@record
class RoleTitle(NamedTuple):
    """A job title that people in a role hold, and its level where that is stated."""

    title: Entity
    level: Entity | None
    sources: tuple[Source, ...] = ()


@record
class RoleDetails(NamedTuple):
    """What a graph states of a role in addition to its profile.

    ``education_text`` is the education in the source's own words; ``sources`` are the passages that name the role,
    ``preparation_sources`` those of its level of preparation; ``properties`` are the plain properties that
    :mod:`kg.schema` declares for roles.
    """

    education: tuple[Education, ...] = ()
    education_text: str | None = None
    titles: tuple[RoleTitle, ...] = ()
    sources: tuple[Source, ...] = ()
    education_sources: tuple[Source, ...] = ()
    preparation_sources: tuple[Source, ...] = ()
    properties: tuple[Fact, ...] = ()
