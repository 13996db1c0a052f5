"""What each option of the advice commands does, on the guide against brute force, and what is told of bad input."""

from __future__ import annotations

import csv
import io
import re
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click
import pytest
from command_line import kg, labels
from guide import EMERGING, GUIDE, MATHEMATICS, in_guide
from rule import Traveller

from kg.cli import COMMANDS, cli
from kg.graph import open_graph

if TYPE_CHECKING:
    from collections.abc import Iterator

    from command_line import Answer

ROOT = Path(__file__).resolve().parent.parent
ADVICE = ("route", "gap", "next", "match", "compare", "connect", "rank")
NUMBERS = (click.types.IntParamType, click.types.FloatParamType)


def held(*names: str, **limits: Any) -> Traveller:
    """Who has these."""
    return Traveller(have=frozenset(names), **limits)


def without(*names: str, **limits: Any) -> Traveller:
    """Who avoids these."""
    return Traveller(avoid=frozenset(names), **limits)


# --- what each option does --------------------------------------------------------------------------------------------


class Wish(NamedTuple):
    """What is asked: the ends, the options, and the same in the words of the rule of the tests."""

    start: str
    goal: str
    options: str
    traveller: Traveller = Traveller()
    k: int = 1
    via: tuple[str, ...] = ()
    prefer: str = "effort"
    alternatives: str = "best"

    @property
    def arguments(self) -> list[str]:
        return ["route", self.start, self.goal, *(self.options.split("_") if self.options else ())]

    @property
    def expected(self) -> list[tuple[str, ...]]:
        """The chains that brute force finds."""
        rule = in_guide(self.traveller)
        if self.alternatives == "tradeoffs":
            return rule.front(self.start, self.goal, self.via)
        chains = rule.routes(self.start, self.goal, self.via, self.prefer)
        return (rule.diverse(chains) if self.alternatives == "diverse" else chains)[: self.k]


DS, MLE, MLOPS, CV, NLP, RS, PM = (
    "Data Scientist",
    "Machine Learning Engineer",
    "MLOps Engineer",
    "Computer Vision Engineer",
    "NLP Engineer",
    "Research Scientist (AI/ML)",
    "AI Product Manager",
)

WISHES = [
    Wish(DS, MLOPS, ""),
    Wish(MATHEMATICS, MLOPS, ""),
    Wish(DS, CV, "-k_4", k=4),
    Wish(DS, CV, "-k_500", k=500),
    Wish(DS, CV, "-k_500_--max-steps_6", Traveller(max_steps=6), 500),
    Wish(DS, CV, "-k_500_--max-steps_1", Traveller(max_steps=1), 500),
    Wish(MATHEMATICS, MLOPS, "--max-steps_2", Traveller(max_steps=2)),
    Wish(DS, MLOPS, f"--via_{NLP}", via=(NLP,)),
    Wish(DS, MLOPS, f"--via_{MLE}_-k_9", k=9, via=(MLE,)),
    Wish(DS, CV, f"--via_{NLP}_--via_{MLE}", via=(NLP, MLE)),
    Wish(DS, CV, f"--via_{MLE}_--via_{NLP}", via=(MLE, NLP)),
    Wish(DS, CV, f"--via_{MLE}_--via_{NLP}_--max-steps_4_-k_9", Traveller(max_steps=4), 9, (MLE, NLP)),
    Wish(DS, NLP, f"--via_{PM}", via=(PM,)),
    Wish(DS, NLP, f"--via_{RS}", via=(RS,)),  # asks a doctorate, so it is no stone, but is wished for
    Wish(DS, MLOPS, f"--avoid_{MLE}", without(MLE)),
    Wish(DS, CV, f"--avoid_{MLE},{NLP}_-k_9", without(MLE, NLP), 9),
    Wish(DS, CV, f"--avoid_{MLE}_--avoid_{NLP}_-k_9", without(MLE, NLP), 9),
    Wish(DS, MLOPS, "--avoid_Monitoring tools", without("Monitoring tools")),
    Wish(DS, CV, "--avoid_Language modeling_-k_9", without("Language modeling"), 9),
    Wish(
        DS,
        CV,
        "--avoid_Language modeling_--have_Language modeling_-k_9",
        Traveller(frozenset({"Language modeling"}), frozenset({"Language modeling"})),
        9,
    ),
    Wish(DS, RS, "--avoid_PhD", without("phd")),
    Wish(DS, RS, "--avoid-gate_PhD", without("phd")),
    Wish(DS, RS, "--avoid-gate_PhD_--have_PhD", Traveller(frozenset({"phd"}), frozenset({"phd"}))),
    Wish(DS, CV, "--avoid-gate_PhD,MBA_-k_9", without("phd", "mba"), 9),
    Wish(DS, CV, "--avoid-gate_Bachelor's_-k_9", without("bachelor"), 9),  # a data scientist holds one
    Wish(MATHEMATICS, MLOPS, "--have_Docker", held("Docker")),
    Wish(MATHEMATICS, MLOPS, "--have_Docker,Python_--have_AWS_-k_9", held("Docker", "Python", "AWS"), 9),
    Wish(MATHEMATICS, RS, "--have_PhD_-k_9", held("phd"), 9),
    Wish(DS, MLOPS, "--max-new_5_-k_9", Traveller(max_new=5), 9),
    Wish(DS, MLOPS, "--max-new_4", Traveller(max_new=4)),
    Wish(MLE, MLOPS, "--max-new_4_-k_9", Traveller(max_new=4), 9),
    Wish(DS, MLOPS, "--max-new_0", Traveller(max_new=0)),
    Wish(MLE, MLOPS, "--min-shared_2_-k_9", Traveller(min_shared=2), 9),
    Wish(MLE, MLOPS, "--min-shared_3", Traveller(min_shared=3)),
    Wish(DS, CV, "--allow-leaps_-k_9", Traveller(allow_leaps=True), 9),  # no level is stated, so none is lifted
    Wish(MLE, RS, "-k_2", k=2),
    Wish(MLE, RS, "-k_2_--prefer_pay", k=2, prefer="pay"),
    Wish(MLOPS, RS, "-k_2_--have_NLTK", held("NLTK"), 2),
    Wish(MLOPS, RS, "-k_2_--have_NLTK_--prefer_steps", held("NLTK"), 2, prefer="steps"),
    Wish(MLOPS, RS, "-k_2_--have_NLTK_--prefer_effort", held("NLTK"), 2, prefer="effort"),
    Wish(MATHEMATICS, MLE, "-k_3_--have_Docker,NLTK", held("Docker", "NLTK"), 3),
    Wish(MATHEMATICS, MLE, "-k_3_--have_Docker,NLTK_--diverse", held("Docker", "NLTK"), 3, alternatives="diverse"),
    Wish(MLE, RS, "-k_9_--diverse_--prefer_pay", k=9, prefer="pay", alternatives="diverse"),
    Wish(DS, MLOPS, "--have_AWS_--tradeoffs", held("AWS"), alternatives="tradeoffs"),
    Wish(DS, CV, f"--via_{MLE}_--tradeoffs", via=(MLE,), alternatives="tradeoffs"),
    Wish(DS, PM, ""),
    Wish(DS, "Prompt Engineer", ""),
]


