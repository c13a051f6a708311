"""The main window of an open vault: session, navigation, threads and undo.

Rooms below: style, widgets, lock. Screens of other rooms take a `vault_session.VaultSession` as their first argument.

- Call the vault, show a page or report an error: the methods of `vault_session.VaultSession`.
- Open a page of another room: the calls of `routes.Routes` in the session, never an import.
- Write a main page: `place.MainPage`. Write one with a list: `list_page.ListPage`.
- Add the button that closes a page: `place.back_button`. Return to earlier pages: `page_stack.Pages`.
- Run a step of such a page, then read it again: `place.act_on_page`.
- Choose a file or folder: `page_stack.choose`.
- Delete the draft of a form, with Undo: `unsaved_text.throw_draft_away`.
- Undo nothing after an action that must stay: `undo_stack.make_stop`.
- Run long work with progress and Stop: `row_work.at_length`, `longwork.LongWork`.
- Get a file name that no file has yet: `row_work.unused_path`.
- Ask only the newest of fast questions: `latest_request.Latest`.
- Get the places in the order of the rail: `rail.places`.
- Show a strip with two answers: `strip_view.Unfinished`. Show that names are unlocked: `strip_view.OpenStrip`.
- Show that a vault is a sample: `strip_view.SampleStrip`.
- Add a fact to the last line of the window: `foot.Fact`.
- Run work on a thread: `work.Work`. No other module mixes threads and Qt.
"""

__all__ = [
    "auto_lock",
    "calls",
    "choosing_view",
    "foot",
    "garbage_collection",
    "keys_view",
    "latest_request",
    "list_page",
    "longwork",
    "page_stack",
    "place",
    "rail",
    "routes",
    "row_work",
    "strip_view",
    "undo_stack",
    "unsaved_text",
    "vault_session",
    "window",
    "work",
]
