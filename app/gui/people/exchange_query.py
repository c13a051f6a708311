"""The data of the page Exchange cards."""

from functools import lru_cache

from attrs import frozen

from app.actions.contacts import card_exchange, code_pictures, contact_cards
from app.gui.people.people_query import code_of
from app.gui.style.dates import day
from app.gui.style.text import Text
from app.gui.widgets.page_values import RowView, Trust
from app.store.vault.identity import make_printable
from app.store.vault.open_vault import Vault

Modules = tuple[tuple[bool, ...], ...]
"""The modules of one QR code; True is dark."""


@frozen
class ExchangeShown:
    """The state of an exchange: our name and the codes of our card, and the known data of theirs.

    `ids` are cards not to offer. `code` is the beginning of the identity of their card.
    """

    own: str
    codes: tuple[Modules, ...]
    given: bool
    ids: frozenset[bytes]
    key: str = ""
    name: str = ""
    code: str = ""
    trust: Trust = Trust.NONE
    second: str = ""
    groups: tuple[str, ...] = ()
    unfinished: tuple[RowView, ...] = ()


def exchange(vault: Vault, tr: Text, key: str) -> ExchangeShown:
    """Return the exchange with a contact; without a key, one that begins."""
    mine = contact_cards.my_card(vault)
    own, codes = make_printable(mine.name), _codes(mine.file)
    if not key:
        rows = [
            RowView("person", one.record.title, tr("The number is not compared yet"), key=one.record.id.hex())
            for one in card_exchange.list_unfinished(vault)[:5]
        ]
        given = card_exchange.was_given(vault)
        return ExchangeShown(own, codes, given, frozenset({mine.id}), unfinished=tuple(rows))
    contact = contact_cards.of_record(vault, bytes.fromhex(key))
    until = day(tr, max(keyset.not_after for keyset in contact.card.keysets))
    return ExchangeShown(
        own, codes, card_exchange.was_given(vault, key), frozenset({mine.id, contact.card.id}), key,
        contact.record.title, contact.card.id.hex()[:12], Trust(contact.state),
        tr("Checked: complete, signed, valid until {day}", day=until),
        tuple(contact_cards.safety_number(vault, contact)),
    )  # fmt: skip


@lru_cache(maxsize=2)
def _codes(card: bytes) -> tuple[Modules, ...]:
    """Return the QR codes that hold the file of a card together; `code_pictures` reads them."""
    return tuple(code_of(part, "l") for part in code_pictures.cut(card))
