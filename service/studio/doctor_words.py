"""What the doctor says of cases that do not go on: why, and what usually helps."""

from dataclasses import dataclass
from typing import Final

from flask_babel import gettext

from forms import N_
from service import cases
from service.operations import REGISTRY
from service.queries.stuck import StuckKind


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A reason as a heading, in a sentence, and what helps; all of them msgids."""

    title: str
    reason: str
    help: str


DIAGNOSES: Final = {
    StuckKind.NOBODY: Diagnosis(
        N_("没有人也没有系统在办"),
        N_("这件没有待办任务，没有要等的消息或时限，后台也没有排队的工作，不会自己往下走。"),
        N_("先“让系统继续”；还不行，跳过这一步或移到另一步。"),
    ),
    StuckKind.TIMER_LATE: Diagnosis(
        N_("到了时限，系统没有处理"),
        N_("时限已过 15 分钟以上，提醒或转办没有发生，后台服务可能停过。"),
        N_("“让系统继续”会马上处理到期的时限。"),
    ),
    StuckKind.UNSTAFFED: Diagnosis(
        N_("这一步没有人能办"),
        N_("由它办理的岗位没有在岗人员，或者单位的账号已停用。"),
        N_("给岗位安排人员；单位已停用的，移到协会的步骤，或撤回办件。"),
    ),
    StuckKind.OVERDUE: Diagnosis(
        N_("超期一周以上"),
        N_("办理时限已过一周以上，还没有办理。"),
        N_("联系正在办理的人；不能再办的，移到另一步。"),
    ),
    StuckKind.SILENT: Diagnosis(
        N_("一个月没有动静"),
        N_("这一步没有办理时限，三十天以上没有人办理。"),
        N_("联系正在办理的人；也可以在流程图上给这一步加时限。"),
    ),
}
_NOT_OPERATIONS: Final = {
    cases.TIMER: N_("处理到期的时限"),
    cases.MESSAGE: N_("送达消息"),
    cases.END: N_("终止所涉单位已被撤销注册的办件"),
    cases.CALENDAR: N_("按新的工作日历重算时限"),
}


def operation_words(operation: str) -> str:
    """Say what failed: an operation's summary, a time limit, a message."""
    if operation in _NOT_OPERATIONS:
        return str(gettext(_NOT_OPERATIONS[operation]))
    return str(gettext(REGISTRY[operation].summary)) if operation in REGISTRY else operation
