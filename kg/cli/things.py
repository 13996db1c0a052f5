"""The commands about single things: show, why, find, list."""

from __future__ import annotations

import sys
from collections import Counter
from typing import TYPE_CHECKING

import click

from kg.cli import plain
from kg.cli.names import ANY, kind_option, source_option, sources_option
from kg.cli.report import Heading, Line, Report, Table, report
from kg.errors import KGError, UsageError, quoted
from kg.model import Entity
from kg.schema import KINDS, NOT_STATED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.cli.report import Block
    from kg.cli.session import Session
    from kg.model import Description, Fact

__all__ = ["find", "list_entities", "show", "why"]

_VALUES = 30
"""How many values of one property are shown as text: all that most roles of ESCO require."""

_LISTED = 200
"""How many rows a list has at a terminal, unless more are asked for."""


@click.command()
@click.argument("name", metavar="X", type=ANY)
@source_option
@kind_option
@report()
def show(session: Session, name: str) -> Report:
    """Each fact has its source; what a reader would expect and the source does not state is listed as such.

    As text, a property of very many values shows the first 30 of them; every other format has all.

    \b
    Example:
      kg show "MLOps Engineer"
      kg show Python
    """
    thing = session.graph.describe(session.entity(name))
    rows = [[row[0], row[1], row[2], row[3]] for row in _grouped(thing)]
    rows += [[missing, NOT_STATED, "", ""] for missing in thing.not_stated]
    table = Table(("property", "value", "detail", "source"), rows)
    title = Heading(f"{thing.entity.label} ({thing.entity.kind}, {thing.entity.id})")
    return Report(plain.description(thing), table, [title, table], brief=_brief(title, table))


def _brief(title: Heading, table: Table) -> list[Block]:
    """A description with the first values of each property, and how many more there are."""
    counts = Counter(row[0] for row in table.rows)
    shown: Counter[object] = Counter()
    rows: list[Sequence[object]] = []
    for row in table.rows:
        name, number = row[0], counts[row[0]]
        shown[name] += 1
        if shown[name] <= _VALUES:
            rows.append(row)
        elif shown[name] == number:
            rows.append([name, f"and {number - _VALUES} more", "", ""])
    more = [Line("-f md, csv or json shows all values.")] if len(rows) < len(table.rows) else []
    return [title, table._replace(rows=rows), *more]


def _grouped(thing: Description) -> list[list[str]]:
    """A row for each value of a property, with all its sources together."""
    rows: dict[tuple[str, str], tuple[list[str], list[str]]] = {}
    for fact in thing.facts:
        details, sources = rows.setdefault((fact.property, _text(fact.value)), ([], []))
        for collected, text in ((details, _parts(fact)), (sources, str(fact.source))):
            if text and text not in collected:
                collected.append(text)
    return [[*key, "; ".join(details), ", ".join(sources)] for key, (details, sources) in rows.items()]


def _text(value: object) -> str:
    if isinstance(value, Entity):
        return value.label
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _parts(fact: Fact) -> str:
    parts: dict[str, list[str]] = {}
    for name, value in fact.parts:
        if (name, value) != ("strength", "required"):
            parts.setdefault(name, []).append(_text(value))
    return "; ".join(f"{name} {', '.join(values)}" for name, values in parts.items())


@click.command()
@click.argument("name", metavar="X", type=ANY)
@click.argument("property_", metavar="[PROPERTY]", required=False)
@source_option
@kind_option
@report()
def why(session: Session, name: str, property_: str | None) -> Report:
    """PROPERTY limits the answer to one property, as `kg show` names it, or pay, skills, education and the like.

    Exit status 1: nothing is stated.

    \b
    Example:
      kg why "MLOps Engineer" salary
    """
    entity = session.entity(name)
    thing = session.graph.describe(entity)
    wanted = None if property_ is None else _properties(property_, thing)
    facts = [fact for fact in thing.facts if wanted is None or fact.property in wanted]
    places = [session.graph.edit_location(entity, fact) for fact in facts]
    rows = [
        [fact.property, _text(fact.value), str(fact.source), fact.source.section or "", place or "", _reason(fact)]
        for fact, place in zip(facts, places, strict=True)
    ]
    data = plain.description(thing) | {
        "facts": [plain.fact(fact) | {"edit": place} for fact, place in zip(facts, places, strict=True)],
        "report": REPORT,
    }
    table = Table(("property", "value", "source", "section", "edit", "reason"), rows)
    title = Heading(f"Why {entity.label} ({entity.id})")
    documents = sorted({fact.source.document for fact in facts if fact.source.document})
    about = [Line(f"Source document: {'; '.join(documents)}")] if documents else []
    if not facts:
        known = sorted({fact.property for fact in thing.facts})
        silent = Line(f"{' or '.join(wanted or ())} of {entity.label}: {NOT_STATED}. Stated are: {', '.join(known)}.")
        return Report(data, table, [title, silent], status=1)
    advice = [Line(REPORT)] if any(places) else []
    return Report(data, table, [title, *about, table, *advice])


def _properties(name: str, thing: Description) -> list[str]:
    """The properties that a name means, as answers call them.

    Raises KGError, naming the nearest, when there is none.
    """
    from kg.schema import ALL, INVERSES, local_name

    stated = sorted({fact.property for fact in thing.facts})
    terms = {local_name(iri) for vocabulary in ALL for iri in vocabulary} | {*INVERSES.values(), *stated}
    known = {term.casefold(): term for term in sorted(terms) if term[0].islower()} | _WORDS
    folded = name.strip().rpartition(":")[2].casefold()
    if folded in known:
        return known[folded].split()
    from difflib import get_close_matches

    near = get_close_matches(folded, known, n=1)
    hint = f"did you mean {known[near[0]].split()[0]}?" if near else f"stated of {quoted(thing.entity.label)} are: "
    raise KGError(f"there is no property {quoted(name)}", hint if near else hint + ", ".join(stated))


