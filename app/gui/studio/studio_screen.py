"""The studio over the page of an original: draw, check the finished copy, save it with its custody and its lineage.

An unsaved copy is kept as a draft, encrypted, at each pause. The same studio opens again with a finished copy.
"""

from collections.abc import Callable
from types import ModuleType
from typing import TYPE_CHECKING

import shiboken6
from attrs import evolve
from PySide6.QtGui import QImage

from app.actions.kernel import drafts
from app.actions.kernel.change_set import Changed
from app.actions.release import working_copies
from app.actions.release.copy_records import count_covers
from app.actions.release.working_copies import CopyDraft
from app.domain.record import Record
from app.domain.redact import PROFILES
from app.domain.release.copies import COVERS
from app.errors import AppError
from app.gui.evidence.piece_export_screen import ask_consent_to_file
from app.gui.evidence.piece_view import image_of
from app.gui.shell.place import back_button
from app.gui.shell.unsaved_text import tell_draft_kept
from app.gui.shell.vault_session import VaultSession
from app.gui.studio import studio_query as reading
from app.gui.studio.studio_checked_view import CopyCheckView
from app.gui.studio.studio_query import SIDE, StudioPage
from app.gui.studio.studio_view import StudioView
from app.gui.widgets.page_values import Fact3
from app.store.vault.open_vault import Vault
from crypto.recipe import SourceKind

if TYPE_CHECKING:
    from app.actions.kernel.db import Db
    from app.exchange.copies.copy_client import PageView

IMAGES = "IMAGE"
"""The purpose of a consent that opens pictures."""


def open_studio(desk: VaultSession, target: str) -> None:
    """Read an original, or a copy to make it again, and open the studio over its page.

    `target` is the id, and perhaps the page that was shown and its clockwise turn in degrees: `ID:2:90`.
    """
    tr, (key, number, turn) = desk.look.tr, f"{target}:1:0".split(":")[:3]
    desk.ask(lambda vault: reading.page(vault, tr, key), lambda shown: _show(desk, shown, int(number), int(turn)))


def _show(desk: VaultSession, shown: StudioPage, number: int, turn: int) -> None:
    look, tr, key = desk.look, desk.look.tr, shown.key
    draft = drafts.COPY.format(key=key)

    def leave() -> None:
        desk.window.close_full()
        tell_draft_kept(desk, draft, tr("Copy of {title}", title=shown.title), f"studio:{key}")

    def load(number: int) -> None:
        def made(found: "PageView | None") -> None:
            if shiboken6.isValid(view) and view.history.number == number:
                view.show_pixels(_image(found), found.pages if found else 0)

        desk.on_net(lambda vault, db: reading.read_pixels(vault, db, key, number), made)

    def keep() -> None:
        order = view.order
        desk.ask(lambda vault: reading.keep_draft(vault, key, order), lambda _: None)

    back = back_button(desk, leave)
    view = StudioView(look, shown, back) if shown.film is None else _films().FilmStudioView(look, shown, back)
    view.left.connect(leave)
    view.turned_to.connect(load)
    view.check.connect(lambda: _check(desk, view))
    view.answers.consent.connect(lambda person: _ask_consent(desk, view, person))
    view.history.number = number
    if turn and shown.draft is None and shown.earlier is None:
        view.history.change(evolve(view.history.page, turn=turn))
    for order in (shown.draft, shown.earlier):
        if order is not None:
            view.restore(order)
    view.changed.connect(keep)
    desk.opened_draft(draft)
    desk.notice(None)
    desk.window.show_over(view)
    if shown.film is not None:
        _films().open_film(desk, view, shown.film)
    else:
        load(number)
    if shown.draft is not None:
        desk.say(tr("Your draft is open. It is not saved yet."))


def _ask_consent(desk: VaultSession, view: StudioView, person: str) -> None:
    """Record the answer of a person to the readers of the copy, and come back."""
    tr, key = desk.look.tr, view.shown.key
    opens = [code for name in view.answers.chosen for code in PROFILES[name].opens[-1:]]

    def came(refusals: "reading.Refusals") -> None:
        if shiboken6.isValid(view):
            view.answers.show_refusals(refusals)

    def again() -> None:
        desk.ask(lambda vault: reading.list_refusals(vault, tr, key), came)

    ask_consent_to_file(desk, key, person, list(dict.fromkeys([*opens, IMAGES])), again)


