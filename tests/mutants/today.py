"""Mutants of Today: what would hide a person in danger, or give the page another number than the badge."""

from tests.mutants.mutant import Mutant

DANGER = "P57"
TODAY = "tests/actions/test_danger.py::test_"
REPORTS = "tests/actions/test_danger_reports.py::test_"

MUTANTS = [
    Mutant(DANGER, "app.domain.kind:Kind.with_flags", "f.was.is_set(fields[f.name])", "False",
           f"{REPORTS}what_leaves_has_both_names_and_comes_back_as_one"),
    Mutant(DANGER, "app.domain.kind:Kind.current", "named[f.name] = flag", "pass",
           f"{REPORTS}a_report_of_an_older_program_is_read"),
    Mutant(DANGER, "app.store.vault.snapshots:snapshot", 'con.execute("BEGIN")', "pass",
           f"{TODAY}the_sentence_the_badge_and_the_rows_have_one_number_of_one_snapshot"),
    Mutant(DANGER, "app.actions.today.danger:end", "how.strip()", "True",
           f"{TODAY}they_stand_first_for_the_sender_and_for_the_receiver_until_a_person_ends_it"),
    Mutant(DANGER, "app.actions.today.danger:is_asked", "vault.now() - incident.updated >= ASK_AFTER", "False",
           f"{TODAY}after_seven_days_a_person_is_asked_and_perhaps_is_no_danger_now"),
    Mutant(DANGER, "app.gui.cases.cases_query:page", "checkins.keeps_danger(vault, record)", "False",
           "tests/gui/test_board_answers.py::test_a_danger_that_nobody_ended_cannot_be_removed_nor_made_calm"),
]  # fmt: skip
