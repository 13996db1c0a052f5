"""The command compare."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kg.cli import plain_analysis
from kg.cli.names import ROLE, merges_option, source_option
from kg.cli.report import Block, Heading, Line, Report, Table, report
from kg.telling.comparison import common_rows, compared_skills, compared_terms, comparison_words, listed

if TYPE_CHECKING:
    from kg.cli.session import Session

__all__ = ["compare"]


@click.command()
@click.argument("roles", metavar="ROLE ROLE...", nargs=-1, required=True, type=ROLE)
@source_option
@merges_option
@report()
def compare(session: Session, roles: tuple[str, ...], merges: bool) -> Report:
    """Two to five roles. Each cell has its source; what a role does not ask for is empty.

    Pay in common is the range that every stated range contains, never an average. Education in common is what every
    role names without a condition. docs/analysis.md tells more.

    \b
    Example:
      kg compare "ML Engineer" MLOps
      kg compare "Data Scientist" "NLP Engineer" "Research Scientist" -f csv
    """
    from kg.analysis.comparison import check_count

    check_count(len(roles))
    session.merges = merges
    answer = session.graph.compare([session.entity(role, ROLE.kinds) for role in roles])
    labels = [role.label for role in answer.roles]
    skills = [row.cells for row in compared_skills(answer)]
    terms = [row.cells for row in compared_terms(answer)]
    blocks: list[Block] = [Heading(listed(labels)), *map(Line, comparison_words(answer))]
    if skills:
        blocks += [Heading("Skills", 2), Table(["", "skill", *labels], skills)]
    blocks += [Heading("Pay, education, level", 2), Table(["", "", *labels], terms)]
    table = Table(["what", "item", *labels], [*skills, *terms, *(row.cells for row in common_rows(answer))])
    return Report(plain_analysis.comparison(answer), table, blocks)