@pytest.mark.parametrize("wish", WISHES, ids=lambda wish: f"{wish.start}, {wish.goal} {wish.options}")
@pytest.mark.slow
def test_an_option_does_what_the_rule_says(wish: Wish) -> None:
    rule, expected = in_guide(wish.traveller), wish.expected
    answer = kg(*wish.arguments, "-f", "json")
    assert answer.status == (0 if expected else 1)
    document = answer.json
    chains = [[step["from"]["label"] for step in route["steps"]] + [wish.goal] for route in document["routes"]]
    assert chains == [list(chain) for chain in expected]
    for route, chain in zip(document["routes"], expected, strict=True):
        found = rule.steps(chain)
        assert [step["to"]["label"] for step in route["steps"]] == [step.role for step in found]
        for step, wanted in zip(route["steps"], found, strict=True):
            told = [set(labels(step[part])) for part in ("kept", "near", "learn")]
            assert told == [wanted.kept, wanted.near, wanted.learn]
            assert [gate["met"] for gate in step["gates"]] == [wanted.met]
            assert (Fraction(step["gap"]), step["cost"]) == (wanted.gap, pytest.approx(float(wanted.cost)))
        assert route["cost"] == pytest.approx(float(rule.total(chain)))
        assert (route["best_at"] is None) == (wish.alternatives != "tradeoffs")
    assert (document["reason"] is None) == bool(expected)
    if wish.goal not in EMERGING:
        assert document["direct"]["allowed"] == rule.allowed(wish.start, wish.goal)
        assert document["direct"]["gap"] == rule.gap(wish.start, wish.goal)
    short = 0 < len(expected) < wish.k
    assert (
        f"only {len(expected)} route{'' if len(expected) == 1 else 's'} ({wish.k} requested)" in answer.err
    ) == short


@pytest.mark.parametrize("wish", WISHES[1:-2:5], ids=lambda wish: f"{wish.start}, {wish.goal} {wish.options}")
@pytest.mark.slow
def test_the_table_tells_the_same_routes(wish: Wish) -> None:
    expected = wish.expected
    answer = kg(*wish.arguments)
    rows = list(csv.DictReader(io.StringIO(kg(*wish.arguments, "-f", "csv").out)))
    assert answer.status == (0 if expected else 1)
    chains = [line.rpartition(": ")[2] for line in answer.lines if re.match(r"(Route \d+ of \d+: )?\d steps?, ", line)]
    assert chains == [" → ".join(chain[1:]) for chain in expected]
    assert ("No route: " in answer.out) == (not expected)
    for number, chain in enumerate(expected, 1):
        steps = in_guide(wish.traveller).steps(chain)
        for position, step in enumerate(steps, 1):
            told = [row for row in rows if (row["route"], row["step"]) == (str(number), str(position))]
            assert {row["to"] for row in told} == {step.role}
            assert {row["item"] for row in told if row["type"] == "keep"} == step.kept
            assert {row["item"] for row in told if row["type"].startswith("learn")} == step.learn
            assert {row["item"] for row in told if row["type"] == "learn (near)"} == step.near


