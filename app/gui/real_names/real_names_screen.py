"""The names password in the window: open it, its page, its setup, and the form of a real name, over any place."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

import shiboken6

from app import start
from app.actions.kernel import clock, drafts, records
from app.actions.vault import real_names
from app.domain.record import Record
from app.errors import AppError
from app.gui.real_names import real_names_query as reading
from app.gui.real_names.real_names_page_view import SecondView, SecondWordsView, names_words
from app.gui.real_names.real_names_query import Real, SecondPage
from app.gui.real_names.real_names_view import OpenView, RealNames
from app.gui.shell.place import back_button
from app.gui.shell.unsaved_text import throw_draft_away
from app.gui.shell.vault_session import VaultSession
from app.store.vault.open_vault import Vault

if TYPE_CHECKING:
    import crypto
    from app.gui.records.form_view import RecordForm


def open_lock(desk: VaultSession, then: Callable[[], None]) -> None:
    """Ask for the names password; `then` is called when it is open."""
    view = OpenView(desk.look, back_button(desk))

    def opened() -> None:
        if desk.window.full is view:
            desk.window.close_full()
        then()

    def failed(error: BaseException) -> None:
        if desk.window.full is view and isinstance(error, AppError):
            said = desk.look.tr.phrase(error.message)
            desk.ask(real_names.wait, lambda left: view.failed(said, left) if shiboken6.isValid(view) else None)
        else:
            desk.failed(error)

    def still(left: int) -> None:
        if left and shiboken6.isValid(view):
            view.failed(desk.look.tr("This password did not open the real names."), left)

    view.unlock.connect(lambda typed, why: desk.second.open(typed, why, opened, failed))
    desk.window.show_over(view)
    desk.ask(real_names.wait, still)


# Its page.


def open_page(desk: VaultSession) -> None:
    """Show the page of the lock."""
    tr = desk.look.tr
    desk.read(lambda vault: reading.page(vault, tr), lambda shown: _page(desk, shown))


def _page(desk: VaultSession, shown: SecondPage) -> None:
    lock = desk.second
    view = SecondView(desk.look, shown, lock.key is not None, back_button(desk))
    view.open.connect(lambda: open_lock(desk, lambda: open_page(desk)))
    view.close_lock.connect(lock.close)
    view.set_up.connect(lambda: set_up(desk, lambda: open_page(desk)))
    view.passphrase.connect(lambda: set_up(desk, lambda: open_page(desk), change=True))
    view.minutes.connect(lambda n: desk.ask(lambda vault: real_names.set_minutes(vault, n), lambda _: None))
    view.searched.connect(lambda text: _search(desk, view, text))
    view.person.connect(lambda key: _person(desk, key))
    view.key_sheet.connect(lambda: _key_sheet(desk))
    lock.changed.connect(view.stale)
    view.stale.connect(lambda: open_page(desk) if desk.window.full is view else None)
    desk.window.show_full(view)


def _person(desk: VaultSession, key: str) -> None:
    desk.window.close_full()
    desk.show("people", key, "actor")


def _key_sheet(desk: VaultSession) -> None:
    from app.gui.real_names.key_sheet_screen import open_key_sheet

    open_key_sheet(desk)


def _search(desk: VaultSession, view: SecondView, text: str) -> None:
    tr, key = desk.look.tr, desk.second.key
    if key is not None and text.strip():
        desk.ask(
            lambda vault: reading.find_people(vault, tr, key, text),
            lambda found: view.show_found(found) if shiboken6.isValid(view) else None,
        )


def set_up(desk: VaultSession, then: Callable[[], None], change: bool = False) -> None:
    """Generate six words, have them typed again, and set the names password, or change it while it is open."""
    tr, lock, before = desk.look.tr, desk.second, desk.second.key
    view = SecondWordsView(desk.look, start.draw_words, names_words(tr, change), back_button(desk))

    def make(vault: Vault, db: Any, passphrase: str) -> "crypto.Secret":
        key, wrap = real_names.prepare_key(db(real_names.header_of), passphrase, before if change else None)
        db(lambda vault: (real_names.change_passphrase if change else real_names.set_up)(vault, wrap))
        return key

    def made(key: "crypto.Secret") -> None:
        if not change:
            key.clear()  # it is opened as always: with the password
        if desk.window.full is view:
            desk.window.close_full()
        desk.tell(tr("The names password is changed.") if change else tr("The names password is set up."))
        then()

    def failed(error: BaseException) -> None:
        if desk.window.full is view and isinstance(error, AppError):
            view.failed(tr.error(error))
        else:
            desk.failed(error)

    def done(passphrase: str) -> None:
        if not change or lock.key is before:
            desk.on_net(lambda vault, db: make(vault, db, passphrase), made, failed)
        else:
            desk.window.close_full()  # it closed meanwhile

    view.done.connect(done)
    desk.window.show_full(view)


# On a person's page.


def on_page(desk: VaultSession, person: str, block: RealNames) -> None:
    """Show the real name on a person's page while the names are open, and let the page open them."""
    lock, tr = desk.second, desk.look.tr

    def show(shown: Real) -> None:
        if shiboken6.isValid(block) and (lock.key is not None or shown.names is None):
            block.show_real(shown)

    def look() -> None:
        key = lock.key
        if key is not None:
            desk.ask(lambda vault: reading.opened_view(vault, tr, key, person, lock.noted), show)
        else:
            desk.read(lambda vault: reading.closed_view(vault, bytes.fromhex(person)), show)

    block.open.connect(lambda: open_lock(desk, lambda: None))
    block.set_up.connect(lambda: set_up(desk, lambda: open_lock(desk, lambda: None)))
    block.edit.connect(lambda record: edit(desk, person, record))
    lock.changed.connect(block.stale)
    block.stale.connect(look)
    if lock.key is not None:
        look()


