"""What a person has, as names to look up: from lists, YAML, JSON Resume, LinkedIn's export and Europass."""

from __future__ import annotations

import html
import json
import os
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any, Final, NamedTuple
from xml.parsers import expat

from kg.errors import SourceError, UsageError, quoted
from kg.late import yaml
from kg.limits import FILE_SIZE, PROFILE_SIZE
from kg.resources import check_file
from kg.sources.delimited import ColumnLayout, RawRow, raw_rows
from kg.sources.encodings import decode
from kg.sources.files import ZIP_ERRORS, checked_entries
from kg.sources.text import Document, is_document, parse_document, read_document, text_document

HELD, LANGUAGE, CREDENTIAL, ROLE, LEVEL = "skill or credential", "language", "credential", "past title", "level"
"""What an entry of a profile is the name of."""

_KEYS: Final = {
    **dict.fromkeys(("", "skills", "skill"), HELD),
    **dict.fromkeys(("credentials", "certificates", "certifications", "education", "degrees"), CREDENTIAL),
    **dict.fromkeys(("languages", "language"), LANGUAGE),
    **dict.fromkeys(("roles", "past roles", "titles", "past titles", "jobs", "positions"), ROLE),
    "level": LEVEL,
}
"""The keys of a profile in YAML; entries under other keys are read as skills and credentials, with a note."""

_NAMED_BY: Final = ("name", "skill", "title")
"""The keys of an entry that have its name."""

_NOT_HELD: Final = frozenset(("0", "no", "none", "false", "never", "not yet", "level: 0", "level: none", "years: 0"))
"""What is said of a name that is not held."""

_A_LIST: Final = "give a text file, one name a line"
_NAMES_AS_TEXT: Final = "give a list of names, or lists of them under skills and credentials, each as text"


class ProfileEntry(NamedTuple):
    """A name in a profile, what it is the name of, and where it stands; ``place`` is empty in plain lists."""

    text: str
    kind: str = HELD
    place: str = ""


class PersonProfile(NamedTuple):
    """The names in a file of a ``form`` (empty for lists and YAML), unknown keys, and what was not understood.

    A text has a ``document``: if it is of sentences, or says of names that they are not held, names are to be found in
    it, and the entries are none. ``texts`` are found in a file beside its names, and called by their places in it.
    """

    entries: tuple[ProfileEntry, ...]
    form: str = ""
    keys: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    document: Document | None = None
    texts: tuple[Document, ...] = ()


def read_profile(path: str) -> PersonProfile:
    """The profile in a file, or in the folder or zip of an export. Raises UsageError where it cannot be read.

    A text file has one name a line; text after # is a comment. In YAML or JSON: a list of names, or several under keys.
    Anything else is a document, in which names are to be found.
    """
    if is_document(path):
        try:
            return PersonProfile((), "a document", document=read_document(path))
        except SourceError as error:
            raise UsageError(error.message, error.hint) from error
    file = Path(path)
    try:
        check_file(path, FILE_SIZE)
        if file.is_dir() or (file.is_file() and zipfile.is_zipfile(file)):
            return _named(path, _export(file))
        with file.open("rb") as opened:
            content = PROFILE_SIZE.read(opened, quoted(path))
        text, encoding = decode(content, path)
    except SourceError as error:
        raise UsageError(f"cannot read the names in {quoted(path)}: {error.message}", error.hint) from error
    except ZIP_ERRORS as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise UsageError(f"cannot read the names in {quoted(path)}: {reason}", _A_LIST) from error
    found = _named(path, _read_text(path, text))
    guessed = () if encoding.confidence == 100 else (f"{path} was read as {encoding}",)
    return found._replace(unread=(*guessed, *found.unread))


def _named(path: str, found: PersonProfile) -> PersonProfile:
    """A profile without empty names. Raises UsageError where no name is left."""
    entries = tuple(entry._replace(text=text) for entry in found.entries if (text := " ".join(entry.text.split())))
    if not entries and not found.texts:
        what = f", read as {found.form}" if found.form else ""
        hint = "write one name a line, or a list of names in YAML"
        raise UsageError(f"no names found in {quoted(path)}{what}", hint)
    return found._replace(entries=entries)


