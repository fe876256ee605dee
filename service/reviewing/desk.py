"""Which desk a page is drawn for."""

from dataclasses import dataclass
from typing import Any

from flask import url_for


@dataclass(frozen=True, slots=True)
class Desk:
    """One desk; `door` is the name of its blueprint and of its folder of templates."""

    door: str

    @property
    def base(self) -> str:
        """Give the template that frames this desk's pages."""
        return f"{self.door}/base.html"

    def url(self, view: str, **values: Any) -> str:
        """Give the address of one of this desk's pages."""
        return url_for(f"{self.door}.{view}", **values)