# The form.


def edit(desk: VaultSession, person: str, record: str = "") -> None:
    """Open the form of a real name, with its draft; all its data stays behind the names password."""
    lock, key, tr = desk.second, desk.second.key, desk.look.tr
    if key is None:
        open_lock(desk, lambda: edit(desk, person, record))
        return
    name, kind = real_names.draft_name(person, record), desk.kinds["identity_vault"]

    def read(vault: Vault) -> "tuple[Record, str, dict[str, object], date]":
        shown = real_names.show(vault, key, person, noted=lock.noted)
        one = next((one for one in shown if one.id.hex() == record), None)
        known = Record(b"", kind.name, "", {})
        if one is not None:
            known = Record(one.id, kind.name, one.ref, one.fields)
        return known, records.record_of(vault, person).title, real_names.draft(vault, key, name), clock.today(vault)

    def came(found: "tuple[Record, str, dict[str, object], date]") -> None:
        from app.gui.records.form_view import RecordForm

        known, alias, draft, today = found
        if lock.key is not key:
            return
        names, title = [f.name for f in kind.own], tr("Real name of {alias}", alias=alias)
        form = RecordForm(desk.look, desk.words, kind, known, names, title, draft, today=today)
        form.guide = "second-lock"
        _Writing(desk, form, key, name, person, record, title)
        desk.notice(None)
        desk.window.show_full(form)

    desk.ask(read, came)


class _Writing:
    """The open form: each pause stores it, encrypted; when the names close, it is stored and removed."""

    def __init__(
        self, desk: VaultSession, form: "RecordForm", key: "crypto.Secret", name: str, person: str, record: str,
        title: str,
    ) -> None:  # fmt: skip
        self._desk, self._form, self._key, self._name = desk, form, key, name
        self._person, self._record, self._title = person, record, title
        self._over = False
        form.changed.connect(self._keep)
        form.save.connect(self._save)
        form.leave.connect(self._leave)
        form.away.connect(self._end)
        desk.second.keep = self._keep
        desk.second.changed.connect(self._closed)

    def _keep(self) -> None:
        lock, key, name = self._desk.second, self._key, self._name
        if self._over or lock.key is not key or not shiboken6.isValid(self._form):
            return
        values = dict(self._form.changed_values())
        if self._form.isVisible():
            lock.go_on()
        self._desk.ask(lambda vault: real_names.keep_draft(vault, key, name, values), lambda _: None)

    def _end(self) -> None:
        self._over = True
        self._desk.second.keep = lambda: None
        self._desk.second.changed.disconnect(self._closed)
        if self._desk.window.full is self._form:
            self._desk.window.close_full()

    def _closed(self) -> None:
        if not self._over:
            shown = self._desk.window.full is self._form
            self._end()
            if shown:
                self._desk.say(self._desk.look.tr("The real names are closed. Amparo saved your text with them."))

    def _leave(self) -> None:
        if self._form.changed_values():
            self._keep()  # the last input is stored before the draft is deleted
        self._end()
        throw_draft_away(self._desk, self._name)

    def _save(self) -> None:
        desk, key, name, person, record = self._desk, self._key, self._name, self._person, self._record
        values, title = self._form.changed_values(), self._title
        if record and not values:
            self._end()
            desk.ask(lambda vault: drafts.drop(vault, name), lambda _: None)
            desk.say(desk.look.tr("Nothing changed."))
            return

        def save(vault: Vault) -> real_names.Saved:
            with vault.transaction():
                saved = real_names.save(vault, key, person, values, record)
                drafts.drop(vault, name)
            return saved

        def saved(done: real_names.Saved) -> None:
            self._end()
            tr = desk.look.tr
            desk.tell(
                tr("Saved: {title}.", title=title),
                lambda vault: real_names.put_back(vault, done),
                lambda vault: real_names.put_back(vault, done, again=True),
            )

        if desk.second.key is key:
            desk.ask(save, saved, self._form.refused)
