"""One rule set decides on every way out: shares, papers, appeals (papers.md 10, lines 3, 4, 5, 7 and 10)."""

import re
from pathlib import Path

import pytest

from app.actions.exports.tables_out import gather, gather_for
from app.actions.kernel import records
from app.actions.mail import anonymous, rules, sent_withdrawals, share_preview, sharing
from app.actions.papers import paper_makers
from app.actions.release import consent_rules
from app.domain.leaks.leak_values import LeakAnswers
from app.domain.record import Record
from app.domain.redact import PROFILES
from app.domain.release.audiences import NAMES
from app.errors import InputRefused
from app.gui.style.text import Text
from app.gui.today import now_query
from app.store.mail import outbox
from app.store.records.search import Query
from app.store.tables.added_tables import AUDIENCES
from app.store.vault.open_vault import Vault
from tests.actions.pairs import Pair
from tests.flow.cast import Person, meet

WORDS = "Four men took Heron from the market of Chajul"
REPLACED = LeakAnswers(replace_rest=True)
"""Answers to the leak check: without a yes to the place, the village becomes the province."""


def case(vault: Vault, *answers: dict[str, object]) -> tuple[Record, Record]:
    """Return a case about Heron, with an incident, after these answers of Heron; and the incident."""
    heron, _ = records.add(vault, "actor", {"alias": "Heron", "sex": "02", "role_words": "a woman who defends land"})
    for given in answers:
        records.add(vault, "consent_record", {"actor": heron.ref, "state": "given", **given})
    whole, _ = records.add(vault, "case", {"title": "River", "focal": [heron.ref], "summary_open": WORDS})
    event, _ = records.add(vault, "event", {
        "case": [whole.ref], "title": "Taken at the market", "description": WORDS, "date_start": "2026-11-20T05:30",
        "place": {"name": "Chajul", "province": "Quiché", "country": "GT"},
        "act": {"violation": "INT1", "victim": heron.ref},
    })  # fmt: skip
    return whole, event


def told(vault: Vault, record: Record, audience: str) -> str:
    """Return every word of what leaves; empty if nothing does."""
    view = sharing.preview(vault, [record.ref], audience)
    return "\n".join(str(dict(row.fields)) for row in view.selection.records)


OPENS = {"un": "UN", "authority": "AUTHORITIES", "embassy": "EMBASSY", "regional": "REGIONAL", "court": "COURT"}


@pytest.mark.parametrize("yes", OPENS)
def test_a_yes_opens_one_audience_and_no_other(vault: Vault, yes: str) -> None:
    """Lines 3 and 4: UN yes opens neither authorities nor embassies, and the reverse, for shares and papers."""
    whole, event = case(vault, {"purpose": [OPENS[yes]]}, {"purpose": ["MEDIA"], "state": "refused"})
    assert {name for name in OPENS if "Heron" in told(vault, event, name)} == {yes}
    assert {name for name in OPENS if told(vault, event, name)} == {yes}
    assert {name for name in NAMES if WORDS in told(vault, whole, name)} == {yes, "internal"}
    for name in {*paper_makers.find_by_name("briefing-note").profiles} & OPENS.keys():
        if name == yes:
            made = paper_makers.make(vault, "briefing-note", [whole.ref], name, answers=REPLACED)
            assert "Heron" in made.data("txt").decode()
        else:
            with pytest.raises(InputRefused, match=f"Heron: {PROFILES[name].label}, not asked"):
                paper_makers.make(vault, "briefing-note", [whole.ref], name)


def test_the_sentence_says_whose_yes_is_missing(vault: Vault) -> None:
    """Line 3: authorities no, embassies not asked; and the reason goes to no recipient."""
    _, event = case(vault, {"purpose": ["UN", "UN_TO_GOV"]}, {"purpose": ["AUTHORITIES"], "state": "refused"})
    for name, said in (("authority", "Heron: National authorities, no"), ("embassy", "Heron: Embassies, not asked")):
        view = sharing.preview(vault, [event.ref], name)
        with pytest.raises(InputRefused, match=said):
            sharing.need_something(view)
        assert not any("Heron" in row.why or "not asked" in row.why for row in view.selection.held_back)
        assert any("not asked" in row.detail or ": no" in row.detail for row in view.selection.held_back)


