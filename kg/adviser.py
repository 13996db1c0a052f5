"""The half of a career graph that advises: names in, answers out; each method delegates to the room that knows."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, TypedDict

from kg.errors import UsageError, quoted
from kg.naming import NamedGraph, each

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Unpack

    from kg.advice.choice import Choice
    from kg.advice.coverage import Conditions
    from kg.advice.kinship import Kinship
    from kg.advice.network import Network
    from kg.advice.table import CareerTable
    from kg.advice.transitions import Transitions
    from kg.model import Entity
    from kg.model.answers import Gap, Routes, Transition, Unlock, WhatIf
    from kg.model.careers import CareerLadder, Careers, JobTitle, Level, Profile
    from kg.store.cache import Cache

__all__ = ["GOALS", "HELD", "LIKENESS", "ME", "STARTS", "Adviser", "Limits"]

STARTS = ("role", "entry-path", "job-title")
"""The kinds that a route may start from."""

GOALS = ("role", "job-title")
"""The kinds that a route may lead to."""

HELD = ("skill", "credential")
"""The kinds that a person may hold."""

LIKENESS = ("skills", "words")
"""By what roles are compared: what they ask for, or that and the words in which they are described."""

ME = "me"
"""The start of one who holds what the conditions say, and nothing else."""


class Limits(TypedDict, total=False):
    """The limits of a route: ``max_steps`` (1 to 6, 3 by default); and of each of its steps."""

    max_steps: int
    min_shared: int | None
    max_new: int | None
    allow_leaps: bool


class _End(NamedTuple):
    """One end of a route: what was named, and the profile, the level and the title behind it."""

    entity: Entity
    profile: Profile
    level: Level | None = None
    title: JobTitle | None = None


class Adviser(NamedGraph):
    """What a graph answers about moves between careers; :class:`kg.graph.CareerGraph` is one."""

    @cached_property
    def careers(self) -> Careers:
        """What advice is computed from: profiles of roles and entry paths, the tree of skills, the credentials."""
        from kg.rdf.careers import read_careers

        return read_careers(self._reader, merges=self._merges)

    @cached_property
    def ladder(self) -> CareerLadder:
        """The levels of seniority and the job titles."""
        from kg.rdf.careers import read_ladder

        return read_ladder(self._reader)

    @property
    def _cache(self) -> Cache:
        """What the store keeps for this reading of it."""
        return self.store.cache.for_view("merges" if self._merges else "no merges")

    @cached_property
    def table(self) -> CareerTable:
        """What all roles require, in columns; a store keeps it once it is made."""
        from kg.advice.table import VERSION, CareerTable
        from kg.rdf.careers import read_columns

        def read() -> CareerTable:
            return CareerTable.of(self.careers, read_columns(self._reader, self.careers))

        return CareerTable(self._cache.arrays("careers", VERSION, lambda: read().arrays))

    @cached_property
    def kinship(self) -> Kinship:
        """How akin each two roles are."""
        from kg.advice.kinship import Kinship

        return Kinship(self.careers, self.table, self._cache)

    @cached_property
    def network(self) -> Network:
        """The roles and the steps between them as arrays, for searches."""
        from kg.advice.network import Network

        return Network(self.careers, self.table, self.kinship)

    @cached_property
    def _described(self) -> Network:
        """The same where kinship is of skills and of the words in which roles are described."""
        from kg.advice.kinship import Kinship
        from kg.advice.network import Network
        from kg.advice.words import VERSION, Words
        from kg.rdf.careers import read_texts

        def count() -> Words:
            return Words.of(read_texts(self._reader), self.table.roles)

        words = Words(self._cache.arrays("words", VERSION, lambda: count().arrays))
        kinship = Kinship(self.careers, self.table, self._cache.for_view("by words"), words=words)
        return Network(self.careers, self.table, kinship)

    def conditions(
        self,
        have: Iterable[str | Entity] = (),
        avoid: Iterable[str | Entity] = (),
        level: str | Entity | None = None,
        **limits: Unpack[Limits],
    ) -> Conditions:
        """A traveller's conditions by names: ``have`` skills and credentials, ``avoid`` roles, skills, credentials.

        ``level`` is the level of seniority reached, where a ladder begins. ``limits`` are those of a route
        (``max_steps``) and of each step (``min_shared``, ``max_new``, ``allow_leaps``). Raises UsageError for a limit
        out of range.

        >>> import kg
        >>> graph = kg.open()
        >>> graph.gap("Data Scientist", "MLOps", graph.conditions(have=["Docker"])).held[0].label
        'Containerization'
        """
        from kg.advice.coverage import Conditions

        canonical = self.careers.tree.canonical
        held = frozenset(canonical(self.get(name, *HELD).iri) for name in each(have))
        avoided = frozenset(canonical(self.get(name, "role", *HELD).iri) for name in each(avoid))
        reached = None if level is None else self.get(level, "level").iri
        return Conditions(held, avoided, level=reached, **limits).checked()

    def requires(self, skill: str | Entity) -> bool:
        """Whether some role requires a skill itself, under whatever name of it.

        >>> import kg
        >>> kg.open().requires("Docker")
        False
        """
        return self.careers.tree.canonical(self.get(skill, "skill").iri) in self.network.requirers

    def _transitions(self, conditions: Conditions | None, kinship: Kinship | None = None) -> Transitions:
        from kg.advice.coverage import Conditions
        from kg.advice.transitions import Transitions

        return Transitions(self.careers, kinship or self.kinship, conditions or Conditions())

    def routes(
        self,
        origin: str | Entity | None,
        destination: str | Entity,
        k: int = 1,
        conditions: Conditions | None = None,
        *,
        via: Iterable[str | Entity] = (),
        prefer: str = "effort",
        alternatives: str = "best",
    ) -> Routes:
        """The ``k`` best routes from one career to another, best first, with the direct move beside them.

        ``origin`` is a role, an entry path, a job title, or None (or "me"): what the conditions say one has.
        ``destination`` is a role or a job title; a title is climbed to by the levels, after the move to its role.
        ``via`` names roles to pass, in this order; ``prefer`` is "effort" (least cost), "steps" (fewest) or "pay" (the
        highest floor that the roles of the route state); ``alternatives`` is "best", "diverse" (no two routes that
        share more than half the stones of either) or "tradeoffs" (every route that no other beats). The answer is a
        sequence of Route; when it is empty its ``reason`` says why and its ``bridge`` what would help. Raises
        UsageError for k below one and for wishes that contradict each other.

        >>> import kg
        >>> graph = kg.open()
        >>> [skill.label for skill in graph.routes("Data Scientist", "MLOps")[0].steps[1].kept]
        ['Cloud platforms', 'ML frameworks']
        >>> [step.destination.label for step in graph.routes("ML Engineer I", "VP of AI")[0].steps]
        ['ML Engineer II', 'Principal ML Engineer', 'VP of AI']
        """
        from kg.advice.choice import Choice
        from kg.advice.routes import find_routes

        stops = tuple(self.get(name, "role").iri for name in each(via))
        choice = Choice(k, stops, prefer, alternatives).checked()
        transitions = self._transitions(conditions)
        start, goal = self._start(origin, transitions), self._goal(destination)
        if goal.title is not None:
            return self._climb(transitions, start, goal, choice)
        answer = find_routes(self.network, transitions, start.profile, goal.profile, choice)
        return answer.between(start.entity, goal.entity)

    def _start(self, origin: str | Entity | None, transitions: Transitions) -> _End:
        conditions = transitions.conditions
        reached = next((level for level in self.ladder.levels if level.entity.iri == conditions.level), None)
        if origin is None or (isinstance(origin, str) and origin.strip().casefold() == ME):
            profile = self._me(conditions.have)
            return _End(profile.entity, profile, reached)
        entity = self.get(origin, *STARTS)
        if entity.kind != "job-title":
            return _End(entity, self.careers.profile(entity.iri), reached)
        title = self.ladder.titles[entity.iri]
        return _End(entity, self._behind(title), title.level or reached, title)

    def _me(self, have: frozenset[str]) -> Profile:
        from kg.model import Entity
        from kg.model.careers import Profile, Requirement

        if not have:
            raise UsageError(f"'{ME}' holds what you say you have, and nothing is said", "name skills with --have")
        skills = sorted(skill for skill in have if skill in self.careers.skills)
        entity = Entity(f"{self.base}{ME}", ME, "What you have", "profile")
        return Profile(entity, tuple(Requirement(self.careers.skills[skill]) for skill in skills))

    def _goal(self, destination: str | Entity) -> _End:
        entity = self.get(destination, *GOALS)
        if entity.kind != "job-title":
            return _End(entity, self.careers.roles[entity.iri])
        title = self.ladder.titles[entity.iri]
        return _End(entity, self._behind(title), title.level, title)

    def _behind(self, title: JobTitle) -> Profile:
        """The role that a title is one of; where that is not known, who holds what the title's level names."""
        from kg.advice.ladder import expected
        from kg.model.careers import Profile

        role = self.careers.roles.get(title.role or "")
        return role or (expected(self.careers, title.entity, title.level) if title.level else Profile(title.entity))

    def _climb(self, transitions: Transitions, start: _End, goal: _End, choice: Choice) -> Routes:
        """The routes to the role of a title, where that is another one, and the rungs up to the title."""
        from kg.advice.ladder import climb, climbing
        from kg.advice.routes import find_routes, nowhere_to_go

        assert goal.title is not None
        ends = start.entity, goal.entity
        if start.entity == goal.entity:
            return nowhere_to_go(ends)
        role, place = goal.profile.entity, self.careers.place
        way = climb(self.ladder, start.level, (goal if goal.title.role else start).profile.entity.iri, goal.title)
        if role.iri not in self.careers.roles or place(role.iri) == place(start.profile.entity.iri):
            if choice.via:
                raise UsageError("a climb within one career passes no other role", "leave out the roles to pass")
            return climbing(transitions, ends, start.profile, None, way)
        moves = find_routes(self.network, transitions, start.profile, goal.profile, choice)
        return climbing(transitions, ends, start.profile, moves, way)

    def gap(self, origin: str | Entity | None, destination: str | Entity, conditions: Conditions | None = None) -> Gap:
        """What is held, near and missing for a role, from a role, its title or an entry path; None: from what one has.

        >>> import kg
        >>> [skill.label for skill in kg.open().gap("Data Scientist", "Machine Learning Engineer").held]
        ['Programming']
        """
        from kg.advice.coverage import Conditions, Coverage
        from kg.advice.gaps import find_gap

        goal = self.careers.roles[self.get(destination, "role").iri]
        start = None if origin is None else self.careers.profile(self._holder(origin).iri)
        return find_gap(Coverage(self.careers, conditions or Conditions()), start, goal)

    def _holder(self, name: str | Entity) -> Entity:
        """The role or entry path that a name stands for, itself or as the role of a title.

        Raises UsageError for a title of no role.
        """
        entity = self.get(name, *STARTS)
        if entity.kind != "job-title":
            return entity
        role = self._reader.entities.get(self.ladder.titles[entity.iri].role or "")
        if role is None:
            raise UsageError(f"no role of {quoted(entity.label)} is known", "name a role")
        return role

    def transitions(
        self,
        origin: str | Entity | None,
        limit: int = 20,
        conditions: Conditions | None = None,
        *,
        by: str = "skills",
    ) -> list[Transition]:
        """The natural next roles, best first, each with its score and the skills and groups that earn it.

        ``origin`` is as for :meth:`routes`; what the conditions say one has besides counts as shared, not as kinship.
        ``by`` is "skills", or "words" to compare also what the sources say of roles in words, at equal weight: label,
        description and responsibilities, in English. Raises UsageError for another.

        >>> import kg
        >>> kg.open().transitions("MLOps Engineer", limit=1)[0].role.label
        'Machine Learning Engineer'
        """
        from kg.advice.nexts import next_roles

        if by not in LIKENESS:
            raise UsageError(f"roles are not compared by '{by}'", f"choose one of: {', '.join(LIKENESS)}")
        network = self._described if by == "words" else self.network
        transitions = self._transitions(conditions, network.kinship)
        return next_roles(network, transitions, self._start(origin, transitions).profile, limit)

    def what_if(
        self, origin: str | Entity | None, learn: Iterable[str | Entity], conditions: Conditions | None = None
    ) -> WhatIf:
        """What learning skills now would change about the next step from a role, entry path or title.

        >>> import kg
        >>> change = kg.open().what_if("statistician", ["Docker"]).changes[0]
        >>> change.role.label, change.opened, change.before, change.after
        ('MLOps Engineer', True, 6.0, 5.0)
        """
        from kg.advice.whatif import what_if

        transitions = self._transitions(conditions)
        canonical, skills = self.careers.tree.canonical, self.careers.skills
        named = [self.get(name, "skill") for name in each(learn)]
        learned = dict.fromkeys(skills.get(canonical(entity.iri), entity) for entity in named)
        return what_if(self.network, transitions, self._start(origin, transitions).profile, learned)

    def unlocks(self, origin: str | Entity | None, conditions: Conditions | None = None) -> list[Unlock]:
        """Which one skill, learned now, opens or shortens most of the next steps from a role, entry path or title.

        >>> import kg
        >>> best = kg.open().unlocks("statistician")[0]
        >>> best.skill.label, [role.label for role in best.opened]
        ('SQL', ['Computer Vision Engineer', 'Machine Learning Engineer', 'NLP Engineer'])
        """
        from kg.advice.whatif import unlocks

        transitions = self._transitions(conditions)
        return unlocks(self.network, transitions, self._start(origin, transitions).profile)
