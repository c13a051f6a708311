"""Set up the wipe: destroyed data, data left on the disk, keys, wrong attempts, and a wipe passphrase."""

from collections.abc import Sequence

from attrs import frozen
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QWidget

from app.gui.lock.wipe_keys import is_usable, keys_text
from app.gui.style.theme import Look
from app.gui.widgets import plain_text
from app.gui.widgets.blocks import PageHeader, ScrollPage, card, section
from app.gui.widgets.buttons import Button, OneOf
from app.gui.widgets.edits import line_edit, secret_edit
from app.gui.widgets.fields import Labelled
from app.gui.widgets.flow import flow
from app.gui.widgets.labels import WIDEST, Label, column, reading_edge

_ONLY_HELD = frozenset(
    {Qt.Key.Key_Control, Qt.Key.Key_Shift, Qt.Key.Key_Alt, Qt.Key.Key_AltGr, Qt.Key.Key_Meta, Qt.Key.Key_unknown}
)
_GO_ON = frozenset(
    {Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Escape, Qt.Key.Key_F1, Qt.Key.Key_F6, Qt.Key.Key_F12}
)
"""Keys that leave the field, open help or hide the window, as in every field."""


@frozen
class WipingPage:
    """The settings of the wipe: keys as shown, seconds to cancel, wrong attempts (0: never), a wipe passphrase."""

    keys: str = ""
    wait: int = 5
    limit: int = 0
    passphrase: bool = False


