"""Invented people and events of the pages that stand over or beside the lists: Now, what differs, settings, finding."""

# ruff: noqa: E501 - one line is one row

from collections.abc import Callable, Mapping

from attrs import evolve
from PySide6.QtWidgets import QWidget

from app import start
from app.actions.assigning import Names
from app.gui.guide import guides
from app.gui.look import Look
from app.gui.reads.heaps import Heaps
from app.gui.reads.relays import RelayCard, RelaysPage
from app.gui.shown import (
    Alike,
    AlikePage,
    DifferencesPage,
    Differing,
    Hand,
    Line,
    NowPage,
    PiecePage,
    Saying,
    Section,
    SettingsPage,
    Side,
    Version,
)
from app.gui.views.assign import AssignView
from app.gui.views.entry import EntryView
from app.gui.views.heaps import HeapsView
from app.gui.views.incident import IncidentView
from app.gui.views.library import GuideView, guide_rows, library_list
from app.gui.views.relays import RelaysView
from app.gui.widgets.buttons import Button
from app.gui.widgets.listpane import ListPane
from app.gui.widgets.rows import Row
from app.gui.widgets.split import Split
from tests.gui import invented


def now() -> NowPage:
    return NowPage(
        "Thursday 16 April", "13:17. 6 things need you now.",
        (Section("Due today and tomorrow", "3",
                 (Line("clock", "Ask again on: Sister Lumen, UN, given", "Consent · 16 Oct 2025", far="2 days late", ink="red", key="1"),
                  Line("clock", "Ask again on: Marula, press, given", "Consent · 17 Oct 2025", far="tomorrow", key="2"),
                  Line("shield-alert", "Lantern", "The key changed. Compare the safety number before anything is sent.", far="nothing is sent", ink="amb", key="3"))),
         Section("Came in", "4",
                 (Line("files", "Where you and others differ", "2 fields wait for your decision", key="4"),
                  Line("inbox", "From Heron", "Signed by Heron, verified", far="today 07:40", key="5"),
                  Line("inbox", "From Kestrel", "Signed by Kestrel, not verified", far="yesterday 19:03", key="6"))),
         Section("Not finished", "1", (Line("edit", "New incident, not saved yet", "Two men in a grey pickup followed Kestrel and Wren along the quay.", far="today 11:02", key="7"),)),
         Section("Waiting to send", "2",
                 (Line("send", "Arrest, Tres Ceibas", "To Heron and Northern Defence Network", far="2 of 3 relays", key="8"),
                  Line("send", "Office raid, Velmora, with 7 files", "To Northern Defence Network", far="0 of 3 relays", key="9")))),
    )  # fmt: skip


def differences() -> DifferencesPage:
    told = "Marula was opening the pump when a green truck stopped. She asked for a warrant."
    heard = "Two neighbours saw a grey pickup at the pump at dawn; four men got out, one with a list of names."
    return DifferencesPage(
        "Arrest, Tres Ceibas", "3 fields wait for your decision",
        (Differing("1", "description", "Arrest, Tres Ceibas", "What happened",
                   (Version(told, "You", "today 13:17", told), Version(heard, "Heron", "yesterday 18:55", heard)), "both"),
         Differing("1", "date_start", "Arrest, Tres Ceibas", "When",
                   (Version("Sun 12 April 2026, about 06:00", "You", "12 Apr 2026", "2026-04-12"),
                    Version("Sun 12 April 2026, 05:40", "Wren", "14 Apr 2026", "2026-04-12", "p"),
                    Version("Mon 13 April 2026", "Northern Defence Network", "15 Apr 2026", "2026-04-13", "q"))),
         Differing("2", "violation_text", "Beating", "What was done",
                   (Version("", "You", "13 Apr 2026", None), Version("beat her with rifle butts", "Heron", "14 Apr 2026", "x", "r")))),
    )  # fmt: skip


def settings(look: Look) -> SettingsPage:
    return SettingsPage("Field notes", look.theme, look.tr.language, look.factor, 5)


def relays(look: Look) -> QWidget:
    """Two relays, one of which has not answered yet, and one that is not removed without a word."""
    tr = look.tr
    onion = "http://bdx5qjmdhbtv2n3kcqk7yeqvnuz6l2o7aowt4j3xw5g6sr2hizkfpeyd.onion"
    answer, contacts, waits = tr("Last answer"), tr("Contacts there"), tr("Waits")
    names = tr.listed(("Heron", "Northern Defence Network", "Wren"))
    none, nothing = tr("None that you know of"), tr("Nothing waits")
    again = tr.line(
        tr("No answer {n} time since|No answer {n} times since", n=3),
        tr("tried again {at}", at=tr("today {time}", time="14:20")),
    )
    waiting = tr("{n} report waits to go there|{n} reports wait to go there", n=2)
    cards = (
        RelayCard(
            "https://relay.example.org:8440",
            True,
            ((answer, tr("today {time}", time="07:40"), ""), (contacts, names, ""), (waits, nothing, "")),
        ),
        RelayCard(
            onion,
            True,
            ((answer, tr("yesterday {time}", time="19:03"), again), (contacts, none, ""), (waits, waiting, "")),
        ),
        RelayCard(
            "https://islands.example:8440", False, ((answer, tr("None yet. It is tried again at every round."), ""),)
        ),
    )
    way = tr("{interface}, by way of {gateway}", interface="wlan0", gateway="192.0.2.1")
    cafe = tr("{interface}, by way of {gateway}", interface="wlan0", gateway="198.51.100.1")
    here = Line("network", tr("This network"), tr.line(way, "02:00:5e:00:00:01"))
    note = tr("Relays are visited only when you say so: for a connection that costs by the megabyte.")
    others = (Line("network", cafe, tr.line("02:00:5e:00:00:09", tr("Never")), key="x"),)
    view = RelaysView(look, RelaysPage(cards, here, "asked", note, others), Button(look, tr("Back"), "quiet", "back"))
    why = tr(
        "The relay was not removed: {why}.",
        why=tr("what lies there could not be fetched ({why})", why=tr("the relay is too slow")),
    )
    view.ask(onion, why)
    return view


