"""Tables as streams of rows: what is damaged costs its own row, and is told; what is a trap is refused."""

from __future__ import annotations

import os
import random
import zipfile
from typing import TYPE_CHECKING

import pytest
from taxonomies import folder_of, zip_of

from kg.errors import SourceError
from kg.sources.delimited import ColumnLayout, SourceTable
from kg.sources.files import Files

if TYPE_CHECKING:
    from pathlib import Path

PLAIN = ColumnLayout(("kind", "name"), ("more",), rb"K,")
TABS = ColumnLayout(("kind", "name"), (), rb"K\t", "\t", quotes=False)


def read(
    folder: Path, content: bytes, layout: ColumnLayout = PLAIN
) -> tuple[SourceTable, list[tuple[int, tuple[str, ...]]]]:
    """A table of this content, and its rows without the empty cell at the end."""
    table = SourceTable(Files([folder_of({"a.csv": content}, folder)]), "a.csv", layout)
    return table, [(line, cells[:-1]) for line, cells in table]


def told(table: SourceTable) -> list[tuple[int | None, str]]:
    return [(finding.line, finding.message) for finding in table.findings]


def test_a_row_has_the_line_that_it_starts_on(tmp_path: Path) -> None:
    content = b'kind,name\r\nK,one\r\nK,"two\nlines, and\n""more"""\r\n\r\nK,three'
    table, rows = read(tmp_path, content)
    assert rows == [(2, ("K", "one", "")), (3, ("K", 'two\nlines, and\n"more"', "")), (7, ("K", "three", ""))]
    assert tuple(table.report) == ("a.csv", 3, 3, 0, 0)


def test_columns_are_found_by_name_and_a_byte_order_mark_is_fine(tmp_path: Path) -> None:
    content = b"\xef\xbb\xbfother,more,name,kind\nx,y,z,K\n"
    _, rows = read(tmp_path, content, PLAIN._replace(starts=None))
    assert rows == [(2, ("K", "z", "y"))]


def test_a_missing_column_is_told_with_those_that_are_there(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"'a\.csv' lacks the columns 'name'; it has: 'kind', 'nam'"):
        read(tmp_path, b"kind,nam\nK,x\n")
    with pytest.raises(SourceError, match="no column could be read"):
        read(tmp_path, b"")


@pytest.mark.parametrize(
    ("damaged", "line", "why"),
    [
        (b"K,\xff\n", 2, "not UTF-8 from byte 3"),
        (b"K,a,b\n", 2, "3 cells in place of 2"),
        (b"K\n", 2, "does not start like a data row"),
        (b"K,a\x00\n", 2, "control character 0"),
        (b'K,"a\n', 2, "a quote is not closed before the next row"),
        (b'K,"a\nb\nc\n', 2, "a quote is not closed before the next row"),
        (b'K,"a"b"c"\n', 2, "a quote or line break is misplaced"),
        (b"K,a\rb\n", 2, "a quote or line break is misplaced"),
        (b"X,a\nb\nc\n", 2, "does not start like a data row"),
    ],
)
def test_a_damaged_row_costs_itself_alone(tmp_path: Path, damaged: bytes, line: int, why: str) -> None:
    table, rows = read(tmp_path, b"kind,name\n" + damaged + b'K,"sound\none"\nK,last\n')
    lost = damaged.count(b"\n")
    assert rows == [(lost + 2, ("K", "sound\none", "")), (lost + 4, ("K", "last", ""))]
    assert len(told(table)) == 1
    assert told(table)[0][0] == line
    assert why in told(table)[0][1]
    assert tuple(table.report) == ("a.csv", 3, 2, 1, 0)


def test_a_quote_lost_at_the_end_is_told(tmp_path: Path) -> None:
    table, rows = read(tmp_path, b'kind,name\nK,a\nK,"b\nc\n')
    assert [line for line, _ in rows] == [2]
    assert told(table) == [(3, "a quote is not closed before the end of the file")]


def test_tabs_leave_quotes_as_they_are(tmp_path: Path) -> None:
    table, rows = read(tmp_path, b'kind\tname\r\nK\tsays "no\r\nK\tb\r\n', TABS)
    assert rows == [(2, ("K", 'says "no')), (3, ("K", "b"))]
    assert table.report.skipped == 0


@pytest.mark.slow
def test_a_row_without_end_is_cut(tmp_path: Path) -> None:
    """Also where no pattern says how a row begins, an open quote takes no more than a bounded part of the file."""
    content = b'kind,name\nK,"a\n' + b"K,line\n" * 200_000
    table, rows = read(tmp_path, content, PLAIN._replace(starts=None))
    assert len(rows) > 40_000
    assert table.report.read == table.report.kept + table.report.skipped
    assert table.report.skipped == 1


