"""Withdraw sent records: find the recipients, send each a notice, and show their answers.

A notice lists records by their ids, for each contact only those that it got. Undelivered reports are stopped, and the
rest of their records is sent again (`app.actions.mail.stopped_deliveries`). A withdrawal is a request: sent records
cannot be called back, and each recipient answers with its action.
"""

from collections.abc import Collection, Mapping, Sequence

from attrs import frozen

from app.actions.contacts import contact_cards
from app.actions.contacts.contact_cards import Contact
from app.actions.kernel import owned_records
from app.actions.kernel.change_set import Changed
from app.actions.kernel.records import record_of
from app.actions.mail import notices, stopped_deliveries
from app.actions.release import consent_rules
from app.domain.fields import Value
from app.domain.record import Record
from app.domain.release.consents import has_withdrawn
from app.errors import InputRefused, NotFound
from app.phrase import Phrase
from app.store.contacts import card_rows
from app.store.mail import delivery_lists, outbox, retractions
from app.store.mail.retractions import ASKS, REASONS, Retraction, WithdrawalRecipient
from app.store.records import custody
from app.store.records import record_rows as store
from app.store.vault.open_vault import Vault
from crypto.custody import Action, ClockState

MOST_TEXT = 500
"""The maximum number of characters of the message to recipients."""

UNREACHABLE = "unreachable"
"""The state of a notice that could not be sent."""

MOST = 20_000
"""The maximum number of records in one withdrawal."""


@frozen
class ShareRecipient:
    """A contact that got records. It gets a notice if `contact.may_receive`: nothing goes to a changed key."""

    contact: Contact
    records: tuple[bytes, ...]


@frozen
class Reach:
    """The effect of a withdrawal: `records`, contacts that `got` them or are `unreachable`, and copies elsewhere.

    `stopped` counts contacts with queued reports that lose records. `nameless` counts anonymous reports that can have
    left: a notice to their readers would reveal their author. `exports` are (record, time) of files that were copied
    out of the vault: the person must ask for those copies.
    """

    records: tuple[Record, ...]
    got: tuple[ShareRecipient, ...]
    unreachable: tuple[ShareRecipient, ...]
    stopped: int
    nameless: int
    exports: tuple[tuple[Record, int], ...]


@frozen
class WithdrawalAnswer:
    """The progress of one contact: the delivery state of the notice, and their answer.

    The state is `unreachable` if the notice could not be sent; `late`: a reminder would go to them now.
    """

    contact: Record
    told: WithdrawalRecipient
    delivery: str
    late: bool = False


@frozen
class WithdrawalView:
    """Our withdrawal with its records and answers, for display."""

    retraction: Retraction
    records: tuple[Record, ...]
    answers: tuple[WithdrawalAnswer, ...]


def look(vault: Vault, handles: Sequence[str]) -> Reach:
    """Return the effect of a withdrawal of these records and their own parts; change nothing."""
    ids: set[bytes] = set()
    for handle in handles:
        ids |= owned_records.find_owned_records(vault, record_of(vault, handle).id, False)[0]
    if not ids:
        raise InputRefused("Choose a record to withdraw.")
    records = [record for id_ in sorted(ids) if (record := store.load(vault.con, id_)) is not None]
    rows, waiting = [], 0
    for contact, sent in sorted(retractions.recipients(vault.con, ids).items()):
        waiting += any(
            row.state in outbox.OPEN for row in stopped_deliveries.list_deliveries_with(vault, sent, contact)
        )
        if stopped_deliveries.may_have(vault, sent, contact) and card_rows.has_card(vault.con, contact):
            rows.append(ShareRecipient(contact_cards.of_record(vault, contact), tuple(sent)))
    unsent, left = stopped_deliveries.list_anonymous_deliveries(vault, ids)
    waiting += len({row.contact for row in unsent})
    outside = [
        (record, entry.at) for record in records for entry in custody.entries(vault.con, record.id)
        if entry.action is Action.EXPORTED
    ]  # fmt: skip
    got = tuple(row for row in rows if row.contact.may_receive)
    beyond = tuple(row for row in rows if row not in got)
    return Reach(tuple(records), got, beyond, waiting, left, tuple(outside))


def retract(
    vault: Vault, handles: Sequence[str], reason: str, ask: str, text: str = "", *, urgent: bool | None = None
) -> tuple[WithdrawalView, Changed]:
    """Withdraw records: notify each recipient, urgently in danger or by choice.

    Until the withdrawal is cancelled, the records are not sent at all (except after a mistake: a corrected one can
    follow).
    """
    check_wish(reason, ask, text)
    reach = look(vault, handles)
    if len(reach.records) > MOST:
        raise InputRefused("One withdrawal cannot have so many records.", "Withdraw fewer at a time.")
    ids = [record.id for record in reach.records]
    id_ = vault.random(16)
    made = Retraction(id_, id_, None, reason, ask, text, vault.now(), settled=True)
    with vault.transaction():
        retractions.put(vault.con, made, ids)
        announce(vault, made, reach.got, reason == "danger" if urgent is None else urgent)
        _not_told(vault, made, reach.unreachable)
        for contact, sent in retractions.recipients(vault.con, ids).items():
            stopped_deliveries.stop(vault, sent, contact)
        stopped_deliveries.stop_nameless(vault, ids)
        for record in reach.records:
            note(vault, record, reason)
    kinds = frozenset({"delivery", *(record.kind for record in reach.records)})
    return withdrawal_view(vault, made), Changed(kinds, tuple(ids))


