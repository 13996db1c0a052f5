"""The command ``kg mcp``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from kg.cli.session import Session
from kg.cli.watch import unwatched

if TYPE_CHECKING:
    from mcp.server import Server


@click.command()
@click.option("--http", "port", type=click.IntRange(0, 65535), metavar="PORT", help="Speak HTTP at this port; 0: any.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at, with --http.")
@click.option(
    "--token", envvar="KG_TOKEN", default="", metavar="TEXT", help="Answer only who sends this as Bearer, with --http."
)
@click.pass_obj
def command(session: Session, port: int | None, host: str, token: str) -> None:
    """Speaks on standard input and output with a program that an assistant runs in, which starts it; with --http at
    http://127.0.0.1:PORT/mcp. The tools are route, plan, gap, next, match, compare, show, why, find, ask, extract and
    sparql; they only read, and their answers are those of `-f json`, with the lines of sources. `kg docs assistants`
    has what to write where. It needs career-kg[mcp].

    \b
    Example:
      kg mcp
      kg -g store mcp
      kg mcp --http 8001
    """
    import asyncio

    from kg.cli.operations import operations
    from kg.server.tools import Tools, check_installed, make_server, serve_stdio
    from kg.server.workers import Workers

    check_installed()
    graph = session.graph
    workers = Workers(Tools(graph, operations()))
    server = make_server(workers, graph.base, operations())
    try:
        with unwatched():
            if port is None:
                asyncio.run(serve_stdio(server))
            else:
                _serve_http(server, host, port, token)
    finally:
        workers.end()


def _serve_http(server: Server[Any], host: str, port: int, token: str) -> None:
    """Print the address and answer there until the end."""
    from kg.cli.commands.serve import address_of
    from kg.server.app import Settings, check_installed, listen, run
    from kg.server.tools import make_http_app

    check_installed()
    settings = Settings(host, port, token).checked()
    channel = listen(settings)
    click.echo(f"{address_of(host, channel.getsockname()[1])}mcp")
    sys.stdout.flush()
    run(make_http_app(server, settings), channel)
