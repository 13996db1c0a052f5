"""The pages: a search, a page for each entity, and a form and an answer for each question."""

from __future__ import annotations

import json
import re
from difflib import SequenceMatcher
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from kg.analysis.questions import Question, by_topic
from kg.answers.blocks import Block, Heading, Paragraph, Table, cite, truncate_list
from kg.answers.renderers import HtmlBlocks
from kg.answers.routes import gate_rows, skill_details
from kg.errors import AmbiguousNameError, KGError, UnknownNameError, UsageError, quoted
from kg.late import jinja2
from kg.limits import QUERY_TIME
from kg.model import Entity
from kg.model.analysis import NEGATED, STATED, Comparison, Extraction
from kg.model.answers import Gap, Routes, SkillItem
from kg.model.plan import Plan
from kg.routes.conditions import Conditions
from kg.schema import KINDS, NOT_STATED, PREFIXES, SELF
from kg.server.endpoint import ask, query_text
from kg.server.entity_page import entity_parts
from kg.server.exchange import HTML, JSON, Call, Noted, Operation, Reply, candidates, status_of
from kg.server.pictures import with_pages
from kg.server.static import address_of
from kg.sources.text import Document
from kg.store.names import NameFilter, fold
from kg.store.sparql import GraphResult, QueryResult
from kg.view import picture
from kg.view.answer_page import AnswerParts, Link, icon
from kg.view.chart import to_box
from kg.view.comparison import comparison_parts
from kg.view.drawing import STYLES
from kg.view.labels import strip_controls
from kg.view.page import credit_list
from kg.view.plan import plan_parts
from kg.view.route import route_parts
from kg.view.summary import capital, counted, in_words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from markupsafe import Markup

    from kg.graph import CareerGraph

_TEMPLATES = Path(__file__).parent / "templates"
_SUGGESTED = 8
_LISTED = 200
_LONGEST = 100
"""So many letters are looked for; no more are typed into a field."""

_ALIKE = 0.75
"""How alike a skill must be to a name that no role has: two letters of eight may be wrong."""

_SMALL = 5_000
_SHORT = 1_500
"""Skills of so many characters fit an address."""

_EXAMPLES = (
    ("statistician", "MLOps Engineer"),
    ("Data Scientist", "Research Scientist"),
    ("nurse", "data scientist"),
    ("bus driver", "truck driver"),
)
"""Routes that the first page offers, as far as the graph has both ends."""

_CURRENT = {
    "route": "Routes",
    "routes": "Routes",
    "plan": "Routes",
    "gap": "Routes",
    "next": "Next",
    "match": "Match",
    "compare": "Compare",
    "questions": "Questions",
    "question": "Questions",
    "sparql": "SPARQL",
}
"""What is marked in the list of pages, by template."""

_STILL_PAGES = (("/map", "Map"), ("/route", "Routes"), ("/list?kind=role", "Roles"), ("/questions", "Questions"))
"""The list of pages where these are files."""

_FIRST_QUESTIONS = {
    "Roles": ("role-pay", "lowest-and-highest-pay", "emerging-roles"),
    "Skills and tools": ("most-required-skills", "roles-naming-all", "roles-without-skill"),
    "Entry paths": ("entry-path-notes", "credential-roles", "level-titles"),
    "Industries": ("employer-industries", "industry-applications"),
}
"""The questions of the first page, by topic."""

_FORMS = ("route", "plan", "gap", "next", "match", "compare")
"""The pages that have a form, which they show again where it has no answer."""

_START, _GOAL = "where you start: a role, a background or a skill", "the role you want"

_WANTED: Mapping[str, Mapping[tuple[str, ...], str]] = {
    "/route": {("from",): _START, ("to",): _GOAL},
    "/plan": {("from",): _START, ("to",): _GOAL},
    "/gap": {("from", "have"): _START, ("to",): _GOAL},
    "/next": {("role",): "your role, title or background"},
    "/match": {("have",): "a skill, or paste a text"},
}
"""What a form cannot do without, by page: one of some values, and what they say."""

