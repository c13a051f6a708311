"""The board of check-ins.

Screen `checkins_screen`, queries `board_query` and `checkins_query` (rows and times), views `checkins_view` and
`panel_view`. `dayline` paints the day of each party.

- Show the tab of the board: `checkins_screen.CheckinBoard`. Go to a travel group: `checkins_screen.open_board`.
- Plan check-ins in three steps: `plan_screen.open_wizard`. The wizard has `plan_query` and `plan_view`.
- Save a check-in and announce it: `checkin_answers.save_heard`, `checkin_answers.tell_heard`.
- Say what to do after a danger word: `board_query.next_in_danger`.
- Write a local time: `checkins_query.local_time_text`.
- Ask for names and words in a short form: `panel_view.NameForm`.
"""

__all__ = ["board_query", "checkin_answers", "checkins_query", "checkins_screen", "panel_view", "plan_screen"]
