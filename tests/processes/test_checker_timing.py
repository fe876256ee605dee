"""Timers and messages."""

import pytest

from processes.checker import Severity
from tests.processes.checking import Drawing, problems_of, refused
from tests.processes.diagrams import Diagram

DAYS = "{urn:mingpai:bpmn:1}workingDays"


@pytest.mark.parametrize("days", ["0", "-1", "1.5", "三", "", "1000", "３"])
def test_working_days_are_a_positive_whole_number(days):
    spoiled = Drawing().timer("store_silent", mp_workingDays=days)
    refused(spoiled, "unreadable_time", "“满3个工作日转机构”")


def test_a_timer_without_a_time_is_refused():
    spoiled = Drawing().timer("store_silent", mp_workingDays=None)
    refused(spoiled, "timer_without_time", "“满3个工作日转机构”", "工作日数")


def test_a_timer_with_an_empty_time_is_refused():
    spoiled = Drawing().timer("store_silent", "<bpmn:timeDuration/>", mp_workingDays=None)
    refused(spoiled, "timer_without_time", "“满3个工作日转机构”")


def test_a_timer_with_two_times_is_refused():
    spoiled = Drawing().timer("store_silent", "<bpmn:timeDuration>P3D</bpmn:timeDuration>")
    spoiled.timer("store_silent", "<bpmn:timeDate>2026-03-01T09:00:00+08:00</bpmn:timeDate>")
    refused(spoiled, "timer_with_several_times", "“满3个工作日转机构”")


@pytest.mark.parametrize("text", ["3 days", "P", "P1M", "R3/P1D", "now()"])
def test_a_duration_that_cannot_be_read_is_refused(text):
    written = f"<bpmn:timeDuration>{text}</bpmn:timeDuration>"
    spoiled = Drawing().timer("store_silent", written, mp_workingDays=None)
    refused(spoiled, "unreadable_time", "“满3个工作日转机构”", text)


@pytest.mark.parametrize("text", ["R/P1D", "R0/P1D", "P1D"])
def test_a_cycle_without_a_number_of_times_is_refused(text):
    written = f"<bpmn:timeCycle>{text}</bpmn:timeCycle>"
    spoiled = Drawing().timer("store_reminder", written, mp_workingDays=None)
    refused(spoiled, "unreadable_time", "“满2个工作日未审”")


def test_a_reminder_may_come_three_times():
    written = "<bpmn:timeCycle>R3/P1D</bpmn:timeCycle>"
    assert problems_of(Drawing().timer("store_reminder", written, mp_workingDays=None)) == []


def test_a_cycle_that_interrupts_is_refused():
    written = "<bpmn:timeCycle>R3/P1D</bpmn:timeCycle>"
    spoiled = Drawing().timer("store_silent", written, mp_workingDays=None)
    refused(spoiled, "cycle_interrupts", "“满3个工作日转机构”")


def test_working_days_stand_in_for_a_time_left_over_by_the_designer():
    left = "<bpmn:timeCycle>R/P1D</bpmn:timeCycle>"
    assert problems_of(Drawing().timer("store_silent", left)) == []


def test_a_reminder_after_the_task_was_taken_away_is_pointed_out():
    [problem] = problems_of(Drawing().timer("store_reminder", mp_workingDays="3"))
    assert (problem.code, problem.severity) == ("reminder_too_late", Severity.WARNING)
    assert "“满2个工作日未审”" in problem.sentence


def test_a_receive_task_without_a_message_is_refused():
    silent = Diagram("p").start().receive("paid", "paid").end().path("begin", "paid", "done")
    without = silent.xml().replace(b'messageRef="message_paid"', b"")
    refused(without, "message_without_name", "“paid”")


def test_a_message_without_a_name_is_refused():
    silent = Diagram("p").start().catch_message("paid", "wire").end()
    nameless = silent.path("begin", "paid", "done").xml().replace(b'name="wire"', b'name=" "')
    refused(nameless, "message_without_name", "“paid”")
