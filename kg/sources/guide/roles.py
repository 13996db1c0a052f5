"""Roles in a guide -> records: under headings or names in bold, in the rows of a table, or a guide about one role."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Final

from kg.model.curated import (
    CitedLabel,
    CitedText,
    CitedValue,
    EducationOptionRecord,
    EducationRecord,
    RequirementRecord,
    RoleRecord,
    SalaryRecord,
    Strength,
)
from kg.schema import Property, plain_properties, slug
from kg.sources.guide.builder import (
    PROPERTY_OF,
    ROLE_FIELDS,
    UNKNOWN_CONTEXT,
    FieldBlocks,
    GuideBuilder,
    Phrase,
    UnparsedLine,
    UnreadText,
    fields_of,
)
from kg.sources.guide.markdown import MarkdownBlock, Section
from kg.sources.guide.names import (
    field_name,
    field_of,
    folded,
    heading_number,
    is_level_name,
    is_name,
    plain,
    section_kind,
    split_list,
    split_parenthesis,
    states_something,
)
from kg.sources.guide.phrases import (
    ASKED,
    EducationOption,
    NamedSkill,
    PayRange,
    certification,
    education,
    is_label,
    named_skill,
    pay,
    pay_in_column,
    tells_strength,
    years,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence


_PHRASE: Final = re.compile(r"(?:ability|able|willing|willingness|readiness|knowing how) to\b", re.IGNORECASE)
_MARKERS: Final = frozenset(("responsibilities", "skills", "salary", "education", "certifications"))
_NO_NAMES: Final = (
    "conclusion faq faqs resources tips summary benefits challenges requirements advice background prerequisites"
    " preparation contact references sources"
)
_NO_ROLE: Final = frozenset(_NO_NAMES.split())

# --- where roles are --------------------------------------------------------------------------------------------------


def is_role(section: Section) -> bool:
    r"""Whether a section is about a role: it has two of the fields that only roles have.

    >>> from kg.sources.guide.markdown import read_outline
    >>> is_role(read_outline("# Joiner\n**Pay:** $20\n\n**Skills:** sawing\n").sections[0])
    True
    """
    found = {field_name(child.text.rstrip(":")) for child in section.sections}
    found |= {field_name(row[0].text) for block in section.blocks for row in block.rows if len(row) == 2}
    for group in fields_of(replace(section, sections=[]), ROLE_FIELDS):
        field = field_of(group.head) if group.head else None
        if group.head and (not group.head.depth or (field and field.bold)):
            found.add(group.meaning)
    label = heading_number(plain(section.text))[1]
    general = field_name(label) or section_kind(label) or folded(label) in _NO_ROLE
    return len(_MARKERS & found) >= 2 and not general


def states_pay(section: Section) -> bool:
    """Whether a part has a field of pay."""
    return any(group.meaning == "salary" for group in fields_of(section, ROLE_FIELDS))


def with_bold_headings(section: Section, kind: str | None) -> Section:
    """A section in which names in bold on a line of their own are headings, where they name roles or levels."""
    loose: list[MarkdownBlock] = []
    parts: list[Section] = []
    for block in section.blocks:
        field = None if block.fault or block.depth else field_of(block)
        named = field and field.bold and field.known is None and (not field.value or kind == "levels")
        if named:
            text = block.text if kind == "levels" else block.text.rstrip(":")
            parts.append(Section.below(block, section.level + 1, text))
        else:
            (parts[-1].blocks if parts else loose).append(block)
    found = [part for part in parts if (kind in ("roles", "levels") and part.blocks) or is_role(part)]
    if not found or len(found) < len(parts):
        return section
    return replace(section, blocks=loose, sections=[*parts, *section.sections])


_TITLE = re.compile(
    r"(?:the )?(?:(?:complete|ultimate|beginner's|definitive|full|career) )?(?:guide (?:to|for) )?"
    r"(?:how to (?:become|be)|becoming|being|working as|what (?:does|is)|careers? as|a career as"
    r"|career (?:guide|profile|path|spotlight)\s*[:–—-]|job (?:profile|description|guide)\s*[:–—-])"
    r"\s+(?:an? |the )?(.+?)(?: do)?\??",
    re.IGNORECASE,
)
_TITLE_END = re.compile(
    r"(?:\s*[:|–—]\s.*|\s+-\s.*|\s*\((?:19|20)\d\d\)|\s+(?:in )?(?:19|20)\d\d|,? (?:the )?(?:complete|ultimate) .*"
    r"|\s+(?:career|job|role)s? (?:guide|profile|overview|description|path|spotlight|information|summary))\Z",
    re.IGNORECASE,
)


def role_of_title(title: str) -> str:
    """The role that the title of a guide names.

    >>> [role_of_title(title) for title in ("How to Become a Welder (2024)", "Rigger: Work at Height", "7. Weaver")]
    ['Welder', 'Rigger', 'Weaver']
    """
    label = heading_number(plain(title))[1]
    for _ in range(3):
        match = _TITLE.fullmatch(label)
        label = _TITLE_END.sub("", match[1] if match else label)
    return label


def read_role(section: Section, builder: GuideBuilder) -> None:
    """Take down a role; where its name cannot be taken, all of it is listed."""
    position, label = heading_number(plain(section.text))
    label, amount = _with_pay(label)
    base, inside = split_parenthesis(label)
    level = label if inside and years(inside) else ""
    label = base if level or slug(base) in builder.roles else label
    reader = _opened(section.head, label, "level" if level else "heading", builder, position)
    if reader is None:
        builder.reject_section(section, "", under="its role was not understood")
        return
    reader.level = level
    if amount:
        reader.field(FieldBlocks("salary", section.head, amount))
    for group in fields(section, ROLE_FIELDS, builder, ("role", reader.role)):
        reader.field(group)
    reader.level = ""


_PAID_AND_DESCRIBED = re.compile(r"(.{2,80}?\s*\([^()]+\))\s*[:–—-]\s+(.+)")
_PAY_BEHIND = re.compile(r"(.{2,80}?)(?:\s*:\s+|\s+[-–—]\s+|\s*\()(.+?)\)?")


def _with_pay(text: str) -> tuple[str, str]:
    """A name without the pay that is stated behind it, and that pay.

    >>> _with_pay("Shop Assistant ($12-$15/hr)"), _with_pay("Baker — £22,000"), _with_pay("Miller (rye)")
    (('Shop Assistant', '$12-$15/hr'), ('Baker', '£22,000'), ('Miller (rye)', ''))
    """
    match = _PAY_BEHIND.fullmatch(text)
    return (match[1], match[2]) if match and pay(match[2]) else (text, "")


def read_paid_role(block: MarkdownBlock, builder: GuideBuilder) -> bool:
    """Take down an item that names a role with its pay; whether it is one."""
    text = heading_number(plain(block.text))[1]
    described = _PAID_AND_DESCRIBED.fullmatch(text)
    label, amount = _with_pay(described[1] if described else text)
    if block.fault or not amount or not is_name(label) or field_name(label):
        return False
    if described:
        builder.remark(block.line, f"'{described[2]}'")
    reader = _opened(block, label, "item", builder)
    if reader is not None:
        reader.field(FieldBlocks("salary", block, amount))
    return True


def _opened(
    head: MarkdownBlock, label: str, shape: str, builder: GuideBuilder, position: int | None = None
) -> RoleReader | None:
    """The reader of a role, which may have been described in a place of another shape; None where it has no name."""
    known = builder.roles.get(slug(label))
    if known is not None and (shape != known.shape or shape == "level") and known.label.casefold() == label.casefold():
        builder.formatting_lines.update((head.line, *head.continuation_lines))
        return known
    role = ""
    with builder.reading(head) as reading:
        if head.fault or not is_name(label):
            raise UnparsedLine(head.fault or "no name of a role")
        role = builder.name("role", label, once=True)
    if not reading.understood:
        return None
    builder.role_endings.add(label.rsplit(maxsplit=1)[-1].casefold())
    builder.roles[role] = reader = RoleReader(builder, role, label, head.line, position, shape)
    return reader


# --- the fields of a part ---------------------------------------------------------------------------------------------


def fields(
    section: Section, known: Collection[str], builder: GuideBuilder, entity: tuple[str, str]
) -> Iterator[FieldBlocks]:
    """The fields of a part that have code of their own.

    An unknown field is listed as not understood; a plain property of the entity (kind and id) is read at the end.
    """
    plain_fields = {row.field_names[0]: row for row in plain_properties(entity[0]).values()}
    for group in fields_of(section, {*known, *plain_fields}):
        if group.meaning == "?":
            with builder.about(entity, None):
                group.reject(builder)
        elif group.meaning in plain_fields:
            builder.later.append(partial(_read_values, group, plain_fields[group.meaning], builder, entity))
        else:
            yield group


def _read_values(group: FieldBlocks, property_: Property, builder: GuideBuilder, entity: tuple[str, str]) -> None:
    """Take down the values of a plain property; a line counts whole or not at all."""
    with builder.about(entity, property_.iri):
        for phrase in readable(group.phrases(builder), builder):
            with builder.reading(phrase.block):
                reject_nested(phrase, group)
                text = plain(phrase.text)
                before = builder.values[entity].get(property_.key, ())
                whole = property_.functional or (property_.kind and builder.has(property_.kind, text))
                parts = [text] if whole else split_list(text)
                if property_.functional and before:
                    raise UnparsedLine(f"a second {property_.words}")
                values = [CitedValue(value=_value(part, property_, builder), line=phrase.block.line) for part in parts]
                builder.values[entity][property_.key] = (*before, *values)


def _value(text: str, property_: Property, builder: GuideBuilder) -> str:
    """The id of what a text names, or a literal."""
    kind = property_.kind
    if kind and not builder.has(kind, text) and kind not in ("skill", "credential", "field", "employer"):
        raise UnparsedLine(f"the guide describes no {kind} of this name")
    value = builder.name(kind, text) if kind else property_.read(text)
    if value is None or not is_name(text):
        raise UnparsedLine(f"not of the type {property_.values}" if value is None else "more than a name")
    return value


def reject_nested(phrase: Phrase, group: FieldBlocks) -> None:
    """Refuse what is nested deeper than a list, for what it belongs to is not clear."""
    top = min((block.depth for block in group.blocks if block.depth), default=1)
    if phrase.depth > top or (not phrase.depth and not group.head):
        raise UnparsedLine("what it belongs to is not clear" if phrase.depth else "prose")


def readable(phrases: Iterable[Phrase], builder: GuideBuilder) -> list[Phrase]:
    """The phrases of blocks that can be read as text; the others are listed."""
    found = list(phrases)
    builder.readable(phrase.block for phrase in found)
    return [phrase for phrase in found if not phrase.block.fault]


# --- one role ---------------------------------------------------------------------------------------------------------


class RoleReader:
    """The fields of one role as they are read, from one place or several; ``shape`` is that of the first."""

    def __init__(
        self, builder: GuideBuilder, role: str, label: str, line: int, position: int | None, shape: str
    ) -> None:
        self.builder = builder
        self.role = role
        self.label = label
        self.shape = shape
        self.level = ""
        """Whose pay is stated, where the heading names a level of the role: "Weaver (2-4 years)"."""
        self.record = RoleRecord(id=role, label=label, line=line, maturity="established", position=position)
        self._strengths: dict[str, Strength] = {}

    def _set(self, **values: object) -> None:
        self.record = replace(self.record, **values)  # type: ignore[arg-type]  # the fields of a record, by name

    def field(self, group: FieldBlocks) -> None:
        """Take down one field, phrase by phrase."""
        with self.builder.about(("role", self.role), group.meaning):
            phrases = group.phrases(self.builder)
            for phrase in phrases:
                if phrase.block.rows:
                    self._table(phrase.block, group)
            phrases = readable((phrase for phrase in phrases if not phrase.block.rows), self.builder)
            if group.meaning in ("skills", "preferred skills"):
                self._skills(phrases, "required" if group.meaning == "skills" else "preferred")
                return
            usual: Strength = "required" if ASKED.search(_name_of(group)) else "preferred"
            for phrase in phrases:
                with self.builder.reading(phrase.block):
                    if group.meaning == "certifications":
                        self._certifications(phrase, usual)
                    else:
                        self._phrase(phrase, group)

    def _phrase(self, phrase: Phrase, group: FieldBlocks) -> None:
        match group.meaning:
            case "responsibilities":
                if group.heading and not phrase.depth and phrase.text.endswith("."):
                    raise UnparsedLine("prose")
                found = read_responsibilities(phrase, self.builder)
                self._set(responsibilities=(*self.record.responsibilities, *found))
            case "salary":
                self._pay(phrase, group.context)
            case "education":
                self._education(phrase)
            case _:
                self._overview(phrase)

    def lacks(self, text: UnreadText) -> bool:
        """Whether nothing is known of what a text that was not understood states."""
        record = self.record
        known = {
            "overview": record.overview,
            "responsibilities": record.responsibilities,
            "skills": record.requirements,
            "salary": record.salary or record.level_pay,
            "education": record.education,
            "certifications": any(item.credential for item in record.requirements),
        }
        return not any(found and PROPERTY_OF[field] == text.property for field, found in known.items())

    def _overview(self, phrase: Phrase) -> None:
        if phrase.depth or (phrase.text == phrase.block.text and field_of(phrase.block)):
            raise UnparsedLine(UNKNOWN_CONTEXT)
        if self.record.overview:
            raise UnparsedLine("more than one paragraph about the role")
        text = plain(phrase.text) + ("." if phrase.text.endswith(".") else "")
        self._set(overview=CitedText(text=text, line=phrase.block.line))

    # --- pay and education ------------------------------------------------------------------------------------------

    def _pay(self, phrase: Phrase, context: str) -> None:
        label = plain(phrase.text)
        found = _leveled_pay(label)
        if found is None:
            raise UnparsedLine("no pay range")
        self._add_pay(phrase.block.line, label, found[0], _level_text(context, found[1]))

    def _add_pay(self, line: int, label: str, found: PayRange, level: str) -> None:
        if not level and self.record.salary:
            level = self.level
            if not level:
                raise UnparsedLine("a second pay range of one role")
        record = SalaryRecord(line=line, label=label, level=level or None, **found._asdict())
        if not level:
            self._set(salary=record)
            return
        if not slug(level) or slug(level) in {slug(each.level or "") for each in self.record.level_pay}:
            raise UnparsedLine("a second pay range of one level")
        self._set(level_pay=(*self.record.level_pay, record))

    def _education(self, phrase: Phrase) -> None:
        label = plain(phrase.text)
        found = education(label)
        if found is None:
            raise UnparsedLine("no form of education that is known")
        if self.record.education:
            raise UnparsedLine("unclear whether this is an alternative")
        options = tuple(self._option(option) for option in found)
        self._set(education=EducationRecord(line=phrase.block.line, label=label, options=options))

    def _certifications(self, phrase: Phrase, usual: Strength) -> None:
        """Certificates and licences, of a strength where an item says none."""
        text, left_out = _described(phrase)
        found = [certification(piece, usual) for piece in split_list(text)]
        if None in found:
            raise UnparsedLine("no certificate for certain")
        if left_out:
            self.builder.remark(phrase.block.line, f"'{left_out}'")
        records = tuple(
            RequirementRecord(
                line=phrase.block.line,
                credential=self.builder.name("credential", each.credential),
                label=each.credential,
                strength=each.strength,
            )
            for each in found
            if each and each.credential
        )
        self._set(requirements=(*self.record.requirements, *records))

    def _option(self, option: EducationOption) -> EducationOptionRecord:
        return EducationOptionRecord(
            credential=self.builder.name("credential", option.credential) if option.credential else None,
            background=option.background,
            fields=self.builder.names("field", option.fields),
            related_field=option.related,
            strength=option.strength,
            condition=option.condition,
        )

    # --- tables -----------------------------------------------------------------------------------------------------

    def _table(self, table: MarkdownBlock, group: FieldBlocks) -> None:
        """A table of pay by level, or of fields with their values, row by row; any other is listed."""
        header, *rows = table.rows
        paid = [
            place
            for place in range(1, len(header))
            if rows and _is_pay_column(header[place], rows, place, group.meaning)
        ]
        understood = []
        for cells in rows:
            row, meaning = row_block(cells), field_name(cells[0].text)
            if len(header) == 2 and meaning in ROLE_FIELDS:
                self.field(FieldBlocks(meaning, row, cells[1].text))
            elif paid:
                with self.builder.reading(row):
                    self._pay_row(header, cells, paid, group.context)
            else:
                self.builder.reject(row, table.fault)
                continue
            understood.append(row)
        self.builder.formatting_lines.update(layout_of(table) if understood else ())
        if not understood:
            self.builder.reject(table)

    def _pay_row(
        self, header: Sequence[MarkdownBlock], cells: Sequence[MarkdownBlock], paid: Sequence[int], context: str
    ) -> None:
        level = plain(cells[0].text)
        if cells[0].fault != "" or not (is_level_name(level) or is_name(level, 60)):
            raise UnparsedLine(cells[0].fault or "no name of a level")
        found = [(place, pay_in_column(plain(cells[place].text), header[place].text)) for place in paid]
        if any(amount is None for _, amount in found) or not found:
            raise UnparsedLine("no pay range")
        for place, amount in found:
            label, column = plain(cells[place].text), plain(header[place].text)
            text = _level_text(context, level if len(paid) == 1 else f"{column}: {level}")
            if amount:
                self._add_pay(cells[0].line, label, amount, text)

    # --- skills -----------------------------------------------------------------------------------------------------

    def _skills(self, phrases: list[Phrase], strength: Strength) -> None:
        """Skills item by item; what is nested in one are its members, or skills where the item is only a label."""
        top = min((phrase.depth for phrase in phrases if phrase.depth), default=1)
        above: tuple[str, Strength] | None = None
        label = False
        for phrase in chain.from_iterable(map(_lines_apart, phrases)):
            nested = phrase.depth > top and not (label and phrase.depth == top + 1)
            if not nested:
                above = None
            if phrase.depth <= top:
                label = is_label(plain(phrase.text).rstrip(": "))
                if label:
                    self.builder.formatting_lines.update((phrase.block.line, *phrase.block.continuation_lines))
                    continue
            found: list[RequirementRecord] = []
            with self.builder.reading(phrase.block):
                found = self._nested(phrase, top, above) if nested else self._asked(phrase, strength)
                self._strengths.update((item.skill, item.strength) for item in found if item.skill)
                self._set(requirements=(*self.record.requirements, *found))
            if not nested:
                only = found[0] if len(found) == 1 else None
                above = (only.skill, only.strength) if only and only.skill else None

    def _nested(self, phrase: Phrase, top: int, above: tuple[str, Strength] | None) -> list[RequirementRecord]:
        if above is None or phrase.depth > top + 1:
            raise UnparsedLine("what it belongs to is not clear")
        members = skills_of(plain(phrase.text))
        if any(member.members or member.sometimes or member.strength or member.left_out for member in members):
            raise UnparsedLine("what it belongs to is not clear")
        names = self.builder.names("skill", [member.label for member in members])
        return [RequirementRecord(line=phrase.block.line, skill=above[0], members=names, strength=above[1])]

    def _asked(self, phrase: Phrase, strength: Strength) -> list[RequirementRecord]:
        """The requirements that one line states."""
        line = phrase.block.line
        if "\n" in phrase.text:
            raise UnparsedLine("whether its lines name one skill or several is not clear")
        text, left_out = _described(phrase)
        if left_out:
            self.builder.remark(line, f"'{left_out}'")
        if credential := self._credential(text, line, strength):
            return [credential]
        name, colon, rest = text.partition(": ")
        pieces = pieces_of(rest if colon and is_label(name) else text)
        if len(pieces) > 1 and any(tells_strength(piece) for piece in pieces):
            raise UnparsedLine("which of the skills it is said of is not clear")
        return [self._credential(piece, line, strength) or self._skill(piece, line, strength) for piece in pieces]

    def _credential(self, text: str, line: int, strength: Strength) -> RequirementRecord | None:
        options = education(text) or ()
        if not options or any(option.background for option in options):
            return None
        if len(options) > 1 or options[0].condition:
            raise UnparsedLine("alternatives are not one requirement")
        option = self._option(options[0])
        return RequirementRecord(
            line=line,
            credential=option.credential,
            fields=option.fields,
            related_field=option.related_field,
            label=text,
            strength=option.strength if option.strength != "required" else strength,
        )

    def _skill(self, text: str, line: int, strength: Strength) -> RequirementRecord:
        found = named_skill(text)
        if found is None:
            raise UnparsedLine("more than the name of a skill")
        name = self.builder.name("skill", found.label)
        asked: Strength = "preferred" if found.strength == "preferred" else strength
        if self._strengths.get(name, asked) != asked:
            raise UnparsedLine("the skill is asked for more strongly elsewhere, or less")
        if found.left_out:
            self.builder.remark(line, f"'{found.left_out}'")
        return RequirementRecord(
            line=line,
            skill=name,
            members=self.builder.names("skill", found.members),
            sometimes=self.builder.names("skill", found.sometimes),
            strength=asked,
        )


def _name_of(group: FieldBlocks) -> str:
    """The name that a field has in the guide."""
    if group.head is None:
        return ""
    found = field_of(group.head)
    return found.name if found and found.known == group.meaning else group.head.text if group.heading else ""


# --- pay by level -----------------------------------------------------------------------------------------------------


_OF_ALL = re.compile(
    r"(?:average|typical|median|mean|base|annual|usual|expected|overall|total|yearly|hourly|monthly|gross| )*"
    r"(?:salary|pay|range|wages?|earnings|compensation|income| )*",
    re.IGNORECASE,
)
_NOT_PAY = "bonus|premium|overtime|commission|tips?|equity|stock|sign|allowance|benefits?|extra|pension|total|plus"
_PLACE = re.compile(rf"(?i:in )?(?!.*\b(?i:{_NOT_PAY}))[A-Z][\w.]*(?: [A-Z][\w.]*){{0,2}}")
"""The name of a place: words with capital letters, none of which says what is paid beside the salary."""

_PAY_OF = re.compile(r"(.{2,60}?)\s*(?::|\s[-–—])\s+(.+)")
_PAY_THEN = re.compile(r"(\S*\d.*?)\s+(?:[-–—]\s+|for (?:an? )?)?([A-Za-z][\w -]+)")
_PAY_FOR = re.compile(r"(.+?)\s*\(([^()]+)\)")


def _leveled_pay(text: str) -> tuple[PayRange, str] | None:
    """The pay that a text states, and whose it is: of a level, or (empty) of all in the role.

    >>> [_leveled_pay(text)[1] for text in ("$20", "Entry level (0-2 years): $20", "$20 (trainee)", "Average: $20")]
    ['', 'Entry level (0-2 years)', 'trainee', '']
    >>> _leveled_pay("Bonus: $20") is None
    True
    """
    if found := pay(text):
        return found, ""
    for pattern, level, amount in ((_PAY_OF, 1, 2), (_PAY_FOR, 2, 1), (_PAY_THEN, 2, 1)):
        match = pattern.fullmatch(text)
        found = pay(match[amount]) if match else None
        name = match[level] if match else ""
        if match and found and (is_level_name(name) or _OF_ALL.fullmatch(name) or _PLACE.fullmatch(name)):
            return found, "" if _OF_ALL.fullmatch(match[level]) else match[level]
    return None


def _level_text(context: str, level: str) -> str:
    """A level with the heading that its pay is under, where that is about more than pay by experience."""
    words = plain(context)
    if not words or re.search(r"\b(?:experience|levels?|seniority|stages?)\b", words, re.IGNORECASE):
        return level
    return f"{words}: {level}" if level else words


def _is_pay_column(
    head: MarkdownBlock, rows: Sequence[Sequence[MarkdownBlock]], place: int, meaning: str | None
) -> bool:
    """Whether a column of a table states pay: it is called so, or holds nothing else in a section about pay."""
    if field_name(head.text) == "salary":
        return True
    return meaning == "salary" and all(pay_in_column(plain(row[place].text), head.text) for row in rows)


# --- tables of roles --------------------------------------------------------------------------------------------------


_ROLE_COLUMN = re.compile(
    r"(?:the )?(?:job |career |occupation |typical )?(?:roles?|jobs?|titles?|positions?|occupations?|professions?"
    r"|careers?|paths?)(?: (?:names?|titles?))?"
)


def read_role_table(table: MarkdownBlock, builder: GuideBuilder) -> bool:
    """Take down a table with a role in each row, and its fields in columns, or the other way round; whether it is one.

    What is no field is left out, and its head says so.
    """
    found = _by_role(table) if table.fault == "a table is not read" else None
    if found is None:
        return False
    header, rows, first = found
    upright, bounds = header is table.rows[0], _pay_bounds(header)
    kinds = [None if place in bounds else field_name(head.text) for place, head in enumerate(header)]
    fields = [place for place, kind in enumerate(kinds) if place != first and kind in ROLE_FIELDS]
    for cells in rows:
        label = heading_number(plain(cells[first].text))[1]
        head = row_block(cells)._replace(fault=cells[first].fault) if upright else cells[first]
        reader = _opened(head, label, "table", builder)
        if reader is None:
            for cell in () if upright else cells[1:]:
                builder.reject(cell, "its role was not understood")
            continue
        for place in fields:
            if states_something(cells[place].text) or cells[place].fault:
                value = header_unit(plain(cells[place].text), header[place].text, kinds[place])
                reader.field(FieldBlocks(kinds[place], cells[place], value))
        if bounds:
            reader.field(
                FieldBlocks("salary", cells[bounds[0]], " - ".join(plain(cells[each].text) for each in bounds))
            )
    builder.formatting_lines.update(layout_of(table) - (set() if upright else {table.line}))
    unread = [head for place, head in enumerate(header) if place not in (first, *fields, *bounds)]
    for line in dict.fromkeys(head.line for head in unread):
        names = [plain(head.text) for head in unread if head.line == line]
        where = ("column" if upright else "row") + ("s" if len(names) > 1 else "")
        builder.reject_line(line, f"what is in the {where} {', '.join(names)} is not read")
    return True


def _by_role(
    table: MarkdownBlock,
) -> tuple[Sequence[MarkdownBlock], Sequence[Sequence[MarkdownBlock]], int] | None:
    """The heads, the roles, and the place of their names, of a table with a role in each row or in each column."""
    header, *rows = table.rows
    first = next((place for place, head in enumerate(header) if _ROLE_COLUMN.fullmatch(folded(head.text))), None)
    kinds = [field_name(head.text) for place, head in enumerate(header) if place != first]
    if first is not None and rows and (any(kind in ROLE_FIELDS for kind in kinds) or _pay_bounds(header)):
        return header, rows, first
    heads, *columns = list(zip(*table.rows, strict=False))
    labels = [plain(column[0].text) for column in columns]
    named = len(labels) > 1 and all(is_name(label) and not field_name(label) for label in labels)
    if not named or all(map(is_level_name, labels)):
        return None
    fields = [head for head in heads[1:] if field_name(head.text) in ROLE_FIELDS]
    return (heads, columns, 0) if len(fields) > 1 else None


_LEAST = re.compile(r"\b(?:min|minimum|from|low|lower|lowest)\b")
_MOST = re.compile(r"\b(?:max|maximum|to|high|higher|highest|upper)\b")


def _pay_bounds(header: Sequence[MarkdownBlock]) -> tuple[int, ...]:
    """The places of the two columns that state the least and the most pay; empty where there are none."""
    names = [folded(head.text) for head in header]
    ends = [
        [place for place, name in enumerate(names) if end.search(name) and field_name(end.sub("", name)) == "salary"]
        for end in (_LEAST, _MOST)
    ]
    return tuple(place for found in ends for place in found) if [len(found) for found in ends] == [1, 1] else ()


def header_unit(text: str, head: str, kind: str | None) -> str:
    """A cell with the currency that the head of its column gives, where it is of pay and has none."""
    if kind == "salary" and pay(text) is None and (found := pay_in_column(text, head)):
        return f"{found.currency} {text}"
    return text


def row_block(cells: Sequence[MarkdownBlock]) -> MarkdownBlock:
    """A row of a table as one block."""
    text = " | ".join(cell.text for cell in cells)
    fault = next((cell.fault for cell in cells if cell.fault), "")
    return MarkdownBlock(cells[0].line, text, links=tuple(link for cell in cells for link in cell.links), fault=fault)


def layout_of(table: MarkdownBlock) -> set[int]:
    """The lines of a table that are no rows: its header, and the line of signs below."""
    return {table.line, *table.continuation_lines} - {row[0].line for row in table.rows[1:]}


# --- what a line names ------------------------------------------------------------------------------------------------


_BEHIND_NAME = re.compile(r"\s+[-–—]\s+(.+)|\s*:\s+(.+)|\s*\(([^()]+)\)", re.DOTALL)
_INSIDE = re.compile(r"\s[-–—]\s")


def _described(phrase: Phrase) -> tuple[str, str]:
    """The text of an item without a description behind its name, and that description.

    Bold letters show where a name ends; of a name without them only the writer knows.
    """
    text, lead = plain(phrase.text), plain(phrase.block.lead).rstrip(": ")
    if lead and phrase.text == phrase.block.text and text.startswith(lead):
        match = _BEHIND_NAME.fullmatch(text[len(lead) :])
        if match and (match[1] or (match[2] and not _names_skills(text))):
            return lead, str(match[1] or match[2])
        if match and match[3] and (found := named_skill(text)) and found.label == text:
            return lead, match[3]
    if _INSIDE.search(text) and not years(text):
        raise UnparsedLine("a name with a description, or one long name")
    return text, ""


def _names_skills(text: str) -> bool:
    return all(named_skill(piece) for piece in pieces_of(text))


def _lines_apart(phrase: Phrase) -> list[Phrase]:
    """The lines of a paragraph that names one skill on each; a text that runs on over its lines stays whole."""
    lines = [line.strip() for line in phrase.text.split("\n")]
    if len(lines) == 1:
        return [phrase]
    joined = all(re.search(r"(?:[,;&(/-]|\band|\bor)\Z", line) for line in lines[:-1])
    if phrase.depth or joined or any(line[:1].islower() for line in lines[1:]):
        return [phrase._replace(text=" ".join(lines))]
    if any(re.search(r"[,;.]", line) or not is_name(line, 50) for line in lines):
        return [phrase]
    block = phrase.block
    numbers = [block.line, *block.continuation_lines]
    if len(numbers) != len(lines):
        numbers = [block.line] * len(lines)
    return [
        Phrase(MarkdownBlock(number, line, links=block.links if not place else ()), line, 0)
        for place, (number, line) in enumerate(zip(numbers, lines, strict=True))
    ]


def pieces_of(text: str) -> list[str]:
    """The parts of a line of skills; a phrase about an ability stays whole."""
    pieces = split_list(text)
    strength_of_all = len(pieces) == 2 and tells_strength(f"it {pieces[1]}")  # "Lifting, optional"
    return [text] if strength_of_all or _PHRASE.match(text) or re.search(r":\s", text) else pieces


def skills_of(text: str) -> list[NamedSkill]:
    """The skills that a line names. Raises NotUnderstood where it says more.

    >>> [skill.label for skill in skills_of("Sawing, planing")]
    ['Sawing', 'planing']
    """
    pieces = pieces_of(text)
    found = [skill for piece in pieces if (skill := named_skill(piece))]
    if not found or len(found) < len(pieces):
        raise UnparsedLine("more than the name of a skill")
    return found


def read_responsibilities(phrase: Phrase, builder: GuideBuilder) -> list[CitedLabel]:
    """The responsibilities that a phrase names: at semicolons, for a comma may be part of one."""
    labels = [plain(piece).rstrip(":") for piece in plain(phrase.text).split(";")]
    if not all(is_name(label, 200) for label in labels):
        raise UnparsedLine("no responsibility in a few words")
    for label in labels:
        builder.name("responsibility", label)
    return [CitedLabel(label=label, line=phrase.block.line) for label in labels]
