"""Errors speak the person's language: English on the command line, translated from template and values in a window."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.actions.kernel import records
from app.actions.records import tables
from app.actions.rounds import sticks
from app.domain.fields import Field, Type, check
from app.errors import AppError, InputRefused, NotFound
from app.gui.style.text import Text
from app.phrase import Phrase
from app.store.vault.open_vault import Vault
from sync.errors import Damaged, NotDelivered
from tests.gui import phrases
from tests.vaults import vault_at

ARABIC = Text("ar")


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    with vault_at(tmp_path / "vault") as vault:
        yield vault


def plain(shown: str) -> str:
    """Take the direction marks out of a text."""
    return "".join(char for char in shown if char not in "\u200f\u2068\u2069")


def test_the_search_for_phrases_sees_them() -> None:
    source = 'raise NotFound(f"No {x}.", "Look " + y)\nPhrase("no {x}")\nprint("Not one.")\nOutcome(aside="it is old")'
    assert list(phrases.said(source)) == [
        ("f'No {x}.'", 1, False), ("'Look ' + y", 1, False), ("no {x}", 2, True), ("it is old", 4, True),
    ]  # fmt: skip


def test_every_phrase_can_be_translated() -> None:
    """Their translations are checked with those of the window, in test_text.py."""
    found = phrases.found()
    assert [place for place, _, good in found if not good] == []
    assert len(found) > 250


def test_an_error_keeps_the_phrase_it_was_given() -> None:
    phrase = Phrase("Write {low} or more.", low=3)
    assert str(ValueError(phrase)) is phrase
    assert json.dumps({"reason": phrase}) == '{"reason": "Write 3 or more."}'
    assert ARABIC.phrase(str(ValueError(phrase))) == "اكتب ٣ أو أكثر."


def test_what_was_typed_is_not_translated_and_its_braces_are_no_places() -> None:
    assert plain(ARABIC.phrase(Phrase("There is no record {handle}.", handle="{x} Contact"))) == "لا سجل {x} Contact."
    assert ARABIC.phrase("{text} of nobody") == "{text} of nobody"


def test_an_error_among_the_values_says_its_own_sentence() -> None:
    inner = NotDelivered("the relay has an error ({status})", status=503)
    said = Phrase("The relay does not answer: {why}.", why=inner)
    assert said == "The relay does not answer: the relay has an error (503)."
    assert plain(ARABIC.phrase(said)) == "لا يجيب المُرحِّل: في المُرحِّل خطأ (٥٠٣)."
    damage = Damaged("volume 1", "{lost} bytes are damaged or cut off", lost=7)
    assert str(damage) == "volume 1: 7 bytes are damaged or cut off"
    assert plain(ARABIC.phrase(Phrase.of(damage))) == "بايتات تالفة أو مبتورة: ٧"


def arabic(error: AppError) -> str:
    """Return an error as the window says it, and make sure that nothing English is left in it."""
    said = plain(" ".join(map(ARABIC.phrase, filter(None, (error.message, error.hint)))))
    assert error.message not in said
    return said


def test_refused_fields_are_named_in_arabic(vault: Vault) -> None:
    with pytest.raises(InputRefused) as caught:
        records.add(vault, "event", {"date_start": "2024-13", "nothing": "x"})
    error = caught.value
    assert error.message.startswith("Incident: date_start: '2024-13' has no such month")
    assert "ليس للنوع event حقل nothing" in arabic(error)
    assert {plain(ARABIC.phrase(str(row["reason"]))) for row in error.refused} == {
        "ليس للنوع event حقل nothing", "لا شهر كهذا في '2024-13': الأشهر من 01 إلى 12",
    }  # fmt: skip


def test_the_refused_rows_of_an_import_are_named_in_arabic(vault: Vault, tmp_path: Path) -> None:
    table = tmp_path / "in.csv"
    table.write_text("id,title,date_start\n1,Arrest,2024-03-09\n2,Raid,yesterday\n1,Shots,2024\n", "utf-8")
    done, _ = tables.import_table(vault, table, kind="event", partial=True)
    said = [plain(ARABIC.phrase(row.reason)) for row in (*done.refused, *done.blank)]
    assert any("'yesterday' ليس تاريخاً" in line for line in said), said
    assert not any(line in {row.reason for row in done.refused} for line in said)


def test_a_stick_that_is_not_there_is_named_in_arabic(vault: Vault, tmp_path: Path) -> None:
    with pytest.raises(AppError) as caught:
        sticks.read(vault, tmp_path / "gone")
    assert arabic(caught.value).startswith("لا مجلد ")
    with pytest.raises(NotFound) as empty:
        sticks.read(vault, tmp_path)
    assert arabic(empty.value).startswith("لا حزمة في ")


def test_a_code_that_is_not_one_names_the_nearest(vault: Vault) -> None:
    with pytest.raises(ValueError, match=r"has no code 'femal'\. The nearest are") as caught:
        check(Field("sex", "Sex", Type.CODE, "sex"), "femal", vault.words)
    assert plain(ARABIC.phrase(str(caught.value))).startswith("ليس في sex رمز 'femal'. أقربها ")
