"""The worker beside the server: takes jobs from the queue and builds dossiers. ``python -m services.worker``.

It sweeps at start, so what a killed worker had taken goes on at once, and every minute after that.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
from types import FrameType

from huey.consumer_options import ConsumerConfig

from reports.render_job import staying
from services.backup import ROLLED_BACK, behind, known_outside
from services.desk import Desk, open_desk
from services.job_reports import resume_stale
from services.jobs import hand_over_to, open_queue
from services.log_keys import log_keys_from, shown_state
from settings import from_environment


def main() -> None:
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(message)s")
    settings = from_environment(os.environ)
    opened: list[Desk] = []
    queue = open_queue(settings.queue)
    hand_over = hand_over_to(queue, lambda: opened[0])
    opened.append(
        open_desk(
            settings.database_url,
            settings.files,
            settings.fonts,
            regime=settings.regime,
            hand_over=hand_over,
            overlays=settings.overlays,
            log_keys=log_keys_from(settings),
            drawn=settings.drawn,
        )
    )
    found = behind(opened[0], known_outside(shown_state(settings.anchoring.public)))
    if found:
        sys.exit("\n".join(f"{one.sentence.zh} / {one.sentence.en}" for one in found) + f"\n{ROLLED_BACK.zh}")
    resume_stale(opened[0])
    signal.signal(signal.SIGTERM, _stop)
    options = ConsumerConfig(workers=1, worker_type="thread", periodic=True, initial_delay=0.1, max_delay=1.0)
    options.validate()
    with staying():
        queue.create_consumer(**options.values).run()


def _stop(number: int, frame: FrameType | None) -> None:
    sys.exit(0)


if __name__ == "__main__":
    main()
