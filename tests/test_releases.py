"""Releases of ESCO and O*NET: files in the layout of each are read, and what they lack is told, never fatal."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from command_line import kg
from taxonomies import esco_files, folder_of, onet_files, onet_ratings, workbook

from kg.errors import SourceError
from kg.model.records import ConceptRow, EducationRow, PropertyRow, RequirementRow
from kg.schema import BASE, CK
from kg.sources.esco import Esco
from kg.sources.files import Files
from kg.sources.onet import Onet

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kg.model.records import ImportRecord, ImportReport

ESCO = "http://data.europa.eu/esco/"
SKILL = f"{BASE}onet/skill/"


class Layout(NamedTuple):
    """A layout of releases: its row in the docs, the file and header of each table, and the columns it is told to lack.

    ``tables`` has each file with the table of :mod:`taxonomies` that its rows come from, and its official header.
    """

    row: str
    tables: dict[str, tuple[str, str]]
    lacks: dict[str, str] = {}  # noqa: RUF012  # of a named tuple


_RELATION = "occupationUri,relationType,skillType,skillUri"
_LABELLED = "occupationUri,occupationLabel,relationType,skillType,skillUri,skillLabel"
_BROADER = "conceptType,conceptUri,broaderType,broaderUri"
_SKILLS = "conceptType,conceptUri,skillType,reuseLevel,preferredLabel,altLabels"
_OCCUPATIONS = (
    "conceptType,conceptUri,iscoGroup,preferredLabel,altLabels,hiddenLabels,status,modifiedDate,"
    "regulatedProfessionNote,scopeNote,definition,inScheme,description"
)
_MORE = "hiddenLabels,status,modifiedDate,scopeNote,definition,inScheme,description"
_ICT = "conceptType,conceptUri,skillType,reuseLevel,preferredLabel,altLabels,description,broaderConceptUri"
_ALL_LABELS = "altLabels,hiddenLabels,status,modifiedDate,scopeNote,inScheme,description"

ESCO_LAYOUTS = {
    "1.0, short": Layout(
        "1.0",
        {
            "ISCOGroups_en.csv": (
                "ISCOGroups_en.csv",
                "conceptType,conceptUri,code,preferredLabel,altLabels,description",
            ),
            "skillGroups_en.csv": ("skillGroups_en.csv", "conceptType,conceptUri,preferredLabel,altLabels,description"),
            "skills_en.csv": ("skills_en.csv", f"{_SKILLS},description"),
            "occupations_en.csv": (
                "occupations_en.csv",
                "conceptType,conceptUri,iscoGroup,preferredLabel,altLabels,description",
            ),
            "ictSkillsCollection_en.csv": ("greenSkillsCollection_en.csv", _ICT),
            "occupationSkillRelations.csv": ("occupationSkillRelations.csv", _RELATION),
            "broaderRelationsOccPillar.csv": ("broaderRelationsOccPillar.csv", _BROADER),
        },
        {
            "skillGroups_en.csv": "'hiddenLabels', 'code'",
            "skills_en.csv": "'hiddenLabels'",
            "occupations_en.csv": "'hiddenLabels', 'code', 'regulatedProfessionNote'",
        },
    ),
    "1.0, long": Layout(
        "1.0",
        {
            "ISCOGroups_en.csv": (
                "ISCOGroups_en.csv",
                "conceptType,conceptUri,code,preferredLabel,altLabels,inScheme,description",
            ),
            "skillGroups_en.csv": ("skillGroups_en.csv", f"conceptType,conceptUri,preferredLabel,{_ALL_LABELS}"),
            "skills_en.csv": ("skills_en.csv", f"{_SKILLS},{_MORE}"),
            "occupations_en.csv": ("occupations_en.csv", _OCCUPATIONS),
            "ictSkillsCollection_en.csv": ("greenSkillsCollection_en.csv", _ICT),
            "occupationSkillRelations.csv": ("occupationSkillRelations.csv", _RELATION),
            "broaderRelationsOccPillar.csv": ("broaderRelationsOccPillar.csv", _BROADER),
        },
        {"skillGroups_en.csv": "'code'", "occupations_en.csv": "'code'"},
    ),
    "1.1": Layout(
        "1.1",
        {
            "ISCOGroups_en.csv": (
                "ISCOGroups_en.csv",
                "conceptType,conceptUri,code,preferredLabel,status,altLabels,inScheme,description",
            ),
            "skillGroups_en.csv": ("skillGroups_en.csv", f"conceptType,conceptUri,preferredLabel,{_ALL_LABELS},code"),
            "skills_en.csv": ("skills_en.csv", f"{_SKILLS},{_MORE}"),
            "occupations_en.csv": ("occupations_en.csv", f"{_OCCUPATIONS},code"),
            "digitalSkillsCollection_en.csv": (
                "greenSkillsCollection_en.csv",
                "conceptType,conceptUri,preferredLabel,status,skillType,reuseLevel,altLabels,description",
            ),
            "occupationSkillRelations.csv": ("occupationSkillRelations.csv", _RELATION),
            "broaderRelationsOccPillar.csv": ("broaderRelationsOccPillar.csv", _BROADER),
        },
    ),
    "1.2": Layout(
        "1.2",
        {
            "ISCOGroups_en.csv": (
                "ISCOGroups_en.csv",
                "conceptType,conceptUri,code,preferredLabel,status,altLabels,inScheme,description",
            ),
            "skillGroups_en.csv": ("skillGroups_en.csv", f"conceptType,conceptUri,preferredLabel,{_ALL_LABELS},code"),
            "skills_en.csv": ("skills_en.csv", f"{_SKILLS},{_MORE}"),
            "occupations_en.csv": ("occupations_en.csv", f"{_OCCUPATIONS},code,naceCode"),
            "digitalSkillsCollection_en.csv": (
                "greenSkillsCollection_en.csv",
                "conceptType,conceptUri,preferredLabel,status,skillType,reuseLevel,altLabels,description",
            ),
            "occupationSkillRelations_en.csv": ("occupationSkillRelations.csv", _LABELLED),
            "broaderRelationsOccPillar_en.csv": (
                "broaderRelationsOccPillar.csv",
                "conceptType,conceptUri,conceptLabel,broaderType,broaderUri,broaderLabel",
            ),
            "greenShareOcc_en.csv": ("", "conceptType,conceptUri,code,preferredLabel,greenShare"),
        },
    ),
}

_CODE, _TITLE = "O*NET-SOC Code", "O*NET-SOC Code|Title"
_RATED = "N|Standard Error|Lower CI Bound|Upper CI Bound|Recommend Suppress|Not Relevant|Date|Domain Source"
_ASKED = "N|Standard Error|Lower CI Bound|Upper CI Bound|Recommend Suppress|Date|Domain Source"
_TASKS = "Task ID|Task|Task Type|Incumbents Responding|Date|Domain Source"
_CATEGORY = "Element ID|Element Name|Scale ID|Category|Category Description"
_ETE = "Education, Training, and Experience"
_REFERENCES = {
    "Content Model Reference": "Element ID|Element Name|Description",
    "IWA Reference": "Element ID|IWA ID|IWA Title",
    "DWA Reference": "Element ID|IWA ID|DWA ID|DWA Title",
}


def _texts(tables: Mapping[str, str], others: Mapping[str, str] | None = None) -> dict[str, tuple[str, str]]:
    """The text files of tables, by their headers; ``others`` has the tables whose rows those of other names have."""
    return {f"{name}.txt": (f"{(others or {}).get(name, name)}.txt", header) for name, header in tables.items()}


_OLD = {
    "Occupation Data": f"{_CODE}|Title|Description",
    "Alternate Titles": f"{_CODE}|Alternate Title|Short Title|Source(s)",
    **_REFERENCES,
    "Task Statements": f"{_CODE}|{_TASKS}",
    "Tasks to DWAs": f"{_CODE}|Task ID|DWA ID|Date|Domain Source",
    "Job Zones": f"{_CODE}|Job Zone|Date|Domain Source",
    f"{_ETE} Categories": _CATEGORY,
    _ETE: f"{_CODE}|Element ID|Element Name|Scale ID|Category|Data Value|{_ASKED}",
    "Skills": f"{_CODE}|Element ID|Element Name|Scale ID|Data Value|{_RATED}",
}
_TECHNOLOGY = f"{_CODE}|Example|Commodity Code|Commodity Title|Hot Technology"
_NEW = {
    "Occupation Data": f"{_CODE}|Title|Description",
    "Job Titles": f"{_CODE}|Job Title|Short Title|Source(s)",
    "Content Model Reference": "Element ID|Element Name|Description",
    "GWAs to IWAs": "GWA Element ID|IWA Element ID|IWA Element Name",
    "GWAs to IWAs to DWAs": "GWA Element ID|IWA Element ID|DWA Element ID|DWA Element Name",
    "Task Statements": f"{_CODE}|{_TASKS}",
    "Tasks to DWAs": f"{_CODE}|Task ID|DWA Element ID|Date|Domain Source",
    "Software Skills": f"{_CODE}|Workplace Example|Element ID|Element Name|Hot Technology|In Demand",
    "Job Zones": f"{_CODE}|Job Zone|Date|Domain Source",
    "Education Categories": _CATEGORY,
    "Education": f"{_CODE}|Element ID|Element Name|Scale ID|Category|Data Value|{_ASKED}",
    "Training and Experience": f"{_CODE}|Element ID|Element Name|Scale ID|Category|Data Value|{_ASKED}",
    "Essential Skills": f"{_CODE}|Element ID|Element Name|Scale ID|Data Value|{_RATED}",
}
_SAME = {
    "Job Titles": "Alternate Titles",
    "GWAs to IWAs": "IWA Reference",
    "GWAs to IWAs to DWAs": "DWA Reference",
    "Software Skills": "Technology Skills",
    "Education Categories": f"{_ETE} Categories",
    "Education": _ETE,
    "Training and Experience": _ETE,
    "Essential Skills": "Skills",
    "Tools and Technology": "Technology Skills",
}
_CSV = {
    "occupation_data.csv": ("Occupation Data.txt", f"{_TITLE}|Description"),
    "job_titles.csv": ("Alternate Titles.txt", f"{_TITLE}|Job Title|Short Title|Source(s)"),
    "content_model_reference.csv": ("Content Model Reference.txt", "Element ID|Element Name|Description"),
    "gwas_to_iwas_to_dwas.csv": (
        "DWA Reference.txt",
        "GWA Element ID|GWA Element Name|IWA Element ID|IWA Element Name|DWA Element ID|DWA Element Name",
    ),
    "task_statements.csv": ("Task Statements.txt", f"{_TITLE}|{_TASKS}"),
    "tasks_to_dwas.csv": ("Tasks to DWAs.txt", f"{_TITLE}|Task ID|Task|DWA Element ID|DWA Element Name|Date"),
    "software_skills.csv": (
        "Technology Skills.txt",
        f"{_TITLE}|Workplace Example|Element ID|Element Name|Hot Technology|In Demand",
    ),
    "job_zones.csv": ("Job Zones.txt", f"{_TITLE}|Job Zone|Date|Domain Source"),
    "education_categories.csv": (f"{_ETE} Categories.txt", _CATEGORY.replace("|Category|", "|Scale Name|Category|")),
    "education.csv": (
        f"{_ETE}.txt",
        f"{_TITLE}|Element ID|Element Name|Scale ID|Scale Name|Category|Data Value|{_ASKED}",
    ),
    "essential_skills.csv": (
        "Skills.txt",
        f"{_TITLE}|Element ID|Element Name|Scale ID|Scale Name|Data Value|{_RATED}",
    ),
}
_EXCEL = {
    "Occupation Data.xlsx": ("Occupation Data.txt", f"{_TITLE}|Description"),
    "Alternate Titles.xlsx": ("Alternate Titles.txt", f"{_TITLE}|Alternate Title|Short Title|Source(s)"),
    "Content Model Reference.xlsx": ("Content Model Reference.txt", "Element ID|Element Name|Description"),
    "IWA Reference.xlsx": ("IWA Reference.txt", "Element ID|Element Name|IWA ID|IWA Title"),
    "DWA Reference.xlsx": ("DWA Reference.txt", "Element ID|Element Name|IWA ID|IWA Title|DWA ID|DWA Title"),
    "Task Statements.xlsx": ("Task Statements.txt", f"{_TITLE}|{_TASKS}"),
    "Tasks to DWAs.xlsx": ("Tasks to DWAs.txt", f"{_TITLE}|Task ID|Task|DWA ID|DWA Title|Date|Domain Source"),
    "Technology Skills.xlsx": (
        "Technology Skills.txt",
        f"{_TITLE}|Example|Commodity Code|Commodity Title|Hot Technology|In Demand",
    ),
    "Job Zones.xlsx": ("Job Zones.txt", f"{_TITLE}|Job Zone|Date|Domain Source"),
    f"{_ETE} Categories.xlsx": (f"{_ETE} Categories.txt", _CATEGORY.replace("|Category|", "|Scale Name|Category|")),
    f"{_ETE}.xlsx": (
        f"{_ETE}.txt",
        f"{_TITLE}|Element ID|Element Name|Scale ID|Scale Name|Category|Data Value|{_ASKED}",
    ),
    "Skills.xlsx": ("Skills.txt", f"{_TITLE}|Element ID|Element Name|Scale ID|Scale Name|Data Value|{_RATED}"),
}

ONET_LAYOUTS = {
    "20 to 22, text": Layout(
        "20.0 to 22.3",
        _texts(
            _OLD
            | {"Tools and Technology": f"{_CODE}|T2 Type|T2 Example|Commodity Code|Commodity Title|Hot Technology"},
            _SAME,
        ),
        {"Tools and Technology.txt": "'In Demand'"},
    ),
    "23 to 27.0, text": Layout(
        "23.0 to 27.0",
        _texts(_OLD | {"Technology Skills": _TECHNOLOGY}),
        {"Technology Skills.txt": "'In Demand'"},
    ),
    "27.1 to 30.2, text": Layout("27.1 to 30.2", _texts(_OLD | {"Technology Skills": f"{_TECHNOLOGY}|In Demand"})),
    "27.1 to 30.2, Excel": Layout("27.1 to 30.2", _EXCEL),
    "30.3 and 31, text": Layout("30.3 and 31.0", _texts(_NEW, _SAME)),
    "30.3 and 31, CSV": Layout("30.3 and 31.0", _CSV),
}


# --- files in a layout ------------------------------------------------------------------------------------------------

_NAMES_NOW = {
    "Workplace Example": "Example",
    "T2 Example": "Example",
    "Job Title": "Alternate Title",
    "GWA Element ID": "Element ID",
    "IWA Element ID": "IWA ID",
    "IWA Element Name": "IWA Title",
    "DWA Element ID": "DWA ID",
    "DWA Element Name": "DWA Title",
}
_SOFTWARE = {"Element ID": "Commodity Code", "Element Name": "Commodity Title"}


def onet_of(layout: Layout) -> dict[str, bytes]:
    """The small release of O*NET, in a layout."""
    facts = onet_files() | onet_ratings()
    files: dict[str, bytes] = {}
    for name, (table, header) in layout.tables.items():
        rows = list(csv.DictReader(io.StringIO(facts[table].decode()), delimiter="\t", quoting=csv.QUOTE_NONE))
        columns = header.split("|")
        renamed = _NAMES_NOW | (_SOFTWARE if "oftware" in name else {})
        cells = [[_onet_cell(row, column, renamed) for column in columns] for row in rows if _belongs(row, name)]
        if "T2 Type" in columns:
            tool = {"T2 Type": "Tools", "T2 Example": "Rolling pins", "Commodity Code": "52151650"}
            other = {_CODE: "51-3011.00", "Commodity Title": "Domestic rolling pins", "Hot Technology": "N"}
            cells.append([(tool | other)[column] for column in columns])
        files[name] = _written(name, columns, cells)
    return files


def _belongs(row: Mapping[str, str], name: str) -> bool:
    """Whether a row of education, training and experience is in a file that has one of them alone."""
    stem = name.lower().replace("_", " ").rpartition(".")[0]
    if stem in ("education", "education categories"):
        return row["Scale ID"] == "RL"
    return row["Scale ID"] in ("RW", "PT", "OJ") if stem.startswith("training") else True


def _onet_cell(row: Mapping[str, str], column: str, renamed: Mapping[str, str]) -> str:
    if column == "T2 Type":
        return "Technology"
    return row.get(renamed.get(column, column), row.get(column, "n/a"))


def _written(name: str, columns: list[str], rows: list[list[str]]) -> bytes:
    """A table as text, CSV or Excel, which has numbers as numbers and no cell for "n/a"."""
    if name.endswith(".xlsx"):
        cells = [[_excel_cell(cell) for cell in row] for row in rows]
        return workbook(*cells, columns=columns)
    output = io.StringIO(newline="")
    if name.endswith(".txt"):
        output.writelines("\t".join(row) + "\r\n" for row in [columns, *rows])
    else:
        csv.writer(output).writerows([columns, *rows])
    return output.getvalue().encode()


def _excel_cell(cell: str) -> object:
    if cell == "n/a":
        return None
    return float(cell) if re.fullmatch(r"[0-9]+(?:\.[0-9]+)?", cell) else cell


def esco_of(layout: Layout) -> dict[str, bytes]:
    """The small release of ESCO, in a layout."""
    facts = esco_files()
    files = {}
    for name, (table, header) in layout.tables.items():
        columns = header.split(",")
        rows = list(csv.DictReader(io.StringIO(facts[table].decode(), newline=""))) if table else []
        cells = [[row.get(column, "x" if column.endswith("Label") else "") for column in columns] for row in rows]
        files[name] = _written(name, columns, cells)
    return files


def read(source: Esco | Onet) -> tuple[list[ImportRecord], ImportReport]:
    """All records, and the report."""
    return list(source.records()), source.report()


def told_to_lack(report: ImportReport) -> dict[str, str]:
    """The columns that each file is told to lack."""
    found = (
        (each.file, re.fullmatch("lacks the columns (.*), and so their facts", each.message))
        for each in report.findings
    )
    return {str(file): match[1] for file, match in found if match}


# --- each release -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ESCO_LAYOUTS)
def test_i11_esco_of_every_release_is_read(tmp_path: Path, name: str) -> None:
    layout = ESCO_LAYOUTS[name]
    records, report = read(Esco(Files([folder_of(esco_of(layout), tmp_path / f"esco v{layout.row}.7")])))
    labels = {row.iri: row.label for row in records if isinstance(row, ConceptRow)}
    assert labels[f"{ESCO}occupation/o1"] == "baker"
    needs = {(row.role, row.skill, row.strength) for row in records if isinstance(row, RequirementRow)}
    assert (f"{ESCO}occupation/o1", f"{ESCO}skill/s1", "required") in needs
    assert (f"{ESCO}occupation/o1", f"{ESCO}skill/s2", "optional") in needs
    properties = {(row.subject, row.property): row.value for row in records if isinstance(row, PropertyRow)}
    assert properties[f"{ESCO}occupation/o3", CK.preparationLevel] == 4  # of the ISCO-08 group 2212
    mark = properties[f"{ESCO}skill/s2", CK.mark]
    assert getattr(mark, "value", mark) == "digital"
    assert told_to_lack(report) == layout.lacks
    assert sum(file.skipped for file in report.files) == 0
    assert report.about.version == f"{layout.row}.7"


@pytest.mark.parametrize("name", ONET_LAYOUTS)
def test_i11_onet_of_every_release_is_read(tmp_path: Path, name: str) -> None:
    layout = ONET_LAYOUTS[name]
    records, report = read(Onet(Files([folder_of(onet_of(layout), tmp_path / "db_23_1_text")])))
    labels = {row.iri: row.label for row in records if isinstance(row, ConceptRow)}
    assert labels[f"{BASE}onet/role/51-3011.00"] == "Bakers"
    assert labels[f"{SKILL}4.A.1.I01.D01"] == "Watch ovens."
    assert labels[f"{SKILL}43232402"] == "Programming software"
    assert "Rolling pins" not in labels.values()
    needs = {(row.role[-10:], row.skill, row.strength) for row in records if isinstance(row, RequirementRow)}
    assert ("51-3011.00", f"{SKILL}4.A.1.I01.D01", "required") in needs
    assert ("15-1299.00", f"{SKILL}c", "optional") in needs
    demanded = "optional" if "'In Demand'" in layout.lacks.values() else "required"
    assert ("15-1299.00", f"{SKILL}c-plus-plus", demanded) in needs
    gates = {
        (row.role[-10:], (option.credential or "")[-2:])
        for row in records
        if isinstance(row, EducationRow)
        for option in row.options
        if option.strength == "required"
    }
    assert gates == {
        ("51-3011.00", "-6"),
        ("29-1211.00", "11"),
    }  # 42 % ask level 2, 18 % level 6; level 8 is suppressed
    properties = {(row.subject[-10:], row.property): row.value for row in records if isinstance(row, PropertyRow)}
    assert properties["51-3011.00", CK.preparationLevel] == 2
    assert told_to_lack(report) == layout.lacks
    assert sum(file.skipped for file in report.files) == 0
    assert report.about.version == "23.1"


def test_i11_months_of_training_come_from_a_table_of_their_own(tmp_path: Path) -> None:
    records, _ = read(Onet(Files([folder_of(onet_of(ONET_LAYOUTS["30.3 and 31, text"]), tmp_path / "files")])))
    months = {
        row.property: row.value for row in records if isinstance(row, PropertyRow) and "months" in str(row.property)
    }
    assert months == {
        CK.monthsOfExperience: 12,
        CK.monthsOfOnSiteTraining: 0,
        CK.monthsOfOnTheJobTraining: 3,
    }


def test_i11_tools_are_told_to_be_left_out(tmp_path: Path) -> None:
    records, report = read(Onet(Files([folder_of(onet_of(ONET_LAYOUTS["20 to 22, text"]), tmp_path / "files")])))
    assert records
    (note,) = [each.message for each in report.findings if "T2 Type" in each.message]
    assert note == "1 rows are not read, by their values of 'T2 Type'"


def test_every_row_of_the_table_of_releases_has_its_files_here(root: Path) -> None:
    page = (root / "docs/stores.md").read_text(encoding="utf-8")
    section = page.partition("### Releases")[2].partition("\n### ")[0]
    rows = re.findall(r"^\| (ESCO|O\\\*NET) ([^|]+?) \|", section, re.MULTILINE)
    layouts = [("ESCO", each.row) for each in ESCO_LAYOUTS.values()]
    layouts += [("O\\*NET", each.row) for each in ONET_LAYOUTS.values()]
    assert rows == list(dict.fromkeys(layouts))


# --- what is missing --------------------------------------------------------------------------------------------------


def dropped(content: bytes, column: str, delimiter: str) -> bytes:
    """A table without one of its columns."""
    text = io.StringIO(content.decode(), newline="")
    plain = delimiter == "\t"
    rows = list(csv.reader(text, delimiter=delimiter, quoting=csv.QUOTE_NONE if plain else csv.QUOTE_MINIMAL))
    place = rows[0].index(column)
    kept = [row[:place] + row[place + 1 :] for row in rows]
    return _written("a.txt" if delimiter == "\t" else "a.csv", kept[0], kept[1:])


def _columns(files: Mapping[str, bytes], delimiter: str, fixed: Iterable[str]) -> list[tuple[str, str]]:
    """Every column of every table, but for those of the tables in ``fixed``."""
    return [
        (name, column)
        for name, content in files.items()
        if name not in fixed and name != "Read Me.txt"
        for column in content.decode().partition("\r\n")[0].split(delimiter)
    ]


@pytest.mark.parametrize(("name", "column"), _columns(onet_files() | onet_ratings(), "\t", ["Occupation Data.txt"]))
@pytest.mark.slow
def test_i11_no_column_of_onet_but_code_and_title_is_indispensable(tmp_path: Path, name: str, column: str) -> None:
    files = onet_files() | onet_ratings()
    damaged = files | {name: dropped(files[name], column, "\t")}
    records, report = read(Onet(Files([folder_of(damaged, tmp_path)])))
    assert sum(isinstance(row, ConceptRow) and row.kind == "role" for row in records) == 5
    whole, _ = read(Onet(Files([folder_of(files, tmp_path)])))
    if len(records) < len(whole):
        assert any(each.file == name and f"'{column}'" in each.message for each in report.findings)


_ESCO_NEEDS = [
    "occupations_en.csv",
    "occupations_fr.csv",
    "skills_en.csv",
    "skills_fr.csv",
    "occupationSkillRelations.csv",
]


@pytest.mark.parametrize(("name", "column"), _columns(esco_files(), ",", _ESCO_NEEDS))
def test_i11_no_column_of_the_other_tables_of_esco_is_indispensable(tmp_path: Path, name: str, column: str) -> None:
    damaged = esco_files() | {name: dropped(esco_files()[name], column, ",")}
    records, report = read(Esco(Files([folder_of(damaged, tmp_path)])))
    assert sum(isinstance(row, RequirementRow) for row in records) == 9
    whole, _ = read(Esco(Files([folder_of(esco_files(), tmp_path)])))
    if len(records) < len(whole):
        assert any(each.file == name and f"'{column}'" in each.message for each in report.findings)


@pytest.mark.parametrize("column", ["iscoGroup", "altLabels", "regulatedProfessionNote", "description", "code"])
def test_i11_an_occupation_needs_an_iri_and_a_label(tmp_path: Path, column: str) -> None:
    damaged = esco_files()
    damaged["occupations_en.csv"] = dropped(damaged["occupations_en.csv"], column, ",")
    records, report = read(Esco(Files([folder_of(damaged, tmp_path)])))
    assert sum(isinstance(row, RequirementRow) for row in records) == 9
    assert told_to_lack(report) == {"occupations_en.csv": f"'{column}'"}
    assert not any("is not an ISCO-08 group" in each.message for each in report.findings)
    damaged["occupations_en.csv"] = dropped(damaged["occupations_en.csv"], "preferredLabel", ",")
    with pytest.raises(SourceError, match="lacks the columns 'preferredLabel'"):
        read(Esco(Files([folder_of(damaged, tmp_path)])))


def test_i11_a_command_tells_what_a_release_lacks(tmp_path: Path) -> None:
    assert kg("init", "--empty", tmp_path / "store").status == 0
    folder = folder_of(onet_of(ONET_LAYOUTS["23 to 27.0, text"]), tmp_path / "db_27_0_text")
    answer = kg("import", "onet", folder, "--into", tmp_path / "store")
    assert answer.status == 0
    assert "lacks the columns 'In Demand', and so their facts" in answer.out
    assert kg("-g", tmp_path / "store", "stats", "-f", "json").json["graphs"]["onet"]["version"] == "27.0"
    assert kg("-g", tmp_path / "store", "show", "Bread Maker", "-f", "json").json["entity"]["label"] == "Bakers"


def test_a_table_in_two_formats_is_read_once(tmp_path: Path) -> None:
    files = onet_files() | {"Job Zones.xlsx": b"no workbook"}
    _, report = read(Onet(Files([folder_of(files, tmp_path)])))
    (note,) = [each for each in report.findings if each.file == "Job Zones.xlsx"]
    assert note.message == "is the table of Job Zones.txt in another format, and is not read"
