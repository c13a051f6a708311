"""Main pages of cases and of field work, with the pages of their records.

Screen `cases_screen`, query `cases_query`, view `cases_view`. The matrix of acts has `who_query` and `who_view`. All
pages follow the declaration of a kind.

- Show the main page People, with its organisations: `organisations_screen.PeopleAndOrganisations`.
- Show the own areas: `areas_screen.Areas`. Show the words without an area: `areas_screen.open_unknown`.
- Show the people in detention on a day: `detention_screen.Detained`. Read the row of a time limit:
  `detention_query.pressing_row`.
- Show the main page of the kinds of a tab: `cases_screen.Casework`. The tab of a kind is `Kind.home`.
"""

__all__ = [
    "areas_screen",
    "cases_screen",
    "cases_view",
    "detention_query",
    "detention_screen",
    "organisations_screen",
    "tracker_screen",
]
