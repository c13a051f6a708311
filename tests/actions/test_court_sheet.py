"""The facts for a judge: who holds the person, for how long, what was asked and answered, and what is not told."""

from datetime import UTC, datetime

import pytest

from app.actions.detention import time_limits
from app.actions.kernel import records
from app.actions.outgoing.letterheads import put_letterhead
from app.actions.outgoing.outgoing_data import OutgoingData
from app.actions.paper_parts.passages import LINE
from app.actions.papers import paper_makers
from app.actions.papers.justice.detention import list_acts
from app.catalogue import Catalogue
from app.domain.frame import Letterhead
from app.domain.leaks.leak_values import LeakAnswers
from app.domain.legal_limits import compute_limits, count_hours, read_limits
from app.start import resources
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from tests.actions.test_detention import add, person, stay, vault
from tests.actions.test_detention_papers import agree
from tests.actions.test_new_papers import text
from tests.actions.test_whole_papers import LANGUAGES

__all__ = ["person", "vault"]
NONE, UNASKED, HIDDEN = "None known to us.", "No request known to us", "Not in this paper"
IN_PERSON = "Not in this paper; the applicant tells the judge in person, if the person agrees"


@pytest.fixture
def held(vault: Vault, person: str) -> str:
    """Return a detention of four days with a stay, for a person with a yes to courts."""
    agree(vault, person, "COURT")
    one = add(vault, "detention", person=person, date_start="2026-11-24T04:40", forces=["010104"],
              arrested_at=[{"province": "Quiche", "country": "GT"}])  # fmt: skip
    stay(vault, one, "prison", "2026-11-26", authority="Prison Service")
    return one


def sheet(vault: Vault, one: str, language: str = "en") -> str:
    return text(vault, "habeas-corpus-sheet", one, profile="court", language=language)


def test_a_judge_reads_who_holds_the_person_for_how_long_and_each_step_with_its_court(vault: Vault, held: str) -> None:
    court, asked = "court of the hill", "peace court of the hill"
    add(vault, "proceeding", about=[held], side="against_person", kind="first_hearing", date="2026-11-26T10:00",
        body=court, result="held for trial", next_on="2026-12-10")  # fmt: skip
    add(vault, "proceeding", about=[held], side="for_person", kind="habeas_corpus", date="2026-11-25", body=asked)
    for kind, answer in (("family", ""), ("lawyer", "refused")):
        add(vault, "access", of=[held], kind=kind, asked_on="2026-11-26", **({"answer": answer} if answer else {}))
    said = sheet(vault, held)
    for told in ("To: peace court of the hill", "Country: Guatemala", "Held by: Prison Service",
                 "Hours in detention, at least: 97 (up to 28 November 2026, 06:00, local time)",
                 "Today: prison Name and town of the place: Not known to us Length: 5 days",
                 "Warrant: Not known to the applicant if one exists",
                 "Court or body: court of the hill",
                 "Result: held for trial", "Next hearing: 10 December 2026", "Court or body: peace court of the hill",
                 "Status: brought before a judge; 26 November 2026, 10:00", "Counts from: 24 November 2026, 04:40",
                 "Kind of access: family Asked on: 26 November 2026 Answer: no answer yet",
                 "Kind of access: doctor Answer: No request known to us", "to decide without delay",
                 "the day of the hearing at once. The applicant asks for this answer by 29 November 2026",
                 f"Received by the court --------------------- Day and hour: {LINE}"):  # fmt: skip
        assert told in said, told
    assert NONE not in said and "Ended" not in said
    assert said.index("This court has not answered the petition of 25 November 2026.") < said.index("not kept")
    assert "not answered the petition" not in text(vault, "detained-person-sheet", held, profile="court")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_withheld_step_or_request_is_never_told_as_none(vault: Vault, held: str, language: str) -> None:
    none, unasked, hidden = map(Catalogue(language), (NONE, UNASKED, HIDDEN))
    before = sheet(vault, held, language)
    assert before.count(none) == 2 and before.count(unasked) == 3
    for kind, given in (("proceeding", {"about": [held], "side": "for_person", "kind": "amparo", "date": "2026-11-25"}),
                        ("access", {"of": [held], "kind": "doctor"})):  # fmt: skip
        records.edit(vault, add(vault, kind, **given), {"sensitivity": "V"})
    after = sheet(vault, held, language)
    assert none not in after and unasked not in after and after.count(hidden) == before.count(hidden) + 6, (
        "with the lawyer of the arrest"
    )


