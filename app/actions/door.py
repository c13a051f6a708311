"""The process of a door: the relay's own code in a child of ours, for minutes, in a folder of the vault.

It gets its keys through a pipe, which is its life-line too: when this program is gone, however that came, it ends.
"""

import shutil
import subprocess
from contextlib import suppress
from pathlib import Path

import crypto
from app import start
from app.errors import StorageFailed
from app.store import wipe
from app.store.vault import Vault

GRACE = 5
"""Seconds that it stands longer than its time: whoever opened it fetches what came last."""
_ENDS_WITHIN = 5.0


class Standing:
    """A door that stands: `door` says where, `keys` are its own. `close` ends it and removes its folder."""

    def __init__(self, vault: Vault, address: str, seconds: float) -> None:
        """Open it; StorageFailed where this address is not this computer's, or it cannot start."""
        self._folder: Path = vault.folder / wipe.DOOR
        shutil.rmtree(self._folder, ignore_errors=True)
        secret = vault.random(16)
        self.keys = crypto.door_keys(secret)
        command, place = start.command()
        self._child = subprocess.Popen(
            [*command, start.DOOR, str(self._folder.absolute()), address, str(seconds + GRACE)], cwd=place, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        assert self._child.stdin and self._child.stdout  # noqa: S101 - they are pipes
        self._life_line, self._told = self._child.stdin, self._child.stdout
        with suppress(OSError):
            self._life_line.write((self.keys.relay + self.keys.invites).hex() + "\n")
            self._life_line.flush()
        port = self._told.readline().strip()
        if not port:
            self.close()
            raise StorageFailed("The door could not be opened at this address.", "Nothing was sent. Choose another.")
        self.door = crypto.Door(secret, address, int(port))

    @property
    def pid(self) -> int:
        """Return the number of its process."""
        return self._child.pid

    @property
    def stands(self) -> bool:
        """Return whether it still stands."""
        return self._child.poll() is None

    def let_go(self) -> None:
        """Cut its life-line, and wait for nothing."""
        with suppress(OSError):
            self._life_line.close()

    def close(self) -> None:
        """End it, and remove what it kept: sealed parcels that were fetched, or stay with who sent them."""
        self.let_go()
        try:
            self._child.wait(_ENDS_WITHIN)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()
        self._told.close()
        shutil.rmtree(self._folder, ignore_errors=True)