def _read_text(path: str, text: str) -> PersonProfile:
    """A profile by the ending of its file, or by how it begins."""
    start = text.lstrip()
    if path.lower().endswith((".yaml", ".yml")):
        return _read_yaml(path, text)
    if start.startswith(("{", "[")):
        return _read_json(path, text)
    if start.startswith("<"):
        return _read_xml(path, text)
    if "\0" in start:
        raise UsageError(
            f"{quoted(path)} is not a file of names", "give a list of names, YAML, JSON Resume or Europass"
        )
    if (table := _linkedin_table(Path(path).name, text.encode())) is not None:
        texts = tuple(_linkedin_texts(Path(path).name, text.encode()))
        unread = tuple(_ragged_rows(Path(path).name, text.encode()))
        return PersonProfile(tuple(table), "LinkedIn's export", unread=unread, texts=texts)
    lines = [line.partition(" #")[0] for line in text.splitlines() if not line.lstrip().startswith("#")]
    return PersonProfile(tuple(map(ProfileEntry, lines)), document=text_document(text, path))


def _text(place: str, text: object) -> Document | None:
    """A text that stands at a place of a file, which may be HTML; None where there is none."""
    if not isinstance(text, str) or not _MARKUP.sub("", html.unescape(text)).strip():
        return None
    if not _MARKUP.search(text):
        return Document.of(text, place)
    return parse_document(f"<body>{text}</body>".encode(), f"{place}.html")._replace(name=place)


# --- YAML and JSON ----------------------------------------------------------------------------------------------------


def _read_yaml(path: str, text: str) -> PersonProfile:
    try:
        repeated = repeated_key(yaml.compose(text, yaml.SafeLoader))
        content = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        entry = f": {quoted(text.splitlines()[mark.line])}" if mark and mark.line < len(text.splitlines()) else ""
        hint = "give a list of names; put a name with a colon or sign in quotes"
        raise UsageError(f"{quoted(path)}{where} is not valid YAML{entry}", hint) from error
    if repeated:
        key, line = repeated
        raise UsageError(f"{quoted(path)}, line {line} repeats the key {quoted(key)}", "put its names in one list")
    return _listed(path, content)


def _read_json(path: str, text: str) -> PersonProfile:
    try:
        content = json.loads(text)
    except RecursionError as error:
        raise UsageError(f"{quoted(path)} is nested too deeply", "give a list of names") from error
    except json.JSONDecodeError as error:
        raise UsageError(f"{quoted(path)}, line {error.lineno} is not valid JSON: {error.msg}", _A_LIST) from error
    if not isinstance(content, dict):
        return _listed(path, content)
    if "SkillsPassport" in content or "LearnerInfo" in content:
        return _europass(_leaves(content, ()))
    parts = [content.get(section) for section in (*_RESUME, "basics")]
    if any(isinstance(part, dict) or (isinstance(part, list) and dict in map(type, part)) for part in parts):
        return _resume(content)
    return _listed(path, content)


def _listed(path: str, content: Any) -> PersonProfile:
    """A list of names, or lists under keys; a text under a key has names joined by commas."""
    entries: list[ProfileEntry] = []
    keys, unread = [], []
    for key, part in (content if isinstance(content, dict) else {"": content}).items():
        name = str(key).strip().casefold().replace("_", " ")
        names = _entries(part)
        known = name in _KEYS
        for number, value in enumerate(names, 1):
            place = f"entry {number} of {quoted(str(key))}" if key else f"entry {number}"
            text, rest = _name_of(value, level=_KEYS.get(name) == LEVEL)
            if text is None:
                shown = quoted(json.dumps(value, ensure_ascii=False, default=str))
                raise UsageError(f"{quoted(path)} has an entry that is not a name: {place}, {shown}", _NAMES_AS_TEXT)
            if rest.casefold() in _NOT_HELD:
                unread.append(f"{place}: {quoted(text)}, which is not held: {quoted(rest)}")
                continue
            unread += [f"{place}: {quoted(rest)} beside {quoted(text)}"] if rest else []
            entries.append(ProfileEntry(text, _KEYS.get(name, HELD), "" if known else str(key)))
        if names and not known:
            keys.append(str(key))
    return PersonProfile(tuple(entries), keys=tuple(keys), unread=tuple(unread))


