"""The text version of a picture: headings, tables and lists with everything it shows. All text is escaped here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from types import MappingProxyType

from kg.answers.entities import fact_label
from kg.answers.escaping import markup
from kg.answers.renderers import HtmlBlocks, html_table
from kg.model import Entity, Fact, Source, Value
from kg.schema import NOT_STATED, PAY_PARTS, property_label
from kg.view.drawing import STYLES, Drawing, Node
from kg.view.labels import NO_LABEL, source_text
from kg.view.summary import capital

_MAX_FACTS = 200
"""How many facts a card lists at most; what is left out is counted."""

_MAX_TABLE_ROLES = 60
"""How many roles the table of roles has at most; with more there is no table, and each role has its card."""

_DEFAULT_PARTS = {("strength", "required"), ("relatedFieldAccepted", False)}
"""Parts of a value that are not written, since they are the usual case."""

_NETWORKS = ("overview", "neighbourhood")
"""The views that are drawn as networks: they show so much that their text is folded, kind by kind."""

_FIRST = (
    *("hasRequirement", "requiresSkill", "optionalSkill", "salary", "medianAnnualPay", "educationRequirements"),
    *("^requiresSkill", "^hasRequirement", "^optionalSkill"),
)
"""What a card tells first: what a role asks for and pays, and who asks for a skill."""

_SYNONYMS = ("altLabel", "hiddenLabel")


def text_version(drawing: Drawing, said: Mapping[str, str] = MappingProxyType({})) -> str:
    """The answer of a route or comparison, tables of the roles and of all lines, then everything drawn, by kind.

    ``said`` is a sentence about some entities, by IRI, at the top of their cards.
    """
    text = _TextVersion(drawing, said)
    return "\n".join([*text.answer(), *text.tables(), *text.cards()])


def kind_icon(style: str) -> str:
    """The shape of a kind as SVG, hidden from screen readers: the kind is always written beside it."""
    look = STYLES[style]
    return (
        f'<svg class="icon kind {look.accent}" viewBox="-12 -12 24 24" aria-hidden="true" focusable="false">'
        f'<path d="{look.shape}"/></svg>'
    )


class _TextVersion:
    def __init__(self, drawing: Drawing, said: Mapping[str, str]) -> None:
        self.drawing, self.said = drawing, said
        self.numbers = {node.entity.iri: number for number, node in enumerate(drawing.nodes)}
        self.folded: dict[str, list[Node]] = {}
        for node in drawing.nodes:
            if node.folded_into is not None:
                self.folded.setdefault(node.folded_into, []).append(node)

    # --- the answer -------------------------------------------------------------------------------------------------

    def answer(self) -> Iterable[str]:
        if self.drawing.answer:
            blocks = _LinkedBlocks(self).blocks(self.drawing.answer)
            yield f'<section id="answer" aria-label="The answer">\n{blocks}\n</section>'

    def linked(self, iri: str, label: str) -> str:
        """A label as a link to the card of the entity that it names, where that is drawn."""
        number = self.numbers.get(self.drawing.merged.get(iri, iri))
        if number is None:
            return markup(label)
        return f'<a href="#card-{number}" data-node="{number}">{_named(label)}</a>'

    # --- tables -----------------------------------------------------------------------------------------------------

    def tables(self) -> Iterable[str]:
        roles = [node for node in self.drawing.nodes if node.style == "role"]
        if 0 < len(roles) <= _MAX_TABLE_ROLES:
            rows = [self._role(node) for node in roles]
            heads = ("Role", "Requires (tools named)", "Pay", "Education")
            yield html_table("roles-table", "Roles in one table", heads, rows, level=3)
        if self.drawing.edges:
            heads = ("From", "Link", "To", "Source")
            numbers = [number for number, edge in enumerate(self.drawing.edges) for _ in edge.statements]
            marks = [f' data-line="{number}"' for number in numbers]
            table = html_table("links-table", "Every line of the picture", heads, self._links(), level=3, marks=marks)
            words = f"{len(self.drawing.edges):,} line{'' if len(self.drawing.edges) == 1 else 's'} of the picture"
            yield f"{self._fold()}<summary>{words}, each with its source</summary>\n{table}\n</details>"

    def _role(self, node: Node) -> list[str]:
        required, pay, education = [], [], []
        for value, parts, sources in _grouped(node.description.facts, ("hasRequirement", "requiresSkill")):
            tools = [markup(_shown(part)) for name, part in parts if name == "namesMember"]
            named = f" ({', '.join(tools)})" if tools else ""
            required.append(f"<li>{self._value(value)}{named} {_source(sources)}</li>")
        for value, _, sources in _grouped(node.description.facts, ("salary",)):
            pay.append(f"{self._value(value)} {_source(sources)}")
        for value, _, sources in _grouped(node.description.facts, ("educationRequirements",)):
            education.append(f"{self._value(value)} {_source(sources)}")
        cells = (f"<ul>{''.join(required)}</ul>" if required else "", "<br>".join(pay), "<br>".join(education))
        return [self._value(node.entity), *(cell or NOT_STATED for cell in cells)]

    def _links(self) -> Iterable[list[str]]:
        for edge in self.drawing.edges:
            for statement in edge.statements:
                words = property_label(statement.property)
                ends = self._value(statement.start), escape(words), self._value(statement.end)
                yield [*ends, escape(source_text(statement.sources)) or "computed"]

    # --- cards ------------------------------------------------------------------------------------------------------

    def cards(self) -> Iterable[str]:
        for style, look in STYLES.items():
            nodes = [(number, node) for number, node in enumerate(self.drawing.nodes) if node.style == style]
            if nodes:
                cards = "\n".join(self._card(number, node) for number, node in nodes)
                heading = f'<summary><h3 id="kind-{style}">{kind_icon(style)} {look.many} ({len(nodes)})</h3></summary>'
                yield f"{self._fold(style)}{heading}\n{cards}\n</details>"

    def _fold(self, style: str = "") -> str:
        """The beginning of a part that is closed below a network, but for the kind of its focus.

        Below an answer the whole text is folded already.
        """
        focus = self.drawing.focus
        number = self.numbers.get(focus.iri) if focus else None
        own = number is not None and self.drawing.nodes[number].style == style
        return "<details open>" if own or self.drawing.view not in _NETWORKS else "<details>"

    def _card(self, number: int, node: Node) -> str:
        description = node.description
        around = _main_source(description.facts)
        named = ", section ".join(markup(part) for part in around if part)
        said = self.said.get(node.entity.iri, "")
        head = f'<p class="from">{escape(capital(STYLES[node.style].one))}. {markup(said)}</p>'
        foot = f'<p class="from">id <code>{markup(node.entity.id)}</code>'
        foot += f"<br>Default source: {named}</p>" if named else "</p>"
        facts = sorted(
            description.facts, key=lambda fact: _FIRST.index(fact.property) if fact.property in _FIRST else 99
        )
        items = "\n".join(self._facts(facts[:_MAX_FACTS], around))
        more = max(len(description.facts) - _MAX_FACTS, 0) + description.unlisted
        items += f"\n<dt>statements</dt><dd>{more} more not listed here</dd>" if more > 0 else ""
        for each in description.not_understood:
            items += f'\n<dt>{escape(each.topic)}</dt><dd class="missing">{escape(each.brief())}</dd>'
        for name in description.not_stated:
            items += f'\n<dt>{escape(property_label(name))}</dt><dd class="missing">{NOT_STATED}</dd>'
        title = f"<h4>{kind_icon(node.style)} {_named(node.entity.label)}</h4>"
        title += f'<a class="there" href="#picture" data-node="{number}">In the picture</a>'
        folded = self._folded(node)
        return f'<article id="card-{number}" class="card">{title}\n{head}\n{folded}<dl>{items}</dl>\n{foot}</article>'

    def _folded(self, node: Node) -> str:
        folded = self.folded.get(node.entity.iri, [])
        if not folded:
            return ""
        listed = ", ".join(self._value(item.entity) for item in folded[:_MAX_FACTS])
        more = f" and {len(folded) - _MAX_FACTS} more" if len(folded) > _MAX_FACTS else ""
        return f'<p class="folded">Collapsed here (+{len(folded)}): {listed}{more}.</p>\n'

    def _facts(self, facts: Iterable[Fact], around: tuple[str | None, str | None]) -> Iterable[str]:
        listed: dict[tuple[str, str], list[Fact]] = {}
        for fact in facts:
            listed.setdefault((fact.property, fact_label(fact)), []).append(fact)
        for (name, label), alike in listed.items():
            yield f"<dt>{escape(label)}</dt>"
            groups = _grouped(alike, (name,))
            if name in _SYNONYMS:
                groups = _joined(groups)
            for value, parts, sources in groups:
                yield f"<dd>{self._value(value)}{self._parts(parts)} {_source(sources, around)}</dd>"

    def _value(self, value: Value) -> str:
        """A value as a link to its card, where it is drawn; a merged skill leads to the one it is drawn as."""
        if not isinstance(value, Entity):
            return markup(_shown(value))
        drawn = self.drawing.merged.get(value.iri, value.iri)
        number = self.numbers.get(drawn)
        if number is None:
            return _named(value.label)
        link = f'<a href="#card-{number}" data-node="{number}">{_named(value.label)}</a>'
        if drawn == value.iri:
            return link
        return f"{link} (drawn as {markup(self.drawing.nodes[number].entity.label)})"

    def _parts(self, parts: Iterable[tuple[str, Value]]) -> str:
        """The other parts of a value, those of one name together."""
        order = {name: number for number, name in enumerate(PAY_PARTS)}
        table: dict[str, list[str]] = {}
        for name, part in sorted(parts, key=lambda part: order.get(part[0], len(order))):
            if (name, part) not in _DEFAULT_PARTS:
                table.setdefault(property_label(name), []).append(self._value(part))
        listed = [f"{escape(name)}: {', '.join(shown)}" for name, shown in table.items()]
        return f' <span class="parts">({"; ".join(listed)})</span>' if listed else ""


_Group = tuple["Value", tuple[tuple[str, "Value"], ...], list["Source"]]


def _grouped(facts: Iterable[Fact], names: Iterable[str]) -> list[_Group]:
    """The facts of some properties; those that say the same become one, with all their sources."""
    wanted = set(names)
    table: dict[tuple[object, ...], _Group] = {}
    for fact in facts:
        if fact.property in wanted:
            key = (type(fact.value), fact.value, fact.parts)
            table.setdefault(key, (fact.value, fact.parts, []))[2].append(fact.source)
    return list(table.values())


def _joined(groups: Iterable[_Group]) -> list[_Group]:
    """Synonyms of one origin in one line."""
    table: dict[tuple[object, ...], list[str]] = {}
    first: dict[tuple[object, ...], _Group] = {}
    for group in groups:
        key = (group[1], tuple(group[2]))
        table.setdefault(key, []).append(str(group[0]))
        first.setdefault(key, group)
    return [(", ".join(table[key]), group[1], group[2]) for key, group in first.items()]


def _main_source(facts: Iterable[Fact]) -> tuple[str | None, str | None]:
    """The document and section that most facts of a card come from."""
    counts = Counter((fact.source.document, fact.source.section) for fact in facts if fact.source.line is not None)
    return max(counts.items(), key=lambda item: item[1], default=((None, None), 0))[0]


def _source(sources: Iterable[Source], around: tuple[str | None, str | None] | None = None) -> str:
    """Sources as text: in a table the lines alone, on a card without the main document and section of the card."""
    listed = list(sources)
    if around is None:
        words = ", ".join(dict.fromkeys(str(source) for source in listed))
    else:
        words = source_text(listed, around)
    return f'<span class="source">{escape(words)}</span>'


def _shown(value: Value) -> str:
    if isinstance(value, Entity):
        return value.label
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,}" if isinstance(value, int) else str(value)


def _named(label: str) -> str:
    """A label as text, or a substitute for one without a visible character."""
    return markup(label if label.strip() else NO_LABEL)


class _LinkedBlocks(HtmlBlocks):
    """The blocks of the answer, below the heading of the whole text, with links to cards."""

    def __init__(self, text: _TextVersion) -> None:
        super().__init__(top=3, key="answer")
        self.text = text

    def entity(self, iri: str | None, label: str) -> str:
        return self.text.linked(iri or "", label)

    def about(self, entities: Sequence[Entity]) -> str:
        number = self.text.numbers.get(entities[0].iri) if len(entities) == 1 else None
        return "" if number is None else f' data-about="{number}"'
