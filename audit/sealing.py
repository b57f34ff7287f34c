"""Commitments: how a record speaks of a name or of free text without holding it, so that erasing leaves it whole.

In the record stands ``{"c": base64(HMAC-SHA-256(salt, JCS(value)))}``. The value and its 32 bytes of salt, the
*opening*, are kept beside the log and can be shown to a reader or erased; the record, its hash and the tree stay as
they are. Without the salt nobody can find the value by trying, however few values there are.

A field is named by its JSON pointer (RFC 6901) in the record. What stands in plain sight is a closed list; everything
else that is text is sealed, so a new kind of record cannot publish a name by oversight.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from audit.canonical import canonical, parse
from audit.encoding import from_base64, to_base64
from audit.sentences import Refused

SALT_SIZE = 32
ACTOR_NAME, SUBJECT, ROWS = "/actor/name", "/subject", "/rows"

PLAIN = frozenset(
    {"snapshot_sha256", "sha256", "documents", "job", "entry", "parent", "question", "scenario", "checkpoint", "covers"}
)
"""Keys of ``details`` that the verifier reads, or that are only numbers and ids given by the program."""

WHOLE = frozenset({"before", "after"})
"""Keys whose value is sealed in one piece, whatever it is: answers can be numbers, choices or tables."""

Salts = Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Opening:
    """What opens one sealed field of one record. For ``/rows`` the value is null: the salt alone is what matters."""

    field: str
    salt: bytes
    value: Any

    def as_json(self, seq: int) -> dict[str, Any]:
        return {"seq": seq, "field": self.field, "salt": to_base64(self.salt), "value": self.value}


def commitment(value: object, salt: bytes) -> dict[str, str]:
    """What stands in the record in place of ``value``."""
    return {"c": to_base64(_hmac(salt, canonical(value)))}


def row_commitment(content: bytes, salt: bytes) -> str:
    """The fingerprint of a row with this canonical content, as ``rows`` of a record names it."""
    return _hmac(salt, content).hex()


def is_sealed(value: object) -> bool:
    return isinstance(value, Mapping) and len(value) == 1 and isinstance(value.get("c"), str)


def opens(sealed: object, opening: Opening) -> bool:
    """Whether this opening belongs to this commitment."""
    if not is_sealed(sealed) or len(opening.salt) != SALT_SIZE:
        return False
    return hmac.compare_digest(commitment(opening.value, opening.salt)["c"], sealed["c"])  # type: ignore[index]  # asked in the line above


def seal(value: object, field: str, salts: Salts, found: list[Opening]) -> Any:
    """Seal one value; nothing said (empty text, null) hides nothing and stays."""
    if value is None or value == "":
        return value
    opening = Opening(field, salts(), value)
    try:
        sealed = commitment(value, opening.salt)
    except Refused as refused:
        raise Refused(f"{field} {refused.where}".strip(), refused.sentence.zh, refused.sentence.en) from refused
    found.append(opening)
    return sealed


def seal_details(details: Mapping[str, Any], salts: Salts, found: list[Opening]) -> dict[str, Any]:
    """``details`` as the record holds them; the openings are added to ``found``."""
    return {key: _sealed(key, value, f"/details/{_step(key)}", salts, found) for key, value in details.items()}


def sealed_fields(said: Mapping[str, Any]) -> dict[str, Any]:
    """Every sealed field of a record (as JSON) by its pointer, without ``/rows``."""
    fields = {ACTOR_NAME: said["actor"]["name"], SUBJECT: said["subject"]}
    return {
        field: value for field, value in (*fields.items(), *_inside(said["details"], "/details")) if is_sealed(value)
    }


def revealed(said: Mapping[str, Any], values: Mapping[str, Any], closed: object) -> dict[str, Any]:
    """The record with its values back in place; a field that ``values`` does not open becomes ``closed``."""

    def shown(value: Any, field: str) -> Any:
        if is_sealed(value):
            return values.get(field, closed)
        if isinstance(value, Mapping):
            return {key: shown(each, f"{field}/{_step(key)}") for key, each in value.items()}
        if isinstance(value, list):
            return [shown(each, f"{field}/{at}") for at, each in enumerate(value)]
        return value

    actor = {**said["actor"], "name": shown(said["actor"]["name"], ACTOR_NAME)}
    subject = shown(said["subject"], SUBJECT)
    return {**said, "actor": actor, "subject": subject, "details": shown(said["details"], "/details")}


def refuse_bare_text(details: Mapping[str, Any]) -> None:
    """Text outside the closed list must be sealed; whoever writes a record with a bare name is stopped here."""
    for key, value in details.items():
        if key not in PLAIN and not is_sealed(value):
            _refuse_bare(key, value, f"/details/{_step(key)}")


def opening_line(seq: int, opening: Opening) -> bytes:
    return canonical(opening.as_json(seq))


def parse_opening(data: bytes) -> tuple[int, Opening]:
    """Read one opening strictly: (place of the record, opening)."""
    said = parse(data)
    if (
        not isinstance(said, dict)
        or said.keys() != {"seq", "field", "salt", "value"}
        or not isinstance(said["seq"], int)
        or isinstance(said["seq"], bool)
        or not isinstance(said["field"], str)
    ):
        raise Refused("", "启封值须有记录号、字段、盐值和内容。", "An opening has seq, field, salt and value.")
    salt = from_base64(said["salt"], "salt")
    if len(salt) != SALT_SIZE:
        raise Refused("salt", "盐值须为 32 字节。", "The salt has 32 bytes.")
    return said["seq"], Opening(said["field"], salt, said["value"])


def _sealed(key: str, value: Any, field: str, salts: Salts, found: list[Opening]) -> Any:
    if key in PLAIN or value is None or (isinstance(value, (bool, int)) and key not in WHOLE):
        return value
    if key not in WHOLE and isinstance(value, Mapping):
        return {inner: _sealed(inner, each, f"{field}/{_step(inner)}", salts, found) for inner, each in value.items()}
    if key not in WHOLE and isinstance(value, (list, tuple)) and any(isinstance(each, Mapping) for each in value):
        return [_sealed("", each, f"{field}/{at}", salts, found) for at, each in enumerate(value)]
    return seal(value, field, salts, found)


def _inside(value: Any, field: str) -> Iterator[tuple[str, Any]]:
    if is_sealed(value):
        yield field, value
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield from _inside(each, f"{field}/{_step(key)}")
    elif isinstance(value, list):
        for at, each in enumerate(value):
            yield from _inside(each, f"{field}/{at}")


def _refuse_bare(key: str, value: Any, field: str) -> None:
    if key in PLAIN or is_sealed(value) or value in (None, "") or (isinstance(value, (bool, int)) and key not in WHOLE):
        return
    if isinstance(value, Mapping) and key not in WHOLE:
        for inner, each in value.items():
            _refuse_bare(inner, each, f"{field}/{_step(inner)}")
    elif isinstance(value, (list, tuple)) and key not in WHOLE:
        for at, each in enumerate(value):
            _refuse_bare("", each, f"{field}/{at}")
    else:
        raise Refused(
            field, "此处的内容须以承诺值写入，不得为明文。", "What stands here must be sealed; it is in plain sight."
        )


def _hmac(salt: bytes, data: bytes) -> bytes:
    return hmac.digest(salt, data, "sha256")


def _step(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")
