"""A directory holds who said yes, for whom they said it, and nothing else of anybody."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import listing
from app.domain.kinds import KINDS
from app.domain.record import Link, Record
from app.domain.redact import Selection, listed_for, select
from app.domain.release.consents import ReleasePaper
from tests.domain.strategies import records
from tests.domain.test_redact import Consents, answer, graphs, link, rec

MEMBERS = ReleasePaper(listed_for("members"), 1)


def contact(number: int = 1, **fields: Any) -> Record:
    said = {"display_name": "Zed of the mill", "listed_as": "Heron", "listing": "yes", "audience": ["Members"]}
    return rec(number, "contact", **said | fields)


def channel(number: int, **fields: Any) -> Record:
    said = {"kind": "phone", "address": f"+999 {number}", "listed": True, **fields}
    return rec(number, "channel")._replace(fields=said)


def chosen(rows: list[Record], links: list[Link], consents: Consents | None = None) -> Selection:
    return select(KINDS, rows, links, consents or [], MEMBERS)


@given(st.data())
def test_nothing_but_what_is_listed_ever_leaves_in_a_directory(data: st.DataObject) -> None:
    rows, links, consents = data.draw(graphs())
    people = [data.draw(records(KINDS["contact"], 100 + n)) for n in range(3)]
    answers = st.sampled_from(["yes", "alias", "no", None])
    for n, person in enumerate(people):
        said = data.draw(answers)
        audience = data.draw(st.sampled_from([["Members"], ["embassies"], None]))
        fields = {k: v for k, v in person.fields.items() if k not in ("listing", "audience")}
        fields |= {k: v for k, v in (("listing", said), ("audience", audience)) if v is not None}
        people[n] = person._replace(fields=fields)
    targets = [row for row in rows if row.kind in ("actor", "organisation")]
    for person in people:
        links += [link(person, row.kind, row) for row in targets if data.draw(st.booleans())]
        links += [link(row, "contact", person) for row in rows if row.kind == "channel" and data.draw(st.booleans())]
    rows = [*rows, *people]
    before = {row.id: row for row in rows}
    selection = select(KINDS, rows, links, consents, MEMBERS)
    for row in selection.records:
        assert row.kind in listing.FIELDS and set(row.fields) <= listing.FIELDS[row.kind] and not row.title
        assert row.kind != "contact" or listing.is_listed(before[row.id], "members")
        assert row.kind != "channel" or before[row.id].fields["listed"]
    left = {row.id for row in selection.records}
    assert all(
        (one.role in ("contact", "organisation")) and {one.source, one.target} <= left for one in selection.links
    )
    assert not selection.files


@pytest.mark.parametrize(
    ("fields", "there"),
    [({}, True), ({"audience": ["MEMBERS ", "embassies"]}, True), ({"listing": "alias"}, True),
     ({"listing": "no"}, False), ({"audience": ["embassies"]}, False), ({"sensitivity": "R"}, False)],
)  # fmt: skip
def test_who_is_listed_is_who_said_so_for_this_audience(fields: dict[str, Any], there: bool) -> None:
    assert bool(chosen([contact(**fields)], []).records) is there


def test_left_open_it_means_nobody() -> None:
    for name in ("listing", "audience"):
        heron = contact()
        heron = heron._replace(fields={k: v for k, v in heron.fields.items() if k != name})
        assert not chosen([heron], []).records
    assert not select(KINDS, [contact(audience=[""])], [], [], ReleasePaper(listed_for("  "), 1)).records


@pytest.mark.parametrize(
    ("answers", "there"),
    [([], True), ([("given", "STORE")], True), ([("given", "DIRECTORY")], True), ([("refused", "DIRECTORY")], False),
     ([("withdrawn", "DIRECTORY")], False), ([("not_asked", "DIRECTORY")], True)],
)  # fmt: skip
def test_a_no_of_the_person_closes_what_the_contact_says(answers: list[tuple[str, str]], there: bool) -> None:
    heron, luna = contact(), rec(2, "actor", alias="Luna")
    consents = [(luna.id, answer(9, state, purpose)) for state, purpose in answers]
    selection = chosen([heron, luna], [link(heron, "actor", luna)], consents)
    assert [row.kind for row in selection.records] == (["contact"] if there else [])
    assert not selection.links


def test_a_withdrawn_person_takes_the_entry_along() -> None:
    heron, luna = contact(), rec(2, "actor", alias="Luna")
    gone = select(KINDS, [heron, luna], [link(heron, "actor", luna)], [], MEMBERS, {luna.id: "withdrawn"})
    assert not gone.records


def test_only_channels_that_were_named_go_along_and_without_what_to_be_careful_of() -> None:
    heron, named = contact(), channel(2, risk_note="The police listen", order=1)
    private = channel(3)._replace(fields={"kind": "phone", "address": "+999 3"})
    other, theirs = contact(4, listing="no"), channel(5)
    selection = chosen(
        [heron, named, private, other, theirs],
        [link(named, "contact", heron), link(private, "contact", heron), link(theirs, "contact", other)],
    )
    assert {row.id for row in selection.records} == {heron.id, named.id}
    assert dict(selection.records[1].fields) == {"kind": "phone", "address": "+999 2", "order": 1}
    assert [one.source for one in selection.links] == [named.id]


def test_without_a_name_means_without_the_organisation_too_even_where_a_colleague_names_it() -> None:
    heron, egret = contact(listing="alias", role="Lawyer"), contact(2)
    office = rec(3, "organisation", name="The office", description="Where it is")
    selection = chosen(
        [heron, egret, office], [link(heron, "organisation", office), link(egret, "organisation", office)]
    )
    assert [one.source for one in selection.links] == [egret.id]
    said = {row.id: dict(row.fields) for row in selection.records}
    assert "role" not in said[heron.id] and said[office.id] == {"name": "The office"}


def test_audiences_are_those_that_somebody_agreed_to() -> None:
    rows = [contact(audience=["Members", "embassies"]), contact(2, audience=["members"]),
            contact(3, listing="no", audience=["Press"])]  # fmt: skip
    assert listing.audiences(rows) == ("embassies", "Members")
