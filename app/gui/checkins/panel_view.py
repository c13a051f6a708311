"""Show the panel of the check-in board: the chosen travel group, its next actions, and the short forms of the base."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from app.gui.checkins.board_query import PanelShown, RungShown
from app.gui.style.theme import Look
from app.gui.widgets import plain_text
from app.gui.widgets.blocks import box, section
from app.gui.widgets.buttons import Button, Choice, OneOf
from app.gui.widgets.edits import line_edit
from app.gui.widgets.fields import Labelled
from app.gui.widgets.flow import flow
from app.gui.widgets.labels import Icon, Label, column, lay_in_row, rule, strip_margins
from app.gui.widgets.split import UNBOUND

_ICONS = {"done": ("check", "acc"), "failed": ("close", "ink2"), "skipped": ("minus", "ink2"),
          "now": ("forward", "red"), "began": ("forward", "acc"), "ahead": ("clock", "ink3"),
          "silence": ("minus", "ink3")}  # fmt: skip


class Form(QWidget):
    """A form for a person at the base. Enter in any field saves it, Esc closes it."""

    saved = Signal(dict)
    left = Signal()
    first: QWidget
    """The control that gets the focus."""
    name = ""
    """The act of the form, in the words of its button."""
    is_sent = False
    """True while the vault works: a second Enter sends nothing. After a refusal the form stays, with its text."""

    @property
    def untouched(self) -> bool:
        """Return True if a person typed nothing and chose nothing here."""
        chosen = any(choice.value for choice in self.findChildren(OneOf))
        return not chosen and not any(edit.isModified() for edit in self.findChildren(QLineEdit))

    def _ends(self, look: Look, go: str, save: Callable[[], None]) -> QWidget:
        """Return the two buttons that end the form."""
        tr = look.tr
        buttons: list[QWidget] = []
        ends = ((go, "pri", "check", tr("Enter"), save), (tr("Not now"), "std", "", tr("Esc"), self.left.emit))
        for word, kind, icon, tip, act in ends:
            buttons.append(button := Button(look, word, kind, icon, tip))
            button.clicked.connect(lambda _=False, act=act: act())
        return flow(buttons)

    def send(self, given: dict[str, str]) -> None:
        """Emit `saved` once."""
        if not self.is_sent:
            self.is_sent = True
            self.saved.emit(given)

    def not_saved(self, tell: Callable[[BaseException], None]) -> Callable[[BaseException], None]:
        """Return the answer to a refusal: it tells the reason, and Enter sends again."""

        def refused(error: BaseException) -> None:
            self.is_sent = False
            tell(error)

        return refused

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close the form on Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


class HeardForm(Form):
    """The form of a check-in. The text is compared with the code words, and no code word is saved.

    No state is preset: a check-in without a code word needs a choice, so no slip of Enter ends an alarm.
    """

    def __init__(self, look: Look, at: str, travels: bool, name: str) -> None:
        """Build the form. `at` is the present hour of the travellers; `travels` hides the danger on a taken vault."""
        super().__init__()
        tr = look.tr
        self.name = tr("They checked in")
        self.said = line_edit(look, tr("What they said"), tr("Their words or the code word"))
        self.at = line_edit(look, tr("Time at their place"), text=at)
        self.by = line_edit(look, tr("Your name"), text=name)
        states = [("fine", tr("Fine")), ("late", tr("Late")), ("arrived", tr("Arrived")), ("duress", tr("In danger"))]
        self.state = OneOf(look, states[: 3 if travels else 4], "", tr("How they are"), chips=True)
        self._as_it_was = at
        for field in (self.said, self.at, self.by):
            field.returnPressed.connect(self._save)
        told = tr("If you type a code word, Amparo knows how they are. It does not save the word.")
        note = Label(look, told, "small", "ink3", wrap=True)
        whole = column(look, Labelled(look, tr("What they said"), self.said), note,
                       Labelled(look, tr("How they are"), self.state),
                       Labelled(look, tr("Time at their place"), self.at), Labelled(look, tr("Your name"), self.by),
                       self._ends(look, tr("Save"), self._save), gap=10)  # fmt: skip
        strip_margins(QHBoxLayout(self)).addWidget(whole)
        self.first = self.said

    def _save(self) -> None:
        at = self.at.text().strip()
        given = {"text": self.said.text(), "state": self.state.value, "by": self.by.text().strip()}
        self.send(given | {"at": "" if at == self._as_it_was else at})


class NameForm(Form):
    """The form of a change of shift or of a step that was done: one or two names, and words."""

    def __init__(
        self, look: Look, title: str, go: str, fields: Sequence[tuple[str, str, str]], help_: str = "",
        needs: Mapping[str, str] | None = None,
    ) -> None:  # fmt: skip
        """Build the form. `fields` holds the key, the label and the text of each field.

        `needs` has what to do if a field is empty, by its key; the form is then not sent.
        """
        super().__init__()
        self._needs, self.name = needs or {}, title
        self.fields = {key: line_edit(look, label, text=text) for key, label, text in fields}
        self.labelled = {key: Labelled(look, label, self.fields[key]) for key, label, _ in fields}
        rows: list[QWidget] = [section(look, title), *self.labelled.values()]
        if help_:
            rows.append(Label(look, help_, "small", "ink3", wrap=True))
        for field in self.fields.values():
            field.returnPressed.connect(self.submit)
        ends = self._ends(look, go, self.submit)
        strip_margins(QHBoxLayout(self)).addWidget(column(look, *rows, ends, gap=10))
        self.first = next((field for field in self.fields.values() if not field.text()), ends)

    def submit(self) -> None:
        """Send the form, or show what it needs."""
        given = {key: field.text().strip() for key, field in self.fields.items()}
        for key, need in self._needs.items():
            self.labelled[key].set_error("" if given[key] else need)
        empty = next((key for key in given if key in self._needs and not given[key]), "")
        if empty:
            self.fields[empty].setFocus()
        else:
            self.send(given)


def ring_choice(look: Look, on: bool, told: Callable[[bool], None]) -> Choice:
    """Return the choice of an alarm while the vault is locked, with its cost."""
    tr = look.tr
    cost = tr("Amparo then saves the next due time outside the vault. A person who takes this computer can "
              "read that time.")  # fmt: skip
    choice = Choice(look, tr("Ring while the vault is locked"), cost, box=True)
    choice.setChecked(on)
    choice.clicked.connect(lambda on: told(on))
    return choice


def party(
    look: Look, shown: PanelShown, did: Callable[[str, str], None], down: Callable[[], None],
    reach: Callable[[str], None],
) -> list[QWidget]:  # fmt: skip
    """Return the blocks of a travel group below the fixed button: its alarm, its steps, its notes.

    Without an alarm the notes come first. `reach` gets the id of a step that needs a person to reach.
    """
    tr, blocks, notes = look.tr, list[QWidget](), _notes(look, shown, reach)
    if shown.alarm:
        danger = [(f" {shown.danger}", "")] if shown.danger else []
        blocks.append(box(look, "red", "alert", [(shown.alarm, "who"), *danger], "red"))
    else:
        blocks += notes
    if shown.rungs:
        blocks.append(section(look, tr("What to do now") if shown.alarm else tr("Steps of the plan")))
        blocks += [_rung(look, rung, did) for rung in shown.rungs]
    if shown.alarm:
        over = Button(look, tr("End the alarm…"), "std", "shield-check", act=down)
        blocks += [*notes, rule(), flow([over])]
    if shown.travels:
        text = tr("This vault travels with the group. So a danger word looks like any other word here.")
        blocks.append(Label(look, text, "small", "ink2", wrap=True))
    return blocks


def _notes(look: Look, shown: PanelShown, reach: Callable[[str], None]) -> list[QWidget]:
    notes: list[QWidget] = [box(look, "amber", "info", [(note, "")], "amb") for note in shown.notes]
    for key, word in shown.lacks_reach:
        choose = Button(look, word, "std", "person")
        plain_text.set_accessible_description(choose, shown.title)
        choose.clicked.connect(lambda _=False, key=key: reach(key))
        notes.append(flow([choose]))
    return notes


def _rung(look: Look, rung: RungShown, did: Callable[[str, str], None]) -> QWidget:
    """Return one step: mark, name, time and log, with buttons if the step is due now or ahead."""
    tr = look.tr
    icon, ink = _ICONS[rung.state]
    told = ". ".join(filter(None, (rung.title, rung.at, rung.what, *rung.reach, *rung.log)))
    head = Label(look, rung.title, "strong", "ink2" if rung.state in ("ahead", "silence") else "ink", wrap=True)
    rows: list[QWidget] = [head, Label(look, rung.at, "small", "ink2", wrap=True)]
    if rung.what and rung.state in ("now", "began", "ahead"):
        rows.append(Label(look, rung.what, "second", "ink2", wrap=True))
    rows += [Label(look, line, "second", "ink", wrap=True) for line in rung.reach]
    rows += [Label(look, line, "small", "ink2", wrap=True) for line in rung.log]
    acts = dict[str, Button]()
    if rung.state in ("now", "began"):
        done = Button(look, tr("Done"), "red" if rung.state == "now" else "std", "check", tr("Ctrl Enter on a group"))
        acts = {"done": done, "failed": Button(look, tr("No answer"), "std")}
    elif rung.state == "ahead":
        acts = {"began": Button(look, tr("Do it now"), "quiet", "forward")}
    for act, button in acts.items():
        plain_text.set_accessible_description(button, told)
        button.clicked.connect(lambda _=False, act=act: did(rung.key, act))
    mark = Icon(look, icon, 18, ink)
    mark.setFixedWidth(look.px(20))
    mark.setAlignment(Qt.AlignmentFlag.AlignTop)
    mark.setMaximumHeight(UNBOUND)
    return lay_in_row(look, mark, column(look, *rows, *([flow([*acts.values()])] if acts else []), gap=4), gap=10)
