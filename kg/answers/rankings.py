"""Answers about many roles as blocks: roles for a skill set, course coverage, rankings, all pairs of roles."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from kg.answers.blocks import (
    BRIEF,
    RANKED,
    SHORT,
    Answer,
    Block,
    Cell,
    Citation,
    Heading,
    Paragraph,
    Table,
    and_more,
    cite,
    cited,
    count_of,
    label_cell,
    shown_first,
    shown_of,
    truncate_list,
)
from kg.answers.routes import at_least, near_text, tools_text, unread_education, unread_lines, ways_text
from kg.errors import quoted
from kg.model import Entity, Unread
from kg.model.analysis import (
    Communities,
    Curriculum,
    InterestMatches,
    Matches,
    Ranked,
    Ranking,
    RolePair,
    UntaughtSkill,
)
from kg.model.answers import Gap, Gate, SkillItem
from kg.schema import NOT_STATED

_Rows = list[list["Cell"]]


def _without_skills_line(roles: Sequence[Entity], verb: str, *, short: bool = False) -> list[Block]:
    """The roles that an answer leaves out; ``short`` counts them where they are more than a line has room for."""
    if short and len(roles) > shown_first(len(roles)):
        return [Paragraph(f"Skills of {len(roles)} roles: {NOT_STATED}, so not {verb}; --all names them.")]
    return [Paragraph(f"Skills {NOT_STATED}, so not {verb}: {_first(roles, len(roles))}.")] if roles else []


def _unread_lines(unread: Iterable[Unread]) -> list[Block]:
    """The texts about required skills that were not understood: what is counted leaves them out."""
    roles: dict[str, list[str]] = {}
    for each in unread:
        roles.setdefault(each.role.label if each.role else "", []).append(str(each.source))
    texts = [f"{label}: {truncate_list(lines)}" for label, lines in roles.items()]
    shown = f"{'; '.join(texts[:5])}{f'; and {len(texts) - 5} more roles' if len(texts) > 5 else ''}"
    return [Paragraph(f"Lines that state skills, and were not understood: {shown}.")] if texts else []


def _unknown_line(names: Sequence[str]) -> list[Block]:
    """The names that stand for nothing, and were left out."""
    return [Paragraph(f"Not known, and left out: {', '.join(map(quoted, names))}.")] if names else []


def _first(entities: Iterable[Entity], most: int = BRIEF) -> str:
    return truncate_list([entity.label for entity in entities], most)


# --- roles for a skill set --------------------------------------------------------------------------------------------


def matches_answer(answer: Matches, min_coverage: float) -> Answer:
    """Roles by how far a skill set covers what they require."""
    blocks: list[Block] = [Heading(f"Roles for {_first(answer.have)}")]
    if not answer.roles:
        nothing = (
            f"No role is covered to {min_coverage:.0%}." if min_coverage else f"Skills of all roles: {NOT_STATED}."
        )
        blocks.append(Paragraph(nothing))
    elif not any(gap.coverage for gap in answer.roles):
        blocks.append(Paragraph("No role requires any of these skills."))
    blocks += _unknown_line(answer.unknown)
    brief = list(blocks)
    if answer.roles:
        columns = ("role", "coverage", "held", "missing", "gate not held")
        blocks.append(Table(columns, _gap_rows(answer.roles)))
        brief.append(Table(columns, [_short_gap_row(gap) for gap in answer.roles]))
    rest = _unread_lines(answer.not_understood)
    if answer.not_covered_count:
        skills = count_of(answer.not_covered_count, "required skill")
        rest.append(Paragraph(f"{skills} not covered; --curriculum lists them."))
    blocks += [*_without_skills_line(answer.not_stated, "ranked"), *rest]
    brief += [*_without_skills_line(answer.not_stated, "ranked", short=True), *rest]
    notes = shown_of(len(answer.roles), answer.total, "roles")
    if answer.common:
        said = f"more than a third of the roles of a source require {_first(answer.common, SHORT)}"
        notes.append(f"{said}, which says little; roles that share no more come last")
    status = 0 if answer.roles else 1
    return Answer(answer, blocks, brief=brief, sheet=_gap_sheet(answer.roles), notes=notes, status=status)


def _short_gap_row(gap: Gap) -> list[Cell]:
    """A role as text output has it: how many skills are held, the first that are missing, all gates."""
    missing = [item.label for item in (*gap.near, *(item for item in gap.missing if item not in gap.near))]
    gates = [
        gate.label + (f", or {ways_text(gate.instead)}" if gate.instead else "") for gate in gap.gates if not gate.met
    ]
    gates += ["regulated profession"] if gap.regulation_sources else []
    return [
        gap.destination,
        f"{gap.coverage or 0:.0%}",
        f"{len(gap.held)} of {at_least(gap.not_understood)}{len(gap.held) + len(gap.missing)}",
        truncate_list(missing, SHORT),
        "; ".join([*gates, *unread_education(gap.not_understood)]),
    ]


def interests_answer(answer: InterestMatches) -> Answer:
    """Roles by their agreement with a person's interests, each with its own, the strongest first."""
    own = ", ".join(f"{name} {score:g}" for name, score in _strongest(answer.interests) if score)
    covered = any(role.coverage is not None for role in answer.roles)
    columns = ("role", "agreement", *(["coverage"] if covered else []), "code", "interests (1 to 7)", "source")
    rows: _Rows = [
        [
            match.role,
            f"{match.agreement:.2f}",
            *([f"{match.coverage or 0:.0%}"] if covered else []),
            match.code,
            ", ".join(f"{name} {score:g}" for name, score in _strongest(match.scores)),
            cite(match.sources),
        ]
        for match in answer.roles
    ]
    table = Table(columns, rows)
    blocks: list[Block] = [Heading(f"Roles by interests: {own}")]
    blocks.append(table if rows else Paragraph(f"Interests of roles: {NOT_STATED}; O*NET states them."))
    if rows:
        blocks.append(
            Paragraph("Agreement: correlation of the six scores, from -1 to 1; a high one is no judgement of skill.")
        )
    if answer.not_stated:
        blocks.append(Paragraph(f"{count_of(answer.not_stated, 'role')} without interests: {NOT_STATED}."))
    data = {
        "interests": dict(answer.interests),
        "method": "Pearson correlation of the six RIASEC scores",
        "roles": [match._asdict() | {"scores": dict(match.scores)} for match in answer.roles],
        "total": answer.total,
        "not_stated": answer.not_stated,
    }
    notes = shown_of(len(answer.roles), answer.total, "roles")
    return Answer(data, blocks, sheet=table, notes=notes, status=0 if rows else 1)


