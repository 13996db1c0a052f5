"""The documentation names every command and every option of the program."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from kg.cli import COMMANDS, cli

CLI_PAGE = Path(__file__).resolve().parent.parent / "docs" / "cli.md"


@pytest.fixture(scope="module")
def sections() -> dict[str, str]:
    """The parts of docs/cli.md by heading; what stands above the first is under the empty one."""
    parts = re.split(r"^## (.*)$", CLI_PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return dict(zip(["", *parts[1::2]], parts[::2], strict=True))


def _command(name: str) -> click.Command:
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    return command


def _options(command: click.Command) -> set[str]:
    return {
        name
        for parameter in command.params
        if isinstance(parameter, click.Option)
        for name in (*parameter.opts, *parameter.secondary_opts)
    }


def test_every_command_has_its_section_and_no_other_is_told(sections: dict[str, str]) -> None:
    assert [heading for heading in sections if heading.startswith("kg ")] == [f"kg {name}" for name in COMMANDS]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_of_a_command_is_told(name: str, sections: dict[str, str]) -> None:
    told = set(re.findall(r"(?<![\w-])--?[a-zA-Z][\w-]*", sections[f"kg {name}"]))
    assert _options(_command(name)) <= told


IMAGE = re.compile(r"!\[(.*?)\]\((.*?)\)", re.DOTALL)
PICTURE = re.compile(r'<picture>.*?srcset="(.*?)".*?alt="(.*?)".*?src="(.*?)".*?</picture>', re.DOTALL)


def test_every_screenshot_is_shown_and_described() -> None:
    """Each image of a page is there, says what is on it for who does not see it, and none is left over."""
    root = CLI_PAGE.parent.parent
    shown = set()
    for page in (root / "README.md", *sorted((root / "docs").glob("*.md"))):
        text = page.read_text(encoding="utf-8")
        both = PICTURE.findall(text)
        for words, *paths in (*IMAGE.findall(text), *((words, light, dark) for dark, words, light in both)):
            assert len(words) > 20, (page.name, paths)
            shown |= {(page.parent / path).resolve() for path in paths}
    assert {path.resolve() for path in (root / "docs" / "images").iterdir()} == shown


def test_every_global_option_is_told(sections: dict[str, str]) -> None:
    assert _options(cli) <= set(re.findall(r"(?<![\w-])--?[a-zA-Z][\w-]*", sections[""]))


def test_the_page_on_python_opens_graphs_by_the_public_name(root: Path) -> None:
    text = (root / "docs" / "python.md").read_text(encoding="utf-8")
    assert "kg.open(source" in text
    assert ">>> open_graph" not in text
    assert " open_graph(" not in text
