"""All names of a graph in a small database: which entities are called so, among a hundred thousand labels at once."""

from __future__ import annotations

import re
import unicodedata
import weakref
from collections.abc import Iterable, Mapping
from copy import copy
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias, TypedDict

from kg.arguments import plain_text
from kg.errors import ArgumentError, SourceError, UsageError, quoted
from kg.model import Entity
from kg.model.entities import LABEL, TIERS, Name
from kg.schema import LETTERS

if TYPE_CHECKING:
    import sqlite3  # loaded when a name is looked up
    from collections.abc import Callable, Collection, Sequence
    from pathlib import Path

_SCHEMA: Final = """
CREATE TABLE entity (n INTEGER PRIMARY KEY, iri TEXT, id TEXT, label TEXT, kind TEXT, source TEXT);
CREATE TABLE name (n INTEGER PRIMARY KEY, entity INTEGER, tier INTEGER, name TEXT, folded TEXT, words TEXT);
"""
_CODE: Final = TIERS.index("code")
_INDICES: Final = f"""
CREATE INDEX name_folded ON name (folded);
CREATE INDEX name_words ON name (words);
CREATE INDEX name_code ON name (entity) WHERE tier = {_CODE};
CREATE INDEX entity_iri ON entity (iri);
"""
_NO_CODE: Final = f"tier != {_CODE}"
"""What holds of names that people may spell in several ways: one code is not another that looks like it."""

_NAMES: Final = "SELECT tier, iri, id, label, kind, name, source FROM name JOIN entity ON entity.n = name.entity WHERE"

_UNSAFE: Final = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
"""For a file that counts only when it is complete."""

_MOST_PARTS: Final = 100
"""How many conditions the database is asked at once: it takes no more than a thousand."""

_MANY: Final = 100
"""The codes of more entities than this are read together: less work than one by one."""