def _strongest(scores: Iterable[tuple[str, float]]) -> list[tuple[str, float]]:
    return sorted(scores, key=lambda pair: -pair[1])


def _gap_rows(gaps: Iterable[Gap]) -> _Rows:
    """A row for each role, each skill with its tools and source; of the missing ones the near come first."""
    rows: _Rows = []
    for gap in gaps:
        near = {item.iri for item in gap.near}
        rest = [_skill(item) for item in gap.missing if item.iri not in near]
        rows.append(
            [
                gap.destination,
                f"{gap.coverage or 0:.0%}",
                Citation.joined(map(_held, gap.held), ", "),
                Citation.joined([*(_skill(item, "near") for item in gap.near), *rest], ", "),
                _unmet(gap, cited("regulated profession", gap.regulation_sources)),
            ]
        )
    return rows


def _unmet(gap: Gap, regulated: str) -> str:
    """The gates of a role that are not held, the law, and the lines about its education that were not understood."""
    gates = [_gate(gate) for gate in gap.gates if not gate.met]
    law = [regulated] if gap.regulation_sources else []
    return Citation.joined([*gates, *law, *unread_education(gap.not_understood)], ", ")


def _gate(gate: Gate) -> str:
    """A gate that is not held, with its source, and the conditional ways to do without."""
    ways = [source for option in gate.instead for source in option.sources]
    instead = [", or ", cited(ways_text(gate.instead), ways)] if gate.instead else []
    return Citation.joined([cited(gate.label, gate.sources), *instead])


