"""The command ``kg sparql``, and what ``kg ask`` shares with it: the option of time, and results as answers."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.answers.blocks import Answer, Block, Paragraph, Table
from kg.answers.escaping import printable, spelt_out
from kg.cli.options import answers
from kg.cli.session import Session
from kg.cli.watch import Seconds, at_terminal
from kg.errors import SourceError, UsageError, quoted
from kg.limits import QUERY_TIME, TEXT_SIZE
from kg.resources import check_file, standard_input

if TYPE_CHECKING:
    from collections.abc import Callable

    from kg.store import QueryResult  # loads the engine, which help does without


timeout_option = click.option(
    "--timeout",
    type=Seconds(),
    metavar="SECONDS",
    help=f"End the query after this time, with status 3 and nothing printed. [default: {QUERY_TIME.default}]",
)
"""The option that limits the time of a query."""


@click.command()
@click.argument("query", metavar="TEXT|FILE|-")
@timeout_option
@click.option("--allow-service", is_flag=True, help="Let the query call other endpoints with SERVICE.")
@answers("xml", "tsv", "ttl", "nt", "jsonld", "trig")
def command(session: Session, query: str, timeout: float | None, allow_service: bool) -> Answer:
    """The query is given as text, as a file that holds it, or on standard input (-).

    SELECT, ASK, CONSTRUCT and DESCRIBE run over the union of all graphs; GRAPH reaches each of them. The usual
    prefixes need no declaration. Of SELECT and ASK, -f json, xml, csv and tsv are the formats of the W3C; CONSTRUCT and
    DESCRIBE give Turtle, or -f nt, jsonld (json is the same) or trig. After the answer come hints: terms that the graph
    does not use and, where nothing was found, what keeps it from being found. Exit status 2: the query is malformed.

    \b
    Example:
      kg sparql 'SELECT ?label { ?role a ck:Role ; skos:prefLabel ?label }'
      kg sparql query.rq -f json
      kg sparql 'DESCRIBE role:mlops-engineer' -f jsonld
    """
    text = _query_text(query)
    if not text.strip():
        raise UsageError("the query is empty", "`kg sparql --help` shows one that works")
    check_text(text)
    result = session.graph.sparql(text, timeout=timeout or QUERY_TIME.value, allow_service=allow_service)
    return result_answer(session, result)


def _query_text(query: str) -> str:
    if query.endswith((".rq", ".sparql")):
        check_file(query, TEXT_SIZE)
    typed = standard_input() if query == "-" else None
    try:
        if typed:
            text = typed.read(TEXT_SIZE.most + 1)
            TEXT_SIZE.check(len(text), "the query")
            return text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")
        if "\n" not in query and len(query) < 1024 and Path(query).is_file():
            return Path(query).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError("the query is not UTF-8 text", "save it as UTF-8") from error
    except OSError as error:
        raise SourceError(f"cannot read {quoted(query)}: {error.strerror or error}", "check the path") from error
    if query.endswith((".rq", ".sparql")):
        raise SourceError(f"there is no file {quoted(query)}", "check the path, or give the query itself")
    return query


def check_text(text: str) -> None:
    """Raise UsageError for an argument with bytes that are not text, which the engine could not read."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise UsageError(f"{quoted(text)} is not UTF-8 text", "check the terminal's encoding") from error


def result_answer(session: Session, result: QueryResult) -> Answer:
    """The result of a query: rows, yes or no, or triples."""
    from kg.store import AskResult, GraphResult, SelectResult  # loads the engine, which help does without

    title = "Answer of a query"
    notes: list[str] = []
    other = _written(result, session.graph.base)
    if isinstance(result, SelectResult):
        table = Table(result.variables, [list(row.values()) for row in result.to_dicts()])
        blocks: list[Block] = [table]
        notes = [] if result.rows else ["0 rows"]
    elif isinstance(result, AskResult):
        table = Table(("answer",), [[result.value]])
        blocks = [Paragraph("yes" if result else "no")]
    else:
        assert isinstance(result, GraphResult)
        triples = [[str(triple.subject), str(triple.predicate), str(triple.object)] for triple in result.triples]
        table = Table(("subject", "predicate", "object"), triples)
        blocks = [table]
    return Answer(None, blocks, sheet=table, title=title, notes=notes, hints=lambda: result.hints, other=other)


def _written(result: QueryResult, base: str) -> dict[str, Callable[[], str]]:
    """The result in the formats of the W3C, by name; a terminal is spared the characters that command it."""
    from kg.store.sparql import GRAPH_FORMATS, RESULT_FORMATS, GraphResult

    def write(fmt: str) -> str:
        text = result.serialize(fmt, base) if isinstance(result, GraphResult) else result.serialize(fmt)
        return printable(text) if fmt == "csv" and at_terminal(sys.stdout) else text

    found: dict[str, Callable[[], str]] = {fmt: partial(write, fmt) for fmt in (*RESULT_FORMATS, *GRAPH_FORMATS)}
    if isinstance(result, GraphResult):
        del found["csv"]
        found["json"] = found["jsonld"]
        found["table"] = lambda: spelt_out(write("ttl"), "ttl", sys.stdout.encoding)
    return found
