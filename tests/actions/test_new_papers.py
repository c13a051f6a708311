"""What the new papers tell and refuse (papers.md 5.1 to 5.3, and lines 3, 4, 8, 10, 17, 18 of its section 10)."""

import re
from collections.abc import Sequence
from io import BytesIO

import pytest
from pypdf import PdfReader

from app.actions.kernel import records
from app.actions.papers import incident_papers, paper_makers
from app.catalogue import Catalogue
from app.domain.leaks.leak_values import LeakAnswers
from app.domain.sheet import Heading, Sheet
from app.errors import InputRefused
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from tests.actions.cases import ALL, SECRET, f1
from tests.unchecked import read_twice

REST = LeakAnswers(replace_rest=True)
RAW = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")
OUT = {
    "embassy-letter": "embassy", "denunciation-letter": "authority", "briefing-note": "un", "follow-ups": "un",
    "emergency-report": "embassy", "incident-report": "un", "public-case-sheet": "public", "press-release": "public",
}  # fmt: skip
"""Each new paper, and one audience outside."""


def text(vault: Vault, name: str, *handles: str, profile: str = "", language: str = "en") -> str:
    """Return a paper as text on one line, with the defaults for each question of the leak check."""
    made = read_twice(paper_makers.make(vault, name, handles, profile, language, answers=REST))
    assert not made.leaks.open, made.leaks.open
    return " ".join(made.data("txt").decode().split())


def root(name: str, case: str, event: str) -> str:
    return event if "event" in paper_makers.find_by_name(name).about and name != "embassy-letter" else case


@pytest.mark.parametrize("form", ["alias", "role"])
@pytest.mark.parametrize("name", OUT)
def test_a_stranger_reads_who_what_when_where_and_no_empty_part(vault: Vault, name: str, form: str) -> None:
    """The reader's test, as far as a machine reads: line 18 for the emergency report, all papers at two forms."""
    case, event = f1(vault, *ALL, form=form)
    made = read_twice(paper_makers.make(vault, name, [root(name, case.ref, event.ref)], OUT[name], answers=REST))
    said = " ".join(made.data("txt").decode().split())
    assert not RAW.search(said) and not re.search(r"\b[A-Z]{2}-[0-9A-Z]{5}\b", said), "no raw time, no short code"
    assert isinstance(made.content, Sheet)
    blocks = made.content.blocks
    empty = [one for one, after in zip(blocks, (*blocks[1:], Heading("")), strict=True)
             if isinstance(one, Heading) and isinstance(after, Heading)]  # fmt: skip
    assert not empty
    if name == "follow-ups":
        assert "Prosecutor" in said
        return
    told = "Quetzal" if form == "alias" and OUT[name] != "public" else "a man who leads a trade union"
    assert f"Person concerned: {told}" in said
    assert "arrested" in said and "November 2026" in said and "Escuintla" in said
    assert ("Alleged perpetrator: National Police" in said or "National Police (alleged)" in said) is (
        OUT[name] != "public"
    )
    assert "They took him at a gate" in said or name == "briefing-note"


@pytest.mark.parametrize(("language", "told"), [
    ("en", "a man who leads a trade union"), ("fr", "un homme qui défend les droits humains"),
    ("es", "un hombre que defiende los derechos humanos"), ("ar", "رجل يدافع عن حقوق الإنسان"),
])  # fmt: skip
def test_a_person_without_a_name_is_told_in_the_language_of_the_paper(vault: Vault, language: str, told: str) -> None:
    """The recorded words are in the language of their writer; another language has words made from codes."""
    _, event = f1(vault, *ALL, form="role")
    said = text(vault, "emergency-report", event.ref, profile="embassy", language=language)
    assert told in said and ("who leads" in said) is (language == "en")


