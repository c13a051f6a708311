"""The texts of Python modules: docstrings, comments, and messages for people."""

import ast
import re
import warnings
from collections.abc import Collection, Iterable, Iterator
from inspect import cleandoc

from tests.plain.text import CODE, WORD, Text

ENGLISH = re.compile(r"[A-Za-z]{2}")
CLASS = re.compile(r"^class (\w+)\(([^)]*)\)", re.MULTILINE)
DIAGRAM = re.compile(r"(?:\s{4}|>>>|\.\.\.|:\w|[|+=~#$]|[-*=]{3})|.*(?:[─├└│═]|\s{4}\S)")
COMMENT = re.compile(r"\s*#(?!!) ?(.*)")
TOOL = re.compile(r"fmt|type:|noqa|pragma|mypy|ruff|-\*-|---|===")
DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
ASSIGNED = (ast.Assign, ast.AnnAssign, type(None))
HELP = {"add_argument", "add_parser", "ArgumentParser", "add_subparsers", "add_argument_group"}
"""Calls whose `help`, `description` and `epilog` are printed by the command line."""
ADVICE = {"hint", "aside", "why", "message"}
"""Arguments of an error that a user reads."""


def error_classes(sources: Iterable[str]) -> set[str]:
    """Return the names of the error classes of our own, with the ones that inherit from them."""
    parents = {name: set(re.findall(r"\w+", base)) for source in sources for name, base in CLASS.findall(source)}
    errors = {"Exception", "ValueError", "OSError", "RuntimeError"}
    while new := {name for name, bases in parents.items() if bases & errors} - errors:
        errors |= new
    return errors


def python_texts(source: str, file: str, errors: set[str], keys: Collection[str]) -> Iterator[Text]:
    """Return the docstrings, comments and messages of one module.

    `errors`: names of the error classes. `keys`: all strings of the windows, which have a translation.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree = ast.parse(source, file)
    taken: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            for group, found in _messages(node, errors):
                taken.add(found)
                if ENGLISH.search(words := str(found.value)):
                    yield Text(group, file, found.lineno, words)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            if node.value in keys and node not in taken and ENGLISH.search(node.value):
                yield Text("interface", file, node.lineno, node.value)
        elif isinstance(node, DOCUMENTED):
            yield from _docstrings(node, file)
    yield from _comments(source, file)


def _docstrings(node: ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef, file: str) -> Iterator[Text]:
    """Return the docstring, and the strings below attributes."""
    for index, item in enumerate(node.body):
        before = node.body[index - 1] if index else None
        kind = "" if index or isinstance(node, ast.Module | ast.ClassDef) else "function"
        match item:
            case ast.Expr(value=ast.Constant(value=str(words))) if isinstance(before, ASSIGNED):
                yield Text("docstrings", file, item.lineno, _prose(words), kind)


def _prose(docstring: str) -> str:
    """Return a docstring without its diagrams and indented code."""
    lines = ["" if DIAGRAM.match(line) else line.strip() for line in cleandoc(docstring).splitlines()]
    return re.sub(r"(?<!\n)\n(?!\n|[-*] )", " ", CODE.sub("X", "\n".join(lines))).strip()


def _messages(call: ast.Call, errors: set[str]) -> Iterator[tuple[str, ast.Constant]]:
    name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
    if name in HELP:
        for keyword in call.keywords:
            if keyword.arg in ("help", "description", "epilog"):
                yield from (("cli", found) for found in _strings(keyword.value))
    elif name in errors:
        for argument in [*call.args, *(word.value for word in call.keywords if word.arg in ADVICE)]:
            yield from (("errors", found) for found in _strings(argument))


def _strings(node: ast.expr) -> Iterator[ast.Constant]:
    """Return the strings of an argument: also both ends of a condition, and the template of a phrase."""
    match node:
        case ast.Constant(value=str()):
            yield node
        case ast.IfExp(body=body, orelse=other):
            yield from (*_strings(body), *_strings(other))
        case ast.BoolOp(values=parts) | ast.Tuple(elts=parts) | ast.List(elts=parts):
            for part in parts:
                yield from _strings(part)
        case ast.Call(func=ast.Name(id="Phrase"), args=[template, *_]):
            yield from _strings(template)


def _comments(source: str, file: str) -> Iterator[Text]:
    """Return the comments on lines of their own, each block as one text."""
    block: list[str] = []
    for number, line in enumerate([*source.splitlines(), ""], 1):
        found = COMMENT.match(line)
        if found and not TOOL.match(found[1]):
            block.append(found[1])
        elif block:
            words = " ".join(block).strip()
            if len(WORD.findall(words)) >= 4 and not re.search(r"[=(){}\[\]]{2}|^\W", words):
                yield Text("comments", file, number - len(block), words)
            block = []
