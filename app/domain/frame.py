"""The frame of a paper: issuer, reference, date, audience, copy, contact, signatures and the check line.

`frame_sheet` puts a sheet into its frame, in the language of the paper; a writer (`app.exchange`) then needs nothing
else. The check line is 80 bits of SHA-256 over the reference, copy, date, audience and words of the paper.
A reader gives only the reference, and the issuer reads the line to them.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final

from attrs import astuple, evolve, field, frozen

from app.domain.date_text import moment_text
from app.domain.direction import RTL_LANGUAGES
from app.domain.release.audiences import PROFILES
from app.domain.sheet import Block, Heading, Sheet, SheetFacts, SheetProse, SheetTable, Sign
from app.phrase import Phrase

Say = Callable[[str], str]
ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Five bits each, without I, L, O and U, which are misread (Crockford)."""
REFERENCE_BYTES: Final = 5
_CHECK_BYTES: Final = 10
_NAMED: Final = frozenset({"letter", "card", "script"})
"""Names of files that are names of layouts too."""
_CHECK_AT = Phrase("{reference} (to check that this paper is genuine: end of this paper)")
_CHECKED: Final = frozenset({"form", "request"})
"""Names of files of papers whose first page tells where the check line is: their reader acts immediately."""
_WIDE: Final = 6
"""The most columns of a table on an upright page."""

_KEEP = Phrase("Do not give this paper to others, and do not publish it. Destroy it when you no longer need it.")
_RAISE = Phrase("You can act on it and raise its demands. {keep}", keep=_KEEP)
_RAISE_UNNAMED = Phrase(
    "You can act on it and raise the demands that we ask you to raise. "
    "Name a person to others only if this paper says that you may. {keep}",
    keep=_KEEP,
)
_SERVE = Phrase("Give it only to people in your service who must act on it, and do not publish it.")
_FILE = Phrase("Do not give it to anyone outside the proceeding.")
_ACTING: Final[Mapping[str, str]] = {
    "asked": _RAISE, "authority": _SERVE, "company": _SERVE,
    **dict.fromkeys(("embassy", "regional", "un", "network"), _RAISE_UNNAMED),
}  # fmt: skip
"""How to handle a paper that asks its readers to act; `_KEEP` for a paper without a request.

A yes to an audience is no yes to the name before a government: the paper says it for each person.
"""
_APPEAL_PAPER = Phrase("Document number")
"""The label of the reference of an appeal paper: the appeal has a different number."""
REGIONAL = Phrase("Regional human rights body")
"""The reader of a paper for one of the regional bodies that is not known."""
UNNAMED = Phrase("______________ (office or mandate), {body}")
"""The reader of a paper for a body without a known office: a line to fill in by hand."""
UNADDRESSED = Phrase("______________ (name)")
"""The reader of a paper for one reader whose name nobody wrote."""
_FIRST: Final[Mapping[str, str]] = {
    "internal": Phrase("For this organisation only."),
    "network": Phrase("For the network of defenders."),
    "asked": Phrase("For those who are asked to act."),
    "un": Phrase("For the United Nations."),
    "regional": Phrase("For the regional human rights body."),
    "embassy": Phrase("For the embassy that it is addressed to."),
    "authority": Phrase("For the authority or company that it is addressed to."),
    "company": Phrase("For the company that it is addressed to."),
    "court": Phrase("For the court that it is addressed to."),
    "icc": Phrase("For the court that it is addressed to."),
    "donor": Phrase("For the donor that it is addressed to."),
    "service": Phrase("For the service that it is addressed to."),
    "research": Phrase("For the research project that it is addressed to."),
}
"""The first sentence on every page by the audience of `identity.tsv`, before the handling of the paper.

Public papers and numbers have a separate sentence. A test compares the names with the table.
"""
REAL_NAME: Final = Phrase("Real name of {alias}, never for the State")
"""The label of a real name in a confidential part."""
QUOTED: Final = Phrase("The words of people and of our records are quoted as they were written.")
WORDED: Final = Phrase("For this paper, we translated or shortened words of people and of our records.")
"""The notes of a paper with texts of people in another language, and of one with a wording of such texts."""
LEFT_OUT: Final = Phrase("“…” stands for words that we left out to protect people.")
"""The note of a paper with such a mark."""
_PROCEEDING: Final = ("court", "icc")
"""Audiences whose papers are part of a proceeding: nobody may destroy them."""


