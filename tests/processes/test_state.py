import threading

import orjson
import pytest
from diagrams import Diagram
from scenarios import MONDAY, Operations, Player, load

from processes import engine
from processes.errors import StateUnreadable
from processes.state import VERSION, dump, restore
from processes.tokens import Token

DIAGRAM = (
    Diagram()
    .start()
    .user("review", form="review", clock="review")
    .boundary_timer("late", "review", days=3, interrupting=False)
    .boundary_message("objected", "review", "objection")
    .end()
    .end("told")
    .end("stopped")
    .path("begin", "review", "done")
    .path("late", "told")
    .path("objected", "stopped")
)


@pytest.fixture
def case():
    case = Player(load(DIAGRAM.xml()), straight=False)
    case.start({"名称": "海滨经纪", "list": [1, {"a": None}], "since": 0.5})
    return case


def restored(case: Player, state: bytes):
    return restore(case.edition, state, case.context)


def changed(state: bytes, **parts: object) -> bytes:
    return orjson.dumps({**orjson.loads(state), **parts})


def test_saving_what_was_restored_gives_the_same_bytes(case):
    assert dump(restored(case, case.step.state)) == case.step.state


def test_looking_at_a_case_shows_it_as_the_last_step_left_it(case):
    seen = engine.look(case.edition, case.step.state, case.context)
    assert seen.open_tasks == case.step.open_tasks
    assert (seen.awaited, seen.next_wake) == (case.step.awaited, case.step.next_wake)
    assert seen.happened == ()


@pytest.mark.parametrize("version", [0, VERSION + 1, "1", None])
def test_a_state_of_another_version_is_refused(case, version):
    with pytest.raises(StateUnreadable, match="version"):
        restored(case, changed(case.step.state, v=version))


@pytest.mark.parametrize("state", [b"", b"{", b"[]", b"null", b"\x80\x04K\x01.", b"{}"])
def test_bytes_that_are_no_state_are_refused(case, state):
    with pytest.raises(StateUnreadable):
        restored(case, state)


@pytest.mark.parametrize(
    "parts",
    [
        {"status": "asleep"},
        {"values": None},
        {"tokens": [["nowhere", -1, 16, None, None, None]]},
        {"tokens": [["review", 7, 16, None, None, None]]},
        {"tokens": [["review"]]},
        {"tokens": None},
        {"clocks": {"review": []}},
        {"tokens": [["review", -1, 16, "an id", 10**18, None]]},
        {"tokens": [["review", -1, 16, "an id", 1, [1]]]},
        {"tokens": [["review", -1, 16, None, None, None]]},
    ],
)
def test_a_damaged_state_is_refused_and_not_guessed_at(case, parts):
    with pytest.raises(StateUnreadable):
        restored(case, changed(case.step.state, **parts))


def test_a_state_of_another_edition_is_refused(case):
    other = load(Diagram().start().user("other").end().path("begin", "other", "done").xml())
    with pytest.raises(StateUnreadable, match="review"):
        restore(other, case.step.state, case.context)


def test_the_order_of_keys_in_a_state_means_nothing(case):
    # PostgreSQL's jsonb reorders keys; states are stored as bytes, but must not break by it.
    def reordered(part):
        if isinstance(part, dict):
            return {key: reordered(part[key]) for key in sorted(part, reverse=True)}
        return [reordered(item) for item in part] if isinstance(part, list) else part

    state = orjson.dumps(reordered(orjson.loads(case.step.state)))
    assert restored(case, state).values == case.step.values


def test_a_value_that_is_no_json_stops_the_step(case):
    case.operations.answers["test.note"] = {"value": {1, 2}}
    diagram = Diagram().start().service("s").end().path("begin", "s", "done")
    with pytest.raises(TypeError):
        Player(load(diagram.xml()), straight=False, operations=case.operations).start()


def test_tokens_have_no_data_of_their_own(case):
    live = restored(case, case.step.state)
    assert all(token.data is live.values for token in live.tasks.values())
    assert all(type(token) is Token for token in live.tasks.values())


def test_an_edition_is_never_written_to(case):
    def written() -> dict[str, str]:
        specs = case.edition.spec.task_specs.items()
        return {name: str(sorted(vars(spec).items())) for name, spec in specs}

    before = written()
    case.wake_when_due()
    case.tell("objection")
    assert case.step.outcome == "stopped"
    assert written() == before


def test_many_threads_share_an_edition(case):
    wrong = []

    def run() -> None:
        for _ in range(30):
            player = Player(case.edition, straight=False, operations=Operations())
            player.start()
            player.complete("review", decision="approve")
            if player.step.outcome != "done":
                wrong.append(player.step)

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_an_instant_survives_to_the_microsecond(case):
    case.now = MONDAY.replace(microsecond=123457)
    case.start()
    opened = case.task("review").opened_at
    live = restored(case, case.step.state)
    assert engine.look(case.edition, dump(live), case.context).open_tasks[0].opened_at == opened
