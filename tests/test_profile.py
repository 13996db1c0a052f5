"""What a person has, from files of several kinds: what was read, what it was read as, and what was not understood."""

from __future__ import annotations

import json
import zipfile
from typing import TYPE_CHECKING

import pytest
from command_line import Answer, kg

from kg.errors import UsageError
from kg.graph import open_graph
from kg.sources.profile import read_profile

if TYPE_CHECKING:
    from pathlib import Path

RESUME = {
    "basics": {"name": "Ada Example", "label": "Data Analyst"},
    "skills": [
        {"name": "Programming", "level": "Master", "keywords": ["Python", "SQL"]},
        {"name": "Containers", "keywords": ["Docker"]},
        {"level": "Beginner"},
    ],
    "education": [{"studyType": "Bachelor", "area": "Statistics"}],
    "languages": [{"language": "English", "fluency": "Native"}],
    "work": [{"name": "Example Ltd", "position": "Data Scientist"}, {"position": "Analyst"}],
    "awards": [{"title": "Best of show"}],
}


def entries(folder: Path, name: str, content: str | bytes) -> set[tuple[str, str]]:
    """The names in a file, each with what it is the name of."""
    file = folder / name
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return {(entry.kind, entry.text) for entry in read_profile(str(file)).entries}


def gap(folder: Path, name: str, content: str) -> Answer:
    (folder / name).write_text(content, encoding="utf-8")
    return kg("gap", "--have", f"@{folder / name}", "MLOps", "-f", "json")


def test_i13_json_resume(tmp_path: Path) -> None:
    assert entries(tmp_path, "resume.json", json.dumps(RESUME)) == {
        ("past title", "Data Analyst"),
        ("skill or credential", "Programming"),
        ("skill or credential", "Python"),
        ("skill or credential", "SQL"),
        ("skill or credential", "Containers"),
        ("skill or credential", "Docker"),
        ("credential", "Bachelor in Statistics"),
        ("language", "English"),
        ("past title", "Data Scientist"),
        ("past title", "Analyst"),
    }
    answer = gap(tmp_path, "resume.json", json.dumps(RESUME))
    assert answer.status == 0
    assert [item["label"] for item in answer.json["held"]] == ["Containerization"]  # by Docker
    for told in (
        "no skill or credential named 'Containers' was found (skills[1].name): ignored",
        "not understood, and ignored: the section 'awards'",
        "not understood, and ignored: skills[2]",
        "no skill named 'English' was found (languages[0].language): ignored",
        "past title 'Data Scientist' (work[0].position) was read as the role 'Data Scientist'",
    ):
        assert told in answer.err


def test_i13_a_role_that_was_held_brings_what_it_requires(tmp_path: Path) -> None:
    """As a start does: nothing is missing then for the role itself."""
    work = json.dumps({"work": [{"position": "Data Scientist"}]})
    (tmp_path / "resume.json").write_text(work, encoding="utf-8")
    found = kg("gap", "--have", f"@{tmp_path / 'resume.json'}", "Machine Learning Engineer", "-f", "json").json
    start = kg("gap", "Data Scientist", "Machine Learning Engineer", "-f", "json").json
    assert [item["label"] for item in found["missing"]] == [item["label"] for item in start["missing"]]
    assert found["coverage"] == start["coverage"]


LINKEDIN = {
    "Skills.csv": "Name\nPython\n\"Docker\"\n",
    "Positions.csv": "Company Name,Title,Description,Location,Started On,Finished On\n"
    'Example Ltd,Data Scientist,"Did things,\nmany.",,Jan 2020,\n',
    "Education.csv": "School Name,Start Date,End Date,Notes,Degree Name,Activities\nU,,,,BSc Statistics,\n",
    "Certifications.csv": "Name,Url,Authority,Started On,Finished On,License Number\nCloud Basics,,X,,,\n",
    "Languages.csv": "Name,Proficiency\nEnglish,Native\n",
    "Connections.csv": "Notes:\n\"...\"\n\nFirst Name,Last Name\nBob,Example\n",
}  # fmt: skip


