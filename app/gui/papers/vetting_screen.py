"""Check names for an organisation, show the answers, and write the answer for the organisation that asked."""

from collections.abc import Sequence
from pathlib import Path

import shiboken6

from app.actions.casework import vetting
from app.actions.kernel import records
from app.actions.kernel.change_set import Changed
from app.actions.kernel.record_context import Inside
from app.actions.papers import register
from app.actions.papers.business.vetting import make_answer
from app.domain.casework.name_match import MAY_BE
from app.domain.frame import FramedSheet
from app.gui.papers.vetting_view import AnswersPage, AnswersView, CheckNamesView
from app.gui.shell.place import back_button
from app.gui.shell.row_work import unused_path
from app.gui.shell.strip_view import saved_words
from app.gui.shell.vault_session import VaultSession
from app.gui.style.dates import moment_words, title_words
from app.gui.style.text import Text, label
from app.gui.widgets.page_values import RowView
from app.store.vault.open_vault import Vault


def open_check(desk: VaultSession, key: str) -> None:
    """Open the page of a new question of an organisation. Real names count while they are open."""
    tr = desk.look.tr
    compared = (tr("Compared: aliases, other names, and the open real names.") if desk.second.key is not None else
                tr("Compared: aliases and other names. Open the real names first to compare them too."))  # fmt: skip

    def show(asker: str) -> None:
        view = CheckNamesView(desk.look, asker, (compared, tr(desk.kinds[vetting.KIND].kept_for)), back_button(desk))
        view.asked.connect(lambda names, reason: _compare(desk, key, names, reason))
        desk.window.show_full(view)

    desk.read(lambda vault: records.record_of(vault, key).title, show)


def _compare(desk: VaultSession, key: str, names: str, reason: str) -> None:
    made: list[str] = []

    def check(vault: Vault) -> Changed:
        read = vetting.read_names(names)
        record, _, changed = vetting.check_names(vault, read, key, reason, desk.second.key)
        made.append(record.id.hex())
        return changed

    def show(changed: Changed) -> None:
        open_answers(desk, made[0])
        desk.tell(desk.look.tr("Saved in this vault."), changed=changed)

    desk.on_net(lambda *_: desk.long_step(check), show)  # 2000 names take seconds


def read_answers(vault: Vault, tr: Text, key: str) -> AnswersPage:
    """Return the page of a question."""
    record = records.record_of(vault, key)
    asker = "".join(one.title for one in Inside(vault).linked(record, "for"))
    rows = [(one.name, _say(vault, tr, one),
             tuple(RowView(vault.kinds[row.kind].icon, title_words(vault, tr, row), row.ref, key=row.id.hex())
                   for row in (*one.people, *one.acts)), one.answer != vetting.NOTHING)
            for one in vetting.read_answers(vault, record)]  # fmt: skip
    real = "real" in str(record.fields.get("checked", ""))
    compared = tr("Real names were compared too") if real else tr("Real names were not compared")
    second = tr.line(moment_words(tr, str(record.fields["asked_on"]), long=True), compared)
    return AnswersPage(key, asker, second, tuple(rows), vetting.may_answer(vault))


def _say(vault: Vault, tr: Text, one: vetting.NameAnswer) -> str:
    said = label(vault, tr, "name_answer", one.answer)
    excluded = tr("A person compared the records: another person.") if one.people else ""
    return tr.line(said, tr.phrase(MAY_BE), excluded) if one.answer == vetting.NOTHING else said


def open_answers(desk: VaultSession, key: str) -> None:
    """Show the answers to a question."""
    tr = desk.look.tr
    desk.read(lambda vault: read_answers(vault, tr, key), lambda shown: _show(desk, shown))


def _show(desk: VaultSession, shown: AnswersPage) -> None:
    view = AnswersView(desk.look, shown, back_button(desk))
    view.opened.connect(lambda key: desk.routes.follow(f"record:{key}"))
    view.saved.connect(lambda folder, language: _write(desk, view, folder, language))

    def decide(allowed: bool) -> None:
        desk.ask(lambda vault: vetting.allow_answers(vault, allowed), lambda _: open_answers(desk, shown.key))

    def exclude(name: str) -> None:
        desk.ask(lambda vault: vetting.exclude(vault, shown.key, name), lambda _: open_answers(desk, shown.key))

    def ask(language: str) -> None:
        def make(vault: Vault) -> tuple[FramedSheet, Sequence[str]]:
            made = make_answer(vault, records.record_of(vault, shown.key), language)
            return made.framed, tuple(map(desk.look.tr.phrase, made.warnings))

        desk.read(make, lambda found: view.show_paper(*found) if shiboken6.isValid(view) else None)

    view.decided.connect(decide)
    view.excluded.connect(exclude)
    view.wanted.connect(ask)
    desk.window.show_full(view)
    if shown.allowed:
        ask(view.language.value)


def _write(desk: VaultSession, view: AnswersView, folder: str, language: str) -> None:
    """Write the shown answer to a new file, and note the day."""
    path, key, reference = unused_path(Path(folder) / "answer.pdf"), view.shown.key, view.reference

    def make(vault: Vault) -> Changed:
        record = records.record_of(vault, key)
        made = make_answer(vault, record, language, reference=reference)
        changed = register.save(vault, register.paint(path, made))[1]
        vetting.note_answer(vault, record)
        return changed

    def written(changed: Changed) -> None:
        said = desk.look.tr("Saved outside the vault as {name}. It is not encrypted.", name=path.name)
        desk.tell(saved_words(desk, said, path), changed=changed)

    desk.ask(make, written)
