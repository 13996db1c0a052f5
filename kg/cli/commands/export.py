"""The command ``kg export``."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.options import PATH
from kg.cli.session import Session
from kg.errors import UsageError
from kg.rdf.export import ENDINGS, ON_REQUEST, TABLES


@click.command()
@click.argument("target", metavar="[DIR|FILE]", type=PATH, default=Path())
@click.option(
    "-f",
    "--format",
    "formats",
    multiple=True,
    help=f"{', '.join(ENDINGS)} or all; {', '.join(ON_REQUEST)} only where named; repeat for several.  [default: all]",
)
@click.option(
    "--plain",
    is_flag=True,
    help="Leave out passages and statements about triples, and add what SKOS tools look for: a scheme of each concept,"
    " top concepts, narrower.",
)
@click.pass_obj
def command(session: Session, target: Path, formats: tuple[str, ...], plain: bool) -> None:
    """The paths written are printed.

    A FILE's ending names its format; in a DIR (made when missing) the files are named career.ttl and so on, and
    catalog.ttl has their sizes and checksums, in DCAT and VoID. csv and parquet are two files, career-nodes and
    career-edges.

    \b
    Example:
      kg export out
      kg export out -f ttl -f jsonld
      kg export my-graph.graphml
      kg export --plain concepts.ttl
      kg export out -f csv
    """
    wanted = list(formats)
    known = {**ENDINGS, **{name: name for name in ON_REQUEST}}
    for name in wanted:
        if name not in known and name != "all":
            raise UsageError(f"there is no format '{name}'", f"the formats are: {', '.join(known)} and all")
    is_file = target.suffix.removeprefix(".") in {*ENDINGS.values(), *wanted} and not target.is_dir()
    if not is_file and not wanted and target.suffix and not target.is_dir():
        raise UsageError(
            f"no format is given, and '{target}' has no ending that names one",
            f"-f ttl, or a file that ends in .{', .'.join(ENDINGS.values())}; a folder if it exists",
        )
    if not is_file and (not wanted or "all" in wanted):
        wanted = [*ENDINGS, *(name for name in wanted if name in ON_REQUEST)]
    if is_file and (len(wanted) > 1 or "all" in wanted):
        raise UsageError(f"'{target}' is one file, and several formats are requested", "give a folder")
    paths = [target] if is_file else [target / f"career.{known[name]}" for name in wanted]
    written: list[Path] = []
    for position, path in enumerate(paths):
        fmt = wanted[position] if wanted else None
        whole = [] if fmt in TABLES else [session.graph.export(path, fmt, plain=plain)]
        written += whole or session.graph.export_tables(path, fmt or "")
    if not is_file:
        from kg.maintenance.catalog import write_catalog  # loads what a single file does without

        written.append(write_catalog(session.graph, target, written))
    for file in written:
        click.echo(file)
