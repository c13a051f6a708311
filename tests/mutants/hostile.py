"""Mutants of what one attacker can take of a relay's time and memory."""

from tests.mutants.mutant import Mutant

_RELAY = "P51"
_HERE = "tests/relay/test_attacks.py::"

MUTANTS = [
    Mutant(
        _RELAY,
        "sync.relay.connection_limits:Crowd.come",
        "range(GREETS)",
        "range(1)",
        "tests/relay/test_accept.py::test_a_connection_costs_its_address_six_requests",
    ),
    Mutant(
        _RELAY,
        "sync.relay.connection_limits:Crowd.turn",
        'self.turns.take(b"", share) if share else 0.0',
        "0.0",
        _HERE + "test_requests_of_one_address_take_turns_and_no_other_waits",
    ),
    Mutant(
        _RELAY,
        "sync.relay.protocol:RelayProtocol._start_asgi_task",
        "self.loop.call_later(wait, self._begin, cycle, app)",
        "self._begin(cycle, app)",
        _HERE + "test_a_connection_waits_for_the_turn_of_its_address",
    ),
    Mutant(
        _RELAY,
        "sync.relay.protocol:RelayProtocol.data_received",
        "self._between",
        "False",
        _HERE + "test_empty_lines_end_the_connection",
    ),
    Mutant(
        _RELAY,
        "sync.relay.puzzles:ProofOfWorkGate._count",
        "self._checks[share] += 1",
        "self._checks[None] += 1",
        _HERE + "test_one_address_does_not_use_up_a_front_desks_second",
    ),
    Mutant(
        _RELAY,
        "sync.relay.local_store:LocalStorage._take_over",
        "self._known > KNOWN",
        "False",
        _HERE + "test_hashes_of_open_uploads_fill_no_memory_and_each_goes_on",
    ),
    Mutant(
        _RELAY,
        "sync.relay.protocol:RelayProtocol.connection_lost",
        "self.cycle.more_body",
        "False",
        _HERE + "test_a_body_that_is_cut_costs_its_address_many_turns",
    ),
    Mutant(
        _RELAY,
        "sync.relay.connection_limits:Crowd.fine",
        "contextlib.suppress(Refusal)",
        "contextlib.nullcontext()",
        _HERE + "test_a_line_that_breaks_waits_for_nothing_or_for_little",
    ),
]
