"""Contacts, their cards and keys, organisations and the members of a desk.

Rooms below: kernel, records, vault.

- List contacts with a card: `contact_cards.list_contacts`. Get one by name or id: `contact_cards.find_by_name`.
- Get the contact of a record: `contact_cards.of_record`.
- Add a contact: `contact_cards.add`. Compare and verify: `contact_cards.safety_number`, `contact_cards.verify`.
- Exchange cards in steps: `card_exchange.save_card`, `card_exchange.take_card`. Find cards: `card_exchange.find_cards`.
- Get the card of this vault: `contact_cards.my_card`. Change it: `contact_cards.set_my_card`.
- Read a card from a picture of its QR codes: `code_pictures.card_of`. Cut a card into codes: `code_pictures.cut`.
- Read the code of a nearby session from a picture: `code_pictures.nearby_code_in`.
- Choose the keyset and mailbox for a delivery: `contact_cards.read_delivery_address`.
- Introduce a contact to others, or accept an introduction: `introductions.introduce`, `introductions.accept`.
- Replace the identity key of this vault: `identities.rotate`.
- Follow an organisation or read its signed directory: `organisations.follow`, `organisations.take`.
- Show organisations: `directory_pages.list_organisation_views`. Sign the directory of this desk: `directories.write`.
- Add or remove members of this desk: `members.add`, `members.remove`.
- List the desks that this vault reads for: `desk_reading.desks`.
- Hand a session note to a clinician as a sealed file: `note_handing.ask`, `note_handing.hand`. Take one:
  `note_handing.take`.
- Send a recovery share to a contact: `trustees.hand_over`. List the shares of others: `trustees.list_kept_shares`.
"""

__all__ = [
    "card_exchange",
    "code_pictures",
    "contact_cards",
    "desk_reading",
    "directories",
    "directory_pages",
    "identities",
    "introductions",
    "keysets",
    "members",
    "note_handing",
    "organisations",
    "roots",
    "trustees",
]
