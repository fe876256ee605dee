"""The blueprint of this front door; the views beside it register themselves on it."""

from flask import Blueprint

blueprint = Blueprint("association_desk", __name__, url_prefix="/association")
