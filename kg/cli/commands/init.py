"""The command ``kg init``."""

from __future__ import annotations

from pathlib import Path

import click

from kg.answers.blocks import Answer
from kg.answers.stores import store_answer
from kg.cli.options import PATH, answers
from kg.cli.session import Session
from kg.errors import UsageError
from kg.resources import BUNDLED_FILE, resource

BUNDLED = "bundled"
"""The name of the bundled graph as a source of a store."""

_TOWN = "data/sample/town"
"""The table of the sample town and its mapping, but for the ends of their names."""


@click.command()
@click.argument("folder", metavar="DIR", type=PATH)
@click.option("--empty", is_flag=True, help="Leave the bundled graph and its mappings out.")
@click.option("--sample", is_flag=True, help="Put in a made-up town of 300 roles instead, to try what large stores do.")
@answers()
def command(session: Session, folder: Path, empty: bool, sample: bool) -> Answer:
    """A new folder. It holds the bundled graph and its mappings to ESCO and O*NET, and takes other sources with kg
    import; ask it with kg -g DIR.

    \b
    Example:
      kg init new-store
      kg -g new-store route statistician MLOps
      kg init --sample town
      kg -g town route "Festival Bartender" "Web Developer"
    """
    del session
    from kg.store.folder import StoreFolder
    from kg.store.imports import import_mappings, import_source

    if empty and sample:
        raise UsageError("--empty leaves all out, and --sample puts a town in", "keep one")
    with StoreFolder.create_or_discard(folder) as store:
        if sample:
            mapping = resource(f"{_TOWN}.yaml")
            import_source(store, "table", [resource(f"{_TOWN}.csv")], name="sample", options={"mapping": mapping})
        elif not empty:
            import_source(store, "rdf", [resource(BUNDLED_FILE)], name=BUNDLED)
            import_mappings(store)
    return store_answer(store)
