"""Papers of detained people: dates and gaps for a judge, nobody named of a visit, and the release row of detentions."""

import json
from pathlib import Path

import pytest

from app.actions.detention import time_limits
from app.actions.kernel import records
from app.actions.mail import sharing
from app.actions.papers import paper_makers
from app.catalogue import Catalogue
from app.domain.leaks.leak_values import LeakClass
from app.domain.record import Record
from app.errors import InputRefused
from app.store.vault.open_vault import Vault
from tests.actions.test_detention import add, first_arrest, person, stay, vault
from tests.actions.test_new_papers import text
from tests.actions.test_whole_papers import LANGUAGES

__all__ = ["person", "vault"]


def agree(vault: Vault, who: str, *purposes: str) -> None:
    add(vault, "consent_record", actor=who, purpose=list(purposes), state="given", given_on="2026-11-01")


@pytest.fixture
def held(vault: Vault, person: str) -> str:
    """Return the first detention of the fixture, with a refused request of the lawyer."""
    one, _ = first_arrest(vault, person)
    records.edit(
        vault,
        one,
        {"reasons": "A list of names", "warrant": "none", "arrested_at": [{"name": "Km 40", "district": "Nebaj"}]},
    )
    add(vault, "access", of=[one], kind="lawyer", asked_on="2026-03-05", answer="refused")
    return one


def test_the_sheet_for_a_judge_has_each_stay_with_its_dates_the_gap_and_the_late_limit(
    vault: Vault, person: str, held: str
) -> None:
    agree(vault, person, "COURT")
    said = text(vault, "habeas-corpus-sheet", held, profile="court")
    for told in ("2 March 2026, 04:40", "4 March 2026", "Barracks".lower(),
                 "Since: 9 March 2026 Until: 12 March 2026 Place: place not known (3 days)", "20 April 2026",
                 "no warrant", "A list of names", "72 hours to a judge", "5 March 2026, 04:40",
                 "an invented law", "refused", "to order the authority to bring the person before the court",
                 "Time limit not kept: 72 hours to a judge (an invented law). Only on 16 March 2026: brought",
                 "a judge. Days late, at least: 10.", "16 March 2026; not kept, days late"):  # fmt: skip
        assert told in said, told
    for language in ("fr", "es", "ar"):
        assert len(text(vault, "habeas-corpus-sheet", held, profile="court", language=language)) > 500


def test_the_law_of_the_program_is_never_asked_about_and_that_of_a_file_is(
    vault: Vault, person: str, held: str, tmp_path: Path
) -> None:
    agree(vault, person, "COURT")
    add(vault, "actor", alias="Human Rights Committee, General Comment", size_min=9)
    assert asked(vault, held) == []
    limits = {"limits": [{"id": "own", "label": {"en": "Rule of Quetzal"}, "from": "arrest", "length": 48,
                          "unit": "hours", "until": ["hearing"], "source": "Letter of Quetzal",
                          "check_by": "2030-01-01"}]}  # fmt: skip
    (tmp_path / "own.json").write_text(json.dumps(limits), "utf-8")
    time_limits.load_limits(vault, "GT", tmp_path / "own.json")
    add(vault, "actor", alias="Quetzal")
    records.edit(vault, held, {"arrested_at": [{"name": "Km 40", "district": "Nebaj", "country": "GT"}]})
    assert asked(vault, held) == [("Quetzal", 4)], "in the first line and in the table"


def asked(vault: Vault, held: str) -> list[tuple[str, int]]:
    found = paper_makers.make(vault, "habeas-corpus-sheet", [held], "court").leaks.open
    return [(one.words, len(one.spans)) for one in found if one.kind is not LeakClass.PLACE]


def test_without_a_yes_to_courts_there_is_no_sheet_for_a_judge(vault: Vault, person: str, held: str) -> None:
    agree(vault, person, "MEDIA", "SHARE_NETWORK")
    with pytest.raises(InputRefused, match="Heron"):
        paper_makers.make(vault, "habeas-corpus-sheet", [held], "court")


def test_the_sheet_of_a_detained_person_says_where_the_person_is(vault: Vault, person: str, held: str) -> None:
    two = add(vault, "detention", person=person, date_start="2026-10-01")
    stay(vault, two, "police_station", "2026-10-01")
    said = text(vault, "detained-person-sheet", two)
    assert "Today: police station" in said and "59 days in detention" in said and "72 hours" in said
    assert "bail" in text(vault, "detained-person-sheet", held) and "military court" in text(
        vault, "detained-person-sheet", held
    )


