"""The notebook docs/first-ten-minutes.ipynb: its cells are here, and what they answer is put in by running them.

IPython, which pyvis brings, runs them in this process; the same program gives the same bytes.
"""

from __future__ import annotations

import json
import re
from tempfile import TemporaryDirectory
from typing import Any

from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from traitlets.config import Config

__all__ = ["as_page", "notebook"]

CELLS = """\
%% markdown
# The first ten minutes in Python

With `pip install 'career-kg[pandas]' jupyterlab`; everything works offline. Each method has the name of a command,
and its answer is a page in a notebook.
%% code
import kg

graph = kg.open()
graph.counts()
%% markdown
## A route

Names are matched loosely. Each statement cites a line of the guide.
%% code
route = graph.route("statistician", "MLOps")
route
%% markdown
What you have shortens it; every part of an answer is data.
%% code
has = graph.conditions(have=["Python", "Docker"])
shorter = graph.route("statistician", "MLOps", 1, has)
[(step.destination.label, [skill.label for skill in step.learn]) for step in shorter[0].steps]
%% markdown
## Where next, and what is missing?
%% code
graph.next("Data Scientist", limit=3)
%% code
graph.gap("Data Scientist", "MLOps")
%% code
graph.match(["Python", "SQL", "Excel"], limit=3)
%% markdown
`Excel` is not in the guide: the answer says so, and `find` shows what is.
%% code
[hit.entity.label for hit in graph.find("visual")]
%% markdown
## Tables
%% code
graph.rank("skills").to_pandas()[["name", "required by", "roles"]].head(5)
%% code
graph.compare(["ML Engineer", "MLOps"]).to_pandas().head(6)
%% markdown
## SPARQL
%% code
found = graph.sparql(\"\"\"
SELECT ?role ?pay { ?r a ck:Role ; skos:prefLabel ?role ; ck:salary/schema:minValue ?pay }
ORDER BY DESC(?pay) ?role LIMIT 3\"\"\")
found.to_dicts()
%% markdown
## networkx

The best route is the lightest path among the steps.
%% code
import networkx

steps = graph.to_networkx("steps")
networkx.dijkstra_path(steps, "role/data-scientist", "role/mlops-engineer", weight="weight")
%% markdown
## Where does it come from?
%% code
graph.why("Data Scientist", "pay")
%% markdown
## A picture

`graph.view_route("statistician", "MLOps")` in a cell shows it here; `save` writes one file
that works offline.
%% code
graph.view_route("statistician", "MLOps").title
"""


def notebook() -> str:
    """The notebook with the answers of its cells, as JSON of Jupyter's format 4.5."""
    with TemporaryDirectory() as folder:  # not the history and profile of whoever runs it
        make: Any = InteractiveShell
        shell = make(config=Config(HistoryManager={"enabled": False}), ipython_dir=folder)
        cells = _answered(shell)
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    found = {"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(found, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def _answered(shell: Any) -> list[dict[str, Any]]:
    counted = 0
    cells: list[dict[str, Any]] = []
    found = re.findall(r"^%% (\w+)\n(.*?)\n(?=%%|\Z)", CELLS, re.MULTILINE | re.DOTALL)
    for number, (kind, source) in enumerate(found):
        cell: dict[str, Any] = {"cell_type": kind, "id": f"cell-{number}", "metadata": {}}
        cell["source"] = source.splitlines(keepends=True)
        if kind == "code":
            counted += 1
            cell |= {"execution_count": counted, "outputs": [_answer(shell, source, counted)]}
        cells.append(cell)
    return cells


def _answer(shell: Any, source: str, number: int) -> dict[str, Any]:
    """What the last line of a cell shows, in each form that a notebook takes. Raises what the cell raises."""
    with capture_output(display=False):
        done = shell.run_cell(source)
        done.raise_error()
    data, _ = shell.display_formatter.format(done.result, include=("text/plain", "text/html"))
    lines = {form: text.splitlines(keepends=True) for form, text in data.items()}
    return {"output_type": "execute_result", "execution_count": number, "metadata": {}, "data": lines}


def as_page(text: str) -> str:
    """A notebook as Markdown: code in blocks, and below it the answer as HTML or text."""
    parts = []
    for cell in json.loads(text)["cells"]:
        source = "".join(cell["source"])
        parts.append(source if cell["cell_type"] == "markdown" else f"```python\n{source}\n```")
        for output in cell.get("outputs", ()):
            data = {form: "".join(lines) for form, lines in output["data"].items()}
            parts.append(data.get("text/html") or f"```text\n{data['text/plain']}\n```")
    return "\n\n".join(parts) + "\n"
