"""Decision tables that the association edits: DMN 1.3 files, decided by our own expressions.

Hit policies UNIQUE (two rules that fire are an error, as the standard wants), FIRST, ANY and
COLLECT as a list; cells as `processes.expressions.unary_tests` reads them, an empty one
passing anything. What else the standard has is refused with a sentence.
"""

from processes.decisions.reading import TableRefused, load_table
from processes.decisions.table import Decision, DecisionTable, NotDecided

__all__ = ["Decision", "DecisionTable", "NotDecided", "TableRefused", "load_table"]
