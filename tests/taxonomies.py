"""Small releases of ESCO and O*NET in the official layouts, with contents made up for tests."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

ESCO = "http://data.europa.eu/esco/"
_FREE, _BOUND = (f"{ESCO}regulated-professions/{name}regulated" for name in ("un", ""))

_OCCUPATIONS = (
    "conceptType,conceptUri,iscoGroup,preferredLabel,altLabels,hiddenLabels,status,modifiedDate,"
    "regulatedProfessionNote,scopeNote,definition,inScheme,description,code"
)
_SKILLS = (
    "conceptType,conceptUri,skillType,reuseLevel,preferredLabel,altLabels,hiddenLabels,status,modifiedDate,scopeNote,"
    "definition,inScheme,description"
)
_NAMES = "preferredLabel,altLabels,hiddenLabels"
_GROUPS = f"conceptType,conceptUri,{_NAMES},status,modifiedDate,scopeNote,inScheme,description,code"
_COLLECTION = (
    "conceptType,conceptUri,preferredLabel,status,skillType,reuseLevel,altLabels,description,broaderConceptUri,"
    "broaderConceptPT"
)
_ISCO = "conceptType,conceptUri,code,preferredLabel,status,altLabels,inScheme,description"


def occupation(number: int, group: str, label: str, others: str = "", note: str = _FREE, said: str = "") -> str:
    """A row of occupations; what holds line breaks, commas or quotes is quoted."""
    cells = ["Occupation", f"{ESCO}occupation/o{number}", group, label, others, "", "released", "2024-01-01", note]
    return ",".join(
        map(quoted, [*cells, "", "", f"{ESCO}concept-scheme/a,\n{ESCO}concept-scheme/b", said, f"{group}.1"])
    )


def skill(number: int, kind: str, reuse: str, label: str, others: str = "") -> str:
    """A row of skills."""
    cells = ["KnowledgeSkillCompetence", f"{ESCO}skill/s{number}", kind, reuse, label, others, "", "released", ""]
    return ",".join(map(quoted, [*cells, "", "", f"{ESCO}concept-scheme/s", f"What {label} is."]))


def quoted(cell: str) -> str:
    """A cell as CSV has it."""
    return '"{}"'.format(cell.replace('"', '""')) if any(sign in cell for sign in ',"\n') else cell


def lines(*rows: str) -> bytes:
    """Rows as ESCO's files have them: each ends with two signs, while line breaks in cells are one."""
    return "".join(f"{row}\r\n" for row in rows).encode()


