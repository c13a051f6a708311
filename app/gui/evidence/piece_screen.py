"""The page of one evidence item over any place: check it, and export the original."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import shiboken6

from app.actions.records import evidence, evidence_text
from app.actions.records.evidence import Item
from app.actions.release import evidence_copies
from app.actions.release.evidence_copies import AllowedCopy
from app.domain.leaks.leak_values import LeakAnswers, says_why
from app.gui.evidence import piece_query as reading
from app.gui.evidence.piece_view import PieceView, image_of
from app.gui.papers.leak_questions import ask_leaks
from app.gui.records.destroying_screen import open_destroying
from app.gui.shell.choosing_view import WIDEST, Choosing
from app.gui.shell.place import back_button
from app.gui.shell.strip_view import saved_words
from app.gui.shell.vault_session import VaultSession
from app.gui.widgets.browse import Browser
from app.gui.widgets.buttons import OneOf
from app.gui.widgets.edits import line_edit
from app.gui.widgets.fields import Labelled, Option
from app.gui.widgets.labels import at_most
from app.gui.widgets.page_values import PiecePage
from app.gui.widgets.strip import Piece, Strip
from app.store.vault.open_vault import Vault

if TYPE_CHECKING:
    from app.actions.kernel.db import Db
    from app.exchange.sandbox_client import PixelImage as Shown
    from sync.ports import Told

THUMBNAILS = 8
"""The number of pictures of one page that are decoded."""
THUMBNAIL = 480
"""Pixels of their longer side."""
MOST_SEGMENTS = 4
"""More readers are chips."""


def show_piece(desk: VaultSession, key: str) -> None:
    """Read one evidence item and open its page over the place."""
    tr = desk.look.tr
    desk.read(lambda vault: reading.page(vault, tr, key), lambda found: _show(desk, *found))


def _show(desk: VaultSession, shown: PiecePage, item: Item) -> None:
    view = PieceView(desk.look, shown, back_button(desk))
    view.check.connect(lambda: _check(desk, item))
    view.export.connect(lambda: _ask_folder(desk, item, shown.readers))
    view.papers.connect(lambda: _open_papers(desk, shown.key))
    view.destroying.connect(lambda: open_destroying(desk, item.record.id.hex()))
    view.copying.connect(lambda: desk.routes.follow(f"studio:{shown.key}"))
    view.opened.connect(lambda key: show_piece(desk, key))
    desk.window.show_full(view)

    if shown.here:
        from app.gui.evidence.viewer_screen import Viewer  # not for a strip of thumbnails

        Viewer(desk, view, item, partial(show_piece, desk))


def _open_papers(desk: VaultSession, key: str) -> None:
    from app.gui.papers.papers_screen import open_papers  # it loads each format of papers

    open_papers(desk, key)


def serve_strip(desk: VaultSession, strip: Strip, pieces: Sequence[Piece]) -> None:
    """Open evidence items from a page, and put the first pictures into its strip when they are decoded."""
    keys = [piece.key for piece in pieces if piece.icon == "picture"][:THUMBNAILS]

    def made(shown: "dict[str, Shown]") -> None:
        if shiboken6.isValid(strip):
            for key, picture in shown.items():
                strip.show_image(key, image_of(picture))

    if keys:
        desk.on_net(lambda vault, db: evidence_text.pictures(vault, db, keys, THUMBNAIL), made)


def _check(desk: VaultSession, item: Item) -> None:
    """Read the complete original again and check the chain of custody, which records the check."""
    tr, key = desk.look.tr, item.record.id.hex()

    def check(vault: Vault, db: "Db", told: "Told") -> None:
        evidence.verify_original(vault, item)
        db(lambda v: evidence.note_checked(v, item))

    def whole(_: None) -> None:
        desk.tell(tr("{name} is unchanged since it was added.", name=item.record.title))
        show_piece(desk, key)

    desk.at_length(
        tr("Checking {name}", name=item.record.title), tr("Stopped. Nothing was changed."), check, whole
    )  # fmt: skip


def _ask_folder(desk: VaultSession, item: Item, audiences: Sequence[Option]) -> None:
    look, tr, key = desk.look, desk.look.tr, item.record.id.hex()
    text = tr("The copy is outside the vault. Everyone with the disk can read it. The chain of custody records this.")
    browser = Browser(look, tr("Folder"), Path.home(), tr("Export into this folder"))
    reader = OneOf(look, audiences, audiences[0][0], tr("Readers"), chips=len(audiences) > MOST_SEGMENTS)

    reason = line_edit(look, tr("Reason"))
    reason.setMaxLength(evidence_copies.MOST_REASON)
    said = tr("The reason stays in the chain of custody permanently. Write no names and no contents.")
    why = Labelled(look, tr("Reason"), reason, said)

    def export(folder: str, answers: LeakAnswers = LeakAnswers()) -> None:
        def refused(error: BaseException) -> None:
            if not ask_leaks(desk, error, answers, partial(export, folder)):
                desk.failed(error)

        why.set_error("" if says_why(reason.text()) else tr("Write the reason of the export"))
        if why.wrong:
            reason.setFocus()
            return
        ask = partial(
            evidence_copies.allow, handle=key, audience=reader.value, answers=answers, reason=reason.text().strip()
        )
        desk.ask(ask, lambda copy: _export(desk, copy, Path(folder)), refused)

    browser.picked.connect(export)
    page = Choosing(look, tr("Export the original"), text, browser, partial(show_piece, desk, key), "evidence")
    note = tr("You and courts get the original. Other readers get the newest copy for them.")
    page.body.insertWidget(1, Labelled(look, tr("Readers"), reader, note))
    page.body.insertWidget(2, at_most(look, why, WIDEST))
    desk.window.show_full(page)


def _export(desk: VaultSession, copy: AllowedCopy, folder: Path) -> None:
    """Write a copy that its audience may have, and record it."""
    tr = desk.look.tr
    desk.window.close_full()

    def out(vault: Vault, db: "Db", told: "Told") -> Path:
        path = evidence_copies.copy_out(vault, copy, folder, told)
        db(lambda v: evidence_copies.note_copy(v, copy))
        return path

    desk.at_length(
        tr("Exporting {name}", name=copy.item.record.title),
        tr("Stopped. No copy is outside the vault."),
        out,
        lambda path: desk.tell(saved_words(desk, tr("Exported. The copy is outside the vault now."), path)),
    )
