"""Mutants of the promises about what leaves: what is shown of it, and what is written outside."""

from tests.mutants.mutant import Mutant

_SENDER = "P36"
_SHOWN = "tests/actions/test_share_shown.py"

MUTANTS = [
    Mutant(
        promise=_SENDER,
        place="app.actions.mail.sharing:as_shown",
        find="shown and digest(rows) != shown",
        put="False",
        test=f"{_SHOWN}::test_nothing_is_queued_where_something_else_would_leave_than_was_shown",
    ),
    Mutant(
        promise=_SENDER,
        place="app.actions.mail.sharing:share",
        find="as_shown(sent, shown)",
        put="pass",
        test=f"{_SHOWN}::test_nothing_is_queued_where_something_else_would_leave_than_was_shown[False]",
    ),
    Mutant(
        promise=_SENDER,
        place="app.actions.mail.anonymous:share",
        find="sharing.as_shown(sent, shown)",
        put="pass",
        test=f"{_SHOWN}::test_nothing_is_queued_where_something_else_would_leave_than_was_shown[True]",
    ),
    Mutant(
        promise=_SENDER,
        place="app.actions.mail.sharing:originals",
        find="not verified",
        put="False",
        test=f"{_SHOWN}::test_two_who_get_different_things_are_shown_apart",
    ),
    Mutant(
        promise=_SENDER,
        place="app.gui.delivery.share_query:_frozen_view",
        find="[item.id for *_, item in made.files]",
        put="[item.id for item in made.selection.files]",
        test=f"{_SHOWN}::test_the_dialog_shows_what_the_opened_report_holds[new]",
    ),
    Mutant(
        promise=_SENDER,
        place="app.actions.mail.anonymous:freeze",
        find="evolve(view.selection, records=tuple(records), held_back=tuple(held))",
        put="evolve(view.selection, held_back=tuple(held))",
        test=f"{_SHOWN}::test_it_shows_what_an_anonymous_report_holds",
    ),
    Mutant(
        promise=_SENDER,
        place="app.actions.kernel.external_files:refuse_other",
        find="path.exists() or path.is_symlink()",
        put="False",
        test="tests/actions/test_outside.py::test_nothing_is_written_over_a_file_or_a_link",
    ),
    Mutant(
        promise=_SENDER,
        place="app.actions.kernel.external_files:refuse_other",
        find="path.exists() or path.is_symlink()",
        put="path.exists()",
        test="tests/actions/test_outside.py::test_nothing_is_written_over_a_file_or_a_link",
    ),
]
