"""Why a job failed, in words that the association's staff understand.

What a lower layer said in words is said again. Of anything else a colleague needs the kind of
error as well, so it stands at the end of the sentence; the log has the rest.
"""

from typing import Any, Final

from sqlalchemy.exc import OperationalError

from forms import N_
from processes.sentences import SaidInWords, Words
from service.models import KIND_OF_ERROR
from service.payments import ProviderUnavailable
from service.refusals import Refused
from service.storage import StorageUnavailable

LONGEST: Final = 200
_UNAVAILABLE: Final = (
    (StorageUnavailable, N_("存放材料和图片的存储连不上或写不进去。恢复后重试即可。（%(error)s）")),
    (ProviderUnavailable, N_("支付机构没有回应。恢复后重试即可。（%(error)s）")),
    (OperationalError, N_("数据库暂时没有回应。恢复后重试即可。（%(error)s）")),
    (ConnectionError, N_("外部服务连不上。恢复后重试即可。（%(error)s）")),
    (TimeoutError, N_("外部服务在规定时间内没有回应。恢复后重试即可。（%(error)s）")),
)
_FAULT: Final = N_("程序出错，重试通常无效。请把办件号告诉运维人员。（%(error)s）")


def cause_of(error: Exception) -> Words:
    """Say why something failed: what happened, and what helps."""
    if isinstance(error, Refused):
        return Words(error.sentence, _plain(error.params))
    if isinstance(error, SaidInWords):
        return Words(error.message, _plain(error.params))
    for kind, sentence in _UNAVAILABLE:
        if isinstance(error, kind):
            return Words(sentence, {KIND_OF_ERROR: _kind_of(error)})
    return Words(_FAULT, {KIND_OF_ERROR: _kind_of(error)})


def _kind_of(error: Exception) -> str:
    # The first line only: below it PostgreSQL quotes the row.
    first = next(iter(str(error).splitlines()), "")
    return f"{type(error).__name__}: {first}"[:LONGEST]


def _plain(params: Any) -> dict[str, Any]:
    """Give what JSON can keep; words inside the words are said in Chinese."""
    kept = (str, int, float, bool)
    return {name: one if isinstance(one, kept) else str(one) for name, one in params.items()}
