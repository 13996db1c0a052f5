"""The command line as people meet it: help whose examples run, exit statuses, formats, sources, faulty surroundings."""

from __future__ import annotations

import contextlib
import csv
import html
import json
import os
import pty
import re
import resource
import shlex
import shutil
import subprocess
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING

import click
import openpyxl
import pytest
from click.shell_completion import ShellComplete
from command_line import START, Answer, kg, kg_process, labels
from esco_model import as_rdf
from pyoxigraph import RdfFormat, Store, parse
from taxonomies import esco_files, oews_books, onet_files, zip_of

from kg.answers.escaping import markdown
from kg.cli import COMMANDS, cli
from kg.model.curated import Dataset
from kg.schema import CK, SKOS
from kg.store.backup import backup
from kg.store.folder import StoreFolder
from kg.store.imports import import_source

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).resolve().parent.parent
TURTLE = ROOT / "exports" / "career.ttl"
RUNS = ROOT / "exports" / "career.nt"
TRACEBACK = "Traceback (most recent call last)"


@pytest.fixture(scope="module")
def _mentioned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the paths that help mentions exist."""
    folder = tmp_path_factory.mktemp("mentioned")
    (folder / "query.rq").write_text("SELECT ?role { ?role a ck:Role }")
    (folder / "courses.txt").write_text("Python\nDocker\n")
    (folder / "cv.txt").write_text("I know Python and SQL, but no Java.\n")
    (folder / "advert.html").write_text("<h1>Data Scientist</h1><h2>Nice to have</h2><ul><li>Tableau</li></ul>")
    (folder / "profile.yaml").write_text("skills: [Python]\ncredentials: [Bachelor's]\nlevel: Mid Level\n")
    (folder / "data").symlink_to(ROOT / "data")
    _write_data(folder / "my" / "data")
    skill = f'<http://x/a> a <{CK.Skill}> ; <{SKOS.prefLabel}> "Sawing" .'
    (folder / "my-guide.ttl").write_text(f"<http://x/a> <http://x/b> <http://x/c> . {skill}")
    (folder / "careers.trig").write_text(f"<http://x/g> {{ <http://x/a> <http://x/b> <http://x/c> . {skill} }}")
    zip_of(onet_files(), folder / "db_29_2_text.zip")
    zip_of(oews_books(), folder / "oesm25st.zip")
    relations = {name: content for name, content in esco_files().items() if "Relations" in name}
    zip_of(relations, folder / "esco-relations.zip")
    zip_of({k: v for k, v in esco_files().items() if k not in relations}, folder / "esco-classification-en.zip")
    shutil.copy(ROOT / "data" / "mappings" / "ai-ml-esco.sssom.tsv", folder / "my-links.sssom.tsv")
    shutil.copy(ROOT / "tests" / "data" / "guides" / "nursing.md", folder)
    book = openpyxl.Workbook()
    for row in (["Role", "Needs"], ["Ward clerk", "Filing"]):
        book.worksheets[0].append(row)
    book.save(folder / "wards.xlsx")
    (folder / "wards.yaml").write_text("rows: roles\ncolumns: {label: Role, skills: Needs}\n")
    as_rdf(esco_files()).serialize(folder / "esco.ttl", format="turtle", encoding="utf-8")
    (folder / "taxonomy.ttl").write_text(
        "@prefix : <http://t/> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        ":occupations a skos:ConceptScheme . :skills a skos:ConceptScheme .\n"
        ':nurse a skos:Concept ; skos:inScheme :occupations ; skos:prefLabel "nurse"@en ; :requiresSkill :listen .\n'
        ':listen a skos:Concept ; skos:inScheme :skills ; skos:prefLabel "listen"@en .\n'
    )
    store = StoreFolder.create(folder / "my-store")
    import_source(store, "rdf", [folder / "my-guide.ttl"])
    backup(store, folder / "my-store.zip")
    return folder


@pytest.fixture
def folder(_mentioned: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the same as the current folder, to write to."""
    shutil.copytree(_mentioned, tmp_path, symlinks=True, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(click, "launch", lambda _: 0)
    return tmp_path


def _write_data(folder: Path) -> None:
    """The least curated data that conforms: a guide of three lines, with a role, what it does and what it requires."""
    rights = {"title": "Wards", "licence": "https://creativecommons.org/licenses/by/4.0/", "attribution": "the ward"}
    role = {
        "id": "ward-clerk",
        "label": "Ward clerk",
        "line": 1,
        "maturity": "established",
        "responsibilities": [{"label": "Keep the records", "line": 2}],
        "requirements": [{"skill": "filing", "line": 3}],
    }
    document = {"id": "wards", "graph": "wards", "line": 1, "content": ["1", "2", "3"], "end": 3}
    written: dict[str, object] = {
        "document": rights | document | {"descriptions": [], "sections": [], "links": []},
        "curation": rights | {"version": "1"},
        "roles": [role],
        "skills": [{"id": "filing", "label": "Filing"}],
    }
    folder.mkdir(parents=True)
    for field in fields(Dataset):
        (folder / f"{field.name}.yaml").write_text(json.dumps(written.get(field.name, [])))


def _examples(command: str) -> list[list[str]]:
    """The examples in the help of a command, as arguments."""
    shown = [line.strip() for line in kg(command, "--help").lines]
    return [shlex.split(line, comments=True)[1:] for line in shown if re.match(rf"kg (-g \S+ )?{command}\b", line)]


# --- help -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", COMMANDS)
def test_help_says_what_a_command_does_and_gives_an_example(command: str) -> None:
    answer = kg(command, "--help")
    assert answer.status == 0
    assert answer.lines[0].startswith(f"Usage: kg {command}")
    assert COMMANDS[command] in " ".join(answer.out.split())
    assert _examples(command)


# Those of build have their own test, and a server answers until it is stopped.
@pytest.mark.parametrize("command", sorted(set(COMMANDS) - {"build", "serve", "mcp"}))
@pytest.mark.slow
def test_examples_of_help_run(command: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(folder / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder / "config"))
    for example in _examples(command):
        answer = kg(*example)
        expected = int("--interests" in example)  # only O*NET states them
        assert answer.status == expected, (example, answer.err)
        assert answer.out.strip()
        if example[0] == "validate" and "json" in example:
            assert answer.json == {"conforms": True, "findings": []}


@pytest.mark.slow
def test_examples_of_build_run_in_their_order(folder: Path) -> None:
    write, check = _examples("build")
    assert "--check" in check
    assert kg(*check).status == 1  # nothing is written yet, so nothing is fresh
    assert kg(*write).status == 0
    assert (folder / "exports" / "career.nt").read_bytes() == RUNS.read_bytes()
    assert kg(*check).status == 0


def test_examples_at_the_root_run() -> None:
    lines = [line.strip() for line in kg("--help").lines]
    examples = [re.split(r"\s{2,}", line)[0] for line in lines if line.startswith("kg ")]
    assert len(examples) == 3
    for example in examples:
        assert kg(*shlex.split(example)[1:]).status == 0


def test_root_help_lists_every_command_and_the_statuses() -> None:
    out = kg("--help").out
    for command, summary in COMMANDS.items():
        assert re.search(rf"^  {command} +{re.escape(summary)}$", out, re.MULTILINE)
    assert "0 answered, 1 the answer is no, 2 wrong usage" in " ".join(out.split())


def test_no_arguments_show_help() -> None:
    answer = kg()
    assert answer.status == 2
    assert "Commands:" in answer.out + answer.err


def test_version_names_the_program_and_the_data() -> None:
    import kg as package

    answer = kg("--version")
    assert (answer.status, answer.out) == (0, f"kg {package.__version__} (data {package.open().data_version()})\n")


# --- exit status ------------------------------------------------------------------------------------------------------

NO = [
    ["show", "nurse"],
    ["route", "statistician", "nurse"],
    ["route", "Data Scientist", "AI Product Manager"],
    ["route", "statistician", "MLOps", "--avoid", "Nobody at all"],
    ["gap", "Amazon", "MLOps"],
    ["next", "Prompt Engineer"],
    ["find", "xyzzy"],
    ["why", "Prompt Engineer", "salary"],
    ["why", "MLOps", "shoe-size"],
    ["ask", "role-skills", "--role", "nurse"],
    ["list", "topic", "--in", "Nowhere"],
]
USAGE = [
    ["nosuchcommand"],
    ["show"],
    ["show", "MLOps", "-f", "xml"],
    ["show", "--nosuchoption", "MLOps"],
    ["route", "statistician", "MLOps", "-k", "0"],
    ["route", "statistician", "MLOps", "-k", "many"],
    ["route", "statistician", "MLOps", "--max-steps", "0"],
    ["route", "statistician", "MLOps", "--avoid", "MLOps"],
    ["route", "Data Scientist", "MLOps", "--avoid", "Data Scientist"],
    ["gap", "MLOps"],
    ["gap", "Data Scientist", "MLOps", "NLP"],
    ["gap", "--have", "@no-such-file", "MLOps"],
    ["list", "nosuchkind"],
    ["list", "-n", "5"],
    ["list", "role", "-n", "0"],
    ["list", "role", "--source", "nowhere"],
    ["find", "x", "--kind", "nosuchkind"],
    ["ask", "nosuchquestion"],
    ["ask", "roles", "--nosuchparameter", "1"],
    ["ask", "role-skills", "--role"],
    ["ask", "role-skills", "--role", "MLOps", "--role", "NLP"],
    ["ask", "role-skills", "-p", "role=MLOps", "--role", "NLP"],
    ["ask", "compare-roles", "MLOps"],
    ["sparql", ""],
    ["sparql", "   "],
    ["sparql", "SELECT"],
    ["sparql", "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }"],
    ["sparql", "SELECT * { ?s ?p ?o }", "-f", "ttl"],
    ["sparql", "ASK {}", "--timeout", "0"],
    ["sparql", "ASK {}", "--timeout", "nan"],
    ["sparql", "ASK {}", "--timeout", "inf"],
    ["sparql", "ASK {}", "--timeout", "1e30"],
    ["export", "out.owl"],
    ["export", "out", "-f", "nosuchformat"],
    ["export", "one.ttl", "-f", "ttl", "-f", "nt"],
    ["view", "--depth", "0"],
]
FAILED = [
    ["-g", "no-such.ttl", "stats"],
    ["-g", "/", "stats"],
    ["-g", "http://127.0.0.1:9/sparql", "stats"],
    ["sparql", "no-such.rq"],
    ["validate", "--data", "no-such-folder"],
    ["build", "--data", "no-such-folder"],
]
ANSWERED = [
    ["route", "MLOps", "MLOps Engineer"],
    ["sparql", "SELECT ?x { ?x a ck:Role . FILTER(false) }"],
    ["sparql", "ASK { ck:Role ck:Role ck:Role }"],
    ["list", "role", "--in", "Networking"],
    ["doctor"],
]


@pytest.mark.parametrize(
    ("status", "arguments"),
    [(status, arguments) for status, rows in ((0, ANSWERED), (1, NO), (2, USAGE), (3, FAILED)) for arguments in rows],
    ids=lambda value: shlex.join(value) if isinstance(value, list) else str(value),
)
@pytest.mark.slow
def test_exit_status(status: int, arguments: list[str], folder: Path) -> None:
    answer = kg(*arguments)
    assert answer.status == status, answer
    assert TRACEBACK not in answer.err
    if status > 1:
        assert answer.out == ""
        assert "Error: " in answer.err or re.search(r"^kg: .+\n  try: .+", answer.err, re.DOTALL)


def test_a_mistyped_command_is_told_the_nearest() -> None:
    assert "did you mean 'route'?" in kg("rout", "a", "b").err


# --- names ------------------------------------------------------------------------------------------------------------


def test_an_unknown_name_gets_at_most_three_suggestions() -> None:
    answer = kg("show", "engineer")
    assert (answer.status, answer.out) == (1, "")
    assert "no entity named 'engineer' was found" in answer.err
    assert 1 <= len(re.findall(r"'[^']+ Engineer' \(role\)", answer.err)) <= 3


def test_a_name_of_another_kind_is_told_what_it_is() -> None:
    answer = kg("route", "Python", "MLOps")
    assert answer.status == 1
    assert "'Python' exists, but it is a skill" in answer.err


def test_an_ambiguous_name_lists_its_candidates(tmp_path: Path) -> None:
    ambiguous = tmp_path / "two.ttl"
    ambiguous.write_text(
        "@prefix ck: <https://w3id.org/career-kg/ontology#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        '<https://w3id.org/career-kg/role/java> a ck:Role ; skos:prefLabel "Java" .\n'
        '<https://w3id.org/career-kg/skill/java> a ck:Skill ; skos:prefLabel "Java" .\n'
    )
    answer = kg("-g", ambiguous, "show", "java")
    assert (answer.status, answer.out) == (1, "")
    numbered = [line.split(": ")[0].split() for line in answer.err.splitlines()[1:3]]
    assert numbered == [["1", "'Java'", "(role,", "role/java)"], ["2", "'Java'", "(skill,", "skill/java)"]]
    assert "--kind: role or skill" in answer.err
    assert kg("-g", ambiguous, "show", "java", "--kind", "skill").status == 0
    assert kg("-g", ambiguous, "show", "skill/java").status == 0
    assert kg("-g", ambiguous, "next", "java").status == 1  # only a role may stand here, so it is no longer ambiguous
    assert "ambiguous" not in kg("-g", ambiguous, "next", "java").err


def test_a_typo_is_resolved_and_told() -> None:
    answer = kg("show", "Machine Lerning Enginer")
    assert answer.status == 0
    assert answer.out.startswith("Machine Learning Engineer (role, ")
    assert "interpreted 'Machine Lerning Enginer' as the role 'Machine Learning Engineer' (near spelling)" in answer.err


@pytest.mark.parametrize(
    "name",
    [
        "C++",
        "c++",
        "skill/c-plus-plus",
        "https://w3id.org/career-kg/skill/c-plus-plus",
        "<https://w3id.org/career-kg/skill/c-plus-plus>",
        "cpp",
    ],
)
def test_a_thing_is_found_by_label_id_iri_and_synonym(name: str) -> None:
    assert kg("show", name, "-f", "json").json["entity"] == {
        "iri": "https://w3id.org/career-kg/skill/c-plus-plus",
        "id": "skill/c-plus-plus",
        "label": "C++",
        "kind": "skill",
    }


# --- formats ----------------------------------------------------------------------------------------------------------

QUESTIONS = [
    ["route", "statistician", "MLOps"],
    ["gap", "Data Scientist", "MLOps"],
    ["next", "MLOps"],
    ["show", "MLOps"],
    ["find", "learning"],
    ["list", "skill"],
    ["list"],
    ["why", "MLOps"],
    ["ask"],
    ["ask", "role-skills", "--role", "MLOps"],
    ["sparql", "SELECT ?s ?o { ?s skos:prefLabel ?o } LIMIT 5"],
    ["sparql", "ASK {}"],
    ["stats"],
    ["doctor"],
]


@pytest.mark.parametrize("arguments", QUESTIONS, ids=shlex.join)
@pytest.mark.slow
def test_every_question_answers_in_every_format(arguments: list[str]) -> None:
    table, as_json, as_csv, md = (kg(*arguments, "-f", fmt) for fmt in ("table", "json", "csv", "md"))
    assert {answer.status for answer in (table, as_json, as_csv, md)} == {0}
    assert all(answer.out.endswith("\n") and not answer.out.endswith("\n\n\n") for answer in (table, as_json, md))
    assert isinstance(as_json.json, dict | list)
    rows = list(csv.reader(as_csv.lines, strict=True))
    assert len({len(row) for row in rows}) == 1
    for before, line, after in zip(md.lines, md.lines[1:], md.lines[2:], strict=False):
        if set(line) <= set("| -") and line.startswith("|"):
            assert len(re.split(r"(?<!\\)\|", before)) == len(line.split("|"))
            assert not after.startswith("|") or len(re.split(r"(?<!\\)\|", after)) == len(line.split("|"))


def test_the_answer_alone_stands_on_standard_output() -> None:
    answer = kg("show", "MLOps", "-f", "json")
    assert answer.json["entity"]["label"] == "MLOps Engineer"
    assert answer.err == "note: interpreted 'MLOps' as the role 'MLOps Engineer' (synonym)\n"


def test_a_list_is_the_same_in_every_format() -> None:
    wanted = labels(kg("list", "role", "-f", "json").json)
    rows = list(csv.DictReader(kg("list", "role", "-f", "csv").lines))
    assert [row["label"] for row in rows] == wanted
    text, md = kg("list", "role"), kg("list", "role", "-f", "md")
    assert [re.split(r"\s{2,}", line)[0] for line in text.lines[2:]] == wanted
    assert [line.split(" | ")[0].removeprefix("| ") for line in md.lines[2:]] == [markdown(name) for name in wanted]


# --- answers of very many rows ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def wide(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A graph in which one skill is required by 250 roles."""
    lines = [
        "@prefix ck: <https://w3id.org/career-kg/ontology#> .",
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .",
        '<https://w3id.org/career-kg/skill/x> a ck:Skill ; skos:prefLabel "Weaving" .',
    ]
    for number in range(1, 251):
        role = f"<https://w3id.org/career-kg/role/{number}> a ck:Role"
        lines.append(
            f'{role} ; skos:prefLabel "Weaver {number:03}" ; ck:requiresSkill <https://w3id.org/career-kg/skill/x> .'
        )
    file = tmp_path_factory.mktemp("wide") / "wide.ttl"
    file.write_text("\n".join(lines))
    return file


def test_a_list_of_some(wide: Path) -> None:
    for fmt in ("json", "csv", "md", "table"):
        answer = kg("-g", wide, "list", "roles", "-n", "3", "-f", fmt)
        assert sorted(set(re.findall(r"Weaver \d+", answer.out))) == ["Weaver 001", "Weaver 002", "Weaver 003"]
        assert answer.err == "note: 3 of 250 are shown; -n 250 shows all\n"


def test_a_list_is_whole_in_a_pipe(wide: Path) -> None:
    for fmt in ("json", "csv", "md", "table"):
        answer = kg("-g", wide, "list", "roles", "-f", fmt)
        assert len(set(re.findall(r"Weaver \d+", answer.out))) == 250
        assert not answer.err


@pytest.mark.slow
def test_a_long_list_is_cut_at_a_terminal(wide: Path) -> None:
    assert _at_a_terminal("-g", wide, "list", "roles").count("Weaver") == 200
    assert "200 of 250 are shown; -n 250 shows all" in _at_a_terminal("-g", wide, "list", "roles")
    assert _at_a_terminal("-g", wide, "list", "roles", "-n", "250").count("Weaver") == 250
    assert _at_a_terminal("-g", wide, "list", "roles", "-f", "md").count("Weaver") == 250


def _at_a_terminal(*arguments: str | Path) -> str:
    """What a run prints, and says beside it, at a terminal of its own."""
    ours, its = pty.openpty()
    with subprocess.Popen([*START, *map(str, arguments)], stdout=its, stderr=its) as process:
        os.close(its)
        found = b""
        with contextlib.suppress(OSError):  # the end of a terminal whose other side is closed
            while part := os.read(ours, 65536):
                found += part
        os.close(ours)
        process.wait(60)
    return found.decode()


@pytest.mark.slow
def test_what_takes_long_is_said_at_once_at_a_terminal(tmp_path: Path) -> None:
    large = tmp_path / "large.ttl"
    roles = (
        f'<https://w3id.org/career-kg/role/{number}> a ck:Role ; skos:prefLabel "Weaver {number}" .'
        for number in range(500)
    )
    prefix = (
        "@prefix ck: <https://w3id.org/career-kg/ontology#> .\n@prefix skos: <http://www.w3.org/2004/02/skos/core#> ."
    )
    large.write_text("\n".join((prefix, *roles)))
    said = "reading all links of 500 roles, which takes a while"
    question = ("connect", "Weaver 1", "Weaver 2")
    assert said in _at_a_terminal("-g", large, *question)
    assert said not in kg("-g", large, *question).err
    assert "a while" not in _at_a_terminal("connect", "Python", "Amazon")


ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


@pytest.mark.slow
def test_r12_the_seconds_are_shown_at_a_terminal_after_two_and_never_in_a_pipe() -> None:
    """On standard error alone, wherever the answer goes; a command that is fast says nothing."""
    slow = ("--limit", "query-time=2.5", "sparql", ENDLESS)
    told = re.findall(r"(\d+) s\r", _at_a_terminal(*slow))
    assert told
    assert min(map(int, told)) == 2
    piped = kg_process(*slow)
    assert (piped.status, piped.out) == (3, "")
    assert "\r" not in piped.err
    assert piped.err.startswith("kg: query stopped after 2.5 s")
    assert not re.search(r"\d s\r", _at_a_terminal("show", "Python"))


def test_a_property_of_many_values_is_cut_in_text_alone(wide: Path) -> None:
    text = kg("-g", wide, "show", "Weaving")
    assert re.findall(r"Weaver \d+", text.out) == [f"Weaver {number:03}" for number in range(1, 11)]
    assert re.search(r"^required by +and 240 more$", text.out, re.M)
    assert text.lines[-1] == "--all shows every value."
    assert len(set(re.findall(r"Weaver \d+", kg("-g", wide, "show", "Weaving", "--all").out))) == 250
    for fmt in ("json", "csv", "md"):
        assert len(set(re.findall(r"Weaver \d+", kg("-g", wide, "show", "Weaving", "-f", fmt).out))) == 250
    assert "more" not in kg("-g", wide, "show", "Weaver 001").out


def test_a_ranking_names_the_first_of_many_for_people(wide: Path) -> None:
    text = kg("-g", wide, "rank", "skills")
    first = ", ".join(f"Weaver {number:03}" for number in range(1, 4))
    row = " ".join(" ".join(text.lines[-3:]).split())  # folded at 200 characters
    assert f"Weaving 250 {first} and 247 more" in row
    for fmt in ("json", "csv"):
        assert len(set(re.findall(r"Weaver \d+", kg("-g", wide, "rank", "skills", "-f", fmt).out))) == 250


@pytest.mark.parametrize("blank", [[""], ["  "], ["", " "]])
def test_a_blank_finds_nothing_and_is_refused(blank: list[str]) -> None:
    answer = kg("find", *blank)
    assert (answer.status, answer.out) == (2, "")
    assert "the search text is empty" in answer.err
    assert "kg find learning" in answer.err


# --- graphs -----------------------------------------------------------------------------------------------------------


def _tiny(path: Path, label: str) -> Path:
    path.write_text(
        "@prefix ck: <https://w3id.org/career-kg/ontology#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        f'<https://w3id.org/career-kg/role/x> a ck:Role ; skos:prefLabel "{label}" .\n'
    )
    return path


def test_graph_option_asks_a_file(tmp_path: Path) -> None:
    tiny = _tiny(tmp_path / "tiny.ttl", "Lighthouse keeper")
    assert labels(kg("-g", tiny, "list", "role", "-f", "json").json) == ["Lighthouse keeper"]
    assert labels(kg("list", "role", "-f", "json", env={"KG_GRAPH": str(tiny)}).json) == ["Lighthouse keeper"]


def test_graph_option_comes_before_the_environment(tmp_path: Path) -> None:
    tiny, other = _tiny(tmp_path / "tiny.ttl", "Lighthouse keeper"), _tiny(tmp_path / "other.ttl", "Miller")
    answer = kg("-g", tiny, "list", "role", "-f", "json", env={"KG_GRAPH": str(other)})
    assert labels(answer.json) == ["Lighthouse keeper"]


@pytest.mark.parametrize("ending", ["ttl", "nt", "jsonld", "trig", "rdf"])
def test_every_export_answers_as_the_bundled_graph(ending: str) -> None:
    answer = kg("-g", ROOT / "exports" / f"career.{ending}", "route", "statistician", "MLOps", "-f", "json").json
    steps = answer["routes"][0]["steps"]
    assert [step["to"]["label"] for step in steps] == ["Data Scientist", "Machine Learning Engineer", "MLOps Engineer"]
    assert [len(step["learn"]) for step in steps] == [5, 5, 4]


def test_a_damaged_file_is_told_with_its_line(tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.ttl"
    damaged.write_text("@prefix x: <http://x/> .\nx:a x:b x:c .\nx:a x:b ;;; oops\n")
    answer = kg("-g", damaged, "stats")
    assert (answer.status, answer.out) == (3, "")
    assert "damaged.ttl' is damaged" in answer.err
    assert "line 3" in answer.err


def test_a_file_of_no_known_format_is_told_what_kg_reads(tmp_path: Path) -> None:
    (tmp_path / "graph.docx").write_text("x")
    answer = kg("-g", tmp_path / "graph.docx", "stats")
    assert answer.status == 3
    assert ".ttl" in answer.err


@pytest.mark.parametrize(("source", "word"), [("/", "folder"), ("http://127.0.0.1:9/", "cannot be asked")])
def test_a_source_that_is_no_file_is_told_so(source: str, word: str) -> None:
    answer = kg("-g", source, "list", "role")
    assert answer.status == 3
    assert word in answer.err


# --- faults -----------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_only_debug_shows_a_traceback() -> None:
    plain, debug = kg_process("show", "nurse"), kg_process("--debug", "show", "nurse")
    assert (plain.status, debug.status) == (1, 1)
    assert TRACEBACK not in plain.err
    assert TRACEBACK in debug.err
    assert "UnknownNameError" in debug.err


def test_a_fault_of_the_program_is_one_message(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("inside")

    monkeypatch.setattr("kg.graph.open_graph", fail)
    answer = kg("show", "MLOps")
    assert answer == Answer(
        3, "", "kg: internal error (ZeroDivisionError: inside)\n  try: report it; run again with --debug for details\n"
    )
    debug = kg("--debug", "show", "MLOps")
    assert (debug.status, "ZeroDivisionError: inside\n" in debug.err) == (3, True)


@pytest.mark.parametrize(
    "arguments", [["list", "skill"], ["sparql", "SELECT * { ?s ?p ?o }"], ["route", "DS", "MLOps"]]
)
@pytest.mark.slow
def test_a_reader_that_leaves_is_no_error(arguments: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)  # gone before a word is written: the hardest case
    try:
        done = subprocess.run([*START, *arguments], stdout=writing, stderr=subprocess.PIPE, check=False, timeout=60)
    finally:
        os.close(writing)
    errors = [line for line in done.stderr.decode().splitlines() if not line.startswith("note: ")]
    assert (done.returncode, errors) == (0, [])


@pytest.mark.parametrize("arguments", [["list", "skill"], ["sparql", "SELECT * { ?s ?p ?o }"]])
@pytest.mark.slow
def test_a_full_disk_under_standard_output_is_told(arguments: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run([*START, *arguments], stdout=full, stderr=subprocess.PIPE, check=False, timeout=60)
    assert done.returncode == 3
    assert done.stderr.decode().startswith("kg: cannot write the answer: No space left on device\n")
    assert TRACEBACK not in done.stderr.decode()


def test_a_closed_standard_output_is_told() -> None:
    command = f"{shlex.join([*START, 'list', 'role'])} >&-"
    done = subprocess.run(["/bin/sh", "-c", command], capture_output=True, check=False, timeout=60)
    assert done.returncode == 3
    assert done.stderr.decode().startswith("kg: there is no standard output")


ASCII = {"LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


@pytest.mark.parametrize("fmt", ["table", "json", "html"])
@pytest.mark.slow
def test_a_surrounding_that_knows_only_ascii_gets_the_same_answer(fmt: str, tmp_path: Path) -> None:
    tiny = _tiny(tmp_path / "tiny.ttl", "Zoë's ☕ keeper 😀")
    answer = kg_process("-g", tiny, "route", "x", "role/x", "-f", fmt, env=ASCII)
    assert answer.status == 1  # there is none called x
    answer = kg_process("-g", tiny, "route", "role/x", "role/x", "-f", fmt, env=ASCII)
    assert answer.status == 0
    text = answer.out.encode("ascii", "backslashreplace").decode("unicode_escape") if fmt == "json" else answer.out
    assert "Zoë" in text or "Zo&#235;" in text
    assert TRACEBACK not in answer.err


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "utf-8"])
def test_json_turtle_and_html_stay_whole_in_any_encoding(encoding: str, tmp_path: Path) -> None:
    label = "Zoë's ☕ keeper 😀"
    tiny = _tiny(tmp_path / "tiny.ttl", label)
    assert labels(kg("-g", tiny, "list", "role", "-f", "json", encoding=encoding).json) == [label]
    query = "CONSTRUCT { ?role skos:prefLabel ?label } { ?role skos:prefLabel ?label }"
    turtle = kg("-g", tiny, "sparql", query, encoding=encoding).out
    assert [quad.object.value for quad in parse(turtle, format=RdfFormat.TURTLE)] == [label]
    page = kg("-g", tiny, "route", "role/x", "role/x", "-f", "html", encoding=encoding).out
    assert f"<title>{label} → {label}</title>" in html.unescape(page)
    assert kg("-g", tiny, "list", "role", encoding=encoding).status == 0


# --- files ------------------------------------------------------------------------------------------------------------

WRITERS = [
    ["export", "{}/career.nt"],
    ["export", "{}", "-f", "nt"],
    ["view", "MLOps", "-o", "{}/career.html"],
    ["build", "-o", "{}"],
]


@pytest.mark.parametrize("arguments", WRITERS, ids=" ".join)
@pytest.mark.slow
def test_a_file_where_a_folder_should_be_is_told_and_kept(arguments: list[str], tmp_path: Path) -> None:
    obstacle = tmp_path / "out"
    obstacle.write_text("precious")
    answer = kg(*(part.format(obstacle) for part in arguments))
    assert (answer.status, answer.out) == (3, "")
    assert "cannot write" in answer.err
    assert obstacle.read_text() == "precious"


def _limited() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))


@pytest.mark.parametrize("arguments", WRITERS, ids=" ".join)
@pytest.mark.slow
def test_a_full_disk_leaves_the_old_file_as_it_was(arguments: list[str], tmp_path: Path) -> None:
    old = {tmp_path / f"career.{ending}" for ending in ("nt", "ttl", "trig", "html", "jsonld", "rdf", "graphml")}
    for path in old:
        path.write_text("precious")
    command = [*START, *(part.format(tmp_path) for part in arguments)]
    done = subprocess.run(command, capture_output=True, preexec_fn=_limited, check=False, timeout=120)
    assert done.returncode == 3
    assert re.search(r"^kg: cannot write '.*': File too large$", done.stderr.decode(), re.MULTILINE)
    assert TRACEBACK not in done.stderr.decode()
    assert {path: path.read_text() for path in tmp_path.iterdir()} == dict.fromkeys(old, "precious")


def test_export_writes_what_its_ending_says(tmp_path: Path) -> None:
    answer = kg("export", tmp_path / "mine.nt")
    assert (answer.status, answer.lines) == (0, [str(tmp_path / "mine.nt")])
    assert (tmp_path / "mine.nt").read_bytes() == RUNS.read_bytes()


@pytest.mark.slow
def test_export_writes_every_format_into_a_new_folder(tmp_path: Path) -> None:
    answer = kg("export", tmp_path / "new" / "folder", "-f", "all")
    assert answer.status == 0
    written = {Path(line).name for line in answer.lines}
    endings = ("ttl", "nt", "jsonld", "trig", "rdf", "graphml", "html")
    assert written == {"catalog.ttl", *(f"career.{ending}" for ending in endings)}
    assert written == {path.name for path in (tmp_path / "new" / "folder").iterdir()}


def test_view_writes_one_page_about_one_thing(tmp_path: Path) -> None:
    answer = kg("view", "mlops", "-o", tmp_path / "mlops.html")
    assert (answer.status, answer.lines) == (0, [str(tmp_path / "mlops.html")])
    page = (tmp_path / "mlops.html").read_text()
    assert "MLOps Engineer" in page
    assert "Containerization" in page


# --- counts, validation, doctor ---------------------------------------------------------------------------------------


def test_stats_counts_the_distinct_triples_and_the_things_of_the_guide() -> None:
    answer = kg("stats", "-f", "json").json
    assert set(answer) == {"triples", "graphs", "kinds"}
    store = Store()
    store.load(path=str(RUNS), format=RdfFormat.N_TRIPLES)
    assert answer["triples"] == len(store)
    assert set(answer["graphs"]) == {"ai-ml", "curation", "inferred"}
    counted = {"role": 12, "employer": 8, "industry": 5, "level": 4, "job-title": 8, "entry-path": 3, "location": 6}
    assert {kind: answer["kinds"][kind] for kind in counted} == counted


def test_stats_counts_a_triple_of_two_graphs_once(tmp_path: Path) -> None:
    twice = tmp_path / "twice.nq"
    triple = '<https://w3id.org/career-kg/role/x> <http://www.w3.org/2004/02/skos/core#prefLabel> "X"'
    graphs = "https://w3id.org/career-kg/graph/"
    twice.write_text(f"{triple} <{graphs}one> .\n{triple} <{graphs}two> .\n")
    answer = kg("-g", twice, "stats", "-f", "json").json
    assert answer["triples"] == 1
    assert {name: graph["triples"] for name, graph in answer["graphs"].items()} == {"one": 1, "two": 1}


@pytest.mark.slow
def test_validate_points_at_file_and_line_of_each_fault(tmp_path: Path) -> None:
    copy = tmp_path / "data"
    copy.mkdir()
    for file in (ROOT / "data" / "ai_ml").iterdir():
        (copy / file.name).write_bytes(file.read_bytes())
    roles = (copy / "roles.yaml").read_text().splitlines()
    line = next(number for number, text in enumerate(roles) if "skill: containerization" in text)
    roles[line] = roles[line].replace("skill: containerization", "skill: no-such-skill")
    (copy / "roles.yaml").write_text("\n".join(roles) + "\n")
    answer = kg("validate", "--data", copy, "-f", "json")
    assert answer.status == 1
    assert answer.json["conforms"] is False
    findings = answer.json["findings"]
    assert set(findings[0]) == {"severity", "message", "file", "line"}
    assert any(
        (finding["severity"], finding["line"], Path(finding["file"]).name) == ("error", line + 1, "roles.yaml")
        and "no-such-skill" in finding["message"]
        for finding in findings
    )
    built = kg("build", "--data", copy, "-o", tmp_path / "out")
    assert (built.status, built.out) == (1, "")
    assert f"roles.yaml:{line + 1}: " in built.err
    assert not (tmp_path / "out").exists()


def test_validate_checks_the_graph_that_is_named(tmp_path: Path) -> None:
    bad = tmp_path / "bad.ttl"
    bad.write_text("<https://w3id.org/career-kg/role/x> a <https://w3id.org/career-kg/ontology#Role> .\n")
    answer = kg("-g", bad, "validate", "-f", "json")
    assert answer.status == 1
    assert answer.json["conforms"] is False
    assert answer.json["findings"]


def test_doctor_tells_a_missing_library_and_a_missing_graph(monkeypatch: pytest.MonkeyPatch) -> None:
    from importlib import metadata

    real = metadata.version

    def version(name: str) -> str:
        if name == "pyvis":
            raise metadata.PackageNotFoundError(name)
        return real(name)

    monkeypatch.setattr(metadata, "version", version)
    answer = kg("-g", "no-such.ttl", "doctor", "-f", "json")
    assert answer.status == 1
    missing = {check["name"]: check["remedy"] for check in answer.json if check["state"] == "missing"}
    assert set(missing) == {"pyvis", "graph no-such.ttl"}
    assert missing["pyvis"] == "pip install pyvis"


# --- completion -------------------------------------------------------------------------------------------------------


def _completed(arguments: Sequence[str], incomplete: str) -> set[str]:
    completion = ShellComplete(cli, {}, "kg", "_KG_COMPLETE")
    return {item.value for item in completion.get_completions(list(arguments), incomplete)}


def test_the_shell_completes_commands_and_names_of_the_right_kind() -> None:
    assert _completed([], "ro") == {"route"}
    assert _completed(["route"], "data s") == {"Data Scientist"}
    assert _completed(["route", "MLOps"], "from") == set()  # an entry path is no destination
    assert len(_completed(["route"], "from")) == 3
    assert "Python" in _completed(["show"], "py")


def test_json_of_a_list_of_kinds_counts_them() -> None:
    counted = json.loads(kg("list", "-f", "json").out)
    assert (counted["role"], counted["employer"]) == (12, 8)


def test_a_long_text_does_not_make_the_other_columns_run_away(tmp_path: Path) -> None:
    """Nothing of it is lost, and it stays in its column."""
    words = [f"word{number}" for number in range(150)]
    file = tmp_path / "long.ttl"
    file.write_text(
        "@prefix ck: <https://w3id.org/career-kg/ontology#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        "@prefix dcterms: <http://purl.org/dc/terms/> .\n"
        f"<http://x/r> a ck:Role ; skos:prefLabel 'Nurse'@en ; dcterms:description '{' '.join(words)}'@en .\n"
    )
    answer = kg("-g", file, "show", "Nurse")
    assert max(map(len, answer.lines)) < 300
    assert [word for word in answer.out.split() if word.startswith("word")] == words
    column = next(line.index("word0") for line in answer.lines if "word0" in line)
    assert all(line.index("word") == column for line in answer.lines if "word" in line)


@pytest.mark.parametrize(
    "arguments", [("export", ""), ("view", "-o", ""), ("backup", ""), ("site", ""), ("build", "-o", "")]
)
def test_an_empty_name_is_not_the_folder_one_is_in(arguments: tuple[str, ...]) -> None:
    answer = kg(*arguments)
    assert answer.status == 2
    assert "empty" in answer.err


def test_a_site_does_not_replace_the_folder_one_is_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    answer = kg("site", ".")
    assert answer.status == 2
    assert "the folder that you are in" in answer.err
    assert tmp_path.is_dir()
