"""One step of one case: saved state and a context come in, a `Step` comes out.

Every function restores the case, does one thing, runs until everybody waits, forgets what is
over, and saves. After any exception nothing has happened: the live case is gone and the
caller's state stands. A case belongs to one call, so threads share editions only.
"""

from uuid import uuid4

from forms import Cleaned, Form
from processes import deadlines
from processes.closing import close_step, open_task
from processes.editions import Edition
from processes.errors import EndlessLoop, NotAwaited, NotWithdrawable, TaskNotOpen
from processes.pruning import prune
from processes.running import MOST_MOVES, RunningCase
from processes.state import restore
from processes.step import Call, CaseStatus, Context, Step, Submission, Values, Waits
from processes.tokens import Token
from processes.working_time import SHANGHAI


def start(
    edition: Edition, values: Values, context: Context, submission: Submission | None = None
) -> Step:
    """Begin a case with these routing values.

    With a submission, the one human task that is open right after the start is completed in
    the same step; `TaskNotOpen` if there is not exactly one.
    """
    return start_on(RunningCase(edition, context), values, submission)


def complete(
    edition: Edition, state: bytes, task_id: str, submission: Submission, context: Context
) -> Step:
    """Complete a human task with what a person posted.

    The form cleans it here, so that no door can go around it. Raises `TaskNotOpen`,
    `forms.FormErrors`, and whatever an operation raises.
    """
    return complete_on(restore(edition, state, context), task_id, submission)


def finish_operation(
    edition: Edition, state: bytes, task_id: str, result: Values, context: Context
) -> Step:
    """Take the result of the job for which a service task waits; raises `TaskNotOpen`."""
    return finish_operation_on(restore(edition, state, context), task_id, result)


def message(edition: Edition, state: bytes, name: str, payload: Values, context: Context) -> Step:
    """Deliver a message to everything in the case that waits for its name.

    The payload is merged into the values. Raises `NotAwaited`: the caller keeps it.
    """
    return message_on(restore(edition, state, context), name, payload)


def wake(edition: Edition, state: bytes, context: Context) -> Step:
    """Fire what is due at `context.now`, in the order in which it was due."""
    return wake_on(restore(edition, state, context))


def recompute_due(edition: Edition, state: bytes, context: Context) -> Step:
    """Compute the running time limits anew: the calendar was edited. Nothing fires yet."""
    return recompute_due_on(restore(edition, state, context))


def look(edition: Edition, state: bytes, context: Context) -> Step:
    """Describe a saved case as it stands; nothing happens."""
    return look_on(restore(edition, state, context))


def cancel(edition: Edition, state: bytes, context: Context) -> Step:
    """Withdraw the case and run the operation named by mp:onWithdraw.

    Raises `NotWithdrawable` once an element marked mp:final is completed, and for a case
    that is closed.
    """
    return cancel_on(restore(edition, state, context))


# -- the same acts on a live case; tests keep one to compare it with its saved twin --------


def start_on(case: RunningCase, values: Values, submission: Submission | None) -> Step:
    """As `start`, on a case that has no token yet."""
    case.values.update(values)
    case.begin()
    case.run()
    if submission is None:
        return close_step(case)
    return _submit(case, _only_open_task(case), submission)


def complete_on(case: RunningCase, task_id: str, submission: Submission) -> Step:
    """As `complete`, on a live case."""
    return _submit(case, _find(case, task_id, manual=True), submission)


def finish_operation_on(case: RunningCase, task_id: str, result: Values) -> Step:
    """As `finish_operation`, on a live case."""
    case.finish_operation(_find(case, task_id, manual=False), result)
    case.run()
    return close_step(case)


def message_on(case: RunningCase, name: str, payload: Values) -> Step:
    """As `message`, on a live case."""
    waiting = [token for token in case.live() if _message_of(case, token) == name]
    if not waiting:
        raise NotAwaited(name)
    case.values.update(payload)
    for token in waiting:
        # An earlier one may have ended the task on which this one waited.
        if token.is_live:
            case.note("message_received", token.task_spec.bpmn_id, name=name)
            case.happen(token)
            case.run()
    return close_step(case)


