"""Pages of an accompaniment: roster, daily log and handover.

Screen `accompaniment_screen`, query `accompaniment_query`, view `accompaniment_view`.

- Show an accompaniment: `accompaniment_screen.open_accompaniment`.
- Close the page and show a record: `accompaniment_screen.leave_for`.
- Show the form for an entry of the log: `accompaniment_view.LogView`.
- Describe a page of risk for a view: `accompaniment_query.RiskPage`, `accompaniment_query.PatternPage`.
"""

__all__ = ["accompaniment_query", "accompaniment_screen", "accompaniment_view"]
