"""Instant action from the first word to the closing notice, between people with vaults of their own."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from attrs import frozen

from app.actions.field import appeal_recipients, appeal_requests, appeals
from app.actions.field.appeals import CHANNELS
from app.actions.kernel import records
from app.actions.mail import inbox, sharing
from app.actions.outgoing.wording import KeptWording, hash_text
from app.actions.papers import appeals as papers
from app.actions.papers import paper_makers
from app.domain.appeal_texts import CLOSING, UPDATE
from app.domain.leaks.leak_values import LeakAnswers
from app.domain.record import Record
from app.errors import InputRefused
from app.gui.incidents import incident_query
from app.gui.style.text import Text
from app.store.mail import outbox
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from tests.actions.pairs import Pair, go, know, pair_at
from tests.vaults import vault_at

WHAT = (
    "Four men in grey took Marula from the pump house in Tres Ceibas. Marula was born on 3 May 1981; call 0944 123 456."
)


@frozen
class Three:
    """Ana asks; Ben acts within minutes, Cy the same day, Dee is called by telephone."""

    pair: Pair
    cy: Vault
    cy_here: Record
    dee: Record
    event: Record
    victim: Record


@pytest.fixture
def three(tmp_path: Path) -> Iterator[Three]:
    with pair_at(tmp_path) as pair, vault_at(tmp_path / "cy", pair.clock) as cy:
        ana = pair.ana
        cy_here = know(ana, cy)
        know(cy, ana)
        given = {"display_name": "Ben", "reach": ["minister"], "speed": "minutes", "languages": ["ar"]}
        records.edit(ana, pair.ben_here.ref, {**given, "reach_where": ["Ansal district"]})
        records.edit(ana, cy_here.ref, {"display_name": "Cy", "reach": ["embassy"], "speed": "same_day"})
        dee, _ = records.add(ana, "contact", {"display_name": "Dee", "reach": ["command"], "speed": "minutes"})
        for kind, order, result in (("email", 1, "works"), ("phone", 2, "works"), ("sms", 3, "fails")):
            channel = {"kind": kind, "address": f"{kind} 1", "order": order, "for": ["urgent"], "test_result": result,
                       "contact": dee.ref}  # fmt: skip
            records.add(ana, "channel", channel)
        event, _ = records.add(ana, "event", {
            "date_start": "2027-01-15T07:20", "description": WHAT,
            "place": {"name": "Tres Ceibas", "district": "Ansal district", "country": "SY"},
            "act": [{"violation_text": "arrested", "victim": {"alias": "Marula", "organisation_text": "Pump men"}}],
        })  # fmt: skip
        yield Three(pair, cy, cy_here, dee, event, appeals.victims(ana, event)[0])


def begun(three: Three, consent: str = "anon", **more: object) -> Record:
    """Begin an appeal from the incident."""
    given = {
        **appeals.prefill_appeal(three.pair.ana, three.event.ref), "asks": ["whereabouts", "release"],
        "danger": "Torture of Marula", "consent": consent, "to": [three.pair.ben_here.ref, three.dee.ref], **more,
    }  # fmt: skip
    return appeals.begin(three.pair.ana, given)[0]


def unnamed(three: Three) -> None:
    """Write down that Marula agreed to an appeal without the name."""
    said = {"purpose": ["APPEAL_ANON"], "state": "given", "actor": three.victim.ref}
    records.add(three.pair.ana, "consent_record", said)


def texts(vault: Vault, made: Record) -> bytes:
    """Return every text of an appeal in every language, one after the other."""
    return "\n".join(papers.texts(vault, made.ref, appeals.LANGUAGES).values()).encode()


def test_it_is_queued_delivered_answered_and_closed_and_the_next_tier_comes_at_the_minute(three: Three) -> None:
    pair, ana, ben, now = three.pair, three.pair.ana, three.pair.ben, three.pair.clock
    now.now -= now.now % 60
    made = begun(three)
    assert made.fields["number"] != made.ref and made.fields["area"] == "Syria", "no district beside a role"
    tier, people = appeal_requests.preview(ana, made.ref)
    assert (tier, [one.contact.title for one in people]) == (1, ["Ben", "Dee"])
    queued, _ = appeal_requests.ask(ana, made.ref)
    assert [one.contact.title for one in queued.sealed] == ["Ben"]
    assert [(one.contact.title, one.text) for one in queued.by_hand] == [("Dee", "email")]
    assert outbox.list_urgent(ana.con)
    assert appeal_requests.read_status(ana, appeals.read_appeal(ana, made.ref)).minutes_left(now.now) == 30

    go(ana, pair.box)
    go(ben, pair.box)
    (call,) = appeal_requests.calls(ben)
    assert (call.sender.title, call.number, call.minutes_left(now.now)) == ("Ana", made.fields["number"], 30)
    go(ana, pair.box)
    delivery = appeal_requests.lines(ana, made)[0].delivery
    assert delivery is not None and delivery.state == "delivered"  # on his computer: that is no answer yet
    now.now += 29 * 60 + 59
    assert not appeal_requests.read_status(ana, made).overdue(now.now) and call.minutes_left(now.now) == 1
    now.now += 1
    assert appeal_requests.read_status(ana, made).overdue(now.now) and call.minutes_left(now.now) == 0

    tier, people = appeal_requests.preview(ana, made.ref)
    assert (tier, [one.contact.title for one in people]) == (2, ["Cy"])
    appeal_requests.ask(ana, made.ref)
    appeal_requests.reply(ben, call.key, "promised", "I call the minister at three.")
    assert appeal_requests.calls(ben) == []
    pair.sync(2)
    (came,) = appeal_requests.list_received_answers(ana, made)
    accepted, _ = inbox.accept(ana, came.arrived.report.hex())
    assert not accepted.conflicts and not accepted.proposals and not accepted.refused
    stands = appeal_requests.read_status(ana, made)
    assert stands.heard == ("Ben",) and stands.due is None
    ben_said = next(line for line in appeal_requests.lines(ana, made) if line.asked.who == "Ben")
    assert ben_said.theirs is not None and ben_said.theirs.fields["response_text"] == "I call the minister at three."
    appeal_requests.answer(ana, made.ref, three.dee.ref, "not_reached")
    assert [line.asked.answer for line in appeal_requests.lines(ana, made)] == ["promised", "not_reached", ""]
    _closed(three, made)


def _closed(three: Three, made: Record) -> None:
    """Write further information and the closing notice; it goes to the same people, and ends their part."""
    pair, ana, ben = three.pair, three.pair.ana, three.pair.ben
    update, _ = appeals.follow(ana, made.ref, UPDATE, {"what": "She is at the district post."})
    closing, _ = appeals.follow(ana, update.ref, CLOSING, {"result": "She is free."})
    number = str(made.fields["number"])
    assert [row.fields["number"] for row in (update, closing)] == [f"{number}/1", f"{number}/2"]
    assert appeals.read_appeal(ana, made.ref).fields["state"] == "closed"
    notice = paper_makers.make(ana, "appeal-closing", [closing.ref]).data("txt").decode()
    assert "She is free." in notice and f"{number}/2" in notice and f"Refers to: {number}" in notice
    appeal_requests.ask(ana, closing.ref)
    assert {line.contact.title for line in appeal_requests.lines(ana, closing)} >= {"Ben"}
    pair.sync()
    inbox.accept(ben, inbox.list_reports(ben, "delivered")[0].arrived.report.hex())
    assert appeal_requests.calls(ben) == []
    assert any(role == "about" and row.kind == "intervention" for role, row in records.show(ana, made.ref).parts)


@pytest.mark.parametrize(("consent", "named"), [("named", True), ("anon", False)])
def test_consent_decides_what_is_said(three: Three, consent: str, named: bool) -> None:
    made = begun(three, consent)
    said = texts(three.pair.ana, made)
    assert (b"Marula" in said) is named and b"pump house" in said
    assert (
        b"reveal whereabouts" in said and str(made.fields["number"]).encode() in said and made.ref.encode() not in said
    )


def test_an_appeal_without_names_brings_no_alias_back_by_a_wording_or_a_record(three: Three) -> None:
    """Marula agreed to more than the appeal says; her alias passed the leak check, and was in the sealed record."""
    ana, made = three.pair.ana, begun(three, "named")
    records.edit(ana, made.ref, {"consent": "anon"})
    rest, words = LeakAnswers(replace_rest=True), "Se llevaron a Marula, del Pump men."
    text = next(one for one in paper_makers.make(ana, "appeal-letter", [made.ref]).texts if one.key.endswith("what"))
    kept = [KeptWording(text.key, hash_text(text.text), words)]
    letter = paper_makers.make(ana, "appeal-letter", [made.ref], language="es", answers=rest, wording=kept)
    assert "Se llevaron a una persona defensora de los derechos humanos" in str(letter.content)
    assert not re.search("Marula|Pump men", str(letter.content)) and not letter.leaks.findings
    assert "Marula" not in papers.check_said(ana, made.ref, {"0": "They took Marula."}, answers=rest).texts["0"]
    assert "Marula" not in str([row.fields for row in sharing.preview(ana, [made.ref], "appeal").selection.records])


@pytest.mark.parametrize("consent", ["none", ""])
def test_without_a_yes_there_is_no_text_and_nothing_is_queued(three: Three, consent: str) -> None:
    made, before = begun(three, consent), len(outbox.deliveries(three.pair.ana.con))
    for make in (lambda: texts(three.pair.ana, made), lambda: appeal_requests.ask(three.pair.ana, made.ref)):
        with pytest.raises(InputRefused, match=r"Consent is missing: Marula: Instant action, no"):
            make()
    assert len(outbox.deliveries(three.pair.ana.con)) == before


def test_what_is_stored_is_what_was_chosen_and_stands_at_no_other_incident(three: Three) -> None:
    ana, tr = three.pair.ana, Text("en")
    earlier, _ = records.add(ana, "event", {
        "title": "Earlier", "act": [{"violation_text": "beaten", "victim": three.victim.ref}],
    })  # fmt: skip

    def shown(event: Record) -> list[str]:
        return [words for label, words, _ in incident_query.page(ana, tr, event.id.hex()).facts if label == "Consent"]

    begun(three, "named")
    assert shown(three.event) == ["Given: Keep on this device, Appeal by their alias, Appeal without the name"]
    assert shown(earlier) == []
    begun(three, "anon")
    assert "Refused: Appeal with the name, Appeal by their alias" in shown(three.event)
    records.add(ana, "consent_record", {"purpose": ["MEDIA"], "state": "given", "actor": three.victim.ref})
    assert shown(earlier) == ["Given: Media"]  # about no incident in particular


def test_a_yes_or_a_no_to_the_name_counts_for_the_alias(three: Three) -> None:
    made, ana = begun(three, ""), three.pair.ana
    said = {"purpose": ["APPEAL_NAMED"], "actor": three.victim.ref}
    records.add(ana, "consent_record", {**said, "state": "given"})
    assert b"Marula" in texts(ana, made)
    three.pair.clock.now += 60
    records.add(ana, "consent_record", {**said, "state": "refused"})
    with pytest.raises(InputRefused, match="Marula: Instant action, no"):
        texts(ana, made)


def test_a_consent_that_is_withdrawn_changes_the_texts_at_once(three: Three) -> None:
    made = begun(three, "named")
    assert b"Marula" in texts(three.pair.ana, made)
    withdrawn = {"purpose": ["APPEAL_NAMED"], "state": "withdrawn", "actor": three.victim.ref}
    records.add(three.pair.ana, "consent_record", withdrawn)
    assert b"Marula" not in texts(three.pair.ana, made)  # the yes without the name still holds


def test_an_update_and_the_closing_notice_say_what_was_answered_but_not_by_whom(three: Three) -> None:
    ana, dee = three.pair.ana, three.dee
    made = begun(three)
    appeal_requests.ask(ana, made.ref)
    appeal_requests.answer(ana, made.ref, dee.ref, "promised", "Dee calls the colonel, her cousin.")
    appeal_requests.answer(ana, made.ref, three.pair.ben_here.ref, "not_reached")
    update, _ = appeals.follow(ana, made.ref, UPDATE, {"what": "She is at the post."})
    said = "1 of those asked (can reach: police or army command): promised to act"
    for channel in CHANNELS:
        text = papers.text(ana, update.ref, channel)
        assert said in " ".join(text.split()) and not re.search("Dee|cousin|Ben|not reached", text), channel
        assert "those asked" not in papers.text(ana, made.ref, channel)
    assert "promised to act" in paper_makers.make(ana, "appeal-update", [update.ref]).data("txt").decode()
    assert "وعد بالتحرك" in papers.text(ana, update.ref, "email", "ar")
    appeal_requests.ask(ana, update.ref)
    appeal_requests.answer(ana, update.ref, dee.ref, "acted")  # the newest counts, and is one answer
    appeal_requests.answer(ana, update.ref, three.pair.ben_here.ref, "acted")
    closing, _ = appeals.follow(ana, made.ref, CLOSING, {"result": "She is free."})
    for edited in ({"listing": "no"}, {"listing": None, "sensitivity": "V"}):
        records.edit(ana, dee.ref, edited)
        letter = papers.text(ana, closing.ref, "letter")
        assert "- 1 of those asked: acted" in letter and "- 1 of those asked (can reach: minister): acted" in letter
        assert "promised" not in letter and "command" not in letter


def test_a_letter_says_to_whom_it_goes_how_and_how_many_have_it_but_never_what_we_call_them(three: Three) -> None:
    ana = three.pair.ana
    made = begun(three)
    for_all = papers.text(ana, made.ref, "letter")
    assert "To: 2 who can press for it" in for_all and "To everyone who can press for this," in for_all
    assert "To: 2 who can press for it" in paper_makers.make(ana, "appeal-letter", [made.ref]).data("txt").decode()
    (dee,) = (
        one
        for one in appeal_recipients.list_possible_recipients(ana, made, connected=True)
        if one.contact.title == "Dee"
    )
    for listed, said in (("", "To everyone who can press for this,"), ("Dr. Okoro", "Dear Dr. Okoro,")):
        records.edit(ana, three.dee.ref, {"listed_as": listed or None})
        dee = appeal_recipients.read_recipient(ana, records.record_of(ana, three.dee.ref), None, True)
        for channel in ("letter", "email"):
            text = papers.text(ana, made.ref, channel, to=dee)
            assert said in text and ("To: Dr. Okoro" in text) is bool(listed)
            assert "By way of: e-mail" in text and "Copies go to: 1 more who can press for it" in text
            assert "Dee" not in text and "email 1" not in text


def test_whom_we_asked_leaves_with_no_appeal(three: Three) -> None:
    made = begun(three)
    ana = three.pair.ana
    appeal_requests.ask(ana, made.ref)
    three.pair.clock.now += 1800
    appeal_requests.ask(ana, made.ref)
    for delivery in outbox.deliveries(ana.con):
        assert b"Dee" not in delivery.body and b"intervention" not in delivery.body


def test_from_nothing_the_incident_is_made_too_and_holds_what_the_appeal_may_not(three: Three) -> None:
    ana = three.pair.ana
    given = {
        "who": [{"alias": "Heron"}],
        "what": "Heron was stopped at the bridge.",
        "when": "2027-01-15T08:00",
        "where": {"name": "Quay bridge"},
        "asks": ["release"],
        "consent": "anon",
        "to": [],
    }
    made, _ = appeals.begin(ana, given)
    appeal_requests.ask(ana, made.ref)
    event = next(row for role, row in records.show(ana, made.ref).links if role == "event")
    assert event.fields["description"] == given["what"]
    kept = appeals.read_appeal(ana, made.ref).fields
    assert kept["what"] == "A defender of human rights was stopped at the bridge." and "area" not in kept


def test_a_rehearsal_is_the_same_and_nothing_is_queued(three: Three) -> None:
    ana = three.pair.ana
    unnamed(three)
    made = begun(three, rehearsal=True)
    before = ana.con.execute("SELECT count(*) FROM record WHERE kind = 11").fetchone()
    queued, _ = appeal_requests.ask(ana, made.ref)
    assert queued.rehearsal and [one.contact.title for one in queued.sealed] == ["Ben"]
    assert outbox.deliveries(ana.con) == []
    assert ana.con.execute("SELECT count(*) FROM record WHERE kind = 11").fetchone() == before
    assert "EXERCISE" in papers.text(ana, made.ref, "message") and "REHEARSAL" in papers.text(ana, made.ref, "letter")
    appeal_requests.answer(ana, made.ref, three.pair.ben_here.ref, "reached")
    assert appeal_requests.read_status(ana, made).heard == ("Ben",)


def test_a_rehearsal_names_nobody_who_did_not_agree_to_be_named(three: Three) -> None:
    made = begun(three, "named", rehearsal=True)
    silent = texts(three.pair.ana, made)
    assert b"Marula" not in silent and b"pump house" not in silent and b"REHEARSAL" in silent
    unnamed(three)
    assert b"Marula" not in texts(three.pair.ana, made) and b"pump house" in texts(three.pair.ana, made)
    agreed = {"purpose": ["APPEAL_NAMED"], "state": "given", "actor": three.victim.ref}
    records.add(three.pair.ana, "consent_record", agreed)
    assert b"Marula" not in texts(three.pair.ana, made)  # a rehearsal names nobody by the name


def test_the_channel_is_the_one_that_works_now(three: Three) -> None:
    ana, made = three.pair.ana, begun(three)

    def dee(connected: bool | None) -> tuple[str, bool]:
        found = appeal_recipients.list_possible_recipients(ana, made, connected=connected)
        way = next(one for one in found if one.contact.title == "Dee").way
        assert way is not None
        return way.kind, way.now

    assert dee(True) == ("email", True) and dee(False) == ("phone", True)
    first = appeal_recipients.list_possible_recipients(ana, made, reach=["minister"])[0]
    assert (first.contact.title, first.language, first.near) == ("Ben", "ar", 3)


def test_who_can_act_there_is_offered_first_and_chosen_and_who_acts_elsewhere_only_is_not(three: Three) -> None:
    ana = three.pair.ana
    for name, where in (("Eve", ["Nahr"]), ("Fay", ["Ansal district"]), ("Gil", [])):
        contact, _ = records.add(ana, "contact", {"display_name": name, "reach": ["local"], "speed": "minutes",
                                                  "reach_where": where})  # fmt: skip
        records.add(ana, "channel", {"kind": "phone", "address": f"0944 {name}", "contact": contact.ref})
    for about, area in ((three.event, ""), (begun(three), ""), (None, "Tres Ceibas, Ansal district")):
        found = appeal_recipients.list_possible_recipients(ana, about, area=area)
        assert [(one.contact.title, one.place) for one in found if one.tier == 1] == [
            ("Ben", "Ansal district"), ("Fay", "Ansal district"), ("Dee", ""), ("Eve", ""), ("Gil", ""),
        ]  # fmt: skip
        assert [one.contact.title for one in found if one.elsewhere] == ["Eve"]
        assert [one.contact.title for one in appeal_recipients.choose_first_tier(found, 3)] == ["Ben", "Fay", "Dee"]
    nahr = appeal_recipients.choose_first_tier(appeal_recipients.list_possible_recipients(ana, area="Nahr"), 8)
    assert [one.contact.title for one in nahr] == ["Eve", "Dee", "Gil"]
    assert not any(
        one.elsewhere for one in appeal_recipients.list_possible_recipients(ana)
    )  # no place is known: nobody is too far away


@pytest.mark.parametrize(
    ("tags", "language"),
    [(["fr"], "fr"), (["Español"], "es"), (["fr-CA", "en"], "fr"), (["Quechua", "castellano"], "es"),
     (["الفرنسية"], "fr"), (["ar-SY"], "ar"), (["English", "fr"], "en"), (["frisian"], "en"), ([], "en")],
)  # fmt: skip
def test_somebody_is_written_to_in_the_first_language_of_theirs_that_there_are_texts_in(
    vault: Vault, tags: list[str], language: str
) -> None:
    contact, _ = records.add(vault, "contact", {"display_name": "Dee", "languages": tags})
    assert appeal_recipients.language_of(contact) == language


def test_a_text_in_spanish_speaks_of_a_person_in_the_language_of_the_prose(three: Three) -> None:
    made = begun(three, what="Four men took Marula from the pump house.")
    said = papers.text(three.pair.ana, made.ref, "message", "es")
    assert "Una persona defensora de los derechos humanos (nombre protegido), Siria," in said
    assert "took a defender of human rights" in said and "Exijan al Gobierno de Siria: revelar el paradero" in said


def test_what_is_refused_stores_nothing(three: Three) -> None:
    ana = three.pair.ana
    with pytest.raises(InputRefused):
        appeals.begin(ana, {"what": "x", "when": "2027-01-15", "asks": []})
    with pytest.raises(InputRefused):
        appeals.begin(ana, {"nonsense": 1})
    assert records.find(ana, Query("appeal")) == []
    with pytest.raises(InputRefused):
        appeals.read_appeal(ana, three.event.ref)


def test_the_log_names_each_attack_without_a_decision(three: Three) -> None:
    ana = three.pair.ana
    bare, _ = records.add(ana, "event", {"date_start": "2027-01-10", "title": "Office searched"})
    made = begun(three)
    appeal_requests.ask(ana, made.ref)
    said = paper_makers.make(ana, "intervention-log", []).data("csv").decode()
    assert bare.ref in said and "not denounced, and without a reason" in said and "urgent appeal" in said
    text = paper_makers.make(ana, "intervention-log", []).data("txt").decode()
    assert "Attacks: 2. Without a decision: 1. Overdue follow-ups: 0." in text.replace("\n", " ")


def test_the_form_begins_with_the_words_of_the_source_about_the_danger(three: Three) -> None:
    ana, event = three.pair.ana, three.event.ref
    assert "danger" not in appeals.prefill_appeal(ana, event)
    records.add(ana, "information", {"quote": "They come back tonight.", "source": {"alias": "Wren"}, "about": event})
    assert "danger" not in appeals.prefill_appeal(ana, event)
    records.edit(ana, event, {"danger": "now"})
    assert appeals.prefill_appeal(ana, event)["danger"] == "They come back tonight."
