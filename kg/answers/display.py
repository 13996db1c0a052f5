"""Answers of the Python API as notebooks show them: the blocks of the command line's answers, by type of answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from kg.analysis.all_pairs import TransitionTable
from kg.analysis.ranking import MEASURES
from kg.analysis.statistics import Statistics
from kg.answers.blocks import Answer, Heading, Paragraph, Table, cell_text
from kg.answers.changes import differences_answer
from kg.answers.comparison import comparison_answer
from kg.answers.entities import connections_answer, description_answer, extraction_answer
from kg.answers.json_output import plain
from kg.answers.next_roles import next_answer, transition_answer, unlocks_answer, what_if_answer
from kg.answers.plan import plan_answer
from kg.answers.rankings import (
    all_pairs_answer,
    communities_answer,
    curriculum_answer,
    interests_answer,
    matches_answer,
    ranking_answer,
)
from kg.answers.renderers import HtmlBlocks
from kg.answers.routes import (
    gap_answer,
    group_answer,
    route_answer,
    routes_answer,
    step_answer,
)
from kg.answers.stores import statistics_answer
from kg.errors import SourceError
from kg.model.analysis import Communities, Comparison, Curriculum, Extraction, InterestMatches, Matches, Ranking
from kg.model.answers import Gap, GroupRoutes, NextRoles, Route, Routes, Step, Transition, WhatIf
from kg.model.changes import Differences
from kg.model.connections import Connections
from kg.model.entities import Description
from kg.model.plan import Plan
from kg.routes.unlocks import Unlocks
from kg.store import QueryResult

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas

_ANSWERS: Final[Mapping[type, Callable[[Any], Answer]]] = {
    Communities: communities_answer,
    Comparison: comparison_answer,
    Connections: connections_answer,
    Curriculum: lambda found: curriculum_answer(found, None),
    Description: description_answer,
    Differences: differences_answer,
    Extraction: extraction_answer,
    Gap: gap_answer,
    GroupRoutes: group_answer,
    InterestMatches: interests_answer,
    Matches: lambda found: matches_answer(found, 0),
    NextRoles: lambda found: next_answer(found, found.origin),
    Plan: plan_answer,
    Ranking: lambda found: ranking_answer(found, MEASURES[found.kind, found.by], len(found.rows)),
    Route: route_answer,
    Routes: lambda found: routes_answer(found, len(found)),
    Statistics: statistics_answer,
    Step: step_answer,
    Transition: transition_answer,
    TransitionTable: lambda found: _abridged(all_pairs_answer(found.rows(), ())),
    Unlocks: lambda found: unlocks_answer(found, found.origin.label),
    WhatIf: lambda found: what_if_answer(found, found.origin.label, len(found.changes)),
}


def _answer(value: object) -> Answer:
    return _query_answer(value) if isinstance(value, QueryResult) else _ANSWERS[type(value)](value)


def _abridged(answer: Answer) -> Answer:
    """An answer whose table may have too many rows for a page, with the first of them there."""
    rows = answer.sheet.rows
    more = [Paragraph(f"and {len(rows) - _MOST_SHOWN:,} more; to_pandas() has all")] if len(rows) > _MOST_SHOWN else []
    first = Table(answer.sheet.columns, rows[:_MOST_SHOWN], answer.sheet.caption)
    return answer.replaced(blocks=[first, *more], sheet=answer.sheet)


_MOST_SHOWN: Final = 100
"""How many rows of the table of all pairs a notebook shows."""


def _query_answer(result: QueryResult) -> Answer:
    rows = result.to_dicts()
    columns = list(dict.fromkeys(name for row in rows for name in row))
    table = Table(columns, [[_value(row.get(name)) for name in columns] for row in rows])
    return Answer(result, [table] if rows else [Paragraph("No rows.")], sheet=table, title=f"{len(rows)} rows")


def _value(value: object) -> str | int | float | bool | None:
    return value if isinstance(value, str | int | float | bool) or value is None else str(value)


def title(answer: object) -> str:
    """What an answer is about."""
    return _answer(answer).title


def html(answer: object) -> str:
    """An answer as a part of a page."""
    found = _answer(answer)
    named = any(isinstance(block, Heading) and block.level == 1 for block in found.blocks)
    blocks = found.blocks if named or not found.title else [Heading(found.title), *found.blocks]
    return f"<div>{HtmlBlocks(top=3, key=f'kg-{type(answer).__name__.lower()}').blocks(blocks)}</div>"


def data(answer: object) -> Any:
    """An answer as ``-f json`` has it."""
    if isinstance(answer, QueryResult):
        import json

        return json.loads(answer.to_json())
    return plain(_answer(answer).data)


def frame(answer: object) -> pandas.DataFrame:
    """The main table of an answer. Raises SourceError where pandas is not installed."""
    try:
        import pandas
    except ImportError as error:
        raise SourceError("pandas is not installed", "pip install 'career-kg[pandas]'") from error
    sheet = _answer(answer).sheet
    rows = [[cell if isinstance(cell, int | float) else cell_text(cell) for cell in row] for row in sheet.rows]
    return pandas.DataFrame(rows, columns=list(sheet.columns))
