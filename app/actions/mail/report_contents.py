"""Read a received report as it came: its records with titles and links, its files, its differences from the vault.

Nothing is written: the vault and its files stay as they were before the report was opened and read.
"""

from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from attrs import frozen

from app.actions.kernel import records
from app.actions.kernel.report import ReceivedBody
from app.actions.mail import inbox
from app.actions.mail.inbox import ReceivedReport
from app.actions.records import evidence_text
from app.domain.fields import Value
from app.domain.record import Link, Record, comma, title_of
from app.domain.search_normalisation import fold
from app.errors import NotDeliveredYet, NotOpened
from app.store.mail import inbox as store
from app.store.mail import retractions
from app.store.records import files, record_rows
from app.store.vault.blobs import StoredBlob, verify
from app.store.vault.open_vault import Vault

if TYPE_CHECKING:
    from app.exchange.sandbox_client import PixelImage, Reader

DEEP = 4
"""Levels of links in a title: a title that contains itself ends there."""
MOST_LINKED, MOST_NAMED = 200, 8
"""The links of a record that are followed for one role, and for a title: the sender chose their number."""
MOST_CHECKED = 64 << 20
"""Bytes of the largest file that is read again when a person reads its report."""


MOST_WORDS, MOST_IDS = 20_000, 200
"""Characters of the text of a report, and its records, that a search in the list compares."""


@frozen
class ReportHead:
    """The first facts of a report, for a list. `words` is its text for a search, `ids` its first records."""

    title: str = ""
    danger: bool = False
    people: int = 0
    files: int = 0
    words: str = ""
    ids: frozenset[bytes] = frozenset()


_HEADS: MutableMapping[Vault, dict[tuple[bytes, str], ReportHead]] = WeakKeyDictionary()
"""The heads that were read, by the hash of the report and the language: large reports are parsed once."""


@frozen
class Difference:
    """A field with different values in the report and in this vault."""

    ours: Record
    field: str
    theirs: Value


@frozen
class CheckedFile:
    """A file of a report after reading it: `whole` is True if it has the hash that its sender signed."""

    whole: bool
    picture: "PixelImage | None" = None
    words: str = ""


class CarriedRecords:
    """The records of a report with their titles and links, before or after it is sent. `hashes` are of its files.

    Nothing of the vault is in it: linked records that the report lacks are unknown.
    """

    def __init__(self, vault: Vault, body: ReceivedBody | None, hashes: Iterable[str]) -> None:
        self._vault = vault
        carried = body.records if body else ()
        self._from: dict[bytes, list[Link]] = {}
        self._to: dict[bytes, list[Link]] = {}
        for link in body.links if body else ():
            if not link.removed:
                self._from.setdefault(link.source, []).append(link)
                self._to.setdefault(link.target, []).append(link)
        self.records: Mapping[bytes, Record] = {row.id: Record(row.id, row.kind, "", row.fields) for row in carried}
        self.references = body.references if body else {}
        self.profile = body.profile if body else ""
        self._titles: dict[tuple[bytes, str, int], str] = {}
        self._places = {sha256: place for place, sha256 in enumerate(hashes)}

    def of_kind(self, *kinds: str) -> list[Record]:
        """Return the records of some kinds."""
        return [record for record in self.records.values() if record.kind in kinds]

    def targets(self, source: Record, role: str, most: int = MOST_LINKED) -> list[Record]:
        """Return the records that a record names in a role: at most `most`."""
        ids = list(dict.fromkeys(link.target for link in self._from.get(source.id, ()) if link.role == role))[:most]
        return [record for id_ in ids if (record := self.records.get(id_) or self.ours(id_)) is not None]

    def sources(self, target: Record, kind: str) -> list[Record]:
        """Return the records of a kind that name a record in any role."""
        ids = dict.fromkeys(link.source for link in self._to.get(target.id, ()))
        found = [self.records[id_] for id_ in ids if id_ in self.records]
        return [record for record in found if record.kind == kind]

    def ours(self, id_: bytes) -> Record | None:
        """Return None: the vault of the recipient is not known."""
        return None

    def title(self, record: Record, language: str, deep: int = DEEP) -> str:
        """Return the title of a record of the report, in a language. Each is made once: records can name each other."""
        if record.ref:  # a record of the vault
            return records.title(self._vault, record, language)
        key = (record.id, language, deep)
        if key not in self._titles:
            self._titles[key] = self._title(record, language, deep)
        return self._titles[key]

    def _title(self, record: Record, language: str, deep: int) -> str:
        def linked(role: str) -> str:
            if role == "act":
                noun, acts = self._vault.words["violation"].noun, self.sources(record, "act")
                pairs = [(str(act.fields.get("violation", "")), act.fields.get("violation_text", "")) for act in acts]
                said = [noun(code, language) if code else str(text) for code, text in pairs]
                return comma(language).join(dict.fromkeys(text for text in said if text))
            rows = self.targets(record, role, MOST_NAMED) if deep else []
            return comma(language).join(self.title(row, language, deep - 1) for row in rows)

        return title_of(self._vault.kinds[record.kind], record.fields, linked, self._vault.words, language)

    def lists(self, item: Record) -> bool:
        """Return True if the report lists the file of an evidence item."""
        return str(item.fields.get("sha256", "")) in self._places


