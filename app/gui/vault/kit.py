"""Print the recovery kit: a PDF with a page for each share holder, each followed by a page of instructions.

It is painted in memory and written once, to the place that a person chose. The words are secret. For this reason the
kit never names the program, its owner or the vault; the set has a number.

Instructions for a share holder: the share, when and how to return it, and to whom never.

On paper and in the window.
"""

import os
from collections.abc import Sequence
from pathlib import Path

from attrs import field, frozen
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRectF, Qt
from PySide6.QtGui import QColor, QPageLayout, QPageSize, QPainter, QPdfWriter

from app.gui.people.safety import draw_code
from app.gui.style.text import Text
from app.gui.style.theme import Look
from app.gui.style.tokens import THEMES
from app.gui.widgets import plain_text
from app.gui.widgets.labels import reading_edge

DOTS = 288
"""Dots per inch of the page: four to a point."""
POINT = DOTS / 72
MARGIN = 54
"""Points around a page."""
SIZES = {"title": 20, "head": 13, "body": 11, "small": 9}
"""Points of each role."""
COLUMNS = 3
"""Columns of words."""
ROW = 17
"""Points from one word to the next below it."""
SIDE = 150
"""Points of the code's side."""


@frozen
class Paper:
    """One printed share: its holder, the name of its set, `number` of `of`, its date, and its words."""

    holder: str
    name: str
    number: int
    needed: int
    of: int
    made: str
    words: tuple[str, ...] = field(repr=False)
    revocation: str = field(default="", repr=False)
    """The key revocation of the vault's identity in hex, printed on a separate page; empty if there is none."""


def write_kit(folder: Path, papers: Sequence[Paper], look: Look) -> Path:
    """Write the kit into a folder under a free name, readable only for its owner; return the file.

    Raises OSError; then no part of the file is left.
    """
    data = pdf(papers, look)
    number = f"-{papers[0].number}" if len(papers) == 1 else ""
    for again in range(1, 1000):
        file = folder / f"recovery{number}{f'-{again}' if again > 1 else ''}.pdf"
        try:
            handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
            break
        except FileExistsError:
            continue
    else:
        raise FileExistsError(str(folder))
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
    except OSError:
        file.unlink(missing_ok=True)
        raise
    return file


def pdf(papers: Sequence[Paper], look: Look) -> bytes:
    """Return the kit as a PDF, two or three pages for each holder, in the language of the window."""
    kept = QByteArray()
    out = QBuffer(kept)
    out.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(out)
    writer.setResolution(DOTS)
    writer.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait,
            QMarginsF(MARGIN, MARGIN, MARGIN, MARGIN), QPageLayout.Unit.Point,
        )
    )  # fmt: skip
    writer.setCreator("")
    writer.setTitle(look.tr("Recovery share"))
    painter = QPainter(writer)
    size = float(writer.width()), float(writer.height())
    for at, paper in enumerate(papers):
        if at:
            writer.newPage()
        KitPage(look, painter, *size).share(paper)
        writer.newPage()
        KitPage(look, painter, *size).trustee(paper)
        if paper.revocation:
            writer.newPage()
            KitPage(look, painter, *size).end(paper)
    painter.end()
    out.close()
    return bytes(kept.data())


