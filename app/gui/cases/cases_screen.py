"""The tabs of Cases, Field, Network and Library: find, read, write, edit, share and remove records of some kinds."""

from collections.abc import Callable, Mapping
from functools import partial

from app.actions.kernel import drafts, records
from app.actions.kernel.change_set import MAIL, Changed, PageData
from app.domain.views import VIEWS, View, list_at
from app.errors import NotFound
from app.gui.accompaniment.accompaniment_view import LogView
from app.gui.cases import cases_query as reading
from app.gui.cases.cases_query import RecordPage, WhoPage
from app.gui.cases.cases_view import RecordView, casework_list, no_records
from app.gui.cases.who_view import WhoView
from app.gui.records.form_screen import Editing
from app.gui.shell.latest_request import Latest
from app.gui.shell.list_page import ListPage
from app.gui.shell.place import back_button
from app.gui.shell.vault_session import VaultSession
from app.gui.widgets.blocks import Empty, ScrollPage
from app.gui.widgets.buttons import Button
from app.gui.widgets.page_values import RowList
from app.store.records.search import Query


class Casework(ListPage):
    """The list of one kind of a tab and the page of one record; who did what to whom opens over both."""

    keeps, lines = True, 2

    def __init__(self, desk: VaultSession, editing: Editing, title: str, tab: str) -> None:
        kinds, views = desk.kinds.list_names_at(tab), list_at(tab)
        self._look = desk.look
        declared = [desk.kinds[name] for name in kinds]
        pane = casework_list(desk.look, title, declared, views, self._list_chips(), self.lines)
        super().__init__(desk, pane, title, self.new)
        self._editing, self._kinds = editing, (*kinds, *(view.name for view in views))
        shown = dict.fromkeys((*kinds, *(kind for view in views for kind in view.kinds)))
        self.shows = PageData(tuple(shown), MAIL)
        self._kind, self._title = kinds[0], ""
        self._view: View | None = None
        self._question = Latest(desk)
        self.pane.searched.connect(self._search)
        self.pane.filtered.connect(self._filter)
        self.pane.opened.connect(self.open)

    def _list_chips(self) -> list[tuple[str, str]]:
        """Return the chips of a list that has others than its kinds."""
        return []

    def refresh(self) -> None:
        """Read the list and the page again."""
        self._read_rows()
        self._read_page()

    def _read_rows(self) -> None:
        tr, kind, text, view = self._look.tr, self._kind, self._text, self._view
        self._question.ask(lambda vault: reading.listing(vault, tr, kind, text, view), self._list, self.pane)

    def _list(self, shown: RowList) -> None:
        self.pane.show_rows(shown.rows, shown.count, self._empty())
        self._leave_hidden(shown.rows)
        if shown.rows and not self.pane.current and not self.split.one_pane:
            self.pane.select(shown.rows[0].key)
        elif not shown.rows:
            self._no_page()

    def _empty(self) -> Empty:
        return no_records(self._look, self._desk.kinds[self._kind], self._text, self._view)

    def _search(self, text: str) -> None:
        self._text, self._narrowed = text, True
        self._read_rows()

    def _filter(self, chip: str) -> None:
        self._view, self._shown, self._row = VIEWS.get(chip), "", ""
        self._clear_search()
        kinds = self._view.kinds if self._view is not None else (chip,)
        self._kind = kinds[0] if kinds[0] in self._kinds else self._kinds[0]
        self._read_rows()

    @property
    def asked(self) -> Query:
        """Return the current query of the list, without a limit; a declared list has no query, but a paper."""
        return Query(self._kind, text="" if self._view is not None else self._text, limit=None)

    def export(self) -> None:
        """Open the paper of a declared list, which is also its table, or the export of a kind."""
        if self._view is None:
            super().export()
        else:
            from app.gui.papers.papers_screen import open_whole

            open_whole(self._desk, (self._view.name,), self._look.tr(self._view.title or self._view.label))

    def reveal(self, key: str, group: str) -> None:
        """Show a record on request of another place, or only the list of its kind."""
        shown = self._view.name if self._view is not None else self._kind
        if group in self._kinds and (group != shown or self._text):
            if self.pane.chips is not None:
                self.pane.chips.set_value(group)
            self._filter(group)
        if key:
            self._reveal(key)

    def _read_page(self) -> None:
        if self._shown:
            tr, key = self._look.tr, self._shown
            self._desk.read(lambda vault: reading.page(vault, tr, key), self._page, self._unread)

    def _unread(self, error: BaseException) -> None:
        """Show no page for a record that is gone, and the message of any other error too."""
        self._no_page()
        if not isinstance(error, NotFound):
            self._desk.failed(error)

    def _no_page(self) -> None:
        self._shown, self._row = "", ""
        self.split.show_page(ScrollPage(self._look))

    def _page(self, shown: RecordPage) -> None:
        if shown.key != self._shown:
            return
        self._title = shown.title
        acts = (self.edit, self.remove, self.open, self.begin)
        self.split.show_page(show_record(self._desk, shown, self.split.back_button(), *acts))

    # Actions on a record.

    def new(self) -> None:
        """Write a new record of the listed kind."""
        self.begin(self._kind)

    def begin(self, kind: str, whole: str = "") -> None:
        """Open an empty form of a kind. A stored draft stays in Unfinished."""
        name = drafts.EDIT.format(key=kind)
        self._desk.ask(lambda vault: drafts.set_aside(vault, name), lambda _: self.write(kind, whole))

    def write(self, kind: str, whole: str = "") -> None:
        """Write a new record of a kind, as a part of `whole` if that is given; a draft is continued."""

        def saved(key: str) -> None:
            if not whole:
                self._shown = key
                self.pane.select(key)

        self._editing.new_part(kind, whole, saved)

    def edit(self, key: str) -> None:
        """Edit a record: every field and role of its kind."""
        self._editing.open_whole(key)

    def remove(self, key: str) -> None:
        """Remove a record and go to the next row; Undo restores it."""

        def removed() -> None:
            self._no_page()
            self.pane.step_off(key)
            self.split.go_to_list()

        remove_record(self._desk, key, removed)

    def key(self, name: str) -> bool:
        """Answer the keys of this place."""
        full = self._desk.window.full
        if name == "save" and isinstance(full, LogView):
            full.save()
            return True
        if full is None and name in ("new", "edit", "share") and self._desk.kinds[self._kind].registered:
            return True
        return super().key(name)

    def _list_acts(self) -> Mapping[str, Callable[[], object]]:
        key, acts = self._shown, {**super()._list_acts(), "new": self.new}
        edit = {"edit": partial(self.edit, key)} if getattr(self.split.page, "can_edit", False) else {}
        return {**acts, **edit, **({"share": partial(share_record, self._desk, key, self._title)} if key else {})}


