"""Read one sheet of an XLSX workbook as people see it, and write tables so that every text comes back.

Reading gives each cell as text. Numbers have fifteen digits, as programs show them. Dates have Amparo's format and the
precision that their format shows (a month stays a month). Booleans are true and false. A formula gives its last
result. Serial dates count from 1900 (with a 29 February that never existed) or 1904, as the workbook says. Cells are
made harmless as in CSV (see `table`). Workbooks of strangers are read only in the confined child (see `workbook`).

Writing gives one sheet or several. A cell is a number only if reading it gives the same text: 007 stays
007. Errors: Unreadable, InputRefused in writing. Standard: ECMA-376 part 1 (SpreadsheetML), 18.2 to 18.4, 18.8.30.
"""

import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from html import escape
from itertools import chain
from typing import BinaryIO, Final

from attrs import field, mutable

from app.errors import InputRefused
from app.exchange.package import Handlers, OfficePackage, Unreadable, Why
from app.exchange.table import as_written, escape_formula
from app.phrase import Phrase

MOST_CELLS: Final = 20_000_000
"""The most cells of the rows up to the last filled one; blank cells between count."""
MOST_ROWS: Final = 1_048_576
MOST_COLUMNS: Final = 16_384
MOST_TEXT: Final = 32_767
"""The most characters of a cell that other programs open."""
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PARTS: Final[Mapping[str, str]] = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPES}.sheet.main+xml"/>{{types}}</Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{{sheets}}</sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{{relations}}</Relationships>',
}
"""The parts of a workbook except its sheets; a place for the list of the sheets in each."""
_TYPE: Final = f'<Override PartName="/xl/worksheets/sheet{{n}}.xml" ContentType="{_TYPES}.worksheet+xml"/>'
_NAME: Final = '<sheet name="{name}" sheetId="{n}" r:id="rId{n}"/>'
_RELATION: Final = f'<Relationship Id="rId{{n}}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{{n}}.xml"/>'
_NOT_IN_NAMES: Final = re.compile(r"[\x00-\x1f\[\]:*?/\\']")
_MOST_NAME: Final = 31
"""The most characters of the name of a sheet."""
_ESCAPED: Final = re.compile("_x(?![Dd][89A-Fa-f])([0-9A-Fa-f]{4})_")  # half of a character stays escaped
_TO_ESCAPE: Final = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_AT: Final = re.compile("([A-Z]{1,3})[0-9]+")
_NOT_SHOWN: Final = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_LIKE_A_NUMBER: Final = re.compile(r"-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,14})?")
_BUILT_IN: Final[Mapping[int, str]] = {
    **dict.fromkeys((14, 15, 16, *range(27, 32), *range(50, 59)), "d"),
    **dict.fromkeys((17, 36), "ym"),
    **dict.fromkeys((18, 20, 32, 34), "h"),
    **dict.fromkeys((19, 21, 33, 35, 45, 47), "hs"),
    22: "dh",
}
"""The date parts that built-in formats show, with the Asian ones."""
_LAST_DAY: Final = 2_958_465  # 9999-12-31


@mutable
class _Book:
    """The data of a workbook that the cells of a sheet need."""

    sheets: dict[str, str] = field(factory=dict)
    """Name to part, hidden sheets last."""
    from_1904: bool = False
    strings: list[str] = field(factory=list)
    shows: list[str] = field(factory=list)
    """The date parts that each cell style shows: some of y, m, d, h, s, or "" for a number."""


Begun = Callable[[str, tuple[str, ...]], None]
"""Receives the name of the sheet that is read, and of every sheet."""
TakeRow = Callable[[int, list[str]], None]
"""Receives a row that is not blank: its number and its cells, up to the last filled one."""


