"""Search for acts that might belong together, show the questions over any place, and keep the answers."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.actions.casework import pattern_search
from app.actions.casework.pattern_search import PatternSearch
from app.actions.kernel import records
from app.actions.kernel.change_set import Changed
from app.domain.casework.pattern_rules import Question
from app.gui.incidents import patterns_query as reading
from app.gui.incidents.patterns_view import EscalationView, PatternQuestionsView
from app.gui.shell.place import back_button
from app.gui.shell.vault_session import VaultSession

if TYPE_CHECKING:
    from app.actions.kernel.db import Db
    from app.store.vault.open_vault import Vault
    from sync.ports import Told


def open_patterns(desk: VaultSession) -> None:
    """Run the rules, with progress and Stop, and open the page. Stop shows what the rules found until then."""
    tr, seen = desk.look.tr, desk.window.full

    def find(vault: "Vault", db: "Db", told: "Told") -> PatternSearch:
        return pattern_search.find(vault, db, told)

    desk.at_length(
        tr("Looking for patterns"), tr("Stopped. Nothing was changed."), find, lambda found: _read(desk, found, seen),
        measure=lambda done, total: tr("{done} of {total}", done=tr.number(done), total=tr.number(total)),
    )  # fmt: skip


def _read(desk: VaultSession, found: PatternSearch, seen: QWidget | None) -> None:
    """Show the questions instead of the page `seen`. A person who opened another page meanwhile stays there."""
    tr = desk.look.tr

    def came(page: reading.PatternQuestions) -> None:
        if desk.window.full is seen and desk.window.dialog is None:
            _show(desk, page)

    desk.read(lambda vault: reading.page(vault, tr, found), came)


def _show(desk: VaultSession, page: reading.PatternQuestions) -> None:
    view = PatternQuestionsView(desk.look, page, back_button(desk))
    view.answered.connect(lambda question, state: _answer(desk, question, state))
    view.opened.connect(lambda key: desk.routes.follow(f"record:{key}"))
    view.listed.connect(lambda: desk.routes.follow("list:pattern"))
    desk.window.show_full(view)
    desk.watch(view, lambda: open_patterns(desk))


def _answer(desk: VaultSession, question: Question, state: str) -> None:
    """Keep an answer; Undo asks again."""
    made: list[str] = []

    def keep(vault: "Vault") -> Changed:
        record, changed = pattern_search.answer(vault, question, state)
        made.append(record.id.hex())
        return changed

    said = desk.look.tr("Saved. Amparo asks again only after a new act. The answer can link the incidents.")
    desk.act(keep, said, lambda vault: records.remove(vault, made[-1])[1])


def open_escalation(desk: VaultSession, key: str) -> None:
    """Show the acts against a person or organisation by day, each with its step."""
    tr = desk.look.tr

    def show(shown: reading.EscalationLine) -> None:
        view = EscalationView(desk.look, shown, back_button(desk))
        view.opened.connect(lambda event: desk.routes.follow(f"record:{event}"))
        desk.window.show_full(view)

    desk.read(lambda vault: reading.line(vault, tr, key), show)


def link_incidents(desk: VaultSession, key: str) -> None:
    """Link the incidents of an answer in order of time."""
    desk.ask(lambda vault: pattern_search.link_incidents(vault, key),
             lambda _: desk.tell(desk.look.tr("The incidents are linked in order of time.")))  # fmt: skip
