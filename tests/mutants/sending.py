"""Mutants of the Inbox, its search and its questions: danger is not first, withdrawn titles stay, or all are read."""

from tests.mutants.mutant import Mutant

TESTS = "tests/gui/test_inbox.py::"
HOSTILE = "P37"

MUTANTS = [
    Mutant(
        HOSTILE,
        "app.actions.mail.report_contents:head_of",
        "key not in kept or (arrived.contact is not None and retractions.any_of(vault.con, arrived.contact))",
        "key not in kept",
        TESTS + "test_a_record_that_its_sender_withdraws_leaves_the_list_too",
    ),
    Mutant(
        HOSTILE,
        "app.gui.delivery.heaps_query:list_waiting",
        "inbox.list_reports(vault, 'delivered', MOST_LISTED, contact=contact)",
        "inbox.list_reports(vault, 'delivered', contact=contact)",
        TESTS + "test_accept_all_reads_only_titles_of_a_bounded_number_and_shows_danger_first",
    ),
    Mutant(
        "P57",
        "app.gui.delivery.inbox_query:_ordered.order",
        "key_of(one) in urgent",
        "False",
        TESTS + "test_danger_is_first_then_the_newest_and_a_row_says_sender_trust_people_and_files",
    ),
    Mutant(
        HOSTILE,
        "app.gui.delivery.arrival_query:_lacks_consent",
        "not contents.sources(person, 'consent_record')",
        "False",
        TESTS + "test_consent_that_did_not_come_is_seen_after_accepting_too",
    ),
]
