"""Mutants of the USB stick and of cards: it is safe too early, holds something twice, or sending goes on."""

from tests.mutants.mutant import Mutant

TESTS = "tests/actions/test_stick_round.py"
PULLED = f"{TESTS}::test_pulled_out_at_every_call_it_is_never_safe_and_goes_on"
NEVER = f"{TESTS}::test_a_stick_with_anonymous_reports_is_never_remembered"
DIFFERS = "tests/gui/test_exchange.py::test_the_state_is_kept_and_gone_on_with_days_later"

MUTANTS = [
    Mutant(
        "P33",
        "app.gui.people.exchange_screen:stop_sending",
        "desk.act(lambda vault: contact_cards.doubt(vault, key), said)",
        "pass",
        DIFFERS,
    ),
    Mutant("P48", "sync.bundle:BundleWriter._bundle", "final.stat()", "pass", PULLED),
    Mutant("P48", "app.actions.rounds.sticks:write_again", "bundle.remove(folder / attempt.bundle)", "pass", PULLED),
    Mutant(
        "P58",
        "app.actions.rounds.sticks:_forget_sticks",
        "db(partial(stick_memory.forget, serial=serial))",
        "pass",
        NEVER,
    ),
    Mutant(
        "P58",
        "app.actions.rounds.stick_round:read_then_write",
        "db(partial(stick_memory.forget, serial=serial))",
        "pass",
        NEVER,
    ),
]
