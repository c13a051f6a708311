"""An older header that was put back is said on every page, without a question, and leads to a new key."""

from contextlib import closing

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app import start
from app.actions.kernel import drafts
from app.actions.vault import put_back, unlock_methods
from app.actions.vault.integrity_check import Health
from app.gui.backups.checked_view import CheckedView
from app.gui.shell.strip_view import Unfinished
from app.gui.shell.vault_session import VaultSession
from app.gui.start.program import Program
from app.gui.style.text import Text
from app.gui.style.theme import Look
from app.gui.vault.passphrase_view import PassphraseView
from app.gui.widgets.buttons import Button
from app.store.vault import header
from app.store.vault import open_vault as store
from app.store.vault.header import UnlockSecret
from tests.gui.running import WORDS, unlocked
from tests.vaults import derived


def put_back_older(program: Program) -> None:
    """Let another way in be added, and put the header from before it back."""
    path = program.folder / "vault.hdr"
    before = header.read(path)
    m_kib, passes, salt = header.costs(before)
    way = UnlockSecret(derived(WORDS, salt, m_kib, passes))
    with closing(store.open_(program.folder, way, start.vocabularies())) as vault:
        unlock_methods.add(vault, way, "Stick", "another phrase")
        drafts.keep(vault, drafts.ENTRY, {"words": "Two men in a grey"})
    path.write_bytes(before)


def strips(desk: VaultSession) -> list[Unfinished]:
    return [strip for strip in desk.window.findChildren(Unfinished) if strip.isVisible()]


def said(strip: Unfinished) -> str:
    return " ".join(label.text() for label in strip.findChildren(QLabel))


def test_it_is_said_beside_the_draft_takes_no_focus_and_leads_to_a_new_key(qtbot: QtBot, program: Program) -> None:
    put_back_older(program)
    desk = unlocked(qtbot, program)
    focus = QApplication.focusWidget()
    qtbot.waitUntil(lambda: len(strips(desk)) == 2, timeout=10000)  # and what was being written
    assert QApplication.focusWidget() is focus and desk.window.full is None
    (strip,) = (one for one in strips(desk) if put_back.SAFE in said(one))
    assert all(part in said(strip) for part in (put_back.OPENS, put_back.ROTATE))
    assert strip.go_on.accessibleDescription() == put_back.OLDER
    strip.go_on.setFocus()
    qtbot.keyClick(strip.go_on, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: isinstance(desk.window.full, PassphraseView), timeout=5000)
    assert len(strips(desk)) == 1


def test_the_check_shows_it_where_all_else_is_whole(qtbot: QtBot) -> None:
    look = Look(Text("en"), "light", 1.0, 1.0)
    health = Health(True, 0, 0, 0, (), (put_back.REBUILT,))
    view = CheckedView(look, health, Button(look, "Back", "quiet"))
    qtbot.addWidget(view)
    assert put_back.REBUILT in [label.text() for label in view.findChildren(QLabel)]
