"""Money from and to people, by way of a provider: started, told, asked, sent back.

Payments and refunds are records beside the case; they tell it by a message. Whatever comes
from outside may come twice, late, for another amount or forged, and harms nothing.
"""

from service.paying.notices import delete_old_forgeries, take_notice
from service.paying.refunding import (
    list_unfinished_refunds,
    note_failure,
    record_refund_by_hand,
    retry_refund,
    send_refund,
)
from service.paying.settling import (
    ask_about,
    list_unanswered_payments,
    refresh_payment,
    refresh_returned,
)
from service.paying.starting import start_payment

__all__ = [
    "ask_about",
    "delete_old_forgeries",
    "list_unanswered_payments",
    "list_unfinished_refunds",
    "note_failure",
    "record_refund_by_hand",
    "refresh_payment",
    "refresh_returned",
    "retry_refund",
    "send_refund",
    "start_payment",
    "take_notice",
]
