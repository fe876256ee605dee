"""The form that people in random diagrams fill in, and random answers to it."""

import json
from collections.abc import Mapping
from random import Random
from typing import Any

CHOICES = ("a", "b", "c")


def question(name: str) -> bytes:
    """Return a form of two routing fields and a remark; its keys end in `name`."""
    options = [{"label": f"选项 {letter}", "value": letter} for letter in CHOICES]
    routing = {"routing": "true", "why": "决定下一步由谁办理"}
    choice = {"type": "radio", "key": f"choice_{name}", "label": "选择", "values": options}
    level = {"type": "number", "key": f"level_{name}", "label": "等级"}
    note = {"type": "textfield", "key": f"note_{name}", "label": "备注"}
    components = [
        choice | {"properties": routing, "validate": {"required": True}},
        level | {"properties": routing, "validate": {"required": True, "min": 0, "max": 5}},
        note | {"properties": {"why": "供审核人参考"}, "validate": {"required": True}},
    ]
    definition = {"type": "default", "schemaVersion": 19, "id": f"ask_{name}"}
    return json.dumps(definition | {"components": components}, ensure_ascii=False).encode()


class Questions:
    """The script of a random diagram: what its people answer and its operations result in."""

    lookups = None
    given: Mapping[str, Any] = {}

    def __init__(self, results: Mapping[str, str]) -> None:
        self.results = results

    def answers(self, form: str, node: str, dice: Random) -> dict[str, Any]:
        """Return a complete round of answers."""
        name = form.removeprefix("ask_")
        return {
            f"choice_{name}": dice.choice(CHOICES),
            f"level_{name}": dice.randint(0, 5),
            f"note_{name}": dice.choice(["好", "再看", "无"]),
        }

    def routing(self, form: str, answers: Mapping[str, Any]) -> dict[str, Any]:
        """Return those answers that conditions may read."""
        return {key: value for key, value in answers.items() if not key.startswith("note_")}

    def result(self, operation: str, dice: Random) -> dict[str, Any] | None:
        """Return what the operation answers: «jobs» always wait, «perhaps» now and then."""
        name = self.results.get(operation)
        if name is None:
            return {}
        waits = {"jobs": 1.0, "perhaps": 0.5}.get(operation.split(".", maxsplit=1)[0], 0.0)
        return None if dice.random() < waits else {name: dice.choice(["yes", "no"])}

    def job_result(self, operation: str, dice: Random) -> dict[str, Any]:
        """Return what the job of a waiting operation brings in the end."""
        return {self.results[operation]: dice.choice(["yes", "no"])}
