"""The library: make a document with its numbered items from a text, check items by hashes, and adapt a text."""

import csv
from collections.abc import Collection, Mapping, Sequence
from hashlib import sha256
from pathlib import Path

from attrs import frozen

from app.actions.kernel import records
from app.actions.kernel.change_set import Changed
from app.actions.kernel.record_context import Inside
from app.actions.kernel.records import record_of, write_records
from app.actions.records import tables
from app.domain.casework import items
from app.domain.casework.amendments import CHANGED, Amendment, Paragraph, adapt
from app.domain.casework.items import SplitText
from app.domain.fields import Value
from app.domain.record import Link, Record
from app.errors import InputRefused
from app.phrase import Phrase
from app.start import resources
from app.store.records import record_rows as store
from app.store.records.record_rows import Writer
from app.store.vault.open_vault import Vault

PLAN = "plan-1998"
"""The name of the Plan of Action: its text and its table in `resources/library`."""
_ABOUT_PLAN: Mapping[str, Value] = {
    "title": "Plan of Action, Human Rights Defenders Summit", "kind": "plan", "date": "1998-12", "language": "en",
    "origin": "Human Rights Defenders Summit, Paris, December 1998",
}  # fmt: skip
_MOST = 1000
"""Items of one text."""


@frozen
class LoadedText:
    """The document, the number of items that were added or were here, and the numbers that belong to no item.

    `different` are the numbers of items that were here with other words.
    """

    document: Record
    added: int
    kept: int
    different: Sequence[str]
    dropped: Sequence[str]


@frozen
class ItemList:
    """The items of a document in their order, one SHA-256 of all, and the numbers of those that do not fit theirs."""

    document: Record
    items: Sequence[Record]
    sha256: str
    wrong: Sequence[str]


def load_plan(vault: Vault) -> tuple[LoadedText, Changed]:
    """Add the Plan of Action of 1998 with its 100 items. A second time, this adds nothing."""
    folder = resources() / "library"
    with (folder / f"{PLAN}.tsv").open(encoding="utf-8", newline="") as file:
        table = {row["number"]: row for row in csv.DictReader(file, delimiter="\t")}
    codes = {
        number: {"kind": row["kind"], "addressee": row["addressee"].split(), "theme": row["theme"].split()}
        for number, row in table.items()
    }
    data = (folder / f"{PLAN}.txt").read_bytes()
    return _load(vault, data.decode(), {**_ABOUT_PLAN, "sha256": sha256(data).hexdigest()}, codes)


def load_file(vault: Vault, path: Path, title: str) -> tuple[LoadedText, Changed]:
    """Add a document with the numbered items of a file: text, DOCX or PDF, read in the confined child.

    Raises InputRefused for a file without numbered items, and NotFound.
    """
    from app.exchange.sandbox_client import Reader

    data = tables.read_bytes(path)
    try:
        with Reader() as reader:
            text = reader.words(data)
    except OSError as error:
        raise InputRefused("This computer cannot read files from other people safely.", "Nothing was saved.") from error
    return _load(vault, text, {"title": title or path.stem, "sha256": sha256(data).hexdigest()}, {})


def split_document(vault: Vault, handle: str) -> tuple[LoadedText, Changed]:
    """Make items of the text of a document. A second time, this adds nothing. Raises NotFound, InputRefused."""
    document = record_of(vault, handle)
    found = _split(str(document.fields.get("text", "")))
    with write_records(vault) as writer:
        return _add_items(vault, writer, document.id, found, {}, {})


def _load(
    vault: Vault, text: str, about: Mapping[str, Value], codes: Mapping[str, Mapping[str, Value]]
) -> tuple[LoadedText, Changed]:
    """Add a document and its items. The ids follow from the items: two vaults with one text have the same records."""
    found = _split(text)
    document, added = make_id("document", items.hash_all(one.sha256 for one in found.items)), dict[bytes, str]()
    with write_records(vault) as writer:
        put(vault, writer, "document", document, about, added)
        return _add_items(vault, writer, document, found, codes, added)


def _split(text: str) -> SplitText:
    found = items.split(text)
    if not 0 < len(found.items) <= _MOST:
        raise InputRefused(
            Phrase("The text has {n} numbered items. Amparo takes 1 to {most}.", n=len(found.items), most=_MOST),
            "Nothing was saved. Number the items 1, 2, 3, each at the beginning of a line.",
        )
    return found


def _add_items(
    vault: Vault, writer: Writer, document: bytes, found: SplitText, codes: Mapping[str, Mapping[str, Value]],
    added: dict[bytes, str],
) -> tuple[LoadedText, Changed]:  # fmt: skip
    before, different = len(added), list[str]()
    for one in found.items:
        id_ = make_item_id(document, one.number)
        fields = {**codes.get(one.number, {}), "number": one.number, "path": list(one.path),
                  "text": one.text, "sha256": one.sha256}  # fmt: skip
        here = put(vault, writer, "library_item", id_, fields, added)
        writer.put_link(Link(make_id(id_.hex(), "document"), id_, "document", document))
        different += [one.number] if here and here.fields.get("text") != one.text else []
    made = len(added) - before
    loaded = LoadedText(record_of(vault, document.hex()), made, len(found.items) - made, different, found.dropped)
    return loaded, Changed(frozenset(added.values()), tuple(added))


