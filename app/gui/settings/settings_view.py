"""Show one section of the settings. Each change applies and is stored immediately, and can be undone."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from app.gui.lock.hold_shortcut import USUAL, fits, pressed_keys
from app.gui.lock.signals import Reason
from app.gui.settings.roles_view import RoleChoices
from app.gui.settings.sections import SettingsSection, list_settings
from app.gui.shell.auto_lock import Wishes
from app.gui.shell.keys_view import key_words
from app.gui.style.text import LANGUAGES, Text
from app.gui.style.theme import Look
from app.gui.widgets.blocks import ActedRow, Facts, PageHeader, PlainRow, ScrollPage, box, card, section
from app.gui.widgets.buttons import Button, Choice, OneOf
from app.gui.widgets.edits import line_edit
from app.gui.widgets.fields import Labelled
from app.gui.widgets.flow import flow
from app.gui.widgets.labels import WIDEST, Label, column
from app.gui.widgets.page_values import DevicePage, WindowSettings

SIZES = (1.0, 1.25, 1.5, 2.0)
MINUTES = (2, 5, 10, 20)


class SettingsView(ScrollPage):
    """The page of one section. `looks` carries the name and value of a window setting, `door` the key of a setting.

    `controls` has the controls by the key of their setting.
    """

    looks = Signal(str, object)
    idle = Signal(int)
    card_name = Signal(str)
    roles = Signal(frozenset)
    door = Signal(str)
    lock = Signal()

    def __init__(
        self, look: Look, section: SettingsSection, shown: DevicePage, window: WindowSettings, back: Button | None
    ) -> None:
        super().__init__(look, 28)
        tr = look.tr
        self._window, self._shown, self.section = window, shown, section.key
        actions: list[QWidget] = []
        if section.key == "lock":
            lock = Button(look, tr("Lock now"), "std", "lock", tr("Ctrl L"), act=self.lock.emit)
            actions.append(lock)
        self.add(PageHeader(look, section.word, section.text, actions, back))
        self.controls: dict[str, QWidget] = {}
        self._rows = {one.key: one for one in list_settings(tr) if one.section == section.key}
        blocks = {
            "lock": self._lock, "recovery": self._recovery, "backup": self._backup, "erase": self._erase,
            "computer": self._computer, "relays": self._relays, "look": self._look, "card": self._card,
        }  # fmt: skip
        self.add(*blocks[section.key](), widest=WIDEST)
        self.close_column()
        self.first = next(iter(self.controls.values()), None)

    def _doors(self, title: str, *before: QWidget, keys: Sequence[str] = ()) -> QWidget:
        """Return a card of the settings that open a page, all of the section or some, below other blocks."""
        look, rows = self.look, list[QWidget]()
        for one in self._rows.values():
            if one.act and (not keys or one.key in keys):
                button = Button(look, one.act, "std", small=True, act=partial(self.door.emit, one.key))
                rows.append(ActedRow(look, one.icon, one.word, one.text, [button], line=False))
                self.controls[one.key] = button
        return card(look, Label(look, title, "card"), *before, *rows, gap=14)

    def _text(self, text: str, ink: str = "ink2") -> QWidget:
        return Label(self.look, text, "second", ink, wrap=True)

    def _lock(self) -> Sequence[QWidget]:
        look, tr = self.look, self.look.tr
        minutes = [(str(n), tr("{n} minute|{n} minutes", n=n)) for n in MINUTES]
        idle = self._one_of("idle", minutes, str(self._window.idle_minutes))
        locks = self._doors(tr("Locking"), idle, self._text(self._window.leaves), keys=("leaving",))
        ways = [PlainRow(look, "key", name, made, line=False) for name, made in self._shown.passwords]
        runs = [
            (tr("Protects"), "who"), (" " + tr("a locked vault, if this computer is lost, taken or copied."), ""),
            (" " + tr("Cannot protect"), "who"),
            (" " + tr("an open vault, or a password that someone forces you to tell."), ""),
        ]  # fmt: skip
        passwords = self._doors(tr("Passwords"), *ways, keys=("ways", "rotation"))
        return locks, passwords, self._doors(tr("Real names"), keys=("second",)), box(look, "box", "shield", runs)

    def _recovery(self) -> Sequence[QWidget]:
        tr, shares = self.look.tr, self._shown.shares
        none = self._text(tr("No one can open this vault if you forget its passwords."), "amb")
        return (self._doors(tr("Recovery shares"), Facts(self.look, shares) if shares else none),)

    def _backup(self) -> Sequence[QWidget]:
        ink = "amb" if self._shown.backup_due else "ink2"
        return (self._doors(self.look.tr("Copies"), self._text(self._shown.backup, ink)),)

    def _erase(self) -> Sequence[QWidget]:
        return (self._doors(self.look.tr("In danger")),)

    def _computer(self) -> Sequence[QWidget]:
        look, tr, window = self.look, self.look.tr, self._window
        one = self._rows["name"]
        name = line_edit(look, one.word, text=window.name)
        name.editingFinished.connect(lambda: self._typed(name, window.name, partial(self.looks.emit, "name")))
        self.controls["name"] = name
        locked = card(look, Label(look, tr("Locked window"), "card"), Labelled(look, one.word, name, one.text))
        vault = card(look, Label(look, tr("Vault"), "card"), Facts(look, self._shown.facts))
        return locked, self._doors(tr("Safety of this computer")), vault

    def _relays(self) -> Sequence[QWidget]:
        return (self._doors(self.look.tr("Relays")),)

    def _look(self) -> Sequence[QWidget]:
        look, tr = self.look, self.look.tr
        words = (tr("100 %"), tr("125 %"), tr("150 %"), tr("200 %"))
        sizes = [(str(size), word) for size, word in zip(SIZES, words, strict=True)]
        themes = [("light", tr("Light")), ("dark", tr("Dark"))]
        window = card(
            look, Label(look, tr("Window"), "card"), self._one_of("language", list(LANGUAGES.items()), tr.language),
            self._one_of("theme", themes, look.theme), self._one_of("factor", sizes, str(float(look.factor))), gap=14,
        )  # fmt: skip
        choices = RoleChoices(look, self._shown.roles)
        choices.changed.connect(lambda: self.roles.emit(choices.chosen))
        self.controls["roles"] = choices
        title = Label(look, self._rows["roles"].word, "card")
        return window, card(look, title, choices), self._doors(tr("Tables"))

    def _card(self) -> Sequence[QWidget]:
        look, tr, shown = self.look, self.look.tr, self._shown
        if shown.ended:
            ended = tr("Your identity was ended. No one accepts reports from it. Make a new vault.")
            return (card(look, self._text(ended, "amb")),)
        name = line_edit(look, tr("Name others see"), text=shown.card_name)
        name.editingFinished.connect(lambda: self._typed(name, shown.card_name, self.card_name.emit))
        self.controls["card-name"] = name
        field = Labelled(look, tr("Name others see"), name)
        return card(look, Label(look, tr("Name"), "card"), field, self._text(shown.keys)), self._doors(tr("Contacts"))

    def _one_of(self, key: str, options: list[tuple[str, str]], value: str) -> QWidget:
        word = self._rows[key].word
        control = OneOf(self.look, options, value, word, act=lambda chosen: self._chose(key, chosen))
        self.controls[key] = control
        return column(self.look, section(self.look, word), control)

    def _chose(self, key: str, value: str) -> None:
        if key == "idle":
            self.idle.emit(int(value))
        else:
            self.looks.emit(key, float(value) if key == "factor" else value)

    def _typed(self, edit: QLineEdit, before: str, said: Callable[[str], object]) -> None:
        name = edit.text().strip()
        if name and name != before:
            said(name)

    def typing(self) -> bool:
        """Return True if a person is typing here."""
        return any(edit.hasFocus() and edit.isModified() for edit in self.findChildren(QLineEdit))


def reasons(tr: Text) -> dict[Reason, tuple[str, str]]:
    """Return the text and the explanation of each reason."""
    return {
        Reason.SUSPEND: (tr("The computer is put to sleep"), tr("Amparo saves the open form first.")),
        Reason.LID: (tr("The lid is closed"), tr("Also if a second screen stays on.")),
        Reason.SCREEN: (tr("The screen is locked"), tr("By you, or automatically by the computer.")),
        Reason.USER: (tr("Another user of this computer signs in"), tr("On a computer that several people use.")),
        Reason.KEYFILE: (tr("The USB stick with the key file is removed"), tr("Within a second.")),
    }


def summary(tr: Text, chosen: Wishes, tells: frozenset[Reason]) -> str:
    """Return the reasons for an automatic lock in one sentence."""
    words = {
        Reason.SUSPEND: tr("sleep"), Reason.LID: tr("closed lid"), Reason.SCREEN: tr("locked screen"),
        Reason.USER: tr("another user"), Reason.KEYFILE: tr("key-file USB stick removed"),
    }  # fmt: skip
    on = [word for reason, word in words.items() if reason in tells - chosen.stays]
    if not on:
        return tr("The vault does not lock for other reasons.")
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
        text = tr("Amparo saves the drafts and closes the window immediately. A password opens the vault again.")
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
                means = tr("Only if you opened the vault with a key file on a USB stick.")
            elif not there:
                means = tr("This computer does not report this to Amparo.")
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
        text = tr("These keys work on all pages, also while you type. The window closes and does not open again.")
        self._field = Labelled(look, tr("Keys that hide"), keys, text)
        buttons: list[QWidget] = [self._field]
        if self._chosen.key != USUAL:
            usual = Button(look, tr("Use {key} again", key=USUAL), "std", "undo")
            usual.clicked.connect(lambda _=False: self.wished.emit(self._chosen._replace(key=USUAL)))
            self.controls["usual"] = usual
            buttons.append(flow([usual]))
        return card(look, Label(look, tr("Hide"), "card"), *buttons, gap=10)

    def _take(self, keys: str) -> None:
        tr = self.look.tr
        if not fits(keys):
            self._field.set_error(tr("Choose a key that types no letter, for example F11, or a key with Ctrl or Alt."))
        elif self._taken(keys):
            self._field.set_error(tr("These keys already have another use. Choose other keys."))
        else:
            self.wished.emit(self._chosen._replace(key=keys))

    def _tray(self, there: bool) -> QWidget:
        look, tr = self.look, self.look.tr
        title = Label(look, tr("Icon near the clock"), "card")
        if not there:
            return card(
                look, title, Label(look, tr("This computer has no place for the icon."), "second", "ink2", wrap=True)
            )
        options = [("no", tr("No icon")), ("yes", tr("A neutral icon"))]
        one = OneOf(look, options, "yes" if self._chosen.tray else "no", tr("Icon near the clock"))
        one.chosen.connect(lambda value: self.wished.emit(self._chosen._replace(tray=value == "yes")))
        self.controls["tray"] = one
        text = tr(
            "Other people who see this screen see the icon and the name of the window. Its menu can lock "
            "and hide the window."
        )
        return card(look, title, column(look, one, Label(look, text, "second", "ink2", wrap=True), gap=8))
