"""Bind the consent of a person to files, and list whose yes a file has."""

from collections.abc import Sequence

from attrs import evolve, frozen

from app.actions.kernel import clock, records
from app.actions.kernel.change_set import Changed
from app.actions.mail import stopped_deliveries
from app.actions.records import evidence
from app.actions.release import consent_rules
from app.domain.kind import Kind
from app.domain.record import Record
from app.domain.redact import PROFILES
from app.domain.release.consents import answers_yes, has_no, is_yes, list_covered
from app.domain.release.copies import UNSEEN, is_copy
from app.errors import InputRefused
from app.phrase import Phrase
from app.store.records import record_rows as store
from app.store.records.search import Query
from app.store.vault.open_vault import Vault

_NOTHING = Phrase("Nothing was changed.")


def list_files(vault: Vault, handles: Sequence[str]) -> list[list[str]]:
    """Return a row of `covers` for each item: the SHA-256 of its file, then its code and the day. Raises InputRefused.

    A copy is covered by its original. So each item must be an original.
    """
    rows, today = [], clock.today(vault).isoformat()
    for handle in handles:
        item = evidence.show(vault, handle).record
        if is_copy(item):
            raise InputRefused(Phrase("{ref} is a copy. Use its original.", ref=item.ref), _NOTHING)
        if "sha256" not in item.fields:
            raise InputRefused(Phrase("{ref} has no file.", ref=item.ref), _NOTHING)
        rows.append([str(item.fields["sha256"]), f"{item.ref} {today}"])
    return rows


def bind(vault: Vault, handle: str, items: Sequence[str]) -> tuple[Record, Changed]:
    """Bind a yes to further files, and stop waiting reports that it opened before. Raises InputRefused.

    From then on the yes counts for these files and their copies only.
    """
    consent = records.record_of(vault, handle)
    if consent.kind != "consent_record" or not is_yes(consent):
        raise InputRefused(Phrase("{ref} is not a consent with a yes.", ref=consent.ref), _NOTHING)
    known = consent.fields.get("covers")
    rows = [*(known if isinstance(known, list) else ()), *list_files(vault, items)]
    kept = {str(row[0]): row for row in reversed(rows)}
    with vault.transaction():
        saved, changed = records.edit(vault, consent.ref, {"covers": [*reversed(kept.values())]})
        stopped_deliveries.stop_limited(vault, [consent.id])
        return saved, changed | Changed(frozenset({"delivery"}))


MOST = 2000
"""The most originals that the form of a consent offers."""


def list_choices(vault: Vault, kind: Kind) -> dict[str, list[tuple[str, str]]]:
    """Return the originals that the form of a consent offers: the row of `covers` as one text, and the title."""
    if kind.name != "consent_record":
        return {}
    items = records.find(vault, Query("evidence_item", limit=MOST))
    found = [one for one in items if "sha256" in one.fields and not is_copy(one)]
    rows = list_files(vault, [one.ref for one in found])
    return {"covers": [(" ".join(row), one.title) for one, row in zip(found, rows, strict=True)]}


@frozen
class FileConsent:
    """The answers of one person about a file: each purpose with a yes, the consents that name the file, each no.

    `hidden` is the role by which a copy does not show the person, `hides` or `absent`, or empty.
    """

    person: Record
    purposes: tuple[str, ...]
    bound: tuple[Record, ...]
    refused: tuple[str, ...]
    hidden: str


def list_consents(vault: Vault, handle: str) -> list[FileConsent]:
    """Return the answers of each person whom an item of evidence is about or shows."""
    item = evidence.show(vault, handle).record
    subjects = consent_rules.find_subjects(vault)
    files, people, seen = subjects.files(item), subjects.people(item), {one.id for one in subjects.seen(item)}
    linked = [one for one in store.links_of(vault.con, item.id) if is_copy(item) and one.role in UNSEEN]
    hidden = {one.target: one.role for one in linked if not one.removed and one.target not in seen}
    paper = evolve(consent_rules.make_paper(vault, PROFILES["internal"]), files=files)
    found, codes = [], vault.words["consent_purpose"].codes
    for person in people:
        answers = consent_rules.list_answers(vault, [person])
        agreed = tuple(code for code in codes if answers_yes(person, code, answers, paper))
        bound = tuple(row for _, row in answers if is_yes(row) and list_covered(row) & files)
        refused = tuple(code for code in codes if code not in agreed and has_no(answers, [code]))
        found.append(FileConsent(person, agreed, bound, refused, hidden.get(person.id, "")))
    return found
