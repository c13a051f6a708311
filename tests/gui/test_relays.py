"""Relays and networks by keyboard: one is added, seen, visited and removed; a network gets a rule, and Undo undoes."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

import crypto
from app.actions.contacts import contact_cards
from app.actions.relays import networks
from app.actions.relays.networks import ASK, TEXT, Network, NetworkRule
from app.gui.relays import relays_query as reading
from app.gui.relays.relays_screen import Relays
from app.gui.relays.relays_view import RelaysView
from app.gui.shell.choosing_view import Choosing
from app.gui.shell.vault_session import VaultSession
from app.gui.start.program import Program
from app.gui.style.text import Text
from app.gui.today import now_query
from app.gui.widgets.buttons import Button, OneOf
from app.gui.widgets.labels import Elided
from app.store.mail import outbox
from app.store.relays import known_relays, logs
from app.store.vault.open_vault import Vault
from crypto.relay import SealKey
from sync.relay.operator_commands import make_invite
from tests.gui.hands import Hands, control, shows, words_on
from tests.gui.running import in_store, unlocked
from tests.relay import live
from tests.vaults import vault_at

HOME, CAFE = Network("02:00:5e:00:00:01", "192.0.2.1 wlan0"), Network("02:00:5e:00:00:02", "192.0.2.1 wlan0")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "relay"


@pytest.fixture
def url(data: Path) -> Iterator[str]:
    with live.guarded(data) as url:
        yield url


def opened(qtbot: QtBot, desk: VaultSession, here: Callable[[], Network] = lambda: HOME) -> RelaysView:
    desk._makers = {**desk._makers, "relays": lambda: Relays(desk, here)}
    desk.go("relays")
    place = desk.places["relays"]
    qtbot.waitUntil(lambda: isinstance(place.widget.currentWidget(), RelaysView), timeout=10000)  # type: ignore[attr-defined]
    view = place.widget.currentWidget()  # type: ignore[attr-defined]
    assert isinstance(view, RelaysView)
    return view


def typed(view: RelaysView, name: str) -> str:
    return control(view, name, QLineEdit).text()


def fact(view: RelaysView, name: str) -> list[str]:
    """Return what stands at a fact of the one relay, and below it."""
    said = words_on(view)
    return said[said.index(name) + 1 :][:2] if name == "Moving" else said[said.index(name) + 1 :][:1]


def chosen(view: RelaysView, before: QWidget) -> str:
    """Return the rule of this network, once the page was read again."""
    rule = view.controls["rule"]
    return rule.value if isinstance(rule, OneOf) and rule is not before else ""


def ours(program: Program) -> list[str]:
    known = in_store(program, lambda vault: [(r.url, r.last_ok) for r in known_relays.list_relays(vault.con)])
    return [url for url, last_ok in known if last_ok]


def added(qtbot: QtBot, program: Program, desk: VaultSession, data: Path, url: str) -> tuple[Hands, RelaysView]:
    """Add a relay by keyboard and wait for the first round with it."""
    view, hands = opened(qtbot, desk), Hands(qtbot)
    hands.type(url)
    hands.tab_to("Code of the invite")
    hands.type(make_invite(data))
    hands.press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: ours(program) == [url], timeout=20000)
    qtbot.waitUntil(lambda: shows(view, "Remove…"), timeout=10000)
    return hands, view


def test_the_page_is_found_in_the_settings_and_by_its_name(qtbot: QtBot, program: Program) -> None:
    desk, hands = unlocked(qtbot, program), Hands(qtbot)
    desk.show("safety", "relays", "")
    hands.wait(lambda: hands.at.accessibleDescription() == "Relays")
    hands.press(Qt.Key.Key_Space)
    hands.wait(lambda: desk.window.place == "relays")
    desk.go("today")
    hands.press(Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    hands.type("relays")
    find = desk.window.full
    hands.wait(lambda: [row.title for row in find.model.rows][:1] == ["Relays"])
    hands.press(Qt.Key.Key_Return)
    hands.wait(lambda: desk.window.place == "relays")


def test_a_relay_is_added_and_removed_and_undo_brings_it_back(
    qtbot: QtBot, program: Program, data: Path, url: str
) -> None:
    desk = unlocked(qtbot, program)
    hands, view = added(qtbot, program, desk, data, url)
    assert typed(view, "Address of a relay") == typed(view, "Code of the invite") == ""
    assert fact(view, "Contacts there") == ["No known contacts"] and fact(view, "Waiting") == ["Nothing is waiting"]
    hands.tab_to("Remove…")
    hands.press(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not shows(view, "Remove…") and ours(program) == [], timeout=20000)
    assert hands.at.accessibleName() == "Address of a relay"
    assert in_store(program, lambda vault: contact_cards.my_card(vault).mailboxes) == ()
    desk.undo()
    qtbot.waitUntil(lambda: ours(program) == [url], timeout=10000)


def test_who_may_write_is_chosen_and_the_relay_hears_it(qtbot: QtBot, program: Program, data: Path, url: str) -> None:
    desk = unlocked(qtbot, program)
    hands, view = added(qtbot, program, desk, data, url)
    who = view.controls[f"policy:{url}"]
    assert isinstance(who, OneOf) and who.value == "0"
    who.take_focus()
    hands.press(Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: shows(view, "Write a file with tickets…"), timeout=20000)
    assert url in hands.at.accessibleDescription()
    assert [box.policy for box in in_store(program, lambda vault: contact_cards.my_card(vault).mailboxes)] == [1]
    qtbot.waitUntil(lambda: in_store(program, _pool) == 560, timeout=20000)


def test_tickets_from_the_start_and_a_file_of_them_given_away_and_taken_in(
    qtbot: QtBot, program: Program, data: Path, url: str, tmp_path: Path
) -> None:
    desk = unlocked(qtbot, program)
    view, hands = opened(qtbot, desk), Hands(qtbot)
    hands.type(url)
    hands.tab_to("Code of the invite")
    hands.type(make_invite(data))
    hands.tab_to("Anyone with my card")
    hands.press(Qt.Key.Key_Right)
    assert any("Amparo sends tickets to your contacts" in said for said in words_on(view))
    hands.tab_to("Add this relay")
    hands.press(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: in_store(program, _pool) == 560, timeout=20000)
    assert [box.policy for box in in_store(program, lambda vault: contact_cards.my_card(vault).mailboxes)] == [1]
    who = view.controls["who"]
    assert isinstance(who, OneOf) and who.value == "0"

    def said() -> list[str]:
        return [one.text() for one in desk.window.foot.findChildren(Elided)]

    def choose(button: str, label: str, path: Path, take: str) -> None:
        hands.tab_to(button)
        hands.press(Qt.Key.Key_Space)
        hands.wait(lambda: isinstance(desk.window.full, Choosing))
        hands.tab_to(label)
        chosen = desk.window.full
        assert isinstance(chosen, Choosing)
        chosen.first.path.clear()
        hands.type(str(path))
        hands.press(Qt.Key.Key_Return)
        if desk.window.full is not None:  # a folder is gone into first, a file is chosen at once
            hands.tab_to(take)
            hands.press(Qt.Key.Key_Space)
        hands.wait(lambda: desk.window.full is None)

    for name in ("tickets.bin", "2-tickets.bin"):
        choose("Write a file with tickets…", "Folder", tmp_path, "Write into this folder")
        qtbot.waitUntil((tmp_path / name).exists, timeout=10000)
    hands.wait(lambda: any(words.startswith("2-tickets.bin is written") for words in said()))
    files = [(tmp_path / name).read_bytes() for name in ("tickets.bin", "2-tickets.bin")]
    batches = [crypto.WalkIn.unpack(file) for file in files]
    assert batches[0].tickets and not set(batches[0].tickets) & set(batches[1].tickets)

    given, card = _of_somebody(tmp_path / "somebody")
    in_store(program, lambda vault: contact_cards.add(vault, card))
    (tmp_path / "theirs.bin").write_bytes(given)
    choose("Add a file with tickets…", "File", tmp_path / "theirs.bin", "Read this file")
    hands.wait(lambda: "2 tickets to write to Wren are new." in said())


def _of_somebody(folder: Path) -> tuple[bytes, bytes]:
    """Return a file of two tickets of somebody's mailbox, and their card."""
    with vault_at(folder) as vault:
        relay, mid = bytes([7]) * 32, bytes([8]) * 32
        known_relays.keep(vault.con, "https://relay.example.org", relay, SealKey.from_secret(b"s" * 32).public, mid)
        card = contact_cards.set_my_card(vault, "Wren").file
    expires = int(time.time()) + 30 * 86_400
    return crypto.WalkIn(relay, mid, 1, expires, (b"t" * 16, b"u" * 16)).pack(), card


