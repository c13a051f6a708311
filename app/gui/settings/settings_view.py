"""Show all settings on one page. Each change applies and is stored immediately, and can be undone."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from app.gui.lock.hold_shortcut import USUAL, fits, pressed_keys
from app.gui.lock.signals import Reason
from app.gui.shell.auto_lock import Wishes
from app.gui.shell.keys_view import key_words
from app.gui.style.text import LANGUAGES, Text
from app.gui.style.theme import Look
from app.gui.widgets.blocks import PageHeader, ScrollPage, card, section
from app.gui.widgets.buttons import Button, Choice, OneOf
from app.gui.widgets.fields import Labelled, line_edit
from app.gui.widgets.flow import flow
from app.gui.widgets.labels import WIDEST, Label, column
from app.gui.widgets.page_values import SettingsPage

SIZES = (1.0, 1.25, 1.5, 2.0)
MINUTES = (2, 5, 10, 20)


class SettingsView(ScrollPage):
    """The page. `looks` carries the name and value of a window setting; `controls` has the controls by name."""

    looks = Signal(str, object)
    idle = Signal(int)
    relays = Signal()
    leaving = Signal()

    def __init__(self, look: Look, shown: SettingsPage, back: Button) -> None:
        super().__init__(look, 32)
        tr = look.tr
        text = tr("Amparo saves each change immediately. Ctrl Z undoes it.")
        self.add(PageHeader(look, tr("Settings"), text, back=back))
        self.controls: dict[str, QWidget] = {}
        self.add(self._window(shown), self._locking(shown), self._relays(), widest=WIDEST)
        self.close_column()
        self.first = self.controls["language"]

    def _one_of(self, key: str, word: str, options: list[tuple[str, str]], value: str) -> QWidget:
        control = OneOf(self.look, options, value, word)
        control.chosen.connect(lambda chosen: self._chose(key, chosen))
        self.controls[key] = control
        return column(self.look, section(self.look, word), control)

    def _chose(self, key: str, value: str) -> None:
        if key == "idle":
            self.idle.emit(int(value))
        else:
            self.looks.emit(key, float(value) if key == "factor" else value)

    def _window(self, shown: SettingsPage) -> QWidget:
        look, tr = self.look, self.look.tr
        words = (tr("100 %"), tr("125 %"), tr("150 %"), tr("200 %"))
        sizes = [(str(size), word) for size, word in zip(SIZES, words, strict=True)]
        themes = [("light", tr("Light")), ("dark", tr("Dark"))]
        return card(
            look, Label(look, tr("Window"), "card"),
            self._one_of("language", tr("Language"), list(LANGUAGES.items()), shown.language),
            self._one_of("theme", tr("Colours"), themes, shown.theme),
            self._one_of("factor", tr("Text size"), sizes, str(float(shown.factor))), gap=14,
        )  # fmt: skip

    def _locking(self, shown: SettingsPage) -> QWidget:
        look, tr = self.look, self.look.tr
        minutes = [(str(n), tr("{n} minute|{n} minutes", n=n)) for n in MINUTES]
        label = tr("Name on the locked window")
        name = line_edit(look, label, text=shown.name)
        name.editingFinished.connect(lambda: self._named(name, shown.name))
        self.controls["name"] = name
        note = tr(
            "People who look at this computer see this name before unlocking. A neutral name says nothing about you."
        )
        field = Labelled(look, label, name, note)
        idle = self._one_of("idle", tr("Locks after"), minutes, str(shown.idle_minutes))
        more = Button(look, tr("Automatic lock…"), "std", "lock")
        more.clicked.connect(lambda _=False: self.leaving.emit())
        self.controls["leaving"] = more
        leaves = column(look, Label(look, shown.leaves, "second", "ink2", wrap=True), flow([more]), gap=10)
        return card(look, Label(look, tr("Locking"), "card"), idle, leaves, field, gap=14)

    def _named(self, edit: QLineEdit, before: str) -> None:
        name = edit.text().strip()
        if name and name != before:
            self.looks.emit("name", name)

    def _relays(self) -> QWidget:
        look, tr = self.look, self.look.tr
        text = tr("Relays that store packages for you, and networks for the visits.")
        relays = Button(look, tr("Relays and networks…"), "std", "relays")
        relays.clicked.connect(lambda _=False: self.relays.emit())
        self.controls["relays"] = relays
        note = Label(look, text, "second", "ink2", wrap=True)
        return card(look, Label(look, tr("Relays"), "card"), note, flow([relays]))

    def typing(self) -> bool:
        """Return True if a person is typing here."""
        return any(edit.hasFocus() and edit.isModified() for edit in self.findChildren(QLineEdit))


def reasons(tr: Text) -> dict[Reason, tuple[str, str]]:
    """Return the text and the explanation of each reason."""
    return {
        Reason.SUSPEND: (tr("The computer is put to sleep"), tr("Amparo saves your text first.")),
        Reason.LID: (tr("The lid is closed"), tr("Also if a second screen stays on.")),
        Reason.SCREEN: (tr("The screen is locked"), tr("By you, or by the computer after a while.")),
        Reason.USER: (tr("Another person's session comes to the front"), tr("On a computer that several people use.")),
        Reason.KEYFILE: (tr("The USB stick with the key file is pulled out"), tr("Within a second.")),
    }


def summary(tr: Text, chosen: Wishes, tells: frozenset[Reason]) -> str:
    """Return the reasons for an automatic lock in one sentence."""
    words = {
        Reason.SUSPEND: tr("sleep"), Reason.LID: tr("closed lid"), Reason.SCREEN: tr("locked screen"),
        Reason.USER: tr("another user"), Reason.KEYFILE: tr("key-file USB stick removed"),
    }  # fmt: skip
    on = [word for reason, word in words.items() if reason in tells - chosen.stays]
    if not on:
        return tr("Nothing else locks it by itself.")
    return tr("Also locks immediately: {reasons}.", reasons=tr.listed(on))


class KeyButton(Button):
    """A button that shows keys. Pressed, it takes the next pressed keys. Esc or a loss of focus changes nothing."""

    took = Signal(str)

    def __init__(self, look: Look, keys: str) -> None:
        self._keys, self._listens = key_words(look.tr, keys), False
        super().__init__(look, self._keys, "std", "key")
        self.clicked.connect(lambda _=False: self._listen(True))

    def _listen(self, on: bool) -> None:
        self._listens = on
        self.set_words(self.look.tr("Press the keys now") if on else self._keys)

    def event(self, event: QEvent) -> bool:
        """Take keys before the shortcuts of the window do, while the button listens."""
        if self._listens and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the pressed keys."""
        if not self._listens:
            super().keyPressEvent(event)
        elif keys := pressed_keys(event):
            self._listen(False)
            if keys != "Esc":
                self.took.emit(keys)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Stop listening, and let Tab move the focus."""
        self._listen(False)
        return super().focusNextPrevChild(forward)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Stop listening, unless only the window lost the focus."""
        super().focusOutEvent(event)
        if self._listens and event.reason() is not Qt.FocusReason.ActiveWindowFocusReason:
            self._listen(False)


