"""Arguments of the Python API: what a call cannot take is a clear error, of every method and argument."""

from __future__ import annotations

import inspect
import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import kg
from kg.arguments import kind_of
from kg.errors import ArgumentError, KGError, UsageError
from kg.schema import KINDS

if TYPE_CHECKING:
    from pathlib import Path

    from kg.graph import CareerGraph

DS, MLOPS = "Data Scientist", "MLOps Engineer"

CALLS: dict[str, dict[str, Any]] = {
    "all_pairs": {"limit": 2, "max_roles": 3},
    "ask": {"name": "role-skills", "parameters": {"role": MLOPS}, "timeout": None},
    "best_routes": {"origins": ["Computer Science"], "destinations": [MLOPS]},
    "compare": {"roles": [DS, MLOPS]},
    "conditions": {
        "have": ["Docker"], "avoid": ["PhD"], "level": "Junior Level", "max_steps": 2, "min_shared": 1, "max_new": 9,
        "allow_leaps": True, "allow_detours": True,
    },
    "connect": {"x": "Amazon", "y": "Google", "k": 1, "max_length": 4},
    "counts": {},
    "degree": {"text": "BSc"},
    "diff": {"later": None},
    "export": {"path": None, "fmt": "ttl", "plain": True},
    "export_tables": {"path": None, "fmt": "csv"},
    "extract": {"text": "Python"},
    "find": {"text": "python", "kinds": "skills"},
    "gap": {"origin": DS, "destination": MLOPS, "conditions": None},
    "get": {"name": MLOPS},
    "get_or_none": {"name": MLOPS},
    "group": {"name": "Programming", "kind": "skill"},
    "in_area": {"area": "Boston"},
    "in_language": {"lang": "fr"},
    "link": {"threshold": 0.9},
    "list": {"kind": "roles", "within": None},
    "match": {"have": ["Docker"], "limit": 2, "min_coverage": 0.1, "group": "Major Career Roles"},
    "match_curriculum": {"taught": ["Docker"], "limit": 2},
    "match_interests": {"interests": "ASI", "limit": 2, "have": ["Docker"], "min_coverage": 0.1},
    "next": {"origin": DS, "limit": 2, "conditions": None, "by": "skills", "reverse": False, "group": None},
    "next_learn": {"origin": DS, "learn": ["Docker"], "conditions": None},
    "plan": {"origin": DS, "destination": MLOPS, "conditions": None, "progress": None, "done": [], "pace": None},
    "question_text": {"name": "role-skills", "parameters": {"role": MLOPS}},
    "rank": {"kind": "skills", "by": "demand", "explain_top": 2},
    "rank_communities": {},
    "rank_unlocks": {"origin": DS, "conditions": None},
    "resolve": {"name": MLOPS, "kinds": "role"},
    "resolve_everywhere": {"name": MLOPS, "kinds": ["role"]},
    "restricted_to": {"source": "ai-ml"},
    "role_group": {"name": "Emerging Roles"},
    "route": {
        "origin": DS, "destination": MLOPS, "k": 2, "conditions": None, "via": [], "prefer": "steps", "variety": "best",
    },
    "route_graph": {"origin": DS, "destination": MLOPS, "conditions": None, "k": 2},
    "route_to_group": {"origin": DS, "group": "Major Career Roles", "limit": 1, "conditions": None},
    "show": {"name": MLOPS, "most": 5},
    "sparql": {"query": "ASK {}", "timeout": None, "allow_service": False},
    "stats": {},
    "suggestions": {"text": "pyhton", "kinds": ["skill"]},
    "to_bytes": {"fmt": "nt", "plain": False},
    "to_networkx": {"of": "steps", "conditions": None},
    "to_pyvis": {},
    "unread": {"topic": "pay"},
    "view": {"name": MLOPS, "depth": 1},
    "view_compare": {"roles": [DS, MLOPS]},
    "view_plan": {"origin": DS, "destination": MLOPS, "conditions": None},
    "view_route": {"origin": DS, "destination": MLOPS, "k": 2, "conditions": None},
    "why": {"name": MLOPS, "property_": "pay"},
}  # fmt: skip
"""A call of each method that takes arguments, with every argument of its own."""

WRONG: tuple[Any, ...] = (5.5, -1, {"have": ["Docker"]}, [5], object(), "\x00 no such thing")

NUMBERS = {
    "k",
    "limit",
    "most",
    "max_length",
    "max_roles",
    "explain_top",
    "depth",
    "max_steps",
    "min_shared",
    "max_new",
}
"""Arguments that are whole numbers."""


@pytest.fixture(scope="module")
def graph() -> CareerGraph:
    return kg.open()


def arguments(name: str, tmp_path: Path, graph: CareerGraph) -> dict[str, Any]:
    """The arguments of a call that works; a file where a path is asked for."""
    given = dict(CALLS[name])
    if "path" in given:
        given["path"] = tmp_path / "graph"
    return given | ({"later": graph} if name == "diff" else {})


def test_every_method_with_arguments_is_called(graph: CareerGraph) -> None:
    """No method is forgotten, and no argument of one."""
    shared = {"self", "sources", "limits", "source", "kinds"}
    for name, method in inspect.getmembers(type(graph), inspect.isfunction):
        own = set(inspect.signature(method).parameters) - shared
        if not name.startswith("_") and own and name != "edit_location":
            assert own <= CALLS[name].keys(), name


