"""kg extract, and prose in --have: what a text names, where, and what it says of it."""

from __future__ import annotations

import io
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml
from command_line import kg
from hypothesis import given
from hypothesis import strategies as st
from pictures import Page

import kg as package
from kg.analysis.extraction import stem
from kg.errors import LimitError, SourceError, UsageError
from kg.graph import CareerGraph
from kg.limits import chosen
from kg.model.analysis import Mention
from kg.sources.text import Document, is_prose, parse_document, read_document

TEXTS = Path(__file__).parent.parent / "benchmarks" / "texts"


def named(graph: CareerGraph, text: str) -> dict[str, str]:
    """The labels that a text names, each with the first status."""
    found: dict[str, str] = {}
    for mention in graph.extract(text).mentions:
        found.setdefault(mention.entity.label, mention.status)
    return found


def states(graph: CareerGraph, text: str) -> set[str]:
    return {label for label, status in named(graph, text).items() if status == "stated"}


# --- tables of text ---------------------------------------------------------------------------------------------------


def stated_in(path: Path, content: str) -> dict[str, tuple[str, tuple[int, int]]]:
    """What a file names: the label with its status, line and column."""
    path.write_text(content, encoding="utf-8")
    found = kg("extract", path, "-f", "json").json["mentions"]
    return {each["label"]: (each["status"], (each["line"], each["column"])) for each in found}


@pytest.mark.parametrize(("ending", "sign"), [("csv", ","), ("tsv", "\t"), ("csv", ";")])
def test_a_row_and_a_cell_of_a_table_end_what_rules_out(tmp_path: Path, ending: str, sign: str) -> None:
    rows = [
        ("code", "title", "description", "credits"),
        ("AI1", "Introduction to Python", '"Files, loops. No prior programming needed"', "10"),
        ("AI2", "Databases and SQL", '"Not covered:\nPyTorch\nDocker"', "5"),
        ("AI3", "Tableau", "Without Kubernetes", "5"),
        ("AI4", "Pandas", "", "5"),
    ]
    found = stated_in(tmp_path / f"x.{ending}", "\n".join(sign.join(row) for row in rows))
    assert {label for label, (status, _) in found.items() if status == "negated"} == {
        *("Programming", "PyTorch", "Docker", "Kubernetes")
    }
    assert {label for label, (status, _) in found.items() if status == "stated"} == {
        *("Python", "Database knowledge", "SQL", "Tableau", "Pandas")
    }
    places = {label: place for label, (_, place) in found.items()}
    assert (places["Python"], places["Docker"], places["Pandas"]) == ((2, 21), (5, 1), (7, 5))


def test_a_cell_says_of_the_one_before_it_that_it_is_optional_or_not_required(tmp_path: Path) -> None:
    found = stated_in(tmp_path / "x.csv", "skill,need\nPython,optional\nDocker,5,not required\nSQL,required\n")
    statuses = {label: status for label, (status, _) in found.items()}
    assert statuses == {"Python": "optional", "Docker": "negated", "SQL": "stated"}


def test_rows_of_courses_count_as_held_but_for_what_they_rule_out(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text(
        "code,title,description\nA1,Introduction to Python,No prior programming is needed by you.\nA2,SQL,We query.\n"
    )
    notes = kg("match", "--have", f"@{tmp_path / 'x.csv'}").err
    assert "line 3, column 4: 'SQL' was read as the skill 'SQL'" in notes
    assert "'programming' was not counted (negated: 'No')" in notes


# --- what is found ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("I am a statistician who knows R, SQL and some Python", {"R", "SQL", "Python"}),
        ("Deep learning frameworks and deep learning", {"Deep learning frameworks", "Deep learning"}),  # the longest
        ("She was managing projects; management of projects", {"Project management"}),
        ("algorithms for machine learning", {"ML algorithms"}),
        ("good with databases and with image processing", {"Database knowledge", "Image processing techniques"}),
        (
            "problem solving, team work, power-bi, scikit learn",
            {"Problem-solving", "Teamwork", "PowerBI", "Scikit-learn"},
        ),
        ("containerisation; visualisation tool", {"Containerization", "Visualization tools"}),
        ("You communicate well and you mentor juniors", {"Communication", "mentoring"}),
        ("a training program with a mentor programme", set()),
        ("Machine-learning engineers, AI ethicists", {"Machine Learning Engineer", "AI Ethicist"}),
        ("BSc in physics, Master\u2019s degree, Ph.D. or PhD", {"Bachelor's", "Master's", "PhD"}),
        ("C++/Python; C/C++", {"C++", "Python"}),
        ("Hand-\nling of ver-\nsion control", {"Version control systems"}),
        ("the data science team; send your CV", set()),  # synonyms of roles name subjects
        ("cpp and JS", {"C++"}),  # two letters need their capitals and another skill: JS stands beside C++
    ],
)
def test_names_are_found_in_their_forms(graph: CareerGraph, text: str, labels: set[str]) -> None:
    found = states(graph, text)
    assert found == (labels | {"JavaScript"} if "JS" in text else labels)


