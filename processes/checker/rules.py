"""All rules, in the order in which they are asked.

A stage is asked only when the earlier ones found no error: what a diagram without a start
would still have to say about its loops helps nobody.
"""

from collections.abc import Callable, Iterator
from typing import Final

from processes.checker import (
    answers,
    conditions,
    elements,
    gateways,
    names,
    params,
    soundness,
    structure,
    timing,
    words,
)
from processes.checker.graph import Graph
from processes.checker.problem import Problem
from processes.checker.vocabulary import Vocabulary

Rule = Callable[[Graph, Vocabulary], Iterator[Problem]]

_READABLE: Final[tuple[Rule, ...]] = (
    structure.one_pool,
    structure.duplicate_ids,
    structure.dangling_flows,
)
_RIGHTLY_DRAWN: Final[tuple[Rule, ...]] = (
    structure.usable_ids,
    structure.executable,
    structure.id_is_the_stem,
    structure.one_start,
    structure.some_end,
    structure.nothing_after_end,
    structure.boundaries_attached,
    structure.boundary_on_a_step,
    structure.everything_reachable,
    structure.no_dead_end,
    structure.loops_can_be_left,
    structure.everything_is_drawn,
    elements.refused_node,
    elements.event_sub_process,
    elements.refused_event,
    elements.event_waits_for_one_thing,
    elements.repetition,
    elements.data_links,
    elements.nested_lanes,
    elements.special_settings,
    elements.unknown_bpmn,
    elements.boundary_on_system_step,
    words.other_vocabularies,
    words.own_attributes,
    words.own_elements,
    words.own_values,
    names.user_task_form,
    names.user_task_name,
    names.user_task_role,
    names.service_task_operation,
    names.withdrawal_operation,
    names.operation_params,
    names.decision_table,
    names.somebody_has_the_role,
    names.something_is_final,
    conditions.conditions_are_sound,
    conditions.params_are_sound,
    params.texts_leave_known_places,
    params.amounts_are_whole,
    conditions.forms_and_tables_read_known_names,
    gateways.default_exists,
    gateways.conditions_exist,
    gateways.default_is_unconditional,
    gateways.conditions_where_read,
    gateways.no_implicit_fork,
    gateways.event_gateway_waits,
    gateways.event_gateway_tells_apart,
    timing.timers_have_a_time,
    timing.timers_are_readable,
    timing.cycles_only_remind,
    timing.reminders_come_in_time,
    timing.messages_have_a_name,
)
_PLAYABLE: Final[tuple[Rule, ...]] = (
    answers.questions_can_be_answered,
    answers.conditions_can_hold,
    soundness.side_lines_stay_apart,
    soundness.side_lines_have_no_loops,
)
STAGES: Final[tuple[tuple[Rule, ...], ...]] = (_READABLE, _RIGHTLY_DRAWN, _PLAYABLE)
