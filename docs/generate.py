"""Write the reference pages that are made from the program itself, or check that they are fresh.

python docs/generate.py            write docs/cli.md, docs/questions.md, docs/model.md, docs/python.md,
                                   docs/ontology.html, docs/first-ten-minutes.ipynb, the legend in docs/routes.md,
                                   the limits in docs/reliability.md, data/sample/town.csv
python docs/generate.py --check    exit status 1 when one of them is not what would be written
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Callable
from functools import cached_property
from pathlib import Path

import click
import rdflib
from ontology_page import ontology_page
from rdflib import RDFS, SH, SKOS
from sample_town import town
from ten_minutes import notebook

import kg
from kg.analysis.questions import questions
from kg.answers.escaping import markdown
from kg.answers.routes import LEGEND
from kg.cli import COMMANDS, cli
from kg.limits import LIMITS
from kg.resources import resource, write_atomically
from kg.schema import CK, CLASSES, PROPERTY_ROWS, XSD, Class, Property, expand, prefixes, property_label

DOCS = Path(__file__).parent
NOTE = "<!-- Made by docs/generate.py from the program itself; edit that, then run `make docs`. -->"


def cli_page() -> str:
    """Every command with its help."""
    parts = ["# Command line", NOTE, _help(cli, "kg")]
    context = click.Context(cli, info_name="kg")
    for name in COMMANDS:
        command = cli.get_command(context, name)
        assert command is not None
        parts += [f"## kg {name}", _help(command, f"kg {name}")]
    return "\n\n".join(parts) + "\n"


def _help(command: click.Command, name: str) -> str:
    context = click.Context(command, info_name=name, terminal_width=100, max_content_width=100)
    text = "\n".join(line.rstrip() for line in command.get_help(context).splitlines())
    return f"```text\n{text}\n```"


def questions_page() -> str:
    """Every named question with its parameters and the answer to expect."""
    parts = [
        "# Named questions",
        NOTE,
        "Ask one with `kg ask NAME`, or run its file in any SPARQL engine over `exports/career.ttl`.",
    ]
    for question in questions().values():
        parts += [f"## {question.name}", f"{question.question}", f"*Expected:* {question.expect}."]
        options = " ".join(f"--{item.name} {item.example!r}" for item in question.parameters)
        parts.append(f"```sh\nkg ask {question.name} {options}".rstrip() + "\n```")
        parts.append(f"[{question.name}.rq](../ontology/queries/{question.name}.rq)")
    return "\n\n".join(parts) + "\n"


def model_page() -> str:
    """Every class and property with its definition, and what the program calls it."""
    graph = rdflib.Graph().parse(resource("ontology/career.ttl"))
    parts = [
        "# The data model",
        NOTE,
        (
            "The terms of `ontology/career.ttl`, prefix `ck:`. Entities re-use SKOS, schema.org, ORG, PROV-O and Dublin"
            " Core wherever these say what is meant; `ontology/alignments.ttl` relates the rest to them. The words in"
            " answers, the names of fields in guides and the keys of table mappings are those of `kg/schema.py`."
        ),
        "## Prefixes",
        "| prefix | namespace |\n| --- | --- |\n"
        + "\n".join(f"| `{prefix}:` | `{namespace}` |" for prefix, namespace in prefixes().items()),
    ]
    parts += [
        "## Merged labels",
        (
            "Where the guide has several labels for one skill, each keeps its IRI, its label and its lines, linked by"
            " `ck:mergedInto` and `skos:exactMatch`. A requirement (`ck:hasRequirement`, `ck:skill`) names the skill as"
            " the guide does. Its short form, `ck:requiresSkill` or `ck:optionalSkill`, leads to the canonical skill"
            " alone, in the graph `inferred` with its reason and line where the guide's own label is another. So either"
            " way each requirement counts once, and counting `ck:requiresSkill` by skill gives the numbers of"
            " `kg rank skills`; `--no-merges` reads the requirements, and keeps every label apart."
        ),
    ]
    heads = "| term | label | broader | definition |\n| --- | --- | --- | --- |\n"
    classes = [row for row in CLASSES if ":" not in row.term]
    parts += ["## Classes", heads + "\n".join(_class_row(graph, row) for row in sorted(classes, key=_name))]
    own = [row for row in PROPERTY_ROWS if row.iri in CK]
    others = [row for row in PROPERTY_ROWS if row.iri not in CK and (row.subjects or row.label)]
    for title, rows in (("Properties", own), ("Properties of other vocabularies", others)):
        lines = [_property_row(graph, row) for row in sorted(rows, key=_name)]
        heads = "| term | of | value | in answers | in guides | in tables | definition |\n"
        parts += [f"## {title}", f"{heads}{'| --- ' * 7}|\n" + "\n".join(lines)]
    parts += ["## What is required", _REQUIRED, _required_table(), _EXAMPLE]
    return "\n\n".join(parts) + "\n"


_REQUIRED = """\
`kg validate` wants these properties, by `ontology/shapes.ttl`; all others may be absent, since a source may be silent.
Each value also has to be of the kind that the tables above give. A rule that offers a choice, or compares several
nodes, is in that file or in `ontology/constraints.ttl`; `kg validate` prints its message where it is broken."""

_EXAMPLE = """\
So the least that conforms, of a role with a skill, is:

