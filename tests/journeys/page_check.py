"""What every page must be, whoever opens it and whatever was typed before."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zlib import crc32

from playwright.sync_api import Page

from forms.resident_id import is_resident_id

AXE = Path("node_modules/axe-core/axe.min.js")
WIDTHS = {360: 740, 1440: 900}
"""Pixels, each with a height: the narrowest phone and a desk's screen."""
_EIGHTEEN = re.compile(r"(?=(\d{17}[\dXx]))")
_GRAVE = ("serious", "critical")
_FACTS = """() => ({
  title: document.title,
  headings: document.querySelectorAll("h1").length,
  language: document.documentElement.lang,
  forms: [...document.querySelectorAll("form")].map((form) => ({
    method: form.method,
    host: new URL(form.getAttribute("action") ?? "", location.href).host,
    token: form.querySelector('input[name="csrf_token"]')?.value ?? "",
  })),
  twice: [...document.querySelectorAll("[id]")].map((one) => one.id)
    .filter((id, index, all) => all.indexOf(id) !== index),
})"""
_TOO_WIDE = """() => document.documentElement.scrollWidth > document.documentElement.clientWidth
  ? [...document.querySelectorAll("body *")]
      .filter((one) => one.getBoundingClientRect().right > document.documentElement.clientWidth)
      .map((one) => `${one.tagName.toLowerCase()}.${one.className}`).slice(0, 5)
  : []"""
_FINDINGS = """() => axe.run(document, {
  resultTypes: ["violations"],
  // WCAG 2.2's least size of what is pressed; axe-core leaves it out unless asked.
  rules: {"target-size": {enabled: true}},
}).then((done) => done.violations)"""


@dataclass
class PageCheck:
    """Checks pages, each distinct one also by axe-core and by a picture at both widths."""

    screenshots: Path
    secrets: set[str]
    _surveyed: set[tuple[str, int]] = field(default_factory=set)

    def check(self, page: Page, widths: tuple[int, ...], *, scripted: bool = True) -> None:
        """Fail with what is wrong with the page that is open; `widths` are those to look at.

        Where scripts are off, axe-core would never end; its rules hold for the same pages
        with scripts.
        """
        self.check_address(page.url)
        _check_facts(page.evaluate(_FACTS), urlsplit(page.url).netloc, page.url)
        assert not page.evaluate(_TOO_WIDE), f"{page.url} scrolls sideways at {page.viewport_size}"
        self._survey(page, widths, scripted=scripted)

    def check_address(self, address: str) -> None:
        """Fail when an address tells somebody's ID number or mobile."""
        known = [secret for secret in self.secrets if secret in address]
        assert not known, f"An address tells a secret: {address}"
        found = [run for run in _EIGHTEEN.findall(address) if is_resident_id(run.upper())]
        assert not found, f"An address tells an ID number: {address}"

    def _survey(self, page: Page, widths: tuple[int, ...], *, scripted: bool) -> None:
        name = f"{_name_of(page)}-{_variant_of(page):03}" + ("" if scripted else "-no-script")
        unseen = [width for width in widths if (name, width) not in self._surveyed]
        before = page.viewport_size
        for width in unseen:
            self._surveyed.add((name, width))
            page.set_viewport_size({"width": width, "height": WIDTHS[width]})
            self._look(page, name, width)
            if scripted:
                findings = _axe(page)
                assert not findings, f"axe-core on {page.url} at {width} px: " + "; ".join(findings)
        if unseen and before:
            page.set_viewport_size(before)

    def _look(self, page: Page, name: str, width: int) -> None:
        wide = page.evaluate(_TOO_WIDE)
        self.screenshots.mkdir(parents=True, exist_ok=True)
        picture = self.screenshots / f"{name}-{width}.png"
        page.screenshot(path=picture, full_page=True, caret="initial")
        assert not wide, f"{page.url} scrolls sideways at {width} px because of {wide}"


def _check_facts(facts: dict[str, Any], host: str, url: str) -> None:
    assert facts["title"].strip(), f"{url} has no title"
    assert facts["headings"] == 1, f"{url} has {facts['headings']} first headings"
    assert facts["language"] in ("zh-CN", "en"), f"{url} does not say its language"
    assert not facts["twice"], f"{url} uses ids twice: {facts['twice']}"
    for form in facts["forms"]:
        assert form["host"] == host, f"a form of {url} posts to {form['host']}"
        assert form["method"] == "get" or form["token"], f"a form of {url} has no CSRF token"


def _axe(page: Page) -> list[str]:
    page.evaluate(AXE.read_text())
    return [
        f"{one['id']} ({one['impact']}): {one['help']}: {one['nodes'][0]['html'][:160]}"
        for one in page.evaluate(_FINDINGS)
        if one["impact"] in _GRAVE
    ]


def _name_of(page: Page) -> str:
    """Name a page by its address and title without whose it is, its language and its errors."""
    path = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d{6,}|(?<=/v/)[^/]+", "x", urlsplit(page.url).path)
    # Before the association's name stands what it is about, and before that at times who.
    title = re.sub(r"[0-9a-f]{4,}", "x", page.title().split(" · ")[-2])
    wrong = page.get_by_role("alert").count() > 0
    parts = [path.strip("/") or "home", page.evaluate("document.documentElement.lang"), title]
    return re.sub(r"[^\w.-]", "_", "_".join([*parts, "wrong"] if wrong else parts))


def _variant_of(page: Page) -> int:
    """Tell apart what one page may show: what it is divided into."""
    return crc32("".join(page.locator("h2, h3").all_inner_texts()).encode()) % 1000
