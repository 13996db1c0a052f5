"""The map of careers: roles stand near their like, all can be found and read, and no name meets another."""

from __future__ import annotations

import base64
import json
import math
import re
import zlib
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from command_line import kg
from pictures import HOSTILE, Page, Visit, hostile_graph, small_graph, thing
from pyoxigraph import Literal
from test_page_access import faults

from kg.graph import open_graph
from kg.limits import chosen
from kg.schema import CK, RDF, SKOS
from kg.similarity.positions import SIZE, Ties, group_ties, positions
from kg.view import map_picture
from kg.view.labels import strip_controls

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from kg.graph import CareerGraph
    from kg.view import Picture

    Opener = Callable[..., Visit]

TRADES = ("Baking", "Joinery", "Nursing", "Teaching", "Coding", "Law", "Farming", "Driving")
EACH = 40
"""The made-up graph has so many roles of each trade; a role asks for 6 of the 10 skills of its trade."""


def names_of(trade: str, number: int) -> tuple[str, str]:
    """The label and another name of a role."""
    return f"{trade} role {number}", f"{trade[::-1].lower()} {number}"


def made_up(*more: tuple[str, str, str | Literal]) -> CareerGraph:
    """Trades in two top groups, the roles of each alike; nearly all skills are asked for within one trade alone."""
    statements = [*thing("role-group/a", "Hands"), *thing("role-group/b", "Heads"), *thing("skill/all", "Safety")]
    for place, trade in enumerate(TRADES):
        statements += thing(f"role-group/{trade}", trade)
        statements.append((f"role-group/{trade}", SKOS.broader, "role-group/a" if place % 2 else "role-group/b"))
        for skill in range(10):
            statements += thing(f"skill/{trade}-{skill}", f"{trade} skill {skill}")
            statements.append((f"skill/{trade}-{skill}", SKOS.altLabel, Literal(f"knack {skill} of {trade.lower()}")))
        for number in range(EACH):
            label, other = names_of(trade, number)
            role = f"role/{trade}-{number}"
            statements += [*thing(role, label), (role, SKOS.altLabel, Literal(other, language="en"))]
            statements += [(role, SKOS.broader, f"role-group/{trade}"), (role, CK.requiresSkill, "skill/all")]
            asked = {(number + step * (1, 3, 7)[number % 3]) % 10 for step in range(6)}
            statements += [(role, CK.requiresSkill, f"skill/{trade}-{skill}") for skill in sorted(asked)]
    return small_graph(*statements, *more)


@pytest.fixture(scope="module")
def careers() -> CareerGraph:
    return made_up()


@pytest.fixture(scope="module")
def picture(careers: CareerGraph) -> Picture:
    return careers.view()


@pytest.fixture(scope="module")
def drawn(picture: Picture) -> dict[str, Any]:
    found: dict[str, Any] = unpacked(picture, "drawn")
    return found


def unpacked(picture: Picture, name: str) -> Any:
    """What a script of the page reads."""
    match = re.search(rf'<script type="text/plain" id="{name}">([^<]*)</script>', picture.html)
    assert match
    return json.loads(zlib.decompress(base64.b64decode(match[1])))


# --- positions ------------------------------------------------------------------------------------------------------


def clustered(count: int) -> np.ndarray[Any, Any]:
    """Points in five dimensions around fifteen middles; how near two are is how alike they are."""
    draw = np.random.default_rng(7)
    middles = draw.normal(size=(15, 5)) * 4
    return middles[np.arange(count) % 15] + draw.normal(size=(count, 5))


def nearest(points: np.ndarray[Any, Any]) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """The order in which all others come for each, and how far they are."""
    apart = np.sqrt(((points[:, np.newaxis] - points) ** 2).sum(axis=2))
    np.fill_diagonal(apart, -1)
    order = np.argsort(apart, axis=1, kind="stable")[:, 1:]
    return order, np.take_along_axis(apart, order, axis=1)


def trustworthiness(order: np.ndarray[Any, Any], places: np.ndarray[Any, Any], among: int = 10) -> float:
    """As Venna and Kaski define it: 1 where all neighbours in the plane are neighbours in space too."""
    count = len(places)
    rank = np.zeros((count, count), int)
    np.put_along_axis(rank, order, np.arange(1, count)[np.newaxis], axis=1)
    drawn, _ = nearest(places.astype(float))
    lost = np.maximum(np.take_along_axis(rank, drawn[:, :among], axis=1) - among, 0).sum()
    return 1 - 2 * float(lost) / (count * among * (2 * count - 3 * among - 1))