def _skill(item: SkillItem, *details: str) -> str:
    """A skill with its details in brackets, its source last."""
    text = Citation.joined(filter(None, (*details, cite(item.sources))), "; ")
    return Citation.joined([item.label, " (", text, ")"]) if text else item.label


def _held(item: SkillItem) -> str:
    return _skill(item, tools_text(item, covered=True))


def _gap_sheet(gaps: Iterable[Gap]) -> Table:
    rows: _Rows = []
    for gap in gaps:
        skills = [", ".join(item.label for item in items) for items in (gap.held, gap.near, gap.missing)]
        cited = [source for item in (*gap.held, *gap.missing) for source in item.sources]
        cited += [source for gate in gap.gates for source in gate.sources]
        rows.append(
            [
                gap.destination,
                None if gap.coverage is None else round(gap.coverage, 6),
                *skills,
                _unmet(gap, "regulated profession"),
                unread_lines(gap.not_understood),
                cite(cited),
            ]
        )
    return Table(("role", "coverage", "held", "near", "missing", "gate not held", "not understood", "source"), rows)


# --- course coverage --------------------------------------------------------------------------------------------------


class _Section(NamedTuple):
    """A table of course coverage, in full and as text has it; the total counts also rows that are not at hand."""

    name: str
    noun: str
    title: str
    total: int
    columns: tuple[str, ...]
    rows: _Rows
    short_rows: _Rows


def curriculum_answer(answer: Curriculum, limit: int | None) -> Answer:
    """What courses teach against what roles require, at most ``limit`` rows of each table."""
    fully, partly, uncovered = answer.counts
    summary = (
        f"{count_of(fully, 'role')} covered fully, {partly} partly, {uncovered} not at all."
        f" {count_of(answer.not_taught_count, 'required skill')} not taught,"
        f" {count_of(len(answer.not_required), 'taught skill')} not required."
    )
    title = Heading(f"Course coverage: {count_of(len(answer.taught), 'skill')} taught")
    blocks: list[Block] = [title, Paragraph(summary), *_unknown_line(answer.unknown)]
    brief = list(blocks)
    cells: _Rows = []
    notes: list[str] = []
    for section in _sections(answer):
        rows = section.rows[:limit]
        cut = f" ({limit} of {section.total})" if len(rows) < section.total else ""
        notes += shown_of(len(rows), section.total, section.noun)
        if rows:
            blocks.append(Table(section.columns, rows, f"{section.title}{cut}"))
            brief.append(Table(section.columns, section.short_rows[:limit], f"{section.title}{cut}"))
        count: list[Cell] = [""] if section.name == "not required" else []
        cells += [[section.name, row[0], *count, *row[1:]] for row in rows]
    cells += [["unknown", name, "", "", ""] for name in answer.unknown]
    sheet = Table(("section", "name", "count", "covered_by", "details"), cells)
    blocks += _without_skills_line(answer.not_stated, "ranked")
    brief += _without_skills_line(answer.not_stated, "ranked", short=True)
    return Answer(answer, blocks, brief=brief, sheet=sheet, notes=notes)


def _sections(answer: Curriculum) -> list[_Section]:
    title, noun = "Roles and their coverage", "roles"
    columns: tuple[str, ...] = ("role", "covered", "skills taught", "not taught")
    short = [_short_coverage_row(gap) for gap in answer.roles]
    coverage = _Section("role", noun, title, sum(answer.counts), columns, _coverage_rows(answer), short)
    title, noun = "Required skills that no course teaches", "skills that no course teaches"
    columns = ("skill", "roles", "required by", "note")
    full, short = ([_untaught_row(item, most) for item in answer.not_taught] for most in (None, SHORT))
    untaught = _Section("not taught", noun, title, answer.not_taught_count, columns, full, short)
    title, noun = "Taught skills that no role requires", "taught skills that no role requires"
    columns = ("skill", "optional for", "related skills that roles require")
    full = [
        [each.skill, ", ".join(role.label for role in each.optional_for), _first(each.related)]
        for each in answer.not_required
    ]
    short = [
        [each.skill, _first(each.optional_for, SHORT), _first(each.related, SHORT)] for each in answer.not_required
    ]
    return [coverage, untaught, _Section("not required", noun, title, len(full), columns, full, short)]


