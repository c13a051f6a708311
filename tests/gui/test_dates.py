"""Dates on pages are text of the language: no title shows how a date is stored."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.actions.kernel import records
from app.domain.record import Record
from app.gui.cases import cases_query
from app.gui.records.parts_query import parts
from app.gui.style.dates import moment_words, title_words, with_dates
from app.gui.style.text import Text
from app.store.vault.open_vault import Vault
from tests.vaults import Clock, vault_at

STORED = re.compile(r"\d{4}-\d\d-\d\d")


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    with vault_at(tmp_path / "vault", Clock(1_797_531_420)) as made:
        yield made


@pytest.mark.parametrize("language", ["en", "ar"])
def test_no_row_or_page_shows_how_a_date_is_stored(vault: Vault, language: str) -> None:
    tr = Text(language)
    walk = records.add(
        vault,
        "accompaniment",
        {
            "title": "To the court",
            "shift": [{"date_start": "2026-12-16T07:00", "companion": [{"alias": "Wren"}]}],
            "log_entry": [{"kind": "meeting", "at": "2026-12-16T11:30", "author": "Heron"}],
        },
    )[0]
    shown = records.show(vault, walk.ref)
    rows = [row for _, _, some in parts(vault, tr, shown) for row in some]
    pages = [cases_query.page(vault, tr, row.key) for row in rows]
    assert len(rows) == 2
    assert not [text for row in rows for text in (row.title, row.second) if STORED.search(text)]
    assert not [page.title for page in pages if STORED.search(page.title)]


def test_a_computed_title_has_its_date_as_text_and_a_written_one_stays(vault: Vault) -> None:
    tr = Text()
    made = [records.add(vault, "event", given)[0] for given in (
        {"date_start": "2026-12-16", "act": {"violation": "INT1"}}, {"title": "Letter of 2026-12-16"},
        {"date_start": "2026-12-16~"},
    )]  # fmt: skip
    titles = [title_words(vault, tr, one) for one in made]
    assert titles[2] == "about 16 Dec 2026"
    assert titles[0].endswith(", 16 Dec 2026") and titles[1] == "Letter of 2026-12-16"


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [("2026-04-12T18:00~", "12 Apr 2026", "Sun 12 April 2026, about 18:00"),
     ("2026-04-12~", "about 12 Apr 2026", "about Sun 12 April 2026"),
     ("2026-04-12T18:00", "12 Apr 2026", "Sun 12 April 2026, 18:00")],
)  # fmt: skip
def test_about_stays_with_the_day_or_the_hour_that_it_was_said_of(text: str, short: str, long: str) -> None:
    assert (moment_words(Text("en"), text), moment_words(Text("en"), text, long=True)) == (short, long)


def test_a_computed_title_from_right_to_left_isolates_names_and_numbers() -> None:
    consent = Record(bytes(16), "consent_record", "CN-1", {"state": "given"})
    said = with_dates(Text("ar"), consent, "Heron، أُعطيت، 2026-11")
    assert said.startswith("\u200f\u2066Heron\u2069، أُعطيت، ") and with_dates(Text("ar"), consent, "Heron") == "Heron"