def test_no_merges_makes_three_skills_of_one() -> None:
    """Line 168 says "Cloud platforms and services", line 27 "Cloud platforms"."""
    step = kg("route", MLE, MLOPS, "--no-merges", "-f", "json").json["routes"][0]["steps"][0]
    assert (labels(step["kept"]), step["gap"]) == (["ML frameworks"], 5)


def test_a_bridge_counts_what_one_has_and_names_no_more() -> None:
    """Line 98 asks Business acumen, which is held, so the way is open; without it one skill is the bridge."""
    assert kg("route", DS, PM, "--have", "Business acumen").status == 0
    bridge = kg("route", DS, PM, "--have", "Docker", "-f", "json").json["bridge"]
    expected = in_guide(held("Docker")).bridge(DS, PM)
    assert expected is not None
    assert labels(bridge["skills"]) == expected[0] == ["Business acumen"]


@pytest.mark.slow
def test_a_bridge_passes_the_roles_that_are_to_be_passed() -> None:
    rule = in_guide()
    bridge = rule.bridge(DS, NLP, (PM,))
    assert bridge is not None
    document = kg("route", DS, NLP, "--via", PM, "-f", "json").json
    assert "none through AI Product Manager" in document["reason"]
    assert labels(document["bridge"]["skills"]) == bridge[0]
    assert [step["to"]["label"] for step in document["bridge"]["route"]["steps"]] == list(bridge[1][1:])


# --- me, and what one has ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("word", ["me", "ME", " me "])
def test_me_holds_what_one_says_and_nothing_else(word: str) -> None:
    """Line 24 asks Programming; Python is one of its languages. Nothing is known of a degree (line 33)."""
    document = kg("route", word, MLE, "--have", "Python", "-f", "json").json
    assert (document["from"]["label"], document["from"]["kind"]) == ("What you have", "person")
    [step] = document["routes"][0]["steps"]
    assert (labels(step["kept"]), len(step["learn"])) == (["Programming"], 5)
    assert [gate["state"] for gate in step["gates"]] == ["not held"]
    assert step["gap"] == 5 + 1
    with_degree = kg("route", word, MLE, "--have", "Python,Bachelor's", "-f", "json").json
    assert with_degree["routes"][0]["steps"][0]["gap"] == 5


def test_a11_from_what_one_has_alone_match_next_and_route_speak_of_one_number() -> None:
    """It is the coverage: Programming alone is one of six."""
    have = ["--have", "Python,SQL,Docker"]
    matched, following = kg("match", *have, "-f", "json").json, kg("next", "me", *have, "-f", "json").json
    found = [(gap["role"]["label"], gap["coverage"]) for gap in matched["roles"] if gap["coverage"]]
    assert [(each["role"]["label"], each["score"]) for each in following] == found
    label, coverage = found[0]
    [step] = kg("route", "me", label, *have, "-f", "json").json["routes"][0]["steps"]
    assert step["similarity"] == int(1000 * coverage) / 1000


def test_one_who_has_no_skill_is_told_so() -> None:
    answer = kg("route", "me", MLE, "--have", "PhD", "-f", "json")
    assert (answer.status, answer.json["reason"]) == (1, "you named no skill, so no step is possible")


def gap_items(*arguments: str | Path) -> dict[str, list[str]]:
    """What is held and missing for MLOps."""
    document = kg("gap", *arguments, MLOPS, "-f", "json").json
    return {part: labels(document[part]) for part in ("held", "missing")}


PROFILE = "skills:\n  - Docker\n  - AWS\ncredentials: [Bachelor's]\nlevel: Mid Level\n"


@pytest.mark.parametrize(
    "content",
    [
        PROFILE.encode(),
        b"\xef\xbb\xbf" + PROFILE.encode(),
        PROFILE.replace("\n", "\r\n").encode(),
        b"level: mid level\nskills: [docker, Amazon Web Services]\ncredentials: BSc\n",
        b"level:\n  - Mid Level\nskills:\n  - Docker\n  - AWS\n\ncredentials:\n  - Bachelor's\n",
        b"# mine\nskills: [Docker, AWS, ]\ncredentials: [bachelor]\nlevel: level/mid-level\nlanguages:\n",
    ],
    ids=["plain", "byte order mark", "Windows lines", "other words", "all lists", "comments and empty keys"],
)
@pytest.mark.slow
def test_a_profile_gives_skills_credentials_and_level(content: bytes, tmp_path: Path) -> None:
    profile = tmp_path / "profile.yaml"
    profile.write_bytes(content)
    document = kg("gap", "--have", f"@{profile}", MLOPS, "-f", "json").json
    assert labels(document["held"]) == ["Cloud platforms", "Containerization"]
    assert [gate["met"] for gate in document["gates"]] == [True]
    # from Mid Level two levels are above, so two rungs are left to the leadership
    climb = kg("route", MLE, "VP of AI", "--have", f"@{profile}", "-f", "json").json["routes"][0]
    assert [step["level"]["to"]["label"] for step in climb["steps"]] == ["Senior Level", "Leadership Level"]
    assert climb["steps"][0]["level"]["from"]["label"] == "Mid Level"


