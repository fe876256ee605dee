"""What comes in at the studio's own doors is refused there at once, in words, never by a 500."""

import json
import time
from collections.abc import Callable
from functools import partial
from io import BytesIO
from itertools import product
from typing import Any, Final

import pytest
from flask import Flask
from lxml import html
from sqlalchemy import select
from werkzeug.test import TestResponse, stream_encode_multipart

from service.editions import edition_in_force
from service.extensions import db
from service.models import Account, Case, MigrationKind, MigrationRun
from service.publishing.drafts import begin_draft, open_revision
from service.publishing.procedures import Procedure
from service.publishing.trials import list_tests
from tests.attacks import hostile_data
from tests.attacks.hostile_packages import DIAGRAM, PACKAGES
from tests.attacks.hostile_xml import FILES
from tests.attacks.texts import TEN_MEGABYTES, TEXTS
from tests.people import People
from tests.service.browsing import Browser
from tests.service.desks import browser_of
from tests.stories import PROCEDURE, submit

Send = Callable[[], TestResponse]
AS_JSON: Final = {"Accept": "application/json", "Content-Type": "application/json"}
SOUND: Final = DIAGRAM.decode()


@pytest.fixture
def browser(app: Flask, people: People) -> Browser:
    return browser_of(app, people.reviewer("administrator"))


@pytest.fixture
def draft(people: People) -> str:
    author = people.reviewer("administrator").account_id
    return f"/studio/drafts/{begin_draft(edition_in_force(PROCEDURE).id, author)}"


def refused(attack: str, send: Send) -> str:
    """Send it until it took less than 200 ms of this processor once; give what was answered."""
    for _ in range(8):
        began = time.thread_time()
        answer = send()
        if time.thread_time() - began < 0.2:
            break
    else:
        pytest.fail(f"{attack} took more than 200 ms each time")
    assert answer.status_code in {400, 413, 422}, (attack, answer.status_code)
    said = answer.json["detail"] if answer.is_json else html.fromstring(answer.data).text_content()
    assert "。" in said, attack
    return str(said)


# -- what the editor's script posts ----------------------------------------------------------


BODIES: Final[dict[str, bytes]] = {
    "nothing": b"",
    "no JSON": b"\x89PNG",
    "a list": b"[]",
    "brackets without end": b"[" * 200_000,
    "a hundred thousand brackets": b"[" * 100_000 + b"]" * 100_000,
    "objects without end": b'{"a":' * 200_000,
    "ten megabytes": b'"' + b"a" * TEN_MEGABYTES + b'"',
    "a number without end": b'{"diagram": ' + b"9" * 100_000 + b"}",
    "other letters": '{"diagram": "图"}'.encode("gb18030"),
}
WHATS: Final = ("", "/check", "/copy")


def test_a_body_that_is_no_draft_no_form_and_no_post_is_refused(browser: Browser, draft: str):
    addresses = [*(draft + what for what in WHATS), "/studio/forms/preview", "/studio/posts"]
    for address, (name, body) in product(addresses, BODIES.items()):
        send = partial(browser.client.post, address, data=body, headers=AS_JSON)
        refused(f"{name} at {address}", send)


UNWRITABLE: Final = {"half a character": "\ud83d", "NUL": "a\0b"}


@pytest.mark.parametrize("text", UNWRITABLE.values(), ids=UNWRITABLE)
def test_a_text_that_the_database_cannot_hold_is_refused(browser: Browser, draft: str, text: str):
    staff = [str(one) for one in db.session.scalars(select(Account.id))]
    sent = {
        f"{draft}/here": {"element": text},
        "/studio/posts": {"code": "deputy_chair", "name": text, "staff": staff},
    }
    for address, body in sent.items():
        refused(address, partial(browser.client.post, address, json=body, headers=AS_JSON))


def test_a_backslash_before_u0000_is_a_text_like_any_other(browser: Browser, draft: str):
    here = browser.client.post(f"{draft}/here", json={"element": r"\u0000"}, headers=AS_JSON)
    assert here.status_code == 200