@pytest.mark.slow
@pytest.mark.parametrize("count", [200, 700])
def test_what_is_near_stays_near(count: int) -> None:
    """Of few roles all pairs repel each other one by one, of more on a grid."""
    order, apart = nearest(clustered(count))
    alike = np.rint(990 * np.exp(-apart / 4)).astype(int)
    found = positions(order[:, :60], alike[:, :60])
    assert found.min() == 0
    assert found.max() == SIZE - 1
    assert trustworthiness(order, found) > 0.97
    if count < 300:
        assert (found == positions(order[:, :60], alike[:, :60])).all()
    shuffled = np.random.default_rng(1).permutation(count)
    assert trustworthiness(order, found[shuffled]) < 0.6  # the measure tells a wrong map


def test_roles_that_are_like_no_other_stand_beside_those_that_they_are_tied_to() -> None:
    near = np.array([[1, 2], [0, 2], [1, 0], [0, 1], [0, 1]])
    alike = np.array([[900, 500], [900, 400], [500, 400], [0, 0], [0, 0]])
    ties = Ties(np.array([3]), np.array([2]), np.array([1.0]), 0.1)
    found = positions(near, alike, [ties]).astype(float)
    apart = np.hypot(*(found[3] - found).T)
    assert apart[2] == min(apart[[0, 1, 2, 4]])
    assert np.isfinite(found).all()


@pytest.mark.parametrize(
    "near",
    [np.zeros((0, 0), int), np.zeros((1, 0), int), np.array([[1], [0]]), np.array([[1, 2], [0, 2], [0, 1]])],
    ids=len,
)
@pytest.mark.parametrize("alike", [0, 500])
def test_few_roles_have_places_too(near: np.ndarray[Any, Any], alike: int) -> None:
    found = positions(near, np.full(near.shape, alike), [group_ties([0] * len(near), 0.1)])
    assert found.shape == (len(near), 2)
    assert len({tuple(place) for place in found.tolist()}) == len(near)


@pytest.mark.slow
def test_roles_of_a_trade_stand_together(drawn: dict[str, Any]) -> None:
    """Each of the ten nearest on the map is of the same trade, but for a few."""
    trade = [label.partition(" ")[0] for label in drawn["label"]]
    order, _ = nearest(np.column_stack([drawn["x"], drawn["y"]]).astype(float))
    same = [trade[role] == trade[other] for role in range(len(trade)) for other in order[role, :10]]
    assert sum(same) / len(same) > 0.98


