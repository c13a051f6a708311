"""Show the keys of the session notes: passwords, recovery shares, a new key, and the end of all notes."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.gui.vault.unlock_methods_view import WaysView
from app.gui.vault.ways_query import WaysPage
from app.gui.widgets.blocks import card
from app.gui.widgets.buttons import Button
from app.gui.widgets.flow import flow
from app.gui.widgets.labels import Label


class NoteKeysView(WaysView):
    """The page of the keys, as that of the vault. Of closed notes, it has the shares that open them, and their end."""

    use_shares = Signal()
    erase = Signal()
    guide = "session-notes"

    def _head(self) -> tuple[str, str]:
        tr = self.look.tr
        return tr("Keys of the notes"), tr("All passwords, key files and shares that open the session notes.")

    def _cards(self, shown: WaysPage) -> list[QWidget]:
        tr = self.look.tr
        if not shown.ways:
            return [self._use_shares(), self._end()]
        lost = tr(
            "People that you trust each keep a share on paper. If you forget the password, several shares together "
            "open the notes. Without shares, no one can read them again."
        )
        anew = tr(
            "Use it if another person might have a copy of the notes. That person can still read the old copy, but "
            "no new note."
        )
        rotation = self._rotation(tr("A new key for the session notes"), anew)
        return [self._ways(shown), self._shares(shown, lost), rotation, self._end()]

    def _use_shares(self) -> QWidget:
        tr = self.look.tr
        text = tr("The notes are closed. If you forgot the password, recovery shares open them. Then set a new one.")
        button = Button(self.look, tr("Open with recovery shares…"), "std", "people")
        button.clicked.connect(lambda _=False: self.use_shares.emit())
        self.first = button
        return self._card(tr("Recovery shares"), text, button)

    def _end(self) -> QWidget:
        tr = self.look.tr
        text = tr("This destroys every session note of this vault, for each person. You cannot undo it.")
        erase = Button(self.look, tr("Erase all session notes…"), "std", "alert")
        sure = Button(self.look, tr("Erase them now"), "danger")
        sure.hide()
        erase.clicked.connect(sure.show)
        erase.clicked.connect(sure.setFocus)
        sure.clicked.connect(lambda _=False: self.erase.emit())
        return self._card(tr("Erase the session notes"), text, erase, sure)

    def _card(self, title: str, text: str, *buttons: QWidget) -> QWidget:
        look = self.look
        return card(look, Label(look, title, "card"), Label(look, text, "second", "ink2", wrap=True), flow([*buttons]))
