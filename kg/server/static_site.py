"""The explorer of a small graph as files: pages for any static host, at any address, with relative links."""

from __future__ import annotations

import json
import re
from functools import cached_property, partial
from hashlib import sha256
from html import escape, unescape
from posixpath import dirname, relpath
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote, urlsplit

from kg.errors import KGError
from kg.limits import SITE_PAGES
from kg.model.entities import ALTERNATIVE_LABEL
from kg.server.exchange import Call, Operation, Reply
from kg.server.explorer import Explorer
from kg.server.static import static_files
from kg.view.drawing import STYLES
from kg.view.labels import strip_controls
from kg.view.summary import capital

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from kg.graph import CareerGraph
    from kg.model import Entity

INDEX = "search.json"
"""The file with all names; a folder that has it was made here."""

_LISTED = 200
"""How many entities a page of a list has."""

_NETWORK = ('<section id="picture"', "<main>")
"""Where the map has no more links to other pages, but data of scripts."""

_LINKED = re.compile(r"<a\b(?P<rest>[^>]*)>(?P<words>.*?)</a>", re.DOTALL)
_LOADED = re.compile(r'(?P<name>\b(?:href|src|action|data-index))="(?P<address>[^"]*)"')
_HREF = re.compile(r'\bhref="(?P<address>[^"]*)"')


