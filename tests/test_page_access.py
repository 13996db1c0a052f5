"""The page of a picture for everyone: by keyboard alone, by ear, as text, and without a fault that axe-core finds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from pictures import Visit, data_of, hub

if TYPE_CHECKING:
    from collections.abc import Callable

    from kg.graph import CareerGraph
    from kg.view import Picture

    Opener = Callable[..., Visit]

LEARNED_LAST = ("Containerization", "Infrastructure as Code", "Monitoring tools", "Version control systems")
"""The skills learned for MLOps Engineer on the route to it, lines 169-173 of the guide."""


# --- axe-core -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [1280, 400])
@pytest.mark.parametrize("name", ["mlops", "overview"])
def test_axe_finds_nothing(visit: Opener, request: pytest.FixtureRequest, axe: str, name: str, width: int) -> None:
    """Every rule of axe-core, of any severity, with a node selected and unfolded; contrast in dark too."""
    picture = request.getfixturevalue(name)
    seen = visit(picture, width=width)
    seen.page.evaluate(axe)
    folded = next((node for node in data_of(picture)["nodes"] if "foldedInto" in node), data_of(picture)["nodes"][0])
    seen.find(folded["key"])
    seen.page.click(".help summary")
    assert faults(seen) == []
    seen.page.emulate_media(color_scheme="dark")
    assert faults(seen, "color-contrast") == []


def test_axe_finds_nothing_at_the_start_nor_on_a_line(visit: Opener, axe: str, mlops: Picture) -> None:
    seen = visit(mlops)
    seen.page.evaluate(axe)
    assert faults(seen) == []
    seen.find("Docker")
    seen.page.click("#details .lines button >> nth=0")
    assert faults(seen) == []


def faults(seen: Visit, *rules: str) -> list[str]:
    """What axe-core has against the page as it is, by all its rules or by some."""
    script = "(rules) => axe.run(document, { resultTypes: ['violations'], ...(rules.length && { runOnly: rules }) })"
    found: dict[str, Any] = seen.page.evaluate(script, rules)
    assert found["passes"]
    return [f"{fault['id']}: {node['html'][:200]}" for fault in found["violations"] for node in fault["nodes"]]


def test_axe_would_find_a_fault(visit: Opener, axe: str, mlops: Picture) -> None:
    seen = visit(mlops)
    seen.page.evaluate(axe)
    seen.page.evaluate("document.documentElement.removeAttribute('lang')")
    assert [fault.partition(":")[0] for fault in faults(seen)] == ["html-has-lang"]


# --- by keyboard alone ----------------------------------------------------------------------------------------------


def test_the_keyboard_alone_reaches_every_control(visit: Opener, overview: Picture) -> None:
    """Tab goes through the page in order, is always seen, and nothing holds it."""
    seen = visit(overview, "#role/mlops-engineer")
    seen.page.evaluate("document.getElementById('tools').open = true")
    reached, hidden = [], []
    for _ in range(130):
        seen.press("Tab")
        at = seen.page.evaluate("""() => {
          const { id, tagName, dataset } = document.activeElement;
          const style = getComputedStyle(document.activeElement);
          const seen = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
          return [id || dataset.style || dataset.pan || tagName, seen];
        }""")
        reached.append(at[0])
        if not at[1]:
            hidden.append(at[0])
    controls = [
        "search",
        "back",
        "canvas",
        "farther",
        "nearer",
        "whole",
        "-1 0",
        "0 -1",
        "0 1",
        "1 0",
        "png",
        "svg",
        "print",
    ]
    assert [name for name in reached if name in controls] == controls
    assert {"search", "canvas", "role", "skill", "details"} <= set(reached)
    assert hidden == []


def test_the_first_tab_leads_to_the_text(visit: Opener, overview: Picture) -> None:
    seen = visit(overview)
    seen.press("Tab", "Enter")
    assert seen.focused == "text"


def test_arrows_walk_along_lines(visit: Opener, mlops: Picture) -> None:
    """From the focus to a skill and back along its line, and back again by Escape."""
    seen = visit(mlops)
    seen.page.focus("#canvas")
    seen.press("ArrowRight")
    skill = seen.heading
    assert skill in {"Cloud platforms and services", "ML frameworks", *LEARNED_LAST}
    assert seen.status.startswith(f"Selected: {skill}, ")
    seen.press("ArrowLeft")
    assert seen.heading == "MLOps Engineer"
    seen.press("Escape")
    assert seen.heading == skill
    assert seen.focused == "canvas"
    assert seen.complaints == []


def test_up_and_down_go_through_a_column(visit: Opener, overview: Picture) -> None:
    seen = visit(overview, "#role/machine-learning-engineer")
    seen.page.focus("#canvas")
    seen.press("ArrowDown")
    assert seen.heading == "Data Scientist"
    seen.press("ArrowUp")
    assert seen.heading == "Machine Learning Engineer"
    seen.press("Home")
    assert seen.heading == "From Mathematics/Statistics"  # at the top left


def test_enter_opens_and_escape_returns(visit: Opener, overview: Picture) -> None:
    seen = visit(overview, "#role/mlops-engineer")
    drawn = len(seen.boxes())
    seen.page.focus("#canvas")
    seen.press("Enter")
    assert seen.focused == "details"
    assert len(seen.boxes()) == drawn + 11
    seen.press("Escape")
    assert seen.focused == "canvas"
    seen.press("ArrowRight")  # into what was unfolded
    assert seen.heading in (*LEARNED_LAST, "Monitor model performance", "Build ML pipelines")
    seen.press("Escape")
    assert seen.heading == "MLOps Engineer"
    seen.press("Escape")
    assert len(seen.boxes()) == drawn
    seen.press("Escape")
    assert "Select a box" in seen.details
    assert seen.status == "No selection."


def test_escape_returns_from_a_line_and_forgets_walks_before_a_choice(visit: Opener, overview: Picture) -> None:
    seen = visit(overview, "#role/mlops-engineer")
    seen.page.click(".lines button:has-text('Cloud platforms')")
    assert seen.focused == "details"
    seen.press("Escape", "Escape")
    assert seen.heading == "MLOps Engineer"
    seen.press("ArrowUp")
    seen.find("Prompt Engineer")
    seen.page.focus("#canvas")
    seen.press("Escape")
    assert seen.status == "No selection."
    assert "#" not in seen.page.url


def test_the_keys_are_described_to_screen_readers(visit: Opener, overview: Picture) -> None:
    seen = visit(overview)
    session = seen.page.context.new_cdp_session(seen.page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    application = next(node for node in nodes if node.get("role", {}).get("value") == "application")
    assert "Escape returns" in application["description"]["value"]
    assert application["name"]["value"] == "Careers at a glance"


@pytest.mark.parametrize("name", ["mlops", "overview"])
def test_arrows_reach_every_box(visit: Opener, request: pytest.FixtureRequest, name: str) -> None:
    """A search by arrow keys alone, from box to box, comes to all that is drawn."""
    seen = visit(request.getfixturevalue(name), reduced_motion="reduce")
    reached = seen.page.evaluate("""() => {
      const drawn = canvas.network.body.nodeIndices.length;
      const press = (key) => canvas.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
      const here = () => document.querySelector("#text .card[aria-current]").id;
      const known = new Set();
      const links = [...document.querySelectorAll("#found button")];
      press("Home");
      const queue = [here()];
      while (queue.length) {
        const at = queue.shift();
        if (known.has(at)) continue;
        known.add(at);
        for (const key of ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"]) {
          links.find((link) => `card-${link.dataset.node}` === at).click();
          press(key);
          if (!known.has(here())) queue.push(here());
        }
      }
      return [known.size, drawn];
    }""")
    assert reached[0] == reached[1]


def test_a_search_leads_to_the_facts_by_keyboard_alone(visit: Opener, overview: Picture) -> None:
    """From the top of the page: to the search, a name, Enter, and the facts have the keyboard."""
    seen = visit(overview)
    for _ in range(20):
        seen.press("Tab")
        if seen.focused == "search":
            break
    seen.page.keyboard.type("MLOps Eng")
    seen.press("Enter")
    assert seen.focused == "details"
    assert "Containerization" in seen.details


def test_the_list_is_walked_with_the_keyboard(visit: Opener, mlops: Picture) -> None:
    seen = visit(mlops)
    assert seen.heading == "MLOps Engineer"
    seen.page.focus("#search")
    seen.press("ArrowDown", "ArrowDown", "Enter")
    assert seen.heading == "Cloud platforms and services"
    assert seen.focused == "details"
    assert seen.page.evaluate("document.querySelectorAll('#found [tabindex=\"0\"]').length") == 1
    seen.page.focus("#search")
    seen.press("ArrowDown", "ArrowDown", "Home", "ArrowUp")
    assert seen.focused == "search"


# --- the text -------------------------------------------------------------------------------------------------------


def test_the_text_is_in_step_with_the_choice(visit: Opener, overview: Picture) -> None:
    seen = visit(overview)
    marked = "#text .card[aria-current]"
    assert seen.page.locator(marked).count() == 0
    seen.find("MLOps Engineer")
    assert "MLOps Engineer" in (seen.page.text_content(f"{marked} h4") or "")
    seen.page.click("#details a:has-text('Find it in the text')")
    assert seen.page.evaluate("document.activeElement.getAttribute('aria-current')") == "true"
    seen.page.click(f"{marked} a:has-text('Containerization')")
    assert "Containerization" in (seen.page.text_content(f"{marked} h4") or "")
    assert seen.heading == "Containerization"
    seen.page.click(f"{marked} .there")
    assert seen.focused == "canvas"
    assert seen.page.locator(marked).count() == 1


def test_every_answer_is_in_the_text_without_the_picture(visit: Opener, graph: CareerGraph, overview: Picture) -> None:
    """With the picture and all beside it removed: what each role needs."""
    seen = visit(overview)
    seen.page.evaluate("document.getElementById('picture').remove()")
    for folded in seen.page.locator("#text summary").all():
        folded.click()
    text = seen.page.inner_text("#text")
    for profile in graph.careers.roles.values():
        assert profile.entity.label in text
        for requirement in profile.required:
            assert requirement.skill.label in text
    card = seen.page.inner_text("#text .card:has(h4:has-text('MLOps Engineer'))")
    for words in ("Containerization", "Docker", "Kubernetes", "line 169", "$90,000 - $210,000+"):
        assert words in card, words


def test_the_text_reads_without_scripts(browser: Any, mlops: Picture) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.set_content(mlops.html)
    assert "The picture needs JavaScript" in page.inner_text("#picture")
    assert "Containerization" in page.inner_text("#text")
    context.close()


def test_a_large_picture_is_walked_too(visit: Opener) -> None:
    seen = visit(hub(200, 3).view("Hub", 2))
    seen.page.focus("#canvas")
    seen.press("ArrowRight", "Enter")
    assert seen.focused == "details"
    assert re.search(r"Selected: Role \d+, role, 4 lines, 3 items expanded\.", seen.status)
    assert seen.complaints == []


def test_a_name_in_the_chart_selects_its_box_by_keyboard_and_brings_it_into_the_window(
    visit: Opener, overview: Picture
) -> None:
    seen = visit(overview)
    link = seen.page.locator(".glance svg a[href='#role/mlops-engineer'] >> visible=true").first
    assert link.text_content() == "MLOps Engineer"
    link.focus()
    seen.press("Enter")
    assert seen.page.locator("#details h3").inner_text().strip() == "MLOps Engineer"
    assert seen.page.evaluate("document.activeElement.id") == "details"
    top, height = seen.page.evaluate("[document.getElementById('details').getBoundingClientRect().top, innerHeight]")
    assert 0 <= top < height


def test_what_is_expanded_is_said_to_be(visit: Opener, overview: Picture) -> None:
    seen = visit(overview, "#role/mlops-engineer")
    assert "Collapsed here (+" in seen.page.inner_text("#details .folded")
    seen.page.click(".fold-button")
    assert "Expanded here (" in seen.page.inner_text("#details .folded")