class NameIndex:
    """The names of a graph, in memory or in a file, to be looked up in every spelling.

    >>> from kg.model import Entity
    >>> from kg.model.entities import Name
    >>> role = Entity("https://example.org/role/nurse", "role/nurse", "Nurse", "role")
    >>> index = NameIndex.build([Name("preferred label", role, "Nurse", "mine")])
    >>> [found.entity.id for found in index.exact(fold("NURSE"), NO_FILTER)]
    ['role/nurse']
    """

    def __init__(self, database: sqlite3.Connection, file: Path | None = None) -> None:
        self._database = database
        self._file = file
        self._spellings: tuple[NameFilter, int, list[tuple[int, str, str]]] | None = None
        self._counts: tuple[int, dict[str, int]] | None = None
        self._shown: Callable[[Entity], Entity] = _as_kept
        self._original = self
        self._closed = weakref.finalize(self, database.close)

    @classmethod
    def build(cls, names: Iterable[Name], file: Path | None = None) -> NameIndex:
        """An index of these names, in memory unless a new ``file`` is given. A name that comes twice counts once."""
        return cls(name_database(names, file), file)

    def add(self, names: Iterable[Name]) -> None:
        """Put names of entities into an index in memory: all that each of these has, and of none that it knows."""
        ((last,),) = self._rows("SELECT COALESCE(MAX(n), -1) FROM entity", [])
        with self._database:
            _insert(self._database, names, last + 1)

    @staticmethod
    def update(file: Path, iris: Collection[str], names: Iterable[Name]) -> None:
        """Take these entities out of the index in a file that nobody reads yet, and put names of such ones in."""
        import sqlite3

        database = sqlite3.connect(file)
        database.executescript(_UNSAFE)
        try:
            with database:
                database.execute("CREATE TEMP TABLE gone AS SELECT n FROM entity WHERE 0")
                database.execute("CREATE TEMP TABLE old (iri TEXT PRIMARY KEY)")
                database.executemany("INSERT INTO old VALUES (?)", ((iri,) for iri in iris))
                database.execute("INSERT INTO gone SELECT n FROM entity WHERE iri IN (SELECT iri FROM old)")
                database.execute("DELETE FROM name WHERE entity IN (SELECT n FROM gone)")
                database.execute("DELETE FROM entity WHERE n IN (SELECT n FROM gone)")
                (last,) = database.execute("SELECT COALESCE(MAX(n), -1) FROM entity").fetchone()
                _insert(database, names, last + 1)
        finally:
            database.close()

    def showing(self, shown: Callable[[Entity], Entity]) -> NameIndex:
        """The same index, whose entities have the labels that ``shown`` gives them: those of another language."""
        found = copy(self)
        found._shown = shown  # noqa: SLF001  # its own copy
        return found

    def entity(self, iri: str) -> Entity | None:
        """The entity of an IRI; None where there is none that has a name."""
        found = self._rows("SELECT iri, id, label, kind FROM entity WHERE iri = ?", [iri])
        return self._shown(Entity(*found[0])) if found else None

    def iris(self, kind: str | None = None) -> list[str]:
        """The IRIs of all entities, or of those of a kind."""
        condition, values = NameFilter((kind,) if kind else ()).condition
        return [str(row[0]) for row in self._rows(f"SELECT iri FROM entity WHERE {condition}", values)]  # noqa: S608  # no text of a user

    def count(self) -> int:
        """How many entities there are."""
        return int(self._rows("SELECT count(*) FROM entity", [])[0][0])

    @classmethod
    def open(cls, file: Path) -> NameIndex:
        """The index in a file, to read. Raises SourceError where it is missing."""
        import sqlite3

        try:
            database = sqlite3.connect(
                f"{file.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
            )
        except sqlite3.Error as error:
            raise _damaged(file, error) from error
        return cls(database, file)

    def close(self) -> None:
        """Let the file go; an index that nobody holds any more has done so."""
        self._closed()

    # --- who is called so -------------------------------------------------------------------------------------------

    def exact(self, folded: str, within: NameFilter) -> list[Name]:
        """The names that are spelt so, but for case and accents."""
        return self._names("folded = ?", [folded], within)

    def same_words(self, folded: str, within: NameFilter) -> list[Name]:
        """The names of the same words in another form or order, but for codes."""
        found = words(folded)
        return self._names(f"words = ? AND {_NO_CODE}", [found], within) if found else []

    def exact_any(self, spellings: Collection[str], within: NameFilter) -> list[Name]:
        """The names that are spelt as one of some folded ones; at most a few hundred are asked for."""
        return self._names(f"folded IN ({', '.join('?' * len(spellings))})", [*spellings], within)

    def containing(self, parts: Sequence[str], within: NameFilter) -> list[Name]:
        """The names that contain all of these parts."""
        asked = sorted(set(parts), key=len, reverse=True)[:_MOST_PARTS]
        found = self._names(" AND ".join(["instr(folded, ?)"] * len(asked)), asked, within) if asked else []
        if len(asked) == _MOST_PARTS:
            found = [name for name in found if all(part in fold(name.name) for part in parts)]
        return found

    def spellings(self, within: NameFilter) -> list[tuple[int, str, str]]:
        """Every name but codes as its number, its folded spelling and its words; those of the last filter are kept."""
        changes = self._database.total_changes  # by another copy too
        if self._spellings and self._spellings[:2] == (within, changes):
            return self._spellings[2]
        condition, values = within.condition
        joined = "name JOIN entity ON entity.n = name.entity" if values else "name"
        query = f"SELECT name.n, folded, words FROM {joined} WHERE {_NO_CODE} AND {condition}"  # noqa: S608  # no text of a user
        self._spellings = within, changes, self._rows(query, values)
        return self._spellings[2]

    def numbered(self, numbers: Sequence[int]) -> list[Name]:
        """The names with these numbers, in this order."""
        return [name for number in numbers for name in self._names("name.n = ?", [number], NO_FILTER)]

    def codes(self, iris: Iterable[str] | None = None) -> dict[str, str]:
        """The code of each of these entities that has one, or of all by default; of several the first in order."""
        query = f"SELECT iri, min(name) FROM name JOIN entity ON entity.n = name.entity WHERE tier = {_CODE}"  # noqa: S608  # no text of a user
        wanted = None if iris is None else {*iris}
        if wanted is None or len(wanted) > _MANY:
            codes = self._rows(f"{query} GROUP BY iri", [])
            return {iri: code for iri, code in codes if wanted is None or iri in wanted}
        found = (self._rows(f"{query} AND iri = ?", [iri]) for iri in wanted)
        return {iri: code for ((iri, code),) in found if iri is not None}

    def name_counts(self, iris: Collection[str]) -> dict[str, int]:
        """How many names each of these entities has."""
        changes = self._database.total_changes
        if self._counts is None or self._counts[0] != changes:
            counts = "SELECT entity, count(*) AS names FROM name GROUP BY entity"
            rows = self._rows(f"SELECT iri, names FROM ({counts}) JOIN entity ON entity.n = entity", [])  # noqa: S608  # no text of a user
            self._counts = changes, dict(rows)
        counted = self._counts[1]
        return {iri: counted[iri] for iri in iris if iri in counted}

    def entities(self, iris: Collection[str], kind: str | None = None) -> list[Entity]:
        """The entities with these IRIs that have a name, or those of a kind."""
        condition, values = NameFilter((kind,) if kind else ()).condition
        rows = self._rows(f"SELECT iri, id, label, kind FROM entity WHERE {condition}", values)  # noqa: S608  # no text of a user
        return [self._shown(Entity(*row)) for row in rows if row[0] in iris]

    def beginning(self, folded: str, within: NameFilter) -> list[Name]:
        """The codes that begin so, the shortest first."""
        condition = f"tier = {_CODE} AND substr(folded, 1, length(?)) = ?"
        found = self._names(condition, [folded, folded], within)
        return sorted(found, key=lambda name: (len(name.name), name.name, name.entity.iri))

    def starting(self, folded: str, within: NameFilter) -> list[Name]:
        """The names that begin so, the shortest first: labels, then other names."""
        found = self._names("folded >= ? AND folded < ?", [folded, f"{folded}\U0010ffff"], within)
        return sorted(found, key=lambda name: (TIERS.index(name.tier), len(name.name), name.name, name.entity.iri))

    def source_of(self, iri: str) -> str:
        """The graph that an entity comes from; empty where it is not known."""
        return next((str(row[0]) for row in self._rows("SELECT source FROM entity WHERE iri = ?", [iri])), "")

    def sources(self) -> list[str]:
        """The graphs that entities come from; those of mappings, which have documents alone, are none."""
        query = "SELECT DISTINCT source FROM entity WHERE kind != 'document' ORDER BY source"
        return [str(row[0]) for row in self._rows(query, [])]

    def stated_by(self, sources: Collection[str]) -> set[str]:
        """The IRIs of the entities that come from these graphs."""
        limit, values = NameFilter(sources=tuple(sources)).condition
        return {str(row[0]) for row in self._rows(f"SELECT iri FROM entity WHERE {limit}", values)}  # noqa: S608  # no text of a user

    def labels(self, kinds: Sequence[str], tiers: Sequence[str] = (LABEL,)) -> list[tuple[str, str, str, str, str]]:
        """The labels of entities of some kinds in some tiers: kind, source, IRI, label and tier of each."""
        limit, values = NameFilter(tuple(kinds)).condition
        numbers = [TIERS.index(tier) for tier in tiers]
        columns = "kind, source, iri, name, tier FROM name CROSS JOIN entity ON entity.n = name.entity"
        condition = f"tier IN ({', '.join('?' * len(numbers))}) AND {limit}"
        rows = self._rows(f"SELECT {columns} WHERE {condition}", [*numbers, *values])
        return [(kind, source, iri, label, TIERS[tier]) for kind, source, iri, label, tier in rows]

    def iris_in(self, space: str) -> list[str]:
        """The IRIs of the entities that begin with a text, in order."""
        query = "SELECT iri FROM entity WHERE substr(iri, 1, ?) = ? ORDER BY iri"
        return [str(row[0]) for row in self._rows(query, [len(space), space])]

    def _names(self, condition: str, values: Sequence[object], within: NameFilter) -> list[Name]:
        limit, limits = within.condition
        rows = self._rows(f"{_NAMES} {condition} AND {limit} ORDER BY tier, iri, name", [*values, *limits])
        try:
            return [
                Name(TIERS[tier], self._shown(Entity(*entity)), name, source) for tier, *entity, name, source in rows
            ]
        except (TypeError, IndexError) as error:
            raise _damaged(self._file, error) from error

    def _rows(self, query: str, values: Sequence[object]) -> list[Any]:
        import sqlite3

        try:
            return self._database.execute(query, values).fetchall()
        except UnicodeEncodeError:  # half a letter, which no name has
            return []
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            raise _damaged(self._file, error) from error


