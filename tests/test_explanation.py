"""What a route tells of its steps: skills used again, pay, preparation, what is best at what; alike in every format."""

from __future__ import annotations

import csv
import html
import io
import re
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from careers import examples, graph_of, iri, name, query_of, rule_of, travellers, worlds
from command_line import kg as run
from command_line import labels, lines_of
from hypothesis import event, given
from hypothesis import strategies as st
from rule import LEVELS, Option, Person, Rule, Traveller, World

import kg
from kg.answers.blocks import Paragraph
from kg.answers.json_output import plain
from kg.answers.routes import route_blocks, step_rows
from kg.model import Entity, Source
from kg.model.answers import PayChange, Route, SkillItem, Step
from kg.model.careers import Pay, SkillHierarchy
from kg.routes.answer import find_routes
from kg.routes.conditions import RouteOptions
from kg.routes.explain import route_of, with_best_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.graph import CareerGraph
    from kg.model.answers import Routes


@pytest.fixture(scope="module")
def graph() -> CareerGraph:
    return kg.open()


def thing(label: str) -> Entity:
    return Entity(f"role/{label}", f"role/{label}", label, "role")


def step(learn: int = 0, kinship: float = 0.0, **more: Any) -> Step:
    """A step that asks to learn so many skills."""
    items = tuple(SkillItem(f"s{number}", f"s{number}", f"s{number}", "skill") for number in range(learn))
    made = Step(thing("a"), thing("b"), (), (), items, (), None, float(learn), float(learn), kinship, ())
    return made._replace(**more)


def ask(rule: Rule, start: str, goal: str, choice: RouteOptions) -> Routes:
    """The routes of a traveller in a world."""
    query = query_of(rule_of(rule), start, goal)
    return find_routes(query.rule, query.origin, query.destination, choice)


# --- used again -------------------------------------------------------------------------------------------------------


def reused(route: Route) -> list[dict[str, list[str]]]:
    """For each step the skills that later roles keep, with these roles."""
    return [
        {item.label: [role.label for role in item.used_again_in] for item in step.learn if item.used_again_in}
        for step in route.steps
    ]


def test_what_a_statistician_learns_and_uses_again(graph: CareerGraph) -> None:
    """Programming (line 49) is asked on line 24; clouds and frameworks (lines 27 and 25) on lines 168 and 171."""
    (route,) = graph.route("statistician", "MLOps")
    assert reused(route) == [
        {"Programming": ["Machine Learning Engineer"]},
        {"Cloud platforms": ["MLOps Engineer"], "ML frameworks": ["MLOps Engineer"]},
        {},
    ]
    assert all(not item.used_again_in for step in route.steps for item in step.kept)
    assert [item for step in route.steps for item in step.learn] == list(route.learn)


def test_what_two_later_roles_keep_names_both(graph: CareerGraph) -> None:
    """Programming is asked on lines 49, 123 and 75."""
    route = graph.route("statistician", "Research Scientist", via=["Data Scientist", "Computer Vision Engineer"])[0]
    assert reused(route)[0] == {"Programming": ["Computer Vision Engineer", "Research Scientist (AI/ML)"]}
    assert reused(route)[1:] == [{}, {}]


def test_what_was_held_at_the_start_is_not_said_to_be_learned_and_used_again(graph: CareerGraph) -> None:
    route = graph.route("Data Scientist", "Computer Vision Engineer", via=["NLP Engineer"])[0]
    # Deep learning for text (line 145) is near the frameworks of line 120, no more
    assert reused(route) == [{}, {}]


def test_only_what_is_learned_before_is_used_again() -> None:
    """s0 is learned, kept, kept; s1 is kept before it is learned, which happens on no real route."""
    first = step(1, kept=(SkillItem("s1", "s1", "s1", "skill"),))
    second = step(2)._replace(destination=thing("second"), kept=first.learn, learn=step(2).learn[1:])
    third = step(0, destination=thing("third"), kept=first.learn)
    route = route_of([first, second, third], None, SkillHierarchy({}, {}))
    assert reused(route) == [{"s0": ["second", "third"]}, {}, {}]
    assert route.learn == tuple(item for told in route.steps for item in told.learn)


