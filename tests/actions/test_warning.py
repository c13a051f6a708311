"""Early warning from what was seen to those who can act: levels, alerts, and the tree they go through."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from app.actions.field import alerts, warning
from app.actions.kernel import clock, records
from app.actions.mail import inbox
from app.domain.record import Record
from app.errors import InputRefused
from app.store.mail import outbox
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from tests.actions.pairs import Pair, go, pair_at


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    with pair_at(tmp_path_factory.mktemp("warning")) as pair:
        yield pair


@pytest.fixture
def area(pair: Pair, request: pytest.FixtureRequest) -> str:
    """An area of this test's own."""
    return str(request.node.name).replace("_", " ")


def day(vault: Vault, back: int) -> str:
    return (datetime.fromtimestamp(vault.now()) - timedelta(days=back)).date().isoformat()


def series(vault: Vault, area: str, days: tuple[int, ...] = (10, 5, 1), **more: object) -> Record:
    """Write down an indicator that three observations in a fortnight raise, and one observation for each day back."""
    given = {"text": f"Cars at night, {area}", "area": [area], "rule": "count", "threshold": 3, "within_days": 14}
    indicator, _ = records.add(vault, "indicator", given | {"level": "high"} | more)
    place, _ = records.add(vault, "place", {"name": "Bridge", "district": area})
    for back in days:
        records.add(vault, "observation", {
            "date": day(vault, back), "text": f"Two cars, {back} days ago", "indicator": [indicator.ref],
            "place": place.ref,
        })  # fmt: skip
    return indicator


def level(vault: Vault, area: str, on: int | None = None) -> str:
    return next(one.level for one in warning.levels(vault, on) if one.area == area)


def person(vault: Vault, name: str, area: str, *channels: Mapping[str, object], **more: object) -> Record:
    given = {"display_name": name, "reach_where": [area], "channel": list(channels)}
    return records.add(vault, "contact", given | more)[0]


def test_a_series_raises_the_level_on_its_day_and_lowers_it_again(pair: Pair, area: str) -> None:
    indicator = series(pair.ana, area)
    today = clock.today(pair.ana).toordinal()
    assert [level(pair.ana, area, today + n) for n in (-2, -1, 0, 3, 4)] == ["none", "high", "high", "high", "none"]
    rule, changes, found = warning.replay(pair.ana, indicator.ref)
    assert [(one.day - today, one.level) for one in changes[area]] == [(-1, "high"), (4, "none")]
    assert len(found) == 3 and rule.within == 14


def test_what_does_not_count_is_said(pair: Pair, area: str) -> None:
    indicator = series(pair.ana, area, (5, 1))
    records.add(pair.ana, "observation", {"date": day(pair.ana, 0), "text": "Said to be ten", "reliability": "05",
                                          "indicator": [indicator.ref]})  # fmt: skip
    (standing,) = next(one.standings for one in warning.levels(pair.ana) if one.area == area)
    assert (standing.level, standing.counted, standing.seen) == ("none", 2, 3)


def test_an_alert_is_prefilled_from_the_level_covers_it_and_ends(pair: Pair, area: str) -> None:
    with pytest.raises(InputRefused, match="not risen"):
        alerts.raise_(pair.ana, area)
    indicator = series(pair.ana, area)
    assert area in [one.area for one in alerts.list_areas_without_alert(pair.ana)]
    alert, _ = alerts.raise_(pair.ana, area, {"groups": ["Water committee"], "actions": "Sleep elsewhere."})
    assert (alert.fields["level"], alert.fields["area"]) == ("high", [area])
    assert "Two cars, 1 days ago" in str(alert.fields["reason"])
    assert [(role, row.id) for role, row in records.show(pair.ana, alert.ref).links] == [("indicator", indicator.id)]
    assert area not in [one.area for one in alerts.list_areas_without_alert(pair.ana)]
    alerts.end(pair.ana, alert.ref, "The cars left.")
    assert area in [one.area for one in alerts.list_areas_without_alert(pair.ana)]
    again, _ = alerts.raise_(pair.ana, area)
    assert (again.fields["groups"], again.fields["actions"]) == (["Water committee"], "Sleep elsewhere.")
    with pytest.raises(InputRefused, match="This alert has already ended"):
        alerts.end(pair.ana, alert.ref)


def test_nobody_without_a_working_channel_is_in_the_tree(pair: Pair, area: str) -> None:
    series(pair.ana, area)
    works = {"kind": "phone", "address": "+1", "order": 2, "for": ["urgent"]}
    person(pair.ana, "Works", area, {"kind": "email", "address": "a@b", "order": 1, "for": ["routine"]}, works)
    person(pair.ana, "Any use", area, {"kind": "sms", "address": "+2"}, speed="minutes")
    person(pair.ana, "Fails", area, {"kind": "phone", "address": "+3", "test_result": "fails"})
    person(pair.ana, "Only routine", area, {"kind": "email", "address": "c@d", "for": ["routine"]})
    person(pair.ana, "Nothing", area)
    person(pair.ana, "Elsewhere", f"not {area}", works)
    alert, _ = alerts.raise_(pair.ana, area)
    tree = alerts.tree(pair.ana, alert.ref)
    assert [one.contact.title for one in tree.members] == ["Any use", "Works"]
    assert [one.channel.fields["address"] for one in tree.members if one.channel] == ["+2", "+1"]
    assert {one.contact.title for one in tree.gaps} == {"Fails", "Only routine", "Nothing"}


