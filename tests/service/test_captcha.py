"""Pictures and sounds, each answered once within five minutes."""

import io
import wave

import pytest
from flask.testing import FlaskClient
from PIL import Image

from service.accounts.captchas import (
    ask_captcha,
    delete_old_captchas,
    find_answer,
    use_captcha,
)
from service.captcha import LENGTH, draw, new_answer, speak
from service.extensions import db
from service.models import Captcha
from tests.conftest import Clock

pytestmark = pytest.mark.usefixtures("app")


def test_answers_are_random_digits_that_can_be_read_and_heard():
    answers = {new_answer() for _ in range(50)}

    assert len(answers) > 40
    assert all(answer.isdigit() and len(answer) == LENGTH for answer in answers)


def test_demo_asks_for_the_same_digits_always():
    assert find_answer(ask_captcha()) == "1234"


def test_picture_is_a_png_and_sound_is_a_wave():
    assert Image.open(io.BytesIO(draw("1234"))).size == (200, 64)
    with wave.open(io.BytesIO(speak("1234"))) as sound:
        assert sound.getnframes() > 0


@pytest.mark.parametrize("typed", ["1234", " 1 2 3 4 ", "１２３４"])
def test_right_answer_is_taken_however_it_is_typed(typed):
    assert use_captcha(str(ask_captcha()), typed)


def test_answer_counts_once():
    asked = str(ask_captcha())

    assert use_captcha(asked, "1234")
    assert not use_captcha(asked, "1234")


def test_wrong_answer_uses_it_up():
    asked = str(ask_captcha())

    assert not use_captcha(asked, "4321")
    assert not use_captcha(asked, "1234")


def test_answer_after_five_minutes_is_too_late(clock: Clock):
    asked = str(ask_captcha())
    clock.advance(minutes=5)

    assert not use_captcha(asked, "1234")


@pytest.mark.parametrize("unknown", ["", "x", "6f8de0c4-3c1e-4a1c-9a83-5f0f1b2d7e10"])
def test_captcha_that_nobody_asked_is_not_answered(unknown):
    assert not use_captcha(unknown, "1234")


def test_captcha_still_open_is_shown_again_and_a_used_one_is_not():
    asked = str(ask_captcha())
    assert str(ask_captcha(asked)) == asked
    use_captcha(asked, "1234")

    assert str(ask_captcha(asked)) != asked


def test_old_captchas_are_deleted(clock: Clock):
    ask_captcha()
    clock.advance(minutes=6)
    fresh = ask_captcha()
    delete_old_captchas()

    assert [one.id for one in db.session.query(Captcha)] == [fresh]


def test_pages_show_and_speak_it_and_keep_no_copy(client: FlaskClient):
    asked = ask_captcha()

    for suffix, kind in (("png", "image/png"), ("wav", "audio/wav")):
        answer = client.get(f"/captcha/{asked}.{suffix}")
        assert answer.mimetype == kind
        assert answer.headers["Cache-Control"] == "no-store"


def test_used_captcha_is_not_shown(client: FlaskClient):
    asked = ask_captcha()
    use_captcha(str(asked), "1234")

    assert client.get(f"/captcha/{asked}.png").status_code == 404


def test_another_captcha_comes_as_a_piece_of_a_page(client: FlaskClient):
    answer = client.get("/captcha")

    assert 'name="captcha_id"' in answer.text
    assert "<html" not in answer.text
