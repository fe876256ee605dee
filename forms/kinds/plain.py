"""Kinds that know nothing of the domain: text, choices, numbers, dates, ticks."""

import math
import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from forms.component import Component, UnusableError
from forms.contract import N_
from forms.kinds.base import InvalidError, Kind, Problem, Scene
from forms.writing import compact, half_width, tidy

_LONGEST_TEXT = 4000
_LARGEST_NUMBER = 10**15
"""Beyond about this, JavaScript and with it FEEL no longer count in ones."""

_SAMPLE = "样本内容"


class Text(Kind):
    """Free text, one line or (on a textarea) several."""

    name = "text"
    types = frozenset({"textfield", "textarea"})

    def __init__(self, component: Component) -> None:
        super().__init__(component)
        self.multiline = component.type == "textarea"
        default = 1000 if self.multiline else 100
        self.min_length = component.whole_number("minLength") or 0
        self.max_length = component.whole_number("maxLength") or default
        if self.max_length > _LONGEST_TEXT:
            raise UnusableError(
                N_("“%(field)s”最多可设 %(max)s 个字。"), field=component.label, max=_LONGEST_TEXT
            )
        self.refuse_empty_range(self.min_length, self.max_length)

    def normalise(self, value: Any) -> Any:
        return tidy(value, lines=self.multiline) or None if isinstance(value, str) else value

    def validate(self, value: Any) -> str:
        count = len(self.text_of(value))
        if self.min_length <= count <= self.max_length:
            return str(value)
        raise InvalidError(self._wrong_length(count))

    def _wrong_length(self, count: int) -> Problem:
        short = count < self.min_length
        return self.problem(
            "too_short" if short else "too_long",
            N_("%(label)s太短（%(count)s 个字）。请写至少 %(min)s 个字。")
            if short
            else N_("%(label)s太长（%(count)s 个字）。请写不超过 %(max)s 个字。"),
            count=count,
            min=self.min_length,
            max=self.max_length,
        )

    def describe(self) -> dict[str, Any]:
        return {"multiline": self.multiline, "max_length": self.max_length}

    def sample(self, scene: Scene) -> str:
        text = f"{_SAMPLE}{scene.nth or ''}"
        length = min(max(self.min_length, len(text)), self.max_length)
        # The end is kept, for a number is what tells one text from another.
        return (text * math.ceil(length / len(text)))[-length:]

    def json_schema(self) -> dict[str, Any]:
        # A blank optional answer is posted as "", so only the upper limit binds every caller.
        return {"type": "string", "maxLength": self.max_length}


class Choice(Kind):
    """One of several options."""

    name = "choice"
    types = frozenset({"radio", "select"})
    identifies = False
    missing = N_("请选择%(label)s。")

    def __init__(self, component: Component) -> None:
        super().__init__(component)
        self.options = component.options
        if not self.options:
            raise UnusableError(N_("“%(field)s”没有选项。"), field=component.label)

    @property
    def answers(self) -> tuple[Any, ...] | None:
        return tuple(value for value, _ in self.options)

    def normalise(self, value: Any) -> Any:
        return tidy(value) or None if isinstance(value, str) else value

    def validate(self, value: Any) -> str:
        if not isinstance(value, str) or value not in dict(self.options):
            raise InvalidError(
                self.problem("not_an_option", N_("%(label)s没有这个选项。请从列出的选项中选择。"))
            )
        return value

    def describe(self) -> dict[str, Any]:
        return {"options": [{"value": value, "label": label} for value, label in self.options]}

    def sample(self, scene: Scene) -> Any:  # noqa: ARG002 - needs no more
        return self.options[0][0]

    def json_schema(self) -> dict[str, Any]:
        return {"type": "string", "enum": [value for value, _ in self.options]}


class Choices(Choice):
    """Any of several options."""

    name = "choices"
    types = frozenset({"checklist"})
    many = True

    @property
    def answers(self) -> tuple[Any, ...] | None:
        return None

    def normalise(self, value: Any) -> Any:
        if isinstance(value, str):
            value = [value]
        if not isinstance(value, list):
            return value
        ticked = [tidy(item) if isinstance(item, str) else item for item in value]
        return [item for item in ticked if item != ""] or None

    def validate(self, value: Any) -> Any:
        if not isinstance(value, list) or len(value) > len(self.options):
            raise self.wrong_type()
        ticked = {super(Choices, self).validate(item) for item in value}
        return [option for option, _ in self.options if option in ticked]

    def sample(self, scene: Scene) -> list[str]:  # noqa: ARG002 - needs no more
        return [self.options[0][0]]

    def json_schema(self) -> dict[str, Any]:
        return {"type": "array", "uniqueItems": True, "items": super().json_schema()}


