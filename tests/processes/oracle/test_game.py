"""The oracle itself, on cases that were counted by hand from the standard and from design.md."""

import re
import sys
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.processes.diagrams import Diagram
from tests.processes.oracle.conditions import evaluate
from tests.processes.oracle.diagram import read
from tests.processes.oracle.drawing import decision_table
from tests.processes.oracle.game import Game, ImpossibleError
from tests.processes.oracle.tables import read_tables
from tests.processes.oracle.working_days import SHANGHAI

MONDAY = datetime(2026, 3, 2, 10, tzinfo=SHANGHAI)
HOUR = timedelta(hours=1)


def at_once(node: str, operation: str, params: Mapping[str, Any]) -> dict[str, Any]:
    return {f"after_{node}": params.get("x", "yes")}


def never(node: str, operation: str, params: Mapping[str, Any]) -> None:
    return None


def play(diagram: Diagram, operate=at_once, tables=None, **given: Any) -> Game:
    game = Game(read(diagram.xml()), tables or {}, operate, MONDAY)
    game.start(given)
    return game


def nodes(game: Game) -> list[str]:
    return sorted(activity.node for activity in game.state.activities)


def complete(game: Game, node: str, changed: tuple[str, ...] = (), **routing: Any) -> Game:
    [task] = [task for task in game.open_tasks() if task.node == node]
    game.complete(task.id, routing, list(changed))
    return game


def midnight_after(day: int, month: int = 3) -> datetime:
    return datetime(2026, month, day, tzinfo=SHANGHAI) + timedelta(days=1)


# -- independence --------------------------------------------------------------------------

PLAYED_BY = (
    *("conditions", "diagram", "game", "joins", "play"),
    *("state", "tables", "timers", "working_days"),
)


@pytest.mark.parametrize("module", PLAYED_BY)
def test_the_oracle_shares_nothing_with_the_engine(module):
    source = Path(__file__).with_name(f"{module}.py").read_text(encoding="utf-8")
    imported = re.findall(r"^\s*(?:from|import) (\.?\w+)", source, re.MULTILINE)
    own = {f".{name}" for name in PLAYED_BY}
    assert set(imported) - own <= sys.stdlib_module_names | {"lxml"}


# -- conditions ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('a = "x"', True),
        ('=a = "x"', True),
        ('a != "x"', False),
        ("missing = null", True),
        ('missing = "x"', False),
        ("missing > 2", None),
        ("not(missing)", None),
        ("missing > 2 or n >= 3", True),
        ("missing > 2 and n < 3", False),
        ('"f" in fields', True),
        ('"f" in missing', False),
        ('n in [1, 3] and (a = "y" or not(flag))', True),
        ("1.5 < n", True),
    ],
)
def test_a_condition_has_the_value_that_feel_gives_it(text, expected):
    values = {"a": "x", "n": 3, "flag": False, "fields": ["e", "f"]}
    assert evaluate(text, values) is expected


# -- gateways ------------------------------------------------------------------------------


def choice() -> Diagram:
    draw = Diagram().start().user("ask").exclusive("which").user("left").user("right").user("else")
    draw.path("begin", "ask", "which").flow("which", "left", when="n > 1")
    draw.flow("which", "right", when="n > 0").flow("which", "else", default=True).end()
    return draw.path("left", "done").path("right", "done").path("else", "done")


@pytest.mark.parametrize(("n", "taken"), [(2, "left"), (1, "right"), (0, "else"), (None, "else")])
def test_an_exclusive_gateway_takes_the_first_flow_that_holds(n, taken):
    assert nodes(complete(play(choice()), "ask", n=n)) == [taken]


def both() -> Diagram:
    draw = Diagram().start().exclusive("top").parallel("split").user("one").user("two")
    draw.parallel("join").exclusive("again").user("last").end().flow("again", "top", when="more")
    draw.flow("again", "last", default=True).path("last", "done").path("begin", "top", "split")
    return draw.path("split", "one", "join", "again").path("split", "two", "join")


