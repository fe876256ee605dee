"""One user action as one transaction: the acts of people and of the machine on a case."""

from service.cases.acts import (
    Done,
    complete,
    open_for_caller,
    submit,
    submit_at_once,
    submit_draft,
    withdraw,
)
from service.cases.commands import Repeated, answer_again
from service.cases.drafts import (
    begin_task_draft,
    find_stop,
    open_draft,
    procedure_subject,
    save_draft,
)
from service.cases.ending import end_case
from service.cases.expiry import delete_expired_drafts, warn_about_drafts
from service.cases.filling import (
    Filling,
    begin_correction,
    begin_filling,
    find_filling,
    first_node,
    look_at_form,
    look_at_round,
    save_filling,
)
from service.cases.incidents import (
    CALENDAR,
    END,
    MESSAGE,
    NOT_OPERATIONS,
    TIMER,
    raise_incident,
    raise_incident_of,
)
from service.cases.machine import (
    list_due_cases,
    perform_operation,
    recompute_due_times,
    wake,
)
from service.cases.messages import (
    deliver_message,
    give_up_on_messages,
    raise_message_incident,
    send_message,
)
from service.cases.resuming import resume_case
from service.cases.retrying import begin_retries, retry_incident, run_retries
from service.cases.reviews import opened_review, reopened_fields, returnable_of
from service.cases.rounds import latest_round, list_rounds, opened_round, read_latest_answers
from service.cases.standing import note_standing
from service.cases.urging import last_urged_on_day, may_urge, urge

__all__ = [
    "CALENDAR",
    "END",
    "MESSAGE",
    "NOT_OPERATIONS",
    "TIMER",
    "Done",
    "Filling",
    "Repeated",
    "answer_again",
    "begin_correction",
    "begin_filling",
    "begin_retries",
    "begin_task_draft",
    "complete",
    "delete_expired_drafts",
    "deliver_message",
    "end_case",
    "find_filling",
    "find_stop",
    "first_node",
    "give_up_on_messages",
    "last_urged_on_day",
    "latest_round",
    "list_due_cases",
    "list_rounds",
    "look_at_form",
    "look_at_round",
    "may_urge",
    "note_standing",
    "open_draft",
    "open_for_caller",
    "opened_review",
    "opened_round",
    "perform_operation",
    "procedure_subject",
    "raise_incident",
    "raise_incident_of",
    "raise_message_incident",
    "read_latest_answers",
    "recompute_due_times",
    "reopened_fields",
    "resume_case",
    "retry_incident",
    "returnable_of",
    "run_retries",
    "save_draft",
    "save_filling",
    "send_message",
    "submit",
    "submit_at_once",
    "submit_draft",
    "urge",
    "wake",
    "warn_about_drafts",
    "withdraw",
]
