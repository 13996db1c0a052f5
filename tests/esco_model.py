"""A small release of ESCO in both of its official forms, tables and RDF; and what the tables say in its own model."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING
from zlib import crc32

from rdflib import RDF, SKOS, XSD, Graph, Literal, Namespace, URIRef
from taxonomies import ESCO, esco_files, lines, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MODEL = Namespace(f"{ESCO}model#")
XL = Namespace("http://www.w3.org/2008/05/skos-xl#")
DCT = Namespace("http://purl.org/dc/terms/")
STATUS = URIRef("http://purl.org/iso25964/skos-thes#status")

KINDS = {
    "occupations": ("occupations", "member-occupations"),
    "skills": ("skills", "member-skills"),
    "skillGroups": ("skills", "skills-hierarchy"),
    "ISCOGroups": ("occupations", "isco"),
}
COLLECTIONS = {
    "greenSkillsCollection": "green",
    "transversalSkillsCollection": "skill-transversal-groups",
    "researchOccupationsCollection": "8ae4b9f3-507e-4057-a145-2f96f0132613",
}
SCHEMES = {
    "occupations": ("ESCO Occupations", "A taxonomy of the occupations in ESCO", ("isco/C2", "isco/C7")),
    "skills": ("ESCO skills", "", ("skill/S1",)),
    "green": ("Green", "", ("skill/s2",)),
    "regulated-professions": ("Regulated Professions", "", ("regulated-professions/regulated",)),
}


def table(files: Mapping[str, bytes], name: str) -> list[dict[str, str]]:
    """The rows of a table."""
    return list(csv.DictReader(io.StringIO(files[name].decode(), newline="")))


UNNAMED = f"{ESCO}skill/s77"
"""A skill that stands in relations only."""


def scheme(name: str) -> str:
    return f"{ESCO}concept-scheme/{name}"


def release() -> dict[str, bytes]:
    """The small release with the schemes of each concept, and their names in two languages."""
    files = dict(esco_files())
    name = "broaderRelationsSkillPillar.csv"
    files[name] += lines(f"KnowledgeSkillCompetence,{UNNAMED},SkillGroup,{ESCO}skill/S1")
    group = "skill-transversal-groups"  # a group of skills may be in the scheme of a collection, too
    collected: dict[str, list[str]] = {}
    for stem, name in COLLECTIONS.items():
        for row in table(files, f"{stem}_en.csv"):
            collected.setdefault(row["conceptUri"], []).append(name)
    for name in [name for name in files if name.partition("_")[0] in KINDS]:
        rows = table(files, name)
        for row in rows:
            more = [group] if row["conceptType"] == "SkillGroup" else collected.get(row["conceptUri"], ())
            schemes = (*KINDS[name.partition("_")[0]], *more)
            row["inScheme"] = ",\n".join(map(scheme, schemes))
        files[name] = lines(",".join(rows[0]), *(",".join(map(quoted, row.values())) for row in rows))
    head = "conceptType,conceptSchemeUri,preferredLabel,title,status,description,hasTopConcept"
    said = (
        ("ConceptScheme", scheme(name), label, "", "released", text, ",\n".join(ESCO + each for each in top))
        for name, (label, text, top) in SCHEMES.items()
    )
    files["conceptSchemes_en.csv"] = lines(head, *(",".join(map(quoted, row)) for row in said))
    french = f"ConceptScheme,{scheme('green')},Vert,,released,,"
    return files | {"conceptSchemes_fr.csv": lines(head, french)}


def as_rdf(files: Mapping[str, bytes]) -> Graph:
    """The release as ESCO's RDF has it: labels and descriptions as nodes, relations from both of their ends."""
    graph = Graph()
    for name in files:
        stem, _, language = name.removesuffix(".csv").partition("_")
        if stem in KINDS:
            for row in table(files, name):
                _concept(graph, stem, language, row)
        elif stem == "conceptSchemes":
            for row in table(files, name):
                subject = URIRef(row["conceptSchemeUri"])
                graph.add((subject, RDF.type, SKOS.ConceptScheme))
                _label(graph, subject, "prefLabel", row["preferredLabel"], language)
                _describe(graph, subject, row["description"], language)
                for top in filter(None, row["hasTopConcept"].split(",\n")):
                    graph.add((subject, SKOS.hasTopConcept, URIRef(top)))
    for name in ("broaderRelationsOccPillar", "broaderRelationsSkillPillar"):
        for row in table(files, f"{name}.csv"):
            graph.add((URIRef(row["conceptUri"]), SKOS.broader, URIRef(row["broaderUri"])))
            graph.add((URIRef(row["broaderUri"]), SKOS.narrower, URIRef(row["conceptUri"])))
    for number, (one, relation, other) in enumerate(relations(files)):
        ends = URIRef(one), URIRef(other)
        if number % 3:  # most are stated from both ends, some from one
            graph.add((ends[0], MODEL[f"related{relation}Skill"], ends[1]))
        if number % 3 != 1 or "/o9" in one:
            graph.add((ends[1], MODEL[f"is{relation}SkillFor"], ends[0]))
            graph.add((ends[0], MODEL[f"related{relation}Skill"], ends[1])) if "/o9" in one else None
        node = URIRef(f"{ESCO}relation/{number}")
        graph.add((node, RDF.type, MODEL.AssociationObject))
        graph.add((node, MODEL.target, ends[1]))
    return graph