@pytest.mark.parametrize("yes", ["UN", "AUTHORITIES", "EMBASSY"])
def test_one_yes_opens_one_door(vault: Vault, yes: str) -> None:
    """Lines 3 and 4: the letter to another audience is refused, and says whose yes is missing."""
    case, event = f1(vault, yes)
    doors = {"un": "UN", "authority": "AUTHORITIES", "embassy": "EMBASSY"}
    for audience, purpose in doors.items():
        for name in ("denunciation-letter", "embassy-letter"):
            if audience not in paper_makers.find_by_name(name).profiles:
                continue
            if purpose == yes:
                assert "Quetzal" in text(vault, name, case.ref, profile=audience)
            else:
                with pytest.raises(InputRefused, match=r"Quetzal: .*, not asked"):
                    paper_makers.make(vault, name, [case.ref], audience)
    man = records.find(vault, Query("actor"))[0]
    records.add(vault, "consent_record", {"actor": man.ref, "purpose": ["AUTHORITIES"], "state": "refused"})
    with pytest.raises(InputRefused, match="Quetzal: National authorities, no"):
        paper_makers.make(vault, "denunciation-letter", [event.ref], "authority")


@pytest.mark.parametrize(("name", "audience"), [("emergency-report", "embassy"), ("incident-report", "un")])
def test_a_report_says_what_is_asked_of_whom_and_until_when(vault: Vault, name: str, audience: str) -> None:
    """Line 18: the demands go to the authorities, and the reader is asked to raise them and to answer."""
    _, event = f1(vault, *ALL)
    said = text(vault, name, event.ref, profile=audience)
    assert "Demands to the authorities" in said and "We ask you to raise these demands with them:" in said
    assert "To answer (not to check that the paper is genuine)" in said and "perhaps an alias" in said
    assert "Please act at once, and tell us by 18 January 2027" in said, "somebody is in danger"
    assert "You can act on it and raise the demands that we ask you to raise" in said
    ours = text(vault, name, event.ref, profile="internal")
    assert "You can act on it" not in ours
    assert "Demands to the authorities" in ours and "Please answer" not in ours


@pytest.mark.parametrize("name", ["emergency-report", "incident-report"])
def test_a_report_says_whose_the_next_steps_are(vault: Vault, name: str) -> None:
    """5.1: next, by whom, until when; a step of ours is never read as a request to the reader."""
    _, event = f1(vault, *ALL)
    said = text(vault, name, event.ref, profile="un")
    ours, asked = said.split("What we will do")[1].split("Demands to the authorities")
    for whom, what in (("Embassy of Norland", "request to an embassy"), ("Prosecutor", "request for an inquiry")):
        assert ours.count(f"Due date: 4 February 2027 Action: Ask {whom} for the answer: {what}") == 1
    assert "for the answer" not in asked and "Next steps" not in said


@pytest.mark.parametrize("name", ["public-case-sheet", "press-release"])
def test_a_public_paper_with_one_source_says_that_it_is_not_confirmed(vault: Vault, name: str) -> None:
    _, event = f1(vault, *ALL)
    said = text(vault, name, event.ref)
    assert "NOT CONFIRMED by two" in said and "It may be" not in said and "Not in this paper." in said
    for _ in range(2):
        records.add(vault, "information", {"about": event.ref, "independence": "independent", "stance": "supports",
                                           "reliability": "01", "connection": "0402"})  # fmt: skip
    records.edit(vault, event.ref, {"verification": "judgment", "verification_reason": "The court."})
    said = text(vault, name, event.ref)
    assert "NOT CONFIRMED" not in said and "published" in said


def test_an_incident_without_an_act_has_no_made_up_words(vault: Vault) -> None:
    """No “Place, 2026-11” as the deed: a kind is no title, and a day is told in words."""
    given = {"title": "A raid", "date_start": "2026-11", "place": {"province": "North"}}
    event, _ = records.add(vault, "event", given)
    said = text(vault, "press-release", event.ref)
    assert "About: North; November 2026" in said and "What was done" not in said and "2026-11 " not in said
    assert "Reported acts: A raid" in text(vault, "emergency-report", event.ref, profile="internal")


