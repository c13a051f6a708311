"""Possible duplicates over any place: a person decides which are the same; each answer can be undone."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.actions.records import duplicates, record_merges
from app.actions.records.duplicates import Pair
from app.actions.records.record_merges import MergeResult
from app.gui.records import duplicates_query as reading
from app.gui.records.duplicates_view import AlikeView
from app.gui.shell.place import back_button
from app.gui.shell.vault_session import VaultSession
from app.gui.widgets.page_values import AlikePage, DuplicateSide

if TYPE_CHECKING:
    from app.actions.kernel.db import Db
    from app.store.vault.open_vault import Vault
    from sync.ports import Told


def open_duplicates(desk: VaultSession) -> None:
    """Search for them, which can be slow in a large vault, and open the page."""
    tr, seen = desk.look.tr, desk.window.full

    def find(vault: "Vault", db: "Db", told: "Told") -> list[Pair]:
        return duplicates.find(vault, db, told)

    desk.at_length(
        tr("Looking for duplicates"), tr("Stopped. Nothing was changed."), find, lambda found: _read(desk, found, seen),
        measure=lambda done, total: tr("{done} of {total}", done=tr.number(done), total=tr.number(total)),
    )  # fmt: skip


def open_pairs(desk: VaultSession, found: Sequence[Pair]) -> None:
    """Open the page with some pairs only."""
    _read(desk, found, desk.window.full)


def _read(desk: VaultSession, found: Sequence[Pair], seen: QWidget | None) -> None:
    """Read the pairs that are still open and show them instead of the page `seen`, if they changed.

    A person who opened another page meanwhile stays there.
    """
    tr = desk.look.tr

    def came(page: AlikePage) -> None:
        shown = seen.shown if isinstance(seen, AlikeView) else None
        if desk.window.full is seen and desk.window.dialog is None:
            if page != shown:
                _show(desk, page, found)
        elif shown is None:
            desk.say(page.second or tr("No possible duplicates"))

    desk.read(lambda vault: reading.page(vault, tr, found), came)


def _show(desk: VaultSession, page: AlikePage, found: Sequence[Pair]) -> None:
    view = AlikeView(desk.look, page, back_button(desk))
    view.same.connect(lambda kept, gone: _same(desk, kept, gone))
    view.distinct.connect(lambda one, other: _distinct(desk, one, other))
    desk.window.show_full(view)
    desk.watch(view, lambda: _read(desk, found, view))


def _same(desk: VaultSession, kept: DuplicateSide, gone: DuplicateSide) -> None:
    said = desk.look.tr("{ref} is removed. {title} now has the additional values.", ref=gone.second, title=kept.title)

    def joined(done: MergeResult) -> None:
        desk.tell(
            said,
            lambda vault: record_merges.unmerge_records(vault, done),
            lambda vault: record_merges.join(vault, kept.key, gone.key).changed,
        )

    desk.ask(lambda vault: record_merges.join(vault, kept.key, gone.key), joined)


def _distinct(desk: VaultSession, one: DuplicateSide, other: DuplicateSide) -> None:
    desk.act(
        lambda vault: duplicates.mark_distinct(vault, one.key, other.key),
        desk.look.tr("Marked as different. Amparo does not ask about them again."),
        lambda vault: duplicates.offer_again(vault, one.key, other.key),
    )
