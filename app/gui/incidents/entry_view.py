"""Write an incident: ten things, as a sentence with slots. An incomplete incident can always be saved.

The typed values are emitted at every pause, so that the draft is stored encrypted. Danger and consent have no preset.
"""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QRect, QSize, Signal
from PySide6.QtGui import QHideEvent, QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.actions.records.incidents import Draft
from app.gui.incidents.slots import SentenceSlot, SlotSentence
from app.gui.records.sentences import read_back
from app.gui.style.text import Text
from app.gui.style.theme import Look
from app.gui.widgets import plain_text
from app.gui.widgets.blocks import SMALL, SMALL_MARGIN, PageHeader, ScrollPage, box, section
from app.gui.widgets.buttons import Button, OneOf, Painted
from app.gui.widgets.edits import TypingPause
from app.gui.widgets.fields import Labelled, Option, Picker, end_lists, prose_edit
from app.gui.widgets.labels import Icon, Label, Run, column, reading_edge, rule
from app.gui.widgets.several import Several

MARGIN = 32
"""Side margin of the form in pixels at 100 %."""
WIDE = 1000
"""Minimum width, divided by the text factor, to show the side list next to the form."""
HIGH = 520
"""Minimum height, divided by the text factor, to keep the sentence read back visible below the form."""
Options = Mapping[str, Callable[[str], Sequence[Option]]]
"""The options of each slot for the text typed so far."""


def no_date(tr: Text) -> str:
    """Return the sentence below words that are no date."""
    return tr(
        "“When” needs a date, such as 12/4, last Sunday or 2026-04. Your text is kept. Move it to “What happened”."
    )


