"""Open cases move to a new edition, whole or not at all.

The random walks also migrate: one of three moves before each act to an edition of its own.
"""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from diagrams import Diagram
from scenarios import MONDAY, WAITS, Operations, Player, load

from processes.migration import Migration, MigrationRefused, plan_migration

Play = Callable[..., Player]


def migration(
    before: Diagram, after: Diagram, mapping: Mapping[str, str] | None = None
) -> Migration:
    one, other = before.xml(), after.xml()
    return plan_migration((load(one), one), (load(other), other), mapping or {})


def move(case: Player, before: Diagram, after: Diagram, **mapping: str) -> Any:
    plan = migration(before, after, mapping)
    return case.move(plan.after, plan)


def refusals(case: Player, before: Diagram, after: Diagram, **mapping: str) -> list[str]:
    with pytest.raises(MigrationRefused) as refused:
        move(case, before, after, **mapping)
    return [problem.code for problem in refused.value.problems]


def reviewed(**days: int) -> Diagram:
    """One review, which ends or is returned; `days` are its limit and its reminder."""
    draw = Diagram().start().user("review", form="review", role="agency", milestone="待审核").end()
    if "limit" in days:
        draw.boundary_timer("silent", "review", days=days["limit"]).end("given_up")
        draw.path("silent", "given_up")
    if "reminder" in days:
        draw.boundary_timer("remind", "review", days=days["reminder"], interrupting=False)
        draw.service("note").end("noted").path("remind", "note", "noted")
    return draw.path("begin", "review", "done")


def with_second_review(first: str = "review") -> Diagram:
    draw = Diagram().start().user(first, form="review", role="agency").end()
    draw.user("second", role="association", milestone="待复核")
    return draw.path("begin", first, "second", "done")


# -- one step ------------------------------------------------------------------------------


def test_an_open_task_keeps_its_id_and_its_start_and_goes_the_new_way(play: Play) -> None:
    case = play(reviewed())
    before = case.start().open_tasks[0]
    case.wait(days=1)
    step = move(case, reviewed(), with_second_review())
    assert [(t.id, t.opened_at) for t in step.open_tasks] == [(before.id, before.opened_at)]
    case.complete("review", decision="yes")
    assert case.open == ["second"]
    assert case.step.milestone == "待复核"


def test_a_step_with_another_id_is_mapped(play: Play) -> None:
    case = play(reviewed())
    task = case.start().open_tasks[0]
    step = move(case, reviewed(), with_second_review("first"), review="first")
    assert [(t.node, t.id) for t in step.open_tasks] == [("first", task.id)]
    assert [h.detail["moved"] for h in step.happened if h.kind == "case_migrated"] == [
        {"review": "first"}
    ]


def test_a_step_that_is_gone_is_refused_by_its_name_and_nothing_has_happened(play: Play) -> None:
    case = play(reviewed())
    case.start()
    with pytest.raises(MigrationRefused, match="步骤“review”在新版本里没有"):
        move(case, reviewed(), with_second_review("first"))
    assert case.complete("review", decision="yes").status == "completed"


def test_a_step_is_not_mapped_to_another_kind_of_element(play: Play) -> None:
    case = play(reviewed())
    case.start()
    assert refusals(case, reviewed(), with_second_review("first"), review="done") == ["other_kind"]


def test_a_closed_case_stays_where_it_was_decided(play: Play) -> None:
    case = play(reviewed())
    case.start()
    case.complete("review", decision="yes")
    assert refusals(case, reviewed(), with_second_review()) == ["closed"]


def test_the_applicant_reads_the_new_words_of_the_step_where_the_case_stands(play: Play) -> None:
    after = Diagram().start().user("review", form="review", milestone="待机构审核").end()
    case = play(reviewed())
    case.start()
    step = move(case, reviewed(), after.path("begin", "review", "done"))
    assert step.milestone == "待机构审核"
    assert case.happened("milestone_reached") == ["review"]


# -- time ----------------------------------------------------------------------------------


def test_a_running_limit_runs_on(play: Play) -> None:
    case = play(reviewed(limit=5))
    due = case.start().open_tasks[0].due_at
    case.wait(days=2)
    assert move(case, reviewed(limit=5), reviewed(limit=5)).open_tasks[0].due_at == due


def test_a_longer_limit_counts_from_the_day_on_which_the_task_opened(play: Play) -> None:
    case, other = play(reviewed(limit=5)), play(reviewed(limit=10))
    case.start()
    due = other.start().open_tasks[0].due_at
    case.wait(days=2)
    assert move(case, reviewed(limit=5), reviewed(limit=10)).open_tasks[0].due_at == due


def test_a_limit_that_is_new_begins_on_the_day_of_the_move(play: Play) -> None:
    case = play(reviewed())
    case.start()
    case.wait(days=7)
    later = play(reviewed(limit=3)).wait(days=7)
    due = later.start().open_tasks[0].due_at
    assert move(case, reviewed(), reviewed(limit=3)).open_tasks[0].due_at == due


def test_a_limit_that_is_gone_fires_no_more(play: Play) -> None:
    case = play(reviewed(limit=3))
    case.start()
    assert move(case, reviewed(limit=3), reviewed()).next_wake is None
    case.wait(days=30).wake()
    assert case.open == ["review"]


