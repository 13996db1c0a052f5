"""Write docs/judged-routes.md: routes between sixty pairs of roles as `kg route` gives them, each judged twice.

python docs/judged_routes.py STORE            write the page
python docs/judged_routes.py STORE --check    exit status 1 when the page is not what would be written

The store has the bundled graph, ESCO, O*NET, wages and employment of the US, and a mapping of ESCO to O*NET (README
names the commands). The pairs are drawn by a fixed seed in proportion to the people in each role, but for those that
people ask about; docs/judged-routes.yaml has them all, with the verdicts, and only the verdicts are written by hand.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import yaml

import kg
from kg.answers.escaping import markdown
from kg.answers.routes import direct_step_sentence, step_figures
from kg.resources import write_atomically

if TYPE_CHECKING:
    from kg.graph import CareerGraph
    from kg.model.answers import Routes, SkillItem, Step

DOCS: Final = Path(__file__).parent
PAGE: Final = DOCS / "judged-routes.md"
NOTE: Final = "<!-- Made by docs/judged_routes.py; verdicts are edited in docs/judged-routes.yaml. -->"

SEED: Final = 20261130
DRAWN: Final = {"esco": 20, "onet": 15, "asked": 15, "crossing": 10}
"""How many pairs there are within ESCO, within O*NET, of those that people ask about, and from one to the other."""

VERDICTS: Final = ("sensible", "far-fetched", "absurd")
READINGS: Final = ("first", "second")

Pair: TypeAlias = "dict[str, Any]"
"""A pair of docs/judged-routes.yaml."""

_INTRODUCTION: Final = f"""\
What `kg route` answers by [the rule](routes.md), unedited. The pairs are drawn by seed {SEED}: within ESCO and within
O*NET both ends in proportion to the people who work in each role, {DRAWN["crossing"]} from one to the other;
{DRAWN["asked"]} are such as people ask about.

