"""What routes, rankings and plans of a graph are computed from; each part is made when it is first asked for."""

from __future__ import annotations

from functools import cached_property

from kg.model.careers import CareerLadder, Careers
from kg.rdf.careers import read_columns, read_texts
from kg.rdf.ladder import read_ladder
from kg.rdf.reader import GraphReader
from kg.routes.answer import RouteEnds
from kg.routes.conditions import Conditions
from kg.routes.priorities import Priorities
from kg.routes.requirement_index import RequirementIndex
from kg.routes.rule import StepRule
from kg.similarity.role_table import RoleTable
from kg.similarity.roles import MeanSimilarity, RoleSimilarity, Similarity, similarity_by_words
from kg.store.cache import Cache
from kg.store.names import SourceFilter


class RouteData:
    """The roles of a graph in columns, who requires what, how alike they are, and the order of what is missing.

    ``cache`` keeps what takes long.
    """

    def __init__(self, reader: GraphReader, careers: Careers, cache: Cache) -> None:
        self._reader = reader
        self._careers = careers
        self.cache = cache

    @cached_property
    def ladder(self) -> CareerLadder:
        """The career levels and the job titles."""
        return read_ladder(self._reader)

    @cached_property
    def ends(self) -> RouteEnds:
        """The ends that routes may have."""
        return RouteEnds(self._careers, self.ladder, self._reader)

    @cached_property
    def priorities(self) -> Priorities:
        """The order of what is missing."""
        return Priorities(self._reader, self._careers)

    @cached_property
    def table(self) -> RoleTable:
        """What all roles require, in columns."""
        found = RoleTable.kept(self.cache, self._careers, lambda: read_columns(self._reader, self._careers))
        self._careers.tree.preload_groups(found.groups)
        return found

    @cached_property
    def index(self) -> RequirementIndex:
        """Who requires and covers which skills."""
        return RequirementIndex(self._careers, self.table)

    @cached_property
    def similarity(self) -> Similarity:
        """Pairwise similarity of roles, from the skills that they ask for."""
        return Similarity(self._careers, self.table, self.cache)

    @cached_property
    def text_similarity(self) -> Similarity:
        """Pairwise similarity of roles, from their skills and from the texts that describe them."""
        return similarity_by_words(self._careers, self.table, self.cache, lambda: read_texts(self._reader))

    @cached_property
    def route_similarity(self) -> RoleSimilarity:
        """What routes compare roles by: skills, and among many roles also the texts that describe them."""
        few = not self.index.usual_size.any()
        return self.similarity if few else MeanSimilarity(self.similarity, self.text_similarity)

    def rule(
        self, conditions: Conditions | None, within: SourceFilter, similarity: RoleSimilarity | None = None
    ) -> StepRule:
        """The rule of a step under conditions, for answers restricted to some sources.

        Roles are compared by ``similarity``, or as routes compare them.
        """
        limits = Conditions.of(conditions)._replace(within=within)
        return StepRule(self.index, similarity or self.route_similarity, limits)
