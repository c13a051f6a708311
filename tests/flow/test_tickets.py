"""Tickets as people type them: a mailbox that asks for them, a file for strangers, and who spent how many."""

from pathlib import Path

from tests.flow.cast import Person, meet, relay


def test_a_desk_asks_for_tickets_and_sees_who_spends_them(tmp_path: Path) -> None:
    ana, desk = (Person(tmp_path, name).creates() for name in ("ana", "desk"))
    with relay(tmp_path / "relay") as url:
        ana.does("relay", "add", url)
        desk.does("relay", "add", url, "--policy", "tickets")
        assert [row["policy"] for row in desk.does("relay", "list")["relays"]] == ["tickets"]
        meet(ana, desk)
        ana.does("share", ana.adds(title="With a ticket"), "--to", "desk")
        (said,) = ana.does("sync")["warnings"]
        assert said.startswith("desk accepts this only with a delivery ticket") and ana.states() == ["sealed"]
        desk.does("sync")
        ana.does("sync")
        assert desk.does("sync")["received"] == 1
        (account,) = desk.does("tickets", "list")["tickets"]
        assert (account["title"], account["given"], account["spent"]) == ("ana", 140, 2)
        file = str(tmp_path / "walk-in")
        assert desk.does("tickets", "batch", file, "--public", "--count", "5")["count"] == 5
        assert ana.does("tickets", "add", file)["new"] == 5
        assert desk.does("tickets", "stop", "ana")["withdrawn"] == 138
        assert [row["stopped"] for row in desk.does("tickets", "list")["tickets"]] == [True, False]
        desk.does("tickets", "give", "ana")
        desk.does("relay", "policy", url, "front-desk")
        assert [row["policy"] for row in desk.does("relay", "list")["relays"]] == ["front-desk"]
        code, refused = ana.tries("tickets", "batch", file, "--public")
        assert code == 5 and "choose from: 0" in refused["error"]["message"]
        code, _ = ana.tries("tickets", "add", str(tmp_path / "nothing"))
        assert code == 4


def test_a_move_keeps_who_may_write_and_says_what_is_made(tmp_path: Path) -> None:
    desk = Person(tmp_path, "desk").creates()
    with relay(tmp_path / "old") as old, relay(tmp_path / "new") as new:
        desk.does("relay", "add", old, "--policy", "tickets")
        moving = desk.does("relay", "move", old, new)["moving"]
        assert (moving["to"], moving["has_mailbox"], "made" in moving) == (new, True, False)
        rows = desk.does("relay", "list")["relays"]
        assert {row["url"]: row["policy"] for row in rows} == {old: "tickets", new: "tickets"}
        desk.does("relay", "policy", new, "open")
        said = desk.does("relay", "move", old, new)["warnings"]
        assert said[-1] == (
            "The mailbox there was yours before. All people with your card can write to it. See amparo relay policy."
        )
