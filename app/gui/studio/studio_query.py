"""The data of the studio: the original, the readers and the people to choose from, and the finished copy in words."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from attrs import field, frozen

from app.actions.kernel import drafts
from app.actions.records import evidence
from app.actions.release import consent_rules, copy_records, evidence_copies, working_copies
from app.actions.release.working_copies import CopyDraft, CopyOrder
from app.domain.redact import PROFILES
from app.domain.release.audiences import NAMES
from app.domain.release.copies import ANSWERS, OPEN_IMAGE
from app.gui.records.parts_query import ref_words
from app.gui.style.text import Text, label
from app.gui.widgets.fields import Option
from app.store.vault.open_vault import Vault
from crypto.recipe import SourceKind

if TYPE_CHECKING:
    from app.actions.kernel.db import Db
    from app.domain.record import Record
    from app.exchange.copies.copy_client import PageView
    from app.store.vault.blobs import StoredBlob

Refusals = Mapping[str, Mapping[str, str]]
"""By reader and person: why a copy that shows the person could not leave; for all copies without a person."""
SIDE = 2400
"""Pixels of the longer side of a page in the studio: no copy has more."""
_LISTS = ("steps", "audiences", *ANSWERS)
"""The attributes of an order that a draft has."""
_PLAYED = (SourceKind.SOUND, SourceKind.FILM)


@frozen
class StudioPage:
    """An original and all that a person can choose for its copy: the readers, the people and the reasons."""

    key: str
    title: str
    second: str
    readers: Sequence[Option]
    people: Sequence[Option]
    reasons: Sequence[Option]
    refusals: Refusals = field(factory=dict)
    draft: CopyOrder | None = None
    """The copy that a person left without saving it."""
    earlier: CopyOrder | None = None
    """The copy that a person makes again."""
    kind: SourceKind = SourceKind.IMAGE
    film: "StoredBlob | None" = None
    """The file of a film or of a sound, which its own child reads."""


@frozen
class FindingView:
    """A finding of the leak check, and the next step. A `hard` one cannot be saved."""

    title: str
    step: str
    hard: bool


def page(vault: Vault, tr: Text, key: str) -> StudioPage:
    """Return the data of the studio for an original, or for the original of a copy that a person makes again."""
    item = evidence.show(vault, key)
    original = copy_records.find_original(vault, item)
    people = consent_rules.people(vault, original.record)
    codes = vault.words["redaction_reason"].codes
    kind = working_copies.find_source_kind(vault, original) if original.file else SourceKind.IMAGE
    return StudioPage(
        original.record.id.hex(), original.record.title,
        tr.line(ref_words(vault, tr, original.record), tr("The original stays as it is.")),
        [(name, tr(PROFILES[name].label)) for name in list_readers()],
        [(one.id.hex(), one.title) for one in people],
        [(code, label(vault, tr, "redaction_reason", code)) for code in codes],
        list_refusals(vault, tr, original.record.id.hex()), load_draft(vault, original.record.id.hex()),
        None if original is item else _read_order(vault, item.record),
        kind, original.file if kind in _PLAYED else None,
    )  # fmt: skip


def list_refusals(vault: Vault, tr: Text, key: str) -> Refusals:
    """Return why a copy could not leave, by reader and person."""
    record = evidence.show(vault, key).record
    found = {name: evidence_copies.list_refusals(vault, record, PROFILES[name]) for name in list_readers()}
    return {name: {person: tr.phrase(why) for person, why in rows.items()} for name, rows in found.items()}


def _read_order(vault: Vault, copy: "Record") -> CopyOrder | None:
    """Return the order that makes a copy again."""
    recipe = copy_records.read_recipe(vault, copy)
    if recipe is None:
        return None
    shows, hides, absent = ([one.id.hex() for one in copy_records.list_people(vault, copy, role)] for role in ANSWERS)
    return CopyOrder(recipe.steps, copy_records.list_audiences(copy), shows, hides, absent=absent)


def load_draft(vault: Vault, key: str) -> CopyOrder | None:
    """Return the copy of an original that was left without saving it, or None."""
    kept, _ = drafts.load(vault, drafts.COPY.format(key=key)) or ({}, 0)
    lists = [given for name in _LISTS if isinstance(given := kept.get(name), list)]
    if len(lists) != len(_LISTS):
        return None
    steps, audiences, shows, hides, absent = lists
    return CopyOrder([tuple(step) for step in steps], audiences, shows, hides, absent=absent)


def keep_draft(vault: Vault, key: str, order: CopyOrder) -> None:
    """Keep an unsaved copy, encrypted; one without steps and answers needs no draft."""
    form = {name: list(getattr(order, name)) for name in _LISTS}
    name = drafts.COPY.format(key=key)
    if any(form.values()):
        drafts.keep(vault, name, form)
    elif drafts.load(vault, name) is not None:
        drafts.drop(vault, name)


def list_readers() -> list[str]:
    """Return the audiences that get pictures, without our own use, which has the originals."""
    return [name for name in NAMES if PROFILES[name].facets.get("image") in OPEN_IMAGE and not PROFILES[name].own]


def read_pixels(vault: Vault, db: "Db", key: str, number: int) -> "PageView | None":
    """Return the pixels of a page of an original from the confined child; None for a page without a picture."""
    with evidence.reader(vault, db(partial(evidence.show, handle=key))) as source:
        return working_copies.view_page(source.read(), number, SIDE)


def list_findings(tr: Text, draft: CopyDraft) -> list[FindingView]:
    """Return the findings of the leak check of a copy, those that forbid it first."""
    found = [
        FindingView(tr.phrase(leak), tr("Amparo cannot save this copy. Go back and change the bars."), True)
        for leak in draft.leaks
    ]
    if draft.words:
        title = tr("The copy has words of the original: {words}.", words=", ".join(draft.words))
        found.append(FindingView(title, tr("If the words are harmless, give the reason to keep them."), False))
    if draft.plan.refused:
        title = tr("These people refused: {people}.", people=", ".join(draft.plan.refused))
        found.append(FindingView(title, tr("To save it without their yes, give a reason."), False))
    return found


def list_present(tr: Text, draft: CopyDraft) -> list[FindingView]:
    """Return the copies that leave now and hide more than a finished one, with the difference."""
    found = []
    for one in draft.plan.present:
        readers = tr.listed(tr(PROFILES[name].label) for name in one.audiences)
        title = tr("The present copy for {readers} hides more.", readers=readers)
        found.append(FindingView(title, " ".join(map(tr.phrase, one.more)), False))
    return found