def test_a_request_of_a_person_who_said_nothing_to_a_judge_is_no_missing_request(vault: Vault, held: str) -> None:
    asks = records.add(vault, "actor", {"alias": "Lawyer Ibarra"})[0].ref
    add(vault, "access", of=[held], by=[asks], kind="lawyer", answer="refused", sensitivity="P")
    said = sheet(vault, held)
    assert UNASKED not in said and "Ibarra" not in said and f"Lawyer: {HIDDEN}" in said


def test_health_is_not_in_the_paper_before_its_second_yes(vault: Vault, held: str) -> None:
    assert "Health needs: Not known" in sheet(vault, held)
    records.edit(vault, held, {"health_flag": True})
    assert f"Health needs: {IN_PERSON}" in sheet(vault, held)


def test_the_forces_are_those_of_the_act_and_the_lawyer_is_that_of_the_request(vault: Vault, person: str) -> None:
    agree(vault, person, "COURT")
    police = add(vault, "organisation", name="Road Police")
    add(vault, "event", title="E", date_start="2026-11-24",
        act=[{"violation": "LIB1", "victim": person, "involvement": [{"perpetrator": police}]}])  # fmt: skip
    (act,) = records.find(vault, Query("act", limit=None))
    one = add(vault, "detention", person=person, date_start="2026-11-24")
    assert "Forces of the arrest: Not known" in (said := sheet(vault, one)) and "Lawyer: Not known" in said
    records.edit(vault, one, {"act": [act.ref]})
    add(vault, "access", of=[one], kind="lawyer", asked_on="2026-11-25", answer="refused")
    said = sheet(vault, one)
    assert "Forces of the arrest: Not in this paper" in said and "Road Police" not in said, "no legal check"
    assert "Lawyer: Access of the lawyer, asked for on 25 November 2026: refused" in said
    own = text(vault, "habeas-corpus-sheet", one, profile="internal")
    assert "Forces of the arrest: Road Police (alleged)" in own


def test_a_judge_reads_that_the_name_of_the_place_is_not_known_and_who_tells_the_real_name(
    vault: Vault, held: str
) -> None:
    unknown, real = "Name and town of the place: Not known", f"Real name and identity number: {IN_PERSON}"
    assert real in (said := sheet(vault, held)) and unknown in said
    assert real not in text(vault, "habeas-corpus-sheet", held, profile="internal")
    one = stay(vault, held, "prison", "2026-11-27", place=[{"name": "Pavoncito", "district": "Fraijanes"}])
    assert unknown not in sheet(vault, held)
    records.edit(vault, one, {"place": [{"name": "Pavoncito"}]})
    place = next(link.ref for role, link in records.show(vault, one).links if role == "place")
    records.edit(vault, place, {"sensitivity": "V"})
    assert "Name and town of the place: Not in this paper" in sheet(vault, held)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_caution_about_the_law_is_for_the_person_who_writes_and_not_for_the_court(
    vault: Vault, held: str, language: str
) -> None:
    caution, ours = "No lawyer has checked these time limits", "We calculated these time limits."
    made = paper_makers.make(vault, "habeas-corpus-sheet", [held], "court", language)
    assert any(caution in one for one in made.warnings)
    said, full = sheet(vault, held, language), f"{caution} yet. Check each one before you use it."
    told = Catalogue(language)(full)
    assert Catalogue(language)(ours) in said and told not in said
    assert told in text(vault, "habeas-corpus-sheet", held, profile="internal", language=language)


@pytest.mark.parametrize(("arrest", "judge", "least"), [
    ("2026-11-12T04:40", "2026-11-22", 9), ("2026-11-12T04:40", "2026-11-22T10:41", 10),
    ("2026-11-12", "2026-11-22", 8),
    ("2026-11-12", "2026-11-12T20:00", -1), ("2026-11-12~", "2026-11-22", -1), ("2026-11-12T04:40", "", 16),
    ("2026-11-12T04:40", "2026-11-12T10:40", -1),
])  # fmt: skip
def test_the_days_late_are_the_least_ones_and_no_date_without_an_hour_breaks_a_limit(
    arrest: str, judge: str, least: int
) -> None:
    """By the dates “12 November” and “12 November, 20:00”, six hours can have been kept."""
    row = {"id": "a", "label": {"en": "6 hours"}, "from": "arrest", "length": 6, "unit": "hours", "until": ["hearing"],
           "source": "s", "check_by": "2030-01-01"}  # fmt: skip
    steps = [{"side": "against_person", "kind": "hearing", "date": judge}] if judge else []
    now = datetime(2026, 11, 28, 17, tzinfo=UTC).timestamp()
    limits = read_limits("GT", {"zone": "America/Guatemala", "limits": [row]})
    (state,) = compute_limits(limits, {"date_start": arrest}, steps, now, None)
    assert state.least == least


