"""Check the names of the code: one name for one class, and no function named by a preposition, adverb or participle.

The names on disk, on the wire and in JSON output are strings, so these tests do not see them.
"""

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TREES = ("app", "sync", "crypto")

SHARED_CLASSES: frozenset[str] = frozenset()
"""Class names that two modules share today. This list only shrinks."""

UNCLEAR_FUNCTIONS: frozenset[str] = frozenset()
"""Functions (`module:name`) with an unclear name today. This list only shrinks."""

_WORDS = """
    about above abreast abroad across after again ahead all alone along already also always amid among any apart around
    as aside at away back before behind below beneath beside besides between beyond but by despite down during each
    elsewhere ever everybody everything except first for from here hereafter hence how in inside instead into last
    lately later like many may meanwhile more most near nearby nearest neither never newest next none nobody not
    nothing now of off often on once one onto other others otherwise ours out outside over past per perhaps rather
    since so some somebody something sometimes somewhere soon steadily still than then thence there through throughout
    till to together too toward towards twice under underneath until up upon via what when whence where whether which
    while who whole whom whose why with within without yet

    absent active alike broken closing common complete current dead direct distinct due everywhere existing fillable
    fitting following former found free given gone good handing harmless held hidden highest holding joint kept
    known lacking late left live lost lying made matching mended met missing nameless naming neutral opening
    overdue overheard overridden paying pending plain preferring present pressing printable proven raw reached reading
    rebuilt risen running said sayable saying seen sent shown shut small spoken standing steady sworn taken told total
    travelling turning unheard unknown unread unseen unspent untold unwilling unwritten urgent usable void waiting
    warning weakest withheld worn writing written wrong

    became came did does has holds knows saw stays was went
"""
WORDS = frozenset(_WORDS.split())
"""Prepositions, adverbs, pronouns, adjectives and participles, and verbs in a form that is no command."""

NO_PARTICIPLES = frozenset({"bed", "bleed", "breed", "embed", "feed", "heed", "need", "seed", "shed", "speed", "weed"})
"""Words in -ed that are nouns or verbs."""


def is_unclear(name: str) -> bool:
    """Return True if a name is one word that names neither an action nor a thing."""
    word = name.rstrip("_")
    return word in WORDS or ("_" not in word and word.endswith("ed") and word not in NO_PARTICIPLES)


def _sources(root: Path) -> Iterator[tuple[str, ast.Module]]:
    """Yield the dotted name and the syntax tree of every module of the program."""
    for tree in TREES:
        for path in sorted((root / tree).rglob("*.py")):
            parts = path.relative_to(root).with_suffix("").parts
            yield ".".join(parts).removesuffix(".__init__"), ast.parse(path.read_text(encoding="utf-8"))


def shared_classes(sources: Sequence[tuple[str, ast.Module]]) -> Mapping[str, Sequence[str]]:
    """Return the modules of each name that two or more top-level classes have."""
    found: dict[str, list[str]] = defaultdict(list)
    for module, tree in sources:
        for node in tree.body:
            if isinstance(node, ast.ClassDef):
                found[node.name].append(module)
    return {name: modules for name, modules in found.items() if len(modules) > 1}


def unclear_functions(sources: Sequence[tuple[str, ast.Module]]) -> frozenset[str]:
    """Return the public top-level functions (`module:name`) with an unclear name."""
    return frozenset(f"{module}:{node.name}" for module, tree in sources for node in tree.body
                     if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and is_unclear(node.name))  # fmt: skip


@pytest.fixture(scope="module")
def sources() -> Sequence[tuple[str, ast.Module]]:
    return tuple(_sources(ROOT))


def test_no_two_classes_share_a_name(sources: Sequence[tuple[str, ast.Module]]) -> None:
    shared = shared_classes(sources)
    assert {name: modules for name, modules in shared.items() if name not in SHARED_CLASSES} == {}
    assert shared.keys() >= SHARED_CLASSES, "take the names that are not shared any more off the list"


def test_functions_are_named_by_what_they_do(sources: Sequence[tuple[str, ast.Module]]) -> None:
    unclear = unclear_functions(sources)
    assert unclear - UNCLEAR_FUNCTIONS == frozenset()
    assert unclear >= UNCLEAR_FUNCTIONS, "take the functions with a clear name off the list"


def test_a_planted_breach_is_found(tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "sync").mkdir()
    (tmp_path / "app" / "one.py").write_text(
        "class Status: ...\ndef told(): ...\ndef all_(): ...\ndef pinned(): ...\ndef need(): ...\ndef is_told(): ...\n"
    )
    (tmp_path / "sync" / "two.py").write_text(
        "class Status: ...\nclass Other: ...\nasync def of(): ...\ndef _of(): ...\n"
    )
    planted = tuple(_sources(tmp_path))
    assert shared_classes(planted) == {"Status": ["app.one", "sync.two"]}
    assert unclear_functions(planted) == {"app.one:told", "app.one:all_", "app.one:pinned", "sync.two:of"}
