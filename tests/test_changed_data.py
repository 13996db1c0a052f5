"""The answers follow the data: a copy of it with a role, a skill or a merge changed, against what follows by hand."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from facts import missing_facts

from kg.maintenance.build import build_graph

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from kg.graph import CareerGraph
    from kg.model.answers import SkillItem

Change = tuple[str, str, str]
"""A file, a text that stands in it once, and what takes its place."""

DATA_SCIENCE: Change = (
    "roles.yaml",
    "{line: 52, skill: ml-algorithms}",
    "{line: 52, skill: version-control-systems}",
)

RENAMED: tuple[Change, ...] = (
    ("skills.yaml", "- {id: monitoring-tools, label: Monitoring tools}\n", ""),
    (
        "skills.yaml",
        "- {id: pandas, label: Pandas}",
        "- {id: observability, label: Observability}\n- {id: pandas, label: Pandas}",
    ),
    ("roles.yaml", "{line: 172, skill: monitoring-tools}", "{line: 172, skill: observability}"),
    ("curation.yaml", "mlops-practices, monitoring-tools,", "mlops-practices, observability,"),
)

CLOUDS = "[cloud-platforms, cloud-platforms-and-services, cloud-computing-platforms]"
NO_CLOUD_MERGE: Change = ("curation.yaml", CLOUDS, "[cloud-platforms, cloud-computing-platforms]")
OTHER_NAME: Change = (
    "curation.yaml",
    CLOUDS,
    "[cloud-computing-platforms, cloud-platforms, cloud-platforms-and-services]",
)


@pytest.fixture
def changed(root: Path, tmp_path: Path) -> Callable[..., CareerGraph]:
    """A function that builds the graph of a copy of the data with these changes."""

    def build(*changes: Change) -> CareerGraph:
        folder = tmp_path / "data"
        shutil.copytree(root / "data" / "ai_ml", folder)
        for file, old, new in changes:
            text = (folder / file).read_text(encoding="utf-8")
            assert text.count(old) == 1, f"{file} has {text.count(old)} times: {old}"
            (folder / file).write_text(text.replace(old, new), encoding="utf-8")
        return build_graph(folder)

    return build


def cited(items: Iterable[SkillItem]) -> dict[str, list[int]]:
    """Label -> the lines of the guide that it cites."""
    return {item.label: sorted(source.line for source in item.sources if source.line) for item in items}


@pytest.mark.slow
def test_another_skill_of_a_role(changed: Callable[..., CareerGraph]) -> None:
    """Line 52 now asks data scientists for version control in place of ML algorithms. It is one of MLOps' six (line
    173), so the step from Data Scientist to MLOps exists, with five to learn. It costs at most 1 + 5 + 3 = 9. The way
    over machine learning engineering costs more: its first step also has five to learn and only Programming in common,
    its second four to learn.
    """
    graph = changed(DATA_SCIENCE)
    (route,) = graph.route("statistician", "MLOps")
    assert [step.destination.label for step in route.steps] == ["Data Scientist", "MLOps Engineer"]
    first, second = route.steps
    assert cited(first.learn) == {
        "Programming": [49],
        "Data manipulation": [50],
        "Visualization tools": [51],
        "Version control systems": [52],
        "Domain expertise": [53],
    }
    assert cited(second.kept) == {"Version control systems": [52, 173]}
    assert cited(second.learn) == {
        "Cloud platforms": [168],
        "Containerization": [169],
        "Infrastructure as Code": [170],
        "ML frameworks": [171],
        "Monitoring tools": [172],
    }
    assert (first.gap, second.gap, len(route.learn)) == (5, 5, 10)
    assert second.similarity is not None
    assert second.cost == pytest.approx(1 + (5 + 3) * (1 - second.similarity))
    assert cited(graph.gap("Data Scientist", "MLOps Engineer").held) == {"Version control systems": [52, 173]}
    assert list(cited(graph.gap("Data Scientist", "Machine Learning Engineer").held)) == ["Programming"]
    # The guide's line 52 says something else: one fact is missing, and none besides.
    assert missing_facts(graph.store.engine) == ["F059 (line 52) required-skill: Data Scientist: ML algorithms"]


@pytest.mark.slow
def test_another_name_of_a_skill(changed: Callable[..., CareerGraph]) -> None:
    """Monitoring tools (line 172) are now called Observability: the same route, the same counts, the new name."""
    graph = changed(*RENAMED)
    (route,) = graph.route("statistician", "MLOps")
    assert [len(step.learn) for step in route.steps] == [5, 5, 4]
    assert cited(route.steps[2].learn) == {
        "Containerization": [169],
        "Infrastructure as Code": [170],
        "Observability": [172],
        "Version control systems": [173],
    }
    assert "Observability" in cited(graph.gap("Data Scientist", "MLOps").missing)
    assert graph.get_or_none("Monitoring tools") is None
    assert missing_facts(graph.store.engine) == ["F193 (line 172) required-skill: MLOps Engineer: Monitoring tools"]


@pytest.mark.slow
def test_a_merge_less(changed: Callable[..., CareerGraph]) -> None:
    """'Cloud platforms and services' (line 168) is no longer 'Cloud platforms' (line 27): the last step keeps ML
    frameworks alone and has five to learn. The route stays, for nothing else leads to MLOps. No fact of the guide is
    lost: merges are none of its facts.
    """
    graph = changed(NO_CLOUD_MERGE)
    (route,) = graph.route("statistician", "MLOps")
    assert [step.destination.label for step in route.steps][:2] == ["Data Scientist", "Machine Learning Engineer"]
    last = route.steps[2]
    assert cited(last.kept) == {"ML frameworks": [25, 171]}
    assert cited(last.learn) == {
        "Cloud platforms and services": [168],
        "Containerization": [169],
        "Infrastructure as Code": [170],
        "Monitoring tools": [172],
        "Version control systems": [173],
    }
    assert last.gap == 5
    gap = graph.gap("Machine Learning Engineer", "MLOps Engineer")
    assert gap.coverage == pytest.approx(1 / 6)
    assert missing_facts(graph.store.engine) == []


@pytest.mark.slow
def test_another_canonical_name(changed: Callable[..., CareerGraph]) -> None:
    """The merge's first skill names all three: the answers say 'Cloud computing platforms' (the guide's line for the
    skill stays that of the role), and everything else is as it was.
    """
    graph = changed(OTHER_NAME)
    (route,) = graph.route("statistician", "MLOps")
    assert cited(route.steps[1].learn)["Cloud computing platforms"] == [27]
    assert cited(route.steps[2].kept) == {"Cloud computing platforms": [27, 168], "ML frameworks": [25, 171]}
    assert [len(step.learn) for step in route.steps] == [5, 5, 4]
    tools = {item.label: [tool.label for tool in item.tools] for item in route.steps[1].learn}
    assert tools["Cloud computing platforms"] == ["AWS", "Azure", "GCP"]
    have = graph.conditions(have=["AWS"])
    assert [item.label for item in graph.gap(None, "MLOps", have).held] == ["Cloud computing platforms"]
    assert missing_facts(graph.store.engine) == []


# --- related things ---------------------------------------------------------------------------------------------------


@pytest.mark.long
def test_what_is_related_changes_no_advice(changed: Callable[..., CareerGraph], root: Path) -> None:
    """Not even where a topic is related to every skill and every role."""
    plain = build_graph(root / "data" / "ai_ml")
    skills = ", ".join(skill.id.removeprefix("skill/") for skill in plain.list("skill"))
    roles = ", ".join(role.id.removeprefix("role/") for role in plain.list("role"))
    entry = f"  - {{topic: traditional-automakers, skills: [{skills}], roles: [{roles}], reason: For a test.}}\n"
    graph = changed(("curation.yaml", "\nhierarchy:\n", f"{entry}\nhierarchy:\n"))
    assert len(graph.connect("Traditional automakers", "Prompt Engineer", 1)[0].steps) == 1
    assert graph.careers.roles == plain.careers.roles
    starts = [*plain.list("role"), *plain.list("entry-path")]
    for start in starts:
        assert graph.next(start.id) == plain.next(start.id)
        for role in plain.list("role"):
            assert graph.gap(start.id, role.id) == plain.gap(start.id, role.id)
            if role != start:
                found, expected = (list(world.route(start.id, role.id, k=2)) for world in (graph, plain))
                assert found == expected