def _check(desk: VaultSession, view: StudioView) -> None:
    """Make and check the copy outside of the vault's thread, then show it over the studio."""
    tr, key, order = desk.look.tr, view.shown.key, view.order
    view.canvas.setFocus()  # or Enter would press Back while the button waits
    view.done.setEnabled(False)
    view.show_refusal("")
    desk.say(tr("Making and checking the copy…"))

    def make(vault: Vault, db: "Db") -> "tuple[CopyDraft, PageView | None]":
        draft = working_copies.paint(vault, db(lambda held: working_copies.plan(held, key, order)))
        return draft, working_copies.view_page(draft.data, 1, SIDE)

    def over(act: Callable[[], None]) -> None:
        if shiboken6.isValid(view):
            view.done.setEnabled(True)
            if desk.window.full is view:
                act()

    def refused(error: BaseException) -> None:
        if isinstance(error, AppError):
            desk.window.foot.end()
            view.show_refusal(tr.error(error))
        else:
            desk.failed(error)

    def failed(error: BaseException) -> None:
        over(lambda: refused(error))

    if view.shown.film is not None:
        _films().make_film(desk, view, order, lambda draft: over(lambda: _show_copy(desk, view, draft, None)), failed)
    else:
        desk.on_net(make, lambda made: over(lambda: _show_copy(desk, view, *made)), failed)


def _show_copy(desk: VaultSession, view: StudioView, draft: CopyDraft, first: "PageView | None") -> None:
    tr, window = desk.look.tr, desk.window
    plays = view.shown.film is not None
    back = back_button(desk, label=tr("Back to the changes") if plays else tr("Back to the bars"))
    present = reading.list_present(tr, draft)
    page = CopyCheckView(desk.look, reading.list_findings(tr, draft), _facts(view, draft), back, plays, present)

    def load(number: int) -> None:
        def made(found: "PageView | None") -> None:
            if shiboken6.isValid(page):
                page.show_pixels(_image(found), number, found.pages if found else 0)

        desk.on_net(lambda vault, db: working_copies.view_page(draft.data, number, SIDE), made)

    def save(why: str, replace: bool) -> None:
        plan = draft.plan
        kept = evolve(draft, plan=evolve(plan, order=evolve(plan.order, kept=why, replace=replace)))
        desk.ask(lambda vault: _save(vault, view.shown.key, kept), saved, refused)

    def refused(error: BaseException) -> None:
        page.button.setEnabled(True)
        desk.failed(error)

    def saved(made: tuple[Record, Changed]) -> None:
        copy, changed = made
        view.pause.stop()  # the draft is gone
        window.close_full()
        window.close_full()
        desk.routes.follow(f"evidence:{copy.id.hex()}")
        stays = tr("The present copy still leaves.") if present and page.leaves.value == "present" else ""
        desk.tell(f"{tr('Saved the copy {ref}.', ref=copy.ref)} {stays}".strip(), changed=changed)

    page.save.connect(save)
    page.turned_to.connect(load)
    desk.say(tr("The copy is ready. It is not saved yet."))
    if plays:
        _films().play_copy(desk, page, draft)
    else:
        page.show_pixels(_image(first), 1, first.pages if first else 0)
    window.show_over(page)


def _films() -> ModuleType:
    """Return the studio of films and sounds, which loads at its first use."""
    from app.gui.studio import film_studio_screen

    return film_studio_screen


def _save(vault: Vault, key: str, draft: CopyDraft) -> tuple[Record, Changed]:
    """Save a copy, then delete its draft."""
    copy, changed = working_copies.save(vault, draft)
    return copy, changed | drafts.drop(vault, drafts.COPY.format(key=key))


def _image(found: "PageView | None") -> QImage:
    return image_of(found.picture) if found is not None else QImage()


def _facts(view: StudioView, draft: CopyDraft) -> list[Fact3]:
    """Return the readers, the covers, the people and the size of a copy in words."""
    tr, shown, order = view.look.tr, view.shown, draft.plan.order
    names = dict(shown.people)
    readers = tr.listed(name for key, name in shown.readers if key in order.audiences)
    none = {"silence" if shown.kind is SourceKind.SOUND else "bar": 0}
    counts = count_covers(order.steps) or none
    covers = [(tr.phrase(COVERS[kind]), tr.digits(str(n)), "") for kind, n in counts.items()]
    seen, hidden, absent = (tr.listed(names[key] for key in keys) or tr("Nobody") for keys in order.answers.values())
    return [
        (tr("Readers"), readers or tr("Nobody"), "" if readers else tr("Without readers this copy stays here.")),
        *covers, (tr("Can be seen"), seen, ""), (tr("Hidden"), hidden, ""), (tr("Not in it"), absent, ""),
        (tr("Size"), tr.size(draft.size), ""),
    ]  # fmt: skip
