"""Every screen with invented data, in every way it may be shown."""

from collections.abc import Callable, Iterator
from pathlib import Path

from attrs import evolve
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QWidget

from app import start
from app.actions.searches import Search
from app.domain.kind import all_names
from app.domain.kinds import KINDS
from app.domain.record import Record
from app.errors import InputRefused
from app.gui.look import Look
from app.gui.reads import filters as reading
from app.gui.reads.incidents import Asked
from app.gui.sheet import dress
from app.gui.shown import NowPage
from app.gui.text import Text
from app.gui.unlock_window import UnlockWindow
from app.gui.views.casework import RecordView, casework_list, no_records
from app.gui.views.deliveries import ArrivalView, DeliveryView, delivery_list, no_deliveries
from app.gui.views.device import DeviceView
from app.gui.views.differences import DifferencesView
from app.gui.views.duplicates import AlikeView
from app.gui.views.filters import FiltersView
from app.gui.views.find import FindView
from app.gui.views.first_start import FirstStart
from app.gui.views.incident import IncidentView
from app.gui.views.incidents import incident_list, no_incidents
from app.gui.views.keys import KeySheet
from app.gui.views.now import NowView
from app.gui.views.people import PersonView, no_people, people_list
from app.gui.views.piece import PieceView
from app.gui.views.record_form import RecordForm
from app.gui.views.settings import SettingsView
from app.gui.views.share import ShareDialog
from app.gui.views.stick import StickView
from app.gui.views.unfinished import Unfinished
from app.gui.views.who import WhoView
from app.gui.widgets.blocks import Page, Progress
from app.gui.widgets.buttons import Button
from app.gui.widgets.listpane import ListPane
from app.gui.widgets.split import Split
from app.gui.window import Window
from tests.gui import invented, invented_cases, invented_pages, invented_tables

Screen = Callable[[Look], QWidget]
EMPTY = ("03-now", "04-incidents", "05-incident-entry", "06-contact", "08-delivery", "17-case")


def shell(look: Look, place: str, pane: ListPane, page: Callable[[Split], QWidget], size: tuple[int, int]) -> Window:
    """A window with one place filled."""
    window = Window(look, "Field notes")
    split = Split(look, pane, pane.accessibleName())
    for key in ("now", "document", "people", "cases", "network", "library", "device"):
        window.add_place(key, split if key == place else QWidget())
    window.resize(*size)
    window.foot.show_facts(invented.foot(look))
    window.go(place)
    window.show()
    settle()
    split.show_page(page(split))
    settle()
    return window


def settle() -> None:
    """Let what was posted happen."""
    for _ in range(3):
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        QApplication.processEvents()