def wake_on(case: RunningCase) -> Step:
    """As `wake`, on a live case."""
    for _ in range(MOST_MOVES):
        token = _first_due(case)
        if token is None:
            return close_step(case)
        case.note("timer_fired", token.task_spec.bpmn_id)
        case.happen(token)
        case.run()
        prune(case)
        last = token.task_spec.bpmn_id
    raise EndlessLoop(last)


def recompute_due_on(case: RunningCase) -> Step:
    """As `recompute_due`, on a live case."""
    for token in case.live():
        node = case.node_of(token)
        if node is not None:
            deadlines.count_anew(token, node, case.context.calendar)
    return close_step(case)


def look_on(case: RunningCase) -> Step:
    """As `look`, on a live case."""
    return close_step(case)


def cancel_on(case: RunningCase) -> Step:
    """As `cancel`, on a live case."""
    if case.final or case.status is not CaseStatus.OPEN:
        raise NotWithdrawable
    case.cancel_all()
    case.status = CaseStatus.WITHDRAWN
    _release(case)
    case.note("case_withdrawn")
    return close_step(case)


# -- how ----------------------------------------------------------------------------------


def _submit(case: RunningCase, token: Token, submission: Submission) -> Step:
    task = open_task(case, token)
    cleaned = _clean(case, task.form, submission)
    # A routing field that was hidden or left empty comes as null: the old value is gone.
    case.values.update(cleaned.routing)
    case.values["changed_fields"] = list(cleaned.changed)
    case.answers = cleaned.answers
    case.complete_task(token)
    case.run()
    return close_step(case, task, cleaned.answers, tuple(cleaned.changed))


def given_to(form: Form, case: RunningCase) -> Values:
    """Give what the conditions of a form may read in a live case."""
    # A given under the key of one of the form's own fields means that the account has it
    # already; the case's values from an earlier round must not look like that.
    own = {field.key for field in form.fields}
    known = {key: value for key, value in case.readable().items() if key not in own}
    return {**known, **case.context.given}


def _clean(case: RunningCase, name: str, submission: Submission) -> Cleaned:
    form = case.edition.forms[name]
    return form.clean(
        submission.answers,
        given=given_to(form, case),
        previous=submission.previous,
        reopened=submission.reopened,
        lookups=case.context.lookups,
        today=case.context.now.astimezone(SHANGHAI).date(),
    )


def _release(case: RunningCase) -> None:
    operation = case.edition.on_withdraw
    if operation is None:
        return
    call = Call(str(uuid4()), case.edition.process, operation, {})
    case.note("operation_called", task_id=call.task_id, operation=operation)
    result = case.context.operate(call)
    if isinstance(result, Waits):
        raise TypeError(f"{operation} releases what a case holds: it cannot wait for a job")
    case.values.update(result)


def _only_open_task(case: RunningCase) -> Token:
    tokens = [token for token in case.live() if token.task_spec.manual]
    if len(tokens) != 1:
        raise TaskNotOpen("")
    return tokens[0]


def _find(case: RunningCase, task_id: str, *, manual: bool) -> Token:
    for token in case.live():
        if token.public_id == task_id and token.task_spec.manual is manual:
            return token
    raise TaskNotOpen(task_id)


def _message_of(case: RunningCase, token: Token) -> str | None:
    node = case.node_of(token)
    return node.message if node else None


def _first_due(case: RunningCase) -> Token | None:
    due = [(deadlines.due_of(t), case.node_of(t), t) for t in case.live()]
    ripe = [
        (instant, node.order, token.id, token)
        for instant, node, token in due
        if instant and node and instant <= case.context.now
    ]
    return min(ripe)[-1] if ripe else None


__all__ = [
    "cancel",
    "complete",
    "finish_operation",
    "given_to",
    "look",
    "message",
    "recompute_due",
    "start",
    "wake",
]
