"""Arguments that name entities, with shell completion, and the options that several commands share."""

from __future__ import annotations

import functools
import os
import sys
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click
from click.core import ParameterSource

from kg.answers.blocks import Answer, Detail
from kg.answers.escaping import terminal
from kg.answers.json_output import plain
from kg.answers.renderers import FORMATS, format_names, render
from kg.answers.text import styled_text, wrapped
from kg.arguments import kind_named
from kg.cli.names import names_of
from kg.cli.session import Session
from kg.cli.watch import at_terminal, columns_of, show_no_time
from kg.errors import KGError, UsageError, quoted
from kg.model import Entity
from kg.resources import write_atomically
from kg.routes.conditions import MAX_STEPS, Conditions
from kg.schema import DESTINATION_KINDS, HOLDABLE_KINDS, KINDS, ORIGIN_KINDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from click.shell_completion import CompletionItem

    from kg.store.folder import StoreFolder  # loads the engine, which help does without

    _Option = Callable[[Callable[..., Any]], Callable[..., Any]]


class _FilePath(click.Path):
    """A file or folder; the empty text, which would be the folder that one is in, is none."""

    def convert(
        self, value: str | os.PathLike[str], param: click.Parameter | None, ctx: click.Context | None
    ) -> str | bytes | os.PathLike[str]:
        """The path that a text names. Raises click.BadParameter for an empty one."""
        if not str(value):
            self.fail("the name of a file or folder is empty", param, ctx)
        return super().convert(value, param, ctx)


PATH = _FilePath(path_type=Path)
"""A file or folder."""


# --- names of entities ------------------------------------------------------------------------------------------------


_MOST_COMPLETED = 200
"""How many completions a shell is given: more than anybody reads."""


class CompletedName(click.ParamType[str]):
    """A text that the shell completes by what ``known`` gives, each with the word that stands beside it."""

    name = "name"

    def known(self, session: Session, incomplete: str) -> Iterable[tuple[str, str]]:
        """What may stand here; what does not begin with what is typed is left out."""
        del session, incomplete
        return ()

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """What begins with what is typed, in any case."""
        from click.shell_completion import CompletionItem  # loaded for completion alone

        from kg.store.names import fold

        del param
        chosen = ctx.find_root().params
        session, typed = Session(chosen.get("source")), fold(incomplete)
        session.language = chosen.get("language")
        try:
            found = [*self.known(session, typed)]
        except KGError:  # a shell that completes is no place for messages
            return []
        fitting = ((name, beside) for name, beside in found if fold(name).startswith(typed))
        return [CompletionItem(name, help=beside) for name, beside in islice(fitting, _MOST_COMPLETED)]


class EntityName(CompletedName):
    """The name of an entity of some kinds: labels come first, and other names where no label begins so."""

    def __init__(self, *kinds: str) -> None:
        self.kinds = kinds

    def known(self, session: Session, incomplete: str) -> Iterable[tuple[str, str]]:
        """The names that begin with what is typed."""
        from kg.model.entities import LABEL
        from kg.store.names import NameFilter  # loads the engine, which help does without

        names = session.graph.store.names.starting(incomplete, NameFilter(self.kinds))
        first = [each for each in names if each.tier == LABEL] or names
        return dict(sorted((each.name, each.entity.kind) for each in first)).items()


class EndName(EntityName):
    """One of two ends: what may be a start comes first, then what may be a destination."""

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """The names of what may be this end."""
        given = ctx.params.get(param.name or "")
        return EntityName(*(DESTINATION_KINDS if given else ORIGIN_KINDS)).shell_complete(ctx, param, incomplete)


class QuestionName(CompletedName):
    """The name of a question."""

    def known(self, session: Session, incomplete: str) -> Iterable[tuple[str, str]]:
        """All questions, each with its title."""
        from kg.analysis.questions import questions

        del session, incomplete
        return ((name, each.title) for name, each in questions().items())


class KindName(CompletedName):
    """A kind of entity, in singular or plural."""

    def known(self, session: Session, incomplete: str) -> Iterable[tuple[str, str]]:
        """All kinds."""
        del session, incomplete
        return ((kind, "kind") for kind in KINDS)


class KindChoice(click.Choice[str]):
    """A kind of entity as the value of an option, in singular or plural."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The kind in singular."""
        return super().convert(kind_named(value) or value, param, ctx)


class SourceText(CompletedName):
    """The name of a source of the graph."""

    def known(self, session: Session, incomplete: str) -> Iterable[tuple[str, str]]:
        """All sources."""
        del incomplete
        return ((source, "source") for source in session.graph.sources())


