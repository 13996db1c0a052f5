"""The index of names: the same from a store and from its files, whatever the labels hold; what is damaged is told."""

from __future__ import annotations

import gzip
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, serialize

from kg.errors import SourceError
from kg.model import Entity
from kg.model.entities import STATED_TIERS, TIERS, Name
from kg.rdf.entities import names_of, naming_quads, parse_lines
from kg.rdf.reader import GraphReader
from kg.schema import BASE, CK, CURATION, RDF, SKOS, VOID
from kg.store.counts import SourceLines
from kg.store.names import NO_FILTER, NameFilter, NameIndex, fold, words

if TYPE_CHECKING:
    from pathlib import Path

CODE, PREFERRED, ALTERNATIVE, HIDDEN = STATED_TIERS
HOSTILE = (
    'say "no"',
    "back\\slash \\u0041",
    "two\nlines\r\n",
    "tab\tand <angle> .",
    "_:b0 <http://www.w3.org/2004/02/skos/core#prefLabel> .",
    "'; DROP TABLE name; --",
    "%_*?",
    "\u202eright to left",
    "\U0001d49cstral \U0001f9ed",
    "e\u0301",
    "İstanbul ẞ",
)
"""Labels that a careless reader would trip over."""


def quad(subject: str, predicate: str, value: str | Literal, graph: str = f"{BASE}graph/mine") -> Quad:
    term = NamedNode(value) if isinstance(value, str) else value
    return Quad(NamedNode(subject), NamedNode(predicate), term, NamedNode(graph))


def world() -> list[Quad]:
    """Two roles and a skill with names in many languages, in two graphs; and what is no entity."""
    nurse, baker, skill = (f"{BASE}mine/{each}" for each in ("role/nurse", "role/baker", "skill/knead"))
    other, curation = f"{BASE}graph/other", f"{BASE}graph/{CURATION}"
    languages = {
        "en": "nurse",
        "de": "Krankenpfleger",
        "fr": "infirmière",
        "el": "νοσοκόμος",
        "ar": "ممرض",
        "zh": "护士",
    }
    return [
        quad(f"{BASE}graph/mine", VOID.uriSpace, Literal(f"{BASE}mine/")),
        quad(nurse, RDF.type, CK.Role),
        quad(nurse, RDF.type, SKOS.Concept),
        *(quad(nurse, SKOS.prefLabel, Literal(label, language=tag)) for tag, label in languages.items()),
        quad(nurse, SKOS.altLabel, Literal("nurse", language="en")),
        quad(nurse, SKOS.hiddenLabel, Literal("nurs")),
        quad(baker, RDF.type, CK.Role),
        quad(baker, SKOS.prefLabel, Literal("Bäcker", language="de"), curation),
        quad(baker, SKOS.prefLabel, Literal("Bäcker", language="de"), other),
        quad(skill, RDF.type, CK.Skill, other),
        *(quad(skill, SKOS.altLabel, Literal(label), other) for label in HOSTILE),
        quad(f"{BASE}mine/thing", SKOS.prefLabel, Literal("no entity")),
        Quad(NamedNode(skill), NamedNode(SKOS.prefLabel), Literal("in no graph")),
    ]


@pytest.fixture
def names(tmp_path: Path) -> list[Name]:
    """The names of the world, read from files."""
    quads, lines = world(), BytesIO()
    for number, part in enumerate((quads[::2], quads[1::2])):
        content = serialize(part, format=RdfFormat.N_QUADS)
        assert content is not None
        (tmp_path / f"{number}.nq.gz").write_bytes(gzip.compress(content))
        SourceLines.of(tmp_path / f"{number}.nq.gz", names=lines)
    return list(names_of(parse_lines(lines.getvalue().splitlines(keepends=True)), "here"))


def test_files_and_a_store_have_the_same_names(names: list[Name]) -> None:
    store = Store()
    store.extend(world())
    assert set(names) == set(names_of(naming_quads(store), "here")) == set(GraphReader(store, "here").names())


def test_every_entity_is_the_one_that_a_reader_finds(names: list[Name]) -> None:
    store = Store()
    store.extend(world())
    reader = GraphReader(store, "here")
    assert {name.entity for name in names} == {reader.entities[name.entity.iri] for name in names}
    assert {name.entity.label for name in names} == {"nurse", "Bäcker", "in no graph"}
    index = NameIndex.build(names)
    assert {index.entity(name.entity.iri) for name in names} == {name.entity for name in names}
    assert index.entity(f"{BASE}mine/thing") is None


def test_a_name_has_its_tier_and_the_source_that_states_the_label(names: list[Name]) -> None:
    tiers = {(name.tier, name.name, name.source) for name in names if name.entity.kind == "role"}
    assert {(PREFERRED, "护士", "mine"), (ALTERNATIVE, "nurse", "mine"), (HIDDEN, "nurs", "mine")} <= tiers
    assert (PREFERRED, "Bäcker", "other") in tiers  # and not curation, which adds to what others state
    assert {name.source for name in names if name.entity.kind == "skill"} == {"here"}
    assert [TIERS.index(name.tier) for name in names] == sorted(TIERS.index(name.tier) for name in names)


