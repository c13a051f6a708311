"""The data of the unlock methods, recovery and the shares that are kept for others."""

from collections.abc import Mapping, Sequence

from attrs import field, frozen

import crypto
from app.actions.contacts import contact_cards, identities, trustees
from app.actions.contacts.contact_cards import Contact
from app.actions.vault import recovery, unlock_methods
from app.actions.vault.recovery import NewShareSet
from app.gui.style.dates import day, moment_words, relative_time
from app.gui.style.text import Text
from app.gui.vault.kit import Paper
from app.store.contacts.trustees import KeptShare as Kept
from app.store.vault.open_vault import Vault

DAY = 86_400
STALE = 365
"""Days after which another recovery test is due."""
OFFER = "recovery_offer"
"""Setting of the vault: the offer of recovery was dismissed."""


@frozen
class UnlockMethodView:
    """One passphrase: its key (the slot's number), its name, its date, and `key_file` if it needs one."""

    key: str
    name: str
    made: str
    key_file: bool


@frozen
class Recovery:
    """The set of recovery shares: its name, date and numbers as text, its holders, and the time of the last test."""

    name: str
    made: str
    holders: tuple[tuple[str, str], ...]
    """Each share as text, and the name of its holder."""
    tried: str
    untried: bool


@frozen
class WaysPage:
    """The unlock methods; `full`: the header has no free slot; `kept`: number of shares kept for other people."""

    ways: tuple[UnlockMethodView, ...]
    recovery: Recovery | None
    full: bool
    kept: int


@frozen
class PassphraseRequest:
    """The request for a new passphrase on a page: its title, its one line, the label of its button.

    `key` is the changed method; `named`: it gets a name; `proven`: the current unlock method is asked for again.
    `proof` is the label of the current password, if it is not the usual one.
    """

    title: str
    text: str
    act: str
    key: str = ""
    named: bool = False
    proven: bool = True
    proof: str = ""


@frozen
class NewPassphrase:
    """A person's decision about a passphrase: its name, the passphrase, and the path of its key file, if any.

    `key` is the changed method; empty for a new one. `make_file`: the file is made first.
    """

    key: str
    name: str
    passphrase: str = field(repr=False)
    key_file: str = ""
    make_file: bool = False


@frozen
class NewSet:
    """A person's decision about recovery shares: the number that is needed, and the holder of each."""

    needed: int
    holders: tuple[str, ...]


@frozen
class ShareKit:
    """New shares, one for each holder; and the verified contacts (key, name) to which one can be encrypted.

    `notes`: they open the session notes, not the vault.
    """

    papers: tuple[Paper, ...]
    contacts: tuple[tuple[str, str], ...]
    notes: bool = False


@frozen
class Given:
    """The distribution of new shares: the contact for each encrypted share, and the current unlock method.

    `second`: they also open the names password. `with_end`: the encrypted shares that include our key revocation.
    """

    sealed: Mapping[int, str]
    passphrase: str = field(repr=False)
    key_file: str = ""
    second: bool = False
    with_end: frozenset[int] = frozenset()


@frozen
class KeptShareView:
    """A share that we keep for a person: its record, its owner, its date, and the share itself.

    `ends`: their key revocation is stored with it; `ended`: their key is revoked here.
    """

    key: str
    whose: str
    came: str
    paper: Paper
    ends: bool = False
    ended: bool = False


def page(vault: Vault, tr: Text) -> WaysPage:
    """Return the page of the unlock methods."""
    known = unlock_methods.list_unlock_methods(vault)
    ways = tuple(
        UnlockMethodView(
            str(slot.i), _named(tr, slot.name, slot.i == vault.opened.slot), day(tr, slot.made), slot.keyfile
        )
        for slot in unlock_methods.passphrases(vault)
    )
    return WaysPage(
        ways, _recovery(vault, tr), len(known) >= recovery_room(vault), len(trustees.list_kept_shares(vault))
    )


def recovery_room(vault: Vault) -> int:
    """Return the number of key slots that this vault can use, including the used ones."""
    return bin(vault.opened.mask).count("1")


def _named(tr: Text, name: str, here: bool) -> str:
    named = name or tr("Password")
    return tr("{name} (you used this one now)", name=named) if here else named


def set_code(identifier: int) -> str:
    """Return the name of a set on its papers and here: its SLIP-39 identifier in hex."""
    return f"{identifier:04X}"


def _recovery(vault: Vault, tr: Text) -> Recovery | None:
    kit = recovery.status(vault)
    if kit is None:
        return None
    name = tr("Set {code}: {needed} of {of}", code=set_code(kit.identifier), needed=kit.threshold, of=len(kit.holders))
    holders = tuple(
        (tr("Share {n}", n=number), who or tr("No holder entered")) for number, who in enumerate(kit.holders, 1)
    )
    made = (
        tr("made {date}", date=day(tr, kit.made))
        if kit.made
        else tr("Amparo could not finish this set. Make a new set.")
    )
    tried = relative_time(tr, kit.drilled, vault.now()) if kit.drilled else tr("Not tested yet")
    return Recovery(name, made, holders, tried, kit.drilled is None or vault.now() - kit.drilled > STALE * DAY)


def kit_of(vault: Vault, tr: Text, drawn: NewShareSet, notes: bool = False) -> ShareKit:
    """Return new shares with the verified contacts to which one can be encrypted. Shares of `notes` go on paper."""
    made = day(tr, vault.now())
    name, end = (
        tr("Set {code}", code=set_code(drawn.identifier)),
        "" if notes else identities.my_revocation(vault).hex(),
    )
    papers = tuple(
        Paper(holder, name, number, drawn.threshold, len(drawn.shares), made, words, end)
        for number, (holder, words) in enumerate(zip(drawn.holders, drawn.shares, strict=True), 1)
    )
    verified = [contact for contact in contact_cards.list_contacts(vault) if contact.state == "verified"]
    return ShareKit(papers, tuple((one.record.id.hex(), one.record.title) for one in verified), notes)


def list_kept_shares(vault: Vault, tr: Text) -> Sequence[KeptShareView]:
    """Return the shares that are kept for others."""
    known = {contact.record.id: contact for contact in contact_cards.list_contacts(vault)}
    return [_kept(vault, tr, share, known.get(share.contact)) for share in trustees.list_kept_shares(vault)]


def _kept(vault: Vault, tr: Text, share: Kept, contact: Contact | None) -> KeptShareView:
    whose = contact.record.title if contact else tr("A person who is not a contact any longer")
    words = tuple(share.words.split())
    code = tr("Set {code}", code=set_code(crypto.read_share(share.words).identifier))
    paper = Paper(tr("{name}, returned by a holder", name=whose), code, share.number, share.needed, share.of,
                  moment_words(tr, share.made), words)  # fmt: skip
    came = tr("arrived {at}", at=relative_time(tr, share.at, vault.now()))
    ended = contact is not None and contact.state == "revoked"
    return KeptShareView(share.id.hex(), whose, came, paper, bool(share.revocation), ended)


def offer_due(vault: Vault) -> bool:
    """Return True if recovery should be offered: there is none, and the offer was not dismissed."""
    return vault.get(OFFER) is None and recovery.status(vault) is None


def put_away(vault: Vault) -> None:
    """Never offer it again."""
    vault.set(OFFER, b"1")