@pytest.mark.parametrize("language", paper_makers.find_by_name("press-release").languages)
def test_a_press_release_can_have_an_embargo_on_every_page(vault: Vault, language: str) -> None:
    """5.1: not before a day and a time; other papers and other texts are refused."""
    case, event = f1(vault, *ALL)
    made = paper_makers.make(vault, "press-release", [event.ref], language=language, answers=REST,
                             embargo="2027-03-01 09:00")  # fmt: skip
    say, frame = Catalogue(language), made.framed
    assert "09:00" in frame.foot and "2027" in frame.foot and "EMBARGO" not in frame.foot.replace("EMBARGO", "", 1)
    assert dict(frame.facts)[say("Embargo until (UTC)")]
    plain = paper_makers.make(vault, "press-release", [event.ref], answers=REST)
    assert "EMBARGO" not in plain.framed.foot
    for name, ids, text_ in (("press-release", event.ref, "soon"), ("briefing-note", case.ref, "2027-03-01 09:00")):
        with pytest.raises(InputRefused, match="embargo"):
            paper_makers.make(vault, name, [ids], embargo=text_)


def test_a_letter_to_an_authority_has_nothing_of_the_embassies(vault: Vault) -> None:
    """Less leaves: an authority reads neither the requests to embassies nor the words written for them."""
    case, event = f1(vault, *ALL)
    said = text(vault, "denunciation-letter", event.ref, profile="authority")
    assert "To: Prosecutor (for the head of the office)" in said and "Open an independent inquiry" in said
    assert "Norland" not in said and "Observe the trial" not in said and "telephone" not in said
    to_embassy = text(vault, "embassy-letter", case.ref)
    assert "To: Embassy of Norland (for the head of the office)" in to_embassy and "Your Excellency," in to_embassy
    assert "Observe the trial." in to_embassy and "5512" not in to_embassy
    assert "Answer by: 18 January 2027" in to_embassy and "tell us by 18 January 2027" in to_embassy


def test_without_a_fact_or_a_request_a_letter_is_refused_with_the_reason(vault: Vault) -> None:
    """Line 18."""
    case, _ = records.add(vault, "case", {"title": "River", "summary_open": "Words"})
    records.add(vault, "event", {"case": [case.ref], "title": "A threat"})
    for name in ("embassy-letter", "denunciation-letter"):
        with pytest.raises(InputRefused, match="No incident has a day and an area"):
            paper_makers.make(vault, name, [case.ref])
    given = {"title": "A threat", "date_start": "2026-11", "place": {"province": "North"}}
    records.add(vault, "event", {"case": [case.ref], **given})
    for name in ("embassy-letter", "denunciation-letter"):
        with pytest.raises(InputRefused, match="asks for nothing"):
            paper_makers.make(vault, name, [case.ref])


def test_a_person_who_did_it_is_named_only_after_a_legal_check(vault: Vault) -> None:
    """Line 8: no name without *cleared*, and “alleged” stands before it."""
    yes = [{"purpose": ["UN"], "state": "given"}]
    given = {"date_start": "2026-11-20", "place": {"province": "North"}}
    act = {"violation": "LIB1", "victim": {"kind": "actor", "alias": "Luna", "consent_record": yes}}
    by = {"type": ["010104"], "perpetrator": {"kind": "actor", "alias": "Sergeant Vash"}}
    event, _ = records.add(vault, "event", {"title": "Arrest", **given, "act": {**act, "involvement": by}})
    for name in ("incident-report", "emergency-report"):
        assert "Vash" not in text(vault, name, event.ref, profile="un")
    (row,) = records.find(vault, Query("involvement"))
    records.edit(vault, row.ref, {"legal_check": "cleared"})
    assert "Alleged perpetrator: Sergeant Vash, police" in text(vault, "incident-report", event.ref, profile="un")