def esco_files() -> dict[str, bytes]:
    """ESCO with 6 occupations, 5 skills, 1 group of skills and 4 ISCO groups, in English and in part in French.

    Occupation o9 stands in relations only; o6 has no essential skill.
    """
    baker = 'bread maker\nbaker\ncook of "dough"'
    return {
        "ISCOGroups_en.csv": lines(
            _ISCO,
            f"ISCOGroup,{ESCO}isco/C2,2,Thinkers,released,,,All who think.",
            f"ISCOGroup,{ESCO}isco/C221,221,Healers,released,,,All who heal.",
            f"ISCOGroup,{ESCO}isco/C2212,2212,Healers of one sort,released,,,Some who heal.",
            f"ISCOGroup,{ESCO}isco/C7,7,Makers,released,,,All who make.",
        ),
        "skillGroups_en.csv": lines(_GROUPS, f"SkillGroup,{ESCO}skill/S1,making,,,released,,,,To make.,S1"),
        "skills_en.csv": lines(
            _SKILLS,
            skill(1, "skill/competence", "sector-specific", "knead", "work dough\nknead"),
            skill(2, "knowledge", "cross-sector", "grains"),
            skill(3, "skill/competence", "transversal", "listen"),
            skill(4, "knowledge", "occupation-specific", "anatomy"),
            skill(5, "", "", "whittle"),
        ),
        "skills_fr.csv": lines(_SKILLS, skill(1, "skill/competence", "sector-specific", "pétrir")),
        "occupations_en.csv": lines(
            _OCCUPATIONS,
            occupation(1, "7512", "baker", baker, said="Bakes.\nEvery day."),
            occupation(2, "7512", "pastry cook", said="Bakes, too."),
            occupation(3, "2212", "heart doctor", note=_BOUND),
            occupation(4, "2212", "skin doctor"),
            occupation(5, "1412", "inn keeper"),
            occupation(6, "0310", "private"),
        ),
        "occupations_fr.csv": lines(_OCCUPATIONS, occupation(1, "7512", "boulanger", "boulangère")),
        "broaderRelationsOccPillar.csv": lines(
            "conceptType,conceptUri,broaderType,broaderUri",
            f"ISCOGroup,{ESCO}isco/C2212,ISCOGroup,{ESCO}isco/C221",
            f"ISCOGroup,{ESCO}isco/C221,ISCOGroup,{ESCO}isco/C2",
            f"Occupation,{ESCO}occupation/o3,ISCOGroup,{ESCO}isco/C2212",
            f"Occupation,{ESCO}occupation/o2,Occupation,{ESCO}occupation/o1",
        ),
        "broaderRelationsSkillPillar.csv": lines(
            "conceptType,conceptUri,broaderType,broaderUri",
            f"KnowledgeSkillCompetence,{ESCO}skill/s1,SkillGroup,{ESCO}skill/S1",
            f"KnowledgeSkillCompetence,{ESCO}skill/s5,SkillGroup,{ESCO}skill/S1",
        ),
        "skillSkillRelations.csv": lines(
            "originalSkillUri,originalSkillType,relationType,relatedSkillType,relatedSkillUri",
            f"{ESCO}skill/s2,knowledge,optional,skill/competence,{ESCO}skill/s1",
        ),
        "occupationSkillRelations.csv": lines(
            "occupationUri,relationType,skillType,skillUri",
            f"{ESCO}occupation/o1,essential,skill/competence,{ESCO}skill/s1",
            f"{ESCO}occupation/o1,optional,knowledge,{ESCO}skill/s2",
            f"{ESCO}occupation/o2,essential,skill/competence,{ESCO}skill/s1",
            f"{ESCO}occupation/o3,essential,knowledge,{ESCO}skill/s4",
            f"{ESCO}occupation/o3,essential,skill/competence,{ESCO}skill/s3",
            f"{ESCO}occupation/o4,essential,knowledge,{ESCO}skill/s4",
            f"{ESCO}occupation/o5,essential,skill/competence,{ESCO}skill/s3",
            f"{ESCO}occupation/o6,optional,skill/competence,{ESCO}skill/s5",
            f"{ESCO}occupation/o9,essential,skill/competence,{ESCO}skill/s3",
        ),
        "greenSkillsCollection_en.csv": lines(
            _COLLECTION, f"KnowledgeSkillCompetence,{ESCO}skill/s2,grains,released,knowledge,cross-sector,,,,"
        ),
        "transversalSkillsCollection_en.csv": lines(
            _COLLECTION,
            f"KnowledgeSkillCompetence,{ESCO}skill/s3,listen,released,skill/competence,transversal,,,,",
            f"KnowledgeSkillCompetence,{ESCO}skill/s2,grains,released,knowledge,cross-sector,,,,",
        ),
        "researchOccupationsCollection_en.csv": lines(
            _COLLECTION.replace("skillType,reuseLevel,", ""),
            f"Occupation,{ESCO}occupation/o3,heart doctor,released,,,,",
        ),
    }


def answer(place: str, share: str, suppress: str = "N") -> str:
    """A row of education, training and experience."""
    rest = "Date|Domain Source" if share == "Data Value" else "08/2023|Incumbent"
    return f"{place}|{share}|N|Standard Error|Lower CI Bound|Upper CI Bound|{suppress}|{rest}"


