"""A team: several vaults on one case are kept in step, whatever becomes of what they send each other."""

from contextlib import closing
from pathlib import Path

import pytest

from app.actions.kernel import records
from app.actions.mail import inbox, team_in, teams
from app.actions.records import differences, evidence
from app.errors import InputRefused
from app.store.mail import inbox_list
from app.store.records import custody, files
from app.store.vault.open_vault import Vault
from crypto.custody import Action
from tests.actions.pairs import go
from tests.actions.team import Three, incident, picture, three_at
from tests.memory_transport import MemoryTransport
from tests.vaults import NOON


def same(three: Three, root: bytes) -> None:
    ana, ben, carla = (picture(vault, root) for vault in three.vaults.values())
    assert ana == ben == carla


def test_what_each_writes_is_with_the_others(three: Three) -> None:
    case = incident(three)
    three.team(case.ref)
    same(three, case.id)
    ben, carla = three.vaults["Ben"], three.vaults["Carla"]
    records.edit(ben, case.id.hex(), {"title": "Eviction at the bridge"})
    records.edit(carla, case.id.hex(), {"description": "Forty families."})
    records.add(carla, "act", {"event": case.id.hex(), "victim": {"kind": "actor", "alias": "Rosa"}})
    three.round(2)
    same(three, case.id)
    assert three.of("Ana", case.id).fields["title"] == "Eviction at the bridge"
    assert three.of("Ben", case.id).fields["description"] == "Forty families."
    who = {change.author for change in records.history(three.ana, case.ref)}
    assert who == {vault.author for vault in three.vaults.values()}
    for vault in three.vaults.values():
        taken = [came for came in inbox.list_reports(vault, "accepted") if came.arrived.profile == "team"]
        assert not set(taken) & set(inbox.list_reviewed_reports(vault, -1, 0, inbox_list.ANY)) and taken
        assert inbox_list.count(vault.con) == len(inbox.list_reviewed_reports(vault, -1, 0, inbox_list.ANY))


def test_two_values_of_one_field_are_shown_alike_to_all_and_settled_for_all(three: Three) -> None:
    case = incident(three)
    three.team(case.ref)
    ben, carla = three.vaults["Ben"], three.vaults["Carla"]
    three.clocks["Ben"].now -= 86_400 * 400  # whose clock is wrong decides nothing
    records.edit(ben, case.id.hex(), {"title": "Ben's"})
    records.edit(carla, case.id.hex(), {"title": "Carla's"})
    three.round(3)
    same(three, case.id)
    assert three.of("Ben", case.id).conflicts == ("title",)
    differences.decide(ben, case.id.hex(), "title", "Both")
    three.round(3)
    same(three, case.id)
    for vault in three.vaults.values():
        assert differences.count(vault) == 0
        assert records.record_of(vault, case.id.hex()).fields["title"] == "Both"


def test_two_who_settle_otherwise_differ_again(three: Three) -> None:
    case = incident(three)
    three.team(case.ref)
    for round_ in ("first", "second"):
        for name, vault in three.vaults.items():
            records.edit(vault, case.id.hex(), {"title": f"{name} {round_}"})
        three.round(3)
        same(three, case.id)
        assert three.of("Ana", case.id).conflicts == ("title",)


def test_the_owner_passes_on_between_two_who_do_not_know_each_other(tmp_path: Path) -> None:
    with three_at(tmp_path, strangers=True) as three:
        case = incident(three)
        three.team(case.ref)
        records.edit(three.vaults["Ben"], case.id.hex(), {"description": "From Ben."})
        three.round(3)
        same(three, case.id)
        assert three.of("Carla", case.id).fields["description"] == "From Ben."

        def brought(vault: Vault) -> list[list[str]]:
            return [teams.brought_by(vault, change) for change in records.history(vault, case.id.hex())]

        assert [brought(vault) for vault in three.vaults.values()] == [[[], []], [[], []], [[], ["Ana"]]]


def test_a_change_goes_once_to_each_and_not_in_a_circle(three: Three) -> None:
    case = incident(three)
    three.team(case.ref)
    sent = [len(reports(vault)) for vault in three.vaults.values()]
    records.edit(three.vaults["Ben"], case.id.hex(), {"description": "Once."})
    three.round(4)
    assert [len(reports(vault)) for vault in three.vaults.values()] == [sent[0], sent[1] + 2, sent[2]]


def test_one_report_grows_until_it_is_sealed(three: Three) -> None:
    case = incident(three)
    three.team(case.ref)
    before = len(reports(three.ana))
    for number in range(5):
        records.edit(three.ana, case.ref, {"description": f"Draft {number}"})
    assert len(reports(three.ana)) == before + 2  # one for each of the others
    assert {s.state: s.changes for s in seen(three.ana)} == {"ourselves": 0, "on the way": 5}
    three.round(2)
    assert [s.state for s in seen(three.ana)] == ["ourselves", "in step", "in step"]
    same(three, case.id)


