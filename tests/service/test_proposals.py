"""A draft becomes an edition by two people, and only if its tests still come out."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from processes.trial import Act, ActKind, Script
from processes.working_time import SHANGHAI
from service.actors import Actor
from service.editions import edition_in_force, parsed
from service.extensions import db
from service.models import DraftStatus, Edition, ProcedureDraft, ProcedureTest, Reach
from service.publishing import NotPublishable, Procedure, only_named, publish
from service.publishing.drafts import begin_draft, begin_from_files, open_revision, save_draft
from service.publishing.proposals import (
    Proposal,
    approve,
    keep_plan,
    propose,
    send_back,
)
from service.publishing.trials import TestsFailed, drop_test, keep_test, run_tests
from service.queries.studio import list_events
from service.refusals import Refused
from tests.conftest import Clock
from tests.people import People
from tests.procedures import drawn, registration
from tests.stories import PROCEDURE

GIVEN = {
    "category": "broker",
    "account_has_name": False,
    "account_has_agency": True,
    "account_has_store": True,
    "account_employer": "样本机构",
}
WORDS = Proposal("增加复核", notice_number="威房协〔2026〕12号", reach=Reach.NEXT_HUMAN_STEP)


def reviewed(*reviews: str) -> Procedure:
    """Reviews of the association, one after the other, under these ids."""
    diagram = registration()
    for review in reviews:
        diagram.user(review, form="association_review", role="association_reviewer")
    return drawn(diagram.path("claim", *reviews, "over"))


@pytest.fixture
def author(people: People) -> Actor:
    return people.reviewer("administrator", name="编写人")


@pytest.fixture
def second(people: People) -> Actor:
    return people.reviewer("administrator", name="批准人")


def drafted(procedure: Procedure, author: Actor) -> UUID:
    return begin_from_files(PROCEDURE, "草稿", None, only_named(procedure), author.account_id)


def drawn_by(author: Actor, draft: UUID, *reviews: str) -> None:
    """Save these reviews into a draft."""
    seen = open_revision(draft).saved.seen
    save_draft(draft, seen, only_named(reviewed(*reviews)), author.account_id)


def status_of(draft: UUID) -> DraftStatus:
    db.session.expire_all()
    return db.session.get_one(ProcedureDraft, draft).status


def hand_in(draft: UUID, author: Actor, words: Proposal = WORDS) -> None:
    """Propose a draft as it is now."""
    propose(draft, open_revision(draft).saved.seen, words, author.account_id)


def handed_in(draft: UUID) -> datetime:
    """Give the instant at which a draft was proposed, as the approver's page knows it."""
    instant = db.session.get_one(ProcedureDraft, draft).proposed_at
    assert instant is not None
    return instant


def kept(edition: Edition, author: Actor, name: str = "提交后到审核") -> UUID:
    version = parsed(edition.id)
    start = version.forms[PROCEDURE].sample(given=GIVEN | {"certificate_required": True})
    acts = (
        Act(ActKind.COMPLETE, "submit", start),
        Act(ActKind.FINISH, "claim", {"employer_kind": "store"}),
    )
    script = Script(edition.published_at, GIVEN, acts)
    return keep_test(PROCEDURE, name, version, script, author.account_id)


def test_what_one_proposes_another_publishes_with_the_plan(author: Actor, second: Actor):
    draft = drafted(reviewed("first", "second"), author)

    hand_in(draft, author)
    edition = approve(draft, handed_in(draft), second.account_id)

    assert (edition.published_by, edition.approved_by) == (author.account_id, second.account_id)
    assert (edition.note, edition.notice_number) == ("增加复核", "威房协〔2026〕12号")
    assert (edition.reach, edition.in_force) == (Reach.NEXT_HUMAN_STEP, True)
    assert status_of(draft) is DraftStatus.PUBLISHED


def test_nobody_approves_their_own_draft(author: Actor):
    draft = drafted(reviewed("first"), author)
    hand_in(draft, author)

    with pytest.raises(Refused, match="second_person_approves"):
        approve(draft, handed_in(draft), author.account_id)

    assert status_of(draft) is DraftStatus.PROPOSED


def test_a_proposed_draft_is_changed_by_nobody_until_it_is_sent_back(author: Actor, second: Actor):
    draft = drafted(reviewed("first"), author)
    hand_in(draft, author)
    with pytest.raises(Refused, match="draft_closed"):
        save_draft(draft, "1-x", only_named(reviewed("first", "second")), author.account_id)

    send_back(draft, "请写明复核的条件", second.account_id)

    assert status_of(draft) is DraftStatus.OPEN
    assert db.session.get_one(ProcedureDraft, draft).sent_back_because == "请写明复核的条件"
    (sent_back,) = list_events(PROCEDURE)
    assert (sent_back[0].sentence, sent_back[1]) == ("请写明复核的条件", "批准人")


def test_the_second_person_sends_nothing_back_without_a_reason(author: Actor, second: Actor):
    draft = drafted(reviewed("first"), author)
    hand_in(draft, author)

    with pytest.raises(Refused, match="send_back_reason_missing"):
        send_back(draft, "  ", second.account_id)
    send_back(draft, "", author.account_id)

    assert status_of(draft) is DraftStatus.OPEN


def test_a_draft_that_was_saved_meanwhile_is_looked_at_again_before_it_is_proposed(author: Actor):
    draft = drafted(reviewed("first"), author)
    drawn_by(author, draft, "first", "second")
    seen = open_revision(draft).saved
    drawn_by(author, draft, "first", "third")
    assert open_revision(draft).saved.revision == seen.revision, "within minutes it is one"

    with pytest.raises(Refused, match="draft_moved_on"):
        propose(draft, seen.seen, WORDS, author.account_id)


