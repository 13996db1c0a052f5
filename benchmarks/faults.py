"""Faults by the hundred: kills, flipped bytes, full disks, other users, clocks set back, damaged input, resource bombs.

    python benchmarks/faults.py [--seed N] [--full] [--scale N] [--only CHECK ...] [--write]

Every case runs in a separate process, a fork of this one. It must end by itself with status 0 to 3, without a
traceback or an internal error, and what it leaves must be what was there before or what a whole run leaves. ``--full``
runs thousands of each, for hours, ``--scale`` multiplies the number of cases, ``--write`` puts the table into
docs/reliability.md. The exit status is 1 when a case
fails; the seed, which is printed, makes the same cases again.
"""

from __future__ import annotations

import argparse
import concurrent.futures.thread  # noqa: F401  # another user cannot load it
import hashlib
import json
import os
import random
import resource
import shutil
import signal
import sys
import tempfile
import time
import zipfile
from collections import Counter
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from kg.cli import COMMANDS, cli, run
from kg.graph import open_graph
from kg.store.folder import StoreFolder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "reliability.md"
CAP = 2_000_000_000
"""The address space, in bytes, that a process may take for a resource bomb."""

NOBODY = 65534
PREFIXES = """@prefix : <https://example.org/> . @prefix ck: <https://w3id.org/career-kg/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""
GUIDE = "# G\n\n## Roles\n\n### 1. Baker\n\n**Required skills:**\n- Dough\n- C#\n\n**Salary:** $40,000 - $50,000\n"
ASKED: tuple[tuple[str, ...], ...] = (
    ("show", "Dough"),
    ("find", "baker"),
    ("list", "role"),
    ("stats",),
    ("why", "Baker"),
    ("route", "Baker", "Miller"),
    ("gap", "Baker", "Miller"),
    ("next", "Baker"),
    ("match", "--have", "Dough"),
    ("compare", "Baker", "Miller"),
    ("connect", "Baker", "Miller"),
    ("rank", "skills"),
    ("sparql", "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o"),
)
"""The commands that are asked of a store with a flipped byte."""

_ASKED_SECONDS = 10
"""The processor time that each of them may take."""

_MARK = "\x1f"
"""What ends the output of each of them, where one process asks several."""


# --- one case ---------------------------------------------------------------------------------------------------------


class Ended(NamedTuple):
    """How a process ended: its exit status, negative for a signal; what it said; whether it was ended for its time."""

    status: int
    said: str
    late: bool = False

    @property
    def fault(self) -> str:
        """What must not happen; empty where it did not."""
        if self.late:
            return "no end"
        if self.status not in range(4):
            return f"status {self.status}"
        return next(
            (f"{what}: {self.said[-300:]}" for what in ("Traceback", "internal error") if what in self.said), ""
        )


class Limits(NamedTuple):
    """What a process may take; it is killed after ``kill`` seconds.

    ``seconds`` are of processor time; one that waits is ended after ten times as long: the machine may have other work.
    """

    seconds: float = 60
    kill: float | None = None
    memory: int | None = None
    file: int | None = None


_ORDINARY = Limits()


def in_child(work: Callable[[], int], limits: Limits = _ORDINARY) -> Ended:
    """Do some work in a fork of this process."""
    with tempfile.TemporaryFile() as said:
        sys.stdout.flush()
        if not (child := os.fork()):
            _work(work, limits, said.fileno())
        end = time.monotonic() + (10 * limits.seconds if limits.kill is None else limits.kill)
        while not (found := os.waitpid(child, os.WNOHANG))[0] and time.monotonic() < end:
            time.sleep(0.002)
        late = not found[0]
        if late:
            os.kill(child, signal.SIGKILL)
            found = os.waitpid(child, 0)
        said.seek(0)
        text = said.read().decode(errors="replace")
        return Ended(os.waitstatus_to_exitcode(found[1]), text, late and limits.kill is None)


def _work(work: Callable[[], int], limits: Limits, said: int) -> None:
    status = 99
    try:
        for target in (1, 2):
            os.dup2(said, target)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        seconds = int(limits.seconds)
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        for kind, most in ((resource.RLIMIT_AS, limits.memory), (resource.RLIMIT_FSIZE, limits.file)):
            if most is not None:
                resource.setrlimit(kind, (most, most))
        status = work()
        sys.stdout.flush()
    finally:
        os._exit(status)


def command(*arguments: str | Path, limits: Limits = _ORDINARY) -> Ended:
    """Run ``kg`` in a child."""
    return in_child(lambda: run(cli, list(map(str, arguments))), limits)


class Tally:
    """What became of the cases of one check."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.ends: Counter[str] = Counter()
        self.faults: list[str] = []

    def add(self, ended: str, fault: str = "") -> None:
        """Count a case, and keep what is wrong with it."""
        self.ends[ended] += 1
        if fault:
            self.faults.append(fault)