_ROUTE_WORDS = ("from", "to", "have", "avoid", "area", "prefer", "max_steps", "source")
"""The values that the form of a route has."""


class Explorer:
    """The pages about one graph. ``pages`` has each by the first part of its path, and takes the rest of it.

    Pages that stand ``still`` are files: they have no forms but a search, which a script answers.
    """

    def __init__(self, graph: CareerGraph, operations: Mapping[str, Operation], *, still: bool = False) -> None:
        self.graph = graph
        self.link = Link(self._address)
        self.still = still
        self.operations = operations
        self._named_questions = graph.questions()
        self.pages: dict[str, Callable[[Call, str], Reply]] = {
            "": self._home,
            "find": self._find,
            "suggest": self._suggest,
            "list": self._list,
            "route": self._route,
            "plan": self._plan,
            "next": self._next,
            "gap": self._gap,
            "match": self._match,
            "compare": self._compare,
            "why": self._why,
            "questions": self._questions,
            "map": self._map,
        }
        self._templates = self._environment()
        for name in self._templates.list_templates():
            self._templates.get_template(name)
        _ = self._frame

    # --- what all pages have ------------------------------------------------------------------------------------------

    def _environment(self) -> jinja2.Environment:
        templates = jinja2.Environment(
            autoescape=True, finalize=_without_controls, loader=jinja2.FileSystemLoader(_TEMPLATES), trim_blocks=True
        )
        templates.globals |= {
            "icon": lambda kind: _safe(icon(kind)),
            "static": address_of,
            "kind_icon": _kind_icon,
            "kind_words": _kind_words,
            "path": self.path,
            "kind_many": lambda kind: STYLES[kind].many.lower(),
            "counted": counted,
            "prefixes": PREFIXES,
            "cite": cite,
            "details": _details,
            "blank": Call("GET", "/"),
            "still": self.still,
            "still_pages": _STILL_PAGES,
            "link": lambda entity: _safe(self.link(entity.iri, entity.label)),
            "shown": self._shown,
            "advice": lambda text: capital(_without_commands(text)),
            "lacking": _lacking,
            "cell": lambda cell: _safe(_LinkedBlocks(self).cell(cell)),
        }
        templates.filters["shown"] = self._shown
        return templates

    def _shown(self, value: str) -> str:
        """A value as a field has it: the label in place of an id, where it alone stands for the same."""
        entity = self.graph.store.reader.entity(value) if 0 < len(value) <= _LONGEST else None
        is_known = entity is not None and entity.id == value and _is_named(self.graph, entity)
        return entity.label if entity is not None and is_known else value

    @cached_property
    def _frame(self) -> dict[str, Any]:
        """What stands on each page: the sources of the data."""
        return {"credits": _safe(credit_list(self.graph))}

    def _page(self, template: str, title: str, *, status: int = 200, **values: Any) -> Reply:
        current = _CURRENT.get(template.removesuffix(".html"), "")
        text = self._templates.get_template(template).render(title=title, current=current, **self._frame, **values)
        return Reply.text(text, HTML, status, [("Vary", "Accept")])

    def path(self, entity: Entity) -> str:
        """The address of an entity."""
        from kg.server.site import path_of

        return path_of(entity, self.pages)

    def _address(self, iri: str) -> str:
        """The address of the entity of an IRI; empty where there is none."""
        entity = self.graph.store.reader.entity(iri) if iri else None
        return self.path(entity) if entity else ""

    def blocks(self, blocks: Sequence[Block]) -> Markup:
        """The blocks of an answer, without the heading that is the page's own."""
        rest = [
            block._replace(text=_without_commands(block.text)) if isinstance(block, Paragraph) else block
            for block in blocks
            if not (isinstance(block, Heading) and block.level == 1)
        ]
        return _safe(_LinkedBlocks(self).blocks(rest))

    def failed(self, error: KGError, call: Call) -> Reply:
        """The page of an error: what happened, what to try, and each entity that may have been meant, to click."""
        meant = self._meant(error, call)
        words, _, code = error.message.partition("\n")
        words = capital(_without_commands(words))
        if isinstance(error, AmbiguousNameError):
            words = _ambiguous(error)
        unknown = isinstance(error, UnknownNameError) and not meant
        listed = (
            next((kind for kind in getattr(error, "kinds", ()) if kind in self.graph.counts()), "") if unknown else ""
        )
        return self._page(
            "error.html",
            words,
            status=status_of(error),
            error=error,
            words=words,
            code=code,
            meant=meant,
            listed=listed,
            form=self._form_of(call),
            call=call,
        )

    def _meant(self, error: KGError, call: Call) -> list[tuple[Entity, str, str]]:
        """What may have been meant by a name, where it leads, and what tells it from the others.

        Where no role is called so, a skill may be: a way begins with what one knows, too.
        """
        details = error.details if isinstance(error, AmbiguousNameError) else {}
        found = [(each, self._with(call, error, each), details.get(each.iri, "")) for each in candidates(error)]
        if isinstance(error, UnknownNameError):
            skills = self.graph.suggestions(error.name[:_LONGEST], ("skill",)) if not error.other else ()
            near = [error.other] if error.other else [each for each in skills if _is_like(each.label, error.name)]
            known = [entity for entity, *_ in found]
            found += [(each, self._known_start(call, error, each), "") for each in near if each not in known]
        return found

    def _known_start(self, call: Call, error: UnknownNameError, entity: Entity) -> str:
        """The address that was asked for, a skill that was named as the start among what one has; else its page."""
        names = [value for key, value in call.query if key == "from"]
        if self._form_of(call) not in ("route", "plan", "gap") or names != [error.name] or entity.kind != "skill":
            return self.path(entity)
        values = [(key, SELF if key == "from" else value) for key, value in call.query if value.strip()]
        return f"{quote(call.path)}?{urlencode([*values, ('have', entity.id)])}"

    def _form_of(self, call: Call) -> str:
        """The page whose form was sent, empty for none."""
        page = call.path.strip("/")
        return page if page in _FORMS and not self.still else ""

    def _with(self, call: Call, error: KGError, entity: Entity) -> str:
        """The address that was asked for, with the entity in place of the name that was not understood."""
        name = getattr(error, "name", "")
        if not any(value.strip() == name.strip() for _, value in call.query):
            return self.path(entity)
        values = [(key, entity.id if value.strip() == name.strip() else value) for key, value in call.query]
        return f"{quote(call.path)}?{urlencode(values)}"

    def _asked(self, name: str, call: Call, *drop: str) -> Noted:
        """The answer of an operation to the values of a call that it knows and that are not empty."""
        known = {parameter.name for parameter in self.operations[name].parameters}
        values: dict[str, list[str]] = {}
        for key, value in call.query:
            if key in known and key not in drop and value.strip():
                values.setdefault(key, []).append(value)
        return self.operations[name].answer(self.graph, values)

    # --- search -------------------------------------------------------------------------------------------------------

    def _home(self, call: Call, rest: str) -> Reply:
        del call, rest
        return self._page("home.html", "Find the way from your work to the next", **self._first_page)

    @cached_property
    def _first_page(self) -> dict[str, Any]:
        counts, questions = self.graph.counts(), self._named_questions
        shown = ("role", "skill", "entry-path", "industry", "credential")
        roles = self.graph.list("role") if counts.get("role", 0) <= _LISTED else []
        examples = [pair for pair in _EXAMPLES if all(self.graph.get_or_none(name) for name in pair)]
        return {
            "counts": [(kind, counts[kind]) for kind in shown if kind in counts],
            "roles": [(role, len(self.graph.careers.roles[role.iri].required)) for role in roles],
            "examples": examples[:3],
            "questions": [(topic, [questions[name] for name in names]) for topic, names in _FIRST_QUESTIONS.items()],
            "number": len(questions),
        }

    def _find(self, call: Call, rest: str) -> Reply:
        del rest
        text = call.get("q")
        hits = self.graph.find(text[:_LONGEST], call.all("kind")) if text else []
        entity = next((hit.entity for hit in hits[:1] if fold(hit.label) == fold(text)), None)
        near = [] if hits or not text else self.graph.suggestions(text)
        return self._page(
            "find.html",
            f"Search: {text}" if text else "Search",
            text=text,
            hits=hits[:_LISTED],
            total=len(hits),
            best=entity,
            near=near,
            kinds=self.graph.counts(),
        )

    def _suggest(self, call: Call, rest: str) -> Reply:
        """What has a name that begins with what is typed, or else has it, for the script of the fields."""
        del rest
        text, kinds = call.get("q")[:_LONGEST], call.all("kind")
        names = self.graph.store.names.starting(fold(text), NameFilter(tuple(kinds))) if text else []
        found = list(dict.fromkeys(name.entity for name in names))[:_SUGGESTED]
        if text and (not found or (len(found) < _SUGGESTED and self._is_small)):
            hits = (hit.entity for hit in self.graph.find(text, kinds))
            found = list(dict.fromkeys([*found, *hits]))[:_SUGGESTED]
        listed = [
            {"label": strip_controls(each.label), "kind": _kind_words(each.kind), "path": self.path(each)}
            for each in found
        ]
        return Reply.text(json.dumps(listed, ensure_ascii=False), JSON)

    @cached_property
    def _is_small(self) -> bool:
        """Whether a look at all roles, or all names, takes no time."""
        return sum(self.graph.counts().values()) <= _SMALL

    def _list(self, call: Call, rest: str) -> Reply:
        del rest
        kind = call.get("kind") or "role"
        if kind not in KINDS:
            raise UsageError(f"there is no kind {kind!r}", f"the kinds are: {', '.join(KINDS)}")
        found = self.graph.list(kind)
        page = max(1, int(call.get("page")) if call.get("page").isdecimal() else 1)
        start = (page - 1) * _LISTED
        return self._page(
            "list.html",
            STYLES[kind].many,
            kind=kind,
            total=len(found),
            entities=found[start : start + _LISTED],
            page=page,
            more=start + _LISTED < len(found),
            kinds=self.graph.counts(),
        )

    def all_routes(self, starts: Mapping[Entity, Sequence[Entity]]) -> Reply:
        """A page with a link to the route from each start to each of its goals."""
        return self._page("routes.html", "Routes", starts=starts.items())

    def entity(self, entity: Entity, call: Call) -> Reply:
        """The page of an entity."""
        del call
        parts = entity_parts(self.graph, entity, self.link)
        plain = not self.path(entity).startswith("/entity?")
        return self._page("entity.html", entity.label, entity=entity, parts=parts, plain=plain)

    # --- answers ------------------------------------------------------------------------------------------------------

    def _answered(
        self, noted: Noted, call: Call, parts: AnswerParts, template: str = "answer.html", **more: Any
    ) -> Reply:
        """A page that says an answer: a sentence, a picture or a table, and a form to ask again."""
        return self._page(
            template,
            parts.headline,
            over=_safe(parts.over),
            headline=parts.headline,
            lead=[sentence for sentence in parts.lead if sentence],
            content=_safe(parts.content),
            notes=[*filter(None, (_without_commands(note) for note in noted.notes if note not in parts.lead))],
            call=call,
            query=urlencode(call.query),
            **more,
        )

    def _form(self, template: str, title: str, call: Call, **more: Any) -> Reply:
        return self._page(template, title, call=call, **more)

    def _route(self, call: Call, rest: str) -> Reply:
        del rest
        if not call.get("from") or not call.get("to"):
            return self._form("route.html", "Find a route", call)
        noted = self._routes_asked(call)
        answer = noted.answer.data
        assert isinstance(answer, Routes)
        lead_notes = tuple(note for note in noted.notes if note not in answer.notes and "requested)" not in note)
        parts = route_parts(answer, self.link)
        if call.get("format") == "svg":
            return _file(parts.svg or "", "image/svg+xml", "route.svg")
        text = self.blocks(noted.answer.blocks)
        noted = noted._replace(notes=tuple(note for note in lead_notes if note != answer.reason))
        return self._answered(
            noted,
            call,
            parts._replace(lead=list(parts.lead)),
            "route.html",
            answer=answer,
            text=text,
            address=_address_of(call, _ROUTE_WORDS),
        )

    def _routes_asked(self, call: Call) -> Noted:
        """The routes; of a small graph also those of one step more, where the best stays what it is without them."""
        if call.get("k") or call.get("tradeoffs"):
            return self._asked("route", call)
        three = call._replace(query=(*call.query, ("k", "3")))
        if self._is_small and not call.get("max_steps"):
            usual = Conditions().max_steps
            more = self._asked("route", three._replace(query=(*three.query, ("max_steps", str(usual + 1)))))
            routes: Any = more.answer.data
            if routes and len(routes[0].steps) <= usual:
                return more
        return self._asked("route", three)

    def _plan(self, call: Call, rest: str) -> Reply:
        del rest
        if not call.get("from") or not call.get("to"):
            return self._form("plan.html", "Make a plan", call)
        noted = self._asked("plan", call)
        plan = noted.answer.data
        assert isinstance(plan, Plan)
        if call.get("format") == "ics":
            return _file(noted.answer.other["ics"](), "text/calendar", "plan.ics")
        parts = plan_parts(plan, noted.answer.blocks, self.link)
        text = self.blocks(noted.answer.blocks)
        return self._answered(
            noted, call, parts, "plan.html", plan=plan, text=text, address=_address_of(call, _ROUTE_WORDS)
        )

    def _next(self, call: Call, rest: str) -> Reply:
        del rest
        if not call.get("role"):
            return self._form("next.html", "Where to next?", call)
        noted = self._asked("next", call)
        found: Any = noted.answer.data
        parts = AnswerParts(f"Next roles · {_escaped(call.get('role'))}", noted.answer.title, (), "")
        if call.get("learn"):  # what that changes
            parts = parts._replace(content=str(self.blocks(noted.answer.blocks)))
            return self._answered(noted, call, parts, "next.html", found=None)
        origin = self.graph.get_or_none(call.get("role")) or None
        return self._answered(
            noted,
            call,
            parts._replace(headline=_next_headline(found, origin, call)),
            "next.html",
            found=found,
            origin=origin,
        )

    def _gap(self, call: Call, rest: str) -> Reply:
        del rest
        if call.get("from") == SELF:
            call = call._replace(query=tuple(each for each in call.query if each[0] != "from"))
        if not call.get("to") or not (call.get("from") or call.get("have")):
            return self._form("gap.html", "What is missing?", call)
        noted = self._asked("gap", call)
        blocks = noted.answer.blocks
        lead = [block.text for block in blocks if isinstance(block, Paragraph)]
        gap = noted.answer.data
        assert isinstance(gap, Gap)
        parts = AnswerParts(_escaped(noted.answer.title), _gap_headline(gap), lead, "")
        return self._answered(noted, call, parts, "gap.html", gap=gap, rows=gate_rows(gap))

    def _match(self, call: Call, rest: str) -> Reply:
        del rest
        if not call.get("have"):
            return self._form("match.html", "Which roles fit?", call)
        # lines of a list are names, as those of a file are; a text of sentences stays one
        text = call.get("have")
        lines = [line.strip(" \t-*•") for line in text.splitlines() if line.strip(" \t-*•")]
        short = all(len(line) < 60 and "." not in line.rstrip(".") for line in lines)
        values = (*((key, value) for key, value in call.query if key != "have"),)
        asked = call._replace(query=(*values, ("have", ", ".join(lines) if short else text)))
        noted = self._asked("match", asked)
        data: Any = noted.answer.data
        best = data.roles[0] if getattr(data, "roles", ()) else None
        words = "No role requires any of this."
        if best is not None and best.held:
            required = counted(len(best.held) + len(best.missing), "skill")
            words = f"{best.destination.label} fits best: {in_words(len(best.held))} of {required} held."
        blocks = [block for block in noted.answer.blocks if not isinstance(block, Table)]
        parts = AnswerParts("Roles for what you have", words, (), str(self.blocks(blocks)))
        table = next((block for block in noted.answer.blocks if isinstance(block, Table)), None)
        read = None if short else self.graph.extract(text)
        if read is not None:  # the marks in the text say so
            same = tuple(f"was read as the {each.entity.kind} {quoted(each.text)}" for each in read.mentions)
            noted = noted._replace(notes=tuple(note for note in noted.notes if not note.endswith(same)))
            names = [entity.label for entity in read.entities(STATED)]
            parts = parts._replace(lead=[f"Read in your text: {truncate_list(names) or 'nothing'}."])
        marked = "" if read is None else _marked(text, read)
        count = 0 if read is None else len(read.entities())
        return self._answered(
            noted, call, parts, "match.html", table=table, matches=data, have=_held(data), marked=marked, count=count
        )

    def _compare(self, call: Call, rest: str) -> Reply:
        del rest
        if len(call.all("role")) < 2:
            return self._form("compare.html", "Compare roles", call)
        noted = self._asked("compare", call)
        answer = noted.answer.data
        assert isinstance(answer, Comparison)
        parts = comparison_parts(answer, self.link)
        return self._answered(noted, call, parts, "compare.html", answer=answer)

    def _why(self, call: Call, rest: str) -> Reply:
        del rest
        noted = self._asked("why", call)
        about: Any = noted.answer.data
        headline = f"Where the facts about {about['entity'].label} come from."
        parts = AnswerParts("Sources", headline, (), str(self.blocks(noted.answer.blocks)))
        return self._answered(noted, call, parts)

    # --- named questions and SPARQL -----------------------------------------------------------------------------------

    def _questions(self, call: Call, rest: str) -> Reply:
        questions = self._named_questions
        if not rest:
            return self._page("questions.html", "Questions", number=len(questions), topics=self._topics)
        if rest not in questions:
            raise KGError(f"there is no question {rest!r}", "/questions lists them")
        question = questions[rest]
        given = {each.name: call.get(each.name) or each.example for each in question.parameters}
        values = {"name": [rest], "param": [f"{name}={value}" for name, value in given.items()]}
        noted = self.operations["ask"].answer(self.graph, values)
        rows = len(noted.answer.sheet.rows)
        parts = AnswerParts("Question", question.question, (), str(self.blocks(noted.answer.blocks)))
        return self._answered(
            noted,
            call,
            parts,
            "question.html",
            question=question,
            given=given,
            rows=rows,
            sparql=_bound(self.graph, question, given),
        )

    @cached_property
    def _topics(self) -> Mapping[str, Sequence[Question]]:
        """The questions of this graph by topic."""
        return by_topic(self._named_questions)

    def sparql(self, call: Call) -> Reply:
        """The page of the endpoint: a query, its answer, and the named questions as examples."""
        text = query_text(call)
        example = None if text.strip() else self._named_questions.get(call.get("example"))
        if example:
            text = _bound(self.graph, example, {each.name: each.example for each in example.parameters})
        common: dict[str, Any] = {"text": text, "topics": self._topics, "call": call, "example": example}
        if not text.strip() or (example and not call.get("run")):
            return self._page("sparql.html", "SPARQL", **common)
        try:
            result = ask(self.graph, text, QUERY_TIME.value, call)
        except KGError as error:
            return self._page("sparql.html", "SPARQL", status=status_of(error), error=error, **common)
        common["query"] = urlencode([("query", text), *(each for each in call.query if each[0].endswith("graph-uri"))])
        return self._page("sparql.html", "Answer of a query", hints=result.hints, **common, **self._found(result))

    def _found(self, result: QueryResult) -> dict[str, Any]:
        """What a page says of the result of a query: its triples, or its rows with entities as links."""
        if isinstance(result, GraphResult):
            return {"triples": result.serialize("ttl", self.graph.base), "rows": len(result)}
        rows = result.to_dicts()
        names = getattr(result, "variables", ("answer",))
        cells = [[self._term(row.get(name)) for name in names] for row in rows[: 5 * _LISTED]]
        return {"names": names, "cells": cells, "rows": len(rows)}

    def _term(self, value: object) -> Markup:
        """A value of a row: the IRI of an entity as a link to its page."""
        text = "" if value is None else str(value)
        entity = self.graph.store.reader.entity(text) if text.startswith(("http://", "https://")) else None
        return _safe(self.link(entity.iri, entity.id) if entity else f"<bdi>{_escaped(text)}</bdi>")

    def _map(self, call: Call, rest: str) -> Reply:
        """The picture of the whole graph; its policy names its script and style by their hashes."""
        del call, rest
        page = self._picture
        start = page.index('content="default-src') + len('content="')
        policy = page[start : page.index('"', start)].replace("&#x27;", "'")
        return Reply.text(page, HTML, headers=[("Content-Security-Policy", f"{policy}; frame-ancestors 'none'")])

    @cached_property
    def _picture(self) -> str:
        pages = self._templates.get_template("map_pages.html").render()
        return with_pages(picture(self.graph, address=self._page_or_box).html, pages)

    def _page_or_box(self, key: str) -> str:
        """What a name in the chart leads to: roles and entry paths to their pages, all else to its box below."""
        entity = self.graph.get_or_none(key) if key.startswith(("role/", "entry-path/")) else None
        return self.path(entity) if entity else to_box(key)


