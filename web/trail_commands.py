"""The commands of the trail: the signer, which runs beside the server, and the keys that a witness needs."""

from __future__ import annotations

import logging
import os
import time

import click
from flask.cli import with_appcontext

from audit.sentences import Refused
from services.anchors import anchor_due
from services.checkpoints import sign_due
from services.log_keys import Signer
from services.trail import origins
from settings import from_environment
from web.desk import desk

log = logging.getLogger(__name__)


@click.command("sign-checkpoints")
@click.option("--once", is_flag=True, help="Sign and anchor what is due, and end.")
@click.option("--every", default=1.0, show_default=True, help="Seconds between two looks at the logs.")
@with_appcontext
def sign_checkpoints(once: bool, every: float) -> None:
    """Sign the state of every log that has grown, and leave it with witnesses, time stamps and mail as set.

    Runs beside the server under its own key file, best as another user of the system.
    """
    anchoring = from_environment(os.environ).anchoring
    try:
        signer = Signer.open(anchoring.key, anchoring.public)
    except Refused as refused:
        raise click.ClickException(f"{refused.sentence.zh} / {refused}") from refused
    while True:
        sound = _round(signer)
        if once:
            raise SystemExit(0 if sound else 1)
        time.sleep(every)


def _round(signer: Signer) -> bool:
    """One look at all logs; a log that does not continue is said aloud, and the others are served."""
    sound = True
    try:
        sign_due(desk(), signer)
    except Refused as refused:
        sound = False
        click.echo(f"! {refused.sentence.zh} / {refused}", err=True)
    for made in anchor_due(desk(), from_environment(os.environ).anchoring):
        if made.failure:
            sound = False
            click.echo(f"! {made.name}: {made.failure}", err=True)
    return sound


@click.command("log-keys")
@with_appcontext
def log_keys() -> None:
    """Print the public key of every company's log, one on each line, as a witness wants them (--logs)."""
    for origin in origins(desk()):
        key = desk().log_keys.log_key(origin)
        if key is None:
            raise click.ClickException(
                "还没有签名密钥；先运行 flask sign-checkpoints。 / No key yet; run flask sign-checkpoints."
            )
        click.echo(key.text())


@click.command("witness", context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def witness(arguments: tuple[str, ...]) -> None:
    """Run a witness on this machine; the same as python -m audit.witness."""
    from audit.witness import main

    raise SystemExit(main(arguments))


COMMANDS = (sign_checkpoints, log_keys, witness)
