"""Every screen with invented data, in every way it may be shown."""

from collections.abc import Callable, Iterator
from pathlib import Path

from attrs import evolve
from PySide6.QtWidgets import QApplication, QWidget

from app import start
from app.actions.rounds.stick_round import StickRound
from app.domain.kinds import KINDS
from app.gui.cases.cases_view import RecordView, casework_list, no_records
from app.gui.cases.who_view import WhoView
from app.gui.delivery.nearby_view import DoorShown, Ended, NearbyView
from app.gui.delivery.share_query import gives_away, one_copy, two_relays
from app.gui.delivery.share_view import ShareDialog
from app.gui.delivery.stick_query import ShownStick, read_line
from app.gui.delivery.stick_query import result as stick_result
from app.gui.delivery.stick_view import StickView
from app.gui.incidents import filters_query as reading
from app.gui.incidents.incident_view import IncidentView
from app.gui.incidents.incidents_query import IncidentQuery
from app.gui.incidents.incidents_view import incident_list, no_incidents
from app.gui.people.people_query import code_of
from app.gui.shell.window import Window
from app.gui.style.sheet import dress
from app.gui.style.text import Text
from app.gui.style.theme import Look
from app.gui.widgets.blocks import Progress, ScrollPage
from app.gui.widgets.buttons import Button, Choice
from app.gui.widgets.listpane import ListPane
from app.gui.widgets.page_values import RowView
from app.gui.widgets.split import Split
from sync.exchange import Tally
from tests.gui import (
    gallery_doors,
    gallery_field,
    gallery_pages,
    gallery_people,
    gallery_sample,
    gallery_ways,
    invented,
    invented_appeals,
    invented_cases,
    invented_pages,
    invented_second,
    invented_tables,
)
from tests.gui.hands import control
from tests.gui.invented_words import said
from tests.gui.stage import covered, settle, shell

CODE = ("00223", "35926", "52747", "33316", "02695", "45199", "59477", "02758", "22066", "24154", "57088", "88030")
EMPTY = (*gallery_sample.EMPTY, *gallery_sample.BARE, "24h-kept")


