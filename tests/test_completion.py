"""Completion in bash, zsh and fish: what each shell is given, and inserts."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import kg

SHELLS = ("bash", "zsh", "fish")

BASH = """
source "$SCRIPT"
COMP_WORDS=("$@"); COMP_CWORD=$(( ${#COMP_WORDS[@]} - 1 ))
_kg_completion kg
printf '%s\\n' "${COMPREPLY[@]}"
"""

ZSH = """
compdef() { : }
_describe() { shift 2; print -rl -- ${(P)1} }
compadd() { local name=${@[-1]}; print -rl -- ${(P)name} }
source "$SCRIPT"
words=("$@"); CURRENT=$#
_kg_completion
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the command kg, and the script of each shell."""
    found = tmp_path_factory.mktemp("completion")
    (found / "kg").write_text(f"#!/bin/sh\nexec {sys.executable} -c 'from kg.cli import main; main()' \"$@\"\n")
    (found / "kg").chmod(0o755)
    for shell in SHELLS:
        (found / f"script.{shell}").write_text(kg("completion", shell).out)
    return found


def completed(shell: str, folder: Path, *words: str) -> list[str]:
    """What a shell is given for a command line; the last word is the one that is typed."""
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    script = folder / f"script.{shell}"
    env = {**os.environ, "PATH": f"{folder}:{os.environ['PATH']}", "SCRIPT": str(script)}
    env.pop("KG_GRAPH", None)
    line = {
        "bash": ["bash", "--norc", "-c", BASH, "bash", *words],
        "zsh": ["zsh", "-f", "-c", ZSH, "zsh", *words],
        "fish": ["fish", "--no-config", "-c", f"source {script}; complete -C '{' '.join(words)}'"],
    }[shell]
    done = subprocess.run(line, capture_output=True, text=True, env=env, check=True, timeout=60)
    return [each for each in done.stdout.splitlines() if each]


@pytest.mark.slow
def test_u4_bash_gets_names_as_it_inserts_them(folder: Path) -> None:
    assert completed("bash", folder, "kg", "route", "Data\\ Sci") == ["Data\\ Scientist"]
    assert completed("bash", folder, "kg", "route", '"data sci') == ["Data Scientist"]
    expected = ["Research\\ Scientist\\ \\(AI/ML\\)"]
    assert completed("bash", folder, "kg", "show", "research\\ scientist\\ \\(") == expected
    assert completed("bash", folder, "kg", "show", "MLOps", "--source", "=", "a") == ["ai-ml"]


@pytest.mark.slow
@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_u4_zsh_and_fish_get_names_with_their_kind(shell: str, folder: Path) -> None:
    [found] = completed(shell, folder, "kg", "route", "MLO")
    assert found in ("MLOps Engineer:role", "MLOps Engineer\trole")


@pytest.mark.slow
@pytest.mark.parametrize("shell", SHELLS)
def test_u4_each_shell_completes_questions_kinds_sources_and_commands(shell: str, folder: Path) -> None:
    def first(*words: str) -> set[str]:
        return {line.partition("\t")[0].partition(":")[0] for line in completed(shell, folder, *words)}

    assert {"role-skills", "role-pay"} <= first("kg", "ask", "role-")
    assert first("kg", "list", "skill") == {"skill", "skill-group"}
    assert first("kg", "next", "MLOps", "--source", "ai") == {"ai-ml"}
    assert first("kg", "completio") == {"completion"}


@pytest.mark.parametrize("shell", SHELLS)
def test_u4_install_says_what_it_wrote_and_may_be_repeated(shell: str, tmp_path: Path) -> None:
    env = {
        "XDG_DATA_HOME": str(tmp_path / "data"),
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "SHELL": f"/bin/{shell}",
    }
    first = kg("completion", "install", env=env)
    assert first.status == 0
    path = Path(first.out.strip())
    assert path.is_relative_to(tmp_path)
    assert path.read_text() == kg("completion", shell).out
    assert kg("completion", "install", shell, env=env) == first


def test_u4_an_unknown_shell_gets_those_that_are_installed(tmp_path: Path) -> None:
    env = {"XDG_DATA_HOME": str(tmp_path / "data"), "XDG_CONFIG_HOME": str(tmp_path / "config"), "SHELL": "/bin/tcsh"}
    found = kg("completion", "install", env=env)
    assert found.status == 0
    assert len(found.lines) == sum(shutil.which(shell) is not None for shell in SHELLS)
    assert kg("completion", "bash", "zsh").status == 2