class Number(Kind):
    """A number within limits; `decimalDigits` as in form-js, whole by default."""

    name = "number"
    types = frozenset({"number"})
    settings = frozenset({"decimalDigits"})

    def __init__(self, component: Component) -> None:
        super().__init__(component)
        self.digits = component.whole_number("decimalDigits") or 0
        self.min = _limit(component, "min", -_LARGEST_NUMBER)
        self.max = _limit(component, "max", _LARGEST_NUMBER)
        self.refuse_empty_range(self.min, self.max)

    def normalise(self, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        text = half_width(tidy(value)).replace(",", "").replace(" ", "")
        if re.fullmatch(r"[+-]?[0-9]{1,15}(\.[0-9]{1,15})?", text):
            return float(text) if "." in text else int(text)
        return text or None

    def validate(self, value: Any) -> int | float:
        if (
            isinstance(value, bool)
            or not isinstance(value, int | float)
            or not math.isfinite(value)
        ):
            raise InvalidError(self.problem("not_a_number", N_("%(label)s应是数字。请只写数字。")))
        if not self.min <= value <= self.max:
            raise InvalidError(self._out_of_range())
        if round(value, self.digits) != value:
            raise InvalidError(
                self.problem(
                    "too_precise", N_("%(label)s最多写 %(digits)s 位小数。"), digits=self.digits
                )
            )
        return int(value) if value == int(value) else value

    def _out_of_range(self) -> Problem:
        return self.problem(
            "out_of_range",
            N_("%(label)s超出范围。请填写 %(min)s 到 %(max)s 之间的数。"),
            min=self.min,
            max=self.max,
        )

    def describe(self) -> dict[str, Any]:
        mode = "decimal" if self.digits else "numeric"
        return {"input_mode": mode, "limits": {"min": self.min, "max": self.max}}

    def sample(self, scene: Scene) -> float:
        return max(self.min, min(self.max, 1 + scene.nth))

    def json_schema(self) -> dict[str, Any]:
        name = "number" if self.digits else "integer"
        return {"type": name, "minimum": self.min, "maximum": self.max}


def _limit(component: Component, name: str, default: int) -> int | float:
    value = component.rules.get(name, default)
    if isinstance(value, str):
        value = int(value) if re.fullmatch(r"-?[0-9]{1,15}", value) else None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise UnusableError(
            N_("“%(field)s”的 %(name)s 应写成数字。"), field=component.label, name=name
        )
    return value


class Date(Kind):
    """A day; `earliest` and `latest` are days or the word today."""

    name = "date"
    types = frozenset({"datetime"})
    settings = frozenset({"subtype", "earliest", "latest"})

    def __init__(self, component: Component) -> None:
        super().__init__(component)
        if component.text("subtype", "date") != "date":
            raise UnusableError(
                N_("“%(field)s”要求填写钟点，这里只能填写日期。请把类型改成 date。"),
                field=component.label,
            )
        self.earliest = _day(component, "earliest")
        self.latest = _day(component, "latest")
        if self.earliest and self.latest and "today" not in {self.earliest, self.latest}:
            self.refuse_empty_range(self.earliest, self.latest)

    def normalise(self, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        text = half_width(tidy(value))
        parts = re.fullmatch(
            r"([0-9]{4})\s?[-/.年]\s?([0-9]{1,2})\s?[-/.月]\s?([0-9]{1,2})\s?日?", text
        )
        parts = parts or re.fullmatch(r"([0-9]{4})([0-9]{2})([0-9]{2})", compact(text))
        return "{}-{:0>2}-{:0>2}".format(*parts.groups()) if parts else text or None

    def validate(self, value: Any) -> str:
        if not _is_day(self.text_of(value)):
            raise InvalidError(
                self.problem("no_such_day", N_("%(label)s不是有效的日期。请写成 2026-03-05 这样。"))
            )
        return str(value)

    def check(self, value: str, scene: Scene) -> Iterator[Problem]:
        earliest, latest = (
            scene.today.isoformat() if day == "today" else day
            for day in (self.earliest, self.latest)
        )
        if earliest and value < earliest:
            yield self.problem(
                "too_early", N_("%(label)s太早。请填写 %(day)s 或以后的日期。"), day=earliest
            )
        if latest and value > latest:
            yield self.problem(
                "too_late", N_("%(label)s太晚。请填写 %(day)s 或以前的日期。"), day=latest
            )

    def describe(self) -> dict[str, Any]:
        return {"limits": {"earliest": self.earliest, "latest": self.latest}}

    def sample(self, scene: Scene) -> str:
        today = scene.today.isoformat()
        earliest, latest = (
            today if day == "today" else day for day in (self.earliest, self.latest)
        )
        if latest is None:
            first = date.fromisoformat(max(earliest or today, today))
            return (first + timedelta(days=scene.nth)).isoformat()
        last = date.fromisoformat(min(latest, today)) - timedelta(days=scene.nth)
        return max(last.isoformat(), earliest or "")

    def json_schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "date"}


def _day(component: Component, name: str) -> str | None:
    text = component.text(name)
    if text in {"", "today"} or _is_day(text):
        return text or None
    raise UnusableError(
        N_("“%(field)s”的 %(name)s 应写成 today 或 2026-03-05 这样的日期。"),
        field=component.label,
        name=name,
    )


def _is_day(text: str) -> bool:
    # fromisoformat alone would also take 20260305 and 2026-W10-4.
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


class Boolean(Kind):
    """A tick; left alone it means no."""

    name = "boolean"
    types = frozenset({"checkbox"})
    identifies = False
    empty = False
    missing = N_("请勾选“%(label)s”。")

    _words = {  # noqa: RUF012 - never changed
        **dict.fromkeys(("true", "on", "1", "yes"), True),
        **dict.fromkeys(("false", "off", "0", "no"), False),
    }

    @property
    def answers(self) -> tuple[Any, ...] | None:
        return True, False

    def normalise(self, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        word = tidy(value).lower()
        return self._words.get(word, word) if word else None

    def validate(self, value: Any) -> bool:
        if not isinstance(value, bool):
            raise self.wrong_type()
        return value

    def is_answered(self, value: Any) -> bool:
        return value is True

    def sample(self, scene: Scene) -> bool:  # noqa: ARG002 - needs no more
        return True

    def json_schema(self) -> dict[str, Any]:
        return {"type": "boolean"}


class Consent(Boolean):
    """A person's consent to one use of their data; never ticked beforehand."""

    name = "consent"
    missing = N_("未经您同意，我们不能继续办理。请阅读后勾选“%(label)s”，或停止申请。")

    def __init__(self, component: Component) -> None:
        super().__init__(component)
        if component.default not in {None, False}:
            raise UnusableError(
                N_("“%(field)s”预先打了勾。同意必须由本人勾选。"), field=component.label
            )