def test_profiles_files_and_names_add_up(tmp_path: Path) -> None:
    (tmp_path / "profile.yaml").write_text("skills: [Docker]\n", encoding="utf-8")
    (tmp_path / "more.txt").write_bytes(b"\xef\xbb\xbf# mine\r\nAWS\r\n\r\n")
    found = gap_items(
        "--have", tmp_path / "profile.yaml", "--have", f"@{tmp_path / 'more.txt'}", "--have", "TensorFlow"
    )
    assert found["held"] == ["Cloud platforms", "Containerization", "ML frameworks"]


@pytest.mark.parametrize(
    ("content", "status", "told"),
    [
        (b"skills: [Docker\n", 2, "line 2 is not valid YAML"),
        (b"skills: *mine\n", 2, "line 1 is not valid YAML"),
        (b"a: 1\n---\nb: 2\n", 2, "is not valid YAML"),
        (b"\x00\x01", 2, "is not valid YAML"),
        (b"skills: 3\n", 2, "has an entry that is not a name"),
        (b"skills: [Docker, 3]\n", 2, "has an entry that is not a name"),
        (b"skills: [yes, 2024-01-01]\n", 2, "has an entry that is not a name"),
        (b"level: 2\nskills: [Docker]\n", 1, "no level named '2' was found"),
        (b"42\n", 2, "has an entry that is not a name"),
        (b"level: Wizard\nskills: [Docker]\n", 1, "no level named 'Wizard' was found"),
        (b"level: Docker\nskills: [Docker]\n", 1, "'Docker' exists, but it is a skill"),
        (b"level: [Junior Level, Mid Level]\n", 2, "two levels were given: 'Junior Level' and 'Mid Level'"),
        (b"skills: [Basketry]\n", 1, "no skill or credential named 'Basketry' was found"),
        ("skills: [Café]\n".encode("latin-1"), 1, "no skill or credential named 'Café' was found"),
        ("skills: [Dock\n".encode("utf-16"), 2, "is not valid YAML"),
    ],
)
@pytest.mark.slow
def test_a_profile_that_cannot_be_taken_is_told(content: bytes, status: int, told: str, tmp_path: Path) -> None:
    (tmp_path / "profile.yaml").write_bytes(content)
    answer = kg("route", MLE, MLOPS, "--have", f"@{tmp_path / 'profile.yaml'}")
    assert (answer.status, answer.out) == (status, "")
    assert told in answer.err


def test_a_profile_that_is_no_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "folder.yaml").mkdir()
    for name, told in (
        ("folder.yaml", "it has none of the tables of LinkedIn's export"),
        ("missing.yaml", "No such file or directory"),
    ):
        answer = kg("route", MLE, MLOPS, "--have", f"@{tmp_path / name}")
        assert (answer.status, answer.out) == (2, "")
        assert f"{name}': {told}" in answer.err


def test_levels_of_two_profiles_agree_or_are_refused(tmp_path: Path) -> None:
    for name, level in (("a", "Mid Level"), ("b", "mid level"), ("c", "Senior Level")):
        (tmp_path / f"{name}.yaml").write_text(f"skills: [Docker]\nlevel: {level}\n", encoding="utf-8")
    paths = {name: ("--have", f"@{tmp_path / name}.yaml") for name in "abc"}
    assert kg("route", MLE, MLOPS, *paths["a"], *paths["b"]).status == 0
    refused = kg("route", MLE, MLOPS, *paths["a"], *paths["c"])
    assert (refused.status, refused.out) == (2, "")
    assert "two levels were given: 'Mid Level' and 'Senior Level'" in refused.err


@pytest.mark.parametrize("command", [("route", DS, MLOPS), ("gap", DS, MLOPS), ("gap", MLOPS), ("match",)])
@pytest.mark.slow
def test_what_nobody_knows_is_told_and_the_rest_is_used(command: tuple[str, ...]) -> None:
    some = kg(*command, "--have", "Basketry,Docker", "-f", "json")
    assert some.status == 0
    assert "no skill or credential named 'Basketry' was found: ignored" in some.err
    expected = kg(*command, "--have", "Docker", "-f", "json").json
    assert some.json == (expected | {"unknown": ["Basketry"]} if command == ("match",) else expected)
    none = kg(*command, "--have", "Basketry", "-f", "json")
    assert (none.status, none.out) == (1, "")
    assert "no skill or credential named 'Basketry' was found\n" in none.err


# --- bad input --------------------------------------------------------------------------------------------------------


