"""Leave a signed checkpoint with those outside: witnesses, a time stamp authority, the auditors' mail.

Each function does one attempt with one party and returns what came of it as an ``Anchor``; a failure is an answer,
never an exception, because the next party is asked all the same and the trail page must say what failed.
"""

from __future__ import annotations

import smtplib
import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage

from assessment.work import Anchor
from audit.keys import WITNESS, Key
from audit.sentences import Refused
from audit.signed_note import SignedCheckpoint, signers
from audit.tiles import TiledTree
from audit.witness import SIZE_TYPE, request_body

TIMEOUT = 15.0
_LIMIT = 65_536

Post = Callable[[str, bytes, str], tuple[int, str, bytes]]
"""``post(address, body, type)`` → status, content type, body; replaced in tests."""


def post(address: str, body: bytes, kind: str) -> tuple[int, str, bytes]:
    """One HTTP request. Addresses come from the settings and begin with http:// or https://."""
    request = urllib.request.Request(address, data=body, headers={"Content-Type": kind}, method="POST")  # noqa: S310  # see above
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310  # see above
            return answer.status, answer.headers.get("Content-Type", ""), answer.read(_LIMIT)
    except urllib.error.HTTPError as refusal:
        return refusal.code, refusal.headers.get("Content-Type", ""), refusal.read(_LIMIT)


def ask_witness(
    signed: SignedCheckpoint, tree: TiledTree, last: int, address: str, key: Key, at: datetime, *, send: Post = post
) -> Anchor:
    """Ask for a cosignature. ``last``: the size that this witness is thought to know; it says so when it is another."""
    size = signed.checkpoint.size
    last = last if last <= size else 0

    def answer(data: bytes = b"", failure: str = "") -> Anchor:
        return Anchor("witness", key.name, signed.checkpoint.origin, size, at, data, failure)

    try:
        for _ in range(2):
            body = request_body(last, tree.consistency(last) if last else [], signed)
            status, kind, said = send(f"{address.rstrip('/')}/add-checkpoint", body, "text/plain")
            text = said.decode("utf-8", "replace")
            if status == 200:
                return answer(_checked(signed, text, key).encode())
            if status == 409 and kind.startswith(SIZE_TYPE) and text.strip().isdecimal() and int(text) != last:
                last = int(text)
                if last > size:
                    return answer(failure=_ahead(last, size))
                continue
            return answer(failure=_refused(status, text))
    except (OSError, ValueError) as cause:
        return answer(failure=f"见证人无法联系 / the witness cannot be reached: {cause}")
    return answer(failure=_refused(409, "the size it knows changed while it was asked"))


def stamp(signed: SignedCheckpoint, address: str, at: datetime, *, send: Post = post) -> Anchor:
    """An RFC 3161 time stamp of the checkpoint's text (without signatures)."""
    from rfc3161_client import TimestampRequestBuilder, decode_timestamp_response

    def answer(data: bytes = b"", failure: str = "") -> Anchor:
        return Anchor("timestamp", address, signed.checkpoint.origin, signed.checkpoint.size, at, data, failure)

    request = TimestampRequestBuilder().data(signed.checkpoint.text().encode()).nonce(nonce=True).build()
    try:
        status, _, said = send(address, request.as_bytes(), "application/timestamp-query")
        if status != 200:
            return answer(failure=f"时间戳服务答复 {status} / the time stamp authority answered {status}")
        response = decode_timestamp_response(said)
        if response.status not in {0, 1} or response.tst_info.nonce != request.nonce:
            return answer(failure="时间戳服务拒绝或答非所问 / the authority refused, or answered another question")
        if response.tst_info.message_imprint.message != request.message_imprint.message:
            return answer(failure="时间戳所盖的不是本检查点 / the time stamp is of something else")
    except (OSError, ValueError) as cause:
        return answer(failure=f"未取得时间戳 / no time stamp was obtained: {cause}")
    return answer(said)


def mail(
    signed: SignedCheckpoint, server: str, sender: str, receivers: tuple[str, ...], keys: tuple[Key, ...], at: datetime
) -> Anchor:
    """The checkpoint and the public keys by mail; whoever keeps the mail holds an anchor."""
    state = signed.checkpoint
    message = EmailMessage()
    message["Subject"] = f"通关日志检查点 / checkpoint: {state.origin} {state.size}"
    message["From"], message["To"] = sender, ", ".join(receivers)
    message.set_content(
        "请保存此邮件。日后可用附件核对日志是否被改写（说明见 docs/verify.md）。\n"
        "Keep this mail: the attached checkpoint shows later whether the log was rewritten (docs/verify.md).\n\n"
        f"{signed.text()}\n" + "".join(key.text() + "\n" for key in keys)
    )
    message.add_attachment(
        signed.text().encode(), maintype="text", subtype="plain", filename=f"{state.size}.checkpoint.txt"
    )
    failure = ""
    host, _, port = server.partition(":")
    try:
        with smtplib.SMTP(host, int(port or 25), timeout=TIMEOUT) as connection:
            connection.send_message(message)
    except (OSError, ValueError, smtplib.SMTPException) as cause:
        failure = f"邮件未能发出 / the mail could not be sent: {cause}"
    return Anchor("mail", ", ".join(receivers), state.origin, state.size, at, b"", failure)


def _checked(signed: SignedCheckpoint, text: str, key: Key) -> str:
    """The witness's own line among those that it returned; refuses an answer without a signature that holds."""
    for line in text.splitlines():
        held, _ = signers(SignedCheckpoint(signed.checkpoint, signed.with_line(line).signatures[-1:]), (key,))
        if held and held[0].key.kind == WITNESS:
            return line + "\n"
    raise Refused("", "见证人的签名无效。", "The witness's signature does not hold.")


def _ahead(known: int, size: int) -> str:
    return (
        f"见证人见过第 {known} 条时的日志，现仅有 {size} 条：数据库退回了旧备份或被截短 / "
        f"the witness has seen {known} records and there are only {size}: the database was rolled back or cut short"
    )


def _refused(status: int, text: str) -> str:
    reasons = {
        403: "签名无效或密钥不符 / the signature or key is not the one it knows",
        404: "见证人不认识本日志，请把公钥交给见证人 / it does not know this log; give it the public key",
        409: "同一记录数、不同内容：日志被改写 / same size, other content: the log was rewritten",
        422: "不是其所见日志的延续：日志被改写 / not a continuation of what it has seen: the log was rewritten",
    }
    return f"见证人不予签名 / the witness did not sign ({status}): {reasons.get(status, text.strip()[:200])}"
