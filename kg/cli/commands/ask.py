"""The command ``kg ask``."""

from __future__ import annotations

import re

import click

from kg.analysis.questions import Question, by_topic, question
from kg.answers.blocks import (
    FIRST_FIVE,
    RANKED,
    Answer,
    AnswerRow,
    Block,
    Heading,
    Items,
    Paragraph,
    Table,
    and_more,
)
from kg.answers.entities import unread_sentences, with_unread
from kg.cli.commands.sparql import check_text, result_answer, timeout_option
from kg.cli.options import QuestionName, answers, source_option
from kg.cli.session import Session
from kg.errors import UsageError, quoted
from kg.limits import QUERY_TIME
from kg.model import Unread

TOPICS = {
    "requiresSkill": "hasRequirement",
    "optionalSkill": "hasRequirement",
    "educationRequirements": "educationOption",
}
"""Properties that state what another does, which texts that were not understood go by."""


@click.command(context_settings={"ignore_unknown_options": True, "allow_extra_args": True})
@click.argument("name", required=False, type=QuestionName())
@click.option("-p", "--param", "params", multiple=True, metavar="NAME=VALUE", help="A parameter of the question.")
@timeout_option
@source_option
@answers()
@click.pass_context
def command(
    ctx: click.Context, session: Session, name: str | None, params: tuple[str, ...], timeout: float | None
) -> Answer:
    """A parameter is given as --param role="Data Scientist" or --role "Data Scientist", in the names people use.

    Without a name it lists the questions by topic, the first of each; --all lists all of them. Text has the first rows
    of an answer, and all with --all.

    \b
    Example:
      kg ask
      kg ask --all
      kg ask role-skills --role "Data Scientist"
    """
    if name is None:
        return _questions_answer(session)
    entry = question(name)
    values = {item.name: item.example for item in entry.parameters} | _parameters(entry, params, ctx.args)
    result = session.graph.ask(name, values, timeout=timeout or QUERY_TIME.value)
    _note_names(session, entry, values)
    answer = result_answer(session, result)
    unread = _unread(session, entry, values)
    sheet = with_unread(answer.sheet, unread)
    answer = answer.replaced(sheet=sheet)
    rows = [dict(zip(answer.sheet.columns, row, strict=True)) for row in answer.sheet.rows]
    listed = ", ".join(f"{key} = {value}" for key, value in values.items())
    title = entry.question + (f" ({listed})" if listed else "")
    said = [Paragraph(sentence) for sentence in unread_sentences(unread)]
    more = len(rows) - RANKED
    first = [Table(sheet.columns, sheet.rows[:RANKED]), Paragraph(and_more(more))]
    return answer.replaced(
        data={
            "name": entry.name,
            "question": entry.question,
            "parameters": values,
            "rows": rows,
            **({"not_understood": unread} if unread else {}),
        },
        blocks=[Heading(title), answer.sheet, *said],
        brief=[Heading(title), *first, *said] if more > 1 else [],
        title=title,
        hints=tuple,
        other={},
    )


def _note_names(session: Session, entry: Question, values: dict[str, str]) -> None:
    """Note how the names of entities were interpreted."""
    for item in entry.parameters:
        if item.kind not in ("text", "number"):
            for name in values[item.name].split(",") if item.many else [values[item.name]]:
                if name.strip():
                    session.entity(name.strip(), (item.kind,))


def _unread(session: Session, entry: Question, values: dict[str, str]) -> list[Unread]:
    """The texts that were not understood and may belong to the answer: on what the question asks, of the role named."""
    kinds = {item.name: item.kind for item in entry.parameters}
    named = [session.graph.get(value, "role") for name, value in values.items() if kinds[name] == "role"]
    asked = set(re.findall(r"\w+:(\w+)", entry.sparql))
    wanted = {TOPICS.get(name, name) for name in asked}
    return [each for each in session.graph.unread() if each.property in wanted and (each.role in named or not named)]


def _questions_answer(session: Session) -> Answer:
    questions = session.graph.questions()
    found = questions.values()
    rows = [[entry.name, entry.question, _parameters_text(entry)] for entry in found]
    data = [
        {
            "name": entry.name,
            "title": entry.title,
            "question": entry.question,
            "expect": entry.expect,
            "parameters": [
                {"name": item.name, "kind": item.kind, "example": item.example} for item in entry.parameters
            ],
        }
        for entry in found
    ]
    sheet = Table(("name", "question", "parameters"), rows)
    topics = by_topic(questions)
    brief, whole = (
        [block for topic, some in topics.items() for block in _topic_blocks(topic, some, most)]
        for most in (FIRST_FIVE, len(questions))
    )
    ask = Paragraph("One of them: kg ask role-skills --role 'Data Scientist'")
    title = "Questions with ready answers"
    return Answer(
        data, [*whole, Paragraph(""), ask], sheet=sheet, title=title, brief=[Heading(title), *brief, Paragraph(""), ask]
    )


def _topic_blocks(topic: str, asked: list[Question], most: int) -> list[Block]:
    """The first questions of a topic, and how many more there are."""
    shown = asked if len(asked) <= most + 1 else asked[:most]
    rows = tuple(AnswerRow(entry.name, entry.question, _parameters_text(entry)) for entry in shown)
    more = [Paragraph(and_more(len(asked) - len(shown)))] if len(shown) < len(asked) else []
    return [Heading(topic, 2), Items(rows, heads=False), *more]


def _parameters_text(entry: Question) -> str:
    return ", ".join(f"--{item.name} {item.example!r}" for item in entry.parameters)


def _parameters(entry: Question, params: tuple[str, ...], extra: list[str]) -> dict[str, str]:
    """The values that ``--param NAME=VALUE`` and ``--NAME VALUE`` give; a lone value goes to a lone parameter.

    Raises UsageError for a value without its parameter, and for a parameter with two values.
    """
    pairs = []
    rest = list(extra)
    while rest:
        option = rest.pop(0)
        name, equals, value = option.removeprefix("--").partition("=")
        if not option.startswith("--"):
            pairs.append(_lone_value(entry, option))
        elif equals or rest:
            pairs.append((name, value if equals else rest.pop(0)))
        else:
            raise UsageError(f"{quoted(option)} has no value", f"write {option} VALUE")
    for param in params:
        name, equals, value = param.partition("=")
        pairs.append((name, value) if equals else _lone_value(entry, param))
    values = dict(pairs)
    for value in values.values():
        check_text(value)
    if len(values) < len(pairs):
        raise UsageError("a parameter is given more than once", "give each of them one value")
    return values


def _lone_value(entry: Question, value: str) -> tuple[str, str]:
    if len(entry.parameters) == 1:
        return entry.parameters[0].name, value
    names = " ".join(f"--{parameter.name} VALUE" for parameter in entry.parameters)
    hint = f"write {names}" if names else f"{entry.name} has no parameters"
    raise UsageError(f"{quoted(value)} is the value of no parameter", hint)
