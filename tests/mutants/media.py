"""The media child and its client, with each of their checks and bounds broken in turn."""

from tests.mutants.mutant import Mutant

_TESTS = "tests/exchange/test_media.py"
_ELSE = f"{_TESTS}::test_a_child_that_says_something_else_is_ended"
_FAR = f"{_TESTS}::test_a_frame_far_from_its_key_frame_is_found_in_several_calls"
_STRIP = "tests/gui/test_viewer.py::test_each_picture_of_the_bar_is_from_its_time_in_a_film_with_one_key_frame"
_JOB = "tests/exchange/test_job_object.py::test_a_child_gets_its_limits_before_it_is_in_the_job"
_CLIENT = "app.exchange.media.media_client"

MUTANTS = [
    Mutant(
        "P22", "app.actions.records.evidence:note_viewed",
        "note(vault, item.record.id, Action.VIEWED, item.file.sha256)", "pass",
        "tests/actions/test_viewing.py::test_an_original_is_viewed_once_in_a_session",
    ),
    Mutant(
        "P26", "app.exchange.media.media_worker:serve", "layers.confine()", "frozenset(layers.missing_layers(()))",
        f"{_TESTS}::test_a_media_child_that_is_taken_over_can_do_nothing",
    ),
    Mutant(
        "P26", "app.store.vault.copies:copy", "ONLY_HERE.union(without) if backup else without", "without",
        "tests/actions/test_previews.py::test_no_backup_has_it",
    ),
    Mutant("P26", f"{_CLIENT}:MediaChild._serve", "0 < n <= form.MOST_RANGE", "0 <= n", _ELSE),
    Mutant("P26", f"{_CLIENT}:MediaChild._serve", "len(data) != n", "False", _ELSE),
    Mutant("P26", f"{_CLIENT}:MediaChild._parse", "0 < width * height <= self._pixels", "True", _ELSE),
    Mutant("P26", f"{_CLIENT}:_bounded", "n > most", "False", _ELSE),
    Mutant(
        "P26", f"{_CLIENT}:MediaChild._look", "time.monotonic() > deadline", "False",
        f"{_TESTS}::test_a_silent_child_is_ended",
    ),
    Mutant(
        "P26", "app.exchange.media.films:open_container", '{"format_whitelist": CONTAINERS}', "{}",
        f"{_TESTS}::test_each_refusal_has_a_name",
    ),
    Mutant("P66", "app.exchange.media.films:FilmFile.find_frame", "time.process_time() >= end", "False", _FAR),
    Mutant("P66", "app.gui.evidence.film_screen:find_small", '"frame"', '"seek"', _STRIP),
    Mutant("P66", "app.gui.evidence.film_screen:find_small", 'said.values.get("behind") is True', "False", _STRIP),
    Mutant("P66", "app.gui.evidence.film_screen:find_small", "said.ms < end", "True", _STRIP),
    Mutant(
        "P26", "app.exchange.media.job_object:_make_job", "_BasicLimits(flags=LIMITS, processes=1)",
        "_BasicLimits(flags=LIMITS, processes=2)", _JOB,
    ),
    Mutant(
        "P26", "app.exchange.media.pdf_pages:_list_boxes", "min(max(side, 0), WHOLE)", "side",
        f"{_TESTS}::test_words_outside_of_a_page_are_no_hits_and_words_over_its_edge_are_cut",
    ),
    Mutant(
        "P26", "app.exchange.media.job_object:is_held", "told.process_memory <= memory", "True",
        "tests/exchange/test_job_object.py::test_limits_that_windows_does_not_tell_do_not_hold",
    ),
]  # fmt: skip
