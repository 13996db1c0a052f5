"""Every class, property and prefix of the graph, declared once with all that is said of it.

The vocabularies, answers, curated data, guides, tables and ``docs/model.md`` are made from these declarations. What
``ontology/career.ttl``, ``alignments.ttl`` and ``shapes.ttl`` say of the same terms is tested equal to them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final

BASE: Final = "https://w3id.org/career-kg/"
"""The base of every entity's IRI unless ``kg build --base`` gives another; the ontology's own IRI never changes."""

BUNDLED_GRAPH: Final = "ai-ml"
"""Name of the bundled guide's graph: of several sources it comes first, and its lines are cited without its title."""

CURATION: Final = "curation"
"""Name of the graph that holds what maintainers add: synonyms, merges, hierarchy, links."""

ALIGNMENTS: Final = "alignments"
"""Name of the graph that links the bundled roles and skills to those of ESCO and O*NET."""

NAME_LINKS: Final = "links"
"""Name of the graph that links entities of different sources with equal names; imports write it."""

INFERRED: Final = "inferred"
"""Name of the graph that holds what code computes."""

ADDING_GRAPHS: Final = frozenset({CURATION, INFERRED})
"""Graphs that add to what sources state: no source of an entity, where there is another."""

NOT_STATED: Final = "not stated in the source"
"""What is printed where the source is silent: never a zero, a gap or an estimate."""


# --- classes and properties -------------------------------------------------------------------------------------------


_NAMESPACES: Final = {
    "ck": "https://w3id.org/career-kg/ontology#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "schema": "https://schema.org/",
    "esco": "http://data.europa.eu/esco/model#",
    "org": "http://www.w3.org/ns/org#",
    "prov": "http://www.w3.org/ns/prov#",
    "dcterms": "http://purl.org/dc/terms/",
    "void": "http://rdfs.org/ns/void#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "iso-thes": "http://purl.org/iso25964/skos-thes#",
    "sssom": "https://w3id.org/sssom/",
    "semapv": "https://w3id.org/semapv/vocab/",
}


def expand(term: str) -> str:
    """The IRI of a term as the tables below name it: one without a prefix is our own.

    >>> expand("Role"), expand("skos:broader")
    ('https://w3id.org/career-kg/ontology#Role', 'http://www.w3.org/2004/02/skos/core#broader')
    """
    prefix, _, name = term.rpartition(":")
    return _NAMESPACES[prefix or "ck"] + name


class _Declaration:
    """A row of a table: its name, and what else is said of it. A class of NamedTuple takes longer to define."""

    label: str = ""

    def __init__(self, term: str, **said: object) -> None:
        if unknown := said.keys() - type(self).__annotations__.keys():
            raise TypeError(f"{term}: no {type(self).__name__} says {', '.join(sorted(unknown))}")
        self.term = term
        self.name = term.rpartition(":")[2]
        vars(self).update(said)

    @property
    def words(self) -> str:
        """The label that readers see."""
        return self.label or split_name(self.name)


class Class(_Declaration):
    """A class, and all that is said of it.

    ``kind`` is the kind of entity that it stands for, ``plural`` a heading for these; ``above`` lists its superclasses,
    which the data write out. ``label`` is given where it is not the name in words. ``aligned`` has what
    ``ontology/alignments.ttl`` says of it: pairs of a relation (broader, close, related) and a term of another
    vocabulary. A node of a class that is ``apart`` links no entities: all roles are rated for the same skills.
    """

    kind: str = ""
    above: str = ""
    label: str = ""
    plural: str = ""
    aligned: str = ""
    apart: bool = False


