"""Write or edit an incident: ten things, as a sentence with slots. An incomplete incident can always be saved.

The typed values are emitted at every pause, so that the draft is stored encrypted. Danger and consent have no preset.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import pairwise

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from app.actions.records.incident_lines import SLOTS
from app.actions.records.incidents import ABOUT, Draft, join_hour, upgrade
from app.domain.search_normalisation import fold
from app.gui.incidents.entry_lines import EntryLines
from app.gui.incidents.entry_people_view import InDanger, PeopleInIt
from app.gui.incidents.entry_query import RENAME, no_date, no_hour, offer_rename, slot_places
from app.gui.incidents.entry_story_view import Story
from app.gui.incidents.entry_things_view import TenThings
from app.gui.incidents.slots import EntryPicker, SlotSentence
from app.gui.records.form_frame import MARGIN, FormFrame
from app.gui.records.sentences import joined_words, read_back
from app.gui.style.theme import Look
from app.gui.widgets.blocks import SMALL, SMALL_MARGIN, box
from app.gui.widgets.buttons import Button, OneOf
from app.gui.widgets.fields import Labelled, Option
from app.gui.widgets.flow import flow
from app.gui.widgets.labels import Label, Run, fill, rule
from app.gui.widgets.several import Several

WIDE = 1000
"""Minimum width, divided by the text factor, to show the side list next to the form."""
HIGH = 520
"""Minimum height, divided by the text factor, to keep the sentence read back visible below the form."""
Options = Mapping[str, Callable[[str], Sequence[Option]]]
"""The options of each slot for the text typed so far."""


class EntryView(FormFrame):
    """The form: a sentence with slots, and fields below it. The keys are those of the draft."""

    add_files = Signal()
    add_rest = Signal()
    """Save, then show every field."""

    def __init__(
        self, look: Look, options: Options, words: Callable[[str, str], str], draft: Draft, title: str,
        fits: Callable[[str, str], bool] = lambda _key, _value: True,
        about: Callable[[str], Mapping[str, str] | None] = lambda _: {}, second: str = "",
    ) -> None:  # fmt: skip
        """Build the form from a draft; one with `event` edits that incident. `words` returns the text of a value.

        `fits` returns False for a value that cannot be saved. `about` returns the known facts of a person. `second` is
        the line below the title, with the name of the incident.
        """
        super().__init__(look, title, second, "event" not in draft, 14)
        self._facts = about
        self._said, self._fits, self.values = words, fits, upgrade(draft, look.tr("Unnamed person"))
        self._lines = EntryLines(self.values)
        self._both = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._both.setSpacing(look.sp(36))
        form = QVBoxLayout()
        form.setSpacing(look.sp(14))
        self._places = slot_places(look.tr, options)
        self._sentence(form)
        self._fields(form, options)
        self._both.addLayout(form, 1)
        self._things = TenThings(look)
        self._things.went.connect(self._go_to)
        self._things.files.clicked.connect(lambda _=False: self.add_files.emit())
        self._things.rest.clicked.connect(lambda _=False: self.add_rest.emit())
        self._both.addWidget(self._things)
        self.page.body.addLayout(self._both)
        self.page.close_column()
        self._foot = QWidget()
        self.read_back = QVBoxLayout(self._foot)
        self.whole.addWidget(self._foot)
        self.first = self.sentence.slots["when"]
        self._emptied: dict[str, str] = {}
        """The last value of each slot that a person emptied."""
        self._ordered, self._told = list[list[QWidget]](), list[Run]()
        for key, value in {**self._lines.slots, **self.values}.items():
            self._fill(key, value)
        self._show()

    def _sentence(self, form: QVBoxLayout) -> None:
        tr = self.look.tr
        add = (("who", tr("Who did it"), "more"), ("did", tr("Act"), "more"), ("whom", tr("Who was harmed"), "more"),
               ("who", tr("Add a line"), "line"))  # fmt: skip
        self._adds: list[QWidget] = []
        for slot, word, what in add:
            tip = tr("Shift Enter in a field") if what == "line" else tr("Plus in a field")
            button = Button(self.look, word, "chip", "plus", tip, small=True)
            button.clicked.connect(partial(self._add, slot, what))
            button.installEventFilter(self)
            if slot != "whom":
                button.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # one stop of Tab, after the last slot; arrows move
            self._adds.append(button)
        told = Label(
            self.look,
            tr("A line means: all its perpetrators did all its acts to all its victims."),
            "second", "ink3",
        )  # fmt: skip
        tools = flow([*self._adds, told])
        self.sentence = SlotSentence(
            self.look, self._lines.parts(self.look.tr), self._places, repeat=SLOTS, tools=tools, name=self._slot_name,
            offer=self._offer,
        )  # fmt: skip
        self.sentence.changed.connect(self._take)
        self.sentence.asked.connect(self._asked)
        self.people = PeopleInIt(self.look, self._places, self._known)
        self.people.changed.connect(self._take)
        form.addWidget(self.sentence)
        form.addWidget(rule())
        form.addWidget(self.people)

    def _arrange_lines(self, focus: str = "") -> None:
        """Show the slots of all lines with their values; `focus` is the key of the slot that gets the focus."""
        self.sentence.arrange(self._lines.parts(self.look.tr), self._slot_name)
        for key, value in self._lines.slots.items():
            self._fill(key, value)
        if focus:
            self.sentence.slots[focus].setFocus(Qt.FocusReason.OtherFocusReason)

    def _offer(self, key: str, typed: str) -> Sequence[Option]:
        """Return the choices of a slot of a person or group: first those who are in the incident."""
        slot = key.partition(" ")[0]
        if slot == "did":
            return self._places[slot].options(typed)
        renamed = [name.partition(" ")[2] for name in self.values if name.startswith("alias ")]
        here = {value: self._words(slot, value) for value in (*self._lines.list_people(key), *renamed)}
        rows = [option for option in here.items() if fold(typed.strip()) in fold(option[1])]
        rows += [option for option in self._places[slot].options(typed) if option[0] not in here]
        now = self._lines.slots[key]
        return (
            offer_rename(self.look.tr, rows, self._words(slot, now), typed.strip()) if self._known_here(now) else rows
        )

    def _words(self, key: str, value: str) -> str:
        """Return the text of a value; of a person, with the alias that the form corrected."""
        return self.values.get(f"alias {value}") or self._said(key, value)

    def _known_here(self, value: str) -> bool:
        """Return True for a stored person of a stored incident: only their alias can be corrected in the form."""
        return "event" in self.values and value.startswith("id:") and self._facts(value) is not None

    def _slot_name(self, key: str) -> str:
        line, part, k = self._lines.place(key)
        name = self._places[SLOTS[part]].name + (f" {self.look.tr.number(k + 1)}" if k else "")
        return self.look.tr("{name}, line {n}", name=name, n=line + 1) if line else name

    def _add(self, slot: str, what: str, _: bool = False) -> None:
        """Add a slot to the line that had the focus last, or a line after it."""
        line, part = self.sentence.marked, SLOTS.index(slot)
        self._asked(self._lines.key(line, part, len(self._lines.lines[line][part]) - 1), what)

    def _asked(self, key: str, what: str) -> None:
        self._arrange_lines(self._lines.change(key, what))
        self._keep_lines()

    def _keep_lines(self) -> None:
        self.values = self._lines.put_into(self.values)
        self.pause.start()
        self._show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Move between the buttons below the lines with the arrows."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}.get(Qt.Key(event.key()), 0)
            if step and watched in self._adds:
                at = self._adds.index(watched) + (-step if self.look.rtl else step)
                self._adds[at % len(self._adds)].setFocus(Qt.FocusReason.TabFocusReason)
                return True
        return False

    def _fields(self, form: QVBoxLayout, options: Options) -> None:
        look, tr = self.look, self.look.tr
        self.story = Story(look, self.values.get("words", ""))
        self.story.changed.connect(lambda text: self._take("words", text))
        self.prose = self.story.prose
        form.addWidget(self.story)
        danger = [("no", tr("No")), ("perhaps", tr("Maybe")), ("now", tr("Yes, now"))]
        self.danger = OneOf(look, danger, name=tr("Is anyone in danger now?"), act=self._answer)
        self.source = EntryPicker(look, tr("Source"), tr("How do they know it?"), options["source"])
        self.link = EntryPicker(look, tr("Link to their work"), tr("How clear is the link?"), options["link"])
        for key, picker in (("source", self.source), ("link", self.link)):
            picker.changed.connect(lambda value, key=key: self._take(key, value))
        chosen = [(value, self._words("gender", value)) for value in self.values.get("gender", "").split("\n") if value]
        self.gender = Several(look, tr("Gender factors"), options["gender"], chosen)
        self.gender.changed.connect(lambda: self._take("gender", "\n".join(self.gender.values)))
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(look.sp(20))
        for control, word, text in (
            (self.danger, tr("Is anyone in danger now?"), tr("Amparo does not choose an answer for you.")),
            (self.source, tr("Source"), tr("Saw it, experienced it, or learned it from others.")),
            (self.link, tr("Link to their work"), tr("Clear, likely, or only possible.")),
        ):
            field = Labelled(look, word, control, text)
            self._row.addWidget(field, control is not self.danger, Qt.AlignmentFlag.AlignTop)
        form.addLayout(self._row)
        self.in_danger = InDanger(look, self.values.get("help", ""))
        self.in_danger.changed.connect(self._take)
        form.addWidget(self.in_danger)
        text = tr("Choose how the gender of the person was a reason.")
        form.addWidget(Labelled(look, tr("Gender factors"), self.gender, text))

    def _answer(self, value: str) -> None:
        """Take the answer about danger, and scroll to the strip that it opens."""
        self._take("danger", value)
        if value == "now":
            QTimer.singleShot(0, self.in_danger, lambda: self.page.ensureWidgetVisible(self.in_danger))

    def _go_to(self, key: str) -> None:
        """Move the focus to the control of one of the ten things: the first empty one, else the first."""
        if key == "danger":
            self.danger.take_focus()
            return
        fields: Mapping[str, QWidget] = {"words": self.prose, "source": self.source, "link": self.link}
        slots = {**self.sentence.slots, **self.people.slots}
        found = [one for name, one in slots.items() if name.partition(" ")[0] == key]
        empty = [one for one in found if not one.value]
        whom = self.sentence.slots["whom"]
        fields.get(key, (empty or found or [whom])[0]).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _is_there(self, key: str) -> bool:
        """Return True if one of the ten things is there and can be saved; a consent of each person harmed."""
        if key in SLOTS:
            return any(any(line[SLOTS.index(key)]) for line in self._lines.lines)
        if key == "consent":
            asked = self.people.slots
            return any(asked) and all(slot.value for name, slot in asked.items() if name.startswith("consent "))
        return bool(self.values.get(key)) and self._can_save(key, self.values[key])

    def _can_save(self, key: str, value: str) -> bool:
        """Return False for a date or an hour that cannot be saved: an hour needs an exact day before it."""
        when = self.values.get("when", "")
        timed = key != "hour" or not value or ("/" not in when and self._fits("when", join_hour(when, value)))
        return timed and self._fits(key, value)

    def _known(self, key: str) -> tuple[str, str]:
        """Return the typed or known value of a fact about a person, and its text."""
        slot, _, whom = key.partition(" ")
        value = self.values.get(key, (self._facts(whom) or {}).get(slot, ""))
        return value, self._words(slot, value)

    def _fill(self, key: str, value: str) -> None:
        slot = key.partition(" ")[0]
        if key in self.sentence.slots:
            shown = self._lines.slots.get(key, value)
            self.sentence.fill(key, shown, self._words(slot, shown), self._can_save(slot, shown))
        elif key in ("source", "link"):
            getattr(self, key).set_value(value, self._words(key, value))
        elif key == "danger":
            self.danger.set_value(value)

    def _take(self, key: str, value: str) -> None:
        if key in self._lines.slots:
            self._take_line(key, value)
            return
        if key == "when" and "hour" in (timed := upgrade({key: value}, "")):
            self._take(key, timed[key])
            key, value = "hour", timed["hour"]
        if self.values.get(key, "") != value:
            self.values[key] = value
            if not value:
                del self.values[key]
            self.pause.start()  # first: what is typed is kept, whatever is shown of it
        for one in ("when", "hour") if key in ("when", "hour") else (key,):
            self._fill(one, self.values.get(one, ""))
        self._show()

    def _take_line(self, key: str, value: str) -> None:
        """Put a value into a line. The facts of a new person stay with a corrected alias; the story offers it too."""
        if value.startswith(RENAME) and self._known_here(whom := self._lines.slots[key]):
            self._rename(whom, value.removeprefix(RENAME))
            return
        before = self._lines.put(key, value)
        self._note_alias(key, before, value)
        if before and not before.startswith("id:") and value and before not in self._lines.harmed:
            moved = {f"{slot} {before}": f"{slot} {value}" for slot in ABOUT}
            self.values = {moved.get(name, name): said for name, said in self.values.items()}
            if ticked := self.values.get("in_danger"):
                self.values["in_danger"] = "\n".join(value if one == before else one for one in ticked.split("\n"))
        if before and not value and (there := self._lines.change(key, "away")) != key:
            self._emptied.clear()
            self._arrange_lines(there)
        else:
            self._fill(key, value)
        self._keep_lines()

    def _rename(self, whom: str, alias: str) -> None:
        """Give a stored person another alias, in every place of the form; saving the form stores it."""
        self.story.rename(self._words("whom", whom), alias)
        self.values[f"alias {whom}"] = alias
        self.people.show_people({})  # their rows carry the alias
        self._arrange_lines()
        self._keep_lines()

    def _note_alias(self, key: str, before: str, value: str) -> None:
        """Tell the story about a corrected alias, also of a slot that was emptied first. A kind is no alias."""
        slot, before = key.partition(" ")[0], before or self._emptied.pop(key, "")
        if before and not value:
            self._emptied[key] = before
        elif before and slot != "did" and not (before.startswith("type:") or value.startswith("type:")):
            self.story.rename(self._words(slot, before), self._words(slot, value))

    def unfit(self) -> bool:
        """Return True if a slot holds a value that cannot be saved; show what it needs, and move the focus to it."""
        for key, value in self.values.items():
            if not self._can_save(key, value):
                self.said_wrong(key, no_hour(self.look.tr) if key == "hour" else no_date(self.look.tr))
                return True
        return False

    def said_wrong(self, key: str, text: str) -> None:
        """Show the sentence of an error in the line of the header, and move the focus to its slot."""
        self.say(text, wrong=True)
        if key in self.sentence.slots:
            self.sentence.slots[key].setFocus()

    def _show(self) -> None:
        """Show the people of the lines, the state of the ten things, and the sentence read back."""
        people = self._lines.tell_people(self.look.tr, self._words, self.values.get("in_danger", ""))
        rows = {whom: told for whom, told in people.items() if self._facts(whom) is not None}
        self.people.show_people({whom: told for whom, told in rows.items() if whom in self._lines.harmed})
        self.in_danger.show_people(rows, len(self._lines.harmed), self.values.get("in_danger", "").split("\n"))
        self.in_danger.setVisible(self.values.get("danger") == "now")
        self._things.show_there(self._is_there)
        self.story.show_names([self._words("who", value) for value in self._lines.people])
        self._order()
        self._read()

    def _order(self) -> None:
        """Let Tab move in the order of reading, also to slots and people that were added."""
        people, boxes = self.people.slots.values(), self.in_danger.boxes.values()
        slots = [*self.sentence.slots.values()]
        chains: list[list[QWidget]] = [[*slots], [self._adds[-1], *people], [self.link, *boxes]]
        if chains != self._ordered:
            self._ordered = chains
            for one, after in (pair for row in chains for pair in pairwise(row)):
                self.setTabOrder(one, after)

    def _read(self) -> None:
        if (now := self.runs() if self.values else []) == self._told:
            return
        self._told = now
        runs = [(self.look.tr("The sentence:") + " ", ""), *now]
        fill(self.read_back, *([box(self.look, "accentbox", "list", runs, "acc")] if self.values else []))

    def runs(self) -> list[Run]:
        """Return the current sentence, with dots for missing values."""
        tr, words = self.look.tr, self._words
        lines = [
            {slot: joined_words(tr, [words(slot, value) for value in group if value])
             for slot, group in zip(SLOTS, line, strict=True) if any(group)}
            for line in self._lines.lines if any(map(any, line))
        ]  # fmt: skip
        return read_back(tr, {key: text for key in ("when", "where") if (text := self._told_of(key))}, lines)

    def _told_of(self, key: str) -> str:
        """Return the words of the place, or of the day with its hour."""
        value, hour = self.values.get(key, ""), self.values.get("hour", "")
        if key == "where" or not hour:
            return self._words(key, value)
        if self._can_save("hour", hour):
            return self._words(key, join_hour(value, hour))
        return self.look.tr.listed([self._words(key, value), self._words("hour", hour)])

    def arrange(self, width: int) -> None:
        """Arrange the form: in a narrow window, the side list and the pairs of fields are one below the other.

        In a high window, the sentence read back stays visible below the form.
        """
        wide = width / self.look.factor >= WIDE
        down, across = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._both.setDirection(across if wide else down)
        least = max(self.look.px(264), self._things.files.sizeHint().width())
        self._things.setMaximumWidth(least if wide else 16777215)
        self._things.setMinimumWidth(least if wide else 0)
        room = width - 2 * self.look.sp(MARGIN) - (least + self._both.spacing() if wide else 0)
        field = max(self.source.sizeHint().width(), self.link.sizeHint().width()) + self._row.spacing()
        needed = self.danger.sizeHint().width() + 2 * field
        self._row.setDirection(across if room >= needed else down)
        self.people.arrange(width / self.look.factor >= 620)
        high = self.window().height() / self.look.factor >= HIGH
        home = self.whole if high else self.page.body
        if home.indexOf(self._foot) < 0:
            home.addWidget(self._foot)
        side = self.look.sp(SMALL_MARGIN if self.window().width() < SMALL else MARGIN) if high else 0
        self.read_back.setContentsMargins(side, self.look.sp(8 if high else 0), side, self.look.sp(16 if high else 0))
