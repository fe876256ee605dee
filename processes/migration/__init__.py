"""Moves open cases from one edition of a procedure to another, token by token.

SpiffWorkflow's own migration never refuses, restarts every clock and bricks cases. Here a
case moves whole or not at all: every open step keeps its id, its start and its time limits,
and a case that could not be completed on the new diagram is refused with reasons.
"""

from processes.migration.moving import migrate, plan_migration
from processes.migration.plan import Migration, MigrationRefused

__all__ = ["Migration", "MigrationRefused", "migrate", "plan_migration"]
