"""Where roles are in a guide, and what their headings name: the role; behind it pay, a place, a kind of contract."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import zip_longest
from typing import Final, NamedTuple

from kg.sources.guide.builder import ROLE_FIELDS, fields_of
from kg.sources.guide.markdown import MarkdownBlock, Section
from kg.sources.guide.names import (
    cue,
    field_name,
    field_of,
    folded,
    heading_number,
    is_level_name,
    is_level_only,
    plain,
    role_name,
    section_kind,
)
from kg.sources.guide.phrases import pay

_MARKERS: Final = frozenset(("responsibilities", "skills", "salary", "education", "certifications"))
_NO_NAMES: Final = (
    "conclusion faq faqs resources tips summary benefits challenges requirements advice background prerequisites"
    " preparation contact references sources details outlook notes links information about"
)
_NO_PHRASES: Final = (
    "quick facts", "key facts", "fast facts", "facts", "fact file", "factfile", "fact sheet", "facts and figures",
    "snapshot", "job snapshot", "career snapshot", "in brief", "key information", "key points", "job details",
    "job information", "infobox", "profile", "job profile", "at a glance", "the basics", "basics", "key data",
)  # fmt: skip
_NO_ROLE: Final = frozenset(_NO_NAMES.split()) | {*_NO_PHRASES}


def is_role(section: Section) -> bool:
    r"""Whether a section is about a role: it has two of the fields that only roles have.

    >>> from kg.sources.guide.markdown import read_outline
    >>> is_role(read_outline("# Joiner\n- Pay: $20\n- Skills: sawing\n").sections[0])
    True
    """
    section = with_facts(section)
    if _is_divided(section):
        return False
    found = {field_name(child.text.rstrip(":")) for child in section.sections}
    found |= {field_name(row[0].text) for block in section.blocks for row in block.rows if len(row) == 2}
    items: set[str | None] = set()
    for group in fields_of(replace(section, sections=[]), ROLE_FIELDS):
        field = field_of(group.head) if group.head else None
        if group.head and (not group.head.depth or (field and field.bold)):
            found.add(group.meaning)
        elif group.head and group.head.depth == 1:
            items.add(group.meaning)
    label = heading_number(plain(section.text))[1]
    if items & {"salary", "education", "certifications"} or not is_level_name(label):  # levels have duties and skills
        found |= items
    general = field_name(label) or section_kind(label) or folded(label) in _NO_ROLE
    return len(_MARKERS & found) >= 2 and not general


def _is_divided(section: Section) -> bool:
    """Whether names in bold divide a section into several roles."""
    named = {block.line for block in section.blocks if block.lead and not block.depth and not field_of_role(block)}
    parts = with_bold_headings(section, None).sections if len(named) > 1 else ()
    return sum(part.line in named for part in parts) > 1


def field_of_role(block: MarkdownBlock) -> bool:
    """Whether a block is a field of a role."""
    field = field_of(block)
    return field is not None and field.known in ROLE_FIELDS


def with_facts(section: Section) -> Section:
    """A section with what is below headings such as "Key facts" as its own."""
    facts = [part for part in section.sections if folded(part.text) in _NO_PHRASES]
    if not facts:
        return section
    blocks = [*section.blocks, *(block for part in facts for block in part.blocks)]
    inner = [other for part in section.sections for other in (part.sections if part in facts else [part])]
    return replace(section, blocks=blocks, sections=inner)


def heads_role(section: Section, *, with_fields: bool) -> bool:
    """Whether a heading, among others of roles, names a role: with its pay or, where that is enough, a field below."""
    named = named_role(heading_number(plain(section.text))[1])
    name = role_name(named.label)
    if not name or section_kind(name) or folded(name) in _NO_ROLE or is_level_alone(name):
        return False
    if named.amount:
        return True
    own = fields_of(replace(section, sections=[]), ROLE_FIELDS) if with_fields else ()
    return any(group.meaning in _MARKERS for group in own)


def states_pay(section: Section) -> bool:
    """Whether a part has a field of pay."""
    return any(group.meaning == "salary" for group in fields_of(section, ROLE_FIELDS))


def with_bold_headings(section: Section, kind: str | None) -> Section:
    """A section in which names in bold on a line of their own are headings, where they name roles or levels."""
    loose: list[MarkdownBlock] = []
    parts: list[Section] = []
    for block, below in zip_longest(section.blocks, section.blocks[1:]):
        field = None if block.fault or block.depth else field_of(block)
        named = (
            field and field.bold and field.known is None and (not field.value or kind == "levels" or names_paid(block))
        )
        if named or (below and _heads_fields(block, below)):
            text = block.text if kind == "levels" else block.text.rstrip(":")
            parts.append(Section.below(block, section.level + 1, text))
        else:
            (parts[-1].blocks if parts else loose).append(block)
    sure = kind in ("roles", "levels")
    found = [part for part in parts if (part.blocks and (sure or _is_paid_role(part))) or is_role(part)]
    if not found or len(found) < len(parts):
        return section
    return replace(section, blocks=loose, sections=[*parts, *section.sections])


def _is_paid_role(part: Section) -> bool:
    return names_paid(part.head) and any(map(field_of_role, part.blocks))


def names_paid(block: MarkdownBlock) -> bool:
    """Whether a line in bold names a role with its pay, and no level."""
    named = named_item(block)
    return bool(block.lead and named.amount and role_name(named.label)) and not is_level_only(named.label)


def with_item_headings(section: Section, kind: str | None) -> Section:
    """A section in which items that are about a role are headings, with what is nested in them below.

    In a section of roles (``kind``) an item with pay behind its name is one too.
    """
    loose: list[MarkdownBlock] = []
    parts: list[Section] = []
    for item in items_of(section.blocks):
        part = replace(Section.below(item[0], section.level + 1), item=True)
        part.blocks = [block._replace(depth=block.depth - 1) for block in item[1:]]
        paid = kind == "roles" and part.blocks and named_item(item[0]).amount
        if item[0].depth == 1 and not item[0].fault and (paid or is_role(part)):
            parts.append(part)
        else:
            loose += item
    return replace(section, blocks=loose, sections=[*parts, *section.sections]) if parts else section


def items_of(blocks: Sequence[MarkdownBlock]) -> Iterator[list[MarkdownBlock]]:
    """The items of a list, each with what is nested in it; a paragraph is one by itself."""
    item: list[MarkdownBlock] = []
    for block in blocks:
        if item and block.depth < 2:
            yield item
            item = []
        item.append(block)
    if item:
        yield item


def _heads_fields(block: MarkdownBlock, below: MarkdownBlock) -> bool:
    """Whether a short line names what the fields in the list below it are of."""
    field = field_of(below) if below.depth == 1 and not below.fault else None
    plain_name = not block.fault and not block.depth and not field_of(block) and bool(role_name(plain(block.text)))
    return plain_name and len(block.text.split()) < 5 and field is not None and field.known in _MARKERS


_TITLE = re.compile(
    r"(?:the )?(?:(?:complete|ultimate|beginner's|definitive|full|career) )?"
    r"(?:(?:guide|road ?map|path|route|steps) (?:to|for) )?"
    r"(?:how to (?:become|be)|becoming|being|working as|what (?:does|is)|careers? as|a career as"
    r"|career (?:guide|profile|path|spotlight)\s*[:–—-]|job (?:profile|description|guide)\s*[:–—-])"
    r"\s+(?:an? |the )?(.+?)(?: do)?\??",
    re.IGNORECASE,
)
_TITLE_END = re.compile(
    r"(?:\s*[:|–—]\s.*|\s+-\s.*|\s*\((?:19|20)\d\d\)|\s+(?:in )?(?:19|20)\d\d|,? (?:the )?(?:complete|ultimate) .*"
    r"|\s+(?:career|job|role)s? (?:guide|profile|overview|description|path|spotlight|information|summary)"
    r"|\s+road ?map|\s+(?:faqs?|q ?& ?a))\Z",
    re.IGNORECASE,
)


_FAQ: Final = re.compile(r"\A(?:faqs?|q ?& ?a)\s*[:–—-]\s*", re.IGNORECASE)


def role_of_title(title: str) -> str:
    """The role that the title of a guide names.

    >>> [role_of_title(title) for title in ("How to Become a Welder (2024)", "Rigger: Work at Height", "7. Weaver")]
    ['Welder', 'Rigger', 'Weaver']
    """
    label = _FAQ.sub("", heading_number(plain(title))[1])
    for _ in range(3):
        match = _TITLE.fullmatch(label)
        label = _TITLE_END.sub("", match[1] if match else label)
    return label


# --- what a heading names beside the role -----------------------------------------------------------------------------


class NamedRole(NamedTuple):
    """What a heading, an item or a cell says of a role: its name, the pay behind it, and what else is behind it."""

    label: str
    amount: str = ""
    rest: tuple[str, ...] = ()


_JOINT: Final = re.compile(r"(?:\s*[|·•()\[\]]\s*|\s+[-–—/]\s+|:\s+|[,;]\s+|\.\s+|\s+(?=[£$€₹]\s?\d))(?:[-–—|/,]\s+)?")
_MONEY: Final = re.compile(
    r"[£$€₹]\s?\d|\d\s?k\b|\b\d[\d,. ]*\s?(?:USD|EUR|GBP|per |an hour|p\.?[ahw]\b)", re.IGNORECASE
)
_TERMS: Final = re.compile(
    r"(?:(?:fully |partly |mostly )?remote(?:[- ]first)?|hybrid|on[- ]?site|home[- ]based|work from home|wfh"
    r"|in[- ]office|(?:full|part)[- ]time|contract(?:or|ing)?|permanent|perm|temporary|temp|casual|seasonal|freelance"
    r"|self[- ]employed|fixed[- ]term(?: contract)?|zero[- ]hours?|internship|(?:shift|night) work|ft|pt)"
    r"(?: (?:contract|position|role|job|only|work))?",
    re.IGNORECASE,
)
"""A kind of contract or of workplace."""

_PLACES: Final = (
    "amsterdam atlanta austin australia bangalore barcelona bengaluru birmingham bordeaux boston bremen bristol canada"
    " cardiff chicago china cologne dallas delhi denver dortmund dresden edinburgh eindhoven england europe france"
    " frankfurt geneva germany ghent glasgow gothenburg hamburg hannover houston hyderabad india ireland italy krakow"
    " köln leeds leicester leipzig lille liverpool lyon manchester marseille melbourne miami milan montreal mumbai"
    " munich münchen nantes naples netherlands newcastle nottingham nuremberg nyc osaka ottawa philadelphia porto pune"
    " rotterdam san\xa0diego san\xa0francisco scotland seattle sheffield southampton spain stuttgart sweden sydney"
    " switzerland toulouse turin uk usa valencia wales washington york"
)


@cache
def _places() -> frozenset[str]:
    """Cities and countries: well-known ones, and those that time zones are named after."""
    from zoneinfo import available_timezones

    zones = {zone.rpartition("/")[2].replace("_", " ").casefold() for zone in available_timezones() if "/" in zone}
    return frozenset(zones | {place.replace("\xa0", " ") for place in _PLACES.split(" ")})


def named_role(text: str) -> NamedRole:
    """The name in a text about a role, without the pay, the place and the kind of contract behind it.

    >>> named_role("Baker – €38k, Hamburg")
    NamedRole(label='Baker', amount='€38k', rest=('Hamburg',))
    >>> named_role("Plumber (Contract / £15 ph)")
    NamedRole(label='Plumber', amount='£15 ph', rest=('Contract',))
    >>> named_role("Gaffer (Hot Shop)"), named_role("Miller, £20,000 - £25,000")[:2]
    (NamedRole(label='Gaffer (Hot Shop)', amount='', rest=()), ('Miller', '£20,000 - £25,000'))
    """
    if len(text) > 300:
        return NamedRole(text)
    start, end = _pay_in(text)
    amount = text[start:end].strip()
    pieces = list(_pieces(text, start, end))
    said = [place for place, (at, piece) in enumerate(pieces) if at and (at >= end > 0 or _tells_terms(piece))]
    if not amount and not said:
        return NamedRole(text)
    cut = min([*(pieces[place][0] for place in said), *([start] if amount else [])])
    if text[:cut].count("(") > text[:cut].count(")"):
        cut = text.rindex("(", 0, cut)
    label = re.sub(r"(?:[\s(\[|·•/,;:.–—-]|\.\s)+\Z", "", text[:cut])
    return NamedRole(label, amount, tuple(piece for at, piece in pieces if at >= cut))


_DESCRIBED: Final = re.compile(r"(.{2,80}?)(?:\s+[-–—]\s+|:\s+|\.\s+)(\S+(?:\s+\S+){2,})")


def named_item(block: MarkdownBlock) -> NamedRole:
    """What an item of a list says of a role: its name ends where bold letters or a link do, or a description begins.

    >>> named_item(MarkdownBlock(1, "Turner - Turns bowls all day. £20k", 1))
    NamedRole(label='Turner', amount='£20k', rest=('Turns bowls all day',))
    """
    text = heading_number(plain(block.text))[1]
    named = named_role(text)
    marked = plain(block.lead).rstrip(": ") or (block.links[0].label if block.links else "")
    behind = named.label[len(marked) :].strip() if marked and named.label.startswith(marked) else ""
    if behind and not behind.startswith("("):
        return named._replace(label=marked, rest=(behind.lstrip(":-–—,.| "), *named.rest))
    described = _DESCRIBED.fullmatch(named.label)
    return named._replace(label=described[1], rest=(described[2], *named.rest)) if described else named


def _tells_terms(piece: str) -> bool:
    """Whether a part of a heading is a kind of contract, a place, or pay that is not understood."""
    words = re.sub(r"\A(?:in|based in)\s+", "", piece.casefold())
    return bool(_TERMS.fullmatch(piece) or cue(piece) == "salary" or _MONEY.search(piece)) or words in _places()


def place_or_name(named: NamedRole) -> str:
    """What is between a comma and the pay, where it may be a place that is not known, or belong to the name.

    >>> [place_or_name(named_role(text)) for text in ("Baker, Ulm – £30k", "Nurse, ICU – £30k", "Miller, Senior, £30k")]
    ['Ulm', '', '']
    """
    _, comma, part = named.label.rpartition(", ")
    proper = re.fullmatch(r"(?:[^\W\d_]+[- ]){0,2}[^\W\d_]+", part) and part[:1].isupper() and not part.isupper()
    return part if comma and named.amount and proper and not is_level_name(part) else ""


def is_level_alone(label: str) -> bool:
    """Whether a name is a level alone, or a place: what pay may be stated for, and no role.

    >>> [is_level_alone(label) for label in ("Senior", "Entry level (0-2 years)", "London", "Senior Nurse")]
    [True, True, True, False]
    """
    return is_level_only(label) or label.casefold() in _places()


def _pay_in(text: str) -> tuple[int, int]:
    """Where the pay is in a text, from a sign that divides it to another; (0, 0) where there is none."""
    joints = [(0, 0), *(match.span() for match in _JOINT.finditer(text)), (len(text), len(text))][:24]
    for first, (_, start) in enumerate(joints[:-1]):
        for end, _ in reversed(joints[first + 1 :]):
            amount = text[start:end].strip()
            if start and start < end and amount.count("(") == amount.count(")") and pay(amount):
                return start, end
    return 0, 0


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    """The parts of a text at the signs that divide it, with their places; the pay in it is none."""
    at = 0
    for begins, ends in (*(match.span() for match in _JOINT.finditer(text)), (len(text), len(text))):
        if start <= at and begins <= end and end:
            at = max(at, ends)
            continue
        if piece := text[at:begins].strip(" -–—:/"):
            yield at, piece
        at = ends
