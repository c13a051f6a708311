"""Stop reports that have not arrived and contain withdrawn records, and send the rest again.

A report that was never encrypted stays the same report with fewer records. An encrypted report can have left, and a
report never changes. So it is closed, and a new one that names it (manifest key 16) contains the rest. Copies on a
relay or USB stick stay there; the recipient of a copy gets the notice too.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial

from attrs import evolve, field, frozen

import crypto
from app.actions.contacts import contact_cards
from app.actions.kernel import clock
from app.actions.kernel.dates import SWEPT, list_purposes
from app.actions.kernel.report_copies import DestructionSet
from app.actions.release import consent_rules
from app.domain.leaks.tokens import base_word, fold_text, has_name, has_words, list_stems, split_tokens
from app.domain.moment import parse_moment
from app.domain.record import Record
from app.domain.redact import PROFILES
from app.domain.release.audiences import UNSPOKEN
from app.domain.release.consents import is_refusal, is_yes
from app.domain.release.copies import OPEN_IMAGE, is_copy
from app.domain.search_normalisation import fold
from app.store.mail import (
    anonymous_queue,
    delivery_lists,
    delivery_words,
    outbox,
    report_copies,
    retractions,
    shared_records,
    teams,
)  # fmt: skip
from app.store.mail.outbox import Delivery
from app.store.records import files, record_lists
from app.store.records import record_rows as store
from app.store.vault.open_vault import Vault
from crypto.custody import parse_entry

_ASCII = re.compile("([^\0-\x7f]+)")
WITHDRAWN = "withdrawn here"
"""The reason of a delivery that was stopped because a record in it was withdrawn."""
_AT_ONCE = 300
"""Reports of an earlier version whose words one round stores: less than a second."""


def list_deliveries_with(vault: Vault, records: Collection[bytes], contact: bytes) -> list[Delivery]:
    """Return the deliveries to a contact with one of these records, in any state."""
    return [row for row in delivery_lists.list_to_contact(vault.con, contact) if contains_record(row, records)]


def contains_record(delivery: Delivery, records: Collection[bytes]) -> bool:
    """Return True if a delivery contains one of these records."""
    return DestructionSet(frozenset(records), ()).in_(delivery.body)


def may_have(vault: Vault, records: Collection[bytes], contact: bytes) -> bool:
    """Return True if a contact can have these records: a delivery was encrypted, or no delivery has them."""
    held = list_deliveries_with(vault, records, contact)
    return not held or any(report_copies.is_encrypted(vault.con, row.num) for row in held)


def stop(
    vault: Vault, records: Collection[bytes], contact: bytes, which: Callable[[Delivery], bool] = bool,
    alias: str = "",
) -> int:  # fmt: skip
    """Remove these records from undelivered reports to a contact; return the number of reports. In a transaction.

    Team reports are written again automatically; reports that a person stopped stay here permanently. `which` limits
    the reports. The rest loses each field with the `alias` of the person too.
    """
    found = [row for row in list_deliveries_with(vault, records, contact) if which(row)]
    for delivery in found:
        if delivery.is_stopped:
            _close(vault, delivery)
    held = [row for row in found if row.state in outbox.OPEN]
    for delivery in held:
        team = teams.find_team_of(vault.con, delivery.num)
        if team is not None:
            teams.close(vault.con, delivery, vault.now(), WITHDRAWN)
            known = teams.get(vault.con, team)
            if known is not None and known.state == teams.ON:
                teams.queue_team_reports(vault.con, known, vault.author, vault.now(), vault.random)
        else:
            _without(vault, records, delivery, alias)
    return len(held)


def list_anonymous_deliveries(vault: Vault, records: Collection[bytes]) -> tuple[list[Delivery], int]:
    """Return the undelivered anonymous deliveries with one of these records, and the number that could have left.

    Each record has a separate id in them.
    """
    held = [
        row
        for row in delivery_lists.list_anonymous(vault.con)
        if anonymous_queue.contains_record(vault.con, row.num, records)
    ]
    left = [row for row in held if report_copies.is_encrypted(vault.con, row.num)]
    return [row for row in held if row.state in outbox.OPEN or row.is_stopped], len(left)


def stop_nameless(vault: Vault, records: Collection[bytes], which: Callable[[Delivery], bool] = bool) -> None:
    """Stop anonymous reports with one of these records. In a transaction.

    Nothing replaces them automatically: a second report with the rest could be compared with the first, if that had
    left.
    """
    for delivery in filter(which, list_anonymous_deliveries(vault, records)[0]):
        _close(vault, delivery)


def _without_words(body: "crypto.ReportBody", alias: str) -> "crypto.ReportBody":
    """Return a body without the fields that have the alias in them."""
    if not (word := fold(alias).strip()):
        return body

    def says(value: object) -> bool:
        return word in fold(str(value)) or has_words(str(value), alias)

    records, changes = list(body.records), list(body.changes)
    for at, row in enumerate(records):
        records[at] = evolve(row, fields={name: value for name, value in row.fields.items() if not says(value)})
    for at, change in enumerate(changes):
        edits = {name: edit for name, edit in change.fields.items() if not says(edit.value)}
        changes[at] = evolve(change, fields=edits)
    told = tuple(row for row in body.custody if not any(says(parse_entry(line).reason) for line in row.lines))
    return evolve(body, records=tuple(records), changes=tuple(row for row in changes if row.fields), custody=told)


def _find_alias(row: Delivery, alias: str, says: Callable[[str, str], bool] = has_words) -> set[bytes]:
    """Return the records of a delivery with the alias in their words."""
    words = [base_word(token.word) for token in split_tokens(alias)]
    if not _may_say(row.body.decode(errors="replace"), words):
        return set()  # most reports: no value is read
    return {id_ for id_, text in _texts(row.body) if _may_say(text, words) and says(text, alias)}


def _texts(data: bytes) -> Iterator[tuple[bytes, str]]:
    """Yield each text of the body of a report, with the id of its record."""
    body = crypto.read_body(data)
    yield from ((one.record_id, str(value)) for one in body.records for value in one.fields.values())
    yield from ((one.record_id, str(edit.value)) for one in body.changes for edit in one.fields.values())
    yield from ((one.item, parse_entry(line).reason) for one in body.custody for line in one.lines)


def _may_say(text: str, words: Sequence[str]) -> bool:
    """Return True if a text can have folded words."""
    return bool(words) and _holds(_fold_whole(text), words)


def _holds(folded: str, words: Sequence[str]) -> bool:
    return all(word in folded for word in words)


def _fold_whole(text: str) -> str:
    """Return a folded text without spaces; most of it is ASCII, which is folded faster."""
    parts = (part.lower() if part.isascii() else fold_text(part) for part in _ASCII.split(text))
    return "".join("".join(parts).split())


def find_told(vault: Vault, alias: str) -> dict[tuple[bytes, bytes], int]:
    """Return contact and record of each report that can have left with an alias in words, and the time of the newest.

    Team reports are left out. A person decides what these recipients must do: the record can be about others.
    """
    told = dict[tuple[bytes, bytes], int]()
    words = [base_word(token.word) for token in split_tokens(alias)]
    for num in delivery_words.list_with(vault.con, words) if words else ():
        row = outbox.get(vault.con, num)  # one at a time: bodies can need much memory
        told |= {(row.contact, id_): row.queued for id_ in _find_alias(row, alias, has_name)}
    return told


def store_words(vault: Vault, row: Delivery) -> None:
    """Store the words of an encrypted report, so that `find_told` reads only some reports. In its transaction."""
    if not row.anonymous and teams.find_team_of(vault.con, row.num) is None:
        words = (
            stem for _, text in _texts(row.body) for token in split_tokens(text) for stem in list_stems(token.word)
        )
        delivery_words.put(vault.con, row.num, words)


def store_missing_words(vault: Vault) -> None:
    """Store the words of some reports of an earlier version, and of reports that changed. In each round."""
    for num in delivery_words.list_missing(vault.con, _AT_ONCE):
        with vault.transaction():
            store_words(vault, outbox.get(vault.con, num))


def _stop_words(vault: Vault, alias: str, closed: Callable[[Delivery], bool]) -> set[bytes]:
    """Take the fields with an alias out of all waiting reports, also those about others; return the contacts.

    A report of a team stays: it has the records themselves.
    """
    changed = set[bytes]()
    for row in outbox.deliveries(vault.con, outbox.OPEN_OR, (outbox.STOPPED,)):
        if not closed(row) or teams.find_team_of(vault.con, row.num) is not None:
            continue
        if not _find_alias(row, alias):
            continue
        if row.anonymous or row.is_stopped:
            _close(vault, row)
            continue
        _without(vault, (), row, alias)
        changed.add(row.contact)
    return changed


@frozen
class StoppedReports:
    """The contacts with reports that were waiting and lost words about a person, and those who got such words before.

    The words are of audiences that must not read about the person any more.
    """

    stopped: frozenset[bytes] = frozenset()
    got: Mapping[bytes, tuple[bytes, ...]] = field(factory=dict)


def stop_about(
    vault: Vault, person: Record, everywhere: bool = False, queued: Callable[[Delivery], bool] = bool,
    images: bool = False,
) -> StoppedReports:  # fmt: skip
    """Take a person out of waiting reports to audiences that are closed now, or `everywhere`. In a transaction.

    The alias goes from reports about others too. Working copies that show the person also go for an audience without a
    yes to images. The rest of each report is
    sent again. `queued` limits the reports; with `images`, it does not limit those with such copies.
    """
    ids, alias = consent_rules.list_records_about(vault, person), str(person.fields.get("alias", ""))
    loaded = (store.load(vault.con, id_) for id_ in sorted(ids))
    found = [one for one in loaded if one is not None and one.kind == "evidence_item"]
    subjects = consent_rules.find_subjects(vault)
    pictures = {one.id for one in found if is_copy(one) and person.id in {who.id for who in subjects.seen(one)}}

    def answers(row: Delivery, asked: Callable[[Vault, Record, str, Collection[str]], bool]) -> bool:
        known = contact_cards.has_card(vault, row.contact)
        readers = contact_cards.of_record(vault, row.contact).reader_names if known else ()
        return everywhere or asked(vault, person, row.profile, readers)

    def closed(row: Delivery) -> bool:
        return queued(row) and answers(row, consent_rules.is_closed)

    done = [_stop(vault, ids - {one.id for one in found}, closed, alias)]
    for one in found:
        asked, seen = partial(_is_file_closed, one, one.id in pictures), images and one.id in pictures
        done.append(_stop(vault, [one.id], lambda row, asked=asked, seen=seen:  # type: ignore[misc]
                          (seen or queued(row)) and answers(row, asked)))  # fmt: skip
    named = _stop_words(vault, alias, closed)
    got = defaultdict[bytes, set[bytes]](set)
    for contact, sent in (row for one in done for row in one.got.items()):
        got[contact].update(sent)
    stopped = frozenset(named).union(*(one.stopped for one in done))
    return StoppedReports(stopped, {contact: tuple(sorted(sent)) for contact, sent in got.items()})


def _is_file_closed(
    file: Record, seen: bool, vault: Vault, person: Record, audience: str, readers: Collection[str]
) -> bool:
    """Return True if an audience, by its name, must not have a file about a person; `seen` if it shows the person."""
    profile = PROFILES.get(audience)
    if profile is None:
        return False
    files = consent_rules.find_subjects(vault).files(file)
    paper = evolve(consent_rules.make_paper(vault, profile, readers), files=files)
    found = consent_rules.find_release(vault, person, paper)
    return found.form in UNSPOKEN or (seen and found.facets["image"] not in OPEN_IMAGE)


def _stop(vault: Vault, ids: Collection[bytes], closed: Callable[[Delivery], bool], alias: str = "") -> StoppedReports:
    stopped, got = set[bytes](), dict[bytes, tuple[bytes, ...]]()
    for contact, sent in sorted(retractions.recipients(vault.con, ids).items()):
        held = list_deliveries_with(vault, sent, contact)
        left = [row for row in held if closed(row) and report_copies.is_encrypted(vault.con, row.num)]
        if left or not held:
            got[contact] = tuple(sorted(sent))
        if stop(vault, ids, contact, closed, alias):
            stopped.add(contact)
        if held and not any(report_copies.is_encrypted(vault.con, row.num) for row in held):
            gone = [id_ for id_ in sent if not list_deliveries_with(vault, [id_], contact)]
            shared_records.forget(vault.con, gone, contact)
    stop_nameless(vault, ids, closed)
    return StoppedReports(frozenset(stopped), got)


def stop_expired(vault: Vault) -> None:
    """Take people whose yes has ended or become narrower out of waiting reports. At the start of each round."""
    today = clock.today(vault).toordinal()
    if vault.sitting.get(SWEPT) == today:
        return
    if rows := outbox.deliveries(vault.con, outbox.OPEN_OR, (outbox.STOPPED,)):
        waiting = _Waiting(rows, [_fold_whole(row.body.decode(errors="replace")) for row in rows])
        for consent in record_lists.list_kind(vault.con, vault.kinds["consent_record"].number, removed=True):
            if _is_limit(consent) or "valid_until" in consent.fields:
                with vault.transaction():  # short, because a person can wait for the vault
                    _stop_limited(vault, consent, waiting)
                    _stop_ended(vault, consent, today, waiting)
    vault.sitting[SWEPT] = today


@frozen
class _Waiting:
    """The waiting reports of one sweep, their folded bodies, and the known people."""

    rows: Sequence[Delivery]
    texts: Sequence[str]
    known: dict[bytes, bool] = field(factory=dict)

    def concerns(self, vault: Vault, person: Record) -> bool:
        """Return True if a report can have data of a person. Each anonymous report counts."""
        if person.id not in self.known:
            words = [base_word(token.word) for token in split_tokens(str(person.fields.get("alias", "")))]
            named = bool(words) and any(_holds(text, words) for text in self.texts)
            named = named or any(row.anonymous for row in self.rows)
            ids = () if named else consent_rules.list_records_about(vault, person)
            self.known[person.id] = named or any(id_ in row.body for id_ in ids for row in self.rows)
        return self.known[person.id]


def stop_limited(vault: Vault, ids: Iterable[bytes]) -> None:
    """Take out of waiting reports what the people of these consents do not agree to any more. In a transaction."""
    for consent in (store.load(vault.con, id_) for id_ in ids):
        if consent is not None and consent.kind == "consent_record":
            _stop_limited(vault, consent)


def _is_limit(consent: Record) -> bool:
    """Return True for each answer but a yes for all readers and files that nobody changed or archived."""
    plain = is_yes(consent) and consent.version == 1
    return not plain or not {"covers", "audience"}.isdisjoint(consent.fields)


def _stop_limited(vault: Vault, consent: Record, waiting: _Waiting | None = None) -> None:
    """Without a no, only audiences of the purposes that it has or had can lose words."""
    every, opened = is_refusal(consent) or "covers" in consent.fields, list_purposes(vault, consent)

    def limited(row: Delivery) -> bool:
        to = PROFILES.get(row.profile)
        return row.queued <= consent.updated and (every or bool(to and opened & {*to.opens, *to.also}))

    for person in _list_people(vault, consent) if _is_limit(consent) else ():
        if waiting is None or waiting.concerns(vault, person):
            stop_about(vault, person, queued=limited, images=True)


def _stop_ended(vault: Vault, consent: Record, today: int, waiting: _Waiting) -> None:
    said = consent.fields.get("valid_until")
    until = parse_moment(str(said)).last_day if said else today

    def before(row: Delivery) -> bool:
        return date.fromtimestamp(row.queued).toordinal() <= until

    old = until < today and any(map(before, waiting.rows))
    for person in _list_people(vault, consent) if old else ():
        if waiting.concerns(vault, person):
            stop_about(vault, person, queued=before)


def _list_people(vault: Vault, consent: Record) -> list[Record]:
    found = (store.load(vault.con, link.target) for link in store.links_of(vault.con, consent.id))
    return [one for one in found if one is not None and one.kind == "actor"]


def _close(vault: Vault, delivery: Delivery) -> None:
    outbox.set_state(vault.con, delivery.num, "closed", vault.now(), WITHDRAWN)
    report_copies.drop_sealed(vault.con, delivery.num)


def _without(vault: Vault, records: Collection[bytes], delivery: Delivery, alias: str) -> None:
    con, num = vault.con, delivery.num
    body = crypto.read_body(delivery.body)
    gone = {row.fields.get("sha256") for row in body.records if row.record_id in records}
    left = _without_words(DestructionSet(frozenset(records), ()).left_of(body), alias)
    gone -= {row.fields.get("sha256") for row in left.records}
    stays = []
    for row in outbox.list_attached_files(con, num):
        blob = files.by_id(vault, row.blob)
        if row.num != outbox.BODY and blob is not None and blob.sha256.hex() not in gone:
            stays.append((row.blob, row.name, row.mime))
    encrypted = report_copies.is_encrypted(con, num)
    if not encrypted:  # the row stays, because a round can encrypt it now
        report_copies.set_body(con, num, left.encode())
        report_copies.replace_attachments(con, num, stays)
    if encrypted or not left.records:
        _close(vault, delivery)
    if encrypted and left.records:
        report = vault.random(16)
        retractions.replace(con, report, (delivery.report,))
        outbox.queue(
            con, report, delivery.contact, delivery.addressee, delivery.profile, delivery.urgent, left.encode(), stays,
            vault.now(), report_copies.find_carriers(con, num),
        )  # fmt: skip
