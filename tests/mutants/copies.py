"""Mutants of working copies of pictures: metadata that comes along, pixels under a box, and leaks that nobody finds."""

from tests.mutants.mutant import Mutant

_COPY, _YES = "P63", "P60"
_LEAVING = "tests/actions/test_copies_leaving.py"
_TESTS = "tests/exchange/test_picture_copies.py"
_LEAKS = f"{_TESTS}::test_the_check_finds_each_leak_of_a_copy"
_PAINTER, _INSPECTION = "app.exchange.copies.painter", "app.exchange.copies.inspection"

MUTANTS = [
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
        _COPY, f"{_PAINTER}:_flatten", "picture.paste(shown, mask=shown.getchannel('A'))",
        "picture.paste(shown.convert('RGB'))", f"{_TESTS}::test_a_transparent_pixel_does_not_show_its_colour",
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
        _COPY, "app.actions.release.working_copies:_let_be", "not says_why(kept)", "False",
        "tests/actions/test_working_copies.py::test_words_of_the_original_in_a_copy_need_a_reason_that_stays",
    ),
    Mutant(
        _YES, "app.domain.release.copies:find_newest", "audience in _list_names(one)", "True",
        f"{_LEAVING}::test_without_a_copy_the_file_stays_and_the_sentence_says_so",
    ),
    Mutant(
        _YES, "app.domain.redact:_find_gap", "share.find_image_gap(item)", "''",
        f"{_LEAVING}::test_each_person_whom_the_copy_does_not_hide_must_agree",
    ),
    Mutant(
        _YES, "app.domain.release.copies:list_people", "role == 'shows'", "False",
        f"{_LEAVING}::test_each_person_whom_the_copy_does_not_hide_must_agree",
    ),
    Mutant(
        _YES, "app.actions.mail.sharing:originals", "not working_copies.is_ours(vault, item)", "False",
        f"{_LEAVING}::test_a_record_that_only_says_it_is_a_copy_does_not_leave",
    ),
]  # fmt: skip
