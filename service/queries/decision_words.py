"""What a decision is called where it was made: 异议成立, 已制作, 同意."""

from typing import Final

from forms import Form
from forms.kinds.review import Decision

ORDINARY: Final = frozenset({"通过", "退回修改", "不通过"})
"""Said the same way everywhere, so the pages have sentences for them."""


def own_word(form: Form | None, decision: str | None) -> str | None:
    """Give the form's own word for a decision; None where it is the ordinary one."""
    fields = form.fields if form is not None else ()
    kinds = (one.kind for one in fields if isinstance(one.kind, Decision))
    word = next((dict(kind.options).get(decision or "") for kind in kinds), None)
    return None if word in ORDINARY else word
