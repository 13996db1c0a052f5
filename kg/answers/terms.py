"""What the words of answers mean, one line each: those of routes, of the other answers, and of the data model."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from kg.answers.blocks import Answer, Block, Heading, Paragraph, Table
from kg.answers.routes import LEGEND
from kg.errors import KGError, quoted
from kg.resources import resource
from kg.schema import CLASSES, PROPERTY_ROWS, SKOS, expand, property_label

GLOSSARY: Final = {
    "coverage": "The share of the required skills of a role that you hold: (held + near / 2) / required.",
    "held": "A required skill that you have: the skill itself, one that matches it exactly, or a narrower one.",
    "missing": "A required skill that you do not have; near ones are among them.",
    "shared": "What two roles have in common, or what you have of what a role asks: skills, and broader skills that"
    " make roles similar.",
    "to learn": "How many of the required skills of a role, or of a route, you do not have yet.",
    "required": "How many skills a role requires: those that are held, and those that are missing.",
    "needs": "What a role asks in addition to skills and you do not have: a degree or a licence.",
    "gate not held": "A degree or a licence that the role asks and you do not have.",
    "covered": "How many of the required skills of a role are taught: the skill itself, or a narrower one.",
    "taught": "A skill that a course of yours teaches.",
    "skills taught": "The required skills of a role that a course of yours teaches, or teaches in part.",
    "not taught": "The required skills of a role that no course of yours teaches.",
    "core": "A missing skill that is rated very important, or that few roles, or roles of one group alone, require.",
    "rare": "A skill that at most one in 300 roles of its source requires.",
    "courses": "Skills that the source calls knowledge: a course may teach them.",
    "on the job": "Skills that the source calls skill or competence: they are learned by doing.",
    "step": "One change from a role to another.",
    "route": "A sequence of steps from where you are to a role.",
    "intermediate role": "A role that a route passes on the way to its destination.",
    "bridge": "The fewest skills that, once learned, would open a route where there is none.",
    "regulated profession": "A profession that the law restricts to people with a licence; also: licensed occupation.",
    "preparation": "The level of preparation that a role needs: ISCO-08 skill level 1-4, O*NET Job Zone 1-5.",
    "200,000+": "A bound of pay without an upper limit: at least 200,000, and how much more is not stated.",
    "demand": "How many roles require a skill (rank --by demand).",
    "betweenness": "How often a role is on the best routes between others (rank --by betweenness).",
    "reach": "Of a role: how many other roles at most three allowed steps lead to. Of a skill: how many roles have a"
    " required skill that it alone covers (rank --by reach).",
    "roles opened": "The roles to which the rule allows a step only once you have learned the skill.",
    "roles with a smaller gap": "The roles to which the skill brings you nearer, whether or not a step is allowed yet.",
    "gap reduction": "How much the gaps to all these roles shrink together, in skills: the gap before less that after.",
    "gap (before → after)": "The gap to a role before and after you learn the skills, in skills.",
    "effect": "What learning does for a role: the step becomes allowed, or its gap becomes smaller.",
    "shared after learning": "The required skills of a role that you have once you have learned.",
    "still missing": "How many required skills of a role you still lack once you have learned.",
    "requirements met": "How many requirements of other roles are covered by what the role requires.",
    "of these roles": "The roles whose requirements are met.",
    "steps to": "The roles to which a step is allowed.",
    "roles reached": "The roles that at most three allowed steps lead to.",
    "roles that require it": "The roles that have a required skill that the skill alone covers.",
    "required by": "The roles that require the skill, or how many.",
    "optional for": "The roles for which a source calls the skill optional.",
    "named as a tool by": "The roles that name the skill as a tool for another skill.",
    "named by": "How many roles name the tool for a skill that they require.",
    "rarity": "How few roles require a skill; the fewer, the more it counts for similarity.",
    "score": "What roles are ranked by, from their similarity and other measures; higher is better.",
    "people": "How many people work in the role, as a source states it.",
    "agreement": "How a role's interests agree with yours: the correlation of the six scores, from -1 to 1.",
    "interests (1 to 7)": "How much the work has of each of the six interests of Holland (RIASEC), from 1 to 7.",
    "size": "How many roles a community has.",
    "commonest skills (roles)": "The skills that most roles of a community require, with the number of these roles.",
    "relation": "Which of the compared roles require a skill, or that one skill covers or is near another.",
    "by way of": "The roles that a route passes on the way.",
    "read as": "How a text, or a column of a table, was understood.",
    "because of": "The words of a text for which a skill was counted or not.",
    "not understood": "A text that an import could not read for certain; it is kept, named, and never counted.",
    "not read": "What an import left out because the model has no place for it.",
    "kept": "How many rows or lines of a file an import stored.",
    "skipped": "How many rows or lines an import left out, each with the reason.",
    "quads": "Statements in a store, each with the graph that it belongs to.",
    "triples": "Statements: subject, property and object.",
    "digest": "A short code of the content: files with the same digest are equal.",
    "sha256": "A code of the content of a file: files with the same one are equal.",
    "concepts": "How many terms a scheme has.",
    "property": "What a statement says of its subject, such as salary.",
    "community": "Roles that are more similar to one another than to the others (rank roles --by community).",
    "curation": "What the maintainers added: synonyms, merged skills, a hierarchy of skills, each with a reason.",
    "inferred": "What follows by rule from what sources state, and cites it.",
    "computed": "What the program works out from the graph, such as similarity.",
    "source": "A taxonomy, a guide or a table that was imported; each statement cites its document and line.",
    "entry path": "A background, such as a field of study, from which people enter a role.",
    "group": "Roles that belong together: a group of ISCO or SOC, a section of a guide, or a field such as IT.",
    "label": "The name of an entity, as its source writes it.",
    "description": "What the source says of an entity in a sentence or more.",
    "also known as": "Another name of the entity, which finds it too.",
    "search term": "A spelling or synonym that finds the entity, and is not shown as its name.",
    "code": "The code of the entity in its classification, such as ISCO 2521 or SOC 15-1252.00.",
    "part of": "The broader group, role or skill that this one belongs to.",
    "includes": "The narrower roles or skills that belong to this one.",
    "same as": "The entity of another source that means the same (skos:exactMatch): one counts as the other.",
    "related to": "An entity that has to do with this one; nothing follows from it.",
    "scheme": "The list or classification that the entity belongs to.",
    "industry": "An industry in which people in the role work.",
    "education": "What the source says of education for the role, in its words.",
    "interpreted": "How a name was read: by synonym, other label, code or near spelling.",
}
"""Words of answers that the legend of routes does not have."""


def terms() -> dict[str, str]:
    """Every term with its line, by name: the legend of routes, the glossary, then the data model.

    >>> terms()["coverage"][:35]
    'The share of the required skills of'
    """
    return {**dict(_of_the_model()), **GLOSSARY, **LEGEND}


def _of_the_model() -> Iterator[tuple[str, str]]:
    """The classes and properties of the ontology under the words that answers have for them, and those words reversed.

    What other vocabularies define is named as theirs.
    """
    from pyoxigraph import Literal, NamedNode, RdfFormat, Store

    store = Store()
    store.load(path=str(resource("ontology/career.ttl")), format=RdfFormat.TURTLE)
    own = {}
    for quad in store.quads_for_pattern(None, NamedNode(SKOS.definition), None):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal):
            own[quad.subject.value] = quad.object.value.partition(". ")[0].removesuffix(".") + "."
    for property_ in PROPERTY_ROWS:
        label = property_label(property_.name)
        if property_.inverse:
            yield property_label(property_.inverse), f"The other way round: {label}."
        yield label, own.get(property_.iri, f"The property {property_.term}, as its vocabulary defines it.")
    for row in CLASSES:
        if row.label and (definition := own.get(expand(row.term))):
            yield row.label, definition


def explain_answer(term: str | None) -> Answer:
    """The line of a term, or all of them. Raises KGError, naming the nearest, for a word that is none."""
    known = terms()
    if term is None:
        listed = sorted(known.items(), key=lambda pair: pair[0].casefold())
        return Answer(dict(listed), [Table(("term", "in plain words"), listed)], title="Terms")
    folded = {name.casefold(): name for name in known}
    wanted = " ".join(term.casefold().split())
    name = folded.get(wanted) or folded.get(wanted.removesuffix("s"))
    if name is None:
        from difflib import get_close_matches

        near = get_close_matches(wanted, folded, n=1)
        raise KGError(
            f"there is no term {quoted(term)}",
            f"did you mean {folded[near[0]]}?" if near else "`kg explain` lists all terms",
        )
    blocks: list[Block] = [Heading(name), Paragraph(known[name])]
    return Answer(
        {"term": name, "meaning": known[name]}, blocks, sheet=Table(("term", "meaning"), [[name, known[name]]])
    )
