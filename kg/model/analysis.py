"""Answers about many roles at once, as data: side by side, ranked for skills or by a measure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple, overload

from kg.errors import UsageError
from kg.model.answers import Gap
from kg.model.careers import AreaPay, Pay, Profile, RoleDetails
from kg.model.entities import Entity, Source, Unread, not_understood, record
from kg.model.shown import Shown
from kg.schema import NOT_STATED, plain_properties


@record
class Asked(NamedTuple):
    """A role that asks for a skill, the tools that it names for it, and the passages that say so.

    Where its source names another skill, ``links`` are the passages that state that the two are the same.
    """

    role: Entity
    tools: tuple[Entity, ...] = ()
    sources: tuple[Source, ...] = ()
    links: tuple[Source, ...] = ()


# --- side by side -----------------------------------------------------------------------------------------------------


@record
class Side(NamedTuple):
    """One of the roles that are compared; ``area_pay`` is its pay in an area, where one was asked for."""

    profile: Profile
    details: RoleDetails
    area_pay: tuple[AreaPay, ...] = ()

    @property
    def role(self) -> Entity:
        """The role itself."""
        return self.profile.entity

    @property
    def pay(self) -> Pay | None:
        """Its pay as stated."""
        return self.profile.pay

    @property
    def not_stated(self) -> tuple[str, ...]:
        """What a reader would look for, and the graph does not state."""
        education = self.details.education or self.details.education_text
        stated = {
            "skills": bool(self.profile.required),
            "pay": bool(self.pay or self.profile.median_pay),
            "education": bool(education),
            "preparation level": self.profile.preparation is not None,
            "job titles": bool(self.details.titles),
        }
        known = {fact.property for fact in self.details.properties}
        unread = {each.property for each in self.not_understood}
        expected = (row for row in plain_properties("role").values() if "role" in row.expected.split())
        stated |= {row.words: row.name in known for row in expected}
        return tuple(name for name, found in stated.items() if not found and name not in unread)

    @property
    def not_understood(self) -> tuple[Unread, ...]:
        """The texts about it that an import did not understand, by the names that a comparison has for properties."""
        names = {"requirements": "skills"}
        return tuple(
            each._replace(property=names.get(each.topic, each.topic), topic=names.get(each.topic, each.topic))
            for each in self.profile.not_understood
        )

    def silence(self, name: str) -> str:
        """What to say where it has nothing under a name: that its source is silent, or was not understood."""
        return not_understood(each for each in self.not_understood if each.property == name) or NOT_STATED


@record
class RolePay(NamedTuple):
    """What a role pays in an area, by year and by hour."""

    role: Entity
    stated: tuple[AreaPay, ...]


@record
class ComparedSkill(NamedTuple):
    """A skill that at least one of the compared roles requires: by whom, and for whom it is optional."""

    skill: Entity
    required: tuple[Asked, ...]
    optional: tuple[Asked, ...] = ()

    @property
    def tools_shared(self) -> tuple[Entity, ...]:
        """The tools that every role which requires it names; none where one role alone requires it."""
        first, *rest = self.required
        return tuple(tool for tool in first.tools if rest and all(tool in asked.tools for asked in rest))


@record
class SkillRelation(NamedTuple):
    """What a skill of one role does for one that another role requires: ``kind`` is "covers" or "near".

    >>> from kg.model import Entity
    >>> python, coding = (Entity(name, name, name, "skill") for name in ("Python", "Programming"))
    >>> SkillRelation(python, "covers", coding).other.label
    'Programming'
    """

    skill: Entity
    kind: str
    other: Entity
    via: tuple[Entity, ...] = ()


@record
class CommonPay(NamedTuple):
    """The amounts that lie in every stated range: from the highest floor to the lowest stated top.

    A bound is None where a role does not state it. ``open_ended``: the range with the lowest top is open above;
    ``at_most`` is then the lowest top of the others that is a firm one.
    """

    minimum: int | float | None
    maximum: int | float | None
    open_ended: bool
    at_most: int | float | None
    currency: str
    sources: tuple[Source, ...]


@record
class CommonItem(NamedTuple):
    """Something that every compared role names, with the passages of all."""

    entity: Entity
    sources: tuple[Source, ...]


@record
class CommonEducation(NamedTuple):
    """What the education of all compared roles has in common; only what will do by itself counts.

    ``related_field``: every role accepts a related field; ``related_sources`` are the passages that say so.
    """

    credentials: tuple[CommonItem, ...]
    fields: tuple[CommonItem, ...]
    related_field: bool
    related_sources: tuple[Source, ...] = ()


class _Comparison(NamedTuple):
    sides: tuple[Side, ...]
    skills: tuple[ComparedSkill, ...]
    relations: tuple[SkillRelation, ...]
    pay: CommonPay | None
    pay_reason: str | None
    education: CommonEducation


FEWEST, MOST = 2, 5
"""How many roles a comparison is of."""


def check_count(count: int) -> None:
    """Raises UsageError when so many roles are not compared.

    >>> check_count(2)
    """
    if not FEWEST <= count <= MOST:
        roles = f"{count} role{'' if count == 1 else 's'}"
        raise UsageError(
            f"a comparison is of {FEWEST} to {MOST} roles, not of {roles}",
            "name each role by itself, as in: kg compare 'Data Scientist' MLOps",
        )


@record
class Comparison(Shown, _Comparison):
    """Two to five roles side by side; skills come shared by all first, then by some, then those of each role alone.

    ``pay`` is None where no amount is common, and ``pay_reason`` then says why.
    """

    __slots__ = ()

    @property
    def area_pay(self) -> tuple[RolePay, ...]:
        """The pay of each role in an area; empty where none is stated, or no area was asked for."""
        stated = any(side.area_pay for side in self.sides)
        return tuple(RolePay(side.role, side.area_pay) for side in self.sides) if stated else ()

    @property
    def roles(self) -> tuple[Entity, ...]:
        """The compared roles, in the order in which they were named."""
        return tuple(side.role for side in self.sides)

    @property
    def not_understood(self) -> tuple[Unread, ...]:
        """The texts about any of the roles that an import did not understand."""
        return tuple(each for side in self.sides for each in side.not_understood)

    @property
    def shared(self) -> tuple[ComparedSkill, ...]:
        """The skills that every compared role requires."""
        return tuple(item for item in self.skills if len(item.required) == len(self.sides))

    @property
    def required_by_some(self) -> tuple[ComparedSkill, ...]:
        """The skills that more than one of the roles requires, but not all."""
        return tuple(item for item in self.skills if 1 < len(item.required) < len(self.sides))

    def required_by_one(self, role: Entity) -> tuple[ComparedSkill, ...]:
        """The skills that this role alone requires."""
        return tuple(item for item in self.skills if [asked.role for asked in item.required] == [role])


# --- for a skill set --------------------------------------------------------------------------------------------------


@record
class UntaughtSkill(NamedTuple):
    """A required skill with the roles that ask for it, all of them or the first; ``total`` is how many there are.

    ``near_to`` are the taught skills that it is near to.
    """

    skill: Entity
    required_by: tuple[Asked, ...]
    total: int
    near_to: tuple[Entity, ...] = ()

    @property
    def near(self) -> bool:
        """Whether what is taught is near to it."""
        return bool(self.near_to)


class _Matches(NamedTuple):
    have: tuple[Entity, ...]
    roles: tuple[Gap, ...]
    not_stated: tuple[Entity, ...]
    total: int
    not_covered_count: int = 0
    not_understood: tuple[Unread, ...] = ()
    unknown: tuple[str, ...] = ()
    common: tuple[Entity, ...] = ()


@record
class Matches(Shown, _Matches):
    """Roles ranked for what someone has, best first; those that state no required skill are listed separately.

    ``total`` counts the roles that were ranked, of which a limit may have left some out; ``not_covered_count`` the
    required skills that nothing of it covers; ``unknown`` are the names that stand for nothing, which are left out.
    ``common`` are the covered skills that more than a third of the roles of a source require.
    """

    __slots__ = ()

    def with_unread(self, unread: tuple[Unread, ...]) -> Matches:
        """The same with the texts about required skills that were not understood; their roles are not silent."""
        return self._replace(not_stated=_silent(self.not_stated, unread), not_understood=unread)


@record
class InterestMatch(NamedTuple):
    """A role that states interests: how far they agree with a person's (-1 to 1), their code and the six scores.

    ``coverage`` is that of what the role requires by the person's skills; None where none were given. ``node`` is the
    IRI of the profile.
    """

    role: Entity
    agreement: float
    code: str
    scores: tuple[tuple[str, float], ...]
    coverage: float | None = None
    sources: tuple[Source, ...] = ()
    node: str = ""


class _InterestMatches(NamedTuple):
    interests: tuple[tuple[str, float], ...]
    roles: tuple[InterestMatch, ...]
    total: int
    not_stated: int


@record
class InterestMatches(Shown, _InterestMatches):
    """Roles ranked by a person's interests, best first.

    ``total`` counts those that were ranked, ``not_stated`` the roles of which no source states interests.
    """

    __slots__ = ()


@record
class UnrequiredSkill(NamedTuple):
    """A taught skill that meets no requirement; ``optional_for`` are roles that find it useful.

    ``related`` are required skills that are narrower than it, or near it.
    """

    skill: Entity
    optional_for: tuple[Entity, ...] = ()
    related: tuple[Entity, ...] = ()


@record
class CoverageCounts(NamedTuple):
    """How many roles courses cover fully, in part and not at all."""

    fully: int
    partly: int
    uncovered: int


class _Curriculum(NamedTuple):
    taught: tuple[Entity, ...]
    roles: tuple[Gap, ...]
    not_stated: tuple[Entity, ...]
    not_taught: tuple[UntaughtSkill, ...]
    not_required: tuple[UnrequiredSkill, ...]
    counts: CoverageCounts
    not_taught_count: int
    unknown: tuple[str, ...] = ()


@record
class Curriculum(Shown, _Curriculum):
    """What courses teach, against what roles require: all roles and skills that are not taught, or the first of them.

    ``counts`` counts the roles, ``not_taught_count`` the skills that are not taught, also those that a limit left out.
    ``unknown`` are the names of taught skills that stand for nothing.
    """

    __slots__ = ()

    @property
    def fully(self) -> tuple[Gap, ...]:
        """The roles of which every required skill is taught."""
        return tuple(gap for gap in self.roles if not gap.missing)

    @property
    def partly(self) -> tuple[Gap, ...]:
        """The roles of which some required skills are taught."""
        return tuple(gap for gap in self.roles if gap.held and gap.missing)

    @property
    def uncovered(self) -> tuple[Gap, ...]:
        """The roles of which no required skill is taught."""
        return tuple(gap for gap in self.roles if not gap.held)


# --- by a measure -----------------------------------------------------------------------------------------------------


@record
class Ranked(NamedTuple):
    """A skill or role with its score; ``roles`` are those that the score counts, or rests on.

    ``optional_for`` and ``named_by`` list, for a skill, the roles that find it useful and those that name it as a tool.
    """

    entity: Entity
    score: int | float
    roles: tuple[Entity, ...] = ()
    sources: tuple[Source, ...] = ()
    optional_for: tuple[Entity, ...] = ()
    named_by: tuple[Entity, ...] = ()


class _Ranking(NamedTuple):
    kind: str
    by: str
    rows: tuple[Ranked, ...]
    not_stated: tuple[Entity, ...]
    tools: tuple[Ranked, ...] = ()
    not_understood: tuple[Unread, ...] = ()


@record
class Ranking(Shown, _Ranking):
    """Skills or roles by a measure, highest score first, ties by label.

    ``tools`` are the tools by the number of roles that name them (of skills by demand alone); ``not_stated`` the roles
    that state no required skill and are therefore in no count.
    """

    __slots__ = ()

    def with_unread(self, unread: tuple[Unread, ...]) -> Ranking:
        """The same with the texts about required skills that were not understood; their roles are not silent."""
        return self._replace(not_stated=_silent(self.not_stated, unread), not_understood=unread)


def _silent(roles: tuple[Entity, ...], unread: tuple[Unread, ...]) -> tuple[Entity, ...]:
    """The roles whose source states no skills, as far as its texts were understood."""
    about = {each.role for each in unread}
    return tuple(role for role in roles if role not in about)


# --- all pairs --------------------------------------------------------------------------------------------------------


@record
class RolePair(NamedTuple):
    """One row of the table of all pairs; ``rank`` counts the destinations of the origin from 1.

    ``score`` is the share of what the destination requires that the origin covers, each skill counted by its rarity, in
    thousandths; ``shared`` is how many of its ``required`` skills are covered, ``missing`` the rest.
    """

    origin: Entity
    rank: int
    destination: Entity
    score: int
    shared: int
    required: int
    missing: int


# --- found in a text --------------------------------------------------------------------------------------------------

STATED, OPTIONAL, NEGATED = "stated", "optional", "negated"
"""What a text says of what it names: that it is held or required, that it may be missing, that it is ruled out."""


@record
class Mention(NamedTuple):
    """A skill, role or credential that a text names, where, and what it says of it.

    ``text`` is as written and ``name`` the name of the entity that it matches; ``cue`` are the words that make it
    optional or negated. ``line`` and ``column`` count from 1 (on the ``page``, where there are pages), ``start`` and
    ``end`` are offsets in the text that was read. ``others`` are entities of the same name: where there are any, the
    text does not say which one it means.
    """

    entity: Entity
    text: str
    name: str
    status: str
    cue: str
    page: int | None
    line: int
    column: int
    context: str
    start: int
    end: int
    others: tuple[Entity, ...] = ()

    @property
    def place(self) -> str:
        """Where it is, in words."""
        page = "" if self.page is None else f"page {self.page}, "
        return f"{page}line {self.line}, column {self.column}"


class _Extraction(NamedTuple):
    document: str
    mentions: tuple[Mention, ...]
    unclear: tuple[Mention, ...] = ()


@record
class Extraction(Shown, _Extraction):
    """What a text names, in its order; ``document`` is the name of its file, and ``unclear`` fits several entities."""

    __slots__ = ()

    def entities(self, *statuses: str) -> list[Entity]:
        """What is named, each once, in order; by default also what is optional or ruled out."""
        kept = (mention for mention in self.mentions if not statuses or mention.status in statuses)
        return list({mention.entity.iri: mention.entity for mention in kept}.values())

    def of_kinds(self, kinds: Collection[str]) -> Extraction:
        """The same without mentions of other kinds."""
        kept = ([each for each in part if each.entity.kind in kinds] for part in (self.mentions, self.unclear))
        return Extraction(self.document, *map(tuple, kept))


# --- communities ------------------------------------------------------------------------------------------------------


@record
class Community(NamedTuple):
    """Roles that are more similar to one another than to others; ``skills`` are the three that most of them require.

    ``counts`` says of each of these how many of the roles require it.
    """

    skills: tuple[Entity, ...]
    counts: tuple[int, ...]
    roles: tuple[Entity, ...]

    @property
    def name(self) -> str:
        """The community by its skills."""
        return ", ".join(skill.label for skill in self.skills)


class Communities(Shown, Sequence[Community]):
    """The communities of roles, the largest first."""

    def __init__(self, communities: Iterable[Community]) -> None:
        self.communities = tuple(communities)

    @overload
    def __getitem__(self, position: int) -> Community: ...
    @overload
    def __getitem__(self, position: slice) -> tuple[Community, ...]: ...
    def __getitem__(self, position: int | slice) -> Community | tuple[Community, ...]:
        return self.communities[position]

    def __len__(self) -> int:
        return len(self.communities)
