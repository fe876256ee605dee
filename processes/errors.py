"""What the engine refuses, one class per failure.

What a form refuses (`forms.FormErrors`), what an expression cannot evaluate and whatever an
operation raises pass through the engine unchanged. After any exception nothing has happened:
the live case is thrown away and the saved state stands.
"""

from collections.abc import Sequence
from typing import Protocol

from processes.sentences import N_, SaidInWords, Translate


class TaskNotOpen(SaidInWords):
    """This task is not open in this case (any more)."""

    def __init__(self, task_id: str) -> None:
        super().__init__(N_("该任务已处理或已取消，请刷新后查看。"))
        self.task_id = task_id


class NotAwaited(SaidInWords):
    """Nobody in the case waits for this message now; the caller keeps it for later."""

    def __init__(self, name: str) -> None:
        super().__init__(N_("办件目前不等待消息“%(name)s”。"), {"name": name})
        self.name = name


class NotWithdrawable(SaidInWords):
    """The last decision has been taken, or the case is closed."""

    def __init__(self) -> None:
        super().__init__(N_("该办件已作出最终决定或已结束，不能撤回。"))


class StateUnreadable(SaidInWords):
    """The saved state is damaged, of another version, or of another edition."""

    def __init__(self, reason: str) -> None:
        super().__init__(N_("办件的流程状态无法读取（%(reason)s）。"), {"reason": reason})


class NoFlowMatches(SaidInWords):
    """No condition of a gateway holds and it has no default flow."""

    def __init__(self, node: str) -> None:
        super().__init__(N_("网关“%(node)s”没有符合条件的出口，也没有默认出口。"), {"node": node})
        self.node = node


class EndlessLoop(SaidInWords):
    """The diagram goes round without ever waiting for anybody."""

    def __init__(self, node: str) -> None:
        super().__init__(N_("流程在“%(node)s”附近无限循环，没有任何等待的步骤。"), {"node": node})
        self.node = node


class Sentence(Protocol):
    """A problem that can be read aloud: `processes.checker.Problem` and its kin."""

    def render(self, translate: Translate = str) -> str:
        """Give the sentence in the language of `translate`."""


class DiagramRefused(Exception):
    """The diagram cannot be run; `problems` says why, a sentence each."""

    def __init__(self, problems: Sequence[Sentence]) -> None:
        super().__init__("; ".join(problem.render() for problem in problems))
        self.problems = tuple(problems)
