"""The career graph: one object that answers every question; each method delegates to the room that knows."""

from __future__ import annotations

from copy import copy
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, overload

from kg.arguments import any_or_whole_number, entity_names, instance, path_of, plain_text, seconds, switch, whole_number
from kg.errors import UsageError, quoted
from kg.model import Description, Entity, Fact, Unread
from kg.model.answers import NextRoles
from kg.model.entities import EntityName, EntityNames
from kg.model.shown import DISPLAYS, Display
from kg.rdf.language import Language
from kg.routes.conditions import Conditions, known_limits
from kg.schema import DESTINATION_KINDS, HOLDABLE_KINDS, ORIGIN_KINDS, PROPERTIES, SCHEMA, SELF, prefixes, topic_of
from kg.store import LocalStore, QueryResult
from kg.store.named_graph import NamedGraph
from kg.store.names import SourceFilter, SourceName, SourceNames

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Literal, Unpack

    import networkx
    import pyvis.network
    import rdflib

    from kg.analysis.all_pairs import TransitionTable
    from kg.analysis.area_pay import PayInArea
    from kg.analysis.extraction import TextNames
    from kg.analysis.questions import Question
    from kg.analysis.statistics import Statistics
    from kg.model.analysis import Communities, Comparison, Curriculum, Extraction, InterestMatches, Matches, Ranking
    from kg.model.answers import BestRoutes, Gap, GroupRoutes, Routes, WhatIf
    from kg.model.careers import CareerLadder, Careers
    from kg.model.changes import Differences
    from kg.model.connections import Connections
    from kg.model.plan import Pace, Plan, Progress
    from kg.model.records import Mapping as MappingRow
    from kg.routes.conditions import Limits, Preference, Variety
    from kg.routes.data import RouteData
    from kg.routes.ladder import RouteEnd
    from kg.routes.next_roles import RankedBy
    from kg.routes.requirement_index import RequirementIndex
    from kg.routes.requirements import RequirementRule
    from kg.routes.rule import StepRule
    from kg.routes.unlocks import Unlocks
    from kg.similarity.role_table import RoleTable
    from kg.similarity.roles import RoleSimilarity, Similarity
    from kg.sources.text import Document
    from kg.view import Picture


def _display() -> Display:
    from kg.answers import display

    return display


DISPLAYS.append(_display)


def open_graph(source: str | Path | None = None, *, merges: bool = True, lang: str = "en") -> CareerGraph:
    """Open the bundled graph, or the RDF file, store folder or SPARQL endpoint (https://...) ``source``.

    Without ``merges`` every label stands for itself; ``lang`` is the language of labels and descriptions, as in
    :meth:`CareerGraph.in_language`. Raises SourceError when the source is missing, of no known format or damaged,
    UsageError for an address that may not be asked.

    >>> open_graph().get("MLOps").label
    'MLOps Engineer'
    """
    from kg.resources import BUNDLED_FILE, resource_path
    from kg.store.folder import open_path

    switch("merges", merges)
    if source is None:
        bundled = LocalStore.load(resource_path(BUNDLED_FILE), "career")
        return CareerGraph(bundled, merges=merges, bundled=True).in_language(lang)
    path_of("source", source)
    return CareerGraph(open_path(source), merges=merges).in_language(lang)


