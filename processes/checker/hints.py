"""Which known name was probably meant."""

from collections.abc import Iterable
from difflib import get_close_matches

from processes.sentences import N_, Words


def probably_meant(name: str, known: Iterable[str], otherwise: Words) -> Words:
    """Ask whether the known name closest to `name` was meant; say `otherwise` if none is close."""
    close = get_close_matches(name, sorted(known), n=1, cutoff=0.65)
    if close:
        return Words(N_("是否应为“%(name)s”？"), {"name": close[0]})
    return otherwise
