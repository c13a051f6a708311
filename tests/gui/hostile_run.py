"""The whole window over a vault full of hostile text, as a program of its own: `python -m tests.gui.hostile_run`.

It stands in the folder where the bait lies, opens each place, each row of each list and what a page leads to, paints
all of it and holds the mouse over all that has a tooltip. It prints as JSON what was seen and which bait was opened.
"""

import ctypes
import json
import os
import resource
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QAbstractTableModel, QEvent, QEventLoop, QPoint, Qt, qInstallMessageHandler
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLabel, QWidget

import crypto
from app.actions.contacts import contact_cards
from app.actions.relays import tor
from app.domain.fields import Field, Type, Value
from app.domain.kinds import KINDS
from app.gui.records.parts_view import LinkedRow
from app.gui.start.main_pages import makers
from app.gui.start.program import Program
from app.gui.start.unlock_window import UnlockWindow
from app.gui.widgets.listpane import ListPane
from app.gui.widgets.openrow import OpenRow
from app.store.records.record_rows import Writer
from app.store.relays import known_relays
from app.store.vault import header, identity
from app.store.vault.open_vault import Vault
from tests.actions.bodies import body, event
from tests.actions.pairs import pair_at, post, report_of
from tests.gui.hostile import BAIT, BEGINS, hostile
from tests.process_end import end_process
from tests.vaults import PASSPHRASE, derived

IN_OPEN = 0x20
DEEPEST = 3
"""Rows of one page that are pressed."""
ROWS, OTHERS = 5, 1
"""Rows of one list that are opened, and of each of its groups: in each list others, spread over it."""
LONGEST = 15
"""Seconds of this processor for all pages."""
LONG = 4_000
"""Letters of a text in the fields where not every one stands in full."""


def value(field: Field, text: str) -> Value | None:
    """Return a text as the value of a field; None where a field holds none."""
    if field.type in (Type.TEXT, Type.PROSE):
        return text
    if field.type is Type.TAGS:
        return [text]
    return [[text, text]] if field.type is Type.ROWS else None


