"""Routes as text, table, checklist, Mermaid and HTML: five drawings of one answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.cli.report import Block, Heading, Line, Table
from kg.cli.safe import markdown, mermaid, terminal
from kg.telling.routes import direct_words, measures, no_route, route_words, step_rows

if TYPE_CHECKING:
    from kg.model.answers import Routes
    from kg.telling.cells import Told

__all__ = ["checklist", "route_blocks", "route_html", "route_mermaid", "route_table"]

_COLUMNS = ("", "what", "detail", "source")


def route_blocks(answer: Routes) -> list[Block]:
    """Routes for people: each step with a table, then the direct move."""
    blocks: list[Block] = [Heading(f"{answer.origin.label} → {answer.destination.label}")]
    for number, route in enumerate(answer, 1):
        title = f"Route {number} of {len(answer)}: " if len(answer) > 1 else ""
        blocks.append(Line(f"{title}{route_words(route)}" if route.steps else f"{answer.reason}"))
        if route.best_at:
            blocks.append(Line(f"Best at: {route.best_at}"))
        for position, step in enumerate(route.steps, 1):
            blocks.append(Heading(f"Step {position}: {step.origin.label} → {step.destination.label}", 2))
            blocks.append(Line(measures(step)))
            blocks.append(Table(_COLUMNS, [row.cells for row in step_rows(step)]))
        if len(answer) > 1:
            blocks.append(Line(""))
    if not answer.routes:
        blocks += map(Line, no_route(answer))
    if answer.direct:
        blocks.append(Heading(direct_words(answer.direct), 2))
    return blocks


def route_table(answer: Routes) -> Table:
    """Routes as rows, for spreadsheets."""
    rows = [
        [number, position, step.origin.label, step.destination.label, *row.cells]
        for number, route in enumerate(answer, 1)
        for position, step in enumerate(route.steps, 1)
        for row in step_rows(step)
    ]
    if not answer.routes:
        ends = [answer.origin.label, answer.destination.label]
        rows = [["", "", *ends, "no route", answer.reason or "", "", ""]]
        rows += [
            ["", "", *ends, "bridge", skill.label, "", ""] for skill in (answer.bridge.skills if answer.bridge else ())
        ]
    return Table(("route", "step", "from", "to", "what", "name", "detail", "source"), rows)


def checklist(answer: Routes) -> str:
    """Routes as Markdown with boxes to tick."""
    lines = [f"## {markdown(answer.origin.label)} → {markdown(answer.destination.label)}", ""]
    for number, route in enumerate(answer, 1):
        if not route.steps:
            lines += [markdown(str(answer.reason)), ""]
            continue
        lines += [f"**Route {number}:** {markdown(route_words(route))}", ""]
        if route.best_at:
            lines += [f"Best at: {markdown(route.best_at)}", ""]
        for position, step in enumerate(route.steps, 1):
            lines += [f"### Step {position}: {markdown(step.origin.label)} → {markdown(step.destination.label)}", ""]
            lines += [_box(row) for row in step_rows(step)] + [""]
    if not answer.routes:
        for line in no_route(answer):
            lines += [markdown(line), ""]
    if answer.direct:
        lines.append(markdown(direct_words(answer.direct)))
    return "\n".join(lines)


def _box(row: Told) -> str:
    word, name, detail, source = map(markdown, row.cells)
    ticked = {"keep": "[x] ", "learn": "[ ] ", "learn (near)": "[ ] "}.get(row.word, "")
    if row.word == "gate" and row.detail:
        ticked = "[ ] " if row.detail == "not held" else "[x] "
    rest = "".join((f": {detail}" if detail else "", f" ({source})" if source else ""))
    return f"- {ticked}{word} **{name}**{rest}"


def route_mermaid(answer: Routes) -> str:
    """Routes as a Mermaid flowchart: roles as boxes, on each arrow what the step keeps, asks, pays and cites.

    Where there is no route, a crossed line says why, and what would open one.
    """
    known = {entity.iri: entity for entity in (answer.origin, answer.destination)}
    edges: dict[str, None] = {}
    for route in answer:
        for step in route.steps:
            known |= {entity.iri: entity for entity in (step.origin, step.destination)}
    names = {iri: f"n{number}" for number, iri in enumerate(known)}
    for route in answer:
        for step in route.steps:
            told = "<br>".join(mermaid(_sentence(row)) for row in step_rows(step))
            edges.setdefault(f'  {names[step.origin.iri]} -->|"{told}"| {names[step.destination.iri]}')
    if not answer.routes:
        told = "<br>".join(mermaid(line) for line in no_route(answer))
        edges[f'  {names[answer.origin.iri]} --x|"{told}"| {names[answer.destination.iri]}'] = None
    nodes = [f'  {name}["{mermaid(known[iri].label)}"]' for iri, name in names.items()]
    return "\n".join(["flowchart LR", *nodes, *edges])


def _sentence(row: Told) -> str:
    detail, source = (f": {row.detail}" if row.detail else ""), (f" ({row.source})" if row.source else "")
    return f"{row.word} {row.name}{detail}{source}"


def route_html(answer: Routes) -> str:
    """Routes as one HTML page without scripts or anything to load."""
    from html import escape as markup

    def escape(text: str) -> str:
        return markup(terminal(text))

    title = escape(f"{answer.origin.label} → {answer.destination.label}")
    parts = []
    for block in route_blocks(answer)[1:]:
        if isinstance(block, Heading):
            parts.append(f"<h2>{escape(block.text)}</h2>")
        elif isinstance(block, Line):
            parts.append(f"<p>{escape(block.text)}</p>" if block.text else "")
        else:
            head = "".join(f'<th scope="col">{escape(name or "what")}</th>' for name in block.columns)
            body = "".join(f"<tr>{''.join(f'<td>{escape(str(cell))}</td>' for cell in row)}</tr>" for row in block.rows)
            parts.append(f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>")
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    style = (
        ":root{color-scheme:light dark}body{font:1rem/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;"
        "padding:0 1rem}table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.25rem .75rem .25rem 0;"
        "border-bottom:1px solid #8888;vertical-align:top}"
    )
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{style}</style>\n</head>\n"
        f"<body>\n<main>\n<h1>{title}</h1>\n" + "\n".join(parts) + "\n</main>\n</body>\n</html>\n"
    )
