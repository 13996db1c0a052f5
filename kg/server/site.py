"""What one worker does: it answers a call with a page, RDF, the result of a query, or JSON."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import quote

from kg.errors import KGError, SourceError
from kg.limits import QUERY_TIME
from kg.server.api import api_reply
from kg.server.endpoint import (
    ENTITY_TYPES,
    GRAPHS,
    entity_reply,
    graph_store_reply,
    sparql_reply,
    void_reply,
    wants_page,
)
from kg.server.exchange import HTML, JSON, PROBLEM, Call, Operation, Reply, preferred, problem
from kg.server.explorer import Explorer
from kg.store.worker import QueryProcess

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kg.graph import CareerGraph
    from kg.model import Entity

_POSTED = ("/sparql", "/match", "/api/")
"""What takes more than an address."""


class Site:
    """The answers of a server about one graph. Make it before workers are forked: what it has read, they share."""

    def __init__(self, graph: CareerGraph, operations: Mapping[str, Operation]) -> None:
        self.graph = graph
        graph.store.process = QueryProcess(graph.store)
        self.operations = operations
        self.explorer = Explorer(graph, operations)
        self._read_ahead()

    def _read_ahead(self) -> None:
        """Ask what needs most of the graph, so that no first answer is slow."""
        roles = self.graph.careers.roles
        found = (roles[iri] for iri in self.graph.table.roles)  # read one by one: all of a taxonomy take long
        ends = list(islice((profile.entity for profile in found if profile.required), 2))
        self(Call("GET", "/"))
        self(Call("GET", "/suggest", (("q", "a"),)))
        if len(ends) == 2:
            self(Call("GET", self.explorer.path(ends[0]), accept=HTML))
            self(Call("GET", "/match", (("have", roles[ends[0].iri].required[0].skill.label),)))
            self(Call("GET", "/route", (("from", ends[0].id), ("to", ends[1].id))))

    def __call__(self, call: Call) -> Reply:
        """The answer to a call; an error is an answer too."""
        try:
            return self._reply(call)
        except KGError as error:
            return self._failed(error, call)
        except Exception as error:  # noqa: BLE001  # the last resort: a fault of one answer is none of the others
            message = f"internal error ({type(error).__name__})"
            return problem(SourceError(message, "report it, with what was asked"), 500)

    def _reply(self, call: Call) -> Reply:
        if call.method == "POST" and not call.path.startswith(_POSTED):
            headers = [("Allow", "GET, HEAD")]
            return problem(KGError(f"nothing is posted to {call.path[:100]}", "ask for it with GET"), 405, headers)
        if call.path in ("/sparql", "/sparql/"):
            return self.explorer.sparql(call) if wants_page(call) else sparql_reply(self.graph, call, QUERY_TIME.value)
        if call.path == "/graphs":
            return graph_store_reply(self.graph, call, QUERY_TIME.value)
        if call.path == "/.well-known/void":
            return void_reply(self.graph, call)
        if call.path == "/api" or call.path.startswith("/api/"):
            return api_reply(self.graph, self.operations, call)
        name, _, rest = call.path.strip("/").partition("/")
        page = self.explorer.pages.get(name)
        return page(call, rest) if page else self._entity(call)

    def _entity(self, call: Call) -> Reply:
        """An entity by its path, which is its id, or by its IRI, in the form that the client prefers."""
        iri = call.get("iri") if call.path == "/entity" else ""
        found = self.graph.store.reader.entity(iri or call.path.strip("/"))
        if found is None:
            raise KGError(f"there is no page {call.path[:100]!r}", "look for a name: /find?q=...")
        media_type = preferred(call.accept, ENTITY_TYPES)
        if (media_type == HTML and not call.get("format")) or (call.get("format") == "html"):
            return self.explorer.entity(found, call)
        return entity_reply(self.graph, found, call)

    def _failed(self, error: KGError, call: Call) -> Reply:
        wanted = preferred(call.accept, [PROBLEM, JSON, *GRAPHS, HTML])
        return self.explorer.failed(error, call) if wanted == HTML else problem(error)


_TAKEN = ("api", "static", "sparql", "entity", "graphs", ".well-known")
"""The first parts of paths that are no pages."""

_PLAIN_ID = re.compile(r"[\w.~-]+(/[\w.~:+-]+)+")


def path_of(entity: Entity, taken: Mapping[str, object]) -> str:
    """The address of an entity: its id, or a question for its IRI where that is no path, or one of a page.

    >>> from kg.model import Entity
    >>> path_of(Entity("http://x/role/nurse", "role/nurse", "Nurse", "role"), {})
    '/role/nurse'
    >>> path_of(Entity("urn:nurse", "urn:nurse", "Nurse", "role"), {})
    '/entity?iri=urn%3Anurse'
    """
    first = entity.id.partition("/")[0]
    if _PLAIN_ID.fullmatch(entity.id) and first not in taken and first not in _TAKEN:
        return f"/{quote(entity.id)}"
    return f"/entity?iri={quote(entity.iri, safe='')}"
