"""A table of 30,000 rows comes in by the product's window, as CSV and as XLSX, while somebody goes on clicking.

The longest gap of a clock in the window's own thread is what is compared with the 50 ms that a person may wait for a
key; how long each step takes, and a click to the rows of another list meanwhile, is told beside it.
"""

import json
import os
from pathlib import Path
from tempfile import TemporaryDirectory

from app import start
from app.exchange.csv_ import read_csv
from app.exchange.xlsx import write_xlsx
from app.store.vault.open_vault import create
from tests.bench import people
from tests.bench.asking import ask, paused
from tests.bench.screen import Screen

ROWS = 30_000
THERE = 2_000
"""Incidents that are there before."""


def made(folder: Path, rows: int) -> tuple[Path, Path]:
    """Write the same invented table as CSV and as XLSX."""
    lines = [
        f"K-{n},{n % 28 + 1:02}/03/20{n % 20:02},Village {n % 400},{n % 90 / 7:.4f},A truck by the river"
        for n in range(rows)
    ]
    text, book = folder / "table.csv", folder / "table.xlsx"
    text.write_text("\n".join(["Case ID,Date,Location,lat,Details", *lines]) + "\n", "utf-8")
    table = read_csv(text.read_bytes())
    with book.open("wb") as file:
        write_xlsx(file, table.header, [row.cells for row in table.rows])
    return text, book


def run(rows: int = ROWS) -> dict[str, object]:
    """Return the longest pause in milliseconds, and the figures of each step."""
    load, found = os.getloadavg()[0], {}
    with TemporaryDirectory(dir="/var/tmp", prefix="amparo-bench-") as name, Screen() as screen:
        for table in made(Path(name), rows):
            folder = Path(name) / table.suffix[1:]
            vault = create(folder, people.PASSPHRASE, start.vocabularies(), kdf_mib=64)
            people.fill(vault, THERE)
            vault.close()
            key = people.derived(folder)
            said = ask(screen, "tests.bench.clicking", str(folder), str(table), lines=(key,))[1]
            found |= {f"{table.suffix[1:]} {step}": figures for step, figures in json.loads(said).items()}
    slow = max(part["slowest_ms"] for part in found.values() if "slowest_ms" in part)
    took = ", ".join(f"{step} {part['seconds']:.1f} s" for step, part in found.items())
    what = f"longest pause while {rows:,} rows came in ({took}; slowest click to another list {slow} ms), ms"
    return paused("tables", what, load, found)


if __name__ == "__main__":
    print(json.dumps(run(), indent=2))
