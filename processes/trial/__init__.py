"""Trying a procedure out: a case played by a script, in which nothing leaves.

No operation is carried out, no message is sent and nothing is stored: a script of acts goes
in, and what could be seen after each act comes out. A script with what is expected of it is a
test that stands beside the diagram (流程测试).
"""

from processes.trial.outcome import (
    STATUSES,
    Disappointment,
    disappointments,
    expectation_of,
    expecting,
)
from processes.trial.playing import Trial, play
from processes.trial.report import Asked, Decided, HandedIn, Stage, Stopped
from processes.trial.script import Act, ActKind, Expectation, Script, ScriptRefused
from processes.trial.suggestions import compared_values
from processes.trial.words import cannot_act, told_act

__all__ = [
    "STATUSES",
    "Act",
    "ActKind",
    "Asked",
    "Decided",
    "Disappointment",
    "Expectation",
    "HandedIn",
    "Script",
    "ScriptRefused",
    "Stage",
    "Stopped",
    "Trial",
    "cannot_act",
    "compared_values",
    "disappointments",
    "expectation_of",
    "expecting",
    "play",
    "told_act",
]
