"""Plans: tiers by hand from the guide, pay and people as stated, time by one's own pace alone, progress, calendars."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from typing import TYPE_CHECKING

import pytest
import yaml
from command_line import Answer, labels, lines_of
from command_line import kg as run
from icalendar import Calendar

import kg
from kg.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from kg.graph import CareerGraph

ENDS = ("statistician", "MLOps")
PACE = ("--hours-per-week", "5", "--hours-per-skill", "20")
START = ("--start", "2027-01-04")

FIRST = {
    "Programming": (1, 49),
    "Data manipulation": (1, 50),
    "Visualization tools": (1, 51),
    "ML algorithms": (1, 52),
    "Domain expertise": (1, 53),
}
"""What step 1 asks: Programming is needed again in step 2 (line 24); the others as line 50 and those below list them.
Skill -> its step, and the line of the role."""

OTHERS = {
    "ML frameworks": (2, 25),
    "Cloud platforms": (2, 27),
    "Software engineering principles": (2, 26),
    "Database knowledge": (2, 28),
    "MLOps practices": (2, 29),
    "Containerization": (3, 169),
    "Infrastructure as Code": (3, 170),
    "Monitoring tools": (3, 172),
    "Version control systems": (3, 173),
}
"""The guide states no skill types, so none of the others is for courses or for the job. In step 2 those come first
that step 3 asks too (lines 171, 168)."""


def plan(*arguments: str | Path, fmt: str = "json") -> Answer:
    answer = run("plan", *(arguments or ENDS), "-f", fmt)
    assert answer.status == 0, answer.err
    return answer


def items(found: dict[str, Any]) -> dict[str, list[str]]:
    return {tier["name"]: labels(tier["items"]) for tier in found["tiers"]}


# --- the guide --------------------------------------------------------------------------------------------------------


def test_the_plan_of_the_guide_by_hand() -> None:
    found = plan().json
    tiers = {tier["name"]: tier["items"] for tier in found["tiers"]}
    assert {
        name: {item["label"]: (item["step"], min(lines_of(item))) for item in some} for name, some in tiers.items()
    } == {"first five": FIRST, "others": OTHERS}
    why = {item["label"]: item["reason"] for item in tiers["first five"]}
    assert why["Programming"] == "used again as Machine Learning Engineer"
    assert why["Data manipulation"] == "among the first that step 1 asks"
    assert {item["reason"] for item in tiers["others"]} == {"skill type not stated in the source"}
    assert labels([stage["to"] for stage in found["stages"]]) == [
        "Data Scientist",
        "Machine Learning Engineer",
        "MLOps Engineer",
    ]
    assert found["route"]["learn"] == run("route", *ENDS, "-f", "json").json["routes"][0]["learn"]


def test_fewer_than_five_skills_are_not_called_five() -> None:
    text = plan("Data Scientist", "Research Scientist", fmt="table").out
    assert "\nFirst\n" in text
    assert "First five" not in text
    assert "\nFirst five\n" in plan(fmt="table").out


def test_the_order_can_be_followed() -> None:
    """What a step asks comes before what the next one asks, in the lists, in Python and in a calendar."""
    for ends in (ENDS, ("statistician", "Research Scientist"), ("Data Scientist", "MLOps")):
        found = kg.open().plan(*ends, pace=kg.Pace(5, 20, date(2027, 1, 4)))
        steps = [item.step for item in found.items]
        assert steps == sorted(steps)
        begins = [item.begins for item in found.items if item.begins]
        assert begins == sorted(begins)
        assert len(begins) == len(steps)
        first = found.tiers[0].items
        assert list(first) == list(found.items[: len(first)])
        again = [bool(item.skill.used_again_in) for item in first if item.step == 1]
        assert again == sorted(again, reverse=True)


def test_text_has_the_first_of_a_long_list_and_all_on_request() -> None:
    """Nine of the fourteen skills are among the others."""
    short, whole = run("plan", *ENDS).out, run("plan", *ENDS, "--all").out
    assert short.count("\nlearn ") == 10
    assert "\nand 4 more (--all)\n" in short
    assert whole.count("\nlearn ") == 14
    assert plan(fmt="md").out.count("- [ ] learn ") == 14


def test_a_gate_says_which_entry_path_or_role_it_is_held_by() -> None:
    """The path from statistics brings a Bachelor's (curation of line 214); a Data Scientist needs one (line 57)."""
    [gate] = plan().json["stages"][0]["gates"]
    assert (gate["state"], gate["held_by"]["label"]) == ("held", "From Mathematics/Statistics")
    text = plan(fmt="table").out
    assert text.count("the entry path From Mathematics/Statistics brings it") == 3
    assert "held; Machine Learning Engineer requires it" in run("gap", "ML Engineer", "MLOps").out
    had = run("plan", *ENDS, "--have", "Bachelor's")
    assert "brings it" not in had.out
    assert "held" in had.out
    lacking = run("gap", "Data Scientist", "Research Scientist", "-f", "json").json["gates"]
    assert [(gate["met"], "held_by" in gate) for gate in lacking] == [(False, False)]


