"""Files of the form: taken one by one, checked, shown to those who may see them."""

from io import BytesIO

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from service import cases, documents
from service.actors import Actor
from service.extensions import db
from service.models import Document, DocumentStatus
from tests import photos
from tests.people import People
from tests.service.browsing import PROCEDURE, Browser

IDENTITY = f"/apply/{PROCEDURE}/Group_identity"
PORTRAIT = f"/apply/{PROCEDURE}/Group_portrait"
EMPLOYER = f"/apply/{PROCEDURE}/Group_employer"
PHOTO = photos.jpeg(photos.scene(800, 600))


@pytest.fixture
def broker(people: People) -> Actor:
    return people.practitioner(agency=people.agency())


@pytest.fixture
def visitor(client: FlaskClient, broker: Actor) -> Browser:
    return Browser(client).sign_in().open(f"/start/{PROCEDURE}").press("现在开始")


def answer_to(actor: Actor, key: str) -> list[str]:
    filling = cases.find_filling(PROCEDURE, actor)
    assert filling is not None
    return list(filling.answers.get(key, ()))


def post_file(client: FlaskClient, field: str, name: str, content: bytes) -> dict:
    posted = Browser(client)
    answer = posted.client.post(
        "/uploads",
        data={
            "subject": f"procedure:{PROCEDURE}",
            "field": field,
            "file": (BytesIO(content), name),
        },
        headers={"Accept": "application/json"},
    )
    return {"status": answer.status_code, **(answer.get_json() or {})}


def derive_all() -> None:
    for document_id in db.session.scalars(select(Document.id)).all():
        documents.derive_pages(document_id)


def test_without_javascript_a_photo_is_sent_with_its_page_and_the_page_comes_back(
    visitor: Browser, broker: Actor
):
    page = visitor.open(IDENTITY).press("上传", file_id_back=("正面.jpg", PHOTO), id_number="37")

    assert page.address == IDENTITY
    assert "正在检查" in page.text()
    assert page.page.xpath("//input[@name='id_number']/@value") == ["37"]
    assert len(answer_to(broker, "id_back")) == 1


def test_a_checked_photo_is_shown_small_and_can_be_removed(visitor: Browser, broker: Actor):
    visitor.open(IDENTITY).press("上传", file_id_front=("正面.jpg", PHOTO))
    derive_all()

    page = visitor.open(IDENTITY)
    (address,) = page.page.xpath("//li[@data-file]//img/@src")
    picture = visitor.client.get(address)

    assert picture.mimetype == "image/jpeg"
    assert picture.headers["Cache-Control"] == "private, no-store"
    assert len(picture.data) < len(PHOTO)
    page.press("移除")
    assert answer_to(broker, "id_front") == []


def test_a_new_photo_takes_the_place_of_the_only_one(visitor: Browser, broker: Actor):
    visitor.open(IDENTITY).press("上传", file_id_front=("旧.jpg", PHOTO))
    first = answer_to(broker, "id_front")

    visitor.open(IDENTITY).press("上传", file_id_front=("新.jpg", PHOTO))

    assert answer_to(broker, "id_front") != first
    assert len(answer_to(broker, "id_front")) == 1


def test_a_contract_of_several_photos_keeps_their_order(visitor: Browser, broker: Actor):
    pages = [(f"{number}.jpg", PHOTO) for number in (1, 2, 3)]

    page = visitor.open(EMPLOYER).press("上传", file_labour_contract=pages)

    assert page.texts("//p[@class='file-name']") == ["1.jpg", "2.jpg", "3.jpg"]


def test_a_text_file_with_the_name_of_a_photo_is_refused_in_words(visitor: Browser):
    visitor.open(IDENTITY).press("上传", file_id_front=("假.jpg", b"only words"))
    derive_all()

    page = visitor.open(IDENTITY)

    assert "文件内容不是图片或 PDF" in page.texts("//*[@class='file-problem']")[0]
    refused = page.press("下一步")
    assert refused.status == 422
    assert "文件内容不是图片或 PDF" in refused.error_of("id_front")


def test_a_ten_pixel_portrait_is_refused_as_soon_as_it_was_looked_at(visitor: Browser):
    tiny = photos.jpeg(photos.scene(10, 10))
    sent = post_file(visitor.client, "portrait", "小.jpg", tiny)
    derive_all()

    card = visitor.open(f"/uploads/{sent['id']}?subject=procedure:{PROCEDURE}&field=portrait")

    assert "个人形象照太小（宽 10 像素）" in card.text()


def test_a_twelve_megapixel_photo_with_a_place_in_it_becomes_upright_and_bare(visitor: Browser):
    sent = post_file(visitor.client, "id_front", "IMG.jpg", photos.phone_jpeg())
    derive_all()

    picture = visitor.client.get(f"/documents/{sent['id']}/pages/1").data

    assert photos.PLACE not in picture
    document = db.session.get_one(Document, sent["id"], populate_existing=True)
    assert document.pages[0]["height"] > document.pages[0]["width"]


def test_an_upload_answers_with_the_card_to_be_put_into_the_page(visitor: Browser):
    sent = post_file(visitor.client, "id_front", "正面.jpg", PHOTO)

    assert sent["status"] == 200
    assert f'value="{sent["id"]}"' in sent["html"]
    assert "正在检查" in sent["html"]


def test_a_request_far_beyond_what_a_file_may_have_is_refused_in_words(visitor: Browser):
    too_large = post_file(visitor.client, "labour_contract", "合同.pdf", bytes(25 * 1024 * 1024))

    assert too_large["status"] == 413
    assert "PDF 不超过 20 MB" in too_large["detail"]


def test_a_file_for_a_field_that_takes_none_is_not_found(visitor: Browser):
    assert post_file(visitor.client, "id_number", "x.jpg", PHOTO)["status"] == 404


def test_a_stranger_sees_neither_the_page_nor_the_card(
    visitor: Browser, people: People, client: FlaskClient
):
    sent = post_file(visitor.client, "id_front", "正面.jpg", PHOTO)
    derive_all()
    people.practitioner("李娜", mobile="15400000002")
    stranger = Browser(client.application.test_client()).sign_in("15400000002")

    assert stranger.client.get(f"/documents/{sent['id']}/pages/1").status_code == 404
    assert stranger.client.get(f"/documents/{sent['id']}/pages/1?small=1").status_code == 404


def test_too_many_unchecked_files_are_asked_to_wait(
    visitor: Browser, broker: Actor, people: People
):
    for _ in range(documents.MAX_UPLOADS_WAITING):
        people.document(broker, status=DocumentStatus.QUARANTINED, pages=[])

    sent = post_file(visitor.client, "id_front", "正面.jpg", PHOTO)

    assert sent["status"] == 429
    assert "请稍候" in sent["detail"]