def _pool(vault: Vault) -> int:
    """How many tickets the relay has been told of."""
    (count,) = vault.con.execute("SELECT count(*) FROM ticket WHERE state = 1").fetchone()
    return int(count)


def test_one_that_does_not_answer_is_asked_about_first(qtbot: QtBot, program: Program, data: Path) -> None:
    desk = unlocked(qtbot, program)
    with live.guarded(data) as url:
        hands, view = added(qtbot, program, desk, data, url)
    for answer in ("Keep it", "Remove it anyway"):
        hands.tab_to("Remove…")
        hands.press(Qt.Key.Key_Space)
        hands.wait(lambda: shows(view, "Keep it"))
        assert (
            hands.at.accessibleName() == "Keep it"
            and "could not receive the messages" in hands.at.accessibleDescription()
        )
        hands.tab_to(answer)
        hands.press(Qt.Key.Key_Space)
        if answer == "Keep it":
            assert hands.at.accessibleName() == "Remove…" and ours(program) == [url]
    qtbot.waitUntil(lambda: ours(program) == [] and not shows(view, "Keep it"), timeout=20000)


def test_what_is_wrong_with_an_invite_stands_below_the_address(
    qtbot: QtBot, program: Program, data: Path, url: str
) -> None:
    desk = unlocked(qtbot, program)
    view, hands = opened(qtbot, desk), Hands(qtbot)
    control(view, "Add this relay", Button).click()  # the keyboard stays
    assert words_on(view.field)[0] == "Type the address of a relay first."
    hands.type(url)
    hands.tab_to("Code of the invite")
    hands.type("abc")
    hands.press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: words_on(view.field)[0].startswith("This is not an invite code"), timeout=10000)
    assert typed(view, "Address of a relay") == url