def test_a_store_keeps_the_positions(new_store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = map_picture(open_graph(new_store)).html

    def refuse(*_: object) -> None:
        raise AssertionError("computed again")

    monkeypatch.setattr("kg.view.career_map.positions", refuse)
    assert map_picture(open_graph(new_store)).html == first


def test_an_import_of_very_many_roles_places_them(new_store: Path, tmp_path: Path) -> None:
    """It does so once it is safe; a store of few roles is left as it is."""
    many, few = tmp_path / "many.ttl", tmp_path / "few.ttl"
    head = "@prefix ck: <https://w3id.org/career-kg/ontology#> . @prefix : <https://w3id.org/career-kg/> .\n"
    for path, count in ((many, 300), (few, 299)):
        roles = (f":role-{number} a ck:Role ; ck:requiresSkill :skill-{number % 9} .\n" for number in range(count))
        path.write_text(head + "".join(roles), encoding="utf-8")
    assert kg("import", "rdf", few, "--into", new_store, "--name", "few").status == 0
    assert not list(new_store.glob("cache/positions-*"))
    assert kg("import", "rdf", many, "--into", new_store, "--name", "many").status == 0
    assert len(list(new_store.glob("cache/positions-*"))) == 1


def test_roles_that_are_mapped_to_each_other_stand_side_by_side() -> None:
    """So a role of the guide stands beside its nearest kin in ESCO, with skills of its own or without."""
    statements = [*thing("role/alone", "Alone"), ("role/alone", SKOS.exactMatch, "role/Baking-3")]
    statements += [*thing("role/own", "Own"), ("role/own", SKOS.closeMatch, "role/Law-5")]
    for skill in range(4):
        statements += [
            *thing(f"skill/own-{skill}", f"Own {skill}"),
            ("role/own", CK.requiresSkill, f"skill/own-{skill}"),
        ]
    statements += [("role/own", CK.requiresSkill, f"skill/Law-{skill}") for skill in range(2)]
    columns = unpacked(map_picture(made_up(*statements)), "drawn")
    place = {label: (columns["x"][n], columns["y"][n]) for n, label in enumerate(columns["label"])}
    for label, other in (("Alone", "Baking role 3"), ("Own", "Law role 5")):
        apart = sorted((math.dist(place[label], at), name) for name, at in place.items() if name != label)
        assert {name.partition(" ")[0] for _, name in apart[:5]} == {other.partition(" ")[0]}
        assert other in {name for _, name in apart[:15]}


# --- the file -------------------------------------------------------------------------------------------------------


def test_every_role_is_in_the_text_and_in_the_picture(picture: Picture, drawn: dict[str, Any]) -> None:
    labels = {names_of(trade, number)[0] for trade in TRADES for number in range(EACH)}
    assert set(drawn["label"]) == labels
    assert labels == {text.partition(":")[0] for text in re.findall(r"<li><bdi>(.*?)</bdi>", picture.html)}
    page = Page(picture.html)
    assert page.unmatched == []
    assert "320 roles, each near those that ask for the same skills." in page.text
    assert "Baking (40)" in page.text
    assert "Baking role 3 : 7 skills" in page.text


def test_the_file_asks_for_nothing_and_is_the_same_each_time(picture: Picture) -> None:
    page = Page(picture.html)
    assert [tag for tag, found in page.elements if "src" in found or tag in ("link", "iframe", "img")] == []
    assert map_picture(hostile_graph()).html == map_picture(hostile_graph()).html
    assert len(picture.html) < 150_000


def test_sizes_say_what_they_stand_for(picture: Picture) -> None:
    assert "A larger dot has more names, a sign of a common role: no source here states employment." in picture.html
    statements = [*thing("role/a", "A"), *thing("role/b", "B"), *thing("role/c", "C")]
    statements += [("role/a", CK.peopleEmployed, Literal(5)), ("role/b", CK.peopleEmployed, Literal(900))]
    found = map_picture(small_graph(*statements))
    assert "A larger dot employs more people (2 of 3 roles; where it is not known, the dot is small)." in found.html
    columns = unpacked(found, "drawn")
    weight = dict(zip(columns["label"], columns["weight"], strict=True))
    assert weight["B"] > weight["A"] >= weight["C"] == 0


def test_pay_and_people_are_told_only_where_a_source_states_them() -> None:
    """What a mapped role has of another's is no fact of it; a median that names no currency is given none."""
    statements = [*thing("role/a", "A"), *thing("role/b", "B"), *thing("role/c", "C")]
    statements += [("role/a", CK.peopleEmployed, Literal(900)), ("role/a", CK.medianAnnualPay, Literal(31200))]
    statements += [("role/b", SKOS.exactMatch, "role/a")]
    found = map_picture(small_graph(*statements))
    columns = unpacked(found, "drawn")
    rows = dict(zip(columns["label"], zip(columns["pay"], columns["people"], strict=True), strict=True))
    assert rows == {"A": ("median 31,200 a year", "900 people"), "B": ("", ""), "C": ("", "")}
    told = {part.partition(":")[0]: part for part in re.findall(r"<li><bdi>.*?</li>", found.html)}
    assert [("31,200" in part, "900 people" in part) for part in told.values()].count((True, True)) == 1


def test_people_counted_together_are_not_shared_out_in_words() -> None:
    """A source counts them under one code: what one role of it has is not known, and the whole number is told."""
    statements = [*thing("role/a", "A"), *thing("role/b", "B"), *thing("role/c", "C")]
    for role, number, group in (("role/a", 901, "29-1"), ("role/b", 901, "29-1"), ("role/c", 40, "30-1")):
        statements += [(role, CK.peopleEmployed, Literal(number)), (role, CK.employmentGroup, Literal(group))]
    columns = unpacked(map_picture(small_graph(*statements)), "drawn")
    together = "901 people, counted together with 1 other role"
    assert dict(zip(columns["label"], columns["people"], strict=True)) == {
        "A": together,
        "B": together,
        "C": "40 people",
    }


def test_a_role_without_a_label_has_a_dot_too() -> None:
    statements = [*thing("role/a", "A"), ("role/b", RDF.type, CK.Role), ("role/b", SKOS.altLabel, Literal("Bee"))]
    columns = unpacked(map_picture(small_graph(*statements)), "drawn")
    assert len(set(columns["label"])) == 2
    assert "A" in columns["label"]


def test_colours_are_of_the_top_groups(drawn: dict[str, Any]) -> None:
    assert [name for name in drawn["families"] if name] == ["Hands", "Heads", "Other groups", "In no group"]
    hands = {trade for place, trade in enumerate(TRADES) if place % 2}
    assert all(
        drawn["families"][family] == ("Hands" if label.partition(" ")[0] in hands else "Heads")
        for label, family in zip(drawn["label"], drawn["family"], strict=True)
    )
    assert {region[5] for region in drawn["regions"]} == set(TRADES)


def test_codes_of_soc_have_colours_too() -> None:
    statements = [*thing("role/a", "A"), ("role/a", SKOS.notation, Literal("29-1141.00")), *thing("role/b", "B")]
    columns = unpacked(map_picture(small_graph(*statements)), "drawn")
    assert columns["families"][columns["family"][columns["label"].index("A")]] == "Professionals"
    assert columns["families"][columns["family"][columns["label"].index("B")]] == "In no group"
    assert columns["groups"] == ["Healthcare practitioners"]


@pytest.mark.long
def test_the_map_of_esco(esco: Path) -> None:
    """All 3,007 roles and 13,896 skills by every name, in at most 4 MB; nine in ten neighbours are kept."""
    graph = open_graph(esco)
    found = graph.view()
    assert len(found.html) <= 4_000_000
    columns = unpacked(found, "drawn")
    assert (len(columns["label"]), len(columns["skills"])) == (3007, 13896)
    alike = graph.similarity.rows(np.arange(3007)).astype(int)
    np.fill_diagonal(alike, -1)
    order, _ = nearest(np.column_stack([columns["x"], columns["y"]]).astype(float))
    most = np.argsort(-alike, axis=1, kind="stable")[:, :10]
    kept = [len(set(some) & set(near)) for some, near in zip(most.tolist(), order[:, :30].tolist(), strict=True)]
    assert sum(kept) / 30070 > 0.85


# --- the command ----------------------------------------------------------------------------------------------------


def test_a_route_is_drawn_across_the_map(graph: CareerGraph, bundled_store: Path, tmp_path: Path) -> None:
    target = tmp_path / "map.html"
    done = kg("-g", bundled_store, "view", "--map", "--route", "statistician", "MLOps", "-o", target)
    assert done.status == 0
    html = target.read_text(encoding="utf-8")
    assert ">From Mathematics/Statistics to MLOps Engineer: three steps and 14 skills to learn.</h1>" in html
    packed = re.search(r'id="drawn">([^<]*)<', html)
    assert packed
    columns = json.loads(zlib.decompress(base64.b64decode(packed[1])))
    stations = columns["route"]["stations"]
    assert [station["label"] for station in stations] == [
        "From Mathematics/Statistics",
        "Data Scientist",
        "Machine Learning Engineer",
        "MLOps Engineer",
    ]
    assert [columns["label"][station["role"]] for station in stations[1:]] == [each["label"] for each in stations[1:]]
    assert stations[0]["role"] is None
    assert stations[3]["words"].startswith("keep 2, learn 4: Containerization")
    assert "learn Containerization" in Page(html).text


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--map", "MLOps"], "--map draws all roles"),
        (["--map", "--compare", "MLOps", "NLP Engineer"], "--compare and --map are two pictures"),
    ],
)
def test_options_that_do_not_go_together_are_refused(arguments: Sequence[str], words: str) -> None:
    done = kg("view", *arguments)
    assert done.status == 2
    assert words in done.err


