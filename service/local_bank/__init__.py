"""The pretend bank's own page, for the demo and for tests; production never opens it."""

from service.local_bank.views import blueprint

__all__ = ["blueprint"]
