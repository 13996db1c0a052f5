"""A folder of curated YAML files -> records: read, check against the record types, resolve every reference.

Every error of a run is collected and raised together, each with its file and line.
"""

from __future__ import annotations

import json
import re
from dataclasses import fields, is_dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, get_args, get_origin, get_type_hints

from pydantic import TypeAdapter, ValidationError

from kg.errors import DataError, SourceError
from kg.model import Finding
from kg.model.records import RECORD_FILES, Dataset, references
from kg.sources.located import Located, Path, read_yaml
from kg.vocab import slug

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path as FilePath

    from pydantic_core import ErrorDetails

__all__ = ["CuratedSource"]


class CuratedSource:
    """The curated files of one guide, read once: the dataset, and where in the files each record stands.

    Raises SourceError when ``folder`` is not a folder, DataError listing every finding when its content is wrong.

    >>> from kg.resources import resource
    >>> source = CuratedSource(resource("data/ai_ml"))
    >>> source.dataset.document.title
    'Career Paths in AI/ML'
    >>> source.locate("role/mlops-engineer", 171)[0]
    'data/ai_ml/roles.yaml'
    """

    def __init__(self, folder: FilePath, shown_as: str = "data/ai_ml") -> None:
        if not folder.is_dir():
            raise SourceError(
                f"'{folder}' is not a folder of curated data", "give a folder with roles.yaml and the rest"
            )
        self._files = {
            entry.name: read_yaml(folder / f"{entry.name}.yaml", f"{shown_as}/{entry.name}.yaml")
            for entry in fields(Dataset)
        }
        findings = [finding for file in self._files.values() for finding in file.findings]
        known = {f"{name}.yaml" for name in self._files}
        findings += [
            Finding("error", "is not a file of this data set", f"{shown_as}/{file.name}")
            for file in sorted(folder.glob("*.y*ml"))
            if file.name not in known
        ]
        self.dataset = self._checked(findings)

    def _checked(self, findings: list[Finding]) -> Dataset:
        hints = get_type_hints(Dataset, include_extras=True)
        parsed: dict[str, Any] = {}
        for name, located in self._files.items():
            if not located.findings:
                parsed[name] = _parse(located, hints[name], findings)
        findings += [*self._bad_ids(), *self._dangling(hints)]
        if not findings:
            dataset = Dataset(**parsed)
            findings += [*self._uncited(dataset), *self._collisions(dataset)]
            if not findings:
                return dataset
        raise DataError(sorted(findings, key=lambda finding: (finding.file or "", finding.line or 0, finding.message)))

    def _ids(self, name: str) -> list[str]:
        """The ids in a file of records, "" for a record without one."""
        records = self._files[name].data
        if not isinstance(records, list):
            return []
        return [str(record.get("id", "")) if isinstance(record, dict) else "" for record in records]

    def _bad_ids(self) -> Iterator[Finding]:
        seen: set[tuple[str, str]] = set()
        for name, kind in RECORD_FILES.items():
            located, previous = self._files[name], ""
            for position, record_id in enumerate(self._ids(name)):
                if not record_id:
                    continue  # reported as a missing key
                if (kind, record_id) in seen:
                    yield located.error((position, "id"), f"duplicate id '{record_id}'")
                elif record_id != slug(record_id):
                    yield located.error((position, "id"), f"the id '{record_id}' must be written '{slug(record_id)}'")
                elif record_id < previous:
                    yield located.error((position, "id"), f"'{record_id}' must stand before '{previous}': sort by id")
                seen.add((kind, record_id))
                previous = record_id

    def _dangling(self, hints: dict[str, Any]) -> Iterator[Finding]:
        known: dict[str, set[str]] = {}
        for name, kind in RECORD_FILES.items():
            known.setdefault(kind, set()).update(self._ids(name))
        curation = self._files["curation"].data
        curation = curation if isinstance(curation, dict) else {}
        known["skill"] |= {str(entry.get("broader")) for entry in _entries(curation, "hierarchy") if "label" in entry}
        known["scheme"] = {str(entry.get("id")) for entry in _entries(curation, "schemes")}
        unread = {kind for name, kind in RECORD_FILES.items() if self._files[name].data is None}
        if self._files["curation"].data is None:
            unread |= {"skill", "scheme"}
        known["*"] = {f"{kind}/{name}" for kind, names in known.items() for name in names}
        for name, located in self._files.items():
            for path, kind, target in _sound_references(hints[name], located.data, ()):
                if (target.partition("/")[0] if kind == "*" else kind) not in unread and target not in known[kind]:
                    near = get_close_matches(target, sorted(known[kind]), n=1)
                    hint = f"; did you mean '{near[0]}'?" if near else ""
                    yield located.error(path, f"there is no {'entity' if kind == '*' else kind} '{target}'{hint}")

    def _uncited(self, dataset: Dataset) -> Iterator[Finding]:
        """Lines cited that state nothing, and lines that state something but are cited nowhere."""
        located = self._files["document"]
        try:
            content = dataset.document.content_lines()
        except ValueError:
            yield located.error(("content",), "lines are written as '24' or '24-29'")
            return
        cited: set[int] = set()
        for name, file in self._files.items():
            if name == "curation":
                continue
            for path, line in _cited(file.data):
                cited.add(line)
                if line not in content:
                    yield file.error(path, f"line {line} of the guide states nothing (see 'content' in document.yaml)")
        for line in sorted(content - cited):
            yield located.error(("content",), f"line {line} of the guide states something, but nothing cites it")

    def _collisions(self, dataset: Dataset) -> Iterator[Finding]:
        """Different labels that would make the same IRI, where the IRI is made from the label."""
        seen: dict[str, str] = {}
        for name in ("roles", "levels"):
            for position, record in enumerate(getattr(dataset, name)):
                for number, duty in enumerate(record.responsibilities):
                    before = seen.setdefault(slug(duty.label), duty.label)
                    if before != duty.label:
                        path = (position, "responsibilities", number)
                        message = f"'{duty.label}' and '{before}' would share the IRI responsibility/{slug(duty.label)}"
                        yield self._files[name].error(path, message)

    def locate_node(self, node_id: str) -> tuple[str, int]:
        """The file and line to edit for any node of the graph, by its id: the record that it belongs to."""
        owners = [part for part in re.split(r"[/.]", node_id) if part]
        best, where = 0, (self._files["document"].name, 1)
        for file_name, located in self._files.items():
            for path, mapping in _mappings(located.data):
                name = mapping.get("id") or slug(str(mapping.get("label", "")))
                score = 2 * (name in owners) + (RECORD_FILES.get(file_name) == owners[0])
                score += bool(len(owners) > 2 and owners[-1] in (name, mapping.get("skill"), str(mapping.get("line"))))
                record = located.data[int(path[0])] if path and isinstance(located.data, list) else mapping
                score += bool(record is not mapping and record.get("id") in owners and score)
                if score > best:
                    best, where = score, (located.name, located.line(path))
        return where

    def locate(self, entity_id: str, line: int | None) -> tuple[str, int]:
        """The file and line to edit for what is stated of an entity on a line of the guide (None: curated)."""
        kind, _, name = entity_id.partition("/")
        best, where = -1, (self._files["document"].name, 1)
        for file_name, located in self._files.items():
            if (file_name == "curation") is (line is not None):
                continue
            for path, mapping in _mappings(located.data):
                if line is not None and mapping.get("line") != line:
                    continue
                record = mapping if isinstance(located.data, dict) else located.data[int(path[0])]
                own = RECORD_FILES.get(file_name) == kind and record.get("id") == name
                named = name in _values(mapping) or entity_id in _values(mapping)
                score = 2 * own + named
                if score > best and (line is not None or named):
                    best, where = score, (located.name, located.line((*path, "line") if line else path))
        return where