@pytest.mark.parametrize("name", sorted(CALLS))
def test_what_an_argument_cannot_be_is_an_error_of_its_own(name: str, graph: CareerGraph, tmp_path: Path) -> None:
    """Never a TypeError, an AttributeError or a KeyError from inside."""
    for argument in arguments(name, tmp_path, graph):
        for value in WRONG:
            given = arguments(name, tmp_path, graph) | {argument: value}
            with suppress(KGError):
                getattr(graph, name)(**given)


@pytest.mark.parametrize("name", [name for name in sorted(CALLS) if NUMBERS & CALLS[name].keys()])
@pytest.mark.parametrize("value", [2.5, "3", -4, True, None, [2]], ids=repr)
def test_a_number_is_a_whole_number_in_its_range(name: str, value: Any, graph: CareerGraph, tmp_path: Path) -> None:
    for argument in NUMBERS & CALLS[name].keys():
        given = arguments(name, tmp_path, graph) | {argument: value}
        default = inspect.signature(getattr(graph, name)).parameters.get(argument)
        if value is None and (default is None or default.default is None):
            continue
        with pytest.raises(ArgumentError, match=argument) as caught:
            getattr(graph, name)(**given)
        assert (caught.value.argument, caught.value.value) == (argument, value)


def test_numbers_of_numpy_are_numbers(graph: CareerGraph) -> None:
    assert len(graph.next(DS, limit=np.int64(2))) == 2  # type: ignore[arg-type]
    assert len(graph.match(["Docker"], np.int32(3)).roles) == 3  # type: ignore[arg-type]


def test_limits_drop_no_row(graph: CareerGraph) -> None:
    """A negative limit was once read as all but so many."""
    assert len(graph.next(DS, limit=1)) == 1
    for limit in (0, -1, -4):
        with pytest.raises(UsageError, match=f"limit must be at least 1, not {limit}"):
            graph.next(DS, limit=limit)


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        ({"max_step": 3}, "no limit 'max_step'\n.*did you mean max_steps"),
        ({"banana": 3}, "no limit 'banana'\n.*the limits are: max_steps, min_shared"),
        ({"allow_leaps": "no"}, "allow_leaps must be True or False, not 'no'"),
        ({"max_new": 99_999}, "max_new must be at most 10,000"),
    ],
)
def test_conditions_have_the_limits_that_there_are(graph: CareerGraph, limits: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        graph.conditions(**limits)


def test_conditions_are_named(graph: CareerGraph) -> None:
    """The third argument of a route is how many; that of a gap is the conditions, and what one has is none."""
    conditions = graph.conditions(have=["Docker"])
    with pytest.raises(UsageError, match=r"k must be a whole number, not a Conditions\n.*conditions=\.\.\."):
        graph.route(DS, MLOPS, conditions)  # type: ignore[arg-type]
    for given in (["Docker"], "Docker", {"have": ["Docker"]}):
        with pytest.raises(UsageError, match=r"conditions must be of the class Conditions.*\n.*graph\.conditions"):
            graph.gap(DS, MLOPS, given)  # type: ignore[arg-type]
    with pytest.raises(UsageError, match=r"no option 'have'\n.*conditions=graph\.conditions\(have=\.\.\.\)"):
        graph.route(DS, MLOPS, have=["Docker"])  # type: ignore[call-arg]


def test_names_that_are_read_once_all_count(graph: CareerGraph) -> None:
    """A generator is as good as a list."""
    names = ["Docker", "SQL", "BSc Computer Science"]
    assert graph.conditions(have=(name for name in names)) == graph.conditions(have=names)


def test_one_who_has_nothing_is_answered_in_words_of_python(graph: CareerGraph) -> None:
    for origin in (None, "me"):
        with pytest.raises(UsageError, match=re.escape("conditions=graph.conditions(have=")) as caught:
            graph.route(origin, MLOPS)
        assert "--" not in str(caught.value)


@pytest.mark.parametrize("kind", KINDS)
def test_kinds_are_read_in_singular_and_plural_everywhere(graph: CareerGraph, kind: str) -> None:
    plural = {"industry": "industries", "responsibility": "responsibilities"}.get(kind, f"{kind}s")
    assert {kind_of(word) for word in (kind, plural, plural.title(), plural.replace("-", " "))} == {kind}
    listed = graph.list(kind)
    assert graph.list(plural) == listed
    for entity in listed[:1]:
        found = [hit.entity for hit in graph.find(entity.label, plural)]
        assert entity in found
        assert {hit.kind for hit in found} == {kind}
        assert graph.get(entity.id, plural) == graph.resolve(entity.id, plural).entity == entity


@pytest.mark.parametrize("kinds", ["skil", ["skill", "banana"], 5, None])
def test_a_kind_that_there_is_not_is_an_error(graph: CareerGraph, kinds: Any) -> None:
    for ask in (graph.find, graph.resolve, graph.suggestions):
        with pytest.raises(UsageError, match="kind"):
            ask("python", kinds)
