"""Process withdrawals by contacts: mark, hide or destroy records by a person's rules, pass them on, and answer.

Only the contact that sent a record can have it marked or hidden automatically, and no more is done than the contact
asks. Only a person, or a rule of a person, destroys records; a rule spares records with data from other contacts. Our
own records stay unchanged; a person decides about records from a third contact. Hidden records are archived until the
withdrawal is cancelled. Records in the inbox count too, also if their report or its text arrives after the notice.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from attrs import field, frozen

from app.actions.contacts import contact_cards
from app.actions.contacts.contact_cards import Contact
from app.actions.kernel.change_set import Changed
from app.actions.kernel.records import record_of, write_records
from app.actions.kernel.report import ReportedRecord
from app.actions.mail import notices, sent_withdrawals, withdrawn_inbox
from app.actions.mail.notices import parse_record_ids
from app.actions.records import destruction
from app.domain.fields import Value
from app.domain.record import Record
from app.errors import InputRefused
from app.phrase import Phrase
from app.store.contacts import card_rows
from app.store.mail import destruction as gone
from app.store.mail import retractions
from app.store.mail.inbox import Arrived
from app.store.mail.retractions import (
    ABSENT,
    ASIDE,
    ASKS,
    DESTROYED,
    HIDDEN,
    MARKED,
    OURS,
    REASONS,
    REFUSED,
    WAITS,
    Retraction,
    WithdrawalRecipient,
)  # fmt: skip
from app.store.records import record_rows as store
from app.store.vault.open_vault import Vault
from crypto.custody import Action

USUAL: Mapping[str, str] = {"consent": "hide", "danger": "hide", "wrong": "mark", "other": "mark"}
"""The automatic action without a rule, by the reason."""
DOES = ("wait", *ASKS)
"""The possible actions of a rule, the weakest first."""
_DONE = {"mark": MARKED, "hide": HIDDEN, "destroy": DESTROYED}


@frozen
class ReceivedWithdrawal:
    """A received withdrawal: its sender, and each record with its result; destroyed records are not listed.

    `unopened` counts, by result, the records in reports that were not accepted.
    """

    retraction: Retraction
    sender: Record
    records: tuple[tuple[Record, str], ...]
    did: Mapping[str, int]
    unopened: Mapping[str, int] = field(factory=dict)


def may_take(records: Sequence[ReportedRecord]) -> bool:
    """Return True if a report contains only withdrawal notices, so that it is accepted automatically."""
    return bool(records) and all(row.kind == notices.KIND for row in records)


def take(vault: Vault, carried: ReportedRecord, origin: bytes) -> str:
    """Process a withdrawal notice in a report; return the reason of a refusal, or nothing. In a transaction."""
    says = carried.fields.get("says")
    if not card_rows.has_card(vault.con, origin):
        return Phrase("is from a person who is not a contact")
    contact = contact_cards.of_record(vault, origin)
    if says == notices.ANSWER:
        return _answered(vault, contact, carried)
    key = retractions.key(origin, carried.id)
    known = retractions.get(vault.con, key)
    if says == notices.BACK:
        return _back(vault, contact, known, key, carried)
    named = parse_record_ids(carried.fields.get("records"))
    if says != notices.RETRACT or carried.fields.get("ask") not in ASKS or not 0 < len(named) <= sent_withdrawals.MOST:
        return Phrase("is not a complete notice")
    if known is None:
        given = carried.fields.get("reason")
        known = Retraction(
            key, carried.id, origin, str(given) if given in REASONS else "other", str(carried.fields["ask"]),
            str(carried.fields.get("text", ""))[: sent_withdrawals.MOST_TEXT], vault.now(),
        )  # fmt: skip
        retractions.put(vault.con, known, named)
        withdrawn_inbox.destroy_repeated_copy(vault, named, origin)
        lacking = [
            id_
            for id_ in named
            if store.load(vault.con, id_) is None and gone.read_destruction_entry(vault, id_) is None
        ]
        _meet(vault, known, named, withdrawn_inbox.find_records_from_contact(vault, origin, lacking))
    elif mail := withdrawn_inbox.find_records_from_contact(
        vault, origin, retractions.list_absent_records(vault.con, known.id)
    ):
        _late(vault, known, sorted(mail), mail)  # an earlier Amparo did not look there
        return ""
    answer(vault, known)
    return ""


def _meet(vault: Vault, came: Retraction, records: Iterable[bytes], mail: Collection[bytes]) -> None:
    """Apply the rules to these records, and notify the contacts to whom we sent them. In a transaction.

    `mail` are the records that exist only in reports of this contact.
    """
    does = policy(vault, came)
    theirs: list[bytes] = []
    for id_ in records:
        record = store.load(vault.con, id_)
        if record is None and id_ not in mail:
            retractions.store_result(
                vault.con, came.id, id_, ABSENT if gone.read_destruction_entry(vault, id_) is None else DESTROYED
            )
        elif record is not None and record.origin is None:
            retractions.store_result(vault.con, came.id, id_, OURS)
        else:
            retractions.store_result(vault.con, came.id, id_, WAITS)
            theirs += [id_] if record is None or record.origin == came.contact else []
    sent_withdrawals.pass_on(vault, came, theirs)
    if does != "wait":
        _do(vault, came, theirs, does, by_rule=True)
    did = retractions.records_of(vault.con, came.id)
    done = (_DONE[came.ask], ASIDE) if came.ask == "hide" else (_DONE[came.ask],)
    left = WAITS in did.values() or any(did[id_] not in done for id_ in theirs)
    asks = bool(theirs) and came.reason == "consent" and _rule(vault, came) is None  # a person reviews it once
    retractions.settle(vault.con, came.id, not left and not asks)


def heed(vault: Vault, arrived: Arrived) -> None:
    """Apply earlier withdrawals by the sender to a report that arrived, or whose text arrived. In a transaction.

    A notice is urgent, or uses another relay or USB stick, so it can arrive first.
    """
    if arrived.contact is None or not retractions.any_of(vault.con, arrived.contact):
        return
    late: dict[bytes, tuple[Retraction, list[bytes]]] = {}
    gone_: list[bytes] = []
    for id_ in sorted(withdrawn_inbox.list_record_ids(vault, arrived)):
        for came in retractions.of_record(vault.con, id_):
            did = retractions.read_result(vault.con, came.id, id_)
            if came.contact != arrived.contact or store.load(vault.con, id_) is not None:
                continue
            if did == DESTROYED and came.reason != "wrong":  # a corrected record can follow; a person decides about it
                gone_.append(id_)
            elif did == ABSENT:
                late.setdefault(came.id, (came, []))[1].append(id_)
    withdrawn_inbox.destroy_repeated_copy(vault, gone_, arrived)
    for came, named in late.values():
        _late(vault, came, named, named)


def _late(vault: Vault, came: Retraction, records: Sequence[bytes], mail: Collection[bytes]) -> None:
    """Apply a withdrawal to records that arrived after it, and answer it again. In a transaction."""
    _meet(vault, came, records, mail)
    if not came.settled:  # a person must still decide about the rest
        retractions.settle(vault.con, came.id, False)
    answer(vault, came)


def taken_in(vault: Vault, records: Iterable[bytes], origin: bytes) -> list[tuple[bytes, str, str]]:
    """Mark or archive accepted records that were withdrawn before; return the archived ones. In a transaction.

    If a contact that is not the present origin withdrew a record, a person decides, and that contact is notified.
    """
    aside, asks = list[tuple[bytes, str, str]](), dict[bytes, Retraction]()
    for id_ in records:
        for came in retractions.of_record(vault.con, id_):
            did = retractions.read_result(vault.con, came.id, id_)
            if came.contact is None or did not in (MARKED, HIDDEN, ASIDE, ABSENT):
                continue
            if came.contact != origin:
                retractions.store_result(vault.con, came.id, id_, WAITS)
                retractions.settle(vault.con, came.id, False)
                asks[came.id] = came
            elif did == ABSENT:
                _late(vault, came, [id_], ())
            else:
                _do(vault, came, [id_], "mark" if did == MARKED else "hide")
        if (record := store.load(vault.con, id_)) is not None and record.removed:
            aside.append((id_, "", Phrase("the sender withdrew it, and Amparo removed it")))
    for came in asks.values():
        answer(vault, came)
    return aside


def policy(vault: Vault, came: Retraction) -> str:
    """Return the automatic action: that of a rule for this contact or for all, but never more than is asked.

    A rule that destroys only hides while the contact is not verified, because another person can hold that key.
    """
    does = min(_rule(vault, came) or USUAL[came.reason], came.ask, key=DOES.index)
    rests = does == "destroy" and contact_cards.of_record(vault, came.contact or b"").state != "verified"
    return "hide" if rests else does


def _rule(vault: Vault, came: Retraction) -> str | None:
    made = {(contact, reason): does for contact, reason, does in retractions.rules(vault.con)}
    return made.get((came.contact or b"", came.reason)) or made.get((retractions.EVERYBODY, came.reason))


def _do(vault: Vault, came: Retraction, records: Sequence[bytes], does: str, *, by_rule: bool = False) -> None:
    """Mark, hide or destroy these records, each with a custody entry. In a transaction."""
    if does == "destroy":
        records = _destroy(vault, came, records, by_rule)
        does = "hide"  # for records that a rule must not destroy
    here = [record for id_ in records if (record := store.load(vault.con, id_)) is not None]
    before = retractions.records_of(vault.con, came.id)
    for id_ in set(records) - {record.id for record in here}:
        if gone.read_destruction_entry(vault, id_) is None:  # in a report: done when it is accepted
            retractions.store_result(vault.con, came.id, id_, _DONE[does])
    with write_records(vault) as writer:
        for record in here:
            hidden, elsewhere = (
                before[record.id] == HIDDEN,
                retractions.is_hidden_by_other(vault.con, record.id, came.id),
            )
            aside = record.removed and not hidden and not elsewhere
            if does == "hide" or (hidden and not elsewhere):
                writer.set_removed(record, does == "hide")
            retractions.store_result(vault.con, came.id, record.id, ASIDE if aside and does == "hide" else _DONE[does])
            sent_withdrawals.note(vault, record, came.reason, other=came.contact)


def _destroy(vault: Vault, came: Retraction, records: Sequence[bytes], by_rule: bool) -> list[bytes]:
    """Destroy records; return those that a rule leaves to a person, because data from others depends on them."""
    kept, mail = [], []
    for id_ in records:
        if store.load(vault.con, id_) is None and gone.read_destruction_entry(vault, id_) is None:
            mail.append(id_)
            continue
        if store.load(vault.con, id_) is not None:
            going = destruction.look(vault, id_.hex(), linked=False)
            if by_rule and any(row.origin != came.contact for row in going.records):
                kept.append(id_)
                continue
            destruction.destroy(vault, going, came.reason)
        retractions.store_result(vault.con, came.id, id_, DESTROYED)
    others = withdrawn_inbox.find_records_from_others(vault, came.contact or b"", mail) if by_rule else set[bytes]()
    withdrawn_inbox.destroy(vault, set(mail) - others, came.reason)
    for id_ in set(mail) - others:
        retractions.store_result(vault.con, came.id, id_, DESTROYED)
    return [*kept, *others]


def decide(vault: Vault, handle: str, does: str, text: str = "") -> tuple[ReceivedWithdrawal, Changed]:
    """Do what a person decided about a withdrawal: mark, hide, destroy or refuse; its sender is notified.

    Destroyed records cannot be restored; `destruction.finish` removes their traces. A refusal shows hidden records
    again.
    """
    came = sent_withdrawals.find_by_name(vault, handle, ours=False)
    if does not in (*ASKS, "refuse"):
        raise InputRefused("Choose mark, hide, destroy or refuse.", "Nothing was changed.")
    if came.back is not None:
        raise InputRefused("The sender withdrew it.", "Nothing was changed.")
    if len(text) > sent_withdrawals.MOST_TEXT:
        raise InputRefused(
            Phrase("The text is longer than {most} characters.", most=sent_withdrawals.MOST_TEXT),
            "Nothing was changed.",
        )
    rows = retractions.records_of(vault.con, came.id)
    open_ = [id_ for id_, did in rows.items() if did in (WAITS, MARKED, HIDDEN, ASIDE, REFUSED)]
    kinds = {row.kind for id_ in open_ if (row := store.load(vault.con, id_)) is not None}
    with vault.transaction():
        if does == "refuse":
            _show(vault, came, REFUSED)
        else:
            sent_withdrawals.pass_on(vault, came, open_)
            _do(vault, came, open_, does)
        retractions.settle(vault.con, came.id, True)
        answer(vault, came, text)
    return withdrawal_view(vault, came), Changed(frozenset({"delivery", *kinds}), tuple(open_))


def _show(vault: Vault, came: Retraction, did: str) -> None:
    """Restore the records that a withdrawal hid, and remove its marks."""
    with write_records(vault) as writer:
        for id_, before in retractions.records_of(vault.con, came.id).items():
            record = store.load(vault.con, id_)
            if before not in (MARKED, HIDDEN, ASIDE, WAITS, REFUSED):
                continue
            if record is None and gone.read_destruction_entry(vault, id_) is not None:
                continue
            if record is not None and before == HIDDEN and not retractions.is_hidden_by_other(vault.con, id_, came.id):
                writer.set_removed(record, False)
                sent_withdrawals.note(vault, record, did, Action.RESTORED, came.contact)
            retractions.store_result(vault.con, came.id, id_, did)


def _back(vault: Vault, contact: Contact, known: Retraction | None, key: bytes, carried: ReportedRecord) -> str:
    """Cancel a contact's withdrawal, also before it arrives: end it here and for contacts to whom it was passed on."""
    if known is None:
        row = Retraction(key, carried.id, contact.record.id, "other", "mark", "", vault.now(), vault.now(), None, True)
        retractions.put(vault.con, row, ())
        return ""
    if known.back is None:
        _show(vault, known, "")
        retractions.take_back(vault.con, known.id, vault.now())
        for below in (row for row in retractions.list_below(vault.con, known.id) if row.back is None):
            sent_withdrawals.withdraw_notice(vault, below)
    answer(vault, known)
    return ""


