"""The explorer in a browser: by keyboard, on a phone, in the dark, and for those who use a screen reader."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from serving import Served

SIZES = [(390, "light"), (1280, "dark")]

SEEN = [
    "/",
    "/role/mlops-engineer",
    "/route?from=statistician&to=MLOps",
    "/plan?from=statistician&to=MLOps",
    "/next?role=MLOps",
    "/gap?from=Data+Scientist&to=MLOps",
    "/match?have=Python,SQL",
    "/compare?role=Data+Scientist&role=MLOps",
    "/questions/role-skills",
    "/sparql?query=SELECT+*+{+?role+a+ck:Role+}",
    "/find?q=learning",
    "/route?from=Scientist&to=MLOps",
]


@pytest.fixture
def tab(served: Served, browser: Any) -> Iterator[Callable[..., Any]]:
    """A function that opens a tab of one size; no request leaves the server, and no error is on any page."""
    context = browser.new_context()
    faults: list[str] = []
    strays: list[str] = []

    def opened(path: str = "/", width: int = 1280, scheme: str = "light") -> Any:
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("request", lambda asked: strays.append(asked.url))
        page.on("console", lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None)
        page.goto(served.address.rstrip("/") + path)
        return page

    yield opened
    context.close()
    assert not faults
    assert not [url for url in strays if not url.startswith((served.address, "data:"))]


@pytest.mark.parametrize(("width", "scheme"), SIZES)
def test_every_page_fits_and_is_accessible(tab: Callable[..., Any], axe: str, width: int, scheme: str) -> None:
    page = tab("/", width, scheme)
    root = page.url.rstrip("/")
    row = "[...document.querySelectorAll('nav a')].map((each) => each.getBoundingClientRect().top)"
    assert len(set(page.evaluate(row))) == 1
    for path in SEEN:
        page.goto(root + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        found = page.evaluate(f"async () => {{ {axe}; return (await axe.run()).violations }}")
        assert not found, (path, json.dumps(found)[:2000])


def test_from_the_first_page_to_a_route_by_keyboard(tab: Callable[..., Any]) -> None:
    page = tab()
    page.focus("#search")
    page.keyboard.type("mlops eng")
    page.wait_for_selector("#search[aria-expanded=true]")
    page.keyboard.press("ArrowDown")
    active = page.get_attribute("#search", "aria-activedescendant")
    assert page.text_content(f"#{active}").startswith("MLOps Engineer")
    page.keyboard.press("Enter")
    page.wait_for_url("**/role/mlops-engineer")
    page.focus("text=How do I get here?")
    page.keyboard.press("Enter")
    page.wait_for_url("**/route?to=**")
    page.focus("#field-from")
    page.keyboard.type("statistician")
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    page.wait_for_url("**from=statistician**")
    assert (
        page.text_content("h1") == "From Mathematics/Statistics to MLOps Engineer: three steps and 14 skills to learn."
    )


def test_a_field_of_several_names_is_filled_one_by_one(tab: Callable[..., Any]) -> None:
    page = tab("/route")
    page.focus("#field-have")
    page.keyboard.type("SQL, dock")
    page.wait_for_selector("#field-have[aria-expanded=true]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.input_value("#field-have") == "SQL, Docker"
    assert page.evaluate("document.activeElement.id") == "field-have"


def test_ticks_of_a_plan_stay_in_the_browser(tab: Callable[..., Any]) -> None:
    page = tab("/plan?from=statistician&to=MLOps")
    assert page.text_content("[data-progress]") == "0 of 14 done. Next: Programming."
    page.check("[data-tick='skill/programming']")
    assert page.text_content("[data-progress]") == "1 of 14 done. Next: Data manipulation."
    page.reload()
    assert page.is_checked("[data-tick='skill/programming']")
    page.goto(page.url.replace("statistician", "Data Scientist"))
    assert page.text_content("[data-progress]").startswith("0 of ")


def test_without_a_script_everything_can_be_asked(served: Served, browser: Any) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(served.address)
    page.fill("#field-from", "statistician")
    page.fill("#field-to", "MLOps")
    page.click("text=Show the route")
    assert (
        page.text_content("h1") == "From Mathematics/Statistics to MLOps Engineer: three steps and 14 skills to learn."
    )
    page.click("text=Make it a plan")
    assert page.text_content("h1") == "From Mathematics/Statistics to MLOps Engineer: 14 skills in three steps."
    page.goto(f"{served.address}match")
    page.fill("#have", "Python\nSQL")
    page.click("text=Show the roles")
    assert page.text_content("h1") == "Data Scientist fits best: two of six skills held."
    page.goto(f"{served.address}sparql")
    page.click("text=Run the query")
    assert page.text_content("h1") == "20 rows."
    context.close()


def test_the_editor_marks_only_prefixes_that_no_one_knows(tab: Callable[..., Any]) -> None:
    page = tab("/sparql")
    page.wait_for_selector(".editor .CodeMirror")
    assert page.query_selector(".parseErrorIcon") is None
    page.evaluate("document.querySelector('.CodeMirror').CodeMirror.setValue('SELECT * { ?a unknown:b ck:Role }')")
    assert page.query_selector(".parseErrorIcon") is not None


def test_a_question_is_opened_in_the_editor_and_asked_by_keyboard(tab: Callable[..., Any]) -> None:
    page = tab("/sparql")
    page.click(".questions a[href$='=counts#ask']")
    page.click(".editor .CodeMirror")
    assert "SELECT" in page.inner_text(".editor")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("table")
    assert "row" in page.inner_text("h1")
    page.click(".editor .CodeMirror")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Run the query"
