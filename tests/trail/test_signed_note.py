"""Signatures as C2SP writes them, and the proof file that goes with a dossier."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from audit.checkpoint import Checkpoint, origin_of, same_log
from audit.keys import WITNESS, Key, parse_key, parse_keys, read_secret
from audit.sentences import Refused
from audit.signed_note import cosign, parse_signed, sign, signers
from audit.tlog_proof import QR_LIMIT, TlogProof, parse_proof, proof_text
from audit.tree import Tree, leaf_hash
from tests.trail.builders import KEY, LOG, SECRET

STATE = Checkpoint(LOG, 7, b"r" * 32)
WITNESS_KEY = Key("witness.example/w1", WITNESS, SECRET.public)
# From the specification of signed notes (vkey of the Go checksum database).
SUM_KEY = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"


def test_a_key_is_read_and_its_id_follows_from_it() -> None:
    assert parse_key(SUM_KEY).text() == SUM_KEY
    assert parse_key(KEY.text()) == KEY
    assert parse_keys(f"# ours\n\n{KEY.text()}\n".encode()) == (KEY,)
    for wrong in ("", "x", SUM_KEY.replace("033d", "033e"), SUM_KEY[:-4], SUM_KEY.replace("+Ac", "+Bc")):
        with pytest.raises(Refused):
            parse_key(wrong)


def test_the_log_signs_the_three_lines() -> None:
    signed = sign(STATE, SECRET)
    assert parse_signed(signed.text().encode()) == signed
    line = signed.signatures[0]
    assert signed.text().startswith(f"{STATE.text()}\n— {LOG} ")
    Ed25519PublicKey.from_public_bytes(SECRET.public).verify(line.raw, STATE.text().encode())
    assert [(one.key, one.at) for one in signers(signed, (KEY,))[0]] == [(KEY, None)]


def test_a_witness_signs_with_the_time() -> None:
    signed = sign(STATE, SECRET).with_line(cosign(STATE, WITNESS_KEY.name, SECRET, 1679315147))
    raw = signed.signatures[1].raw
    assert raw[:8] == (1679315147).to_bytes(8, "big")
    message = b"cosignature/v1\ntime 1679315147\n" + STATE.text().encode()
    Ed25519PublicKey.from_public_bytes(SECRET.public).verify(raw[8:], message)
    held, findings = signers(signed, (KEY, WITNESS_KEY))
    assert [one.at for one in held] == [None, 1679315147]
    assert findings == ()
    assert signed.with_line(signed.signatures[1].line()) == signed


def test_a_signature_of_another_state_does_not_hold() -> None:
    other = replace(sign(STATE, SECRET), checkpoint=replace(STATE, size=8))
    held, findings = signers(other, (KEY,))
    assert held == ()
    assert "did not sign this checkpoint" in findings[0].sentence.en
    assert signers(other, (WITNESS_KEY,)) == ((), ())


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text.rstrip("\n"),
        lambda text: text.replace("\n\n", "\n"),
        lambda text: text.replace("— ", "- "),
        lambda text: text + "\n",
        lambda text: text.replace("\n\n", "\n\x07\n\n"),
        lambda text: text.split("\n\n")[0] + "\n\n",
        lambda text: text + text.split("\n\n")[1] * 16,
        lambda text: text.replace("7\n", "07\n", 1),
    ],
)
def test_another_text_is_no_signed_checkpoint(spoil) -> None:  # type: ignore[no-untyped-def]  # a lambda of the table
    with pytest.raises(Refused):
        parse_signed(spoil(sign(STATE, SECRET).text()).encode())


def test_a_proof_file_is_read_as_it_was_written_and_fits_a_printed_code() -> None:
    tree = Tree([leaf_hash(b"%d" % number) for number in range(1000)])
    signed = sign(Checkpoint(LOG, tree.size, tree.root()), SECRET)
    text = proof_text(700, tree.inclusion_proof(700), signed)
    proof = parse_proof(text.encode())
    assert proof.text() == text
    assert text.startswith("c2sp.org/tlog-proof@v1\nindex 700\n")
    assert proof.holds(leaf_hash(b"700"))
    assert not proof.holds(leaf_hash(b"701"))
    for number in range(15):
        signed = signed.with_line(cosign(signed.checkpoint, f"witness.example/{'w' * 60}{number}", SECRET, number))
    assert len(TlogProof(700, proof.hashes, signed).text().encode()) > QR_LIMIT
    assert len(proof_text(700, proof.hashes, signed).encode()) <= QR_LIMIT
    for wrong in (b"", b"x\n\n", text.replace("index 700", "index 0700").encode(), text.replace("@v1", "@v2").encode()):
        with pytest.raises(Refused):
            parse_proof(wrong)


def test_a_log_keeps_its_records_over_epochs() -> None:
    first, second = origin_of("c0"), origin_of("c0", 2)
    assert (first, second) == ("tongguan/c0", "tongguan/c0/epoch2")
    assert same_log(second, first)
    assert same_log(second, second)
    assert not same_log(first, second)
    assert not same_log(second, origin_of("c1"))


def test_a_key_file_is_made_once_and_for_its_user_alone(tmp_path: Path) -> None:
    file = tmp_path / "signer" / "log.key"
    secret = read_secret(file)
    assert read_secret(file).public == secret.public
    assert file.stat().st_mode & 0o777 == 0o600
    assert secret.seed.hex() not in repr(secret)
    file.chmod(0o644)
    if os.name == "posix":
        with pytest.raises(Refused, match="Others can read"):
            read_secret(file)