class EntryView(QWidget):
    """The form: a sentence with slots, and fields below it. The keys are those of the draft."""

    drafted = True
    """The typed text of this form is saved as a separate draft."""
    changed = Signal()
    save = Signal()
    throw_away = Signal()
    add_files = Signal()

    def __init__(
        self, look: Look, options: Options, words: Callable[[str, str], str], draft: Draft, title: str,
        fits: Callable[[str, str], bool] = lambda _key, _value: True,
    ) -> None:  # fmt: skip
        """Build the form. `words` returns the text for a stored value of a slot, `fits` False if it cannot be saved;
        `draft` holds the values stored before.
        """
        super().__init__()
        self.setObjectName("page")
        self.look = look
        self._words, self._fits, self.values = words, fits, dict(draft)
        self._pause = TypingPause(self, self.changed)
        tr = look.tr
        away = Button(look, tr("Throw away"), "tool")
        away.clicked.connect(lambda _=False: self.throw_away.emit())
        self.save_button = Button(look, tr("Save"), "pri", "check", tr("Save  Ctrl S"))
        self.save_button.clicked.connect(lambda _=False: self.save.emit())
        self.header = PageHeader(
            look, title, tr("A draft is kept, encrypted, as you type"), [away, self.save_button], check=True
        )
        self.page = ScrollPage(look, MARGIN, 14)
        self.page.add(self.header)
        self._both = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._both.setSpacing(look.sp(36))
        form = QVBoxLayout()
        form.setSpacing(look.sp(14))
        self._sentence(form, options)
        self._fields(form, options)
        self._both.addLayout(form, 1)
        self._both.addWidget(self._aside())
        self.page.body.addLayout(self._both)
        self.page.close_column()
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(0, 0, 0, 0)
        self._whole.setSpacing(0)
        self._whole.addWidget(self.page, 1)
        self._foot = QWidget()
        self.read_back = QVBoxLayout(self._foot)
        self._whole.addWidget(self._foot)
        self.first = self.sentence.slots["when"]
        for key, value in self.values.items():
            self._fill(key, value)
        self._show()

    def _sentence(self, form: QVBoxLayout, options: Options) -> None:
        tr = self.look.tr
        lines = [
            tr.parts("On {when} in {where},"),
            tr.parts("{who} {did} and {also}"),
            tr.parts("{whom} , {role} , {sex} , {age} ."),
        ]
        rest = tr("Use only aliases here. The names password protects real names.")
        self.sentence = SlotSentence(self.look, lines, self._places(options), rest)
        self.sentence.changed.connect(self._take)
        form.addWidget(self.sentence)
        form.addWidget(rule())

    def _places(self, options: Options) -> Mapping[str, SentenceSlot]:
        tr = self.look.tr
        when = tr("As well as you know it: 12/4, last Sunday, about 6, 2026-04.")
        where = tr("Choose a place, or type the name of a new one.")
        who = tr("A unit, a kind such as police, or an alias; empty if nobody knows.")
        did = tr("Choose the nearest term, or enter your own text. You can code it later.")
        also = tr("Only if the same people did something else too, at the same time.")
        whom = tr("An alias, no real name; the same alias is the same person.")
        role = tr("Example: defender, journalist, unionist. You can also enter your own text.")
        sex = tr("As the person is counted in tables; leave it open if you do not know.")
        age = tr("Type the years, and their group is taken; leave it open if you do not know.")
        also_done = tr("A second act by and to the same")
        return {
            "when": SentenceSlot(tr("When"), tr("when?"), options["when"], when, needs=no_date(tr)),
            "where": SentenceSlot(tr("Place"), tr("where?"), options["where"], where),
            "who": SentenceSlot(tr("By whom"), tr("who?"), options["who"], who),
            "did": SentenceSlot(tr("What was done"), tr("did what?"), options["did"], did, "acc"),
            "also": SentenceSlot(also_done, tr("and what else?"), options["also"], also, "acc"),
            "whom": SentenceSlot(tr("Harmed person, by alias"), tr("to whom?"), options["whom"], whom),
            "role": SentenceSlot(tr("Their work"), tr("work?"), options["role"], role),
            "sex": SentenceSlot(tr("Sex"), tr("sex?"), options["sex"], sex, free=False),
            "age": SentenceSlot(tr("Age group"), tr("age?"), options["age"], age, free=False),
        }

    def _fields(self, form: QVBoxLayout, options: Options) -> None:
        look, tr = self.look, self.look.tr
        label = tr("What happened, in their words or yours")
        self.prose = prose_edit(look, label, self.values.get("words", ""))
        self.prose.textChanged.connect(lambda: self._take("words", self.prose.toPlainText()))
        form.addWidget(Labelled(look, label, self.prose, tr("Amparo shares this text only with people you choose.")))
        self.source = Picker(look, tr("Source"), tr("How does the source know?"), options["source"])
        self.link = Picker(look, tr("Link to their human rights work"), tr("How clear is the link?"), options["link"])
        for key, picker in (("source", self.source), ("link", self.link)):
            picker.changed.connect(lambda value, key=key: self._take(key, value))
        chosen = [(value, self._words("gender", value)) for value in self.values.get("gender", "").split("\n") if value]
        self.gender = Several(look, tr("Gender factors"), options["gender"], chosen)
        self.gender.changed.connect(lambda: self._take("gender", "\n".join(self.gender.values)))
        danger = [("no", tr("No")), ("perhaps", tr("Perhaps")), ("now", tr("Yes, now"))]
        consent = [("store", tr("Keep only")), ("network", tr("Network, as alias")), ("refused", tr("Neither"))]
        self.danger = OneOf(look, danger, name=tr("Is anyone in danger now?"))
        self.consent = OneOf(look, consent, name=tr("May it be kept and shared?"))
        self.danger.chosen.connect(lambda value: self._take("danger", value))
        self.consent.chosen.connect(lambda value: self._take("consent", value))
        pairs = (
            (
                Labelled(look, tr("Source"), self.source, tr("Saw it, lived it, or heard of it from others.")),
                Labelled(
                    look, tr("Link to their human rights work"), self.link, tr("Clear, likely, or only possible.")
                ),
            ),
            (
                Labelled(look, tr("Is anyone in danger now?"), self.danger, tr("Nothing is chosen until you choose.")),
                Labelled(
                    look,
                    tr("May it be kept and shared?"),
                    self.consent,
                    tr("The answer of the person. Silence is not a yes."),
                ),
            ),
        )
        self._pairs: list[QBoxLayout] = []
        for left, right in pairs:
            row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
            row.setSpacing(look.sp(20))
            row.addWidget(left, 1)
            row.addWidget(right, 1)
            form.addLayout(row)
            self._pairs.append(row)
        text = tr("Where being a woman, a man or neither played a part.")
        form.addWidget(Labelled(look, tr("Gender factors"), self.gender, text))

    def _aside(self) -> QWidget:
        look, tr = self.look, self.look.tr
        side = self._side = QWidget()
        beside = QVBoxLayout(side)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(look.sp(16))
        frame = QFrame()
        frame.setObjectName("box")
        inner = QVBoxLayout(frame)
        inner.setContentsMargins(look.sp(16), look.sp(14), look.sp(16), look.sp(14))
        inner.setSpacing(look.sp(6))
        self._count = Label(look, "", "strong", wrap=True)
        inner.addWidget(self._count)
        text = tr("You can save at any time; nothing is refused for being incomplete.")
        inner.addWidget(Label(look, text, "second", "ink2", wrap=True))
        inner.addSpacing(look.sp(6))
        self._things: list[tuple[tuple[str, ...], Icon, Label]] = []
        for keys, word in self._ten():
            row = QHBoxLayout()
            row.setSpacing(look.sp(8))
            icon, label = Icon(look, "unverified", 16, "ink3"), Label(look, word, "second", "ink2", wrap=True)
            row.addWidget(icon)
            row.addWidget(label, 1)
            inner.addLayout(row)
            self._things.append((keys, icon, label))
        beside.addWidget(frame)
        beside.addWidget(column(look, section(look, tr("Add when you can")), *self._more(), gap=2))
        beside.addStretch(1)
        return side

    def _more(self) -> list[QWidget]:
        """Return the controls that are not among the ten things, and that appear on request."""
        look, tr = self.look, self.look.tr
        tip = tr("Saves first, then asks for the files")
        self._files = AddRow(look, "clip", tr("Photos, sound, papers"), tip)
        self._files.clicked.connect(lambda _=False: self.add_files.emit())
        return [self._files]

    def _ten(self) -> list[tuple[tuple[str, ...], str]]:
        tr = self.look.tr
        return [
            (("when",), tr("When, and how sure")), (("where",), tr("Place")), (("did",), tr("What was done")),
            (("whom",), tr("To whom")), (("who",), tr("By whom")), (("words",), tr("What happened")),
            (("source",), tr("Source")), (("link",), tr("Link to work")), (("danger",), tr("Danger now")),
            (("consent",), tr("Consent")),
        ]  # fmt: skip

    def _fill(self, key: str, value: str) -> None:
        if key in self.sentence.slots:
            self.sentence.fill(key, value, self._words(key, value), self._fits(key, value))
        elif key in ("source", "link"):
            getattr(self, key).set_value(value, self._words(key, value))
        elif key in ("danger", "consent"):
            getattr(self, key).set_value(value)

    def _take(self, key: str, value: str) -> None:
        if self.values.get(key, "") == value:
            return
        self.values[key] = value
        if not value:
            del self.values[key]
        self._pause.start()  # first: what is typed is kept, whatever is shown of it
        self._fill(key, value)
        self._show()

    def hideEvent(self, event: QHideEvent) -> None:
        """Save the last typed text immediately, without the pause, when the person leaves the page."""
        super().hideEvent(event)
        end_lists(self)
        self._pause.finish()

    def unfit(self) -> bool:
        """Return True if a slot holds a value that cannot be saved; show what it needs, and move the focus to it."""
        for key, value in self.values.items():
            if not self._fits(key, value):
                self.said_wrong(key, no_date(self.look.tr))
                return True
        return False

    def said_wrong(self, key: str, text: str) -> None:
        """Show the sentence of an error in the line of the header, and move the focus to its slot."""
        self.header.second.setText(text)
        self.header.tick.setHidden(bool(text))
        self.header.second.setProperty("ink", "red" if text else "ink3")
        self.header.second.style().unpolish(self.header.second)
        self.header.second.style().polish(self.header.second)
        if key in self.sentence.slots:
            self.sentence.slots[key].setFocus()

    def kept(self, at: str) -> None:
        """Show the time of the last saved keystroke."""
        self.said_wrong("", "")
        self.header.second.setText(self.look.tr("Draft kept, encrypted, {at}", at=at))

    def _show(self) -> None:
        look, there = self.look, 0
        for keys, icon, label in self._things:
            full = all(self.values.get(key) and self._fits(key, self.values[key]) for key in keys)
            there += full
            icon.setPixmap(look.icon("corroborated" if full else "unverified", 16, "acc" if full else "ink3"))
            plain_text.set_accessible_description(label, look.tr("there") if full else look.tr("missing"))
            if label.property("ink") != (ink := "ink" if full else "ink2"):
                label.setFont(look.font("second", 500 if full else 400))
                label.setProperty("ink", ink)
                label.style().unpolish(label)
                label.style().polish(label)
        self._count.setText(look.tr("Ten things. {n} is there.|Ten things. {n} are there.", n=there))
        self._read()

    def _read(self) -> None:
        item = self.read_back.takeAt(0)
        old = item.widget() if item is not None else None
        if old is not None:
            old.hide()
            old.deleteLater()
        if not self.values:
            return
        runs = [(self.look.tr("Reads back:") + " ", ""), *self.runs()]
        self.read_back.addWidget(box(self.look, "accentbox", "list", runs, "acc"))

    def runs(self) -> list[Run]:
        """Return the current sentence, with dots for missing values."""
        return read_back(self.look.tr, {key: self._words(key, value) for key, value in self.values.items()})

    def arrange(self, width: int) -> None:
        """Arrange the form: in a narrow window, the side list and the pairs of fields are one below the other.

        In a high window, the sentence read back stays visible below the form.
        """
        wide = width / self.look.factor >= WIDE
        down, across = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._both.setDirection(across if wide else down)
        least = max(self.look.px(264), self._files.sizeHint().width())
        self._side.setMaximumWidth(least if wide else 16777215)
        self._side.setMinimumWidth(least if wide else 0)
        for row in self._pairs:
            row.setDirection(across if width / self.look.factor >= 620 else down)
        high = self.window().height() / self.look.factor >= HIGH
        home = self._whole if high else self.page.body
        if home.indexOf(self._foot) < 0:
            home.addWidget(self._foot)
        side = self.look.sp(SMALL_MARGIN if self.window().width() < SMALL else MARGIN) if high else 0
        self.read_back.setContentsMargins(side, self.look.sp(8 if high else 0), side, self.look.sp(16 if high else 0))


