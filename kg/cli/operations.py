"""The commands as operations of the server: their parameters and their answers, so that both say the same."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, partial

import click

from kg.answers.blocks import Answer
from kg.answers.entities import extraction_answer
from kg.cli.main import cli
from kg.cli.options import restricted
from kg.cli.session import Session
from kg.errors import AmbiguousNameError, UsageError, quoted
from kg.graph import CareerGraph
from kg.limits import DOCUMENT_TEXT
from kg.model import Entity
from kg.server.exchange import Noted, Operation, OperationParameter

_ARGUMENTS: dict[str, tuple[OperationParameter, ...]] = {
    "route": (OperationParameter("from", required=True), OperationParameter("to", required=True)),
    "plan": (OperationParameter("from", required=True), OperationParameter("to", required=True)),
    "gap": (OperationParameter("from"), OperationParameter("to", required=True)),
    "next": (OperationParameter("role", required=True),),
    "match": (),
    "compare": (OperationParameter("role", required=True, several=True),),
    "show": (OperationParameter("name", required=True),),
    "why": (OperationParameter("name", required=True), OperationParameter("property")),
    "find": (OperationParameter("q", required=True),),
    "ask": (OperationParameter("name"),),
}
"""The commands that are operations, each with its arguments as parameters, in order."""

_MEANINGS = {
    "from": "A role, a background (entry path), a job title, or `me`: only what `have` names.",
    "to": "A role or a job title.",
    "role": "A role, a background (entry path) or a job title.",
    "name": "What is asked for: a label, a synonym, an id or an IRI.",
    "property": "A property, as `/api/show` names it, or pay, skills, education and the like.",
    "q": "Words that must occur in a name or a code.",
}

_PRINTING = frozenset({"fmt", "answer_file", "all_rows", "full_sources"})
"""Options of how an answer is printed."""

_ONLY_HERE = _PRINTING | {"timeout", "progress", "done", "help", "legend"}
"""Options that are for a terminal and its files alone."""

_SHAPES = {"next": "array", "find": "array", "ask": ""}
"""The type of the JSON of operations where it is no object; that of `ask` is a list where no question is named."""

_YES, _NO = ("true", "1", "yes", "on"), ("false", "0", "no", "off")


def operations() -> dict[str, Operation]:
    """Every operation, by name.

    >>> [parameter.name for parameter in operations()["gap"].parameters][:3]
    ['from', 'to', 'have']
    """
    found = [_operation(name, arguments) for name, arguments in _ARGUMENTS.items()]
    return {each.name: each for each in (*found, _EXTRACT)}


def _operation(name: str, arguments: tuple[OperationParameter, ...]) -> Operation:
    command = _command(name)
    options = {parameter.name: (parameter, option) for parameter, option in _options(command)}
    summary, _, description = inspect.cleandoc(command.help or "").partition("\n\n")
    meant = tuple(each._replace(summary=_MEANINGS[each.name]) for each in arguments)
    return Operation(
        name,
        summary,
        description.partition("\b")[0].strip(),
        (*meant, *(parameter for parameter, _ in options.values())),
        partial(_answer, name, meant, options),
        _SHAPES.get(name, "object"),
    )


def _command(name: str) -> click.Command:
    found = cli.get_command(click.Context(cli), name)
    assert found is not None
    return found


def _options(command: click.Command) -> Iterator[tuple[OperationParameter, click.Option]]:
    """The options that make sense elsewhere, each as a parameter."""
    for option in command.params:
        if isinstance(option, click.Option) and option.name not in _ONLY_HERE:
            name = max(option.opts, key=len).lstrip("-").replace("-", "_")
            yield _parameter(name, option), option


def _parameter(name: str, option: click.Option) -> OperationParameter:
    kind = option.type
    default = option.default if isinstance(option.default, str | int | float) else None
    return OperationParameter(
        name,
        option.help or "",
        "boolean" if option.is_flag else _TYPES.get(kind.name.removesuffix(" range"), "string"),
        option.required,
        option.multiple,
        tuple(kind.choices) if isinstance(kind, click.Choice) else (),
        kind.min if isinstance(kind, click.IntRange | click.FloatRange) else None,
        kind.max if isinstance(kind, click.IntRange | click.FloatRange) else None,
        None if default is False else default,
    )


_TYPES = {"integer": "integer", "float": "number"}
"""The types of JSON Schema for those of click."""


# --- answers ----------------------------------------------------------------------------------------------------------


class _ServedSession(Session):
    """A session about a graph that is open already, of somebody elsewhere: it reads no file and prints nothing."""

    reads_files = False

    def __init__(self, graph: CareerGraph) -> None:
        super().__init__(None)
        self._open = graph

    @cached_property
    def graph(self) -> CareerGraph:
        """The graph, with or without merges, restricted to the sources that were chosen."""
        store, bundled = self._open.store, self._open.bundled
        graph = self._open if self.merges else CareerGraph(store, merges=False, bundled=bundled)
        graph = graph if self.language is None else graph.in_language(self.language)
        return graph.restricted_to(**self.sources)

    def announce_slow_task(self, doing: str) -> None:
        """Say nothing: the terminal is somebody else's."""

    def _choose(self, error: AmbiguousNameError) -> Entity:
        """Ask nobody: the terminal is somebody else's."""
        raise error


