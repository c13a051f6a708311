"""Pages of incidents: list, form, filters, assignment and chain.

Screens `incidents_screen`, `filters_screen`, `assign_screen` and `chain_screen`. Their queries and views have the same
first word. The form is `entry_view` with `entry_query`. The page of one incident is `incident_view` with
`incident_query`.

- Show the main page with all incidents: `incidents_screen.Document`.
- Show one incident: `incident_view.IncidentView`.
- Write a place as text: `incidents_query.place_words`.
- Get the icon of a verification level: `incidents_query.verification_icon`.
- Ask about acts that might belong together: `patterns_screen.open_patterns`.
- Write a search as text: `filters_query.sentence`. Write its filters: `filters_query.words`.
- Get the choices of an entry: `entry_query.Slots`. Show a sentence with places to fill in: `slots.SlotSentence`.
"""

__all__ = [
    "chain_screen",
    "entry_query",
    "entry_view",
    "filters_query",
    "incident_view",
    "incidents_query",
    "incidents_screen",
    "patterns_screen",
    "slots",
]
