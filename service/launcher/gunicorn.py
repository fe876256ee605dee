"""How gunicorn serves the pages: `gunicorn --config python:service.launcher.gunicorn`.

The names are gunicorn's own settings.
"""

import gc
import os
from importlib import import_module
from typing import Any

_is_production = os.environ.get("MINGPAI_ENV", "production") == "production"

# A demo has printed passwords, so it is this machine's own, whatever anybody sets.
_host = os.environ.get("MINGPAI_HOST", "127.0.0.1") if _is_production else "127.0.0.1"
_port = os.environ.get("MINGPAI_PORT", "8000")

bind = f"{_host}:{_port}"
workers = int(os.environ.get("MINGPAI_WEB_PROCESSES", "2"))
# Threads, because a browser keeps its connection open and a slow phone uploads for minutes.
worker_class = "gthread"
threads = int(os.environ.get("MINGPAI_WEB_THREADS", "4"))
keepalive = 30
timeout = 60
graceful_timeout = 10
# Addresses may name a person's documents, so no address is written down; /metrics counts.
accesslog = None
loglevel = "warning"
control_socket_disable = True


def on_starting(arbiter: Any) -> None:
    """Import the application once, before the processes are forked.

    Each would take three seconds of its own for it, on two cores beside the worker. Only the
    modules are shared: every process creates its own application and its own connections.
    """
    import_module(arbiter.app.app_uri.partition(":")[0])


def post_worker_init(_worker: object) -> None:
    """Keep the collector of cycles from searching, in the midst of requests, what never ends.

    Modules, templates, diagrams: they stay as long as the process. And a request makes a few
    thousand objects, almost all of which go by themselves; Python's threshold of 700 has them
    searched a dozen times meanwhile, which takes a twelfth of a submit's time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)
