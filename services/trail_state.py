"""How the company's log stands: size, signed states, what is left outside, guards, and what is wrong with any of it.

What is wrong is said as sentences, worst first, so that the page and the line on top of every page say the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from assessment.vocabulary import Text
from assessment.work import Anchor, Person
from services.anchors import STALE, AnchorState, LogState, log_state
from services.desk import Desk
from services.event_check import CheckKept, last_check_of
from settings import Anchoring
from store import append_only

UNSIGNED_FOR = timedelta(minutes=10)
"""A record that waits longer than this for a signed state is called out: the signer does not run."""
ATTEMPTS = 20
KIND_NAMES: dict[str, Text] = {
    "witness": Text("见证人", "Witness"),
    "timestamp": Text("时间戳", "Time stamp"),
    "mail": Text("每日邮件", "Daily mail"),
}


@dataclass(frozen=True, slots=True)
class TrailState:
    """``waiting_since``: when the oldest record was written that no signed state holds. ``guards``: missing triggers.

    ``keys``: public keys of log and witnesses, for comparing. ``troubles``: what must be looked after, worst first.
    ``gaps``: what is set up in such a way that the trail proves less than it could.
    """

    log: LogState
    now: datetime
    waiting_since: datetime | None
    guards: tuple[str, ...]
    check: CheckKept | None
    attempts: tuple[Anchor, ...]
    keys: tuple[str, ...]
    troubles: tuple[Text, ...]
    gaps: tuple[Text, ...]


def trail_state(desk: Desk, person: Person, anchoring: Anchoring) -> TrailState:
    """Everything that the page of the log shows."""
    log, waiting = _standing(desk, person, anchoring)
    with desk.database.read(person.company_id) as unit:
        attempts = tuple(unit.trail.anchors(limit=ATTEMPTS))
    with desk.database.engines.reading.connect() as connection:
        guards = tuple(append_only.missing(connection))
    keys = tuple(key.text() for key in desk.log_keys.of(log.origin))
    check = last_check_of(desk, person)
    troubles = (*_check_trouble(check), *_guard_trouble(guards), *_troubles(log, waiting, desk.now()))
    return TrailState(log, desk.now(), waiting, guards, check, attempts, keys, troubles, tuple(_gaps(log)))


def troubles_of(desk: Desk, person: Person, anchoring: Anchoring) -> tuple[Text, ...]:
    """What is wrong by last night's check, with signing and with anchoring, for the line on top of every page."""
    log, waiting = _standing(desk, person, anchoring)
    return (*_check_trouble(last_check_of(desk, person)), *_troubles(log, waiting, desk.now()))


