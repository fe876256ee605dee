"""Checks and publishes editions of procedures."""

from service.publishing.artifacts import delete_unnamed_files
from service.publishing.checking import (
    BUILT_IN_ROLES,
    SHIPPED_POSTS,
    NotPublishable,
    check_procedure,
    compile_forms,
    examine_procedure,
    list_posts,
    load_tables,
    posts_nobody_holds,
    vocabulary_of,
)
from service.publishing.edition import Plan, publish, publish_shipped
from service.publishing.force import call_off, put_in_force
from service.publishing.migrating import run_migration
from service.publishing.migration_runs import (
    approve_run,
    begin_migration,
    begin_preview,
    begin_retry,
    begin_reverting,
    fail_run,
    resume_run,
    stop_run,
)
from service.publishing.procedures import (
    SHIPPED_DIAGRAMS,
    SHIPPED_FORMS,
    Procedure,
    only_named,
    read_procedure,
)
from service.publishing.trials import TestsFailed

__all__ = [
    "BUILT_IN_ROLES",
    "SHIPPED_DIAGRAMS",
    "SHIPPED_FORMS",
    "SHIPPED_POSTS",
    "NotPublishable",
    "Plan",
    "Procedure",
    "TestsFailed",
    "approve_run",
    "begin_migration",
    "begin_preview",
    "begin_retry",
    "begin_reverting",
    "call_off",
    "check_procedure",
    "compile_forms",
    "delete_unnamed_files",
    "examine_procedure",
    "fail_run",
    "list_posts",
    "load_tables",
    "only_named",
    "posts_nobody_holds",
    "publish",
    "publish_shipped",
    "put_in_force",
    "read_procedure",
    "resume_run",
    "run_migration",
    "stop_run",
    "vocabulary_of",
]