@pytest.mark.parametrize("where", [None, "names.sqlite"])
def test_every_name_is_found_in_every_spelling(names: list[Name], tmp_path: Path, where: str | None) -> None:
    file = tmp_path / where if where else None
    index = NameIndex.build(names, file)
    if file:
        index.close()
        index = NameIndex.open(file)
    for name in names:
        for spelt in (name.name, name.name.upper(), f"  {name.name} "):
            if fold(spelt) == fold(name.name):
                assert name in index.exact(fold(spelt), NO_FILTER)
        if words(fold(name.name)):
            assert name in index.same_words(fold(name.name), NO_FILTER)
        assert name in index.containing([fold(name.name)], NO_FILTER)
    assert len(index.spellings(NO_FILTER)) == len(set(names))
    assert index.numbered([number for number, _, _ in index.spellings(NO_FILTER)]) == list(dict.fromkeys(names))


def test_a_name_of_spaces_alone_is_none() -> None:
    role = Entity("https://example.org/r", "r", "R", "role")
    assert NameIndex.build([Name(PREFERRED, role, " ", "mine")]).spellings(NO_FILTER) == []


def test_a_search_keeps_to_kinds_and_sources(names: list[Name]) -> None:
    index = NameIndex.build(names)
    assert index.sources() == ["here", "mine", "other"]
    assert {name.entity.kind for name in index.containing(["n"], NameFilter(kinds=("role",)))} == {"role"}
    assert {name.source for name in index.containing(["k"], NameFilter(sources=("other",)))} == {"other"}
    assert index.exact("nurse", NameFilter(("skill",), ("mine",))) == []
    assert index.exact("nurse", NameFilter(("role'; --",))) == []


@pytest.mark.parametrize("text", ["Zoë's  GUIDE", "plain TEXT ", "a\x1cb c", "Straße", "ﬁne", "ASCII\tonly\n", ""])
def test_folding_is_that_of_the_long_way(text: str) -> None:
    from unicodedata import combining, normalize

    plain = normalize("NFKD", text).casefold()
    assert fold(text) == " ".join("".join(letter for letter in plain if not combining(letter)).split())


@pytest.mark.parametrize("content", [b"", b"no database at all, but long enough to be read as one" * 40])
def test_a_damaged_index_is_told(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "names.sqlite"
    file.write_bytes(content)
    with pytest.raises(SourceError, match=r"the index of names in '.*names\.sqlite' is damaged"):
        NameIndex.open(file).exact("nurse", NO_FILTER)


def test_an_index_that_is_cut_short_is_told(names: list[Name], tmp_path: Path) -> None:
    file = tmp_path / "names.sqlite"
    role = Entity("https://example.org/r", "r", "R", "role")
    NameIndex.build([*names, *(Name(ALTERNATIVE, role, f"name {n}", "mine") for n in range(5_000))], file).close()
    file.write_bytes(file.read_bytes()[:8192])
    with pytest.raises(SourceError, match="is damaged"):
        NameIndex.open(file).spellings(NO_FILTER)


def test_a_missing_index_is_told(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="is damaged"):
        NameIndex.open(tmp_path / "none.sqlite").sources()


@pytest.mark.parametrize(
    ("label", "typed"),
    [
        ("sømand", "somand"),
        ("båndbygger", "bandbygger"),
        ("skrædder", "skraedder"),
        ("łucznik", "lucznik"),
        ("Đački učitelj", "dacki ucitelj"),
        ("\u0131slak zemin ustas\u0131", "islak zemin ustasi"),
        ("İşçi", "isci"),
        ("þjónn", "thjonn"),
        ("Straßenbauer", "strassenbauer"),
        ("œnologue", "oenologue"),
        ("Ħajjat", "hajjat"),
        ("оператор ґрунту", "оператор грунту"),
        ("Θεραπευτής", "θεραπευτης"),
        ("учитель", "УЧИТЕЛЬ"),
        ("chef d\u2019équipe", "chef d'equipe"),
        ("full\N{NON-BREAKING HYPHEN}stack", "full-stack"),
        ("zero\N{ZERO WIDTH SPACE}width", "zerowidth"),
    ],
)
def test_i15_letters_fold_as_people_type_them(label: str, typed: str) -> None:
    index = NameIndex.build([Name(PREFERRED, Entity("https://example.org/r", "r", label, "role"), label, "mine")])
    assert [found.entity.label for found in index.exact(fold(typed), NO_FILTER)] == [label]
    assert [found.entity.label for found in index.exact(fold(label), NO_FILTER)] == [label]
    assert [found.entity.label for found in index.containing(fold(typed).split(), NO_FILTER)] == [label]
