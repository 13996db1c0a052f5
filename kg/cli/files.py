"""The commands about graphs and files: build, validate, stats, export, doctor."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.report import Block, Heading, Line, Report, Table, report
from kg.errors import UsageError

if TYPE_CHECKING:
    from kg.cli.session import Session

__all__ = ["build", "doctor", "export", "stats", "validate"]

_DATA = click.option(
    "--data",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="A folder of curated data; the bundled one by default.",
)


def _data_folder(data: Path | None) -> tuple[Path, str]:
    """The folder to read, and what findings call it."""
    from kg.resources import resource

    return (resource("data/ai_ml"), "data/ai_ml") if data is None else (data, str(data))


@click.command()
@_DATA
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=Path("exports"),
    show_default=True,
    metavar="DIR",
    help="The folder to write to.",
)
@click.option("--base", metavar="IRI", help="The base of all entities' IRIs, ending in / or #.")
@click.option("--check", is_flag=True, help="Write nothing; exit status 1 when a file is not what would be written.")
@report()
def build(session: Session, data: Path | None, output: Path, base: str | None, check: bool) -> Report:
    """Bad data is listed, every error with file and line, and nothing is written.

    \b
    Example:
      kg build
      kg build --data data/ai_ml -o exports --check
    """
    del session
    from kg.maintenance.build import build_exports, build_graph, stale_exports
    from kg.schema import BASE

    folder, shown_as = _data_folder(data)
    graph = build_graph(folder, base or BASE, shown_as)
    if check:
        stale = stale_exports(graph, output)
        table = Table(("file", "state"), [[str(path), "differs from the data"] for path in stale])
        report_ = {"fresh": not stale, "stale": [str(path) for path in stale]}
        if not stale:
            return Report(report_, table, [Line(f"The files in {output} are fresh.")])
        return Report(report_, table, [table, Line("Run `kg build` and commit what it writes.")], status=1)
    files = build_exports(graph, output)
    rows = [[str(path), path.stat().st_size] for path in files]
    return Report([{"file": name, "bytes": size} for name, size in rows], Table(("file", "bytes"), rows))


@click.command()
@_DATA
@report()
def validate(session: Session, data: Path | None) -> Report:
    """SHACL shapes for a graph; for curated data its own rules too.

    With -g the graph of that file is checked; otherwise curated data. Exit status 1: it does not conform.

    \b
    Example:
      kg validate
      kg validate --data my/data -f json
    """
    from kg.maintenance.validate import validate_data, validate_graph

    if session.source is not None and data is None:
        findings = validate_graph(session.graph, session.source)
    else:
        findings = validate_data(*_data_folder(data))
    conforms = not any(finding.severity == "error" for finding in findings)
    rows = [[finding.severity, finding.file, finding.line, finding.message] for finding in findings]
    table = Table(("severity", "file", "line", "message"), rows)
    verdict = Line(
        f"{'Conforms' if conforms else 'Does not conform'}: {len(findings)} finding{'s' if len(findings) != 1 else ''}."
    )
    data_out = {"conforms": conforms, "findings": [finding._asdict() for finding in findings]}
    return Report(data_out, table, [table, verdict] if findings else [verdict], status=0 if conforms else 1)


@click.command()
@report()
def stats(session: Session) -> Report:
    """Distinct triples of all graphs together, each named graph with title, version and licence, entities of each kind.

    \b
    Example:
      kg stats -f json
    """
    found = session.graph.statistics()
    graphs = Table(
        ("graph", "triples", "title", "version", "licence", "attribution"),
        [list(graph) for graph in found.graphs],
    )
    kinds = Table(("kind", "count"), list(found.kinds.items()))
    data = {
        "triples": found.triples,
        "graphs": {graph.name: graph._asdict() for graph in found.graphs},
        "kinds": found.kinds,
    }
    rows: list[list[object]] = [["triples", found.triples]]
    rows += [[f"graph {graph.name}", graph.triples] for graph in found.graphs]
    rows += [[name, number] for name, number in found.kinds.items()]
    blocks: list[Block] = [Heading(f"{found.triples} triples"), graphs, Line(""), kinds]
    return Report(data, Table(("what", "count"), rows), blocks)


@click.command()
@click.argument("target", metavar="[DIR|FILE]", type=click.Path(path_type=Path), default=Path())
@click.option("-f", "--format", "formats", multiple=True, help="ttl, nt, jsonld, trig, rdf, graphml, html or all.")
@click.pass_obj
def export(session: Session, target: Path, formats: tuple[str, ...]) -> None:
    """The paths written are printed.

    A FILE's ending tells its format; in a DIR (made when missing) the files are called career.ttl and so on.

    \b
    Example:
      kg export out -f ttl -f jsonld
      kg export my-graph.graphml
    """
    from kg.rdf.export import ENDINGS

    wanted = list(ENDINGS) if "all" in formats else list(formats)
    for name in wanted:
        if name not in ENDINGS:
            raise UsageError(f"there is no format '{name}'", f"the formats are: {', '.join(ENDINGS)} and all")
    is_file = target.suffix.removeprefix(".") in ENDINGS.values() and not target.is_dir()
    if not is_file and not wanted:
        raise UsageError(
            f"no format is given, and '{target}' has no ending that tells it",
            f"-f ttl, or a file that ends in .{', .'.join(ENDINGS.values())}",
        )
    if is_file and len(wanted) > 1:
        raise UsageError(f"'{target}' is one file, and {len(wanted)} formats are asked for", "give a folder")
    paths = [target] if is_file else [target / f"career.{ENDINGS[name]}" for name in wanted]
    for position, path in enumerate(paths):
        click.echo(session.graph.export(path, wanted[position] if wanted else None))


@click.command()
@report()
def doctor(session: Session) -> Report:
    """Exit status 1: something that kg needs is missing.

    \b
    Example:
      kg doctor
    """
    from kg.maintenance.doctor import checks

    found = checks(session.source)
    rows = [[check.name, check.state, check.found, check.remedy] for check in found]
    table = Table(("what", "state", "found", "what to do"), rows)
    return Report(
        [check._asdict() for check in found], table, status=int(any(check.state == "missing" for check in found))
    )
