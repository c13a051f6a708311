"""Mutants of the ways out: a way would not ask the resolver, or would not read what leaves."""

from tests.mutants.mutant import Mutant

CONSENT, CHECK = "P60", "P61"
COPIES = "tests/actions/test_evidence_copies.py::test_"
WALK = "tests/flow/test_ways_out.py::test_a_person_without_a_yes_is_in_no_byte_of_any_way"
RULES = "tests/actions/test_release.py::test_"

MUTANTS = [
    Mutant(CONSENT, "app.actions.release.evidence_copies:allow", "not profile.originals", "False",
           f"{COPIES}an_original_about_nobody_is_for_courts_and_ourselves_only"),
    Mutant(CONSENT, "app.actions.release.evidence_copies:_find_missing",
           "found.form not in (Spoken.OMIT, Spoken.CLOSED)", "False",
           f"{COPIES}a_child_a_wish_and_a_mark_close_an_original"),
    Mutant(CONSENT, "app.actions.release.evidence_copies:_find_missing", "not images.is_yes", "False",
           f"{COPIES}silence_and_a_no_write_no_copy_for_any_audience"),
    Mutant(CONSENT, "app.actions.exports.tables_out:gather",
           "bool(closed) and (not closed.isdisjoint((who.id for who in subjects.people(record))))", "False",
           f"{RULES}a_row_about_somebody_else_brings_no_word_about_who_refused"),
    Mutant(CONSENT, "app.domain.release.share_choice:ShareChoice._place", "at_it or self.paper.audience.own", "True",
           WALK),
    Mutant(CONSENT, "app.domain.release.subjects:Subjects._find_people",
           "acting + (own or self._gather(_list_above(kind, near)))", "own or self._gather(_list_above(kind, near))",
           "tests/actions/test_release_roles.py::test_a_text_follows_a_person_in_any_role"),
    Mutant(CONSENT, "app.domain.release.subjects:Subjects._find_people",
           "acting + (own or self._gather(_list_above(kind, near)))",
           "acting + own or self._gather(_list_above(kind, near))",
           "tests/actions/test_release_roles.py::test_who_takes_part_hides_nobody_else"),
    Mutant(CONSENT, "app.domain.release.share_choice:ShareChoice._find_closed", "one.answer.column == 'no'", "False",
           f"{RULES}a_no_to_keep_data_closes_every_record_about_the_person"),
    Mutant(CHECK, "app.actions.release.evidence_copies:allow",
           "leak_check.let_leave(vault, report, f'copy, {profile.name}, {item.record.ref}')", "pass",
           f"{COPIES}the_name_and_the_hidden_data_of_a_file_are_questions"),
    Mutant(CHECK, "app.actions.mail.sharing:check_leaks",
           "hidden.setdefault(name, []).extend(found[one.sha256])", "pass",
           f"{COPIES}hidden_data_of_a_sealed_original_is_a_question_too"),
    Mutant(CHECK, "app.actions.exports.tables_out:gather_for",
           "let_leave(vault, leaks, f'table, {profile.name}')", "pass",
           f"{RULES}a_table_for_an_audience_has_what_a_share_has_and_no_ids"),
    Mutant(CHECK, "app.exchange.sandbox_client:Reader.hidden", "said is None", "False",
           "tests/exchange/test_metadata.py::test_the_confined_child_reads_them_and_a_damaged_file_is_unread"),
    Mutant(CHECK, "app.domain.leaks.paper_texts:_unescape", "'\\n' if found[1] in 'nN' else found[1]", "found[0]",
           "tests/domain/test_leaks.py::test_a_line_break_in_a_calendar_or_a_card_hides_no_name"),
    Mutant(CHECK, "app.actions.release.leak_limits:_list_own", "name not in _FREE", "True",
           "tests/actions/test_leak_check.py::test_the_free_text_of_a_listed_person_names_no_other_one"),
]  # fmt: skip
