"""Show every key on one page."""

from collections.abc import Callable

from app.gui.lock.hold_shortcut import USUAL, at_once
from app.gui.style.text import Text
from app.gui.style.theme import Look
from app.gui.widgets.blocks import Facts, PageHeader, ScrollPage
from app.gui.widgets.buttons import Button


def key_words(tr: Text, pressed: str) -> str:
    """Return how to press the keys that hide the window."""
    said = pressed.replace("+", " ")
    return said if at_once(pressed) else tr("Hold {key} for one second", key=said)


def keys(tr: Text, hide: str = USUAL) -> list[tuple[str, str]]:
    """Return the keys that work and their effects; `hide` is the chosen key for hiding."""
    return [
        ("F9", tr("Instant action: ask for help now")),
        ("Ctrl 1 … Ctrl 8", tr("Go to a page of the menu")),
        ("Ctrl Tab, Ctrl Shift Tab", tr("Next or previous tab of a page")),
        ("Ctrl K", tr("Find records, pages and actions")),
        ("Ctrl N", tr("New record of this list")),
        ("/, Ctrl F", tr("Search in this list")),
        ("Tab, Shift Tab", tr("Next or previous control, in reading order")),
        ("Enter, Space", tr("Press the control with the ring. Open the list of a field")),
        ("Backspace", tr("Empty a field of the sentence, or remove an empty one")),
        ("+, Shift Enter", tr("Add a field or a line to the sentence of an incident")),
        ("Alt ↑ ↓", tr("Move a line of the sentence")),
        ("Alt 1 … Alt 0", tr("Go to one of the ten parts of an incident")),
        ("F6, Shift F6", tr("Next or previous part of the window: menu, list, page, bottom line")),
        ("↑ ↓ Home End", tr("Move in a list. Enter opens the row")),
        ("←, →", tr("Open or close a group of a form")),
        ("Shift ↑ ↓, Ctrl A", tr("Select several rows of a list")),
        ("Ctrl G", tr("Assign the selected incidents to a person")),
        ("Esc, Alt ←", tr("Back or close. Amparo keeps your text")),
        ("Ctrl S", tr("Save now. Amparo also saves drafts automatically")),
        ("Ctrl Z, Ctrl Shift Z", tr("Undo the last action and earlier actions, or do them again")),
        ("F2", tr("Edit")),
        ("Ctrl Shift S", tr("Share")),
        ("Alt 1, Alt 2, Alt 3, Alt 4", tr("Choose how much recipients see")),
        ("Ctrl Enter", tr("Put in the outbox, accept the open report, or ask for instant action")),
        ("Ctrl E", tr("Add evidence")),
        ("Delete", tr("Remove the selected password")),
        ("Insert, N, Delete", tr("Add, select or remove a bar of a copy")),
        ("Ctrl V", tr("Paste a picture of a code")),
        ("1, 2, 3", tr("Go to a field of Exchange cards")),
        ("Ctrl L", tr("Lock now")),
        (key_words(tr, hide), tr("Hide: lock and close immediately")),
        (tr("Custom keys"), tr("Erase: destroy the vault. Only if you set up these keys in Safety & settings")),
        ("Ctrl ,", tr("Safety & settings")),
        ("+, −", tr("Zoom in and out on a map")),
        ("+, −, 0, 1, R, I", tr("Picture or page: larger, smaller, fit, actual size, turn, invert colours")),
        (tr("Page Up, Page Down"), tr("Page of a PDF")),
        (
            "Space, J, L, [, ], ., ,, M",
            tr("Sound and film: play, slower, faster, repeat a part, 5 seconds on or back, add a mark"),
        ),
        ("Ctrl +, Ctrl −, Ctrl 0", tr("Text size")),
        ("F1", tr("Help for the open page")),
        ("Ctrl /", tr("Keys")),
    ]


class KeySheet(ScrollPage):
    """The keys that work, with their effects."""

    def __init__(self, look: Look, close: Callable[[], None], hide: str = USUAL) -> None:
        super().__init__(look, 32)
        tr = look.tr
        back = Button(look, tr("Back"), "quiet", "back", tr("Esc"), act=close)
        self.add(PageHeader(look, tr("Keys"), back=back))
        self.add(Facts(look, [(tr.isolated(key), words, "") for key, words in keys(tr, hide)], 176))
        self.close_column()
