"""Answers about many things at once: side by side, connected, ranked."""
