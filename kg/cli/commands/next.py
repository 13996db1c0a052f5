"""The command ``kg next``."""

from __future__ import annotations

from typing import Any

import click

from kg.answers.blocks import Answer
from kg.answers.routes import next_answer, what_if_answer
from kg.cli.options import (
    ORIGIN,
    answers,
    area_option,
    from_source_option,
    have_option,
    merges_option,
    origin_label,
    parse_conditions,
)
from kg.cli.session import Session

_BASES = ("skills", "words")
"""What roles are compared by: required skills, or also the words of their descriptions."""


@click.command()
@click.argument("role", metavar="ROLE", type=ORIGIN)
@click.option("-n", "--limit", type=click.IntRange(min=1), default=20, show_default=True, help="How many roles.")
@click.option(
    "--by",
    type=click.Choice(_BASES),
    default=_BASES[0],
    show_default=True,
    help="Compare required skills, or also the words in which roles are described.",
)
@click.option("--learn", multiple=True, metavar="SKILLS", help="What if: show what learning these skills changes.")
@have_option
@area_option
@from_source_option
@merges_option
@answers()
def command(session: Session, role: str, limit: int, merges: bool, by: str, **options: Any) -> Answer:
    """ROLE: a role, a background (entry path), a job title, or "me" (only the skills given with --have).

    With what is shared and what is missing; docs/ranking.md explains similarity.

    --learn: roles that become reachable, and roles whose gap gets smaller. Exit status 1: there is no such role.

    \b
    Example:
      kg next "MLOps Engineer"
      kg next statistician --learn "Cloud platforms"
      kg next me --have Python,Docker
      kg next "Data Scientist" --by words
    """
    session.merges = merges
    origin = session.origin(role)
    conditions = parse_conditions(session, options)
    label = origin_label(origin)
    if options["learn"]:
        if by != _BASES[0]:
            raise click.UsageError("--learn compares gaps, and takes no --by")
        learn = session.entities(options["learn"], ("skill",), strict=True)
        return what_if_answer(session.graph.what_if(origin, learn, conditions), label, limit)
    found = session.graph_in(options["area"]).transitions(origin, limit, conditions, by=by)
    return next_answer(found, label, with_words=by == "words")
