"""Breaks what keeps typed text out of a terminal, and a search whole whatever its hits hold."""

from tests.mutants.mutant import Mutant

FAULT = "tests/gui/test_no_date.py::test_a_fault_says_its_place_in_the_code_and_no_typed_text"
SHOWN = "tests/gui/test_search_shown.py"

MUTANTS = [
    Mutant("P12", "app.gui.start.run:keep_quiet", "sys.excepthook = fault", "pass", FAULT),
    Mutant(
        "P27", "app.gui.incidents.incidents_query:_row", "make_harmless(extract.text, PAGE)", "extract.text",
        f"{SHOWN}::test_a_search_shows_a_hit_with_control_characters",
    ),
    Mutant(
        "P27", "app.gui.shell.latest_request:Latest.ask", "pane.show_failed()", "pass",
        f"{SHOWN}::test_after_an_error_of_a_search_no_old_list_stands_as_its_answer",
    ),
]  # fmt: skip
