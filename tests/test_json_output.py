"""JSON of answers: one table of keys, for classes that exist."""

from __future__ import annotations

import kg.model.analysis
import kg.model.answers
import kg.model.careers
import kg.model.entities
from kg.answers import json_output


def test_every_class_of_the_table_of_keys_is_a_class_of_the_model() -> None:
    """A class that was renamed would silently fall back to the names of its fields."""
    modules = (kg.model.analysis, kg.model.answers, kg.model.careers, kg.model.entities)
    named = {*json_output._KEYS, *json_output._WHOLE, *(name.partition(".")[0] for name in json_output._SPECIAL)}
    assert {name for name in named if not any(hasattr(module, name) for module in modules)} == set()