def test_a_network_gets_a_rule_and_undo_takes_it_back(qtbot: QtBot, program: Program) -> None:
    desk, at = unlocked(qtbot, program), [HOME]
    view = opened(qtbot, desk, lambda: at[0])
    kept = lambda: in_store(program, networks.list_network_rules)  # noqa: E731
    rule: QWidget = view.controls["rule"]
    assert isinstance(rule, OneOf)
    rule.take_focus()
    hands = Hands(qtbot)
    for rule_there in ("text", "ask", "asked", "never"):
        hands.press(Qt.Key.Key_Right)
        qtbot.waitUntil(lambda: chosen(view, rule) == rule_there, timeout=10000)  # noqa: B023
        rule = view.controls["rule"]
    hands.press(Qt.Key.Key_Space)
    assert kept() == [(HOME, NetworkRule("never"))] and hands.at.accessibleName() == "Never"
    at[0] = CAFE
    desk.undo()  # the rule of the network that it was set for, wherever one is now
    qtbot.waitUntil(lambda: kept() == [(HOME, NetworkRule("asked"))], timeout=10000)
    for rule_there in (ASK, TEXT, ""):
        desk.undo()
        qtbot.waitUntil(lambda: kept() == ([(HOME, NetworkRule(rule_there))] if rule_there else []), timeout=10000)  # noqa: B023
    in_store(program, lambda vault: networks.set_rule(vault, HOME, NetworkRule("asked")))
    desk.refresh()
    qtbot.waitUntil(lambda: shows(view, "Delete this rule"), timeout=10000)
    hands.tab_to("Delete this rule")
    hands.press(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not shows(view, "Delete this rule") and kept() == [], timeout=10000)


