"""The leak check on the ways out: nothing leaves with a finding that nobody answered, and real names are compared."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

import crypto
from app.actions.kernel import records
from app.actions.mail import anonymous, share_preview, sharing
from app.actions.papers import paper_makers, register
from app.actions.release import known_names, leak_check
from app.actions.release.known_names import NamesChecked
from app.actions.release.leak_check import LeakReport, LeaksFound
from app.actions.vault import real_names
from app.domain.leaks.leak_values import EDIT, GAP, KEEP, NOT_A_NAME, OTHER, LeakAnswer, LeakAnswers, LeakClass
from app.domain.redact import PROFILES
from app.errors import InputRefused
from app.store.vault.open_vault import Vault
from tests.actions.pairs import Pair
from tests.flow.cast import Person
from tests.flow.planted import run_trial
from tests.unchecked import read_twice

NAME, PHONE = "Josefa Ixtahuacan", "+502 5512 3490"
SAID = f"The soldiers asked for {NAME}. Call her at {PHONE}."
REST = LeakAnswers(replace_rest=True)
GO_ON = LeakAnswer(KEEP, "", f"{OTHER} the office is far away")


def classes(report: LeakReport) -> list[LeakClass]:
    return [one.kind for one in report.open]


def shared(pair: Pair, words: str, profile: str = "network") -> LeakReport:
    """Return the check of a share of an incident with these words, the same in all ways, which refuse it."""
    victim = {"alias": "Luna", "consent_record": [{"purpose": ["SHARE_NETWORK"], "state": "given"}]}
    records.add(pair.ana, "actor", {"alias": "Marula"})  # no victim: one without a yes takes all words along
    given = {"title": "March", "description": words, "act": [{"violation": "INT1", "victim": victim}]}
    event, _ = records.add(pair.ana, "event", given)
    to = [pair.ben_here.ref]
    ways = [
        share_preview.readings(pair.ana, [event.ref], to, profile, nobodys=nobodys)[0].made.leaks
        for nobodys in (False, True)
    ]  # fmt: skip
    for way in (sharing.share, anonymous.share) if ways[0].open else ():
        with pytest.raises(LeaksFound) as refused:
            way(pair.ana, [event.ref], to, profile)
        assert [row["finding"] for row in refused.value.refused] == [one.id for one in ways[0].open]
    assert [one.id for one in ways[0].open] == [one.id for one in ways[1].open]
    return ways[0]


@pytest.mark.parametrize(
    ("words", "stops"),
    [
        ("They beat Luna and MARULA at the gate.", ["MARULA"]),
        ("The marulas were ripe.", ["marulas"]),
        ("«Marula», he said.", ["Marula"]),
        ("Luna was beaten.", []),
        ("Abu Nasr came, and Sálih.", ["Abu Nasr", "Sálih"]),
        ("قال أحمد ذلك", ["أحمد"]),
        ("他说王明来了", ["王明"]),
    ],
)
def test_who_is_held_back_stops_a_share_by_whole_words_however_spelt(
    pair: Pair, words: str, stops: list[str]
) -> None:  # fmt: skip
    for alias in ("Abu Nasr", "Salih", "احمد", "王明"):
        records.add(pair.ana, "actor", {"alias": alias})
    assert sorted(one.words for one in shared(pair, words).open if one.kind is LeakClass.ALIAS) == stops


def test_what_is_replaced_or_edited_is_what_leaves_and_the_receiver_reads(pair: Pair) -> None:
    event, _ = records.add(pair.ana, "event", {"title": "March", "description": f"{SAID} At the river."})
    (name,) = (one for one in shared(pair, SAID).open if one.kind is LeakClass.UNKNOWN)
    answers = REST.add(name.id, LeakAnswer(EDIT, "a neighbour"))
    report = sharing.share(pair.ana, [event.ref], [pair.ben_here.ref], "network", answers=answers)[0].report
    assert report and NAME.encode() not in sharing.outbox.list_deliveries_to(pair.ana.con, pair.ben_here.id)[0].body
    pair.sync()
    taken = sharing.outbox.list_deliveries_to(pair.ana.con, pair.ben_here.id)[0].body.decode("utf-8", "replace")
    assert "asked for a neighbour. Call her at (a number that we withhold). At the river." in taken
    assert records.record_of(pair.ana, event.ref).fields["description"] == f"{SAID} At the river."


def test_ourselves_read_everything_unchecked(pair: Pair) -> None:
    event, _ = records.add(pair.ana, "event", {"title": "May", "description": SAID})
    assert sharing.share(pair.ana, [event.ref], [pair.ben_here.ref], "internal")[0].report


def test_an_edit_is_checked_again(vault: Vault) -> None:
    (name,) = check(vault, f"We met {NAME}.").open
    report = check(vault, f"We met {NAME}.", LeakAnswers({name.id: LeakAnswer(EDIT, "him at 5512 3490")}))
    assert classes(report) == [LeakClass.REACH]
    assert name.id in {one.id for one in check(vault, f"We met {NAME}.",
                                               LeakAnswers({name.id: LeakAnswer(EDIT, NAME)})).open}  # fmt: skip


def check(vault: Vault, text: str, answers: LeakAnswers = LeakAnswers(), audience: str = "network") -> LeakReport:
    limits = leak_check.limits_of(vault, PROFILES[audience], ())
    return leak_check.check_texts(vault, {"text": text}, limits, answers)


def test_the_public_mission_report_cannot_be_saved_until_both_are_answered(vault: Vault) -> None:
    """Papers, line 13: a name and a telephone number in `summary_open`; the register gets the answers, no words."""
    given = {"title": "Upper river", "date_start": "2026-04-20", "summary_open": SAID}
    mission, _ = records.add(vault, "mission", given)
    made = paper_makers.make(vault, "mission-report", [mission.ref], "public")
    assert sorted(one.words for one in made.leaks.open) == [PHONE, NAME]
    for form in made.output.forms:
        with pytest.raises(LeaksFound):
            made.data(form)
    phone, name = sorted(made.leaks.open, key=lambda one: one.words)
    for half in (LeakAnswers({name.id: LeakAnswer()}), REST,
                 LeakAnswers({name.id: LeakAnswer(), phone.id: LeakAnswer(KEEP, "", NOT_A_NAME)})):  # fmt: skip
        with pytest.raises(LeaksFound):
            paper_makers.make(vault, "mission-report", [mission.ref], "public", answers=half).data("txt")
    both = REST.add(name.id, LeakAnswer(EDIT, "a neighbour"))
    done = paper_makers.make(vault, "mission-report", [mission.ref], "public", answers=both)
    text = read_twice(done).data("txt").decode()
    key = "“…” stands for words that we left out to protect people."
    cut = paper_makers.make(vault, "mission-report", [mission.ref], "public", answers=both.add(
        phone.id, LeakAnswer(EDIT, GAP)))  # fmt: skip
    assert key not in " ".join(text.split()) and key in " ".join(read_twice(cut).data("txt").decode().split())
    assert "asked for a neighbour" in text and PHONE not in text and NAME not in text
    assert sorted(done.leaks.rows) == [("perhaps a name", "edit", "", 1), ("telephone or address", "replace", "", 1)]
    assert done.leaks.summary == "2 replaced, 0 kept, names checked: there are none"


def test_no_format_is_written_without_answers(vault: Vault, tmp_path: Path) -> None:
    mission, _ = records.add(vault, "mission", {"title": "Upper river", "summary_open": SAID})
    made = paper_makers.make(vault, "mission-report", [mission.ref], "public")
    for form in made.output.forms:
        with pytest.raises(LeaksFound):
            register.save(vault, register.paint(tmp_path / f"paper.{form}", made))
    assert list(tmp_path.glob("paper*")) == []


def person(vault: Vault, alias: str, *purposes: str, **fields: object) -> None:
    consent = [{"purpose": list(purposes), "state": "given", **fields}] if purposes else []
    records.add(vault, "actor", {"alias": alias, "consent_record": consent, "role_words": "a land defender"})


def aliases(vault: Vault, text: str, audience: str) -> dict[str, str]:
    found = check(vault, text, audience=audience).findings
    return {one.words: one.instead for one in found if one.kind is LeakClass.ALIAS}


def test_the_yes_to_each_audience_decides_which_alias_may_stand(vault: Vault) -> None:
    """Papers, 1.2 and 3.2: the forms come from the resolver; a person at R becomes the words of the role."""
    person(vault, "Ostrich", "UN")
    person(vault, "Bittern", "EMBASSY", form="role")
    person(vault, "Plover")
    text = "They beat Ostrich, Bittern and Plover."
    assert set(aliases(vault, text, "un")) == {"Bittern", "Plover"}
    assert aliases(vault, text, "embassy") == {"Ostrich": "…", "Bittern": "the land defender", "Plover": "…"}
    assert set(aliases(vault, text, "authority")) == {"Ostrich", "Bittern", "Plover"}


def test_a_withdrawn_or_a_strictly_marked_person_is_a_finding_despite_a_yes(vault: Vault) -> None:
    records.add(vault, "actor", {"alias": "Ostrich", "sensitivity": "V",
                                 "consent_record": [{"purpose": ["UN"], "state": "given"}]})  # fmt: skip
    assert set(aliases(vault, "They beat Ostrich.", "un")) == {"Ostrich"}


def test_places_times_and_record_numbers_have_the_detail_of_the_table(vault: Vault) -> None:
    """Papers, 1.3: fineness of place and time, homes and hiding places apart, and the numbers of records."""
    area = {"district": "Chajul", "province": "Quiche", "country": "GT"}
    records.add(vault, "event", {"title": "Raid", "place": {"name": "Ilom", "kind": "other", **area}})
    records.add(vault, "place", {"name": "Sumalito", "kind": "refuge", **area, "district": "Nebaj"})
    text = "At 05:30 in Ilom, Chajul, Quiche, and in Sumalito, Nebaj. IN-23456."

    def words(audience: str) -> set[str]:
        found = check(vault, text, audience=audience).findings
        return {one.words for one in found if one.kind is not LeakClass.UNKNOWN}

    assert words("network") == {"05:30", "Ilom", "Sumalito", "Nebaj"}
    assert words("icc") == {"Sumalito", "Nebaj", "IN-23456"}
    assert words("embassy") == {"05:30", "Ilom", "Sumalito", "Nebaj", "IN-23456"}
    assert words("public") == {"05:30", "Ilom", "Chajul", "Sumalito", "Nebaj", "IN-23456"}


def test_a_word_that_is_no_name_is_asked_once(vault: Vault) -> None:
    """Papers, 3.3 and line 12."""
    (one,) = check(vault, "We drank Zamalek there.").open
    report = check(vault, "We drank Zamalek there.", LeakAnswers({one.id: LeakAnswer(KEEP, "", NOT_A_NAME)}))
    leak_check.remember_answers(vault, report)
    assert check(vault, "They drank Zamalek too.").open == ()
    (phone,) = check(vault, "Call 5512 3490.").open
    kept = LeakAnswers({phone.id: LeakAnswer(KEEP, "", f"{OTHER} of a hospital")})
    leak_check.remember_answers(vault, check(vault, "Call 5512 3490.", kept))
    assert classes(check(vault, "Call 5512 3490.")) == [LeakClass.REACH], "a stop is never remembered"


def name_of(vault: Vault) -> "crypto.Secret":
    """Record a person with a real name; return the key of the names."""
    key, wrap = real_names.prepare_key(real_names.header_of(vault), "lantern copper field")
    real_names.set_up(vault, wrap)
    heron, _ = records.add(vault, "actor", {"alias": "Heron"})
    said = {"real_name": "Rosalba Tzul", "relatives": "Juana Ixcoy (sister)", "address": "House 4, Mill Lane, Kasuku"}
    real_names.save(vault, key, heron.id.hex(), said | {"id_documents": "DPI 254-7812"})
    return key


def test_real_names_are_compared_while_open_and_by_tags_afterwards(vault: Vault) -> None:
    """Papers, 3.4: open, opened earlier in this sitting, never opened, closed again."""
    key, text = name_of(vault), "It was Tzul, Rosalba. Then nobody spoke of it."
    never = check(vault, text, LeakAnswers(replace_rest=True))
    assert classes(never) == [LeakClass.UNCHECKED] and never.names is NamesChecked.CLOSED
    assert never.open[0].words == "Names were not checked: 1 real names are kept here."
    assert check(vault, "Nobody.", LeakAnswers({"names": LeakAnswer()})).open, "it needs a reason"
    assert check(vault, "Nobody.", LeakAnswers({"names": LeakAnswer(KEEP, "", OTHER)})).open
    assert check(vault, "Nobody.", LeakAnswers({"names": GO_ON})).rows == (
        ("names not checked", KEEP, GO_ON.reason, 0),
    )  # fmt: skip
    known_names.open_names(vault, key)
    for said in (text, "Juana Ixcoy was there.", "She lives at house 4.", "It is in Mill Lane.", "DPI 254 7812"):
        report = check(vault, said)
        assert report.names is NamesChecked.OPEN
        assert len(report.open) == 1, said
    known_names.close_names(vault, leak_check.load_words())
    key.clear()
    later = check(vault, text)
    assert (classes(later), later.names) == ([LeakClass.NAME], NamesChecked.EARLIER)
    vault.sitting.clear()
    assert check(vault, text).names is NamesChecked.CLOSED


def test_a_name_that_was_stored_just_now_is_compared_too(vault: Vault) -> None:
    key = name_of(vault)
    known_names.open_names(vault, key)
    assert check(vault, "Nobody.").open == ()
    swift, _ = records.add(vault, "actor", {"alias": "Swift"})
    real_names.save(vault, key, swift.id.hex(), {"real_name": "Ngozi Mbuyi"})
    assert classes(check(vault, "It was ngozi mbuyi.")) == [LeakClass.NAME]


def test_no_word_and_no_tag_of_a_name_is_in_a_file(vault: Vault) -> None:
    known_names.open_names(vault, name_of(vault))
    check(vault, "Nobody.")
    known_names.close_names(vault, leak_check.load_words())
    sitting = vault.sitting["names of the leak check"]
    tags = sitting.tags.tags  # type: ignore[attr-defined]
    data = b"".join(path.read_bytes() for path in vault.folder.rglob("*") if path.is_file())
    tables = [name for (name,) in vault.con.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    rows = repr([vault.con.execute(f"SELECT * FROM {name}").fetchall() for name in tables]).lower()
    assert tags and not [tag for tag in tags if tag in data or repr(tag)[2:-1].lower() in rows or tag.hex() in rows]
    assert "heron" in rows and "tzul" not in rows
    vault.close()
    assert vault.sitting == {}


def test_what_is_planted_is_found() -> None:
    """Papers, line 11: the short form of the trial in `x.py kill leaks`."""
    done = run_trial(4, 1)
    assert not done.missed, str(done)
    assert len(done.fields) > 50 and min(done.asked.values()) > 5, str(done)


@pytest.fixture
def people(tmp_path: Path) -> Sequence[Person]:
    ana, ben = Person(tmp_path, "ana").creates(), Person(tmp_path, "ben").creates()
    ben.does("card", "show", "--file", str(tmp_path / "ben.card"))
    ana.does("contact", "add", str(tmp_path / "ben.card"))
    return ana, ben


def test_the_command_line_refuses_lists_and_takes_answers(people: Sequence[Person], tmp_path: Path) -> None:
    ana, _ = people
    event = ana.adds(title="March", description=SAID)
    to = ("share", event, "--to", "ben", "--profile", "network")
    (look,) = ana.does(*to, "--look")["would_leave"]
    code, said = ana.tries(*to)
    assert code == 5 and said["refused"] == look["leaks"]
    assert [(row["class"], row["weight"], row["words"], row["times"]) for row in said["refused"]] == [
        ("telephone or address", "stop", PHONE, 1), ("perhaps a name", "ask", NAME, 1),
    ]  # fmt: skip
    phone, name = said["refused"]
    assert (
        phone["replace_with"] == "(a number that we withhold)"
        and NOT_A_NAME in name["keep"]
        and name["sentence"].startswith("The soldiers")
    )
    file = tmp_path / "answers.json"
    head = {"audience": "network", "paper": f"share {event_ref(ana, event)} to ben"}
    file.write_text(json.dumps({**head, "answers": {phone["finding"]: {"does": "replace"}}}))
    code, left = ana.tries(*to, "--resolve", str(file))
    assert (code, left["refused"]) == (5, [name])
    told = {"answers": {phone["finding"]: {}, name["finding"]: {"does": "keep", "reason": NOT_A_NAME}}}
    file.write_text(json.dumps({**head, **told}))
    assert ana.does(*to, "--resolve", str(file))["report"]
    assert [row["words"] for row in ana.tries(*to)[1]["refused"]] == [PHONE], "not a name: asked once"
    assert ana.does(*to, "--replace-all")["report"]
    for wrong in ("[]", "{", json.dumps({**head, "answers": {"a": {"more": 1}}})):
        file.write_text(wrong)
        assert ana.tries(*to, "--resolve", str(file))[0] == 5


def event_ref(ana: Person, id_: str) -> str:
    """Return the short code of a record."""
    return str(ana.does("show", id_)["ref"])


def test_an_answer_for_one_audience_is_none_for_another(vault: Vault) -> None:
    """Line 11 and 3.3: "keep", agreed for one embassy, opens neither the authorities nor the United Nations."""
    person(vault, "Plover")
    text = "They beat Plover."
    (one,) = check(vault, text, audience="embassy").open
    kept = LeakAnswers({one.id: LeakAnswer(KEEP, "", f"{OTHER} he agreed for this embassy")})
    assert {name for name in ("embassy", "un", "authority", "court") if check(vault, text, kept, name).open == ()} == {
        "embassy"
    }


def test_a_paper_by_command_is_refused_and_nothing_is_written(people: Sequence[Person], tmp_path: Path) -> None:
    ana, _ = people
    mission = str(ana.does("add", "mission", given={"title": "Visit", "summary_open": SAID})["id"])
    path = tmp_path / "report.txt"
    make = ("output", "make", "mission-report", str(path), mission, "--audience", "public")
    code, said = ana.tries(*make, "--replace-all")
    assert code == 5 and [row["words"] for row in said["refused"]] == [NAME] and not path.exists()
    file = tmp_path / "answers.json"
    given = {"answers": {row["finding"]: {} for row in ana.tries(*make)[1]["refused"]}}
    file.write_text(json.dumps(given))
    code, said = ana.tries(*make, "--resolve", str(file))  # an old file, without its paper
    assert (code, said["error"]["message"]) == (5, "These answers are not for this paper and these readers.")
    head = {"audience": "public", "paper": f"mission-report {event_ref(ana, mission)}"}
    with pytest.raises(InputRefused) as refused:
        leak_check.parse_answers(json.dumps(given), *head.values())
    assert refused.value.hint == f"Nothing left. Write new answers in a file with: {json.dumps(head)}"
    other = str(ana.does("add", "mission", given={"title": "Visit 2", "summary_open": SAID})["id"])
    file.write_text(json.dumps({**head, **given}))
    for wrong in (
        (*make[:4], other, *make[5:]), (*make[:6], "donor"), ("output", "make", "minutes", *make[3:]),
        ("output", "check", mission, "--audience", "public"), ("share", mission, "--to", "ben"),
        ("export", "csv", str(path), "--kind", "mission", "--audience", "public"),
    ):  # fmt: skip
        code, said = ana.tries(*wrong, "--resolve", str(file))
        assert code == 5 and said["error"]["message"].startswith("These answers"), wrong
    assert not path.exists()
    done = ana.does(*make, "--resolve", str(file), "--second-reader", "Ceiba")
    assert done["leaks"] == "2 replaced, 0 kept, names checked: there are none"
    assert PHONE not in path.read_text("utf-8")


def test_a_text_from_elsewhere_and_a_record_are_checked(people: Sequence[Person], tmp_path: Path) -> None:
    ana, _ = people
    file = tmp_path / "letter.txt"
    file.write_text(SAID, "utf-8")
    code, said = ana.tries("output", "check", str(file), "--audience", "network")
    assert code == 5 and [row["words"] for row in said["findings"]] == [PHONE, NAME]
    event = ana.adds(title="March", description=SAID)
    assert ana.tries("output", "check", event, "--audience", "network")[1]["findings"] == said["findings"]
    file.write_text("The police came.", "utf-8")
    assert ana.does("output", "check", str(file), "--audience", "public")["findings"] == []
    assert ana.does("output", "check", str(file), "--audience", "internal")["findings"] == []


def test_the_names_password_lets_a_command_compare(people: Sequence[Person], tmp_path: Path) -> None:
    ana, _ = people
    words = tmp_path / "second"
    words.write_text("lantern copper field\n")
    way = ("--second-passphrase-file", str(words))
    ana.does("second", "set-up", *way)
    person = str(ana.does("add", "actor", given={"alias": "Heron"})["id"])
    ana.does("add", *way, "identity_vault", given={"actor": person, "real_name": "Rosalba Tzul"})
    event = ana.adds(title="March", description="It was tzul.")
    to = ("share", event, "--to", "ben", "--profile", "network")
    assert [row["class"] for row in ana.tries(*to)[1]["refused"]] == ["names not checked"]
    assert [row["words"] for row in ana.tries(*to, *way)[1]["refused"]] == ["tzul"]
    assert ana.does(*to, *way, "--replace-all")["report"]


def test_a_number_in_an_alias_is_no_word_of_the_paper(pair: Pair) -> None:
    """The trial found this: an alias that leaves was taken as words that may be said, with all in it."""
    luna = {"alias": f"Luna, {PHONE}", "consent_record": [{"purpose": ["SHARE_NETWORK"], "state": "given"}]}
    event, _ = records.add(pair.ana, "event", {"title": "March", "act": [{"violation": "INT1", "victim": luna}]})
    view = sharing.preview(pair.ana, [event.ref], "network")
    report = leak_check.check_records(pair.ana, view.selection, view.profile, ())[1]
    assert LeakClass.REACH in classes(report)


def test_the_free_text_of_a_listed_person_names_no_other_one(people: Sequence[Person], tmp_path: Path) -> None:
    """3.1, vCards: what a person agreed to list may be said; whom they write of in their hours may not."""
    ana, _ = people
    ana.does("add", "actor", given={"alias": "Marula"})
    listed = {"display_name": "Heron", "listed_as": "Heron, of the river", "listing": "yes", "audience": ["members"],
              "region": "Ansal", "hours": "Mondays; else Marula"}  # fmt: skip
    ana.does("add", "contact", given=listed)
    for form in ("vcf", "txt"):
        path = tmp_path / f"list.{form}"
        make = ("directory", "make", str(path), "--for", "members")
        code, said = ana.tries(*make)
        assert (code, [row["words"] for row in said["refused"]], path.exists()) == (5, ["Marula"], False)
        ana.does(*make, "--replace-all")
        text = path.read_text("utf-8")
        assert "Marula" not in text and "Heron, of the river" in text.replace("\\,", ",")
