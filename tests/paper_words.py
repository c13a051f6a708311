"""Every word of ours that a paper can say: its phrases, the labels of fields, and the code lists of these fields.

`python -m tests.paper_words PAPER LANGUAGE` lists the words of a paper that a language does not have yet.
"""

import ast
import re
import sys
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from attrs import asdict, has

from app.actions.papers import paper_makers
from app.actions.papers.declared import CountAxis, CountPaper, FieldFacts, FilePaper, LinkedRows, ListPaper
from app.actions.papers.paper_makers import OfNumbers, Output
from app.domain.act_counts import RULES
from app.domain.kind import Kind
from app.domain.kinds import KINDS
from app.domain.redact import PROFILES
from app.domain.views import Column, View
from app.start import resources, vocabularies
from tests import translations

PLACE = re.compile(r"\{\w+\}")
FRAME = ("app.domain.frame", "app.domain.date_text", "app.domain.release.rounding", "app.domain.person_words")
"""Modules whose phrases can stand on every paper: its frame, days, parts of days, and people without a name."""
ROOMS = tuple(f"app.{room}" for room in (
    "actions.papers.", "actions.paper_parts.", "actions.outgoing.", "actions.withdrawals.", "domain.",
    "actions.release.", "actions.field.appeals", "actions.submissions.",
))  # fmt: skip
"""Modules into whose functions a paper is followed."""
READERS = {"network", "un", "regional", "embassy", "authority", "court", "icc", "donor", "service", "research"}
"""Audiences whose names stand after "To" if the addressee is not known."""
NOT_SAID = {"InputRefused", "NotFound", "ValueError", "WithheldItem", "hold"}
"""Calls whose phrases stand in the window and on the command line, not on a paper."""
NOT_FOLLOWED = {
    "OutgoingData", "Type", "AUDIENCES", "PROFILES", "find_answer", "consent_rules", "Kinds", "Kind", "read_step",
    "read_mechanism",
}  # fmt: skip
"""Names that a paper uses to choose its records: no paper prints their phrases."""


@cache
def _tree(module: str) -> ast.Module:
    spec = find_spec(module)
    assert spec and spec.origin
    return ast.parse(Path(spec.origin).read_text("utf-8"))


