"""A mapping proposed for tables that have none: which column is what, guessed by its name, then by its content."""

from __future__ import annotations

import json
import re
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from kg.errors import SourceError, quoted
from kg.schema import PROPERTIES, slug, split_name
from kg.sources.column_mapping import COLUMNS, STRENGTHS
from kg.sources.delimited import ColumnLayout
from kg.sources.dialect import StatedDialect
from kg.sources.table_files import is_workbook, matching_files, open_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kg.sources.files import Files

_READ: Final = 200
"""How many rows columns are guessed from."""

_NAMES: Final = {
    "role": "role, job, job title, job name, job role, occupation, occupation title, position, profession, career,"
    " role name, role title, title of job, beruf, berufsbezeichnung, stelle, metier, profession exercee, intitule du"
    " poste, poste, puesto, ocupacion, profesion, cargo, ocupacao, profissao, professione, beroep, functie, yrke,"
    " stilling, zawod, stanowisko",
    "skill": "skill, skill name, competence, competency, ability, kompetenz, fahigkeit, habilidad, competencia,"
    " competenza, vaardigheid, kompetens, umiejetnosc",
    "skills": "needs, requirements, competencies, competences, must have, must haves, required, requires, knowledge,"
    " abilities, kenntnisse, konnen, fahigkeiten, kompetenzen, savoir faire, habilidades, competencias, competenze,"
    " vaardigheden, kompetenser, umiejetnosci",
    "optional skills": "optional, useful skills, good to have, wunschenswert, souhaite",
    "preferred skills": "preferred",
    "label": "label, name, title, preferred label, pref label, bezeichnung, libelle, intitule, nombre, nome, naam,"
    " navn, namn, nazwa",
    "id": "id, identifier, key, uuid, concept id",
    "code": "code, soc code, isco code, isco, soc, isco group, notation",
    "description": "description, about, definition, summary, overview, beschreibung, descripcion, descrizione, details",
    "alternative labels": "alternative labels, alternative label, alt labels, alt label, synonyms, synonym, also known"
    " as, also called, aka, other names, other titles, alternative titles",
    "exact match": "exact match, esco, esco uri, concept uri, origin uri, uri, same as",
    "broader": "broader, parent, part of, belongs to, group, subcategory",
    "scheme": "scheme, category, type of skill, skill type, kind, type",
    "pay minimum": "pay minimum, minimum pay, min pay, pay from, salary from, from, minimum salary, min salary,"
    " salary min, salary minimum, lower, minimum, min",
    "pay maximum": "pay maximum, maximum pay, max pay, pay to, salary to, to, maximum salary, max salary, salary max,"
    " salary maximum, upper, maximum, max",
    "pay": "gehalt, lohn, salaire, salario, stipendio, loon, lon, wynagrodzenie, remuneration",
    "currency": "currency, wahrung, devise, moneda, valuta, waluta",
    "period": "period, per, pay period, unit",
    "strength": "strength, importance, how, level, relation, relation type, requirement type, essential or optional",
    "preparation": "preparation, preparation level, job zone",
    "industry": "industry, sector, branche, secteur, industria, settore",
    "education": "ausbildung, abschluss, formation, diplome, educacion, formacion, istruzione, opleiding, utdanning",
}
"""The names that columns have for each key of a mapping, in addition to those of guides."""

_GUIDES: Final = {
    "skills": "requiresSkill",
    "optional skills": "optionalSkill",
    "pay": "salary",
    "education": "schema:educationRequirements",
}

_MEANINGS: Final = {
    **dict.fromkeys(("essential", "must", "must have", "mandatory", "core", "yes", "obligatory", "high"), "required"),
    **dict.fromkeys(("desirable", "desired", "nice", "nice to have", "useful", "bonus", "low"), "optional"),
    "recommended": "preferred",
}
"""How firmly a role requires a skill, by the words of tables; mappings have words for it too."""

_CURRENCIES: Final = {"£": "GBP", "€": "EUR", "$": "USD", "¥": "JPY", "₹": "INR", "zł": "PLN", "₺": "TRY", "₴": "UAH"}

