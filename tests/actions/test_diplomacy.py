"""What is asked of the UN and of embassies, from the request to what came of it on paper (C29, C31)."""

import pytest

from app.actions.kernel import records
from app.actions.outgoing import letterheads
from app.actions.papers import paper_makers
from app.domain.frame import Letterhead
from app.domain.sheet import Sheet, SheetTable
from app.store.vault.open_vault import Vault

PROFILES = ("internal", "network", "embassy")


def rows(vault: Vault, name: str, *handles: str, profile: str = "") -> list[tuple[str, ...]]:
    """Return the rows of the last table of a paper."""
    made = paper_makers.make(vault, name, handles, profile).content
    assert isinstance(made, Sheet)
    return [row for block in made.blocks if isinstance(block, SheetTable) for row in block.rows]


def text(vault: Vault, name: str, *handles: str, profile: str = "") -> str:
    """Return a paper as text, on one line."""
    return " ".join(paper_makers.make(vault, name, handles, profile).data("txt").decode().split())


@pytest.mark.parametrize("profile", ["internal", "network"])
def test_a_communication_to_the_un_is_late_then_answered_then_published(vault: Vault, profile: str) -> None:
    for name, empty in (("un-communications", "Nothing was promised or asked yet."), ("late", "Nothing is late.")):
        assert (empty in text(vault, name, profile=profile)) == (profile == "internal")
    event, _ = records.add(vault, "event", {"title": "Raid", "date_start": "2026-09-30"})
    body, _ = records.add(vault, "organisation", {"name": "Special Rapporteur on defenders"})
    sent, _ = records.add(vault, "intervention", {
        "about": event.ref, "kind": ["un"], "date": "2026-10-01", "addressee": body.ref, "reference": "AL 7/2026",
        "follow_up_on": "2026-11-30",
    })  # fmt: skip
    other = {"about": event.ref, "kind": ["embassy"], "date": "2026-10-02", "reference": "A note to the embassy"}
    records.add(vault, "intervention", other)
    ((whom, _, until, stands, *more),) = rows(vault, "un-communications", profile=profile)
    assert (whom, until) == (body.title, "30 November 2026") and {"1 October 2026", "AL 7/2026"} <= {*more}
    assert stands.startswith("late by")
    assert any("AL 7/2026" in row for row in rows(vault, "late-promises", profile=profile))
    records.edit(vault, sent.ref, {"response": ["0301"], "response_date": "2026-12-20",
                                   "response_text": "The Government says that nobody was held."})  # fmt: skip
    ((_, _, _, stands, *more),) = rows(vault, "un-communications", profile=profile)
    assert stands == "answered", "answered is not late, also for those who may not read the answer"
    assert "denied or countered" in more
    assert rows(vault, "late-promises", profile=profile) == []
    records.edit(vault, sent.ref, {"published_in": "A/HRC/64/44/Add.3"})
    assert "A/HRC/64/44/Add.3" in rows(vault, "un-communications", profile=profile)[0]
    assert "A/HRC/64/44/Add.3" in paper_makers.make(vault, "un-communications", [], profile).data("csv").decode()


@pytest.mark.parametrize("profile", PROFILES)
def test_what_came_to_an_end_is_neither_open_nor_late_for_those_who_may_not_read_how(
    vault: Vault, profile: str
) -> None:
    case, _ = records.add(vault, "case", {"title": "River case", "summary_open": "Two were arrested."})
    kept, _ = records.add(vault, "undertaking", {"of": [case.ref], "text": "Raise it", "due": "2026-04-09"})
    answered, _ = records.add(vault, "intervention", {
        "about": [case.ref], "kind": ["embassy"], "diplomatic": ["area"], "follow_up_on": "2026-04-05",
    })  # fmt: skip
    late = 1 if profile == "embassy" else 2  # a row without words is no news
    assert f"Overdue: {late}" in text(vault, "follow-up", case.ref, profile=profile)
    note = text(vault, "briefing-note", case.ref, profile=profile)
    assert ("Open promises and requests" in note) == (profile != "embassy"), "an embassy knows its own request"
    records.edit(vault, kept.ref, {"outcome": "The minister was asked."})
    records.edit(vault, answered.ref, {"response": ["0301"]})
    followed = text(vault, "follow-up", case.ref, profile=profile)
    assert "Overdue: 0" in followed and "late by" not in followed
    assert ("The minister was asked." in followed) == (profile != "embassy")
    assert "Open promises and requests" not in text(vault, "briefing-note", case.ref, profile=profile)


