"""Gives jobs the application that they belong to."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import Flask

P = ParamSpec("P")
R = TypeVar("R")

_bound: list[Flask] = []


def bind(app: Flask) -> None:
    """Name the application in whose context this process runs its jobs."""
    _bound[:] = [app]


def in_app_context(job: Callable[P, R]) -> Callable[P, R]:
    """Run a job within the bound application, each in a context and session of its own."""

    @wraps(job)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        with _bound[0].app_context():
            return job(*args, **kwargs)

    return run
