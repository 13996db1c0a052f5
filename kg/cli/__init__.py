"""The command line ``kg``; see ``kg --help``."""

from __future__ import annotations

from kg.cli.main import COMMANDS, cli, main, run

__all__ = ["COMMANDS", "cli", "main", "run"]
