"""The rule of docs/routes.md and docs/ranking.md, written a second time for the tests: brute force over plain data.

It shares no code with the program. Every sequence of roles is tried, so it is slow, short and easy to compare with the
text; what is asked of one rule again and again is worked out once. Costs and gaps are fractions.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cache, cached_property
from itertools import combinations, pairwise, permutations
from math import fsum, log, sqrt
from typing import TYPE_CHECKING, Any, Concatenate, NamedTuple, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

__all__ = ["Found", "Option", "Person", "Rule", "Traveller", "World"]

CREDENTIALS: Mapping[str, int | None] = {
    "school": 0,
    "bachelor": 1,
    "master": 3,
    "mba": 3,
    "phd": 6,
    "executive-mba": None,
    "licence": None,
}
LEVELS: Mapping[str, int] = {"school": 2, "bachelor": 6, "master": 8, "mba": 8, "phd": 11}
KIND_OF: Mapping[str, str] = {"mba": "master", "executive-mba": "mba"}


class Option(NamedTuple):
    """One option of a role's education; ``share`` is per cent of respondents who ask it or more."""

    credential: str
    strength: str = "required"
    condition: str | None = None
    share: str | None = None


@dataclass(frozen=True)
class Person:
    """A role, or an entry path, whose skills are what it brings and whose one option is the credential it holds.

    ``tools`` are those that it names for some of its skills; ``experience`` is in months, ``pay`` the median of a year.
    """

    label: str
    required: frozenset[str]
    optional: frozenset[str] = frozenset()
    options: tuple[Option, ...] = ()
    demanded: tuple[str, ...] = ()
    preparation: int | None = None
    regulated: bool = False
    floor: int | None = None
    tools: tuple[tuple[str, frozenset[str]], ...] = ()
    experience: int | None = None
    people: int | None = None
    pay: int | None = None
    managerial: bool = False


@dataclass(frozen=True)
class World:
    """Careers as plain data: roles and entry paths by name, merged skill -> canonical, skill -> direct broader ones.

    Where ``akin`` is false all kinship is 0, so that many routes cost the same. ``usual`` is how many skills a role
    usually requires, as in a source of many roles, where one may start afresh; 0 in a small one. Each role of
    ``elsewhere`` is of a source of its own; what those of ``linked`` require is linked to others. ``common`` are
    skills that most roles require.
    """

    roles: dict[str, Person]
    paths: dict[str, Person] = field(default_factory=dict)
    merged: dict[str, str] = field(default_factory=dict)
    broader: dict[str, frozenset[str]] = field(default_factory=dict)
    exact: tuple[tuple[str, str], ...] = ()
    skill_labels: dict[str, str] = field(default_factory=dict)
    akin: bool = True
    usual: int = 0
    elsewhere: tuple[str, ...] = ()
    linked: frozenset[str] = frozenset()
    common: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Traveller:
    """What someone asks of a route."""

    have: frozenset[str] = frozenset()
    avoid: frozenset[str] = frozenset()
    max_steps: int = 3
    min_shared: int | None = None
    max_new: int | None = None
    allow_leaps: bool = False
    allow_detours: bool = False


class Found(NamedTuple):
    """One step as the rule prints it: skills by name, the gap and cost of the step, whether its gate is met."""

    role: str
    kept: frozenset[str]
    near: frozenset[str]
    learn: frozenset[str]
    met: bool
    gap: Fraction
    cost: Fraction


P = ParamSpec("P")
T = TypeVar("T")


def once(method: Callable[Concatenate[Rule, P], T]) -> Callable[Concatenate[Rule, P], T]:
    """A method of a rule that works out each answer once: neither the world nor the traveller changes."""

    def answered(rule: Rule, /, *args: P.args, **kwargs: P.kwargs) -> T:
        key = (method.__name__, args, *kwargs.items())
        if key not in rule.known:
            rule.known[key] = method(rule, *args, **kwargs)
        found: T = rule.known[key]
        return found

    return answered


