"""This computer: lock now, the vault, our card, relays, and how the window looks."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.gui.look import Look
from app.gui.shown import DevicePage
from app.gui.text import LANGUAGES
from app.gui.views.deliveries import line_row
from app.gui.widgets.blocks import Facts, Page, PageHeader, card, section
from app.gui.widgets.buttons import Button, OneOf
from app.gui.widgets.fields import Labelled, line_edit
from app.gui.widgets.flow import flow
from app.gui.widgets.labels import Label, column
from app.gui.widgets.safety import Code


class DeviceView(Page):
    """The page. Every change is at once; `add_relay` carries the address."""

    lock = Signal()
    check = Signal()
    save_card = Signal()
    card_name = Signal(str)
    add_relay = Signal(str)
    theme = Signal(str)
    language = Signal(str)
    text_size = Signal(str)
    idle = Signal(str)

    def __init__(self, look: Look, shown: DevicePage) -> None:
        super().__init__(look, 32)
        tr = look.tr
        lock = Button(look, tr("Lock now"), "pri", "lock", tr("Ctrl L"))
        lock.clicked.connect(lambda _=False: self.lock.emit())
        self.add(
            PageHeader(look, tr("This computer"), tr("Locking ends the program: nothing stays in memory."), [lock])
        )
        check = Button(look, tr("Check every page and file"), "std", "shield-check")
        check.clicked.connect(lambda _=False: self.check.emit())
        self.add(card(look, Label(look, tr("Vault"), "card"), Facts(look, shown.facts), flow([check])))
        self.add(self._card(shown))
        self.add(self._relays(shown))
        self.add(self._looks(shown))
        self.close_column()

    def _card(self, shown: DevicePage) -> QWidget:
        look, tr = self.look, self.look.tr
        text = tr("Others add you by this card. It holds no secret; compare the safety number afterwards.")
        name = line_edit(look, tr("Name others see"), text=shown.card_name)
        name.editingFinished.connect(lambda: self.card_name.emit(name.text().strip()))
        save = Button(look, tr("Save the card…"), "std", "person")
        save.clicked.connect(lambda _=False: self.save_card.emit())
        words = column(look, Labelled(look, tr("Name others see"), name), flow([save]), gap=12)
        row = QHBoxLayout()
        row.setSpacing(look.sp(28))
        row.addWidget(words, 1)
        if shown.card_code:
            code = QVBoxLayout()
            code.addWidget(Code(look, shown.card_code, 3))
            code.addStretch(1)
            row.addLayout(code)
        holder = QWidget()
        holder.setLayout(row)
        row.setContentsMargins(0, 0, 0, 0)
        return card(look, Label(look, tr("Your card"), "card"), Label(look, text, "second", "ink2", wrap=True), holder)

    def _relays(self, shown: DevicePage) -> QWidget:
        look, tr = self.look, self.look.tr
        rows: list[QWidget] = [line_row(look, line) for line in shown.relays]
        text = tr("A relay keeps sealed parcels until they are fetched. Without one, a stick does the same.")
        url = line_edit(look, tr("Address of a relay"), tr("https://… or an .onion address"))
        add = Button(look, tr("Add this relay"), "std", "plus")
        add.clicked.connect(lambda _=False: self.add_relay.emit(url.text().strip()))
        self.relay_field = Labelled(look, tr("Address of a relay"), url)
        fields = column(look, self.relay_field, flow([add]), gap=12)
        return card(
            look, Label(look, tr("Relays"), "card"), Label(look, text, "second", "ink2", wrap=True), *rows, fields
        )

    def typing(self) -> bool:
        """Whether something is being typed here."""
        return any(edit.hasFocus() and edit.isModified() for edit in self.findChildren(QLineEdit))

    def _looks(self, shown: DevicePage) -> QWidget:
        look, tr = self.look, self.look.tr
        theme = OneOf(look, [("light", tr("Light")), ("dark", tr("Dark"))], shown.theme, tr("Colours"))
        theme.chosen.connect(self.theme)
        language = OneOf(look, list(LANGUAGES.items()), shown.language, tr("Language"))
        language.chosen.connect(self.language)
        sizes = [("1.0", tr("100 %")), ("1.25", tr("125 %")), ("1.5", tr("150 %")), ("2.0", tr("200 %"))]
        size = OneOf(look, sizes, str(float(shown.factor)), tr("Text size"))
        size.chosen.connect(self.text_size)
        minutes = [(str(n), tr("{n} minute|{n} minutes", n=n)) for n in (2, 5, 10)]
        idle = OneOf(look, minutes, str(shown.idle_minutes), tr("Locks after"))
        idle.chosen.connect(self.idle)
        blocks: list[QWidget] = [Label(look, tr("Window"), "card")]
        for word, control in (
            (tr("Colours"), theme), (tr("Language"), language), (tr("Text size"), size), (tr("Locks after"), idle),
        ):  # fmt: skip
            blocks.append(column(look, section(look, word), control))
        return card(look, *blocks, gap=14)
