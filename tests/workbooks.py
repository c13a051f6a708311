"""Read every row of a workbook that a paper made."""

from app.exchange.xlsx import read_sheet


def read_rows(data: bytes) -> list[list[str]]:
    """Return the rows of each sheet, in their order."""
    names: list[str] = []
    rows: list[list[str]] = []
    read_sheet(data, "", lambda _, sheets: names.extend(sheets), lambda *_: None)
    for name in names:
        read_sheet(data, name, lambda *_: None, lambda _, row: rows.append(row))
    return rows
