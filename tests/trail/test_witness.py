"""A witness over the wire: it signs what continues, and says what it has seen when something does not."""

from __future__ import annotations

import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from audit.checkpoint import Checkpoint
from audit.keys import LOG as LOG_KEY
from audit.keys import Key, SecretKey
from audit.signed_note import SignedCheckpoint, sign, signers
from audit.tree import Tree, consistency_proof, leaf_hash
from audit.witness import Witness, main, request_body, serve
from tests.trail.builders import KEY, LOG, SECRET, signed_state

HONEST = [leaf_hash(b"%d" % number) for number in range(20)]
FORGED = [*HONEST[:5], leaf_hash(b"forged"), *HONEST[6:]]


def state(leaves: list[bytes], size: int) -> SignedCheckpoint:
    return signed_state(Tree(leaves[:size]))


@pytest.fixture
def witness(tmp_path: Path) -> Witness:
    return Witness("witness.example/w1", SecretKey(b"w" * 32), tmp_path / "state.json", lambda: (KEY,), lambda: 1e9)


@pytest.fixture
def address(witness: Witness) -> Iterator[str]:
    server = serve(witness, "127.0.0.1", 0)
    running = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    running.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    running.join()


def ask(address: str, body: bytes) -> tuple[int, str, str]:
    try:
        with urllib.request.urlopen(f"{address}/add-checkpoint", data=body, timeout=10) as answer:
            return answer.status, answer.headers["Content-Type"], answer.read().decode()
    except urllib.error.HTTPError as refusal:
        with refusal:
            return refusal.code, refusal.headers["Content-Type"], refusal.read().decode()


def test_a_log_that_grows_is_cosigned(address: str, witness: Witness) -> None:
    for old, new in ((0, 5), (5, 12), (12, 12), (12, 20)):
        proof = consistency_proof(old, new, HONEST) if old else []
        status, _, line = ask(address, request_body(old, proof, state(HONEST, new)))
        assert status == 200
        held, findings = signers(state(HONEST, new).with_line(line), (witness.key,))
        assert [(one.key.name, one.at) for one in held] == [("witness.example/w1", 10**9)]
        assert findings == ()
    with urllib.request.urlopen(address, timeout=10) as shown:
        assert f"{LOG} 20 " in shown.read().decode()


def test_a_rewritten_log_is_refused(address: str) -> None:
    assert ask(address, request_body(0, [], state(HONEST, 12)))[0] == 200
    proof = consistency_proof(12, 20, FORGED)
    assert ask(address, request_body(12, proof, state(FORGED, 20)))[0] == 422
    assert ask(address, request_body(12, [], state(FORGED, 12)))[:3] == (409, "text/x.tlog.size", "12\n")


def test_a_log_that_was_rolled_back_is_refused(address: str) -> None:
    assert ask(address, request_body(0, [], state(HONEST, 12)))[0] == 200
    for old in (0, 5):
        proof = consistency_proof(old, 5, HONEST) if old else []
        assert ask(address, request_body(old, proof, state(HONEST, 5)))[:3] == (409, "text/x.tlog.size", "12\n")


def test_what_it_does_not_know_is_not_signed(address: str) -> None:
    stranger = SecretKey(b"x" * 32)
    assert ask(address, request_body(0, [], sign(Checkpoint("other", 1, bytes(32)), SECRET)))[0] == 404
    assert ask(address, request_body(0, [], sign(state(HONEST, 5).checkpoint, stranger)))[0] == 403
    assert ask(address, b"old x\n\n")[0] == 400
    assert ask(address, request_body(9, [], state(HONEST, 5)))[0] == 400
    assert ask(address, b"old 0\n" + b"x\n" * 70 + b"\n")[0] == 400


def test_it_remembers_over_a_restart(witness: Witness) -> None:
    assert witness.add_checkpoint(request_body(0, [], state(HONEST, 12))).status == 200
    again = Witness(witness.name, witness.secret, witness.state, witness.logs)
    assert again.add_checkpoint(request_body(0, [], state(HONEST, 5))).status == 409


def test_two_requests_at_once_never_roll_back(witness: Witness) -> None:
    assert witness.add_checkpoint(request_body(0, [], state(HONEST, 5))).status == 200
    answers: list[int] = []

    def send(size: int) -> None:
        body = request_body(5, consistency_proof(5, size, HONEST), state(HONEST, size))
        answers.append(witness.add_checkpoint(body).status)

    both = [threading.Thread(target=send, args=(size,)) for size in (12, 20, 13, 19)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(answers) == [200, 409, 409, 409]


def test_a_key_that_others_can_read_stops_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    key = tmp_path / "key"
    key.write_text("x")
    key.chmod(0o644)
    arguments = ["--name", "w", "--key", str(key), "--state", str(tmp_path / "s"), "--logs", str(tmp_path / "l")]
    assert main(arguments) == 2
    assert "chmod 600" in capsys.readouterr().err


def test_a_log_key_under_another_name_is_no_key_of_the_log(witness: Witness) -> None:
    witness.logs = lambda: (Key("other", LOG_KEY, SECRET.public),)
    assert witness.add_checkpoint(request_body(0, [], state(HONEST, 5))).status == 404
