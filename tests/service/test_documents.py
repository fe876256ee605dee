"""Uploads: quarantined, derived, refused with a sentence, and seen only by whom they concern."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from uuid import UUID, uuid4

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import func, select

from forms import FormErrors
from service import cases, documents
from service.actors import Actor
from service.documents import TooManyUploads
from service.extensions import db
from service.failures import NotFound
from service.models import Case, Document, DocumentStatus
from service.personal_data import Unsealable
from service.ports import ports
from tests import photos
from tests.conftest import Clock
from tests.people import OTHER_ID_NUMBER, People
from tests.stories import PROCEDURE, correct, decide, send_back, submit
from tests.worker import work_off

PHOTO = photos.jpeg(photos.scene(800, 600))
MB = 1024 * 1024


@pytest.fixture
def agency(people: People):
    return people.agency()


@pytest.fixture
def broker(people: People, agency) -> Actor:
    return people.practitioner(agency=agency)


@pytest.fixture
def checked(app: Flask, broker: Actor) -> Callable[[bytes], Document]:
    """Upload a file and let the worker check it."""

    def checked(content: bytes, name: str = "照片.jpg") -> Document:
        document = documents.upload("id_front", name, content, broker)
        work_off(app)
        return db.session.get_one(Document, document.id)

    return checked


def sentence_of(document: Document) -> str:
    assert document.status is DocumentStatus.REFUSED
    assert document.refusal is not None
    return document.refusal % document.refusal_params


def page_of(document: Document, actor: Actor, number: int = 1) -> Image.Image:
    return Image.open(BytesIO(documents.read_page(document.id, number, actor).content))


@pytest.mark.parametrize(
    "photo", [photos.phone_jpeg, photos.phone_heic], ids=["12 MP JPEG", "12 MP HEIC"]
)
def test_a_phones_photo_comes_out_upright_and_bare(
    checked: Callable[[bytes], Document], broker: Actor, photo: Callable[[], bytes]
):
    document = checked(photo())

    page = page_of(document, broker)
    assert document.status is DocumentStatus.READY
    assert page.height > page.width  # It was held upright, though stored lying.
    assert dict(page.getexif()) == {}
    assert photos.PLACE not in documents.read_page(document.id, 1, broker).content


def test_a_pdf_becomes_one_picture_a_page(checked, broker: Actor):
    document = checked(photos.pdf(pages=3), "合同.pdf")

    assert (document.status, len(document.pages)) == (DocumentStatus.READY, 3)
    assert page_of(document, broker, 3).format == "JPEG"
    with pytest.raises(NotFound):
        documents.read_page(document.id, 4, broker)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"Dear Sir, this is text.", "不是图片或 PDF"),
        (photos.pdf(pages=21), "PDF 有 21 页，最多 20 页"),
        (photos.locked_pdf(), "有密码"),
        (PHOTO[: len(PHOTO) // 3], "已损坏或不完整"),
        (photos.huge_png(), "200 百万像素"),
    ],
    ids=["text called .jpg", "21 pages", "locked", "cut off", "200 MP"],
)
def test_what_cannot_be_shown_is_refused_with_a_sentence(checked, content: bytes, told: str):
    assert told in sentence_of(checked(content))


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (PHOTO + bytes(10 * MB), "最多 10 MB"),
        (photos.phone_heic() + bytes(10 * MB), "最多 10 MB"),
        (photos.pdf() + bytes(20 * MB), "最多 20 MB"),
        (b"plain text", "不是图片或 PDF"),
        (b"", "不是图片或 PDF"),
    ],
    ids=["image over 10 MB", "HEIC over 10 MB", "PDF over 20 MB", "text", "empty"],
)
def test_what_is_too_large_for_its_kind_is_refused_at_once_and_not_kept(
    app: Flask, broker: Actor, content: bytes, told: str
):
    document = documents.upload("id_front", "照片.jpg", content, broker)

    assert told in sentence_of(document)
    assert not ports().storage.exists(document.original_key)


def test_a_pdf_may_be_larger_than_an_image(broker: Actor):
    document = documents.upload("id_front", "a.pdf", photos.pdf() + bytes(15 * MB), broker)

    assert document.status is DocumentStatus.QUARANTINED


def test_an_original_lies_sealed_and_opens_at_its_own_place_only(broker: Actor):
    one = documents.upload("id_front", "a.jpg", PHOTO, broker)
    kept = ports().storage.get(one.original_key)

    assert PHOTO[:64] not in kept and PHOTO[-64:] not in kept
    secrets = ports().personal_data
    assert secrets.open_bytes(kept, of=f"documents.original:{one.id}") == PHOTO
    with pytest.raises(Unsealable):
        secrets.open_bytes(kept, of=f"documents.original:{uuid4()}")


def test_checking_twice_changes_nothing(checked, broker: Actor):
    document = checked(PHOTO)
    before = list(document.pages)

    documents.derive_pages(document.id)

    assert db.session.get_one(Document, document.id).pages == before


def test_a_file_that_was_lost_before_it_was_checked_is_to_be_sent_again(app: Flask, broker: Actor):
    document = documents.upload("id_front", "a.jpg", PHOTO, broker)
    ports().storage.delete(document.original_key)

    work_off(app)

    assert "重新上传" in sentence_of(db.session.get_one(Document, document.id))


def test_more_unchecked_files_than_a_form_needs_are_a_flood(broker: Actor):
    small = photos.jpeg(photos.scene(64, 64))
    for _ in range(documents.MAX_UPLOADS_WAITING):
        documents.upload("id_front", "a.jpg", small, broker)

    with pytest.raises(TooManyUploads):
        documents.upload("id_front", "a.jpg", small, broker)

    made = select(func.count()).select_from(Document)
    assert db.session.scalar(made) == documents.MAX_UPLOADS_WAITING


def test_names_with_control_characters_and_without_end_are_kept_readable(broker: Actor):
    document = documents.upload("x" * 99, "身份\x00证\n" * 99 + ".jpg", PHOTO, broker)

    assert document.file_name.endswith("身份证.jpg")
    assert (len(document.file_name), len(document.field)) == (200, 64)


# -- who may see a page ------------------------------------------------------------------------


@pytest.fixture
def case(people: People, broker: Actor) -> Case:
    return submit(people, broker)


@pytest.fixture
def portrait(case: Case) -> Document:
    return portrait_of(case)


def may_see(document: Document, actor: Actor) -> bool:
    assert document.case_id is not None
    return str(document.id) in documents.list_seen(document.case_id, actor)


def portrait_of(case: Case) -> Document:
    (document_id,) = cases.read_latest_answers(case)["portrait"]
    return db.session.get_one(Document, UUID(document_id))


def test_the_owner_and_the_desk_that_has_the_task_see_a_document(
    people: People, agency, broker: Actor, portrait: Document
):
    assert may_see(portrait, broker)
    assert may_see(portrait, people.desk(agency))


def test_nobody_else_sees_a_document(people: People, agency, portrait: Document):
    strangers = [
        people.desk(people.agency("威海别家房地产经纪有限公司")),
        people.practitioner("李娜", agency=agency, mobile="15400000002"),
        people.reviewer(),  # The association's turn has not come.
        people.reviewer("administrator"),
    ]

    assert not any(may_see(portrait, actor) for actor in strangers)
    with pytest.raises(NotFound):
        documents.read_page(portrait.id, 1, strangers[0])


def test_a_document_that_no_case_uses_is_its_owners_alone(people: People, agency, broker: Actor):
    loose = db.session.get_one(Document, UUID(people.document(broker)))

    assert documents.find_upload(loose.id, broker) == loose
    with pytest.raises(NotFound):
        documents.read_page(loose.id, 1, people.desk(agency))


def test_a_desk_that_decided_keeps_seeing_what_it_judged(
    people: People, agency, case: Case, portrait: Document
):
    desk = people.desk(agency)

    decide(case, desk, "approve")

    assert may_see(portrait, desk)


def test_the_colleagues_of_a_post_see_what_one_of_them_judged(
    people: People, agency, case: Case, portrait: Document
):
    decide(case, people.desk(agency), "approve")
    colleague = people.reviewer(name="同事")
    send_back(case, people.reviewer(), certificate_issuer="请写全称")

    assert may_see(portrait, colleague)
    assert not may_see(portrait, people.reviewer("administrator"))


def test_a_former_employer_does_not_see_what_was_sent_to_the_next(
    people: People, agency, broker: Actor, case: Case, clock: Clock
):
    desk, reviewer = people.desk(agency), people.reviewer()
    old = portrait_of(case)
    decide(case, desk, "approve")
    send_back(case, reviewer, portrait="请换近照")
    clock.advance(days=1)

    correct(case, broker, portrait=[people.document(broker, "portrait")])

    assert may_see(old, desk)
    assert not may_see(portrait_of(case), desk)
    assert may_see(portrait_of(case), reviewer)


def test_after_a_withdrawal_the_desk_that_had_not_decided_sees_nothing(
    people: People, agency, broker: Actor, case: Case, portrait: Document
):
    desk = people.desk(agency)
    cases.withdraw(case.no, broker, uuid4())

    assert not may_see(portrait, desk)
    assert may_see(portrait, broker)


# -- what a submit takes -----------------------------------------------------------------------


def test_a_document_belongs_to_its_case_only_by_the_submit(people: People, broker: Actor):
    cases.open_draft(PROCEDURE, broker)
    answers = people.registration(broker)
    portrait = db.session.get_one(Document, UUID(answers["portrait"][0]))
    assert portrait.case_id is None

    done = cases.submit(PROCEDURE, answers, broker, uuid4())

    db.session.refresh(portrait)
    assert db.session.get_one(Case, portrait.case_id).no == done.case_no


def test_a_refused_submit_takes_no_document(people: People, broker: Actor):
    cases.open_draft(PROCEDURE, broker)
    answers = people.registration(broker, id_number="371003199003071118")
    with pytest.raises(FormErrors):
        cases.submit(PROCEDURE, answers, broker, uuid4())

    taken = select(func.count()).where(Document.case_id.is_not(None))
    assert db.session.scalar(taken) == 0


@pytest.mark.parametrize("status", [DocumentStatus.QUARANTINED, DocumentStatus.REFUSED])
def test_a_document_that_is_not_ready_is_not_taken(
    people: People, broker: Actor, status: DocumentStatus
):
    unfit = people.document(broker, "portrait", status=status, pages=[])

    with pytest.raises(FormErrors) as errors:
        submit(people, broker, portrait=[unfit])

    assert errors.value.keys == {"portrait"}


def test_somebody_elses_document_is_not_taken(people: People, agency, broker: Actor):
    other = people.practitioner("李娜", agency=agency, mobile="15400000002")
    theirs = people.document(other, "portrait")

    with pytest.raises(FormErrors) as errors:
        submit(people, broker, portrait=[theirs])

    assert errors.value.keys == {"portrait"}
    assert db.session.get_one(Document, UUID(theirs)).case_id is None


def test_a_document_of_an_earlier_case_stays_there(people: People, agency, broker: Actor):
    first = submit(people, broker)
    used = str(portrait_of(first).id)
    decide(first, people.desk(agency), "refuse", opinion="不是本公司员工")

    with pytest.raises(FormErrors) as errors:
        submit(people, broker, portrait=[used], id_number=OTHER_ID_NUMBER)

    assert errors.value.keys == {"portrait"}
    assert db.session.get_one(Document, UUID(used)).case_id == first.id


# -- what nobody uses --------------------------------------------------------------------------


def test_uploads_that_no_case_ever_used_are_deleted_after_ninety_days(
    checked, people: People, broker: Actor, case: Case, clock: Clock
):
    loose, used = checked(PHOTO), portrait_of(case)
    keys = [loose.original_key, *(page["key"] for page in loose.pages)]
    clock.now += documents.ABANDONED_AFTER - timedelta(seconds=1)
    documents.delete_abandoned()
    assert all(map(ports().storage.exists, keys))

    clock.advance(seconds=1)
    documents.delete_abandoned()

    assert not any(map(ports().storage.exists, keys))
    assert db.session.get(Document, loose.id, populate_existing=True) is None
    assert db.session.get(Document, used.id) is not None


def test_uploads_wait_as_long_as_their_owner_has_a_draft(checked, broker: Actor, clock: Clock):
    loose = checked(PHOTO)
    cases.open_draft(PROCEDURE, broker)
    clock.advance(days=100)

    documents.delete_abandoned()

    assert db.session.get(Document, loose.id, populate_existing=True) is not None
