"""Write the reference pages that are made from the program itself, or check that they are fresh.

python docs/generate.py            write docs/cli.md, docs/questions.md, docs/model.md and the legend in docs/routes.md
python docs/generate.py --check    exit status 1 when one of them is not what would be written
"""

from __future__ import annotations

import sys
from pathlib import Path

import click
import rdflib
from rdflib import OWL, RDF, RDFS, SKOS

from kg.analysis.questions import questions
from kg.answers.escaping import markdown
from kg.answers.routes import LEGEND
from kg.cli import COMMANDS, cli
from kg.resources import resource, write_atomically
from kg.schema import CK, prefixes

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
    """Every class and property of the ontology with its definition."""
    graph = rdflib.Graph().parse(resource("ontology/career.ttl"))
    parts = [
        "# The data model",
        NOTE,
        (
            "The terms of `ontology/career.ttl`, prefix `ck:`. Entities re-use SKOS, schema.org, ORG, PROV-O and Dublin"
            " Core wherever these say what is meant; `ontology/alignments.ttl` relates the rest to them."
        ),
        "## Prefixes",
        "| prefix | namespace |\n| --- | --- |\n"
        + "\n".join(f"| `{prefix}:` | `{namespace}` |" for prefix, namespace in prefixes().items()),
    ]
    for title, kinds in (("Classes", (OWL.Class,)), ("Properties", (OWL.ObjectProperty, OWL.DatatypeProperty))):
        terms = sorted({str(term) for kind in kinds for term in graph.subjects(RDF.type, kind)})
        cells = [
            (f"`ck:{term.removeprefix(CK.iri)}`", _text(graph, term, RDFS.label), _text(graph, term, SKOS.definition))
            for term in terms
            if term.startswith(CK.iri)
        ]
        rows = [f"| {' | '.join(row)} |" for row in cells]
        parts += [f"## {title}", "| term | label | definition |\n| --- | --- | --- |\n" + "\n".join(rows)]
    return "\n\n".join(parts) + "\n"


def _text(graph: rdflib.Graph, term: str, predicate: rdflib.URIRef) -> str:
    return markdown(str(graph.value(rdflib.URIRef(term), predicate) or ""))


def routes_page() -> str:
    """The page on routes with the legend of their words and numbers."""
    text = (DOCS / "routes.md").read_text(encoding="utf-8")
    before, _, rest = text.partition("<!-- legend -->")
    rows = [f"| {markdown(word)} | {markdown(meaning)} |" for word, meaning in LEGEND.items()]
    table = "\n".join(["| word | in plain words |", "| --- | --- |", *rows])
    return f"{before}<!-- legend -->\n\n{table}\n\n<!-- end of legend -->{rest.partition('<!-- end of legend -->')[2]}"


def pages() -> dict[Path, str]:
    """Every generated page with its content."""
    return {
        DOCS / "cli.md": cli_page(),
        DOCS / "questions.md": questions_page(),
        DOCS / "model.md": model_page(),
        DOCS / "routes.md": routes_page(),
    }


def main() -> int:
    """Write or check the pages."""
    stale = [path for path, text in pages().items() if not path.is_file() or path.read_text(encoding="utf-8") != text]
    for path in stale:
        if "--check" in sys.argv:
            click.echo(f"{path.name} is not fresh; run `make docs`", err=True)
        else:
            write_atomically(path, pages()[path].encode())
            click.echo(path.name)
    return int(bool(stale) and "--check" in sys.argv)


if __name__ == "__main__":
    sys.exit(main())
