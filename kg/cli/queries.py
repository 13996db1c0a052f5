"""The commands that query: ask, sparql."""

from __future__ import annotations

import math
import os
import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from kg.cli.report import Block, Heading, Line, Report, Table, report
from kg.cli.safe import spelt_out
from kg.errors import QueryTimeoutError, SourceError, UsageError, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.analysis.questions import Question
    from kg.cli.session import Session
    from kg.store import QueryResult

__all__ = ["ask", "sparql"]


class Seconds(click.FloatRange):
    """A time limit: a number above 0, up to what a timer can wait."""

    name = "seconds"

    def __init__(self) -> None:
        super().__init__(min=0, max=threading.TIMEOUT_MAX, min_open=True)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The number; NaN lies in every range, and is refused."""
        number = super().convert(value, param, ctx)
        if math.isnan(number):
            self.fail("not a number of seconds", param, ctx)
        return number


_TIMEOUT = click.option(
    "--timeout",
    type=Seconds(),
    default=30,
    show_default=True,
    metavar="SECONDS",
    help="End the query after this time, with status 3 and nothing printed.",
)


@contextmanager
def _time_limit(seconds: float) -> Iterator[None]:
    """End the whole process when the block takes longer: the engine cannot be stopped, and lets no signal through."""

    def end() -> None:
        os.write(2, f"kg: {QueryTimeoutError(seconds)}\n".encode())
        os._exit(QueryTimeoutError.exit_status)

    watchdog = threading.Timer(seconds, end)
    watchdog.daemon = True
    watchdog.start()
    try:
        yield
    finally:
        watchdog.cancel()


@click.command()
@click.argument("query", metavar="TEXT|FILE|-")
@_TIMEOUT
@click.option("--allow-service", is_flag=True, help="Let the query call other endpoints with SERVICE.")
@report("ttl")
def sparql(session: Session, query: str, timeout: float, allow_service: bool) -> Report:
    """The query is given as text, as a file that holds it, or on standard input (-).

    SELECT, ASK, CONSTRUCT and DESCRIBE run over the union of all graphs; GRAPH reaches each of them. The usual
    prefixes need no declaration. JSON is SPARQL 1.1 Query Results JSON. A term that stands nowhere in the graph is
    warned of. Exit status 2: the query is malformed.

    \b
    Example:
      kg sparql 'SELECT ?label { ?role a ck:Role ; skos:prefLabel ?label }'
      kg sparql query.rq -f json
    """
    text = _query_text(query)
    if not text.strip():
        raise UsageError("the query is empty", "`kg sparql --help` shows one that works")
    _check_text(text)
    with _time_limit(timeout):
        result = session.graph.sparql(text, allow_service=allow_service)
    return _result_report(session, result)


def _query_text(query: str) -> str:
    from pathlib import Path

    try:
        if query == "-":
            return sys.stdin.read()
        if "\n" not in query and len(query) < 1024 and Path(query).is_file():
            return Path(query).read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise UsageError("the query is not UTF-8 text", "save it as UTF-8") from error
    except OSError as error:
        raise SourceError(f"cannot read '{query}': {error.strerror or error}", "check the path") from error
    if query.endswith((".rq", ".sparql")):
        raise SourceError(f"there is no file '{query}'", "check the path, or give the query itself")
    return query


def _check_text(text: str) -> None:
    """Raise UsageError for an argument with bytes that are no text, which the engine could not take."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise UsageError(f"{quoted(text)} is not UTF-8 text", "check the terminal's encoding") from error