class KeysField(QLineEdit):
    """A field that takes the pressed keys, without their usual effect, except for the `armed` keys.

    Tab and Esc leave it.
    """

    pressed = Signal(int, object)
    armed = QKeySequence()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Take the focus and select nothing, because nobody types text here."""
        super().focusInEvent(event)
        self.deselect()

    def event(self, event: QEvent) -> bool:
        """Block shortcuts of the window, except for the keys of `_GO_ON` and the armed keys."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if event.key() not in _GO_ON and _sequence(event.key(), event.modifiers()) != self.armed:
                event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Emit the pressed keys, but ignore a modifier key until another key is pressed."""
        if event.key() in _GO_ON:
            event.ignore()
        elif event.key() not in _ONLY_HELD:
            self.pressed.emit(event.key(), event.modifiers())


class WipingView(ScrollPage):
    """The page. Every change applies immediately.

    `keys` carries the keys in Qt's notation, or an empty text for none.
    """

    keys = Signal(str)
    wait = Signal(int)
    limit = Signal(int)
    rehearse = Signal()
    set_words = Signal(str, str)
    remove_words = Signal(str)

    def __init__(self, look: Look, page: WipingPage, used: Sequence[QKeySequence], back: Button) -> None:
        super().__init__(look, 32)
        tr = look.tr
        text = tr(
            "These keys destroy this vault without a password. They work when the vault is locked and when it is open."
        )
        self._page, self._used = page, used
        self.add(PageHeader(look, tr("Erase"), text, back=back))
        self.add(self._destroyed(), self._key(), self._tries(), self._words(), widest=WIDEST)
        self.close_column()
        self.first = self.field

    def _says(self, *texts: str) -> list[QWidget]:
        return [Label(self.look, text, "second", "ink2", wrap=True) for text in texts]

    def _destroyed(self) -> QWidget:
        look, tr = self.look, self.look.tr
        gone = tr(
            "Destroyed: this vault with its records, files, contacts, drafts and your identity. Reports that "
            "you sent stay with the recipients."
        )
        kept = tr(
            "Not destroyed: old parts of the header on a flash disk or USB stick, snapshots, synchronised "
            "folders, backups and copies. Only a strong password protects these."
        )
        shares = tr("After an erase, recovery shares open only backups.")
        law = tr(
            "In some countries, it is a crime to destroy evidence. It can also lead to violence. Other people "
            "can see that Amparo was on this computer."
        )
        title = Label(look, tr("Destroyed data, and data that stays"), "card")
        return card(look, title, *self._says(gone, kept, shares, law))

    def _key(self) -> QWidget:
        look, tr = self.look, self.look.tr
        self.field = KeysField()
        made = line_edit(look, tr("Erase keys"))
        self.field.setFont(made.font())
        self.field.setMinimumHeight(made.minimumHeight())
        plain_text.set_accessible_name(self.field, tr("Erase keys"))
        self.field.setAlignment(reading_edge(look) | Qt.AlignmentFlag.AlignVCenter)
        plain_text.hint(self.field, tr("No keys yet. Press the keys here"))
        self.field.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.field.setText(tr.isolated(self._page.keys) if self._page.keys else "")
        self.field.pressed.connect(self._pressed)
        note = tr("Ctrl Shift with a letter or digit, or Ctrl or Shift with F2 to F11.")
        self.labelled = Labelled(look, tr("Erase keys"), self.field, note)
        waits = [("5", tr("5 seconds to cancel")), ("0", tr("Immediately"))]
        self.waits = OneOf(look, waits, str(self._page.wait), tr("After the keys"))
        self.waits.chosen.connect(lambda value: self.wait.emit(int(value)))
        rehearse = Button(look, tr("Test keys"), "std", "again", act=self.rehearse.emit)
        none = Button(look, tr("Remove keys"), "std", "minus", act=lambda: self.keys.emit(""))
        for button in (rehearse, none):
            button.setEnabled(bool(self._page.keys))
        self.said = Label(look, "", "second", "ink2", wrap=True)
        self.said.hide()
        after = column(look, section(look, tr("After the keys")), self.waits)
        return card(
            look, Label(look, tr("Keys"), "card"), self.labelled, after, flow([rehearse, none]), self.said, gap=14
        )

    def _pressed(self, key: int, modifiers: Qt.KeyboardModifier) -> None:
        tr = self.look.tr
        sequence = _sequence(key, modifiers)
        if not is_usable(key, modifiers):
            why = tr(
                "You cannot use these keys. Press Ctrl Shift with a letter or digit, or Ctrl or Shift with F2 to F11."
            )
            self.labelled.set_error(why)
        elif sequence in self._used:
            self.labelled.set_error(tr("{keys} already has another use. Press other keys.", keys=keys_text(sequence)))
        else:
            self.keys.emit(sequence.toString())

    def say(self, words: str) -> None:
        """Show the state or the result of a rehearsal."""
        self.said.setText(words)
        self.said.show()

    def _tries(self) -> QWidget:
        look, tr = self.look, self.look.tr
        delay = tr(
            "After a wrong password, the next try must wait: 4 seconds, then 8, up to ten minutes. A person "
            "with a copy of the vault can guess without waiting."
        )
        limits = [("0", tr("Never")), *((str(n), tr("{n} try|{n} tries", n=n)) for n in (5, 10, 20))]
        self.limits = OneOf(look, limits, str(self._page.limit), tr("Erase after wrong passwords"))
        self.limits.chosen.connect(lambda value: self.limit.emit(int(value)))
        note = tr(
            "Other people, for example a child, can destroy the vault by mistake. The locked window warns "
            "before the last three tries. A person who can change the folder of the vault can switch this off."
        )
        after = column(look, section(look, tr("Erase after wrong passwords")), self.limits)
        return card(
            look, Label(look, tr("Wrong passwords"), "card"), *self._says(delay), after, *self._says(note), gap=14
        )

    def _words(self) -> QWidget:
        look, tr = self.look, self.look.tr
        text = tr(
            "If you type this password instead of your own, Amparo destroys the vault. The window then looks "
            "the same as after a wrong password."
        )
        self.own = Labelled(look, tr("Your current password"), secret_edit(look, tr("Your current password")))
        self.burn = Labelled(look, tr("Erase password"), secret_edit(look, tr("Erase password")))
        do = Button(
            look, tr("Change erase password") if self._page.passphrase else tr("Set erase password"), "std", "key"
        )
        do.clicked.connect(lambda _=False: self.set_words.emit(*map(_text, (self.own, self.burn))))
        buttons: list[QWidget] = [do]
        if self._page.passphrase:
            away = Button(look, tr("Remove erase password"), "std", "minus")
            away.clicked.connect(lambda _=False: self.remove_words.emit(_text(self.own)))
            buttons.append(away)
            text += " " + tr("Set.")
        self._buttons = buttons
        title = Label(look, tr("Erase password"), "card")
        return card(look, title, *self._says(text), self.own, self.burn, flow(buttons), gap=14)

    def busy(self, busy: bool) -> None:
        """Block the buttons while the typed words are checked."""
        for button in self._buttons:
            button.setEnabled(not busy)

    def refused(self, own: bool, words: str) -> None:
        """Show the error below its field."""
        self.busy(False)
        for labelled, wrong in ((self.own, own), (self.burn, not own)):
            labelled.set_error(words if wrong else "")


def _sequence(key: int, modifiers: Qt.KeyboardModifier) -> QKeySequence:
    return QKeySequence(key | (modifiers & ~Qt.KeyboardModifier.KeypadModifier).value)


def _text(labelled: Labelled) -> str:
    return labelled.control.text() if isinstance(labelled.control, QLineEdit) else ""