def answer(vault: Vault, came: Retraction, text: str = "") -> None:
    """Queue the results for the sender: the number of records for each, and of contacts to whom it was passed on.

    If the sender is suspended or their card has expired, the answer waits until mail to them is possible again.
    """
    contact = contact_cards.of_record(vault, came.contact or b"")
    if contact.record.removed or contact.state == "revoked":
        return
    below = retractions.list_below(vault.con, came.id)
    passed = sum(bool(told.report) for row in below for told in retractions.list_recipients(vault.con, row.id))
    says: dict[str, Value] = {
        "says": notices.ANSWER, "passed": passed, "count": retractions.next_answer(vault.con, came.id),
        "did": [[what, str(n)] for what, n in sorted(count_results(vault, came).items())],
    }  # fmt: skip
    if text:
        says["text"] = text
    notices.queue(vault, contact, came.wire, says, urgent=came.reason == "danger")


def count_results(vault: Vault, came: Retraction) -> dict[str, int]:
    """Return the number of records for each result; after a cancelled withdrawal, the result is `restored`."""
    found: dict[str, int] = {}
    for did in retractions.records_of(vault.con, came.id).values():
        told = {"": "restored", ASIDE: HIDDEN}.get(did, did)
        found[told] = found.get(told, 0) + 1
    return found