class Property(_Declaration):
    """A property, and all that is said of it.

    ``subjects`` lists the classes that have it, none where any may; ``values`` the classes of its values, or one
    datatype: text (with a language), string, integer, decimal, boolean, or IRI. A ``functional`` one has one value.
    ``title`` is its label in the ontology, where that is not its name in words.

    Readers see ``label`` in a list of facts; ``verb`` goes between the labels of subject and object, with ``{kind}``
    for the kind of the object. ``inverse`` is its name when read from the object, ``inverse_label`` that in words. A
    ``symmetric`` property says of its object what it says of its subject. ``order`` is its place among the facts of an
    entity; a ``hidden`` one is not among them. The kinds in ``expected`` should state it: where they do not, answers
    say "not stated in the source".

    ``fields`` are its names in guides, and ``columns`` the keys of table mappings, separated by commas. A ``plain`` one
    is a literal or leads to an entity, and no module treats it apart: curated data, guides and tables may state it by
    its label, and every answer shows it. ``above`` and ``aligned`` are as for :class:`Class`.
    """

    subjects: str
    values: str
    functional: bool = False
    title: str = ""
    label: str = ""
    verb: str = ""
    inverse: str = ""
    inverse_label: str = ""
    symmetric: bool = False
    order: int = 50
    hidden: bool = False
    expected: str = ""
    fields: str = ""
    columns: str = ""
    plain: bool = False
    above: str = ""
    aligned: str = ""

    def __init__(self, term: str, subjects: str = "", values: str = "", **said: object) -> None:
        super().__init__(term, subjects=subjects, values=values, **said)
        self.iri = expand(term)

    @property
    def key(self) -> str:
        """The key of a plain property in curated data.

        >>> Property("workSetting", "Role", "text").key
        'work_setting'
        """
        return split_name(self.name).replace(" ", "_")

    @property
    def kind(self) -> str:
        """The kind of entity that its values are; empty for literals, and for nodes that are not entities."""
        return KIND_OF_CLASS.get(expand(self.values.partition(" ")[0]), "")

    @property
    def field_names(self) -> list[str]:
        """Its names in guides, the first of which stands for all."""
        return _listed(self.fields or (self.words if self.plain else ""))

    @property
    def column_keys(self) -> list[str]:
        """Its keys in the mapping of a table."""
        return _listed(self.columns or (self.words if self.plain else ""))

    def read(self, text: str) -> str | None:
        """A literal from the words of a source, None where these are not of its datatype.

        >>> [Property("teamSize", "Role", "integer").read(text) for text in ("12", "a dozen")]
        ['12', None]
        """
        if self.values == "integer":
            return str(int(text)) if re.fullmatch("[0-9]{1,18}", text) else None
        if self.values == "boolean":
            return {"yes": "true", "true": "true", "no": "false", "false": "false"}.get(text.lower())
        if self.values == "IRI" and not re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|\\^`]+", text):
            return None
        return text or None


def _listed(names: str) -> list[str]:
    return names.split(", ") if names else []


# fmt: off
CLASSES: Final = (
    Class("Role", kind="role", above="skos:Concept schema:Occupation", plural="Roles",
          aligned="close esco:Occupation related org:Role"),
    Class("Skill", kind="skill", above="skos:Concept schema:DefinedTerm", plural="Skills", aligned="close esco:Skill"),
    Class("Credential", kind="credential", above="skos:Concept", plural="Credentials",
          aligned="broader schema:EducationalOccupationalCredential close esco:Qualification"),
    Class("Field", kind="field", above="skos:Concept", label="field of study", plural="Fields of study"),
    Class("Industry", kind="industry", above="skos:Concept", plural="Industries"),
    Class("Employer", kind="employer", above="skos:Concept org:Organization schema:Organization", plural="Employers"),
    Class("Level", kind="level", above="skos:Concept", plural="Levels",
          aligned="related schema:OccupationalExperienceRequirements"),
    Class("JobTitle", kind="job-title", above="skos:Concept", plural="Job titles", aligned="related org:Post"),
    Class("EntryPath", kind="entry-path", above="skos:Concept", plural="Entry paths"),
    Class("Location", kind="location", above="skos:Concept schema:Place", plural="Locations"),
    Class("Topic", kind="topic", above="skos:Concept", plural="Topics"),
    Class("Responsibility", kind="responsibility", above="skos:Concept", plural="Responsibilities"),
    Class("Document", kind="document", above="prov:Entity schema:CreativeWork", plural="Documents"),
    Class("RoleGroup", kind="role-group", above="skos:Concept", label="group of roles", plural="Groups of roles",
          aligned="close esco:ISCOGroup"),
    Class("SkillGroup", kind="skill-group", above="Skill", label="group of skills", plural="Groups of skills"),
    Class("TopicGroup", kind="topic", above="skos:Collection"),
    Class("Requirement", aligned="close esco:Relationship"),
    Class("SkillRequirement", above="Requirement"),
    Class("CredentialRequirement", above="Requirement"),
    Class("SalaryRange", above="schema:MonetaryAmount", aligned="related schema:MonetaryAmountDistribution"),
    Class("EducationOption"),
    Class("Rating", apart=True),
    Class("InterestProfile", apart=True),
    Class("WorkValueProfile", apart=True),
    Class("Note"),
    Class("EntryNote", above="Note"),
    Class("UnreadText"),
    Class("Section"),
    Class("Passage", above="prov:Entity", aligned="related schema:Quotation"),
    Class("Link", aligned="close schema:LinkRole"),
    Class("skos:Concept"), Class("skos:Collection"), Class("skos:ConceptScheme"),
    Class("esco:Occupation"), Class("esco:Skill"), Class("esco:MemberConcept"),
    Class("schema:Occupation"), Class("schema:DefinedTerm"), Class("schema:MonetaryAmount"), Class("schema:Place"),
    Class("schema:MonetaryAmountDistribution"), Class("schema:Organization"), Class("schema:CreativeWork"),
    Class("org:Organization"), Class("prov:Entity"),
    Class("void:Dataset"), Class("rdf:Statement"),
)
# fmt: on
"""Every class; those of kinds come first, in the order of kinds."""

RIASEC: Final = ("realistic", "investigative", "artistic", "social", "enterprising", "conventional")
"""Holland's six kinds of interest, in the order of their letters."""

WORK_VALUES: Final = ("achievement", "workingConditions", "recognition", "relationships", "support", "independence")
"""The six work values of O*NET, in its order."""

_DISTRIBUTION: Final = "schema:MonetaryAmountDistribution"
_SAME: Final = "is the same {kind} as"
_NAMED: Final = "skos:Concept skos:Collection skos:ConceptScheme Document"

# fmt: off
PROPERTY_ROWS: Final = (
    # Names and descriptions
    Property("skos:prefLabel", _NAMED, "text", label="label", order=0, hidden=True, columns="label"),
    Property("skos:notation", "skos:Concept", "string", label="code", columns="id, code"),
    Property("skos:altLabel", _NAMED, "text", label="also known as", order=91, columns="alternative labels"),
    Property("skos:hiddenLabel", _NAMED, "text", label="search term", order=92),
    Property("dcterms:description", "skos:Concept Document", "text", order=1, expected="role",
             fields="overview, role overview, summary, description, about, about the role, the role, role,"
             " beschreibung, überblick, kurzbeschreibung, description du poste, présentation, descripción",
             columns="description"),
    Property("skos:definition", "skos:ConceptScheme", "text"),
    Property("skos:inScheme", "skos:Concept", "skos:ConceptScheme", label="scheme", order=93, columns="scheme"),
    Property("skos:hasTopConcept", "skos:ConceptScheme", "skos:Concept", hidden=True),
    Property("iso-thes:status", "skos:Concept", "string", hidden=True),
    Property("owl:deprecated", "skos:Concept", "boolean", label="retired", order=2),
    Property("dcterms:isReplacedBy", "skos:Concept", "skos:Concept", label="replaced by", verb="is replaced by",
             inverse="replaces", order=2),
    # Links between concepts
    Property("skos:broader", "Role RoleGroup Skill Credential", "Role RoleGroup Skill Credential", label="part of",
             verb="falls under", inverse="narrower", inverse_label="includes", columns="broader, group"),
    Property("skos:narrower", label="includes", verb="includes"),
    Property("skos:related", "skos:Concept", "skos:Concept", label="related to", verb="is related to", symmetric=True),
    Property("skos:exactMatch", "skos:Concept", "skos:Concept", label="same as", verb=_SAME, symmetric=True,
             columns="exact match"),
    Property("skos:closeMatch", "skos:Concept", "skos:Concept", label="close match", verb="is close to",
             symmetric=True),
    Property("skos:broadMatch", "skos:Concept", "skos:Concept", verb="falls under"),
    Property("skos:narrowMatch", "skos:Concept", "skos:Concept", verb="includes"),
    Property("skos:relatedMatch", "skos:Concept", "skos:Concept", verb="is related to", symmetric=True),
    Property("owl:sameAs", verb=_SAME, symmetric=True),
    Property("skos:member", "TopicGroup", "skos:Concept", verb="lists", inverse="listedIn"),
    Property("dcterms:isPartOf", "Topic Passage", "Topic Document", verb="is part of", inverse="hasPart"),
    Property("dcterms:hasPart", "Document", "Section", verb="includes"),
    Property("mergedInto", "Skill", "Skill", verb=_SAME, inverse="mergedFrom", symmetric=True, above="skos:exactMatch",
             aligned="close dcterms:isReplacedBy"),
    Property("coveredBy", "Skill", "Skill", verb="is covered by", inverse="covers", aligned="related skos:narrowMatch"),
    # Roles
    Property("maturity", "Role", "string", functional=True, order=2),
    Property("hasResponsibility", "Role Level", "Responsibility", label="responsible for",
             verb="has the responsibility", inverse="responsibilityOf", order=6, expected="role",
             fields="responsibilities, key responsibilities, main responsibilities, core responsibilities, duties,"
             " main duties, key duties, tasks, typical tasks, what you do, you do, what you will do, daily work,"
             " what they do, day to day, aufgaben, hauptaufgaben, tätigkeiten, verantwortlichkeiten, missions,"
             " tâches, responsabilités, activités, tareas, funciones, responsabilidades",
             columns="responsibilities", aligned="close schema:responsibilities"),
    Property("hasRequirement", "Role", "Requirement", label="required skill", order=3, expected="role",
             aligned="close esco:hasRelationship"),
    Property("requiresSkill", "Role", "Skill", label="required skill", verb="requires", inverse="requiredBy", order=4,
             fields="skills, key skills, must have, must haves, skills and knowledge, skills and tools, what you need,"
             " what you need to know, what it takes, requires, needs, essential, good at, fähigkeiten, kenntnisse,"
             " kompetenzen, fertigkeiten, compétences, savoir-faire, aptitudes, habilidades, competencias",
             columns="skills", above="esco:relatedEssentialSkill", aligned="broader schema:skills"),
    Property("optionalSkill", "Role", "Skill", label="also uses", verb="benefits from", inverse="optionalFor", order=5,
             fields="preferred skills, skills preferred, nice to have, nice to have skills, desirable skills,"
             " desired skills, optional skills, bonus skills, helpful skills, desirable, wünschenswert,"
             " wünschenswerte kenntnisse, von vorteil, compétences souhaitées, atouts",
             columns="preferred skills, optional skills", above="esco:relatedOptionalSkill",
             aligned="broader schema:skills"),
    Property("esco:relatedEssentialSkill", "Role Skill", "Skill", verb="requires"),
    Property("esco:relatedOptionalSkill", "Role Skill", "Skill", verb="benefits from"),
    Property("esco:memberOfISCOGroup", "Role", "RoleGroup", hidden=True),
    Property("esco:regulatedProfessionNote", "Role", "IRI", hidden=True),
    Property("esco:skillType", "Skill", "IRI", hidden=True),
    Property("esco:skillReuseLevel", "Skill", "IRI", hidden=True),
    Property("skill", "SkillRequirement", "Skill", title="skill of requirement", inverse="requiredBy", columns="skill",
             aligned="close esco:refersConcept"),
    Property("namesMember", "SkillRequirement", "Skill", label="tools named", verb="names", inverse="namedAsToolBy",
             inverse_label="named as a tool by"),
    Property("strength", "Requirement EducationOption", "string", functional=True, columns="strength",
             aligned="related esco:hasRelationshipType"),
    Property("mark", "Requirement Skill Role", "string"),
    Property("importance", "Requirement Responsibility Rating", "decimal", functional=True,
             label="importance (1 to 5)"),
    Property("hasRating", "Role", "Rating", label="rated", verb="has the rating", order=6),
    Property("ratedSkill", "Rating", "Skill", functional=True, verb="rates", inverse="ratedBy"),
    Property("ratedTopic", "Rating", "Topic", functional=True, verb="rates", inverse="ratedBy"),
    Property("ratedLevel", "Rating", "decimal", functional=True, label="level (0 to 7)"),
    Property("hasInterests", "Role", "InterestProfile", label="interests", order=6),
    Property("hollandCode", "InterestProfile", "string", functional=True, label="Holland code"),
    *(Property(name, "InterestProfile", "decimal", functional=True) for name in RIASEC),
    Property("hasWorkValues", "Role", "WorkValueProfile", label="work values", order=6),
    *(Property(name, "WorkValueProfile", "decimal", functional=True) for name in WORK_VALUES),
    Property("salary", "Role", "SalaryRange", title="has salary", label="pay", order=7, expected="role",
             fields="salary, salary range, typical salary, pay, pay range, compensation, wage, wages, earnings, earns,"
             " pays, typical pay, gehalt, gehaltsspanne, jahresgehalt, monatsgehalt, vergütung, lohn, verdienst,"
             " bezahlung, salaire, salaires, rémunération, salario, sueldo",
             columns="pay", aligned="broader schema:estimatedSalary"),
    Property("schema:minValue", "SalaryRange", "integer", label="from", columns="pay minimum"),
    Property("schema:maxValue", "SalaryRange", "integer", label="to", columns="pay maximum"),
    Property("openEnded", "SalaryRange Level", "boolean", functional=True, title="open-ended", label="open-ended"),
    Property("schema:currency", f"SalaryRange {_DISTRIBUTION}", "string", columns="currency"),
    Property("schema:unitText", "SalaryRange", "string", label="per", columns="period"),
    Property("payLevel", "SalaryRange", "text", title="level of pay", label="at level"),
    Property("schema:estimatedSalary", "Role", "schema:MonetaryAmountDistribution", hidden=True),
    Property("inArea", _DISTRIBUTION, "Location", functional=True, verb="is paid in",
             aligned="related schema:occupationLocation"),
    Property("year", _DISTRIBUTION, "integer", functional=True, aligned="related dcterms:temporal"),
    Property("schema:duration", _DISTRIBUTION, "string"),
    Property("schema:percentile10", _DISTRIBUTION, "decimal"),
    Property("schema:percentile25", _DISTRIBUTION, "decimal"),
    Property("schema:median", _DISTRIBUTION, "decimal"),
    Property("schema:percentile75", _DISTRIBUTION, "decimal"),
    Property("schema:percentile90", _DISTRIBUTION, "decimal"),
    Property("mean", _DISTRIBUTION, "decimal", functional=True),
    Property("openFigure", _DISTRIBUTION, "string"),
    Property("highestPublished", _DISTRIBUTION, "decimal", functional=True),
    Property("schema:educationRequirements", "Role", "text", label="education", order=8,
             fields="education, education required, required education, qualification, qualifications,"
             " education and training, training, degree, academic requirements, education requirements, ausbildung,"
             " abschluss, studium, bildung, schulbildung, formation, études, diplôme, diplômes, niveau d'études,"
             " formación, estudios, educación",
             columns="education"),
    Property("educationOption", "Role", "EducationOption", title="has education option", order=9, expected="role",
             aligned="related schema:educationRequirements"),
    Property("credential", "CredentialRequirement EducationOption", "Credential", title="credential of requirement",
             verb="requires", inverse="askedBy",
             aligned="related esco:relatedQualification related esco:relatedLegallyRequiredQualification"),
    Property("field", "CredentialRequirement EducationOption", "Field", title="in field of study",
             label="field of study",
             verb="accepts the field of study", inverse="acceptedBy"),
    Property("relatedFieldAccepted", "CredentialRequirement EducationOption", "boolean", functional=True),
    Property("background", "EducationOption", "text"),
    Property("condition", "EducationOption", "text"),
    Property("share", "EducationOption", "decimal", functional=True, label="% of respondents"),
    Property("preparationLevel", "Role RoleGroup", "integer", functional=True, columns="preparation",
             aligned="related esco:memberOfISCOGroup"),
    Property("regulated", "Role RoleGroup", "boolean", functional=True, aligned="related esco:regulatedProfessionNote"),
    Property("monthsOfExperience", "Role", "integer", functional=True, order=10, plain=True),
    Property("monthsOfOnSiteTraining", "Role", "integer", functional=True, order=10, plain=True,
             title="months of on-site training", label="months of on-site training"),
    Property("monthsOfOnTheJobTraining", "Role", "integer", functional=True, order=10, plain=True,
             title="months of on-the-job training", label="months of on-the-job training"),
    Property("peopleEmployed", f"Role {_DISTRIBUTION}", "integer", functional=True, order=11, plain=True),
    Property("employmentGroup", "Role", "string", functional=True, order=11),
    Property("medianAnnualPay", "Role", "integer", functional=True, order=7, plain=True),
    Property("managerial", "Role RoleGroup", "boolean", functional=True, order=11),
    Property("schema:industry", "Role", "Industry", verb="belongs to", plain=True),
    Property("schema:position", "Role", "integer", label="position in the source's list"),
    Property("tier", values="string"),
    Property("rankOfRelation", values="integer", functional=True),
    # Skills and credentials
    Property("skillType", "Skill", "string", aligned="close esco:skillType"),
    Property("reuseLevel", "Skill", "string", aligned="close esco:skillReuseLevel"),
    Property("skillEquivalents", "Credential", "integer", functional=True, label="counts as (skills)",
             expected="credential"),
    Property("educationLevel", "Credential", "integer", functional=True),
    # Industries, places, levels and job titles
    Property("namesEmployer", "Industry", "Employer", verb="names", inverse="namedByIndustry",
             aligned="related schema:industry"),
    Property("namesTopic", "Industry", "Topic", verb="names", inverse="namedByIndustry",
             aligned="related schema:about"),
    Property("locality", "Location", "text", aligned="close schema:addressLocality"),
    Property("region", "Location", "text", aligned="close schema:addressRegion"),
    Property("rank", "Level", "integer", functional=True, aligned="close schema:position"),
    Property("minYears", "Level", "integer", functional=True, title="minimum years", expected="level",
             aligned="related schema:monthsOfExperience"),
    Property("maxYears", "Level", "integer", functional=True, title="maximum years", expected="level"),
    Property("expectsSkill", "Level", "Skill", verb="expects", inverse="expectedAt", aligned="related schema:skills"),
    Property("atLevel", "JobTitle", "Level", verb="is at", inverse="hasTitle", inverse_label="job title",
             fields="titles, job titles, typical titles, typical job titles, positions"),
    Property("titleOf", "JobTitle", "Role", verb="is a title of", inverse="hasTitle", inverse_label="job title",
             expected="job-title", aligned="related org:role"),
    # Entry paths and notes
    Property("fromBackground", "EntryPath", "Field Skill", verb="is a background from", inverse="backgroundOf"),
    Property("brings", "EntryPath", "Skill Credential", verb="brings", inverse="broughtBy",
             aligned="related schema:knowsAbout"),
    Property("hasNote", "Industry Level EntryPath", "Note", label="note", aligned="related skos:note"),
    Property("noteKind", "Note", "string", functional=True, title="kind of note",
             label="kind of note"),
    Property("wording", "Note", "text", aligned="close schema:text"),
    Property("about", "Note", "Employer Skill Topic", verb="has a remark on", aligned="close schema:about"),
    # Texts that an import did not understand
    Property("hasUnreadText", "Role", "UnreadText", hidden=True),
    Property("unreadProperty", "UnreadText"),
    # Sources
    Property("prov:wasDerivedFrom", values="Passage", hidden=True),
    Property("line", "Passage", "integer", functional=True),
    Property("section", "Passage", "text", title="in section"),
    Property("hasLink", "Document", "Link", aligned="related dcterms:references"),
    Property("target", "Link", "string", functional=True, aligned="close schema:url"),
    Property("linkRelation", "Link", "string", functional=True, aligned="close schema:linkRelationship"),
    Property("reason", values="text", aligned="related skos:editorialNote"),
    Property("dcterms:title", "Document void:Dataset", "text", hidden=True),
    Property("dcterms:date", "Document", "string"),
    Property("dcterms:license", "void:Dataset", "IRI"),
    Property("dcterms:source", "void:Dataset", "Document"),
    Property("dcterms:conformsTo", "void:Dataset", "IRI"),
    Property("void:uriSpace", "void:Dataset", "string"),
    Property("schema:version", "void:Dataset", "string"),
    Property("schema:creditText", "void:Dataset", "text"),
    Property("requirementsComplete", "void:Dataset", "boolean", functional=True),
    # The terms of RDF itself
    Property("rdf:type", hidden=True),
    Property("rdf:subject", "rdf:Statement"),
    Property("rdf:predicate", "rdf:Statement"),
    Property("rdf:object", "rdf:Statement"),
    Property("rdfs:label", values="text", hidden=True),
    Property("rdfs:comment"),
    Property("rdfs:subClassOf"),
    Property("rdfs:subPropertyOf"),
)
# fmt: on
"""Every property, in the order in which an answer names those that are not stated, and a mapping of tables its keys."""


class NoteKind(_Declaration):
    """A kind of note: the kind of entity that has it, its names in guides, and its verb before what it is about."""

    of: str = ""
    fields: str = ""
    verb: str = ""


# fmt: off
NOTE_KINDS: Final = (
    NoteKind("employers", of="industry", fields="employers, typical employers, example employers, companies, who hires,"
             " organisations, organizations"),
    NoteKind("application areas", of="industry", fields="applications, application areas, uses, use cases, used for,"
             " areas of work, fields of work"),
    NoteKind("roles", of="industry", fields="roles, jobs, typical roles, roles available"),
    NoteKind("requirement", of="industry", fields="requirements, requirement, demands, what it asks for"),
    NoteKind("focus", of="industry", fields="focus, focus areas, main focus"),
    NoteKind("asset", of="entry-path", verb="already has", fields="strengths, strength, assets, what you bring,"
             " advantages, you already have"),
    NoteKind("gap", of="entry-path", verb="still needs", fields="gaps, gap, what is missing, what you lack, to learn,"
             " what to learn, you will need"),
    NoteKind("helpful", of="entry-path", verb="is helped by", fields="helpful, useful, what helps"),
    NoteKind("action", of="entry-path", verb="calls for", fields="steps, actions, next steps, what to do, first steps"),
    NoteKind("option", of="entry-path", verb="may lead to", fields="options, other options, possible roles,"
             " alternatives"),
)
# fmt: on
"""The kinds of note in guides, values of ``ck:noteKind``."""


# --- vocabularies -----------------------------------------------------------------------------------------------------


_TERMS: Final[dict[str, list[str]]] = {
    "xsd": ["integer", "boolean", "string", "decimal"],
    "owl": ["Axiom", "annotatedSource", "annotatedProperty", "annotatedTarget"],
    "esco": [
        "isEssentialSkillFor",
        "isOptionalSkillFor",
        "nodeLiteral",
        "language",
        "NodeLiteral",
        "AssociationObject",
    ],
    "sssom": ["confidence", "mapping_justification", "predicate_modifier", "object_source", "NoTermFound"],
    "semapv": ["LexicalMatching", "CompositeMatching"],
    "rdf": ["first", "rest", "nil", "langString"],
    "rdfs": ["Class"],
    "skos": ["topConceptOf"],
}
for _row in (*CLASSES, *PROPERTY_ROWS):
    _TERMS.setdefault(_row.term.rpartition(":")[0] or "ck", []).append(_row.name)


class Vocabulary:
    """A namespace with a closed list of terms: a misspelt term is an AttributeError, never a new IRI.

    >>> SKOS.prefLabel
    'http://www.w3.org/2004/02/skos/core#prefLabel'
    >>> SKOS.prefLabl  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    AttributeError: http://www.w3.org/2004/02/skos/core# has no term 'prefLabl'...
    """

    def __init__(self, iri: str, terms: Iterable[str]) -> None:
        self.iri = iri
        self.terms = frozenset(terms)
        vars(self).update({term: iri + term for term in self.terms})  # an import asks a million times

    def __getattr__(self, name: str) -> str:
        raise AttributeError(f"{self.iri} has no term {name!r}")

    def __contains__(self, iri: str) -> bool:
        return iri.startswith(self.iri) and iri[len(self.iri) :] in self.terms

    def __iter__(self) -> Iterator[str]:
        return (self.iri + term for term in sorted(self.terms))


CK, SKOS, SCHEMA, ESCO, ORG, PROV, DCTERMS, VOID, RDF, RDFS, XSD, OWL, ISO_THES, SSSOM, SEMAPV = (
    Vocabulary(iri, _TERMS[prefix]) for prefix, iri in _NAMESPACES.items()
)

_SHACL: Final = (
    "IRI Literal BlankNode IRIOrLiteral BlankNodeOrIRI BlankNodeOrLiteral targetClass targetNode targetSubjectsOf"
    " targetObjectsOf path inversePath alternativePath zeroOrMorePath oneOrMorePath zeroOrOnePath property message"
    " severity name description flags declare prefix prefixes namespace select minCount maxCount class datatype"
    " nodeKind in pattern minLength maxLength minInclusive minExclusive maxInclusive maxExclusive hasValue uniqueLang"
    " disjoint lessThan lessThanOrEquals node not and or xone qualifiedValueShape qualifiedMinCount qualifiedMaxCount"
    " sparql"
)
SKOS_XL: Final = Vocabulary(
    "http://www.w3.org/2008/05/skos-xl#", ["Label", "prefLabel", "altLabel", "hiddenLabel", "literalForm"]
)
"""Labels as nodes: read, and never written."""

SH: Final = Vocabulary("http://www.w3.org/ns/shacl#", _SHACL.split())
"""The parts of SHACL that ``kg validate`` knows."""

PROPERTIES: Final[dict[str, Property]] = {row.iri: row for row in PROPERTY_ROWS}
"""Every property by its IRI."""


_TOPICS: Final = {
    CK.hasRequirement: "requirements",
    CK.hasResponsibility: "responsibilities",
    CK.salary: "pay",
    CK.educationOption: "education",
}


def topic_of(iri: str) -> str:
    """What a property is about, in a word for readers.

    >>> topic_of(CK.educationOption), topic_of(DCTERMS.description)
    ('education', 'description')
    """
    return _TOPICS.get(iri) or PROPERTIES[iri].words


def plain_properties(kind: str) -> dict[str, Property]:
    """The plain properties of entities of a kind, by the keys of curated data.

    >>> plain_properties("role")["industry"].term
    'schema:industry'
    """
    names = {row.term for row in CLASSES if row.kind == kind != ""}
    return {row.key: row for row in PROPERTY_ROWS if row.plain and names.intersection(row.subjects.split())}


def superclasses(name: str) -> list[str]:
    """A class with all that is above it, as IRIs.

    >>> [local_name(iri) for iri in superclasses("SkillGroup")]
    ['SkillGroup', 'Skill', 'Concept', 'DefinedTerm']
    """
    above = next(row.above for row in CLASSES if row.term == name).split()
    return [expand(name), *(iri for term in above for iri in superclasses(term))]


ALL: Final = (CK, SKOS, SCHEMA, ESCO, ORG, PROV, DCTERMS, VOID, ISO_THES, SSSOM, RDF, RDFS, XSD)
"""Every vocabulary that the graph is written in."""

KIND_OF_CLASS: Final[dict[str, str]] = {expand(row.term): row.kind for row in CLASSES if row.kind}
"""The kind that each class stands for; the guide's topic groups are listed among the topics."""

KINDS: Final[dict[str, str]] = {row.kind: expand(row.term) for row in CLASSES if row.plural}
"""The kinds of entity, each with its class; in the bundled graph the kind is also the first part of the entity's id.

A group of skills is a skill by its class too, but nobody holds or learns it: what is of two kinds is of the later one.
"""

SHORTCUTS: Final = (CK.requiresSkill, CK.optionalSkill)
"""What links a role to a skill directly, in addition to a requirement that says more."""

_PUBLISHED: Final = (ESCO.relatedEssentialSkill, ESCO.relatedOptionalSkill)

REPEATED: Final = (*SHORTCUTS, *_PUBLISHED)
"""The same, and what ESCO's own model has in their place."""


def says_again(predicate: str, kind: str) -> bool:
    """Whether a property of an entity of a kind says in ESCO's terms what one of ours does.

    >>> says_again(ESCO.relatedEssentialSkill, "role"), says_again(ESCO.relatedEssentialSkill, "skill")
    (True, False)
    """
    return predicate == ESCO.memberOfISCOGroup or (kind == "role" and predicate in _PUBLISHED)


_NODE_CLASSES: Final = {
    row.term: row.above or row.term for row in CLASSES if not row.kind and ":" not in row.term and not row.apart
}

PARTS: Final = tuple(
    row.iri for row in PROPERTY_ROWS if row.kind and row.subjects and _NODE_CLASSES.keys() >= {*row.subjects.split()}
)
"""Properties by which a node that is no entity leads on to one."""

_OWNERS: Final = {_NODE_CLASSES[name] for iri in PARTS for name in PROPERTIES[iri].subjects.split()}
NODES: Final = tuple(row.iri for row in PROPERTY_ROWS if row.values in _OWNERS)
"""Properties that lead to such a node, which belongs to its subject: a requirement, an education option, a note."""

PAY_PARTS: Final = tuple(row.name for row in PROPERTY_ROWS if "SalaryRange" in row.subjects)
"""The parts of a pay range in the order of reading."""

ORIGIN_KINDS: Final = ("role", "entry-path", "job-title")
"""The kinds that a route may start from."""

DESTINATION_KINDS: Final = ("role", "job-title")
"""The kinds that a route may lead to."""

HOLDABLE_KINDS: Final = ("skill", "credential")
"""The kinds that a person may have."""

LINKED_KINDS: Final = ("role", *HOLDABLE_KINDS, "field")
"""The kinds whose entities of different sources are linked where their names are equal: all that routes count."""

SELF: Final = "me"
"""The origin of a person who has what the conditions say, and nothing else."""

TAXONOMY_KINDS: Final = frozenset({"role-group", "skill-group"})
"""Kinds that only public taxonomies have, with IRIs of their publishers: they have no prefix."""

_PARTS_OF_THE_GRAPH: Final = (
    "education",
    "graph",
    "link",
    "note",
    "passage",
    "requirement",
    "salary",
    "scheme",
    "section",
    "statement",
)


def prefixes(base: str = BASE) -> dict[str, str]:
    """Prefix -> namespace for a graph whose entities live under ``base``, sorted by prefix.

    No namespace is the beginning of another, so every IRI has one short form.

    >>> prefixes()["role"]
    'https://w3id.org/career-kg/role/'
    """
    table = {prefix: iri for prefix, iri in _NAMESPACES.items() if prefix not in ("owl", "iso-thes", "sssom", "semapv")}
    own = (kind for kind in KINDS if kind not in TAXONOMY_KINDS)
    table |= {name: f"{base}{name}/" for name in (*own, *_PARTS_OF_THE_GRAPH)}
    return dict(sorted(table.items()))


PREFIXES: Final = prefixes()
"""The prefixes of the bundled graph; queries may use them without declaring them."""

_SPELT_OUT: Final = {"+": " plus ", "#": " sharp ", "&": " and "}


LETTERS: Final = str.maketrans(
    dict(zip("øłđðħŧŋĸıȷəǝɛɔɨʉɓɗƙƴґ", "olddhtnkijeeeoiubdky\u0433", strict=True))
    | {"æ": "ae", "œ": "oe", "þ": "th", "ß": "ss"}
    | dict.fromkeys("\u2018\u2019\u02bc", "'")
    | dict.fromkeys("\u2010\u2012\u2013\u2014\u2212", "-")
    | dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", "")
)
"""Small letters that Unicode does not decompose, apostrophes and dashes, as people type them without a key for them;
and signs without a width, which nobody types."""


def _is_letter(sign: str) -> bool:
    """Whether a sign of another script is part of a word: no accent, and no mark that only chooses how one looks."""
    outside = "\u0300" <= sign <= "\u036f" or "\ufe00" <= sign <= "\ufe0f" or sign >= "\U000e0000"
    return unicodedata.category(sign)[0] in "LMN" and not outside


def slug(label: str) -> str:
    """The last part of an IRI, made of a label: words in small letters joined by hyphens, Latin ones in ASCII.

    Signs that distinguish names are spelt out, so that ``C``, ``C++`` and ``C#`` differ. Letters of other scripts stay.

    >>> [slug(name) for name in ("C", "C++", "C#", "CI/CD", "Zoë's guide", "R&D", "Sømand", "Пекарь")]
    ['c', 'c-plus-plus', 'c-sharp', 'ci-cd', 'zoes-guide', 'r-and-d', 'somand', 'пекарь']
    """
    folded = unicodedata.normalize("NFKD", label).casefold().translate(LETTERS)
    text = "".join(_SPELT_OUT.get(sign, sign) for sign in folded)
    if not text.isascii():
        kept = (sign for sign in text if sign.isascii() or _is_letter(sign))
        text = unicodedata.normalize("NFC", "".join(kept))
        text = text if any(map(str.isalnum, text)) else ""
    return re.sub(r"[\x00-/:-@\[-`{-\x7f]+", "-", text.lower().replace("'", "")).strip("-")


