"""Replays one walk by its seeds: `python -m tests.processes.oracle DIAGRAM WALK`."""

import sys

from .stage import stage
from .walk import DifferentError


def main() -> int:
    """Walk, print what was done and how it came out."""
    diagram, seed = sys.argv[1:3]
    walk = stage(int(diagram) if diagram.isdecimal() else diagram).walk(int(seed))
    try:
        walk.run()
    except DifferentError as error:
        print(error)
        return 1
    print(*walk.trace, "no difference", sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
