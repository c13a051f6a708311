"""The open vault and its window: asks the store, shows what changed, keeps drafts, and knows when to leave."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from app.actions.changed import Changed
from app.domain.vocabulary import Vocabularies
from app.errors import AppError
from app.gui import idle
from app.gui.look import Look
from app.gui.looking import Looking
from app.gui.past import Past, Way
from app.gui.place import Place
from app.gui.rounds import Rounds
from app.gui.routes import Routes
from app.gui.second import SecondLock
from app.gui.typed import Typed
from app.gui.widgets.edits import end_composing
from app.gui.widgets.foot import Fact
from app.gui.window import Window
from app.gui.work import Work
from app.store.vault import OnlyReads, Vault

if TYPE_CHECKING:
    from app.actions.db import Db
    from app.gui.leaving import Leaving
    from app.gui.longwork import LongWork, Measure
    from sync.ports import Told

T = TypeVar("T")

TICK = 1000
"""Milliseconds between looks at the clock."""
AT_REST = 30
"""Milliseconds that the cursor rests on a row before its page is read: holding Down reads only the last one."""
AFTERWARDS = 250
"""Milliseconds after the first place was shown until the foot line and the network have their turn."""
HURRY = 250
"""Milliseconds that what the store computes may still take when the vault is left, until it is interrupted."""


class Desk(QObject):
    """One open vault in one window. It is `going`, then it has `left` (True: with a fresh locked start)."""

    going = Signal(bool)
    left = Signal(bool)
    relook = Signal(dict)

    def __init__(self, look: Look, work: Work, vault: Vault, words: Vocabularies, name: str, minutes: int) -> None:
        super().__init__()
        self.look, self.work, self.words, self.idle_minutes = look, work, words, minutes
        self._vault = vault
        self.folder: Path = vault.folder
        self.machine: Path | None = None
        self.window = Window(look, name)
        self.places: dict[str, Place] = {}
        self._makers: Mapping[str, Callable[[], Place]] = {}
        self._touched = idle.now()
        self._leaving, self._closed, self._facts = False, False, list[Fact]()
        self.past, self._asked = Past(), ""
        self.routes: Routes  # `places.makers` gives them
        self._before_leaving: list[Callable[[], None]] = []
        self.leaving: Leaving | None = None
        self._long: list[LongWork] = []
        self._notice: QWidget | None = None
        self._watched: dict[QWidget, Callable[[], None]] = {}
        self._typed, self.look_inside = Typed(self), Looking(self)
        self.rounds, self.second = Rounds(self), SecondLock(self)
        self.window.went.connect(self.go)
        self.window.key.connect(self._key)
        self.window.lock.connect(lambda: self.leave(True))
        self.window.hide_now.connect(lambda: self.leave(False))
        self.window.touched.connect(self._touch)
        self.window.sized.connect(lambda factor: self.dress({"factor": factor}))
        self._timer = QTimer(self.window)  # a window that is gone is not looked at
        self._timer.timeout.connect(self._tick)
        self._timer.start(TICK)
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(self._afterwards)

    # Asking and telling.

    def ask(
        self,
        task: Callable[[Vault], T],
        done: Callable[[T], None],
        failed: Callable[[BaseException], None] | None = None,
    ) -> None:
        """Run a task on the vault in the store's thread, then `done` here; nothing any more once it is left."""
        if self._closed:
            return
        vault = self._vault
        self.work.store(self.window, lambda: task(vault), done, failed)

    def read(
        self,
        task: Callable[[Vault], T],
        done: Callable[[T], None],
        failed: Callable[[BaseException], None] | None = None,
    ) -> None:
        """Ask for what is saved, with a task that writes nothing: while a long step goes on, beside it.

        What is asked to be written meanwhile is not seen before the step is over; who must see it uses `ask`.
        """
        if self._closed or not self.work.held:
            self.ask(task, done, failed)
            return
        vault = self._vault

        def beside() -> T:
            with vault.beside() as reader:
                return task(reader)

        def not_done(error: BaseException) -> None:
            if isinstance(error, OnlyReads):  # it keeps something first, a card that is due
                self.ask(task, done, failed)
            else:
                (failed or self.failed)(error)

        self.work.beside(self.window, beside, done, not_done)

    def act(self, task: Callable[[Vault], Changed], said: str, undo: Callable[[Vault], Changed] | None = None) -> None:
        """Do something that changes records; say it in the quiet line, with Undo where there is a way back."""
        self.ask(task, lambda _: self.tell(said, undo, task))

    def tell(
        self,
        said: str,
        undo: Callable[[Vault], Changed] | None = None,
        again: Callable[[Vault], Changed] | None = None,
    ) -> None:
        """Say what was done, remember the way back and how it is done again, and read again what is seen."""
        if undo is not None:
            tr = self.look.tr
            redo = self._way(again, tr("Done again: {what}", what=said)) if again else None
            self.past.did(self._way(undo, tr("Undone: {what}", what=said)), redo)
        self.window.foot.say(said, self.undo if undo else None)
        self.refresh()

    @staticmethod
    def _way(task: Callable[[Vault], Changed], said: str) -> Way:
        return lambda desk: desk.ask(task, lambda _: desk.tell(said))

    def dress(self, changes: dict[str, Any]) -> None:
        """Change what is kept of how the window looks; Undo changes it back, in the window that follows this one."""
        look, name = self.look, self.window.windowTitle()
        before = {"theme": look.theme, "language": look.tr.language, "factor": look.factor, "name": name}
        before = {key: before[key] for key in changes}
        if before != changes and not self._leaving:
            if not self.busy:
                self.past.at = next(iter(changes))
                self.past.did(lambda desk: desk.relook.emit(before), lambda desk: desk.relook.emit(changes))
            self.relook.emit(changes)

    def undo(self) -> None:
        """Undo the last action that has a way back; before it, the one before."""
        self._step(self.past.back(), self.look.tr("There is nothing to undo."))

    def redo(self) -> None:
        """Do again what was undone last."""
        self._step(self.past.again(), self.look.tr("There is nothing to do again."))

    def _step(self, way: Way | None, none: str) -> None:
        if way is None:
            self.say(none)
        else:
            way(self)

    def notice(self, strip: QWidget | None) -> None:
        """Show a strip below every page, in place of the one before; None takes it away."""
        old, self._notice = self._notice, strip
        if old is not None:
            self.window.drop_strip(old)
        if strip is not None:
            self.window.show_strip(strip)

    def say(self, words: str) -> None:
        """Say something in the quiet line."""
        self.window.foot.say(words)

    def failed(self, error: BaseException) -> None:
        """Say what happened and what is safe, in one line; what is not ours to explain is a fault."""
        if isinstance(error, AppError):
            said = " ".join(map(self.look.tr.phrase, filter(None, (error.message, error.hint))))
            self.window.foot.say(said, icon="alert")
        else:
            self.window.foot.say(self.look.tr("The program made a mistake. What was saved is whole."), icon="alert")

    # Places.

    def add_places(self, makers: Mapping[str, Callable[[], Place]], first: str) -> None:
        """Show the first place; the others are made when they are first visited."""
        self._makers = makers
        self.go(first)
        self._soon.start(AFTERWARDS)

    def _afterwards(self) -> None:
        self._read_foot()
        self._typed.load()
        if self.leaving is not None:
            self.leaving.serve(self)
        self.rounds.go(asked=False)
        self.routes.after_opening()
        self.look_inside()

    def show(self, place: str, key: str, group: str) -> None:
        """Show one thing in its place; Esc leads back to where it was asked for."""
        asked = self.window.place
        self.go(place)
        self.places[place].reveal(key, group)
        self._asked = asked if asked != place else ""

    def go(self, key: str) -> None:
        """Show a place."""
        self._asked = ""
        if key in self._makers and self.window.dialog is None:
            if key not in self.places:
                self.places[key] = self._makers[key]()
                self.window.add_place(key, self.places[key].widget)
            self.window.go(key)
            self.places[key].refresh()
            self.places[key].take_focus()

    def refresh(self) -> None:
        """Read again what is seen, and the foot line."""
        self.places[self.window.place].refresh()
        if self.window.full is not None and (again := self._watched.get(self.window.full)):
            again()
        self._read_foot()

    def watch(self, page: QWidget, again: Callable[[], None]) -> None:
        """Call `again` whenever what is seen is read again, as long as `page` covers the place."""
        self._watched = {one: kept for one, kept in self._watched.items() if isValid(one)} | {page: again}

    def _read_foot(self) -> None:
        routes = self.routes

        def read(vault: Vault) -> tuple[list[Fact], int, bool]:
            from app.actions import now

            needs = now.needs(vault)
            return routes.foot(vault), needs.count, needs.today

        self.read(read, lambda found: self._foot(*found))

    def _foot(self, facts: list[Fact], needs: int, today: bool) -> None:
        self._facts = facts
        self.window.show_needs(needs, today)
        self.rounds.read()

    def show_foot(self) -> None:
        """Say at the foot what is known, and when it locks."""
        tr = self.look.tr
        minutes = max(1, round((self.idle_minutes * 60 - self._idle()) / 60))
        long = tr("Locks in {n} minute|Locks in {n} minutes", n=minutes)
        lock = Fact("device", "lock", long, tr("{n} min", n=minutes))
        self.window.foot.show_facts([lock, *self._facts, self.rounds.network])

    def _key(self, name: str) -> None:
        keyed = getattr(self.window.full, "keyed", None)
        if keyed is not None and keyed(name):
            return
        if name == "close":
            self.leave(False)
        elif name == "undo":
            self.undo()
        elif name == "redo":
            self.redo()
        elif name == "settings":
            self.go("settings")
        elif name == "sheet":
            from app.gui.views.keys import KeySheet

            if not isinstance(self.window.full, KeySheet):
                hide = self.window.hide_key.keys
                self.window.show_over(KeySheet(self.look, self.window.close_full, hide))
        elif name in self.routes.anywhere:
            self.routes.anywhere[name]()
        elif name in ("escape", "back") and self._asked and self.window.full is None:
            self.go(self._asked)
        elif not self.places[self.window.place].key(name) and name in ("escape", "back"):
            self.window.close_full()
            if self.window.full is None:
                self.places[self.window.place].take_focus()

    # The network.

    def store_steps(self) -> "Db":
        """Return the way a round on the net lane touches the store: step by step, in the store's thread."""
        vault = self._vault
        return lambda step: self.work.in_store(lambda: step(vault))

    def long_step(self, step: Callable[[Vault], T]) -> T:
        """Run a step that takes long in the store's thread, from the net lane; what only reads goes on beside it."""
        vault = self._vault
        return self.work.in_store_long(lambda: step(vault))

    def on_net(
        self, task: Callable[[Vault, "Db"], T], done: Callable[[T], None],
        failed: Callable[[BaseException], None] | None = None,
    ) -> None:  # fmt: skip
        """Run a round on the net lane."""
        if self._closed:
            return
        vault, db = self._vault, self.store_steps()
        self.work.net(self.window, lambda: task(vault, db), done, failed)

    def at_length(
        self, what: str, stopped: str, task: Callable[[Vault, "Db", "Told"], T], done: Callable[[T], None],
        failed: Callable[[BaseException], None] | None = None, measure: "Measure | None" = None,
    ) -> None:  # fmt: skip
        """Run long work on the net lane, with a strip that shows it: `what` is done, and what is said when `stopped`.

        Everything that must not be half done belongs into `task`: `done` only says it.
        """
        from app.gui.longwork import PATIENCE, LongWork

        long = LongWork(self, self.look, what, stopped, measure)
        self._long.append(long)

        def told(number: int, total: int) -> None:
            long.told(number, total)
            self.work.give_way()  # somebody may be looking at another page

        def show() -> None:
            if long in self._long and not self._closed:
                self.window.show_strip(long.strip)

        QTimer.singleShot(PATIENCE, long, show)

        def over(tell: Callable[[], None]) -> None:
            self._long.remove(long)
            self.window.drop_strip(long.strip)
            long.deleteLater()
            tell()

        self.on_net(
            lambda vault, db: task(vault, db, told),
            lambda got: over(lambda: done(got)),
            lambda error: over(lambda: (failed or self.failed)(error)),
        )

    @property
    def busy(self) -> bool:
        """Whether long work runs."""
        return bool(self._long)

    # Leaving.

    def before_leaving(self, task: Callable[[], None]) -> None:
        """Do this first when the vault is left: it may only queue work in the store's lane."""
        self._before_leaving.append(task)

    def leave(self, again: bool) -> None:
        """Keep the draft, close the store, and go; `again` starts a fresh locked program."""
        if self._leaving:
            return
        self.going.emit(again)
        self.work.hurry(self._vault.interrupt, HURRY)
        self.retire()
        self.window.hide()
        self._closed = False
        self.ask(self._close, lambda _: self.left.emit(again), lambda _: self.left.emit(again))
        self._closed = True

    def _close(self, vault: Vault) -> None:
        self.work.end_beside()
        vault.close()

    def retire(self) -> None:
        """Make room for another window on the same vault: keep the draft, answer nothing more."""
        self._leaving = True
        self._timer.stop()
        for long in self._long:
            long.stop()
        end_composing(self.window)
        for task in self._before_leaving:
            task()
        self._typed.keep()
        self._closed = True

    def _touch(self) -> None:
        self._touched = idle.now()

    def _idle(self) -> float:
        return idle.now() - self._touched

    def _tick(self) -> None:
        if self._idle() >= self.idle_minutes * 60:
            self.leave(True)
            return
        self.show_foot()
        self.rounds.again()
