"""Identities end and follow each other: a revocation always wins, a successor is never verified, nothing is lost."""

from itertools import pairwise

import pytest

import crypto
from app.actions.contacts import contact_cards, identities
from app.actions.kernel import records
from app.actions.mail import delivery_history, inbox, sharing
from app.actions.rounds import outbox_port
from app.errors import InputRefused, NotFound, NotOpened
from app.store.contacts import statements
from app.store.vault import identity
from app.store.vault.open_vault import Vault
from tests.actions.pairs import Pair, control_of, get, go, know, post
from tests.vaults import NOON, Clock, vault_at


def ana_there(pair: Pair) -> contact_cards.Contact:
    return contact_cards.of_record(pair.ben, pair.ana_there.id)


def share(pair: Pair, title: str = "March") -> str:
    made, _ = records.add(pair.ana, "event", {"title": title})
    return pair.share(made.ref)


def state(vault: Vault) -> str:
    return delivery_history.list_journeys(vault)[0].delivery.state


# Rotation.


def test_a_new_key_reaches_contacts_is_introduced_and_never_verified(pair: Pair) -> None:
    before = identity.card(pair.ana)
    card, _ = identities.rotate(pair.ana)
    assert card.id != before.id and card.seq > before.seq and pair.ana.author == card.id
    pair.sync(3)
    there = ana_there(pair)
    assert (there.card.id, there.state, there.verified_at) == (card.id, "introduced", None)
    assert contact_cards.safety_number(pair.ben, there) == contact_cards.safety_number(
        pair.ana, contact_cards.find_by_name(pair.ana, "Ben")
    )
    for _ in range(2):
        pair.clock.now += 8 * 86_400
        pair.sync(2)
    assert [tally.sent for tally in pair.sync()] == [0, 0]  # both confirmed
    pair.clock.now += 8 * 86_400
    assert [tally.sent for tally in pair.sync()] == [0, 0]
    with pytest.raises(InputRefused, match=r"Ana has a new key\. This card has the old key"):
        contact_cards.add(pair.ben, before.file)


def test_one_who_is_in_doubt_is_told_of_a_new_key_once_they_are_not(pair: Pair) -> None:
    contact_cards.doubt(pair.ana, "Ben")
    identities.rotate(pair.ana)
    pair.sync(2)
    assert ana_there(pair).card.id != pair.ana.author
    know(pair.ana, pair.ben)
    pair.sync(2)
    assert ana_there(pair).card.id == pair.ana.author


def test_one_who_was_new_does_not_rise(pair: Pair) -> None:
    pair.ben.con.execute("UPDATE card SET state = 'new'")
    identities.rotate(pair.ana)
    pair.sync()
    assert ana_there(pair).state == "new" and ana_there(pair).card.id == pair.ana.author


def test_mail_on_the_way_in_both_directions_outlives_a_rotation(pair: Pair) -> None:
    share(pair)
    go(pair.ana, pair.box)  # sealed and signed under the old key, not acknowledged
    back, _ = records.add(pair.ben, "event", {"title": "Reply"})
    sharing.share(pair.ben, [back.ref], ["Ana"])
    go(pair.ben, pair.box)  # to the old key
    held = share(pair, "Planned before")
    outgoing_manifests(pair.ana)
    identities.rotate(pair.ana)
    pair.sync(4)
    assert {journey.delivery.state for journey in delivery_history.list_journeys(pair.ana)} == {"delivered"}
    assert state(pair.ben) == "delivered"
    assert inbox.look(pair.ben, held).sender_name == "Ana"
    inbox.accept(pair.ben, held)
    pair.sync(2)
    assert "accepted" in {journey.delivery.state for journey in delivery_history.list_journeys(pair.ana)}


def outgoing_manifests(vault: Vault) -> None:
    """Let the manifests of what waits be written, as a round does that is cut before anything went."""
    out = outbox_port.Outgoing(lambda step: step(vault), vault)
    for item in out.ready("memory"):
        assert isinstance(item, outbox_port.Mail)
        if item.delivery is not None:
            next(out.parcels(item, "memory"), None)


