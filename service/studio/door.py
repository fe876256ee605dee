"""The blueprint of this front door; only administrators of the association come in."""

from collections.abc import Callable
from typing import Any, Final, TypeVar

from flask import Blueprint

from service.front_door import ASSOCIATION, enter

blueprint: Final = Blueprint("studio", __name__, url_prefix="/studio")
View = TypeVar("View", bound=Callable[..., Any])


def administrators(view: View) -> View:
    """Declare that only the administrator's post enters a view."""
    return enter(ASSOCIATION, posts=["administrator"])(view)