BAD = [
    (
        [DS, MLOPS, "--via", DS],
        2,
        "'Data Scientist', a role to pass (via), is the start",
    ),
    (
        [DS, MLOPS, "--via", MLOPS],
        2,
        "'MLOps Engineer', a role to pass (via), is the start",
    ),
    (
        [DS, MLOPS, "--via", NLP, "--via", MLE, "--via", NLP],
        2,
        "'NLP Engineer', a role to pass (via), is the start",
    ),
    (
        [DS, MLOPS, "--via", "NLP", "--via", "role/nlp-engineer"],
        2,
        "'NLP Engineer', a role to pass (via), is the start",
    ),
    ([DS, MLOPS, "--via", NLP, "--avoid", NLP], 2, "'NLP Engineer' is both to be passed (via) and to be avoided"),
    ([DS, MLOPS, "--via", NLP, "--via", MLE, "--via", CV], 2, "a route through 3 roles has more than 3 steps"),
    ([DS, MLOPS, "--via", NLP, "--max-steps", "1"], 2, "a route through 1 role has more than 1 step"),
    ([DS, MLOPS, "--avoid", DS], 2, "'Data Scientist' is the start or destination, so it cannot be avoided"),
    ([DS, MLOPS, "--avoid", "MLOps"], 2, "'MLOps Engineer' is the start or destination, so it cannot be avoided"),
    (
        ["ML Engineer I", MLOPS, "--avoid", MLE],
        2,
        "'ML Engineer I' is the start or destination, so it cannot be avoided",
    ),
    (
        [DS, "ML Engineer II", "--avoid", MLE],
        2,
        "'ML Engineer II' is the start or destination, so it cannot be avoided",
    ),
    ([DS, MLOPS, "--tradeoffs", "-k", "2"], 2, "no -k"),
    ([DS, MLOPS, "--tradeoffs", "-k", "1"], 2, "no -k"),
    ([DS, MLOPS, "--tradeoffs", "--prefer", "effort"], 2, "no --prefer"),
    ([DS, MLOPS, "--tradeoffs", "--prefer", "pay"], 2, "no --prefer"),
    ([DS, MLOPS, "--tradeoffs", "--diverse"], 2, "no --diverse"),
    ([DS, MLOPS, "--prefer", "luck"], 2, "'luck' is not one of 'effort', 'steps', 'skills', 'pay'"),
    (["me", MLOPS], 2, "'me' needs --have"),
    (
        ["Python", MLOPS],
        1,
        "no role, entry path or job title named 'Python' was found: 'Python' exists, but it is a skill",
    ),
    ([DS, "Python"], 1, "no role or job title named 'Python' was found: 'Python' exists, but it is a skill"),
    ([DS, "statistician"], 1, "'From Mathematics/Statistics' exists, but it is an entry path"),
    ([DS, "me", "--have", "Docker"], 1, "no role or job title named 'me' was found"),
    ([DS, MLOPS, "--via", "Docker"], 1, "no role named 'Docker' was found: 'Docker' exists, but it is a skill"),
    ([DS, MLOPS, "--via", "statistician"], 1, "'From Mathematics/Statistics' exists, but it is an entry path"),
    ([DS, MLOPS, "--via", "Nobody at all"], 1, "no role named 'Nobody at all' was found"),
    ([DS, MLOPS, "--avoid", "Nobody at all"], 1, "no role, skill or credential named 'Nobody at all' was found"),
    ([DS, MLOPS, "--avoid-gate", "Doktor"], 1, "no credential named 'Doktor' was found"),
    (
        [DS, MLOPS, "--avoid-gate", NLP],
        1,
        "no credential named 'NLP Engineer' was found: 'NLP Engineer' exists, but it is a role",
    ),
    ([DS, MLOPS, "--avoid-gate", "Docker"], 1, "'Docker' exists, but it is a skill"),
    ([DS, MLOPS, "--avoid-gate", ""], 2, "a name is empty"),
    ([DS, MLOPS, "--avoid", ","], 2, "a name is empty"),
    ([DS, MLOPS, "--via", ""], 1, "the name is empty"),
    (["", MLOPS], 1, "the name is empty"),
    ([DS], 2, "2 names are needed, and 1 given"),
    ([DS, MLOPS, CV], 2, "3 words were given, and 2 names are taken"),
    ([DS, MLOPS, "--have", "MLOps Engineer"], 1, "'MLOps Engineer' exists, but it is a role"),
    ([DS, MLOPS, "-f", "svg"], 2, "'svg' is not one of"),
]


@pytest.mark.parametrize(("arguments", "status", "told"), BAD, ids=str)
@pytest.mark.slow
def test_bad_input_of_a_route_is_told(arguments: list[str], status: int, told: str) -> None:
    answer = kg("route", *arguments)
    assert (answer.status, answer.out) == (status, "")
    assert told in " ".join(answer.err.split())


@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        (["next", DS, "--learn", "Basketry"], 1, "no skill named 'Basketry' was found"),
        (["next", DS, "--learn", NLP], 1, "'NLP Engineer' exists, but it is a role"),
        (["next", DS, "--learn", "PhD"], 1, "no skill named 'PhD' was found: 'PhD' exists, but it is a credential"),
        (["next", DS, "--learn", " "], 2, "a name is empty"),
        (["next", "Docker", "--learn", "SQL"], 1, "'Docker' exists, but it is a skill"),
        (["next", "Nobody", "--learn", "SQL"], 1, "named 'Nobody' was found"),
        (["next", DS, "--learn", "@nowhere.txt"], 2, "No such file or directory"),
        (["rank", "roles", "--unlocks", DS], 2, "kg rank skills --unlocks ROLE"),
        (["rank", "skills", "--unlocks", DS, "--by", "reach"], 2, "kg rank skills --unlocks ROLE"),
        (["rank", "skills", "--unlocks", "Docker"], 1, "'Docker' exists, but it is a skill"),
        (["rank", "skills", "--unlocks", "Nobody"], 1, "named 'Nobody' was found"),
    ],
    ids=str,
)
def test_bad_input_of_what_ifs_is_told(arguments: list[str], status: int, told: str) -> None:
    answer = kg(*arguments)
    assert (answer.status, answer.out) == (status, "")
    assert told in " ".join(answer.err.split())