FOUND = (
    Row(
        "1",
        "Arrest, Tres Ceibas",
        second="EV-7K2MQ · 12 Apr 2026 · Marula was opening the pump when a green truck stopped.",
        far=("document", "Incidents"),
    ),
    Row(
        "2",
        "Office raid, Velmora",
        second="EV-B4XNT · 9 Apr 2026 · Eleven men without badges searched the Union of Quay Workers.",
        far=("document", "Incidents"),
    ),
    Row("3", "Marula", second="AC-QW8HD", far=("person", "People")),
    Row("4", "Statement of Marula", second="EI-9PLK2", far=("clip", "Evidence")),
    Row("5", "Dark colours", second="Do", far=("theme", "Do")),
)


def piece() -> PiecePage:
    digest = "3f9a 07c4 e1d2 5b80 77c1 f0aa 4d2e 9913 5c60 be27 18f4 d3a9 02b7 c6e5 91aa 88b0"
    return PiecePage(
        "b", "Tyre tracks, river road", "Arrest, Tres Ceibas · EI-9PLK2 · Photo · 4.1 MB",
        ("shield-check", "Unchanged since it was taken in", "accentbox"), "Checked today 13:17; 10 times in all",
        (("Taken", "Sun 12 April 2026, about 10:05", "By the camera; clock 2 min fast"), ("Where it came from", "From Wren, in a report · 12 Apr 2026", ""),
         ("Name", "IMG_0412.jpg", ""), ("Hash", "3f9a 07c4 e1d2 … 88b0", "SHA-256 of the original")),
        (Hand("lock", "Sealed into this vault", "You · 12 Apr 2026 · hash fixed", True), Hand("shield-check", "Checked: unchanged", "You · 13 Apr 2026"),
         Hand("send", "Copy put in the outbox", "You · 14 Apr 2026 · network"), Hand("out", "Exported", "You · 14 Apr 2026")),
        True, True, digest,
    )  # fmt: skip


def alike() -> AlikePage:
    rows = (
        Saying("Sex", "Female", ""), Saying("Age group", "30 to 44", ""),
        Saying("Region", "Ansal district", "Ansal district"),
        Saying("Description", "Filed the water complaint; speaks for the pump committee.", "At the pump house that morning.", True),
        Saying("Stands in", "Arrest, Tres Ceibas", "House burnt, Sierra Quime; Smear in the press, national"),
    )  # fmt: skip
    one = Side("1", "Marula", "Person or group · PE-7K2MQ")
    other = Side("2", "marula", "Person or group · PE-B4XNT")
    return AlikePage("Possible duplicates", "1 pair may be the same", (Alike(one, other, rows),))


def library(look: Look) -> tuple[ListPane, Callable[[Split], QWidget]]:
    """Return the list of the library and its first page, which are not invented."""
    pages, pane = guides(look.tr.language), library_list(look)
    pane.show_rows(guide_rows(pages), look.tr.number(len(pages)))
    pane.select(pages[0].key)
    return pane, lambda split: GuideView(look, pages[0], split.back_button())


def heaps(look: Look) -> QWidget:
    """What waits at a desk on a Monday, by sender: three rows are taken together."""
    tr, names = look.tr, ("Heron", "Northern Defence Network", "Wren", "Heron", "Lantern of the Upper River Valley")
    levels = [tr(word) for word in ("Internal", "Internal", "Network", "Network", "Internal")]
    ruled = ("again", tr("Accepted as they come"))
    rows = [
        Row(str(at), name, second=tr.line(level, tr("{n} waits|{n} wait", n=(212, 96, 31, 1, 11)[at])),
            far=ruled if at in (1, 4) else None)
        for at, (name, level) in enumerate(zip(names, levels, strict=True))
    ]  # fmt: skip
    view = HeapsView(look, Heaps(tuple(rows), 351, 7), Button(look, tr("Back"), "quiet", "back"))
    view.pane.view.selectAll()
    return view


def assign(look: Look) -> QWidget:
    names = Names("Marula", ("Marula", "Northern Defence Network, night desk", "Wren"))
    return AssignView(look, 12, names, Button(look, look.tr("Incidents"), "quiet", "back"))


def entry(look: Look, values: Mapping[str, str]) -> EntryView:
    keys = ("when", "where", "who", "did", "also", "whom", "role", "sex", "age", "source", "link", "gender")
    options = {key: lambda _: [] for key in keys}
    view = EntryView(look, options, lambda _, value: value, dict(values), look.tr("New incident"))
    if values:
        view.kept(look.tr.digits("13:17:04"))
    return view


def entry_with_more(look: Look) -> EntryView:
    """The entry after gender factors were asked for."""
    return entry(look, {**invented.entry(look), "gender": invented.gender(look)})


def chain(look: Look) -> IncidentView:
    """The page of an incident while another is linked to it."""
    whole = invented.incident(look)
    view = IncidentView(look, evolve(whole, facts=(), prose="", pieces=(), runs=()))
    words = start.vocabularies()["chain"]
    view.chain.offer([(code, words.label(code, look.tr.language)) for code in words.codes], [])
    return view


OVER: dict[str, Callable[[Look], QWidget]] = {
    "04d-chain": chain, "05b-entry-with-more": entry_with_more, "08d-by-sender": heaps, "22-assign": assign,
    "23-relays": relays,
}  # fmt: skip
"""Pages that stand over a place, by the names of their pictures."""
