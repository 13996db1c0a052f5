"""The command ``kg sparql``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kg.answers.blocks import Answer
from kg.cli.options import answers
from kg.cli.query_options import check_text, result_answer, time_limit, timeout_option
from kg.cli.session import Session
from kg.errors import SourceError, UsageError


@click.command()
@click.argument("query", metavar="TEXT|FILE|-")
@timeout_option
@click.option("--allow-service", is_flag=True, help="Let the query call other endpoints with SERVICE.")
@answers("ttl")
def command(session: Session, query: str, timeout: float, allow_service: bool) -> Answer:
    """The query is given as text, as a file that holds it, or on standard input (-).

    SELECT, ASK, CONSTRUCT and DESCRIBE run over the union of all graphs; GRAPH reaches each of them. The usual
    prefixes need no declaration. JSON is SPARQL 1.1 Query Results JSON. You are warned about terms that the graph does
    not use. Exit status 2: the query is malformed.

    \b
    Example:
      kg sparql 'SELECT ?label { ?role a ck:Role ; skos:prefLabel ?label }'
      kg sparql query.rq -f json
    """
    text = _query_text(query)
    if not text.strip():
        raise UsageError("the query is empty", "`kg sparql --help` shows one that works")
    check_text(text)
    with time_limit(timeout):
        result = session.graph.sparql(text, allow_service=allow_service)
    return result_answer(session, result)


def _query_text(query: str) -> str:
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