def audience_mark(audience: str, label: str = "", asks: bool = False) -> str:
    """Return the line of every page: the audience and how to handle the paper. `label` names directories.

    `asks` is True for a paper that asks its readers to act.
    """
    known = PROFILES.get(audience)
    name = known.name if known is not None else audience
    if name == "public":
        return Phrase("For the public. It may be passed on and published.")
    keep = _FILE if name in _PROCEEDING else (_ACTING.get(name, _KEEP) if asks else _KEEP)
    first = confidence_mark(audience) or _FIRST.get(name)
    first = first or Phrase("For: {audience}.", audience=Phrase.of(label or audience))
    return Phrase("{audience} {keep}", audience=first, keep=keep)


def confidence_mark(audience: str, inside: bool = False) -> str:
    """Return the line at the top of a paper; empty for the public, for directories and, unless `inside`, for us."""
    known = PROFILES.get(audience)
    name = known.name if known is not None else audience
    known_here = name in _FIRST and (inside or name != "internal")
    return Phrase("CONFIDENTIAL. {audience}", audience=_FIRST[name]) if known_here else ""


def warn_of_withdrawal(content: Sheet | str) -> Sheet | str:
    """Return a paper for our own use with one sentence about a withdrawn consent; a finished text has no place."""
    said = Phrase("A person in this paper withdrew consent. Do not give this paper to anyone.")
    return evolve(content, blocks=(SheetProse(said, True), *content.blocks)) if isinstance(content, Sheet) else content


@frozen
class Letterhead:
    """An issuer as its papers name it. `names` is by language; the first one is used for other languages."""

    names: Mapping[str, str]
    address: tuple[str, ...] = ()
    telephone: str = ""
    mail: str = ""
    site: str = ""
    registration: str = ""
    prefix: str = ""
    """Put before each reference; empty unless the issuer wants to be recognised by it."""
    signatories: tuple[str, ...] = ()
    language: str = ""
    """The usual language of its papers; empty for that of the window."""
    logo: bytes = field(default=b"", repr=False)
    """A PNG that was drawn again, without metadata."""

    def name(self, language: str) -> str:
        """Return the name of the issuer in a language."""
        return self.names.get(language) or next(iter(self.names.values()), "")


@frozen
class PaperFrame:
    """The frame of one copy of a paper. `day` is the UTC day of making, `dated` an earlier one on a letter."""

    reference: str = ""
    day: str = "1970-01-01"
    audience: str = "internal"
    language: str = "en"
    letterhead: Letterhead | None = None
    copy: int = 1
    copies: int = 1
    dated: str = ""
    follows: str = ""
    """The reference of the paper that this one continues."""
    embargo: str = ""
    """The moment in UTC before which nobody may publish a public paper; empty for none."""


