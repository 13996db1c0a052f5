"""The root command: global options, and one place that turns an error into a message and its exit status."""

from __future__ import annotations

import gc
import inspect
import io
import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from kg.cli.session import Session
from kg.errors import KGError, OutputError, SourceError, quoted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["Entry", "KGGroup", "run", "show_version"]


class Entry(NamedTuple):
    """One command: the module and function that it lives in, and what it does in one line."""

    module: str
    function: str
    summary: str


class KGGroup(click.Group):
    """A group that loads a command's module when the command is wanted, so that each starts fast.

    ``entries`` lists the commands in the order in which help shows them; the first line of a command's help is its
    summary there, followed by its docstring.
    """

    def __init__(self, *args: Any, entries: Mapping[str, Entry], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.entries = entries

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in order."""
        del ctx
        return list(self.entries)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """A command, loaded with its help."""
        del ctx
        entry = self.entries.get(cmd_name)
        if entry is None:
            return None
        if cmd_name not in self.commands:
            command: click.Command = getattr(import_module(entry.module), entry.function)
            command.help = f"{entry.summary}\n\n{inspect.cleandoc(command.help or '')}"
            self.commands[cmd_name] = command
        return self.commands[cmd_name]

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the first argument names. Raises UsageError, naming the nearest, when there is none."""
        if args and args[0] not in self.entries and not args[0].startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(args[0], self.entries, n=1)
            hint = f"did you mean '{near[0]}'?" if near else "`kg --help` lists the commands."
            ctx.fail(f"There is no command {quoted(args[0])}; {hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, without loading any."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.summary) for name, entry in self.entries.items()])


def run(command: click.Command, arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status: 0 answered, 1 answered "no", 2 usage, 3 a source failed.

    Errors are one message on standard error; with ``--debug`` they keep their traceback.
    """
    arguments = sys.argv[1:] if arguments is None else list(arguments)
    gc.disable()  # one question and out: looking for cycles would cost a twentieth of the time
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a terminal that knows fewer letters still shows the rest
    output = sys.stdout
    try:
        if output is None:
            raise OutputError("there is no standard output to write the answer to", "leave it open")
        status = command.main(arguments, prog_name="kg", standalone_mode=False)
        sys.stdout.flush()
    except (BrokenPipeError, SystemExit) as error:
        if isinstance(error, SystemExit) and sys.stdout is output:
            raise  # the end of a shell's completion; after a broken pipe, click has wrapped the output
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader has gone: say nothing more
        return 0
    except (KGError, click.ClickException, click.Abort) as error:
        if "--debug" in arguments:
            raise
        return _tell(error)
    except Exception as error:  # the last resort: a fault of ours is told without a traceback
        if "--debug" in arguments:
            raise
        if isinstance(error, OSError):
            return _tell(_system_fault(error))
        if isinstance(error, RuntimeError) and str(error).startswith("Corruption"):  # so the engine calls it
            return _tell(SourceError(f"the store is damaged: {error}", "restore it from a backup"))
        message = f"unexpected {type(error).__name__}: {error}\n  try: again with --debug, and report it"
        click.echo(f"kg: {_safe(message)}", err=True)
        return 3
    return status if isinstance(status, int) else 0


def _system_fault(error: OSError) -> KGError:
    """What the system refused: a file by its name, or else standard output."""
    if error.strerror is None:  # of the engine, whose files have gone or cannot be read
        return SourceError(f"the store cannot be read any more: {error}", "ask again; or restore it from a backup")
    if error.filename is None:
        return OutputError(f"cannot write the answer: {error.strerror}", "free some space")
    return SourceError(f"cannot read {quoted(str(error.filename))}: {error.strerror}", "check the path")


def _tell(error: KGError | click.ClickException | click.Abort) -> int:
    if isinstance(error, click.ClickException):
        shown = io.StringIO()
        error.show(shown)
        click.echo(_safe(shown.getvalue()), err=True)
        return error.exit_code
    if isinstance(error, click.Abort):
        click.echo("kg: stopped", err=True)
        return 130
    click.echo(f"kg: {_safe(str(error))}", err=True)
    return error.exit_status


def _safe(message: str) -> str:
    from kg.cli.safe import terminal

    return "\n".join(
        line[: len(line) - len(line.lstrip(" "))] + terminal(line.lstrip(" ")) for line in message.splitlines()
    )


def show_version(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    """Print the versions of the program and of the graph's data."""
    del param
    if not value or ctx.resilient_parsing:
        return
    import kg

    data = Session(ctx.params.get("source")).graph.data_version()
    click.echo(f"kg {kg.__version__} (data {data or 'of no stated version'})")
    ctx.exit()
