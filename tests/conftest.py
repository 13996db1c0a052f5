"""What every test may ask for, and the rule for skips: where KG_CI is set, a test skips only for want of ../shared."""

from __future__ import annotations

import gc
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings

import kg

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from pictures import Visit
    from serving import Served

    from kg.graph import CareerGraph
    from kg.server.site import Site
    from kg.view import Picture

ROOT = Path(__file__).resolve().parent.parent
SHARED_IS_ABSENT = "../shared is absent"


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's folder."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of reference material beside the project's; the test skips where there is none."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip(f"{SHARED_IS_ABSENT}, and with it the reference material that this test compares with")
    return folder


@pytest.fixture(scope="session")
def needs() -> Callable[[str], str]:
    """A function from the name of a tool to its path; the test skips where it is not installed."""

    def find(tool: str) -> str:
        path = shutil.which(tool, path=os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"])))
        if path is None:
            pytest.skip(f"{tool} is not installed; .ci/run installs it")
        return path

    return find


@pytest.fixture(scope="session")
def tracked(needs: Callable[[str], str]) -> list[str]:
    """Every tracked file, and those about to be: paths from the project's folder."""
    git = [needs("git"), "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(git, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=True)
    return [name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


# --- where tests write ------------------------------------------------------------------------------------------------

MEMORY_DISK = Path("/dev/shm")
"""A store waits for the disk at each of its files: on a disk in memory tests take two thirds of the time."""


def pytest_configure(config: pytest.Config) -> None:
    """Write what tests write into memory, where a run has room for it ten times over."""
    if config.option.basetemp is None and MEMORY_DISK.is_dir() and shutil.disk_usage(MEMORY_DISK).free > 4 * 2**30:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY_DISK))


@pytest.fixture(autouse=True, scope="session")
def _patience() -> Iterator[None]:
    """A command that is stopped ends by itself, however slow the machine is: its end would be that of all tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kg.cli.watch._GRACE", 60)
        yield


# --- short and long form ----------------------------------------------------------------------------------------------

for _profile, _percent in (("short", 10), ("long", 100)):
    settings.register_profile(
        _profile, max_examples=_percent, deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )
settings.load_profile("short")
"""How much tests that draw examples draw, in percent; `make long` has the long form, by --hypothesis-profile long.

A busy machine fails none of them.
"""


@pytest.fixture(scope="session")
def tries() -> Callable[[int], int]:
    """A function from how often a test that draws by itself draws in the long form to how often it does in this run."""
    return lambda full: max(full * settings().max_examples // 100, 1)


# --- order ------------------------------------------------------------------------------------------------------------


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Look for no garbage while tests are collected, nor later in what was collected: it all stays."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


CASES = 1
"""Of a slow test with more cases `make test` runs so many, and `make long` the others."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is drawn, what needs a browser and what is left to the long form.

    Slow tests start first, so that none is alone at the end.
    """
    cases: dict[str, list[pytest.Item]] = {}
    for item in items:
        asked = {*item.keywords, *getattr(item, "fixturenames", ())}
        if {"hypothesis", "tries"} & asked:
            item.add_marker("drawn")
        if "browser" in asked:
            item.add_marker("slow")
        if item.get_closest_marker("slow") and not item.get_closest_marker("long"):
            cases.setdefault(item.nodeid.partition("[")[0], []).append(item)
    for test in cases.values():
        for item in test[CASES:]:
            item.add_marker("long")
    items.sort(key=lambda item: [item.get_closest_marker(name) is None for name in ("long", "slow")])


# --- stores -----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def bundled_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the bundled graph and its mappings, to read."""
    from command_line import kg as run

    path = tmp_path_factory.mktemp("bundled") / "store"
    assert run("init", path).status == 0
    return path


@pytest.fixture
def new_store(bundled_store: Path, tmp_path: Path) -> Path:
    """A copy of it, to write to: ten times as fast as making one."""
    return shutil.copytree(bundled_store, tmp_path / "store")


@pytest.fixture(scope="session")
def taxonomies(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of everything: the bundled graph, its links, and ESCO and O*NET as made up for tests."""
    from command_line import kg as run
    from taxonomies import esco_files, folder_of, onet_files

    folder = tmp_path_factory.mktemp("taxonomies")
    path = folder / "store"
    assert run("init", path).status == 0
    for kind, files in (("esco", esco_files()), ("onet", onet_files())):
        assert run("import", kind, folder_of(files, folder / kind), "--into", path).status == 0
    return path


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Callable[[Path], object]], Path]:
    """A function from a name and what makes a folder to that folder, made once however many processes run the tests."""
    base = tmp_path_factory.getbasetemp()
    shared_base = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base

    def made(name: str, make: Callable[[Path], object]) -> Path:
        folder, done = shared_base / name, shared_base / f"{name}.done"
        with _alone(shared_base / f"{name}.lock"):
            if not done.exists():
                shutil.rmtree(folder, ignore_errors=True)  # of a process that failed to make it
                make(folder)
                done.touch()
        return folder

    return made


@pytest.fixture(scope="session")
def esco(shared: Path, once: Callable[[str, Callable[[Path], object]], Path]) -> Path:
    """A store with the official ESCO alone, to read."""
    zips = sorted((shared / "esco").glob("*.zip"))
    if not zips:
        pytest.skip(f"{SHARED_IS_ABSENT} ESCO's files")

    def imported(folder: Path) -> None:
        from kg.store.folder import StoreFolder
        from kg.store.imports import import_source

        import_source(StoreFolder.create(folder), "esco", zips)

    return once("esco-store", imported)


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """Wait until no other process is doing the same."""
    fcntl = pytest.importorskip("fcntl", reason="this system cannot lock a file")
    with lock.open("a") as held:
        fcntl.flock(held.fileno(), fcntl.LOCK_EX)
        yield


# --- the server -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def site() -> Site:
    """What a worker of the server does, about the bundled graph; the test skips where the server is not installed."""
    pytest.importorskip("jinja2", reason="career-kg[server] is not installed")
    from kg.cli.operations import operations
    from kg.server.site import Site

    return Site(kg.open(), operations())


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server about the bundled graph on a free port of this machine, a process of its own."""
    pytest.importorskip("uvicorn", reason="career-kg[server] is not installed")
    from serving import started

    with started("--limit", "request-time=1", "serve", "--port", "0", "--timeout", "5") as server:
        yield server


# --- pictures ---------------------------------------------------------------------------------------------------------

BROWSER = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync --process-per-site --renderer-process-limit=1"
)
AXE = "node_modules/axe-core/axe.min.js"


@pytest.fixture(scope="session")
def graph() -> CareerGraph:
    """The bundled graph."""
    return kg.open()


@pytest.fixture(scope="session")
def overview(graph: CareerGraph) -> Picture:
    """The bundled graph at a glance."""
    return graph.view()


@pytest.fixture(scope="session")
def mlops(graph: CareerGraph) -> Picture:
    """What surrounds the MLOps Engineer."""
    return graph.view("MLOps Engineer")


@pytest.fixture(scope="session")
def to_mlops(graph: CareerGraph) -> Picture:
    """The way from a statistician to MLOps Engineer."""
    return graph.view_route("statistician", "MLOps")


@pytest.fixture(scope="session")
def three(graph: CareerGraph) -> Picture:
    """Three roles side by side."""
    return graph.view_compare(["ML Engineer", "MLOps", "Data Scientist"])


@pytest.fixture(scope="session")
def axe() -> str:
    """The script that checks a page for accessibility; the test skips where it is not installed."""
    path = ROOT / AXE
    if not path.exists():
        pytest.skip("axe-core is not installed; .ci/run installs it")
    return path.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def browser(needs: Callable[[str], str]) -> Iterator[Any]:
    """A browser without a window."""
    chromium = needs("chromium")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as engine:
        running = engine.chromium.launch(executable_path=chromium, args=BROWSER.split())
        yield running
        running.close()


@pytest.fixture(scope="module")
def window(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """One window of the browser, in which the tests of a module open their tabs.

    An empty page stays open in it: tabs with files share its process, which takes half a second to start.
    """
    context = browser.new_context()
    empty = tmp_path_factory.mktemp("window") / "empty.html"
    empty.write_text("<!doctype html><title>empty</title>", encoding="utf-8")
    context.new_page().goto(empty.as_uri())
    yield context
    context.close()


@pytest.fixture
def visit(window: Any, tmp_path: Path) -> Iterator[Callable[..., Visit]]:
    """A function that opens a picture's page from its file in a new tab."""
    from pictures import Visit

    tabs = []

    def opened(
        picture: Picture,
        fragment: str = "",
        width: int = 1280,
        color_scheme: str = "light",
        reduced_motion: str = "no-preference",
    ) -> Visit:
        path = picture.save(tmp_path / "picture.html")
        tab = window.new_page()
        tabs.append(tab)
        tab.set_viewport_size({"width": width, "height": 800})
        tab.emulate_media(color_scheme=color_scheme, reduced_motion=reduced_motion)
        seen = Visit(tab)
        tab.goto(f"{path.as_uri()}{fragment}")
        tab.wait_for_function("!document.getElementById('data') || performance.getEntriesByName('ready').length")
        if width > 900:  # where roles at a glance are above the network, go on to it
            tab.evaluate("document.querySelector('.glance') && document.getElementById('picture').scrollIntoView()")
        return seen

    yield opened
    for tab in tabs:
        tab.close()


# --- skips ------------------------------------------------------------------------------------------------------------


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    _refuse_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    _refuse_skip(report)
    return report


def _refuse_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Turn a skip into a failure in CI, which installs every tool; an expected failure is no skip."""
    if not os.environ.get("KG_CI") or report.outcome != "skipped" or hasattr(report, "wasxfail"):
        return
    reason = str(report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr)
    if SHARED_IS_ABSENT not in reason:
        report.outcome = "failed"
        report.longrepr = f"skipped in CI, where nothing may be missing: {reason}"
