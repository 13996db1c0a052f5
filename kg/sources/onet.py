"""O*NET's official tables -> records: occupations with titles, tasks, work activities, technologies and zones.

The tables come as text, CSV or Excel files, in the layouts of the releases 20 to 31.

O*NET has no IRIs, so the codes that it gives make them: ``onet/role/15-2051.00``, ``onet/skill/4.A.1.a.1.I01.D01`` for
a detailed work activity and those broader than it, ``onet/skill/43232306`` for a commodity; a technology has no
code, and goes by its name. A role requires its detailed work activities and the technologies in demand; others are
optional. How important people in a role say its tasks are, and general skills, fields of knowledge, work activities,
abilities and work styles, and the level that it needs of these, is read where those tables are there: no role requires
them for that. A required activity is as important as the most important of its tasks. The interests that a role suits,
and the values that it meets, are one profile each.

People in each role were asked which education it requires, and how much experience and training: the median answer
counts. Figures that O*NET recommends to suppress are not used, nor is a median that they could move.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import partial
from types import MappingProxyType
from typing import Final, NamedTuple, TypeAlias

from kg.errors import SourceError
from kg.model.records import (
    ConceptRow,
    EducationAlternative,
    EducationRow,
    ImportRecord,
    ImportReport,
    NodeRow,
    PropertyRow,
    RequirementRow,
    RowRef,
    SourceMetadata,
    Text,
)
from kg.schema import BASE, CK, CURATION, INFERRED, RIASEC, SKOS, WORK_VALUES, XSD, slug, split_name
from kg.sources.delimited import NO_VERSION, ColumnLayout, ImportRun, SourceTable
from kg.sources.dialect import StatedDialect
from kg.sources.excel import Sheet, sheet_names
from kg.sources.files import Files
from kg.sources.regulated import licensed_occupation
from kg.sources.table_files import open_table

SPACE: Final = f"{BASE}onet/"
_LICENCE = "https://creativecommons.org/licenses/by/4.0/"
_CREDIT = (
    "This page includes information from the O*NET {} Database by the U.S. Department of Labor, Employment and Training"
    " Administration (USDOL/ETA). Used under the CC BY 4.0 license. O*NET® is a trademark of USDOL/ETA. kg has modified"
    " all or some of this information: it is converted to RDF. USDOL/ETA has not approved, endorsed, or tested these"
    " modifications."
)

_CODE = "O*NET-SOC Code"
_SOC = re.compile(r"[0-9]{2}-[0-9]{4}\.[0-9]{2}")
_ELEMENT = re.compile(r"[0-9](?:\.[A-Za-z0-9]+)*")
_COMMODITY = re.compile(r"[0-9]{8}")
_NUMBER = re.compile(r"[0-9]{1,9}")
_ANY_ELEMENT = rb"[0-9](?:\.[A-Za-z0-9]+)*\t"
_ANY_ROLE = rb"[0-9]{2}-[0-9]{4}\.[0-9]{2}\t"


def _layout(
    starts: bytes, *columns: str, optional: tuple[str, ...] = (), renamed: Mapping[str, str] = MappingProxyType({})
) -> ColumnLayout:
    return ColumnLayout(columns, optional, starts, "\t", quotes=False, renamed=renamed)


_OCCUPATIONS = "Occupation Data"
_SUPPRESS = ("Recommend Suppress",)
_RATING = (_CODE, "Element ID", "Element Name", "Scale ID", "Data Value")
_CATEGORIES = "Education, Training, and Experience Categories"
_SURVEY = "Education, Training, and Experience"
_RATED_TOO: Final = ("Work Activities", "Abilities", "Work Styles")
_PROFILED: Final = ("Interests", "Work Values")
_WHERE_PRESENT: Final = (*_RATED_TOO, *_PROFILED)
"""Tables that may be missing without a warning."""

_TABLES: Final = {
    _OCCUPATIONS: _layout(_ANY_ROLE, _CODE, "Title", optional=("Description",)),
    "Alternate Titles": _layout(_ANY_ROLE, _CODE, "Alternate Title", renamed={"Job Title": "Alternate Title"}),
    "Sample of Reported Titles": _layout(_ANY_ROLE, _CODE, "Reported Job Title"),
    "Content Model Reference": _layout(_ANY_ELEMENT, "Element ID", "Element Name"),
    "IWA Reference": _layout(
        _ANY_ELEMENT,
        *("Element ID", "IWA ID", "IWA Title"),
        renamed={"GWA Element ID": "Element ID", "IWA Element ID": "IWA ID", "IWA Element Name": "IWA Title"},
    ),
    "DWA Reference": _layout(
        _ANY_ELEMENT,
        *("IWA ID", "DWA ID", "DWA Title"),
        renamed={"IWA Element ID": "IWA ID", "DWA Element ID": "DWA ID", "DWA Element Name": "DWA Title"},
    ),
    "Task Statements": _layout(_ANY_ROLE, _CODE, "Task ID", "Task"),
    "Task Ratings": _layout(_ANY_ROLE, _CODE, "Task ID", "Scale ID", "Data Value", optional=_SUPPRESS),
    "Tasks to DWAs": _layout(_ANY_ROLE, _CODE, "Task ID", "DWA ID", renamed={"DWA Element ID": "DWA ID"}),
    "Technology Skills": _layout(
        _ANY_ROLE,
        *(_CODE, "Example"),
        optional=("Commodity Code", "Commodity Title", "Hot Technology", "In Demand"),
        renamed={
            "Workplace Example": "Example",
            "T2 Example": "Example",
            "Element ID": "Commodity Code",
            "Element Name": "Commodity Title",
        },
    ),
    **{name: _layout(_ANY_ROLE, *_RATING, optional=_SUPPRESS) for name in ("Skills", "Knowledge", *_RATED_TOO)},
    **{name: _layout(_ANY_ROLE, *_RATING, optional=_SUPPRESS)._replace(untold=_SUPPRESS) for name in _PROFILED},
    "Job Zones": _layout(_ANY_ROLE, _CODE, "Job Zone"),
    _CATEGORIES: _layout(_ANY_ELEMENT, "Element ID", "Scale ID", "Category", "Category Description"),
    _SURVEY: _layout(_ANY_ROLE, _CODE, "Element ID", "Scale ID", "Category", "Data Value", optional=_SUPPRESS),
    "Related Occupations": _layout(_ANY_ROLE, _CODE, "Related O*NET-SOC Code", optional=("Relatedness Tier", "Index")),
}
"""The tables that are read, in this order, with columns of other releases; the first alone is indispensable."""

_T2: Final = "Tools and Technology"
_OTHER_NAMES: Final = {
    "Job Titles": "Alternate Titles",
    "GWAs to IWAs": "IWA Reference",
    "GWAs to IWAs to DWAs": "DWA Reference",
    _T2: "Technology Skills",
    "Software Skills": "Technology Skills",
    "Essential Skills": "Skills",
    "Transferable Skills": "Skills",
    "Education Categories": _CATEGORIES,
    "Training and Experience Categories": _CATEGORIES,
    "Education": _SURVEY,
    "Training and Experience": _SURVEY,
}
"""Tables of other releases: up to 22, tools and technologies were one; from 30.3 on, others are renamed or divided."""

_LAYOUTS: Final = {
    _T2: _TABLES["Technology Skills"]._replace(optional=(*_TABLES["Technology Skills"].optional, "T2 Type"))
}
"""The layouts of tables that have more than the one that they are in other releases."""

_ENDINGS: Final = (".txt", ".csv", ".tsv", ".xlsx")
"""How the files of tables end: where a table is there in several formats, the first of these is read."""

_DEPTH_OF_WORK_ACTIVITIES: Final = 4
"""How many points the element of a work activity has; other tables have what is below it."""

_IMPORTANCE: Final = "IM"
"""The scale of importance, from 1 to 5."""

_LEVEL: Final = "LV"
"""The scale of the level that is needed, from 0 to 7."""

_SCHEMES: Final = {"1.A.": "Abilities", "1.C.": "Work styles"}
"""The branches of the content model whose elements are topics, with the scheme of each."""

_MANAGERS: Final = "11"
"""The major group of the SOC that manages."""

_SUPERVISORS: Final = re.compile("(?:(?:33|35|37|39|41|43|45|47|49|51|53)-10|55-20)")
"""How the codes of supervisors begin, in the SOC of 2018: minor groups 33-1000 to 53-1000 and 55-2000."""

_EDUCATION: Final = "RL"
"""The scale of the required level of education; its categories are the levels from 1 to 12."""

_SKILL_EQUIVALENTS: Final = (0, 0, 0, 0, 0, 1, 1, 3, 3, 6, 6, 6)
"""What each level of education counts in skills: a bachelor's 1, a master's 3, a doctorate 6, as bundled ones do."""

_BUNDLED_DEGREES: Final = {6: "bachelors", 8: "masters", 11: "phd"}

_TRAINING_MONTHS: Final = (0, 0, 1, 3, 6, 12, 24, 48, 120)
_MONTHS: Final = {
    "RW": (CK.monthsOfExperience, (0, 0, 1, 3, 6, 12, 24, 48, 72, 96, 120)),
    "PT": (CK.monthsOfOnSiteTraining, _TRAINING_MONTHS),
    "OJ": (CK.monthsOfOnTheJobTraining, _TRAINING_MONTHS),
}
"""The scales of experience and training: what a role states, and the least months of each category."""

_MOST_CATEGORIES: Final = 99
"""More than any scale has categories."""


class Onet:
    """A release of O*NET. Raises SourceError for files among which there are no occupations."""

    def __init__(self, files: Files, release: str | None = None) -> None:
        about = (files.text(name) for name in files.names if _title(name) == "read me")
        texts = (*about, *files.origins)
        found = (re.search(r"(?:O\*NET |onet[-_]|db[-_])v?([0-9]+[._][0-9]+)", text) for text in texts)
        version = release or next((match[1].replace("_", ".") for match in found if match), NO_VERSION)
        credit = _CREDIT.format(version) if version != NO_VERSION else _CREDIT.replace("{} ", "")
        self.about = SourceMetadata("O*NET Database (USDOL/ETA)", version, _LICENCE, credit, SPACE)
        self._run = ImportRun(files, self.about)
        self._chosen = self._choose(files.names)
        files.announce(name for name, _, _ in self._chosen)
        self._roles: set[str] = set()
        self._titles: dict[str, set[str]] = defaultdict(set)
        self._skills: set[str] = set()
        self._unknown: set[str] = set()
        self._above: set[tuple[str, str]] = set()
        self._levels: set[str] = set()
        self._importance: dict[str, Decimal] = {}

    def records(self) -> Iterator[ImportRecord]:
        """Every fact, in the order of files and rows."""
        readers = self._readers()
        for name, title, layout in self._chosen:
            table = self._opened(name, layout)
            if self._run.can_read(table, indispensable=title == _OCCUPATIONS):
                yield self._run.document(name)
                yield from readers[title](table)
            if name.lower().endswith(".xlsx"):
                self._run.files.finish(name)

    def _choose(self, names: list[str]) -> list[tuple[str, str, ColumnLayout]]:
        """The files to read, in a fixed order, each with its table and layout; what is missing or not read is noted."""
        titles = {_title(title): title for title in (*_TABLES, *_OTHER_NAMES)}
        found: dict[str, str] = {}
        for name in sorted(names, key=lambda name: (_ending(name), name)):
            title = titles.get(_title(name)) if _ending(name) else None
            if title is None:
                if _title(name) != "read me":
                    self._run.note("is not read", name)
            elif title in found:
                self._run.note(f"is the table of {found[title]} in another format, and is not read", name)
            else:
                found[title] = name
        there = {_OTHER_NAMES.get(title, title) for title in found}
        if _OCCUPATIONS not in there:
            shown = ", ".join(names[:20]) or "none"
            message = f"no '{_OCCUPATIONS}.txt' among the files, nor as .csv or .xlsx: {shown}"
            raise SourceError(message, "give O*NET's files as text, CSV or Excel")
        for main in (main for main in _TABLES if main not in (*there, *_WHERE_PRESENT)):
            self._run.note("is missing, and so are its facts", f"{main}.txt")
        return [
            (found[title], main, _LAYOUTS.get(title, _TABLES[main]))
            for main in _TABLES
            for title in (main, *(other for other in _OTHER_NAMES if _OTHER_NAMES[other] == main))
            if title in found
        ]

    def _opened(self, name: str, layout: ColumnLayout) -> SourceTable:
        """The table of a file, by its format."""
        files = self._run.files
        if name.lower().endswith(".txt"):
            return self._run.table(name, layout)
        layout = layout._replace(starts=None, delimiter=",", quotes=True)
        if name.lower().endswith(".xlsx"):
            return self._run.keep(Sheet(files, name, sheet_names(files, name)[0], layout, name))
        return self._run.keep(open_table(files, name, layout, StatedDialect()))

    def _readers(self) -> dict[str, Callable[[SourceTable], Iterator[ImportRecord]]]:
        """What reads each table."""
        return {
            _OCCUPATIONS: self._occupations,
            "Alternate Titles": self._other_titles,
            "Sample of Reported Titles": self._other_titles,
            "Content Model Reference": self._elements,
            "IWA Reference": self._intermediate,
            "DWA Reference": self._detailed,
            "Task Statements": self._tasks,
            "Task Ratings": self._task_ratings,
            **dict.fromkeys(("Skills", "Knowledge", *_WHERE_PRESENT), self._ratings),
            **{name: partial(self._profiles, profile) for name, profile in _PROFILES.items()},
            "Tasks to DWAs": self._activities,
            "Technology Skills": self._technologies,
            "Job Zones": self._zones,
            _CATEGORIES: self._categories,
            _SURVEY: self._survey,
            "Related Occupations": self._related,
        }

    def report(self) -> ImportReport:
        """What became of the rows."""
        return self._run.report()

    # --- roles ------------------------------------------------------------------------------------------------------

    def _role(self, table: SourceTable, line: int, code: str) -> str | None:
        """The role of a row; None, and the row is skipped, where its code is none."""
        if code not in self._roles:
            if not _SOC.fullmatch(code):
                table.skip(line, f"'{code}' is not the code of an occupation")
                return None
            self._report_unknown_code(table, line, code)
        return f"{SPACE}role/{code}"

    def _report_unknown_code(self, table: SourceTable, line: int, code: str) -> None:
        """Tell, once, of a code that no table gives the name of; what is said of it is kept."""
        if code not in self._unknown:
            self._unknown.add(code)
            table.warn(line, f"'{code}' is used here, but no table gives its name")

    def _occupations(self, table: SourceTable) -> Iterator[ImportRecord]:
        for line, (code, title, description, _) in table:
            if not _SOC.fullmatch(code) or code in self._roles or not title.strip():
                table.skip(line, f"'{code}' is not the code of an occupation, is on an earlier line, or has no title")
                continue
            self._roles.add(code)
            self._titles[code].add(title.strip())
            iri = f"{SPACE}role/{code}"
            yield ConceptRow(
                table.row_ref(line), iri, "role", title.strip(), "en", description=description.strip(), code=code
            )
            yield from _of_the_code(table.row_ref(line), iri, code)

    def _other_titles(self, table: SourceTable) -> Iterator[ImportRecord]:
        """Alternative titles of the occupations; one that is known already adds nothing, but its row is kept."""
        for line, (code, title, _) in table:
            if (role := self._role(table, line, code)) is None:
                continue
            if not title.strip():
                table.skip(line, "has no title")
            elif title.strip() not in self._titles[code]:
                self._titles[code].add(title.strip())
                yield PropertyRow((table.row_ref(line),), role, SKOS.altLabel, Text(title.strip(), "en"))

    def _tasks(self, table: SourceTable) -> Iterator[ImportRecord]:
        seen: set[str] = set()
        for line, (code, task, statement, _) in table:
            if (role := self._role(table, line, code)) is None:
                continue
            if not _NUMBER.fullmatch(task) or task in seen or not statement.strip():
                table.skip(line, f"'{task}' is not the number of a task, is on an earlier line, or has no statement")
                continue
            seen.add(task)
            iri = f"{SPACE}responsibility/{task}"
            yield ConceptRow(table.row_ref(line), iri, "responsibility", statement.strip(), "en")
            yield PropertyRow((table.row_ref(line),), role, CK.hasResponsibility, iri)

    def _zones(self, table: SourceTable) -> Iterator[ImportRecord]:
        for line, (code, zone, _) in table:
            if (role := self._role(table, line, code)) is None:
                continue
            if zone in ("1", "2", "3", "4", "5"):
                yield PropertyRow((table.row_ref(line),), role, CK.preparationLevel, int(zone))
            else:
                table.skip(line, f"'{zone}' is not a Job Zone")

    def _related(self, table: SourceTable) -> Iterator[ImportRecord]:
        for line, (code, other, tier, rank, _) in table:
            if (role := self._role(table, line, code)) is None or (to := self._role(table, line, other)) is None:
                continue
            if not _NUMBER.fullmatch(rank or "0") or role == to:
                table.skip(line, f"'{rank}' is not a rank, or an occupation is related to itself")
                continue
            tiers = ((CK.tier, Text(tier)),) if tier else ()
            ranks = ((CK.rankOfRelation, int(rank)),) if rank else ()
            yield PropertyRow((table.row_ref(line),), role, SKOS.related, to, (*tiers, *ranks))

    # --- work activities --------------------------------------------------------------------------------------------

    def _skill(self, place: RowRef, code: str, label: str, kind: str = "skill") -> Iterator[ImportRecord]:
        """A skill with the label of this row, unless an earlier one gave it."""
        iri = f"{SPACE}skill/{code}"
        if iri not in self._skills:
            self._skills.add(iri)
            yield ConceptRow(
                place,
                iri,
                kind,
                label.strip(),
                "en",
                code=code if _ELEMENT.fullmatch(code) or _COMMODITY.fullmatch(code) else "",
            )

    def _add_broader(self, place: RowRef, code: str, above: str) -> Iterator[ImportRecord]:
        if (code, above) not in self._above:
            self._above.add((code, above))
            yield PropertyRow((place,), f"{SPACE}skill/{code}", SKOS.broader, f"{SPACE}skill/{above}")

    def _elements(self, table: SourceTable) -> Iterator[ImportRecord]:
        """The work activities of the content model (4.A); its other branches are no skills that a role asks for."""
        for line, (code, name, _) in table:
            if not _ELEMENT.fullmatch(code) or not name.strip():
                table.skip(line, f"'{code}' is not an element, or has no name")
            elif code.startswith("4.A") and code.count(".") <= _DEPTH_OF_WORK_ACTIVITIES:
                yield from self._skill(table.row_ref(line), code, name, "skill-group")
                if code != "4.A":
                    yield from self._add_broader(table.row_ref(line), code, code.rpartition(".")[0])

    def _intermediate(self, table: SourceTable) -> Iterator[ImportRecord]:
        for line, (element, code, title, _) in table:
            yield from self._activity(table, line, code, title, element, "skill-group")

    def _detailed(self, table: SourceTable) -> Iterator[ImportRecord]:
        for line, (above, code, title, _) in table:
            yield from self._activity(table, line, code, title, above, "skill")

    def _activity(
        self, table: SourceTable, line: int, code: str, title: str, above: str, kind: str
    ) -> Iterator[ImportRecord]:
        sound = _ELEMENT.fullmatch(code) and _ELEMENT.fullmatch(above) and code != above and title.strip()
        if not sound or f"{SPACE}skill/{code}" in self._skills:
            table.skip(line, f"'{code}' is not an activity, is on an earlier line, or has no title")
            return
        if f"{SPACE}skill/{above}" not in self._skills:
            self._report_unknown_code(table, line, above)
        yield from self._skill(table.row_ref(line), code, title, kind)
        yield from self._add_broader(table.row_ref(line), code, above)

    def _activities(self, table: SourceTable) -> Iterator[ImportRecord]:
        """One requirement for a role and an activity, however many tasks of the role lead to it."""
        needs: dict[tuple[str, str], list[RowRef]] = defaultdict(list)
        important: dict[tuple[str, str], Decimal] = {}
        for line, (code, task, activity, _) in table:
            if (role := self._role(table, line, code)) is None:
                continue
            skill = f"{SPACE}skill/{activity}"
            if not _ELEMENT.fullmatch(activity):
                table.skip(line, f"'{activity}' is not a work activity")
                continue
            if skill not in self._skills:
                self._report_unknown_code(table, line, activity)
            needs[role, skill].append(table.row_ref(line))
            if task in self._importance:
                important[role, skill] = max(self._importance[task], important.get((role, skill), Decimal(0)))
        for (role, skill), places in needs.items():
            importance = str(important.get((role, skill), ""))
            yield RequirementRow(tuple(places), role, skill, "required", importance=importance)

    # --- technologies -----------------------------------------------------------------------------------------------

    def _technologies(self, table: SourceTable) -> Iterator[ImportRecord]:
        """The technologies; the tools, which are in one table with them up to release 22, are left out."""
        seen: dict[tuple[str, str], int] = {}
        spelt: dict[str, str] = {}
        tools = list[int]()
        for line, (code, example, commodity, title, hot, demanded, *sort, _) in table:
            name = slug(example)
            if "Tools" in sort:
                tools.append(line)
                continue
            if (role := self._role(table, line, code)) is None:
                continue
            if fault := _technology_fault(example, commodity, title, {hot, demanded}):
                table.skip(line, fault)
                continue
            if spelt.setdefault(name, example.strip()) != example.strip():
                name = f"{name}-in-{commodity}"
            if (role, name) in seen:
                table.warn(line, f"'{example}' is listed for this occupation on line {seen[role, name]}, too")
                continue
            seen[role, name] = line
            place = table.row_ref(line)
            yield from self._skill(place, name, example)
            if commodity:
                yield from self._skill(place, commodity, title, "skill-group")
                yield from self._add_broader(place, name, commodity)
            marks = [mark for said, mark in ((hot, "hot technology"), (demanded, "in demand")) if said == "Y"]
            strength = "required" if demanded == "Y" else "optional"
            yield RequirementRow((place,), role, f"{SPACE}skill/{name}", strength, tuple(marks))
        if tools:
            table.leave_out(tools, "'T2 Type'")

    # --- importance -------------------------------------------------------------------------------------------------

    def _rated(self, table: SourceTable, line: int, value: str, suppress: str) -> bool:
        """Whether an answer on the scale of importance counts; a row with another value is skipped."""
        if suppress not in _SUPPRESSED:
            table.skip(line, f"'{suppress}' is neither Y nor N nor n/a")
        elif value != "n/a" and not _is_rating(value):
            table.skip(line, f"'{value}' is not a rating from 1 to 5")
        return suppress in _COUNTED and _is_rating(value)

    def _task_ratings(self, table: SourceTable) -> Iterator[ImportRecord]:
        """How important each task is."""
        for line, (code, task, scale, value, suppress, _) in table:
            if self._role(table, line, code) is None:
                continue
            if not _NUMBER.fullmatch(task):
                table.skip(line, f"'{task}' is not the number of a task")
            elif scale == _IMPORTANCE and self._rated(table, line, value, suppress) and task not in self._importance:
                self._importance[task] = Decimal(value)
                iri, rating = f"{SPACE}responsibility/{task}", Text(value, datatype=XSD.decimal)
                yield PropertyRow((table.row_ref(line),), iri, CK.importance, rating)

    def _ratings(self, table: SourceTable) -> Iterator[ImportRecord]:
        """How important to a role is what every role is asked about, and which level it needs: no requirement."""
        seen: set[str] = set()
        levels: set[str] = set()
        for line, (code, element, name, scale, value, suppress, _) in table:
            if self._role(table, line, code) is None:
                continue
            node = f"{SPACE}rating/{code}.{element}"
            if not _ELEMENT.fullmatch(element) or not name.strip():
                table.skip(line, f"'{element}' is not an element, or has no name")
            elif scale == _IMPORTANCE and self._rated(table, line, value, suppress) and node not in seen:
                seen.add(node)
                yield from self._rating(table.row_ref(line), node, code, (element, name, value))
            elif scale == _LEVEL and suppress in _COUNTED and _in_range(value, 0, 7) and node in seen - levels:
                levels.add(node)
                yield PropertyRow((), node, CK.ratedLevel, Text(value, datatype=XSD.decimal))

    def _rating(self, row: RowRef, node: str, code: str, rated: tuple[str, str, str]) -> Iterator[ImportRecord]:
        """A rating, and what it is of: abilities and work styles are topics, each in its own scheme."""
        element, name, value = rated
        scheme = next((scheme for branch, scheme in _SCHEMES.items() if element.startswith(branch)), "")
        what = f"{SPACE}{'topic' if scheme else 'skill'}/{element}"
        if scheme and what not in self._skills:
            self._skills.add(what)
            yield ConceptRow(row, what, "topic", name.strip(), "en", code=element)
            yield from self._scheme(scheme)
            yield PropertyRow((), what, SKOS.inScheme, f"{SPACE}scheme/{slug(scheme)}")
        elif not scheme:
            yield from self._skill(row, element, name, "skill-group" if element.startswith("4.A") else "skill")
        said = (CK.ratedTopic if scheme else CK.ratedSkill, what), (CK.importance, Text(value, datatype=XSD.decimal))
        yield NodeRow(row, f"{SPACE}role/{code}", CK.hasRating, node, (CK.Rating,), None, said)

    def _scheme(self, label: str) -> Iterator[ImportRecord]:
        iri = f"{SPACE}scheme/{slug(label)}"
        if iri not in self._skills:
            self._skills.add(iri)
            yield ConceptRow(None, iri, "scheme", label, "en")
            yield PropertyRow((), iri, SKOS.definition, Text(f"The {label.lower()} of O*NET's content model.", "en"))

    def _profiles(self, of: _Profile, table: SourceTable) -> Iterator[ImportRecord]:
        """One profile for each role, which cites the first of its rows; others follow that in the table."""
        found: dict[str, tuple[RowRef, dict[str, str], dict[str, str]]] = {}
        for line, (code, element, _, scale, value, _, _) in table:
            if self._role(table, line, code) is None:
                continue
            _, scores, highest = found.setdefault(code, (table.row_ref(line), {}, {}))
            place = element.removeprefix(of.branch)
            if scale == of.scale and _in_range(value, 1, 7) and place in of.places:
                scores.setdefault(of.properties[of.places.index(place)], value)
            elif scale == of.highest and re.fullmatch(r"[0-6](?:\.0+)?", value):
                highest.setdefault(place, value)
            else:
                table.skip(line, f"'{element}' on the scale '{scale}' is no score from 1 to 7 ('{value}')")
        for code, (row, scores, highest) in found.items():
            if scores:
                yield self._profile(of, row, code, scores, [int(float(each)) for _, each in sorted(highest.items())])

    def _profile(self, of: _Profile, row: RowRef, code: str, scores: dict[str, str], highest: list[int]) -> NodeRow:
        """A profile, named after what is highest in it: as O*NET states it, or by the scores."""
        stated = [of.properties[number - 1] for number in highest if number]
        names = stated or sorted(scores, key=lambda name: (-Decimal(scores[name]), of.properties.index(name)))[:3]
        said = [(CK.iri + name, Text(value, datatype=XSD.decimal)) for name, value in scores.items()]
        if of.owner == CK.hasInterests:
            said.append((CK.hollandCode, Text("".join(name[0].upper() for name in names))))
        label = Text(", ".join(map(split_name, names)), "en")
        return NodeRow(
            row, f"{SPACE}role/{code}", of.owner, f"{SPACE}{of.name}/{code}", (of.of_class,), label, tuple(said)
        )

    # --- education, experience, training ----------------------------------------------------------------------------

    def _categories(self, table: SourceTable) -> Iterator[ImportRecord]:
        """The levels of education that people were asked about; the categories of other scales are months."""
        for line, (element, scale, category, description, _) in table:
            if not (_ELEMENT.fullmatch(element) and _NUMBER.fullmatch(category) and description.strip()):
                table.skip(line, f"'{category}' is not a category, or has no description")
            elif scale == _EDUCATION:
                iri = f"{SPACE}credential/education-{category}"
                self._levels.add(iri)
                label = description.partition(" - ")[0].strip()
                yield ConceptRow(table.row_ref(line), iri, "credential", label, "en")
                if 1 <= (level := int(category)) <= len(_SKILL_EQUIVALENTS):
                    yield from _level(table.row_ref(line), iri, level)

    def _survey(self, table: SourceTable) -> Iterator[ImportRecord]:
        """What people in each role say of education, experience and training, once all answers are read."""
        found: dict[tuple[str, str], _Answers] = defaultdict(dict)
        suppressed = 0
        for line, (code, element, scale, category, value, suppress, _) in table:
            if (role := self._role(table, line, code)) is None:
                continue
            if not re.fullmatch(r"[0-9]{1,3}(?:\.[0-9]+)?|n/a", value) or not _ELEMENT.fullmatch(element):
                table.skip(line, f"'{value}' is not a share of respondents, or '{element}' no element")
            elif suppress not in _SUPPRESSED:
                table.skip(line, f"'{suppress}' is neither Y nor N nor n/a")
            elif scale != _EDUCATION and scale not in _MONTHS:
                continue
            elif not _NUMBER.fullmatch(category) or not 1 <= int(category) <= _most(scale):
                table.skip(line, f"'{category}' is not a category of the scale {scale}")
            elif suppress == "Y":
                suppressed += 1
                found[role, scale].setdefault(int(category), _Answer("", table.row_ref(line)))
            elif value != "n/a" and float(value) > 0:
                found[role, scale].setdefault(int(category), _Answer(value, table.row_ref(line)))
        if suppressed:
            self._run.note(f"{suppressed} figures are not used: O*NET recommends to suppress them", table.name)
        for (role, scale), answers in found.items():
            if scale == _EDUCATION:
                yield from self._education(table, role, answers)
            else:
                yield from _least_months(role, scale, answers)

    def _education(self, table: SourceTable, role: str, answers: _Answers) -> Iterator[ImportRecord]:
        """The median level is required, with the share of those who ask it or a higher one; others are so sometimes.

        The share is left out where a part of it is suppressed.
        """
        required = _median(answers)
        for level, answer in sorted(answers.items()):
            credential = f"{SPACE}credential/education-{level}"
            if credential not in self._levels:
                self._report_unknown_code(table, answer.row.line, f"education {level}")
            if level == required:
                above = [each for other, each in sorted(answers.items()) if other >= level]
                total = min(sum(Decimal(each.share or 0) for each in above), Decimal(100))
                share = str(total) if all(each.share for each in above) else ""
                option = EducationAlternative(credential, "required", share=share)
                yield EducationRow(tuple(each.row for each in above), role, None, (option,))
            elif answer.share:
                option = EducationAlternative(credential, "sometimes", share=answer.share)
                yield EducationRow((answer.row,), role, None, (option,))


def _technology_fault(example: str, commodity: str, title: str, marks: set[str]) -> str | None:
    """What is wrong with a row of a technology; None for a sound one."""
    known = _COMMODITY.fullmatch(commodity) or _ELEMENT.fullmatch(commodity)
    if not slug(example) or bool(commodity) != bool(title.strip()) or (commodity and not known):
        return f"'{example}' is not a technology, or '{commodity}' no commodity"
    if odd := sorted(marks - {"Y", "N", "n/a", ""}):
        return f"'{odd[0]}' is neither Y nor N"
    return None


_COUNTED: Final = ("N", "n/a", "")
"""What is said of an answer that O*NET does not recommend to suppress."""

_SUPPRESSED: Final = ("Y", *_COUNTED)
"""Whether O*NET recommends to suppress an answer; empty in releases that do not say so."""


def _ending(name: str) -> int:
    """The place among the formats of a file's ending, from 1; 0 for another file."""
    return next((place for place, ending in enumerate(_ENDINGS, 1) if name.lower().endswith(ending)), 0)


