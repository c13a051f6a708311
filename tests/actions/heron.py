"""An organisation: its root, a desk that signs for it, two members, and one outside; mail goes through a box."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from attrs import define, field

import crypto
from app.actions import contacts, directories, roots
from app.domain.record import Record
from app.store.vault import Vault
from sync.exchange import Tally
from sync.memory import MemoryTransport
from tests.actions.pairs import go, know
from tests.vaults import Clock, vault_at

NAMES = ("desk", "maya", "omar", "eve")
ROOT = crypto.SigningKey(b"\x07" * 32)


@define
class Heron:
    """Desk, Maya, Omar and Eve know each other's desk; `known` is each of them in the desk's contacts."""

    vaults: dict[str, Vault]
    clock: Clock
    known: dict[str, Record]
    box: MemoryTransport = field(factory=MemoryTransport)

    def __getattr__(self, name: str) -> Vault:
        return self.vaults[name]

    def round(self, *who: str) -> list[Tally]:
        """Do a round of these one after the other, of all where none is named."""
        return [go(self.vaults[name], self.box) for name in who or NAMES]

    def speaks(self, root: crypto.SigningKey = ROOT, name: str = "Heron") -> bytes:
        """Let the root sign for the desk, and the desk take it; return the first directory."""
        directories.sign_for(self.vaults["desk"], roots.delegate(self.vaults["desk"], root), name)
        return directories.current(self.vaults["desk"]).file


@contextmanager
def heron_at(folder: Path) -> Iterator[Heron]:
    """Give them; nobody signs for the organisation yet."""
    clock = Clock()
    with ExitStack() as stack:
        vaults = {name: stack.enter_context(vault_at(folder / name, clock)) for name in NAMES}
        for name, vault in vaults.items():
            contacts.set_my_card(vault, name.title(), desk=name == "desk")
        known = {name: know(vaults["desk"], vaults[name]) for name in NAMES[1:]}
        for name in NAMES[1:]:
            know(vaults[name], vaults["desk"])
        yield Heron(vaults, clock, known)
