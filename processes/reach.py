"""Which elements a case may still come to."""

from functools import lru_cache

from processes.editions import Edition


@lru_cache(maxsize=256)
def within_reach(edition: Edition, element: str) -> frozenset[str]:
    """Name the elements to which a case may come from this one, whatever is decided."""
    seen: set[str] = set()
    todo = [edition.spec.task_specs[element]]
    todo += [spec for spec in edition.spec.task_specs.values() if _watches(spec, element)]
    while todo:
        for following in todo.pop().outputs:
            if following.name not in seen:
                seen.add(following.name)
                todo.append(following)
    return frozenset(seen & edition.nodes.keys())


def _watches(spec: object, element: str) -> bool:
    return getattr(spec, "name", "") == f"{element}.BoundaryEventSplit"
