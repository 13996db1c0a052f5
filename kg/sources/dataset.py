"""A curated guide, or one that was read from its text -> records: what it states, what is added, what follows."""

from __future__ import annotations

from collections import defaultdict
from hashlib import blake2b
from itertools import chain, combinations, permutations
from typing import TYPE_CHECKING

from kg.model.curated import (
    RECORD_FILES,
    CitedLabel,
    CitedValue,
    Curation,
    Dataset,
    EntryPathRecord,
    IndustryRecord,
    LevelRecord,
    Merge,
    NoteRecord,
    RelatedTopic,
    RequirementRecord,
    RoleRecord,
    TopicGroupRecord,
)
from kg.model.records import (
    ConceptRow,
    CredentialRow,
    DocumentRow,
    EducationAlternative,
    EducationRow,
    GraphRow,
    ImportRecord,
    NodeRow,
    PayRow,
    PropertyRow,
    RequirementRow,
    RowRef,
    SourceMetadata,
    Text,
    Value,
    Values,
    typed_value,
)
from kg.schema import (
    CK,
    CURATION,
    DCTERMS,
    INFERRED,
    RDFS,
    SCHEMA,
    SKOS,
    Property,
    local_name,
    plain_properties,
    slug,
    split_name,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kg.sources.guide import Guide


_INFERRED_TITLE = "What follows by rule from the other graphs"
_ESTABLISHED = "The guide has a section about it."


def _en(text: str) -> Text:
    return Text(text, "en")


def metadata(dataset: Dataset, base: str) -> SourceMetadata:
    """What the graph of a guide says of itself."""
    document = dataset.document
    return SourceMetadata(
        document.title, dataset.curation.version, document.licence, document.attribution, base, complete=False
    )


def stated(dataset: Dataset, base: str) -> Iterator[ImportRecord]:
    """Everything that the guide states, and that a role with a section is established.

    IRIs of entities begin with ``base``.
    """
    return _GuideRecords(dataset, base).records()


class _GuideRecords:
    def __init__(self, dataset: Dataset, base: str) -> None:
        self._dataset = dataset
        self._base = base
        self._notes: set[str] = set()
        self._merges = _merges(dataset.curation)
        kinds = {kind: getattr(dataset, file) for file, kind in RECORD_FILES.items() if file != "topic_groups"}
        self._known = {f"{kind}/{each.id}": (kind, each.label) for kind, found in kinds.items() for each in found}
        self._known |= {f"topic/{group.id}": ("topic-group", group.label) for group in dataset.topic_groups}

    def records(self) -> Iterator[ImportRecord]:
        data = self._dataset
        yield from self._document()
        for name, (kind, _) in self._known.items():
            if kind in ("skill", "credential", "field", "employer"):  # only named: what names them gives them lines
                yield self._named(name, None)
        for topic in data.topics:
            yield self._concept("topic", topic.id, topic.label, topic.line, topic.alternative)
            if topic.part_of:
                yield self._property(topic.line, f"topic/{topic.id}", DCTERMS.isPartOf, f"topic/{topic.part_of}")
        for title in data.job_titles:
            yield self._concept("job-title", title.id, title.label, title.line)
            yield self._property(title.line, f"job-title/{title.id}", CK.atLevel, f"level/{title.level}")
            if title.role:
                yield self._property(title.line, f"job-title/{title.id}", CK.titleOf, f"role/{title.role}")
        for place in data.locations:
            yield self._concept("location", place.id, place.label, place.line)
            for predicate, text in ((CK.locality, place.locality), (CK.region, place.region)):
                yield self._property(place.line, f"location/{place.id}", predicate, _en(text))
        yield from chain.from_iterable(map(self._role, data.roles))
        yield from chain.from_iterable(map(self._industry, data.industries))
        yield from chain.from_iterable(map(self._level, data.levels))
        yield from chain.from_iterable(map(self._entry_path, data.entry_paths))
        yield from chain.from_iterable(map(self._topic_group, data.topic_groups))
        yield from self._plain_properties()

    # --- parts of records -------------------------------------------------------------------------------------------

    def _row(self, line: int) -> RowRef:
        return RowRef(self._dataset.document.id, line)

    def _iri(self, name: str) -> str:
        return self._base + name

    def _iris(self, kind: str, names: Iterable[str]) -> tuple[str, ...]:
        return tuple(f"{self._base}{kind}/{name}" for name in names)

    def _concept(self, kind: str, name: str, label: str, line: int, alternative: tuple[str, ...] = ()) -> ConceptRow:
        return ConceptRow(self._row(line), self._iri(f"{kind}/{name}"), kind, label, "en", alternative)

    def _named(self, name: str, line: int | None) -> ConceptRow:
        """What a line names by its id."""
        kind, label = self._known[name]
        return ConceptRow(None if line is None else self._row(line), self._iri(name), kind, label, "en")

    def _property(
        self, line: int, subject: str, predicate: str, value: Value, *details: tuple[str, Value]
    ) -> PropertyRow:
        """A property of what an id names; a value that is a str is an id too."""
        found = self._iri(value) if isinstance(value, str) else value
        return PropertyRow((self._row(line),), self._iri(subject), predicate, found, details)

    def _mention(self, line: int, subject: str, predicate: str, name: str) -> Iterator[ImportRecord]:
        """A link to something that is stated where it is named."""
        yield self._named(name, line)
        yield self._property(line, subject, predicate, name)

    def _members(self, members: Iterable[str], whole: str, line: int) -> Iterator[ImportRecord]:
        for member in members:
            yield self._named(f"skill/{member}", line)
            yield self._property(line, f"skill/{member}", SKOS.broader, whole)

    # --- records ----------------------------------------------------------------------------------------------------

    def _document(self) -> Iterator[ImportRecord]:
        record = self._dataset.document
        node = f"document/{record.id}"
        iri, section_of = self._iri(node), self._dataset.section_of()
        yield DocumentRow(record.id, record.title, iri, record.line, record.date or "", section_of)
        yield PropertyRow((), iri, RDFS.label, _en(record.title))
        for description in record.descriptions:
            yield self._property(description.line, node, DCTERMS.description, _en(description.text))
        for section in record.sections:
            part = self._iri(f"section/{slug(section.label)}")
            yield NodeRow(self._row(section.line), iri, DCTERMS.hasPart, part, (CK.Section,), _en(section.label))
        for link in record.links:
            values = (CK.target, Text(link.target)), (CK.linkRelation, Text(link.relation))
            part = self._iri(f"link/{link.id}")
            yield NodeRow(self._row(link.line), iri, CK.hasLink, part, (CK.Link,), _en(link.label), values)

    def _role(self, role: RoleRecord) -> Iterator[ImportRecord]:
        node = f"role/{role.id}"
        yield self._concept("role", role.id, role.label, role.line, role.alternative)
        maturity = self._property(role.line, node, CK.maturity, Text(role.maturity))
        if role.maturity == "established":  # no line says so
            maturity = maturity._replace(details=((CK.reason, _en(_ESTABLISHED)),), graph=INFERRED)
        yield maturity
        if role.position is not None:
            yield self._property(role.line, node, SCHEMA.position, role.position)
        if role.preparation_level is not None:
            yield self._property(role.line, node, CK.preparationLevel, role.preparation_level)
        if role.overview:
            yield self._property(role.overview.line, node, DCTERMS.description, _en(role.overview.text))
        yield from self._responsibilities(node, role.responsibilities)
        for requirement in role.requirements:
            yield from self._requirement(self._iri(node), requirement)
        yield from self._pay(role)
        yield from self._education(role)

    def _responsibilities(self, owner: str, responsibilities: Iterable[CitedLabel]) -> Iterator[ImportRecord]:
        for duty in responsibilities:
            name = slug(duty.label)
            yield self._concept("responsibility", name, duty.label, duty.line)
            yield self._property(duty.line, owner, CK.hasResponsibility, f"responsibility/{name}")

    def _requirement(self, role: str, found: RequirementRecord) -> Iterator[ImportRecord]:
        row = self._row(found.line)
        if found.credential:
            credential = self._named(f"credential/{found.credential}", found.line)
            yield credential
            yield from self._fields(found.fields, found.line)
            fields = self._iris("field", found.fields)
            label = _en(found.label or found.credential)
            yield CredentialRow(row, role, credential.iri, label, found.strength, fields, found.related_field)
            return
        skill = self._named(f"skill/{found.skill}", found.line)
        yield skill
        yield from self._members((*found.members, *found.sometimes), f"skill/{found.skill}", found.line)
        tools, sometimes = (self._iris("skill", names) for names in (found.members, found.sometimes))
        merged = found.skill in self._merges
        yield RequirementRow((row,), role, skill.iri, found.strength, (), tools, sometimes, merged)

    def _fields(self, fields: Iterable[str], line: int) -> Iterator[ConceptRow]:
        return (self._named(f"field/{field}", line) for field in fields)

    def _pay(self, role: RoleRecord) -> Iterator[ImportRecord]:
        for pay in (*([role.salary] if role.salary else []), *role.level_pay):
            amounts = pay.minimum, pay.maximum, pay.open_ended
            owner, unit, level = self._iri(f"role/{role.id}"), pay.unit or "", pay.level or ""
            yield PayRow(self._row(pay.line), owner, pay.label, *amounts, pay.currency, unit, level)

    def _education(self, role: RoleRecord) -> Iterator[ImportRecord]:
        education = role.education
        if education is None:
            return
        options = []
        for number, option in enumerate(education.options, 1):
            if option.credential:
                yield self._named(f"credential/{option.credential}", education.line)
            yield from self._fields(option.fields, education.line)
            credential = self._iri(f"credential/{option.credential}") if option.credential else None
            texts = option.condition or "", option.background or ""
            fields = self._iris("field", option.fields)
            options.append(
                EducationAlternative(credential, option.strength, *texts, fields, option.related_field, str(number))
            )
        owner, row = self._iri(f"role/{role.id}"), self._row(education.line)
        yield EducationRow((row,), owner, _en(education.label), tuple(options))

    def _industry(self, industry: IndustryRecord) -> Iterator[ImportRecord]:
        node = f"industry/{industry.id}"
        yield self._concept("industry", industry.id, industry.label, industry.line, industry.alternative)
        for note in industry.notes:
            yield self._note(node, note, CK.Note)
            for employer in note.employers:
                yield from self._mention(note.line, node, CK.namesEmployer, f"employer/{employer}")
            for topic in note.topics:
                yield self._property(note.line, node, CK.namesTopic, f"topic/{topic}")

    def _level(self, level: LevelRecord) -> Iterator[ImportRecord]:
        node = f"level/{level.id}"
        yield self._concept("level", level.id, level.label, level.line)
        numbers = (CK.rank, level.rank), (CK.minYears, level.min_years), (CK.maxYears, level.max_years)
        for predicate, value in (*numbers, (CK.openEnded, level.open_ended or None)):
            if value is not None:
                yield self._property(level.line, node, predicate, value)
        yield from self._responsibilities(node, level.responsibilities)
        for note in level.notes:
            yield self._note(node, note, CK.Note)
            for skill in note.skills:
                yield from self._mention(note.line, node, CK.expectsSkill, f"skill/{skill}")

    def _entry_path(self, path: EntryPathRecord) -> Iterator[ImportRecord]:
        node = f"entry-path/{path.id}"
        yield self._concept("entry-path", path.id, path.label, path.line)
        for background in path.backgrounds:
            yield from self._mention(path.line, node, CK.fromBackground, background)
        for note in path.notes:
            yield self._note(node, note, CK.Note, CK.EntryNote)
            for skill in note.brings:
                yield from self._mention(note.line, node, CK.brings, f"skill/{skill}")

    def _note(self, owner: str, note: NoteRecord, *classes: str) -> NodeRow:
        name = f"note/{owner.rpartition('/')[2]}.{note.line}"
        if name in self._notes:  # a second note on one line: "Studios (Ubisoft): level design"
            name += ".2"
        self._notes.add(name)
        about = (("employer", note.employers), ("topic", note.topics), ("skill", (*note.skills, *note.brings)))
        values: Values = (
            (CK.noteKind, Text(note.kind)),
            (CK.wording, _en(note.wording or note.label)),
            *((CK.about, iri) for kind, names in about for iri in self._iris(kind, names)),
        )
        row = self._row(note.line)
        return NodeRow(row, self._iri(owner), CK.hasNote, self._iri(name), classes, _en(note.label), values)

    def _topic_group(self, group: TopicGroupRecord) -> Iterator[ImportRecord]:
        yield self._named(f"topic/{group.id}", group.line)
        for item in group.items:
            yield from self._mention(item.line, f"topic/{group.id}", SKOS.member, item.item)
            yield from self._members(item.members, item.item, item.line)

    def _plain_properties(self) -> Iterator[ImportRecord]:
        """The plain properties that the schema declares."""
        for file, kind in RECORD_FILES.items():
            known = plain_properties(kind)
            for record in getattr(self._dataset, file):
                for key, values in record.properties.items():
                    for found in values:
                        yield from self._plain(f"{kind}/{record.id}", known[key], found)

    def _plain(self, subject: str, property_: Property, found: CitedValue) -> Iterator[ImportRecord]:
        if property_.kind:
            yield from self._mention(found.line, subject, property_.iri, f"{property_.kind}/{found.value}")
        else:
            value = typed_value(property_, str(found.value))
            yield PropertyRow((self._row(found.line),), self._iri(subject), property_.iri, value)


# --- what was not understood ------------------------------------------------------------------------------------------


def unread(guide: Guide, base: str) -> Iterator[ImportRecord]:
    """The texts of a guide about a role that were not understood, so that no answer takes the guide for silent."""
    for text in guide.unread:
        topic = slug(split_name(local_name(text.property)))
        yield NodeRow(
            RowRef(guide.dataset.document.id, text.line),
            f"{base}role/{text.role}",
            CK.hasUnreadText,
            f"{base}unread/{text.role}.{topic}.{blake2b(text.text.encode(), digest_size=4).hexdigest()}",
            (CK.UnreadText,),
            _en(text.text),
            ((CK.unreadProperty, text.property),),
        )


# --- what maintainers add ---------------------------------------------------------------------------------------------


def topic_schemes(dataset: Dataset, base: str) -> Iterator[ImportRecord]:
    """The schemes of topics, for a guide whose headings are the schemes; curated data defines its own."""
    for topic in dataset.topics:
        scheme, words = f"{base}scheme/{topic.scheme}", topic.scheme.replace("-", " ")
        yield ConceptRow(None, scheme, "scheme", words, "en")
        yield PropertyRow((), scheme, SKOS.definition, _en(f"What the guide names as: {words}."))
        yield PropertyRow((), f"{base}topic/{topic.id}", SKOS.inScheme, scheme)


def added(dataset: Dataset, base: str) -> Iterator[ImportRecord]:
    """What maintainers add, each judgement with its reason, and what follows from that."""
    curation = dataset.curation
    about = SourceMetadata(
        curation.title, curation.version, curation.licence, curation.attribution, base, complete=False
    )
    yield GraphRow(about, CURATION)
    yield GraphRow(about._replace(title=_INFERRED_TITLE), INFERRED)
    links = (
        *_schemes(dataset),
        *_skills(curation),
        *_topics(curation),
        *_people(curation),
        *_periods(dataset),
    )
    for subject, predicate, value, reason in links:
        yield _curated(base, subject, predicate, value, reason)
    yield from _concepts(dataset, base)
    for subject, predicate, other in _follows(curation):
        yield PropertyRow((), base + subject, predicate, base + other, graph=INFERRED)
    for role in dataset.roles:
        yield from _canonical_skills(dataset, role, base)


_Link = tuple[str, str, "str | int | Text", str]
"""A judgement: the id of a subject, a property, a value (a str is an id), and the reason, empty where it has none."""


def _curated(base: str, subject: str, predicate: str, value: Value, reason: str) -> PropertyRow:
    found = base + value if isinstance(value, str) else value
    details: Values = ((CK.reason, _en(reason)),) if reason else ()
    return PropertyRow((), base + subject, predicate, found, details, CURATION)


def _concepts(dataset: Dataset, base: str) -> Iterator[ImportRecord]:
    """The schemes, and the skills of ours that no source names."""
    for scheme in dataset.curation.schemes:
        yield ConceptRow(None, f"{base}scheme/{scheme.id}", "scheme", scheme.label, "en", graph=CURATION)
    for entry in dataset.curation.hierarchy:
        if entry.label:
            yield ConceptRow(None, f"{base}skill/{entry.broader}", "skill", entry.label, "en", graph=CURATION)


def _schemes(dataset: Dataset) -> Iterator[_Link]:
    for scheme in dataset.curation.schemes:
        yield f"scheme/{scheme.id}", SKOS.definition, _en(scheme.definition), ""
    for topic in dataset.topics:
        yield f"topic/{topic.id}", SKOS.inScheme, f"scheme/{topic.scheme}", ""
    for entry in dataset.curation.skill_types:
        yield f"scheme/{entry.scheme}", CK.reason, _en(entry.reason), ""
        for skill in entry.skills:
            yield f"skill/{skill}", SKOS.inScheme, f"scheme/{entry.scheme}", ""


def _skills(curation: Curation) -> Iterator[_Link]:
    for merge in curation.merges:
        for other in merge.same[1:]:
            for predicate in (CK.mergedInto, SKOS.exactMatch):
                yield f"skill/{other}", predicate, f"skill/{merge.same[0]}", merge.reason
    for match in curation.close_matches:
        for first, second in combinations(match.skills, 2):
            yield f"skill/{first}", SKOS.closeMatch, f"skill/{second}", match.reason
    for entry in curation.hierarchy:
        for skill in entry.skills:
            yield f"skill/{skill}", SKOS.broader, f"skill/{entry.broader}", entry.reason


def _topics(curation: Curation) -> Iterator[_Link]:
    for entry in curation.related:
        for related in _related_to(entry):
            yield f"topic/{entry.topic}", SKOS.related, related, entry.reason
    for names in curation.synonyms:
        for predicate, labels in ((SKOS.altLabel, names.alternative), (SKOS.hiddenLabel, names.search)):
            for label in labels:
                yield names.of, predicate, _en(label), names.reason


def _related_to(entry: RelatedTopic) -> list[str]:
    """The ids of what a topic is related to."""
    return [*(f"skill/{skill}" for skill in entry.skills), *(f"role/{role}" for role in entry.roles)]


def _people(curation: Curation) -> Iterator[_Link]:
    for entry in curation.brings:
        for assumed in (*(f"skill/{skill}" for skill in entry.skills), f"credential/{entry.credential}"):
            yield f"entry-path/{entry.entry_path}", CK.brings, assumed, entry.reason
    for titles in curation.titles:
        for title in titles.titles:
            yield f"job-title/{title}", CK.titleOf, f"role/{titles.role}", titles.reason
    for weight in curation.credential_weights:
        node = f"credential/{weight.credential}"
        yield node, CK.skillEquivalents, weight.skill_equivalents, weight.reason
        if weight.broader:
            yield node, SKOS.broader, f"credential/{weight.broader}", weight.reason


def _periods(dataset: Dataset) -> Iterator[_Link]:
    period = dataset.curation.pay_period
    for role in dataset.roles if period else ():
        if period and role.salary:
            yield f"salary/{role.id}", SCHEMA.unitText, Text(period.unit), period.reason
    for link in dataset.document.links:
        if link.remark:
            yield f"link/{link.id}", RDFS.comment, _en(link.remark), ""


def _merges(curation: Curation) -> dict[str, Merge]:
    """The merge of each skill that another stands for: the first of the merge."""
    return {skill: merge for merge in curation.merges for skill in merge.same[1:]}


def _canonical_skills(dataset: Dataset, role: RoleRecord, base: str) -> Iterator[ImportRecord]:
    """Links from a role that requires a merged skill to the canonical one, citing the line of the requirement.

    The requirement keeps the label of the guide. Each skill is linked once, whatever it is called and how often.
    """
    merges, named = _merges(dataset.curation), {requirement.skill for requirement in role.requirements}
    merged: dict[str, list[RequirementRecord]] = defaultdict(list)
    for requirement in role.requirements:
        merge = merges.get(requirement.skill or "")
        if merge and merge.same[0] not in named:
            merged[merge.same[0]].append(requirement)
    for skill, found in merged.items():
        short = CK.requiresSkill if any(each.strength == "required" for each in found) else CK.optionalSkill
        rows = tuple(RowRef(dataset.document.id, each.line) for each in found)
        why = ((CK.reason, _en(merges[found[0].skill or ""].reason)),)
        yield PropertyRow(rows, f"{base}role/{role.id}", short, f"{base}skill/{skill}", why, INFERRED)


def _follows(curation: Curation) -> Iterator[tuple[str, str, str]]:
    """Matches and related hold in both directions, exactMatch across a whole merge: subject, property, object."""
    for merge in curation.merges:
        stated_pairs = {(other, merge.same[0]) for other in merge.same[1:]}
        for one, other in permutations(merge.same, 2):
            if (one, other) not in stated_pairs:
                yield f"skill/{one}", SKOS.exactMatch, f"skill/{other}"
    for match in curation.close_matches:
        for first, second in combinations(match.skills, 2):
            yield f"skill/{second}", SKOS.closeMatch, f"skill/{first}"
    for entry in curation.related:
        for related in _related_to(entry):
            yield related, SKOS.related, f"topic/{entry.topic}"
