"""What each named question has to answer, computed in plain Python from the triples of a graph."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import product
from typing import TYPE_CHECKING, TypeAlias

from pyoxigraph import Literal, NamedNode

from kg.schema import CK, DCTERMS, NOT_STATED, PROV, RDF, RDFS, RIASEC, SCHEMA, SKOS, WORK_VALUES, split_name
from kg.store.sparql import Term, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from kg.graph import CareerGraph

Row: TypeAlias = tuple[object, ...]


class Triples:
    """The triples of all graphs of a store, each once, by subject and by object."""

    def __init__(self, graph: CareerGraph) -> None:
        self._values: dict[tuple[Term, str], list[Term]] = defaultdict(list)
        self._owners: dict[tuple[str, Term], list[Term]] = defaultdict(list)
        self.all = {tuple(quad.triple) for quad in graph.store.engine.quads_for_pattern(None, None, None)}
        for subject, predicate, value in self.all:
            self._values[subject, predicate.value].append(value)
            self._owners[predicate.value, value].append(subject)

    def values(self, node: Term, *path: str) -> list[Term]:
        """What a path of properties leads to."""
        found = [node]
        for step in path:
            found = [value for each in found for value in self._values.get((each, step), ())]
        return list(dict.fromkeys(found))

    def owners(self, predicate: str, value: Term) -> list[Term]:
        """What has a value."""
        return self._owners.get((predicate, value), [])

    def of(self, kind: str) -> list[Term]:
        """The instances of a class."""
        return self.owners(RDF.type, NamedNode(kind))

    def pairs(self, *predicates: str) -> Iterator[tuple[Term, Term]]:
        """Subjects and values of some properties."""
        return ((subject, value) for subject, predicate, value in self.all if predicate.value in predicates)

    def names(self, node: Term, predicate: str = SKOS.prefLabel) -> list[object]:
        """The English labels, or else all."""
        found = [label for label in self.values(node, predicate) if isinstance(label, Literal)]
        english = [label for label in found if label.language == "en"]
        return list(map(plain, english or found))

    def texts(self, node: Term, *path: str) -> list[object]:
        """Plain values at the end of a path; the sign for nothing where there are none."""
        return list(map(plain, self.values(node, *path))) or [NOT_STATED]

    def lines(self, node: Term) -> list[int]:
        """The lines that a node cites, in order."""
        return sorted(map(plain, self.values(node, PROV.wasDerivedFrom, CK.line)))

    def line(self, node: Term) -> object:
        """The first of them."""
        return min(self.lines(node), default=NOT_STATED)

    def linked(self, subject: Term, predicate: str | None, value: Term) -> list[Term]:
        """The statements about a link."""
        return [
            each
            for each in self.owners(RDF.subject, subject)
            if value in self.values(each, RDF.object)
            and (predicate is None or NamedNode(predicate) in self.values(each, RDF.predicate))
        ]

    def same(self, skill: Term) -> set[Term]:
        """A skill, and what is linked with it as the same, in either direction."""
        return {skill, *self.values(skill, SKOS.exactMatch), *self.owners(SKOS.exactMatch, skill)}

    def narrower(self, skill: Term) -> set[Term]:
        """A skill, what is the same, and what is narrower, at any depth."""
        found, waiting = set[Term](), [skill]
        while waiting:
            if (node := waiting.pop()) not in found:
                found.add(node)
                waiting += [*self.same(node), *self.owners(SKOS.broader, node)]
        return found

    def asked(self, role: Term, *strengths: str) -> list[Term]:
        """The requirements of a role."""
        found = self.values(role, CK.hasRequirement)
        return [each for each in found if not strengths or plain(self.values(each, CK.strength)[0]) in strengths]


def local(iri: object) -> str:
    """The name after the last sign that divides."""
    return re.sub(r"^.*[/#]", "", str(plain(iri)))  # type: ignore[arg-type]


def kind_of(node: object) -> str:
    """The last part but one of an IRI."""
    return re.sub(r"^.*/([^/]+)/[^/]+$", r"\1", str(plain(node)))  # type: ignore[arg-type]


EXPECTED: dict[str, Callable[..., Iterable[Row]]] = {}
"""By question, a function of the triples and the parameters that gives the rows."""


def answers(name: str) -> Callable[[Callable[..., Iterable[Row]]], Callable[..., Iterable[Row]]]:
    """Register the computation of a question."""

    def register(compute: Callable[..., Iterable[Row]]) -> Callable[..., Iterable[Row]]:
        EXPECTED[name] = compute
        return compute

    return register


# --- roles ------------------------------------------------------------------------------------------------------------


@answers("roles")
def roles(t: Triples) -> Iterator[Row]:
    for role in t.of(CK.Role):
        for name, place, state in product(t.names(role), t.texts(role, SCHEMA.position), t.texts(role, CK.maturity)):
            yield name, place, state, t.line(role)


@answers("role-overview")
def role_overview(t: Triples, role: Term) -> Iterator[Row]:
    texts = [
        value for value in t.values(role, DCTERMS.description) if plain(value) in t.names(role, DCTERMS.description)
    ]
    for text in texts:
        exact: list[object] = [line for each in t.linked(role, DCTERMS.description, text) for line in t.lines(each)]
        for line in exact or [t.line(role)]:
            yield plain(text), line
    if not texts:
        yield NOT_STATED, NOT_STATED


@answers("role-responsibilities")
def role_responsibilities(t: Triples, role: Term) -> Iterator[Row]:
    duties = t.values(role, CK.hasResponsibility)
    for duty in duties:
        exact = [line for each in t.linked(role, None, duty) for line in t.lines(each)]
        for name in t.names(duty):
            yield name, min(exact, default=t.line(duty))
    if not duties:
        yield NOT_STATED, NOT_STATED


@answers("role-requirements")
def role_requirements(t: Triples, role: Term) -> Iterator[Row]:
    for each in t.asked(role):
        [strength] = t.texts(each, CK.strength)
        for skill in t.values(each, CK.skill):
            for name in t.names(skill):
                yield name, "skill", strength, t.line(each)
        if NamedNode(CK.CredentialRequirement) in t.values(each, RDF.type):
            for name in t.texts(each, RDFS.label):
                yield name, "credential", strength, t.line(each)
    if not t.asked(role):
        yield NOT_STATED, NOT_STATED, NOT_STATED, NOT_STATED


@answers("role-skills")
def role_skills(t: Triples, role: Term) -> Iterator[Row]:
    found = False
    for each, skill in [(asked, skill) for asked in t.asked(role) for skill in t.values(asked, CK.skill)]:
        found = True
        [strength] = t.texts(each, CK.strength)
        for name in t.names(skill):
            tools = t.values(each, CK.namesMember)
            for tool in tools:
                own = [text for link in t.linked(each, None, tool) for text in t.values(link, CK.strength)]
                yield name, *t.texts(tool, SKOS.prefLabel), plain(own[0]) if own else strength, t.line(each)
            if not tools:
                yield name, NOT_STATED, strength, t.line(each)
    if not found:
        yield NOT_STATED, NOT_STATED, NOT_STATED, NOT_STATED


@answers("role-interests")
def role_interests(t: Triples, role: Term) -> Iterator[Row]:
    for owns, of, names in ((CK.hasInterests, "interests", RIASEC), (CK.hasWorkValues, "work values", WORK_VALUES)):
        for profile, name in product(t.values(role, owns), names):
            for score, line in product(t.values(profile, CK.iri + name), tuple(t.lines(profile)) or (NOT_STATED,)):
                yield of, split_name(name), plain(score), line


@answers("role-ratings")
def role_ratings(t: Triples, role: Term) -> Iterator[Row]:
    for each in t.values(role, CK.hasRating):
        for what in (*t.values(each, CK.ratedSkill), *t.values(each, CK.ratedTopic)):
            levels = t.texts(each, CK.ratedLevel)
            for importance in map(plain, t.values(each, CK.importance)):
                for name, level, line in product(t.names(what), levels, tuple(t.lines(each)) or (NOT_STATED,)):
                    yield name, importance, level, line


@answers("role-education")
def role_education(t: Triples, role: Term) -> Iterator[Row]:
    options = sorted(t.values(role, CK.educationOption), key=plain)
    for number, option in enumerate(options, 1):
        for field in t.texts(option, CK.field, SKOS.prefLabel):
            related = NOT_STATED if field == NOT_STATED else t.texts(option, CK.relatedFieldAccepted)[0]
            for parts in product(
                t.texts(option, CK.strength), t.texts(option, CK.credential, SKOS.prefLabel), [field], [related],
                t.texts(option, CK.background), t.texts(option, CK.condition), t.lines(option),
            ):  # fmt: skip
                yield number, *parts
    if not options:
        yield (NOT_STATED,) * 8


@answers("education-conditions")
def education_conditions(t: Triples) -> Iterator[Row]:
    for role, option in t.pairs(CK.educationOption):
        [strength] = t.texts(option, CK.strength)
        said = [t.texts(option, predicate)[0] for predicate in (CK.background, CK.condition)]
        if strength != "required" or said != [NOT_STATED] * 2:
            for name, degree, line in product(
                t.names(role), t.texts(option, CK.credential, SKOS.prefLabel), t.lines(option)
            ):
                yield name, strength, degree, *said, line


@answers("credential-roles")
def credential_roles(t: Triples, credential: Term) -> Iterator[Row]:
    for ask in t.owners(CK.credential, credential):
        for role in [*t.owners(CK.educationOption, ask), *t.owners(CK.hasRequirement, ask)]:
            for name, strength, condition in product(
                t.names(role), t.texts(ask, CK.strength), t.texts(ask, CK.condition)
            ):
                yield name, strength, condition, t.line(ask)


# --- pay --------------------------------------------------------------------------------------------------------------


def pay_of(t: Triples, pay: Term, *names: str) -> list[object]:
    return [t.texts(pay, name)[0] for name in names]


def medians(t: Triples, role: Term) -> Iterator[tuple[object, object, object]]:
    """The median pay of a role, with the title of the table and the line that state it."""
    for value in t.texts(role, CK.medianAnnualPay):
        passages = [
            passage
            for statement in t.owners(RDF.subject, role)
            if NamedNode(CK.medianAnnualPay) in t.values(statement, RDF.predicate)
            for passage in t.values(statement, PROV.wasDerivedFrom)
            if t.values(passage, CK.line)
        ]
        for passage in passages if value != NOT_STATED else ():
            for title, line in product(t.texts(passage, DCTERMS.isPartOf, DCTERMS.title), t.texts(passage, CK.line)):
                yield value, title, line
        if not passages:
            yield value, NOT_STATED, NOT_STATED


@answers("role-pay")
def role_pay(t: Triples, role: Term) -> Iterator[Row]:
    parts = (SCHEMA.minValue, SCHEMA.maxValue, CK.openEnded, SCHEMA.currency, SCHEMA.unitText)
    for median, _, row in medians(t, role):
        for pay in t.values(role, CK.salary):
            [day] = t.texts(pay, PROV.wasDerivedFrom, DCTERMS.isPartOf, DCTERMS.date)
            for line in t.lines(pay):
                yield *pay_of(t, pay, *parts), day, median, line
        if not t.values(role, CK.salary):
            yield *[NOT_STATED] * 6, median, row


@answers("pay-by-role")
def pay_by_role(t: Triples) -> Iterator[Row]:
    parts = (SCHEMA.minValue, SCHEMA.maxValue, CK.openEnded, SCHEMA.currency, SCHEMA.unitText)
    for role in t.of(CK.Role):
        pays = t.values(role, CK.salary)
        for name, (median, table, row) in product(t.names(role), medians(t, role)):
            for pay in pays:
                for passage in t.values(pay, PROV.wasDerivedFrom):
                    for title, line in product(
                        t.texts(passage, DCTERMS.isPartOf, DCTERMS.title), t.texts(passage, CK.line)
                    ):
                        yield name, *pay_of(t, pay, *parts), median, title, line
            if not pays:
                yield name, *[NOT_STATED] * 5, median, table, row


@answers("lowest-and-highest-pay")
def lowest_and_highest_pay(t: Triples) -> Iterator[Row]:
    for which, amount, best in (
        ("lowest minimum", SCHEMA.minValue, min),
        ("highest stated maximum", SCHEMA.maxValue, max),
    ):
        groups: dict[Row, list[tuple[object, Term, Term]]] = defaultdict(list)
        for role, pay in t.pairs(CK.salary):
            value, money, period = pay_of(t, pay, amount, SCHEMA.currency, SCHEMA.unitText)
            if NOT_STATED not in (value, money):
                groups[money, period].append((value, role, pay))
        for (money, period), found in groups.items():
            extreme = best(value for value, _, _ in found)  # type: ignore[type-var]
            for value, role, pay in found:
                if value == extreme:
                    for name, line in product(t.names(role), t.lines(pay)):
                        yield which, name, value, money, period, *pay_of(t, pay, CK.openEnded), line


@answers("shared-pay")
def shared_pay(t: Triples, first: Term, second: Term) -> Iterator[Row]:
    pays = [pay for role in dict.fromkeys((first, second)) for pay in t.values(role, CK.salary)]
    if len(pays) != 2:
        yield (NOT_STATED,) * 3
        return
    kinds = {tuple(pay_of(t, pay, SCHEMA.currency, SCHEMA.unitText)) for pay in pays}
    if len(kinds) > 1 or next(iter(kinds))[0] == NOT_STATED:
        yield ("not comparable",) * 3
        return
    low, high = ([pay_of(t, pay, name)[0] for pay in pays] for name in (SCHEMA.minValue, SCHEMA.maxValue))
    above = [pay_of(t, pay, CK.openEnded)[0] is True for pay in pays]
    minimum = NOT_STATED if NOT_STATED in low else max(low)  # type: ignore[type-var]
    tops = [top for top in high if top != NOT_STATED]
    unknown = any(top == NOT_STATED and not more for top, more in zip(high, above, strict=True))
    if tops and max(floor for floor in low if floor != NOT_STATED) > min(tops):  # type: ignore[type-var, operator]
        yield ("none in common",) * 3
        return
    yield minimum, NOT_STATED if unknown or not tops else min(tops), all(above)  # type: ignore[type-var]


# --- skills -----------------------------------------------------------------------------------------------------------


@answers("skill-roles")
def skill_roles(t: Triples, skill: Term) -> Iterator[Row]:
    for asked in t.same(skill):
        for each in t.owners(CK.skill, asked):
            for role in t.owners(CK.hasRequirement, each):
                for name, wording in product(t.names(role), t.names(asked)):
                    yield name, wording, *t.texts(each, CK.strength), t.line(each)


@answers("roles-naming-any")
def roles_naming_any(t: Triples, *tools: Term) -> Iterator[Row]:
    for item in {same for tool in tools for same in t.same(tool)}:
        for each in {*t.owners(CK.skill, item), *t.owners(CK.namesMember, item)}:
            for role in t.owners(CK.hasRequirement, each):
                for name, named in product(t.names(role), t.names(item)):
                    yield name, named, t.line(each)


@answers("roles-naming-all")
def roles_naming_all(t: Triples, *tools: Term) -> Iterator[Row]:
    for role in t.of(CK.Role):
        named = {item for each in t.asked(role) for step in (CK.skill, CK.namesMember) for item in t.values(each, step)}
        if all(t.same(tool) & named for tool in tools):
            for name in t.names(role):
                yield name, t.line(role)


@answers("roles-without-skill")
def roles_without_skill(t: Triples, skill: Term) -> Iterator[Row]:
    parts = t.narrower(skill)
    for role in t.of(CK.Role):
        named = {item for each in t.asked(role) for step in (CK.skill, CK.namesMember) for item in t.values(each, step)}
        if t.asked(role) and not named & parts:
            for name in t.names(role):
                yield name, t.line(role)


@answers("most-required-skills")
def most_required_skills(t: Triples) -> Iterator[Row]:
    asking: dict[Term, list[tuple[Term, Term, Term]]] = defaultdict(list)
    for role in t.of(CK.Role):
        for each in t.asked(role, "required"):
            for skill in t.values(each, CK.skill):
                canonical = next(iter(t.values(skill, CK.mergedInto)), skill)
                asking[canonical].append((role, each, skill))
    assert len(asking) <= 40
    for canonical, found in asking.items():
        count = len({role for role, _, _ in found})
        assert count <= 20
        for role, each, skill in found:
            for label, name, wording in product(t.names(canonical), t.names(role), t.names(skill)):
                yield label, count, name, wording, t.line(each)


@answers("collection-members")
def collection_members(t: Triples, collection: str) -> Iterator[Row]:
    for node, mark in t.pairs(CK.mark):
        if plain(mark) == collection:
            roles = set(t.owners(CK.requiresSkill, node))
            yield from ((name, len(roles)) for name in t.names(node))


@answers("skill-hierarchy")
def skill_hierarchy(t: Triples, skill: Term) -> Iterator[Row]:
    same = t.same(skill)
    for part, whole in t.pairs(SKOS.broader):
        if part in same or whole in same:
            links = t.linked(part, SKOS.broader, whole)
            said: list[Row] = [(line, NOT_STATED) for link in links for line in t.lines(link)]
            said += [(NOT_STATED, plain(reason)) for link in links for reason in t.values(link, CK.reason)]
            if not links:
                said = [(line, NOT_STATED) for line in t.lines(whole)]
            for name, of, more in product(t.names(part), t.names(whole), said):
                yield name, of, *more


@answers("skill-mentions")
def skill_mentions(t: Triples, skill: Term) -> Iterator[Row]:
    for node in {skill, *t.owners(SKOS.exactMatch, skill)}:
        found: list[tuple[str, Term, int]] = []
        for how, step, owns in (
            ("required by", CK.skill, CK.hasRequirement),
            ("named as a tool by", CK.namesMember, CK.hasRequirement),
            ("expected at", CK.about, CK.hasNote),
        ):
            found += [
                (how, owner, line)
                for each in t.owners(step, node)
                for owner in t.owners(owns, each)
                for line in t.lines(each)
            ]
        for owner in t.owners(SKOS.member, node):
            exact = [line for link in t.linked(owner, SKOS.member, node) for line in t.lines(link)]
            found += [("listed under", owner, line) for line in t.lines(node) if line in exact or not exact]
        for group in t.values(node, SKOS.broader):
            found += [
                ("named as a tool under", owner, line)
                for owner in t.owners(SKOS.member, group)
                for line in t.lines(group)
            ]
        for how, owner, line in found:
            for name, place in product(t.names(node), t.names(owner)):
                yield name, how, place, line


@answers("merged-skills")
def merged_skills(t: Triples) -> Iterator[Row]:
    for node, canonical in t.pairs(CK.mergedInto):
        for link in t.linked(node, CK.mergedInto, canonical):
            for reason in t.values(link, CK.reason):
                yield *t.names(node), *t.names(canonical), plain(reason)


@answers("role-gap")
def role_gap(t: Triples, origin: Term, destination: Term) -> Iterator[Row]:
    held = set(t.values(origin, CK.requiresSkill))
    named = {item for each in t.asked(origin) for step in (CK.skill, CK.namesMember) for item in t.values(each, step)}
    for each in t.asked(destination, "required"):
        for skill in t.values(each, CK.skill):
            covered = bool(t.narrower(skill) & held)
            for name in t.names(skill):
                yield "skill", name, "held" if covered else "missing", t.line(each)
            for tool in t.values(each, CK.namesMember) if covered else ():
                for name in t.names(tool):
                    yield "tool", name, "held" if tool in named else "missing", t.line(each)


@answers("compare-roles")
def compare_roles(t: Triples, first: Term, second: Term) -> Iterator[Row]:
    having: dict[tuple[str, str], set[Term]] = defaultdict(set)
    for role in (first, second):
        for aspect, value in aspects(t, role):
            text = str(value).lower() if isinstance(value, bool) else str(value)
            having[aspect, text].add(role)
    for (aspect, value), found in having.items():
        yield aspect, value, "both" if len(found) > 1 else min(map(str, t.names(next(iter(found)))))


def aspects(t: Triples, role: Term) -> Iterator[tuple[str, object]]:
    """What a role has, each with what it is."""
    for skill in t.values(role, CK.requiresSkill):
        yield from (("skill", name) for name in t.names(skill))
    for aspect, predicate in (("skill", CK.requiresSkill), ("pay from", CK.salary), ("credential", CK.educationOption)):
        if not t.values(role, predicate):
            yield aspect, NOT_STATED
    for aspect, *path in (
        ("tool", CK.hasRequirement, CK.namesMember, SKOS.prefLabel),
        ("pay from", CK.salary, SCHEMA.minValue),
        ("pay to", CK.salary, SCHEMA.maxValue),
        ("pay open-ended", CK.salary, CK.openEnded),
        ("field", CK.educationOption, CK.field, SKOS.prefLabel),
        ("field", CK.hasRequirement, CK.field, SKOS.prefLabel),
        ("background", CK.educationOption, CK.background),
    ):
        yield from ((aspect, plain(value)) for value in t.values(role, *path))
    for ask in [*t.values(role, CK.educationOption), *t.values(role, CK.hasRequirement)]:
        [strength] = t.texts(ask, CK.strength)
        for degree in map(plain, t.values(ask, CK.credential, SKOS.prefLabel)):
            yield "credential", degree if strength == "required" else f"{degree} ({strength})"
        if True in map(plain, t.values(ask, CK.relatedFieldAccepted)):
            yield "field", "or related field"


# --- the graph itself -------------------------------------------------------------------------------------------------


@answers("counts")
def counts(t: Triples) -> Iterator[Row]:
    classes = {value for _, value in t.pairs(RDF.type)}
    for each in classes:
        if str(plain(each)).startswith(CK.iri) and plain(each) != CK.Passage:
            yield local(each), len(t.of(plain(each)))


@answers("industries")
def industries(t: Triples) -> Iterator[Row]:
    for node in t.of(CK.Industry):
        for name, other in product(t.names(node), t.texts(node, SKOS.altLabel)):
            yield name, other, t.line(node)


@answers("document")
def document(t: Triples) -> Iterator[Row]:
    for node in t.of(CK.Document):
        said: list[Row] = []
        for text in t.values(node, DCTERMS.description):
            exact = [line for link in t.linked(node, DCTERMS.description, text) for line in t.lines(link)]
            said += [(plain(text), line) for line in exact] or [(plain(text), t.line(node))]
        for title, day in product(map(plain, t.values(node, DCTERMS.title)), t.texts(node, DCTERMS.date)):
            yield from ((title, day, *more) for more in said or [(NOT_STATED, t.line(node))])


@answers("curated")
def curated(t: Triples, name: str) -> Iterator[Row]:
    for link, reason in t.pairs(CK.reason):
        predicates = [local(value).lower() for value in t.values(link, RDF.predicate)]
        if name.lower() in predicates and "/statement/inferred." not in str(plain(link)):
            [subject], [value] = t.values(link, RDF.subject), t.values(link, RDF.object)
            names = [*t.values(subject, SKOS.prefLabel), *t.values(subject, RDFS.label)] or [subject]
            for one, other in product(names, t.values(value, SKOS.prefLabel) or [value]):
                yield plain(one), lexical(other), plain(reason)


def lexical(term: Term) -> str:
    return str(term.value)


@answers("line-contents")
def line_contents(t: Triples, number: int) -> Iterator[Row]:
    for passage, value in t.pairs(CK.line):
        if plain(value) == number:
            for node in t.owners(PROV.wasDerivedFrom, passage):
                yield from contents(t, node)


def contents(t: Triples, node: Term) -> Iterator[Row]:
    """What a node that cites a line says: a link, or the name of what it is about."""
    for subject, predicate, value in product(
        *(t.values(node, each) for each in (RDF.subject, RDF.predicate, RDF.object))
    ):
        owners = [*t.values(subject, SKOS.prefLabel), *t.values(subject, CK.skill, SKOS.prefLabel)]
        for owner, target in product(owners, t.values(value, SKOS.prefLabel) or [value]):
            yield plain(owner), local(predicate), lexical(target)
    names, titles = t.values(node, SKOS.prefLabel), t.values(node, RDFS.label)
    found = [*names, *t.values(node, CK.skill, SKOS.prefLabel)]
    found += [] if names else titles
    found += [] if titles else t.values(node, CK.credential, SKOS.prefLabel)
    found += [] if t.values(node, CK.credential) else t.values(node, CK.background)
    for name in found:
        yield plain(name), "is stated as", kind_of(node)


@answers("mentions")
def mentions(t: Triples, word: str) -> Iterator[Row]:
    for node, text in t.pairs(SKOS.prefLabel, RDFS.label, CK.wording, CK.background, CK.condition):
        if word.lower() in lexical(text).lower():
            for line in t.lines(node) if t.values(node, PROV.wasDerivedFrom) else [NOT_STATED]:
                yield plain(text), kind_of(node), line


@answers("sources")
def sources(t: Triples, name: str) -> Iterator[Row]:
    called = {node for node, text in t.pairs(SKOS.prefLabel, RDFS.label) if lexical(text).lower() == name.lower()}
    called |= set(t.owners(SKOS.altLabel, Literal(name, language="en")))
    for node in called:
        cited = [("name", passage) for passage in t.values(node, PROV.wasDerivedFrom)]
        for subject, predicate, value in t.all:
            if subject != node or predicate.value == CK.maturity:
                continue
            links = t.linked(node, predicate.value, value)
            cited += [(local(predicate), each) for link in links for each in t.values(link, PROV.wasDerivedFrom)]
            if not links and predicate.value not in (SKOS.exactMatch, SKOS.closeMatch, SKOS.related):
                cited += [(local(predicate), each) for each in t.values(value, PROV.wasDerivedFrom)]
        for what, passage in cited:
            for line, section in product(t.values(passage, CK.line), t.texts(passage, CK.section)):
                yield kind_of(node), what, plain(line), section


@answers("uncited")
def uncited(t: Triples) -> Iterator[Row]:
    excused = {CK.Passage, SKOS.ConceptScheme, "http://rdfs.org/ns/void#Dataset"}
    for node in {subject for subject, _ in t.pairs(RDF.type)}:
        if excused & set(map(plain, t.values(node, RDF.type))):
            continue
        added = any(
            t.values(link, CK.reason) and NamedNode(SKOS.broader) in t.values(link, RDF.predicate)
            for link in t.owners(RDF.object, node)
        )
        if not (t.values(node, PROV.wasDerivedFrom) or t.values(node, CK.reason) or added):
            yield (plain(node),)
