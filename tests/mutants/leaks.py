"""Mutants of the leak check: nothing leaves with a finding that nobody answered, and known names are found."""

from tests.mutants.mutant import Mutant

_CHECK = "P61"
_OUT = "tests/actions/test_leak_check.py"
_TEXT = "tests/domain/test_leaks.py"
_DETAIL = "tests/actions/test_leak_details.py"
_ONCE = f"{_OUT}::test_a_word_that_is_no_name_is_asked_once"
_NAMES = f"{_OUT}::test_real_names_are_compared_while_open_and_by_tags_afterwards"
_FILE = f"{_OUT}::test_a_paper_by_command_is_refused_and_nothing_is_written"

MUTANTS = [
    Mutant(
        promise=_CHECK,
        place="app.domain.leaks.leak_search:finding_id",
        find="f'{audience}\\x00{kind.value}\\x00{said}'",
        put="f'{kind.value}\\x00{said}'",
        test=f"{_OUT}::test_an_answer_for_one_audience_is_none_for_another",
    ),
    Mutant(
        promise=_CHECK,
        place="app.actions.release.leak_check:parse_answers",
        find="head != ours",
        put="False",
        test=_FILE,
    ),
    Mutant(
        promise=_CHECK,
        place="app.cli.leak_options:read_answers",
        find="[paper, *sorted(record_of(vault, id_).ref for id_ in ids), *(['to', *readers] if readers else [])]",
        put="[paper]",
        test=_FILE,
    ),
    Mutant(
        promise=_CHECK,
        place="app.actions.mail.sharing:_queue",
        find="let_leave(vault, made.leaks, f'report, {view.profile.name}, {contact.record.ref}')",
        put="pass",
        test=f"{_OUT}::test_the_command_line_refuses_lists_and_takes_answers",
    ),
    Mutant(
        promise=_CHECK,
        place="app.actions.mail.anonymous:share",
        find="let_leave(vault, made.leaks, f'report, {view.profile.name}, {contact.record.ref}')",
        put="pass",
        test=f"{_OUT}::test_who_is_held_back_stops_a_share_by_whole_words_however_spelt",
    ),
    Mutant(
        promise=_CHECK,
        place="app.actions.outgoing.output:OutputResult.data",
        find="self.leaks.need_answers()",
        put="pass",
        test=f"{_OUT}::test_the_public_mission_report_cannot_be_saved_until_both_are_answered",
    ),
    Mutant(
        promise=_CHECK,
        place="app.actions.release.leak_check:_is_open",
        find="answer is None or refused or answer.does in (REPLACE, EDIT)",
        put="answer is None or refused",
        test=f"{_OUT}::test_an_edit_is_checked_again",
    ),
    Mutant(
        promise=_CHECK,
        place="app.actions.release.leak_check:check_records",
        find="evolve(chosen, records=records)",
        put="chosen",
        test=f"{_OUT}::test_what_is_replaced_or_edited_is_what_leaves_and_the_receiver_reads",
    ),
    Mutant(
        promise=_CHECK,
        place="app.actions.release.leak_check:remember_answers",
        find="vault.set(_SAID, json.dumps([*said, *missing], ensure_ascii=False).encode())",
        put="pass",
        test=_ONCE,
    ),
    Mutant(
        promise=_CHECK,
        place="app.actions.release.leak_check:_of_names",
        find="state is not NamesChecked.CLOSED",
        put="True",
        test=_NAMES,
    ),
    Mutant(
        promise=_CHECK,
        place="app.actions.release.known_names:close_names",
        find="sitting.key = sitting.terms = None",
        put="pass",
        test=_NAMES,
    ),
    Mutant(
        promise=_CHECK,
        place="app.actions.vault.real_names:save",
        find="vault.sitting[real_names.CHANGED] = True",
        put="pass",
        test=f"{_OUT}::test_a_name_that_was_stored_just_now_is_compared_too",
    ),
    Mutant(
        promise=_CHECK,
        place="app.store.vault.open_vault:Vault.close",
        find="self.sitting.clear()",
        put="pass",
        test=f"{_OUT}::test_no_word_and_no_tag_of_a_name_is_in_a_file",
    ),
    Mutant(
        promise=_CHECK,
        place="app.domain.leaks.leak_values:keep_reasons",
        find="finding.weight is Weight.STOP and audience == 'public' and finding.kind in _NEVER_PUBLIC",
        put="False",
        test=f"{_TEXT}::test_a_stop_about_a_person_is_never_kept_for_public",
    ),
    Mutant(
        promise=_CHECK,
        place="app.domain.leaks.leak_values:LeakAnswers.of",
        find="finding.weight is Weight.ASK and audience == 'public'",
        put="False",
        test=f"{_TEXT}::test_replace_all_answers_no_question_about_a_public_paper",
    ),
    Mutant(
        promise=_CHECK,
        place="app.domain.leaks.known_terms:KnownTerms.scan",
        find="other != stem and (both := numbers & others)",
        put="other != stem and (both := numbers & others) and at - where < 2 and where < 0",
        test=f"{_TEXT}::test_a_real_name_is_found_by_two_of_its_words_or_a_rare_one",
    ),
    Mutant(
        promise=_CHECK,
        place="app.domain.leaks.tokens:list_stems",
        find="if not _JOINED.search(word): return (word,)",
        put="return (word,)",
        test=f"{_TEXT}::test_arabic_prefixes_and_vowel_signs_hide_no_name",
    ),
    Mutant(
        promise=_CHECK,
        place="app.domain.leaks.tokens:join_pieces",
        find="_CUT.fullmatch(gap)",
        put="False",
        test="tests/domain/test_odd_spellings.py::test_an_alias_in_pieces_or_with_an_ending_is_found",
    ),
    Mutant(
        promise=_CHECK,
        place="app.domain.leaks.leak_values:keep_reasons",
        find="finding.weight is Weight.STOP and finding.kind in _OF_PERSON",
        put="False",
        test=f"{_TEXT}::test_a_known_person_or_a_number_is_never_kept_as_not_a_name",
    ),
    Mutant(
        promise=_CHECK,
        place="app.domain.leaks.written_patterns:find_patterns",
        find="page.take(_PHONE, LeakClass.REACH, unless=_is_years)",
        put="pass",
        test=f"{_TEXT}::test_a_telephone_number_is_found_however_it_is_written",
    ),
    Mutant(
        promise=_CHECK,
        place="app.actions.release.leak_limits:_form_of",
        find="consent_rules.find_release(vault, person, paper).form.value",
        put="ALIASED",
        test=f"{_OUT}::test_the_yes_to_each_audience_decides_which_alias_may_stand",
    ),
    Mutant(
        promise=_CHECK,
        place="app.actions.release.known_places:find_fine_places",
        find="max(_finest(place, limits), limits.at(place.id) if place.id in asked else EXACT)",
        put="_finest(place, limits)",
        test=f"{_DETAIL}::test_a_place_in_a_text_has_the_detail_for_everybody_at_it",
    ),
    Mutant(
        promise=_CHECK,
        place="app.actions.release.known_places:find_fine_places",
        find="max(finest[place.id], DISTRICT)",
        put="finest[place.id]",
        test=f"{_DETAIL}::test_a_place_of_nobody_is_only_an_area_in_a_text",
    ),
    Mutant(
        promise=_CHECK,
        place="app.actions.release.leak_limits:_strictest_facets",
        find="id_ in found or one.form not in (Spoken.OMIT, Spoken.CLOSED)",
        put="one.form not in (Spoken.OMIT, Spoken.CLOSED)",
        test=f"{_DETAIL}::test_a_time_in_a_text_has_the_detail_for_everybody_at_the_incident",
    ),
    Mutant(
        promise=_CHECK,
        place="app.domain.leaks.leak_search:_Search.places",
        find="evolve(self.limits.narrow(near), moments=frozenset()) if near else self.limits",
        put="self.limits",
        test=f"{_DETAIL}::test_a_time_in_a_text_with_the_name_of_somebody_is_as_exact_as_for_that_person",
    ),
    Mutant(
        promise=_CHECK,
        place="app.actions.release.leak_check:check_texts",
        find="find_leaks(texts, known, limits, words, free, near)",
        put="pass",
        test=f"{_DETAIL}::test_a_time_in_a_text_with_the_name_of_somebody_is_as_exact_as_for_that_person",
    ),
    Mutant(
        promise=_CHECK,
        place="app.actions.release.leak_limits:limits_of",
        find="limits if listed else limits.narrow(_list_replaced(vault, rows))",
        put="limits",
        test=f"{_DETAIL}::test_a_time_next_to_an_alias_that_the_share_replaced_is_too_fine",
    ),
    Mutant(
        promise=_CHECK,
        place="app.actions.release.leak_limits:_strictest_facets",
        find="{*linked, *(row.id for row in rows if row.kind == 'event')}",
        put="{row.id for row in rows if row.kind == 'event'}",
        test=f"{_DETAIL}::test_a_table_of_acts_has_the_detail_for_everybody_at_the_incidents",
    ),
    Mutant(
        promise=_CHECK,
        place="app.actions.release.leak_limits:_form_of",
        find="marked_above(vault.kinds[person.kind], person, paper.audience)",
        put="False",
        test=f"{_OUT}::test_a_withdrawn_or_a_strictly_marked_person_is_a_finding_despite_a_yes",
    ),
]
