"""The files of folders and official zips, opened by name and read as streams; nothing is unpacked to the disk."""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib
from contextlib import ExitStack, contextmanager
from typing import IO, TYPE_CHECKING, Final, cast

from kg.errors import KGError, SourceError, quoted
from kg.limits import ARCHIVE_FILES, ARCHIVE_SIZE, FILE_SIZE, PACKED_RATIO, PACKED_SIZE
from kg.resources import check_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path
    from zipfile import ZipInfo


_DOCUMENTS = (".xlsx", ".xlsm", ".xlsb", ".ods")
"""What is a zip by its form, and one file to whoever made it."""

_BUFFER = 1 << 17
"""So much of a packed file is read ahead: the ends of lines are found sooner than by the zip's own reader."""

_BEGINNING: Final = 1 << 12
"""By how many bytes the format of a file is seen."""

_ZIP: Final = b"PK\x03\x04"

_SIGNATURES: Final = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel workbook (.xls), or one with a password"),
    (b"%PDF", "a PDF file"),
    (b"\x1f\x8b", "a gzip file"),
)
_MARKUP: Final = (
    (b"<!doctype html", "a web page"),
    (b"<html", "a web page"),
    (b"<table", "a web page"),
    (b"<?xml", "XML"),
    (b"@prefix", "RDF, which `kg import rdf` reads"),
    (b"@base", "RDF, which `kg import rdf` reads"),
    *((sign, "JSON") for sign in (b'{"', b"[{", b"{\n", b"[\n", b"{\r\n", b"[\r\n")),
)
"""How files begin that are no tables of text, whatever their names say."""

_OFFICIAL = "give the official zip, or a folder with the files of it"
_NO_FILES = "give a folder or an official zip"


class Files:
    """The files in folders and zips, by their names without folders; the first of a name counts.

    ``progress`` is called with the number of bytes read, and of all.
    Raises SourceError for a path that is not there, a zip that is none or damaged, and one that is a trap.
    """

    def __init__(self, paths: Iterable[Path], progress: Callable[[int, int], None] | None = None) -> None:
        self._progress = progress
        self._found: dict[str, tuple[Path, ZipInfo | None, int]] = {}
        self._done = 0
        self._total = 0
        self.origins: list[str] = []
        self.repeated: list[str] = []
        for path in paths:
            self._add(path)

    @property
    def names(self) -> list[str]:
        """The names of all files, in order."""
        return sorted(self._found)

    def announce(self, names: Iterable[str]) -> None:
        """Say which files are going to be read, so that progress has a measure."""
        self._total = sum(self._found[name][2] for name in names)
        self._done = 0

    @property
    def size(self) -> int:
        """How many bytes all files have."""
        return sum(size for *_, size in self._found.values())

    @contextmanager
    def opened(self, name: str) -> Iterator[Iterator[bytes]]:
        """The lines of a file, each with its line feed. Raises SourceError where the file cannot be read to its end."""
        path, entry, _ = self._found[name]
        shown = quoted(str(path)) if entry is None else f"{quoted(entry.filename)} in {quoted(str(path))}"
        with ExitStack() as stack:
            with damage_explained(f"cannot read {shown}"):
                if entry is None:
                    stream: IO[bytes] = stack.enter_context(path.open("rb"))
                else:
                    archive = stack.enter_context(zipfile.ZipFile(path))
                    packed = stack.enter_context(archive.open(entry))
                    stream = io.BufferedReader(cast("io.RawIOBase", packed), _BUFFER)
            yield self._lines(stream, shown)

    @contextmanager
    def whole(self, name: str) -> Iterator[IO[bytes]]:
        """A file to be read from any place; one inside a zip is held in memory.

        Raises SourceError where it cannot be read, or is too large to be held.
        """
        path, entry, size = self._found[name]
        shown = quoted(str(path)) if entry is None else f"{quoted(entry.filename)} in {quoted(str(path))}"
        if entry is not None:
            PACKED_SIZE.check(size, shown)
        with damage_explained(f"cannot read {shown}"):
            if entry is None:
                stream: IO[bytes] = path.open("rb")
            else:
                with zipfile.ZipFile(path) as archive:
                    stream = io.BytesIO(archive.read(entry))
        with stream:
            yield stream

    def finish(self, name: str) -> None:
        """Say that all of a file is read which is not read line by line."""
        self._report(self._found[name][2])

    def beginning(self, name: str) -> bytes:
        """The first bytes of a file, by which its format is seen."""
        found = b""
        with self.opened(name) as lines:
            while len(found) < _BEGINNING and (line := next(lines, b"")):
                found += line
        return found[:_BEGINNING]

    def format_of(self, name: str) -> str | None:
        """The format of a file that is not text, by its first bytes: "workbook", or one that kg does not read."""
        begins = self.beginning(name)
        if begins.startswith(_ZIP):
            with self.whole(name) as stream:
                return "workbook" if _is_workbook(stream) else "a zip file of another program"
        plain = begins.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
        return next((title for signature, title in _SIGNATURES if begins.startswith(signature)), None) or next(
            (title for signature, title in _MARKUP if plain.startswith(signature)), None
        )

    def text(self, name: str) -> str:
        """The beginning of a small file; empty where there is none."""
        if name not in self._found:
            return ""
        with self.opened(name) as lines:
            return b"".join(line for _, line in zip(range(100), lines, strict=False)).decode("utf-8", "replace")

    def _lines(self, stream: IO[bytes], shown: str) -> Iterator[bytes]:
        unreported = 0
        lines = _split(stream)
        while True:
            with damage_explained(f"cannot read {shown}"):
                line = next(lines, b"")
            if not line:
                break
            yield line
            unreported += len(line)
            if unreported > 1 << 17:
                self._report(unreported)
                unreported = 0
        self._report(unreported)

    def _report(self, size: int) -> None:
        self._done += size
        if self._progress is not None and self._total:
            self._progress(self._done, self._total)

    # --- looking ----------------------------------------------------------------------------------------------------

    def _add(self, path: Path) -> None:
        self.origins.append(path.resolve().name)
        check_file(path, FILE_SIZE)
        with damage_explained(f"cannot read {quoted(str(path))}"):
            if path.is_dir():
                for part in sorted(path.iterdir()):
                    if part.suffix.lower() == ".zip":
                        self._add(part)
                    elif part.is_file():
                        self._put(part.name, path / part.name, None, part.stat().st_size)
            elif not path.is_file():
                raise SourceError(f"there is no file or folder {quoted(str(path))}", _NO_FILES)
            elif path.suffix.lower() not in _DOCUMENTS and _is_archive(path):
                self._add_zip(path)
            else:
                self._put(path.name, path, None, path.stat().st_size)

    def _add_zip(self, path: Path) -> None:
        with zipfile.ZipFile(path) as archive:
            for entry in checked_entries(archive, str(path), _OFFICIAL):
                if not entry.is_dir():
                    self._put(entry.filename.rpartition("/")[2], path, entry, entry.file_size)

    def _put(self, name: str, path: Path, entry: ZipInfo | None, size: int) -> None:
        if name in self._found:
            self.repeated.append(name)
        else:
            self._found[name] = (path, entry, size)


