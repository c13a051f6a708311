"""What we owe: each acknowledgement once on a relay, on every stick, until its sender says it was seen."""

from app.store.mail import acknowledgements, inbox
from app.store.mail.inbox import Arrived
from app.store.vault.open_vault import Vault

SENDER, CONTACT = b"s" * 32, b"c" * 16


def arrive(vault: Vault, number: int, files: int = 0) -> Arrived:
    state = "incomplete" if files else "delivered"
    row = Arrived(number.to_bytes(16, "big"), SENDER, CONTACT, b"h" * 32, state, "", "memory", number)
    with vault.transaction() as con:
        inbox.add(con, row, b"m", [(bytes([n]) * 32, n) for n in range(files)])
    return row


def owed(vault: Vault, route: str) -> list[tuple[bytes, int]]:
    return [(report, status) for report, _, status, _ in inbox.pending_acknowledgements(vault.con, CONTACT, route)]


def say(vault: Vault, route: str) -> None:
    inbox.mark_sent(vault.con, CONTACT, owed(vault, route), route)


def test_once_on_each_relay_and_again_on_every_stick(vault: Vault) -> None:
    row = arrive(vault, 1)
    for route in ("relay:aa", "relay:bb"):
        assert owed(vault, route) == [(row.report, 1)]
        say(vault, route)
        assert owed(vault, route) == []
    for _ in range(2):
        assert owed(vault, "stick") == [(row.report, 1)]
        say(vault, "stick")
    inbox.mark_confirmed(vault.con, CONTACT, [row.report])
    assert owed(vault, "stick") == owed(vault, "relay:cc") == []


def test_what_was_never_said_was_never_seen(vault: Vault) -> None:
    row = arrive(vault, 1)
    inbox.mark_confirmed(vault.con, CONTACT, [row.report])
    assert owed(vault, "relay:aa") == [(row.report, 1)]


def test_a_decision_is_said_anew(vault: Vault) -> None:
    row = arrive(vault, 1)
    say(vault, "relay:aa")
    inbox.decide(vault.con, row, "rejected", "names")
    assert inbox.pending_acknowledgements(vault.con, CONTACT, "relay:aa") == [(row.report, row.hash, 3, "names")]


def test_that_a_refusal_was_seen_silences_no_acceptance_that_only_sticks_carried(vault: Vault) -> None:
    row = arrive(vault, 1)
    inbox.decide(vault.con, row, "rejected", "names")
    say(vault, "relay:aa")
    inbox.decide(vault.con, inbox.find(vault.con, row.report)[0], "accepted", "")
    inbox.repeat_answer(vault.con, SENDER, row.report)
    inbox.repeat_answer_on_request(vault.con, SENDER, row.report)
    say(vault, "stick")  # it is lost
    inbox.mark_confirmed(vault.con, CONTACT, [row.report])  # the refusal
    assert owed(vault, "stick") == owed(vault, "relay:aa") == [(row.report, 2)]
    say(vault, "relay:aa")
    inbox.mark_confirmed(vault.con, CONTACT, [row.report])
    assert owed(vault, "stick") == []


def test_nothing_is_owed_until_the_last_file_is_here(vault: Vault) -> None:
    row = arrive(vault, 1, files=2)
    for left in (2, 1):
        assert (inbox.count_missing_files(vault.con, SENDER, row.report), owed(vault, "stick")) == (left, [])
        (place,) = inbox.find_expected(vault.con, bytes([2 - left]) * 32)
        assert place.num == 2 - left
        inbox.fill(vault.con, place, bytes([left]) * 16)
        assert inbox.find_expected(vault.con, bytes([2 - left]) * 32) == []
    assert owed(vault, "stick") == [(row.report, 1)]
    assert inbox.find(vault.con, row.report)[0].state == "delivered"
    assert inbox.blob_of(vault.con, SENDER, row.report, 1) == b"\1" * 16
    assert inbox.blob_of(vault.con, SENDER, row.report, 7) is None


def test_one_message_holds_so_many_and_the_next_the_rest(vault: Vault) -> None:
    for number in range(inbox.MOST_ACKS + 5):
        arrive(vault, number)
    assert len(owed(vault, "relay:aa")) == inbox.MOST_ACKS
    say(vault, "relay:aa")
    assert len(owed(vault, "relay:aa")) == 5


def test_sticks_carry_many_words_in_turn_and_none_is_left_for_ever(vault: Vault) -> None:
    for number in range(inbox.MOST_ACKS + 5):
        arrive(vault, number)
    found = set()
    for _ in range(2):
        found |= {report for report, _ in owed(vault, "stick")}
        say(vault, "stick")
    assert len(found) == inbox.MOST_ACKS + 5


def test_that_we_heard_very_many_is_told_of_each_by_some_stick(vault: Vault) -> None:
    for number in range(acknowledgements.MOST + 5):
        acknowledgements.hear(vault.con, CONTACT, number.to_bytes(16, "big"))
    found = set()
    for _ in range(200):
        found |= set(acknowledgements.pending_acknowledgements(vault.con, CONTACT))
    assert len(found) == acknowledgements.MOST + 5


def test_that_we_heard_is_told_once(vault: Vault) -> None:
    acknowledgements.hear(vault.con, CONTACT, b"r" * 16)
    assert acknowledgements.pending_acknowledgements(vault.con, CONTACT) == [b"r" * 16]
    acknowledgements.mark_sent(vault.con, CONTACT, [b"r" * 16])
    assert acknowledgements.pending_acknowledgements(vault.con, CONTACT) == []
    acknowledgements.hear(vault.con, CONTACT, b"r" * 16)
    assert acknowledgements.pending_acknowledgements(vault.con, CONTACT) == [b"r" * 16]
