"""Run the process of a nearby session: the relay's own code in a child, for minutes, in a folder of the vault.

The child gets its keys through a pipe. The pipe is its lifeline too: when this program ends in any way, the child ends.
"""

import shutil
import subprocess
from contextlib import suppress
from pathlib import Path

import crypto
from app import start
from app.errors import StorageFailed
from app.store.vault import wipe
from app.store.vault.open_vault import Vault

GRACE = 5
"""Seconds that the child runs longer than its time, to let its owner download the last messages."""
_ENDS_WITHIN = 5.0


class NearbySession:
    """A running nearby session: `door` is its address, `keys` are its own. `close` ends it and removes its folder."""

    def __init__(self, vault: Vault, address: str, seconds: float) -> None:
        """Start it. Raises StorageFailed if the address is not on this computer, or the child cannot start."""
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
        self.door = crypto.NearbyInvite(secret, address, int(port))

    @property
    def pid(self) -> int:
        """Return the id of its process."""
        return self._child.pid

    @property
    def stands(self) -> bool:
        """Return True if the session still runs."""
        return self._child.poll() is None

    def let_go(self) -> None:
        """Close its lifeline, without waiting for its end."""
        with suppress(OSError):
            self._life_line.close()

    def close(self) -> None:
        """End it and remove its data: encrypted messages that were downloaded or are still with their senders."""
        self.let_go()
        try:
            self._child.wait(_ENDS_WITHIN)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()
        self._told.close()
        shutil.rmtree(self._folder, ignore_errors=True)
