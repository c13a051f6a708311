"""Mutants of what a relay says of its objects, and of what one reader of a mailbox can take from another."""

from tests.mutants.mutant import Mutant

_RELAY = "P51"
_DESK = "P41"
_ADMIT = "await self._admit(request, await self.storage.mailbox_pk(mid) or nobody, stranger=404)"
_TAKE = "self.buckets.take(key, reader(request.client), 1 + len(body) // 1000)"
_LEARNS = "tests/relay/test_fetching.py::test_nobody_but_its_owner_learns_whether_an_object_is_there"
_STARVES = "tests/relay/test_buckets.py::test_who_asks_without_end_takes_no_turn_of_another_reader"
_FORGOTTEN = "tests/relay/test_buckets.py::test_who_asked_is_forgotten_while_nobody_asks"

MUTANTS = [
    Mutant(_RELAY, "sync.relay.app:Relay.fetch", _ADMIT, _ADMIT.replace(", stranger=404", ""), _LEARNS),
    Mutant(
        _RELAY,
        "sync.relay.app:Relay.fetch",
        _ADMIT,
        "if await self.storage.mailbox_pk(mid) is None:\n    raise Refusal(404)\n" + _ADMIT,
        _LEARNS,
    ),
    Mutant(
        _RELAY,
        "sync.relay.app:Relay.fetch",
        _ADMIT,
        'sql = "SELECT pk FROM live JOIN mailbox USING (mid) WHERE object_id = ?"\n'
        "for (pk,) in await self.storage._ask(sql, object_id):\n"
        "    with contextlib.suppress(Refusal):\n        self.doorkeeper.check(request, pk)\n" + _ADMIT,
        "tests/relay/test_fetching.py::test_a_refusal_takes_no_longer_for_who_holds_an_object",
    ),
    Mutant(
        _RELAY,
        "sync.relay.app:build.lifespan",
        "asyncio.create_task(doorkeeper.buckets.keep_forgetting())",
        "asyncio.create_task(asyncio.sleep(0))",
        _FORGOTTEN,
    ),
    Mutant(_RELAY, "sync.relay.connection_limits:Buckets.keep_forgetting", "self.forget()", "pass", _FORGOTTEN),
    Mutant(
        _RELAY,
        "sync.relay.connection_limits:Buckets.take",
        "len(self._full_at) >= MOST_BUCKETS and pair not in self._full_at",
        "False",
        "tests/relay/test_buckets.py::test_the_memory_of_buckets_is_bounded_and_forgets_the_empty_ones_last",
    ),
    Mutant(
        _DESK,
        "sync.relay.mailbox_tables:Ledger.make_mailbox",
        'if policy and (shared or self.db.execute("SELECT 1 FROM shared WHERE mid = ?", (mid,)).fetchone()):\n'
        "    raise Refusal(403)",
        "pass",
        "tests/relay/test_shared.py::test_no_reader_shuts_out_who_writes_to_the_others",
    ),
    Mutant(_DESK, "sync.relay.connection_limits:reader", 'share_of(host) or f"{host} {port}"', '""', _STARVES),
    Mutant(_DESK, "sync.relay.request:Doorkeeper.check", _TAKE, "0.0", _STARVES),
]
