"""The list of pages above the map, a picture that stands alone and names its own style by a hash."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256

_STYLE = """
.site-pages { max-width: 118rem; margin-inline: auto; padding: .5rem var(--gutter) }
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