def test_a_map_holds_so_many_roles(careers: CareerGraph) -> None:
    with chosen(["map-roles=100"]), pytest.raises(Exception, match="more than 100 roles, too many for a map"):
        careers.view()


# --- in a browser ---------------------------------------------------------------------------------------------------


class Map(Visit):
    """A page with a map, open in a browser."""

    def __init__(self, seen: Visit) -> None:
        self.page, self.requests, self.complaints = seen.page, seen.requests, seen.complaints
        self.page.locator("#map[data-ready]").wait_for(state="attached")

    def drawn(self, wanted: str) -> Any:
        """What the last frame shows."""
        self.page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        return self.page.evaluate(
            f"(() => {{ const drawn = document.getElementById('map').drawn; return {wanted}; }})()"
        )

    def boxes(self) -> list[Any]:
        found: list[Any] = self.drawn("drawn.names.map(({ text, box }) => [text, ...box])")
        return found

    @property
    def heading(self) -> str:
        return str(self.page.inner_text("#details h2")).strip()

    def found(self, text: str) -> list[str]:
        """What the search lists."""
        self.page.fill("#search", text)
        self.page.locator("#status", has_text="found").wait_for(state="attached")
        listed: list[str] = self.page.evaluate(
            "[...document.querySelectorAll('#found bdi:first-child')].map((each) => each.textContent)"
        )
        return listed


@pytest.fixture
def seen(visit: Opener, picture: Picture) -> Map:
    return Map(visit(picture, reduced_motion="reduce"))


def overlaps(boxes: Sequence[Any]) -> list[tuple[str, str]]:
    return [
        (one[0], other[0])
        for one, other in combinations(boxes, 2)
        if one[1] < other[3] and one[3] > other[1] and one[2] < other[4] and one[4] > other[2]
    ]