def announce_consent(
    vault: Vault, wish: tuple[str, str, str], got: Mapping[bytes, Sequence[bytes]], kept: Collection[bytes],
    urgent: bool,
) -> None:  # fmt: skip
    """Tell each contact that consent to its records was withdrawn. In a transaction.

    `wish` is the reason, the request and the text. Nobody gets the records in `kept` from now on. For the other
    records, each answer to an audience decides.
    """
    id_, records = vault.random(16), {one for sent in got.values() for one in sent} | {*kept}
    made = Retraction(id_, id_, None, *wish, vault.now(), settled=True)
    retractions.put(vault.con, made, sorted(records))
    for record in records - {*kept}:
        retractions.store_result(vault.con, made.id, record, retractions.OURS)
    with_card = [contact for contact in got if card_rows.has_card(vault.con, contact)]
    rows = [ShareRecipient(contact_cards.of_record(vault, contact), tuple(got[contact])) for contact in with_card]
    announce(vault, made, [row for row in rows if row.contact.may_receive], urgent)
    _not_told(vault, made, [row for row in rows if not row.contact.may_receive])


def check_wish(reason: str, ask: str, text: str) -> None:
    """Raise InputRefused for an unknown reason or request, or a text that is too long."""
    if reason not in REASONS or ask not in ASKS:
        raise InputRefused("Write the reason, and choose the request.", "Nothing was withdrawn.")
    if len(text) > MOST_TEXT:
        raise InputRefused(
            Phrase("The text is longer than {most} characters.", most=MOST_TEXT), "Nothing was withdrawn."
        )


def note(
    vault: Vault, record: Record, reason: str, action: Action = Action.REDACTED, other: bytes | None = None
) -> None:
    """Add a custody entry for a record that was withdrawn, here or by the contact `other`."""
    sha256 = record.fields.get("sha256")
    custody.append(
        vault.con, record.id, action, vault.author, bytes.fromhex(sha256) if isinstance(sha256, str) else bytes(32),
        other=other, reason=reason, at=vault.now(), clock_state=ClockState.NOT_WITNESSED,
    )  # fmt: skip


def announce(vault: Vault, made: Retraction, got: Sequence[ShareRecipient], urgent: bool) -> None:
    """Queue a notice to each recipient that names the reports with these records. In a transaction."""
    for row in got:
        says: dict[str, Value] = {
            "says": notices.RETRACT, "reason": made.reason, "ask": made.ask, "text": made.text,
            "records": [id_.hex() for id_ in row.records],
        }  # fmt: skip
        if not made.text:
            del says["text"]
        old = {
            held.report for held in stopped_deliveries.list_deliveries_with(vault, row.records, row.contact.record.id)
        }
        report = notices.queue(vault, row.contact, made.wire, says, old, urgent=urgent)
        retractions.tell(vault.con, made.id, row.contact.record.id, report, row.records)


def _not_told(vault: Vault, made: Retraction, rows: Sequence[ShareRecipient]) -> None:
    """Store the contacts that cannot be notified: a person sees whom to call, and a reminder goes when possible."""
    for row in rows:
        retractions.tell(vault.con, made.id, row.contact.record.id, b"", row.records)


def pass_on(vault: Vault, above: Retraction, records: Collection[bytes]) -> None:
    """Notify the contacts to whom we sent records that a contact withdrew. In a transaction.

    A contact that was already notified about a record gets no second notice, so notices never go in a circle.
    """
    got, beyond = list[ShareRecipient](), list[ShareRecipient]()
    for contact, sent in sorted(retractions.recipients(vault.con, records).items()):
        fresh = [id_ for id_ in sent if not retractions.was_told(vault.con, contact, id_)]
        if contact != above.contact and fresh and card_rows.has_card(vault.con, contact):
            stopped_deliveries.stop(vault, fresh, contact)
            row = ShareRecipient(contact_cards.of_record(vault, contact), tuple(fresh))
            if stopped_deliveries.may_have(vault, fresh, contact):
                (got if row.contact.may_receive else beyond).append(row)
    if got or beyond:
        id_ = vault.random(16)
        made = Retraction(id_, id_, None, above.reason, above.ask, above.text, vault.now(), None, above.id, True)
        retractions.put(vault.con, made, {id_ for row in (*got, *beyond) for id_ in row.records})
        announce(vault, made, got, above.reason == "danger")
        _not_told(vault, made, beyond)


