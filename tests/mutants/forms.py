"""Breaks the drafts of forms: text that is left or thrown away is no longer kept."""

from tests.mutants.mutant import Mutant

FRAME = "tests/gui/test_form_frame.py"

MUTANTS = [
    Mutant("P2", "app.gui.records.form_frame:FormFrame.keep_now", "self.pause.finish()", "pass",
           f"{FRAME}::test_escape_keeps_the_draft_with_its_time_and_undo_opens_it_again"),
    Mutant("P2", "app.gui.shell.vault_session:VaultSession.retire",
           'getattr(self.window.full, "keep_now", lambda: None)()', "pass",
           "tests/gui/test_leaving.py"
           "::test_one_press_of_lock_in_the_foot_locks_and_the_last_letters_of_a_draft_are_kept"),
    Mutant("P2", "app.gui.incidents.entry_screen:_Save.undo",
           "self.aside = drafts.keep_aside(vault, drafts.ENTRY, self.draft)", "pass",
           "tests/gui/test_corrected.py::test_undo_of_a_new_incident_keeps_its_text_as_a_draft"),
    Mutant("P2", "app.gui.shell.unsaved_text:throw_draft_away",
           'desk.tell(said, back, lambda vault: drafts.drop(vault, name), changed, name)',
           'desk.tell(said, None, None, changed)',
           f"{FRAME}::test_thrown_away_text_comes_back_by_undo"),
    Mutant("P2", "app.gui.shell.undo_stack:Past.opened_draft",
           "self.done = deque((step for step in self.done if step[2] != name), STEPS)", "pass",
           f"{FRAME}::test_the_undo_of_a_kept_draft_ends_when_its_form_opens_again"),
]  # fmt: skip