def test_the_page_opens_on_the_map_alone_and_asks_for_nothing(seen: Map) -> None:
    assert seen.complaints == []
    assert [url for url in seen.requests if not url.startswith(("file:", "data:"))] == []
    assert not seen.page.is_visible("#details")
    free = seen.page.evaluate("innerWidth - document.querySelector('.left').getBoundingClientRect().right")
    assert free > 0.75 * 1280
    seen.found("Law role 3")
    seen.press("Enter")
    assert "Preparation\nnot stated" in seen.details
    seen.press("Escape")
    assert not seen.page.is_visible("#details")


def test_the_name_of_a_region_lies_on_roles_of_its_own(seen: Map, drawn: dict[str, Any]) -> None:
    """A role of the group is under the name, and each island has a name that leads to its group."""
    places = seen.drawn("[...Array(320).keys()].map(drawn.place)")
    regions = seen.drawn("drawn.names.filter(({ region }) => region).map(({ text, box }) => [text, ...box])")
    assert {text for text, *_ in regions} == set(TRADES)
    for text, left, top, right, bottom in regions:
        under = {
            drawn["label"][role].partition(" ")[0]
            for role, (x, y) in enumerate(places)
            if left <= x <= right and top <= y <= bottom
        }
        assert text in under
    text, left, top, right, bottom = regions[0]
    width = right - left
    dots = [[x, y] for x, y in places if left - 12 < x < right + 12 and top - 12 < y < bottom + 12]
    free = next(
        (left + step * width / 60, (top + bottom) / 2)
        for step in range(1, 60)
        if all(math.dist((left + step * width / 60, (top + bottom) / 2), dot) > 12 for dot in dots)
    )
    frame = seen.page.locator("#map").bounding_box()
    seen.page.mouse.click(frame["x"] + free[0], frame["y"] + free[1])
    assert seen.heading == text
    assert {drawn["label"][role].partition(" ")[0] for role in seen.drawn("[...drawn.lit]")} == {text}


def test_the_nearest_groups_of_a_group_and_of_a_role_are_told(visit: Opener) -> None:
    """Nurses share five of six skills with doctors, one with cooks: the mean of the best similarity of each of them."""
    statements = []
    for name, shared in (("Nurses", range(6)), ("Doctors", range(1, 7)), ("Cooks", range(5, 11))):
        statements += thing(f"role-group/{name}", name)
        for number in range(3):
            role = f"role/{name}-{number}"
            own = ("skill/s" + str(skill) for skill in (*shared, f"{name}-{number}"))
            statements += [*thing(role, f"{name} {number}"), (role, SKOS.broader, f"role-group/{name}")]
            statements += [(role, CK.requiresSkill, skill) for skill in own]
    skills = {skill for _, _, skill in statements if isinstance(skill, str) and skill.startswith("skill/")}
    graph = small_graph(*statements, *(each for skill in sorted(skills) for each in thing(skill, skill)))
    columns = unpacked(map_picture(graph), "drawn")
    nurses = columns["groups"].index("Nurses")
    alike = graph.similarity.rows(np.arange(9)).astype(int)
    group_of = [graph.careers.label(iri).partition(" ")[0] for iri in graph.table.roles]
    expected = {
        other: round(
            np.mean(
                [
                    max(alike[n][m] for m in range(9) if group_of[m] == other)
                    for n in range(9)
                    if group_of[n] == "Nurses"
                ]
            )
        )
        for other in ("Doctors", "Cooks")
    }
    near = {columns["groups"][other]: value for other, value in columns["nearGroups"][nurses]}
    assert list(near) == ["Doctors", "Cooks"]
    assert near == pytest.approx(expected, abs=1)
    found = Map(visit(map_picture(graph), reduced_motion="reduce"))
    assert found.found("nurses")[0] == "Nurses"
    found.press("Enter")
    assert found.heading == "Nurses"
    assert f"Nearest groups\nDoctors\n{near['Doctors'] / 1000:.2f}" in found.details
    found.page.click("#details li button >> nth=0")
    assert found.heading == "Doctors"
    found.found("Nurses 1")
    found.press("Enter")
    assert "Groups nearest to its own\nDoctors" in found.details