class StaticSite:
    """The files of a graph: a page for each entity, list and question, for the route between any two roles, the map."""

    def __init__(self, graph: CareerGraph, operations: Mapping[str, Operation]) -> None:
        """Raises LimitError where there would be more than SITE_PAGES."""
        self.graph = graph
        self._entities = graph.list()
        roles = [each for each in self._entities if each.kind == "role"]
        starts = [each for each in self._entities if each.kind in ("role", "entry-path")]
        self._starts = {start: [role for role in roles if role != start] for start in starts}
        number = len(self._entities) + sum(map(len, self._starts.values()))
        if number > SITE_PAGES.most:
            raise SITE_PAGES.error(f"{number:,} pages")
        self.explorer = Explorer(graph, operations, still=True)
        self._file_of_iri = {each.iri: f"{_file_name(each)}.html" for each in self._entities}

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Each file by its path, with its content; the same graph makes the same bytes."""
        for name, (_, content) in static_files().items():
            if not name.startswith("yasqe"):  # there is nothing to ask in SPARQL
                yield f"static/{name}", content
        yield INDEX, self._index
        for name, page in self._pages.items():
            text = page().body.decode()
            mark = next((each for each in _NETWORK if name == "map.html" and each in text), "")
            own, picture, rest = text.partition(mark) if mark else (text, "", "")
            yield name, f"{self._relative(own, name)}{picture}{rest}".encode()

    @cached_property
    def _index(self) -> bytes:
        """All names, for the script: label, kind, page and other names of each entity."""
        others: dict[str, list[str]] = {}
        for _, _, iri, label, _ in self.graph.store.names.labels((), (ALTERNATIVE_LABEL, "synonym", "code")):
            others.setdefault(iri, []).append(strip_controls(label))
        listed = [
            [
                strip_controls(each.label),
                _kind(each.kind),
                quote(self._file_of_iri[each.iri]),
                *others.get(each.iri, ()),
            ]
            for each in self._entities
        ]
        return json.dumps(listed, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")

    # --- pages --------------------------------------------------------------------------------------------------------

    @cached_property
    def _pages(self) -> dict[str, Callable[[], Reply]]:
        """What makes each page, by its file."""
        pages: dict[str, Callable[[], Reply]] = {
            "index.html": partial(self._answered, "", "/"),
            "find.html": partial(self._answered, "find", "/find"),
            "map.html": partial(self._answered, "map", "/map"),
            "questions.html": partial(self._answered, "questions", "/questions"),
            "route.html": partial(self.explorer.all_routes, self._starts),
        }
        for name in self.graph.questions():
            pages[f"questions/{name}.html"] = partial(self._answered, "questions", "/questions", name)
        for kind, number in self.graph.counts().items():
            for page in range(1, (number - 1) // _LISTED + 2):
                values = {"kind": kind, "page": str(page)}
                pages[_list_file(values)] = partial(self._answered, "list", "/list", **values)
        for each in self._entities:
            pages[self._file_of_iri[each.iri]] = partial(self.explorer.entity, each, Call("GET", "/"))
        for start, goals in self._starts.items():
            pages[_next_file(start)] = partial(self._answered, "next", "/next", role=start.id)
            for goal in goals:
                ends = {"from": start.id, "to": goal.id}
                pages[_route_file(start, goal)] = partial(self._answered, "route", "/route", **ends)
        return pages

    def _answered(self, page: str, path: str, rest: str = "", /, **values: str) -> Reply:
        call = Call("GET", path, tuple(values.items()))
        try:
            return self.explorer.pages[page](call, rest)
        except KGError as error:  # "no" is an answer too
            return self.explorer.failed(error, call)

    # --- links --------------------------------------------------------------------------------------------------------

    def _relative(self, text: str, name: str) -> str:
        """A page with links to the other files, and without those to what only a server answers."""
        folder = dirname(name) or "."

        def linked(match: re.Match[str]) -> str:
            found = _HREF.search(match["rest"])
            if found is None or self._target(unescape(found["address"])) is not None:
                return match[0]
            return "" if 'class="button' in match["rest"] else f"<span>{match['words']}</span>"

        def loaded(match: re.Match[str]) -> str:
            address = unescape(match["address"])
            target = self._target(address)
            if target is None or target == address:
                return match[0]
            file, hash_, part = target.partition("#")
            return f'{match["name"]}="{escape(quote(relpath(file, folder)))}{hash_}{escape(part)}"'

        return _LOADED.sub(loaded, _LINKED.sub(linked, text))

    def _target(self, address: str) -> str | None:
        """The file of an address; the address itself where it leads elsewhere, None where no file has its answer."""
        parts = urlsplit(address)
        if parts.scheme or parts.netloc or address.startswith("#"):
            return address
        first, _, rest = parts.path.strip("/").partition("/")
        values = dict(parse_qsl(parts.query))
        if first == "static":
            return f"static/{rest}"
        if first in ("", "find", "map", "questions", "route", "list", "next"):
            return self._page_target(first, rest, values)
        if parts.path == f"/{INDEX}":
            return INDEX
        return self._file_of_path.get(address) if parts.path.startswith("/") else None

    def _page_target(self, first: str, rest: str, values: dict[str, str]) -> str | None:
        if first == "list":
            return _list_file(values)
        if first == "next" and values.keys() == {"role"}:
            start = self.graph.get_or_none(values["role"])
            return _next_file(start) if start in self._starts else None
        if first == "route" and values:
            return self._route_target(values)
        name = f"{first}/{rest}" if rest else first or "index"
        return f"{name}.html" if f"{name}.html" in self._pages and not values else None

    def _route_target(self, values: dict[str, str]) -> str | None:
        ends = {name: self.graph.get_or_none(value) for name, value in values.items() if name in ("from", "to")}
        if len(ends) < len(values):
            return None
        start, goal = ends.get("from"), ends.get("to")
        if len(ends) == 1:
            return f"route.html#{start.id}" if start in self._starts else "route.html"
        return _route_file(start, goal) if start and goal and goal in self._starts.get(start, ()) else None

    @cached_property
    def _file_of_path(self) -> dict[str, str]:
        return {self.explorer.path(each): self._file_of_iri[each.iri] for each in self._entities}


_PLAIN = re.compile(r"[a-z0-9][a-z0-9._-]*(/[a-z0-9][a-z0-9._-]*)+")


def _file_name(entity: Entity) -> str:
    """The file of an entity, without its ending: its id, or where that is no name on every system, one like it.

    >>> from kg.model import Entity
    >>> _file_name(Entity("https://x/role/nurse", "role/nurse", "Nurse", "role"))
    'role/nurse'
    >>> _file_name(Entity("urn:../Nurse", "urn:../Nurse", "Nurse", "role"))
    'role/urn-nurse-331f15b1'
    """
    if _PLAIN.fullmatch(entity.id) and entity.id.startswith(f"{entity.kind}/") and len(entity.id) < 100:
        return entity.id
    like = re.sub(r"[^a-z0-9]+", "-", entity.id.lower()).strip("-")[:60]
    return f"{entity.kind}/{like}-{sha256(entity.iri.encode('utf-8', 'replace')).hexdigest()[:8]}"


def _route_file(start: Entity, goal: Entity) -> str:
    return f"route/{_file_name(start).replace('/', '.')}/{_file_name(goal).replace('/', '.')}.html"


def _next_file(start: Entity) -> str:
    return f"next/{_file_name(start).replace('/', '.')}.html"


def _list_file(values: Mapping[str, str]) -> str:
    page = values.get("page", "1")
    return f"list/{values.get('kind', 'role')}{'' if page == '1' else f'-{page}'}.html"


def _kind(kind: str) -> str:
    return STYLES[kind].one if kind in STYLES else capital(kind)
