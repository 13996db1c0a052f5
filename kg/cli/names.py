"""Arguments that name entities, with shell completion, and the options that several commands share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from kg.cli.session import Session

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from click.shell_completion import CompletionItem

    from kg.advice.coverage import Conditions

__all__ = ["ANY", "ENDS", "ROLE", "conditions_of", "conditions_options", "merges_option"]


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
ENDS = EntityName("role", "entry-path")
ANY = EntityName()


def merges_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """The option that takes every label for itself."""
    option = click.option(
        "--merges/--no-merges",
        default=True,
        help="Whether labels that curation merges are one skill (Programming = Programming expertise).",
    )
    return option(command)


def conditions_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that limit a route."""
    options = (
        click.option(
            "--have", multiple=True, metavar="NAMES", help="Skills or credentials held: names, or @FILE of names."
        ),
        click.option(
            "--avoid", multiple=True, metavar="NAMES", help="Roles not to pass; skills or credentials not to need."
        ),
        click.option("--max-steps", type=click.IntRange(1, 6), default=3, show_default=True, help="The longest route."),
    )
    for option in reversed(options):
        command = option(command)
    return command


def conditions_of(session: Session, options: Mapping[str, Any]) -> Conditions:
    """The conditions that options state; names are resolved and what they were taken for is noted."""
    from kg.adviser import HELD

    have = session.entities(options.get("have", ()), HELD)
    avoid = session.entities(options.get("avoid", ()), ("role", *HELD), strict=True)
    return session.graph.conditions(have, avoid, options.get("max_steps", 3))
