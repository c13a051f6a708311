"""Ask for an instant action: queue it first, record the answers, and offer the next tier in time.

Each request and its answer is an intervention of ours that belongs to the appeal. Its sensitivity keeps it out of every
appeal that is sent. The action of a recipient comes back as a report with that one record.
"""

from collections.abc import Mapping, Sequence

from attrs import frozen

from app.actions.contacts import contact_cards
from app.actions.field import appeal_recipients, appeals
from app.actions.field.appeal_recipients import AppealRecipient
from app.actions.kernel import clock, records
from app.actions.kernel.change_set import Changed
from app.actions.mail import inbox, sharing, stopped_deliveries, withdrawn_inbox
from app.actions.release import consent_rules
from app.domain import appeal as tiers
from app.domain.appeal import AppealStatus, AskedRecipient
from app.domain.fields import Value
from app.domain.leaks.leak_values import LeakAnswers
from app.domain.record import Record
from app.domain.redact import INSTANT
from app.errors import InputRefused, NotDeliveredYet, NotFound, NotOpened
from app.phrase import Phrase
from app.store.mail import delivery_lists, inbox_list
from app.store.mail.inbox import Arrived
from app.store.mail.outbox import ANSWERED, Delivery
from app.store.records import record_lists
from app.store.records import record_rows as store
from app.store.vault.open_vault import Vault

_OURS = "R"
"""The sensitivity of the contacts whom we asked: higher than an appeal can carry."""
_SLACK = 60
"""Seconds by which a delivery can be older than the recorded minute."""
_LAPSES = 72 * 3600
"""Seconds after which an unanswered appeal is no longer shown as waiting; the appeal stays stored."""
_RESPONSE = {"promised": ["02"], "acted": ["0102"], "declined": ["05"]}


@frozen
class Queued:
    """The result of asking: the tier, the recipients of the encrypted report, and those to contact manually."""

    tier: int
    sealed: tuple[AppealRecipient, ...]
    by_hand: tuple[AppealRecipient, ...]
    rehearsal: bool
    warnings: tuple[str, ...] = ()


@frozen
class AppealRequest:
    """One contact who was asked: the intervention, the contact, and the delivery of the encrypted report, if any.

    `theirs` is the contact's own record of the action.
    """

    intervention: Record
    contact: Record
    asked: AskedRecipient
    delivery: Delivery | None = None
    theirs: Record | None = None

    @property
    def sent(self) -> bool:
        """Return True if a relay or a USB stick has the report, or a person marked the call as heard."""
        taken = self.delivery is not None and self.delivery.state in ("exported", "relayed", *ANSWERED)
        return taken or self.asked.answer not in ("", "not_reached")


def preview(
    vault: Vault, handle: str, tier: int = 0, connected: bool | None = None
) -> tuple[int, list[AppealRecipient]]:
    """Return the next tier to ask and its recipients: the chosen ones, or all if no recipient is chosen."""
    made = appeals.read_appeal(vault, handle)
    chosen = [row.id for role, row in records.show(vault, handle).links if role == "addressee"]
    done = {line.contact.id for line in lines(vault, made)}
    left = [
        one
        for one in appeal_recipients.list_possible_recipients(vault, made, connected=connected)
        if one.contact.id not in done
    ]
    cards = {contact.record.id: contact for contact in contact_cards.list_contacts(vault)}
    known = {one.contact.id for one in left}
    left += [
        appeal_recipients.read_recipient(vault, records.record_of(vault, id_.hex()), cards.get(id_), connected)
        for id_ in chosen if id_ not in known and id_ not in done
    ]  # fmt: skip
    picked = [one for one in left if one.contact.id in chosen]
    asked = read_status(vault, made).tier
    if not asked:  # chosen recipients are asked immediately, in any tier; later tiers wait
        able = [one for one in left if one.receives] or left
        first = tier or min((one.tier for one in picked or able), default=1)
        return first, [one for one in picked or able if one.tier <= first or (picked and not tier)]
    following = tier or tiers.next_tier(asked, [one.tier for one in left]) or 0
    return following, [one for one in left if one.tier == following]


