"""The page of a map of careers: the answer, the picture, and the roles as text, in one file that loads nothing."""

from __future__ import annotations

import json
import zlib
from base64 import b64encode
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from string import Template
from typing import Any, NamedTuple

from kg.answers.blocks import count_of
from kg.answers.renderers import HtmlBlocks
from kg.limits import MAP_ROLES
from kg.model.answers import Routes, Step
from kg.schema import LETTERS
from kg.similarity.positions import SIZE
from kg.similarity.role_table import NO_LEVEL
from kg.view.answer_page import bare
from kg.view.career_map import CareerMap
from kg.view.drawing import DrawableGraph
from kg.view.labels import NO_LABEL, strip_controls
from kg.view.page import credit_list, page_head, styles, web_file
from kg.view.role_groups import NO_FAMILY
from kg.view.route import route_page, route_parts

_TITLE = "The map of careers"

_PARTS = (
    "near_names",
    *(
        f"map/{name}"
        for name in ("data", "camera", "terrain", "names", "drawing", "details", "search", "hands", "main")
    ),
)
"""The parts of the page's script, in order: a part may use constants of those before it, and functions of all."""

_LONGEST = 200
"""So many characters of a name are drawn and searched; the text has all."""

_FIRST = 3
"""How many skills to learn a step of a route names."""

_APART = "Sources name skills differently: one role of two sources can have two places."

_TITLES = "SELECT ?graph ?title { ?graph dcterms:title ?title } ORDER BY ?graph ?title"


class MapPage(NamedTuple):
    """The page and its title."""

    title: str
    html: str


def map_page(graph: DrawableGraph, answer: Routes | None = None) -> MapPage:
    """The map of all roles of a graph, with the best route of an answer drawn across it.

    Raises LimitError for more roles than a map holds.
    """
    MAP_ROLES.check(len(graph.table), "the graph")
    drawn = CareerMap(graph)
    words = _Words(graph, drawn, answer)
    style, script = styles("tokens", "map"), _script()
    page = Template(web_file("map.html")).substitute(
        head=page_head(words.title, style, [script]),
        over=words.over,
        headline=words.headline,
        lead=words.lead,
        sizes=bare(drawn.size_words),
        silent=_silent(drawn),
        text=_text(drawn, words),
        credits=credit_list(graph),
        drawn=_packed(_drawn(graph, drawn, answer)),
        names=_packed(_names(drawn)),
        script=script,
    )
    return MapPage(words.title, page)


def _script() -> str:
    parts = "\n".join(web_file(f"{name}.js") for name in _PARTS)
    return f'"use strict";\n(() => {{\n{parts}}})();\n'


def _packed(data: Any) -> str:
    """Data as JSON, deflated, in letters that no tag is made of."""
    text = json.dumps(data, separators=(",", ":"), sort_keys=True, ensure_ascii=False)
    return b64encode(zlib.compress(text.encode(errors="replace"), 9)).decode()


class _Words:
    """The sentences above the picture."""

    def __init__(self, graph: DrawableGraph, drawn: CareerMap, answer: Routes | None) -> None:
        self.answer = ""
        if answer is None:
            self.title, self.over = _TITLE, _TITLE
            self.headline = f"{len(drawn):,} roles, each near those that ask for the same skills."
            apart = f"<p>{_APART}</p>" if len(set(_sources(graph, drawn))) > 1 else ""
            self.lead = f"{apart}<p>Find a role or a skill, or come nearer to read more names.</p>"
            return
        page = route_page(graph, answer)
        self.title, self.over = page.drawing.title, route_parts(answer).over
        self.headline = bare(page.parts.headline)
        self.lead = "".join(f"<p>{bare(sentence)}</p>" for sentence in page.parts.lead if sentence)
        blocks = HtmlBlocks(top=3, key="answer").blocks(page.drawing.answer)
        self.answer = f'<section id="answer" aria-label="The answer">\n{blocks}\n</section>'


