"""The data of the page Exchange cards."""

from attrs import frozen

from app.actions.contacts import card_exchange, contact_cards
from app.gui.people.people_query import code_of
from app.gui.style.dates import day
from app.gui.style.text import Text
from app.gui.widgets.page_values import RowView, Trust
from app.store.vault.identity import make_printable
from app.store.vault.open_vault import Vault


@frozen
class ExchangeShown:
    """The state of an exchange: our name and code, and theirs as far as it goes. `ids` are cards not to offer."""

    own: str
    code: tuple[tuple[bool, ...], ...]
    given: bool
    ids: frozenset[bytes]
    key: str = ""
    name: str = ""
    trust: Trust = Trust.NONE
    second: str = ""
    groups: tuple[str, ...] = ()
    unfinished: tuple[RowView, ...] = ()


def exchange(vault: Vault, tr: Text, key: str) -> ExchangeShown:
    """Return the exchange with a contact; without a key, one that begins."""
    mine = contact_cards.my_card(vault)
    own, code = make_printable(mine.name), code_of(contact_cards.invite(vault))
    if not key:
        rows = [
            RowView("person", one.record.title, tr("The number is not compared yet"), key=one.record.id.hex())
            for one in card_exchange.list_unfinished(vault)[:5]
        ]
        given = card_exchange.was_given(vault)
        return ExchangeShown(own, code, given, frozenset({mine.id}), unfinished=tuple(rows))
    contact = contact_cards.of_record(vault, bytes.fromhex(key))
    until = day(tr, max(keyset.not_after for keyset in contact.card.keysets))
    return ExchangeShown(
        own, code, card_exchange.was_given(vault, key), frozenset({mine.id, contact.card.id}), key,
        contact.record.title, Trust(contact.state), tr("Checked: whole, signed, valid until {day}", day=until),
        tuple(contact_cards.safety_number(vault, contact)),
    )  # fmt: skip