def test_who_is_removed_gets_nothing_new_also_from_what_waits(three: Three) -> None:
    case = incident(three)
    three.team(case.ref)
    records.edit(three.ana, case.ref, {"description": "Before."})
    teams.remove(three.ana, "River", "Ben")
    records.edit(three.ana, case.ref, {"description": "After."})
    three.round(3)
    assert "description" not in three.of("Ben", case.id).fields
    assert three.of("Carla", case.id).fields["description"] == "After."
    assert teams.list_teams(three.vaults["Ben"])[0].state == "removed"
    records.edit(three.vaults["Ben"], case.id.hex(), {"description": "Ben's."})
    records.edit(three.vaults["Carla"], case.id.hex(), {"title": "Carla's"})
    three.round(3)
    assert three.of("Ana", case.id).fields["description"] == "After."
    assert three.of("Ben", case.id).fields["title"] == case.fields["title"]


def test_who_left_gets_and_gives_nothing(three: Three) -> None:
    case = incident(three)
    three.team(case.ref)
    teams.leave(three.vaults["Ben"], "River")
    three.round(3)
    assert three.vaults["Ben"].author not in teams.find_by_name(three.ana, "River").members
    assert three.vaults["Ben"].author not in teams.find_by_name(three.vaults["Carla"], "River").members
    records.edit(three.ana, case.ref, {"description": "After."})
    three.round(2)
    assert "description" not in three.of("Ben", case.id).fields


def test_a_team_that_ended_is_over_for_all_and_records_stay(three: Three) -> None:
    case = incident(three)
    three.team(case.ref)
    teams.leave(three.ana, "River")
    three.round(2)
    assert {teams.find_by_name(vault, "River").state for vault in three.vaults.values()} == {"ended"}
    same(three, case.id)


def test_a_new_member_gets_all_so_far_and_its_changes_come(three: Three) -> None:
    case = incident(three)
    three.team(case.ref, to=("Ben",))
    records.edit(three.vaults["Ben"], case.id.hex(), {"description": "From Ben."})
    three.round(2)
    teams.add(three.ana, "River", "Carla")
    three.round(2)
    carla = three.vaults["Carla"]
    (came,) = inbox.list_reports(carla, "delivered")
    inbox.accept(carla, came.arrived.report.hex())
    three.round(2)
    same(three, case.id)
    records.edit(carla, case.id.hex(), {"title": "From Carla"})
    three.round(2)
    same(three, case.id)


def test_who_may_only_read_changes_nothing_with_others(three: Three) -> None:
    case = incident(three)
    three.team(case.ref, to=("Ben",), reading=("Carla",))
    records.edit(three.vaults["Carla"], case.id.hex(), {"title": "Carla's"})
    records.edit(three.vaults["Ben"], case.id.hex(), {"description": "Ben's."})
    three.round(3)
    assert three.of("Ana", case.id).fields["title"] == case.fields["title"]
    assert three.of("Carla", case.id).fields["description"] == "Ben's."


def change_that_is_lost(three: Three, case: str) -> None:
    """Change the title, and take what carries it out of the box."""
    before = set(three.box.objects)
    records.edit(three.ana, case, {"title": "Lost"})
    go(three.ana, three.box)
    for object_id in set(three.box.objects) - before:
        del three.box.objects[object_id]


def test_a_report_that_is_lost_is_made_good_by_a_later_one(three: Three) -> None:
    case = incident(three)
    three.team(case.ref)
    change_that_is_lost(three, case.ref)
    records.edit(three.ana, case.ref, {"description": "Arrives."})
    three.round(4)
    same(three, case.id)
    assert three.of("Ben", case.id).fields["title"] == "Lost"


def test_a_report_that_is_lost_goes_again_after_a_month(three: Three) -> None:
    case = incident(three)
    three.team(case.ref)
    change_that_is_lost(three, case.ref)
    three.round(2)
    assert three.of("Ben", case.id).fields["title"] == case.fields["title"]
    three.clocks["Ana"].now += 31 * 86_400
    three.round(2)
    same(three, case.id)


def test_what_is_linked_later_comes_and_what_is_unlinked_goes(three: Three) -> None:
    case = incident(three)
    three.team(case.ref)
    ben = three.vaults["Ben"]
    place, _ = records.add(ben, "place", {"name": "Old bridge"})
    records.link(ben, case.id.hex(), "place", place.id.hex())
    three.round(2)
    same(three, case.id)
    assert [r.title for _, r in records.show(three.ana, case.ref).links] == ["Old bridge"]
    records.edit(three.ana, case.ref, {"place": None})
    three.round(2)
    same(three, case.id)
    records.edit(ben, place.id.hex(), {"name": "Nobody's now"})
    three.round(2)
    assert three.of("Ana", place.id).title == "Old bridge"


