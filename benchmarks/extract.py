"""How well skills, roles and credentials are found in texts: against marked texts, beside simpler methods, in one run.

    python benchmarks/extract.py [STORE] [--errors]

benchmarks/texts has thirty adverts, twenty CVs and ten lists of courses, written for this measurement and marked twice
by one person. Half of them, those of odd numbers, were looked at while the rules were written; the figures that count
are of the other half. STORE holds ESCO, which is not part of the project; without it the bundled graph alone is
measured. career-fit is compared with where it is installed: with its own dictionary, and with the names of the bundled
graph in its place. The exit status is 1 when a figure misses its bar. ``--errors`` prints what was wrong or missed in
the half that was looked at.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Final, NamedTuple

import yaml
from rapidfuzz import fuzz, process

import kg
from kg.graph import CareerGraph
from kg.model.analysis import NEGATED, OPTIONAL, STATED
from kg.model.entities import ALTERNATIVE_LABEL, LABEL
from kg.sources.text import Document

TEXTS: Final = Path(__file__).parent / "texts"
KINDS: Final = ("skill", "role", "job-title", "credential")
STATUSES: Final = (STATED, OPTIONAL, NEGATED)
BARS: Final = {"bundled": (0.90, 0.70), "esco": (0.80, 0.60)}
"""The least precision and recall of each source, in the half that was not looked at."""

Found = dict[str, str]
"""Canonical IRI of what a text names -> its status; empty where a method knows none."""


class Score(NamedTuple):
    """How many were found, how many of these are marked, how many are marked in all, how many statuses are right."""

    found: int = 0
    right: int = 0
    marked: int = 0
    statuses: int = 0

    def plus(self, found: Found, marked: Found) -> Score:
        """The score with one more text."""
        right = found.keys() & marked.keys()
        statuses = sum(found[iri] == marked[iri] for iri in right)
        return Score(*map(sum, zip(self, (len(found), len(right), len(marked), statuses), strict=True)))

    @property
    def precision(self) -> float:
        """Of what was found, the share that is marked."""
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """Of what is marked, the share that was found."""
        return self.right / self.marked if self.marked else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return 2 * self.right / (self.found + self.marked)


class Marked:
    """The texts, and what they name in one source; ``sources`` are those that names are looked up in."""

    def __init__(self, graph: CareerGraph, name: str) -> None:
        self.graph, self.name = graph, name
        self.sources = ("ai-ml", "curation") if name == "bundled" else ("esco",)
        self.texts: dict[str, str] = {}
        for file in ("adverts", "cvs", "courses"):
            self.texts |= yaml.safe_load((TEXTS / f"{file}.yaml").read_text(encoding="utf-8"))
        self.marks = {key: self._iris(part) for key, part in self.read("marks").items()}

    def read(self, marking: str) -> dict[str, dict[str, list[str]]]:
        """One marking, by text: the labels of each status, and those of ESCO."""
        found: dict[str, dict[str, list[str]]] = yaml.safe_load((TEXTS / f"{marking}.yaml").read_text(encoding="utf-8"))
        return found

    def labels(self, part: dict[str, list[str]]) -> dict[str, str]:
        """The labels that are marked in a text, with their statuses."""
        statuses = STATUSES if self.name == "bundled" else ("esco",)
        return {label: status for status in statuses for label in part.get(status, ())}

    def _iris(self, part: dict[str, list[str]]) -> Found:
        canonical = self.graph.careers.tree.canonical
        found = self.labels(part).items()
        return {canonical(self.graph.get(label, *KINDS, source=self.sources).iri): status for label, status in found}

    def half(self, looked_at: bool) -> dict[str, str]:
        """The texts of odd numbers, which were looked at, or those of even ones."""
        return {key: text for key, text in self.texts.items() if int(key[-2:]) % 2 == looked_at}

    def agreement(self) -> float:
        """How far the two markings agree: the share of labels that both have, twice, in all labels of both (F1)."""
        first, second = self.read("first"), self.read("second")
        pairs = [(set(self.labels(first[key]).items()), set(self.labels(second[key]).items())) for key in first]
        return 2 * sum(len(one & two) for one, two in pairs) / sum(len(one) + len(two) for one, two in pairs)

    def score(self, method: Callable[[str], Found], texts: dict[str, str]) -> Score:
        """The score of a method on some texts."""
        score = Score()
        for key, text in texts.items():
            score = score.plus(method(text), self.marks[key])
        return score


# --- methods ----------------------------------------------------------------------------------------------------------


def extracted(marked: Marked) -> Callable[[str], Found]:
    """What kg finds."""
    canonical = marked.graph.careers.tree.canonical

    def method(text: str) -> Found:
        found: Found = {}
        for mention in marked.graph.extract(text, source=marked.sources).mentions:
            found.setdefault(canonical(mention.entity.iri), mention.status if marked.name == "bundled" else "esco")
        return found

    return method


def fuzzy(marked: Marked, least: float = 90) -> Callable[[str], Found]:
    """Plain rapidfuzz: every one to five words that are like a name by at least ``least`` of 100."""
    canonical = marked.graph.careers.tree.canonical
    rows = marked.graph.store.names.labels(KINDS, (LABEL, ALTERNATIVE_LABEL))
    names = [(name.lower(), canonical(iri)) for _, source, iri, name, _ in rows if source in marked.sources]
    choices = [name for name, _ in names]

    def method(text: str) -> Found:
        words = re.findall(r"[\w+#'-]+", text.lower())
        windows = sorted(
            {" ".join(words[at : at + size]) for size in range(1, 6) for at in range(len(words) - size + 1)}
        )
        best = (process.extractOne(each, choices, scorer=fuzz.ratio, score_cutoff=least) for each in windows)
        return {names[found[2]][1]: "" for found in best if found}

    return method


def career_fit(marked: Marked, dictionary: Path | None) -> Callable[[str], Found]:
    """career-fit's extraction with its own dictionary, or with one in a file; its skills are looked up by name."""
    extract = import_module("skillbundle.dictionary").extract
    canonical = marked.graph.careers.tree.canonical

    def method(text: str) -> Found:
        found = {str(item["canonical"]) for item in extract(text, dictionary)}
        entities = (marked.graph.get_or_none(name, *KINDS, source=marked.sources) for name in sorted(found))
        return {canonical(entity.iri): "" for entity in entities if entity}

    return method