def test_pay_now_and_then_as_stated() -> None:
    """Line 175; the guide states no pay of a background, and nowhere how many people work in a role, or months."""
    found = plan().json
    assert found["pay"]["now"] is None
    assert (found["pay"]["then"]["label"], found["pay"]["then"]["sources"][0]["line"]) == ("$90,000 - $210,000+", 175)
    assert {stage["people"] for stage in found["stages"]} == {None}
    text = plan(fmt="table").out
    assert "people  not stated in the source" in text
    assert "months" not in text
    change = plan("Data Scientist", "MLOps").json["pay"]["change"]
    assert change == {"minimum": 20000, "maximum": None}  # lines 55 and 175


def test_gates_are_those_of_the_route() -> None:
    route = run("route", "Data Scientist", "Research Scientist", "-f", "json").json["routes"][0]
    found = plan("Data Scientist", "Research Scientist").json
    assert [stage["gates"] for stage in found["stages"]] == [step["gates"] for step in route["steps"]]
    assert "PhD" in plan("Data Scientist", "Research Scientist", fmt="table").out


def test_what_a_skill_opens_is_what_learning_it_now_opens() -> None:
    graph = kg.open()
    found = graph.plan(*ENDS)
    on_route = {stage.step.destination for stage in found.stages}
    for item in found.items:
        changes = graph.next_learn("statistician", [item.skill.label]).changes
        assert set(item.opens) == {change.role for change in changes if change.becomes_allowed} - on_route
    assert [role.label for role in found.items[0].opens] == ["Computer Vision Engineer", "NLP Engineer"]


# --- formats ----------------------------------------------------------------------------------------------------------


def test_markdown_and_html_have_boxes_to_tick() -> None:
    markdown = plan(fmt="md").lines
    assert sum(line.startswith("- [ ] learn **") for line in markdown) == 14
    page = plan(fmt="html").out
    assert page.count('<input type="checkbox">') == 14
    assert "<script" not in page
    assert "<label><input" in page


def test_csv_has_every_part() -> None:
    rows = list(csv.DictReader(io.StringIO(plan(fmt="csv").out)))
    assert [row["item"] for row in rows if row["part"] == "First five"] == list(FIRST)
    assert {row["part"] for row in rows} == {"First five", "Others", "Step", "Pay"}


@pytest.mark.slow
def test_a_file_is_written_in_the_format_of_its_ending(tmp_path: Path) -> None:
    for ending, begin in {"md": "## Plan", "json": "{", "html": "<!doctype html>", "txt": "Plan:"}.items():
        path = tmp_path / f"plan.{ending}"
        answer = run("plan", *ENDS, "-o", path)
        assert (answer.status, answer.out) == (0, f"{path}\n")
        assert path.read_text(encoding="utf-8").startswith(begin)
    assert run("plan", *ENDS, "-o", tmp_path / "plan.doc").status == 2
    assert run("plan", *ENDS, "-o", tmp_path / "plan.doc", "-f", "md").status == 0


