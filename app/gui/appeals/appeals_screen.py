"""Instant action over any place: F9, the form, the one confirm, and the page of an appeal."""

import time
from datetime import date

import shiboken6

from app.actions.field import appeal_requests, appeals
from app.actions.field.appeal_requests import Queued
from app.actions.kernel import drafts, records
from app.actions.kernel.clock import today as today_of
from app.actions.mail import inbox
from app.domain.record import Record
from app.gui.appeals import appeals_query as reading
from app.gui.appeals.appeal_view import AppealView, CallView
from app.gui.appeals.appeals_values import AppealPage, AskShown, CallPage, FormShown, RecipientChoice
from app.gui.appeals.ask_view import AskDialog
from app.gui.appeals.form_view import InstantView
from app.gui.incidents import entry_query as entries
from app.gui.incidents import incidents_query
from app.gui.shell.place import back_button
from app.gui.shell.unsaved_text import tell_draft_kept, throw_draft_away
from app.gui.shell.vault_session import VaultSession
from app.gui.style.dates import clock
from app.gui.widgets.fields import Option
from app.store.vault.open_vault import Vault


def open_instant(desk: VaultSession, event: str = "") -> None:
    """Open the form over any page, about the incident that is shown below, if there is one."""
    if isinstance(desk.window.full, InstantView) or desk.window.dialog is not None:
        return
    begun, tr = time.monotonic(), desk.look.tr
    place = desk.places[desk.window.place]
    about = event or (getattr(place, "current", "") if desk.window.place in ("incidents", "today") else "")

    def read(vault: Vault) -> tuple[FormShown, incidents_query.Candidates, date]:
        return reading.form(vault, tr, about), incidents_query.candidates(vault), today_of(vault)

    desk.ask(read, lambda found: _show_form(desk, *found, begun))


def _show_form(
    desk: VaultSession, shown: FormShown, found: incidents_query.Candidates, today: date, begun: float
) -> None:
    slots = entries.Slots(desk.look.tr, desk.words, found, today)

    def asks(typed: str) -> list[Option]:
        words, language = desk.words["ask"], desk.look.tr.language
        codes = words.find(typed, language) if typed.strip() else words.codes
        return [(code, words.label(code, language)) for code in codes]

    def words(name: str, value: str) -> str:
        return desk.words["ask"].label(value, desk.look.tr.language) if name == "asks" else slots.said(name, value)

    form = InstantView(desk.look, shown, {**slots.options(), "asks": asks}, words, slots.fits)
    form.changed.connect(lambda: _keep(desk, form))
    form.moved.connect(lambda where: _offer(desk, form, where))
    form.leave.connect(lambda: _throw_away(desk))
    form.away.connect(lambda: _leave(desk))
    form.save.connect(lambda: _look_at(desk, form, begun))
    desk.notice(None)
    desk.opened_draft(drafts.APPEAL)
    desk.window.show_over(form)


def _offer(desk: VaultSession, form: InstantView, where: str) -> None:
    """Read again who can be asked, for the place that was chosen."""
    tr, event = desk.look.tr, form.values.get("event", "")

    def read(offer: RecipientChoice) -> None:
        if shiboken6.isValid(form) and form.values.get("where", "") == where:
            form.offer(offer)

    desk.ask(lambda vault: reading.offer(vault, tr, event, where), read)


def _keep(desk: VaultSession, form: InstantView) -> None:
    """Store the draft; queued in the store's lane, so that a lock waits for it."""
    values, tr = dict(form.values), desk.look.tr

    def kept(at: int) -> None:
        if shiboken6.isValid(form):
            form.kept(clock(tr, at, exact=True))

    desk.ask(lambda vault: drafts.keep(vault, drafts.APPEAL, values), kept)


def _leave(desk: VaultSession) -> None:
    """Leave the form; its draft is kept, and Undo throws it away."""
    desk.window.close_full()  # the last input is stored before the draft is read
    if desk.window.full is None:
        desk.places[desk.window.place].take_focus()
    tell_draft_kept(desk, drafts.APPEAL, desk.look.tr("Instant action"), "do:instant")


def _throw_away(desk: VaultSession) -> None:
    desk.window.close_full()  # the last input is stored before the draft is deleted
    throw_draft_away(desk, drafts.APPEAL, desk.look.tr("Instant action"))