# --- what is written: kills and full disks ----------------------------------------------------------------------------


def _turtle(roles: int) -> str:
    lines = [
        f':role{n} a ck:Role ; skos:prefLabel "Role {n}" ; ck:requiresSkill :skill{n % 50} .' for n in range(roles)
    ]
    lines += [f':skill{n} a ck:Skill ; skos:prefLabel "Skill {n}" .' for n in range(50)]
    return PREFIXES + "\n".join(lines)


def _small_store(folder: Path) -> Path:
    """A store of two small sources, made in a child: a fork must not begin with the engine's threads."""
    (folder / "baker.ttl").write_text(
        PREFIXES
        + ':b a ck:Role ; skos:prefLabel "Baker" ; ck:requiresSkill :d . :d a ck:Skill ; skos:prefLabel "Dough" .\n'
    )
    (folder / "miller.ttl").write_text(
        PREFIXES
        + ':m a ck:Role ; skos:prefLabel "Miller" ; ck:requiresSkill :d, :g .\n'
        + ':d a ck:Skill ; skos:prefLabel "Dough" . :g a ck:Skill ; skos:prefLabel "Grain" .\n'
    )
    for arguments in (("init", "--empty", folder / "store"), *(_import(folder, name) for name in ("baker", "miller"))):
        ended = command(*arguments)
        assert ended.status == 0, ended.said
    return folder / "store"


def _import(folder: Path, name: str) -> tuple[str | Path, ...]:
    return "import", "rdf", folder / f"{name}.ttl", "--into", folder / "store"


class Writing(NamedTuple):
    """A command that writes, what it writes to, and what it needs there before."""

    name: str
    arguments: Callable[[Path], tuple[str | Path, ...]]
    target: str
    before: Callable[[Path], object] = lambda _: None


def _writings() -> tuple[Writing, ...]:
    return (
        Writing("import", lambda at: _import(at, "large"), "store"),
        Writing("remove", lambda at: ("-g", at / "store", "remove", "miller"), "store"),
        Writing(
            "restore",
            lambda at: ("restore", at / "old.zip", "--into", at / "store"),
            "store",
            lambda at: [
                command("-g", at / "store", *each) for each in (("backup", at / "old.zip"), ("remove", "miller"))
            ],
        ),
        Writing(
            "backup",
            lambda at: ("-g", at / "store", "backup", at / "b.zip"),
            "b.zip",
            lambda at: (at / "b.zip").write_text("before"),
        ),
        Writing(
            "export",
            lambda at: ("-g", at / "large.ttl", "export", at / "e.ttl"),
            "e.ttl",
            lambda at: (at / "e.ttl").write_text("before"),
        ),
        Writing(
            "build", lambda at: ("build", "-o", at / "exports"), "exports", lambda at: command("export", at / "exports")
        ),
    )


def _state(path: Path) -> str:
    """What a reader sees: every quad of a store, or the content of files, but for those that are temporary."""
    if (path / "store.json").exists():
        ended = in_child(lambda: _print_quads(path))
        return (
            hashlib.sha256(ended.said.encode()).hexdigest() if ended.status == 0 else f"unreadable: {ended.said[-200:]}"
        )
    files = [path] if path.is_file() else sorted(path.rglob("*")) if path.exists() else []
    digests = [hashlib.sha256(file.read_bytes()).hexdigest() for file in files if not file.name.startswith(".kg-")]
    return " ".join(digests)


def _print_quads(store: Path) -> int:
    print("\n".join(sorted(map(str, StoreFolder(store).open().engine))))
    return 0


