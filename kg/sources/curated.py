"""A folder of curated YAML files -> records: read, checked against types and rules, references resolved.

Every error of a run is collected and raised together, each with its file and line.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from dataclasses import fields, is_dataclass
from difflib import get_close_matches
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, get_args, get_origin, get_type_hints

from pydantic import TypeAdapter, ValidationError

from kg.errors import DataError, SourceError
from kg.model import Entity, Fact, Finding, curated
from kg.model.curated import RECORD_FILES, Dataset, SalaryRecord, references
from kg.resources import resource
from kg.schema import CURATION, INFERRED, Property, plain_properties, slug
from kg.sources.yaml_lines import LocatedYaml, Path, read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path as FilePath

    from pydantic_core import ErrorDetails


# --- where each node is written ---------------------------------------------------------------------------------------


_Location = tuple[str, int]


class WrittenNode(NamedTuple):
    """A node of the graph, as a file writes it down; the same ``text`` may be written more than once."""

    id: str
    file: LocatedYaml
    path: Path
    text: str | None = None

    @property
    def location(self) -> _Location:
        """File and line."""
        return self.file.name, self.file.line(self.path)


class SourceLocations:
    """Every node of curated files by its id, with the line that it begins on."""

    def __init__(self, files: Mapping[str, LocatedYaml]) -> None:
        self._files = files
        self._nodes: dict[str, _Location] = {}
        for node in _nodes(files):
            self._nodes.setdefault(node.id, node.location)

    def of_node(self, node_id: str) -> _Location:
        """The file and line of a node; of what a statement is about; of the document for what no record states."""
        kind, _, name = node_id.partition("/")
        if kind == "statement" and node_id not in self._nodes:
            _, _, about = name.partition(".")
            subjects = [node for node in self._nodes if about.startswith(f"{node.replace('/', '.')}.")]
            node_id = max(subjects, key=len, default="")
        default = "curation" if name in (CURATION, INFERRED) else "document"
        return self._nodes.get(node_id) or (self._files[default].name, 1)

    def of_fact(self, entity_id: str, line: int | None, reason: str | None = None, value: str = "") -> _Location:
        """The file and line of what is said of an entity: on a line of the guide, or (None) for a reason of ours."""
        found = self._curated(entity_id, reason) if line is None else self._stated(entity_id, line, value)
        return found or self.of_node(entity_id)

    def _stated(self, entity_id: str, line: int, value: str) -> _Location | None:
        """Where a line of the guide is cited: in the entity's own record, else where it is named, else anywhere.

        Of several places in a record the first that holds the value counts.
        """
        kind, _, name = entity_id.partition("/")
        best, place = -1, None
        for file_name, file in self._files.items():
            for path, mapping in mappings(file.data):
                if file_name == "curation" or mapping.get("line") != line:
                    continue
                record = file.data[int(path[0])] if isinstance(file.data, list) else file.data
                own = RECORD_FILES.get(file_name) == kind and record.get("id") == name
                score = 2 * own + bool({name, entity_id, value} & _texts(mapping))
                if score > best:
                    best, place = score, (file.name, file.line((*path, "line")))
        return place

    def _curated(self, entity_id: str, reason: str | None) -> _Location | None:
        """Where maintainers name an entity: in the entry with this reason, else in the first one."""
        file = self._files["curation"]
        names = {entity_id.partition("/")[2], entity_id}
        entries = [(path, mapping) for path, mapping in mappings(file.data) if names & _texts(mapping)]
        exact = [entry for entry in entries if reason is not None and entry[1].get("reason") == reason]
        return next(((file.name, file.line(path)) for path, _ in exact or entries), None)


def shared_iris(files: Mapping[str, LocatedYaml]) -> Iterator[Finding]:
    """Different entities that would have one IRI, and entities whose label leaves nothing for one.

    Two records of one kind with one id are left to the rule about ids.
    """
    seen: dict[str, WrittenNode] = {}
    for node in _nodes(files):
        if node.id.endswith("/"):
            yield node.file.error(node.path, "the label needs a letter or digit of the Latin alphabet for its IRI")
            continue
        before = seen.setdefault(node.id, node)
        if before is not node and (node.text is None or node.text != before.text):
            where = ":".join(map(str, before.location))
            yield node.file.error(node.path, f"would have the same IRI as {where}, {node.id}")


def _nodes(files: Mapping[str, LocatedYaml]) -> Iterator[WrittenNode]:
    for name, kind in RECORD_FILES.items():
        seen: set[str] = set()
        for position, record in tables(files[name].data):
            record_id = str(record.get("id"))
            if record_id not in seen:
                yield WrittenNode(f"{kind}/{record_id}", files[name], (position,), kind)
                yield from _parts(record_id, record, files[name], position)
            seen.add(record_id)
    yield from _of_curation(files["curation"])
    yield from _of_document(files["document"])


def _parts(owner: str, record: Mapping[str, Any], file: LocatedYaml, position: int) -> Iterator[WrittenNode]:
    """The nodes that belong to a record."""
    if "salary" in record:
        yield WrittenNode(f"salary/{owner}", file, (position, "salary"))
    for number, duty in tables(record.get("responsibilities")):
        label = str(duty.get("label"))
        yield WrittenNode(f"responsibility/{slug(label)}", file, (position, "responsibilities", number), label)
    for number, asked in tables(record.get("requirements")):
        name = asked.get("credential") or asked.get("skill")
        if isinstance(name, str):
            yield WrittenNode(f"requirement/{owner}.{name}", file, (position, "requirements", number))
    for number, _ in tables(table(record.get("education")).get("options")):
        yield WrittenNode(f"education/{owner}.{number + 1}", file, (position, "education", "options", number))
    for number, note in tables(record.get("notes")):
        yield WrittenNode(f"note/{owner}.{note.get('line')}", file, (position, "notes", number))


def _of_document(file: LocatedYaml) -> Iterator[WrittenNode]:
    document = table(file.data)
    yield WrittenNode(f"document/{document.get('id')}", file, ())
    yield WrittenNode(f"graph/{document.get('graph')}", file, ("graph",))
    for number, section in tables(document.get("sections")):
        yield WrittenNode(f"section/{slug(str(section.get('label')))}", file, ("sections", number))
    for number, link in tables(document.get("links")):
        yield WrittenNode(f"link/{link.get('id')}", file, ("links", number))
    for number, described in tables(document.get("descriptions")):
        text = str(described.get("text"))
        owner = f"statement/{document.get('graph')}.document.{document.get('id')}"
        yield WrittenNode(f"{owner}.description.{slug(text)[:80]}", file, ("descriptions", number), text)


def _of_curation(file: LocatedYaml) -> Iterator[WrittenNode]:
    curation = table(file.data)
    yield WrittenNode(f"graph/{CURATION}", file, ())
    yield WrittenNode(f"graph/{INFERRED}", file, ())
    for number, scheme in tables(curation.get("schemes")):
        yield WrittenNode(f"scheme/{scheme.get('id')}", file, ("schemes", number))
    for number, entry in tables(curation.get("hierarchy")):
        if "label" in entry:
            yield WrittenNode(f"skill/{entry.get('broader')}", file, ("hierarchy", number))
    for number, entry in tables(curation.get("synonyms")):
        owner = f"statement/{CURATION}.{str(entry.get('of')).replace('/', '.')}"
        for key, name in (("alternative", "altLabel"), ("search", "hiddenLabel")):
            labels = entry.get(key)
            for place, label in enumerate(labels if isinstance(labels, list) else ()):
                yield WrittenNode(
                    f"{owner}.{name}.{slug(str(label))}", file, ("synonyms", number, key, place), str(label)
                )


def table(data: Any) -> Mapping[str, Any]:
    """A mapping as it is, anything else as an empty one."""
    return data if isinstance(data, dict) else {}


def tables(data: Any) -> list[tuple[int, Mapping[str, Any]]]:
    """The mappings in a list with their positions; other items are left out."""
    items = data if isinstance(data, list) else []
    return [(position, item) for position, item in enumerate(items) if isinstance(item, dict)]


def mappings(data: Any, path: Path = ()) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Every mapping inside plain data, with its path."""
    if isinstance(data, dict):
        yield path, data
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in items:
        yield from mappings(value, (*path, key))