def _title(name: str) -> str:
    """A title or the name of its file, as they are compared: those of CSV files are in lower case, with underscores.

    >>> _title("education_training_and_experience.csv") == _title("Education, Training, and Experience.txt")
    True
    """
    stem = name[: -len(_ENDINGS[_ending(name) - 1])] if _ending(name) else name
    return stem.replace("_", " ").replace(",", "").lower()


def _is_rating(value: str) -> bool:
    return re.fullmatch(r"[1-5](?:\.[0-9]{1,9})?", value) is not None and float(value) <= _MOST_IMPORTANT


_MOST_IMPORTANT: Final = 5


def _in_range(value: str, least: int, most: int) -> bool:
    return re.fullmatch(r"[0-9](?:\.[0-9]{1,9})?", value) is not None and least <= float(value) <= most


class _Profile(NamedTuple):
    """How a table gives a profile: branch of the content model, scales, and what a role and its profile state."""

    name: str
    branch: str
    scale: str
    highest: str
    owner: str
    of_class: str
    properties: tuple[str, ...]
    places: str = "abcdef"


_PROFILES: Final = {
    "Interests": _Profile("interests", "1.B.1.", "OI", "IH", CK.hasInterests, CK.InterestProfile, RIASEC),
    "Work Values": _Profile("work-values", "1.B.2.", "EX", "VH", CK.hasWorkValues, CK.WorkValueProfile, WORK_VALUES),
}
"""The tables of profiles."""


