"""The data of the session notes of a person: if there are any, if they are open, and the notes."""

from attrs import frozen

from app.actions.casework import session_notes
from app.actions.contacts import note_handing
from app.actions.kernel import clock, drafts, records
from app.actions.vault import session_vault
from app.domain.fields import Value
from app.domain.kind import Kind
from app.domain.record import Record
from app.gui.records.parts_query import value_words
from app.gui.style.text import Text
from app.gui.vault import ways_query
from app.gui.vault.ways_query import WaysPage
from app.store.vault.open_vault import Vault

DRAFT = "note:{key}"
"""The name of a draft in the vault of the notes. The key is a note, or the person of a new note."""
HIDDEN = frozenset({"person", "date"})
"""The fields of a note that its card does not list: the page names the person, the title has the day."""


@frozen
class NoteCard:
    """One note: its key, its day, its facts (label, value, explanation), and its values for the form."""

    key: str
    title: str
    facts: tuple[tuple[str, str, str], ...]
    fields: dict[str, Value]


@frozen
class NotesPage:
    """The page of a person: the alias, if there are session notes, and while they are open, the notes and the drafts.

    `begun` is True if a new note has a draft, `drafts` the number of all drafts of the page.
    """

    person: str
    alias: str
    there: bool
    notes: tuple[NoteCard, ...] | None = None
    begun: bool = False
    drafts: int = 0


def page(vault: Vault, tr: Text, person: str) -> NotesPage:
    """Return the page of a person."""
    alias = records.record_of(vault, person).title
    notes = session_vault.find_open(vault)
    if notes is None:
        return NotesPage(person, alias, session_vault.is_there(vault))
    kind = notes.kinds[session_notes.KIND]
    found = session_notes.list_notes(vault, person)
    keys, kept = {person, *(note.id.hex() for note in found)}, {*drafts.names(notes)}
    waiting = {key for key in keys if DRAFT.format(key=key) in kept}
    cards = tuple(_card(notes, tr, kind, note) for note in found)
    return NotesPage(person, alias, True, cards, person in waiting, len(waiting))


def read_keys(vault: Vault, tr: Text) -> WaysPage:
    """Return the keys of the session notes; without a password while they are closed."""
    notes = session_vault.find_open(vault)
    return ways_query.page(notes, tr) if notes is not None else WaysPage((), None, False, 0)


def _card(notes: Vault, tr: Text, kind: Kind, note: Record) -> NoteCard:
    given = {**note.fields}
    facts = tuple(
        (tr(kind.fields[name].label), value_words(notes, tr, kind, name, value), "")
        for name, value in given.items() if name in kind.fields and name not in HIDDEN
    )  # fmt: skip
    return NoteCard(note.id.hex(), value_words(notes, tr, kind, "date", given["date"]), facts, given)


def list_clinicians(vault: Vault, tr: Text, note: str) -> tuple[tuple[str, str], ...]:
    """Return the id and the name of each contact who can get a copy of a note."""
    return tuple((one.record.id.hex(), one.record.title) for one in note_handing.list_recipients(vault, note))


def today(vault: Vault) -> str:
    """Return the day of the vault's clock."""
    return clock.today(vault).isoformat()
