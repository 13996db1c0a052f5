"""The part of a career graph that looks at many roles at once; each method delegates to the room that knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.adviser import HELD, Adviser
from kg.errors import UsageError
from kg.naming import each

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.advice.coverage import Coverage
    from kg.advice.steps import Steps
    from kg.analysis.all_pairs import TransitionTable
    from kg.model import Entity
    from kg.model.analysis import Comparison, Curriculum, Matches, Ranking

__all__ = ["Analyst"]


class Analyst(Adviser):
    """What a graph answers about many roles at once; :class:`kg.graph.CareerGraph` is one."""

    def compare(self, roles: Iterable[str | Entity]) -> Comparison:
        """Two to five roles side by side: skills shared and not, tools, pay, education, level, titles, as stated.

        Raises UsageError for another number of roles or the same role twice, and as :meth:`resolve` does for names.

        >>> import kg
        >>> answer = kg.open().compare(["ML Engineer", "MLOps Engineer"])
        >>> [item.skill.label for item in answer.shared], answer.pay.minimum, answer.pay.maximum
        (['Cloud platforms', 'ML frameworks'], 90000, 200000)
        """
        from kg.analysis.comparison import compare
        from kg.rdf.careers import read_role_details

        named = [self.get(role, "role") for role in each(roles)]
        sides = [(self.careers.roles[role.iri], read_role_details(self._reader, role)) for role in named]
        return compare(self.careers, sides)

    def match(self, have: Iterable[str | Entity], limit: int | None = None, min_coverage: float = 0) -> Matches:
        """The roles for who has these skills and credentials, best coverage first; all of them without a ``limit``.

        ``min_coverage`` (0 to 1) leaves out what is covered less. Raises UsageError when nothing is named, or a limit
        makes no sense, and as :meth:`resolve` does for names.

        >>> import kg
        >>> best = kg.open().match(["Docker", "AWS", "git"]).roles[0]
        >>> best.destination.label, best.coverage
        ('MLOps Engineer', 0.5)
        """
        from kg.analysis.matching import match

        _check_limit(limit)
        if not 0 <= min_coverage <= 1:
            raise UsageError(f"min_coverage must be from 0 to 1, not {min_coverage:g}", "0.5 is one half")
        held, coverage = self._held(have, HELD)
        return match(self.network, coverage, held, limit, min_coverage)

    def curriculum(self, taught: Iterable[str | Entity], limit: int | None = None) -> Curriculum:
        """What courses teach against what roles require: roles covered, skills that no course teaches, or no role asks.

        With a ``limit`` only so many roles and skills that are not taught are told of: to read all of a taxonomy takes
        long. Raises UsageError when nothing is named, for a limit below 1, and as :meth:`resolve` does for names.

        >>> import kg
        >>> answer = kg.open().curriculum(["Python", "Teamwork"])
        >>> len(answer.partly), answer.untaught[0].skill.label, answer.unasked[0].skill.label
        (5, 'Cloud platforms', 'Teamwork')
        """
        from kg.analysis.matching import check_curriculum

        _check_limit(limit)
        named, coverage = self._held(taught, ("skill",))
        return check_curriculum(self.network, coverage, named, limit)

    def _held(self, names: Iterable[str | Entity], kinds: tuple[str, ...]) -> tuple[list[Entity], Coverage]:
        """What names stand for, each once under its canonical name, and the coverage of one who holds just that."""
        from kg.advice.coverage import Coverage

        named = [self.get(name, *kinds) for name in each(names)]
        if not named:
            raise UsageError("nothing is named that is held", f"name a {' or '.join(kinds)}")
        careers = self.careers
        held = [careers.skills.get(careers.tree.canonical(entity.iri), entity) for entity in named]
        return list(dict.fromkeys(held)), Coverage(careers, self.conditions(have=held))

    def rank(self, kind: str, by: str = "demand", *, told: int | None = None) -> Ranking:
        """``kind`` "skills" or "roles" by "demand", "bridge" (betweenness) or "reach"; docs/analysis.md defines each.

        With ``told`` only so many rows, from the first, have their roles and sources: to read all may take long.
        Raises UsageError for another kind or measure.

        >>> import kg
        >>> [(row.entity.label, row.score) for row in kg.open().rank("skills").rows[:3]]
        [('Programming', 5), ('Cloud platforms', 2), ('ML frameworks', 2)]
        """
        from kg.analysis.ranking import rank
        from kg.rdf.careers import roles_with_tools

        def steps() -> Steps:
            from kg.advice.steps import Steps

            return Steps(self.network, self._transitions(None))

        return rank(
            self.careers,
            kind,
            by,
            steps,
            self._cache,
            told,
            lambda: roles_with_tools(self._reader) & self.careers.roles.keys(),
        )

    def transition_table(self, limit: int = 20, *, max_roles: int | None = None) -> TransitionTable:
        """The ``limit`` best moves from every role, computed at once by DuckDB or Spark; docs/scale.md says how.

        Its score is simpler than the kinship of :meth:`transitions`. With ``max_roles``, skills that more roles require
        link nobody. Raises UsageError for limits out of range.

        >>> import kg
        >>> table = kg.open().transition_table(limit=1)
        >>> [move.destination.label for move in table.rows() if move.origin.label == "MLOps Engineer"]
        ['Machine Learning Engineer']
        """
        from kg.analysis.all_pairs import TransitionTable

        return TransitionTable(self.table, self.careers, limit, max_roles)


def _check_limit(limit: int | None) -> None:
    if limit is not None and limit < 1:
        raise UsageError(f"limit must be at least 1, not {limit}", "give a larger number")
