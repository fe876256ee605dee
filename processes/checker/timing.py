"""Timers and messages: what a case waits for, and for how long."""

from collections.abc import Iterator
from typing import Final

from lxml import etree

from processes.checker.graph import BPMN, MP, Graph, Node
from processes.checker.labels import refuse, warn
from processes.checker.problem import Problem
from processes.checker.vocabulary import Vocabulary
from processes.sentences import N_, Words
from processes.timers import ISO_READERS, TimerRefused, working_days


def timers_have_a_time(graph: Graph, _: Vocabulary) -> Iterator[Problem]:
    """Each timer says when: in working days, or as an ISO time."""
    for node, timer in _timers(graph):
        texts = _iso_texts(timer)
        if timer.get(f"{{{MP}}}workingDays") is None and not any(text for _, text in texts):
            yield refuse(
                "timer_without_time",
                node,
                N_("定时%(element)s没有写时间。请填写工作日数。"),
            )
        if len(texts) > 1:
            yield refuse(
                "timer_with_several_times",
                node,
                N_("定时%(element)s写了几种时间。请只留一种。"),
            )


def timers_are_readable(graph: Graph, _: Vocabulary) -> Iterator[Problem]:
    """The engine and the checker read a time with the same reader."""
    for node, timer in _timers(graph):
        days = timer.get(f"{{{MP}}}workingDays")
        try:
            if days is not None:
                working_days(days)
                continue
            for kind, text in _iso_texts(timer):
                if text:
                    ISO_READERS[kind](text)
        except TimerRefused as refusal:
            yield refuse(
                "unreadable_time",
                node,
                N_("定时%(element)s的时间有误：%(reason)s"),
                reason=Words(refusal.message, refusal.params),
            )


def cycles_only_remind(graph: Graph, _: Vocabulary) -> Iterator[Problem]:
    """Only a reminder, which interrupts nothing, can happen several times."""
    for node, timer in _timers(graph):
        reminds = node.kind == "boundaryEvent" and not node.interrupts
        kinds = {kind for kind, _ in _iso_texts(timer)}
        if not reminds and "timeCycle" in kinds and timer.get(f"{{{MP}}}workingDays") is None:
            yield refuse(
                "cycle_interrupts",
                node,
                N_("定时%(element)s设为多次，但它只会触发一次。请写一个时间，或改成非中断的提醒。"),
            )


def reminders_come_in_time(graph: Graph, _: Vocabulary) -> Iterator[Problem]:
    """A reminder for the day on which the task is taken away, or later, never comes."""
    for host in graph.nodes.values():
        limit = min((d for e in host.boundaries if e.interrupts and (d := _days(e))), default=None)
        for event in host.boundaries:
            days = _days(event)
            if limit is not None and not event.interrupts and days is not None and days >= limit:
                yield warn(
                    "reminder_too_late",
                    event,
                    N_(
                        "%(element)s在第 %(days)d 个工作日提醒，"
                        "但任务第 %(limit)d 个工作日就已转走。请提前提醒，或删去。"
                    ),
                    days=days,
                    limit=limit,
                )


def messages_have_a_name(graph: Graph, _: Vocabulary) -> Iterator[Problem]:
    """A message is delivered by its name."""
    names = {
        xml.get("id", ""): xml.get("name", "").strip()
        for xml in graph.root.findall(f"{{{BPMN}}}message")
    }
    for node in graph.nodes.values():
        waits = node.kind == "receiveTask" or node.definition("message") is not None
        if waits and not names.get(node.message_reference() or ""):
            yield refuse(
                "message_without_name",
                node,
                N_("%(element)s没有写等哪条消息。请选择消息，并给它名称。"),
            )


_ISO_KINDS: Final = frozenset(ISO_READERS)


def _timers(graph: Graph) -> Iterator[tuple[Node, etree._Element]]:
    for node in graph.nodes.values():
        timer = node.definition("timer")
        if timer is not None:
            yield node, timer


def _iso_texts(timer: etree._Element) -> list[tuple[str, str]]:
    """List the standard elements of a timer: (timeDuration, P3D)."""
    found = ((etree.QName(child).localname, (child.text or "").strip()) for child in timer)
    return [(kind, text) for kind, text in found if kind in _ISO_KINDS]


def _days(event: Node) -> int | None:
    """Find the working days of a timer that counts in them."""
    timer = event.definition("timer")
    text = None if timer is None else timer.get(f"{{{MP}}}workingDays")
    return int(text) if text is not None and text.isascii() and text.isdigit() else None
