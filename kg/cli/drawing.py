"""Routes as text, table, checklist, Mermaid and HTML: five drawings of one answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.cli.cells import cite, skill_rows
from kg.cli.report import Block, Heading, Line, Table
from kg.cli.safe import markdown, mermaid, terminal

if TYPE_CHECKING:
    from kg.model.answers import DirectMove, PayChange, Route, Routes, Step
    from kg.model.careers import Pay

__all__ = ["checklist", "route_blocks", "route_html", "route_mermaid", "route_table"]

_COLUMNS = ("", "what", "detail", "source")
_UNSTATED = "not stated in the source"


def _step_rows(step: Step) -> list[list[str]]:
    near = {item.iri for item in step.near}
    rows = skill_rows("keep", step.kept)
    for item in step.learn:
        rows += skill_rows("learn (near)" if item.iri in near else "learn", (item,))
    rows += [["gate", gate.label, gate.state, cite(gate.sources) or _UNSTATED] for gate in step.gates]
    if not step.gates:
        rows.append(["gate", _UNSTATED, "", ""])
    rows.append(["pay", _pay(step.pay), _pay_change(step.pay_change), cite(step.pay.sources) if step.pay else ""])
    return [*rows, _level_row(step)]


def _pay(pay: Pay | None) -> str:
    if pay is None:
        return _UNSTATED
    return f"{pay.label} {pay.currency or ''}".strip() + (", open above" if pay.open_ended else "")


def _pay_change(change: PayChange) -> str:
    """What changes at either bound; an open one is said to be so. Nothing where no pay was stated before."""
    if change.before is None or change.after is None:
        return ""
    if change.before.currency != change.after.currency:
        return f"in {change.before.currency or 'no stated currency'} before"
    parts = [f"{name} {value:+,}" if value else f"{name} as before" for name, value in _bounds(change)]
    if change.before.open_ended or change.after.open_ended:
        parts.append("top open")
    return ", ".join(parts)


def _bounds(change: PayChange) -> list[tuple[str, int]]:
    return [(name, value) for name, value in (("floor", change.floor), ("top", change.top)) if value is not None]


def _level_row(step: Step) -> list[str]:
    """The change of level: of seniority on a rung, of preparation between roles."""
    if step.level and step.level.after:
        before = step.level.before
        came = f"from {before.entity.label}, {before.years}" if before else "the level before is not stated"
        after = step.level.after
        return ["level", f"{after.entity.label}, {after.years}", came, cite(after.sources)]
    if step.preparation == (None, None):
        return ["level", _UNSTATED, "", ""]
    before_, after_ = ("not stated" if value is None else str(value) for value in step.preparation)
    return ["level", f"preparation {after_}", f"before: {before_}", ""]


def route_blocks(answer: Routes) -> list[Block]:
    """Routes for people: each step with a table, then the direct move."""
    blocks: list[Block] = [Heading(f"{answer.origin.label} → {answer.destination.label}")]
    for number, route in enumerate(answer, 1):
        title = f"Route {number} of {len(answer)}: " if len(answer) > 1 else ""
        blocks.append(Line(f"{title}{_summary(route)}" if route.steps else f"{answer.reason}"))
        if route.best_at:
            blocks.append(Line(f"Best at: {route.best_at}"))
        for position, step in enumerate(route.steps, 1):
            blocks.append(Heading(f"Step {position}: {step.origin.label} → {step.destination.label}", 2))
            blocks.append(Line(_measures(step)))
            blocks.append(Table(_COLUMNS, _step_rows(step)))
        if len(answer) > 1:
            blocks.append(Line(""))
    if not answer.routes:
        blocks += _no_route(answer)
    if answer.direct:
        blocks.append(Heading(_direct(answer.direct), 2))
    return blocks


def _measures(step: Step) -> str:
    if step.cost is None or step.kinship is None:
        return f"gap {step.gap:g}; no rule gives a rise in level a cost"
    return f"gap {step.gap:g}, kinship {step.kinship:.3f}, cost {step.cost:g}"


def _summary(route: Route) -> str:
    count = len(route.steps)
    chain = " → ".join(step.destination.label for step in route.steps)
    steps = f"{count} step{'s' if count != 1 else ''}"
    skills = f"{len(route.learn)} skill{'s' if len(route.learn) != 1 else ''}"
    cost = "" if route.cost is None else f", cost {route.cost:g}"
    return f"{steps}, {skills} to learn{cost}: {chain}"


def _no_route(answer: Routes) -> list[Line]:
    return [Line(f"No route: {answer.reason}."), *_bridge_lines(answer)]


def _bridge_lines(answer: Routes) -> list[Line]:
    if answer.bridge is None:  # no one asks what would open a climb, nor whether anything would after a search given up
        return [Line("No added skill would open one.")] if answer.direct and not answer.notes else []
    skills = ", ".join(skill.label for skill in answer.bridge.skills)
    return [Line(f"The smallest bridge: with {skills} there is one. {_summary(answer.bridge.route)}")]


def _direct(move: DirectMove) -> str:
    verdict = "allowed" if move.allowed else f"not allowed: {move.reason}"
    unmet = "".join(f", {gate.label} not held" for gate in move.gates if not gate.met)
    return f"Direct move: {len(move.learn)} to learn, {move.shared} shared{unmet}; {verdict}"


def route_table(answer: Routes) -> Table:
    """Routes as rows, for spreadsheets."""
    rows = [
        [number, position, step.origin.label, step.destination.label, *row]
        for number, route in enumerate(answer, 1)
        for position, step in enumerate(route.steps, 1)
        for row in _step_rows(step)
    ]
    return Table(("route", "step", "from", "to", "what", "name", "detail", "source"), rows)


def checklist(answer: Routes) -> str:
    """Routes as Markdown with boxes to tick."""
    lines = [f"## {markdown(answer.origin.label)} → {markdown(answer.destination.label)}", ""]
    for number, route in enumerate(answer, 1):
        if not route.steps:
            lines += [markdown(str(answer.reason)), ""]
            continue
        lines += [f"**Route {number}:** {markdown(_summary(route))}", ""]
        if route.best_at:
            lines += [f"Best at: {markdown(route.best_at)}", ""]
        for position, step in enumerate(route.steps, 1):
            lines += [f"### Step {position}: {markdown(step.origin.label)} → {markdown(step.destination.label)}", ""]
            lines += [_box(row) for row in _step_rows(step)] + [""]
    if not answer.routes:
        for line in _no_route(answer):
            lines += [markdown(line.text), ""]
    if answer.direct:
        lines.append(markdown(_direct(answer.direct)))
    return "\n".join(lines)


def _box(row: list[str]) -> str:
    word, name, detail, source = map(markdown, row)
    ticked = {"keep": "[x] ", "learn": "[ ] ", "learn (near)": "[ ] "}.get(row[0], "")
    if row[0] == "gate" and row[2]:
        ticked = "[ ] " if row[2] == "not held" else "[x] "
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
            told = "<br>".join(mermaid(_sentence(row)) for row in _step_rows(step))
            edges.setdefault(f'  {names[step.origin.iri]} -->|"{told}"| {names[step.destination.iri]}')
    if not answer.routes:
        told = "<br>".join(mermaid(line.text) for line in _no_route(answer))
        edges[f'  {names[answer.origin.iri]} --x|"{told}"| {names[answer.destination.iri]}'] = None
    nodes = [f'  {name}["{mermaid(known[iri].label)}"]' for iri, name in names.items()]
    return "\n".join(["flowchart LR", *nodes, *edges])


def _sentence(row: list[str]) -> str:
    word, name, detail, source = row
    return f"{word} {name}{f': {detail}' if detail else ''}{f' ({source})' if source else ''}"


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
