"""Mutants of working copies: metadata that comes along, pixels under a box, and leaks that nobody finds."""

from tests.mutants.mutant import Mutant

_COPY, _YES = "P63", "P60"
_LEAVING = "tests/actions/test_copies_leaving.py"
_LESS = f"{_LEAVING}::test_a_copy_that_hides_less_leaves_only_after_a_yes"
_PLACES = "tests/actions/test_cover_places.py::test_a_cover_counts_only_at_its_place"
_TESTS = "tests/exchange/test_picture_copies.py"
_LEAKS = f"{_TESTS}::test_the_check_finds_each_leak_of_a_copy"
_CONSENTS = "tests/actions/test_copy_consents.py"
_ANSWERS = "tests/actions/test_copy_answers.py"
_FILES = "tests/actions/test_file_consents.py"
_PAGES = "tests/exchange/test_pdf_copies.py"
_PAGE_LEAKS = f"{_PAGES}::test_the_check_finds_each_leak_of_a_copy"
_NAMES = "tests/actions/test_working_copies.py::test_a_real_name_in_a_copy_is_found_while_the_names_are_open"
_PAGE_PAINTER = "app.exchange.copies.page_painter"
_PAINTER, _INSPECTION = "app.exchange.copies.painter", "app.exchange.copies.inspection"

