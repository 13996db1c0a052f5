"""The named questions: one SPARQL file each in ``ontology/queries``, asked with parameters.

A file begins with comment lines ``# title:``, ``# question:``, ``# expect:`` (the answer in words) and, for each
parameter, ``# param: NAME (KIND) = EXAMPLE``; KIND is a kind of entity, ``text`` or ``number``, with ``...`` after it
when several values may be given, separated by commas. ``# sources: guide`` is in a question that only guides can
answer: no other kind of source has what it asks for. The query holds its example in a ``VALUES ?NAME { ... }`` block,
so the file runs unchanged in any SPARQL engine.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Final, NamedTuple

from kg.arguments import instance, plain_text
from kg.errors import KGError, UsageError
from kg.model import Entity
from kg.resources import resource
from kg.schema import CK

_HEAD = re.compile(r"^#\s*(title|question|expect|param|sources):\s*(.*)$")
_PARAM = re.compile(r"^(?P<name>\w+) \((?P<kind>[\w-]+)(?P<many>\.\.\.)?\) = (?P<example>.+)$")


_TOPICS: Final = {
    "Roles": "roles role-overview role-responsibilities role-requirements emerging-roles compare-roles role-interests"
    " role-ratings",
    "Skills and tools": "role-skills skill-roles most-required-skills most-named-tools roles-naming-all"
    " roles-naming-any roles-without-skill role-gap skills-to-develop skill-hierarchy merged-skills collection-members"
    " unrequired-skills",
    "Pay and education": "role-pay pay-by-role lowest-and-highest-pay shared-pay role-education education-conditions"
    " credential-roles degree-fields field-roles",
    "Entry paths and levels": "entry-paths entry-path-notes entry-paths-mentioning levels levels-for-years level-skills"
    " level-responsibilities level-titles role-titles title-level",
    "Industries and work": "industries industry-applications industry-employers industry-notes industries-mentioning"
    " employer-industries growing-areas locations remote-work job-search learning",
}
"""All questions by topic, except those on the source itself."""


class Parameter(NamedTuple):
    """A value that a question takes: an entity of ``kind`` or a text; ``many`` when several may be given."""

    name: str
    kind: str
    many: bool
    example: str


class Question(NamedTuple):
    """A named question: what it asks in words, its parameters, the answer to expect, and its SPARQL.

    ``sources`` is the kind of source that alone can answer it, empty where every kind can.
    """

    name: str
    title: str
    question: str
    expect: str
    parameters: tuple[Parameter, ...]
    sparql: str
    sources: str = ""

    def bind(self, values: Mapping[str, str], resolve: Callable[[str, tuple[str, ...]], Entity]) -> str:
        """The query with values put in for its examples; names of entities go through ``resolve(name, kinds)``.

        Raises UsageError for a parameter that the question does not have.
        """
        known = {parameter.name: parameter for parameter in self.parameters}
        instance("parameters", values, dict, "give one such as {'role': 'MLOps'}")
        for name in values:
            if name not in known:
                takes = ", ".join(known) or "none"
                raise UsageError(f"the question '{self.name}' has no parameter '{name}'", f"its parameters: {takes}")
        text = self.sparql
        for name, value in values.items():
            terms = " ".join(_terms(known[name], plain_text(name, value), resolve))
            text = _filled(text, name, terms)
        return text


def by_topic(questions: Mapping[str, Question]) -> dict[str, list[Question]]:
    """Named questions by topic, those on the source itself last; no topic is empty.

    >>> [*by_topic(questions())][:2]
    ['Roles', 'Skills and tools']
    """
    rest = dict(questions)
    topics = {topic: [rest.pop(name) for name in names.split() if name in rest] for topic, names in _TOPICS.items()}
    return {topic: found for topic, found in (topics | {"The source itself": [*rest.values()]}).items() if found}


def _filled(text: str, name: str, terms: str) -> str:
    """A query with terms in place of the example of a parameter. Raises KGError when it has no such example."""
    filled, found = re.subn(rf"VALUES\s+\?{name}\s*\{{[^}}]*\}}", lambda _: f"VALUES ?{name} {{ {terms} }}", text)
    if not found:
        raise KGError(f"the question has no 'VALUES ?{name} {{ ... }}' to put a value in")
    return filled


def _terms(parameter: Parameter, value: str, resolve: Callable[[str, tuple[str, ...]], Entity]) -> list[str]:
    parts = [part.strip() for part in value.split(",")] if parameter.many else [value]
    if parameter.kind == "number":
        for part in parts:
            if not part.isdecimal():
                raise UsageError(f"'{parameter.name}' must be a whole number, not '{part}'", f"--{parameter.name} 5")
        return [str(int(part)) for part in parts]
    if parameter.kind == "text":
        from pyoxigraph import Literal

        return [str(Literal(part)) for part in parts]
    return [f"<{resolve(part, (parameter.kind,)).iri}>" for part in parts if part]


def questions() -> dict[str, Question]:
    """Every named question that ships with the toolkit, by name, in the order of names.

    Raises KGError when a file lacks a part of its head.

    >>> questions()["role-skills"].parameters[0].kind
    'role'
    """
    return {path.stem: _read(path) for path in sorted(resource("ontology/queries").glob("*.rq"))}


GUIDES_ONLY: Final = (CK.Section, CK.Note, CK.TopicGroup, CK.Level, CK.JobTitle, CK.EntryPath, CK.Location)
"""What guides alone have: a graph without any of it has no guide."""


def answerable(name: str, has_instance: Callable[[str], bool]) -> Question:
    """One named question, of a graph that ``has_instance`` asks for instances of classes.

    Raises UsageError for a question of guides where there is none, and as :func:`question` does.
    """
    found = question(name)
    if found.sources == "guide" and not any(map(has_instance, GUIDES_ONLY)):
        message = f"'{name}' is a question of guides only, and no source here is a guide"
        raise UsageError(message, "import one: kg import guide FILE --into DIR; `kg ask` lists the other questions")
    return found


def question(name: str) -> Question:
    """One named question. Raises UsageError, naming the nearest, when there is none of this name."""
    if re.fullmatch(r"[a-z0-9-]{1,80}", name):
        path = resource("ontology/queries") / f"{name}.rq"
        if path.is_file():
            return _read(path)
    names = [file.stem for file in resource("ontology/queries").glob("*.rq")]
    near = get_close_matches(name, sorted(names), n=1)
    raise UsageError(f"there is no question '{name}'", f"`kg ask {near[0]}`" if near else "`kg ask` lists them")


def _read(path: Path) -> Question:
    text = path.read_text(encoding="utf-8")
    head: dict[str, list[str]] = {"title": [], "question": [], "expect": [], "param": [], "sources": []}
    for line in text.splitlines():
        if match := _HEAD.match(line):
            head[match[1]].append(match[2].strip())
    parameters = []
    for line in head["param"]:
        match = _PARAM.match(line)
        if match is None:
            raise KGError(f"{path.name}: '# param: {line}' is not 'NAME (KIND) = EXAMPLE'")
        parameters.append(Parameter(match["name"], match["kind"], bool(match["many"]), match["example"]))
    missing = [key for key in ("title", "question", "expect") if not head[key]]
    if missing:
        raise KGError(f"{path.name} has no '# {missing[0]}:' line at its head")
    title, asked, expect = (" ".join(head[key]) for key in ("title", "question", "expect"))
    return Question(path.stem, title, asked, expect, tuple(parameters), text, " ".join(head["sources"]))
