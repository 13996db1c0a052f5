"""The file in which ``kg plan`` keeps what is done: read with care, since people edit it, and replaced as a whole."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from kg.cli.session import Session
from kg.errors import UsageError, quoted
from kg.late import yaml
from kg.limits import PROFILE_SIZE
from kg.model import Entity
from kg.model.plan import Progress
from kg.resources import write_atomically
from kg.schema import HOLDABLE_KINDS
from kg.sources.profile import repeated_key

_ENDS = ("from", "to")
_LISTS = ("route", "to_learn", "done")
_ASKED = "asked"

_HEAD = """\
# What `kg plan --progress` keeps, and replaces. What you have learned goes to the list "done": entries of "to_learn",
# or names.
"""


def read_progress(path: Path, session: Session) -> Progress | None:
    """What a file keeps; None where there is no file yet.

    Names in ``done`` are looked up as those of --have; an entry that the graph does not have is kept, with a note.
    Raises UsageError for a file that cannot be read or is none of `kg plan`, UnknownNameError for an unknown name.
    """
    if not path.exists():
        return None
    content = _parsed(path, _text(path))
    if not isinstance(content, dict) or content.keys() - {_ASKED} != {*_ENDS, *_LISTS}:
        raise _fault(path, f"does not have just the keys {', '.join((*_ENDS, *_LISTS, _ASKED))}")
    origin, destination = (_entity(path, content[end]) for end in _ENDS)
    route, to_learn, done = (_listed(path, name, content[name]) for name in _LISTS)
    found: list[Entity] = []
    for entry in done:
        found += session.resolved([entry], HOLDABLE_KINDS, strict=True) if isinstance(entry, str) else [entry]
    asked = _texts(path, content[_ASKED]) if _ASKED in content else None
    known = session.graph.careers.entities
    session.notes += [
        f"{quoted(entity.label)} in {quoted(path.name)} is not in this graph"
        for entity in found
        if entity.iri not in known
    ]
    all_done = tuple(dict.fromkeys(found))
    return Progress(origin, destination, _no_names(path, route), _no_names(path, to_learn), all_done, asked)


def write_progress(path: Path, progress: Progress) -> None:
    """Replace the file by what is to keep, or write a new one. Raises OutputError where that fails."""
    ends = {name: _entry(end) for name, end in zip(_ENDS, (progress.origin, progress.destination), strict=True)}
    lists = (progress.route, progress.to_learn, progress.done)
    content: dict[str, Any] = ends | {
        name: [_entry(entity) for entity in some] for name, some in zip(_LISTS, lists, strict=True)
    }
    content[_ASKED] = list(progress.asked or ())
    if path.suffix.casefold() == ".json":
        text = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
    else:
        text = _HEAD + yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=120)
    write_atomically(path, text.encode())


def _entry(entity: Entity) -> dict[str, str]:
    return {"label": entity.label, "id": entity.id, "iri": entity.iri, "kind": entity.kind}


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return PROFILE_SIZE.read(file, quoted(str(path))).decode("utf-8-sig")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise _fault(path, f"cannot be read: {reason}") from error


def _parsed(path: Path, text: str) -> Any:
    try:
        if path.suffix.casefold() == ".json":
            return json.loads(text)
        if repeated := repeated_key(yaml.compose(text, yaml.SafeLoader)):
            raise _fault(path, f"repeats the key {quoted(repeated[0])} in line {repeated[1]}")
        return yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        if isinstance(error, UsageError):
            raise
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else getattr(error, "lineno", None)
        raise _fault(path, "is not valid" + (f" in line {line}" if line else "")) from error


def _listed(path: Path, name: str, entries: Any) -> list[Entity | str]:
    """The entries of a list, those that are names as they are."""
    if not isinstance(entries, list):
        raise _fault(path, f"has no list under {name}")
    return [entry.strip() if isinstance(entry, str) and entry.strip() else _entity(path, entry) for entry in entries]


def _texts(path: Path, entries: Any) -> tuple[str, ...]:
    """The entries of a list of texts."""
    if not isinstance(entries, list) or not all(isinstance(entry, str) for entry in entries):
        raise _fault(path, f"has no list of texts under {_ASKED}")
    return tuple(entries)


def _no_names(path: Path, entries: Iterable[Entity | str]) -> tuple[Entity, ...]:
    return tuple(entry if isinstance(entry, Entity) else _entity(path, entry) for entry in entries)


def _entity(path: Path, entry: Any) -> Entity:
    """An entry as an entity. Raises UsageError for anything else."""
    if isinstance(entry, dict) and entry.keys() == {"label", "id", "iri", "kind"}:
        texts = [entry[name] for name in ("iri", "id", "label", "kind")]
        if all(isinstance(text, str) for text in texts):
            return Entity(*texts)
    raise _fault(path, f"has an entry that is not one of kg plan: {quoted(str(entry)[:50])}")


def _fault(path: Path, what: str) -> UsageError:
    message = f"{quoted(str(path))} is no file of kg plan --progress: it {what}"
    return UsageError(message, "correct it, or name a new file; it was left as it is")
