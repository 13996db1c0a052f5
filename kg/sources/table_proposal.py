"""A mapping proposed for tables that have none: which column is what, guessed by its name, then by its content."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache
from itertools import islice, pairwise
from typing import Final, NamedTuple

from kg.errors import SourceError, quoted
from kg.schema import PROPERTIES, slug, split_name
from kg.sources.cells import CURRENCY_SIGNS, level_meaning, mark_meaning, pay_as_written, plain_cell
from kg.sources.column_mapping import COLUMNS, SEVERAL_COLUMNS
from kg.sources.delimited import ColumnLayout
from kg.sources.dialect import HeaderNames, StatedDialect
from kg.sources.files import Files
from kg.sources.guide.names import field_name
from kg.sources.table_files import is_workbook, matching_files, open_table

_READ: Final = 200
"""How many rows columns are guessed from."""

_NAMES: Final = {
    "role": "role, roles, job, jobs, rolle, funktion, stellenbezeichnung, tatigkeit, fonction, rol, ruolo, mansione,"
    " job title, job name, job role, occupation, occupation title, position, profession, career,"
    " role name, role title, title of job, beruf, berufsbezeichnung, stelle, metier, profession exercee, intitule du"
    " poste, poste, puesto, ocupacion, profesion, cargo, ocupacao, profissao, professione, beroep, functie, yrke,"
    " stilling, zawod, stanowisko",
    "skill": "skill, skill name, competence, competency, ability, kompetenz, fahigkeit, habilidad, competencia,"
    " competenza, vaardigheid, kompetens, umiejetnosc",
    "skills": "needs, requirements, anforderungen, qualifikationen, exigences, requisitos, requisiti,"
    " competencies, competences, must, musts, muss, must have, must haves, must know, must be able to, have to know,"
    " required,"
    " requires, knowledge, know how, essentials, essential criteria, essential skills, minimum requirements, mandatory"
    " skills, core skills, tools, technologies,"
    " abilities, kenntnisse, konnen, fahigkeiten, kompetenzen, savoir faire, habilidades, competencias, competenze,"
    " vaardigheden, kompetenser, umiejetnosci",
    "optional skills": "optional, useful skills, useful, good to have, good to know, nice, nice to know, would be nice,"
    " desirables, desirable criteria, desired, bonus, extras, a plus, plus, wunschenswert, souhaite, kann, von vorteil",
    "preferred skills": "preferred",
    "label": "label, name, title, preferred label, pref label, bezeichnung, libelle, intitule, nombre, nome, naam,"
    " navn, namn, nazwa",
    "id": "id, identifier, key, uuid, concept id",
    "code": "code, job code, role code, position code, occupation code, soc code, isco code, isco, soc,"
    " isco group, notation",
    "description": "description, about, definition, summary, overview, beschreibung, descripcion, descrizione, details",
    "alternative labels": "alternative labels, alternative label, alt labels, alt label, synonyms, synonym, also known"
    " as, also called, aka, other names, other titles, alternative titles",
    "exact match": "exact match, esco, esco uri, concept uri, origin uri, uri, same as",
    "broader": "broader, parent, part of, belongs to, group, subcategory",
    "scheme": "scheme, category, type of skill, skill type, kind, type",
    "pay minimum": "pay minimum, from, lower, minimum, min",
    "pay maximum": "pay maximum, to, upper, maximum, max",
    "pay": "pay, salary, base, ote, on target earnings, target earnings",
    "currency": "currency, wahrung, devise, moneda, valuta, waluta",
    "period": "period, per, pay period, unit",
    "strength": "strength, importance, how, level, relation, relation type, requirement type, essential or optional,"
    " mandatory, essential, required or optional, must or nice, proficiency, proficiency level, skill level, rating,"
    " score, priority, weight, wichtigkeit, bedeutung, niveau, nivel, livello, importancia, pflicht",
    "preparation": "preparation, preparation level, job zone",
    "industry": "industry, sector, branche, secteur, industria, settore",
    "responsibilities": "responsibility, duty, task, key tasks",
    "education": "education level, level of education, highest education,"
    " ausbildung, abschluss, formation, diplome, educacion, formacion, istruzione, opleiding, utdanning",
}
"""The names that columns have for each key of a mapping, in addition to those of guides."""

_GUIDES: Final = {
    "skills": "requiresSkill",
    "optional skills": "optionalSkill",
    "pay": "salary",
    "education": "schema:educationRequirements",
    "responsibilities": "hasResponsibility",
    "description": "dcterms:description",
}

_LEVEL_NAMES: Final = frozenset(
    ("level", "proficiency", "proficiency level", "skill level", "rating", "score", "niveau", "nivel", "livello")
)
"""The names of columns that say how well a skill must be known, and not how firmly it is required."""

_PAY_NAME: Final = re.compile(
    r"(?:gehalt|lohn|entgelt|vergutung|bezahlung|besoldung|verdienst|einkommen)s?\b"
    r"|\b(?:pay|salar(?:y|ies)|wages?|compensation|earnings|remuneration"
    r"|(?:hourly|daily|day|weekly|monthly|annual) rate|ctc|income|stipend|sal|salaires?"
    r"|remuneration|salarios?|sueldos?|retribucion|retribuzione|ral|stipendio|remuneracao|ordenado|loon|salaris"
    r"|lonn?|palkka|wynagrodzenie|zarobki|mzda|plat)\b"
)
_BOUND_WORDS: Final = {
    "pay minimum": "min minimum mini minimal minimale minimo minima mindest lower lowest low lo floor bottom start"
    " einstieg einstiegs anfang anfangs"
    " starting entry untergrenze unten unterer kleinstes",
    "pay maximum": "max maximum maxi maximal maximale maximo maxima hochst higher highest high hi upper top ceiling cap"
    " end obergrenze oben oberer grosstes",
}
_BOUND_ENDS: Final = {
    "pay minimum": "from von ab de du desde da dal van vanaf fran fra od",
    "pay maximum": "to up bis zu a au hasta ate al tot til till do",
}
"""Words of the ends of a range: anywhere in a name, and at its beginning or end."""

_AVERAGE: Final = re.compile(
    r"\b(?:median\w*|mean|average|avg|mid|midpoint|percentile|quartile|p ?[0-9]{2}|[0-9]{2}(?:th)?|mittel\w*"
    r"|durchschnitt\w*|moyen\w*|promedio|medi[ao]|gemiddeld\w*)\b|durchschnitts|mittlere"
)
_THOUSANDS: Final = re.compile(
    r"(?i)(?:\b|(?<=[£€$]))k(?:[£€$]|\b|(?=[A-Z]{3}\b))|\bthousands?\b|'?\b000s?\b|\bT(?:€|EUR\b)|\btsd\b|\bmille\b|\bmiles\b"
)
_PERIOD_NAMES: Final = {
    "HOUR": r"hour|hourly|hr|/h\b|stunde|heure|horaire|por hora|uurloon",
    "DAY": r"daily|per day|day rate|tagessatz|par jour",
    "WEEK": r"week|weekly|woche",
    "MONTH": r"month|monthly|monat|mensuel|mensual|par mois|mensile|maand",
    "YEAR": r"year|yearly|annual|annum|p\.?a\b|jahr|annuel|anual|par an|annuo|jaar",
}


class Guess(NamedTuple):
    """How a column is read, and why; without a ``key`` it is not read. ``parts`` are those of its entry."""

    column: str
    key: str
    reason: str
    parts: tuple[tuple[str, str], ...] = ()


class TableGuess(NamedTuple):
    """What the rows of one table are, and its columns; one without ``rows`` is not read.

    ``is_data`` says that no row names the columns, and the first one is data.
    """

    file: str
    sheet: str
    rows: str
    columns: tuple[Guess, ...]
    is_data: bool = False


class Proposal(NamedTuple):
    """A mapping as text, and the guesses that it is made of."""

    text: str
    tables: tuple[TableGuess, ...]


def propose_mapping(files: Files, title: str, stated: StatedDialect, currency: str = "") -> Proposal:
    """A mapping of all tables among these files; pay is in the ``currency`` where they state none.

    Raises SourceError where none of them has a column for names.
    """
    names = matching_files(files.names, None)
    tables = tuple(guess for name in names for guess in _table_guesses(files, name, stated))
    tables = tuple(_with_currency(table, currency) for table in tables)
    if not any(table.rows for table in tables):
        data = next((table for table in tables if table.is_data), None)
        seen = ", ".join(quoted(guess.column) for table in tables for guess in table.columns) or "none"
        if data:
            first = ", ".join(quoted(guess.column) for guess in data.columns)
            raise SourceError(
                f"no row of {quoted(data.file)} names its columns: the first one is data ({first})",
                "add a first row with a name for each column, such as: Role,Skills,Pay",
            )
        raise SourceError(
            f"no column could be seen that names roles or skills; the columns are: {seen}",
            "say which one does, in a mapping: {rows: roles, columns: {label: Job, skills: Skills}}",
        )
    return Proposal("".join(_text(tables, title)), tuple(table for table in tables if table.rows))


def _table_guesses(files: Files, name: str, stated: StatedDialect) -> Iterator[TableGuess]:
    """A guess for a file, or for each sheet of a workbook."""
    from kg.sources.excel import sheet_names

    sheets = sheet_names(files, name) if is_workbook(files, name) else [""]
    for sheet in sheets:
        known = HeaderNames(_is_known_name, 2)
        heading = open_table(files, name, ColumnLayout(()), stated, sheet or None, known).heading()
        names = [column for column, count in Counter(heading).items() if column and count == 1]
        if not names:
            continue
        table = open_table(files, name, ColumnLayout(names), stated, sheet or None)
        rows = [cells[: len(names)] for _, cells in islice(table, _READ)]
        split = {one for one, after in pairwise(heading) if not after} if table.has_unnamed else set()
        guess = _guessed(name, sheet if len(sheets) > 1 else "", names, rows, split)
        twice = [column for column, count in Counter(heading).items() if column and count > 1]
        yield guess._replace(
            columns=(*guess.columns, *(Guess(column, "", "two columns have this name") for column in twice))
        )


def _guessed(
    file: str, sheet: str, names: Sequence[str], rows: Sequence[Sequence[str]], split: Collection[str]
) -> TableGuess:
    """What the rows and columns of a table are; beside those that are ``split`` a column has no name."""
    plain = [[plain_cell(cell).strip() for cell in row] for row in rows]
    values = {name: [row[place] for row in plain if row[place]] for place, name in enumerate(names)}
    if _is_data(values):
        return TableGuess(file, sheet, "", tuple(Guess(name, "", "is data") for name in names), is_data=True)
    keys = {name: _key_by_name(name) for name in names}
    if "pay minimum" not in keys.values():  # "a" is the word for "to" in some languages, and else a letter
        keys |= {name: "pay" for name, key in keys.items() if key == "pay maximum" and _plain(name).endswith(" a")}
    kind, first, meanings = _kind(keys)
    marks = _matrix_columns(values, keys) if kind != "requirements" else {}
    guesses = {name: Guess(name, "matrix", "by its content: marks", _meanings(marks)) for name in marks}
    by_strength = sorted(
        names, key=lambda name: (keys[name] in ("label", "code", "scheme"), not _is_known_name(name), names.index(name))
    )
    for name in by_strength:
        if name not in marks:
            guess = _guess(name, meanings.get(keys[name], keys[name]), values[name], kind)
            if name in split and guess.key == "pay":
                guess = Guess(
                    name, "", "the column beside it has no name: if the two are the ends of a range, name both"
                )
            guesses[name] = _once(guess, guesses.values(), kind)
    if first not in {guess.key for guess in guesses.values()}:
        kind, guesses = _with_label(kind, guesses, values)
    return TableGuess(file, sheet, kind, tuple(guesses[name] for name in names))


def _kind(keys: dict[str, str]) -> tuple[str, str, dict[str, str]]:
    """What rows are by the keys of the names of their columns, the key they need, and what keys mean in them."""
    found = Counter(keys.values())
    if found["role"] and found["skill"] == 1:
        return "requirements", "role", {}
    if found["skill"] == 1 and not found["role"] and not found["skills"]:
        return "skills", "label", {"skill": "label"}
    return "roles", "label", {"role": "label", "skill": "skills"}


def _once(guess: Guess, others: Iterable[Guess], kind: str) -> Guess:
    """A guess, unless its key is no property of the rows, or another column has it that leaves room for one alone."""
    if guess.key and guess.key not in COLUMNS[kind]:
        return Guess(guess.column, "", f"no property of {kind}")
    other = next((other for other in others if guess.key and other.key == guess.key), None)
    if other is None or guess.key == "pay" or (kind == "roles" and guess.key in SEVERAL_COLUMNS):
        return guess
    return Guess(guess.column, "", f"{quoted(other.column)} is read as {guess.key}")


def _with_label(kind: str, guesses: dict[str, Guess], values: dict[str, list[str]]) -> tuple[str, dict[str, Guess]]:
    """The first column of short, different texts as the label; no rows are read where there is none."""
    for name, texts in values.items():
        short = texts and max(map(len, texts)) <= 120 and len(set(texts)) > 0.8 * len(texts)
        letters = sum(any(map(str.isalpha, text)) for text in texts)
        if not guesses[name].key and short and letters > 0.8 * len(texts):
            guess = Guess(name, "label", "by its content: short texts, each of one row")
            return kind, guesses | {name: guess}
    return "", guesses


def _is_known_name(name: str) -> bool:
    """Whether a text is the whole name of a column that is known."""
    return len(name) < 60 and bool(_key_by_name(name, whole=True))


def _is_data(values: dict[str, list[str]]) -> bool:
    """Whether what stands for the names of columns is a row of data: none is known, and one is like its values."""
    if not values or any(map(_is_known_name, values)):
        return False
    return any(
        name in texts
        or (pay_as_written(name) is not None and all(pay_as_written(text) for text in texts))
        or (re.search("[;|]", name) and sum(bool(re.search("[;|]", text)) for text in texts) * 2 >= len(texts))
        for name, texts in values.items()
        if texts
    )


def _matrix_columns(values: dict[str, list[str]], keys: dict[str, str]) -> dict[str, dict[str, str]]:
    """The columns of a matrix of roles and skills, each with what its marks mean."""
    found = {}
    for name, texts in values.items():
        meanings = dict.fromkeys(texts)
        digits = [text for text in texts if re.fullmatch("[0-5]", text)]
        numbers = bool(digits) and all(text in digits or mark_meaning(text) == "" for text in texts)
        if (
            not texts
            or len(meanings) > _MOST_MARKS
            or keys[name] not in ("", *SEVERAL_COLUMNS)
            or _COUNTS.search(_plain(name))
        ):
            continue
        read = {text: _matrix_meaning(text, texts) for text in meanings}
        crosses = sum(text.casefold() in _CROSSES for text in texts)
        known = sum(read[text] is not None for text in texts)
        if numbers or (crosses and 2 * known >= len(texts)):
            found[name] = {text: meaning for text, meaning in read.items() if meaning is not None}
    return found if len(found) > 1 else {}


def _matrix_meaning(text: str, texts: Sequence[str]) -> str | None:
    """What a mark in a matrix means: essential and desirable may be E and D."""
    if {each.casefold() for each in texts} <= {"e", "d", "-", "n/a"}:
        return {"e": "required", "d": "optional"}.get(text.casefold(), "")
    return level_meaning(text)


_MOST_MARKS: Final = 12
"""How many different marks a column of a matrix has at most."""

_CROSSES: Final = frozenset(("x", "xx", "✓", "✔", "☑", "✅", "●", "•", "■", "e", "d"))
_COUNTS: Final = re.compile(
    r"\b(?:grades?|bands?|levels?|headcount|fte|vacanc(?:y|ies)|count|number|no|year|rank|tier|step|score|age|hours|days"
    r"|remote|manager|permanent|total)\b"
)
"""Names of columns of numbers and marks that are about a role, and no skills."""


def _meanings(marks: dict[str, dict[str, str]]) -> tuple[tuple[str, str], ...]:
    """What all marks of a matrix mean, as a part of an entry."""
    found = {text: meaning for meanings in marks.values() for text, meaning in meanings.items()}
    listed = ", ".join(f"{_scalar(text)}: {meaning or 'null'}" for text, meaning in sorted(found.items()))
    return (("values", f"{{{listed}}}"),)


def _with_currency(table: TableGuess, currency: str) -> TableGuess:
    """A table whose guesses a mapping may have together: pay only with a currency, in one way."""
    guesses = table.columns
    drop = _other_pay(list(guesses))
    kept = {guess.key for guess in guesses if guess.column not in drop}
    paid = [guess for guess in guesses if guess.key in _PAY and guess.column not in drop]
    said = any(name == "currency" for guess in guesses for name, _ in guess.parts)
    if paid and not (said or "currency" in kept or currency):
        listed = ", ".join(f"{guess.key}: {_entry(guess, table)}" for guess in paid)
        why = f"pay needs a currency: give --currency EUR, or write {listed}, currency: {{value: EUR}}"
        drop |= {guess.column: why for guess in paid}
    if not paid or paid[0].column in drop:
        drop |= {guess.column: "there is no pay" for guess in guesses if guess.key in ("currency", "period")}
    elif currency and not said:
        paid[0] = paid[0]._replace(parts=(*paid[0].parts, ("currency", currency)))
    stated = {guess.column: guess for guess in paid}
    return table._replace(
        columns=tuple(
            Guess(guess.column, "", drop[guess.column]) if guess.column in drop else stated.get(guess.column, guess)
            for guess in guesses
        )
    )


_PAY: Final = ("pay", "pay minimum", "pay maximum")


def _other_pay(guesses: list[Guess]) -> dict[str, str]:
    """The columns of pay that are not read, each with the reason: which of several is meant is not guessed."""
    whole = [guess for guess in guesses if guess.key == "pay"]
    ends = [guess for guess in guesses if guess.key in _PAY[1:]]
    ranges = [guess for guess in whole if ("ranges", "") in guess.parts]
    if len(ranges) == 1:
        return {
            guess.column: f"{quoted(ranges[0].column)} has the whole pay"
            for guess in (*whole, *ends)
            if guess not in ranges
        }
    if ends:
        names = " and ".join(quoted(guess.column) for guess in ends)
        return {guess.column: f"the pay is read from {names}" for guess in whole}
    if len(whole) > 1:
        names = ", ".join(quoted(guess.column) for guess in whole)
        why = f"which is the pay, or its ends, of {names}: name one as pay, or two as pay minimum and pay maximum"
        return {guess.column: why for guess in whole}
    return {}


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


def _key_by_name(name: str, *, whole: bool = False) -> str:
    """The key that a column has by its ``whole`` name, or else by a part of it; empty for none."""
    plain = _plain(name)
    if field_name(plain) == "certifications":
        return ""  # no skill, and asked for beside a degree
    known = _known_names()
    found = known.get(plain) or known.get(plain.replace(" ", "")) or ""
    if not found and _ASKS.match(plain):
        found = _KEY_OF_FIELD.get(field_name(plain) or "", "")
    pay = _PAY_NAME.search(plain)
    if found == "pay" or (pay and not found and not (whole and pay.end() - pay.start() < 0.3 * len(plain))):
        everything = _plain(re.sub(r"[()\[\]]", " ", name))  # "Salary (min)"
        return next((key for key, words in _ABOUT_PAY if words.search(everything)), "") or _pay_key(everything)
    if found or whole:
        return found
    longest = sorted((alias for alias in known if " " in alias or len(alias) > 4), key=len, reverse=True)
    return next((known[alias] for alias in longest if f" {alias} " in f" {plain} "), "")


def property_key(name: str) -> str:
    """The key that a column has plainly, by its whole name; of an end of pay only where the name says pay.

    >>> [property_key(name) for name in ("Annual salary", "Education", "Min", "Site")]
    ['pay', 'education', '', '']
    """
    found = _key_by_name(name, whole=True)
    return "" if found.startswith("pay ") and not _PAY_NAME.search(_plain(name)) else found


_ASKS: Final = re.compile(r"(?:what|how much|you|they|we)\b")
_KEY_OF_FIELD: Final = {
    "skills": "skills",
    "preferred skills": "optional skills",
    "salary": "pay",
    "education": "education",
    "responsibilities": "responsibilities",
    "overview": "description",
}
"""The key of a column that is named by a question, as fields of guides are: "What you must know"."""

_ABOUT_PAY: Final = (
    ("currency", re.compile(r"\b(?:currency|wahrung|devise|moneda|valuta)\b")),
    ("period", re.compile(r"\b(?:period|frequency|basis|unit|interval)\b")),
    (
        "other",
        re.compile(
            r"\b(?:bonus|grade|band|step|scale|code|type|date|review|increase|percent|notes?|comments?|source)\b"
        ),
    ),
)
"""What a column says of pay that is not its amount."""


@cache
def _known_names() -> dict[str, str]:
    """The key of each name of a column, also of those without spaces."""
    known = {alias: key for key in reversed(_NAMES) for alias in _named(key) if alias}
    return {alias.replace(" ", ""): key for alias, key in known.items()} | known


def _pay_key(plain: str) -> str:
    """The key of a column of pay: an end of it by a word in any place, or a short one at its beginning or end.

    >>> [_pay_key(name) for name in ("gehalt bis", "max salary", "mindestgehalt", "salary to be paid", "salary")]
    ['pay maximum', 'pay maximum', 'pay minimum', 'pay', 'pay']
    """
    words = re.sub(
        r"\b(einstiegs?|anfangs?|start|mindest|hochst|minimal|maximal|minimum|maximum)s?(?=\w)", r"\1 ", plain
    ).split()
    for key, known in _BOUND_WORDS.items():
        if set(words) & set(known.split()) or {words[0], words[-1]} & set(_BOUND_ENDS[key].split()):
            return key
    return "pay"


def _guess(name: str, key: str, values: list[str], kind: str) -> Guess:
    """What one column is, given the key of its name."""
    named = "by its name"
    if key == "other":
        paid = _pay_guess(name, "pay", values) if re.search(r"\b(?:band|grade|scale|step)s?\b", _plain(name)) else None
        if paid and paid.key:  # bands by their amounts, and no names of bands
            return paid
        return Guess(name, "", "it is about pay, and no amount")
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
    if key == "strength" or (kind == "requirements" and key in SEVERAL_COLUMNS[:3]):
        return _strength_guess(name, key, values)
    if key in SEVERAL_COLUMNS[:3] and values and all(mark_meaning(value) is not None for value in values):
        return Guess(name, "", "its values are marks and no names")
    if key in ("skills", "optional skills", "preferred skills", "alternative labels") and kind == "roles":
        return Guess(name, key, named, _split(values))
    return Guess(name, key, named)


def _split(values: list[str]) -> tuple[tuple[str, str], ...]:
    """How the values of a cell are divided where that is by commas too."""
    joined = "\n".join(values)
    usual = sum(joined.count(sign) for sign in ";|") + sum("\n" in value for value in values)
    if joined.count(", ") <= usual:
        return ()
    listed = ", ".join(json.dumps(sign) for sign in ",;|") + (
        ", line break" if any("\n" in value for value in values) else ""
    )
    return (("split", f"[{listed}]"),)


def _strength_guess(name: str, key: str, values: list[str]) -> Guess:
    """A column that says how firmly a skill is required, or how well it must be known, by its marks."""
    plain = _plain(name)
    read = level_meaning if plain in _LEVEL_NAMES else mark_meaning
    if {value for value in values if value.isdigit()} <= {"0", "1"} and not any("%" in value for value in values):
        read = level_meaning
    found = {value: read(value) for value in dict.fromkeys(values)}
    if key == "optional skills":
        found = {
            value: {"required": "optional", "": "required"}.get(meaning or "", meaning)
            for value, meaning in found.items()
        }
    elif re.search(r"\b(?:essential|mandatory|must)\b", plain):
        found |= {value: "optional" for value in found if value.casefold() in ("no", "n", "false", "0", "nein")}
    unknown = [value for value, meaning in found.items() if meaning is None]
    if len(unknown) == len(found) and plain in ("how", "relation", "kind", *_LEVEL_NAMES):
        return Guess(name, "", f"it is not known what {', '.join(map(quoted, unknown[:3]))} means")
    meanings = ", ".join(
        f"{_scalar(value)}: {meaning or 'null'}"
        for value, meaning in found.items()
        if meaning is not None and value != meaning
    )
    listed = ", ".join(map(quoted, unknown[:3]))
    why = f"what {listed} means is to be said in values: these rows are not understood" if unknown else "by its name"
    return Guess(name, "strength", why, (("values", f"{{{meanings}}}"),) if meanings else ())


def _pay_guess(name: str, key: str, values: list[str]) -> Guess:
    """A column of amounts in any form; its name may say the currency, the period, and that they are in thousands."""
    plain = f"{_plain(name)} {name.casefold()}"
    if re.search(r"\bote\b|\btarget\b", plain):
        return Guess(name, "", "on-target earnings are not the base pay")
    if _AVERAGE.search(plain):
        return Guess(name, "", "an average or a percentile is no range of pay")
    currency, times = _currency_in(name), 1000 if _THOUSANDS.search(name) else 1
    period = next((unit for unit, words in _PERIOD_NAMES.items() if re.search(words, plain)), "")
    amounts = [found for value in values if (found := pay_as_written(value, currency, period, times))]
    if not amounts or len(amounts) < 0.5 * len(values):
        return Guess(name, "", "its values are not amounts")
    is_range = sum(found.minimum != found.maximum for found in amounts) * 2 > len(amounts)
    if is_range and key != "pay":
        return Guess(name, "", "its values are ranges")
    parts = [("format", "any"), *([("times", "1000")] if times > 1 else [])]
    currencies = Counter(found.currency for found in amounts if found.currency)
    parts += [("currency", currency) for currency in currencies]
    parts += [("period", period)] if period else []
    parts += [("ranges", "")] if is_range else []
    return Guess(name, key, "by its name and amounts", tuple(parts))


_CURRENCY_CODE: Final = re.compile(
    r"(?:\b|(?<=[TKk]))(USD|EUR|GBP|CAD|AUD|NZD|CHF|SEK|NOK|DKK|PLN|CZK|HUF|RON|BGN|INR|JPY|CNY|KRW|SGD|HKD|BRL|MXN|ZAR|ILS"
    r"|TRY|RUB|AED|SAR|UAH|NGN|KES|PHP|IDR|MYR|THB|VND|PKR|EGP)(?:\b|(?=[kK]))"
)
_CURRENCY_WORDS: Final = (("euro", "EUR"), ("pound", "GBP"), ("sterling", "GBP"), ("rupee", "INR"))


def _currency_in(name: str) -> str:
    """The currency that the name of a column states, as a code; empty for none."""
    if code := _CURRENCY_CODE.search(name):
        return code[1]
    words = (code for word, code in _CURRENCY_WORDS if word in name.casefold())
    return next((code for sign, code in CURRENCY_SIGNS.items() if sign in name), "") or next(words, "")


# --- the mapping as text ----------------------------------------------------------------------------------------------


def _text(tables: tuple[TableGuess, ...], title: str) -> Iterator[str]:
    useful = [table for table in tables if table.rows]
    yield "# Proposed by kg from the names and content of the columns: check each line, then import with --mapping.\n"
    yield f"title: {_scalar(title)}\n"
    yield "# licence: https://...   the terms that the table may be used under\n"
    for table in tables:
        if not table.rows:
            why = (
                "its first row is data, and none names the columns"
                if table.is_data
                else "no column names roles or skills"
            )
            yield f"# {_scalar(table.sheet or table.file)} is not read: {why}\n"
    if len(useful) > 1:
        yield "tables:\n"
    for table in useful:
        lines = [*_table_lines(table, several=len(tables) > 1)]
        if len(useful) > 1:
            lines = [f"  - {lines[0]}", *(f"    {line}" for line in lines[1:])]
        yield from (f"{line}\n" for line in lines)


_NOT_IN_ENTRY: Final = ("currency", "period", "ranges")
"""The parts of a guess that are no parts of the entry of its column."""


def _table_lines(table: TableGuess, *, several: bool) -> Iterator[str]:
    if several:
        yield f"file: {_scalar(table.file)}"
    if table.sheet:
        yield f"sheet: {_scalar(table.sheet)}"
    yield f"rows: {table.rows}"
    yield "columns:"
    written: set[str] = set()
    for guess in table.columns:
        column = _scalar(guess.column)
        if not guess.key:
            yield f"  # {column} is not read: {guess.reason}"
        elif guess.key != "matrix" and guess.key not in written:
            written.add(guess.key)
            yield f"  {guess.key}: {_entry(guess, table)} # {guess.reason}"
    yield from _pay_lines([guess for guess in table.columns if guess.key in _PAY], written)
    if marked := [guess for guess in table.columns if guess.key == "matrix"]:
        what = "skills" if table.rows == "roles" else "roles"
        yield f"matrix: # columns of {what}, by their content: marks"
        yield f"  columns: [{', '.join(_scalar(guess.column) for guess in marked)}]"
        yield from (f"  {name}: {value}" for name, value in marked[0].parts)


def _entry(guess: Guess, table: TableGuess) -> str:
    """The entry of a column, with other columns of the same key."""
    also = [_scalar(other.column) for other in table.columns if other.key == guess.key and other != guess]
    parts = [("column", _scalar(guess.column)), *([("also", f"[{', '.join(also)}]")] if also else [])]
    parts += [part for part in guess.parts if part[0] not in _NOT_IN_ENTRY]
    return f"{{{', '.join(f'{name}: {value}' for name, value in parts)}}}" if len(parts) > 1 else parts[0][1]


_BY_SIGNS: Final = "by the signs of the amounts, or as stated; $ may be another dollar"


def _pay_lines(paid: list[Guess], written: Collection[str]) -> Iterator[str]:
    """The currency and the period of pay, where its columns say one, and no column of their own does."""
    for name, why in (
        ("currency", "by the signs of the amounts, or as stated; $ may be another dollar"),
        ("period", "by its name"),
    ):
        said = {value for guess in paid for part, value in guess.parts if part == name}
        if len(said) == 1 and name not in written:
            yield f"  {name}: {{value: {said.pop()}}} # {why}"


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