DRAFTS: Final[dict[str, dict[str, Any]]] = {
    "a diagram that is a number": {"diagram": 9**9},
    "half a character": {"diagram": "\ud83d"},
    "NUL": {"diagram": "\0"},
    "forms that are a list": {"diagram": SOUND, "forms": [1]},
    "a form that is a list": {"diagram": SOUND, "forms": {"f": []}},
    "a form that climbs": {"diagram": SOUND, "forms": {"../../etc/passwd": "{}"}},
    "a form without end": {"diagram": SOUND, "forms": {"f": "[" * 200_000}},
    "a table that climbs": {"diagram": SOUND, "tables": {"../x": "<a/>"}},
    "a thousand tables": {"diagram": SOUND, "tables": {f"t{n}": "<a/>" for n in range(1_000)}},
    "five megabytes": {"diagram": SOUND, "forms": {"f": " " * 5_000_000}},
    **{
        f"a table with {name}": {"diagram": SOUND, "tables": {"t": data.decode()}}
        for name, data in FILES.items()
        if data.isascii()
    },
    **{f"{name} drawn": {"diagram": d.decode()} for name, d in FILES.items() if d.isascii()},
}


def test_a_draft_that_nobody_may_read_is_refused_and_not_kept(browser: Browser, draft: str):
    kept = open_revision(_id(draft)).saved
    for what, (name, sent) in product(WHATS, DRAFTS.items()):
        body = json.dumps({"seen": kept.seen, **sent})
        send = partial(browser.client.post, draft + what, data=body, headers=AS_JSON)
        refused(f"{name} at {what}", send)
    assert open_revision(_id(draft)).saved == kept


def test_a_draft_that_nobody_can_run_is_shown_all_the_same(browser: Browser, draft: str):
    nonsense = {
        "forms": {"association_review": b'{"type": "default"}'},
        "tables": {"practitioner_documents": b"<t/>"},
    }
    opened = open_revision(_id(draft)).files
    files = Procedure(opened.diagram, opened.forms | nonsense["forms"], nonsense["tables"])
    body = {
        "seen": open_revision(_id(draft)).saved.seen,
        "diagram": files.diagram.decode(),
        "forms": {name: one.decode() for name, one in files.forms.items()},
        "tables": {name: one.decode() for name, one in files.tables.items()},
    }
    assert browser.client.post(draft, json=body, headers=AS_JSON).status_code == 200
    assert browser.client.post(f"{draft}/check", json=body, headers=AS_JSON).json["problems"]
    assert browser.open(f"{draft}/publish").status == 200


def _id(draft: str) -> Any:
    return draft.rsplit("/", 1)[1]


# -- packages --------------------------------------------------------------------------------


def bring_in(browser: Browser, data: bytes) -> TestResponse:
    return browser.client.post("/studio/import", data={"package": (BytesIO(data), "x.zip")})


def test_a_package_that_nobody_may_open_is_refused(browser: Browser):
    for name, make in PACKAGES.items():
        refused(name, partial(bring_in, browser, make()))


def test_a_picture_with_a_script_is_no_procedure(browser: Browser):
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    refused("a picture", partial(bring_in, browser, svg))


# -- corrections of a case -------------------------------------------------------------------

VALUES: Final[dict[str, str]] = {
    "brackets without end": "[" * 100_000,
    "a hundred thousand brackets": "[" * 100_000 + "]" * 100_000,
    "mappings without end": '{"a":' * 50_000,
    "a hundred kilobytes": '"' + "a" * 100_000 + '"',
    "a list of ten thousand": json.dumps([0] * 10_000),
    "not a number": "NaN",
    "infinity": "-Infinity",
    "a number without end": "9" * 4_000,
    "half a character": r'"\ud83d"',
    "NUL": r'"\u0000"',
}


@pytest.fixture
def case(people: People) -> Case:
    return submit(people, people.practitioner(agency=people.agency()))


def test_a_correction_that_no_condition_could_read_is_refused(browser: Browser, case: Case):
    for name, value in VALUES.items():
        sent = {"kind": "correct", "reason": "更正", "value-employer_kind": value, "act": "preview"}
        send = partial(browser.client.post, f"/studio/doctor/{case.no}", data=sent)
        assert "“employer_kind”的新值" in refused(name, send), name


