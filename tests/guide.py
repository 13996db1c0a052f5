"""The guide's careers as plain data for the rule of the tests, typed off its lines by hand; names are its labels.

Skills stand under the label that merges keep. What is broader than what is curated: tools are members of what names
them in brackets, and five fields group skills that rest on the same training.
"""

from __future__ import annotations

import re

from rule import Option, Person, Rule, Traveller, World

__all__ = ["EMERGING", "GUIDE", "MATHEMATICS", "in_guide"]

MATHEMATICS = "From Mathematics/Statistics"

EMERGING = (
    "AI Ethicist",
    "Prompt Engineer",
    "AI Safety Researcher",
    "Synthetic Data Specialist",
    "AI Governance Specialist",
)
"""Lines 325 to 329: nothing else is stated of them."""


def _role(label: str, skills: str, education: str, floor: int, demanded: tuple[str, ...] = ()) -> Person:
    """A role whose skills have the tools that it names in brackets, as in the guide."""
    options = tuple(Option(*option.split("|")) for option in education.split())
    stated = re.findall(r"([^,(]+)(?:\(([^)]+)\))?(?:,|$)", skills)
    tools = tuple((skill.strip(), frozenset(named.split(", "))) for skill, named in stated if named)
    required = frozenset(skill.strip() for skill, _ in stated)
    return Person(label, required, options=options, demanded=demanded, floor=floor, tools=tools)


_ROLES = (
    _role(  # lines 24-33
        "Machine Learning Engineer",
        "Programming (Python, Java, Scala), ML frameworks (TensorFlow, PyTorch, Scikit-learn),"
        " Software engineering principles, Cloud platforms (AWS, GCP, Azure), Database knowledge, MLOps practices",
        "bachelor master|preferred",
        80000,
    ),
    _role(  # lines 48-57
        "Data Scientist",
        "Statistics and mathematics, Programming (Python, R), Data manipulation (SQL, Pandas),"
        " Visualization tools (Tableau, PowerBI), ML algorithms, Domain expertise",
        "bachelor master",
        70000,
    ),
    _role(  # lines 72-81; the first of the six items is the doctorate
        "Research Scientist (AI/ML)",
        "Strong mathematical foundation, Research methodology, Programming, Publication record, Domain specialization",
        "phd master|sometimes|exceptional",
        90000,
        ("phd",),
    ),
    _role(  # lines 96-105
        "AI Product Manager",
        "Technical understanding of AI/ML, Product management experience, Business acumen, Communication,"
        " Project management, Market analysis",
        "mba",
        90000,
    ),
    _role(  # lines 120-129
        "Computer Vision Engineer",
        "Deep learning frameworks, Computer vision algorithms, Image processing techniques, Programming (Python, C++),"
        " 3D graphics knowledge, Hardware optimization",
        "bachelor master",
        85000,
    ),
    _role(  # lines 144-153
        "NLP Engineer",
        "NLP libraries (NLTK, spaCy, transformers), Deep learning for text, Linguistics knowledge,"
        " Programming (Python, JavaScript), Text preprocessing techniques, Language modeling",
        "bachelor master",
        80000,
    ),
    _role(  # lines 168-177
        "MLOps Engineer",
        "Cloud platforms, Containerization (Docker, Kubernetes), Infrastructure as Code, ML frameworks,"
        " Monitoring tools, Version control systems",
        "bachelor",
        90000,
    ),
)

_PATHS = (
    (MATHEMATICS, "Statistics and mathematics, Strong mathematical foundation"),
    ("From Computer Science", "Programming"),
    ("From Domain Expertise", "Domain expertise"),
)

_MEMBERS = {
    "Programming": "Python, Java, Scala, R, C++, JavaScript, SQL",  # lines 24, 49, 123, 147, 257
    "ML frameworks": "TensorFlow, PyTorch, Scikit-learn",  # line 25
    "Cloud platforms": "AWS, GCP, Azure",  # line 27
    "Data manipulation": "SQL, Pandas",  # line 50
    "Visualization tools": "Tableau, PowerBI",  # line 51
    "NLP libraries": "NLTK, spaCy, transformers",  # line 144
    "Containerization": "Docker, Kubernetes",  # line 169
    "Computer vision": "Computer vision algorithms, Image processing techniques",
    "Deep learning": "Deep learning architectures, Deep learning for text, Deep learning frameworks",
    "Domain knowledge": "Domain expertise, Domain specialization",
    "Mathematics and statistics": "Statistical analysis, Statistics and mathematics, Strong mathematical foundation",
    "Natural language processing": "Language modeling, NLP libraries, Text preprocessing techniques",
}


def _broader() -> dict[str, frozenset[str]]:
    table: dict[str, frozenset[str]] = {}
    for group, members in _MEMBERS.items():
        for member in members.split(", "):
            table[member] = table.get(member, frozenset()) | {group}
    return table


GUIDE = World(
    roles={role.label: role for role in (*_ROLES, *(Person(label, frozenset()) for label in EMERGING))},
    paths={
        label: Person(label, frozenset(skills.split(", ")), options=(Option("bachelor"),)) for label, skills in _PATHS
    },
    broader=_broader(),
)

_RANKING = Rule(GUIDE, Traveller()).ranking


def in_guide(traveller: Traveller | None = None) -> Rule:
    """The rule for a traveller among the guide's careers."""
    rule = Rule(GUIDE, traveller or Traveller())
    rule.ranking = _RANKING  # what one has never changes kinship
    return rule
