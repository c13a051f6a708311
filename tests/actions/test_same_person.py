"""A new key whose card was handed over before word of it came: both contacts are one, and nobody is trusted more.

A chain counts only where each key signed for the next, so whoever names one that is known here holds both keys.
"""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

import crypto
from app.actions.contacts import contact_cards, identities
from app.actions.kernel import records
from app.actions.mail import (
    delivery_history,
    inbox,
    receive,
    received_withdrawals,
    rules,
    sent_withdrawals,
    sharing,
    teams,
)
from app.domain.record import Record
from app.errors import InputRefused, NotFound
from app.store.contacts import cards
from app.store.mail import contact_merges, outbox
from app.store.mail import inbox as arrived
from app.store.vault import identity, keysets
from app.store.vault.open_vault import Vault
from tests.actions.bodies import body, event
from tests.actions.pairs import Pair, control_of, go, know, post
from tests.actions.team import Three, three_at
from tests.vaults import NOON, Clock, vault_at


def by_hand(one: Vault, other: Vault) -> contact_cards.Contact:
    """Let one add the card that another gives it."""
    return contact_cards.add(one, identity.card(other).file)[0]


def twice(pair: Pair) -> contact_cards.Contact:
    """Let Ben take a new key and hand the card to Ana, before word of it comes; return the second contact."""
    identities.rotate(pair.ben)
    return by_hand(pair.ana, pair.ben)


def compared(vault: Vault, contact: contact_cards.Contact) -> contact_cards.Contact:
    number = "".join(contact_cards.safety_number(vault, contact))
    return contact_cards.verify(vault, contact.record.id.hex(), number)[0]


def all_of(vault: Vault) -> list[tuple[bytes, str]]:
    return sorted((contact.record.id, contact.state) for contact in contact_cards.list_contacts(vault))


def share(pair: Pair, *to: contact_cards.Contact, title: str = "March") -> None:
    made, _ = records.add(pair.ana, "event", {"title": title})
    sharing.share(pair.ana, [made.ref], [contact.record.ref for contact in to])


def first(pair: Pair) -> contact_cards.Contact:
    return contact_cards.of_record(pair.ana, pair.ben_here.id)


@pytest.fixture
def three(tmp_path: Path) -> Iterator[Three]:
    with three_at(tmp_path) as found:
        yield found


def test_the_two_are_one_once_word_of_the_new_key_comes(pair: Pair) -> None:
    share(pair, first(pair))
    second = twice(pair)
    pair.sync()
    assert len(all_of(pair.ana)) == 2  # Ben had not heard from Ana yet
    pair.sync(2)
    assert all_of(pair.ana) == [(second.record.id, "new")]  # nobody rose
    now = contact_cards.of_record(pair.ana, second.record.id)
    assert now.card.id == pair.ben.author and now.earlier == ("Ben",)
    (journey,) = delivery_history.list_journeys(pair.ana)
    assert (journey.contact.record.id, journey.delivery.state) == (second.record.id, "delivered")


def test_what_was_missed_in_doubt_is_asked_for_under_the_later_key(pair: Pair) -> None:
    second = twice(pair)
    with pair.ana.transaction() as con:
        cards.miss(con, pair.ben_here.id)
        contact_merges.become(con, pair.ben_here.id, second.record.id, int(pair.clock()))
    assert cards.has_missed_message(pair.ana.con, second.record.id)


def test_nothing_goes_to_the_earlier_key_and_a_person_is_told_who_it_is(pair: Pair) -> None:
    second = twice(pair)
    pair.sync(2)
    with pytest.raises(NotFound, match="has a new key, and is now the contact"):
        share(pair, contact_cards.Contact(pair.ben_here, second.card, "verified"))
    assert contact_merges.merged_contact_of(pair.ana.con, pair.ben_here.id) == second.record.id
    with pytest.raises(InputRefused, match="has the old key"):
        contact_cards.add(pair.ana, second_last(pair).file)


