"""Climbing to job titles: the levels of the guide with their years, skills and lines, read off it by hand."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from command_line import kg as run
from command_line import labels, lines_of

import kg
from kg.errors import UsageError
from kg.model import Entity
from kg.model.careers import CareerLadder, JobTitle, Level
from kg.routes.ladder import promotion_steps

if TYPE_CHECKING:
    from pathlib import Path

    from kg.graph import CareerGraph
    from kg.model.answers import Step


class Stated(NamedTuple):
    """A level as the guide has it: its line, its years, and its skills with the line that names them."""

    line: int
    years: str
    skills: dict[str, int]
    bounds: tuple[int | None, int | None, bool]


LEVELS = {
    "Junior Level": Stated(228, "0-2 years", {"Foundational ML knowledge": 232}, (0, 2, False)),
    "Mid Level": Stated(234, "2-5 years", {"Advanced algorithms": 238, "system design": 238}, (2, 5, False)),
    "Senior Level": Stated(240, "5+ years", {"Architecture": 244, "mentoring": 244}, (5, None, True)),
    "Leadership Level": Stated(
        246, "years not stated in the source", {"Business acumen": 250, "team management": 250}, (None, None, False)
    ),
}
"""Lines 228 to 250. Two and five years belong to two levels each; leadership has no years."""

ORDER = list(LEVELS)
ENGINEER = ["ML Engineer I", "ML Engineer II", "Principal ML Engineer"]
SCIENTIST = ["Junior Data Scientist", "Senior Data Scientist", "Staff Data Scientist"]
TITLES = dict(zip([*ENGINEER, *SCIENTIST], [*ORDER[:3], *ORDER[:3]], strict=True)) | {
    "ML Director": "Leadership Level",
    "VP of AI": "Leadership Level",
}
"""Lines 229, 235, 241; 230, 236, 242; 247, 248. "Senior Data Scientist" is listed under Mid Level."""


@pytest.fixture(scope="module")
def graph() -> CareerGraph:
    return kg.open()


def asked(*arguments: str | Path, status: int = 0) -> dict[str, Any]:
    answer = run("route", *arguments, "-f", "json")
    assert answer.status == status, answer.err
    document: dict[str, Any] = answer.json
    return document


def steps_of(*arguments: str | Path) -> list[dict[str, Any]]:
    [route] = asked(*arguments)["routes"]
    found: list[dict[str, Any]] = route["steps"]
    return found


def chain(steps: list[dict[str, Any]]) -> list[str]:
    return [steps[0]["from"]["label"], *(step["to"]["label"] for step in steps)]


def check_rung(step: dict[str, Any], before: str | None, after: str) -> None:
    """A rung tells its level with years and line, asks what the level names, and has neither cost nor kinship."""
    stated = LEVELS[after]
    level = step["level"]["to"]
    assert (level["label"], level["min_years"], level["max_years"], level["open_ended"]) == (after, *stated.bounds)
    assert lines_of(level) == {stated.line}
    assert level["rank"] == ORDER.index(after) + 1
    assert (step["level"]["from"] and step["level"]["from"]["label"]) == before
    assert {item["label"]: lines_of(item) for item in (*step["kept"], *step["learn"])} == {
        skill: {line} for skill, line in stated.skills.items()
    }
    assert (step["cost"], step["similarity"]) == (None, None)
    assert (step["gates"], step["pay"], step["pay_change"]) == ([], None, {"minimum": None, "maximum": None})
    assert step["gap"] == len(step["learn"])
    assert lines_of(step) == {stated.line, *stated.skills.values()}


@pytest.mark.parametrize(
    ("start", "goal", "expected"),
    [
        ("ML Engineer I", "VP of AI", [*ENGINEER, "VP of AI"]),
        ("ML Engineer I", "ML Director", [*ENGINEER, "ML Director"]),
        ("ML Engineer II", "VP of AI", [*ENGINEER[1:], "VP of AI"]),
        ("Principal ML Engineer", "VP of AI", ["Principal ML Engineer", "VP of AI"]),
        ("ML Engineer I", "ML Engineer II", ENGINEER[:2]),
        ("Junior Data Scientist", "Staff Data Scientist", SCIENTIST),
        ("Senior Data Scientist", "Staff Data Scientist", SCIENTIST[1:]),
        ("Senior Data Scientist", "ML Director", [*SCIENTIST[1:], "ML Director"]),
    ],
)
def test_a_climb_passes_every_title_of_the_role(start: str, goal: str, expected: list[str]) -> None:
    document = asked(start, goal)
    [route] = document["routes"]
    assert chain(route["steps"]) == expected
    for step in route["steps"]:
        check_rung(step, TITLES[step["from"]["label"]], TITLES[step["to"]["label"]])
        assert step["kept"] == []
    assert (route["cost"], document["direct"], document["reason"], document["bridge"]) == (None, None, None, None)
    assert document["notes"] == []
    assert (document["from"]["label"], document["to"]["label"]) == (start, goal)
    assert labels(route["learn"]) == [skill for title in expected[1:] for skill in LEVELS[TITLES[title]].skills]


@pytest.mark.parametrize(
    ("start", "goal", "after"),
    [
        ("Junior Data Scientist", "Principal ML Engineer", ["Mid Level", "Senior Level"]),
        ("Senior Data Scientist", "Principal ML Engineer", ["Senior Level"]),
        ("ML Engineer I", "Staff Data Scientist", ["Mid Level", "Senior Level"]),
    ],
)
def test_to_a_title_of_another_role_the_move_comes_first(start: str, goal: str, after: list[str]) -> None:
    """Programming is kept (lines 24 and 49), five skills are learned; then the rungs above the level that is held."""
    titles = SCIENTIST if goal in SCIENTIST else ENGINEER
    role = "Data Scientist" if goal in SCIENTIST else "Machine Learning Engineer"
    document = asked(start, goal)
    [route] = document["routes"]
    move, *rungs = route["steps"]
    assert (move["from"]["label"], move["to"]["label"]) == (start, role)
    assert (labels(move["kept"]), len(move["learn"]), move["level"]) == (["Programming"], 5, None)
    assert chain(rungs) == [role, *(titles[ORDER.index(level)] for level in after)]
    before = TITLES[start]
    for step, level in zip(rungs, after, strict=True):
        check_rung(step, before, level)
        before = level
    assert route["cost"] == move["cost"] == pytest.approx(1 + (5 + 3) * (1 - move["similarity"]))
    assert document["direct"]["allowed"] is True


def test_the_move_is_the_route_between_the_roles() -> None:
    """To an engineer of machine learning from mathematics one passes data science; the first rung is the lowest."""
    document = asked("statistician", "ML Engineer II")
    [route] = document["routes"]
    plain = asked("statistician", "Machine Learning Engineer")["routes"][0]
    assert chain(route["steps"]) == [
        "From Mathematics/Statistics",
        "Data Scientist",
        "Machine Learning Engineer",
        "ML Engineer I",
        "ML Engineer II",
    ]
    assert route["steps"][:2] == plain["steps"]
    assert route["cost"] == plain["cost"]
    check_rung(route["steps"][2], None, "Junior Level")
    check_rung(route["steps"][3], "Junior Level", "Mid Level")
    assert document["notes"] == ["the level at the start is not stated, so every level is shown"]


@pytest.mark.parametrize(
    ("start", "goal", "expected"),
    [
        ("Machine Learning Engineer", "Principal ML Engineer", ["Machine Learning Engineer", *ENGINEER]),
        ("Data Scientist", "VP of AI", ["Data Scientist", *SCIENTIST, "VP of AI"]),
        ("Data Scientist", "Junior Data Scientist", ["Data Scientist", "Junior Data Scientist"]),
        ("NLP Engineer", "VP of AI", ["NLP Engineer", *ORDER[:3], "VP of AI"]),  # no title of this role is listed
        ("statistician", "ML Director", ["From Mathematics/Statistics", *ORDER[:3], "ML Director"]),
        ("Prompt Engineer", "VP of AI", ["Prompt Engineer", *ORDER[:3], "VP of AI"]),
    ],
)
def test_without_a_level_at_the_start_every_level_is_shown(start: str, goal: str, expected: list[str]) -> None:
    document = asked(start, goal)
    steps = document["routes"][0]["steps"]
    assert chain(steps) == expected
    before = None
    for step, level in zip(steps, ORDER, strict=False):
        check_rung(step, before, level)
        before = level
    assert document["notes"] == ["the level at the start is not stated, so every level is shown"]


@pytest.mark.parametrize(
    ("start", "goal"),
    [
        ("ML Engineer II", "ML Engineer I"),
        ("Principal ML Engineer", "ML Engineer I"),
        ("Staff Data Scientist", "Junior Data Scientist"),
        ("VP of AI", "ML Director"),
        ("ML Director", "VP of AI"),
    ],
)
def test_a_title_that_is_no_higher_is_no_climb(start: str, goal: str) -> None:
    document = asked(start, goal, status=1)
    level, years = TITLES[goal], LEVELS[TITLES[goal]].years
    assert document["reason"] == f"{goal} is at {level} ({years}), which is not above {TITLES[start]}"
    assert (document["routes"], document["bridge"], document["direct"]) == ([], None, None)


@pytest.mark.parametrize(
    ("start", "goal"),
    [("Senior Data Scientist", "ML Engineer II"), ("Staff Data Scientist", "ML Engineer I")],
)
def test_a_move_to_a_title_that_is_no_higher_ends_at_the_title(start: str, goal: str) -> None:
    """Nothing is to climb: the move to the role is the way, and the level on either side is told."""
    document = asked(start, goal)
    [step] = document["routes"][0]["steps"]
    assert (step["from"]["label"], step["to"]) == (start, document["to"])
    assert (step["level"]["from"]["label"], step["level"]["to"]["label"]) == (TITLES[start], TITLES[goal])
    assert LEVELS[TITLES[goal]].line in lines_of(step)
    assert (labels(step["kept"]), len(step["learn"])) == (["Programming"], 5)
    assert step["cost"] == document["routes"][0]["cost"] == 7.368  # 1 + (5 + 3) x (1 - 0.204)
    assert document["notes"] == [
        f"{goal} is at {TITLES[goal]} ({LEVELS[TITLES[goal]].years}), which is not above {TITLES[start]}"
    ]


def test_a_title_is_left_for_a_role_as_its_role_is() -> None:
    title, role = asked("ML Engineer II", "MLOps"), asked("Machine Learning Engineer", "MLOps")
    assert title["from"]["label"] == title["routes"][0]["steps"][0]["from"]["label"] == "ML Engineer II"
    for document in (title, role):
        del document["from"], document["routes"][0]["steps"][0]["from"]
    assert title == role


def test_a_title_and_its_role_are_one_place() -> None:
    document = asked("ML Engineer I", "Machine Learning Engineer")
    assert [route["steps"] for route in document["routes"]] == [[]]
    assert [route["steps"] for route in asked("VP of AI", "VP of AI")["routes"]] == [[]]


@pytest.mark.parametrize("title", ["ML Director", "VP of AI"])
def test_one_with_a_title_of_no_role_holds_what_its_level_names(title: str) -> None:
    """Line 250 names Business acumen and team management for the level; of the roles line 98 alone asks for one."""
    document = asked(title, "MLOps", status=1)
    assert document["reason"] == f"no step leads out of {title}: no other role requires any of its skills"
    [step] = steps_of(title, "AI Product Manager")
    assert {item["label"]: lines_of(item) for item in step["kept"]} == {"Business acumen": {98, 250}}
    assert labels(document["bridge"]["skills"]) == ["Cloud platforms"]  # the first by label of lines 168 to 173
    assert document["bridge"]["route"]["steps"][0]["from"]["label"] == title
    with_docker = steps_of(title, "MLOps", "--have", "Docker")
    assert (chain(with_docker), labels(with_docker[0]["kept"])) == ([title, "MLOps Engineer"], ["Containerization"])


def test_no_route_to_the_role_is_no_route_to_its_title() -> None:
    document = asked("AI Product Manager", "ML Engineer II", status=1)
    assert "no step leads out of AI Product Manager: no other role requires any of its skills" in document["reason"]
    assert (document["from"]["label"], document["to"]["label"]) == ("AI Product Manager", "ML Engineer II")
    assert document["bridge"]["route"]["steps"][0]["from"]["label"] == "AI Product Manager"


# --- what one has -----------------------------------------------------------------------------------------------------


def profile(folder: Path, text: str) -> str:
    path = folder / "profile.yaml"
    path.write_text(text, encoding="utf-8")
    return f"@{path}"


def test_a_profile_gives_the_level_of_who_starts_from_a_role(tmp_path: Path) -> None:
    have = profile(tmp_path, "level: Mid Level\n")
    steps = steps_of("Machine Learning Engineer", "VP of AI", "--have", have)
    assert chain(steps) == ["Machine Learning Engineer", "Principal ML Engineer", "VP of AI"]
    check_rung(steps[0], "Mid Level", "Senior Level")
    check_rung(steps[1], "Senior Level", "Leadership Level")


def test_the_level_of_a_title_stands_above_that_of_a_profile(tmp_path: Path) -> None:
    have = profile(tmp_path, "level: Senior Level\n")
    assert steps_of("ML Engineer I", "VP of AI", "--have", have) == steps_of("ML Engineer I", "VP of AI")


def test_what_the_level_held_names_is_not_learned_again(graph: CareerGraph) -> None:
    """Who starts at Mid Level holds its two skills (line 238), so a level that names them again keeps them."""
    level = graph.ladder.levels[1]
    assert [item.skill.label for item in level.skills] == ["Advanced algorithms", "system design"]
    again = graph.ladder.levels[2]._replace(skills=level.skills)
    graph = kg.open()
    graph._computed.ladder = CareerLadder(
        (*graph.ladder.levels[:2], again),
        {
            iri: title._replace(level=again if title.level and title.level.rank == 3 else title.level)
            for iri, title in graph.ladder.titles.items()
        },
    )
    [route] = graph.route("ML Engineer II", "Principal ML Engineer")
    assert [item.label for item in route.steps[0].kept] == ["Advanced algorithms", "system design"]
    assert {source.line for item in route.steps[0].kept for source in item.sources} == {238}
    assert route.steps[0].learn == ()


def test_me_climbs_levels_that_have_no_titles(tmp_path: Path) -> None:
    have = profile(tmp_path, "skills: [Docker]\nlevel: Mid Level\n")
    assert chain(steps_of("me", "VP of AI", "--have", have)) == ["What you have", "Senior Level", "VP of AI"]
    assert run("route", "me", "VP of AI", "--have", profile(tmp_path, "level: Mid Level\n")).status == 2


def test_what_one_has_is_kept_on_a_rung() -> None:
    """Line 250 asks Business acumen, and so does line 98."""
    steps = steps_of("Principal ML Engineer", "VP of AI", "--have", "Business acumen")
    assert (labels(steps[0]["kept"]), labels(steps[0]["learn"])) == (["Business acumen"], ["team management"])
    assert steps[0]["gap"] == 1
    managed = steps_of("AI Product Manager", "VP of AI")[-1]
    assert (labels(managed["kept"]), labels(managed["learn"])) == (["Business acumen"], ["team management"])
    assert lines_of(managed["kept"][0]) == {98, 250}


# --- options ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "goal"), [("ML Engineer I", "VP of AI"), ("Machine Learning Engineer", "ML Engineer II")]
)
def test_a_climb_within_one_career_passes_no_other_role(start: str, goal: str) -> None:
    answer = run("route", start, goal, "--via", "Data Scientist")
    assert (answer.status, answer.out) == (2, "")
    assert "no role can be passed (via) between titles of the same role" in answer.err


def test_a_move_to_a_title_passes_the_roles_that_are_wished() -> None:
    steps = steps_of("Senior Data Scientist", "Principal ML Engineer", "--via", "NLP Engineer")
    assert chain(steps) == [
        "Senior Data Scientist",
        "NLP Engineer",
        "Machine Learning Engineer",
        "Principal ML Engineer",
    ]
    refused = run("route", "ML Engineer I", "MLOps", "--via", "Machine Learning Engineer")
    assert (refused.status, refused.out) == (2, "")


def test_a_title_may_stand_at_the_start_with_every_option() -> None:
    """A machine learning engineer is a stone between data science and MLOps, however the start is called."""
    start = "Senior Data Scientist"
    assert chain(steps_of(start, "MLOps")) == [start, "Machine Learning Engineer", "MLOps Engineer"]
    avoided = asked(start, "MLOps", "--avoid", "Machine Learning Engineer", status=1)
    assert avoided["reason"] == "every route passes Machine Learning Engineer, which you asked to avoid"
    assert avoided["bridge"]["route"]["steps"][0]["from"]["label"] == start
    assert len(asked(start, "Computer Vision Engineer", "-k", "3")["routes"]) == 3
    assert chain(steps_of(start, "MLOps", "--have", "AWS", "--max-steps", "1")) == [start, "MLOps Engineer"]
    assert asked(start, "Research Scientist", "--avoid-gate", "PhD", status=1)["reason"] == (
        "every route requires PhD, which you asked to avoid"
    )


def test_several_routes_each_end_with_the_climb() -> None:
    document = asked("Senior Data Scientist", "Principal ML Engineer", "-k", "3")
    plain = asked("Data Scientist", "Machine Learning Engineer", "-k", "3")
    assert len(document["routes"]) == len(plain["routes"]) == 3
    for climbed, moved in zip(document["routes"], plain["routes"], strict=True):
        assert chain(climbed["steps"])[1:] == [*chain(moved["steps"])[1:], "Principal ML Engineer"]
        assert climbed["cost"] == moved["cost"]
        check_rung(climbed["steps"][-1], "Mid Level", "Senior Level")


def test_only_one_climb_exists() -> None:
    answer = run("route", "ML Engineer I", "VP of AI", "-k", "5", "-f", "json")
    assert (answer.status, len(answer.json["routes"])) == (0, 1)
    assert "there is only 1 route (5 requested)" in answer.err


def test_no_climb_means_learning_what_is_to_be_avoided() -> None:
    document = asked("ML Engineer I", "VP of AI", "--avoid", "mentoring,Architecture", status=1)
    assert document["reason"] == "the promotion would mean learning Architecture, mentoring, which you asked to avoid"
    assert (document["routes"], document["bridge"]) == ([], None)
    held = steps_of("ML Engineer I", "VP of AI", "--avoid", "mentoring", "--have", "mentoring")
    assert [labels(step["kept"]) for step in held] == [[], ["mentoring"], []]
    moved = asked("Junior Data Scientist", "Principal ML Engineer", "--avoid", "mentoring")
    assert moved["notes"] == ["the promotion would mean learning mentoring, which you asked to avoid"]


def test_wishes_of_a_climb_are_checked_in_python_too(graph: CareerGraph) -> None:
    with pytest.raises(UsageError, match="between titles of the same role"):
        graph.route("ML Engineer I", "VP of AI", via=["Data Scientist"])
    level = graph.conditions(level="Senior Level")
    [route] = graph.route("Data Scientist", "VP of AI", 1, level)
    assert [step.destination.label for step in route.steps] == ["VP of AI"]


# --- drawings ---------------------------------------------------------------------------------------------------------


class Cells(HTMLParser):
    """The text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""

    def handle_data(self, data: str) -> None:
        self.text += f" {data}"


