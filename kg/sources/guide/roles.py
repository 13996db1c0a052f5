"""Roles in a guide -> records: under headings or names in bold, in the rows of a table, or a guide about one role."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from functools import partial
from itertools import chain, zip_longest
from typing import Final

from kg.errors import quoted
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
    RepeatedFact,
    UnparsedLine,
    UnreadText,
    fields_of,
)
from kg.sources.guide.certificates import ASKED, certification, with_licences
from kg.sources.guide.education import EducationOption, asks_nothing, education
from kg.sources.guide.headings import (
    NamedRole,
    is_level_alone,
    is_role,
    named_item,
    named_role,
    place_or_name,
    with_facts,
)
from kg.sources.guide.markdown import MarkdownBlock, Section
from kg.sources.guide.names import (
    abbreviates,
    asks,
    field_name,
    field_of,
    heading_number,
    is_name,
    plain,
    role_name,
    split_list,
    split_parenthesis,
    states_something,
    without_so_on,
)
from kg.sources.guide.phrases import NamedSkill, is_label, named_skill, pay, stands_apart, tells_strength, years
from kg.sources.guide.tables import (
    LeveledPay,
    Stated,
    amount_of,
    between_levels,
    layout_of,
    level_text,
    leveled_pay,
    pay_level,
    row_block,
    stated_in_rows,
)

_PHRASE: Final = re.compile(r"(?:ability|able|willing|willingness|readiness|knowing how) to\b", re.IGNORECASE)

_STATED: Final = {
    "salary": re.compile(
        r"[£$€₹¥]\s?\d|\b\d[\d,.]*\s?k?\s?(?:an?|per) (?:hour|day|week|month|year|annum)\b", re.IGNORECASE
    ),
    "education": re.compile(
        r"\b(?:needs?|requires?|required|must have|usually|typically|holds?|expected)\b[^.]*"
        r"\b(?:degree|bachelor|master's|ph\.?d|diploma|nvq|gcses?|a-levels?|apprenticeship|certificate|licen[cs]e)\b",
        re.IGNORECASE,
    ),
}
"""What shows that a description of a role states its pay or education too."""

# --- where a role begins ----------------------------------------------------------------------------------------------


def read_role(section: Section, builder: GuideBuilder, name: Callable[[str], str] = str) -> None:
    """Take down a role, which ``name`` finds in its heading; where its name cannot be taken, all of it is listed."""
    whole, section = section, with_facts(section)
    builder.formatting_lines.update(part.line for part in whole.sections if part not in section.sections)
    position, text = heading_number(plain(section.text))
    named = named_item(section.head) if section.item else named_role(text)
    named = named._replace(label=name(named.label))
    base, inside = split_parenthesis(named.label)
    level = named.label if inside and years(inside) else ""
    label = base if level or slug(base) in builder.roles else named.label
    reader = _opened(section.head, label, builder, position)
    if reader is None:
        builder.reject_section(section, "", under="its role was not understood")
        return
    reader.level = level
    reader.named(section.head, named)
    own = [part for part in section.sections if not is_role(part) or is_level_alone(plain(part.text))]
    lines = {part.line for part in own}
    for group in fields(replace(section, sections=own), ROLE_FIELDS, builder, ("role", reader.role)):
        reader.field(group)
    reader.level = ""
    for part in section.sections:
        if part.line not in lines:
            read_role(part, builder)


def read_paid_role(block: MarkdownBlock, builder: GuideBuilder) -> bool:
    """Take down an item that names a role with its pay; whether it is one."""
    named = named_item(block)
    if block.fault or not named.amount or not role_name(named.label):
        return False
    reader = _opened(block, named.label, builder)
    if reader is not None:
        reader.named(block, named)
    return True


def opened_as(head: MarkdownBlock, text: str, builder: GuideBuilder) -> RoleReader | None:
    """The reader of the role that a cell names, and what the cell says beside its name."""
    named = named_role(text)
    reader = _opened(head, named.label, builder)
    if reader is not None:
        reader.named(head, named)
    return reader


def _opened(head: MarkdownBlock, text: str, builder: GuideBuilder, position: int | None = None) -> RoleReader | None:
    """The reader of a role, which may have been described in another place; None where it has no name."""
    label, short = _without_short_form(role_name(text))
    known = builder.roles.get(builder.role_named(label)) if label and not head.fault else None
    if known is not None:
        known.also_called(short)
        builder.formatting_lines.update((head.line, *head.continuation_lines))
        return known
    role = ""
    with builder.reading(head) as reading:
        if head.fault or not label:
            raise UnparsedLine(head.fault or "no name of a role")
        role = builder.name("role", label, once=True)
    if not reading.understood:
        return None
    builder.role_endings.add(label.rsplit(maxsplit=1)[-1].casefold())
    builder.roles[role] = reader = RoleReader(builder, role, label, head.line, position)
    reader.also_called(short)
    return reader


def _without_short_form(label: str) -> tuple[str, str]:
    """The name of a role without its short form in brackets, and that; empty where it has none.

    >>> _without_short_form("Healthcare Assistant (HCA)"), _without_short_form("HCA (Healthcare Assistant)")
    (('Healthcare Assistant', 'HCA'), ('Healthcare Assistant', 'HCA'))
    >>> _without_short_form("Gaffer (Hot Shop)")
    ('Gaffer (Hot Shop)', '')
    """
    name, inside = split_parenthesis(label)
    if inside and abbreviates(inside, name):
        return name, inside
    return (inside, name) if inside and abbreviates(name, inside) else (label, "")


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
            if entity[0] == "role" and group.head and asks(group.head.text):
                for block in group.blocks:
                    builder.miss(entity[1], "skills", block.line, block.text, certain=False)
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


def _sentences_behind(phrases: list[Phrase]) -> tuple[Phrase, Phrase] | None:
    """The value of a field, and the sentences in the lines below it, where it does not go on in these."""
    phrase = next(iter(phrases), None)
    if phrase is None or phrase.depth or "\n" not in phrase.text or not phrase.block.continuation_lines:
        return None
    value, *below = phrase.text.strip().split("\n")
    block, lines = phrase.block, phrase.block.continuation_lines
    text = " ".join(below)
    if len(lines) != len(below) or not _is_sentence(text) or _GOES_ON.search(value):
        return None
    first = phrase._replace(block=block._replace(text=block.text.split("\n")[0], continuation_lines=()), text=value)
    return first, Phrase(MarkdownBlock(lines[0], text, block.depth, tuple(lines[1:])), text, 0)


def _is_sentence(text: str) -> bool:
    """Whether a text is a sentence, and no item or list.

    >>> [_is_sentence(text) for text in ("Moves patients all day.", "Ropes, knots and so on", "Hand tools.")]
    [True, False, False]
    """
    words = text.split()
    ends = text.rstrip().endswith((".", "!")) and words[-1] != "etc."
    return len(words) > 3 and ends and text.lstrip()[:1].isupper() and not any(sign in text for sign in ":;")


_GOES_ON: Final = re.compile(
    r"(?:[,;:&(/–—-]|\b(?:and|or|of|in|with|for|to|at|by|on|from|as|the|a|an))\Z", re.IGNORECASE
)

_EARNED: Final = re.compile(
    r"(?:(?:here |in this (?:job|role) |at first |to start with )?"
    r"(?:you|they|we|people|staff|it|this|the (?:job|role|post))"
    r"(?: (?:will|can|would|may|could|usually|typically|normally|expect to|can expect to))*"
    r" (?:earn|earns|get|gets|make|makes|pay|pays|receive|are paid|is paid|be paid|start on|starts at|start at)"
    r"|(?:the )?(?:pay|salary|wage)s? (?:is|are|ranges?|starts? at))"
    r"(?: you)?(?P<about> (?:about|around|roughly|approximately|some))?"
    r"\s+(?P<pay>(?:from |between |up to )?[^\s.]*\d.*)",
    re.IGNORECASE,
)
"""A sentence that states pay and nothing else: "You earn about £22,000 to £24,500 a year"."""

# --- one role ---------------------------------------------------------------------------------------------------------


class RoleReader:
    """The fields of one role as they are read, from one place or several."""

    def __init__(self, builder: GuideBuilder, role: str, label: str, line: int, position: int | None) -> None:
        self.builder = builder
        self.role = role
        self.label = label
        self.level = ""
        """Whose pay is stated, where the heading names a level of the role: "Weaver (2-4 years)"."""
        self.record = RoleRecord(id=role, label=label, line=line, maturity="established", position=position)
        self._strengths: dict[str, tuple[Strength, int]] = {}

    def _set(self, **values: object) -> None:
        self.record = replace(self.record, **values)  # type: ignore[arg-type]  # the fields of a record, by name

    def also_called(self, short: str) -> None:
        """Take down a short form of its name."""
        if short and short not in self.record.alternative:
            self._set(alternative=(*self.record.alternative, short))
            self.builder.short_names.setdefault(slug(short), self.role)

    def named(self, head: MarkdownBlock, named: NamedRole) -> None:
        """Take down what is behind its name: pay, a field, a list of skills; the rest is listed."""
        if named.amount:
            self.field(FieldBlocks("salary", head._replace(rows=()), named.amount))
        if part := place_or_name(named):
            self.builder.reject_line(
                head.line, f"{quoted(part)} may be a place or belong to the name, and is kept in it"
            )
        rest = ", ".join(named.rest)
        field = re.fullmatch(r"([A-Za-z ]{3,30}), (.+)", rest)
        meaning = field_name(field[1]) if field and f"{field[1]}: " in plain(head.text) else None
        if field and meaning in ROLE_FIELDS:
            self.field(FieldBlocks(meaning, head._replace(rows=()), field[2]))
        elif named.amount and len(named.rest) > 1 and all(self._is_activity(each) for each in named.rest):
            self.field(FieldBlocks("skills", head._replace(rows=()), rest))
        elif rest:
            with self.builder.about(("role", self.role), None):
                self.builder.reject_part(head, rest, "what is behind the name of the role is not read")
            for described in ("responsibilities", "skills") if head.depth else ():
                self.builder.miss(self.role, described, head.line, rest, certain=False)

    def _is_activity(self, text: str) -> bool:
        """Whether a word behind a name is a skill for certain: something one does, or a skill that is known."""
        return re.fullmatch(r"(?:[A-Z]?[a-z]+ )?[a-z]{2,}ing", text) is not None or self.builder.has("skill", text)

    def field(self, group: FieldBlocks) -> None:
        """Take down one field, phrase by phrase."""
        with self.builder.about(("role", self.role), group.meaning):
            phrases = _without_lead_ins(group.phrases(self.builder), self.builder)
            if group.meaning not in (None, "overview", "responsibilities"):
                phrases = self._without_sentences(phrases)
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
                self._pay(phrase, group.context or pay_level(_name_of(group)))
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

    def _without_sentences(self, phrases: list[Phrase]) -> list[Phrase]:
        """The phrases of a field without the sentences below what it says, which are about the role and read so."""
        kept = phrases[:1]
        apart = [phrase for phrase in phrases[1:] if not phrase.depth and _is_sentence(phrase.text)]
        kept += [phrase for phrase in phrases[1:] if phrase not in apart]
        if behind := _sentences_behind(phrases[:1]):
            kept[0], apart = behind[0], [behind[1], *apart]
        for phrase in apart:
            with self.builder.about(("role", self.role), None), self.builder.reading(phrase.block):
                if asks(phrase.text) and not asks_nothing(plain(phrase.text)):
                    raise UnparsedLine(UNKNOWN_CONTEXT)
                self._overview(phrase)
        return kept

    def _overview(self, phrase: Phrase) -> None:
        if phrase.depth or (phrase.text == phrase.block.text and field_of(phrase.block)):
            raise UnparsedLine(UNKNOWN_CONTEXT)
        if earned := _EARNED.fullmatch(plain(phrase.text)):
            if earned["about"] and pay(earned["pay"]):
                self.builder.remark(phrase.block.line, quoted(earned["about"].strip()))
            self._pay(phrase._replace(text=earned["pay"]), "")
            return
        if asks_nothing(plain(phrase.text)):
            self._education(phrase)
            return
        if self.record.overview:
            raise UnparsedLine("more than one paragraph about the role")
        text = plain(phrase.text) + ("." if phrase.text.endswith(".") else "")
        self._set(overview=CitedText(text=text, line=phrase.block.line))
        for field in ("salary", "education"):
            if _STATED[field].search(text):
                self.builder.miss(self.role, field, phrase.block.line, text, certain=False)

    # --- pay and education ------------------------------------------------------------------------------------------

    def _pay(self, phrase: Phrase, context: str) -> None:
        lines = phrase.text.strip().split("\n")
        if phrase.block.continuation_lines and not all(
            (each := leveled_pay(plain(line))) and each.level for line in lines
        ):
            lines = [phrase.text]  # it runs on over its lines
        labels = [plain(part) for line in lines for part in between_levels(line)]
        found = [leveled_pay(label) for label in labels]
        if len(found) > 1 and any(each is None or not each.level for each in found):
            raise UnparsedLine("whose pay each of its lines states is not clear")
        for label, each in zip(labels, found, strict=True):
            if each is None:
                raise UnparsedLine("no pay range")
            self._add_pay(phrase.block.line, label, each._replace(level=level_text(context, each.level)))

    def _add_pay(self, line: int, label: str, found: LeveledPay) -> None:
        level = found.level
        record = SalaryRecord(line=line, label=label, level=level or None, **found.pay._asdict())
        before = next((each for each in self._pay_of(level)), None)
        if before and not level and self.level:
            return self._add_pay(line, label, found._replace(level=self.level))
        if before and _amounts(before) == _amounts(record):
            raise RepeatedFact
        if before or (level and not slug(level)):
            first = f"; line {before.line} states the first" if before else ""
            raise UnparsedLine(f"a second pay range of one {'level' if level else 'role'}{first}")
        if found.left_out:
            self.builder.remark(line, quoted(found.left_out))
        if level:
            self._set(level_pay=(*self.record.level_pay, record))
        else:
            self._set(salary=record)
        return None

    def _pay_of(self, level: str) -> list[SalaryRecord]:
        """The pay that is known of a level or (empty) of the role."""
        if not level:
            return [self.record.salary] if self.record.salary else []
        return [each for each in self.record.level_pay if slug(each.level or "") == slug(level)]

    def _education(self, phrase: Phrase) -> None:
        label = _one_line(phrase)
        parts = with_licences(label)
        found = education(parts[0]) if parts and parts[0] else ()
        if parts is None or found is None:
            raise UnparsedLine("no form of education that is known")
        options = tuple(self._option(option) for option in found)
        before = self.record.education
        if before and options and before.options != options:
            raise UnparsedLine(f"unclear whether this is an alternative to line {before.line}")
        if before and options and not parts[1]:
            raise RepeatedFact
        if options and not before:
            self._set(education=EducationRecord(line=phrase.block.line, label=label, options=options))
        self._require(phrase.block.line, parts[1])

    def _require(self, line: int, found: Collection[EducationOption]) -> None:
        """Take down certificates and licences."""
        records = tuple(
            RequirementRecord(
                line=line,
                credential=self.builder.name("credential", each.credential),
                label=each.credential,
                strength=each.strength,
            )
            for each in found
            if each.credential
        )
        for each in found:
            if each.condition:
                self.builder.remark(line, f"'{each.condition}'")
        self._set(requirements=(*self.record.requirements, *records))

    def _certifications(self, phrase: Phrase, usual: Strength) -> None:
        """Certificates and licences, of a strength where an item says none."""
        text, left_out = _described(phrase)
        found = [certification(piece, usual) for piece in split_list(text)]
        if None in found:
            raise UnparsedLine("no certificate for certain")
        if left_out:
            self.builder.remark(phrase.block.line, f"'{left_out}'")
        self._require(phrase.block.line, [each for each in found if each])

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
        stated = stated_in_rows(table, pays=group.meaning == "salary") if table.fault == "a table is not read" else None
        understood = False
        for cells, found in stated or ():
            for each in found:
                if each.field == "salary" and each.level:
                    self.paid(each._replace(level=level_text(group.context, each.level)))
                else:
                    self.field(FieldBlocks(each.field, each.cell, each.text))
            if not found and any(states_something(cell.text) for cell in cells):
                self.builder.reject(row_block(cells), "what this row states is not clear")
            understood = understood or bool(found)
        if understood:
            self.builder.formatting_lines.update(layout_of(table))
        else:
            self.builder.reject(table)

    def paid(self, stated: Stated) -> None:
        """Take down the pay that a cell states, of a level or (empty) of the role."""
        with self.builder.about(("role", self.role), "salary"), self.builder.reading(stated.cell):
            if stated.cell.fault:
                raise UnparsedLine(stated.cell.fault)
            self._add_pay(stated.cell.line, stated.text, amount_of(stated)._replace(level=stated.level))

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
                self._strengths.update((item.skill, (item.strength, item.line)) for item in found if item.skill)
                self._set(requirements=(*self.record.requirements, *found))
            if not nested:
                only = found[0] if len(found) == 1 else None
                above = (only.skill, only.strength) if only and only.skill else None

    def _nested(self, phrase: Phrase, top: int, above: tuple[str, Strength] | None) -> list[RequirementRecord]:
        if above is None or phrase.depth > top + 1:
            raise UnparsedLine("what it belongs to is not clear")
        members = skills_of(plain(phrase.text))
        if any(member.members or member.sometimes or member.strength for member in members):
            raise UnparsedLine("what it belongs to is not clear")
        remark_left_out(members, phrase.block.line, self.builder)
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
        listed = rest if colon and is_label(name) else text
        named = pieces_of(listed)
        pieces = without_so_on(named)
        if len(pieces) < len(named):
            self.builder.remark(line, f"'{named[-1]}'")
        clauses = map(pieces_of, listed.split(";"))
        if any(len(clause) > 1 and any(map(tells_strength, clause)) for clause in clauses):
            raise UnparsedLine("which of the skills it is said of is not clear")
        apart = [piece for piece in pieces if stands_apart(piece)] if len(pieces) > 1 else []
        if len(apart) == len(pieces):
            raise UnparsedLine(_NO_SKILL)
        pieces = [piece for piece in pieces if piece not in apart]
        found = [self._credential(piece, line, strength) or self._skill(piece, line, strength) for piece in pieces]
        if apart:
            self.builder.reject_part(phrase.block, "; ".join(apart), _NO_SKILL)
        return found

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
            raise UnparsedLine(_NO_SKILL)
        name = self.builder.name("skill", found.label)
        asked: Strength = "preferred" if found.strength == "preferred" else strength
        before = self._strengths.get(name)
        if before and before[0] != asked:
            raise UnparsedLine(f"line {before[1]} asks for this skill as {before[0]}, this line as {asked}")
        remark_left_out([found], line, self.builder)
        return RequirementRecord(
            line=line,
            skill=name,
            members=self.builder.names("skill", found.members),
            sometimes=self.builder.names("skill", found.sometimes),
            strength=asked,
        )


def _amounts(pay_: SalaryRecord) -> tuple[object, ...]:
    """What a pay range states, whatever its words."""
    return pay_.minimum, pay_.maximum, pay_.open_ended, pay_.currency, pay_.unit


def _name_of(group: FieldBlocks) -> str:
    """The name that a field has in the guide."""
    if group.head is None:
        return ""
    found = field_of(group.head)
    return found.name if found and found.known == group.meaning else group.head.text if group.heading else ""


# --- what a line names ------------------------------------------------------------------------------------------------


_NO_SKILL: Final = "more than the name of a skill"

_BEHIND_NAME = re.compile(r"\s+[-–—]\s+(.+)|\s*:\s+(.+)|\s*\(([^()]+)\)", re.DOTALL)
_INSIDE = re.compile(r"\s[-–—]\s")


def _described(phrase: Phrase) -> tuple[str, str]:
    """The text of an item without a description behind its name, and that description.

    Bold letters show where a name ends; of a name without them only the writer knows.
    """
    text, lead = _one_line(phrase), plain(phrase.block.lead).rstrip(": ")
    if lead and phrase.text == phrase.block.text and text.startswith(lead):
        match = _BEHIND_NAME.fullmatch(text[len(lead) :])
        if match and (match[1] or (match[2] and not all(map(named_skill, pieces_of(text))))):
            return lead, str(match[1] or match[2])
        if match and match[3] and (found := named_skill(text)) and found.label == text:
            return lead, match[3]
    if _INSIDE.search(text) and not years(text):
        raise UnparsedLine("a name with a description, or one long name")
    return text, ""


def _without_lead_ins(phrases: list[Phrase], builder: GuideBuilder) -> list[Phrase]:
    """The phrases without lines that only lead in to a list: "You will need:"."""
    kept = []
    for phrase, after in zip_longest(phrases, phrases[1:]):
        if (
            after
            and after.depth
            and not phrase.depth
            and phrase.text == phrase.block.text
            and phrase.text.endswith(":")
        ):
            builder.formatting_lines.update((phrase.block.line, *phrase.block.continuation_lines))
        else:
            kept.append(phrase)
    return kept


def _broken_lines(phrase: Phrase) -> list[str]:
    """The lines of a text that breaks divide, as in the cell of a table; a text that runs on over lines is one."""
    return [phrase.text] if phrase.block.continuation_lines else phrase.text.strip().split("\n")


def _one_line(phrase: Phrase) -> str:
    """A text as one line. Raises UnparsedLine where breaks divide it."""
    if len(_broken_lines(phrase)) > 1:
        raise UnparsedLine("whether its lines belong together is not clear")
    return plain(phrase.text)


def _lines_apart(phrase: Phrase) -> list[Phrase]:
    """The lines of a paragraph that names one skill on each; a text that runs on over its lines stays whole."""
    lines = [line.strip() for line in phrase.text.split("\n")]
    if len(lines) == 1:
        return [phrase]
    if not phrase.block.continuation_lines:
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
        raise UnparsedLine(_NO_SKILL)
    return found


def remark_left_out(found: Iterable[NamedSkill], line: int, builder: GuideBuilder) -> None:
    """Say which words that are no part of a name the skills of a line were taken without."""
    for skill in found:
        if skill.left_out:
            builder.remark(line, f"'{skill.left_out}'")


def read_responsibilities(phrase: Phrase, builder: GuideBuilder) -> list[CitedLabel]:
    """The responsibilities that a phrase names: at semicolons, for a comma may be part of one."""
    labels = [plain(piece).rstrip(":") for piece in _one_line(phrase).split(";") if piece.strip()]
    if not all(is_name(label, 200) for label in labels):
        raise UnparsedLine("no responsibility in a few words")
    for label in labels:
        builder.name("responsibility", label)
    return [CitedLabel(label=label, line=phrase.block.line) for label in labels]