```turtle
@prefix ck: <https://w3id.org/career-kg/ontology#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix : <https://example.org/> .

:baker a ck:Role ; skos:prefLabel "Baker"@en ; prov:wasDerivedFrom :line-5 ;
  ck:requiresSkill :dough ; ck:hasRequirement :baker-dough .
:dough a ck:Skill ; skos:prefLabel "Dough making"@en ; prov:wasDerivedFrom :line-6 .
:baker-dough a ck:Requirement , ck:SkillRequirement ; prov:wasDerivedFrom :line-6 ;
  ck:skill :dough ; ck:strength "required" .
:line-5 a ck:Passage ; ck:line 5 ; dcterms:isPartOf :guide .
:line-6 a ck:Passage ; ck:line 6 ; dcterms:isPartOf :guide .
:guide a ck:Document ; dcterms:title "My guide"@en ; skos:prefLabel "My guide"@en ; prov:wasDerivedFrom :line-1 .
:line-1 a ck:Passage ; ck:line 1 ; dcterms:isPartOf :guide .
```"""


def _required_table() -> str:
    """Each class with the properties that shapes want of it, exactly or at least once."""
    shapes = rdflib.Graph().parse(resource("ontology/shapes.ttl"))
    curie = shapes.namespace_manager.curie
    found: dict[str, tuple[set[str], set[str]]] = {}
    for node, shape in shapes.subject_objects(SH.property):
        least, most, path = (shapes.value(shape, term) for term in (SH.minCount, SH.maxCount, SH.path))
        if least and int(str(least)) and shapes.value(shape, SH.severity) is None:
            inverse = shapes.value(path, SH.inversePath)
            term = f"^{curie(str(inverse))}" if inverse else curie(str(path))
            for name in shapes.objects(node, SH.targetClass):
                found.setdefault(curie(str(name)), (set(), set()))[str(most) != str(least)].add(term)
    rows = [
        f"| {_terms(name)} | {' | '.join(_terms(' '.join(sorted(terms))) for terms in of)} |"
        for name, of in sorted(found.items())
    ]
    return "\n".join(["| class | exactly one | at least one |", "| --- | --- | --- |", *rows])


def _name(row: Class | Property) -> tuple[bool, str]:
    return ":" in row.term, row.term


def _class_row(graph: rdflib.Graph, row: Class) -> str:
    term = expand(row.term)
    cells = (_terms(row.term), _text(graph, term, RDFS.label), _terms(row.above), _text(graph, term, SKOS.definition))
    return f"| {' | '.join(cells)} |"


def _property_row(graph: rdflib.Graph, row: Property) -> str:
    value = row.values if row.values in ("text", "IRI", *XSD.terms) else _terms(row.values)
    words = row.words + (f"; of the value: {property_label(row.inverse)}" if row.inverse else "")
    guides, columns = (", ".join(names) for names in (row.field_names[:1], row.column_keys))
    definition = _text(graph, row.iri, SKOS.definition)
    cells = (_terms(row.term), _terms(row.subjects), value, "" if row.hidden else words, guides, columns, definition)
    return f"| {' | '.join(cells)} |"


def _terms(names: str) -> str:
    return ", ".join(f"`{name if ':' in name else f'ck:{name}'}`" for name in names.split())


def _text(graph: rdflib.Graph, term: str, predicate: rdflib.URIRef) -> str:
    return markdown(str(graph.value(rdflib.URIRef(term), predicate) or ""))


_OPTIONS = {
    "route_to_group": "route FROM GROUP",
    "next_learn": "next --learn",
    "rank_unlocks": "rank skills --unlocks",
    "rank_communities": "rank roles --by community",
    "match_curriculum": "match --curriculum",
    "match_interests": "match --interests",
    "view_route": "view --route",
    "view_compare": "view --compare",
    "counts": "list",
    "questions": "ask",
    "role_group": "next --in",
    "edit_location": "why",
}
"""The commands that ask what a method with a longer name does."""


def python_page() -> str:
    """The public names of the package, and every method of a graph, with their docstrings."""
    parts = [
        "# Python",
        NOTE,
        (
            "`import kg` loads nothing that is slow. A graph answers by methods, and each answer prints as one line, is"
            " a page in a notebook (`_repr_html_`), and has `to_dict()`, equal to `-f json`, and `to_pandas()` (extra"
            " `pandas`), the table of `-f csv`."
        ),
        "## kg.open",
        _documented(kg.open),
    ]
    members = [member for kind in reversed(kg.CareerGraph.__mro__) for member in vars(kind).items()]
    methods = {name: found for name, found in members if not name.startswith("_") and inspect.isfunction(found)}
    parts += ["## CareerGraph", _prose(inspect.getdoc(kg.CareerGraph) or "")]
    rows = [f"| [`{name}`](#{name}) | `kg {command}` |" for name in methods if (command := _command(name))]
    parts += ["| method | command |\n| --- | --- |\n" + "\n".join(rows)]
    for name, method in methods.items():
        parts += [f"### {name}", _documented(method)]
    parts.append("## Answers")
    for name in sorted(set(kg.__all__) - {"CareerGraph", "open", "__version__"}):
        found = getattr(kg, name)
        parts += [f"### {name}", _prose(inspect.getdoc(found) or ""), *_members(found)]
    return "\n\n".join(parts) + "\n"


def _members(found: type) -> list[str]:
    """A table of what an answer has beside its fields; none for an error."""
    rows = []
    for name, member in vars(found).items() if not issubclass(found, Exception) else ():
        function = getattr(member, "__func__", member)  # of a class method
        is_value = isinstance(member, property | cached_property)
        if not name.startswith("_") and (inspect.isfunction(function) or is_value):
            parameters = () if is_value else [*inspect.signature(function).parameters][1:]
            shown = name if is_value else f"{name}({', '.join(parameters)})"
            text = (inspect.getdoc(member) or "").partition("\n\n")[0].replace("\n", " ")
            rows.append(f"| `{shown}` | {_prose(text)} |")
    return ["\n".join(["| has | what |", "| --- | --- |", *rows])] if rows else []


def _command(name: str) -> str | None:
    command = name.replace("_", "-")
    return command if command in COMMANDS else _OPTIONS.get(name)


def _documented(function: Callable[..., object]) -> str:
    signature = str(inspect.signature(function)).replace("(self, ", "(").replace("(self)", "()")
    signature = re.sub(r"(: |-> )'([^']*)'", r"\1\2", signature)
    name = "kg.open" if function is kg.open else function.__name__
    return f"```text\n{name}{signature}\n```\n\n{_prose(inspect.getdoc(function) or '')}"


def _prose(text: str) -> str:
    """A docstring as Markdown: names of code between single backticks, examples in blocks."""
    plain = re.sub(r":\w+:`(\w+\.)*(\w+)`", r"`\2`", text).replace("``", "`")
    plain = plain.replace(">>> from kg.graph import open_graph\n", "")
    before, mark, example = re.sub(r"\bopen_graph\b(?=\(|`)", "kg.open", plain).partition(">>> ")
    return f"{before.rstrip()}\n\n```python\n{mark}{example.rstrip()}\n```" if mark else plain


def routes_page() -> str:
    """The page on routes with the legend of their words and numbers."""
    text = (DOCS / "routes.md").read_text(encoding="utf-8")
    before, _, rest = text.partition("<!-- legend -->")
    rows = [f"| {markdown(word)} | {markdown(meaning)} |" for word, meaning in LEGEND.items()]
    table = "\n".join(["| word | in plain words |", "| --- | --- |", *rows])
    return f"{before}<!-- legend -->\n\n{table}\n\n<!-- end of legend -->{rest.partition('<!-- end of legend -->')[2]}"


def reliability_page() -> str:
    """The page on reliability with the table of limits."""
    text = (DOCS / "reliability.md").read_text(encoding="utf-8")
    before, _, rest = text.partition("<!-- limits -->")
    ways = {name: ", ".join(f"`{each}`" for each in limit.ways) for name, limit in LIMITS.items()}
    rows = [
        f"| `{name}` | {limit.shown(limit.default)} | {limit.bounds} | {ways[name]} |" for name, limit in LIMITS.items()
    ]
    table = "\n".join(["| limit | default | bounds | set by |", "| --- | --- | --- | --- |", *rows])
    return f"{before}<!-- limits -->\n\n{table}\n\n<!-- end of limits -->{rest.partition('<!-- end of limits -->')[2]}"


def pages() -> dict[Path, str]:
    """Every generated page with its content."""
    return {
        DOCS / "cli.md": cli_page(),
        DOCS / "questions.md": questions_page(),
        DOCS / "model.md": model_page(),
        DOCS / "ontology.html": ontology_page(),
        DOCS / "first-ten-minutes.ipynb": notebook(),
        DOCS / "python.md": python_page(),
        DOCS / "routes.md": routes_page(),
        DOCS / "reliability.md": reliability_page(),
        resource("data/sample") / "town.csv": town(),
    }


def main() -> int:
    """Write or check the pages."""
    found = pages()
    stale = [path for path, text in found.items() if not path.is_file() or path.read_text(encoding="utf-8") != text]
    for path in stale:
        if "--check" in sys.argv:
            click.echo(f"{path.name} is not fresh; run `make docs`", err=True)
        else:
            write_atomically(path, found[path].encode())
            click.echo(path.name)
    return int(bool(stale) and "--check" in sys.argv)


if __name__ == "__main__":
    sys.exit(main())