def onet_files() -> dict[str, bytes]:
    """O*NET with 5 occupations, 3 detailed work activities and 3 technologies; one occupation is licensed."""
    tables = {
        "Occupation Data": [
            "O*NET-SOC Code|Title|Description",
            "51-3011.00|Bakers|Bake bread.",
            "51-3011.01|Pastry Cooks|Bake cakes.",
            "29-1211.00|Heart Doctors|Heal hearts.",
            "15-1299.00|Oven Programmers|Write the programs of ovens.",
            "15-1299.01|Oven Testers|Test ovens.",
        ],
        "Alternate Titles": [
            "O*NET-SOC Code|Alternate Title|Short Title|Source(s)",
            "51-3011.00|Bread Maker|n/a|08",
            "51-3011.00|Bakers|n/a|08",
        ],
        "Sample of Reported Titles": [
            "O*NET-SOC Code|Reported Job Title|Shown in My Next Move",
            "51-3011.00|Bread Maker|Y",
            '51-3011.00|Head of "Dough"|N',
        ],
        "Content Model Reference": [
            "Element ID|Element Name|Description",
            "1|Worker Characteristics|Said of people",
            "4.A|Generalized Work Activities|Said of work",
            "4.A.1|Information Input|Where from",
        ],
        "IWA Reference": ["Element ID|IWA ID|IWA Title", "4.A.1|4.A.1.I01|Watch processes."],
        "DWA Reference": [
            "Element ID|IWA ID|DWA ID|DWA Title",
            "4.A.1|4.A.1.I01|4.A.1.I01.D01|Watch ovens.",
            "4.A.1|4.A.1.I01|4.A.1.I01.D02|Watch hearts.",
        ],
        "Task Statements": [
            "O*NET-SOC Code|Task ID|Task|Task Type|Incumbents Responding|Date|Domain Source",
            "51-3011.00|11|Watch the oven.|Core|95|08/2023|Incumbent",
            "51-3011.00|12|Watch the other oven.|Core|95|08/2023|Incumbent",
            "29-1211.00|13|Watch the heart.|Core|95|08/2023|Incumbent",
        ],
        "Tasks to DWAs": [
            "O*NET-SOC Code|Task ID|DWA ID|Date|Domain Source",
            "51-3011.00|11|4.A.1.I01.D01|07/2014|Analyst",
            "51-3011.00|12|4.A.1.I01.D01|07/2014|Analyst",
            "29-1211.00|13|4.A.1.I01.D02|07/2014|Analyst",
        ],
        "Technology Skills": [
            "O*NET-SOC Code|Example|Commodity Code|Commodity Title|Hot Technology|In Demand",
            "15-1299.00|C++|43232402|Programming software|Y|Y",
            "15-1299.00|C|43232402|Programming software|N|N",
            "15-1299.01|Ovenware|43232403|Oven software|Y|N",
        ],
        "Job Zones": ["O*NET-SOC Code|Job Zone|Date|Domain Source", "51-3011.00|2|08/2023|Analyst"],
        "Education, Training, and Experience Categories": [
            "Element ID|Element Name|Scale ID|Category|Category Description",
            "2.D.1|Required Level of Education|RL|1|Less than a School Diploma",
            "2.D.1|Required Level of Education|RL|2|School Diploma - or the equivalent",
            "2.D.1|Required Level of Education|RL|6|Bachelor's Degree",
            "2.D.1|Required Level of Education|RL|8|Master's Degree",
            "2.D.1|Required Level of Education|RL|11|Doctoral Degree",
            "3.A.1|Related Work Experience|RW|1|None",
            "3.A.1|Related Work Experience|RW|6|Over 1 year, up to and including 2 years",
            "3.A.3|On-the-Job Training|OJ|4|Over 3 months, up to and including 6 months",
        ],
        "Education, Training, and Experience": [
            answer("O*NET-SOC Code|Element ID|Element Name|Scale ID|Category", "Data Value", "Recommend Suppress"),
            answer("51-3011.00|2.D.1|Required Level of Education|RL|1", "0.00"),
            answer("51-3011.00|2.D.1|Required Level of Education|RL|2", "42.11"),
            answer("51-3011.00|2.D.1|Required Level of Education|RL|6", "17.89"),
            answer("51-3011.00|2.D.1|Required Level of Education|RL|8", "40.00", "Y"),
            answer("51-3011.00|2.D.4.a|Job-Related Professional Certification|IM|n/a", "3.01"),
            answer("51-3011.00|3.A.1|Related Work Experience|RW|1", "39.00"),
            answer("51-3011.00|3.A.1|Related Work Experience|RW|6", "61.00"),
            answer("51-3011.00|3.A.2|On-Site or In-Plant Training|PT|1", "100.00"),
            answer("51-3011.00|3.A.3|On-the-Job Training|OJ|1", "49.00"),
            answer("51-3011.00|3.A.3|On-the-Job Training|OJ|4", "51.00"),
            answer("29-1211.00|2.D.1|Required Level of Education|RL|6", "12.50"),
            answer("29-1211.00|2.D.1|Required Level of Education|RL|8", "30.25"),
            answer("29-1211.00|2.D.1|Required Level of Education|RL|11", "57.25"),
            answer("15-1299.00|2.D.1|Required Level of Education|RL|2", "30.00"),
            answer("15-1299.00|2.D.1|Required Level of Education|RL|6", "40.00", "Y"),
            answer("15-1299.00|2.D.1|Required Level of Education|RL|8", "30.00", "Y"),
        ],
        "Related Occupations": [
            "O*NET-SOC Code|Related O*NET-SOC Code|Relatedness Tier|Index",
            "51-3011.00|51-3011.01|Primary-Short|1",
        ],
    }
    found = {f"{name}.txt": lines(*(row.replace("|", "\t") for row in rows)) for name, rows in tables.items()}
    return found | {"Read Me.txt": b"O*NET 29.9 Database\nMade up Release\n"}


