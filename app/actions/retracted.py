"""What contacts withdraw: it is marked, hidden or destroyed here as a person's rules say, passed on, and answered.

Only who a record came from may have it marked or hidden by itself, and no more is done than is asked. Nothing is
destroyed but by a person, or by a rule that a person made, and then only what holds nothing of somebody else. What is
our own stays as it is; of what came from a third, a person decides. Hidden is put aside: out of lists, searches,
counts, shares and exports, and brought back where the retraction is taken back.

What waits in the inbox is here like any other: marked or hidden it is taken in so later on, destroyed it goes from the
mail. Where the report, or its text, comes later than the notice, that is done then, and the sender is answered anew.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from attrs import evolve, field, frozen

from app.actions import contacts, destroying, notices, retracting, unopened
from app.actions.changed import Changed
from app.actions.contacts import Contact
from app.actions.notices import ids
from app.actions.records import record_of, writing
from app.actions.report import Body, Carried
from app.domain.fields import Value
from app.domain.record import Record
from app.errors import InputRefused
from app.phrase import Phrase
from app.store import destroying as gone
from app.store import records as store
from app.store import retractions
from app.store.inbox import Arrived
from app.store.retractions import (
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
    Told,
)  # fmt: skip
from app.store.vault import Vault
from crypto.custody import Action

USUAL: Mapping[str, str] = {"consent": "hide", "danger": "hide", "wrong": "mark", "other": "mark"}
"""What is done at once where no rule says otherwise, by the reason."""
DOES = ("wait", *ASKS)
"""What a rule may say, the least first."""
_DONE = {"mark": MARKED, "hide": HIDDEN, "destroy": DESTROYED}


@frozen
class Came:
    """A retraction that came: who sent it, and each record with what became of it; those that are gone have no row.

    `unopened` counts, by what became of them, those that are in mail that nobody took in.
    """

    retraction: Retraction
    sender: Record
    records: tuple[tuple[Record, str], ...]
    did: Mapping[str, int]
    unopened: Mapping[str, int] = field(factory=dict)


def may_take(records: Sequence[Carried]) -> bool:
    """Return whether a report says nothing but a retraction, and so is taken as it comes."""
    return bool(records) and all(row.kind == notices.KIND for row in records)


def take(vault: Vault, carried: Carried, origin: bytes) -> str:
    """Do what a retraction in a report says; return why it is refused, or nothing. In a transaction."""
    says = carried.fields.get("says")
    if vault.con.execute("SELECT 1 FROM card WHERE record = ?", (origin,)).fetchone() is None:
        return Phrase("is from somebody who is no contact here")
    contact = contacts.of_record(vault, origin)
    if says == notices.ANSWER:
        return _answered(vault, contact, carried)
    key = retractions.key(origin, carried.id)
    known = retractions.get(vault.con, key)
    if says == notices.BACK:
        return _back(vault, contact, known, key, carried)
    named = ids(carried.fields.get("records"))
    if says != notices.RETRACT or carried.fields.get("ask") not in ASKS or not 0 < len(named) <= retracting.MOST:
        return Phrase("is not a whole notice")
    if known is None:
        given = carried.fields.get("reason")
        known = Retraction(
            key, carried.id, origin, str(given) if given in REASONS else "other", str(carried.fields["ask"]),
            str(carried.fields.get("text", ""))[: retracting.MOST_TEXT], vault.now(),
        )  # fmt: skip
        retractions.put(vault.con, known, named)
        unopened.again(vault, named, origin)
        lacking = [id_ for id_ in named if store.load(vault.con, id_) is None and gone.was(vault, id_) is None]
        _meet(vault, known, named, unopened.held(vault, origin, lacking))
    elif mail := unopened.held(vault, origin, retractions.absent(vault.con, known.id)):
        _late(vault, known, sorted(mail), mail)  # an earlier Amparo did not look there
        return ""
    answer(vault, known)
    return ""


def _meet(vault: Vault, came: Retraction, records: Iterable[bytes], mail: Collection[bytes]) -> None:
    """Do at once what the rules say with these records, and tell those to whom we passed them on. In a transaction.

    `mail` are those that are in no list, and in mail of this contact.
    """
    does = policy(vault, came)
    theirs: list[bytes] = []
    for id_ in records:
        record = store.load(vault.con, id_)
        if record is None and id_ not in mail:
            retractions.did(vault.con, came.id, id_, ABSENT if gone.was(vault, id_) is None else DESTROYED)
        elif record is not None and record.origin is None:
            retractions.did(vault.con, came.id, id_, OURS)
        else:
            retractions.did(vault.con, came.id, id_, WAITS)
            theirs += [id_] if record is None or record.origin == came.contact else []
    retracting.pass_on(vault, came, theirs)
    if does != "wait":
        _do(vault, came, theirs, does, by_rule=True)
    did = retractions.records_of(vault.con, came.id)
    done = (_DONE[came.ask], ASIDE) if came.ask == "hide" else (_DONE[came.ask],)
    left = WAITS in did.values() or any(did[id_] not in done for id_ in theirs)
    asks = bool(theirs) and came.reason == "consent" and _rule(vault, came) is None  # a person looks at it once
    retractions.settle(vault.con, came.id, not left and not asks)


def heed(vault: Vault, arrived: Arrived) -> None:
    """Do with a report that came, or whose text did, what its sender withdrew before. In a transaction.

    A notice is urgent, or goes by another relay or stick, and so it may be here first.
    """
    if arrived.contact is None or not retractions.any_of(vault.con, arrived.contact):
        return
    late: dict[bytes, tuple[Retraction, list[bytes]]] = {}
    gone_: list[bytes] = []
    for id_ in sorted(unopened.named(vault, arrived)):
        for came in retractions.of_record(vault.con, id_):
            did = retractions.became(vault.con, came.id, id_)
            if came.contact != arrived.contact or store.load(vault.con, id_) is not None:
                continue
            if did == DESTROYED and came.reason != "wrong":  # the right one may follow, and a person is asked about it
                gone_.append(id_)
            elif did == ABSENT:
                late.setdefault(came.id, (came, []))[1].append(id_)
    unopened.again(vault, gone_, arrived)
    for came, named in late.values():
        _late(vault, came, named, named)


def _late(vault: Vault, came: Retraction, records: Sequence[bytes], mail: Collection[bytes]) -> None:
    """Do what a retraction asks with what came after it, and answer it anew. In a transaction."""
    _meet(vault, came, records, mail)
    if not came.settled:  # a person has still to decide about the rest
        retractions.settle(vault.con, came.id, False)
    answer(vault, came)


def taken_in(vault: Vault, records: Iterable[bytes], origin: bytes) -> list[tuple[bytes, str, str]]:
    """Mark or put aside what came in and was withdrawn before; return what is put aside, and why. In a transaction.

    What somebody else withdrew than it is from now is left to a person, and who withdrew it hears that.
    """
    aside, asks = list[tuple[bytes, str, str]](), dict[bytes, Retraction]()
    for id_ in records:
        for came in retractions.of_record(vault.con, id_):
            did = retractions.became(vault.con, came.id, id_)
            if came.contact is None or did not in (MARKED, HIDDEN, ASIDE, ABSENT):
                continue
            if came.contact != origin:
                retractions.did(vault.con, came.id, id_, WAITS)
                retractions.settle(vault.con, came.id, False)
                asks[came.id] = came
            elif did == ABSENT:
                _late(vault, came, [id_], ())
            else:
                _do(vault, came, [id_], "mark" if did == MARKED else "hide")
        if (record := store.load(vault.con, id_)) is not None and record.removed:
            aside.append((id_, "", Phrase("its sender has withdrawn it, and it is put aside")))
    for came in asks.values():
        answer(vault, came)
    return aside


def policy(vault: Vault, came: Retraction) -> str:
    """Return what is done at once: what a rule for this contact or for all says, and never more than is asked.

    A rule that destroys rests, and hides, while the contact is not verified: somebody else may hold that key.
    """
    does = min(_rule(vault, came) or USUAL[came.reason], came.ask, key=DOES.index)
    rests = does == "destroy" and contacts.of_record(vault, came.contact or b"").state != "verified"
    return "hide" if rests else does


def _rule(vault: Vault, came: Retraction) -> str | None:
    made = {(contact, reason): does for contact, reason, does in retractions.rules(vault.con)}
    return made.get((came.contact or b"", came.reason)) or made.get((retractions.EVERYBODY, came.reason))


def _do(vault: Vault, came: Retraction, records: Sequence[bytes], does: str, *, by_rule: bool = False) -> None:
    """Mark, hide or destroy what is here of these records, with a line of custody each. In a transaction."""
    if does == "destroy":
        records = _destroy(vault, came, records, by_rule)
        does = "hide"  # what a rule must not destroy
    here = [record for id_ in records if (record := store.load(vault.con, id_)) is not None]
    before = retractions.records_of(vault.con, came.id)
    for id_ in set(records) - {record.id for record in here}:
        if gone.was(vault, id_) is None:  # in mail: it is done once that is taken in
            retractions.did(vault.con, came.id, id_, _DONE[does])
    with writing(vault) as writer:
        for record in here:
            hidden, elsewhere = before[record.id] == HIDDEN, retractions.hidden(vault.con, record.id, came.id)
            aside = record.removed and not hidden and not elsewhere
            if does == "hide" or (hidden and not elsewhere):
                writer.set_removed(record, does == "hide")
            retractions.did(vault.con, came.id, record.id, ASIDE if aside and does == "hide" else _DONE[does])
            retracting.note(vault, record, came.reason, other=came.contact)


def _destroy(vault: Vault, came: Retraction, records: Sequence[bytes], by_rule: bool) -> list[bytes]:
    """Destroy records, and return those that a rule leaves to a person: something of somebody else hangs on them."""
    kept, mail = [], []
    for id_ in records:
        if store.load(vault.con, id_) is None and gone.was(vault, id_) is None:
            mail.append(id_)
            continue
        if store.load(vault.con, id_) is not None:
            going = destroying.look(vault, id_.hex(), linked=False)
            if by_rule and any(row.origin != came.contact for row in going.records):
                kept.append(id_)
                continue
            destroying.destroy(vault, going, came.reason)
        retractions.did(vault.con, came.id, id_, DESTROYED)
    others = unopened.others(vault, came.contact or b"", mail) if by_rule else set[bytes]()
    unopened.destroy(vault, set(mail) - others, came.reason)
    for id_ in set(mail) - others:
        retractions.did(vault.con, came.id, id_, DESTROYED)
    return [*kept, *others]


def decide(vault: Vault, handle: str, does: str, text: str = "") -> tuple[Came, Changed]:
    """Do what a person decided about a retraction that came: mark, hide, destroy or refuse; its sender hears it.

    Destroying has no way back; `destroying.finish` takes the traces. Refused, what was hidden is shown again.
    """
    came = retracting.named(vault, handle, ours=False)
    if does not in (*ASKS, "refuse"):
        raise InputRefused("Choose mark, hide, destroy or refuse.", "Nothing was changed.")
    if came.back is not None:
        raise InputRefused("Its sender has taken it back.", "Nothing was changed.")
    if len(text) > retracting.MOST_TEXT:
        raise InputRefused(
            Phrase("The text is longer than {most} characters.", most=retracting.MOST_TEXT), "Nothing was changed."
        )
    rows = retractions.records_of(vault.con, came.id)
    open_ = [id_ for id_, did in rows.items() if did in (WAITS, MARKED, HIDDEN, ASIDE, REFUSED)]
    kinds = {row.kind for id_ in open_ if (row := store.load(vault.con, id_)) is not None}
    with vault.transaction():
        if does == "refuse":
            _show(vault, came, REFUSED)
        else:
            retracting.pass_on(vault, came, open_)
            _do(vault, came, open_, does)
        retractions.settle(vault.con, came.id, True)
        answer(vault, came, text)
    return seen(vault, came), Changed(frozenset({"delivery", *kinds}), tuple(open_))


def _show(vault: Vault, came: Retraction, did: str) -> None:
    """Bring back what was hidden for a retraction, and mark nothing any more."""
    with writing(vault) as writer:
        for id_, before in retractions.records_of(vault.con, came.id).items():
            record = store.load(vault.con, id_)
            if before not in (MARKED, HIDDEN, ASIDE, WAITS, REFUSED):
                continue
            if record is None and gone.was(vault, id_) is not None:
                continue
            if record is not None and before == HIDDEN and not retractions.hidden(vault.con, id_, came.id):
                writer.set_removed(record, False)
                retracting.note(vault, record, did, Action.RESTORED, came.contact)
            retractions.did(vault.con, came.id, id_, did)


def _back(vault: Vault, contact: Contact, known: Retraction | None, key: bytes, carried: Carried) -> str:
    """A contact takes a retraction back, maybe before it came: it holds no more, here and where it was passed on."""
    if known is None:
        row = Retraction(key, carried.id, contact.record.id, "other", "mark", "", vault.now(), vault.now(), None, True)
        retractions.put(vault.con, row, ())
        return ""
    if known.back is None:
        _show(vault, known, "")
        retractions.take_back(vault.con, known.id, vault.now())
        for below in retractions.all_(vault.con, "above = ? AND back IS NULL", (known.id,)):
            retracting.withdraw_notice(vault, below)
    answer(vault, known)
    return ""


def hidden_in(vault: Vault, arrived: Arrived) -> int:
    """Return how many records of a report are not shown, as its sender withdrew them."""
    return sum(_hidden(vault, id_, arrived.contact) for id_ in unopened.named(vault, arrived))


def answer(vault: Vault, came: Retraction, text: str = "") -> None:
    """Queue to the sender what became of the records: how many of each, and to how many others it was passed on.

    Of one whose key is in doubt, or whose card has expired, it waits until something may be sent there again.
    """
    contact = contacts.of_record(vault, came.contact or b"")
    if contact.record.removed or contact.state == "revoked":
        return
    below = retractions.all_(vault.con, "above = ?", (came.id,))
    passed = sum(bool(told.report) for row in below for told in retractions.told(vault.con, row.id))
    says: dict[str, Value] = {
        "says": notices.ANSWER, "passed": passed, "count": retractions.next_answer(vault.con, came.id),
        "did": [[what, str(n)] for what, n in sorted(counted(vault, came).items())],
    }  # fmt: skip
    if text:
        says["text"] = text
    notices.queue(vault, contact, came.wire, says, urgent=came.reason == "danger")


def counted(vault: Vault, came: Retraction) -> dict[str, int]:
    """Return how many records became what; those that are shown again, because it was taken back, as `restored`."""
    found: dict[str, int] = {}
    for did in retractions.records_of(vault.con, came.id).values():
        told = {"": "restored", ASIDE: HIDDEN}.get(did, did)
        found[told] = found.get(told, 0) + 1
    return found


def _answered(vault: Vault, contact: Contact, carried: Carried) -> str:
    rows = carried.fields.get("did", [])
    done = {
        row[0]: int(row[1])
        for row in (rows if isinstance(rows, list) else [])
        if isinstance(row, list) and row[0] in (*retractions.DID, "restored") and row[1].isdecimal() and len(row[1]) < 8
    }
    text, passed = str(carried.fields.get("text", ""))[: retracting.MOST_TEXT], carried.fields.get("passed", 0)
    row = Told(contact.record.id, b"", (), done, text, int(str(passed)), vault.now())
    told = retractions.answered(vault.con, carried.id, row, int(str(carried.fields.get("count", 1))))
    return "" if told else Phrase("answers what was never asked")


def all_(vault: Vault, *, waiting: bool = False) -> list[Came]:
    """Return the retractions that came, or those that wait for a person, the newest first."""
    where = "contact IS NOT NULL AND settled = 0 AND back IS NULL" if waiting else "contact IS NOT NULL"
    return [seen(vault, row) for row in retractions.all_(vault.con, where)]


def seen(vault: Vault, came: Retraction) -> Came:
    """Return one that came as it is shown."""
    now = retractions.get(vault.con, came.id) or came
    rows = retractions.records_of(vault.con, came.id).items()
    here = [(record, did) for id_, did in rows if (record := store.load(vault.con, id_)) is not None]
    there = {record.id for record, _ in here}
    mail = Counter(
        did for id_, did in rows
        if id_ not in there and did in (MARKED, HIDDEN, WAITS, REFUSED) and gone.was(vault, id_) is None
    )  # fmt: skip
    return Came(now, record_of(vault, (came.contact or b"").hex()), tuple(here), counted(vault, came), mail)


def left_of(vault: Vault, body: Body, sender: bytes | None) -> Body:
    """Return what is shown of a report in the inbox: without what its sender withdrew and is hidden here."""
    return evolve(body, records=tuple(row for row in body.records if not _hidden(vault, row.id, sender)))


def _hidden(vault: Vault, record: bytes, sender: bytes | None) -> bool:
    return any(
        row.contact == sender and retractions.became(vault.con, row.id, record) in (HIDDEN, ASIDE)
        for row in retractions.of_record(vault.con, record)
    )


def rule(vault: Vault, reason: str, does: str, who: str = "") -> Changed:
    """Do this at once from now on, where this contact or anybody withdraws for this reason; `usual` takes a rule back.

    Raises InputRefused for a rule that destroys for a contact who is not verified, or for everybody.
    """
    contact = contacts.named(vault, who) if who else None
    if reason not in REASONS or does not in (*DOES, "usual"):
        raise InputRefused("There is no such rule.", "Nothing was changed.")
    if does == "destroy" and (contact is None or contact.state != "verified"):
        raise InputRefused(
            "Only for one verified contact may a rule destroy.",
            "Nothing was changed. Name the contact, and compare the safety number first.",
        )
    key = contact.record.id if contact else retractions.EVERYBODY
    with vault.transaction() as con:
        retractions.set_rule(con, key, reason, "" if does == "usual" else does)
    return Changed(frozenset({"contact"}), (key,) if contact else ())
