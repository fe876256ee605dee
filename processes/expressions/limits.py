"""How much an expression may be, hold and do; all limits in one place.

The language has no loops, so work is bounded by parts times sizes. The figures leave a
clerk's conditions far away from every limit and an attacker with a few milliseconds.
"""

from typing import Final

MAX_SOURCE: Final = 2_000
"""Characters in one expression."""

MAX_NODES: Final = 500
"""Parts of one expression: values, names, operators, calls."""

MAX_DEPTH: Final = 40
"""Parts inside parts, so that neither evaluating nor freeing a tree nests deeply."""

MAX_STRING: Final = 10_000
"""Characters in any text that is read or made."""

MAX_ITEMS: Final = 1_000
"""Items of any one list, entries of any one context."""

MAX_NUMBER: Final = 10**15
"""Below 2**53, so that whole numbers mean the same here and in a browser."""

MAX_DIGITS: Final = 30
"""Characters in a written number."""

MAX_NESTING: Final = 32
"""Lists and contexts inside each other, in any value that is compared or returned."""

MAX_WORK: Final = 20_000
"""List items, context entries and hundreds of characters looked at in one evaluation."""

MAX_CACHED: Final = 2_048
"""Parsed expressions kept, the least recently used one leaving first."""