@pytest.mark.parametrize("packed", [True, False])
def test_i13_linkedins_export(tmp_path: Path, packed: bool) -> None:
    place = tmp_path / ("export.zip" if packed else "export")
    if packed:
        with zipfile.ZipFile(place, "w") as archive:
            for name, content in LINKEDIN.items():
                archive.writestr(f"Basic/{name}", content)
    else:
        place.mkdir()
        for name, content in LINKEDIN.items():
            (place / name).write_text(content, encoding="utf-8")
    found = read_profile(str(place))
    assert {(entry.kind, entry.text, entry.place) for entry in found.entries} == {
        ("skill or credential", "Python", "Skills.csv:2"),
        ("skill or credential", "Docker", "Skills.csv:3"),
        ("past title", "Data Scientist", "Positions.csv:2"),
        ("credential", "BSc Statistics", "Education.csv:2"),
        ("credential", "Cloud Basics", "Certifications.csv:2"),
        ("language", "English", "Languages.csv:2"),
    }
    answer = kg("gap", "--have", f"@{place}", "MLOps", "-f", "json")
    assert [item["label"] for item in answer.json["held"]] == ["Containerization"]
    assert "no skill or credential named 'Cloud Basics' was found (Certifications.csv:2): ignored" in answer.err


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Skills.csv", "Python"), ("my skills.csv", "Python"), ("Positions.csv", "Data Scientist"), ("cv.csv", None)],
)
def test_i13_one_table_of_the_export(tmp_path: Path, name: str, expected: str | None) -> None:
    content = LINKEDIN["Positions.csv" if name == "Positions.csv" else "Skills.csv"]
    found = {text for _, text in entries(tmp_path, name, content)}
    assert expected in found if expected else found == {"Name", "Python", '"Docker"'}


OLD_XML = """<?xml version="1.0" encoding="UTF-8"?>
<SkillsPassport xmlns="http://europass.cedefop.europa.eu/Europass" locale="en">
<LearnerInfo><Identification><PersonName><FirstName>Ada</FirstName></PersonName></Identification>
<WorkExperienceList><WorkExperience><Position><Label>Data Scientist</Label></Position>
<Employer><Name>Example</Name></Employer></WorkExperience></WorkExperienceList>
<EducationList><Education><Title>Bachelor of Science</Title></Education></EducationList>
<Skills><Linguistic><ForeignLanguageList><ForeignLanguage><Description><Code>fr</Code><Label>French</Label>
</Description></ForeignLanguage></ForeignLanguageList></Linguistic>
<Computer><Description>&lt;ul&gt;&lt;li&gt;Python&lt;/li&gt;&lt;li&gt;Docker, R&amp;amp;D&lt;/li&gt;&lt;/ul&gt;</Description></Computer></Skills>
<Achievement><Title><Label>Honours</Label></Title></Achievement></LearnerInfo></SkillsPassport>
"""  # noqa: E501
JSON_OF_IT = {
    "SkillsPassport": {
        "LearnerInfo": {
            "Identification": {"PersonName": {"FirstName": "Ada"}},
            "WorkExperience": [{"Position": {"Label": "Data Scientist"}, "Employer": {"Name": "Example"}}],
            "Education": [{"Title": "Bachelor of Science"}],
            "Skills": {
                "Linguistic": {"ForeignLanguage": [{"Description": {"Code": "fr", "Label": "French"}}]},
                "Computer": {"Description": "<ul><li>Python</li><li>Docker, R&amp;D</li></ul>"},
            },
            "Achievement": [{"Title": {"Label": "Honours"}}],
        }
    }
}
NEW_XML = """<?xml version="1.0"?>
<Candidate xmlns="http://www.europass.eu/1.0" xmlns:hr="http://www.hr-xml.org/3"><hr:DocumentID>1</hr:DocumentID>
<CandidatePerson><PersonName><FormattedName>Ada</FormattedName></PersonName></CandidatePerson>
<CandidateProfile><EmploymentHistory><EmployerHistory><PositionHistory>
<PositionTitle typeCode="FREETEXT">Data Scientist</PositionTitle></PositionHistory></EmployerHistory>
</EmploymentHistory>
<EducationHistory><EducationOrganizationAttendance><EducationDegree><hr:DegreeName>Bachelor of Science</hr:DegreeName>
</EducationDegree></EducationOrganizationAttendance></EducationHistory>
<PersonQualifications><PersonCompetency><hr:CompetencyName>Docker</hr:CompetencyName></PersonCompetency>
</PersonQualifications></CandidateProfile></Candidate>
"""