def read(fmt: str, out: str) -> str:
    if fmt == "html":
        page = Cells()
        page.feed(out)
        return page.text
    return out


def test_a_diagram_names_every_title() -> None:
    text = run("route", "ML Engineer I", "VP of AI", "-f", "mermaid").out
    assert [title for title in [*ENGINEER, "VP of AI"] if f'["{title}"]' not in text] == []


@pytest.mark.parametrize("fmt", ["table", "csv", "md", "checklist", "html"])
def test_every_drawing_tells_levels_years_and_lines(fmt: str) -> None:
    text = " ".join(read(fmt, run("route", "ML Engineer I", "VP of AI", "-f", fmt).out).split())
    for title in [*ENGINEER, "VP of AI"]:
        assert title in text
    for level in ORDER:
        assert re.search(rf"{level}\W+{re.escape(LEVELS[level].years)}", text), level
    for level in ORDER[1:]:
        assert f"line {LEVELS[level].line}" in text
        for skill, line in LEVELS[level].skills.items():
            assert re.search(rf"{skill}\W+line {line}\b", text), skill
    assert "cost" not in text or "no cost: promotions are not priced" in text


# --- ladders by hand --------------------------------------------------------------------------------------------------


def level(rank: int, *, name: str | None = None) -> Level:
    return Level(Entity(f"level/{name or rank}", f"level/{name or rank}", name or f"Level {rank}", "level"), rank)


