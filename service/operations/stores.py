"""Stores: their own registration under an agency that is registered and agrees.

What a store has in common with an agency is in `organisations.py`.
"""

from collections.abc import Collection, Mapping
from typing import Any, Final
from uuid import UUID

from forms import N_
from service.extensions import db
from service.models import Organisation, OrganisationKind
from service.names import name_key
from service.operations import invitations, organisations
from service.operations.contract import JobContext, Operation, OperationContext, Results
from service.refusals import Refused, WhoCanFix

INVITATION: Final = (
    "门店“%(inviter)s”申请登记在“%(invited)s”名下，"
    "请贵单位在实名登记平台办理机构登记，30 天内有效："
)
"""Texts to people outside are Chinese, as those of the city are."""
OF_THE_PARENT: Final = frozenset({"parent", "parent_registered", "parent_name", "parent_mobile"})
"""What the store says of its agency, and nobody but that agency has to judge."""


def claim_store(context: OperationContext, *, changed: Collection[str] | None = None) -> Results:
    """Claim the name and the licence number for the applicant's store: 待审核.

    `reviewed_changed` says whether a correction touched anything but the choice of the agency:
    the association then has to see it again.

    Raises:
        Refused: the account is no store's; or as `organisations.claim_organisation`.
    """
    if organisations.lock_own(context).kind is not OrganisationKind.STORE:
        raise Refused("only_stores")
    claimed = organisations.claim_organisation(context)
    return {
        **{name: claimed[name] for name in ("filing_valid", "number_differs", "contested")},
        "reviewed_changed": bool(set(changed or ()) - OF_THE_PARENT),
    }


def settle_parent(context: OperationContext, *, taken_over: bool | None = None) -> Results:
    """Say which agency has to confirm: the one that was chosen last, if it can.

    `parent_state` is `ready`; `silent` where the association already stands in for it;
    `gone` where it was disabled or lost its registration meanwhile; or `invited` where the
    store wrote the name of one that is not registered yet.

    Raises:
        Refused: the applicant has just chosen an agency that takes nobody.
    """
    store = organisations.lock_own(context)
    parent = _chosen(context)
    is_new = parent is None or parent.id != store.parent_id
    if is_new and context.actor_id == context.applicant.id:
        _require_employable(parent)
    store.parent_id = context.case.agency_id = parent.id if parent else None
    silent = bool(taken_over) and not is_new
    db.session.flush()  # The step's own statements are counted, and must be the only ones.
    return {
        "parent_state": _state(parent, silent=silent),
        "taken_over": silent,
        **_filed_otherwise(store, parent),
    }


def invite_parent(context: OperationContext) -> Results:
    """Invite the agency that the store named: the case waits until it is registered."""
    answers = context.answers()
    invitations.invite(
        context, OrganisationKind.AGENCY, answers["parent_name"], mobile=answers["parent_mobile"]
    )
    return {}


def text_invited(context: JobContext) -> Results:
    """Send the invitation to the mobile that the store gave, at most once a day to a number."""
    return invitations.text_invited(context, INVITATION)


def lapse_invitation(context: OperationContext) -> Results:
    """Close the invitation that nobody followed in time."""
    invitations.drop(context, lapsed=True)
    return {}


def approve_store(context: OperationContext) -> Results:
    """Write the store into the register under the agency that agreed: 已通过.

    Raises:
        Refused: the agency was disabled or lost its registration meanwhile.
    """
    store = organisations.lock_own(context)
    parent = db.session.get(Organisation, store.parent_id) if store.parent_id else None
    if parent is None or not parent.may_employ:
        name = parent.name if parent else ""
        raise Refused(
            "parent_cannot_confirm", who_can_fix=WhoCanFix.REVIEWER, params={"name": name}
        )
    return organisations.approve(context)


def release_store(context: OperationContext) -> Results:
    """Give name and number free again, and forget the agency: the application was withdrawn."""
    _forget_parent(context)
    return organisations.release_organisation(context)


def refuse_store(context: OperationContext) -> Results:
    """Give name and number free again, and forget the agency: the application was refused."""
    _forget_parent(context)
    return organisations.refuse_organisation(context)


def _forget_parent(context: OperationContext) -> None:
    organisations.lock_own(context).parent_id = None
    invitations.drop(context)


def _chosen(context: OperationContext) -> Organisation | None:
    """Give the agency that was picked, or that bears the name which was written."""
    answers = context.answers()
    if answers["parent_registered"] == "yes":
        return db.session.get_one(Organisation, UUID(answers["parent"]))
    accepted = invitations.find_accepted(context.case.id, answers["parent_name"])
    return accepted or invitations.registered_as(OrganisationKind.AGENCY, answers["parent_name"])


def _require_employable(parent: Organisation | None) -> None:
    if parent is not None and not parent.may_employ:
        raise Refused("parent_unavailable", field="parent", params={"name": parent.name})


def _state(parent: Organisation | None, *, silent: bool) -> str:
    if parent is None:
        return "invited"
    if not parent.may_employ:
        return "gone"
    return "silent" if silent else "ready"


def _filed_otherwise(store: Organisation, parent: Organisation | None) -> Mapping[str, Any]:
    """Say which agency the directory names, and whether it is another one."""
    filed = store.filing.parent_name if store.filing else None
    differs = bool(filed and parent and name_key(filed) != parent.name_key)
    return {"filed_parent": filed or "", "parent_differs": differs}


OPERATIONS: Final = (
    Operation(
        name="stores.claim_store",
        summary=N_("占用门店名称和营业执照号，并核对备案目录"),
        record=claim_store,
        params={"changed": N_("这一轮改过的项目")},
        optional=frozenset({"changed"}),
        results=frozenset({"filing_valid", "number_differs", "contested", "reviewed_changed"}),
    ),
    Operation(
        name="stores.settle_parent",
        summary=N_("确定由哪家所属机构确认，并与备案目录对照"),
        record=settle_parent,
        params={"taken_over": N_("是否已转由协会代为确认")},
        optional=frozenset({"taken_over"}),
        results=frozenset({"parent_state", "parent_differs", "filed_parent", "taken_over"}),
    ),
    Operation(
        name="stores.invite_parent",
        summary=N_("邀请还没有登记的所属机构，30 天内有效"),
        record=invite_parent,
    ),
    Operation(
        name="stores.text_invited",
        summary=N_("把邀请短信发给机构联系人；同一号码一天最多一条"),
        outside=text_invited,
        record=invitations.record_texted,
    ),
    Operation(
        name="stores.lapse_invitation",
        summary=N_("邀请过期"),
        record=lapse_invitation,
    ),
    Operation(
        name="stores.approve_store",
        summary=N_("登记门店，归入所属机构，开通管理后台"),
        record=approve_store,
    ),
    Operation(
        name="stores.release_store",
        summary=N_("撤回后释放占用的门店名称和执照号"),
        record=release_store,
        released=N_("占用的门店名称和执照号码会释放，之后可以重新申请。"),
    ),
    Operation(
        name="stores.refuse_store",
        summary=N_("不通过后释放占用的门店名称和执照号"),
        record=refuse_store,
    ),
)
