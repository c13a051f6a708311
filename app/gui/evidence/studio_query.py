"""The data of the studio: the original, the readers and the people to choose from, and the finished copy in words."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from attrs import frozen

from app.actions.records import evidence
from app.actions.release import consent_rules, working_copies
from app.actions.release.working_copies import CopyDraft
from app.domain.redact import PROFILES
from app.domain.release.audiences import NAMES
from app.domain.release.copies import OPEN_IMAGE
from app.gui.records.parts_query import ref_words
from app.gui.style.dates import relative_time
from app.gui.style.text import Text, label
from app.gui.widgets.fields import Option
from app.gui.widgets.page_values import RowView
from app.store.vault.open_vault import Vault

if TYPE_CHECKING:
    from app.actions.kernel.db import Db
    from app.actions.records.evidence import Item
    from app.domain.record import Record
    from app.exchange.copies.copy_client import PageView

SIDE = 2400
"""Pixels of the longer side of a page in the studio: no copy has more."""
MOST_ROWS = 20
"""Copies of one original that its page names."""


@frozen
class StudioPage:
    """An original and all that a person can choose for its copy: the readers, the people and the reasons."""

    key: str
    title: str
    second: str
    readers: Sequence[Option]
    people: Sequence[Option]
    reasons: Sequence[Option]


@frozen
class FindingView:
    """A finding of the leak check, and the next step. A `hard` one cannot be saved."""

    title: str
    step: str
    hard: bool


def page(vault: Vault, tr: Text, key: str) -> StudioPage:
    """Return the data of the studio for an original."""
    item = evidence.show(vault, key)
    people = consent_rules.people(vault, item.record)
    codes = vault.words["redaction_reason"].codes
    return StudioPage(
        key, item.record.title, tr.line(ref_words(vault, tr, item.record), tr("The original stays as it is.")),
        [(name, tr(PROFILES[name].label)) for name in list_readers()],
        [(one.id.hex(), one.title) for one in people],
        [(code, label(vault, tr, "redaction_reason", code)) for code in codes],
    )  # fmt: skip


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
    return found


def list_lineage(vault: Vault, tr: Text, item: "Item") -> tuple[tuple[RowView, str], ...]:
    """Return an original and its copies, newest first, each with a note about its bars. Empty without a copy."""
    original = working_copies.find_original(vault, item)
    rows = working_copies.list_copies(vault, original)
    if not rows:
        return ()
    first = RowView("lock", tr("Original"), _dated(vault, tr, original.record), key=original.record.id.hex())
    more = RowView("files", tr("{n} more copy|{n} more copies", n=len(rows) - MOST_ROWS))
    shown = ((first, ""), *(_lineage_row(vault, tr, one) for one in rows[:MOST_ROWS]))
    return (*shown, (more, "")) if len(rows) > MOST_ROWS else shown


def _dated(vault: Vault, tr: Text, record: "Record") -> str:
    return tr.line(ref_words(vault, tr, record), relative_time(tr, record.created, vault.now()))


def _lineage_row(vault: Vault, tr: Text, copy: "Record") -> tuple[RowView, str]:
    """Return the row of a copy: its readers and its day; and a note with its bars and the people whom they hide."""
    readers = tr.listed(tr(PROFILES[name].label) for name in working_copies.list_audiences(copy) if name in PROFILES)
    title = tr("Copy for: {names}", names=readers) if readers else tr("Copy without readers")
    hidden = tr.listed(one.title for one in working_copies.list_people(vault, copy, "hides"))
    recipe = working_copies.read_recipe(vault, copy)
    steps = recipe.steps if recipe is not None else ()
    boxes = sum(step[0] == "box" for step in steps)
    reasons = [label(vault, tr, "redaction_reason", code) for code in (recipe.reasons if recipe is not None else ())]
    note = tr.line(
        tr("{n} bar|{n} bars", n=boxes) if boxes else "", tr.listed(reasons),
        tr("Cropped") if any(step[0] == "crop" for step in steps) else "",
        tr("Hidden: {names}", names=hidden) if hidden else "",
    )  # fmt: skip
    return RowView("files", title, _dated(vault, tr, copy), key=copy.id.hex()), note