def name_database(names: Iterable[Name], file: Path | None = None) -> sqlite3.Connection:
    """The database of an index of these names, in memory unless a new ``file`` is given."""
    import sqlite3

    database = sqlite3.connect(file or ":memory:", check_same_thread=False)
    database.executescript(_UNSAFE + _SCHEMA)
    with database:
        _insert(database, names, 0)
        database.executescript(_INDICES)
    return database


def _as_kept(entity: Entity) -> Entity:
    """An entity with the label that the index keeps, which is the English one."""
    return entity


def _insert(database: sqlite3.Connection, names: Iterable[Name], first: int) -> None:
    """Write names and their entities, which the database does not have yet; ``first`` is the first free number."""
    entities: dict[str, tuple[int, Name]] = {}
    rows: dict[tuple[int, int, str], None] = {}
    for name in names:
        number, _ = entities.setdefault(name.entity.iri, (first + len(entities), name))
        rows[number, TIERS.index(name.tier), name.name] = None
    known = ((number, *name.entity, name.source) for number, name in entities.values())
    database.executemany("INSERT INTO entity VALUES (?, ?, ?, ?, ?, ?)", known)
    spelt = ((*row, folded, words(folded)) for row in rows if (folded := fold(row[2])))
    database.executemany("INSERT INTO name VALUES (NULL, ?, ?, ?, ?, ?)", spelt)