@pytest.mark.parametrize(
    "text",
    [
        "John R. Smith, R&D, Boston, MA",
        "Type R to restart",
        "R-squared and vitamin C, class B",
        "we excel at what we do and go to lengths",
        "Mail python@example.org or see https://example.org/python/sql?x=java",
        "scrum master, master the basics",
        "Node.js, e.g. in node.java.example",
        "Big\n\ndata\n\ntechnologies",
        "machine\n- learning\n- algorithms",
        "Project\nManagement",  # two entries of a list
        "",
        "\n\n\n",
    ],
)
def test_what_only_looks_like_a_name_is_not_found(graph: CareerGraph, text: str) -> None:
    assert named(graph, text) == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("R, SQL", {"R", "SQL"}),
        ("R programming", {"R", "Programming"}),
        ("code in R or Python", {"R", "Python", "Programming"}),
        ("BERT and other transformers, PyTorch", {"transformers", "PyTorch"}),
        ("MA in economics", {"Master's"}),
        ("BA (hons)", {"Bachelor's"}),
        ("BA 2117 to Boston", set()),
        ("We use R.", {"R"}),
        ("using R every day", {"R"}),
        ("We use R&D figures", set()),
        ("Plan R is what we use", set()),
    ],
)
def test_short_and_ordinary_names_need_company(graph: CareerGraph, text: str, expected: set[str]) -> None:
    assert states(graph, text) - {"Programming"} == expected - {"Programming"}