@pytest.mark.parametrize("name", ["public-case-sheet", "press-release"])
def test_a_public_paper_has_nothing_that_finds_a_person(vault: Vault, name: str) -> None:
    """Line 10: without a yes to the media it is refused; by the role no format has alias, village, number or year."""
    case, _ = f1(vault, *ALL, form="role")
    silent, _ = f1(vault, "APPEAL_ANON", form="role")
    with pytest.raises(InputRefused, match="Quetzal: Public, not asked"):
        paper_makers.make(vault, name, [silent.ref])
    for language in paper_makers.find_by_name(name).languages:
        made = read_twice(paper_makers.make(vault, name, [case.ref], language=language, answers=REST))
        for form in made.output.forms:
            data = made.data(form)
            said = "".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages) if form == "pdf" else ""
            assert not [word for word in SECRET if word.encode() in data or word in said], (language, form)
    assert "20 November" not in text(vault, name, case.ref), "the month only"


def test_the_sheet_about_consent_has_every_purpose_and_no_name(vault: Vault) -> None:
    """5.1: each purpose that a person is asked about; the two forms of an appeal are a choice of the form."""
    forms = {"APPEAL_ANON", "APPEAL_ALIAS"}
    assert {*incident_papers.PURPOSES} | forms == {*vault.words["consent_purpose"].codes}
    f1(vault, *ALL)
    said = text(vault, "consent-sheet")
    assert "Your rights" in said and not [word for word in SECRET if word in said]


PLAN = {
    "title": "Kestrel", "starts": "2026-12-01T08:00", "ends": "2026-12-02T18:00", "times": ["09:00"],
    "grace_minutes": 30,
}  # fmt: skip


def plan(vault: Vault) -> str:
    """Return a plan of three steps: two with people to reach, one without a channel."""

    def contact(name: str, *numbers: str) -> str:
        rows = [{"kind": "email", "address": f"{name.split()[0].lower()}@x.example", "order": 1}]
        rows += [{"kind": "phone", "address": number, "order": n} for n, number in enumerate(numbers, 2)]
        given = {"display_name": name, "hours": "08:00 to 18:00", "languages": ["Spanish"]}
        return records.add(vault, "contact", {**given, "channel": rows if numbers else []})[0].ref

    ferry, desk, mute = (contact("Ferry keeper", "+502 5512 3490", "+502 5512 3491"),
                         contact("Base desk", "+502 4400 1122"), contact("Old friend"))  # fmt: skip
    steps = [{"after_minutes": n * 30, "kind": "local", "what": "Say: no news.", "who": who}
             for n, who in enumerate((ferry, desk, mute))]  # fmt: skip
    return records.add(vault, "checkin_plan", {**PLAN, "monitor": [desk], "escalation_step": steps})[0].ref


@pytest.mark.parametrize("language", paper_makers.find_by_name("escalation-script").languages)
def test_the_script_has_two_numbers_for_each_step_in_the_order_of_dialling(vault: Vault, language: str) -> None:
    """Line 17: names, two numbers, hours, in every language and format; a step without one heads the page."""
    ref = plan(vault)
    made = paper_makers.make(vault, "escalation-script", [ref], language=language)
    for form in ("txt", "html", "docx", "xlsx", "csv"):
        data = made.data(form) if form in ("txt", "html", "csv") else unpacked(made.data(form))
        at = [data.find(number) for number in (b"+502 5512 3490", b"+502 5512 3491", b"+502 4400 1122")]
        assert all(place >= 0 for place in at) and at == sorted(at), form
    pages = "".join(page.extract_text() for page in PdfReader(BytesIO(made.data("pdf"))).pages)
    assert "+502 5512 3490" in pages and "Ferry keeper" in pages
    assert isinstance(made.content, Sheet)
    first = made.content.blocks[1].rows  # type: ignore[union-attr]
    assert [str(row) for row in first] == ["Step 3: Old friend has no number that works."]
    assert [str(one) for one in made.warnings] == [str(row) for row in first], "in the preview too"
    unknown = Catalogue(language)("No number is known: find it before you call.")
    assert " ".join(unknown.split()) in " ".join(made.data("txt").decode().split())
    assert paper_makers.find_by_name("escalation-script").profiles == ("internal",)


