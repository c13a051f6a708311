"""Pages of sharing, deliveries, the inbox, USB sticks and nearby exchange.

Screens `inbox_screen`, `delivery_screen` (the Outbox), `stick_screen`, `share_screen`,
`between_screen`, `batch_accept_screen` and `nearby_screen`. Their queries and views have the same first word.
`share_query` and `preview_view` show the report as its recipient reads it.

- Show the tabs of Sending: `inbox_screen.InboxScreen`, `delivery_screen.DeliveryScreen`.
- Share records: `share_screen.open_share`.
- Show all mail with one contact: `between_screen.open_between`.
- Accept many reports of one sender: `batch_accept_screen.open_heaps`.
- Exchange mail with a nearby computer: `nearby_screen.open_nearby`.
- Get one delivery as a row: `delivery_query.row`. Get the name of a sender: `delivery_query.sender`.
- Show how far a delivery is: `stations.Stations`.
"""

__all__ = [
    "batch_accept_screen",
    "between_screen",
    "delivery_query",
    "delivery_screen",
    "inbox_query",
    "inbox_screen",
    "nearby_screen",
    "share_screen",
    "stations",
    "stick_screen",
]