# --- what the text says of it -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "statuses"),
    [
        ("No experience of Java, Scala or C++, but good Python", "Java- Scala- C++- Python"),
        ("I have never used Docker. I use AWS.", "Docker- AWS"),
        ("Java is not required; SQL is", "Java- SQL"),
        ("Java isn't necessary", "Java-"),
        ("Python - not required", "Python-"),
        ("Docker: not required", "Docker-"),
        ("Docker - a plus", "Docker?"),
        ("zero experience of Docker", "Docker-"),
        ("Java is useful but not essential, SQL is a must", "Java SQL"),
        ("Not only Python but also SQL", "Python SQL"),
        ("TensorFlow rather than PyTorch", "TensorFlow PyTorch-"),
        ("Python and SQL required, Scala preferred", "Python SQL Scala?"),
        ("Experience with AWS, Azure or GCP is a plus", "AWS? Azure? GCP?"),
        ("Ideally you know Docker. Python is required.", "Docker? Python"),
        ("Preferred: Docker; required: Python", "Docker? Python"),
        ("Required: Python; nice to have: Docker, AWS; not required: Java", "Python Docker? AWS? Java-"),
        ("Nice to have: clouds: AWS; containers: Docker", "AWS? Docker?"),
        ("Python, SQL, Scala (optional), Java", "Python SQL Scala? Java"),
        ("I want to learn Docker and I know Python", "Docker? Python"),
        ("Currently learning Python", "Python?"),
        ("A PhD is not a must", "PhD?"),
        ("# Nice to have\n\nDocker\n\n# Tasks\n\nPython", "Docker? Python"),
        ("Requirements:\n- Python\nBonus points:\n- Docker\nWhat we offer:\n- mentoring", "Python Docker? mentoring"),
        ("**Preferred:** AWS, Docker. Python needed.", "AWS? Docker? Python"),
        ("NOT REQUIRED\nJava\nC++\n\nREQUIRED\nPython", "Java- C++- Python"),
        ("Preferred qualifications\n\n* SQL\n* Python", "SQL? Python?"),
        ("We have no need of a long text that is\nwrapped before Java comes", "Java-"),
        # headings of what is missing, or yet to be learned, and what they hold for
        (
            "# Skills\n- Python\n\n## Skills I do not have\n- Java\n- Docker\n\n## Hobbies\n- SQL",
            "Python Java- Docker- SQL",
        ),
        ("Skills\nPython\n\nSkills I don\u2019t have\nJava\nDocker\n", "Python Java- Docker-"),
        ("## Skills I lack\n### Languages\n- Java\n### Tools\n- Docker\n## Skills\n- Python", "Java- Docker- Python"),
        ("## Not held\n\n**Languages:** Java\n\n## Held\n\n**Languages:** Python", "Java- Python"),
        ("Skills to learn:\n- Java\n\nSkills:\n- Python", "Java? Python"),
        ("## Currently learning\nJava\n## Skills\nPython", "Java? Python"),
        ("Areas for growth\n- Java\n\nStrengths\n- Python", "Java? Python"),
        ("Missing: Java\nHave: Python", "Java- Python"),
        ("## Weaknesses\n- Java\n## Strengths\n- Python", "Java- Python"),
        ("I do not know Java\nI know Python", "Java- Python"),
        ("## What you will learn\n- Python", "Python"),
        ("Skills gap analysis\nPython\nSQL", "Python SQL"),
        # boxes, and what is struck out
        ("- [x] Python\n- [ ] Java\n* [X] SQL\n1. [ ] Docker", "Python Java- SQL Docker-"),
        ("\u2610 Java\n\u2611 Python\n\u274c Docker\n\u2705 SQL", "Java- Python Docker- SQL"),
        ("Python, ~~Scala~~, SQL", "Python Scala- SQL"),
        ("Python, <del>Scala</del>, <s>Java</s>, SQL", "Python Scala- Java- SQL"),
        ("Java: no\nPython: yes\nDocker - none", "Java- Python Docker-"),
        ("| Skill | Held |\n|---|---|\n| Java | no |\n| Python | yes |", "Java- Python"),
        # the bracket, the clause and the list that a negation is in
        ("Python (no Docker), SQL", "Python Docker- SQL"),
        ("Python [without Docker] and SQL", "Python Docker- SQL"),
        ("SQL (Docker not required), Python", "SQL Docker- Python"),
        ("Python, Java (not required), SQL", "Python Java- SQL"),
        ("no (Java or Scala), Python", "Java- Scala- Python"),
        ("Python, no Docker, SQL", "Python Docker- SQL"),
        ("Python, no Java, Scala or C++", "Python Java- Scala- C++-"),
        # what Markdown does not show
        ("Python <!-- Java --> SQL\n<!--\nDocker\n-->", "Python SQL"),
        ('Python <span style="display: none">Java</span> <b hidden>Docker</b> SQL', "Python SQL"),
        ("Python\n<script>\nJava\n</script>\nSQL", "Python SQL"),
    ],
)
def test_negation_and_headings_are_heeded(graph: CareerGraph, text: str, statuses: str) -> None:
    signs = {"-": "negated", "?": "optional"}
    expected = {
        word.rstrip("-?"): signs.get(word[-1], "stated") if word != "C++" else "stated" for word in statuses.split()
    }
    assert named(graph, text) == expected


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("PhD in Statistics, in progress", set()),
        ("BSc in physics 2010, PhD in progress", {"Bachelor's"}),
        ("Master's degree (expected 2027)", set()),
        ("Bachelor's, not completed", set()),
        ("PhD candidate", set()),
        ("Studying towards a Master's degree", set()),
        ("Pursuing a PhD; Master's degree", {"Master's"}),
        ("Two years into a PhD", set()),
        ("Enrolled in a Master's programme", set()),
        ("Master's degree, 2019", {"Master's"}),
        ("The right candidate has a PhD", {"PhD"}),
    ],
)
def test_a_degree_that_is_not_finished_is_not_held(graph: CareerGraph, text: str, held: set[str]) -> None:
    assert states(graph, text) == held


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("## Looking for\n\nMachine Learning Engineer", set()),
        ("Target role: Machine Learning Engineer", set()),
        ("# Career objective\nTo work as a Machine Learning Engineer", set()),
        ("I am looking for a Machine Learning Engineer job", set()),
        ("Seeking a Machine Learning Engineer position", set()),
        ("Aspiring Machine Learning Engineer", set()),
        ("We are looking for a Machine Learning Engineer", {"Machine Learning Engineer"}),
        ("Machine Learning Engineer, 2019 to 2023", {"Machine Learning Engineer"}),
    ],
)
def test_a_role_that_someone_wants_is_not_held(graph: CareerGraph, text: str, held: set[str]) -> None:
    assert states(graph, text) == held


