"""The page of a comparison: a table of skills by roles, with pay and education above, and what all require first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.answers.blocks import join_labels
from kg.answers.comparison import ComparisonRow, comparison_blocks, relation_rows, summary_sentences, term_rows
from kg.model import Entity
from kg.model.analysis import Asked, ComparedSkill, Comparison, Side
from kg.view.answer_page import (
    AnswerPage,
    AnswerParts,
    Link,
    bare,
    cited,
    file_note,
    icon,
    main_file,
    pay_bar,
    source_note,
    to_short_cards,
    unlinked,
)
from kg.view.chart import short_amount, ticks
from kg.view.drawing import DrawableGraph, Drawing, EdgeBuilder, describe, merged_skills, node_of
from kg.view.labels import truncate
from kg.view.layout import Layout
from kg.view.summary import capital, counted, in_words


def comparison_page(graph: DrawableGraph, answer: Comparison) -> AnswerPage:
    """The compared roles as a table of skills by roles."""
    drawing = _drawing(graph, answer)
    return AnswerPage(drawing, comparison_parts(answer, to_short_cards(drawing)))


def comparison_parts(answer: Comparison, link: Link = unlinked) -> AnswerParts:
    """What a page says of the compared roles; ``link`` makes the names of roles and skills."""
    labels = [role.label for role in answer.roles]
    lead = [each for each in summary_sentences(answer) if not each.startswith("Skills: ")]  # headings count them
    return AnswerParts(bare(" · ".join(labels)), _headline(answer), lead, _matrix(answer, link))


def _headline(answer: Comparison) -> str:
    """How many skills the roles require, and how many of them in common."""
    required = sum(bool(item.required) for item in answer.skills)
    silent = [side.role.label for side in answer.sides if not side.profile.required]
    common = f"{in_words(len(answer.shared)) if answer.shared else 'none'} required by {_every_role(answer)}"
    if silent:
        common = f"those of {join_labels(silent)} are not known"
    return f"{capital(counted(len(answer.roles), 'role'))}, {counted(required, 'skill')}; {common}."


def _every_role(answer: Comparison) -> str:
    return "both" if len(answer.roles) == 2 else f"all {in_words(len(answer.roles))}"


# --- the table --------------------------------------------------------------------------------------------------------


_NOT_REQUIRED = '<span class="not-required" aria-hidden="true">–</span>'


def _matrix(answer: Comparison, link: Link) -> str:
    """The table: a row for each term and skill, a column for each role.

    Its parts state what they are: a narrow page lays the cells of a row below its name, and would lose that else.
    """
    asked = (each for item in answer.skills for each in (*item.required, *item.optional))
    file = main_file(source for each in asked for source in each.sources)
    head = "".join(f'<th scope="col" role="columnheader">{link(role.iri, role.label)}</th>' for role in answer.roles)
    terms = [_term_row(row, answer) + (_pay_row(answer) if row.topic == "pay" else "") for row in term_rows(answer)]
    bodies = [_body("", terms, answer)]
    bodies += [
        _body(title, [_skill_row(item, answer, file, link) for item in items], answer)
        for title, items in _groups(answer)
    ]
    relations = [_term_row(row, answer) for row in relation_rows(answer)]
    bodies += [_body("One covers another, or is near to it", relations, answer)] if relations else []
    note = f"{icon('role')} required, with the tools that are named and the source<br>{_NOT_REQUIRED} not required"
    note += f"<br>{file_note(file)}" if file else ""
    return (
        '<section id="picture" aria-label="Comparison">\n'
        f'<div class="wide matrix sides roles-{len(answer.roles)}" role="region" tabindex="0"'
        ' aria-label="Table of skills by roles">\n<table role="table"><thead role="rowgroup">'
        f'<tr role="row"><td role="cell">{note}</td>{head}</tr></thead>\n{"".join(bodies)}</table></div>\n</section>'
    )


def _groups(answer: Comparison) -> Iterator[tuple[str, Sequence[ComparedSkill]]]:
    """The skills by the roles that require them: all, some, and each alone; none that is optional everywhere."""
    groups = [(f"{capital(_every_role(answer))} require", answer.shared), ("Some require", answer.required_by_some)]
    groups += [(f"Only {role.label} requires", answer.required_by_one(role)) for role in answer.roles]
    groups.append(("Optional", tuple(item for item in answer.skills if not item.required)))
    yield from ((f"{title} ({len(items)})", items) for title, items in groups if items)


def _body(title: str, rows: Sequence[str], answer: Comparison) -> str:
    wide = f'scope="rowgroup" colspan="{len(answer.roles) + 1}"'
    head = f'<tr class="group" role="row"><th role="rowheader" {wide}><span>{bare(title)}</span></th></tr>\n'
    return f'<tbody role="rowgroup">\n{head if title else ""}{"".join(rows)}</tbody>\n' if rows else ""


def _td(role: Entity, shown: str) -> str:
    """A cell, with the name of its role for a page that is too narrow for a column of it."""
    look = ' class="without"' if shown.startswith(_NOT_REQUIRED) else ""
    return f'<td role="cell"{look} data-role="{bare(role.label)}">{shown}</td>'


def _term_row(row: ComparisonRow, answer: Comparison) -> str:
    """A row of pay, education or another term, in the words of the answer."""
    item = row.item.label if isinstance(row.item, Entity) else row.item
    name = f"{capital(row.topic)}" + (f": {item}" if item else "")
    cells = "".join(_td(role, bare(text)) for role, text in zip(answer.roles, row.texts, strict=True))
    return f'<tr class="term" role="row"><th scope="row" role="rowheader">{bare(name)}</th>{cells}</tr>\n'


def _pay_row(answer: Comparison) -> str:
    """Pay as bars on one scale, where two or more roles state it in one unit; nothing where they do not."""
    paid = [side.pay for side in answer.sides if side.pay and side.pay.minimum is not None]
    if len(paid) < 2 or len({pay.unit for pay in paid}) > 1:
        return ""
    most = ticks(max(max(pay.minimum or 0, pay.maximum or 0) for pay in paid))[-1]
    scale = f'<span class="scale"><span>0</span><span>{short_amount(most)}</span></span>'
    cells = "".join(
        f"<td>{pay_bar(side.pay, most)}{scale}</td>" if side.pay in paid and side.pay else "<td></td>"
        for side in answer.sides
    )
    return f'<tr class="scales" aria-hidden="true"><td></td>{cells}</tr>\n'


def _skill_row(item: ComparedSkill, answer: Comparison, file: str, link: Link) -> str:
    cells = "".join(_td(side.role, _cell(item, side, file)) for side in answer.sides)
    name = link(item.skill.iri, item.skill.label)
    return f'<tr role="row"><th scope="row" role="rowheader">{name}</th>{cells}</tr>\n'


def _cell(item: ComparedSkill, side: Side, file: str) -> str:
    """Whether a role asks for a skill, with the tools that it names and the source."""
    for look, words, found in (("required", "required", item.required), ("optional", "optional", item.optional)):
        for asked in found:
            if asked.role == side.role:
                return _asked(look, words, asked, file)
    if not side.profile.required:
        return f'<span class="silent">{bare(side.silence("skills"))}</span>'
    return f'{_NOT_REQUIRED}<span class="spoken">not required</span>'


def _asked(look: str, words: str, asked: Asked, file: str) -> str:
    tools = bare(", ".join(tool.label for tool in asked.tools))
    mark = icon("role") if look == "required" else ""
    shown = f'<span class="spoken">{words}: </span>' if look == "required" else "optional "
    return (
        f'<span class="asked {look}">{mark}<span>{shown}{tools}{source_note(cited(asked.sources, file))}</span></span>'
    )


# --- everything as text -----------------------------------------------------------------------------------------------


def _drawing(graph: DrawableGraph, answer: Comparison) -> Drawing:
    """The roles, skills, tools and credentials on the page, the links between them, and the answer, for its text."""
    edges = EdgeBuilder()
    entities = {role.iri: role for role in answer.roles}
    for item in answer.skills:
        for name, some in (("requiresSkill", item.required), ("optionalSkill", item.optional)):
            for asked in some:
                edges.add(asked.role, name, item.skill, asked.sources)
                entities |= {each.iri: each for each in (item.skill, *asked.tools)}
                for tool in asked.tools:
                    if tool.iri != item.skill.iri:
                        edges.add(item.skill, "namesMember", tool, asked.sources)
    for side in answer.sides:
        for option in side.details.education:
            if option.credential is not None:
                edges.add(side.role, "educationOption", option.credential, option.sources)
                entities[option.credential.iri] = option.credential
    for relation in answer.relations:
        if (relation.skill, relation.other) not in edges:
            edges.add(relation.skill, relation.kind, relation.other, ())
    nodes = tuple(node_of(describe(graph, entity)) for entity in entities.values())
    return Drawing(
        view="comparison",
        title=f"{join_labels([truncate(role.label, 60) for role in answer.roles])} side by side",
        nodes=nodes,
        edges=edges.edges,
        layout=Layout({}),
        merged=merged_skills(graph, nodes),
        answer=tuple(comparison_blocks(answer)),
    )