def _result_report(session: Session, result: QueryResult) -> Report:
    from kg.store import AskResult, GraphResult, SelectResult

    notes = list(result.warnings)
    if isinstance(result, SelectResult):
        rows = [list(row.values()) for row in result.to_dicts()]
        table = Table(result.variables, rows)
        if not rows:
            notes.append("0 rows")
        return Report(None, table, notes=notes, other={"json": result.to_json, "ttl": _no_turtle})
    if isinstance(result, AskResult):
        table = Table(("answer",), [[result.value]])
        blocks: list[Block] = [Line("yes" if result else "no")]
        return Report(None, table, blocks, notes=notes, other={"json": result.to_json, "ttl": _no_turtle})
    assert isinstance(result, GraphResult)

    def turtle() -> str:
        return spelt_out(result.to_turtle(session.graph.prefixes), "ttl", sys.stdout.encoding)

    triples = [[str(triple.subject), str(triple.predicate), str(triple.object)] for triple in result.triples]
    table = Table(("subject", "predicate", "object"), triples)
    return Report([list(row) for row in triples], table, notes=notes, other={"table": turtle, "ttl": turtle})


def _no_turtle() -> str:
    raise UsageError("rows cannot be written as Turtle", "use -f table, json, csv or md, or CONSTRUCT")


@click.command(context_settings={"ignore_unknown_options": True, "allow_extra_args": True})
@click.argument("name", required=False)
@click.option("-p", "--param", "params", multiple=True, metavar="NAME=VALUE", help="A parameter of the question.")
@_TIMEOUT
@report()
@click.pass_context
def ask(ctx: click.Context, session: Session, name: str | None, params: tuple[str, ...], timeout: float) -> Report:
    """A parameter is given as --param role="Data Scientist" or --role "Data Scientist", in the names people use.

    \b
    Example:
      kg ask
      kg ask role-skills --role "Data Scientist"
    """
    if name is None:
        return _list_questions(session)
    from kg.analysis.questions import question

    asked = question(name)
    given = _parameters(asked, params, ctx.args)
    values = {item.name: item.example for item in asked.parameters} | given
    with _time_limit(timeout):
        result = session.graph.ask(name, values)
    answer = _result_report(session, result)
    rows = [dict(zip(answer.table.columns, row, strict=True)) for row in answer.table.rows]
    answer.data = {"name": asked.name, "question": asked.question, "parameters": values, "rows": rows}
    del answer.other["json"]
    shown = ", ".join(f"{key} = {value}" for key, value in values.items())
    answer.blocks = [Heading(asked.question + (f" ({shown})" if shown else "")), answer.table]
    return answer


def _list_questions(session: Session) -> Report:
    found = session.graph.questions().values()
    rows = [
        [entry.name, entry.question, ", ".join(f"--{item.name} {item.example!r}" for item in entry.parameters)]
        for entry in found
    ]
    data = [
        {
            "name": entry.name,
            "title": entry.title,
            "question": entry.question,
            "expect": entry.expect,
            "parameters": [
                {"name": item.name, "kind": item.kind, "example": item.example} for item in entry.parameters
            ],
        }
        for entry in found
    ]
    return Report(data, Table(("name", "question", "parameters"), rows))


def _parameters(asked: Question, params: tuple[str, ...], extra: list[str]) -> dict[str, str]:
    """The values that ``--param NAME=VALUE`` and ``--NAME VALUE`` give; a lone value goes to a lone parameter.

    Raises UsageError for a value without its parameter, and for a parameter with two values.
    """
    pairs = []
    rest = list(extra)
    while rest:
        option = rest.pop(0)
        name, equals, value = option.removeprefix("--").partition("=")
        if not option.startswith("--"):
            pairs.append(_lone_value(asked, option))
        elif equals or rest:
            pairs.append((name, value if equals else rest.pop(0)))
        else:
            raise UsageError(f"{quoted(option)} has no value", f"write {option} VALUE")
    for param in params:
        name, equals, value = param.partition("=")
        pairs.append((name, value) if equals else _lone_value(asked, param))
    values = dict(pairs)
    for value in values.values():
        _check_text(value)
    if len(values) < len(pairs):
        raise UsageError("a parameter is given more than once", "give each of them one value")
    return values


def _lone_value(asked: Question, value: str) -> tuple[str, str]:
    if len(asked.parameters) == 1:
        return asked.parameters[0].name, value
    names = " ".join(f"--{parameter.name} VALUE" for parameter in asked.parameters)
    hint = f"write {names}" if names else f"{asked.name} has no parameters"
    raise UsageError(f"{quoted(value)} is the value of no parameter", hint)
