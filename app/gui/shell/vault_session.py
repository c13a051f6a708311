"""The open vault and its window: asks the store, shows changes, stores drafts, and locks after idle time."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from app.actions.kernel.change_set import EVERYTHING, Changed, PageData
from app.domain.vocabulary import Vocabularies
from app.gui.lock import idle
from app.gui.lock.clipboard import ClipboardClearing
from app.gui.shell.evidence_reader import Looking
from app.gui.shell.foot import Fact
from app.gui.shell.place import MainPage
from app.gui.shell.rounds import Rounds
from app.gui.shell.routes import Routes
from app.gui.shell.second_lock import SecondLock
from app.gui.shell.undo_stack import Past, make_step
from app.gui.shell.unsaved_text import Typed
from app.gui.shell.window import Window
from app.gui.shell.work import Work
from app.gui.style.theme import Look
from app.gui.widgets.edits import end_composing
from app.store.vault.open_vault import OnlyReads, Vault

if TYPE_CHECKING:
    from app.actions.kernel.db import Db
    from app.actions.today.due_tasks import Needs
    from app.gui.shell.auto_lock import AutoLock
    from app.gui.shell.longwork import LongWork, Measure
    from sync.ports import Told

T = TypeVar("T")

TICK = 1000
"""Milliseconds between checks of the clock."""
AT_REST = 30
"""Milliseconds that the cursor rests on a row before its page is read: if Down is held, only the last one is read."""
AFTERWARDS = 250
"""Milliseconds between the first place and the start of the foot line and the network."""
HURRY = 250
"""Milliseconds that a computation of the store can still take on lock before it is interrupted."""


class VaultSession(QObject):
    """One open vault in one window. Emits `going`, then `left` (True: with a fresh locked start)."""

    going = Signal(bool)
    left = Signal(bool)
    needs = alone = False
    """`needs`: an alarm was open at the lock; `alone`: no person asked for the lock."""
    relook = Signal(dict)

    def __init__(self, look: Look, work: Work, vault: Vault, words: Vocabularies, name: str, minutes: int) -> None:
        super().__init__()
        self.look, self.work, self.words, self.idle_minutes = look, work, words, minutes
        self._vault, self.kinds, self.folder = vault, vault.kinds, vault.folder
        self.machine: Path | None = None
        self.is_temporary = self.has_own = self.opens_sample = self.makes_own = False  # of a sample vault
        self.window = Window(look, name)
        self.places: dict[str, MainPage] = {}
        self._makers: Mapping[str, Callable[[], MainPage]] = {}
        self.clock: Callable[[], float] = idle.now  # seconds, for the idle time
        self._touched = self.clock()
        self._leaving, self._closed, self._facts = False, False, list[Fact]()
        self.past, self._asked = Past(), ""
        self.routes: Routes  # `places.makers` gives them
        self._before_leaving: list[Callable[[], None]] = []
        self.leaving: AutoLock | None = None
        self._long: list[LongWork] = []
        self._notice: QWidget | None = None
        self._watched: dict[QWidget, tuple[Callable[[], None], PageData | None]] = {}
        self._typed, self.look_inside = Typed(self), Looking(self)
        self.rounds, self.second = Rounds(self), SecondLock(self)
        self.window.went.connect(lambda key: self.routes.follow(f"go:{key}"))
        self.window.foot.went.connect(lambda key: self.routes.follow(key))
        self.window.key.connect(self._key)
        self.window.lock.connect(lambda: self.leave(True))
        self.window.hide_now.connect(lambda: self.leave(False))
        self.window.touched.connect(self._touch)
        self.window.sized.connect(lambda factor: self.dress({"factor": factor}))
        self._timer = QTimer(self.window)  # the timer ends with its window
        self._timer.timeout.connect(self._tick)
        self._timer.start(TICK)
        self._copies = ClipboardClearing(QGuiApplication.clipboard(), lambda: self.clock(), self)
        self.before_leaving(self._copies.clear)
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(self._afterwards)

    # Requests and messages.

    def ask(
        self,
        task: Callable[[Vault], T],
        done: Callable[[T], None],
        failed: Callable[[BaseException], None] | None = None,
    ) -> None:
        """Run a task on the vault in the store's thread, then `done` here; after the lock no callback runs."""
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
        """Read saved data with a task that writes nothing; during a long step, in a parallel reader.

        A write that is queued in that time is not visible before the step ends; use `ask` to see it.
        """
        if self._closed or not self.work.held:
            self.ask(task, done, failed)
            return
        vault = self._vault

        def beside() -> T:
            with vault.beside() as reader:
                return task(reader)

        def not_done(error: BaseException) -> None:
            if isinstance(error, OnlyReads):  # the task writes something first: a card that is due
                self.ask(task, done, failed)
            else:
                (failed or self.failed)(error)

        self.work.beside(self.window, beside, done, not_done)

    def act(self, task: Callable[[Vault], Changed], said: str, undo: Callable[[Vault], Changed] | None = None) -> None:
        """Run a task that changes records; announce it in the quiet line, with Undo if `undo` is given."""
        self.ask(task, lambda changed: self.tell(said, undo, task, changed))

    def tell(
        self, said: str, undo: Callable[[Vault], Changed] | None = None,
        again: Callable[[Vault], Changed] | None = None, changed: Changed = EVERYTHING,
        draft: str = "", undone: str = "",
    ) -> None:  # fmt: skip
        """Announce a change, and read the `changed` data again; see `SessionCalls.tell` for the rest."""
        if undo is not None:
            redo = make_step(again, self.look.tr("Done again: {what}", what=said)) if again else None
            self.past.did(make_step(undo, undone or self.look.tr("Undone: {what}", what=said)), redo, draft)
        self.window.foot.say(said, self.undo if undo else None)
        self.refresh(changed)

    def tell_draft(self, said: str, name: str, leads: str) -> None:
        """Announce a draft that a person left; Undo opens its form again, by the key `leads`."""
        self.past.did(lambda desk: desk.routes.follow(leads), draft=name)
        self.window.foot.say(said, self.undo)
        self.refresh(Changed(frozenset({"draft"})))

    def dress(self, changes: dict[str, Any]) -> None:
        """Change the stored appearance of the window; Undo changes it back, in the window that is built next."""
        look, name = self.look, self.window.windowTitle()
        before = {"theme": look.theme, "language": look.tr.language, "factor": look.factor, "name": name}
        before = {key: before[key] for key in changes}
        if before != changes and not self._leaving:
            if not self.busy:
                self.past.at = next(iter(changes))
                self.past.did(lambda desk: desk.relook.emit(before), lambda desk: desk.relook.emit(changes))
            self.relook.emit(changes)

    def opened_draft(self, name: str) -> None:
        """End the undo of a draft whose form opens, in the foot line too."""
        if self.past.opened_draft(name):
            self.window.foot.end()

    def undo(self) -> None:
        """Undo the last action that has an undo; the next call undoes the one before."""
        way = self.past.back()
        way(self) if way else self.say(self.look.tr("There is nothing to undo."))

    def redo(self) -> None:
        """Redo the action that was undone last."""
        way = self.past.again()
        way(self) if way else self.say(self.look.tr("There is nothing to do again."))

    def notice(self, strip: QWidget | None) -> None:
        """Show a strip below every page, instead of the current one; None removes it."""
        old, self._notice = self._notice, strip
        if old is not None:
            self.window.drop_strip(old)
        if strip is not None:
            self.window.show_strip(strip)

    def say(self, words: str) -> None:
        """Show a text in the quiet line."""
        self.window.foot.say(words)

    def failed(self, error: BaseException) -> None:
        """Show an AppError in one line: the event and the safe state; any other error is a fault of the program."""
        tr = self.look.tr
        self.window.foot.say(tr.error(error, tr("Amparo made an error. Your saved records are safe.")), icon="alert")

    # Places.

    def add_places(self, makers: Mapping[str, Callable[[], MainPage]], first: str) -> None:
        """Show the first place; the others are made at their first visit."""
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
        """Show one thing in its place; Esc leads back to the place that asked."""
        asked = self.window.place
        self.go(place)
        self.places[page := self.window.page_of(place)].reveal(key, group)
        self._asked = asked if asked != page else ""

    def go(self, key: str) -> None:
        """Show a place, or a tab; a place with tabs shows its current one."""
        self._asked, key = "", self.window.page_of(key)
        if key in self._makers and self.window.dialog is None:
            if key not in self.places:
                self.places[key] = self._makers[key]()
                self.window.add_place(key, self.places[key].widget)
            self.window.go(key)
            self.places[key].refresh()
            self.places[key].take_focus()

    def refresh(self, changed: Changed = EVERYTHING) -> None:
        """Read the foot line again, and the place and the page over it if they show `changed` data."""
        place = self.places[self.window.place]
        if shown := changed.meets(place.shows, self.kinds):
            place.refresh()
        watched = self._watched.get(self.window.full) if self.window.full else None
        if watched and changed.meets(watched[1], self.kinds):
            watched[0]()
        if not (shown and getattr(place, "reads_foot", False)):
            self._read_foot()

    def watch(self, page: QWidget, again: Callable[[], None], shows: PageData | None = None) -> None:
        """Call `again` at each refresh after a change of what `page` shows, as long as `page` covers the place."""
        self._watched = {one: kept for one, kept in self._watched.items() if isValid(one)} | {page: (again, shows)}

    def _read_foot(self) -> None:
        self.read_with_foot(lambda vault, needs: None, lambda _: None)

    def read_with_foot(self, task: "Callable[[Vault, Needs], T]", done: Callable[[T], None]) -> None:
        """Read a page (`task`, with the counted tasks), badges and foot line in one snapshot; show them in one turn."""
        routes = self.routes

        def read(vault: Vault) -> tuple[T, list[Fact], dict[str, tuple[int, bool]]]:
            from app.actions.today import due_tasks
            from app.store.vault.snapshots import snapshot

            with snapshot(vault):
                needs = due_tasks.needs(vault)
                badges = {"today": (needs.count, needs.today), "inbox": (needs.came, bool(needs.told)),
                          "checkins": (needs.missed, True)}  # fmt: skip
                return task(vault, needs), routes.foot(vault), badges

        def show(found: tuple[T, list[Fact], dict[str, tuple[int, bool]]]) -> None:
            page, facts, badges = found
            self._foot(facts, badges)
            done(page)

        self.read(read, show)

    def _foot(self, facts: list[Fact], badges: Mapping[str, tuple[int, bool]]) -> None:
        self._facts = facts
        for key, (count, today) in badges.items():
            self.window.show_needs(key, count, today)
        self.rounds.read()

    def show_foot(self) -> None:
        """Show the known facts in the foot line, and first the button that locks, with the minutes until it locks."""
        tr = self.look.tr
        n = max(1, round((self.idle_minutes * 60 - self.clock() + self._touched) / 60))
        long, left = tr("Lock now, or in {n} minute|Lock now, or in {n} minutes", n=n), tr("{n} min", n=n)
        named = (tr("Lock now"), tr("Lock")) if self.is_temporary else (long, tr.line(tr("Lock"), left))
        self.window.foot.show_facts([Fact("do:lock", "lock", *named), *self._facts, self.rounds.network])

    def _key(self, name: str) -> None:
        keyed = getattr(self.window.full, "keyed", None)
        if keyed is not None and keyed(name):
            return
        if name == "close":
            self.routes.leave(False)
        elif name == "undo":
            self.undo()
        elif name == "redo":
            self.redo()
        elif name == "sheet":
            from app.gui.shell.keys_view import KeySheet

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
        """Return the access of a round on the net lane to the store: step by step, in the store's thread."""
        vault = self._vault
        return lambda step: self.work.in_store(lambda: step(vault))

    def long_step(self, step: Callable[[Vault], T]) -> T:
        """Run a long step in the store's thread, from the net lane; tasks that only read run in parallel."""
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
    ) -> "LongWork":  # fmt: skip
        """Run long work on the net lane, with a strip that shows it: `what` names it, `stopped` is the text after Stop.

        All changes that must be complete belong into `task`; `done` only announces them. A page can take its strip.
        """
        from app.gui.shell.longwork import run_at_length

        return run_at_length(self, self._long, what, stopped, task, done, failed or self.failed, measure)

    @property
    def busy(self) -> bool:
        """Return True if long work runs."""
        return bool(self._long)

    # Lock.

    def before_leaving(self, task: Callable[[], None]) -> None:
        """Do this first on lock: it can only queue work in the store's lane."""
        self._before_leaving.append(task)

    def leave(self, again: bool, alone: bool = False) -> None:
        """Store the draft and end; `again` starts a locked program; `alone`: no person asked for it."""
        if self._leaving:
            return
        self.alone = alone
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
        """Make room for another window on the same vault: store the draft, answer no more."""
        self._leaving = True
        self._timer.stop()
        for long in self._long:
            long.stop()
        end_composing(self.window)
        getattr(self.window.full, "keep_now", lambda: None)()
        for task in self._before_leaving:
            task()
        self._typed.keep()
        self._closed = True

    def _touch(self) -> None:
        self._touched = self.clock()

    def _tick(self) -> None:
        if self.clock() - self._touched >= self.idle_minutes * 60 and not self.is_temporary:  # a lock ends a sample
            self.leave(True, alone=True)
            return
        self.show_foot()
        self.rounds.again()
