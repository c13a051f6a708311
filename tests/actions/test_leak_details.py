"""The detail of places and times in texts: as strict as for each person whom they can be about."""

import pytest
from attrs import evolve

from app.actions.exports.tables_out import gather_for
from app.actions.kernel import records
from app.actions.mail import sharing
from app.actions.outgoing.wording import KeptWording, hash_text
from app.actions.papers import paper_makers
from app.actions.release import leak_check
from app.domain.leaks.leak_search import find_leaks
from app.domain.leaks.leak_values import MONTH, AudienceLimits, LeakAnswer, LeakAnswers, LeakClass
from app.domain.record import Record
from app.domain.redact import PROFILES
from app.store.records.search import Query
from app.store.vault.open_vault import Vault

REST = LeakAnswers(replace_rest=True)


def their_places(vault: Vault, *purposes: str, together: bool) -> tuple[Record, set[str]]:
    """Return an incident of one who agreed, and the places in its paper for the United Nations that are too fine.

    The other one answers `purposes`, or is silent; she was at Villaflorida with him if they were `together`.
    """
    both = {"purpose": ["UN", "LOCATION"], "state": "given"}
    him, _ = records.add(vault, "actor", {"alias": "Zorzal", "consent_record": [
        {"purpose": list(purposes or both["purpose"]), "state": "given" if purposes else "refused"}]})  # fmt: skip
    her, _ = records.add(vault, "actor", {"alias": "Heron", "consent_record": [both]})
    area = {"district": "Norte", "province": "Escuintla", "country": "GT"}
    acts = [{"violation": "LIB1", "victim": one.ref} for one in ([him, her] if together else [him])]
    records.add(vault, "event", {"title": "Raid", "act": acts, "place": {"name": "Villaflorida", **area}})
    records.add(vault, "event", {"title": "Visit", "act": acts[-1:] if together else [],
                                 "place": {"name": "Ceibales", **area}})  # fmt: skip
    event, _ = records.add(vault, "event", {"title": "Visit", "act": [
        {"violation": "INT2", "victim": her.ref, "defender_link": "She saw Villaflorida and Ceibales."}]})  # fmt: skip
    found = paper_makers.make(vault, "incident-report", [event.ref], "un").leaks.findings
    return event, {one.words for one in found if one.kind is LeakClass.PLACE}


@pytest.mark.parametrize("together", [True, False])
def test_a_place_in_a_text_has_the_detail_for_everybody_at_it(vault: Vault, together: bool) -> None:
    """Papers, 1.1 rule 5: not the looser detail of the person in the paper, who agreed to her own village."""
    event, fine = their_places(vault, together=together)
    assert "Villaflorida" in fine and ("Ceibales" in fine) is not together
    made = paper_makers.make(vault, "incident-report", [event.ref], "un", answers=REST)
    assert "She saw Escuintla and" in made.data("txt").decode()


def test_a_place_of_people_who_agreed_to_it_leaves_in_a_text(vault: Vault) -> None:
    """Papers, 1.3: with LOCATION, the United Nations read the village."""
    assert "Villaflorida" not in their_places(vault, "UN", "LOCATION", together=True)[1]


def test_a_place_of_nobody_is_only_an_area_in_a_text(vault: Vault) -> None:
    """P60: alone, a place leaves as an area only; also if another village with its name may be read."""
    event, _ = their_places(vault, "UN", "LOCATION", together=True)
    records.add(vault, "place", {"name": "Villaflorida", "district": "Norte", "country": "GT"})
    found = paper_makers.make(vault, "incident-report", [event.ref], "un").leaks.findings
    assert [(one.words, one.instead) for one in found if one.kind is LeakClass.PLACE] == [("Villaflorida", "Norte")]


BOTH = {"purpose": ["UN", "LOCATION"], "state": "given"}
"""A yes to the United Nations, with the place."""
TIMED = "They held her at 04:37 on 14 March 2026, after 05:30 on 20 November 2026."


def two(vault: Vault, state: str) -> tuple[Record, Record]:
    """Return a woman who agreed, and a man with this answer to the same."""
    her, _ = records.add(vault, "actor", {"alias": "Heron", "consent_record": [BOTH]})
    return her, records.add(vault, "actor", {"alias": "Zorzal", "consent_record": [{**BOTH, "state": state}]})[0]


def fine_times(vault: Vault, event: Record, answers: LeakAnswers = LeakAnswers()) -> set[str]:
    """Return the times without an answer in the report of an incident for the United Nations."""
    still = paper_makers.make(vault, "incident-report", [event.ref], "un", answers=answers).leaks.open
    return {one.words for one in still if one.kind is LeakClass.TIME}