def second_last(pair: Pair) -> "crypto.Card":
    """Return a later card of the key that Ben had before, as a thief of it makes one."""
    (seed,) = pair.ben.con.execute("SELECT seed FROM former WHERE record IS NULL").fetchone()
    mine = identity.card(pair.ben)
    return crypto.make_card(
        crypto.SigningKey(bytes(seed)), kind=1, name="Ben", seq=mine.seq + 9, issued=NOON, expires=NOON * 2,
        keysets=mine.keysets,
    )  # fmt: skip


def test_what_waits_goes_to_the_new_key_and_a_report_to_both_goes_once(pair: Pair) -> None:
    second = twice(pair)
    share(pair, first(pair), title="To the one before")
    share(pair, first(pair), second, title="To both")
    go(pair.ben, pair.box)
    go(pair.ana, pair.box)
    found = [(row.addressee == second.card.id, row.reason) for row in outbox.deliveries(pair.ana.con)]
    assert sorted(found) == [(False, contact_merges.TWICE), (True, ""), (True, "")]
    pair.sync(3)
    assert sorted(row.state for row in outbox.deliveries(pair.ana.con)) == ["closed", "delivered", "delivered"]
    assert {journey.to for journey in delivery_history.list_journeys(pair.ana)} == {"Ben"}


def test_every_number_of_the_earlier_one_is_the_later_ones(pair: Pair) -> None:
    """Whatever names a contact by its record is moved: of the earlier one its own record alone is left."""
    share(pair, first(pair))
    rules.add(pair.ana, "Ben", "internal")
    report = pair.mail(body(event(b"\x01" * 16, title="From Ben")))
    twice(pair)
    pair.sync(3)
    left = set()
    for (table,) in pair.ana.con.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        names = [row[1] for row in pair.ana.con.execute(f"PRAGMA table_info({table})")]
        rows = pair.ana.con.execute(f"SELECT * FROM {table}").fetchall() if "words" not in table else []
        left |= {(table, name) for row in rows for name, value in zip(names, row, strict=True)
                 if value == pair.ben_here.id}  # fmt: skip
    assert left == {("record", "id"), ("change", "record"), ("became", "record")}
    (came,) = arrived.find(pair.ana.con, bytes.fromhex(report))
    assert came.sender == pair.ben.author and records.record_of(pair.ana, (b"\x01" * 16).hex()).origin == came.contact


def test_every_table_that_names_a_contact_is_moved(pair: Pair) -> None:
    moved = {table for table, column in contact_merges._MOVED if column == "contact"}
    named = set()
    for (table,) in pair.ana.con.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        if any(row[1] == "contact" for row in pair.ana.con.execute(f"PRAGMA table_info({table})")):
            named.add(table)
    assert named == moved | {"retraction"}  # whose ids change with their contact


def test_a_person_who_compared_the_new_key_need_not_do_so_again(pair: Pair) -> None:
    second = compared(pair.ana, twice(pair))
    pair.sync(2)
    assert all_of(pair.ana) == [(second.record.id, "verified")]


def test_what_was_withdrawn_under_the_earlier_key_is_taken_back_under_the_later(pair: Pair) -> None:
    made, _ = records.add(pair.ben, "event", {"title": "March"})
    sharing.share(pair.ben, [made.ref], [pair.ana_there.ref])
    pair.sync(2)
    (came,) = inbox.list_reports(pair.ana)
    inbox.accept(pair.ana, came.arrived.report.hex())
    gone, _ = sent_withdrawals.retract(pair.ben, [made.ref], "wrong", "mark")
    pair.sync(2)
    (seen,) = received_withdrawals.list_received_withdrawals(pair.ana)
    assert seen.retraction.contact == pair.ben_here.id
    second = twice(pair)
    pair.sync(2)
    sent_withdrawals.take_back(pair.ben, gone.retraction.id.hex())
    pair.sync(2)
    (seen,) = received_withdrawals.list_received_withdrawals(pair.ana)
    assert seen.retraction.contact == second.record.id and seen.retraction.back is not None


