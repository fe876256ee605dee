"""Four eyes: nobody of the association decides two steps of one case alone.

Said in one place, in SQL, so that a desk's list and the act itself judge alike.
"""

from typing import Any, Final

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import aliased

from service.models import Case, Review

NOT_JUDGED: Final = ("card_making",)
"""Procedures in which the association judges nobody: one card maker prints and hands over."""


def may_not_decide(case_id: Any, node: Any, account_id: Any) -> ColumnElement[bool]:
    """Say whether an account may not decide the step `node` of a case.

    It decided another step of the round that is judged now, or its decision on another step
    still stands; or it is the applicant. What it returned in an earlier round binds nobody.
    """
    mine, case = aliased(Review), aliased(Case)
    other_step = and_(mine.case_id == case_id, mine.account_id == account_id, mine.node != node)
    # Each reads its own table alone: whose case it is comes from the query around it.
    this = select(case).where(case.id == case_id).correlate_except(case)
    of_this_round = mine.round == this.with_only_columns(case.round).scalar_subquery()
    stands = or_(of_this_round, and_(mine.decision != "return", ~_decided_again(mine)))
    judged = this.with_only_columns(case.procedure).scalar_subquery()
    steps = exists().where(other_step, stands).correlate_except(mine)
    decided = and_(steps, judged.not_in(NOT_JUDGED))
    own = exists().where(case.id == case_id, case.account_id == account_id).correlate_except(case)
    return or_(decided, own)


def _decided_again(one: Any) -> ColumnElement[bool]:
    later = aliased(Review)
    same_step = and_(later.case_id == one.case_id, later.node == one.node)
    return exists().where(same_step, later.decided_at > one.decided_at).correlate_except(later)
