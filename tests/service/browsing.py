"""A browser without JavaScript: reads pages, fills in their forms, presses their buttons."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from flask.testing import FlaskClient
from lxml import html
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from tests.people import MOBILE, PASSWORD

PROCEDURE = "practitioner_registration"


class Browser:
    """One person's browser; `page` is what it shows, `status` how the server answered."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.page = html.fromstring("<html><body></body></html>")
        self.status = 0
        self.address = ""

    def sign_in(self, mobile: str = MOBILE) -> "Browser":
        """Sign in as a practitioner."""
        self.client.post("/sign-in", data={"mobile": mobile, "password": PASSWORD})
        return self

    def open(self, address: str) -> "Browser":
        """Go to an address and on to wherever it leads."""
        return self._show(self.client.get(address, follow_redirects=True))

    def press(self, button: str, **changes: Any) -> "Browser":
        """Send the form of the button that says `button`, with some of its fields changed.

        A value of None unticks or empties; a pair (name, bytes) or a list of them is a file.
        """
        found = [b for b in self.page.iter("button") if text_of(b) == button]
        assert found, f"no button «{button}» on {self.address}: {self.texts('//button')}"
        form = next(a for a in found[-1].iterancestors("form"))
        posted = _filled(form, {_dashed(k): v for k, v in changes.items()})
        if found[-1].get("name"):
            posted.setlist(found[-1].get("name"), [found[-1].get("value", "")])
        address = found[-1].get("formaction") or form.get("action") or self.address
        return self._show(self.client.post(address, data=posted, follow_redirects=True))

    def texts(self, xpath: str) -> list[str]:
        """Give the texts of all elements that an XPath finds."""
        return [text_of(element) for element in self.page.xpath(xpath)]

    def text(self) -> str:
        """Give what the page says, menus included."""
        return text_of(self.page)

    def error_of(self, key: str) -> str:
        """Give the sentence that stands beside a field, without its prefix."""
        found = self.texts(
            f"//*[@data-field='{key}' or @id='field-{key}']//*[@class='field-error']"
        )
        return found[0].removeprefix("错误：") if found else ""

    def links(self) -> dict[str, str]:
        """Give the links of the page by their texts."""
        return {text_of(a): a.get("href") for a in self.page.iter("a")}

    def _show(self, answer: TestResponse) -> "Browser":
        self.status = answer.status_code
        self.address = answer.request.path
        self.page = html.fromstring(answer.text)
        return self


def text_of(element: Any) -> str:
    """Give the text of an element as one reads it."""
    return " ".join(element.text_content().split())


def _dashed(name: str) -> str:
    return name.replace("file_", "file-", 1) if name.startswith("file_") else name


def _filled(form: Any, changes: Mapping[str, Any]) -> MultiDict[str, Any]:
    posted: MultiDict[str, Any] = MultiDict(
        (name, value) for name, value in form.form_values() if name not in changes
    )
    for name, value in changes.items():
        if value is None:
            continue
        for one in value if isinstance(value, list) else [value]:
            posted.add(name, _file(one) if isinstance(one, tuple) else one)
    return posted


def _file(pair: tuple[str, bytes]) -> tuple[BytesIO, str]:
    return BytesIO(pair[1]), pair[0]