def test_what_is_typed_stays_when_the_page_is_read_again(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    view, hands = opened(qtbot, desk), Hands(qtbot)
    hands.type("https://re")
    in_store(program, lambda vault: networks.set_rule(vault, CAFE, NetworkRule("never")))
    desk.refresh()
    qtbot.waitUntil(lambda: shows(view, "Delete this rule"), timeout=10000)
    hands.type("lay")
    assert typed(view, "Address of a relay") == "https://relay"


@pytest.mark.parametrize(
    ("here", "rule", "note"),
    [
        (Network(), "", "Amparo cannot see which network this is"),
        (Network(HOME.way, HOME.way), "", "Amparo does not know this network yet"),
        (HOME, "never", "Amparo never connects on this network."),
        (Network("tun0", "tun0"), "always", "Amparo connects every few minutes."),
    ],
)
def test_only_a_network_that_is_known_can_have_a_rule(tmp_path: Path, here: Network, rule: str, note: str) -> None:
    with vault_at(tmp_path / "v") as vault:
        networks.set_rule(vault, HOME, NetworkRule("never"))
        shown = reading.page(vault, Text("en"), here)
    there = shown.networks
    assert (there.rule.mode if there.rule else "") == rule and there.note.startswith(note)
    assert [line.key for line in shown.networks.others] == ([] if here == HOME else [HOME.name])


def test_many_contacts_of_a_relay_are_counted(tmp_path: Path) -> None:
    relay, seal, mid = b"r" * 32, SealKey.from_secret(b"s" * 32).public, b"m" * 32
    box = crypto.Mailbox("https://relay.example.org", relay, seal, b"b" * 32, 0)
    with vault_at(tmp_path / "v") as vault:
        known_relays.keep(vault.con, box.url, relay, seal, mid)
        known_relays.record_failure(vault.con, mid, 2, 0)
        keysets = contact_cards.my_card(vault).keysets
        for n in range(20):
            card = crypto.make_card(
                crypto.SigningKey.generate(), kind=1, name=f"Heron {n}", seq=1, issued=0, expires=2**40,
                keysets=keysets, mailboxes=[box],
            )  # fmt: skip
            contact, _ = contact_cards.add(vault, card.file)
        for report in (b"1" * 16, b"2" * 16):
            with vault.transaction() as con:
                outbox.queue(con, report, contact.record.id, contact.card.id, "internal", False, b"", (), vault.now())
        (shown,) = reading.page(vault, Text("en"), HOME).relays
    said = " / ".join(fact[1] + fact[2] for fact in shown.facts)
    assert "and 12 more" in said and said.count("Heron ") == 8 and "2 reports wait for this relay" in said
    assert said.startswith("Not connected yetNo answer, 2 tries · next try today")


def test_one_moves_to_another_by_keyboard_and_takes_it_back(
    qtbot: QtBot, program: Program, data: Path, url: str, tmp_path: Path
) -> None:
    desk = unlocked(qtbot, program)
    hands, view = added(qtbot, program, desk, data, url)
    with live.relay(tmp_path / "new") as new:
        hands.tab_to("Move to another relay…")
        hands.press(Qt.Key.Key_Space)
        assert hands.at.accessibleName() == "Address of the new relay"
        hands.press(Qt.Key.Key_Tab)
        hands.press(Qt.Key.Key_Return)
        assert typed(view, "Address of the new relay") == typed(view, "Code of its invite") == ""
        assert "Type the address of a relay first." in words_on(view)
        hands.tab_to("Address of the new relay")
        hands.type(new)
        hands.tab_to("Start to move")
        hands.press(Qt.Key.Key_Space)
        know = "0 of 1 contacts know the new one"  # once the new one has answered
        qtbot.waitUntil(lambda: know in words_on(view), timeout=20000)
        assert fact(view, "Moving")[0] == know and new in fact(view, "Moving")[1]
        hands.tab_to("Do not move")
        hands.press(Qt.Key.Key_Space)
        qtbot.waitUntil(lambda: not shows(view, "Do not move"), timeout=20000)
        assert {url, new} <= set(words_on(view)) and know not in words_on(view)


def test_a_proof_is_told_by_now_and_on_its_page_until_a_person_has_seen_it(
    qtbot: QtBot, program: Program, data: Path, url: str
) -> None:
    desk = unlocked(qtbot, program)
    hands, view = added(qtbot, program, desk, data, url)

    def prove(vault: Vault) -> None:
        (known,) = known_relays.list_relays(vault.con)
        with vault.transaction() as con:
            logs.prove(con, logs.STORIES, known.pk, url, None, b"one page", b"another", vault.now())

    def told(vault: Vault) -> list[str]:
        return [
            row.second
            for part in now_query.page(vault, Text("en")).sections
            for row in part.rows
            if row.key == "go:relays"
        ]

    in_store(program, prove)
    assert in_store(program, told) == [url]
    desk.refresh()
    proof = "The relay signed two lists of your mailbox that contradict each other."
    qtbot.waitUntil(lambda: shows(view, "Hide this warning"), timeout=20000)
    assert any(said.startswith(proof) for said in words_on(view))
    hands.tab_to("Hide this warning")
    hands.press(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not shows(view, "Hide this warning"), timeout=20000)
    assert in_store(program, told) == [] and any(said.startswith(proof) for said in words_on(view))
