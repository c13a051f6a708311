"""The data of one evidence item: the proof that it is unchanged, its origin, and its chain of custody."""

from collections.abc import Iterator

from app.actions.contacts import contact_cards
from app.actions.kernel import records
from app.actions.records import evidence
from app.actions.records.evidence import Item
from app.actions.release import evidence_copies, working_copies
from app.actions.withdrawals import file_consents
from app.domain.redact import PROFILES
from app.domain.release.audiences import NAMES
from app.domain.release.copies import is_copy
from app.gui.evidence.studio_query import list_lineage
from app.gui.records.parts_query import ref_words
from app.gui.style.dates import moment_words, relative_time, title_words
from app.gui.style.text import Text, label
from app.gui.widgets.page_values import BadgeOf, Fact3, Hand, PiecePage, RowView
from app.store.records import record_rows as store
from app.store.vault.open_vault import Vault
from crypto.custody import Action, CustodyEntry

BIGGEST = 40_000_000
"""Bytes of the largest picture that is shown from memory."""
_ICONS = {
    Action.RECEIVED: "lock", Action.CHECKED: "shield-check", Action.EXPORTED: "out", Action.SHARED: "send",
    Action.VIEWED: "eye", Action.COPIED: "files", Action.REDACTED: "files", Action.HANDED_OVER: "person",
    Action.SEALED: "lock", Action.DESTROYED: "trash", Action.RESTORED: "again",
}  # fmt: skip


def page(vault: Vault, tr: Text, key: str) -> tuple[PiecePage, Item]:
    """Return all data of the page of an evidence item, and the item itself."""
    item = evidence.show(vault, key)
    fields, above = item.record.fields, store.wholes_of(vault.con, item.record.id)
    size = item.file.size if item.file else int(str(fields.get("size", 0)))
    kind = label(vault, tr, "evidence_kind", str(fields["kind"])) if "kind" in fields else ""
    whole = title_words(vault, tr, records.record_of(vault, above[0].hex())) if above else ""
    names = {contact.card.id: contact.record.title for contact in contact_cards.list_contacts(vault)}
    hands = tuple(_hand(vault, tr, item, entry, names) for entry in working_copies.list_hands(vault, item))
    second = tr.line(whole, ref_words(vault, tr, item.record), kind, tr.size(size))
    proof, note = _proof(vault, tr, item)
    picture = item.file is not None and size <= BIGGEST and fields.get("kind") == "photo"
    shown = PiecePage(
        key, item.record.title, second, proof, note, tuple(_facts(vault, tr, item)), hands, item.file is not None,
        picture, _grouped(_sha256(item)), is_copy(item.record), _is_copyable(item), list_lineage(vault, tr, item),
        _readers(vault, tr, item), tuple(_consents(vault, tr, item)),
    )  # fmt: skip
    return shown, item


def _is_copyable(item: Item) -> bool:
    """Return True for the original of a picture or a PDF."""
    fields = item.record.fields
    fits = fields.get("kind") == "photo" or fields.get("mime") == "application/pdf"
    return fits and item.file is not None and not is_copy(item.record)


def _consents(vault: Vault, tr: Text, item: Item) -> Iterator[RowView]:
    """Yield the answer of each person whom an item is about or shows."""
    for one in file_consents.list_consents(vault, item.record.ref):
        said = tr.listed(label(vault, tr, "consent_purpose", code) for code in one.purposes)
        words = tr("No yes to this file")
        if one.hidden:
            words = tr("Covered in this copy")
        elif said:
            words = tr("Yes to this file: {purposes}", purposes=said)
            words = words if one.bound else tr("Yes to every file: {purposes}", purposes=said)
        yield RowView("person", one.person.title, words, key=one.person.id.hex())


def _readers(vault: Vault, tr: Text, item: Item) -> tuple[tuple[str, str], ...]:
    """Return the audiences of the original, then those that a copy of it names."""
    copies = [item.record] if is_copy(item.record) else working_copies.list_copies(vault, item)
    named = {name for copy in copies for name in working_copies.list_audiences(copy)}
    first = [one.name for one in evidence_copies.list_audiences()]
    return tuple((name, tr(PROFILES[name].label)) for name in (*first, *(n for n in NAMES if n in named - {*first})))


def _proof(vault: Vault, tr: Text, item: Item) -> tuple[BadgeOf, str]:
    """Return the state of the original: present or not, and the time of the last check."""
    if item.file is None:
        text = tr("The record arrived without its file. Ask the sender for the file.")
        return ("shield-off", tr("The original is not in this vault"), "amb"), text
    times = [entry.at for entry in item.custody if entry.action is Action.CHECKED]
    if not times:
        text = tr("Amparo stored the hash of the file when it arrived. A check reads the complete file again.")
        return ("shield-ask", tr("Not checked since it was added"), "box"), text
    at = relative_time(tr, times[-1], vault.now())
    text = tr("Last check {at}. Checked {n} time|Last check {at}. Checked {n} times", at=at, n=len(times))
    return ("shield-check", tr("Unchanged since it was added"), "accentbox"), text


def _facts(vault: Vault, tr: Text, item: Item) -> list[Fact3]:
    fields, digest = item.record.fields, _sha256(item)
    taken = moment_words(tr, str(fields["collected_on"]), long=True) if "collected_on" in fields else ""
    origin = store.load(vault.con, item.record.origin) if item.record.origin else None
    source = tr("From {name}, in a report", name=origin.title) if origin else tr("Added on this computer")
    came = tr.line(source, relative_time(tr, item.record.created, vault.now()))
    short = f"{_grouped(digest[:12])} … {digest[-4:]}" if digest else ""
    return [
        (tr("Taken"), taken, str(fields.get("collected_how", ""))),
        (tr("Origin"), came, ""),
        (tr("Name"), str(fields.get("file_name", "")), ""),
        (tr("Hash"), short, tr("SHA-256 of the copy") if is_copy(item.record) else tr("SHA-256 of the original")),
    ]


def _sha256(item: Item) -> str:
    """Return the hash of the original in hex, or an empty text."""
    return str(item.record.fields.get("sha256", ""))


def _grouped(digest: str) -> str:
    """Return a hash in groups of four, to be read aloud."""
    return " ".join(digest[at : at + 4] for at in range(0, len(digest), 4))


def _hand(vault: Vault, tr: Text, item: Item, entry: CustodyEntry, names: dict[bytes, str]) -> Hand:
    words = {
        Action.RECEIVED: tr("Added to this vault, encrypted"), Action.CHECKED: tr("Checked: unchanged"),
        Action.EXPORTED: tr("Exported"), Action.SHARED: tr("Copy put in the outbox"), Action.DESTROYED: tr("Destroyed"),
        Action.VIEWED: tr("Viewed"), Action.COPIED: tr("Working copy made"),
        Action.REDACTED: tr("Working copy with covered parts made"),
    }.get(entry.action, entry.action.name.capitalize())  # fmt: skip
    by = tr("You") if entry.actor in vault.ours else names.get(entry.actor, entry.actor.hex()[:12])
    hash_fixed = tr("hash saved") if entry.action is Action.RECEIVED else ""
    near = store.load(vault.con, entry.item if entry.other == item.record.id else entry.other or b"")
    ref = ref_words(vault, tr, near) if near is not None and near.kind == "evidence_item" else ""
    second = tr.line(by, relative_time(tr, entry.at, vault.now()), hash_fixed, ref, entry.reason)
    return Hand(_ICONS.get(entry.action, "document"), words, second, entry.action is Action.RECEIVED)