def make_id(*parts: str, prefix: str = "amparo library 1") -> bytes:
    """Return an id of public words."""
    return sha256("\n".join((prefix, *parts)).encode()).digest()[:16]


def make_item_id(document: bytes, number: str) -> bytes:
    """Return the id of an item of a document."""
    return make_id(document.hex(), number)


def put(
    vault: Vault, writer: Writer, kind: str, id_: bytes, fields: Mapping[str, Value], added: dict[bytes, str],
    again: bool = True, texts: Collection[str] = (),
) -> Record | None:  # fmt: skip
    """Add or restore a record with an id; return the earlier record, if there was one. Restore only if `again`.

    Everybody can compute the id. So a record of a contact gets these words, except those in `texts`: the same in each
    language. If `texts` is empty, it keeps its words. Raises InputRefused for a record of another kind.
    """
    here, declared = store.load(vault.con, id_), vault.kinds[kind]
    kept, refused = declared.checked(fields, vault.words)
    if refused:
        raise InputRefused(Phrase.of(next(iter(refused.values()))), "Nothing was saved.")
    if here is None:
        writer.create(declared, {name: value for name, value in kept.items() if value != []}, id_=id_)
    elif here.kind != kind:
        raise InputRefused(
            Phrase("{ref} has the id of a public text.", ref=here.ref),
            "Nothing was saved. A contact sent that record: destroy it, then try again.",
        )
    elif here.origin is not None and texts:
        wrong = {name: value for name, value in kept.items()
                 if value != [] and name != "status" and here.fields.get(name) not in (value, *texts)}  # fmt: skip
        writer.edit(here, wrong, {*wrong, "state"} & declared.fields.keys())
        here = here._replace(fields={**here.fields, **wrong})
    if here is not None and here.removed and again:
        writer.set_removed(here, False)
    if here is None or (here.removed and again):
        added[id_] = kind
    return here


def list_items(vault: Vault, handle: str) -> ItemList:
    """Return the items of a document, checked. Raises NotFound."""
    document = record_of(vault, handle)
    rows = sorted(Inside(vault).parts(document, "library_item", "document"), key=sort_key)
    texts = [items.hash_item(str(one.fields.get("number")), str(one.fields.get("text", ""))) for one in rows]
    wrong = [str(one.fields.get("number")) for one, text in zip(rows, texts, strict=True)
             if one.fields.get("sha256", text) != text]  # fmt: skip
    return ItemList(document, rows, items.hash_all(texts), wrong)


@frozen
class AdaptedText:
    """A document that adapts another one, the first text, and its items with the amendments over them."""

    document: Record
    base: Record
    paragraphs: Sequence[Paragraph]

    @property
    def changes(self) -> Sequence[Paragraph]:
        """Return the changed, new and left out items."""
        return [one for one in self.paragraphs if one.change]


def read_adapted(vault: Vault, handle: str) -> AdaptedText | None:
    """Return the adapted text of a document, or None for a first text."""
    source, document = Inside(vault), record_of(vault, handle)
    if not (found := source.linked(document, "adapts")):
        return None
    base = [_paragraph(one) for one in list_items(vault, found[0].id.hex()).items]
    rows = list_items(vault, document.id.hex()).items
    amendments = [Amendment(next((to.id for to in source.linked(one, "amends")), b""), _paragraph(one)) for one in rows]
    return AdaptedText(document, found[0], adapt(base, amendments))


def _paragraph(item: Record) -> Paragraph:
    number, text, change, reason = (str(item.fields.get(name, "")) for name in ("number", "text", "change", "reason"))
    return Paragraph(item.id, number, text, change, "", reason)


def begin_amendment(vault: Vault, handle: str) -> tuple[str, Mapping[str, Value]]:
    """Return the newest document that adapts that of an item, and the values of its amendment, not saved yet.

    Raises NotFound, and InputRefused without such a document.
    """
    item, source = record_of(vault, handle), Inside(vault)
    wholes = source.linked(item, "document")
    found = [one for whole in wholes for one in source.parts(whole, "document", "adapts")]
    if not found:
        raise InputRefused("No document adapts this text yet.", "First write a document with the field Adapts.")
    newest = max(found, key=lambda one: one.entry)
    same = ("number", "kind", "addressee", "theme", "text")
    said = {name: item.fields[name] for name in same if name in item.fields}
    return newest.id.hex(), {**said, "change": CHANGED, "amends": [item.id.hex()]}


def amend(vault: Vault, handle: str, text: str, reason: str, change: str) -> tuple[Record, Changed]:
    """Save an amendment of an item: a changed text, a new item after it, or that it is left out."""
    document, begun = begin_amendment(vault, handle)
    said = {"text": text} if text else {}
    return records.add(vault, "library_item", {**begun, **said, "reason": reason, "change": change,
                                               "document": document})  # fmt: skip


def sort_key(item: Record) -> tuple[int, str]:
    """Return the position of an item in its document: 2 before 10, and 32 before 32a."""
    number = str(item.fields.get("number", ""))
    digits = number[: len(number) - len(number.lstrip("0123456789"))]
    return int(digits or 0), number
