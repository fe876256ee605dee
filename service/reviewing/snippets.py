"""Reasons that reviewers give again and again, one click each."""

from collections.abc import Sequence

from flask_babel import gettext as _


def snippets_for(kind: str) -> Sequence[str]:
    """Give the usual reasons for returning a field of a kind."""
    if kind == "document":
        return [
            _("照片不清楚或有反光，请重新拍摄上传。"),
            _("缺页或四角不完整，请补齐后重新上传。"),
            _("与填写的内容不一致，请核对后重新上传。"),
        ]
    if kind == "organisation":
        return [_("单位与劳动合同不一致，请核对后重新选择。")]
    return [
        _("与证件或证书不一致，请核对后重新填写。"),
        _("请填写全称，不要简写。"),
    ]
