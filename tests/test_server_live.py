"""A server as it runs: clients that are not ours, slow and broken ones, and processes that are killed."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import threading
import time
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import Request, urlopen

import pytest
from command_line import kg as run
from serving import Served, started

if TYPE_CHECKING:
    from pathlib import Path

    from kg.graph import CareerGraph

pytestmark = pytest.mark.slow

CROSS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(?a != ?d) }"


def _get(served: Served, path: str, **headers: str) -> Any:
    with urlopen(Request(served.address.rstrip("/") + path, headers=headers), timeout=30) as response:
        return response.status, response.read().decode()


def test_a_client_that_is_not_ours_asks_in_its_own_way(served: Served, graph: CareerGraph) -> None:
    wrapper = pytest.importorskip("SPARQLWrapper", reason="SPARQLWrapper is not installed")
    client = wrapper.SPARQLWrapper(f"{served.address}sparql")
    prefixes = "PREFIX ck: <https://w3id.org/career-kg/ontology#> "
    client.setQuery(prefixes + "SELECT ?role { ?role a ck:Role }")
    expected = {row["role"] for row in graph.sparql("SELECT ?role { ?role a ck:Role }").to_dicts()}
    for method in (wrapper.GET, wrapper.POST):
        client.setMethod(method)
        for form in (wrapper.JSON, wrapper.XML, wrapper.CSV):
            client.setReturnFormat(form)
            assert client.query().response.status == 200
        client.setReturnFormat(wrapper.JSON)
        rows = client.queryAndConvert()["results"]["bindings"]
        assert {row["role"]["value"] for row in rows} == expected
    client.setRequestMethod(wrapper.POSTDIRECTLY)
    assert len(client.queryAndConvert()["results"]["bindings"]) == len(expected)
    client.setQuery(prefixes + "CONSTRUCT { ?role a ck:Role } { ?role a ck:Role }")
    client.setReturnFormat(wrapper.TURTLE)
    assert b"ck:Role" in client.queryAndConvert()
    client.setReturnFormat(wrapper.JSON)
    client.setQuery("SELECT * { ")
    with pytest.raises(wrapper.SPARQLExceptions.QueryBadFormed):
        client.query()


HEAD = b"Host: 127.0.0.1\r\nConnection: close\r\n"
POST = b"POST /sparql HTTP/1.1\r\n" + HEAD


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"GET /api/find?q=python HTTP/1.1\r\n" + HEAD + b"\r\n", b"200"),
        (b"GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n", b"421"),
        (b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nHost: a\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n", b"400"),
        (b"GET / HTTP/1.0\r\n\r\n", b"400"),
        (b"nonsense\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\n" + HEAD + b"X: " + b"a" * 2_000_000 + b"\r\n\r\n", b"400"),
        (b"GET /" + b"a" * 2_000_000 + b" HTTP/1.1\r\n" + HEAD + b"\r\n", b"400"),
        (POST + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", b"400"),
        (POST + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nASK{}", b"400"),
        (POST + b"Content-Length: 900000000\r\n\r\n", b"413"),
        (POST + b"Content-Length: -1\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\n" + HEAD + b"Upgrade: websocket\r\n\r\n", b"200"),
        (b"GET /%00 HTTP/1.1\r\n" + HEAD + b"\r\n", b"404"),
        (b"GET http://evil.example/ HTTP/1.1\r\n" + HEAD + b"\r\n", b"404"),
    ],
    ids=str,
)  # fmt: skip
def test_bytes_that_no_browser_sends_are_answered_as_they_should(
    served: Served, request_: bytes, status: bytes
) -> None:
    assert served.raw(request_).split(b" ", 2)[1] == status
    assert _get(served, "/suggest?q=python")[0] == 200


@pytest.mark.parametrize(
    "beginning",
    [
        b"",
        b"GET / HTTP/1.1\r\nHost: 127",
        POST + b"Content-Type: application/sparql-query\r\nContent-Length: 500\r\n\r\nAS",
    ],
    ids=["nothing", "half a head", "half a body"],
)
def test_a_client_that_does_not_finish_is_hung_up_on(served: Served, beginning: bytes) -> None:
    said = served.raw(beginning)  # returns when the server has closed the connection, which is the test
    assert said == b"" or b" 408 " in said.splitlines()[0]


def test_a_client_that_does_not_read_is_hung_up_on(served: Served) -> None:
    tenfold = " ".join(
        f"BIND(CONCAT({', '.join([before] * 10)}) AS {after})"
        for before, after in pairwise(["?a", "?b", "?c", "?d", "?e"])
    )
    query = f'SELECT ?e {{ VALUES ?n {{ {" ".join(map(str, range(100)))} }} BIND("0123456789" AS ?a) {tenfold} }}'
    with socket.create_connection(("127.0.0.1", served.port), timeout=20) as channel:
        channel.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
        channel.sendall(b"GET /sparql?query=" + quote(query).encode() + b" HTTP/1.1\r\n" + HEAD + b"\r\n")
        time.sleep(6)
        said = b""
        with contextlib.suppress(ConnectionError):
            while part := channel.recv(65536):
                said += part
    head, _, body = said.partition(b"\r\n\r\n")
    length = next(int(line[15:]) for line in head.splitlines() if line.lower().startswith(b"content-length:"))
    assert b" 200 " in head
    assert len(body) < length, "no answer that was cut looks complete"
    assert _get(served, "/suggest?q=python")[0] == 200


def test_a_query_without_end_is_ended(served: Served) -> None:
    with pytest.raises(HTTPError) as caught:
        _get(served, f"/sparql?query={quote(CROSS)}")
    assert caught.value.code == 504
    assert json.loads(caught.value.read())["limit"] == "query-time"


@pytest.mark.slow
def test_more_clients_than_the_limit_are_asked_to_come_again(served: Served) -> None:
    """One of two, which a client that says nothing takes."""
    del served  # skips where the libraries of the server are not installed
    with started("--limit", "server-clients=2", "serve", "--port", "0") as server:
        request = b"GET /suggest?q=python HTTP/1.1\r\n" + HEAD + b"\r\n"
        assert b" 200 " in server.raw(request).splitlines()[0]
        with socket.create_connection(("127.0.0.1", server.port), timeout=20):
            time.sleep(0.5)
            assert b" 503 " in server.raw(request).splitlines()[0]


def test_a_worker_that_is_killed_ends_its_answer_and_no_other(served: Served) -> None:
    _get(served, "/suggest?q=python")
    said: list[bytes] = []
    request = b"GET /sparql?query=" + quote(CROSS).encode() + b" HTTP/1.1\r\n" + HEAD + b"\r\n"
    asking = threading.Thread(target=lambda: said.append(served.raw(request)))
    asking.start()
    time.sleep(1)
    for worker in served.workers():
        os.kill(worker, signal.SIGKILL)
    asking.join(20)
    assert b" 503 " in said[0].splitlines()[0]
    assert b"has ended" in said[0]
    for _ in range(4):
        assert _get(served, "/api/find?q=python")[0] == 200


def test_a_client_that_goes_frees_its_worker(served: Served) -> None:
    _get(served, "/suggest?q=python")
    request = b"GET /sparql?query=" + quote(CROSS).encode() + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    for _ in range(4):  # more than there are workers
        with socket.create_connection(("127.0.0.1", served.port)) as channel:
            channel.sendall(request)
            time.sleep(0.1)
    start = time.monotonic()
    assert _get(served, "/api/find?q=python")[0] == 200
    assert time.monotonic() - start < 4, "it waited for the time of the queries"


@pytest.mark.parametrize("name", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_server_and_its_processes(name: signal.Signals) -> None:
    with started("serve", "--port", "0", "--quiet") as server:
        _get(server, "/")
        workers = server.workers()
        assert workers
        server.process.send_signal(name)
        assert server.process.wait(20) == 0
        deadline = time.monotonic() + 10
        while any(os.path.exists(f"/proc/{worker}") for worker in workers):  # noqa: PTH110  # no path, a process
            assert time.monotonic() < deadline
            time.sleep(0.05)


def test_a_port_that_is_taken_is_named(served: Served) -> None:
    from command_line import kg as run

    answer = run("serve", "--port", str(served.port))
    assert answer.status == 3
    assert f"cannot open '127.0.0.1:{served.port}'" in answer.err


ROLE = """
@prefix ck: <https://w3id.org/career-kg/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<https://example.org/role/NAME> a ck:Role ; skos:prefLabel "NAME" .
"""


def test_an_import_beside_the_server_is_seen_and_breaks_nothing(tmp_path: Path) -> None:
    store = str(tmp_path / "store")
    for name in ("nurse", "baker"):
        (tmp_path / f"{name}.ttl").write_text(ROLE.replace("NAME", name), encoding="utf-8")
    assert run("init", store).status == 0
    assert run("-g", store, "import", "rdf", str(tmp_path / "nurse.ttl")).status == 0
    with started("-g", store, "serve", "--port", "0", "--quiet") as served:
        assert "nurse" in _get(served, "/suggest?q=nurse")[1]
        assert run("-g", store, "import", "rdf", str(tmp_path / "baker.ttl")).status == 0
        for _ in range(300):
            if "baker" in _get(served, "/suggest?q=baker")[1]:
                break
            time.sleep(0.1)
        assert "baker" in _get(served, "/suggest?q=baker")[1]
        assert "nurse" in _get(served, "/suggest?q=nurse")[1]
