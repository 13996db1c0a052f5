"""The command ``kg completion``."""

from __future__ import annotations

import os
from pathlib import Path

import click

from kg.answers.escaping import terminal
from kg.cli.completion import SHELLS, install, script
from kg.cli.options import print_notes
from kg.errors import OutputError, UsageError, quoted


@click.command()
@click.argument("what", metavar="install|bash|zsh|fish", type=click.Choice(["install", *SHELLS]))
@click.argument("shell", metavar="[SHELL]", required=False, type=click.Choice(SHELLS))
def command(what: str, shell: str | None) -> None:
    """The Tab key then completes commands, options, and the names of roles, skills, questions, kinds and sources.

    `install` writes the script for your shell, or for SHELL, where it is looked for, and prints the file; it may be
    repeated. With the name of a shell its script is printed, to be put elsewhere.

    \b
    Example:
      kg completion install
      kg completion install zsh
      kg completion bash > kg.bash
    """
    if what != "install":
        if shell:
            raise UsageError(f"{what} is the shell already", f"write: kg completion install {shell}")
        click.echo(script(what), nl=False)
        return
    wanted = shell or Path(os.environ.get("SHELL", "")).name
    if wanted not in SHELLS:
        raise UsageError(f"your shell, {quoted(wanted)}, has no completion", f"name one: {', '.join(SHELLS)}")
    try:
        path, rest = install(wanted)
    except OSError as error:
        raise OutputError(f"cannot write the completion: {error.strerror}", "kg completion bash > FILE") from error
    click.echo(terminal(str(path)))
    print_notes([rest])
