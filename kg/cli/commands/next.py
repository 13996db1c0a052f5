"""The command ``kg next``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from kg.answers.blocks import Answer
from kg.answers.next_roles import next_answer, what_if_answer
from kg.cli.names import names_of
from kg.cli.options import (
    ORIGIN,
    answers,
    area_option,
    from_source_option,
    group_option,
    have_option,
    merges_option,
    origin_label,
    parse_conditions,
)
from kg.cli.session import Session

if TYPE_CHECKING:
    from kg.routes.next_roles import RankedBy

_RANKINGS: tuple[RankedBy, ...] = ("skills", "words", "likely")
"""What roles are ranked by, as kg.routes.next_roles has it; that module is not loaded for help."""


@click.command()
@click.argument("words", metavar="ROLE", nargs=-1, required=True, type=ORIGIN)
@click.option("-n", "--limit", type=click.IntRange(min=1), default=20, show_default=True, help="How many roles.")
@click.option(
    "--by",
    type=click.Choice(_RANKINGS),
    help="Compare required skills (default), also the words in which roles are described, or what workers likely do.",
)
@click.option("--likely", is_flag=True, help="The same as --by likely: similarity, and how many people work in a role.")
@click.option("--reverse", is_flag=True, help="Show where people in ROLE come from.")
@click.option("--learn", multiple=True, metavar="SKILLS", help="What if: show what learning these skills changes.")
@have_option
@group_option
@area_option
@from_source_option
@merges_option
@answers()
def command(
    session: Session, words: tuple[str, ...], limit: int, merges: bool, by: RankedBy | None, **options: Any
) -> Answer:
    """ROLE: a role, a background (entry path), a job title, or "me" (only the skills given with --have).

    With what is shared and what is missing; what needs a higher degree or a licence is set apart. `kg docs ranking`
    explains the scores. --likely needs figures of employment, which "kg import oews" reads.

    --learn: roles that become reachable, and roles whose gap gets smaller. Exit status 1: there is no such role.

    \b
    Example:
      kg next "MLOps Engineer"
      kg next statistician --learn "Cloud platforms"
      kg next me --have Python,Docker
      kg next "Data Scientist" --by words
      kg next "MLOps Engineer" --reverse
      kg next statistician --in "Major Career Roles"
    """
    session.merges = merges
    origin = session.origin(names_of(session, words, (ORIGIN.kinds,))[0])
    conditions = parse_conditions(session, options)
    label = origin_label(origin)
    if options["likely"] and by not in (None, "likely"):
        raise click.UsageError(f"--likely is --by likely, and cannot be combined with --by {by}")
    by = "likely" if options["likely"] else by
    if options["learn"]:
        if by or options["reverse"] or options["group"]:
            raise click.UsageError("--learn compares gaps, and takes no --by, --likely, --reverse or --in")
        learn = session.entities(options["learn"], ("skill",), strict=True)
        return what_if_answer(session.graph.next_learn(origin, learn, conditions), label, limit)
    reverse, by = bool(options["reverse"]), by or _RANKINGS[0]
    group = session.role_group(options["group"]) if options["group"] else None
    graph = session.graph_in(options["area"])
    found = graph.next(origin, limit, conditions, by=by, reverse=reverse, group=group)
    return next_answer(found, label)
