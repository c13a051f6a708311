"""List who has words about a person: sealed reports, papers, calls and messages, and originals that were copied."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from attrs import frozen

from app.actions.kernel.records import record_of
from app.actions.mail import stopped_deliveries
from app.actions.papers import register
from app.actions.release import consent_rules
from app.domain.casework.publicity import is_published
from app.domain.record import Record
from app.store.mail import report_copies, retractions
from app.store.records import custody
from app.store.records import record_rows as store
from app.store.vault.open_vault import Vault
from crypto.custody import Action

SEALED, PAPER, ACTION, COPY, ANONYMOUS = "sealed", "paper", "action", "copy", "anonymous"
"""The ways of a holder: a report, a paper, a call or message, an original that was copied, an anonymous report."""
WORDS = "words"
"""The way of a holder of a report with the alias only in words about others."""
NOTICE = "notice sent"
UNTOLD = "not told"


@frozen
class Holder:
    """Somebody with words about a person: the name, the way (one of the names above), and the day of the hand-over.

    `what` names the paper, the audience or the record. `state` is a code of `paper_state`, the answer to a notice, or
    empty; `state_on` is its day and `said` the words of the answer. `key` is the reference or the code to act on,
    `id` the id of the paper or the record in hex. `own`: the paper was made for our own use.
    """

    name: str
    way: str
    what: str
    on: str
    state: str = ""
    state_on: str = ""
    said: str = ""
    key: str = ""
    own: bool = False
    id: str = ""


def list_holders(vault: Vault, handle: str) -> list[Holder]:
    """Return who has words about a person, by way and day. Copies of teams and backups are inside and not listed."""
    person = record_of(vault, handle)
    ids = consent_rules.list_records_about(vault, person)
    papers = (holder_of_paper(vault, row) for row in register.list_papers(vault, person.id))
    told = stopped_deliveries.find_told(vault, str(person.fields.get("alias", "")))
    rows = (_sealed(vault, ids), _words(vault, ids, told), papers, _actions(vault, ids), _copies(vault, ids))
    found = [one for way in rows for one in sorted(way, key=lambda one: (one.on, one.name))]
    if left := stopped_deliveries.list_anonymous_deliveries(vault, ids)[1]:
        found.append(Holder("", ANONYMOUS, str(left), ""))
    return found


def _day(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()


def _words(vault: Vault, ids: set[bytes], told: Mapping[tuple[bytes, bytes], int]) -> Iterator[Holder]:
    """Yield the contacts with the alias in the words of a record about others; no notice goes to them by itself."""
    for (contact, id_), queued in told.items():
        to, record = store.load(vault.con, contact), store.load(vault.con, id_)
        if id_ not in ids and to is not None and record is not None:
            yield Holder(to.title, WORDS, record.title, _day(queued), key=record.ref, id=id_.hex())


def _sealed(vault: Vault, ids: set[bytes]) -> Iterator[Holder]:
    for contact, sent in sorted(retractions.recipients(vault.con, ids).items()):
        held = stopped_deliveries.list_deliveries_with(vault, sent, contact)
        left = [row for row in held if report_copies.is_encrypted(vault.con, row.num)]
        if held and not left:
            continue
        on, what = max(((_day(row.queued), row.profile) for row in left), default=("", ""))
        found = store.load(vault.con, contact)
        yield Holder(
            found.title if found else "", SEALED, what, on, *_answer(vault, contact, ids), key=contact.hex()
        )  # fmt: skip


def _answer(vault: Vault, contact: bytes, ids: set[bytes]) -> tuple[str, str, str]:
    """Return the answer of a contact to the newest notice about these records, its day and its words."""
    for _, told in retractions.told_to(vault.con, contact):
        if not ids.isdisjoint(told.records):
            if told.at is None:
                return (NOTICE if told.report else UNTOLD), "", ""
            return ", ".join(sorted(told.did)), _day(told.at), told.text
    return "", "", ""


def holder_of_paper(vault: Vault, row: Record) -> Holder:
    """Return the holder of a paper of the register."""
    fields = row.fields
    return Holder(
        register.recipient(vault, row), PAPER, str(fields.get("paper", fields["output"])),
        str(fields.get("given_on", fields["made_on"])), str(fields.get("state", "")),
        str(fields.get("state_on", "")), str(fields.get("answer", "")), str(fields["reference"]),
        fields["audience"] == "internal", row.id.hex(),
    )  # fmt: skip


def list_actions(vault: Vault, ids: set[bytes]) -> Iterator[Record]:
    """Yield our calls, publications and other actions with a recipient among some records."""
    for record in filter(None, (store.load(vault.con, id_) for id_ in sorted(ids))):
        if record.kind == "intervention" and record.origin is None and recipients(vault, record):
            yield record


def recipients(vault: Vault, action: Record) -> dict[bytes, str]:
    """Return the names of the recipients of an action by their ids; of a publication, also its place by its own id."""
    links = (link for link in store.links_of(vault.con, action.id) if link.role == "addressee")
    found = {to.id: to.title for link in links if (to := store.load(vault.con, link.target)) is not None}
    place = action.fields.get("published_in") or action.fields.get("link")
    if is_published(action.fields) and (place or not found):
        found[action.id] = str(place or action.title)
    return found


def _actions(vault: Vault, ids: set[bytes]) -> Iterator[Holder]:
    for action in list_actions(vault, ids):
        told = str(action.fields.get("date", "")), str(action.fields.get("notice", ""))
        for name in recipients(vault, action).values():
            yield Holder(name, ACTION, action.title, *told, key=action.ref, id=action.id.hex())


def _copies(vault: Vault, ids: set[bytes]) -> Iterator[Holder]:
    for id_ in sorted(ids):
        for entry in custody.entries(vault.con, id_):
            if entry.action is Action.EXPORTED:
                record = record_of(vault, id_.hex())
                yield Holder("", COPY, record.title, _day(entry.at), key=record.ref, id=id_.hex())