@pytest.mark.parametrize(("name", "content"), [("cv.xml", OLD_XML), ("cv.json", json.dumps(JSON_OF_IT))])
def test_i13_europass(tmp_path: Path, name: str, content: str) -> None:
    assert entries(tmp_path, name, content) == {
        ("past title", "Data Scientist"),
        ("credential", "Bachelor of Science"),
        ("language", "French"),
        ("skill or credential", "Python"),
        ("skill or credential", "Docker"),
        ("skill or credential", "R&D"),
    }
    answer = gap(tmp_path, name, content)
    assert [item["label"] for item in answer.json["held"]] == ["Containerization"]
    assert "not understood, and ignored: the section 'Achievement'" in answer.err
    assert "Identification" not in answer.err


def test_i13_europass_as_it_is_now(tmp_path: Path) -> None:
    assert entries(tmp_path, "cv.xml", NEW_XML) == {
        ("past title", "Data Scientist"),
        ("credential", "Bachelor of Science"),
        ("skill or credential", "Docker"),
    }


STATISTICS, COMPUTING = "Data Scientist", "MLOps Engineer"
"""Line 57 asks a Bachelor's in Data Science, Statistics or a related field, line 177 one in Computer Science."""


@pytest.mark.parametrize(
    ("degree", "role", "state"),
    [
        ("BSc Computer Science", COMPUTING, "held"),
        ("BSc Computer Science", STATISTICS, "held, in another field"),
        ("Bachelor's in Computer Science", COMPUTING, "held"),
        ("B.Sc. (Hons) Computer Science (2:1)", COMPUTING, "held"),
        ("Computer Science BSc", COMPUTING, "held"),
        ("bachelor of computer science", COMPUTING, "held"),
        ("MSc Statistics", STATISTICS, "held"),
        ("MSc Statistics", COMPUTING, "held, in another field"),
        ("Master of Science in Statistics", STATISTICS, "held"),
        ("MS Statistics", STATISTICS, "held"),
        ("PhD Astronomy", COMPUTING, "held, in another field"),
        ("BSc", COMPUTING, "held"),
    ],
)
def test_a_degree_is_read_with_its_field_of_study(degree: str, role: str, state: str) -> None:
    [gate] = kg("gap", "--have", degree, role, "-f", "json").json["gates"]
    assert gate["state"] == state
    graph = open_graph()
    assert graph.gap(None, role, graph.conditions(have=[degree.removesuffix(" (2:1)")])).gates[0].state == state


def test_what_only_looks_like_a_degree_is_none() -> None:
    for name in ("MS Excel", "MS Office", "degree in Computer Science", "Master electrician"):
        answer = kg("gap", "--have", f"{name},Docker", COMPUTING, "-f", "json")
        assert [gate["met"] for gate in answer.json["gates"]] == [False], name
    vague = "was read as the skill 'Statistics and mathematics'; for the degree to count name it, such as BSc or MSc"
    assert vague in kg("gap", "--have", "statistics degree", COMPUTING).err
    note = "'PhD Astronomy' was read as the credential 'PhD' in Astronomy (a field that no role here names)"
    assert note in kg("gap", "--have", "PhD Astronomy", COMPUTING).err


def test_a_degree_that_the_graph_does_not_have_counts_as_the_one_that_it_meets(tmp_path: Path) -> None:
    guide = "# Ward\n\n## Roles\n\n### Nurse\n\n**Required skills:** care\n\n**Education:** BSc in Nursing\n"
    (tmp_path / "guide.md").write_text(guide, encoding="utf-8")
    store = tmp_path / "store"
    assert kg("init", store, "--empty").status == 0
    assert kg("import", "guide", tmp_path / "guide.md", "--into", store).status == 0
    for degree, state, step in (
        ("MSc Nursing", "held", "a master's degree"),
        ("PhD in Chemistry", "held, in another field", "a doctorate"),
        ("BA History", "held, in another field", "a bachelor's degree"),
    ):
        answer = kg("-g", store, "gap", "--have", degree, "Nurse", "-f", "json")
        assert [gate["state"] for gate in answer.json["gates"]] == [state], degree
        assert f"'{degree}' was read as the credential 'BSc' (as {step}) in " in answer.err


CV = """Jane Doe

I am a data analyst who works with Docker.

Education
{} University of Leeds, 2019
"""


