"""What a front door has to explain to somebody, beside a refusal or a form's errors.

One class a failure; `service/problems.py` turns each into a page or problem+json.
"""


class Failure(Exception):
    """The base: something that a person did cannot be answered as they wished."""


class NotFound(Failure):
    """There is no such thing, or it is not this person's to know of."""


class NotAllowed(Failure):
    """This person may not do that."""


class AlreadyHandled(Failure):
    """Somebody was quicker, or the page is old. `by` is a display name, `case_no` the case."""

    def __init__(self, case_no: str, by: str | None = None, decision: str | None = None) -> None:
        super().__init__(case_no)
        self.case_no = case_no
        self.by = by
        self.decision = decision


class SecondPairOfEyes(Failure):
    """This step has to be decided by somebody else of the association (四眼原则)."""

    def __init__(self, case_no: str) -> None:
        super().__init__(case_no)
        self.case_no = case_no


class StaleDraft(Failure):
    """The draft was saved elsewhere since this page was opened; nothing was overwritten."""


class ProcedureNotFound(Failure):
    """No edition of that procedure is in force."""