def ask(
    vault: Vault, handle: str, tier: int = 0, connected: bool | None = None, answers: LeakAnswers = LeakAnswers()
) -> tuple[Queued, Changed]:
    """Ask a tier: queue the encrypted reports as urgent, and record the others to contact, in one transaction.

    Text without consent is first removed from the appeal, so that the sent text is the text that was shown. A rehearsal
    queues nothing. Raises InputRefused if no one is left, or the appeal is closed, and LeaksFound without `answers`.
    """
    made = appeals.read_appeal(vault, handle)
    if made.fields.get("state") == "closed":
        raise InputRefused("This instant action is closed.", "Nothing was queued.")
    consent_rules.need_a_yes(vault, made)
    number, people = preview(vault, handle, tier, connected)
    if not people:
        raise InputRefused(
            "You have asked all contacts already.",
            "Nothing was queued. Add contacts, or enter the people that they can reach.",
        )
    rehearsal, warnings = bool(made.fields.get("rehearsal")), list[str]()
    with vault.transaction():
        made = _sayable(vault, made)
        now = tiers.in_utc(vault.now())
        first = {} if made.fields.get("queued_at") else {"queued_at": now}
        made, changed = records.edit(
            vault,
            made.id.hex(),
            {"state": "queued", "tier": number, **first, "addressee": [one.contact.id.hex() for one in people]},
        )
        for one in people:
            _note(vault, made, one, number, now)
        sealed = tuple(one for one in people if one.sealed)
        if sealed and not rehearsal:
            to = [one.contact.ref for one in sealed]
            warnings += sharing.share(vault, [made.id.hex()], to, INSTANT, urgent=True, answers=answers)[0].warnings
    by_hand = tuple(one for one in people if not one.sealed)
    touched = Changed(frozenset({"intervention", "delivery"}))
    return Queued(number, sealed, by_hand, rehearsal, tuple(warnings)), changed | touched


def _sayable(vault: Vault, made: Record) -> Record:
    """Keep only permitted text in the appeal; the incident holds the rest, and the appeal's history is not sent."""
    edits: dict[str, object] = {**consent_rules.find_text_replacements(vault, made)}
    if any(role == "place" for role, _ in records.show(vault, made.id.hex()).links):
        edits["place"] = None
    return records.edit(vault, made.id.hex(), edits)[0] if edits else made


def _note(vault: Vault, made: Record, one: AppealRecipient, tier: int, now: str) -> None:
    here = clock.local_minute(vault)
    rehearsal = made.fields.get("rehearsal")
    done: list[str] = [] if rehearsal else ["urgent_appeal" if one.sealed or one.text != "phone" else "instant_call"]
    fields = {
        "kind": done, "date": here, "asked_at": now, "tier": tier, "asks": made.fields.get("asks"), "status": "waiting",
        "about": made.id.hex(), "addressee": one.contact.id.hex(), "sensitivity": _OURS,
        "tags": ["rehearsal"] if rehearsal else [],
    }  # fmt: skip
    records.add(vault, "intervention", {name: value for name, value in fields.items() if value})


def lines(vault: Vault, made: Record) -> list[AppealRequest]:
    """Return the contacts who were asked, by tier, with their answers."""
    parts = [row for role, row in records.show(vault, made.id.hex()).parts if role == "about"]
    theirs = {
        row.origin: row for row in parts if row.kind == "intervention" and row.origin and row.fields.get("reached")
    }
    found = []
    for row in parts:
        if row.kind == "intervention" and row.origin is None and row.fields.get("asked_at"):
            links = records.show(vault, row.id.hex()).links
            for contact in (other for role, other in links if role == "addressee"):
                found.append(_line(vault, made, row, contact, theirs.get(contact.id)))
    return sorted(found, key=lambda line: (line.asked.tier, line.asked.at, line.asked.who))


def _line(vault: Vault, made: Record, row: Record, contact: Record, theirs: Record | None) -> AppealRequest:
    at = tiers.instant(row.fields["asked_at"])
    delivery = None
    if not made.fields.get("rehearsal"):
        delivery = next((
            sent for sent in reversed(delivery_lists.list_queued_since(vault.con, contact.id, INSTANT, at - _SLACK))
            if stopped_deliveries.contains_record(sent, {made.id})
        ), None)  # fmt: skip
    state = delivery.state if delivery else ""
    answer = str(row.fields.get("reached") or (theirs.fields["reached"] if theirs else ""))
    tier = int(str(row.fields.get("tier", 1)))
    asked = AskedRecipient(contact.title, tier, at, answer, state == "accepted", state == "rejected")
    return AppealRequest(row, contact, asked, delivery, theirs)


