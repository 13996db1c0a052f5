"""The limits of what one run may take, each declared once: time, memory, rows, depth, and the sizes of what is read.

A limit that is met ends what met it with a LimitError (exit status 3), which names the limit; of a table and a guide
only the row or line that meets it is left out, and listed with the message of the limit. Its value is what
``kg --limit NAME=VALUE`` or :func:`chosen` gives, else what the environment gives (``KG_QUERY_TIME``), or its default.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import IO, Final, NamedTuple

from kg.errors import LimitError, TimeLimitError, UsageError, quoted

NONE: Final = sys.maxsize
"""The value of a limit that is switched off."""

_POWERS: Final = {"": 1, "k": 10**3, "m": 10**6, "g": 10**9, "t": 10**12}
_SHOWN: Final = ((10**12, "TB"), (10**9, "GB"), (10**6, "MB"), (10**3, "kB"))


class Limit(NamedTuple):
    """A limit: ``message`` says that it was met, of ``{what}`` and with its ``{value}``; ``hint`` is what to try.

    ``unit`` is "seconds", "bytes" or what is counted. ``option`` is that of a command, where one sets this limit alone.

    >>> QUERY_ROWS.env, QUERY_ROWS.shown()
    ('KG_QUERY_ROWS', '1,000,000 rows')
    """

    name: str
    default: float
    unit: str
    bounds: str
    message: str
    hint: str
    option: str = ""

    @property
    def env(self) -> str:
        """The environment variable that sets it."""
        return f"KG_{self.name.upper().replace('-', '_')}"

    @property
    def ways(self) -> tuple[str, ...]:
        """What sets it: the option of a command, if any, the option of all, and the environment."""
        return (*filter(None, [self.option]), f"--limit {self.name}=VALUE", self.env)

    @property
    def value(self) -> float:
        """The value in force. Raises UsageError where the environment gives one that is none."""
        if self.name in _chosen:
            return _chosen[self.name]
        text = os.environ.get(self.env)
        return self.parsed(text, self.env) if text else self.default

    @property
    def most(self) -> int:
        """The value in force, as a whole number."""
        return int(self.value)

    def parsed(self, text: str, given: str = "") -> float:
        """A value as people write it: ``30``, ``1_000_000``, ``2 GB``, ``none``. Raises UsageError for any other.

        >>> QUERY_MEMORY.parsed("1.5 GB")
        1500000000
        """
        match = re.fullmatch(r"([0-9][0-9_,]*(?:\.[0-9]+)?) *(?:([kmgt]?)b)?", text.strip().lower())
        if text.strip().lower() == "none":
            return NONE
        if match is None or (match[2] is not None and self.unit != "bytes"):
            what = "a size such as 500 MB" if self.unit == "bytes" else f"a number of {self.unit}"
            raise UsageError(
                f"{given or self.name} is {quoted(text)}, which is not {what}", "give one, or none for no limit"
            )
        value = float(match[1].replace(",", "").replace("_", "")) * _POWERS[match[2] or ""]
        if not value:
            raise UsageError(f"{given or self.name} is 0, and must be more", "give one, or none for no limit")
        return value if self.unit == "seconds" else max(1, min(int(value), NONE))

    def shown(self, value: float | None = None) -> str:
        """A value, by default the one in force, with its unit.

        >>> QUERY_MEMORY.shown(300_000_000)
        '300 MB'
        """
        value = self.value if value is None else value
        if value >= NONE:
            return "none"
        if self.unit == "seconds":
            return f"{value:g} s"
        if self.unit == "bytes":
            size, name = next((each for each in _SHOWN if value >= each[0]), (1, "bytes"))
            return f"{value / size:,.4g} {name}"
        return f"{value:,.0f} {self.unit}"

    def error(self, what: str = "", value: float | None = None) -> LimitError:
        """The error that says that this limit was met, by ``what``.

        >>> print(QUERY_ROWS.error())  # doctest: +ELLIPSIS
        the query has more than 1,000,000 rows (limit query-rows)
          try: add LIMIT, or ...; or raise the limit: --limit query-rows=VALUE, or KG_QUERY_ROWS in the environment
        """
        value = self.value if value is None else value
        message = f"{self.message.format(what=what, value=self.shown(value))} (limit {self.name})"
        hint = f"{self.hint}; or raise the limit: {self.ways[0]}, or {self.env} in the environment"
        return (TimeLimitError if self.unit == "seconds" else LimitError)(self.name, value, message, hint)

    def check(self, amount: float, what: str = "") -> None:
        """Raise LimitError where an amount of ``what`` is above the value in force."""
        if amount > self.value:
            raise self.error(what)

    def read(self, file: IO[bytes], what: str) -> bytes:
        """The rest of a file, which messages call ``what``. Raises LimitError where it has more bytes than the value.

        >>> from io import BytesIO
        >>> TEXT_SIZE.read(BytesIO(b"Carding"), "a guide")
        b'Carding'
        """
        content = file.read(self.most + 1 if self.most < NONE else -1)
        self.check(len(content), what)
        return content


_chosen: dict[str, float] = {}


@contextmanager
def chosen(settings: Iterable[str]) -> Iterator[None]:
    """Set limits, each written ``NAME=VALUE``, until the block ends. Raises UsageError for what names or sets none.

    >>> with chosen(["query-time=2"]):
    ...     QUERY_TIME.value
    2.0
    """
    found = {}
    for setting in settings:
        name, equals, text = setting.partition("=")
        if name not in LIMITS or not equals:
            raise UsageError(
                f"there is no limit {quoted(name)}" if equals else f"{quoted(setting)} has no value",
                "write NAME=VALUE; `kg doctor` lists the limits",
            )
        found[name] = LIMITS[name].parsed(text)
    before = dict(_chosen)
    _chosen.update(found)
    try:
        yield
    finally:
        _chosen.clear()
        _chosen.update(before)


# --- commands ---------------------------------------------------------------------------------------------------------

COMMAND_TIME = Limit(
    "command-time",
    NONE,
    "seconds",
    "the time of a command",
    "stopped after {value}; nothing is half-written",
    "ask for less",
    "--timeout",
)

# --- queries ----------------------------------------------------------------------------------------------------------

_SHARE = "add LIMIT, or make sure that the patterns share a variable"

QUERY_TIME = Limit(
    "query-time",
    30,
    "seconds",
    "the time of a SPARQL query",
    "query stopped after {value}; no partial result is shown",
    _SHARE,
    "--timeout",
)
QUERY_MEMORY = Limit(
    "query-memory",
    2_000_000_000,
    "bytes",
    "the memory that a SPARQL query adds to that of the open graph",
    "query stopped: it needs more than {value} of memory",
    f"{_SHARE}, and leave out ORDER BY",
)
QUERY_ROWS = Limit(
    "query-rows",
    1_000_000,
    "rows",
    "the rows or triples of the answer to a SPARQL query",
    "the query has more than {value}",
    _SHARE,
)
QUERY_ANSWER = Limit(
    "query-answer",
    500_000_000,
    "bytes",
    "the size of the answer to a SPARQL query",
    "the answer to the query has more than {value}",
    "add LIMIT, or select fewer variables",
)
QUERY_LENGTH = Limit(
    "query-length",
    1_000_000,
    "characters",
    "the text of a SPARQL query",
    "the query has more than {value}",
    "ask for less at once: VALUES in several queries",
)
QUERY_DEPTH = Limit(
    "query-depth",
    250,
    "levels",
    "how deep brackets, operators and UNIONs of a SPARQL query are nested",
    "the query is nested deeper than {value}{what}",
    "write it flatter: IN or VALUES in place of many || or UNION",
)

REMOTE_TRIPLES = Limit(
    "remote-triples",
    2_000_000,
    "triples",
    "what a command reads of a graph on a server; queries are not read, but sent there",
    "{what} would have to send more than {value}",
    "ask it with `kg sparql`, or import its sources into a store",
)

# --- the server -------------------------------------------------------------------------------------------------------

ANSWER_TIME = Limit(
    "answer-time",
    30,
    "seconds",
    "the time of an answer of `kg serve`",
    "stopped after {value}; no partial answer is given",
    "ask for less",
    "--timeout",
)
ANSWER_SIZE = Limit(
    "answer-size",
    100_000_000,
    "bytes",
    "the size of an answer of `kg serve`",
    "{what} has more than {value}",
    "ask for less: add LIMIT to a query",
)
REQUEST_SIZE = Limit(
    "request-size",
    2_000_000,
    "bytes",
    "the body of a request to `kg serve`",
    "{what} has more than {value}",
    "send less at once",
)
REQUEST_TIME = Limit(
    "request-time",
    10,
    "seconds",
    "how long a client of `kg serve` may take to send a request, or to read the next part of an answer",
    "the request was not complete after {value}",
    "send it faster",
)
SERVER_WORKERS = Limit(
    "server-workers",
    2,
    "processes",
    "how many answers `kg serve` works on at once",
    "{value} are at work",
    "wait",
)
SERVER_QUEUE = Limit(
    "server-queue",
    200,
    "requests",
    "how many requests to `kg serve` wait for a process",
    "too many ask at once: more than {value} wait",
    "ask again in a moment",
)
SERVER_CLIENTS = Limit(
    "server-clients",
    500,
    "connections",
    "how many clients of `kg serve` are connected at once",
    "too many clients: more than {value}",
    "ask again in a moment",
)

SITE_PAGES = Limit(
    "site-pages",
    5_000,
    "pages",
    "the pages that `kg site` makes",
    "the site would have {what}, more than {value}",
    "serve the graph with `kg serve`, or keep fewer sources",
)

# --- searches ---------------------------------------------------------------------------------------------------------

SEARCH_ROUTES = Limit(
    "search-routes",
    20_000,
    "routes",
    "the candidates that a search among all trade-offs looks at",
    "search stopped after {value}; no result",
    "lower --max-steps or --max-new",
)
BRIDGE_TRIES = Limit(
    "bridge-tries",
    3_000,
    "tries",
    "the steps and sets of skills that a search for a bridge tries",
    "no bridge was found in the first {value}",
    "ask without a bridge",
)

# --- pictures ---------------------------------------------------------------------------------------------------------

MAP_ROLES = Limit(
    "map-roles",
    20_000,
    "roles",
    "the roles of a map of careers",
    "{what} has more than {value}, too many for a map",
    "name one: kg view X",
)

# --- files ------------------------------------------------------------------------------------------------------------

FILE_SIZE = Limit(
    "file-size",
    4_000_000_000,
    "bytes",
    "a file of data: RDF, a table, an archive",
    "{what} has more than {value}",
    "divide it",
)
FILE_DEPTH = Limit(
    "file-depth",
    250,
    "levels",
    "how deep the objects and lists of a JSON-LD file are nested",
    "{what} is nested deeper than {value}",
    "save it flatter, or as Turtle",
)
FILE_ATTRIBUTES = Limit(
    "file-attributes",
    10_000,
    "attributes",
    "the attributes of one element of RDF/XML, which take time by the square of their number",
    "{what} has an element of more than {value}",
    "save it as Turtle",
)
TEXT_SIZE = Limit(
    "text-size",
    4_000_000,
    "bytes",
    "a file that is read as a whole: a guide, a mapping, a query",
    "{what} has more than {value}",
    "divide it",
)
PROFILE_SIZE = Limit(
    "profile-size",
    4_000_000,
    "bytes",
    "a profile or a list of names, a table of LinkedIn's export, a file of progress",
    "{what} has more than {value}",
    "give the names alone, one a line",
)
ROW_SIZE = Limit(
    "row-size",
    1_000_000,
    "bytes",
    "a row of a table; a larger one is skipped, and listed",
    "takes more than {value}",
    "check that its quotes are closed",
)
LINE_LENGTH = Limit(
    "line-length",
    10_000,
    "characters",
    "a line of a guide; a longer one is not read, and listed",
    "a line of more than {value}",
    "divide it",
)
DOCUMENT_SIZE = Limit(
    "document-size",
    50_000_000,
    "bytes",
    "a CV, an advert or another document, as text, HTML, PDF or Word",
    "{what} has more than {value}",
    "give a part of it",
)
DOCUMENT_TEXT = Limit(
    "document-text",
    2_000_000,
    "characters",
    "the text of such a document",
    "{what} has more than {value} of text",
    "give a part of it",
)
DOCUMENT_PAGES = Limit(
    "document-pages",
    1_000,
    "pages",
    "the pages of a PDF file",
    "{what} has more than {value}",
    "give a part of it",
)
ARCHIVE_SIZE = Limit(
    "archive-size",
    8_000_000_000,
    "bytes",
    "all that an archive holds, unpacked",
    "{what} holds more than {value}",
    "unpack it first",
)
ARCHIVE_FILES = Limit(
    "archive-files",
    10_000,
    "files",
    "the number of files in an archive",
    "{what} holds more than {value}",
    "unpack it first",
)
PACKED_SIZE = Limit(
    "packed-size",
    200_000_000,
    "bytes",
    "a file in an archive that is held in memory, unpacked",
    "{what} has more than {value}",
    "unpack it first",
)
PACKED_RATIO = Limit(
    "packed-ratio",
    500,
    "times",
    "how many times larger a file of over 10 MB is than in its archive",
    "{what} is too large when unpacked: more than {value} its size in the archive",
    "unpack it first",
)

LIMITS: Final = {
    limit.name: limit
    for limit in (
        COMMAND_TIME,
        QUERY_TIME,
        QUERY_MEMORY,
        QUERY_ROWS,
        QUERY_ANSWER,
        QUERY_LENGTH,
        QUERY_DEPTH,
        REMOTE_TRIPLES,
        ANSWER_TIME,
        ANSWER_SIZE,
        REQUEST_SIZE,
        REQUEST_TIME,
        SERVER_WORKERS,
        SERVER_QUEUE,
        SERVER_CLIENTS,
        SITE_PAGES,
        SEARCH_ROUTES,
        BRIDGE_TRIES,
        MAP_ROLES,
        FILE_SIZE,
        FILE_DEPTH,
        FILE_ATTRIBUTES,
        TEXT_SIZE,
        PROFILE_SIZE,
        ROW_SIZE,
        LINE_LENGTH,
        DOCUMENT_SIZE,
        DOCUMENT_TEXT,
        DOCUMENT_PAGES,
        ARCHIVE_SIZE,
        ARCHIVE_FILES,
        PACKED_SIZE,
        PACKED_RATIO,
    )
}
"""All limits, by name."""
