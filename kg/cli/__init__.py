"""The command line ``kg``; see ``kg --help``."""

from __future__ import annotations

import sys

import click

from kg.cli import advice, files, group, queries, things
from kg.cli.session import Session

__all__ = ["cli", "main"]


@click.group(cls=group.KGGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "-g",
    "--graph",
    "source",
    envvar="KG_GRAPH",
    metavar="SOURCE",
    is_eager=True,
    help="An RDF file to ask instead of the bundled AI/ML graph (or set KG_GRAPH).",
)
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
@click.option(
    "--version",
    is_flag=True,
    expose_value=False,
    callback=group.show_version,
    help="Print the versions of the program and of the data, and exit.",
)
@click.pass_context
def cli(ctx: click.Context, source: str | None, debug: bool) -> None:
    """Ask a graph of careers: routes between roles, skills, pay and education, each answer with its sources.

    Names are forgiving: labels, synonyms, ids and near spellings all work, and the answer says what a word was taken
    for. Every question takes -f table, json, csv or md.

    \b
    Start here:
      kg route statistician MLOps      the way there, step by step
      kg show "Data Scientist"         everything known about one thing
      kg ask                           questions with ready answers

    Exit status: 0 answered, 1 the answer is no, 2 wrong usage, 3 a source or engine failed.
    """
    del debug  # read by the runner, before any command can fail
    ctx.obj = Session(source)


for _command in (
    advice.route,
    advice.gap,
    advice.next_roles,
    things.show,
    things.find,
    things.list_entities,
    things.why,
    queries.ask,
    queries.sparql,
    files.stats,
    files.view,
    files.export,
    files.build,
    files.validate,
    files.doctor,
):
    cli.add_command(_command)


def main() -> None:
    """Run the command line on the process's arguments, and exit with its status."""
    sys.exit(group.run(cli))
