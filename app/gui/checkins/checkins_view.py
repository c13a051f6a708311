"""Show the check-in board: travel groups, their next check-ins, missed check-ins and the steps that are due."""

from collections.abc import Callable, Sequence
from itertools import pairwise

from attrs import evolve
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from app.gui.checkins.board_query import BoardShown, PanelShown
from app.gui.checkins.dayline import DayLines, Hours, legend
from app.gui.checkins.panel_view import Form, HeardForm, NameForm, party, ring_choice
from app.gui.style.theme import Look
from app.gui.widgets import plain_text
from app.gui.widgets.blocks import Empty, PageHeader, box, section
from app.gui.widgets.buttons import Button
from app.gui.widgets.flow import flow
from app.gui.widgets.focus import enter, into_view
from app.gui.widgets.labels import Icon, Label, column, fill, lay_in_row, rule
from app.gui.widgets.openrow import open_rows
from app.gui.widgets.page_values import RowView
from app.gui.widgets.split import Panelled

PANEL, BESIDE = 318, 980
"""Width of the panel, and smallest window width that shows the panel next to the board, in pixels at 100 %."""
FEW = 7
"""Number of rows that the list shows without scrolling."""


class CheckinsView(Panelled):
    """The board. Each minute it is shown again, without losing typed text or the keyboard focus.

    `heard`, `did` (with a step and its result), `down` and `turn` carry the entry of a person. `asked` carries the
    group
    of the panel that is needed. `clock` says that the computer's clock is right.
    """

    heard = Signal(str, dict)
    did = Signal(str, str, str, dict)
    down = Signal(str, dict)
    turn = Signal(str, dict)
    asked = Signal(str)
    clock = Signal()
    calls = Signal(bool)
    new = Signal()
    opened = Signal(str)
    mission = Signal(str)
    steps = Signal(str)
    """The plan that gets its first steps."""
    reach = Signal(str)
    """The step that gets a person to reach."""

    def __init__(self, look: Look, shown: BoardShown) -> None:
        super().__init__(look, PANEL, BESIDE)
        tr = look.tr
        self.shown, self._written = shown, ""
        self.form: Form | None = None
        self._form_of, self._chosen = ("", ""), ""
        self._aside: dict[tuple[str, str], tuple[Form, str]] = {}
        """The half-filled forms that wait, with their names, by their group and their act."""
        self._panel_of: PanelShown | None = None
        self._step_now: Button | None = None
        log = Button(look, tr("Record a check-in"), "std", "check", tr("Enter on a group"))
        log.clicked.connect(lambda _=False: self.open_heard(self.list.current))
        self._new = Button(look, tr("New check-in plan"), "pri", "plus", tr("New record of this list  Ctrl N"))
        self._new.clicked.connect(lambda _=False: self.new.emit())
        self._add_steps: Button | None = None
        self.header = PageHeader(look, shown.title, shown.second, [log, self._new])
        self._told, self._told_of = column(look, gap=8), ("", "", "", False, False, False)
        self.hours = Hours(look, tr("now"))
        self.list: DayLines = DayLines(look, tr("Travel groups"))
        self.list.chosen.connect(self._choose)
        self.list.pressed_on.connect(self._press)
        self.list.heard.connect(self.open_heard)
        self.list.step.connect(self._open_step)
        self._zone = Label(look, shown.zone, "small", "ink3", wrap=True)
        self._heard = column(look, gap=0)
        self._heard_of: Sequence[RowView] = ()
        none = tr("This page shows the groups that travel, with the time of their next check-in.")
        self._empty = Empty(
            look, "clock", tr("Nobody is travelling now."), none, tr("New check-in plan"), self.new.emit
        )
        self._log_one = log
        self._log = column(look, section(look, tr("Last 24 hours")), self._heard)
        self._legend = legend(look)
        lines = column(look, self.hours, self.list, gap=2)
        self.page.add(self.header, self._told, lines, self._empty, self._legend, self._zone, self._log)
        self._calls = ring_choice(look, shown.calls, self.calls.emit)
        self.page.add(rule(), self._calls)
        self.page.close_column()
        self.show_board(shown)

    @property
    def name(self) -> str:
        """The name of the person here: the one written last, else the one on the card, else the last watcher."""
        return self._written or self.shown.own or next(reversed(self.shown.names), "")

    def take_focus(self) -> None:
        """Move the focus to the groups, to the step for danger, or to Add steps if the chosen group is silent."""
        chosen = self.shown.panels.get(self.list.current)
        if self._step_now is not None and chosen is not None and chosen.danger and self.form is None:
            self._step_now.setFocus(Qt.FocusReason.ShortcutFocusReason)
        elif self._add_steps is not None and chosen is not None and chosen.alarm:
            self._add_steps.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            target = self.list if self.shown.rows else self._empty.button
            if target is not None:
                target.setFocus(Qt.FocusReason.ShortcutFocusReason)

    # The display.

    def show_board(self, shown: BoardShown) -> None:
        """Show the board for a new minute."""
        self.shown = shown
        self.header.title.setText(shown.title)
        self.header.second.setText(shown.second)
        for head in (self.header, self._log_one):
            head.setVisible(bool(shown.rows))
        self.hours.axis = shown.axis
        self.hours.update()
        self.list.show_rows(shown.rows, shown.axis)
        high = max(1, self.list.sizeHintForRow(0))
        self.list.setFixedHeight(high * min(FEW, max(1, len(shown.rows))) + 2)
        for widget in (self.list, self.hours, self._legend, self._zone):
            widget.setVisible(bool(shown.rows))
        self._empty.setVisible(not shown.rows)
        self._log.setVisible(bool(shown.heard))
        self._zone.setText(shown.zone)
        self._calls.setChecked(shown.calls)
        self._show_told()
        if shown.heard != self._heard_of:
            self._heard_of = shown.heard
            fill(self._heard.layout(), *open_rows(self.look, shown.heard, self.list.select))
        self._show_panel()

    def _show_told(self) -> None:
        """Show who is watching, and a warning if the clock was set."""
        look, tr, shown = self.look, self.look.tr, self.shown
        silent = bool(shown.rows) and not shown.calls
        told = (shown.watch, shown.away, shown.clock, shown.unwatched, bool(shown.names), silent)
        if told == self._told_of:
            return
        self._told_of = told
        turns: list[QWidget] = []
        for action, (word, icon) in self._turns().items():
            turns.append(button := Button(look, word, "quiet", icon))
            button.clicked.connect(lambda _=False, action=action: self.open_turn(action))
        rows: list[QWidget] = []
        if shown.unwatched:
            rows.append(box(look, "amber", "alert", [(shown.watch, "who")], "amb"))
        else:
            rows.append(Label(look, shown.watch, "body", "ink2", wrap=True))
        if silent:
            text = tr("No alarm rings while the vault is locked. You can change this at the end of this page.")
            rows.append(Label(look, text, "second", "amb", wrap=True))
        if shown.away:
            rows.append(box(look, "amber", "alert", [(shown.away, "")], "amb"))
        rows.append(flow(turns if shown.names else turns[:1], gap=16))
        if shown.clock:
            right = Button(look, tr("The clock is correct now"), "std", "clock", act=self.clock.emit)
            rows += [box(look, "amber", "clock", [(shown.clock, "")], "amb"), flow([right])]
        fill(self._told.layout(), *rows)
        stops = [one for row in rows for one in row.findChildren(Button)]
        for before, after in pairwise([self._new, *stops]):  # Tab goes as the eye does: head, watchers, groups
            self.setTabOrder(before, after)

    def _turns(self) -> dict[str, tuple[str, str]]:
        """Return the word and the icon of each change of the watch."""
        tr = self.look.tr
        return {"took": (tr("Start watching"), "person"), "gave": (tr("Hand over"), "forward"),
                "left": (tr("Stop watching"), "close")}  # fmt: skip

    def _choose(self, key: str) -> None:
        """Show a group; a list that is read again chooses the same one, and closes no form."""
        if key != self._chosen:
            self._chosen = key
            self._show_group(key)

    def _press(self, key: str) -> None:
        """Show the group of a pressed row instead of the form of another one."""
        if self.form is not None and self._form_of[0] != key:
            self._show_group(key)

    def _show_group(self, key: str) -> None:
        self._set_aside()
        if key not in self.shown.panels:
            self.asked.emit(key)
        self._show_panel()

    def _show_panel(self) -> None:
        """Show the group under the cursor, unless a person is writing."""
        shown = self.shown.panels.get(self.list.current)
        self.show_panel(bool(self.shown.rows))
        if self.form is not None or shown is None or evolve(shown, at="") == self._panel_of:
            return  # a new minute is no reason to build the panel again
        look, tr, key = self.look, self.look.tr, shown.key
        self._panel_of = evolve(shown, at="")
        was = self.panel.isAncestorOf(focus) if (focus := self.focusWidget()) is not None else False
        heard = Button(look, tr("They checked in"), "std", "check", tr("Enter on a group"))
        heard.clicked.connect(lambda _=False: self.open_heard(key))
        again = flow([heard, *self._waiting(key)])
        head = [Label(look, shown.title, "head", wrap=True), Label(look, shown.about, "second", "ink2", wrap=True)]
        if shown.watch:
            head.append(Label(look, shown.watch, "second", "ink2", wrap=True))
        blocks = party(
            look, shown, lambda step, did: self._step(key, step, did), lambda: self._open_down(key), self.reach.emit
        )
        links = [Button(look, tr("Open the plan"), "quiet", "document")]
        links[0].clicked.connect(lambda _=False: self.opened.emit(key))
        if shown.mission[0]:
            links.append(Button(look, tr("Open {title}", title=shown.mission[1]), "quiet", "route"))
            links[1].clicked.connect(lambda _=False: self.mission.emit(shown.mission[0]))
        acts = [*blocks, rule(), again] if shown.danger else [again, rule(), *blocks]  # in danger its step is first
        self._fill_panel(*head, *self._no_steps(shown), *acts, column(look, *links), _silent(look))
        buttons = (one for block in blocks for one in block.findChildren(Button))
        self._step_now = next((one for one in buttons if one.kind == "red"), None)
        if was:
            (self._step_now if shown.danger and self._step_now is not None else heard).setFocus()

    def _waiting(self, key: str) -> list[Button]:
        """Return a button for each half-filled form of a group, and of the shifts."""
        buttons = list[Button]()
        for which, (form, name) in self._aside.items():
            if which[0] in ("", key):
                buttons.append(Button(self.look, self.look.tr("Continue: {what}", what=name), "std", "edit"))
                buttons[-1].clicked.connect(lambda _=False, which=which, form=form: self._open(which, form))
        return buttons

    def _no_steps(self, shown: PanelShown) -> list[QWidget]:
        """Return the first block of a plan without steps."""
        tr, self._add_steps = self.look.tr, None
        if not shown.lacks_steps:
            return []
        text = tr("This plan has no steps: nobody else knows who to call. Add three usual steps with one click.")
        self._add_steps = add = Button(self.look, tr("Add steps"), "pri", "plus")
        add.clicked.connect(lambda _=False: self.steps.emit(shown.key))
        return [box(self.look, "amber", "info", [(text, "")], "amb"), flow([add])]

    def _fill_panel(self, *widgets: QWidget) -> None:
        fill(self.panel.body, *widgets)
        self.panel.close_column()
        shown = self.shown.panels.get(self.list.current)
        self.panel.read_whole(shown.title if shown is not None else self.look.tr("Travel groups"))

    # The forms.

    def open_heard(self, key: str) -> None:
        """Open the form of a check-in."""
        shown = self.shown.panels.get(key)
        if shown is None:
            self.asked.emit(key)
            return
        form = HeardForm(self.look, shown.at, shown.travels, self.name)
        form.saved.connect(lambda given: self._save(given, lambda: self.heard.emit(key, given)))
        plain_text.set_accessible_description(form.said, shown.title)
        self._open((key, "heard"), form)

    def open_turn(self, action: str) -> None:
        """Open the form that starts watching, hands it over or stops it."""
        tr = self.look.tr
        title = self._turns()[action][0]
        shown, chosen = self.shown, self.shown.chosen if action == "took" else ()
        name = self._written or shown.own if action == "took" else self.name
        if action != "took" and name not in shown.names:
            name = next(reversed(shown.names), name)
        fields = [("by", tr("Your name"), name)]
        fields += [("to", tr("Next watcher"), "")] if action == "gave" else []
        told = {"left": tr("If nobody watches then, this page shows it to everyone.")}.get(action, "")
        if chosen:
            told = tr("Chosen: {names}. Write your own name if you are somebody else.", names=tr.listed(chosen))
        told = f"{told} {shown.away}".strip() if action == "took" else told
        needs = {key: tr("Write a name.") for key, _, _ in fields}
        form = NameForm(self.look, title, title, fields, told, needs)
        if chosen:
            form.labelled["by"].offer(flow([self._offer(form, one) for one in chosen]))
        form.first = form.fields["to" if action == "gave" and name else "by"]
        form.saved.connect(lambda given: self._save(given, lambda: self.turn.emit(action, given)))
        self._open(("", action), form)

    def _offer(self, form: NameForm, name: str) -> Button:
        """Return the button that starts the watch of a chosen watcher."""
        button = Button(self.look, self.look.tr("I am {name}", name=name), "std", "person", act=lambda: write())

        def write() -> None:
            form.fields["by"].setText(name)
            form.submit()

        return button

    def _open_step(self, key: str) -> None:
        """Open the form of the step that is to be done now."""
        shown = self.shown.panels.get(key)
        for rung in shown.rungs if shown is not None else ():
            if rung.state in ("now", "began"):
                self._step(key, rung.key, "done")
                return

    def _step(self, key: str, step: str, did: str) -> None:
        tr = self.look.tr
        titles = {"done": tr("Done"), "failed": tr("No answer"), "began": tr("Do it now")}
        asked = tr("Who did you try to call? (optional)") if did == "failed" else tr("Who did you speak with?")
        fields = [("by", tr("Your name"), self.name), ("text", asked, "")]
        form = NameForm(self.look, titles[did], tr("Save"), fields, needs={"by": tr("Write a name.")})
        form.saved.connect(lambda given: self._save(given, lambda: self.did.emit(key, step, did, given)))
        self._open((key, f"{did} {step}"), form)

    def _open_down(self, key: str) -> None:
        tr = self.look.tr
        fields = [("by", tr("Your name"), self.name), ("text", tr("How do you know where they are?"), "")]
        shown = self.shown.panels[key]
        told = tr("End the alarm only after someone saw them or spoke with them.")
        if shown.danger:
            told = tr("End the alarm only after someone saw them. On a call, someone can be listening.")
        needs = {"by": tr("Write a name."), "text": tr("Write how you know where they are.")}
        form = NameForm(self.look, tr("End the alarm"), tr("End the alarm"), fields, told, needs)
        form.saved.connect(lambda given: self._save(given, lambda: self.down.emit(key, given)))
        self._open((key, "down"), form)

    def _heads(self, key: str, step: str) -> list[QWidget]:
        """Return the name of the group, and of the step, above a form."""
        shown = self.shown.panels.get(key)
        if shown is None:
            return []
        name = next((rung.title for rung in shown.rungs if rung.key == step), "")
        heads: list[QWidget] = [Label(self.look, shown.title, "head", wrap=True)]
        return [*heads, Label(self.look, name, "strong", wrap=True)] if name else heads

    def _open(self, which: tuple[str, str], form: Form) -> None:
        """Open a form, or the half-filled one of the same group and act. The form that was open waits."""
        self._set_aside()
        if which in self._aside:
            form = self._aside.pop(which)[0]
        else:
            form.left.connect(self.leave_form)
        self.form, self._form_of = form, which
        self.show_panel(True)
        self._fill_panel(*self._heads(which[0], which[1].partition(" ")[2]), form)
        form.show()
        enter(form)
        QTimer.singleShot(0, form, lambda: into_view(form.first))  # the layout of a low window comes after this

    def _save(self, given: dict[str, str], tell: Callable[[], None]) -> None:
        self._written = given.get("by") or self._written
        tell()

    def leave_form(self) -> bool:
        """Close the open form and return to the groups. Return False if no form is open."""
        if self.form is None:
            return False
        self.form = self._panel_of = None
        self._show_panel()
        self.list.setFocus()
        return True

    def close_form(self, form: Form) -> None:
        """Close a form whose entry is saved, also one that waits."""
        if self.form is form:
            self.leave_form()
            return
        self._aside = {which: kept for which, kept in self._aside.items() if kept[0] is not form}
        form.deleteLater()
        self._panel_of = None
        self._show_panel()

    def _set_aside(self) -> None:
        """Let the open form wait if a person wrote in it: no words are lost, and none go into another form."""
        if self.form is not None and not self.form.untouched:
            self.panel.body.removeWidget(self.form)
            self.form.hide()
            self._aside[self._form_of] = self.form, self.form.name
        self.form = self._panel_of = None

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the panel according to the window width."""
        super().resizeEvent(event)
        self.arrange(self.window().width())


def _silent(look: Look) -> QWidget:
    text = look.tr("A danger word starts the alarm here. Their computer does not show it.")
    return lay_in_row(look, Icon(look, "silent", 16, "ink3"), Label(look, text, "small", "ink3", wrap=True))
