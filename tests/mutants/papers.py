"""The painter of papers, its confinement, and what a paper in its frame promises, broken in turn."""

from tests.mutants.mutant import Mutant

_NEW = "tests/actions/test_new_papers.py"
_TWO = "tests/actions/test_papers_of_two.py"
_WHOLE = "tests/actions/test_whole_papers.py"
_CLEAR = "tests/actions/test_clear_papers.py"
_SAFE = "tests/actions/test_safe_papers.py"
_FILES = "tests/exchange/test_paper_files.py"
_CALL = "tests/actions/test_caller_lines.py"
_LIKE = f"{_CALL}::test_a_script_has_only_what_the_directory_has_of_a_recipient"
_STEPS = "tests/actions/test_proceedings.py::test_"
_ADDRESSEES = "app.actions.outgoing.addressees"
_LOSSES = "tests/actions/test_losses.py"
_SDG = "tests/actions/test_sdg.py"

MUTANTS = [
    Mutant("P60", "app.actions.papers.declared:CountPaper._tables", "column in shut", "False",
           f"{_SDG}::test_for_the_public_no_two_tables_reveal_a_small_number"),
    Mutant("P60", "app.actions.papers.declared:CountPaper._tables", "disclosure.HIDDEN if shut else told.rows[row]",
           "told.rows[row]",
           f"{_SDG}::test_for_the_public_no_two_tables_reveal_a_small_number"),
    Mutant("P60", "app.domain.acts.sdg:say_left_out", "deed.verdict.code not in ACCEPTED", "False",
           f"{_SDG}::test_f4_two_sources_of_one_origin_are_left_out_with_the_reason"),
    Mutant(
        "P26", "app.exchange.paper_painter:main",
        "layers.confine(begin=painter.warm, readable=painter.folders)", "frozenset()",
        f"{_FILES}::test_the_painter_has_every_layer_and_no_file",
    ),
    Mutant(
        "P26", "app.exchange.layers:order", "begin()", "pass",
        f"{_FILES}::test_an_ordinary_user_paints_with_every_limit",
    ),
    Mutant("P60", "app.actions.kernel.view_rows:_values", "[None] * source.number(one, path)",
           "source.parts(one, path)",
           "tests/actions/test_views.py::test_an_action_that_is_withheld_is_still_an_action"),
    Mutant("P60", "app.actions.kernel.view_rows:_values", "source.outline(one).get(path)", "True",
           "tests/actions/test_views.py::test_a_list_for_other_people_has_no_row_by_a_field_that_they_cannot_read"),
    Mutant("P60", "app.domain.acts.casualties:_count_part", "max(counted[1] - named, 0)", "counted[1]",
           "tests/domain/test_acts.py::test_nobody_is_counted_as_named_and_as_not_named"),
    Mutant("P60", "app.domain.acts.casualties:_count_part", "max(counted[0] + open_[0] - named, 0)",
           "counted[0] + open_[0]",
           "tests/domain/test_acts.py::test_f18_has_every_figure_of_the_page"),
    Mutant("P60", "app.domain.acts.casualties:count", "both[0] - twice", "both[0]",
           "tests/domain/test_acts.py::test_a_person_in_two_incidents_counts_once_and_is_listed"),
    Mutant("P60", "app.actions.papers.justice.casualties:_apart", "disclosure.is_small((found.named, found.named))",
           "False", "tests/actions/test_casualties.py::test_named_people_are_told_apart_only_if_no_number_is_small"),
    Mutant("P60", "app.actions.papers.justice.casualties:_apart", "not small", "True",
           "tests/actions/test_casualties.py::test_named_people_are_told_apart_only_if_no_number_is_small"),
    Mutant("P60", "app.domain.release.subjects:is_sexual", "('gender_factor', 'grave')", "('gender_factor',)",
           "tests/actions/test_casualties.py::test_sexual_violence_against_a_child_is_closed_like_any_other"),
    Mutant("P60", "app.actions.papers.declared:_cover", "whole == disclosure.HIDDEN", "False",
           "tests/actions/test_counted.py"
           "::test_acts_by_kind_and_year_with_a_small_number_and_every_total_that_reveals_it"),
    Mutant("P60", "app.actions.papers.declared:_cover", "disclosure.is_small((verified, verified))", "False",
           "tests/actions/test_counted.py::test_the_verified_acts_are_not_told_by_those_that_are_not"),
    Mutant("P60", "app.domain.disclosure:disclose_falling", "(*column, *gaps)", "column", f"{_STEPS}"
           "no_small_number_can_be_computed_along_a_row"),
    Mutant("P60", "app.actions.papers.justice.impunity:group_attacks", "few and len(some) < SMALLEST", "False",
           f"{_STEPS}"
           "rows_with_few_attacks_are_one_row_for_others"),
    Mutant("P60", "app.domain.casework.losses:may_tell_sum", "add_losses(lines).people[0] >= SMALLEST", "True",
           f"{_LOSSES}::test_a_census_tells_a_sum_only_of_five_people_and_no_total_that_reveals_another"),
    Mutant("P60", "app.actions.papers.justice.casework:_row", "hidden | list_hidden_sums(lines, closed)",
           "list_hidden_sums(lines, closed)",
           f"{_LOSSES}::test_a_census_tells_a_sum_only_of_five_people_and_no_total_that_reveals_another"),
    Mutant("P60", "app.domain.casework.losses:list_hidden_sums", "hidden & {'value', 'paid'}", "set()",
           f"{_LOSSES}::test_a_census_tells_a_sum_only_of_five_people_and_no_total_that_reveals_another"),
    Mutant("P60", "app.domain.views:Condition.holds", "{*self.codes, True}", "{*self.codes}",
           "tests/actions/test_tracking.py::test_an_attack_is_not_listed_after_an_answer_or_an_action"),
    Mutant("P60", "app.actions.papers.diplomacy:_is_read", "leaving.profile.name != 'authority'", "True",
           "tests/actions/test_diplomacy.py::test_a_note_has_the_wishes_and_actions_for_its_reader_only"),
    Mutant("P60", "app.actions.paper_parts.deeds:list_deeds", "to != 'authority'", "True",
           f"{_NEW}::test_a_letter_to_an_authority_has_nothing_of_the_embassies"),
    Mutant("P60", "app.actions.paper_parts.incident_words:say_doers", "leaving.verdict(event) == 'judgment'", "True",
           f"{_NEW}::test_a_person_who_did_it_is_named_only_after_a_legal_check"),
    Mutant("P60", "app.actions.release.leak_limits:_forms",
           "consent_rules.read_consents(vault, one).mode is not Mode.NAMED", "False",
           "tests/actions/test_released_names.py::test_an_appeal_without_the_name_never_has_it"),
    Mutant("P60", "app.actions.paper_parts.passages:list_events", "leaving.tells(one)", "True",
           f"{_TWO}::test_a_public_paper_says_nothing_about_somebody_who_withdrew"),
    Mutant("P60", "app.actions.papers.incident_papers:_read_event", "not leaving.tells(event)", "False",
           f"{_TWO}::test_a_report_for_the_network_is_refused_after_its_person_withdrew"),
    Mutant("P60", "app.actions.paper_parts.passages:letter", "one is not None and is_to(one, audience)",
           "one is not None", f"{_TWO}::test_a_paper_has_the_addressee_and_the_day_of_its_audience"),
    Mutant("P60", f"{_ADDRESSEES}:_load", "marked_above(vault.kinds[row.kind], row, audience)", "False", _LIKE),
    Mutant("P60", f"{_ADDRESSEES}:_load", "row.id not in gone", "True",
           f"{_CALL}::test_a_script_has_nothing_withdrawn"),
    Mutant("P60", "app.actions.outgoing.outgoing_data:OutgoingData._keep_lookups",
           "partial(read_addressees, vault, audience=self.profile)", "partial(read_addressees, vault)", _LIKE),
    Mutant("P28", f"{_ADDRESSEES}:_numbers", "row.fields.get('listed')", "True", _LIKE),
    Mutant("P28", f"{_ADDRESSEES}:_agreed", "who.id in asked", "False", _LIKE),
    Mutant("P28", f"{_ADDRESSEES}:_agreed", "who.id in gone", "False",
           f"{_CALL}::test_a_script_has_nothing_withdrawn"),
    Mutant("P60", "app.actions.release.released_names:may_say", "first.agreed", "True",
           f"{_CLEAR}::test_a_paper_says_if_its_reader_may_say_the_name_to_the_authorities"),
    Mutant("P60", "app.actions.release.released_names:may_say", "found.form.rank <= form.rank", "True",
           f"{_CLEAR}::test_a_paper_says_if_its_reader_may_say_the_name_to_the_authorities"),
    Mutant("P60", "app.actions.paper_parts.demands:say_use", "leaving.has_alias(one)", "False",
           f"{_CLEAR}::test_an_alias_is_not_said_to_the_authorities"),
    Mutant("P60", "app.domain.appeal_messages:_parts", "NO_NAME if told.withheld else told.naming", "''",
           f"{_CLEAR}::test_an_appeal_about_a_role_forbids_the_name"),
    Mutant("P60", "app.actions.papers.incident_papers:_tell_background", "all(map(leaving.has_role, people))", "False",
           f"{_CLEAR}::test_a_public_paper_without_a_name_has_no_background"),
    Mutant("P60", "app.actions.paper_parts.incident_words:say_basis", "leaving.profile.name in NEAR_THEM", "False",
           f"{_CLEAR}::test_no_paper_for_perpetrators_tells_the_number_of_sources"),
    Mutant("P60", "app.actions.release.consent_rules:_list_roles", "decided[one.id].form is Spoken.ROLE", "True",
           f"{_WHOLE}::test_words_for_the_role_stand_for_a_name_only_if_the_person_agreed_to_the_role"),
    Mutant("P60", "app.actions.papers.reports:mission_report", "incident_words.warn_public(leaving, told)", "([], '')",
           f"{_WHOLE}::test_each_public_paper_has_the_same_warning_and_the_same_last_line"),
    Mutant("P60", "app.domain.release.resolver:_narrow", "ROLE_OUTSIDE.narrow(found) if unnamed else found", "found",
           f"{_SAFE}::test_a_role_has_no_age_and_only_the_first_level_of_the_place"),
    Mutant("P60", "app.domain.release.share_choice:ShareChoice._is_age",
           "self.release(record).form is Spoken.ROLE and (not self.paper.audience.own)", "False",
           f"{_SAFE}::test_a_role_has_no_age_and_only_the_first_level_of_the_place"),
    Mutant("P60", "app.actions.release.consent_rules:_find_area_step", "mode is Mode.ANON", "False",
           f"{_SAFE}::test_an_appeal_with_a_role_has_the_department_also_if_its_area_is_finer"),
    Mutant("P60", "app.actions.paper_parts.passages:wishes", "to == 'public' and care", "False",
           f"{_TWO}::test_cautions_are_in_every_paper_outside_and_wishes_only_where_they_were_written_for"),
    Mutant("P60", "app.domain.leaks.leak_search:_Search._of_role", "Weight.ASK if asks else Weight.NOTICE",
           "Weight.NOTICE",
           f"{_SAFE}::test_words_of_the_role_in_prose_are_a_question_in_public_and_a_notice_elsewhere"),
]  # fmt: skip
