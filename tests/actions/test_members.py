"""A desk with members: all read, one word goes back, and who is removed gets nothing new."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.actions.contacts import contact_cards, desk_reading, identities, members
from app.actions.kernel import records
from app.actions.mail import inbox, sharing
from app.actions.rounds import mailboxes, sticks
from app.cli.main import parser
from app.cli.output import CommandResult
from app.errors import NotOpened
from app.gui.style.text import Text
from app.gui.teams import members_query as reading
from app.store.contacts import membership
from app.store.mail import inbox as inbox_rows
from app.store.mail import outbox
from app.store.relays import known_relays, policies
from app.store.vault import identity, keysets
from app.store.vault.open_vault import Vault
from tests.actions.bureau import Bureau, bureau_at, came
from tests.actions.pairs import control_of, know, pair_at
from tests.vaults import vault_at


def listed(vault: Vault) -> CommandResult:
    words = ["desk", "members", "list"]
    options = parser(words).parse_args(words)
    answer: CommandResult = options.run(vault, options)
    return answer


@pytest.fixture(scope="module")
def bureau(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bureau]:
    """Give them after both were made members; who is removed in one test is taken in again by the next."""
    with bureau_at(tmp_path_factory.mktemp("bureau")) as found:
        found.members()
        yield found


def test_what_comes_to_the_desk_is_read_by_all_and_answered_once(bureau: Bureau) -> None:
    b = bureau
    report = b.report("A truck stood at the gate")
    b.round(b.maya, b.omar, b.desk)
    assert [len(came(vault, report)) for vault in (b.desk, b.maya, b.omar)] == [1, 1, 1]
    assert b.state(report) == "relayed"
    (tally,) = b.round(b.witness)
    assert tally.acknowledged == 1 and b.state(report) == "delivered"
    b.round(b.desk, b.maya, b.omar)  # the desk tells its members that it answered
    b.clock.now += 2 * desk_reading.DAY
    for _ in range(2):
        b.round(b.maya, b.omar, b.desk)
    (tally,) = b.round(b.witness)
    assert tally.acknowledged == 0
    assert came(b.maya, report)[0].answered_by == b.desk.author


def test_what_a_member_answers_is_not_said_again_by_the_desk_or_another(bureau: Bureau) -> None:
    b = bureau
    report = b.report("A truck stood at the gate")
    b.round(b.maya)
    inbox.accept(b.maya, report.hex())
    b.round(b.maya)
    (tally,) = b.round(b.witness)
    assert tally.acknowledged == 1 and b.state(report) == "accepted"
    b.round(b.omar, b.desk)
    assert [came(vault, report)[0].answered_by for vault in (b.omar, b.desk)] == [b.maya.author] * 2
    assert desk_reading.read_other_decision(b.desk, came(b.desk, report)[0]) == ("Maya", True)
    inbox.accept(b.omar, report.hex())  # takes it in here too, and says nothing more
    b.clock.now += 2 * desk_reading.DAY
    (sent,) = [tally.sent for tally in b.round(b.omar)]
    (tally,) = b.round(b.witness)
    assert (sent, tally.acknowledged, tally.kept_aside) == (0, 0, [])


def test_a_letter_that_came_before_its_keys_opens_once_they_come(bureau: Bureau) -> None:
    b = bureau
    b.round()
    held = b.maya.con.execute("SELECT * FROM desk_keyset").fetchall()
    b.maya.con.execute("DELETE FROM desk_keyset")
    report = b.report("Sealed to keys that are still on their way")
    (tally,) = b.round(b.maya)
    assert (tally.kept_aside, came(b.maya, report)) == ([], [])
    with b.desk.transaction() as con:
        membership.store_handed_hash(con, b.known["maya"].id, b"")
    b.round(b.desk, b.maya, b.maya)
    assert len(came(b.maya, report)) == 1
    assert len(b.maya.con.execute("SELECT * FROM desk_keyset").fetchall()) == len(held)


def test_the_word_of_a_member_with_a_new_key_waits_for_the_desks_new_word_on_it(tmp_path: Path) -> None:
    with bureau_at(tmp_path) as b:
        b.members()
        report = b.report("A truck stood at the gate")
        b.round(b.maya)
        identities.rotate(b.maya)
        inbox.accept(b.maya, report.hex())
        b.round(b.maya, b.witness)
        assert b.state(report) == "relayed"
        b.round(b.desk, b.maya, b.maya, b.witness)
        assert b.state(report) == "delivered", "of a key that nobody compared the desk does not know whose it is"
        assert {one.contact.state for one in members.list_members(b.desk)} == {"introduced", "verified"}
        said = {line.said.rpartition(" · ")[2] for line in reading.page(b.desk, Text("en")).members}
        assert said == {"gets the next keys after you compare the numbers", "has the keys"}
        assert {row["keys"] for row in listed(b.desk).document["members"]} == {"not compared", "there"}
        know(b.desk, b.maya)
        b.round(b.desk, b.maya, b.maya, b.witness)
        assert b.state(report) == "accepted"


def test_a_member_with_a_key_that_nobody_compared_is_handed_none_of_the_desks(tmp_path: Path) -> None:
    with bureau_at(tmp_path) as b:
        b.members()
        b.round(b.maya)
        had = {bytes(row[0]) for row in b.maya.con.execute("SELECT box_key FROM desk_keyset")}
        identities.rotate(b.maya)  # as whoever holds her key could name one of theirs
        b.round(b.maya, b.desk)
        b.clock.now += 40 * 86_400
        b.round(b.desk, b.maya, b.maya)
        assert {bytes(row[0]) for row in b.maya.con.execute("SELECT box_key FROM desk_keyset")} == had
        know(b.desk, b.maya)
        b.round(b.desk, b.maya, b.maya)
        assert {bytes(row[0]) for row in b.maya.con.execute("SELECT box_key FROM desk_keyset")} > had


def test_the_word_of_a_member_that_a_desk_with_a_new_key_did_not_back_is_said_again(tmp_path: Path) -> None:
    with bureau_at(tmp_path) as b:
        b.members()
        report = b.report("A truck stood at the gate")
        b.round(b.maya)
        inbox.accept(b.maya, report.hex())
        identities.rotate(b.desk)
        b.round(b.desk, b.witness)  # who knows of it before Maya does
        with b.maya.transaction() as con:  # and her word lies there already, as one that no longer counts
            inbox_rows.mark_sent(
                con, know(b.maya, b.witness).id, [(report, 2)], f"relay:{known_relays.list_relays(con)[0].pk.hex()}"
            )
        b.round(b.maya)
        know(b.maya, b.desk)
        b.round(b.maya, b.maya, b.witness)
        assert b.state(report) == "accepted"


def test_keys_that_a_desk_hands_out_before_it_is_verified_are_taken_then(tmp_path: Path) -> None:
    with bureau_at(tmp_path) as b:
        b.maya.con.execute("UPDATE card SET state = 'new'")
        b.members()
        report = b.report("A truck stood at the gate")
        assert membership.servings(b.maya.con) == []
        know(b.maya, b.desk)
        b.round(b.maya)
        assert len(came(b.maya, report)) == 1


def test_a_mailbox_with_tickets_is_said_not_to_be_read_and_is_once_it_is_open(tmp_path: Path) -> None:
    with bureau_at(tmp_path) as b:
        mailboxes.set_policy(b.desk, b.url, policies.TICKETS)
        b.members()
        (said,) = listed(b.desk).warnings
        assert said.startswith(f"Members do not get reports from {b.url}, because it needs tickets.")
        mailboxes.set_policy(b.desk, b.url, policies.OPEN)
        assert listed(b.desk).warnings == ()
        b.round(b.desk, b.desk, b.maya, b.witness, b.witness)
        report = b.report("A truck stood at the gate")
        b.round(b.maya)
        assert len(came(b.maya, report)) == 1


def test_a_stick_that_came_before_the_keys_opens_once_they_come_by_stick(tmp_path: Path) -> None:
    with pair_at(tmp_path) as pair, vault_at(tmp_path / "witness", pair.clock) as witness:
        contact_cards.set_my_card(witness, "Witness")
        contact_cards.set_my_card(pair.ana, desk=True)
        contact_cards.add(pair.ben, identity.card(pair.ana).file)
        know(witness, pair.ana)
        know(pair.ben, witness)
        event, _ = records.add(witness, "event", {"title": "A truck stood at the gate"})
        report = sharing.share(witness, [event.ref], ["Ana"], "internal")[0].report
        for vault, name in ((witness, "theirs"), (pair.ana, "keys")):
            (tmp_path / name).mkdir()
            if vault is pair.ana:
                members.add(pair.ana, "Ben")
            sticks.write(vault, tmp_path / name)
        with pytest.raises(NotOpened):
            sticks.read(pair.ben, tmp_path / "theirs")
        sticks.read(pair.ben, tmp_path / "keys")
        sticks.read(pair.ben, tmp_path / "theirs")
        assert [arrived.desk for arrived in came(pair.ben, report)] == [pair.ana_there.id]


def test_the_word_of_one_who_is_removed_is_not_the_desks(bureau: Bureau) -> None:
    b = bureau
    token = membership.servings(b.omar.con)[0].token
    said = control_of(b.omar, b.witness.author, member_token=token)
    assert desk_reading.check_desk_token(b.witness, said) is not None
    forged = control_of(b.maya, b.witness.author, member_token=token)
    assert desk_reading.check_desk_token(b.witness, forged) is None
    b.clock.now += 60
    members.remove(b.desk, b.known["omar"].ref)
    contact_cards.add(b.witness, identity.card(b.desk).file)
    b.round(b.witness)
    assert desk_reading.check_desk_token(b.witness, said) is None
    b.members()


def test_who_is_removed_gets_nothing_new_and_the_relay_sees_no_difference(bureau: Bureau) -> None:
    b = bureau
    b.round()
    b.round(b.witness)
    with_two = b.told("Two read it")
    b.round()
    b.round(b.witness)
    event, _ = records.add(b.desk, "event", {"title": "For Omar alone, and not sent yet"})
    own = sharing.share(b.desk, [event.ref], [b.known["omar"].ref], "internal")[0].report
    members.remove(b.desk, b.known["omar"].ref)
    assert [d.state for d in outbox.deliveries(b.desk.con) if d.report == own] == ["closed"]
    before = {keyset.box_key for keyset in membership.keysets(b.omar.con)}
    b.round(b.desk, b.maya, b.desk, b.witness, b.maya)
    b.round()
    b.round(b.witness)
    assert identity.mailboxes(b.desk)[0].mid not in {
        row.mid for row in known_relays.list_other_mailboxes(b.omar.con, 0)
    }
    assert identity.mailboxes(b.desk)[0].mid in {row.mid for row in known_relays.list_other_mailboxes(b.maya.con, 0)}
    with_one = b.told("One reads it")
    assert with_one == with_two and [method for method, *_ in with_two] == ["GET", "GET", "POST"]
    report = b.report("For those who stayed")
    b.round()
    assert [len(came(vault, report)) for vault in (b.desk, b.maya, b.omar)] == [1, 1, 0]
    assert {keyset.box_key for keyset in membership.keysets(b.omar.con)} == before
    assert not before & {keyset.box_key for keyset in keysets.list_card_keysets(b.desk.con)}
    assert {k.box_key for k in keysets.list_card_keysets(b.desk.con)} < {
        k.box_key for k in membership.keysets(b.maya.con)
    }
    assert not desk_reading.desks(b.omar)[0].has_keys and desk_reading.desks(b.maya)[0].has_keys


def test_what_waits_sealed_to_keys_of_the_removed_is_sealed_anew(bureau: Bureau) -> None:
    b = bureau
    if len(members.list_members(b.desk)) < 2:
        b.members()
    report = b.report("Sealed before, and not confirmed")
    num = outbox.deliveries(b.witness.con)[-1].num
    (before,) = sealed(b.witness, num)
    members.remove(b.desk, b.known["omar"].ref)
    contact_cards.add(b.witness, identity.card(b.desk).file)
    b.round(b.witness)
    (after,) = sealed(b.witness, num)
    assert before != after and after == identity.card(b.desk).keysets[0].box_pk
    b.round(b.maya, b.omar, b.desk)
    assert len(came(b.omar, report)) == 1  # the limit that is stated: what was sealed before its sender heard
    assert b.round(b.omar)[0].kept_aside == []


def sealed(vault: Vault, num: int) -> list[bytes]:
    rows = vault.con.execute("SELECT box_pk FROM sealed WHERE delivery = ?", (num,))
    return [bytes(row[0]) for row in rows]
