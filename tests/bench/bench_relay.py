"""Smallest envelopes into a relay (tag opened, stored durably, receipt signed) against nginx taking the same bytes.

wrk sends 64 at a time, each a distinct object; server on core 0, wrk on core 1, both stores on the same disk.
nginx (WebDAV PUT) checks nothing and does not fsync: it is the bound, not a peer. Goal: 0.4 of its rate.
"""

import hashlib
import json
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from crypto.relay import DeliveryTag, UploadHead, mailbox_id, object_id, seal_tag
from tests.relay import live

ENVELOPE = 21_363
GOAL = 0.4
_UNIQUE = 16
_LUA = Path(__file__).with_name("put.lua")
_NGINX = """
user root; worker_processes 1; daemon off; pid {folder}/pid; error_log {folder}/err;
events {{ worker_connections 512; }}
http {{
  access_log off; client_max_body_size 8m; client_body_buffer_size 32k; client_body_temp_path {folder}/tmp;
  keepalive_requests 10000000;
  server {{ listen 127.0.0.1:{port}; root {folder}/root;
    location / {{ dav_methods PUT DELETE; create_full_put_path on; dav_access user:rw; }} }}
}}
"""


def run(rounds: int = 5, bodies: int = 9_000) -> dict[str, object]:
    """Measure both by turns, a second each; return median rates, p99 in ms, and the median of the rounds' ratios.

    `bodies` are the distinct envelopes of one round. Says `skipped` where wrk or nginx is missing.
    """
    missing = [tool for tool in ("wrk", "nginx", "taskset") if shutil.which(tool) is None]
    if missing:
        return {"name": "relay", "skipped": f"not installed: {', '.join(missing)}"}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        heads, tail = folder / "heads", folder / "tail"
        tail.write_bytes(os.urandom(ENVELOPE - _UNIQUE))
        with _relay(folder / "relay") as ours, _nginx(folder / "nginx") as theirs:
            heads.write_bytes(b"".join(_heads(ours, tail.read_bytes(), bodies * rounds)))
            pairs = [
                (
                    _load(ours, "POST", "/v1/uploads", heads, tail, number * bodies),
                    _load(theirs, "PUT", "/m/", heads, tail, number * bodies),
                )
                for number in range(rounds)
            ]
    relay, nginx = ({key: statistics.median(p[who][key] for p in pairs) for key in pairs[0][0]} for who in (0, 1))
    return {
        "name": "relay",
        "what": f"{ENVELOPE} B envelopes a second, 64 at a time, against nginx PUT",
        "relay": relay,
        "nginx": nginx,
        "ratio": round(statistics.median(ours["rate"] / theirs["rate"] for ours, theirs in pairs), 3),
        "goal": GOAL,
    }


def _heads(url: str, tail: bytes, count: int) -> Iterator[bytes]:
    """Give for each object its upload head and its own first bytes."""
    me = live.owner(url)
    described, mid = me.descriptor(), mailbox_id(live.key(me.descriptor().relay_pk).public)
    me.close()
    for number in range(count):
        own = number.to_bytes(_UNIQUE)
        segments = (hashlib.sha256(own + tail).digest(),)
        name = object_id(ENVELOPE, segments)
        yield UploadHead(seal_tag(DeliveryTag(mid, name), described.seal_pk), name, ENVELOPE, segments).pack() + own


@contextmanager
def _relay(folder: Path) -> Iterator[str]:
    command = ["taskset", "-c", "0", sys.executable, "-m", "sync.relay", str(folder), "127.0.0.1:0"]
    with subprocess.Popen(command, cwd=live.ROOT, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        try:
            yield child.stdout.readline().strip()
        finally:
            child.terminate()


@contextmanager
def _nginx(folder: Path) -> Iterator[str]:
    for part in ("root", "tmp"):
        (folder / part).mkdir(parents=True)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    conf = folder / "conf"
    conf.write_text(_NGINX.format(folder=folder, port=port))
    command = ["taskset", "-c", "0", "nginx", "-c", str(conf), "-e", str(folder / "err")]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as child:
        try:
            _wait_for(port)
            yield f"http://127.0.0.1:{port}"
        finally:
            child.terminate()


def _wait_for(port: int) -> None:
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise TimeoutError("nginx did not start")


def _load(url: str, method: str, path: str, heads: Path, tail: Path, first: int) -> dict[str, float]:
    command = ["taskset", "-c", "1", "wrk", "-t1", "-c64", "-d1s", "--latency", "-s", str(_LUA), url, "--"]
    size = UploadHead.FIXED + 32 + _UNIQUE
    said = subprocess.run(
        [*command, method, path, str(heads), str(size), str(tail), str(first)],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    refused = re.search(r"Non-2xx.*|Socket errors.*", said)
    if refused:
        raise AssertionError(refused[0])
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    slow = re.search(r"99%\s+([\d.]+)(us|ms|s)", said)
    assert rate and slow, said
    return {"rate": float(rate[1]), "p99_ms": round(float(slow[1]) * {"us": 1e-3, "ms": 1, "s": 1e3}[slow[2]], 2)}


if __name__ == "__main__":
    print(json.dumps(run(), indent=2))