# --- what the script draws --------------------------------------------------------------------------------------------


def _drawn(graph: DrawableGraph, drawn: CareerMap, answer: Routes | None) -> dict[str, Any]:
    """All that the page shows of roles, in columns; a skill is known by its number."""
    table, shown = drawn.table, drawn.shown
    number = {iri: place for place, iri in enumerate(drawn.skills)}
    place = [number.get(iri, -1) for iri in table.concepts]
    titles = _source_titles(graph)
    source = _sources(graph, drawn)
    listed = sorted(set(source))
    codes = graph.codes()
    return {
        "size": SIZE,
        "label": [_short(drawn.label(role)) for role in range(len(drawn))],
        "x": drawn.places[:, 0].tolist(),
        "y": drawn.places[:, 1].tolist(),
        "family": drawn.groups.families,
        "group": [chain[-1] if chain else -1 for chain in drawn.groups.chains],
        "weight": drawn.sizes,
        "importance": drawn.importance,
        "near": drawn.near,
        "alike": drawn.alike,
        "mapped": drawn.mapped,
        "people": [drawn.stated_people.get(iri, "") for iri in drawn.roles],
        "pay": [_pay(drawn, role) for role in range(len(drawn))],
        "level": [None if level == NO_LEVEL else int(level) for level in table.preparation[shown]],
        "source": [listed.index(name) for name in source],
        "sources": [_short(titles.get(name, name)) for name in listed],
        "code": [_short(codes[iri]) if iri in codes else "" for iri in drawn.roles],
        "iri": drawn.roles,
        "required": [_deltas(place[concept] for concept in table.required.row(n).tolist()) for n in shown.tolist()],
        "optional": [_deltas(place[concept] for concept in table.optional.row(n).tolist()) for n in shown.tolist()],
        "skills": [_short(drawn.names[iri][0]) for iri in drawn.skills],
        "groups": [_short(group.name) for group in drawn.groups.groups],
        "above": _above(drawn),
        "nearGroups": drawn.nearest_groups,
        "families": drawn.groups.family_names,
        "noFamily": NO_FAMILY,
        "regions": [list(region) for region in drawn.regions],
        "route": _route(drawn, answer),
    }


def _silent(drawn: CareerMap) -> str:
    """What a ring stands for, and how many there are; nothing where every role states skills."""
    count = int((drawn.skill_counts == 0).sum())
    if not count:
        return ""
    say = "role states no skills: it is a ring" if count == 1 else "roles state no skills: they are rings"
    return f'<p><span class="ring"></span>{count:,} {say}, beside what the source ties to them.</p>'


def _above(drawn: CareerMap) -> list[int]:
    """The number of the group that each group is in, -1 for none."""
    found = [-1] * len(drawn.groups.groups)
    for chain in drawn.groups.chains:
        for above, group in pairwise(chain):
            if above != group:
                found[group] = above
    return found


def _sources(graph: DrawableGraph, drawn: CareerMap) -> list[str]:
    """The source of each role, by the name of its graph; empty where it has no label."""
    sources = {iri: name for _, name, iri, _, _ in graph.store.names.labels(("role",))}
    return [sources.get(iri, "") for iri in drawn.roles]


def _names(drawn: CareerMap) -> dict[str, Any]:
    """The other names of roles and skills, one a line; and letters that have no accent to lose."""

    def others(iris: Iterable[str]) -> list[str]:
        return ["\n".join(map(_short, drawn.names[iri][1:])) for iri in iris]

    letters = {chr(letter): typed for letter, typed in LETTERS.items()}
    return {"role": others(drawn.roles), "skill": others(drawn.skills), "letters": letters}


def _deltas(numbers: Iterable[int]) -> list[int]:
    """Numbers in rising order, each as its distance from the one before: small ones pack well."""
    ordered = sorted(number for number in numbers if number >= 0)
    return [number - before for before, number in zip([0, *ordered], ordered, strict=False)]


