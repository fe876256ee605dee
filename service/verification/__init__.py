"""The public check: anyone scans a card and sees whether it is valid today."""

from service.verification import views  # noqa: F401 - registers the pages
from service.verification.door import blueprint

__all__ = ["blueprint"]
