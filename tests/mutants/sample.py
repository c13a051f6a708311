"""Mutants of the sample vault: what would let something leave it, or leave it on the disk."""

from tests.mutants.mutant import Mutant

SAMPLE = "P56"
LEAVES = "tests/actions/test_sample.py::test_nothing_leaves_it"

MUTANTS = [
    Mutant(SAMPLE, "app.actions.relays.network_policy:decide_traffic", "sample_mark.is_sample(vault)", "False", LEAVES),
    Mutant(
        SAMPLE,
        "app.actions.relays.network_policy:decide_nearby_session",
        "sample_mark.is_sample(vault)",
        "False",
        LEAVES,
    ),
    Mutant(SAMPLE, "app.actions.relays.mailbox_registration:reach", "db(sample_mark.refuse_sending)", "pass", LEAVES),
    Mutant(SAMPLE, "app.actions.rounds.sticks:_need_apart", "db(sample_mark.refuse_sending)", "pass", LEAVES),
    Mutant(SAMPLE, "app.actions.contacts.card_exchange:save_card", "sample_mark.refuse_sending(vault)", "pass", LEAVES),
    Mutant(
        SAMPLE,
        "app.cli.people:_card",
        "sample_mark.refuse_sending(vault)",
        "pass",
        "tests/flow/test_keys.py::test_a_sample_gives_no_card_away",
    ),
    Mutant(SAMPLE, "app.actions.rounds.exchange:sync", "way(sample_mark.refuse_sending)", "pass", LEAVES),
    Mutant(SAMPLE, "app.actions.rounds.exchange:due_in", "sample_mark.is_sample(vault)", "False", LEAVES),
    Mutant(
        SAMPLE,
        "app.actions.sample.sample_vault:make",
        "sample_mark.mark(vault)",
        "pass",
        "tests/actions/test_sample.py::test_it_is_the_same_each_time_and_stays_a_sample",
    ),
    Mutant(
        SAMPLE,
        "app.actions.sample.sample_vault:destroy",
        "wipe.wipe(folder)",
        "pass",
        "tests/gui/test_sample.py::test_the_first_start_opens_a_sample_on_now_and_destroys_it",
    ),
]
