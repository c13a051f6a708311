"""Document: find, read, write, edit, share and remove incidents; evidence of them."""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

import shiboken6

from app.actions.kernel import drafts, records
from app.actions.kernel.change_set import MAIL, Changed, PageData
from app.actions.records import searches
from app.gui.incidents import incidents_query as reading
from app.gui.incidents.incidents_view import incident_list, no_incidents
from app.gui.records.form_screen import Editing
from app.gui.shell.latest_request import Latest
from app.gui.shell.list_page import ListPage
from app.gui.shell.vault_session import AT_REST, VaultSession
from app.gui.widgets.blocks import ScrollPage
from app.gui.widgets.buttons import Button
from app.gui.widgets.flow import flow
from app.gui.widgets.rows import Row
from app.store.records.search import Query
from app.store.vault.open_vault import Vault

if TYPE_CHECKING:
    from app.actions.kernel.db import Db
    from app.gui.incidents.entry_screen import EntryForm
    from app.gui.incidents.incident_query import IncidentPage
    from sync.ports import Told

SETTLED = 150
"""Milliseconds after the last letter of a search before the rows are counted and the page is read."""


class Document(ListPage):
    """The list of incidents and the pages next to it or over it."""

    shows = PageData(("event", "pattern", "detention"), MAIL)

    def __init__(self, desk: VaultSession, editing: Editing) -> None:
        super().__init__(desk, incident_list(desk.look), desk.look.tr("Incidents"), self.new)
        self._editing = editing
        self._asked, self._growing = reading.IncidentQuery(), False
        self._counted, self._seen, self._kept = True, "", ""
        self._question = Latest(desk)
        self.pane.searched.connect(self._search)
        self.pane.filtered.connect(self._filter)
        if self.pane.filters is not None:
            self.pane.filters.taken_away.connect(self._unfilter)
            self.pane.filters.more.clicked.connect(lambda _=False: self._more_filters())
        self.pane.ended.connect(self._more)
        self.patterns = Button(desk.look, desk.look.tr("Patterns…"), "quiet", "relays", small=True)
        self.patterns.clicked.connect(lambda _=False: desk.routes.follow("do:patterns"))
        self._line, self._looked = flow([self.patterns]), False
        self._line.hide()
        self.pane.add_control(self._line)

    @cached_property
    def _entry(self) -> "EntryForm":
        from app.gui.incidents.entry_screen import EntryForm  # the list needs no form

        return EntryForm(self._desk, self._saved)

    # The list.

    def refresh(self) -> None:
        """Read the list and the page again."""
        self._seen, self._looked = "", False
        self._read_rows(AT_REST, max(reading.SCREENFUL, len(self.pane.model.rows)))

    def _read_rows(self, rest: int, limit: int = reading.SCREENFUL) -> None:
        """Read the first rows; after `rest` milliseconds read their count and page, unless a newer query came."""
        tr, asked = self._look.tr, self._asked
        self._growing = False
        self._question.ask(
            lambda vault: reading.rows(vault, tr, asked, limit), lambda rows: self._list(rows, limit, rest), self.pane
        )

    def _list(self, rows: tuple[Row, ...], limit: int, rest: int) -> None:
        kept, self._kept = self._kept, ""
        if kept and self._asked != reading.IncidentQuery() and all(row.key != kept for row in rows):
            self._ask(reading.IncidentQuery())
            return
        whole = len(rows) < limit
        empty = None if rows else no_incidents(self._look, self._asked, self._ask)
        self.pane.show_rows(rows, self._look.tr.number(len(rows)) if whole else "", empty)
        self._leave_hidden(rows)
        self._take_first(rows)
        self._counted = whole
        self._soon.start(rest)

    def _rested(self) -> None:
        """Count, read the rows below the window, and the page: no one types and the cursor rests."""
        asked = self._asked
        if not self._counted:
            self._counted = True
            tr = self._look.tr
            self._desk.read(lambda vault: reading.count_text(vault, tr, asked), lambda count: self._count(asked, count))
            if (known := len(self.pane.model.rows)) < reading.SCREENFUL:
                self._more(reading.SCREENFUL - known)
        if self._shown != self._seen:
            self._read_page()
        if not self._looked:
            self._looked = True
            tr = self._look.tr
            self._desk.read(lambda vault: reading.say_patterns(vault, tr), self._show_patterns)

    def _show_patterns(self, said: str) -> None:
        """Show the number of open questions about patterns, or hide the line."""
        self._line.setVisible(bool(said))
        if said:
            self.patterns.set_words(said)

    def _count(self, asked: reading.IncidentQuery, count: str) -> None:
        if asked == self._asked:
            self.pane.show_count(count)

    def _ask(self, asked: reading.IncidentQuery) -> None:
        """Run another query, and show it in the head of the list."""
        self._asked, self._narrowed = asked, True
        if self.pane.search is not None:
            self.pane.search.setText(asked.text)
        if self.pane.chips is not None:
            self.pane.chips.set_value(asked.chip)
        if self.pane.filters is not None:
            from app.gui.incidents.filters_query import words

            told = words(self._desk.kinds["event"], self._desk.words, self._look.tr, asked.where)
            self.pane.filters.show_words(told)
        self._read_rows(AT_REST)

    def _search(self, text: str) -> None:
        self._asked, self._narrowed = self._asked._replace(text=text), True
        self._read_rows(SETTLED, self.pane.screenful)

    def _filter(self, chip: str) -> None:
        self._asked, self._narrowed = self._asked._replace(chip=chip), True
        self._read_rows(AT_REST)

    def _unfilter(self, number: int) -> None:
        """Remove one filter."""
        where = self._asked.where
        self._ask(self._asked._replace(where=(*where[:number], *where[number + 1 :])))

    def _more_filters(self) -> None:
        """Open the page of filters and saved searches."""
        from app.gui.incidents.filters_screen import open_filters

        open_filters(self._desk, self._asked, self._ask)

    def _more(self, block: int = reading.BLOCK) -> None:
        """Read the rows that follow the last one."""
        if self._growing:
            return
        tr, asked, known = self._look.tr, self._asked, len(self.pane.model.rows)
        self._growing = True

        def read(vault: Vault) -> tuple[Row, ...]:
            return reading.rows(vault, tr, asked, block, known)

        def came(rows: tuple[Row, ...]) -> None:
            if self._growing and (asked, known) == (self._asked, len(self.pane.model.rows)):
                self.pane.model.append(rows)
                self._growing = not rows

        self._desk.read(read, came)

    @property
    def asked(self) -> Query:
        """Return the current query of the list, without a limit."""
        return Query("event", text=self._asked.text, where=self._asked.conditions, limit=None)

    # The page.

    def reveal(self, key: str, group: str) -> None:
        """Show an incident on request of another place, in the list or not; or a saved search."""
        if group == "search":
            search = searches.of_key(key)
            self._ask(reading.IncidentQuery(search.text, where=search.where))
        else:
            self._reveal(key)

    def _read_page(self) -> None:
        self._seen = self._shown
        if self._shown:
            tr, key = self._look.tr, self._shown

            def read(vault: Vault) -> "IncidentPage | None":
                from app.gui.incidents import incident_query

                return None if records.record_of(vault, key).removed else incident_query.page(vault, tr, key)

            self._desk.read(read, lambda page: self._page(page) if page else self._gone(key), lambda _: self._no_page())

    def _gone(self, key: str) -> None:
        """Leave the page of an incident that was removed, also by the undo of its save: no button may work on it."""
        if key == self._shown:
            self._shown = ""
            self._no_page()
            self.pane.step_off(key)
            self.split.go_to_list()

    def _no_page(self) -> None:
        self.split.show_page(ScrollPage(self._look))

    def _page(self, shown: "IncidentPage") -> None:
        from app.gui.incidents.chain_screen import serve
        from app.gui.incidents.incident_view import IncidentView
        from app.gui.records.destroying_screen import open_destroying
        from app.gui.teams.teams_screen import open_team
        from app.gui.withdrawals.withdrawing_screen import open_withdrawing

        def wanted() -> bool:
            return shown.key == self._shown and not IncidentView.is_linking(self.split.page, shown.key)

        if not shiboken6.isValid(self.split) or not wanted():  # read for a window that was replaced
            return
        view = IncidentView(self._look, self._desk.kinds, shown, self.split.back_button())
        view.edit.connect(self.edit)
        view.share.connect(lambda key: self._share(key, shown.title))
        view.papers.connect(self._papers)
        view.remove.connect(self.remove)
        view.destroying.connect(lambda key: open_destroying(self._desk, key))
        view.led.connect(lambda lead: self._desk.routes.follow(lead))
        view.team.connect(lambda key: open_team(self._desk, key))
        view.withdraw.connect(lambda key: open_withdrawing(self._desk, key))
        view.evidence.connect(self.add_evidence)
        view.open_part.connect(self._editing.open_whole)
        view.write.connect(self._write)
        view.differences.connect(self._differences)
        serve(self._desk, view.chain, shown.key, self._reveal)
        self.split.show_soon(view, wanted)
        if view.strip is not None:
            from app.gui.evidence.piece_screen import serve_strip, show_piece

            view.open_piece.connect(lambda key: show_piece(self._desk, key))
            serve_strip(self._desk, view.strip, shown.pieces)

    def _write(self, kind: str, key: str) -> None:
        """Open the form of a new part; a detention begins with the person, the day and the place of the arrest."""
        if kind == "detention":
            from app.actions.detention import arrests

            new = self._editing.new_part
            self._desk.ask(lambda vault: arrests.begin(vault, key), lambda begun: new(kind, "", **begun))
        else:
            self._editing.new_part(kind, key)

    def _differences(self, key: str) -> None:
        from app.gui.records.differences_screen import open_differences

        open_differences(self._desk, self._editing, key)

    def _share(self, key: str, title: str) -> None:
        from app.gui.delivery.share_screen import open_share

        open_share(self._desk, [key], title)

    def _papers(self, key: str) -> None:
        from app.gui.papers.papers_screen import open_papers

        open_papers(self._desk, key)

    def remove(self, key: str) -> None:
        """Remove an incident and go to the next row; Undo restores it."""

        def removed(changed: Changed) -> None:
            self._gone(key)
            self._desk.tell(self._look.tr("Removed. Undo restores it."), back, away, changed)

        away, back = (lambda vault: records.remove(vault, key)[1]), (lambda vault: records.restore(vault, key)[1])
        self._desk.ask(away, removed)

    def edit(self, key: str) -> None:
        """Edit an incident; continue the form of all its fields if it has a draft."""
        self._entry.open(key, lambda: self._editing.open_whole(key, lambda: self._keep_in_sight(key)))

    # A new incident.

    def new(self) -> None:
        """Open an empty form of a new incident. A stored draft stays in Unfinished."""
        self._desk.ask(lambda vault: drafts.set_aside(vault, drafts.ENTRY), lambda _: self.go_on())

    def go_on(self) -> None:
        """Open the form of a new incident, with the stored draft, if there is one."""
        self._entry.open()

    def _saved(self, key: str, then: str) -> None:
        self._shown = key
        self.pane.select(key)
        self._keep_in_sight(key)
        self._desk.routes.after_incident()
        if then == "files":
            self._entry.open(key)  # the choice of a file opens over the form, and leads back to it
            self._desk.ask(lambda _: None, lambda _: self.add_evidence(key))
        elif then == "rest":
            self._editing.open_whole(key, lambda: self._keep_in_sight(key))
        elif then:
            self._ask_consent(key, then.split()[1:])

    def _ask_consent(self, key: str, people: Sequence[str]) -> None:
        """Open the form of an answer about consent to an incident, for one person after the other."""

        def saved(_: str) -> None:
            self._keep_in_sight(key)
            self._ask_consent(key, people[1:])

        if people:
            self._editing.new_part("consent_record", people[0], saved, event=[key])

    def _keep_in_sight(self, key: str) -> None:
        """Read the list again, and remove its filters if they hide an incident that was just edited."""
        self._kept = key
        self.refresh()

    # Evidence.

    def add_evidence(self, key: str) -> None:
        """Choose a file; it is imported outside of the store's lane, so that nothing waits for a slow disk."""
        from app.gui.shell.choosing_view import Choosing
        from app.gui.widgets.browse import Browser

        look, tr = self._look, self._look.tr
        text = tr("Amparo hashes the original file and encrypts it when you add it.")
        browser = Browser(look, tr("File"), Path.home(), tr("Add this file"), files=())
        browser.picked.connect(lambda path: self._take_in(key, Path(path)))
        window = self._desk.window
        window.show_over(Choosing(look, tr("Add evidence"), text, browser, window.close_full, "evidence"))

    def _take_in(self, key: str, path: Path) -> None:
        from app.actions.records import evidence

        tr = self._look.tr
        self._desk.window.close_full()

        def take(vault: Vault, db: "Db", told: "Told") -> None:
            stored = evidence.take_in(vault.folder, path, vault.random, told)
            db(lambda v: evidence.add(v, path, key, stored))

        def taken(_: None) -> None:
            self._desk.tell(tr("{name} is in the vault. The original file is still on the disk.", name=path.name))
            self._desk.look_inside()

        self._desk.at_length(
            tr("Adding {name}…", name=path.name),
            tr("Stopped. Amparo added no part of {name}.", name=path.name),
            take,
            taken,
        )

    # Keys.

    def _list_acts(self) -> Mapping[str, Callable[[], object]]:
        acts = {"new": self.new, "escape": self._escape, "back": self._escape, "assign": self._assign}
        shown = {name: partial(self._on_shown, name) for name in ("edit", "share", "evidence") if self._shown}
        return {**super()._list_acts(), **acts, **shown}

    def _assign(self) -> None:
        """Ask who works on the rows that are selected together."""
        from app.gui.incidents.assign_screen import open_assign

        if keys := [row.key for row in self.pane.rows_taken]:
            open_assign(self._desk, keys)

    def _escape(self) -> None:
        search = self.pane.search
        if self.split.on_page:
            self.split.go_to_list()
        elif search is not None and search.text():
            search.clear()
            self._search("")
        else:
            self.pane.take_focus()

    def _on_shown(self, name: str) -> None:
        if name == "edit":
            self.edit(self._shown)
        elif name == "share":
            row = next((row for row in self.pane.model.rows if row.key == self._shown), None)
            self._share(self._shown, row.title if row else "")
        else:
            self.add_evidence(self._shown)