@examples(100)
@given(st.data(), worlds(), travellers())
@pytest.mark.slow
def test_skills_used_again_are_those_that_later_steps_keep(
    data: st.DataObject, world: World, traveller: Traveller
) -> None:
    rule = Rule(world, traveller)
    start = data.draw(st.sampled_from([*world.roles, *world.paths]))
    goal = data.draw(st.sampled_from([role for role in world.roles if role != start]))
    if rule.place(start) == rule.place(goal):
        return
    for route in ask(rule, start, goal, RouteOptions(5)):
        chain = (start, *(name(step.destination.iri) for step in route.steps))
        steps = rule.steps(chain)
        for number, told in enumerate(route.steps):
            for item in told.learn:
                later = [step.role for step in steps[number + 1 :] if name(item.iri) in step.kept]
                event(f"kept by {len(later)}")
                assert [name(role.iri) for role in item.used_again_in] == later
            assert told.fresh_start == rule.fresh(*chain[number : number + 2])
            event(f"fresh start: {told.fresh_start}")
            people = [rule.people[role] for role in chain[number : number + 2]]
            assert told.preparation == tuple(person.preparation for person in people)
            floors = [person.floor for person in people]
            assert [pay and pay.minimum for pay in told.pay_change] == [
                None if place in world.paths else floor
                for place, floor in zip(chain[number : number + 2], floors, strict=True)
            ]
            difference = None if None in floors else (floors[1] or 0) - (floors[0] or 0)
            assert (told.pay_change.minimum, told.pay_change.maximum) == (difference, None)  # all are open above


@examples(100)
@given(st.data(), worlds(), travellers())
@pytest.mark.slow
def test_a_fresh_start_is_told_of(data: st.DataObject, world: World, traveller: Traveller) -> None:
    """Each role that is begun in afresh is named, with how much carries over, after why few or no roles are passed."""
    rule = Rule(replace(world, usual=1), traveller)
    start = data.draw(st.sampled_from([*world.roles, *world.paths]))
    goal = data.draw(st.sampled_from([role for role in world.roles if role != start]))
    answer = ask(rule, start, goal, RouteOptions())
    if rule.place(start) == rule.place(goal) or not len(answer):
        return
    chain = (start, *(name(step.destination.iri) for step in answer[0].steps))
    expected = []
    for told, (before, after) in zip(rule.steps(chain), pairwise(chain), strict=True):
        if not rule.fresh(before, after):
            continue
        count = len(told.kept)
        most = len(rule.required(after))
        held = f"{count} of {most} required skills held" if count else "none of its required skills held"
        label = rule.people[before].label
        expected.append(f"{rule.people[after].label} is a fresh start: it builds on little of {label} ({held})")
    event(f"told of {len(expected)}")
    limited = rule.direct_only(start, goal) or rule.degree_first(start, goal)
    first, rest = answer.notes[: int(limited)], answer.notes[int(limited) :]
    assert list(rest) == expected
    label = rule.people[goal].label
    if rule.direct_only(start, goal):
        assert first[0].startswith(f"only the direct step leads to {label}: ")
    elif limited:
        assert first[0].startswith(f"roles on the way to {label} ask a degree too")
    lacking, known, wanted = answer.degree_first, rule.education_held(start), rule.fact(goal, "education")
    if known is None or wanted is None or not known < wanted >= 6:
        assert lacking is None
        return
    assert lacking is not None
    assert (lacking.held, lacking.level) == (known, wanted)
    assert lacking.label == rule.asked(goal) or wanted != LEVELS.get(rule.asked(goal) or "")


def test_an_answer_leads_with_the_degree_that_the_start_lacks() -> None:
    """Whoever has no degree is told of it first, however the route goes; who has one, or asks for none, is not."""
    roles = {
        "r0": Person("cleaner", frozenset({"s0", "s1"}), options=(Option("school"),)),
        "r1": Person("engineer", frozenset({"s1", "s2"}), options=(Option("bachelor"),)),
        "r2": Person("painter", frozenset({"s1", "s2"})),
    }
    graph = graph_of(World(roles))
    answer = graph.route(iri("r0"), iri("r1"))
    assert plain(answer)["degree_first"] == {"label": "bachelor", "level": 6, "held": 2}
    first = route_blocks(answer)[1]
    assert isinstance(first, Paragraph)
    assert first.text == (
        "First a degree: bachelor. engineer asks it (level of education 6 of 12); cleaner asks no more than level 2."
    )
    for having in ("bachelor", "phd"):
        assert graph.route(iri("r0"), iri("r1"), conditions=graph.conditions(have=[having])).degree_first is None
    for start, goal in (("r0", "r2"), ("r2", "r1"), ("r1", "r0")):
        assert graph.route(iri(start), iri(goal)).degree_first is None