def test_a_role_without_skills_is_a_ring(visit: Opener, picture: Picture) -> None:
    """Its middle has the colour of the ground; the legend and the text say what that means, and how many there are."""
    statements = [*thing("role/silent", "Silent"), *thing("role/silent2", "Silent too")]
    statements += [(f"role/{name}", SKOS.broader, "role-group/a") for name in ("silent", "silent2")]
    found = Map(visit(map_picture(made_up(*statements)), reduced_motion="reduce"))
    assert "2 roles state no skills: they are rings" in found.page.inner_text("#legend")
    assert "2 roles state no skills" in found.page.inner_text("#text")
    assert "state no skills" not in picture.html

    def middle(name: str) -> list[int]:
        found.found(name)
        found.press("Enter")
        pixel: list[int] = found.drawn(
            "(([x, y]) => [...document.getElementById('map').getContext('2d').getImageData(x, y, 1, 1).data])"
            "(drawn.place([...drawn.lit][0]))"
        )
        return pixel

    assert min(middle("Silent")) > 230
    assert "Skills\nnot stated" in found.details
    assert min(middle("Law role 3")) < 200


def test_a_name_typed_wrong_finds_what_is_near(seen: Map) -> None:
    for typed, meant in (
        ("Bakign skill 4", "Baking skill 4"),
        ("Jionery role 12", "Joinery role 12"),
        ("safty", "Safety"),
    ):
        seen.page.fill("#search", typed)
        seen.page.locator("#status", has_text="with a name near it").wait_for(state="attached")
        assert seen.page.locator("#found bdi:first-child").first.inner_text() == meant
        assert seen.page.is_visible("text=No such name; near it:")
    seen.press("Enter")
    assert seen.heading == "Safety"
    assert "Required by\n320 roles" in seen.details


def test_every_role_and_skill_is_found_by_every_name(seen: Map) -> None:
    for trade in TRADES[::3]:
        for number in (0, 39):
            label, other = names_of(trade, number)
            assert seen.found(label)[0] == label
            assert seen.found(other.upper())[0] == label
        assert seen.found(f"{trade} skill 4")[0] == f"{trade} skill 4"
        assert seen.found(f"knack 4 of {trade}")[0] == f"{trade} skill 4"
    assert {"Law role 1", "Law role 39"} <= set(seen.found("law 39 role")[:1] + seen.found("law role 1")[:1])
    seen.page.fill("#search", "qqq law")
    seen.page.locator("#status", has_text="have some of these words").wait_for(state="attached")
    seen.page.fill("#search", "nosuchthing")
    seen.page.locator("#status", has_text="No role and no skill has this name").wait_for(state="attached")


def test_a_role_that_was_found_is_flown_to_and_told(seen: Map) -> None:
    before = seen.drawn("drawn.zoom")
    seen.found("gnikab 7")
    seen.press("Enter")
    assert seen.heading == "Baking role 7"
    assert seen.drawn("drawn.zoom") > 2 * before
    role = seen.drawn("[...drawn.lit][0]")
    x, y = seen.drawn(f"drawn.place({role})")
    assert 0 < x < 1280
    assert 0 < y < 800
    assert len(seen.drawn("[...drawn.lit]")) == 6  # itself and its five nearest
    assert "7 required" in seen.details
    assert seen.page.evaluate("decodeURIComponent(location.hash)") == "#Baking role 7"


def test_a_skill_lights_its_roles(seen: Map, drawn: dict[str, Any]) -> None:
    assert seen.found("Coding skill 5")[0] == "Coding skill 5"
    seen.press("Enter")
    lit = {drawn["label"][role] for role in seen.drawn("[...drawn.lit]")}
    asking = {f"Coding role {n}" for n in range(EACH) if 5 in {(n + step * (1, 3, 7)[n % 3]) % 10 for step in range(6)}}
    assert lit == asking
    assert f"Required by\n{len(asking)} roles" in seen.details
    seen.page.click("#details li button >> nth=0")
    assert seen.heading in asking


def test_no_name_meets_another_or_lies_below_a_panel(seen: Map) -> None:
    panels = """['head', 'legend', 'details', 'zoom'].map((id) => {
      const { left, top, right, bottom } = document.getElementById(id).getBoundingClientRect();
      return [id, left, top, right, bottom];
    })"""

    def shown() -> int:
        """How many names of roles there are; none may meet another or a panel."""
        boxes = seen.boxes()
        assert overlaps(boxes) == []
        assert overlaps([*boxes, *seen.page.evaluate(panels)]) == []
        return sum(text not in TRADES for text, *_ in boxes)

    at_first = shown()
    for _ in range(4):
        seen.page.click("#nearer")
        shown()
    seen.found("Law role 3")
    seen.press("Enter")
    near = shown()
    seen.page.click("#nearer")
    assert shown() > near > at_first  # more names the nearer one comes


def test_the_keyboard_walks_from_role_to_role(seen: Map) -> None:
    seen.page.focus("#map")
    seen.press("ArrowRight")
    first = seen.heading
    before = seen.drawn("drawn.place([...drawn.lit][0])")
    seen.press("ArrowRight")
    assert seen.heading != first
    assert seen.status.startswith(seen.heading)
    seen.press("ArrowLeft", "n")
    assert before[0] > 0
    seen.press("Enter")
    assert seen.focused == "details"
    seen.press("Escape")
    assert seen.focused == "map"
    seen.press("/")
    assert seen.focused == "search"
    seen.press("Escape")
    assert seen.focused == "map"
    seen.press("Escape")
    assert seen.drawn("drawn.lit") is None


