"""What a diagram may ask for: an operation's name is its module and function here."""

from collections.abc import Mapping
from typing import Final

from service.operations import (
    cards,
    details,
    employment,
    handing_over,
    notices,
    objections,
    orders,
    organisations,
    register,
    stores,
)
from service.operations.contract import JobContext, Operation, OperationContext

REGISTRY: Final[Mapping[str, Operation]] = {
    operation.name: operation
    for module in (
        register,
        cards,
        details,
        notices,
        organisations,
        objections,
        orders,
        employment,
        handing_over,
        stores,
    )
    for operation in module.OPERATIONS
}

__all__ = ["REGISTRY", "JobContext", "Operation", "OperationContext"]
