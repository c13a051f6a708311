"""The data of one evidence item: the proof that it is unchanged, its origin, and its chain of custody."""

from collections.abc import Iterator

from app.actions.contacts import contact_cards
from app.actions.kernel import records
from app.actions.records import custody_lines, evidence, previews
from app.actions.records.evidence import Item
from app.actions.release import copy_records, evidence_copies, working_copies
from app.actions.withdrawals import file_consents
from app.domain.custody_gaps import ACTIONS, CAME
from app.domain.redact import PROFILES
from app.domain.release.audiences import NAMES
from app.domain.release.copies import is_copy, is_copyable
from app.gui.evidence.lineage_query import copy_words, list_lineage
from app.gui.records.parts_query import ref_words
from app.gui.style.dates import moment_words, relative_time, title_words
from app.gui.style.text import Text, label
from app.gui.widgets.page_values import BadgeOf, CameHands, Fact3, Hand, PiecePage, RowView
from app.gui.widgets.strip import KIND_ICONS, Piece
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
    hands = tuple(_hand(vault, tr, item, entry, names) for entry in copy_records.list_hands(vault, item))
    pages = previews.read_preview(vault, key)[1].pages
    count = tr("{n} page|{n} pages", n=pages) if pages else ""
    copied, title = is_copy(item.record), item.record.title
    second = tr.line(whole, ref_words(vault, tr, item.record), kind, tr.size(size), count)
    if copied:
        rows = copy_records.list_copies(vault, copy_records.find_original(vault, item))
        title, second = tr("Copy of {title}", title=title), tr.line(*copy_words(tr, item.record, rows), second)
    proof, note = _proof(vault, tr, item)
    picture = item.file is not None and size <= BIGGEST and fields.get("kind") == "photo"
    shown = PiecePage(
        key, title, second, proof, note, tuple(_facts(vault, tr, item)), hands, item.file is not None,
        picture, _grouped(_sha256(item)), copied, _is_copyable(vault, item), list_lineage(vault, tr, item),
        readers := _readers(vault, tr, item), {name: _file_words(vault, tr, item, name) for name, _ in readers},
        _stays(vault, tr, item), tuple(_list_beside(vault, item)), _came(vault, tr, item, names),
        tuple((tr.phrase(gap.says), tr.phrase(gap.step)) for gap in custody_lines.list_gaps(vault, item)),
        tuple(_consents(vault, tr, item)),
    )  # fmt: skip
    return shown, item


def _list_beside(vault: Vault, item: Item) -> Iterator[Piece]:
    for one in evidence.list_beside(vault, item.record):
        icon = KIND_ICONS.get(str(one.fields.get("kind")), "document")
        yield Piece(one.id.hex(), one.title, "", None, icon)


def _is_copyable(vault: Vault, item: Item) -> bool:
    """Return True for an original that the studio can copy, and for a copy of one that can be made again."""
    original = copy_records.find_original(vault, item)
    if is_copy(item.record) and original is item:
        return False
    return is_copyable(original.record) and original.file is not None


def _consents(vault: Vault, tr: Text, item: Item) -> Iterator[RowView]:
    """Yield the answer of each person whom an item is about or shows."""
    for one in file_consents.list_consents(vault, item.record.ref):
        both = (one.purposes, one.refused)
        said, no = (tr.listed(label(vault, tr, "consent_purpose", code) for code in codes) for codes in both)
        words = tr("No yes to this file")
        if one.hidden:
            words = tr("Covered in this copy") if one.hidden == "hides" else tr("Not in it")
        elif said:
            words = tr("Yes to this file: {purposes}", purposes=said)
            words = words if one.bound else tr("Yes to every file: {purposes}", purposes=said)
        words = tr.line(words, tr("Refused: {purposes}", purposes=no) if no else "")
        yield RowView("person", one.person.title, words, key=one.person.id.hex())


def _readers(vault: Vault, tr: Text, item: Item) -> tuple[tuple[str, str], ...]:
    """Return the audiences of the original, then those that a copy of it names; for a copy its own come first."""
    copied = is_copy(item.record)
    copies = [item.record] if copied else copy_records.list_copies(vault, item)
    named = {name for copy in copies for name in copy_records.list_audiences(copy)}
    first = [one.name for one in evidence_copies.list_audiences()]
    more = [name for name in NAMES if name in named]
    order = dict.fromkeys([*more, *first] if copied else [*first, *more])
    return tuple((name, tr(PROFILES[name].label)) for name in order)


def _file_words(vault: Vault, tr: Text, item: Item, audience: str) -> str:
    """Return the file that an audience gets: the original, or the name and the reference of a copy."""
    copy = item if is_copy(item.record) else None
    if copy is None and not PROFILES[audience].originals:
        copy = copy_records.find_for(vault, item, audience)
    if copy is None:
        return tr("The file {name}, as it is: the original.", name=str(item.record.fields.get("file_name", "")))
    return tr(
        "The file {name}: copy {ref}.", name=copy_records.name_outside(copy.record, audience), ref=copy.record.ref
    )


def _stays(vault: Vault, tr: Text, item: Item) -> str:
    """Return why a copy cannot leave to its readers, with the next step; empty if it can."""
    if not is_copy(item.record):
        return ""
    why = evidence_copies.warn_refusals(vault, item.record, copy_records.list_audiences(item.record))
    step = tr("Make it again, and cover the people. Or record their answer.")
    if working_copies.find_late_refusals(vault, item.record):
        step = tr("Look at it again. If nobody can recognise them, make it again and give the reason.")
    return " ".join([*map(tr.phrase, why), step]) if why else ""


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


def _came(vault: Vault, tr: Text, item: Item, names: dict[bytes, str]) -> tuple[CameHands, ...]:
    """Return the lines that came with reports, under the name of their sender."""
    found = []
    for one in custody_lines.list_came(vault, item.record.id):
        whose = names.get(one.signer, one.signer.hex()[:12])
        hands = tuple(_hand(vault, tr, item, entry, names, True) for entry in one.entries)
        title = tr("Custody lines from {name} · {n}", name=whose, n=len(hands))
        found.append((title, tr(CAME[one.state]), one.holds, hands))
    return tuple(found)


def _hand(
    vault: Vault, tr: Text, item: Item, entry: CustodyEntry, names: dict[bytes, str], came: bool = False
) -> Hand:  # fmt: skip
    ours = {
        Action.RECEIVED: tr("Added to this vault, encrypted"), Action.SHARED: tr("Copy put in the outbox"),
    }  # fmt: skip
    words = tr(ACTIONS[entry.action.name.lower()]) if came or entry.action not in ours else ours[entry.action]
    by = tr("You") if entry.actor in vault.ours else names.get(entry.actor, entry.actor.hex()[:12])
    hash_fixed = tr("hash saved") if entry.action is Action.RECEIVED and not came else ""
    near = store.load(vault.con, entry.item if entry.other == item.record.id else entry.other or b"")
    ref = ref_words(vault, tr, near) if near is not None and near.kind == "evidence_item" else ""
    second = tr.line(by, relative_time(tr, entry.at, vault.now()), hash_fixed, ref, custody_lines.say_reason(entry))
    return Hand(_ICONS.get(entry.action, "document"), words, second, entry.action is Action.RECEIVED)
