"""本单位信息: what an agency or store sees of its own registration, and where it changes it."""

from flask import render_template

from service.accounts import claims
from service.clock import day_in_shanghai
from service.extensions import db
from service.front_door import DESKS, enter
from service.models import Account
from service.portal.door import blueprint
from service.ports import ports
from service.queries.applications import find_open_case
from service.queries.own_cases import latest_milestones
from service.queries.own_organisation import read_own_organisation
from service.queries.register_history import list_changes
from service.sign_in import current_actor


@blueprint.get("/organisation")
@enter(DESKS)
def own_organisation() -> str:
    """Show the organisation's registration, what will lapse, and what changed."""
    actor = current_actor()
    assert actor.organisation_id is not None  # Whoever enters here acts for one.
    return render_template(
        "portal/organisation.html",
        own=read_own_organisation(actor.organisation_id, day_in_shanghai(ports().clock())),
        claim=claims.find_claim(actor.account_id),
        changing=find_open_case(actor.account_id, "change_of_details"),
        milestones=latest_milestones(actor.account_id),
        changes=list_changes(db.session.get_one(Account, actor.account_id)),
    )