_WAGES = ("PCT10", "PCT25", "MEDIAN", "PCT75", "PCT90", "MEAN")


def wages(area: str, code: str, people: object, year: str, hour: str, group: str = "detailed") -> list[object]:
    """A row of wages in the official columns: ``area`` is code|title|type|state; pay is six figures, or one for all.

    A figure is a number, or one of the signs of the survey.
    """

    def figures(text: str) -> list[object]:
        cells = text.split() * (1 if " " in text else 6)
        return [float(cell) if cell[0].isdigit() else cell for cell in cells]

    hourly, annual = figures(hour), figures(year)
    place, title, sort, state = area.split("|")
    head = [place, title, sort, state, "000000", "Cross-industry", "cross-industry", "1235", code, f"Those of {code}"]
    counts = [group, people, 1.5, "**", "**", None, None]
    return [*head, *counts, hourly[5], annual[5], 0.3, *hourly[:5], *annual[:5], None, None]


def oews_books() -> dict[str, bytes]:
    """Wages in the nation, in Avalon and in a city there, of bakers, heart doctors, and programmers with testers."""
    nation, state, city = "99|U.S.|1|US", "03|Avalon|2|AV", "0012345|Camelot-Astolat, AV|4|AV"
    return {
        "national_M2025_dl.xlsx": workbook(
            wages(nation, "00-0000", 155_000_000, "1 2 3 4 5 3", "1 2 3 4 5 3", "total"),
            wages(nation, "51-3010", 1000, "1 2 3 4 5 3", "1 2 3 4 5 3", "broad"),
            wages(nation, "51-3011", 1000, "20000 25000 30000 35000 40000 31000", "10 12.5 15 17.5 20 15.25"),
            wages(nation, "29-1211", "**", "#", "#"),
            wages(nation, "15-1290", 300, "50000 60000 70000 # # #", "25 30 35 # # #"),
        ),
        "state_M2025_dl.xlsx": workbook(
            wages(state, "51-3011", 10, "18000 23000 28000 33000 38000 29000", "9 11.5 14 16.5 19 14.1"),
            wages(state, "29-1211", "**", "239000 # # # # 250000", "*"),
            wages(state, "15-1290", 30, "*", "*"),
        ),
        "MSA_M2025_dl.xlsx": workbook(
            wages(city, "51-3011", 4, "*", "9 11.5 14.04 16.5 19 14.1"),
        ),
    }