def age_words(age: timedelta) -> Text:
    """How long ago, in the largest unit that says it well."""
    minutes = max(int(age.total_seconds()) // 60, 0)
    if minutes < 1:
        return Text("不到 1 分钟", "less than a minute")
    if minutes < 120:
        return Text(f"{minutes} 分钟", f"{minutes} {'minute' if minutes == 1 else 'minutes'}")
    if minutes < 48 * 60:
        return Text(f"{minutes // 60} 小时", f"{minutes // 60} hours")
    return Text(f"{minutes // 1440} 天", f"{minutes // 1440} days")


def _standing(desk: Desk, person: Person, anchoring: Anchoring) -> tuple[LogState, datetime | None]:
    log = log_state(desk, person, anchoring)
    if not log.unsigned:
        return log, None
    with desk.database.read(person.company_id) as unit:
        return log, unit.timeline.oldest_after(log.size - log.unsigned)


def _troubles(log: LogState, waiting: datetime | None, now: datetime) -> tuple[Text, ...]:
    found = []
    if waiting is not None and now - waiting > UNSIGNED_FOR:
        age = age_words(now - waiting)
        found.append(
            Text(
                f"有 {log.unsigned} 条记录等待签名已 {age.zh}：签名进程可能没有运行。",
                f"{log.unsigned} records have waited {age.en} for a signature: the signer may not be running.",
            )
        )
    found += [_anchor_trouble(one) for one in log.anchors if one.loud and not _new(one, waiting, now)]
    return tuple(found)


def _new(anchor: AnchorState, waiting: datetime | None, now: datetime) -> bool:
    """A party that was just set up is not late yet, as long as signing itself is not."""
    never = anchor.newest is None and anchor.failure is None
    return never and (anchor.behind == 0 or (waiting is not None and now - waiting <= UNSIGNED_FOR))


def _anchor_trouble(anchor: AnchorState) -> Text:
    kind = KIND_NAMES[anchor.kind]
    if anchor.failure is not None:
        why = anchor.failure.failure
        return Text(
            f"{kind.zh}“{anchor.name}”最近一次未成功：{why}", f"{kind.en} “{anchor.name}” did not succeed lately: {why}"
        )
    if anchor.age is None:
        return Text(
            f"{kind.zh}“{anchor.name}”尚未留存过任何检查点。",
            f"{kind.en} “{anchor.name}” has never received a checkpoint.",
        )
    age = age_words(anchor.age)
    return Text(
        f"{kind.zh}“{anchor.name}”最近的留存在 {age.zh}前，此后新增的 {anchor.behind} 条记录尚未在外部留存。",
        f"{kind.en} “{anchor.name}” was last reached {age.en} ago; {anchor.behind} records since then stand nowhere "
        "outside.",
    )


def _check_trouble(check: CheckKept | None) -> tuple[Text, ...]:
    if check is None or check.sound:
        return ()
    count = len(check.sentences) + check.more
    return (
        Text(
            f"夜间自检发现 {count} 处与留痕不符：{check.sentences[0].zh}",
            f"The nightly check found {count} {'thing' if count == 1 else 'things'} that the trail does not bear out: "
            f"{check.sentences[0].en}",
        ),
    )


def _guard_trouble(guards: tuple[str, ...]) -> tuple[Text, ...]:
    if not guards:
        return ()
    return (
        Text(
            f"数据库缺少 {len(guards)} 个触发器；请先核验全库（flask verify-audit），再恢复（flask restore-guards）。",
            f"{len(guards)} triggers against changes are missing from the database; check the whole store "
            "(flask verify-audit), then put them back (flask restore-guards).",
        ),
    )


def _gaps(log: LogState) -> list[Text]:
    found = []
    kinds = {anchor.kind for anchor in log.anchors}
    if "witness" not in kinds:
        found.append(
            Text(
                "未设置见证人：持有签名密钥者可以另造一段历史而无人当场发现（TONGGUAN_WITNESSES）。",
                "No witness is set up: whoever holds the signing key could make another history and nobody would "
                "notice at once (TONGGUAN_WITNESSES).",
            )
        )
    if "timestamp" not in kinds:
        found.append(
            Text(
                "未设置时间戳：记录的时间以本系统时钟为准（TONGGUAN_TIME_STAMPS）。",
                "No time stamps are set up: times are those of this system's clock (TONGGUAN_TIME_STAMPS).",
            )
        )
    if "mail" not in kinds:
        found.append(
            Text(
                "未设置每日邮件：外部没有人定期收到检查点（TONGGUAN_MAIL_SERVER、TONGGUAN_MAIL_TO）。",
                "No daily mail is set up: nobody outside receives a checkpoint regularly (TONGGUAN_MAIL_SERVER, "
                "TONGGUAN_MAIL_TO).",
            )
        )
    hours = int(STALE.total_seconds()) // 3600
    found.append(
        Text(
            f"最近一次外部留存之后的记录，只受触发器和签名保护；超过 {hours} 小时未留存即提示。",
            f"Records since the newest anchor outside are protected by triggers and the signature only; after {hours} "
            "hours without one this page says so.",
        )
    )
    return found
