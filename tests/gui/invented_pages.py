"""Invented people and events of the pages that stand over or beside the lists: Now, what differs, settings, finding."""

from collections.abc import Mapping

from attrs import evolve

from app import start
from app.actions.vault.integrity_check import Health
from app.domain.kinds import KINDS
from app.gui.incidents.entry_view import EntryView
from app.gui.incidents.incident_view import IncidentView
from app.gui.style.theme import Look
from app.gui.vault.wiping_view import WipingPage, WipingView
from app.gui.widgets.buttons import Button
from app.phrase import Phrase
from tests.gui import invented


def wiping(look: Look) -> WipingView:
    """Return the page of the wipe, with keys and words set up."""
    back = Button(look, look.tr("Back"), "quiet", "back", look.tr("Esc"))
    return WipingView(look, WipingPage("Ctrl Shift F9", 5, 10, True), [], back)


def entry(look: Look, values: Mapping[str, str]) -> EntryView:
    keys = ("when", "where", "who", "did", "also", "whom", "role", "sex", "age", "source", "link", "gender", "consent")
    options = {key: lambda _: [] for key in keys}
    view = EntryView(look, options, lambda _, value: value, dict(values), look.tr("New incident"))
    if values:
        view.kept(look.tr.digits("13:17:04"))
    return view


def entry_with_more(look: Look) -> EntryView:
    """The entry with gender factors."""
    return entry(look, {**invented.entry(look), "gender": invented.gender(look)})


def chain(look: Look) -> IncidentView:
    """The page of an incident while another is linked to it."""
    whole = invented.incident(look)
    view = IncidentView(look, KINDS, evolve(whole, facts=(), prose="", pieces=(), runs=()))
    words = start.vocabularies()["chain"]
    view.chain.offer([(code, words.label(code, look.tr.language)) for code in words.codes], [])
    return view


def checked() -> Health:
    """Return what a check found on a disk that begins to fail."""
    file = Phrase("The file {name} ({ref}) of {whole}", name="dock-4.mp4", ref="EV-3KQ7X", whole="IN-7F2MC Dockside")
    return Health(
        False, 1283, 412, 988,
        (
            Phrase("Record {ref} cannot be read any more.", ref="IN-QX8R2"),
            Phrase("{file} is damaged. Amparo moved it to quarantine.", file=file),
            Phrase("A part may be lost: {part}.", part=Phrase("words inside evidence files")),
        ),
        (),
        (
            Phrase("The database was damaged. Amparo copied its readable parts into a new database."),
            Phrase("Amparo made {ref} again from its history.", ref="IN-M4T9K"),
            Phrase("Amparo made {ref} again from its history.", ref="AC-2WD3C"),
        ),
        2,
    )  # fmt: skip