def test_a_joint_visit_from_who_takes_part_to_its_programme_and_the_request_for_it(vault: Vault) -> None:
    mission, _ = records.add(vault, "mission", {
        "title": "Joint visit to Ansal", "kind": "joint", "date_start": "2027-02-01", "date_end": "2027-02-03",
    })  # fmt: skip
    for kind in ("diplomat", "diplomat", "lawyer", "press", "church"):
        records.add(vault, "participant", {"of": mission.ref, "kind": kind})
    court, _ = records.add(vault, "organisation", {"name": "Court of Ansal"})
    met, _ = records.add(vault, "meeting", {
        "of": mission.ref, "date": "2027-02-02T10:00", "with": court.ref, "counterpart": "justice",
        "title": "The court", "purpose": "To see the file",
    })  # fmt: skip
    programme = text(vault, "visit-programme", mission.ref)
    for said in ("Role: diplomat Number of people: 2", "When: 2 February 2027, 10:00", "Partner: Court of Ansal",
                 "Purpose: To see the file", "1 February 2027"):  # fmt: skip
        assert said in programme, programme
    missing = programme[programme.index("Nobody takes part yet") : programme.index("The programme")]
    assert "lawyer" not in missing and "press" not in missing and "church" not in missing and "union" in missing.lower()
    embassy, _ = records.add(vault, "organisation", {"name": "Embassy of Norland"})
    where = {"date_start": "2026-12-20", "place": {"province": "Ansal"}}
    road, _ = records.add(vault, "event", {"title": "Road closed to families", **where})
    asked, _ = records.add(vault, "intervention", {
        "about": [mission.ref, road.ref], "kind": ["embassy"], "diplomatic": ["area", "custody"],
        "addressee": embassy.ref, "date": "2027-01-10", "follow_up_on": "2027-01-14", "care": "Do not name the driver",
    })  # fmt: skip
    for profile in ("internal", "network", "embassy"):
        letter = text(vault, "embassy-letter", asked.ref, profile=profile)
        for said in (
            "Embassy of Norland",
            "Visit the area.",
            "Visit the person in custody.",
            "Please answer by 29 January 2027",
            "Do not name",
        ):
            assert said in letter, (profile, said)
    track = text(vault, "follow-up", mission.ref)
    assert "late by one day" in track and "Embassy of Norland" in track and "Overdue: 1" in track
    records.edit(vault, met.ref, {"outcome": "promise"})
    records.edit(vault, asked.ref, {"response": ["02"], "response_date": "2027-01-14"})
    assert "Overdue: 0" in text(vault, "follow-up", mission.ref)


def test_a_letter_without_a_letterhead_says_who_asks(vault: Vault) -> None:
    event, _ = records.add(
        vault, "event", {"title": "Raid", "date_start": "2026-09-30", "place": {"province": "Ansal"}}
    )
    ours, _ = records.add(vault, "organisation", {"name": "River Fund"})
    asked = {"about": event.ref, "kind": ["embassy"], "diplomatic": ["area"], "by": ours.ref}
    records.add(vault, "intervention", asked)
    assert "Who asks: River Fund" in text(vault, "embassy-letter", event.ref, profile="embassy")
    letterheads.put_letterhead(vault, Letterhead({"en": "River Fund"}))
    made = paper_makers.make(vault, "embassy-letter", [event.ref], "embassy", letterhead=1).data("txt").decode()
    assert "Who asks" not in made and "River Fund" in made


def test_a_note_has_the_wishes_and_actions_for_its_reader_only(vault: Vault) -> None:
    """An authority reads no wish, request or name of an embassy or of the UN."""
    codes = ["AUTHORITIES", "UN", "EMBASSY"]
    her, _ = records.add(vault, "actor", {"alias": "Heron", "consent_record": [{"purpose": codes, "state": "given"}]})
    case, _ = records.add(vault, "case", {"title": "C", "focal": [her.ref], "summary_open": "She was taken."})
    bodies = {"embassy": "Norland embassy", "un": "A rapporteur", "0102": "A prosecutor"}
    types = dict(zip(bodies, ("embassy", "igo", "court"), strict=True))
    for kind, name in bodies.items():
        body, _ = records.add(vault, "organisation", {"name": name, "type": types[kind]})
        said = f"A promise of {kind}."
        promise = {"of": [case.ref], "by": [body.ref], "text": said, "text_open": said, "due": "2027-04-09"}
        records.add(vault, "undertaking", promise)
        records.add(vault, "intervention", {
            "about": [case.ref], "kind": [kind], "date": "2026-11-24", "addressee": body.ref, "asks": ["inquiry"],
            "wish": f"A wish for {kind}.", "care": f"A caution for {kind}.",
        })  # fmt: skip
    for audience, reads in (("authority", {"0102"}), ("un", {"un"}), ("embassy", {"embassy"})):
        said = text(vault, "briefing-note", case.ref, profile=audience)
        promised = {kind for kind in bodies if f"A promise of {kind}." in said}
        assert promised == ({"0102"} if audience == "authority" else {*bodies})
        assert {kind for kind in bodies if f"A wish for {kind}." in said} == reads, audience
        warned = {kind for kind in bodies if f"A caution for {kind}." in said}
        assert warned == ({"0102"} if audience == "authority" else {*bodies})
        assert audience != "authority" or [name for name in bodies.values() if name in said] == ["A prosecutor"]
