"""The chain of an incident for its page: each incident with its date, and its relation to this one."""

from attrs import frozen

from app.actions.kernel import clock, records
from app.actions.records import event_chain
from app.actions.records.event_chain import Chain
from app.domain.moment import parse_moment
from app.domain.record import Record
from app.gui.style.dates import moment_words, title_words
from app.gui.style.text import Text
from app.gui.widgets.fields import Option
from app.store.records.search import Query
from app.store.vault.open_vault import Vault

CANDIDATES = 2000
"""Incidents that can be chosen for a link, the newest first."""
_PLAIN = ("01", "22")
"""Relations that the place in the line shows already."""


@frozen
class ChainStep:
    """One incident of the chain: its date and title; `said` is its sentence, `tied` its relation to this one.

    `how` adds facts that its place in the line does not show, for example "causes". `note` is the evidence for it.
    `here` is the incident of the page; `ahead` is in the future.
    """

    key: str
    date: str
    title: str
    said: str
    how: str = ""
    note: str = ""
    tied: str = ""
    here: bool = False
    ahead: bool = False


@frozen
class Tie:
    """A link of the incident of the page: its own key, the other incident's key, and their relation."""

    link: str
    key: str
    relation: str
    how: str
    title: str
    note: str = ""


@frozen
class ChainPart:
    """The chain of the incident `key`, in the order of time; empty if no incident is linked."""

    key: str = ""
    steps: tuple[ChainStep, ...] = ()
    ties: tuple[Tie, ...] = ()
    more: bool = False
    """True if more incidents are connected with these than are shown."""


NO_CHAIN = ChainPart()


"""The chain of an incident without links."""


def chain_view(vault: Vault, tr: Text, event: Record) -> ChainPart:
    """Return the chain for the page of an incident."""
    found = event_chain.read_event_chain(vault, event)
    ids = [record.id for record in found.events]
    at = ids.index(event.id) if ids else 0
    ties = _ties(vault, tr, found, event.id)
    how = {tie.key: tie for tie in ties}
    today = clock.today(vault).toordinal()
    steps = []
    for number, record in enumerate(found.events):
        tie = how.get(record.id.hex())
        title, when = title_words(vault, tr, record), _date(tr, record)
        what = tr.listed([when, title])
        place = tr("Before: {what}", what=what) if number < at else tr("After: {what}", what=what)
        steps.append(
            ChainStep(
                record.id.hex(), when, title, tr("This incident: {what}", what=what) if number == at else place,
                tie.how if tie and tie.relation not in _PLAIN else "",
                tie.note if tie else "",
                tr("Relation to this incident: {relation}.", relation=tie.how) if tie else "",
                number == at, _ahead(record, today),
            )
        )  # fmt: skip
    return ChainPart(event.id.hex(), tuple(steps), tuple(ties), found.more)


def _ties(vault: Vault, tr: Text, found: Chain, event: bytes) -> list[Tie]:
    """Return the links of the incident itself, each with the incident at its other end."""
    titles = {record.id: title_words(vault, tr, record) for record in found.events}
    ties = []
    for link in found.links:
        if far := link.seen_from(event):
            how = vault.words["chain"].label(far[1], tr.language)
            ties.append(Tie(link.id.hex(), far[0].hex(), far[1], how, titles[far[0]], link.note.split("\n")[0]))
    return ties


def _date(tr: Text, record: Record) -> str:
    told = record.fields.get("date_start")
    return moment_words(tr, str(told)) if told else ""


def _ahead(record: Record, today: int) -> bool:
    """Return True if an incident is in the future: its first possible day has not come."""
    told = record.fields.get("date_start")
    return bool(told) and parse_moment(str(told)).first_day > today


def candidates(vault: Vault, tr: Text, event: str) -> tuple[Option, ...]:
    """Return the newest incidents except this one, for a search in memory while a person types."""
    found = records.find(vault, Query("event", limit=CANDIDATES))
    return tuple(
        (record.id.hex(), tr.line(title_words(vault, tr, record), _date(tr, record)))
        for record in found
        if record.id.hex() != event
    )
