"""What leaves: never more than the audience may see, no person without a yes; what stays has its reason."""

import itertools
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.fields import Level, Value
from app.domain.kinds import KINDS
from app.domain.moment import parse_moment
from app.domain.record import Link, Record
from app.domain.redact import Selection, select
from app.domain.release.audiences import AUDIENCES, NAMES
from app.domain.release.consents import ReleasePaper
from app.domain.release.facets import facet_of
from tests.domain.strategies import records

DAY = 86_400
NOON = 1_700_000_000
TODAY = NOON // DAY + 719_163
"""The day of `NOON` as an ordinal."""
PAPERS = {name: ReleasePaper(AUDIENCES[name], TODAY) for name in NAMES}
PAPER = st.sampled_from(list(PAPERS.values()))
OUTWARD = [name for name in NAMES if name != "internal"]
Consents = list[tuple[bytes, Record]]


def rec(number: int, kind: str, **fields: Value) -> Record:
    return Record(
        number.to_bytes(16, "big"), kind, f"{kind}-{number}", fields, f"title {number}", created=NOON, updated=NOON
    )


def link(source: Record, role: str, target: Record) -> Link:
    return Link(source.id[8:] + target.id[8:], source.id, role, target.id)


def answer(number: int, state: str, purpose: str = "SHARE_NETWORK", at: int = NOON, **fields: Value) -> Record:
    return rec(number, "consent_record", purpose=[purpose], state=state, **fields)._replace(created=at, updated=at)


def consented(person: Record, *answers: Record, profile: str = "network") -> bool:
    chosen = select(KINDS, [person], [], [(person.id, row) for row in answers], PAPERS[profile])
    return bool(chosen.records)


@st.composite
def graphs(draw: st.DrawFn) -> tuple[list[Record], list[Link], Consents]:
    """Draw records of any kinds, sealed ones too, with the links that their roles allow, and consents of the people."""
    kinds = draw(st.lists(st.sampled_from(list(KINDS.values())), min_size=1, max_size=7))
    rows = [draw(records(kind, number)) for number, kind in enumerate(kinds)]
    links = [
        link(source, role.name, target)
        for source, target in itertools.permutations(rows, 2)
        for role in KINDS[source.kind].roles
        if target.kind in role.to and draw(st.booleans())
    ]
    people = [row for row in rows if row.kind == "actor"]
    consents = [(p.id, row) for row in rows if row.kind == "consent_record" for p in people if draw(st.booleans())]
    return rows, links, consents


OWN_FACETS = {"aid", "health", "source", "point", "detention"}
"""Facets of fields of level R that an audience can get."""


@given(graphs(), PAPER)
def test_no_field_of_our_own_ever_leaves(graph: tuple[list[Record], list[Link], Consents], paper: ReleasePaper) -> None:
    audience, chosen = paper.audience, select(KINDS, *graph, paper)
    before = {row.id: row for row in graph[0]}
    for row in chosen.records:
        kind = KINDS[row.kind]
        assert not kind.sealed
        given_level = str(row.fields.get("sensitivity", before[row.id].fields.get("sensitivity", "P")))
        assert Level[given_level] <= max(audience.ceiling, kind.level)
        for name in row.fields:
            facet, level = facet_of(kind, name), kind.field_level(name)
            assert level is not Level.V
            assert audience.own or level < Level.R or facet in OWN_FACETS
            assert audience.own or audience.facets.get(facet, "+") not in ("-", "n"), (row.kind, name)
    assert all(row.kind == "evidence_item" and row.id in {r.id for r in chosen.records} for row in chosen.files)
    assert audience.originals or not chosen.files


@given(graphs(), PAPER)
def test_all_that_stays_is_named(graph: tuple[list[Record], list[Link], Consents], paper: ReleasePaper) -> None:
    chosen = select(KINDS, *graph, paper)
    named = {(row.record, row.field) for row in chosen.held_back}
    left = {row.id: row for row in chosen.records}
    for row in graph[0]:
        gone = row.fields.keys() - left[row.id].fields.keys() if row.id in left else {""}
        assert {(row.id, name) for name in gone} <= named
    for one in graph[1]:
        both = one.source in left and one.target in left
        assert one in chosen.links or not both or (one.source, one.role) in named
        assert one not in chosen.links or both
    assert all(row.why for row in chosen.held_back)


@given(graphs(), st.sampled_from(OUTWARD))
def test_no_person_and_no_part_of_one_leaves_without_a_yes(
    graph: tuple[list[Record], list[Link], Consents], name: str
) -> None:
    rows, links, consents = graph
    opening = {*AUDIENCES[name].opens, *AUDIENCES[name].also}
    left = {row.id for row in select(KINDS, rows, links, consents, PAPERS[name]).records}
    did = {one.target for one in links if one.role == "perpetrator"}
    for person in (row for row in rows if row.kind == "actor" and row.id in left - did):
        said = [c for actor, c in consents if actor == person.id and opening & {*c.fields.get("purpose", [])}]
        assert any(
            c.fields.get("state") in ("given", "given_by_other") and "withdrawn_on" not in c.fields for c in said
        )
    assert all(row.kind != "consent_record" for row in rows if row.id in left)


