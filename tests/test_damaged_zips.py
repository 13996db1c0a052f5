"""Damaged zips: whoever reads one says which file it is, and nothing else of the zip's reader is seen."""

from __future__ import annotations

import io
import random
import warnings
import zipfile
from typing import TYPE_CHECKING

import pytest

from kg.errors import KGError
from kg.sources.files import Files
from kg.sources.profile import read_profile
from kg.sources.text import is_document, parse_document
from kg.store.backup import backup, restore
from kg.store.folder import StoreFolder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

NAMES = ("occupations_en.csv", "Skills.csv", "word/document.xml", "xl/workbook.xml", "café.csv")


def packed() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in NAMES:
            archive.writestr(name, "Name,Skill\nPython,SQL\n" * 20)
        with archive.open("large.nq", "w", force_zip64=True) as entry:
            entry.write(b"<a:a> <a:b> <a:c> .\n")
    return content.getvalue()


def changed(content: bytes, old: bytes, new: bytes, *, last: bool) -> bytes:
    """A zip with other bytes of equal length at the last place of some, or else at the first."""
    assert old in content
    assert len(old) == len(new)
    place = content.rindex(old) if last else content.index(old)
    return content[:place] + new + content[place + len(old) :]


ENTRY = b"PK\x01\x02"
"""How an entry of the directory begins: its maker's version, the version that reads it, flags, how it is packed."""

DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "a name that is no UTF-8": lambda content: changed(content, "é".encode(), b"\xa8\xa8", last=True),
    "a version to come": lambda content: changed(content, ENTRY + b"\x14\x03\x14", ENTRY + b"\x14\x03\xff", last=False),
    "an unknown way to pack": lambda content: changed(
        content, ENTRY + b"\x14\x03\x14\x00\x00\x00\x08", ENTRY + b"\x14\x03\x14\x00\x00\x00\x63", last=False
    ),
    "a password": lambda content: changed(
        content, ENTRY + b"\x14\x03\x14\x00\x00\x00", ENTRY + b"\x14\x03\x14\x00\x01\x00", last=False
    ),
    "another name before its bytes": lambda content: changed(content, b"Skills.csv", b"Skulls.csv", last=False),
    "cut off": lambda content: content[:-30],
    "nothing": lambda _: b"",
}


def entries(path: Path) -> None:
    files = Files([path])
    for name in files.names:
        with files.opened(name) as lines:
            list(lines)
        with files.whole(name) as stream:
            stream.read()


def restored(path: Path) -> None:
    restore(path, path.with_name("restored"))


def workbook(path: Path) -> None:
    path = path.rename(path.with_suffix(".xlsx"))
    Files([path]).format_of(path.name)


READERS: dict[str, Callable[[Path], object]] = {
    "files": entries,
    "backup": restored,
    "workbook": workbook,
    "Word document": lambda path: parse_document(path.read_bytes(), "a.docx"),
    "profile": lambda path: read_profile(str(path)),
    "kind of document": lambda path: is_document(str(path)),
}


def refused(reader: Callable[[Path], object], path: Path) -> str:
    """What a reader says of a file; nothing where it reads it. Any error but the tree's own fails the test."""
    try:
        reader(path)
    except KGError as error:
        return error.message
    return ""


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a name that stands twice
        yield


@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_each_damage_is_one_message(
    damage: Callable[[bytes], bytes], reader: Callable[[Path], object], tmp_path: Path
) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(damage(packed()))
    message = refused(reader, path)
    assert not message or "a.zip" in message or "a.docx" in message or "a.xlsx" in message


def test_the_damages_are_seen_by_who_reads_all(tmp_path: Path) -> None:
    """Each is one that no reader of all entries takes for a whole zip."""
    for number, damage in enumerate(DAMAGES.values()):
        path = tmp_path / f"{number}.zip"
        path.write_bytes(damage(packed()))
        with pytest.raises(KGError):
            entries(path)


@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
def test_random_damages_are_messages(reader: Callable[[Path], object], tmp_path: Path) -> None:
    """A few bytes are others, at any place."""
    draw = random.Random(reader.__code__.co_firstlineno)
    for number in range(120):
        content = bytearray(packed())
        for place in draw.choices(range(len(content)), k=draw.choice((1, 2, 5, 20))):
            content[place] = draw.randrange(256)
        path = tmp_path / f"{number}.zip"
        path.write_bytes(content)
        refused(reader, path)


@pytest.mark.parametrize("seed", range(40))
def test_a_damaged_backup_leaves_nothing(seed: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    """One byte in a hundred is another, in backups of a store made at any moment."""
    folder = tmp_path_factory.mktemp("damaged")
    backup(StoreFolder.create(folder / "store"), folder / "a.zip")
    content = bytearray((folder / "a.zip").read_bytes())
    draw = random.Random(seed)
    for place in draw.sample(range(len(content)), max(1, len(content) // 100)):
        content[place] ^= draw.randrange(1, 256)
    (folder / "b.zip").write_bytes(content)
    try:
        restore(folder / "b.zip", folder / "new")
    except KGError:
        assert not (folder / "new").exists()
