"""The built wheel, installed alone, is the product: complete, free of leftovers, and true to the README."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zipfile
from importlib.metadata import distribution, distributions
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from readme import Example, console_examples, python_examples, readme

import kg

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parent.parent
pytestmark = pytest.mark.long


def run(*command: str | Path, cwd: Path, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=cwd, env=env, capture_output=True, text=True, encoding="utf-8", timeout=300, check=False
    )


def metadata(wheel: Path) -> str:
    archive = zipfile.ZipFile(wheel)
    return archive.read(next(name for name in archive.namelist() if name.endswith("/METADATA"))).decode("utf-8")


@pytest.fixture(scope="module")
def wheel(once: Callable[[str, Callable[[Path], object]], Path]) -> Path:
    """The wheel of this checkout, built by the tools that are installed here."""
    return next(once("wheel", build).glob("*.whl"))


def build(folder: Path) -> None:
    folder.mkdir()
    pip = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "--no-cache-dir"]
    built = run(*pip, "--disable-pip-version-check", "--wheel-dir", folder, ROOT, cwd=folder)
    assert built.returncode == 0, built.stderr


@pytest.fixture(scope="module")
def installed(wheel: Path, once: Callable[[str, Callable[[Path], object]], Path]) -> Path:
    """A virtual environment outside the checkout that holds the wheel, what it declares to need, and nothing else."""
    return once("installed", lambda venv: install(wheel, venv))


def install(wheel: Path, venv: Path) -> None:
    made = run(sys.executable, "-m", "venv", "--without-pip", venv, cwd=venv.parent)
    assert made.returncode == 0, made.stderr
    pip: list[str | Path] = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        venv / "bin" / "python",
        "install",
        "--no-deps",
        "--no-index",
    ]
    done = run(*pip, "--disable-pip-version-check", wheel, cwd=venv.parent)
    assert done.returncode == 0, done.stderr
    link_dependencies(next(venv.glob("lib/python*/site-packages")))


def link_dependencies(site: Path) -> None:
    """Lend a bare environment the installed packages that its wheel declares to need, directly or through others."""
    wheel = next(iter(distributions(name="career-kg", path=[str(site)])))
    wanted = [Requirement(text) for text in wheel.requires or ()]
    seen: set[tuple[str, frozenset[str]]] = set()
    while wanted:
        requirement = wanted.pop()
        key = (canonicalize_name(requirement.name), frozenset(requirement.extras))
        if key in seen or not applies(requirement, {""}):
            continue
        seen.add(key)
        found = distribution(requirement.name)
        needed = [Requirement(text) for text in found.requires or ()]
        wanted += [plain(each) for each in needed if applies(each, requirement.extras | {""})]
        for entry in {file.parts[0] for file in found.files or ()} - {"..", "__pycache__"}:
            if not (site / entry).exists():
                (site / entry).symlink_to(Path(str(found.locate_file(entry))))


def applies(requirement: Requirement, extras: set[str]) -> bool:
    return requirement.marker is None or any(requirement.marker.evaluate({"extra": extra}) for extra in extras)


def plain(requirement: Requirement) -> Requirement:
    """The same requirement without its marker, which has been judged."""
    requirement.marker = None
    return requirement


@pytest.fixture
def clean_environment(installed: Path, tmp_path: Path) -> dict[str, str]:
    """The environment variables of a new user whose shell finds the installed ``kg``."""
    paths = os.pathsep.join([str(installed / "bin"), "/usr/local/bin", "/usr/bin", "/bin"])
    return {"PATH": paths, "HOME": str(tmp_path), "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}


def test_wheel_ships_what_answers_need_and_nothing_else(wheel: Path, tracked: list[str]) -> None:
    names = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert not [name for name in names if not name.startswith("kg/")]
    origins = {name.removeprefix("kg/_resources/") for name in names}
    pages = {name for name in tracked if Path(name).match("docs/*.md")}
    assert origins == {name for name in tracked if name.startswith(("kg/", "ontology/", "data/"))} | pages | {
        "exports/career.trig"
    }
    assert not [name for name in origins if "test" in name or "__pycache__" in name]
    ontology = {"ontology/career.ttl", "ontology/shapes.ttl", "ontology/constraints.ttl", "ontology/alignments.ttl"}
    assert {"kg/py.typed", "data/ai_ml/roles.yaml", *ontology} <= origins
    assert any(name.startswith("ontology/queries/") for name in origins)


def test_wheel_carries_its_licences(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    licences = {name.partition(".dist-info/licenses/")[2] for name in archive.namelist() if "/licenses/" in name}
    assert licences == {"LICENSE", "NOTICE", "data/LICENSE.md", "kg/server/static/yasqe/LICENSE.txt"}
    assert "License-Expression: Apache-2.0 AND CC-BY-4.0 AND MIT\n" in metadata(wheel)


def test_wheel_describes_itself_by_the_readme(wheel: Path) -> None:
    """Word for word, but for its links, which tests/test_project.py follows."""
    described = metadata(wheel).partition("\n\n")[2]
    assert described.replace("https://w3id.org/career-kg/", "") == readme().replace("https://w3id.org/career-kg/", "")


def test_installed_wheel_is_the_one_that_answers(
    installed: Path, clean_environment: dict[str, str], tmp_path: Path
) -> None:
    code = "import kg, sys; print(kg.__file__); print(*sys.path, sep='\\n')"
    answer = run(installed / "bin" / "python", "-c", code, cwd=tmp_path, env=clean_environment)
    assert answer.returncode == 0, answer.stderr
    module, *paths = answer.stdout.splitlines()
    assert Path(module).is_relative_to(installed)
    assert not [path for path in paths if path and Path(path).is_relative_to(ROOT)]


def test_installed_wheel_has_no_development_tools(
    installed: Path, clean_environment: dict[str, str], tmp_path: Path
) -> None:
    code = "from importlib.util import find_spec; print([n for n in ('pytest', 'mypy', 'playwright') if find_spec(n)])"
    assert run(installed / "bin" / "python", "-c", code, cwd=tmp_path, env=clean_environment).stdout == "[]\n"


def test_u6_what_is_installed_takes_at_most_two_hundred_megabytes(installed: Path) -> None:
    """Without what Python compiles; a fifth of it is IPython with its parts, which pyvis imports."""
    (site,) = installed.glob("lib/python*/site-packages")
    files = [Path(folder) / name for folder, _, names in os.walk(site, followlinks=True) for name in names]
    assert sum(file.stat().st_size for file in files if file.suffix != ".pyc") <= 200_000_000


@pytest.mark.parametrize(
    "block", console_examples(readme()) or [[]], ids=lambda block: block[0].command if block else ""
)
def test_readme_command_prints_what_the_readme_says(
    block: list[Example], clean_environment: dict[str, str], tmp_path: Path
) -> None:
    folder = tmp_path / "empty"
    folder.mkdir()
    for command, output in block:
        answer = run("bash", "-c", command, cwd=folder, env=clean_environment)
        assert answer.stdout == output, f"$ {command}\n{answer.stderr}"
        assert answer.returncode in {0, 1}


def test_readme_python_answers_what_the_readme_says(
    installed: Path, clean_environment: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "readme.txt").write_text(python_examples(readme()), encoding="utf-8")
    python = installed / "bin" / "python"
    assert run("kg", "export", "exports", "-f", "ttl", cwd=tmp_path, env=clean_environment).returncode == 0
    answer = run(python, "-m", "doctest", "readme.txt", cwd=tmp_path, env=clean_environment)
    assert (answer.returncode, answer.stdout) == (0, ""), answer.stderr


def test_version_stands_in_one_place(tracked: list[str], wheel: Path) -> None:
    assert wheel.name.startswith(f"career_kg-{kg.__version__}-")
    declares = re.compile(rf"version[_\W]{{1,6}}{re.escape(kg.__version__)}\b")
    sources = [name for name in tracked if name.endswith((".py", ".toml", ".cff", ".ttl")) or name == "Makefile"]
    assert [name for name in sources if declares.search((ROOT / name).read_text(encoding="utf-8"))] == [
        "kg/__init__.py"
    ]


def test_r17_the_list_of_parts_has_all_that_is_locked(tmp_path: Path) -> None:
    made = tmp_path / "parts.cdx.json"
    what: list[str | Path] = [
        "requirements",
        "--pyproject",
        "pyproject.toml",
        "--output-reproducible",
        "-o",
        made,
        "requirements.lock",
    ]
    done = run(sys.executable, "-m", "cyclonedx_py", *what, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    parts = json.loads(made.read_text(encoding="utf-8"))
    assert parts["bomFormat"] == "CycloneDX"
    assert parts["metadata"]["component"]["name"] == "career-kg"
    locked = re.findall(
        r"^([\w.-]+)==([\w.+!]+)", (ROOT / "requirements.lock").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert {(part["name"], part["version"]) for part in parts["components"]} == set(locked)
