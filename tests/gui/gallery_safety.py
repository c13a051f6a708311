"""The screens of passwords, shares, sticks, tables, relays and the border: what is reached from Safety and Sending."""

import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt

from app.actions.casework import session_notes
from app.actions.kernel.db import direct_db
from app.actions.relays.networks import Network
from app.actions.vault import session_vault
from app.device.addresses import LocalAddress
from app.gui.delivery.inbox_screen import InboxScreen
from app.gui.delivery.nearby_screen import open_nearby
from app.gui.settings.machine_screen import open_machine
from app.gui.shell.vault_session import VaultSession
from app.gui.style.dates import moment_words
from app.store.vault.open_vault import Vault
from tests.gui.gallery_steps import Go, at, click, into, key, press_button, see, steps, take, type_in, wait
from tests.gui.sample_later import NAMES
from tests.gui.sample_stage import SAMPLE

TABLE: Final = """Case no;Date;Location;lat;lon;Deed;What happened;Seen by;Told on
RP-01;03/04/2024;Tres Ceibas;-16.50414;-98.75426;detained at a post;Four men stopped the car.;two neighbours;1403/01/16
RP-02;05/04/2024;Puerto Ansal;-16.61200;;LIB1;She was held for nine hours at the river post.;;1403/01/18
RP-03;09/05/2024;Lurenka;-16.70000;-98.80110;detained at a post;Nobody saw who came.;a driver;1403/02/31
RP-04;31/31/2024;Velmora;-96.00000;-98.81000;;The house of the union was searched.;;
RP-01;05/06/2024;Tres Ceibas;;;;The same number again.;;
"""
WIPE_KEYS: Final = key(Qt.Key.Key_F9, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)


@cache
def _scratch() -> Path:
    """Return a folder for the files of this process, with a table and an empty stick."""
    folder = Path(tempfile.mkdtemp(prefix="amparo-sample-"))
    (folder / "blue").mkdir()
    (folder / "river-posts-2024.csv").write_text(TABLE, "utf-8")
    return folder


def _table() -> Path:
    return _scratch() / "river-posts-2024.csv"


def _folder() -> Path:
    return _scratch() / "blue"


def _stick_in(desk: VaultSession) -> None:
    """Put a stick in: the page looks for sticks where this says."""
    desk.go("inbox")
    place = desk.places["inbox"]
    assert isinstance(place, InboxScreen)
    place.stick_page.drives = lambda: [_folder()]
    place.stick()


def _nearby(desk: VaultSession) -> None:
    open_nearby(desk, lambda: Network("02:00:5e:00:00:01", "192.0.2.1 wlan0"), (LocalAddress("127.0.0.1", "lo"),))


def _names(*more: Go) -> Go:
    """Open the real names with their password, from the page of a person, and go on."""
    typed = type_in("Your names password", NAMES)
    return steps(at("do:second"), click("Open…"), typed, click("Open"), *more)


def _noted(*more: Go) -> Go:
    """Make session notes about Marula, close them, and go on from their page."""

    def make(vault: Vault, person: str) -> None:
        session_vault.create(direct_db(vault), "seven lamps under snow", 64)
        for day, kind, text, referral in NOTES:
            given = {"date": day, "kind": kind, "text": text, "referral": referral}
            session_notes.add(vault, person, given)
        session_vault.close(vault)

    def begin(desk: VaultSession) -> None:
        person = SAMPLE.find("actor", "Marula")
        desk.ask(lambda vault: make(vault, person), lambda _: None)

    return steps(begin, wait(500), at("notes:", "actor", "Marula"), *more)


def _day_first(desk: VaultSession) -> None:
    """Say that the day comes first in the dates of the table."""
    press_button(desk.window, moment_words(desk.look.tr, "2024-04-03"))


def _damage(desk: VaultSession) -> None:
    """Let the disk lose the end of each file."""
    for file in (desk.folder / "blobs").rglob("*"):
        if file.is_file():
            with file.open("r+b") as kept:
                kept.truncate(100)


NOTES = (
    (
        "2026-04-14",
        "first",
        "Came with her sister. Sleeps two hours a night since the arrest, startles at engines.",
        "",
    ),
    (
        "2026-04-21",
        "single",
        "Sleeps better. Wants to work again, but not at the market.",
        "Doctor at the mission hospital, for the headaches.",
    ),
)
"""Day, kind, text and referral of the invented notes."""
_OPENED = (type_in("Password of the session notes", "seven lamps under snow"), click("Open the notes"), wait(900))
IMPORT = (at("do:import"), take(_table))
HOLDERS = tuple(type_in("Holder of share {n}", name, n=n) for n, name in enumerate(("Heron", "Wren", "Kestrel"), 1))
OWN_WORDS = (click("My own words"), type_in("Your new password", "river-2026"))

