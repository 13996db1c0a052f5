"""All steps at once: which exist between the roles of a network, and what each costs, for one traveller and one start.

The rule is that of :mod:`kg.advice.transitions`, which says it for one step at a time; here it is said for arrays.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np

from kg.advice.figures import MAX_LEAP, SCALE
from kg.advice.network import Counts
from kg.advice.table import UNKNOWN

if TYPE_CHECKING:
    import numpy.typing as npt

    from kg.advice.network import Besides, Network, Places, Touched
    from kg.advice.transitions import Transitions
    from kg.model.careers import Profile

__all__ = ["NO_STEP", "Costs", "Moves", "Steps", "Ways"]

NO_STEP = 2**40
"""The cost of a step that does not exist: more than any route."""

Costs: TypeAlias = "npt.NDArray[np.int64]"


class Moves(NamedTuple):
    """What steps from some holders (rows) to some roles (columns) are like: one array for each property.

    ``learn`` counts skills, near ones included; ``gap`` and ``price`` are in halves of a skill, ``kinship`` in
    thousandths; ``open`` is whether the step is allowed.
    """

    learn: npt.NDArray[np.int32]
    gap: npt.NDArray[np.int32]
    kinship: npt.NDArray[np.int32]
    price: npt.NDArray[np.int32]
    open: npt.NDArray[np.bool_]

    @property
    def costs(self) -> Costs:
        """In COST_UNITs; NO_STEP where there is no step."""
        costs: Costs = (self.gap + self.price).astype(np.int64) * (SCALE - self.kinship)
        costs[~self.open] = NO_STEP
        return costs


class Ways(NamedTuple):
    """What no skill changes of the moves from some holders (rows) to some roles (columns): one array for each property.

    ``unmet`` is whether the gate is, ``rise`` by how much the level of preparation does, ``begins`` whether a fresh
    start may be made there, ``open`` whether no limit bars it.
    """

    unmet: npt.NDArray[np.bool_]
    kinship: npt.NDArray[np.int32]
    rise: npt.NDArray[np.int32]
    begins: npt.NDArray[np.bool_]
    open: npt.NDArray[np.bool_]


class Steps:
    """The steps between the roles of a network, and from one start to them.

    What is to be avoided is judged by what was held at the start too: that is never learned again. Without a start
    there is what the conditions say one has; between roles nobody starts afresh then, but in those to be passed.
    """

    def __init__(self, network: Network, transitions: Transitions, start: Profile | None = None) -> None:
        self.network = network
        self.transitions = transitions if start is None else transitions.since(start, transitions.via)
        self.conditions = transitions.conditions
        self.start = start
        self._held = transitions.holdings(start)
        careers = network.careers
        self._own = self.conditions.have - frozenset(careers.grades)
        self._avoided = sorted(
            (self.conditions.avoid & network.requirers.keys()) - careers.tree.covers(self._held.skills)
        )

    @cached_property
    def _passed(self) -> Places:
        """The roles that are passed because the traveller wants to: there too one may start afresh."""
        return np.array([self.network.position[iri] for iri in self.transitions.via], np.int64)

    @cached_property
    def _besides(self) -> Besides | None:
        return self.network.besides(self._own) if self._own else None

    # --- moves ------------------------------------------------------------------------------------------------------

    def between(self, rows: Places, columns: Places) -> Moves:
        """The moves from some roles to some roles."""
        network = self.network
        covered, near = network.counts(rows, columns, self._besides)
        demands = np.ix_(network.demand[rows], network.demand[columns]) if network.demands else ...
        unmet, barred = (table[demands] for table in self._gates)
        apart = network.place[rows, np.newaxis] != network.place[columns]
        rise = self._rise(network.preparation[rows, np.newaxis], columns)
        open_ = apart & ~barred & ~self._leaps(rise)
        for skill in self._avoided:
            asking = np.isin(columns, network.requirers[skill])
            open_ &= ~(asking & ~np.isin(rows, network.coverers[skill])[:, np.newaxis])
        kinship = network.kinship.rows(rows, columns).astype(np.int32)
        ways = Ways(unmet, kinship, rise, self._begins(rows, columns), open_)
        return self._moves(Counts(covered, near), columns, ways)

    def _begins(self, rows: Places, columns: Places) -> npt.NDArray[np.bool_]:
        """Where a fresh start may be made: in roles that one wants to pass, and within a source."""
        if not len(self._passed):
            return np.zeros((1, 1), bool)
        source = self.network.source
        own = source[rows, np.newaxis]
        found: npt.NDArray[np.bool_] = (own < 0) | (own == source[columns])
        return found & np.isin(rows, self._passed)[:, np.newaxis]

    @cached_property
    def all(self) -> Places:
        """Every role."""
        return np.arange(len(self.network))

    @cached_property
    def first(self) -> Moves:
        """The moves from the start to every role: one row."""
        return self._from_start(self._first_counts)

    def first_with(self, learned: frozenset[str]) -> Moves:
        """The moves from the start of one who has learned these skills too: one row."""
        counts = self.network.counts_and(self._first_counts, self._first_touched, learned)
        return self._from_start(counts, learned)

    @cached_property
    def _first_touched(self) -> Touched:
        return self.network.touched(self._held.skills)

    @cached_property
    def _first_counts(self) -> Counts:
        position = self.network.position.get(self.start.entity.iri) if self.start else None
        if position is None:
            return self.network.counts_of(self._held.skills)
        return self.network.counts(np.array([position]), self.all, self._besides)

    def _from_start(self, counts: Counts, learned: frozenset[str] = frozenset()) -> Moves:
        ways = self._from_home
        known, now_open = self.network.careers.tree.covers(learned), ways.open.copy()
        for skill in self._avoided:
            if skill not in known:
                now_open[0, self.network.requirers[skill]] = False
        return self._moves(counts, self.all, ways._replace(open=now_open))

    @cached_property
    def _from_home(self) -> Ways:
        """From the start to every role: one row."""
        network, start = self.network, self.start
        base = network.careers.home(start.entity) if start else ""
        own = network.source == network.bases.index(base) if base in network.bases else np.ones(len(network), bool)
        gates = [self._gate(self._held.credentials, demand) for demand in (*network.demands, None)]
        unmet, barred = (np.array(column)[network.demand][np.newaxis] for column in zip(*gates, strict=True))
        level = UNKNOWN if start is None or start.preparation is None else start.preparation
        rise = self._rise(np.array([[level]]), self.all)
        open_ = ~barred & ~self._leaps(rise) & (network.place != self._place(start))
        kinship = np.zeros(len(network), np.int32) if start is None else network.kinship.row(start).astype(np.int32)
        return Ways(unmet, kinship[np.newaxis], rise, own[np.newaxis], open_)

    def _moves(self, counts: Counts, columns: Places, ways: Ways) -> Moves:
        """The moves with these counts of covered and near skills."""
        learn = self.network.size[columns] - counts.covered
        gap = 2 * (learn + ways.unmet * self.network.weight[columns]) - counts.near
        return Moves(learn, gap, ways.kinship, *self._priced(counts.covered, columns, ways))

    def _priced(
        self, covered: npt.NDArray[np.int32], columns: Places, ways: Ways
    ) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.bool_]]:
        """The prices of steps that cover so many required skills, and whether these are allowed."""
        limits, size, prices = self.conditions, self.network.size[columns], self.network.kinship.prices
        price = prices.of_steps(covered, ways.kinship, ways.rise > 0)
        least = limits.min_shared if limits.min_shared is not None else 0 if prices.start_afresh else 1
        open_ = ways.open & (covered >= least) & (size > 0) & (ways.begins | (price == prices.job))
        if limits.max_new is not None:
            open_ &= size - covered <= limits.max_new
        return price, open_

    def _rise(self, level: npt.NDArray[np.int32], columns: Places) -> npt.NDArray[np.int32]:
        """By how much the level of preparation rises; 0 where one is not stated."""
        wanted = self.network.preparation[columns]
        return np.where((level == UNKNOWN) | (wanted == UNKNOWN), 0, wanted - level)

    def _leaps(self, rise: npt.NDArray[np.int32]) -> npt.NDArray[np.bool_]:
        """Where the level of preparation rises by more than one step may."""
        if self.conditions.allow_leaps:
            return np.zeros(rise.shape, bool)
        return rise > MAX_LEAP

    def _place(self, profile: Profile | None) -> int:
        position = None if profile is None else self.network.position.get(profile.entity.iri)
        return -1 if position is None else int(self.network.place[position])

    # --- credentials ------------------------------------------------------------------------------------------------

    def _gate(self, credentials: frozenset[str], demand: str | None) -> tuple[bool, bool]:
        """Whether a demand is unmet by these credentials, and whether it is to be avoided."""
        careers = self.network.careers
        if demand is None or careers.satisfies(credentials, demand):
            return False, False
        met_before = careers.satisfies(credentials | self._held.credentials, demand)
        avoided = not self.conditions.avoid.isdisjoint(careers.reached(frozenset({demand})))
        return True, avoided and not met_before

    @cached_property
    def _gates(self) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
        """For those who hold what a role demands (rows) and each demand (columns), whether it is unmet, and barred.

        The last row and column are for roles that demand nothing.
        """
        own = self.conditions.have & frozenset(self.network.careers.grades)
        demands = (*self.network.demands, None)
        table = [[self._gate(own if held is None else own | {held}, demand) for demand in demands] for held in demands]
        unmet, barred = np.moveaxis(np.array(table, bool), 2, 0)
        return unmet, barred

    # --- stepping stones --------------------------------------------------------------------------------------------

    def stones(self, goal: Profile) -> npt.NDArray[np.bool_]:
        """Which roles may be passed on the way to a goal: none that asks more than both ends do."""
        network, careers = self.network, self.network.careers
        assert self.start is not None
        ends = {self._place(self.start), self._place(goal)}
        avoided = {self._place(careers.roles[iri]) for iri in self.conditions.avoid if iri in careers.roles}
        found = ~network.regulated & ~np.isin(network.place, sorted(ends | avoided))
        found &= network.weight <= self.transitions.ceiling(self.start, goal)
        known = [level for level in (self.start.preparation, goal.preparation) if level is not None]
        if len(known) == 2:
            found &= network.preparation <= max(known)
        return found
