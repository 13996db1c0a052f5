"""Hostile requests, each a file of tests/requests, sent to one server as they are: each has the status that it names.

The first line of a file names the status, or two where either limit may be met first, and what the request tries.
``{{a*3}}`` stands for ``aaa``, and a length of ``*`` for that of the body.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.request import urlopen

import pytest

if TYPE_CHECKING:
    from serving import Served

pytestmark = pytest.mark.slow

FOLDER = Path(__file__).parent / "requests"


class Sent(NamedTuple):
    name: str
    statuses: list[str]
    request: bytes


def _read(path: Path) -> Sent:
    first, _, text = path.read_bytes().decode().partition("\n")
    text = re.sub(r"\{\{(.+?)\*(\d+)\}\}", lambda match: match[1] * int(match[2]), text, flags=re.DOTALL)
    head, _, body = text.partition("\n\n")
    head = head.replace("Content-Length: *", f"Content-Length: {len(body.encode())}")
    if "chunked" in head:
        body = body.replace("\n", "\r\n")
    request = head.replace("\n", "\r\n") + "\r\n\r\n" + body
    return Sent(path.stem, re.findall(r"\d{3}", first.partition(":")[0]), request.encode())


REQUESTS = [_read(path) for path in sorted(FOLDER.glob("*.http"))]


def test_each_hostile_request_has_the_status_that_its_file_names(served: Served) -> None:
    assert len(REQUESTS) >= 40
    wrong = {}
    for sent in REQUESTS:
        said = served.raw(sent.request)
        status = (said.split(b" ", 2)[1:2] or [b"none"])[0].decode()
        if status not in sent.statuses:
            wrong[sent.name] = status
        assert b"root:" not in said, sent.name
        assert b"Traceback" not in said, sent.name
        with urlopen(f"{served.address}suggest?q=python", timeout=30) as response:
            assert response.status == 200, sent.name
    assert not wrong
