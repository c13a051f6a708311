"""A framed paper with one block of each kind, in English and in Arabic; invented content."""

from app.catalogue import Catalogue
from app.domain.frame import FramedSheet, Letterhead, PaperFrame, audience_mark, frame_sheet
from app.domain.sheet import FormQuestion, Heading, Items, Sheet, SheetFacts, SheetProse, SheetTable, Sign
from app.exchange.png import write_png
from app.phrase import Phrase

NUMBER = "+502 5512 3490"
ARABIC = f"اتصل بالرقم {NUMBER} في Quiché يوم 2026-11-26"
HASH = "0123456789abcdef" * 4
LETTERHEAD = Letterhead(
    {"en": "River Fund", "ar": "صندوق النهر"}, ("12 Calle Real",), "+502 4400 1122", "desk@river.example",
    signatories=("Marta Ixcoy",), logo=write_png(2, 1, bytes(8)),
)  # fmt: skip
BLOCKS = (
    Heading(Phrase("Result")), SheetProse(f"*not bold* #x $y$ <b>\nsecond line\n\n{ARABIC}"),
    SheetProse("NOT CONFIRMED", True), SheetFacts(((Phrase("When"), "26 November 2026"), (Phrase("Place"), ARABIC))),
    Items(("first", "second"), 1), Items(("north", "south")),
    SheetTable((Phrase("When"), Phrase("Place")), (("=1+1", HASH), ("2026-11-26", ARABIC)), "Each row is one visit."),
    FormQuestion("Who asks?", "The family.", "At most 200 words."), Sign(("Juan Pop",)),
)  # fmt: skip


def framed(language: str = "en", template: str = "letter", **how: object) -> FramedSheet:
    """Return the paper in a language."""
    sheet = Sheet(
        Phrase("Briefing note"), Phrase("Case"), BLOCKS, audience_mark("embassy"), "note", template, ("The Embassy",),
        "2026-12-10",
    )  # fmt: skip
    told = {"reference": "7Q2K-M4TD", "day": "2026-11-29", "audience": "embassy", "letterhead": LETTERHEAD, **how}
    return frame_sheet(sheet, PaperFrame(language=language, **told), Catalogue(language))
