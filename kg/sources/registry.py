"""The kinds of source that ``kg import`` takes: one table, from which the command, its help and the imports are made.

A new taxonomy is one module with a reader, and one row of :data:`SOURCE_KINDS`. Another package adds a kind by an entry
point of the group ``kg.sources`` that names a :class:`SourceKind`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from kg.errors import SourceError, UsageError, quoted
from kg.model.records import ImportRequest, MappingSet
from kg.rdf.formats import RdfFile
from kg.schema import NAME_LINKS, slug
from kg.sources.delimited import RecordSource
from kg.sources.esco_rdf import read_esco
from kg.sources.files import Files
from kg.sources.guide import Guide, read_guide
from kg.sources.oews import read_oews
from kg.sources.onet import Onet
from kg.sources.skos import read_skos
from kg.sources.sssom import read_sssom
from kg.sources.table import READY, read_tables

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from importlib.metadata import EntryPoint
    from pathlib import Path
    from typing import TypeAlias


GROUP = "kg.sources"
"""The group of entry points by which other packages add kinds."""

ReadSource: TypeAlias = "RecordSource | Guide | MappingSet | RdfFile"
"""What a reader returns: import records with their report, a guide, a set of mappings, or a file of triples."""


class Option(NamedTuple):
    """An option of ``kg import`` for some kinds; ``type`` is "text", "file" or "flag"."""

    name: str
    help: str
    metavar: str | None = None
    type: str = "text"


class SourceKind(NamedTuple):
    """One kind of source: how the command line names it, how it is read, and the options that it takes.

    A source is named after its kind, or after its first file where ``named_by_file``; ``--name`` gives another name.
    With ``one_file_per_source`` every file given is a source; with ``own_iris`` the IRIs of its entities begin with its
    name, which must then be new. ``examples`` are arguments of the command, for its help.
    """

    name: str
    summary: str
    read: Callable[[ImportRequest], ReadSource]
    options: tuple[Option, ...] = ()
    examples: tuple[str, ...] = ()
    named_by_file: bool = False
    one_file_per_source: bool = False
    own_iris: bool = False
    endings: tuple[str, ...] = ()
    """How the names of its files end: a folder then stands for all of these in it."""

    def sources(self, paths: Sequence[Path], name: str | None = None) -> list[tuple[str | None, tuple[Path, ...]]]:
        """The sources that some files and folders are, each with its name and files; None for the name that it has.

        Where files have the same name, their folders distinguish them. Raises UsageError where that is not enough.
        """
        files = [file for path in paths for file in self._files(path)] if self.endings else list(paths)
        if not self.one_file_per_source:
            return [(name, tuple(files))]
        if name is not None or len(files) == 1:
            return [(name, (file,)) for file in files]
        return [(found, (file,)) for found, file in zip(self._names(files), files, strict=True)]

    def _files(self, path: Path) -> list[Path]:
        """A file, or the files of this kind in a folder and those below it."""
        if not path.is_dir():
            return [path]
        inside = (file for file in sorted(path.rglob("*")) if file.suffix.lower() in self.endings and file.is_file())
        found = [file for file in inside if not any(part.startswith(".") for part in file.relative_to(path).parts)]
        if not found:
            raise UsageError(f"{quoted(str(path))} has no file that ends in {' or '.join(self.endings)}", "give files")
        return found

    def _names(self, files: Sequence[Path]) -> list[str]:
        """A name for each file: that of the file, with those of its folders where several have it."""
        whole = [file.resolve() for file in files]
        if twice := [file for number, file in enumerate(whole) if file in whole[:number]]:
            raise UsageError(f"{quoted(str(twice[0]))} is given twice", "give each file once")
        names = [self.source_name([file]) for file in files]
        for depth in range(1, 10):
            common = {name for name in names if names.count(name) > 1}
            for place, file in enumerate(whole):
                if names[place] in common:
                    names[place] = slug("-".join((*file.parent.parts[-depth:], self.source_name([file]))))
        if common := {name for name in names if names.count(name) > 1}:
            message = f"several files would be the source {quoted(min(common))}"
            raise UsageError(message, "import them one by one, each with its --name")
        return names

    def source_name(self, paths: Sequence[Path]) -> str:
        """The name of a source of these files, unless the user gives another."""
        if not (self.named_by_file and paths):
            return self.name
        name = slug(paths[0].stem.removesuffix(".sssom"))
        return f"{self.name}-{name}" if name == NAME_LINKS else name  # a common name of files, and the store's own

    def check(self, paths: Sequence[Path], name: str | None, options: Mapping[str, Any]) -> None:
        """Raise UsageError for an option that this kind does not take, and for one name of several sources."""
        own = {option.name for option in self.options}
        for option, value in options.items():
            if value is not None and option not in own:
                takers = [kind.name for kind in source_kinds().values() if option in {o.name for o in kind.options}]
                message = f"--{option} is for {' and '.join(takers)}"
                raise UsageError(message, f"{self.name} states it itself")
        if self.one_file_per_source and name is not None and len(paths) > 1:
            raise UsageError("--name is for one file", "import the files one by one, each with its name")


RELEASE = Option("release", "The version of a taxonomy whose files do not state it.", "VERSION")
LICENCE = Option("licence", "The terms that a guide may be used under.", "URL")
ATTRIBUTION = Option("attribution", "The author of a guide, to be credited.", "TEXT")
MAPPING = Option(
    "mapping", f"A YAML file that describes the columns of a table, or one of: {', '.join(READY)}.", "FILE", "file"
)
WRITE_MAPPING = Option("write-mapping", "Write the mapping that is proposed for a table to a new file.", "FILE", "file")
LANGUAGES = Option("languages", "Read these languages alone, such as en,fr; English always is.", "LANGS")
ROLES = Option(
    "roles", "The scheme whose concepts are roles: its IRI, its label or the last part of its IRI.", "SCHEME"
)
SKILLS = Option("skills", "The scheme whose concepts are skills.", "SCHEME")
REQUIRES = Option("requires", "The property that links roles to required skills, or skills to roles.", "PROPERTY")
OPTIONAL = Option("optional", "The property that links roles to optional skills, or skills to roles.", "PROPERTY")
ENCODING = Option("encoding", "The encoding of a table, such as windows-1252; otherwise it is guessed.", "NAME")
DELIMITER = Option("delimiter", "The sign between the cells of a table; otherwise it is guessed.", "SIGN")
CURRENCY = Option("currency", "The currency of pay in a table that states none, such as EUR.", "CODE")
DRY_RUN = Option("dry-run", "Show what a table would state, and write nothing.", type="flag")

SOURCE_KINDS: tuple[SourceKind, ...] = (
    SourceKind(
        "rdf",
        "files of any format of RDF that this kg reads",
        lambda request: RdfFile(request.paths[0]),
        examples=("my-guide.ttl --into my-store", "careers.trig --into my-store --name careers"),
        named_by_file=True,
        one_file_per_source=True,
    ),
    SourceKind(
        "sssom",
        "mappings to other vocabularies, as SSSOM tables",
        lambda request: read_sssom(request.paths[0]),
        examples=("my-links.sssom.tsv --into my-store",),
        named_by_file=True,
        one_file_per_source=True,
    ),
    SourceKind(
        "guide",
        "career guides in Markdown: files, or folders of them",
        lambda request: read_guide(
            request.paths[0], request.name, request.options.get("licence"), request.options.get("attribution")
        ),
        (LICENCE, ATTRIBUTION),
        examples=("nursing.md --into my-store",),
        named_by_file=True,
        one_file_per_source=True,
        own_iris=True,
        endings=(".md", ".markdown"),
    ),
    SourceKind(
        "esco",
        "ESCO, in any languages: folders or zips of its CSV files, or its RDF as Turtle or RDF/XML",
        read_esco,
        (RELEASE, LANGUAGES),
        examples=(
            "esco-classification-en.zip esco-relations.zip --into my-store",
            "esco.ttl --languages en,fr --into my-store",
        ),
    ),
    SourceKind(
        "skos",
        "any SKOS taxonomy as RDF: without --roles and --skills, what schemes it has and how to read them",
        read_skos,
        (ROLES, SKILLS, REQUIRES, OPTIONAL, RELEASE, LANGUAGES),
        examples=(
            "taxonomy.ttl",
            "taxonomy.ttl --roles occupations --skills skills --requires requiresSkill --into my-store",
        ),
        named_by_file=True,
    ),
    SourceKind(
        "onet",
        "O*NET's tables as text, CSV or Excel: a folder or zip of the database",
        lambda request: Onet(Files(request.paths, request.progress), request.options.get("release")),
        (RELEASE,),
        examples=("db_29_2_text.zip --into my-store",),
    ),
    SourceKind(
        "oews",
        "wages and employment in the US: the official workbooks (national, state, metropolitan), or a zip of them",
        read_oews,
        (RELEASE,),
        examples=("oesm25st.zip --into my-store",),
    ),
    SourceKind(
        "table",
        "your own CSV, TSV or Excel tables; --mapping describes their columns, and without it one is proposed",
        read_tables,
        (MAPPING, WRITE_MAPPING, ENCODING, DELIMITER, CURRENCY, DRY_RUN),
        examples=(
            "wards.xlsx --write-mapping proposed.yaml",
            "wards.xlsx --mapping wards.yaml --dry-run",
            "wards.xlsx --mapping wards.yaml --into my-store",
        ),
        named_by_file=True,
        own_iris=True,
    ),
)
"""The kinds of this package, in the order in which help lists them."""


def source_kinds() -> dict[str, SourceKind]:
    """Every kind by its name: those of this package, then those that other packages add; a name counts once."""
    from importlib.metadata import entry_points

    kinds = {kind.name: kind for kind in SOURCE_KINDS}
    for entry in sorted(entry_points(group=GROUP), key=lambda entry: entry.name):
        kinds.setdefault(entry.name, _plugin(entry))
    return kinds


def _plugin(entry: EntryPoint) -> SourceKind:
    """The kind that an entry point names; one that cannot be loaded says so when it is used."""
    try:
        kind = entry.load()
        if isinstance(kind, SourceKind):
            return kind._replace(name=entry.name)
        reason = f"{entry.value} is not a SourceKind"
    except Exception as error:  # noqa: BLE001  # whatever another package raises, the other kinds still work
        reason = f"{type(error).__name__}: {error}"

    def read(_: ImportRequest) -> ReadSource:
        raise SourceError(f"the source kind '{entry.name}' cannot be loaded: {reason}", "update or remove its package")

    return SourceKind(entry.name, f"cannot be loaded ({reason})", read)