def _entries(part: Any) -> list[Any]:
    """What a key has: a list, names joined by commas, or names with what is said of each.

    >>> _entries("SQL,Docker"), _entries({"SQL": "expert", "Docker": 0}), _entries({"name": "SQL"}), _entries(None)
    (['SQL', 'Docker'], [{'SQL': 'expert'}, {'Docker': 0}], [{'name': 'SQL'}], [])
    """
    if isinstance(part, str):
        return part.split(",")
    if isinstance(part, dict) and part and not any(key in part for key in _NAMED_BY):
        return [{name: said} for name, said in part.items()]
    return part if isinstance(part, list) else [] if part is None else [part]


def _name_of(value: Any, *, level: bool) -> tuple[str | None, str]:
    """The name that an entry is, or has for its key or under ``name``, and what else it says; None for no name."""
    if isinstance(value, str):
        return value, ""
    if level and isinstance(value, int) and not isinstance(value, bool):
        return str(value), ""
    if not isinstance(value, dict) or not value:
        return None, ""
    key = next((key for key in _NAMED_BY if isinstance(value.get(key), str)), None)
    if key is None and len(value) > 1:
        return None, ""
    name = value[key] if key else next(iter(value))
    others = {other: rest for other, rest in value.items() if other != key and rest is not None}
    rest = ", ".join(f"{other}: {rest}" if key else str(rest) for other, rest in others.items())
    return (name, rest) if isinstance(name, str) else (None, "")


def repeated_key(node: yaml.Node | None) -> tuple[str, int] | None:
    """The first repeated top-level key of a YAML text, with its second line: a reader would use the last one alone.

    Raises yaml.YAMLError for what holds itself by an alias, or has very many parts when its aliases are written out.
    """
    _check_aliases(node)
    seen: set[str] = set()
    for key, _ in node.value if isinstance(node, yaml.MappingNode) else ():
        if str(key.value) in seen:
            return str(key.value), key.start_mark.line + 1
        seen.add(str(key.value))
    return None


_MOST_PARTS: Final = 100_000
"""How many parts a file may have when its aliases are written out: a few lines of them can stand for any number."""


def _check_aliases(node: yaml.Node | None) -> None:
    """Count the parts of each node once, from the innermost out."""
    sizes: dict[int, int | None] = {}  # by the identity of a node; None while its parts are counted
    stack = [node] if node else []
    while stack:
        found = stack[-1]
        parts = _parts(found)
        if id(found) not in sizes:
            sizes[id(found)] = None
            if any(sizes.get(id(part), 0) is None for part in parts):
                raise yaml.MarkedYAMLError(problem="holds itself", problem_mark=found.start_mark)
            stack += [part for part in parts if id(part) not in sizes]
            continue
        stack.pop()
        if sizes[id(found)] is None:
            sizes[id(found)] = size = 1 + sum(sizes[id(part)] or 0 for part in parts)
            if size > _MOST_PARTS:
                raise yaml.MarkedYAMLError(problem="has too many parts by aliases", problem_mark=found.start_mark)


def _parts(node: yaml.Node) -> list[yaml.Node]:
    content = node.value if isinstance(node, yaml.CollectionNode) else ()
    return [each for part in content for each in (part if isinstance(part, tuple) else (part,))]


# --- JSON Resume ------------------------------------------------------------------------------------------------------


_RESUME: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "skills": (("name", HELD), ("keywords", HELD)),
    "education": (("studyType", CREDENTIAL),),
    "certificates": (("name", CREDENTIAL),),
    "languages": (("language", LANGUAGE),),
    "work": (("position", ROLE),),
    "volunteer": (("position", ROLE),),
    "projects": (("keywords", HELD),),
}
"""The sections of JSON Resume that name something, and the fields of their entries (https://jsonresume.org/schema)."""

_NO_CONTENT: Final = ("basics", "meta", "$schema")

_RESUME_TEXTS: Final = ("summary", "description", "highlights")
"""The fields of an entry that are texts, in which names are to be found."""

_NO_SKILLS: Final = frozenset(
    "name level url website startDate endDate date location institution organization company issuer fluency score gpa"  # noqa: SIM905
    " entity type id position".split()
)
"""The fields of an entry that name no skill."""