@cache
def _is_module(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:
        return False


@cache
def _names(module: str) -> dict[str, ast.AST | tuple[str, str]]:
    """Return the functions, classes and constants of a module, and where its imported names come from."""
    found: dict[str, ast.AST | tuple[str, str]] = {}
    for node in _tree(module).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found[node.name] = node
        elif isinstance(node, ast.Assign):
            found.update(
                {one.id: node for target in node.targets for one in ast.walk(target) if isinstance(one, ast.Name)}
            )
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            found[node.target.id] = node
        elif isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("app."):
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                place = (whole, "") if _is_module(whole) else (node.module, alias.name)
                if place[0].startswith(ROOMS):
                    found[alias.asname or alias.name] = place
    return found


Place = tuple[str, str]


def _follow(place: Place, seen: dict[Place, ast.AST]) -> None:
    """Add the node of a name, and all that it refers to."""
    module, name = place
    node = _names(module).get(name)
    if place in seen or node is None or name in NOT_FOLLOWED:
        return
    if isinstance(node, tuple):
        _follow(node, seen)
        return
    seen[place] = node
    for other in _referred(module, node):
        _follow(other, seen)


@cache
def _referred(module: str, node: ast.AST) -> tuple[Place, ...]:
    """Return the places that a node of a module refers to."""
    found: list[Place] = []
    for inner in ast.walk(node):
        if isinstance(inner, ast.Name):
            found.append((module, inner.id))
        elif isinstance(inner, ast.Attribute) and isinstance(inner.value, ast.Name):
            source = _names(module).get(inner.value.id)
            if isinstance(source, tuple) and not source[1] and inner.value.id not in NOT_FOLLOWED:
                found.append((source[0], inner.attr))
        if isinstance(inner, ast.Attribute) and inner.attr == "tallies":
            found.append(("app.actions.outgoing.tallies", "Tallies"))
    return tuple(dict.fromkeys(found))


def _declared(output: Output) -> ListPaper | CountPaper | None:
    """Return the declaration of a paper that has one."""
    made = output.build.table if isinstance(output.build, OfNumbers) else output.build
    return made if isinstance(made, ListPaper | CountPaper) else None


def nodes(output: Output) -> list[ast.AST]:
    """Return the functions, classes and constants of which a paper is made."""
    seen: dict[Place, ast.AST] = {}
    made = _declared(output)
    if made is not None:
        _follow((type(made).__module__, type(made).__name__), seen)
        if isinstance(made, CountPaper) and made.leave_out:
            _follow((made.leave_out.__module__, made.leave_out.__name__), seen)
        return [*seen.values()]
    if isinstance(output.build, FilePaper):
        for part in (FilePaper, type(output.build), output.build.answer, *output.build.parts):
            known = part if hasattr(part, "__name__") else type(part)
            _follow((known.__module__, known.__name__), seen)
        return [*seen.values()]
    build = next(iter(asdict(output.build, recurse=False).values())) if has(type(output.build)) else output.build
    for one in (build, *([output.head] if output.head else [])):
        _follow((one.__module__, one.__name__), seen)
    return [*seen.values()]


def _phrases(node: ast.AST) -> Iterator[str]:
    """Yield the phrases below a node, but not those that only an error says."""
    if isinstance(node, ast.Call):
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name in NOT_SAID:
            return
        if name == "Phrase" and node.args and isinstance(node.args[0], ast.Constant):
            yield node.args[0].value
    for inner in ast.iter_child_nodes(node):
        yield from _phrases(inner)


@cache
def _said(node: ast.AST) -> frozenset[str]:
    """Return the phrases below a node that have a word."""
    return frozenset(text for text in _phrases(node) if any(map(str.isalpha, PLACE.sub("", text))))


@cache
def _strings(whole: ast.AST) -> frozenset[str]:
    """Return the strings below a node."""
    every = (node.value for node in ast.walk(whole) if isinstance(node, ast.Constant))
    return frozenset(value for value in every if isinstance(value, str))


def _filed(output: Output) -> tuple[set[str], set[str]]:
    """Return the phrases, and the names of fields and kinds, of the declared parts of a file."""
    made, said, named = output.build, set[str](), set[str]()
    if isinstance(made, FilePaper):
        said.add(made.title)
        kind = KINDS[output.about[0]]
        for part in made.parts:
            if isinstance(part, FieldFacts):
                said |= {part.label, *(Column(name).head(kind) for name in part.names.split())}
                named |= {*part.names.split()}
            elif isinstance(part, LinkedRows):
                said |= {part.title, *(column.head(KINDS[part.kind]) for column in part.columns)}
                named |= {part.kind, *(path for column in part.columns for path in column.of(part.kind))}
    return said, named


def _axes(made: CountPaper) -> list[CountAxis]:
    return [made.rows, made.columns, *made.more, *made.apart]


def _columns(view: View) -> list[Column]:
    return [*view.columns, *([view.group] if view.group else [])]


def _texts(output: Output) -> set[str]:
    named = set().union(*map(_strings, nodes(output))) | _filed(output)[1]
    made = _declared(output)
    if isinstance(made, CountPaper):
        return {*named, *(axis.scheme for axis in _axes(made) if isinstance(axis.scheme, str))}
    if made is None:
        return named
    view = made.view
    paths = {path for one in _columns(view) for kind in view.kinds for path in one.of(kind)}
    due = {KINDS[kind].due[0].field for kind in view.kinds if KINDS[kind].due}
    return {*named, *paths, *due, *view.kinds}


def _kinds(output: Output) -> list[Kind]:
    """Return the kinds of the records that a paper can say something of."""
    named = {*output.about, *_texts(output)}
    about = [KINDS[name] for name in output.about]
    named |= {target for kind in about for role in kind.roles for target in role.to}
    return [kind for name, kind in KINDS.items() if name in named]


def phrases(output: Output) -> set[str]:
    """Return the phrases of a paper, with the labels of the fields and roles that it names."""
    whole = (*nodes(output), *map(_tree, FRAME))
    said = set().union(*map(_said, whole)) | _filed(output)[0]
    named = _texts(output)
    made = _declared(output)
    if isinstance(made, CountPaper):
        said |= {made.title, made.counted, *(axis.label for axis in _axes(made)), RULES[made.rule], *made.method}
        said |= {label for axis in _axes(made) if not isinstance(axis.scheme, str) for label in axis.scheme.values()}
    if isinstance(made, ListPaper):
        view = made.view
        heads = (column.head(KINDS[view.kinds[0]]) for column in _columns(view))
        said |= {view.title or view.label, view.help, view.empty, *heads}
    said |= {PROFILES[one].label for one in output.profiles if PROFILES[one].name in READERS}
    for kind in _kinds(output):
        said |= {field.label for name, field in kind.fields.items() if name in named}
        said |= {role.label for role in kind.roles if role.name in named}
    return said - {""}


def schemes(output: Output) -> set[str]:
    """Return the code lists whose labels a paper can say: of named fields, and of fields in titles."""
    named = _texts(output)
    found = {field.scheme for kind in _kinds(output) for name, field in kind.fields.items() if name in named}
    return (found | named) & {path.stem for path in (resources() / "vocabularies").glob("*.json")}


def lacking(output: Output, language: str) -> list[str]:
    """Return what a language lacks for a paper: phrases, and `scheme:code` for labels."""
    if language == "en":
        return []
    known = translations.words(language)
    words = vocabularies()
    lost = [text for text in sorted(phrases(output)) if not known.get(text)]
    for scheme in sorted(schemes(output)):
        entries = words[scheme].entries
        lost += [f"{scheme}:{code}" for code in words[scheme].codes if language not in entries[code].label]
    return lost


if __name__ == "__main__":
    for one in paper_makers.list_outputs():
        if sys.argv[1] in (one.name, "all"):
            found = lacking(one, sys.argv[2])
            print(one.name, len(phrases(one)), len(found))
            if sys.argv[1] != "all":
                print(*found, sep="\n")
