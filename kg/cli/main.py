"""The root command, the registry of commands, and one place that turns an error into a message and an exit status."""

from __future__ import annotations

import gc
import inspect
import io
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from itertools import chain
from keyword import iskeyword

import click

import kg
from kg.answers.escaping import terminal
from kg.answers.text import wrapped
from kg.cli.session import Session
from kg.cli.watch import STOPPED, Seconds, at_terminal, columns_of, limit_time, watched
from kg.errors import KGError, NothingHeldError, OutputError, SourceError, UsageError, quoted
from kg.limits import COMMAND_TIME, chosen
from kg.schema import SELF

COMMANDS = {
    "route": "The best routes to a role, explained step by step.",
    "plan": "The best route as a plan: what to learn first, step by step.",
    "gap": "What is held, near and missing for a role.",
    "next": "Roles you could move to next, most similar first.",
    "match": "Rank roles for the skills you have, or check course coverage.",
    "extract": "Skills, roles and credentials that a text names.",
    "compare": "Roles side by side: skills, tools, pay, education, level.",
    "connect": "The shortest connections between two entities, as sentences.",
    "rank": "Skills or roles by demand, betweenness or reach.",
    "all-pairs": "Rank the next roles of every role at once (DuckDB or Spark).",
    "show": "Everything known about one entity, with sources.",
    "find": "Search labels, alternative labels and synonyms.",
    "list": "All entities of one kind; without KIND, the kinds.",
    "why": "The source lines behind what is stated; where to correct it.",
    "ask": "Questions with ready answers; without NAME, the list.",
    "sparql": "Answer a SPARQL query.",
    "stats": "Counts of triples, graphs and kinds.",
    "view": "Draw the graph as one HTML file that needs no network.",
    "site": "The pages of `kg serve` as files, for any web server.",
    "serve": "Pages in the browser, a SPARQL endpoint and a JSON API.",
    "mcp": "Tools for assistants, by the Model Context Protocol.",
    "export": "Write the graph to files for other tools.",
    "init": "Make a store on disk, for the graphs of several sources.",
    "import": "Add a source to a store, or replace it.",
    "link": "Propose links between sources where names are similar.",
    "diff": "What changed between two versions, in career words.",
    "history": "What was imported into a store, and when.",
    "remove": "Take a source out of a store.",
    "backup": "Write all sources of a store into one zip file.",
    "restore": "Make a store of a backup.",
    "repair": "Rebuild the damaged files of a store.",
    "build": "Turn curated data into the graph, in every format.",
    "validate": "Check a graph or curated data, with file and line.",
    "explain": "What a word or number of answers means, in one line.",
    "completion": "Let the Tab key complete names in bash, zsh or fish.",
    "docs": "Print a page of the documentation; without PAGE, the list.",
    "doctor": "What is installed, what is missing, what to do.",
}
"""The commands and what each does in one line, in the order of help: ``a-b`` is ``command`` of commands/a_b.py."""

_WITHOUT_LABELS = (
    *("sparql", "stats", "init", "import", "link", "remove", "backup", "restore", "repair", "build"),
    *("validate", "doctor"),
)
"""The commands whose answers show no labels: they have no language."""