@pytest.mark.parametrize("degree", ["BSc Computer Science,", "Bachelor's degree in Computer Science from the"])
def test_a_degree_in_a_text_is_read_with_its_field_of_study(tmp_path: Path, degree: str) -> None:
    (tmp_path / "cv.txt").write_text(CV.format(degree), encoding="utf-8")
    answers = {role: kg("gap", "--have", tmp_path / "cv.txt", role, "-f", "json") for role in (COMPUTING, STATISTICS)}
    states = {role: answer.json["gates"][0]["state"] for role, answer in answers.items()}
    assert states == {COMPUTING: "held", STATISTICS: "held, in another field"}
    assert "line 6, column 1: " in answers[COMPUTING].err
    assert "was read as the credential 'Bachelor's' in Computer Science" in answers[COMPUTING].err


@pytest.mark.parametrize("degree", ["BSc Nursing", "B.Sc. (Hons)", "Bachelor of Science", "Bachelor"])
def test_i13_a_course_of_study_is_read_as_its_degree(tmp_path: Path, degree: str) -> None:
    answer = gap(tmp_path, "p.json", json.dumps({"education": [{"studyType": degree}], "skills": ["Docker"]}))
    assert answer.json["education"]["held"] is True if "education" in answer.json else answer.status == 0
    assert ": ignored" not in answer.err


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("p.yaml", "skills: Docker, AWS\n"),
        ("p.yaml", "skills:\n- Docker, AWS\n"),
        ("p.yml", "Skills: [Docker]\ncredentials:\nother: AWS\n"),
        ("p.json", '["Docker", "AWS"]'),
        ("p.json", '{"skills": ["Docker"], "tools": "AWS"}'),
        ("p.txt", "Docker, AWS\n"),
        ("p.txt", "\ufeffDocker\r\nAWS\r\n"),
    ],
)
def test_i13_commas_divide_names(tmp_path: Path, name: str, content: str) -> None:
    answer = gap(tmp_path, name, content)
    assert [item["label"] for item in answer.json["held"]] == ["Cloud platforms", "Containerization"]


def test_a_list_in_another_encoding_is_read_and_told(tmp_path: Path) -> None:
    (tmp_path / "p.txt").write_bytes("Docker\nPâtisserie\nPétrissage\n".encode("cp1252"))
    answer = kg("gap", "--have", f"@{tmp_path / 'p.txt'}", "MLOps", "-f", "json")
    assert "was read as windows-1252, which is a guess" in answer.err
    assert "named 'Pâtisserie' was found" in answer.err


def test_i13_a_title_of_two_roles_asks_which_one(tmp_path: Path) -> None:
    turtle = (
        "@prefix ck: <https://w3id.org/career-kg/ontology#> .\n@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
    )
    for number in (1, 2):
        turtle += f'<https://e.org/{number}> a ck:Role ; skos:prefLabel "Role {number}" ; skos:altLabel "Fitter" .\n'
    turtle += '<https://e.org/s> a ck:Skill ; skos:prefLabel "Welding" .\n'
    (tmp_path / "g.ttl").write_text(turtle, encoding="utf-8")
    (tmp_path / "p.json").write_text(json.dumps({"work": [{"position": "Fitter"}], "skills": ["Welding"]}))
    answer = kg("-g", tmp_path / "g.ttl", "match", "--have", f"@{tmp_path / 'p.json'}", "-f", "json")
    assert [entity["label"] for entity in answer.json["have"]] == ["Welding"]
    assert "which one was meant? It is ignored (work[0].position): 'Fitter' is ambiguous" in answer.err
    assert "'Role 1' (https://e.org/1), 'Role 2' (https://e.org/2)" in answer.err


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("p.json", "{", "line 1 is not valid JSON"),
        ("p.json", "[" * 100_000, "is nested too deeply"),
        ("p.json", '{"skills": [5]}', "has an entry that is not a name"),
        ("p.json", '{"basics": {"name": "Ada"}}', "no names found in"),
        ("p.xml", "<a><b>", "is not valid XML"),
        ("p.xml", "<html><b>x</b></html>", "is XML, but not of Europass"),
        ("p.xml", '<!DOCTYPE a [<!ENTITY b "x">]><Candidate>&b;</Candidate>', "declares entities"),
        ("p.pdf", "%PDF-1.7", "as a PDF"),
        ("p.zip", b"PK\x05\x06" + bytes(18), "it has none of the tables of LinkedIn's export"),
    ],
)
def test_what_is_no_profile_is_refused(tmp_path: Path, name: str, content: str | bytes, message: str) -> None:
    (tmp_path / name).write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(UsageError, match=message):
        read_profile(str(tmp_path / name))


