"""What `bench_instant` runs at the ends of a line, each a whole app without its window in a namespace of its own.

relay FOLDER HOST:PORT INVITES   a relay, as on the net; says its URL and as many invites
field FOLDER URL INVITE          who asks for instant action while a film of 200 MB goes; says what it saw as JSON
desk FOLDER URL INVITE           who is asked, at the relay's end: looks there every five seconds, and answers at once

FOLDER is one for both people: they find each other's card there. The store has a thread of its own, as behind the
window, so that somebody can ask while a round is under way.
"""

import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from threading import Thread
from typing import Any

from app import start
from app.actions.contacts import contact_cards
from app.actions.field import appeal_requests, appeals
from app.actions.kernel import records
from app.actions.mail import sharing
from app.actions.records import evidence
from app.actions.relays import mailbox_registration
from app.actions.rounds import exchange
from app.errors import AppError
from app.store.mail import outbox
from app.store.vault import identity
from app.store.vault.open_vault import Vault, create
from sync.relay.operator_commands import make_invite
from sync.relay.server import serve
from tests.bench.people import PASSPHRASE
from tests.process_end import end_process

FILM = 200_000_000
QUEUED_AT, ENDS_AT, LOOKS = 60, 600, 5
"""Seconds after which instant action is asked for; after which all is over; and between two looks of the other end."""


class End:
    """A person at one end: a vault that only the store's thread touches, and a mailbox at the relay."""

    def __init__(self, folder: Path, name: str, url: str, code: str) -> None:
        self.folder, self.name = folder, name
        self._lane = ThreadPoolExecutor(1)
        self.vault = self._lane.submit(
            lambda: create(folder / name, PASSPHRASE, start.vocabularies(), clock=time.time)
        ).result()
        self._patiently(lambda: mailbox_registration.add(self.vault, url, self.do, code))
        self.do(lambda vault: contact_cards.set_my_card(vault, name))

    def do(self, step: "Any") -> Any:
        """Run a step on the vault's own thread."""
        return self._lane.submit(lambda: step(self.vault)).result()

    def meet(self, other: str) -> str:
        """Put our card down, wait for the other's, and return the contact, with the numbers compared."""
        ours, theirs = self.folder / f"{self.name}.card", self.folder / f"{other}.card"
        draft = ours.with_suffix(".part")
        draft.write_bytes(self.do(lambda vault: identity.card(vault).file))
        draft.rename(ours)
        while not theirs.exists():
            time.sleep(0.1)

        def add(vault: Vault) -> str:
            contact, _ = contact_cards.add(vault, theirs.read_bytes())
            contact_cards.verify(vault, contact.record.ref, "".join(contact_cards.safety_number(vault, contact)))
            return contact.record.ref

        return str(self.do(add))

    def sync(self) -> None:
        """Do one round, as somebody asked for it."""
        exchange.sync(self.vault, self.do, asked=True)

    def sync_on(self) -> None:
        """Do rounds for ever: a line that was cut is tried again at once."""
        while True:
            self.sync()
            time.sleep(0.5)

    def _patiently(self, step: "Any") -> None:
        while True:
            try:
                step()
                return
            except AppError as failure:
                print(failure, file=sys.stderr)
                time.sleep(0.5)


def relay(folder: str, where: str, invites: str) -> None:
    """Serve a relay; say its URL and invites."""
    host, _, port = where.rpartition(":")
    codes = partial(make_invite, Path(folder))
    serve(Path(folder), host, int(port), lambda url: print(url, *(codes() for _ in range(int(invites))), flush=True))


def field(folder: str, url: str, code: str) -> None:
    """Share an incident with a film, ask for instant action while it goes, and see who hears of it when."""
    ana = End(Path(folder), "ana", url, code)
    ben, film = ana.meet("ben"), Path(folder) / "film.mp4"
    with film.open("wb") as file:
        file.truncate(FILM)

    def shared(vault: Vault) -> str:
        event, _ = records.add(vault, "event", {"title": "At the bridge"})
        evidence.add(vault, film, event.ref)
        sharing.share(vault, [event.ref], [ben], "internal")
        made, _ = appeals.begin(vault, {
            "event": event.ref, "what": "They closed the road.", "when": "2027-01-15T07:20", "asks": ["safety"],
            "consent": "anon", "to": [ben]})  # fmt: skip
        return made.ref

    made, begun, seen = ana.do(shared), time.monotonic(), {}
    film.unlink()
    Thread(target=ana.sync_on, daemon=True).start()
    time.sleep(QUEUED_AT)
    ana.do(lambda vault: appeal_requests.ask(vault, made))
    asked, at = time.monotonic(), time.time()
    while "answered" not in seen and time.monotonic() < begun + ENDS_AT:
        time.sleep(0.25)
        states = [row.state for row in ana.do(lambda vault: outbox.deliveries(vault.con)) if row.urgent]
        if ana.do(lambda vault: appeal_requests.list_received_answers(vault, appeals.read_appeal(vault, made))):
            states.append("answered")
        for state in states:
            seen.setdefault(state, round(time.monotonic() - asked, 1))
    open_ = [row.state for row in ana.do(lambda vault: outbox.deliveries(vault.con)) if not row.urgent]
    print(json.dumps({"asked": at, "seen": seen, "film": open_}), flush=True)
    end_process()


def desk(folder: str, url: str, code: str) -> None:
    """Look for mail every five seconds; note when the call was there, and promise to act."""
    ben = End(Path(folder), "ben", url, code)
    ben.meet("ana")
    while True:
        ben.sync()
        for call in ben.do(appeal_requests.calls):
            (Path(folder) / "came").write_text(str(time.time()), "utf-8")
            ben.do(lambda vault, key=call.key: appeal_requests.reply(vault, key, "promised", "I call at three."))
        time.sleep(LOOKS)


if __name__ == "__main__":
    verb, *words = sys.argv[1:]
    {"relay": relay, "field": field, "desk": desk}[verb](*words)
