"""Print the rules as text: the forms of a person, the details of each facet, and the rules that narrow them."""

from collections.abc import Sequence

from app.domain.release.audiences import AUDIENCES, COLUMNS, read_rows

_LEGEND = (
    "N real name, A alias, P pseudonym, R role only, 0 not mentioned (words and facts only about them stay),",
    "X each record and word about them stays. * only with a recorded decision. No lawyer has reviewed the tables.",
)


def print_tables() -> str:
    """Return the three tables as text in columns; a golden file in the tests holds it."""
    identity: list[tuple[str, ...]] = [("audience", "opens with", "also", *COLUMNS)]
    identity += [
        (one.name, " ".join(one.opens), " ".join(one.also) or "-", *(one.forms[column] for column in COLUMNS))
        for one in AUDIENCES.values()
    ]
    details = read_rows("facets.tsv")
    facets = [tuple(details[0]), *(tuple(row.values()) for row in details)]
    rules = [("no", "when", "effect", "why"), *(tuple(row.values()) for row in read_rows("narrowing.tsv"))]
    parts = [*_LEGEND, *(f"\n{_columns(rows)}" for rows in (identity, facets, rules))]
    return "\n".join(parts) + "\n"


def _columns(rows: Sequence[tuple[str, ...]]) -> str:
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
    return "\n".join(line.rstrip() for line in lines)