# -- try-outs and moves ----------------------------------------------------------------------

RUNS: Final[dict[str, bytes]] = {
    name: json.dumps(script).encode() for name, script in hostile_data.SCRIPTS.items()
} | {name: body for name, body in BODIES.items() if len(body) < TEN_MEGABYTES}


def stands(attack: str, send: Send) -> TestResponse:
    """Send it until it took less than 200 ms of this processor once; nothing may have broken."""
    for _ in range(8):
        began = time.thread_time()
        answer = send()
        if time.thread_time() - began < 0.2:
            break
    else:
        pytest.fail(f"{attack} took more than 200 ms each time")
    assert answer.status_code < 500, (attack, answer.status_code)
    return answer


def posting(browser: Browser, address: str, sent: dict[str, str]) -> Send:
    """Give what posts a form; what it costs to write the form counts for nobody."""
    stream, _length, boundary = stream_encode_multipart(sent)
    form = f'multipart/form-data; boundary="{boundary}"'
    return partial(browser.client.post, address, data=stream.read(), content_type=form)


def test_a_run_that_nobody_played_is_refused_in_words(browser: Browser, draft: str):
    for name, script in RUNS.items():
        sent = {"trial-script": script.decode("utf-8", "replace"), "do": "next"}
        assert "。" in stands(name, posting(browser, f"{draft}/trial", sent)).text, name


def test_a_run_that_nobody_played_is_not_kept(browser: Browser, draft: str):
    for name, script in RUNS.items():
        sent = {"trial-script": script.decode("utf-8", "replace"), "do": "keep", "test-name": name}
        stands(name, posting(browser, f"{draft}/trial", sent))
        sent["do"], sent["trial-test"] = "keep-again", name
        stands(name, posting(browser, f"{draft}/trial", sent))
    assert [one for one in list_tests(PROCEDURE) if one.name in RUNS] == []


@pytest.mark.parametrize("size", [1_499_000, 2_600_000, 20_000_000])
def test_a_form_of_megabytes_costs_no_more_than_any_other(browser: Browser, draft: str, size: int):
    form = "trial-script=" + "%25" * (size // 3)
    kind = "application/x-www-form-urlencoded"

    answer = stands(
        f"{size} bytes",
        partial(browser.client.post, f"{draft}/trial", data=form, content_type=kind),
    )

    assert (answer.status_code == 413) is (size > 1_500_000)


FIELDS: Final = ("to", "from", "node", "numbers", "map-association_review")
FILLED: Final[dict[str, str]] = {
    **{name: text for name, text in TEXTS.items() if len(text) < 100_000 and "\0" not in text},
    "a path": "../../etc/passwd",
    "markup": "<script>alert(1)</script>",
    "ten thousand numbers": "2026112900000 " * 10_000,
    "a number without end": "9" * 100_000,
}


def test_a_move_of_cases_that_is_no_choice_moves_nothing(browser: Browser, case: Case):
    address = f"/studio/procedures/{PROCEDURE}/migrations"
    for (name, text), field in product(FILLED.items(), FIELDS):
        sent = {field: text, "try": "1"}
        stands(f"{name} as {field}", posting(browser, address, sent))
    runs = db.session.scalars(select(MigrationRun.kind)).all()
    assert set(runs) <= {MigrationKind.PREVIEW}


def test_an_address_of_a_move_that_is_no_choice_is_answered(browser: Browser, case: Case):
    address = f"/studio/procedures/{PROCEDURE}/migrations"
    for (name, text), field in product(FILLED.items(), FIELDS):
        if len(text) < 4_000:
            shown = partial(browser.client.get, address, query_string={field: text})
            stands(f"{name} as {field}", shown)


def test_a_try_out_of_a_case_or_a_test_that_is_none_is_answered(browser: Browser, draft: str):
    for (name, text), field in product(FILLED.items(), ("case", "test", "at")):
        if len(text) < 4_000:
            shown = partial(browser.client.get, f"{draft}/trial", query_string={field: text})
            stands(f"{name} as {field}", shown)