def open_record(desk: VaultSession, editing: Editing, key: str) -> None:
    """Show the page of a record over the place. A form that it opens leads back to it."""
    tr = desk.look.tr

    def again() -> None:
        open_record(desk, editing, key)

    def removed(key: str) -> None:
        remove_record(desk, key, desk.window.close_full)

    def show(shown: RecordPage) -> None:
        view = show_record(desk, shown, back_button(desk), lambda key: editing.open_whole(key, again), removed,
                           lambda part: open_record(desk, editing, part), editing.new_part)  # fmt: skip
        desk.window.show_full(view)
        desk.watch(view, again)

    desk.read(lambda vault: reading.page(vault, tr, key), show)


def show_record(
    desk: VaultSession, shown: RecordPage, back: Button | None, edit: Callable[[str], None],
    remove: Callable[[str], None], opened: Callable[[str], None], write: Callable[[str, str], None],
) -> RecordView:  # fmt: skip
    """Return the page of a record, with its actions; those that are the same in every place are here."""
    from app.gui.records.destroying_screen import open_destroying
    from app.gui.teams.teams_screen import open_team

    offers = [one for one in desk.routes.offered(shown.kind) if one[0] not in shown.lines.without]
    view = RecordView(desk.look, desk.kinds, shown, back, offers)
    for signal, act in ((view.edit, edit), (view.remove, remove), (view.opened, opened), (view.write, write)):
        signal.connect(act)
    view.offered.connect(desk.routes.take)
    view.share.connect(lambda key: share_record(desk, key, shown.title))
    view.destroying.connect(lambda key: open_destroying(desk, key))
    view.team.connect(lambda key: open_team(desk, key))
    view.who.connect(lambda key: _open_who(desk, key))
    return view


def remove_record(desk: VaultSession, key: str, done: Callable[[], None]) -> None:
    """Remove a record, then leave it with `done`; Undo restores it."""

    def removed(changed: Changed) -> None:
        done()
        desk.tell(desk.look.tr("Removed. Undo restores it."), back, away, changed)

    away, back = (lambda vault: records.remove(vault, key)[1]), (lambda vault: records.restore(vault, key)[1])
    desk.ask(away, removed)


def share_record(desk: VaultSession, key: str, title: str) -> None:
    """Open the page that shares a record."""
    from app.gui.delivery.share_screen import open_share

    open_share(desk, [key], title)


def _open_who(desk: VaultSession, key: str) -> None:
    """Show who did what to whom."""
    from app.gui.cases import who_query

    tr = desk.look.tr

    def show(shown: WhoPage) -> None:
        view = WhoView(desk.look, shown, back_button(desk))
        desk.window.show_full(view)
        view.take_focus()

    desk.read(lambda vault: who_query.page(vault, tr, key), show)
