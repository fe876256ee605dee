"""What the desks of agencies, stores and the association have in common: reviewing.

The desks are front doors and do not import each other; each registers its own addresses and
says who may enter, and asks this package for the page.
"""

from service.reviewing.desk import Desk

__all__ = ["Desk"]
