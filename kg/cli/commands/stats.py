"""The command ``kg stats``."""

from __future__ import annotations

import click

from kg.answers.blocks import Answer, Block, Cell, Heading, Paragraph, Table
from kg.cli.options import answers, source_option
from kg.cli.session import Session


@click.command()
@source_option
@answers()
def command(session: Session) -> Answer:
    """Distinct triples of all graphs together, each named graph with title, version and licence, entities of each kind.

    With --source the graphs of these sources, and the entities that come from them.

    \b
    Example:
      kg stats -f json
    """
    found = session.graph.stats()
    graphs = Table(("graph", "triples", "title", "version", "licence", "attribution"), found.graphs)
    kinds = Table(("kind", "count"), list(found.kinds.items()))
    data = {"triples": found.triples, "graphs": {graph.name: graph for graph in found.graphs}, "kinds": found.kinds}
    rows: list[list[Cell]] = [["triples", found.triples]]
    rows += [[f"graph {graph.name}", graph.triples] for graph in found.graphs]
    rows += [[name, number] for name, number in found.kinds.items()]
    blocks: list[Block] = [Heading(f"{found.triples} triples"), graphs, Paragraph(""), kinds]
    return Answer(data, blocks, sheet=Table(("counted", "count"), rows))