def _parse(located: Located, hint: Any, findings: list[Finding]) -> Any:
    """The records of one file; what does not fit their types is added to ``findings``."""
    try:
        return TypeAdapter(hint).validate_json(json.dumps(located.data), strict=True)
    except ValidationError as error:
        for fault in error.errors(include_url=False):
            path = tuple(part for part in fault["loc"] if isinstance(part, int) or not part.startswith("function-"))
            findings.append(located.error(path, _explain(fault, path)))
        return None


def _sound_references(hint: Any, data: Any, path: Path) -> Iterator[tuple[Path, str, str]]:
    """The references in plain data; where a part does not fit its type, those of the parts in it that do."""
    try:
        record = TypeAdapter(hint).validate_json(json.dumps(data), strict=True)
    except ValidationError:
        if is_dataclass(hint) and isinstance(data, dict):
            hints = get_type_hints(hint, include_extras=True)
            parts = [(hints[key], value, key) for key, value in data.items() if key in hints]
        elif get_origin(hint) is tuple and isinstance(data, list):
            parts = [(get_args(hint)[0], value, position) for position, value in enumerate(data)]
        else:
            return
        for part_hint, value, key in parts:
            yield from _sound_references(part_hint, value, (*path, key))
    else:
        yield from references(record, path)


def _entries(table: dict[str, Any], key: str) -> list[dict[str, Any]]:
    """The mappings in the list under ``key``, whatever else stands there."""
    entries = table.get(key)
    return [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []


def _explain(fault: ErrorDetails, path: Path) -> str:
    """What is wrong with one value, in the words of someone who edits the file."""
    key = next((str(part) for part in reversed(path) if isinstance(part, str)), "the file")
    value = fault["input"]
    shown = json.dumps(value, ensure_ascii=False)[:60]
    match fault["type"]:
        case "unexpected_keyword_argument" | "extra_forbidden":
            return f"unknown key '{key}'"
        case "missing" | "missing_argument":
            return f"the key '{key}' is missing"
        case "int_type" | "int_parsing" | "int_from_float":
            digits = str(value).replace(",", "").replace("_", "")
            plain = f"; write {digits}" if digits.isdecimal() else ""
            return f"'{key}' must be a whole number, not {shown}{plain}"
        case "literal_error":
            return f"'{key}' must be {fault['ctx']['expected']}, not {shown}"
        case _:
            return f"'{key}': {fault['msg'][:1].lower()}{fault['msg'][1:]}, not {shown}"


def _mappings(data: Any, path: Path = ()) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Every mapping inside plain data, with its path."""
    if isinstance(data, dict):
        yield path, data
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in items:
        yield from _mappings(value, (*path, key))


def _cited(data: Any) -> Iterator[tuple[Path, int]]:
    """Every line of the guide that plain data cites, with the path of the citation."""
    for path, mapping in _mappings(data):
        if isinstance(mapping.get("line"), int):
            yield (*path, "line"), mapping["line"]


def _values(mapping: dict[str, Any]) -> set[str]:
    """The texts of a mapping and of the lists directly in it."""
    values: set[str] = set()
    for value in mapping.values():
        values.update(item for item in (value if isinstance(value, list) else [value]) if isinstance(item, str))
    return values