class Gallery:
    """Makes the screens of one look at one size."""

    def __init__(self, look: Look, size: tuple[int, int], full: bool = True) -> None:
        self.look, self.size, self.full = look, size, full

    def screens(self) -> dict[str, Callable[[], QWidget]]:
        """Return every screen by its name."""
        shown: dict[str, Callable[[], QWidget]] = {
            "04d-undo": self.undo, "04e-chain": lambda: self._over(invented_pages.chain(self.look)),
            "05b-entry-with-more": lambda: self._over(invented_pages.entry_with_more(self.look)),
            "07c-one-copy": self.share_of_a_film,
            "07d-share-anonymous": self.share_without_a_name,
            "08c-stick": self.stick,
            "08d-carry": self.carry, "08e-stick-done": self.stick_done, "08j-stick-in": self.stick_in,
            "08f-stick-anonymous": self.stick_anonymous,
            "08g-nearby": self.nearby, "08h-nearby-code": self.nearby_code, "08i-nearby-end": self.nearby_end,
            "16-matrix": self.matrix, "16b-time-line": self.time_line,
            "17b-intervention": lambda: self._over(invented_cases.intervention(self.look), "all-cases"),
            "17c-act": lambda: self._over(invented_cases.act(self.look)), "19b-filtered": self.filtered,
            **gallery_doors.screens(self.look, self._shown),
            **gallery_people.screens(self.look, self.size, self.full, self._over),
            **gallery_pages.screens(self.look, self.size, self.full, self._over),
            **invented_second.screens(self.look, self._over),
            **invented_appeals.screens(self.look, self.full, self._over),
            **gallery_ways.screens(self.look, self.full, self._over),
            **gallery_field.screens(self.look, self._over),
            **invented_tables.screens(self.look, lambda page: self._over(page, "safety")),
            **gallery_sample.screens(self.look, self.size, self.full),
        }  # fmt: skip
        if not self.full:
            return {key: shown[key] for key in EMPTY}
        return shown

    def _shown(self, widget: QWidget) -> QWidget:
        widget.resize(*self.size)
        widget.show()
        settle()
        return widget

    def incidents(self) -> QWidget:
        pane = incident_list(self.look)
        rows = invented.incidents(self.look) if self.full else ()
        pane.show_rows(
            rows,
            self.look.tr.number(1284 if self.full else 0),
            no_incidents(self.look, IncidentQuery(), lambda _: None),
        )
        pane.select("1")

        def page(split: Split) -> QWidget:
            return (
                IncidentView(self.look, KINDS, invented.incident(self.look), split.back_button())
                if self.full
                else ScrollPage(self.look)
            )

        return shell(self.look, "incidents", pane, page, self.size)

    def found(self) -> QWidget:
        window = self.incidents()
        assert isinstance(window, Window)
        asked = "في" if self.look.tr.language == "ar" else "house"
        (pane,) = window.findChildren(ListPane)
        assert pane.search is not None
        pane.search.setText(asked)
        rows = [row for row in invented.incidents(self.look) if asked in row.second]
        by_file = self.look.tr.line("statement.pdf", f"…at the {asked} of the guard, and there they held us")
        rows[0] = rows[0]._replace(second=by_file)
        rows = [row._replace(mark=(at := row.second.index(asked), at + len(asked))) for row in rows]
        pane.show_rows(rows, self.look.tr.number(len(rows)))
        pane.select(rows[0].key)
        settle()
        return window

    def undo(self) -> QWidget:
        """What was done stands in the foot line for a while, with its way back."""
        window = self.incidents()
        assert isinstance(window, Window)
        ref, title = self.look.tr.line("PE-B4XNT"), said(self.look, "Marula")
        window.foot.say(
            self.look.tr("{ref} is removed. {title} now has the additional values.", ref=ref, title=title), settle
        )
        settle()
        return window

    def entry(self) -> QWidget:
        window = self.incidents()
        assert isinstance(window, Window)
        view = invented_pages.entry(self.look, invented.entry(self.look) if self.full else {})
        window.show_full(view)
        settle()
        return window

    def share(self, offered: str = "", twice: str = "") -> QWidget:
        window = self.incidents()
        people = [
            evolve(one, relays=2, name=said(self.look, one.name), second=said(self.look, one.second))
            for one in invented.ADDRESSEES
        ]
        title = said(self.look, "Arrest, Tres Ceibas")
        dialog = ShareDialog(self.look, window, title, people, invented.audiences(self.look))
        dialog.open(dialog.frame)
        for words in (people[0].name, people[1].name, self.look.tr("Network")):
            control(dialog, words, Choice).click()
        dialog.show_effect(evolve(invented.EFFECT, one_copy=offered, two_relays=twice))
        settle()
        return window

    def share_without_a_name(self) -> QWidget:
        """What is chosen and said of an anonymous report."""
        window = self.share()
        (dialog,) = window.findChildren(ShareDialog)
        control(dialog, self.look.tr("Anonymous, instead of signed by you"), Choice).click()
        dialog.show_effect(evolve(invented.EFFECT, warning=gives_away(self.look.tr)))
        settle()
        return window

    def share_of_a_film(self) -> QWidget:
        """What is offered where many copies of large files would leave."""
        return self.share(one_copy(self.look.tr, 300_000_000, 40), two_relays(self.look.tr))

    def stick(self) -> QWidget:
        tr, view = self.look.tr, StickView(self.look, Path("/usr"))
        done = tr("{done} of {total}", done=tr.size(1_800_000_000), total=tr.size(4_100_000_000))
        left = tr("about {n} minute|about {n} minutes", n=4)
        strip = Progress(self.look, "", tr.line(done, left), 0.44)
        view.card.show_work(tr("Writing: leave the stick in"), [read_line(tr, READ)], strip)
        return self._over(view, "inbox")

    def stick_in(self) -> QWidget:
        tr, view = self.look.tr, StickView(self.look, Path("/usr"))
        free, known = tr("{size} free.", size=tr.size(6_100_000_000)), tr("Give it a name to know it again.")
        view.card.show_sticks([ShownStick("/a", "1", "", tr("A new USB stick is in"), f"{known} {free}", True)], "")
        return self._over(view, "inbox")

    def stick_done(self) -> QWidget:
        view = StickView(self.look, Path("/usr"))
        done = StickRound(READ, Tally(sent=4), 3, 1_797_531_420)
        view.card.show_done(stick_result(self.look.tr, done, "blue"), ("/a", "1", "blue"))
        view.show_nameless(1)
        return self._over(view, "inbox")

    def carry(self) -> QWidget:
        tr, view = self.look.tr, StickView(self.look, Path("/usr"))
        view.open_panel(True, "carry")
        much = tr.line(tr("{n} sealed package|{n} sealed packages", n=12), tr.size(34_000_000))
        what = tr("Add it under Relays, or add the card of somebody who has a mailbox there.")
        unknown = tr("A relay that nobody here knows: {key}", key="a4bd26a84c4c4997")
        view.show_loads([
            RowView("relays", "https://relay.example.org", tr.line(much, tr("goes with the next network"))),
            RowView("relays", unknown, f"{much}. {what}", ink="amb"),
        ])  # fmt: skip
        view.show_done(tr("You carry {n} sealed package.|You carry {n} sealed packages.", n=24))
        return self._over(view, "inbox")

    def stick_anonymous(self) -> QWidget:
        view = StickView(self.look, Path("/usr"))
        view.show_nameless(1)
        control(view, self.look.tr("Choose a USB stick…"), Button).click()
        return self._over(view, "inbox")

    def nearby(self) -> QWidget:
        view = NearbyView(self.look, Button(self.look, self.look.tr("Back"), "quiet", "back"))
        view.show_choices([("192.168.43.17", "wlan0 · 192.168.43.17"), ("10.0.0.4", "eth0 · 10.0.0.4")])
        return self._over(view, "inbox")

    def nearby_code(self) -> QWidget:
        tr, view = self.look.tr, NearbyView(self.look, Button(self.look, self.look.tr("Back"), "quiet", "back"))
        view.show_door(DoorShown(CODE, code_of("".join(CODE)), "192.168.43.17"))
        view.show_left(tr("It closes in {time}.", time=f"{tr.number(9)}:{tr.digits('41')}"))
        return self._over(view, "inbox")

    def nearby_end(self) -> QWidget:
        tr, view = self.look.tr, NearbyView(self.look, Button(self.look, self.look.tr("Back"), "quiet", "back"))
        name = said(self.look, "Heron")
        went = tr("You and {name} were connected, and the door is closed.", name=name)
        view.way.set_value("visit")
        view.show_end(Ended(f"{went} {tr('{n} report came.|{n} reports came.', n=2)}", True, "1", name))
        return self._over(view, "inbox")

    def case(self) -> QWidget:
        pane = casework_list(
            self.look, self.look.tr("Cases"), [KINDS[name] for name in KINDS.list_names_at("all-cases")]
        )
        rows = invented_cases.cases(self.look) if self.full else ()
        pane.show_rows(rows, self.look.tr.number(len(rows)), no_records(self.look, KINDS["case"], ""))
        pane.select("1")

        def page(split: Split) -> QWidget:
            shown = invented_cases.case(self.look)
            return RecordView(self.look, KINDS, shown, split.back_button()) if self.full else ScrollPage(self.look)

        return shell(self.look, "all-cases", pane, page, self.size)

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

    def filtered(self) -> QWidget:
        window = self.incidents()
        for pane in window.findChildren(ListPane):
            assert pane.filters is not None
            where = (("review_state", "draft"), ("sensitivity", "C"), ("since", "2026-03"))
            pane.filters.show_words(reading.words(KINDS["event"], start.vocabularies(), self.look.tr, where))
        settle()
        return window

    def _over(self, page: QWidget, place: str = "incidents") -> Window:
        window = covered(self.look, place, self.size)
        window.show_full(page)
        settle()
        return window


READ = Tally(received=2, acknowledged=5)
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
