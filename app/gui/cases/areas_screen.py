"""The tab Areas with the own areas, and the page of words without an area over any place."""

from app.actions.records import areas
from app.gui.cases import areas_query as reading
from app.gui.cases.areas_query import UnknownRow
from app.gui.cases.areas_view import UnknownAreasView
from app.gui.cases.cases_screen import Casework
from app.gui.records.form_screen import Editing
from app.gui.shell.place import act_on_page, back_button
from app.gui.shell.vault_session import VaultSession
from app.gui.widgets.blocks import Empty


class Areas(Casework):
    """The list of own areas; an empty one leads to the words without an area."""

    def _empty(self) -> Empty:
        tr, kind = self._look.tr, self._desk.kinds[self._kind]
        if self._text:
            return super()._empty()
        return Empty(self._look, kind.icon, tr(kind.empty_title), tr(kind.empty_text), tr("Words without an area…"),
                     lambda: open_unknown(self._desk, self._editing))  # fmt: skip


def open_unknown(desk: VaultSession, editing: Editing) -> None:
    """Show the words that name no area or several; a choice holds for all records from then on."""
    tr = desk.look.tr

    def show(found: tuple[tuple[UnknownRow, ...], tuple[tuple[str, str], ...]]) -> None:
        view = UnknownAreasView(desk.look, *found, back_button(desk))

        def choose(row: UnknownRow, id_: str) -> None:
            said = tr("Saved. “{word}” is now {area}.", word=row.asked.word, area=dict(found[1])[id_])
            act_on_page(desk, view, lambda vault: areas.choose(vault, row.asked.word, id_), said,
                        lambda: open_unknown(desk, editing))  # fmt: skip

        def begin(row: UnknownRow) -> None:
            desk.ask(lambda vault: areas.begin(vault, row.asked), lambda _: editing.new_part("area", "", again))

        def again(_: str) -> None:
            open_unknown(desk, editing)

        view.chosen.connect(choose)
        view.new.connect(begin)
        desk.window.show_full(view)

    desk.read(lambda vault: reading.list_unknown(vault, tr), show)
