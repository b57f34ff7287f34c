"""Anchors that succeed: a time stamp by an authority of OpenSSL's, mail to a server, a witness over HTTP."""

from __future__ import annotations

import shutil
import socket
import socketserver
import subprocess
import sys
import threading
from collections.abc import Iterator
from email import message_from_bytes
from pathlib import Path

import pytest
from rfc3161_client import decode_timestamp_response

from audit.keys import parse_key
from audit.signed_note import parse_signed
from services.anchors import anchor_due
from settings import ROOT, Anchoring
from tests.services.test_checkpoints import Room

TSA = """
[tsa]
default_tsa = one
[one]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha384, sha512
accuracy = secs:1
[req]
distinguished_name = dn
prompt = no
[dn]
CN = Time stamps for tests
[ext]
extendedKeyUsage = critical,timeStamping
"""


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    made = Room(tmp_path)
    made.sign()
    yield made
    made.database.close()


def openssl(folder: Path, *words: str) -> None:
    subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)


@pytest.mark.skipif(shutil.which("openssl") is None, reason="needs the program openssl")
def test_a_time_stamp_is_kept_and_openssl_accepts_it(room: Room, tmp_path: Path) -> None:
    folder = tmp_path / "tsa"
    folder.mkdir()
    (folder / "tsa.cnf").write_text(TSA.format(folder=folder))
    made = "req -x509 -newkey rsa:2048 -nodes -keyout tsa.key -out tsa.pem -days 2 -config tsa.cnf -extensions ext"
    openssl(folder, *made.split())

    def authority(address: str, body: bytes, kind: str) -> tuple[int, str, bytes]:
        assert (address, kind) == ("https://tsa.example", "application/timestamp-query")
        (folder / "asked.tsq").write_bytes(body)
        openssl(folder, *["ts", "-reply", "-queryfile", "asked.tsq", "-out", "answer.tsr", "-config", "tsa.cnf"])
        return 200, "application/timestamp-reply", (folder / "answer.tsr").read_bytes()

    [anchor] = anchor_due(room.desk, Anchoring(time_stamps="https://tsa.example"), send=authority)
    assert anchor.failure == ""
    assert decode_timestamp_response(anchor.data).status == 0
    with room.office.read() as unit:
        head = unit.trail.checkpoint()
    assert head is not None
    (folder / "state").write_text(parse_signed(head.note.encode()).checkpoint.text())
    (folder / "kept.tsr").write_bytes(anchor.data)
    openssl(folder, *["ts", "-verify", "-data", "state", "-in", "kept.tsr", "-CAfile", "tsa.pem"])
    assert anchor_due(room.desk, Anchoring(time_stamps="https://tsa.example"), send=authority) == []


class Post(socketserver.StreamRequestHandler):
    """As much of SMTP as one letter needs."""

    letters: list[bytes]

    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        while line := self.rfile.readline():
            if line.upper().startswith(b"DATA"):
                self.wfile.write(b"354 go on\r\n")
                text = b"".join(iter(self.rfile.readline, b".\r\n"))
                self.letters.append(text)
            self.wfile.write(b"250 ok\r\n" if not line.upper().startswith(b"QUIT") else b"221 bye\r\n")
            if line.upper().startswith(b"QUIT"):
                return


def test_the_daily_checkpoint_goes_by_mail(room: Room) -> None:
    Post.letters = []
    with socketserver.TCPServer(("127.0.0.1", 0), Post) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        address = f"127.0.0.1:{server.server_address[1]}"
        settings = Anchoring(mail_server=address, mail_from="log@example.cn", mail_to=("audit@example.cn",))
        [anchor] = anchor_due(room.desk, settings)
        server.shutdown()
    assert anchor.failure == ""
    letter = message_from_bytes(Post.letters[0])
    assert letter["To"] == "audit@example.cn"
    [attached] = [part for part in letter.walk() if part.get_filename()]
    with room.office.read() as unit:
        head = unit.trail.checkpoint()
    assert head is not None
    sent = attached.get_payload(decode=True)
    assert isinstance(sent, bytes)
    assert parse_signed(sent.replace(b"\r\n", b"\n")) == parse_signed(head.note.encode())


def test_a_witness_in_a_process_of_its_own_signs_what_grew(room: Room, tmp_path: Path) -> None:
    with room.office.read() as unit:
        origin = unit.trail.origin()
    (tmp_path / "logs").write_text("".join(key.text() + "\n" for key in room.desk.log_keys.of(origin)))
    words = ["--name", "witness.example/w1", "--key", "w.key", "--state", "w.json", "--logs", "logs"]
    with socket.create_server(("127.0.0.1", 0)) as free:
        listen = f"127.0.0.1:{free.getsockname()[1]}"
    command = [sys.executable, "-u", "-m", "audit.witness", *words, "--listen", listen]
    environment = {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True) as witness:
        assert witness.stdout is not None
        try:
            said = [witness.stdout.readline() for _ in range(2)]
            settings = Anchoring(witnesses=((f"http://{listen}", parse_key(said[0].strip()).text()),))
            for number in range(2):
                [anchor] = anchor_due(room.desk, settings)
                assert anchor.failure == ""
                room.office.save({"a.text": str(number)})
                room.sign()
        finally:
            witness.kill()