def test_without_a_route_it_says_why() -> None:
    answer = run("plan", "Data Scientist", "AI Product Manager", "-f", "json")
    assert answer.status == 1
    assert answer.json["route"] is None
    assert answer.json["tiers"] == []
    assert labels(answer.json["bridge"]["skills"]) == ["Business acumen"]
    text = run("plan", "Data Scientist", "AI Product Manager").out
    assert "No route:" in text
    assert run("plan", "Data Scientist", "AI Product Manager", "-f", "ics", *START).status == 1


def test_start_and_end_may_be_one_role_titles_or_what_one_has() -> None:
    assert items(plan("MLOps", "MLOps").json) == {}
    assert labels(plan("ML Engineer I", "VP of AI").json["route"]["learn"])
    assert plan("me", "MLOps", "--have", "Docker").json["from"]["kind"] == "person"


# --- time -------------------------------------------------------------------------------------------------------------


def test_no_time_is_estimated() -> None:
    assert plan().json["duration"] is None
    assert plan(*ENDS, *START).json["tiers"][0]["items"][0]["begins"] is None
    found = plan(*ENDS, *PACE).json["duration"]
    assert (found["hours"], found["weeks"], found["months"]) == (280, 56, 12.9)  # 14 skills; 12 months are 52 weeks
    assert "The pace is yours" in plan(*ENDS, *PACE, fmt="table").out


@pytest.mark.parametrize("numbers", [("5", None), (None, "20"), ("0", "1"), ("169", "1"), ("nan", "1"), ("1", "1e9")])
def test_a_pace_that_makes_no_sense_is_refused(numbers: tuple[str | None, str | None]) -> None:
    pairs = zip(("--hours-per-week", "--hours-per-skill"), numbers, strict=True)
    answer = run("plan", *ENDS, *(part for flag, number in pairs if number for part in (flag, number)))
    assert (answer.status, answer.out) == (2, "")


def test_a_plan_that_never_ends_is_refused() -> None:
    assert run("plan", *ENDS, *START, "--hours-per-week", "0.001", "--hours-per-skill", "10000").status == 2


# --- calendars --------------------------------------------------------------------------------------------------------


def components(answer: Answer) -> list[Any]:
    [calendar] = Calendar.from_ical(answer.out, multiple=True)
    assert calendar["VERSION"] == "2.0"
    return [each for each in calendar.walk() if each.name in ("VEVENT", "VTODO")]


def test_a_calendar_has_each_skill_for_as_long_as_the_pace_says() -> None:
    """20 hours at 5 a week are 28 days a skill."""
    found = components(plan(*ENDS, *PACE, *START, fmt="ics"))
    assert [str(each["SUMMARY"]) for each in found] == [f"Learn: {label}" for label in [*FIRST, *OTHERS]]
    days = [(each["DTSTART"].dt, each["DTEND"].dt) for each in found]
    assert days[:2] == [(date(2027, 1, 4), date(2027, 2, 1)), (date(2027, 2, 1), date(2027, 3, 1))]
    assert all((end - begin).days == 28 for begin, end in days)
    assert len({each["UID"] for each in found}) == 14
    assert {f"{each['DTSTAMP'].dt:%Y-%m-%d}" for each in found} == {"2027-01-04"}


def test_without_a_pace_it_has_tasks_without_an_end() -> None:
    found = components(plan(*ENDS, *START, fmt="ics"))
    assert {each.name for each in found} == {"VTODO"}
    assert not any(name in each for each in found for name in ("DUE", "DTEND", "DURATION"))
    assert {each["DTSTART"].dt for each in found} == {date(2027, 1, 4)}


def test_the_same_plan_has_the_same_bytes_and_another_the_same_uids(tmp_path: Path) -> None:
    paths = [tmp_path / "one.ics", tmp_path / "two.ics"]
    for path in paths:
        assert run("plan", *ENDS, *PACE, *START, "-o", path).status == 0
    content = paths[0].read_bytes()
    assert content == paths[1].read_bytes()
    assert content.count(b"\n") == content.count(b"\r\n") > 0
    assert max(map(len, content.split(b"\r\n"))) <= 75
    fewer = components(plan(*ENDS, *START, "--have", "Monitoring tools", fmt="ics"))
    assert {each["UID"] for each in fewer} < {each["UID"] for each in components(plan(*ENDS, *START, fmt="ics"))}


