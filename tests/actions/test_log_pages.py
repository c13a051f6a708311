"""Readers of one mailbox tell each other what its relay showed them: two stories are seen by both, with both pages."""

from collections.abc import Iterator

import pytest
from attrs import evolve

import crypto
from app.actions.contacts import contact_cards
from app.actions.kernel.db import Db
from app.actions.mail import inbox
from app.actions.relays import mailbox_registration, relay_log_audit
from app.actions.rounds import exchange
from app.store.contacts import membership, shared_log_heads
from app.store.relays import known_relays, logs
from app.store.relays.logs import HELD, STORIES
from app.store.vault.open_vault import Vault
from crypto.relay import LogEntry, LogPage, SigningKey, next_head, sign_page
from sync.client import RelayTransport
from sync.relay.keys import load_keys
from tests.actions.bureau import Bureau, bureau_at, came
from tests.actions.pairs import Pair, control_of, post
from tests.sync.bad_relay import Said, lying


@pytest.fixture
def bureau(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bureau]:
    with bureau_at(tmp_path_factory.mktemp("bureau")) as found:
        found.members()
        yield found


def mailbox(vault: Vault) -> bytes:
    """Return the desk's mailbox."""
    (known,) = [row for row in known_relays.list_relays(vault.con) if row.shared]
    return known.mid


class Liar:
    """A relay that tells one reader a log of one mailbox in which a line names another object, all of it signed."""

    def __init__(self, b: Bureau, line: int) -> None:
        self.mid, self.line, self.key = mailbox(b.desk), line, load_keys(b.relay).signing
        self.told: dict[int, bytes] = {0: self.mid}

    def __call__(self, said: Said) -> Said:
        if "/log?" not in said.path or said.status != 200:
            return said
        page = LogPage.unpack(LogPage.split(said.body)[0])
        if page.mid != self.mid:
            return said
        lines = [evolve(e, object_id=b"x" * 32) if e.seq == self.line else e for e in page.entries]
        head = self.told.get(page.first - 1, page.head)
        for line in lines:
            head = self.told[line.seq] = next_head(head, line)
        return said.but(body=sign_page(self.key, evolve(page, entries=tuple(lines), head=head)))


def round_through(vault: Vault, proxy: str) -> None:
    """Do a round of one who reaches the relay by its lying face."""

    def reach(vault: Vault, db: Db, url: str, *more: object, **settings: object) -> RelayTransport:
        return mailbox_registration.reach(vault, db, proxy, *more, **settings)  # type: ignore[arg-type]

    assert exchange.sync(vault, reach=reach).failures == []


def last_line(b: Bureau) -> int:
    page = relay_log_audit.page_shown(b.desk, mailbox(b.desk))
    return page.last if page else 0


def test_what_a_relay_tells_two_members_differently_is_shown_at_both_and_at_the_desk(bureau: Bureau) -> None:
    b = bureau
    honest = b.report("A truck stood at the gate")
    b.round(b.maya, b.desk, b.omar)
    inbox.accept(b.maya, honest.hex())
    b.round(b.maya, b.omar, b.desk, b.maya, b.omar)
    liar, there = Liar(b, last_line(b) + 1), contact_cards.find_by_name(b.maya, "Desk").record.id
    known = [logs.head_at(b.desk.con, liar.mid, line) for line in range(1, last_line(b) + 1)]
    assert shared_log_heads.last_sent_head(b.maya.con, there, liar.mid) in known
    assert [relay_log_audit.list_proofs(vault) for vault in (b.desk, b.maya, b.omar)] == [[], [], []]
    liar.told[last_line(b)] = logs.head_at(b.desk.con, liar.mid, last_line(b)) or b""
    first = b.report("The line that Omar is told otherwise")
    with lying(b.url, liar) as proxy:
        second = b.report("A truck stood at the gate")
        round_through(b.omar, proxy)
        b.round(b.desk, b.maya)
        assert len(came(b.omar, second)) == 1
        assert [relay_log_audit.list_proofs(vault) for vault in (b.desk, b.maya, b.omar)] == [[], [], []]
        inbox.accept(b.omar, second.hex())  # it says so to the desk, and along goes what it was shown
        round_through(b.omar, proxy)
        b.round(b.desk, b.maya)
        inbox.accept(b.desk, first.hex())
        b.round(b.desk)
        round_through(b.omar, proxy)
    for vault, other in ((b.desk, "Omar"), (b.maya, ""), (b.omar, "Desk")):
        (proof,) = relay_log_audit.list_proofs(vault)
        assert (proof.kind, proof.url, proof.seen) == (STORIES, b.url, False)
        assert (contact_cards.title(vault, proof.contact) if proof.contact else "") == other
        pages = [crypto.open_page(page, liar.key.public) for page in (proof.before, proof.after)]
        assert {page.mid for page in pages} == {liar.mid} and pages[0].head != pages[1].head