# --- pay --------------------------------------------------------------------------------------------------------------


def pay(low: int | None, high: int | None, currency: str | None = "USD", *, is_open: bool = False) -> Pay:
    return Pay(f"{low} - {high}", low, high, is_open, currency, (Source("graph", "guide", "pay", 31),))


CLOSED, RAISED = pay(80000, 200000), pay(90000, 210000)
OPEN = pay(90000, 210000, is_open=True)


@pytest.mark.parametrize(
    ("before", "after", "floor", "top", "words"),
    [
        (CLOSED, RAISED, 10000, 10000, "minimum +10,000, maximum +10,000"),
        (RAISED, CLOSED, -10000, -10000, "minimum -10,000, maximum -10,000"),
        (CLOSED, CLOSED, 0, 0, "minimum unchanged, maximum unchanged"),
        (CLOSED, OPEN, 10000, None, "minimum +10,000, no upper limit stated"),
        (OPEN, CLOSED, -10000, None, "minimum -10,000, no upper limit stated"),
        (OPEN, OPEN, 0, None, "minimum unchanged, no upper limit stated"),
        (pay(None, 200000), RAISED, None, 10000, "maximum +10,000"),
        (CLOSED, pay(None, 190000), None, -10000, "maximum -10,000"),
        (pay(80000, None), RAISED, 10000, None, "minimum +10,000"),
        (pay(None, None), RAISED, None, None, ""),
        (pay(80000, None, is_open=True), RAISED, 10000, None, "minimum +10,000, no upper limit stated"),
        (pay(80000, 200000, "EUR"), RAISED, None, None, "not comparable: in EUR before"),
        (pay(80000, 200000, "EUR"), OPEN, None, None, "not comparable: in EUR before"),
        (pay(80000, 200000, None), RAISED, None, None, "not comparable: in no stated currency before"),
        (None, RAISED, None, None, ""),
        (CLOSED, None, None, None, ""),
        (None, None, None, None, ""),
    ],
)
def test_pay_changes_by_bounds_that_both_state(
    before: Pay | None, after: Pay | None, floor: int | None, top: int | None, words: str
) -> None:
    change = PayChange(before, after)
    assert (change.minimum, change.maximum) == (floor, top)
    row = next(row.cells for row in step_rows(step(pay=after, pay_change=change)) if row.row_type == "pay")
    assert row[2] == words
    if after is None:
        assert row[1:] == ["not stated in the source", "", ""]
    else:
        currency = f" {after.currency}"
        assert row[1] == f"{after.label}{currency}"
        assert row[3] == "guide line 31"


def test_pay_of_the_guide_changes_at_the_floor_alone() -> None:
    """Lines 55, 31 and 175: 70,000, 80,000 and 90,000 at least, all open above; a path has no pay."""
    steps = run("route", "statistician", "MLOps", "-f", "json").json["routes"][0]["steps"]
    assert [step["pay_change"] for step in steps] == [
        {"minimum": None, "maximum": None},
        {"minimum": 10000, "maximum": None},
        {"minimum": 10000, "maximum": None},
    ]
    assert [(step["pay"]["minimum"], step["pay"]["maximum"], step["pay"]["open_ended"]) for step in steps] == [
        (70000, 180000, True),
        (80000, 200000, True),
        (90000, 210000, True),
    ]
    (back,) = run("route", "MLOps", "Machine Learning Engineer", "-f", "json").json["routes"][0]["steps"]
    assert back["pay_change"] == {"minimum": -10000, "maximum": None}


# --- preparation ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "row"),
    [
        (2, 3, ["level", "preparation 3", "before: 2", ""]),
        (3, 1, ["level", "preparation 1", "before: 3", ""]),
        (None, 2, ["level", "preparation 2", "before: not stated", ""]),
        (2, None, ["level", "preparation not stated", "before: 2", ""]),
        (None, None, ["level", "not stated in the source", "", ""]),
        (0, 0, ["level", "preparation 0", "before: 0", ""]),
    ],
)
def test_preparation_is_told_before_and_after(before: int | None, after: int | None, row: list[str]) -> None:
    people = {
        "r0": Person("a", frozenset({"s0"}), preparation=before),
        "r1": Person("b", frozenset({"s0"}), preparation=after),
    }
    (route,) = ask(Rule(World(people), Traveller()), "r0", "r1", RouteOptions())
    assert route.steps[0].preparation == (before, after)
    assert step_rows(route.steps[0])[-1].cells == row