class _Answer(NamedTuple):
    """How many of the respondents gave an answer, in per cent as it is written, and the row that says so.

    The share is empty where it is suppressed.
    """

    share: str
    row: RowRef


_Answers: TypeAlias = "dict[int, _Answer]"
"""The answers of a role on one scale, by category."""


def _most(scale: str) -> int:
    """The highest category of a scale."""
    return len(_SKILL_EQUIVALENTS) if scale == _EDUCATION else len(_MONTHS[scale][1])


def _median(answers: _Answers) -> int | None:
    """The lowest category that half of the answers do not exceed; None where it is not certain.

    What the shares lack of all respondents is among the suppressed answers, or anywhere where there are none: the
    median is certain where it is the same whether they all are the lowest or the highest of these.

    >>> row = RowRef("Education, Training, and Experience.txt", 2)
    >>> _median({2: _Answer("30.5", row), 6: _Answer("20", row), 8: _Answer("49.5", row)})
    6
    >>> _median({2: _Answer("", row), 6: _Answer("", row), 8: _Answer("45", row)})
    >>> _median({2: _Answer("45", row), 6: _Answer("", row)})
    6
    """
    shares = {category: Decimal(answer.share) for category, answer in answers.items() if answer.share}
    missing = max(100 - sum(shares.values()), Decimal(0))
    suppressed = [category for category, answer in answers.items() if not answer.share] or [0, _MOST_CATEGORIES]
    low, high = (
        _half({**shares, category: shares.get(category, Decimal(0)) + missing})
        for category in (min(suppressed), max(suppressed))
    )
    return low if low == high else None


