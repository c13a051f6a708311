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
    return said if at_once(pressed) else tr("{key}, held for a second", key=said)


def keys(tr: Text, hide: str = USUAL) -> list[tuple[str, str]]:
    """Return the keys that work and their effects; `hide` is the chosen key for hiding."""
    return [
        ("F9", tr("Instant action: ask for help now")),
        ("Ctrl 1 … Ctrl 8", tr("Go to a place of the rail")),
        ("Ctrl Tab, Ctrl Shift Tab", tr("Next or previous tab of a place")),
        ("Ctrl K", tr("Find anything, do anything")),
        ("Ctrl N", tr("New record of this list")),
        ("/, Ctrl F", tr("Search in this list")),
        ("Tab, Shift Tab", tr("Next or previous thing, in the order of reading")),
        ("Enter, Space", tr("Press the control with the ring. Open the list of a field")),
        ("Backspace", tr("Empty a field of the sentence, or remove an empty one")),
        ("+, Shift Enter", tr("Add a field or a line to the sentence of an incident")),
        ("Alt ↑ ↓", tr("Move a line of the sentence")),
        ("Alt 1 … Alt 0", tr("Go to one of the ten parts of an incident")),
        ("F6, Shift F6", tr("Next or previous region: rail, list, page, foot")),
        ("↑ ↓ Home End", tr("Move in a list; Enter opens")),
        ("←, →", tr("Open or close a group of a form")),
        ("Shift ↑ ↓, Ctrl A", tr("Take several rows of a list")),
        ("Ctrl G", tr("Say who works on the incidents you took")),
        ("Esc, Alt ←", tr("Back, or close; never loses text")),
        ("Ctrl S", tr("Save now; drafts are kept anyway")),
        ("Ctrl Z, Ctrl Shift Z", tr("Undo the last action, and those before it; do it again")),
        ("F2", tr("Edit")),
        ("Ctrl Shift S", tr("Share")),
        ("Alt 1, Alt 2, Alt 3, Alt 4", tr("Choose how much recipients see")),
        ("Ctrl Enter", tr("Put in the outbox, accept the report that is shown, or ask")),
        ("Ctrl E", tr("Add evidence")),
        ("Delete", tr("Remove the password that has the ring")),
        ("Ctrl V", tr("Paste a picture of a code")),
        ("1, 2, 3", tr("Go to a field of Exchange cards")),
        ("Ctrl L", tr("Lock now")),
        (key_words(tr, hide), tr("Hide: lock and close immediately")),
        (tr("Custom keys"), tr("Erase: destroy the vault, if you set it up in Safety & settings")),
        ("Ctrl ,", tr("Safety & settings")),
        ("+, −", tr("Nearer and farther, on a map")),
        ("Ctrl +, Ctrl −, Ctrl 0", tr("Text size")),
        ("F1", tr("The page of help for where you are")),
        ("Ctrl /", tr("Keys")),
    ]


class KeySheet(ScrollPage):
    """The keys that work, with their effects."""

    def __init__(self, look: Look, close: Callable[[], None], hide: str = USUAL) -> None:
        super().__init__(look, 32)
        tr = look.tr
        back = Button(look, tr("Back"), "quiet", "back", tr("Esc"))
        back.clicked.connect(lambda _=False: close())
        self.add(PageHeader(look, tr("Keys"), back=back))
        self.add(Facts(look, [(tr.isolated(key), words, "") for key, words in keys(tr, hide)], 176))
        self.close_column()
