"""Starts everything on one machine: PostgreSQL of our own, the web server, the worker.

Only `mingpai run` uses this, and commands that join the demo which it runs; where
`DATABASE_URL` is set and containers are run by somebody else, nothing here is needed. It
imports nothing else of the service.
"""

from service.launcher.embedded import EmbeddedPostgres, start_for_tests
from service.launcher.joining import join_demo
from service.launcher.refusal import LaunchRefused
from service.launcher.supervisor import launch

__all__ = ["EmbeddedPostgres", "LaunchRefused", "join_demo", "launch", "start_for_tests"]