def unpacked(data: bytes) -> bytes:
    """Return all parts of a ZIP file in one, with the runs of a paragraph joined."""
    from zipfile import ZipFile

    with ZipFile(BytesIO(data)) as archive:
        whole = b"".join(archive.read(name) for name in archive.namelist())
    return re.sub(rb"<[^>]*>", b"", whole)


def test_the_card_that_travels_has_the_number_of_the_base_and_no_name(vault: Vault) -> None:
    """5.2: the number, and the number if it fails, for our own use only; no name and no code word."""
    ref = plan(vault)
    card = text(vault, "checkin-card", ref)
    assert "Call this number: phone +502 4400 1122" in card and "Base desk" not in card
    bare = records.add(vault, "checkin_plan", {**PLAN, "number": "555 0171"})[0]
    assert "(write the number here before you leave)" in text(vault, "checkin-card", bare.ref)
    assert "we wait 30 minutes" in card and "Ferry" not in card
    assert "4400" not in text(vault, "checkin-card", ref, profile="network")


def rows_of(sheet: object) -> Sequence[tuple[str, ...]]:
    assert isinstance(sheet, Sheet)
    return [row for block in sheet.blocks for row in getattr(block, "rows", ())]


def test_the_list_of_promises_has_each_row_once_by_who_owes_it(vault: Vault) -> None:
    """5.3: a row with a past day and without an outcome is late; the groups and the late ones are the total."""
    case, _ = f1(vault, *ALL)
    body, _ = records.add(vault, "organisation", {"name": "Ministry"})
    records.add(vault, "undertaking", {"of": [case.ref], "by": body.ref, "text": "Answer us", "due": "2026-04-09"})
    made = paper_makers.make(vault, "follow-ups", [case.ref], "internal").content
    assert rows_of(made)[:2] == [("Overdue", "1"), ("Total", "3")]
    assert rows_of(made)[2][0] == "Ministry", "the latest one first"
    assert "Ministry" in text(vault, "follow-ups", body.ref) and "Prosecutor" not in text(vault, "follow-ups", body.ref)
    names = ("follow-up", "late-promises")
    assert not {*names} & {output.name for output in paper_makers.list_outputs()}
    for name in names:
        assert "Ministry" in text(vault, name, *([case.ref] if name == "follow-up" else []))


def test_a_letter_to_an_embassy_is_never_addressed_to_another_body(vault: Vault) -> None:
    """An action to a ministry gives its requests, neither its address nor its day, also in a copy for ourselves."""
    man, _ = records.add(vault, "actor", {"alias": "Wren", "consent_record": [
        {"purpose": ["EMBASSY"], "state": "given", "form": "alias"}]})  # fmt: skip
    event, _ = records.add(vault, "event", {
        "title": "Arrest", "date_start": "2026-11-20", "place": {"province": "North"},
        "act": {"violation": "LIB1", "victim": man.ref},
    })  # fmt: skip
    ministry, _ = records.add(vault, "organisation", {"name": "Ministry of the Interior"})
    records.add(
        vault,
        "intervention",
        {
            "about": [event.ref],
            "kind": ["0102"],
            "date": "2026-11-24",
            "asks": ["release"],
            "addressee": ministry.ref,
            "follow_up_on": "2027-02-04",
        },
    )
    for audience in ("internal", "embassy"):
        made = paper_makers.make(vault, "embassy-letter", [event.ref], audience, answers=LeakAnswers(replace_rest=True))
        said = made.data("txt").decode()
        assert (
            "Ministry" not in said.split("Who must act")[0]
            and "4 February" not in said
            and "Release the person" in said
        )
    embassy, _ = records.add(vault, "organisation", {"name": "Embassy of Norland"})
    records.add(vault, "intervention", {"about": [event.ref], "kind": ["embassy"], "date": "2026-11-25",
                                        "diplomatic": ["trial"], "addressee": embassy.ref})  # fmt: skip
    made = paper_makers.make(vault, "embassy-letter", [event.ref], "embassy", answers=LeakAnswers(replace_rest=True))
    assert "Embassy of Norland" in made.data("txt").decode()
