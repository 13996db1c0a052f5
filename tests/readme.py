"""The examples of README.md: commands with what they print, and sessions of Python."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

__all__ = ["Example", "console_examples", "python_examples", "readme"]

ROOT = Path(__file__).resolve().parent.parent
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Example(NamedTuple):
    """A command of the README and what it prints there."""

    command: str
    output: str


def console_examples(text: str) -> list[list[Example]]:
    """The ``kg`` commands in each console block, with the lines below each; a command ending in \\ goes on."""
    blocks = []
    for language, body in FENCE.findall(text):
        if language != "console":
            continue
        parts = re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]
        examples = []
        for part in parts:
            command, output = re.fullmatch(r"((?:[^\n]*\\\n)*[^\n]*\n)(.*)", part, re.DOTALL).groups()  # type: ignore[union-attr]
            if command.startswith("kg "):
                examples.append(Example(command.strip(), output))
        if examples:
            blocks.append(examples)
    return blocks


def python_examples(text: str) -> str:
    """The interactive Python sessions of a text, one after the other."""
    return "\n".join(
        body for language, body in FENCE.findall(text) if language in {"python", "pycon"} and ">>>" in body
    )


def readme() -> str:
    path = ROOT / "README.md"
    return path.read_text(encoding="utf-8") if path.exists() else ""