@pytest.mark.parametrize("order", [("one", "two"), ("two", "one")])
def test_a_parallel_join_waits_for_both_also_in_the_second_round(order):
    game = play(both())
    for more in (True, False):
        assert nodes(complete(game, order[0], more=more)) == [order[1]]
        complete(game, order[1], more=more)
    assert nodes(game) == ["last"]


def some() -> Diagram:
    draw = Diagram().start().user("ask").inclusive("split").user("a").user("b").user("c")
    draw.inclusive("join").user("last").end().path("begin", "ask", "split")
    draw.flow("split", "a", when="a").flow("split", "b", when="b").flow("split", "c", default=True)
    return draw.path("a", "join", "last", "done").path("b", "join").path("c", "join")


@pytest.mark.parametrize(
    ("chosen", "opened"),
    [({"a": True, "b": True}, ["a", "b"]), ({"a": True}, ["a"]), ({}, ["c"])],
)
def test_an_inclusive_gateway_opens_every_branch_that_holds_and_joins_just_those(chosen, opened):
    game = complete(play(some()), "ask", **chosen)
    assert nodes(game) == opened
    for node in opened:
        assert "last" not in nodes(game)
        complete(game, node)
    assert nodes(game) == ["last"]


def test_an_inclusive_join_waits_for_a_branch_that_may_still_turn_away_and_goes_on_when_it_did():
    draw = Diagram().start().parallel("split").user("a").user("b").exclusive("where")
    draw.end("away").inclusive("join").user("last").end().path("begin", "split", "a", "join")
    draw.path("split", "b", "where").flow("where", "join", when="come").path("join", "last")
    draw.flow("where", "away", default=True).path("last", "done")
    game = complete(play(draw), "a")
    assert nodes(game) == ["b"]
    assert nodes(complete(game, "b", come=False)) == ["last"]


def test_an_inclusive_join_does_not_wait_for_a_token_that_may_also_come_by_a_full_flow():
    # BPMN 2.0.2, table 13.3: t can reach the empty flow from y, but also the full one from x.
    draw = Diagram().start().parallel("split").user("s").user("t").exclusive("x").exclusive("way")
    draw.user("y").inclusive("join").user("last").end().path("begin", "split", "s", "x", "join")
    draw.path("split", "t", "way").flow("way", "x", when="short").flow("way", "y", default=True)
    draw.path("y", "join", "last", "done")
    assert nodes(complete(play(draw), "s")) == ["last", "t"]


def test_an_inclusive_join_waits_for_what_a_boundary_event_may_bring():
    draw = (
        Diagram().start().parallel("split").user("a").user("b").boundary_timer("late", "b", days=1)
    )
    draw.inclusive("join").user("last").end().end("other").path("begin", "split", "a", "join")
    draw.path("split", "b", "other").path("late", "join", "last", "done")
    game = complete(play(draw), "a")
    assert nodes(game) == ["b"]
    game.now = game.next_wake()
    game.wake()
    assert nodes(game) == ["last"]


def test_a_terminate_end_stops_everything():
    draw = Diagram().start().parallel("split").user("a").user("b").terminate().end()
    draw.path("begin", "split", "a", "stop").path("split", "b", "done")
    game = complete(play(draw), "a")
    assert (game.state.status, nodes(game)) == ("completed", [])
    assert ("task_cancelled", "b") in game.log


def test_a_case_is_completed_when_its_last_branch_has_ended():
    draw = Diagram().start().parallel("split").user("a").user("b").end().end("other")
    draw.path("begin", "split", "a", "done").path("split", "b", "other")
    game = complete(play(draw), "a")
    assert game.state.status == "open"
    assert complete(game, "b").state.status == "completed"


# -- operations and tables -----------------------------------------------------------------


def one_service() -> Diagram:
    draw = Diagram().start().service("job", "jobs.run", {"x": "n"}).user("last").end()
    return draw.path("begin", "job", "last", "done")


