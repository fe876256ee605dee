"""People who leave: with the employer's certificate or other evidence, on their way and done."""

from typing import Any, Final

from service.actors import Actor
from service.clock import day_in_shanghai
from service.seeding.life.acting import (
    Act,
    Scene,
    association_agrees,
    by_staff,
    corrects,
    urges,
    withdraws,
)
from service.seeding.life.telling import Papers, Story, day, refused, returned
from service.seeding.life.town import Town
from service.seeding.past import APPROVE

PROCEDURE: Final = "resignation"


_returns: Final = by_staff(
    "admin", returned(leaving_certificate="离职证明没有单位公章，请补盖后重新上传。")
)
_refuses: Final = by_staff("reviewer2", refused("离职证明上的姓名与登记不一致，单位说明您仍在职。"))
# Days ago, whether the employer withholds the certificate, and what happened then.
_STORIES: Final[tuple[tuple[int, bool, tuple[Act, ...]], ...]] = (
    (1, False, ()),
    (2, True, ()),
    (8, False, (urges,)),
    (4, False, (_returns,)),
    (13, False, (_returns, corrects("leaving_certificate"), association_agrees)),
    (21, True, (association_agrees,)),
    (29, False, (_refuses,)),
    (34, False, (withdraws,)),
)


def tell_of_resignations(town: Town, papers: Papers) -> None:
    """Let people leave their employers."""
    for ago, withheld, acts in _STORIES:
        person = town.meet(ago).actor
        story = Story(PROCEDURE, person, _answers(papers, person, ago, withheld), ago)
        Scene(town, papers, story, person).go_on(acts)


def leave(town: Town, papers: Papers, person: Actor, ago: int) -> None:
    """Let somebody leave: the association agrees the day after."""
    answers = _answers(papers, person, ago, withheld=False)
    Story(PROCEDURE, person, answers, ago).decided(town.staff["reviewer"], APPROVE)


def _answers(papers: Papers, person: Actor, ago: int, withheld: bool) -> dict[str, Any]:
    said: dict[str, Any] = {
        "last_day": day_in_shanghai(day(ago)).isoformat(),
        "proof_withheld": "yes" if withheld else "no",
        "consent_leaving": True,
    }
    if withheld:
        statement = "已书面通知单位解除劳动合同满三十日，单位不出具离职证明，社会保险已停缴。"
        return {**said, "statement": statement, **papers.of(person, "other_evidence")}
    return {**said, **papers.of(person, "leaving_certificate")}