def test_a_card_whose_key_was_named_before_is_the_contacts_next(pair: Pair) -> None:
    old = pair.ben.identity()
    identities.rotate(pair.ben)
    (chain,) = identities.chain(pair.ben)
    with vault_at(pair.ana.folder.parent / "carla", Clock()) as carla:
        know(pair.ana, carla)
        post(carla, pair.ana, control_of(carla, pair.ana.author, revocations=(chain,)))
    there = by_hand(pair.ana, pair.ben)
    assert (there.record.id, there.state, there.verified_at) == (pair.ben_here.id, "introduced", None)
    assert keysets.list_former_ids(pair.ana.con, pair.ben_here.id) == [crypto.hash_("id", old.public)]
    identities.take(pair.ana, crypto.revoke(old).file)
    assert first(pair).state == "revoked"


def test_a_card_whose_key_follows_a_revoked_one_is_not_taken(pair: Pair) -> None:
    end = identities.my_revocation(pair.ben)
    identities.rotate(pair.ben)
    identities.store_statement(pair.ana, crypto.read_revocation(identities.chain(pair.ben)[0]))
    identities.take(pair.ana, end)
    with pytest.raises(InputRefused, match="was ended"):
        by_hand(pair.ana, pair.ben)
    assert len(all_of(pair.ana)) == 1


def test_of_two_of_whom_the_later_was_put_aside_the_earlier_stays(pair: Pair) -> None:
    pair.ana.con.execute("UPDATE card SET level = 'network'")
    second = compared(pair.ana, twice(pair))
    records.remove(pair.ana, second.record.ref)
    share(pair, first(pair))
    pair.sync(3)
    assert all_of(pair.ana) == [(pair.ben_here.id, "introduced")]
    now = first(pair)
    assert (now.card.id, now.verified_at, now.level) == (pair.ben.author, None, "network")
    assert contact_merges.merged_contact_of(pair.ana.con, second.record.id) == pair.ben_here.id
    assert [(row.contact, row.state) for row in outbox.deliveries(pair.ana.con)] == [(pair.ben_here.id, "delivered")]
    assert len(keysets.list_former_ids(pair.ana.con, pair.ben_here.id)) == 1


def test_one_who_takes_yet_another_key_is_followed_on(pair: Pair) -> None:
    second = twice(pair)
    share(pair, first(pair), second)
    go(pair.ben, pair.box)
    go(pair.ana, pair.box)
    identities.rotate(pair.ben)
    pair.sync(4)
    assert all_of(pair.ana) == [(second.record.id, "new")]
    assert contact_cards.of_record(pair.ana, second.record.id).card.id == pair.ben.author
    assert sorted(row.state for row in outbox.deliveries(pair.ana.con)) == ["closed", "delivered"]
    assert len(keysets.list_former_ids(pair.ana.con, second.record.id)) == 2


# Ends.


def test_an_end_of_the_earlier_key_ends_both_whichever_comes_first(pair: Pair) -> None:
    end = identities.my_revocation(pair.ben)
    second = twice(pair)
    share(pair, second)
    pair.sync()
    pair.sync()
    identities.take(pair.ana, end)
    assert all_of(pair.ana) == [(second.record.id, "revoked")]


def test_an_end_that_came_before_the_chain_ends_both_too(pair: Pair) -> None:
    end = identities.my_revocation(pair.ben)
    second = compared(pair.ana, twice(pair))
    identities.take(pair.ana, end)
    share(pair, second)
    assert all_of(pair.ana) == sorted([(pair.ben_here.id, "revoked"), (second.record.id, "verified")])
    pair.sync(2)
    assert all_of(pair.ana) == [(second.record.id, "revoked")]
    assert {row.state for row in outbox.deliveries(pair.ana.con)} == {"closed"}


# Teams.