def test_a_group_is_shown_alone(seen: Map, drawn: dict[str, Any]) -> None:
    button = seen.page.locator("#families button", has_text="Hands")
    button.click()
    assert button.get_attribute("aria-pressed") == "true"
    bright = seen.drawn("[...Array(320).keys()].filter((role) => !drawn.isDim(role))")
    hands = {trade for place, trade in enumerate(TRADES) if place % 2}
    assert {drawn["label"][role].partition(" ")[0] for role in bright} == hands
    assert len(bright) == 4 * EACH
    button.click()
    assert not seen.drawn("drawn.isDim(0)")


def test_the_address_opens_a_role(visit: Opener, picture: Picture) -> None:
    found = Map(visit(picture, "#Law%20role%202", reduced_motion="reduce"))
    assert found.heading == "Law role 2"
    assert Map(visit(picture, "#%E0%A4%A")).complaints == []


@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing(visit: Opener, picture: Picture, axe: str, width: int) -> None:
    found = Map(visit(picture, width=width, reduced_motion="reduce"))
    found.page.evaluate(axe)
    assert faults(found) == []
    found.found("Law role 3")
    assert faults(found) == []
    found.press("Enter")
    found.page.emulate_media(color_scheme="dark")
    assert faults(found) == []


def test_on_a_phone_the_picture_is_in_the_first_screen_and_a_finger_scrolls(visit: Opener, picture: Picture) -> None:
    found = Map(visit(picture, width=390, reduced_motion="reduce"))
    box = found.page.locator("#map").bounding_box()
    assert box["y"] < 150
    assert box["y"] + box["height"] <= 800
    assert found.page.evaluate("document.documentElement.scrollWidth") == 390
    action = "getComputedStyle(document.getElementById('map')).touchAction"
    assert found.page.evaluate(action) == "pan-y"
    found.page.focus("#map")
    assert found.page.evaluate(action) == "none"
    small = """[...document.querySelectorAll('button, input')].filter((each) => {
      const { height } = each.getBoundingClientRect();
      return height && height < 44;
    }).map((each) => each.outerHTML.slice(0, 80))"""
    assert found.page.evaluate(small) == []
    assert overlaps(found.boxes()) == []


def test_one_finger_scrolls_the_page_and_two_move_the_map(visit: Opener, picture: Picture) -> None:
    found = Map(visit(picture, width=390, reduced_motion="reduce"))
    hand = found.page.context.new_cdp_session(found.page)
    hand.send("Emulation.setTouchEmulationEnabled", {"enabled": True})

    def touch(*frames: list[tuple[int, int]]) -> None:
        for number, fingers in enumerate(frames):
            points = [{"x": x, "y": y, "id": finger} for finger, (x, y) in enumerate(fingers)]
            kind = "touchMove" if number else "touchStart"
            hand.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        hand.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    place = "[drawn.zoom, ...drawn.place(0)]"
    up = [[(200, 400 - 20 * step)] for step in range(10)]
    before = found.drawn(place)
    touch(*up)
    for _ in range(50):  # the browser scrolls in its own time
        if found.page.evaluate("scrollY") > 50:
            break
        found.page.wait_for_timeout(20)
    assert found.page.evaluate("scrollY") > 50
    assert found.drawn(place) == before
    found.page.evaluate("scrollTo(0, 0)")
    touch(
        [(200, 400), (220, 420)], *([(200 - 10 * by, 400 - 10 * by), (220 + 10 * by, 420 + 10 * by)] for by in range(8))
    )
    zoom, *pinched = found.drawn(place)
    assert zoom > 2 * before[0]
    found.page.focus("#map")
    touch(*up)
    assert found.drawn(place)[2] < pinched[1] - 100


def test_a_route_is_a_line_with_its_stations_named(visit: Opener, graph: CareerGraph, axe: str) -> None:
    found = Map(visit(map_picture(graph, graph.route("Data Scientist", "MLOps")), reduced_motion="reduce"))
    assert found.page.inner_text("h1") == "From Data Scientist to MLOps Engineer: two steps and nine skills to learn."
    assert {"Data Scientist", "Machine Learning Engineer", "MLOps Engineer"} <= {text for text, *_ in found.boxes()}
    assert overlaps(found.boxes()) == []
    assert found.page.locator("#details .steps li").count() == 3
    found.page.evaluate(axe)
    assert faults(found) == []
    found.page.click("#details .steps button >> nth=1")
    assert found.heading == "Machine Learning Engineer"
    found.page.click("text=Back to the route")
    assert found.heading == "Step by step"