def _file(text: str, content_type: str, name: str) -> Reply:
    """A text to be saved as a file."""
    return Reply.text(text, content_type, headers=[("Content-Disposition", f'attachment; filename="{name}"')])


class _LinkedBlocks(HtmlBlocks):
    """Blocks in which entities are linked to their pages."""

    def __init__(self, explorer: Explorer) -> None:
        super().__init__(top=1)
        self.explorer = explorer

    def entity(self, iri: str | None, label: str) -> str:
        """A link to the page of an entity."""
        return self.explorer.link(iri, label)

    def cell_labels(self, columns: Sequence[str]) -> Sequence[str]:
        """The names of the columns: a narrow page shows rows as cards."""
        return columns


# --- words ------------------------------------------------------------------------------------------------------------


def _gap_headline(gap: Gap) -> str:
    required = len(gap.held) + len(gap.missing)
    if not required:
        return f"What {gap.destination.label} requires is {NOT_STATED}."
    if not gap.missing:
        return f"Nothing is missing: you hold all that {gap.destination.label} requires."
    missing = capital(in_words(len(gap.missing)))
    return f"{missing} of the {counted(required, 'skill')} of {gap.destination.label} to learn."


def _next_headline(found: Sequence[Any], origin: Entity | None, call: Call) -> str:
    label = origin.label if origin else call.get("role")
    if not found:
        return f"No role shares a skill with {label}."
    first = min(found, key=lambda each: each.asks_more)  # as the page has them
    if call.get("reverse"):
        return f"People come to {label} most likely from {first.role.label}."
    return f"Nearest to {label}: {first.role.label}{', after a higher degree or a licence' if first.asks_more else ''}."