def take_back(vault: Vault, handle: str) -> tuple[WithdrawalView, Changed]:
    """Cancel our withdrawal: recipients show marked or hidden records again. Destroyed records stay destroyed."""
    made = find_by_name(vault, handle, ours=True)
    if made.back is not None:
        raise InputRefused("The withdrawal is undone already.", "Nothing was changed.")
    if is_consent_closed(vault, made):
        raise InputRefused("A person in these records withdrew consent.", "Record a new answer of the person first.")
    with vault.transaction():
        withdraw_notice(vault, made)
        for id_ in retractions.records_of(vault.con, made.id):
            if (record := store.load(vault.con, id_)) is not None:
                note(vault, record, notices.BACK, Action.RESTORED)
    return withdrawal_view(vault, find_by_name(vault, made.id.hex(), ours=True)), Changed(frozenset({"delivery"}))


def is_consent_closed(vault: Vault, made: Retraction) -> bool:
    """Return True for the withdrawal of a consent, if a person in its records did not agree again."""
    found = (store.load(vault.con, id_) for id_ in retractions.records_of(vault.con, made.id))
    people = {who.id: who for record in found if record for who in consent_rules.people(vault, record)}
    rows = ((who, consent_rules.list_answers(vault, [who])) for who in people.values())
    return made.reason in ("consent", "danger") and any(has_withdrawn(who, answers) for who, answers in rows)


def withdraw_notice(vault: Vault, made: Retraction) -> None:
    """Tell all notified contacts that our withdrawal is cancelled. In a transaction."""
    retractions.take_back(vault.con, made.id, vault.now())
    for told in retractions.list_recipients(vault.con, made.id):
        if (
            told.report
            and card_rows.has_card(vault.con, told.contact)
            and (contact := contact_cards.of_record(vault, told.contact)).may_receive
        ):
            report = notices.queue(vault, contact, made.wire, {"says": notices.BACK}, [told.report])
            retractions.tell(vault.con, made.id, told.contact, report, told.records)


def remind(vault: Vault, handle: str) -> tuple[int, Changed]:
    """Send the notice again to contacts that did not report an action; return their number."""
    made = find_by_name(vault, handle, ours=True)
    if made.back is not None:
        raise InputRefused("The withdrawal is undone. No reminder is needed.", "Nothing was sent.")
    late = [
        ShareRecipient(contact_cards.of_record(vault, told.contact), told.records)
        for told in retractions.list_recipients(vault.con, made.id) if _late(vault, told)
    ]  # fmt: skip
    with vault.transaction():
        announce(vault, made, late, made.reason == "danger")
    return len(late), Changed(frozenset({"delivery"}))


def _late(vault: Vault, told: WithdrawalRecipient) -> bool:
    """Return True if a contact has not reported an action and can get a notice again."""
    waits = told.at is None or bool(told.did.get(retractions.WAITS))
    return (
        waits
        and card_rows.has_card(vault.con, told.contact)
        and contact_cards.of_record(vault, told.contact).may_receive
    )


def list_withdrawals(vault: Vault) -> list[WithdrawalView]:
    """Return our withdrawals, also those that pass on a contact's withdrawal, the newest first."""
    return [withdrawal_view(vault, row) for row in retractions.list_ours(vault.con)]


def find_by_name(vault: Vault, handle: str, *, ours: bool) -> Retraction:
    """Return our or a received withdrawal whose id begins so. Raises NotFound, or InputRefused for several."""
    text = handle.strip().lower()
    rows = retractions.list_ours(vault.con) if ours else retractions.list_received(vault.con)
    found = [row for row in rows if len(text) >= 8 and row.id.hex().startswith(text)]
    if not found:
        raise NotFound(Phrase("There is no withdrawal {handle}.", handle=handle), "See: amparo retraction status")
    if len(found) > 1:
        raise InputRefused(Phrase("{count} withdrawals begin with {text}.", count=len(found), text=text))
    return found[0]


def withdrawal_view(vault: Vault, made: Retraction) -> WithdrawalView:
    """Return the progress of each notified contact for one of our withdrawals."""
    records = [store.load(vault.con, id_) for id_ in retractions.records_of(vault.con, made.id)]
    answers = []
    for told in retractions.list_recipients(vault.con, made.id):
        contact = store.load(vault.con, told.contact)
        delivery = delivery_lists.list_of_report(vault.con, told.report, told.contact)
        if contact is not None:
            state = (delivery[0].state if delivery else "") if told.report else UNREACHABLE
            answers.append(WithdrawalAnswer(contact, told, state, _late(vault, told)))
    return WithdrawalView(made, tuple(record for record in records if record is not None), tuple(answers))