def _coverage_rows(answer: Curriculum) -> _Rows:
    return [
        [
            gap.destination,
            "fully" if not gap.missing else f"{len(gap.held)} of {len(gap.held) + len(gap.missing)}",
            Citation.joined(map(_held, gap.held), ", "),
            ", ".join(item.label for item in gap.missing),
        ]
        for gap in answer.roles
    ]


def _short_coverage_row(gap: Gap) -> list[Cell]:
    """A role with how many of its skills are taught, the first of them, and the first that are not."""
    held, missing = len(gap.held), len(gap.missing)
    covered = "fully" if not missing else f"{held} of {held + missing}"
    lacking = [item.label for item in gap.missing]
    taught = [
        f"{item.label} ({tools})" if (tools := tools_text(item, covered=True)) else item.label for item in gap.held
    ]
    return [gap.destination, covered, truncate_list(taught, SHORT), truncate_list(lacking, SHORT)]


def _untaught_row(item: UntaughtSkill, most: int | None) -> list[Cell]:
    """A skill that no course teaches, with the first roles that require it, and how many more do."""
    shown = item.required_by[:most]
    listed = Citation.joined((cited(each.role.label, each.sources) for each in shown), ", ")
    more = item.total - len(shown)
    roles = Citation.joined([listed, f" and {more} more"]) if more else listed
    return [item.skill, item.total, roles, f"{near_text(item)}, which is taught" if item.near else ""]


# --- by a measure -----------------------------------------------------------------------------------------------------

_SCORES = {
    ("skills", "demand"): ("required by", "roles"),
    ("skills", "betweenness"): ("betweenness", "required by"),
    ("skills", "reach"): ("reach", "roles that require it"),
    ("roles", "demand"): ("requirements met", "of these roles"),
    ("roles", "betweenness"): ("betweenness", "steps to"),
    ("roles", "reach"): ("reach", "roles reached"),
}
"""The columns of a measure: its score, and the roles that it counts."""


def ranking_answer(answer: Ranking, meaning: str, limit: int | None = None) -> Answer:
    """Skills or roles by a measure, at most ``limit`` rows of each table; without it short text has the first."""
    shown = answer._replace(rows=answer.rows[:limit], tools=answer.tools[:limit])
    first = answer._replace(rows=answer.rows[: limit or RANKED], tools=answer.tools[: limit or RANKED])
    title = Heading(f"{answer.kind.capitalize()} by {answer.by}: {meaning}")
    head: list[Block] = [title, *_demand_summary(answer)]
    unread = _unread_lines(answer.not_understood)
    blocks = [*head, *_ranking_tables(shown), *_without_skills_line(answer.not_stated, "counted"), *unread]
    silent = _without_skills_line(answer.not_stated, "counted", short=True)
    brief = [*head, *_ranking_tables(first, shown), *silent, *unread]
    notes = shown_of(len(shown.rows), len(answer.rows), answer.kind)
    notes += shown_of(len(shown.tools), len(answer.tools), "tools")
    data = {
        "kind": shown.kind,
        "by": shown.by,
        "meaning": meaning,
        "rows": shown.rows,
        "tools": shown.tools,
        "not_stated": shown.not_stated,
        **({"not_understood": shown.not_understood} if shown.not_understood else {}),
    }
    return Answer(data, blocks, brief=brief, sheet=_ranking_sheet(shown), notes=notes)


def _demand_summary(answer: Ranking) -> list[Block]:
    if (answer.kind, answer.by) != ("skills", "demand"):
        return []
    required = [row for row in answer.rows if row.score]
    once = sum(row.score == 1 for row in required)
    return [Paragraph(f"{len(required)} skills are required; {once} of them by exactly one role.")]