def _is_like(label: str, name: str) -> bool:
    """Whether a name is a label that is misspelt, not one of its words."""
    return SequenceMatcher(None, fold(label), fold(name)).ratio() >= _ALIKE


def _ambiguous(error: AmbiguousNameError) -> str:
    """That several entities have a name."""
    kinds = {each.kind for each in error.candidates}
    many = STYLES[min(kinds)].many.lower() if len(kinds) == 1 and kinds <= STYLES.keys() else "entries"
    return f"Several {many} are called {quoted(error.name)}"


def _bound(graph: CareerGraph, question: Question, given: Mapping[str, str]) -> str:
    """The SPARQL of a question with its values put in; as it is where one of them is unknown."""
    try:
        return graph.question_text(question.name, given)
    except KGError:
        return question.sparql


def _address_of(call: Call, names: Sequence[str]) -> str:
    """The values of a call that another page takes too, as a part of an address."""
    return urlencode([(name, value) for name, value in call.query if name in names and value.strip()])


def _is_named(graph: CareerGraph, entity: Entity) -> bool:
    """Whether the label of an entity stands for it and for nothing else."""
    try:
        return "," not in entity.label and graph.resolve(entity.label).entity == entity
    except KGError:
        return False


def _lacking(call: Call) -> Markup | str:
    """What a form that was sent does not say, as a message; empty where it says all or was not sent."""
    sent = {name for name, _ in call.query}
    wanted = _WANTED.get(call.path.rstrip("/"), {})
    words = [say for names, say in wanted.items() if sent & {*names} and not any(map(call.get, names))]
    if call.path == "/compare" and sent and len(call.all("role")) < 2:
        words = ["two roles or more"]
    return _safe(f'<p class="lacking" role="alert">Please name {" and ".join(words)}.</p>') if words else ""