def _texts(mapping: Mapping[str, Any]) -> set[str]:
    """The texts of a mapping and of the lists directly in it."""
    values: set[str] = set()
    for value in mapping.values():
        items = value if isinstance(value, list) else [value]
        values.update(str(item) for item in items if isinstance(item, str | int))
    return values


# --- rules ------------------------------------------------------------------------------------------------------------


_LINES = re.compile(r"([1-9][0-9]{0,5})(?:-([1-9][0-9]{0,5}))?\Z")
_URL = re.compile(r"https?://[A-Za-z0-9.-]+(?::[0-9]+)?(?:/[\w.~!$&'()*+,;=:@/?-]*)?(?:#[\w.~/-]*)?\Z", re.ASCII)


def check_rules(files: Mapping[str, LocatedYaml]) -> Iterator[Finding]:
    """Every breach of a rule, in plain data of whatever types."""
    yield from _check_ids(files)
    yield from _check_names(files)
    yield from _check_labels(files)
    yield from shared_iris(files)
    yield from _check_properties(files)
    yield from _check_requirements(files["roles"])
    yield from _check_pay(files["roles"])
    yield from _check_headings(files)
    yield from _check_merges(files["curation"])
    yield from _check_related(files["curation"])
    yield from _check_content(files["document"])
    yield from _check_citations(files)


