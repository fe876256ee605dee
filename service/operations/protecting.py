"""The days for objections begin: who is told that a name was taken."""

from typing import Any, Final
from uuid import uuid4

from forms import N_
from service import jobs
from service.actors import post_pool
from service.calendar import read_calendar
from service.clock import last_day_before
from service.extensions import db
from service.models import ClaimProtection, Filing, Notice, Organisation
from service.operations.contract import OperationContext

DESK: Final = "association_reviewer"
TOLD: Final = N_("%(name)s按备案目录注册并已通过。异议期到%(until)s止，将短信告知备案联系人。")
NOBODY_TOLD: Final = N_(
    "%(name)s按备案目录注册并已通过。异议期到%(until)s止；备案目录中没有联系人手机，请设法告知。"
)
NOT_SENT: Final = N_("%(name)s的注册未能短信告知备案联系人（%(cause)s）。请设法告知。")


def begin(context: OperationContext, organisation: Organisation, filing: Filing) -> None:
    """Open the protection of an organisation just approved, and tell whom it concerns."""
    protection = ClaimProtection(id=uuid4(), organisation_id=organisation.id, opened_at=context.now)
    db.session.add(protection)
    reachable = filing.contact_mobile is not None
    ends_at = protection.ends_at(read_calendar())
    params = {"name": organisation.name, "until": last_day_before(ends_at).isoformat()}
    text = TOLD if reachable else NOBODY_TOLD
    db.session.add(notice(context, f"claim:{protection.id}", text, params))
    db.session.flush()  # The job's row names the protection.
    if reachable:
        jobs.defer("tell_claim_contact", protection_id=str(protection.id))


def notice(context: OperationContext, key: str, text: str, params: dict[str, Any]) -> Notice:
    """Make a notice to the association's reviewers."""
    pool, sent_at = post_pool(DESK), context.now
    return Notice(key=key, pool=pool, text=text, params=params, sent_at=sent_at)
