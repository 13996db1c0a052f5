"""The JSON API: it says what the command line says, and refuses what that refuses."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from command_line import kg as run
from serving import ask

from kg.cli.operations import operations

if TYPE_CHECKING:
    from kg.server.site import Site

SAME = [
    ("route", "from=statistician to=MLOps", "route statistician MLOps"),
    (
        "route",
        "from=Data%20Scientist to=MLOps k=3 have=Docker,SQL",
        "route Data%20Scientist MLOps -k 3 --have Docker,SQL",
    ),
    ("route", "from=Data%20Scientist to=AI%20Product%20Manager", "route Data%20Scientist AI%20Product%20Manager"),
    (
        "route",
        "from=me to=MLOps have=Python avoid_gate=PhD merges=false",
        "route me MLOps --have Python --avoid-gate PhD --no-merges",
    ),
    (
        "route",
        "from=statistician to=MLOps max_steps=4 tradeoffs=true",
        "route statistician MLOps --max-steps 4 --tradeoffs",
    ),
    ("gap", "from=Data%20Scientist to=MLOps", "gap Data%20Scientist MLOps"),
    ("gap", "to=MLOps have=Python have=Docker", "gap MLOps --have Python --have Docker"),
    ("next", "role=MLOps limit=2", "next MLOps -n 2"),
    ("next", "role=MLOps reverse=true by=words", "next MLOps --reverse --by words"),
    ("next", "role=statistician learn=Docker", "next statistician --learn Docker"),
    ("match", "have=Python,SQL,Docker", "match --have Python,SQL,Docker"),
    ("match", "have=Python curriculum=true", "match --have Python --curriculum"),
    ("compare", "role=ML%20Engineer role=MLOps", "compare ML%20Engineer MLOps"),
    (
        "plan",
        "from=statistician to=MLOps hours_per_week=5 hours_per_skill=20",
        "plan statistician MLOps --hours-per-week 5 --hours-per-skill 20",
    ),
    ("find", "q=learning limit=3", "find learning -n 3"),
    ("find", "q=cloud kind=skill", "find cloud --kind skill"),
    ("find", "q=xyzzy", "find xyzzy"),
    ("show", "name=MLOps%20Engineer", "show MLOps%20Engineer"),
    ("show", "name=Python source=ai-ml", "show Python --source ai-ml"),
    ("why", "name=MLOps property=salary", "why MLOps salary"),
    ("ask", "", "ask"),
    ("ask", "name=role-skills role=Data%20Scientist", "ask role-skills --role Data%20Scientist"),
    ("ask", "name=sources param=name=Amazon", "ask sources -p name=Amazon"),
]


def _values(text: str) -> list[tuple[str, str]]:
    pairs = (word.split("=", 1) for word in text.replace("%20", "\u00a0").split(" ") if word)
    return [(name, value.replace("\u00a0", " ")) for name, value in pairs]


@pytest.mark.parametrize(("name", "values", "line"), SAME, ids=[f"{row[0]} {row[1]}" for row in SAME])
def test_an_answer_is_that_of_the_command_line(site: Site, name: str, values: str, line: str) -> None:
    words = [word.replace("%20", " ") for word in line.split(" ")]
    printed = run(*words, "-f", "json")
    found = ask(site, f"/api/{name}", *_values(values))
    assert (found.status, found.type) == (200, "application/json")
    assert found.text == printed.out


def test_a_text_is_extracted_as_that_of_a_file(site: Site, tmp_path: Path) -> None:
    text = "I know Python and AWS.\nNo experience of Docker."
    file = tmp_path / "cv.txt"
    file.write_text(text)
    printed = run("extract", file, "-f", "json").json
    found = ask(site, "/api/extract", ("text", text)).json
    assert found["document"] == ""
    assert found["mentions"] == printed["mentions"]
    assert [each["label"] for each in found["mentions"]] == ["Python", "AWS", "Docker"]


@pytest.mark.parametrize(
    ("sent", "body"),
    [
        ("application/json", '{"to": "MLOps", "have": ["Python", "Docker"], "merges": true}'),
        ("application/json", '{"to": "MLOps", "have": "Python,Docker"}'),
    ],
)
def test_parameters_may_be_sent_as_json(site: Site, sent: str, body: str) -> None:
    printed = run("gap", "MLOps", "--have", "Python,Docker", "-f", "json")
    assert ask(site, "/api/gap", method="POST", body=body, sent=sent).text == printed.out


def test_how_names_were_interpreted_is_a_header(site: Site) -> None:
    import json

    notes = json.loads(ask(site, "/api/next", ("role", "MLOps")).headers["Kg-Notes"])
    assert notes == ["interpreted 'MLOps' as the role 'MLOps Engineer' (synonym)"]


@pytest.mark.parametrize(
    ("name", "values", "status", "said"),
    [
        ("route", "from=statistician to=Astronaut", 404, "no role or job title named 'Astronaut' was found"),
        ("show", "name=Astronautics", 404, "was found"),
        ("find", "", 400, "find needs the parameter 'q'"),
        ("route", "from=statistician", 400, "route needs the parameter 'to'"),
        ("route", "from=a from=b to=c", 400, "'from' is given more than once"),
        ("route", "from=statistician to=MLOps hav=Python", 400, "route has no parameter 'hav'"),
        ("route", "from=statistician to=MLOps k=0", 400, "0 is not in the range"),
        ("route", "from=statistician to=MLOps k=many", 400, "'many' is not a valid integer"),
        ("route", "from=statistician to=MLOps prefer=money", 400, "'money' is not one of"),
        ("route", "from=statistician to=MLOps diverse=perhaps", 400, "must be true or false"),
        ("route", "from=statistician to=MLOps diverse=true tradeoffs=true", 400, "takes no --diverse"),
        ("plan", "from=statistician to=MLOps progress=/tmp/x.yaml", 400, "plan has no parameter 'progress'"),
        ("plan", "from=statistician to=MLOps output=/tmp/x.html", 400, "plan has no parameter 'output'"),
        ("compare", "role=MLOps", 400, "is of 2 to 5 roles"),
        ("match", "", 400, "Missing option '--have'"),
        ("match", "have=@/etc/passwd", 400, "would be a file"),
        ("match", "have=/etc/hostname.", 404, "was found"),
        ("ask", "name=no-such", 400, "there is no question 'no-such'"),
        ("ask", "name=role-skills rol=MLOps", 400, "has no parameter 'rol'"),
        ("next", "role=Astronaut --help=1", 400, "no parameter '--help'"),
        ("extract", "", 400, "extract needs the parameter 'text'"),
        ("dance", "", 404, "the API has no operation 'dance'"),
    ],
)
def test_what_is_refused_is_a_problem_that_says_why(site: Site, name: str, values: str, status: int, said: str) -> None:
    found = ask(site, f"/api/{name}", *_values(values))
    assert (found.status, found.type) == (status, "application/problem+json")
    assert found.json["status"] == status
    assert said in found.json["detail"]
    assert {"type", "title", "hint"} <= found.json.keys()


def test_names_that_may_have_been_meant_are_data(site: Site) -> None:
    found = ask(site, "/api/route", ("from", "Scientist"), ("to", "MLOps"))
    assert found.status == 404
    assert found.json["candidates"][0].keys() == {"iri", "id", "label", "kind"}
    assert "Data Scientist" in {each["label"] for each in found.json["candidates"]}


def test_a_name_of_a_file_of_this_machine_is_a_name(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "skills.txt").write_text("Python\n")
    monkeypatch.chdir(tmp_path)
    assert run("gap", "MLOps", "--have", "skills.txt").status == 0
    assert ask(site, "/api/gap", ("to", "MLOps"), ("have", "skills.txt")).status == 404


@pytest.mark.parametrize("body", ["[1]", "{", '{"to": {"a": 1}}', "[" * 100_000, '{"to": [["x"]]}'])
def test_a_body_that_is_no_object_of_values_is_refused(site: Site, body: str) -> None:
    assert ask(site, "/api/gap", method="POST", body=body, sent="application/json").status == 400


def test_the_description_has_every_operation_with_its_parameters(site: Site) -> None:
    described = ask(site, "/api/openapi.json").json
    assert described["openapi"] == "3.1.0"
    names = set(operations())
    assert {path.removeprefix("/api/") for path in described["paths"]} == names
    assert names == {"route", "gap", "next", "match", "compare", "plan", "find", "show", "why", "ask", "extract"}
    listed = {each["name"]: each for each in described["paths"]["/api/route"]["get"]["parameters"]}
    assert listed["from"]["required"]
    assert not listed["have"]["required"]
    assert listed["have"]["schema"] == {"type": "array", "items": {"type": "string", "minLength": 1}}
    assert listed["max_steps"]["schema"] == {"type": "integer", "minimum": 1, "maximum": 6, "default": 3}
    assert listed["prefer"]["schema"]["enum"] == ["effort", "steps", "skills", "pay"]
    for hidden in ("timeout", "format", "output", "progress", "legend"):
        assert hidden not in listed