def _check_ids(files: Mapping[str, LocatedYaml]) -> Iterator[Finding]:
    """Ids that are repeated, misspelt or out of order."""
    seen: set[tuple[str, str]] = set()
    for name, kind in RECORD_FILES.items():
        file, previous = files[name], ""
        for position, record in tables(file.data):
            record_id = record.get("id")
            if not isinstance(record_id, str) or not record_id:
                continue  # reported as missing or of a wrong type
            path = (position, "id")
            if (kind, record_id) in seen:
                yield file.error(path, f"duplicate id '{record_id}'")
            elif spelling := _misspelt(record_id):
                yield file.error(path, spelling)
            elif record_id < previous:
                yield file.error(path, f"'{record_id}' must come before '{previous}': sort by id")
            seen.add((kind, record_id))
            previous = record_id


def _misspelt(name: str) -> str | None:
    """What is wrong with an id, None when it is written as ids are."""
    if name == slug(name):
        return None
    return (
        f"the id '{name}' must be written '{slug(name)}'" if slug(name) else f"the id '{name}' has no letter or digit"
    )


def _check_names(files: Mapping[str, LocatedYaml]) -> Iterator[Finding]:
    """Names outside the lists of records that become part of an IRI or are one."""
    document, curation = files["document"], files["curation"]
    own, added = table(document.data), table(curation.data)
    names: list[tuple[LocatedYaml, Path, Any]] = [(document, (key,), own.get(key)) for key in ("id", "graph")]
    names += [(document, ("links", at, "id"), link.get("id")) for at, link in tables(own.get("links"))]
    names += [(curation, ("schemes", at, "id"), scheme.get("id")) for at, scheme in tables(added.get("schemes"))]
    for at, entry in tables(added.get("hierarchy")):
        if "label" in entry:
            names.append((curation, ("hierarchy", at, "broader"), entry.get("broader")))
    for file, path, name in names:
        if isinstance(name, str) and (spelling := _misspelt(name)):
            yield file.error(path, spelling)
    for file in (document, curation):
        licence = table(file.data).get("licence")
        if isinstance(licence, str) and not _URL.match(licence):
            yield file.error(("licence",), f"'{licence}' is not the address of a licence, such as https://...")


def _check_labels(files: Mapping[str, LocatedYaml]) -> Iterator[Finding]:
    """Names that are more than one line, or hold blanks that nobody sees."""
    for file in files.values():
        for path, mapping in mappings(file.data):
            for key in ("label", "alternative", "search"):
                value = mapping.get(key)
                for name in value if isinstance(value, list) else [value]:
                    if isinstance(name, str) and name.split(" ") != name.split():
                        yield file.error(
                            (*path, key), f"'{key}' must be one line, without doubled blanks or any at its ends"
                        )


def _plain_values(files: Mapping[str, LocatedYaml]) -> Iterator[tuple[LocatedYaml, Path, Property, Any]]:
    """The values of plain properties in the records of all files, each with its path."""
    for name, kind in RECORD_FILES.items():
        for key, property_ in plain_properties(kind).items():
            for position, record in tables(files[name].data):
                for number, stated in tables(record.get(key)):
                    yield files[name], (position, key, number, "value"), property_, stated.get("value")


def _check_properties(files: Mapping[str, LocatedYaml]) -> Iterator[Finding]:
    """Values that are not of their property's type, or are more than it can have."""
    for file, path, property_, value in _plain_values(files):
        if isinstance(value, str | int) and not property_.kind and property_.read(str(value)) is None:
            yield file.error(path, f"'{property_.key}' is of the type {property_.values}, not '{value}'")
        if property_.functional and path[-2] != 0:
            yield file.error(path, f"'{property_.key}' has one value: keep the one that the guide states")
    for name in RECORD_FILES:
        for position, record in tables(files[name].data):
            if "properties" in record:
                yield files[name].error((position, "properties"), "unknown key 'properties'; name each property itself")


