"""Take the screenshots of README.md and docs/picture.md: the pages as kg writes them, in Chromium without a window.

    python docs/screenshots.py [--store DIR]

The map and the hub are of a store with ESCO, O*NET and its pay statistics; without one these two stay as they are. The
pictures before-* are of commit cb803ef, and are not taken again. All differ a little with the browser and its fonts, so
no test compares them. Run this after every change of the page, and look at each picture.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from playwright.sync_api import sync_playwright

import kg

if TYPE_CHECKING:
    from collections.abc import Callable

    from kg.graph import CareerGraph
    from kg.view import Picture

IMAGES = Path(__file__).parent / "images"


class Shot(NamedTuple):
    """One screenshot: what is drawn, how wide the window is, the colours, and the selection."""

    name: str
    draw: Callable[[CareerGraph], Picture]
    width: int = 1280
    colours: str = "light"
    selection: str = ""
    of_store: bool = False


SHOTS = (
    Shot("overview", lambda graph: graph.view()),
    Shot("unfolded", lambda graph: graph.view(), selection="#skill/docker"),
    Shot("route", lambda graph: graph.view_route("statistician", "MLOps")),
    Shot("routes", lambda graph: graph.view_route("Data Scientist", "MLOps"), colours="dark"),
    Shot("route-dark", lambda graph: graph.view_route("statistician", "MLOps"), colours="dark"),
    Shot("comparison", lambda graph: graph.view_compare(["ML Engineer", "MLOps", "Data Scientist"]), colours="dark"),
    Shot("neighbourhood", lambda graph: graph.view("MLOps Engineer"), colours="dark"),
    Shot("narrow", lambda graph: graph.view_route("statistician", "MLOps"), width=400),
    Shot("phone", lambda graph: graph.view(), width=400),
    Shot("map", lambda graph: graph.restricted_to(source="esco").view(), of_store=True),
    Shot("hub", lambda graph: graph.view("Microsoft Excel"), of_store=True),
)


def main() -> int:
    """Write every screenshot."""
    path = shutil.which("chromium")
    if path is None:
        sys.exit("chromium is not installed; .ci/run installs it")
    parser = argparse.ArgumentParser(description="Take the screenshots of the documentation.")
    parser.add_argument("--store", type=Path, help="a store of taxonomies, for the map and the hub")
    folder_of_store = parser.parse_args().store
    graph = kg.open()
    store = kg.open(folder_of_store) if folder_of_store else None
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as engine:
        browser = engine.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu", "--no-first-run"])
        for shot in SHOTS:
            drawn = store if shot.of_store else graph
            if drawn is None:
                continue
            page = browser.new_page(
                viewport={"width": shot.width, "height": 800},
                color_scheme="dark" if shot.colours == "dark" else "light",
                reduced_motion="reduce",
            )
            file = shot.draw(drawn).save(Path(folder) / "picture.html")
            page.goto(f"{file.as_uri()}{shot.selection}")
            page.wait_for_function("""!document.querySelector('script')
              || performance.getEntriesByName('ready').length || document.querySelector('canvas[data-ready]')""")
            page.evaluate("document.fonts.ready.then(() => true)")
            page.wait_for_timeout(200)
            if shot.of_store:  # thousands of dots are smaller so
                page.screenshot(path=IMAGES / f"{shot.name}.jpg", type="jpeg", quality=75)
            else:
                page.screenshot(path=IMAGES / f"{shot.name}.png")
            page.close()
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
