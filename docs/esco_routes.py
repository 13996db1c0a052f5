"""Write docs/esco-routes.md: routes between ESCO occupations as `kg route` gives them, each with a frank comment.

python docs/esco_routes.py STORE            write the page from a store with the bundled graph and ESCO
python docs/esco_routes.py STORE --check    exit status 1 when the page is not what would be written

Five pairs are named; thirty are drawn by a fixed seed, from different major groups of ISCO-08. The comments and
verdicts are in docs/esco-routes.yaml, by pair; only they are written by hand.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import yaml

import kg
from kg.answers.escaping import markdown
from kg.answers.routes import direct_step_sentence, step_figures
from kg.resources import write_atomically

if TYPE_CHECKING:
    from kg.graph import CareerGraph
    from kg.model import Entity
    from kg.model.answers import Routes, SkillItem, Step

DOCS: Final = Path(__file__).parent
PAGE: Final = DOCS / "esco-routes.md"
NOTE: Final = "<!-- Made by docs/esco_routes.py; remarks are edited in docs/esco-routes.yaml. -->"

NAMED: Final = (
    ("nurse responsible for general care", "data scientist", "esco"),
    ("waiter/waitress", "web developer", "esco"),
    ("secondary school teacher", "data scientist", "esco"),
    ("cargo vehicle driver", "software developer", "esco"),
    ("statistician", "MLOps Engineer", "ai-ml"),
)
"""The named pairs, each with the source of its destination; all start in ESCO."""

SEED: Final = 2026
DRAWN: Final = 30
VERDICTS: Final = ("sensible", "far-fetched", "absurd")

_INTRODUCTION: Final = """\
What `kg route` answers by [the rule](routes.md), unedited, and what a career adviser might say about it: *sensible*
is a route that people take or could take; *far-fetched* one with a step that only a few would try; *absurd* one with
a step that nobody would advise. The verdicts are our judgement, made while the rule was chosen. In brackets: the
verdicts on the answers of the rule before, which had no [fresh starts](routes.md#fresh-starts) and went through
trivial skills instead."""

_DRAWN_HOW: Final = """\
Both ends are drawn from all occupations, and are of different major groups of ISCO-08. Few people would ask for them:
they show what the rule does where there is little to find."""

_CREDIT: Final = """\
Labels of ESCO are the European Commission's, ESCO v1.1.1, reused under Commission Decision 2011/833/EU. The Commission
has not approved these routes."""

_OCCUPATIONS: Final = """
    PREFIX ck: <https://w3id.org/career-kg/ontology#>
    PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
    SELECT DISTINCT ?role ?code WHERE {
      ?role a ck:Role ; skos:notation ?code ; ck:requiresSkill ?skill
      FILTER STRSTARTS(STR(?role), "http://data.europa.eu/esco/occupation/")
    }"""


def pairs(graph: CareerGraph) -> list[tuple[Entity, Entity]]:
    """The named pairs, then those that the seed draws among occupations that require a skill."""
    found = [
        (graph.resolve(start, ["role"], "esco").entity, graph.resolve(goal, ["role"], source).entity)
        for start, goal, source in NAMED
    ]
    groups = {row["role"]: row["code"][0] for row in graph.sparql(_OCCUPATIONS).to_dicts()}
    draw, occupations = random.Random(SEED), sorted(groups)  # noqa: S311 - the same pairs on every run
    while len(found) < len(NAMED) + DRAWN:
        start, goal = draw.sample(occupations, 2)
        if groups[start] != groups[goal]:
            found.append((graph.get(start, "role"), graph.get(goal, "role")))
    return found


def page(graph: CareerGraph, remarks: dict[str, dict[str, str]]) -> str:
    """The whole page. Raises KeyError for a pair without a remark."""
    answers = [graph.routes(start, goal) for start, goal in pairs(graph)]
    sections = [_part(answer, remarks[_key(answer)]) for answer in answers]
    parts = [
        "# Routes between ESCO occupations, with remarks",
        NOTE,
        _summary([remarks[_key(answer)] for answer in answers]),
        "## Five that people ask for",
        *sections[: len(NAMED)],
        f"## Thirty drawn by seed {SEED}",
        _DRAWN_HOW,
        *sections[len(NAMED) :],
        "## Credit",
        _CREDIT,
    ]
    return "\n\n".join(parts) + "\n"


def _summary(remarks: list[dict[str, str]]) -> str:
    rows = [_counts("five named", remarks[: len(NAMED)]), _counts("thirty drawn", remarks[len(NAMED) :])]
    return "\n".join(
        [
            _INTRODUCTION,
            "",
            f"| pairs | {' | '.join(VERDICTS)} |",
            "| --- | --- | --- | --- |",
            *rows,
        ]
    )


def _counts(name: str, remarks: list[dict[str, str]]) -> str:
    now, before = (Counter(remark[when] for remark in remarks) for when in ("verdict", "before"))
    return f"| {name} | {' | '.join(f'{now[verdict]} ({before[verdict]})' for verdict in VERDICTS)} |"


def _key(answer: Routes) -> str:
    return f"{answer.origin.label} > {answer.destination.label}"


def _part(answer: Routes, remark: dict[str, str]) -> str:
    lines = [f"### {markdown(answer.origin.label)} → {markdown(answer.destination.label)}", ""]
    if answer.routes:
        route = answer.routes[0]
        lines += [_step(step, number) for number, step in enumerate(route.steps, 1)]
        lines += ["", f"To learn: {len(route.learn)} in all. {_direct(answer)}"]
    else:
        lines += [f"No route: {answer.reason}. {_direct(answer)}"]
    return "\n".join([*lines, "", f"**{remark['verdict'].capitalize()}**: {remark['remark']}"])


def _step(step: Step, number: int) -> str:
    kept = _labels(step.kept) or "nothing"
    role = f"**{markdown(step.destination.label)}** ({step_figures(step)})"
    return f"{number}. {role}: keeps {kept}; {len(step.learn)} to learn"


def _labels(items: tuple[SkillItem, ...], most: int = 3) -> str:
    more = f" and {len(items) - most} more" if len(items) > most else ""
    return ", ".join(markdown(item.label) for item in items[:most]) + more


def _direct(answer: Routes) -> str:
    assert answer.direct is not None
    return markdown(direct_step_sentence(answer.direct)) + "."


def main(store: str, *options: str) -> str | None:
    """Write the page; or check it, and say what is wrong."""
    remarks: dict[str, Any] = yaml.safe_load((DOCS / "esco-routes.yaml").read_text(encoding="utf-8"))
    text = page(kg.open(store), remarks)
    if "--check" not in options:
        write_atomically(PAGE, text.encode())
        return None
    if PAGE.read_text(encoding="utf-8") == text:
        return None
    return f"{PAGE} is not fresh: run python docs/esco_routes.py {store}"


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
