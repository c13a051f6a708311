"""What the share dialog shows of each recipient is what Ben reads when he opens it, with his keys, at each level.

And the task of sharing with two contacts, one of them not verified, by keys alone.
"""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.actions.contacts import contact_cards
from app.actions.mail import inbox, sharing
from app.actions.mail.report_contents import ReportContents
from app.actions.vault import lifecycle as vaults
from app.domain.redact import PROFILES, WithheldItem
from app.gui.delivery import share_query
from app.gui.delivery.delivery_screen import DeliveryScreen
from app.gui.delivery.delivery_view import DeliveryView
from app.gui.delivery.share_query import OFFERED
from app.gui.delivery.share_view import ShareDialog
from app.gui.people import people_query
from app.gui.shell.window import Window
from app.gui.start.program import Program
from app.gui.style.theme import Look
from app.gui.widgets.blocks import PlainRow
from app.gui.widgets.buttons import Choice
from app.gui.widgets.page_values import FrozenView
from app.store.mail import inbox as store
from app.store.mail import outbox
from app.store.vault.open_vault import Vault
from tests.actions.pairs import Pair, go, pair_at
from tests.actions.test_share_shown import FILES, TR, holds, incident, set_state, why_held
from tests.gui.hands import Hands, visible, words_on
from tests.gui.running import WORDS, document, in_store, unlocked
from tests.gui.stage import settle

CTRL, SHIFT, ALT = (getattr(Qt.KeyboardModifier, f"{name}Modifier") for name in ("Control", "Shift", "Alt"))
CARE = {
    "changed": "New key: compare the number with them before you send.",
    "expired": "This card expired. Ask them for a new card.",
    "revoked": "They ended this key. Ask them for a new card.",
}
DOUBT = (
    "Heron is not verified. If the card is false, another person reads the report. Compare the number first, or"
    " choose a lower level."
)


@pytest.fixture
def window(qtbot: QtBot) -> Window:
    made = Window(Look(TR), "Field notes")
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.show()
    return made


def shown(pair: Pair, window: Window, key: str, level: str) -> ShareDialog:
    """Open the dialog and choose Ben and a level."""
    look = Look(TR)
    dialog = ShareDialog(look, window, "March", people_query.addressees(pair.ana, TR), share_query.audiences(TR))
    dialog.asked.connect(lambda to, audience: dialog.show_effect(share_query.effect(pair.ana, TR, [key], audience, to)))
    dialog.open(dialog.first)
    for one in visible(dialog, Choice):
        if one.accessibleName() in ("Ben", TR(PROFILES[level].label)) and one.isEnabled():
            one.click()
    return dialog


def on_screen(dialog: ShareDialog) -> FrozenView:
    """Read what the dialog shows of the recipient whose tab is open."""
    rows: dict[str, list[tuple[str, str]]] = {"Will be sent": [], "Will not be sent": []}
    counts = {}
    for row in visible(dialog, PlainRow):
        title, count, *_ = words_on(row.parentWidget())
        rows[title].append((*words_on(row), "")[:2])  # type: ignore[arg-type]
        counts[title] = count
    (total,) = [said for said in words_on(dialog) if said.startswith("Ben: ") and said.endswith(" kB.")]
    held = tuple(rows["Will not be sent"]), counts["Will be sent"], counts.get("Will not be sent", "0 things")
    return FrozenView("", "Ben", tuple(rows["Will be sent"]), *held, total)


@pytest.mark.parametrize("state", ["new", "introduced", "verified"])
def test_the_screen_says_what_ben_opens(qtbot: QtBot, tmp_path: Path, window: Window, state: str) -> None:
    screens: dict[str, FrozenView] = {}
    with pair_at(tmp_path) as pair:
        set_state(pair, state)
        for name in ("none", "photo.jpg"):
            key = incident(pair, tmp_path, name, FILES[name]).id.hex()
            for level in OFFERED:
                dialog = shown(pair, window, key, level)
                assert dialog.effect is not None and dialog.send.isEnabled()
                to, digest = dialog.chosen(), dialog.effect.digest
                done, _ = sharing.share(pair.ana, [key], to, dialog.audience, shown=digest)
                screens[done.report.hex()] = on_screen(dialog)
                dialog.leave()
        go(pair.ana, pair.box)
        go(pair.ben, pair.box)
        for report, screen in screens.items():
            came = inbox.look(pair.ben, report)
            assert came.body is not None
            held = why_held(WithheldItem(*row) for row in came.body.held_back)
            holds(screen, came.body, [file.sha256.hex() for file in came.files], held)
            assert screen.held_count == f"{len(screen.held)} thing{'s' * (len(screen.held) != 1)}"
            gets = state == "verified" and any(row.kind == "evidence_item" for row in came.body.records)
            assert ("1 file" in screen.leaves_count) == bool(came.files) == (gets and came.body.profile == "internal")


