"""Make a mutant: find a piece of code in the syntax tree of one function, and put another in its place."""

import ast
from pathlib import Path

from tests.mutants.mutant import Mutant

ROOT = Path(__file__).parents[2]


class NoMutant(Exception):
    """The code of a mutant is not where it says, or not there exactly once."""


def source_of(mutant: Mutant) -> Path:
    """Return the file of the mutant's module, relative to the tree."""
    module = Path(*mutant.place.partition(":")[0].split("."))
    package = module / "__init__.py"
    return package if (ROOT / package).is_file() else module.with_suffix(".py")


def mutated(mutant: Mutant, source: str) -> str:
    """Return the source of the module with the change in it. Raises NoMutant."""
    tree = ast.parse(source)
    scope = _function(tree, mutant.place.partition(":")[2])
    if _is_expression(mutant.find) and _is_expression(mutant.put):
        count = _swap_expression(scope, mutant)
    else:
        count = _swap_statements(scope, mutant)
    if count != 1:
        raise NoMutant(f"{mutant.place}: {count} times: {mutant.find}")
    return ast.unparse(ast.fix_missing_locations(tree)) + "\n"


def _function(tree: ast.AST, path: str) -> ast.AST:
    """Return the function or class at a dotted path; the module for an empty one."""
    scope = tree
    for name in path.split(".") if path else []:
        named = [
            node
            for node in ast.walk(scope)
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and node.name == name
        ]
        if len(named) != 1:
            raise NoMutant(f"{path}: {len(named)} of that name")
        scope = named[0]
    return scope


def _is_expression(source: str) -> bool:
    try:
        ast.parse(source, mode="eval")
    except SyntaxError:
        return False
    return True


def _swap_expression(scope: ast.AST, mutant: Mutant) -> int:
    find = ast.dump(ast.parse(mutant.find, mode="eval").body)
    put = ast.parse(mutant.put, mode="eval").body
    count = 0
    for node in list(ast.walk(scope)):
        for name, value in ast.iter_fields(node):
            if isinstance(value, ast.expr) and ast.dump(value) == find:
                setattr(node, name, put)
                count += 1
            elif isinstance(value, list):
                for at, part in enumerate(value):
                    if isinstance(part, ast.expr) and ast.dump(part) == find:
                        value[at] = put
                        count += 1
    return count


def _swap_statements(scope: ast.AST, mutant: Mutant) -> int:
    find = [ast.dump(statement) for statement in ast.parse(mutant.find).body]
    put = ast.parse(mutant.put).body
    count = 0
    for node in list(ast.walk(scope)):
        for _, body in ast.iter_fields(node):
            if not isinstance(body, list):
                continue
            dumps = [ast.dump(part) if isinstance(part, ast.stmt) else "" for part in body]
            places = [at for at in range(len(body)) if dumps[at : at + len(find)] == find]
            for at in reversed(places):
                body[at : at + len(find)] = put
            count += len(places)
    return count
