"""The blueprint of the portal; the views beside it register themselves on it."""

from flask import Blueprint

blueprint = Blueprint("portal", __name__)
