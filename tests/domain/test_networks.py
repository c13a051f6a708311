"""Coverage, matches, seats and decisions: what follows from the records, and what never does."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import matching, seats
from app.domain.coverage import WEEK, cover_places, cover_week, coverage, find_wrong_duty, is_current, key
from app.domain.fields import Value
from app.domain.kinds import KINDS
from app.domain.matching import Match, MatchSide, matches

UNDERTAKING = KINDS["undertaking"]
TODAY = date(2026, 5, 10).toordinal()
DISTRICTS = st.sampled_from(["Ansal", "ansal ", "Velmora", "Tres Ceibas", "Kíri", "kiri", ""])
AREAS = st.lists(DISTRICTS, max_size=4)
MEMBERS = st.lists(st.tuples(st.binary(min_size=2, max_size=2), AREAS), max_size=6)


@given(AREAS, MEMBERS)
def test_every_district_stands_once_and_a_gap_is_where_nobody_can_act(
    area: list[str], members: list[tuple[bytes, list[str]]]
) -> None:
    found = coverage(area, members)
    assert [key(district) for district, _ in found.districts] == list(dict.fromkeys(k for k in map(key, area) if k))
    for district, who in found.districts:
        acting = [member for member, areas in members if key(district) in map(key, areas)]
        assert list(who) == list(dict.fromkeys(acting))
        assert (district in found.gaps) is (not acting)
    assert not {key(district) for district in found.beyond} & {key(district) for district in area}
    assert set(found.unplaced) <= {member for member, _ in members}


def test_a_member_who_left_or_has_not_come_covers_nothing() -> None:
    assert is_current({}, TODAY) and is_current({"date_start": "2026-05", "date_end": "2026-05"}, TODAY)
    assert not is_current({"date_end": "2026-05-09"}, TODAY)
    assert not is_current({"date_start": "2026-05-11"}, TODAY)


DUTY = st.builds(
    lambda days, start, end: f"{days}{start:02}:30-{end:02}:00",
    st.sampled_from(["", "1 ", "1-5 ", "6-2 ", "7 "]), st.integers(0, 23), st.integers(0, 24),
)  # fmt: skip
WATCHES = st.lists(
    st.tuples(st.binary(min_size=2, max_size=2),
              st.lists(st.tuples(st.one_of(DUTY, st.just("at night")), st.sampled_from([0, -90, 330])), max_size=3)),
    max_size=5, unique_by=lambda one: one[0],
)  # fmt: skip


def is_there(duty: str, ahead: int, minute: int) -> bool:
    """The rule once more: minute by minute, day by day."""
    days, _, hours = duty.rpartition(" ")
    first, _, last = (days or "1-7").partition("-")
    start, end = (int(one[:2]) * 60 + int(one[3:]) for one in hours.split("-"))
    allowed, day = [int(first)], int(first)
    while day != int(last or first):
        day = day % 7 + 1
        allowed.append(day)
    at = (minute - ahead) % WEEK
    today, clock = at // 1440 + 1, at % 1440
    before = (today - 2) % 7 + 1
    if start < end:
        return today in allowed and start <= clock < end
    return (today in allowed and clock >= start) or (before in allowed and clock < end)


@given(WATCHES, st.lists(st.integers(0, WEEK - 1), min_size=1, max_size=20))
def test_each_minute_of_a_week_has_its_members_or_is_a_gap(
    members: list[tuple[bytes, list[tuple[str, int]]]], minutes: list[int]
) -> None:
    rows, unknown = cover_week(members)
    for minute in minutes:
        day, at = minute // 1440 + 1, minute % 1440
        (row,) = [row for row in rows if day in row.days and row.start <= at < row.end]
        here = {who for who, own in members for duty, ahead in own
                if duty != "at night" and is_there(duty, ahead, minute)}  # fmt: skip
        assert set(row.who) == here and len(row.who) == len(here)
    assert sum(len(row.days) * (row.end - row.start) for row in rows) == WEEK
    assert [who for who, own in members if all(duty == "at night" for duty, _ in own)] == list(unknown)


def test_a_night_without_a_member_is_a_gap_and_wrong_hours_are_refused() -> None:
    rows, _ = cover_week([(b"a", [("1-5 06:00-22:00", 0)]), (b"b", [("6-7 00:00-24:00", 0)])])
    gaps = [row for row in rows if not row.who]
    assert [(row.days, row.start, row.end, row.is_night) for row in gaps] == [
        ((1, 2, 3, 4, 5), 0, 360, True), ((1, 2, 3, 4, 5), 1320, 1440, True),
    ]  # fmt: skip
    for wrong in ("nights", "8-9 08:00-10:00", "1-5 25:00-26:00", "08:00"):
        assert find_wrong_duty([wrong])
    assert find_wrong_duty(["1-5 18:00-06:00", "7 08:00 – 12:00"]) is None
    assert cover_places([(b"a", ["prison", "home"])])["prison"] == (b"a",)
    assert cover_places([])["barracks"] == ()


FIELDS = st.fixed_dictionaries(
    {
        "side": st.sampled_from(["offer", "request"]),
        "kind": st.lists(st.sampled_from(["legal", "refuge", "medical"]), min_size=1, unique=True),
    },
    optional={
        "area": st.lists(st.sampled_from(["Ansal", "Velmora"]), min_size=1),
        "languages": st.lists(st.sampled_from(["fr", "ar"]), min_size=1),
        "capacity": st.integers(1, 5),
        "date_start": st.sampled_from(["2026-05-01", "2026-06-01"]),
        "date_end": st.sampled_from(["2026-05-09", "2026-05-20", "2026-07"]),
        "status": st.sampled_from(["open", "matched", "met", "closed"]),
        "urgent": st.booleans(),
    },
)
WHO = st.frozensets(st.sampled_from([b"a", b"b", b"c", b"d"]), max_size=1)


@st.composite
def sides(draw: st.DrawFn) -> list[MatchSide]:
    n = draw(st.integers(0, 5))
    ids = [bytes([number]) for number in range(n)]
    refused = st.frozensets(st.sampled_from(ids), max_size=2) if ids else st.just(frozenset())
    return [MatchSide(id_, draw(WHO), draw(FIELDS), draw(refused)) for id_ in ids]


@given(sides())
def test_a_match_meets_in_everything_and_never_crosses_a_refusal_or_an_end(rows: list[MatchSide]) -> None:
    found = matches(rows, TODAY)
    for match in found:
        offer, request = match.offer, match.request
        assert (offer.fields["side"], request.fields["side"]) == ("offer", "request")
        assert match.kinds and set(match.kinds) <= set(_words(offer, "kind")) & set(_words(request, "kind"))
        for name in ("area", "languages"):
            both = _words(offer, name), _words(request, name)
            assert not all(both) or set(both[0]) & set(both[1])
        for side in (offer, request):
            assert side.fields.get("status", "open") == "open" and side.fields.get("date_end") != "2026-05-09"
        assert offer.id not in request.refused and request.id not in offer.refused and not offer.by & request.by
    assert [match.urgent for match in found] == sorted((match.urgent for match in found), reverse=True)
    assert list(matches(rows[::-1], TODAY)) == list(found)


def _words(side: MatchSide, name: str) -> list[str]:
    value = side.fields.get(name, [])
    assert isinstance(value, list)
    return [str(word) for word in value]


def _only(offer: dict[str, Value], request: dict[str, Value]) -> Match | None:
    first = MatchSide(b"1", frozenset({b"a"}), {"side": "offer", "kind": ["legal"], **offer})
    second = MatchSide(b"2", frozenset({b"b"}), {"side": "request", "kind": ["legal"], **request})
    return next(iter(matches([first, second], TODAY)), None)


@pytest.mark.parametrize(
    ("offer", "request_", "missing"),
    [
        ({}, {}, ()),
        ({"capacity": 2}, {"capacity": 5}, (matching.ROOM,)),
        ({}, {"kind": ["legal", "refuge"]}, (matching.KIND,)),
        ({"date_end": "2026-05-20"}, {"date_end": "2026-06-20"}, (matching.DAYS,)),
        ({"languages": ["FR"]}, {"languages": ["fr"]}, ()),
        ({"area": ["Ansal"]}, {}, ()),
        ({"area": ["Ansal"]}, {"area": ["Velmora"]}, None),
        ({"languages": ["fr"]}, {"languages": ["ar"]}, None),
        ({"date_end": "2026-05-20"}, {"date_start": "2026-06-01"}, None),
        ({"status": "closed"}, {}, None),
    ],
)
def test_what_is_missing_is_said(
    offer: dict[str, Value], request_: dict[str, Value], missing: tuple[str, ...] | None
) -> None:
    match = _only(offer, request_)
    assert (match.missing if match else None) == missing


@pytest.mark.parametrize(
    ("fields", "held", "wrong"),
    [
        ({"state": "provisional", "ratify_by": "2026-05-09"}, True, (seats.PROVISIONAL,)),
        ({"state": "provisional", "ratify_by": "2026-05-10"}, True, ()),
        ({"state": "ratified", "ratify_by": "2026-05-09"}, True, ()),
        ({"state": "ratified", "date_end": "2026-04"}, True, (seats.TERM,)),
        ({"state": "ended", "date_end": "2026-04"}, False, ()),
        ({"date_end": "2026-05"}, False, (seats.VACANT,)),
    ],
)
def test_a_seat_is_pointed_out_on_its_day(fields: dict[str, Value], held: bool, wrong: tuple[str, ...]) -> None:
    assert seats.seat_problems(fields, held, TODAY) == wrong


def test_a_decision_has_an_owner_or_is_for_note_only() -> None:
    assert seats.decision_problems(UNDERTAKING, {}, TODAY) == (seats.OWNERLESS,)
    assert seats.decision_problems(UNDERTAKING, {"status": "note", "due": "2020"}, TODAY) == ()
    assert seats.decision_problems(UNDERTAKING, {"owner": "the desk", "due": "2026-05-09"}, TODAY) == (seats.LATE,)
    assert seats.decision_problems(UNDERTAKING, {"owner": "the desk", "due": "2026-05"}, TODAY) == ()
    assert seats.decision_problems(UNDERTAKING, {"status": "done", "due": "2020"}, TODAY) == ()


@given(st.lists(st.tuples(st.sampled_from(["base", "leadership"]), st.sampled_from(["01", "02", "98", "99", ""]))))
def test_everybody_is_counted_once_by_level(people: list[tuple[str, str]]) -> None:
    found = seats.participation(people)
    assert sum(row.women + row.men + row.others for row in found.values()) == len(people)
    for level, row in found.items():
        assert row.women == people.count((level, "02")) and row.men == people.count((level, "01"))
    assert seats.participation([("base", "02"), ("base", "01"), ("base", "")])["base"].percent == 50