def _ranking_cells(row: Ranked, answer: Ranking) -> list[Cell]:
    score = f"{row.score:.6f}" if answer.by == "betweenness" else row.score
    return [row.entity, score, label_cell(row.roles)]


def _ranking_tables(answer: Ranking, whole: Ranking | None = None) -> list[Block]:
    """The rows of a ranking, then the tools; where they are the first of a ``whole`` one, how many more there are."""
    whole = whole or answer
    rows: _Rows = [[row.entity, row.score, label_cell(row.roles), cite(row.sources)] for row in answer.tools]
    tools = Table(("tool", "named by", "roles", "source"), rows, "Tools by the number of roles that name them")
    blocks: list[Block] = [_ranking_table(answer), *_more_rows(len(whole.rows) - len(answer.rows))]
    return [*blocks, tools, *_more_rows(len(whole.tools) - len(answer.tools))] if rows else blocks


def _more_rows(number: int) -> list[Block]:
    return [Paragraph(and_more(number))] if number > 0 else []


def _ranking_table(answer: Ranking) -> Table:
    """A ranking without the columns that would be empty."""
    columns = [answer.kind.removesuffix("s"), *_SCORES[answer.kind, answer.by]]
    cells = [_ranking_cells(row, answer) for row in answer.rows]
    for column, texts in (
        ("optional for", [label_cell(row.optional_for) for row in answer.rows]),
        ("named as a tool by", [label_cell(row.named_by) for row in answer.rows]),
        ("source", [cite(row.sources) for row in answer.rows]),
    ):
        if any(texts):
            columns.append(column)
            for row, text in zip(cells, texts, strict=True):
                row.append(text)
    return Table(columns, cells)


def _ranking_sheet(answer: Ranking) -> Table:
    """A ranking with every column, the tools below."""
    columns = ("section", "name", *_SCORES[answer.kind, answer.by], "optional for", "named as a tool by", "source")
    kind = answer.kind.removesuffix("s")
    rows: _Rows = [
        [
            section,
            *_ranking_cells(row, answer),
            label_cell(row.optional_for),
            label_cell(row.named_by),
            cite(row.sources),
        ]
        for section, ranked in ((kind, answer.rows), ("tool", answer.tools))
        for row in ranked
    ]
    return Table(columns, rows)


# --- all pairs --------------------------------------------------------------------------------------------------------


def all_pairs_answer(pairs: Sequence[RolePair], notes: Iterable[str]) -> Answer:
    """The next roles of every role at once."""
    rows: _Rows = [
        [pair.origin, pair.rank, pair.destination, pair.score, pair.shared, pair.required, pair.missing]
        for pair in pairs
    ]
    table = Table(("from", "rank", "to", "score", "shared", "required", "missing"), rows)
    nothing = [] if pairs else ["no two roles share a skill"]
    return Answer(list(pairs), [table], title="Next roles of every role", notes=[*notes, *nothing])


# --- communities ------------------------------------------------------------------------------------------------------


def communities_answer(found: Communities, limit: int | None = None) -> Answer:
    """Communities of roles, at most ``limit``, each with its commonest skills and its roles."""
    rows: _Rows = [
        [
            number,
            ", ".join(f"{skill.label} ({count})" for skill, count in zip(each.skills, each.counts, strict=True)),
            len(each.roles),
            label_cell(each.roles),
        ]
        for number, each in enumerate(found[:limit], 1)
    ]
    title = Heading("Communities of roles: more similar to one another than to the others")
    table = Table(("community", "commonest skills (roles)", "size", "roles"), rows)
    first = table._replace(rows=rows[: limit or RANKED])
    brief: list[Block] = [title, first, *_more_rows(len(rows) - len(first.rows))]
    notes = shown_of(len(rows), len(found), "communities")
    return Answer(found, [title, table], brief=brief, notes=notes, status=0 if rows else 1)