ROLE = EntityName("role")
ORIGIN = EntityName(*ORIGIN_KINDS)
DESTINATION = EntityName(*DESTINATION_KINDS)
ANY = EntityName()


# --- the format of an answer ------------------------------------------------------------------------------------------


_ALL_OPTION = click.option(
    "--all", "all_rows", is_flag=True, help="Text: all rows and details, not the first ones alone."
)
_SOURCES_OPTION = click.option("--sources", "full_sources", is_flag=True, help="Text: each source in full.")


def answers(*more: str, to_file: bool = False) -> Callable[[Callable[..., Answer]], Callable[..., None]]:
    """Make a function that returns an Answer a command with ``-f``; ``more`` names formats beyond the usual ones.

    With ``to_file`` the command has ``-o`` too.
    """
    names = format_names(*more)
    meanings = "; ".join(f"{name}: {FORMATS[name].summary}" for name in names)

    def decorate(function: Callable[..., Answer]) -> Callable[..., None]:
        @click.option(
            "-f",
            "--format",
            "fmt",
            type=click.Choice(names),
            default=names[0],
            show_default=True,
            help=f"How to print the answer ({meanings}).",
        )
        @_ALL_OPTION
        @_SOURCES_OPTION
        @click.pass_obj
        @functools.wraps(function)
        def run(session: Session, /, fmt: str, answer_file: Path | None = None, **arguments: Any) -> None:
            detail = Detail(arguments.pop("all_rows"), arguments.pop("full_sources"))
            form = _format_of(answer_file, fmt, names) if answer_file else fmt
            session.shows_all = detail.all or form != names[0]
            answer = restricted(function(session, **arguments), session).replaced(detail=detail)
            print_notes([*session.notes, *answer.notes])
            if answer_file:
                write_atomically(answer_file, render(answer, form, encoding="utf-8").encode())
                click.echo(terminal(str(answer_file)))
            else:
                print_answer(answer, form)
            print_notes(answer.hints())
            click.get_current_context().exit(answer.status)

        run.answer_of = function  # type: ignore[attr-defined]  # what `kg serve` calls; click passes it on
        return _output_option(run) if to_file else run

    return decorate


_output_option = click.option(
    "-o",
    "--output",
    "answer_file",
    type=PATH,
    metavar="FILE",
    help="Write the answer to this file, in the format of its ending or -f, and print its path.",
)


def _format_of(path: Path, fmt: str, names: Sequence[str]) -> str:
    """The format of an answer that goes to a file: the one that was asked for, else that of the file's ending."""
    if click.get_current_context().get_parameter_source("fmt") is not ParameterSource.DEFAULT:
        return fmt
    ending = path.suffix.removeprefix(".").casefold()
    found = {"txt": "table"}.get(ending, ending)
    if found not in names:
        raise UsageError(f"no format has the ending of {quoted(path.name)}", f"add -f, one of: {', '.join(names)}")
    return found


def restricted(answer: Answer, session: Session) -> Answer:
    """An answer that says which sources it is restricted to, if it is: in a note, and in JSON that has keys.

    It also says, once, that labels are missing in the language that was asked for; entities of one name have their
    source.
    """
    if "graph" in vars(session):
        answer = answer.distinguished(session.source_of)
    if language := session.language_note:
        answer = answer.replaced(notes=[*answer.notes, *language])
    if not session.sources:
        return answer
    data = plain(answer.data)
    if isinstance(data, dict):
        data |= {"restricted_to": dict(session.sources)}
    return answer.replaced(data=data, notes=[*answer.notes, session.restriction])


def print_answer(answer: Answer, fmt: str = "table") -> None:
    """Print an answer to standard output, as wide as the terminal where it is one."""
    width = columns_of(sys.stdout)
    if width is not None and fmt == "table":
        click.echo(styled_text(answer, width), color=True)
    else:
        click.echo(render(answer, fmt, encoding=sys.stdout.encoding, width=width), nl=False)


def print_notes(notes: Iterable[str]) -> None:
    """Print notes to standard error, as wide as the terminal where it is one."""
    width = columns_of(sys.stderr)
    for note in notes:
        click.echo("\n".join(wrapped(f"note: {terminal(note)}", width)), err=True)