class Rule:
    """The rule for one traveller in one world."""

    def __init__(self, world: World, traveller: Traveller) -> None:
        self.world = world
        self.traveller = traveller
        self.people = world.roles | world.paths
        self.known: dict[tuple[object, ...], Any] = {}

    # --- skills -----------------------------------------------------------------------------------------------------

    def canonical(self, skill: str) -> str:
        return self.world.merged.get(skill, skill)

    @cached_property
    def direct(self) -> dict[str, set[str]]:
        """Skill -> its direct broader ones, in the merged graph."""
        table: dict[str, set[str]] = {}
        for skill, above in self.world.broader.items():
            own = self.canonical(skill)
            table.setdefault(own, set()).update({self.canonical(other) for other in above} - {own})
        return table

    @once
    def above(self, skill: str) -> set[str]:
        """A skill and everything that is broader than it, directly or not."""
        reached = {skill}
        while more := {up for one in reached for up in self.direct.get(one, ())} - reached:
            reached |= more
        return reached

    @once
    def required(self, name: str) -> frozenset[str]:
        return frozenset(map(self.canonical, self.people[name].required))

    def held(self, *names: str) -> frozenset[str]:
        """The skills of one who was in all of these."""
        own = {self.canonical(skill) for skill in self.traveller.have if skill not in CREDENTIALS}
        return frozenset(own.union(*map(self.required, names)))

    @once
    def tools(self, role: str) -> dict[str, frozenset[str]]:
        named: dict[str, frozenset[str]] = {}
        for skill, tools in self.people[role].tools:
            own = self.canonical(skill)
            named[own] = named.get(own, frozenset()) | {self.canonical(tool) for tool in tools}
        return named

    def reach(self, held: Iterable[str]) -> set[str]:
        return {up for skill in held for up in self.above(skill)}

    @once
    def covered(self, held: frozenset[str], role: str) -> frozenset[str]:
        """What is held, or narrower than what is asked; where the role names tools, one of these."""
        reach = self.reach(held)
        named = self.tools(role)
        return frozenset(
            skill
            for skill in self.required(role) & reach
            if skill in held
            or not named.get(skill)
            or any(skill in self.above(one) and named[skill] & self.above(one) for one in held)
        )

    @once
    def shared(self, held: frozenset[str], role: str) -> frozenset[str]:
        """What is covered and not common."""
        return self.covered(held, role) - frozenset(map(self.canonical, self.world.common))

    @once
    def learn(self, held: frozenset[str], role: str) -> frozenset[str]:
        return self.required(role) - self.covered(held, role)

    @once
    def near(self, held: frozenset[str], role: str) -> frozenset[str]:
        """The first by label of those of a group that have a group in common with what is held."""
        groups = {group for skill in held for group in self.direct.get(skill, ())}
        reach = self.reach(held)
        found: dict[tuple[str, ...], tuple[str, str]] = {}
        for skill in self.learn(held, role):
            own = self.direct.get(skill, set())
            if groups & own or skill in reach:
                key = ("group", min(own)) if own else ("skill", skill)
                name = self.world.skill_labels.get(skill, skill), skill
                found[key] = min(found.get(key, name), name)
        return frozenset(skill for _, skill in found.values())

    # --- credentials ------------------------------------------------------------------------------------------------

    @staticmethod
    def kinds(credential: str) -> list[str]:
        """A credential and what it is a kind of."""
        chain = [credential]
        while chain[-1] in KIND_OF:
            chain.append(KIND_OF[chain[-1]])
        return chain

    @once
    def asked(self, name: str) -> str | None:
        """What a role asks itself, else the lowest that one asks which it matches exactly."""
        pairs = [pair for pair in self.world.exact if {*pair} <= self.world.roles.keys()]
        linked = {other for pair in pairs for other in pair if name in pair and other != name}
        carried = [asked for other in linked if (asked := self.asked_itself(other))]

        def level(credential: str) -> tuple[bool, int, int, str]:
            known = LEVELS.get(credential)
            return known is None, known or 0, CREDENTIALS[credential] or 0, credential

        return self.asked_itself(name) or min(carried, key=level, default=None)

    @once
    def asked_itself(self, name: str) -> str | None:
        """The cheapest option without a condition, or what is demanded besides where that weighs more."""
        person = self.people[name]
        options = [
            option.credential for option in person.options if option.strength == "required" and not option.condition
        ]

        def weight(credential: str) -> tuple[int, str]:
            return CREDENTIALS[credential] or 0, credential

        cheapest = sorted(options, key=weight)[:1]
        return max([*cheapest, *person.demanded], key=weight, default=None)

    def credentials(self, *names: str) -> set[str]:
        own = {thing for thing in self.traveller.have if thing in CREDENTIALS}
        return own | {asked for name in names if (asked := self.asked(name))}

    def meets(self, held: Iterable[str], role: str) -> bool:
        asked = self.asked(role)
        reached = {kind for credential in held for kind in self.kinds(credential)}
        if asked is None or asked in reached:
            return True
        weight = CREDENTIALS[asked]
        if weight is None or asked in KIND_OF:
            return False
        return any(
            LEVELS[credential] >= LEVELS[asked] if credential in LEVELS else (CREDENTIALS[credential] or 0) > weight
            for credential in reached
        )

    def fact(self, name: str, field: str) -> int | None:
        """A figure of a role, or of those that match it exactly where it states none."""

        def own(one: str) -> int | None:
            asked = self.asked_itself(one)
            stated = LEVELS.get(asked or "") if field == "education" else getattr(self.people[one], field)
            return None if stated is None else int(stated)

        if own(name) is not None or name in self.world.paths:
            return own(name)
        linked: dict[str, set[str]] = {}
        for one, other in self.world.exact:
            if {one, other} <= self.world.roles.keys():
                linked.setdefault(one, set()).add(other)
                linked.setdefault(other, set()).add(one)
        stated = {other: value for other in linked.get(name, ()) if (value := own(other)) is not None}
        if not stated:
            return None
        if field == "people":
            return sum(value // sum(other in linked[one] for one in linked) for other, value in stated.items())
        return sum(stated.values()) // len(stated) if field == "pay" else min(stated.values())

    # --- steps ------------------------------------------------------------------------------------------------------

    @once
    def place(self, name: str) -> frozenset[str]:
        """All roles that exact matches link this one to."""
        reached = {name}
        while (
            more := {pair[1 - side] for pair in self.world.exact for side in (0, 1) if pair[side] in reached} - reached
        ):
            reached |= more
        return frozenset(reached)

    @once
    def unmet(self, origin: str, role: str) -> bool:
        return self.asked(role) is not None and not self.meets(self.credentials(origin), role)

    @once
    def skills_missing(self, origin: str, role: str) -> Fraction:
        held = self.held(origin)
        return len(self.learn(held, role)) - Fraction(len(self.near(held, role)), 2)

    def credential_weight(self, origin: str, role: str) -> int:
        return (CREDENTIALS[self.asked(role) or ""] or 0) if self.unmet(origin, role) else 0

    @once
    def gap(self, origin: str, role: str) -> Fraction:
        return self.skills_missing(origin, role) + self.credential_weight(origin, role)

    def rise(self, origin: str, role: str) -> int:
        before, after = self.people[origin].preparation, self.people[role].preparation
        return 0 if before is None or after is None else after - before

    def leaps(self, origin: str, role: str) -> bool:
        """Whether the preparation level rises by more than one, and there is something to learn or to earn."""
        return self.rise(origin, role) > 1 and bool(self.learn(self.held(origin), role) or self.unmet(origin, role))

    def apart(self, origin: str, role: str) -> bool:
        return self.abroad(origin, role) and role not in self.world.linked

    def abroad(self, origin: str, role: str) -> bool:
        """Whether two roles are of two sources."""
        return origin != role and not {origin, role}.isdisjoint(self.world.elsewhere)

    @once
    def allowed(self, origin: str, role: str, start: str | None = None, via: tuple[str, ...] = ()) -> bool:
        """Whether there is a step; what is avoided is judged by what was held at the start too.

        A fresh start needs no shared skill, but only the start and roles that one wants to pass are left for it. The
        level may rise by any amount on a step that is a question of its own (without a start): the direct one.
        """
        held, limits = self.held(origin), self.traveller
        begins = (start is None or origin == start or origin in via) and not self.apart(origin, role)
        begins = begins and (start is None or bool({origin, role} & {*via}) or not self.abroad(origin, role))
        begins = begins and self.world.usual > 0
        known = [origin] if start is None else [origin, start]
        learn, asked = self.learn(held, role), self.asked(role)
        if limits.min_shared is None:
            shares = begins or bool(self.shared(held, role))
        else:
            shares = len(self.covered(held, role)) >= limits.min_shared
        leap = start is not None and self.leaps(origin, role) and not limits.allow_leaps
        later = self.world.usual > 0 and start is not None and origin != start and origin not in via
        idle = later and self.leaves(origin, role) >= self.leaves(str(start), role)
        barred = asked and set(self.kinds(asked)) & limits.avoid and not self.meets(self.credentials(*known), role)
        return (
            bool(self.required(role))
            and (shares or not learn)
            and (begins or not self.fresh(origin, role))
            and (limits.max_new is None or len(learn) <= limits.max_new)
            and not leap
            and not idle
            and not self.learn(self.held(*known), role) & set(map(self.canonical, limits.avoid))
            and not barred
        )

    def direct_exists(self, start: str, goal: str) -> bool:
        """Whether there is a direct step, a fresh start if need be, whatever is held."""
        limits = self.traveller
        return (
            self.world.usual > 0
            and not self.apart(start, goal)
            and limits.min_shared is None
            and limits.max_new is None
        )

    def direct_only(self, start: str, goal: str) -> bool:
        role = self.people[goal]
        entry = role.preparation is not None and role.preparation <= 2
        return (entry or role.regulated) and self.direct_exists(start, goal) and not self.traveller.allow_detours

    def education_held(self, start: str) -> int | None:
        """The level of education of one who sets out from a role or path that states one, and has more perhaps."""
        own = self.fact(start, "education")
        return None if own is None else max([own, *(LEVELS.get(thing, 0) for thing in self.traveller.have)])

    def degree_first(self, start: str, goal: str) -> bool:
        held, asked = self.education_held(start), self.fact(goal, "education")
        lacks = held is not None and asked is not None and held < 6 <= asked
        return lacks and self.direct_exists(start, goal) and not self.traveller.allow_detours

    @once
    def leaves(self, start: str, goal: str) -> Fraction:
        """What is missing for the goal to one who was in a role, and has nothing more; "me" is in none."""
        if start == "me":
            return Fraction(len(self.required(goal)))
        return self.under(replace(self.traveller, have=frozenset())).skills_missing(start, goal)

    def may_lie_between(self, name: str, start: str, goal: str) -> bool:
        """Whether a role asks and is no more than the ends, and is of use."""
        ends, role = [self.people[start], self.people[goal]], self.people[name]
        levels = [end.preparation for end in ends if end.preparation is not None]
        held, asked, own = self.education_held(start), self.fact(goal, "education"), self.fact(name, "education")
        worked = [self.fact(end, "experience") for end in (start, goal)]
        months = self.fact(name, "experience") or 0
        return (
            (len(levels) < 2 or role.preparation is None or min(levels) <= role.preparation <= max(levels))
            and (held is None or asked is None or own is None or own <= max(held, asked))
            and (start in self.world.paths or None in worked or months <= max(month or 0 for month in worked))
            and (not role.managerial or any(end.managerial for end in ends))
            and (not self.direct_exists(start, goal) or self.leaves(name, goal) < self.leaves(start, goal))
            and (
                not self.degree_first(start, goal)
                or (own is not None and own >= 6 and self.ranking.kinship(name, goal) >= Fraction(1, 2))
            )
        )

    @once
    def stones(self, start: str, goal: str) -> list[str]:
        if self.direct_only(start, goal):
            return []
        avoided = {other for name in self.traveller.avoid if name in self.world.roles for other in self.place(name)}
        weights = [CREDENTIALS[kind] or 0 for held in self.credentials(start) for kind in self.kinds(held)]
        wanted = self.asked(goal)
        most = max([*weights, (CREDENTIALS[wanted] or 0) if wanted else 0])
        found = []
        for name, role in self.world.roles.items():
            asked = self.asked(name)
            too_learned = asked is not None and (CREDENTIALS[asked] or 0) > most
            if not (name in avoided or role.regulated or too_learned):
                found.append(name)
        found = [name for name in found if self.place(name) not in (self.place(start), self.place(goal))]
        return [name for name in found if self.may_lie_between(name, start, goal)]

    @cached_property
    def ranking(self) -> Ranking:
        return Ranking(self)

    @once
    def similarity(self, origin: str, role: str) -> Fraction:
        """The kinship of the roles, or the share of what is required that is covered, whichever is more."""
        size, held = len(self.required(role)), self.held(origin)
        halves = 2 * len(self.covered(held, role)) + (len(self.near(held, role)) if origin == "me" else 0)
        share = Fraction(1000 * halves // (2 * size), 1000) if size else Fraction(0)
        alike = Fraction(0) if origin == "me" else self.ranking.kinship(origin, role)
        return max(alike, min(share, Fraction(99, 100)))

    def fresh(self, origin: str, role: str) -> bool:
        """Whether a step is a fresh start: something is to learn, and the roles hardly akin, or nothing is shared."""
        held = self.held(origin)
        near = self.similarity(origin, role) >= Fraction(3, 10)
        return self.world.usual > 0 and bool(self.learn(held, role)) and not (near and self.shared(held, role))

    @once
    def cost(self, origin: str, role: str) -> Fraction:
        """Fixed prices, and what is less where roles are similar; a gap counts as in a list of the usual length."""
        fresh, rise, size = self.fresh(origin, role), self.rise(origin, role), len(self.required(role))
        halves = 2 * self.skills_missing(origin, role)
        effort = Fraction(halves * max(self.world.usual, size) // max(size, 1), 2)
        effort += self.credential_weight(origin, role)
        fixed = 1 + 3 * fresh + 3 * self.leaps(origin, role)
        settling = 3 + 3 * fresh + 3 * (fresh and rise > 0)
        return fixed + (effort + settling) * (1 - self.similarity(origin, role))

    @once
    def passing(self, name: str, start: str, goal: str) -> Fraction:
        """The price of passing a role: by the people in it, and where it pays much less than both ends."""
        people = {role: self.fact(role, "people") or 0 for role in self.world.roles}
        known = sorted(number for number in people.values() if number > 0)
        price = Fraction(0)
        if known:
            few, many = known[(len(known) - 1) // 4], known[9 * (len(known) - 1) // 10]
            price += Fraction(round(2000 * log(max(many / (people[name] or few), 1))), 2000)
        ends = [self.fact(end, "pay") for end in (start, goal) if end in self.world.roles]
        lowest = min((pay for pay in ends if pay is not None), default=0)
        own = self.fact(name, "pay")
        return price + (3 if own is not None and 100 * own < 75 * lowest else 0)

    # --- routes -----------------------------------------------------------------------------------------------------

    def chains(self, start: str, goal: str, via: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
        """Every allowed sequence of roles from the start to the goal that passes these, in this order.

        A role that the traveller wants to pass need not be a stepping stone.
        """
        stones = sorted({*self.stones(start, goal), *via})
        for length in range(self.traveller.max_steps):
            for between in permutations(stones, length):
                chain = (start, *between, goal)
                if (
                    tuple(role for role in between if role in via) == via
                    and len({self.place(name) for name in between}) == length
                    and (length == 0 or all(self.allowed(one, other, start, via) for one, other in pairwise(chain)))
                    and (length > 0 or self.allowed(start, goal))
                    and (length == 0 or self.begins_well(chain, via))
                ):
                    yield chain

    def begins_well(self, chain: tuple[str, ...], via: tuple[str, ...]) -> bool:
        """Towards a degree that the start lacks there is no fresh start in another role."""
        start, first = chain[:2]
        return first in via or not (self.degree_first(start, chain[-1]) and self.fresh(start, first))

    def steps(self, chain: tuple[str, ...]) -> list[Found]:
        """What is printed of a route: all that was held since the start counts."""
        found = []
        for number in range(1, len(chain)):
            passed, role = chain[:number], chain[number]
            held, degrees = self.held(*passed), self.credentials(*passed)
            found.append(
                Found(
                    role,
                    self.covered(held, role),
                    self.near(held, role),
                    self.learn(held, role),
                    self.meets(degrees, role),
                    self.gap(passed[-1], role),
                    self.cost(passed[-1], role) + (self.passing(role, chain[0], chain[-1]) if role != chain[-1] else 0),
                )
            )
        return found

    def total(self, chain: tuple[str, ...]) -> Fraction:
        passing = sum((self.passing(name, chain[0], chain[-1]) for name in chain[1:-1]), Fraction(0))
        return passing + sum((self.cost(one, other) for one, other in pairwise(chain)), Fraction(0))

    def order(self, chain: tuple[str, ...], prefer: str = "effort") -> tuple[object, ...]:
        """Cost, then steps, then skills to learn, then labels (then names, where labels are equal).

        By steps: their number comes first. By skills: what each step asks to learn, from its origin and what one
        has. By pay: the lowest floor that is stated, the highest first, none last.
        """
        learn = sum(len(step.learn) for step in self.steps(chain))
        names = [(self.people[name].label, name) for name in chain[1:]]
        usual = (self.total(chain), len(chain), learn, names)
        if prefer == "steps":
            return (len(chain), *usual)
        if prefer == "skills":
            return (sum(len(self.learn(self.held(one), other)) for one, other in pairwise(chain)), *usual)
        if prefer == "pay":
            floors = [floor for name in chain[1:] if (floor := self.people[name].floor) is not None]
            return (not floors, -min(floors, default=0), *usual)
        return usual

    @once
    def routes(self, start: str, goal: str, via: tuple[str, ...] = (), prefer: str = "effort") -> list[tuple[str, ...]]:
        """All routes, best first."""
        return sorted(self.chains(start, goal, via), key=lambda chain: self.order(chain, prefer))

    @staticmethod
    def diverse(chains: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
        """Without those that share more than half the stones of either with a better one that is kept."""
        kept: list[tuple[str, ...]] = []
        for chain in chains:
            stones = set(chain[1:-1])
            if all(len(stones & set(other[1:-1])) * 2 <= min(len(stones), len(other) - 2) for other in kept):
                kept.append(chain)
        return kept

    def values(self, chain: tuple[str, ...]) -> tuple[Fraction, ...]:
        """What a trade-off weighs, the smaller the better: skills, largest step, steps, less the lowest similarity."""
        learn = [len(step.learn) for step in self.steps(chain)]
        similarity = min(self.similarity(one, other) for one, other in pairwise(chain))
        return Fraction(sum(learn)), Fraction(max(learn)), Fraction(len(learn)), -similarity

    def front(self, start: str, goal: str, via: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
        """The routes that no other beats; of those alike in all respects the first stands for all."""
        first: dict[tuple[Fraction, ...], tuple[str, ...]] = {}
        for chain in self.routes(start, goal, via):
            first.setdefault(self.values(chain), chain)

        def beaten(values: tuple[Fraction, ...]) -> bool:
            return any(other != values and all(a <= b for a, b in zip(other, values, strict=True)) for other in first)

        return [chain for values, chain in first.items() if not beaten(values)]

    @once
    def bridge(self, start: str, goal: str, via: tuple[str, ...] = ()) -> tuple[list[str], tuple[str, ...]] | None:
        """The fewest skills that open a route, and that route."""
        wanted = set().union(*(self.required(name) for name in (*self.stones(start, goal), *via, goal)))
        skills = sorted(wanted - self.held(start) - set(map(self.canonical, self.traveller.avoid)))
        for size in range(1, len(skills) + 1):
            found = []
            for chosen in combinations(skills, size):
                rule = self.with_skills(chosen)
                best = min(rule.chains(start, goal, via), key=rule.order, default=None)
                if best is not None:
                    names = sorted((self.world.skill_labels.get(skill, skill), skill) for skill in chosen)
                    found.append((rule.total(best), names, best))
            if found:
                _, names, best = min(found)
                return [skill for _, skill in names], best
        return None

    def with_skills(self, skills: Iterable[str]) -> Rule:
        """The rule for one who has these skills besides; kinship stays as it is."""
        return self.under(replace(self.traveller, have=self.traveller.have.union(skills)))

    def under(self, traveller: Traveller) -> Rule:
        """The rule for another traveller in the same world; kinship depends on none."""
        rule = Rule(self.world, traveller)
        rule.ranking = self.ranking
        return rule


class Ranking:
    """Kinship from its definition: two steps of a walk role - concept - role, against chance."""

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        links = {name: self.links(name) for name in rule.world.roles}
        asked = Counter(concept for row in links.values() for concept in row)
        count = sum(1 for row in links.values() if row)
        self.few = max(Fraction(0), 1 - Fraction(count, 100))
        self.rarity = {concept: log(1 + count / number) for concept, number in asked.items()}
        self.weights = {name: self.weigh(row) for name, row in links.items() if row}
        mass = {name: fsum(row.values()) for name, row in self.weights.items()}
        part = float(1 - self.few)
        self.chance = {name: part * own / fsum(mass.values()) for name, own in mass.items()}
        self.kinship = cache(self._kinship)
        self.row = cache(self._row)

    def links(self, name: str) -> dict[str, float]:
        """How strongly it asks for each concept, a skill or a group: what a skill counts goes in equal parts to its
        groups too.
        """
        rule, person = self.rule, self.rule.people[name]
        required = rule.required(name)
        optional = {rule.canonical(skill) for skill in person.optional} - required
        parts: dict[str, list[float]] = {}
        for skills, strength in ((required, 1.0), (optional, 0.5)):
            for skill in skills:
                groups = rule.direct.get(skill, set())
                parts.setdefault(skill, []).append(strength)
                for group in groups:
                    parts.setdefault(group, []).append(strength / len(groups))
        return {concept: fsum(numbers) for concept, numbers in parts.items()}

    def weigh(self, links: dict[str, float]) -> dict[str, float]:
        return {concept: link * self.rarity[concept] for concept, link in links.items() if concept in self.rarity}

    def step(self, weights: dict[str, float]) -> dict[str, float]:
        """Where one step leads: to a concept by its weight, from there to a role by its weight."""
        whole = fsum(weights.values())
        chances = {}
        for name, row in self.weights.items():
            chances[name] = fsum(
                weight / whole * row[concept] / fsum(other.get(concept, 0) for other in self.weights.values())
                for concept, weight in weights.items()
                if concept in row
            )
        return chances

    def _row(self, name: str) -> dict[str, int]:
        own = self.weigh(self.links(name))
        if not own:
            return {}
        once = self.step(own)
        onward = {other: self.step(row) for other, row in self.weights.items()}
        row: dict[str, int] = {}
        for name_, chance in self.chance.items():
            twice = fsum(once[middle] * onward[middle][name_] for middle in once)
            average = (once[name_] + twice) / 2
            if average > 0 and (beyond := round(1000 * log(average / chance))) > 0:
                row[name_] = beyond
        return row

    def _kinship(self, origin: str, role: str) -> Fraction:
        """The cosine of the two rows in thousandths, at most 990; where roles are few, with that of what they ask."""
        if not self.rule.world.akin:
            return Fraction(0)
        rows = cosine(self.row(origin), self.row(role))
        asked = cosine(self.weigh(self.links(origin)), self.weigh(self.links(role)))
        part = float(self.few) / 2
        return Fraction(min(990, round(1000 * ((1 - part) * rows + part * asked))), 1000)


def cosine(first: Mapping[str, float], second: Mapping[str, float]) -> float:
    product = fsum(first[name] * second[name] for name in first.keys() & second.keys())
    lengths = [sqrt(fsum(value * value for value in row.values())) for row in (first, second)]
    return product / (lengths[0] * lengths[1]) if product > 0 else 0.0
