"""The command ``kg export``."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.options import PATH
from kg.cli.session import Session
from kg.errors import UsageError
from kg.rdf.export import ENDINGS
from kg.resources import write_atomically


@click.command()
@click.argument("target", metavar="[DIR|FILE]", type=PATH, default=Path())
@click.option(
    "-f", "--format", "formats", multiple=True, help=f"{', '.join(ENDINGS)} or all; repeat for several.  [default: all]"
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

    A FILE's ending names its format; in a DIR (made when missing) the files are named career.ttl and so on,
    and catalog.ttl has their sizes and checksums, in DCAT and VoID.

    \b
    Example:
      kg export out
      kg export out -f ttl -f jsonld
      kg export my-graph.graphml
      kg export --plain concepts.ttl
    """
    wanted = list(formats)
    for name in wanted:
        if name not in ENDINGS and name != "all":
            raise UsageError(f"there is no format '{name}'", f"the formats are: {', '.join(ENDINGS)} and all")
    is_file = target.suffix.removeprefix(".") in ENDINGS.values() and not target.is_dir()
    if not is_file and not wanted and target.suffix and not target.is_dir():
        raise UsageError(
            f"no format is given, and '{target}' has no ending that names one",
            f"-f ttl, or a file that ends in .{', .'.join(ENDINGS.values())}; a folder if it exists",
        )
    if not is_file and (not wanted or "all" in wanted):
        wanted = list(ENDINGS)
    if is_file and (len(wanted) > 1 or "all" in wanted):
        raise UsageError(f"'{target}' is one file, and several formats are requested", "give a folder")
    paths = [target] if is_file else [target / f"career.{ENDINGS[name]}" for name in wanted]
    for position, path in enumerate(paths):
        click.echo(session.graph.export(path, wanted[position] if wanted else None, plain=plain))
    if not is_file:
        from kg.maintenance.catalog import CATALOG, catalog  # loads what a single file does without

        record = target / CATALOG
        write_atomically(record, catalog(session.graph, {path.name: path.read_bytes() for path in paths}))
        click.echo(record)