def _pay(drawn: CareerMap, role: int) -> str:
    """What a role pays, in words; empty where no source states it: what is carried over from others is no fact."""
    number = int(drawn.shown[role])
    median = int(drawn.table.median_pay[number])
    if median > 0 and drawn.stated_pay[role]:
        return f"median {median:,} a year"
    pay = drawn.graph.careers.roles[drawn.roles[role]].pay if drawn.table.arrays["pay unit"][number] >= 0 else None
    if pay:
        return _short(f"{pay.label} {pay.currency or ''}")
    return ""


def _source_titles(graph: DrawableGraph) -> dict[str, str]:
    """The title of each source, by the last part of the IRI of its graph."""
    rows = graph.sparql(_TITLES).to_dicts()
    found: dict[str, str] = {}
    for row in rows:
        space, _, name = str(row["graph"]).rpartition("/")
        if space.endswith("/graph"):
            found.setdefault(name, str(row["title"]))
    return found


def _route(drawn: CareerMap, answer: Routes | None) -> dict[str, Any] | None:
    """The stations of the best route: the number of each role, None for what is not on the map; and what is learned."""
    if answer is None or not answer.routes or not answer.routes[0].steps:
        return None
    number = {iri: place for place, iri in enumerate(drawn.roles)}
    steps = answer.routes[0].steps
    first = steps[0].origin
    start = {"role": number.get(first.iri), "label": _short(first.label), "words": "the start"}
    return {"stations": [start, *(_station(step, number.get(step.destination.iri)) for step in steps)]}


def _station(step: Step, role: int | None) -> dict[str, Any]:
    learned = [_short(item.label) for item in step.learn[:_FIRST]]
    more = " …" if len(step.learn) > _FIRST else ""
    words = f"keep {len(step.kept)}, learn {len(step.learn)}{': ' if learned else ''}{', '.join(learned)}{more}"
    return {"role": role, "label": _short(step.destination.label), "words": words}


def _short(text: str) -> str:
    bared = strip_controls(text).strip() or NO_LABEL
    return bared if len(bared) <= _LONGEST else f"{bared[: _LONGEST - 1]}…"


# --- the roles as text ------------------------------------------------------------------------------------------------


def _text(drawn: CareerMap, words: _Words) -> str:
    """The answer, if any, and the tree of groups with the roles in each."""
    return "\n".join([words.answer, *_tree(drawn)])


def _tree(drawn: CareerMap) -> Iterator[str]:
    known = drawn.groups.groups
    members: dict[int, dict[tuple[int, ...], list[int]]] = defaultdict(lambda: defaultdict(list))
    for role, family in enumerate(drawn.groups.families):
        members[family][tuple(drawn.groups.chains[role])].append(role)
    for family, groups in sorted(members.items()):
        count = sum(map(len, groups.values()))
        name = bare(drawn.groups.family_names[family])
        yield f'<section class="family f{family}"><h3><span class="dot"></span>{name} ({count:,})</h3>'
        for chain, roles in sorted(groups.items(), key=lambda each: [(known[n].code, known[n].name) for n in each[0]]):
            title = ", ".join(bare(known[n].name) for n in dict.fromkeys(chain[1:] or chain)) or name
            items = "\n".join(f"<li>{_item(drawn, role)}</li>" for role in sorted(roles, key=drawn.label))
            yield f"<details><summary>{title} ({len(roles)})</summary>\n<ul>\n{items}\n</ul></details>"
        yield "</section>"


def _item(drawn: CareerMap, role: int) -> str:
    number = int(drawn.shown[role])
    facts = [count_of(int(drawn.table.size[number]), "skill")]
    if pay := _pay(drawn, role):
        facts.append(pay)
    if people := drawn.stated_people.get(drawn.roles[role]):
        facts.append(people)
    label = drawn.label(role)
    return f"<bdi>{bare(label) if label.strip() else NO_LABEL}</bdi>: {bare('; '.join(facts))}"
