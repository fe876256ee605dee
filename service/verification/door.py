"""The blueprint of the public check."""

from flask import Blueprint

blueprint = Blueprint("verification", __name__, url_prefix="/v")