def test_what_was_taken_back_and_proposed_anew_is_read_again_before_it_is_approved(
    author: Actor, second: Actor, clock: Clock
):
    draft = drafted(reviewed("first"), author)
    hand_in(draft, author)
    page = handed_in(draft)
    clock.advance(minutes=1)
    send_back(draft, "", author.account_id)
    drawn_by(author, draft, "first", "second")
    hand_in(draft, author)

    with pytest.raises(Refused, match="proposal_moved_on"):
        approve(draft, page, second.account_id)


def test_whoever_drew_a_draft_does_not_approve_it_though_another_proposed_it(
    author: Actor, second: Actor
):
    draft = drafted(reviewed("first"), author)
    hand_in(draft, second)

    with pytest.raises(Refused, match="second_person_approves"):
        approve(draft, handed_in(draft), author.account_id)


def test_whoever_only_began_a_draft_may_approve_what_another_drew(author: Actor, second: Actor):
    draft = begin_draft(publish(reviewed("first")).id, second.account_id)
    drawn_by(author, draft, "first", "second")
    hand_in(draft, author)

    assert approve(draft, handed_in(draft), second.account_id).in_force


def test_a_plan_that_is_not_proposed_yet_stays_with_its_draft(author: Actor):
    draft = drafted(reviewed("first"), author)

    keep_plan(draft, WORDS)

    kept_plan = db.session.get_one(ProcedureDraft, draft)
    assert (kept_plan.summary, kept_plan.notice_number) == (WORDS.summary, WORDS.notice_number)
    assert (kept_plan.reach, kept_plan.status) == (WORDS.reach, DraftStatus.OPEN)


def test_a_draft_with_an_error_is_not_proposed(author: Actor):
    broken = reviewed("first")
    wrong = Procedure(
        broken.diagram.replace(b"register.claim_registration", b"register.no_such"),
        broken.forms,
        broken.tables,
    )
    draft = drafted(wrong, author)

    with pytest.raises(NotPublishable):
        hand_in(draft, author)

    assert status_of(draft) is DraftStatus.OPEN


def test_a_day_that_is_over_is_refused(author: Actor, clock: Clock):
    draft = drafted(reviewed("first"), author)
    yesterday = clock().astimezone(SHANGHAI).date() - timedelta(days=1)

    with pytest.raises(Refused, match="effective_day_over"):
        hand_in(draft, author, Proposal("改", effective_on=yesterday))


def test_a_notice_number_longer_than_any_is_refused_in_words(author: Actor):
    draft = drafted(reviewed("first"), author)

    with pytest.raises(Refused, match="text_too_long"):
        hand_in(draft, author, Proposal("增加复核", notice_number="号" * 61))
    assert status_of(draft) is DraftStatus.OPEN


def test_a_test_that_comes_out_otherwise_stands_in_the_way_and_says_why(
    author: Actor, second: Actor
):
    test = kept(publish(reviewed("first")), author)
    draft = drafted(reviewed("other"), author)

    with pytest.raises(TestsFailed) as failed:
        hand_in(draft, author)

    (one,) = failed.value.failed
    assert one.test.name == "提交后到审核"
    assert [str(told.sentence) for told in one.told] == [
        "第 2 步（系统完成“claim”）之后，应停在“first”，实际停在“other”。"
    ]
    drop_test(test)
    hand_in(draft, author)
    assert approve(draft, handed_in(draft), second.account_id).in_force


def test_whoever_publishes_a_file_passes_the_same_tests(author: Actor):
    kept(publish(reviewed("first")), author)

    with pytest.raises(TestsFailed):
        publish(reviewed("other"))

    assert edition_in_force(PROCEDURE).number == 2
    assert publish(reviewed("first", "second")).number == 3


def test_a_test_kept_after_the_proposal_is_played_once_more_at_the_approval(
    author: Actor, second: Actor
):
    before = publish(reviewed("first"))
    draft = drafted(reviewed("other"), author)
    hand_in(draft, author)
    kept(before, author)

    with pytest.raises(TestsFailed):
        approve(draft, handed_in(draft), second.account_id)

    assert status_of(draft) is DraftStatus.PROPOSED


def test_a_run_that_stopped_is_not_kept_and_a_name_is_kept_once(author: Actor):
    edition = publish(reviewed("first"))
    kept(edition, author)
    assert [run.failed for run in run_tests(PROCEDURE, parsed(edition.id))] == [False]
    with pytest.raises(Refused, match="test_name_taken"):
        kept(edition, author)
    stopped = Script(edition.published_at, GIVEN, (Act(ActKind.COMPLETE, "nowhere"),))

    with pytest.raises(Refused, match="trial_stopped"):
        keep_test(PROCEDURE, "停", parsed(edition.id), stopped, author.account_id)


def test_a_procedure_has_fifty_tests_and_no_more_until_one_is_deleted(author: Actor):
    edition = publish(reviewed("first"))
    first = db.session.get_one(ProcedureTest, kept(edition, author))
    facts = {"procedure": PROCEDURE, "script": first.script, "kept_by": author.account_id}
    rest = [
        ProcedureTest(name=str(number), kept_at=first.kept_at, **facts) for number in range(2, 51)
    ]
    db.session.add_all(rest)
    db.session.commit()

    with pytest.raises(Refused, match="too_many_tests"):
        kept(edition, author, "又一个")
    drop_test(first.id)

    assert kept(edition, author, "又一个")
