"""The commands that keep the trail: backup and restore, the nightly check, cold storage, guards.

0 done; 1 something does not fit or was refused, reasons on standard output; 2 used wrongly.
"""

from __future__ import annotations

import os
import sys
from datetime import timedelta
from pathlib import Path

import click
from flask.cli import with_appcontext

from assessment.vocabulary import Role
from services import staff
from services.backup import BackupUnfit, begin_epochs, behind, known_outside, make_backup, restore_into
from services.desk import Refused
from services.event_check import check_all
from services.log_keys import shown_state
from services.retention import HOT_MONTHS, move_to_cold
from settings import Settings, from_environment
from web.desk import desk

FOLDER = click.Path(file_okay=False, path_type=Path)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("backup")
@click.argument("folder", type=FOLDER, required=False)
@click.option("--by", default="", help="Who makes it; stands in the trail.")
@with_appcontext
def backup(folder: Path | None, by: str) -> None:
    """Copy database and files into FOLDER, while the server runs; var/backups/<moment> if left out."""
    target = folder or _settings().files.parent / "backups" / desk().now().strftime("%Y%m%dT%H%M%SZ")
    try:
        made = make_backup(desk(), target, by)
    except BackupUnfit as refused:
        raise click.ClickException(str(refused)) from refused
    click.echo(f"{target}  {len(made.files)} 个文件 / files · {made.means} · sha256 {made.sha256}")
    click.echo("备份中没有签名密钥和会话密钥；请另行保管。 / Keys are not in it; keep them elsewhere.")


@click.command("restore")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--because", required=True, help="Why it is restored; stands in the trail.")
@click.option("--by", required=True, help="Who restores it; stands in the trail.")
@click.option("--known", multiple=True, type=FILE, help="A newer checkpoint: from a witness, a mail, a dossier.")
@click.option("--replace", is_flag=True, help="Also where there is data; what is there is kept under another name.")
@with_appcontext
def restore(folder: Path, because: str, by: str, known: tuple[Path, ...], replace: bool) -> None:
    """Put the backup in FOLDER in place of this store. End server, worker and signer first.

    Each log goes on under the name of a new epoch; its first record names the newest state known outside.
    """
    settings = _settings()
    outside = known_outside(*_known(settings), *known)
    try:
        names = restore_into(
            desk(), settings.database_url, settings.files, folder, outside, reason=because, by=by, replace=replace
        )
    except BackupUnfit as refused:
        raise click.ClickException(str(refused)) from refused
    _say_epochs(names)


@click.command("new-epoch")
@click.option("--because", required=True, help="How and why the store was restored; stands in the trail.")
@click.option("--by", required=True, help="Who says so; stands in the trail.")
@click.option("--known", multiple=True, type=FILE, help="A newer checkpoint: from a witness, a mail, a dossier.")
@with_appcontext
def new_epoch(because: str, by: str, known: tuple[Path, ...]) -> None:
    """Say that this store was restored by other means, so that it may be served again."""
    outside = known_outside(*_known(_settings()), *known)
    if not behind(desk(), outside):
        click.echo("日志与外部所知一致，无须另起新纪元。 / The logs fit what is known outside; nothing to do.")
        return
    _say_epochs(begin_epochs(desk(), outside, reason=because, by=by))


@click.command("check-events")
@with_appcontext
def check_events() -> None:
    """Check that every revision has its record and every log, row and file is as recorded; keep the result."""
    sound = True
    for company_id, found in check_all(desk()).items():
        click.echo(f"{company_id}: {found.records} 条记录 / records, {found.rows} 行 / rows")
        for sentence in found.sentences:
            click.echo(f"! {sentence.zh} / {sentence.en}")
        sound = sound and found.sound
    click.echo("✓ 全部相符 / everything fits" if sound else "✗ 有不符之处 / something does not fit")
    sys.exit(0 if sound else 1)


@click.command("cold-storage")
@click.option("--months", default=HOT_MONTHS, show_default=True, help="Records younger than this stay in the table.")
@with_appcontext
def cold_storage(months: int) -> None:
    """Move older records into packed files; their hashes stay, and they are read and checked as before."""
    if months < 1:
        raise click.UsageError("Give one month at least.")
    before = desk().now() - timedelta(days=round(months * 365.25 / 12))
    for company_id, moved in move_to_cold(desk(), before).items():
        click.echo(f"{company_id}: {moved} 条记录已转入冷存储 / records moved")


@click.command("restore-guards")
@with_appcontext
def restore_guards() -> None:
    """Put the triggers back that keep the trail append-only. First find out who took them off."""
    desk().database.restore_guards()
    click.echo("触发器已恢复。 / The triggers are in place.")


def _settings() -> Settings:
    return from_environment(os.environ)


def _known(settings: Settings) -> tuple[Path, ...]:
    """The signer's memory, where this user may read it, and the copy of it that everybody may."""
    own, shown = settings.anchoring.key.with_suffix(".signed.json"), shown_state(settings.anchoring.public)
    return tuple(file for file in (own, shown) if os.access(file, os.R_OK))


def _say_epochs(names: list[str]) -> None:
    for name in names:
        click.echo(name)
    click.echo(
        "请重新启动，并将新的日志公钥（flask log-keys）交给见证人。 / "
        "Start the server again and give witnesses the keys of the new names (flask log-keys)."
    )


@click.command("set-roles")
@click.argument("login")
@click.argument("roles", nargs=-1, required=True, type=click.Choice([role.value for role in Role]))
@click.option("--by", required=True, help="Who decides it; stands in the trail.")
@with_appcontext
def set_roles(login: str, roles: tuple[str, ...], by: str) -> None:
    """Give LOGIN exactly these ROLES."""
    try:
        person = staff.set_roles(desk(), login, (Role(role) for role in roles), by)
    except Refused as refused:
        raise click.ClickException(f"{refused.sentence.zh} / {refused.sentence.en}") from refused
    click.echo(f"{person.login}: {', '.join(roles)}")


@click.command("close-account")
@click.argument("login")
@click.option("--by", required=True, help="Who decides it; stands in the trail.")
@with_appcontext
def close_account(login: str, by: str) -> None:
    """LOGIN has left: no more sign-in, sessions and calendar end; what he or she did stays."""
    try:
        person = staff.close_account(desk(), login, by)
    except Refused as refused:
        raise click.ClickException(f"{refused.sentence.zh} / {refused.sentence.en}") from refused
    click.echo(f"{person.login}: 已停用 / closed")


COMMANDS = (
    backup,
    restore,
    new_epoch,
    check_events,
    cold_storage,
    restore_guards,
    set_roles,
    close_account,
)