@given(graphs(), st.sampled_from([PAPERS[name] for name in ("internal", "network", "un", "authority", "court")]))
def test_choosing_again_from_what_was_chosen_holds_nothing_new_back(
    graph: tuple[list[Record], list[Link], Consents], paper: ReleasePaper
) -> None:
    once = select(KINDS, *graph, paper)
    again = select(KINDS, once.records, once.links, graph[2], paper)
    assert {row.id for row in again.records} == {row.id for row in once.records}


@pytest.mark.parametrize("name", [name for name in OUTWARD if name != "donor"])
def test_silence_is_no_and_only_the_profile_s_own_purpose_is_a_yes(name: str) -> None:
    luna = rec(1, "actor", alias="Luna", sex="02", deceased="2024")
    purpose = AUDIENCES[name].opens[0]
    assert not consented(luna, profile=name)
    assert not consented(luna, answer(2, "given", "STORE"), profile=name)
    assert not consented(luna, answer(2, "not_asked", purpose), profile=name)
    assert consented(luna, answer(2, "given", purpose), profile=name)
    assert not consented(luna, answer(2, "given_by_other", purpose), profile=name)
    assert consented(luna, answer(2, "given_by_other", purpose, by_whom="son", why="killed"), profile=name)
    assert select(KINDS, [luna], [], [], PAPERS["internal"]).records


@pytest.mark.parametrize(
    ("yes", "no", "leaves"),
    [
        ({}, {"at": NOON + DAY}, False),
        ({"at": NOON + DAY}, {}, False),
        ({"at": NOON + 60}, {"at": NOON}, False),
        ({"at": NOON + DAY, "given_on": "2023-11-15"}, {}, True),
        ({"at": NOON + 60, "given_on": "2023-11-14"}, {}, True),
        ({"at": NOON + DAY}, {"state": "not_asked"}, True),
        ({"given_on": "2023-01-01"}, {"at": NOON + DAY}, False),
        ({"given_on": "2023-05-02"}, {"given_on": "2023-05-01"}, True),
        ({"given_on": "2023-05-01"}, {"given_on": "2023-05-02"}, False),
        ({"given_on": "2023-05-20"}, {"given_on": "2023-05"}, False),
        ({"given_on": "2099"}, {"at": NOON + DAY}, False),
        ({"given_on": "2023-05-20"}, {"state": "withdrawn", "given_on": "2020"}, False),
        ({"given_on": "2023-05-20"}, {"state": "withdrawn", "withdrawn_on": "2023-04"}, True),
        ({}, {"state": "given", "withdrawn_on": "2023", "at": NOON + DAY}, False),
        ({"withdrawn_on": "2099"}, {"given_on": "2001"}, False),
    ],
)
def test_the_newest_answer_counts_and_in_doubt_it_is_no(
    yes: dict[str, Value], no: dict[str, Value], leaves: bool
) -> None:
    luna = rec(1, "actor", alias="Luna")
    agreed = answer(2, "given", at=int(str(yes.pop("at", NOON))), **yes)
    other = answer(3, str(no.pop("state", "refused")), at=int(str(no.pop("at", NOON))), **no)
    for rows in ((agreed, other), (other, agreed)):
        assert consented(luna, *rows) is leaves


def test_a_yes_from_elsewhere_opens_nothing_of_ours_and_a_no_from_anywhere_closes() -> None:
    ours, theirs = rec(1, "actor", alias="Luna"), rec(1, "actor", alias="Luna")._replace(origin=b"c" * 16)
    yes, no = (
        answer(2, "given")._replace(origin=b"c" * 16),
        answer(3, "refused", at=NOON + 9)._replace(origin=b"c" * 16),
    )
    assert not consented(ours, yes)
    assert consented(theirs, yes)
    assert consented(theirs, answer(2, "given"))
    assert not consented(ours, answer(2, "given"), no)
    assert not consented(ours, answer(2, "given")._replace(removed=True))


