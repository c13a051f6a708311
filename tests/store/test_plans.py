"""What a list asks of the store reads an index alone: a record's own pages are read for the rows that are shown."""

from collections.abc import Callable

import pytest

from app.store.mail import inbox
from app.store.records import search
from app.store.records.search import Query
from app.store.vault.open_vault import Vault

Asked = Callable[[Vault], object]
UNVERIFIED = (("verification", "unverified"),)


@pytest.mark.parametrize(
    ("asked", "index"),
    [
        (lambda vault: search.list_order_keys(vault.con, Query("event")), "record_live"),
        (lambda vault: search.list_order_keys(vault.con, Query("event", where=(("since", "2026"),))), "record_live"),
        (
            lambda vault: search.list_order_keys(vault.con, Query("event", where=(("review_state", "draft"),))),
            "by_event_review_state",
        ),
        (
            lambda vault: search.list_order_keys(vault.con, Query("event", where=(("country", "MX"),))),
            "by_event_country",
        ),
        (lambda vault: search.count_matches(vault.con, Query("event", where=(("country", "MX"),))), "by_event_country"),
        (lambda vault: search.list_order_keys(vault.con, Query("event", where=UNVERIFIED)), "by_event_verification"),
        (lambda vault: search.count_matches(vault.con, Query("event", where=UNVERIFIED)), "by_event_verification"),
        (
            lambda vault: search.list_order_keys(vault.con, Query("event", where=(("assigned", ""),))),
            "by_event_assigned",
        ),
        (lambda vault: inbox.heads(vault.con, limit=24), "arrived_at"),
        (lambda vault: inbox.heads(vault.con, "delivered", 24), "arrived_state"),
        (lambda vault: inbox.heaps(vault.con), "arrived_from"),
        (lambda vault: inbox.of_verified(vault.con, b"c" * 16, "internal"), "arrived_from"),
        (lambda vault: inbox.count(vault.con, "delivered"), "arrived_"),
    ],
)
def test_an_index_answers_alone(vault: Vault, asked: Asked, index: str) -> None:
    said: list[str] = []
    vault.con.set_trace_callback(said.append)
    asked(vault)
    vault.con.set_trace_callback(None)
    (statement,) = said
    plan = " ".join(row[3] for row in vault.con.execute(f"EXPLAIN QUERY PLAN {statement}"))
    assert f"USING COVERING INDEX {index}" in plan


def test_words_alone_are_counted_without_records(vault: Vault) -> None:
    said: list[str] = []
    vault.con.set_trace_callback(said.append)
    search.count_matches(vault.con, Query("event", text="one"))
    vault.con.set_trace_callback(None)
    assert not [statement for statement in said if " record " in statement]
