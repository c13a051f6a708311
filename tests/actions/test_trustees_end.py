"""What ends a person's identity, left with a share: taken, kept apart, used by its keeper, and nothing else's end."""

import json
from pathlib import Path

import pytest
from attrs import evolve

import crypto
from app.actions.contacts import contact_cards, identities, trustees
from app.actions.contacts.trustees import ShareWords
from app.actions.kernel import records
from app.actions.mail import control, delivery_history, inbox, sharing
from app.actions.mail.control.card_parts import Ends
from app.actions.records import destruction
from app.actions.vault import recovery
from app.domain.record import Record
from app.errors import InputRefused, NotFound
from app.gui.settings import device_query as reading
from app.gui.style.text import Text
from app.store.records.search import Query
from app.store.vault.header import UnlockSecret
from app.store.vault.open_vault import Vault
from crypto import Copied, ReportBody
from tests.actions.pairs import Pair, control_of, go, know, post
from tests.actions.test_trustees import words_everywhere
from tests.memory_transport import MemoryTransport
from tests.vaults import PASSPHRASE, vault_at


def left(pair: Pair, leave_end: bool = True) -> trustees.KeptShare:
    """Let Ana hand Ben a share, with what ends her identity, and Ben keep it."""
    drawn = recovery.draw(2, 3)
    report, _ = trustees.hand_over(pair.ana, pair.ben_here.ref, ShareWords(2, 2, 3, drawn.shares[1]), leave_end)
    pair.sync()
    assert inbox.accept(pair.ben, report.hex())[0].refused == []
    (kept,) = trustees.list_kept_shares(pair.ben)
    return kept


def test_what_ends_the_sender_is_left_only_where_a_person_says_so(pair: Pair) -> None:
    kept = left(pair, leave_end=False)
    assert kept.revocation == ""
    with pytest.raises(InputRefused, match="This share has no message that ends a key"):
        trustees.end(pair.ben, kept.id.hex())
    assert contact_cards.of_record(pair.ben, pair.ana_there.id).state == "verified"


def test_a_keeper_ends_the_sender_at_once_and_contacts_hear_of_it(pair: Pair, tmp_path: Path) -> None:
    kept, box = left(pair), MemoryTransport()
    with vault_at(tmp_path / "eve", pair.clock) as eve, vault_at(tmp_path / "zoe", pair.clock) as zoe:
        ben_there = know(eve, pair.ben)
        ana_there, _ = know(eve, pair.ana), know(pair.ben, eve)
        know(zoe, pair.ben), know(pair.ben, zoe)  # who does not know Ana keeps nothing of it
        sharing.share(pair.ben, [records.add(pair.ben, "event", {"title": "March"})[0].ref], [pair.ana_there.ref])
        contact, changed = trustees.end(pair.ben, kept.id.hex())
        assert (contact.record.id, contact.state) == (pair.ana_there.id, "revoked") and "delivery" in changed.kinds
        assert {way.delivery.state for way in delivery_history.list_journeys(pair.ben)} == {"closed"}
        assert contact_cards.of_record(eve, ana_there.id).state == "verified"
        for vault in (pair.ben, eve, zoe):
            go(vault, box)
        assert contact_cards.of_record(eve, ana_there.id).state == "revoked"
        assert contact_cards.of_record(eve, ben_there.id).state == "verified"
        assert zoe.con.execute("SELECT count(*) FROM statement").fetchone() == (0,)
        assert not pair.ana.con.execute("SELECT 1 FROM statement").fetchall()  # nothing is sent to whom it ends
        go(pair.ana, pair.box)
        assert not identities.is_revoked(pair.ana)
        trustees.end(pair.ben, kept.id.hex())  # again: nothing happens twice
        assert pair.ben.con.execute("SELECT count(*) FROM statement").fetchone() == (1,)


def ends_said(vault: Vault, to: Record, route: str = "memory") -> int:
    """Return how many statements the next control message would carry, and note that it lies on the route."""
    told, manifest = control.write(vault, contact_cards.of_record(vault, to.id), route)
    with vault.transaction():
        told(vault, route)
    return len(crypto.parse_manifest(manifest).revocations)


def test_an_end_is_worth_a_message_until_it_lies_on_a_relay_and_goes_along_for_half_a_year(
    pair: Pair, tmp_path: Path
) -> None:
    kept = left(pair)
    with vault_at(tmp_path / "eve", pair.clock) as eve:
        to, ends = know(pair.ben, eve), Ends()
        due = lambda: ends.due(pair.ben, contact_cards.of_record(pair.ben, to.id), "memory", False)  # noqa: E731
        assert not due()
        trustees.end(pair.ben, kept.id.hex())
        assert due() and ends_said(pair.ben, to, "stick") == 1 and due()  # a stick may be lost
        assert ends_said(pair.ben, to) == 1 and not due() and ends_said(pair.ben, to) == 1
        pair.clock.now += 181 * 86_400
        assert ends_said(pair.ben, to) == 0


def test_a_keeper_may_end_it_without_telling_anybody(pair: Pair, tmp_path: Path) -> None:
    kept = left(pair)
    with vault_at(tmp_path / "eve", pair.clock) as eve:
        know(pair.ben, eve)
        assert trustees.end(pair.ben, kept.id.hex(), pass_on=False)[0].state == "revoked"
        assert not pair.ben.con.execute("SELECT 1 FROM passed_on").fetchall()