# --- trade-offs -------------------------------------------------------------------------------------------------------


def test_what_each_trade_off_is_best_at() -> None:
    """With AWS the direct move to MLOps is open: 5 to learn. By way of machine learning one learns 4 (lines 25, 26, 28,
    29), then 4 (lines 169, 170, 172, 173). One of six is covered directly, two of six on the way.
    """
    routes = run("route", "Data Scientist", "MLOps", "--have", "AWS", "--tradeoffs", "-f", "json").json["routes"]
    assert [[len(step["learn"]) for step in route["steps"]] for route in routes] == [[5], [4, 4]]
    assert [route["best_at"] for route in routes] == [
        "fewest skills to learn in all (5); fewest steps (1)",
        "smallest largest step (4 to learn at once); most similar steps (lowest similarity 0.333)",
    ]


def test_a_route_that_is_best_at_nothing_is_a_compromise() -> None:
    def route(*steps: Step) -> Route:
        return Route(steps, 1.0, tuple(item for step in steps for item in step.learn))

    few = route(step(6, 0.1))
    middle = route(step(4, 0.3), step(3, 0.9))
    small = route(*(step(2, 0.5) for _ in range(4)))
    assert [told.best_at for told in with_best_at([few, middle, small])] == [
        "fewest skills to learn in all (6); fewest steps (1)",
        "a compromise: 7 to learn in all, 4 at most at once, steps: 2, lowest similarity 0.300",
        "smallest largest step (2 to learn at once); most similar steps (lowest similarity 0.500)",
    ]


# --- every drawing tells what the document has ------------------------------------------------------------------------