def test_each_mention_says_what_made_it_so(graph: CareerGraph) -> None:
    negated, optional = graph.extract("No experience of Java.\n\nNice to have:\n- Docker").mentions
    assert (negated.cue, optional.cue) == ("No", "Nice to have")


# --- places -----------------------------------------------------------------------------------------------------------


def place(mention: Mention) -> tuple[int | None, int, int]:
    return mention.page, mention.line, mention.column


def test_places_and_surroundings_in_text(graph: CareerGraph) -> None:
    (found,) = graph.extract("First line\r\n\r\n  knows Machine\r\nlearning algorithms well").mentions
    assert place(found) == (None, 3, 9)
    assert found.text == "Machine learning algorithms"
    assert found.name == "Machine learning algorithms"
    assert "knows Machine learning algorithms well" in found.context


HTML = """<!DOCTYPE html>
<html><head><title>Java</title><style>.scala { }</style></head>
<body><script>var sql = "Java";</script>
<h2>Requirements</h2><ul><li>Py<b>thon</b> &amp; C&#43;&#43;</li></ul>
<h2>Nice to have</h2><p>Docker,
  SQL</p><template>Azure</template></body></html>
"""


@pytest.mark.parametrize(
    "junk", ["<a ", "</a ", '<a b="', '<a b="<a " ', "<!-- ", "<![CDATA[", "<? ", "<script></a "], ids=range(8)
)
@pytest.mark.slow
def test_html_with_tags_that_do_not_end_is_read(graph: CareerGraph, junk: str) -> None:
    page = f"<html><body><p>I know <b>Python</b> {junk * 30_000}".encode()
    found = graph.extract(parse_document(page, "cv.html")).mentions
    assert [each.entity.label for each in found][:1] == ["Python"]


def test_html_is_read_as_shown_with_places_of_the_file(graph: CareerGraph) -> None:
    found = graph.extract(parse_document(HTML.encode(), "advert.html")).mentions
    assert [(each.entity.label, each.status, *place(each)) for each in found] == [
        ("Python", "stated", None, 4, 30),
        ("C++", "stated", None, 4, 50),
        ("Docker", "optional", None, 5, 25),
        ("SQL", "optional", None, 6, 3),
    ]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>Python</p><div style='display: none'><div>Java</div>SQL</div><p>Docker</p>", {"Python", "Docker"}),
        ("<span hidden>Java</span> Python <i aria-hidden='true'>SQL</i><!-- Docker -->", {"Python"}),
        (
            "<p hidden>Java<p>Python</p><div hidden><br><img src=x>Java</div><ul><li hidden>SQL<li>AWS</ul>",
            {"Python", "AWS"},
        ),
        ("<p style='visibility:hidden'>Java</p><p>Python</p><noscript>SQL</noscript>", {"Python"}),
        ("<p>Python <del>Java</del> <s>SQL</s></p><p style='text-decoration: line-through'>AWS</p>", {"Python"}),
        ("<ul><li><input type=checkbox checked> Python<li><input type=checkbox> Java</ul>", {"Python"}),
        ("<h2>Skills I do not have</h2><h3>Languages</h3><p>Java</p><h2>Skills</h2><p>Python</p>", {"Python"}),
    ],
)
def test_html_that_is_not_shown_or_struck_out_is_not_held(graph: CareerGraph, body: str, expected: set[str]) -> None:
    found = graph.extract(parse_document(f"<html><body>{body}</body></html>".encode(), "cv.html")).mentions
    assert {each.entity.label for each in found if each.status == "stated"} == expected


def test_word_that_is_struck_out_or_hidden_is_not_held(graph: CareerGraph) -> None:
    docx = pytest.importorskip("docx")
    document = docx.Document()
    document.add_heading("Skills I do not have", level=1)
    document.add_heading("Languages", level=2)
    document.add_paragraph("Java")
    document.add_heading("Skills", level=1)
    paragraph = document.add_paragraph("Python, ")
    paragraph.add_run("Scala").font.strike = True
    paragraph.add_run(", SQL ")
    paragraph.add_run("Docker").font.hidden = True
    output = io.BytesIO()
    document.save(output)
    found = graph.extract(parse_document(output.getvalue(), "cv.docx")).mentions
    assert {each.entity.label: each.status for each in found} == {
        "Java": "negated", "Python": "stated", "Scala": "negated", "SQL": "stated"
    }  # fmt: skip


