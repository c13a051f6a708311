"""The studio of a film or a sound: open the original in its child, make the copy with Stop, and play it finished."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtWidgets import QWidget

from app.actions.release import working_copies
from app.actions.release.working_copies import CopyDraft, CopyOrder
from app.gui.evidence.film_screen import FilmLink
from app.gui.evidence.viewer_screen import OpenOriginal, Viewer
from app.gui.shell.vault_session import VaultSession
from app.gui.studio.film_studio_view import FilmStudioView
from app.gui.studio.studio_checked_view import CopyCheckView
from app.store.vault.blobs import StoredBlob
from app.store.vault.open_vault import Vault

if TYPE_CHECKING:
    from app.actions.kernel.db import Db
    from sync.ports import Told


class _StudioViewer(Viewer):
    """The child of the original, which the studio shows under its bars."""

    def make(self, opened: OpenOriginal) -> QWidget:
        """Return the stage of the studio."""
        view = self._page
        if opened.facts is None or opened.family != "film" or not isinstance(view, FilmStudioView):
            return super().make(opened)
        stage = view.make_stage(opened.facts)
        link = FilmLink(self, stage, opened.facts)
        stage.bar.marked.connect(lambda start, end: link.mark(start, end))
        return stage


def open_film(desk: VaultSession, view: FilmStudioView, file: StoredBlob) -> None:
    """Open the original of a studio in its child."""
    _StudioViewer(desk, view, file, view.shown.key)


def make_film(
    desk: VaultSession, view: FilmStudioView, order: CopyOrder, done: Callable[[CopyDraft], None],
    failed: Callable[[BaseException], None],
) -> None:  # fmt: skip
    """Make and check the copy outside of the vault's thread, with a strip that stops it."""
    tr, key = desk.look.tr, view.shown.key

    def make(vault: Vault, db: "Db", told: "Told") -> CopyDraft:
        return working_copies.paint(vault, db(lambda held: working_copies.plan(held, key, order)), told)

    def made(draft: CopyDraft) -> None:
        if not shiboken6.isValid(view) or desk.window.full is not view:
            drop(desk, draft)
        done(draft)

    work = desk.at_length(
        tr("Making and checking the copy"), tr("Stopped. No copy was saved."), make, made, failed
    )  # fmt: skip
    view.destroyed.connect(lambda _=None: work.stop())


def play_copy(desk: VaultSession, page: CopyCheckView, draft: CopyDraft) -> None:
    """Play a finished copy that is not saved; its file goes with the page."""
    assert draft.sealed is not None  # noqa: S101 - only films and sounds come here
    Viewer(desk, page, draft.sealed, "")
    page.destroyed.connect(lambda _=None: drop(desk, draft))


def drop(desk: VaultSession, draft: CopyDraft) -> None:
    """Remove the file of a copy that was not saved."""
    desk.ask(lambda vault: working_copies.drop(vault, draft), lambda _: None)