def test_a_visit_report_has_numbers_and_no_person(vault: Vault, person: str) -> None:
    one = add(vault, "detention", person=person, date_start="2026-10-01")
    mission = add(vault, "mission", title="Prison of Velmora")
    add(
        vault,
        "access",
        of=[mission],
        kind="visit",
        held_on="2026-11-20",
        answer="partly",
        refused_part="Block 2",
        held_men=41,
        held_women=6,
        held_children=2,
        talks=9,
        conditions_bad=["water"],
        conditions_good=["outdoors"],
        complaints=["torture"],
        complainants=3,
        measures="A doctor",
        text="Guard Cruz listened",
        text_open="A calm visit",
    )
    add(vault, "access", of=[mission, one], kind="visit", held_on="2026-11-20", complaints=["conditions"])
    own = text(vault, "detention-visit-report", mission)
    assert (
        "torture or ill-treatment People: 3" in own and "drinking water State: Not in order" in own and "Block 2" in own
    )
    out = text(vault, "detention-visit-report", mission, profile="un")
    assert "fewer than 5" in out and "torture or ill-treatment" in out and "41" in out and "A calm visit" in out
    assert not [word for word in ("Heron", "Cruz") if word in out]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_judge_reads_of_a_missed_limit_while_a_hearing_is_not_whole(
    vault: Vault, person: str, language: str
) -> None:
    agree(vault, person, "COURT")
    say, one = Catalogue(language), add(vault, "detention", person=person, date_start="2026-10-01T04:40")
    two = add(vault, "detention", person=add(vault, "actor", alias="Kite"), date_start="2026-10-01")
    late, heard = say("Time limit not kept: {limit} ({source}). Not met until today.").partition("{")[0], {
        "side": "against_person", "kind": "first_hearing", "date": "2026-10-02"}  # fmt: skip
    assert late in text(vault, "habeas-corpus-sheet", one, profile="court", language=language)
    add(vault, "proceeding", about=[one, two], **heard)
    said = text(vault, "habeas-corpus-sheet", one, profile="court", language=language)
    assert late not in said and say("Time limits of the law") not in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_stay_that_is_not_in_a_paper_is_no_unknown_place(vault: Vault, person: str, language: str) -> None:
    agree(vault, person, "UN")
    say, one = Catalogue(language), add(vault, "detention", person=person, date_start="2026-10-01")
    stay(vault, one, "police_station", "2026-10-01", "2026-10-03")
    hidden = stay(vault, one, "barracks", "2026-10-03", "2026-11-03")
    stay(vault, one, "prison", "2026-11-03", "2026-11-20")
    unknown, not_here = say("Whereabouts not known"), say("Place not in this paper")
    before = text(vault, "detained-person-sheet", one, profile="un", language=language)
    assert unknown in before and not_here not in before
    records.edit(vault, hidden, {"sensitivity": "V"})
    after = text(vault, "detained-person-sheet", one, profile="un", language=language)
    assert not_here in after and unknown not in after and say("place not known ({n} days)").split("(")[0] not in after


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_visit_report_outside_does_not_say_who_talked(vault: Vault, language: str) -> None:
    mission, say = add(vault, "mission", title="Prison of Velmora"), Catalogue(language)
    visit = add(vault, "access", of=[mission], kind="visit", held_on="2026-11-20", held_women=1, talks=4, private=True,
                complaints=["torture"], complainants=1)  # fmt: skip
    talks, few = say("Number of private talks"), say("fewer than {n}").split("{")[0]
    secret = say("Details of talks with few people are not in this paper, to protect the people.")
    for profile in ("authority", "un"):
        said = text(vault, "detention-visit-report", mission, profile=profile, language=language)
        assert secret in said and few in said and say("Complaints") not in said
        assert talks not in said and say("Private talk") not in said
        assert (say("Took place on") in said) is (profile == "un")
    own = text(vault, "detention-visit-report", mission, language=language)
    assert secret not in own and talks in own and say("Complaints") in own
    records.edit(vault, visit, {"talks": 5})
    said = text(vault, "detention-visit-report", mission, profile="authority", language=language)
    assert secret not in said and say("Complaints") in said and few in said and talks not in said


def leaving(vault: Vault, handle: str, audience: str) -> Record | None:
    rows = sharing.preview(vault, [handle], audience).selection.records
    return next((row for row in rows if row.kind == "detention"), None)


def test_a_detention_leaves_as_its_row_of_the_table_says(vault: Vault, person: str, held: str) -> None:
    """Network: the days and codes. Public: the months, “held”. Donors: nothing. The UN: all, with the minute."""
    agree(vault, person, "SHARE_NETWORK", "UN", "DONOR")
    records.add(vault, "consent_record", {"actor": person, "purpose": ["MEDIA"], "state": "given", "form": "named"})
    un, network, public = (leaving(vault, held, name) for name in ("un", "network", "public"))
    assert un and un.fields["date_start"] == "2026-03-02T04:40" and un.fields["reasons"] == "A list of names"
    assert network and network.fields["date_start"] == "2026-03-02" and network.fields["warrant"] == "none"
    assert "reasons" not in network.fields
    assert public and public.fields == {"date_start": "2026-03", "date_end": "2026-08"}
    assert leaving(vault, held, "donor") is None and leaving(vault, held, "embassy") is None
