"""The words in which people write guides, tables and profiles of their own: read as they are meant, or else listed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from command_line import kg

from kg.sources.guide import Guide, parse_guide

if TYPE_CHECKING:
    from pathlib import Path


def guide_of(*lines: str) -> Guide:
    """A guide of one role, Worker, in the sixth line of which these begin."""
    return parse_guide("\n".join(("# Work", "", "## Roles", "", "### Worker", *lines)), "work")


def warned(guide: Guide) -> set[int]:
    return {finding.line or 0 for finding in guide.findings if finding.severity == "warning"}


def asked(guide: Guide) -> tuple[set[str], set[str]]:
    """The labels of the credentials in the options of education, and of those among the requirements."""
    labels = {each.id: each.label for each in guide.dataset.credentials}
    (worker,) = guide.dataset.roles
    options = worker.education.options if worker.education else ()
    return (
        {labels[each.credential] for each in options if each.credential},
        {labels[each.credential] for each in worker.requirements if each.credential},
    )


# --- a degree and a licence -----------------------------------------------------------------------------------------

NMC = ({"BSc"}, {"NMC registration"})


@pytest.mark.parametrize("emphasis", ["", "*"])
@pytest.mark.parametrize(
    "licence", ["NMC registration", "registration with the NMC", "registered with the NMC", "NMC-registered"]
)
@pytest.mark.parametrize(
    "joint", [" and ", " plus ", " with ", " & ", " + ", ", ", "; ", " as well as ", " together with ", " and also "]
)
def test_a_degree_and_a_licence_are_both_asked_in_either_order(joint: str, licence: str, emphasis: str) -> None:
    word = joint.strip()
    joint = joint.replace(word, f"{emphasis}{word}{emphasis}") if word.isalpha() else joint
    for text in (f"BSc in Nursing{joint}{licence}", f"{licence}{joint}BSc in Nursing"):
        found = guide_of(f"**Education:** {text}", "**Skills:** care, dressing")
        assert asked(found) == NMC, text
        assert warned(found) == set()


@pytest.mark.parametrize(
    ("text", "options", "beside"),
    [
        ("BSc in Nursing (with NMC registration)", {"BSc"}, {"NMC registration"}),
        ("both a BSc in Nursing and NMC registration", {"BSc"}, {"NMC registration"}),
        ("BSc in Nursing, must be registered with the NMC", {"BSc"}, {"NMC registration"}),
        ("Diploma in Nursing and registration as a nurse with the NMC", {"Diploma"}, {"NMC registration"}),
        ("BSc in Social Work and registration with Social Work England", {"BSc"}, {"Social Work England registration"}),
        ("RN license required; BSN preferred", {"BSN"}, {"RN license"}),
        ("Registered nurse with BSc in Nursing", {"BSc"}, {"Registered nurse"}),
        ("High school diploma and CDL", {"High school diploma"}, {"CDL"}),
        ("LLB and admission to the bar", {"LLB"}, {"admission to the bar"}),
        ("NVQ Level 3 and enhanced DBS check", {"NVQ Level 3"}, {"enhanced DBS check"}),
        ("BSc in Nursing or NMC registration", {"BSc", "NMC registration"}, set()),
        ("BSc Nursing; Master's is nice to have", {"BSc", "Master's"}, set()),
        ("none (AMSPAR Level 3 diploma is a plus)", {"AMSPAR Level 3 diploma"}, set()),
        ("Degree in business or healthcare management preferred", {"Degree"}, set()),
        ("Degree in any numerate subject, or 3 years of experience with health data", {"Degree"}, set()),
        ("BSc in Physics and Mathematics", {"BSc"}, set()),
    ],
)
def test_what_a_text_about_education_asks_for(text: str, options: set[str], beside: set[str]) -> None:
    found = guide_of(f"**Education:** {text}", "**Skills:** care, dressing")
    assert asked(found) == (options, beside)
    assert warned(found) == set()


@pytest.mark.parametrize("text", ["Bachelor's in Accounting and CPA", "BSc in Law or LLB and bar licence"])
def test_what_may_be_a_licence_or_a_field_of_study_is_listed(text: str) -> None:
    found = guide_of(f"**Education:** {text}", "**Skills:** care, dressing")
    assert asked(found) == (set(), set())
    assert warned(found) == {6}


def test_a_licence_that_is_only_wished_for_is_not_required() -> None:
    found = guide_of("**Education:** BSc in Nursing and, ideally, NMC registration", "**Skills:** care, dressing")
    (worker,) = found.dataset.roles
    assert [each.strength for each in worker.requirements if each.credential] == ["preferred"]


@pytest.mark.parametrize(
    "cell",
    [
        "BSc in Nursing and NMC registration",
        "Registered with the NMC, plus BSc in Nursing",
        "BSc in Nursing; NMC registration",
    ],
)
@pytest.mark.parametrize("split", ["", ", split: ';'"])
def test_a_table_asks_for_a_licence_beside_a_degree_as_a_guide_does(tmp_path: Path, cell: str, split: str) -> None:
    (tmp_path / "t.csv").write_text(f'Role,School,Needs\nNurse,"{cell}",dressing\nPorter,none,dressing\n', "utf-8")
    mapping = f"rows: roles\ncolumns: {{label: Role, skills: Needs, education: {{column: School{split}}}}}\n"
    (tmp_path / "t.yaml").write_text(mapping, encoding="utf-8")
    store = tmp_path / "store"
    kg("init", store, "--empty")
    assert kg("import", "table", tmp_path / "t.csv", "--mapping", tmp_path / "t.yaml", "--into", store).status == 0
    answer = kg("-g", store, "route", "Porter", "Nurse", "-f", "json").json
    gates = {gate["label"]: gate["met"] for gate in answer["routes"][0]["steps"][0]["gates"]}
    assert gates == {"BSc in Nursing": False, "NMC registration": False}