class KitPage:
    """One page, filled from the top down; lengths are in dots."""

    def __init__(self, look: Look, painter: QPainter, wide: float, high: float) -> None:
        self._look, self._painter, self._wide, self._high = look, painter, wide, high
        self._y = 0.0
        painter.setLayoutDirection(look.direction)

    def share(self, paper: Paper) -> None:
        """Paint the page with the words."""
        tr = self._look.tr
        self._say(_numbered(tr, paper), "title")
        self._say(tr.line(paper.name, tr("made {date}", date=paper.made)), "body", 2)
        self._say(tr("For {holder}", holder=paper.holder), "head", 12)
        text = tr(
            "This paper is a secret. {needed} of the {of} papers, with the computer or a backup, open a locked "
            "vault without the password. A single paper opens nothing.",
            needed=paper.needed, of=paper.of,
        )  # fmt: skip
        self._say(text, "body", 8)
        self._say(tr("The words, in this order"), "head", 20)
        self._words(paper.words)
        self._say(tr("The same words as a code, for a reader without a network connection"), "head", 20)
        self._code(paper.words)
        text = tr("The words follow SLIP-39. The next page tells you when to give the share back.")
        self._say(text, "small", 14)

    def trustee(self, paper: Paper) -> None:
        """Paint the page for the share holder."""
        tr = self._look.tr
        self._say(tr("To the holder of this share"), "title")
        self._say(tr.line(_numbered(tr, paper), paper.name, tr("made {date}", date=paper.made)), "body", 2)
        for head, text in list_sections(tr):
            self._say(head, "head", 18)
            self._say(text, "body", 4)

    def end(self, paper: Paper) -> None:
        """Paint the page that revokes the identity key, for the case that its owner no longer can."""
        tr = self._look.tr
        self._say(tr("To end this key"), "title")
        self._say(tr.line(paper.name, tr("made {date}", date=paper.made)), "body", 2)
        text = tr(
            "A person with the computer and the password could write in the owner's name. The key itself "
            "signed this code. A program that reads the code accepts nothing more from that key, forever. The "
            "code opens nothing and contains nothing else."
        )
        self._say(text, "body", 12)
        self._say(tr("When to use it"), "head", 18)
        text = tr(
            "Use it when the owner asks, or when the owner is arrested and cannot ask. Save the code as a file "
            "and give it to the owner's contacts: contact revoke FILE. Nobody can undo this."
        )
        self._say(text, "body", 4)
        self._draw(_modules(paper.revocation.upper()))
        self._say(" ".join(paper.revocation[at : at + 8] for at in range(0, len(paper.revocation), 8)), "small", 14)

    def _say(self, text: str, role: str, above: float = 0.0) -> None:
        painter, look = self._painter, self._look
        font = look.font("title" if role in ("title", "head") else "body")
        font.setPixelSize(round(SIZES[role] * POINT))
        painter.setFont(font)
        painter.setPen(QColor(THEMES["light"]["ink"]))
        self._y += above * POINT
        room = QRectF(0, self._y, self._wide, self._high - self._y)
        edge = reading_edge(look) & ~Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignTop
        flags = int(edge) | int(Qt.TextFlag.TextWordWrap)
        taken = painter.boundingRect(room, flags, text)
        plain_text.draw(painter, room, flags, text)
        self._y = taken.bottom()

    def _words(self, words: Sequence[str]) -> None:
        """Paint numbers and words in columns, from left to right in every language: the words are English."""
        painter, tr = self._painter, self._look.tr
        font = self._look.font("value", tabular=True)
        font.setPixelSize(round(SIZES["head"] * POINT))
        painter.setFont(font)
        rows = -(-len(words) // COLUMNS)
        top, step, wide = self._y + 6 * POINT, ROW * POINT, self._wide / COLUMNS
        number = wide * 0.16
        far, near = Qt.AlignmentFlag.AlignRight, Qt.AlignmentFlag.AlignLeft
        absolute = Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
        for i, word in enumerate(words):
            x, y = (i // rows) * wide, top + (i % rows) * step
            painter.setPen(QColor(THEMES["light"]["ink2"]))
            plain_text.draw(painter, QRectF(x, y, number, step), int(far | absolute), tr.number(i + 1))
            painter.setPen(QColor(THEMES["light"]["ink"]))
            spot = QRectF(x + number + 8 * POINT, y, wide - number, step)
            plain_text.draw(painter, spot, int(near | absolute), word)
        self._y = top + rows * step

    def _code(self, words: Sequence[str]) -> None:
        self._draw(code(words))

    def _draw(self, matrix: Sequence[Sequence[bool]]) -> None:
        module = SIDE * POINT // len(matrix)  # whole dots: no seams between two modules
        side = module * len(matrix)
        x = self._wide - side if self._look.rtl else 0.0
        self._y += 10 * POINT
        draw_code(self._painter, matrix, x, self._y, module, QColor(THEMES["light"]["qr"]))
        self._y += side


def code(words: Sequence[str]) -> tuple[tuple[bool, ...], ...]:
    """Return the modules of the code of a share: in capitals, which take a third fewer modules."""
    return _modules(" ".join(words).upper())


def _modules(text: str) -> tuple[tuple[bool, ...], ...]:
    from app.gui.people.people_query import code_of

    return code_of(text)


def _numbered(tr: Text, paper: Paper) -> str:
    return tr("Share {number} of {of}, {needed} are needed", number=paper.number, of=paper.of, needed=paper.needed)


def list_sections(tr: Text) -> Sequence[tuple[str, str]]:
    """Return each part with its head."""
    return (
        (
            tr("About this paper"),
            tr(
                "A person who trusts you has a locked vault and could forget its password. Your share and "
                "other shares together open it again. A single share opens nothing and contains no data."
            ),
        ),
        (
            tr("How to keep it"),
            tr(
                "Keep it in a dry and safe place, far from the other shares and from the computer of the "
                "owner. Do not copy or photograph it. If you lose it, or if someone saw it, tell the owner: "
                "they can make new shares."
            ),
        ),
        (
            tr("When to give it back"),
            tr(
                "Give it only if the owner asks you, and you are sure who they are. Meet them. If you cannot, "
                "you must know their voice. Ask a question that only they can answer."
            ),
        ),
        (
            tr("How to give it back"),
            tr(
                "Give it to them in person, or read it to them in person. Do not use e-mail, messenger, "
                "telephone or a photograph: another person could collect the shares there."
            ),
        ),
        (
            tr("Never give it to these people"),
            tr(
                "All other people, also a colleague, relative, lawyer or official who says that the owner sent "
                "them. If someone forces you, your safety comes first: give the share, and tell the owner as "
                "soon as you can."
            ),
        ),
    )


def revocation_note(tr: Text) -> str:
    """Return the note for the owner when shares end or new shares are made."""
    return tr(
        "People who received your key revocation keep it and can use it. New shares or a new key do not change this."
    )