def reports(vault: Vault) -> list[int]:
    return [num for (num,) in vault.con.execute("SELECT num FROM delivery")]


def seen(vault: Vault) -> list[teams.TeamMemberStatus]:
    return list(teams.show(vault, teams.find_by_name(vault, "River")).standings)


def test_a_team_is_joined_by_accepting_alone(three: Three) -> None:
    case = incident(three)
    teams.make(three.ana, [case.ref], "River", ["Ben"])
    three.round(2)
    assert teams.list_teams(three.vaults["Ben"]) == []
    assert inbox.count_undecided(three.vaults["Ben"]) == 1
    assert [s.state for s in seen(three.ana)] == ["ourselves", "invited"]


def test_only_verified_contacts_are_in_a_team(three: Three) -> None:
    case = incident(three)
    three.ana.con.execute("UPDATE card SET state = 'new' WHERE record = ?", (three.here["Ana", "Ben"].id,))
    with pytest.raises(InputRefused):
        teams.make(three.ana, [case.ref], "River", ["Ben"])
    assert teams.list_teams(three.ana) == []
    three.ana.con.execute("UPDATE card SET state = 'verified' WHERE record = ?", (three.here["Ana", "Ben"].id,))


def test_a_file_goes_once_to_each_and_waits_for_nothing_else(three: Three, tmp_path: Path) -> None:
    case = incident(three)
    three.team(case.ref)
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(b"what was seen at the river" * 100)
    ben = three.vaults["Ben"]
    item, _ = evidence.add(ben, photo, case.id.hex())
    before = [len(reports(vault)) for vault in three.vaults.values()]
    three.round(4)
    same(three, case.id)
    for vault in three.vaults.values():
        stored = files.by_hash(vault, bytes.fromhex(str(item.fields["sha256"])))
        assert stored is not None
        with closing(files.reader(vault, stored)) as reader:
            assert reader.read_at(0, stored.size) == photo.read_bytes()
    assert [len(reports(vault)) for vault in three.vaults.values()] == [before[0], before[1] + 2, before[2]]
    lines = [line.action for line in custody.entries(three.ana.con, item.id)]
    assert lines == [Action.RECEIVED]


def test_who_comes_out_of_a_backup_gets_what_it_lost_and_gives_what_others_may_lack(three: Three) -> None:
    case = incident(three)
    three.team(case.ref)
    ben = three.vaults["Ben"]
    records.edit(three.ana, case.ref, {"description": "After the backup."})
    three.round(2)
    forget = [(row.id,) for row in records.history(ben, case.id.hex()) if "description" in row.fields]
    with ben.transaction() as con:  # as an older copy of this vault would be
        con.executemany("DELETE FROM change WHERE id = ?", forget)
        con.execute("UPDATE record SET body = json_remove(body, '$.description') WHERE id = ?", (case.id,))
        ben.set("incarnation", b"restored")
    three.round(4)
    same(three, case.id)
    assert three.of("Ben", case.id).fields["description"] == "After the backup."


def test_who_changes_its_incarnation_with_every_message_is_sent_all_anew_once_a_day(three: Three) -> None:
    three.team(incident(three).ref)
    ben, days = three.vaults["Ben"].author, []
    for hour, incarnation in ((0, b"a"), (1, b"b"), (23, b"c"), (25, b"c"), (26, b"c")):
        three.clocks["Ana"].now = NOON + hour * 3600
        three.ana.con.execute("INSERT OR REPLACE INTO team_known VALUES (?, x'aa', 0, NULL, NULL)", (ben,))
        team_in.notice(three.ana, ben, incarnation * 8)
        if not three.ana.con.execute("SELECT 1 FROM team_known WHERE member = ? AND item = x'aa'", (ben,)).fetchone():
            days.append(hour)
    assert days == [0, 25]


def test_a_link_that_is_taken_back_stays_so_where_the_later_report_comes_first(three: Three) -> None:
    case = incident(three)
    three.team(case.ref)
    ben = three.vaults["Ben"]
    place, _ = records.add(ben, "place", {"name": "Old bridge"})
    early, late = MemoryTransport(), MemoryTransport()
    records.link(ben, case.id.hex(), "place", place.id.hex())
    go(ben, early)
    records.edit(ben, case.id.hex(), {"place": None})
    go(ben, late)
    go(three.ana, late)
    go(three.ana, early)
    assert records.show(three.ana, case.ref).links == ()