def _each_writing(
    folder: Path, writing: Writing, limits: Callable[[float], list[Limits]]
) -> Iterator[tuple[Ended, str]]:
    """How a command ended under each of some limits, and what is wrong with what it left; empty where nothing is."""
    base = folder / writing.name
    base.mkdir()
    _small_store(base)
    (base / "large.ttl").write_text(_turtle(2000))
    writing.before(base)
    before = _state(base / writing.target)
    start = time.monotonic()
    whole = shutil.copytree(base, folder / "whole")
    start = time.monotonic()
    ended = command(*writing.arguments(whole))
    assert ended.status == 0, ended.said
    taken, complete = time.monotonic() - start, _state(whole / writing.target)
    shutil.rmtree(whole)
    for each in limits(taken):
        at = shutil.copytree(base, folder / "at")
        ended = command(*writing.arguments(at), limits=each)
        found = _state(at / writing.target)
        wrong = "" if found in (before, complete) else f"{writing.name}: neither before nor after: {found[:300]}"
        if writing.target == "exports" and wrong:  # several files, each of which is whole
            wrong = "" if set(found.split()) <= {*before.split(), *complete.split()} else wrong
        if not wrong and found != complete:
            again = command(*writing.arguments(at))
            if again.status or _state(at / writing.target) != complete:
                wrong = f"{writing.name}: not possible again: {again.said[-300:]}"
        yield ended, wrong
        shutil.rmtree(at)


