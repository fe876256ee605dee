"""The acts of a script in words, and names that people wrote inside such words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from processes.sentences import N_, Translate, Words
from processes.trial.script import Act, ActKind, Script
from processes.working_time import SHANGHAI

_TOLD: Final = {
    ActKind.COMPLETE: N_("办理“%(what)s”"),
    ActKind.FINISH: N_("系统完成“%(what)s”"),
    ActKind.TELL: N_("收到消息“%(what)s”"),
    ActKind.WITHDRAW: N_("申请人撤回"),
}
_TO_NEXT_LIMIT: Final = N_("时间走到下一个期限")
_TO_INSTANT: Final = N_("时间走到 %(at)s")


@dataclass(frozen=True, slots=True)
class Named:
    """Names of elements, which people wrote: translated where we know them, never filled in."""

    names: tuple[str, ...]

    def render(self, translate: Translate = str) -> str:
        """Give them in one line, and a dash for none."""
        return "、".join(map(translate, self.names)) or "—"


def told_act(act: Act, names: Mapping[str, str]) -> Words:
    """Say what is done in an act; `names` are those of the elements."""
    if act.kind is ActKind.WAIT:
        return Words(_TO_INSTANT, {"at": _when(act.until)}) if act.until else Words(_TO_NEXT_LIMIT)
    return Words(_TOLD[act.kind], {"what": Named((names.get(act.node, act.node),))})


def after_act(script: Script, number: int, names: Mapping[str, str], what: Words) -> Words:
    """Say what was so after the act of this number from 1; 0 is the beginning."""
    if number == 0:
        return Words(N_("开始时，%(what)s"), {"what": what})
    act = told_act(script.acts[number - 1], names)
    message = N_("第 %(number)d 步（%(act)s）之后，%(what)s")
    return Words(message, {"number": number, "act": act, "what": what})


def cannot_act(script: Script, number: int, names: Mapping[str, str], why: object) -> Words:
    """Say that the act of this number from 1 cannot be done; 0 is the beginning."""
    if number == 0:
        return Words(N_("开始时就办不下去：%(reason)s"), {"reason": why})
    act = told_act(script.acts[number - 1], names)
    message = N_("第 %(number)d 步（%(act)s）办不下去：%(reason)s")
    return Words(message, {"number": number, "act": act, "reason": why})


def _when(instant: datetime) -> str:
    return instant.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