def _check_requirements(roles: LocatedYaml) -> Iterator[Finding]:
    for position, role in tables(roles.data):
        for number, asked in tables(role.get("requirements")):
            if ("skill" in asked) == ("credential" in asked):
                yield roles.error(
                    (position, "requirements", number), "a requirement names either a 'skill' or a 'credential'"
                )


def _check_pay(roles: LocatedYaml) -> Iterator[Finding]:
    """Amounts that cannot be, or that the label of the range does not give."""
    for position, role in tables(roles.data):
        pay = table(role.get("salary"))
        low, high, currency = pay.get("minimum"), pay.get("maximum"), pay.get("currency")
        known = [amount for amount in (low, high) if type(amount) is int]
        faults = [f"{amount} is not an amount of pay" for amount in known if amount < 0]
        if len(known) == 2 and known[0] > known[1]:
            faults.append(f"'minimum' {low} is above 'maximum' {high}")
        if isinstance(currency, str) and not re.fullmatch("[A-Z]{3}", currency):
            faults.append(f"'{currency}' is not a currency code of three letters, such as USD")
        yield from (roles.error((position, "salary"), fault) for fault in faults or _unlabelled(pay, known))


def _unlabelled(pay: Mapping[str, Any], amounts: list[int]) -> list[str]:
    """The amounts that the label of a pay range does not give; none where the range is not read whole."""
    label = pay.get("label")
    if not isinstance(label, str) or not pay.keys() <= _PAY_KEYS:
        return []
    stated = {int(number.replace(",", "")) for number in re.findall(r"[0-9][0-9,]*", label)}
    return [f"{amount} is not in the label '{label}'" for amount in amounts if amount not in stated]


_PAY_KEYS = {field.name for field in fields(SalaryRecord)}

_WITH_SECTION = ("roles", "industries", "entry_paths", "levels", "topic_groups")
"""The files whose records are headings of the guide; what is stated under one is on the lines below it."""


def _check_headings(files: Mapping[str, LocatedYaml]) -> Iterator[Finding]:
    """Lines cited in a record that are under another heading than the record's."""
    document = table(files["document"].data)
    content = _content_lines(files["document"])
    records = [
        (files[name], position, record)
        for name in _WITH_SECTION
        for position, record in tables(files[name].data)
        if isinstance(record.get("line"), int) and record.get("maturity") != "emerging"
    ]
    starts = {record["line"] for _, _, record in records}
    starts |= {entry["line"] for _, entry in tables(document.get("sections")) if isinstance(entry.get("line"), int)}
    ordered = sorted(starts)
    last = document.get("end")
    for file, position, record in records:
        following = bisect_right(ordered, record["line"])
        end = ordered[following] - 1 if following < len(ordered) else last
        for path, mapping in mappings(record):
            line = mapping.get("line")
            if not path or not isinstance(line, int) or not isinstance(end, int) or line not in (content or ()):
                continue  # reported as a line that states nothing, or of a wrong type
            if not record["line"] < line <= end:
                message = f"line {line} is under another heading than '{record.get('label')}' (lines to {end})"
                yield file.error((position, *path, "line"), message)


def _check_merges(curation: LocatedYaml) -> Iterator[Finding]:
    """Merges and matches of fewer than two skills, and skills in two merges."""
    merged: set[str] = set()
    for key, members in (("merges", "same"), ("close_matches", "skills")):
        for number, entry in tables(table(curation.data).get(key)):
            skills = entry.get(members)
            if not isinstance(skills, list):
                continue
            names = [name for name in skills if isinstance(name, str)]
            path = (key, number, members)
            if len(set(names)) < 2 or len(set(names)) < len(names):
                yield curation.error(path, f"'{members}' must name two different skills or more, each once")
            if key == "merges":
                for name in sorted(merged.intersection(names)):
                    yield curation.error(path, f"'{name}' is in another merge")
                merged.update(names)


