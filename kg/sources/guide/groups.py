"""Headings with lists below them -> topic groups, with the skills, roles, places and topics that they list."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kg.model.records import GroupItem, LocationRecord, RoleRecord, TopicGroupRecord, TopicRecord
from kg.schema import slug
from kg.sources.guide.collector import UNPLACED, Collector, NotUnderstood
from kg.sources.guide.phrases import abbreviates, bracketed, field_of, is_name, listed, plain
from kg.sources.guide.roles import skills_of
from kg.sources.guide.sections import title_of, topics_of
from kg.sources.guide.words import section_kind

if TYPE_CHECKING:
    from kg.sources.guide.outline import Block, Part
    from kg.sources.guide.phrases import NamedSkill

__all__ = ["read_group"]

_EMERGING = re.compile(r"\b(?:emerging|new|upcoming)\b", re.IGNORECASE)


def read_group(part: Part, collector: Collector, inherited: str | None = None) -> None:
    """Take down a heading and the list below it; ``inherited`` is the kind of what its section lists."""
    label = title_of(part)
    group = ""
    items: list[GroupItem] = []
    with collector.reading(part.head) as reading:
        if not is_name(label, 80):
            raise NotUnderstood("no name for a list")
        group = collector.name("group", label, once=True)
    if not reading.understood:
        collector.miss_part(part, "", under="its heading was not understood")
        return
    reader = _GroupReader(label, section_kind(label) or inherited, collector)
    for block in part.blocks:
        with collector.reading(block):
            items += reader.items(block)
    for deeper in part.parts:
        collector.miss_part(deeper, "a heading too deep to be placed")
    if items:
        record = TopicGroupRecord(id=group, label=label, line=part.line, items=tuple(items))
        collector.records["topic_groups"].append(record)
    elif not collector.is_section(part.line):
        collector.cited.discard(part.line)
        collector.miss_line(part.line, "nothing below this heading was understood")


class _GroupReader:
    """Reads the items of one list."""

    def __init__(self, heading: str, kind: str | None, collector: Collector) -> None:
        self.heading = heading
        self.kind = kind
        self.collector = collector
        self._above: str | None = None

    def items(self, block: Block) -> list[GroupItem]:
        """What one line adds to the list."""
        if not block.depth:
            raise NotUnderstood("prose")
        above, self._above = self._above, None if block.depth == 1 else self._above
        text = plain(block.text)
        if block.depth > 1:
            return self._nested(block, text, above)
        if self.kind == "skills":
            found = [self._skill(skill, block.line) for skill in skills_of(text)]
            self._above = found[0].item if len(found) == 1 else None
            return found
        if self.kind == "roles":
            return [self._role(text, block.line)]
        if self.kind == "locations":
            return [self._place(text, block.line)]
        return [self._topic(block, text)]

    def _nested(self, block: Block, text: str, above: str | None) -> list[GroupItem]:
        if self.kind != "skills" or above is None or block.depth > 2:
            raise NotUnderstood("what it belongs to is not clear")
        found = skills_of(text)
        if any(skill.members or skill.sometimes for skill in found):
            raise NotUnderstood("what it belongs to is not clear")
        members = self.collector.names("skill", [skill.label for skill in found])
        return [GroupItem(item=above, line=block.line, members=members)]

    def _skill(self, skill: NamedSkill, line: int) -> GroupItem:
        if skill.sometimes or skill.strength:
            raise NotUnderstood("more than the name of a skill")
        name = self.collector.name("skill", skill.label)
        return GroupItem(item=f"skill/{name}", line=line, members=self.collector.names("skill", skill.members))

    def _role(self, label: str, line: int) -> GroupItem:
        if not self.collector.knows("role", label):
            if not _EMERGING.search(self.heading) or not is_name(label, 80) or len(listed(label)) > 1:
                raise NotUnderstood("a role of which nothing is told")
            name = self.collector.name("role", label)
            self.collector.records["roles"].append(RoleRecord(id=name, label=label, line=line, maturity="emerging"))
        return GroupItem(item=f"role/{self.collector.name('role', label)}", line=line)

    def _place(self, label: str, line: int) -> GroupItem:
        parts = [part.strip() for part in label.split(",")]
        if len(parts) != 2 or not all(map(is_name, parts)) or "(" in label:
            raise NotUnderstood("no place with its region or country")
        new = not self.collector.knows("location", label)
        name = self.collector.name("location", label)
        if new:
            record = LocationRecord(id=name, label=label, line=line, locality=parts[0], region=parts[1])
            self.collector.records["locations"].append(record)
        return GroupItem(item=f"location/{name}", line=line)

    def _topic(self, block: Block, text: str) -> GroupItem:
        found = field_of(block.text)
        if not is_name(text, 120) or (found and (found.value or text.endswith(":"))):
            raise NotUnderstood("more than a name" if is_name(text, 120) else UNPLACED)
        label, inside = bracketed(text)
        short = inside if inside and abbreviates(inside, label) else None
        label = label if short else text
        scheme = slug(self.heading)
        if short and not self.collector.knows("topic", label):
            name = self.collector.name("topic", label)
            record = TopicRecord(id=name, label=label, scheme=scheme, line=block.line, alternative=(short,))
            self.collector.records["topics"].append(record)
        name = topics_of([label], scheme, block.line, self.collector)[0]
        if self.kind == "areas":
            self._parts(label, name, scheme, block.line)
        return GroupItem(item=f"topic/{name}", line=block.line)

    def _parts(self, label: str, whole: str, scheme: str, line: int) -> None:
        """The areas that one name joins, such as "Edge AI and IoT"."""
        parts = label.split(" and ")
        for part in parts if len(parts) == 2 else ():
            if not self.collector.knows("topic", part):
                name = self.collector.name("topic", part)
                record = TopicRecord(id=name, label=part, scheme=scheme, line=line, part_of=whole)
                self.collector.records["topics"].append(record)
