"""The form of an incident, new or edited, over the list: it is read, kept as a draft, and saved."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

import shiboken6
from attrs import define

from app.actions.kernel import clock, drafts, records
from app.actions.kernel.change_set import Changed
from app.domain.record import Record
from app.gui.incidents import incidents_query as reading
from app.gui.shell.unsaved_text import tell_draft_kept, throw_draft_away
from app.gui.shell.vault_session import VaultSession
from app.gui.style.dates import clock as time_of_day
from app.gui.style.dates import title_words
from app.gui.widgets.fields import end_lists
from app.store.vault.open_vault import Vault

if TYPE_CHECKING:
    from app.actions.records.incident_lines import StoredLine
    from app.gui.incidents.entry_view import EntryView


class _EntryData(NamedTuple):
    """The data of the form: what its slots offer, the stored values, the draft, and a damaged draft."""

    found: reading.Candidates
    today: date
    stored: Mapping[str, str]
    draft: Mapping[str, str]
    lost: bool
    second: str = ""


@define
class _Save:
    """A save that can be undone and repeated: the draft, and the stored incident before (if any) and after it."""

    event: Record
    changed: Changed
    draft: Mapping[str, str]
    before: Mapping[str, str]
    after: Mapping[str, str]
    lines: "list[StoredLine]"
    people: list[str]
    """The ids of the people that it made."""
    asked: list[str]
    """The ids of the people whose answer about consent has its own form."""
    aside: str = ""
    """The name of the draft with the text, while the save of a new incident is undone."""

    def undo(self, vault: Vault) -> Changed:
        """Restore the incident from before, or remove a new one and keep its text as a draft; remove new people."""
        from app.actions.records import incidents

        with vault.transaction():
            if self.before:
                changed = incidents.restore(vault, self.before, self.lines, self.changed)
            else:
                changed = records.remove(vault, self.event.id.hex())[1]
                self.aside = drafts.keep_aside(vault, drafts.ENTRY, self.draft)
            changed |= Changed(frozenset({"draft"}))
            return changed | incidents.remove_unnamed(vault, self.people, self.changed)

    def repeat(self, vault: Vault) -> Changed:
        """Save the undone change again."""
        from app.actions.records import incidents

        with vault.transaction():
            changed = drafts.drop(vault, self.aside)
            for key in self.people:
                changed |= records.restore(vault, key)[1]
            if self.before:
                return changed | incidents.save(vault, self.after, "")[1]
            return changed | records.restore(vault, self.event.id.hex())[1]


class EntryForm:
    """One form at a time. `done` gets the id of the saved incident and the next step: `files`, `rest`, or empty.

    The step can also be `consent` and the ids of people, with a space before each.
    """

    def __init__(self, desk: VaultSession, done: Callable[[str, str], None]) -> None:
        self._desk, self._done = desk, done
        self.view: EntryView | None = None
        self._stored: Mapping[str, str] = {}
        desk.before_leaving(self._keep)

    @property
    def _name(self) -> str:
        return drafts.EDIT.format(key=self._stored["event"]) if self._stored else drafts.ENTRY

    @property
    def _title(self) -> str:
        return self._desk.look.tr("Edit incident") if self._stored else self._desk.look.tr("New incident")

    def open(self, key: str = "", other: Callable[[], None] = lambda: None) -> None:
        """Open the form of an incident, or of a new one, with its draft; `other` if a draft of another form is kept."""
        tr = self._desk.look.tr

        def read(vault: Vault) -> _EntryData | None:
            from app.actions.records import incidents
            from app.gui.records.sentences import consent_words

            name = drafts.EDIT.format(key=key) if key else drafts.ENTRY
            kept = drafts.load(vault, name)
            draft = {slot: str(said) for slot, said in kept[0].items()} if kept else {}
            if key and draft and "event" not in draft:
                return None
            stored = incidents.load(vault, key) if key else {}
            record = records.record_of(vault, key) if key else None
            second = tr.line(record.ref, title_words(vault, tr, record)) if record else ""
            found = reading.candidates(vault, {**stored, **draft})
            said = {value for key, value in stored.items() if key.startswith("consent") and value.startswith("id:")}
            answers = ((one, consent_words(vault, tr, records.record_of(vault, one[3:]).fields)) for one in said)
            found = found._replace(answers=tuple(answers))
            return _EntryData(found, clock.today(vault), stored, draft, name in drafts.list_damaged(vault), second)

        self._desk.ask(read, lambda read: self._show(read) if read else other())

    def _show(self, read: _EntryData) -> None:
        from app.gui.incidents import entry_query as entries
        from app.gui.incidents.entry_view import EntryView

        look, tr = self._desk.look, self._desk.look.tr
        slots = entries.Slots(tr, self._desk.words, read.found, read.today)
        self._stored = read.stored
        view = EntryView(
            look, slots.options(), slots.said, read.draft or read.stored, self._title, slots.fits, slots.about,
            read.second,
        )  # fmt: skip
        if read.stored and read.draft:
            view.say(tr("Your draft is open. It is not saved yet."))
        if read.lost:
            view.said_wrong(
                "",
                tr("Amparo cannot read a damaged draft. Delete it, or write a new text. Your saved records are safe."),
            )
        view.changed.connect(self._keep)
        view.save.connect(lambda: self.save(""))
        view.add_files.connect(lambda: self.save("files"))
        view.add_rest.connect(lambda: self.save("rest"))
        view.leave.connect(self._throw_away)
        view.away.connect(self._leave)
        self.view = view
        self._desk.notice(None)
        self._desk.opened_draft(self._name)
        self._desk.window.show_full(view)

    def _keep(self) -> None:
        """Store the draft; queued in the store's lane, so that a lock waits for it."""
        if self.view is None or not shiboken6.isValid(self.view):
            return
        values, view, tr, name = dict(self.view.values), self.view, self._desk.look.tr, self._name
        if values == self._stored:
            return

        def kept(at: int) -> None:
            if shiboken6.isValid(view):
                view.say(tr("Encrypted draft saved {at}", at=time_of_day(tr, at, exact=True)))

        self._desk.ask(lambda vault: drafts.keep(vault, name, values), kept)

    def _leave(self) -> None:
        self._desk.window.close_full()  # the last input is stored first
        self.view = None
        tell_draft_kept(self._desk, self._name, self._title)

    def _throw_away(self) -> None:
        self._desk.window.close_full()  # the last input is stored before the draft is deleted
        self.view = None
        throw_draft_away(self._desk, self._name, self._title)

    def save(self, then: str) -> None:
        """Save the incident, close the form, and take the next step (`done`)."""
        if self.view is None:
            return
        end_lists(self.view)  # what is typed in an open slot is saved too
        if self.view.unfit():
            return
        from app.actions.records import incident_lines, incidents

        self.view.pause.finish()  # the draft is stored before the save that deletes it
        view, values, stored, name = self.view, dict(self.view.values), self._stored, self._name
        if not values:
            view.said_wrong("when", self._desk.look.tr("Write something here."))
            return
        if values == stored:
            self._desk.ask(lambda vault: drafts.drop(vault, name), lambda _: None)
            self._desk.say(self._desk.look.tr("Nothing changed."))
            self._close(values["event"], then)
            return

        def save(vault: Vault) -> _Save:
            with vault.transaction():
                lines = incident_lines.read(vault, bytes.fromhex(stored["event"])) if stored else []
                before = {**stored, **incidents.aliases(vault, values)}
                event, changed = incidents.save(vault, values, "")
                changed |= drafts.drop(vault, name)
                after = incidents.load(vault, event.id.hex())
                made = incidents.list_new_people(vault, values, after)
                after |= incidents.aliases(vault, values)
                return _Save(event, changed, values, before if stored else {}, after, lines, made,
                             incidents.list_asked(vault, values, made))  # fmt: skip

        def saved(made: _Save) -> None:
            tr, key = self._desk.look.tr, made.event.id.hex()
            undone = "" if stored else tr("The incident is removed. Its text is in Today, Unfinished.")
            self._desk.tell(tr("Saved {ref}.", ref=made.event.ref), made.undo, made.repeat, made.changed, undone=undone)
            self._close(key, then or " ".join(("consent", *made.asked) if made.asked else ()))

        def refused(error: BaseException) -> None:
            view.said_wrong("when", self._desk.look.tr.phrase(str(error)))

        self._desk.ask(save, saved, refused)

    def _close(self, key: str, then: str) -> None:
        self.view = None
        self._desk.window.close_full()
        self._done(key, then)
