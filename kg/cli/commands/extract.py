"""The command ``kg extract``."""

from __future__ import annotations

import click

from kg.answers.blocks import Answer
from kg.answers.entities import extraction_answer
from kg.cli.options import answers, kind_option, source_option
from kg.cli.session import Session


@click.command()
@click.argument("file")
@source_option
@kind_option
@answers(to_file=True)
def command(session: Session, file: str) -> Answer:
    """FILE is text, Markdown, HTML, PDF or a Word document (.docx), or - for standard input; PDF and Word need
    career-kg[documents].

    Each mention has its place, what it was read as, and whether the text states it, calls it optional ("nice to have")
    or rules it out ("no experience of"). Names of one or two letters, and names that are ordinary words, count only
    beside another skill or by their capitals. Exit status 1: nothing found.

    \b
    Example:
      kg extract cv.txt
      kg extract advert.html -f json
      kg match --have @cv.txt
    """
    from kg.sources.text import read_document  # reads zips, which questions do without

    found = session.graph.extract(read_document(file))
    return extraction_answer(found.of_kinds(session.kinds) if session.kinds else found)
