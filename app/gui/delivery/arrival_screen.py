"""Read a received report, and then accept or refuse it. Its files are read in memory, on the network thread."""

from collections.abc import Callable

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from app.actions.kernel.db import Db
from app.actions.mail import accept_undo, inbox, questions, report_contents
from app.actions.mail.inbox import Accepted
from app.actions.mail.report_contents import CheckedFile
from app.gui.delivery import arrival_query as reading
from app.gui.delivery import heaps_query
from app.gui.delivery.arrival_query import AcceptedPage, ArrivalPage
from app.gui.delivery.arrival_view import AcceptAllView, AcceptedView, ArrivalView, ArrivedFileView
from app.gui.delivery.batch_accept_screen import accept, open_heaps
from app.gui.evidence.piece_view import ImageView, image_of
from app.gui.records.duplicates_screen import open_pairs
from app.gui.shell.place import back_button
from app.gui.shell.vault_session import VaultSession
from app.gui.style.text import Text
from app.gui.widgets.focus import enter
from app.gui.widgets.labels import Prose
from app.gui.widgets.page_values import RowView
from app.gui.widgets.split import Split
from app.store.vault.open_vault import Vault

THUMBNAIL, SIDE = 480, 1600
"""Pixels of the longer side of a picture in the strip, and on its page."""


