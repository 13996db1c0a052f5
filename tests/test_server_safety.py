"""What the server refuses before it answers: other hosts, other sites, strangers, and what is too large."""

from __future__ import annotations

import base64
import json
import logging
from typing import TYPE_CHECKING, Any

import pytest
from command_line import kg as run
from serving import Here
from serving import asked as _asked

from kg.errors import UsageError
from kg.limits import chosen
from kg.server.exchange import Call, Reply

if TYPE_CHECKING:
    from kg.server.site import Site

pytest.importorskip("httpx", reason="httpx is not installed")
pytest.importorskip("starlette", reason="career-kg[server] is not installed")

HTML = "text/html,application/xhtml+xml"


@pytest.fixture
def here(site: Site) -> Here:
    return Here(site)


@pytest.mark.parametrize("path", ["/", "/role/mlops-engineer", "/api/find?q=python", "/static/site.css", "/nowhere"])
def test_every_answer_has_the_headers_of_safety(here: Here, path: str) -> None:
    found = _asked(here, path, headers={"accept": HTML}).headers
    policy = found["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert found["x-content-type-options"] == "nosniff"
    assert found["referrer-policy"] == "same-origin"
    assert "server" not in found
    assert "access-control-allow-origin" not in found


def test_no_page_has_a_script_or_a_style_in_it(here: Here) -> None:
    for path in (
        "/",
        "/role/mlops-engineer",
        "/route?from=statistician&to=MLOps",
        "/sparql",
        "/compare?role=MLOps&role=NLP",
    ):
        text = _asked(here, path, headers={"accept": HTML}).text
        assert "<style" not in text
        assert " style=" not in text
        assert text.count("<script") == text.count("<script src=") == (2 if path == "/sparql" else 1)


def test_the_picture_of_the_whole_has_a_policy_of_its_own(here: Here) -> None:
    found = _asked(here, "/map", headers={"accept": HTML})
    policy = found.headers["content-security-policy"]
    assert "script-src 'sha256-" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize(
    ("host", "settings", "status"),
    [
        ("127.0.0.1:8000", {}, 200),
        ("localhost:9", {}, 200),
        ("[::1]:8000", {}, 200),
        ("evil.example", {}, 421),
        ("evil.example:8000", {}, 421),
        ("127.0.0.1.evil.example", {}, 421),
        ("localhost.evil.example", {}, 421),
        ("192.0.2.7", {}, 421),
        ("", {}, 421),
        ("careers.example", {"names": ("careers.example",)}, 200),
        ("other.example", {"names": ("careers.example",)}, 421),
        ("192.0.2.7", {"host": "0.0.0.0", "token": "x"}, 401),
        ("evil.example", {"host": "0.0.0.0", "token": "x"}, 421),
    ],
)
def test_a_request_names_this_server(here: Here, host: str, settings: dict[str, Any], status: int) -> None:
    assert _asked(here, settings=settings, headers={"host": host}).status_code == status


@pytest.mark.parametrize(
    ("origin", "settings", "status", "allowed"),
    [
        ("http://127.0.0.1:8000", {}, 200, None),
        ("http://evil.example", {}, 403, None),
        ("null", {}, 403, None),
        ("http://127.0.0.1:9", {}, 403, None),
        ("http://good.example", {"origins": ("http://good.example",)}, 200, "http://good.example"),
        ("http://evil.example", {"origins": ("http://good.example",)}, 403, None),
        ("http://any.example", {"origins": ("*",)}, 200, "http://any.example"),
    ],
)
@pytest.mark.parametrize(("method", "path"), [("GET", "/api/find?q=python"), ("POST", "/sparql")])
def test_a_page_of_another_site_may_not_ask(
    here: Here, method: str, path: str, origin: str, settings: dict[str, Any], status: int, allowed: str | None
) -> None:
    sent = {"data": {"query": "ASK {}"}} if method == "POST" else {}
    found = _asked(here, path, method, settings, headers={"origin": origin}, **sent)
    assert found.status_code == status
    assert found.headers.get("access-control-allow-origin") == allowed


def test_a_browser_may_ask_first_what_is_allowed(here: Here) -> None:
    headers = {"origin": "http://good.example", "access-control-request-method": "POST"}
    found = _asked(here, "/sparql", "OPTIONS", {"origins": ("http://good.example",), "token": "x"}, headers=headers)
    assert found.status_code == 204
    assert found.headers["access-control-allow-methods"] == "GET, POST"
    assert _asked(here, "/sparql", "OPTIONS", {}, headers=headers).status_code == 403


def _basic(token: str) -> str:
    return f"Basic {base64.b64encode(f'anybody:{token}'.encode()).decode()}"


@pytest.mark.parametrize(
    ("authorization", "status"),
    [
        (None, 401),
        ("Bearer secret", 200),
        ("bearer secret", 200),
        (_basic("secret"), 200),
        ("Bearer secrets", 401),
        ("Bearer ", 401),
        (_basic("wrong"), 401),
        ("Basic %%%", 401),
        ("Digest secret", 401),
        ("Bearer s\u00e9cret", 401),
    ],
)
def test_who_has_not_the_token_is_a_stranger(here: Here, authorization: str | None, status: int) -> None:
    headers = {} if authorization is None else {"authorization": authorization.encode("latin-1")}
    found = _asked(here, "/api/find?q=python", settings={"token": "secret"}, headers=headers)
    assert found.status_code == status
    assert ("www-authenticate" in found.headers) is (status == 401)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.7", "::", "careers.example"])
def test_no_other_machine_may_ask_without_a_token(host: str) -> None:
    from kg.server.app import Settings

    with pytest.raises(UsageError, match="open to other machines, and no token is asked for"):
        Settings(host=host).checked()
    assert Settings(host=host, token="x").checked().host == host
    answer = run("serve", "--host", host, "--port", "0")
    assert answer.status == 2
    assert "add --token" in answer.err


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "::1", "localhost"])
def test_this_machine_may(host: str) -> None:
    from kg.server.app import Settings

    assert Settings(host=host).checked().token == ""