def test_without_the_person_an_incident_is_codes_month_and_area(vault: Vault) -> None:
    """Line 7 and 1.6: for the network, a silent victim takes every word along."""
    _, event = case(vault)
    rows = {row.kind: dict(row.fields) for row in sharing.preview(vault, [event.ref], "network").selection.records}
    assert rows == {
        "event": {"date_start": "2026-11"}, "act": {"violation": "INT1"},
        "place": {"province": "Quiché", "country": "GT"},
    }  # fmt: skip


def test_a_time_for_an_embassy_is_a_part_of_the_day(vault: Vault) -> None:
    """Line 7: 05:30 is early morning; the minute is in no byte."""
    whole, _ = case(vault, {"purpose": ["EMBASSY"]})
    made = paper_makers.make(vault, "briefing-note", [whole.ref], "embassy", answers=REPLACED)
    assert [(one.words, one.instead) for one in made.leaks.findings] == [("Chajul", "Quiché")]
    text = made.data("txt").decode()
    assert "early morning of 20 November 2026" in text and "05:30" not in text and "Chajul" not in text


def test_a_person_by_the_role_has_no_alias_in_any_text(vault: Vault) -> None:
    """1.6: the words of the role replace the alias in prose."""
    whole, event = case(vault, {"purpose": ["UN"], "form": "role"})
    for record in (whole, event):
        said = told(vault, record, "un")
        assert "Heron" not in said and "took the woman who defends land from the market" in said


@pytest.mark.parametrize("audience", ["un", "network", "embassy"])
@pytest.mark.parametrize("answers", [[], [{"purpose": ["UN", "SHARE_NETWORK", "EMBASSY"], "state": "refused"}]])
def test_somebody_without_a_yes_is_no_role_in_a_text(
    vault: Vault, audience: str, answers: list[dict[str, object]]
) -> None:
    """1.2: words of the role would say that a person at X or 0 is there; only a person at R has them."""
    _, event = case(vault, {"purpose": ["UN", "SHARE_NETWORK", "EMBASSY"]})
    zorzal = {"alias": "Zorzal", "role_words": "the sacristan", "consent_record": answers}
    records.add(vault, "act", {"violation": "INT2", "event": event.ref, "victim": zorzal})
    heron = next(row for row in records.find(vault, Query("actor")) if row.title == "Heron")
    records.add(vault, "act", {"violation": "LIB1", "event": event.ref, "victim": heron.ref,
                               "defender_link": "Soldiers took Zorzal away."})  # fmt: skip
    for said in (told(vault, event, audience), str(gather_for(vault, Query("act", limit=None), audience))):
        assert "Soldiers took … away." in said and "sacristan" not in said


def test_an_appeal_has_no_role_of_somebody_without_a_yes(vault: Vault) -> None:
    """1.2: of two people at an incident, one agreed to the appeal and the other one is silent."""
    _, event = case(vault, {"purpose": ["APPEAL_ALIAS"]})
    records.add(vault, "act", {"violation": "INT1", "event": event.ref, "victim": {"alias": "Zorzal Ruiz"}})
    heron = next(row for row in records.find(vault, Query("actor")) if row.title == "Heron")
    made, _ = records.add(vault, "appeal", {
        "what": "They took Heron. Zorzal ran.", "happened": "2026-11-20", "asks": ["release"], "event": event.ref,
        "victim": [heron.ref],
    })  # fmt: skip
    assert "They took Heron. ... ran." in told(vault, made, "appeal")


