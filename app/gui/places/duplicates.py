"""Possible duplicates over any place: a person says which are the same; each answer can be undone."""

from app.actions import duplicates
from app.actions.duplicates import Moved
from app.gui.desk import Desk
from app.gui.reads import duplicates as reading
from app.gui.shown import AlikePage, Side
from app.gui.views.duplicates import AlikeView
from app.gui.widgets.buttons import Button


def open_duplicates(desk: Desk) -> None:
    """Look for them and open the page."""
    tr = desk.look.tr
    desk.ask(lambda vault: reading.page(vault, tr), lambda page: _show(desk, page))


def _show(desk: Desk, page: AlikePage) -> None:
    back = Button(desk.look, desk.look.tr("Back"), "quiet", "back", desk.look.tr("Esc"))
    back.clicked.connect(lambda _=False: desk.window.close_full())
    view = AlikeView(desk.look, page, back)
    view.same.connect(lambda kept, gone: _same(desk, kept, gone))
    view.distinct.connect(lambda one, other: _distinct(desk, one, other))
    desk.window.show_full(view)


def _same(desk: Desk, kept: Side, gone: Side) -> None:
    said = desk.look.tr("{ref} is put aside; {title} has what both had.", ref=gone.second, title=kept.title)

    def joined(moved: Moved) -> None:
        desk.tell(said, lambda vault: duplicates.part_again(vault, moved))
        open_duplicates(desk)

    desk.ask(lambda vault: duplicates.join(vault, kept.key, gone.key), joined)


def _distinct(desk: Desk, one: Side, other: Side) -> None:
    def told() -> None:
        said = desk.look.tr("They are not the same; they are not asked about again.")
        desk.tell(said, lambda vault: duplicates.offer_again(vault, one.key, other.key))
        open_duplicates(desk)

    desk.ask(lambda vault: duplicates.distinct(vault, one.key, other.key), lambda _: told())
