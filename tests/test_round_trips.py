"""Every kind of source, exported in every format of RDF and imported again, is the same graph."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph
import pytest
from command_line import kg as run
from taxonomies import esco_files, folder_of, oews_books, onet_files, zip_of

from kg.graph import open_graph
from kg.resources import resource
from kg.schema import NAME_LINKS

GUIDE = """# Nursing careers

## Roles

### Staff Nurse

**Overview:** Cares for patients.

**Required Skills:**
- Communication
- Wound care

**Salary:** $60,000 - $80,000

**Education:** Bachelor's in Nursing
"""
TABLE = "role,skill,strength,pay\nWard clerk,Filing,required,20000\nWard clerk,Typing,preferred,20000\n"


def sources(folder: Path) -> dict[str, list[str | Path]]:
    """The arguments of an import of each kind; its files are written into a folder."""
    (folder / "nursing.md").write_text(GUIDE)
    (folder / "wards.csv").write_text(TABLE)
    return {
        "guide": ["guide", folder / "nursing.md"],
        "esco": ["esco", folder_of(esco_files(), folder / "esco")],
        "onet": ["onet", folder_of(onet_files(), folder / "onet")],
        "oews": ["oews", zip_of(oews_books(), folder / "oews.zip")],
        "sssom": ["sssom", resource("data/mappings/ai-ml-esco.sssom.tsv")],
        "rdf": ["rdf", resource("exports/career.trig")],
        "table": ["table", folder / "wards.csv", "--mapping", folder / "wards.yaml"],
    }


def union(store: Path) -> set[object]:
    """The triples of a store, but for the links between equal names, which each store finds itself."""
    quads = open_graph(store).store.engine
    return {quad.triple for quad in quads if not str(quad.graph_name).endswith(f"/{NAME_LINKS}>")}


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["guide", "table", "esco", "onet", "oews", "sssom", "rdf"])
def test_i19_a_source_is_the_same_after_a_round_trip(tmp_path: Path, kind: str) -> None:
    first = tmp_path / "first"
    first.mkdir()
    arguments = sources(first)[kind]
    if kind == "table":
        assert run("import", "table", first / "wards.csv", "--write-mapping", first / "wards.yaml").status == 0
    run("init", tmp_path / "store", "--empty")
    if kind == "oews":  # its figures are of roles that O*NET names
        run("import", "onet", *sources(first)["onet"][1:], "--into", tmp_path / "store")
    imported = run("import", *arguments, "--into", tmp_path / "store")
    assert imported.status == 0, imported.err
    expected = union(tmp_path / "store")
    assert len(expected) > 20
    for fmt in ("ttl", "jsonld", "rdf", "trig"):
        file = tmp_path / f"again.{fmt}"
        run("-g", tmp_path / "store", "export", file)
        assert {quad.triple for quad in pyoxigraph.parse(path=file)} == expected
        run("init", tmp_path / fmt, "--empty")
        assert run("import", "rdf", file, "--into", tmp_path / fmt, "--name", "again").status == 0
        assert union(tmp_path / fmt) == expected
        found = run("diff", tmp_path / "store", tmp_path / fmt, "-f", "json").json
        assert found["changes"] == []