# What one page says, of a mailbox that is made up.


def page_of(key: SigningKey, mid: bytes, lines: int, now: int) -> bytes:
    head, entries = mid, []
    for seq in range(1, lines + 1):
        entries.append(LogEntry(seq, 1, bytes([seq]) * 32, 9, 0, bytes(32)))
        head = next_head(head, entries[-1])
    return sign_page(key, LogPage(key.public, mid, 1, now, head, tuple(entries)))


@pytest.fixture
def desk(pair: Pair) -> Pair:
    """Ben is a desk, and Ana reads for it."""
    with pair.ben.transaction() as con:
        membership.add(con, pair.ana_there.id, 0)
    return pair


def shown(vault: Vault, mid: bytes, data: bytes) -> None:
    """Let a vault have read this page."""
    page = LogPage.unpack(LogPage.split(data)[0])
    lines, head = [], mid
    for entry in page.entries:
        head = next_head(head, entry)
        lines.append((entry, head))
    with vault.transaction() as con:
        logs.keep(con, mid, lines, data, vault.now())


def test_a_longer_log_waits_and_one_that_was_held_back_is_a_proof(desk: Pair) -> None:
    key, mid = SigningKey(b"r" * 32), b"m" * 32
    with desk.ben.transaction() as con:
        known_relays.keep(con, "http://other.onion", key.public, bytes(32), mid)
    shown(desk.ben, mid, page_of(key, mid, 1, 9_000))
    for at, kinds in ((9_000, []), (5_401, []), (5_400, [HELD]), (5_399, [HELD])):
        longer = relay_log_audit.page_of(page_of(key, mid, 2, at))
        assert longer is not None
        post(desk.ana, desk.ben, control_of(desk.ana, desk.ben.author, log_pages=(longer.bare,)))
        assert [proof.kind for proof in relay_log_audit.list_proofs(desk.ben)] == kinds
        assert len(shared_log_heads.list_reported_pages(desk.ben.con, mid)) == 1
    with desk.ben.transaction():
        for row in shared_log_heads.list_reported_pages(desk.ben.con, mid):
            shown(desk.ben, mid, row.page)
            relay_log_audit.compare_reported_page(desk.ben, row.page, row.teller, row.contact)
    assert (
        shared_log_heads.list_reported_pages(desk.ben.con, mid) == []
        and len(relay_log_audit.list_proofs(desk.ben)) == 1
    )
    assert relay_log_audit.of_others(desk.ben) == {}
    with desk.ben.transaction() as con:
        known_relays.forget(con, key.public)
    assert list(relay_log_audit.of_others(desk.ben)) == ["http://other.onion"]


def test_from_others_and_of_other_mailboxes_nothing_is_compared(desk: Pair) -> None:
    key, mid = SigningKey(b"r" * 32), b"m" * 32
    with desk.ben.transaction() as con:
        known_relays.keep(con, "http://other.onion", key.public, bytes(32), mid)
    shown(desk.ben, mid, page_of(key, mid, 1, 9_000))
    bare = page_of(key, mid, 2, 1_000).rstrip(b"\0")
    forged = page_of(SigningKey(b"x" * 32), mid, 2, 1_000).rstrip(b"\0")
    elsewhere = page_of(key, b"e" * 32, 2, 1_000).rstrip(b"\0")
    post(desk.ana, desk.ben, control_of(desk.ana, desk.ben.author, log_pages=(forged, elsewhere, b"n" * 300)))
    with desk.ben.transaction() as con:
        membership.remove(con, desk.ana_there.id)
    post(desk.ana, desk.ben, control_of(desk.ana, desk.ben.author, log_pages=(bare,)))
    assert relay_log_audit.list_proofs(desk.ben) == [] and shared_log_heads.list_reported_pages(desk.ben.con, mid) == []