_MONEY: Final = re.compile(
    r"(?P<sign>[£€$¥₹₺₴]|[A-Z]{3}|zł)?\s?(?P<first>[0-9][0-9.,\u00a0' ]*[0-9])\s?(?P<after>[£€$¥₹₺₴]|[A-Z]{3}|zł)?"
)
_RANGE: Final = re.compile(r"[0-9]\S*\s?(-|–|—|to|bis|à)\s?\S*[0-9]")


class Guess(NamedTuple):
    """How a column is read, and why; without a ``key`` it is not read. ``parts`` are those of its entry."""

    column: str
    key: str
    reason: str
    parts: tuple[tuple[str, str], ...] = ()


class TableGuess(NamedTuple):
    """What the rows of one table are, and its columns."""

    file: str
    sheet: str
    rows: str
    columns: tuple[Guess, ...]


class Proposal(NamedTuple):
    """A mapping as text, and the guesses that it is made of."""

    text: str
    tables: tuple[TableGuess, ...]


def propose_mapping(files: Files, title: str, stated: StatedDialect) -> Proposal:
    """A mapping of all tables among these files. Raises SourceError where none of them has a column for names."""
    tables = [guess for name in matching_files(files.names, None) for guess in _table_guesses(files, name, stated)]
    useful = tuple(table for table in tables if table.rows)
    if not useful:
        seen = ", ".join(quoted(guess.column) for table in tables for guess in table.columns) or "none"
        raise SourceError(
            f"no column could be seen that names roles or skills; the columns are: {seen}",
            "say which one does, in a mapping: {rows: roles, columns: {label: Job, skills: Skills}}",
        )
    return Proposal("".join(_text(useful, title)), useful)


def _table_guesses(files: Files, name: str, stated: StatedDialect) -> Iterator[TableGuess]:
    """A guess for a file, or for each sheet of a workbook."""
    from kg.sources.excel import sheet_names

    sheets = sheet_names(files, name) if is_workbook(files, name) else [""]
    for sheet in sheets:
        heading = open_table(files, name, ColumnLayout(()), stated, sheet or None).heading()
        names = [column for column, count in Counter(heading).items() if column and count == 1]
        if not names:
            continue
        table = open_table(files, name, ColumnLayout(names), stated, sheet or None)
        rows = [cells[: len(names)] for _, cells in islice(table, _READ)]
        yield _guessed(name, sheet if len(sheets) > 1 else "", names, rows)


def _guessed(file: str, sheet: str, names: Sequence[str], rows: Sequence[Sequence[str]]) -> TableGuess:
    """What the rows and columns of a table are."""
    values = {name: [row[place].strip() for row in rows if row[place].strip()] for place, name in enumerate(names)}
    keys = {name: _key_by_name(name) for name in names}
    found = set(keys.values())
    if {"role", "skill"} <= found:
        kind, first, meanings = "requirements", "role", {}
    elif "skill" in found and not {"role", "skills"} & found:
        kind, first, meanings = "skills", "label", {"skill": "label"}
    else:
        kind, first, meanings = "roles", "label", {"role": "label", "skill": "skills"}
    taken: set[str] = set()
    guesses = {}
    by_strength = sorted(names, key=lambda name: (keys[name] in ("label", "code", "scheme"), names.index(name)))
    for name in by_strength:
        guess = _guess(name, meanings.get(keys[name], keys[name]), values[name], kind)
        if guess.key in taken or (guess.key and guess.key not in COLUMNS[kind]):
            guess = Guess(name, "", "another column says the same" if guess.key in taken else "no property of a row")
        taken.add(guess.key)
        guesses[name] = guess
    if first not in taken:
        kind, guesses = _with_label(kind, guesses, values)
    return TableGuess(file, sheet, kind, tuple(_consistent([guesses[name] for name in names])))