def _held(found: Any) -> str:
    """The skills that were understood as a part of an address; empty where they are too many for one."""
    words = urlencode([("have", each.id) for each in getattr(found, "have", ())])
    return words if len(words) <= _SHORT else ""


def _marked(text: str, read: Extraction) -> Markup:
    """A text with marks on what was read in it; what it rules out is struck, and a hint has the name of each."""
    clean, parts, at = Document.of(text).text, [], 0
    for each in sorted(read.mentions, key=lambda mention: (mention.start, -mention.end)):
        if each.start >= at:
            tag = "s" if each.status == NEGATED else "mark"
            name = f"{_kind_words(each.entity.kind)}: {each.entity.label}"
            shown = f'<{tag} title="{_escaped(name)}">{_escaped(clean[each.start : each.end])}</{tag}>'
            parts += [_lines(clean[at : each.start]), shown]
            at = each.end
    return _safe("".join([*parts, _lines(clean[at:])]))


def _lines(text: str) -> str:
    """A part of a text as HTML, its lines and the spaces at its ends kept."""
    return "\n".join(
        f"{' ' * line[:1].isspace()}{_escaped(line)}{' ' * (line[-1:].isspace() and bool(line.strip()))}"
        for line in text.split("\n")
    )


def _details(item: SkillItem, kind: str) -> str:
    """What is said of a skill beside its name."""
    return skill_details(item, covered=kind == "kept")


