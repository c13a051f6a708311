"""Document: find, read, write down, edit, share and put aside incidents; evidence of them."""

from datetime import date
from pathlib import Path

import shiboken6
from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QImage

from app.actions import drafts, evidence, records
from app.actions.changed import Changed
from app.domain.record import Record
from app.gui.dates import clock
from app.gui.desk import AT_REST, Desk
from app.gui.places.editing import Editing
from app.gui.places.sharing import open_share
from app.gui.reads import entry as entries
from app.gui.reads import incidents as reading
from app.gui.shown import IncidentPage, Listing
from app.gui.views.entry import EntryView
from app.gui.views.incidents import IncidentView, incident_list, no_incidents
from app.gui.views.record_form import RecordForm
from app.gui.widgets.blocks import Page, PageHeader
from app.gui.widgets.browse import Browser
from app.gui.widgets.buttons import Button
from app.gui.widgets.split import Split
from app.store.blobs import StoredBlob
from app.store.vault import Vault

DRAFT = "incident"
"""The name of the one draft of a new incident."""
THUMBNAILS = 8
"""Pictures of one page that are decoded, each by itself, so that nothing waits for all of them."""
EDITED = ("title", "date_start", "description", "impact", "verification", "review_state", "sensitivity", "urgent")
"""Fields of an incident that its form shows."""