@pytest.mark.parametrize(("state", "fine"), [
    ("given", set()), ("refused", {"04:37", "05:30", "14 March 2026", "20 November 2026"}),
])  # fmt: skip
def test_a_time_in_a_text_has_the_detail_for_everybody_at_the_incident(
    vault: Vault, state: str, fine: set[str]
) -> None:
    """Papers, 1.6: about somebody who refused, an incident tells the month; so do the words about another person."""
    her, him = two(vault, state)
    acts = [{"violation": "INT2", "victim": her.ref, "defender_link": TIMED}, {"violation": "LIB1", "victim": him.ref}]
    event, _ = records.add(vault, "event", {"title": "Raid", "date_start": "2026-11-20T05:30", "act": acts})
    assert fine_times(vault, event) == fine
    if fine:
        made = paper_makers.make(vault, "incident-report", [event.ref], "un", answers=REST)
        assert "held her at … on March 2026, after … on November 2026." in " ".join(made.data("txt").decode().split())


def test_a_time_that_leaves_with_its_record_is_in_the_texts_too(vault: Vault) -> None:
    """Of two incidents of a case, the one of her alone has its minute."""
    her, him = two(vault, "refused")
    whole, _ = records.add(vault, "case", {"title": "River", "focal": [her.ref]})
    both = {
        "title": "Raid",
        "case": [whole.ref],
        "act": [{"violation": "LIB1", "victim": one.ref} for one in (her, him)],
    }
    records.add(vault, "event", {**both, "date_start": "2026-03-14T04:37"})
    alone = {"violation": "INT2", "victim": her.ref, "defender_link": TIMED}
    records.add(vault, "event", {**both, "date_start": "2026-11-20T05:30", "act": [alone]})
    view = sharing.preview(vault, [whole.ref], "un")
    report = leak_check.check_records(vault, view.selection, view.profile, ())[1]
    assert {one.words for one in report.open if one.kind is LeakClass.TIME} == {"04:37", "14 March 2026"}


def test_a_time_in_a_text_with_the_name_of_somebody_is_as_exact_as_for_that_person(vault: Vault) -> None:
    """1.1 rule 5: he is in no record of the incident, and somebody wrote of his arrest in it."""
    her, _ = two(vault, "refused")
    act = {"violation": "INT2", "victim": her.ref, "defender_link": "They took Zorzal at 04:37 on 14 March 2026."}
    event, _ = records.add(vault, "event", {"title": "Visit", "date_start": "2026-11-20T05:30", "act": [act]})
    assert fine_times(vault, event) == {"04:37", "14 March 2026"}
    (alias,) = paper_makers.make(vault, "incident-report", [event.ref], "un").leaks.findings[:1]
    assert alias.words == "Zorzal"
    only = LeakAnswers({alias.id: LeakAnswer()})
    assert fine_times(vault, event, only) == {"04:37", "14 March 2026"}, "the answer about him opens no time"
    assert fine_times(vault, event, REST) == set()
    made = paper_makers.make(vault, "incident-report", [event.ref], "un")
    (link,) = (one for one in made.texts if one.key.endswith("defender_link"))
    own = KeptWording(link.key, hash_text(link.text), "They took the other one at 04:37.")
    report = paper_makers.make(vault, "incident-report", [event.ref], "un", wording=[own]).leaks
    assert [one.words for one in report.open] == ["04:37"], "own words without his name open no time"
    records.edit(vault, records.find(vault, Query("act"))[0].ref, {"defender_link": "They came at 04:37."})
    assert fine_times(vault, event) == set()


@pytest.mark.parametrize("other", ["Dirige la huelga.", "e", "Otra cosa."])
def test_a_wording_has_the_limits_of_the_text_that_it_replaces(vault: Vault, other: str) -> None:
    """Also if another wording is a part of it: the words leave him out, and the time is of his arrest."""
    her, _ = two(vault, "refused")
    act = {"violation": "INT2", "victim": her.ref, "defender_link": "She leads a union."}
    told = {"description_open": "They took Zorzal with her.", "date_start": "2026-11-20T05:30", "act": [act]}
    event, _ = records.add(vault, "event", {"title": "Raid", **told})
    words = {"description_open": "Se llevaron a un hombre a las 04:37. Dirige la huelga.", "defender_link": other}
    texts = paper_makers.make(vault, "incident-report", [event.ref], "un", "es").texts
    own = [KeptWording(one.key, hash_text(one.text), words[one.key.partition(".")[2]]) for one in texts]
    report = paper_makers.make(vault, "incident-report", [event.ref], "un", "es", wording=own).leaks
    assert len(own) == 2 and [one.words for one in report.open if one.kind is LeakClass.TIME] == ["04:37"]


