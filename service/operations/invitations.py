"""Invitations of employers who are not registered yet."""

from service.models import Organisation
from service.operations.contract import OperationContext


def accept(organisation: Organisation, context: OperationContext) -> None:
    """Tell the cases that wait for this organisation that it is registered now.

    To be called in the step that approves it, after its registration was set.
    """
