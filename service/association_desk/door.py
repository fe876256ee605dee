"""The blueprint of this front door; the views beside it register themselves on it."""

from typing import Final

from flask import Blueprint

from service.reviewing import Desk

blueprint = Blueprint("association_desk", __name__, url_prefix="/association")
DESK: Final = Desk("association_desk")