def test_whose_identity_was_ended_by_a_keeper_sees_it_ended_on_hearing_of_it(pair: Pair) -> None:
    kept = left(pair)
    post(pair.ben, pair.ana, control_of(pair.ben, pair.ana.author, revocations=(bytes.fromhex(kept.revocation),)))
    assert identities.is_revoked(pair.ana) and reading.page(pair.ana, Text("en")).ended


def test_neither_new_shares_nor_a_new_key_take_back_what_was_left(pair: Pair) -> None:
    kept = left(pair)
    recovery.install(pair.ana, UnlockSecret(PASSPHRASE), recovery.draw(2, 3))
    identities.rotate(pair.ana)
    pair.sync(2)
    assert contact_cards.of_record(pair.ben, pair.ana_there.id).card.id == pair.ana.author
    assert trustees.end(pair.ben, kept.id.hex())[0].state == "revoked"


def test_it_is_in_nothing_that_lists_finds_exports_or_leaves_and_goes_with_its_share(pair: Pair) -> None:
    kept = left(pair)
    pair.sync(2)
    assert kept.revocation == identities.my_revocation(pair.ana).hex() and kept.revocation not in repr(kept)
    start = kept.revocation[:24]
    for vault in (pair.ana, pair.ben):
        assert start not in words_everywhere(vault)
        assert not records.find(vault, Query(text=start)) and not records.find(vault, Query(text="revocation"))
    assert not pair.ana.con.execute("SELECT 1 FROM delivery WHERE instr(body, ?)", (start.encode(),)).fetchall()
    made, _ = records.add(pair.ben, "event", {"title": "March"})
    sharing.share(pair.ben, [made.ref], [pair.ana_there.ref], "internal")
    assert not any(start.encode() in way.delivery.body for way in delivery_history.list_journeys(pair.ben))
    trustees.remove(pair.ben, kept.id.hex())
    with pytest.raises(NotFound):
        trustees.end(pair.ben, kept.id.hex())
    trustees.bring_back(pair.ben, kept.id.hex())
    assert trustees.read_share(pair.ben, kept.id.hex()) == kept


def _forged(pair: Pair) -> dict[str, object]:
    """Return what may come in place of Ben's own statement, Ben being the sender."""
    own = identities.my_revocation(pair.ben)
    return {
        "another's": identities.my_revocation(pair.ana).hex(),
        "nobody's": crypto.revoke(crypto.SigningKey(b"x" * 32)).file.hex(),
        "a successor": crypto.revoke(pair.ben.identity(), 0, crypto.SigningKey(b"x" * 32)).file.hex(),
        "a bad signature": (own[:100] + bytes([own[100] ^ 1]) + own[101:]).hex(),
        "cut": own[:200].hex(),
        "no hex": "olive river stone",
        "newer": (own[:6] + b"\x02" + own[7:]).hex(),
        "a number": 7,
    }


@pytest.mark.parametrize(
    "which", ["another's", "nobody's", "a successor", "a bad signature", "cut", "no hex", "newer", "a number"]
)
def test_what_does_not_end_the_sender_is_left_out_in_one_sentence_and_the_share_is_kept(pair: Pair, which: str) -> None:
    _, shares = crypto.make_shares(2, 3)
    fields = {"words": " ".join(shares[0].words), "number": 1, "needed": 2, "of": 3, "made": "2026-03-01",
              "revocation": _forged(pair)[which]}  # fmt: skip
    done = pair.accept(ReportBody(profile="trustee", records=(Copied(b"r" * 16, trustees.KIND, fields),)))
    ((record, field, why),) = done.refused
    assert (record, field) == (b"r" * 16, "revocation")
    assert "saved the share without it" in why or (which == "a number" and why == "Write text.")
    (kept,) = trustees.list_kept_shares(pair.ana)
    assert kept.words == " ".join(shares[0].words) and kept.revocation == "" and done.added == [b"r" * 16]
    assert contact_cards.of_record(pair.ana, pair.ben_here.id).state == "verified"


def test_a_share_from_before_this_field_is_read(pair: Pair) -> None:
    kept = left(pair)
    words = json.dumps([2, 2, 3, "2027-01-15", kept.words])
    pair.ben.con.execute("UPDATE kept_share SET share = ?", (words,))
    assert trustees.read_share(pair.ben, kept.id.hex()) == evolve(kept, revocation="")


@pytest.mark.parametrize("whose", ["the one who was told", "the one whom it ended"])
def test_with_a_destroyed_contact_goes_what_was_passed_on(pair: Pair, tmp_path: Path, whose: str) -> None:
    kept = left(pair)
    with vault_at(tmp_path / "eve", pair.clock) as eve:
        told = know(pair.ben, eve)
        trustees.end(pair.ben, kept.id.hex())
        assert pair.ben.con.execute("SELECT 1 FROM passed_on").fetchall()
        gone = told if whose == "the one who was told" else pair.ana_there
        destruction.destroy(pair.ben, destruction.look(pair.ben, gone.ref), "asked to")
        assert not pair.ben.con.execute("SELECT 1 FROM passed_on").fetchall()