def pdf(*pages: str) -> bytes:
    """A PDF file with a line of text on each page."""
    texts = [f"BT /F1 12 Tf 72 700 Td ({page}) Tj ET".encode() for page in pages]
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for number, text in enumerate(texts):
        resources = "/Resources << /Font << /F1 3 0 R >> >> /MediaBox [0 0 612 792]"
        objects.append(f"<< /Type /Page /Parent 2 0 R {resources} /Contents {5 + 2 * number} 0 R >>".encode())
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text))
    content, offsets = b"%PDF-1.4\n", []
    for number, part in enumerate(objects, 1):
        offsets.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    begin = b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    trailer = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(content))
    return content + begin + trailer


def word(*lines: str) -> bytes:
    """A Word document: a heading for a line that begins with #, an item for one with -, and a table."""
    docx = pytest.importorskip("docx")
    made = docx.Document()
    for line in lines:
        style = {"#": "Heading 1", "-": "List Bullet"}.get(line[:1])
        made.add_paragraph(line.lstrip("#- "), style=style)
    cells = made.add_table(rows=1, cols=2).rows[0].cells
    cells[0].text, cells[1].text = "Tools", "Docker"
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def test_pdf_has_pages(graph: CareerGraph) -> None:
    pytest.importorskip("pypdf")
    found = graph.extract(parse_document(pdf("I know Python", "and SQL. No Java."), "cv.pdf")).mentions
    assert [(each.entity.label, each.status, *place(each)) for each in found] == [
        ("Python", "stated", 1, 1, 8),
        ("SQL", "stated", 2, 1, 5),
        ("Java", "negated", 2, 1, 13),
    ]


def test_a_pdf_has_no_more_pages_than_the_limit() -> None:
    pytest.importorskip("pypdf")
    with chosen(["document-pages=1"]), pytest.raises(LimitError, match="limit document-pages"):
        parse_document(pdf("I know Python", "and SQL."), "cv.pdf")


def test_a_word_document_has_headings_items_and_tables(graph: CareerGraph) -> None:
    content = word("Must", "- Python", "# Nice to have", "- Scala", "- SQL")
    found = graph.extract(parse_document(content, "advert.docx")).mentions
    assert [(each.entity.label, each.status, each.line) for each in found] == [
        ("Python", "stated", 2),
        ("Scala", "optional", 4),
        ("SQL", "optional", 5),
        ("Docker", "optional", 6),
    ]


# --- properties -------------------------------------------------------------------------------------------------------


GRAPH = package.open()
PLAIN = sorted(
    {
        (name, iri)
        for kind, _, iri, name, tier in GRAPH.store.names.labels(("skill", "role", "credential"), ("preferred label",))
        if len(name) > 4 and name not in ("transformers", "Architecture") and not name.isupper()
    }
)
"""The labels that are no ordinary words, and need no capitals."""

_FILLERS = ("We met on", "Then came the", "In the autumn", "the window was", "Paper", "over there")


@st.composite
def planted(draw: st.DrawFn) -> tuple[str, list[tuple[str, int]]]:
    """Prose with labels in it, dressed: the text, and each IRI with its offset."""
    text, places = "", []
    for _ in range(draw(st.integers(1, 5))):
        name, iri = draw(st.sampled_from(PLAIN))
        case = draw(st.sampled_from([str, str.upper, str.lower, str.title if "'" not in name else str]))
        gap = draw(st.sampled_from([" ", " ", "\n", "  "]))
        dressed = case(name).replace(" ", gap, 1 if gap == "\n" else -1)  # whole lines are entries of a list
        text += draw(st.sampled_from(_FILLERS)) + draw(st.sampled_from([" ", ": ", ", ", "\n", " (", ' "', " **"]))
        places.append((iri, len(text)))
        text += dressed + draw(st.sampled_from([". ", ", ", "; ", ")\n", "!\n\n", "** ", '" ', " - "]))
    return text, places


@given(planted())
def test_planted_names_come_back_at_their_places(case: tuple[str, list[tuple[str, int]]]) -> None:
    text, places = case
    canonical = GRAPH.careers.tree.canonical
    found = {(canonical(each.entity.iri), each.start) for each in GRAPH.extract(text).mentions}
    assert {(canonical(iri), start) for iri, start in places} <= found