class AddRow(Painted):
    """One row, as wide as its container."""

    def __init__(self, look: Look, icon: str, words: str, tip: str = "") -> None:
        super().__init__(look, words)
        self._icon = icon
        self.setFont(look.font("value"))
        plain_text.tooltip(self, tip)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def _indent(self) -> int:
        return self.look.px(18) + self.look.sp(11)

    def sizeHint(self) -> QSize:
        """Return the size of icon, words and plus."""
        words = self.fontMetrics().horizontalAdvance(self.shown)
        return QSize(self._indent + words + self._indent, self.fontMetrics().height() + self.look.sp(14))

    def paintEvent(self, _: QPaintEvent) -> None:
        """Draw the ground under the mouse, icon, words and plus."""
        painter, look = self.painter(), self.look
        self.draw_ground(painter)
        icon, plus = look.px(18), look.px(16)
        spot = QRect(look.sp(1), (self.height() - icon) // 2, icon, icon)
        painter.drawPixmap(self.mirrored(spot), look.icon(self._icon, 18, "ink2"))
        spot = QRect(self.width() - plus - look.sp(2), (self.height() - plus) // 2, plus, plus)
        painter.drawPixmap(self.mirrored(spot), look.icon("plus", 16, "ink3"))
        painter.setPen(look.colour("ink"))
        room = QRect(self._indent, 0, self.width() - self._indent - plus - look.sp(4), self.height())
        plain_text.draw(painter, self.mirrored(room), int(reading_edge(look)), self.shown)
