"""Mutants of the leak check (earlier names, times in words, days of other calendars), and of hostile GeoJSON."""

from tests.mutants.mutant import Mutant

_CHECK, _HOSTILE = "P61", "P26"
_FILE = "tests/actions/test_area_files.py::test_a_hostile_file_is_refused_in_one_sentence"
_EARLIER = "tests/actions/test_removed_people.py::test_an_earlier_real_name_is_known_and_never_leaves"
_LONGER = "tests/actions/test_removed_people.py::test_a_longer_real_name_of_somebody_who_is_named_is_no_finding"
_PLURAL = (
    "tests/domain/test_odd_spellings.py::test_a_plural_in_small_letters_is_asked_about_unless_the_word_is_a_common_one"
)
_TIMES = "tests/domain/test_written_patterns.py::test_times_in_words_and_days_of_other_calendars_are_found"
_BIRTH = "tests/domain/test_written_patterns.py::test_a_day_of_another_calendar_becomes_its_month_and_a_birthday_stops"

MUTANTS = [
    Mutant(_CHECK, "app.actions.release.known_names:_terms", "before[id_].append((name, sealed))", "pass", _EARLIER),
    Mutant(_CHECK, "app.actions.release.known_names:_terms",
           "real_names.iterate_real_names(vault.con, removed=True)", "real_names.iterate_real_names(vault.con)",
           _EARLIER),
    Mutant(_CHECK, "app.actions.release.known_names:_of_record", "evolve(term, earlier=True)", "term", _LONGER),
    Mutant(_CHECK, "app.domain.leaks.leak_search:_Search._may", "term.person and (not term.earlier)", "term.person",
           "tests/domain/test_leaks.py::test_an_earlier_real_name_stops_even_for_a_person_who_is_named"),
    Mutant(_CHECK, "app.domain.leaks.odd_spellings:list_alike",
           "word.endswith(end)", "word.endswith(end) and (not said.islower())", _PLURAL),
    Mutant(_CHECK, "app.domain.leaks.written_patterns:find_patterns",
           "page.take(CLOCK_WORDS, LeakClass.TIME, Weight.ROUND, say=limits.time > MINUTE)", "pass", _TIMES),
    Mutant(_CHECK, "app.domain.leaks.written_patterns:find_patterns",
           "page.other_dates(tokens, words)", "pass", _TIMES),
    Mutant(_CHECK, "app.domain.leaks.written_patterns:_BlankedText.other_dates",
           "any((words.has('born', word) for word in before))", "False", _BIRTH),
    Mutant(_HOSTILE, "app.domain.area_features:read_features", "data.count(b'[') + data.count(b'{') > MOST_BRACKETS",
           "False", _FILE),
    Mutant(_HOSTILE, "app.domain.area_features:read_features", "(ValueError, TypeError, RecursionError)",
           "ValueError", _FILE),
    Mutant(_HOSTILE, "app.domain.area_features:_iterate_positions", "not (abs(east) <= 180 and abs(north) <= 90)",
           "False", _FILE),
]  # fmt: skip
