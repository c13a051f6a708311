"""Show the check-in wizard: who and when as a sentence, the code words, and what to do if they stay silent."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QWidget

from app.gui.checkins import plan_query as reading
from app.gui.checkins.panel_view import ring_choice
from app.gui.checkins.plan_query import WORDS, Draft, PlanOptions, PlanSource, get_first, steps_of, usual_steps
from app.gui.incidents.slots import EntryPicker, SentenceSlot, SlotSentence
from app.gui.records.form_frame import FormFrame
from app.gui.style.theme import Look
from app.gui.widgets import plain_text
from app.gui.widgets.blocks import box, card, section
from app.gui.widgets.buttons import Button, Choice, IconButton, OneOf
from app.gui.widgets.edits import line_edit
from app.gui.widgets.fields import Labelled, Option, Picker, make_option_search
from app.gui.widgets.flow import flow
from app.gui.widgets.focus import enter
from app.gui.widgets.labels import Label, column, fill, rule
from app.gui.widgets.openrow import line_row

WIDEST = 820
"""Width of the wizard in pixels at 100 %."""
TALL = 1.5
"""Text factor above which the fields of a step are below each other."""
Search = Callable[[str], Sequence[Option]]


class PlanWizard(FormFrame):
    """One step of the wizard. Each step is a separate view, and changes the same draft.

    `moved` carries the number of the wanted step, `mission` the id of the chosen mission, or the title of a new one.
    `save` starts the check-ins.
    """

    moved = Signal(int)
    mission = Signal(str)
    lacking = Signal(str)
    """The slot of the first step that a person wants to fill before the start."""
    sure = Signal()
    """Emitted when a person starts a plan although something is missing."""
    for_mission: Picker | None = None
    """The field of the mission, in the first step."""

    def __init__(
        self, look: Look, options: PlanOptions, source: PlanSource, draft: Draft, at: int, draw: Callable[[], list[str]]
    ) -> None:  # fmt: skip
        """Build step `at`, 1 to 3; `draw` returns random words. A draft with a `plan` only adds steps to that plan."""
        tr, only = look.tr, "plan" in draft
        names = [tr("Who and when"), tr("Code words"), tr("If they stay silent")]
        title, go = (tr("Add steps"),) * 2 if only else (tr("New check-in plan"), tr("Start the check-ins"))
        if at < 3:
            go = tr("Step {number}: {name}", number=tr.number(at + 1), name=names[at])
        earlier = Button(look, tr("Step {number}", number=tr.number(at - 1)), "std", "back")
        earlier.clicked.connect(lambda _=False: self.moved.emit(at - 1))
        about = tr("For {title}", title=source.title) if source.title else ""
        more = [earlier] if at > 1 and not only and look.factor <= TALL else []  # the row of steps leads there too
        super().__init__(look, title, about, True, go=(go, "forward" if at < 3 else "check", tr("Ctrl S")), more=more)
        self._options, self._source, self.draft, self.at, self._draw = options, source, draft, at, draw
        self._labelled: dict[str, Labelled] = {}
        self._back, self._asked = column(look), column(look)
        self.first: QWidget
        if not only:
            numbered = [(str(n), f"{tr.number(n)} {name}") for n, name in enumerate(names, 1)]
            steps = OneOf(look, numbered, str(at), tr("Steps"), chips=True, act=lambda key: self.moved.emit(int(key)))
            self.bar.addWidget(steps)
        self.bar.addWidget(self._asked)
        (self._who_and_when, self._code_words, self._if_silent)[at - 1]()
        if at < 3:
            self.page.add(self._back, widest=WIDEST)
        self.page.close_column()
        self._read_back()

    # The steps.

    def _who_and_when(self) -> None:
        look, tr, options, source = self.look, self.look.tr, self._options, self._source
        whole = self._picker(tr("For which mission?"), tr("Choose one, or type the title of a new mission"), "mission",
                             make_option_search(source.missions))  # fmt: skip
        self.for_mission = whole
        whole.changed.disconnect()
        whole.changed.connect(self.mission)
        help_ = tr("Each plan belongs to a mission or an accompaniment.")
        self._labelled["mission"] = Labelled(look, tr("For which mission?"), whole, help_)
        self.page.add(self._labelled["mission"], widest=WIDEST)
        when = tr("Write a day and a time, for example tomorrow 17:30.")
        name = tr("Write who travels. Do not use real names.")
        slots = {
            "title": SentenceSlot(tr("Who"), tr("who?"), lambda _: (), name, needs=name),
            "every": SentenceSlot(tr("Interval"), tr("how often?"), options.every,
                                  tr("Choose at least 5 minutes, or write hours: 08:00, 13:00, 18:30."), free=False),
            "starts": SentenceSlot(tr("From"), tr("from when?"), options.moments, when, needs=when, free=False),
            "ends": SentenceSlot(tr("Until"), tr("until when?"), options.moments, when, free=False,
                                 needs=tr("Write a later day and time, for example tomorrow 17:30.")),
            "channel": SentenceSlot(tr("Means"), tr("by what?"), options.codes("channel_kind"), free=False),
            "grace_minutes": SentenceSlot(tr("Waiting time"), tr("how long?"), options.graces, free=False),
            "monitor": SentenceSlot(tr("Watcher"), tr("who?"), make_option_search(source.contacts)),
        }  # fmt: skip
        lines = [tr.parts("{title} check in every {every} from {starts} until {ends} by {channel} ."),
                 tr.parts("Alarm after {grace_minutes} of silence. Chosen to watch: {monitor} .")]  # fmt: skip
        self.sentence = SlotSentence(look, lines, slots)
        self.sentence.changed.connect(self._take)
        for key in slots:
            self._fill_slot(key)
        self.page.add(self.sentence, rule())
        if source.rows:
            taken = section(look, tr("From {title}", title=source.title))
            self.page.add(column(look, taken, *(line_row(look, row) for row in source.rows), gap=0), widest=WIDEST)
        there = self._picker(
            tr("Time zone of the place"), tr("same as this computer"), "time_zone", reading.zone_options()
        )
        self.page.add(Labelled(look, tr("Time zone of the place"), there), widest=WIDEST)
        self.first = self.sentence if get_first(self.draft, "mission") else whole

    def _code_words(self) -> None:
        look, tr, draft = self.look, self.look.tr, self.draft
        none = tr("Without code words, the group has no secret way to say that it is in danger.")
        self._none = Choice(look, tr("No code words"), none, box=True)
        self._none.setChecked(draft.get("no_words") is True)
        if not any(draft.get(name) for name in WORDS) and not self._none.isChecked():
            draft |= dict(zip(WORDS, self._draw(), strict=False))
        for name, label in self._meanings():
            edit = line_edit(look, label, text=str(draft.get(name) or ""))
            edit.setEnabled(not self._none.isChecked())
            edit.textEdited.connect(lambda text, name=name: self._put(name, text.strip()))
            self._labelled[name] = Labelled(look, label, edit)
            self.page.add(self._labelled[name], widest=WIDEST)
        others = Button(look, tr("Generate other words"), "std", "again", act=lambda: self._without(False))
        self._none.clicked.connect(self._without)
        note = tr(
            "Say these words aloud to the people who travel. Amparo never prints them on the sheet for the journey."
        )
        self.page.add(Label(look, note, "second", "ink2", wrap=True), flow([others]), self._none, widest=WIDEST)
        self.first = self._labelled[WORDS[0]].control if not self._none.isChecked() else self._none

    def _without(self, without: bool) -> None:
        """Take the words away, or draw new ones."""
        self.draft |= {"no_words": without, **dict.fromkeys(WORDS, "")}
        self.moved.emit(2)

    def _if_silent(self) -> None:
        look, tr = self.look, self.look.tr
        if "escalation_step" not in self.draft:
            self.draft["escalation_step"] = usual_steps(tr)
        text = tr(
            "You can change or remove these three usual steps, or add your own. The first step starts after "
            "the waiting time."
        )
        self.page.add(section(look, tr("If they stay silent, who does what, and when?")),
                 Label(look, text, "second", "ink2", wrap=True), self._back)  # fmt: skip
        if "plan" not in self.draft:
            self.page.add(ring_choice(look, bool(self.draft.get("rings")), lambda on: self._put("rings", on)))
        self._rows = column(look, gap=10)
        more = Button(look, tr("Add a step"), "std", "plus")
        more.clicked.connect(lambda _=False: self._with_steps([*steps_of(self.draft), {"after_minutes": 60}]))
        self.page.add(self._rows, flow([more]))
        self._show_steps()
        said = " ".join(tr("{word}: {meaning}.", word=str(self.draft[name]), meaning=meaning)
                        for name, meaning in self._meanings() if self.draft.get(name))  # fmt: skip
        if said:
            told = tr("Say these code words aloud to the group now. {words}", words=said)
            self.page.add(Label(look, told, "second", "ink2", wrap=True), widest=WIDEST)

    def _meanings(self) -> list[tuple[str, str]]:
        tr = self.look.tr
        return list(zip(WORDS, (tr("All is well"), tr("Late, but well"), tr("Danger")), strict=True))

    def _show_steps(self) -> None:
        rows = steps_of(self.draft)
        self.first, self._who = self._rows, list[Picker]()
        fill(self._rows.layout(), *(self._step(number, row) for number, row in enumerate(rows)))

    def _step(self, number: int, row: dict[str, object]) -> QWidget:
        """Return one step: when it begins, what to do, who to reach, the words to say."""
        look, tr, options = self.look, self.look.tr, self._options
        fields, of_step = list[QWidget](), tr("Step {number}", number=tr.number(number + 1))
        for key, label, hint, search, free in (
            ("after_minutes", tr("Begins"), tr("when?"), options.begins, False),
            ("kind", tr("What to do"), tr("Not chosen"), options.codes("escalation"), False),
            ("who", tr("Who to call"), tr("Choose a contact"), make_option_search(self._source.contacts), True),
        ):
            value = str(row.get(key, ""))
            picker = Picker(look, label, hint, search, free=free)
            picker.set_value(value, options.words("begins" if key == "after_minutes" else key, value) if value else "")
            picker.changed.connect(lambda value, key=key: self._put_step(number, key, value))
            fields.append(Labelled(look, label, picker))
            picker.describe(of_step)
            if key == "who":
                self._who.append(picker)
                if not value and self.first is self._rows:
                    self.first = picker
        say = line_edit(look, tr("What to do or say"), text=str(row.get("what", "")))
        say.setCursorPosition(0)  # the begin of a long text is in view
        say.textEdited.connect(lambda text: self._put_step(number, "what", text.strip()))
        below = Labelled(look, say.accessibleName(), say)
        plain_text.set_accessible_description(say, of_step)
        away = IconButton(look, "close", tr("Remove step {number}", number=tr.number(number + 1)))
        away.clicked.connect(lambda _=False: self._with_steps(
            [one for at, one in enumerate(steps_of(self.draft)) if at != number]))  # fmt: skip
        narrow = look.factor > TALL
        inner = QWidget()
        line = QBoxLayout(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight, inner)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(look.sp(12))
        mark = Label(look, tr.number(number + 1), "head", "acc")
        mark.setMinimumWidth(look.metrics("head").horizontalAdvance(tr.number(8)))  # the fields of all steps line up
        line.addWidget(mark)
        for field, wide in zip(fields, (10, 12, 11), strict=True):
            line.addWidget(field, wide)
        line.addWidget(away)
        return card(look, inner, below)

    # The draft.

    def _picker(self, label: str, hint: str, key: str, search: Search) -> Picker:
        picker = EntryPicker(self.look, label, hint, search)
        value = get_first(self.draft, key) if key == "mission" else str(self.draft.get(key) or "")
        picker.set_value(value, self._options.words(key, value).replace("_", " "))
        picker.changed.connect(lambda value: self._put(key, value))
        return picker

    def _take(self, key: str, value: str) -> None:
        """Put the value of a slot into the draft."""
        if key == "every":
            hours = ":" in value
            self.draft |= {"times": value.split(",") if hours else [], "every_minutes": 0 if hours else int(value or 0)}
        elif key == "grace_minutes":
            self.draft[key] = int(value or 0)
        else:
            self.draft[key] = ([value] if value else []) if key == "monitor" else value
        self._fill_slot(key)
        self._put(key, self.draft.get(key))

    def _fill_slot(self, key: str) -> None:
        value = self.draft.get(key)
        if key == "every":
            times = self.draft.get("times")
            value = ",".join(map(str, times)) if isinstance(times, list) and times else self.draft.get("every_minutes")
        text = get_first(self.draft, key) if key == "monitor" else "" if value is None else str(value)
        text = "" if key == "every" and text == "0" else text
        self.sentence.fill(key, text, self._options.words(key, text) if text else "")

    def _put(self, key: str, value: object) -> None:
        if key != "every":
            self.draft[key] = value
        fill(self._asked.layout())
        self._read_back()
        self.pause.start()

    def _put_step(self, number: int, key: str, value: str) -> None:
        rows = steps_of(self.draft)
        rows[number][key] = int(value or 0) if key == "after_minutes" else value
        self._put("escalation_step", rows)
        following = next((picker for picker in self._who[number:] if not picker.value), None)
        if key == "who" and value and following is not None:
            following.setFocus()

    def _with_steps(self, rows: Sequence[dict[str, object]]) -> None:
        self._put("escalation_step", list(rows))
        self._show_steps()
        enter(self.first)

    def _read_back(self) -> None:
        """Show what the draft means, and as a warning if something is missing at the end."""
        said = reading.read_back(self.look.tr, self.draft, self._source) if self.at == 1 else ""
        said = reading.read_steps(self._options, self.draft) if self.at == 3 else said
        lack = reading.say_missing(self.look.tr, self.draft) if self.at == 3 else ""
        style, runs = ("accentbox", "list", "ink2"), [(said, "")]
        named = {str(row["who"]) for row in steps_of(self.draft) if row.get("who")}
        if lack or (self.at == 3 and not named <= self._source.known):
            style, runs = ("amber", "alert", "amb"), [(f"{lack} " if lack else "", "who"), (said, "")]
        fill(self._back.layout(), *([box(self.look, style[0], style[1], runs, style[2])] if said or lack else []))

    def ask(self, lack: str) -> None:
        """Ask one time if the plan starts without something; the first answer leads to what is missing."""
        look, tr = self.look, self.look.tr
        add, anyway = Button(look, tr("Add it"), "pri", "plus"), Button(look, tr("Start anyway"), "std")
        add.clicked.connect(lambda _=False: self._add_missing())
        anyway.clicked.connect(lambda _=False: self.sure.emit())
        fill(self._asked.layout(), box(look, "amber", "alert", [(lack, "who")], "amb"), flow([add, anyway]))
        plain_text.announce(self, lack)
        add.setFocus(Qt.FocusReason.OtherFocusReason)

    def _add_missing(self) -> None:
        fill(self._asked.layout())
        lacking = reading.list_steps_without_person(self.draft)
        if lacking:
            enter(self._who[lacking[0] - 1])
        elif not steps_of(self.draft):
            self._with_steps(usual_steps(self.look.tr))
        else:
            self.lacking.emit("channel" if get_first(self.draft, "monitor") else "monitor")

    def submit(self) -> None:
        """Go to the next step, or start, if nothing is missing in this one."""
        if not self.show_missing():
            if self.at < 3:
                self.moved.emit(self.at + 1)
            else:
                self.save.emit()

    def show_missing(self) -> bool:
        """Show above each field of this step what to do, and go to the first; return False if nothing is missing."""
        tr, draft, wrong = self.look.tr, self.draft, list[QWidget]()
        if self.at == 1:
            self._labelled["mission"].set_error(
                "" if get_first(draft, "mission") else tr("Choose a mission, or type a title.")
            )
            wrong = [] if get_first(draft, "mission") else [self._labelled["mission"].control]
            is_whole = all(draft.get(key) for key in ("starts", "ends"))
            for key in ("title", "starts", "ends"):
                text = str(draft.get(key) or "")
                if not text or (key == "ends" and is_whole and not reading.has_checkins(draft, self._source)):
                    self.sentence.fill(key, text, self._options.words(key, text) if text else "", fits=False)
                    wrong.append(self.sentence.slots[key])
        elif self.at == 2 and draft.get("no_words") is not True:
            said = [str(draft.get(name) or "").casefold() for name in WORDS]
            for name, word in zip(WORDS, said, strict=True):
                bad = not word or said.count(word) > 1
                self._labelled[name].set_error(
                    tr("Write three different words, or choose No code words.") if bad else ""
                )
                wrong += [self._labelled[name].control] if bad else []
        if wrong:
            enter(wrong[0])
        return bool(wrong)
