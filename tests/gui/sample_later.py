"""The sample some hours later: a names password, shares, a desk with members and a directory, a copy for the border.

Each act is a public action, as a person takes it; what comes in is written by a vault of Heron's and carried.
"""

from contextlib import closing
from pathlib import Path
from typing import Final

import crypto
from app.actions.contacts import contact_cards, directories, introductions, members, roots, trustees
from app.actions.contacts.trustees import ShareWords
from app.actions.field import appeal_requests, appeals, border
from app.actions.kernel import records
from app.actions.mail import inbox, sent_withdrawals, sharing
from app.actions.rounds import sticks
from app.actions.vault import real_names, recovery
from app.store.records.search import Query
from app.store.vault.header import UnlockSecret
from app.store.vault.open_vault import Vault
from tests.actions.pairs import know
from tests.vaults import PASSPHRASE, create

NAMES: Final = "lantern copper field meadow paper boat"
BORDER: Final = "harvest window pencil garden silver coat"


def go_on(vault: Vault, folder: Path) -> None:
    """Take every act on the open sample; `folder` is for sticks and the vaults of others."""
    _lock_names(vault)
    _give_shares(vault)
    _sign(vault)
    _receive(vault, folder)
    sent_withdrawals.retract(vault, [_handle(vault, "event", 1)], "consent", "hide")
    stick = folder / "border"
    stick.mkdir()
    border.hand_to_stick(vault, stick, BORDER)


def _handle(vault: Vault, kind: str, number: int = 0) -> str:
    return records.find(vault, Query(kind, limit=None))[number].id.hex()


def _lock_names(vault: Vault) -> None:
    key, wrap = real_names.prepare_key(real_names.header_of(vault), NAMES)
    real_names.set_up(vault, wrap)
    marula = next(row for row in records.find(vault, Query("actor", limit=None)) if row.title in ("Marula", "مارولا"))
    real_names.save(vault, key, marula.ref, {"real_name": "Zorayda Quintanilla", "phone": "+52 555 0100"})
    key.clear()


def _give_shares(vault: Vault) -> None:
    drawn = recovery.draw(2, 3, ("Heron", "Wren", "Kestrel"))
    recovery.install(vault, UnlockSecret(PASSPHRASE), drawn)


def _sign(vault: Vault) -> None:
    """Be a desk with a member, and sign the directory of an organisation."""
    contact_cards.set_my_card(vault, desk=True)
    known = [one for one in contact_cards.list_contacts(vault) if one.state == "verified" and one.card.kind == 1]
    members.add(vault, known[0].record.ref)
    directories.sign_for(vault, roots.delegate(vault, crypto.SigningKey(vault.random(32))), "Ansal river network")
    directories.add(vault, [one.record.ref for one in known[:1]])


def _receive(vault: Vault, folder: Path) -> None:
    """Get from Heron's desk: a share to keep, a new contact, an appeal, and the directory of their organisation."""
    with closing(create(folder / "other", "other words", vault.clock)) as other:
        contact_cards.set_my_card(other, "Baobab", desk=True)
        know(vault, other)
        mine = know(other, vault)
        drawn = recovery.draw(2, 3)
        trustees.hand_over(other, mine.ref, ShareWords(2, 2, 3, drawn.shares[1]), True)
        with closing(create(folder / "third", "third words", vault.clock)) as third:
            contact_cards.set_my_card(third, "Acacia")
            acacia = know(other, third)
            introductions.introduce(other, acacia.ref, [mine.ref])
        root = crypto.SigningKey(other.random(32))
        directories.sign_for(other, roots.delegate(other, root), "Coast Network")
        directories.add(other, [acacia.ref, mine.ref])
        made, _ = records.add(other, "event", {"title": "Eviction at the river", "date_start": "2026-12-12"})
        sharing.share(other, [made.ref], [mine.ref], "internal")
        given = {"title": "Clinic by the river", "what": "The clinic is surrounded.", "when": "2026-12-17T12:50",
                 "asks": ["whereabouts"], "to": [mine.id.hex()]}  # fmt: skip
        called, _ = appeals.begin(other, given)
        appeal_requests.ask(other, called.ref)
        stick = folder / "stick"
        stick.mkdir()
        sticks.write(other, stick)
        sticks.read(vault, stick)
    for one in inbox.list_reports(vault, "delivered"):
        if not one.arrived.profile:  # a share
            inbox.accept(vault, one.arrived.report.hex())
    for met in introductions.list_introductions(vault):
        introductions.accept(vault, met.card.id.hex())
    doubted = next(one for one in contact_cards.list_contacts(vault) if one.state == "new")
    contact_cards.doubt(vault, doubted.record.ref)
