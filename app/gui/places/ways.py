"""The page of the unlock methods, over any place: add, change or remove a passphrase, always after proof of one."""

from collections.abc import Callable
from pathlib import Path

import crypto
from app import start
from app.actions import slots, strength
from app.errors import AppError
from app.gui import trustee
from app.gui.desk import Desk
from app.gui.place import back_button
from app.gui.places.choosing import choose
from app.gui.reads import ways as reading
from app.gui.shown_ways import Asked, NewWay, WaysPage
from app.gui.views.passphrase import PassphraseView
from app.gui.views.taking_away import TakingAwayView
from app.gui.views.ways import WaysView
from app.store.header import Way
from app.store.slots import Slot
from app.store.vault import Vault

GUIDE = "ways-in"
KEY_FILE = "picture.bin"
"""The name of a new key file: a dull name."""


def open_ways(desk: Desk) -> None:
    """Open the page."""
    tr = desk.look.tr
    desk.ask(lambda vault: reading.page(vault, tr), lambda shown: _show(desk, shown))


def way_of(passphrase: str, key_file: str) -> Way:
    """Return the typed unlock method; reads the key file, so it belongs into the store's thread."""
    return Way(passphrase, slots.keyfile(Path(key_file)) if key_file else None)


def said(desk: Desk, error: BaseException) -> str:
    """Return the text of an error for its page; an error that is not ours also goes to the foot line."""
    if not isinstance(error, AppError):
        desk.failed(error)
        return desk.look.tr("The program made a mistake. What was saved is whole.")
    return " ".join(map(desk.look.tr.phrase, filter(None, (error.message, error.hint))))


def _show(desk: Desk, shown: WaysPage) -> None:
    from app.gui.places.kept import open_kept
    from app.gui.places.recovery import open_drill, open_recovery
    from app.gui.places.rotation import open_rotation

    view = WaysView(desk.look, shown, back_button(desk))
    view.add_way.connect(lambda: _passphrase(desk, "", ""))
    names = {way.key: way.name for way in shown.ways}
    view.change.connect(lambda key: _passphrase(desk, names[key], key))
    view.remove.connect(lambda key: _remove(desk, names[key], int(key)))
    view.make_shares.connect(lambda: open_recovery(desk))
    view.try_shares.connect(lambda: open_drill(desk))
    view.end_recovery.connect(lambda: _end_recovery(desk))
    view.kept.connect(lambda: open_kept(desk))
    view.rotate.connect(lambda: open_rotation(desk))
    desk.window.show_full(view)
    tr = desk.look.tr
    desk.watch(view, lambda: desk.ask(lambda vault: reading.page(vault, tr), lambda now: _again(desk, view, now)))


def _again(desk: Desk, view: WaysView, shown: WaysPage) -> None:
    if desk.window.full is view:
        _show(desk, shown)


def ask_key_file(desk: Desk, done: Callable[[str], None]) -> None:
    """Ask for the key file of a passphrase; `done` gets its path."""
    tr = desk.look.tr
    choose(desk, tr("Choose the key file"), tr("It is read once and not remembered."), tr("Use this file"), done,
           GUIDE, ())  # fmt: skip


def _passphrase(desk: Desk, name: str, key: str) -> None:
    tr = desk.look.tr
    asked = Asked(tr("Add a passphrase"), tr("Each passphrase opens the whole vault, by itself."),
                  tr("Add this passphrase"), named=True)  # fmt: skip
    if key:
        text = tr("Whoever copied the vault before can still open that copy with the old passphrase.")
        asked = Asked(tr("Change a passphrase"), tr.line(name, text), tr("Change it"), key)
    view = PassphraseView(desk.look, asked, start.draw_words, back_button(desk))
    view.judge.connect(lambda text: desk.on_net(lambda *_: strength.bits(text), view.show_strength))
    view.browse.connect(lambda what: browse(desk, view, what))
    view.done.connect(lambda new: _write(desk, view, new))
    desk.window.show_over(view)


def browse(desk: Desk, view: PassphraseView, what: str) -> None:
    """Choose a key file for the page, or the folder for a new one."""
    tr = desk.look.tr
    if what == "proof":
        ask_key_file(desk, view.proof.set_key_file)
    elif what == "file":
        text = tr("Any file that never changes does. Who finds it does not see that it is a key.")
        choose(desk, tr("Choose a key file"), text, tr("Use this file"), view.set_key_file, GUIDE, ())
    else:
        text = tr("A small file of chance is written there. A stick that you take with you is a good place.")
        take = tr("Make it in this folder")
        done = lambda folder: view.set_key_file(str(Path(folder) / KEY_FILE))  # noqa: E731
        choose(desk, tr("Make a key file"), text, take, done, GUIDE)


def key_file_of(new: NewWay) -> bytes | None:
    """Return the hash of the chosen key file, which is made first if it is new; for the store's thread."""
    make = slots.make_keyfile if new.make_file else slots.keyfile
    return make(Path(new.key_file)) if new.key_file else None


def _write(desk: Desk, view: PassphraseView, new: NewWay) -> None:
    tr, proof = desk.look.tr, (view.proof.passphrase, view.proof.key_file)

    def write(vault: Vault) -> Slot:
        way = way_of(*proof)
        key_file = key_file_of(new)
        if new.key:
            return slots.change_passphrase(vault, way, new.passphrase, i=int(new.key), keyfile=key_file)
        return slots.add(vault, way, new.name, new.passphrase, key_file)

    def done(slot: Slot) -> None:
        desk.window.close_full()
        words = tr("The passphrase is changed.") if new.key else tr("The passphrase is added.")
        desk.tell(words + (" " + tr("It needs its key file.") if slot.keyfile else ""))

    desk.ask(write, done, lambda error: view.failed(said(desk, error)))


def _remove(desk: Desk, name: str, i: int) -> None:
    tr = desk.look.tr
    text = tr("From then on it opens nothing here. A copy of the vault that was made before is still opened by it.")
    view = TakingAwayView(desk.look, tr("Remove {name}?", name=name), text, tr("Remove it"), back_button(desk))
    _ask_removal(desk, view, i, tr("{name} is removed.", name=name))


def _end_recovery(desk: Desk) -> None:
    tr = desk.look.tr
    text = tr(
        "The shares open nothing here any more, and a forgotten passphrase is the end of the vault. Older copies of "
        "the vault are still opened by them."
    )
    text += " " + trustee.stays(tr)
    view = TakingAwayView(desk.look, tr("Remove the recovery shares?"), text, tr("Remove them"), back_button(desk))
    _ask_removal(desk, view, None, tr("The recovery shares are removed."))


def _ask_removal(desk: Desk, view: TakingAwayView, i: int | None, done: str) -> None:
    def remove(vault: Vault, passphrase: str, key_file: str) -> None:
        number = i
        if number is None:
            number = next(slot.i for slot in slots.listed(vault) if slot.how == crypto.RECOVERY)
        slots.remove(vault, way_of(passphrase, key_file), number)

    def over(_: object) -> None:
        desk.window.close_full()
        desk.tell(done)

    def go(passphrase: str, key_file: str) -> None:
        desk.ask(
            lambda vault: remove(vault, passphrase, key_file), over, lambda error: view.failed(said(desk, error))
        )  # fmt: skip

    view.proof.browse.connect(lambda: ask_key_file(desk, view.proof.set_key_file))
    view.go.connect(go)
    desk.window.show_over(view)
