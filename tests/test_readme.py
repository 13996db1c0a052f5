"""What the README and the pages for beginners show is what the program answers.

tests/test_packaging.py asks the installed wheel the same as the README.
"""

from __future__ import annotations

import doctest
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest
from command_line import kg
from readme import Example, console_examples, python_examples, readme

from kg.cli import cli

BLOCKS = console_examples(readme())


def test_readme_shows_commands_and_python() -> None:
    assert console_examples(readme()), "README.md has no ```console block with a `$ kg ...` line"
    assert python_examples(readme()), "README.md has no ```python block with a >>> session"


def answer(command: str) -> tuple[str, str]:
    """What a command prints, and what it says on standard error; of pipes, those to head and tail are known."""
    first, *pipes = (list(shlex.split(part)) for part in command.replace("\\\n", " ").split(" | "))
    found = kg(*first[1:])
    assert found.status in {0, 1}, found.err
    lines = found.out.splitlines(keepends=True)
    for tool, number in pipes:
        count = int(number.removeprefix("-"))
        lines = {"head": lines[:count], "tail": lines[-count:]}[tool]
    return "".join(lines), found.err


@pytest.mark.parametrize("block", BLOCKS or [[]], ids=lambda block: block[0].command if block else "")
@pytest.mark.slow
def test_a_command_prints_what_the_readme_says(
    block: list[Example], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for command, output in block:
        printed, told = answer(command)
        assert printed == output, f"$ {command}\n{told}"


@pytest.mark.slow
def test_a_command_prints_the_same_in_a_shell(tmp_path: Path) -> None:
    """One true process, with the first example that has a pipe: the others are answered in this one."""
    example = next(each for block in BLOCKS for each in block if " | " in each.command)
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = {"PATH": path, "HOME": str(tmp_path), "LANG": "C.UTF-8"}
    done = subprocess.run(
        ["bash", "-c", example.command], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, example.output), done.stderr


@pytest.mark.slow
def test_a_session_of_python_answers_what_the_readme_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "exports").symlink_to(Path(__file__).parent.parent / "exports")
    session = doctest.DocTestParser().get_doctest(python_examples(readme()), {}, "README.md", None, None)
    report: list[str] = []
    assert doctest.DocTestRunner().run(session, out=report.append).failed == 0, "".join(report)


def test_the_first_commands_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    block = readme().partition("On the command line:\n\n```sh\n")[2].partition("```")[0]
    commands = [shlex.split(line, comments=True) for line in block.splitlines()]
    assert 3 <= len(commands) <= 4
    for tool, *arguments in commands:
        answer = kg(*arguments)
        assert (tool, answer.status) == ("kg", 0), answer.err
        assert answer.out


# --- the pages for beginners ------------------------------------------------------------------------------------------

GUIDES = ("start", "career-changers", "curriculum-designers", "ontology-engineers", "data-scientists", "taxonomies")


def page(name: str) -> str:
    return (Path(__file__).parent.parent / "docs" / f"{name}.md").read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in GUIDES if console_examples(page(name))])
def test_u11_a_command_prints_what_its_page_says(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for command, output in (example for block in console_examples(page(name)) for example in block):
        printed, told = answer(command)
        assert printed == output, f"$ {command}\n{told}"


@pytest.mark.parametrize("name", GUIDES)
def test_u11_every_option_that_a_page_names_is_one_of_its_command(name: str) -> None:
    """Of commands that are only shown: `kg import esco ... --into my-store`."""
    shown = re.findall(r"^\s*kg (?:-g \S+ )?([a-z-]+)([^\n#]*)", page(name), re.MULTILINE)
    shown += re.findall(r"`kg (?:-g \S+ )?([a-z-]+)((?: [^`]*)?)`", page(name))
    assert shown
    for command, rest in shown:
        found = cli.get_command(click.Context(cli), command)
        assert found is not None, command
        known = {option for parameter in found.params for option in parameter.opts}
        assert set(re.findall(r"(?<=\s)--?[a-z][a-z-]*", rest)) <= known, (command, rest)


def test_a_session_of_python_answers_what_the_page_for_data_scientists_says() -> None:
    session = doctest.DocTestParser().get_doctest(python_examples(page("data-scientists")), {}, "page", None, None)
    report: list[str] = []
    assert doctest.DocTestRunner().run(session, out=report.append).failed == 0, "".join(report)


def test_examples_are_read_as_a_reader_would() -> None:
    text = (
        "```console\n$ make demo\nnot run\n$ kg a \\\n    b | head -1\none\n\ntwo\n$ kg c\n```\n"
        "```python\n>>> 1\n1\n```\n"
    )
    assert console_examples(text) == [[Example("kg a \\\n    b | head -1", "one\n\ntwo\n"), Example("kg c", "")]]
    assert python_examples(text) == ">>> 1\n1\n"
