"""Mutants of what a relay takes of HTTP, of who gets a connection to it, and of what it remembers of requests."""

from tests.mutants.mutant import Mutant

_RELAY = "P51"
_HEAD = "tests/relay/test_allowed.py::test_what_the_page_does_not_describe_ends_the_connection_at_its_head"
_SILENT = "tests/relay/test_accept.py::test_silent_connections_of_one_address_take_its_share_alone"
_GREETING = "tests/relay/test_accept.py::test_who_does_not_greet_is_counted_and_hung_up_on"
_NONCES = "tests/relay/test_nonces.py::"

MUTANTS = [
    Mutant(
        _RELAY,
        "sync.relay.protocol:RelayProtocol.on_header",
        "len(value) > HEADERS.get(name, -1)",
        "len(value) > HEADERS.get(name, 128)",
        _HEAD,
    ),
    Mutant(
        _RELAY,
        "sync.relay.protocol:RelayProtocol.on_header",
        "any(name == before for before, _ in self.headers)",
        "False",
        _HEAD,
    ),
    Mutant(_RELAY, "sync.relay.protocol:RelayProtocol.on_headers_complete", "raise Unwanted", "pass", _HEAD),
    Mutant(
        _RELAY,
        "sync.relay.protocol:RelayProtocol.data_received",
        "self._head and self._head + len(data) > HEAD",
        "False",
        "tests/relay/test_allowed.py::test_a_head_without_an_end_is_read_to_its_most_bytes_and_no_further",
    ),
    Mutant(
        _RELAY,
        "sync.relay.protocol:RelayProtocol.on_message_begin",
        "len(self.pipeline) >= WAITING",
        "False",
        "tests/relay/test_allowed.py::test_few_requests_of_a_connection_wait_for_an_answer",
    ),
    Mutant(_RELAY, "sync.relay.connection_limits:Crowd.come", "max(1, free // self._part)", "free", _SILENT),
    Mutant(_RELAY, "sync.relay.accept:Entrance._greeted", "place.free()", "pass", _GREETING),
    Mutant(_RELAY, "sync.relay.accept:Entrance._let_in", "self._greeting", "30 * (self._greeting or 1)", _GREETING),
    Mutant(
        _RELAY,
        "sync.relay.connection_limits:places",
        "min(MOST, (limit - RESERVE) // 2)",
        "MOST",
        "tests/relay/test_hostile.py::test_the_places_are_fewer_than_the_descriptors",
    ),
    Mutant(
        _RELAY,
        "sync.relay.accept:Entrance._accept",
        "self._loop.remove_reader(self._listener)",
        "pass",
        "tests/relay/test_accept.py::test_a_relay_without_a_descriptor_left_waits_and_goes_on",
    ),
    Mutant(
        _RELAY,
        "sync.relay.request:Doorkeeper.check",
        "if not welcome:\n    raise Refusal(403)",
        "pass",
        _NONCES + "test_a_relay_by_invitation_remembers_nothing_of_a_key_that_it_does_not_let_in",
    ),
    Mutant(
        _RELAY,
        "sync.relay.request:Nonces.add",
        "self._of[mailbox] < self._most - self._used",
        "self._of[mailbox] < self._most",
        _NONCES + "test_what_is_full_refuses_new_keys_and_who_asks_much_and_nobody_who_asks_little",
    ),
    Mutant(
        _RELAY,
        "sync.relay.request:Nonces.add",
        "self._reserved[mailbox] < self._reserve",
        "False",
        _NONCES + "test_what_is_full_refuses_new_keys_and_who_asks_much_and_nobody_who_asks_little",
    ),
    Mutant(
        _RELAY,
        "sync.relay.request:Nonces.forget",
        "(minute + 1) * 60 <= now",
        "minute * 60 <= now",
        _NONCES + "test_none_is_forgotten_before_its_time_and_all_make_room_after_it",
    ),
    Mutant(
        _RELAY,
        "sync.relay.request:Doorkeeper._now",
        "self.nonces.count_anew()",
        "self.nonces = Nonces()",
        _NONCES + "test_a_clock_that_is_set_back_makes_no_request_good_again",
    ),
]
