"""Withdrawing in the window: the notice, who did what, taking it back; and deciding about what others withdrew."""

import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

import crypto
from app.actions.contacts import contact_cards
from app.actions.kernel import records
from app.actions.kernel.report import ReportedRecord
from app.actions.mail import inbox as actions
from app.actions.mail import received_withdrawals, sent_withdrawals, sharing
from app.actions.release import consent_rules
from app.actions.withdrawals import consent_withdrawals
from app.domain.release.consents import has_consent
from app.errors import InputRefused
from app.gui.delivery import arrival_query
from app.gui.start.program import Program
from app.gui.style.text import Text
from app.gui.today import now_query as reading
from app.gui.widgets.buttons import Button
from app.gui.widgets.labels import Elided
from app.gui.withdrawals import withdrawing_query
from app.gui.withdrawals.withdrawing_query import WithdrawPage
from app.gui.withdrawals.withdrawing_screen import offer, open_withdrawing
from app.gui.withdrawals.withdrawing_view import WithdrawView
from app.store.mail import inbox, retractions
from app.store.mail.inbox import Arrived
from app.store.mail.retractions import HIDDEN, Retraction
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from tests.gui.hands import choose, control, visible, words_on
from tests.gui.running import in_store, unlocked

WARNED = "Amparo does not ask you first. You cannot restore destroyed records."


def sent(vault: Vault) -> tuple[str, str]:
    """Share an incident as if it had been sealed; return its id, and that of a consent of somebody sent with it."""
    event = records.find(vault, Query("event"))[0].id.hex()
    person, _ = records.add(vault, "actor", {"alias": "Rosa"})
    given = {"purpose": ["SHARE_NETWORK"], "state": "withdrawn", "actor": person.id.hex()}
    consent, _ = records.add(vault, "consent_record", given)
    sharing.share(vault, [event, person.ref], [contact_cards.list_contacts(vault)[0].record.ref], "internal")
    vault.con.execute("UPDATE delivery SET manifest_hash = x'00'")
    return event, consent.id.hex()


def came(vault: Vault) -> str:
    """Let a contact have withdrawn something that is hidden here and may be destroyed; return its id."""
    record = records.find(vault, Query("event"))[0]
    contact = contact_cards.list_contacts(vault)[0].record.id
    vault.con.execute("UPDATE record SET origin = ? WHERE id = ?", (contact, record.id))
    with vault.transaction() as con:
        row = Retraction(bytes(16), bytes(16), contact, "danger", "destroy", "Please.", vault.now())
        retractions.put(con, row, [record.id])
        retractions.store_result(con, row.id, record.id, HIDDEN)
    records.remove(vault, record.ref)
    return record.id.hex()


def shown(qtbot: QtBot, program: Program) -> WithdrawView:
    desk = program.desk
    assert desk is not None
    qtbot.waitUntil(lambda: isinstance(desk.window.full, WithdrawView))
    assert isinstance(desk.window.full, WithdrawView)
    return desk.window.full


def press(view: WithdrawView, words: str) -> None:
    (button,) = [row for row in view.findChildren(Button) if row.text() == words and not row.isHidden()]
    button.setFocus()
    button.click()