def test_a_calendar_needs_a_start() -> None:
    assert run("plan", *ENDS, "-f", "ics").status == 2
    assert run("plan", *ENDS, "--start", "04.01.2027").status == 2


# --- what sources state -----------------------------------------------------------------------------------------------

HOSTILE = "Zoë, 100%; \\n [x](y) <b>ü</b> " + "字" * 60

WORLD = f"""@prefix ck: <https://w3id.org/career-kg/ontology#> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix : <https://w3id.org/career-kg/role/> .
@prefix s: <https://w3id.org/career-kg/skill/> .
@prefix pay: <https://w3id.org/career-kg/salary/> .
:hour a ck:Role ; skos:prefLabel "Hour" ; ck:requiresSkill s:shared ; ck:salary pay:hour .
:year a ck:Role ; skos:prefLabel "Year" ; ck:requiresSkill s:shared, s:new ; ck:salary pay:year ; ck:regulated true ;
  ck:peopleEmployed 4200 ; ck:employmentGroup "11-1011" ; ck:monthsOfExperience 24 ; ck:monthsOfOnTheJobTraining 1 .
:low a ck:Role ; skos:prefLabel "Low" ; ck:requiresSkill s:shared ; ck:medianAnnualPay 30000 .
:high a ck:Role ; skos:prefLabel "High" ; ck:requiresSkill s:shared, s:new ; ck:medianAnnualPay 45000 .
s:shared a ck:Skill ; skos:prefLabel "Shared" .
s:new a ck:Skill ; skos:prefLabel {json.dumps(HOSTILE, ensure_ascii=False)} .
pay:hour schema:minValue 11 ; schema:maxValue 12 ; schema:currency "GBP" ; schema:unitText "HOUR" .
pay:year schema:minValue 24000 ; schema:maxValue 25000 ; schema:currency "GBP" ; schema:unitText "YEAR" .
"""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("plan") / "world.ttl"
    path.write_text(WORLD, encoding="utf-8")
    return path


def test_people_months_and_licences_are_those_that_are_stated(world: Path) -> None:
    found = run("-g", world, "plan", "Hour", "Year", "-f", "json").json
    [stage] = found["stages"]
    assert (stage["people"]["value"], stage["people"]["group"], stage["experience"]["value"]) == (4200, "11-1011", 24)
    assert (stage["on_site_training"], stage["on_the_job_training"]["value"]) == (None, 1)
    assert stage["regulated"] is True
    text = run("-g", world, "plan", "Hour", "Year").out
    for said in ("regulated profession", "4,200", "counted under 11-1011", "at least 24 months", "at least 1 month "):
        assert said in text


def test_a10_pay_is_compared_like_with_like(world: Path) -> None:
    pay = run("-g", world, "plan", "Hour", "Year", "-f", "json").json["pay"]
    assert pay["change"]["minimum"] is None
    assert "not comparable" in pay["reason"]
    medians = run("-g", world, "plan", "Low", "High", "-f", "json").json["pay"]
    assert (medians["median_difference"], medians["reason"]) == (15000, None)
    mixed = run("-g", world, "plan", "Low", "Year", "-f", "json").json["pay"]
    assert mixed["reason"] == "not comparable: one end states a range, the other a median"


def test_a_hostile_label_stays_text_in_a_calendar_and_its_lines_short(world: Path, tmp_path: Path) -> None:
    path = tmp_path / "plan.ics"
    assert run("-g", world, "plan", "Hour", "Year", "-o", path, *START).status == 0
    content = path.read_bytes()
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert all(line.decode() is not None for line in content.split(b"\r\n"))
    [task] = [each for each in Calendar.from_ical(content).walk() if each.name == "VTODO"]
    assert str(task["SUMMARY"]) == f"Learn: {HOSTILE}"
    page = run("-g", world, "plan", "Hour", "Year", "-f", "html").out
    assert "<b>ü</b>" not in page


