"""The check reads each kind of text with its place, and a group above its limit fails it."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.plain.__main__ import LIMITS, main
from tests.plain.pages import page_texts
from tests.plain.rules import GROUPS
from tests.plain.sources import error_classes, python_texts
from tests.plain.tree import collect

MODULE = '''"""Store receipts."""

LIMIT = 3
"""Most receipts."""

# Where a relay is new, ask it first.
class Late(ValueError):
    """A receipt after its time."""


def ask(tr, parser):
    """Return `code` of it.

        a    diagram
    """
    parser.add_argument("--all", help="show all receipts")
    if tr("Save card"):
        raise Late(Phrase("too late", n=1), hint="Ask again." if parser else "Wait.", code="late")
    raise KeyError("not for people")
'''


def test_the_texts_of_a_module() -> None:
    texts = python_texts(MODULE, "a.py", error_classes([MODULE]), {"Save card", "too late"})
    assert sorted((text.group, text.line, text.words, text.kind) for text in texts) == [
        ("cli", 16, "show all receipts", ""),
        ("comments", 6, "Where a relay is new, ask it first.", ""),
        ("docstrings", 1, "Store receipts.", ""),
        ("docstrings", 4, "Most receipts.", ""),
        ("docstrings", 8, "A receipt after its time.", ""),
        ("docstrings", 12, "Return X of it.", "function"),
        ("errors", 18, "Ask again.", ""),
        ("errors", 18, "Wait.", ""),
        ("errors", 18, "too late", ""),
        ("interface", 17, "Save card", ""),
    ]


PAGE = """# A title

A first line
and a second one, see [the page](page.md).
```
no English here
```
- one list item
- another `item` of the list

| name | meaning of it |
|--|--|
| `a b c` | words in a cell |
"""


def test_the_texts_of_a_page() -> None:
    assert [(text.group, text.line, text.words) for text in page_texts(PAGE, "a.md", "docs")] == [
        ("titles", 1, "A title"),
        ("docs", 3, "A first line and a second one, see the page."),
        ("docs", 8, "one list item"),
        ("docs", 9, "another X of the list"),
        ("docs", 11, "meaning of it"),
        ("docs", 13, "words in a cell"),
    ]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Make a small tree with two plain docstrings, a help page, an Arabic one and a catalogue."""
    for name, content in {
        "app/receipts.py": '"""Store receipts."""\n',
        "crypto/keys.py": '"""Make keys."""\n',
        "resources/help/en/1.md": "# Restore a backup\n",
        "resources/help/ar/1.md": "# What is not read\n",
        "resources/translations/ar.po": 'msgid "Save card"\nmsgstr "x"\n\nmsgid "{n} file"\nmsgid_plural "{n} files"\n'
        'msgstr[0] "y"\nmsgstr[1] "z"\n',
        "CHANGELOG.md": "# Changes\n",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content, "utf-8")
    return tmp_path


def test_a_tree_gives_each_text_once(tree: Path) -> None:
    (tree / "sync").mkdir()
    (tree / "sync" / "keys.py").write_text('"""Make keys."""\n', "utf-8")
    assert {(text.group, text.file, text.line) for text in collect(tree)} == {
        ("docstrings", "app/receipts.py", 1),
        ("docstrings", "crypto/keys.py", 1),
        ("help", "resources/help/en/1.md", 1),
        ("interface", "resources/translations/ar.po", 1),
        ("interface", "resources/translations/ar.po", 4),
        ("changelog", "CHANGELOG.md", 1),
    }


def test_a_bad_docstring_fails_the_check_with_its_place(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tree)]) == 0
    assert "docstrings     2 texts     0 flagged   0.0 %" in capsys.readouterr().out
    with (tree / "crypto" / "keys.py").open("a", encoding="utf-8") as module:
        module.write('\n\ndef key():\n    """Whether what stands here is a key."""\n')
    assert main([str(tree)]) == 1
    assert "\ncrypto/keys.py:5 [docstrings] Whether what stands here is a key.\n" in capsys.readouterr().out


def test_a_failed_check_begins_with_the_newest_file(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, changed in (("crypto/keys.py", 2), ("app/receipts.py", 1)):
        (tree / name).write_text(f'"""What is late in {name}."""\n', "utf-8")
        os.utime(tree / name, (changed, changed))
    assert main([str(tree)]) == 1
    shown = capsys.readouterr().out
    assert 0 < shown.index("crypto/keys.py:1") < shown.index("app/receipts.py:1")


def test_the_worst_texts_of_a_group_come_first(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tree / "app" / "receipts.py").write_text('"""Stop at once."""\n', "utf-8")
    (tree / "crypto" / "keys.py").write_text('"""What is late at once."""\n', "utf-8")
    assert main([str(tree), "--worst", "1", "--group", "docstrings"]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert shown[0] == "crypto/keys.py:1 [docstrings] What is late at once."
    assert "    2  write: immediately (or: at the same time) ('at once')" in shown
    assert not any("receipts" in line for line in shown)


def test_every_group_but_commits_has_a_limit() -> None:
    assert set(LIMITS) == GROUPS[""] - {"commits"}
    assert all(0 < limit < 50 for limit in LIMITS.values())


@pytest.mark.skipif(not shutil.which("git"), reason="needs git")
def test_subjects_of_commits_are_read_on_request(tree: Path) -> None:
    git = ["git", "-C", str(tree), "-c", "user.name=Heron", "-c", "user.email=heron@example.org"]
    for words in (
        ["init", "-q"],
        ["commit", "-q", "--allow-empty", "-m", "sync: retry files\n\nWhat is lost is asked for."],
    ):
        subprocess.run([*git, *words], check=True)
    assert [text.words for text in collect(tree, commits=5) if text.group == "commits"] == ["sync: retry files"]