def workbook(*rows: Sequence[object], columns: Sequence[str] = ()) -> bytes:
    """A workbook of one sheet, in the official columns of wages or in others."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("data")
    sheet.append(list(columns or OEWS_COLUMNS))
    for row in rows:
        sheet.append(list(row))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


OEWS_COLUMNS = (
    *("AREA", "AREA_TITLE", "AREA_TYPE", "PRIM_STATE", "NAICS", "NAICS_TITLE", "I_GROUP", "OWN_CODE", "OCC_CODE"),
    *("OCC_TITLE", "O_GROUP", "TOT_EMP", "EMP_PRSE", "JOBS_1000", "LOC_QUOTIENT", "PCT_TOTAL", "PCT_RPT"),
    *("H_MEAN", "A_MEAN", "MEAN_PRSE"),
    *(f"{period}_{name}" for period in "HA" for name in _WAGES[:5]),
    *("ANNUAL", "HOURLY"),
)


def rating(place: str, value: str, suppress: str = "N") -> str:
    """A row of skills or knowledge; ``place`` is code|element|name|scale."""
    return f"{place}|{value}|8|0.1|4.0|4.5|{suppress}|n/a|08/2023|Analyst"


def onet_ratings() -> dict[str, bytes]:
    """The tables of ratings, for the occupations and tasks of :func:`onet_files`."""
    head = "O*NET-SOC Code|Element ID|Element Name|Scale ID|Data Value|N|Standard Error|Lower CI Bound|Upper CI Bound"
    head += "|Recommend Suppress|Not Relevant|Date|Domain Source"
    of_tasks = "O*NET-SOC Code|Task ID|Scale ID|Category|Data Value|N|Standard Error|Lower CI Bound|Upper CI Bound"
    tables = {
        "Task Ratings": [
            f"{of_tasks}|Recommend Suppress|Date|Domain Source",
            "51-3011.00|11|FT|1|12.50|80|1.0|1.0|20.0|N|08/2023|Incumbent",
            "51-3011.00|11|IM|n/a|3.50|80|0.1|3.0|4.0|N|08/2023|Incumbent",
            "51-3011.00|12|IM|n/a|4.62|80|0.1|4.0|5.0|N|08/2023|Incumbent",
            "29-1211.00|13|IM|n/a|4.90|80|0.1|4.0|5.0|Y|08/2023|Incumbent",
        ],
        "Skills": [
            head,
            rating("51-3011.00|2.A.1.b|Active Listening|IM", "3.25"),
            rating("51-3011.00|2.A.1.b|Active Listening|LV", "2.88"),
        ],
        "Knowledge": [
            head,
            rating("51-3011.00|2.C.3.c|Baking Science|IM", "4.50"),
            rating("29-1211.00|2.C.4.d|Biology|IM", "4.80", "Y"),
        ],
    }
    return {f"{name}.txt": lines(*(row.replace("|", "\t") for row in rows)) for name, rows in tables.items()}


def onet_profiles() -> dict[str, bytes]:
    """The tables of interests, work values, work styles, abilities and work activities of the same occupations."""
    head = "O*NET-SOC Code|Element ID|Element Name|Scale ID|Data Value|N|Standard Error|Lower CI Bound|Upper CI Bound"
    head += "|Recommend Suppress|Not Relevant|Date|Domain Source"
    plain = "O*NET-SOC Code|Element ID|Element Name|Scale ID|Data Value|Date|Domain Source"
    kinds = ["Realistic", "Investigative", "Artistic", "Social", "Enterprising", "Conventional"]
    values = ["Achievement", "Working Conditions", "Recognition", "Relationships", "Support", "Independence"]

    def profile(code: str, branch: str, names: list[str], scales: str, scores: str, highest: str) -> list[str]:
        scale, top = scales.split()
        rows = zip("abcdefghi", [*names, "First", "Second", "Third"], [*scores.split(), *highest.split()], strict=True)
        return [f"{code}|{branch}.{at}|{name}|{scale if at < 'g' else top}|{n}|11/2023|Analyst" for at, name, n in rows]

    tables = {
        "Interests": [
            plain,
            *profile("51-3011.00", "1.B.1", kinds, "OI IH", "6.50 2.00 4.00 1.50 2.50 3.00", "1.00 3.00 6.00"),
            *profile("29-1211.00", "1.B.1", kinds, "OI IH", "2.00 6.80 1.50 5.00 2.50 3.00", "2.00 4.00 0.00"),
            *profile("15-1299.00", "1.B.1", kinds, "OI IH", "3.00 5.00 6.00 1.20 2.00 4.00", "3.00 2.00 6.00"),
        ],
        "Work Values": [
            plain,
            *profile("51-3011.00", "1.B.2", values, "EX VH", "3.00 4.33 2.67 5.00 4.67 2.00", "4.00 5.00 2.00"),
        ],
        "Work Styles": [
            head,
            rating("51-3011.00|1.C.5.a|Dependability|IM", "4.69"),
            rating("51-3011.00|1.C.5.b|Attention to Detail|IM", "4.40", "Y"),
            rating("29-1211.00|1.C.5.a|Dependability|IM", "4.90"),
        ],
        "Abilities": [
            head,
            rating("51-3011.00|1.A.2.a.2|Manual Dexterity|IM", "3.75"),
            rating("51-3011.00|1.A.2.a.2|Manual Dexterity|LV", "2.62"),
        ],
        "Work Activities": [
            head,
            rating("51-3011.00|4.A.1|Information Input|IM", "3.10"),
            rating("51-3011.00|4.A.1|Information Input|LV", "4.00", "Y"),
        ],
    }
    return {f"{name}.txt": lines(*(row.replace("|", "\t") for row in rows)) for name, rows in tables.items()}


def folder_of(files: Mapping[str, bytes], folder: Path) -> Path:
    """A folder with these files."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


def zip_of(files: Mapping[str, bytes], path: Path, *, under: str = "") -> Path:
    """A zip with these files, in a folder of it if one is named."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(f"{under}{name}", content)
    return path


def row_starts(content: bytes, rows: Iterable[bytes]) -> list[int]:
    """The line on which each of these rows of a file starts."""
    return [content[: content.index(row)].count(b"\n") + 1 for row in rows]
