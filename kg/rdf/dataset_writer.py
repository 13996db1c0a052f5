"""A curated or imported guide -> quads: what it states, what maintainers add, and what follows by rule."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations, permutations
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

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
from kg.rdf.writer import GraphWriter, add_concept, add_labelled_node, boolean, integer, text, value_term
from kg.schema import (
    CK,
    CURATION,
    DCTERMS,
    INFERRED,
    ORG,
    PROV,
    RDFS,
    SCHEMA,
    SKOS,
    Property,
    plain_properties,
    slug,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pyoxigraph import NamedNode, Quad


def write_stated(dataset: Dataset, base: str, graphs: str | None = None) -> Iterator[Quad]:
    """The quads of everything that the guide states; nothing that maintainers add.

    IRIs of entities begin with ``base``, that of the graph with ``graphs`` where that differs.
    """
    writer = _GuideWriter(dataset, base, graphs)
    writer.document()
    writer.names()
    for role in dataset.roles:
        writer.role(role)
    for industry in dataset.industries:
        writer.industry(industry)
    for level in dataset.levels:
        writer.level(level)
    for path in dataset.entry_paths:
        writer.entry_path(path)
    writer.titles_and_places()
    for group in dataset.topic_groups:
        writer.topic_group(group)
    writer.properties()
    writer.passages()
    return writer.quads()


def write_schemes(dataset: Dataset, base: str, graphs: str | None = None) -> Iterator[Quad]:
    """The quads of the schemes of topics, for a guide whose headings are the schemes; curated data defines its own."""
    writer = GraphWriter(dataset.document.graph, base, graphs)
    for topic in dataset.topics:
        scheme = writer.node(f"scheme/{topic.scheme}")
        words = topic.scheme.replace("-", " ")
        writer.add_types(scheme, SKOS.ConceptScheme)
        writer.add(scheme, SKOS.prefLabel, text(words))
        writer.add(scheme, SKOS.definition, text(f"What the guide names as: {words}."))
        writer.add(writer.node(f"topic/{topic.id}"), SKOS.inScheme, scheme)
    return writer.quads()


class _GuideWriter(GraphWriter):
    def __init__(self, dataset: Dataset, base: str, graphs: str | None = None) -> None:
        super().__init__(dataset.document.graph, base, graphs)
        self.dataset = dataset
        self._merges = _merges(dataset.curation)
        self._notes: set[NamedNode] = set()

    def document(self) -> None:
        record = self.dataset.document
        self.describe_graph(record.title, self.dataset.curation.version, record.licence, record.attribution)
        node = add_labelled_node(
            self, f"document/{record.id}", record.title, CK.Document, PROV.Entity, SCHEMA.CreativeWork
        )
        self.add(node, SKOS.prefLabel, text(record.title))
        self.add(node, DCTERMS.title, text(record.title))
        self.add(self.iri, DCTERMS.source, node)
        if record.date:
            self.add(node, DCTERMS.date, Literal(record.date))
        self.cite(node, record.line)
        for description in record.descriptions:
            self.link(node, DCTERMS.description, text(description.text), description.line)
        for section in record.sections:
            part = add_labelled_node(self, f"section/{slug(section.label)}", section.label, CK.Section)
            self.cite(part, section.line)
            self.link(node, DCTERMS.hasPart, part, section.line)
        for link in record.links:
            part = add_labelled_node(self, f"link/{link.id}", link.label, CK.Link)
            self.add(part, CK.target, Literal(link.target))
            self.add(part, CK.linkRelation, Literal(link.relation))
            self.cite(part, link.line)
            self.link(node, CK.hasLink, part, link.line)

    def names(self) -> None:
        """The entities that are only named; what names them gives them their lines."""
        for skill in self.dataset.skills:
            add_concept(self, f"skill/{skill.id}", skill.label, CK.Skill, SCHEMA.DefinedTerm)
        for credential in self.dataset.credentials:
            add_concept(self, f"credential/{credential.id}", credential.label, CK.Credential)
        for field in self.dataset.fields_of_study:
            add_concept(self, f"field/{field.id}", field.label, CK.Field)
        for employer in self.dataset.employers:
            add_concept(
                self, f"employer/{employer.id}", employer.label, CK.Employer, ORG.Organization, SCHEMA.Organization
            )
        for topic in self.dataset.topics:
            node = add_concept(self, f"topic/{topic.id}", topic.label, CK.Topic)
            self.cite(node, topic.line)
            self._alternatives(node, topic.alternative)
            if topic.part_of:
                whole = self.node(f"topic/{topic.part_of}")
                self.add(node, DCTERMS.isPartOf, whole)

    def role(self, role: RoleRecord) -> None:
        node = add_concept(self, f"role/{role.id}", role.label, CK.Role, SCHEMA.Occupation)
        self.cite(node, role.line)
        self.add(node, CK.maturity, Literal(role.maturity))
        if role.position is not None:
            self.add(node, SCHEMA.position, integer(role.position))
        if role.preparation_level is not None:
            self.add(node, CK.preparationLevel, integer(role.preparation_level))
        if role.overview:
            self.link(node, DCTERMS.description, text(role.overview.text), role.overview.line)
        self._responsibilities(node, role.responsibilities)
        for requirement in role.requirements:
            self._requirement(node, role, requirement)
        self._pay(node, role)
        self._education(node, role)

    def _responsibilities(self, owner: NamedNode, responsibilities: Iterable[CitedLabel]) -> None:
        for duty in responsibilities:
            part = add_concept(self, f"responsibility/{slug(duty.label)}", duty.label, CK.Responsibility)
            self.cite(part, duty.line)
            self.link(owner, CK.hasResponsibility, part, duty.line)

    def _requirement(self, role_node: NamedNode, role: RoleRecord, requirement: RequirementRecord) -> None:
        if requirement.credential:
            credential = self.node(f"credential/{requirement.credential}")
            label = requirement.label or requirement.credential
            node = add_labelled_node(
                self, f"requirement/{role.id}.{requirement.credential}", label, CK.Requirement, CK.CredentialRequirement
            )
            self.add(node, CK.credential, credential)
            self.cite(credential, requirement.line)
            self._fields(node, requirement.fields, requirement.related_field, requirement.line)
        else:
            skill = self.node(f"skill/{requirement.skill}")
            node = self.node(f"requirement/{role.id}.{requirement.skill}")
            self.add_types(node, CK.Requirement, CK.SkillRequirement)
            self.add(node, CK.skill, skill)
            self.cite(skill, requirement.line)
            if requirement.skill not in self._merges:  # write_inferred links the canonical skill
                self.link(role_node, _shortcut(requirement), skill, requirement.line)
            for member in (*requirement.members, *requirement.sometimes):
                self._member(member, skill, requirement.line)
                member_node = self.node(f"skill/{member}")
                if member in requirement.sometimes:
                    self.link(node, CK.namesMember, member_node, requirement.line, strength="sometimes")
                else:
                    self.add(node, CK.namesMember, member_node)
        self.add(node, CK.strength, Literal(requirement.strength))
        self.cite(node, requirement.line)
        self.link(role_node, CK.hasRequirement, node, requirement.line)

    def _member(self, member: str, whole: NamedNode, line: int) -> None:
        node = self.node(f"skill/{member}")
        self.cite(node, line)
        self.link(node, SKOS.broader, whole, line)

    def _fields(self, node: NamedNode, fields: Sequence[str], related: bool, line: int) -> None:
        for field in fields:
            target = self.node(f"field/{field}")
            self.add(node, CK.field, target)
            self.cite(target, line)
        if fields:
            self.add(node, CK.relatedFieldAccepted, boolean(related))

    def _pay(self, role_node: NamedNode, role: RoleRecord) -> None:
        pay = role.salary
        if pay is None:
            return
        node = add_labelled_node(self, f"salary/{role.id}", pay.label, CK.SalaryRange, SCHEMA.MonetaryAmount)
        if pay.minimum is not None:
            self.add(node, SCHEMA.minValue, integer(pay.minimum))
        if pay.maximum is not None:
            self.add(node, SCHEMA.maxValue, integer(pay.maximum))
        self.add(node, CK.openEnded, boolean(pay.open_ended))
        self.add(node, SCHEMA.currency, Literal(pay.currency))
        if pay.unit:
            self.add(node, SCHEMA.unitText, Literal(pay.unit))
        self.cite(node, pay.line)
        self.link(role_node, CK.salary, node, pay.line)

    def _education(self, role_node: NamedNode, role: RoleRecord) -> None:
        education = role.education
        if education is None:
            return
        self.link(role_node, SCHEMA.educationRequirements, text(education.label), education.line)
        for number, option in enumerate(education.options, 1):
            node = self.node(f"education/{role.id}.{number}")
            self.add_types(node, CK.EducationOption)
            self.add(node, CK.strength, Literal(option.strength))
            if option.credential:
                credential = self.node(f"credential/{option.credential}")
                self.add(node, CK.credential, credential)
                self.cite(credential, education.line)
            if option.background:
                self.add(node, CK.background, text(option.background))
            if option.condition:
                self.add(node, CK.condition, text(option.condition))
            self._fields(node, option.fields, option.related_field, education.line)
            self.cite(node, education.line)
            self.link(role_node, CK.educationOption, node, education.line)

    def industry(self, industry: IndustryRecord) -> None:
        node = add_concept(self, f"industry/{industry.id}", industry.label, CK.Industry)
        self.cite(node, industry.line)
        self._alternatives(node, industry.alternative)
        for note in industry.notes:
            self._note(node, note, CK.Note)
            for employer in note.employers:
                target = self.node(f"employer/{employer}")
                self.cite(target, note.line)
                self.link(node, CK.namesEmployer, target, note.line)
            for topic in note.topics:
                self.link(node, CK.namesTopic, self.node(f"topic/{topic}"), note.line)

    def level(self, level: LevelRecord) -> None:
        node = add_concept(self, f"level/{level.id}", level.label, CK.Level)
        self.cite(node, level.line)
        self.add(node, CK.rank, integer(level.rank))
        if level.min_years is not None:
            self.add(node, CK.minYears, integer(level.min_years))
        if level.max_years is not None:
            self.add(node, CK.maxYears, integer(level.max_years))
        if level.open_ended:
            self.add(node, CK.openEnded, boolean(True))
        self._responsibilities(node, level.responsibilities)
        for note in level.notes:
            self._note(node, note, CK.Note)
            for skill in note.skills:
                target = self.node(f"skill/{skill}")
                self.cite(target, note.line)
                self.link(node, CK.expectsSkill, target, note.line)

    def entry_path(self, path: EntryPathRecord) -> None:
        node = add_concept(self, f"entry-path/{path.id}", path.label, CK.EntryPath)
        self.cite(node, path.line)
        for background in path.backgrounds:
            target = self.node(background)
            self.cite(target, path.line)
            self.link(node, CK.fromBackground, target, path.line)
        for note in path.notes:
            self._note(node, note, CK.Note, CK.EntryNote)

    def _note(self, owner: NamedNode, note: NoteRecord, *classes: str) -> None:
        owner_name = owner.value.rpartition("/")[2]
        name = f"note/{owner_name}.{note.line}"
        if self.node(name) in self._notes:  # a second note on one line: "Studios (Ubisoft): level design"
            name += ".2"
        node = add_labelled_node(self, name, note.label, *classes)
        self._notes.add(node)
        self.add(node, CK.noteKind, Literal(note.kind))
        self.add(node, CK.wording, text(note.wording or note.label))
        self.cite(node, note.line)
        self.link(owner, CK.hasNote, node, note.line)
        targets = [f"employer/{name}" for name in note.employers] + [f"topic/{name}" for name in note.topics]
        for target in targets + [f"skill/{name}" for name in note.skills]:
            self.add(node, CK.about, self.node(target))

    def titles_and_places(self) -> None:
        for title in self.dataset.job_titles:
            node = add_concept(self, f"job-title/{title.id}", title.label, CK.JobTitle)
            self.cite(node, title.line)
            self.link(node, CK.atLevel, self.node(f"level/{title.level}"), title.line)
        for place in self.dataset.locations:
            node = add_concept(self, f"location/{place.id}", place.label, CK.Location, SCHEMA.Place)
            self.cite(node, place.line)
            self.add(node, CK.locality, text(place.locality))
            self.add(node, CK.region, text(place.region))

    def topic_group(self, group: TopicGroupRecord) -> None:
        node = self.node(f"topic/{group.id}")
        self.add_types(node, CK.TopicGroup, SKOS.Collection)
        self.add(node, SKOS.prefLabel, text(group.label))
        self.cite(node, group.line)
        for item in group.items:
            target = self.node(item.item)
            self.cite(target, item.line)
            self.link(node, SKOS.member, target, item.line)
            for member in item.members:
                self._member(member, target, item.line)

    def properties(self) -> None:
        """The plain properties that the schema declares."""
        for name, kind in RECORD_FILES.items():
            known = plain_properties(kind)
            for record in getattr(self.dataset, name):
                for key, values in record.properties.items():
                    for stated in values:
                        self._property(self.node(f"{kind}/{record.id}"), known[key], stated)

    def _property(self, node: NamedNode, property_: Property, stated: CitedValue) -> None:
        if property_.kind:
            target = self.node(f"{property_.kind}/{stated.value}")
            self.cite(target, stated.line)
            self.link(node, property_.iri, target, stated.line)
        else:
            self.link(node, property_.iri, value_term(property_, str(stated.value)), stated.line)

    def _alternatives(self, node: NamedNode, labels: Iterable[str]) -> None:
        for label in labels:
            self.add(node, SKOS.altLabel, text(label))

    def passages(self) -> None:
        """A node for each line that states something."""
        section_of = self.dataset.section_of()
        document = self.node(f"document/{self.dataset.document.id}")
        for line in self.dataset.document.content_lines():
            node = self.node(f"passage/{self.name}.{line}")
            self.add_types(node, CK.Passage, PROV.Entity)
            self.add(node, CK.line, integer(line))
            self.add(node, DCTERMS.isPartOf, document)
            if section := section_of(line):
                self.add(node, CK.section, text(section))


# --- what maintainers add ---------------------------------------------------------------------------------------------


def write_curated(dataset: Dataset, base: str) -> Iterator[Quad]:
    """The quads of the curation; each judgement in it names its reason."""
    curation = dataset.curation
    writer = GraphWriter(CURATION, base)
    writer.describe_graph(curation.title, curation.version, curation.licence, curation.attribution)
    _schemes(writer, dataset)
    _skills(writer, curation)
    _topics(writer, curation)
    _names(writer, curation)
    _people(writer, curation)
    if curation.pay_period:
        for role in dataset.roles:
            if role.salary:
                salary = writer.node(f"salary/{role.id}")
                writer.link(
                    salary, SCHEMA.unitText, Literal(curation.pay_period.unit), reason=curation.pay_period.reason
                )
    for link in dataset.document.links:
        if link.remark:
            writer.add(writer.node(f"link/{link.id}"), RDFS.comment, text(link.remark))
    return writer.quads()


def _schemes(writer: GraphWriter, dataset: Dataset) -> None:
    for scheme in dataset.curation.schemes:
        node = writer.node(f"scheme/{scheme.id}")
        writer.add_types(node, SKOS.ConceptScheme)
        writer.add(node, SKOS.prefLabel, text(scheme.label))
        writer.add(node, SKOS.definition, text(scheme.definition))
    for topic in dataset.topics:
        writer.add(writer.node(f"topic/{topic.id}"), SKOS.inScheme, writer.node(f"scheme/{topic.scheme}"))
    for entry in dataset.curation.skill_types:
        scheme_node = writer.node(f"scheme/{entry.scheme}")
        writer.add(scheme_node, CK.reason, text(entry.reason))
        for skill in entry.skills:
            writer.add(writer.node(f"skill/{skill}"), SKOS.inScheme, scheme_node)


def _skills(writer: GraphWriter, curation: Curation) -> None:
    for merge in curation.merges:
        canonical = writer.node(f"skill/{merge.same[0]}")
        for other in merge.same[1:]:
            writer.link(writer.node(f"skill/{other}"), CK.mergedInto, canonical, reason=merge.reason)
            writer.link(writer.node(f"skill/{other}"), SKOS.exactMatch, canonical, reason=merge.reason)
    for match in curation.close_matches:
        for first, second in combinations(match.skills, 2):
            writer.link(
                writer.node(f"skill/{first}"), SKOS.closeMatch, writer.node(f"skill/{second}"), reason=match.reason
            )
    for entry in curation.hierarchy:
        broader = writer.node(f"skill/{entry.broader}")
        if entry.label:
            add_concept(writer, f"skill/{entry.broader}", entry.label, CK.Skill, SCHEMA.DefinedTerm)
        for skill in entry.skills:
            writer.link(writer.node(f"skill/{skill}"), SKOS.broader, broader, reason=entry.reason)


def _topics(writer: GraphWriter, curation: Curation) -> None:
    for entry in curation.related:
        for related in _related_to(entry):
            writer.link(writer.node(f"topic/{entry.topic}"), SKOS.related, writer.node(related), reason=entry.reason)


def _related_to(entry: RelatedTopic) -> list[str]:
    """The ids of what a topic is related to."""
    return [*(f"skill/{skill}" for skill in entry.skills), *(f"role/{role}" for role in entry.roles)]


def _names(writer: GraphWriter, curation: Curation) -> None:
    for entry in curation.synonyms:
        node = writer.node(entry.of)
        for label in entry.alternative:
            writer.link(node, SKOS.altLabel, text(label), reason=entry.reason)
        for label in entry.search:
            writer.link(node, SKOS.hiddenLabel, text(label), reason=entry.reason)


def _people(writer: GraphWriter, curation: Curation) -> None:
    for entry in curation.brings:
        path = writer.node(f"entry-path/{entry.entry_path}")
        held = [writer.node(f"skill/{skill}") for skill in entry.skills]
        for assumed in (*held, writer.node(f"credential/{entry.credential}")):
            writer.link(path, CK.brings, assumed, reason=entry.reason)
    for titles in curation.titles:
        for title in titles.titles:
            writer.link(
                writer.node(f"job-title/{title}"), CK.titleOf, writer.node(f"role/{titles.role}"), reason=titles.reason
            )
    for weight in curation.credential_weights:
        node = writer.node(f"credential/{weight.credential}")
        writer.link(node, CK.skillEquivalents, integer(weight.skill_equivalents), reason=weight.reason)
        if weight.broader:
            writer.link(node, SKOS.broader, writer.node(f"credential/{weight.broader}"), reason=weight.reason)


def write_inferred(dataset: Dataset, base: str) -> Iterator[Quad]:
    """The quads that follow by rule.

    Matches and related hold in both directions, exactMatch across a whole merge, and a role that requires a merged
    skill requires the canonical one.
    """
    curation = dataset.curation
    writer = GraphWriter(INFERRED, base, cited=dataset.document.graph)
    title = "What follows by rule from the other graphs"
    writer.describe_graph(title, curation.version, curation.licence, curation.attribution)
    for merge in curation.merges:
        stated = {(other, merge.same[0]) for other in merge.same[1:]}
        for pair in permutations(merge.same, 2):
            if pair not in stated:
                writer.add(_skill(writer, pair[0]), SKOS.exactMatch, _skill(writer, pair[1]))
    for match in curation.close_matches:
        for first, second in combinations(match.skills, 2):
            writer.add(_skill(writer, second), SKOS.closeMatch, _skill(writer, first))
    for entry in curation.related:
        for related in _related_to(entry):
            writer.add(writer.node(related), SKOS.related, writer.node(f"topic/{entry.topic}"))
    _link_canonical_skills(writer, dataset)
    return writer.quads()


def _shortcut(requirement: RequirementRecord) -> str:
    return CK.requiresSkill if requirement.strength == "required" else CK.optionalSkill


def _merges(curation: Curation) -> dict[str, Merge]:
    """The merge of each skill that another stands for: the first of the merge."""
    return {skill: merge for merge in curation.merges for skill in merge.same[1:]}


def _link_canonical_skills(writer: GraphWriter, dataset: Dataset) -> None:
    """Link a role that requires a merged skill to the canonical one, citing the line of the requirement.

    The requirement keeps the label of the guide. Each skill is linked once, whatever it is called and how often.
    """
    merges = _merges(dataset.curation)
    for role in dataset.roles:
        stated = {requirement.skill for requirement in role.requirements}
        merged: dict[str, list[RequirementRecord]] = defaultdict(list)
        for requirement in role.requirements:
            merge = merges.get(requirement.skill or "")
            if merge and merge.same[0] not in stated:
                merged[merge.same[0]].append(requirement)
        for skill, requirements in merged.items():
            shortcut = min(map(_shortcut, requirements), key=lambda iri: iri != CK.requiresSkill)
            lines = (requirement.line for requirement in requirements)
            reason = merges[requirements[0].skill or ""].reason
            writer.link(writer.node(f"role/{role.id}"), shortcut, _skill(writer, skill), *lines, reason=reason)


def _skill(writer: GraphWriter, name: str) -> NamedNode:
    return writer.node(f"skill/{name}")
