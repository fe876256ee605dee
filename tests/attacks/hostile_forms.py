"""Form definitions that would run code, deceive a reader, or never be read to their end."""

import json
from collections.abc import Mapping
from typing import Any, Final

_MANY: Final = 100_000


def form(*fields: Mapping[str, Any], **rest: Any) -> bytes:
    """Give a form-js form with these fields."""
    whole = {"type": "default", "schemaVersion": 19, "id": "ask", "components": list(fields)}
    return json.dumps({**whole, **rest}).encode()


def field(**changes: Any) -> dict[str, Any]:
    """Give a plain text field, changed."""
    usual = {"type": "textfield", "key": "name", "label": "姓名", "properties": {"why": "供核对"}}
    return {**usual, **changes}


def _nested(depth: int) -> dict[str, Any]:
    inner: dict[str, Any] = field()
    for _ in range(depth):
        inner = {"type": "group", "label": "组", "components": [inner]}
    return inner


def _properties(**named: str) -> dict[str, Any]:
    return field(properties={"why": "供核对", **named})


SOUND: Final = form(field())

FORMS: Final[dict[str, bytes]] = {
    "nothing": b"",
    "not JSON": b"PK\x03\x04",
    "not UTF-8": b'{"id": "\xff"}',
    "UTF-16": '{"type": "default"}'.encode("utf-16"),
    "ten megabytes": form(field(label="a" * 10_000_000)),
    "open brackets": b"[" * 200_000,
    "open objects": b'{"a":' * 50_000,
    "a hundred thousand brackets": b"[" * _MANY + b"]" * _MANY,
    "groups fifty deep": form(_nested(50)),
    "groups three hundred deep": form(_nested(300)),
    "a number without end": form(field(validate={"maxLength": 0})).replace(
        b"0}", b"9" * 200_000 + b"}"
    ),
    "a huge exponent": form(field(validate={"maxLength": 0})).replace(b"0}", b"1e999999}"),
    "not a number": form(field(validate={"maxLength": 0})).replace(b"0}", b"NaN}"),
    "infinity": form(field(validate={"maxLength": 0})).replace(b"0}", b"-Infinity}"),
    "two equal names": b'{"id": "a", "id": "b", "type": "default"}',
    "half a character": form(field(label="half")).replace(b"half", b"\\ud83d"),
    "NUL": form(field(label="half")).replace(b"half", b"\\u0000"),
    "a thousand fields": form(*[field(key=f"f{n}") for n in range(1_000)]),
    "ten thousand options": form(
        field(type="radio", values=[{"value": f"v{n}", "label": "a"} for n in range(10_000)])
    ),
    "a label of 200 KB": form(field(label="长" * 30_000, why="")),
    "a script": form({"type": "script", "key": "x", "script": "alert(1)"}),
    "an expression field": form({"type": "expression", "key": "x", "expression": "=1"}),
    "HTML": form({"type": "html", "content": "<script>alert(1)</script>"}),
    "an iframe": form({"type": "iframe", "url": "https://example.org"}),
    "an image": form({"type": "image", "source": "https://example.org/x.svg"}),
    "an SVG with a script": form(
        {"type": "image", "source": "data:image/svg+xml,<svg onload=a()>"}
    ),
    "a list of forms": form({"type": "dynamiclist", "path": "x", "components": [field()]}),
    "an unknown kind": form(_properties(kind="__class__")),
    "a kind that is a path": form(_properties(kind="../../etc/passwd")),
    "a key of the interpreter": form(field(key="__class__")),
    "a key of JavaScript": form(field(key="constructor.prototype")),
    "a key that is a path": form(field(key="../../etc/passwd")),
    "a key of 60 KB": form(field(key="k" * 60_000)),
    "an id that is a path": form(field(), id="../../etc/passwd"),
    "an id of 60 KB": form(field(), id="i" * 60_000),
    "a pattern that never ends": form(field(validate={"pattern": "(a+)+$"})),
    "a type that is a list": form(field(type=["textfield"])),
    "a component that is a number": form(1),  # type: ignore[arg-type]
    "components that are a text": form(components="x"),
    "properties that are a list": form(field(properties=["why"])),
    "another schema": form(field(), schemaVersion=10**400),
}

SLOTS: Final = {
    "hide": lambda text: form(field(conditional={"hide": f"={text}"})),
    "required_when": lambda text: form(_properties(required_when=text)),
    "a text's place": lambda text: form({"type": "text", "text": "共 {{" + text + "}} 元"}),
    "readonly": lambda text: form(field(readonly=f"={text}")),
}
"""Where a form holds an expression."""