class KGGroup(click.Group):
    """A group that loads a command's module when the command is wanted, so that each starts fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in order."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """A command, loaded with its help: its summary, then its docstring."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        if cmd_name not in self.commands:
            name = cmd_name.replace("-", "_") + "_" * iskeyword(cmd_name)
            command: click.Command = import_module(f"kg.cli.commands.{name}").command
            command.name = cmd_name
            command.help = f"{COMMANDS[cmd_name]}\n\n{inspect.cleandoc(command.help or '')}"
            if all("--timeout" not in param.opts for param in command.params):
                command.params.append(_timeout_option())
            if cmd_name not in _WITHOUT_LABELS:
                command.params.append(_language_option())
            self.commands[cmd_name] = command
        return self.commands[cmd_name]

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the first argument names. Raises UsageError, naming the nearest, when there is none."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(args[0], COMMANDS, n=1)
            hint = f"did you mean '{near[0]}'?" if near else "`kg --help` lists the commands."
            ctx.fail(f"There is no command {quoted(args[0])}; {hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, without loading any."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


def _timeout_option() -> click.Option:
    """The option of every command that limits its time; ``kg sparql`` and ``kg ask`` have one for their queries."""

    def limit(ctx: click.Context, param: click.Parameter, value: float | None) -> None:
        del param
        if value is not None and not ctx.resilient_parsing:
            limit_time(value)

    summary = "End the command after this time, with status 3."
    return click.Option(
        ["--timeout"], type=Seconds(), metavar="SECONDS", expose_value=False, callback=limit, help=summary
    )


def _language_option() -> click.Option:
    """The option for the language of labels and descriptions; the session keeps it."""

    def keep(ctx: click.Context, param: click.Parameter, value: str | None) -> None:
        del param
        if value is not None and not ctx.resilient_parsing:
            ctx.find_object(Session).language = value  # type: ignore[union-attr]  # made before any option of a command

    summary = "Labels and descriptions in this language (fr, de ...; auto: the system's), else in English."
    return click.Option(["--lang"], metavar="LANG", expose_value=False, callback=keep, help=summary)


def _show_version(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    """Print the versions of the program and of the graph's data."""
    del param
    if not value or ctx.resilient_parsing:
        return
    data = Session(ctx.params.get("source")).graph.data_version()
    click.echo(f"kg {kg.__version__} (data {data or 'of no stated version'})")
    ctx.exit()


GREETING = """\
kg answers questions about careers: routes between roles, skills, pay, each answer with its sources.

Three to begin with:
  kg route statistician MLOps     a route, step by step
  kg show "Data Scientist"        all that is known of a role
  kg ask                          questions with ready answers

kg --help lists all commands; kg completion install lets the Tab key complete names."""
"""What `kg` alone says at a terminal."""


@click.group(
    cls=KGGroup,
    invoke_without_command=True,
    no_args_is_help=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option(
    "-g",
    "--graph",
    "source",
    envvar="KG_GRAPH",
    metavar="SOURCE",
    is_eager=True,
    help="An RDF file, a store folder or a SPARQL endpoint to ask, not the bundled AI/ML graph (or set KG_GRAPH).",
)
@click.option(
    "--lang",
    "language",
    envvar="KG_LANG",
    metavar="LANG",
    help="The language of labels and descriptions (or set KG_LANG); commands take it, too.  [default: en]",
)
@click.option(
    "--limit",
    "limits",
    multiple=True,
    metavar="NAME=VALUE",
    help="Set a limit of time, memory or size, such as query-memory=4GB; `kg doctor` lists them.",
)
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
@click.option(
    "--version",
    is_flag=True,
    expose_value=False,
    callback=_show_version,
    help="Print the versions of the program and of the data, and exit.",
)
@click.pass_context
def cli(ctx: click.Context, source: str | None, language: str | None, limits: tuple[str, ...], debug: bool) -> None:
    """Ask a graph of careers: routes between roles, skills, pay and education, each answer with its sources.

    Names are matched loosely: labels, synonyms, ids and near spellings all work, and a note says how a name was
    interpreted. Every question takes -f table, json, csv, md or html.

    \b
    Start here:
      kg route statistician MLOps      a route, step by step
      kg show "Data Scientist"         everything known about one entity
      kg ask                           questions with ready answers

    Exit status: 0 answered, 1 the answer is no, 2 wrong usage, 3 a source, engine or limit failed.
    """
    del debug  # read by the runner, before any command can fail
    if ctx.invoked_subcommand is None:
        if not at_terminal(sys.stdout):
            raise click.exceptions.NoArgsIsHelpError(ctx)
        click.echo(GREETING)
        ctx.exit()
    ctx.with_resource(chosen(limits))
    limit_time(COMMAND_TIME.value)
    ctx.obj = Session(source)
    ctx.obj.language = language


def main() -> None:
    """Run the command line on the process's arguments, and exit with its status."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # kg divides the work itself; threads of a product wait busily
    status = run(cli)
    gc.freeze()  # nor are there any to look for at the end: all memory goes back to the system at once
    sys.exit(status)


def run(command: click.Command, arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status: 0 answered, 1 answered "no", 2 usage, 3 a source failed.

    Errors are one message on standard error; with ``--debug`` their traceback comes before it.
    """
    arguments = sys.argv[1:] if arguments is None else list(arguments)
    gc.disable()  # one question, then the process ends: looking for cycles would cost a twentieth of the time
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a terminal that knows fewer letters still shows the rest
    output = sys.stdout
    watch = None
    try:
        if output is None:
            raise OutputError("there is no standard output to write the answer to", "leave it open")
        if any("\0" in argument for argument in arguments):
            raise UsageError("an argument has a NUL character", "leave it out")
        if "_KG_COMPLETE" in os.environ:
            from kg.cli.completion import register

            register()
        with watched() as watch:
            status = command.main(arguments, prog_name="kg", standalone_mode=False)
            sys.stdout.flush()
    except (BrokenPipeError, SystemExit) as error:
        if isinstance(error, SystemExit) and sys.stdout is output:
            raise  # the end of a shell's completion; after a broken pipe, click has wrapped the output
        os.dup2(
            os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno()
        )  # the reader has closed the pipe: write nothing more
        return 0
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001  # the last resort: whatever it is has a message
        if "--debug" in arguments:
            import traceback

            click.echo(traceback.format_exc(), err=True)
        late = watch.late if watch else None
        return _report(late or _with_message(error))
    return status if isinstance(status, int) else 0


def _with_message(
    error: Exception | KeyboardInterrupt,
) -> KGError | click.ClickException | click.Abort | KeyboardInterrupt:
    """An error as it is reported: what no part of the program expected has a message too."""
    if isinstance(error, KGError | click.ClickException | click.Abort | KeyboardInterrupt):
        return error
    if isinstance(error, OSError):
        return _system_fault(error)
    if isinstance(error, MemoryError):
        return SourceError("there is not enough memory for this", "ask for less, or divide the file")
    if isinstance(error, UnicodeEncodeError):
        return UsageError("the name of a file has a character that no file can have", "give another name")
    if isinstance(error, RecursionError):
        return SourceError("what was given is nested too deeply", "give a shorter path, or a flatter file")
    if isinstance(error, RuntimeError) and str(error).startswith("Corruption"):  # as the engine names it
        return SourceError(f"the store is damaged: {error}", "kg repair, or restore it from a backup")
    hint = "report it; run again with --debug for details"
    return SourceError(f"internal error ({type(error).__name__}: {error})", hint)


def _system_fault(error: OSError) -> KGError:
    """The error for what the system refused: a file by its name, or else standard output."""
    if error.strerror is None:  # from the engine, whose files were removed or cannot be read
        message = f"the store changed or became unreadable while being read: {error}"
        return SourceError(message, "ask again; or restore it from a backup")
    if error.filename is None:
        return OutputError(f"cannot write the answer: {error.strerror}", "free some space")
    return SourceError(f"cannot read {quoted(str(error.filename))}: {error.strerror}", "check the path")


def _report(error: KGError | click.ClickException | click.Abort | KeyboardInterrupt) -> int:
    if isinstance(error, click.ClickException):
        shown = io.StringIO()
        error.show(shown)
        click.echo(_safe(shown.getvalue()), err=True)
        if "unexpected extra argument" in error.message:
            click.echo("Names of several words are in quotes.", err=True)
        return error.exit_code
    if isinstance(error, click.Abort | KeyboardInterrupt):
        click.echo("kg: stopped", err=True)
        return STOPPED
    if isinstance(error, NothingHeldError):
        error = UsageError(f"'{SELF}' needs --have", "name the skills you have: --have Python,SQL")
    click.echo(_safe(f"kg: {error}"), err=True)
    return error.exit_status


def _safe(message: str) -> str:
    """A message without what commands a terminal, its lines as wide as the terminal where it goes to one."""
    width = columns_of(sys.stderr)
    lines = ((line.lstrip(" "), len(line) - len(line.lstrip(" "))) for line in message.splitlines())
    return "\n".join(chain.from_iterable(wrapped(terminal(line), width, " " * indent) for line, indent in lines))
