"""Answers about many entities at once: side by side, connected, ranked."""