def test_what_came_under_a_key_that_was_another_by_then_is_the_contacts_once_that_is_known(pair: Pair) -> None:
    identities.rotate(pair.ana)
    made, _ = records.add(pair.ana, "event", {"title": "March"})
    sharing.share(pair.ana, [made.ref], ["Ben"], urgent=True)  # it goes before the word on new keys
    outgoing_manifests(pair.ana)
    identities.rotate(pair.ana)
    pair.sync(2)
    assert [(came.sender_name, came.arrived.sender) for came in inbox.list_reports(pair.ben)] == [
        ("Ana", pair.ana.author)
    ]
    assert state(pair.ana) == "delivered"


def test_what_was_ours_stays_ours_and_theirs_stays_theirs(pair: Pair) -> None:
    made, _ = records.add(pair.ana, "event", {"title": "March"})
    pair.give(made.ref)
    pair.sync(2)
    identities.rotate(pair.ana)
    pair.sync(2)
    records.edit(pair.ana, made.ref, {"title": "Changed since"})
    assert get(pair.ana, made.id).origin is None
    done = pair.give(made.ref)
    assert done.proposals == [] and get(pair.ben, made.id).fields["title"] == "Changed since"


def test_two_rotations_while_nobody_heard_are_followed_to_the_end(pair: Pair) -> None:
    identities.rotate(pair.ana)
    last, _ = identities.rotate(pair.ana)
    pair.sync(2)
    assert (ana_there(pair).card.id, ana_there(pair).state) == (last.id, "introduced")


def thief(pair: Pair, seed: bytes) -> "tuple[crypto.Revocation, crypto.SigningKey, crypto.Card]":
    """Return the successor that a thief of Ana's key names."""
    key = crypto.SigningKey(seed)
    mine = identity.card(pair.ana)
    card = crypto.make_card(
        key, kind=1, name="Ana", seq=mine.seq + 5, issued=NOON, expires=NOON * 2, keysets=mine.keysets
    )
    return crypto.revoke(pair.ana.identity(), 0, key), key, card


def tell(pair: Pair, key: "crypto.SigningKey", **said: object) -> None:
    manifest = crypto.Manifest(
        kind=2, report_id=bytes(16), to=pair.ben.author, created=0, sender=key.public, incarnation=bytes(8), seq=1,
        **said,  # type: ignore[arg-type]
    )  # fmt: skip
    letter = crypto.seal(manifest.encode(), key, identity.card(pair.ben).keysets[0])
    from app.actions.mail import receive
    from app.store.vault import keysets

    receive.take(pair.ben, [receive.open_(key.public, letter, keysets.list_keysets(pair.ben.con), "memory")])


def test_of_two_successors_neither_is_sent_to_and_a_revocation_still_wins(pair: Pair) -> None:
    statement, key, card = thief(pair, b"t" * 32)
    end = identities.my_revocation(pair.ana)
    tell(pair, key, revocations=(statement.file,), card=card.file)
    assert ana_there(pair).state == "introduced"
    identities.rotate(pair.ana)
    pair.sync()
    assert (ana_there(pair).state, ana_there(pair).may_receive) == ("changed", False)
    tell(pair, key, revocations=(end,))
    assert ana_there(pair).state == "revoked"


def test_a_successor_without_the_old_keys_word_is_a_stranger(pair: Pair) -> None:
    _, key, card = thief(pair, b"t" * 32)
    other = crypto.revoke(crypto.SigningKey(b"x" * 32), 0, key)
    tell(pair, key, card=card.file)
    tell(pair, key, card=card.file, revocations=(other.file,))
    assert ana_there(pair).state == "verified" and ana_there(pair).card.id == pair.ana.author


# Revocation.


def test_a_revocation_ends_an_identity_and_drops_what_waits(pair: Pair) -> None:
    share(pair)
    end = identities.my_revocation(pair.ben)
    came = pair.ben
    made, _ = records.add(came, "event", {"title": "From Ben"})
    sharing.share(came, [made.ref], ["Ana"])
    go(came, pair.box)
    go(pair.ana, pair.box)
    contact, changed = identities.take(pair.ana, end)
    assert (contact.state, contact.may_receive) == ("revoked", False) and "delivery" in changed.kinds
    (journey,) = delivery_history.list_journeys(pair.ana)
    assert (journey.delivery.state, journey.delivery.reason) == ("closed", "key was ended")
    assert journey.delivery.manifest is None and not pair.ana.con.execute("SELECT 1 FROM sealed").fetchall()
    assert go(pair.ana, pair.box).sent == 0
    assert inbox.list_reports(pair.ana)[0].doubtful
    sharing.share(came, [made.ref], ["Ana"])
    go(came, pair.box)
    assert go(pair.ana, pair.box).received == 0  # nothing new is accepted
    with pytest.raises(InputRefused):
        sharing.share(pair.ana, [records.add(pair.ana, "event", {"title": "x"})[0].ref], ["Ben"])
    assert contact_cards.add(pair.ana, later(pair.ben))[0].state == "revoked"  # for good