# --- progress ---------------------------------------------------------------------------------------------------------


def without(found: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in found.items() if key not in ("done", "changes")}


@pytest.mark.parametrize("ending", ["yaml", "json"])
@pytest.mark.slow
def test_a_plan_with_progress_is_the_plan_of_one_who_has_that(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"mlops.{ending}"
    assert plan(*ENDS, "--progress", path).json["changes"] is None
    found = plan(*ENDS, "--progress", path, "--done", "Programming,Pandas").json
    assert without(found) == without(plan(*ENDS, "--have", "Programming,Pandas").json)
    assert labels(found["done"]) == ["Programming", "Pandas"]
    route = run("route", *ENDS, "--have", "Programming,Pandas", "-f", "json").json["routes"][0]
    assert found["route"] == route
    again = plan(*ENDS, "--progress", path).json
    assert without(again) == without(found)
    assert labels(again["done"]) == ["Programming", "Pandas"]


@pytest.mark.slow
def test_it_says_what_changed(tmp_path: Path) -> None:
    """Docker covers Containerization, which is shared then: MLOps is one step away, by 5 skills."""
    path = tmp_path / "mlops.yaml"
    plan(*ENDS, "--progress", path)
    changes = plan(*ENDS, "--progress", path, "--done", "Docker").json["changes"]
    assert labels(changes["done"]) == ["Docker"]
    assert "Containerization" in labels(changes["no_longer"])
    assert changes["route_changed"] is True
    assert labels(changes["before"]["route"]) == ["Data Scientist", "Machine Learning Engineer", "MLOps Engineer"]
    text = plan(*ENDS, "--progress", path, fmt="table").out
    assert "Since the last plan: nothing was done." in text
    assert "- [x] done **Docker**" in plan(*ENDS, "--progress", path, fmt="md").out
    other = plan("statistician", "Data Scientist", "--progress", path).json["changes"]
    assert other["other_plan"] is True
    assert other["added"] == []


def test_a_plan_asked_under_other_conditions_says_so_first(tmp_path: Path) -> None:
    path = tmp_path / "mlops.yaml"
    plan(*ENDS, "--progress", path, "--have", "Python,SQL", "--avoid", "Data Scientist", "--max-steps", "4")
    text = plan(*ENDS, "--progress", path, "--min-shared", "1", fmt="table").out
    then = "Then: have Python, have SQL, avoid Data Scientist, max steps 4; now: min shared 1."
    assert f"This is another question than the last plan. {then} Since the last plan:" in text
    again = plan(*ENDS, "--progress", path, "--min-shared", "1", fmt="table").out
    assert "another question" not in again
    plan(*ENDS, "--progress", path, "--have", "Docker")
    done = plan(*ENDS, "--progress", path, "--done", "Docker", fmt="table").out
    assert "another question" not in done


def test_a_file_kept_before_conditions_were_is_read(tmp_path: Path) -> None:
    path = tmp_path / "mlops.yaml"
    plan(*ENDS, "--progress", path)
    kept = yaml.safe_load(path.read_text(encoding="utf-8"))
    del kept["asked"]
    path.write_text(yaml.safe_dump(kept), encoding="utf-8")
    assert "another question" not in plan(*ENDS, "--progress", path, "--have", "Docker", fmt="table").out
    kept["asked"] = [["x"]]
    path.write_text(yaml.safe_dump(kept), encoding="utf-8")
    assert run("plan", *ENDS, "--progress", path).status == 2


def test_entries_may_be_moved_and_names_written_by_hand(tmp_path: Path) -> None:
    path = tmp_path / "mlops.yaml"
    plan(*ENDS, "--progress", path)
    kept = yaml.safe_load(path.read_text(encoding="utf-8"))
    kept["done"] = [kept["to_learn"][0], "Pandas"]
    path.write_text(yaml.safe_dump(kept), encoding="utf-8")
    found = plan(*ENDS, "--progress", path).json
    assert labels(found["changes"]["done"]) == ["Programming"]
    assert without(found) == without(plan(*ENDS, "--have", "Programming,Pandas").json)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"done: [",
        b"done: [Python]\n",
        b"[1, 2]",
        b"\xff\xfe\x00",
        b"a: &a [x]\nb: [*a, *a]\n",
        b"[" * 5000,
        b"x" * 1_000_001,
        b"from: 1\nto: 2\nroute: 3\nto_learn: 4\ndone: 5\n",
        b"!!python/object/apply:os.system [echo]",
    ],
    ids=["empty", "cut", "keys", "list", "bytes", "aliases", "deep", "long", "types", "code"],
)
@pytest.mark.slow
def test_a_damaged_or_hostile_file_is_an_error_and_stays_as_it_was(tmp_path: Path, content: bytes) -> None:
    for ending in ("yaml", "json"):
        path = tmp_path / f"plan.{ending}"
        path.write_bytes(content)
        answer = run("plan", *ENDS, "--progress", path, "--done", "Python")
        assert (answer.status, answer.out) == (2, "")
        assert "is no file of kg plan" in answer.err
        assert path.read_bytes() == content
        assert list(tmp_path.glob(".kg-*")) == []


