"""Words that code, help and documentation do without, since a reader has to guess what they mean."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
READ = ("kg", "docs", "ontology", "README.md", "CONTRIBUTING.md", "data/README.md", "data/mappings/README.md")
ENDINGS = {".css", ".html", ".js", ".md", ".mjs", ".py", ".rq", ".ttl", ".yaml"}

BANNED = re.compile(
    r"""\b(?:
      told|telling|tells?\ apart|stones?|standing|(?:stands?|stood)\ (?:in|under|nowhere)
    | besides|anew|afresh|akin|kinships?|likeness(?:es)?|travell?ers?|holders?|strangers?|things?
    | rungs?|climb(?:s|ed|ing|er)?|lift(?:s|ed|ing)?|wish(?:es|ed)?|swell(?:s|ing)?|mend(?:s|ed|ing)?
    | bears?\ with|by\ then|(?:take|takes|taken|took)\ for|of\ its\ own|as\ before|(?:is|are|was|were)\ gone
    | no\ other\ beats?|ways?\ in
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
ALLOWED = re.compile(r"owl:Thing|schema:Thing|Patient lifting|Lifting, optional")
"""Names that others gave, and what a table of requirements says."""

JOINTS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|_")
"""Where a name in code is put together: a banned word is also found as part of ``asToldBy`` and ``as_told_by``."""


def banned_words(text: str) -> list[str]:
    """The banned words of a line, in order."""
    return [found.group().lower() for found in BANNED.finditer(JOINTS.sub(" ", ALLOWED.sub("", text)))]


def files(place: str) -> list[Path]:
    """The text files of a file or folder of the project."""
    path = ROOT / place
    if path.is_file():
        return [path]
    return sorted(file for file in path.rglob("*") if file.is_file() and file.suffix in ENDINGS)


def hits(path: Path) -> list[str]:
    """Each banned word of a file as ``file:line: word: text``; one in its own path is in line 0."""
    name = path.relative_to(ROOT).as_posix()
    lines = [name, *path.read_text(encoding="utf-8").splitlines()]
    return [
        f"{name}:{number}: {', '.join(words)}: {line.strip()[:120]}"
        for number, line in enumerate(lines)
        if (words := banned_words(line))
    ]


@pytest.mark.slow
def test_no_banned_word_is_used() -> None:
    found = [hit for place in READ for path in files(place) for hit in hits(path)]
    assert not found, f"{len(found)} lines to rewrite:\n" + "\n".join(found)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("it was told, and the thing is gone", ["told", "thing", "is gone"]),
        ("def as_told(x): ToldRow; KinshipTable", ["told", "told", "kinship"]),
        ("nothing, something, outstanding, withstanding, stonemason, told-off", ["told"]),
        ("Patient lifting is a requirement; owl:Thing is a class", []),
        ("No route stands in the list, Besides", ["stands in", "besides"]),
        ("a gap of its own", ["of its own"]),
    ],
)
def test_a_banned_word_is_found_in_prose_and_in_names(text: str, words: list[str]) -> None:
    assert banned_words(text) == words
