"""How a worker of the server begins: the law is read before the first request, and left out of garbage collection.

The law and the program are some hundred thousand objects that live as long as the worker. A full collection walks
through all of them and finds nothing: about 0.2 s in the middle of one page in fifty. Frozen, they are passed over.
"""

from __future__ import annotations

import gc
from typing import Any

PARTS = ("rules", "questionnaire", "important_data", "catalogue", "wording")
INDEXES = ("strong", "weak", "states", "forms", "sha256")


def post_worker_init(worker: Any) -> None:
    """Called by gunicorn once in each worker, after the application was made and before it answers."""
    desk = worker.wsgi.extensions["tongguan"]
    for part in PARTS:
        getattr(desk.regime, part)
    search = desk.regime.catalogue.on(desk.today)
    for index in INDEXES:
        getattr(search, index)
    gc.collect()
    gc.freeze()
