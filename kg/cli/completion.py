"""Completion for bash, zsh and fish: the scripts, where they belong, and values in the quotes that a shell needs."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from click.shell_completion import (
    BashComplete,
    CompletionItem,
    FishComplete,
    ZshComplete,
    add_completion_class,
    split_arg_string,
)

from kg.resources import write_atomically

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.shell_completion import ShellComplete

VARIABLE: Final = "_KG_COMPLETE"
"""What a shell sets when it asks for completions."""

_BASH: Final = """\
# bash completion for kg
%(complete_func)s() {
    local IFS=$'\\n' line
    COMPREPLY=()
    while IFS= read -r line; do
        case ${line%%%%,*} in
            dir) compopt -o dirnames ;;
            file) compopt -o default ;;
            plain) COMPREPLY+=("${line#*,}") ;;
        esac
    done < <(COMP_WORDS="${COMP_WORDS[*]}" COMP_CWORD=$COMP_CWORD %(complete_var)s=bash_complete "$1" 2>/dev/null)
}
complete -o nosort -F %(complete_func)s %(prog_name)s
"""

_FISH: Final = """\
# fish completion for kg
function %(complete_func)s
    set -l words (commandline -cp)
    set -l word (commandline -ct)
    for line in (env %(complete_var)s=fish_complete COMP_WORDS="$words" COMP_CWORD="$word" %(prog_name)s 2>/dev/null)
        set -l parts (string split -m 1 "," -- $line)
        switch $parts[1]
            case dir
                __fish_complete_directories $word
            case file
                __fish_complete_path $word
            case plain
                echo $parts[2]
        end
    end
end
complete --no-files --command %(prog_name)s --arguments "(%(complete_func)s)"
"""

_UNSAFE: Final = re.compile(r"([^\w@%+=:,./-])", re.ASCII)


class _Bash(BashComplete):
    """Bash, which inserts a completion as it is: it gets it in the quotes that were begun, or with escapes."""

    source_template = _BASH

    def source(self) -> str:
        """The script; it is the same whatever versions of bash are installed."""
        return self.source_template % self.source_vars()

    def get_completion_args(self) -> tuple[list[str], str]:
        """The words before the one that is typed, and this; bash divides ``--option=value``, which is joined again."""
        words = os.environ["COMP_WORDS"].split("\n")[: int(os.environ["COMP_CWORD"]) + 1]
        while "=" in words[1:] and words[words.index("=", 1) - 1].startswith("--"):
            place = words.index("=", 1)
            words[place - 1 : place + 2] = ["".join(words[place - 1 : place + 2])]
        return [_bare(word) for word in words[1:-1]], _bare(words[-1])

    def format_completion(self, item: CompletionItem) -> str:
        """A line of the answer: the type, and the value as bash inserts it."""
        typed = os.environ["COMP_WORDS"].split("\n")[int(os.environ["COMP_CWORD"])]
        return f"{item.type},{_in_quotes(str(item.value), typed[:1])}"


def _bare(word: str) -> str:
    """A word of a command line without its quotes, which may not be closed yet."""
    return " ".join(split_arg_string(word)) if word else ""


def _in_quotes(value: str, quote: str) -> str:
    r"""A value as it follows an opened quote, or none.

    >>> _in_quotes("Data Scientist", ""), _in_quotes("Bachelor's", "'"), _in_quotes('say "hi"', '"')
    ('Data\\ Scientist', "Bachelor'\\''s", 'say \\"hi\\"')
    """
    if quote == '"':
        return re.sub(r'(["$`\\])', r"\\\1", value)
    return value.replace("'", "'\\''") if quote == "'" else _UNSAFE.sub(r"\\\1", value)


class _Fish(FishComplete):
    """Fish, which quotes values itself."""

    source_template = _FISH

    def get_completion_args(self) -> tuple[list[str], str]:
        """The words before the one that is typed, and this."""
        words, typed = split_arg_string(os.environ["COMP_WORDS"]), os.environ["COMP_CWORD"]
        return (words[1:-1], words[-1]) if typed and len(words) > 1 else (words[1:], "")


_CLASSES: Final[dict[str, type[ShellComplete]]] = {"bash": _Bash, "zsh": ZshComplete, "fish": _Fish}

SHELLS: Final = tuple(_CLASSES)
"""The shells that have a completion."""


def register() -> None:
    """Let click answer the shells by these classes."""
    for name, found in _CLASSES.items():
        add_completion_class(found, name)


def script(shell: str) -> str:
    """The script that lets a shell complete."""
    import click

    return _CLASSES[shell](click.Group(), {}, "kg", VARIABLE).source().lstrip("\n")


def _data_home() -> Path:
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")


def _config_home() -> Path:
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")


_FILES: Final[dict[str, Callable[[], Path]]] = {
    "bash": lambda: _data_home() / "bash-completion" / "completions" / "kg",
    "zsh": lambda: _data_home() / "zsh" / "site-functions" / "_kg",
    "fish": lambda: _config_home() / "fish" / "completions" / "kg.fish",
}
"""Where each shell, for this user, looks for the script of a command."""


def install(shell: str) -> tuple[Path, str]:
    """Write the script of a shell where this user's shell looks for it; the file, and what is left to do.

    Raises OutputError where it cannot be written.
    """
    path = _FILES[shell]()
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, script(shell).encode())
    rest = {
        "bash": f"it works in a new shell that has bash-completion; without, add to ~/.bashrc: source '{path}'",
        "zsh": "where zsh does not look there, add to ~/.zshrc:"
        f" fpath+=('{path.parent}'); autoload -U compinit; compinit",
        "fish": "it works in a new shell",
    }
    return path, rest[shell]
