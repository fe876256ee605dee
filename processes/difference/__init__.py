"""What changed between two versions of a procedure: on the diagram, and in sentences."""

from processes.difference.change import Change, ChangeKind
from processes.difference.versions import Version, differences

__all__ = ["Change", "ChangeKind", "Version", "differences"]