def title(label: str, at: Level | None, role: str | None = "role") -> JobTitle:
    return JobTitle(Entity(label, label, label, "job-title"), at, role)


def ladder(*titles: JobTitle, ranks: int = 4) -> CareerLadder:
    return CareerLadder(tuple(level(rank) for rank in range(1, ranks + 1)), {one.entity.iri: one for one in titles})


def rungs(known: CareerLadder, before: Level | None, goal: JobTitle) -> list[str]:
    return [rung.entity.label for rung in promotion_steps(known, before, "role", goal).steps]


def test_where_a_role_has_no_title_the_level_itself_is_the_rung() -> None:
    goal = title("chief", level(4))
    known = ladder(goal, title("second", level(2)), title("other", level(3), "another role"))
    assert rungs(known, None, goal) == ["Level 1", "second", "Level 3", "chief"]
    assert rungs(known, level(2), goal) == ["Level 3", "chief"]
    assert rungs(known, level(4), goal) == []


def test_of_two_titles_at_a_level_the_first_by_label_is_taken_but_the_goal_is_itself() -> None:
    goal = title("z", level(2))
    known = ladder(goal, title("a", level(2)), title("n", level(1)), title("m", level(1)))
    assert rungs(known, None, goal) == ["m", "z"]


def test_a_title_under_no_level_is_told() -> None:
    goal = title("somebody", None)
    found = promotion_steps(ladder(goal), level(1), "role", goal)
    assert (found.steps, found.notes) == ((), ("the source gives no level for somebody",))


