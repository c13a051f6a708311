"""The session notes about a person in the window: set up, open, write, hand over; they close when the page is left."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import shiboken6
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

import crypto
from app import start
from app.actions.casework import session_notes
from app.actions.contacts import note_handing
from app.actions.kernel import drafts, external_files
from app.actions.kernel.change_set import Changed
from app.actions.vault import recovery, session_vault, unlock_methods
from app.actions.vault.unlock_attempts import UnlockWay
from app.domain.kind import Kind
from app.domain.record import Record
from app.errors import AppError, CannotUnlock
from app.gui.real_names.real_names_page_view import SecondWordsView, notes_words
from app.gui.shell.place import back_button
from app.gui.shell.vault_session import VaultSession
from app.gui.vault import session_notes_query as reading
from app.gui.vault.session_notes_query import NoteCard, NotesPage
from app.gui.vault.session_notes_view import ENDING, ClosedNotesView, HandView, NotesView, TakeView
from app.gui.vault.way_fields import KeyRing, browse, error_text, set_by_shares
from app.gui.vault.ways_query import NewPassphrase, PassphraseRequest, WaysPage
from app.store.vault.header import UnlockSecret
from app.store.vault.open_vault import Vault

if TYPE_CHECKING:
    from app.gui.records.form_view import RecordForm

IDLE = 600_000
"""Milliseconds without a key or a page until the notes close."""
_FILLED = ("person", "handed")


def open_session_notes(desk: VaultSession, person: str) -> None:
    """Show the session notes about a person, or the page that opens them."""
    _NotesVisit(desk, person).show()


class _NotesVisit:
    """The pages of one visit. When the last one is gone, the notes close."""

    def __init__(self, desk: VaultSession, person: str) -> None:
        self._desk, self._person = desk, person
        self._page: QWidget | None = None
        self._timer = QTimer(desk.window)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._close)

    def show(self) -> None:
        """Read the page again."""
        person, tr = self._person, self._desk.look.tr  # a task of the store's thread holds no widget
        self._desk.ask(lambda vault: reading.page(vault, tr, person), self._shown)

    def _shown(self, shown: NotesPage) -> None:
        desk = self._desk
        if shown.notes is None:
            closed = ClosedNotesView(desk.look, shown, back_button(desk))
            closed.unlock.connect(lambda typed: self._unlock(closed, typed))
            closed.set_up.connect(self._set_up)
            closed.keys.connect(self._keys)
            self._go(closed)
            return
        view, notes = NotesView(desk.look, shown, back_button(desk)), shown.notes
        view.edit.connect(lambda key: self._edit(shown, next((note for note in notes if note.key == key), None)))
        view.hand.connect(lambda key: self._hand(shown, next(note for note in notes if note.key == key)))
        view.take.connect(lambda: self._take(shown))
        view.closed.connect(self._close)
        view.keys.connect(self._keys)
        self._go(view)

    def _go(self, page: QWidget) -> None:
        """Show a page of this visit; the one before is no end of it."""
        self._page = page
        page.destroyed.connect(lambda _=None: self._left(page))
        self._desk.window.show_full(page)
        self._timer.start(IDLE)

    def _left(self, page: QWidget) -> None:
        if self._page is page:
            self._timer.stop()
            self._desk.ask(session_vault.close, lambda _: None)

    def _close(self) -> None:
        """Close the notes, and leave every page of them, also under the help or another page."""
        if self._page is not None and shiboken6.isValid(self._page):
            self._desk.window.drop_page(self._page)
        self._desk.say(self._desk.look.tr("The session notes are closed."))

    # Opening.

    def _unlock(self, view: ClosedNotesView, typed: str) -> None:
        self._open(view, lambda: typed, lambda: self._opened(view), view.failed)

    def _open(
        self, view: QWidget, way: Callable[[], UnlockWay], done: Callable[[], None], say: Callable[[str], None]
    ) -> None:
        def failed(error: BaseException) -> None:
            if self._page is view and shiboken6.isValid(view) and isinstance(error, AppError):
                say(self._desk.look.tr.error(error))
            else:
                self._desk.failed(error)

        self._desk.on_net(lambda _, db: session_vault.open_(db, way()), lambda _: done(), failed)

    def _opened(self, view: QWidget) -> None:
        if self._page is view and shiboken6.isValid(view):
            self.show()
        else:
            self._desk.ask(session_vault.close, lambda _: None)  # the person left the page meanwhile

    def _set_up(self) -> None:
        desk, tr = self._desk, self._desk.look.tr
        view = SecondWordsView(desk.look, start.draw_words, notes_words(tr), back_button(desk))
        view.guide = "session-notes"

        def failed(error: BaseException) -> None:
            if self._page is view and isinstance(error, AppError):
                view.failed(tr.error(error))
            else:
                desk.failed(error)

        def make(_: Vault, db: Any, words: str) -> Changed:
            return session_vault.create(db, words)

        view.done.connect(
            lambda words: desk.on_net(lambda vault, db: make(vault, db, words), lambda _: self._opened(view), failed)
        )
        self._go(view)

    def _failed(self, error: BaseException) -> None:
        """Show the page that opens the notes if they closed meanwhile, for a backup, and the error."""
        self._desk.failed(error)
        if isinstance(error, CannotUnlock):
            self.show()

    # The keys.

    def _keys(self) -> None:
        tr = self._desk.look.tr
        self._desk.ask(lambda vault: reading.read_keys(vault, tr), self._show_keys, self._failed)

    def _show_keys(self, shown: WaysPage) -> None:
        from app.gui.vault.note_keys_view import NoteKeysView
        from app.gui.vault.ways_screen import connect_ways

        view = NoteKeysView(self._desk.look, shown, self._back())
        connect_ways(self._desk, view, shown, KeyRing(notes=True))
        view.use_shares.connect(self._use_shares)
        view.erase.connect(self._erase)
        self._go(view)
        self._desk.watch(view, lambda: self._keys() if self._desk.window.full is view else None)

    def _use_shares(self) -> None:
        from app.gui.vault.recovery_screen import ask_shares
        from app.gui.vault.recovery_view import DrillView

        tr = self._desk.look.tr
        text = tr("Enter enough shares. Amparo does not save the words. Then set a new password.")
        view = DrillView(self._desk.look, self._back(), (tr("Open the notes with recovery shares"), text))

        def prove(shares: tuple[str, ...]) -> None:
            def way() -> UnlockSecret:
                return UnlockSecret(recovery.combine_shares(shares), how=crypto.RECOVERY)

            self._open(view, way, lambda: self._renew(view, shares), lambda said: view.show_result(False, said))

        view.prove.connect(prove)
        view.entry.browse.connect(lambda: ask_shares(self._desk, view.entry.read_file))
        self._go(view)

    def _renew(self, page: QWidget, shares: tuple[str, ...]) -> None:
        """Ask for the password after the shares opened the notes."""
        from app.gui.vault.passphrase_view import PassphraseView

        if self._page is not page or not shiboken6.isValid(page):
            self._opened(page)
            return
        desk, tr = self._desk, self._desk.look.tr
        text = tr("The shares opened the notes. From now on, this password opens them. The shares stay valid.")
        asked = PassphraseRequest(tr("A new password of the session notes"), text, tr("Use it"), proven=False)
        view = PassphraseView(desk.look, asked, start.draw_words, self._back())
        view.judge.connect(lambda text: desk.on_net(lambda *_: unlock_methods.bits(text), view.show_strength))
        view.browse.connect(lambda what: browse(desk, view, what))

        def write(new: NewPassphrase) -> None:
            desk.ask(
                lambda vault: set_by_shares(session_vault.require(vault), shares, new), lambda _: self.show(),
                lambda error: view.failed(error_text(desk, error)),
            )  # fmt: skip

        view.done.connect(write)
        self._go(view)

    # Writing.

    def _edit(self, shown: NotesPage, note: NoteCard | None) -> None:
        name = reading.DRAFT.format(key=note.key if note else shown.person)

        def read(vault: Vault) -> tuple[Kind, dict[str, object], date]:
            notes = session_vault.require(vault)
            kept, today = drafts.load(notes, name), reading.today(vault)
            before = note.fields if note else {"date": today}
            shown = {key: value for key, value in before.items() if key not in _FILLED}
            values = {**shown, **(kept[0] if kept else {})}
            return notes.kinds[session_notes.KIND], values, date.fromisoformat(today)

        self._desk.ask(read, lambda found: self._form(shown, note, name, *found), self._failed)

    def _form(
        self, shown: NotesPage, note: NoteCard | None, name: str, kind: Kind, values: dict[str, object], today: date
    ) -> None:
        from app.gui.records.form_view import RecordForm

        desk = self._desk
        names = [one.name for one in kind.own if one.name not in _FILLED]
        title = desk.look.tr("Session note about {alias}", alias=shown.alias)
        form = RecordForm(
            desk.look, desk.words, kind, Record(b"", kind.name, "", {}), names, title, values, today=today
        )
        form.guide = "session-notes"
        over = list[bool]()

        def keep() -> None:
            if not over and shiboken6.isValid(form):
                self._timer.start(IDLE)
                typed = dict(form.changed_values())
                if typed == dict(values):
                    return
                desk.ask(lambda vault: _keep_draft(vault, name, typed), lambda _: None, lambda _: None)

        def end(drop: bool) -> None:
            over.append(True)
            if drop:
                desk.ask(lambda vault: _drop_draft(vault, name), lambda _: None, lambda _: None)
            self.show()

        form.changed.connect(keep)
        form.save.connect(lambda: self._save(form, note, names, lambda: end(True)))
        form.leave.connect(lambda: end(True))
        form.away.connect(keep)
        form.away.connect(lambda: end(False))
        self._go(form)

    def _save(self, form: "RecordForm", note: NoteCard | None, names: list[str], done: Any) -> None:
        typed = form.changed_values()
        given = {name: typed.get(name) for name in names if note or typed.get(name) is not None}
        person = self._person

        def save(vault: Vault) -> Changed:
            if note:
                return session_notes.edit(vault, note.key, given)[1]
            return session_notes.add(vault, person, given)[1]

        self._desk.ask(save, lambda _: done(), form.refused)

    # Copies.

    def _hand(self, shown: NotesPage, note: NoteCard) -> None:
        desk, tr = self._desk, self._desk.look.tr

        def came(people: tuple[tuple[str, str], ...]) -> None:
            view = HandView(desk.look, note.title, shown.alias, people, Path.home(), self._back())
            view.go.connect(lambda contact, folder: write(contact, Path(folder)))
            self._go(view)

        def write(contact: str, folder: Path) -> None:
            def make(vault: Vault) -> Path:
                path = external_files.choose_neutral_path(folder, "note", ENDING, vault.random)
                code = note_handing.ask(vault, note.key, contact).code
                note_handing.hand(vault, note.key, contact, path, code)
                return path

            desk.ask(make, written, self._failed)

        def written(path: Path) -> None:
            desk.say(tr("{name} is written. Give the file to the clinician yourself.", name=path.name))
            self.show()

        desk.ask(lambda vault: reading.list_clinicians(vault, tr, note.key), came, self._failed)

    def _take(self, shown: NotesPage) -> None:
        view = TakeView(self._desk.look, shown.alias, Path.home(), self._back())

        def take(vault: Vault, path: Path) -> Changed:
            return note_handing.take(vault, note_handing.read_file(path), shown.person)[1]

        view.go.connect(
            lambda path: self._desk.ask(lambda vault: take(vault, Path(path)), lambda _: self.show(), self._failed)
        )
        self._go(view)

    def _back(self) -> Any:
        """Return the button that leads back to the notes."""
        button = back_button(self._desk)
        button.clicked.disconnect()
        button.clicked.connect(lambda _=False: self.show())
        return button

    def _erase(self) -> None:
        tr = self._desk.look.tr

        def erased(left: object) -> None:
            whole = tr("Amparo erased the session notes.")
            self._desk.say(tr("Some files stayed. The next start removes them.") if left else whole)
            self.show()

        self._desk.ask(session_vault.erase, erased)


def _keep_draft(vault: Vault, name: str, values: dict[str, object]) -> None:
    """Save what a person types in the notes, never in the vault."""
    notes = session_vault.find_open(vault)
    if notes is not None:
        drafts.keep(notes, name, values)


def _drop_draft(vault: Vault, name: str) -> None:
    notes = session_vault.find_open(vault)
    if notes is not None:
        drafts.drop(notes, name)
