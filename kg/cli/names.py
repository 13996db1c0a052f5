"""Arguments that name entities, with shell completion, and the options that several commands share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from kg.cli.session import Session
from kg.errors import quoted
from kg.routes.requirements import MAX_STEPS
from kg.schema import KINDS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from click.shell_completion import CompletionItem

    from kg.model import Entity
    from kg.routes.requirements import Conditions

__all__ = [
    "ANY",
    "GOAL",
    "ROLE",
    "START",
    "called",
    "conditions_of",
    "conditions_options",
    "have_option",
    "kind_option",
    "merges_option",
    "source_option",
    "sources_option",
]


class EntityName(click.ParamType[str]):
    """The name of an entity of some kinds; the shell completes it."""

    name = "name"

    def __init__(self, *kinds: str) -> None:
        self.kinds = kinds

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """The labels that begin as what is typed."""
        from click.shell_completion import CompletionItem

        del param
        source = ctx.find_root().params.get("source")
        wanted = incomplete.casefold()
        return [
            CompletionItem(entity.label, help=entity.kind)
            for entity in Session(source).graph.entities()
            if (not self.kinds or entity.kind in self.kinds) and entity.label.casefold().startswith(wanted)
        ]


ROLE = EntityName("role")
START = EntityName("role", "entry-path", "job-title")
GOAL = EntityName("role", "job-title")
ANY = EntityName()


def source_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """The option that limits names to sources; the session keeps it."""
    return _sources("Take names from this source, such as esco; with several the first that has one.")(command)


def sources_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """The option that limits an answer to what comes from some sources; the session keeps it."""
    return _sources("Only what comes from this source, such as esco; with several, from any of them.")(command)


def _sources(meaning: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    def keep(ctx: click.Context, param: click.Parameter, value: tuple[str, ...]) -> None:
        del param
        ctx.find_object(Session).sources = value  # type: ignore[union-attr]  # made before any option of a command

    return click.option("--source", multiple=True, metavar="NAME", expose_value=False, callback=keep, help=meaning)


def kind_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """The option that limits names to one kind; the session keeps it."""

    def keep(ctx: click.Context, param: click.Parameter, value: str | None) -> None:
        del param
        ctx.find_object(Session).kinds = (value,) if value else ()  # type: ignore[union-attr]  # as above

    option = click.option(
        "--kind",
        type=click.Choice(list(KINDS)),
        expose_value=False,
        callback=keep,
        help="Take names of this kind alone.",
    )
    return option(command)


def merges_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """The option that takes every label for itself."""
    option = click.option(
        "--merges/--no-merges",
        default=True,
        help="Whether labels that curation merges are one skill (Programming = Programming expertise).",
    )
    return option(command)


def have_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """The option that says what one holds."""
    text = "Skills or credentials held: names, or @FILE of names or of a profile (skills, credentials, level)."
    return click.option("--have", multiple=True, metavar="NAMES", help=text)(command)


def conditions_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that limit a route."""
    options = (
        have_option,
        click.option(
            "--avoid", multiple=True, metavar="NAMES", help="Roles not to pass; skills not to learn; gates not to meet."
        ),
        click.option("--avoid-gate", multiple=True, metavar="NAMES", help="Credentials not to need, such as PhD."),
        click.option(
            "--max-steps",
            type=click.IntRange(1, MAX_STEPS),
            default=3,
            show_default=True,
            help="The most moves between roles.",
        ),
        click.option("--max-new", type=click.IntRange(min=0), help="The most skills to learn in one step."),
        click.option(
            "--min-shared",
            type=click.IntRange(min=1),
            help="The fewest required skills that a step must find covered.  [default: 1, and none for a fresh start]",
        ),
        click.option("--allow-leaps", is_flag=True, help="Let the level of preparation rise by more than 1 in a step."),
    )
    for option in reversed(options):
        command = option(command)
    return command


def called(start: Entity | str) -> str:
    """A start in words: its label, or what one has."""
    return "what you have" if isinstance(start, str) else start.label


def conditions_of(session: Session, options: Mapping[str, Any]) -> Conditions:
    """The conditions that options state; names are resolved and what they were taken for is noted."""
    from kg.graph import HOLDABLE_KINDS

    having = session.having(options.get("have", ()))
    avoid = session.entities(options.get("avoid", ()), ("role", *HOLDABLE_KINDS), strict=True)
    for thing in avoid:
        if thing.kind == "skill" and not session.graph.is_required(thing):
            session.notes.append(f"no role requires {quoted(thing.label)} itself, so avoiding it bars no step")
    avoid += session.entities(options.get("avoid_gate", ()), ("credential",), strict=True)
    limits = {name: options[name] for name in ("max_steps", "max_new", "min_shared", "allow_leaps") if name in options}
    return session.graph.conditions(having.held, avoid, having.level, **limits)
