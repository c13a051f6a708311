"""Breaks the drafts of forms: text that is left or thrown away is no longer kept."""

from tests.mutants.mutant import Mutant

FRAME = "tests/gui/test_form_frame.py"

MUTANTS = [
    Mutant("P2", "app.gui.records.form_view:RecordForm.hideEvent", "self.pause.finish()", "pass",
           f"{FRAME}::test_escape_keeps_the_draft_with_its_time_and_undo_throws_it_away"),
    Mutant("P2", "app.gui.shell.unsaved_text:throw_draft_away",
           'desk.tell(desk.look.tr("Draft deleted."), back, lambda vault: drafts.drop(vault, name), changed)',
           'desk.tell(desk.look.tr("Draft deleted."), None, None, changed)',
           f"{FRAME}::test_thrown_away_text_comes_back_by_undo"),
]  # fmt: skip