class ReportContents(CarriedRecords):
    """The content of a received report as it came; linked records that it lacks are those of the vault."""

    def __init__(self, vault: Vault, handle: str) -> None:
        """Read the report. Raises NotDeliveredYet and NotOpened if its text is missing or cannot be read."""
        self.report: ReceivedReport = inbox.look(vault, handle)
        body = self.report.body
        super().__init__(vault, body, (file.sha256.hex() for file in self.report.files))

    def ours(self, id_: bytes) -> Record | None:
        """Return the record of the vault with this id."""
        return record_rows.load(self._vault.con, id_)

    def differences(self) -> Iterator[Difference]:
        """Yield each field of the report whose value differs from the same record in this vault."""
        for record in self.records.values():
            ours = self.ours(record.id)
            if ours is not None and ours.kind == record.kind:
                for name, value in record.fields.items():
                    if ours.fields.get(name) != value:
                        yield Difference(ours, name, value)

    def file_of(self, item: Record) -> StoredBlob | None:
        """Return the stored file of an evidence item, or None if it has no file."""
        arrived, place = self.report.arrived, self._places.get(str(item.fields.get("sha256", "")))
        blob = store.blob_of(self._vault.con, arrived.sender, arrived.report, place) if place is not None else None
        return files.by_id(self._vault, blob) if blob is not None else None


def check_files(
    vault: Vault, stored: Mapping[str, StoredBlob], side: int, words: bool = False
) -> dict[str, CheckedFile]:
    """Read stored files again from memory: compare the hash, and make a picture of at most `side` pixels.

    With `words`, also read the words of a file. It runs on the network thread, and needs no database.
    """
    from app.exchange.sandbox_client import Reader

    found = {}
    with Reader() as reader:
        for key, blob in stored.items():
            if blob.size <= MOST_CHECKED:
                found[key] = _check(vault, blob, reader, side, words)
    return found


def _check(vault: Vault, blob: StoredBlob, reader: "Reader", side: int, words: bool) -> CheckedFile:
    try:
        verify(vault.folder, blob)
    except NotOpened:
        return CheckedFile(False)
    try:
        picture = evidence_text.read_picture(vault, blob, reader, side)
        text = evidence_text.read_words(vault, blob, reader) if words and picture is None else ""
    except OSError:  # no child can be started now, or this system does not confine it
        return CheckedFile(True)
    return CheckedFile(True, picture, text)


def head_of(vault: Vault, came: ReceivedReport, language: str) -> ReportHead:
    """Return the first facts of a report; empty ones if its text is not here.

    They are kept in memory, unless the sender withdrew something: then a withdrawn record must not stay in a list.
    """
    arrived, kept = came.arrived, _HEADS.setdefault(vault, {})
    key = (arrived.hash, language)
    if key not in kept or (arrived.contact is not None and retractions.any_of(vault.con, arrived.contact)):
        try:
            kept[key] = _head(ReportContents(vault, (arrived.report + arrived.sender).hex()), language)
        except (NotDeliveredYet, NotOpened):
            return ReportHead()
    return kept[key]


def _head(contents: ReportContents, language: str) -> ReportHead:
    events = contents.of_kind("event")
    about = next(iter([*events, *contents.of_kind("appeal"), *contents.records.values()]), None)
    title = contents.title(about, language) if about is not None else ""
    refs = [text for pair in contents.references.values() for text in pair]
    told = [str(one.fields.get(name, "")) for one in events for name in ("title", "description")]
    return ReportHead(
        title,
        any(event.fields.get("danger") == "now" for event in events),
        sum(one.fields.get("kind") == "person" for one in contents.of_kind("actor")),
        len(contents.report.files),
        fold(" ".join([title, *refs, *told])[:MOST_WORDS]),
        frozenset(list(contents.records)[:MOST_IDS]),
    )