def _look_at(desk: VaultSession, form: InstantView, begun: float) -> None:
    """Save the form as an appeal that is not sent yet, and show all its texts and recipients."""
    if form.saving:
        return
    form.pause.finish()  # the draft is stored before the save that deletes it
    form.saving, values = True, dict(form.values)

    def save(vault: Vault) -> Record:
        with vault.transaction():
            made, _ = appeals.begin(vault, appeals.from_form(values))
            drafts.drop(vault, drafts.APPEAL)
        return made

    def saved(made: Record) -> None:
        form.forget()
        desk.window.close_full()
        key = made.id.hex()
        desk.tell(desk.look.tr("{ref} saved. Nothing was sent.", ref=made.ref))
        open_ask(desk, key, begun)

    def refused(error: BaseException) -> None:
        form.saving = False
        form.refused(error)

    desk.ask(save, saved, refused)


def open_ask(desk: VaultSession, key: str, begun: float | None = None) -> None:
    """Show the effect of asking the next tier, and ask after the confirmation."""
    tr = desk.look.tr
    desk.ask(lambda vault: reading.confirm(vault, tr, key), lambda shown: _confirm(desk, shown, begun))


def _confirm(desk: VaultSession, shown: AskShown, begun: float | None) -> None:
    tr, dialog = desk.look.tr, AskDialog(desk.look, desk.window, shown)

    def ask() -> None:
        took = round(time.monotonic() - begun) if begun is not None else None

        def do(vault: Vault) -> Queued:
            with vault.transaction():
                queued, _ = appeal_requests.ask(vault, shown.key)
                if took is not None:
                    records.edit(vault, shown.key, {"took": took})
            return queued

        def done(queued: Queued) -> None:
            dialog.leave()
            desk.tell(_said(desk, queued, took))
            if not queued.rehearsal:
                desk.rounds.go(asked=False)
            open_appeal(desk, shown.key)

        desk.ask(do, done, lambda error: dialog.failed(tr.phrase(str(error))))

    dialog.ask.connect(ask)
    dialog.open(dialog.first)


def _said(desk: VaultSession, queued: Queued, took: int | None) -> str:
    tr = desk.look.tr
    hand = (
        tr("{n} person to call or write to|{n} people to call or write to", n=len(queued.by_hand))
        if queued.by_hand
        else ""
    )
    sealed = (
        tr("{n} encrypted report in the outbox|{n} encrypted reports in the outbox", n=len(queued.sealed))
        if queued.sealed
        else ""
    )
    if queued.rehearsal:
        sealed = tr("Rehearsal: nothing was sent")
    after = tr("{n} second after F9|{n} seconds after F9", n=took) if took is not None else ""
    return tr.line(sealed, hand, after)


def open_appeal(desk: VaultSession, key: str) -> None:
    """Show the page of an appeal, over the place."""
    tr = desk.look.tr
    desk.read(lambda vault: reading.page(vault, tr, key), lambda shown: _show(desk, shown))


def _show(desk: VaultSession, shown: AppealPage) -> None:
    tr, key = desk.look.tr, shown.key
    view = AppealView(desk.look, shown, back_button(desk))

    def again(said: str) -> None:
        desk.tell(said)
        if desk.window.full is view:
            open_appeal(desk, key)

    def answered(contact: str, result: str) -> None:
        desk.ask(lambda vault: appeal_requests.answer(vault, key, contact, result), lambda _: again(tr("Saved.")))

    def take(report: str) -> None:
        desk.ask(lambda vault: inbox.accept(vault, report)[1], lambda _: again(tr("The answer is recorded.")))

    def follow(kind: str, news: str) -> None:
        name = "result" if kind == "closing" else "what"
        given = {name: news.strip()} if news.strip() else {}
        desk.ask(
            lambda vault: appeals.follow(vault, key, kind, given)[0], lambda made: open_ask(desk, made.id.hex())
        )  # fmt: skip

    view.asking.connect(lambda: open_ask(desk, key))
    view.answered.connect(answered)
    view.take.connect(take)
    view.follow.connect(follow)
    view.send_following.connect(lambda one: open_ask(desk, one))
    desk.window.show_full(view)


def open_call(desk: VaultSession, key: str) -> None:
    """Show a received appeal, to answer it."""
    tr = desk.look.tr

    def came(shown: CallPage | None) -> None:
        if shown is None:
            desk.say(tr("The instant action no longer waits for an answer."))
        else:
            _show_call(desk, shown)

    desk.read(lambda vault: reading.call(vault, tr, key), came)


def _show_call(desk: VaultSession, shown: CallPage) -> None:
    tr = desk.look.tr
    view = CallView(desk.look, shown, back_button(desk))

    def over() -> None:
        if desk.window.full is view:
            desk.window.close_full()
        desk.tell(tr("Answered. Amparo sends your answer before all other reports."))
        desk.rounds.go(asked=False)

    view.answered.connect(
        lambda result, words: desk.ask(
            lambda vault: appeal_requests.reply(vault, shown.key, result, words)[1], lambda _: over()
        )
    )  # fmt: skip
    desk.window.show_full(view)
