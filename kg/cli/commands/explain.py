"""The command ``kg explain``."""

from __future__ import annotations

from collections.abc import Iterable

import click

from kg.answers.blocks import Answer
from kg.answers.terms import explain_answer, terms
from kg.cli.options import CompletedName, answers
from kg.cli.session import Session


class _Term(CompletedName):
    """A term that has a line."""

    def known(self, session: Session, incomplete: str) -> Iterable[tuple[str, str]]:
        """All terms."""
        del session, incomplete
        return ((name, "term") for name in terms())


@click.command()
@click.argument("term", nargs=-1, type=_Term())
@answers()
def command(session: Session, term: tuple[str, ...]) -> Answer:
    """The words and numbers of routes and of all other answers, and the names of properties that `kg show` prints.

    \b
    Example:
      kg explain gap
      kg explain
    """
    del session
    return explain_answer(" ".join(term) if term else None)
