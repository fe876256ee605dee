"""Objections to a registration (申领异议): whoever it names may object for a while."""

from service.models import Organisation
from service.operations.contract import OperationContext


def protect(context: OperationContext, organisation: Organisation) -> None:
    """Tell the contact in the directory and the association of a registration just approved.

    To be called in the step that approves it, after its registration was set.
    """
