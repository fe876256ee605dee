"""Remedies for a case that is stuck: skip a step, move it to another one, correct its data.

Each is a step like any other, refused when the case could not come to its end afterwards. A
preview is the same function with a context whose operations do nothing.
"""

import json
from collections.abc import Mapping
from typing import Any, Final

from processes.closing import close_step
from processes.editions import Edition
from processes.errors import TaskNotOpen
from processes.expressions import EvaluationFailed, Json
from processes.expressions.limits import MAX_STRING
from processes.expressions.values import Scope, as_json
from processes.migration.seats import Seat, seats_of
from processes.migration.soundness import Soundness
from processes.running import RunningCase
from processes.sentences import N_, SaidInWords
from processes.state import restore
from processes.step import CaseStatus, Context, Step

MOST_VALUES: Final = 50

PLACES: Final = frozenset({"userTask", "serviceTask", "businessRuleTask", "receiveTask"})
"""The kinds of steps to which a case can be moved."""


class RepairRefused(SaidInWords):
    """The remedy would leave the case where it cannot go on, or makes no sense here."""


def skip(
    edition: Edition, state: bytes, element: str, values: Mapping[str, Any], context: Context
) -> Step:
    """Let the step at `element` end as if it had been done, with these values as its results.

    Raises:
        TaskNotOpen: the case does not stand there.
    """
    case = _open_case(edition, state, context)
    seat = _seat_at(case, element)
    case.values.update(_admitted(edition, values))
    case.note("step_skipped", element)
    _end(case, seat)
    case.run()
    return close_step(case)


def move(
    edition: Edition,
    soundness: Soundness,
    state: bytes,
    element: str,
    target: str,
    context: Context,
) -> Step:
    """Take the case away from the step at `element` and let it enter the one at `target`.

    Raises:
        TaskNotOpen: the case does not stand there.
        RepairRefused: `target` is no step, or the case could not come to its end from there.
    """
    case = _open_case(edition, state, context)
    seat = _seat_at(case, element)
    node = edition.nodes.get(target)
    if node is None or node.kind not in PLACES or target == element:
        raise RepairRefused(N_("请选择办件要移到的步骤，不能是现在这一步。"))
    _refuse_dead_end(case, soundness, seat, target)
    for token in (*seat.events.values(), seat.token):
        case.cancel_token(token)
    case.note("case_moved", target, source=element)
    case.enter_at(target)
    case.run()
    return close_step(case)


def correct(edition: Edition, state: bytes, values: Mapping[str, Any], context: Context) -> Step:
    """Write values that the diagram reads; what has been decided by the old ones stands.

    Raises:
        RepairRefused: the diagram knows no such name.
    """
    case = _open_case(edition, state, context)
    case.values.update(_admitted(edition, values))
    case.note("values_corrected", names=sorted(values))
    return close_step(case)


def _open_case(edition: Edition, state: bytes, context: Context) -> RunningCase:
    case = restore(edition, state, context)
    if case.status is not CaseStatus.OPEN:
        raise RepairRefused(N_("办件已经结束，不能再处置。"))
    return case


def _seat_at(case: RunningCase, element: str) -> Seat:
    for seat in seats_of(case):
        if seat.node.id == element:
            return seat
    raise TaskNotOpen(element)


def _end(case: RunningCase, seat: Seat) -> None:
    token = seat.token
    if seat.node.kind == "userTask":
        case.complete_task(token)
    elif seat.node.kind == "serviceTask":
        case.finish_operation(token, {})
    elif seat.node.kind in {"receiveTask", "intermediateCatchEvent"}:
        case.happen(token)
    else:
        raise RepairRefused(
            N_("“%(step)s”不能跳过，请改用“移到另一步”。"), {"step": seat.node.name}
        )


def _refuse_dead_end(case: RunningCase, soundness: Soundness, left: Seat, target: str) -> None:
    others = [seat for seat in seats_of(case) if seat.token is not left.token]
    places = (*((seat.node.id, seat.came_from) for seat in others), (target, None))
    if soundness.on_main_line(left.node.id) != soundness.on_main_line(target):
        raise RepairRefused(N_("主线上的步骤不能移到提醒的支线，支线上的也不能移到主线。"))
    findings = soundness.findings(places)
    if findings.stuck or findings.doubled or not findings.complete:
        raise RepairRefused(N_("移到这一步后，办件将无法办完：并行的分支对不上。请换一步。"))


def _admitted(edition: Edition, values: Mapping[str, Any]) -> Mapping[str, Any]:
    unknown = sorted(values.keys() - edition.unset.keys())
    if unknown:
        raise RepairRefused(N_("流程里没有“%(name)s”这项数据。"), {"name": unknown[0]})
    if len(values) > MOST_VALUES:
        raise RepairRefused(N_("一次最多更正 %(most)d 项数据。"), {"most": MOST_VALUES})
    return {name: _readable(name, value) for name, value in values.items()}


def _readable(name: str, value: Any) -> Json:
    """Give the value as conditions may read it, or refuse what they could not, or nobody keep."""
    try:
        read = as_json(value, Scope({}))
        # Half a character cannot be written down, and some readers stop at a NUL.
        written = json.dumps(read, ensure_ascii=False).encode()
        if len(written) > MAX_STRING or b"\\u0000" in written:
            raise ValueError(name)
    except (EvaluationFailed, ValueError, RecursionError) as error:
        message = N_("“%(name)s”的新值太大、太深或含有不能保存的字符。请写成简短的值。")
        raise RepairRefused(message, {"name": name}) from error
    return read