@given(
    st.sampled_from([pair for pair in PLAIN if "," not in pair[0]]),
    st.sampled_from(["No experience of {}.", "I have never used {}.", "We work without {}.", "{} is not required.",
                     "You don't need {}", "You do not need any {}!", "- no {}\n- much else"]),
)  # fmt: skip
def test_negated_names_are_marked(pair: tuple[str, str], sentence: str) -> None:
    found = GRAPH.extract(f"Hello. {sentence.format(pair[0])} Good bye.").mentions
    assert [each.status for each in found] == ["negated"]


@given(st.text(max_size=300))
def test_any_text_is_read_and_places_are_true(text: str) -> None:
    document = Document.of(text)
    lines = document.text.split("\n")
    for each in GRAPH.extract(document).mentions:
        assert lines[each.line - 1][each.column - 1 :].startswith(document.text[each.start : each.end].split("\n")[0])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("managing", "management"),
        ("visualising", "visualization"),
        ("analysed", "analysis"),
        ("databases", "database"),
        ("modelling", "modeling"),
        ("policies", "policy"),
        ("communicating", "communicate"),
    ],
)
def test_forms_of_a_word_have_one_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


@pytest.mark.parametrize(
    ("one", "other"), [("manager", "management"), ("engineer", "engineering"), ("organ", "organization")]
)
def test_other_words_have_another(one: str, other: str) -> None:
    assert stem(one) != stem(other)


def test_the_marked_texts_reach_their_bars(graph: CareerGraph) -> None:
    marks = yaml.safe_load((TEXTS / "marks.yaml").read_text(encoding="utf-8"))
    canonical = graph.careers.tree.canonical
    right = found = wanted = 0
    for file in ("adverts", "cvs", "courses"):
        for key, text in yaml.safe_load((TEXTS / f"{file}.yaml").read_text(encoding="utf-8")).items():
            labels = [label for status in ("stated", "optional", "negated") for label in marks[key].get(status, ())]
            expected = {canonical(graph.get(label, "skill", "role", "credential", "job-title").iri) for label in labels}
            own = {canonical(each.entity.iri) for each in graph.extract(text).mentions}
            right, found, wanted = right + len(own & expected), found + len(own), wanted + len(expected)
    assert right >= 0.9 * found
    assert right >= 0.7 * wanted


