"""Mutants of copies of films and sound: data that comes along, parts that show or sound, and leaks that stay."""

from tests.mutants.mutant import Mutant

_FILM = "P63"
_TESTS = "tests/exchange/test_film_copies.py"
_LEAKS = f"{_TESTS}::test_the_check_finds_each_leak_of_a_copy"
_WORDS = f"{_TESTS}::test_none_of_the_planted_words_is_in_the_copy"
_VOICE = f"{_TESTS}::test_no_voice_is_left_in_silence_in_a_tone_and_in_a_cut"
_TRACK = f"{_TESTS}::test_a_track_covers_what_moves_in_each_picture"
_HELD = f"{_TESTS}::test_a_box_begins_two_pictures_before_its_first_mark_and_ends_with_its_last"
_SKETCH, _WINDOW = "tests/gui/test_studio_sketch.py", "tests/gui/test_film_studio.py"
_COPIES = "app.exchange.copies"
_CHECK = f"{_COPIES}.film_inspection"

MUTANTS = [
    Mutant(
        _FILM, f"{_COPIES}.film_writer:CopyWriter.begin", "'filter_units=remove_types=6'", "'null'", f"{_WORDS}[Mp4]"
    ),
    Mutant(_FILM, f"{_COPIES}.film_writer:CopyWriter.add_sound", "Flags.bitexact", "0", f"{_WORDS}[Mp3]"),
    Mutant(
        _FILM, f"{_COPIES}.film_painter:FilmPainter.paint", "self._cover(frame, time)", "frame", f"{_TRACK}[Mp4]"
    ),
    Mutant(
        _FILM, f"{_COPIES}.film_painter:FilmPainter.paint", "frame = self._cover(frame, time, _FINE)", "pass",
        f"{_TESTS}::test_a_large_film_becomes_smaller_and_no_pixel_beside_a_box_has_a_part_of_it",
    ),
    Mutant(_FILM, f"{_COPIES}.film_times:list_film_boxes", "time.held", "time.end", _HELD),
    Mutant(_FILM, f"{_COPIES}.film_times:list_film_boxes", "time.at // MS <= marks[-1][0]", "time.at < 0", _HELD),
    Mutant(
        _FILM, f"{_COPIES}.film_painter:_cover_plane", "VALUES[box.style][number]", "128", f"{_TRACK}[Mp4]"
    ),
    Mutant(
        _FILM, f"{_COPIES}.film_maker:_Maker._put_pictures", "not meets(self._cuts, time)", "True",
        f"{_TESTS}::test_a_blank_part_is_black_and_a_cut_part_is_gone_with_its_sound",
    ),
    Mutant(_FILM, f"{_COPIES}.sound_editor:SoundEditor._change", "bytes(len(part))", "part", f"{_VOICE}[Wav]"),
    Mutant(
        _FILM, f"{_COPIES}.sound_editor:SoundEditor._change", "stretch.way == _CUT", "False",
        f"{_TESTS}::test_a_blank_part_is_black_and_a_cut_part_is_gone_with_its_sound",
    ),
    Mutant(
        _FILM, f"{_COPIES}.sound_editor:list_stretches",
        "min(over, key=lambda one: one.way, default=SoundStretch(0, 0, _KEEP, 0))",
        "(over or [SoundStretch(0, 0, _KEEP, 0)])[0]",
        f"{_TESTS}::test_silence_is_stronger_than_a_tone_and_a_tone_than_a_pitch",
    ),
    Mutant(
        _FILM, f"{_COPIES}.film_client:FilmWork.pieces", "left > 0", "True",
        f"{_TESTS}::test_a_child_that_makes_without_an_end_is_ended",
    ),
    Mutant(_FILM, f"{_CHECK}:_walk", "at + size > end", "False", f"{_LEAKS}[bytes after the end]"),
    Mutant(_FILM, f"{_CHECK}:_walk", "name in _PLAIN", "True", f"{_LEAKS}[another box]"),
    Mutant(
        _FILM, f"{_CHECK}:_says_nothing", "not any(data[4:20 if data[:1] == b'\\x01' else 12])", "True",
        f"{_LEAKS}[a date]",
    ),
    Mutant(_FILM, f"{_CHECK}:_says_nothing", "data[8:] in _HANDLERS", "True", f"{_LEAKS}[a name]"),
    Mutant(_FILM, f"{_CHECK}:list_film_leaks", "held != 0", "False", f"{_LEAKS}[bytes between]"),
    Mutant(
        _FILM, f"{_CHECK}:_is_clean", "packet[at + 4] & 31 not in _SLICES", "False",
        f"{_LEAKS}[the text of the encoder]",
    ),
    Mutant(
        _FILM, f"{_CHECK}:_shows",
        "len(inside.translate(None, bytes(near))) > len(inside) // _FEW or bool(inside.translate(None, bytes(far)))",
        "False",
        f"{_LEAKS}[nothing covered]",
    ),
    Mutant(
        _FILM, f"{_CHECK}:_Inspector._listen", "max(max(part), -min(part)) > _QUIET", "False",
        f"{_LEAKS}[nothing silent]",
    ),
    Mutant(
        _FILM, f"{_CHECK}:_Inspector._listen", "abs(one) > _SAME", "False",
        f"{_TESTS}::test_a_tone_with_a_voice_under_it_is_a_leak",
    ),
    Mutant(
        _FILM, f"{_CHECK}:_sum", "return found", "return 0",
        f"{_TESTS}::test_flac_has_one_header_and_no_byte_after_the_end",
    ),
    Mutant(
        _FILM, "app.actions.release.film_copies:drop_new",
        "blob_path(vault.folder, copy.blob.blob_id).unlink(missing_ok=True)",
        "pass", "tests/actions/test_film_copies.py::test_words_of_the_original_in_a_copy_need_a_reason_that_stays",
    ),
    Mutant(
        _FILM, "app.gui.studio.studio_sketch:SketchBar.step", "self.end > last[0]", "False",
        f"{_SKETCH}::test_a_bar_of_a_film_moves_on_straight_lines_and_stays_at_its_last_place_until_its_end",
    ),
    Mutant(
        _FILM, "app.gui.studio.studio_sketch:SketchStretch.is_soft", "self.way == 'pitch'", "False",
        f"{_WINDOW}::test_a_voice_is_silenced_by_keys_and_another_pitch_needs_a_second_yes",
    ),
    Mutant(
        _FILM, "app.gui.studio.film_studio_screen:drop", "working_copies.drop(vault, draft)", "None",
        f"{_WINDOW}::test_stop_and_a_copy_that_is_not_saved_leave_no_file",
    ),
    Mutant(
        _FILM, "app.actions.release.working_copies:paint", "film_copies.drop_new(vault, painted)", "pass",
        "tests/actions/test_film_copies.py::test_a_stopped_check_leaves_nothing_behind",
    ),
]  # fmt: skip