def _resume(content: dict[str, Any]) -> PersonProfile:
    entries: list[ProfileEntry] = []
    texts: list[Document | None] = []
    unread = [f"the section {quoted(key)}" for key in content if key not in (*_RESUME, *_NO_CONTENT) and content[key]]
    basics = content.get("basics")
    if isinstance(basics, dict):
        texts.append(_text("basics.summary", basics.get("summary")))
        if isinstance(label := basics.get("label"), str):
            entries.append(ProfileEntry(label, ROLE, "basics.label"))
    for section, fields in _RESUME.items():
        parts = content.get(section) or []
        for number, part in enumerate(map(_joined_degree, parts if isinstance(parts, list) else [parts])):
            place = f"{section}[{number}]"
            found = [*_resume_entries(part, fields, place)]
            described = [*_resume_texts(part, place)]
            entries += found
            texts += described
            others = {*(field for field, _ in fields), *_RESUME_TEXTS, *_NO_SKILLS}
            left = (
                [f"{place}.{key}" for key in part if part[key] and key not in others] if isinstance(part, dict) else []
            )
            unread += left if found or described else [place]
    return PersonProfile(
        tuple(entries), "JSON Resume", unread=tuple(unread), texts=tuple(text for text in texts if text)
    )


def _joined_degree(part: Any) -> Any:
    """An entry whose type of study has its area with it: "Bachelor in Statistics"."""
    degree, area = (part.get("studyType"), part.get("area")) if isinstance(part, dict) else (None, None)
    if not (isinstance(degree, str) and isinstance(area, str) and degree.strip() and area.strip()):
        return part
    rest = {key: value for key, value in part.items() if key != "area"}
    return (
        rest if area.casefold() in degree.casefold() else {**rest, "studyType": f"{degree.strip()} in {area.strip()}"}
    )


def _resume_texts(part: Any, place: str) -> Iterator[Document]:
    """The texts in one entry of a section."""
    for field in _RESUME_TEXTS if isinstance(part, dict) else ():
        value = part.get(field)
        for number, text in enumerate(value if isinstance(value, list) else [value]):
            where = f"[{number}]" if isinstance(value, list) else ""
            if document := _text(f"{place}.{field}{where}", text):
                yield document


def _resume_entries(part: Any, fields: Iterable[tuple[str, str]], place: str) -> Iterator[ProfileEntry]:
    """The names in one entry of a section, which may be a bare text."""
    if isinstance(part, str):
        yield ProfileEntry(part, next(kind for _, kind in fields), place)
    for field, kind in fields if isinstance(part, dict) else ():
        value = part.get(field)
        for number, text in enumerate(value if isinstance(value, list) else [value]):
            if isinstance(text, str) and text.strip():
                where = f"[{number}]" if isinstance(value, list) else ""
                yield ProfileEntry(text, kind, f"{place}.{field}{where}")


# --- LinkedIn ---------------------------------------------------------------------------------------------------------


_LINKEDIN: Final = {
    "skills": ("Name", "", HELD),
    "positions": ("Title", "Company Name", ROLE),
    "education": ("Degree Name", "School Name", CREDENTIAL),
    "certifications": ("Name", "Authority", CREDENTIAL),
    "languages": ("Name", "Proficiency", LANGUAGE),
}
"""The tables of LinkedIn's export that name something: the column, another one that is always there, and what it is."""

_LINKEDIN_TEXTS: Final = {
    "profile": ("Headline", "Summary"),
    "positions": ("Description",),
    "education": ("Notes", "Activities"),
    "projects": ("Title", "Description"),
    "courses": ("Name",),
    "volunteering": ("Role", "Description"),
    "honors": ("Description",),
}
"""The columns of its tables that are texts, in which names are to be found."""


def _export(path: Path) -> PersonProfile:
    """The tables of LinkedIn's export, in its zip or unpacked."""
    entries: list[ProfileEntry] = []
    texts: list[Document] = []
    unread: list[str] = []
    seen = []
    for name, content in _tables(path):
        seen.append(name)
        entries += _linkedin_table(name, content) or ()
        texts += _linkedin_texts(name, content)
        unread += _ragged_rows(name, content)
    if not seen:
        listed = ", ".join(f"{stem.title()}.csv" for stem in _LINKEDIN)
        raise SourceError("it has none of the tables of LinkedIn's export", f"those that are read: {listed}")
    form = f"LinkedIn's export ({', '.join(seen)})"
    return PersonProfile(tuple(entries), form, unread=tuple(unread), texts=tuple(texts))


