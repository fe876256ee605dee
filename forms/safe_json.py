"""The one way in which `forms` reads JSON that somebody uploaded."""

import json
from collections.abc import Iterator
from typing import Any, Final

from forms.contract import N_, DefinitionProblem, FormDefinitionError
from forms.writing import is_storable

LARGEST: Final = 256 * 1024
"""Bytes; a form with a hundred fields has a tenth of it."""


def parse_json(definition: bytes) -> dict[str, Any]:
    """Give the outermost object of a form-js file; raises FormDefinitionError."""
    if len(definition) > LARGEST:
        raise _refusal(N_("表单文件超过 %(max)s KB。请拆成几份表单。"), max=LARGEST // 1024)
    try:
        form = json.loads(definition, object_pairs_hook=_no_doubles, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise _refusal(N_("表单文件不是有效的 JSON。请用表单编辑器重新导出。")) from error
    if not isinstance(form, dict) or form.get("type") != "default":
        raise _refusal(N_("这不是 form-js 表单：最外层应是 type 为 default 的对象。"))
    if not all(map(is_storable, _texts(form))):
        raise _refusal(N_("表单里有不能保存的字符（例如 \\u0000）。请删去后重新导出。"))
    return form


def _texts(form: dict[str, Any]) -> Iterator[str]:
    """Give every text in a form, names included."""
    waiting: list[Any] = [form]
    while waiting:
        part = waiting.pop()
        if isinstance(part, str):
            yield part
        elif isinstance(part, list | dict):
            waiting.extend(part)
            waiting.extend(part.values() if isinstance(part, dict) else ())


def _no_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    # Two readers of one file may keep different ones of two equal names.
    if len({name for name, _ in pairs}) < len(pairs):
        raise ValueError("duplicate name")
    return dict(pairs)


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _refusal(message: str, **params: object) -> FormDefinitionError:
    return FormDefinitionError((DefinitionProblem(message, params),))
