"""Every phrase of the lower layers that may reach the window: what errors say and why something is refused."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import app.errors
import sync.errors
from app.gui.widgets.page_values import Trust

ROOT = Path(__file__).parents[2]
LAYERS = ("app/domain", "app/store", "app/exchange", "app/actions", "app/device", "sync")
"""Where they are raised; the command line speaks English, and the relay's program to its operator only."""
_ERRORS = {
    name for module in (app.errors, sync.errors) for name, item in vars(module).items() if isinstance(item, type)
} | {"ValueError", "LinkBroken"}  # fmt: skip
_PLACE = re.compile(r"\{\w+\}")
_SAYS = _ERRORS | {"Phrase", "WithheldItem", "WithheldField", "Outcome", "Refusal", "RowRefusal"}
_DEFECTS = {"ValueError": ("sync", "app/store")}
"""Wrong arguments of our own code there: a fault of the program, which the window says in its own words."""


_DECIDED = {"accepted", "refused", "destroyed here"}
"""What became of a proposal or a record that came; it stands in a phrase as a contact's trust does."""


def said(source: str, folder: str = "") -> Iterator[tuple[str, int, bool]]:
    """Yield (text, line, whether the window can translate it) of what the calls in `source` say."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if name in _SAYS and not folder.startswith(_DEFECTS.get(name, "-")):
                args = (
                    node.args[2:] if name in ("WithheldItem", "WithheldField") else node.args
                )  # before: the record, the name of its field
                given = [*args, *(k.value for k in node.keywords if k.arg in ("aside", "hint", "why"))]
                for argument in given:
                    yield from _texts(argument)


def _texts(argument: ast.expr) -> Iterator[tuple[str, int, bool]]:
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str) and argument.value:
        yield argument.value, argument.lineno, True
    elif isinstance(argument, ast.JoinedStr) or (isinstance(argument, ast.BinOp) and isinstance(argument.op, ast.Add)):
        yield ast.unparse(argument), argument.lineno, False
    elif isinstance(argument, ast.IfExp | ast.BoolOp):
        for branch in (argument.body, argument.orelse) if isinstance(argument, ast.IfExp) else argument.values:
            yield from _texts(branch)


def found() -> list[tuple[str, str, bool]]:
    """Return (place, text, translatable) of every phrase in the layers."""
    return [
        (f"{file.relative_to(ROOT).as_posix()}:{line}", text, good)
        for folder in LAYERS
        for file in sorted((ROOT / folder).rglob("*.py"))
        if not file.is_relative_to(ROOT / "sync" / "relay")
        for text, line, good in said(file.read_text("utf-8"), folder)
    ]


@cache
def templates() -> frozenset[str]:
    """Return the source strings that need a translation: the phrases, and the states that stand in them."""
    said = {text for _, text, good in found() if good and (" " in text or re.search("[A-Za-z]", _PLACE.sub("", text)))}
    return frozenset(said | {trust.value for trust in Trust} | _DECIDED)
