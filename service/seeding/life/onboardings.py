"""People who join an employer: one that is registered, or one that they typed."""

from dataclasses import dataclass, replace
from typing import Any, Final

from service.actors import Actor
from service.clock import day_in_shanghai
from service.models import Organisation
from service.seeding.demo import AGENCY
from service.seeding.life.acting import (
    Act,
    Scene,
    agency_agrees,
    association_agrees,
    by_agency,
    by_staff,
    urges,
    withdraws,
)
from service.seeding.life.agencies import agency_name, register_filed
from service.seeding.life.resignations import leave
from service.seeding.life.telling import Papers, Story, day, refused, returned
from service.seeding.life.town import Town, Wants

PROCEDURE: Final = "onboarding"
_BETWEEN: Final = 4
"""Days between an employer and the next."""


_agency_returns: Final = by_agency(returned(labour_contract="劳动合同缺少签字页，请补充完整。"))
_agency_refuses: Final = by_agency(refused("我公司没有与该人员签订劳动合同。"))
_association_returns: Final = by_staff(
    "reviewer", returned(start_date="合同起始日期与所填入职日期不一致，请核对。")
)
_association_refuses: Final = by_staff("reviewer2", refused("劳动合同系伪造，不予登记。"))


def _is_employed(scene: Scene) -> None:
    agency_agrees(scene)
    association_agrees(scene)
    scene.story.worked_off()


def _picks_another(scene: Scene) -> None:
    other = scene.town.employer(agency_name("华安"))
    answers = {**_picked(scene.town, other), **_contract(scene.papers, scene.applicant, 20)}
    scene.story.decided(scene.applicant, answers)
    _is_employed(replace(scene, agency=other))


@dataclass(frozen=True, slots=True)
class _Joining:
    employer: str
    ago: int
    acts: tuple[Act, ...] = ()
    who: Wants = Wants.NO_CARD


_STORIES: Final = (
    _Joining(AGENCY, 40, (_is_employed,), Wants.DRAWN_CARD),
    _Joining(AGENCY, 39, (_is_employed,)),
    _Joining(AGENCY, 33, (_is_employed,)),
    _Joining(AGENCY, 28, (_is_employed,)),
    _Joining(agency_name("德盛"), 19, (_is_employed,)),
    _Joining(AGENCY, 1),
    _Joining(AGENCY, 7, (urges,)),
    _Joining(agency_name("明珠"), 8),
    _Joining(agency_name("福临"), 17),
    _Joining(AGENCY, 3, (agency_agrees,)),
    _Joining(agency_name("康居"), 10, (agency_agrees,)),
    _Joining(agency_name("万和"), 5, (_agency_returns,)),
    _Joining(agency_name("景秀"), 7, (agency_agrees, _association_returns)),
    _Joining(agency_name("信达"), 6, (_agency_refuses,)),
    _Joining(agency_name("家园"), 47, (_agency_refuses,)),
    _Joining(agency_name("润泽"), 24, (_agency_refuses, _picks_another)),
    _Joining(agency_name("优居"), 26, (agency_agrees, _association_refuses)),
    _Joining(agency_name("益家"), 22, (withdraws,)),
)
# A typed employer: its kind and name, days ago, and when it registered, if it did.
_TYPED: Final = (
    ("agency", agency_name("昌鸿"), 4, None),
    ("store", "海悦新港街店（样本）", 6, None),
    ("agency", agency_name("九龙湾"), 38, None),
    ("agency", agency_name("塔山"), 12, 9),
)
_FIRST: Final = 200
"""Agencies that were typed are numbered behind stores."""


def tell_of_onboardings(town: Town, papers: Papers) -> None:
    """Let people who have left join another employer."""
    for joining in _STORIES:
        _join(town, papers, joining)
    for number, (kind, name, ago, came) in enumerate(_TYPED, _FIRST):
        story = _type_employer(town, papers, kind, name, ago)
        if came:
            register_filed(papers, name, number, came)
            story.worked_off(ago - came)
    _type_employer(town, papers, "agency", agency_name("双岛湾"), 11).withdrawn()


def _join(town: Town, papers: Papers, told: _Joining) -> None:
    employer = town.employer(told.employer)
    person = _somebody_free(town, papers, told.ago, told.who)
    answers = {**_picked(town, employer), **_contract(papers, person, told.ago)}
    story = Story(PROCEDURE, person, answers, told.ago)
    Scene(town, papers, story, person, employer).go_on(told.acts)


def _type_employer(town: Town, papers: Papers, kind: str, name: str, ago: int) -> Story:
    person = _somebody_free(town, papers, ago)
    typed = {"employer_listed": "no", "typed_kind": kind, "employer_name": name}
    return Story(PROCEDURE, person, {**typed, **_contract(papers, person, ago)}, ago)


def _somebody_free(town: Town, papers: Papers, ago: int, wants: Wants = Wants.NO_CARD) -> Actor:
    person = town.meet(ago + _BETWEEN, wants).actor
    leave(town, papers, person, ago + _BETWEEN)
    return person


def _picked(town: Town, agency: Organisation) -> dict[str, Any]:
    store = town.store_of(agency)
    return {"employer_listed": "yes", "agency": str(agency.id), "store": str(store.id)}


def _contract(papers: Papers, person: Actor, ago: int) -> dict[str, Any]:
    begins = {"start_date": day_in_shanghai(day(ago)).isoformat()}
    return {**begins, **papers.of(person, "labour_contract")}