def test_an_appeal_says_the_village_only_if_everybody_at_the_incident_agreed(vault: Vault) -> None:
    """1.1: the strictest of several people holds, also of one whom the appeal is not for."""
    _, event = case(vault, {"purpose": ["APPEAL_ALIAS", "LOCATION"]})
    heron = next(row for row in records.find(vault, Query("actor")) if row.title == "Heron")
    made, _ = records.add(vault, "appeal", {
        "what": "They took Heron in Chajul.", "happened": "2026-11-20", "asks": ["release"], "event": event.ref,
        "victim": [heron.ref],
    })  # fmt: skip
    assert "They took Heron in Chajul." in told(vault, made, "appeal")
    assert consent_rules.read_consents(vault, made).area == "Chajul, Quiché"
    records.add(vault, "act", {"violation": "INT1", "event": event.ref, "victim": {"alias": "Zorzal"}})
    assert "They took Heron in ...." in told(vault, made, "appeal")
    assert consent_rules.read_consents(vault, made).area == "Quiché"


def test_a_part_alone_follows_the_people_of_its_whole(vault: Vault) -> None:
    """1.6: words about somebody do not leave because the person is not sent with them."""
    _, event = case(vault)
    document, _ = records.add(vault, "document", {"title": "Letter", "about": [event.ref], "text": WORDS})
    assert told(vault, document, "un") == "" and WORDS not in told(vault, document, "network")
    _, agreed = case(vault, {"purpose": ["UN"]})
    other, _ = records.add(vault, "document", {"title": "Letter", "about": [agreed.ref], "text": WORDS})
    assert WORDS in told(vault, other, "un")


def test_a_yes_for_one_reader_is_a_yes_for_no_other(pair: Pair) -> None:
    """Rule 9: the readers that the person named."""
    _, event = case(pair.ana, {"purpose": ["SHARE_NETWORK"], "audience": ["Cy"]})
    to = [pair.ben_here.ref]
    (before,) = share_preview.readings(pair.ana, [event.ref], to, "network")
    assert "Heron" not in str(before.body.records)
    records.edit(pair.ana, pair.ben_here.ref, {"display_name": "Cy"})
    (after,) = share_preview.readings(pair.ana, [event.ref], to, "network")
    assert "Heron" in str(after.body.records)


def test_an_anonymous_appeal_says_the_role(vault: Vault) -> None:
    """Line 10: with APPEAL_ANON alone, a share for an instant action has neither the alias nor the village."""
    _, event = case(vault, {"purpose": ["APPEAL_ANON"], "form": "named"})
    made, _ = records.add(vault, "appeal", {
        "what": WORDS, "happened": "2026-11-20", "asks": ["release"], "event": event.ref,
        "victim": [record.id.hex() for record in consent_rules.people(vault, event)],
    })  # fmt: skip
    said = told(vault, made, "appeal")
    assert "took the woman who defends land from the market" in said and "Heron" not in said and "Chajul" not in said


def test_a_contact_of_the_old_level_gets_nothing_until_a_person_chooses(pair: Pair) -> None:
    """1.2: the stored level `authority` and its rules are cleared; the other levels and rules stay."""
    ana, ben = pair.ana, pair.ben_here
    event, _ = records.add(ana, "event", {"title": "Raid"})
    for profile in ("authority", "network"):
        rules.add(ana, ben.ref, profile)
    ana.con.execute("UPDATE card SET level = 'authority'")
    for statement in filter(str.strip, AUDIENCES.split(";\n")):
        ana.con.execute(statement)
    assert [rule.profile for rule in rules.list_rules(ana)] == ["network"]
    for send in (sharing.share, anonymous.share, share_preview.readings):
        with pytest.raises(InputRefused, match="choose how much"):
            send(ana, [event.ref], [ben.ref])  # type: ignore[operator]
    sharing.share(ana, [event.ref], [ben.ref], "un")
    ana.con.execute("UPDATE card SET level = 'network'")
    for statement in filter(str.strip, AUDIENCES.split(";\n")):
        ana.con.execute(statement)
    sharing.share(ana, [event.ref], [ben.ref])


