"""Mutants of submissions: a bundle would take a file that stays, or a condition that nobody knows would pass."""

from tests.mutants.mutant import Mutant

_BUNDLE = "tests/actions/test_bundles.py::test_"
_TREATY = "tests/actions/test_submission_treaties.py::test_"
_RULES = "tests/domain/test_submission_rules.py::test_"
_PAPERS = "tests/actions/test_submission_papers.py::test_"
_APART = "the_issuer_is_only_in_the_last_part_that_the_state_never_reads"
_NAMES = "tests/actions/test_form_names.py::test_"
_KEPT = "a_real_name_that_the_state_may_not_know_is_only_in_the_confidential_part"
_FORMS = "tests/actions/test_submissions.py::test_"

MUTANTS = [
    Mutant("P67", "app.actions.papers.justice.bundles:_read",
           "evidence_copies.allow(vault, record.ref, audience, readers)", "evidence_copies.allow(vault, record.ref)",
           f"{_BUNDLE}a_file_without_a_copy_for_the_body_stays_and_the_reason_is_told"),
    Mutant("P67", "app.actions.papers.justice.bundles:_read",
           "evidence_copies.allow(vault, record.ref, audience, readers)",
           "evidence_copies.allow(vault, record.ref, 'court', readers)",
           f"{_BUNDLE}the_original_is_never_in_a_bundle"),
    Mutant("P67", "app.actions.papers.justice.bundles:save",
           "evidence_copies.allow(vault, one.copy.item.record.ref, audience, readers)", "one.copy",
           f"{_BUNDLE}a_no_after_the_copy_keeps_the_file_here"),
    Mutant("P67", "app.actions.papers.justice.bundles:make_bundle", "made.need_decisions()", "pass",
           f"{_BUNDLE}a_question_of_the_leak_check_comes_before_the_bundle"),
    Mutant("P67", "app.exchange.copies.bundle_pages:answer_bundle", "writer.metadata = None", "pass",
           f"{_BUNDLE}a_pdf_has_one_stamp_for_each_page_and_brings_nothing_else"),
    Mutant("P67", "app.actions.papers.justice.bundles:save",
           "changed |= evidence_copies.note_copy(vault, evolve(one.copy, reason=f'bundle {bundle.form.ref}'))", "pass",
           f"{_BUNDLE}saving_writes_one_file_with_a_row_and_a_line_of_custody"),
    Mutant("P68", "app.domain.submissions.treaty_gate:decide", "own is False", "False",
           f"{_TREATY}a_yes_of_the_records_and_a_no_of_a_person_are_not_known"),
    Mutant("P68", "app.domain.submissions.treaty_gate:decide", "told.bound is Bound.NO", "own is False",
           f"{_TREATY}a_later_ratification_is_a_stop_that_names_the_records"),
    Mutant("P68", "app.domain.submissions.treaty_gate:decide", "return own", "return own is not False",
           f"{_TREATY}without_a_record_the_gate_is_not_known_and_no_mechanism_is_possible"),
    Mutant("P68", "app.domain.submissions.treaty_gate:find_over", "first.bound is last.bound", "True",
           f"{_TREATY}a_month_in_which_the_treaty_began_is_not_known"),
    Mutant("P68", "app.actions.submissions.form_facts:read_treaties", "len(states) == 1", "states",
           f"{_TREATY}two_states_are_not_known"),
    Mutant("P68", "app.domain.submissions.preflight:judge", "known is not True", "known is False",
           f"{_TREATY}without_a_record_the_gate_is_not_known_and_no_mechanism_is_possible"),
    Mutant("P68", "app.domain.submissions.preflight:_check", "gate.stop and known is False",
           "gate.stop and known is not True",
           f"{_RULES}a_treaty_that_is_not_known_asks_the_person_and_never_passes"),
    Mutant("P68", "app.domain.submissions.preflight:_check", "gate.test == TREATY", "True",
           f"{_TREATY}no_other_stop_is_ever_overridden"),
    Mutant("P68", "app.actions.submissions.forms:override", "one.test == TREATY", "True",
           f"{_TREATY}no_other_stop_is_ever_overridden"),
    Mutant("P68", "app.actions.submissions.mechanisms:read_file", "one['version'] == found.version", "False",
           f"{_FORMS}a_file_with_the_version_of_another_one_is_refused_so_a_begun_form_cannot_change"),
    Mutant("P70", "app.domain.frame:frame_sheet", "evolve(frame, letterhead=None) if sheet.apart else frame", "frame",
           f"{_PAPERS}{_APART}"),
    Mutant("P70", "app.domain.frame:frame_sheet", "() if sheet.apart else (frame.reference,)", "(frame.reference,)",
           f"{_PAPERS}the_confidential_pages_have_their_own_line_and_section"),
    Mutant("P70", "app.domain.release.facets:facet_of", "if field.facet:\n    return field.facet", "pass",
           "tests/actions/test_submission_answers.py::test_the_answers_of_a_form_leave_on_its_paper_only"),
    Mutant("P70", "app.actions.papers.justice.submissions:_list_why", "return why", "return []",
           f"{_PAPERS}the_line_of_each_page_says_if_the_body_can_send_the_form_to_the_state"),
    Mutant("P68", "app.domain.submissions.preflight:_consent", "found and facts.doubt", "False",
           f"{_PAPERS}a_yes_of_a_person_who_is_gone_keeps_the_form_a_draft"),
    Mutant("P70", "app.actions.papers.justice.submissions:make_form", "not apart", "True",
           f"{_PAPERS}{_APART}"),
    Mutant("P81", "app.actions.papers.paper_makers:_is_apart", "leaving.say_until(person, Spoken.NAME) is None",
           "False", f"{_NAMES}{_KEPT}"),
    Mutant("P81", "app.actions.papers.paper_makers:_finish", "id_ not in leaving.apart", "True", f"{_NAMES}{_KEPT}"),
    Mutant("P81", "app.actions.papers.paper_makers:_finish", "{*leaks.named, *(one.id for one in told)}", "leaks.named",
           f"{_NAMES}{_KEPT}"),
    Mutant("P81", "app.actions.papers.paper_makers:_finish",
           "limits = _use_aliases(limits, leaving.apart)", "pass",
           f"{_NAMES}a_real_name_in_an_answer_is_a_finding_also_beside_a_name_that_the_state_may_know"),
    Mutant("P81", "app.actions.release.released_names:tell_apart", "content.blocks[:at]", "content.blocks[:0]",
           f"{_NAMES}{_KEPT}"),
    Mutant("P81", "app.actions.submissions.requests:refuses_state", "False in said and True not in said", "False",
           f"{_NAMES}no_page_may_go_to_the_state_after_a_no_to_the_authorities"),
]  # fmt: skip