def with_a_new_key(three: Three) -> "tuple[Record, Vault, bytes]":
    """Return the case of a team, Ben's vault after he took a new key, and the id he had before."""
    case, _ = records.add(three.ana, "event", {"title": "Eviction"})
    three.team(case.ref)
    ben = three.vaults["Ben"]
    old = ben.author
    identities.rotate(ben)
    return case, ben, old


def in_river(three: Three) -> set[bytes]:
    return set(teams.find_by_name(three.ana, "River").members)


def test_teams_follow_only_who_was_compared(three: Three) -> None:
    case, ben, old = with_a_new_key(three)
    second = by_hand(three.ana, ben)
    go(ben, three.box)
    go(three.ana, three.box)
    assert contact_cards.of_record(three.ana, second.record.id).earlier == ("Ben",)
    records.edit(three.ana, case.ref, {"description": "Since."})
    three.round(3)
    assert old in in_river(three) and ben.author not in in_river(three)
    assert "description" not in three.of("Ben", case.id).fields
    compared(three.ana, second)
    three.round(3)
    assert ben.author in in_river(three) and old not in in_river(three)
    assert three.of("Ben", case.id).fields["description"] == "Since."


def test_teams_follow_at_once_where_that_key_was_compared_before(three: Three) -> None:
    case, ben, old = with_a_new_key(three)
    compared(three.ana, by_hand(three.ana, ben))
    three.round(3)
    assert ben.author in in_river(three) and old not in in_river(three)
    records.edit(three.ana, case.ref, {"description": "Since."})
    three.round(2)
    assert three.of("Ben", case.id).fields["description"] == "Since."


# Whoever has a key that is not theirs.


def card_of(pair: Pair, key: "crypto.SigningKey", name: str = "Ben") -> "crypto.Card":
    return crypto.make_card(
        key, kind=1, name=name, seq=99, issued=NOON, expires=NOON * 2, keysets=identity.card(pair.ben).keysets
    )


def tell(pair: Pair, key: "crypto.SigningKey", *said: bytes) -> None:
    """Bring Ana a message that was signed with a key, and statements in it."""
    manifest = crypto.Manifest(
        kind=2, report_id=bytes(16), to=pair.ana.author, created=0, sender=key.public, incarnation=bytes(8), seq=1,
        revocations=said,
    )  # fmt: skip
    letter = crypto.seal(manifest.encode(), key, identity.card(pair.ana).keysets[0])
    receive.take(pair.ana, [receive.open_(pair.ana.random(32), letter, keysets.list_keysets(pair.ana.con), "memory")])


def tom(pair: Pair) -> "tuple[crypto.SigningKey, contact_cards.Contact]":
    """Return the key of Tom, and Tom as Ana compared him."""
    key = crypto.SigningKey(b"t" * 32)
    return key, compared(pair.ana, contact_cards.add(pair.ana, card_of(pair, key, "Tom").file)[0])


def test_a_thief_who_names_himself_has_not_the_name_that_was_compared_and_goes_down_with_the_key(pair: Pair) -> None:
    key, there = tom(pair)
    end = identities.my_revocation(pair.ben)
    tell(pair, key, crypto.revoke(pair.ben.identity(), 0, key).file)
    (now,) = contact_cards.list_contacts(pair.ana)
    assert (now.record.title, now.earlier, now.state) == ("Tom", ("Ben",), "verified")
    identities.rotate(pair.ben)
    go(pair.ben, pair.box)
    tell(pair, pair.ben.identity(), *identities.chain(pair.ben))  # two successors: nobody can tell which is the thief's
    assert all_of(pair.ana) == [(there.record.id, "changed")]
    tell(pair, key, end)
    assert all_of(pair.ana) == [(there.record.id, "revoked")]


