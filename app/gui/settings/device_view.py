"""Show this computer: lock now, the vault, our card, tables to import and export, and a link to the settings."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QSizePolicy, QWidget

from app.gui.style.text import Text
from app.gui.style.theme import Look
from app.gui.widgets import plain_text
from app.gui.widgets.blocks import Facts, PageHeader, ScrollPage, card
from app.gui.widgets.buttons import Button
from app.gui.widgets.fields import Labelled, line_edit
from app.gui.widgets.flow import flow
from app.gui.widgets.labels import WIDEST, Label, column
from app.gui.widgets.page_values import DevicePage


class PageLink(NamedTuple):
    """A page that opens from here: its key, the text of its button, and its purpose or state."""

    key: str
    icon: str
    word: str
    text: str
    ink: str = "ink2"


def doors(tr: Text, shown: DevicePage) -> Sequence[PageLink]:
    """Return the pages for a vault under pressure, the most urgent first."""
    return (
        PageLink("ways", "key", tr("Passwords and recovery…"),
             tr("Passwords and key files for this vault, and recovery by people you trust.")),
        PageLink("backup", "disk", tr("Backup…"), shown.backup, "amb" if shown.backup_due else "ink2"),
        PageLink("second", "vault", tr("Names password…"),
             tr("Real names have a separate password. All other places show the alias.")),
        PageLink("border", "out", tr("Border mode…"),
             tr("Before a border or a search: transfer everything, get the proof, erase, restore on the other side.")),
        PageLink("wipe", "trash", tr("Set up erase…"),
             tr("Keys that erase this vault in an emergency, and the limit for wrong passwords.")),
        PageLink("machine", "device", tr("See this machine…"),
             tr("Security state of this computer, with one step for each problem.")),
    )  # fmt: skip


class DeviceView(ScrollPage):
    """The page. Every change applies immediately. `door` carries the key of the page to open."""

    lock = Signal()
    check = Signal()
    save_card = Signal()
    card_name = Signal(str)
    settings = Signal()
    import_table = Signal()
    export_table = Signal()
    door = Signal(str)

    def __init__(self, look: Look, shown: DevicePage) -> None:
        super().__init__(look, 32)
        tr = look.tr
        lock = Button(look, tr("Lock now"), "pri", "lock", tr("Ctrl L"))
        lock.clicked.connect(lambda _=False: self.lock.emit())
        self.add(
            PageHeader(look, tr("Safety & settings"), tr("Locking ends the program: nothing stays in memory."), [lock])
        )
        self.first = check = Button(look, tr("Check every page and file"), "std", "shield-check")
        check.clicked.connect(lambda _=False: self.check.emit())
        vault = card(look, Label(look, tr("Vault"), "card"), Facts(look, shown.facts), flow([check]))
        self.add(vault, self._safety(shown), self._card(shown), self._tables(), widest=WIDEST)
        text = tr("Language, colours, text size, when it locks, the name on the locked window, relays.")
        settings = Button(look, tr("Settings"), "std", "edit")
        settings.clicked.connect(lambda _=False: self.settings.emit())
        note = Label(look, text, "second", "ink2", wrap=True)
        self.add(card(look, Label(look, tr("Settings"), "card"), note, flow([settings])), widest=WIDEST)
        self.close_column()

    def _tables(self) -> QWidget:
        look, tr = self.look, self.look.tr
        text = tr("Records of other programs come in from a CSV or XLSX file, and yours can go out as one.")
        bring = Button(look, tr("Import a table…"), "std", "in")
        bring.clicked.connect(lambda _=False: self.import_table.emit())
        out = Button(look, tr("Export a table…"), "std", "out")
        out.clicked.connect(lambda _=False: self.export_table.emit())
        note = Label(look, text, "second", "ink2", wrap=True)
        return card(look, Label(look, tr("Tables"), "card"), note, flow([bring, out]))

    def _safety(self, shown: DevicePage) -> QWidget:
        """Return the card of the pages: buttons of one width with text next to them, or below them if the text is
        large.
        """
        look, tr = self.look, self.look.tr
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(look.sp(16))
        beside = look.factor <= 1.5
        grid.setVerticalSpacing(look.sp(12 if beside else 20))
        grid.setColumnStretch(1, 1)
        for row, door in enumerate(doors(tr, shown)):
            button, words = self._door(door), Label(look, door.text, "second", door.ink, wrap=True)
            if beside:
                grid.addWidget(button, row, 0)
                grid.addWidget(words, row, 1)
            else:
                grid.addWidget(column(look, flow([button]), words), row, 0, 1, 2)
        return card(look, Label(look, tr("Under pressure"), "card"), holder)

    def _door(self, door: PageLink) -> Button:
        button = Button(self.look, door.word, "std", door.icon)
        plain_text.set_accessible_description(button, door.text)
        button.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        button.clicked.connect(lambda _=False: self.door.emit(door.key))
        return button

    def _card(self, shown: DevicePage) -> QWidget:
        look, tr = self.look, self.look.tr
        text = tr("Others add you by this card. It holds no secret; compare the safety number afterwards.")
        name = line_edit(look, tr("Name others see"), text=shown.card_name)
        name.editingFinished.connect(lambda: self.card_name.emit(name.text().strip()))
        save = Button(look, tr("Save the card…"), "std", "person")
        save.clicked.connect(lambda _=False: self.save_card.emit())
        exchange = Button(look, tr("Exchange cards"), "std", "shield-check")
        exchange.clicked.connect(lambda _=False: self.door.emit("contact"))
        members = Button(look, tr("Desk and members…"), "std", "people")
        members.clicked.connect(lambda _=False: self.door.emit("members"))
        bodies = Button(look, tr("Organisations…"), "std", "building")
        bodies.clicked.connect(lambda _=False: self.door.emit("organisations"))
        fresh = Button(look, tr("New identity…"), "std", "key")
        fresh.clicked.connect(lambda _=False: self.door.emit("identity"))
        words = column(
            look, Labelled(look, tr("Name others see"), name), flow([exchange, save, members, bodies, fresh]), gap=12
        )
        said = [Label(look, text, "second", "ink2", wrap=True)]
        if shown.keys:
            said.append(Label(look, shown.keys, "second", "ink2", wrap=True))
        if shown.ended:
            ended = tr("This identity was revoked: nobody accepts anything from it. Make a new vault.")
            return card(look, Label(look, tr("Your card"), "card"), Label(look, ended, "second", "amb", wrap=True))
        return card(look, Label(look, tr("Your card"), "card"), *said, words)

    def typing(self) -> bool:
        """Return True if a person is typing here."""
        return any(edit.hasFocus() and edit.isModified() for edit in self.findChildren(QLineEdit))