_WORDS = {
    "education": "educationRequirements educationOption",
    "degree": "educationRequirements educationOption",
    "employers": "namesEmployer",
    "label": "prefLabel",
    "level": "atLevel",
    "name": "prefLabel",
    "notes": "hasNote",
    "pay": "salary",
    "requirements": "hasRequirement requiresSkill optionalSkill",
    "requiresskill": "hasRequirement requiresSkill",
    "responsibilities": "hasResponsibility",
    "roles": "requiredBy",
    "skills": "hasRequirement requiresSkill optionalSkill",
    "synonyms": "hiddenLabel",
    "titles": "hasTitle",
}
"""What people call some properties, which stand in answers under one of several names."""

REPORT = "Wrong? Correct the line under 'edit', run `kg build` and send the change; CONTRIBUTING.md says how."
"""How a reader of an answer has it corrected."""


def _reason(fact: Fact) -> str:
    return next((str(value) for name, value in fact.parts if name == "reason"), "")


@click.command()
@click.argument("text", nargs=-1, required=True)
@click.option("-n", "--limit", type=click.IntRange(min=1), default=50, show_default=True, help="How many hits.")
@sources_option
@kind_option
@report()
def find(session: Session, text: tuple[str, ...], limit: int) -> Report:
    """All words of TEXT must occur. Exit status 1: no hit.

    \b
    Example:
      kg find learning
      kg find cloud --kind skill
    """
    wanted = " ".join(text)
    if not wanted.strip():
        raise UsageError("there is nothing to find in a blank", "name a word, as in `kg find learning`, or `kg list`")
    found = session.search(wanted)
    hits = found[:limit]
    several = len(session.graph.sources()) > 1
    rows = [
        [
            hit.entity.label,
            hit.entity.kind,
            *([hit.source] if several else []),
            hit.entity.id,
            _through(hit.label, hit.tier),
        ]
        for hit in hits
    ]
    table = Table(("label", "kind", *(["source"] if several else []), "id", "found by"), rows)
    data = [plain.entity(hit.entity) | {"matched": hit.label, "tier": hit.tier, "source": hit.source} for hit in hits]
    if hits:
        more = f"{len(hits)} of {len(found)} hits are shown; -n {len(found)} shows all"
        return Report(data, table, notes=[more] if len(hits) < len(found) else [])
    near = session.graph.suggestions(wanted)
    names = ", ".join(f"'{entity.label}'" for entity in near)
    note = f"nothing is called {quoted(wanted)}" + (f"; did you mean {names}?" if near else "")
    return Report(data, table, [Line("No hit.")], notes=[note], status=1)


def _through(label: str, tier: str) -> str:
    return tier if tier == "preferred label" else f"{tier} '{label}'"


@click.command("list")
@click.argument("kind", required=False)
@click.option("--in", "within", metavar="GROUP", help="Only members of this topic group or scheme.")
@click.option(
    "-n", "--limit", type=click.IntRange(min=1), help=f"How many rows.  [default: all; as text at a terminal {_LISTED}]"
)
@sources_option
@report()
def list_entities(session: Session, kind: str | None, within: str | None, limit: int | None) -> Report:
    """Kinds are given in singular or plural; --in limits to a topic group of the guide or a scheme.

    \b
    Example:
      kg list roles
      kg list topic --in Networking
      kg list skills --source ai-ml -n 10
    """
    if kind is None and within is None:
        if limit is not None:
            raise UsageError("-n limits a list of things, and no kind is named", "write: kg list KIND -n NUMBER")
        return _counts(session)
    found = session.listed(kind and _kind(kind), within)
    entities = found[:limit]
    table = Table(("label", "kind", "id"), [[entity.label, entity.kind, entity.id] for entity in entities])
    brief: list[Block] = []
    notes = [] if found else ["nothing of this kind is there"]
    if len(entities) < len(found):
        notes.append(f"{len(entities)} of {len(found)} are shown; -n {len(found)} shows all")
    elif limit is None and len(found) > _LISTED and sys.stdout.isatty():
        more = f"{_LISTED} of {len(found)} are shown; -n {len(found)} shows all, and so does every other format"
        brief = [table._replace(rows=table.rows[:_LISTED]), Line(more)]
    return Report([plain.entity(entity) for entity in entities], table, brief=brief, notes=notes)


def _counts(session: Session) -> Report:
    """How many things of each kind there are."""
    counts = (
        Counter(entity.kind for entity in session.listed(None, None)) if session.sources else session.graph.counts()
    )
    table = Table(("kind", "count"), [[name, counts.get(name, 0)] for name in KINDS])
    return Report({name: counts.get(name, 0) for name in KINDS}, table)


def _kind(word: str) -> str:
    """The kind that a word names, in singular or plural, with or without a hyphen; any other word as it is."""
    wanted = "".join(sign for sign in word.casefold() if sign.isalpha())
    for kind in KINDS:
        letters = kind.replace("-", "")
        if wanted in (letters, f"{letters}s", f"{letters.removesuffix('y')}ies"):
            return kind
    return word
