"""Workbooks are taken apart by the child: whatever it meets or says, there is a table or one clear refusal."""

import io
import json
import random
from collections.abc import Iterator
from typing import Any

import pytest

from app.errors import InputRefused
from app.exchange import sandbox_client, workbook
from app.exchange.package import Unreadable, Why
from app.exchange.sandbox_client import Reader
from app.exchange.workbook import read_workbook
from app.exchange.xlsx import write_xlsx
from tests.exchange.office import packed, table_in
from tests.exchange.test_xlsx import HEAD, book, parts, written
from tests.fuzz import change

GIVEN_UP = "The workbook is damaged, or too large for this computer"


def test_the_child_reads_what_this_process_would() -> None:
    strings = "<si><t>Na\nme</t></si><si><t>\u0627\u0644\u0645\u0643\u0627\u0646 \U0001f600</t></si>"
    rows = '<row><c t="s"><v>0</v></c><c t="s"><v>1</v></c></row><row r="7"><c t="b"><v>1</v></c></row>'
    data = book(rows, strings=strings)
    assert read_workbook(data, skip_rows=0) == table_in(data, skip_rows=0)
    assert read_workbook(data, sheet="Old").header == ("old",)
    assert (read_workbook(data).sheets, read_workbook(data, sheet="Old").guessed) == (("Cases", "Old"), frozenset())
    many = [[f"Case {n}", "text " * 20, f"{n}"] for n in range(5000)]
    assert [list(row.cells) for row in read_workbook(written(["a", "b", "c"], many)).rows] == many


def test_what_the_child_refuses_is_said_in_our_words() -> None:
    with pytest.raises(Unreadable, match="There is no sheet None here") as refused:
        read_workbook(book(HEAD), sheet="None here")
    assert refused.value.hint == "Sheets: Cases, Old."
    for data, words in (
        (b"", "not a complete office file"),
        (b"PK\x03\x04 and no more", "not a complete office file"),
        (written(["a"], [["b"]])[:-40], "not a complete office file"),
        (
            packed(parts(book(HEAD)) | {"xl/workbook.xml": "<!DOCTYPE a><a/>"}),
            "The file contains a part that office programs never write",
        ),
        (packed(parts(book(HEAD)) | {"xl/styles.xml": "<a>"}), "not valid XML"),
        (book("".join(f'<row><c r="XFD{n}"><v>1</v></c></row>' for n in range(1, 1300))), "The sheet is too large"),
    ):
        with pytest.raises(InputRefused, match=words):
            read_workbook(data)


def test_a_bomb_that_ends_the_child_is_one_refusal() -> None:
    long = "<si><t>" + "x" * (12 << 20) + "</t></si>"
    for bomb in (
        book(HEAD + '<row><c t="s"><v>0</v></c><c t="s"><v>0</v></c></row>', strings=long),
        book(HEAD, strings="<si><t>" + "x" * (200 << 20) + "\U0001f600</t></si>"),  # a wide character makes all wide
    ):
        assert len(bomb) < 1 << 20
        with pytest.raises(InputRefused, match=GIVEN_UP):
            read_workbook(bomb)
    with pytest.raises(InputRefused, match="64 MiB"):
        read_workbook(bytes(sandbox_client.MOST_READ + 1))


def test_one_that_takes_too_long_is_given_up() -> None:
    with pytest.raises(InputRefused, match=GIVEN_UP):
        read_workbook(written(["a"], [["b"]] * 50_000), seconds=0.01)


class Mouth(Reader):
    """Stands where the child's answers come in, and says what a broken one would."""

    def __init__(self, said: list[Any]) -> None:
        super().__init__()
        self._said = said

    def sheet(self, data: bytes, name: str, most: int) -> Iterator[bytes | None]:
        yield from (json.dumps(one).encode() if not isinstance(one, bytes) else one for one in self._said)


BEGUN = {"sheet": "S", "sheets": ["S"]}


@pytest.mark.parametrize(
    "said",
    [
        [],
        [b"\xff"],
        [b"[" * 100_000],
        [{"sheet": 1, "sheets": []}],
        [{"sheet": "S", "sheets": [1]}],
        [BEGUN, {"rows": 1}],
        [BEGUN, [["1", ["h"]]]],
        [BEGUN, [[1, ["h", 2]]]],
        [BEGUN, [[1, "h"]]],
        [BEGUN, [[1, ["\ud800"]]]],
        [BEGUN, [[1, ["h"]]], b""],
        [BEGUN, [[True, ["h"]]]],
        [BEGUN, [[2, ["h"]]], [[2, ["a"]]]],
        [BEGUN, [[1, ["h"]], [2**20 + 1, ["a"]]]],
        [{"refused": "NO_SHEET", "values": {}}],
        [{"refused": "NO_SHEET", "values": {"name": 1, "names": "x"}}],
        [{"refused": "Delete your vault.", "values": {}}],
        [{"refused": "__class__", "values": {}}],
    ],
)
def test_a_child_that_says_something_else_is_not_believed(said: list[Any]) -> None:
    with pytest.raises(InputRefused, match=GIVEN_UP):
        workbook.table_from(Mouth(said), b"", "", None)


def test_a_child_can_name_a_refusal_and_no_words_of_its_own() -> None:
    said = {"refused": "NO_XML", "values": {"name": "{error.__class__}", "error": "x"}}
    with pytest.raises(Unreadable) as refused:
        workbook.table_from(Mouth([BEGUN, said]), b"", "", None)
    assert refused.value.message == "{error.__class__} in the file is not valid XML: x."
    assert refused.value.why is Why.NO_XML


def test_damaged_workbooks_are_refused_or_read_as_here() -> None:
    dice, whole = random.Random(5), book(f'{HEAD}<row><c s="1"><v>45360</v></c></row>')
    for _ in range(6):
        data = change.changed(dice, whole)
        outcome = []
        for read in (read_workbook, table_in):
            try:
                outcome.append(read(data))
            except InputRefused as refused:
                outcome.append((refused.message, refused.hint))
        assert outcome[0] == outcome[1]


def test_our_own_export_comes_back_by_the_child() -> None:
    rows = [["=1+1", "-33.5", "+1-2", "'=x"], ["@SUM(A1)", "\t=a", "-", "'-5"], ["\u0663", "007", "1e5", "a\nb"]]
    file = io.BytesIO()
    write_xlsx(file, ["a", "b", "c", "d"], rows)
    assert [list(row.cells) for row in read_workbook(file.getvalue()).rows] == rows
