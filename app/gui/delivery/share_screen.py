"""The share dialog over any place: it shows the frozen report of each recipient, and queues only that."""

from collections.abc import Sequence

import shiboken6
from PySide6.QtCore import Qt

from app.actions.mail import anonymous, sharing
from app.actions.mail.sharing import Shared
from app.domain.leaks.leak_values import LeakAnswers
from app.domain.redact import PROFILES
from app.errors import AppError
from app.gui.delivery import share_query as effects
from app.gui.delivery.arrival_query import ArrivalPage
from app.gui.delivery.preview_view import ReadingDialog
from app.gui.delivery.share_view import ShareDialog
from app.gui.evidence.piece_screen import serve_strip
from app.gui.papers.leak_questions import ask_leaks
from app.gui.people import people_query as reading
from app.gui.people.exchange_screen import CardExchange
from app.gui.shell.strip_view import Unfinished
from app.gui.shell.vault_session import VaultSession
from app.gui.widgets.page_values import Effect, PreviewView, ShareTarget
from app.store.vault.open_vault import Vault

CHANGED = 5
"""Names of changed parts in one sentence."""


def open_share(desk: VaultSession, keys: list[str], title: str, to: Sequence[str] = (), audience: str = "") -> None:
    """Ask for recipients and audience, then queue the report in the outbox. `to` and `audience` are ticked at first."""
    tr = desk.look.tr

    def came(people: list[ShareTarget]) -> None:
        if desk.window.dialog is None:
            dialog = ShareDialog(desk.look, desk.window, title, people, effects.audiences(tr))
            _Sharing(desk, keys, dialog, title)
            if to:
                dialog.choose(to, audience)

    desk.read(lambda vault: reading.addressees(vault, tr), came)


