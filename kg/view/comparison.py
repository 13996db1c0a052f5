"""Roles side by side: to the left of each what is named for it alone, to the right of all what they share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.answers.blocks import join_labels
from kg.view.answer import comparison_answer
from kg.view.askable import merged
from kg.view.credits import credits_of
from kg.view.drawing import Drawing, Lines, Node, parents_first
from kg.view.layout import beside, columns_and_bands, evenly, with_room
from kg.view.styles import style_of
from kg.view.words import shortened

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.model import Entity, Source
    from kg.model.analysis import Comparison
    from kg.view.askable import Askable
    from kg.view.layout import Layout

__all__ = ["comparison_drawing"]


def comparison_drawing(graph: Askable, answer: Comparison) -> Drawing:
    """The compared roles with the skills and credentials that they ask for, tools folded into the skill."""
    drawing = _ComparisonDrawing(answer)
    descriptions = {iri: graph.describe(entity) for iri, entity in drawing.entities.items()}
    nodes = tuple(
        Node(each.entity, style_of(each), each, drawing.within.get(iri)) for iri, each in descriptions.items()
    )
    return Drawing(
        view="comparison",
        title=f"{join_labels([shortened(role.label, 60) for role in answer.roles])} side by side",
        focus=answer.roles[0],
        nodes=nodes,
        links=drawing.lines.links,
        layout=with_room(drawing.layout(), parents_first(drawing.within)),
        credits=credits_of(graph),
        same=merged(graph, descriptions.values()),
        answer=comparison_answer(answer),
    )


class _ComparisonDrawing:
    def __init__(self, answer: Comparison) -> None:
        self.answer = answer
        self.lines = Lines()
        self.entities: dict[str, Entity] = {role.iri: role for role in answer.roles}
        self.within: dict[str, str] = {}
        self.owners: dict[str, list[str]] = {}
        self._skills()
        self._credentials()
        self._relations()

    def _skills(self) -> None:
        for item in self.answer.skills:
            for name, some in (("requiresSkill", item.required), ("optionalSkill", item.optional)):
                for asked in some:
                    self._ask(asked.role, name, item.skill, asked.sources)
        for item in self.answer.skills:
            for asked in item.required:
                for tool in asked.tools:
                    if tool.iri not in self.entities:
                        self.entities[tool.iri] = tool
                        self.within[tool.iri] = item.skill.iri
                    if tool.iri != item.skill.iri:
                        self.lines.add(item.skill, "namesMember", tool, asked.sources)

    def _credentials(self) -> None:
        for side in self.answer.sides:
            for option in side.standing.education:
                if option.credential is not None:
                    self._ask(side.role, "educationOption", option.credential, option.sources)

    def _relations(self) -> None:
        """What one role's skill does for another's: computed, so a dashed line."""
        for relation in self.answer.relations:
            if (relation.skill, relation.other) not in self.lines:
                self.lines.add(relation.skill, relation.kind, relation.other, ())

    def _ask(self, role: Entity, name: str, thing: Entity, sources: Iterable[Source]) -> None:
        self.lines.add(role, name, thing, sources)
        self.entities.setdefault(thing.iri, thing)
        owners = self.owners.setdefault(thing.iri, [])
        if role.iri not in owners:
            owners.append(role.iri)

    def layout(self) -> Layout:
        """Four columns; what several share stands beside the middle of those that share it."""
        roles = [role.iri for role in self.answer.roles]
        alone = [key for role in roles for key, owners in self.owners.items() if owners == [role]]
        links = {role: [key for key in alone if self.owners[key] == [role]] for role in roles}
        own = evenly(alone)
        middle = beside(roles, links, own) if alone else evenly(roles)
        some = [key for key, owners in self.owners.items() if 1 < len(owners) < len(roles)]
        everyone = [key for key, owners in self.owners.items() if len(owners) == len(roles) > 1]
        word = "both" if len(roles) == 2 else f"all {len(roles)}"
        columns = [
            ("Named for one alone", own),
            ("Compared", middle),
            ("Named for some", beside(some, self.owners, middle)),
            (f"Named for {word}", beside(everyone, self.owners, middle)),
        ]
        return columns_and_bands(columns, [])
