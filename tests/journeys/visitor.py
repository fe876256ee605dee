"""Somebody at a browser, who notices whatever is wrong with the pages on the way."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

from playwright.sync_api import (
    BrowserContext,
    ConsoleMessage,
    Locator,
    Request,
    Response,
    expect,
)

from tests.journeys.house import PATIENCE, House
from tests.journeys.page_check import PageCheck

ARRIVAL_MS = PATIENCE * 1000
"""The same in milliseconds, as Playwright counts."""


@dataclass
class Visitor:
    """One browser context with one page; every act ends by looking at the page it led to.

    Elements are found by what people see or hear: roles, names, labels.
    """

    house: House
    context: BrowserContext
    check: PageCheck
    widths: tuple[int, ...] = (360, 1440)
    scripted: bool = True
    complaints: list[str] = field(default_factory=list)
    statuses: list[tuple[int, str]] = field(default_factory=list)
    documents: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page = self.context.new_page()
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        self.page.on("request", self._note_request)
        self.page.on("requestfailed", self._note_failure)
        self.page.on("response", self._note_response)

    def visit(self, path: str, status: int = 200) -> None:
        """Open an address of the house."""
        with self.arriving(status):
            self.page.goto(self.house.url + path)

    def follow(self, name: str | re.Pattern[str], status: int = 200) -> None:
        """Click a link and look at where it leads."""
        with self.arriving(status), self.page.expect_navigation():
            self.page.get_by_role("link", name=name, exact=True).click()

    def press(
        self,
        name: str,
        status: int = 200,
        how: Callable[[Locator], None] = Locator.click,
        role: Literal["button", "link"] = "button",
    ) -> None:
        """Press a button that leads to a page, and look at that."""
        with self.arriving(status), self.page.expect_navigation():
            how(self.page.get_by_role(role, name=name, exact=True))

    def press_twice(self, name: str, to: str) -> None:
        """Double-click a button that leads to an address ending in `to`, and look at that.

        The second click may break off the navigation that the first one began.
        """
        with self.arriving():
            self.page.get_by_role("button", name=name, exact=True).dblclick(no_wait_after=True)
            expect(self.page).to_have_url(re.compile(f"{to}$"), timeout=ARRIVAL_MS)
            self.page.wait_for_load_state()

    def reload(self, status: int = 200) -> None:
        """Look again."""
        with self.arriving(status):
            self.page.reload()

    def reload_until(self, come_true: Callable[[], bool]) -> None:
        """Look at the page again and again until the worker's doing shows on it."""
        deadline = time.monotonic() + PATIENCE
        while not come_true():
            assert time.monotonic() < deadline, f"It never shows on {self.page.url}"
            self.reload()

    def fill(self, label: str, value: str) -> None:
        """Type into the field with that label, in place of what it holds."""
        self.field(label).fill(value)

    def field(self, label: str) -> Locator:
        """Find a field by its label."""
        return self.page.get_by_label(label, exact=True)

    def sees(self, text: str) -> bool:
        """Whether these words are on the page now."""
        return self.page.get_by_text(text).first.is_visible()

    def text(self) -> str:
        """Give all words of the page's own part."""
        return self.page.get_by_role("main").inner_text()

    def path(self) -> str:
        """Give the path of the page that is open."""
        return urlsplit(self.page.url).path

    def close(self) -> None:
        """Close the browser window; complain now of what was noticed since the last page."""
        complaints = list(self.complaints)
        self.context.close()
        assert not complaints, "\n".join(complaints)

    def look(self, status: int = 200) -> None:
        """Check the page that is open, which came with `status`."""
        self.page.wait_for_load_state("load")
        assert self.documents[-1] == status, f"{self.page.url} came with {self.documents[-1]}"
        foreseen = {status} if status >= 400 else set()
        unforeseen = [one for one in self.statuses if one[0] not in foreseen]
        assert not unforeseen, f"Refused on the way to {self.page.url}: {unforeseen}"
        self.statuses.clear()
        self.check.check(self.page, self.widths, scripted=self.scripted)
        assert not self.complaints, f"On {self.page.url}: " + "\n".join(self.complaints)

    @contextmanager
    def arriving(self, status: int = 200) -> Iterator[None]:
        """Look at the page to which an act leads."""
        yield
        self.look(status)

    def _hear(self, message: ConsoleMessage) -> None:
        # That an answer was refused is seen by its status, which some journeys foresee.
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            self.complaints.append(f"console: {message.text}")

    def _note_request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in ("http", "https") and f"//{address.netloc}" not in self.house.url:
            self.complaints.append(f"asked another host: {request.url}")
        self.check.check_address(request.url)

    def _note_failure(self, request: Request) -> None:
        # A page that is left breaks off what it was still asking for.
        if request.failure != "net::ERR_ABORTED":
            self.complaints.append(f"failed: {request.url}: {request.failure}")

    def _note_response(self, response: Response) -> None:
        request = response.request
        if request.is_navigation_request() and request.frame == self.page.main_frame:
            self.documents.append(response.status)
        if response.status >= 400:
            self.statuses.append((response.status, response.url))
