"""A relay for minutes, in a child process of the app that opened a nearby session; it ends on its own.

It reads its keys from standard input, so that no list of processes shows them, and prints its port once it listens. It
ends and removes its folder when its time is over, or when standard input ends because its parent process is gone for
any reason. It loads no code that can open the stored objects.
"""

import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from threading import Thread, Timer

import uvicorn

from sync.relay.keys import KEYS, load_certificate
from sync.relay.operator_commands import make_invite
from sync.relay.server import application, listen, server
from sync.relay.storage import Limits

SECRETS = 64 + 2 * 16
"""Bytes that it reads, in hex on one line: its two keys, and the invites of its only two mailboxes."""
_PATIENCE = 1
"""Seconds that requests can still take when it ends."""


def main(arguments: Sequence[str]) -> int:
    """Serve FOLDER ADDRESS SECONDS, always over TLS, also on this computer's own address."""
    folder, address, seconds = Path(arguments[0]), arguments[1], float(arguments[2])
    secrets = bytes.fromhex(sys.stdin.readline())
    if len(secrets) != SECRETS:
        return 2
    try:
        _stand(folder, address, seconds, secrets)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 0


def _stand(folder: Path, address: str, seconds: float, secrets: bytes) -> None:
    folder.mkdir(mode=0o700)
    (folder / KEYS).write_bytes(secrets[:64])
    with listen(address, 0) as listener:
        shown = load_certificate(folder)
        app = application(folder, Limits(mailboxes=2), open_creation=False, shown=shown)
        for at in (64, 80):
            make_invite(folder, 1, random=lambda n, at=at: secrets[at : at + n])  # type: ignore[misc]
        running = server(app, shown)
        running.config.timeout_graceful_shutdown = _PATIENCE
        Thread(target=_wait_for_the_end, args=(running,), daemon=True).start()
        over = Timer(seconds, _end, (running,))
        over.daemon = True
        over.start()
        print(listener.getsockname()[1], flush=True)
        running.run(sockets=[listener])


def _wait_for_the_end(running: uvicorn.Server) -> None:
    while os.read(sys.stdin.fileno(), 1024):
        pass
    _end(running)


def _end(running: uvicorn.Server) -> None:
    running.should_exit = True
