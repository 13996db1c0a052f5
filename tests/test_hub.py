"""The page of an entity with very many neighbours: a ranked list in groups, with a picture and without a script."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import pytest
from pictures import HOSTILE, Page, Visit, hub, small_graph, thing
from pyoxigraph import Literal
from test_page_access import faults

from kg.schema import CK, SKOS

if TYPE_CHECKING:
    from collections.abc import Callable

    from kg.view import Picture

ROLES = 310


@pytest.fixture(scope="module")
def picture() -> Picture:
    """A skill that 310 roles ask for: the even ones require it, the others may have it; each has a number of people."""
    statements = [*thing("skill/hub", "Hub"), *thing("role-group/a", "Trades"), *thing("role-group/b", "Offices")]
    for role in range(ROLES):
        statements += [
            *thing(f"role/{role}", f"Role {role}"),
            (f"role/{role}", CK.optionalSkill if role % 2 else CK.requiresSkill, "skill/hub"),
            (f"role/{role}", CK.peopleEmployed, Literal(1000 + role)),
        ]
        if role < 300:
            statements.append((f"role/{role}", SKOS.broader, "role-group/a" if role < 200 else "role-group/b"))
    return small_graph(*statements).view("Hub")


def sections(picture: Picture) -> dict[str, str]:
    """The parts of the list by their headings."""
    parts = re.split(r"<h2>(.*?)</h2>", picture.html)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def listed(html: str) -> list[str]:
    return [unescape(label) for label in re.findall(r"<li><bdi>(.*?)</bdi>", html)]


def test_all_neighbours_are_listed_in_groups_by_the_people_in_them(picture: Picture) -> None:
    page = Page(picture.html)
    assert page.unmatched == []
    assert "155 roles require Hub; 155 more find it useful. Required by 155; optional for 155." in page.text_of(
        "header"
    )
    found = sections(picture)
    required, optional = found["Required by (155)"], found["Optional for (155)"]
    assert listed(required.partition("<h3>Offices")[0]) == [f"Role {role}" for role in range(198, -1, -2)]
    assert re.findall(r"<h3>(.*?)</h3>", optional) == ["Trades (100)", "Offices (50)", "In no group (5)"]
    assert len(listed(optional)) == 155
    assert 'Role 198</bdi> <span class="details">1,198 people</span>' in required
    assert required.count("<details>") == 2  # the third group is short enough


def test_the_picture_counts_each_group(picture: Picture) -> None:
    match = re.search(r'<svg class="bars".*?</svg>', picture.html, re.DOTALL)
    assert match
    texts = [text.text for text in ElementTree.fromstring(match[0]).iter("text")]  # our own
    assert texts == ["Trades", "200", "Offices", "100", "In no group", "10"]


def test_the_page_runs_nothing_and_is_small(picture: Picture) -> None:
    assert "<script" not in picture.html
    assert len(picture.html) < 150_000
    assert len(hub(301, 0).view("Hub").html) < 150_000


def test_p4_a_skill_that_a_thousand_roles_ask_for_is_a_small_page() -> None:
    """As many as ask for Microsoft Excel in O*NET, each with a long name of its own."""
    statements = thing("skill/hub", "Hub")
    for role in range(1000):
        statements += [
            *thing(f"role/{role}", f"First-line supervisors of transportation and material moving workers {role}"),
            (f"role/{role}", CK.requiresSkill, "skill/hub"),
        ]
    page = small_graph(*statements).view("Hub").html
    assert page.count("<li><bdi>First-line supervisors") == 1000
    assert len(page.encode()) <= 1_500_000


def test_it_is_printed_on_two_pages_at_most(visit: Callable[..., Visit], picture: Picture) -> None:
    printed = visit(picture).page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page[^s]", printed)) <= 2


def test_hostile_neighbours_are_only_names() -> None:
    statements = thing("skill/hub", HOSTILE[0])
    for role in range(301):
        label = HOSTILE[role % len(HOSTILE)]
        statements += [*thing(f"role/{role}", label), (f"role/{role}", CK.requiresSkill, "skill/hub")]
    page = Page(small_graph(*statements).view("skill/hub").html)
    assert page.unmatched == []
    assert [tag for tag, _ in page.elements if tag in ("script", "img", "iframe")] == []
    assert "\u202e" not in page.text


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(visit: Callable[..., Visit], picture: Picture, axe: str, width: int, scheme: str) -> None:
    seen = visit(picture, width=width, color_scheme=scheme)
    seen.page.evaluate(axe)
    assert faults(seen) == []
    wide: Any = seen.page.evaluate("document.documentElement.scrollWidth")
    assert wide == width
