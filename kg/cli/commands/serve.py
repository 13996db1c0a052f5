"""The command ``kg serve``."""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.options import print_notes
from kg.cli.session import Session
from kg.cli.watch import Seconds, unwatched
from kg.limits import ANSWER_TIME, QUERY_TIME, chosen
from kg.resources import STORE_MANIFEST

if TYPE_CHECKING:
    from kg.server.workers import Workers


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="The port; 0: any.")
@click.option("--open/--no-open", "open_", default=False, help="Open the first page in the browser.")
@click.option(
    "--token",
    envvar="KG_TOKEN",
    default="",
    metavar="TEXT",
    help="Answer only who sends this: as the password of anybody, or as Bearer (or set KG_TOKEN).",
)
@click.option(
    "--allow-host", "names", multiple=True, metavar="NAME", help="A name of this server, such as behind a proxy."
)
@click.option(
    "--cors", "origins", multiple=True, metavar="ORIGIN", help="A site whose pages may read answers; * for all."
)
@click.option(
    "--timeout", type=Seconds(), metavar="SECONDS", help=f"The time of an answer. [default: {ANSWER_TIME.default}]"
)
@click.option("--log-queries", is_flag=True, help="Write also what is asked into the log.")
@click.option("--quiet", is_flag=True, help="Write no log.")
@click.pass_obj
def command(  # noqa: PLR0913, PLR0917  # one for each option
    session: Session,
    host: str,
    port: int,
    open_: bool,
    token: str,
    names: tuple[str, ...],
    origins: tuple[str, ...],
    timeout: float | None,
    log_queries: bool,
    quiet: bool,
) -> None:
    """A page to type into at http://127.0.0.1:8000, a SPARQL 1.1 endpoint at /sparql, and a JSON API at /api.

    Nobody else can ask: to be open to other machines it wants --host and --token. It only reads. What takes too long or
    too much memory is ended; `kg doctor` lists the limits. The log on standard error has a line of JSON for each
    request. Ctrl-C ends it. It needs career-kg[server].

    \b
    Example:
      kg serve --open
      kg -g store serve --port 8080
      kg serve --host 0.0.0.0 --token "$(openssl rand -hex 16)"
    """
    from kg.server.app import LOG, Settings, check_installed, listen, make_app, run

    check_installed()
    settings = Settings(host, port, token, names, origins, log_queries).checked()
    seconds = [] if timeout is None else [f"{limit.name}={timeout}" for limit in (ANSWER_TIME, QUERY_TIME)]
    with chosen(seconds), unwatched():
        channel = listen(settings)
        workers = _workers(session)
        if not quiet:
            LOG.addHandler(logging.StreamHandler(sys.stderr))
            LOG.setLevel(logging.INFO)
        address = address_of(host, channel.getsockname()[1])
        click.echo(address)
        sys.stdout.flush()
        if open_ and click.launch(address) != 0:
            print_notes([f"no browser could be opened; open {address} yourself"])
        try:
            run(make_app(workers, settings), channel)
        finally:
            workers.end()


def _workers(session: Session) -> Workers:
    from kg.cli.operations import operations
    from kg.graph import open_graph
    from kg.server.site import Site
    from kg.server.workers import Workers

    site = Site(session.graph, operations())
    print_notes(session.notes)
    folder = Path(session.source or "")
    if session.source is None or not folder.is_dir():
        return Workers(site)

    def renew() -> Site:
        return Site(open_graph(folder), operations())

    return Workers(site, folder / STORE_MANIFEST, renew)


def address_of(host: str, port: int) -> str:
    """The address to open of a server that listens at a host.

    >>> address_of("127.0.0.1", 8000)
    'http://127.0.0.1:8000/'
    """
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104  # listens nowhere: it is the address to open instead
    return f"http://{shown}:{port}/"
