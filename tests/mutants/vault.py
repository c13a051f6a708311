"""Mutants of what a vault does for its owner: ways in, locks, wiping, backups, destroying, logs."""

from tests.mutants.mutant import Mutant

LOCKED = "P2"
OPEN = "P3"
KEEPERS = "P16"
ENDS = "P17"
LAST = "P6"
DOOR = "P8"
TRIES = "P7"
COPIED = "P10"
DISK = "P11"
BORDER = "P13"
MISTAKE = "P24"
LOSS = "P18"
BACKUP = "P19"
DEATH = "P12"
DESTROYED = "P21"
MEMORY = "P4"
COURT = "P22"
LOG = "P23"
DURESS = "P29"
LISTED = "P28"

MUTANTS = [
    Mutant(
        LOCKED,
        "app.gui.shell.unsaved_text:read_unsaved_text",
        "is_secret(field)",
        "False",
        "tests/gui/test_typed.py::test_a_secret_is_never_kept",
    ),
    Mutant(
        LOCKED,
        "app.gui.shell.unsaved_text:put_back",
        "field.setText(text)",
        "field.setText(text.strip())",
        "tests/gui/test_typed.py::test_what_stands_in_any_other_field_comes_back",
    ),
    Mutant(
        OPEN,
        "app.gui.shell.auto_lock:AutoLock._came",
        "reason not in self.wishes.stays",
        "reason in self.wishes.stays",
        "tests/gui/test_leaving.py::test_what_logind_says_leaves_and_asks_for_the_words_again",
    ),
    Mutant(
        OPEN,
        "app.gui.shell.auto_lock:AutoLock._looked",
        "self._came(Reason.KEYFILE)",
        "pass",
        "tests/gui/test_leaving.py::test_the_key_file_s_stick_is_looked_after_and_its_end_leaves",
    ),
    Mutant(
        KEEPERS,
        "app.actions.contacts.trustees:keeper",
        "contact.state != 'verified' or not contact.may_receive",
        "not contact.may_receive",
        "tests/actions/test_trustees.py::test_it_goes_to_a_verified_contact_alone",
    ),
    Mutant(
        KEEPERS,
        "app.actions.mail.rules:apply",
        "not rules.covers(vault.con, arrived.contact, arrived.profile) and not _by_itself(vault, arrived)",
        "False",
        "tests/actions/test_trustees.py::test_no_rule_takes_it_in_and_none_can_be_made_for_it",
    ),
    Mutant(
        ENDS,
        "app.actions.contacts.trustees:hand_over",
        "if leave_end:\n    fields[END] = identities.my_revocation(vault).hex()",
        "fields[END] = identities.my_revocation(vault).hex()",
        "tests/actions/test_trustees_end.py::test_what_ends_the_sender_is_left_only_where_a_person_says_so",
    ),
    Mutant(
        ENDS,
        "app.actions.contacts.trustees:left_out",
        "theirs and statement.successor is None",
        "statement.successor is None",
        "tests/actions/test_trustees_end.py::test_what_does_not_end_the_sender_is_left_out_in_one_sentence_and_the_share_is_kept",
    ),
    Mutant(
        LAST,
        "app.actions.vault.unlock_methods:remove",
        "opened.slot == i",
        "False",
        "tests/actions/test_slots.py::test_a_way_in_is_taken_away_by_another_and_the_last_one_stays",
    ),
    Mutant(
        LAST,
        "crypto.header:_okm",
        "(r.buffer, keyfile, device)",
        "(r.buffer, NONE, device)",
        "tests/actions/test_slots.py::test_a_key_file_needs_its_passphrase_and_the_passphrase_its_file",
    ),
    Mutant(
        DOOR,
        "app.store.vault.wipe:_write_over",
        "write_at(fd, 0, noise)",
        "pass",
        "tests/store/test_wipe.py::test_the_header_is_written_over_where_it_lies_before_anything_else",
    ),
    Mutant(
        DOOR,
        "app.store.vault.wipe:wipe",
        "end_other(folder)",
        "False",
        "tests/store/test_wipe.py::test_who_has_it_open_is_ended_and_a_rewrite_of_theirs_is_undone",
    ),
    Mutant(
        TRIES,
        "app.actions.vault.unlock_attempts:Tries.wait",
        "wrong <= self._free",
        "True",
        "tests/actions/test_opening.py::test_each_wrong_one_waits_twice_as_long_up_to_ten_minutes",
    ),
    Mutant(
        TRIES,
        "app.actions.vault.unlock_attempts:Tries._keep",
        "device_settings.change(self.folder, **dict(zip(self._names, (wrong, int(at)), strict=True)))",
        "pass",
        "tests/actions/test_opening.py::test_a_restart_does_not_reset_it_and_success_does",
    ),
    Mutant(
        COPIED,
        "crypto.slots:rotate_header",
        "opened._replace(vmk=Secret.of(random(32)), db_id=random(16), seq=header.seq + 1, also=())",
        "opened._replace(vmk=Secret.of(bytes(opened.vmk.buffer)), db_id=random(16), seq=header.seq + 1, also=())",
        "tests/store/test_rotation.py::test_the_old_key_opens_nothing_of_the_new_database",
    ),
    Mutant(
        COPIED,
        "crypto.slots:rotate_header",
        "written = random(SLOT)",
        "written = header.slot(i)",
        "tests/store/test_rotation.py::test_slots_outside_the_mask_stay_and_no_other_of_the_mask_opens",
    ),
    Mutant(
        DISK,
        "app.store.vault.connection:connect",
        "migration_backup.keep(con, path)",
        "pass",
        "tests/store/test_older_vaults.py::test_a_copy_is_kept_until_the_vault_was_opened_once_more",
    ),
    Mutant(
        DISK,
        "app.store.vault.migration_backup:release",
        "not integrity.damage(con)",
        "True",
        "tests/store/test_older_vaults.py::test_the_copy_stays_while_a_page_of_the_vault_is_damaged",
    ),
    Mutant(
        BORDER,
        "app.actions.field.border:read_status",
        "state == ACCEPTED",
        "True",
        "tests/actions/test_border.py::test_the_proof_is_the_other_ones_word_that_every_byte_is_whole",
    ),
    Mutant(
        BORDER,
        "app.actions.field.border:read_status",
        "_marks(vault) != crossing.marks",
        "False",
        "tests/actions/test_border.py::test_what_was_changed_since_is_not_wiped_away",
    ),
    Mutant(
        MISTAKE,
        "app.actions.records.record_merges:_taken",
        "fresh['protected'] = True",
        "pass",
        "tests/actions/test_joining.py::test_where_both_say_something_the_kept_word_stands_but_for_what_protects",
    ),
    Mutant(
        MISTAKE,
        "app.actions.records.record_merges:_taken",
        "_level(kind, gone) > _level(kind, kept)",
        "False",
        "tests/actions/test_joining.py::test_where_both_say_something_the_kept_word_stands_but_for_what_protects",
    ),
    Mutant(
        LOSS,
        "app.store.upkeep.blob_copy:_settle",
        "lane.reads_back and (not is_whole(part, blob))",
        "False",
        "tests/store/test_backup.py::test_a_disk_that_gives_other_bytes_back_makes_no_backup",
    ),
    Mutant(
        BACKUP,
        "app.store.upkeep.backup:BackupInput.of",
        "frozenset() if keysets else KEYSETS",
        "frozenset()",
        "tests/store/test_backup.py::test_no_private_keyset_is_in_a_backup",
    ),
    Mutant(
        DEATH,
        "app.store.vault.blobs:import_stream",
        "place.with_name(place.name + '.part')",
        "place",
        "tests/store/test_blobs.py::test_killed_at_any_moment_leaves_no_clear_text_and_no_half_file_under_a_final_name",
    ),
    Mutant(
        DESTROYED,
        "app.actions.mail.accept_undo:can_undo",
        'accepted and {**rows, "link": links} == copy.after',
        "accepted",
        "tests/actions/test_accept_undo.py::test_a_destroyed_record_is_not_brought_back",
    ),
    Mutant(
        DESTROYED,
        "app.store.mail.destruction:delete_files",
        "path.unlink(missing_ok=True)",
        "pass",
        "tests/actions/test_destroying.py::test_the_searcher_finds_it_before_and_nowhere_after",
    ),
    Mutant(
        DESTROYED,
        "app.actions.records.destruction:destroy",
        "report_copies.take_out(vault, doomed)",
        "pass",
        "tests/actions/test_destroying.py::test_what_was_sent_and_what_came_lose_it_too",
    ),
    Mutant(
        MEMORY,
        "app.device.process:keep_memory_private",
        "resource.setrlimit(resource.RLIMIT_CORE, (0, 0))",
        "pass",
        "tests/machine/test_machine.py::test_a_process_leaves_no_core_and_cannot_be_read",
    ),
    Mutant(
        MEMORY,
        "app.device.process:keep_memory_private",
        "ctypes.CDLL(None).prctl(_SET_DUMPABLE, 0, 0, 0, 0)",
        "pass",
        "tests/machine/test_machine.py::test_a_process_leaves_no_core_and_cannot_be_read",
    ),
    Mutant(
        COURT,
        "app.store.records.custody:verify",
        "bytes(row[3]) != last",
        "False",
        "tests/store/test_custody.py::test_a_forgery_by_the_keys_owner_is_found",
    ),
    Mutant(
        COURT,
        "crypto.custody:next_head",
        "hash_('custody', head, entry)",
        "hash_('custody', entry)",
        "tests/crypto/test_custody.py::test_the_head_depends_on_every_entry_and_their_order",
    ),
    Mutant(
        LOG,
        "crypto.signed_log:check",
        "verify(found.signer, found.signature, 'journal-entry', found.before, entry.encode())",
        "pass",
        "tests/crypto/test_journal.py::test_what_was_changed_was_not_signed",
    ),
    Mutant(
        DURESS,
        "app.domain.code_words:without_words",
        "parts[first:last + 1] = []",
        "break",
        "tests/domain/test_spoken.py::test_a_word_is_known_in_what_was_said_and_does_not_stay_in_it",
    ),
    Mutant(
        DURESS,
        "app.domain.checkin_status:_ladder",
        "alarm.duress and step.kind in FOR_SILENCE",
        "False",
        "tests/actions/test_checkins.py::test_six_legs_one_without_signal_one_missed_check_in_and_one_word_of_duress_from_entry_to_the_log",
    ),
    Mutant(
        DURESS,
        "app.domain.code_words:_match",
        "said not in others and _is_nearly(said, word)",
        "False",
        "tests/domain/test_spoken.py::test_a_word_that_is_nearly_the_danger_word_is_danger_and_other_words_are_exact",
    ),
    Mutant(
        DURESS,
        "app.gui.checkins.checkin_answers:save_heard",
        "not in_danger and not row.travels",
        "not row.travels",
        "tests/gui/test_board_answers.py::test_a_check_in_with_danger_has_no_undo_and_a_later_calm_one_neither",
    ),
    Mutant(
        DURESS,
        "app.gui.checkins.checkin_answers:save_heard",
        "not in_danger and not row.travels",
        "not in_danger",
        "tests/gui/test_board_answers.py::test_on_a_vault_that_travels_no_check_in_has_an_undo_so_that_none_shows_a_danger",
    ),
    Mutant(
        DURESS,
        "app.gui.checkins.dayline:_Parties._day",
        "sorted(row.points, key=lambda point: (point[1] == 'danger', point[1] == 'missed'))",
        "row.points",
        "tests/gui/test_board_answers.py::test_no_later_point_covers_a_danger_and_its_step_is_the_first_act",
    ),
    Mutant(
        DURESS,
        "app.gui.checkins.checkins_view:CheckinsView._show_panel",
        "[*blocks, rule(), again] if shown.danger else [again, rule(), *blocks]",
        "[again, rule(), *blocks]",
        "tests/gui/test_board_answers.py::test_no_later_point_covers_a_danger_and_its_step_is_the_first_act",
    ),
    Mutant(
        DURESS,
        "app.domain.code_words:_is_word",
        "said[:-len(word)] in _JOINED",
        "False",
        "tests/domain/test_spoken.py::test_an_arabic_word_is_known_with_the_letters_that_join_it",
    ),
    Mutant(
        LISTED,
        "app.domain.listing:is_listed",
        "contact.fields.get('listing') in ('yes', 'alias')",
        "True",
        "tests/domain/test_listing.py::test_who_is_listed_is_who_said_so_for_this_audience",
    ),
    Mutant(
        LISTED,
        "app.domain.listing:is_listed",
        "fold(word).strip() == asked",
        "True",
        "tests/domain/test_listing.py::test_who_is_listed_is_who_said_so_for_this_audience",
    ),
    Mutant(
        LISTED,
        "app.domain.listing:listing",
        "record.id not in refused",
        "True",
        "tests/domain/test_listing.py::test_a_no_of_the_person_closes_what_the_contact_says",
    ),
]