def incident() -> tuple[list[Record], list[Link]]:
    event = rec(1, "event", title="March", date_start="2024-03-09T14:05", description="what happened")
    act = rec(2, "act", violation="INT1")
    luna = rec(3, "actor", alias="Luna")
    guard = rec(4, "actor", alias="The guard", sex="01")
    by = rec(5, "involvement", degree="010100000000", type=["010104000000"])
    source = rec(6, "actor", alias="Mouse")
    told = rec(7, "information", reliability="01", quote="I saw it")
    well = rec(8, "place", name="The well", district="North", latitude=1.5)
    photo = rec(9, "evidence_item", title="Photo", sha256="ab" * 32, size=9)
    rows = [event, act, luna, guard, by, source, told, well, photo]
    links = [
        link(act, "event", event), link(act, "victim", luna), link(by, "act", act), link(by, "perpetrator", guard),
        link(told, "about", event), link(told, "source", source), link(event, "place", well), link(photo, "of", event),
    ]  # fmt: skip
    return rows, links


def yes_to_all(rows: Sequence[Record], purpose: str) -> Consents:
    return [(row.id, answer(90 + n, "given", purpose)) for n, row in enumerate(rows) if row.kind == "actor"]


def kinds_of(chosen: Selection) -> list[str]:
    return [f"{row.kind}:{row.fields.get('alias', '')}".rstrip(":") for row in chosen.records]


def test_the_network_learns_no_source_even_with_every_consent() -> None:
    rows, links = incident()
    chosen = select(KINDS, rows, links, yes_to_all(rows, "SHARE_NETWORK"), PAPERS["network"])
    assert kinds_of(chosen) == [
        "event", "act", "actor:Luna", "involvement", "information", "place", "evidence_item"
    ]  # fmt: skip
    assert "source" not in {one.role for one in chosen.links}
    assert {"victim", "event", "about"} <= {one.role for one in chosen.links}
    assert not chosen.files
    assert {"quote", "latitude", "file"} <= {row.field for row in chosen.held_back}
    assert next(row.fields for row in chosen.records if row.kind == "place") == {"district": "North"}


def test_a_person_who_did_it_is_dropped_with_the_reason() -> None:
    rows, links = incident()
    chosen = select(KINDS, rows, links, yes_to_all(rows, "AUTHORITIES"), PAPERS["authority"])
    assert not any(one.role == "perpetrator" for one in chosen.links)
    assert any((row.record, "legal check" in row.why) == (rows[3].id, True) for row in chosen.held_back)
    assert "actor:The guard" not in kinds_of(chosen)


def test_a_record_marked_stricter_takes_its_parts_with_it() -> None:
    rows, links = incident()
    rows[0] = rows[0]._replace(fields={**rows[0].fields, "sensitivity": "R"})
    chosen = select(KINDS, rows, links, yes_to_all(rows, "SHARE_NETWORK"), PAPERS["network"])
    assert not {"event", "act", "involvement", "information", "evidence_item"} & set(kinds_of(chosen))
    assert not {"actor:Luna", "place"} & set(kinds_of(chosen))
    assert select(KINDS, rows, links, [], PAPERS["internal"]).records


def test_what_is_evidence_of_a_person_stays_with_them() -> None:
    luna, photo = rec(3, "actor", alias="Luna"), rec(9, "evidence_item", title="Photo")
    assert not select(KINDS, [luna, photo], [link(photo, "of", luna)], [], PAPERS["network"]).records


def test_the_public_sees_no_day_no_person_and_no_text() -> None:
    rows, links = incident()
    chosen = select(KINDS, rows, links, [], PAPERS["public"])
    assert {row.kind: dict(row.fields) for row in chosen.records} == {
        "event": {"date_start": "2024-03"}, "act": {"violation": "INT1"}
    }  # fmt: skip


@pytest.mark.parametrize(
    ("written", "leaves"),
    [("2024", "2024"), ("2024~", "2024"), ("2024-03", "2024-03"), ("2024-03-09T14:05~", "2024-03"),
     ("2024-03-09/2024-03-11", "2024"), ("../2024-05-01", "2024"), ("2024-05-01/..", "2024")],
)  # fmt: skip
def test_a_date_for_the_public_is_a_month_or_a_year_and_still_a_date(written: str, leaves: str) -> None:
    chosen = select(KINDS, [rec(1, "event", date_start=written)], [], [], PAPERS["public"])
    assert chosen.records[0].fields["date_start"] == leaves
    assert parse_moment(leaves)


def test_what_was_named_to_be_shared_is_not_dropped_as_pointless() -> None:
    luna, rio = rec(1, "actor", alias="Luna"), rec(2, "actor", alias="Rio")
    assert len(select(KINDS, [luna, rio], [], [], PAPERS["internal"]).records) == 2
    yes = answer(3, "given")
    chosen = select(KINDS, [luna, yes], [link(yes, "actor", luna)], [(luna.id, yes)], PAPERS["network"])
    assert kinds_of(chosen) == ["actor:Luna"]


def test_an_unknown_mark_of_a_newer_app_is_the_strictest() -> None:
    assert not select(KINDS, [rec(1, "event", title="A", sensitivity="X")], [], [], PAPERS["internal"]).records
