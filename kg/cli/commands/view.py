"""The command ``kg view``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from kg.cli.options import (
    ANY,
    PATH,
    ROLE,
    conditions_options,
    merges_option,
    parse_ends,
    print_notes,
    source_option,
)
from kg.cli.progress import read_progress
from kg.cli.session import Session
from kg.errors import UsageError, quoted
from kg.model.analysis import check_count
from kg.resources import write_atomically
from kg.view import Picture, map_picture, plan_picture, route_picture

_OF_ROUTES = (
    "count",
    "have",
    "avoid",
    "avoid_gate",
    "max_steps",
    "max_new",
    "min_shared",
    "allow_leaps",
    "allow_detours",
    "progress",
)
"""The options that are for a route alone."""


@click.command()
@click.argument("names", metavar="[X]...", nargs=-1, type=ANY)
@click.option("--depth", type=click.IntRange(1, 5), default=1, show_default=True, help="How far around X to look.")
@click.option("--route", nargs=2, metavar="FROM TO", help="Draw the best route as a line map, others as branches.")
@click.option("--plan", nargs=2, metavar="FROM TO", help="Draw the best route as a plan, with boxes to tick.")
@click.option(
    "--progress", type=PATH, metavar="FILE", help="With --plan: begin from what this file of `kg plan` says is done."
)
@click.option(
    "--map", "as_map", is_flag=True, help="Draw all roles as a map, as is done of 300 or more; --route across it."
)
@click.option("--compare", is_flag=True, help="Draw the roles X... side by side, two to five.")
@click.option(
    "-o",
    "--output",
    type=PATH,
    default=Path("career.html"),
    show_default=True,
    help="The file to write: .html, .png, .pdf, or .svg for the drawing of a route or plan alone.",
)
@click.option(
    "--embed", is_flag=True, help="Write HTML to put into a page of your own: the file has no page around it."
)
@click.option("--open/--no-open", "open_", default=False, help="Open the file in the browser.")
@click.option(
    "-k", "count", type=click.IntRange(1, 20), default=3, show_default=True, help="How many routes are drawn at most."
)
@conditions_options
@source_option
@merges_option
@click.pass_context
def command(context: click.Context, /, names: tuple[str, ...], output: Path, **options: Any) -> None:
    """The whole graph, what surrounds X, a route, a plan, or roles side by side; the path of the file is printed.

    A graph of 300 roles or more is drawn as a map, each role near those that it is most like. The file needs no
    network; .png and .pdf need career-kg[image] and Chromium. FROM and TO, -k and the conditions are those of
    `kg plan`, and count with --route and, but for -k, with --plan.
    Exit status 1: there is no route; the picture then shows what would open one.

    \b
    Example:
      kg view -o career.html
      kg view "MLOps Engineer" --depth 2 -o mlops.html --open
      kg view --route statistician MLOps -o route.html
      kg view --route statistician MLOps -o part.html --embed
      kg view --plan statistician MLOps -o plan.html
      kg view --map --route statistician MLOps -o map.html
      kg view --compare "Data Scientist" "NLP Engineer" -o two.html
    """
    session: Session = context.obj
    _check(context, names, options)
    session.merges = bool(options["merges"])
    status = 0
    if options["route"]:
        picture, status = _route(session, options)
    elif options["plan"]:
        picture, status = _plan(session, options)
    elif options["compare"]:
        picture = session.graph.view_compare([session.entity(name, ROLE.kinds) for name in names])
    elif names:
        picture = session.graph.view(session.entity(names[0]), options["depth"])
    else:
        picture = map_picture(session.graph) if options["as_map"] else session.graph.view()
    if session.sources:
        session.notes.append(session.restriction)
    print_notes([*session.notes, *session.language_note])
    path = _embedded(picture, output) if options["embed"] else picture.save(output)
    click.echo(path)
    if options["open_"] and click.launch(str(path)) != 0:
        print_notes([f"no browser could be opened; open {path} yourself"])
    context.exit(status)


def _embedded(picture: Picture, output: Path) -> Path:
    """Write what is to be put into another page."""
    if output.suffix.lower() not in (".html", ".htm"):
        raise click.UsageError("--embed writes HTML: end the name of the file in .html")
    write_atomically(output, picture.fragment.encode())
    return output


def _check(context: click.Context, names: tuple[str, ...], options: dict[str, Any]) -> None:
    """Raise click.UsageError for options that do not go together."""
    given = [name for name in options if context.get_parameter_source(name) == click.core.ParameterSource.COMMANDLINE]
    if options["route"] and (names or options["compare"]):
        raise click.UsageError("--route takes FROM and TO, and nothing else is drawn beside them")
    if options["plan"] and (names or options["compare"] or options["route"] or options["as_map"]):
        raise click.UsageError("--plan takes FROM and TO, and nothing else is drawn beside them")
    if options["compare"]:
        if options["as_map"]:
            raise click.UsageError("--compare and --map are two pictures: give one of them")
        check_count(len(names))
    elif options["as_map"] and names:
        raise click.UsageError("--map draws all roles: leave X out, or leave --map out")
    elif len(names) > 1:
        raise click.UsageError("give one X, or --compare for several roles")
    if "depth" in given and (not names or options["compare"]):
        raise click.UsageError("--depth says how far around one X to look: give X")
    if "merges" in given and names and not options["compare"]:
        raise click.UsageError("what surrounds X keeps every label apart: leave --merges out")
    asks = {"count": options["route"], "progress": options["plan"]}
    strays = [name for name in given if name in _OF_ROUTES]
    strays = [name for name in strays if not asks.get(name, options["route"] or options["plan"])]
    if strays:
        if strays[0] == "progress":
            raise click.UsageError("--progress is for a plan: add --plan FROM TO")
        flag = "-k" if strays[0] == "count" else f"--{strays[0].replace('_', '-')}"
        raise click.UsageError(f"{flag} is for a route: add --route FROM TO")


def _route(session: Session, options: dict[str, Any]) -> tuple[Picture, int]:
    """The picture, and the exit status: 1 where there is no route."""
    names: tuple[str, str] = options["route"]
    origin, destination, conditions = parse_ends(session, names[0], names[1], options)
    answer = session.graph.route(origin, destination, options["count"], conditions)
    session.notes += answer.notes
    if answer.reason and not answer.routes:
        session.notes.append(f"no route: {answer.reason}")
    picture = map_picture if options["as_map"] else route_picture
    return picture(session.graph, answer), int(not answer.routes)


def _plan(session: Session, options: dict[str, Any]) -> tuple[Picture, int]:
    """The picture, and the exit status: 1 where there is no route."""
    names: tuple[str, str] = options["plan"]
    path: Path | None = options["progress"]
    kept = read_progress(path, session) if path else None
    if path and kept is None:
        raise UsageError(f"there is no file {quoted(str(path))}", "`kg plan FROM TO --progress FILE` makes one")
    plan = session.graph.plan(*parse_ends(session, names[0], names[1], options), progress=kept)
    session.notes += plan.routes.notes
    return plan_picture(session.graph, plan), int(plan.route is None)
