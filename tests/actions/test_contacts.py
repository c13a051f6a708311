"""Trust never rises without a person's act, and what others call themselves is only a name."""

import pytest
from attrs import evolve

import crypto
from app.actions.contacts import contact_cards
from app.actions.kernel import clock
from app.actions.vault import lifecycle as actions
from app.errors import InputRefused, NotFound, NotOpened
from app.store.vault import identity
from app.store.vault.open_vault import Vault
from tests.actions.pairs import Pair, control_of, know, post
from tests.vaults import NOON, WORDS, Clock, vault_at

DAY = 86_400


def card_named(vault: Vault, name: str) -> bytes:
    mine = identity.card(vault)
    return crypto.make_card(
        vault.identity(), kind=1, name=name, seq=mine.seq + 1, issued=NOON, expires=NOON + DAY, keysets=mine.keysets,
        mailboxes=(),
    ).file  # fmt: skip


def test_both_see_one_number_and_only_that_number_verifies(pair: Pair) -> None:
    ben, ana = (contact_cards.find_by_name(vault, name) for vault, name in ((pair.ana, "Ben"), (pair.ben, "Ana")))
    number = contact_cards.safety_number(pair.ana, ben)
    assert number == contact_cards.safety_number(pair.ben, ana) and len(number) == 12
    wrong = "".join(number[:-1]) + f"{(int(number[-1]) + 1) % 100_000:05}"
    for typed in ("", "12345", wrong):
        with pytest.raises(InputRefused):
            contact_cards.verify(pair.ana, "Ben", typed)
    verified, _ = contact_cards.verify(pair.ana, ben.card.id.hex(), " ".join(number))
    assert (verified.state, verified.verified_at) == ("verified", NOON)


def test_numbers_that_differ_stop_sending_until_they_are_found_equal(pair: Pair) -> None:
    ben = contact_cards.find_by_name(pair.ana, "Ben")
    contact_cards.verify(pair.ana, "Ben", " ".join(contact_cards.safety_number(pair.ana, ben)))
    contact_cards.doubt(pair.ana, "Ben")
    doubted = contact_cards.find_by_name(pair.ana, "Ben")
    assert (doubted.state, doubted.may_receive, doubted.verified_at) == ("changed", False, None)
    again, _ = contact_cards.verify(pair.ana, "Ben", " ".join(contact_cards.safety_number(pair.ana, ben)))
    assert again.state == "verified"


def test_a_new_contact_is_new_and_our_own_card_is_none(pair: Pair) -> None:
    with vault_at(pair.ana.folder.parent / "eve") as eve:
        made, _ = contact_cards.add(pair.ana, identity.card(eve).file)
        assert (made.state, made.record.title) == ("new", eve.author.hex()[:12])
    with pytest.raises(InputRefused):
        contact_cards.add(pair.ana, identity.card(pair.ana).file)


@pytest.mark.parametrize("at", [0, 9, 60, 300, -1])
def test_a_damaged_card_is_refused_and_adds_nobody(pair: Pair, at: int) -> None:
    data = bytearray(identity.card(pair.ben).file)
    data[at] ^= 1
    with pytest.raises(NotOpened):
        contact_cards.add(pair.ana, bytes(data))
    assert len(contact_cards.list_contacts(pair.ana)) == 1


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is not a contact card"),
        (b"%PDF-1.7 and more", "is not a contact card"),
        (b"AMPINV" + bytes(100), "is not a contact card"),
        (b"AMPCRD\x01\x00" + bytes(200), "This card is damaged or false"),
        (b"AMPCRD", "This card is damaged or false"),
        (b"AMPCRD\x02", "needs a newer Amparo"),
    ],
)
def test_only_a_file_with_the_header_of_a_card_is_called_damaged(pair: Pair, data: bytes, said: str) -> None:
    with pytest.raises(NotOpened, match=said):
        contact_cards.add(pair.ana, data)


def test_a_name_is_one_printable_line_here_whatever_the_card_says(pair: Pair) -> None:
    with vault_at(pair.ana.folder.parent / "eve") as eve:
        made, _ = contact_cards.add(pair.ana, card_named(eve, " Ben\n\0\u202e(verified)" + "x" * 200))
    assert made.record.title.startswith("Ben (verified)x") and len(made.record.title) == identity.MOST_NAME