def _with_label(kind: str, guesses: dict[str, Guess], values: dict[str, list[str]]) -> tuple[str, dict[str, Guess]]:
    """The first column of short, different texts as the label; no rows are read where there is none."""
    for name, texts in values.items():
        short = texts and max(map(len, texts)) <= 120 and len(set(texts)) > 0.8 * len(texts)
        letters = sum(any(map(str.isalpha, text)) for text in texts)
        if not guesses[name].key and short and letters > 0.8 * len(texts):
            guess = Guess(name, "label", "by its content: short texts, each of one row")
            return kind, guesses | {name: guess}
    return "", guesses


def _consistent(guesses: list[Guess]) -> list[Guess]:
    """Guesses that a mapping may have together: pay only with a currency, in one way."""
    keys = {guess.key for guess in guesses}
    currency = next((dict(guess.parts).get("currency") for guess in guesses if "currency" in dict(guess.parts)), None)
    drop: dict[str, str] = {}
    if not (currency or "currency" in keys):
        drop |= dict.fromkeys(("pay", "pay minimum", "pay maximum"), "pay needs a currency: add currency: {value: EUR}")
    if "pay" in keys:
        drop |= dict.fromkeys(("pay minimum", "pay maximum"), "another column has the whole pay")
    if not {"pay", "pay minimum", "pay maximum"} & (keys - set(drop)):
        drop |= dict.fromkeys(("currency", "period"), "there is no pay")
    return [Guess(guess.column, "", drop[guess.key]) if guess.key in drop else guess for guess in guesses]


# --- one column -------------------------------------------------------------------------------------------------------


def _plain(name: str) -> str:
    """The name of a column in plain words.

    >>> _plain("PREFERREDLABEL"), _plain("jobTitle"), _plain("Required skills (by comma)")
    ('preferredlabel', 'job title', 'required skills')
    """
    bare = re.sub(r"\(.*?\)|\[.*?\]", "", name)
    return slug(bare if bare.isupper() else split_name(bare)).replace("-", " ")


def _named(key: str) -> list[str]:
    """The names that columns with this key have."""
    names = _NAMES.get(key, "").split(", ")
    term = _GUIDES.get(key)
    return names + next((row.field_names for row in PROPERTIES.values() if row.term == term), []) + [key]


def _key_by_name(name: str) -> str:
    """The key that a column has by its name; empty for none."""
    plain = _plain(name)
    known = {alias: key for key in reversed(_NAMES) for alias in _named(key) if alias}
    compact = {alias.replace(" ", ""): key for alias, key in known.items()}
    if found := known.get(plain) or compact.get(plain.replace(" ", "")):
        return found
    longest = sorted((alias for alias in known if " " in alias or len(alias) > 4), key=len, reverse=True)
    return next((known[alias] for alias in longest if f" {alias} " in f" {plain} "), "")


def _guess(name: str, key: str, values: list[str], kind: str) -> Guess:
    """What one column is, given the key of its name."""
    named = "by its name"
    if not key:
        if values and all(re.match("https?://", value) for value in values):
            return Guess(name, "exact match", "by its content: addresses")
        if values and sum(map(len, values)) > 80 * len(values):
            return Guess(name, "description", "by its content: long texts")
        return Guess(name, "", "not known")
    if key.startswith("pay"):
        return _pay_guess(name, key, values)
    if key == "exact match" and not all(re.match("https?://", value) for value in values):
        return Guess(name, "", "its values are not addresses")
    if key == "preparation" and not set(values) <= set("12345"):
        return Guess(name, "", "its values are not numbers from 1 to 5")
    if key == "strength":
        return _strength_guess(name, values)
    if key in ("skills", "optional skills", "preferred skills", "alternative labels") and kind == "roles":
        return Guess(name, key, named, _split(values))
    return Guess(name, key, named)


def _split(values: list[str]) -> tuple[tuple[str, str], ...]:
    """How the values of a cell are divided where that is by commas."""
    joined = "\n".join(values)
    usual = sum(joined.count(sign) for sign in ";|") + sum("\n" in value for value in values)
    return (("split", '[","]'),) if joined.count(", ") > usual else ()


