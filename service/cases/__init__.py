"""One user action as one transaction: the acts of people and of the machine on a case."""

from service.cases.acts import Done, complete, submit, withdraw
from service.cases.commands import Repeated
from service.cases.drafts import (
    OpenedDraft,
    begin_task_draft,
    open_draft,
    procedure_subject,
    save_draft,
    task_subject,
)
from service.cases.filling import (
    Filling,
    Topic,
    TopicState,
    begin_correction,
    find_filling,
    look_at_form,
    look_at_round,
    save_filling,
)
from service.cases.machine import (
    deliver_message,
    list_due_cases,
    perform_operation,
    raise_incident,
    recompute_due_times,
    retry_incident,
    send_message,
    wake,
)
from service.cases.reviews import opened_review, reopened_fields, returnable_of
from service.cases.rounds import latest_round, list_rounds, opened_round, read_latest_answers

__all__ = [
    "Done",
    "Filling",
    "OpenedDraft",
    "Repeated",
    "Topic",
    "TopicState",
    "begin_correction",
    "begin_task_draft",
    "complete",
    "deliver_message",
    "find_filling",
    "latest_round",
    "list_due_cases",
    "list_rounds",
    "look_at_form",
    "look_at_round",
    "open_draft",
    "opened_review",
    "opened_round",
    "perform_operation",
    "procedure_subject",
    "raise_incident",
    "read_latest_answers",
    "recompute_due_times",
    "reopened_fields",
    "retry_incident",
    "returnable_of",
    "save_draft",
    "save_filling",
    "send_message",
    "submit",
    "task_subject",
    "wake",
    "withdraw",
]
