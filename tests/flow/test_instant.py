"""Instant action as it is typed: from a file to the closing notice, over a relay on this machine."""

from pathlib import Path

from tests.flow.cast import Person, meet, relay


def test_an_appeal_is_written_asked_answered_and_closed_over_a_relay(tmp_path: Path) -> None:
    ana, ben = (Person(tmp_path, name).creates() for name in ("ana", "ben"))
    with relay(tmp_path / "relay") as url:
        for person in (ana, ben):
            code = str(ana.does("relay", "invite", "--data", str(tmp_path / "relay"))["code"])
            person.does("relay", "add", url, "--invite", code)
        meet(ana, ben)
        contact = str(ana.does("list", "contact")["records"][0]["id"])
        ana.does("edit", contact, given={"speed": "minutes", "reach": ["minister"], "languages": ["ar"]})
        made = ana.does("appeal", "new", given={
            "who": [{"alias": "Marula"}], "what": "Four men took Marula from the pump house.",
            "when": "2026-04-12T07:20",
            "where": {"name": "Tres Ceibas", "district": "Ansal"}, "consent": "anon",
            "asks": ["whereabouts", "release"],
            "to": [contact],
        })  # fmt: skip
        (who,) = ana.does("appeal", "addressees", made["id"])["addressees"]
        assert (who["tier"], who["language"], who["sealed"]) == (1, "ar", True)
        for channel in ("letter", "email", "message", "phone"):
            said = ana.does("appeal", "text", made["id"], "--channel", channel, "--lang", "ar")["text"]
            assert made["number"] in said and "Marula" not in said and "Tres Ceibas" not in said
            assert "الكشف عن مكان" in said
        assert ana.does("appeal", "queue", made["id"])["tier"] == 1
        ana.does("sync")
        ben.does("sync")
        (call,) = ben.does("appeal", "calls")["calls"]
        assert call["from"] == "ana" and 28 <= call["minutes_left"] <= 30
        ana.does("sync")
        shown = ana.does("appeal", "show", made["id"])
        assert shown["asked"][0]["delivery"] == "delivered" and shown["heard"] == [] and not shown["next_is_due"]
        ben.does("appeal", "reply", call["id"], "--result", "promised", "--text", "I call at three.")
        ben.does("sync")
        ana.does("sync")
        (report,) = ana.does("appeal", "show", made["id"])["answers_to_accept"]
        ana.does("accept", report)
        assert ana.does("appeal", "show", made["id"])["heard"] == ["ben"]
        closing = ana.does("appeal", "close", made["id"], "--text", "Marula is free.")
        assert closing["number"] == f"{made['number']}/1"
        ana.does("appeal", "queue", closing["id"])
        file = tmp_path / "closing.txt"
        ana.does("output", "make", "appeal-closing", str(file), closing["id"])
        assert "a defender of human rights is free." in file.read_text("utf-8").lower()
        ana.does("sync")
        ben.does("sync")
        ben.does("accept", ben.inbox("delivered")[0])
        assert ben.does("appeal", "calls")["calls"] == []


def test_whom_to_ask_is_offered_by_place_and_reach_and_a_text_is_written_to_one_of_them(tmp_path: Path) -> None:
    ana = Person(tmp_path, "ana").creates()
    bo, eve = (
        ana.does("add", "contact", given={"display_name": name, "reach": [reach], "reach_where": [where],
                                          "listed_as": f"Office of {name[0]}.", "languages": ["ar"]})["id"]
        for name, reach, where in (("Bo", "minister", "Nahr"), ("Eve", "embassy", "Ansal"))
    )  # fmt: skip
    made = ana.does("appeal", "new", given={
        "what": "They took Marula.", "when": "2026-04-12", "where": {"name": "Tres Ceibas", "district": "Ansal"},
        "asks": ["release"], "to": [eve],
    })  # fmt: skip
    for about in (made["incident"], made["id"]):
        rows = ana.does("appeal", "addressees", about, "--reach", "embassy", "minister")["addressees"]
        said = [(row["name"], row["place"], row["elsewhere"], row["near"]) for row in rows]
        assert said == [("Eve", "Ansal", False, 3), ("Bo", "", True, 2)]
    (row,) = ana.does("appeal", "addressees", made["id"], "--reach", "minister", "--area", "Nahr")["addressees"]
    assert (row["name"], row["place"]) == ("Bo", "Nahr")
    assert ana.tries("appeal", "addressees", made["id"], "--reach", "nobody")[0] == 5
    told = ana.does("appeal", "text", made["id"], "--to", bo, "--replace-all")
    assert told["language"] == "ar" and "Office of B." in told["text"]


def test_a_rehearsal_queues_nothing_and_a_call_is_noted(tmp_path: Path) -> None:
    ana = Person(tmp_path, "ana").creates()
    dee = ana.does("add", "contact", given={"display_name": "Dee", "speed": "minutes", "reach": ["command"]})["id"]
    made = ana.does(
        "appeal", "new", given={"what": "An exercise.", "when": "2026-04-12", "asks": ["safety"], "to": [dee]}
    )
    queued = ana.does("appeal", "queue", made["id"], "--rehearsal")
    assert queued["rehearsal"] and [row["name"] for row in queued["by_hand"]] == ["Dee"] and ana.states() == []
    assert "EXERCISE" in ana.does("appeal", "text", made["id"], "--channel", "message")["text"]
    noted = ana.does("appeal", "answer", made["id"], dee, "--result", "not_reached")
    assert noted["asked"][0]["answer"] == "not_reached" and noted["next_is_due"]
    assert ana.tries("appeal", "text", dee)[0] == 5
    assert ana.tries("appeal", "new", given={"nonsense": 1})[0] == 5