def _ragged_rows(name: str, content: bytes) -> Iterator[str]:
    """The rows of a table of an export that are not read, as their cells may be those of other columns."""
    rows = raw_rows(iter(content.splitlines(keepends=True)), ColumnLayout(()), name)
    width = len(next(rows, RawRow(1, [], [])).cells)
    for row in rows:
        if row.fault or (any(row.cells) and len(row.cells) != width):
            yield f"{name}:{row.line}: {row.fault or f'has {len(row.cells)} cells in place of {width}'}"


def _linkedin_texts(name: str, content: bytes) -> Iterator[Document]:
    """The texts in one table of an export."""
    rows = raw_rows(iter(content.splitlines(keepends=True)), ColumnLayout(()), name)
    header = next(rows, None)
    columns = [column.strip() for column in header.cells] if header else []
    wanted = _LINKEDIN_TEXTS.get(PurePosixPath(name).stem.lower(), ())
    places = [columns.index(column) for column in wanted if column in columns]
    for row in rows:
        for place in places:
            if len(row.cells) == len(columns) and (
                text := _text(f"{name}:{row.line}, {columns[place]}", row.cells[place])
            ):
                yield text


def _tables(path: Path) -> Iterator[tuple[str, bytes]]:
    """The tables of an export that are read, each with its name."""

    def wanted(name: str) -> bool:
        found = PurePosixPath(name)
        return found.suffix.lower() == ".csv" and found.stem.lower() in {*_LINKEDIN, *_LINKEDIN_TEXTS}

    if path.is_dir():
        for file in sorted(path.iterdir()):
            if file.is_file() and wanted(file.name):
                with file.open("rb") as opened:
                    yield file.name, PROFILE_SIZE.read(opened, quoted(str(file)))
        return
    with zipfile.ZipFile(path) as archive:
        for entry in checked_entries(archive, str(path), "give the tables one by one"):
            if wanted(entry.filename):
                with archive.open(entry) as packed:
                    yield PurePosixPath(entry.filename).name, PROFILE_SIZE.read(packed, quoted(entry.filename))


def _linkedin_table(name: str, content: bytes) -> list[ProfileEntry] | None:
    """The names in one table of an export; None for another table or text."""
    lines = iter(content.splitlines(keepends=True))
    rows = raw_rows(lines, ColumnLayout(()), name)
    header = next(rows, None)
    columns = [column.strip() for column in header.cells] if header else []
    stem = Path(name).stem.lower()
    named = [key for key, (column, _, _) in _LINKEDIN.items() if key in stem and column in columns]
    shaped = [key for key, (column, other, _) in _LINKEDIN.items() if other and {column, other} <= set(columns)]
    if not (named or shaped) or (named and named[0] == "skills" and columns != ["Name"] and shaped):
        named = shaped
    if not (named or shaped):
        return None
    column, _, kind = _LINKEDIN[(named or shaped)[0]]
    place = columns.index(column)
    return [
        ProfileEntry(row.cells[place], kind, f"{name}:{row.line}") for row in rows if len(row.cells) == len(columns)
    ]


# --- Europass ---------------------------------------------------------------------------------------------------------


_EUROPASS: Final = (
    (re.compile(r"(WorkExperience/Position/Label|PositionHistory/PositionTitle)$"), ROLE),
    (re.compile(r"(Education/Title|EducationDegree/DegreeName|Certification/CertificationName)$"), CREDENTIAL),
    (re.compile(r"(MotherTongue|ForeignLanguage)/Description/Label$"), LANGUAGE),
    (re.compile(r"Skills/(Communication|Organisational|JobRelated|Computer|Other)/Description$"), HELD),
    (re.compile(r"PersonCompetency/CompetencyName$|/SkillName$"), HELD),
)
"""Where Europass names what a person has, in its XML of 2013 (and JSON of the same parts) and that of 2020."""

_EUROPASS_TEXT: Final = re.compile(
    r"(?:WorkExperience|Education|Achievement|EmployerHistory|PositionHistory|EducationDegree)(?:/\w+)*/(?:Activities"
    r"|Description|Comment|ProgramName|OccupationalSkillsCovered)$|Headline/Description(?:/Label)?$|ExecutiveSummary$"
)
"""Where it has texts, in which names are to be found."""

_LISTED: Final = re.compile(r"(?i)</?(?:p|li|ul|ol|br|div)\b[^>]*>|[\n;•·]")
_MARKUP: Final = re.compile(r"<[^>]*>")

_Leaf = tuple[tuple[str, ...], str]
"""A text in a document, and the names of what it is in."""


