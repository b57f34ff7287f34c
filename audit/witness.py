"""A witness: it has seen how a log grew and signs only what continues it (C2SP ``tlog-witness``, ``add-checkpoint``).

Run it on another machine, best by people who do not run the application, from this folder alone:

    python -m audit.witness --name witness.example/audit --key KEY --state STATE.json --logs LOGS.txt \\
        --listen 0.0.0.0:8090

``LOGS.txt`` holds the public keys of the logs, one ``name+id+base64`` on each line; it is read again at every request.
The key is made at first use. For every log it remembers one checkpoint, the newest, and writes it to disk before it
answers; a log that was rewritten, cut short or rolled back gets no signature any more, from the first try on.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from audit.checkpoint import Checkpoint
from audit.encoding import from_base64, to_base64
from audit.keys import LOG, WITNESS, Key, SecretKey, parse_keys, read_secret
from audit.sentences import Refused
from audit.signed_note import MAX_BYTES, SignedCheckpoint, cosign, parse_signed, signers
from audit.tree import verify_consistency

MAX_PROOF = 63
SIZE_TYPE, TEXT_TYPE = "text/x.tlog.size", "text/plain; charset=utf-8"
_OLD = re.compile(r"old (0|[1-9][0-9]{0,15})")


@dataclass(frozen=True, slots=True)
class Answer:
    """What the witness says: an HTTP status and a text."""

    status: int
    body: str
    kind: str = TEXT_TYPE


@dataclass
class Witness:
    """``state``: the file of remembered checkpoints. ``logs``: reads the keys of the logs that it serves."""

    name: str
    secret: SecretKey
    state: Path
    logs: Callable[[], tuple[Key, ...]]
    clock: Callable[[], float] = time.time
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def key(self) -> Key:
        return Key(self.name, WITNESS, self.secret.public)

    def add_checkpoint(self, body: bytes) -> Answer:
        """Check a request and answer it; comparing and remembering happen under one lock."""
        try:
            old, proof, signed = parse_request(body)
        except Refused as refused:
            return Answer(400, f"{refused}\n")
        checkpoint = signed.checkpoint
        keys = tuple(key for key in self.logs() if key.kind == LOG and key.name == checkpoint.origin)
        if not keys:
            return Answer(404, "This witness does not know the log.\n")
        if not signers(signed, keys)[0]:
            return Answer(403, "No known key of the log signed this checkpoint.\n")
        if old > checkpoint.size:
            return Answer(400, "The old size is larger than the checkpoint.\n")
        with self.lock:
            return self._continue(old, proof, checkpoint)

    def _continue(self, old: int, proof: Sequence[bytes], checkpoint: Checkpoint) -> Answer:
        last = self.remembered().get(checkpoint.origin)
        known = last.size if last else 0
        if old != known or (last is not None and last.size == checkpoint.size and last.root != checkpoint.root):
            return Answer(409, f"{known}\n", SIZE_TYPE)
        old_root = last.root if last else b""
        if known and not verify_consistency(known, checkpoint.size, old_root, checkpoint.root, proof):
            return Answer(422, "The proof does not show that the log continues what this witness has seen.\n")
        if not known and proof:
            return Answer(422, "From size 0 the proof is empty.\n")
        self._remember(checkpoint)
        return Answer(200, cosign(checkpoint, self.name, self.secret, int(self.clock())))

    def remembered(self) -> dict[str, Checkpoint]:
        """The newest checkpoint seen of each log."""
        said = json.loads(self.state.read_text(encoding="utf-8")) if self.state.exists() else {}
        return {
            origin: Checkpoint(origin, one["size"], from_base64(one["root"], origin)) for origin, one in said.items()
        }

    def _remember(self, checkpoint: Checkpoint) -> None:
        seen = {**self.remembered(), checkpoint.origin: checkpoint}
        said = {origin: {"size": one.size, "root": to_base64(one.root)} for origin, one in seen.items()}
        replace_file(self.state, json.dumps(said, indent=1, sort_keys=True, ensure_ascii=False) + "\n")


def parse_request(body: bytes) -> tuple[int, list[bytes], SignedCheckpoint]:
    """Old size, consistency proof and checkpoint of an ``add-checkpoint`` request."""
    head, blank, note = body.partition(b"\n\n")
    lines = head.decode("ascii", "replace").split("\n")
    old = _OLD.fullmatch(lines[0])
    if not blank or old is None or len(lines) - 1 > MAX_PROOF:
        raise Refused("line 1", "请求的写法不对。", "The request is not written as add-checkpoint asks.")
    proof = [from_base64(line, f"line {number}") for number, line in enumerate(lines[1:], start=2)]
    return int(old[1]), proof, parse_signed(note)


def request_body(old: int, proof: Sequence[bytes], signed: SignedCheckpoint) -> bytes:
    """The body of an ``add-checkpoint`` request."""
    way = "".join(to_base64(step) + "\n" for step in proof)
    return f"old {old}\n{way}\n{signed.text()}".encode()


def replace_file(file: Path, text: str) -> None:
    """Write a file so that after a power cut either the old or the new text stands there, whole."""
    new = file.with_name(file.name + ".new")
    with new.open("w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    new.replace(file)


def serve(witness: Witness, host: str, port: int) -> ThreadingHTTPServer:
    """A server for the witness, not started yet."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 30

        def do_POST(self) -> None:
            length = self.headers.get("Content-Length", "")
            if self.path.rstrip("/").rsplit("/", 1)[-1] != "add-checkpoint":
                self._say(Answer(404, "There is only add-checkpoint here.\n"))
            elif not length.isdecimal() or int(length) > MAX_BYTES + 8192:
                self._say(Answer(400, "The request has no length, or is too long.\n"))
            else:
                self._say(witness.add_checkpoint(self.rfile.read(int(length))))

        def do_GET(self) -> None:
            seen = "".join(f"{one.origin} {one.size} {to_base64(one.root)}\n" for one in witness.remembered().values())
            self._say(Answer(200, f"{witness.key.text()}\n{seen}"))

        def _say(self, answer: Answer) -> None:
            body = answer.body.encode()
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.kind)
            self.send_header("Content-Length", str(len(body)))
            if answer.status == 400:
                self.close_connection = True
            self.end_headers()
            self.wfile.write(body)

    return ThreadingHTTPServer((host, port), Handler)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m audit.witness", description="日志见证 / a witness of logs.")
    parser.add_argument("--name", required=True, help="见证人名称 / the name that it signs under")
    parser.add_argument("--key", type=Path, required=True, metavar="FILE", help="密钥文件，首次使用时生成 / its key")
    parser.add_argument("--state", type=Path, required=True, metavar="FILE", help="所见检查点 / what it has seen")
    parser.add_argument("--logs", type=Path, required=True, metavar="FILE", help="各日志的公钥 / keys of the logs")
    parser.add_argument("--listen", default="127.0.0.1:8090", metavar="HOST:PORT", help="监听地址 / where to listen")
    asked = parser.parse_args(arguments)
    host, _, port = asked.listen.rpartition(":")
    try:
        witness = Witness(asked.name, read_secret(asked.key), asked.state, lambda: _logs(asked.logs))
        witness.remembered()
        _logs(asked.logs)
        server = serve(witness, host, int(port))
    except (Refused, OSError, ValueError) as cause:
        sys.stderr.write(f"{cause}\n")
        return 2
    sys.stdout.write(f"{witness.key.text()}\nhttp://{asked.listen}\n")
    sys.stdout.flush()
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()
    return 0


def _logs(file: Path) -> tuple[Key, ...]:
    return parse_keys(file.read_bytes(), str(file)) if file.exists() else ()


if __name__ == "__main__":
    sys.exit(main())
