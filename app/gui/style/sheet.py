"""Fusion, a complete palette and one application style sheet, all made from the tokens of a look.

The sheet holds edges, radii and grounds; never a font (it would beat setFont and drop OpenType features).
Widgets ask for a variant by the dynamic property `kind`.
"""

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication

from app.gui.style.theme import Look
from app.gui.style.tokens import THEMES

_ROLES = {
    "Window": "page",
    "WindowText": "ink",
    "Base": "field",
    "AlternateBase": "sunk",
    "ToolTipBase": "ink",
    "ToolTipText": "page",
    "PlaceholderText": "ink3",
    "Text": "ink",
    "Button": "page",
    "ButtonText": "ink",
    "BrightText": "red",
    "Highlight": "acc",
    "HighlightedText": "onacc",
    "Link": "acc",
    "LinkVisited": "acc",
    "Light": "page",
    "Midlight": "sunk",
    "Mid": "ctl",
    "Dark": "ctl",
    "Shadow": "ink3",
    "Accent": "acc",
}
_FADED = ("WindowText", "Text", "ButtonText")

SHEET = """
QFrame#page, QWidget#page { background: %(page)s; }
QFrame#pane, QWidget#pane { background: %(pane)s; }
QFrame#rail { background: %(rail)s; border: 0; }
QFrame#tabs { background: %(page)s; border: 0; border-bottom: 1px solid %(line)s; }
QFrame#foot { background: %(rail)s; border: 0; border-top: 1px solid %(line)s; }
QFrame#listpane { background: %(pane)s; border: 0; border-right: 1px solid %(line)s; border-left: 1px solid %(line)s; }
QFrame#card { background: %(page)s; border: 1px solid %(line)s; border-radius: 10px; }
QFrame#dialog { background: %(page)s; border: 1px solid %(line)s; border-radius: 14px; }
QFrame#box { background: %(sunk)s; border: 0; border-radius: 10px; }
QFrame#accentbox { background: %(accs)s; border: 0; border-radius: 10px; }
QFrame#amber { background: %(ambs)s; border: 0; border-radius: 10px; }
QFrame#red { background: %(reds)s; border: 0; border-radius: 10px; }
QFrame#rule { background: %(line)s; border: 0; }
QFrame#choice { background: %(page)s; border: 1px solid %(ctl)s; border-radius: 10px; }
QFrame#choice[kind="on"] { background: %(page)s; border: 2px solid %(acc)s; border-radius: 10px; }
QFrame#popup { background: %(page)s; border: 1px solid %(ctl)s; border-radius: 8px; }
QLabel { color: %(ink)s; background: transparent; }
QLabel[ink="ink2"] { color: %(ink2)s; } QLabel[ink="ink3"] { color: %(ink3)s; } QLabel[ink="acc"] { color: %(acc)s; }
QLabel[ink="amb"] { color: %(amb)s; } QLabel[ink="red"] { color: %(red)s; }
QLabel#cap { color: %(ink3)s; background: %(sunk)s; border: 1px solid %(line)s; border-radius: 5px; }
QTableView { selection-background-color: transparent; }
QListView#boxed { background: %(field)s; border: 1px solid %(ctl)s; border-radius: 8px; padding: 4px; }
QListView#boxed:focus { border: 2px solid %(acc)s; padding: 3px; }
QTableView#boxed { background: %(field)s; border: 1px solid %(ctl)s; border-radius: 8px; padding: 4px; }
QTableView#boxed:focus { border: 2px solid %(acc)s; padding: 3px; }
QTableView#boxed::item { padding: 2px 6px; border-radius: 6px; color: %(ink)s; }
QTableView#boxed::item:selected { background: %(sel)s; color: %(ink)s; }
QListView#options { background: %(page)s; border: 0; }
QListView#boxed::item, QListView#options::item { padding: 3px 6px; border-radius: 6px; color: %(ink)s; }
QListView#boxed::item:selected, QListView#options::item:selected { background: %(sel)s; color: %(ink)s; }
QLabel#badge { color: %(ink2)s; background: %(badge)s; border-radius: 6px; }
QLineEdit, QPlainTextEdit { background: %(field)s; color: %(ink)s; border: 1px solid %(ctl)s; border-radius: 8px;
  padding: 1px %(pad)spx;
  selection-background-color: %(acc)s; selection-color: %(onacc)s; placeholder-text-color: %(ink3)s; }
QLineEdit:focus, QPlainTextEdit:focus { border: 2px solid %(acc)s; padding: 0px %(pad1)spx; }
QLineEdit[kind="wrong"], QPlainTextEdit[kind="wrong"] { border: 2px solid %(redf)s; padding: 0px %(pad1)spx; }
QLineEdit[kind="wrong"]:focus, QPlainTextEdit[kind="wrong"]:focus { border: 2px solid %(acc)s; }
QPlainTextEdit { padding: 6px %(pad2)spx; } QPlainTextEdit:focus { padding: 5px %(pad3)spx; }
QScrollArea, QListView, QTableView { background: transparent; border: 0; outline: 0; }
QScrollBar:vertical { background: transparent; width: 8px; margin: 0; border: 0; }
QScrollBar:horizontal { background: transparent; height: 8px; margin: 0; border: 0; }
QScrollBar::handle { background: %(line)s; border-radius: 3px; margin: 1px; min-height: 36px; min-width: 36px; }
QScrollBar::handle:hover, QScrollBar::handle:pressed { background: %(ctl)s; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QToolTip { background: %(ink)s; color: %(page)s; border: 0; padding: 4px 8px; }
QMenu { background: %(page)s; color: %(ink)s; border: 1px solid %(ctl)s; padding: 4px; }
QMenu::item { padding: 6px 18px; border-radius: 6px; } QMenu::item:selected { background: %(sel)s; color: %(ink)s; }
"""


FIELD_PAD = 10
"""Pixels at 100 % between the edge of a field and its words, with what Qt adds: 13 in every kind of field."""
STYLE = "Fusion"
"""Qt's style under our sheet, named when the application is made: setting it later loads all of QStyle."""


def palette(look: Look) -> QPalette:
    """Return every palette role from the tokens, with the text of disabled things in ink3."""
    made = QPalette()
    for role_name, token in _ROLES.items():
        role = QPalette.ColorRole[role_name]
        for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive):
            made.setColor(group, role, look.colour(token))
        faded = "ink3" if role_name in _FADED else token
        made.setColor(QPalette.ColorGroup.Disabled, role, look.colour(faded))
    return made


def style_sheet(look: Look) -> str:
    """Return the one application style sheet."""
    pad = look.sp(FIELD_PAD)  # and 2 px that QLineEdit, 4 px that QTextDocument keeps free itself
    return SHEET % {**THEMES[look.theme], "pad": pad, "pad1": pad - 1, "pad2": pad - 2, "pad3": pad - 3}


def dress(app: QApplication, look: Look) -> None:
    """Apply a look to the application: at the start, and at each change of theme, size or language."""
    from app.gui.style.fonts import load_fonts

    load_fonts(look.tr.language)
    app.setLayoutDirection(look.direction)
    app.setPalette(palette(look))
    app.setFont(look.font("body"))
    app.setStyleSheet(style_sheet(look))