def _is_archive(path: Path) -> bool:
    """Whether a file is a zip of files, and not a document of an office program, which is a zip too."""
    if not zipfile.is_zipfile(path):
        return path.suffix.lower() == ".zip"
    with zipfile.ZipFile(path) as archive:
        return not {"[Content_Types].xml", "mimetype"} & set(archive.namelist())


def _is_workbook(stream: IO[bytes]) -> bool:
    """Whether a file is a workbook of Excel, whatever its name; one that is damaged is not."""
    try:
        with zipfile.ZipFile(stream) as archive:
            return "xl/workbook.xml" in archive.namelist()
    except ZIP_ERRORS:
        return False


def _split(stream: IO[bytes]) -> Iterator[bytes]:
    """The lines of a stream; what has no line feed for too long is cut, so that no line fills the memory."""
    longest = 1 << 22
    while line := stream.readline(longest):
        yield line


# --- zip files --------------------------------------------------------------------------------------------------------


ZIP_ERRORS: Final = (
    zipfile.BadZipFile,  # no zip, or a checksum that does not hold
    zlib.error,  # bytes that do not unpack
    lzma.LZMAError,
    EOFError,  # cut off
    RuntimeError,  # locked with a password, or packed in a way that Python does not know
    ValueError,  # a name that is not UTF-8, a place before the file
    LookupError,  # an empty name
    struct.error,  # a field that is too short
    OSError,
    SyntaxError,  # RDF in it that does not parse
)
"""What reading a damaged or foreign zip raises, found with 300,000 damaged ones."""


@contextmanager
def damage_explained(problem: str, hint: str = _OFFICIAL) -> Iterator[None]:
    """Turn whatever reading a file or a zip raises into SourceError: the problem, its reason, and what to try."""
    try:
        yield
    except KGError:
        raise
    except ZIP_ERRORS as error:
        raise SourceError(f"{problem}: {getattr(error, 'strerror', None) or error}", hint) from error


_ALLOWED_BYTES: Final = 10_000_000
"""What every file may take, however small it is in the zip."""


def checked_entries(archive: zipfile.ZipFile, file: str, whole: str) -> list[zipfile.ZipInfo]:
    """The entries of the zip ``file``, by the sizes that it declares; nothing is unpacked.

    Raises LimitError where they are too many or too large, and SourceError for a name that leads out of the target
    folder and for one that is far larger than it is packed; ``whole`` is what to try in place.
    """
    entries = archive.infolist()
    ARCHIVE_FILES.check(len(entries), quoted(file))
    ARCHIVE_SIZE.check(sum(entry.file_size for entry in entries), quoted(file))
    for entry in entries:
        _check_entry(entry, file, whole)
    return entries


def _check_entry(entry: zipfile.ZipInfo, file: str, whole: str) -> None:
    name = entry.filename
    if name.startswith(("/", "\\")) or ":" in name or ".." in name.replace("\\", "/").split("/"):
        raise SourceError(f"{quoted(name)} in {quoted(file)} is an unsafe path", whole)
    if entry.file_size > _ALLOWED_BYTES + PACKED_RATIO.most * entry.compress_size:
        raise SourceError(f"{quoted(name)} in {quoted(file)} is too large when unpacked (possible zip bomb)", whole)