def test_it_is_withdrawn_and_taken_back(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    key, _ = in_store(program, sent)
    open_withdrawing(desk, key)
    view = shown(qtbot, program)
    assert view.shown.form is not None and len(view.shown.form.got) == 1
    assert not view.go.isEnabled()  # nothing is chosen for a person here
    qtbot.keyClick(control(view.reason, "Danger", QAbstractButton), Qt.Key.Key_Space)
    qtbot.keyClick(control(view.asked, "Hide it", QAbstractButton), Qt.Key.Key_Space)
    press(view, "Withdraw record")
    qtbot.waitUntil(lambda: bool(shown(qtbot, program).shown.cards))
    (card,) = shown(qtbot, program).shown.cards
    assert (card.ours, card.late, card.rows[0].second) == (True, True, "Amparo sent the notice. No answer yet")
    assert in_store(program, lambda vault: reading.page(vault, desk.look.tr)) is not None
    press(shown(qtbot, program), "Undo the withdrawal")
    qtbot.waitUntil(lambda: shown(qtbot, program).shown.cards == ())
    assert in_store(
        program, lambda vault: [row.retraction.back is None for row in sent_withdrawals.list_withdrawals(vault)]
    ) == [False]


def test_a_withdrawn_consent_has_no_undo(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)

    def withdraw(vault: Vault) -> tuple[str, str]:
        person = records.add(vault, "actor", {"alias": "Rosa"})[0].id.hex()
        records.add(vault, "consent_record", {"purpose": ["SHARE_NETWORK"], "state": "given", "actor": person})
        sharing.share(vault, [person], [contact_cards.list_contacts(vault)[0].record.ref], "network")
        vault.con.execute("UPDATE delivery SET manifest_hash = x'00'")
        consent_withdrawals.withdraw(vault, person)
        return person, sent_withdrawals.list_withdrawals(vault)[0].retraction.id.hex()

    person, notice = in_store(program, withdraw)
    open_withdrawing(desk, person)
    said = {button.text() for button in visible(shown(qtbot, program), Button)}
    assert {"Remind", "Withdraw consent"} <= said and "Undo the withdrawal" not in said
    with pytest.raises(InputRefused, match="withdrew consent"):
        in_store(program, lambda vault: sent_withdrawals.take_back(vault, notice))


def test_no_undo_goes_behind_a_withdrawal(qtbot: QtBot, program: Program) -> None:
    """Ctrl+Z after it does not take back an older answer of somebody else."""
    desk = unlocked(qtbot, program)
    person = in_store(program, lambda vault: records.add(vault, "actor", {"alias": "Rosa"})[0])
    given = {"purpose": ["SHARE_NETWORK"], "state": "given", "actor": person.ref}
    in_store(program, lambda vault: records.add(vault, "consent_record", given))
    desk.act(lambda vault: records.edit(vault, person.ref, {"alias": "Rosa B"})[1], "Changed.", lambda _: 1 / 0)  # type: ignore[arg-type,return-value]
    open_withdrawing(desk, person.id.hex())
    view = shown(qtbot, program)
    view.withdraw.emit("consent", "mark", "", False)
    qtbot.waitUntil(lambda: desk.window.full is not view)
    for _ in range(2):
        desk.undo()
        said = [label.text() for label in desk.window.foot.findChildren(Elided)]
        assert "A withdrawal stays. Nothing was undone." in said


def test_calls_about_a_person_are_named_in_arabic(qtbot: QtBot, program: Program) -> None:
    unlocked(qtbot, program)

    def read(vault: Vault) -> WithdrawPage:
        heron, _ = records.add(vault, "actor", {"alias": "لقلق"})
        whole, _ = records.add(vault, "case", {"title": "النهر", "focal": [heron.ref]})
        ministry, _ = records.add(vault, "contact", {"display_name": "وزارة"})
        records.add(vault, "intervention", {"kind": "un", "about": [whole.ref], "addressee": [ministry.ref]})
        return withdrawing_query.page(vault, Text("ar"), heron.id.hex())

    form = in_store(program, read).form
    assert form is not None and not re.search("[a-z]", "".join(row.title + row.second for row in form.beyond))


def test_single_purposes_are_withdrawn(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)

    def fill(vault: Vault) -> str:
        yes = {"purpose": ["UN", "EMBASSY"], "state": "given"}
        return records.add(vault, "actor", {"alias": "Rosa", "consent_record": [yes]})[0].id.hex()

    person = in_store(program, fill)
    open_withdrawing(desk, person, "consent")
    view = shown(qtbot, program)
    assert view.purposes.values == []  # all of them
    choose(view.purposes, "Embassies and foreign governments")
    qtbot.keyClick(control(view.asked, "Hide it", QAbstractButton), Qt.Key.Key_Space)
    press(view, "Withdraw consent")
    qtbot.waitUntil(lambda: desk.window.full is not view)

    def read(vault: Vault) -> list[bool]:
        answers = consent_rules.list_answers(vault, [who := records.record_of(vault, person)])
        return [has_consent(who, purpose, answers) for purpose in ("UN", "EMBASSY")]

    assert in_store(program, read) == [True, False]


def test_a_consent_that_is_taken_back_offers_it(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    _, consent = in_store(program, sent)
    offer(desk, bytes.fromhex(consent))
    view = shown(qtbot, program)
    assert view.shown.form is not None and view.shown.form.reason == "consent"
    assert view.shown.title == "Rosa" and view.purposes.values == ["SHARE_NETWORK"]


def test_a_person_decides_what_others_withdrew(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    key = in_store(program, came)
    rows = in_store(program, lambda vault: reading.page(vault, desk.look.tr)).sections
    assert [row.key for part in rows for row in part.rows if row.key.startswith("withdrawn:")]
    open_withdrawing(desk)
    view = shown(qtbot, program)
    press(view, "Refuse…")
    press(view, "Keep it")
    qtbot.waitUntil(lambda: not shown(qtbot, program).shown.cards[0].waits)
    assert in_store(program, lambda vault: records.record_of(vault, key).removed) is False
    view = shown(qtbot, program)
    view.rule.emit("danger", "wait", "")
    qtbot.waitUntil(lambda: bool(in_store(program, lambda vault: retractions.rules(vault.con))))
    assert in_store(
        program, lambda vault: [dict(row.did) for row in received_withdrawals.list_received_withdrawals(vault)]
    ) == [{"refused": 1}]


def test_a_rule_for_one_contact_destroys_only_where_they_are_verified(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    who = in_store(program, lambda vault: contact_cards.list_contacts(vault)[0].record)
    state = "UPDATE card SET state = ? WHERE record = ?"
    in_store(program, lambda vault: vault.con.execute(state, ("new", who.id)))
    open_withdrawing(desk)
    form = shown(qtbot, program).single
    choose(form.who, who.title)
    assert (
        "Destroy it" not in [one.accessibleName() for one in visible(form.does, QAbstractButton)]
        and not form.go.isEnabled()
    )
    in_store(program, lambda vault: vault.con.execute(state, ("verified", who.id)))
    open_withdrawing(desk)
    qtbot.waitUntil(lambda: shown(qtbot, program).single is not form)
    view = shown(qtbot, program)
    form = view.single
    qtbot.keyClick(form.who, Qt.Key.Key_Down)
    qtbot.keyClick(control(form.reason, "Danger", QAbstractButton), Qt.Key.Key_Space)
    choose(form.who, who.title)
    assert WARNED not in words_on(form)
    qtbot.keyClick(control(form.does, "Destroy it", QAbstractButton), Qt.Key.Key_Space)
    assert WARNED in words_on(form) and in_store(program, lambda vault: retractions.rules(vault.con)) == []
    press(view, "Make this rule")
    qtbot.waitUntil(lambda: len(shown(qtbot, program).shown.single.made) == 1)
    assert in_store(program, lambda vault: retractions.rules(vault.con)) == [(who.id, "danger", "destroy")]
    in_store(program, lambda vault: vault.con.execute(state, ("changed", who.id)))
    open_withdrawing(desk)
    qtbot.waitUntil(lambda: shown(qtbot, program).shown.single.made[0].rests)
    press(shown(qtbot, program), "Remove the rule")
    qtbot.waitUntil(lambda: shown(qtbot, program).shown.single.made == ())


def test_who_cannot_be_told_stays_named(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    key, _ = in_store(program, sent)

    def withdrawn(vault: Vault) -> None:
        vault.con.execute("UPDATE card SET state = 'changed'")
        sent_withdrawals.retract(vault, [key], "danger", "hide")

    in_store(program, withdrawn)
    open_withdrawing(desk)
    (card,) = shown(qtbot, program).shown.cards
    assert not card.late and card.rows[0].second.startswith("Amparo cannot tell them")
    in_store(program, lambda vault: vault.con.execute("UPDATE card SET state = 'verified'"))
    open_withdrawing(desk)
    qtbot.waitUntil(lambda: shown(qtbot, program).shown.cards[0].late)
    assert shown(qtbot, program).shown.cards[0].rows[0].second.startswith("Amparo could not tell them. Select Remind")
    press(shown(qtbot, program), "Remind")
    said = "Amparo sent the notice. No answer yet"
    qtbot.waitUntil(lambda: shown(qtbot, program).shown.cards[0].rows[0].second == said)


def unopened(vault: Vault) -> tuple[str, str]:
    """Let a report lie in the inbox of which a contact withdraws one of two incidents; return both ids."""
    contact, ids = contact_cards.list_contacts(vault)[0], (b"a" * 16, b"b" * 16)
    rows = tuple(crypto.Copied(id_, "event", {"title": f"At the river {id_[:1]!r}"}) for id_ in ids)
    manifest = crypto.Manifest(
        kind=1, report_id=ids[0], to=vault.author, created=0, sender=contact.card.id_pk, incarnation=bytes(8), seq=1,
        body=crypto.ReportBody("internal", rows).value(),
    )  # fmt: skip
    said = {"says": "retract", "reason": "wrong", "ask": "mark", "records": [ids[0].hex()]}
    with vault.transaction() as con:
        arrived = Arrived(ids[0], contact.card.id, contact.record.id, bytes(32), "delivered", "", "memory", vault.now())
        inbox.add(con, arrived, manifest.encode(), ())
        assert (
            received_withdrawals.take(vault, ReportedRecord(bytes(16), "retraction", said, (), {}), contact.record.id)
            == ""
        )
        hides = {**said, "reason": "danger", "ask": "hide", "records": [ids[1].hex()]}
        assert (
            received_withdrawals.take(vault, ReportedRecord(b"2" * 16, "retraction", hides, (), {}), contact.record.id)
            == ""
        )
    return ids[0].hex(), ids[1].hex()


def test_what_is_withdrawn_unopened_is_said_of_the_report_and_then_of_the_incident(
    qtbot: QtBot, program: Program
) -> None:
    desk = unlocked(qtbot, program)
    marked, hidden = in_store(program, unopened)
    tr = desk.look.tr
    page = in_store(program, lambda vault: arrival_query.arrival(vault, tr, marked))
    assert ": Wrong" in page.note and "The sender withdrew 1 record." in page.note
    assert "1 record" in page.second and page.parts == ()
    open_withdrawing(desk)
    rows = [row for card in shown(qtbot, program).shown.cards for row in card.rows]
    said = "1 record that you have not accepted"
    assert sorted((row.title, row.second) for row in rows) == [(said, "Hidden here"), (said, "Marked here")]
    in_store(program, lambda vault: actions.accept(vault, marked))
    assert in_store(program, lambda vault: records.record_of(vault, hidden)).removed
    desk.window.close_full()
    desk.show("incidents", marked, "event")
    qtbot.waitUntil(lambda: bool(banners(program)))
    assert banners(program)[0].startswith("Withdrawn by ") and banners(program)[0].endswith(": Wrong")


def banners(program: Program) -> list[str]:
    """Return what the page that is seen says of its withdrawing."""
    assert program.desk is not None
    found = program.desk.window.findChildren(Button)
    return [row.text() for row in found if row.isVisible() and row.text().startswith("Withdrawn by ")]
