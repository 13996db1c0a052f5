"""Routes, gaps and next roles as blocks, and the legend of the words and numbers in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from kg.answers.blocks import (
    Answer,
    AnswerRow,
    Block,
    Cell,
    Heading,
    Items,
    Paragraph,
    Table,
    and_more,
    cite,
    count_of,
    join_labels,
    shown_first,
    truncate_list,
)
from kg.errors import quoted
from kg.model import Entity, Unread
from kg.model.analysis import UntaughtSkill
from kg.model.answers import (
    OTHERS,
    AreaPayChange,
    BestRoutes,
    DegreeNeeded,
    DirectStep,
    Gap,
    Gate,
    GroupRoutes,
    MedianPayChange,
    PayChange,
    Route,
    Routes,
    SkillItem,
    Step,
    brief_reason,
    most_important,
)
from kg.model.careers import AreaPay, Education, Figure, Pay
from kg.model.entities import not_understood
from kg.schema import NOT_STATED

# --- the legend -------------------------------------------------------------------------------------------------------

LEGEND = {
    "gap": "What this step asks you to gain: one for each missing skill, a half for a near one, plus the weight of a"
    " qualification that you lack (bachelor's 1, master's 3, doctorate 6). It looks at the previous role and --have"
    ' only; "learn" counts all that you have gained since the start, so the two can differ.',
    "similarity": "How alike the two roles are, from 0 (nothing typical in common) to 0.99; shared rare skills count"
    " more than shared common ones. Where you have a greater share of the required skills, that share counts.",
    "cost": "The effort of the step as one number: 1 + (gap + 3) x (1 - similarity), more for a fresh start, a leap in"
    " preparation, and a role that is passed. Lower is easier: the best route has the lowest total. It is not money or"
    " time.",
    "keep": "A skill that you already have and that the new role requires too: a transferable skill.",
    "learn": 'A required skill that you do not have yet. "used again as ..." names later roles on the route that need'
    " it as well.",
    "near": "You lack this skill but have a related one (with the same direct parent in the skill hierarchy): an"
    " adjacent skill, counted as half a skill, once for each parent.",
    "gate": "An entry requirement other than a skill: a degree, a licence or a regulated profession (licensed"
    ' occupation); "held", "not held", "not stated whether held" (the role before is of a degree\'s preparation level,'
    ' and its education is not stated), "held, in another field", or "held, as a bachelor\'s degree", where names alone'
    " say so.",
    "pay": 'The pay range as the source prints it, or the median of a year where it states no range; "+" means that no'
    " upper limit is stated. The change is against the"
    " role before. It is never an estimate.",
    "level": "The career level (junior, senior ...) or the preparation level (ISCO-08 skill level 1-4, O*NET Job Zone"
    " 1-5), before and after.",
    "fresh start": "A step between dissimilar roles: a change of career that builds on little or nothing. It is allowed"
    " only at the start of a route or in a --via role, and priced higher.",
    "passing": "The part of the cost of a step that stands for passing the role on the way: few people work in it, or"
    " it pays much less than both ends.",
    "direct step": "The step to the destination without an intermediate role, and whether the rule allows it.",
    "source": "Where it is stated: the line of the guide or file. curation = added by the maintainers; inferred or"
    " computed = follows by rule.",
    NOT_STATED: "The source is silent. It does not mean zero, none or not needed.",
}
"""What the words and numbers of a route answer mean."""


FIGURES_LINE = "Gap, similarity, cost: what the step asks, how alike, the effort; kg explain gap"
"""The legend of a short answer: one line."""


def legend_table() -> Table:
    """The legend as a table."""
    return Table(("word", "in plain words"), list(LEGEND.items()), "What the words and numbers mean")


def legend_answer() -> Answer:
    """The legend as an answer."""
    return Answer(LEGEND, [legend_table()], title="Legend of a route")


# --- skills, gates, pay -----------------------------------------------------------------------------------------------


def tools_text(item: SkillItem, *, covered: bool = False) -> str:
    """The tools that a role names for a skill, and which of them are held: "you have Python; missing: Java, Scala".

    Where the skill is ``covered`` and none of its tools is held, that is said too.
    """
    held = ", ".join(tool.label for tool in item.tools_held)
    missing = ", ".join(tool.label for tool in item.tools_missing)
    if held and missing:
        return f"you have {held}; missing: {missing}"
    if covered and missing:
        return f"missing: {missing}"
    return f"you have {held}" if held else missing


def covered_rows(row_type: str, items: Iterable[SkillItem]) -> list[AnswerRow]:
    """A row for each skill that is covered."""
    return [_skill_row(row_type, item, skill_details(item, covered=True)) for item in items]


def missing_rows(row_types: tuple[str, str], items: Sequence[SkillItem], near: Iterable[SkillItem]) -> list[AnswerRow]:
    """A row for each skill that is missing, with the reason of its place where there is any order.

    ``row_types`` are those of a skill, and of a near one.
    """
    known = {item.iri for item in near}
    in_tiers = any(item.tier not in (None, OTHERS) for item in items)
    rows = []
    for item in items:
        place = place_text(item) if in_tiers else ""
        details = "; ".join(filter(None, (skill_details(item, covered=False), place, ", ".join(item.marks))))
        rows.append(_skill_row(row_types[item.iri in known], item, details))
    return rows


def place_text(item: SkillItem) -> str:
    """The tier of a missing skill, and why: "core: required by 3 of 3,007 roles"."""
    return f"{item.tier}: {item.reason}"


def _skill_row(row_type: str, item: SkillItem, details: str) -> AnswerRow:
    return AnswerRow(row_type, item.label, details, cite(item.sources), item.iri)


def skill_details(item: SkillItem, *, covered: bool) -> str:
    """What another source calls a skill, what it is near to, its tools, and the later roles that need it again."""
    again = f"used again as {', '.join(role.label for role in item.used_again_in)}" if item.used_again_in else ""
    names = (f"{each.label} ({each.id})" if each.label == item.label else each.label for each in item.via)
    linked = f"as {', '.join(names)}" if item.via else ""
    return "; ".join(filter(None, (linked, near_text(item), tools_text(item, covered=covered), again)))


def near_text(item: SkillItem | UntaughtSkill) -> str:
    """What a near skill is near to: "near to SQL", with the number of the others where there are more."""
    if not item.near_to:
        return ""
    others = f" and {len(item.near_to) - 1} more" if len(item.near_to) > 1 else ""
    return f"near to {item.near_to[0].label}{others}"


def gate_rows(answer: Gap | Step) -> list[AnswerRow]:
    """The credential that a role requires, and that its profession is regulated, as far as the sources state it."""
    rows = [
        AnswerRow("gate", gate.label, _gate_details(gate), _gate_sources(gate), gate.credential.iri)
        for gate in answer.gates
    ]
    if answer.regulation_sources:
        details = f"the legal requirements{'' if answer.gates else ', and which degree,'} are {NOT_STATED}"
        rows.append(AnswerRow("gate", "regulated profession", details, cite(answer.regulation_sources)))
    return rows


def _gate_details(gate: Gate) -> str:
    """Whether a gate is held and by what, who asks it, the role that it is inferred from, the ways to do without it."""
    asked = f"asked, or more, by {gate.share:g} % of respondents" if gate.share is not None else ""
    ways = f"or {ways_text(gate.instead)}" if gate.instead else ""
    inferred = f"as {gate.of_role.label} ({gate.of_role.id}) requires" if gate.of_role else ""
    return "; ".join(filter(None, (gate.state, gate.reason_held, asked, inferred, ways)))


def _gate_sources(gate: Gate) -> str:
    """The sources of a gate and of the ways to do without it."""
    ways = [source for option in gate.instead for source in option.sources]
    return cite((*gate.sources, *ways)) or NOT_STATED


def ways_text(ways: Sequence[Education]) -> str:
    """Conditional options in words: "sometimes Master's with exceptional experience"; empty for none."""
    return truncate_list(list(map(_way_text, ways)))


def _way_text(way: Education) -> str:
    condition = f" with {way.condition}" if way.condition else ""
    share = f" ({way.share:g} % of respondents)" if way.share is not None else ""
    name = way.name if way.strength == "required" else f"{way.strength} {way.name}"
    return f"{name}{condition}{share}"


def pay_text(pay: Pay) -> str:
    """Pay as stated, with its currency where the text has none: "80,000 - 120,000 USD", "28.000 €"."""
    currency = pay.currency or ""
    said = currency in pay.label.upper().split() or (currency in _SIGNS and _SIGNS[currency] in pay.label)
    return pay.label if said else f"{pay.label} {currency}".strip()


_SIGNS: Final = {"EUR": "€", "GBP": "£", "INR": "₹", "PLN": "zł", "TRY": "₺", "UAH": "₴"}
"""Signs that stand for one currency alone; dollars, yen and crowns are those of several."""


def area_pay_text(pay: AreaPay) -> str:
    """The median and the middle half of pay: "median 98,000 USD a year (half earn 80,000 to 120,000)"."""
    if pay.median is None:
        return f"not released, {pay.unit}"
    middle = (
        f" (half earn {pay.percentile_25} to {pay.percentile_75})" if pay.percentile_25 and pay.percentile_75 else ""
    )
    return f"median {pay.median} {pay.unit}{middle}"


def distribution_text(pay: AreaPay) -> str:
    """All that is stated of pay in an area: "10th percentile 60,000, 25th 80,000, median ...; as Registered Nurses"."""
    names = ("10th percentile", "25th", "median", "75th", "90th", "mean")
    figures = (
        *(pay.percentile_10, pay.percentile_25, pay.median),
        *(pay.percentile_75, pay.percentile_90, pay.mean),
    )
    text = ", ".join(f"{name} {figure or 'not released'}" for name, figure in zip(names, figures, strict=True))
    text = text if any(figures) else "not released"
    return f"{text}; as {pay.of_role.label} ({pay.of_role.id})" if pay.of_role else text


def area_pay_change_text(change: AreaPayChange) -> str:
    """How the median changes, or why that cannot be said; and the linked roles that the pay is of."""
    before = f", before {change.before.median} {change.before.unit}" if change.before and change.before.median else ""
    difference = change.difference
    if change.reason:
        said = f"{change.reason}{before}"
    else:
        said = f"{difference:+,.{0 if isinstance(difference, int) else 2}f}{before}" if difference is not None else ""
    roles = [f"{pay.of_role.label} ({pay.of_role.id})" for pay in (change.before, change.after) if pay and pay.of_role]
    return "; ".join(filter(None, (said, f"as {' and '.join(dict.fromkeys(roles))}" if roles else "")))


def area_label(change: AreaPayChange) -> str:
    """What the pay in an area is called: "pay in Colorado, 2025"."""
    return f"pay in {change.area.label}" + (f", {change.after.year}" if change.after else "")


def area_pay_rows(change: AreaPayChange | None) -> list[AnswerRow]:
    """The median pay in an area after a step, how it changes, and where that is stated."""
    if change is None:
        return []
    if change.after is None:
        return [AnswerRow(area_label(change), NOT_STATED)]
    cited = cite(source for pay in (change.before, change.after) if pay for source in pay.sources)
    return [AnswerRow(area_label(change), area_pay_text(change.after), area_pay_change_text(change), cited)]


def silence(unread: Iterable[Unread], topic: str) -> str:
    """What to say where nothing is known on a topic: that the source is silent, or was not understood."""
    return not_understood(each for each in unread if each.topic == topic) or NOT_STATED


def unread_rows(unread: Iterable[Unread], topic: str = "") -> list[AnswerRow]:
    """A row for each text that was not understood, of one topic if one is given: what it states, where, and its words.

    >>> from kg.model import Source
    >>> [row] = unread_rows([Unread("hasRequirement", Source("x", "X", None, 7), "requirements", "Tact; 2 years")])
    >>> row.row_type, row.details
    ('not understood', "line 7 states its requirements, and it was not understood: 'Tact; 2 years'")
    """
    return [
        AnswerRow("not understood", each.topic, f"{each}: {quoted(each.text)}" if each.text else str(each), where)
        for each in unread
        if topic in ("", each.topic)
        for where in [str(each.source)]
    ]


def at_least(unread: Iterable[Unread]) -> str:
    """What stands before the number of skills to learn where more may be required: a line was not understood."""
    return "at least " if any(each.topic == "requirements" for each in unread) else ""


def unread_of(steps: Iterable[Step]) -> list[Unread]:
    """The texts about the roles of some steps that were not understood."""
    return [each for step in steps for each in step.not_understood]


def pay_row(name: str, pay: Pay | None, unread: Iterable[Unread], details: str = "") -> AnswerRow:
    """Pay as a row, or that it is not known."""
    if pay is None:
        return AnswerRow(name, silence(unread, "pay"), details)
    return AnswerRow(name, pay_text(pay), details, cite(pay.sources))


def pay_rows(step: Step) -> list[AnswerRow]:
    """The pay of the destination of a step: the range, the median, or that neither is known."""
    medians = step.median_pay and median_row("pay" if step.pay is None else "median pay", step.median_pay)
    if medians and step.pay is None:
        return [medians]
    found = pay_row("pay", step.pay, step.not_understood, pay_change_text(step.pay_change))
    return [found, medians] if medians else [found]


def median_row(name: str, change: MedianPayChange) -> AnswerRow:
    """The median pay of a year after a step, and how it changes."""
    if change.after is None:
        return AnswerRow(name, NOT_STATED)
    before = f"{change.difference:+,}, before {change.before.value:,}" if change.before else ""
    return AnswerRow(name, median_text(change.after), before, cite(change.after.sources))


def median_text(median: Figure) -> str:
    """The median pay of a year: "median 98,000 a year"."""
    return f"median {median.value:,} a year"


OPEN = "no upper limit stated"
"""What is said of pay whose upper bound is open."""


def pay_change_text(change: PayChange) -> str:
    """What changes at either bound. Nothing where no pay was stated before."""
    if change.before is None or change.after is None:
        return ""
    if change.reason:
        return change.reason
    parts = [
        f"{name} {value:+,}" if value else f"{name} unchanged"
        for name, value in (("minimum", change.minimum), ("maximum", change.maximum))
        if value is not None
    ]
    if change.before.open_ended or change.after.open_ended:
        parts.append(OPEN)
    return ", ".join(parts)


# --- routes -----------------------------------------------------------------------------------------------------------


def routes_answer(answer: Routes, count: int) -> Answer:
    """The best routes, of which ``count`` were asked for; or why there is none, and what would open one."""
    notes = list(answer.notes)
    if 0 < len(answer) < count and answer.routes[0].steps:
        notes.append(
            f"there {'is' if len(answer) == 1 else 'are'} only {count_of(len(answer), 'route')} ({count} requested)"
        )
    if answer.routes and answer.reason:
        notes.append(answer.reason)
    status = 0 if answer.routes else 1
    brief = route_blocks(answer, short=True)
    return Answer(answer, route_blocks(answer), brief=brief, sheet=_routes_sheet(answer), notes=notes, status=status)


def route_answer(route: Route) -> Answer:
    """One route by itself; without steps where both ends are one role."""
    if not route.steps:
        return Answer(route, [Heading("A route without steps: both ends are one role"), Items(())])
    ends = route.steps[0].origin, route.steps[-1].destination
    return routes_answer(Routes(ends, [route], None), 1).replaced(data=route)


def step_answer(step: Step) -> Answer:
    """One step by itself."""
    return route_answer(Route((step,), step.cost, step.learn)).replaced(data=step)


def group_answer(answer: GroupRoutes) -> Answer:
    """The best routes to roles of a group: a row for each, with what it asks."""
    rows: list[list[Cell]] = [_group_cells(each) for each in answer]
    table = Table(("role", "cost", "steps", "to learn", "needs", "by way of"), rows)
    some = f"{len(answer)} of " if len(answer) < answer.members else ""
    found = f"The best routes to {some}its {count_of(answer.members, 'role')}."
    tried = f" Looked at: {answer.tried} of them." if answer.tried < answer.members else ""
    blocks: list[Block] = [
        Heading(f"{answer.origin.label} → {answer.group}"),
        Paragraph(f"{found if rows else 'No role of the group has a route.'}{tried}"),
        *([table] if rows else []),
    ]
    if rows:
        blocks.append(Paragraph(f'Each step: kg route "{answer.origin.label}" "{answer[0].destination.label}"'))
    return Answer(answer, blocks, sheet=table, status=0 if rows else 1)


def _group_cells(answer: Routes) -> list[Cell]:
    """The best route to a role: its cost, its length, what it asks, and the roles on the way."""
    route = answer[0]
    unmet = [(gate.label, step) for step in route.steps for gate in step.gates if not gate.met]
    unmet += [("licence", step) for step in route.steps if step.regulation_sources]
    needs = [text if step is route.steps[-1] else f"{text} ({step.destination.label})" for text, step in unmet]
    way = " → ".join(step.destination.label for step in route.steps[:-1])
    cost = None if route.cost is None else f"{route.cost:g}"
    return [answer.destination, cost, len(route.steps), len(route.learn), "; ".join(needs), way]


def route_blocks(answer: Routes, *, short: bool = False) -> list[Block]:
    """Routes step by step, best first, then the direct step; ``short`` as text output has them."""
    ends = answer.origin, answer.destination
    blocks: list[Block] = [Heading(f"{answer.origin.label} → {answer.destination.label}", about=ends)]
    if answer.degree_first:
        blocks.append(Paragraph(_degree_sentence(answer, answer.degree_first), ends))
    for number, route in enumerate(answer, 1):
        summary = route_summary(route) if route.steps else f"{answer.reason}"
        if len(answer) > 1:
            blocks.append(Heading(f"Route {number} of {len(answer)}: {summary}", 2))
        else:
            blocks.append(Paragraph(summary))
        if route.best_at:
            blocks.append(Paragraph(f"Best at: {route.best_at}"))
        blocks += route_steps(route, 3 if len(answer) > 1 else 2, short=short)
    if not answer.routes:
        blocks += [Paragraph(sentence, ends) for sentence in no_route_sentences(answer)]
    if answer.direct and not (short and any(len(route.steps) == 1 for route in answer)):
        blocks.append(Heading(direct_step_sentence(answer.direct), 2))
    return [*blocks, *_short_legend(answer)] if short else blocks


def _short_legend(answer: Routes) -> list[Block]:
    """What the figures of a short answer mean, and once what an open bound of pay is."""
    steps = [step for route in answer for step in route.steps]
    lines = [FIGURES_LINE] if steps else []
    lines += (
        ["+ after pay: no upper limit is stated."] if any(step.pay and step.pay.open_ended for step in steps) else []
    )
    return [Paragraph(line) for line in lines]


def _degree_sentence(answer: Routes, degree: DegreeNeeded) -> str:
    """That a degree comes first, or the conditional ways to do without it."""
    asks = f"{answer.destination.label} asks it (level of education {degree.level} of 12)"
    first = f"First a degree: {degree.label}{_or_ways(answer)}."
    return f"{first} {asks}; {answer.origin.label} asks no more than level {degree.held}."


def _or_ways(answer: Routes) -> str:
    """The conditional ways to the destination, after a comma; empty for none."""
    gates = answer.direct.gates if answer.direct else ()
    ways = [option for gate in gates for option in gate.instead]
    sources = [source for option in ways for source in option.sources]
    return f", or {ways_text(ways)} ({cite(sources)})" if ways else ""


def route_steps(route: Route, level: int, *, short: bool = False) -> list[Block]:
    """The steps of a route, each with its figures and statements under a heading of a level."""
    blocks: list[Block] = []
    for number, step in enumerate(route.steps, 1):
        title = f"Step {number}: {step.origin.label} → {step.destination.label}"
        blocks.append(Heading(title, level, (step.origin, step.destination)))
        caution = [Paragraph(step.caution)] if step.caution else []
        if short:
            figures = step_figures(step._replace(passing=0))
            blocks += [Paragraph(_carried_text(step) + figures), *caution, *short_blocks(_short_rows(step))]
        else:
            blocks += [Paragraph(step_figures(step)), *caution, Items(tuple(step_rows(step)))]
    return blocks


def _carried_text(step: Step) -> str:
    """How many skills carry over to a step, and how many are to learn; empty where its role states none."""
    if not (step.kept or step.learn):
        return ""
    near = f" ({len(step.near)} near)" if step.near else ""
    return f"keep {count_of(len(step.kept), 'skill')}, learn {len(step.learn)}{near}; "


def _short_rows(step: Step) -> list[AnswerRow]:
    """The skills of a step that matter most, then all else that it asks and states."""
    rows = short_missing_rows(("learn", "near"), step.learn, step.near)
    rest = [row for row in step_rows(step) if not row.row_type.startswith(("keep", "learn"))]
    return rows + [row._replace(details=row.details.removesuffix(OPEN).removesuffix(", ")) for row in rest]


def short_blocks(rows: Iterable[AnswerRow]) -> list[Block]:
    """Statements as text output has them; what stays as it is and what is not stated are one line below."""
    listed = list(rows)
    same = [row for row in listed if row.row_type == "level" and row.details == f"before: {row.label.split()[-1]}"]
    silent = [row for row in listed if row.label == NOT_STATED and not row.details]
    said = [f"{row.row_type}: {row.label}, unchanged" for row in same]
    said += [f"{NOT_STATED}: {', '.join(row.row_type for row in silent)}"] if silent else []
    items = Items(tuple(row for row in listed if row not in (*same, *silent)), heads=False)
    return [*([items] if items.rows else []), *([Paragraph(f"{'; '.join(said)}.")] if said else [])]


def short_missing_rows(
    row_types: tuple[str, str], items: Sequence[SkillItem], near: Iterable[SkillItem], *, say_near: bool = False
) -> list[AnswerRow]:
    """Of the missing skills the five that matter most, each with the reason, and how many more there are.

    With ``say_near``, those that are near say to what.
    """
    known = {item.iri for item in near}
    rows = []
    for item in most_important(items, shown_first(len(items))):
        why = "; ".join(filter(None, (near_text(item) if say_near else "", _why_text(item))))
        rows.append(AnswerRow(row_types[item.iri in known], item.label, why, cite(item.sources), item.iri))
    more = len(items) - len(rows)
    return [*rows, AnswerRow("", and_more(more))] if more else rows


def _why_text(item: SkillItem) -> str:
    """Why a missing skill comes first, in few words: its tools, whether it is used again, what is stated of it."""
    stated = brief_reason(item.reason) if item.reason and item.tier != OTHERS else ""
    return "; ".join(filter(None, (tools_text(item), "used again" if item.used_again_in else stated)))


def step_rows(step: Step) -> list[AnswerRow]:
    """What a step keeps and asks to learn, the credential it needs, what it pays, and the change of level."""
    rows = covered_rows("keep", step.kept)
    rows += missing_rows(("learn", "learn (near)"), step.learn, step.near)
    rows += unread_rows(step.not_understood, "requirements")
    rows += gate_rows(step) or [AnswerRow("gate", silence(step.not_understood, "education"))]
    return [*rows, *month_rows(step), *pay_rows(step), *area_pay_rows(step.area_pay), _level_row(step)]


def month_rows(step: Step) -> list[AnswerRow]:
    """The months of experience and training that sources state of a role."""
    stated = {
        "experience": step.experience,
        "on-site training": step.on_site_training,
        "on-the-job training": step.on_the_job_training,
    }
    return [
        AnswerRow(name, f"at least {count_of(figure.value, 'month')}", "", cite(figure.sources))
        for name, figure in stated.items()
        if figure
    ]


def _level_row(step: Step) -> AnswerRow:
    """The change of level: the career level between job titles, the preparation level between roles."""
    if step.level and step.level.after:
        before = step.level.before
        came = f"from {before.entity.label}, {before.years}" if before else f"previous level {NOT_STATED}"
        after = step.level.after
        return AnswerRow("level", f"{after.entity.label}, {after.years}", came, cite(after.sources), after.entity.iri)
    if step.preparation == (None, None):
        return AnswerRow("level", NOT_STATED)
    earlier, later = ("not stated" if value is None else str(value) for value in step.preparation)
    return AnswerRow("level", f"preparation {later}", f"before: {earlier}")


def step_figures(step: Step) -> str:
    """The figures of a step by the rule: gap, similarity and cost; a promotion has no cost."""
    if step.cost is None or step.similarity is None:
        return f"gap {step.gap:g}; no cost: promotions are not priced"
    fresh = ", a fresh start" if step.fresh_start else ""
    passing = f" (passing {step.passing:g})" if step.passing else ""
    return f"gap {step.gap:g}, similarity {step.similarity:.3f}{fresh}, cost {step.cost:g}{passing}"


def route_summary(route: Route) -> str:
    """A route in one line: how many steps, how much to learn, what it costs, and the roles on it."""
    roles = " → ".join(step.destination.label for step in route.steps)
    cost = "" if route.cost is None else f", cost {route.cost:g}"
    near = sum(len(step.near) for step in route.steps)
    least = at_least(unread_of(route.steps))
    learn = f"{least}{count_of(len(route.learn), 'skill')} to learn" + (f" ({near} of them near)" if near else "")
    return f"{count_of(len(route.steps), 'step')}, {learn}{cost}: {roles}"


def no_route_sentences(answer: Routes) -> list[str]:
    """Why there is no route, and what would open one."""
    ways = "" if answer.degree_first else _or_ways(answer).removeprefix(", or ")
    conditional = [f"A conditional way to {answer.destination.label}: {ways}."] if ways else []
    return [f"No route: {answer.reason}.", *conditional, *_bridge_sentences(answer)]


def _bridge_sentences(answer: Routes) -> list[str]:
    if answer.bridge is None:  # it is not looked for among promotions, nor after a search that was stopped
        return ["No extra skill would open a route."] if answer.direct and not answer.notes else []
    skills = ", ".join(skill.label.rstrip(".") for skill in answer.bridge.skills)
    summary = route_summary(answer.bridge.route)
    return [f"The fewest skills that would open a route: {skills}. The route would then be: {summary}"]


def direct_step_sentence(step: DirectStep) -> str:
    """The step straight to the destination in one line, and why it is or is not allowed."""
    verdict = "allowed" if step.allowed else f"not allowed because {step.reason}"
    verdict += ", as a fresh start" if step.allowed and step.fresh_start else ""
    unmet = "".join(f", {gate.label} {gate.state}" for gate in step.gates if not gate.met)
    unmet += ", a regulated profession" if step.regulation_sources else ""
    if step.gap is None and not step.learn:
        known = silence(step.not_understood, "requirements")
        known = known if known == NOT_STATED else f"not known: {known}"
        return f"Direct step: required skills {known}{unmet}; {verdict}"
    if step.shared is None:
        return f"Direct step: {count_of(len(step.learn), 'skill')} required, in common not known{unmet}; {verdict}"
    learn = f"{at_least(step.not_understood)}{count_of(len(step.learn), 'skill')} to learn"
    return f"Direct step: {learn}, {step.shared} in common{unmet}; {verdict}"


def _routes_sheet(answer: Routes) -> Table:
    """Routes as rows for a spreadsheet."""
    ends = answer.origin, answer.destination
    rows: list[list[Cell]] = [
        [number, position, step.origin, step.destination, *row.cells]
        for number, route in enumerate(answer, 1)
        for position, step in enumerate(route.steps, 1)
        for row in step_rows(step)
    ]
    if not answer.routes:
        skills = answer.bridge.skills if answer.bridge else ()
        rows = [["", "", *ends, "no route", answer.reason or "", "", ""]]
        rows += [["", "", *ends, "bridge", skill, "", ""] for skill in skills]
    return Table(("route", "step", "from", "to", "type", "item", "details", "source"), rows)


def best_routes(routes: BestRoutes) -> list[Block]:
    """The best route between each two careers in a line, under the origin that they have in common."""
    origins: dict[Entity, list[AnswerRow]] = {}
    for origin, end, best in routes:
        steps = "; then ".join(map(_step_learning, best.steps)) if best else "no route"
        origins.setdefault(origin, []).append(AnswerRow("to", end.label, steps, "computed", end.iri))
    blocks: list[Block] = [Heading("Best routes by background")]
    for origin, rows in origins.items():
        blocks += [Heading(origin.label, 2, (origin,)), Items(tuple(rows))]
    return blocks if origins else []


def _step_learning(step: Step) -> str:
    """A step in words: the role that it leads to, what is learned for it, and the credentials to get."""
    learning = f"{step.destination.label}, learning {', '.join(item.label for item in step.learn) or 'nothing new'}"
    needs = needs_in_short(step)
    return f"{learning}, and getting {needs}" if needs else learning


def needs_in_short(step: Step) -> str:
    """The credentials that a step asks and that are not held, by kind: "PhD", "a licence"; empty for none."""
    lacking = list(dict.fromkeys(gate.credential.label for gate in step.gates if not gate.met))
    return join_labels([*lacking, *(["a licence"] if step.regulation_sources else [])])


# --- gap, next roles, what-if -----------------------------------------------------------------------------------------


def gap_answer(answer: Gap) -> Answer:
    """What is held, near and missing for a role."""
    title = f"{answer.origin.label if answer.origin else 'What you have'} → {answer.destination.label}"
    lacking = "required" if answer.reason else "missing"  # of what is not compared nobody knows whether it is held
    rows = [*covered_rows("held", answer.held), *missing_rows((lacking, "near"), answer.missing, answer.near)]
    rows += [*gate_rows(answer), *unread_rows(answer.not_understood)]
    statements = Items(tuple(rows))
    head: list[Block] = [Heading(title), Paragraph(_gap_summary(answer))]
    short = short_missing_rows((lacking, "near"), answer.missing, answer.near, say_near=True)
    short += [row for row in rows if row.row_type in ("gate", "not understood")]
    brief = [*head, *short_blocks(short)]
    blocks = [*head, *([statements] if rows else [])]
    return Answer(answer, blocks, brief=brief, sheet=statements.table(), notes=answer.notes)


def _gap_summary(answer: Gap) -> str:
    """How much of what a role requires is held, or why that is not known."""
    if answer.reason is not None:
        known = "" if "is not known" in answer.reason else f": the gap is {NOT_STATED}"
        return f"{answer.reason[0].upper()}{answer.reason[1:]}{known}."
    required = len(answer.held) + len(answer.missing)
    figures = f"required skills held, {len(answer.near)} near: coverage {answer.coverage or 0:.0%}"
    if lines := unread_lines(answer.not_understood):
        figures += f" of what was understood; more is required by {lines}"
    return f"{len(answer.held)} of {at_least(answer.not_understood)}{required} {figures}"


def unread_education(unread: Iterable[Unread]) -> list[str]:
    """The lines that state the education for a role, and were not understood."""
    return [str(each) for each in unread if each.topic == "education"]


def unread_lines(unread: Iterable[Unread], topic: str = "requirements") -> str:
    """The lines that state something on a topic, and were not understood, as a cell."""
    return cite(each.source for each in unread if each.topic == topic)
