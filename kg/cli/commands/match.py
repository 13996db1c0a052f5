"""The command ``kg match``."""

from __future__ import annotations

from typing import Any

import click

from kg.answers.blocks import Answer
from kg.answers.rankings import curriculum_answer, interests_answer, matches_answer
from kg.cli.options import answers, group_option, merges_option, source_option
from kg.cli.session import Session
from kg.errors import UsageError

_LIMIT = 20
_MANY_ROLES = 200


@click.command()
@click.option(
    "--have",
    multiple=True,
    metavar="NAMES",
    help="Skills or credentials you have, or skills taught: names, a sentence, or @FILE: names, a profile, a text.",
)
@click.option(
    "--interests",
    metavar="RIASEC",
    help="Rank roles by your interests: letters of R, I, A, S, E, C, the strongest first (ASI), or six scores in that"
    " order (12,30,5,22,8,10).",
)
@click.option(
    "--curriculum",
    is_flag=True,
    help="Treat --have as the skills that courses teach, and report which roles they cover.",
)
@click.option(
    "-n",
    "--limit",
    type=click.IntRange(min=1),
    help=f"How many rows of each table. [default: {_LIMIT}; with --curriculum all, of up to {_MANY_ROLES} roles]",
)
@click.option(
    "--min-coverage", type=click.FloatRange(0, 1), default=0, help="Only roles of at least this coverage: 0.5 is half."
)
@group_option
@source_option
@merges_option
@answers()
def command(
    session: Session,
    have: tuple[str, ...],
    interests: str | None,
    curriculum: bool,
    limit: int | None,
    **options: Any,
) -> Answer:
    """Roles by coverage, (held + near / 2) / required as `kg gap` has it, with what is held, near and missing.

    With --curriculum: which roles the courses cover, which required skills no course teaches, and which taught skills
    no role requires. A file has one name a line. With --interests: the roles of O*NET by how well they suit your
    interests; with --have, too, only those that your skills cover in part. `kg docs analysis` explains more.

    \b
    Example:
      kg match --have Python,SQL,Docker
      kg match --have @courses.txt --curriculum
      kg match --interests ASI
    """
    session.merges = bool(options["merges"])
    min_coverage = options["min_coverage"]
    if not have and interests is None:
        raise click.UsageError("Missing option '--have', with what you have, or '--interests'.")
    if interests is not None and curriculum:
        raise UsageError("--curriculum is about skills that are taught", "drop --interests")
    if interests is not None and options["group"]:
        raise UsageError("--interests ranks all roles", "drop --in")
    if interests is not None:
        held = session.read_person(have).held if have else []
        found = session.graph.match_interests(interests, limit or _LIMIT, have=held, min_coverage=min_coverage)
        return interests_answer(found)
    if not curriculum:
        group = session.role_group(options["group"]) if options["group"] else None
        held = session.read_person(have).held
        answer = session.graph.match(held, limit or _LIMIT, min_coverage, group=group)
        return matches_answer(answer._replace(unknown=tuple(session.unknown)), min_coverage)
    if min_coverage or options["group"]:
        raise UsageError("--curriculum reports on all roles", "drop --min-coverage and --in")
    session.announce_slow_task("reading the requirements")
    if limit is None and len(session.graph.table.roles) > _MANY_ROLES:
        limit = _LIMIT
    report = session.graph.match_curriculum(session.entities(have, ("skill",)), limit)
    return curriculum_answer(report._replace(unknown=tuple(dict.fromkeys(session.unknown))), limit)
