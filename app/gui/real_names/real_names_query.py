"""The data of the names password: a person's real name while it is open, search results, and the log."""

from typing import TYPE_CHECKING

from attrs import frozen

from app.actions.kernel import records
from app.actions.vault import real_names
from app.domain.fields import plain_text
from app.gui.records.parts_query import value_words
from app.gui.style.dates import relative_time, title_words
from app.gui.style.text import Text
from app.store.records.search import Query
from app.store.vault.open_vault import Vault

if TYPE_CHECKING:
    import crypto

CHOICES = 2000
"""The maximum of incidents, and of cases, that are offered for an alias list."""
LINES = 50
"""Lines of the log that the page shows."""


@frozen
class RealCard:
    """One record behind the names password, in clear text: its key, and its facts (label, value, explanation)."""

    key: str
    facts: tuple[tuple[str, str, str], ...]


@frozen
class Real:
    """A person's real name on their page: if there is a password, its number of records, and the names while open."""

    set_up: bool = False
    held: int = 0
    names: tuple[RealCard, ...] | None = None


@frozen
class OpeningLogRow:
    """One line of the log: the action with the alias, the time, and the given reason."""

    what: str
    at: str
    why: str = ""


@frozen
class FoundName:
    """One person that was found by a real name: key, alias, and the names."""

    key: str
    alias: str
    names: str


@frozen
class SecondPage:
    """The page of the names password: if there is one, its minutes until it closes, and its log."""

    set_up: bool
    minutes: int
    lines: tuple[OpeningLogRow, ...] = ()


def closed_view(vault: Vault, person: bytes) -> Real:
    """Return the data for a person's page while the names password is closed."""
    return Real(real_names.is_set_up(vault), real_names.count_real_names(vault, person))


def opened_view(vault: Vault, tr: Text, key: "crypto.Secret", person: str, noted: set[bytes]) -> Real:
    """Return the data while it is open; each record that is not in `noted` yet gets a line in the log."""
    names = real_names.show(vault, key, person, noted=noted)
    return Real(True, len(names), tuple(_card(vault, tr, one) for one in names))


def _card(vault: Vault, tr: Text, one: real_names.RealName) -> RealCard:
    kind = vault.kinds["identity_vault"]
    facts = [
        (tr(f.label), tr.isolated(value_words(vault, tr, kind, f.name, one.fields[f.name])), "")
        for f in kind.own
        if f.name in one.fields
    ]
    return RealCard(one.id.hex(), tuple(facts))


def find_people(vault: Vault, tr: Text, key: "crypto.Secret", text: str) -> tuple[FoundName, ...]:
    """Return the people whose real name has these words."""
    rows = []
    for one in real_names.search(vault, key, text):
        names = [plain_text(one.fields[name]) for name in real_names.NAMES if name in one.fields]
        rows.append(FoundName(one.person.hex(), one.alias, tr.listed(names)))
    return tuple(rows)


def choices(vault: Vault, tr: Text) -> tuple[tuple[str, str], ...]:
    """Return the incidents and cases for an alias list: the id, and title with reference."""
    found = (record for kind in ("event", "case") for record in records.find(vault, Query(kind, limit=CHOICES)))
    return tuple((one.id.hex(), tr.line(title_words(vault, tr, one), one.ref)) for one in found)


def page(vault: Vault, tr: Text) -> SecondPage:
    """Return the page of the names password."""
    lines = tuple(
        OpeningLogRow(_what(tr, line), relative_time(tr, line.at, vault.now()), line.why)
        for line in real_names.log(vault, LINES)
    )
    return SecondPage(real_names.is_set_up(vault), real_names.minutes(vault), lines)


def _what(tr: Text, line: real_names.OpeningLogLine) -> str:
    said = {
        "set up": tr("Set up"),
        "passphrase": tr("Password changed"),
        "opened": tr("Opened"),
        "wrong": tr("A wrong password"),
        "searched": tr("Searched by real name"),
    }
    if line.what in said:
        return said[line.what]
    who = line.alias or tr("a removed person")
    return {
        "shown": tr("Real name of {alias} shown", alias=who),
        "saved": tr("Real name of {alias} saved", alias=who),
        "released": tr("Real name of {alias} put in a paper", alias=who),
    }[line.what]
