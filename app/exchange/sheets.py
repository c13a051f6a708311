"""Write papers as files: plain text of 78 columns, a web page without links or scripts, tables as CSV and as XLSX.

A framed paper is in its language already. `say` translates the program's words of a bare sheet; text of records is not
changed. Numbers, addresses and Latin words between Arabic letters are isolated from left to right.
"""

import re
import textwrap
from base64 import b64encode
from collections.abc import Callable, Iterator
from html import escape
from io import BytesIO

from app.domain.acts.body_map import draw_svg
from app.domain.direction import LTR_MARK, direct_lines, isolate, split_runs
from app.domain.frame import FramedSheet, frame_sheet
from app.domain.sheet import (
    Block,
    FormQuestion,
    Heading,
    Items,
    Sheet,
    SheetFacts,
    SheetProse,
    SheetTable,
    SheetTimeLine,
    Sign,
)
from app.exchange.csv_ import write_csv
from app.exchange.xlsx import write_book

Say = Callable[[str], str]
WIDE = 78
"""Characters of a line of plain text."""
_STYLE = (
    "body{font-family:Inter,Amiri,'Noto Sans Arabic',sans-serif;font-size:11pt;max-width:46em;margin:2em auto}"
    "h1{font-size:18pt}h2{font-size:13pt;margin-top:1.4em}table{border-collapse:collapse;width:100%}"
    "th,td{border-bottom:1px solid;padding:3px 8px 3px 0;text-align:start;vertical-align:top}p.mark{font-size:9pt}"
    "img{max-height:2cm}"
)


def as_text(sheet: Sheet | FramedSheet, say: Say = str) -> str:
    """Return a paper as plain text."""
    paper = frame_sheet(sheet, None, say) if isinstance(sheet, Sheet) else sheet

    language = getattr(say, "language", paper.language)
    heads = (paper.issuer, (paper.top,) if paper.top else (), paper.addressee)
    parts = [line for head in heads if head for line in (*head, "")]
    parts += [paper.title, "=" * min(WIDE, len(paper.title))]
    parts += [_fill(paper.second, WIDE)] if paper.second else []
    parts += [_text(SheetFacts(paper.facts), language)] if paper.facts else []
    parts += ["", *(f"{_text(block, language)}\n" for block in paper.blocks), _fill(paper.last_line, WIDE)]
    return direct_lines("\n".join(parts) + "\n", paper.rtl)


def _fill(text: str, width: int, initial_indent: str = "", subsequent_indent: str = "") -> str:
    """Return lines of a width; a French mark stays on the line of its word."""
    text = re.sub(r" (?=[:;?!»])|(?<=«) ", "\u00a0", text)
    return textwrap.fill(text, width, initial_indent=initial_indent, subsequent_indent=subsequent_indent)


def _text(block: Block, language: str = "") -> str:
    colon = "\u00a0: " if language == "fr" else ": "
    if isinstance(block, Heading):
        return f"{block.text}\n{'-' * min(WIDE, len(block.text))}"
    if isinstance(block, SheetProse):
        return "\n".join(_fill(line, WIDE) for line in block.text.split("\n"))
    if isinstance(block, SheetFacts):
        rows = [f"{label}{colon}{text}" for label, text in block.rows]
        return "\n".join(_fill(row, WIDE, subsequent_indent="  ") for row in rows)
    if isinstance(block, Items):
        heads = [f"{n}. " if block.first else "- " for n in range(block.first, block.first + len(block.rows))]
        return "\n".join(
            _fill(row, WIDE, initial_indent=head, subsequent_indent=" " * len(head))
            for head, row in zip(heads, block.rows, strict=True)
        )
    if isinstance(block, FormQuestion):
        return "\n".join(
            _text(SheetProse(text), language) for text in (block.question, block.answer, block.limit) if text
        )
    if isinstance(block, Sign):
        return "\n\n".join(f"\n\n{'_' * 30}\n{name}" for name in block.names)
    said = [
        "\n".join(_fill(f"{head}{colon}{cell}", WIDE) for head, cell in zip(block.header, row, strict=True) if cell)
        for row in block.rows
    ]
    return "\n\n".join([*said, *([_fill(block.note, WIDE)] if block.note else [])])


def as_html(sheet: Sheet | FramedSheet, say: Say = str) -> str:
    """Return a paper as one web page. Nothing in it runs, and nothing is loaded."""
    paper = frame_sheet(sheet, None, say) if isinstance(sheet, Sheet) else sheet

    def put(text: str) -> str:
        runs = split_runs(text, paper.rtl)
        return "".join(f'<bdi dir="ltr">{escape(run.text)}</bdi>' if run.ltr else escape(run.text) for run in runs)

    image = f'src="data:image/png;base64,{b64encode(paper.logo).decode()}"'
    logo = f'<img alt="{escape(paper.issuer[0])}" {image}><br>' if paper.logo and paper.issuer else ""
    head = logo + "<br>".join(map(put, paper.issuer))
    head = (
        (f"<p>{head}</p>" if head else "")
        + (f"<p><strong>{put(paper.top)}</strong></p>" if paper.top else "")
        + (f"<p>{'<br>'.join(map(put, paper.addressee))}</p>" if paper.addressee else "")
    )
    facts = _html(SheetFacts(paper.facts), put) if paper.facts else ""
    body = "".join(_html(block, put) for block in paper.blocks)
    return (
        f'<!DOCTYPE html><html lang="{escape(paper.language)}" dir="{"rtl" if paper.rtl else "ltr"}"><head>'
        f'<meta charset="utf-8"><title>{escape(paper.title)}</title><style>{_STYLE}</style></head><body>{head}'
        f"<h1>{put(paper.title)}</h1><p>{put(paper.second)}</p>{facts}{body}"
        f'<p class="mark">{put(paper.last_line)}</p></body></html>\n'
    )


