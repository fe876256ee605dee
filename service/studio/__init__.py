"""The studio (设计室): the association draws and changes its own procedures."""

from service.studio import (
    views_case_doctor,
    views_doctors,
    views_drafts,
    views_forms,
    views_live,
    views_migrations,
    views_packages,
    views_posts,
    views_procedures,
    views_publishing,
    views_tests,
    views_trial,
)
from service.studio.door import blueprint

__all__ = [
    "blueprint",
    "views_case_doctor",
    "views_doctors",
    "views_drafts",
    "views_forms",
    "views_live",
    "views_migrations",
    "views_packages",
    "views_posts",
    "views_procedures",
    "views_publishing",
    "views_tests",
    "views_trial",
]
