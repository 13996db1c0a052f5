"""A made-up taxonomy: all that a new kind of source takes is this module, and one row in the registry of sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.model.records import (
    ConceptRow,
    ImportReport,
    ImportRequest,
    PayRow,
    PropertyRow,
    RequirementRow,
    SourceMetadata,
)
from kg.schema import CK
from kg.sources.delimited import ColumnLayout, ImportRun
from kg.sources.files import Files
from kg.sources.registry import SourceKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.model.records import ImportRecord

BASE = "https://example.org/made-up/"
LAYOUT = ColumnLayout(("job", "skills", "level", "pay"))


class MadeUpJobs:
    """One table: a job, the skills that it requires, the level of preparation from 1 to 5, and its pay."""

    def __init__(self, request: ImportRequest) -> None:
        files = Files(request.paths, request.progress)
        licence = "https://creativecommons.org/publicdomain/zero/1.0/"
        self.about = SourceMetadata("Made-up jobs", "1", licence, "Nobody", BASE)
        self._names = files.names
        self._run = ImportRun(files, self.about)

    def records(self) -> Iterator[ImportRecord]:
        """Every fact, row by row; a row without a job is skipped."""
        for name in self._names:
            yield self._run.document(name)
            table = self._run.table(name, LAYOUT)
            for line, (job, skills, level, pay, _) in table:
                if not job:
                    table.skip(line, "has no job")
                    continue
                row, role = table.row_ref(line), f"{BASE}role/{job.replace(' ', '-')}"
                yield ConceptRow(row, role, "role", job, "en")
                yield PropertyRow((row,), role, CK.preparationLevel, int(level))
                yield PayRow(row, role, pay, int(pay), int(pay), False, "EUR", "YEAR")
                for label in skills.split(";"):
                    skill = f"{BASE}skill/{label.replace(' ', '-')}"
                    yield ConceptRow(row, skill, "skill", label, "en")
                    yield RequirementRow((row,), role, skill, "required")

    def report(self) -> ImportReport:
        """What became of the rows."""
        return self._run.report()


KIND = SourceKind("made-up", "jobs that nobody has", MadeUpJobs, examples=("jobs.csv --into my-store",))
