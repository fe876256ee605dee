"""The key that a page carries, so that a second click does not act twice."""

from uuid import UUID, uuid4

from werkzeug.datastructures import MultiDict


def read_key(posted: MultiDict[str, str]) -> UUID:
    """Give the key under which the posted act counts once.

    A page without one is not ours; its act still counts, but its repeat is not known.
    """
    try:
        return UUID(posted.get("key", ""))
    except ValueError:
        return uuid4()