def _check_related(curation: LocatedYaml) -> Iterator[Finding]:
    """Topics that are related to nothing, out of order, or related to one entity twice."""
    seen: set[tuple[str, str, str]] = set()
    previous = ""
    for number, entry in tables(table(curation.data).get("related")):
        topic = entry.get("topic")
        lists = [(key, entry.get(key)) for key in ("skills", "roles")]
        if not any(value for _, value in lists):
            yield curation.error(("related", number), "a topic is related to at least one of 'skills' and 'roles'")
        if not isinstance(topic, str):
            continue  # reported as missing or of a wrong type
        if topic < previous:
            yield curation.error(
                ("related", number, "topic"), f"'{topic}' must come before '{previous}': sort by topic"
            )
        previous = topic
        for key, value in lists:
            for place, name in enumerate(value if isinstance(value, list) else ()):
                if isinstance(name, str) and (topic, key, name) in seen:
                    message = f"'{topic}' is related to '{name}' twice: keep one"
                    yield curation.error(("related", number, key, place), message)
                elif isinstance(name, str):
                    seen.add((topic, key, name))


def _ranges(document: LocatedYaml) -> list[tuple[int, tuple[int, int] | None]]:
    """The ranges of lines with content and their positions; None where a text is no range."""
    parts = table(document.data).get("content")
    found = []
    for number, part in enumerate(parts if isinstance(parts, list) else ()):
        match = _LINES.match(part) if isinstance(part, str) else None
        ends = (int(match[1]), int(match[2] or match[1])) if match else None
        found.append((number, ends if ends and ends[0] <= ends[1] else None))
    return found


def _check_content(document: LocatedYaml) -> Iterator[Finding]:
    for number, ends in _ranges(document):
        if ends is None:
            yield document.error(("content", number), "lines are written as '24' or '24-29'")


def _content_lines(document: LocatedYaml) -> set[int] | None:
    """The lines that state something, None when the document does not say."""
    ranges = _ranges(document)
    if not ranges:
        return None
    lines: set[int] = set()
    for _, ends in ranges:
        if ends is None:
            return None
        lines.update(range(ends[0], ends[1] + 1))
    return lines


def _citations(files: Mapping[str, LocatedYaml]) -> Iterator[tuple[LocatedYaml, Path, int]]:
    for name, file in files.items():
        if name == "curation":
            continue
        for path, mapping in mappings(file.data):
            if isinstance(mapping.get("line"), int):
                yield file, (*path, "line"), mapping["line"]


def _check_citations(files: Mapping[str, LocatedYaml]) -> Iterator[Finding]:
    """Cited lines that state nothing."""
    content = _content_lines(files["document"])
    for file, path, line in _citations(files):
        if content is not None and line not in content:
            yield file.error(path, f"line {line} of the guide states nothing (see 'content' in document.yaml)")


def uncited(files: Mapping[str, LocatedYaml]) -> Iterator[Finding]:
    """Lines that state something but are cited nowhere; worth a look once nothing else is wrong."""
    cited = {line for _, _, line in _citations(files)}
    content = _content_lines(files["document"]) or set()
    for number, ends in _ranges(files["document"]):
        for line in range(ends[0], ends[1] + 1) if ends else ():
            if line in content - cited:
                message = f"line {line} of the guide states something, but nothing cites it"
                yield files["document"].error(("content", number), message)


# --- reading ----------------------------------------------------------------------------------------------------------


