"""The command ``kg rank``."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

import click

from kg.answers.blocks import RANKED, Answer
from kg.answers.next_roles import unlocks_answer
from kg.answers.rankings import communities_answer, ranking_answer
from kg.cli.options import (
    ORIGIN,
    answers,
    have_option,
    merges_option,
    origin_label,
    parse_conditions,
    source_option,
)
from kg.cli.session import Session
from kg.errors import UsageError

_Kind: TypeAlias = Literal["skills", "roles"]
_Measure: TypeAlias = Literal["demand", "betweenness", "reach", "community"]


@click.command()
@click.argument("kind", type=click.Choice(["skills", "roles"]))
@click.option(
    "--by", type=click.Choice(["demand", "betweenness", "reach", "community"]), help="The measure.  [default: demand]"
)
@click.option(
    "--unlocks",
    metavar="ROLE",
    type=ORIGIN,
    help="Rank skills by how many next roles each would open, or bring closer, from ROLE.",
)
@click.option(
    "-n",
    "--limit",
    type=click.IntRange(min=1),
    help="How many rows of each table; without it text has 20, and --all or another format every one.",
)
@have_option
@source_option
@merges_option
@answers()
def command(
    session: Session, kind: _Kind, by: _Measure | None, unlocks: str | None, limit: int | None, **options: Any
) -> Answer:
    """Each score is a count, or a centrality computed from what is stated; the answer says of what.

    \b
    skills by demand       number of roles that require it; tools that roles name are counted apart
              betweenness  how much it ties roles together (betweenness centrality)
              reach        number of roles that require it or a broader skill
    roles  by demand       how many requirements of other roles its skills cover
              betweenness  how often it lies on the shortest path between two others
              reach        how many roles can be reached from it in three steps
              community    groups of roles that are similar to one another (Louvain), with their commonest skills

    With --unlocks, skills are ranked by how many next roles each opens from ROLE, then by how much it reduces the gap
    to others. `kg docs analysis` defines each.

    \b
    Example:
      kg rank skills
      kg rank roles --by betweenness
      kg rank roles --by community
      kg rank skills --unlocks statistician
      kg rank skills --unlocks me --have Python
    """
    from kg.analysis.ranking import MEASURES  # loads numpy, which help does without

    session.merges = bool(options.pop("merges"))
    if unlocks is not None:
        if kind == "roles" or by is not None:
            message = '--unlocks cannot be combined with "roles" or --by'
            raise UsageError(message, "write: kg rank skills --unlocks ROLE")
        origin = session.origin(unlocks)
        found = session.graph.rank_unlocks(origin, parse_conditions(session, options))
        return unlocks_answer(found, origin_label(origin), limit if session.shows_all else limit or RANKED)
    if options["have"]:
        raise UsageError("--have is for --unlocks", "write: kg rank skills --unlocks ROLE --have NAMES")
    by = by or "demand"
    session.announce_slow_task("reading the requirements")
    if by == "community":
        if kind == "skills":
            raise UsageError("communities are of roles", "write: kg rank roles --by community")
        return communities_answer(session.graph.rank_communities(), limit)
    first = limit if session.shows_all else limit or RANKED
    answer = session.graph.rank(kind, by, explain_top=first)
    return ranking_answer(answer, MEASURES[kind, by], limit)
