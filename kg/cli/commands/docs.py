"""The command ``kg docs``."""

from __future__ import annotations

import click

from kg.cli.session import Session
from kg.errors import UsageError, quoted
from kg.resources import resource


@click.command()
@click.argument("page", required=False)
@click.pass_obj
def command(session: Session, page: str | None) -> None:
    """PAGE as Markdown, from the package itself: no network is needed.

    \b
    Example:
      kg docs
      kg docs routes
    """
    del session
    pages = {path.stem: path.read_text(encoding="utf-8") for path in sorted(resource("docs").glob("*.md"))}
    if page is None:
        width = max(map(len, pages))
        titles = (text.partition("\n")[0].removeprefix("# ") for text in pages.values())
        click.echo("\n".join(f"{name:{width}}  {title}" for name, title in zip(pages, titles, strict=True)))
        return
    name = page.removeprefix("docs/").removesuffix(".md")
    if name not in pages:
        raise UsageError(f"there is no page {quoted(page)}", f"the pages are: {', '.join(pages)}")
    click.echo(pages[name], nl=False)
