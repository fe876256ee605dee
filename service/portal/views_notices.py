"""站内通知, for everybody who is signed in."""

from collections import defaultdict

from flask import render_template
from flask_babel import gettext

from service.actors import account_pool
from service.front_door import SIGNED_IN, enter, viewer
from service.notices import mark_read
from service.portal.door import blueprint
from service.queries.notices import COUNTED, ShownNotice, count_unread, list_notices
from service.sign_in import current_actor
from service.templating import milestone_words, words


@blueprint.get("/notices")
@enter(SIGNED_IN)
def notices() -> str:
    """List the newest; what is shown now counts as read from now on."""
    actor = current_actor()
    shown = list_notices(actor.pools)
    mark_read([one.id for one in shown if one.read_at is None])
    own_pool = account_pool(actor.account_id)
    return render_template("portal/notices.html", notices=shown, own_pool=own_pool)


@blueprint.app_template_filter("notice_words")
def notice_words(notice: ShownNotice) -> str:
    """Word a notice in the reader's language; what it names is text for people, too."""
    named = {key: _said(key, str(value)) for key, value in notice.params.items() if value}
    known = {"no": notice.case_no, "subject": notice.subject_name, **notice.params}
    # One text that names what nobody gave must not keep a whole inbox from its reader.
    return str(gettext(notice.text) % defaultdict(lambda: "—", {**known, **named}))


def _said(key: str, value: str) -> str:
    return milestone_words(value) if key == "outcome" else words(value)


@blueprint.app_template_global("unread_notices")
def unread_notices() -> str:
    """Count what the reader has not read, for the header: "" for none, «99+» for many."""
    who = viewer()
    count = count_unread(who.pools) if who else 0
    return "" if not count else f"{COUNTED}+" if count > COUNTED else str(count)