def _half(shares: Mapping[int, Decimal]) -> int | None:
    """The lowest category at which the shares, lowest first, come to half of them all."""
    total, below = sum(shares.values()), Decimal(0)
    for category, share in sorted(shares.items()):
        below += share
        if 2 * below >= total:
            return category
    return None


def _least_months(role: str, scale: str, answers: _Answers) -> Iterator[PropertyRow]:
    """The least months of the median category of experience or training."""
    if (category := _median(answers)) is not None:
        property_, months = _MONTHS[scale]
        yield PropertyRow((answers[category].row,), role, property_, months[category - 1])


def _level(row: RowRef, iri: str, level: int) -> Iterator[PropertyRow]:
    """The place of a level of education among all, what it counts, and the bundled degree that it is."""
    yield PropertyRow((row,), iri, CK.educationLevel, level)
    counts = Text("As the degrees of the bundled graph; what is below a bachelor's counts nothing.", "en")
    yield PropertyRow((), iri, CK.skillEquivalents, _SKILL_EQUIVALENTS[level - 1], ((CK.reason, counts),), CURATION)
    if level in _BUNDLED_DEGREES:
        same = f"{BASE}credential/{_BUNDLED_DEGREES[level]}"
        yield PropertyRow((), iri, SKOS.exactMatch, same, ((CK.reason, Text("The same degree.", "en")),), CURATION)


def managing(code: str) -> Text | None:
    """Why the work of an occupation is to manage or supervise others, by its code; None where it is not.

    >>> [bool(managing(code)) for code in ("11-3121.00", "43-1011.00", "15-1011.00", "43-4051.00")]
    [True, True, False, False]
    """
    if code.startswith(f"{_MANAGERS}-"):
        return Text(f"It belongs to SOC major group {_MANAGERS}, management occupations.", "en")
    if _SUPERVISORS.match(code):
        return Text(f"It belongs to SOC minor group {code[:5]}00, supervisors.", "en")
    return None


def _of_the_code(row: RowRef, role: str, code: str) -> Iterator[PropertyRow]:
    """What follows from the code of an occupation: whether its work is to manage, and whether it is licensed."""
    if reason := managing(code):
        yield PropertyRow((row,), role, CK.managerial, True, ((CK.reason, reason),), INFERRED)
    if group := licensed_occupation(code):
        reason = Text(f"It belongs to SOC {group.code}, {group.label}. {group.reason}", "en")
        yield PropertyRow((row,), role, CK.regulated, True, ((CK.reason, reason),), INFERRED)
