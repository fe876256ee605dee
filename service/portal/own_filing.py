"""备案目录 beside the form of an agency's or a store's registration: offered, taken up, denied."""

from typing import Any, Final
from uuid import UUID

from flask import flash, request, url_for
from flask_babel import gettext as _

from forms.writing import compact
from service import cases
from service.accounts.own_filing import deny_filing, find_offer, find_own_filing, pick_filing
from service.cases import Filling
from service.failures import NotFound
from service.portal.form_page import as_id
from service.portal.posted import pressed
from service.queries.filings import FoundFiling, find_filing
from service.refusals import Refused
from service.sign_in import current_actor

PROCEDURES: Final = frozenset({"agency_registration", "store_registration"})
_NUMBER: Final = "uscc"
_PICK, _DENY = "pick_filing", "deny_filing"


def offer_for(filling: Filling, procedure: str) -> FoundFiling | None:
    """Find the entry of the directory that has the number which was typed, if any."""
    organisation_id = current_actor().organisation_id
    if procedure not in PROCEDURES or organisation_id is None:
        return None
    typed = filling.answers.get(_NUMBER)
    return find_offer(organisation_id, compact(typed) if isinstance(typed, str) else None)


def offer_before_submit(filling: Filling, procedure: str) -> dict[str, Any]:
    """Give what the last page shows of the directory, and where it is settled."""
    offered = offer_for(filling, procedure)
    topic = next((one.key for one in filling.topics(()) if _NUMBER in one.fields), None)
    if offered is None or topic is None:
        return {}
    where = url_for("portal.show_topic", procedure=procedure, topic=topic, offer=1)
    return {"offered": offered, "offered_at": where}


def beside(filling: Filling, procedure: str, keys: frozenset[str]) -> dict[str, Any]:
    """Give what the page with the number shows of the directory: the entry that was picked."""
    organisation_id = current_actor().organisation_id
    if procedure not in PROCEDURES or _NUMBER not in keys or organisation_id is None:
        return {}
    return {"own_filing": find_own_filing(organisation_id) if filling.given["filed"] else None}


def answered() -> bool:
    """Whether somebody has just said that an entry is theirs, or that it is not."""
    return pressed(_PICK) or pressed(_DENY)


def settle(filling: Filling) -> None:
    """Do what was said of an entry; everything that was typed stays in the draft.

    Raises:
        NotFound: there is no such entry.
        Refused: somebody has registered from it.
    """
    actor = current_actor()
    if pressed(_DENY):
        deny_filing(actor.account_id, _posted(_DENY))
        flash(_("已改按未备案单位办理，由协会审核。"))
        return
    found = find_filing(_posted(_PICK))
    if found is None:
        raise NotFound
    if found.is_taken:
        raise Refused("organisation_registered", field=_NUMBER)
    # The draft first: what the entry fixes could not be mended by hand afterwards.
    entry = {"name": found.name, _NUMBER: found.uscc}
    cases.save_filling(filling.with_answers(entry, entry), actor)
    pick_filing(actor.account_id, found.id)
    flash(_("已按备案目录办理，填过的内容都已保留。"))


def _posted(button: str) -> UUID:
    found = as_id(request.form[button])
    if found is None:
        raise NotFound
    return found
