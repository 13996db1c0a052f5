"""The command ``kg compare``."""

from __future__ import annotations

import click

from kg.answers.blocks import Answer
from kg.answers.comparison import comparison_answer
from kg.cli.names import names_of
from kg.cli.options import ROLE, answers, area_option, merges_option, source_option
from kg.cli.session import Session
from kg.errors import UsageError
from kg.model.analysis import FEWEST, MOST, check_count


@click.command()
@click.argument("roles", metavar="ROLE ROLE...", nargs=-1, required=True, type=ROLE)
@area_option
@source_option
@merges_option
@answers()
def command(session: Session, roles: tuple[str, ...], area: str | None, merges: bool) -> Answer:
    """Two to five roles. Each cell has its source; what a role does not require is empty.

    Pay in common is the range that every stated range contains, never an average. Education in common is what every
    role names without a condition. `kg docs analysis` explains more.

    \b
    Example:
      kg compare "ML Engineer" MLOps
      kg compare "Data Scientist" "NLP Engineer" "Research Scientist" -f csv
    """
    session.merges = merges
    named = [session.entity(role, ROLE.kinds) for role in _names(session, roles)]
    return comparison_answer(session.graph_in(area).compare(named))


def _names(session: Session, words: tuple[str, ...]) -> list[str]:
    """The names of two to five roles. Raises UsageError for another number."""
    try:
        return names_of(session, words, [ROLE.kinds] * MOST, least=FEWEST)
    except (UsageError, click.UsageError):
        check_count(len(words))
        raise