@pytest.mark.parametrize(
    "more", [[], ["-k", "3"], ["--tradeoffs"], ["--have", "Docker"], ["--max-steps", "1"]], ids=str
)
def test_start_and_end_may_be_the_same_with_a_note(more: list[str]) -> None:
    answer = kg("route", "MLOps", MLOPS, *more, "-f", "json")
    assert answer.status == 0
    assert [route["steps"] for route in answer.json["routes"]] == [[]]
    assert "note: MLOps Engineer is both the start and the destination" in answer.err
    assert "requested)" not in answer.err


@pytest.mark.parametrize("role", EMERGING)
@pytest.mark.slow
def test_an_emerging_role_is_told_to_be_without_stated_skills(role: str) -> None:
    ways = {
        f"the source states no skills for {role}, so it is not known what you would bring": [role, MLOPS],
        f"the source states no skills for {role}, so no route can be computed": [DS, role],
    }
    for reason, ends in ways.items():
        answer = kg("route", *ends, "-f", "json")
        assert (answer.status, answer.json["routes"], answer.json["reason"]) == (1, [], reason)
    passed = kg("route", DS, MLOPS, "--via", role, "-f", "json")
    assert (passed.status, passed.json["reason"]) == (1, list(ways)[1])
    assert passed.json["bridge"] is None


def test_an_emerging_role_is_left_with_what_one_has() -> None:
    """Nothing is stated of a prompt engineer, but Docker covers line 169: one of six, which is the similarity."""
    answer = kg("route", "Prompt Engineer", MLOPS, "--have", "Docker", "-f", "json")
    assert answer.status == 0
    [step] = answer.json["routes"][0]["steps"]
    assert (labels(step["kept"]), len(step["learn"]), step["similarity"]) == (["Containerization"], 5, 0.166)


# --- what if ----------------------------------------------------------------------------------------------------------


def opened_and_nearer(start: str, *learned: str) -> tuple[set[str], set[str]]:
    """The roles that a step leads to only when these are learned, and those whose gap shrinks, by brute force."""
    before, after = in_guide(), in_guide(held(*learned))
    roles = [role for role in GUIDE.roles if role != start]
    opened = {role for role in roles if after.allowed(start, role) and not before.allowed(start, role)}
    nearer = {
        role for role in roles if before.allowed(start, role) and after.gap(start, role) < before.gap(start, role)
    }
    return opened, nearer


@pytest.mark.parametrize(
    ("start", "learned"),
    [
        (MATHEMATICS, ["SQL"]),
        (MATHEMATICS, ["Docker", "Language modeling"]),
        (DS, ["Cloud platforms"]),
        (MLOPS, ["Programming", "Business acumen"]),
        (NLP, ["Image processing techniques"]),
        ("Prompt Engineer", ["Python"]),
    ],
    ids=str,
)
@pytest.mark.slow
def test_next_with_learn_shows_what_it_opens_and_shortens(start: str, learned: list[str]) -> None:
    opened, nearer = opened_and_nearer(start, *learned)
    assert opened or nearer
    arguments = ["next", start, *(word for skill in learned for word in ("--learn", skill))]
    document = kg(*arguments, "-f", "json").json
    assert {change["role"]["label"] for change in document if change["becomes_allowed"]} == opened
    assert {change["role"]["label"] for change in document if not change["becomes_allowed"]} == nearer
    before, after = in_guide(), in_guide(held(*learned))
    for change in document:
        role = change["role"]["label"]
        assert (change["gap"]["before"], change["gap"]["after"]) == (before.gap(start, role), after.gap(start, role))
        assert set(labels(change["shared"])) == after.covered(after.held(start), role)
        assert set(labels(change["missing"])) == after.learn(after.held(start), role)
        assert change["score"] == float(after.similarity(start, role))
    joined = kg("next", start, "--learn", ",".join(learned), "-f", "json").json
    assert joined == document
    out = kg(*arguments).out
    for role in opened:
        assert re.search(rf"^{re.escape(role)} +becomes reachable ", out, re.MULTILINE)
    for role in nearer:
        assert re.search(rf"^{re.escape(role)} +smaller gap ", out, re.MULTILINE)


def test_learning_what_is_held_changes_nothing() -> None:
    answer = kg("next", DS, "--learn", "Programming", "-f", "json")
    assert (answer.status, answer.json) == (1, [])
    assert "note: Programming is covered already" in answer.err
    half = kg("next", DS, "--learn", "Programming,Cloud platforms", "-f", "json")
    assert half.status == 0
    assert half.json == kg("next", DS, "--learn", "Cloud platforms", "-f", "json").json