def kills(draw: random.Random, folder: Path, count: int) -> Tally:
    """Kill commands that write at any moment."""
    tally = Tally("killed while it writes (import, remove, restore, backup, export, build)")
    writings = _writings()
    for writing in writings:

        def limits(taken: float) -> list[Limits]:
            return [Limits(kill=draw.uniform(0, 1.05 * taken)) for _ in range(max(1, count // len(writings)))]

        for ended, wrong in _each_writing(folder, writing, limits):
            tally.add("killed" if ended.status < 0 else "done before", wrong)
    return tally


def full(draw: random.Random, folder: Path, count: int) -> Tally:
    """Let files grow to a size drawn at random: what is written beyond fails as on a full disk."""
    tally = Tally("the disk is full (import, remove, restore, backup, export, build)")
    writings = _writings()
    for writing in writings:

        def limits(_: float) -> list[Limits]:
            return [Limits(file=int(10 ** draw.uniform(1, 6))) for _ in range(max(1, count // len(writings)))]

        for ended, wrong in _each_writing(folder, writing, limits):
            tally.add(f"status {ended.status}", ended.fault or wrong)
    return tally


# --- a store that is read: flipped bytes, other users, clocks ---------------------------------------------------------


def flips(draw: random.Random, folder: Path, count: int) -> Tally:
    """Flip a byte of a file of a store, and ask every command."""
    tally = Tally(f"a byte of a store is flipped ({len(ASKED)} commands)")
    store = _small_store(folder)
    right = {question: command("-g", store, *question) for question in ASKED}
    files = [path for path in sorted(store.rglob("*")) if path.is_file() and path.stat().st_size]
    for file, content in (_flipped(draw, file) for file in draw.choices(files, k=count)):
        for number, ended in enumerate(_each_asked(store, file.relative_to(store), content, folder / "at")):
            question, at = ASKED[number], folder / "at" / str(number)
            same = (ended.status, ended.said.replace(str(at), str(store))) == right[question][:2]
            told = ended.status == 3 and not ended.fault
            wrong = "" if same or told else f"{file.relative_to(store)}, {question}: {ended.fault or ended.said[:200]}"
            tally.add("right" if same else "refused" if told else "wrong", wrong)
    return tally


def _each_asked(store: Path, file: Path, content: bytes, at: Path) -> Iterator[Ended]:
    """How each command ends on a copy of its own with a damaged file, all in one child as long as that goes on."""
    for number in range(len(ASKED)):
        shutil.copytree(store, at / str(number))
        (at / str(number) / file).write_bytes(content)
    done = 0
    while done < len(ASKED):
        ended = in_child(partial(_ask_from, done, at), Limits(seconds=_ASKED_SECONDS * len(ASKED)))
        *whole, last = ended.said.split(_MARK)
        for said in whole:
            text, _, status = said.rpartition("\n")
            yield Ended(int(status), text)
        done += len(whole)
        if done < len(ASKED):  # it ended in the middle of this one
            yield ended._replace(said=last)
            done += 1
    shutil.rmtree(at)


def _ask_from(number: int, at: Path) -> int:
    """Ask the commands from this number on, and print the status of each; a command has its own limit of time."""
    for position in range(number, len(ASKED)):
        used = resource.getrusage(resource.RUSAGE_SELF)
        most = int(used.ru_utime + used.ru_stime) + 1 + _ASKED_SECONDS
        resource.setrlimit(resource.RLIMIT_CPU, (most, resource.getrlimit(resource.RLIMIT_CPU)[1]))
        status = run(cli, ["-g", str(at / str(position)), *ASKED[position]])
        sys.stderr.flush()
        print(f"\n{status}{_MARK}", end="", flush=True)
    return 0


def _flipped(draw: random.Random, file: Path) -> tuple[Path, bytes]:
    content = bytearray(file.read_bytes())
    content[draw.randrange(len(content))] ^= 1 << draw.randrange(8)
    return file, bytes(content)


def users(draw: random.Random, folder: Path, count: int) -> Tally:
    """Ask and change what belongs to another user, and what is one's own and may not be written."""
    del draw, count
    tally = Tally("another user's folder, or one that is read-only (read and write)")
    for owner in (os.geteuid(), NOBODY) if os.geteuid() == 0 else ():
        at = folder / str(owner)
        at.mkdir()
        _users(tally, at, owner)
    return tally


def _users(tally: Tally, folder: Path, owner: int) -> None:
    own = folder / "own"
    own.mkdir()
    store = _small_store(own)
    shutil.copytree(own, folder / "twin")
    for path in (folder, *folder.parents):
        path.chmod(path.stat().st_mode | 0o055)
    before = _state(store)
    for path in (own, *own.rglob("*")):
        os.chown(path, owner, -1)
        path.chmod(path.stat().st_mode & ~0o222)
    writing = (
        _import(own, "baker"),
        ("-g", store, "remove", "baker"),
        ("-g", store, "backup", own / "b.zip"),
        ("-g", store, "view", "-o", own / "v.html"),
        ("export", own / "out"),
        ("build", "-o", own / "out"),
        ("init", own / "new"),
    )
    for given in (*(("-g", store, *question) for question in ASKED), *writing):
        ended = in_child(partial(_as_nobody, list(map(str, given)), str(own), str(folder / "twin")))
        right = 3 if given in writing else 0
        wrong = "" if ended.status == right and _state(store) == before else f"{given}: {ended}"
        tally.add("refused" if right else "right", ended.fault or wrong)


def _as_nobody(arguments: list[str], own: str, twin: str) -> int:
    """Run ``kg`` as another user, who cannot load the modules of this one: a first run, on a twin, has loaded them."""
    run(cli, [each.replace(own, twin) for each in arguments])
    os.setgroups([])
    os.setgid(NOBODY)
    os.setuid(NOBODY)
    return run(cli, arguments)


def clocks(draw: random.Random, folder: Path, count: int) -> Tally:
    """Set the times of all files forward, as they seem where the clock was set back, and change the store."""
    tally = Tally("the clock was set back")
    store = _small_store(folder)
    for _ in range(count):
        ahead = time.time() + draw.uniform(1, 1e8)
        for path in store.rglob("*"):
            os.utime(path, (ahead, ahead))
        name = draw.choice(["baker", "miller"])
        (folder / f"{name}.ttl").write_text((folder / f"{name}.ttl").read_text().replace('"Dough', '"Dough!'))
        ended = command(*_import(folder, name))
        shown = command(
            "-g", store, "sparql", "ASK { GRAPH ?g { ?s ?p ?label } FILTER(CONTAINS(STR(?label), 'Dough!')) }"
        )
        whole = command("-g", store, "validate", "--integrity")
        right = ended.status == 0 and "yes" in shown.said and whole.status == 0
        tally.add(
            "right", ended.fault or ("" if right else f"{ended.said[:200]} {shown.said[:200]} {whole.said[:200]}")
        )
    return tally


# --- what is read: damaged files, arguments, bombs --------------------------------------------------------------------


def _samples(folder: Path) -> dict[str, Callable[[Path], tuple[str | Path, ...]]]:
    """A small file of each kind that is read, and the command that reads it."""
    store = _small_store(folder)
    texts = {
        "a.ttl": _turtle(5),
        "a.rq": "SELECT ?a (COUNT(*) AS ?n) { ?a a ck:Role ; skos:prefLabel ?l FILTER(?l > 'a') } GROUP BY ?a",
        "a.md": GUIDE,
        "a.csv": 'role,skill,pay\nBaker,Dough,"40,000"\nMiller,"Grain; Dough",1\n',
        "a.yaml": "tables:\n- file: b.csv\n  rows: roles\n  columns: {label: role, skills: skill}\n",
        "a.json": json.dumps({"skills": ["Dough", {"name": "Grain"}], "level": "senior"}),
        "a.sssom.tsv": "#curie_map:\n#  skos: http://www.w3.org/2004/02/skos/core#\nsubject_id\tpredicate_id\tobject_id\t"
        "mapping_justification\nhttp://a/b\tskos:exactMatch\thttp://a/c\tsemapv:ManualMappingCuration\n",
        "a.html": "<html><body><h1>Baker</h1><ul><li>Dough &amp; grain</ul><script>x</script></body></html>",
    }
    for name, text in texts.items():
        (folder / name).write_text(text)
    for name in ("a.rdf", "a.nt", "a.jsonld", "a.trig"):
        command("-g", folder / "a.ttl", "export", folder / name)
    command("-g", store, "backup", folder / "a.zip")
    shutil.copy(folder / "a.csv", folder / "b.csv")
    into = ("--into", store, "--name", "fuzz", "--yes")
    return {
        **{name: lambda at: ("-g", at, "stats") for name in ("a.ttl", "a.rdf", "a.nt", "a.jsonld", "a.trig")},
        "a.rq": lambda at: ("sparql", at),
        "a.md": lambda at: ("import", "guide", at, *into),
        "a.csv": lambda at: ("import", "table", at),
        "a.yaml": lambda at: ("import", "table", folder / "b.csv", "--mapping", at, "--dry-run"),
        "a.json": lambda at: ("-g", store, "match", "--have", at),
        "a.sssom.tsv": lambda at: ("import", "sssom", at, *into),
        "a.html": lambda at: ("-g", store, "extract", at),
        "a.zip": lambda at: ("restore", at, "--into", folder / "restored"),
    }


TOKENS = (
    b"\x00",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b'"',
    b"'",
    b"<<(",
    b"\n",
    b"\r",
    b"[" * 50,
    b"{" * 50,
    b"&a *a",
    b"9" * 400,
    b"\xed\xa0\x80",
)


def _mutated(draw: random.Random, content: bytes) -> bytes:
    """A file with a few changes."""
    found = bytearray(content)
    for _ in range(draw.randint(1, 6)):
        at, size = draw.randrange(len(found) + 1), draw.randint(1, 40)
        kind = draw.randrange(4)
        if kind == 0 and at < len(found):
            found[at] ^= 1 << draw.randrange(8)
        elif kind == 1:
            del found[at : at + size]
        elif kind == 2:
            found[at:at] = found[at : at + size] * draw.randint(1, 30)
        else:
            found[at:at] = draw.choice(TOKENS)
    return bytes(found)


def files(draw: random.Random, folder: Path, count: int) -> Tally:
    """Damage a file of any kind, and read it."""
    samples = _samples(folder)
    tally = Tally(f"a damaged file is read ({len(samples)} formats)")
    for number in range(count):
        name = draw.choice(list(samples))
        at = folder / f"{number}-{name}"
        at.write_bytes(_mutated(draw, (folder / name).read_bytes()))
        ended = command(*samples[name](at))
        tally.add(f"status {ended.status}", ended.fault and f"{name} {number}: {ended.fault}")
        shutil.rmtree(folder / "restored", ignore_errors=True)
        if not ended.fault:
            at.unlink()
    return tally


def arguments(draw: random.Random, folder: Path, count: int) -> Tally:
    """Give commands words that they may not expect."""
    store = _small_store(folder)
    names = [name for name in COMMANDS if name != "serve"]  # which goes on until it is ended
    tally = Tally(f"words that are no arguments ({len(names)} commands)")
    words = [
        "",
        " ",
        "-",
        "--",
        "Baker",
        "Dough",
        "\ud800",
        "\x1b[31m",
        "a" * 5000,
        "..",
        "0",
        "-1",
        "1e999",
        "nan",
        "*",
    ]
    words += [
        "--help",
        "-f",
        "json",
        "csv",
        "--have",
        "--source",
        "store",
        "-n",
        "--timeout",
        "5",
        "%s",
        "{}",
        "\u202e",
    ]
    options = {name: [o for p in cli.get_command(None, name).params for o in p.opts] for name in names}  # type: ignore[arg-type, union-attr]  # each exists
    work = folder / "work"
    for _ in range(count):
        name = draw.choice(names)
        given = [draw.choice(words + options[name]) for _ in range(draw.randint(0, 5))]
        work.mkdir(exist_ok=True)

        line = ["-g", str(store), name, *given]
        ended = in_child(partial(_run_in, work, line))
        tally.add(f"status {ended.status}", ended.fault and f"{line}: {ended.fault}")
        shutil.rmtree(work)
    return tally


def _run_in(folder: Path, line: list[str]) -> int:
    os.chdir(folder)
    return run(cli, line)


def _bombs(at: Path) -> Iterator[tuple[str, tuple[str | Path, ...]]]:
    """Small files that ask for much, each with the command that reads it."""

    def written(name: str, text: str) -> Path:
        (at / name).write_text(text)
        return at / name

    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    yield (
        "entities of RDF/XML",
        ("-g", written("e.rdf", f'<!DOCTYPE r [<!ENTITY a0 "a">{entities}]><r>&a11;</r>'), "stats"),
    )
    for name, text in {
        "braces": "SELECT * " + "{" * 3000 + "}" * 3000,
        "parentheses": f"SELECT * {{ FILTER({'(' * 6000}1{')' * 6000}) }}",
        "negations": f"SELECT * {{ FILTER({'!' * 200_000}true) }}",
        "unions": "SELECT * { " + "{ ?a ?b ?c } UNION " * 20_000 + "{ ?a ?b ?c } }",
        "paths": f"SELECT * {{ ?a {'^' * 100_000}<http://a> ?b }}",
        "sums": f"SELECT ({'1+' * 100_000}1 AS ?n) {{}}",
        "products": "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?i",
        "rows": "SELECT * { ?a ?b ?c . ?d ?e ?f }",
        "texts": "SELECT (CONCAT(" + ", ".join(["?c"] * 1000) + ") AS ?t) { ?a ?b ?c . ?d ?e ?f }",
        "groups": "SELECT (GROUP_CONCAT(?c) AS ?t) { ?a ?b ?c . ?d ?e ?f }",
        "patterns": 'SELECT * { ?a ?b ?c FILTER REGEX(STR(?c), "(a*)*' + "(a|b)*" * 1000 + '$") }',
    }.items():
        yield f"query: {name}", ("sparql", "--timeout", "5", written(f"{name}.rq", text))
    deep = "[" * 100_000 + "]" * 100_000
    yield "deep JSON-LD", ("-g", written("d.jsonld", deep), "stats")
    yield "deep profile", ("match", "--have", written("d.json", deep))
    yield "deep Turtle", ("-g", written("d.ttl", "<http://a> <http://b> " + "[ <http://b> " * 50_000), "stats")
    yield "lists of Turtle", ("-g", written("l.ttl", "<http://a> <http://b> " + "( " * 50_000), "stats")
    yield "deep Markdown", ("extract", written("d.md", ">" * 100_000 + " Python"))
    yield "deep HTML", ("extract", written("d.html", "<div>" * 100_000 + "Python"))
    yield "guide of marks", ("import", "guide", written("m.md", "*" * 1_000_000), "--into", at / "store")
    yield (
        "guide of brackets",
        ("import", "guide", written("b.md", "# G\n" + "[" * 100_000 + "\n"), "--into", at / "store"),
    )
    aliases = "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 12))
    table = written("t.csv", "role,skill\nBaker,Dough\n")
    mapping = written("t.yaml", f"a0: &a0 x\n{aliases}")
    yield "aliases of YAML", ("import", "table", table, "--mapping", mapping, "--into", at / "store")
    mapping = written("u.yaml", "tables: " + deep)
    yield "deep YAML", ("import", "table", table, "--mapping", mapping, "--into", at / "store")
    yield "a cell of 50 MB", ("import", "table", written("c.csv", 'role,skill\n"' + "x" * 50_000_000))
    yield "a line of commas", ("import", "table", written("k.csv", "role,skill\n" + "," * 5_000_000))
    yield "a header of columns", ("import", "table", written("h.csv", ",".join(f"c{n}" for n in range(200_000)) + "\n"))
    label = _turtle(1).replace("Role 0", "word " * 200_000)
    yield "a picture of a long label", ("-g", written("v.ttl", label), "view", "-o", at / "v.html")
    yield "a list of a long label", ("-g", at / "v.ttl", "list", "role")
    yield "a search for many words", ("find", "word " * 20_000)
    yield from _packed(at)
    yield from _long(at)
    (at / "zero.ttl").symlink_to("/dev/zero")
    os.mkfifo(at / "pipe.ttl")
    for name in ("zero", "pipe"):
        yield f"{name} as a query", ("sparql", at / f"{name}.ttl")
        yield f"{name} as a profile", ("match", "--have", at / f"{name}.ttl")
        yield f"{name} as a table", ("import", "table", at / f"{name}.ttl")
        yield f"{name} as a taxonomy", ("import", "esco", at / f"{name}.ttl", "--into", at / "store")
        yield f"{name} as a graph", ("-g", at / f"{name}.ttl", "stats")
        yield f"{name} as a document", ("extract", at / f"{name}.ttl")
        yield f"{name} as a guide", ("import", "guide", at / f"{name}.ttl", "--into", at / "store")
        yield f"{name} as a backup", ("restore", at / f"{name}.ttl", "--into", at / "new")
        yield (
            f"{name} as a mapping",
            ("import", "table", table, "--mapping", at / f"{name}.ttl", "--into", at / "store"),
        )


def _long(at: Path) -> Iterator[tuple[str, tuple[str | Path, ...]]]:
    """Files with one thing of great length, or very many small ones."""
    many = " ".join(f"<http://a/{n}>" for n in range(20_000))
    texts = {
        "literal.nt": '<http://a> <http://b> "' + "x" * 50_000_000 + '" .',
        "graphs.trig": "".join(f"<http://g/{n}> {{ <http://a> <http://b> <http://c> }}\n" for n in range(50_000)),
        "text.json": '{"skills": ["' + "x" * 3_000_000 + '"]}',
        "aliases.yaml": "a0: &a0 x\n" + "".join(f"a{n}: &a{n} [{f'*a{n - 1}, ' * 10}]\n" for n in range(1, 12)),
        "lines.csv": "role,skill\n" + "\n" * 2_000_000,
        "head.sssom.tsv": "".join(f"#a{n}: {'[' * 200}\n" for n in range(2000)) + "subject_id\n",
        "entities.html": "&amp;" * 2_000_000,
        "values.rq": f"SELECT * {{ VALUES ?a {{ {many} }} VALUES ?b {{ {many} }} }} ORDER BY ?b",
    }
    for name, text in texts.items():
        (at / name).write_text(text)
    yield "a literal of 50 MB", ("-g", at / "literal.nt", "stats")
    yield "50,000 graphs", ("-g", at / "graphs.trig", "stats")
    yield "a skill of 3 MB", ("match", "--have", at / "text.json")
    yield "aliases of a profile", ("match", "--have", at / "aliases.yaml")
    yield "2,000,000 empty rows", ("import", "table", at / "lines.csv")
    yield "deep metadata", ("import", "sssom", at / "head.sssom.tsv", "--into", at / "store")
    yield "entities of HTML", ("extract", at / "entities.html")
    yield "a product of values", ("sparql", "--timeout", "5", at / "values.rq")


def _packed(at: Path) -> Iterator[tuple[str, tuple[str | Path, ...]]]:
    """Archives that are small until they are unpacked."""
    for name, entries in {
        "backup": {"sources.json": b"[" + b" " * 300_000_000},
        "quads": {"sources.json": b'[{"name": "a", "quads": 1}]', "a.nq": b" " * 300_000_000},
        "workbook": {"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b" " * 300_000_000},
        "document": {"word/document.xml": b"<a>" * 50_000_000},
    }.items():
        file = at / f"{name}.{ {'workbook': 'xlsx', 'document': 'docx'}.get(name, 'zip') }".replace(" ", "")
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for entry, content in entries.items():
                archive.writestr(entry, content)
        reads: dict[str, tuple[str | Path, ...]] = {
            "workbook": ("import", "table", file),
            "document": ("extract", file),
        }
        yield f"packed {name}", reads.get(name, ("restore", file, "--into", at / "new"))
        if name == "backup":
            yield "packed taxonomy", ("import", "esco", file, "--into", at / "store")
            yield "packed tables", ("import", "onet", file, "--into", at / "store")


def bombs(draw: random.Random, folder: Path, count: int) -> Tally:
    """Read small files that ask for much, each under a cap of memory."""
    del draw, count
    tally = Tally(f"resource bombs (under {CAP // 10**9} GB of address space)")
    _small_store(folder)
    for name, given in _bombs(folder):
        ended = command(*given, limits=Limits(seconds=60, memory=CAP))
        tally.add(f"status {ended.status}", ended.fault and f"{name}: {ended.fault}")
    return tally


# --- the table --------------------------------------------------------------------------------------------------------

Check: TypeAlias = "Callable[[random.Random, Path, int], Tally]"

CHECKS: dict[Check, int] = {
    kills: 120,
    full: 60,
    flips: 30,
    users: 1,
    clocks: 10,
    files: 1000,
    arguments: 500,
    bombs: 1,
}
"""The checks, and how many cases each has at scale 1: of flipped bytes, how many are asked about by each command."""

FULL: dict[Check, int] = {kills: 1000, full: 60, flips: 2000, clocks: 50, files: 10_000, arguments: 2000}
"""How many cases a full run has of these."""


def _draw(seed: int, name: str) -> random.Random:
    return random.Random(f"{seed} {name}")  # noqa: S311  # cases, not secrets


def measure(seed: int, counts: dict[Check, int], scale: float, only: list[str]) -> list[Tally]:
    """Run the checks, each with cases that the seed decides."""
    tallies = []
    for check, count in counts.items():
        if only and check.__name__ not in only:
            continue
        with tempfile.TemporaryDirectory() as folder:
            tally = check(_draw(seed, check.__name__), Path(folder), max(1, round(count * scale)))
        tallies.append(tally)
        print(_row(tally), flush=True)
        for fault in tally.faults[:20]:
            print(f"    {fault}", flush=True)
    return tallies


def _row(tally: Tally) -> str:
    ends = ", ".join(f"{count:,} {what}" for what, count in sorted(tally.ends.items()))
    return f"| {tally.name} | {sum(tally.ends.values()):,} | {ends} | {len(tally.faults)} |"


def _write(tallies: list[Tally], seed: int) -> None:
    text = PAGE.read_text(encoding="utf-8")
    start, end = "<!-- faults -->\n", "<!-- end of faults -->"
    head = f"\nSeed {seed}:\n\n| fault | cases | how they ended | failed |\n| --- | --- | --- | --- |\n"
    table = head + "".join(f"{_row(tally)}\n" for tally in tallies) + "\n"
    before, _, rest = text.partition(start)
    PAGE.write_text(f"{before}{start}{table}{end}{rest.partition(end)[2]}", encoding="utf-8")


def main(given: list[str] | None = None) -> int:
    """Run the checks and print the table; 1 where a case failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=17)
    parser.add_argument("--full", action="store_true", help="run thousands of cases of each kind")
    parser.add_argument("--scale", type=float, default=1)
    parser.add_argument("--only", nargs="*", default=[], choices=[check.__name__ for check in CHECKS])
    parser.add_argument("--write", action="store_true", help="put the table into docs/reliability.md")
    chosen = parser.parse_args(given)
    print(f"seed {chosen.seed}", flush=True)
    open_graph()  # what is loaded before the forks need not be loaded in each
    tallies = measure(chosen.seed, CHECKS | FULL if chosen.full else CHECKS, chosen.scale, chosen.only)
    if chosen.write:
        _write(tallies, chosen.seed)
    return int(any(tally.faults for tally in tallies))


if __name__ == "__main__":
    sys.exit(main())
