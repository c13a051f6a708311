"""The film pack in the window of a small program: added from a file, refused, removed, and offered at a film."""

import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.actions.vault.film_packs import FilmPack, add
from app.gui.evidence.film_pack_screen import open_film_pack
from app.gui.settings.sections import film_pack_setting, list_settings
from app.gui.shell.choosing_view import Choosing
from app.gui.shell.vault_session import VaultSession
from app.gui.start.program import Program
from app.gui.style.text import Text
from app.gui.widgets.browse import Browser
from tests.exchange import film_packs as packs
from tests.gui.running import unlocked

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the small program is for Linux")


def choose(desk: VaultSession, pack: FilmPack, file: Path) -> None:
    open_film_pack(desk, pack)
    page = desk.window.full
    assert isinstance(page, Choosing)
    (browser,) = page.findChildren(Browser)
    browser.picked.emit(str(file))


def said(desk: VaultSession) -> str:
    return "\n".join(one.accessibleName() or "" for one in desk.window.findChildren(QWidget))


def test_a_pack_is_added_from_a_file_and_removed_and_another_file_is_refused(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    desk = unlocked(qtbot, program)
    file, listed = packs.write(tmp_path)
    pack = FilmPack(listed, tmp_path / "data" / "film.pack")
    other = tmp_path / "other.pack"
    other.write_bytes(file.read_bytes()[:-1])
    choose(desk, pack, other)
    qtbot.waitUntil(lambda: "other.pack is damaged, or it is not the film pack of this program." in said(desk))
    assert not pack.file.parent.exists() and not desk.busy
    choose(desk, pack, file)
    qtbot.waitUntil(lambda: "The film pack is added." in said(desk))
    assert pack.added
    open_film_pack(desk, pack)
    qtbot.waitUntil(lambda: "The film pack is removed." in said(desk))
    assert not pack.added


def test_only_a_small_program_has_the_setting(tmp_path: Path) -> None:
    tr = Text("en")
    assert "film-pack" not in [one.key for one in list_settings(tr)] and film_pack_setting(tr, None) == ()
    file, listed = packs.write(tmp_path)
    pack = FilmPack(listed, tmp_path / "data" / "film.pack")
    acts = [film_pack_setting(tr, pack)[0].act]
    add(pack, file)
    acts.append(film_pack_setting(tr, pack)[0].act)
    assert acts == ["Add…", "Remove"]