# --- hostile files ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("cv.pdf", b"%PDF-1.7\nbroken", "cannot read .* as a PDF"),
        ("cv.pdf", pdf("Python")[:200], "cannot read .* as a PDF|has no text"),
        ("cv.pdf", b"plain", "is not a PDF, or it is damaged"),
        ("cv.docx", b"PK\x03\x04broken", "as a Word document"),
        ("cv.docx", b"plain", "is not a Word document, or it is damaged"),
        ("cv.txt", b"a\0b\0\0c Python", "."),
        ("cv.txt", b"  \n \t\n", "has no text"),
        ("cv.html", b"<html><script>Python</script></html>", "has no text"),
    ],
)
def test_a_damaged_document_is_one_clear_error(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(SourceError, match=message) as caught:
        read_document(str(tmp_path / name))
    assert caught.value.hint
    answer = kg("extract", tmp_path / name)
    assert answer.status == 3
    assert "Traceback" not in answer.err
    assert answer.err.startswith("kg: ")


def test_a_zip_that_is_no_document_and_a_bomb_are_refused(tmp_path: Path) -> None:
    for name, size, message in (
        ("other.txt", 10, "is not a Word document"),
        ("word/document.xml", 30_000_000, "too large"),
    ):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(name, b" " * size)
        with pytest.raises(SourceError, match=message):
            parse_document(buffer.getvalue(), "cv.docx")


def test_a_folder_or_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is a folder"):
        read_document(str(tmp_path))
    with pytest.raises(SourceError, match="No such file"):
        read_document(str(tmp_path / "none.txt"))


@pytest.mark.parametrize(("library", "content"), [("pypdf", pdf("Python")), ("docx", None)])
def test_a_missing_library_names_the_extra(
    monkeypatch: pytest.MonkeyPatch, library: str, content: bytes | None
) -> None:
    made = content or word("Python")
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(SourceError, match="not installed") as caught:
        parse_document(made, "cv")
    assert caught.value.hint == "pip install 'career-kg[documents]'"


@pytest.mark.slow
def test_a_huge_line_and_control_characters_are_read(graph: CareerGraph) -> None:
    text = "Python" + " word" * 40_000 + " \x1b[31mSQL\x07\x00 and\u200b Ja\u00adva"
    assert states(graph, text) == {"Python", "SQL", "Java"}


@pytest.mark.parametrize("unit", ["not ", "a plus, ", "((((", "- ", "and no ", "Python, ", "# ", "&lt;<b>", "R "])
def test_repeated_words_take_no_long_time(graph: CareerGraph, unit: str) -> None:
    graph.extract(parse_document((unit * 3000).encode(), "a.html"))
    graph.extract(unit * 3000)


def test_hostile_text_is_escaped(tmp_path: Path) -> None:
    (tmp_path / "cv.txt").write_text("<img src=x> | =cmd() \x1b[2J Python `x` </td><script>alert(1)</script>\n")
    page = Page(kg("extract", tmp_path / "cv.txt", "-f", "html").out)
    assert not {tag for tag, _ in page.elements} & {"script", "img"}
    assert "\x1b" not in kg("extract", tmp_path / "cv.txt").out


# --- the command ------------------------------------------------------------------------------------------------------


ADVERT = "Requirements: Python, SQL. Nice to have: Docker. No Java.\n"


def test_the_answer_in_json_has_places_and_statuses() -> None:
    answer = kg("extract", "-", "-f", "json", stdin=ADVERT)
    assert answer.status == 0
    assert answer.json["document"] == "standard input"
    assert answer.json["unclear"] == []
    rows = [
        (each["label"], each["kind"], each["status"], each["line"], each["column"]) for each in answer.json["mentions"]
    ]
    assert rows == [
        ("Python", "skill", "stated", 1, 15),
        ("SQL", "skill", "stated", 1, 23),
        ("Docker", "skill", "optional", 1, 42),
        ("Java", "skill", "negated", 1, 53),
    ]


def test_csv_has_a_row_for_each_mention() -> None:
    lines = kg("extract", "-", "-f", "csv", stdin=ADVERT).lines
    assert lines[0] == "place,text,read as,kind,status,because of,in the text"
    assert len(lines) == 5


def test_kinds_and_sources_restrict_the_answer() -> None:
    found = kg("extract", "-", "--kind", "credential", "-f", "json", stdin="PhD and Python").json["mentions"]
    assert [each["label"] for each in found] == ["PhD"]
    assert kg("extract", "-", "--source", "nowhere", stdin="PhD").status == 2


def test_nothing_found_is_the_answer_no() -> None:
    answer = kg("extract", "-", stdin="Nothing of the kind.")
    assert answer.status == 1
    assert "No name of a skill, role or credential was found." in answer.out


def test_a_name_of_several_entities_is_not_decided(tmp_path: Path) -> None:
    lines = [
        "@prefix ck: <https://w3id.org/career-kg/ontology#> .",
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .",
        '<http://x/a> a ck:Skill ; skos:prefLabel "Oral hygiene" ; skos:altLabel "dental care" .',
        '<http://x/b> a ck:Skill ; skos:prefLabel "Oral surgery" ; skos:altLabel "dental care" .',
    ]
    (tmp_path / "two.ttl").write_text("\n".join(lines))
    answer = kg(
        "-g", tmp_path / "two.ttl", "extract", "-", "-f", "json", stdin="We offer dental care and oral surgery."
    )
    assert [each["label"] for each in answer.json["mentions"]] == ["Oral surgery"]
    (unclear,) = answer.json["unclear"]
    assert {unclear["label"], *(each["label"] for each in unclear["others"])} == {"Oral hygiene", "Oral surgery"}


# --- prose in --have --------------------------------------------------------------------------------------------------


def held(answer: Any) -> list[str]:
    assert answer.status == 0, answer.err
    return [each["label"] for each in answer.json["have"]]


def test_a_sentence_is_understood_with_places() -> None:
    sentence = "I am a statistician who knows R, SQL and some Python, but I have no experience of Docker"
    answer = kg("match", "--have", sentence, "-f", "json")
    assert held(answer) == ["R", "SQL", "Python"]
    assert "line 1, column 31: 'R' was read as the skill 'R'" in answer.err
    assert "'Docker' was not counted (negated: 'no')" in answer.err


@pytest.mark.parametrize("name", ["cv.txt", "cv.md", "cv.html", "cv.pdf", "cv.docx"])
def test_a_cv_is_a_profile(tmp_path: Path, name: str) -> None:
    text = "I have worked with Python and SQL. I do not know Java."
    content = {"cv.pdf": pdf(text), "cv.docx": None, "cv.html": f"<p>{text}</p>".encode()}.get(name, text.encode())
    (tmp_path / name).write_bytes(content or word(text))
    answer = kg("match", "--have", f"@{tmp_path / name}", "-f", "json")
    assert set(held(answer)) == {"Python", "SQL"} | ({"Docker"} if name == "cv.docx" else set())
    assert "'Python' was read as the skill 'Python'" in answer.err
    assert "'Java' was not counted (negated: 'not')" in answer.err


def test_a_list_of_names_stays_a_list(tmp_path: Path) -> None:
    (tmp_path / "names.txt").write_text("Python\nSQL\nsome skill I have or am learning\n")
    answer = kg("match", "--have", f"@{tmp_path / 'names.txt'}", "-f", "json")
    assert held(answer) == ["Python", "SQL"]
    assert "was read as" not in answer.err
    assert "'some skill I have or am learning' was found" in answer.err


def test_courses_are_found_in_their_list(tmp_path: Path) -> None:
    (tmp_path / "courses.md").write_text("# Courses\n\n1. Containerization with Docker\n2. AWS for beginners\n")
    answer = kg("match", "--curriculum", "--have", f"@{tmp_path / 'courses.md'}", "-f", "json")
    assert answer.status == 0
    assert [each["label"] for each in answer.json["taught"]] == ["Containerization", "Docker", "AWS"]


def test_roles_in_prose_are_not_counted(tmp_path: Path) -> None:
    answer = kg("match", "--have", "I am a data scientist and I know SQL", "-f", "json")
    assert held(answer) == ["SQL"]
    assert "'data scientist' was not counted (a role)" in answer.err


def test_prose_without_a_skill_is_the_answer_no() -> None:
    answer = kg("match", "--have", "I am a person who likes to sing")
    assert answer.status == 1
    assert "states no skill or credential" in answer.err


@pytest.mark.parametrize("name", ["Terraform", "Kafka", "Snowflake", "welding"])
def test_no_hint_that_is_not_near(name: str) -> None:
    answer = kg("match", "--have", name)
    assert answer.status == 1
    assert "did you mean" not in answer.err


@pytest.mark.parametrize(("name", "near"), [("Pythn3", "Python"), ("Kubernets cluster", "Kubernetes")])
def test_a_near_name_is_still_suggested(name: str, near: str) -> None:
    assert near in kg("match", "--have", name).err


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I know Python", False),
        ("I know Python and R", True),
        ("Python\nSQL", False),
        ("use spreadsheets software, have computer literacy", True),
        ("Worked as analyst for years", True),
    ],
)
def test_prose_is_told_from_lists(text: str, expected: bool) -> None:
    assert is_prose(text) == expected


