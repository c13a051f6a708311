"""Mutants of session notes: their own kinds, password, copy in a backup, file for a clinician, and end."""

from tests.mutants.mutant import Mutant

_OWN = "tests/actions/test_session_notes.py"
_OUT = "tests/actions/test_session_notes_leaving.py"
_HAND = "tests/actions/test_note_handing.py"
_GUI = "tests/gui/test_session_notes.py"
_ONLY = f"{_OWN}::test_notes_open_never_as_a_vault_and_a_vault_never_as_notes"
_KINDS = f"{_OWN}::test_the_kinds_of_a_vault_and_of_its_notes_are_separate"
_NEEDS = f"{_HAND}::test_a_copy_needs_the_clinician_of_an_open_plan_and_a_yes_that_counts"
_TWO = f"{_OWN}::test_the_vault_and_its_notes_never_have_one_password"
_RESTORED = f"{_OWN}::test_a_backup_has_the_notes_sealed_and_a_restored_vault_finds_them"
_STRANGER = f"{_HAND}::test_a_report_is_no_handed_note_and_an_unknown_sender_hands_none"

MUTANTS = [
    Mutant(
        promise="P75", place="app.gui.vault.way_fields:KeyRing.find",
        find="session_vault.require(vault) if self.notes else vault", put="vault",
        test=f"{_GUI}::test_a_new_password_of_the_notes_leaves_that_of_the_vault",
    ),
    Mutant(
        promise="P75", place="app.domain.kinds:_BuiltIn._whole", find="self._own_vault or not kind.own_vault",
        put="True", test=_KINDS,
    ),
    Mutant(
        promise="P75", place="app.store.vault.connection:require_own_kind",
        find="kind.own_vault != (con.kinds is NOTE_KINDS)", put="False", test=_KINDS,
    ),
    Mutant(
        promise="P75", place="app.store.vault.connection:require_kinds", find="(con.kinds is NOTE_KINDS) == apart",
        put="True", test=_ONLY,
    ),
    Mutant(
        promise="P75", place="app.store.vault.open_vault:open_", find="require_kinds(vault.con, apart)", put="pass",
        test=_ONLY,
    ),
    Mutant(
        promise="P75", place="app.store.vault.open_vault:Vault.close", find="notes.close()", put="pass",
        test=f"{_OWN}::test_notes_open_only_with_their_own_password_and_close_with_their_vault",
    ),
    Mutant(
        promise="P75", place="app.actions.vault.session_vault:create",
        find="require_different_passphrase(passphrase, step(find_free))", put="pass", test=_TWO,
    ),
    Mutant(
        promise="P75", place="app.actions.vault.rotation:rotate",
        find="require_different_passphrase(passphrase, vault.folder)", put="pass", test=_TWO,
    ),
    Mutant(
        promise="P75", place="app.actions.vault.lifecycle:require_different_passphrase",
        find="Tries(other, free=FREE, guesses=True).opened(guess)", put="guess()",
        test=f"{_OWN}::test_each_guess_of_the_other_password_counts_and_then_waits",
    ),
    Mutant(
        promise="P75", place="app.actions.vault.unlock_attempts:Tries._count",
        find="0 if self._names == _GUESSES else limit_of(self.folder)", put="limit_of(self.folder)",
        test=f"{_OWN}::test_guesses_of_the_password_around_never_destroy_the_vault",
    ),
    Mutant(
        promise="P76", place="app.store.upkeep.backup:_notes", find="notes_copy.pack(source.folder, lane.target)",
        put="pass", test=_RESTORED,
    ),
    Mutant(
        promise="P76", place="app.actions.vault.backups:_source", find="session_vault.close(vault)", put="pass",
        test=_RESTORED,
    ),
    Mutant(
        promise="P76", place="app.store.upkeep.restore:restore", find="require_kinds(con, apart)", put="pass",
        test=f"{_OWN}::test_their_own_backup_opens_separately_and_never_as_a_vault",
    ),
    Mutant(
        promise="P76", place="app.actions.field.border:_marks", find="[notes] if notes else []", put="[]",
        test=f"{_OUT}::test_border_mode_carries_them_sealed_on_a_stick_and_a_later_note_takes_the_proof_back",
    ),
    Mutant(
        promise="P76", place="app.store.upkeep.notes_copy:pack", find="made.unlink(missing_ok=True)", put="pass",
        test=f"{_OWN}::test_the_next_backup_follows_the_notes_and_their_end",
    ),
    Mutant(
        promise="P76", place="app.store.upkeep.backup:_notes", find="return (notes_copy.DAMAGED_HERE,)", put="raise",
        test=f"{_OWN}::test_damaged_notes_never_stop_a_backup_of_the_vault",
    ),
    Mutant(
        promise="P75", place="app.gui.vault.session_notes_screen:_NotesVisit._left",
        find="self._desk.ask(session_vault.close, lambda _: None)", put="pass",
        test=f"{_GUI}::test_when_they_close_no_widget_and_no_page_of_the_vault_has_a_word_of_them",
    ),
    Mutant(
        promise="P75", place="app.gui.vault.session_notes_screen:_NotesVisit._close",
        find="self._desk.window.drop_page(self._page)", put="pass",
        test=f"{_GUI}::test_they_close_at_the_end_of_the_time_under_a_page_that_was_put_over_them",
    ),
    Mutant(
        promise="P75", place="app.gui.shell.unsaved_text:read_unsaved_text", find="not closed", put="True",
        test=f"{_GUI}::test_a_lock_keeps_no_word_of_an_open_list_of_a_note_in_the_vault",
    ),
    Mutant(
        promise="P75", place="app.gui.vault.session_notes_screen:_keep_draft",
        find="drafts.keep(notes, name, values)", put="drafts.keep(vault, name, values)",
        test=f"{_GUI}::test_a_lock_keeps_the_text_of_a_form_in_the_notes_and_never_in_the_vault",
    ),
    Mutant(
        promise="P77", place="app.actions.contacts.note_handing:ask", find="contact.state != 'verified'", put="False",
        test=_NEEDS,
    ),
    Mutant(
        promise="P77", place="app.actions.contacts.note_handing:ask",
        find="contact.record.id not in _list_clinicians(vault, person)", put="False", test=_NEEDS,
    ),
    Mutant(
        promise="P77", place="app.actions.contacts.note_handing:_list_clinicians",
        find="plan.fields.get(_STATE) not in _ENDS", put="True", test=_NEEDS,
    ),
    Mutant(
        promise="P77", place="app.actions.contacts.note_handing:ask",
        find="not case_facts.agrees(vault, person, contact.reader_names)",
        put="False", test=_NEEDS,
    ),
    Mutant(
        promise="P77", place="app.actions.contacts.note_handing:hand", find="code != asked.code", put="False",
        test=f"{_HAND}::test_a_copy_is_asked_twice",
    ),
    Mutant(
        promise="P77", place="app.actions.contacts.note_handing:hand", find="external_files.new_file(path)",
        put='path.open("wb")', test=f"{_HAND}::test_a_copy_without_its_line_in_the_log_is_no_file",
    ),
    Mutant(
        promise="P77", place="app.actions.contacts.note_handing:take",
        find="crypto.verify_sender(opened, manifest)", put="pass", test=_STRANGER,
    ),
    Mutant(
        promise="P78", place="app.store.vault.wipe:destroy_header", find="[notes / HEADER]", put="[]",
        test=f"{_OWN}::test_erasing_notes_leaves_the_vault_and_erasing_the_vault_leaves_no_notes",
    ),
    Mutant(
        promise="P78", place="app.store.vault.wipe:destroy_header", find="notes.is_symlink()", put="False",
        test=f"{_OUT}::test_a_link_in_the_place_of_the_notes_is_never_followed",
    ),
    Mutant(
        promise="P78", place="app.actions.vault.session_vault:is_there", find="wipe.finish(folder_of(vault))",
        put="pass", test=f"{_OWN}::test_an_interrupted_end_of_the_notes_is_ended_at_the_next_look",
    ),
]  # fmt: skip
