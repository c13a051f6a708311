"""Text from records is plain text in every place of the window, and only one module says it to Qt."""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QStringListModel
from PySide6.QtGui import QFont, QFontMetrics, Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QMenu, QWidget
from pytestqt.qtbot import QtBot

from app.gui.style.text import Text
from app.gui.style.theme import Look
from app.gui.widgets import plain_text
from app.gui.widgets.buttons import Button
from app.gui.widgets.edits import prose_edit
from app.gui.widgets.labels import Elided, Label, Prose, Sentence
from app.safe_text import PAGE, make_harmless
from tests.gui.hostile import BAIT, BEGINS, IMAGE, hostile

ROOT = Path(__file__).parents[2]
GUI = ROOT / "app" / "gui"
PLAIN = GUI / "widgets" / "plain_text.py"
CALLS = {
    "setToolTip", "setStatusTip", "setWhatsThis", "setAccessibleName", "setAccessibleDescription", "setWindowTitle",
    "setWindowIconText", "setIconText", "setPlaceholderText", "setTextFormat", "setTitle", "setInformativeText",
    "setDetailedText", "showMessage", "showText", "addAction", "addMenu", "addSection", "setStringList", "drawText",
    "drawStaticText", "elidedText", "insertHtml", "appendHtml", "setMarkdown", "setHeaderData", "setItemText",
    "setTabText", "addTab", "setSuffix", "setPrefix", "setSpecialValueText", "setLabelText",
    "setHorizontalHeaderLabels",
    "QAccessibleAnnouncementEvent", "setHtml", "set_markup",
}  # fmt: skip
"""Qt's own ways to show a text."""
CLASSES = {
    "QLabel", "QPushButton", "QToolButton", "QCheckBox", "QRadioButton", "QCommandLinkButton", "QGroupBox", "QComboBox",
    "QListWidget", "QTreeWidget", "QTableWidget", "QListWidgetItem", "QTreeWidgetItem", "QTableWidgetItem",
    "QStandardItem", "QStandardItemModel", "QTextBrowser", "QTextEdit", "QTextDocument", "QMessageBox", "QErrorMessage",
    "QInputDialog", "QProgressDialog", "QFileDialog", "QWizard", "QToolTip", "QWhatsThis", "QStatusBar", "QTabWidget",
    "QTabBar", "QDockWidget", "QSplashScreen", "QStaticText", "QAction", "QCompleter", "QAbstractButton", "QMimeData",
    "QDesktopServices", "QUndoView", "QMdiSubWindow", "QToolBox", "QToolBar", "QMenuBar",
}  # fmt: skip
"""Qt's classes that show a text, or make much of one, by themselves."""
OURS = {
    "widgets/labels.py": {"QLabel", "set_markup", "plain_text.sentence"},  # of ours, each with a `setText` of its own
    "widgets/buttons.py": {"QAbstractButton"},
    "library/library_view.py": {"QLabel"},  # without a text
    "start/unlock_window.py": {"QLabel"},  # a picture
    "people/code_reader.py": {"QMimeData"},  # what is on the clipboard; nothing is shown of it
    "vault/kit.py": {"setTitle"},  # of a PDF
    "widgets/rows.py": {"setStringList"},  # empty texts, so that Qt counts the rows
}
ROLES = {"ToolTipRole", "StatusTipRole", "WhatsThisRole"}