class CareerGraph(NamedGraph):
    """A graph of careers, open for questions. Roles and other entities may be given by label, synonym, code, id or IRI.

    With ``source`` an answer is restricted to one source or several: names are looked up there, and what it lists and
    counts comes from there; what is held through links to others still counts. ``from_source`` and ``to_source`` are
    those of two ends, where they differ. An Entity is of any source. Raises UsageError for a source that is not there.

    >>> graph = open_graph()
    >>> [step.destination.label for step in graph.route("statistician", "MLOps")[0].steps]
    ['Data Scientist', 'Machine Learning Engineer', 'MLOps Engineer']
    """

    def __init__(self, store: LocalStore, *, merges: bool = True, bundled: bool = False) -> None:
        super().__init__(store)
        self.bundled = bundled
        self.area: PayInArea | None = None
        self._merges = merges
        self._languages: dict[Language, CareerGraph] = {}  # the graph as it was asked for in others

    # --- sources ----------------------------------------------------------------------------------------------------

    def restricted_to(self, **sources: Unpack[SourceNames]) -> CareerGraph:
        """The same graph with every answer restricted to these sources, as if each method was given them.

        >>> open_graph().restricted_to(source="ai-ml").rank("skills").rows[0].entity.label
        'Programming'
        """
        found = copy(self)
        found.within = self._within(**sources)
        return found

    def in_area(self, area: str) -> CareerGraph:
        """The same graph, its answers with the pay in an area. Raises UnknownNameError for one that has none stated."""
        from kg.analysis.area_pay import PayInArea

        found = copy(self)
        found.area = PayInArea.found(self._reader, self._lookup, plain_text("area", area))
        return found

    def in_language(self, lang: str) -> CareerGraph:
        """The same graph, its labels and descriptions in a language (a tag such as "fr"), else in English.

        Names are understood in every language. Raises UsageError for what is no language.

        >>> open_graph().in_language("fr").get("MLOps").label
        'MLOps Engineer'
        """
        language = Language.named(lang)
        if language == self.store.labels.language:
            return self
        view = CareerGraph(self.store.in_language(language), merges=self._merges, bundled=self.bundled)
        found = copy(self._languages.setdefault(language, view))
        found.within, found.area = self.within, self.area
        return found

    # --- what is stated ---------------------------------------------------------------------------------------------

    def show(self, name: EntityName, source: SourceName = (), *, most: int | None = None) -> Description:
        """Everything that the graph states about one entity, each fact with its source, and what it leaves out.

        With ``source`` what other sources state is left out; what maintainers add, mappings and links stay. Of
        statements that point to the entity ``most`` are read, in a fixed order; all by default.

        >>> open_graph().show("Prompt Engineer").not_stated
        ('description', 'hasResponsibility', 'hasRequirement', 'salary', 'educationOption')
        """
        from kg.rdf.describe import describe

        within, most = self._within(source), any_or_whole_number("most", most, 0)
        return describe(self._reader, self.get(name, source=within.names), self._left_out(within), most)

    def why(self, name: EntityName, property_: str | None = None, source: SourceName = ()) -> Description:
        """What is stated of one property of an entity, or of all, each fact with its source, as :meth:`show` has it.

        ``property_`` is a name as `kg show` prints it, or pay, skills, education and the like. Raises KGError for one
        that there is not, and as :meth:`resolve` does.

        >>> [fact.source.line for fact in open_graph().why("Data Scientist", "pay").facts if fact.source]
        [55]
        """
        from kg.rdf.property_names import properties_named

        found = self.show(name, source)
        if property_ is None:
            return found
        wanted = properties_named(plain_text("property_", property_), found)
        facts = tuple(fact for fact in found.facts if fact.property in wanted)
        unread = tuple(each for each in found.not_understood if each.property in wanted)
        return found._replace(facts=facts, not_understood=unread)

    def unread(self, topic: str = "", source: SourceName = ()) -> tuple[Unread, ...]:
        """The texts about roles that imports did not understand: all, or those on a topic such as "pay".

        Raises UsageError for a topic that no property has.
        """
        from kg.rdf.describe import unread_of_roles

        if plain_text("topic", topic) and topic not in map(topic_of, PROPERTIES):
            raise UsageError(f"there is no topic {quoted(topic)}", "the usual ones: pay, education, requirements")
        found = unread_of_roles(self._reader, self._within(source).includes)
        return tuple(each for each in found if topic in ("", each.topic))

    def edit_location(self, entity: Entity, fact: Fact) -> str | None:
        """The file and line of curated data behind a fact, as ``file:line``; None for a graph that is not bundled."""
        if not self.bundled:
            return None
        from kg.sources.curated import bundled_location  # its records are classes of pydantic, which is slow to load

        return bundled_location(entity, fact)

    # --- what routes and rankings are computed from -----------------------------------------------------------------

    @cached_property
    def careers(self) -> Careers:
        """Profiles of roles and entry paths, the hierarchy of skills, the credentials."""
        from kg.rdf.careers import read_careers

        return read_careers(self._reader, merges=self._merges)

    @property
    def ladder(self) -> CareerLadder:
        """The career levels and the job titles."""
        return self._computed.ladder

    @cached_property
    def _computed(self) -> RouteData:
        from kg.routes.data import RouteData

        cache = self.store.cache.for_view("merges" if self._merges else "no merges")
        return RouteData(self._reader, self.careers, cache)

    @property
    def table(self) -> RoleTable:
        """What all roles require, in columns; a store keeps it once it is computed."""
        return self._computed.table

    @property
    def index(self) -> RequirementIndex:
        """Who requires and covers which skills."""
        return self._computed.index

    @property
    def similarity(self) -> Similarity:
        """Pairwise similarity of roles, from the skills that they ask for."""
        return self._computed.similarity

    def _rule(
        self, conditions: Conditions | None, sources: SourceNames, similarity: RoleSimilarity | None = None
    ) -> StepRule:
        return self._computed.rule(conditions, self._within(**sources), similarity)

    def conditions(
        self, have: EntityNames = (), avoid: EntityNames = (), level: EntityName | None = None, **limits: Unpack[Limits]
    ) -> Conditions:
        """Conditions of a route by names: ``have`` skills and credentials, ``avoid`` roles, skills, credentials.

        A name stands for what every source calls so; a degree may have its field. Promotions begin at ``level``.
        ``limits`` are those of :class:`kg.routes.conditions.Conditions`. Raises UsageError for one out of range.

        >>> graph = open_graph()
        >>> graph.gap("Data Scientist", "MLOps Engineer", graph.conditions(have=["Docker"])).held[0].label
        'Containerization'
        """
        canonical = self.careers.tree.canonical
        named, pairs = self._holdings(have)
        held = frozenset(canonical(entity.iri) for entity in named)
        fields = frozenset((canonical(credential), field) for credential, field in pairs)
        avoided = frozenset(canonical(entity.iri) for entity in self._everywhere(avoid, "role", *HOLDABLE_KINDS))
        reached = None if level is None else self.get(level, "level").iri
        return Conditions(held, avoided, level=reached, fields=fields, **known_limits(limits)).validated()

    # --- routes -----------------------------------------------------------------------------------------------------

    def route(
        self,
        origin: EntityName | None,
        destination: EntityName,
        k: int = 1,
        conditions: Conditions | None = None,
        *,
        via: EntityNames = (),
        prefer: Preference = "effort",
        variety: Variety = "best",
        **sources: Unpack[SourceNames],
    ) -> Routes:
        """The ``k`` best routes from one career to another, best first, with the direct step beside them.

        ``origin`` is a role, an entry path, a job title, or None (or "me"): what the conditions say one has.
        ``destination`` is a role or a job title; for a title the route leads to its role, then up the career levels.
        ``via`` names roles to pass, in this order; ``prefer`` is "effort" (least cost), "steps" (fewest), "skills"
        (fewest to learn, summed over the steps) or "pay" (the highest minimum pay that the roles of the route state);
        ``variety`` is "best", "diverse" (no two routes that share more than half of the intermediate roles of either)
        or "tradeoffs" (every Pareto-optimal route). The answer is a sequence of Route; when it is empty its ``reason``
        says why and its ``bridge`` what would help. Raises UsageError for k below one and for options that contradict
        each other.

        >>> graph = open_graph()
        >>> [skill.label for skill in graph.route("Data Scientist", "MLOps")[0].steps[1].kept]
        ['Cloud platforms', 'ML frameworks']
        >>> [step.destination.label for step in graph.route("ML Engineer I", "VP of AI")[0].steps]
        ['ML Engineer II', 'Principal ML Engineer', 'VP of AI']
        """
        from kg.routes.conditions import RouteOptions

        rule = self._rule(conditions, sources)
        within = rule.conditions.within
        stops = tuple(self.get(name, "role", source=within.names).iri for name in entity_names(via, "via"))
        options = RouteOptions(k, stops, prefer, variety).validated()
        goal = self.get(destination, *DESTINATION_KINDS, source=within.destination)
        start = self._origin(origin, rule.conditions)
        found = self._computed.ends.routes(rule, start, self._computed.ends.destination(goal), options)
        answer = self._computed.priorities.in_routes(found)
        return self.area.in_routes(answer) if self.area else answer

    def best_routes(self, origins: EntityNames, destinations: EntityNames) -> BestRoutes:
        """The best route from each role or entry path to each role, all of one source: without what is beside it.

        >>> graph = open_graph()
        >>> found = graph.best_routes(graph.list("entry-path"), [graph.get("MLOps")])
        >>> [(start.label, len(best.steps)) for start, _, best in found if best]
        [('From Computer Science', 2), ('From Domain Expertise', 3), ('From Mathematics/Statistics', 3)]
        """
        starts = [self.get(each, *ORIGIN_KINDS) for each in entity_names(origins, "origins")]
        goals = [self.get(each, "role") for each in entity_names(destinations, "destinations")]
        return self._computed.ends.best(self._rule(None, {}), starts, goals)

    def route_to_group(
        self,
        origin: EntityName | None,
        group: str,
        limit: int = 5,
        conditions: Conditions | None = None,
        **sources: Unpack[SourceNames],
    ) -> GroupRoutes:
        """The best route to each of ``limit`` roles of a group: those without a gate first, then by effort.

        Of a large group a route is looked for to ten roles, or to ``limit`` where that is more: the most similar to the
        origin, of those at most one preparation level above it and no manager's; of the others where these are few.
        Names are those of :meth:`route` and :meth:`role_group`. Raises UsageError for a limit below 1.

        >>> found = open_graph().route_to_group("statistician", "Major Career Roles", limit=2)
        >>> [answer.destination.label for answer in found]
        ['Data Scientist', 'Machine Learning Engineer']
        """
        from kg.routes.next_roles import routes_to_group

        limit, rule = whole_number("limit", limit), self._rule(conditions, sources)
        named = self.role_group(group, rule.conditions.within.destination)
        start = self._origin(origin, rule.conditions)
        return routes_to_group(
            rule,
            start.profile,
            named,
            limit,
            lambda role: self.route(origin, role, 1, conditions, **sources),
            self.similarity,
        )

    def _origin(self, origin: EntityName | None, conditions: Conditions) -> RouteEnd:
        if origin is None or (isinstance(origin, str) and origin.strip().casefold() == SELF):
            return self._computed.ends.person(conditions)
        return self._computed.ends.origin(self.get(origin, *ORIGIN_KINDS, source=conditions.within.origin), conditions)

    def route_graph(
        self,
        origin: EntityName | None,
        destination: EntityName,
        conditions: Conditions | None = None,
        k: int = 10,
        **sources: Unpack[SourceNames],
    ) -> networkx.DiGraph[tuple[int, str]]:
        """The steps that the ``k`` best routes between two roles may take, as the networkx graph that is searched.

        Nodes are (number of steps, id), since the number of steps is limited; the graph attributes ``start`` and
        ``goal`` name its ends. Edges have ``cost`` and ``gap`` (skills), ``similarity`` (0 to 1), ``learn`` (skills)
        and ``weight``: cost, number of steps and the rule's ties packed into one whole number. The lightest path is the
        best route. (In a route of four steps and more, a path may pass two roles linked by exactMatch; :meth:`route`
        leaves such paths out.) Without a route the ends are the only nodes. Raises as :meth:`route` does.

        >>> import networkx
        >>> graph = open_graph().route_graph("statistician", "MLOps")
        >>> path = networkx.dijkstra_path(graph, graph.graph["start"], graph.graph["goal"], weight="weight")
        >>> [node.removeprefix("role/") for _, node in path[1:]]
        ['data-scientist', 'machine-learning-engineer', 'mlops-engineer']
        """
        from kg.routes.conditions import RouteOptions
        from kg.routes.graphs import route_graph
        from kg.routes.query import RouteQuery

        rule = self._rule(conditions, sources)
        start = self._origin(origin, rule.conditions)
        goal = self.careers.roles[self.get(destination, "role", source=rule.conditions.within.destination).iri]
        profile, _ = self._computed.ends.counted_as(start.profile, goal, rule)
        return route_graph(RouteQuery(rule, profile, goal, RouteOptions(k).validated()))

    def gap(
        self,
        origin: EntityName | None,
        destination: EntityName,
        conditions: Conditions | None = None,
        **sources: Unpack[SourceNames],
    ) -> Gap:
        """The skill gap of a role, from a role, its title or an entry path; None, "me": from what the conditions have.

        >>> [skill.label for skill in open_graph().gap("Data Scientist", "Machine Learning Engineer").held]
        ['Programming']
        """
        limits = Conditions.of(conditions)._replace(within=self._within(**sources))
        goal = self.get(destination, "role", source=limits.within.destination)
        start = origin and origin != SELF and self.get(origin, *ORIGIN_KINDS, source=limits.within.origin)
        return self._computed.priorities.in_gap(self._computed.ends.gap(limits, start or None, goal))

    def plan(
        self,
        origin: EntityName | None,
        destination: EntityName,
        conditions: Conditions | None = None,
        *,
        progress: Progress | None = None,
        done: EntityNames = (),
        pace: Pace | None = None,
        **sources: Unpack[SourceNames],
    ) -> Plan:
        """The best route as a plan: what to learn first, in courses and on the job, and what its roles state.

        What the ``progress`` of an earlier plan has as done, and what was ``done`` since, counts like ``have`` of the
        conditions. Names and errors are those of :meth:`route`.

        >>> [(tier.name, len(tier.items)) for tier in open_graph().plan("statistician", "MLOps").tiers]
        [('first five', 5), ('others', 9)]
        """
        from kg.model.plan import Progress
        from kg.routes.plan import Planner

        if progress is not None:
            instance("progress", progress, Progress, "give what kg.model.plan.Progress holds")
        newly, limits = self._everywhere(done, *HOLDABLE_KINDS), Conditions.of(conditions)
        held = [*newly, *(progress.done if progress else ())]
        have = limits.have.union(self.careers.tree.canonical(entity.iri) for entity in held)
        rule = self._rule(limits._replace(have=have), sources)
        found = self.route(origin, destination, 1, rule.conditions, **sources)
        planner = Planner(rule, self._origin(origin, rule.conditions).profile, self._reader, self._computed.priorities)
        plan = planner.plan(found, progress, newly, pace)
        return plan._replace(area_pay=self.area.change(found.origin, found.destination)) if self.area else plan

    def next(
        self,
        origin: EntityName | None,
        limit: int = 20,
        conditions: Conditions | None = None,
        *,
        by: RankedBy = "skills",
        reverse: bool = False,
        group: str | None = None,
        **sources: Unpack[SourceNames],
    ) -> NextRoles:
        """The natural next roles, best first, each with its score and the skills and groups that earn it.

        ``origin`` is as for :meth:`route`; what the conditions say one has counts as shared, not for the similarity.
        ``by`` is "skills", "words" to compare also what the sources say of roles in words, at equal weight (label,
        description and responsibilities, in English), or "likely" for what workers do: similarity by words, and how
        many people work in a role. With ``reverse`` they are the roles from which people come to a role; with ``group``
        those of a group alone, as :meth:`role_group` has it. Where what roles are compared by is not stated, the
        ``reason`` of the answer says so. Raises
        UsageError for another ``by``, and for "likely" where no source states how many people work in a role.

        >>> open_graph().next("MLOps Engineer", limit=1)[0].role.label
        'Machine Learning Engineer'
        """
        from kg.routes.next_roles import RANKINGS, next_roles, silence

        if by not in RANKINGS:
            raise UsageError(f"roles are not ranked by '{by}'", f"choose one of: {', '.join(RANKINGS)}")
        similarity = self.similarity if by == "skills" else self._computed.text_similarity
        rule = self._rule(conditions, sources, similarity)
        start = self._origin(origin, rule.conditions).profile
        only = None if group is None else self.role_group(group, rule.conditions.within.names).members
        found = next_roles(rule, similarity, start, limit, by=by, reverse=reverse, only=only)
        found = self.area.in_transitions(found, start.entity, reverse=reverse) if self.area else found
        label = "what you have" if start.entity.kind == "person" else start.entity.label
        why = silence(rule, start, reverse=reverse, only=only) or None
        return NextRoles(found, label, by, is_reverse=reverse, reason=why)

    def next_learn(
        self,
        origin: EntityName | None,
        learn: EntityNames,
        conditions: Conditions | None = None,
        **sources: Unpack[SourceNames],
    ) -> WhatIf:
        """What learning skills now would change about the next step from a role, entry path or title.

        >>> change = open_graph().next_learn("statistician", ["Docker"]).changes[0]
        >>> change.role.label, change.becomes_allowed, change.before, change.after
        ('MLOps Engineer', True, 6.0, 5.0)
        """
        from kg.routes.whatif import what_if

        rule = self._rule(conditions, sources)
        learned = self._canonical(learn, ("skill",), rule.conditions.within)
        return what_if(rule, self._origin(origin, rule.conditions).profile, learned)

    def rank_unlocks(
        self, origin: EntityName | None, conditions: Conditions | None = None, **sources: Unpack[SourceNames]
    ) -> Unlocks:
        """The skills that, learned now, open or bring closer most of the next steps from a role, entry path or title.

        It is a sequence of Unlock, each read when it is asked for.

        >>> best = open_graph().rank_unlocks("statistician")[0]
        >>> best.skill.label, [role.label for role in best.opened]
        ('Programming', ['Computer Vision Engineer', 'Machine Learning Engineer', 'NLP Engineer'])
        """
        from kg.routes.unlocks import Unlocks

        rule = self._rule(conditions, sources)
        return Unlocks(rule, self._origin(origin, rule.conditions).profile)

    # --- many roles at once -----------------------------------------------------------------------------------------

    def compare(self, roles: EntityNames, *, source: SourceName = ()) -> Comparison:
        """Two to five roles side by side: skills shared and not, tools, pay, education, level, titles, as stated.

        Raises UsageError for another number of roles or the same role twice, and as :meth:`resolve` does for names.

        >>> answer = open_graph().compare(["ML Engineer", "MLOps Engineer"])
        >>> [item.skill.label for item in answer.shared], answer.pay.minimum, answer.pay.maximum
        (['Cloud platforms', 'ML frameworks'], 90000, 200000)
        """
        from kg.analysis.comparison import compare
        from kg.rdf.careers import read_role_details

        within = self._within(source)
        named = (self.get(role, "role", source=within.names) for role in entity_names(roles, "roles"))
        sides = [(self.careers.roles[role.iri], read_role_details(self._reader, role)) for role in named]
        found = compare(self.careers, sides, within.includes)
        return self.area.in_comparison(found) if self.area else found

    def match(
        self,
        have: EntityNames,
        limit: int | None = None,
        min_coverage: float = 0,
        source: SourceName = (),
        group: str | None = None,
    ) -> Matches:
        """The roles for a person with these skills and credentials, best coverage first; all without a ``limit``.

        ``min_coverage`` (0 to 1) leaves out what is covered less; with ``group`` only its roles are named, as
        :meth:`role_group` has them. A name that stands for nothing is left out, and is in ``unknown``, unless none is
        left. Raises UsageError when nothing is named, or a limit
        makes no sense, and as :meth:`resolve` does for names.

        >>> best = open_graph().match(["Docker", "AWS", "git"]).roles[0]
        >>> best.destination.label, best.coverage
        ('MLOps Engineer', 0.5)
        """
        from kg.analysis.matching import match

        names, unknown = self._known(have, HOLDABLE_KINDS, source)
        held, requirements = self._held(names, HOLDABLE_KINDS, self._within(source))
        only = None if group is None else self.role_group(group, source).members
        found = match(self.index, requirements, held, limit, min_coverage, only)
        return found.with_unread(self.unread("requirements", source))._replace(unknown=unknown)

    def match_interests(
        self,
        interests: str,
        limit: int | None = None,
        *,
        have: EntityNames = (),
        min_coverage: float = 0,
        source: SourceName = (),
    ) -> InterestMatches:
        """The roles that suit a person's interests, by letters of RIASEC ("ASI") or six scores, best first.

        With ``have`` only roles are ranked of which these skills cover something, and at least ``min_coverage``. Raises
        UsageError for what is no interests, and as :meth:`match` does.

        >>> open_graph().match_interests("ASI").not_stated
        12
        """
        from kg.analysis.interests import match_interests, read_interests

        wanted, coverage = read_interests(plain_text("interests", interests)), None
        if entity_names(have, "have"):
            matched = self.match(have, None, min_coverage, source).roles
            coverage = {gap.destination.iri: gap.coverage for gap in matched if gap.coverage}
        return match_interests(self._reader, wanted, limit, self._within(source).includes, coverage)

    def match_curriculum(self, taught: EntityNames, limit: int | None = None, source: SourceName = ()) -> Curriculum:
        """What courses teach against what roles require: roles covered, skills that are not taught, or not required.

        With a ``limit`` only so many roles and skills that are not taught are listed: to read all of a taxonomy takes
        long. Raises UsageError when nothing is named, for a limit below 1, and as :meth:`resolve` does for names.

        >>> answer = open_graph().match_curriculum(["Python", "Teamwork"])
        >>> len(answer.partly), answer.not_taught[0].skill.label, answer.not_required[0].skill.label
        (5, 'Cloud platforms', 'Teamwork')
        """
        from kg.analysis.matching import check_curriculum

        names, unknown = self._known(taught, ("skill",), source)
        named, requirements = self._held(names, ("skill",), self._within(source))
        return check_curriculum(self.index, requirements, named, limit)._replace(unknown=unknown)

    def _held(
        self, names: EntityNames, kinds: tuple[str, ...], within: SourceFilter
    ) -> tuple[list[Entity], RequirementRule]:
        """What names stand for, each once under its canonical name, and the rule for one who holds just that."""
        from kg.routes.requirements import RequirementRule

        if not (held := self._canonical(names, kinds, within)):
            raise UsageError(f"no {' or '.join(kinds)} was given", "name one or more")
        return held, RequirementRule(self.careers, self.conditions(have=held)._replace(within=within))

    def _canonical(self, names: EntityNames, kinds: tuple[str, ...], within: SourceFilter) -> list[Entity]:
        """What names stand for, each once: a skill under its canonical name, or the first that some sources have."""
        found = self._everywhere(names, *kinds, source=within.names)
        named, canonical = self.careers.named, self.careers.tree.canonical
        return list(dict.fromkeys(named(canonical(entity.iri), within.includes) or entity for entity in found))

    def rank(
        self,
        kind: Literal["skills", "roles"],
        by: Literal["demand", "betweenness", "reach"] = "demand",
        *,
        explain_top: int | None = None,
        source: SourceName = (),
    ) -> Ranking:
        """``kind`` "skills" or "roles" by "demand", "betweenness" or "reach"; `kg docs analysis` defines each.

        With ``explain_top`` only so many rows, from the first, have their roles and sources: to read all may take long.
        Raises UsageError for another kind or measure.

        >>> [(row.entity.label, row.score) for row in open_graph().rank("skills").rows[:3]]
        [('Programming', 5), ('Cloud platforms', 2), ('ML frameworks', 2)]
        """
        from kg.analysis.ranking import rank
        from kg.rdf.careers import roles_with_tools

        rule, roles = self._rule(None, {"source": source}), self.careers.roles.keys()
        found = rank(rule, kind, by, self._computed.cache, explain_top, lambda: roles_with_tools(self._reader) & roles)
        return found.with_unread(self.unread("requirements", source))

    def rank_communities(self, source: SourceName = ()) -> Communities:
        """The roles that are more similar to one another than to the others, named by the skills that most require.

        They are the communities that networkx finds by the method of Louvain, the same on every run.

        >>> [role.label for role in open_graph().rank_communities()[0].roles]
        ['MLOps Engineer', 'Machine Learning Engineer']
        """
        from kg.analysis.communities import find_communities

        return find_communities(self._rule(None, {"source": source}), self.similarity)

    def all_pairs(
        self, limit: int = 20, *, max_roles: int | None = None, **sources: Unpack[SourceNames]
    ) -> TransitionTable:
        """The ``limit`` best next roles of every role, computed at once by DuckDB or Spark; `kg docs scale` says how.

        Its score is simpler than the similarity of :meth:`next`. With ``max_roles``, skills that more roles
        require are ignored. Raises UsageError for limits out of range.

        >>> table = open_graph().all_pairs(limit=1)
        >>> [move.destination.label for move in table.rows() if move.origin.label == "MLOps Engineer"]
        ['Machine Learning Engineer']
        """
        from kg.analysis.all_pairs import TransitionTable

        within, names = self._within(**sources), self.store.names
        ends = SourceFilter(within.origin, names), SourceFilter(within.destination, names)
        return TransitionTable(self.table, self.careers, limit, max_roles, ends)

    def connect(
        self, x: EntityName, y: EntityName, k: int = 3, *, max_length: int = 6, **sources: Unpack[SourceNames]
    ) -> Connections:
        """The ``k`` shortest connections between any two entities, of at most ``max_length`` links each.

        The answer is a sequence of Connection, ordered by length, then by how few credentials and fields of study are
        on the way, then by the labels on it; when it is empty its ``reason`` says why. Raises UsageError for ``k`` or
        ``max_length`` below one, and as :meth:`resolve` does.

        >>> [link.sentence for link in open_graph().connect("Amazon", "Google", k=1)[0].links]
        ['Technology Companies names Amazon', 'Technology Companies names Google']
        """
        from kg.analysis.connections import find_connections
        from kg.rdf.links import EntityLinks

        within = self._within(**sources)
        one, other = self.get(x, source=within.origin), self.get(y, source=within.destination)
        ends = {one.iri, other.iri}
        links = EntityLinks(self._reader, lambda iri: iri in ends or within.includes(iri))
        return find_connections(links, one, other, k, max_length)

    def link(self, threshold: float = 0.9, source: SourceName = ()) -> list[MappingRow]:
        """Pairs of entities of different sources with nearly equal names, for review; the most confident first.

        With ``source`` one of each pair is of it. ``kg link`` writes them as SSSOM. Raises UsageError for a
        ``threshold`` outside 0 to 1.
        """
        from kg.analysis.linking import propose_links

        return propose_links(self._reader, self.store.names, self.careers, threshold, self._within(source).names)

    def extract(self, text: str | Document, source: SourceName = ()) -> Extraction:
        """The skills, roles and credentials that a text names, each with its place and what the text says of it.

        A Document is a file that :func:`kg.sources.text.read_document` has read. What is optional, or ruled out, is
        marked so; what fits several entities is in ``unclear``.

        >>> found = open_graph().extract("Python required, no Java; knowledge of AWS is a plus")
        >>> [(mention.entity.label, mention.status, mention.column) for mention in found.mentions]
        [('Python', 'stated', 1), ('Java', 'negated', 21), ('AWS', 'optional', 40)]
        """
        from kg.sources.text import Document

        names = self._within(source).names
        if names not in self._text_names:
            from kg.analysis.extraction import TextNames

            self._text_names[names] = TextNames(self.store.names, names)
        document = text if isinstance(text, Document) else Document.of(plain_text("text", text))
        return self._text_names[names].extract(document)

    @cached_property
    def _text_names(self) -> dict[tuple[str, ...], TextNames]:
        """The names to be found in texts, by the sources that they are from."""
        return {}

    # --- SPARQL -----------------------------------------------------------------------------------------------------

    @cached_property
    def prefixes(self) -> dict[str, str]:
        """The prefixes that a query may use without declaring them."""
        return prefixes(self.base)

    def sparql(
        self, query: str, *, timeout: float | None = None, allow_service: bool = False, source: SourceName = ()
    ) -> QueryResult:
        """Answer a SPARQL query over the union of all graphs; with ``timeout`` (seconds) in a child process.

        There the limits of time and memory hold, and whatever the query does to the engine is survived.
        With ``source`` the graphs of other sources are left out; those that add to what sources state are not.

        Raises QuerySyntaxError, QueryRefusedError (SERVICE), LimitError.

        >>> open_graph().sparql("SELECT (COUNT(?r) AS ?n) { ?r a ck:Role }").to_dicts()
        [{'n': 12}]
        """
        plain_text("query", query)
        limit = None if timeout is None else seconds("timeout", timeout)
        switch("allow_service", allow_service)
        within = self._within(source)
        graphs = self._reader.graphs(without=self._left_out(within)) if within else None
        return self.store.query(query, self.prefixes, timeout=limit, allow_service=allow_service, graphs=graphs)

    def questions(self) -> dict[str, Question]:
        """The named questions, by name."""
        from kg.analysis.questions import questions

        return questions()

    def ask(
        self,
        name: str,
        parameters: Mapping[str, str] | None = None,
        source: SourceName = (),
        *,
        timeout: float | None = None,
    ) -> QueryResult:
        """Answer a named question; ``parameters`` take names of entities as people write them, ``timeout`` as in
        :meth:`sparql`.

        Raises UsageError for an unknown question or parameter, and as :meth:`resolve` does for names.
        """
        found = self.sparql(self.question_text(name, parameters, source), timeout=timeout, source=source)
        self.store.labels.heed(getattr(found, "rows", ()))
        return found

    def question_text(self, name: str, parameters: Mapping[str, str] | None = None, source: SourceName = ()) -> str:
        """The SPARQL of a named question with its parameters put in; raises as :meth:`ask` does."""
        from kg.analysis.questions import answerable

        asked = answerable(plain_text("name", name), self._reader.has_instance)
        text = asked.bind(parameters or {}, lambda text, kinds: self.get(text, *kinds, source=source))
        return self.store.labels.language.in_query(text)

    def data_version(self) -> str | None:
        """The version that the graph states of itself."""
        return ", ".join(sorted({value.value for _, value in self._reader.pairs(SCHEMA.version)})) or None

    def diff(self, later: CareerGraph | str | Path, source: SourceName = ()) -> Differences:
        """What changed from this graph to a later one, in career words, each change once.

        ``later`` is a graph, or the path of an RDF file, store, backup or guide. With ``source`` what that source
        states is compared. Raises SourceError for what cannot be read, UsageError for a source that is in neither.

        >>> open_graph().diff(open_graph()).changes
        ()
        """
        from kg.store.versions import differences

        names = source or self.within.names
        return differences(self.store, later.store if isinstance(later, CareerGraph) else later, names)

    # --- out --------------------------------------------------------------------------------------------------------

    def stats(self, source: SourceName = ()) -> Statistics:
        """The numbers of distinct triples, of entities of each kind and of triples of each graph."""
        from kg.analysis.statistics import count
        from kg.store.counts import count_triples

        return count(self._reader, count_triples(self.store), self.counts(source), self._within(source).names)

    def to_rdflib(self) -> rdflib.Dataset:
        """The graph as an rdflib Dataset, named graphs kept; its default graph is their union."""
        from kg.rdf.export import to_rdflib

        return to_rdflib(self.store.engine, self.prefixes)

    @overload
    def to_networkx(self, of: Literal["entities"] = ..., *, source: SourceName = ()) -> networkx.MultiDiGraph[str]: ...

    @overload
    def to_networkx(
        self, of: Literal["steps"], conditions: Conditions | None = None, *, source: SourceName = ()
    ) -> networkx.DiGraph[str]: ...

    def to_networkx(
        self,
        of: Literal["entities", "steps"] = "entities",
        conditions: Conditions | None = None,
        *,
        source: SourceName = (),
    ) -> networkx.DiGraph[str]:
        """The graph for networkx, with ids as nodes; attributes are plain values.

        "entities" (a MultiDiGraph): all entities and the links between them. "steps": the roles and entry paths, and
        every step between two of them that ``conditions`` allow, with the edge attributes of :meth:`route_graph`. The
        lightest path in it is the best route wherever the rules that look at both ends of a route (intermediate roles,
        fresh starts, the number of steps, what is avoided and held since the start) rule nothing out: fresh starts and
        leaps of the preparation level are not in it, and `kg docs routes` has the rest. Raises UsageError for another
        kind of graph.

        >>> import networkx
        >>> steps = open_graph().to_networkx("steps")
        >>> ends = "entry-path/from-mathematics-statistics", "role/mlops-engineer"
        >>> networkx.dijkstra_path(steps, *ends, weight="weight")[1]
        'role/data-scientist'
        """
        from kg.rdf.export import entity_graph
        from kg.routes.graphs import steps_graph

        if of == "entities":
            return entity_graph(self._reader, self._within(source).includes)
        if of != "steps":
            raise UsageError(f"there is no graph of '{of}'", "choose one of: entities, steps")
        return steps_graph(self._rule(conditions, {"source": source}))

    def to_pyvis(self, *, source: SourceName = ()) -> pyvis.network.Network:
        """All entities and the links between them as a network of pyvis, to style and to show: ids are the nodes.

        >>> open_graph().to_pyvis().get_node("role/mlops-engineer")["label"]
        'MLOps Engineer'
        """
        from kg.view import network

        return network(self.to_networkx(source=source))

    def to_bytes(self, fmt: str, *, plain: bool = False) -> bytes:
        """The graph in one of the formats of kg.rdf.export.ENDINGS: the same bytes on every run.

        A ``plain`` one has no passages and no statements about triples, and what SKOS tools look for (schemes, top
        concepts, narrower); formats that are no RDF are always plain.

        >>> open_graph().to_bytes("ttl")[:11]
        b'@prefix ck:'
        """
        from kg.rdf.export import entity_graph, gexf, graphml, one_format
        from kg.rdf.formats import FORMATS, serialize

        fmt, plain = one_format(fmt), switch("plain", plain)
        if fmt == "html":
            return self.view().html.encode()
        if fmt in ("graphml", "gexf"):
            return (graphml if fmt == "graphml" else gexf)(entity_graph(self._reader))
        if plain:
            from kg.rdf.plain import plain_graph

            return serialize(plain_graph(self._reader, self.base), FORMATS[fmt], self.base)
        return serialize(self.store.engine, FORMATS[fmt], self.base)

    def export(self, path: str | Path, fmt: str | None = None, *, plain: bool = False) -> Path:
        """Write the graph to a file, in the format of its ending or ``fmt``; the old file stays if that fails.

        ``plain`` is that of :meth:`to_bytes`.
        "csv" and "parquet", only by ``fmt``, are two files, as :meth:`export_tables` has them: the first is returned.
        Raises UsageError for an unknown format, OutputError when the file cannot be written.
        """
        from kg.rdf.export import TABLES, format_of
        from kg.resources import write_atomically

        target = path_of("path", path)
        if fmt in TABLES:
            return self.export_tables(target, fmt)[0]
        write_atomically(target, self.to_bytes(format_of(target, fmt), plain=plain))
        return target

    def export_tables(self, path: str | Path, fmt: str = "csv") -> tuple[Path, Path]:
        """Write the nodes and the edges of the graph to two tables, as "csv" or "parquet": NAME-nodes and NAME-edges.

        Raises UsageError for another format, OutputError when a file cannot be written, SourceError for Parquet where
        pyarrow is not installed.
        """
        from kg.answers.escaping import csv_cell
        from kg.rdf.export import entity_graph, tables
        from kg.resources import write_atomically

        target = path_of("path", path)
        stem = target.with_suffix("") if target.suffix == f".{fmt}" else target
        first, second = tables(entity_graph(self._reader), fmt, csv_cell)
        paths = stem.with_name(f"{stem.name}-nodes.{fmt}"), stem.with_name(f"{stem.name}-edges.{fmt}")
        for file, content in zip(paths, (first, second), strict=True):
            write_atomically(file, content)
        return paths

    def view(self, name: EntityName | None = None, depth: int = 1, source: SourceName = ()) -> Picture:
        """A picture of the whole graph, of 300 roles or more as a map, or of what surrounds one entity."""
        from kg.view import picture

        graph = self.restricted_to(source=source)
        return picture(graph, None if name is None else graph.get(name), depth)

    def view_route(
        self,
        origin: EntityName | None,
        destination: EntityName,
        k: int = 3,
        conditions: Conditions | None = None,
        **sources: Unpack[SourceNames],
    ) -> Picture:
        """A picture of the best route, with ``k`` - 1 others as branches; names and conditions as for :meth:`route`.

        >>> open_graph().view_route("statistician", "MLOps").title
        'Route: From Mathematics/Statistics → MLOps Engineer'
        """
        from kg.view import route_picture

        return route_picture(self, self.route(origin, destination, k, conditions, **sources))

    def view_plan(
        self,
        origin: EntityName | None,
        destination: EntityName,
        conditions: Conditions | None = None,
        **sources: Unpack[SourceNames],
    ) -> Picture:
        """A picture of the best route as a plan, with boxes to tick; names and conditions as for :meth:`plan`.

        >>> open_graph().view_plan("statistician", "MLOps").title
        'Plan: From Mathematics/Statistics → MLOps Engineer'
        """
        from kg.view import plan_picture

        graph = self.restricted_to(**sources)
        return plan_picture(graph, graph.plan(origin, destination, conditions))

    def view_compare(self, roles: EntityNames, source: SourceName = ()) -> Picture:
        """A picture of two to five roles side by side; names as for :meth:`compare`.

        >>> open_graph().view_compare(["MLOps", "Data Scientist"]).title
        'MLOps Engineer and Data Scientist side by side'
        """
        from kg.view import comparison_picture

        graph = self.restricted_to(source=source)
        return comparison_picture(graph, graph.compare(roles))
