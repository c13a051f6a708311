"""The frame of a paper: reference, check line, audience, letterhead; and the direction of numbers and Latin words."""

import pytest

from app.catalogue import Catalogue
from app.domain.date_text import moment_text
from app.domain.direction import direct_lines, isolate, split_runs
from app.domain.frame import (
    QUOTED,
    WORDED,
    Letterhead,
    PaperFrame,
    audience_mark,
    check_line,
    frame_sheet,
    group_code,
    make_reference,
)
from app.domain.release.audiences import AUDIENCES
from app.domain.sheet import Sheet, SheetFacts, SheetProse, SheetTable, Sign
from app.phrase import Phrase

HEAD = Letterhead(
    {"en": "River Fund", "ar": "صندوق النهر"}, ("12 Calle Real",), "+502 5512 3490", signatories=("Marta",)
)
FRAME = PaperFrame("7Q2K-M4TD", "2026-11-29", "embassy", letterhead=HEAD)
SHEET = Sheet(Phrase("Letter beforehand"), "", (SheetProse("We ask for a visit."),), audience_mark("embassy"), "letter",
              "letter", ("The Embassy",), "2026-12-10")  # fmt: skip


def test_a_reference_is_forty_random_bits_that_can_be_read_aloud() -> None:
    assert make_reference(lambda n: bytes(range(n))) == "000G-40R4"
    assert make_reference(lambda n: b"\xff" * n, "RF-") == "RF-ZZZZ-ZZZZ"
    assert not {"I", "L", "O", "U"} & set(group_code(bytes(range(250))))


def test_the_check_line_changes_with_each_part_that_it_covers() -> None:
    def line(sheet: Sheet = SHEET, **how: object) -> str:
        return check_line(PaperFrame(**{"reference": "7Q2K-M4TD", "day": "2026-11-29", "audience": "un", **how}), sheet)

    texts = ("We ask for a visit", "We ask for a visit. ")
    others = [line(copy=2), line(day="2026-11-30"), line(audience="court"), line(reference="7Q2K-M4TE")]
    others += [line(Sheet(SHEET.title, "", (SheetProse(text),), "")) for text in texts]
    others += [line(Sheet(SHEET.title, "", (SheetFacts((("a", "b"),)),), ""))]
    assert len({line(), *others}) == 8 and line() == line()
    assert len(line().replace(" ", "")) == 16, "80 bits"


def test_a_letter_has_its_issuer_reference_date_contact_signatures_and_check_line() -> None:
    paper = frame_sheet(SHEET, FRAME, Catalogue())
    assert paper.issuer[:2] == ("River Fund", "12 Calle Real")
    assert dict(paper.facts) == {"Reference": "7Q2K-M4TD", "Date": "29 November 2026 (2026-11-29)"}
    sign, contact, check, use = (*paper.tail, *paper.check)
    assert sign == Sign(("Marta",)) and isinstance(contact, SheetFacts) and isinstance(use, SheetProse)
    told = {
        "Answer by": "10 December 2026 (2026-12-10)",
        "To answer (not to check that the paper is genuine)": "+502 5512 3490",
    }
    assert dict(contact.rows) == told
    assert check == SheetFacts((("Check line", check_line(FRAME, SHEET)),))
    assert "embassy" in paper.foot and "Destroy" in paper.foot and paper.template == "letter"


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_the_use_of_the_check_line_has_the_words_of_the_fields(language: str) -> None:
    for audience, label in (("court", "Reference"), ("asked", "Document number")):
        say = Catalogue(language)
        paper = frame_sheet(SHEET, PaperFrame("7Q2K-M4TD", audience=audience, language=language), say)
        check, use = paper.check
        assert isinstance(check, SheetFacts) and isinstance(use, SheetProse)
        assert say(label) in [row[0] for row in paper.facts] and say(label) in use.text
        assert use.text.count(check.rows[0][0].lower()) == 2, "the line is named each time"


def test_an_earlier_letter_date_and_the_day_of_making_are_both_on_it_and_so_is_the_copy() -> None:
    paper = frame_sheet(
        SHEET, PaperFrame("R", "2026-11-29", dated="2026-11-20", copy=2, copies=5, follows="Q"), Catalogue()
    )
    assert dict(paper.facts) == {"Reference": "R", "Date": "20 November 2026 (2026-11-20)", "Continues paper": "Q",
                                 "Made on": "29 November 2026 (2026-11-29)"}  # fmt: skip
    assert paper.marks == ("R", "Copy 2 of 5")


def test_every_audience_has_its_sentence_and_only_a_public_paper_may_be_published() -> None:
    for audience in {*AUDIENCES, "appeal"} - {"public", "counts"}:
        mark = audience_mark(audience)
        assert "Do not give" in mark and "raise" not in mark and not mark.startswith("For: "), audience
    assert audience_mark("appeal") == audience_mark("asked"), "the old name of an audience"
    assert "Do not" not in audience_mark("public") and "Members" in audience_mark("directory for x", "Members")
    assert "Destroy" not in audience_mark("court") + audience_mark("icc"), "nobody may destroy a part of a proceeding"


def test_a_paper_that_asks_its_readers_to_act_allows_it_in_its_mark() -> None:
    for audience in ("asked", "embassy", "regional", "un", "network"):
        mark = audience_mark(audience, asks=True)
        assert "You can act on it and raise" in mark and "not publish it" in mark, audience
        assert ("Name a person to others only if this paper says" in mark) is (audience != "asked"), audience
    served = audience_mark("authority", asks=True)
    assert "who must act on it" in served and "Destroy" not in served, "a complaint opens a file"
    assert all(audience_mark(one, asks=True) == audience_mark(one) for one in ("internal", "donor", "court"))


