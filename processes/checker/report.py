"""Problems as lines for the command line."""

from collections.abc import Iterable

from processes.checker.problem import Problem, Severity
from processes.sentences import N_, Translate

_LINES = {
    Severity.ERROR: N_("错误：%(problem)s"),
    Severity.WARNING: N_("提醒：%(problem)s"),
}


def format_problems(problems: Iterable[Problem], translate: Translate = str) -> list[str]:
    """Give one line per problem, errors first: «1. 错误：…» with the id by which to find it.

    Where it is known how a case comes there, the ids on the way follow in the same line.
    """
    ordered = sorted(problems, key=lambda problem: problem.severity is Severity.WARNING)
    return [_line(number, problem, translate) for number, problem in enumerate(ordered, start=1)]


def _line(number: int, problem: Problem, translate: Translate) -> str:
    place = f" [{problem.element_id}]" if problem.element_id else ""
    line = translate(_LINES[problem.severity]) % {"problem": problem.render(translate)}
    way = f" ({' → '.join(problem.path)})" if problem.path else ""
    return f"{number}. {line}{place}{way}"
