"""People of the flow tests: each has a vault and types commands, in this process (quick) or in one of its own."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from attrs import frozen

from app import start
from app.actions.contacts import contact_cards
from app.cli.main import parser
from app.cli.passphrase import read_way
from app.errors import AppError, InputRefused
from app.store.vault import header
from app.store.vault.open_vault import Vault, open_
from tests.vaults import create, derived

ROOT = Path(__file__).parents[2]
YEAR = 365 * 86400.0
WORDS = start.vocabularies()


@frozen
class Person:
    """One who has a vault at `base/name`, and a passphrase in a file beside it."""

    base: Path
    name: str

    @property
    def vault(self) -> Path:
        return self.base / self.name

    @property
    def passphrase(self) -> Path:
        path = self.base / f"{self.name}.pass"
        if not path.exists():
            path.write_text(f"six quiet words of {self.name}\n", "utf-8")
        return path

    def words(self, *verb: str, given: object = None) -> list[str]:
        """Return a command's arguments; `given` is written to a file whose name is put last."""
        common = ["--vault", str(self.vault), "--passphrase-file", str(self.passphrase), "--json"]
        if given is None:
            return [*common, *verb]
        file = self.base / f"{self.name}.json"
        file.write_text(given if isinstance(given, str) else json.dumps(given), "utf-8")
        return [*common, *verb, str(file)]

    def tries(self, *verb: str, given: object = None) -> tuple[int, dict]:
        """Run one command here and return its exit code and its document; Argon2id runs once for each vault."""
        words = self.words(*verb, given=given)
        options = parser(words).parse_args(words)
        options.folder = self.vault
        options.way = read_way(options) if options.needs_vault else None
        try:
            if options.needs_vault:
                with self.opened() as vault:
                    answer = options.run(vault, options)
            else:
                answer = options.run(options)
        except AppError as error:
            refused = error.refused if isinstance(error, InputRefused) else []
            return error.exit_code, {"ok": False, "error": {"message": error.message}, "refused": refused}
        return answer.exit_code, json.loads(json.dumps(answer.document))

    def does(self, *verb: str, given: object = None) -> dict:
        """Run one command that must succeed."""
        code, document = self.tries(*verb, given=given)
        assert code == 0, (verb, document)
        return document

    def process(self, *verb: str, given: object = None, **more: object) -> subprocess.CompletedProcess[str]:
        """Run one command in a process of its own."""
        return subprocess.run(
            [sys.executable, "-m", "app", *self.words(*verb, given=given)],
            cwd=ROOT, capture_output=True, text=True, check=False, **more,  # type: ignore[call-overload]
        )  # fmt: skip

    def creates(self) -> "Person":
        """Make the vault, as the command does that but for Argon2id."""
        with contextlib.closing(create(self.vault, self.passphrase.read_text(), time.time)) as vault:
            contact_cards.set_my_card(vault, self.name)
        return self

    @contextlib.contextmanager
    def opened(self, ahead: float = 0.0) -> Iterator[Vault]:
        """Open the vault as the windows do, with a clock that is `ahead` seconds wrong."""
        m_kib, passes, salt = header.costs(header.read(self.vault / "vault.hdr"))
        secret = derived(self.passphrase.read_text(), salt, m_kib, passes)
        vault = open_(self.vault, secret, WORDS, clock=lambda: time.time() + ahead)
        try:
            yield vault
        finally:
            vault.close()

    def adds(self, **fields: object) -> str:
        """Record an incident and return its id."""
        return str(self.does("add", "event", given=fields)["id"])

    def edits(self, record: str, ahead: float = 0.0, **fields: object) -> None:
        """Change fields of a record, with a clock that is wrong."""
        from app.actions.kernel import records

        with self.opened(ahead) as vault:
            records.edit(vault, record, fields)

    def fields(self, record: str) -> dict:
        return dict(self.does("show", record)["fields"])

    def conflicts(self, record: str) -> dict[str, set]:
        """Return every field in conflict with all values that stand beside each other."""
        shown = self.does("show", record)["conflicts"]
        return {row["field"]: {version["value"] for version in row["versions"]} for row in shown}

    def states(self) -> list[str]:
        """Return the states of what goes, newest first."""
        return [row["state"] for row in self.does("outbox")["reports"]]

    def inbox(self, state: str = "") -> list[str]:
        """Return the ids of the reports that came, or of those in a state."""
        return [row["report"] for row in self.does("inbox")["reports"] if state in ("", row["state"])]

    def accepts_all(self) -> list[dict]:
        """Accept everything that is whole."""
        return [self.does("accept", report) for report in self.inbox("delivered")]

    def gives(self, stick: Path, other: "Person", *records: str) -> dict:
        """Share records, write them to a stick, and have the other read it."""
        if records:
            self.does("share", *records, "--to", other.name)
        stick.mkdir(exist_ok=True)
        self.does("bundle", "write", str(stick))
        return other.does("bundle", "read", str(stick))


def meet(one: Person, two: Person, verified: bool = True) -> None:
    """Exchange cards by file and compare the numbers."""
    for person, other in ((one, two), (two, one)):
        card = person.base / f"{person.name}.card"
        card.unlink(missing_ok=True)  # nothing is written over
        person.does("card", "show", "--file", str(card))
        number = other.does("contact", "add", str(card))["number"]
        if verified:
            other.does("contact", "verify", person.name, "--number", number)


@contextlib.contextmanager
def relay(data: Path, port: int = 0, host: str = "127.0.0.1", *more: str) -> Iterator[str]:
    """Run a relay as a process of its own; give its URL on this machine, also where it listens everywhere."""
    command = [sys.executable, "-m", "app", "relay", "serve", "--data", str(data), "--listen", f"{host}:{port}"]
    command += more
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=dict(os.environ)) as process:
        assert process.stdout is not None
        url = process.stdout.readline().strip().replace("0.0.0.0", "127.0.0.1")
        assert url.startswith(("http" if host.startswith("127.") else "https") + "://127.0.0.1:")
        try:
            yield url
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(10)