class LeavingView(ScrollPage):
    """The page. `wished` carries the new settings. `controls` holds the controls by name."""

    wished = Signal(object)

    def __init__(
        self, look: Look, chosen: Wishes, tells: frozenset[Reason], tray: bool, back: Button,
        taken: Callable[[str], bool] = lambda _: False,
    ) -> None:  # fmt: skip
        """Build the page.

        `tells` holds the reasons that this computer can detect, `tray` is True if it has a tray. `taken` returns True
        for keys
        that have another function.
        """
        super().__init__(look, 32)
        tr = look.tr
        self._chosen, self._taken = chosen, taken
        self.controls: dict[str, QWidget] = {}
        text = tr("The window closes immediately, and Amparo saves your text. You need your password to open it again.")
        self.add(PageHeader(look, tr("Automatic lock"), text, back=back))
        self.add(self._reasons(tells), self._hiding(), self._tray(tray), widest=WIDEST)
        self.close_column()
        self.first: QWidget = next(iter(self.controls.values()))

    def _reasons(self, tells: frozenset[Reason]) -> QWidget:
        look, tr = self.look, self.look.tr
        parts: list[QWidget] = [Label(look, tr("Lock the vault when"), "card")]
        for reason, (words, means) in reasons(tr).items():
            there = reason in tells
            if not there and reason is Reason.KEYFILE:
                means = tr("Only where a key file on a USB stick opened the vault.")
            elif not there:
                means = tr("This computer does not tell it.")
            tick = Choice(look, words, means, box=True)
            tick.setChecked(there and reason not in self._chosen.stays)
            tick.setEnabled(there)
            tick.toggled.connect(lambda on, reason=reason: self._tick(reason, on))
            if there:
                self.controls[reason.value] = tick
            parts.append(tick)
        return card(look, *parts, gap=12)

    def _tick(self, reason: Reason, on: bool) -> None:
        stays = self._chosen.stays - {reason} if on else self._chosen.stays | {reason}
        self.wished.emit(self._chosen._replace(stays=stays))

    def _hiding(self) -> QWidget:
        look, tr = self.look, self.look.tr
        keys = KeyButton(look, self._chosen.key)
        keys.took.connect(self._take)
        self.controls["key"] = keys
        text = tr("From anywhere in the window, in the middle of a word too; no fresh window follows.")
        self._field = Labelled(look, tr("Keys that hide"), keys, text)
        buttons: list[QWidget] = [self._field]
        if self._chosen.key != USUAL:
            usual = Button(look, tr("Back to {key}", key=USUAL), "std", "undo")
            usual.clicked.connect(lambda _=False: self.wished.emit(self._chosen._replace(key=USUAL)))
            self.controls["usual"] = usual
            buttons.append(flow([usual]))
        return card(look, Label(look, tr("Hide"), "card"), *buttons, gap=10)

    def _take(self, keys: str) -> None:
        tr = self.look.tr
        if not fits(keys):
            self._field.set_error(tr("Choose a key that types nothing, such as F11, or one with Ctrl or Alt."))
        elif self._taken(keys):
            self._field.set_error(tr("These keys do something else here. Choose others."))
        else:
            self.wished.emit(self._chosen._replace(key=keys))

    def _tray(self, there: bool) -> QWidget:
        look, tr = self.look, self.look.tr
        title = Label(look, tr("Icon in the tray"), "card")
        if not there:
            return card(look, title, Label(look, tr("This desktop has no tray."), "second", "ink2", wrap=True))
        options = [("no", tr("No icon")), ("yes", tr("A neutral icon"))]
        one = OneOf(look, options, "yes" if self._chosen.tray else "no", tr("Icon in the tray"))
        one.chosen.connect(lambda value: self.wished.emit(self._chosen._replace(tray=value == "yes")))
        self.controls["tray"] = one
        text = tr(
            "The menu of the icon locks and hides Amparo. People who see the desktop see the icon, with "
            "the name of the window."
        )
        return card(look, title, column(look, one, Label(look, text, "second", "ink2", wrap=True), gap=8))