class Page(HTMLParser):
    """The headings, paragraphs and statements of a page, in order; the cells of a statement as in a table."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[tuple[str, list[str]]] = []
        self._cell: int | None = None

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 - as its parent has it
        if tag in ("h1", "h2", "h3", "p", "li"):
            self.parts.append((tag, [""] * (4 if tag == "li" else 1)))
            self._cell = 0
        elif tag in ("b", "span") and self._cell is not None:
            self._cell = 1 if tag == "b" else 3

    def handle_endtag(self, tag: str) -> None:
        if tag == "b":
            self._cell = 2
        elif tag != "bdi":
            self._cell = None

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self.parts[-1][1][self._cell] += data


def sentence(cells: list[str]) -> str:
    """A row as one line, as the diagram has it."""
    word, what, detail, source = cells
    return f"{word} {what}{f': {detail}' if detail else ''}{f' ({source})' if source else ''}"


Told = list[tuple[str, list[str]]]
"""Steps in order: the ends as "from → to", and a sentence for each thing told."""


def read_table(out: str) -> Told:
    found: Told = []
    starts: list[int] = []
    for line in out.splitlines():
        if match := re.fullmatch(r"Step \d+: (.*)", line):
            found.append((match[1], []))
            starts = []
        elif found and re.fullmatch(r"-+( +-+)*", line):
            starts = [match.start() for match in re.finditer(r"-+", line)]
        elif found and starts and line.strip():
            ends = [*starts[1:], None]
            cells = [line[start:end].strip() for start, end in zip(starts, ends, strict=True)]
            found[-1][1].append(sentence(cells))
        else:
            starts = []
    return found


def read_csv(out: str) -> Told:
    found: dict[tuple[str, str], tuple[str, list[str]]] = {}
    for row in csv.DictReader(io.StringIO(out)):
        key = row["route"], row["step"]
        found.setdefault(key, (f"{row['from']} → {row['to']}", []))[1].append(
            sentence([row["type"], row["item"], row["details"], row["source"]])
        )
    return list(found.values())


def read_checklist(out: str) -> Told:
    found: Told = []
    for line in re.sub(r"\\([\\`*_{}\[\]<>|~&])", "\\1", out).splitlines():
        if match := re.fullmatch(r"#{3,4} Step \d+: (.*)", line):
            found.append((match[1], []))
        elif match := re.fullmatch(r"- (?:\[([ x])\] )?([\w() ]+) \*\*(.*?)\*\*(.*)", line):
            tick, word, what, rest = match.groups()
            assert (tick == "x") == (word == "keep" or (word == "gate" and ": held" in rest))
            assert (tick == " ") == (word.startswith("learn") or (word == "gate" and ": not held" in rest))
            found[-1][1].append(f"{word} {what}{rest}")
    return found


def read_html(out: str) -> Told:
    page = Page()
    page.feed(out)
    found: Told = []
    for tag, cells in page.parts:
        if tag in ("h2", "h3") and (match := re.fullmatch(r"Step \d+: (.*)", cells[0])):
            found.append((match[1], []))
        elif tag == "li":
            word, what, detail, source = cells
            found[-1][1].append(sentence([word.strip(), what, detail.removeprefix(":").strip(), source]))
    return found


READERS = {
    "table": read_table,
    "csv": read_csv,
    "checklist": read_checklist,
    "html": read_html,
}

ANSWERS = [
    ["statistician", "MLOps"],
    ["statistician", "Research Scientist", "-k", "4"],
    ["Computer Science", "Machine Learning Engineer", "--have", "Python,MBA", "-k", "2"],
    ["Data Scientist", "MLOps", "--have", "AWS", "--tradeoffs"],
    ["NLP Engineer", "Computer Vision Engineer", "-k", "3", "--prefer", "pay"],
    ["me", "AI Product Manager", "--have", "Business acumen,Communication skills"],
    ["ML Engineer I", "VP of AI"],
    ["Junior Data Scientist", "Principal ML Engineer", "-k", "2"],
    ["Staff Data Scientist", "ML Engineer I"],
]


@cache
def answer_of(*arguments: str) -> Any:
    """The document of a route, asked for once."""
    return run("route", *arguments, "-f", "json").json


def wanted(step: dict[str, Any]) -> Iterator[tuple[str, set[int], list[str]]]:
    """What is to be told of a step: how it begins, the lines it cites, and what else it names."""
    near = {item["iri"] for item in step["near"]}
    for item in step["kept"]:
        yield f"keep {item['label']}", lines_of(item), labels([*item["tools"], *item["used_again_in"]])
    for item in step["learn"]:
        word = "learn (near)" if item["iri"] in near else "learn"
        yield f"{word} {item['label']}", lines_of(item), labels([*item["tools"], *item["used_again_in"]])
    for gate in step["gates"]:
        ways = gate["instead"]
        lines = lines_of(gate).union(*map(lines_of, ways))
        yield f"gate {gate['label']}", lines, [gate["state"], *(way["condition"] for way in ways)]
    if not step["gates"]:
        yield "gate not stated in the source", set(), []
    if step["pay"]:
        floor = step["pay_change"]["minimum"]
        change = [] if floor is None else [f"minimum {floor:+,}" if floor else "minimum unchanged"]
        assert step["pay"]["label"].endswith("+")  # no upper limit is stated
        yield f"pay {step['pay']['label']}", lines_of(step["pay"]), [*change, step["pay"]["currency"]]
    else:
        yield "pay not stated in the source", set(), []
    if step["level"]:
        before = step["level"]["from"]
        yield (
            f"level {step['level']['to']['label']}",
            lines_of(step["level"]["to"]),
            [before["label"]] if before else [],
        )
    else:
        yield "level not stated in the source", set(), []


def cited(text: str) -> set[int]:
    """The lines that end a sentence."""
    match = re.search(r"\(lines? ([\d, ]+)(; [\w; -]+)?\)$", text)
    return set(map(int, match[1].split(", "))) if match else set()


def tells(sentences: list[str], step: dict[str, Any]) -> bool:
    """Whether the sentences tell all of a step, in its order, and nothing else."""
    items = list(wanted(step))
    return len(items) == len(sentences) and all(
        re.match(rf"{re.escape(begins)}(\b|[:, ]|$)", text)
        and cited(text) == lines
        and all(name in text for name in names)
        for text, (begins, lines, names) in zip(sentences, items, strict=True)
    )


@pytest.mark.parametrize("fmt", READERS)
@pytest.mark.parametrize("arguments", ANSWERS, ids=" ".join)
@pytest.mark.slow
def test_every_format_tells_what_the_document_has(arguments: list[str], fmt: str) -> None:
    document = answer_of(*arguments)
    steps = [step for route in document["routes"] for step in route["steps"]]
    assert steps
    told = READERS[fmt](run("route", *arguments, "-f", fmt, "--all", "--sources").out)
    assert len(told) == len(steps)
    for (shown, sentences), step in zip(told, steps, strict=True):
        assert shown == f"{step['from']['label']} → {step['to']['label']}"
        assert tells(sentences, step), (shown, sentences)


@pytest.mark.parametrize("arguments", ANSWERS, ids=" ".join)
@pytest.mark.slow
def test_p10_a_diagram_has_one_short_arrow_for_each_step(arguments: list[str]) -> None:
    """What several routes share is drawn once; an arrow counts what is learned and kept, and names what is not held."""
    steps: dict[tuple[str, str, str], None] = {}
    for route in answer_of(*arguments)["routes"]:
        for step in route["steps"]:
            counts = f"learn {len(step['learn'])}, keep {len(step['kept'])}"
            lacking = [f"gate {gate['label']}: not held" for gate in step["gates"] if gate["state"] == "not held"]
            steps[step["from"]["label"], step["to"]["label"], "<br>".join([counts, *lacking])] = None
    first, *rest = run("route", *arguments, "-f", "mermaid").lines
    assert first == "flowchart LR"
    boxes = [match for line in rest if (match := re.fullmatch(r'  (n\d+)\["(.*)"\]', line))]
    names = {box[1]: box[2] for box in boxes}
    arrows = [match.groups() for line in rest if (match := re.fullmatch(r'  (n\d+) -->\|"(.*)"\| (n\d+)', line))]
    found = [(names[start], names[end], label.replace("#quot;", '"')) for start, label, end in arrows]
    assert sorted(found) == sorted(steps)
    first_a_degree = [line for line in rest if " --x|" in line]
    assert len(first_a_degree) <= 1
    assert len(names) + len(arrows) + len(first_a_degree) == len(rest)


@pytest.mark.parametrize("fmt", ["table", "md", "checklist", "html"])
@pytest.mark.parametrize("arguments", ANSWERS, ids=" ".join)
@pytest.mark.slow
def test_texts_tell_the_sums_the_trade_offs_and_the_direct_move(arguments: list[str], fmt: str) -> None:
    document = answer_of(*arguments)
    out = html.unescape(re.sub(r"\\(.)", "\\1", run("route", *arguments, "-f", fmt).out))
    for route in document["routes"]:
        count = len(route["steps"])
        assert f"{count} step{'s' if count > 1 else ''}, {len(route['learn'])} skill" in out
        if route["cost"] is not None:
            assert f", cost {route['cost']:g}: " in out
        assert " → ".join(step["to"]["label"] for step in route["steps"]) in out
        if route["best_at"]:
            assert f"Best at: {route['best_at']}" in out
    direct = document["direct"]
    repeated = fmt == "table" and any(len(route["steps"]) == 1 for route in document["routes"])
    assert ("Direct step: " in out) == (direct is not None and not repeated)
    if direct and not repeated:  # a text does not repeat the step that a route is
        assert f"Direct step: {len(direct['learn'])} skill" in out
        assert f" to learn, {direct['shared']} in common" in out
        assert ("; allowed" in out) == direct["allowed"]
        assert direct["allowed"] or direct["reason"] in out


@pytest.mark.parametrize("fmt", ["table", "md", "checklist", "mermaid", "html"])
@pytest.mark.parametrize(
    "arguments",
    [
        ["Data Scientist", "AI Product Manager"],
        ["Data Scientist", "Prompt Engineer"],
        ["Data Scientist", "MLOps", "--max-new", "2"],
        ["ML Engineer II", "ML Engineer I"],
    ],
    ids=" ".join,
)
@pytest.mark.slow
def test_every_drawing_tells_why_there_is_no_route_and_what_would_open_one(arguments: list[str], fmt: str) -> None:
    document = answer_of(*arguments)
    answer = run("route", *arguments, "-f", fmt)
    out = html.unescape(re.sub(r"\\(.)", "\\1", answer.out))
    assert answer.status == 1
    assert f"No route: {document['reason']}." in out
    if document["bridge"]:
        assert ", ".join(labels(document["bridge"]["skills"])) in out
    else:  # of a climb nobody asks what would open it
        assert ("No extra skill would open a route." in out) == (document["direct"] is not None)
