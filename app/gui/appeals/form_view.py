"""Write an instant action: eight fields in one column, filled from the incident and saved as a draft.

This form sends nothing. Its one button opens the page that shows the complete appeal before anyone is asked.
"""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.errors import InputRefused
from app.gui.appeals.appeals_values import FormShown, RecipientChoice
from app.gui.incidents.entry_query import no_date
from app.gui.records.form_frame import FormFrame
from app.gui.style.theme import Look
from app.gui.widgets import plain_text
from app.gui.widgets.buttons import Choice, OneOf
from app.gui.widgets.edits import prose_edit
from app.gui.widgets.fields import Labelled, Option, Picker, make_option_search
from app.gui.widgets.several import Several

WIDEST = 760
"""Pixels of a field at 100 %."""
Options = Mapping[str, Callable[[str], Sequence[Option]]]


class InstantView(FormFrame):
    """The form of an instant action. `values` holds the text of the draft; several values of one field are separate
    lines.
    """

    moved = Signal(str)
    """Emitted when the place changes: the people to ask must be read again for it."""

    def __init__(
        self, look: Look, shown: FormShown, options: Options, words: Callable[[str, str], str],
        fits: Callable[[str, str], bool] = lambda _key, _value: True,
    ) -> None:  # fmt: skip
        """Build the form. `words` returns the text for a value of when, where or who that `shown.words` does not
        contain, `fits` False if a value cannot be saved.
        """
        tr = look.tr
        about = (
            tr("About {title}", title=shown.about)
            if shown.about
            else tr("Amparo also saves an incident from these answers.")
        )
        super().__init__(look, tr("Instant action"), about, True, 14, (tr("Review and ask…"), "forward", tr("Ctrl S")))
        if shown.lost:
            said = tr(
                "Amparo cannot read a damaged draft. Delete it, or write a new text. Your saved records are safe."
            )
            self.say(said, wrong=True)
        self.values, self._shown, self._words, self._fits = dict(shown.values), shown, words, fits
        self.saving = False
        """True while the appeal is being saved, so that a second press does not write it twice."""
        self._fields: dict[str, Labelled] = {}
        self._first_half(options)
        self._second_half(options)
        tip = tr("You practise all steps. Amparo sends nothing and saves no incident.")
        self.rehearsal = Choice(look, tr("This is a rehearsal"), tip, box=True)
        self.rehearsal.setChecked(self.values.get("rehearsal") == "yes")
        self.rehearsal.toggled.connect(lambda on: self._take("rehearsal", "yes" if on else ""))
        self.page.add(self.rehearsal)
        self.page.close_column()
        self.first: QWidget = self.asks if self.values.get("what") and not self.values.get("asks") else self.who

    def _put(self, name: str, label: str, control: QWidget, explanation: str) -> None:
        self._fields[name] = Labelled(self.look, label, control, explanation)
        self.page.add(self._fields[name], widest=WIDEST)

    def _said(self, name: str, value: str) -> str:
        return self._shown.words.get(value) or self._words(name, value)

    def _chosen(self, name: str, slot: str = "") -> list[Option]:
        rows = [row for row in self.values.get(name, "").split("\n") if row]
        return [(row, self._said(slot or name, row)) for row in rows]

    def _several(
        self, name: str, label: str, options: Callable[[str], Sequence[Option]], free: bool, slot: str = ""
    ) -> Several:
        several = Several(self.look, label, options, self._chosen(name, slot), free=free)
        several.changed.connect(lambda: self._take(name, "\n".join(several.values)))
        return several

    def _prose(self, name: str, label: str, lines: int) -> QWidget:
        edit = prose_edit(self.look, label, self.values.get(name, ""), lines)
        edit.textChanged.connect(lambda: self._take(name, edit.toPlainText()))
        return edit

    def _picker(self, name: str, label: str, hint: str, options: Callable[[str], Sequence[Option]]) -> Picker:
        picker = Picker(self.look, label, hint, options)
        if value := self.values.get(name, ""):
            picker.set_value(value, self._said(name, value))
        picker.changed.connect(lambda value: self._take(name, value))
        return picker

    def _first_half(self, options: Options) -> None:
        tr = self.look.tr
        label = tr("People in danger")
        self.who = self._several("who", label, options["whom"], True, "whom")
        self._put(
            "who",
            label,
            self.who,
            tr("Use aliases, no real names. Leave it empty for a place, or for a group without a record."),
        )
        label = tr("What happened")
        self._put("what", label, self._prose("what", label, 3), tr("Write two or three short sentences."))
        label = tr("Place")
        self.where = self._picker("where", label, tr("Not chosen"), options["where"])
        self.where.changed.connect(self.moved)
        self._put(
            "where", label, self.where, tr("Amparo adds only the district. Your own words can still name the house.")
        )
        label = tr("When")
        when = self._picker("when", label, tr("Not chosen"), options["when"])
        self._put("when", label, when, tr("Day and time. Amparo counts from this moment."))
        self._say_unfit("when")

    def _second_half(self, options: Options) -> None:
        look, tr = self.look, self.look.tr
        label = tr("Danger now")
        self._put("danger", label, self._prose("danger", label, 1), tr("The danger in the next hours."))
        label = tr("Requests")
        self.asks = self._several("asks", label, options["asks"], False)
        self._put("asks", label, self.asks, tr("Choose what others must do. A short message has only the first three."))
        label = tr("What did the person agree to?")
        named = [("named", tr("Use their alias")), ("anon", tr("Without a name")), ("none", tr("They said no"))]
        self.consent = OneOf(look, named, self.values.get("consent", ""), label)
        self.consent.chosen.connect(lambda value: self._take("consent", value))
        self._put(
            "consent",
            label,
            self.consent,
            tr(
                "Choose the answer of the person. If they gave no answer, do not choose yes. The answer decides "
                "what the appeal contains."
            ),
        )
        label = tr("Recipients")
        self._offer = self._shown.offer
        self._found = make_option_search(self._offer.options, self._offer.reach)
        self.to = self._several("to", label, lambda typed: self._found(typed), False)
        said = tr(
            "Amparo chose the fastest contacts for this place. Type the office that they must reach, "
            "such as minister or embassy."
        )
        self._put("to", label, self.to, said)

    def offer(self, offer: RecipientChoice) -> None:
        """Offer the people who can be asked for the chosen place. The choice of a person stays."""
        before, self._offer = self._offer, offer
        self._found = make_option_search(offer.options, offer.reach)
        if self.to.values == [key for key, _ in before.chosen]:
            self.to.choose(offer.chosen)
            self._take("to", "\n".join(self.to.values))

    def _take(self, name: str, value: str) -> None:
        if self.values.get(name, "") == value:
            return
        self.values[name] = value
        if not value:
            del self.values[name]
        self.pause.start()
        self._say_unfit(name)

    def _say_unfit(self, name: str) -> None:
        if name == "when":
            fits = self._fits(name, self.values.get(name, ""))
            self._fields[name].set_error("" if fits else no_date(self.look.tr))

    def forget(self) -> None:
        """Drop the draft, because its text is saved."""
        self.pause.stop()
        self.values = {}

    def kept(self, at: str) -> None:
        """Show the time of the last saved keystroke."""
        self.say(self.look.tr("Encrypted draft saved {at}", at=at))

    def refused(self, error: BaseException) -> None:
        """Show the error below each refused field, and move the focus to the first of them."""
        rows = error.refused if isinstance(error, InputRefused) else []
        names = {"happened": "when", "date_start": "when", "risk_now": "danger", "description": "what"}
        phrase = self.look.tr.phrase
        said = {}
        for row in rows:
            field = str(row.get("field", "")).split(".")[0]
            said[names.get(field, field)] = phrase(str(row.get("reason", "")))
        for name, labelled in self._fields.items():
            labelled.set_error(said.get(name, ""))
        wrong = next((labelled for name, labelled in self._fields.items() if name in said), None)
        if wrong is None:
            wrong = self._fields["what"]
            wrong.set_error(phrase(str(error)))
        plain_text.announce(wrong, wrong.error, at_once=True)
        wrong.control.setFocus()
