"""Mutants of the studio: a mosaic without its second yes, a finding without a reason, a box beside its face."""

from tests.mutants.mutant import Mutant

_COPY = "P63"
_TESTS = "tests/gui/test_studio.py"

MUTANTS = [
    Mutant(
        _COPY, "app.gui.studio.studio_view:StudioView._ask", "not self._weak.isChecked()", "False",
        f"{_TESTS}::test_a_mosaic_over_an_identity_needs_a_second_yes",
    ),
    Mutant(
        _COPY, "app.gui.studio.studio_checked_view:CopyCheckView._press", "says_why(self.reason.text())", "True",
        f"{_TESTS}::test_a_finding_needs_a_reason_that_stays",
    ),
    Mutant(
        "P60", "app.gui.studio.studio_view:StudioView._ask", "not self.answers.show_reasons()", "False",
        "tests/gui/test_studio_paths.py::test_people_without_an_answer_are_asked_about_before_the_check",
    ),
    Mutant(
        _COPY, "app.gui.studio.studio_canvas:StudioCanvas._put", "(360 - self.page.turn) % 360", "0",
        f"{_TESTS}::test_a_turned_page_keeps_its_boxes_and_the_keys_go_where_they_point",
    ),
    Mutant(
        _COPY, "app.actions.release.working_copies:save",
        "people == linked", "True",
        "tests/actions/test_working_copies.py::test_the_same_pixels_with_other_hidden_people_are_another_copy",
    ),
]  # fmt: skip
