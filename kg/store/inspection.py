"""Reading a SPARQL text without running it: the terms that it names, for warnings of those that stand nowhere."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["named_terms", "names_dataset"]

_TOKEN = re.compile(
    r"""(?P<skip>\#[^\n]* | \"{3}(?:[^"\\]|\\.|"(?!""))*\"{3} | '{3}(?:[^'\\]|\\.|'(?!''))*'{3}
          | "(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*' | [?$]\w+ | @[A-Za-z][\w-]*)
      | <(?P<iri>[^<>"{}|^`\\\x00-\x20]*)>
      | (?P<name>[^\W\d_][\w.-]*)?:(?P<local>(?:[\w:%-]|\\.|\.(?=[\w:%-]))*)
      | (?P<word>[A-Za-z]+)
    """,
    re.VERBOSE | re.DOTALL,
)


def names_dataset(text: str) -> bool:
    """Whether a query says itself which graphs it is about, with FROM.

    >>> names_dataset("ASK FROM <urn:g> {}"), names_dataset("ASK { ?from ?p 'from' } # from")
    (True, False)
    """
    return any((match["word"] or "").upper() == "FROM" for match in _TOKEN.finditer(text))


def named_terms(text: str, prefixes: Mapping[str, str]) -> dict[str, str]:
    """The IRIs that a query names, as it writes them (``<...>`` or ``prefix:name``) and in full, in order.

    Its own prefixes come first; the namespaces that it declares are left out.

    >>> named_terms("SELECT * { ?s skos:prefLabel 'a:b' }", {"skos": "http://www.w3.org/2004/02/skos/core#"})
    {'skos:prefLabel': 'http://www.w3.org/2004/02/skos/core#prefLabel'}
    """
    known = dict(prefixes)
    terms: dict[str, str] = {}
    declaring: str | None = None
    for match in _TOKEN.finditer(text):
        word, iri = match["word"], match["iri"]
        if match["skip"]:
            continue
        if word:
            declaring = "" if word.upper() in ("PREFIX", "BASE") else None
        elif iri is not None:
            if declaring is None:
                terms[f"<{iri}>"] = iri
            elif declaring:
                known[declaring[:-1]] = iri
            declaring = None
        elif declaring == "":
            declaring = f"{match['name'] or ''}:"
        elif match["name"] is not None or match["local"]:
            namespace = known.get(match["name"] or "")
            local = re.sub(r"\\(.)", r"\1", match["local"])
            if namespace is not None and local:
                terms[f"{match['name'] or ''}:{match['local']}"] = namespace + local
    return terms
