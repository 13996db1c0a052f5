"""Answers as blocks of text and tables, each made once, and every format that they are printed in."""
