"""The command line ``kg``; see ``kg --help``."""

from __future__ import annotations

import sys

import click

from kg.cli import group
from kg.cli.group import Entry
from kg.cli.session import Session

__all__ = ["cli", "main"]


COMMANDS = {
    "route": Entry("kg.cli.routing", "route", "The best routes to a role, explained step by step."),
    "gap": Entry("kg.cli.advice", "gap", "What is held, near and missing for a role."),
    "next": Entry("kg.cli.advice", "next_roles", "The natural next roles, most akin first."),
    "match": Entry("kg.cli.matching", "match", "Roles ranked for a skill set; what courses cover of them."),
    "compare": Entry("kg.cli.comparing", "compare", "Roles side by side: skills, tools, pay, education, level."),
    "connect": Entry("kg.cli.connecting", "connect", "The shortest connections between two things, as sentences."),
    "rank": Entry("kg.cli.ranking", "rank", "Skills or roles by demand, bridge or reach."),
    "transitions": Entry(
        "kg.cli.scaling", "transitions", "The best moves from every role at once, by DuckDB or Spark."
    ),
    "show": Entry("kg.cli.things", "show", "Everything known about one thing, with sources."),
    "find": Entry("kg.cli.things", "find", "Search labels, alternative labels and synonyms."),
    "list": Entry("kg.cli.things", "list_entities", "All things of one kind; without KIND, the kinds."),
    "why": Entry("kg.cli.things", "why", "The source lines behind what is stated; where to correct it."),
    "ask": Entry("kg.cli.queries", "ask", "Questions with ready answers; without NAME, the list."),
    "sparql": Entry("kg.cli.queries", "sparql", "Answer a SPARQL query."),
    "stats": Entry("kg.cli.files", "stats", "Counts of triples, graphs and kinds."),
    "view": Entry("kg.cli.picturing", "view", "Draw the graph as one HTML file that needs no network."),
    "export": Entry("kg.cli.files", "export", "Write the graph to files for other tools."),
    "init": Entry("kg.cli.stores", "init", "Make a store on disk, for the graphs of several sources."),
    "import": Entry("kg.cli.importing", "import_source", "Add a source to a store, or replace it."),
    "remove": Entry("kg.cli.stores", "remove", "Take a source out of a store."),
    "backup": Entry("kg.cli.stores", "backup_store", "Write all sources of a store into one zip file."),
    "restore": Entry("kg.cli.stores", "restore_store", "Make a store of a backup."),
    "build": Entry("kg.cli.files", "build", "Turn curated data into the graph, in every format."),
    "validate": Entry("kg.cli.files", "validate", "Check a graph or curated data, with file and line."),
    "doctor": Entry("kg.cli.files", "doctor", "What is installed, what is missing, what to do."),
}
"""The commands, in the order in which help lists them."""


@click.group(
    cls=group.KGGroup,
    entries=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option(
    "-g",
    "--graph",
    "source",
    envvar="KG_GRAPH",
    metavar="SOURCE",
    is_eager=True,
    help="An RDF file or a store folder to ask instead of the bundled AI/ML graph (or set KG_GRAPH).",
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


def main() -> None:
    """Run the command line on the process's arguments, and exit with its status."""
    sys.exit(group.run(cli))