def local_name(iri: str) -> str:
    """The last part of an IRI, the name of a property in answers."""
    return iri.rpartition("#")[2].rpartition("/")[2]


def split_name(name: str) -> str:
    """A name in words.

    >>> split_name("relatedFieldAccepted")
    'related field accepted'
    """
    return " ".join(re.sub(r"(?<=[a-z0-9])(?=[A-Z])|[_-]+", " ", name).lower().split())


# --- words for properties ---------------------------------------------------------------------------------------------


INVERSES: Final = {iri: row.inverse for iri, row in PROPERTIES.items() if row.inverse}
"""What people call a property when it is read from its object; answers name it as a path, ``^property``."""

VERBS: Final = {iri: row.verb for iri, row in PROPERTIES.items() if row.verb}
"""The verb phrase of each property that links two entities."""

SYMMETRIC: Final = frozenset(iri for iri, row in PROPERTIES.items() if row.symmetric)
"""Properties that say of the object what they say of the subject."""

ALTERNATIVE: Final = "alternative"
"""The qualifier of a credential that is one of several ways to meet what a role requires of education."""

QUALIFIED_VERBS: Final = {
    (CK.optionalSkill, "preferred"): "prefers",
    (CK.optionalSkill, "sometimes"): "sometimes asks for",
    (CK.credential, ALTERNATIVE): "accepts",
    (CK.credential, "preferred"): "prefers",
    (CK.credential, "sometimes"): "sometimes accepts",
    **{(CK.about, note.term): note.verb for note in NOTE_KINDS if note.verb},
}
"""The verb phrase of a property with a strength, or with the kind of an entry path's note."""

