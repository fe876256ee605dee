"""Complete first rounds of the forms that the shipped procedures begin with."""

from typing import Any

from tests.forms.form_world import AGENCY, MAN, STORE, good_answers, upload

USCC = "91371002XX00000190"
AGENT = {
    "agent_name": "王芳",
    "agent_mobile": "15400000009",
    "authorisation": [upload(10)],
    "consent_agent": True,
}
LEGAL = {
    "address": "威海市环翠区样本街1号",
    "legal_name": "张伟",
    "legal_id": MAN,
    "licence": [upload(21)],
    "legal_id_front": [upload(22)],
    "legal_id_back": [upload(23)],
    "consent_legal": True,
}
"""What is asked of whoever is not in the filing directory."""

practitioner = good_answers


def agency(**changes: Any) -> dict[str, Any]:
    """Register a filed agency; add `LEGAL` for an unfiled one."""
    return {"name": "安居经纪", "uscc": USCC, "region": "371002", **AGENT, **changes}


def store(**changes: Any) -> dict[str, Any]:
    """Register a filed store whose agency is registered; add `LEGAL` for an unfiled one."""
    parent = {"parent_registered": "yes", "parent": AGENCY}
    return {"name": "安居环翠店", "uscc": USCC, "region": "371002", **parent, **AGENT, **changes}


def joining(**changes: Any) -> dict[str, Any]:
    """Join a store that was picked."""
    employer = {"employer_listed": "yes", "agency": AGENCY, "store": STORE}
    return {**employer, "start_date": "2026-03-01", "labour_contract": [upload(10)], **changes}


def joining_typed(**changes: Any) -> dict[str, Any]:
    """Join an agency that is not registered yet."""
    employer = {"employer_listed": "no", "typed_kind": "agency", "employer_name": "新来经纪"}
    return {**employer, "start_date": "2026-03-01", "labour_contract": [upload(10)], **changes}


def leaving(**changes: Any) -> dict[str, Any]:
    """Leave with the employer's certificate."""
    proof = {"proof_withheld": "no", "leaving_certificate": [upload(10)]}
    return {"last_day": "2026-01-20", **proof, "consent_leaving": True, **changes}


def leaving_without_certificate(**changes: Any) -> dict[str, Any]:
    """Leave an employer that withholds the certificate."""
    proof = {
        "proof_withheld": "yes",
        "statement": "单位拒绝出具离职证明，已申请仲裁。",
        "other_evidence": [upload(21)],
    }
    return {"last_day": "2026-01-20", **proof, "consent_leaving": True, **changes}


def ordering(**changes: Any) -> dict[str, Any]:
    """Have a card made, paid at the counter and collected by its owner."""
    return {"pay_by": "counter", "pickup": "self", **changes}


def objecting(**changes: Any) -> dict[str, Any]:
    """Object to whoever registered one's name."""
    return {
        "statement": "我公司从未登记，名称被他人占用。",
        "contact_name": "李娜",
        "contact_mobile": "15400000010",
        "business_licence": [upload(10)],
        "letter": [upload(21)],
        **changes,
    }


def calling(**changes: Any) -> dict[str, Any]:
    """Note down a call of somebody whose name was registered."""
    return {
        "claimed": USCC,
        "caller_name": "李娜",
        "caller_mobile": "15400000010",
        "call_reason": "备案联系人来电，称从未注册；已按目录核对姓名。",
        **changes,
    }
