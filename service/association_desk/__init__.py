"""The association's desk."""

from service.association_desk import views_sign_in
from service.association_desk.door import blueprint

__all__ = ["blueprint", "views_sign_in"]