def test_the_rules_and_the_reason_by_command(tmp_path: Path) -> None:
    """Line 1: `release table` is the golden file; `release why` names the person, the answer and the form."""
    ana = Person(tmp_path, "ana").creates()
    golden = Path(__file__).parents[1] / "vectors" / "release_tables.txt"
    assert ana.does("release", "table")["tables"] == golden.read_text("utf-8")
    event = ana.adds(title="Raid", act={"violation": "INT1", "victim": {"kind": "actor", "alias": "Heron"}})
    (row,) = ana.does("release", "why", event, "--audience", "embassy")["people"]
    assert (row["person"]["title"], row["answer"], row["form"]) == ("Heron", "not asked", "X")
    assert ana.does("release", "why", event, "--audience", "internal")["people"][0]["form"] == "A"


def test_who_agreed_to_authorities_only_is_asked_again(vault: Vault) -> None:
    """1.2: nothing is carried over; Today lists those without an answer about the UN or embassies."""
    case(vault, {"purpose": ["AUTHORITIES"]})
    (heron,) = consent_rules.list_unasked(vault)
    (row,) = [row for section in now_query.page(vault, Text("en")).sections for row in section.rows
              if "ask again" in row.title]  # fmt: skip
    assert row.title == "1 person to ask again"
    for purpose in ("UN", "EMBASSY"):
        assert consent_rules.list_unasked(vault) == [heron]
        records.add(vault, "consent_record", {"actor": heron.ref, "purpose": [purpose], "state": "refused"})
    assert consent_rules.list_unasked(vault) == []
    case(vault, {"purpose": ["AUTHORITIES"]})
    records.edit(vault, records.find(vault, Query("case"))[0].ref, {"status": "closed"})
    assert len(consent_rules.list_unasked(vault)) <= 1


def test_sexual_violence_is_in_a_paper_only_with_its_confirmation(tmp_path: Path) -> None:
    """Line 8: the second confirmation names the act and the part."""
    ana = Person(tmp_path, "ana").creates()
    yes = {"purpose": ["UN"], "state": "given"}
    event = ana.adds(title="Raid", description="By night", act={
        "violation": "INT3", "victim": {"kind": "actor", "alias": "Heron", "consent_record": [yes]}})  # fmt: skip
    with ana.opened() as vault:
        (act,) = records.find(vault, Query("act"))
    make = ("output", "make", "emergency-report")
    left = ana.does(*make, str(tmp_path / "less.txt"), event, "--audience", "un")
    assert left["to_confirm"] == [{"record": act.id.hex(), "part": "sexual"}]
    sure = ana.does(*make, str(tmp_path / "more.txt"), event, "--audience", "un", "--confirm", f"{act.ref}:sexual")
    assert "to_confirm" not in sure
    less, more = ((tmp_path / f"{name}.txt").read_text("utf-8") for name in ("less", "more"))
    assert "By night" not in less and "By night" in more


def test_sexual_violence_is_in_a_share_only_with_its_confirmation(tmp_path: Path) -> None:
    """Line 8: `share --confirm`, signed and anonymous, and what --look shows is what leaves."""
    ana, ben = Person(tmp_path, "ana").creates(), Person(tmp_path, "ben").creates()
    meet(ana, ben)
    yes = {"purpose": ["UN"], "state": "given"}
    event = ana.adds(title="Raid", description="By night", act={
        "violation": "INT3", "victim": {"kind": "actor", "alias": "Heron", "consent_record": [yes]}})  # fmt: skip
    with ana.opened() as vault:
        (act,) = records.find(vault, Query("act"))
    for mode in ("signed", "anonymous"):
        to = ("share", event, "--to", "ben", "--audience", "un", "--mode", mode)
        less, more = (str(ana.does(*to, "--look", *part)["would_leave"])
                      for part in ((), ("--confirm", f"{act.ref}:sexual")))  # fmt: skip
        assert "By night" not in less and "By night" in more
        assert ana.does(*to, "--confirm", f"{act.ref}:sexual")["ok"]
    with ana.opened() as vault:
        assert [b"By night" in delivery.body for delivery in outbox.deliveries(vault.con)] == [True, True]


