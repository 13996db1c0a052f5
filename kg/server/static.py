"""The files that pages are made of: style sheets, scripts and the font, read once, each at its address.

The address changes with the content, so a browser may keep what it has.
"""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path

from kg.view.page import FONTS, web_file

_FOLDER = Path(__file__).parent / "static"


def _style() -> bytes:
    """The style of pages: that of files that `kg view` writes, then what only pages of the server have."""
    face = '@font-face { font-family: "kg"; src: url("figtree.woff2") format("woff2"); font-weight: 300 900 }'
    own = (_FOLDER / "explorer.css").read_text(encoding="utf-8")
    return "\n".join((face, *(web_file(f"{name}.css") for name in ("tokens", "line", "answer")), own)).encode()


@cache
def static_files() -> dict[str, tuple[str, bytes]]:
    """Each file by its name: its media type, and its content. Yasqe is the editor of SPARQL: see NOTICE.

    >>> static_files()["explorer.js"][0]
    'text/javascript; charset=utf-8'
    """
    return {
        "site.css": ("text/css; charset=utf-8", _style()),
        "explorer.js": ("text/javascript; charset=utf-8", (_FOLDER / "explorer.js").read_bytes()),
        "yasqe.js": ("text/javascript; charset=utf-8", (_FOLDER / "yasqe" / "yasqe.min.js").read_bytes()),
        "yasqe.css": ("text/css; charset=utf-8", (_FOLDER / "yasqe" / "yasqe.min.css").read_bytes()),
        "figtree.woff2": ("font/woff2", (FONTS / "figtree.woff2").read_bytes()),
    }


@cache
def address_of(name: str) -> str:
    """The address of a file.

    >>> address_of("explorer.js").startswith("/static/explorer.js?v=")
    True
    """
    return f"/static/{name}?v={sha256(static_files()[name][1]).hexdigest()[:12]}"
