"""Rows of cards, identities, introductions, organisations and members.

Rooms below: tables, vault, records.

- Find the contact of an identity, also an earlier one: `statements.contact_of`. Keep a statement: `statements.keep`.
- Read a contact's card: `card_rows.find_card`. With the trust in it: `card_rows.find_contact`.
- Change the state of a contact: the transitions of `cards`, such as `cards.verify`. Nothing else writes a card.
- Record that a card of a contact arrived: `cards.record_received_card`. Get the card version they have:
  `cards.read_confirmed_seq`.
- Get a member of this desk: `membership.member`. List members: `membership.members`.
- List the desks that this vault reads for: `membership.servings`.
- Find an organisation: `organisations.find`. List its directories: `organisations.list_stored_directories`.
- Keep or delete an introduction: `introductions.keep`, `introductions.forget`.
- Keep the log page that a member reports: `shared_log_heads.hear`. Mark it as compared:
  `shared_log_heads.delete_compared_page`.
- Keep or list recovery shares of others: `trustees.keep`, `trustees.list_shares`.
"""

__all__ = [
    "card_rows",
    "cards",
    "introductions",
    "membership",
    "organisations",
    "shared_log_heads",
    "statements",
    "trustees",
]
