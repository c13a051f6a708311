"""Relays and what they are measured against, each a server alone on core 0; wrk asks from core 1.

nginx (WebDAV PUT) checks nothing, signs nothing and waits for no disk: a bound, not a peer. @tus/server takes an upload
in one request (creation with upload) and waits for no disk either; npm puts it into the person's cache, once.
"""

import hashlib
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import platformdirs
from attrs import frozen

from crypto.relay import SEGMENT, DeliveryTag, UploadHead, mailbox_id, object_id, seal_tag
from tests.bench import BenchError
from tests.relay import live

_UNIQUE = 16
_HEAD = UploadHead.FIXED + 32 + _UNIQUE
_LUA = Path(__file__).with_name("put.lua")
_TUS = Path(__file__).with_name("tus_server.mjs")
_TUS_PACKAGES = ("tus-js-client@4", "@tus/server@2", "@tus/file-store@2")
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


@frozen
class Way:
    """How one server is asked to take an object: the method for `put.lua`, and the path."""

    name: str
    method: str
    path: str
    serve: Callable[[Path], AbstractContextManager[str]]


def against(
    what: str, theirs: Way, size: int, connections: int, bodies: int, goal: float, rounds: int = 5
) -> dict[str, object]:
    """Load a relay and another server by turns, a second each, with distinct objects of `size` bytes.

    `bodies` are those of one round. Returns the columns of the table: the median rates and of the rounds' ratios.
    """
    with TemporaryDirectory(dir="/var/tmp", prefix="amparo-bench-relay-") as name:
        folder = Path(name)
        heads, tail = folder / "heads", folder / "tail"
        tail.write_bytes(os.urandom(size - _UNIQUE))
        with OURS.serve(folder / "ours") as ours, theirs.serve(folder / "theirs") as other:
            heads.write_bytes(b"".join(_heads(ours, tail.read_bytes(), bodies * rounds)))
            pairs = [
                tuple(
                    _load(way, url, heads, tail, n * bodies, connections)
                    for way, url in ((OURS, ours), (theirs, other))
                )
                for n in range(rounds)
            ]
    ratio = statistics.median(one["rate"] / two["rate"] for one, two in pairs)
    found = [{key: statistics.median(pair[who][key] for pair in pairs) for key in pairs[0][0]} for who in (0, 1)]
    return {
        "what": what,
        "ours": round(found[0]["rate"]),
        "theirs": round(found[1]["rate"]),
        "reference": theirs.name,
        "ratio": round(ratio, 3),
        "goal": goal,
        "met": ratio >= goal,
        "at_least": True,
        "parts": {"relay": found[0], theirs.name: found[1]},
    }


def _heads(url: str, tail: bytes, count: int) -> Iterator[bytes]:
    """Give for each object its upload head and its own first bytes."""
    me = live.owner(url)
    described, mid = me.descriptor(), mailbox_id(live.key(me.descriptor().relay_pk).public)
    me.close()
    size = _UNIQUE + len(tail)
    assert size <= SEGMENT
    for number in range(count):
        own = number.to_bytes(_UNIQUE)
        hashed = hashlib.sha256(own)
        hashed.update(tail)
        segments = (hashed.digest(),)
        name = object_id(size, segments)
        yield UploadHead(seal_tag(DeliveryTag(mid, name), described.seal_pk), name, size, segments).pack() + own


@contextmanager
def relay(folder: Path) -> Iterator[str]:
    """Run a relay on core 0; give its URL."""
    command = ["taskset", "-c", "0", sys.executable, "-m", "sync.relay", str(folder), "127.0.0.1:0"]
    with subprocess.Popen(command, cwd=live.ROOT, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        try:
            yield child.stdout.readline().strip()
        finally:
            child.terminate()


@contextmanager
def nginx(folder: Path) -> Iterator[str]:
    """Run nginx on core 0, taking PUT; give its URL."""
    for part in ("root", "tmp"):
        (folder / part).mkdir(parents=True)
    conf, port = folder / "conf", _free_port()
    conf.write_text(_NGINX.format(folder=folder, port=port))
    command = ["taskset", "-c", "0", "nginx", "-c", str(conf), "-e", str(folder / "err")]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as child:
        try:
            _wait_for(port)
            yield f"http://127.0.0.1:{port}"
        finally:
            child.terminate()


@contextmanager
def tus(folder: Path) -> Iterator[str]:
    """Run @tus/server on core 0; give its URL."""
    folder.mkdir()
    port = _free_port()
    command = ["taskset", "-c", "0", "node", str(tus_folder() / _TUS.name), "127.0.0.1", str(port), str(folder)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as child:
        try:
            _wait_for(port)
            yield f"http://127.0.0.1:{port}"
        finally:
            child.terminate()


def tus_folder() -> Path:
    """Return the folder with @tus/server and tus-js-client, installed once into the person's cache."""
    folder = Path(platformdirs.user_cache_dir("amparo-bench")) / "tus"
    if not (folder / "node_modules" / "tus-js-client").is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run(["npm", "install", "--silent", "--prefix", str(folder), *_TUS_PACKAGES], check=True)
    for name in ("tus_client.mjs", _TUS.name):
        shutil.copyfile(_TUS.with_name(name), folder / name)
    return folder


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def _wait_for(port: int) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise TimeoutError("the server did not start")


def _load(way: Way, url: str, heads: Path, tail: Path, first: int, connections: int) -> dict[str, float]:
    command = ["taskset", "-c", "1", "wrk", "-t1", f"-c{connections}", "-d1s", "--latency", "-s", str(_LUA), url, "--"]
    words = [way.method, way.path, str(heads), str(_HEAD), str(tail), str(first)]
    said = subprocess.run([*command, *words], capture_output=True, text=True, check=True).stdout
    refused = re.search(r"Non-2xx.*|Socket errors.*", said)
    if refused:
        raise BenchError(f"{way.name}: {refused[0]}")
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    slow = re.search(r"99%\s+([\d.]+)(us|ms|s)", said)
    assert rate and slow, said
    return {"rate": float(rate[1]), "p99_ms": round(float(slow[1]) * {"us": 1e-3, "ms": 1, "s": 1e3}[slow[2]], 2)}


OURS = Way("relay", "POST", "/v1/uploads", relay)
NGINX = Way("nginx PUT", "PUT", "/m/", nginx)
TUS = Way("@tus/server", "TUS", "/files", tus)