class CuratedSource:
    """The curated files of one guide, read once: the dataset, and the file and line of each record.

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
        faults = [fault for name in self._files for fault in self._type_errors(name, hints[name], parsed)]
        faults += [*self._broken_references(hints), *check_rules(self._files)]
        broken = {(finding.file, finding.line) for finding in findings}  # what else is wrong there follows from it
        findings += dict.fromkeys(fault for fault in faults if (fault.file, fault.line) not in broken)
        if not findings:
            findings += uncited(self._files)
        if not findings:
            return Dataset(**parsed)
        raise DataError(sorted(findings, key=lambda finding: (finding.file or "", finding.line or 0, finding.message)))

    def _type_errors(self, name: str, hint: Any, parsed: dict[str, Any]) -> Iterator[Finding]:
        """What does not fit its type in a file; where all fits, its records are added to ``parsed``."""
        located = self._files[name]
        if located.data is None and located.findings:
            return
        try:
            parsed[name] = _validator(hint).validate_json(json.dumps(_as_records(name, located.data)), strict=True)
        except ValidationError as error:
            for fault in error.errors(include_url=False):
                loc = (part for part in fault["loc"] if part != "properties")
                path = tuple(part for part in loc if isinstance(part, int) or not part.startswith("function-"))
                yield located.error(path, _explain(fault, path))

    def _ids(self, name: str) -> set[str]:
        """The ids in a file of records."""
        return {str(record.get("id", "")) for _, record in tables(self._files[name].data)}

    def _broken_references(self, hints: dict[str, Any]) -> Iterator[Finding]:
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
        found = [
            (located, *reference)
            for name, located in self._files.items()
            for reference in _references_in(hints[name], located.data, ())
        ]
        found += [
            (file, path, row.kind, str(value)) for file, path, row, value in _plain_values(self._files) if row.kind
        ]
        for located, path, kind, target in found:
            if (target.partition("/")[0] if kind == "*" else kind) not in unread and target not in known.get(kind, ()):
                near = get_close_matches(target, sorted(known.get(kind, ())), n=1)
                hint = f"; did you mean '{near[0]}'?" if near else ""
                yield located.error(path, f"there is no {'entity' if kind == '*' else kind} '{target}'{hint}")

    @cached_property
    def _locations(self) -> SourceLocations:
        return SourceLocations(self._files)

    def locate_node(self, node_id: str) -> tuple[str, int]:
        """The file and line to edit for any node of the graph, by its id."""
        return self._locations.of_node(node_id)

    def locate(self, entity_id: str, line: int | None, reason: str | None = None, value: str = "") -> tuple[str, int]:
        """The file and line to edit for what is stated of an entity on a line of the guide, with this value.

        Without a line it was curated; ``reason`` then selects one of several entries about the entity.
        """
        return self._locations.of_fact(entity_id, line, reason, value)


def _as_records(name: str, data: Any) -> Any:
    """The data of a file as its records have it: with the plain properties of each in one place."""
    known = plain_properties(RECORD_FILES.get(name, ""))
    if not isinstance(data, list) or not known:
        return data
    return [
        {key: value for key, value in record.items() if key not in known}
        | {"properties": {key: record[key] for key in known if key in record}}
        if isinstance(record, dict)
        else record
        for record in data
    ]


@cache
def _bundled() -> CuratedSource:
    return CuratedSource(resource("data/ai_ml"))


def bundled_location(entity: Entity, fact: Fact) -> str:
    """The file and line of the bundled curated data behind a fact, as ``file:line``."""
    reason = next((str(value) for name, value in fact.parts if name == "reason"), None)
    value = fact.value.id.rpartition("/")[2] if isinstance(fact.value, Entity) else str(fact.value)
    file, line = _bundled().locate(entity.id, fact.source.line, reason, value)
    return f"{file}:{line}"


@cache
def _validator(hint: Any) -> TypeAdapter[Any]:
    """What checks data against a type: made once for each, since making one takes as long as reading a file."""
    return TypeAdapter(hint)


def _references_in(hint: Any, data: Any, path: Path) -> Iterator[tuple[Path, str, str]]:
    """The references in plain data; where a part does not fit its type, those of the parts in it that do."""
    try:
        record = _validator(hint).validate_json(json.dumps(data), strict=True)
    except ValidationError:
        if is_dataclass(hint) and isinstance(data, dict):
            hints = get_type_hints(hint, include_extras=True)
            parts = [(hints[key], value, key) for key, value in data.items() if key in hints]
        elif get_origin(hint) is tuple and isinstance(data, list):
            parts = [(get_args(hint)[0], value, position) for position, value in enumerate(data)]
        else:
            return
        for part_hint, value, key in parts:
            yield from _references_in(part_hint, value, (*path, key))
    else:
        yield from references(record, path)


@cache
def _keys() -> frozenset[str]:
    """The keys of all records."""
    records = [found for found in vars(curated).values() if is_dataclass(found)]
    return frozenset(field.name for record in records for field in fields(record))


def _explain(fault: ErrorDetails, path: Path) -> str:
    """What is wrong with one value, in the words of someone who edits the file."""
    key = next((str(part) for part in reversed(path) if isinstance(part, str)), "the file")
    value = fault["input"]
    shown = json.dumps(value, ensure_ascii=False)[:60]
    if not path and value is None:
        return "is empty"
    match fault["type"]:
        case "unexpected_keyword_argument" | "extra_forbidden":
            near = [] if key in _keys() else get_close_matches(key, sorted(_keys()), n=1)
            hint = f"; did you mean '{near[0]}'?" if near else ""
            hint = "; amounts are written without separators" if key.isdecimal() else hint
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
