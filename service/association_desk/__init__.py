"""The association's desk."""

from service.association_desk import (
    views_calendar,
    views_cards,
    views_claims,
    views_inbox,
    views_incidents,
    views_payments,
    views_review,
    views_sign_in,
)
from service.association_desk.door import blueprint

__all__ = [
    "blueprint",
    "views_calendar",
    "views_cards",
    "views_claims",
    "views_inbox",
    "views_incidents",
    "views_payments",
    "views_review",
    "views_sign_in",
]
