"""Turns each failure into a page or problem+json, in one table."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from flask import Flask, Response, jsonify, make_response, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from service.cases import Repeated
from service.documents import TooManyUploads
from service.extensions import db
from service.failures import (
    AlreadyHandled,
    NotAllowed,
    NotFound,
    ProcedureNotFound,
    SecondPairOfEyes,
    StaleDraft,
)
from service.refusals import Refused
from service.storage import StorageUnavailable


@dataclass(frozen=True, slots=True)
class Problem:
    """What a person is told: a heading, what happened, what to do."""

    status: int
    title: str
    detail: str
    links: list[tuple[str, str]] = field(default_factory=list)


def _not_found(_error: Exception) -> Problem:
    return Problem(404, _("没有这个页面"), _("请检查网址，或从首页重新进入。"))


def _not_allowed(_error: Exception) -> Problem:
    return Problem(403, _("您没有权限查看此页"), _("请确认登录的账号，或联系管理员。"))


def _already_handled(error: AlreadyHandled) -> Problem:
    title = _("已由%(by)s处理", by=error.by) if error.by else _("该事项已经办理")
    detail = _("您的操作没有生效。请查看最新进展（办件号 %(no)s）。", no=error.case_no)
    return Problem(409, title, detail, [_link_to_case(error.case_no)])


def _second_pair(error: SecondPairOfEyes) -> Problem:
    onward = (url_for("association_desk.next_task"), _("下一件"))
    detail = _("该件上一环节由您办理，请由其他人员复核。")
    return Problem(403, _("请由其他人员办理"), detail, [onward, _link_to_case(error.case_no)])


def _stale_draft(_error: Exception) -> Problem:
    return Problem(
        409, _("草稿已在其他设备上更新"), _("请刷新页面查看最新内容，再继续填写；没有内容被覆盖。")
    )


def _refused(error: Refused) -> Problem:
    return Problem(422, _("无法办理"), _(error.sentence) % dict(error.params))


def _csrf(_error: Exception) -> Problem:
    return Problem(400, _("页面已过期"), _("请返回上一页，刷新后重新提交；已保存的草稿不会丢失。"))


def _storage(_error: Exception) -> Problem:
    return Problem(503, _("文件暂时无法读写"), _("请稍后再试；如持续出现，请联系协会。"))


def _too_many(_error: Exception) -> Problem:
    return Problem(429, _("上传过于频繁"), _("待检查的文件太多，请稍候片刻再上传。"))


def _repeated(error: Repeated) -> Problem:
    detail = _("该操作此前已经生效（办件号 %(no)s）。", no=error.case_no)
    return Problem(200, _("已经提交"), detail, [_link_to_case(error.case_no)])


def _link_to_case(case_no: str) -> tuple[str, str]:
    # An agency is an applicant in the portal and a reviewer at its desk.
    at_desk = request.blueprint in ("agency_desk", "association_desk")
    view = f"{request.blueprint}.case" if at_desk else "portal.show_case"
    return url_for(view, case_no=case_no), _("查看办件")


Explain = Callable[[Any], Problem]

TABLE: Final[dict[type[Exception], Explain]] = {
    NotFound: _not_found,
    ProcedureNotFound: _not_found,
    NotAllowed: _not_allowed,
    AlreadyHandled: _already_handled,
    SecondPairOfEyes: _second_pair,
    StaleDraft: _stale_draft,
    Refused: _refused,
    CSRFError: _csrf,
    StorageUnavailable: _storage,
    TooManyUploads: _too_many,
    Repeated: _repeated,
}


def init_app(app: Flask) -> None:
    """Answer every failure of the table, every HTTP error, and whatever nobody foresaw."""
    for failure, explain in TABLE.items():
        app.register_error_handler(failure, _answerer(explain))
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(500, _unforeseen)


def _answerer(explain: Explain) -> Callable[[Exception], Response]:
    return lambda error: answer(explain(error))


def _http(error: HTTPException) -> Response:
    titles = {
        404: _("没有这个页面"),
        405: _("不支持这样访问"),
        413: _("文件太大"),
        429: _("访问过于频繁"),
    }
    details = {
        404: _("请检查网址，或从首页重新进入。"),
        413: _("图片不超过 10 MB，PDF 不超过 20 MB。请压缩后再上传。"),
        429: _("请稍候片刻再试。"),
    }
    status = error.code or 500
    title = titles.get(status, _("无法完成"))
    return answer(Problem(status, title, details.get(status, _("请返回上一页重试。"))))


def _unforeseen(_error: Exception) -> Response:
    return answer(
        Problem(
            500, _("系统出错了"), _("您的操作没有生效，已填写的草稿不会丢失。我们已记录此问题。")
        )
    )


def answer(problem: Problem) -> Response:
    """Give a failure as problem+json to programs and as a page to people."""
    db.session.rollback()
    if request.accept_mimetypes.best == "application/json" or request.path.startswith("/api/"):
        body = jsonify(title=problem.title, detail=problem.detail, status=problem.status)
        body.mimetype = "application/problem+json"
        return make_response(body, problem.status)
    return make_response(render_template("problem.html", problem=problem), problem.status)
