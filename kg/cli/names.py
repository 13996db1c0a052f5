"""Names as people type them on the command line: without quotes, or one of several entities of the same name."""

from __future__ import annotations

import sys
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Final

import click

from kg.cli.watch import at_terminal
from kg.errors import AmbiguousNameError, KGError, UsageError, quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from kg.cli.session import Session
    from kg.model import Entity

_MOST_WORDS: Final = 12
"""Of more words than this nobody means names without quotes."""


def names_of(
    session: Session,
    words: Sequence[str],
    kinds: Sequence[Collection[str]],
    *,
    least: int | None = None,
    groups: bool = False,
) -> list[str]:
    """The names that arguments are: each its own, or several words without quotes where only one reading exists.

    ``kinds`` are those of each name, in order; as many names are taken, or with ``least`` fewer, the last ones. With
    ``groups`` the last may be a group of roles. Raises UsageError, with a hint at quotes, for another number of names.
    """
    sizes = range(least or len(kinds), len(kinds) + 1)

    def known(names: Sequence[str]) -> bool:
        wanted = kinds[-len(names) :]
        return all(
            session.knows(name, tuple(own), group=groups and number == len(names))
            for number, (name, own) in enumerate(zip(names, wanted, strict=True), 1)
        )

    given = list(words)
    if len(given) in sizes and (len(given) == 1 or known(given)):
        return given
    if len(given) < sizes[0]:
        raise click.UsageError(f"{sizes[0]} names are needed, and {len(given)} given.")
    read = _only_reading(given, sizes, known)
    if read:
        if len(read) > 1:
            names = " and ".join(map(quoted, read))
            session.notes.append(f"read as {names}; quotes around names of several words leave no doubt")
        return read
    if len(given) in sizes:
        return given
    if sizes == range(1, 2):
        return [" ".join(given)]
    raise UsageError(
        f"{len(given)} words were given, and {sizes[-1]} names are taken",
        'put names of several words in quotes: "Data Scientist" MLOps',
    )


def _only_reading(words: list[str], sizes: range, known: Callable[[Sequence[str]], bool]) -> list[str] | None:
    """The one way to read words as so many names that all exist; None where there is none, or more than one."""
    if len(words) > _MOST_WORDS:
        return None
    found = []
    for names in _readings(words, sizes):
        if known(names):
            found.append(names)
            if len(found) > 1:
                return None
    return found[0] if found else None


def _readings(words: list[str], sizes: range) -> Iterator[list[str]]:
    """All ways to join words that follow one another to so many names, but for the one that joins none."""
    for size in sizes:
        for cuts in combinations(range(1, len(words)), size - 1):
            ends = (0, *cuts, len(words))
            names = [" ".join(words[start:end]) for start, end in pairwise(ends)]
            if names != words:
                yield names


def chosen(error: AmbiguousNameError) -> Entity:
    """The candidate that somebody at a terminal chooses by its number. Raises the error where nobody can be asked."""
    if not (at_terminal(sys.stdin) and at_terminal(sys.stderr)):
        raise error
    click.echo("\n".join([f"{quoted(error.name)} may be:", *error.choices]), err=True)
    number: int = click.prompt(
        "Which one", type=click.IntRange(1, len(error.candidates)), err=True, prompt_suffix=" (number)? "
    )
    return error.candidates[number - 1]


def is_known(resolve: Callable[[], str]) -> bool:
    """Whether a name is understood as it is spelt: ``resolve`` gives the tier in which it is found."""
    from kg.model.entities import TIERS

    try:
        return resolve() != TIERS[-1]
    except AmbiguousNameError:
        return True
    except KGError:
        return False