def minutes(made: Record) -> int:
    """Return the minutes without an answer after which the next tier is offered."""
    return int(str(made.fields.get("tier_minutes", tiers.TIER_MINUTES)))


def read_status(vault: Vault, made: Record) -> AppealStatus:
    """Return the status of an appeal."""
    return tiers.read_status((line.asked for line in lines(vault, made)), minutes(made))


def list_asked_recipients(
    vault: Vault, rows: Sequence[AppealRequest], connected: bool | None = None
) -> list[AppealRecipient]:
    """Return the contacts who were asked as recipients, with all their channels."""
    cards = {contact.record.id: contact for contact in contact_cards.list_contacts(vault)}
    return [
        appeal_recipients.read_recipient(vault, line.contact, cards.get(line.contact.id), connected) for line in rows
    ]


def answer(vault: Vault, handle: str, contact: str, result: str, text: str = "") -> Changed:
    """Record the result (a code of `reached`) of a call or a message; a contact not asked yet is added as asked now."""
    made = appeals.read_appeal(vault, handle)
    who = records.record_of(vault, contact)
    line = next((line for line in lines(vault, made) if line.contact.id == who.id), None)
    here = clock.local_minute(vault)
    given: dict[str, object] = {
        "reached": result,
        "response_date": here,
        "status": "done",
        "response_text": text or None,
    }
    given |= {"response": _RESPONSE.get(result)}
    with vault.transaction():
        if line is None:
            card = next((row for row in contact_cards.list_contacts(vault) if row.record.id == who.id), None)
            one = appeal_recipients.read_recipient(vault, who, card)
            _note(vault, made, one, one.tier, tiers.in_utc(vault.now()))
            line = next(line for line in lines(vault, made) if line.contact.id == who.id)
        return records.edit(vault, line.intervention.id.hex(), given)[1]


# The recipients' side.


