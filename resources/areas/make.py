"""Make `iso.tsv` in this folder from ISO 3166-2, as `pycountry` 26.2.16 has it: `make.py`, with that package installed.

Each line is a country: its code, then a cell for each subdivision. A cell is the code without the country, a space, and
the names with "|" between them. If another subdivision is around it, "^" and the code of that follow its code.
"""

import re
from pathlib import Path

import pycountry


def split_names(name: str) -> list[str]:
    """Return the names in one: "Bolama / Bijagós" and "Catalunya [Cataluña]" have two, "X (Y)" is also X."""
    whole = re.sub(r"\s*[*†]|\b[A-Z]{2}-\w+\b", "", name).strip(" /")
    parts = [part.strip() for part in re.split(r" / |[\[\]()]", whole) if part.strip()]
    turned = [re.sub(r"^([^,]+), (.*\b(?:de|del|of|la))$", r"\2 \1", part) for part in parts]
    return list(dict.fromkeys([*parts, *turned]))


def make() -> str:
    """Return the text of the file."""
    rows: dict[str, list[str]] = {}
    for one in sorted(pycountry.subdivisions, key=lambda one: one.code):
        country, code = one.code.split("-", 1)
        parent = (one.parent_code or "").removeprefix(country).removeprefix("-")
        rows.setdefault(country, []).append(f"{code}{'^' + parent if parent else ''} {'|'.join(split_names(one.name))}")
    return "".join("\t".join([country, *cells]) + "\n" for country, cells in rows.items())


if __name__ == "__main__":
    (Path(__file__).parent / "iso.tsv").write_text(make(), "utf-8")
