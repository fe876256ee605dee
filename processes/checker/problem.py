"""What the checker says: one problem, one sentence that names the element."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from processes.sentences import Translate, Words


class Severity(StrEnum):
    """An error keeps a diagram from being published; a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a diagram, and what to draw instead.

    `code` names the rule, for tests and logs. `element_id` is what the studio marks (None:
    the file as a whole), `element_name` how a person finds it. `message` is a gettext msgid
    in Chinese, `params` fill it. `path` are the ids that a case passes on its way into it, in
    order: each node or event, then the arrows taken from it.
    """

    code: str
    element_id: str | None
    element_name: str
    message: str
    params: Mapping[str, object] = field(default_factory=dict)
    severity: Severity = Severity.ERROR
    path: tuple[str, ...] = ()

    def render(self, translate: Translate = str) -> str:
        """Give the sentence in the language of `translate`."""
        return Words(self.message, self.params).render(translate)

    @property
    def sentence(self) -> str:
        """The sentence in Chinese."""
        return self.render()
