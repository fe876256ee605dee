"""管理后台 of agencies and stores."""

from service.agency_desk import views_inbox, views_review, views_sign_in
from service.agency_desk.door import blueprint

__all__ = [
    "blueprint",
    "views_inbox",
    "views_review",
    "views_sign_in",
]
