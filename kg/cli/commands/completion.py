"""The command ``kg completion``."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import click

from kg.answers.escaping import terminal
from kg.cli.completion import SHELLS, install, script
from kg.cli.options import print_notes
from kg.errors import OutputError, UsageError


@click.command()
@click.argument("what", metavar="install|bash|zsh|fish", type=click.Choice(["install", *SHELLS]))
@click.argument("shell", metavar="[SHELL]", required=False, type=click.Choice(SHELLS))
def command(what: str, shell: str | None) -> None:
    """The Tab key then completes commands, options, and the names of roles, skills, questions, kinds and sources.

    `install` writes the script for your shell, or for SHELL, where it is looked for, and prints the file; it may be
    repeated. With the name of a shell alone its script is printed, to be put elsewhere.

    \b
    Example:
      kg completion install
      kg completion install zsh
      kg completion bash
    """
    if what != "install":
        if shell:
            raise UsageError(f"{what} is the shell already", f"write: kg completion install {shell}")
        click.echo(script(what), nl=False)
        return
    for wanted in [shell] if shell else _own_shells():
        try:
            path, rest = install(wanted)
        except OSError as error:
            raise OutputError(f"cannot write the completion: {error.strerror}", f"kg completion {wanted}") from error
        click.echo(terminal(str(path)))
        print_notes([f"{wanted}: {rest}"])


def _own_shells() -> list[str]:
    """The shell of whoever asks; where that has no completion, those that are installed."""
    own = Path(os.environ.get("SHELL", "")).name
    return [own] if own in SHELLS else [name for name in SHELLS if shutil.which(name)] or ["bash"]
