"""Terms and quads as this package uses them, and quads as lines of N-Quads, as a store writes them.

An engine on disk looks up every term of every quad. A store therefore keeps the links of each source, from which
tables of all roles are made, in a file of their own.
"""

from __future__ import annotations

import io
from collections import defaultdict
from contextlib import contextmanager
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol, TypeAlias, cast

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, serialize

from kg.schema import CK, SKOS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from hashlib import blake2b
    from pathlib import Path
    from typing import BinaryIO

    import pyoxigraph
    from pyoxigraph import Quad


Term = NamedNode | Literal
"""What a statement can say of a node; a blank node in a user's file reads as a node with its own name."""


class PlainQuad(Protocol):
    """A quad whose parts are plain terms, as the engine hands it out."""

    @property
    def subject(self) -> NamedNode:
        """What the statement is about."""

    @property
    def predicate(self) -> NamedNode:
        """The property."""

    @property
    def object(self) -> Term:
        """The value."""

    @property
    def graph_name(self) -> NamedNode | pyoxigraph.DefaultGraph:
        """The graph that it is in."""


def plain_quads(quads: Iterable[pyoxigraph.Quad]) -> Iterator[PlainQuad]:
    """The engine's quads, typed as what they are here."""
    return cast("Iterator[PlainQuad]", iter(quads))


def split_iri(iri: str) -> tuple[str, str]:
    """Namespace and local name.

    >>> split_iri("http://www.w3.org/2004/02/skos/core#broader")
    ('http://www.w3.org/2004/02/skos/core#', 'broader')
    """
    cut = max(iri.rfind("#"), iri.rfind("/")) + 1
    return iri[:cut], iri[cut:]


def node(name: str | None) -> NamedNode | BlankNode | None:
    """The node of a name: an IRI has a scheme, and what has none is a blank node of a user's file."""
    if not name:
        return None
    return NamedNode(name) if ":" in name else BlankNode(name)


# --- lines of N-Quads -------------------------------------------------------------------------------------------------


LINKS: Final = (CK.requiresSkill, CK.optionalSkill, SKOS.broader)
"""The predicates whose quads a store keeps in files of their own."""

LinkIndex: TypeAlias = dict[str, dict[str, set[str]]]
"""Predicate -> subject -> the nodes that it links the subject to; for all of LINKS."""

_BLOCK: Final = 1 << 20
"""How many bytes are read at once."""


def _new_digest() -> blake2b:
    from hashlib import blake2b  # loads OpenSSL: only for stores on disk

    return blake2b(digest_size=16)


class QuadFile(NamedTuple):
    """A file of quads, and the digest of what was once written there."""

    path: Path
    digest: str


def digest_of(path: Path) -> str:
    """The digest of a file."""
    from hashlib import file_digest

    with path.open("rb") as content:
        return file_digest(content, _new_digest).hexdigest()


def open_quads(file: Path) -> BinaryIO:
    """A file of quads to read, as a store keeps it: compressed, a tenth of the size.

    Reading one that is damaged raises OSError, whatever the damage.
    """
    import gzip  # only for stores on disk
    import zlib

    class Unpacked(gzip.GzipFile):
        def read(self, size: int | None = -1) -> bytes:
            try:
                return super().read(size)
            except (EOFError, zlib.error) as error:
                raise OSError(f"{file} is damaged: {error}") from error

    return cast("BinaryIO", io.BufferedReader(cast("io.RawIOBase", Unpacked(file)), _BLOCK))


@contextmanager
def new_quads(file: Path) -> Iterator[BinaryIO]:
    """A new file of quads, to write; the same quads make the same bytes."""
    import gzip

    with (
        file.open("wb") as raw,
        gzip.GzipFile("", "wb", 1, raw, mtime=0) as packed,
        io.BufferedWriter(cast("io.RawIOBase", packed), _BLOCK) as output,
    ):
        yield cast("BinaryIO", output)


class _Lines(io.RawIOBase):
    def __init__(self, lines: Iterable[bytes]) -> None:
        super().__init__()
        self._lines = iter(lines)
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._rest = self._rest or memoryview(b"".join(islice(self._lines, 256)))
        size = min(len(buffer), len(self._rest))
        buffer[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size


def file_of(lines: Iterable[bytes]) -> BinaryIO:
    """Lines as a file to read, of which no more is held than is being read."""
    return cast("BinaryIO", io.BufferedReader(_Lines(lines), 1 << 16))


def write_lines(quads: Iterable[Quad], file: Path) -> int:
    """Write quads into a new file, and say how many; raises what reading them does."""
    counted = _Counted(quads)
    with new_quads(file) as output:
        serialize(counted, output=output, format=RdfFormat.N_QUADS)
    return counted.number


class _Counted:
    """Quads, counted as they pass."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        self._quads = quads
        self.number = 0

    def __iter__(self) -> Iterator[Quad]:
        for quad in self._quads:
            self.number += 1
            yield quad


def links_in(files: Iterable[QuadFile]) -> LinkIndex:
    """The links of files that have no other quads.

    Raises ValueError for a file whose digest is another, or with other lines, and for links to blank nodes, whose names
    an engine does not keep; OSError for a file that cannot be read.
    """
    found: LinkIndex = {predicate: defaultdict(set) for predicate in LINKS}
    marked = {f"<{predicate}>": links for predicate, links in found.items()}
    for line in chain.from_iterable(map(_lines, files)):
        subject, predicate, value, _ = line.split(" ", 3)
        if predicate not in marked or subject[:1] != "<" or value[:1] not in ("<", '"'):
            raise ValueError(line)
        if value[:1] == "<":
            marked[predicate][subject[1:-1]].add(value[1:-1])
    return found


def _lines(file: QuadFile) -> Iterator[str]:
    digest, rest = _new_digest(), b""
    with file.path.open("rb") as content:
        while block := content.read(_BLOCK):
            digest.update(block)
            lines, _, rest = (rest + block).rpartition(b"\n")
            yield from lines.decode().split("\n") if lines else ()
    if rest or digest.hexdigest() != file.digest:
        raise ValueError(file.path)
