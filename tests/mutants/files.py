"""Mutants of the promise about tables that are read wrongly."""

from tests.mutants.mutant import Mutant

PROMISE = "P25"

MUTANTS = [
    Mutant(
        PROMISE, "app.domain.calendars:is_doubtful", "not FIRST_YEAR <= point.year <= last", "point.year > last",
        "tests/actions/test_unusual_years.py::test_an_unusual_year_is_a_question_and_nothing_is_stored",
    ),
    Mutant(
        PROMISE, "app.domain.calendars:last_year", "10 if ahead else 1", "10",
        "tests/actions/test_unusual_years.py::test_every_date_field_of_every_kind_asks",
    ),
    Mutant(
        PROMISE, "app.domain.calendars:_jalali", "(8 * year + 21) // 33", "year // 4",
        "tests/domain/test_calendars.py::test_jalali_dates_are_converted_exactly",
    ),
    Mutant(
        PROMISE, "app.domain.calendars:_hijri", "year not in _PUBLISHED", "True",
        "tests/domain/test_calendars.py::test_hijri_dates_of_the_published_years_are_converted_exactly",
    ),
    Mutant(
        PROMISE, "app.actions.kernel.records:_add",
        "kind.disagreeing(kept, kept) | kind.asked(fields, dates.today(vault), {})",
        "kind.disagreeing(kept, kept)",
        "tests/actions/test_unusual_years.py::test_an_unusual_year_is_a_question_and_nothing_is_stored",
    ),
    Mutant(
        PROMISE, "app.actions.records.tables:import_table", "_ask_calendars(whole, table, today)", "pass",
        "tests/actions/test_unusual_years.py::test_a_table_with_unusual_years_waits_for_an_answer",
    ),
    Mutant(
        PROMISE, "app.exchange.rows:_RowReader.read", "wrong if rule.field.required else blank", "wrong",
        "tests/actions/test_unreadable_cells.py::test_the_row_comes_in_and_the_words_stay",
    ),
    Mutant(
        PROMISE, "app.exchange.rows:_RowReader.read", "sorted({*self._rest, *beside})", "sorted(self._rest)",
        "tests/actions/test_unreadable_cells.py::test_the_words_stay_also_where_the_rest_is_not_kept",
    ),
    Mutant(
        PROMISE, "app.actions.exports.tables_out:kept_cells", "f'source_row.{name}'", "name",
        "tests/actions/test_tables_unusual.py::test_kept_columns_that_are_called_like_fields_come_back_as_kept_columns",
    ),
    Mutant(
        PROMISE, "app.exchange.rows:_RowReader.__init__",
        "used |= computed_columns(header) | columns_of_links(mapping.rules, header)",
        "used |= columns_of_links(mapping.rules, header)",
        "tests/actions/test_tables_unusual.py::test_all_tables_of_one_export_make_an_equal_vault",
    ),
    Mutant(
        PROMISE, "app.exchange.rows:_item", "';' in text or text.startswith('\"')", "False",
        "tests/actions/test_tables_unusual.py::test_all_tables_of_one_export_make_an_equal_vault",
    ),
    Mutant(
        PROMISE, "app.actions.records.tables:_content", "file_forms.form_of(data)", "file_forms.CSV",
        "tests/actions/test_file_forms.py::test_what_cannot_be_imported_is_refused_by_name_whatever_its_ending",
    ),
    Mutant(
        PROMISE, "app.exchange.mapping:guess", "needed or not whole.rules", "needed",
        "tests/actions/test_file_forms.py::test_a_file_without_a_row_or_a_known_column_is_no_success",
    ),
]  # fmt: skip