@frozen
class FramedSheet:
    """A paper in its language with its frame; all texts are final."""

    title: str
    second: str
    body: tuple[Block, ...]
    foot: str
    apart: str = ""
    """The line of the pages from the heading of a confidential part on; empty without such a part."""
    tail: tuple[Block, ...] = ()
    """Signatures and contact, after the body."""
    check: tuple[Block, ...] = ()
    """The check line and its use, at the end of a format that nobody edits."""
    name: str = "sheet"
    template: str = "report"
    language: str = "en"
    day: str = "1970-01-01"
    top: str = ""
    """The mark of confidentiality above the title."""
    issuer: tuple[str, ...] = ()
    logo: bytes = field(default=b"", repr=False)
    addressee: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    marks: tuple[str, ...] = ()
    """Short texts of every page: the reference and the copy. With a confidential part, `apart` has the reference."""
    page: str = "Page {number} of {pages}"
    editable: str = ""
    """The sentence for a format that can be edited."""

    @property
    def blocks(self) -> tuple[Block, ...]:
        """Return the body and the last blocks of the frame; the line of the first part is at its end."""
        blocks = [*self.body, *self.tail, *self.check]
        if self.apart:
            at = next(at for at, block in enumerate(blocks) if isinstance(block, Heading))
            blocks.insert(at, SheetProse(self.foot))
        return tuple(blocks)

    @property
    def last_line(self) -> str:
        """Return the line of the audience with the number of the copy, for a format without pages."""
        return " · ".join((self.apart or self.foot, *self.marks[0 if self.apart else 1 :]))

    @property
    def rtl(self) -> bool:
        """True if the paper is read from right to left."""
        return self.language in RTL_LANGUAGES


def group_code(data: bytes, prefix: str = "", mark: str = " ") -> str:
    """Return bytes in groups of four letters: five bits a letter."""
    number, length = int.from_bytes(data, "big"), len(data) * 8 // 5
    letters = "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(length)))
    return prefix + mark.join(letters[at : at + 4] for at in range(0, length, 4))


def make_reference(random: Callable[[int], bytes], prefix: str = "") -> str:
    """Return a new reference, such as 7Q2K-M4TD: 40 random bits."""
    return group_code(random(REFERENCE_BYTES), prefix, "-")


def check_line(frame: PaperFrame, sheet: Sheet) -> str:
    """Return the check line of a paper whose texts are final."""
    blocks = [[type(block).__name__, *astuple(block, recurse=False)] for block in sheet.blocks]
    told = [frame.reference, frame.copy, frame.day, frame.audience, sheet.title, sheet.second, blocks]
    told += [frame.embargo] if frame.embargo else []
    data = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    return group_code(hashlib.sha256(data).digest()[:_CHECK_BYTES])


def translate_block(block: Block, say: Say) -> Block:
    """Return a block with the program's texts in another language."""

    def translate(value: Any) -> Any:
        if isinstance(value, tuple):
            return tuple(map(translate, value))
        return say(value) if isinstance(value, str) else value

    return type(block)(*map(translate, astuple(block, recurse=False)))


def frame_sheet(sheet: Sheet, frame: PaperFrame | None, say: Say) -> FramedSheet:
    """Return a paper in its frame; without a frame it has only its mark. `say` translates into the frame's language."""
    blocks = tuple(
        block for block in (translate_block(block, say) for block in sheet.blocks) if block != SheetFacts(())
    )
    final = evolve(sheet, title=say(sheet.title), second=say(sheet.second), blocks=blocks)
    template = sheet.template or (sheet.name if sheet.name in _NAMED else "")
    template = template or ("table" if _widest(blocks) > _WIDE else "report")
    bare = FramedSheet(
        final.title, final.second, blocks, say(sheet.mark), name=sheet.name, template=template,
        addressee=tuple(map(say, sheet.addressee)) if template == "letter" else (),
        page=say(Phrase("Page {number} of {pages}")),
    )  # fmt: skip
    if frame is None:
        return bare
    frame = evolve(frame, letterhead=None) if sheet.apart else frame
    date = partial(moment_text, say)
    copy = say(Phrase("Copy {copy} of {copies}", copy=frame.copy, copies=frame.copies))
    to = "" if template == "letter" else ", ".join(map(say, sheet.addressee))
    facts = (
        (say(Phrase("To")), to),
        (say(_name_reference(frame)), "" if sheet.apart else say(Phrase(_CHECK_AT, reference=frame.reference))
         if sheet.name in _CHECKED else frame.reference),
        (say(Phrase("Date")), _both(date, frame.dated or frame.day)),
        (say(Phrase("Made on")), _both(date, frame.day) if frame.dated else ""),
        (say(Phrase("Continues paper")), frame.follows),
        (say(Phrase("Embargo until (UTC)")), date(frame.embargo) if frame.embargo else ""),
    )  # fmt: skip
    named = tuple(filter(None, (final.second, to))) if sheet.name == "request" else ()
    held = Phrase("EMBARGO: do not publish it before {moment} (UTC). After that: {mark}", moment=date(frame.embargo),
                  mark=Phrase.of(sheet.mark)) if frame.embargo else sheet.mark  # fmt: skip
    notes = tuple(SheetProse(say(note)) for note in sheet.notes)
    if blocks[-1:] == (SheetProse(say(Phrase("Yours faithfully,"))),):  # nothing stands between it and the name
        blocks, notes = (*blocks[:-1], *notes, blocks[-1]), ()
    return evolve(
        bare, body=blocks, foot=say(held), apart=f"{say(sheet.apart)} · {frame.reference}" if sheet.apart else "",
        tail=(*notes, *_tail(final, frame, say, template)),
        check=_check(final, frame, say), language=frame.language, day=frame.day,
        top=say(sheet.top or confidence_mark(frame.audience, sheet.name == "sheet")), issuer=_issuer(frame, say),
        logo=frame.letterhead.logo if frame.letterhead else b"", facts=tuple(row for row in facts if row[1]),
        marks=(*(() if sheet.apart else (frame.reference,)), *((copy,) if frame.copies > 1 else ()), *named),
        editable=say(Phrase("Editable copy. The PDF has the check line.")),
    )  # fmt: skip