def test_next_with_learn_shows_as_many_as_asked_for() -> None:
    everything = kg("next", MATHEMATICS, "--learn", "Python", "-f", "json").json
    few = kg("next", MATHEMATICS, "--learn", "Python", "-n", "2", "-f", "json")
    assert few.json == everything[:2] != everything
    assert f"2 of {len(everything)} roles are shown; -n {len(everything)} shows all" in few.err


@pytest.mark.parametrize("start", [MATHEMATICS, DS, MLOPS, "Prompt Engineer"])
@pytest.mark.slow
def test_rank_with_unlocks_ranks_every_skill_by_what_it_opens(start: str) -> None:
    skills = {skill for role in GUIDE.roles.values() for skill in role.required} | GUIDE.broader.keys()
    skills |= {group for groups in GUIDE.broader.values() for group in groups}
    covered = {up for skill in in_guide().held(start) for up in in_guide().above(skill)}
    expected = []
    for skill in sorted(skills - covered):
        opened, nearer = opened_and_nearer(start, skill)
        before, after = in_guide(), in_guide(held(skill))
        saved = sum(before.gap(start, role) - after.gap(start, role) for role in (*opened, *nearer))
        if opened or nearer:
            expected.append((-len(opened), -saved, skill, sorted(opened), sorted(nearer)))
    answer = kg("rank", "skills", "--unlocks", start, "-n", "999", "-f", "json")
    assert answer.status == 0
    found = [
        (
            -len(row["opened"]),
            -Fraction(row["gap_reduction"]),
            row["label"],
            labels(row["opened"]),
            labels(row["closer"]),
        )
        for row in answer.json
    ]
    assert found == sorted(expected)
    first = kg("rank", "skills", "--unlocks", start, "-n", "1")
    assert first.lines[3].startswith(f"{found[0][2]} ")
    assert f"1 of {len(found)} skills are shown; -n {len(found)} shows all" in first.err


# --- every command ----------------------------------------------------------------------------------------------------


def options_of(name: str) -> Iterator[click.Option]:
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    return (parameter for parameter in command.params if isinstance(parameter, click.Option))


BASE = {
    "route": [DS, MLOPS],
    "next": [DS],
    "match": ["--have", "Docker"],
    "rank": ["skills"],
    "connect": [DS, MLOPS],
    "compare": [DS, MLOPS],
    "gap": [DS, MLOPS],
}
"""What each command of advice is given beside the option in question."""

NUMERIC = [
    (name, option)
    for name in ADVICE
    for option in options_of(name)
    if isinstance(option.type, NUMBERS) and option.name != "timeout"  # whose answer depends on the machine
]


def test_numeric_options_are_all_known() -> None:
    """So that none is left out below: the numbers of the documentation."""
    assert {(name, option.opts[-1]) for name, option in NUMERIC} >= {
        ("route", "-k"),
        ("route", "--max-steps"),
        ("route", "--max-new"),
        ("route", "--min-shared"),
        ("next", "--limit"),
        ("match", "--limit"),
        ("match", "--min-coverage"),
        ("rank", "--limit"),
    }


def ask(name: str, option: click.Option, value: str) -> Answer:
    return kg(name, *BASE[name], option.opts[0], value)


@pytest.mark.parametrize(("name", "option"), NUMERIC, ids=lambda value: getattr(value, "name", value))
@pytest.mark.parametrize("value", ["", "x", "1e", "-", "½", "--"])
def test_a_number_that_is_none_is_wrong_usage(name: str, option: click.Option, value: str) -> None:
    answer = ask(name, option, value)
    assert (answer.status, answer.out) == (2, "")
    assert "Error" in answer.err


@pytest.mark.parametrize(("name", "option"), NUMERIC, ids=lambda value: getattr(value, "name", value))
@pytest.mark.parametrize("value", ["-1", "-999999999999999999999999", "nan"])
def test_a_number_below_the_range_is_wrong_usage(name: str, option: click.Option, value: str) -> None:
    answer = ask(name, option, value)
    assert (answer.status, answer.out) == (2, "")
    assert re.search(r"range|from 0 to 1|not a valid", answer.err)


@pytest.mark.parametrize(("name", "option"), NUMERIC, ids=lambda value: getattr(value, "name", value))
@pytest.mark.parametrize("value", ["0", "1", "2147483648", "9" * 30])
@pytest.mark.slow
def test_zero_and_huge_numbers_are_answered_or_wrong_usage(name: str, option: click.Option, value: str) -> None:
    answer = ask(name, option, value)
    assert answer.status in (0, 1, 2)
    assert (answer.status == 2) == (answer.out == "")
    if value == "0" and option.opts[-1] not in ("--max-new", "--min-coverage"):
        assert answer.status == 2


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_has_help(name: str) -> None:
    helpless = [option.opts for option in options_of(name) if not (option.help or "").strip()]
    assert helpless == []
    for option in options_of(name):
        assert option.hidden or option.opts[-1] in kg(name, "--help").out


