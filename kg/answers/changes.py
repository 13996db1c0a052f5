"""What differs between two versions of a graph as blocks, and as lines of KGCL; what was imported, and when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Final

from kg.answers.blocks import BRIEF, Answer, Block, Cell, Heading, Paragraph, Table
from kg.model import Entity
from kg.model.changes import CHANGE_GROUPS, Change, ChangeCount, Differences
from kg.schema import CK, DCTERMS, SKOS

_COLUMNS: Final = ("change", "kind", "of", "property", "item", "before", "after")


_IRIS: Final = ("of iri", "property iri", "item iri", "before iri", "after iri")
"""More columns of a sheet, by which a program knows what a row is about."""


def differences_answer(found: Differences) -> Answer:
    """Every change: counted by group and kind, then listed group by group."""
    title = f"From {found.old} to {found.new}"
    sheet = Table((*_COLUMNS, *_IRIS), [[*_cells(change), *_iris(change)] for change in found.changes])
    data = {"old": found.old, "new": found.new, "counts": found.counts, "changes": found.changes}
    if not found.changes:
        blocks: list[Block] = [Heading(title), Paragraph("Nothing that is said of careers has changed.")]
        return Answer(data, blocks, sheet=sheet, other={"kgcl": lambda: ""})
    head: list[Block] = [Heading(title), *map(Paragraph, count_lines(found.counts))]
    groups = [(group, [*some]) for group, some in groupby(found.changes, lambda change: change.group)]
    full = [_group_table(group, some) for group, some in groups]
    brief = [block for group, some in groups for block in _brief_group(group, some)]
    kgcl = {"kgcl": lambda: "\n".join(kgcl_lines(found.changes))}
    return Answer(data, [*head, *full], brief=[*head, *brief], sheet=sheet, other=kgcl)


def count_lines(counts: Iterable[ChangeCount]) -> list[str]:
    """A line for each group: its title, and how many changes there are of each kind of entity.

    >>> count_lines([ChangeCount("new", "role", 2), ChangeCount("new", "skill", 1), ChangeCount("pay", "role", 1)])
    ['New: 2 roles, 1 skill', 'Pay: 1 change (roles)']
    """
    return [
        f"{CHANGE_GROUPS[group]}: {', '.join(_kind_count(each) for each in some)}"
        for group, some in groupby(counts, lambda count: count.group)
    ]


def _kind_count(found: ChangeCount) -> str:
    noun = found.kind.replace("-", " ") or "entity"
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    if found.group in _OF_ENTITIES:
        return f"{found.number:,} {noun if found.number == 1 else plural}"
    return f"{found.number:,} change{'' if found.number == 1 else 's'} ({plural})"


_OF_ENTITIES: Final = frozenset({"new", "retired", "replaced", "renamed", "moved"})
"""Groups of which an entity has one change; of the others it may have several."""


def _cells(change: Change) -> list[Cell]:
    return [change.group, change.entity.kind, change.entity, change.property, change.item, change.before, change.after]


def _iris(change: Change) -> list[Cell]:
    """The IRIs of a change; of several groups that were left or joined all, divided by spaces."""
    left, joined = (" ".join(entity.iri for entity in each) for each in (change.left, change.joined))
    return [change.entity.iri, change.iri, change.item and change.item.iri, left, joined]


def _group_table(group: str, changes: Sequence[Change]) -> Table:
    """The changes of a group, with the columns that any of them fills."""
    rows = [_cells(change)[1:] for change in changes]
    used = [place for place in range(len(rows[0])) if any(row[place] not in ("", None) for row in rows)]
    names = [_COLUMNS[1:][place] for place in used]
    return Table(names, [[row[place] for place in used] for row in rows], CHANGE_GROUPS[group])


def _brief_group(group: str, changes: Sequence[Change]) -> list[Block]:
    """The first changes of a group, and how many more there are."""
    table = _group_table(group, changes[:BRIEF])
    more = len(changes) - BRIEF
    return [table, Paragraph(f"and {more:,} more; -f json, csv, md or html has all")] if more > 0 else [table]


# --- KGCL -------------------------------------------------------------------------------------------------------------


def kgcl_lines(changes: Iterable[Change]) -> Iterator[str]:
    """Changes in the Knowledge Graph Change Language, those that it has a command for."""
    for change in changes:
        yield from _kgcl(change)


def _kgcl(change: Change) -> list[str]:
    entity, before, after = _iri(change.entity), change.before, change.after
    label = change.entity.label
    if change.group in ("new", "retired"):
        return [f"create node {entity} {_quoted(label)}" if change.group == "new" else f"obsolete {entity}"]
    if change.group == "replaced" and change.item:
        return [f"obsolete {entity} with replacement {_iri(change.item)}"]
    if change.group == "renamed" and before and after:
        return [f"rename {entity} from {_quoted(before)} to {_quoted(after)}"]
    if change.group == "names":
        name = _quoted(before or after or "")
        return [f"remove synonym {name} for {entity}" if before else f"create synonym {name} for {entity}"]
    if change.group == "moved":
        return _moves(change)
    if change.iri == DCTERMS.description:
        return [_definition(entity, before, after)]
    return _edges(change)


def _moves(change: Change) -> list[str]:
    entity, left, joined = _iri(change.entity), change.left, change.joined
    if len(left) == len(joined) == 1:
        return [f"move {entity} from {_iri(left[0])} to {_iri(joined[0])}"]
    gone = [f"delete edge {entity} <{SKOS.broader}> {_iri(group)}" for group in left]
    return gone + [f"create edge {entity} <{SKOS.broader}> {_iri(group)}" for group in joined]


def _definition(entity: str, before: str | None, after: str | None) -> str:
    if before and after:
        return f"change definition of {entity} from {_quoted(before)} to {_quoted(after)}"
    return f"add definition {_quoted(after)} to {entity}" if after else f"remove definition for {entity}"


def _edges(change: Change) -> list[str]:
    """The commands for a link that came, went, or became another."""
    if change.item is None or change.group == "points-nowhere":
        return []
    entity, item = _iri(change.entity), _iri(change.item)
    if change.iri != CK.hasRequirement:
        return [f"{'delete' if change.after is None else 'create'} edge {entity} <{change.iri}> {item}"]
    links = [_link(text) for text in (change.before, change.after)]
    if change.group == "requirement-added":
        return [f"create edge {entity} {links[1]} {item}"]
    if change.group == "requirement-dropped":
        return [f"delete edge {entity} {links[0]} {item}"]
    if change.group in ("made-required", "made-optional"):
        return [f"change relationship between {entity} and {item} from {links[0]} to {links[1]}"]
    return []


def _link(strength: str | None) -> str:
    """The property of a requirement of a strength."""
    return f"<{CK.requiresSkill if (strength or '').partition(';')[0] == 'required' else CK.optionalSkill}>"


def _iri(entity: Entity) -> str:
    return f"<{entity.iri}>"


def _quoted(text: str) -> str:
    """A text in quotes, on one line."""
    one_line = " ".join(text.split())
    if "'" not in one_line:
        return f"'{one_line}'"
    return '"' + one_line.replace('"', "''") + '"'
