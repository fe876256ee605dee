"""The blueprint of this front door; the views beside it register themselves on it."""

from typing import Final

from flask import Blueprint

from service.actors import post_pool
from service.failures import NotAllowed
from service.reviewing import Desk
from service.sign_in import current_actor

blueprint = Blueprint("association_desk", __name__, url_prefix="/association")
DESK: Final = Desk("association_desk")


def require_one_of(*posts: str) -> None:
    """Keep everybody out who holds none of these posts.

    Raises:
        NotAllowed: the signed-in account holds none.
    """
    actor = current_actor()
    if not any(actor.works(post_pool(code)) for code in posts):
        raise NotAllowed