def test_a_zip_that_is_a_trap_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "e.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("Skills.csv", b"a" * 20_000_000)
    with pytest.raises(UsageError, match="too large when unpacked"):
        read_profile(str(tmp_path / "e.zip"))


# --- nothing that a profile states is lost ----------------------------------------------------------------------------


def read(folder: Path, name: str, content: str) -> tuple[set[str], str]:
    """What `kg match` takes from a file, and its notes."""
    (folder / name).write_text(content, encoding="utf-8")
    answer = kg("match", "--have", f"@{folder / name}", "-n", "1", "-f", "json")
    return ({item["label"] for item in answer.json["have"]} if answer.out else set()), answer.err


def test_texts_of_a_resume_are_read(tmp_path: Path) -> None:
    resume = {
        "basics": {"summary": "I know Docker, and I have no Java."},
        "work": [{"name": "X", "summary": "Built <b>SQL</b> reports", "highlights": ["Taught Python", "Baked"]}],
        "volunteer": [{"organization": "Y", "highlights": ["Kept the Scala code"]}],
        "education": [{"institution": "Z", "area": "Statistics", "courses": ["Deep learning"]}],
        "projects": [{"name": "P", "description": "with AWS", "stack": ["Kafka"]}],
    }
    have, notes = read(tmp_path, "r.json", json.dumps(resume))
    assert have == {"Docker", "SQL", "Python", "Scala", "AWS"}
    for told in (
        "basics.summary, line 1, column 30: 'Java' was not counted (negated: 'no')",
        "work[0].highlights[0], line 1, column 8: 'Python' was read as the skill 'Python'",
        "work[0].highlights[1]: states no skill or credential by a known name",
        "not understood, and ignored: education[0]",
        "not understood, and ignored: projects[0].stack",
    ):
        assert told in notes


def test_texts_of_linkedins_export_are_read(tmp_path: Path) -> None:
    for name, content in {
        "Skills.csv": "Name\nSQL\n",
        "Profile.csv": "First Name,Headline,Summary\nAda,Baker,I use Docker daily\n",
        "Positions.csv": "Company Name,Title,Description\nX,Data Scientist,Wrote Scala\n",
        "Projects.csv": "Title,Description\nSite,in Java\n",
    }.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    answer = kg("match", "--have", f"@{tmp_path}", "-n", "1", "-f", "json")
    assert {"SQL", "Docker", "Scala", "Java"} <= {item["label"] for item in answer.json["have"]}
    assert "Profile.csv:2, Headline: states no skill" in answer.err


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("Python (Programming Language)", "Python"),
        ("R (Programming Language)", "R"),
        ("Amazon Web Services (AWS)", "AWS"),
        ("Structured Query Stuff (SQL)", "SQL"),
        ("Docker Products (to learn)", None),
        ("Docker (want to learn)", None),
        ("Java (not yet)", None),
    ],
)
def test_names_with_a_bracket_are_found(tmp_path: Path, name: str, label: str | None) -> None:
    have, notes = read(tmp_path, "Skills.csv", f"Name\nScala\n{name}\n")
    assert have == {"Scala", *([label] if label else [])}
    assert label or name in notes


LAUGHS = "a: &a [SQL]\n" + "".join(f"{new}: &{new} [{f'*{old}, ' * 60}]\n" for old, new in ("ab", "bc", "cd"))
"""Four lines whose aliases stand for 216,000 names."""


