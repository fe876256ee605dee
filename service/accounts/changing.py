"""What is done to an account that exists: a new password, disabled, enabled."""

from uuid import UUID

from sqlalchemy import select

from forms import N_, FieldError, FormErrors
from service.accounts.locking import MOST_FAILURES, count_failure, is_locked
from service.accounts.passwords import find_weakness, hash_password, is_password
from service.accounts.sessions import end_sessions_of
from service.extensions import db
from service.models import Account, AccountStatus
from service.ports import ports


def change_password(account_id: UUID, old: str, new: str, *, keep_session: bytes) -> None:
    """Change a password; the other browsers of the account are signed out.

    Raises:
        FormErrors: the old one is wrong or the new one too weak. Wrong ones count as failed
            sign-ins do, so a browser left open is no place to guess.
    """
    account = _locked(account_id)
    errors = [error for error in (_old_error(account, old), _new_error(old, new)) if error]
    if errors:
        db.session.commit()  # The failed attempt counts.
        raise FormErrors(tuple(errors))
    account.password_hash = hash_password(new)
    account.must_change_password = False
    account.failed_sign_ins = 0
    end_sessions_of(account_id, but=keep_session)
    db.session.commit()


def confirm_password(account_id: UUID, typed: str) -> None:
    """Make sure that whoever holds the browser knows the password too.

    Raises:
        FormErrors: it is wrong; that counts as a failed sign-in does.
    """
    account = _locked(account_id)
    if _is_known(account, typed):
        return
    db.session.commit()  # The failed attempt counts.
    wrong = N_("密码不正确；连续输错 %(most)s 次后，10 分钟内不能再试。")
    raise FormErrors((FieldError("password", "password_wrong", wrong, {"most": MOST_FAILURES}),))


def disable_account(account_id: UUID, reason: str, *, by: UUID | None = None) -> None:
    """禁用: nobody signs in with it, and whoever is signed in is not any more.

    `by` is the employer that does it; when the employment ends it is over. None: the association.
    """
    account = _locked(account_id)
    account.status = AccountStatus.DISABLED
    account.disabled_reason, account.disabled_by = reason, by
    end_sessions_of(account_id)
    db.session.commit()


def enable_account(account_id: UUID) -> None:
    """启用: undo `disable_account`."""
    account = _locked(account_id)
    account.status = AccountStatus.ACTIVE
    account.disabled_reason = account.disabled_by = None
    db.session.commit()


def _locked(account_id: UUID) -> Account:
    query = select(Account).where(Account.id == account_id).with_for_update(key_share=True)
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def _old_error(account: Account, old: str) -> FieldError | None:
    if _is_known(account, old):
        return None
    return FieldError(
        "old_password",
        "old_password_wrong",
        N_("原密码不正确；连续输错 %(most)s 次后，10 分钟内不能再试。"),
        {"most": MOST_FAILURES},
    )


def _is_known(account: Account, typed: str) -> bool:
    """Compare a password with the account's; a wrong one, or any while it is locked, counts."""
    now = ports().clock()
    if not is_locked(account, now) and is_password(typed, account.password_hash):
        return True
    count_failure(account, now)
    return False


def _new_error(old: str, new: str) -> FieldError | None:
    if new and new == old:
        return FieldError("new_password", "password_same", N_("新密码与原密码相同，请换一个。"))
    return find_weakness(new, key="new_password")
