"""Somebody who is in danger now stands first on the first page, for who wrote it and for who gets the report."""

from pathlib import Path
from threading import Event, Thread

import pytest

from app.actions.kernel import records
from app.actions.mail import inbox, sent_withdrawals
from app.actions.records import incidents, tables
from app.actions.today import danger, due_tasks
from app.errors import InputRefused
from app.gui.style.text import Text
from app.gui.today import now_query as page
from app.store.vault.open_vault import Vault
from app.store.vault.snapshots import snapshot
from tests.actions.pairs import Pair, go

TR = Text("en")


def first(vault: Vault) -> list[str]:
    """Return the titles of the danger block."""
    return [row.title for row in page.page(vault, TR).danger]


def test_they_stand_first_for_the_sender_and_for_the_receiver_until_a_person_ends_it(pair: Pair) -> None:
    ana, ben = pair.ana, pair.ben
    for vault in (ana, ben):  # other things wait too
        records.add(vault, "case", {"title": "Late", "next_review": "2024-01-01"})
    calm, _ = records.add(ana, "event", {"title": "Calm", "danger": "no"})
    event, _ = records.add(ana, "event", {
        "title": "The pump", "danger": "now", "act": [{"violation": "INT1", "victim": {"alias": "Marula"}}],
    })  # fmt: skip
    assert first(ana) == ["Marula: in danger now"]
    safe, instant = page.page(ana, TR).danger[0].acts
    assert (safe[0], instant[0]) == (f"record:{event.id.hex()}", f"instant:{event.id.hex()}")
    assert due_tasks.needs(ana).today and due_tasks.needs(ana).count == 2

    report, quiet = pair.share(event.ref, profile="network"), pair.share(calm.ref)
    go(ana, pair.box)
    go(ben, pair.box)
    assert first(ben) == [] and due_tasks.needs(ben).count == 3
    came = page.page(ben, TR).sections[0]
    assert [row.key.split(":")[1][:32] for row in came.rows] == [report, quiet]  # the one about danger first
    assert came.rows[0].badge == ("alert", "Danger now", "red")

    inbox.accept(ben, report)
    assert first(ben) == ["The pump: in danger now"] and not due_tasks.needs(ben).told
    for vault in (ana, ben):
        with pytest.raises(InputRefused, match="how you know"):
            danger.end(vault, event.ref if vault is ana else event.id.hex(), "today", " ", "en")
        with pytest.raises(InputRefused, match="the day"):
            danger.end(vault, event.id.hex(), "some time", "She called.", "en")
        assert len(first(vault)) == 1
        danger.end(vault, event.id.hex(), "today", "She called.", "en")
        assert first(vault) == []
        ended = records.record_of(vault, event.id.hex()).fields
        assert ended["danger"] == "no" and ended["danger_over_how"] == "She called." and ended["danger_until"]


def test_many_incidents_in_danger_are_counted_and_not_all_read(pair: Pair) -> None:
    for number in range(due_tasks.SHOWN + 3):
        records.add(pair.ana, "event", {"title": f"Pump {number}", "danger": "now"})
    records.add(pair.ana, "event", {"title": "Maybe", "danger": "perhaps"})
    needs = due_tasks.needs(pair.ana)
    assert (len(needs.danger), needs.unread, needs.count) == (due_tasks.SHOWN, (3, 0), due_tasks.SHOWN + 4)
    rows = page.page(pair.ana, TR).danger
    assert len(rows) == due_tasks.SHOWN + 2
    assert (rows[-2].title, rows[-2].red, rows[-2].acts[0][0]) == (
        "3 more incidents",
        True,
        'search:["", [["danger", "now"]]]',
    )


def test_a_form_a_table_and_an_accepted_report_each_give_one_row(pair: Pair, tmp_path: Path) -> None:
    incidents.save(pair.ana, {"words": "Men at the door", "danger": "now"}, "Somebody")
    assert first(pair.ana) == ["Incident: in danger now"]
    table = tmp_path / "old.csv"
    table.write_text("title,urgent\nAt the well,true\nCalm,false\n")
    tables.import_table(pair.ana, table, kind="event")
    assert sorted(first(pair.ana)) == ["At the well: in danger now", "Incident: in danger now"]


def test_after_seven_days_a_person_is_asked_and_perhaps_is_no_danger_now(pair: Pair) -> None:
    event, _ = records.add(pair.ana, "event", {
        "title": "The pump", "danger": "now", "in_danger": [{"alias": "Marula"}],
    })  # fmt: skip
    records.add(pair.ana, "event", {"title": "The road", "danger": "perhaps"})
    pair.clock.now += 7 * 86_400 - 60
    assert first(pair.ana) == ["Marula: in danger now", "The road: maybe in danger"]
    pair.clock.now += 120
    (asked, other) = page.page(pair.ana, TR).danger
    assert asked.title == "Is Marula still in danger?" and (asked.red, other.red) == (True, False)
    assert [word for _, word, _ in asked.acts] == ["Open the incident", "Yes", "Danger is over…"]
    danger.confirm(pair.ana, event.ref)
    assert first(pair.ana)[0] == "Marula: in danger now"


def test_the_sentence_the_badge_and_the_rows_have_one_number_of_one_snapshot(pair: Pair) -> None:
    with snapshot(pair.ana) as before:
        needs = due_tasks.needs(pair.ana)
        shown = page.page(pair.ana, TR, needs)
        assert shown.count == needs.count == sum(needs.counts.values())
    begun, wrote, found = Event(), Event(), list[tuple[int, int, int]]()

    def read() -> None:
        with pair.ana.beside() as reader, snapshot(reader) as seen:
            begun.set()
            assert wrote.wait(10)
            (last,) = reader.con.execute("SELECT max(num) FROM change").fetchone()
            found.append((seen, last, page.page(reader, TR).count))

    thread = Thread(target=read)
    thread.start()
    assert begun.wait(10)
    records.add(pair.ana, "event", {"title": "The pump", "danger": "now"})  # while the page is read
    wrote.set()
    thread.join()
    assert found == [(before, before, 0)]
    with snapshot(pair.ana) as after:
        assert after > before and page.page(pair.ana, TR).count == 1


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


def test_the_danger_block_is_never_cut(pair: Pair) -> None:
    for number in range(12):
        records.add(pair.ana, "event", {"title": f"Pump {number}", "danger": "now"})
    shown = page.page(pair.ana, TR)
    assert len(shown.danger) == shown.count == 12 and "12 in danger now." in shown.second


def test_undo_takes_a_confirmation_back(pair: Pair) -> None:
    event, _ = records.add(pair.ana, "event", {"title": "The pump", "danger": "now"})
    danger.confirm(pair.ana, event.ref)
    assert records.record_of(pair.ana, event.ref).fields["danger_checked"]
    danger.resume(pair.ana, event)
    assert records.record_of(pair.ana, event.ref).fields == event.fields


def test_a_danger_that_is_withdrawn_and_taken_back_counts_again(pair: Pair) -> None:
    ben, made = pair.ben, records.add(pair.ana, "event", {"title": "The pump", "danger": "now"})[0]
    pair.share(made.ref)
    pair.sync()
    seen, _ = sent_withdrawals.retract(pair.ana, [made.ref], "danger", "hide")
    pair.sync(2)
    assert due_tasks.reports(ben) == []
    sent_withdrawals.take_back(pair.ana, seen.retraction.id.hex())
    pair.sync(2)
    assert [said.event.id for said in due_tasks.reports(ben)] == [made.id]