@pytest.mark.parametrize(
    ("content", "have", "told"),
    [
        ("skills: {Python: 3, Docker: 0}\n", {"Python"}, "entry 2 of 'skills': 'Docker', which is not held: '0'"),
        ("skills: {Python: 3, Docker: no}\n", {"Python"}, "entry 1 of 'skills': '3' beside 'Python'"),
        ("skills:\n- {name: Docker, level: 0}\n- SQL\n", {"SQL"}, "entry 1 of 'skills': 'Docker', which is not held"),
        ("skills:\n- Python: expert\n", {"Python"}, "entry 1 of 'skills': 'expert' beside 'Python'"),
        ("skills:\n- {name: SQL, years: 3}\n", {"SQL"}, "entry 1 of 'skills': 'years: 3' beside 'SQL'"),
        ("skills: [SQL]\nskills to learn: [Java]\n", {"SQL"}, "not counted, by the key 'skills to learn': 'Java'"),
        ("skills: [SQL]\nskills_i_do_not_have: [Java]\n", {"SQL"}, "by the key 'skills_i_do_not_have': 'Java'"),
        ("skills: [SQL]\nhobbies: [Java]\n", {"SQL", "Java"}, "unknown key 'hobbies'"),
        ("skills:\n- SQL\n- [a, b]\n", set(), "has an entry that is not a name: entry 2 of 'skills', '[\"a\", \"b\"]'"),
        ("- SQL\n- 7\n", set(), "has an entry that is not a name: entry 2, '7'"),
        ("languages: &x [SQL]\nskills: *x\n", {"SQL"}, ""),
        (LAUGHS, set(), "is not valid YAML"),
        ("skills: &x\n- SQL\n- *x\n", set(), "line 1 is not valid YAML: 'skills: &x'"),
        ("skills:\n- SQL\n- @x\n", set(), "line 3 is not valid YAML: '- @x'"),
        ("skills:\n- SQL\n- a: b: c\n", set(), "line 3 is not valid YAML: '- a: b: c'"),
    ],
)
def test_what_an_entry_of_yaml_says_is_named(tmp_path: Path, content: str, have: set[str], told: str) -> None:
    found, notes = read(tmp_path, "p.yaml", content)
    assert found == have
    assert told in notes


def test_titles_of_courses_are_read_for_the_skills_that_they_name(tmp_path: Path) -> None:
    titles = "Introduction to Python\nSQL for beginners\nBasket weaving\nNo Java\n"
    have, notes = read(tmp_path, "courses.txt", titles)
    assert have == {"Python", "SQL"}
    assert "'Introduction to Python' was read as the skill 'Python'" in notes
    for ignored in ("Basket weaving", "No Java"):
        assert f"no skill or credential named '{ignored}' was found: ignored" in notes


@pytest.mark.parametrize(
    "content",
    [
        "Python\nSQL\n\nSkills I do not have\nJava\nDocker\n",
        "- [x] Python\n- [x] SQL\n- [ ] Java\n",
        "Python\nSQL\n~~Java~~\n",
        "Python\nSQL\n\n# To learn\nJava\n",
    ],
)
def test_a_list_that_says_what_is_not_held_is_heeded(tmp_path: Path, content: str) -> None:
    have, notes = read(tmp_path, "p.txt", content)
    assert have == {"Python", "SQL"}
    assert "'Java' was not counted" in notes


COURSES = """\
AI101 Introduction to Python
We write functions. No prior programming is needed.

AI303 Ethics of AI
Bias, law and governance.

AI301 From notebook to production
Docker, Kubernetes, SQL, PyTorch, TensorFlow and Tableau are used.
"""


def test_parts_of_a_text_in_which_nothing_was_found_are_named(tmp_path: Path) -> None:
    (tmp_path / "courses.txt").write_text(COURSES, encoding="utf-8")
    notes = kg("match", "--curriculum", "--have", f"@{tmp_path / 'courses.txt'}").err
    assert "nothing was found in 1 of 3 parts: line 4, column 1 'AI303 Ethics of AI Bias, law and governance.'" in notes
    assert notes.count(" was read as the skill ") == 5
    assert "and 2 more were read; `kg extract` lists them" in notes


def test_rows_and_items_in_which_nothing_was_found_are_named(tmp_path: Path) -> None:
    rows = "code,title,text\nA1,Python,We use it.\nA2,Ethics of AI,Who is right?\n"
    (tmp_path / "x.csv").write_text(rows, encoding="utf-8")
    notes = kg("match", "--curriculum", "--have", f"@{tmp_path / 'x.csv'}").err
    assert "nothing was found in 2 of 3 parts: line 1, column 1 'code title text'" in notes
    assert "line 3, column 1 'A2 Ethics of AI Who is right?'" in notes
    (tmp_path / "x.md").write_text("# Courses\n\n- We use Python\n- Ethics of AI\n", encoding="utf-8")
    notes = kg("match", "--curriculum", "--have", f"@{tmp_path / 'x.md'}").err
    assert "nothing was found in 1 of 2 parts: line 4, column 1 'Ethics of AI'" in notes


def test_no_more_is_said_of_a_text_in_which_each_part_names_something(tmp_path: Path) -> None:
    (tmp_path / "x.md").write_text("# Courses\n\n- We use Python\n- We use SQL\n", encoding="utf-8")
    notes = kg("match", "--curriculum", "--have", f"@{tmp_path / 'x.md'}").err
    assert notes.count(" was read as ") == 2
    assert "nothing was found" not in notes
    assert "more were read" not in notes