Each route was read twice, beside the one by the rule before, in random order. Neither reading knew which rule an answer
came from, nor what the other one said. *Sensible* is a route that people take or could take; *far-fetched* one with a
step that only a few would try, a detour, or no route where one clearly exists; *absurd* one with a step that nobody
would advise."""

_FLAWS: Final = """\
Each reading also marked a manager's job before workers' jobs, jobs on the way to one that anybody may start
in, and a licensed profession that is not marked as one."""

_CREDIT: Final = """\
Labels of ESCO are the European Commission's, ESCO v1.1.1, reused under Commission Decision 2011/833/EU. Labels of O*NET
29.2 are those of the U.S. Department of Labor, Employment and Training Administration, used under the CC BY 4.0
license. Neither has approved these routes."""

_TITLES: Final = {
    "esco": "Drawn within ESCO",
    "onet": "Drawn within O*NET",
    "asked": "What people ask about",
    "crossing": "Drawn from one to the other",
}


def drawn_pairs(graph: CareerGraph) -> list[tuple[str, str, str]]:
    """The pairs that the seed draws: how, and both ends; none for those that people ask about."""
    table = graph.table
    counted = [
        (role, people)
        for role, people, size in zip(table.roles, table.people.tolist(), table.size.tolist(), strict=True)
        if people > 0 and size > 0
    ]
    starts = {"esco": "http://data.europa.eu/esco/occupation/", "onet": "https://w3id.org/career-kg/onet/role/"}
    of = {name: sorted(each for each in counted if each[0].startswith(start)) for name, start in starts.items()}
    draw = random.Random(SEED)  # noqa: S311 - the same pairs on every run

    def one(source: str) -> str:
        roles, people = zip(*of[source], strict=True)
        return str(draw.choices(roles, people)[0])

    def some(count: int, start: str, goal: str) -> list[tuple[str, str]]:
        found: list[tuple[str, str]] = []
        while len(found) < count:
            pair = one(start), one(goal)
            if pair[0] != pair[1] and pair not in found:
                found.append(pair)
        return found

    half = DRAWN["crossing"] // 2
    within = [(name, *pair) for name in starts for pair in some(DRAWN[name], name, name)]
    across = [*some(half, "esco", "onet"), *some(half, "onet", "esco")]
    return [*within, *(("crossing", *pair) for pair in across)]


_REMARKS: Final = {
    "crossing": "A start counts as the role of the other source that it is [mapped to](routes.md#between-two-sources)."
    " These ten answers\nwere read later than the others, by two readings that did not know which of two answers was"
    " the one of now.",
}
"""What is to be known before the pairs of a section are read."""


def page(graph: CareerGraph, pairs: list[Pair]) -> str:
    """The whole page. Raises ValueError where the pairs are not those that the seed draws."""
    if [tuple(pair[name] for name in ("drawn", "from", "to")) for pair in pairs if pair["drawn"] != "asked"] != (
        drawn_pairs(graph)
    ):
        raise ValueError("the pairs are not those that the seed draws")
    parts = ["# Routes between sixty pairs of roles, judged twice", NOTE, _INTRODUCTION, summary(pairs), flags(pairs)]
    for name, title in _TITLES.items():
        some = [pair for pair in pairs if pair["drawn"] == name]
        parts += [
            f"## {title}",
            *filter(None, [_REMARKS.get(name)]),
            *(_part(graph.route(pair["from"], pair["to"]), pair) for pair in some),
        ]
    return "\n\n".join([*parts, "## Credit", _CREDIT]) + "\n"


def summary(pairs: list[Pair]) -> str:
    """How often each verdict was given, by reading, now and before."""
    rows = ["| pairs | reading | " + " | ".join(f"{verdict} (before)" for verdict in VERDICTS) + " |"]
    rows.append("| --- | --- | --- | --- | --- |")
    groups = {"all": pairs} | {
        title: [pair for pair in pairs if pair["drawn"] == name] for name, title in _TITLES.items()
    }
    for title, some in groups.items():
        for reading, name in enumerate(READINGS):
            now, before = (Counter(pair[when][reading]["verdict"] for pair in some) for when in ("now", "before"))
            cells = " | ".join(f"{now[verdict]} ({before[verdict]})" for verdict in VERDICTS)
            rows.append(f"| {title} | {name} | {cells} |")
    return "\n".join(rows)


def flags(pairs: list[Pair]) -> str:
    """How often each flaw was marked, by reading, now and before."""
    names = {"manager": "a manager first", "ladder": "a ladder to an entry job", "unmarked": "a licence not marked"}
    rows = [
        "| reading | " + " | ".join(f"{name} (before)" for name in names.values()) + " |",
        "| --- | --- | --- | --- |",
    ]
    for reading, name in enumerate(READINGS):
        now, before = (
            Counter(flag for pair in pairs for flag in pair[when][reading].get("flags", ()))
            for when in ("now", "before")
        )
        rows.append(f"| {name} | " + " | ".join(f"{now[flag]} ({before[flag]})" for flag in names) + " |")
    return "\n".join([_FLAWS, "", *rows])


def _part(answer: Routes, pair: Pair) -> str:
    lines = [f"### {markdown(answer.origin.label)} → {markdown(answer.destination.label)}", ""]
    if answer.degree_first:
        lines += [f"First a degree: {markdown(answer.degree_first.label)}.", ""]
    if answer.routes:
        route = answer.routes[0]
        lines += [_step(step, number) for number, step in enumerate(route.steps, 1)]
        lines += ["", f"To learn: {len(route.learn)} in all. {_direct(answer)}"]
    else:
        lines += [f"No route: {markdown(str(answer.reason))}. {_direct(answer)}"]
    return "\n".join([*lines, "", *_verdicts(pair)])


def _verdicts(pair: Pair) -> list[str]:
    return [
        f"* {reading.capitalize()} reading: **{now['verdict']}**. {markdown(_sentence(now['why']))}"
        f" Before: {before['verdict']}."
        for reading, now, before in zip(READINGS, pair["now"], pair["before"], strict=True)
    ]


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:].rstrip(".") + "."


def _step(step: Step, number: int) -> str:
    kept = _labels(step.kept) or "nothing"
    gates = "".join(f"; asks {markdown(gate.label)}" for gate in step.gates if not gate.met)
    marked = "; a regulated profession" if step.regulation_sources else ""
    role = f"**{markdown(step.destination.label)}** ({step_figures(step)})"
    return f"{number}. {role}: keeps {kept}; {len(step.learn)} to learn{gates}{marked}"


def _labels(items: tuple[SkillItem, ...], most: int = 3) -> str:
    more = f" and {len(items) - most} more" if len(items) > most else ""
    return ", ".join(markdown(item.label) for item in items[:most]) + more


def _direct(answer: Routes) -> str:
    assert answer.direct is not None
    return markdown(direct_step_sentence(answer.direct)) + "."


def main(store: str, *options: str) -> str | None:
    """Write the page; or check it, and say what is wrong."""
    pairs: list[Pair] = yaml.safe_load((DOCS / "judged-routes.yaml").read_text(encoding="utf-8"))
    text = page(kg.open(store), pairs)
    if "--check" not in options:
        write_atomically(PAGE, text.encode())
        return None
    if PAGE.read_text(encoding="utf-8") == text:
        return None
    return f"{PAGE} is not fresh: run python docs/judged_routes.py {store}"


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
