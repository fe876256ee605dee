"""The door at which payment providers tell us; nobody else has anything to do here."""

from service.payment_callbacks.views import blueprint

__all__ = ["blueprint"]
