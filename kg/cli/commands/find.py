"""The command ``kg find``."""

from __future__ import annotations

import click

from kg.answers.blocks import Answer, Cell, Paragraph, Table, shown_of
from kg.answers.json_output import plain
from kg.cli.options import answers, kind_option, source_option
from kg.cli.session import Session
from kg.errors import UsageError, quoted
from kg.model.entities import LABEL


@click.command()
@click.argument("text", nargs=-1, required=True)
@click.option("-n", "--limit", type=click.IntRange(min=1), default=50, show_default=True, help="How many hits.")
@source_option
@kind_option
@answers()
def command(session: Session, text: tuple[str, ...], limit: int) -> Answer:
    """All words of TEXT must occur in a name or a code. Exit status 1: no hit.

    \b
    Example:
      kg find learning
      kg find cloud --kind skill
    """
    wanted = " ".join(text)
    if not wanted.strip():
        raise UsageError("the search text is empty", "name a word, as in `kg find learning`, or `kg list`")
    found = session.graph.find(wanted, session.kinds)
    hits = found[:limit]
    several, coded = len(session.graph.sources()) > 1, any(hit.code for hit in hits)
    rows: list[list[Cell]] = [
        [
            hit.entity,
            hit.entity.kind,
            *([hit.source] if several else []),
            *([hit.code] if coded else []),
            hit.entity.id,
            hit.tier if hit.tier == LABEL and hit.label == hit.entity.label else f"{hit.tier} '{hit.label}'",
        ]
        for hit in hits
    ]
    optional = (*(["source"] if several else []), *(["code"] if coded else []))
    table = Table(("label", "kind", *optional, "id", "found by"), rows)
    data = [
        plain(hit.entity)
        | {"matched": hit.label, "tier": hit.tier, "source": hit.source}
        | ({"code": hit.code} if hit.code else {})
        for hit in hits
    ]
    title = f"Search: {wanted}"
    if hits:
        return Answer(data, [table], title=title, notes=shown_of(len(hits), len(found), "hits"))
    near = ", ".join(quoted(entity.label) for entity in session.graph.suggestions(wanted, session.kinds))
    instead = f"did you mean {near}?" if near else session.graph.elsewhere
    note = f"no match for {quoted(wanted)}" + (f"; {instead}" if instead else "")
    return Answer(data, [Paragraph("No hit.")], sheet=table, title=title, notes=[note], status=1)
