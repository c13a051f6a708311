"""Export an original or a copy: choose readers and folder, read a refusal, and see the name and folder of the file."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from app.actions.records import evidence
from app.actions.records.evidence import Item
from app.actions.release import copy_records, evidence_copies
from app.actions.release.evidence_copies import AllowedCopy
from app.actions.withdrawals import file_consents
from app.domain.leaks.leak_values import LeakAnswers, says_why
from app.domain.redact import PROFILES
from app.errors import AppError
from app.gui.evidence.piece_view import ExportReaders
from app.gui.papers.leak_questions import ask_leaks
from app.gui.shell.choosing_view import WIDEST, Choosing
from app.gui.shell.strip_view import Unfinished, saved_words
from app.gui.shell.vault_session import VaultSession
from app.gui.widgets.browse import Browser
from app.gui.widgets.edits import line_edit
from app.gui.widgets.fields import Labelled
from app.gui.widgets.labels import at_most
from app.gui.widgets.page_values import PiecePage
from app.phrase import Phrase
from app.store.vault.open_vault import Vault

if TYPE_CHECKING:
    from app.actions.kernel.db import Db
    from sync.ports import Told


def ask_folder(desk: VaultSession, item: Item, shown: PiecePage) -> None:
    """Ask for the readers and the folder of an export, over the page of the piece."""
    look, tr, key, window = desk.look, desk.look.tr, shown.key, desk.window
    text = tr(
        "The copy will be outside the vault. Everyone with the disk can read it. The chain of custody notes this."
    )
    browser = Browser(look, tr("Folder"), Path.home(), tr("Export into this folder"))
    readers = ExportReaders(look, shown)
    reason = line_edit(look, tr("Reason"))
    reason.setMaxLength(evidence_copies.MOST_REASON)
    said = tr("The reason stays in the chain of custody permanently. Write no names and no contents.")
    why = Labelled(look, tr("Reason"), reason, said)

    def export(folder: str, answers: LeakAnswers = LeakAnswers()) -> None:
        def refused(error: BaseException) -> None:
            if ask_leaks(desk, error, answers, partial(export, folder)):
                return
            if isinstance(error, AppError):
                readers.show_refusal(tr.error(error), _find_person(error))
            else:
                desk.failed(error)

        why.set_error("" if says_why(reason.text()) else tr("Write the reason of the export"))
        if why.wrong:
            reason.setFocus()
            return
        ask = partial(
            evidence_copies.allow, handle=key, audience=readers.reader.value, answers=answers,
            reason=reason.text().strip(),
        )  # fmt: skip
        desk.ask(ask, lambda copy: _export(desk, key, copy, Path(folder)), refused)

    def ask_consent(person: str) -> None:
        purposes = [*PROFILES[readers.reader.value].opens[-1:], "IMAGE"]
        ask_consent_to_file(desk, key, person, purposes, readers.show_file)

    def copy() -> None:
        window.close_full()
        desk.routes.follow(f"studio:{key}")

    browser.picked.connect(export)
    readers.copying.connect(copy)
    readers.consent.connect(ask_consent)
    title = tr("Export the copy") if shown.copied else tr("Export the original")
    page = Choosing(look, title, tr.line(shown.title, text), browser, window.close_full, "evidence")
    page.body.insertWidget(1, readers)
    page.body.insertWidget(2, at_most(look, why, WIDEST))
    window.show_over(page)


def ask_consent_to_file(
    desk: VaultSession, key: str, person: str, purposes: Sequence[str], then: Callable[[], None]
) -> None:  # fmt: skip
    """Open the form of a consent to one file: to this original, or to the original of this copy."""

    def files(vault: Vault) -> list[list[str]]:
        original = copy_records.find_original(vault, evidence.show(vault, key))
        return file_consents.list_files(vault, [original.record.ref])

    desk.ask(files, lambda rows: desk.routes.ask_consent(person, purposes, then, rows))


def _find_person(error: AppError) -> str:
    """Return the id in hex of the first person whose yes is missing, or an empty text."""
    people = Phrase.of(error.message).values.get("people", ())
    first = people[0] if isinstance(people, tuple) and people else ""
    return str(Phrase.of(first).values.get("person", ""))


def _export(desk: VaultSession, key: str, copy: AllowedCopy, folder: Path) -> None:
    """Write a copy that its audience may have, and record it; then name the file and its folder."""
    tr = desk.look.tr
    desk.window.close_full()

    def out(vault: Vault, db: "Db", told: "Told") -> Path:
        path = evidence_copies.copy_out(vault, copy, folder, told)
        db(lambda v: evidence_copies.note_copy(v, copy))
        return path

    def over(path: Path) -> None:
        desk.tell(saved_words(desk, tr("Saved as {name}.", name=path.name), path))
        words = tr("In the folder {folder}. Everyone with the disk can read it.", folder=str(path.parent))
        strip = Unfinished(desk.look, tr("Exported: {name}", name=path.name), words, away=tr("Close"), icon="out")
        strip.go_on.hide()
        strip.away.clicked.connect(lambda _=False: desk.notice(None) if strip.isVisible() else None)
        desk.window.went.connect(strip.away.click)
        desk.notice(strip)
        if getattr(desk.window.full, "key", "") == key:
            desk.routes.follow(f"evidence:{key}")  # with its new line of custody

    desk.at_length(
        tr("Exporting {name}", name=copy.item.record.title),
        tr("Stopped. No copy is outside the vault."),
        out,
        over,
    )
