"""Mutants of the lines of an incident: what would write without a change, or lose an act when a line is corrected."""

from tests.mutants.mutant import Mutant

LINES = "P59"
TEST = "tests/actions/test_incident_lines.py::test_"

MUTANTS = [
    Mutant(LINES, "app.actions.records.incident_lines:_fitting", "act.did in (did, \"\") or act.whom in (whom, \"\")",
           "False", f"{TEST}an_edited_line_touches_its_own_acts_alone"),
    Mutant(LINES, "app.actions.records.incident_lines:read", "bool(act.whom)", "True",
           f"{TEST}an_act_on_nobody_known_is_no_line_of_the_same_act_on_a_person"),
    Mutant(LINES, "app.actions.records.incidents:restore", "records.record_of(vault, id_.hex()).removed", "False",
           f"{TEST}edited_lines_come_back_and_undo_brings_the_old_ones"),
    Mutant(LINES, "app.actions.records.incidents:_event", "code not in old and code not in classes",
           "code not in classes", f"{TEST}acts_without_a_number_are_lines_and_stay_as_they_are"),
]  # fmt: skip
