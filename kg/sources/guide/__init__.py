"""Guides in Markdown -> the records that curated files hold, each with its line; and the lines not understood."""

from kg.sources.guide.reader import Guide, parse_guide, read_guide

__all__ = ["Guide", "parse_guide", "read_guide"]