def _name_reference(frame: PaperFrame) -> str:
    return _APPEAL_PAPER if frame.audience == "asked" else Phrase("Reference")


def _widest(blocks: Sequence[Block]) -> int:
    return max((len(block.header) for block in blocks if isinstance(block, SheetTable)), default=0)


def _both(date: Say, day: str) -> str:
    return f"{date(day)} ({day})"


def _issuer(frame: PaperFrame, say: Say) -> tuple[str, ...]:
    head = frame.letterhead
    if head is None:
        return ()
    number = say(Phrase("Registration: {number}", number=head.registration)) if head.registration else ""
    ways = " · ".join(filter(None, (head.telephone, head.mail, head.site)))
    return tuple(filter(None, (head.name(frame.language), *head.address, ways, number)))


def _tail(sheet: Sheet, frame: PaperFrame, say: Say, template: str) -> tuple[Block, ...]:
    """Return the signatures, and to whom and until when to answer."""
    head = frame.letterhead
    names = (head and head.signatories) or (say(Phrase("Name and function")),) if template == "letter" else ()
    rows = [(say(Phrase("Answer by")), _both(partial(moment_text, say), sheet.answer_by))] if sheet.answer_by else []
    ways = " · ".join(filter(None, (head.telephone, head.mail))) if head else ""
    if not ways and frame.audience not in ("internal", "public") and not sheet.apart:
        ways = say(Phrase("the person who gave you this paper"))
    label = Phrase("To answer (not to check that the paper is genuine)") if sheet.answer_by else Phrase("Questions to")
    rows += [(say(label), ways)] if ways else []
    return (*([Sign(names)] if names else []), *([SheetFacts(tuple(rows))] if rows else []))


def _check(sheet: Sheet, frame: PaperFrame, say: Say) -> tuple[Block, ...]:
    use = Phrase("Is this paper genuine? Give us only the text after “{label}”, and let us read the check line to you. "
                 "Do not read the check line to us first. It must be the same as here. If not, the paper is not "
                 "genuine: do not answer it. Use a way that you knew before, not the numbers here. "
                 "If you knew none, ask an organisation that you trust and that knows us.",
                 label=_name_reference(frame))  # fmt: skip
    apart = ((say(_name_reference(frame)), frame.reference),) if sheet.apart else ()  # the State never reads it
    return SheetFacts((*apart, (say(Phrase("Check line")), check_line(frame, sheet)))), SheetProse(say(use))
