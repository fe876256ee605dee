"""The kind that picks an agency or a store."""

import re
from collections.abc import Iterator
from typing import Any, Final

from forms.component import Component, UnusableError
from forms.contract import N_, OrganisationFacts
from forms.kinds.base import InvalidError, Kind, Problem, Scene

UUID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")

_SAMPLE: Final = re.compile(r"00000000-0000-4000-8000-3c([0-9a-f]{4})00([0-9a-f]{4})")
_LAST: Final = 0xFFFF


def sample_agency(nth: int = 0) -> str:
    """Give the id of an agency that exists in samples only."""
    return f"00000000-0000-4000-8000-3c{nth & _LAST:04x}000000"


def sample_store(agency: int = 0, nth: int = 0) -> str:
    """Give the id of a store that exists in samples only, of the sample agency of that number."""
    return f"00000000-0000-4000-8000-3c{agency & _LAST:04x}00{(nth + 1) & _LAST:04x}"


def sample_organisation(organisation_id: str) -> OrganisationFacts | None:
    """Say of a sample's id what would be known of it; None of any other id."""
    found = _SAMPLE.fullmatch(organisation_id)
    if found is None:
        return None
    agency, store = (int(part, 16) for part in found.groups())
    if store == 0:
        name = f"样本机构{agency or ''}"
        return OrganisationFacts("agency", name, None, enabled=True, approved=True)
    parent, name = sample_agency(agency), f"样本门店{store - 1 or ''}"
    return OrganisationFacts("store", name, parent, enabled=True, approved=True)


class Organisation(Kind):
    """A registered agency or store, picked by search; the answer is its id.

    Properties: `organisation` (agency or store); for a store, `parent` names the field of
    its agency, and `required_if_parent_has_stores` asks for one only where there is one.
    """

    name = "organisation"
    types = frozenset({"textfield", "select"})
    settings = frozenset({"organisation", "parent", "required_if_parent_has_stores"})
    missing = N_("请选择%(label)s。")

    def __init__(self, component: Component) -> None:
        super().__init__(component)
        self.organisation = component.text("organisation")
        self.parent = component.text("parent") or None
        self.follows_parent = component.flag("required_if_parent_has_stores")
        if self.organisation not in {"agency", "store"}:
            raise UnusableError(
                N_("“%(field)s”的属性 organisation 只能写 agency 或 store。"), field=component.label
            )

    @property
    def companions(self) -> frozenset[str]:
        return frozenset({self.parent}) if self.parent else frozenset()

    def normalise(self, value: Any) -> Any:
        return value.strip().lower() or None if isinstance(value, str) else value

    def validate(self, value: Any) -> str:
        if not UUID.fullmatch(self.text_of(value)):
            raise InvalidError(self._not_listed())
        return str(value)

    def is_demanded(self, scene: Scene) -> bool:
        parent = self._parent_of(scene)
        facts = scene.lookups.organisation(parent) if parent and self.follows_parent else None
        return facts is not None and facts.has_stores

    def check(self, value: str, scene: Scene) -> Iterator[Problem]:
        facts = scene.lookups.organisation(value)
        if facts is None or facts.kind != self.organisation:
            yield self._not_listed()
        elif not facts.approved:
            yield self.problem(
                "not_approved",
                N_("%(name)s还没有通过登记。请等它通过，或另选%(label)s。"),
                name=facts.name,
            )
        elif not facts.enabled:
            yield self.problem(
                "disabled", N_("%(name)s已被停用，不能受理申请。请另选%(label)s。"), name=facts.name
            )
        else:
            yield from self._check_parent(facts, self._parent_of(scene))

    def _check_parent(self, facts: OrganisationFacts, parent: Any) -> Iterator[Problem]:
        if parent is not None and facts.parent_id != parent:
            yield self.problem(
                "other_parent",
                N_("%(name)s不属于所选的机构。请另选%(label)s，或改选机构。"),
                name=facts.name,
            )

    def _parent_of(self, scene: Scene) -> Any:
        # An account that has its agency does not show the field; the agency is then given.
        return scene.known(self.parent) if self.parent else None

    def _not_listed(self) -> Problem:
        return self.problem(
            "not_listed", N_("没有找到所选的%(label)s。请输入名称搜索，并从结果中选择。")
        )

    def describe(self) -> dict[str, Any]:
        return {"organisation": self.organisation, "parent": self.parent}

    def sample(self, scene: Scene) -> str:
        if self.organisation == "agency":
            return sample_agency(scene.nth)
        parent = _SAMPLE.fullmatch(str(self._parent_of(scene)))
        return sample_store(int(parent[1], 16) if parent else 0, scene.nth)

    def json_schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "uuid"}
