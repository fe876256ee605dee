"""New posts of the association, made where a lane needs them, with the staff who hold them."""

import re
from collections.abc import Iterable
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from service.cases.transaction import transaction
from service.extensions import db
from service.models import Account, AccountKind, AccountStatus, Post, PostHolder
from service.publishing.checking import BUILT_IN_ROLES
from service.refusals import Refused

_CODE: Final = re.compile(r"[a-z][a-z0-9_]{1,63}")


def create_post(code: str, name: str, staff: Iterable[UUID]) -> None:
    """Make a post and give it to accounts of the association.

    Raises:
        Refused: the code is taken or no code, or nobody would hold the post.
    """
    if not name.strip():
        raise Refused("post_name_missing", "name")
    if not _CODE.fullmatch(code):
        raise Refused("post_code_unusable", "code", params={"code": code[:64]})
    with transaction():
        holders = _staff(set(staff))
        if not holders:
            raise Refused("post_needs_staff", "staff")
        if code in BUILT_IN_ROLES or not _is_new(code, name.strip()[:60]):
            raise Refused("post_known", "code", params={"code": code})
        db.session.add_all(PostHolder(post_code=code, account_id=one) for one in holders)


def _is_new(code: str, name: str) -> bool:
    """Add the post unless there is one; of two people at once the second waits for the first."""
    row = insert(Post).values(code=code, name=name).on_conflict_do_nothing()
    return db.session.scalar(row.returning(Post.code)) is not None


def _staff(asked: set[UUID]) -> list[UUID]:
    known = select(Account.id).where(
        Account.id.in_(asked),
        Account.kind == AccountKind.ASSOCIATION,
        Account.status == AccountStatus.ACTIVE,
    )
    return list(db.session.scalars(known))
