"""The command ``kg mcp``."""

from __future__ import annotations

import click

from kg.cli.session import Session
from kg.cli.watch import unwatched


@click.command()
@click.pass_obj
def command(session: Session) -> None:
    """Speaks on standard input and output with a program that an assistant runs in, which starts it. The tools are
    route, plan, gap, next, match, compare, show, why, find, ask, extract and sparql; they only read, and their answers
    are those of `-f json`, with the lines of sources. `kg docs assistants` has what to write where. It needs
    career-kg[mcp].

    \b
    Example:
      kg mcp
      kg -g store mcp
    """
    import asyncio

    from kg.cli.operations import operations
    from kg.server.tools import check_installed, make_server, serve_stdio

    check_installed()
    server = make_server(session.graph, operations())
    with unwatched():
        asyncio.run(serve_stdio(server))
