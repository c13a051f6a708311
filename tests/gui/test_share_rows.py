"""The rows of the share dialog: every one says which record it is, and whose consent is against it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from attrs import evolve
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea
from pytestqt.qtbot import QtBot

from app.actions.contacts import contact_cards
from app.actions.kernel import records
from app.actions.records import evidence
from app.gui.delivery import share_query
from app.gui.delivery.preview_view import leaving_lists
from app.gui.delivery.share_view import ShareDialog
from app.gui.shell.window import Window
from app.gui.style.sheet import dress
from app.gui.style.text import Text
from app.gui.style.theme import Look
from app.gui.widgets.buttons import Choice
from app.gui.widgets.page_values import Effect, FrozenView, ShareTarget, Trust
from app.gui.widgets.tabs import TabBar
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from tests.exchange.planted_pictures import Planted, jpeg
from tests.gui.hands import control, press, shows, visible, words_on
from tests.gui.stage import settle
from tests.vaults import vault_at

PEOPLE = (
    ShareTarget("1", "Heron", "Office, case lead", Trust.VERIFIED, relays=2),
    ShareTarget("2", "Kestrel", "River mission", Trust.NEW, relays=2),
)
PART = FrozenView("1", "Heron", (("Marula, as alias", "Sex, age band, role"),), (("Real names", "They never leave"),),
                  "17 fields, 3 files", "1 thing", "Heron: 17 fields, 3 files, 8 MB.")  # fmt: skip
EFFECT = Effect(
    (PART, evolve(PART, key="2", who="Kestrel", total="")), b"digest",
    warning="Marula: they did not agree to share this. Ask them again before you send it.",
)  # fmt: skip


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    with vault_at(tmp_path / "vault") as vault:
        yield vault


def incident(vault: Vault) -> str:
    police = vault.words["perp_type"].codes[0]
    marula = {"alias": "Marula", "consent_record": [{"purpose": ["STORE"], "state": "given"}]}
    event, _ = records.add(vault, "event", {
        "title": "The pump",
        "act": [{
            "violation_text": "Arrest", "victim": marula,
            "involvement": [{"type": [police]}, {"confidence": vault.words["confidence"].codes[0]}],
        }],
        "information": [{"quote": "I saw it."}],
    })  # fmt: skip
    return event.id.hex()


def heron(vault: Vault) -> str:
    with vault_at(vault.folder.parent / "heron") as other:
        contact_cards.set_my_card(other, "Heron")
        return contact_cards.add(vault, contact_cards.my_card(other).file)[0].record.id.hex()


def test_every_row_says_which_record_it_is(vault: Vault) -> None:
    key, to = incident(vault), [heron(vault)]
    shown = share_query.effect(vault, Text("en"), [key], "internal", to)
    rows = [row for row, _ in shown.parts[0].leaves[:-1]]  # the last says that the past goes along
    assert "Who did it: Arrest, Marula" in rows  # of whom nothing is known: the act it belongs to
    assert "Act: Arrest, Marula" in rows
    assert "Source: The pump" in rows
    assert not any(name == title for name, _, title in (row.partition(": ") for row in rows))
    assert len(set(rows)) == len(rows)
    assert shown.warning == "Marula: they did not agree to share this. Ask them again before you send it."
    held = [row for row, _ in share_query.effect(vault, Text("en"), [key], "network", to).parts[0].held]
    assert "Person or group: Marula" in held and "Incident: The pump" not in held


@pytest.mark.parametrize("small", [False, True])
def test_another_recipient_is_shown_from_the_start(qtbot: QtBot, small: bool) -> None:
    look = Look(Text("en"))
    window = Window(look, "Field notes")
    qtbot.addWidget(window)
    window.resize(*((1024, 600) if small else (1280, 800)))
    window.show()
    dialog = ShareDialog(look, window, "The pump", PEOPLE, share_query.audiences(look.tr))
    dialog.open(dialog.frame)
    long = tuple((f"Place: {n}", "Name") for n in range(40))
    dialog.show_effect(
        Effect((evolve(PART, leaves=long), evolve(PART, key="2", who="Kestrel", leaves=long)), b"digest")
    )
    settle()
    area = control(dialog, "Content", QScrollArea)
    area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())
    (bar,) = visible(dialog, TabBar)
    press(bar, "Kestrel")
    settle()
    (head,) = [one for one in visible(dialog, QLabel) if one.text() == "Will not be sent"]
    assert 0 < head.mapTo(area, QPoint()).y() < area.height() - head.height()


def test_the_warning_stands_in_the_dialog(qtbot: QtBot) -> None:
    look = Look(Text("en"))
    window = Window(look, "Field notes")
    qtbot.addWidget(window)
    dialog = ShareDialog(look, window, "The pump", PEOPLE, share_query.audiences(look.tr))
    dialog.show_effect(EFFECT)
    settle()
    assert EFFECT.warning in words_on(dialog)
    dialog.show_effect(None)
    assert EFFECT.warning not in words_on(dialog)


def test_large_letters_on_a_small_screen_leave_room_to_choose(qtbot: QtBot, qapp: QApplication) -> None:
    """What is offered for large files scrolls with the rest there: it had squeezed the warning, and itself, flat."""
    look = Look(Text("en"), "light", 2.0)
    dress(qapp, look)
    window = Window(look, "Field notes")
    qtbot.addWidget(window)
    window.resize(1024, 600)
    window.show()
    dialog = ShareDialog(look, window, "The pump", PEOPLE, share_query.audiences(look.tr))
    dialog.open(dialog.frame)
    for name in ("Heron", "Kestrel"):
        press(dialog, name)
    one, two = share_query.one_copy(look.tr, 300_000_000, 40), share_query.two_relays(look.tr)
    dialog.show_effect(evolve(EFFECT, one_copy=one, two_relays=two))
    settle()
    area = control(dialog, "Content", QScrollArea)
    assert area.isAncestorOf(control(dialog, "One copy of the files for all", Choice))
    warning = next(one for one in dialog.findChildren(QLabel) if EFFECT.warning in one.text())
    assert warning.height() >= warning.heightForWidth(warning.width())
    assert area.height() > look.px(60)
    dress(qapp, Look(Text("en")))


def test_what_goes_without_a_name_says_so_on_the_button(qtbot: QtBot) -> None:
    look = Look(Text("en"))
    window = Window(look, "Field notes")
    qtbot.addWidget(window)
    dialog = ShareDialog(look, window, "The pump", PEOPLE, share_query.audiences(look.tr))
    (originals,) = [one for one in dialog.findChildren(Choice) if one.shown == "Send original files too"]
    originals.setChecked(True)
    assert not (dialog.anonymous or dialog.originals or dialog.reply) and dialog.send.shown == "Put in the outbox"
    press(dialog, "Anonymous, without your signature")
    press(dialog, "Add a reply mailbox")
    assert dialog.anonymous and dialog.originals and dialog.reply
    assert dialog.send.shown == "Put in the outbox as anonymous"


def test_what_tells_whose_it_is_stands_under_held_back(vault: Vault) -> None:
    key = incident(vault)
    records.edit(vault, key, {"assigned": "Ana"})
    shown = share_query.effect(vault, Text("en"), [key], "internal", [heron(vault)], True)
    assert ("Incident: The pump · Assigned to", "a field about your work") in shown.parts[0].held
    assert shown.warning.endswith(share_query.gives_away(Text("en")))


def test_the_letter_of_a_reason_is_explained_above_the_rows(qtbot: QtBot) -> None:
    part = evolve(PART, held=(("Evidence, Remarks", "marked (R): not for Network"),))
    shown = leaving_lists(Look(Text("en")), part, print)
    qtbot.addWidget(shown)
    shown.show()
    said = words_on(shown)
    assert said.index("R: restricted (identity of sources)") == said.index("Evidence, Remarks") - 1


def test_a_picture_without_a_copy_leads_to_the_studio(qtbot: QtBot, vault: Vault, tmp_path: Path) -> None:
    key = incident(vault)
    (tmp_path / "two.jpg").write_bytes(jpeg(Planted("Jpeg")))
    item, _ = evidence.add(vault, tmp_path / "two.jpg", key)
    (marula,) = records.find(vault, Query("actor"))
    records.add(vault, "consent_record", {"actor": marula.ref, "purpose": ["SHARE_NETWORK", "IMAGE"], "state": "given"})
    (part,) = share_query.effect(vault, Text("en"), [key], "network", [heron(vault)]).parts
    assert part.uncopied == item.id.hex(), part.held
    asked = list[str]()
    shown = leaving_lists(Look(Text("en")), part, asked.append)
    qtbot.addWidget(shown)
    shown.show()
    press(shown, "Make a copy that can leave")
    assert asked == [item.id.hex()] and not shows(
        leaving_lists(Look(Text("en")), PART, print), "Make a copy that can leave"
    )
