"""Pages of contacts and people, safety numbers and the own identity.

Screens `people_screen` and `cards_screen`, query `people_query`, view `people_view`, plain values `people_values`.

- Show the main page People: `people_screen.People`.
- Show the tab Contacts' cards: `cards_screen.CardsScreen`.
- Exchange cards with somebody: `exchange_screen.CardExchange`.
- Replace the identity of this vault: `people_screen.open_new_identity`.
- List possible recipients of a share: `people_query.addressees`.
- Get a QR code: `people_query.code_of`. Show it: `safety.Code`. Show a safety number: `safety.SafetyNumber`.
- Read the codes in a picture from a file or the clipboard: `code_reader.CodeReader`.
- Show the trust in a contact as a badge: `people_view.trust_badge`.
"""

__all__ = ["cards_screen", "code_reader", "exchange_screen", "people_query", "people_screen", "people_view", "safety"]
