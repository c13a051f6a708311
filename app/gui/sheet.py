"""Fusion, a complete palette and one application style sheet, all made from the tokens of a look.

The sheet holds edges, radii and grounds; never a font (it would beat setFont and drop OpenType features).
Widgets ask for a variant by the dynamic property `kind`.
"""

from string import Template

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication

from app.gui.look import Look
from app.gui.tokens import THEMES

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

_SHEET = Template("""
QFrame#page, QWidget#page { background: $page; }
QFrame#pane, QWidget#pane { background: $pane; }
QFrame#rail { background: $rail; border: 0; }
QFrame#foot { background: $rail; border: 0; border-top: 1px solid $line; }
QFrame#listpane { background: $pane; border: 0; border-right: 1px solid $line; border-left: 1px solid $line; }
QFrame#card { background: $page; border: 1px solid $line; border-radius: 10px; }
QFrame#dialog { background: $page; border: 1px solid $line; border-radius: 14px; }
QFrame#box { background: $sunk; border: 0; border-radius: 10px; }
QFrame#accentbox { background: $accs; border: 0; border-radius: 10px; }
QFrame#amber { background: $ambs; border: 0; border-radius: 10px; }
QFrame#red { background: $reds; border: 0; border-radius: 10px; }
QFrame#rule { background: $line; border: 0; }
QFrame#choice { background: $page; border: 1px solid $ctl; border-radius: 10px; }
QFrame#choice[kind="on"] { background: $page; border: 2px solid $acc; border-radius: 10px; }
QFrame#popup { background: $page; border: 1px solid $ctl; border-radius: 8px; }
QLabel { color: $ink; background: transparent; }
QLabel[ink="ink2"] { color: $ink2; } QLabel[ink="ink3"] { color: $ink3; } QLabel[ink="acc"] { color: $acc; }
QLabel[ink="amb"] { color: $amb; } QLabel[ink="red"] { color: $red; }
QLabel#cap { color: $ink3; background: $sunk; border: 1px solid $line; border-radius: 5px; }
QListView#boxed { background: $field; border: 1px solid $ctl; border-radius: 8px; padding: 4px; }
QListView#boxed:focus { border: 2px solid $acc; padding: 3px; }
QListView#options { background: $page; border: 0; }
QListView#boxed::item, QListView#options::item { padding: 3px 6px; border-radius: 6px; color: $ink; }
QListView#boxed::item:selected, QListView#options::item:selected { background: $sel; color: $ink; }
QLabel#badge { color: $ink2; background: $badge; border-radius: 6px; }
QLineEdit, QPlainTextEdit { background: $field; color: $ink; border: 1px solid $ctl; border-radius: 8px;
  padding: 1px ${pad}px; selection-background-color: $acc; selection-color: $onacc; placeholder-text-color: $ink3; }
QLineEdit:focus, QPlainTextEdit:focus { border: 2px solid $acc; padding: 0px ${pad1}px; }
QLineEdit[kind="wrong"], QPlainTextEdit[kind="wrong"] { border: 2px solid $redf; padding: 0px ${pad1}px; }
QPlainTextEdit { padding: 6px 9px; } QPlainTextEdit:focus { padding: 5px 8px; }
QScrollArea, QListView { background: transparent; border: 0; outline: 0; }
QScrollBar:vertical { background: transparent; width: 8px; margin: 0; border: 0; }
QScrollBar:horizontal { background: transparent; height: 8px; margin: 0; border: 0; }
QScrollBar::handle { background: $line; border-radius: 3px; margin: 1px; min-height: 36px; min-width: 36px; }
QScrollBar::handle:hover, QScrollBar::handle:pressed { background: $ctl; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QToolTip { background: $ink; color: $page; border: 0; padding: 4px 8px; }
QMenu { background: $page; color: $ink; border: 1px solid $ctl; padding: 4px; }
QMenu::item { padding: 6px 18px; border-radius: 6px; } QMenu::item:selected { background: $sel; color: $ink; }
""")


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
    pad = look.sp(12)
    return _SHEET.substitute(THEMES[look.theme], pad=pad, pad1=pad - 1)


def dress(app: QApplication, look: Look) -> None:
    """Put a look on the application; once at start and once for each change of theme, size or language."""
    from app.gui.fonts import load_fonts

    load_fonts(look.tr.language)
    app.setLayoutDirection(look.direction)
    app.setPalette(palette(look))
    app.setFont(look.font("body"))
    app.setStyleSheet(style_sheet(look))
