"""Each capability of the Plan of Action has a screen, a verb, data, a paper and a test; help tells the work of people.

The rows are those of the capability table of the owner (C01 to C46). `tracked`: the program records and argues, and
people carry it out. `next`: a part of the row is not built yet.
"""

import ast
import csv
import re
from functools import cache
from pathlib import Path

import pytest

from app.actions.papers import paper_makers
from app.cli.main import parser
from app.domain.kinds import NOTE_KINDS
from app.gui.library.guide import guides
from tests.cli_page import parsers

ROWS = list(csv.DictReader(Path("tests/capabilities.tsv").read_text("utf-8").splitlines(), delimiter="\t"))
NOT_BUILT = {"C41", "C43"}
"""The responsibility file and its dossier come later."""


@cache
def functions_of(file: str) -> frozenset[str]:
    return frozenset(node.name for node in ast.parse(Path(file).read_text()).body if isinstance(node, ast.FunctionDef))


def numbers_in(text: str) -> set[int]:
    """Return the paragraphs that a text names: 8, 21 to 28."""
    found = set[int]()
    for first, last in re.findall(r"(\d+)(?: (?:to|إلى) (\d+))?", text):
        found |= set(range(int(first), int(last or first) + 1))
    return found


def part_of_help(language: str, part: int) -> str:
    page = next(one for one in guides(language) if one.key == "plan")
    heads = [at for at, block in enumerate(page.blocks) if block.kind == "head"]
    blocks = page.blocks[heads[part] : (*heads, len(page.blocks))[part + 1]]
    return "\n".join("".join(text for text, _ in block.runs) for block in blocks)


def test_the_table_has_each_capability_once() -> None:
    assert [row["id"] for row in ROWS] == [f"C{number:02}" for number in range(1, 47)]
    assert {row["id"] for row in ROWS if row["for people"] == "next"} == NOT_BUILT


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_a_row_has_a_screen_a_verb_data_a_paper_and_a_test(row: dict[str, str]) -> None:
    galleries = [file.read_text("utf-8") for file in Path("tests/gui").glob("gallery_*.py")]
    screens = {name for text in galleries for name in re.findall(r'^ +"(\d[^"]+)":', text, re.M)}
    papers = {output.name for output in paper_makers.list_outputs()}
    file, _, function = row["test"].partition("::")
    carries = row["id"] in ("C45", "C46")  # sending moves every kind and has no paper
    assert row["picture"] in screens
    assert set(row["verbs"].split(", ")) <= {name for name, _ in parsers(parser())}
    assert carries or (row["kinds"].split() and all(kind in NOTE_KINDS for kind in row["kinds"].split()))
    assert carries or (row["papers"].split() and set(row["papers"].split()) <= papers)
    assert function in functions_of(file)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_help_names_each_paragraph_and_says_what_only_people_can_do(language: str) -> None:
    known, people = numbers_in(part_of_help(language, 0)), numbers_in(part_of_help(language, 1))
    for row in ROWS:
        paragraphs = {int(number) for number in row["paragraphs"].split()}
        assert paragraphs <= known | people, row["id"]
        assert row["for people"] != "tracked" or paragraphs & people, row["id"]
    assert {95, 96} <= numbers_in(part_of_help(language, 2))
