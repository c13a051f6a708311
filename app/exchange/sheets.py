"""Write papers as files: plain text, a web page without links or scripts, and their tables as CSV.

The window makes a PDF of the web page, because it has the painter. `say` translates the program's words into the
language of the reader; text of records is not changed.
"""

from collections.abc import Callable, Iterator
from html import escape
from textwrap import fill

from app.domain.sheet import Block, Heading, Items, Sheet, SheetFacts, SheetProse, SheetTable
from app.exchange.csv_ import write_csv

Say = Callable[[str], str]
WIDE = 78
"""Characters of a line of plain text."""
_STYLE = (
    "body{font-family:Inter,'Noto Sans Arabic',sans-serif;font-size:11pt;max-width:46em;margin:2em auto}"
    "h1{font-size:18pt}h2{font-size:13pt;margin-top:1.4em}table{border-collapse:collapse;width:100%}"
    "th,td{border-bottom:1px solid;padding:3px 8px 3px 0;text-align:start;vertical-align:top}p.mark{font-size:9pt}"
)


def as_text(sheet: Sheet, say: Say) -> str:
    """Return a paper as plain text."""
    parts = [say(sheet.title), "=" * min(WIDE, len(say(sheet.title)))]
    parts += [fill(say(sheet.second), WIDE)] if sheet.second else []
    parts += ["", *(f"{_text(block, say)}\n" for block in sheet.blocks), say(sheet.mark)]
    return "\n".join(parts) + "\n"


def _text(block: Block, say: Say) -> str:
    if isinstance(block, Heading):
        return f"{say(block.text)}\n{'-' * min(WIDE, len(say(block.text)))}"
    if isinstance(block, SheetProse):
        return "\n".join(fill(line, WIDE) for line in say(block.text).split("\n"))
    if isinstance(block, SheetFacts):
        rows = [f"{say(label)}: {say(text)}" for label, text in block.rows]
        return "\n".join(fill(row, WIDE, subsequent_indent="  ") for row in rows)
    if isinstance(block, Items):
        heads = (f"{n}. " if block.numbered else "- " for n in range(1, len(block.rows) + 1))
        return "\n".join(
            fill(say(row), WIDE, initial_indent=head, subsequent_indent=" " * len(head))
            for head, row in zip(heads, block.rows, strict=True)
        )
    header = [say(cell) for cell in block.header]
    cells = [[say(cell) for cell in row] for row in block.rows]
    said = ["\n".join(f"{head}: {cell}" for head, cell in zip(header, row, strict=True) if cell) for row in cells]
    return "\n\n".join([*said, *([say(block.note)] if block.note else [])])


def as_html(sheet: Sheet, say: Say, language: str = "en", rtl: bool = False) -> str:
    """Return a paper as one web page. Nothing in it runs, and nothing is loaded."""
    direction = "rtl" if rtl else "ltr"
    body = "".join(_html(block, lambda text: escape(say(text))) for block in sheet.blocks)
    return (
        f'<!DOCTYPE html><html lang="{escape(language)}" dir="{direction}"><head><meta charset="utf-8">'
        f"<title>{escape(say(sheet.title))}</title><style>{_STYLE}</style></head><body>"
        f"<h1>{escape(say(sheet.title))}</h1><p>{escape(say(sheet.second))}</p>{body}"
        f'<p class="mark">{escape(say(sheet.mark))}</p></body></html>\n'
    )


def _html(block: Block, say: Say) -> str:
    if isinstance(block, Heading):
        return f"<h2>{say(block.text)}</h2>"
    if isinstance(block, SheetProse):
        paragraphs = say(block.text).split("\n\n")
        return "".join(f"<p>{part.replace(chr(10), '<br>')}</p>" for part in paragraphs)
    if isinstance(block, SheetFacts):
        rows = "".join(f"<tr><th>{say(label)}</th><td>{say(text)}</td></tr>" for label, text in block.rows)
        return f"<table>{rows}</table>"
    if isinstance(block, Items):
        kind = "ol" if block.numbered else "ul"
        return f"<{kind}>{''.join(f'<li>{say(row)}</li>' for row in block.rows)}</{kind}>"
    head = "".join(f"<th>{say(cell)}</th>" for cell in block.header)
    rows = "".join(f"<tr>{''.join(f'<td>{say(cell)}</td>' for cell in row)}</tr>" for row in block.rows)
    note = f"<p>{say(block.note)}</p>" if block.note else ""
    return f"<table><tr>{head}</tr>{rows}</table>{note}"


def as_csv(sheet: Sheet, say: Say) -> Iterator[bytes]:
    """Yield the tables of a paper as CSV, with an empty row between two. Its facts are a table of two columns."""
    rows: list[tuple[str, ...]] = []
    for block in sheet.blocks:
        if isinstance(block, (SheetTable, SheetFacts)):
            rows += [(), *([block.header] if isinstance(block, SheetTable) else []), *block.rows]
    said = [tuple(say(cell) for cell in row) for row in rows[1:]] or [()]
    return write_csv(said[0], said[1:])