class NameFilter(NamedTuple):
    """Which entities are meant: of these kinds, and from these graphs; empty means any."""

    kinds: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()

    @property
    def condition(self) -> tuple[str, list[str]]:
        """It in SQL, and the values that it names."""
        parts = [(f"{column} IN ({', '.join('?' * len(names))})", names) for column, names in self._named() if names]
        return " AND ".join(["1", *(text for text, _ in parts)]), [name for _, names in parts for name in names]

    def _named(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        return ("kind", self.kinds), ("source", self.sources)


NO_FILTER: Final = NameFilter()
"""Every entity."""


SourceName: TypeAlias = "str | Iterable[str]"
"""The name of a source, or several: of a graph that entities come from, such as esco."""


class SourceNames(TypedDict, total=False):
    """The sources of what an answer lists, and those of the start and the end that it is given where they differ."""

    source: SourceName
    from_source: SourceName
    to_source: SourceName


class SourceFilter:
    """The sources that an answer is restricted to, by name; without any it is not restricted.

    ``origin`` and ``destination`` are those in which the names of two ends are looked up.

    >>> SourceFilter().includes("https://example.org/role/nurse")
    True
    """

    def __init__(
        self,
        source: SourceName = (),
        index: NameIndex | None = None,
        from_source: SourceName = (),
        to_source: SourceName = (),
    ) -> None:
        """Raises UsageError for a source that does not exist."""
        self.names, first, last = (_listed(names, index) for names in (source, from_source, to_source))
        self.origin, self.destination = first or self.names, last or self.names
        self._index = index

    @cached_property
    def _iris(self) -> set[str]:
        return self._index.stated_by(self.names) if self._index else set()

    def __bool__(self) -> bool:
        return bool(self.names)

    def __str__(self) -> str:
        return " or ".join(self.names)

    def includes(self, iri: str) -> bool:
        """Whether an entity comes from one of the sources."""
        return not self.names or iri in self._iris


def source_names(source: object) -> tuple[str, ...]:
    """The names of sources as they were given, one or several. Raises UsageError for what is no name."""
    given = (source,) if isinstance(source, str) else source
    if not isinstance(given, Iterable) or isinstance(given, Mapping):
        raise ArgumentError(
            "source",
            source,
            f"source must be the name of a source, or a list of names, not {source!r}",
            "see graph.sources()",
        )
    return tuple(plain_text("source", name) for name in given)


def _listed(source: SourceName, index: NameIndex | None) -> tuple[str, ...]:
    names = source_names(source)
    known = index.sources() if index and names else names
    for name in names:
        if name not in known:
            raise UsageError(f"there is no source {quoted(name)}", f"the sources are: {', '.join(known)}")
    return names


ANY_SOURCE: Final = SourceFilter()
"""No restriction."""


def fold(name: str) -> str:
    """A name without case, accents and doubled spaces; letters that have no accent to lose as people type them.

    >>> fold("  Zoë's  GUIDE "), fold("Sømand"), fold("ŁUCZNIK"), fold("Œnologue")
    ("zoe's guide", 'somand', 'lucznik', 'oenologue')
    """
    if name.isascii():  # most are, and have no accents
        return " ".join(name.lower().split())
    plain = unicodedata.normalize("NFKD", name).casefold().translate(LETTERS)
    return " ".join("".join(letter for letter in plain if not unicodedata.combining(letter)).split())


def words(folded: str) -> str:
    """The words of a folded name in a fixed order, plurals and punctuation aside; signs such as + and # count.

    >>> words("systems, distributed") == words("distributed system")
    True
    """
    found = folded.split() if _PLAIN.fullmatch(folded) else re.findall(r"[\w+#]+", folded)
    return " ".join(sorted([word[:-1] if len(word) > 3 and word[-1] == "s" else word for word in found]))


_PLAIN: Final = re.compile("[a-z0-9+# ]*")
"""A text that only spaces divide into words, as most are."""


def _damaged(file: Path | None, error: Exception) -> SourceError:
    where = f" in {quoted(str(file))}" if file else ""
    return SourceError(f"the index of names{where} is damaged: {error}", "kg repair, or restore a backup")
