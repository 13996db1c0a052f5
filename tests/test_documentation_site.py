"""The documentation as a site: every page is there, every link leads somewhere, and nothing comes from elsewhere."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest

ROOT = Path(__file__).resolve().parent.parent
pytestmark = pytest.mark.long


class _Page(HTMLParser):
    """What a page links to, what it loads, and the places in it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.places: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.places |= {found[name] for name in ("id", "name") if name in found}
        if tag in ("a", "area") and "href" in found:
            self.links.append(found["href"])
        elif tag == "link" and found.get("rel") != "canonical" and "href" in found:
            self.loaded.append(found["href"])
        self.loaded += [found[name] for name in ("src", "srcset") if name in found]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("zensical", reason="career-kg[site] is not installed")
    folder = tmp_path_factory.mktemp("documentation")
    done = subprocess.run(
        [sys.executable, ROOT / "docs" / "documentation_site.py", folder],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "site"


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, _Page]:
    return {path: _Page(path.read_text(encoding="utf-8")) for path in sorted(site.glob("*.html"))}


def test_u11_every_page_of_the_documentation_is_one_of_the_site(pages: dict[Path, _Page]) -> None:
    written = {path.stem for path in (ROOT / "docs").glob("*.md")} | {"index", "first-ten-minutes", "ontology"}
    assert written <= {path.stem for path in pages}


def test_u11_every_link_leads_to_a_page_or_a_file_of_the_project(site: Path, pages: dict[Path, _Page]) -> None:
    followed = 0
    for path, page in pages.items():
        for link in page.links:
            if link.startswith("https://w3id.org/career-kg/"):
                name = link.removeprefix("https://w3id.org/career-kg/").partition("#")[0]
                assert name.startswith("ontology") or not name or (ROOT / name).exists(), (path.name, link)
            elif path.name != "404.html" and not re.match("[a-z]+:", link):
                name, _, place = unquote(link).partition("#")
                target = (path.parent / name).resolve() if name else path
                target = target / "index.html" if target.is_dir() else target
                assert target.is_file(), (path.name, link)
                assert not place or target not in pages or place in pages[target].places, (path.name, link)
                followed += 1
    assert followed > 1000


def test_u11_nothing_on_a_page_is_loaded_from_elsewhere(site: Path, pages: dict[Path, _Page]) -> None:
    assert [(path.name, each) for path, page in pages.items() for each in page.loaded if "//" in each] == []
    for sheet in site.rglob("*.css"):
        assert not re.search(r"(?:url\(|@import)\s*[\"']?(?:https?:)?//", sheet.read_text(encoding="utf-8")), sheet


def test_a_broken_link_ends_the_build(tmp_path: Path) -> None:
    pytest.importorskip("zensical", reason="career-kg[site] is not installed")
    (tmp_path / "pages").mkdir()
    (tmp_path / "mkdocs.yml").write_text("site_name: x\ndocs_dir: pages\n")
    command = [sys.executable, "-m", "zensical", "build", "--strict", "--config-file", str(tmp_path / "mkdocs.yml")]
    for text, status in (("[a](index.md#here)\n\n# Here\n", 0), ("[a](none.md)", 1), ("[a](index.md#none)", 1)):
        (tmp_path / "pages" / "index.md").write_text(text)
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == status, done.stdout + done.stderr


def test_u5_the_notebook_is_one_of_jupyter_with_an_answer_to_each_cell() -> None:
    """That the answers are fresh is what `docs/generate.py --check` says."""
    found = json.loads((ROOT / "docs" / "first-ten-minutes.ipynb").read_text(encoding="utf-8"))
    assert (found["nbformat"], found["nbformat_minor"]) == (4, 5)
    code = [cell for cell in found["cells"] if cell["cell_type"] == "code"]
    assert [cell["execution_count"] for cell in code] == list(range(1, len(code) + 1))
    for cell in code:
        (output,) = cell["outputs"]
        assert output["data"]["text/plain"]
        assert " at 0x" not in json.dumps(output)
    assert sum("text/html" in cell["outputs"][0]["data"] for cell in code) >= 6
