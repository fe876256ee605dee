"""What somebody of the demo hands in to be registered as a practitioner."""

from typing import Any, Final

from service.actors import Actor
from service.extensions import db
from service.seeding import fictitious, specimens
from service.seeding.making import Page, add_document, store_page

PROCEDURE: Final = "practitioner_registration"


class RegistrationForms:
    """Draws each paper a few times; everybody's uploads show one of these."""

    def __init__(self) -> None:
        card = (1012, 638)
        front = specimens.paper("居民身份证（样本）", ["人像面"], card)
        back = specimens.paper("居民身份证（样本）", ["国徽面"], card)
        contract = specimens.paper("劳动合同（样本）", ["合同期限三年。"])
        certificate = specimens.paper("职业资格证书（样本）", ["样本"])
        self._papers: dict[str, list[Page]] = {
            "id_front": [store_page(front)],
            "id_back": [store_page(back)],
            "portrait": [store_page(specimens.portrait(number)) for number in range(8)],
            "labour_contract": [store_page(contract)],
            "certificate": [store_page(certificate)],
        }

    def complete(self, actor: Actor, number: int, gender: str) -> dict[str, Any]:
        """Give complete answers; every sixth person wants no publication, and gets no card."""
        uploads = {
            field: [add_document(actor, field, pages[number % len(pages)])]
            for field, pages in self._papers.items()
        }
        db.session.flush()  # The submit reads them by a statement of its own.
        return {
            "gender": gender,
            "id_number": fictitious.id_number(number + fictitious.APPLICANTS, gender),
            **uploads,
            "certificate_number": f"3062026{number + 100:013d}",
            "certificate_issuer": "中国房地产估价师与房地产经纪人学会",
            "consent_identity": True,
            "consent_portrait": True,
            "consent_publication": number % 6 != 5,
        }
