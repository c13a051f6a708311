"""Mutants of the register of papers and of the withdrawal of consent."""

from tests.mutants.mutant import Mutant

_REGISTER, _CONSENT = "P62", "P42"
_ROWS = "tests/actions/test_register.py::test_"
_ACT = "tests/actions/test_consent_withdrawals.py::test_"

MUTANTS = [
    Mutant(_REGISTER, "app.actions.papers.register:save", "path.unlink(missing_ok=True)", "pass",
           f"{_ROWS}a_file_of_somebody_else_that_appears_meanwhile_stays"),
    Mutant(_REGISTER, "app.actions.papers.register:_row", "f'{does}; {reason}; {n}'", "str(made.content)",
           f"{_ROWS}each_saved_paper_has_a_row_with_hashes_and_codes_and_no_word_of_it"),
    Mutant(_REGISTER, "app.actions.exports.tables_out:export_table",
           "register.save(vault, register.PaperFile(path, made, form, file.getvalue()))",
           "path.write_bytes(file.getvalue())", f"{_ROWS}a_table_for_others_has_a_row_and_a_withdrawal_finds_it"),
    Mutant(_REGISTER, "app.actions.exports.tables_out:gather_for", "evolve(table, people=people, leaks=leaks)",
           "evolve(table, leaks=leaks)", f"{_ROWS}a_table_for_others_has_a_row_and_a_withdrawal_finds_it"),
    Mutant(_REGISTER, "app.actions.papers.register:check_file", "row.fields.get('sha256') == hash_", "True",
           f"{_ROWS}paper_check_knows_its_file_and_one_flipped_bit"),
    Mutant(_REGISTER, "app.actions.kernel.records:edit", "given.keys() <= {*kind.registered}", "True",
           f"{_ROWS}only_recipient_state_and_way_change_and_only_through_the_register"),
    Mutant(_REGISTER, "app.domain.kind:Kind.stays", "bool(self.registered)", "False",
           f"{_ROWS}no_row_of_the_register_leaves_the_vault"),
    Mutant(_REGISTER, "app.actions.withdrawals.withdrawal_notices:_sheet", "str(fields['reference'])",
           "str(dict(fields))", f"{_ROWS}a_notice_holds_reference_and_copy_and_neither_person_nor_word"),
    Mutant(_CONSENT, "app.actions.mail.stopped_deliveries:_stop", "stop(vault, ids, contact, closed, alias)",
           "False", f"{_ACT}f8_step_by_step"),
    Mutant(_CONSENT, "app.actions.mail.stopped_deliveries:_without_words", "word in fold(str(value))", "False",
           f"{_ACT}f8_step_by_step"),
    Mutant(_CONSENT, "app.actions.mail.stopped_deliveries:_stop_ended", "until < today", "False",
           f"{_ACT}an_expired_yes_stops_waiting_reports_and_sends_no_notice"),
    Mutant(_CONSENT, "app.actions.withdrawals.consent_withdrawals:_withdraw", "register.withdraw(vault, row)[1]",
           "Changed()", f"{_ACT}one_purpose_closes_one_audience"),
    Mutant(_CONSENT, "app.actions.withdrawals.consent_withdrawals:_withdraw", "closed or _can_say(row, person, chosen)",
           "closed", f"{_ACT}a_paper_with_a_name_is_told_after_a_withdrawal_of_the_yes_to_authorities"),
    Mutant(_CONSENT, "app.actions.withdrawals.consent_withdrawals:_withdraw", "danger or _meets(row, chosen)", "True",
           f"{_ACT}a_report_without_the_person_waits_on"),
    Mutant(_CONSENT, "app.actions.mail.sent_withdrawals:announce_consent", "records - {*kept}", "records",
           f"{_ACT}after_danger_nothing_leaves_at_all"),
    Mutant(_CONSENT, "app.actions.withdrawals.consent_withdrawals:_withdraw",
           "records.edit(vault, action.id.hex(), {'notice': 'withdrawn'})[1]", "Changed()",
           f"{_ACT}each_call_that_a_withdrawal_reaches_waits_until_its_recipient_is_told"),
    Mutant(_CONSENT, "app.actions.withdrawals.consent_withdrawals:_reads", "_opens(one, purposes)", "True",
           f"{_ACT}each_call_that_a_withdrawal_reaches_waits_until_its_recipient_is_told"),
    Mutant(_CONSENT, "app.actions.withdrawals.holders:_answer", "ids.isdisjoint(told.records)", "True",
           f"{_ACT}f8_step_by_step"),
    Mutant(_CONSENT, "app.domain.release.consents:has_withdrawn", "has_consent(person, purpose, consents)",
           "True", f"{_ACT}a_paper_for_our_own_use_is_held_too_and_warns_after_a_withdrawal"),
    Mutant(_CONSENT, "app.actions.withdrawals.consent_withdrawals:_withdraw",
           "audience == 'internal' and bool(register.recipient(vault, row))", "False",
           f"{_ACT}a_paper_for_our_own_use_is_held_too_and_warns_after_a_withdrawal"),
]  # fmt: skip