class Gallery:
    """Makes the screens of one look at one size."""

    def __init__(self, look: Look, size: tuple[int, int], full: bool = True) -> None:
        self.look, self.size, self.full = look, size, full

    def screens(self) -> dict[str, Callable[[], QWidget]]:
        """Return every screen by its name."""
        shown: dict[str, Callable[[], QWidget]] = {
            "01-first-start": self.first_start, "01b-type-back": self.type_back, "01c-making": self.making,
            "02-unlock": self.unlock, "03-now": self.now, "04-incidents": self.incidents,
            "04b-unfinished": self.unfinished, "04c-found": self.found,
            "05-incident-entry": self.entry, "06-contact": self.contact,
            "07-share": self.share, "07b-preview": self.preview,
            "08-delivery": self.delivery, "08b-arrival": self.arrival, "08c-stick": self.stick,
            **{name: lambda make=make: self._over(make(self.look)) for name, make in invented_pages.OVER.items()},
            "12-differences": self.differences, "13-settings": self.settings, "14-find": self.find,
            "15-evidence": self.piece, "18-duplicates": self.alike, "19-filters": self.filters,
            "19b-filtered": self.filtered, "20-library": self.library,
            "09-device": self.device, "10-edit": self.edit, "11-keys": self.keys,
            "16-matrix": self.matrix, "16b-time-line": self.time_line, "17-case": self.case,
            "17b-intervention": lambda: self._over(invented_cases.intervention(self.look)),
            "17c-act": lambda: self._over(invented_cases.act(self.look)),
            **invented_tables.screens(self.look, self._over),
        }  # fmt: skip
        if not self.full:
            return {key: shown[key] for key in EMPTY}
        return shown

    def _shown(self, widget: QWidget) -> QWidget:
        widget.resize(*self.size)
        widget.show()
        settle()
        return widget

    def first_start(self) -> QWidget:
        return self._shown(FirstStart(self.look, Path("/home/marula/field-notes"), lambda: list(invented.WORDS)))

    def type_back(self) -> QWidget:
        start = FirstStart(self.look, Path("/home/marula/field-notes"), lambda: list(invented.WORDS))
        start._go(1)
        for edit, word in zip(
            start.typed, ["orchard", "velvet", "kiosk", "dumpling", "rebuild", "canopy"], strict=True
        ):
            edit.setText(word)
        start._check()
        return self._shown(start)

    def making(self) -> QWidget:
        start = FirstStart(self.look, Path("/home/marula/field-notes"), lambda: list(invented.WORDS))
        start._go(1)
        for edit, word in zip(start.typed, invented.WORDS, strict=True):
            edit.setText(word)
        start._check()
        return self._shown(start)

    def unlock(self) -> QWidget:
        window = UnlockWindow(self.look, self.look.tr("Field notes"))
        window.field.setText("x" * 21)
        window._say("caps", self.look.tr("Caps Lock is on"))
        return self._shown(window)

    def incidents(self) -> QWidget:
        pane = incident_list(self.look)
        rows = invented.incidents(self.look) if self.full else ()
        pane.show_rows(
            rows, self.look.tr.number(1284 if self.full else 0), no_incidents(self.look, Asked(), lambda _: None)
        )
        pane.select("1")

        def page(split: Split) -> QWidget:
            return (
                IncidentView(self.look, invented.incident(self.look), split.back_button())
                if self.full
                else Page(self.look)
            )

        return shell(self.look, "document", pane, page, self.size)

    def found(self) -> QWidget:
        window = self.incidents()
        assert isinstance(window, Window)
        asked = "في" if self.look.tr.language == "ar" else "house"
        (pane,) = window.findChildren(ListPane)
        assert pane.search is not None
        pane.search.setText(asked)
        rows = [row for row in invented.incidents(self.look) if asked in row.second]
        by_file = self.look.tr.line("statement.pdf", f"…at the {asked} of the guard, and there they held us")
        rows[0] = evolve(rows[0], second=by_file)
        rows = [evolve(row, mark=(at := row.second.index(asked), at + len(asked))) for row in rows]
        pane.show_rows(rows, self.look.tr.number(len(rows)))
        pane.select(rows[0].key)
        settle()
        return window

    def unfinished(self) -> QWidget:
        window = self.incidents()
        assert isinstance(window, Window)
        tr = self.look.tr
        kept = tr("Kept encrypted since {at}, not saved yet.", at=tr("yesterday {time}", time="18:40"))
        window.show_strip(Unfinished(self.look, tr("You were writing an incident."), kept))
        settle()
        return window

    def entry(self) -> QWidget:
        window = self.incidents()
        assert isinstance(window, Window)
        view = invented_pages.entry(self.look, invented.entry(self.look) if self.full else {})
        window.show_full(view)
        settle()
        return window

    def contact(self) -> QWidget:
        pane = people_list(self.look)
        rows = invented.PEOPLE if self.full else ()
        pane.show_rows(rows, self.look.tr.number(212 if self.full else 0), no_people(self.look, True))
        pane.select("1")

        def page(split: Split) -> QWidget:
            return PersonView(self.look, invented.person(), split.back_button()) if self.full else Page(self.look)

        window = shell(self.look, "people", pane, page, self.size)
        for view in window.findChildren(PersonView):
            view._how.button(0).click()
        return window

    def preview(self) -> QWidget:
        window = self.share()
        (dialog,) = window.findChildren(ShareDialog)
        dialog.show_preview(invented.READINGS)
        settle()
        return window

    def share(self) -> QWidget:
        window = self.incidents()
        dialog = ShareDialog(
            self.look, window, "Arrest, Tres Ceibas", invented.ADDRESSEES, invented.audiences(self.look)
        )
        dialog.open(dialog.frame)
        dialog.choose(["1", "2"], "network")
        dialog.show_effect(invented.EFFECT)
        settle()
        return window

    def delivery(self) -> QWidget:
        pane = delivery_list(self.look)
        tr = self.look.tr
        rows = invented.DELIVERIES if self.full else ()
        pane.show_rows(rows, tr("{n} waiting", n=len(rows)), no_deliveries(self.look, "waiting"))
        pane.select("2")

        def page(split: Split) -> QWidget:
            if not self.full:
                return Page(self.look)
            return DeliveryView(self.look, invented.delivery(), split.back_button())

        return shell(self.look, "network", pane, page, self.size)

    def arrival(self) -> QWidget:
        pane = delivery_list(self.look)
        pane.show_rows(invented.DELIVERIES, "1")
        return shell(
            self.look, "network", pane,
            lambda split: ArrivalView(self.look, invented.arrival(), split.back_button()), self.size,
        )  # fmt: skip

    def stick(self) -> QWidget:
        window = self.incidents()
        assert isinstance(window, Window)
        view = StickView(self.look, Path("/usr"), self.look.tr("{n} waiting", n=3))
        view.show_busy()
        window.show_full(view)
        tr = self.look.tr
        done = tr("{done} of {total}", done=tr.size(1_800_000_000), total=tr.size(4_100_000_000))
        left = tr("about {n} minute|about {n} minutes", n=4)
        window.show_strip(Progress(self.look, tr("Writing: leave the stick in"), tr.line(done, left), 0.44))
        if window.rail is not None:
            window.rail.show_place("network")
        settle()
        return window

    def edit(self) -> QWidget:
        fields = {"title": "Arrest, Tres Ceibas", "date_start": "2026-04-12", "description": invented.ENTRY["words"]}
        record = Record(bytes(16), "event", "TC-0412", fields, "Arrest, Tres Ceibas")
        words = start.vocabularies()
        form = RecordForm(
            self.look, words, record, all_names(KINDS["event"]), self.look.tr("Edit {title}", title=record.title)
        )
        form.refused(InputRefused("", refused=[{"field": "date_start", "reason": "April has 30 days"}]))
        return self._over(form)

    def case(self) -> QWidget:
        pane = casework_list(self.look)
        rows = invented_cases.cases(self.look) if self.full else ()
        pane.show_rows(rows, self.look.tr.number(len(rows)), no_records(self.look, "case", ""))
        pane.select("1")

        def page(split: Split) -> QWidget:
            shown = invented_cases.case(self.look)
            return RecordView(self.look, shown, split.back_button()) if self.full else Page(self.look)

        return shell(self.look, "cases", pane, page, self.size)

    def matrix(self) -> QWidget:
        window = self.case()
        assert isinstance(window, Window)
        view = WhoView(
            self.look, invented_cases.who(self.look), Button(self.look, self.look.tr("Back"), "quiet", "back")
        )
        window.show_full(view)
        view.table.take_cell(5, 0)
        settle()
        return window

    def time_line(self) -> QWidget:
        window = self.matrix()
        assert isinstance(window, Window) and isinstance(window.full, WhoView)
        window.full.ways.chosen.emit("time")
        settle()
        return window

    def settings(self) -> QWidget:
        back = Button(self.look, self.look.tr("This computer"), "quiet", "back")
        return self._over(SettingsView(self.look, invented_pages.settings(self.look), back))

    def find(self) -> QWidget:
        view = FindView(self.look)
        assert view.search is not None
        view.search.setText("mar")
        view.show_found(invented_pages.FOUND, "mar")
        return self._over(view)

    def piece(self) -> QWidget:
        back = Button(self.look, self.look.tr("Back"), "quiet", "back")
        view = PieceView(self.look, invented_pages.piece(), back)
        view.show_image(invented.picture("road", 1584, 1134))
        return self._over(view)

    def alike(self) -> QWidget:
        back = Button(self.look, self.look.tr("Back"), "quiet", "back")
        return self._over(AlikeView(self.look, invented_pages.alike(), back))

    def filters(self) -> QWidget:
        back = Button(self.look, self.look.tr("Incidents"), "quiet", "back")
        where = (("review_state", "draft"), ("since", "2026-03"))
        words, tr = start.vocabularies(), self.look.tr
        search = Search("Marula", (*where, ("sensitivity", "R"), ("urgent", "true"), ("until", "2026-04-12")))
        saved = [(search, reading.sentence(words, tr, search))]
        return self._over(FiltersView(self.look, words, where, saved, back))

    def filtered(self) -> QWidget:
        window = self.incidents()
        for pane in window.findChildren(ListPane):
            assert pane.filters is not None
            where = (("review_state", "draft"), ("sensitivity", "C"), ("since", "2026-03"))
            pane.filters.show_words(reading.words(start.vocabularies(), self.look.tr, where))
        settle()
        return window

    def now(self) -> QWidget:
        window = self.incidents()
        assert isinstance(window, Window)
        shown = invented_pages.now() if self.full else NowPage(invented_pages.now().title, "", ())
        window.show_full(NowView(self.look, shown))
        window.show_needs(6 if self.full else 0, self.full)
        if window.rail is not None:
            window.rail.show_place("now")
        settle()
        return window

    def differences(self) -> QWidget:
        return self._over(DifferencesView(self.look, invented_pages.differences()))

    def library(self) -> QWidget:
        return shell(self.look, "library", *invented_pages.library(self.look), self.size)

    def keys(self) -> QWidget:
        return self._over(KeySheet(self.look, lambda: None))

    def _over(self, page: QWidget) -> QWidget:
        window = self.incidents()
        assert isinstance(window, Window)
        window.show_full(page)
        settle()
        return window

    def device(self) -> QWidget:
        window = self.incidents()
        assert isinstance(window, Window)
        window.place = "device"
        window.show_full(DeviceView(self.look, invented.device()))
        if window.rail is not None:
            window.rail.show_place("device")
        settle()
        return window


WAYS: dict[str, tuple[str, str, float, tuple[int, int], bool]] = {
    "light": ("en", "light", 1.0, (1280, 800), True),
    "dark": ("en", "dark", 1.0, (1280, 800), True),
    "arabic": ("ar", "light", 1.0, (1280, 800), True),
    "200": ("en", "light", 2.0, (1280, 800), True),
    "1024x600": ("en", "light", 1.0, (1024, 600), True),
    "pseudo": ("pseudo", "light", 1.0, (1280, 800), True),
    "empty": ("en", "light", 1.0, (1280, 800), False),
}
"""Name to language, theme, text size, window size, and whether there is anything in it."""


def looks(app: QApplication, names: list[str]) -> Iterator[tuple[str, Gallery]]:
    """Dress the application for one way after the other."""
    for name in names:
        language, theme, factor, size, full = WAYS[name]
        look = Look(Text(language), theme, factor)
        dress(app, look)
        yield name, Gallery(look, size, full)