def test_a_province_and_a_country_reach_their_districts(pair: Pair, area: str) -> None:
    series(pair.ana, area)
    known = next(one for one in records.find(pair.ana, Query("place", limit=None)) if one.fields["district"] == area)
    records.edit(pair.ana, known.ref, {"province": f"Province of {area}", "country": "MX"})
    phone = {"kind": "phone", "address": "+1"}
    person(pair.ana, "Province", f"province of {area}", phone)
    person(pair.ana, "Country", "Mexico", phone)
    alert, _ = alerts.raise_(pair.ana, area)
    found = {one.contact.title for one in alerts.tree(pair.ana, alert.ref).members}
    assert {"Province", "Country"} <= found


def test_a_test_message_is_sealed_where_there_is_a_card_and_tried_by_hand_elsewhere(pair: Pair, area: str) -> None:
    series(pair.ana, area)
    records.edit(pair.ana, pair.ben_here.ref, {"reach_where": [area]})
    phone = person(pair.ana, "Phone", area, {"kind": "phone", "address": "+1"})
    alert, _ = alerts.raise_(pair.ana, area, {"title": "Not for a test"})
    made, by_hand, _ = alerts.test(pair.ana, alert.ref)
    assert [one.contact.title for one in by_hand] == ["Phone"]
    assert all(one.answer == "waiting" for one in alerts.tree(pair.ana, alert.ref).members)
    go(pair.ana, pair.box)
    go(pair.ben, pair.box)
    inbox.accept(pair.ben, str(records.record_of(pair.ana, made.ref).fields["report"]))
    came = records.find(pair.ben, Query("alert", limit=None))
    assert [(one.fields["test"], one.fields["title"]) for one in came] == [(True, f"Test {alert.ref}")]
    assert not records.find(pair.ben, Query("indicator", limit=None))
    go(pair.ben, pair.box)
    go(pair.ana, pair.box)
    channel, _ = alerts.store_channel_test(pair.ana, phone.ref, reached=True)
    assert (channel.fields["test_result"], str(channel.fields["last_test"])[:10]) == ("works", day(pair.ana, 0))
    answers = {one.contact.title: one.answer for one in alerts.tree(pair.ana, alert.ref).members}
    assert answers == {pair.ben_here.title: "answered", "Phone": "reached"}
    assert made.id not in [one.id for one in alerts.list_open_alerts(pair.ana)]


def test_who_was_not_reached_is_a_gap(pair: Pair, area: str) -> None:
    series(pair.ana, area)
    phone = person(pair.ana, "Phone", area, {"kind": "phone", "address": "+1"})
    alert, _ = alerts.raise_(pair.ana, area)
    before = alerts.tree(pair.ana, alert.ref).members[0].channel
    channel, _ = alerts.store_channel_test(pair.ana, phone.ref, reached=False)
    assert [one.contact.title for one in alerts.tree(pair.ana, alert.ref).gaps] == ["Phone"]
    assert before is not None
    alerts.untry(pair.ana, channel.id, before.fields)
    assert [one.contact.title for one in alerts.tree(pair.ana, alert.ref).members] == ["Phone"]


def test_an_alert_goes_urgent_to_the_tree_and_once(pair: Pair, area: str) -> None:
    series(pair.ana, area)
    records.edit(pair.ana, pair.ben_here.ref, {"reach_where": [area]})
    alert, _ = alerts.raise_(pair.ana, area)
    alerts.send(pair.ana, alert.ref)
    report = str(records.record_of(pair.ana, alert.ref).fields["report"])
    (delivery,) = [
        one for one in outbox.list_deliveries_to(pair.ana.con, pair.ben_here.id) if one.report.hex() == report
    ]
    assert delivery.profile == "network" and delivery.num in outbox.list_urgent(pair.ana.con)
    with pytest.raises(InputRefused, match="sent already"):
        alerts.send(pair.ana, alert.ref)


def test_an_observation_becomes_an_incident_and_is_one_no_more(pair: Pair, area: str) -> None:
    place, _ = records.add(pair.ana, "place", {"name": "Quay", "district": area})
    seen, _ = warning.observe(pair.ana, "Shots at the quay", "", "quay")
    assert ("place", place.id) in [(role, row.id) for role, row in records.show(pair.ana, seen.ref).links]
    event, _ = warning.promote(pair.ana, seen.ref)
    assert (event.fields["description"], str(event.fields["date_start"])[:10]) == (
        "Shots at the quay", clock.today(pair.ana).isoformat(),
    )  # fmt: skip
    with pytest.raises(InputRefused, match="incident already"):
        warning.promote(pair.ana, seen.ref)
    warning.demote(pair.ana, seen.ref)
    assert records.record_of(pair.ana, event.ref).removed
    assert not [role for role, _ in records.show(pair.ana, seen.ref).links if role == "event"]


def test_nothing_of_it_stands_on_the_disk(pair: Pair, tmp_path: Path) -> None:
    warning.observe(pair.ana, "Plainly visible words", "")
    files = [path for path in pair.ana.folder.rglob("*") if path.is_file()]
    assert not any(b"Plainly visible" in path.read_bytes() for path in files)