@pytest.mark.parametrize("name", ["public", "donor", "network"])
def test_open_words_need_a_yes_unless_they_are_public_already(vault: Vault, name: str) -> None:
    """1.3, stricter: words of level I for other eyes stay where nobody agreed; after a yes they leave."""
    purpose = {"public": "MEDIA", "donor": "DONOR", "network": "SHARE_NETWORK"}[name]
    silent, _ = case(vault)
    agreed, _ = case(vault, {"purpose": [purpose]})
    assert "from the market" not in told(vault, silent, name) and "from the market" in told(vault, agreed, name)


def test_a_table_has_no_row_of_who_refused_to_be_kept(vault: Vault) -> None:
    """1.2, the row internal: a no to STORE closes our own use too."""
    case(vault, {"purpose": ["STORE"]})
    assert len(gather(vault, Query("actor", limit=None)).rows) == len(gather(vault, Query("act", limit=None)).rows) == 1
    (heron,) = records.find(vault, Query("actor"))
    records.add(vault, "consent_record", {"actor": heron.ref, "purpose": ["STORE"], "state": "withdrawn"})
    assert gather(vault, Query("actor", limit=None)).rows == gather(vault, Query("act", limit=None)).rows == ()


def test_a_row_about_somebody_else_brings_no_word_about_who_refused(vault: Vault) -> None:
    """1.2: the columns of a linked incident told of the second victim, who refused that we keep her data."""
    _, event = case(vault, {"purpose": ["STORE"]})
    records.add(vault, "act", {"violation": "INT1", "event": event.ref, "victim": {"alias": "Luna"}})
    assert WORDS in str(gather(vault, Query("act", limit=None)).rows)
    (heron,) = (row for row in records.find(vault, Query("actor")) if row.title == "Heron")
    records.add(vault, "consent_record", {"actor": heron.ref, "purpose": ["STORE"], "state": "withdrawn"})
    table = gather(vault, Query("act", limit=None))
    assert len(table.rows) == 1 and "Luna" in str(table.rows) and "Heron" not in str(table)


def test_a_table_for_an_audience_has_what_a_share_has_and_no_ids(tmp_path: Path) -> None:
    """2.2: `export --audience` asks the resolver and the leak check; ids only where the audience can have them."""
    ana = Person(tmp_path, "ana").creates()
    with ana.opened() as vault:
        _, event = case(vault, {"purpose": ["UN"]})
        records.edit(vault, event.ref, {"description": f"{WORDS}. They asked for Josefa Ixtahuacan at +502 5512 3490."})
    out = ("export", "csv")
    code, left = ana.tries(*out, str(tmp_path / "a.csv"), "--audience", "un")
    assert code == 5 and {row["words"] for row in left["refused"]} >= {"+502 5512 3490", "Josefa Ixtahuacan"}
    assert not (tmp_path / "a.csv").exists()
    assert ana.does(*out, str(tmp_path / "a.csv"), "--audience", "un", "--replace-all")["records"] == 1
    un = (tmp_path / "a.csv").read_text("utf-8-sig")
    assert "Heron from the market" in un and "5512" not in un and "Josefa" not in un
    assert event.ref not in un and event.id.hex() not in un
    for audience, said in (("embassy", 0), ("network", 1), ("public", 1)):
        path = tmp_path / f"{audience}.csv"
        assert ana.does(*out, str(path), "--audience", audience, "--replace-all")["records"] == said
        assert "Heron" not in path.read_text("utf-8-sig") and "market" not in path.read_text("utf-8-sig")
    assert event.ref in (tmp_path / "network.csv").read_text("utf-8-sig")
    with ana.opened() as vault, pytest.raises(InputRefused, match="no level nobody"):
        gather_for(vault, Query("event"), "nobody")


