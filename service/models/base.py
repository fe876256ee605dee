"""Column types that several models share."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated
from uuid import UUID, uuid4

from sqlalchemy import DateTime, Enum, LargeBinary, Text
from sqlalchemy.orm import mapped_column

from service.extensions import Base, db

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model  # The same base, with what Flask-SQLAlchemy adds; mypy cannot see that.

Key = Annotated[UUID, mapped_column(primary_key=True, default=uuid4)]
Instant = Annotated[datetime, mapped_column(DateTime(timezone=True))]
LongText = Annotated[str, mapped_column(Text)]
Sealed = Annotated[bytes, mapped_column(LargeBinary)]
"""AES-256-GCM ciphertext of `service/personal_data.py`."""


def known(words: type[StrEnum]) -> Enum:
    """A text column that holds the words of one enum and, by a constraint, no other."""
    return Enum(
        words,
        native_enum=False,
        create_constraint=True,
        length=32,
        values_callable=lambda enum: [word.value for word in enum],
        name=f"{_snake(words.__name__)}_known",
    )


def _snake(name: str) -> str:
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name).lstrip("_")
