"""Pages of letters, reports and sheets: choose, preview and save.

Screen `papers_screen`, query `papers_query`, view `papers_view`.

- Show the papers for a record: `papers_screen.open_papers`.
- Show papers for the complete vault: `papers_screen.open_whole`. The tabs of these pages: `papers_screen.Papers`.
- Make and save one paper: `papers_screen.save`. Make its file name: `papers_screen.file_name`.
- Ask who got a paper, or note the answer to its withdrawal: `given_dialog.open_given`.
- Check names for an organisation, and answer it: `vetting_screen.open_check`, `vetting_screen.open_answers`.
- Write a letterhead: `letterhead_screen.open_letterhead`.
- Write the wording of texts, name a second reader: `wording_view.WordingDialog`, `wording_view.ReaderDialog`.
- Ask about the findings of the leak check before a text leaves: `leak_questions.ask_leaks`.
"""

__all__ = [
    "given_dialog",
    "leak_questions",
    "letterhead_screen",
    "papers_query",
    "papers_screen",
    "papers_view",
    "vetting_screen",
    "wording_view",
]  # fmt: skip