@pytest.mark.parametrize("level", ["network", "authority", "public"])
def test_no_title_of_withheld_data_leaves(tmp_path: Path, level: str) -> None:
    """The body that Ben opens has ids, fields and reasons of withheld data; the page tells Ana only their kinds."""
    with pair_at(tmp_path) as pair:
        key = incident(pair, tmp_path, "none", b"").id.hex()
        _, read = share_query.read_as(pair.ana, TR, [key], level, pair.ben_here.ref)
        (shown,) = share_query.effect(pair.ana, TR, [key], level, [pair.ben_here.ref]).parts
        report = pair.share(key, profile=level)
        go(pair.ana, pair.box)
        go(pair.ben, pair.box)
        came = inbox.look(pair.ben, report)
        opened = store.manifest(pair.ben.con, came.arrived)
        titles = ReportContents(pair.ben, report)
        assert came.body is not None and came.body.held_back and b"INT1" in opened
        assert b"Rio" not in opened and b"for us" not in opened
        (note,) = [said for said in read.notes if said.startswith("The recipient sees")]
        assert "Person or group" in note and not any(name in note for name in ("Rio", "Luna", "March"))
        acts = [title for title, _ in shown.leaves if title.startswith("Act: ")]
        assert acts == [f"Act: {titles.title(act, 'en')}" for act in titles.of_kind("act")] and "Rio" not in str(acts)


@pytest.mark.parametrize("state", CARE)
def test_who_cannot_get_it_cannot_be_ticked_and_the_row_says_what_to_do(
    qtbot: QtBot, tmp_path: Path, window: Window, state: str
) -> None:
    with pair_at(tmp_path) as pair:
        set_state(pair, state)
        dialog = shown(pair, window, incident(pair, tmp_path, "none", b"").id.hex(), "internal")
        assert CARE[state] in words_on(dialog) and dialog.chosen() == []
        qtbot.keyClicks(dialog.search, "ben")
        qtbot.keyClick(dialog.search, Qt.Key.Key_Return)
        assert dialog.chosen() == [] and not dialog.send.isEnabled() and dialog.effect is None


def card_of(program: Program, folder: Path) -> bytes:
    """Return the card of another vault, of Wren."""
    wren = vaults.create(folder / "wren", WORDS, program.words, kdf_mib=64, name="Wren")
    card = contact_cards.my_card(wren).file
    wren.close()
    return card


@pytest.mark.parametrize(("level", "most"), [(Qt.Key.Key_1, 7), (Qt.Key.Key_2, 5)])
def test_sharing_with_two_takes_five_presses_and_ends_at_the_outbox(
    qtbot: QtBot, program: Program, tmp_path: Path, level: Qt.Key, most: int
) -> None:
    """All data to a contact who is not verified takes two more."""
    card = card_of(program, tmp_path)
    desk, hands, presses = unlocked(qtbot, program), Hands(qtbot), 0

    def verify(vault: Vault) -> None:
        known, _ = contact_cards.add(vault, card)
        contact_cards.verify(vault, known.record.ref, "".join(contact_cards.safety_number(vault, known)))

    def push(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        nonlocal presses
        presses += 1
        hands.press(key, modifier)

    in_store(program, verify)
    qtbot.waitUntil(lambda: bool(document(desk).current) and QApplication.focusWidget() is not None, timeout=10000)
    push(Qt.Key.Key_S, CTRL | SHIFT)
    hands.wait(lambda: isinstance(desk.window.dialog, ShareDialog))
    dialog = desk.window.dialog
    assert isinstance(dialog, ShareDialog) and hands.at is dialog.search
    for name in ("Wren", "Heron"):
        assert DOUBT not in words_on(dialog)
        hands.type(name)
        push(Qt.Key.Key_Return)
    assert words_on(dialog).count(DOUBT) == 1
    push(level, ALT)
    hands.wait(dialog.send.isEnabled)
    with qtbot.assertNotEmitted(dialog.queue):
        for at in (dialog.search, dialog.send, dialog):  # Enter sends nothing anywhere
            qtbot.keyClick(at, Qt.Key.Key_Return)
    push(Qt.Key.Key_Return, CTRL)
    if most > 5:
        push(Qt.Key.Key_Tab)
        push(Qt.Key.Key_Space)
    hands.wait(lambda: hands.at.accessibleName() == "In the outbox for 2. Open")
    assert desk.window.place == "incidents" and desk.window.dialog is None and presses <= most
    assert in_store(program, lambda vault: len(outbox.deliveries(vault.con))) == 2
    report = in_store(program, lambda vault: outbox.deliveries(vault.con)[0].report.hex())
    heron = in_store(program, lambda vault: [one.record.ref for one in contact_cards.list_contacts(vault)][:1])
    in_store(program, lambda vault: sharing.share(vault, [document(desk).current], heron, "network"))  # above the first
    hands.press(Qt.Key.Key_Space)
    assert desk.window.place == "outbox"
    page = desk.places["outbox"]
    assert isinstance(page, DeliveryScreen)
    hands.wait(lambda: isinstance(page.split.page, DeliveryView) and page.current == report)
    assert page.pane.current == report and len(page.pane.model.rows) == 2


def test_keys_and_sizes_of_a_small_window(qtbot: QtBot, tmp_path: Path) -> None:
    """In 1024 x 600 the choices and the content are below each other, and the foot is in sight."""
    small = Window(Look(TR), "Field notes")
    qtbot.addWidget(small)
    small.resize(1024, 600)
    small.show()
    with pair_at(tmp_path) as pair:
        dialog = shown(pair, small, incident(pair, tmp_path, "none", b"").id.hex(), "internal")
        settle()
        (lists,) = {
            row.parentWidget() for row in visible(dialog, PlainRow) if words_on(row.parentWidget())[0] == "Will be sent"
        }
        assert lists.mapTo(dialog, QPoint()).y() > dialog.search.mapTo(dialog, QPoint()).y() + 200
        bottom = dialog.send.mapTo(small, dialog.send.rect().bottomLeft()).y()
        assert 0 < bottom < small.height() and dialog.send.visibleRegion().boundingRect() == dialog.send.rect()
