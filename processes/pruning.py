"""Forgetting the past of a case: what is over leaves the tree after every step.

Joins count waiting tokens and conditions read the case's values, so nothing ever looks at a
finished task again. Every token that is alive is hung under the root, with its group of
boundary events or alternatives if it is in one. A case of a thousand corrections is as small
and as fast as one of none.
"""

from processes.running import RunningCase
from processes.specs import EventGroup
from processes.tokens import Token


def prune(case: RunningCase) -> None:
    """Drop every token of which nothing may come any more."""
    root, live = case.task_tree, case.live()
    groups = {t.id: t for t in (token.parent for token in live) if _is_group(t)}
    # Live tokens too: a cycle that goes on waiting has the tokens of its rounds below it.
    for parent in (root, *groups.values(), *live):
        parent._children = []
    for token in live:
        _hang(token, token.parent if token._parent in groups else root)
    for group in groups.values():
        _hang(group, root)
    case.tasks = {t.id: t for t in (root, *groups.values(), *live)}


def _is_group(token: Token) -> bool:
    return isinstance(token.task_spec, EventGroup)


def _hang(token: Token, parent: Token) -> None:
    token._parent = parent.id
    parent._children.append(token.id)
