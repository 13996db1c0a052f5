"""Answers in the words and rows that people read, the same on the command line and beside the picture."""
