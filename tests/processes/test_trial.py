"""Trying a procedure out: what one does is what the engine does, and nothing leaves."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from diagrams import Diagram
from scenarios import MONDAY, form, load

from processes.editions import Edition
from processes.trial import (
    Act,
    ActKind,
    Disappointment,
    Script,
    ScriptRefused,
    Stage,
    Trial,
    compared_values,
    disappointments,
    expecting,
    play,
)
from tests.procedures import shipped

GIVEN = {
    "category": "broker",
    "account_has_name": False,
    "account_has_agency": True,
    "account_has_store": True,
    "account_employer": "样本机构",
}


def reviewed() -> Edition:
    draw = Diagram().start().user("ask").service("check", "register.check")
    draw.user("review", form="review", role="agency", milestone="待审核")
    draw.boundary_timer("silent", "review", days=3).end("over", milestone="超时")
    draw.exclusive("opinion").end("done", milestone="已通过").end("refused", milestone="不通过")
    draw.path("begin", "ask", "check", "review", "opinion").path("silent", "over")
    draw.flow("opinion", "done", when='decision = "approve" and found')
    return load(draw.flow("opinion", "refused", default=True).xml())


def complete(node: str, **answers: Any) -> Act:
    return Act(ActKind.COMPLETE, node, answers)


def tried(edition: Edition, *acts: Act, given: Mapping[str, Any] | None = None) -> Trial:
    script = Script(MONDAY, given or {}, acts)
    return play(edition, script, lambda name: name == "register.check")


def open_at(stage: Stage) -> list[str]:
    return [task.node for task in stage.open_tasks]


def test_every_act_shows_where_the_case_then_stands_and_what_it_passed() -> None:
    trial = tried(
        reviewed(),
        complete("ask", note="x"),
        Act(ActKind.FINISH, "check", {"found": True}),
        complete("review", decision="approve"),
    )

    assert trial.stopped is None
    assert [open_at(stage) for stage in trial.stages] == [["ask"], [], ["review"], []]
    assert [stage.standing for stage in trial.stages] == [
        ("ask",),
        ("check",),
        ("review", "silent"),
        (),
    ]
    assert trial.stages[-1].passed == ("review", "opinion", "done")
    assert (trial.stages[-1].status, trial.stages[-1].outcome) == ("completed", "done")


def test_no_operation_is_carried_out_and_those_with_results_wait_for_them() -> None:
    trial = tried(reviewed(), complete("ask", note="x"))
    assert [call.operation for call in trial.stages[-1].called] == ["register.check"]
    assert [call.node for call in trial.stages[-1].waiting] == ["check"]


def test_the_clock_jumps_to_the_next_limit() -> None:
    begin = [complete("ask", note="x"), Act(ActKind.FINISH, "check", {"found": True})]
    trial = tried(reviewed(), *begin, Act(ActKind.WAIT))
    assert trial.stages[-1].outcome == "over"
    assert (trial.stages[-1].now - MONDAY).days == 3


def test_a_form_that_is_not_filled_in_rightly_stops_the_trial_there() -> None:
    strict = Diagram().start().user("ask", form="strict").end().path("begin", "ask", "done")
    definition = form("strict", note="").replace(
        b'"label": "note"', b'"label": "note", "validate": {"required": true}'
    )
    edition = load(strict.xml(), {"strict": definition})
    trial = tried(edition, complete("ask"))
    assert trial.stopped is not None
    assert (trial.stopped.act, [error.key for error in trial.stopped.errors]) == (0, ["note"])
    assert open_at(trial.stages[-1]) == ["ask"]


@pytest.mark.parametrize(
    ("act", "reason"),
    [
        (complete("review", decision="approve"), "办件现在不在“review”这一步。"),
        (Act(ActKind.FINISH, "check"), "办件现在不在“check”这一步。"),
        (Act(ActKind.WAIT), "没有正在计时的期限，时间不必往前走。"),
        (Act(ActKind.TELL, "paid"), "办件目前不等待消息“paid”。"),
    ],
)
def test_what_makes_no_sense_where_the_case_stands_is_a_sentence(act: Act, reason: str) -> None:
    trial = tried(reviewed(), act)
    assert trial.stopped is not None
    assert str(trial.stopped.reason) == reason


def test_an_applicant_may_withdraw() -> None:
    trial = tried(reviewed(), Act(ActKind.WITHDRAW))
    assert trial.stages[-1].status == "withdrawn"


def test_a_trial_of_the_shipped_registration_says_which_rule_decided() -> None:
    files = shipped()
    edition = load(files.diagram, files.forms, files.tables)
    (stage,) = tried(edition, given=GIVEN).stages
    assert [(one.node, one.decision.rules) for one in stage.decided] == [("documents", (1,))]
    assert stage.values["certificate_required"] is True


def test_a_returned_field_is_corrected_alone_as_it_will_be() -> None:
    files = shipped()
    edition = load(files.diagram, files.forms, files.tables)
    known = GIVEN | {"certificate_required": True}
    start = edition.forms["practitioner_registration"].sample(given=known, today=MONDAY.date())
    store = {"employer_kind": "store", "self_review": False, "taken_over": False}
    returned = {"certificate_number": "看不清，请重新填写"}
    acts = [
        complete("submit", **start),
        Act(ActKind.FINISH, "claim", store),
        complete("store_review", decision="return", returned_fields=returned),
    ]
    other = {"id_number": "110101199003070038"}

    def ends(**corrected: str) -> Trial:
        script = Script(MONDAY, GIVEN, (*acts, complete("correct_for_employer", **corrected)))
        return play(edition, script, lambda name: name == "register.claim_registration")

    right = ends(certificate_number="2026000001")
    wrong = ends(certificate_number="2026000001", **other)
    assert right.stopped is None
    assert right.stages[-1].standing == ("claim_again_for_employer",)
    assert wrong.stopped is not None
    assert [error.key for error in wrong.stopped.errors] == ["id_number"]


# -- tests beside a diagram ------------------------------------------------------------------


def expected(edition: Edition, *acts: Act) -> Script:
    script = Script(MONDAY, {}, acts)
    return expecting(script, play(edition, script, lambda name: name == "register.check"))


def told(script: Script, edition: Edition) -> list[Disappointment]:
    return disappointments(script, play(edition, script, lambda _: True))


def sentences(found: list[Disappointment]) -> list[str]:
    return [str(one.sentence) for one in found]


def test_a_kept_run_comes_out_the_same_on_the_same_diagram() -> None:
    script = expected(reviewed(), complete("ask", note="x"))
    again = Script.from_json(script.to_json())
    assert again == script
    assert told(again, reviewed()) == []


def test_a_kept_run_says_after_which_act_something_is_otherwise_and_how_it_ends() -> None:
    script = expected(reviewed(), complete("ask", note="x"), Act(ActKind.FINISH, "check"))
    draw = Diagram().start().user("ask").service("check", "register.check").end()
    other = load(draw.path("begin", "ask", "check", "done").xml())

    found = told(script, other)

    assert sentences(found) == [
        "第 2 步（系统完成“check”）之后，进度应为“待审核”，实际是“—”。",
        "第 2 步（系统完成“check”）之后，应停在“review”，实际停在“—”。",
        "第 2 步（系统完成“check”）之后，办件应为“还在办理”，实际是“已办结”。",
    ]
    assert {one.acts for one in found} == {2}


def test_a_run_that_parts_earlier_is_told_from_there() -> None:
    def asked_twice(milestone: str) -> Edition:
        draw = Diagram().start().user("ask").user("again", milestone=milestone)
        draw.end("over", milestone=milestone)
        return load(draw.path("begin", "ask", "again", "over").xml())

    script = expected(asked_twice("旧"), complete("ask"), complete("again"))

    found = told(script, asked_twice("新"))

    assert sentences(found) == [
        "第 1 步（办理“ask”）之后，进度应为“旧”，实际是“新”。",
        "第 2 步（办理“again”）之后，进度应为“旧”，实际是“新”。",
    ]
    assert [one.acts for one in found] == [1, 2]


def test_what_is_otherwise_on_the_way_does_not_matter_when_the_end_is_the_same() -> None:
    def by(milestone: str) -> Edition:
        draw = Diagram().start().user("ask").user("again", milestone=milestone)
        return load(draw.end("over", milestone="完").path("begin", "ask", "again", "over").xml())

    script = expected(by("旧"), complete("ask"), complete("again"))
    assert told(script, by("新")) == []


def test_a_step_that_a_version_lacks_keeps_the_name_that_it_had() -> None:
    def asks(*steps: str) -> Edition:
        draw = Diagram().start().end()
        for step in steps:
            draw.user(step)
        xml = draw.path("begin", *steps, "done").xml()
        for step, name in {"gone": "复核", "new": "终审"}.items():
            xml = xml.replace(f'name="{step}"'.encode(), f'name="{name}"'.encode())
        return load(xml)

    script = expected(asks("ask", "gone"), complete("ask"))

    found = told(script, asks("ask", "new"))

    assert sentences(found) == ["第 1 步（办理“ask”）之后，应停在“复核”，实际停在“终审”。"]


def test_a_kept_run_that_cannot_be_played_says_where_it_parted_and_what_cannot_be_done() -> None:
    script = expected(reviewed(), complete("ask", note="x"))
    draw = Diagram().start().user("other").end().path("begin", "other", "done")
    parted, stopped = told(script, load(draw.xml()))
    assert str(parted.sentence) == "开始时，应停在“ask”，实际停在“other”。"
    assert str(stopped.sentence) == "第 1 步（办理“ask”）办不下去：办件现在不在“ask”这一步。"
    assert (parted.acts, stopped.element, stopped.acts) == (0, "ask", 0)


def test_a_step_that_cannot_be_done_is_called_by_the_name_that_it_had() -> None:
    draw = Diagram().start().user("ask").end().path("begin", "ask", "done")
    named = load(draw.xml().replace(b'name="ask"', 'name="填报"'.encode()))
    script = expected(named, complete("ask", note="x"))
    draw = Diagram().start().user("other").end().path("begin", "other", "done")

    *_parted, stopped = told(script, load(draw.xml()))

    assert str(stopped.sentence) == "第 1 步（办理“填报”）办不下去：办件现在不在“填报”这一步。"


def test_an_older_test_that_knows_only_its_end_is_still_told() -> None:
    script = replace(expected(reviewed(), complete("ask", note="x")), course=(), names={})
    old = {key: value for key, value in script.to_json().items() if key not in ("course", "names")}
    draw = Diagram().start().user("ask").end().path("begin", "ask", "done")

    found = told(Script.from_json(old), load(draw.xml()))

    assert "第 1 步（办理“ask”）之后，办件应为“还在办理”，实际是“已办结”。" in sentences(found)


# -- what the page of a try-out shows ---------------------------------------------------------


def test_a_stage_says_with_what_each_form_is_drawn_and_what_was_handed_in() -> None:
    files = shipped()
    edition = load(files.diagram, files.forms, files.tables)
    known = GIVEN | {"certificate_required": True}
    start = edition.forms["practitioner_registration"].sample(given=known, today=MONDAY.date())
    reasons = {"certificate_number": "看不清，请重新填写"}
    trial = tried(
        edition,
        complete("submit", **start),
        complete("store_review", decision="return", returned_fields=reasons),
        given=GIVEN | {"employer_kind": "store"},
    )

    asked = trial.stages[-1].asked["correct_for_employer"]

    assert asked.previous == trial.stages[1].handed_in[0].answers
    assert asked.reopened == reasons
    assert asked.given["certificate_required"] is True
    assert trial.stages[0].asked["submit"].previous is None
    assert trial.names["store_review"] == "门店审核"


def test_the_values_that_a_version_speaks_of_are_offered_for_its_names() -> None:
    files = shipped()
    edition = load(files.diagram, files.forms, files.tables)

    compared = compared_values(files.diagram, edition)

    assert compared["employer_kind"] == ("store",)
    assert compared["category"][0] == "broker"
    assert compared["certificate_required"] == (True, False)


@pytest.mark.parametrize("data", [None, [], {"begins": "soon"}, {"begins": 1, "acts": [1]}])
def test_a_script_that_is_none_is_refused(data: object) -> None:
    with pytest.raises(ScriptRefused):
        Script.from_json(data)


def test_a_script_without_end_is_refused() -> None:
    script = Script(MONDAY, {}, (Act(ActKind.WAIT),) * 201)
    with pytest.raises(ScriptRefused, match="最多 200 步"):
        Script.from_json(script.to_json())