_LABELS: Final = (
    {row.name: row.label for row in PROPERTY_ROWS if row.label}
    | {f"^{row.name}": row.inverse_label or split_name(row.inverse) for row in PROPERTY_ROWS if row.inverse}
    | {
        "industryOf": "roles",
        "keeps": "requires (already held)",
        "asksToLearn": "requires (to learn)",
        "needs": "requires (not held yet)",
        "isSameRoleAs": "is the same role as",
        "near": "is near to",
        CURATION: "added by the maintainers",
    }
)
"""Labels by the names of properties in answers; the last ones are computed by routes and pictures."""


def property_label(name: str) -> str:
    """The label of a property for readers, by its local name, or by the path that reads it from its object.

    >>> property_label("hiddenLabel"), property_label("^namesMember/^hasRequirement"), property_label("^mergedInto")
    ('search term', 'named as a tool by', 'merged from')
    """
    first = name.partition("/")[0]
    return _LABELS.get(first) or split_name(first)


def verb_phrase(iri: str, qualifier: str | None = None, kind: str = "entity") -> str:
    """The words between subject and object of a property; one that has none is its own name in words.

    >>> verb_phrase(CK.titleOf), verb_phrase(SKOS.exactMatch, kind="job-title"), verb_phrase("http://x.org/worksWith")
    ('is a title of', 'is the same job title as', 'works with')
    """
    known = QUALIFIED_VERBS.get((iri, qualifier or "")) or VERBS.get(iri)
    return known.format(kind=kind.replace("-", " ")) if known else split_name(local_name(iri)) or "is linked to"
