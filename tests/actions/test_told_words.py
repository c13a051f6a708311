"""The stored words of sent reports find each recipient that a search in the reports finds."""

import random
from collections.abc import Sequence

import pytest

import crypto
from app.actions.kernel import records
from app.actions.mail import stopped_deliveries
from app.store.mail import delivery_words, outbox, report_copies
from app.store.vault.open_vault import Vault
from crypto.body import BodyChange, BodyEdit

ALIASES = ("Tern", "The union Tern", "Heron-2", "النورس", "طائر النورس", "Ибис", "鷺", "Union 1", "Žižka", "")
WORDS = (
    "TERN", "terns", "Tern,", "the", "union", "The union Tern", "Heron-2", "heron", "Heron 2", "2", "والنورس",
    "بالنورس", "نورس", "طائر", "Ибис", "ибис", "И\u200bбис", "白鷺", "Union", "1", "Žižka", "ZIZKA", "Te\u00adrn",
    "T\u0435rn",
)  # fmt: skip


def write_body(draw: random.Random, record: bytes) -> bytes:
    said: Sequence[str] = [" ".join(draw.choices(WORDS, k=draw.randrange(6))) for _ in range(4)]
    edit = BodyEdit((), said[2])
    return crypto.ReportBody(
        "network",
        (crypto.Copied(record, "event", {"title": said[0], "tags": [said[1], "x"]}),),
        (BodyChange(draw.randbytes(16), record[::-1], bytes(16), 1, 1, {"title": edit}),),
    ).encode()


def find_all(vault: Vault) -> list[dict[tuple[bytes, bytes], int]]:
    return [stopped_deliveries.find_told(vault, alias) for alias in ALIASES]


@pytest.mark.parametrize("seed", range(4))
def test_stored_words_lose_no_recipient(vault: Vault, seed: int) -> None:
    """Random reports, some without stored words; some change, go, or get another contact."""
    draw, contacts = random.Random(seed), [bytes([number]) * 16 for number in range(1, 4)]
    with vault.transaction() as con:
        for number in range(60):
            body, contact = write_body(draw, draw.randbytes(16)), draw.choice(contacts)
            anonymous = draw.random() < 0.1
            report = number.to_bytes(16, "big")
            num = outbox.queue(con, report, contact, bytes(32), "network", False, body, (), number, 1, anonymous)
            if draw.random() < 0.9:
                outbox.plan(con, num, (), b"manifest", bytes(32))
            if draw.random() < 0.8:
                stopped_deliveries.store_words(vault, outbox.get(con, num))
            if draw.random() < 0.2:
                report_copies.set_body(con, num, write_body(draw, draw.randbytes(16)))
        con.execute("UPDATE delivery SET contact = ? WHERE contact = ?", contacts[:2])
        con.execute("DELETE FROM delivery WHERE num % 9 = 0")
    found = find_all(vault)
    assert sum(map(len, found)) > 60 and all(row[0] != contacts[1] for told in found for row in told)
    while delivery_words.list_missing(vault.con, 1):
        stopped_deliveries.store_missing_words(vault)
    assert find_all(vault) == found
    with vault.transaction() as con:
        con.execute("DELETE FROM delivery_words")
    assert find_all(vault) == found


def test_few_reports_are_read_and_a_destroyed_one_keeps_no_words(vault: Vault) -> None:
    with vault.transaction() as con:
        for number, words in enumerate(("Heron left.", "Tern left.", "Nobody left.")):
            body = crypto.ReportBody("network", (crypto.Copied(bytes(16), "event", {"title": words}),)).encode()
            num = outbox.queue(con, bytes([number]) * 16, bytes(16), bytes(32), "network", False, body, (), 1)
            outbox.plan(con, num, (), b"manifest", bytes(32))
    stopped_deliveries.store_missing_words(vault)
    assert delivery_words.list_with(vault.con, ["tern"]) == [2]
    with vault.transaction() as con:
        report_copies.set_body(con, 2, crypto.ReportBody("network", ()).encode())
        con.execute("DELETE FROM delivery WHERE num = 1")
    assert con.execute("SELECT delivery FROM delivery_words").fetchall() == [(3,)]


def test_each_text_of_a_report_is_found(vault: Vault) -> None:
    """A field, a list, and the earlier words of a change."""
    edit = BodyEdit((), "She is Heron.")
    body = crypto.ReportBody(
        "network",
        (crypto.Copied(b"r" * 16, "event", {"title": "Tern left.", "tags": ["x", "Ibis"]}),),
        (BodyChange(b"c" * 16, b"e" * 16, bytes(16), 1, 1, {"title": edit}),),
    )
    with vault.transaction() as con:
        num = outbox.queue(con, bytes(16), b"c" * 16, bytes(32), "network", False, body.encode(), (), 7)
        outbox.plan(con, num, (), b"manifest", bytes(32))
        stopped_deliveries.store_words(vault, outbox.get(con, num))
    found = {alias: [*stopped_deliveries.find_told(vault, alias)] for alias in ("Tern", "Ibis", "Heron", "Gull")}
    record, change = (b"c" * 16, b"r" * 16), (b"c" * 16, b"e" * 16)
    assert found == {"Tern": [record], "Ibis": [record], "Heron": [change], "Gull": []}


def test_a_renamed_person_is_found_by_the_new_alias(vault: Vault) -> None:
    person, _ = records.add(vault, "actor", {"alias": "Tern"})
    body = crypto.ReportBody("network", (crypto.Copied(bytes(16), "event", {"title": "Ibis hid her."}),)).encode()
    with vault.transaction() as con:
        num = outbox.queue(con, bytes(16), bytes(16), bytes(32), "network", False, body, (), 7)
        outbox.plan(con, num, (), b"manifest", bytes(32))
        stopped_deliveries.store_words(vault, outbox.get(con, num))
    assert stopped_deliveries.find_told(vault, "Tern") == {}
    records.edit(vault, person.id.hex(), {"alias": "Ibis"})
    assert stopped_deliveries.find_told(vault, "Ibis") == {(bytes(16), bytes(16)): 7}


def test_an_alias_in_small_letters_is_found_in_small_letters(vault: Vault) -> None:
    """An alias with a capital letter is also a common word, so its capital decides."""
    body = crypto.ReportBody("network", (crypto.Copied(bytes(16), "event", {"title": "we hid kite7 and tern"}),))
    with vault.transaction() as con:
        num = outbox.queue(con, bytes(16), bytes(16), bytes(32), "network", False, body.encode(), (), 7)
        outbox.plan(con, num, (), b"manifest", bytes(32))
        stopped_deliveries.store_words(vault, outbox.get(con, num))
    found = {alias: [*stopped_deliveries.find_told(vault, alias)] for alias in ("kite7", "tern", "Tern")}
    assert found == {"kite7": [(bytes(16), bytes(16))], "tern": [(bytes(16), bytes(16))], "Tern": []}
