"""The speed of the picture: from the command to the file, in a browser to the first drawn frame, and while panning.

    python benchmarks/view.py [--loads N] [--store DIR]

The command is timed in pairs against the import that it cannot do without; the browser is Chromium without a window,
found as ``chromium`` on the path. With ``--store``, one that has ESCO and O*NET, the map of ESCO is measured too: the
processor time that writes it once its positions are kept, its size, and in the browser when it is interactive, how many
frames it draws while it is moved and zoomed, and its heap; and the page of a skill that very many roles ask for: its
size and when it can be read. The exit status is 1 when a figure misses its limit.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from playwright.sync_api import sync_playwright
from speed import KG, compare, process

import kg
from kg.view.neighbourhood import neighbourhood_drawing
from kg.view.page import network_data

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.graph import CareerGraph

FRAMES = 180
"""How many frames are drawn while panning."""

PAN = """(frames) => new Promise((resolve) => {
  const { x, y } = canvas.network.getViewPosition();
  const times = [];
  canvas.network.on("afterDrawing", () => times.push(performance.now()));
  let frame = 0;
  const move = () => {
    if (frame++ === frames) return resolve(times);
    canvas.network.moveTo({ position: { x: x + 200 * Math.sin(frame / 20), y }, animation: false });
    requestAnimationFrame(move);
  };
  move();
})"""
"""Moves the picture to and fro, frame by frame, and gives the time of every draw."""


MOVE = """(frames) => new Promise((resolve) => {
  const map = document.querySelector("canvas[data-ready]");
  map.focus();
  const keys = ["ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp"];
  const times = [];
  let frame = 0;
  const move = (time) => {
    times.push(time);
    if (frame++ === frames) return resolve(times);
    const key = frame < frames / 4 ? "+" : keys[(frame / 30) % 4 | 0];
    if (frame % 30 === 1) map.dispatchEvent(new KeyboardEvent("keydown", { key, shiftKey: true, bubbles: true }));
    requestAnimationFrame(move);
  };
  requestAnimationFrame(move);
})"""
"""Zooms into the map and moves it by its keys, and gives the time of every frame of the browser meanwhile."""

HUB = "Microsoft Excel"
"""A skill that most roles of O*NET ask for."""

PAINTED = """() => new Promise((resolve) => {
  new PerformanceObserver((seen) => {
    const [painted] = seen.getEntriesByName("first-contentful-paint");
    const [{ loadEventEnd }] = performance.getEntriesByType("navigation");
    if (painted) resolve(Math.max(painted.startTime, loadEventEnd));
  }).observe({ type: "paint", buffered: true });
})"""
"""When a page has been painted for the first time, and is loaded."""


class Row(NamedTuple):
    """One figure, and the most (or least) that it may be."""

    name: str
    value: float
    unit: str
    limit: float
    at_least: bool = False

    @property
    def holds(self) -> bool:
        """Whether the figure keeps to its limit."""
        return self.value >= self.limit if self.at_least else self.value <= self.limit


def town_square(folder: Path, roles: int, skills: int) -> CareerGraph:
    """A graph around one skill, which all roles require, each with skills that no other role requires."""
    lines = ["@prefix : <https://w3id.org/career-kg/> .", "@prefix ck: <https://w3id.org/career-kg/ontology#> ."]
    lines += ["@prefix skos: <http://www.w3.org/2004/02/skos/core#> .", ':hub a ck:Skill ; skos:prefLabel "Hub"@en .']
    for role in range(roles):
        names = [f":skill-{role}-{skill}" for skill in range(skills)]
        lines.append(f':role-{role} a ck:Role ; skos:prefLabel "Role {role}"@en ; ck:requiresSkill :hub .')
        lines += [f'{name} a ck:Skill ; skos:prefLabel "Skill {name[7:]}"@en .' for name in names]
        lines += [f":role-{role} ck:requiresSkill {name} ." for name in names]
    path = folder / f"town-square-{roles}-{skills}.ttl"
    path.write_text("\n".join(lines), encoding="utf-8")
    return kg.open(path)


def command(folder: Path, runs: int) -> Row:
    """From the command to the file, against the import of what builds the network."""
    ours = process(KG, "view", "-o", str(folder / "career.html"))
    ratio = compare(ours, process(sys.executable, "-c", "import pyvis.network"), runs)[2]
    return Row('kg view / python -c "import pyvis.network"', ratio, "x", 1.8)


def route_command(folder: Path, runs: int) -> Row:
    """A route as a page, which needs neither pyvis nor a script, against the same route as text."""
    ends = "statistician", "MLOps"
    ours = process(KG, "view", "--route", *ends, "-o", str(folder / "route.html"))
    return Row("kg view --route / kg route, same ends", compare(ours, process(KG, "route", *ends), runs)[2], "x", 1.3)


def building(folder: Path, roles: int) -> float:
    """The seconds needed to build the lists of nodes and edges of described entities: the least of five runs."""
    graph = town_square(folder, roles, 9)
    drawing = neighbourhood_drawing(graph, graph.get("Hub"), 2)
    assert len(drawing.nodes) == 1 + 10 * roles
    times = []
    for _ in range(5):
        start = time.perf_counter()
        network_data(drawing, {}, None)
        times.append(time.perf_counter() - start)
    return min(times)


def in_browser(folder: Path, loads: int) -> Iterator[Row]:
    """What a reader waits for, in a new page each time: medians."""
    overview = kg.open().view().save(folder / "overview.html").as_uri()
    square = town_square(folder, 100, 19)
    large = square.view("Hub", 2).save(folder / "large.html").as_uri()
    with sync_playwright() as engine:
        path = shutil.which("chromium")
        arguments = ["--no-sandbox", "--disable-gpu", "--no-first-run"]
        browser = engine.chromium.launch(executable_path=path, args=arguments)

        def opened(address: str) -> Any:
            page = browser.new_page(viewport={"width": 1280, "height": 800})
            page.goto(address)
            page.wait_for_function("() => performance.getEntriesByName('drawn').length")
            return page

        def since_navigation(address: str, mark: str) -> float:
            times = []
            for _ in range(loads):
                page = opened(address)
                times.append(page.evaluate("(mark) => performance.getEntriesByName(mark)[0].startTime", mark) / 1000)
                page.close()
            return float(statistics.median(times))

        yield Row("overview: from navigation to the first drawn frame", since_navigation(overview, "drawn"), "s", 1.5)
        page = opened(overview)
        times = page.evaluate(PAN, FRAMES)
        gaps = [after - before for before, after in pairwise(times[5:])]
        yield Row("overview: draws a second while panning", 1000 / statistics.median(gaps), "", 50, at_least=True)
        yield Row("2,001 nodes: from navigation to interactive", since_navigation(large, "ready"), "s", 4)
        browser.close()


def career_map(folder: Path, store: Path, loads: int) -> Iterator[Row]:
    """The map of ESCO: written with positions that are kept, and in a browser."""
    target = folder / "map.html"
    arguments = [KG, "-g", str(store), "view", "--map", "--source", "esco", "-o", str(target)]
    times = []
    for _ in range(4):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(arguments, check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    yield Row("map of ESCO: processor time to write it, warm", min(times[1:]), "s", 4)
    yield Row("map of ESCO: size", target.stat().st_size / 1e6, "MB", 4)
    with sync_playwright() as engine:
        arguments = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--enable-precise-memory-info"]
        browser = engine.chromium.launch(executable_path=shutil.which("chromium"), args=arguments)
        ready = []
        page = browser.new_page()
        for _ in range(loads):
            page.close()
            page = browser.new_page(viewport={"width": 1280, "height": 800})
            page.goto(target.as_uri())
            page.wait_for_selector("canvas[data-ready]")
            ready.append(page.evaluate("performance.getEntriesByName('ready')[0].startTime") / 1000)
        yield Row("map of ESCO: from navigation to interactive", statistics.median(ready), "s", 1)
        page.context.new_cdp_session(page).send("HeapProfiler.collectGarbage")
        heap = page.evaluate("performance.memory.usedJSHeapSize") / 1e6
        times = page.evaluate(MOVE, FRAMES)
        gaps = [after - before for before, after in pairwise(times)]
        yield Row("map of ESCO: frames a second while it moves", 1000 / statistics.mean(gaps), "", 30, at_least=True)
        yield Row("map of ESCO: heap", heap, "MB", 20)
        browser.close()


def hub(folder: Path, store: Path, loads: int) -> Iterator[Row]:
    """The page of a skill that hundreds of roles of O*NET ask for: it needs no script, so it is ready when painted."""
    target = folder / "hub.html"
    subprocess.run([KG, "-g", str(store), "view", HUB, "-o", str(target)], check=True, capture_output=True)
    yield Row(f"{HUB}: size", target.stat().st_size / 1e6, "MB", 1.5)
    with sync_playwright() as engine:
        browser = engine.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        times = []
        for _ in range(loads):
            page = browser.new_page(viewport={"width": 1280, "height": 800})
            page.goto(target.as_uri())
            times.append(page.evaluate(PAINTED) / 1000)
            page.close()
        yield Row(f"{HUB}: from navigation to painted and loaded", statistics.median(times), "s", 1)
        browser.close()


def main() -> int:
    """Measure and print every row."""
    parser = argparse.ArgumentParser(description="Speed of the picture.")
    parser.add_argument("--loads", type=int, default=9, help="how often each page is opened (default 9)")
    parser.add_argument("--store", type=Path, help="a store with ESCO and O*NET")
    given = parser.parse_args()
    loads = given.loads
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = [command(folder, 11), route_command(folder, 11), *in_browser(folder, loads)]
        small, large = building(folder, 60), building(folder, 240)
        if given.store:
            rows += [*career_map(folder, given.store, loads), *hub(folder, given.store, loads)]
        rows.append(Row("lists of 2,401 nodes / of 601, four times as many", large / small, "x", 6))
    print(f"{'measured':56}{'figure':>10}  limit")
    for row in rows:
        sign, verdict = ">=" if row.at_least else "<=", "" if row.holds else "  MISSED"
        print(f"{row.name:56}{row.value:8.2f} {row.unit:1}  {sign} {row.limit:g}{verdict}")
    return 0 if all(row.holds for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