CRAFTS = """@prefix ck: <https://w3id.org/career-kg/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<http://x.example/electronics> a ck:Skill ; skos:prefLabel "electronics" .
<http://x.example/models> a ck:Role ; skos:prefLabel "Models" .
<http://x.example/crew> a ck:Skill ; skos:prefLabel "train crew members" ; skos:altLabel "training of new colleagues" .
"""


def test_an_adjective_is_not_the_subject_that_ends_in_ics(tmp_path: Path) -> None:
    (tmp_path / "crafts.ttl").write_text(CRAFTS, encoding="utf-8")
    for text, found in (
        ("You keep the electronic patient record.", []),
        ("You repair electronics.", ["electronics"]),
        ("Electronics is what you teach.", ["electronics"]),
        ("You build economic models.", []),
    ):
        (tmp_path / "job.txt").write_text(text, encoding="utf-8")
        answer = kg("-g", tmp_path / "crafts.ttl", "extract", tmp_path / "job.txt", "-f", "json").json
        assert [each["label"] for each in answer["mentions"]] == found, text


def test_a_text_that_has_another_name_of_a_skill_says_which(tmp_path: Path) -> None:
    (tmp_path / "crafts.ttl").write_text(CRAFTS, encoding="utf-8")
    (tmp_path / "job.txt").write_text("You help with the training of new colleagues.", encoding="utf-8")
    text = kg("-g", tmp_path / "crafts.ttl", "extract", tmp_path / "job.txt").out
    assert "also known as 'training of new colleagues'" in text
