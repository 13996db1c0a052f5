"""Roles side by side: to the left of each what it alone requires, to the right of all what they share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.answers.blocks import join_labels
from kg.answers.comparison import comparison_blocks
from kg.model import Entity, Source
from kg.model.analysis import Comparison
from kg.view.drawing import DrawableGraph, Drawing, EdgeBuilder, describe, merged_skills, node_of
from kg.view.labels import truncate
from kg.view.layout import Layout, aligned_column, centred_column, columns_and_bands

if TYPE_CHECKING:
    from collections.abc import Iterable


def comparison_drawing(graph: DrawableGraph, answer: Comparison) -> Drawing:
    """The compared roles with the skills and credentials that they require, tools folded into the skill."""
    drawing = _ComparisonDrawing(answer)
    nodes = tuple(
        node_of(describe(graph, entity), drawing.folded_into.get(iri)) for iri, entity in drawing.entities.items()
    )
    return Drawing(
        view="comparison",
        title=f"{join_labels([truncate(role.label, 60) for role in answer.roles])} side by side",
        nodes=nodes,
        edges=drawing.edges.edges,
        layout=drawing.layout(),
        focus=answer.roles[0],
        merged=merged_skills(graph, nodes),
        answer=tuple(comparison_blocks(answer)),
    )


class _ComparisonDrawing:
    """Collects the entities and edges of a comparison, and for each entity the roles that require it."""

    def __init__(self, answer: Comparison) -> None:
        self.answer = answer
        self.edges = EdgeBuilder()
        self.entities: dict[str, Entity] = {role.iri: role for role in answer.roles}
        self.folded_into: dict[str, str] = {}
        self.owners: dict[str, list[str]] = {}
        self._add_skills()
        for side in answer.sides:
            for option in side.details.education:
                if option.credential is not None:
                    self._add(side.role, "educationOption", option.credential, option.sources)
        for relation in answer.relations:  # computed between skills of two roles, so a dashed line
            if (relation.skill, relation.other) not in self.edges:
                self.edges.add(relation.skill, relation.kind, relation.other, ())

    def _add_skills(self) -> None:
        for item in self.answer.skills:
            for name, some in (("requiresSkill", item.required), ("optionalSkill", item.optional)):
                for asked in some:
                    self._add(asked.role, name, item.skill, asked.sources)
        for item in self.answer.skills:
            for asked in item.required:
                for tool in asked.tools:
                    if tool.iri not in self.entities:
                        self.entities[tool.iri] = tool
                        self.folded_into[tool.iri] = item.skill.iri
                    if tool.iri != item.skill.iri:
                        self.edges.add(item.skill, "namesMember", tool, asked.sources)

    def _add(self, role: Entity, name: str, required: Entity, sources: Iterable[Source]) -> None:
        self.edges.add(role, name, required, sources)
        self.entities.setdefault(required.iri, required)
        owners = self.owners.setdefault(required.iri, [])
        if role.iri not in owners:
            owners.append(role.iri)

    def layout(self) -> Layout:
        """Four columns; what several roles share is placed at the mean height of these roles."""
        roles = [role.iri for role in self.answer.roles]
        alone = [key for role in roles for key, owners in self.owners.items() if owners == [role]]
        links = {role: [key for key in alone if self.owners[key] == [role]] for role in roles}
        own = centred_column(alone)
        middle = aligned_column(roles, links, own) if alone else centred_column(roles)
        some = [key for key, owners in self.owners.items() if 1 < len(owners) < len(roles)]
        everyone = [key for key, owners in self.owners.items() if len(owners) == len(roles) > 1]
        every = "both" if len(roles) == 2 else f"all {len(roles)}"
        columns = [
            ("In one role only", own),
            ("Compared roles", middle),
            ("In some roles", aligned_column(some, self.owners, middle)),
            (f"In {every} roles", aligned_column(everyone, self.owners, middle)),
        ]
        return columns_and_bands(columns, [])
