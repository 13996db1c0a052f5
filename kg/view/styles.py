"""How each kind of thing looks: a colour of the Okabe-Ito palette, made for the colour-blind, and its own shape."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from kg.model import Description

__all__ = ["EMERGING", "STYLES", "Style", "style_of"]


@dataclass(frozen=True, slots=True)
class Style:
    """The look and the names of a kind; ``shape`` is an SVG path between -11 and 11, for legend and canvas alike."""

    one: str
    many: str
    colour: str
    shape: str


_CIRCLE = "M9 0A9 9 0 1 1 -9 0A9 9 0 1 1 9 0Z"
_RING = f"{_CIRCLE}M4 0A4 4 0 1 0 -4 0A4 4 0 1 0 4 0Z"
_SQUARE = "M-8 -8H8V8H-8Z"
_TRIANGLE = "M0 -10L10 8H-10Z"
_TRIANGLE_DOWN = "M0 10L10 -8H-10Z"
_DIAMOND = "M0 -11L11 0L0 11L-11 0Z"
_HEXAGON = "M5 -9H-5L-10 0L-5 9H5L10 0Z"
_STAR = "M0 -11L3 -4L10.5 -3.4L4.8 1.6L6.5 9L0 5L-6.5 9L-4.8 1.6L-10.5 -3.4L-3 -4Z"
_PENTAGON = "M0 -10L9.5 -3L6 8.5H-6L-9.5 -3Z"
_TRAPEZOID = "M-5 -8H5L10 8H-10Z"
_DROP = "M0 11L-7 0A7.6 7.6 0 1 1 7 0Z"
_SLANT = "M-4 -7H11L4 7H-11Z"
_BAR = "M-10 -5H10V5H-10Z"
_HOUSE = "M0 -10L10 -1H7V9H-7V-1H-10Z"
_STEPS = "M-9 -9H1V-1H9V9H-1V1H-9Z"
_CROSS = "M-4 -10H4V-4H10V4H4V10H-4V4H-10V-4H-4Z"
_PAGE = "M-7 -10H3L7 -6V10H-7Z"

EMERGING: Final = "emerging-role"
"""The style of a role that a source only names as emerging."""

STYLES: Final[dict[str, Style]] = {
    "role": Style("role", "Roles", "#0072B2", _CIRCLE),
    EMERGING: Style("emerging role", "Emerging roles", "#0072B2", _RING),
    "entry-path": Style("entry path", "Entry paths", "#009E73", _TRIANGLE),
    "skill": Style("skill", "Skills", "#E69F00", _SQUARE),
    "job-title": Style("job title", "Job titles", "#56B4E9", _TRIANGLE_DOWN),
    "level": Style("level", "Levels", "#CC79A7", _DIAMOND),
    "industry": Style("industry", "Industries", "#D55E00", _HEXAGON),
    "employer": Style("employer", "Employers", "#F0E442", _STAR),
    "responsibility": Style("responsibility", "Responsibilities", "#009E73", _BAR),
    "credential": Style("credential", "Credentials", "#999999", _PENTAGON),
    "field": Style("field of study", "Fields of study", "#F0E442", _TRAPEZOID),
    "location": Style("location", "Locations", "#56B4E9", _DROP),
    "topic": Style("topic", "Topics", "#999999", _SLANT),
    "profile": Style("profile", "What you have", "#009E73", _HOUSE),
    "role-group": Style("group of roles", "Groups of roles", "#0072B2", _CROSS),
    "skill-group": Style("group of skills", "Groups of skills", "#E69F00", _STEPS),
    "document": Style("document", "Documents", "#999999", _PAGE),
}
"""Every style, in the order of legend and text: the kinds of ``schema.KINDS``, emerging roles and profiles."""


def style_of(description: Description) -> str:
    """The style that a thing is drawn in: its kind, or that of emerging roles."""
    emerging = any(fact.property == "maturity" and fact.value == "emerging" for fact in description.facts)
    return EMERGING if emerging and description.entity.kind == "role" else description.entity.kind