def test_an_operation_that_answers_lets_the_case_go_on():
    game = play(one_service(), n=7)
    assert (nodes(game), game.state.values) == (["last"], {"after_job": 7})


def test_an_operation_that_waits_is_finished_by_its_job():
    game = play(one_service(), never, n=7)
    [job] = game.waiting_operations()
    assert (nodes(game), job.params) == (["job"], {"x": 7})
    game.finish_operation(job.id, {"done": True})
    assert (nodes(game), game.state.values) == (["last"], {"done": True})


def test_a_decision_table_gives_the_outputs_of_its_first_rule_that_matches():
    dmn = decision_table("t", "n", "verdict", [('"a", "b"', '"yes"'), (">= 3", "4"), ("-", "null")])
    decide = read_tables(dmn)["t"].decide
    assert [decide({"n": n})["verdict"] for n in ("b", 3, 2)] == ["yes", 4, None]


# -- messages ------------------------------------------------------------------------------


def test_a_message_that_nobody_awaits_is_impossible():
    game = play(choice())
    with pytest.raises(ImpossibleError):
        game.message("news", {})


def first_of_three() -> Diagram:
    draw = Diagram().start().event_gateway("first").catch_message("paid", "paid")
    draw.receive("told", "told").catch_timer("late", after="PT2H").user("a").user("b").user("c")
    draw.path("begin", "first", "paid", "a", "done").path("first", "told", "b", "done")
    return draw.path("first", "late", "c", "done").end()


def test_after_an_event_based_gateway_only_the_first_event_counts():
    game = play(first_of_three())
    assert game.awaited() == ["paid", "told"]
    game.message("told", {"sum": 3})
    assert (nodes(game), game.awaited(), game.next_wake()) == (["b"], [], None)
    assert game.state.values == {"sum": 3}


def test_the_timer_of_an_event_based_gateway_ends_the_wait_for_messages():
    game = play(first_of_three())
    game.now = MONDAY + 2 * HOUR
    game.wake()
    assert (nodes(game), game.awaited()) == (["c"], [])


def with_border(interrupting: bool) -> Diagram:
    draw = (
        Diagram().start().user("a").boundary_message("stop", "a", "news", interrupting=interrupting)
    )
    return draw.user("b").end().end("other").path("begin", "a", "done").path("stop", "b", "other")


def test_an_interrupting_message_takes_the_task_away():
    game = play(with_border(True))
    game.message("news", {})
    assert (nodes(game), game.awaited()) == (["b"], [])


def test_a_message_beside_a_task_leaves_it_open_and_happens_once():
    game = play(with_border(False))
    game.message("news", {})
    assert (nodes(game), game.awaited()) == (["a", "b"], [])


# -- timers --------------------------------------------------------------------------------


def reviewed() -> Diagram:
    draw = Diagram().start().user("review", clock="desk").user("correct").exclusive("back").end()
    draw.boundary_timer("remind", "review", days=2, interrupting=False).service("note").end("noted")
    draw.boundary_timer("silent", "review", days=3).user("other").end("gone")
    draw.path("begin", "review", "back").path("remind", "note", "noted").path(
        "silent", "other", "gone"
    )
    draw.flow("back", "correct", when="again").flow("back", "done", default=True)
    return draw.path("correct", "review")


def test_working_days_end_at_midnight_and_leave_out_weekends_and_holidays():
    game = play(reviewed())
    assert game.next_wake() == midnight_after(4)
    game.exceptions = {date(2026, 3, 3): False, date(2026, 3, 7): True}
    game.recompute()
    assert [timer.due for timer in game.state.timers] == [midnight_after(5), midnight_after(6)]


def test_timers_fire_in_the_order_in_which_they_were_due():
    game = play(reviewed())
    game.now = MONDAY + 100 * HOUR
    game.wake()
    fired = [node for kind, node in game.log if kind == "timer_fired"]
    assert (fired, nodes(game)) == (["remind", "silent"], ["other"])