def _html(block: Block, say: Say) -> str:
    if isinstance(block, Heading):
        return f"<h2>{say(block.text)}</h2>"
    if isinstance(block, SheetTimeLine):
        return _html_time_line(block) + _html(SheetProse(block.text), say)
    if isinstance(block, SheetProse):
        paragraphs = say(block.text).split("\n\n")
        lines = (part.replace(chr(10), "<br>") for part in paragraphs)
        return "".join(f'<p dir="auto">{f"<strong>{part}</strong>" if block.strong else part}</p>' for part in lines)
    if isinstance(block, SheetFacts):
        rows = "".join(f'<tr><th scope="row">{say(label)}</th><td>{say(text)}</td></tr>' for label, text in block.rows)
        return f"<table>{rows}</table>"
    if isinstance(block, Items):
        kind, start = ("ol", f' start="{block.first}"' if block.first > 1 else "") if block.first else ("ul", "")
        return f"<{kind}{start}>{''.join(f'<li>{say(row)}</li>' for row in block.rows)}</{kind}>"
    if isinstance(block, FormQuestion):
        answer = _html(SheetProse(block.answer), say)
        return f"<h3>{say(block.question)}</h3>{answer}<p><small>{say(block.limit)}</small></p>"
    if isinstance(block, Sign):
        return "".join(f"<p><br><br>______________________________<br>{say(name)}</p>" for name in block.names)
    head = "".join(f'<th scope="col">{say(cell)}</th>' for cell in block.header)
    rows = "".join(f"<tr>{''.join(f'<td>{say(cell)}</td>' for cell in row)}</tr>" for row in block.rows)
    note = f"<p>{say(block.note)}</p>" if block.note else ""
    return f"{_html_drawing(block)}<table><tr>{head}</tr>{rows}</table>{note}"


def _html_time_line(line: SheetTimeLine) -> str:
    """Return a line for each step, and the number of each row at its day; the text beneath tells it."""
    lines = "".join(f'<path d="M0 {y}H640" stroke="#999999"/>' for y in range(14, 115, 20))
    marks = "".join(
        f'<circle cx="{10 + x * 620:g}" cy="{114 - 20 * step}" r="9" fill="#B3261E"/><text x="{10 + x * 620:g}" '
        f'y="{118 - 20 * step}" fill="#FFFFFF" font-size="11" text-anchor="middle">{number}</text>'
        for number, (x, step) in enumerate(line.marks, 1)
    )
    return f'<svg aria-hidden="true" viewBox="0 0 640 128" width="640" height="128">{lines}{marks}</svg>'


def _html_drawing(table: SheetTable) -> str:
    """Return the body map of a table: the outlines, and the number of each mark."""
    marks = "".join(
        f'<circle cx="{x:g}" cy="{y:g}" r="5" fill="#B3261E" stroke="none"/>'
        f'<text x="{x:g}" y="{y + 2:g}" fill="#FFFFFF" stroke="none" font-size="6" text-anchor="middle">{number}</text>'
        for number, (x, y) in enumerate(table.drawing, 1)
    )
    named = f'<svg role="img" aria-label="{escape(table.drawn)}" width="396" height="432"'
    return draw_svg().replace("<svg", named, 1).replace("</svg>", f"{marks}</svg>") if table.drawing else ""


def as_csv(sheet: Sheet | FramedSheet, say: Say = str) -> Iterator[bytes]:
    """Yield the tables of a paper as CSV, with an empty row between two. Its facts are a table of two columns."""
    paper = frame_sheet(sheet, None, say) if isinstance(sheet, Sheet) else sheet
    rows: list[tuple[str, ...]] = []
    for block in paper.body:
        if isinstance(block, SheetTable | SheetFacts):
            rows += [(), *([block.header] if isinstance(block, SheetTable) else []), *block.rows]
    said = rows[1:] or [()]
    return write_csv(said[0], said[1:])


def as_xlsx(paper: FramedSheet) -> bytes:
    """Return the tables of a paper as a workbook: a first sheet with the frame and all texts, then one for each table.

    Raises InputRefused for data that XLSX cannot hold.
    """

    def put(text: str) -> str:
        return isolate(text, paper.rtl, LTR_MARK, LTR_MARK) if any(map(str.isalpha, text)) else text

    heads = (*paper.issuer, *([paper.top] if paper.top else []), *paper.addressee, paper.title)
    first: list[tuple[str, ...]] = [*((line,) for line in heads), *paper.facts]
    tables: list[tuple[str, int, list[tuple[str, ...]]]] = []
    heading = paper.title
    for block in paper.blocks:
        if isinstance(block, SheetTable):
            rows = [tuple(map(put, row)) for row in (block.header, *block.rows)]
            tables.append((heading, len(block.header), rows))
            first += [(block.note,)] if block.note else []
        elif isinstance(block, SheetFacts):
            first += block.rows
        else:
            heading = block.text if isinstance(block, Heading) else heading
            first += [(line,) for line in _text(block).split("\n")]
    texts = [tuple(map(put, row)) for row in (*first, (paper.apart or paper.foot,), (" · ".join(paper.marks),))]
    made = BytesIO()
    write_book(made, [(paper.title, 2, texts), *tables])
    return made.getvalue()