@pytest.mark.parametrize("seed", range(20))
def test_random_damage_is_told_and_costs_no_other_row(tmp_path: Path, seed: int) -> None:
    """One byte in a hundred is another, at places that a seed draws; the header is left as it is."""
    draw = random.Random(seed)
    rows = [
        f'K,"{number} a\n""{number}"" b\nc"\n' if number % 3 == 0 else f"K,plain row {number}\n"
        for number in range(200)
    ]
    header = b"kind,name\n"
    content = bytearray(header + "".join(rows).encode())
    harmed = draw.sample(range(len(header), len(content)), len(content) // 100)
    for place in harmed:
        content[place] = draw.choice([byte for byte in range(256) if byte != content[place]])
    table, found = read(tmp_path, bytes(content))
    assert table.report.read == table.report.kept + table.report.skipped
    assert table.report.kept == len(found)
    assert len(table.findings) == table.report.skipped
    start, expected = len(header), set()
    for number, row in enumerate(rows):
        whole = range(start - 1, start + len(row))  # with the line break before it
        if not any(place in whole for place in harmed):
            expected.add(f'{number} a\n"{number}" b\nc' if number % 3 == 0 else f"plain row {number}")
        start += len(row)
    assert len(expected) > 50
    assert expected <= {cells[1] for _, cells in found}


# --- folders and zips -------------------------------------------------------------------------------------------------


def test_zips_and_folders_give_the_same(tmp_path: Path) -> None:
    files = {"a.csv": b"1\n2\n", "b.csv": b"3\n"}
    folder = folder_of(files, tmp_path / "folder")
    packed = zip_of(files, tmp_path / "a.zip", under="release 1/")
    (tmp_path / "holds").mkdir()
    zip_of(files, tmp_path / "holds" / "inner.zip")
    for path in (folder, packed, tmp_path / "holds"):
        found = Files([path])
        assert found.names == ["a.csv", "b.csv"]
        with found.opened("a.csv") as lines:
            assert list(lines) == [b"1\n", b"2\n"]
    assert Files([folder, packed]).repeated == ["a.csv", "b.csv"]


def test_progress_reaches_the_end(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    content = b"some line\n" * 50_000
    files = Files([folder_of({"a.csv": content}, tmp_path)], lambda done, total: seen.append((done, total)))
    files.announce(["a.csv"])
    with files.opened("a.csv") as lines:
        assert sum(map(len, lines)) == len(content)
    assert seen[-1] == (len(content), len(content))
    assert len(seen) > 2
    assert seen == sorted(seen)


@pytest.mark.parametrize("name", ["../a.csv", "/a.csv", "x/../../a.csv", "..\\a.csv", "C:a.csv"])
def test_a_way_out_of_a_zip_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(SourceError, match="is an unsafe path"):
        Files([zip_of({name: b"x"}, tmp_path / "a.zip")])


def test_a_bomb_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="is too large when unpacked"):
        Files([zip_of({"a.csv": b"0" * 60_000_000}, tmp_path / "a.zip")])


def test_a_zip_that_is_cut_or_none_is_told(tmp_path: Path) -> None:
    whole = zip_of({"a.csv": random.Random(1).randbytes(5000)}, tmp_path / "a.zip").read_bytes()
    for size in (0, 10, 100, 2500, len(whole) - 5):
        (tmp_path / "b.zip").write_bytes(whole[:size])
        with pytest.raises(SourceError, match=r"b\.zip"):
            Files([tmp_path / "b.zip"])
    with pytest.raises(SourceError, match="no file or folder"):
        Files([tmp_path / "none"])


def test_bytes_damaged_within_a_zip_are_told(tmp_path: Path) -> None:
    path = zip_of({"a.csv": random.Random(1).randbytes(5000)}, tmp_path / "a.zip")
    content = bytearray(path.read_bytes())
    content[2500] ^= 255
    path.write_bytes(content)
    with pytest.raises(SourceError, match=r"'a\.csv' in"), Files([path]).opened("a.csv") as lines:
        list(lines)


@pytest.mark.parametrize("quote", [b"", b'"'])
@pytest.mark.parametrize("size", [1 << 17, 1 << 20, 5 << 20])
def test_an_enormous_cell_is_whole_or_told_and_lines_stay_right(tmp_path: Path, quote: bytes, size: int) -> None:
    """Whatever its length, a cell is never cut, and the rows below keep their lines."""
    cell = b"x" * (size + 1)
    table, rows = read(
        tmp_path, b"kind,name\nK,one\nK," + quote + cell + quote + b"\nK,three\n", ColumnLayout(("kind", "name"))
    )
    assert [row for row in rows if len(row[1][1]) < size] == [(2, ("K", "one")), (4, ("K", "three"))]
    assert [row[1][1] for row in rows[1:-1]] == [cell.decode()] * (1 - len(table.findings))
    assert all(line == 3 and ("more than" in why) for line, why in told(table))
    assert tuple(table.report) == ("a.csv", 3, len(rows), 3 - len(rows), 0)


def test_a_column_that_stands_twice_is_told(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="has the columns 'name' more than once"):
        read(tmp_path, b"kind,name,name\nK,one,two\n")


def test_of_two_files_of_a_name_in_one_zip_the_first_is_read(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.csv", b"kind,name\nK,first\n")
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("a.csv", b"kind,name\nK,second\n")
    files = Files([tmp_path / "a.zip"])
    assert [cells[1] for _, cells in SourceTable(files, "a.csv", PLAIN)] == ["first"]
    assert files.repeated == ["a.csv"]


def test_a_pipe_is_no_file_and_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(SourceError, match="is a pipe or a device, not a file"):
        Files([tmp_path / "pipe"])
