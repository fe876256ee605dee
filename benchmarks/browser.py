"""One client that keeps its connection open, and the people who send through it."""

import html
import http.client
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import Message
from http.cookies import SimpleCookie
from types import TracebackType
from typing import Final, Self
from urllib.parse import urlencode, urlsplit

_FORM: Final = re.compile(r"<form\b(?P<attributes>[^>]*)>(?P<inside>.*?)</form>", re.S)
_HIDDEN: Final = re.compile(r"<input\b[^>]*type=\"hidden\"[^>]*>")
_ATTRIBUTE: Final = re.compile(r"([\w-]+)=\"([^\"]*)\"")


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; `seconds` from the first byte sent to the last byte read."""

    status: int
    headers: Message
    body: str
    seconds: float

    def redirects_to(self, start: str) -> str:
        """Give the path that the answer sends on to, which begins with `start`."""
        assert self.status in (302, 303), f"{self.status}: {self.body[:2000]}"
        path = urlsplit(self.headers["Location"]).path
        assert path.startswith(start), f"sent to {path} and not to {start}"
        return path

    def shows(self, *texts: str) -> Self:
        """Make sure that it is a page with all of these texts on it."""
        assert self.status == 200, f"{self.status}: {self.body[:2000]}"
        missing = [text for text in texts if text not in self.body]
        assert not missing, f"{missing} is not on the page"
        return self

    def hidden_fields(self, action: str) -> dict[str, str]:
        """Give the hidden fields, CSRF token included, of the form that is sent to `action`."""
        for form in _FORM.finditer(self.body):
            sent_to = dict(_ATTRIBUTE.findall(form["attributes"])).get("action")
            if sent_to is not None and html.unescape(sent_to) == action:
                inputs = [dict(_ATTRIBUTE.findall(one)) for one in _HIDDEN.findall(form["inside"])]
                return {one["name"]: html.unescape(one.get("value", "")) for one in inputs}
        raise AssertionError(f"no form on the page is sent to {action}")


class Wire:
    """A connection to a web server on this machine, kept open between requests."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def __enter__(self) -> Self:
        self._connection.connect()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        where: TracebackType | None,
    ) -> None:
        self._connection.close()

    def send(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] = {}
    ) -> Answer:
        """Send a request and read the whole answer."""
        begin = time.perf_counter()
        self._connection.request(method, path, body, dict(headers))
        response = self._connection.getresponse()
        content = response.read()
        seconds = time.perf_counter() - begin
        return Answer(response.status, response.headers, content.decode(), seconds)


@dataclass(slots=True)
class Person:
    """Somebody with a browser: a cookie jar on the shared wire."""

    wire: Wire
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str) -> Answer:
        """Look at a page."""
        return self._remember(self.wire.send("GET", path, None, self._headers()))

    def post(self, path: str, **fields: str) -> Answer:
        """Send a form."""
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        body = urlencode(fields).encode()
        return self._remember(self.wire.send("POST", path, body, self._headers() | kind))

    def _headers(self) -> dict[str, str]:
        if not self.cookies:
            return {}
        return {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}

    def _remember(self, answer: Answer) -> Answer:
        for cookie in answer.headers.get_all("Set-Cookie", []):
            for name, morsel in SimpleCookie(cookie).items():
                self.cookies[name] = morsel.value
        return answer
