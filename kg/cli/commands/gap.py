"""The command ``kg gap``."""

from __future__ import annotations

import click

from kg.answers.blocks import Answer
from kg.answers.routes import gap_answer
from kg.cli.names import names_of
from kg.cli.options import ORIGIN, ROLE, answers, have_option, merges_option, parse_conditions, sources_option
from kg.cli.session import Session


@click.command()
@click.argument("ends", metavar="[FROM] TO", nargs=-1, required=True, type=ORIGIN)
@have_option
@sources_option
@merges_option
@answers("checklist")
def command(session: Session, ends: tuple[str, ...], have: tuple[str, ...], merges: bool) -> Answer:
    """The skill gap from a role, one of its job titles or a background, or from --have alone (or "me").

    What is missing is in the order in which to learn it: what is core to the role, then what a course teaches, then
    what is learned on the job, as far as the sources state it. Each skill says why; `kg docs routes` has the rule.

    \b
    Example:
      kg gap "Data Scientist" "Machine Learning Engineer"
      kg gap --have Python,Docker MLOps
    """
    session.merges = merges
    if len(ends) == 1 and not have:
        raise click.UsageError("give FROM and TO, or --have and TO")
    names = names_of(session, ends, (ORIGIN.kinds, ROLE.kinds), least=1 if have else 2)
    origin = session.origin(names[0], ORIGIN.kinds) if len(names) == 2 else None
    destination = session.destination(names[-1], ROLE.kinds)
    return gap_answer(session.graph.gap(origin, destination, parse_conditions(session, {"have": have})))
