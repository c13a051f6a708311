"""Write a framed paper as a DOCX for an editor: no author, no time, no program, and the same bytes each time.

A right-to-left paper has `w:bidi` paragraphs and `w:rtl` runs. Numbers, addresses and Latin words in it are separate
runs between two left-to-right marks (U+200E). Each word processor then keeps their groups in order. The check line is
left out, because an edited text does not have it. Standard: ECMA-376 part 1 (WordprocessingML), 17.3, 17.4, 17.9.
"""

import io
import struct
import zipfile
from collections.abc import Iterator, Sequence
from html import escape
from typing import Final

from app.domain.direction import LTR_MARK, split_runs
from app.domain.frame import FramedSheet
from app.domain.sheet import Block, FormQuestion, Heading, Items, SheetFacts, SheetProse, SheetTable, Sign
from app.exchange.paper_document import PLACE, clean_text
from app.exchange.xlsx import plain_entry

_W: Final = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_XML: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPES: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PARTS: Final = ("styles", "numbering", "footer", "apart")
_KINDS: Final = {"apart": "footer"}
_EMU: Final = 360_000
"""English metric units of a centimetre."""
_FIXED: Final = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="png" ContentType="image/png"/>'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_TYPES}.document.main+xml"/>'
    + "".join(
        f'<Override PartName="/word/{part}.xml" ContentType="{_TYPES}.{_KINDS.get(part, part)}+xml"/>'
        for part in _PARTS
    )
    + "</Types>",
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
}
_STYLES: Final = (
    ("Normal", "Normal", 20, ""), ("Title", "Title", 32, "<w:b/><w:bCs/>"),
    ("Heading1", "heading 1", 26, "<w:b/><w:bCs/>"), ("Note", "Note", 17, '<w:color w:val="444444"/>'),
)  # fmt: skip
"""Id, name, size in half points, and other properties."""


def as_docx(paper: FramedSheet) -> bytes:
    """Return a paper as a DOCX."""
    made = _Writer(paper)
    relations = "".join(
        f'<Relationship Id="{part}" Type="{_OFFICE}/{_KINDS.get(part, part)}" Target="{part}.xml"/>' for part in _PARTS
    ) + (f'<Relationship Id="logo" Type="{_OFFICE}/image" Target="logo.png"/>' if paper.logo else "")
    size = 'w:w="16838" w:h="11906" w:orient="landscape"' if paper.template == "table" else 'w:w="11906" w:h="16838"'
    page = f"<w:pgSz {size}/>"
    page += '<w:pgMar w:top="1020" w:right="1134" w:bottom="1247" w:left="1134" w:header="567" w:footer="567"/>'
    page += "<w:bidi/>" if paper.rtl else ""
    first, last = (f'<w:sectPr><w:footerReference w:type="default" r:id="{one}"/>{page}</w:sectPr>'
                   for one in ("footer", "apart" if paper.apart else "footer"))  # fmt: skip
    body = "".join(made.write_blocks(f"<w:p><w:pPr>{first}</w:pPr></w:p>" if paper.apart else ""))
    parts = {
        **_FIXED,
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{relations}</Relationships>',
        "word/document.xml": f'<w:document {_W} xmlns:r="{_OFFICE}"><w:body>{body}'
        f"{last}</w:body></w:document>",
        "word/styles.xml": _styles(paper), "word/numbering.xml": made.write_numbering(),
        "word/footer.xml": f"<w:ftr {_W}>{''.join(made.write_footer(paper.foot))}</w:ftr>",
        "word/apart.xml": f"<w:ftr {_W}>{''.join(made.write_footer(paper.apart))}</w:ftr>",
    }  # fmt: skip
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as out:
        for name, text in parts.items():
            out.writestr(plain_entry(name), _XML + text)
        if paper.logo:
            out.writestr(plain_entry("word/logo.png"), paper.logo)
    return file.getvalue()