def test_an_unknown_name_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    plan(*ENDS, "--progress", path)
    before = path.read_bytes()
    assert run("plan", *ENDS, "--progress", path, "--done", "Xyzzy qwerty").status == 1
    assert run("plan", *ENDS, "--progress", tmp_path, "--done", "Python").status == 2
    assert run("plan", *ENDS, "--done", "Python").status == 2
    assert path.read_bytes() == before


def test_what_the_graph_does_not_have_is_kept_with_a_note(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    plan(*ENDS, "--progress", path)
    kept = yaml.safe_load(path.read_text(encoding="utf-8"))
    kept["done"] = [{"label": "Whittling", "id": "skill/1", "iri": "http://example.org/skill/1", "kind": "skill"}]
    path.write_text(yaml.safe_dump(kept), encoding="utf-8")
    answer = plan(*ENDS, "--progress", path)
    assert "'Whittling'" in answer.err
    assert yaml.safe_load(path.read_text(encoding="utf-8"))["done"] == kept["done"]


# --- Python -----------------------------------------------------------------------------------------------------------


def test_plans_in_python() -> None:
    graph: CareerGraph = kg.open()
    first = graph.plan(*ENDS, pace=kg.Pace(5, 20, date(2027, 1, 4)))
    assert first.duration is not None
    assert first.items[-1].ends == date(2027, 1, 4).replace(year=2028, month=1, day=30)  # 14 times 28 days
    second = graph.plan(*ENDS, progress=first.progress, done=["Programming"])
    assert second.tiers == graph.plan(*ENDS, graph.conditions(have=["Programming"])).tiers
    assert second.changes is not None
    assert [skill.label for skill in second.changes.done] == ["Programming"]
    with pytest.raises(UsageError, match="both, or neither"):
        graph.plan(*ENDS, pace=kg.Pace(5))


def test_a_picture_of_a_plan_begins_from_what_is_done(tmp_path: Path) -> None:
    kept, page = tmp_path / "mlops.yaml", tmp_path / "plan.html"
    ends = "statistician", "MLOps"
    assert run("view", "--plan", *ends, "-o", page).status == 0
    assert "From Mathematics/Statistics to MLOps Engineer: 14 skills in three steps" in page.read_text()
    assert run("plan", *ends, "--progress", kept, "--done", "Data manipulation").status == 0
    before = kept.read_text(encoding="utf-8")
    assert run("view", "--plan", *ends, "--progress", kept, "-o", page).status == 0
    assert "13 skills in three steps" in page.read_text()
    assert page.read_text().count('<li><label><input type="checkbox"><span>') == 13
    assert kept.read_text(encoding="utf-8") == before
    assert run("view", "--plan", *ends, "--progress", tmp_path / "none.yaml", "-o", page).status == 2
    assert run("view", "--route", *ends, "--progress", kept, "-o", page).status == 2
