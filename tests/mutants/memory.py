"""Mutants of what a relay holds in memory for those who attack it."""

from tests.mutants.mutant import Mutant

_RELAY = "P51"
_HERE = "tests/relay/test_attacks.py::"

MUTANTS = [
    Mutant(
        _RELAY,
        "sync.relay.protocol:RelayProtocol.connection_lost",
        "self.cycle = self._answering = None",
        "pass",
        _HERE + "test_who_has_left_leaves_nothing_to_be_collected",
    ),
    Mutant(
        _RELAY,
        "sync.relay.connection_limits:Read._next",
        "len(self.begun) < self._most",
        "True",
        _HERE + "test_few_long_bodies_are_read_at_a_time_and_addresses_take_turns",
    ),
    Mutant(
        _RELAY,
        "sync.relay.protocol:RelayProtocol._wait_for_turn",
        "self.flow.wait(True)",
        "pass",
        _HERE + "test_of_a_long_body_nothing_is_read_before_its_turn",
    ),
    Mutant(
        _RELAY,
        "sync.relay.flow:Flow._stop",
        "self._limit(0)",
        "pass",
        _HERE + "test_of_a_long_body_nothing_is_read_before_its_turn",
    ),
    Mutant(
        _RELAY,
        "sync.relay.protocol:RelayProtocol._pass_on",
        "self.crowd.read.waiting",
        "False",
        _HERE + "test_a_turn_goes_to_the_next_after_its_time",
    ),
    Mutant(
        _RELAY,
        "sync.relay.protocol:RelayProtocol.send_400_response",
        "self.crowd.fine(self.place.peer[0])",
        "pass",
        _HERE + "test_what_is_no_request_costs_its_address_many_turns",
    ),
]
