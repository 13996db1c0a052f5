"""The command ``kg route``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from kg.answers.blocks import Answer
from kg.answers.routes import group_answer, legend_answer, routes_answer
from kg.cli.options import (
    DESTINATION,
    ROLE,
    answers,
    area_option,
    conditions_options,
    ends_argument,
    merges_option,
    parse_conditions,
    parse_ends,
    print_answer,
    sources_option,
    two_ends,
)
from kg.cli.session import Session
from kg.errors import UsageError, quoted
from kg.routes.conditions import PREFERENCES, Variety


def _print_legend(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    del param
    if value and not ctx.resilient_parsing:
        print_answer(legend_answer())
        ctx.exit()


@click.command()
@ends_argument
@click.option(
    "-k", "count", type=click.IntRange(min=1), default=None, help="How many routes, best first.  [default: 1]"
)
@click.option(
    "--via", multiple=True, metavar="ROLE", type=ROLE, help="Go through this role; repeat for several, in order."
)
@click.option(
    "--prefer",
    type=click.Choice(PREFERENCES),
    default=None,
    help="Lowest cost, fewest steps, or highest minimum pay on the way.  [default: effort]",
)
@click.option(
    "--diverse",
    is_flag=True,
    help="Skip routes that share more than half of their intermediate roles with a better one.",
)
@click.option(
    "--tradeoffs",
    is_flag=True,
    help="All Pareto-optimal routes (none is better in every respect), with what each is best at.",
)
@click.option(
    "--legend",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_legend,
    help="Print what the words and numbers of a route mean, and exit.",
)
@conditions_options
@area_option
@sources_option
@merges_option
@answers("mermaid", "checklist")
def command(session: Session, ends: tuple[str, ...], **options: Any) -> Answer:
    """FROM: a role, a background (entry path), a job title, or "me" (only the skills given with --have).

    TO: a role or a job title. For a title the route leads to its role, then up the career levels. For a group of roles
    (of ISCO or SOC, a section of a guide, or a field such as "something in IT") the answer has the best routes to roles
    in it, -k of them.

    Each step says what you keep, what is near and what is to learn, which credential it requires, what it pays, and the
    source of each; --legend explains the words. Then comes the direct step. With --source intermediate roles come from
    that source too. Exit status 1: there is no route; the answer then gives the reason, and the fewest skills that
    would open one.

    \b
    Example:
      kg route statistician MLOps
      kg route "Data Scientist" "MLOps Engineer" -k 3 --have Docker,SQL -f checklist
      kg route "Data Scientist" MLOps --via "NLP Engineer" --avoid-gate PhD
      kg route me "NLP Engineer" --have @profile.yaml --tradeoffs
      kg route "ML Engineer I" "VP of AI"
      kg route statistician "Major Career Roles"
    """
    session.merges = bool(options.pop("merges"))
    origin, destination = two_ends(session, ends)
    if session.names_group(destination, DESTINATION.kinds):
        return _to_group(session, origin, destination, options)
    start, end, conditions = parse_ends(session, origin, destination, options)
    via = [session.entity(name, ROLE.kinds) for name in options["via"]]
    count = options["count"] or 1
    answer = session.graph_in(options["area"]).route(
        start,
        end,
        count,
        conditions,
        via=via,
        prefer=options["prefer"] or "effort",
        variety=_alternatives(options),
    )
    return routes_answer(answer, count)


def _to_group(session: Session, origin: str, group: str, options: Mapping[str, Any]) -> Answer:
    """The best routes to roles of a group. Raises UsageError for options that only a route to one role has."""
    for name in ("via", "prefer", "diverse", "tradeoffs"):
        if options[name]:
            raise UsageError(f"--{name} is for a route to one role, and {quoted(group)} is a group", "drop it")
    start, conditions = session.origin(origin), parse_conditions(session, options)
    graph = session.graph_in(options["area"])
    session.announce_slow_task("looking for routes to a group")
    return group_answer(graph.route_to_group(start, session.role_group(group), options["count"] or 5, conditions))


def _alternatives(options: Mapping[str, Any]) -> Variety:
    """Which routes to give beside the best. Raises UsageError where options contradict each other."""
    if not options["tradeoffs"]:
        return "diverse" if options["diverse"] else "best"
    for name in ("diverse", "count", "prefer"):
        if options[name]:
            flag = "-k" if name == "count" else f"--{name}"
            raise UsageError(f"--tradeoffs gives all Pareto-optimal routes, and takes no {flag}", "drop one of them")
    return "tradeoffs"
