"""Somebody who is in danger now stands first on the first page, for who wrote it and for who gets the report."""

from app.actions.kernel import records
from app.actions.mail import inbox
from app.actions.today import due_tasks
from app.gui.style.text import Text
from app.gui.today import now_query as page
from app.store.vault.open_vault import Vault
from tests.actions.pairs import Pair, go

TR = Text("en")


def first(vault: Vault) -> tuple[str, list[str]]:
    """Return the first section of the first page, and the titles of its rows."""
    section = page.page(vault, TR).sections[0]
    return section.title, [row.title for row in section.rows]


def test_they_stand_first_for_the_sender_and_for_the_receiver_until_a_person_ends_it(pair: Pair) -> None:
    ana, ben = pair.ana, pair.ben
    for vault in (ana, ben):  # other things wait too
        records.add(vault, "case", {"title": "Late", "next_review": "2024-01-01"})
    calm, _ = records.add(ana, "event", {"title": "Calm", "danger": "no"})
    event, _ = records.add(ana, "event", {
        "title": "The pump", "danger": "now", "act": [{"violation": "INT1", "victim": {"alias": "Marula"}}],
    })  # fmt: skip
    assert first(ana) == ("Danger", ["The pump"])
    assert page.page(ana, TR).sections[0].rows[0].second == "In danger now · Marula"
    assert due_tasks.needs(ana).today and due_tasks.needs(ana).count == 2

    report, quiet = pair.share(event.ref, profile="network"), pair.share(calm.ref)
    go(ana, pair.box)
    go(ben, pair.box)
    assert first(ben) == ("Danger", ["The pump"])  # before anything is taken in
    assert due_tasks.needs(ben).count == 3 and [
        said.came.arrived.report.hex() for said in due_tasks.needs(ben).told
    ] == [report]
    rows = [row.key for section in page.page(ben, TR).sections for row in section.rows]
    assert sum(key.startswith(f"received:{report}") for key in rows) == 1
    assert sum(key.startswith(f"received:{quiet}") for key in rows) == 1

    inbox.accept(ben, report)
    assert first(ben) == ("Danger", ["The pump"]) and not due_tasks.needs(ben).told
    for vault in (ana, ben):
        records.edit(vault, event.id.hex(), {"danger": "no"})
        assert first(vault)[0] != "Danger"


def test_a_report_that_is_turned_down_or_an_incident_that_is_put_aside_is_not_shown(pair: Pair) -> None:
    event, _ = records.add(pair.ana, "event", {"title": "The pump", "danger": "now"})
    report = pair.share(event.ref)
    go(pair.ana, pair.box)
    go(pair.ben, pair.box)
    assert [said.event.id for said in due_tasks.needs(pair.ben).told] == [event.id]
    inbox.refuse(pair.ben, report, "")
    assert not due_tasks.needs(pair.ben).told
    records.remove(pair.ana, event.ref)
    assert not due_tasks.needs(pair.ana).danger
