"""A part about one role -> its record: overview, responsibilities, requirements, pay, education."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from kg.model.records import (
    EducationOptionRecord,
    EducationRecord,
    Named,
    RequirementRecord,
    RoleRecord,
    SalaryRecord,
    Strength,
    Text,
)
from kg.sources.guide.collector import UNPLACED, Collector, NotUnderstood
from kg.sources.guide.education import Option, education
from kg.sources.guide.fields import ROLE_FIELDS, Group, Phrase, fields_of
from kg.sources.guide.phrases import (
    NamedSkill,
    field_of,
    heading_number,
    is_name,
    listed,
    named_skill,
    pay,
    plain,
    tells_strength,
)

if TYPE_CHECKING:
    from kg.sources.guide.outline import Part

__all__ = ["duties", "is_role", "read_role", "skills_of"]

_PHRASE: Final = re.compile(r"(?:ability|able|willing|willingness|readiness|knowing how) to\b", re.IGNORECASE)
_TELLING: Final = ("responsibilities", "skills", "salary", "education")


def is_role(part: Part) -> bool:
    r"""Whether what stands under a heading is about a role: it has two of the fields that only roles have.

    >>> from kg.sources.guide.outline import read_outline
    >>> is_role(read_outline("# Joiner\n**Pay:** $20\n\n**Skills:** sawing\n").parts[0])
    True
    """
    found = set()
    for group in fields_of(part, ROLE_FIELDS):
        field = field_of(group.head.text) if group.head else None
        if group.head and (not group.head.depth or (field and field.bold)):
            found.add(group.meaning)
    return len(found.intersection(_TELLING)) >= 2


def read_role(part: Part, collector: Collector) -> None:
    """Take down a role; where its name cannot be taken, all of it is listed."""
    position, label = heading_number(plain(part.text))
    role_id = ""
    with collector.reading(part.head) as reading:
        if not is_name(label):
            raise NotUnderstood("no name of a role")
        role_id = collector.name("role", label, once=True)
    if not reading.understood:
        collector.miss_part(part, "", under="its role was not understood")
        return
    collector.role_endings.add(label.split()[-1].casefold())
    reader = _RoleReader(collector)
    for group in fields_of(part, ROLE_FIELDS, collector):
        reader.field(group)
    record = RoleRecord(
        id=role_id, label=label, line=part.line, maturity="established", position=position, **reader.found()
    )
    collector.records["roles"].append(record)


class _RoleReader:
    """The fields of one role as they are read."""

    def __init__(self, collector: Collector) -> None:
        self.collector = collector
        self.overview: Text | None = None
        self.salary: SalaryRecord | None = None
        self.education: EducationRecord | None = None
        self.responsibilities: list[Named] = []
        self.requirements: list[RequirementRecord] = []
        self._strengths: dict[str, Strength] = {}

    def found(self) -> dict[str, Any]:
        return {
            "overview": self.overview,
            "responsibilities": tuple(self.responsibilities),
            "requirements": tuple(self.requirements),
            "salary": self.salary,
            "education": self.education,
        }

    def field(self, group: Group) -> None:
        """Take down one field, phrase by phrase."""
        if group.meaning == "?":
            group.miss(self.collector)
            return
        phrases = group.phrases(self.collector)
        if group.meaning in ("skills", "preferred skills"):
            self._skills(phrases, "required" if group.meaning == "skills" else "preferred")
            return
        for phrase in phrases:
            with self.collector.reading(phrase.block):
                match group.meaning:
                    case "responsibilities":
                        self.responsibilities += duties(phrase, self.collector)
                    case "salary":
                        self._pay(phrase)
                    case "education":
                        self._education(phrase)
                    case _:
                        self._overview(phrase)

    def _overview(self, phrase: Phrase) -> None:
        if phrase.depth or field_of(phrase.text):
            raise NotUnderstood(UNPLACED)
        if self.overview:
            raise NotUnderstood("more than one paragraph about the role")
        self.overview = Text(
            text=plain(phrase.text) + ("." if phrase.text.endswith(".") else ""), line=phrase.block.line
        )

    def _pay(self, phrase: Phrase) -> None:
        label = plain(phrase.text)
        found = pay(label)
        if found is None:
            raise NotUnderstood("no pay range")
        if self.salary:
            raise NotUnderstood("a second pay range of one role")
        self.salary = SalaryRecord(line=phrase.block.line, label=label, **found._asdict())

    def _education(self, phrase: Phrase) -> None:
        label = plain(phrase.text)
        found = education(label)
        if found is None:
            raise NotUnderstood("no form of education that is known")
        if self.education:
            raise NotUnderstood("whether it is an alternative is not said")
        options = tuple(self._option(option) for option in found)
        self.education = EducationRecord(line=phrase.block.line, label=label, options=options)

    def _option(self, option: Option) -> EducationOptionRecord:
        return EducationOptionRecord(
            credential=self.collector.name("credential", option.credential) if option.credential else None,
            background=option.background,
            fields=self.collector.names("field", option.fields),
            related_field=option.related,
            strength=option.strength,
            condition=option.condition,
        )

    # --- skills -----------------------------------------------------------------------------------------------------

    def _skills(self, phrases: list[Phrase], strength: Strength) -> None:
        """Skills item by item; what is nested in one are its members."""
        top = min((phrase.depth for phrase in phrases if phrase.depth), default=1)
        above: tuple[str, Strength] | None = None
        for phrase in phrases:
            found: list[RequirementRecord] = []
            with self.collector.reading(phrase.block):
                if phrase.depth <= top:
                    found = self._asked(plain(phrase.text), phrase.block.line, strength)
                else:
                    found = self._nested(phrase, top, above)
                self._strengths.update((item.skill, item.strength) for item in found if item.skill)
                self.requirements += found
            if phrase.depth <= top:
                only = found[0] if len(found) == 1 else None
                above = (only.skill, only.strength) if only and only.skill else None

    def _nested(self, phrase: Phrase, top: int, above: tuple[str, Strength] | None) -> list[RequirementRecord]:
        if above is None or phrase.depth > top + 1:
            raise NotUnderstood("what it belongs to is not clear")
        members = skills_of(plain(phrase.text))
        if any(member.members or member.sometimes or member.strength for member in members):
            raise NotUnderstood("what it belongs to is not clear")
        names = self.collector.names("skill", [member.label for member in members])
        return [RequirementRecord(line=phrase.block.line, skill=above[0], members=names, strength=above[1])]

    def _asked(self, text: str, line: int, strength: Strength) -> list[RequirementRecord]:
        """The requirements that one line states."""
        if credential := self._credential(text, line, strength):
            return [credential]
        pieces = _pieces(text)
        if len(pieces) > 1 and any(tells_strength(piece) for piece in pieces):
            raise NotUnderstood("which of the skills it is said of is not clear")
        return [self._credential(piece, line, strength) or self._skill(piece, line, strength) for piece in pieces]

    def _credential(self, text: str, line: int, strength: Strength) -> RequirementRecord | None:
        options = education(text) or ()
        if not options or any(option.background for option in options):
            return None
        if len(options) > 1 or options[0].condition:
            raise NotUnderstood("alternatives are not one requirement")
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
            raise NotUnderstood("more than the name of a skill")
        name = self.collector.name("skill", found.label)
        asked: Strength = "preferred" if found.strength == "preferred" else strength
        if self._strengths.get(name, asked) != asked:
            raise NotUnderstood("the skill is asked for more strongly elsewhere, or less")
        return RequirementRecord(
            line=line,
            skill=name,
            members=self.collector.names("skill", found.members),
            sometimes=self.collector.names("skill", found.sometimes),
            strength=asked,
        )


def _pieces(text: str) -> list[str]:
    """The parts of a line of skills; a phrase about an ability stays whole."""
    pieces = listed(text)
    told_of_all = len(pieces) == 2 and tells_strength(f"it {pieces[1]}")  # "Lifting, optional"
    return [text] if told_of_all or _PHRASE.match(text) or re.search(r":\s", text) else pieces


def skills_of(text: str) -> list[NamedSkill]:
    """The skills that a line names. Raises NotUnderstood where it says more.

    >>> [skill.label for skill in skills_of("Sawing, planing")]
    ['Sawing', 'planing']
    """
    pieces = _pieces(text)
    found = [skill for piece in pieces if (skill := named_skill(piece))]
    if not found or len(found) < len(pieces):
        raise NotUnderstood("more than the name of a skill")
    return found


def duties(phrase: Phrase, collector: Collector) -> list[Named]:
    """The responsibilities that a phrase names: at semicolons, for a comma may be part of one."""
    labels = [plain(piece).rstrip(":") for piece in plain(phrase.text).split(";")]
    if not all(is_name(label, 200) for label in labels):
        raise NotUnderstood("no responsibility in a few words")
    for label in labels:
        collector.name("responsibility", label)
    return [Named(label=label, line=phrase.block.line) for label in labels]
