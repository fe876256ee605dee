"""Samples: a complete round of nobody's for every form, so that a try-out need not be typed."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from forms import Form, SampleLookups, StandIns, compile_form
from processes.expressions import parse_form_expression

FORMS = sorted((Path(__file__).parents[2] / "forms" / "definitions").glob("*.form"))
TODAY = date(2026, 11, 23)
NOBODY = {
    "category": "broker",
    "account_has_name": False,
    "account_has_agency": False,
    "account_has_store": False,
    "account_employer": None,
    "filed": False,
    "online_payment": False,
    "card_reason": "new",
}
ONLY_A_PERSON_CHOOSES = {"returned_fields", "affected"}


def form(path: Path) -> Form:
    return compile_form(path.read_bytes(), parse_form_expression)


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_every_shipped_form_takes_its_own_sample(path: Path) -> None:
    one = form(path)
    given = NOBODY | dict.fromkeys(one.names - one.routing - NOBODY.keys())

    cleaned = one.clean(
        one.sample(given=given, today=TODAY), given=given, lookups=SampleLookups(), today=TODAY
    )

    shown = {field.key for field in one.fields if cleaned.answers.get(field.key) is not None}
    required = {field.key for field in one.fields if field.required and not field.hide_when}
    assert required <= shown


def test_answers_that_are_kept_stand_and_the_others_are_nobodys() -> None:
    one = form(next(path for path in FORMS if path.stem == "practitioner_registration"))
    kept: dict[str, Any] = {"gender": "female"}

    answers = one.sample(given=NOBODY | {"certificate_required": True}, kept=kept, today=TODAY)

    assert answers["gender"] == "female"
    assert answers["real_name"] == "样本人"
    assert int(answers["id_number"][16]) % 2 == 0


def test_another_sample_is_another_answer_but_for_what_is_chosen_from_a_list() -> None:
    one, given = registration(), NOBODY | {"certificate_required": True}

    first, second = (one.sample(given=given, today=TODAY, nth=nth) for nth in (0, 1))

    same = {key for key in first if first[key] == second[key]}
    assert {one.layout.by_key[key].kind.name for key in same} <= {"choice", "consent"}
    one.clean(second, given=given, lookups=SampleLookups(), today=TODAY)


# -- in the place of what real people wrote --------------------------------------------------

REAL: dict[str, Any] = {
    "real_name": "张小明",
    "id_number": "110101199003070038",
    "gender": "male",
    "certificate_number": "HX2026-0001",
    "education": "bachelor",
    "portrait": ["8d1f7a52-6f0e-4a3f-9e55-0d3c1c2b7a10"],
    "contract": ["0c3a4d75-9f58-4c3e-8d5b-8a4f0b3b1a22", "5e1b8c34-3c3f-47a4-9c0e-9f27f9d3f111"],
}


def registration() -> Form:
    return form(next(path for path in FORMS if path.stem == "practitioner_registration"))


def stand_ins(*kept: str) -> StandIns:
    return StandIns(TODAY, lambda field, _value: field.key in kept)


def written(answers: dict[str, Any]) -> set[str]:
    many = [value if isinstance(value, list) else [value] for value in answers.values()]
    return {one for values in many for one in values}


def test_nothing_that_says_who_somebody_is_stays_and_choices_do() -> None:
    one = registration()
    answers = {key: value for key, value in REAL.items() if key in one.layout.by_key}

    replaced = one.stand_in(answers, {}, stand_ins())

    assert replaced.keys() == answers.keys()
    assert written(answers) & written(replaced) <= {"male", "bachelor"}
    assert replaced["gender"] == "male"


def test_one_answer_has_one_sample_in_every_round_and_another_answer_another() -> None:
    one, ours = registration(), stand_ins()
    first = one.stand_in(REAL, {}, ours)
    same = one.stand_in({"real_name": "张小明"}, first, ours)
    other = one.stand_in({"real_name": "张晓明", "id_number": "110101199003070054"}, first, ours)

    assert same["real_name"] == first["real_name"]
    assert other["real_name"] != first["real_name"]
    assert other["id_number"] != first["id_number"]


def test_what_is_said_to_stay_stays() -> None:
    one = registration()
    assert one.stand_in({"real_name": "张小明"}, {}, stand_ins("real_name")) == {
        "real_name": "张小明"
    }


def test_reasons_of_a_return_are_replaced_and_its_fields_stay() -> None:
    review = form(next(path for path in FORMS if path.stem == "employer_review"))
    answers = {"decision": "return", "returned_fields": {"real_name": "应为张小明"}}

    replaced = review.stand_in(answers, {}, stand_ins())

    assert replaced["decision"] == "return"
    assert replaced["returned_fields"].keys() == {"real_name"}
    assert "张小明" not in str(replaced)


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_every_shipped_form_takes_the_stand_ins_of_a_second_person_too(path: Path) -> None:
    one, ours = form(path), stand_ins()
    given = NOBODY | dict.fromkeys(one.names - one.routing - NOBODY.keys())
    somebody = one.sample(given=given, today=TODAY)
    one.stand_in(somebody, {}, ours)

    second = one.stand_in(
        {
            key: [f"{item}?" for item in value] if isinstance(value, list) else f"{value}?"
            for key, value in somebody.items()
            if one.layout.by_key[key].kind.identifies
        },
        somebody,
        ours,
    )

    one.clean(somebody | second, given=given, lookups=SampleLookups(), today=TODAY)


def test_a_birth_date_that_stands_beside_an_id_number_is_the_one_in_it() -> None:
    asked = [
        {"key": "birth_date", "type": "datetime", "dateLabel": "出生日期", "subtype": "date"},
        {"key": "id_number", "type": "textfield", "label": "身份证号"},
    ]
    kinds = [{"why": "核对"}, {"why": "核对", "kind": "resident_id"}]
    needed = {"validate": {"required": True}}
    parts = [
        {**field, **needed, "properties": kind} for field, kind in zip(asked, kinds, strict=True)
    ]
    definition = json.dumps(
        {"type": "default", "schemaVersion": 19, "id": "born", "components": parts}
    ).encode()
    one = compile_form(definition, parse_form_expression)

    answers = one.sample(today=TODAY)

    assert answers["birth_date"] == "1990-03-07"
    one.clean(answers, lookups=SampleLookups(), today=TODAY)
