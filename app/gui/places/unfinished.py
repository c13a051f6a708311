"""What was being written when the vault was left: said once after each opening, to go on with it or put it away."""

from collections.abc import Mapping
from typing import NamedTuple

from app.actions import drafts
from app.actions.changed import Changed
from app.domain.record import Record
from app.gui.dates import when
from app.gui.desk import Desk
from app.gui.places.document import Document
from app.gui.places.people import People
from app.gui.text import Text
from app.gui.views.unfinished import Unfinished
from app.store import records
from app.store.vault import Vault


class Draft(NamedTuple):
    """A draft that was kept: its name, what was typed, since when in words, and the record that it edits, if any."""

    name: str
    form: Mapping[str, object]
    since: str
    record: Record | None


def offer(desk: Desk) -> None:
    """Say what was written last and never saved."""
    tr = desk.look.tr
    desk.ask(lambda vault: _last(vault, tr), lambda draft: _show(desk, draft) if draft else None)


def _last(vault: Vault, tr: Text) -> Draft | None:
    for name in drafts.names(vault):
        kept = drafts.load(vault, name)
        record = (
            None if name == drafts.ENTRY else records.find(vault.con, name.removeprefix(drafts.EDIT.format(key="")))
        )
        if kept is not None and kept[0] and (name == drafts.ENTRY or (record is not None and not record.removed)):
            return Draft(name, kept[0], when(tr, kept[1], vault.now()), record)
    return None


def _show(desk: Desk, draft: Draft) -> None:
    tr = desk.look.tr
    what = (
        tr("You were editing {title}.", title=draft.record.title)
        if draft.record
        else tr("You were writing an incident.")
    )
    strip = Unfinished(desk.look, what, tr("Kept encrypted since {at}, not saved yet.", at=draft.since))
    strip.go_on.clicked.connect(lambda _=False: _go_on(desk, draft.record))
    strip.away.clicked.connect(lambda _=False: _put_away(desk, draft))
    desk.notice(strip)


def _go_on(desk: Desk, record: Record | None) -> None:
    desk.go("people" if record is not None and record.kind in ("actor", "contact") else "document")
    place = desk.places[desk.window.place]
    if isinstance(place, Document | People) and record is not None:
        place.edit(record.id.hex())
    elif isinstance(place, Document):
        place.new()


def _put_away(desk: Desk, draft: Draft) -> None:
    def drop(vault: Vault) -> Changed:
        drafts.drop(vault, draft.name)
        return Changed()

    def back(vault: Vault) -> Changed:
        drafts.keep(vault, draft.name, draft.form)
        return Changed()

    desk.notice(None)
    desk.act(drop, desk.look.tr("Draft thrown away."), back)