PAGES: Mapping[str, Go] = {
    "08j-stick-in": _stick_in,
    "08g-nearby": _nearby,
    "21d-export": at("do:export"),
    "23b-relay-refused": steps(at("go:relays"), click("Add this relay"), see("Address of a relay")),
    "24c-own-words": steps(at("do:ways"), click("Change…"), *OWN_WORDS),
    "24e-recovery": steps(at("do:recovery"), *HOLDERS[:2], click("Make the shares")),
    "24g-drill": steps(at("do:drill"), type_in("Words of a share", "academic zebra aci"), click("Add this share")),
    "25-machine": lambda desk: open_machine(desk, Path("/nonexistent")),
    "30e-second-words-typed": steps(at("do:second"), click("Set it up…"), click("I wrote the words on paper")),
}
"""Those that only read."""
WRITES: Mapping[str, Go] = {
    "21-import": steps(*IMPORT),
    "23c-tor": steps(
        at("go:relays"),
        type_in("Address of Tor", "tor.example.org:9050"),
        click("Use this address"),
        see("Address of Tor"),
    ),
    "28b-countdown": steps(at("do:wipe"), into("Erase keys"), WIPE_KEYS, click("Test keys"), WIPE_KEYS),
    "21c-import-tried": steps(*IMPORT, _day_first, click("Test without saving"), wait(300)),
    "29-checked": steps(_damage, at("do:check"), wait(300)),
    "42c-instant-errors": steps(at("instant:"), click("This is a rehearsal"), click("Review and ask…")),
}
"""Those that write into the vault, or into a file beside it."""
EMPTY_WRITES: Mapping[str, Go] = {
    "08e-stick-done": steps(at("do:stick"), click("Choose a folder…"), take(_folder), wait(300), wait(1100)),
}
"""What the sample refuses, in a vault with nothing in it."""
LATER: Mapping[str, Go] = {
    "06c-key-changed": at("record:", "contact", "Kestrel"),
    "06g-introduced": at("record:", "contact", "Acacia"),
    "24d-remove": steps(at("do:ways"), click("Remove…")),
    "24f-kit": steps(at("do:recovery"), *HOLDERS, click("Make the shares")),
    "24h-kept": at("do:kept"),
    "24i-give-back": steps(at("do:kept"), click("Give share back…"), click("Show the words")),
    "24l-seal": steps(at("do:recovery"), *HOLDERS, click("Make the shares"), click("Send to a contact…")),
    "24m-ending": steps(at("do:kept"), click("End their key…"), click("End this key…")),
    "30-second-lock": at("do:second"),
    "30g-real-name": at("record:", "actor", "Marula"),
    "31c-border-proven": at("do:border"),
    "34-members": at("do:members"),
    "36b-withdrawn": at("withdrawn:"),
    "39-organisations": at("do:organisations"),
    "39d-root": steps(at("do:organisations"), click("Make a root key…"), take(_folder)),
    "42e-instant-call": lambda desk: desk.routes.follow(SAMPLE.call()),
}
"""Pages of the sample some hours later."""
LATER_WRITES: Mapping[str, Go] = {
    "30f-open-second-lock": steps(
        at("do:second"), click("Open…"), type_in("Your names password", "lamp"), click("Open")
    ),
    "30b-second-lock-open": _names(),
    "30h-real-name-open": _names(at("record:", "actor", "Marula")),
    "30j-key-to-the-aliases": _names(click("Make list…")),
    "30k-session-notes-none": at("notes:", "actor", "Marula"),
    "30l-session-notes-closed": _noted(),
    "30m-session-notes-open": _noted(*_OPENED),
    "30n-session-note-form": _noted(*_OPENED, click("New session note"), type_in("Session note", "Sleeps two hours")),
    "30o-session-note-hand": _noted(*_OPENED, click("Hand over…")),
    "30p-session-notes-keys": _noted(*_OPENED, click("Keys of the notes…")),
    "30q-session-notes-lost": _noted(click("Keys of the notes…")),
}
"""Those that write into it: each look at a name is a line of its log."""