def later(vault: Vault) -> bytes:
    return contact_cards.set_my_card(vault, "Later").file


def test_a_date_keeps_what_came_before_it(pair: Pair) -> None:
    made, _ = records.add(pair.ben, "event", {"title": "From Ben"})
    for _ in range(2):
        sharing.share(pair.ben, [made.ref], ["Ana"])
        go(pair.ben, pair.box)
        go(pair.ana, pair.box)
        pair.clock.now += 86_400
    identities.take(pair.ana, crypto.revoke(pair.ben.identity(), NOON + 3600).file)
    assert [came.doubtful for came in inbox.list_reports(pair.ana)] == [True, False]


def test_a_contact_may_bring_anothers_revocation(pair: Pair) -> None:
    with vault_at(pair.ana.folder.parent / "eve", Clock()) as eve:
        know(pair.ana, eve)
        end = identities.my_revocation(eve)
        post(pair.ben, pair.ana, control_of(pair.ben, pair.ana.author, revocations=(end,)))
        assert contact_cards.find_by_name(pair.ana, eve.author.hex()).state == "revoked"


def test_what_is_no_revocation_and_whose_it_is_not(pair: Pair) -> None:
    end = bytearray(identities.my_revocation(pair.ben))
    end[60] ^= 1
    with pytest.raises(NotOpened, match="This file does not end a key, or it is damaged or false"):
        identities.take(pair.ana, bytes(end))
    with pytest.raises(InputRefused, match="your own"):
        identities.take(pair.ana, identities.my_revocation(pair.ana))
    with pytest.raises(NotFound):
        identities.take(pair.ana, crypto.revoke(crypto.SigningKey(b"x" * 32)).file)
    with pytest.raises(InputRefused, match=r"announces a new key\. It does not end a key"):
        identities.take(pair.ben, thief(pair, b"t" * 32)[0].file)
    assert contact_cards.find_by_name(pair.ana, "Ben").state == "verified"


def test_our_own_end_published_by_a_trustee_is_known_here(pair: Pair) -> None:
    end = identities.my_revocation(pair.ana)
    post(pair.ben, pair.ana, control_of(pair.ben, pair.ana.author, revocations=(end,)))
    assert identities.is_revoked(pair.ana) and not identities.is_revoked(pair.ben)
    with pytest.raises(InputRefused, match="This identity was ended"):
        identities.rotate(pair.ana)


def kept(vault: Vault) -> int:
    return int(vault.con.execute("SELECT count(*) FROM statement").fetchone()[0])


def test_who_signs_any_number_of_statements_fills_nothing_and_hides_no_end(pair: Pair) -> None:
    ben, thief = pair.ben.identity(), crypto.SigningKey(b"t" * 32)
    often = [crypto.revoke(ben, n, thief) for n in range(20)]
    for statement in often:
        identities.store_statement(pair.ana, statement)
    assert kept(pair.ana) == 16 and contact_cards.find_by_name(pair.ana, "Ben").state == "verified"
    identities.store_statement(pair.ana, crypto.revoke(ben, 0, crypto.SigningKey(b"o" * 32)))
    assert kept(pair.ana) == 16 and contact_cards.find_by_name(pair.ana, "Ben").state == "changed"
    for n in range(40, 20, -1):
        identities.store_statement(pair.ana, crypto.revoke(ben, n))
    assert kept(pair.ana) == 16 and contact_cards.find_by_name(pair.ana, "Ben").state == "revoked"
    left = [statement for statement, _ in statements.list_key_statements(pair.ana.con, [pair.ben.author])]
    assert {statement.effective for statement in left} == set(range(21, 37))


def test_steps_between_that_lead_nowhere_are_not_kept(pair: Pair) -> None:
    keys = [pair.ana.identity(), *(crypto.SigningKey(bytes([n]) * 32) for n in range(1, 9))]
    path = tuple(crypto.revoke(old, 0, new).file for old, new in pairwise(keys))
    tell(pair, keys[-1], revocations=path, card=b"no card")
    assert kept(pair.ben) == 1 and ana_there(pair).card.id == pair.ana.author
