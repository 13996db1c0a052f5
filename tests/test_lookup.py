"""Names: the tiers in their order, kinds, ambiguity within one tier alone, near spellings, suggestions and search."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import AmbiguousNameError, UnknownNameError
from kg.model import Entity
from kg.model.entities import Name
from kg.store.lookup import Lookup, Resolution
from kg.store.names import NameIndex, fold

BASE = "https://example.org/"


def _entity(kind: str, name: str, label: str) -> Entity:
    return Entity(f"{BASE}{kind}/{name}", f"{kind}/{name}", label, kind)


MINER = _entity("role", "data-miner", "Data Miner")
KEEPER = _entity("role", "lighthouse-keeper", "Lighthouse Keeper")
WARDEN = _entity("role", "game-warden", "Game Warden")
MINING = _entity("skill", "mining", "Mining")
GAELIC = _entity("skill", "gaelic", "Gàidhlig")
C = _entity("skill", "c", "C")
C_PLUS_PLUS = _entity("skill", "c-plus-plus", "C++")
C_SHARP = _entity("skill", "c-sharp", "C#")
KEEPING = _entity("skill", "keeping", "Keeper")
NAMES = [
    *(
        ("preferred label", entity, entity.label)
        for entity in (MINER, KEEPER, WARDEN, MINING, GAELIC, C, C_PLUS_PLUS, C_SHARP, KEEPING)
    ),
    ("alternative label", KEEPER, "Wickie"),
    ("alternative label", WARDEN, "Mining"),
    ("alternative label", WARDEN, "Keeper"),
    ("synonym", KEEPER, "Warden"),
    ("synonym", WARDEN, "Warden"),
    ("synonym", MINER, "wickie"),
]


def _lookup(names: list[tuple[str, Entity, str]]) -> Lookup:
    by_name = {key: entity for _, entity, _ in names for key in (entity.iri, entity.id)}
    return Lookup(by_name.get, NameIndex.build(Name(*name) for name in names))


@pytest.fixture
def lookup() -> Lookup:
    return _lookup(NAMES)


@pytest.mark.parametrize(
    ("name", "kinds", "entity", "tier"),
    [
        ("role/data-miner", (), MINER, "id"),
        ("https://example.org/role/data-miner", (), MINER, "id"),
        ("<https://example.org/role/data-miner>", (), MINER, "id"),
        ("Data Miner", (), MINER, "preferred label"),
        ("  dATA   mINER ", (), MINER, "preferred label"),
        ("gaidhlig", (), GAELIC, "preferred label"),
        ("GA\u0300IDHLIG", (), GAELIC, "preferred label"),
        ("C", (), C, "preferred label"),
        ("c++", (), C_PLUS_PLUS, "preferred label"),
        ("c#", (), C_SHARP, "preferred label"),
        ("Mining", (), MINING, "preferred label"),  # the label comes before another thing's alternative label
        ("Mining", ("role",), WARDEN, "alternative label"),  # unless only a role may stand here
        ("wickie", (), KEEPER, "alternative label"),  # which comes before a synonym
        ("Keeper", ("role",), WARDEN, "alternative label"),
        ("Lighthouse Keepers", (), KEEPER, "near spelling"),
        ("Keeper, Lighthouse", (), KEEPER, "near spelling"),
        ("Lihgthouse Keeper", (), KEEPER, "near spelling"),
    ],
)
def test_the_first_tier_with_an_answer_decides(
    lookup: Lookup, name: str, kinds: tuple[str, ...], entity: Entity, tier: str
) -> None:
    match = lookup.resolve(name, kinds)
    assert (match.entity, match.tier) == (entity, tier)


def test_a_name_is_ambiguous_inside_one_tier(lookup: Lookup) -> None:
    with pytest.raises(AmbiguousNameError) as caught:
        lookup.resolve("warden")
    assert caught.value.candidates == (WARDEN, KEEPER)  # by kind, then id
    assert "role/game-warden" in str(caught.value)
    assert "role/lighthouse-keeper" in str(caught.value)


def test_suggestions_by_preferred_labels_come_first() -> None:
    """Both have a name that is as like what was asked, and by its label the second would come first."""
    role, path = _entity("role", "z", "Bell founder"), _entity("skill", "a", "A craft")
    lookup = _lookup([("alternative label", path, "Bell founder"), ("preferred label", role, role.label)])
    assert lookup.suggestions("bel foundr") == [role, path]


def test_of_names_that_have_all_words_preferred_labels_are_suggested_first() -> None:
    """ESCO calls nursing trees a skill that is named "nurse trees"; nursing science is nearer to what was meant."""
    trees, science = _entity("skill", "a", "Tend trees"), _entity("skill", "b", "Bell founding science")
    names = [("preferred label", each, each.label) for each in (trees, science)]
    lookup = _lookup([("alternative label", trees, "Bell trees"), *names])
    assert lookup.suggestions("bell") == [science, trees]


def test_a_word_with_two_letters_that_changed_places_is_read_as_the_one_that_has_them() -> None:
    """Photon has as many letters of "pyhton" in their order as Python has, and more products."""
    python, photon = _entity("skill", "a", "Python (language)"), _entity("skill", "b", "Photon tracing")
    lookup = _lookup([("preferred label", each, each.label) for each in (photon, python)])
    assert lookup.suggestions("Pyhton")[0] == python


def test_a_product_is_found_without_its_maker() -> None:
    """O*NET names Microsoft Excel and Salesforce software; people say Excel and Salesforce."""
    excel, sales = _entity("skill", "a", "Microsoft Excel"), _entity("skill", "b", "Salesforce software")
    role, other = _entity("role", "c", "Google Sheets"), _entity("skill", "d", "Excellent manners")
    lookup = _lookup([("preferred label", each, each.label) for each in (excel, sales, role, other)])
    assert lookup.resolve("excel").entity == excel
    assert lookup.resolve("Salesforce", ("skill",)).note == (
        "interpreted 'Salesforce' as the skill 'Salesforce software' (synonym)"
    )
    with pytest.raises(UnknownNameError):
        lookup.resolve("sheets")


def test_near_spellings_can_be_ambiguous_too() -> None:
    first, second = _entity("skill", "a", "Weaving one"), _entity("skill", "b", "Weaving two")
    names = [("preferred label", first, first.label), ("preferred label", second, second.label)]
    lookup = _lookup(names)
    with pytest.raises(UnknownNameError) as caught:
        lookup.resolve("Weaving")
    assert set(caught.value.suggestions) == {first, second}


@pytest.mark.parametrize("name", ["xyzzy", "", "   ", "<>", "https://example.org/role/none", "role/none", "D"])
def test_what_nothing_answers_to_is_unknown(lookup: Lookup, name: str) -> None:
    with pytest.raises(UnknownNameError) as caught:
        lookup.resolve(name)
    assert caught.value.name == name
    assert len(caught.value.suggestions) <= 3


def test_an_unknown_name_suggests_the_likest_first(lookup: Lookup) -> None:
    with pytest.raises(UnknownNameError) as caught:
        lookup.resolve("keeper of a lighthouse", ("role",))
    assert caught.value.suggestions[0] == KEEPER
    assert all(entity.kind == "role" for entity in caught.value.suggestions)


def test_suggestions_of_a_word_are_names_that_have_it() -> None:
    entities = [_entity("role", name, label) for name, label in (("a", "Ship cook"), ("b", "Cook"), ("c", "Captain"))]
    longer = _entity("role", "d", "Cook for those who go down to the sea in ships")
    names = [("preferred label", entity, entity.label) for entity in (*entities, longer)]
    names += [
        ("preferred label", _entity("role", f"cook-{n}", f"Cook of the {n}th galley at sea"), "") for n in range(9)
    ]
    names = [(tier, entity, entity.label) for tier, entity, _ in names]
    suggested = _lookup(names).suggestions("cook wanted")
    assert suggested[0] == entities[1]
    assert len(suggested) == 3
    assert longer not in suggested


def test_a_name_of_another_kind_is_told(lookup: Lookup) -> None:
    with pytest.raises(UnknownNameError) as caught:
        lookup.resolve("C++", ("role",))
    assert caught.value.other == C_PLUS_PLUS
    assert "'C++' exists, but it is a skill" in str(caught.value)


def test_an_id_of_another_kind_is_not_accepted(lookup: Lookup) -> None:
    with pytest.raises(UnknownNameError):
        lookup.resolve("skill/c-plus-plus", ("role",))


@pytest.mark.parametrize(
    ("tier", "label", "remark"),
    [
        ("id", "role/data-miner", None),
        ("preferred label", "Data Miner", None),
        ("alternative label", "Miner", "interpreted 'x' as the role 'Data Miner' (alternative label)"),
        ("synonym", "Miner", "interpreted 'x' as the role 'Data Miner' (synonym)"),
        ("near spelling", "Data Miner", "interpreted 'x' as the role 'Data Miner' (near spelling)"),
        ("near spelling", "Miner", "interpreted 'x' as the role 'Data Miner' (near spelling for 'Miner')"),
    ],
)
def test_a_remark_tells_what_a_name_was_taken_for(tier: str, label: str, remark: str | None) -> None:
    assert Resolution("x", MINER, tier, label).note == remark


def test_find_wants_all_words_and_puts_whole_names_first(lookup: Lookup) -> None:
    found = lookup.find("keeper")
    # a whole name, preferred before alternative; then a name that contains it
    assert [(hit.entity, hit.tier) for hit in found] == [
        (KEEPING, "preferred label"),
        (WARDEN, "alternative label"),
        (KEEPER, "preferred label"),
    ]
    assert [hit.entity for hit in lookup.find("keeper light")] == [KEEPER]
    assert [hit.entity for hit in lookup.find("KEEPER", ("skill",))] == [KEEPING]
    assert lookup.find("keeper miner") == []
    assert lookup.find("") == []


def test_a16_find_puts_the_nearest_meaning_first_of_those_with_one_alternative_label() -> None:
    """Of three roles with one other name, one label has a word of it, and one of the two others more such names."""
    analyst = _entity("role", "a", "Assurance Analysts")
    drafter = _entity("role", "b", "Drafters")
    painter = _entity("role", "c", "Painters")
    interface = _entity("role", "d", "Web Interface Designers")
    names = [("preferred label", role, role.label) for role in (analyst, drafter, painter, interface)]
    names += [("alternative label", role, "UX Designer") for role in (analyst, painter, interface)]
    names += [("alternative label", drafter, "Designer (UX Designer)"), ("alternative label", painter, "Set Designer")]
    found = _lookup(names).find("UX designer")
    assert [hit.entity for hit in found] == [interface, painter, analyst, drafter]
    assert found == _lookup(names[::-1]).find("ux DESIGNER")  # in whatever order the names come


def test_a16_the_label_whose_names_have_the_word_more_often_is_nearer() -> None:
    """Of roles with an equal name, that of one with twenty others says less."""
    health, school = _entity("role", "a", "Health Teachers"), _entity("role", "b", "School Teachers")
    names = [("preferred label", role, role.label) for role in (health, school)]
    names += [("alternative label", role, "Teacher") for role in (health, school)]
    names += [("alternative label", health, f"Teacher of {number}") for number in range(3)]
    names += [("alternative label", health, f"Professor of {number}") for number in range(20)]
    names += [("alternative label", school, "History Teacher")]
    assert [hit.entity for hit in _lookup(names).find("teacher")] == [school, health]


def test_a16_words_that_begin_words_come_before_parts_of_words_and_sentences_last() -> None:
    manager, shop = _entity("role", "a", "Personnel Managers"), _entity("role", "b", "Second-Hand Through Manager")
    sentence = _entity("responsibility", "c", "Ask the HR manager.")
    names = [("preferred label", each, each.label) for each in (manager, shop, sentence)]
    names += [("alternative label", manager, "HR Project Manager")]
    assert [hit.entity for hit in _lookup(names).find("hr manager")] == [manager, shop, sentence]


@given(st.text(max_size=60))
@pytest.mark.slow
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(max_size=60))
def test_any_text_is_answered_or_refused_by_our_own_errors(text: str) -> None:
    lookup = _lookup(NAMES)
    lookup.find(text)
    with contextlib.suppress(UnknownNameError, AmbiguousNameError):
        assert lookup.resolve(text).name == text


@given(st.sampled_from([entity for tier, entity, _ in NAMES if tier == "preferred label"]), st.data())
def test_case_and_spaces_never_change_what_a_label_stands_for(entity: Entity, data: st.DataObject) -> None:
    lookup = _lookup(NAMES)
    cased = "".join(data.draw(st.sampled_from([sign.upper(), sign.lower()])) for sign in entity.label)
    spaced = cased.replace(" ", data.draw(st.sampled_from([" ", "  ", "\t", "\u00a0"])))
    assert lookup.resolve(f" {spaced} ").entity == entity
