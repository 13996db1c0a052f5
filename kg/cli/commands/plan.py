"""The command ``kg plan``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from kg.answers.blocks import Answer
from kg.answers.plan import plan_answer
from kg.cli.options import (
    PATH,
    answers,
    area_option,
    conditions_options,
    ends_argument,
    merges_option,
    parse_ends,
    sources_option,
    two_ends,
)
from kg.cli.progress import read_progress, write_progress
from kg.cli.session import Session
from kg.errors import UsageError
from kg.model.plan import Pace
from kg.schema import HOLDABLE_KINDS


@click.command()
@ends_argument
@click.option(
    "--progress",
    type=PATH,
    metavar="FILE",
    help="Keep what is done in this file (YAML; JSON if it ends in .json), and begin from it the next time.",
)
@click.option("--done", multiple=True, metavar="NAMES", help="Skills or credentials that are done; kept in --progress.")
@click.option("--hours-per-week", type=float, metavar="HOURS", help="How many hours a week you learn.")
@click.option("--hours-per-skill", type=float, metavar="HOURS", help="How many hours you count for a skill.")
@click.option("--start", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="The day on which you start.")
@conditions_options
@area_option
@sources_option
@merges_option
@answers("ics", to_file=True)
def command(session: Session, ends: tuple[str, ...], **options: Any) -> Answer:
    """FROM and TO: as for `kg route`; of a group of roles the one that has the best route.

    First come five skills of the earliest step: what later steps need again, then what is core to its role, then the
    rest. The others follow, each list step by step: what a course teaches, what is learned on the job, and those of
    which the source states no type.
    Then what sources state of each step: gates, people, months of experience and training, pay. Durations come from
    your own pace alone; -f ics is a calendar, and needs --start. -f md and html have boxes to tick, and whole lists.

    With --progress a plan begins from what is done, as if --have named it, and says what changed since the last plan.
    Exit status 1: there is no route.

    \b
    Example:
      kg plan statistician MLOps
      kg plan statistician MLOps --progress mlops.yaml --done Programming,Pandas
      kg plan statistician MLOps --hours-per-week 5 --hours-per-skill 20 --start 2027-01-04 -o plan.ics
    """
    session.merges = bool(options.pop("merges"))
    origin, destination = two_ends(session, ends)
    start, end, conditions = parse_ends(session, origin, destination, options)
    path: Path | None = options["progress"]
    if options["done"] and path is None:
        raise UsageError("--done is kept in a file, and none is named", "add --progress FILE, or use --have")
    kept = read_progress(path, session) if path else None
    done = session.entities(options["done"], HOLDABLE_KINDS, strict=True)
    day = options["start"].date() if options["start"] else None
    pace = Pace(options["hours_per_week"], options["hours_per_skill"], day)
    graph = session.graph_in(options["area"])
    plan = graph.plan(start, end, conditions, progress=kept, done=done, pace=pace)
    if path:
        write_progress(path, plan.progress)
    return plan_answer(plan, day)
