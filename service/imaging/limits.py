"""What a child process may use while it opens a file that a stranger made."""

import resource
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Memory in bytes of address space, computing time and waiting time in seconds.

    A photo of 40 megapixels was measured to need between 400 and 500 MB.
    """

    memory: int = 1024**3
    computing: int = 60
    waiting: float = 180


def impose(limits: Limits) -> None:
    """Bind this process; only one with the right to raise limits could lift them again."""
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    # The first figure sends SIGXCPU, which ends us with a name; the second kills.
    resource.setrlimit(resource.RLIMIT_CPU, (limits.computing, limits.computing + 5))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