def _answer(
    name: str,
    arguments: tuple[OperationParameter, ...],
    options: Mapping[str, tuple[OperationParameter, click.Option]],
    graph: CareerGraph,
    values: Mapping[str, Sequence[str]],
) -> Noted:
    """The answer of a command. Raises UsageError for values that it does not take, and as the command does."""
    session = _ServedSession(graph)
    command = _command(name)
    line = [*_option_words(name, options, values), "--", *_argument_words(name, arguments, values)]
    function = command.callback.answer_of  # type: ignore[union-attr]  # as kg.cli.options.answers has set it
    try:
        with command.make_context(name, line, obj=session) as context:
            given = {key: value for key, value in context.params.items() if key not in _PRINTING}
            answer: Answer = restricted(function(session, **given), session)
    except click.ClickException as error:
        raise UsageError(error.format_message(), f"/api/openapi.json describes the parameters of {name}") from error
    return Noted(answer, tuple(dict.fromkeys([*session.notes, *answer.notes])))


def _argument_words(
    name: str, arguments: tuple[OperationParameter, ...], values: Mapping[str, Sequence[str]]
) -> list[str]:
    """The arguments of a command line. Raises UsageError for one that is missing, or given twice."""
    words: list[str] = []
    for parameter in arguments:
        given = [_text(parameter.name, value) for value in values.get(parameter.name, ())]
        if parameter.required and not given:
            raise UsageError(f"{name} needs the parameter {quoted(parameter.name)}", f"add {parameter.name}=...")
        if len(given) > 1 and not parameter.several:
            raise UsageError(f"{quoted(parameter.name)} is given more than once", "give it one value")
        words += given
    return words


def _option_words(
    name: str, options: Mapping[str, tuple[OperationParameter, click.Option]], values: Mapping[str, Sequence[str]]
) -> list[str]:
    """The options of a command line. A parameter of a named question may be given by its own name."""
    words: list[str] = []
    known = {parameter.name for parameter in _ARGUMENTS[name]}
    for key, given in values.items():
        if key in known:
            continue
        if key in options:
            for value in given:
                words += _words(*options[key], _text(key, value))
        elif name == "ask":
            words += [f"--param={key}={_text(key, value)}" for value in given]
        else:
            names = ", ".join([*known, *options])
            raise UsageError(f"{name} has no parameter {quoted(key)}", f"its parameters: {names}")
    return words


def _words(parameter: OperationParameter, option: click.Option, value: str) -> list[str]:
    long = max(option.opts, key=len)
    if parameter.type != "boolean":
        return [f"{long}={value}" if long.startswith("--") else f"{long}{value}"]
    if value.casefold() not in (*_YES, *_NO):
        raise UsageError(f"{parameter.name} is {quoted(value)}, and must be true or false", "write true or false")
    return [long] if value.casefold() in _YES else list(option.secondary_opts)


def _text(name: str, value: str) -> str:
    if "\0" in value or (not value.isprintable() and "\x1b" in value):
        raise UsageError(f"the value of {quoted(name)} has a control character", "leave it out")
    return value


# --- a text in place of a file ----------------------------------------------------------------------------------------


def _extract(graph: CareerGraph, values: Mapping[str, Sequence[str]]) -> Noted:
    from kg.sources.text import Document

    if strays := sorted(set(values) - {"text", "source", "lang"}):
        raise UsageError(f"extract has no parameter {quoted(strays[0])}", "its parameters: text, source, lang")
    text = "\n".join(values.get("text", ()))
    if not text.strip():
        raise UsageError("extract needs the parameter 'text'", "add text=...")
    DOCUMENT_TEXT.check(len(text), "the text")
    for language in values.get("lang", ()):
        graph = graph.in_language(language)
    return Noted(extraction_answer(graph.extract(Document.of(text), tuple(values.get("source", ())))))


_EXTRACT = Operation(
    "extract",
    "Skills, roles and credentials that a text names.",
    "Each mention has its place, what it was read as, and whether the text states it, calls it optional or rules it"
    " out. Send a long text as a form.",
    (
        OperationParameter("text", "The text, such as a CV or an advert.", required=True),
        OperationParameter("source", "Restrict names to this source; repeat for more.", several=True),
        OperationParameter("lang", "Labels in this language (fr, de ...), else in English."),
    ),
    _extract,
)