def test_the_map_is_printed_in_light_colours_on_two_pages_at_most(visit: Opener, picture: Picture) -> None:
    found = Map(visit(picture, color_scheme="dark", reduced_motion="reduce"))
    printed = found.page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page[^s]", printed)) <= 2
    found.page.emulate_media(media="print", color_scheme="dark")
    corner = "Array.from(document.getElementById('map').getContext('2d').getImageData(400, 5, 1, 1).data)"
    assert min(found.drawn(corner)) > 240


def test_hostile_names_are_only_names(visit: Opener) -> None:
    hostile = hostile_graph()
    picture = map_picture(hostile)
    assert "<img" not in picture.html
    found = Map(visit(picture, reduced_motion="reduce"))
    assert "x" * 190 not in found.page.inner_text("#details")
    for label in HOSTILE[:5]:
        found.found(strip_controls(label)[:40])
        found.press("Enter")
        assert found.heading
    assert found.complaints == []
    named: list[tuple[str, str, str | Literal]]
    named = [("role/a", SKOS.broader, "role-group/g"), ("role/a", SKOS.notation, Literal("\u202e" + "9" * 5000))]
    groups = small_graph(*thing("role/a", "A"), *thing("role-group/g", HOSTILE[0] + "\u2067" + "z" * 10_000), *named)
    assert Map(visit(map_picture(groups))).complaints == []
    assert "\u2067" not in json.dumps(unpacked(map_picture(groups), "drawn"), ensure_ascii=False)
    long = small_graph(*thing("role/a", "y" * 10_000), *thing("role/b", "\u202e\u2067"))
    opened = Map(visit(map_picture(long)))
    assert opened.complaints == []
    assert opened.page.evaluate("document.documentElement.scrollWidth") == 1280


def test_without_javascript_the_text_is_all_there_is(picture: Picture, browser: Any, tmp_path: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    try:
        page = context.new_page()
        page.goto(picture.save(tmp_path / "map.html").as_uri())
        assert not page.locator("#map").is_visible()
        assert page.locator("h1").is_visible()
        page.locator("summary", has_text="Baking (40)").click()
        assert page.locator("li", has_text="Baking role 3:").is_visible()
    finally:
        context.close()


def test_a_map_of_two_sources_says_where_each_role_is_from_and_leads_to_its_twin(
    visit: Opener, new_store: Path, tmp_path: Path
) -> None:
    path = tmp_path / "other.ttl"
    path.write_text(
        "@prefix ck: <https://w3id.org/career-kg/ontology#> . @prefix : <https://w3id.org/career-kg/> .\n"
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        ':twin a ck:Role ; skos:prefLabel "Data Scientists" ; ck:requiresSkill :charts ;\n'
        "  skos:closeMatch <https://w3id.org/career-kg/role/data-scientist> .\n"
        ':charts a ck:Skill ; skos:prefLabel "Charts" .\n',
        encoding="utf-8",
    )
    assert kg("import", "rdf", path, "--into", new_store, "--name", "other").status == 0
    found = Map(visit(map_picture(open_graph(new_store)), reduced_motion="reduce"))
    assert "Sources name skills differently" in found.page.inner_text(".lead")
    assert "Data Scientists" in found.found("data scientist")
    notes = found.page.locator("#found small").all_inner_texts()
    assert any("Career Paths in AI/ML" in note for note in notes)
    found.press("ArrowDown")
    found.page.locator("#found li", has_text="Data Scientists").first.click()
    assert found.heading == "Data Scientists"
    assert found.page.locator("#details section", has_text="Mapped to").get_by_text("Data Scientist").is_visible()


def test_a_search_without_a_match_says_so(seen: Map) -> None:
    seen.page.fill("#search", "nosuchthing")
    seen.page.get_by_text("Nothing by that name.").wait_for()
    assert seen.found("Law role 3")
    assert not seen.page.get_by_text("Nothing by that name.").is_visible()


def test_the_click_that_the_hint_asks_for_takes_the_wheel_and_nothing_else(seen: Map) -> None:
    x, y = seen.drawn(
        "(({ left, width, top, height }) => [left + width / 2, top + height / 2])"
        "(document.getElementById('map').getBoundingClientRect())"
    )
    seen.page.mouse.move(x, y)
    seen.page.mouse.wheel(0, 100)
    seen.page.locator("#hint").wait_for()
    seen.page.mouse.click(x, y)
    assert seen.focused == "map"
    assert not seen.page.is_visible("#details")
