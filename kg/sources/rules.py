"""The rules of curated files that their types cannot say: ids, citations, names that become IRIs, merges, links."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from kg.model.dataset import RECORD_FILES
from kg.model.records import SalaryRecord
from kg.schema import slug
from kg.sources.places import mappings, shared_iris, table, tables

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kg.model import Finding
    from kg.sources.located import Located, Path

__all__ = ["broken_rules", "uncited"]

_LINES = re.compile(r"([1-9][0-9]{0,5})(?:-([1-9][0-9]{0,5}))?\Z")
_URL = re.compile(r"https?://[A-Za-z0-9.-]+(?::[0-9]+)?(?:/[\w.~!$&'()*+,;=:@/?-]*)?(?:#[\w.~/-]*)?\Z", re.ASCII)


def broken_rules(files: Mapping[str, Located]) -> Iterator[Finding]:
    """Every breach of a rule, in plain data of whatever types."""
    yield from _ids(files)
    yield from _names(files)
    yield from _labels(files)
    yield from shared_iris(files)
    yield from _requirements(files["roles"])
    yield from _pay(files["roles"])
    yield from _strays(files)
    yield from _equals(files["curation"])
    yield from _related(files["curation"])
    yield from _content(files["document"])
    yield from _empty_citations(files)


def _ids(files: Mapping[str, Located]) -> Iterator[Finding]:
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
                yield file.error(path, f"'{record_id}' must stand before '{previous}': sort by id")
            seen.add((kind, record_id))
            previous = record_id


def _misspelt(name: str) -> str | None:
    """What is wrong with an id, None when it is written as ids are."""
    if name == slug(name):
        return None
    return (
        f"the id '{name}' must be written '{slug(name)}'" if slug(name) else f"the id '{name}' has no letter or digit"
    )


def _names(files: Mapping[str, Located]) -> Iterator[Finding]:
    """Names outside the lists of records that become part of an IRI or are one."""
    document, curation = files["document"], files["curation"]
    own, added = table(document.data), table(curation.data)
    names: list[tuple[Located, Path, Any]] = [(document, (key,), own.get(key)) for key in ("id", "graph")]
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


def _labels(files: Mapping[str, Located]) -> Iterator[Finding]:
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


def _requirements(roles: Located) -> Iterator[Finding]:
    for position, role in tables(roles.data):
        for number, asked in tables(role.get("requirements")):
            if ("skill" in asked) == ("credential" in asked):
                yield roles.error(
                    (position, "requirements", number), "a requirement names either a 'skill' or a 'credential'"
                )


def _pay(roles: Located) -> Iterator[Finding]:
    """Amounts that cannot be, or that the label of the range does not give."""
    for position, role in tables(roles.data):
        pay = table(role.get("salary"))
        low, high, currency = pay.get("minimum"), pay.get("maximum"), pay.get("currency")
        known = [amount for amount in (low, high) if type(amount) is int]
        faults = [f"{amount} is no amount of pay" for amount in known if amount < 0]
        if len(known) == 2 and known[0] > known[1]:
            faults.append(f"'minimum' {low} is above 'maximum' {high}")
        if isinstance(currency, str) and not re.fullmatch("[A-Z]{3}", currency):
            faults.append(f"'{currency}' is no currency code of three letters, such as USD")
        yield from (roles.error((position, "salary"), fault) for fault in faults or _unlabelled(pay, known))


def _unlabelled(pay: Mapping[str, Any], amounts: list[int]) -> list[str]:
    """The amounts that the label of a pay range does not give; none where the range is not read whole."""
    label = pay.get("label")
    if not isinstance(label, str) or not pay.keys() <= _PAY_KEYS:
        return []
    stated = {int(number.replace(",", "")) for number in re.findall(r"[0-9][0-9,]*", label)}
    return [f"{amount} does not stand in the label '{label}'" for amount in amounts if amount not in stated]


_PAY_KEYS = {field.name for field in fields(SalaryRecord)}

_WITH_SECTION = ("roles", "industries", "entry_paths", "levels", "topic_groups")
"""The files whose records are headings of the guide; what is stated under one stands below it."""


def _strays(files: Mapping[str, Located]) -> Iterator[Finding]:
    """Lines cited in a record that stand under another heading than the record's own."""
    document = table(files["document"].data)
    content = _lines(files["document"])
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
                message = f"line {line} stands under another heading than '{record.get('label')}' (lines to {end})"
                yield file.error((position, *path, "line"), message)


def _equals(curation: Located) -> Iterator[Finding]:
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
                    yield curation.error(path, f"'{name}' stands in another merge")
                merged.update(names)


def _related(curation: Located) -> Iterator[Finding]:
    """Topics that are related to nothing, out of order, or related to one thing twice."""
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
                ("related", number, "topic"), f"'{topic}' must stand before '{previous}': sort by topic"
            )
        previous = topic
        for key, value in lists:
            for place, name in enumerate(value if isinstance(value, list) else ()):
                if isinstance(name, str) and (topic, key, name) in seen:
                    message = f"'{topic}' is related to '{name}' twice: keep one"
                    yield curation.error(("related", number, key, place), message)
                elif isinstance(name, str):
                    seen.add((topic, key, name))


def _ranges(document: Located) -> list[tuple[int, tuple[int, int] | None]]:
    """The ranges of lines with content and their positions; None where a text is no range."""
    parts = table(document.data).get("content")
    found = []
    for number, part in enumerate(parts if isinstance(parts, list) else ()):
        match = _LINES.match(part) if isinstance(part, str) else None
        ends = (int(match[1]), int(match[2] or match[1])) if match else None
        found.append((number, ends if ends and ends[0] <= ends[1] else None))
    return found


def _content(document: Located) -> Iterator[Finding]:
    for number, ends in _ranges(document):
        if ends is None:
            yield document.error(("content", number), "lines are written as '24' or '24-29'")


def _lines(document: Located) -> set[int] | None:
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


def _citations(files: Mapping[str, Located]) -> Iterator[tuple[Located, Path, int]]:
    for name, file in files.items():
        if name == "curation":
            continue
        for path, mapping in mappings(file.data):
            if isinstance(mapping.get("line"), int):
                yield file, (*path, "line"), mapping["line"]


def _empty_citations(files: Mapping[str, Located]) -> Iterator[Finding]:
    """Cited lines that state nothing."""
    content = _lines(files["document"])
    for file, path, line in _citations(files):
        if content is not None and line not in content:
            yield file.error(path, f"line {line} of the guide states nothing (see 'content' in document.yaml)")


def uncited(files: Mapping[str, Located]) -> Iterator[Finding]:
    """Lines that state something but are cited nowhere; worth a look once nothing else is wrong."""
    cited = {line for _, _, line in _citations(files)}
    content = _lines(files["document"]) or set()
    for number, ends in _ranges(files["document"]):
        for line in range(ends[0], ends[1] + 1) if ends else ():
            if line in content - cited:
                message = f"line {line} of the guide states something, but nothing cites it"
                yield files["document"].error(("content", number), message)
