"""The blueprint of the public check."""

from flask import Blueprint

from service.verification import limit

blueprint = Blueprint("verification", __name__, url_prefix="/v")
blueprint.record_once(lambda state: limit.init_app(state.app.extensions))