def _strength_guess(name: str, values: list[str]) -> Guess:
    found = {value: _MEANINGS.get(value.lower(), value.lower()) for value in dict.fromkeys(values)}
    unknown = [value for value, meaning in found.items() if meaning not in STRENGTHS]
    if unknown or not found:
        return Guess(name, "", f"it is not known what {', '.join(map(quoted, unknown[:3]))} means")
    meanings = ", ".join(f"{_scalar(value)}: {meaning}" for value, meaning in found.items() if value != meaning)
    return Guess(name, "strength", "by its name", (("values", f"{{{meanings}}}"),) if meanings else ())


def _pay_guess(name: str, key: str, values: list[str]) -> Guess:
    """A column of amounts, with the signs that its values have."""
    amounts = [found for value in values if (found := _MONEY.search(value))]
    if not amounts or len(amounts) < 0.5 * len(values):
        return Guess(name, "", "its values are not amounts")
    signs = Counter(sign for found in amounts for sign in (found["sign"], found["after"]) if sign)
    parts = []
    if thousands := Counter(
        match[1] for found in amounts for match in re.finditer(r"[0-9]([.,'\u00a0 ])[0-9]{3}\b", found["first"])
    ):
        parts.append(("thousands", json.dumps(thousands.most_common(1)[0][0], ensure_ascii=False)))
    if signs:
        parts.append(("unit", _scalar(signs.most_common(1)[0][0])))
        sign = signs.most_common(1)[0][0]
        parts.append(("currency", _CURRENCIES.get(sign, sign)))
    if ranges := Counter(match[1] for value in values for match in _RANGE.finditer(value)):
        if key != "pay":
            return Guess(name, "", "its values are ranges")
        parts.append(("range", json.dumps(ranges.most_common(1)[0][0], ensure_ascii=False)))
    return Guess(name, key, "by its name and amounts", tuple(parts))


# --- the mapping as text ----------------------------------------------------------------------------------------------


def _text(tables: tuple[TableGuess, ...], title: str) -> Iterator[str]:
    yield "# Proposed by kg from the names and content of the columns: check each line, then import with --mapping.\n"
    yield f"title: {_scalar(title)}\n"
    yield "# licence: https://...   the terms that the table may be used under\n"
    if len(tables) > 1:
        yield "tables:\n"
    for table in tables:
        lines = [*_table_lines(table, several=len(tables) > 1)]
        if len(tables) > 1:
            lines = [f"  - {lines[0]}", *(f"    {line}" for line in lines[1:])]
        yield from (f"{line}\n" for line in lines)


def _table_lines(table: TableGuess, *, several: bool) -> Iterator[str]:
    if several:
        yield f"file: {_scalar(table.file)}"
    if table.sheet:
        yield f"sheet: {_scalar(table.sheet)}"
    yield f"rows: {table.rows}"
    yield "columns:"
    for guess in table.columns:
        parts = [(name, value) for name, value in guess.parts if name != "currency"]
        column = _scalar(guess.column)
        entry = ", ".join(f"{name}: {value}" for name, value in [("column", column), *parts])
        if guess.key:
            yield f"  {guess.key}: {f'{{{entry}}}' if parts else column} # {guess.reason}"
        else:
            yield f"  # {column} is not read: {guess.reason}"
    currencies = [value for guess in table.columns for name, value in guess.parts if name == "currency" and guess.key]
    if currencies and not any(guess.key == "currency" for guess in table.columns):
        yield f"  currency: {{value: {currencies[0]}}} # by the sign of the amounts; $ may be another dollar"


def _scalar(text: str) -> str:
    """A text as YAML has it, without quotes where it is plain."""
    plain = re.fullmatch(r"[^\W\d_][\w ]*\w|[^\W\d_]", text) and text.lower() not in (
        "yes",
        "no",
        "true",
        "false",
        "null",
        "on",
        "off",
        "y",
        "n",
    )
    return text if plain else json.dumps(text, ensure_ascii=False)