def test_a_day_in_digits_and_a_quoted_sentence_are_runs_of_their_own_between_arabic_letters() -> None:
    def runs(text: str) -> list[str]:
        return [run.text for run in split_runs(text, rtl=True) if run.ltr]

    assert runs("28 تشرين الثاني 2026 (2026-11-28)") == ["28", "2026", "(2026-11-28)"]
    assert runs("مزعوم: Four men, in a grey pickup. They left.") == ["Four men, in a grey pickup. They left."]
    assert runs("بحق Rosalba Tzul (Quiché، غواتيمالا): (هنا: Ana) Mateo") == ["Rosalba Tzul", "Quiché", "Ana", "Mateo"]
    assert direct_lines("(بشأن: Rosalba Tzul Ixcoy).", True) == "\u200f(بشأن: \u2066Rosalba Tzul Ixcoy\u2069)."
    assert runs("56 (1). طلب") == ["56", "(1)"], "the article is read first, then its paragraph"
    assert runs("كتبه Amparo.") == ["Amparo"] and runs("هاتف +502 (55) 12-34 هنا") == ["+502 (55) 12-34"]


def test_the_notes_of_a_sheet_are_told_after_it_in_the_language_of_the_paper() -> None:
    sheet = Sheet("T", "", (SheetProse("He led the strike."),), "", notes=(QUOTED, WORDED))
    for language in ("en", "fr", "es", "ar"):
        say = Catalogue(language)
        tail = frame_sheet(sheet, PaperFrame("R", language=language), say).tail
        assert tail[:2] == (SheetProse(say(QUOTED)), SheetProse(say(WORDED)))
        assert (say(WORDED) == WORDED) is (language == "en")


def test_a_wide_table_lies_on_its_side_and_an_empty_list_of_facts_is_left_out() -> None:
    wide = Sheet("T", "", (SheetFacts(()), SheetTable(("a",) * 7, (("b",) * 7,))), "")
    assert frame_sheet(wide, None, str).template == "table" and len(frame_sheet(wide, None, str).blocks) == 1


def test_a_moment_is_told_in_words_of_the_language() -> None:
    told = {
        "2026-11-26T06:30": "26 November 2026, 06:30", "2026-11": "November 2026", "2026": "2026",
        "2026-11-26~": "about 26 November 2026", "../2026-05": "by May 2026", "no moment": "no moment",
        "2026-04-06/2026-04-08": "6 April 2026 to 8 April 2026",
    }  # fmt: skip
    assert {text: moment_text(Catalogue(), text) for text in told} == told
    assert "نوفمبر" in moment_text(Catalogue("ar"), "2026-11-26")


def test_numbers_references_addresses_and_latin_words_are_apart_between_arabic_letters() -> None:
    """Line 17 of papers.md: the digits of a number stay in dialling order."""
    told = {
        "اتصل بالرقم +502 5512 3490 الآن": ["+502 5512 3490"], "الرقم ٥٥١٢ ٣٤٩٠": ["٥٥١٢ ٣٤٩٠"],
        "(المرجع IN-7Q2KM)": ["IN-7Q2KM"], "بريد ana@example.org": ["ana@example.org"],
        "يوم 2026-11-26": ["2026-11-26"], "قرب San Juan Cotzal، Quiché": ["San Juan Cotzal", "Quiché"],
        "الساعة 06:30.": ["06:30"], "هاتف (502) 5512-3490": ["(502) 5512-3490"],
    }  # fmt: skip
    assert {text: [run.text for run in split_runs(text, True) if run.ltr] for text in told} == told
    for text in told:
        assert "".join(run.text for run in split_runs(text, True)) == text
    assert isolate("رقم +502 5512", True) == "رقم \u2066+502 5512\u2069"


def test_a_text_of_another_script_is_one_run_for_each_line_with_its_commas_in_a_right_to_left_paper() -> None:
    assert isolate("The gate, seen from\nthe road.", True) == "\u2066The gate, seen from\u2069\n\u2066the road.\u2069"
    assert isolate("08:00, 13:00", True) == "\u206608:00\u2069, \u206613:00\u2069", "the first one is read first"


def test_a_left_to_right_paper_isolates_only_the_numbers_of_texts_with_arabic_letters() -> None:
    assert isolate("Call +502 5512 3490", False) == "Call +502 5512 3490"
    assert isolate("Quiché: اتصل +502 5512", False) == "Quiché: اتصل \u2066+502 5512\u2069"


def test_each_line_of_a_plain_text_begins_from_the_right_and_its_codes_are_apart() -> None:
    """A line that begins with a Latin code turns around; +502 5512 3490 is dialled as 3490 5512 502."""
    said = direct_lines("7Q2K-M4TD: سلمى، Quiché، 20 نوفمبر. الرد: +502 5512 3490.\n\n3. Mateo Xol\n==", True)
    assert said.split("\n") == [
        "\u200f\u20667Q2K-M4TD\u2069: سلمى، \u2066Quiché\u2069، 20 نوفمبر. الرد: \u2066+502 5512 3490\u2069.",
        "", "\u200f3. \u2066Mateo Xol\u2069", "==",
    ]  # fmt: skip
    assert direct_lines("Call +502 5512 3490", True) == "Call +502 5512 3490", "a message keeps its alphabet"
    assert direct_lines("Quiché: اتصل +502 5512", False) == "Quiché: اتصل \u2066+502 5512\u2069"