@pytest.mark.parametrize(
    ("bounds", "years"),
    [
        ((0, 2, False), "0-2 years"),
        ((5, None, True), "5+ years"),
        ((5, None, False), "from 5 years"),
        ((None, None, False), "years not stated in the source"),
        ((None, 3, False), "up to 3 years"),
        ((0, 0, False), "0-0 years"),
    ],
)
def test_years_are_told_as_they_are_stated(bounds: tuple[int | None, int | None, bool], years: str) -> None:
    assert level(1)._replace(min_years=bounds[0], max_years=bounds[1], open_ended=bounds[2]).years == years


def test_steps_of_a_climb_are_told_apart_by_their_level(graph: CareerGraph) -> None:
    def known(step: Step) -> tuple[str | None, str | None]:
        assert step.level is not None
        before, after = step.level
        return before and before.entity.label, after and after.entity.label

    [route] = graph.route("ML Engineer I", "VP of AI")
    assert [known(step) for step in route.steps] == [
        ("Junior Level", "Mid Level"),
        ("Mid Level", "Senior Level"),
        ("Senior Level", "Leadership Level"),
    ]
    assert [step.cost for step in route.steps] == [step.similarity for step in route.steps] == [None] * 3
    assert (route.cost, route.most_to_learn, route.lowest_similarity) == (None, 2, 1)