def _europass(leaves: Iterable[_Leaf]) -> PersonProfile:
    entries: list[ProfileEntry] = []
    texts: list[Document] = []
    sections: dict[str, bool] = {}
    for path, text in leaves:
        place = "/".join(path)
        kind = next((kind for pattern, kind in _EUROPASS if pattern.search(place)), None)
        section = next((part for part in path if part not in _FRAMES), "")
        is_text = kind is None and _EUROPASS_TEXT.search(place) is not None
        sections[section] = sections.get(section, False) or kind is not None or is_text
        if is_text and (document := _text("/".join(path[-3:]), html.unescape(text))):
            texts.append(document)
        if kind == HELD and place.endswith("/Description"):
            parts = (html.unescape(_MARKUP.sub("", part)) for part in _LISTED.split(html.unescape(text)))
            entries += (ProfileEntry(name, kind, place) for part in parts for name in part.split(","))
        elif kind is not None:
            entries.append(ProfileEntry(text, kind, place))
    unread = [f"the section {quoted(name)}" for name, read in sections.items() if not read and name not in _OF_PERSON]
    return PersonProfile(tuple(entries), "Europass", unread=tuple(unread), texts=tuple(texts))


_FRAMES: Final = ("SkillsPassport", "LearnerInfo", "Candidate", "CandidateProfile")
_OF_PERSON: Final = (
    *("", "Identification", "DocumentInfo", "PrintingPreferences", "Locale", "CandidatePerson", "CandidateSupplier"),
    *("DocumentID", "CandidateID", "RenderingInformation", "ID"),
)
"""The parts of Europass that say who a person is, or how the document looks."""


def _leaves(value: Any, path: tuple[str, ...]) -> Iterator[_Leaf]:
    """The texts of a JSON document."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield from _leaves(part, (*path, str(key)))
    elif isinstance(value, list):
        for part in value:
            yield from _leaves(part, path)
    elif isinstance(value, str):
        yield path, value


def _read_xml(path: str, text: str) -> PersonProfile:
    """Europass in XML; a document type, with which entities come, is refused before any of it."""
    names: list[str] = []
    texts: list[str] = []
    found: list[_Leaf] = []

    def refuse(*_: object) -> None:
        raise UsageError(f"{quoted(path)} declares entities", "give the file as Europass made it")

    def start(name: str, _: object) -> None:
        names.append(name.rpartition(":")[2])
        texts.clear()

    def end(_: str) -> None:
        if content := "".join(texts).strip():
            found.append((tuple(name for name in names if not name.endswith("List")), content))
        texts.clear()
        names.pop()

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = texts.append
    try:
        parser.Parse(re.sub(r"^\s*<\?xml[^>]*\?>", "", text).encode(), True)
    except expat.ExpatError as error:
        raise UsageError(f"{quoted(path)}, line {error.lineno} is not valid XML", "give a file of Europass") from error
    root = found[0][0][0] if found else ""
    if root not in _FRAMES:
        raise UsageError(f"{quoted(path)} is XML, but not of Europass", "give a list of names, or the file of Europass")
    return _europass(found)


def is_file(value: str) -> bool:
    """Whether a value of ``--have`` names a file: it has an @ before it, or a dot in it and the file is there."""
    return value.startswith("@") or ("." in value and os.path.isfile(value))  # noqa: PTH113  # no error for a name that is too long


_DEGREES: Final = (
    (re.compile(r"(?i)\bmba\b|business administration, master|master of business administration"), "MBA"),
    (re.compile(r"(?i)\bph\.? ?d\b|\bd\.? ?phil\b|\bdoctor"), "PhD"),
    (re.compile(r"(?i)\bmaster|\bm\.? ?(sc|a|eng|phil|ed)\b|\bmagister"), "Master's"),
    (re.compile(r"(?i)\bbachelor|\bb\.? ?(sc|a|eng|ed|s)\b|\blicen[cs]e\b|\blicenciatura"), "Bachelor's"),
)


def degree_of(text: str) -> str | None:
    """The degree that the name of a course of study says; None for none.

    >>> degree_of("BSc Nursing"), degree_of("Master of Science in Data"), degree_of("Diploma")
    ("Bachelor's", "Master's", None)
    """
    return next((degree for pattern, degree in _DEGREES if pattern.search(text)), None)
