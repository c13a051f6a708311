"""Find names in outgoing text: of people in withheld records, or of people with only a role shown.

Amparo looks for complete words in any spelling (`fold`). The result is a list to review. The text can still contain
other names. Real names are behind the names password, and Amparo does not look for them.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Protocol

import crypto
from app.actions.kernel import report
from app.actions.kernel.report import ReceivedBody
from app.domain.record import Record
from app.domain.redact import Selection
from app.domain.search_normalisation import fold, split_scripts
from app.phrase import Phrase
from app.store.records import record_lists
from app.store.vault.open_vault import Vault

MOST = 20
"""The maximum number of names in the list; then only the number of further names."""


class MadeReport(Protocol):
    """A report that was made and is not sent: its body, its files and the choice of records."""

    @property
    def body(self) -> bytes:
        """Return the encoded body."""

    @property
    def files(self) -> tuple[tuple[bytes, str, str, Record], ...]:
        """Return hash, name, media type and record of each file."""

    @property
    def selection(self) -> Selection:
        """Return the records that leave."""


def warn_about_names(vault: Vault, made: MadeReport, body: ReceivedBody | None = None) -> tuple[Phrase, ...]:
    """Return one sentence that lists such names, or nothing; `body` is what of `made` was read already."""
    read = body or report.read(crypto.read_body(made.body), vault.author, bytes(16), vault.kinds, vault.words)
    return in_text(vault, "\n".join((*_texts(read), *(name for _, name, _, _ in made.files))), made.selection.records)


def in_text(vault: Vault, said: str, leaving: Iterable[Record]) -> tuple[Phrase, ...]:
    """Return one sentence that lists such names in a text, or nothing; `leaving` are the outgoing records."""
    found = sorted(_in(said, _held_back(vault, leaving)))
    more = f" (+{len(found) - MOST})" if len(found) > MOST else ""
    return (
        Phrase(
            "The text contains names of people whose records you do not send: {names}. If nobody may know "
            "these names, remove them from the text.",
            names=", ".join(found[:MOST]) + more,
        ),
    ) if found else ()  # fmt: skip


def list_known_names(vault: Vault, said: str) -> list[str]:
    """Return the titles of people, contacts, organisations, documents and places of the vault in a text.

    These are the kinds that other records name. Of a place, a part of its name counts too.
    """
    found = set[str]()
    for kind in (kind for kind in vault.kinds.values() if kind.only_linked):
        names = {title for title in record_lists.list_titles(vault.con, kind.number) if title != kind.label}
        if kind.name == "place":
            names |= {part.strip() for title in names for part in re.split("[,،]", title)}
        found |= _in(said, names)
    return sorted(found)


def _held_back(vault: Vault, leaving: Iterable[Record]) -> Iterator[str]:
    """Yield the alias of each person in records that are not in the outgoing data."""
    open_ = {record.id: str(record.fields["alias"]) for record in leaving if "alias" in record.fields}
    told = set(map(fold, open_.values()))  # an outgoing person has this alias too
    for id_, alias in record_lists.read_aliases(vault.con, vault.kinds["actor"].number):
        if alias and id_ not in open_ and fold(str(alias)) not in told:
            yield str(alias)


def _texts(body: ReceivedBody) -> Iterator[str]:
    """Yield every text that the recipient reads, also earlier values if the history is sent."""
    for record in body.records:
        values = [*record.fields.values(), *(edit.value for one in record.changes for edit in one.fields.values())]
        for value in values:
            yield from map(str, value) if isinstance(value, list) else (str(value),)


def _in(said: str, names: Iterable[str]) -> set[str]:
    words, runs = split_scripts(said)
    line, unspaced = f" {' '.join(words.split())} ", "\n".join(runs)
    found = set()
    for name in names:
        spaced, own = split_scripts(name)
        wanted = " ".join(spaced.split())
        if (wanted or own) and (not wanted or f" {wanted} " in line) and all(run in unspaced for run in own):
            found.add(name)
    return found
