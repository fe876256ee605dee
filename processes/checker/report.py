"""Problems as lines for the command line."""

from collections.abc import Iterable

from processes.checker.problem import Problem, Severity
from processes.sentences import N_, Translate

_WORDS = {Severity.ERROR: N_("错误"), Severity.WARNING: N_("提醒")}


def format_problems(problems: Iterable[Problem], translate: Translate = str) -> list[str]:
    """Give one line per problem, errors first: «错误 1：…» with the id by which to find it."""
    ordered = sorted(problems, key=lambda problem: problem.severity is Severity.WARNING)
    return [_line(number, problem, translate) for number, problem in enumerate(ordered, start=1)]


def _line(number: int, problem: Problem, translate: Translate) -> str:
    place = f" [{problem.element_id}]" if problem.element_id else ""
    word = translate(_WORDS[problem.severity])
    return f"{number}. {word}: {problem.render(translate)}{place}"