@frozen
class Call:
    """A received appeal: its sender, the time it arrived, and the time by which to answer it (UTC seconds).

    `arrived` is its report until a person decides on it; `record` is the appeal after it was accepted.
    """

    sender: Record
    title: str
    number: str
    at: int
    due: int
    rehearsal: bool
    fields: Mapping[str, Value]
    arrived: Arrived | None = None
    record: Record | None = None

    def minutes_left(self, now: float) -> int:
        """Return the minutes left, rounded up; 0 if the next tier is asked already."""
        return max(0, -int((now - self.due) // 60))

    @property
    def key(self) -> str:
        """Return the id in hex of the appeal: of its report, or of its record after it was accepted."""
        return self.record.id.hex() if self.record else (self.arrived.report.hex() if self.arrived else "")


def calls(vault: Vault) -> list[Call]:
    """Return the appeals of others that wait for our answer, the earliest due first."""
    found = []
    since = vault.now() - _LAPSES
    for arrived in inbox_list.list_reports_by_profile(vault.con, INSTANT, "delivered", since):
        made = _asked_in(vault, arrived)
        if made is not None and arrived.contact is not None:
            sender = records.record_of(vault, arrived.contact.hex())
            found.append(_call(sender, made, arrived.at, arrived=arrived))
    for record in _received(vault):
        if record.origin is not None and record.created >= since:
            sender = records.record_of(vault, record.origin.hex())
            found.append(_call(sender, record, record.created, record=record))
    return sorted(found, key=lambda call: call.due)


def _asked_in(vault: Vault, arrived: Arrived) -> Record | None:
    """Return the appeal in a report; None for an update, a closing notice, or an unreadable report."""
    try:
        body = withdrawn_inbox.left_of(vault, inbox.body_of(vault, arrived), arrived.contact)
        rows = [row for row in body.records if row.kind == appeals.KIND]
    except (NotDeliveredYet, NotOpened):
        return None
    if len(rows) != 1 or rows[0].fields.get("kind", "new") != "new":
        return None
    return Record(rows[0].id, appeals.KIND, "", rows[0].fields)


def _call(
    sender: Record, made: Record, at: int, *, arrived: Arrived | None = None, record: Record | None = None
) -> Call:
    begun = at - at % 60
    number = str(made.fields.get("number", ""))
    return Call(
        sender, str(made.fields.get("title", number)), number, begun, begun + minutes(made) * 60,
        bool(made.fields.get("rehearsal")), made.fields, arrived, record,
    )  # fmt: skip


def _received(vault: Vault) -> list[Record]:
    """Return the accepted appeals of others without an answer of ours and without a closing notice."""
    found = []
    for record in record_lists.list_received_appeals(vault.con, vault.kinds[appeals.KIND].number):
        parts = records.show(vault, record.id.hex()).parts
        done = any(role == "about" and row.origin is None for role, row in parts)
        closed = any(role == "follows" and row.fields.get("kind") == "closing" for role, row in parts)
        if not done and not closed:
            found.append(record)
    return found


def reply(vault: Vault, handle: str, result: str, text: str = "") -> tuple[Record, Changed]:
    """Accept another contact's appeal, found by its report or its record, and send back the answer.

    The answer is one record, an intervention of ours, and is queued as urgent.
    """
    with vault.transaction():
        made, taken = _taken(vault, handle)
        if made.origin is None:
            raise InputRefused("This instant action is your own.", "Note what others answered: amparo appeal answer")
        here = clock.local_minute(vault)
        fields = {
            "kind": ["instant_call"], "date": here, "reached": result, "response": _RESPONSE.get(result, []),
            "response_text": text, "status": "done", "about": made.id.hex(), "sensitivity": _OURS,
        }  # fmt: skip
        done, changed = records.add(vault, "intervention", {name: value for name, value in fields.items() if value})
        to = records.record_of(vault, made.origin.hex())
        _, queued = sharing.share(vault, [done.id.hex()], [to.ref], "internal", urgent=True)
    return done, taken | changed | queued


def _taken(vault: Vault, handle: str) -> tuple[Record, Changed]:
    found = store.find(vault.con, handle)
    if found is not None:
        return appeals.read_appeal(vault, handle), Changed()
    came = inbox.look(vault, handle)
    row = next((row for row in (came.body.records if came.body else ()) if row.kind == appeals.KIND), None)
    if row is None:
        raise NotFound(Phrase("There is no instant action in {handle}.", handle=handle), "See: amparo inbox")
    _, changed = inbox.accept(vault, handle)
    return records.record_of(vault, row.id.hex()), changed


def list_received_answers(vault: Vault, made: Record) -> list[inbox.ReceivedReport]:
    """Return the waiting reports that contain answers to an appeal of ours."""
    found = []
    for contact in {line.contact.id for line in lines(vault, made) if line.delivery}:
        for one in inbox.list_reports(vault, "delivered", contact=contact):
            try:
                links = inbox.body_of(vault, one.arrived).links
            except (NotDeliveredYet, NotOpened):
                continue
            if any(link.target == made.id and link.role == "about" for link in links):
                found.append(one)
    return found


def open_(vault: Vault) -> Sequence[Record]:
    """Return our appeals that were queued or sent and are not closed, newest first."""
    return record_lists.list_open_appeals(vault.con, vault.kinds[appeals.KIND].number)


@frozen
class Unreachable:
    """Our instant action: the number of people asked, and the people who get no report and no call."""

    made: Record
    asked: int
    people: tuple[AppealRecipient, ...]


def list_unreachable(vault: Vault, made: Sequence[Record]) -> list[Unreachable]:
    """Return the open instant actions with people who cannot get them, as `preview` plans the delivery.

    Nobody is listed who answered, or whom a person can still call.
    """
    found = []
    for one in made:
        rows = [] if one.fields.get("rehearsal") else lines(vault, one)
        people = []
        for row in rows:
            if not row.asked.heard and not row.asked.over:
                here = contact_cards.has_card(vault, row.contact.id)
                card = contact_cards.of_record(vault, row.contact.id) if here else None
                recipient = appeal_recipients.read_recipient(vault, row.contact, card)
                if not recipient.receives:
                    people.append(recipient)
        found += [Unreachable(one, len(rows), tuple(people))] if people else []
    return found


def is_late(vault: Vault, made: Record) -> bool:
    """Return True if no one acknowledged our appeal in time, and a later tier can be asked."""
    rows = lines(vault, made)
    stands = tiers.read_status((line.asked for line in rows), minutes(made))
    asked = {line.contact.id for line in rows}
    return stands.overdue(vault.now()) and appeal_recipients.anybody_after(vault, stands.tier, asked)
