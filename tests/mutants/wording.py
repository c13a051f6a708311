"""Mutants of the wording of a paper, and of the mark of its second reader."""

from tests.mutants.mutant import Mutant

_WORDING, _READER = "P64", "P65"
_WORDS = "tests/actions/test_wording.py::test_"
_READ = "tests/actions/test_second_reader.py::test_"

MUTANTS = [
    Mutant(_WORDING, "app.actions.outgoing.wording:PaperWording.say", "one.of == hash_text(text)", "True",
           f"{_WORDS}a_wording_of_a_changed_text_is_not_used_and_the_paper_waits_for_a_decision"),
    Mutant(_WORDING, "app.actions.outgoing.output:OutputResult.changed", "one.earlier", "False",
           f"{_WORDS}a_wording_of_a_changed_text_is_not_used_and_the_paper_waits_for_a_decision"),
    Mutant(_WORDING, "app.actions.papers.register:find_wording",
           "(row.fields['output'], row.fields.get('language')) == (output, language)", "True",
           f"{_WORDS}a_wording_is_kept_with_its_paper_and_used_for_the_same_paper_records_and_language"),
    Mutant(_WORDING, "app.actions.papers.register:find_wording", "row.fields['audience'] == audience", "True",
           f"{_WORDS}a_wording_is_for_papers_to_the_same_audience_and_for_our_own"),
    Mutant(_WORDING, "app.actions.papers.paper_makers:_finish",
           "has_real_name(vault, {one.key: one.words for one in wording.used})", "False",
           f"{_WORDS}a_real_name_in_a_wording_is_refused_in_every_paper"),
    Mutant(_WORDING, "app.actions.records.destruction:forget",
           "_drop_wordings(vault, str(record.fields.get('alias', '')))", "pass",
           f"{_WORDS}no_wording_with_the_alias_of_a_person_stays_after_that_person_is_destroyed"),
    Mutant(_WORDING, "app.actions.papers.register:_keep_wording", "text.decided", "text.words",
           f"{_WORDS}the_newest_wording_wins_and_an_empty_one_leaves_the_text_as_written"),
    Mutant("P61", "app.actions.papers.paper_makers:_finish", "wording.undo(read_texts(content))", "{}",
           "tests/actions/test_leak_details.py::test_a_time_in_a_text_with_the_name_of_somebody_is_as_exact_as_for_that_person"),
    Mutant("P61", "app.actions.outgoing.wording:PaperWording.undo", "one.words[:_BEGINNING] in text", "False",
           "tests/actions/test_leak_details.py::test_a_wording_has_the_limits_of_the_text_that_it_replaces"),
    Mutant(_READER, "app.actions.outgoing.output:OutputResult.data", "not all(self.reader)", "False",
           f"{_READ}nothing_is_saved_before_a_second_reader_is_named"),
    Mutant(_READER, "app.actions.outgoing.output:OutputResult.needs_reader", "self.frame.audience == 'public'", "False",
           f"{_READ}each_public_paper_with_words_needs_a_second_reader_and_a_table_of_numbers_needs_none"),
    Mutant(_READER, "app.actions.papers.paper_makers:mark_read", "not changed <= day <= today", "day > today",
           f"{_READ}a_mark_needs_a_name_and_a_day_that_is_past"),
    Mutant(_READER, "app.actions.papers.paper_makers:mark_read", "not any(map(str.isalpha, name))", "not reader",
           f"{_READ}a_mark_needs_a_name_and_a_day_that_is_past"),
    Mutant("P60", "app.actions.papers.register:save", "_need_same_answers(vault, file.made)", "pass",
           f"{_READ}a_paper_is_not_saved_if_a_consent_changed_while_the_second_reader_read"),
    Mutant("P60", "app.actions.papers.register:_need_same_answers", "who.id in changed", "False",
           f"{_READ}a_paper_is_not_saved_if_a_consent_changed_while_the_second_reader_read"),
    Mutant(_READER, "app.actions.papers.register:_row", "made.reader[0]", "''",
           f"{_READ}nothing_is_saved_before_a_second_reader_is_named"),
]  # fmt: skip