class ArrivalPages:
    """The pages of received reports next to their list.

    `current` returns the key of the row that is shown; `decided` is called with the key of a report that a person
    accepted or refused.
    """

    def __init__(
        self, desk: VaultSession, split: Split, current: Callable[[], str], decided: Callable[[str], None]
    ) -> None:
        self._desk, self._look, self._split, self._current = desk, desk.look, split, current
        self._decided = decided
        self._done: tuple[str, Accepted | None] = ("", None)
        self._asks = ""
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            shortcut = QShortcut(QKeySequence(keys), split)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(self._take)

    def _take(self) -> None:
        if isinstance(page := self._split.page, ArrivalView):
            page.take()

    def read(self, key: str) -> None:
        """Read a report as it came, and show it. This writes nothing."""
        tr, (last, done) = self._look.tr, self._done
        self._desk.read(lambda vault: reading.page(vault, tr, key, done if key == last else None), self._show)

    def _show(self, shown: ArrivalPage | AcceptedPage) -> None:
        if shown.key != self._current():
            return
        if isinstance(shown, AcceptedPage):
            self._show_accepted(shown)
            return
        view = ArrivalView(self._look, shown, self._split.back_button())
        view.accept.connect(self._accept)
        view.accept_all.connect(lambda contact: self._list_all(contact, shown.sender_name))
        view.by_sender.connect(lambda: open_heaps(self._desk, shown.sender))
        view.refuse.connect(self._refuse)
        view.question.connect(lambda about, text: self._ask(shown.key, about, text))
        view.piece.connect(lambda piece: self._open_file(shown, piece))
        self._split.show_soon(view, lambda: shown.key == self._current())
        if shown.pieces:
            self._check(shown.key, lambda found: self._checked(view, found))

    def _show_accepted(self, shown: AcceptedPage) -> None:
        view = AcceptedView(self._look, shown, self._split.back_button())
        view.opened.connect(self._open)
        view.question.connect(lambda about, text: self._ask(shown.key, about, text))
        self._split.show_page(view)
        if not shown.can_undo and self._done[1] is not None and not self._desk.past.done:
            self._done[1].copy = None  # after a destruction nothing of its records is kept
        if self._asks == shown.key:  # accepted just now: the next step has the focus
            self._asks = ""
            enter(view)

    def _open(self, key: str) -> None:
        what, _, ids = key.partition(":")
        if what == "compare":
            open_pairs(self._desk, [(bytes.fromhex(ids[:32]), bytes.fromhex(ids[32:]))])
        elif what == "undo":
            self._undo()
        else:
            self._desk.routes.follow(key)

    def _ask(self, key: str, about: str, text: str) -> None:
        """Put a question to the sender in the outbox."""
        said = self._look.tr("Your question is in the Outbox.")
        self._desk.act(lambda vault: questions.ask(vault, key, about, text), said)

    def _check(self, key: str, done: Callable[[dict[str, CheckedFile]], None], only: str = "") -> None:
        def check(vault: Vault, db: Db) -> dict[str, CheckedFile]:
            stored = db(lambda vault: reading.list_files(vault, key))
            chosen = {only: stored[only]} if only in stored else {} if only else stored
            return report_contents.check_files(vault, chosen, SIDE if only else THUMBNAIL, bool(only))

        self._desk.on_net(check, done)

    def _checked(self, view: ArrivalView, found: dict[str, CheckedFile]) -> None:
        if not shiboken6.isValid(view):
            return
        images = {key: image_of(file.picture) for key, file in found.items() if file.picture is not None}
        view.show_checked(_said(self._look.tr, view.shown, found), images)

    def _open_file(self, shown: ArrivalPage, key: str) -> None:
        """Show one file of the report from memory."""
        look, tr = self._look, self._look.tr
        piece = next(piece for piece in shown.pieces if piece.key == key)
        view = ArrivedFileView(look, piece.caption, tr.line(piece.kind, shown.title), back_button(self._desk))
        self._desk.window.show_full(view)

        def came(found: dict[str, CheckedFile]) -> None:
            if shiboken6.isValid(view):
                view.show_file(_proof(tr, found.get(key)), self._content(found.get(key)))

        self._check(shown.key, came, key)

    def _content(self, found: CheckedFile | None) -> QWidget | None:
        if found is None:
            return None
        image = image_of(found.picture) if found.picture is not None else QImage()
        if not image.isNull():
            return ImageView(self._look, image)
        return Prose(self._look, found.words) if found.words else None

    def _accept(self, key: str) -> None:
        tr = self._look.tr

        def accepted(done: Accepted) -> None:
            self._done, self._asks = (key, done), key
            self._decided(key)
            said = tr("Accepted. {n} record is new here.|Accepted. {n} records are new here.", n=len(done.added))
            if done.proposals or done.conflicts:
                said += " " + tr("Some fields differ from yours. Choose the right values on the page Today.")
            undo = (lambda vault: accept_undo.undo(vault, done.copy)) if done.copy else None
            self._desk.tell(said, undo)
            self._desk.look_inside()

        self._desk.ask(lambda vault: inbox.accept(vault, key)[0], accepted)

    def _undo(self) -> None:
        """Put the report that was accepted just now back into the Inbox."""
        done = self._done[1]
        if done is not None:
            said = self._look.tr("Undone. The report is back in the Inbox.")
            self._desk.act(lambda vault: accept_undo.undo(vault, done.copy), said)

    def _list_all(self, contact: str, name: str) -> None:
        """List the waiting reports of a contact, to accept them together."""
        tr = self._look.tr
        self._desk.read(
            lambda vault: heaps_query.list_waiting(vault, tr, bytes.fromhex(contact)),
            lambda found: self._show_all(contact, name, *found),
        )

    def _show_all(self, contact: str, name: str, rows: list[RowView], count: int) -> None:
        view = AcceptAllView(self._look, name, rows, count, back_button(self._desk))

        def taken() -> None:
            self._desk.window.close_full()
            accept(self._desk, [(bytes.fromhex(contact), "")])

        view.accept.connect(taken)
        self._desk.window.show_full(view)

    def _refuse(self, key: str, reason: str) -> None:
        self._decided(key)
        self._desk.act(
            lambda vault: inbox.refuse(vault, key, reason),
            self._look.tr("Refused. Amparo sends your reason to the sender."),
        )


def _said(tr: Text, shown: ArrivalPage, found: dict[str, CheckedFile]) -> str:
    """Return the result of the check of all shown files."""
    damaged = [piece.caption for piece in shown.pieces if piece.key in found and not found[piece.key].whole]
    if damaged:
        return tr(
            "These files are damaged on this computer: {names}. Ask the sender to send them again.",
            names=tr.listed(damaged),
        )
    if len(found) == len(shown.pieces):
        return tr("Unchanged since the sender sent it. Not saved on the disk.")
    done, every = tr.number(len(found)), tr.number(len(shown.pieces))
    return tr("{done} of {all} checked: unchanged since the sender sent them", done=done, all=every)


def _proof(tr: Text, found: CheckedFile | None) -> str:
    if found is None:
        return tr("Amparo cannot show this file. It has not arrived yet, or it is too large.")
    if not found.whole:
        return tr("This file is damaged on this computer. Ask the sender to send it again.")
    if found.picture is None and not found.words:
        return tr("This file is unchanged since the sender sent it. You can open it after you accept the report.")
    return tr("Unchanged since the sender sent it. Not saved on the disk.")
