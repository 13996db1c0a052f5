"""Diagrams of routes in Mermaid, read and drawn by Mermaid itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from command_line import kg
from conftest import ROOT
from pictures import HOSTILE, small_graph, thing

from kg.answers.renderers import render
from kg.answers.routes import routes_answer
from kg.schema import CK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.slow

MERMAID = ROOT / "node_modules/mermaid/dist/mermaid.min.js"

DRAW = """async (text) => {
  mermaid.initialize({ startOnLoad: false, securityLevel: "strict" });
  await mermaid.parse(text);
  const { svg } = await mermaid.render("drawn", text);
  document.body.innerHTML = svg;
  const { width, height } = document.querySelector("svg").viewBox.baseVal;
  const texts = [...document.querySelectorAll(".nodeLabel, .edgeLabel")].map((each) => each.textContent.trim());
  return { width, height, texts, scripts: document.querySelectorAll("script, a, img").length };
}"""

MANY = 40
"""How many skills each role of the long route requires; a diagram that lists them all is some 4,000 pixels high."""


@pytest.fixture(scope="module")
def draw(window: Any) -> Iterator[Callable[[str], dict[str, Any]]]:
    """Draws a diagram: its size, its texts, and how many elements it has that load or run."""
    if not MERMAID.exists():
        pytest.skip("mermaid is not installed; .ci/run installs it")
    tab = window.new_page()
    tab.add_script_tag(path=MERMAID)
    for script in tab.query_selector_all("script"):
        script.evaluate("(each) => each.remove()")
    yield lambda text: tab.evaluate(DRAW, text)
    tab.close()


def test_p10_a_route_of_many_skills_is_a_short_diagram(draw: Callable[[str], dict[str, Any]]) -> None:
    statements = []
    for number in range(4):
        statements += thing(f"role/{number}", f"Role {number}")
    for skill in range(4 * MANY):
        statements += thing(f"skill/{skill}", f"Skill of a long name that is number {skill}")
        roles = {skill // MANY, (skill + 3) // MANY} & set(range(4))  # three skills of each role are of the one before
        statements += [(f"role/{number}", CK.requiresSkill, f"skill/{skill}") for number in sorted(roles)]
    drawn = draw(render(routes_answer(small_graph(*statements).route("role/0", "role/3"), 1), "mermaid"))
    assert drawn["height"] < 400
    assert drawn["width"] < 2000
    assert any(text.startswith("learn ") for text in drawn["texts"])


@pytest.mark.parametrize(
    "arguments",
    [["statistician", "MLOps"], ["Data Scientist", "MLOps", "-k", "4"], ["Data Scientist", "Prompt Engineer"]],
)
def test_mermaid_draws_routes_and_reasons_why_there_is_none(
    draw: Callable[[str], dict[str, Any]], arguments: list[str]
) -> None:
    drawn = draw(kg("route", *arguments, "-f", "mermaid").out)
    assert any("MLOps Engineer" in text or "Prompt Engineer" in text for text in drawn["texts"])


@pytest.mark.parametrize("label", HOSTILE[:7])
def test_hostile_labels_are_text_to_mermaid(draw: Callable[[str], dict[str, Any]], label: str) -> None:
    statements = [*thing("role/0", label), *thing("role/1", f"{label} 2"), *thing("skill/0", label)]
    statements += [(f"role/{number}", CK.requiresSkill, "skill/0") for number in range(2)]
    drawn = draw(render(routes_answer(small_graph(*statements).route("role/0", "role/1"), 1), "mermaid"))
    assert drawn["scripts"] == 0
    assert len(drawn["texts"]) >= 3
