"""A whole guide -> its data set, as a person would have written it down from the text, and what was not understood."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from itertools import chain, zip_longest
from pathlib import Path
from typing import Any, Final, NamedTuple

from kg.errors import SourceError, quoted
from kg.limits import TEXT_SIZE
from kg.model import Finding
from kg.model.curated import (
    RECORD_FILES,
    CitedLabel,
    CitedText,
    Curation,
    Dataset,
    DocumentRecord,
    LabelRecord,
    SkillRecord,
)
from kg.model.records import FileReport
from kg.resources import check_file
from kg.schema import NOT_STATED, slug
from kg.sources.guide.builder import ROLE_FIELDS, GuideBuilder, RepeatedFact, UnparsedLine, UnreadText, by_id
from kg.sources.guide.by_role import may_be_by_role, note_mentions, read_field_of, read_list_by_role
from kg.sources.guide.headings import (
    field_of_role,
    heads_role,
    is_role,
    names_paid,
    role_of_title,
    states_pay,
    with_bold_headings,
    with_item_headings,
)
from kg.sources.guide.markdown import MarkdownBlock, Outline, Section, read_outline, text_lines
from kg.sources.guide.names import field_name, field_of, folded, plain, section_kind
from kg.sources.guide.role_tables import is_role_table, read_role_table
from kg.sources.guide.roles import read_paid_role, read_role
from kg.sources.guide.sections import kind_of_parts, read_entry_path, read_group, read_industry, read_levels, title_of

_SENTENCE = re.compile(r"(?<![.\s][a-zA-Z])(?<!\b[A-Z][a-z])(?<=[.!?])\s+(?=[A-Z])")
_NAVIGATION = re.compile(
    r"\W*(?:(?:continue|next|return|back|go|up|home|see|also|previous|related|or|and|to|with|the|read|on|page|chapter)\b\W*)*",
    re.IGNORECASE,
)
_LINK_RELATIONS: Final = {"continue": "next", "next": "next", "return": "up", "back": "up", "up": "up", "home": "up",
                     "previous": "prev"}  # fmt: skip


class Guide(NamedTuple):
    """A guide that was read: its data set, the lines not understood, and those that are only marks of its layout.

    ``unread`` are the texts about a role that were not understood; ``headings`` all headings; ``lines`` what became of
    the lines that are not blank.
    """

    dataset: Dataset
    findings: tuple[Finding, ...]
    formatting_lines: frozenset[int]
    unread: tuple[UnreadText, ...]
    headings: tuple[str, ...]
    lines: FileReport

    @property
    def careers(self) -> int:
        """How many roles, levels and job titles it describes: one without any is no guide."""
        return len(self.dataset.roles) + len(self.dataset.levels) + len(self.dataset.job_titles)


def read_guide(path: Path, name: str | None = None, licence: str | None = None, rights: str | None = None) -> Guide:
    """Read a guide in Markdown. Raises SourceError where it cannot be read, is no text, or has no heading."""
    shown = quoted(str(path))
    check_file(path, TEXT_SIZE)
    try:
        text = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise SourceError(f"{shown} is not text in UTF-8 (byte {error.start + 1})", "save it as UTF-8") from error
    except (OSError, ValueError) as error:
        raise SourceError(f"cannot read {shown}: {getattr(error, 'strerror', None) or error}", "check it") from error
    return parse_guide(text, slug(path.stem) if name is None else name, str(path), licence, rights)


def parse_guide(
    text: str, name: str, file: str = "guide.md", licence: str | None = None, rights: str | None = None
) -> Guide:
    r"""The data set of a guide's text; ``name`` is that of its graph. Raises SourceError where it has no heading.

    >>> guide = parse_guide("# Woodwork\n\n## Roles\n\n### Joiner\n**Skills:** sawing, planing\n", "wood")
    >>> [(role.id, [asked.skill for asked in role.requirements]) for role in guide.dataset.roles]
    [('joiner', ['sawing', 'planing'])]
    """
    if "\0" in text:
        raise SourceError(f"{quoted(file)} is not text", "give a guide in Markdown")
    outline = read_outline(text, file)
    titles = _titles(outline)
    if not titles:
        raise SourceError(f"{quoted(file)} has no heading", "begin with a line such as: # Careers in Nursing")
    lines = text_lines(text)
    reader = _GuideReader(GuideBuilder(lines, file), outline, (outline.sections or titles)[0])
    reader.read()
    for title in titles if not reader.describes_roles() else ():
        blocks = [*title.blocks, *outline.head]
        if is_role(replace(title, text=" ", blocks=blocks)) and not _names_many(title):
            other = _GuideReader(GuideBuilder(lines, file), outline, title, whole=True)
            other.read()
            if other.describes_roles():
                reader = other
                break
    return reader.guide(name, licence, rights)


def _names_many(title: Section) -> bool:
    """Whether a title names several roles at once, so that what is below it is not of one role for certain."""
    words = folded(role_of_title(title.text))
    return re.search(r"\b(?:roles|occupations|professions|positions|careers|jobs)\b", words) is not None


def _titles(outline: Outline) -> list[Section]:
    """The headings that may name what a guide is about: its first, then that of the head of the page over all of it."""
    found = outline.sections[:1]
    if outline.title and (outline.head or not is_role(replace(found[0], text=" ") if found else Section(1, 1, ""))):
        title = outline.title
        page = Section(title.line, 0, title.text, blocks=outline.preface, sections=outline.sections)
        first = bool(found) and section_kind(title_of(found[0])) is not None and bool(outline.head)
        found.insert(0 if first else len(found), page)
    return found


class _GuideReader:
    """Reads the sections of an outline below its ``title``; what refers to others is left for the end.

    ``whole``: the guide is about one role, which its title names.
    """

    def __init__(self, builder: GuideBuilder, outline: Outline, title: Section, *, whole: bool = False) -> None:
        self.builder = builder
        self.outline = outline
        self.whole = whole
        self.title = title
        self.others = [section for section in outline.sections if title.level and section is not title]
        self._later: list[Callable[[], None]] = []
        self._paid = {part.line for top in (title, *self.others) for part in _paid_headings(top)}
        """The headings that name a role by its pay, among other roles."""

    def read(self) -> None:
        self.builder.formatting_lines.update(self.outline.formatting_lines)
        for block in self.outline.preface if self.title.level else ():
            self.builder.reject(block, "it is above the first heading")
        for section in self._sections():
            self._section(section, None)
        for task in chain(self._later, self.builder.later):
            task()
        for block in self.outline.footnotes:
            self.builder.reject(block)
        for block in () if self.whole else self.outline.head:
            field = field_of(block)
            if field and field.known == "overview":  # of the page
                self.builder.formatting_lines.add(block.line)
            else:
                self.builder.reject(block, "which role the head of the page is about is not clear")
        for block in self.builder.readable(self.outline.footer):
            self._footer(block)
        note_mentions(self.builder, self.outline)

    def describes_roles(self) -> bool:
        return bool(self.builder.roles) or bool(self.builder.records["roles"])

    def _sections(self) -> list[Section]:
        """The sections of the guide, when what its title says is read: all below it, and beside it."""
        title, others = self.title, self.others
        if self.whole:
            apart = ("levels", "paths", "industries", "locations")
            own = [section for section in title.sections if section_kind(title_of(section)) in apart]
            rest = [section for section in title.sections if section not in own]
            blocks = [*title.blocks, *self.outline.head]
            read_role(replace(title, blocks=blocks, sections=rest), self.builder, role_of_title)
            return [*own, *others]
        if others and self._is_section(title):
            return [title, *others]
        with self.builder.reading(title.head):
            pass
        title = self._prepared(title, section_kind(title_of(title)))
        self._describe(title.blocks)
        return [*title.sections, *others]

    def _is_section(self, title: Section) -> bool:
        """Whether the first heading of several at the top is a section like these, and no title."""
        if section_kind(title_of(title)) in (None, "overview"):
            return is_role(title)
        known = any(section_kind(title_of(section)) for section in title.sections)
        return not known and bool(title.sections or any(block.depth for block in title.blocks))

    def _is_role(self, section: Section) -> bool:
        return section.line in self._paid or is_role(section)

    def _prepared(self, section: Section, kind: str | None) -> Section:
        """A section whose tables of roles are read, and in which names in bold are headings."""
        if self._is_role(section):
            return section
        blocks = [block for block in section.blocks if not self._is_read(block, section)]
        divided = with_bold_headings(section.with_blocks(blocks), kind)
        if kind not in ("levels", "industries", "paths"):
            divided = with_item_headings(divided, kind)
        before = {part.line for part in section.sections}
        new = [part for part in divided.sections if part.line not in before]
        named = kind == "roles" and any(map(self._is_role, new))
        self._paid.update(part.line for part in new if named or part.item or names_paid(part.head))
        if kind != "roles":
            return divided
        return divided.with_blocks(
            [
                block
                for block, below in zip_longest(divided.blocks, divided.blocks[1:])
                if block.depth != 1 or (below and below.depth > 1) or not read_paid_role(block, self.builder)
            ]
        )

    def _is_read(self, block: MarkdownBlock, section: Section) -> bool:
        """Whether a block needs no more: a table, which is read now or at the end, or a line of the contents."""
        if block.fault == "a table is not read" and not read_role_table(block, self.builder):
            self._later.append(lambda: self._late_table(block))
        elif _leads_inside(block) and folded(title_of(section)) in _CONTENTS:
            self.builder.formatting_lines.update((block.line, *block.continuation_lines))
        elif not block.rows or block.fault != "a table is not read":
            return False
        return True

    def _role(self, section: Section) -> None:
        """A role; a table of roles below it is of these, and is read when all short forms of roles are known."""
        tables = [block for block in section.blocks if is_role_table(block)]
        for table in tables:
            self._later.append(partial(self._table_of_roles, table))
        read_role(section.with_blocks([block for block in section.blocks if block not in tables]), self.builder)

    def _table_of_roles(self, table: MarkdownBlock) -> None:
        read_role_table(table, self.builder)

    def _late_table(self, table: MarkdownBlock) -> None:
        if not read_role_table(table, self.builder, known=True):
            self.builder.reject(table)

    def _section(self, section: Section, inherited: str | None) -> None:
        """A section that holds others, or is one itself where the guide has no sections."""
        label = title_of(section)
        kind = section_kind(label) or kind_of_parts(section)
        section = self._prepared(section, kind or inherited)
        with self.builder.reading(section.head):
            if self._is_role(section) and self.builder.has("section", label):
                raise RepeatedFact
            self.builder.name("section", label, once=True)
            self.builder.records["sections"].append(CitedLabel(label=label, line=section.line))
            self.builder.section_lines.add(section.line)
        if self._is_role(section):
            self._role(section)
        elif kind == "overview":
            self._describe(section.blocks)
            self._parts(section.sections, None)
        elif kind in ("levels", "industries", "paths") or (kind == "roles" and _holds_parts(section)):
            loose, items = (section.blocks, []) if section.sections else section.split()
            for block in self.builder.readable(loose):
                self.builder.reject(block, "prose" if not block.depth else "it is above the headings")
            self._of_kind(kind, section.sections or items, section)
        else:
            by_role = field_name(label) in ROLE_FIELDS and may_be_by_role(section)
            if by_role or any(block.depth for block in section.blocks):
                self._group(replace(section, sections=[]), kind)
            else:
                for block in self.builder.readable(section.blocks):
                    self.builder.reject(block, "prose")
            self._below(section, kind or inherited)

    def _below(self, section: Section, inherited: str | None) -> None:
        """The headings under one that names no kind of their own; below the name of a field these may be roles."""
        meaning = field_name(title_of(section))
        for part in section.sections:
            if meaning in ROLE_FIELDS and not self._is_role(part) and not any(map(is_role_table, part.blocks)):
                otherwise = partial(self._parts, [part], inherited)
                self._later.append(partial(read_field_of, part, meaning, self.builder, otherwise))
            else:
                self._parts([part], inherited)

    def _parts(self, sections: Iterable[Section], inherited: str | None) -> None:
        for section in sections:
            kind = section_kind(title_of(section)) or kind_of_parts(section)
            held = bool(section.blocks)
            section = self._prepared(section, kind or inherited)  # noqa: PLW2901  # the same section, read in part
            if held and not (section.blocks or section.sections):  # a table of roles alone
                self.builder.formatting_lines.add(section.line)
            elif self._is_role(section):
                self._role(section)
            elif (
                section.sections
                or kind in ("levels", "industries", "paths")
                or (kind == "roles" and _holds_parts(section))
            ):
                self._section(section, inherited)
            else:
                self._group(section, inherited)

    def _of_kind(self, kind: str, parts: list[Section], section: Section) -> None:
        """The parts of a section whose heading gives their kind."""
        if kind == "levels":  # a level has no pay: what has is a role
            paid = [part for part in parts if states_pay(part)]
            read_levels([part for part in parts if part not in paid], self.builder)
            for part in paid:
                self._role(part)
        for part in parts:
            if kind == "industries":
                applied = "application areas" if re.search(r"\bapplications?\b", section.text.lower()) else None
                read_industry(part, self.builder, applied)
            elif kind == "paths":
                self._later.append(lambda part=part: read_entry_path(part, self.builder))  # type: ignore[misc]
            elif kind == "roles":
                self._role(part)

    def _group(self, section: Section, inherited: str | None) -> None:
        label = title_of(section)
        kind, meaning = section_kind(label) or inherited, field_name(label)
        read = partial(read_group, section, self.builder, inherited)
        if kind == "roles":  # these may be described below
            self._later.append(read)
        elif meaning in ROLE_FIELDS and may_be_by_role(section):
            self._later.append(partial(read_list_by_role, section, meaning, self.builder, inherited))
        elif kind is None:  # it may list roles that are described below
            self._later.append(read)
        else:
            read()

    def _describe(self, blocks: Iterable[MarkdownBlock]) -> None:
        """What the guide says of itself, sentence by sentence."""
        for block in self.builder.readable(blocks):
            with self.builder.reading(block):
                if block.depth:
                    raise UnparsedLine("a list where the guide describes itself")
                if field_of_role(block):
                    raise UnparsedLine("which role it is about is not clear")
                text = plain(block.text) + ("." if block.text.endswith(".") else "")
                for sentence in _SENTENCE.split(text):
                    self.builder.name("description", sentence[:80], once=True)
                    self.builder.records["descriptions"].append(CitedText(text=sentence, line=block.line))

    def _footer(self, block: MarkdownBlock) -> None:
        """Links at the end, with words that say where they lead."""
        links = block.links
        for link in links:
            words = re.findall(r"\w+", link.before.lower())
            relation = next((_LINK_RELATIONS[word] for word in reversed(words) if word in _LINK_RELATIONS), "related")
            self.builder.link(link, block.line, relation)
        around = [*(link.before for link in links), _behind(block)]
        if not all(len(words) < 80 and _NAVIGATION.fullmatch(words) for words in around):
            self.builder.reject(block, "only its links are")
        if links:
            self.builder.formatting_lines.update(block.continuation_lines)
        else:
            self.builder.reject(block, "it is below the last section")

    # --- the data set -----------------------------------------------------------------------------------------------

    def guide(self, name: str, licence: str | None, rights: str | None) -> Guide:
        """All that was read."""
        builder, outline = self.builder, self.outline
        dataset = self.dataset(name, licence, rights)
        unread = [text for text in builder.unread.values() if text.role in builder.roles]
        kept = [text for text in unread if text.certain or builder.roles[text.role].lacks(text)]
        headings = [plain(section.text) for top in outline.sections for section in top.walk()]
        return Guide(
            dataset,
            tuple(builder.findings(outline.aside)),
            frozenset(builder.formatting_lines),
            tuple(sorted(kept, key=lambda text: (text.line, text.role))),
            tuple(headings),
            self._counted(),
        )

    def _counted(self) -> FileReport:
        """What became of the lines: each counts once, one that was understood in part as not understood."""
        read = {number for number, line in enumerate(self.builder.lines, 1) if line.strip()}
        missed = read & self.builder.missed.keys()
        layout = (self.outline.formatting_lines | self.outline.aside.keys()) & read
        skipped = len(layout - missed - self.builder.cited)
        kept = len(read) - len(missed) - skipped
        return FileReport(self.builder.file, len(read), kept, skipped, len(missed))

    def dataset(self, name: str, licence: str | None, rights: str | None) -> Dataset:
        records = self.builder.records
        records["roles"] += [role.record for role in self.builder.roles.values()]
        titles = records["job_titles"]
        titles[:] = [replace(title, role=self.builder.role_named(title.label) or None) for title in titles]
        document = DocumentRecord(
            id=name,
            graph=name,
            title=plain(self._title()) or name,
            line=self.title.line,
            licence=licence or NOT_STATED,
            attribution=rights or NOT_STATED,
            content=tuple(_ranges(sorted(self.builder.cited))),
            descriptions=tuple(records["descriptions"]),
            sections=tuple(sorted(records["sections"], key=lambda section: section.line)),
            end=self.outline.last,
            links=tuple(records["links"]),
        )
        return Dataset(
            document=document,
            skills=tuple(SkillRecord(id=key, label=label) for key, label in self.builder.labels("skill")),
            credentials=self._named("credential"),
            fields_of_study=self._named("field"),
            employers=self._named("employer"),
            curation=Curation(title=document.title, version=NOT_STATED, licence=NOT_STATED, attribution=NOT_STATED),
            **{file: by_id(self._with_values(file, record) for record in records[file]) for file in _RECORD_FILES},
        )

    def _title(self) -> str:
        """The first heading, or what the head of the page has where that heading is one of several."""
        page = self.outline.title
        return page.text if page and self.title.level > 1 and self.others else self.title.text

    def _with_values(self, file: str, record: Any) -> Any:
        """A record with the plain properties that were read of its entity."""
        values = self.builder.values.get((RECORD_FILES[file], record.id))
        return replace(record, properties=dict(values)) if values else record

    def _named(self, kind: str) -> tuple[Any, ...]:
        return tuple(LabelRecord(id=key, label=label) for key, label in self.builder.labels(kind))


_RECORD_FILES: Final = (
    "roles",
    "industries",
    "levels",
    "job_titles",
    "entry_paths",
    "locations",
    "topics",
    "topic_groups",
)


def _behind(block: MarkdownBlock) -> str:
    """What a text says behind its last link."""
    last = block.links[-1].label if block.links else ""
    return block.text.rpartition(last)[2] if last else block.text


_CONTENTS: Final = frozenset(("contents", "table of contents", "toc", "on this page", "index", "in this guide"))


def _paid_headings(top: Section) -> Iterator[Section]:
    """The headings that name a role with its pay, below one that is about roles or beside others that are roles."""
    for section in top.walk():
        of_roles = section_kind(title_of(section)) == "roles"
        if of_roles or any(map(is_role, section.sections)):
            yield from (part for part in section.sections if heads_role(part, with_fields=of_roles))


def _leads_inside(block: MarkdownBlock) -> bool:
    """Whether a block is only a link to another place in its text."""
    return bool(block.links) and all(link.target.startswith("#") for link in block.links) and block.depth > 0


def _holds_parts(section: Section) -> bool:
    """Whether a section has headings under it, or items that hold others."""
    return bool(section.sections) or any(block.depth > 1 for block in section.blocks)


def _ranges(lines: list[int]) -> list[str]:
    """Lines as curated data lists them: "3", "17-21".

    >>> _ranges([1, 3, 4, 5])
    ['1', '3-5']
    """
    found: list[list[int]] = []
    for line in lines:
        if found and found[-1][1] == line - 1:
            found[-1][1] = line
        else:
            found.append([line, line])
    return [str(first) if first == last else f"{first}-{last}" for first, last in found]
