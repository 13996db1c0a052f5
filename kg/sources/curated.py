"""A folder of curated YAML files -> records: read, check against the record types, resolve every reference.

Every error of a run is collected and raised together, each with its file and line.
"""

from __future__ import annotations

import json
import re
from dataclasses import fields, is_dataclass
from difflib import get_close_matches
from functools import cached_property
from typing import TYPE_CHECKING, Any, get_args, get_origin, get_type_hints

from pydantic import TypeAdapter, ValidationError

from kg.errors import DataError, SourceError
from kg.model import Finding
from kg.model.dataset import RECORD_FILES, Dataset, references
from kg.sources.located import Path, read_yaml
from kg.sources.places import Places, table, tables
from kg.sources.rules import broken_rules, uncited

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
        findings = list(dict.fromkeys(finding for file in self._files.values() for finding in file.findings))
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
        faults = [fault for name in self._files for fault in self._misfits(name, hints[name], parsed)]
        faults += [*self._dangling(hints), *broken_rules(self._files)]
        broken = {(finding.file, finding.line) for finding in findings}  # what else is wrong there follows from it
        findings += dict.fromkeys(fault for fault in faults if (fault.file, fault.line) not in broken)
        if not findings:
            findings += uncited(self._files)
        if not findings:
            return Dataset(**parsed)
        raise DataError(sorted(findings, key=lambda finding: (finding.file or "", finding.line or 0, finding.message)))

    def _misfits(self, name: str, hint: Any, parsed: dict[str, Any]) -> Iterator[Finding]:
        """What does not fit its type in a file; where all fits, its records are added to ``parsed``."""
        located = self._files[name]
        if located.data is None and located.findings:
            return
        try:
            parsed[name] = TypeAdapter(hint).validate_json(json.dumps(located.data), strict=True)
        except ValidationError as error:
            for fault in error.errors(include_url=False):
                path = tuple(part for part in fault["loc"] if isinstance(part, int) or not part.startswith("function-"))
                yield located.error(path, _explain(fault, path))

    def _ids(self, name: str) -> set[str]:
        """The ids in a file of records."""
        return {str(record.get("id", "")) for _, record in tables(self._files[name].data)}

    def _dangling(self, hints: dict[str, Any]) -> Iterator[Finding]:
        known: dict[str, set[str]] = {}
        for name, kind in RECORD_FILES.items():
            known.setdefault(kind, set()).update(self._ids(name))
        curation = table(self._files["curation"].data)
        hierarchy, schemes = tables(curation.get("hierarchy")), tables(curation.get("schemes"))
        known["skill"] |= {str(entry.get("broader")) for _, entry in hierarchy if "label" in entry}
        known["scheme"] = {str(scheme.get("id")) for _, scheme in schemes}
        unread = {kind for name, kind in RECORD_FILES.items() if not isinstance(self._files[name].data, list)}
        if not curation:
            unread |= {"skill", "scheme"}
        known["*"] = {f"{kind}/{name}" for kind, names in known.items() for name in names}
        for name, located in self._files.items():
            for path, kind, target in _sound_references(hints[name], located.data, ()):
                if (target.partition("/")[0] if kind == "*" else kind) not in unread and target not in known[kind]:
                    near = get_close_matches(target, sorted(known[kind]), n=1)
                    hint = f"; did you mean '{near[0]}'?" if near else ""
                    yield located.error(path, f"there is no {'entity' if kind == '*' else kind} '{target}'{hint}")

    @cached_property
    def _places(self) -> Places:
        return Places(self._files)

    def locate_node(self, node_id: str) -> tuple[str, int]:
        """The file and line to edit for any node of the graph, by its id."""
        return self._places.of_node(node_id)

    def locate(self, entity_id: str, line: int | None, reason: str | None = None) -> tuple[str, int]:
        """The file and line to edit for what is stated of an entity on a line of the guide.

        Without a line it was curated; ``reason`` then tells which of several entries about the entity is meant.
        """
        return self._places.of_fact(entity_id, line, reason)


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


def _explain(fault: ErrorDetails, path: Path) -> str:
    """What is wrong with one value, in the words of someone who edits the file."""
    key = next((str(part) for part in reversed(path) if isinstance(part, str)), "the file")
    value = fault["input"]
    shown = json.dumps(value, ensure_ascii=False)[:60]
    if not path and value is None:
        return "is empty"
    match fault["type"]:
        case "unexpected_keyword_argument" | "extra_forbidden":
            hint = "; amounts are written without separators" if key.isdecimal() else ""
            return f"unknown key '{key}'{hint}"
        case "missing" | "missing_argument":
            return f"the key '{key}' is missing"
        case "int_type" | "int_parsing" | "int_from_float":
            digits = re.sub(r"[,_ ']", "", str(value))
            plain = f"; write {int(digits)}" if re.fullmatch(r"[0-9]{1,18}", digits) else ""
            return f"'{key}' must be a whole number, not {shown}{plain}"
        case "literal_error":
            return f"'{key}' must be {fault['ctx']['expected']}, not {shown}"
        case _:
            return f"'{key}': {fault['msg'][:1].lower()}{fault['msg'][1:]}, not {shown}"
