"""Why a case cannot move: what must hold of every seat, and of all of them together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from processes.checker.problem import Problem
from processes.migration.plan import named
from processes.migration.seats import seats_of
from processes.sentences import N_
from processes.step import CaseStatus

if TYPE_CHECKING:
    from processes.checker.graph import Node as DrawnNode
    from processes.migration.plan import Migration
    from processes.migration.seats import Seat
    from processes.running import RunningCase


def reasons_against(migration: Migration, case: RunningCase) -> Iterator[Problem]:
    """Give every reason why the case cannot move; none if it can."""
    if case.status is not CaseStatus.OPEN:
        yield Problem("closed", None, "", N_("办件已经结束，不再迁移。"))
        return
    seats = list(seats_of(case))
    misfits = [problem for seat in seats for problem in _misfits(migration, seat)]
    misfits += _lost_outcome(migration, case)
    yield from misfits or _dead_ends(migration, seats)


def _misfits(migration: Migration, seat: Seat) -> Iterator[Problem]:
    node, target = seat.node, migration.target_of(seat.node.id)
    new = migration.after.nodes.get(target)
    if new is None:
        yield _problem(seat, "gone", N_("步骤“%(step)s”在新版本里没有，请指定它对应哪一步。"))
    elif new.kind != node.kind:
        sentence = N_("步骤“%(step)s”在新版本里对应的“%(target)s”是另一种元素，不能接着办。")
        yield _problem(seat, "other_kind", sentence, target=new.name)
    elif new.operation and node.operation and new.operation.name != node.operation.name:
        sentence = N_("系统正在执行“%(step)s”，而新版本里换了操作。请等它执行完再迁移。")
        yield _problem(seat, "other_operation", sentence)
    elif not _is_fed(migration, seat, target):
        sentence = N_(
            "办件在“%(step)s”等待其他分支，而新版本里没有它走来的那一支。请等汇合后再迁移。"
        )
        yield _problem(seat, "other_join", sentence)
    elif migration.was_on_main_line(node.id) != migration.soundness.on_main_line(target):
        sentence = N_("“%(step)s”与“%(target)s”一个在主线上，一个在提醒的支线上，不能互换。")
        yield _problem(seat, "other_line", sentence, target=new.name)


def _is_fed(migration: Migration, seat: Seat, target: str) -> bool:
    if seat.came_from is None:
        return True
    source = migration.target_of(seat.came_from)
    return source in migration.after.spec.task_specs[target]._inputs


def _lost_outcome(migration: Migration, case: RunningCase) -> Iterator[Problem]:
    # One branch has reached its end while another is still open: its result must stay known.
    before = migration.before.nodes.get(case.outcome or "")
    if before and before.milestone:
        after = migration.after.nodes.get(migration.target_of(before.id))
        if after is None or after.kind != before.kind:
            sentence = N_(
                "办件已经得出结果“%(result)s”，而新版本里没有这个结束。请指定它对应哪一个。"
            )
            yield Problem("outcome_gone", before.id, before.name, sentence, {"result": before.name})


def _dead_ends(migration: Migration, seats: list[Seat]) -> Iterator[Problem]:
    places = tuple(
        (migration.target_of(s.node.id), s.came_from and migration.target_of(s.came_from))
        for s in seats
    )
    findings = migration.soundness.findings(places)
    for node in _in_order(findings.doubled):
        sentence = N_("迁移后，同一个办件会两次走到“%(target)s”。请换一个对应的步骤。")
        yield _at(migration, seats, "opened_twice", sentence, node)
    for node in _in_order(findings.stuck):
        sentence = N_("迁移后，办件会停在“%(target)s”等一个不会来的分支。请换一个对应的步骤。")
        yield _at(migration, seats, "waits_for_ever", sentence, node)
    if not findings.complete:
        yield Problem("too_complex", None, "", N_("无法在限定的时间内确认迁移后能够办完。"))


def _in_order(nodes: Iterable[DrawnNode]) -> list[DrawnNode]:
    return sorted(nodes, key=lambda node: node.id)


def _problem(seat: Seat, code: str, sentence: str, **params: object) -> Problem:
    node = seat.node
    return Problem(code, node.id, node.name, sentence, {"step": node.name, **params})


def _at(
    migration: Migration, seats: list[Seat], code: str, sentence: str, node: DrawnNode
) -> Problem:
    words = {"target": named(migration.after, node.id)}
    # The reason lies in all seats together; the first is where the clerk begins to look.
    return Problem(code, seats[0].node.id, seats[0].node.name, sentence, words)