def fill(vault: Vault, texts: list[str]) -> None:
    """Write incidents and one to three records of each other kind with the texts in every field that holds one."""
    at = iter(range(10**6))

    def fields(kind: str, first: str) -> dict[str, Value]:
        made = {}
        for number, field in enumerate(KINDS[kind].own):
            said = value(field, first if number == 0 else texts[next(at) % len(texts)][:LONG])
            if said is not None:
                made[field.name] = said
        return made

    with vault.transaction() as con:
        writer = Writer(con, vault.words, vault.author, vault.now() * 1000, vault.random)
        for text in texts:
            most = LONG if text[0] == "<" else len(text)
            incident = writer.create(KINDS["event"], fields("event", text[:LONG]) | {"description": text[:most]})
            writer.link(incident, "place", writer.create(KINDS["place"], {"name": text[:LONG]}))
            act = writer.create(KINDS["act"], {"violation_text": text[:LONG]})
            writer.link(act, "event", incident)
            writer.link(act, "victim", writer.create(KINDS["actor"], {"alias": text[:LONG], "kind": "person"}))
        for kind in KINDS.values():
            if not (kind.sealed or kind.signed or kind.name in ("event", "contact")):
                for text in texts[:: len(texts) // 2]:
                    writer.create(kind, fields(kind.name, text[:LONG]))
        writer.finish()
        for number, text in enumerate(texts[:6]):
            known_relays.keep(con, f"https://{number}.example/{text}"[:200], bytes([number]) * 32, bytes(32), bytes(32))


def know(vault: Vault, other: Vault, texts: list[str]) -> None:
    """Add a contact for each text, by a card that says it; and a report of the last, which nobody has accepted."""
    for text in texts:
        card = crypto.make_card(
            crypto.SigningKey.generate(), kind=1, name=text[:5000], seq=1, issued=0, expires=2**40,
            keysets=identity.card(other).keysets,
        )  # fmt: skip
        contact_cards.add(vault, card.file)
    for number, text in enumerate(texts):
        rows = [event(os.urandom(16), title=text[:9000], description=text[:9000])]
        post(other, vault, report_of(other, vault.author, body(*rows), number.to_bytes(16)))


class Bait:
    """Watches the bait: `opened` names what was opened since it lies there."""

    def __init__(self, folder: Path) -> None:
        libc = ctypes.CDLL(None, use_errno=True)
        self._fd = libc.inotify_init1(os.O_NONBLOCK)
        self._names = {libc.inotify_add_watch(self._fd, os.fsencode(folder / name), IN_OPEN): name for name in BAIT}

    def opened(self) -> list[str]:
        """Return their names."""
        try:
            told = os.read(self._fd, 1 << 16)
        except BlockingIOError:
            return []
        return sorted({self._names[int.from_bytes(told[at : at + 4], "little")] for at in range(0, len(told), 16)})


class Visit:
    """Goes through the window."""

    def __init__(self, program: Program) -> None:
        assert program.desk is not None
        self.desk, self.pages, self.tips, self.rows = program.desk, 0, set[str](), 0

    def settle(self, rounds: int = 3) -> None:
        """Let the store answer all that was asked, what the answers ask, and the page come."""
        for _ in range(rounds):
            answered: list[None] = []
            self.desk.ask(lambda _: None, answered.append)
            while not answered:  # asleep until then: what spins takes the time of the lanes
                QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
            QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
            QApplication.processEvents()

    def look(self) -> None:
        """Paint what is seen and hover over it."""
        self.settle()
        window = self.desk.window
        window.grab()
        self.pages += 1
        for widget in window.findChildren(QWidget):
            if widget.isVisible():
                self._hover(widget, widget.toolTip(), QPoint(1, 1))
            if isinstance(widget, QAbstractItemView) and widget.isVisible():
                self._hover_rows(widget)

    def _hover_rows(self, view: QAbstractItemView) -> None:
        model = view.model()
        for row in range(min(40, model.rowCount() if model is not None else 0)):
            for column in range(min(8, model.columnCount()) if isinstance(model, QAbstractTableModel) else 1):
                index = model.index(row, column)
                for role in Qt.ItemDataRole:
                    said = model.data(index, role)
                    assert not isinstance(said, str) or len(said) <= 5000, (type(model), role)
                self._hover(view.viewport(), str(model.data(index, Qt.ItemDataRole.ToolTipRole) or ""),
                            view.visualRect(index).center())  # fmt: skip

    def _hover(self, widget: QWidget, tip: str, at: QPoint) -> None:
        if tip and tip not in self.tips:
            self.tips.add(tip)
            QApplication.sendEvent(widget, QHelpEvent(QEvent.Type.ToolTip, at, widget.mapToGlobal(at)))
            for shown in QApplication.topLevelWidgets():
                if isinstance(shown, QLabel):
                    shown.grab()

    def everything(self, most: float) -> None:
        """Visit all places until there is nothing more, or the time is over."""
        for key in sorted(makers(self.desk), key=lambda key: key == "incidents"):  # the longest last
            self.desk.go(key)
            self.look()
            for pane in self._panes():
                self._rows(pane, ROWS, most)
                for cell in getattr(pane.chips, "_cells", {}).values():
                    cell.click()
                    self.settle()
                    self._rows(pane, OTHERS, most)

    def _rows(self, pane: ListPane, few: int, most: float) -> None:
        """Open rows of a list, and for some what their page leads to."""
        soon = getattr(self.desk.places[self.desk.window.place], "_soon", None)
        count = len(pane.model.rows)
        step = max(1, count // few)
        for number, at in enumerate(range(self.rows % step, count, step)[:few]):
            if time.process_time() < most and at < len(pane.model.rows):
                self.rows += 1
                row = pane.model.rows[at]
                pane.view.setCurrentIndex(pane.model.index(at))
                pane.opened.emit(row.key)
                if soon is not None:
                    soon.start(0)  # the page comes where the cursor rests
                self.look()
                if number % 9 == 0:
                    self._press()

    def _panes(self) -> Iterator[ListPane]:
        yield from (pane for pane in self.desk.window.findChildren(ListPane) if pane.isVisible())

    def _press(self) -> None:
        """Press what leads further, and come back."""
        window = self.desk.window
        place = window.place
        rows = [w for w in window.findChildren(QWidget) if isinstance(w, OpenRow | LinkedRow) and w.isVisible()]
        for row in rows[:DEEPEST]:
            try:
                row.click()
            except RuntimeError:  # it went with its page
                break
            self.look()
            if window.full is not None:
                window.close_full()
        if window.place != place:
            self.desk.go(place)


def main(folder: Path) -> None:
    """Fill a vault beside the bait, go through its window, and say what was seen; no vault keeps half a character."""
    resource.setrlimit(resource.RLIMIT_AS, (6 << 30, 6 << 30))
    texts = [text.replace("\0", "") for text in hostile(Path.cwd())[:-1] if text and "\ud800" not in text]
    with pair_at(folder) as pair:
        know(pair.ana, pair.ben, texts)
        fill(pair.ana, texts)
        tor.set_place(pair.ana, f"unix:{folder}/tor")  # the page of relays asks whether Tor answers: without a network
    app = QApplication([])
    qInstallMessageHandler(lambda _kind, _context, _text: None)  # the offscreen plugin says what it cannot do
    program = Program(app, folder / "ana")
    program.begin()
    m_kib, passes, salt = header.costs(header.read(program.folder / "vault.hdr"))[0:3]
    while not isinstance(program.window, UnlockWindow):
        app.processEvents()
    program.unlock(derived(PASSPHRASE, salt, m_kib, passes))
    while program.desk is None or program.window is not program.desk.window:
        app.processEvents()
    visit = Visit(program)
    visit.desk.window.resize(1280, 800)
    visit.settle(9)
    before, bait = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, Bait(Path.cwd())
    (folder / BEGINS).touch()  # for strace: what the program loads to start is before it
    visit.everything(time.process_time() + LONGEST)
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    told = {"opened": bait.opened(), "mib": (after - before) / 1024, "pages": visit.pages, "rows": visit.rows,
            "tips": len(visit.tips), "marked": sum("img" in tip for tip in visit.tips)}  # fmt: skip
    json.dump(told, sys.stdout)
    sys.stdout.flush()
    end_process()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
