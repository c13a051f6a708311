"""Find the places of the code from which bytes can leave the vault: files outside, the outbox, the clipboard.

A door is a call that writes outside by itself. A function reaches a door if it calls one, or another function of the
program that reaches one; calls are followed by the names of imports. Methods of objects are not followed, so a class
counts as one function: whoever makes or calls it reaches what it reaches.
"""

import ast
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).parents[2]
FILES = frozenset({"write_bytes", "write_text", "new_file", "write_new", "QPdfWriter", "QPrinter", "make_qr"})
"""Calls that write a file, or a page on paper."""
CLIPBOARD = frozenset({"setText", "setMimeData", "setImage", "setPixmap"})
SYSTEM = frozenset({"openUrl", "QDrag", "startfile"})
"""Calls that give something to another program."""
MODES = frozenset({"w", "wb", "x", "xb", "a", "ab", "r+b"})


def doors(node: ast.AST) -> Iterator[str]:
    """Yield the name of each door that is called in a piece of code."""
    for call in ast.walk(node):
        if not isinstance(call, ast.Call):
            continue
        name, text = _name(call.func), ast.unparse(call.func)
        modes = {one.value for one in (*call.args, *(word.value for word in call.keywords))
                 if isinstance(one, ast.Constant) and isinstance(one.value, str)}  # fmt: skip
        if name in FILES or text == "segno.make":
            yield name
        elif name in CLIPBOARD and "clipboard" in text.lower():
            yield "clipboard"
        elif name in SYSTEM:
            yield name
        elif name in ("open", "fdopen", "FileIO") and (modes & MODES or "O_CREAT" in ast.unparse(call)):
            yield "open"
        elif text == "outbox.queue":
            yield "outbox"


def _name(func: ast.expr) -> str:
    return func.attr if isinstance(func, ast.Attribute) else func.id if isinstance(func, ast.Name) else ""


def modules(*folders: str) -> Mapping[str, ast.Module]:
    """Return the syntax tree of each module of the program."""
    files = (file for folder in folders for file in sorted((ROOT / folder).rglob("*.py")))
    return {
        ".".join(file.relative_to(ROOT).with_suffix("").parts): ast.parse(file.read_text("utf-8")) for file in files
    }


def functions(trees: Mapping[str, ast.Module]) -> dict[str, ast.AST]:
    """Return each function and class at the top of a module by its full name."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return {f"{module}.{node.name}": node for module, tree in trees.items() for node in tree.body
            if isinstance(node, kinds)}  # fmt: skip


def _imports(tree: ast.AST) -> dict[str, str]:
    """Return the full name of each imported name."""
    found: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {one.asname or one.name: f"{node.module}.{one.name}" for one in node.names}
        elif isinstance(node, ast.Import):
            found |= {one.asname: one.name for one in node.names if one.asname}
    return found


def reach(trees: Mapping[str, ast.Module]) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Return the functions that reach a door with the doors of each, and the functions that each one uses."""
    known = functions(trees)
    uses: dict[str, set[str]] = {}
    found = {name: set(doors(node)) for name, node in known.items()}
    for module, tree in trees.items():
        names = _imports(tree)
        for name, node in ((full, one) for full, one in known.items() if full.rpartition(".")[0] == module):
            own = {**names, **_imports(node)}
            uses[name] = {full for text in _mentions(node) if (full := _full(text, own, module)) in known} - {name}
    while True:
        more = {name: found[name].union(*(found[one] for one in uses[name])) for name in known}
        if more == found:
            return {name: said for name, said in found.items() if said}, uses
        found = more


def _mentions(node: ast.AST) -> Iterable[str]:
    return {ast.unparse(one) for one in ast.walk(node) if isinstance(one, ast.Attribute | ast.Name)}


def _full(text: str, names: Mapping[str, str], module: str) -> str:
    first, _, rest = text.partition(".")
    full = names.get(first, f"{module}.{first}")
    return f"{full}.{rest}" if rest else full