def test_a_reminder_that_came_does_not_come_again(play: Play) -> None:
    case = play(reviewed(reminder=1))
    case.start()
    case.wake_when_due()
    step = move(case, reviewed(reminder=1), reviewed(reminder=4))
    assert step.next_wake is None


def test_a_renamed_clock_counts_from_the_day_on_which_the_task_opened(play: Play) -> None:
    def clocked(name: str | None) -> Diagram:
        draw = Diagram().start().user("review", form="review", clock=name).end()
        draw.boundary_timer("silent", "review", days=3).end("over").path("silent", "over")
        return draw.path("begin", "review", "done")

    case = play(clocked("one"))
    due = case.start().open_tasks[0].due_at
    case.wait(days=1)
    assert move(case, clocked("one"), clocked("two")).open_tasks[0].due_at == due
    assert case.complete("review", decision="yes").status == "completed"


def test_a_wait_keeps_its_end(play: Play) -> None:
    def waiting(*, hours: int) -> Diagram:
        draw = Diagram().start().user("ask").catch_timer("pause", after=f"PT{hours}H").end()
        return draw.path("begin", "ask", "pause", "done")

    case = play(waiting(hours=10))
    case.start()
    case.complete("ask", note="x")
    case.wait(hours=2)
    step = move(case, waiting(hours=10), waiting(hours=24))
    assert step.next_wake is not None
    assert (step.next_wake - MONDAY).total_seconds() == 24 * 3600


# -- jobs, messages and gateways -----------------------------------------------------------


def job(operation: str, *later: str) -> Diagram:
    draw = Diagram().start().user("ask").service("draw", operation).end()
    for task in later:
        draw.user(task)
    return draw.path("begin", "ask", "draw", *later, "done")


def test_a_job_that_runs_is_awaited_under_the_same_id(play: Play) -> None:
    case = play(job("cards.draw"), operations=Operations({"cards.draw": WAITS}))
    case.start()
    call = case.complete("ask", note="x").waiting[0]
    assert move(case, job("cards.draw"), job("cards.draw", "collect")).waiting == (call,)
    case.finish_job("draw")
    assert case.open == ["collect"]


def test_a_job_that_runs_is_not_given_to_another_operation(play: Play) -> None:
    case = play(job("cards.draw"), operations=Operations({"cards.draw": WAITS}))
    case.start()
    case.complete("ask", note="x")
    assert refusals(case, job("cards.draw"), job("cards.print")) == ["other_operation"]


def alternatives(*messages: str) -> Diagram:
    draw = Diagram().start().user("ask").event_gateway("wait").end()
    for message in messages:
        draw.catch_message(f"on_{message}", message).path("wait", f"on_{message}", "done")
    return draw.path("begin", "ask", "wait")


def test_a_case_before_alternatives_waits_for_those_of_the_new_diagram(play: Play) -> None:
    case = play(alternatives("paid", "cancelled"))
    case.start()
    case.complete("ask", note="x")
    before, after = alternatives("paid", "cancelled"), alternatives("paid", "refunded")
    assert move(case, before, after).awaited == ("paid", "refunded")
    assert case.tell("refunded").status == "completed"


def both(*branches: str, join: str = "join") -> Diagram:
    draw = Diagram().start().user("ask").parallel("split").parallel(join).user("last").end()
    for branch in branches:
        draw.user(branch).path("split", branch, join)
    return draw.path("begin", "ask", "split").path(join, "last", "done")


def test_a_case_in_parallel_branches_moves_with_all_of_them(play: Play) -> None:
    case = play(both("left", "right"))
    case.start()
    case.complete("ask", note="x")
    case.complete("left", note="x")
    move(case, both("left", "right"), both("left", "right", join="meet"), join="meet")
    assert case.open == ["right"]
    case.complete("right", note="x")
    assert case.open == ["last"]


def test_a_case_is_not_moved_to_where_a_join_would_wait_for_ever(play: Play) -> None:
    case = play(both("left", "right"))
    case.start()
    case.complete("ask", note="x")
    assert refusals(case, both("left", "right"), both("left", "right", "third")) == [
        "waits_for_ever"
    ]


def test_a_case_is_not_moved_to_where_a_step_would_be_done_twice(play: Play) -> None:
    row = Diagram().start().user("ask").user("left").user("right").end()
    row.path("begin", "ask", "left", "right", "done")
    case = play(both("left", "right"))
    case.start()
    case.complete("ask", note="x")
    assert "opened_twice" in refusals(case, both("left", "right"), row)


def test_a_token_in_a_join_is_not_moved_when_its_branch_is_gone(play: Play) -> None:
    case = play(both("left", "right"))
    case.start()
    case.complete("ask", note="x")
    case.complete("left", note="x")
    assert "other_join" in refusals(case, both("left", "right"), both("other", "right"))


def test_a_step_of_a_side_line_is_not_mapped_to_the_main_line(play: Play) -> None:
    def reminded(task: str) -> Diagram:
        draw = Diagram().start().user("review", form="review").end()
        draw.boundary_timer("remind", "review", after="PT1H", interrupting=False)
        draw.user(task).end("called").path("remind", task, "called")
        return draw.path("begin", "review", "done")

    case = play(reminded("call"))
    case.start()
    case.wake_when_due()
    assert case.open == ["call", "review"]
    assert move(case, reminded("call"), reminded("ring"), call="ring").open_tasks
    assert refusals(case, reminded("ring"), with_second_review(), ring="second") == ["other_line"]
