"""Offer an unfinished draft of the last session after each opening: continue it or dismiss it."""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from app.actions.kernel import drafts
from app.domain.kind import Kind, Kinds
from app.domain.record import Record
from app.gui.incidents.incidents_screen import Document
from app.gui.shell.strip_view import Unfinished
from app.gui.shell.unsaved_text import throw_draft_away
from app.gui.shell.vault_session import VaultSession
from app.gui.style.dates import relative_time, with_dates
from app.gui.style.text import Text
from app.store.records import record_rows
from app.store.vault.open_vault import Vault


class UnfinishedDraft(NamedTuple):
    """A stored draft: its name, its form (None if it is damaged), its time as text, its kind and record, if any."""

    name: str
    form: Mapping[str, object] | None
    since: str
    kind: str
    record: Record | None


def offer(desk: VaultSession) -> None:
    """Show the last unsaved draft, continue an interrupted destruction, and start the device check."""
    from app.actions.vault.put_back import is_older
    from app.gui.records.destroying_screen import go_on
    from app.gui.settings.machine_screen import look_at_machine

    go_on(desk)
    desk.ask(is_older, lambda older: _warn_older(desk) if older else None)
    if desk.machine is not None:
        look_at_machine(desk, desk.machine)
    tr = desk.look.tr
    desk.ask(lambda vault: _last(vault, tr), lambda draft: _show(desk, draft) if draft else None)


def _warn_older(desk: VaultSession) -> None:
    from app.gui.backups.checked_screen import warn

    warn(desk)


def _last(vault: Vault, tr: Text) -> UnfinishedDraft | None:
    for name in drafts.list_damaged(vault):
        if name != drafts.TYPED:
            return UnfinishedDraft(name, None, "", "", None)
    for name in drafts.names(vault):
        kept = drafts.load(vault, name)
        if kept is not None and name == drafts.TABLE:
            return UnfinishedDraft(name, kept[0], relative_time(tr, kept[1], vault.now()), "", None)
        key = drafts.find_copied(name) or kind_of(name)
        record = None if key in vault.kinds else record_rows.find(vault.con, key)
        if kept is not None and kept[0] and (key in vault.kinds or (record is not None and not record.removed)):
            return UnfinishedDraft(
                name, kept[0], relative_time(tr, kept[1], vault.now()), record.kind if record else key, record
            )
    return None


def _show(desk: VaultSession, draft: UnfinishedDraft) -> None:
    tr, go_on = desk.look.tr, ""
    if draft.form is None:
        what = tr("This draft is damaged. Amparo cannot read it.")
    elif draft.name == drafts.TABLE:
        what = tr("You were importing {name}.", name=Path(str(draft.form["path"])).name)
        go_on = tr("Continue")
    elif draft.record and drafts.find_copied(draft.name):
        what = tr("You were making a copy of {title}.", title=draft.record.title)
        go_on = tr("Continue")
    elif draft.record:
        what = tr("You were editing {title}.", title=with_dates(tr, draft.record, draft.record.title))
    elif draft.kind == "event":
        what = tr("You were writing an incident.")
    else:
        what = tr("You were writing: {kind}.", kind=tr(desk.kinds[draft.kind].label))
    kept = tr("Encrypted draft since {at}. Not saved as a record yet.", at=draft.since)
    if draft.form is None:
        kept = tr("Delete the draft. Your saved records are safe.")
    strip = Unfinished(desk.look, what, kept, go_on)
    strip.go_on.setHidden(draft.form is None)
    strip.go_on.clicked.connect(lambda _=False: _go_on(desk, draft))
    strip.away.clicked.connect(lambda _=False: _put_away(desk, draft))
    desk.notice(strip)


def _go_on(desk: VaultSession, draft: UnfinishedDraft) -> None:
    if original := drafts.find_copied(draft.name):
        desk.notice(None)
        desk.routes.follow(f"studio:{original}")
    elif draft.kind:
        go_on_draft(desk, draft.name, draft.record)
    else:
        go_on_import(desk)


def kind_of(name: str) -> str:
    """Return the kind of the new record of a draft, or the id in hex of its record."""
    form = drafts.form_of(name)
    return "event" if form == drafts.ENTRY else form.removeprefix(drafts.EDIT.format(key=""))


def go_on_draft(desk: VaultSession, name: str, record: Record | None = None) -> None:
    """Continue a draft by its name, also an older one."""

    def read(vault: Vault) -> Record | None:
        drafts.bring_back(vault, name)
        key = kind_of(name)
        return record or (None if key in vault.kinds else record_rows.find(vault.con, key))

    desk.ask(read, lambda found: go_on_writing(desk, found.kind if found else kind_of(name), found))


def go_on_writing(desk: VaultSession, kind: str, record: Record | None = None) -> None:
    """Continue the draft of a record, or of a new one of a kind, in the place of its kind."""
    from app.gui.cases.cases_screen import Casework  # most often it is an incident
    from app.gui.cases.organisations_screen import PeopleAndOrganisations
    from app.gui.checkins.checkins_screen import CheckinBoard

    desk.go(_place(desk.kinds, desk.kinds[kind]))
    place = desk.places[desk.window.place]
    if isinstance(place, Document | PeopleAndOrganisations | Casework | CheckinBoard) and record is not None:
        place.edit(record.id.hex())
    elif isinstance(place, PeopleAndOrganisations | Casework | CheckinBoard):
        place.write(kind)
    elif isinstance(place, Document):
        place.go_on()


def _place(kinds: Kinds, kind: Kind) -> str:
    """Return the page with the form of a kind: its own, or that of its whole. The first tab of Cases has the others.

    The place Incidents has no form for a new part.
    """
    wholes = [kinds[name].home for role in kind.roles if role.part for name in role.to]
    return kind.home.page or next((home.tab for home in wholes if home.tab), "all-cases")


def go_on_import(desk: VaultSession) -> None:
    """Continue with the table whose mapping was not finished."""
    from app.gui.settings.device_screen import Device

    desk.go("safety")
    if isinstance(place := desk.places["safety"], Device):
        place.go_on_import()


def _put_away(desk: VaultSession, draft: UnfinishedDraft) -> None:
    desk.notice(None)
    throw_draft_away(desk, draft.name)
