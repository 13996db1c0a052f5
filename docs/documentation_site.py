"""Write the documentation as a site, by Zensical with docs/mkdocs.yml; a link that leads nowhere ends it.

python docs/documentation_site.py [DIR]          write DIR/site, otherwise build/docs/site

The pages are those of docs/, the README as the first of them, and the notebook as a page. Links to other files of the
project become absolute, as they are on a package index. Nothing on a page comes from another server.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from functools import partial
from pathlib import Path

import click
from ten_minutes import as_page

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
HOME = "https://w3id.org/career-kg/"
LINK = re.compile(r"""(\]\(|(?:href|src|srcset)=")(?![a-z]+:|#)([^)"#\s]+)""")


def main(target: Path) -> int:
    """Write the site into a folder and return the exit status of Zensical."""
    source = target / "pages"
    for folder in (source, target / "site"):
        shutil.rmtree(folder, ignore_errors=True)
    source.mkdir(parents=True)
    shutil.copytree(DOCS / "images", source / "images")
    shutil.copy(DOCS / "ontology.html", source)
    texts = {path.name: path.read_text(encoding="utf-8") for path in DOCS.glob("*.md")}
    texts["first-ten-minutes.md"] = as_page((DOCS / "first-ten-minutes.ipynb").read_text(encoding="utf-8"))
    texts["index.md"] = (ROOT / "README.md").read_text(encoding="utf-8")
    for name, text in texts.items():
        found = LINK.sub(partial(_on_site, ROOT if name == "index.md" else DOCS), text)
        (source / name).write_text(found, encoding="utf-8")
    settings = shutil.copy(DOCS / "mkdocs.yml", target)
    menu = set(re.findall(r"[\w-]+\.md", (DOCS / "mkdocs.yml").read_text(encoding="utf-8")))
    if left_out := sorted(texts.keys() - menu):
        click.echo(f"docs/mkdocs.yml does not name {', '.join(left_out)}", err=True)
        return 1
    command = [sys.executable, "-m", "zensical", "build", "--strict", "--clean", "--config-file", settings]
    done = subprocess.run(command, cwd=target, check=False)  # noqa: S603  arguments written here
    if done.returncode == 0:
        click.echo(target / "site" / "index.html")
    return done.returncode


def _on_site(folder: Path, link: re.Match[str]) -> str:
    """A link of a page in a folder, as it leads on the site."""
    path = os.path.relpath(folder / link[2], ROOT)
    renamed = {"README.md": "index.md", "docs/first-ten-minutes.ipynb": "first-ten-minutes.md"}
    is_page = path.startswith("docs/") and (ROOT / path).exists()
    return link[1] + renamed.get(path, path.removeprefix("docs/") if is_page else HOME + path)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "build" / "docs").resolve()))