def _answered(vault: Vault, contact: Contact, carried: ReportedRecord) -> str:
    rows = carried.fields.get("did", [])
    done = {
        row[0]: int(row[1])
        for row in (rows if isinstance(rows, list) else [])
        if isinstance(row, list) and row[0] in (*retractions.DID, "restored") and row[1].isdecimal() and len(row[1]) < 8
    }
    text, passed = str(carried.fields.get("text", ""))[: sent_withdrawals.MOST_TEXT], carried.fields.get("passed", 0)
    row = WithdrawalRecipient(contact.record.id, b"", (), done, text, int(str(passed)), vault.now())
    told = retractions.store_answer(vault.con, carried.id, row, int(str(carried.fields.get("count", 1))))
    return "" if told else Phrase("answers a question that you did not ask")


def list_received_withdrawals(vault: Vault, *, waiting: bool = False) -> list[ReceivedWithdrawal]:
    """Return the received withdrawals, or those that wait for a person, the newest first."""
    return [withdrawal_view(vault, row) for row in retractions.list_received(vault.con, waiting)]


def withdrawal_view(vault: Vault, came: Retraction) -> ReceivedWithdrawal:
    """Return a received withdrawal for display."""
    now = retractions.get(vault.con, came.id) or came
    rows = retractions.records_of(vault.con, came.id).items()
    here = [(record, did) for id_, did in rows if (record := store.load(vault.con, id_)) is not None]
    there = {record.id for record, _ in here}
    mail = Counter(
        did
        for id_, did in rows
        if id_ not in there
        and did in (MARKED, HIDDEN, WAITS, REFUSED)
        and gone.read_destruction_entry(vault, id_) is None
    )
    return ReceivedWithdrawal(
        now, record_of(vault, (came.contact or b"").hex()), tuple(here), count_results(vault, came), mail
    )


def rule(vault: Vault, reason: str, does: str, who: str = "") -> Changed:
    """Set the automatic action for a reason, for a contact or for all; `usual` removes the rule.

    Raises InputRefused for a rule that destroys for an unverified contact, or for all.
    """
    contact = contact_cards.find_by_name(vault, who) if who else None
    if reason not in REASONS or does not in (*DOES, "usual"):
        raise InputRefused("There is no such rule.", "Nothing was changed.")
    if does == "destroy" and (contact is None or contact.state != "verified"):
        raise InputRefused(
            "A rule can destroy records only for one verified contact.",
            "Nothing was changed. Name the contact, and compare the numbers first.",
        )
    key = contact.record.id if contact else retractions.EVERYBODY
    with vault.transaction() as con:
        retractions.set_rule(con, key, reason, "" if does == "usual" else does)
    return Changed(frozenset({"contact"}), (key,) if contact else ())
