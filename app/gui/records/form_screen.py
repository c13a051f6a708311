"""Forms of records, in any place: typed text is stored as a draft, so that a lock loses nothing."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

import shiboken6
from PySide6.QtCore import QObject

from app.actions.kernel import clock, dates, drafts, records, step_states
from app.actions.kernel.change_set import Changed
from app.domain.fields import Value
from app.domain.kind import Kind
from app.domain.record import Record
from app.errors import InputRefused
from app.gui.shell.unsaved_text import tell_draft_kept, throw_draft_away
from app.gui.shell.vault_session import VaultSession
from app.gui.style.dates import clock as time_of_day
from app.gui.style.text import Text, kind_words, label
from app.store.records.search import Query
from app.store.vault.open_vault import Vault

if TYPE_CHECKING:
    from app.gui.records.form_view import RecordForm

CHOICES = 2000
"""Most records that a role offers."""
OPEN = "form:{kind}"
"""The setting with the names of the open groups in the form of a kind, on a line each."""
Values = Mapping[str, object]
Way = Callable[[Vault], Changed]


class _Read(NamedTuple):
    """The data of a form: record, unsaved draft, links, choices of each role, current day, and groups to open."""

    record: Record
    draft: Values
    linked: Mapping[str, list[str]]
    choices: Mapping[str, list[tuple[str, str]]]
    today: date
    opened: list[str]


class Editing(QObject):
    """One form at a time, over the place that asked for it."""

    def __init__(self, desk: VaultSession) -> None:
        super().__init__()
        self._desk = desk
        self._form: RecordForm | None = None
        self._draft = ""
        self._then: Callable[[], None] | None = None
        self.wizards: dict[str, Callable[[str], None]] = {}
        """The wizard of each kind that has one: it gets the id of the whole, or an empty text."""
        desk.before_leaving(self._keep)

    def open(self, key: str, names: Sequence[str], then: Callable[[], None] | None = None) -> None:
        """Open the form of a record with its unsaved draft, if there is one; `then` is called at its end.

        Without `names`, it has every field and role of its kind.
        """
        self._then = then
        self._desk.ask(
            lambda vault: _read_stored(vault, key, names),
            lambda found: self._show(found, names, self._edit_title(found.record.kind), lambda _: None),
        )

    def _edit_title(self, kind: str) -> str:
        tr = self._desk.look.tr
        return tr("Edit {kind}", kind=kind_words(tr, self._desk.kinds[kind]))

    def open_whole(self, key: str, then: Callable[[], None] | None = None) -> None:
        """Open the form of a record with every field and role of its kind; `then` is called at its end."""
        self.open(key, (), then)

    def new_part(
        self, name: str, whole: str, done: Callable[[str], None] = lambda _: None,
        then: Callable[[], None] | None = None, **linked_to: Any,
    ) -> None:  # fmt: skip
        """Open an empty form of a kind, linked to the record `whole` if it is not empty.

        `done` gets the id of the saved record. `then` runs at the end of the form, also without a record. The page
        below stays. `linked_to` has ids by role, and codes by field. A draft about other ones stays in Unfinished.
        A consent without its reason is finished instead.
        """
        if name in self.wizards:
            self.wizards[name](whole)
            return
        self._then = then
        kind, tr = self._desk.kinds[name], self._desk.look.tr
        record = Record(b"", name, "", {})

        def read(vault: Vault) -> _Read:
            asked = name == "consent_record" and whole
            if unfinished := _find_unfinished(vault, whole, linked_to) if asked else "":
                return _read_stored(vault, unfinished, ())
            above = records.record_of(vault, whole).kind if whole else ""
            role = next((role.name for role in kind.roles if above in role.to), "")
            linked, draft = {**linked_to, **({role: [whole]} if role else {})}, drafts.EDIT.format(key=name)
            typed, _ = drafts.load(vault, draft) or ({}, 0)
            if any(typed.get(one, ids) != ids for one, ids in linked.items()):
                drafts.set_aside(vault, draft)
            found = _read(vault, record, {one: ids for one, ids in linked.items() if kind.role(one)}, (), draft)
            begun = {kind.date: clock.local_minute(vault)} if kind.begins_now else {}
            return found._replace(draft={**begun, **linked, **found.draft}, linked={})

        title = tr("New {kind}", kind=kind_words(tr, kind))
        self._desk.ask(read, lambda found: self._show(
            found, (), self._edit_title(name) if found.record.id else title, done, over=then is not None))  # fmt: skip

    def _show(
        self, found: _Read, names: Sequence[str], title: str, done: Callable[[str], None], over: bool = False
    ) -> None:
        from app.gui.records.destroying_screen import open_destroying
        from app.gui.records.form_view import RecordForm

        look, record = self._desk.look, found.record
        kind = self._desk.kinds[record.kind]
        form = RecordForm(
            look, self._desk.words, kind, record, names, title, found.draft, found.linked, found.choices,
            today=found.today, opened=found.opened,
        )  # fmt: skip
        form.leave.connect(self._throw_away)
        form.away.connect(self._leave)
        form.folded.connect(lambda: self._fold(form, record.kind))
        form.save.connect(lambda: self._save(form, found, done))
        form.changed.connect(self._keep)
        form.destroying.connect(lambda: open_destroying(self._desk, record.id.hex()))
        self._form, self._draft = form, drafts.EDIT.format(key=record.id.hex() or record.kind)
        if record.id and found.draft:
            form.say(look.tr("Your draft is open. It is not saved yet."))
        self._desk.notice(None)
        self._desk.opened_draft(self._draft)
        (self._desk.window.show_over if over else self._desk.window.show_full)(form)

    def _keep(self) -> None:
        form, draft, tr = self._form, self._draft, self._desk.look.tr
        if form is not None and shiboken6.isValid(form):
            values = dict(form.kept_values())

            def kept(at: int) -> None:
                if shiboken6.isValid(form):
                    form.say(tr("Encrypted draft saved {at}", at=time_of_day(tr, at, exact=True)))

            self._desk.ask(lambda vault: drafts.keep(vault, draft, values), kept)

    def _fold(self, form: "RecordForm", kind: str) -> None:
        """Keep which groups a person opened, for the next form of the kind."""
        chosen = (name for name, group in form.groups.items() if group.row.isChecked() and name not in form.fitted)
        opened = "\n".join(chosen).encode()
        self._desk.ask(lambda vault: vault.set(OPEN.format(kind=kind), opened), lambda _: None)

    def _leave(self) -> None:
        """Leave the form; its draft is kept, and Undo throws it away."""
        title = self._title()
        self._close()
        self._form = None
        tell_draft_kept(self._desk, self._draft, title)

    def _throw_away(self) -> None:
        title = self._title()
        self._close()  # the last input is stored before the draft is deleted
        self._form = None
        throw_draft_away(self._desk, self._draft, title)

    def _title(self) -> str:
        return self._form.header.title.text() if self._form is not None else ""

    def _close(self) -> None:
        self._desk.window.close_full()
        if self._then is not None:
            self._then()

    def _end_unchanged(self, record: Record, done: Callable[[str], None]) -> None:
        """Close a form that has the values of its record."""
        draft, self._form = self._draft, None
        self._desk.ask(lambda vault: drafts.drop(vault, draft), lambda _: None)
        self._desk.say(self._desk.look.tr("Nothing changed."))
        self._close()
        done(record.id.hex())

    def _save(self, form: "RecordForm", found: _Read, done: Callable[[str], None], sure: bool = False) -> None:
        """Save the form. A yes on the day of a no is asked about once; `sure` is True after the answer."""
        tr = self._desk.look.tr
        values, draft, record = form.changed_values(), self._draft, found.record
        before = {name: found.linked.get(name, record.fields.get(name)) for name in values}
        if record.id and not values:
            self._end_unchanged(record, done)
            return

        def save(vault: Vault) -> tuple[Record, Changed]:
            kind = vault.kinds[record.kind]
            if not sure:
                _need_sure(vault, tr, found, values)
            with vault.transaction():
                if record.id:
                    saved, changed = record, _put(vault, record, found.linked, values)
                else:
                    saved, changed = records.add(vault, kind.name, convert_values(vault, kind, values))
                if record.kind == "consent_record":
                    from app.actions.mail import stopped_deliveries  # not for another form

                    stopped_deliveries.stop_limited(vault, [saved.id])
                    changed |= Changed(frozenset({"delivery"}))
                return saved, changed | drafts.drop(vault, draft)

        def ways(key: str) -> tuple[Way, Way]:
            """Return the undo and the redo."""
            if not record.id:
                return lambda vault: records.remove(vault, key)[1], lambda vault: records.restore(vault, key)[1]
            now = {**found.linked, **{name: _ids(value) for name, value in values.items()}}
            return (
                lambda vault: _put(vault, record, now, before), lambda vault: _put(vault, record, found.linked, values),
            )  # fmt: skip

        def over(made: tuple[Record, Changed]) -> None:
            saved, changed = made
            self._form = None
            undo, again = (None, None) if self._desk.kinds[saved.kind].append_only else ways(saved.id.hex())
            self._desk.tell(tr("Saved {ref}.", ref=saved.ref), undo, again, changed)
            self._close()
            done(saved.id.hex())
            if saved.kind == "consent_record":
                self._desk.routes.after_consent(saved.id)

        def refused(error: BaseException) -> None:
            form.refused(error)
            for row in (row for row in (error.refused if isinstance(error, InputRefused) else ()) if "sure" in row):
                form.offer(str(row["field"]), str(row["sure"]), lambda: self._save(form, found, done, True))

        self._desk.ask(save, over, refused)


def _need_sure(vault: Vault, tr: Text, found: _Read, values: Values) -> None:
    """Raise InputRefused for values that need a second look; `sure` has the words of the button."""
    kind = vault.kinds[found.record.kind]
    given, refused = kind.checked({name: one for name, one in values.items() if name in kind.fields}, vault.words)
    if kind.name == "proceeding" and not refused and not {"date", "about", "side"}.isdisjoint(values):
        _need_sure_day(vault, tr, found, values, given)
    if kind.name == "consent_record" and not refused and not found.record.id:
        _need_sure_yes(vault, tr, kind, values, given)


def _need_sure_day(vault: Vault, tr: Text, found: _Read, values: Values, given: Mapping[str, Value]) -> None:
    """Raise InputRefused for a legal step that is dated before its acts."""
    from app.actions.detention.legal_steps import is_early  # not before the first step

    about = [one for one in _ids(values.get("about", found.linked.get("about"))) if _is_id(one)]
    if is_early(vault, {**found.record.fields, **given}, about):
        why, sure = tr("This step is dated before the acts. Check both dates."), tr("The dates are right: save")
        raise InputRefused(why, refused=[{"field": "date", "reason": why, "sure": sure}])


def _need_sure_yes(vault: Vault, tr: Text, kind: Kind, values: Values, given: Mapping[str, Value]) -> None:
    """Raise InputRefused for a new yes to a purpose that has a no of the same day."""
    from app.domain.release.consents import YES, find_no_of_day  # not before the first answer

    asked = [bytes.fromhex(one) for role in kind.roles for one in _ids(values.get(role.name)) if _is_id(one)]
    if not asked or given.get("state") not in YES or "purpose" not in given:
        return
    known = dates.list_answers(vault, asked[0])
    purposes, withdrew = find_no_of_day(given, known, clock.today(vault).toordinal())
    said = tr.listed(label(vault, tr, "consent_purpose", one) for one in purposes)
    why = tr("On this day they said no to {purposes}; record the yes only if they said it again.", purposes=said)
    if withdrew:
        why = tr("On this day they withdrew {purposes}; record the yes only if they said it again.", purposes=said)
    if purposes:
        sure = tr("They said it again: save the yes")
        raise InputRefused(why, refused=[{"field": "state", "reason": why, "sure": sure}])


def _find_unfinished(vault: Vault, person: str, given: Mapping[str, Any]) -> str:
    """Return the id of a yes of another person without its reason, about one of the purposes; empty if there is none.

    An answer about files has its own record.
    """
    from app.domain.release.consents import is_about, is_kin_without_reason, is_yes  # not before the first answer

    who, purposes = records.record_of(vault, person), [] if "covers" in given else given.get("purpose", [])
    rows = (row for row in dates.list_answers(vault, who.id) if is_yes(row) and is_kin_without_reason(row, who))
    return next((row.id.hex() for row in rows if any(is_about(row, one) for one in purposes)), "")


def _read_stored(vault: Vault, key: str, names: Sequence[str]) -> _Read:
    linked: dict[str, list[str]] = {}
    for role, other in records.show(vault, key).links:
        linked.setdefault(role, []).append(other.id.hex())
    return _read(vault, records.record_of(vault, key), linked, names, drafts.EDIT.format(key=key))


def _read(vault: Vault, record: Record, linked: Mapping[str, list[str]], names: Sequence[str], draft: str) -> _Read:
    from app.actions.records import areas  # not before the first form
    from app.actions.withdrawals import file_consents

    kept = drafts.load(vault, draft)
    roles = [role for role in vault.kinds[record.kind].roles if not names or role.name in names]
    kinds = {name for role in roles for name in role.to}
    by_kind = {
        name: [(other.id.hex(), other.title) for other in records.find(vault, Query(name, limit=CHOICES))]
        for name in kinds
    }
    choices = {role.name: [option for name in role.to for option in by_kind[name]] for role in roles}
    choices |= areas.list_choices(vault, vault.kinds[record.kind])
    choices |= file_consents.list_choices(vault, vault.kinds[record.kind])
    choices |= step_states.list_choices(vault, vault.kinds[record.kind], linked)
    for role, ids in linked.items():
        offered = {key for key, _ in choices.get(role, ())}
        choices[role] = [
            *choices.get(role, ()), *((key, records.record_of(vault, key).title) for key in ids if key not in offered)
        ]  # fmt: skip
    opened = (vault.get(OPEN.format(kind=record.kind)) or b"").decode().split("\n")
    return _Read(record, kept[0] if kept else {}, linked, choices, clock.today(vault), opened)


def _put(vault: Vault, record: Record, linked: Mapping[str, Sequence[object]], values: Values) -> Changed:
    """Store the values of a form; in roles with several links, removed links are deleted first."""
    kind, key = vault.kinds[record.kind], record.id.hex()
    found = convert_values(vault, kind, values)
    shorter = {name: None for name in found if kind.role(name) and set(linked.get(name, ())) - {*_ids(values[name])}}
    with vault.transaction():
        if shorter:
            records.edit(vault, key, shorter)
        return records.edit(vault, key, found)[1]


def _ids(value: object) -> list[str]:
    return [str(row) for row in value] if isinstance(value, list) else []


def convert_values(vault: Vault, kind: Kind, values: Values) -> dict[str, object]:
    """Return the values of a form as actions need them: a name that was typed for a role becomes a new record."""
    found = dict(values)
    for role in kind.roles:
        if role.name in values:
            rows = [row if _is_id(row) else {_name(vault.kinds[role.to[0]]): row} for row in _ids(values[role.name])]
            found[role.name] = (rows if role.many else rows[0]) if rows else None
    return found


def _is_id(text: str) -> bool:
    return len(text) == 32 and not set(text) - set("0123456789abcdef")


def _name(kind: Kind) -> str:
    """Return the field that holds the name of a record of a kind."""
    return next(name for name in kind.title if name in kind.fields)
