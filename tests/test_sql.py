"""SQL is in the store alone, and the table of contacts' cards has one writer."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

APP = Path(__file__).resolve().parents[1] / "app"
STORE = APP / "store"
CARDS = STORE / "contacts" / "cards.py"
RUNS = {"execute", "executemany", "executescript"}
_VERBS = r"(SELECT|INSERT|REPLACE|UPDATE|DELETE|WITH|PRAGMA|VACUUM|ATTACH|CREATE|DROP|ALTER)\s"
SQL = re.compile(rf"\s*{_VERBS}")
CONDITION = re.compile(r"\w (=|<|>|<=|>=|<>|IS|IN|LIKE|AND) \(?\?|\bIS (NOT )?NULL\b")
LIKELY = re.compile(rf"execut|{_VERBS}|{CONDITION.pattern}")
"""A module without this has no SQL: it need not be parsed."""
WRITES_CARD = re.compile(r"\b(UPDATE( OR \w+)?|(INSERT|REPLACE)( OR \w+)? INTO|DELETE FROM)\s+card\b")


def texts(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Give each string of a module with its line; of a string with values in it, its parts with a mark for each."""
    inside = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts = (str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
            yield node.lineno, "".join(parts)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside:
            yield node.lineno, node.value


def sql_in(source: str) -> list[int]:
    """Give the lines that run SQL, or that have a text which begins as SQL does or is a condition with a value."""
    if not LIKELY.search(source):
        return []
    tree = ast.parse(source)
    runs = [node.lineno for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr in RUNS]
    return sorted({*runs, *(line for line, text in texts(tree) if SQL.match(text) or CONDITION.search(text))})


def card_writes_in(source: str) -> list[int]:
    """Give the lines that write the table of cards by its name, or that list it among tables to write."""
    tree = ast.parse(source)
    listed = [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Tuple | ast.List | ast.Set)
        and any(isinstance(item, ast.Constant) and item.value == "card" for item in node.elts)
    ]
    return sorted({*listed, *(line for line, text in texts(tree) if WRITES_CARD.search(text))})


def test_no_sql_is_outside_of_the_store() -> None:
    modules = [path for path in APP.rglob("*.py") if STORE not in path.parents]
    assert len(modules) > 400
    found = {path.relative_to(APP).as_posix(): sql_in(path.read_text("utf-8")) for path in modules}
    assert {name: lines for name, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    "planted",
    [
        "vault.con.execute(asked)",
        "con.executemany(asked, rows)",
        "run = con.executescript",
        'asked = "SELECT 1 FROM record"',
        'asked = f"UPDATE {table} SET state = 1"',
        'asked = """\n  DELETE FROM record"""',
        'asked = ("WITH found AS" " (SELECT 1)")',
        'asked = "PRAGMA secure_delete"',
        'where = "contact IS ?"',
        'where = "settled = 0 AND back IS NULL"',
    ],
)
def test_planted_sql_is_found(planted: str) -> None:
    assert sql_in(f"def f():\n    {planted}\n") == [2]
    assert sql_in('"""Select a record."""\n\nLABEL = "Update the card"\nstep.run()\n') == []


def test_one_module_writes_the_cards_of_contacts() -> None:
    rest = [path for path in STORE.rglob("*.py") if path != CARDS and path.parent.name != "tables"]
    found = {path.relative_to(STORE).as_posix(): card_writes_in(path.read_text("utf-8")) for path in rest}
    assert {name: lines for name, lines in found.items() if lines} == {}
    assert len(card_writes_in(CARDS.read_text("utf-8"))) > 10


@pytest.mark.parametrize(
    "planted",
    [
        "con.execute(\"UPDATE card SET state = 'verified'\")",
        'con.execute("INSERT OR REPLACE INTO card VALUES (?)")',
        'con.execute("DELETE FROM card WHERE record = ?")',
        'tables = ("record", "card")',
        'columns = (("card", "introduced_by"),)',
    ],
)
def test_a_planted_write_of_cards_is_found(planted: str) -> None:
    assert card_writes_in(f"def f():\n    {planted}\n") == [2]
    assert card_writes_in('con.execute("UPDATE card_heard SET due = 0")\nvault.get("card")\n') == []
