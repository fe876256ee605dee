"""`studio.open`: how long an administrator waits until a draft can be drawn in, warm.

A real Chromium opens the editor of the longest everyday procedure with its cache filled; it is
ready once the diagram stands there, can be edited and has been checked by the server.
"""

import os
import shutil
import time
from typing import Final
from uuid import UUID

from playwright.sync_api import Page, sync_playwright

from benchmarks.figures import Figure
from benchmarks.measure import Effort, in_turn

CLAIM: Final = "studio.open"
READY: Final = "[data-studio-canvas][data-ready]"
_FLAGS: Final = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")


def measure(base: str, cookie: tuple[str, str], draft_id: UUID, effort: Effort) -> Figure:
    """Measure the editor of a draft at `base`, for the session in `cookie` (name, value)."""
    name, value = cookie
    program = os.environ.get("MINGPAI_CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=list(_FLAGS))
        context = chromium.new_context(viewport={"width": 1440, "height": 900})
        context.add_cookies([{"name": name, "value": value, "url": base}])
        page = context.new_page()
        address = f"{base}/studio/drafts/{draft_id}"
        timing = in_turn({CLAIM: lambda: _open(page, address)}, effort)[CLAIM]
        chromium.close()
    seconds = [round(one / 1000, 3) for one in (timing.median, timing.p95)]
    return Figure(CLAIM, seconds[0], "s", p95=seconds[1])


def _open(page: Page, address: str) -> float:
    begin = time.perf_counter()
    page.goto(address)
    page.locator(READY).wait_for()
    taken = time.perf_counter() - begin
    assert page.locator("[data-element-id='association_review']").count(), "nothing was drawn"
    return taken
