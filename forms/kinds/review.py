"""Kinds with which a reviewer answers: the decision, and what goes back for which reason."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from forms.component import Component, UnusableError
from forms.contract import N_
from forms.kinds.base import InvalidError, Kind, Problem, Scene
from forms.kinds.plain import Choice
from forms.writing import tidy

FATES = {"keep": N_("保留"), "reverse": N_("撤销")}
DECISIONS = ("approve", "return", "refuse")
_SAMPLE_REASON: Final = "样本原因，请核对后重新填写。"


class Decision(Choice):
    """Approve, return or refuse; the options give each its words."""

    name = "decision"
    types = frozenset({"radio", "select"})

    def __init__(self, component: Component) -> None:
        super().__init__(component)
        if not {value for value, _ in self.options} <= set(DECISIONS):
            raise UnusableError(
                N_("“%(field)s”的选项值只能是 approve、return、refuse。"), field=component.label
            )


class ReturnedFields(Kind):
    """Which fields the applicant has to correct, each with the reason they will read."""

    name = "returned_fields"
    types = frozenset({"textarea"})
    parts = True
    missing = N_("请选出要退回的项目，并逐项写明原因。")
    shortest, longest = 2, 200

    def normalise(self, value: Any) -> Any:
        if not isinstance(value, Mapping):
            return None if value == "" else value
        reasons = {
            tidy(str(key)): tidy(reason) if isinstance(reason, str) else reason
            for key, reason in value.items()
        }
        return {key: reason for key, reason in reasons.items() if reason not in ("", None)} or None

    def validate(self, value: Any) -> dict[str, str]:
        if not isinstance(value, dict) or not all(isinstance(item, str) for item in value.values()):
            raise self.wrong_type()
        wrong = [
            self._wrong_reason(key, reason)
            for key, reason in value.items()
            if not self.shortest <= len(reason) <= self.longest
        ]
        if wrong:
            raise InvalidError(*wrong)
        return value

    def _wrong_reason(self, key: str, reason: str) -> Problem:
        return self.problem(
            "wrong_reason_length",
            N_("退回原因应有 %(min)s 到 %(max)s 个字（现在是 %(count)s 个）。请写清要改什么。"),
            part=key,
            count=len(reason),
            min=self.shortest,
            max=self.longest,
        )

    def check(self, value: Mapping[str, str], scene: Scene) -> Iterator[Problem]:
        returnable = scene.lookups.returnable()
        for key in value:
            if key not in returnable:
                yield self.problem(
                    "not_returnable",
                    N_("选出的项目中有一项不能退回。请刷新页面后重新选择。"),
                    part=key,
                )

    def stand_in(self, value: Any, scene: Scene) -> dict[str, str]:  # noqa: ARG002 - as below
        return dict.fromkeys(value, _SAMPLE_REASON)

    def describe(self) -> dict[str, Any]:
        return {"multiline": True, "max_length": self.longest}

    def json_schema(self) -> dict[str, Any]:
        reason = {"type": "string", "minLength": self.shortest, "maxLength": self.longest}
        return {"type": "object", "additionalProperties": reason}


class Affected(Kind):
    """What somebody decided on before their registration was undone: each kept or reversed.

    Which there are, only the service knows (`Lookups.affected`); every one has to be settled.
    """

    name = "affected"
    types = frozenset({"textarea"})
    parts = True
    missing = N_("请对列出的每一项选择“保留”或“撤销”。")

    def normalise(self, value: Any) -> Any:
        if not isinstance(value, Mapping):
            return None if value == "" else value
        return {key: fate for key, fate in value.items() if fate not in ("", None)} or None

    def validate(self, value: Any) -> dict[str, str]:
        # A list of words and not the mapping: what was posted may be no word at all.
        known = list(FATES)
        if not isinstance(value, dict) or not all(fate in known for fate in value.values()):
            raise self.wrong_type()
        return value

    def is_demanded(self, scene: Scene) -> bool:
        return bool(scene.lookups.affected())

    def check(self, value: Mapping[str, str], scene: Scene) -> Iterator[Problem]:
        affected = scene.lookups.affected()
        for key, label in affected.items():
            if key not in value:
                yield self.problem(
                    "not_settled", N_("请选择“%(item)s”保留还是撤销。"), part=key, item=label
                )
        if not value.keys() <= affected.keys():
            yield self.problem(
                "affected_changed", N_("%(label)s刚刚有变化。请刷新页面，逐项重新核对。")
            )

    def describe(self) -> dict[str, Any]:
        return {"options": [{"value": fate, "label": label} for fate, label in FATES.items()]}

    def json_schema(self) -> dict[str, Any]:
        return {"type": "object", "additionalProperties": {"enum": list(FATES)}}
