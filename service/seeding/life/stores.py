"""Stores that register: filed and not, under an agency that agrees, refuses, or is to come."""

from dataclasses import dataclass
from typing import Any, Final

from service.actors import Actor
from service.models import Organisation, OrganisationKind
from service.seeding import fictitious
from service.seeding.demo import AGENCY
from service.seeding.life.acting import (
    Act,
    Scene,
    agency_agrees,
    association_agrees,
    by_agency,
    by_staff,
    corrects,
    withdraws,
)
from service.seeding.life.agencies import (
    agency_name,
    filed_answers,
    register_filed,
    sign_up,
    unfiled_answers,
)
from service.seeding.life.telling import Papers, Story, refused, returned
from service.seeding.life.town import Town, desk_of
from service.seeding.making import add_filing
from service.seeding.past import APPROVE

PROCEDURE: Final = "store_registration"
CONTACT: Final = "15400900002"
"""Of the agencies that stores invite."""
_FIRST: Final = 100
"""Stores are numbered behind agencies."""


_association_returns: Final = by_staff(
    "reviewer", returned(authorisation="委托书没有盖公章，请盖章后重新上传。")
)
_association_refuses: Final = by_staff("reviewer", refused("经实地核查，该地址没有经营场所。"))
_agency_returns: Final = by_agency(returned(agent_name="经办人已换人，请填写现在的经办人。"))
_agency_refuses: Final = by_agency(refused("该门店与我公司没有隶属关系。"))


def _chooses_another(scene: Scene) -> None:
    other = scene.town.employer(agency_name("蓝湾"))
    scene.story.decided(scene.applicant, _under(other))
    scene.story.decided(desk_of(other), APPROVE)


@dataclass(frozen=True, slots=True)
class _Store:
    name: str
    agency: str
    ago: int
    acts: tuple[Act, ...] = ()
    filed: bool = False
    filed_under: str | None = None
    """The agency that the filing directory names, where it is another one."""


def _filed(name: str, agency: str, ago: int, *acts: Act, under: str | None = None) -> _Store:
    return _Store(name, agency, ago, acts, filed=True, filed_under=under)


def _unfiled(name: str, agency: str, ago: int, *acts: Act) -> _Store:
    return _Store(name, agency, ago, acts)


_OURS: Final = "安居地产%s店"
_STORES: Final = (
    _filed("海悦新威路店", agency_name("海悦"), 52, agency_agrees),
    _filed("蓝湾世昌大道店", agency_name("蓝湾"), 37, agency_agrees),
    _filed("鸿信青岛路店", agency_name("鸿信"), 16, agency_agrees),
    _filed(_OURS % "统一路", AGENCY, 1),
    _filed(_OURS % "古陌路", AGENCY, 2, under=agency_name("恒达")),
    _filed("安家昆明路店", agency_name("安家"), 8),
    _filed("恒达香港路店", agency_name("恒达"), 18),
    _filed("金海岸海滨路店", agency_name("金海岸"), 6, _agency_returns),
    _filed("嘉和文化路店", agency_name("嘉和"), 10, _agency_refuses),
    _filed("泰和渔港路店", agency_name("泰和"), 20, withdraws),
    _unfiled("乐居大庆路店", agency_name("乐居"), 1),
    _unfiled("怡家和平路店", agency_name("怡家"), 2),
    _unfiled("众信光明路店", agency_name("众信"), 8),
    _unfiled(_OURS % "胶州路", AGENCY, 4, association_agrees),
    _unfiled("博睿上海路店", agency_name("博睿"), 43, association_agrees, agency_agrees),
    _unfiled("天润沈阳路店", agency_name("天润"), 24, association_agrees, agency_agrees),
    _unfiled("宜居齐鲁大道店", agency_name("宜居"), 5, _association_returns),
    _unfiled(
        "汇通珠海路店",
        agency_name("汇通"),
        31,
        *(_association_returns, corrects("authorisation"), association_agrees, agency_agrees),
    ),
    _unfiled("海韵福州路店", agency_name("海韵"), 27, _association_refuses),
    _unfiled(
        "益家杭州路店",
        agency_name("益家"),
        46,
        *(association_agrees, _agency_refuses, _chooses_another),
    ),
    _unfiled("优居吉林路店", agency_name("优居"), 49, association_agrees, _agency_refuses),
)
# Whose agency is not registered: days ago, and when it registered after all.
_INVITING: Final = (
    ("远洋湾北门店", "远洋湾", 3, None),
    ("悦海国际店", "悦海", 15, 12),
    ("昌鸿小区店", "昌鸿", 38, None),
)


def tell_of_stores(town: Town, papers: Papers) -> None:
    """Let stores register under agencies that are there, and invite some that are not."""
    for number, store in enumerate(_STORES, _FIRST):
        _tell(town, papers, store, number)
    for number, (name, brand, ago, came) in enumerate(_INVITING, _FIRST + len(_STORES)):
        story = _invite(papers, f"{name}（样本）", agency_name(brand), number, ago)
        if came:
            register_filed(papers, agency_name(brand), number + 50, came)
            story.worked_off(ago - came)


def _tell(town: Town, papers: Papers, told: _Store, number: int) -> None:
    name, agency = f"{told.name}（样本）", town.employer(told.agency)
    filed_under = (told.filed_under or told.agency) if told.filed else None
    store = _sign_up(name, number, filed_under)
    complete = filed_answers if told.filed else unfiled_answers
    answers = {**complete(papers, store, number), **_under(agency)}
    story = Story(PROCEDURE, store, answers, told.ago)
    Scene(town, papers, story, store, agency).go_on(told.acts)


def _sign_up(name: str, number: int, filed_under: str | None) -> Actor:
    facts: dict[str, Any] = {}
    if filed_under:
        uscc, kind = fictitious.uscc(number + 500), OrganisationKind.STORE
        facts["filing_id"] = add_filing(kind, name, uscc, parent_name=filed_under)
    return sign_up(name, number, OrganisationKind.STORE, **facts)


def _under(agency: Organisation) -> dict[str, Any]:
    return {"parent_registered": "yes", "parent": str(agency.id)}


def _invite(papers: Papers, name: str, agency: str, number: int, ago: int) -> Story:
    store = _sign_up(name, number, agency)
    invited = {"parent_registered": "no", "parent_name": agency, "parent_mobile": CONTACT}
    answers = {**filed_answers(papers, store, number), **invited}
    story = Story(PROCEDURE, store, answers, ago)
    story.worked_off()
    return story