def test_a_wording_that_the_paper_cuts_has_its_limits_too(vault: Vault) -> None:
    her, _ = two(vault, "refused")
    case, _ = records.add(vault, "case", {"title": "River", "focal": [her.ref], "summary_open": "Zorzal was with her."})
    words = "Se llevaron a un hombre a las 04:37. " + "palabra " * 400
    (one,) = paper_makers.make(vault, "briefing-note", [case.ref], "un", "es").texts
    own = [KeptWording(one.key, hash_text(one.text), words)]
    report = paper_makers.make(vault, "briefing-note", [case.ref], "un", "es", wording=own).leaks
    assert "04:37" in [found.words for found in report.open]


def test_a_time_next_to_an_alias_that_the_share_replaced_is_too_fine(vault: Vault) -> None:
    """1.1 rule 5: he is in the table with her, so "…" is in the text before the check reads it."""
    her, him = two(vault, "refused")
    records.edit(vault, her.ref, {"role_words": "a woman who saw Zorzal at 04:37"})
    both = [her.ref, him.ref]
    assert "a woman who saw … at 04:37" in str(sharing.preview(vault, both, "un").selection.records)
    assert "a woman who saw … at …" in str(gather_for(vault, Query("actor", limit=None), "un", REST))


def test_a_table_of_acts_has_the_detail_for_everybody_at_the_incidents(vault: Vault) -> None:
    """2.2: the incidents themselves are not in the table."""
    her, him = two(vault, "refused")
    acts = [{"violation": "INT2", "victim": her.ref, "defender_link": TIMED}, {"violation": "LIB1", "victim": him.ref}]
    records.add(vault, "event", {"title": "Raid", "date_start": "2026-11-20T05:30", "act": acts})
    assert "held her at … on March 2026" in str(gather_for(vault, Query("act", limit=None), "un", REST))


def test_a_person_who_did_it_takes_no_day_away(vault: Vault) -> None:
    her, _ = two(vault, "refused")
    act = {"violation": "INT2", "victim": her.ref, "defender_link": "Gavilan came at 04:37.",
           "involvement": {"type": ["010104"], "degree": "0101", "perpetrator": {"alias": "Gavilan"}}}  # fmt: skip
    event, _ = records.add(vault, "event", {"title": "Visit", "date_start": "2026-11-20T05:30", "act": [act]})
    assert fine_times(vault, event) == set()


def test_a_day_with_both_names_of_an_arabic_month_is_one_date() -> None:
    """Papers say `25 تشرين الثاني/نوفمبر 2026`: the day goes or stays with its year."""
    said, month = "25 تشرين الثاني/نوفمبر 2026", "تشرين الثاني/نوفمبر 2026"
    limits = AudienceLimits("un", time=MONTH)
    texts = {"prose": f"أخذوها في {said}", "cell": said}
    (found,) = find_leaks(texts, (), limits, leak_check.load_words())
    assert (found.words, found.instead, found.spans[0].block, len(found.spans)) == (said, month, "prose", 1)
    assert not find_leaks(texts, (), evolve(limits, moments=frozenset({"2026-11-25"})), leak_check.load_words())


@pytest.mark.parametrize(("kind", "given", "asked"), [
    ("organisation", {"name": "Foundation of Rosalba Tzul"}, True),
    ("document", {"title": "Statement of Rosalba Tzul"}, True),
    ("document", {"title": "Rosalba Tzul"}, True),
    ("place", {"name": "House of Rosalba Tzul", "country": "GT", "kind": "home"}, True),
    ("place", {"name": "House of Rosalba Tzul", "country": "GT"}, True),
    ("organisation", {"name": "Rosalba Tzul"}, False),
    ("place", {"name": "x", "district": "Rosalba Tzul", "country": "GT"}, False),
])  # fmt: skip
def test_only_the_whole_name_of_an_organisation_or_an_area_is_no_name(
    vault: Vault, kind: str, given: dict[str, object], asked: bool
) -> None:
    records.add(vault, kind, given)
    limits = leak_check.limits_of(vault, PROFILES["court"], ())
    report = leak_check.check_texts(vault, {"": "Then Rosalba Tzul spoke to them."}, limits)
    found = [one.words for one in report.findings if one.kind is LeakClass.UNKNOWN]
    assert found == (["Rosalba Tzul"] if asked else [])
