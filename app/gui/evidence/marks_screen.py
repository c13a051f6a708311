"""Connect the marks of a sound or film with the vault."""

from collections.abc import Callable
from functools import partial

from app.actions.kernel.change_set import Changed
from app.actions.kernel.records import record_of
from app.actions.records import marks
from app.actions.records.marks import Mark
from app.gui.evidence.film_view import FilmViewer
from app.gui.evidence.marks_view import MarkList
from app.gui.evidence.piece_view import PieceView
from app.gui.evidence.viewer_screen import Viewer
from app.store.vault.open_vault import Vault


class MarksLink:
    """The marks of one open page. `seek` goes to a time in milliseconds."""

    def __init__(self, viewer: Viewer, page: PieceView, film: FilmViewer, seek: Callable[[float], None]) -> None:
        self._viewer, self._film, self._key = viewer, film, page.key
        self.view = MarkList(viewer.desk.look)
        self.view.went.connect(lambda mark: seek(mark.ms))
        self.view.added.connect(lambda mark: self._change_marks(partial(marks.add_mark, ms=mark.ms, note=mark.note)))
        self.view.removed.connect(lambda mark: self._remove_mark(mark))
        self.view.left.connect(film.take_focus)
        self.view.left.connect(page.show_top)
        page.show_marks(self.view)
        self._change_marks()
        viewer.desk.watch(page, lambda: self._change_marks())

    def _change_marks(self, change: Callable[..., Changed] | None = None) -> None:
        """Add or remove a mark, then show the list."""
        key = self._key

        def task(vault: Vault) -> list[Mark]:
            if change is not None:
                change(vault, key)
            return marks.list_marks(record_of(vault, key))

        def show(found: list[Mark]) -> None:
            self.view.show_marks(found)
            self._film.bar.marks = [mark.ms for mark in found]
            self._film.bar.update()

        self._viewer.ask(task, show)

    def _remove_mark(self, mark: Mark) -> None:
        desk, key = self._viewer.desk, self._key
        away = partial(marks.remove_mark, handle=key, mark=mark)
        back = partial(marks.add_mark, handle=key, ms=mark.ms, note=mark.note)
        said = desk.look.tr("Removed. Undo restores it.")
        desk.ask(away, lambda changed: desk.tell(said, back, away, changed))
