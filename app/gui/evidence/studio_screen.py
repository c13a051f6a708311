"""The studio over the page of an original: draw, check the finished copy, save it with its custody and its lineage."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import shiboken6
from attrs import evolve
from PySide6.QtGui import QImage

from app.actions.release import working_copies
from app.actions.release.working_copies import CopyDraft, CopyOrder
from app.gui.evidence import studio_query as reading
from app.gui.evidence.piece_view import image_of
from app.gui.evidence.studio_checked_view import CopyCheckView
from app.gui.evidence.studio_query import SIDE, StudioPage
from app.gui.evidence.studio_sketch import SketchHistory
from app.gui.evidence.studio_view import StudioView
from app.gui.shell.place import back_button
from app.gui.shell.vault_session import VaultSession
from app.gui.widgets.page_values import Fact3
from app.store.vault.open_vault import Vault

if TYPE_CHECKING:
    from app.actions.kernel.db import Db
    from app.exchange.copies.copy_client import PageView

Earlier = tuple[SketchHistory, CopyOrder]
"""The draft of a studio that was left, to which Undo leads."""


def open_studio(desk: VaultSession, key: str, earlier: Earlier | None = None) -> None:
    """Read an original and open the studio over its page."""
    tr = desk.look.tr
    desk.read(lambda vault: reading.page(vault, tr, key), lambda shown: _show(desk, shown, earlier))


def _show(desk: VaultSession, shown: StudioPage, earlier: Earlier | None) -> None:
    look, tr, key = desk.look, desk.look.tr, shown.key

    def leave() -> None:
        kept = view.history, view.order
        desk.window.close_full()
        if kept[0].sketch.steps():
            desk.past.did(lambda now: open_studio(now, key, kept))
            desk.window.foot.say(tr("The copy is not saved. Undo opens it again."), desk.undo)

    def load(number: int) -> None:
        def made(found: "PageView | None") -> None:
            if shiboken6.isValid(view) and view.history.number == number:
                view.show_pixels(_image(found), found.pages if found else 0)

        desk.on_net(lambda vault, db: reading.read_pixels(vault, db, key, number), made)

    view = StudioView(look, shown, back_button(desk, leave))
    view.left.connect(leave)
    view.turned_to.connect(load)
    view.check.connect(lambda: _check(desk, view))
    if earlier is not None:
        view.restore(*earlier)
    desk.window.show_over(view)
    load(view.history.number)


def _check(desk: VaultSession, view: StudioView) -> None:
    """Make and check the copy outside of the vault's thread, then show it over the studio."""
    tr, key, order = desk.look.tr, view.shown.key, view.order
    view.done.setEnabled(False)
    desk.say(tr("Making and checking the copy…"))

    def make(vault: Vault, db: "Db") -> "tuple[CopyDraft, PageView | None]":
        draft = working_copies.paint(vault, db(lambda held: working_copies.plan(held, key, order)))
        return draft, working_copies.view_page(draft.data, 1, SIDE)

    def over(act: Callable[[], None]) -> None:
        if shiboken6.isValid(view):
            view.done.setEnabled(True)
            if desk.window.full is view:
                act()

    desk.on_net(make, lambda made: over(lambda: _show_copy(desk, view, *made)),
                lambda error: over(lambda: desk.failed(error)))  # fmt: skip


def _show_copy(desk: VaultSession, view: StudioView, draft: CopyDraft, first: "PageView | None") -> None:
    tr, window = desk.look.tr, desk.window
    back = back_button(desk, label=tr("Back to the bars"))
    page = CopyCheckView(desk.look, reading.list_findings(tr, draft), _facts(view, draft), back)

    def load(number: int) -> None:
        def made(found: "PageView | None") -> None:
            if shiboken6.isValid(page):
                page.show_pixels(_image(found), number, found.pages if found else 0)

        desk.on_net(lambda vault, db: working_copies.view_page(draft.data, number, SIDE), made)

    def save(why: str) -> None:
        plan = draft.plan
        kept = evolve(draft, plan=evolve(plan, order=evolve(plan.order, kept=why)))
        desk.ask(lambda vault: working_copies.save(vault, kept), lambda made: saved(made[0].ref), refused)

    def refused(error: BaseException) -> None:
        page.button.setEnabled(True)
        desk.failed(error)

    def saved(ref: str) -> None:
        window.close_full()
        window.close_full()
        desk.routes.follow(f"evidence:{view.shown.key}")
        desk.tell(tr("Saved the copy {ref}.", ref=ref))

    page.save.connect(save)
    page.turned_to.connect(load)
    desk.say(tr("The copy is ready. It is not saved yet."))
    page.show_pixels(_image(first), 1, first.pages if first else 0)
    window.show_over(page)


def _image(found: "PageView | None") -> QImage:
    return image_of(found.picture) if found is not None else QImage()


def _facts(view: StudioView, draft: CopyDraft) -> list[Fact3]:
    """Return the readers, the people and the size of a copy in words."""
    tr, shown, order = view.look.tr, view.shown, draft.plan.order
    names = dict(shown.people)
    readers = tr.listed(name for key, name in shown.readers if key in order.audiences)
    return [
        (tr("Readers"), readers or tr("Nobody"), "" if readers else tr("Without readers this copy stays here.")),
        (tr("Hidden"), tr.listed(names[key] for key in order.hides), ""),
        (tr("Can be seen"), tr.listed(names[key] for key in order.shows), ""),
        (tr("Size"), tr.size(len(draft.data)), ""),
    ]
