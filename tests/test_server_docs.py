"""The examples of docs/endpoint.md and docs/api.md are answered as they say."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

import pytest
from serving import ask

if TYPE_CHECKING:
    from kg.server.site import Site

DOCS = Path(__file__).resolve().parent.parent / "docs"
EXAMPLES = [
    pytest.param(match[1], id=f"{name} {number}")
    for name in ("endpoint", "api")
    for number, match in enumerate(
        re.finditer(r"```http\n(.*?)```", (DOCS / f"{name}.md").read_text("utf-8"), re.DOTALL)
    )
]


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_is_answered_as_the_page_says(site: Site, example: str) -> None:
    asked, _, answer = example.partition("\n\n")
    first, *rest = asked.splitlines()
    method, _, address = first.partition(" ")
    path, _, query = address.partition("?")
    values = [(name, value) for name, value in parse_qsl(query.replace("+", "%2B"))]
    headers = dict(line.split(": ", 1) for line in rest if re.match(r"[\w-]+: ", line))
    body = "\n".join(line for line in rest if not re.match(r"[\w-]+: ", line))
    sent = headers.get("Content-Type", "")
    found = ask(site, path, *values, method=method, body=body, accept=headers.get("Accept", "*/*"), sent=sent)
    said = "".join(f"{name}: {value}\n" for name, value in found.headers.items()) + found.text
    place = 0
    for line in answer.splitlines():
        place = said.find(line.strip(), place)
        assert place >= 0, (line, said[:500])


def test_the_pages_name_every_operation_and_every_option(site: Site) -> None:
    listed = (DOCS / "api.md").read_text("utf-8")
    assert all(re.search(rf"\b{name}\b", listed) for name in site.operations)
    shown = (DOCS / "explorer.md").read_text("utf-8")
    assert all(f"`/{name}" in shown for name in site.explorer.pages if name not in ("suggest", "why"))