def test_a_body_above_the_limit_is_refused(here: Here) -> None:
    with chosen(["request-size=1kB"]):
        found = _asked(here, "/sparql", "POST", data={"query": "ASK {}" + " " * 2000})
        assert (found.status_code, found.json()["limit"]) == (413, "request-size")

        async def parts() -> Any:
            for _ in range(10):
                yield b"x" * 200

        found = _asked(here, "/sparql", "POST", content=parts(), headers={"content-type": "application/sparql-query"})
        assert found.status_code == 413


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"content-encoding": "gzip"}, 415),
        ({"transfer-encoding": "chunked", "content-length": "4"}, 400),
    ],
)
def test_a_body_that_is_not_what_it_seems_is_refused(here: Here, headers: dict[str, str], status: int) -> None:
    assert _asked(here, "/sparql", "POST", content=b"ASK {", headers=headers).status_code == status


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE"])
def test_nothing_is_changed(here: Here, method: str) -> None:
    assert _asked(here, "/role/mlops-engineer", method).status_code == 405


def test_nothing_is_posted_to_a_page(here: Here) -> None:
    assert _asked(here, "/route", "POST", data={"from": "statistician"}).status_code == 405


@pytest.mark.parametrize(
    "path",
    ["/static/../app.py", "/static/%2e%2e/app.py", "/../../etc/passwd", "/static/", "/..%2f..%2fetc/passwd", "/etc/"],
)
def test_no_path_leads_to_a_file(here: Here, path: str) -> None:
    found = _asked(here, path)
    assert found.status_code == 404
    assert "root:" not in found.text


@pytest.mark.parametrize("query", ["q=%ff%fe", "q=" + "&q=a" * 2000])
def test_values_that_cannot_be_read_are_refused(here: Here, query: str) -> None:
    assert _asked(here, f"/api/find?{query}").status_code == 400


class _Slow:
    """A worker that is busy."""

    async def answer(self, call: Call) -> Reply:
        del call
        from kg.limits import SERVER_QUEUE

        raise SERVER_QUEUE.error()


def test_who_comes_when_too_many_wait_is_told_to_come_again() -> None:
    found = _asked(_Slow(), "/api/find?q=python")
    assert (found.status_code, found.headers["retry-after"]) == (503, "1")
    page = _asked(_Slow(), "/", headers={"accept": HTML})
    assert (page.status_code, page.headers["content-type"]) == (503, "text/html; charset=utf-8")
    assert "too many ask at once" in page.text


def test_the_log_has_no_word_of_what_was_asked(here: Here, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "kg.server"):
        _asked(here, "/api/find?q=secret-illness")
        _asked(here, "/sparql", "POST", data={"query": "ASK { ?secret ?p ?o }"})
        _asked(here, "/api/find?q=python", settings={"log_queries": True})
    lines = [json.loads(record.message) for record in caplog.records if record.name == "kg.server"]
    assert [(line["method"], line["path"], line["status"]) for line in lines] == [
        ("GET", "/api/find", 200),
        ("POST", "/sparql", 200),
        ("GET", "/api/find", 200),
    ]
    assert "secret" not in caplog.text
    assert "query" not in lines[0]
    assert lines[2]["query"] == "q=python"
    assert all(line["bytes"] > 0 for line in lines)


def test_the_files_of_pages_are_kept_by_the_browser(here: Here) -> None:
    page = _asked(here, "/", headers={"accept": HTML}).text
    address = page.partition('rel="stylesheet" href="')[2].partition('"')[0]
    found = _asked(here, address)
    assert found.headers["content-type"] == "text/css; charset=utf-8"
    assert "immutable" in found.headers["cache-control"]
    assert "--role" in found.text
