"""Pages of withdrawn records: notices, answers, withdrawals of contacts.

Screen `withdrawing_screen`, query `withdrawing_query`, view `withdrawing_view`, which has the rules
for one contact.

- Show withdrawals, or withdraw a record: `withdrawing_screen.open_withdrawing`.
- Offer a withdrawal after a consent ended: `withdrawing_screen.offer`.
- Say on the page of a record that it is withdrawn: `withdrawing_query.banner`.
- List withdrawals that wait for a decision: `withdrawing_query.list_waiting_rows`.
- Add the button that leads here: `withdrawing_view.withdraw_button`.
"""

__all__ = ["withdrawing_query", "withdrawing_screen", "withdrawing_view"]