@pytest.fixture(scope="module")
def told() -> str:
    """All that the documentation says."""
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
    return "\n".join(page.read_text(encoding="utf-8") for page in pages)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_long_option_is_told_in_the_documentation(name: str, told: str) -> None:
    spelt = {spelling for option in options_of(name) for spelling in (*option.opts, *option.secondary_opts)}
    known = set(re.findall(r"(?<![\w-])--[a-z][\w-]*", told))
    assert {spelling for spelling in spelt if spelling.startswith("--")} - known == set()


def test_a_key_that_stands_twice_in_a_profile_is_told_with_its_line(tmp_path: Path) -> None:
    """A YAML reader would keep the last list alone, and the first would be lost without a word."""
    (tmp_path / "profile.yaml").write_text("skills: [Python]\nlevel: Mid Level\nskills: [SQL]\n", encoding="utf-8")
    answer = kg("gap", "--have", f"@{tmp_path / 'profile.yaml'}", "MLOps")
    assert (answer.status, answer.out) == (2, "")
    assert "line 3 repeats the key 'skills'" in answer.err


def test_a_file_of_names_without_an_end_is_refused() -> None:
    answer = kg("match", "--have", "@/dev/zero")
    assert (answer.status, answer.out) == (2, "")
    assert "'/dev/zero' is a pipe or a device, not a file" in answer.err


def test_one_name_alone_is_a_name_and_not_its_letters() -> None:
    graph = open_graph()
    assert graph.conditions(have="Docker", avoid="NLP Engineer") == graph.conditions(["Docker"], ["NLP Engineer"])
    assert graph.match("Docker").have == graph.match(["Docker"]).have
    assert graph.next_learn("statistician", "SQL") == graph.next_learn("statistician", ["SQL"])
    alone, listed = (
        graph.route("statistician", "NLP Engineer", via=via) for via in ("Data Scientist", ["Data Scientist"])
    )
    assert alone.routes == listed.routes


def test_a_search_for_tradeoffs_that_finds_no_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """One may learn 5 skills at once, or 4 and 4: two routes have to be looked at."""
    monkeypatch.setenv("KG_SEARCH_ROUTES", "1")
    answer = kg("route", "Data Scientist", "MLOps", "--have", "AWS", "--tradeoffs")
    assert (answer.status, answer.out) == (3, "")
    assert "search stopped after 1 routes; no result (limit search-routes)" in answer.err


# --- what is said of wishes that do nothing, and from what one has ----------------------------------------------------


def test_avoiding_what_no_role_requires_is_told() -> None:
    """Docker is a tool that the guide names for containers (line 169); no role requires it itself."""
    answer = kg("route", "Data Scientist", MLOPS, "--avoid", "Docker", "-f", "json")
    assert answer.status == 0
    assert (
        "no role requires 'Docker', so --avoid has no effect: it is a tool that MLOps Engineer names for" in answer.err
    )
    assert "to avoid that, --avoid 'Containerization'" in answer.err
    assert answer.json == kg("route", "Data Scientist", MLOPS, "-f", "json").json
    assert "requires" not in kg("route", "Data Scientist", MLOPS, "--avoid", "ML algorithms").err


def test_keys_of_a_profile_that_are_no_usual_ones_are_told(tmp_path: Path) -> None:
    (tmp_path / "profile.yaml").write_text("skills: [Python]\nwants: [Docker]\nlater:\n", encoding="utf-8")
    answer = kg("gap", "--have", f"@{tmp_path / 'profile.yaml'}", MLOPS)
    assert "unknown key 'wants' in the profile: its entries were read as skills you have" in answer.err
    assert "'skills'" not in answer.err
    assert "later" not in answer.err  # nothing stands under it


def test_next_roles_and_unlocks_start_from_what_one_has() -> None:
    """Docker is one of the containers that MLOps asks for; of six required skills five are left, lines 168-173."""
    best = kg("next", "me", "--have", "Docker", "-f", "json").json[0]
    assert best["role"]["label"] == "MLOps Engineer"
    assert labels(best["shared"]) == ["Containerization"]
    assert len(best["missing"]) == 5
    more = kg("next", "statistician", "--have", "Docker", "-n", "20", "-f", "json").json
    assert labels(next(move for move in more if move["role"]["label"] == "MLOps Engineer")["shared"]) == [
        "Containerization"
    ]
    opened = kg("rank", "skills", "--unlocks", "me", "--have", "Docker", "-f", "csv").lines
    assert opened[0] == "skill,roles opened,which,roles with a smaller gap,gap reduction"
    assert kg("next", "me").status == 2
    assert "--have is for --unlocks" in kg("rank", "skills", "--have", "Docker").err


def test_a_spreadsheet_says_why_there_is_no_route() -> None:
    answer = kg("route", "Data Scientist", "AI Product Manager", "-f", "csv")
    assert answer.status == 1
    rows = list(csv.reader(answer.lines))
    assert [row[4] for row in rows[1:]] == ["no route", "bridge"]
    assert rows[1][5].startswith("no possible intermediate role shares a required skill with AI Product Manager")
    assert rows[2][5] == "Business acumen"
