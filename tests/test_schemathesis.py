"""The JSON API by its OpenAPI description, with requests that Schemathesis makes up."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from serving import Here, asked

if TYPE_CHECKING:
    from kg.server.site import Site

pytestmark = pytest.mark.long

EXAMPLES = 500
"""How many requests are made up, over all operations."""


def test_made_up_requests_are_answered_as_the_description_says(site: Site) -> None:
    schemathesis = pytest.importorskip("schemathesis", reason="schemathesis is not installed")
    described = asked(Here(site), "/api/openapi.json").json()
    operations = [each.ok() for each in schemathesis.openapi.from_dict(described).get_all_operations()]
    tried: list[str] = []

    @seed(1)
    @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=st.sampled_from(operations).flatmap(lambda operation: operation.as_strategy()))
    def ask(case: Any) -> None:
        sent = case.as_transport_kwargs(base_url="http://127.0.0.1:8000")
        sent = {key: value for key, value in sent.items() if value is not None and key != "cookies"}
        response = asked(Here(site), sent.pop("url"), sent.pop("method"), **sent)
        tried.append(case.operation.path)
        known = described["paths"][case.operation.path][case.method.lower()]["responses"]
        assert str(response.status_code) in known, (sent, response.text)
        [media_type] = known[str(response.status_code)]["content"]
        assert response.headers["content-type"].partition(";")[0] == media_type
        json.loads(response.text)

    ask()
    assert len(tried) >= EXAMPLES
    assert set(tried) == set(described["paths"])