MUTANTS = [
    Mutant(
        _YES, "app.domain.release.copies:find_newest", "one.entry", "one.id",
        f"{_LEAVING}::test_of_two_copies_in_one_second_the_later_entry_leaves",
    ),
    Mutant(
        _YES, "app.actions.release.evidence_copies:is_original_closed", "one.removed", "False",
        f"{_LEAVING}::test_a_closed_original_closes_its_copy_in_each_way_out[removed]",
    ),
    Mutant(
        _YES, "app.actions.release.copy_orders:want_allowed",
        "order.hides", "False",
        "tests/actions/test_working_copies.py::test_a_copy_hides_nobody_without_a_covered_person",
    ),
    Mutant(
        _COPY, f"{_PAINTER}:answer_copy", "_write(copy, lossless)", "data",
        f"{_TESTS}::test_none_of_the_planted_words_is_in_the_copy[Jpeg]",
    ),
    Mutant(
        _COPY, f"{_PAINTER}:paint_copy",
        "for box in _order(_list_boxes(steps, picture.size)):\n    _cover(picture, box)", "pass",
        f"{_TESTS}::test_a_large_picture_becomes_smaller_and_no_pixel_beside_a_box_has_a_part_of_it",
    ),
    Mutant(
        _COPY, f"{_PAINTER}:paint_copy", "for box in list_covered(steps, picture.size):\n    _cover(picture, box)",
        "pass", f"{_TESTS}::test_a_box_stays_on_its_place_through_crop_and_turn[1-90]",
    ),
    Mutant(
        _COPY, f"{_PAINTER}:list_covered", "_grow(parts, size, BLOCK)", "_grow(parts, size, 1)",
        f"{_TESTS}::test_boxes_grow_to_whole_blocks_and_a_black_box_wins",
    ),
    Mutant(
        _COPY, f"{_PAINTER}:_order", "-box.style", "box.style",
        f"{_TESTS}::test_boxes_grow_to_whole_blocks_and_a_black_box_wins",
    ),
    Mutant(
        _COPY, f"{_PAINTER}:_flatten", "picture.paste(shown, mask=alpha)", "picture.paste(shown)",
        f"{_TESTS}::test_a_transparent_pixel_does_not_show_its_colour",
    ),
    Mutant(
        _COPY, f"{_INSPECTION}:_list_segments", "end.end() != len(data)", "False", f"{_LEAKS}[film after the end]"
    ),
    Mutant(
        _COPY, f"{_INSPECTION}:_list_segments", "data[at + 1] in _TABLES", "data[at + 1] in (*_TABLES, 0xEF)",
        f"{_LEAKS}[another segment]",
    ),
    Mutant(_COPY, f"{_INSPECTION}:_list_chunks", "name not in _CHUNKS", "False", f"{_LEAKS}[private chunk]"),
    Mutant(_COPY, f"{_INSPECTION}:_shows", "at % 256 not in allowed", "False", f"{_LEAKS}[nothing covered]"),
    Mutant(
        _COPY, "app.actions.release.working_copies:_let_be", "draft.words and (not says_why(kept))", "False",
        "tests/actions/test_working_copies.py::test_words_of_the_original_in_a_copy_need_a_reason_that_stays",
    ),
    Mutant(
        _COPY, f"{_PAINTER}:answer_copy", "_BLOCKS.findall(data)", "()",
        "tests/exchange/test_heic.py::test_a_copy_of_a_heic_picture_has_its_colours_and_nothing_hidden",
    ),
    Mutant(
        _COPY, f"{_PAGE_PAINTER}:_paint", "list_steps(steps, number)", "()",
        f"{_PAGES}::test_none_of_the_planted_words_is_in_the_copy[Text]",
    ),
    Mutant(
        _COPY, f"{_PAGE_PAINTER}:list_steps", "step[1] == number", "True",
        f"{_PAGES}::test_pages_that_stay_out_are_not_in_the_copy_and_boxes_find_their_page",
    ),
    Mutant(
        _COPY, f"{_PAGE_PAINTER}:list_kept", "('leave', number) not in steps", "True",
        f"{_PAGES}::test_pages_that_stay_out_are_not_in_the_copy_and_boxes_find_their_page",
    ),
    Mutant(
        _COPY, f"{_PAGE_PAINTER}:answer_pages", "write_pdf(pages)", "data",
        f"{_PAGES}::test_none_of_the_planted_words_is_in_the_copy[Metadata]",
    ),
    Mutant(
        _COPY, f"{_INSPECTION}:_list_page_leaks", "write_pdf(pages) != data", "False", f"{_PAGE_LEAKS}[a comment]"
    ),
    Mutant(
        _COPY, f"{_INSPECTION}:_list_page_leaks", "page.get_textpage().count_chars()", "False", f"{_PAGE_LEAKS}[text]"
    ),
    Mutant(_COPY, f"{_INSPECTION}:_list_page_leaks", "_list_segments(page.jpeg)", "()", f"{_PAGE_LEAKS}[exif]"),
    Mutant(
        _COPY, f"{_INSPECTION}:_list_pixel_leaks", "said not in (None, image.size)", "False",
        f"{_PAGE_LEAKS}[another size]",
    ),
    Mutant(
        _COPY, "app.actions.release.working_copies:_list_names", "known_names.list_real_names(vault, people)", "()",
        _NAMES,
    ),
    Mutant(
        _COPY, "app.actions.release.known_names:list_real_names", "opened.get('other_names', [])", "[]", _NAMES
    ),
    Mutant(
        _YES, "app.domain.release.copies:find_newest", "audience in _list_names(one)", "True",
        f"{_LEAVING}::test_without_a_copy_the_file_stays_and_the_sentence_says_so",
    ),
    Mutant(
        _YES, "app.actions.release.working_copies:save", "name not in kept", "True", _LESS,
    ),
    Mutant(
        _YES, "app.actions.release.working_copies:_save",
        "_supersede(vault, writer, planned.item, id_, planned.order.audiences)", "[]",
        f"{_LEAVING}::test_after_the_end_of_the_newest_copy_no_older_one_leaves",
    ),
    Mutant(
        _YES, "app.actions.release.working_copies:save",
        "_supersede(vault, writer, item, known.id, order.audiences)", "[]",
        f"{_LEAVING}::test_the_same_copy_again_takes_its_readers_out_of_the_others",
    ),
    Mutant(
        _YES, "app.actions.release.working_copies:_supersede", "not PROFILES[name].originals", "True",
        f"{_LEAVING}::test_after_the_end_of_the_newest_copy_no_older_one_leaves",
    ),
    Mutant(_YES, "app.actions.release.cover_places:list_open",
           "Counter(find_kind(old) for old in present if any(_contains(one, old) for one in new))",
           "Counter(map(find_kind, new))", _LESS),
    Mutant(_YES, "app.actions.release.cover_places:_contains", "is_weak(new) and not is_weak(old)", "False", _LESS),
    Mutant(_YES, "app.actions.release.cover_places:_contains", "new[1] == old[1]", "True", _PLACES),
    Mutant(_YES, "app.actions.release.cover_places:_moves_over",
           "all(_is_around(_at(new, ms), _at(old, ms)) for ms in times)", "True", _PLACES),
    Mutant(_YES, "app.domain.release.copies:list_shown", "present.unseen - new.unseen", "()", _LESS),
    Mutant(
        _YES, "app.domain.redact:_find_gap", "share.find_image_gap(item)", "''",
        f"{_LEAVING}::test_each_person_whom_the_copy_does_not_hide_must_agree",
    ),
    Mutant(
        _YES, "app.actions.release.evidence_copies:_need_consent", "any((one.id in gone for one in seen))", "False",
        f"{_LEAVING}::test_a_withdrawn_person_closes_the_export_of_each_copy_that_shows_the_person",
    ),
    Mutant(
        _YES, "app.domain.release.consents:is_for_other_files", "covered.isdisjoint(paper.files)", "False",
        f"{_CONSENTS}::test_two_hundred_cases_follow_the_promise",
    ),
    Mutant(
        _YES, "app.domain.release.consents:_list_near", "paper.files and (not _is_named(near, person, paper))", "False",
        f"{_FILES}::test_a_bound_yes_ends_an_earlier_yes_for_other_files",
    ),
    Mutant(
        _YES, "app.domain.release.consents:_list_near",
        "rows if paper.files and (not _is_named(near, person, paper)) else near", "rows",
        f"{_FILES}::test_a_bound_yes_is_no_yes_to_words_and_an_earlier_one_to_words_stays",
    ),
    Mutant(
        _YES, "app.actions.withdrawals.file_consents:list_files", "str(item.fields['sha256'])", "item.ref",
        f"{_FILES}::test_a_bound_yes_opens_its_file_and_the_copy_of_it_only",
    ),
    Mutant(
        _YES, "app.domain.release.consents:_is_named",
        "yes and list_covered(row) and all((is_later(row, one) for one in limits))",
        "list_covered(row) and all((is_later(row, one) for one in limits))",
        f"{_FILES}::test_a_yes_for_a_file_that_does_not_count_reopens_nothing[limit0]",
    ),
    Mutant(
        _YES, "app.domain.release.consents:_is_named", "all((is_later(row, one) for one in limits))", "True",
        f"{_FILES}::test_a_yes_for_a_file_that_does_not_count_reopens_nothing[limit2]",
    ),
    Mutant(
        _YES, "app.actions.kernel.vault_links:_list_signed",
        "codes[2:3] == [name_answers(linked)]", "True",
        f"{_ANSWERS}::test_an_answer_after_the_copy_opens_nothing[hides]",
    ),
    Mutant(
        _YES, "app.domain.report_values:value_in", "field.name == 'covers' and field.type is Type.ROWS", "False",
        f"{_FILES}::test_a_received_yes_for_files_that_cannot_be_read_opens_nothing[covers6]",
    ),
    Mutant(
        _YES, "app.actions.kernel.records:edit", "record.fields.get('covers')", "False",
        f"{_FILES}::test_a_yes_for_files_never_becomes_one_for_all_uses[None]",
    ),
    Mutant(
        _YES, "app.actions.mail.stopped_deliveries:stop_expired", "_is_limit(consent)", "False",
        f"{_FILES}::test_each_way_to_limit_a_yes_takes_other_files_out_of_waiting_reports[True]",
    ),
    Mutant(
        _YES, "app.domain.release.subjects:Subjects.seen", "role == 'shows'", "False",
        f"{_ANSWERS}::test_a_person_has_one_answer_and_to_see_the_person_decides",
    ),
    Mutant(
        _YES, "app.actions.release.copy_orders:list_order_people", "told[one.id] > 1", "False",
        f"{_ANSWERS}::test_a_person_has_one_answer_and_to_see_the_person_decides",
    ),
    Mutant(
        _YES, "app.actions.release.working_copies:_let_be", "draft.plan.refused and (not says_why(kept))", "False",
        f"{_ANSWERS}::test_absent_after_a_no_needs_a_reason_that_stays",
    ),
    Mutant(
        _YES, "app.domain.release.subjects:Subjects.files", "self._around.is_ours(record)", "True",
        f"{_FILES}::test_the_words_of_an_item_that_only_says_it_is_a_copy_stay",
    ),
    Mutant(
        _YES, "app.actions.mail.inbox:take_report",
        "stop_limited(vault, ids | {link.source for link in body.links if link.role == 'actor'})", "pass",
        f"{_FILES}::test_a_limit_that_a_contact_sends_takes_other_files_out_of_waiting_reports_at_once",
    ),
    Mutant(
        _YES, "app.actions.kernel.records:edit", "{} if by_program else refuse_readers(record, kept)", "{}",
        "tests/actions/test_copies_leaving.py::test_no_edit_gives_a_copy_to_further_readers",
    ),
    Mutant(
        _YES, "app.actions.mail.stopped_deliveries:_is_limit", "is_yes(consent)", "True",
        f"{_FILES}::test_a_no_in_a_form_takes_the_person_out_of_waiting_reports",
    ),
    Mutant(
        _YES, "app.actions.mail.stopped_deliveries:_is_limit", "consent.version == 1", "True",
        f"{_FILES}::test_each_end_of_a_yes_takes_the_person_out_of_waiting_reports[given2]",
    ),
    Mutant(
        _YES, "app.actions.mail.stopped_deliveries:_stop_limited",
        "every or bool(to and opened & {*to.opens, *to.also})", "True",
        f"{_FILES}::test_a_changed_yes_to_others_takes_nothing_out_of_waiting_reports",
    ),
    Mutant(
        _YES, "app.actions.kernel.records:_set_removed",
        "dates.note_limit(vault, dates.LIMITS if record.kind == 'consent_record' else ())", "pass",
        f"{_FILES}::test_each_end_of_a_yes_takes_the_person_out_of_waiting_reports[None]",
    ),
    Mutant(
        _YES, "app.actions.withdrawals.file_consents:bind",
        "stopped_deliveries.stop_limited(vault, [consent.id])", "pass",
        f"{_FILES}::test_a_binding_takes_other_files_and_words_out_of_waiting_reports",
    ),
    Mutant(
        _YES, "app.domain.release.resolver:read_person", "answers_yes(person, 'IMAGE', mine, paper)",
        "answers_yes(person, 'IMAGE', mine, evolve(paper, readers=('Somebody else',)))",
        f"{_FILES}::test_a_yes_to_images_for_some_readers_is_none_for_others",
    ),
    Mutant(
        _YES, "app.domain.release.rounding:_list_wider", "not area.secret", "True",
        "tests/actions/test_areas.py::test_the_name_of_a_secret_area_is_not_told_and_its_level_still_counts",
    ),
    Mutant(
        _YES, "app.domain.release.subjects:Subjects.seen", "one.id not in hidden", "True",
        f"{_CONSENTS}::test_two_hundred_cases_follow_the_promise",
    ),
    Mutant(
        _YES, "app.actions.release.evidence_copies:list_refusals", "consent_rules.people(vault, original)", "()",
        "tests/actions/test_copy_answers.py::test_the_missing_yes_names_its_person",
    ),
    Mutant(
        _YES, "app.domain.release.subjects:Subjects._find_people", "_list_actors(near, _ACTING)", "[]",
        f"{_CONSENTS}::test_an_original_for_a_court_needs_the_yes_of_each_person_whom_it_shows",
    ),
    Mutant(
        _YES, "app.actions.mail.stopped_deliveries:_is_file_closed", "found.facets['image'] not in OPEN_IMAGE", "False",
        f"{_CONSENTS}::test_a_withdrawal_takes_copies_out_of_waiting_reports[purposes1]",
    ),
    Mutant(
        _YES, "app.actions.mail.stopped_deliveries:stop_about",
        "person.id in {who.id for who in subjects.seen(one)}", "True",
        f"{_CONSENTS}::test_a_withdrawn_image_of_a_hidden_person_leaves_the_copy_alone",
    ),
    Mutant(
        _YES, "app.actions.mail.sharing:originals", "not working_copies.is_ours(vault, item)", "False",
        f"{_LEAVING}::test_a_record_that_only_says_it_is_a_copy_does_not_leave",
    ),
    Mutant(
        _YES, "app.actions.kernel.vault_links:find_hidden_people", "find_late_refusals(vault, copy)", "frozenset()",
        f"{_ANSWERS}::test_a_no_after_the_copy_holds_it_back_until_a_person_looks_again[False-refused]",
    ),
    Mutant(
        _YES, "app.actions.kernel.vault_links:name_noes", "row.id + row.version.to_bytes(8)", "row.id",
        f"{_ANSWERS}::test_more_purposes_in_a_known_no_are_a_later_no",
    ),
]  # fmt: skip
