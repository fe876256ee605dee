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
    definition = {"type": "default", "id": f"ask_{name}", "components": components}
    return json.dumps(definition, ensure_ascii=False).encode()


def answers(name: str, dice: Random) -> dict[str, Any]:
    """Return a complete round of answers."""
    return {
        f"choice_{name}": dice.choice(CHOICES),
        f"level_{name}": dice.randint(0, 5),
        f"note_{name}": dice.choice(["好", "再看", "无"]),
    }


def routing(name: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return those answers that conditions may read."""
    return {key: given[key] for key in (f"choice_{name}", f"level_{name}")}
