"""Links inside the project lead somewhere: to a file that is there, and to a heading of it."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest
from command_line import kg

from kg.cli import COMMANDS, cli

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("data/**/*.md")])
FENCE = re.compile(r"^ *(```|~~~).*?^ *\1 *$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)", re.DOTALL)
LINK = re.compile(r"\]\(\s*<?([^()\s<>]+(?:\([^()\s]*\))?)>?(?:\s+\"[^\"]*\")?\s*\)")
REFERENCE = re.compile(r"^ {0,3}\[[^\]\n]+\]:\s*<?(\S+?)>?(?:\s|$)", re.MULTILINE)
HTML = re.compile(r"""<[a-z]+\s[^>]*?\b(?:href|src)=["']([^"']+)["']""", re.IGNORECASE)
ANCHOR = re.compile(r"""<[a-z]+\s[^>]*?\b(?:id|name)=["']([^"']+)["']""", re.IGNORECASE)
HEADING = re.compile(r"^ {0,3}#{1,6}\s+(.+?)(?:\s+#+)?\s*$", re.MULTILINE)
NAMED = re.compile(
    r"(?<![\w/.])((?:docs|data|ontology|exports|tests|benchmarks)/[\w./-]*\w\.\w+|[A-Z]{4,}\.md)(#[\w-]+)?"
)
"""A file of the project that a text names, such as docs/routes.md or docs/routes.md#fresh-starts."""


def links(text: str) -> list[str]:
    """The targets of all links and images of a Markdown text, without those of code."""
    prose = CODE.sub("", FENCE.sub("", text))
    return [target for kind in (LINK, REFERENCE, HTML) for target in kind.findall(prose)]


def anchors(text: str) -> set[str]:
    """What a link into a Markdown text may name: its headings as GitHub spells them, and ids of HTML."""
    found: set[str] = set()
    prose = FENCE.sub("", text)
    for heading in HEADING.findall(prose):
        words = re.sub(r"\[([^\]]*)\]\([^)]*\)|[*`]", r"\1", heading)
        slug = re.sub(r"[^\w\- ]", "", words.strip().lower()).replace(" ", "-")
        later = (f"{slug}-{number}" for number in range(1, 1000))
        found.add(slug if slug not in found else next(each for each in later if each not in found))
    return found | set(ANCHOR.findall(prose))


def fault(page: Path, target: str) -> str | None:
    """Why a link of a page leads nowhere; None where it leads somewhere, or away from the project."""
    if re.match(r"[a-z][a-z+.-]*:", target, re.IGNORECASE):
        return None
    name, _, anchor = target.partition("#")
    path = (page.parent / name).resolve() if name else page
    if not path.is_relative_to(ROOT):
        return f"{target} leads out of the project"
    if not path.exists():
        return f"{target}: there is no {path.relative_to(ROOT)}"
    if anchor and path.suffix == ".md" and anchor not in anchors(path.read_text(encoding="utf-8")):
        return f"{target}: {path.relative_to(ROOT)} has no heading #{anchor}"
    return None


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    faults = [found for target in links(page.read_text(encoding="utf-8")) if (found := fault(page, target))]
    assert not faults, "\n".join(faults)


def test_every_page_is_reached_from_the_readme() -> None:
    """Whoever begins at README.md finds each page of docs/ by links alone."""
    seen, waiting = set(), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page not in seen:
            seen.add(page)
            targets = (target.partition("#")[0] for target in links(page.read_text(encoding="utf-8")))
            paths = ((page.parent / target).resolve() for target in targets if target and ":" not in target)
            waiting += [path for path in paths if path.suffix == ".md" and path.is_file()]
    assert {page for page in PAGES if page.parent == ROOT / "docs"} <= seen


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_every_file_that_help_names_is_there(name: str) -> None:
    context = click.Context(cli)
    command = cli.get_command(context, name) if name else cli
    assert command is not None
    text = command.get_help(context)
    faults = [found for file, anchor in NAMED.findall(text) if (found := fault(ROOT / "README.md", file + anchor))]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_u6_help_sends_to_pages_that_are_installed(name: str) -> None:
    """Not to files of the repository, which whoever installed a package has not."""
    context = click.Context(cli)
    command = cli.get_command(context, name) if name else cli
    assert command is not None
    assert NAMED.findall(command.help or "") == []


def test_u6_every_page_that_the_program_names_is_installed() -> None:
    """In help, hints and docstrings; each is printed."""
    code = "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "kg").rglob("*.py")))
    named = set(re.findall(r"`kg\s+docs\s+([\w-]+)`", code))
    assert len(named) >= 6
    for page in named:
        assert kg("docs", page).out == (ROOT / "docs" / f"{page}.md").read_text(encoding="utf-8")
    hints = re.findall(r"""(?<![#`"])["'](?=[^"'\n]*(?:docs/|README|CONTRIBUTING)[\w/]*\.md)[^"'\n]*["']""", code)
    assert [hint for hint in hints if "CONTRIBUTING" not in hint] == []  # of `kg why`, for those who have the data


def test_u6_the_pages_are_listed_by_title_and_an_unknown_one_is_told() -> None:
    listed = [line.split("  ", 1)[0].strip() for line in kg("docs").lines]
    assert listed == sorted(page.stem for page in PAGES if page.parent == ROOT / "docs")
    assert any(line.split() == ["tables", "Your", "own", "tables"] for line in kg("docs").lines)
    answer = kg("docs", "../README")
    assert (answer.status, answer.out) == (2, "")
    assert "the pages are: analysis, " in answer.err


@pytest.mark.parametrize(
    "path", sorted((ROOT / "kg").rglob("*.py")), ids=lambda path: path.relative_to(ROOT).as_posix()
)
def test_every_page_that_code_names_is_there(path: Path) -> None:
    """Hints, notes and comments send readers to pages of docs/ as well."""
    named = [each for each in NAMED.findall(path.read_text(encoding="utf-8")) if each[0].startswith(("docs/", "C"))]
    faults = [found for file, anchor in named if (found := fault(ROOT / "README.md", file + anchor))]
    assert not faults, "\n".join(faults)


def test_links_and_anchors_are_read_as_a_reader_would() -> None:
    text = (
        "# One `two`: three/four\n## Same\n## Same\n[a](b.md#c) ![d\ne](f.png) `[not](this)` <a id='here' href=\"g\">\n"
        "```\n# no heading\n[not](this)\n```\n[h]: i.md\n[j](https://k.org/(l))\n"
    )
    assert links(text) == ["b.md#c", "f.png", "https://k.org/(l)", "i.md", "g"]
    assert anchors(text) == {"one-two-threefour", "same", "same-1", "here"}
    assert fault(ROOT / "README.md", "https://nowhere") is None
    assert fault(ROOT / "README.md", "docs/none.md") == "docs/none.md: there is no docs/none.md"
    assert fault(ROOT / "docs" / "x.md", "../README.md#none") == "../README.md#none: README.md has no heading #none"
