"""The shipped change of details: who looks at each kind of change, and what follows it."""

from typing import Any

import pytest
from shipped_cases import APPROVE, REFUSE, begin, correct, edition_of, ended, send_back

from tests.forms.form_world import AGENCY, MAN, upload
from tests.processes import answers

LICENCE = {"licence": [upload(10)]}
CERTIFICATE = {
    "certificate": [upload(10)],
    "certificate_number": "3062020123456789",
    "certificate_issuer": "中国房地产估价师与房地产经纪人学会",
}
LEGAL = {
    "legal_name": "李强",
    "legal_id": MAN,
    "legal_id_front": [upload(11)],
    "legal_id_back": [upload(12)],
    "legal_licence": [upload(13)],
    "consent_legal": True,
}
NAME = {"new_name": "张伟明", "name_proof": [upload(10)], "new_id_front": [upload(11)]}
ADDRESS = {"region": "371002", "address": "威海市环翠区样本街2号", **LICENCE}
FILING = {"filing_no": "威房备1号", "filing_valid_to": "2028-01-01"}

CHANGES: list[tuple[str, str, dict[str, Any], list[str]]] = [
    ("practitioner", "mobile", {"mobile": "15400000012"}, []),
    ("practitioner", "publication", {"consent_publication": True}, []),
    ("practitioner", "name", NAME, ["agency_review"]),
    ("practitioner", "certificate", CERTIFICATE, ["agency_review"]),
    ("practitioner", "upgrade", {"new_category": "broker", **CERTIFICATE}, ["agency_review"]),
    ("agency", "name", {"name": "安居新经纪", **LICENCE}, ["association_review"]),
    ("agency", "licence", {"uscc": answers.USCC, **LICENCE}, ["association_review"]),
    ("agency", "address", ADDRESS, []),
    ("agency", "legal", LEGAL, ["association_review"]),
    ("agency", "agent", answers.AGENT, ["association_review"]),
    (
        "agency",
        "licence_renewal",
        {"licence_valid_to": "2028-01-01", **LICENCE},
        ["association_review"],
    ),
    (
        "agency",
        "filing_renewal",
        {**FILING, "filing_document": [upload(10)]},
        ["association_review"],
    ),
    ("store", "name", {"name": "安居新店", **LICENCE}, ["association_review"]),
    ("store", "address", ADDRESS, []),
    (
        "store",
        "parent",
        {"parent": AGENCY, "parent_agreement": [upload(10)]},
        ["agency_review"],
    ),
]
"""Who asks, for what, with which answers, and who looks at it first."""


def asked(kind: str, what: str, answers_: dict[str, Any]) -> dict[str, Any]:
    key = {"practitioner": "person_change"}.get(kind, f"{kind}_change")
    return {key: what, **answers_}


def change(
    play, kind: str, what: str, given: dict[str, Any], *, employed=True, card=False, own=False
):
    word = "organisation_name" if kind != "practitioner" and what == "name" else what
    return begin(
        play,
        edition_of("change_of_details"),
        asked(kind, what, given),
        operations={
            "details.claim_change": {
                "change": word,
                "agency_is_asked": employed,
                "self_review": own,
            },
            "notices.take_over": {"taken_over": True},
            "details.apply_change": {"card_issued": card},
        },
        applicant_kind=kind,
    )


@pytest.fixture
def renaming(play):
    return change(play, "practitioner", "name", NAME, card=True)


@pytest.mark.parametrize(
    ("kind", "what", "given", "first"), CHANGES, ids=[f"{who}-{what}" for who, what, *_ in CHANGES]
)
def test_each_change_is_first_looked_at_by_whom_the_table_says(play, kind, what, given, first):
    assert change(play, kind, what, given).open == first


def test_a_new_name_is_approved_twice_and_comes_with_a_new_card(renaming):
    renaming.complete("agency_review", **APPROVE)
    renaming.complete("association_review", **APPROVE)
    assert renaming.step.final
    renaming.finish_job("draw_card")
    assert ended(renaming) == ("completed", "已变更")


def test_the_old_number_is_told_of_a_new_mobile(play):
    case = change(play, "practitioner", "mobile", {"mobile": "15400000012"})
    case.finish_job("tell_old_mobile")
    assert ended(case) == ("completed", "已变更")


def test_a_new_address_needs_nobody_and_changes_no_card(play):
    assert ended(change(play, "agency", "address", ADDRESS)) == ("completed", "已变更")


def test_whoever_has_no_employer_is_looked_at_by_the_association_alone(play):
    case = change(play, "practitioner", "name", NAME, employed=False)
    assert case.open == ["association_review"]


def test_a_change_at_ones_own_employer_is_looked_at_by_the_association_alone(play):
    case = change(play, "practitioner", "name", NAME, own=True)
    assert case.open == ["association_review"]


def test_a_change_that_the_agency_returns_is_corrected_and_comes_back(renaming):
    send_back(renaming, "agency_review", "new_name")
    before = asked("practitioner", "name", NAME)
    correct(renaming, "correct", before, new_name="张伟民")
    assert renaming.open == ["agency_review"]


def test_a_change_that_the_association_returns_begins_with_the_agency_again(renaming):
    renaming.complete("agency_review", **APPROVE)
    send_back(renaming, "association_review", "new_name")
    correct(renaming, "correct", asked("practitioner", "name", NAME), new_name="张伟民")
    assert renaming.open == ["agency_review"]


@pytest.mark.parametrize("desk", ["agency_review", "association_review"])
def test_a_refused_change_gives_free_what_it_held(renaming, desk: str):
    if desk == "association_review":
        renaming.complete("agency_review", **APPROVE)
    renaming.complete(desk, **REFUSE)
    assert ended(renaming) == ("completed", "不通过")
    assert renaming.operations.names[-1] == "details.release_change"


def test_a_silent_agency_leaves_a_change_to_the_association(renaming):
    for _ in range(3):
        renaming.wake_when_due()
    assert renaming.operations.names.count("notices.remind") == 2
    assert renaming.operations.names[-1] == "notices.take_over"
    assert renaming.open == ["association_review"]


def test_an_agency_that_is_known_to_be_silent_is_not_asked_about_a_change_again(renaming):
    for _ in range(3):
        renaming.wake_when_due()
    send_back(renaming, "association_review", "new_name")
    correct(renaming, "correct", asked("practitioner", "name", NAME), new_name="张伟民")
    assert renaming.open == ["association_review"]


def test_the_association_is_reminded_of_a_change_twice(play):
    case = change(play, "agency", "name", {"name": "安居新经纪", **LICENCE})
    case.wake_when_due()
    case.wake_when_due()
    assert (case.open, case.step.next_wake) == (["association_review"], None)


def test_a_withdrawn_change_gives_free_what_it_held(renaming):
    renaming.withdraw()
    assert renaming.operations.names[-1] == "details.release_change"