class Document(QObject):
    """The list of incidents and what stands beside or over it."""

    def __init__(self, desk: Desk, editing: Editing) -> None:
        super().__init__()
        self._desk, self._editing = desk, editing
        self._look = desk.look
        self.pane = incident_list(desk.look)
        self.split = Split(desk.look, self.pane, desk.look.tr("Incidents"))
        self.widget = self.split
        self._text, self._chip, self._limit = "", "all", reading.BLOCK
        self._shown = ""
        self._entry: EntryView | None = None
        self.pane.searched.connect(self._search)
        self.pane.filtered.connect(self._filter)
        self.pane.chosen.connect(self.open)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._read_page)
        self.split.narrowed.connect(self._arranged)
        if self.pane.primary is not None:
            self.pane.primary.clicked.connect(lambda _=False: self.new())
        bar = self.pane.view.verticalScrollBar()
        bar.valueChanged.connect(lambda value: self._more(value, bar.maximum()))
        desk.before_leaving(self._keep)

    # The list.

    def take_focus(self) -> None:
        """Go to the rows."""
        self.pane.take_focus()

    def _arranged(self, one_pane: bool) -> None:
        """Two panes show the first row's page at once; one pane waits to be asked."""
        if not one_pane and not self.pane.current and self.pane.model.rows:
            self.pane.select(self.pane.model.rows[0].key)
        self._read_page()

    def refresh(self) -> None:
        """Read the list and the page again."""
        tr, text, chip, limit = self._look.tr, self._text, self._chip, self._limit
        self._desk.ask(lambda vault: reading.listing(vault, tr, text, chip, limit), self._list)
        self._read_page()

    def _list(self, shown: Listing) -> None:
        self.pane.show_rows(shown.rows, shown.count, no_incidents(self._look, self._text, self._chip, self._clear))
        if shown.rows and not self.pane.current and not self.split.one_pane:
            self.pane.select(shown.rows[0].key)

    def _clear(self) -> None:
        """Ask for everything again."""
        if self.pane.search is not None:
            self.pane.search.clear()
        if self.pane.chips is not None:
            self.pane.chips.set_value("all")
        self._text, self._chip, self._limit = "", "all", reading.BLOCK
        self.refresh()

    def _search(self, text: str) -> None:
        self._text, self._limit = text, reading.BLOCK
        self.refresh()

    def _filter(self, chip: str) -> None:
        self._chip, self._limit = chip, reading.BLOCK
        self.refresh()

    def _more(self, value: int, most: int) -> None:
        if most and value == most and len(self.pane.model.rows) == self._limit:
            self._limit += reading.BLOCK
            self.refresh()

    # The page.

    def open(self, key: str) -> None:
        """Show an incident."""
        self._shown = key
        self._soon.start(AT_REST)

    def _read_page(self) -> None:
        if self._shown:
            tr, key = self._look.tr, self._shown
            self._desk.ask(lambda vault: reading.page(vault, tr, key), self._page, lambda _: self._no_page())

    def _no_page(self) -> None:
        self.split.show_page(Page(self._look))

    def _page(self, shown: IncidentPage) -> None:
        if shown.key != self._shown or not shiboken6.isValid(self.split):  # read for a window that was dressed anew
            return
        view = IncidentView(self._look, shown, self.split.back_button())
        view.edit.connect(self.edit)
        view.share.connect(lambda key: open_share(self._desk, [key], shown.title))
        view.remove.connect(self.remove)
        view.evidence.connect(self.add_evidence)
        view.open_piece.connect(self._open_piece)
        self.split.show_page(view)
        for piece in [piece for piece in shown.pieces if piece.icon == "picture"][:THUMBNAILS]:
            self._thumbnail(view, piece.key)

    def _thumbnail(self, view: IncidentView, key: str) -> None:
        def made(image: QImage) -> None:
            if shiboken6.isValid(view) and view.strip is not None:
                view.strip.show_image(key, image)

        self._desk.ask(lambda vault: reading.thumbnail(vault, key), made)

    def remove(self, key: str) -> None:
        """Put an incident aside; Undo brings it back."""
        self._shown = ""
        said = self._look.tr("Put aside. Nothing of it is destroyed.")
        self._desk.act(
            lambda vault: records.remove(vault, key)[1], said, lambda vault: records.bring_back(vault, key)[1]
        )
        self._no_page()

    def edit(self, key: str) -> None:
        """Edit the fields of an incident."""
        self._editing.open(key, lambda _: EDITED)

    # A new incident.

    def new(self) -> None:
        """Open the entry, with the draft that was kept, if there is one."""

        def read(vault: Vault) -> tuple[reading.Candidates, dict[str, str]]:
            kept = drafts.load(vault, DRAFT)
            return reading.candidates(vault), {k: str(v) for k, v in kept[0].items()} if kept else {}

        self._desk.ask(read, lambda found: self._open_entry(*found))

    def _open_entry(self, found: reading.Candidates, draft: dict[str, str]) -> None:
        tr = self._look.tr
        slots = entries.Slots(tr, self._desk.words, found, date.today())
        view = EntryView(self._look, slots.options(), slots.said, draft, tr("New incident"))
        view.changed.connect(self._keep)
        view.save.connect(lambda: self._save(False))
        view.add_files.connect(lambda: self._save(True))
        view.throw_away.connect(self._throw_away)
        self._entry = view
        self._desk.window.show_full(view)
        view.sentence.slots["when"].setFocus()

    def _keep(self) -> None:
        """Keep the draft as it stands; queued in the store's lane, so leaving waits for it."""
        if self._entry is None or not shiboken6.isValid(self._entry):
            return
        values, view, tr = dict(self._entry.values), self._entry, self._look.tr

        def kept(at: int) -> None:
            if shiboken6.isValid(view):
                view.kept(clock(tr, at, exact=True))

        self._desk.ask(lambda vault: drafts.keep(vault, DRAFT, values), kept)

    def _throw_away(self) -> None:
        values = dict(self._entry.values) if self._entry else {}
        self._entry = None
        self._desk.window.close_full()

        def drop(vault: Vault) -> Changed:
            drafts.drop(vault, DRAFT)
            return Changed()

        def back(vault: Vault) -> Changed:
            drafts.keep(vault, DRAFT, values)
            return Changed()

        self._desk.act(drop, self._look.tr("Draft thrown away."), back if values else None)

    def _save(self, then_files: bool) -> None:
        if self._entry is None:
            return
        view, values = self._entry, dict(self._entry.values)
        unnamed = self._look.tr("Unnamed person")

        def save(vault: Vault) -> Record:
            event, _ = records.add(vault, "event", entries.given(values, unnamed))
            consent = entries.consent_of_known(values)
            if consent is not None:
                records.add(vault, "consent_record", {**consent, "event": event.id.hex()})
            drafts.drop(vault, DRAFT)
            return event

        def saved(event: Record) -> None:
            self._entry, self._shown = None, event.id.hex()
            self._desk.window.close_full()
            key = event.id.hex()
            said = self._look.tr("{ref} saved.", ref=event.ref)
            self._desk.tell(said, lambda vault: records.remove(vault, key)[1])
            self.pane.select(key)
            if then_files:
                self.add_evidence(key)

        def refused(error: BaseException) -> None:
            view.said_wrong("when", str(error))

        self._desk.ask(save, saved, refused)

    # Evidence.

    def add_evidence(self, key: str) -> None:
        """Choose a file; it is taken in beside the store's lane, so that nothing waits for a slow disk."""
        look, tr = self._look, self._look.tr
        page = Page(look, 32)
        back = Button(look, tr("Back"), "quiet", "back", tr("Esc"))
        back.clicked.connect(self._desk.window.close_full)
        page.add(
            PageHeader(look, tr("Add evidence"), tr("The original is hashed and encrypted as it comes in."), back=back)
        )
        browser = Browser(look, tr("File"), Path.home(), tr("Take this file in"), files=())
        browser.picked.connect(lambda path: self._take_in(key, Path(path)))
        page.body.addWidget(browser, 1)
        self._desk.window.show_full(page)

    def _take_in(self, key: str, path: Path) -> None:
        tr, folder = self._look.tr, self._desk.folder
        self._desk.window.close_full()
        self._desk.say(tr("Taking {name} in…", name=path.name))

        def taken(stored: StoredBlob) -> None:
            said = tr("{name} is in the vault. The original on the disk is still there.", name=path.name)
            self._desk.act(lambda vault: evidence.add(vault, path, key, stored)[1], said)

        self._desk.on_net(lambda vault, db: evidence.take_in(folder, path, vault.random), taken)

    def _open_piece(self, key: str) -> None:
        self._desk.ask(lambda vault: evidence.show(vault, key), self._show_piece)

    def _show_piece(self, item: evidence.Item) -> None:
        from app.gui.places.pieces import show_piece

        show_piece(self._desk, item)

    # Keys.

    def key(self, name: str) -> bool:
        """Answer the keys of this place."""
        full = self._desk.window.full
        if isinstance(full, EntryView) and name == "save":
            self._save(False)
        elif isinstance(full, RecordForm) and name == "save":
            full.save.emit()
        elif full is not None:
            return False
        elif name == "new":
            self.new()
        elif name == "find":
            self.pane.go_to_search()
        elif name in ("escape", "back"):
            self._escape()
        elif self._shown and name in ("edit", "share", "evidence"):
            self._on_shown(name)
        else:
            return False
        return True

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
            open_share(self._desk, [self._shown], row.title if row else "")
        else:
            self.add_evidence(self._shown)
