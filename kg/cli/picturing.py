"""The command view."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli.names import ANY, GOAL, ROLE, conditions_of, conditions_options, merges_option, source_option
from kg.cli.safe import terminal

if TYPE_CHECKING:
    from kg.cli.session import Session
    from kg.view import Picture

__all__ = ["view"]

_OF_ROUTES = ("count", "have", "avoid", "avoid_gate", "max_steps", "max_new", "min_shared", "allow_leaps")
"""The options that say something of a route alone."""


@click.command()
@click.argument("names", metavar="[X]...", nargs=-1, type=ANY)
@click.option("--depth", type=click.IntRange(1, 5), default=1, show_default=True, help="How far around X to look.")
@click.option("--route", nargs=2, metavar="FROM TO", help="Draw the best route, and others dimmed.")
@click.option("--compare", is_flag=True, help="Draw the roles X... side by side, two to five.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=Path("career.html"),
    show_default=True,
    help="The file to write.",
)
@click.option("--open/--no-open", "open_", default=False, help="Open the file in the browser.")
@click.option(
    "-k", "count", type=click.IntRange(1, 20), default=3, show_default=True, help="How many routes are drawn at most."
)
@conditions_options
@source_option
@merges_option
@click.pass_context
def view(context: click.Context, /, names: tuple[str, ...], output: Path, **options: Any) -> None:
    """The whole graph, what surrounds X, a route, or roles side by side; the path of the file is printed.

    The file needs no network. FROM and TO, -k and the limits are those of `kg route`, and count with --route alone.
    Exit status 1: there is no route; the picture then shows what would open one.

    \b
    Example:
      kg view -o career.html
      kg view "MLOps Engineer" --depth 2 -o mlops.html --open
      kg view --route statistician MLOps -o route.html
      kg view --compare "Data Scientist" "NLP Engineer" -o two.html
    """
    session: Session = context.obj
    _check(context, names, options)
    session.merges = bool(options["merges"])
    status = 0
    if options["route"]:
        picture, status = _route(session, options)
    elif options["compare"]:
        picture = session.graph.view_comparison([session.entity(name, ROLE.kinds) for name in names])
    elif names:
        picture = session.graph.view(session.entity(names[0]), options["depth"])
    else:
        session.bear_with("drawing an overview")
        picture = session.graph.view()
    for note in session.notes:
        click.echo(f"note: {terminal(note)}", err=True)
    path = picture.save(output)
    click.echo(path)
    if options["open_"] and click.launch(str(path)) != 0:
        click.echo(f"note: no browser could be opened; open {path} yourself", err=True)
    context.exit(status)


def _check(context: click.Context, names: tuple[str, ...], options: dict[str, Any]) -> None:
    """Raises click.UsageError for options that do not go together."""
    given = [name for name in options if context.get_parameter_source(name) == click.core.ParameterSource.COMMANDLINE]
    if options["route"] and (names or options["compare"]):
        raise click.UsageError("--route takes FROM and TO, and nothing else is drawn beside them")
    if options["compare"]:
        from kg.analysis.comparison import check_count

        check_count(len(names))
    elif len(names) > 1:
        raise click.UsageError("give one X, or --compare for several roles")
    if "depth" in given and (not names or options["compare"]):
        raise click.UsageError("--depth says how far around one X to look: give X")
    if "merges" in given and names and not options["compare"]:
        raise click.UsageError("what surrounds X has every label of its own: leave --merges out")
    strays = [name for name in given if name in _OF_ROUTES and not options["route"]]
    if strays:
        flag = "-k" if strays[0] == "count" else f"--{strays[0].replace('_', '-')}"
        raise click.UsageError(f"{flag} is for a route: add --route FROM TO")


def _route(session: Session, options: dict[str, Any]) -> tuple[Picture, int]:
    """The picture, and the exit status: 1 where there is no route."""
    from kg.view import route_picture

    origin, destination = options["route"]
    start, goal = session.start(origin), session.entity(destination, GOAL.kinds)
    answer = session.graph.routes(start, goal, options["count"], conditions_of(session, options))
    session.notes += answer.notes
    if answer.reason and not answer.routes:
        session.notes.append(f"no route: {answer.reason}")
    return route_picture(session.graph, answer), int(not answer.routes)
