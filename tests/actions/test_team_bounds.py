"""What a member of a team cannot do: change, draw in, join or say more than the team gave."""

import os

import pytest
from attrs import evolve

import crypto
from app.actions.kernel import records
from app.actions.mail import inbox, sharing, team_in, teams
from app.actions.records import differences
from app.errors import NotFound
from tests.actions.pairs import post, report_of
from tests.actions.team import Three, incident


def forged(three: Three, record: bytes, kind: str, author: bytes, value: str, by: str = "Ben", **more: object) -> None:
    """Let Ben, or another, send Ana a report of the team with a change of his own making."""
    ben, ana = three.vaults[by], three.ana
    team = teams.find_by_name(ana, "River")
    said = crypto.Copied(team.id, "team", {"says": "changes"})
    row = crypto.BodyChange(os.urandom(16), record, author, 1_800_000_000_000, 1, {"title": crypto.BodyEdit((), value)})
    body = crypto.ReportBody("team", (said, crypto.Copied(record, kind, {})), (row,), **more)  # type: ignore[arg-type]
    assert post(ben, ana, report_of(ben, ana.author, body, os.urandom(16))).received == 1


def test_a_member_changes_nothing_outside_of_the_team(three: Three) -> None:
    case = incident(three)
    other = incident(three, "Another one")
    three.team(case.ref)
    forged(three, other.id, "event", three.vaults["Ben"].author, "Mine now")
    assert records.record_of(three.ana, other.ref).title == other.title
    assert [p.value for p in differences.list_waiting_proposals(three.ana)] == ["Mine now"]


def test_a_member_draws_no_record_into_the_team_that_it_was_never_sent(three: Three) -> None:
    case = incident(three)
    three.team(case.ref)
    place, _ = records.add(three.ana, "place", {"name": "Safe house"})
    stolen = crypto.BodyLink(os.urandom(16), case.id, "place", place.id, False)
    forged(three, case.id, "event", three.vaults["Ben"].author, "Eviction", links=(stolen,))
    three.round(2)
    assert records.show(three.ana, case.ref).links == ()
    with pytest.raises(NotFound):
        three.of("Ben", place.id)


def test_the_owner_draws_nothing_in_that_was_not_accepted_though_it_was_sent_it(three: Three) -> None:
    case = incident(three)
    three.team(case.ref)
    ben = three.vaults["Ben"]
    other, _ = records.add(ben, "event", {"title": "Shared in part", "description": "For nobody else"})
    sharing.share(ben, [other.ref], ["Ana"], "network")
    three.round()
    team = teams.find_by_name(three.ana, "River")
    team_in.change(three.ana, evolve(team, roots=(*team.roots, other.id)))
    three.round(2)
    assert teams.find_by_name(ben, "River").roots == (case.id,)
    with pytest.raises(NotFound):
        three.of("Carla", other.id)


def test_a_member_of_another_team_waits_in_the_inbox_like_anybody(three: Three) -> None:
    case = incident(three)
    three.team(case.ref, to=("Ben",))
    teams.make(three.ana, [incident(three, "Another one").ref], "Hill", ["Carla"])
    carla = three.vaults["Carla"].author
    new = os.urandom(16)
    forged(three, new, "event", carla, "Taken in unseen", by="Carla")
    assert inbox.count_undecided(three.ana) == 1
    with pytest.raises(NotFound):
        records.record_of(three.ana, new.hex())
    forged(three, new, "event", three.vaults["Ben"].author, "By a member")
    assert records.record_of(three.ana, new.hex()).title == "By a member"


def test_a_team_that_covers_what_its_maker_was_never_sent_is_not_joined(three: Three) -> None:
    case, ben = incident(three), three.vaults["Ben"]
    members = [[ben.author.hex(), "edit Ben"], [three.ana.author.hex(), "edit Ana"]]
    for covers, joined in ((case.id, False), (os.urandom(16), True)):
        said = {"says": "team", "name": "Snare", "count": 1, "covers": [covers.hex()], "members": members}
        body = crypto.ReportBody("team", (crypto.Copied(os.urandom(16), "team", said),))
        report = os.urandom(16)
        assert post(ben, three.ana, report_of(ben, three.ana.author, body, report)).received == 1
        inbox.accept(three.ana, report.hex())
        assert bool(teams.list_teams(three.ana)) == joined


def test_what_a_member_says_in_my_name_is_the_members(three: Three) -> None:
    case = incident(three)
    three.team(case.ref)
    forged(three, case.id, "event", three.ana.author, "As if by Ana")
    said = next(c for c in records.history(three.ana, case.ref) if c.fields["title"].value == "As if by Ana")
    assert said.author == three.vaults["Ben"].author


def test_nobody_but_the_owner_says_who_is_in_it(three: Three) -> None:
    case = incident(three)
    three.team(case.ref)
    ben, carla = three.vaults["Ben"], three.vaults["Carla"]
    team = teams.find_by_name(carla, "River")
    rows = [[ben.author.hex(), "edit Ben"], [carla.author.hex(), "read Carla"]]
    fields = {"says": "team", "count": team.seq + 9, "members": rows, "covers": [case.id.hex()]}
    body = crypto.ReportBody("team", (crypto.Copied(team.id, "team", fields),))  # type: ignore[arg-type]
    post(ben, carla, report_of(ben, carla.author, body, os.urandom(16)))
    for says in ("ended", "removed"):
        over = crypto.ReportBody("team", (crypto.Copied(team.id, "team", {"says": says, "count": team.seq + 9}),))
        post(ben, carla, report_of(ben, carla.author, over, os.urandom(16)))
    assert teams.find_by_name(carla, "River") == team
