"""Print a paper: painted in memory from its web page, with the mark of its audience on each page."""

import re

from attrs import evolve
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPageLayout, QPageSize, QPainter, QPdfWriter, QTextDocument, QTextOption

from app.actions.papers.output import OutputResult
from app.domain.sheet import Sheet
from app.exchange.sheets import as_html
from app.gui.papers.papers_query import sheet_translator
from app.gui.style.theme import Look
from app.gui.style.tokens import THEMES
from app.gui.widgets import plain_text

DOTS = 144
"""Dots per inch: two to a point."""
MARGIN = 48
"""Points around a page."""
FOOT = 24
"""Points below the text, for the mark and the number of the page."""

_ROW, _CELL = re.compile(r"<tr>(.*?)</tr>", re.DOTALL), re.compile(r"<t[hd]>.*?</t[hd]>", re.DOTALL)


def data(made: OutputResult, form: str, look: Look) -> bytes:
    """Return the bytes of a paper in one of its formats, in the language of the window. Raises LeaksFound."""
    made.leaks.need_answers()
    if form == "pdf" and isinstance(made.content, Sheet):
        return pdf(made.content, look)
    return made.data(form, sheet_translator(look.tr), look.tr.language, look.rtl)


def pdf(sheet: Sheet, look: Look) -> bytes:
    """Return a sheet as a PDF on A4."""
    kept = QByteArray()
    out = QBuffer(kept)
    out.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(out)
    writer.setResolution(DOTS)
    margins = QMarginsF(MARGIN, MARGIN, MARGIN, MARGIN)
    size = QPageSize(QPageSize.PageSizeId.A4)
    writer.setPageLayout(QPageLayout(size, QPageLayout.Orientation.Portrait, margins, QPageLayout.Unit.Point))
    writer.setCreator("")
    writer.setTitle("")
    wide, high = writer.width(), writer.height() - FOOT * DOTS // 72
    document = lay_out(sheet, look, QSizeF(wide, high))
    painter = QPainter(writer)
    pages = document.pageCount()
    for number in range(pages):
        if number:
            writer.newPage()
        painter.save()
        painter.translate(0, -number * high)
        document.drawContents(painter, QRectF(0, number * high, wide, high))
        painter.restore()
        _foot(painter, sheet, look, QRectF(0, high, wide, writer.height() - high), number + 1, pages)
    painter.end()
    out.close()
    return bytes(kept.data())


def lay_out(sheet: Sheet, look: Look, size: QSizeF) -> QTextDocument:
    """Return the text of a sheet for pages of this size, in dots."""
    document = QTextDocument()
    document.setUndoRedoEnabled(False)
    font = look.font("body")
    font.setPixelSize(round(10.5 * DOTS / 72))
    document.setDefaultFont(font)
    document.setDocumentMargin(0)
    ink = THEMES["light"]["ink"]
    document.setDefaultStyleSheet(f"body{{color:{ink}}} th,td{{padding:3px 8px 3px 0}} th{{font-weight:600}}")
    option = QTextOption()
    option.setTextDirection(look.direction)
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)  # a hash is longer than its column
    document.setDefaultTextOption(option)
    page = as_html(evolve(sheet, mark=""), sheet_translator(look.tr), look.tr.language, look.rtl)
    page = page.partition("</head>")[2]  # Qt would print the head's title too
    document.setHtml(_mirrored(page) if look.rtl else page)
    document.setPageSize(size)
    return document


def _mirrored(page: str) -> str:
    """Return a page with its tables in right-to-left order: Qt lays every table out from the left."""
    page = page.replace("<table>", '<table align="right">')
    return _ROW.sub(lambda row: f"<tr>{''.join(reversed(_CELL.findall(row[1])))}</tr>", page)


def _foot(painter: QPainter, sheet: Sheet, look: Look, room: QRectF, number: int, pages: int) -> None:
    tr = look.tr
    font = look.font("cap")
    font.setPixelSize(8 * DOTS // 72)
    painter.setFont(font)
    painter.setPen(QColor(THEMES["light"]["ink2"]))
    said = tr.line(sheet_translator(tr)(sheet.mark), tr("Page {number} of {pages}", number=number, pages=pages))
    plain_text.draw(painter, room, int(Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignHCenter), said)
