"""公司委托书样板: the letter with which a company authorises its agent, filled in or blank."""

from collections.abc import Mapping
from io import BytesIO
from typing import Final

import noto_cjk_sans_otc
from fpdf import FPDF

from card_renderer.fonts import SIMPLIFIED_CHINESE

_BLANK: Final = "＿" * 12
_FONT: Final = "noto"
_MARGIN: Final = 25


def write_authorisation(known: Mapping[str, str], association: str) -> bytes:
    """Write the letter as a PDF of one page.

    Args:
        known: what was typed, under the names of the form's fields (name, uscc, agent_name,
            agent_mobile); what is missing becomes a line to write on.
        association: whom the letter is for.
    """
    page = _page()
    page.set_font(_FONT, size=22)
    page.cell(0, 24, "公司委托书", align="C", new_x="LMARGIN", new_y="NEXT")
    page.set_font(_FONT, size=13)
    for paragraph in _paragraphs(known, association):
        # Chinese has no spaces: by words, a company's name would begin a line of its own.
        page.multi_cell(0, 10, paragraph, align="L", wrapmode="CHAR", new_x="LMARGIN", new_y="NEXT")
        page.ln(3)
    file = BytesIO()
    page.output(file)
    return file.getvalue()


def _page() -> FPDF:
    page = FPDF(format="A4")
    page.set_title("公司委托书")
    page.set_lang("zh-CN")
    page.set_margins(_MARGIN, _MARGIN)
    page.add_font(
        _FONT,
        fname=str(noto_cjk_sans_otc.FONT_PATH),
        collection_font_number=SIMPLIFIED_CHINESE,
    )
    page.add_page()
    return page


def _paragraphs(known: Mapping[str, str], association: str) -> list[str]:
    def said(key: str) -> str:
        return known.get(key) or _BLANK

    return [
        f"{association}：",
        f"　　我单位 {said('name')}（营业执照号码：{said('uscc')}）委托 {said('agent_name')}"
        f"（手机：{said('agent_mobile')}）为经办人，办理我单位的实名登记，"
        "并确认所提交的信息和材料真实、完整、有效。",
        "　　经办人在办理中签署和提交的文件，我单位均予承认，并承担相应责任。",
        "　　委托期限：自盖章之日起至办理完毕止。",
        "",
        f"委托单位（加盖公章）：{known.get('name') or _BLANK}",
        f"法定代表人（负责人）签字：{_BLANK}",
        f"经办人签字：{_BLANK}",
        "日期：＿＿＿＿年＿＿月＿＿日",
    ]