def test_nothing_fires_before_it_is_due():
    game = play(reviewed())
    game.now = game.next_wake() - timedelta.resolution
    game.wake()
    assert not [kind for kind, _ in game.log if kind == "timer_fired"]


def test_a_clock_goes_on_where_the_round_before_stopped_it():
    game = play(reviewed())
    game.now = MONDAY + 24 * HOUR
    complete(game, "review", again=True)
    game.now = datetime(2026, 3, 13, 9, tzinfo=SHANGHAI)
    complete(game, "correct")
    # One of the days was used on Tuesday: one more until the reminder, over the weekend.
    assert [t.due for t in game.state.timers] == [midnight_after(16), midnight_after(17)]


def test_a_clock_that_has_run_out_gives_the_day_of_the_start_and_no_less():
    game = play(reviewed())
    game.now = midnight_after(4)
    complete(game, "review", again=True)
    complete(game, "correct")
    # Two of two days used; it is Thursday 0:00 and the reminder comes at its end.
    assert game.next_wake() == midnight_after(5)


def test_a_reminder_whose_day_passed_in_an_earlier_round_is_not_given_again():
    game = play(reviewed())
    game.now = midnight_after(5)
    complete(game, "review", again=True)
    complete(game, "correct")
    assert [timer.event for timer in game.state.timers] == ["silent"]


def test_a_clock_runs_once_however_many_of_its_tasks_are_open():
    draw = Diagram().start().parallel("split").user("a", clock="desk").user("b", clock="desk")
    draw.parallel("join").user("c", clock="desk").boundary_timer("late", "c", days=4).end()
    draw.path("begin", "split", "a", "join").path("split", "b", "join", "c", "done")
    game = play(draw.path("late", "done"))
    game.now = MONDAY + 24 * HOUR
    complete(game, "a")
    game.now = MONDAY + 48 * HOUR
    complete(game, "b")
    assert game.next_wake() == midnight_after(6)


def test_a_cycle_that_was_missed_fires_once_and_counts_what_it_missed():
    draw = Diagram().start().user("a").boundary_timer("r", "a", every="R3/PT1H", interrupting=False)
    draw.service("note").end("noted").end()
    game = play(draw.path("begin", "a", "done").path("r", "note", "noted"))
    game.now = MONDAY + 2.5 * HOUR
    game.wake()
    assert [node for kind, node in game.log if kind == "timer_fired"] == ["r"]
    assert game.next_wake() == MONDAY + 3 * HOUR
    game.now = MONDAY + 9 * HOUR
    game.wake()
    assert game.next_wake() is None


# -- milestones, final, withdrawal, changed fields -----------------------------------------


def decided() -> Diagram:
    draw = Diagram(on_withdraw="claims.release").start().user("ask", milestone="asked")
    draw.user("judge", milestone="judged", final=True).user("after").end(milestone="over")
    return draw.path("begin", "ask", "judge", "after", "done")


def test_a_milestone_is_reached_when_its_node_is_entered():
    game = play(decided())
    seen = [game.state.milestone]
    for node in ("ask", "judge", "after"):
        seen.append(complete(game, node).state.milestone)
    assert seen == ["asked", "judged", "judged", "over"]


def test_a_case_can_be_withdrawn_until_something_final_is_completed():
    game = complete(play(decided()), "ask")
    early = game.twin()
    early.cancel()
    assert (early.state.status, nodes(early)) == ("withdrawn", [])
    complete(game, "judge")
    with pytest.raises(ImpossibleError):
        game.cancel()
    assert nodes(game) == ["after"]


def test_a_condition_reads_which_fields_the_latest_round_changed():
    draw = Diagram().start().user("ask").exclusive("which").user("again").end().path("begin", "ask")
    draw.flow("which", "again", when='"store" in changed_fields').path("ask", "which")
    draw.flow("which", "done", default=True).path("again", "done")
    assert nodes(complete(play(draw), "ask", changed=("name", "store"))) == ["again"]
    assert nodes(complete(play(draw), "ask", changed=("name",))) == []