def read_sheet(data: bytes, sheet: str, begun: Begun, take: TakeRow) -> None:
    """Read one sheet row by row; the default is the first visible one. Raises Unreadable."""
    package = OfficePackage(data)
    book = _book(package)
    name = sheet or next(iter(book.sheets), "")
    if name not in book.sheets:
        raise Unreadable(Why.NO_SHEET, name=name, names=", ".join(book.sheets) or "—")
    if "xl/sharedStrings.xml" in package:
        _read_strings(package, book)
    if "xl/styles.xml" in package:
        _read_styles(package, book)
    begun(name, tuple(book.sheets))
    reader = _Sheet(book, take)
    package.parse(book.sheets[name], Handlers(reader.start, reader.end, reader.text))


def write_xlsx(file: BinaryIO, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write a workbook of one sheet.

    Raises InputRefused for data that XLSX cannot hold; the file is incomplete then.
    """
    if len(header) > MOST_COLUMNS:
        raise InputRefused(
            Phrase("An XLSX file has at most {most} columns. This table has {n}.", most=MOST_COLUMNS, n=len(header)),
            "Export CSV.",
        )
    write_book(file, [("Sheet1", len(header), chain([header], rows))])


def write_book(file: BinaryIO, sheets: Sequence[tuple[str, int, Iterable[Sequence[str]]]]) -> None:
    """Write a workbook of several sheets: for each its name, the number of its columns, and its rows with the header.

    Names are shortened and made distinct. Raises InputRefused like `write_xlsx`.
    """
    numbers = range(1, len(sheets) + 1)
    names = _names([name for name, _, _ in sheets])
    places = {
        "types": "".join(_TYPE.format(n=n) for n in numbers),
        "relations": "".join(_RELATION.format(n=n) for n in numbers),
        "sheets": "".join(_NAME.format(name=escape(name), n=n) for n, name in enumerate(names, 1)),
    }  # fmt: skip
    with zipfile.ZipFile(file, "w") as out:
        for name, text in _PARTS.items():
            out.writestr(plain_entry(name), _XML + text.format(**places))
        for n, (_, columns, rows) in enumerate(sheets, 1):
            with out.open(plain_entry(f"xl/worksheets/sheet{n}.xml"), "w") as sheet:
                sheet.write(f'{_XML}<worksheet xmlns="{_MAIN}"><sheetData>'.encode())
                for piece in _rows(columns, rows):
                    sheet.write(piece)
                sheet.write(b"</sheetData></worksheet>")


def _rows(columns: int, rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    letters = [_letters(place) for place in range(columns)]
    for number, row in enumerate(rows, 1):
        if number > MOST_ROWS:
            raise InputRefused(
                Phrase("An XLSX file has at most {most} rows. This table has more.", most=MOST_ROWS), "Export CSV."
            )
        cells = "".join(_cell(f"{letters[place]}{number}", text) for place, text in enumerate(row) if text)
        yield f'<row r="{number}">{cells}</row>'.encode()


def _names(wanted: Sequence[str]) -> Sequence[str]:
    """Return names that a workbook can have: short, without some marks, no two alike."""
    made: dict[str, str] = {}
    for n, name in enumerate(wanted, 1):
        short = _NOT_IN_NAMES.sub(" ", name).strip()[:_MOST_NAME] or str(n)
        taken = short.casefold() in made
        short = f"{n} {short}"[:_MOST_NAME].strip() if taken else short
        made[short.casefold()] = short
    return list(made.values())


def plain_entry(name: str) -> zipfile.ZipInfo:
    """Return a part without a date, so that the file does not show the time of writing."""
    info = zipfile.ZipInfo(name)
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def _letters(place: int) -> str:
    return (_letters(place // 26 - 1) if place >= 26 else "") + chr(65 + place % 26)


def _place(letters: str) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - 64
    return place - 1


def _cell(at: str, text: str) -> str:
    if _LIKE_A_NUMBER.fullmatch(text) and _number(text) == text != "-0":
        return f'<c r="{at}"><v>{text}</v></c>'
    safe = escape_formula(text)
    if len(safe) > MOST_TEXT:
        raise InputRefused(
            Phrase("The text of cell {cell} is longer than the {most} characters of XLSX.", cell=at, most=MOST_TEXT),
            "Export CSV.",
        )
    escaped = escape(_TO_ESCAPE.sub(lambda found: f"_x{ord(found[0]):04X}_", safe), quote=False)
    return f'<c r="{at}" t="inlineStr"><is><t xml:space="preserve">{escaped}</t></is></c>'


def _book(package: OfficePackage) -> _Book:
    """Read the names of the sheets and the first day of dates."""
    parts: dict[str, str] = {}
    shown: dict[str, str] = {}
    hidden: dict[str, str] = {}
    book = _Book()

    def relation(tag: str, said: Mapping[str, str]) -> None:
        if tag == "Relationship":
            target = said.get("Target", "")
            parts[said.get("Id", "")] = target[1:] if target.startswith("/") else f"xl/{target}"

    def part(tag: str, said: Mapping[str, str]) -> None:
        if tag == "workbookPr":
            book.from_1904 = said.get("date1904") in ("1", "true")
        elif tag == "sheet":
            relation_id = next((value for name, value in said.items() if name.endswith(":id")), "")
            place = shown if said.get("state", "visible") == "visible" else hidden
            place[said.get("name", "")] = parts.get(relation_id, "")

    package.parse("xl/_rels/workbook.xml.rels", Handlers(relation))
    package.parse("xl/workbook.xml", Handlers(part))
    book.sheets = shown | hidden
    return book


class _Text:
    """Collects the text of a cell, without the pronunciation of Japanese words."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.formula: list[str] = []
        self._open = self._said = self._formula = False

    def start(self, tag: str) -> None:
        if tag == "rPh":
            self._said = True
        elif tag in ("t", "v"):
            self._open = not self._said
        elif tag == "f":
            self._formula = True

    def end(self, tag: str) -> None:
        if tag == "rPh":
            self._said = False
        elif tag in ("t", "v"):
            self._open = False
        elif tag == "f":
            self._formula = False

    def text(self, piece: str) -> None:
        if self._open:
            self.pieces.append(piece)
        elif self._formula:
            self.formula.append(piece)

    def taken(self) -> str:
        """Return the collected text, and start again."""
        text = "".join(self.pieces)
        self.pieces.clear()
        return text

    def taken_formula(self) -> str:
        """Return the formula of a cell without a result, because such a cell must not look blank."""
        formula = "".join(self.formula)
        self.formula.clear()
        return f"={formula}" if formula else ""


def _words(text: str) -> str:
    """Undo the escapes of characters that XML cannot hold."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _read_strings(package: OfficePackage, book: _Book) -> None:
    text = _Text()

    def end(tag: str) -> None:
        text.end(tag)
        if tag == "si":
            book.strings.append(_words(text.taken()))

    package.parse("xl/sharedStrings.xml", Handlers(lambda tag, said: text.start(tag), end, text.text))


def _read_styles(package: OfficePackage, book: _Book) -> None:
    formats = dict(_BUILT_IN)
    inside = ""

    def start(tag: str, said: Mapping[str, str]) -> None:
        nonlocal inside
        if tag in ("cellXfs", "cellStyleXfs", "dxfs"):
            inside = tag
        elif tag == "numFmt" and inside != "dxfs":
            formats[_whole(said.get("numFmtId"))] = _shows(said.get("formatCode", ""))
        elif tag == "xf" and inside == "cellXfs":
            book.shows.append(formats.get(_whole(said.get("numFmtId")), ""))

    package.parse("xl/styles.xml", Handlers(start))


def _whole(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else -1


def _shows(code: str) -> str:
    """Return the date parts that a format shows: "d" a day, "ym" a month, "y" a year; "h" minutes, "s" seconds too."""
    if re.search(r"\[[hms]+\]", code, re.IGNORECASE):
        return ""  # a duration, not a time
    letters = set(_NOT_SHOWN.sub("", code).split(";")[0].lower()) & set("ymdhs")
    clock = "h" * bool(letters & {"h", "s"}) + "s" * ("s" in letters)
    if not letters & {"y", "d"}:
        return clock or "d" * ("m" in letters)
    if clock or "d" in letters:
        return "d" + clock
    return "ym" if "m" in letters else "y"


class _Sheet:
    """Collects the cells of a sheet and passes each row on."""

    def __init__(self, book: _Book, take: TakeRow) -> None:
        self._take = take
        self._book = book
        self._text = _Text()
        self._number = self._count = 0
        self._cells: list[str] = []
        self._at = 0
        self._said: Mapping[str, str] = {}

    def start(self, tag: str, said: Mapping[str, str]) -> None:
        if tag == "c":
            at = _AT.fullmatch(said.get("r", ""))
            self._at = max(_place(at[1]), len(self._cells)) if at else len(self._cells)
            self._said = said
        elif tag == "row":
            self._number = max(_whole(said.get("r")), self._number + 1)
            self._cells = []
        else:
            self._text.start(tag)

    def text(self, piece: str) -> None:
        self._text.text(piece)

    def end(self, tag: str) -> None:
        if tag == "c":
            formula = self._text.taken_formula()
            text = self._value(self._text.taken()) or formula
            if text and self._at < MOST_COLUMNS:
                self._cells += [""] * (self._at - len(self._cells))
                self._cells.append(as_written(text))
        elif tag == "row":
            self._count += len(self._cells) + 1
            if self._count > MOST_CELLS or self._number > MOST_ROWS:
                raise Unreadable(Why.TOO_MANY_CELLS)
            if self._cells:
                self._take(self._number, self._cells)
        else:
            self._text.end(tag)

    def _value(self, raw: str) -> str:
        """Return a cell as text; a broken cell is blank or unchanged."""
        kind = self._said.get("t", "n")
        if kind == "s":
            place = _whole(raw.strip())
            return self._book.strings[place] if 0 <= place < len(self._book.strings) else ""
        if kind in ("str", "inlineStr"):
            return _words(raw)
        if kind == "b":
            return {"1": "true", "0": "false"}.get(raw.strip(), raw)
        if kind == "d":
            return raw.strip().removesuffix("T00:00:00")
        style = _whole(self._said.get("s"))
        shows = self._book.shows[style] if 0 <= style < len(self._book.shows) else ""
        return (_moment(raw, shows, self._book.from_1904) if shows and kind == "n" else None) or _number(raw)


def _number(raw: str) -> str:
    """Return a number in at most fifteen digits, as programs show it; other text as it is."""
    try:
        return format(float(raw), ".15g") if raw else ""
    except ValueError:
        return raw


def _moment(raw: str, shows: str, from_1904: bool) -> str | None:
    """Return a serial date as text in Amparo's format, or None for any other text."""
    try:
        days, seconds = divmod(round(float(raw) * 86_400), 86_400)
    except (ValueError, OverflowError):
        return None
    clock = f"{seconds // 3600:02}:{seconds // 60 % 60:02}" + (f":{seconds % 60:02}" if "s" in shows else "")
    if days == 0 and "d" not in shows and "h" in shows:
        return clock
    if not 0 <= days <= _LAST_DAY - 1462 * from_1904:
        return None
    if from_1904:
        day = (date(1904, 1, 1) + timedelta(days)).isoformat()
    elif days == 60:
        day = "1900-02-29"  # a day that never existed; the reader of the result is told
    else:
        day = (date(1899, 12, 30) + timedelta(days + (days < 60))).isoformat()
    if seconds or "h" in shows:
        return f"{day}T{clock}"
    if shows == "y" and day.endswith("-01-01"):
        return day[:4]
    return day[:7] if "d" not in shows and day.endswith("-01") else day
