"""All English texts of a tree, and what the rules find in each."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.pofile import read_po

from tests.plain.pages import group_of, page_texts, subjects
from tests.plain.sources import ENGLISH, error_classes, python_texts
from tests.plain.text import Text

FOLDERS = ("app", "crypto", "docs", "installer", "resources", "sync")
CATALOGUE = "resources/translations/ar.po"
"""Its keys are the strings of the windows."""


def collect(root: Path, commits: int = 0) -> list[Text]:
    """Return the texts of a tree in a fixed order, equal words once in each group.

    `commits`: number of the newest commit subjects to add.
    """
    modules = dict(_files(root, "py", [root / "x.py"]))
    keys = catalogue_keys(root / CATALOGUE)
    errors = error_classes(modules.values())
    texts = [text for file, source in modules.items() for text in python_texts(source, file, errors, keys)]
    texts += [Text("interface", CATALOGUE, line, key) for key, line in keys.items() if ENGLISH.search(key)]
    for file, source in _files(root, "md", sorted(root.glob("*.md"))):
        if group := group_of(file):
            texts += page_texts(source, file, group)
    return list(_once([*texts, *subjects(root, commits)]))


def _files(root: Path, suffix: str, more: Iterable[Path]) -> Iterator[tuple[str, str]]:
    """Return the name and content of each file in the folders that the project publishes."""
    for path in [*more, *(path for name in FOLDERS for path in sorted((root / name).rglob(f"*.{suffix}")))]:
        if path.is_file():
            yield path.relative_to(root).as_posix(), path.read_text("utf-8")


def catalogue_keys(path: Path) -> dict[str, int]:
    """Return the keys of a catalogue with their lines, or nothing without the file."""
    if not path.is_file():
        return {}
    with path.open("rb") as file:
        found = [message for message in read_po(file) if message.id]
    return {one.id if isinstance(one.id, str) else "|".join(one.id): one.lineno or 0 for one in found}


def _once(texts: Iterable[Text]) -> Iterator[Text]:
    seen = set()
    for text in texts:
        key = ("screen" if text.group in ("interface", "errors") else text.group, text.words.strip())
        if key[1] and key not in seen:
            seen.add(key)
            yield text
