"""Find the places of the code from which bytes can leave the vault: files outside, the outbox, the clipboard.

A door is a call that writes outside by itself. A function reaches a door if it calls one, or uses another function of
the program that reaches one; the names of imports are followed. A class counts as one function: whoever makes it
reaches what its methods reach. `app.store` and `sync` are left out: they write the vault's own files, and carry what
is sealed already.
"""

import argparse
import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

from attrs import frozen

ROOT = Path(__file__).parents[2]
LEFT_OUT = (
    "app.store", "app.device", "app.compiled", "app.start", "app.catalogue", "app.cli.demo", "app.actions.sample",
)  # fmt: skip
"""The vault's own files and those of the program; the demo and the sample have invented people only."""
FILES = frozenset({"write_bytes", "write_text", "write_new", "QPdfWriter", "QPrinter"})
CLIPBOARD = frozenset({"setText", "setMimeData", "setImage", "setPixmap"})
SYSTEM = frozenset({"openUrl", "QDrag", "startfile"})
"""Calls that give something to another program."""
MODES = frozenset({"w", "wb", "x", "xb", "a", "ab", "r+b"})
TOP = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


@frozen
class Place:
    """A function or class at the top of a module: True if it has a door, and the full names that it uses."""

    door: bool
    uses: frozenset[str]


def verbs(parser: argparse.ArgumentParser, before: tuple[str, ...] = ()) -> Iterator[str]:
    """Yield every verb of the command line in full."""
    groups = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    if not groups or parser.get_default("run"):
        yield " ".join(before)
    for group in groups:
        for name, inner in group.choices.items():
            yield from verbs(inner, (*before, name))


def read_program() -> dict[str, Place]:
    """Return the places of each module of the program that is not left out, by their full names."""
    found: dict[str, Place] = {}
    for file in sorted((ROOT / "app").rglob("*.py")):
        module = ".".join(file.relative_to(ROOT).with_suffix("").parts)
        if not module.startswith(LEFT_OUT):
            found |= read_places(module, file.read_text("utf-8"))
    return found


def read_places(module: str, source: str) -> dict[str, Place]:
    """Return the places of one module."""
    tree = ast.parse(source)
    top = {node.name: f"{module}.{node.name}" for node in tree.body if isinstance(node, TOP)}
    names = top | {
        one.asname or one.name: f"{node.module}.{one.name}"
        for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for one in node.names
    }  # fmt: skip
    return {top[node.name]: _read(node, names) for node in tree.body if isinstance(node, TOP)}


def _read(place: ast.AST, names: Mapping[str, str]) -> Place:
    door, uses = False, set[str]()
    for node in ast.walk(place):
        if isinstance(node, ast.Call):
            door = door or _is_door(node)
        elif isinstance(node, ast.Name) and node.id in names:
            uses.add(names[node.id])
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in names:
            uses.add(f"{names[node.value.id]}.{node.attr}")
    return Place(door, frozenset(uses))


def _is_door(call: ast.Call) -> bool:
    func = call.func
    name = func.attr if isinstance(func, ast.Attribute) else func.id if isinstance(func, ast.Name) else ""
    if name in CLIPBOARD:
        return "clipboard" in ast.unparse(func).lower()
    if name in ("queue", "make"):
        return ast.unparse(func) in ("outbox.queue", "segno.make")
    if name in ("open", "fdopen", "FileIO"):
        given = [*call.args, *(word.value for word in call.keywords)]
        modes = {one.value for one in given if isinstance(one, ast.Constant) and isinstance(one.value, str)}
        return bool(modes & MODES) or "O_CREAT" in ast.unparse(call)
    return name in FILES | SYSTEM


def find_exits(places: Mapping[str, Place]) -> set[str]:
    """Return what must be listed: each place with a door, and each place of the window that is next to one.

    The latter uses something outside of the window that reaches a door.
    """
    direct = {name for name, place in places.items() if place.door}
    reached = _reach(direct, places)
    window = {name for name in reached if name.startswith("app.gui.")}
    return direct | {name for name in window if places[name].uses & (reached - window)}


def _reach(direct: set[str], places: Mapping[str, Place]) -> set[str]:
    """Return the places that reach one of these."""
    users: dict[str, set[str]] = {}
    for name, place in places.items():
        for one in place.uses & places.keys():
            users.setdefault(one, set()).add(name)
    found, todo = set(direct), list(direct)
    while todo:
        fresh = users.get(todo.pop(), set()) - found
        found |= fresh
        todo += fresh
    return found
