"""Pictures in the explorer: links from names in a drawing, and the list of pages above the map.

The map is a picture that stands alone, and names its own style by a hash.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from html import escape, unescape

_STYLE = """
.site-pages { max-width: 118rem; margin-inline: auto; padding: .5rem var(--gutter) }
svg a text { text-decoration: underline 1px var(--mark) } svg a:hover text { fill: var(--role) }
.site-pages ul { display: flex; flex-wrap: wrap; gap: 0 1.25rem; list-style: none; margin: 0; padding: 0 }
.site-pages a { display: inline-flex; align-items: center; min-height: 44px; color: var(--ink-2); text-decoration: none; font-size: var(--text-small); font-weight: var(--strong) }
.site-pages li:first-child { margin-inline-end: auto } .site-pages li:first-child a { color: var(--ink); font-weight: var(--heavy); font-size: var(--text) }
.site-pages a:hover { color: var(--role) } .site-pages a[aria-current] { color: var(--ink); box-shadow: inset 0 -3px var(--role) }
@media (max-width: 599px) { .site-pages ul { gap: 0 .3rem; justify-content: space-between } .site-pages a { font-size: .8125rem } .site-pages li:first-child { flex-basis: 100% } }
"""  # noqa: E501


def with_pages(page: str, pages: str) -> str:
    r"""The page of a picture with ``pages``, a list of links as HTML, above it.

    >>> found = with_pages("style-src 'x'</head><body><main>", "<nav></nav>")
    >>> found.endswith("<body><nav></nav>\n<main>"), found.startswith("style-src &#x27;sha256-")
    (True, True)
    """
    digest = b64encode(sha256(_STYLE.encode()).digest()).decode()
    page = page.replace("style-src ", f"style-src &#x27;sha256-{digest}&#x27; ", 1)
    page = page.replace("</head>", f"<style>{_STYLE}</style></head>", 1)
    return page.replace("<main>", f"{pages}\n<main>", 1)


_DRAWING = re.compile(r'<svg class="(?:chart|line-map) .*?</svg>', re.DOTALL)
_NAME = re.compile(
    r'(?P<box><a href="#[^"]*">)?(?P<text><text class="name [^>]*>(?P<lines>.*?)</text>)(?(box)</a>)', re.DOTALL
)
"""A name, with the link to its box in the network below where it has one."""


def with_links(page: str, paths: Mapping[str, str]) -> str:
    """The charts and line maps of a page with each name that is whole as a link; ``paths`` are by label.

    >>> page = '<svg class="chart w1" role="img"><text class="name start"><tspan>Lead</tspan></text></svg>'
    >>> with_links(page, {"Lead": "/role/lead"}).partition("<text")[0]
    '<svg class="chart w1" role="group"><a href="/role/lead">'
    """

    def named(match: re.Match[str]) -> str:
        label = unescape(" ".join(re.findall(r"<tspan[^>]*>([^<]*)</tspan>", match["lines"])))
        return f'<a href="{escape(paths[label])}">{match["text"]}</a>' if label in paths else match[0]

    def drawn(match: re.Match[str]) -> str:
        linked = _NAME.sub(named, match[0])
        return linked if linked == match[0] else linked.replace('role="img"', 'role="group"', 1)

    return _DRAWING.sub(drawn, page)