def _styles(paper: FramedSheet) -> str:
    language = f'<w:lang w:val="{paper.language}" w:bidi="{paper.language}"/>'
    fonts = '<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:cs="Arial"/>'
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{id_}" w:default="{int(id_ == "Normal")}">'
        f'<w:name w:val="{name}"/><w:pPr><w:spacing w:after="100"/></w:pPr>'
        f'<w:rPr>{fonts}{more}<w:sz w:val="{size}"/><w:szCs w:val="{size + 2}"/>{language}</w:rPr></w:style>'
        for id_, name, size, more in _STYLES
    )
    return f"<w:styles {_W}>{styles}</w:styles>"


class _Writer:
    """Writes the parts of one paper; it counts the lists, because each numbered one begins at 1."""

    def __init__(self, paper: FramedSheet) -> None:
        self.paper = paper
        self._lists: list[int] = []

    def write_blocks(self, apart: str) -> Iterator[str]:
        """Yield the XML of the letterhead, the title, the facts and every block; `apart` ends the first pages."""
        paper = self.paper
        if paper.logo and paper.issuer:
            yield f"<w:p>{self._properties()}<w:r>{_picture(paper)}</w:r></w:p>"
        for at, line in enumerate(paper.issuer):
            yield self._line(line, "Note" if at else "Normal", bold=not at)
        if paper.top:
            yield self._line(paper.top, bold=True)
        for line in paper.addressee:
            yield self._line(line)
        yield self._line(paper.title, "Title")
        if paper.second:
            yield self._line(paper.second, "Note")
        for block in (*([SheetFacts(paper.facts)] if paper.facts else []), *paper.body, *paper.tail):
            yield apart if isinstance(block, Heading) else ""
            yield from self._block(block)

    def write_footer(self, foot: str) -> Iterator[str]:
        """Yield the lines of every page: the audience, the sentence for an editable copy, reference and page."""
        yield self._line(foot, "Note")
        if self.paper.editable:
            yield self._line(self.paper.editable, "Note")
        fields = {"number": "PAGE", "pages": "NUMPAGES"}
        page = "".join(
            f'<w:fldSimple w:instr="{fields[part]}"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
            if at % 2
            else self._runs(part)
            for at, part in enumerate(PLACE.split(self.paper.page))
        )
        marks = self._runs(" · ".join((*self.paper.marks, "")))
        yield f"<w:p>{self._properties('Note')}{marks}{page}</w:p>"

    def write_numbering(self) -> str:
        """Return the lists: bullets and numbers, and one instance for each list."""
        kinds = (("bullet", "–"), ("decimal", "%1."))
        abstract = "".join(
            f'<w:abstractNum w:abstractNumId="{at}"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
            f'<w:lvlText w:val="{mark}"/><w:pPr><w:ind w:left="400" w:hanging="400"/></w:pPr></w:lvl></w:abstractNum>'
            for at, (form, mark) in enumerate(kinds)
        )
        each = "".join(
            f'<w:num w:numId="{at}"><w:abstractNumId w:val="{min(first, 1)}"/><w:lvlOverride w:ilvl="0">'
            f'<w:startOverride w:val="{max(first, 1)}"/></w:lvlOverride></w:num>'
            for at, first in enumerate(self._lists, 1)
        )
        return f"<w:numbering {_W}>{abstract}{each}</w:numbering>"

    def _properties(self, style: str = "Normal", more: str = "", rtl: bool | None = None) -> str:
        right = self.paper.rtl if rtl is None else rtl
        return f'<w:pPr><w:pStyle w:val="{style}"/>{more}{"<w:bidi/>" if right else ""}</w:pPr>'

    def _line(self, text: str, style: str = "Normal", more: str = "", bold: bool = False) -> str:
        return f"<w:p>{self._properties(style, more)}{self._runs(text, bold)}</w:p>"

    def _runs(self, text: str, bold: bool = False) -> str:
        """Return a text as runs; the line breaks in it stay."""
        made = ""
        for run in split_runs(clean_text(text), self.paper.rtl):
            mark = LTR_MARK if run.ltr else ""
            said = escape(f"{mark}{run.text}{mark}", quote=False)
            words = said.replace("\n", '</w:t><w:br/><w:t xml:space="preserve">')
            how = ("<w:b/><w:bCs/>" if bold else "") + ("<w:rtl/>" if self.paper.rtl and not run.ltr else "")
            made += f'<w:r>{f"<w:rPr>{how}</w:rPr>" if how else ""}<w:t xml:space="preserve">{words}</w:t></w:r>'
        return made

    def _block(self, block: Block) -> Iterator[str]:
        if isinstance(block, Heading):
            yield self._line(block.text, "Heading1")
        elif isinstance(block, SheetProse):
            yield from (self._line(part, bold=block.strong) for part in block.text.split("\n\n") if part.strip())
        elif isinstance(block, SheetFacts):
            yield self._table(block.rows, first_column=True)
        elif isinstance(block, Items):
            self._lists.append(block.first)
            number = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{len(self._lists)}"/></w:numPr>'
            yield from (self._line(row, more=number) for row in block.rows)
        elif isinstance(block, FormQuestion):
            yield self._line(block.question, bold=True)
            yield from self._block(SheetProse(block.answer))
            yield self._line(block.limit, "Note") if block.limit else ""
        elif isinstance(block, Sign):
            yield from (self._line(f"\n\n{'_' * 30}\n{name}") for name in block.names)
        elif isinstance(block, SheetTable):
            yield self._table((block.header, *block.rows), first_column=False)
            yield self._line(block.note, "Note") if block.note else ""

    def _table(self, rows: Sequence[Sequence[str]], first_column: bool) -> str:
        """Return a table; its first row or its first column is the head."""
        edge = '<w:{} w:val="single" w:sz="4" w:color="999999"/>'
        borders = "".join(edge.format(side) for side in ("top", "bottom", "insideH"))
        turned = "<w:bidiVisual/>" if self.paper.rtl else ""
        look = f'<w:tblPr>{turned}<w:tblW w:w="5000" w:type="pct"/><w:tblBorders>{borders}</w:tblBorders></w:tblPr>'
        columns = len(rows[0])
        share = [32, 68] if first_column else [100 // columns] * columns
        grid = "".join(f'<w:gridCol w:w="{part * 96}"/>' for part in share)
        made = ""
        for at, row in enumerate(rows):
            head = "" if first_column or at else "<w:trPr><w:tblHeader/></w:trPr>"
            cells = (self._line(cell, bold=place == 0 if first_column else at == 0) for place, cell in enumerate(row))
            made += f"<w:tr>{head}{''.join(f'<w:tc>{cell}</w:tc>' for cell in cells)}</w:tr>"
        return f"<w:tbl>{look}<w:tblGrid>{grid}</w:tblGrid>{made}</w:tbl><w:p/>"


def _picture(paper: FramedSheet) -> str:
    """Return the logo, 1.6 cm high, with the issuer's name as its text."""
    draw = "http://schemas.openxmlformats.org/drawingml/2006"
    width, height = struct.unpack(">II", paper.logo[16:24])  # of a PNG that we wrote
    size = f'cx="{round(1.6 * _EMU * width / height)}" cy="{round(1.6 * _EMU)}"'
    name = escape(clean_text(paper.issuer[0]))
    return (
        f'<w:drawing><wp:inline xmlns:wp="{draw}/wordprocessingDrawing"><wp:extent {size}/>'
        f'<wp:docPr id="1" name="logo" descr="{name}"/>'
        f'<a:graphic xmlns:a="{draw}/main"><a:graphicData uri="{draw}/picture">'
        f'<pic:pic xmlns:pic="{draw}/picture"><pic:nvPicPr><pic:cNvPr id="1" name="logo"/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="logo"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm>'
        f'<a:off x="0" y="0"/><a:ext {size}/></a:xfrm><a:prstGeom prst="rect"/></pic:spPr></pic:pic>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing>"
    )
