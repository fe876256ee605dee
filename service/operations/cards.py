"""Draws the card of a person whom the register has just admitted."""

from datetime import date
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select

import card_renderer
from card_renderer import CardData, CardNotDrawn, FontSet, render_card
from forms import N_
from service.actors import account_pool
from service.extensions import db
from service.models import Card, CardStatus, Document, Notice
from service.operations.contract import JobContext, Operation, OperationContext, Results
from service.refusals import Refused, WhoCanFix
from service.settings import Settings
from service.storage import ObjectMissing, Storage

READY: Final = N_("您的实名信息卡已生成（卡号 %(card_no)s），可在“我的信息卡”中查看和下载。")


def draw_card(context: JobContext) -> Results:
    """Draw both sides of the card that this case issued and store them under one key each.

    Raises:
        Refused: the portrait is gone, or no font has a character of the name.
    """
    card = _card_of(context.case_id)
    card_id, snapshot, code = card.id, card.snapshot, card.code
    portrait_key = _portrait_key(UUID(snapshot["portrait"]))
    db.session.rollback()  # Drawing takes a while; no connection waits for it.
    images = _drawn(_data(context, snapshot, code, portrait_key))
    keys = {side: f"cards/{card_id}/{side}.png" for side in ("front", "back")}
    context.storage.put(keys["front"], images.front, "image/png")
    context.storage.put(keys["back"], images.back, "image/png")
    return {"front_key": keys["front"], "back_key": keys["back"]}


def record_card(context: OperationContext, *, front_key: str, back_key: str) -> Results:
    """Put the drawn card in force and tell its owner."""
    card = _card_of(context.case.id)
    card.front_key, card.back_key = front_key, back_key
    if card.status is not CardStatus.PENDING:
        return {}  # Its owner has resigned or got another card while this one was drawn.
    card.status = CardStatus.VALID
    db.session.add(
        Notice(
            key=f"card_ready:{card.id}",
            pool=account_pool(context.case.account_id),
            case_id=context.case.id,
            text=READY,
            params={"card_no": card.card_no},
            sent_at=context.now,
        )
    )
    return {}


def _card_of(case_id: UUID) -> Card:
    # An order issues a second one when the first was lost before it was printed.
    issued = select(Card).where(Card.issued_by_case == case_id).order_by(Card.issue.desc())
    return db.session.execute(issued.limit(1)).scalar_one()


def _portrait_key(document_id: UUID) -> str:
    pages = db.session.get_one(Document, document_id).pages
    return str(pages[0]["key"])


def _data(context: JobContext, printed: Any, code: str, portrait_key: str) -> CardData:
    return CardData(
        association=_association(context.settings),
        name=printed["name"],
        category=card_renderer.Category(printed["category"]),
        portrait=_portrait(context.storage, portrait_key),
        agency=printed["agency"],
        store=printed["store"],
        practice_no=printed["practice_no"],
        card_no=printed["card_no"],
        code=code,
        certificate_no=printed["certificate_no"],
        issued_on=date.fromisoformat(printed["issued_on"]),
    )


def _association(settings: Settings) -> card_renderer.Association:
    return card_renderer.Association(
        name=settings.association.name,
        phone=settings.association.phone,
        verify_address=f"{settings.base_url}/v",
    )


def _portrait(storage: Storage, key: str) -> bytes:
    # A store that does not answer is worth another try: that error goes up to the job.
    try:
        return storage.get(key)
    except ObjectMissing as error:
        raise Refused("portrait_missing", who_can_fix=WhoCanFix.OPERATOR) from error


def _drawn(data: CardData) -> card_renderer.CardImages:
    try:
        return render_card(data, _fonts())
    except CardNotDrawn as refusal:
        raise Refused(
            "card_not_drawn",
            who_can_fix=WhoCanFix.OPERATOR,
            params=refusal.params,
            message=refusal.message,
        ) from refusal


@lru_cache(maxsize=1)
def _fonts() -> FontSet:
    return card_renderer.load_fonts()


OPERATIONS: Final = (
    Operation(
        name="cards.draw_card",
        summary=N_("制作信息卡图片（正反两面）"),
        outside=draw_card,
        record=record_card,
    ),
)
