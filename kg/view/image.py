"""A page as an image or a print, made by a browser: what it shows there is what the file has."""

from __future__ import annotations

import os
import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kg.errors import EngineError, quoted

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Playwright

IMAGE_ENDINGS: Final = (".pdf", ".png")

_WIDTH, _HEIGHT = 1280, 800
"""The window in which a page is drawn, in pixels; an image is as high as what it shows."""

_BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

_READY: Final = """() => !document.querySelector("script")
  || performance.getEntriesByName("ready").length || document.querySelector("canvas[data-ready]")"""
"""A page without scripts is ready at once; the others say so."""

_ALONE: Final = """() => document.querySelector("#canvas") && document
  .querySelectorAll(".skip, .find, .aside, .over, .help, header a, #text").forEach(each => each.remove())"""
"""Of a network the picture alone is kept, with its head, its legend and its sources: what is clicked is of no use."""

_INSTALL: Final = "pip install 'career-kg[image]', and install Chromium, or run: playwright install chromium"


def image_of(page: str, ending: str) -> bytes:
    """A page in HTML as a PNG at two dots a pixel, or as a PDF: its print on A4.

    The PNG has the whole page, but of a network without what is clicked and without the text below.

    The browser is the one that ``KG_BROWSER`` names, else an installed Chromium, else that of playwright; it is kept
    from the network. Raises EngineError where playwright or a browser is missing.
    """
    try:
        import_module("playwright.sync_api")
    except ImportError as error:
        raise EngineError("a picture as .png or .pdf needs playwright, which is not installed", _INSTALL) from error
    with ThreadPoolExecutor(1) as apart:  # a notebook has a loop of events, in whose thread playwright refuses to run
        return apart.submit(_image, page, ending).result()


def _image(page: str, ending: str) -> bytes:
    from playwright.sync_api import Error, sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as engine:
        file = Path(folder) / "picture.html"
        file.write_text(page, encoding="utf-8")
        try:
            browser = _browser(engine)
        except Error as error:
            reason = str(error).strip().splitlines()[0]
            raise EngineError(f"no browser could be started to draw the picture: {reason}", _INSTALL) from error
        try:
            return _drawn(browser, file, ending)
        except Error as error:
            reason = str(error).strip().splitlines()[0]
            raise EngineError(f"the browser could not draw the picture: {reason}", "write .html instead") from error
        finally:
            browser.close()


def _browser(engine: Playwright) -> Browser:
    """A browser without a window; root may start one only without its sandbox, and our page runs our scripts alone."""
    named = os.environ.get("KG_BROWSER")
    if named and shutil.which(named) is None:
        raise EngineError(
            f"KG_BROWSER names {quoted(named)}, which is no program", "name a Chromium, or leave it unset"
        )
    found = named or next(filter(None, map(shutil.which, _BROWSERS)), None)
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return engine.chromium.launch(executable_path=found, chromium_sandbox=not as_root)


def _drawn(browser: Browser, file: Path, ending: str) -> bytes:
    context = browser.new_context(
        viewport={"width": _WIDTH, "height": _HEIGHT}, device_scale_factor=2, offline=True, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(file.as_uri())
    _wait(page)
    if ending == ".pdf":
        return page.pdf(format="A4", print_background=True, prefer_css_page_size=True)
    page.evaluate(_ALONE)
    _wait(page)
    return page.screenshot(full_page=True, type="png")


def _wait(page: Page) -> None:
    """Until the font is there, and what scripts draw is drawn."""
    page.wait_for_function(_READY)
    page.evaluate("() => document.fonts.ready.then(() => new Promise(done => requestAnimationFrame(() => done())))")
