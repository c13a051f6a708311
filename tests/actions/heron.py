"""An organisation: its root, a desk that signs for it, two members, and one outside; mail goes through a box."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from attrs import define, field

import crypto
from app.actions.contacts import contact_cards, directories, organisations, roots
from app.actions.mail.control.directories import Directories
from app.domain.record import Record
from app.store.vault import header
from app.store.vault.open_vault import Vault, open_
from sync.exchange import Tally
from tests.actions.pairs import get, go, know
from tests.memory_transport import MemoryTransport
from tests.vaults import PASSPHRASE, WORDS, Clock, vault_at

NAMES = ("desk", "maya", "omar", "eve")
ROOT = crypto.SigningKey(b"\x07" * 32)
ID = crypto.hash_("id", ROOT.public)


@define
class Heron:
    """The desk, Maya, Omar and Eve, each of whom the desk verified; `known` is each of them in the desk's contacts."""

    desk: Vault
    maya: Vault
    omar: Vault
    eve: Vault
    clock: Clock
    known: dict[str, Record]
    box: MemoryTransport = field(factory=MemoryTransport)

    def round(self, *who: Vault) -> list[Tally]:
        """Do a round of these one after the other, of all where none is named."""
        return [go(vault, self.box) for vault in who or (self.desk, self.maya, self.omar, self.eve)]

    def due(self, *who: Vault) -> list[str]:
        """Return to whom these owe a word about a directory."""
        part, found = Directories(), []
        for vault in who:
            found += [c.record.title for c in contact_cards.list_contacts(vault) if part.due(vault, c, "memory", True)]
        return found

    def speaks(self, root: crypto.SigningKey = ROOT, name: str = "Heron") -> bytes:
        """Let the root sign for the desk, and the desk take it; return the first directory."""
        directories.sign_for(self.desk, roots.delegate(self.desk, root), name)
        return directories.read_current_directory(self.desk).file


def make(folder: Path, ours: bool) -> None:
    """Make the four vaults; `ours`: the desk signs for Heron, and both members have its directory and follow it."""
    clock = Clock()
    with ExitStack() as stack:
        vaults = [stack.enter_context(vault_at(folder / name, clock)) for name in NAMES]
        desk = vaults[0]
        for vault, name in zip(vaults, NAMES, strict=True):
            contact_cards.set_my_card(vault, name.title(), desk=vault is desk)
        for vault in vaults[1:]:
            know(desk, vault)
            know(vault, desk)
        heron = Heron(*vaults, clock, {})
        if ours:
            heron.speaks()
            directories.add(desk, ["Maya", "Omar"], "field")
            heron.round(desk, heron.maya, heron.omar, desk)
            for vault in (heron.maya, heron.omar):
                organisations.follow(vault, "Heron")


@contextmanager
def copy_of(template: Path, folder: Path, secrets: dict[str, crypto.Secret]) -> Iterator[Heron]:
    """Give a copy of them; `secrets` remembers what Argon2id made of their passphrases."""
    shutil.copytree(template, folder)
    clock = Clock()
    with ExitStack() as stack:
        vaults = []
        for name in NAMES:
            if name not in secrets:
                m_kib, passes, salt = header.costs(header.read(folder / name / "vault.hdr"))
                secrets[name] = crypto.derive(PASSPHRASE, salt, m_kib, passes)
            vault = open_(folder / name, secrets[name], WORDS, clock=clock)
            stack.callback(vault.close)
            vaults.append(vault)
        known = {
            contact.record.title.lower(): get(vaults[0], contact.record.id)
            for contact in contact_cards.list_contacts(vaults[0])
        }
        yield Heron(*vaults, clock, known)
