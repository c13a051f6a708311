"""Mutants of a received report that is read before it is accepted, and of the references that travel with it."""

from tests.mutants.mutant import Mutant

HOSTILE = "P37"

MUTANTS = [
    Mutant(
        HOSTILE,
        "app.actions.mail.report_contents:ReportContents.__init__",
        "body = self.report.body",
        "body = self.report.body; vault.set('read', b'1')",
        "tests/gui/test_arrival.py::test_a_report_is_read_as_it_came_and_nothing_is_written",
    ),
    Mutant(
        HOSTILE,
        "app.actions.mail.report_contents:_check",
        "return CheckedFile(False)",
        "return CheckedFile(True)",
        "tests/gui/test_arrival.py::test_a_file_that_is_damaged_here_is_said_to_be",
    ),
    Mutant(
        HOSTILE,
        "app.gui.delivery.arrival_view:IntentButton.keyPressEvent",
        "event.ignore()",
        "self.click()",
        "tests/gui/test_arrival.py::test_enter_never_accepts_and_the_focus_starts_elsewhere",
    ),
    Mutant(
        HOSTILE,
        "app.actions.mail.record_references:keep_references",
        "record is not None and may(record)",
        "record is not None",
        "tests/actions/test_references.py::test_a_text_that_is_no_reference_and_a_record_that_is_not_theirs_are_left_out",
    ),
    Mutant(
        HOSTILE,
        "app.actions.mail.record_references:list_references",
        "profile.name in AUDIENCES",
        "True",
        "tests/actions/test_references.py::test_references_go_along_only_inside_the_network",
    ),
    Mutant(
        HOSTILE,
        "app.actions.mail.record_references:list_given_references",
        "contact.state == 'verified'",
        "True",
        "tests/actions/test_references.py::test_a_sender_who_is_not_verified_gets_no_reference_back",
    ),
    Mutant(
        HOSTILE,
        "app.actions.mail.record_references:keep_given_references",
        "shared_records.find_history(con, id_, contact) is not None",
        "True",
        "tests/actions/test_references.py::test_a_reference_for_a_record_that_was_not_sent_to_them_is_left_out",
    ),
    Mutant(
        HOSTILE,
        "app.actions.mail.record_references:keep_given_references",
        "bodies.is_reference(one.reference)",
        "True",
        "tests/actions/test_references.py::test_a_text_that_is_no_reference_is_not_kept_from_an_acceptance",
    ),
    Mutant(
        "P48",
        "app.gui.delivery.stick_query:find_again",
        "serial and volume.serial == serial",
        "volume.serial == serial",
        "tests/gui/test_stick.py::test_only_its_serial_proves_that_a_stick_is_in_again",
    ),
]