class _Sharing:
    """The steps of one share dialog, which keeps this object."""

    def __init__(self, desk: VaultSession, keys: list[str], dialog: ShareDialog, title: str) -> None:
        self._desk, self._dialog, self._keys, self._title = desk, dialog, keys, title
        self._given: tuple[object, LeakAnswers] = (None, LeakAnswers())
        dialog.asked.connect(lambda *_: self.ask())
        dialog.read.connect(self.read)
        dialog.queue.connect(self.queue)
        dialog.verify.connect(self.verify)
        dialog.consent.connect(self.consent)
        dialog.copying.connect(self.copy)
        dialog.open(dialog.first)

    @property
    def _choice(self) -> tuple[list[str], str, bool, bool]:
        one = self._dialog
        return one.chosen(), one.audience, one.anonymous, one.originals

    @property
    def _answers(self) -> LeakAnswers:
        """Return the answers to the questions of this choice; another recipient is asked about again."""
        choice, answers = self._given
        return answers if choice == self._choice else LeakAnswers()

    def ask(self, before: Effect | None = None, why: str = "") -> None:
        """Show the frozen reports of the current choice. `before` is the effect of a share that was refused."""
        tr, keys, choice = self._desk.look.tr, self._keys, self._choice
        (to, audience, nobodys, originals), answers = choice, self._answers

        def came(effect: Effect) -> None:
            if not shiboken6.isValid(self._dialog) or choice != self._choice:
                return
            changed = effects.list_changed(before, effect) if before is not None else []
            names = tr.listed(changed[:CHANGED]) + ("…" if len(changed) > CHANGED else "")
            told = tr(
                "Amparo did not put the report in the outbox. These parts changed after you read it: "
                "{names}. Read the report again.",
                names=names,
            )
            self._dialog.show_effect(effect, told if changed else why)

        self._desk.read(lambda vault: effects.effect(vault, tr, keys, audience, to, nobodys, originals, answers), came)

    def read(self, to: str, audience: str) -> None:
        """Show the page that a recipient will read."""
        desk, tr, keys, choice = self._desk, self._desk.look.tr, self._keys, self._choice

        def came(found: tuple[ArrivalPage, PreviewView]) -> None:
            if not shiboken6.isValid(self._dialog) or choice != self._choice:
                return
            over = ReadingDialog(desk.look, desk.window, *found)
            over.open(over.page)
            if over.page.strip is not None and not choice[2]:  # an anonymous report has ids of its own
                serve_strip(desk, over.page.strip, found[0].pieces)

        answers = self._answers
        desk.read(lambda vault: effects.read_as(vault, tr, keys, audience, to, *choice[2:], answers), came)

    def verify(self, key: str) -> None:
        """Compare the number of a recipient, or of a new one; then open the share again with the same choices."""
        desk, keys, title, (to, audience, *_) = self._desk, self._keys, self._title, self._choice
        self._dialog.leave()

        def again(added: str) -> None:
            open_share(desk, keys, title, to or [added], audience)

        CardExchange(desk, again, key, onward=desk.look.tr("Continue the share"))

    def consent(self, key: str) -> None:
        """Record the answer of a person whose yes is missing; then open the share again with the same choices."""
        desk, keys, title, (to, audience, *_) = self._desk, self._keys, self._title, self._choice
        self._dialog.leave()
        purpose = list(PROFILES[audience].opens[-1:])
        desk.routes.ask_consent(key, purpose, lambda: open_share(desk, keys, title, to, audience))

    def copy(self, key: str) -> None:
        """Open the studio on a file that stays because it has no working copy."""
        self._dialog.leave()
        self._desk.routes.follow(f"studio:{key}")

    def queue(self, to: list[str], audience: str) -> None:
        """Queue the shown reports; if one is different now, queue nothing, and show the difference."""
        dialog, keys, effect, choice = self._dialog, self._keys, self._dialog.effect, self._choice
        answers = self._answers
        nobodys, originals, reply = dialog.anonymous, dialog.originals, dialog.reply
        one_copy, relays, digest = dialog.one_copy, dialog.file_relays, effect.digest if effect is not None else b""

        def share(vault: Vault) -> list[Shared]:
            if nobodys:
                return anonymous.share(
                    vault, keys, to, audience, originals=originals, reply=reply, shown=digest, answers=answers
                )[0]  # fmt: skip
            done, _ = sharing.share(
                vault, keys, to, audience, one_copy=one_copy, file_relays=relays, shown=digest, answers=answers
            )  # fmt: skip
            return [done]

        def resolved(more: LeakAnswers) -> None:
            self._given = (choice, more)
            if shiboken6.isValid(dialog):
                self.ask()

        def refused(error: BaseException) -> None:
            if ask_leaks(self._desk, error, answers, resolved):
                return
            self._desk.failed(error)
            if isinstance(error, AppError) and shiboken6.isValid(dialog):
                self.ask(effect, self._desk.look.tr.phrase(error.message))

        if digest:
            self._desk.ask(share, lambda shared: self._queued(shared, nobodys), refused)

    def _queued(self, shared: list[Shared], nobodys: bool) -> None:
        """Close the dialog. The line that leads to the outbox has the focus, under the page of the record."""
        desk, tr = self._desk, self._desk.look.tr
        if shiboken6.isValid(self._dialog):
            self._dialog.leave()
        to = [contact.record.title for one in shared for contact in one.recipients]
        goes = tr("Amparo sends it through the next network or USB stick.")
        if nobodys:
            goes = tr("Amparo sends it at a random time.")
        opens = tr("In the outbox for {n}. Open", n=len(to))
        strip = Unfinished(desk.look, tr.listed(to), goes, opens, tr("Close"), "send")

        def end(report: str = "") -> None:
            if shiboken6.isValid(strip) and strip.isVisible():
                desk.notice(None)
            if report:
                desk.show("outbox", report, "waiting")

        strip.away.clicked.connect(lambda _=False: end())
        strip.go_on.clicked.connect(lambda _=False: end(shared[0].report.hex()))
        desk.window.went.connect(strip.away.click)
        desk.notice(strip)
        strip.go_on.setFocus(Qt.FocusReason.OtherFocusReason)
        desk.refresh()
        if not nobodys:
            desk.rounds.go()