def raw(source: str) -> Iterator[tuple[int, str]]:
    """Give the lines that reach Qt past the functions, and by what."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and (node.attr in CALLS or ast.unparse(node) == "plain_text.sentence"):
            yield node.lineno, node.attr if node.attr in CALLS else "plain_text.sentence"
        elif isinstance(node, ast.Name) and node.id in CLASSES | CALLS:
            yield node.lineno, node.id
        elif isinstance(node, ast.FunctionDef) and node.name == "data" and "role" in ast.unparse(node.args):
            yield from _roles(node)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "QStringListModel":
            yield from ((arg.lineno, "QStringListModel") for arg in node.args if isinstance(arg, ast.List | ast.Call))


def _roles(data: ast.FunctionDef) -> Iterator[tuple[int, str]]:
    """Give what a model returns that is no word of ours and did not go through a function of `plain`."""
    for node in ast.walk(data):
        if isinstance(node, ast.Return) and node.value is not None:
            said = ast.unparse(node.value)
            if "plain_text." not in said and said != "None" and ".font(" not in said:
                yield node.lineno, f"data: {said}"


def test_only_one_module_tells_qt_what_to_show() -> None:
    found = [
        f"{file.relative_to(GUI)}:{line} {name}"
        for file in sorted(GUI.rglob("*.py"))
        if file != PLAIN
        for line, name in raw(file.read_text())
        if name not in OURS.get(str(file.relative_to(GUI)), set())
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("line", [
    "row.setToolTip(name)", "QLabel(name)", "menu.addAction(name)", "super().setWindowTitle(x)", "box = QMessageBox()",
    "set_it = widget.setToolTip", "QStringListModel([name])", "def data(self, index, role):\n    return self.name",
])  # fmt: skip
def test_a_way_past_it_is_found(line: str) -> None:
    assert list(raw(line))


def test_what_is_set_is_never_markup(qtbot: QtBot, tmp_path: Path) -> None:
    widget, edit, menu, model = QWidget(), QLineEdit(), QMenu(), QStringListModel()
    for one in (widget, edit, menu):
        qtbot.addWidget(one)
    assert Qt.mightBeRichText(IMAGE)
    for text in hostile(tmp_path):
        plain_text.tooltip(widget, text)
        assert not Qt.mightBeRichText(widget.toolTip()) and len(widget.toolTip()) <= 2 * plain_text.TIP
        plain_text.set_accessible_name(widget, text)
        plain_text.set_accessible_description(widget, text)
        assert max(len(widget.accessibleName()), len(widget.accessibleDescription())) <= 2 * PAGE
        plain_text.title(widget, text)
        plain_text.hint(edit, text)
        action = plain_text.action(menu, text)
        plain_text.items(model, [text])
        shown = [widget.windowTitle(), edit.placeholderText(), model.data(model.index(0)), plain_text.line(text)]
        assert all("\n" not in one and len(one) <= 2 * plain_text.LINE for one in shown)
        assert action.text().replace("&&", "").count("&") == 0
        assert not {*"\0\x1b\u202a\u202e\ud800"} & {*"".join(shown), *widget.toolTip(), *widget.accessibleName()}


def test_labels_and_buttons_of_ours_are_plain(qtbot: QtBot, tmp_path: Path) -> None:
    look = Look(Text("en"), "light", 1.0, 1.0)
    for text in hostile(tmp_path):
        for made in (Label(look, text), Elided(look, text), Sentence(look, [("x", "")])):
            qtbot.addWidget(made)
            made.setText(text)
            assert made.textFormat() == Qt.TextFormat.PlainText and len(made.text()) <= 2 * PAGE
        for rich in (Sentence(look, [(text, "who")]), Prose(look, text)):
            qtbot.addWidget(rich)
            assert rich.text().count("<") <= 6 + rich.text().count("<br>") and "<img" not in rich.text().lower()
        button = Button(look, text)
        qtbot.addWidget(button)
        assert button.text().replace("&&", "").count("&") == 0 and len(button.shown) <= 2 * plain_text.LINE


def test_a_text_moves_no_word_around_it() -> None:
    english, arabic = Text("en"), Text("ar")
    for name in ("\u202eWren", "\u2067Wren", "Wren\u2069", "Wren\u2069\u202e\u2066", "\u05d0\u05d1", "\u2029\u2067x"):
        for tr in (english, arabic):
            said = tr.line(name, "3")
            depth = 0
            for letter in said:
                depth += {**dict.fromkeys("\u2066\u2067\u2068", 1), "\u2069": -1}.get(letter, 0)
                assert depth >= 0 and letter not in "\u202a\u202b\u202c\u202d\u202e\u2029"
            assert depth == 0, said
    assert english.line("\u05d0\u05d1", "3") == "\u2068\u05d0\u05d1\u2069 · 3"
    assert english("From {name}", name="Wren") == "From Wren" and english.isolated("Río") == "Río"


def test_a_sentence_of_ours_keeps_its_direction_beside_a_name_that_has_another(qtbot: QtBot) -> None:
    look = Look(Text("en"), "light", 1.0, 1.0)
    sentence = Sentence(look, [(look.tr.isolated("\u05d0\u05d1"), "who"), (" was arrested.", "")])
    qtbot.addWidget(sentence)
    assert 'dir="ltr"' in sentence.text()


def test_a_label_of_qt_that_is_given_hostile_text_is_plain(qtbot: QtBot) -> None:
    label = QLabel()
    qtbot.addWidget(label)
    plain_text.label(label, IMAGE)
    assert label.textFormat() == Qt.TextFormat.PlainText and label.text() == IMAGE


def test_a_word_of_half_a_million_letters_does_not_stop_a_field(qtbot: QtBot) -> None:
    begun = time.process_time()
    edit = prose_edit(Look(Text("en"), "light", 1.0, 1.0), "Notes", "x" * 500_000)
    qtbot.addWidget(edit)
    edit.grab()
    assert time.process_time() - begun < 3 and len(edit.toPlainText()) == 500_000


def test_harmless_changes_nothing_that_is() -> None:
    for text in ("Wren", "Río Ocoña", "نص\u200cها", "\u2068Wren\u2069 and\n\u2068x\u2069", "a\u200fb", ""):
        assert make_harmless(text, 100) == text
    assert make_harmless("x" * 9, 5) == "xxxx…" and make_harmless("a\nb", 9, lines=False) == "a b"
    assert make_harmless("\u2068" + "x" * 9 + "\u2069", 5) == "\u2068xxx…\u2069"


@pytest.mark.skipif(sys.platform != "linux", reason="watches files by inotify")
def test_the_window_opens_no_file_that_a_record_names(tmp_path: Path) -> None:
    """One window over a vault with hostile text in every field; strace, where it is there, sees every other file."""
    bait, log, strace = tmp_path / "bait", tmp_path / "strace", shutil.which("strace")
    bait.mkdir()
    for name in BAIT:
        (bait / name).write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    traced = [strace, "-f", "--seccomp-bpf", "-qq", "-e", "trace=open,openat,connect,execve", "-o", str(log)]
    child = subprocess.run(
        [*map(str, traced if strace else []), sys.executable, "-m", "tests.gui.hostile_run", str(tmp_path / "vault")],
        cwd=bait, capture_output=True, text=True, timeout=240,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONSAFEPATH": "1", "QT_QPA_PLATFORM": "offscreen"},
    )  # fmt: skip
    assert child.returncode == 0, child.stderr[-3000:]
    told = json.loads(child.stdout)
    assert told["opened"] == [], told
    assert told["mib"] < 250 and told["pages"] > 60 and told["marked"] > 0, told
    if strace:
        _, begun, calls = log.read_text(errors="replace").partition(f'/{BEGINS}"')
        assert begun and not [call for call in re.findall(r"connect\(.*", calls) if "AF_UNIX" not in call]
        own = (f"{ROOT}/", f"{tmp_path}/vault/", sys.prefix, sys.base_prefix, "/usr/", "/lib", "/etc/", "/proc/",
               "/sys/", "/dev/null", "/dev/urandom", "/var/cache/fontconfig/", f"{Path.home()}/", ":qmemoryfonts/",
               ":/non-existent")  # fmt: skip
        opened = re.findall(r'(?:open|openat|execve)\([^"]*"([^"]*)"', calls)
        folders = (str(ROOT), str(Path.home()))  # listed, as what is in them
        assert opened and not [path for path in opened if not path.startswith(own) and path not in folders]


def test_narrow_words_that_fit_are_not_cut(qapp: object) -> None:
    """An Arabic button of its own width ended in dots."""
    metrics = QFontMetrics(QFont("Noto Sans Arabic", 9))
    for text in ("أزل التغيير", "iiil", "ill lilt ill"):
        assert plain_text.elide_text(metrics, text, metrics.horizontalAdvance(text) + 2) == text


@pytest.mark.parametrize("text", ["i" * 300, "W" * 300, "iiii" * 12, "short", "مدافع " * 60])
def test_a_line_is_cut_where_the_room_ends(qapp: object, text: str) -> None:
    metrics = QFontMetrics(QFont("Inter", 10))
    for room in (40, 380):
        shown = plain_text.elide_text(metrics, text, room)
        assert metrics.horizontalAdvance(shown) <= room
        cut = text[: 2 * room]
        assert shown == (
            cut
            if metrics.horizontalAdvance(cut) <= room
            else metrics.elidedText(cut, Qt.TextElideMode.ElideRight, room)
        )