def test_two_of_one_name_are_told_apart(pair: Pair) -> None:
    with vault_at(pair.ana.folder.parent / "eve") as eve:
        contact_cards.set_my_card(eve, "Ben")
        know(pair.ana, eve)
    with pytest.raises(InputRefused, match="2 contacts"):
        contact_cards.find_by_name(pair.ana, "Ben")
    assert contact_cards.find_by_name(pair.ana, pair.ben_here.ref).card.id == pair.ben.author
    with pytest.raises(NotFound):
        contact_cards.find_by_name(pair.ana, "Nobody")


def test_a_card_runs_out_and_ours_is_made_anew_before(pair: Pair) -> None:
    before = contact_cards.my_card(pair.ana)
    assert contact_cards.my_card(pair.ana) == before
    pair.clock.now += 340 * DAY
    after = contact_cards.my_card(pair.ana)
    assert after.expires > before.expires and after.seq > before.seq
    pair.clock.now += 60 * DAY
    assert contact_cards.find_by_name(pair.ana, "Ben").state == "verified"  # our clock alone ends no card
    clock.store_relay_offset(pair.ana, 0.0)
    ben = contact_cards.find_by_name(pair.ana, "Ben")
    assert (ben.state, ben.may_receive) == ("expired", False)


def test_a_name_no_card_can_carry_is_refused_and_the_card_stays(pair: Pair) -> None:
    with pytest.raises(InputRefused):
        contact_cards.set_my_card(pair.ana, "x" * 81)
    assert contact_cards.my_card(pair.ana).name == "Ana"
    desk = contact_cards.set_my_card(pair.ana, desk=True)
    assert (desk.kind, desk.name) == (3, "Ana")
    assert contact_cards.set_my_card(pair.ana, " A \n na ").name == "A na"


def test_an_invite_names_the_card(pair: Pair) -> None:
    card = contact_cards.my_card(pair.ana)
    invite = crypto.read_invite(contact_cards.invite(pair.ana))
    assert (invite.id_pk, invite.card_hash) == (card.id_pk, card.hash)


def test_a_vault_is_made_with_a_name_and_a_passphrase(pair: Pair) -> None:
    folder = pair.ana.folder.parent / "new"
    for passphrase in ("", " \u3000"):
        with pytest.raises(InputRefused):
            actions.create(folder, passphrase, WORDS, kdf_mib=64)
    vault = actions.create(folder, "olive river", WORDS, kdf_mib=64, name=" Desk ", clock=Clock())
    assert contact_cards.my_card(vault).name == "Desk"
    health = actions.check(vault)
    assert (health.pages, health.damaged, health.warnings) == (True, (), ())
    assert actions.fingerprint(vault) == vault.author.hex()
    vault.close()
    assert actions.info(folder).open_by is None and not actions.lock(folder)


def test_who_writes_from_an_earlier_copy_of_a_vault_is_seen_by_contacts(pair: Pair) -> None:
    said = control_of(pair.ben, pair.ana.author)

    def seen(seq: int, hours: int, incarnation: bytes = b"A" * 8) -> int | None:
        since = NOON // 3600 * 3600
        post(pair.ben, pair.ana, evolve(said, seq=seq, created=since + hours * 3600, incarnation=incarnation))
        at = contact_cards.find_by_name(pair.ana, "Ben").restored
        return None if at is None else (at - since) // 3600

    pair.clock.now += 30 * DAY
    assert [seen(1, 0), seen(3, 2), seen(2, 2), seen(4, 2)] == [None] * 4, "in one hour in any order"
    assert seen(2, 0) is None, "a stick brings one late"
    assert seen(4, 5) == 5, "its number is given again, three hours later: the folder was copied back"
    assert seen(5, 6) == 5 and seen(9, 4) == 5
    assert seen(1, 24, b"B" * 8) == 24, "a backup was restored"
    assert seen(7, 7) == 24, "what was written before it comes late"
    assert seen(2, 9_000, b"C" * 8) == (pair.clock.now - NOON // 3600 * 3600) // 3600, (
        "no clock of theirs leads ahead of ours"
    )
    assert seen(3, 9_000, b"C" * 8) == 720