def relations(files: Mapping[str, bytes]) -> Iterator[tuple[str, str, str]]:
    """Every relation of the release: one end, "Essential" or "Optional", the other end."""
    for name, ends in {
        "occupationSkillRelations.csv": ("occupationUri", "skillUri"),
        "skillSkillRelations.csv": ("originalSkillUri", "relatedSkillUri"),
    }.items():
        for row in table(files, name):
            yield row[ends[0]], row["relationType"].capitalize(), row[ends[1]]


def _concept(graph: Graph, stem: str, language: str, row: dict[str, str]) -> None:
    subject = URIRef(row["conceptUri"])
    graph.add((subject, RDF.type, SKOS.Concept))
    for name in {"occupations": ("MemberConcept", "Occupation"), "skills": ("MemberConcept", "Skill")}.get(stem, ()):
        graph.add((subject, RDF.type, MODEL[name]))
    _label(graph, subject, "prefLabel", row["preferredLabel"], language)
    if language == "en":
        graph.add((subject, SKOS.prefLabel, Literal(row["preferredLabel"], lang="en-us")))
    for other in filter(None, row["altLabels"].split("\n")):
        if other != row["preferredLabel"]:
            _label(graph, subject, "altLabel", other, language)
    _describe(graph, subject, row["description"], language)
    for name in row["inScheme"].split(",\n"):
        graph.add((subject, SKOS.inScheme, URIRef(name)))
    graph.add((subject, STATUS, Literal(row["status"])))
    if row.get("code"):
        graph.add((subject, SKOS.notation, Literal(row["code"])))
    if row.get("skillType"):
        kind = row["skillType"].partition("/")[0]
        graph.add((subject, MODEL.skillType, URIRef(f"{ESCO}skill-type/{kind}")))
    if row.get("reuseLevel"):
        graph.add((subject, MODEL.skillReuseLevel, URIRef(f"{ESCO}skill-reuse-level/{row['reuseLevel']}")))
    if row.get("iscoGroup"):
        graph.add((subject, MODEL.memberOfISCOGroup, URIRef(f"{ESCO}isco/C{row['iscoGroup']}")))
        graph.add((subject, MODEL.regulatedProfessionNote, URIRef(row["regulatedProfessionNote"])))


def _label(graph: Graph, subject: URIRef, name: str, text: str, language: str) -> None:
    """A label as SKOS-XL has it; French ones are not repeated as plain labels."""
    node = URIRef(f"{ESCO}label/{crc32(repr((subject, name, text, language)).encode())}")
    graph.add((subject, XL[name], node))
    graph.add((node, RDF.type, XL.Label))
    graph.add((node, XL.literalForm, Literal(text, lang=language)))
    if language == "en":
        graph.add((subject, SKOS[name], Literal(text, lang=language)))


def _describe(graph: Graph, subject: URIRef, text: str, language: str) -> None:
    if text:
        node = URIRef(f"{ESCO}node-literal/{crc32(repr((subject, text, language)).encode())}")
        graph.add((subject, DCT.description, node))
        graph.add((node, RDF.type, MODEL.NodeLiteral))
        graph.add((node, MODEL.nodeLiteral, Literal(text)))
        graph.add((node, MODEL.language, Literal(language, datatype=XSD.language)))
