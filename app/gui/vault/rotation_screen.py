"""A new key for the complete vault, over the page of the unlock methods: set one passphrase, copy all data under it."""

from typing import TYPE_CHECKING

from app import start
from app.actions.vault import rotation, unlock_methods
from app.gui.shell.place import back_button
from app.gui.shell.vault_session import VaultSession
from app.gui.vault.passphrase_view import PassphraseView
from app.gui.vault.way_fields import VAULT, KeyRing, browse, error_text, key_file_of, way_of
from app.gui.vault.ways_query import NewPassphrase, PassphraseRequest
from app.store.vault.open_vault import Vault
from app.store.vault.slots import Slot

if TYPE_CHECKING:
    from app.actions.kernel.db import Db
    from sync.ports import Told

GUIDE = "rotate"


def open_rotation(desk: VaultSession, ring: KeyRing = VAULT) -> None:
    """Ask for the passphrase that will open it afterwards."""
    tr = desk.look.tr
    text = tr(
        "A new key ends all other passwords, key files, recovery shares and the erase password. Make new ones "
        "afterwards."
    )
    title = tr("A new key for the session notes") if ring.notes else tr("A new key for the whole vault")
    asked = PassphraseRequest(title, text, tr("Make the new key"), named=True, proof=ring.ask_for(tr))
    view = PassphraseView(desk.look, asked, start.draw_words, back_button(desk))
    view.guide = GUIDE
    view.judge.connect(lambda text: desk.on_net(lambda *_: unlock_methods.bits(text), view.show_strength))
    view.browse.connect(lambda what: browse(desk, view, what))
    view.done.connect(lambda new: _rotate(desk, ring, view, new))
    desk.window.show_over(view)


def _rotate(desk: VaultSession, ring: KeyRing, view: PassphraseView, new: NewPassphrase) -> None:
    tr, proof = desk.look.tr, (view.proof.passphrase, view.proof.key_file)

    def rotate(_: Vault, __: "Db", told: "Told") -> Slot:
        def step(vault: Vault) -> Slot:
            way = way_of(*proof)
            return rotation.rotate(ring.find(vault), way, new.passphrase, key_file_of(new), new.name, told)

        return desk.long_step(step)

    def done(_: Slot) -> None:
        desk.window.close_full()
        notes = tr("The notes have a new key. Make new recovery shares and a new backup.")
        desk.tell(notes if ring.notes else tr("The vault has a new key. Make new recovery shares and a new backup."))

    desk.at_length(
        tr("Copying the vault with a new key"), tr("Stopped. Nothing was changed."), rotate, done,
        lambda error: view.failed(error_text(desk, error)),
        measure=lambda at, total: tr("{n} of {of} pages", n=at, of=total),
    )  # fmt: skip