@contextmanager
def progress_bar(label: str) -> Iterator[Callable[[int, int], None] | None]:
    """A callback for how much is done, and how much there is: it moves a bar. There is none but on a terminal."""
    if not at_terminal(sys.stderr):
        yield None
        return
    show_no_time()
    with click.progressbar(length=1, label=label, file=sys.stderr) as bar:

        def advance(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        yield advance


# --- where names are looked up, and what an answer is restricted to ---------------------------------------------------


def _sources(flag: str, meaning: str) -> _Option:
    def keep(ctx: click.Context, param: click.Parameter, value: tuple[str, ...]) -> None:
        if value:
            ctx.find_object(Session).sources[param.name] = value  # type: ignore[union-attr,literal-required]  # made before any option of a command

    return click.option(
        flag, multiple=True, type=SourceText(), metavar="NAME", expose_value=False, callback=keep, help=meaning
    )


source_option = _sources(
    "--source",
    "Restrict the answer to this source (e.g. esco): names, and what is listed and counted; repeat for more.",
)
"""The option that restricts an answer to sources; the session keeps it."""

_FROM = _sources("--from-source", "Look FROM up in this source instead; repeat for more.")
_TO = _sources("--to-source", "Look TO up in this source instead; repeat for more.")


def from_source_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that restrict an answer to sources, and the one end that it starts from to its own."""
    return source_option(_FROM(command))


def sources_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that restrict an answer about two ends to sources, each end to its own."""
    return source_option(_FROM(_TO(command)))


def _keep_kind(ctx: click.Context, param: click.Parameter, value: str | None) -> None:
    del param
    ctx.find_object(Session).kinds = (value,) if value else ()  # type: ignore[union-attr]  # as above


kind_option = click.option(
    "--kind",
    type=KindChoice(list(KINDS)),
    expose_value=False,
    callback=_keep_kind,
    help="Look up names of this kind only.",
)
"""The option that limits names to one kind; the session keeps it."""


merges_option = click.option(
    "--merges/--no-merges",
    default=True,
    help="Treat skills that the maintainers merged (Programming = Programming expertise) as one skill.",
)
"""The option that keeps every label apart."""

properties_option = click.option(
    "--properties", is_flag=True, help="Name properties as in RDF (hasRequirement) instead of in words."
)
"""The option that prints RDF names of properties."""

group_option = click.option(
    "--in",
    "group",
    metavar="GROUP",
    type=EntityName("role-group"),
    help="Only roles of this group: of ISCO or SOC by label or code, a section of a guide, or a field such as IT.",
)
"""The option that restricts roles to a group."""

AREA = EntityName("location")

area_option = click.option(
    "--area",
    metavar="AREA",
    type=AREA,
    help="Add what roles pay in an area, such as Colorado, as far as an imported source (kg import oews) states it.",
)
"""The option that asks for pay in an area."""

data_option = click.option(
    "--data", type=PATH, metavar="DIR", help="A folder of curated data; the bundled one by default."
)
"""The option that names a folder of curated data."""


# --- what a person has, and conditions of routes ----------------------------------------------------------------------

have_option = click.option(
    "--have",
    multiple=True,
    metavar="NAMES",
    help="Skills or credentials you have: names, a sentence, or @FILE: a list of names, a CV as text or document, a"
    " profile in YAML, JSON Resume, Europass, or LinkedIn's export.",
)
"""The option that says what a person has."""

_CONDITIONS = (
    have_option,
    click.option("--avoid", multiple=True, metavar="NAMES", help="Roles, skills or qualifications to avoid."),
    click.option("--avoid-gate", multiple=True, metavar="NAMES", help="Qualifications to avoid, such as PhD."),
    click.option(
        "--max-steps",
        type=click.IntRange(1, MAX_STEPS),
        default=3,
        show_default=True,
        help="Maximum number of steps between roles.",
    ),
    click.option("--max-new", type=click.IntRange(min=0), help="Maximum number of skills to learn in one step."),
    click.option(
        "--min-shared",
        type=click.IntRange(min=1),
        help="Minimum number of required skills you must already have for a step."
        "  [default: 1, and none for a fresh start]",
    ),
    click.option(
        "--allow-leaps",
        is_flag=True,
        help="Allow steps that raise the preparation level (ISCO skill level, O*NET Job Zone) by more than one."
        " The direct step may do so anyway.",
    ),
    click.option(
        "--allow-detours",
        is_flag=True,
        help="Let routes pass roles where the direct step is the answer: before jobs that need no long preparation,"
        " licensed professions, and degrees that you lack.",
    ),
)


def conditions_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that limit a route."""
    for option in reversed(_CONDITIONS):
        command = option(command)
    return command


_NAMED_AS_TOOL: Final = "^namesMember/^hasRequirement"


def parse_conditions(session: Session, options: Mapping[str, Any]) -> Conditions:
    """The conditions that options state; names are resolved, and how they were interpreted is noted."""
    person = session.read_person(options.get("have", ()))
    avoid = session.entities(options.get("avoid", ()), ("role", *HOLDABLE_KINDS), strict=True)
    skills = [entity for entity in avoid if entity.kind == "skill"]
    canonical, requiring = session.graph.careers.tree.canonical, session.graph.index.roles_requiring if skills else ()
    required = {entity.label.casefold() for entity in skills if canonical(entity.iri) in requiring}
    for entity in skills:
        if entity.label.casefold() not in required:
            session.notes.append(_no_effect(session, entity))
    avoid += session.entities(options.get("avoid_gate", ()), ("credential",), strict=True)
    names = ("max_steps", "max_new", "min_shared", "allow_leaps", "allow_detours")
    limits = {name: options[name] for name in names if name in options}
    return session.graph.conditions([*person.held, *person.degrees], avoid, person.level, **limits)


def _no_effect(session: Session, skill: Entity) -> str:
    """That a skill to be avoided is required by no role; of a tool, for which skill a role names it."""
    named = next((fact for fact in session.graph.show(skill).facts if fact.property == _NAMED_AS_TOOL), None)
    text = f"no role requires {quoted(skill.label)}, so --avoid has no effect"
    if named is None:
        return text
    asked = next((part.label for name, part in named.parts if name == "skill" and isinstance(part, Entity)), "a skill")
    role = named.value.label if isinstance(named.value, Entity) else str(named.value)
    return f"{text}: it is a tool that {role} names for {asked}; to avoid that, --avoid {quoted(asked)}"


ends_argument = click.argument("ends", metavar="FROM TO", nargs=-1, required=True, type=EndName())
"""The two ends of a route; a name of several words may lack its quotes."""


def two_ends(session: Session, words: Sequence[str]) -> list[str]:
    """The names of the two ends of a route; the second may be a group of roles."""
    return names_of(session, words, (ORIGIN.kinds, DESTINATION.kinds), groups=True)


def parse_ends(
    session: Session, origin: str, destination: str, options: Mapping[str, Any]
) -> tuple[Entity | str, Entity, Conditions]:
    """The ends of a route and its conditions; for a group the role in it that has the best route.

    Raises UsageError where an end is to be avoided, KGError for a group without a route.
    """
    start, conditions = session.origin(origin), parse_conditions(session, options)
    if session.names_group(destination, DESTINATION.kinds):
        return start, _role_of_group(session, start, destination, conditions), conditions
    end = session.destination(destination, DESTINATION.kinds)
    for entity in (start, end):
        if not isinstance(entity, str) and _is_avoided(session, entity, conditions.avoid):
            message = f"{quoted(entity.label)} is the start or destination, so it cannot be avoided"
            raise UsageError(message, "drop one of them")
    return start, end, conditions


def _role_of_group(session: Session, start: Entity | str, group: str, conditions: Conditions) -> Entity:
    """The role of a group with the best route to it, which a note names. Raises KGError where none has a route."""
    found = session.graph.route_to_group(start, session.role_group(group), 1, conditions)
    if not found:
        raise KGError(f"no role of {quoted(found.group)} has a route", "name a role: `kg route` then says why")
    best = found[0].destination
    session.notes.append(f"of {found.group}, {best.label} has the best route; `kg route` shows others")
    return best


def _is_avoided(session: Session, end: Entity, avoid: frozenset[str]) -> bool:
    """Whether an end, or the role that it is a title of, matches a role to be avoided exactly."""
    canonical_role = session.graph.careers.canonical_role
    role = session.graph.ladder.titles[end.iri].role if end.kind == "job-title" else end.iri
    return role is not None and canonical_role(role) in set(map(canonical_role, avoid))


def origin_label(origin: Entity | str) -> str:
    """The label of an origin; "what you have" for "me"."""
    return "what you have" if isinstance(origin, str) else origin.label


# --- stores -----------------------------------------------------------------------------------------------------------


def store_path(session: Session, folder: Path | None) -> Path:
    """The folder of a store, or that of -g."""
    if folder is None and session.source is None:
        raise UsageError("no store is named", "give --into DIR, or -g DIR before the command")
    if folder is None and str(session.source).lower().startswith(("http://", "https://")):
        raise UsageError("a graph on a server is only read", "give --into DIR, or -g DIR before the command")
    return folder or Path(session.source or "")


def open_store(session: Session, folder: Path | None) -> StoreFolder:
    """The store in a folder, or that of -g."""
    from kg.store.folder import StoreFolder  # loads the engine, which help does without

    return StoreFolder.open_at(store_path(session, folder))
