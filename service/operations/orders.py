"""Orders of printed cards (制卡): made, paid, printed, handed over, cancelled."""

from uuid import UUID

from service.operations.contract import OperationContext


def cancel_for(practitioner_id: UUID, context: OperationContext) -> None:
    """Tell the person's open card order that the person has resigned.

    What that means for the order, its own case decides when it takes the message.
    """