def _kind_words(kind: str) -> str:
    return STYLES[kind].one if kind in STYLES else kind


def _kind_icon(kind: str) -> Markup:
    from kg.view.text_version import kind_icon

    return _safe(icon("role") if kind == "role" else kind_icon(kind) if kind in STYLES else "")


_FLAGS = re.compile(r"(^|[;,:] |\. )[^;,:.]*(?<![\w-])--?[a-z][\w-]*[^;.]*")
_COMMANDS = re.compile(r"(^|[;:] |\. )[^;:.]*`kg [^`]*`[^;.]*")


def _without_commands(text: str) -> str:
    """A text without the clauses that tell which command or option to use, and without backticks.

    >>> _without_commands("5 of 122 hits are shown; -n 122 shows all"), _without_commands("a well-known fact")
    ('5 of 122 hits are shown', 'a well-known fact')
    >>> _without_commands("'x' is not known: ignored; `kg list role` shows what there is; `kg docs stores` says more")
    "'x' is not known: ignored"
    """
    return _COMMANDS.sub("", _FLAGS.sub("", text)).removeprefix("; ").replace("`", "")


def _escaped(text: str) -> str:
    from html import escape

    return escape(strip_controls(text))


def _safe(text: str) -> Markup:
    """HTML that is escaped already."""
    from markupsafe import Markup

    return Markup(text)  # noqa: S704  # made by the renderers of answers and views, which escape what they are given


def _without_controls(value: object) -> object:
    """A value in a template, without what commands a terminal or turns the direction of writing."""
    return strip_controls(value) if isinstance(value, str) and not hasattr(value, "__html__") else value