def test_a_limit_that_is_only_perhaps_broken_is_no_charge_and_the_open_ones_are_last(vault: Vault, held: str) -> None:
    heard = add(vault, "proceeding", about=[held], side="against_person", kind="first_hearing", date="2026-11-24T20:00")
    said = sheet(vault, held)
    assert (
        "Time limit not kept: 6 hours to bring the person to a judge (Constitution of Guatemala, article 6). Only on"
        in said
    )
    assert 0 < said.index("Time limit: 6 hours") < said.index("Time limit: 3 months to the act of accusation")
    records.edit(vault, held, {"date_start": "2026-11-24"})
    records.edit(vault, heard, {"date": "2026-11-24T20:00"})
    said = sheet(vault, held)
    assert "Time limit not kept" not in said and "perhaps not kept, as a date is not exact" in said


def test_the_spanish_sheet_asks_a_court_as_a_lawyer_does(vault: Vault, held: str) -> None:
    add(vault, "access", of=[held], kind="lawyer", asked_on="2026-11-26", answer="refused")
    said = sheet(vault, held, "es")
    for told in ("Solicitud de hábeas corpus (exhibición personal)", "País: Guatemala",
                 "Fundamento de la exhibición personal: Constitución",
                 "Fecha de la captura (aprehensión): 24 de noviembre", "incluido hoy", "Situación:",
                 "Tipo de acceso: abogado o abogada", "Respuesta: solicitud denegada",
                 "que ordene que se permita el acceso de un abogado, la familia y un médico"):  # fmt: skip
        assert told in said, told
    assert Catalogue("es")("reported, not confirmed") == "información recibida, sin confirmar"


@pytest.mark.parametrize(("language", "law"), [
    ("es", "Constitución Política de la República de Guatemala, artículo 6"), ("ar", "المادة 6"),
    ("fr", "Comité des droits de l’homme"),
])  # fmt: skip
def test_the_sources_of_the_law_are_in_the_language_of_the_paper(
    vault: Vault, held: str, language: str, law: str
) -> None:
    time_limits.load_limits(vault, "any", resources() / "clocks" / "any.json")
    said = sheet(vault, held, language)
    assert law in said and "Constitution of Guatemala" not in said and "General Comment" not in said


@pytest.mark.parametrize(("alias", "told"), [("Municipal police of Ostro", True), ("Captain Ostro", False)])
def test_the_town_of_the_arrest_is_not_cut_with_the_police_of_the_town(
    vault: Vault, person: str, alias: str, told: bool
) -> None:
    agree(vault, person, "COURT")
    by = [{"perpetrator": [{"alias": alias}]}]
    add(vault, "event", title="E", date_start="2026-11-24",
        act=[{"violation": "LIB1", "victim": person, "involvement": by}])  # fmt: skip
    (act,) = records.find(vault, Query("act", limit=None))
    one = add(vault, "detention", person=person, date_start="2026-11-24", act=[act.ref],
              arrested_at=[{"name": "Belen market", "district": "Ostro", "country": "GT"}])  # fmt: skip
    add(vault, "proceeding", about=[one], side="for_person", kind="habeas_corpus", date="2026-11-25",
        body="duty judge of Ostro")  # fmt: skip
    (step,) = OutgoingData(vault, [one, *list_acts(vault, [one])], "court").of_kind("proceeding")
    assert (step.fields["body"] == "duty judge of Ostro") is told
    said = sheet(vault, one)
    assert ("duty judge of Ostro" in said) is told and alias not in said
    assert not told or "Place of the arrest: Belen market, Ostro, Guatemala" in said
    made = paper_makers.make(vault, "habeas-corpus-sheet", [one], "court")
    assert not told or not [one.words for one in made.leaks.open if one.words == "Ostro"]