def test_an_innocent_contact_cannot_be_named_without_its_key(pair: Pair) -> None:
    _, there = tom(pair)
    forged = bytearray(crypto.revoke(pair.ben.identity(), 0, crypto.SigningKey(b"x" * 32)).file)
    forged[56:88] = there.card.id_pk
    tell(pair, pair.ben.identity(), bytes(forged))
    assert all_of(pair.ana) == sorted([(pair.ben_here.id, "verified"), (there.record.id, "verified")])


def test_another_ones_chain_makes_nobody_one(pair: Pair) -> None:
    """Statements are heard from anyone; but who is one with whom, from the one who has the later key alone."""
    _, there = tom(pair)
    old = pair.ben.identity()
    identities.rotate(pair.ben)
    second = by_hand(pair.ana, pair.ben)
    tell(pair, crypto.SigningKey(b"t" * 32), *identities.chain(pair.ben))
    tell(pair, old, *identities.chain(pair.ben))
    found = [(pair.ben_here.id, "verified"), (second.record.id, "new"), (there.record.id, "verified")]
    assert all_of(pair.ana) == sorted(found)


def test_of_two_that_are_named_neither_has_the_others_place(pair: Pair) -> None:
    key, there = tom(pair)
    tell(pair, crypto.SigningKey(b"o" * 32), crypto.revoke(pair.ben.identity(), 0, crypto.SigningKey(b"o" * 32)).file)
    share(pair, first(pair))
    tell(pair, key, crypto.revoke(pair.ben.identity(), 0, key).file)
    assert all_of(pair.ana) == sorted([(pair.ben_here.id, "changed"), (there.record.id, "verified")])
    assert [row.contact for row in outbox.deliveries(pair.ana.con)] == [pair.ben_here.id]


def test_what_waits_for_one_in_doubt_is_not_had_by_naming_another(pair: Pair) -> None:
    key, there = tom(pair)
    share(pair, first(pair))
    contact_cards.doubt(pair.ana, pair.ben_here.id.hex())
    tell(pair, key, crypto.revoke(pair.ben.identity(), 0, key).file)
    assert all_of(pair.ana) == sorted([(pair.ben_here.id, "changed"), (there.record.id, "verified")])
    assert [row.contact for row in outbox.deliveries(pair.ana.con)] == [pair.ben_here.id]


def test_several_steps_lead_back_past_keys_that_nobody_here_knew(pair: Pair) -> None:
    keys = [pair.ben.identity(), *(crypto.SigningKey(bytes([n]) * 32) for n in range(1, 4))]
    said = [crypto.revoke(old, 0, new).file for old, new in pairwise(keys)]
    second = contact_cards.add(pair.ana, card_of(pair, keys[-1]).file)[0]
    tell(pair, keys[-1], *said)
    assert all_of(pair.ana) == [(second.record.id, "new")]
    identities.store_statement(pair.ana, crypto.revoke(keys[1]))  # of a step between
    assert all_of(pair.ana) == [(second.record.id, "revoked")]


def test_three_contacts_of_one_person_are_one(pair: Pair) -> None:
    keys = [pair.ben.identity(), *(crypto.SigningKey(bytes([n]) * 32) for n in range(1, 3))]
    said = [crypto.revoke(old, 0, new).file for old, new in pairwise(keys)]
    for key in keys[1:]:
        last = contact_cards.add(pair.ana, card_of(pair, key).file)[0]
    tell(pair, keys[-1], *said)
    (now,) = contact_cards.list_contacts(pair.ana)
    assert now.record.id == last.record.id and now.earlier == ("Ben", "Ben")


def test_keys_that_follow_each_other_in_a_circle_come_to_an_end(pair: Pair) -> None:
    one, other = pair.ben.identity(), crypto.SigningKey(b"t" * 32)
    second = contact_cards.add(pair.ana, card_of(pair, other).file)[0]
    circle = crypto.revoke(one, 0, other).file, crypto.revoke(other, 0, one).file
    tell(pair, other, *circle)
    tell(pair, one, *circle)
    assert all_of(pair.ana) == [(second.record.id, "new")]
