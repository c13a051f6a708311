"""The page of the unlock methods, over any place: add, change or remove a passphrase, always after proof of one."""

import crypto
from app import start
from app.actions.vault import unlock_methods
from app.gui.shell.place import back_button
from app.gui.shell.vault_session import VaultSession
from app.gui.vault import kit
from app.gui.vault import ways_query as reading
from app.gui.vault.passphrase_view import PassphraseView
from app.gui.vault.unlock_methods_view import TakingAwayView, WaysView
from app.gui.vault.way_fields import VAULT, KeyRing, ask_key_file, browse, error_text, key_file_of, way_of
from app.gui.vault.ways_query import NewPassphrase, PassphraseRequest, WaysPage
from app.store.vault.open_vault import Vault
from app.store.vault.slots import Slot


def open_ways(desk: VaultSession) -> None:
    """Open the page."""
    tr = desk.look.tr
    desk.ask(lambda vault: reading.page(vault, tr), lambda shown: _show(desk, shown))


def _show(desk: VaultSession, shown: WaysPage) -> None:
    from app.gui.vault.kept_screen import open_kept

    view = WaysView(desk.look, shown, back_button(desk))
    connect_ways(desk, view, shown, VAULT)
    view.kept.connect(lambda: open_kept(desk))
    desk.window.show_full(view)
    tr = desk.look.tr
    desk.watch(view, lambda: desk.ask(lambda vault: reading.page(vault, tr), lambda now: _again(desk, view, now)))


def connect_ways(desk: VaultSession, view: WaysView, shown: WaysPage, ring: KeyRing) -> None:
    """Connect the actions of a page of keys with the keys of the vault or of the session notes."""
    from app.gui.vault.recovery_screen import open_drill, open_recovery
    from app.gui.vault.rotation_screen import open_rotation

    names = {way.key: way.name for way in shown.ways}
    view.add_way.connect(lambda: _passphrase(desk, ring, "", ""))
    view.change.connect(lambda key: _passphrase(desk, ring, names[key], key))
    view.remove.connect(lambda key: _remove(desk, ring, names[key], int(key)))
    view.make_shares.connect(lambda: open_recovery(desk, ring))
    view.try_shares.connect(lambda: open_drill(desk, ring))
    view.end_recovery.connect(lambda: _end_recovery(desk, ring))
    view.rotate.connect(lambda: open_rotation(desk, ring))


def _again(desk: VaultSession, view: WaysView, shown: WaysPage) -> None:
    if desk.window.full is view:
        _show(desk, shown)


def _passphrase(desk: VaultSession, ring: KeyRing, name: str, key: str) -> None:
    tr = desk.look.tr
    whole = (
        tr("Each password opens all session notes.") if ring.notes else tr("Each password opens the complete vault.")
    )
    asked = PassphraseRequest(
        tr("Add a password"), whole, tr("Add this password"), named=True, proof=ring.ask_for(tr)
    )  # fmt: skip
    if key:
        text = ring.name(tr, tr("Earlier copies still open with the old password."))
        asked = PassphraseRequest(
            tr("Change a password"), tr.line(name, text), tr("Change it"), key, proof=ring.ask_for(tr)
        )  # fmt: skip
    view = PassphraseView(desk.look, asked, start.draw_words, back_button(desk))
    view.judge.connect(lambda text: desk.on_net(lambda *_: unlock_methods.bits(text), view.show_strength))
    view.browse.connect(lambda what: browse(desk, view, what))
    view.done.connect(lambda new: _write(desk, ring, view, new))
    desk.window.show_over(view)


def _write(desk: VaultSession, ring: KeyRing, view: PassphraseView, new: NewPassphrase) -> None:
    tr, proof = desk.look.tr, (view.proof.passphrase, view.proof.key_file)

    def write(vault: Vault) -> Slot:
        way = way_of(*proof)
        key_file = key_file_of(new)
        if new.key:
            return unlock_methods.change_passphrase(
                ring.find(vault), way, new.passphrase, i=int(new.key), keyfile=key_file
            )
        return unlock_methods.add(ring.find(vault), way, new.name, new.passphrase, key_file)

    def done(slot: Slot) -> None:
        desk.window.close_full()
        words = tr("The password is changed.") if new.key else tr("The password is added.")
        desk.tell(words + (" " + tr("The password needs the key file too.") if slot.keyfile else ""))

    desk.ask(write, done, lambda error: view.failed(error_text(desk, error)))


def _remove(desk: VaultSession, ring: KeyRing, name: str, i: int) -> None:
    tr = desk.look.tr
    text = ring.name(tr, tr("This password then opens nothing here. It still opens older copies."))
    view = TakingAwayView(
        desk.look, tr("Remove {name}?", name=name), text, tr("Remove it"), back_button(desk), ring.ask_for(tr)
    )  # fmt: skip
    _ask_removal(desk, ring, view, i, tr("{name} is removed.", name=name))


def _end_recovery(desk: VaultSession, ring: KeyRing) -> None:
    tr = desk.look.tr
    text = tr(
        "The shares no longer open this vault. If you forget the password, no one can open the vault. The "
        "shares still open older copies of it."
    )
    text += " " + kit.revocation_note(tr)
    if ring.notes:
        text = tr("If you then forget the password, no one can read the notes. The shares still open older copies.")
    view = TakingAwayView(
        desk.look, tr("Remove the recovery shares?"), text, tr("Remove them"), back_button(desk), ring.ask_for(tr)
    )  # fmt: skip
    _ask_removal(desk, ring, view, None, tr("The recovery shares are removed."))


def _ask_removal(desk: VaultSession, ring: KeyRing, view: TakingAwayView, i: int | None, done: str) -> None:
    def remove(vault: Vault, passphrase: str, key_file: str) -> None:
        keyed, number = ring.find(vault), i
        if number is None:
            number = next(slot.i for slot in unlock_methods.list_unlock_methods(keyed) if slot.how == crypto.RECOVERY)
        unlock_methods.remove(keyed, way_of(passphrase, key_file), number)

    def over(_: object) -> None:
        desk.window.close_full()
        desk.tell(done)

    def go(passphrase: str, key_file: str) -> None:
        desk.ask(
            lambda vault: remove(vault, passphrase, key_file), over, lambda error: view.failed(error_text(desk, error))
        )  # fmt: skip

    view.proof.browse.connect(lambda: ask_key_file(desk, view.proof.set_key_file))
    view.go.connect(go)
    desk.window.show_over(view)
