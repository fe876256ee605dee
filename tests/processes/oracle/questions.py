"""The form that people in random diagrams fill in, and random answers to it."""

import json
from collections.abc import Mapping
from random import Random
from typing import Any, ClassVar

CHOICES = ("a", "b", "c")


def question(name: str) -> bytes:
    """Return a form of three routing fields and a remark; its keys end in `name`.

    `more` is asked only of levels from 2 on.
    """
    options = [{"label": f"选项 {letter}", "value": letter} for letter in CHOICES]
    fields = [
        _field("choice", name, "radio", values=options),
        _field("level", name, "number", validate={"min": 0, "max": 5, "required": True}),
        _field("more", name, "textfield", conditional={"hide": f"=level_{name} < 2"}),
        _field("note", name, "textfield", properties={"why": "供审核人参考"}),
    ]
    form = {"type": "default", "schemaVersion": 19, "id": f"ask_{name}", "components": fields}
    return json.dumps(form, ensure_ascii=False).encode()


def _field(key: str, name: str, kind: str, **rest: Any) -> dict[str, Any]:
    usual = {
        "validate": {"required": True},
        "properties": {"routing": "true", "why": "决定下一步由谁办理"},
    }
    return {"type": kind, "key": f"{key}_{name}", "label": f"问题 {key}", **usual, **rest}


class Questions:
    """The script of a random diagram: what its people answer and its operations result in."""

    lookups: ClassVar = None
    given: ClassVar[Mapping[str, Any]] = {}

    def __init__(self, results: Mapping[str, str]) -> None:
        self.results = results

    def fields(self, form: str) -> tuple[str, ...]:
        """Return the keys of the form, in its order."""
        name = form.removeprefix("ask_")
        return tuple(f"{key}_{name}" for key in ("choice", "level", "more", "note"))

    def pieces(self, form: str) -> list[tuple[str, ...]]:
        """Return what can be returned by itself: fields that depend on each other go together."""
        choice, level, more, note = self.fields(form)
        return [(choice,), (level, more), (note,)]

    def answers(self, form: str, dice: Random) -> dict[str, Any]:
        """Return a complete round of answers."""
        choice, level, more, note = self.fields(form)
        given = {choice: dice.choice(CHOICES), level: dice.randint(0, 5)}
        if given[level] >= 2:
            given[more] = dice.choice(["x", "y"])
        return given | {note: dice.choice(["好", "再看", "无"])}

    def routing(self, form: str, answers: Mapping[str, Any]) -> dict[str, Any]:
        """Return what conditions may read; what was not asked is null."""
        return {key: answers.get(key) for key in self.fields(form)[:3]}

    def result(self, operation: str, dice: Random) -> dict[str, Any] | None:
        """Return what the operation answers: «jobs» always wait, «perhaps» now and then."""
        kind, _, name = operation.partition(".")
        waits = {"jobs": 1.0, "perhaps": 0.5}.get(kind, 0.0)
        return None if dice.random() < waits else self.job_result(f"{kind}.{name}", dice)

    def job_result(self, operation: str, dice: Random) -> dict[str, Any]:
        """Return what the job of a waiting operation brings in the end."""
        name = self.results.get(operation)
        return {} if name is None else {name: dice.choice(["yes", "no"])}