def test_a_no_to_keep_data_closes_every_record_about_the_person(vault: Vault) -> None:
    """1.2, the row internal: X is every record and word about her, also where a second victim is."""
    whole, event = case(vault, {"purpose": ["STORE"]})
    act, _ = records.add(vault, "act", {"violation": "INT1", "event": event.ref, "victim": {"alias": "Luna"}})
    letter, _ = records.add(vault, "document", {"title": "Letter", "about": [event.ref], "text": WORDS})
    assert all(WORDS in told(vault, row, "internal") for row in (whole, event, letter))
    (heron,) = (row for row in records.find(vault, Query("actor")) if row.title == "Heron")
    records.add(vault, "consent_record", {"actor": heron.ref, "purpose": ["STORE"], "state": "withdrawn"})
    assert [told(vault, row, "internal") for row in (whole, event, letter)] == ["", "", ""]
    assert "Luna" in told(vault, act, "internal") and "Heron" not in told(vault, act, "internal")


def test_what_is_marked_as_of_the_vault_alone_or_withdrawn_is_not_said_in_an_appeal(vault: Vault) -> None:
    said = {"what": "Taken away", "happened": "2026-04-12", "asks": ["release"]}
    for mark, district in (("V", ""), (None, "Ansal")):
        place = {"name": "The clinic", "district": "Ansal", "sensitivity": mark}
        made, _ = records.add(vault, "appeal", {**said, "place": place})
        assert consent_rules.read_consents(vault, made).area == (district and f"The clinic, {district}")
    (place_,) = (row for role, row in records.show(vault, made.ref).links if role == "place")
    sent_withdrawals.retract(vault, [place_.ref], "danger", "destroy")
    assert consent_rules.read_consents(vault, made).area == ""


def test_no_short_code_is_in_a_paper_for_those_who_cannot_read_it(vault: Vault) -> None:
    """Papers, 1.3: the reference of the paper stands for its record, and numbers for the others."""
    given = {"purpose": ["UN", "EMBASSY", "AUTHORITIES", "MEDIA"], "form": "alias"}
    whole, event = case(vault, given)
    item, _ = records.add(vault, "evidence_item", {"title": "Photo", "of": event.ref})
    records.add(vault, "intervention", {"about": whole.ref, "kind": ["embassy"], "diplomatic": ["area"]})
    made = 0
    for output in paper_makers.list_outputs():
        for audience in set(output.profiles) - {"internal", "network"}:
            for one in (whole, event):
                if one.kind in output.about:
                    try:
                        paper = paper_makers.make(vault, output.name, [one.ref], audience, answers=REPLACED)
                    except InputRefused:
                        continue
                    said = f"{paper.content}{paper.leaks.findings}"
                    assert not re.search(r"\b[A-Z]{2}-[2-9A-Z]{5}\b", said), (output.name, audience)
                    made += 1
    assert made > 10
    index = paper_makers.make(vault, "evidence-index", [event.ref], "un", answers=REPLACED).content
    assert "'1', 'Photo'" in str(index) and item.ref not in str(index)
    assert item.ref in str(paper_makers.make(vault, "evidence-index", [event.ref], "internal").content)


def test_a_paper_for_the_reader_that_a_person_named_is_made_for_no_other(tmp_path: Path) -> None:
    """Rule 9: `output make --to`, by name or by the record of the addressee."""
    ana = Person(tmp_path, "ana").creates()
    with ana.opened() as vault:
        whole, _ = case(vault, {"purpose": ["EMBASSY"], "audience": ["Embassy of X"]})
        other, _ = records.add(vault, "organisation", {"name": "Embassy of Y"})
        right, _ = records.add(vault, "organisation", {"name": "Embassy of X"})
    make = ("output", "make", "briefing-note", str(tmp_path / "note.txt"), whole.ref, "--audience", "embassy")
    for to in ((), ("--to", "Embassy of Y"), ("--to", other.ref)):
        code, said = ana.tries(*make, "--replace-all", *to)
        assert code == 5 and "Heron: Embassies, the yes is for other readers" in said["error"]["message"]
    ana.does(*make, "--replace-all", "--to", right.ref)
    assert "Heron" in (tmp_path / "note.txt").read_text("utf-8")
