"""Withdrawals, over any place: the notice, the state of each recipient, and decisions about requests of others."""

from collections.abc import Callable
from functools import partial

from app.actions.kernel import records
from app.actions.kernel.change_set import Changed
from app.actions.mail import received_withdrawals, sent_withdrawals
from app.actions.withdrawals import consent_withdrawals
from app.gui.records import destroying_screen as traces
from app.gui.shell.place import back_button
from app.gui.shell.undo_stack import make_stop
from app.gui.shell.vault_session import VaultSession
from app.gui.withdrawals import withdrawing_query as reading
from app.gui.withdrawals.withdrawing_query import WithdrawPage
from app.gui.withdrawals.withdrawing_view import WithdrawView
from app.store.vault.open_vault import Vault


def open_withdrawing(desk: VaultSession, key: str = "", reason: str = "", purposes: tuple[str, ...] = ()) -> None:
    """Show the withdrawals of a record and the form for a new notice; without a key, show all withdrawals."""
    tr = desk.look.tr
    desk.ask(lambda vault: reading.page(vault, tr, key, reason, purposes), lambda shown: _show(desk, shown))


def offer(desk: VaultSession, id_: bytes) -> None:
    """Offer to stop and tell after a consent was saved, if it is withdrawn and others have words about the person."""

    def found(found: tuple[str, tuple[str, ...]]) -> None:
        key, purposes = found
        if key:
            open_withdrawing(desk, key, "consent", purposes)

    desk.ask(lambda vault: reading.of_consent(vault, id_), found)


def _show(desk: VaultSession, shown: WithdrawPage) -> None:
    tr = desk.look.tr
    back = back_button(desk)
    view = WithdrawView(desk.look, shown, back)

    def again(said: str) -> None:
        desk.tell(said)
        if desk.window.full is view:
            open_withdrawing(desk, shown.key)

    def withdraw(reason: str, ask: str, text: str, urgent: bool) -> None:
        said = tr("Withdrawn. Amparo sends the notices at the next connection, or by USB stick.")
        if shown.form is not None and shown.form.person:
            said = tr("Consent withdrawn. Amparo sends notices to contacts with a card. Tell the other recipients.")
        purposes = tuple(view.purposes.values)
        task = partial(_withdraw, shown=shown, purposes=purposes, reason=reason, ask=ask, text=text, urgent=urgent)
        desk.ask(task, lambda _: _end_undo(desk, partial(again, said)))

    def decide(key: str, does: str, text: str) -> None:
        def over(_: object) -> None:
            if does == "destroy":
                desk.past.forget()
                traces.go_on(desk)
            again(tr("Done. Amparo sends the answer at the next connection."))

        desk.ask(lambda vault: received_withdrawals.decide(vault, key, does, text)[1], over)

    def remind(key: str) -> None:
        desk.ask(
            lambda vault: sent_withdrawals.remind(vault, key)[1], lambda _: again(tr("Amparo sends the notice again."))
        )

    def take_back(key: str) -> None:
        said = tr("Undone. Marked and hidden records are shown again.")
        desk.ask(lambda vault: sent_withdrawals.take_back(vault, key)[1], lambda _: again(said))

    def rule(reason: str, does: str, who: str) -> None:
        said = tr("Saved. The rule applies from now on.")
        over = again if who else desk.tell
        desk.ask(lambda vault: received_withdrawals.rule(vault, reason, does, who), lambda _: over(said))

    view.step.connect(lambda key: _take_step(desk, view, key))
    view.withdraw.connect(withdraw)
    view.decide.connect(decide)
    view.remind.connect(remind)
    view.take_back.connect(take_back)
    view.rule.connect(rule)
    view.everything.connect(lambda: open_withdrawing(desk))
    desk.window.show_full(view)


def _take_step(desk: VaultSession, view: WithdrawView, key: str) -> None:
    """Open the paper of a notice, and show the withdrawals again after its answer; or go to a record."""
    what, _, id_ = key.partition(":")
    if what == "given":
        from app.gui.papers.given_dialog import open_given

        open_given(desk, id_, lambda: open_withdrawing(desk, view.shown.key) if desk.window.full is view else None)
    elif what == "told":
        told, back = (partial(_note, id_=id_, state=state) for state in ("told_by_voice", "withdrawn"))

        def noted(changed: Changed) -> None:
            desk.tell(desk.look.tr("Noted."), back, told, changed)
            open_withdrawing(desk, view.shown.key)

        desk.ask(told, noted)
    else:
        desk.routes.follow(key)


def _note(vault: Vault, id_: str, state: str) -> Changed:
    return records.edit(vault, id_, {"notice": state})[1]


def _end_undo(desk: VaultSession, then: Callable[[], None]) -> None:
    """Let no undo go behind a withdrawal, then go on."""
    desk.past.did(make_stop(desk.look.tr("A withdrawal stays. Nothing was undone."), stays=True))
    then()


def _withdraw(
    vault: Vault, shown: WithdrawPage, purposes: tuple[str, ...], reason: str, ask: str, text: str, urgent: bool
) -> Changed:
    """Withdraw a record, or the consent of a person: for some `purposes`, or for all."""
    if shown.form is not None and shown.form.person:
        return consent_withdrawals.withdraw(vault, shown.key, purposes, reason, ask, text, urgent)[1]
    return sent_withdrawals.retract(vault, [shown.key], reason, ask, text, urgent=urgent)[1]