def test_below_48_hours_a_judge_reads_hours_and_a_known_place_is_not_unknown(vault: Vault, held: str) -> None:
    records.edit(vault, held, {"date_start": "2026-11-26T14:30"})
    assert "Length: 39 hours in detention" in (said := sheet(vault, held)) and "days in detention" not in said
    records.edit(vault, held, {"date_start": "2026-11-26"})
    assert "Length: 3 days in detention, today included" in sheet(vault, held)
    (stay_,) = records.find(vault, Query("stay"))
    records.remove(vault, stay_.ref)
    assert "Whereabouts not known" in sheet(vault, held)
    records.edit(vault, held, {"whereabouts": "01010202"})
    assert "Whereabouts not known" not in (said := sheet(vault, held)) and "place known, lawyer refused" in said


def test_a_judge_reads_who_collected_the_facts_and_who_asks(vault: Vault, held: str) -> None:
    put_letterhead(vault, Letterhead(names={"en": "Centro Ixtal de Derechos"}, telephone="+502 2231 0047"))
    said = " ".join(
        paper_makers.make(vault, "habeas-corpus-sheet", [held], "court", letterhead=1).data("txt").decode().split()
    )
    assert "Petition for habeas corpus (exhibición personal)" in said
    assert (
        "Facts collected by: Centro Ixtal de Derechos (“we” in this paper)"
        in said.split("The applicant asks the court")[0]
    )
    assert said.count("Address for the answer") == 1 and "To answer" not in said
    assert "must not delay the decision" in said
    records.edit(vault, held, {"arrested_at": [{"country": "MX"}]})
    assert "Facts for habeas corpus" in sheet(vault, held) and "collected by" not in sheet(vault, held)


def test_the_hours_are_the_least_ones_and_need_a_zone() -> None:
    now, zone = datetime(2026, 11, 28, 12, tzinfo=UTC).timestamp(), "America/Guatemala"
    assert count_hours("2026-11-24T04:40", "", now, zone) == 97
    assert count_hours("2026-11-24", "", now, zone) == 78, "from the end of the day"
    assert count_hours("2026-11-24T04:40", "2026-11-25T04:39", now, zone) == 23
    assert count_hours("2026-11-24T04:40", "", now, "") == count_hours("9999", "", now, zone) == 0


def test_the_court_in_the_words_of_a_record_is_read_for_leaks_like_them(vault: Vault, held: str) -> None:
    add(vault, "actor", alias="Kestrel")
    add(vault, "proceeding", about=[held], side="for_person", kind="habeas_corpus", date="2026-11-25",
        body="peace court, ask Kestrel at +502 2231 9988")  # fmt: skip
    made = paper_makers.make(vault, "habeas-corpus-sheet", [held], "court")
    assert {"Kestrel", "+502 2231 9988"} <= {one.words for one in made.leaks.open}
    made = paper_makers.make(vault, "habeas-corpus-sheet", [held], "court", answers=LeakAnswers(replace_rest=True))
    said = made.data("txt").decode()
    assert "To: peace court, ask" in said and "Kestrel" not in said and "9988" not in said


def test_the_sheet_begins_with_the_hearing_the_unknown_days_and_the_barracks(vault: Vault, person: str) -> None:
    agree(vault, person, "COURT")
    one = add(vault, "detention", person=person, date_start="2026-11-12")
    stay(vault, one, "police_station", "2026-11-12", "2026-11-14")
    stay(vault, one, "barracks", "2026-11-17", "2026-11-19")
    add(vault, "proceeding", about=[one], side="against_person", kind="first_hearing", date="2026-11-22",
        body="Second Court", court_kind="02", text_open="She had no lawyer.")  # fmt: skip
    first, rest = sheet(vault, one).split("The applicant asks the court")
    for told in ("Hearing of 22 November 2026: She had no lawyer.", "Days at an unknown place, at least: 3",
                 "Held at: barracks, 17 November 2026 to 19 November 2026"):  # fmt: skip
        assert told in first, told
    assert "Second Court, military court, according to the sender" in rest
    assert "to order the authority to show the order of detention" in rest and "We ask you to answer by" not in rest
    framed = paper_makers.make(vault, "habeas-corpus-sheet", [one], "court").framed
    assert (
        dict(framed.facts)["Reference"].startswith(f"{framed.marks[0]} (to check that")
        and framed.second in framed.marks
    )
