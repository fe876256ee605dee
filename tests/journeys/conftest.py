"""The house that runs, the browser, and the people who come with it."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from service.launcher import EmbeddedPostgres
from tests.journeys.devices import PC, Welcome
from tests.journeys.history import expect_walked, newest_event
from tests.journeys.house import House, running_house
from tests.journeys.page_check import PageCheck
from tests.journeys.strangers import Strangers
from tests.journeys.visitor import Visitor

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SCREENSHOTS = Path(os.environ.get("MINGPAI_SCREENSHOTS", "screenshots"))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what drives a browser, and keep it in one process: they share a house."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("journey")
            item.add_marker(pytest.mark.xdist_group("journeys"))


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """Chromium, for this package only: Playwright's event loop would be in others' way."""
    program = os.environ.get("MINGPAI_CHROMIUM") or shutil.which("chromium") or "chromium"
    if not os.access(program, os.X_OK):
        pytest.fail(
            f"No browser: {program} cannot be started. Install chromium, or point"
            " MINGPAI_CHROMIUM at one.",
            pytrace=False,
        )
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        yield opened
        opened.close()


@pytest.fixture(scope="package")
def strangers() -> Strangers:
    """People that nobody has met."""
    return Strangers()


@pytest.fixture(scope="package")
def running(
    postgres: EmbeddedPostgres, template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    """The web server and the worker, one of each for all journeys."""
    url = postgres.create_database("journeys", template=template)
    with running_house(url, tmp_path_factory.mktemp("house")) as house:
        yield house


@pytest.fixture
def house(running: House, strangers: Strangers) -> Iterator[House]:
    """The house, whose programs write down no failure and no secret while a test runs."""
    before = {name: len(text) for name, text in running.written().items()}
    yield running
    for name, text in running.written().items():
        said = text[before[name] :]
        assert "Traceback" not in said, f"The {name} failed:\n{said[-3000:]}"
        told = [secret for secret in strangers.secrets if secret in said]
        assert not told, f"The {name} wrote a secret down."


@pytest.fixture(autouse=True)
def branches(request: pytest.FixtureRequest) -> Iterator[None]:
    """A journey that names branches has walked them, by the history of the house's cases."""
    marks = request.node.iter_markers("branch")
    named = {(stem, name) for stem, *names in (mark.args for mark in marks) for name in names}
    if not named:
        yield
        return
    running: House = request.getfixturevalue("running")
    since = newest_event(running)
    yield
    if not request.node.rep_call.failed:
        expect_walked(running, named, since)


@pytest.fixture(scope="package")
def page_check(strangers: Strangers) -> PageCheck:
    """Remembers over all journeys which pages have been looked at closely."""
    return PageCheck(SCREENSHOTS, strangers.secrets)


@pytest.fixture
def welcome(
    chromium: Browser, house: House, page_check: PageCheck, request: pytest.FixtureRequest
) -> Iterator[Welcome]:
    """Open a browser for somebody: `welcome()`, `welcome(PHONE)`, `welcome(javascript=False)`."""
    come: list[Visitor] = []

    def open_browser(
        on: dict[str, Any] = PC, *, javascript: bool = True, language: str = "zh_Hans_CN"
    ) -> Visitor:
        context = chromium.new_context(
            **on,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            java_script_enabled=javascript,
        )
        context.set_default_timeout(10_000)
        context.add_cookies([{"name": "mingpai_language", "value": language, "url": house.url}])
        widths = (360,) if "is_mobile" in on else (360, 1440)
        come.append(Visitor(house, context, page_check, widths, javascript))
        return come[-1]

    yield open_browser
    if getattr(request.node, "rep_call", None) is not None and request.node.rep_call.failed:
        _photograph(come, request.node.name)
        for visitor in come:
            visitor.context.close()
        return
    for visitor in come:
        visitor.close()


def _photograph(visitors: list[Visitor], test: str) -> None:
    """Keep what each of them saw when the test failed."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    for number, visitor in enumerate(one for one in visitors if not one.page.is_closed()):
        visitor.page.screenshot(path=SCREENSHOTS / f"failed-{test}-{number}.png", full_page=True)