def dictionary_of(marked: Marked, folder: Path) -> Path:
    """The names of a source in the form of career-fit's dictionary."""
    entries: dict[str, dict[str, object]] = {}
    for _, source, iri, name, tier in marked.graph.store.names.labels(KINDS, (LABEL, ALTERNATIVE_LABEL)):
        if source in marked.sources:
            entry = entries.setdefault(
                iri, {"skill_id": iri, "canonical": name, "aliases": [], "category_code": "skill"}
            )
            if tier == LABEL:
                entry["canonical"] = name
            else:
                entry["aliases"] = [*entry["aliases"], name]  # type: ignore[misc]  # a list, as above
    file = folder / "dictionary.json"
    file.write_text(json.dumps({"version": "1", "entries": [*entries.values()]}), encoding="utf-8")
    return file


# --- the table --------------------------------------------------------------------------------------------------------


def rows(marked: Marked, folder: Path) -> Iterable[tuple[str, Score]]:
    """The methods and their scores on the half that was not looked at, kg first."""
    rest = marked.half(looked_at=False)
    yield "kg extract", marked.score(extracted(marked), rest)
    yield "kg extract, the half that was looked at", marked.score(extracted(marked), marked.half(looked_at=True))
    yield "rapidfuzz", marked.score(fuzzy(marked), rest)
    if find_spec("skillbundle") is None:
        return
    yield "career-fit", marked.score(career_fit(marked, None), rest)
    if marked.name == "bundled":  # it compiles every name for every text, which takes hours with those of ESCO
        yield "career-fit with these names", marked.score(career_fit(marked, dictionary_of(marked, folder)), rest)


def errors(marked: Marked) -> None:
    """Print what was wrong or missed in the half that was looked at."""
    method = extracted(marked)
    for key, text in marked.half(looked_at=True).items():
        found, wanted = method(text), marked.marks[key]
        for what, iris in (("wrong", found.keys() - wanted.keys()), ("missed", wanted.keys() - found.keys())):
            for label in sorted(marked.graph.get(iri).label for iri in iris):
                print(f"{key}: {what}: {label}")
        for iri in sorted(found.keys() & wanted.keys()):
            if found[iri] != wanted[iri]:
                print(f"{key}: {marked.graph.get(iri).label}: {found[iri]}, not {wanted[iri]}")


def measure(marked: Marked, folder: Path) -> bool:
    """Print the table of one source; whether its figures reach their bars, and no other method has as good an F1."""
    print(f"\n{marked.name}: agreement of the two markings {marked.agreement():.2f}\n")
    print("| method | precision | recall | F1 | statuses right |\n|---|---|---|---|---|")
    scores = []
    for name, score in rows(marked, folder):
        statuses = (
            f"{score.statuses / score.right:.2f}" if score.right and marked.name == "bundled" and "kg" in name else ""
        )
        print(f"| {name} | {score.precision:.2f} | {score.recall:.2f} | {score.f1:.2f} | {statuses} |")
        scores.append(score)
    own, _, *others = scores
    least = BARS[marked.name]
    enough = own.precision >= least[0] and own.recall >= least[1]
    return enough and all(other.f1 < own.f1 for other in others)


def duration(marked: Marked) -> float:
    """How many seconds three pages take, once the names are read."""
    pages = Document.of("\n\n".join(marked.texts.values())[:9000])
    marked.graph.extract("", source=marked.sources)
    began = time.perf_counter()
    marked.graph.extract(pages, source=marked.sources)
    return time.perf_counter() - began


def main() -> int:
    """Measure, and say whether the bars are reached."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("store", nargs="?", help="a store with ESCO")
    parser.add_argument("--errors", action="store_true", help="print what was wrong or missed in the half looked at")
    options = parser.parse_args()
    measured = [Marked(kg.open(), "bundled")]
    if options.store:
        measured.append(Marked(kg.open(options.store), "esco"))
    reached = True
    with tempfile.TemporaryDirectory() as folder:
        for marked in measured:
            reached = measure(marked, Path(folder)) and reached
            print(f"\nthree pages: {duration(marked):.2f} s")
            if options.errors:
                errors(marked)
    return 0 if reached else 1


if __name__ == "__main__":
    sys.exit(main())
