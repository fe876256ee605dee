"""The page on which the pretend bank takes no money, and its call to our door afterwards."""

import logging
import threading
import urllib.request
from typing import Final

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.failures import NotFound
from service.front_door import ANYONE, enter
from service.payments import LocalBank, LocalPayments
from service.ports import ports

blueprint: Final = Blueprint("local_bank", __name__, url_prefix="/local-bank")
log: Final = logging.getLogger(__name__)
_PATIENCE: Final = 10
"""Seconds that the bank waits for our answer; then it gives up, as a lost callback does."""


@blueprint.get("/<out_trade_no>")
@enter(ANYONE)
def cash_desk(out_trade_no: str) -> str:
    """Ask whether to pay."""
    trade = _bank().read(out_trade_no)
    if trade is None:
        raise NotFound
    return render_template("local_bank/pay.html", trade=trade)


@blueprint.post("/<out_trade_no>")
@enter(ANYONE)
def pay(out_trade_no: str) -> Response:
    """Pay, tell our door, and send the payer back."""
    now = ports().clock()
    if not _bank().pay(out_trade_no, now):
        raise NotFound
    headers, body = _bank().notification(out_trade_no, now)
    address = url_for("payment_callbacks.told", channel=LocalPayments.code, _external=True)
    if "silent" not in request.form:
        threading.Thread(target=_tell, args=(address, headers, body), daemon=True).start()
    return redirect(url_for("portal.payment_returned", out_trade_no=out_trade_no))


def _bank() -> LocalBank:
    provider = ports().payments
    if not isinstance(provider, LocalPayments):
        raise NotFound
    return provider.bank


def _tell(address: str, headers: dict[str, str], body: bytes) -> None:
    """Call our own door as a bank would: over HTTP, and apart from the payer's request."""
    call = urllib.request.Request(  # noqa: S310 - our own address
        address, data=body, headers={**headers, "Content-Type": "application/json"}
    )
    try:
        with urllib.request.urlopen(call, timeout=_PATIENCE) as answer:  # noqa: S310 - as above
            log.info("Our door answered the bank: %s", answer.status)
    except OSError as error:
        log.warning("Our door did not answer the bank: %s", error)
