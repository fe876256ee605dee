"""What a reviewer posted: the answers to the task's own form, and which fields go back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID, uuid4

from werkzeug.datastructures import MultiDict

from forms import N_, FieldError, Form, FormErrors
from service.act_key import read_key

TICK: Final = "tick"
"""The name of the boxes beside the fields that may go back; a value is a field's key."""
_NO_REASON: Final = N_("请写明退回“%(label)s”的原因（2 到 200 个字）。")
_CONTRADICTION: Final = N_(
    "您勾选了要退回的项目，决定却不是“退回修改”。请改选“退回修改”，或取消勾选。"
)


@dataclass(frozen=True, slots=True)
class PostedDecision:
    """`answers` as the form takes them; `ticked` and `reasons` as they were typed."""

    answers: Mapping[str, Any] = field(default_factory=dict, repr=False)
    ticked: frozenset[str] = frozenset()
    reasons: Mapping[str, str] = field(default_factory=dict)
    key: UUID = field(default_factory=uuid4)


def read_decision(form: Form, posted: MultiDict[str, str]) -> PostedDecision:
    """Read what the page of a task posted; nothing is judged yet.

    Reasons of fields that are not ticked stay on the page but go nowhere.
    """
    known = {one.key for one in form.fields}
    returns = key_of_kind(form, "returned_fields")
    ticked = frozenset(posted.getlist(TICK)) if returns else frozenset[str]()
    pairs = [
        (name, text)
        for name, text in posted.items(multi=True)
        if name.partition(".")[0] in known and not _is_unticked(name, returns, ticked)
    ]
    reasons = {
        name.partition(".")[2]: text
        for name, text in posted.items()
        if returns and name.startswith(f"{returns}.")
    }
    return PostedDecision(form.read_posted(pairs), ticked, reasons, read_key(posted))


def check_ticks(form: Form, posted: PostedDecision, labels: Mapping[str, str]) -> None:
    """Refuse what the form by itself would take for an answer that was not meant.

    Raises:
        FormErrors: a ticked field has no reason, or the decision is another one.
    """
    decision, returns = key_of_kind(form, "decision"), key_of_kind(form, "returned_fields")
    if not posted.ticked or returns is None:
        return
    chosen = posted.answers.get(decision or "")
    if decision and chosen and chosen != "return":
        raise FormErrors((FieldError(decision, "ticked_without_return", _CONTRADICTION),))
    missing = [key for key in labels if key in posted.ticked and not _reason(posted, key)]
    if missing:
        raise FormErrors(
            tuple(
                FieldError(returns, "reason_missing", _NO_REASON, {"label": labels[key]}, part=key)
                for key in missing
            )
        )


def key_of_kind(form: Form, kind: str) -> str | None:
    """Find the form's first field of a kind."""
    return next((one.key for one in form.fields if one.kind.name == kind), None)


def _reason(posted: PostedDecision, key: str) -> str:
    return posted.reasons.get(key, "").strip()


def _is_unticked(name: str, returns: str | None, ticked: frozenset[str]) -> bool:
    key, _, part = name.partition(".")
    return key == returns and part not in ticked
