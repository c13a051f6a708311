"""Set up the import of a table, and show the result of a trial. These pages store nothing."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QStringListModel, QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QListView, QWidget

from app.domain.search_normalisation import fold
from app.domain.vocabulary import Vocabularies
from app.gui.style.theme import Look
from app.gui.tables.table_query import AskedCalendar, AskedWord, OpenThings, TablePage, TriedPage
from app.gui.widgets import plain_text
from app.gui.widgets.blocks import Facts, PageHeader, ScrollPage, box, card
from app.gui.widgets.buttons import Button, Choice, OneOf
from app.gui.widgets.edits import line_edit
from app.gui.widgets.fields import Labelled, Option, Picker
from app.gui.widgets.flow import flow
from app.gui.widgets.focus import enter
from app.gui.widgets.grid import Grid
from app.gui.widgets.labels import Label, at_most, column, discard
from app.gui.widgets.several import Several

ENCODINGS = ("utf-8", "utf-16", "cp1252", "cp1256", "cp1251", "cp1254", "mac-roman")
LEFT_OUT = "\0"
"""The value for a word without meaning: its cells stay blank."""
AT_ONCE = 4
"""Number of columns that are built in one step. Each step, also the first, runs after the page is shown."""
WIDEST = 720
"""Width in pixels at 100 %."""
TRIED_WIDEST = 760
"""Width in pixels at 100 %."""


class TableInView(ScrollPage):
    """The page. `said` carries the name and value of one answer; `controls` has the controls by the same names."""

    said = Signal(str, object)
    go = Signal()
    keep = Signal(str)
    take_file = Signal()
    save_file = Signal()

    def __init__(self, look: Look, words: Vocabularies, shown: TablePage, back: Button) -> None:
        super().__init__(look, 32)
        tr = look.tr
        self._words, self._shown, self.about = words, shown, shown.name
        self.controls: dict[str, QWidget] = {}
        self.fields: dict[str, Labelled] = {}
        self.try_it = Button(look, tr("Test without saving"), "pri", "eye", act=self.go.emit)
        title = tr("Import {name}", name=shown.name)
        take = Button(look, tr("Use a mapping file…"), "std", "in", act=self.take_file.emit)
        self.add(PageHeader(look, title, shown.second, [take], back))
        self.add(self._offered(), self._file(), self._rows(), self._columns())
        self._open: QWidget = QWidget()
        self.add(self._open)
        self.add(self._keeping(), flow([self.try_it]))
        self.controls["try"] = self.try_it
        self._wrong: QWidget | None = None
        self._asked: object = None
        self.show_open(shown.open)
        self.close_column()
        self.first = self.controls["kind"]

    # Questions about the file.

    def _offered(self) -> QWidget:
        """Offer the stored mappings for this header."""
        look, tr = self.look, self.look.tr
        buttons: list[QWidget] = []
        for name in self._shown.kept:
            button = Button(look, tr("Use “{name}”", name=name), "std", "check")
            button.clicked.connect(lambda _=False, name=name: self.said.emit("kept", name))
            buttons.append(button)
        if not buttons:
            return column(look)
        note = Label(look, tr("You have a saved mapping for these columns."), "body", wrap=True)
        return card(look, note, flow(buttons))

    def _field(self, key: str, label: str, control: QWidget, explanation: str = "") -> QWidget:
        self.controls[key] = control
        self.fields[key] = labelled = Labelled(self.look, label, control, explanation)
        return at_most(self.look, labelled, WIDEST)

    def _picker(self, key: str, label: str, options: Sequence[Option], value: str, explanation: str = "",
                free: bool = False) -> QWidget:  # fmt: skip
        picker = Picker(self.look, label, self.look.tr("Not chosen"), _among(options), free=free)
        picker.set_value(value, dict(options).get(value, value))
        picker.changed.connect(lambda chosen: self.said.emit(key, chosen))
        return self._field(key, label, picker, explanation)

    def _file(self) -> QWidget:
        look, tr, shown = self.look, self.look.tr, self._shown
        parts: list[QWidget] = [Label(look, tr("File format"), "card")]
        if shown.sheets:
            sheets = [(name, name) for name in shown.sheets]
            parts.append(self._picker("sheet", tr("Sheet"), sheets, shown.sheet))
        else:
            marks = [(",", tr("Comma")), (";", tr("Semicolon")), ("\t", tr("Tab")), ("|", tr("Bar"))]
            mark = OneOf(look, marks, shown.delimiter, tr("Column separator"))
            mark.chosen.connect(lambda chosen: self.said.emit("delimiter", chosen))
            parts.append(self._field("delimiter", tr("Column separator"), mark))
            encodings = [(name, name) for name in dict.fromkeys((shown.encoding, *ENCODINGS))]
            help_ = tr("If letters below look wrong, choose another encoding.")
            parts.append(self._picker("encoding", tr("Encoding"), encodings, shown.encoding, help_, free=True))
        skip = line_edit(look, tr("Rows above the column names"), text=str(shown.skip_rows))
        skip.setMaximumWidth(look.px(120))
        skip.editingFinished.connect(lambda: self._skip(skip))
        parts.append(self._field("skip_rows", tr("Rows above the column names"), skip))
        self.controls["grid"] = grid = Grid(look, tr("The first rows"), shown.header, shown.rows)
        return card(look, *parts, Label(look, tr("The first rows"), "label", "ink2"), grid, gap=14)

    def _skip(self, edit: QLineEdit) -> None:
        number = edit.text().strip()
        if number.isascii() and number.isdecimal():
            if int(number) != self._shown.skip_rows:
                self.said.emit("skip_rows", int(number))
        else:
            self.fields["skip_rows"].set_error(self.look.tr("Write a number. Write 0 if the first row has the names."))

    def _rows(self) -> QWidget:
        look, tr, shown = self.look, self.look.tr, self._shown
        none = ("", tr("None: each import makes new records"))
        keys = [none, *((name, name) for name in shown.header)]
        note = tr("Amparo saves columns without a field in the record, unchanged.")
        rest = Choice(look, tr("Save other columns"), note, box=True)
        rest.setChecked(shown.keep_rest)
        rest.toggled.connect(lambda on: self.said.emit("keep_rest", on))
        self.controls["keep_rest"] = rest
        key_help = tr(
            "If a record with the same key exists, the row changes this record. If nothing is new, nothing changes."
        )
        return card(
            look, Label(look, tr("Rows"), "card"),
            self._picker("kind", tr("Each row is one of"), shown.kinds, shown.kind),
            self._picker("key", tr("Key column"), keys, shown.key, key_help), rest, gap=14,
        )  # fmt: skip

    def _columns(self) -> QWidget:
        """Return the card of the columns. They are built in steps, so that the window stays responsive."""
        look, shown = self.look, self._shown
        self._column_card = card(look, Label(look, look.tr("Columns"), "card"), gap=14)
        self._todo = list(zip(shown.header, shown.columns, strict=True))
        self._offered_fields = _among(shown.fields)
        QTimer.singleShot(0, self, self._more)
        return self._column_card

    def _more(self) -> None:
        """Build the next columns."""
        some, self._todo, layout = self._todo[:AT_ONCE], self._todo[AT_ONCE:], self._column_card.layout()
        for name, (sample, filled) in some:
            several = Several(self.look, name, self._offered_fields, filled)
            several.changed.connect(lambda name=name, of=several: self.said.emit(f"column:{name}", of.values))
            field = self._field(f"column:{name}", name, several, sample)
            if layout is not None:
                layout.addWidget(field)
        if self._todo:
            QTimer.singleShot(0, self, self._more)

    def _keeping(self) -> QWidget:
        look, tr = self.look, self.look.tr
        name = line_edit(look, tr("Name of the mapping"), text="")
        self.controls["name"] = name
        keep = Button(look, tr("Save in the vault"), "std", "vault", act=lambda: self.keep.emit(name.text().strip()))
        file = Button(look, tr("Save as a file…"), "std", "out", act=self.save_file.emit)
        note = tr("Amparo offers the mapping for other files with the same columns.")
        field = self._field("name", tr("Name of the mapping"), name, note)
        return card(look, Label(look, tr("Save this mapping"), "card"), field, flow([keep, file]))

    # Questions that only a person can answer.

    def show_open(self, open_: OpenThings) -> None:
        """Ask the open questions of the columns instead of the earlier ones. Unchanged questions stay as they are."""
        if open_.asked == self._asked:
            return
        self._asked = open_.asked
        parts: list[QWidget] = []
        if open_.dates is not None:
            parts.append(self._dates(*open_.dates, open_.order))
        parts += [self._calendar(asked) for asked in open_.calendars]
        parts += [self._word(asked) for asked in open_.words]
        holder = column(self.look)
        if parts:
            holder = card(self.look, Label(self.look, self.look.tr("Open questions"), "card"), *parts, gap=14)
        self.body.replaceWidget(self._open, holder)
        discard(self.body, self._open)
        self._open = holder

    def _dates(self, cell: str, day: str, month: str, order: str) -> QWidget:
        tr = self.look.tr
        label = tr("What is the meaning of {cell}?", cell=cell)
        both = OneOf(self.look, [("day", day), ("month", month)], order, label)
        both.chosen.connect(lambda chosen: self.said.emit("dates", chosen))
        return self._field("dates", label, both, tr("Amparo reads all dates of the file in this order."))

    def _calendar(self, asked: AskedCalendar) -> QWidget:
        tr, key = self.look.tr, f"calendar:{asked.path}"
        label = tr("{field}: what is the meaning of {cell}?", field=asked.field, cell=asked.cell)
        n = tr("{n} date has an unusual year.|{n} dates have unusual years.", n=asked.count)
        help_ = tr("{dates} Hijri dates can be wrong by one or two days.", dates=n)
        return self._picker(key, label, asked.choices, asked.value, help_)

    def _word(self, asked: AskedWord) -> QWidget:
        tr, vocabulary, language = self.look.tr, self._words[asked.scheme], self.look.tr.language
        label = tr("{field}: “{word}”", field=asked.field, word=asked.word)

        def offered(typed: str) -> list[Option]:
            codes = vocabulary.find(typed, language) if typed.strip() else list(vocabulary.codes)
            return [(LEFT_OUT, tr("Leave it empty")), *((code, vocabulary.label(code, language)) for code in codes)]

        picker = Picker(self.look, label, tr("Not chosen"), offered, free=False)
        if asked.code is None:
            picker.set_value(LEFT_OUT, tr("Leave it empty"))
        elif asked.code:
            picker.set_value(asked.code, vocabulary.label(asked.code, language))
        picker.changed.connect(lambda code: self.said.emit(f"word:{asked.path}:{asked.word}", code))
        rows = tr("In {n} row. If you choose no meaning, the field stays empty there.|In {n} rows. If you "
                  "choose no meaning, the field stays empty there.", n=asked.count)  # fmt: skip
        return self._field(f"word:{asked.path}:{asked.word}", label, picker, rows)

    def refused(self, text: str, key: str = "") -> None:
        """Show an error below a control, or at the end of the page. An empty `text` removes it."""
        for name, field in self.fields.items():
            field.set_error(text if name == key else "")
        if self._wrong is not None:
            discard(self.body, self._wrong)
            self._wrong = None
        if text and key not in self.fields:
            self._wrong = box(self.look, "amber", "alert", [(text, "")], "amb")
            self.body.insertWidget(self.body.count() - 1, self._wrong)
        elif text:
            self.ensureWidgetVisible(self.fields[key])
            enter(self.controls[key])


def _among(options: Sequence[Option]) -> Callable[[str], Sequence[Option]]:
    """Return a function for the options that contain the typed text, in any spelling."""
    folded = [(option, fold(option[1])) for option in options]
    return lambda typed: [option for option, words in folded if fold(typed.strip()) in words]


class TriedView(ScrollPage):
    """The page after the test of an import; nothing is stored yet."""

    go = Signal()
    save_refused = Signal()

    def __init__(self, look: Look, shown: TriedPage, back: Button) -> None:
        super().__init__(look, 32)
        tr = look.tr
        words = tr("Import {n} row|Import {n} rows", n=shown.coming)
        if shown.refused:
            words = tr("Import the other {n} row|Import the other {n} rows", n=shown.coming)
        self.go_on = Button(look, words, "pri", "in", act=self.go.emit)
        second = tr.line(shown.second, tr("Amparo has imported nothing yet."))
        actions: list[QWidget] = [self.go_on] if shown.coming else []
        self.add(PageHeader(look, shown.title, second, actions, back))
        self.first = self.go_on if shown.coming else None
        self.add(Facts(look, shown.facts))
        if shown.refused:
            self.add(self._refused(shown), widest=TRIED_WIDEST)
        if shown.blank:
            title = Label(look, tr("Cells left empty"), "card")
            self.add(card(look, title, self._rows(tr("Cells left empty"), shown.blank)), widest=TRIED_WIDEST)
        said = tr("The import is one step. Ctrl Z removes the new records and undoes the changes.")
        said = said if shown.coming else tr("There is nothing to import.")
        self.add(box(look, "box", "info", [(said, "")]), widest=TRIED_WIDEST)
        self.close_column()

    def _refused(self, shown: TriedPage) -> QWidget:
        look, tr = self.look, self.look.tr
        title = tr("{n} row with a mistake|{n} rows with mistakes", n=shown.refused_rows)
        rows = self._rows(title, shown.refused)
        save = Button(look, tr("Save rows with mistakes…"), "std", "out", act=self.save_refused.emit)
        note = tr("Save these rows, correct them and import them later. Or import only the other rows.")
        return card(
            look, Label(look, title, "card"), Label(look, note, "second", "ink2", wrap=True), rows, flow([save])
        )

    def _rows(self, title: str, lines: Sequence[str]) -> QListView:
        look = self.look
        rows = QListView()
        rows.setObjectName("boxed")
        plain_text.set_accessible_name(rows, title)
        rows.setFont(look.font("second"))
        rows.setWordWrap(True)
        plain_text.items(model := QStringListModel(rows), lines)
        rows.setModel(model)
        rows.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        rows.setFixedHeight(min(len(lines), 6) * (look.metrics("second").height() + 8) + look.px(26))
        return rows
