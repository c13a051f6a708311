"""Risk assessments with their scores, and the patterns and the promotion of security incidents, over any place."""

from app.actions.field import risks, security_incidents
from app.actions.kernel.change_set import Changed
from app.actions.records import areas
from app.gui.accompaniment.accompaniment_query import PatternPage, RiskPage
from app.gui.accompaniment.accompaniment_screen import leave_for
from app.gui.field import security_query as reading
from app.gui.field.security_view import PatternView, RiskView
from app.gui.papers.papers_screen import open_papers, open_whole
from app.gui.records.form_screen import Editing
from app.gui.shell.place import back_button
from app.gui.shell.vault_session import VaultSession
from app.store.vault.open_vault import Vault


def open_risk(desk: VaultSession, editing: Editing, key: str) -> None:
    """Show an assessment with its scores, and the change of each threat."""
    tr = desk.look.tr
    desk.read(lambda vault: reading.page(vault, tr, key), lambda shown: _show(desk, editing, shown))


def _show(desk: VaultSession, editing: Editing, shown: RiskPage) -> None:
    tr = desk.look.tr
    view = RiskView(desk.look, shown, back_button(desk))

    def renew() -> None:
        def made(vault: Vault) -> tuple[str, Changed]:
            record, changed = risks.renew(vault, shown.key)
            return record.id.hex(), changed

        def over(found: tuple[str, Changed]) -> None:
            key = found[0]
            said = tr("You started a new version. The earlier version does not change.")
            desk.tell(said, lambda vault: risks.take_back(vault, key))
            open_risk(desk, editing, key)

        desk.ask(made, over)

    def again() -> None:
        open_risk(desk, editing, shown.key)

    view.edit.connect(lambda key: editing.open_whole(key, again))
    view.add_threat.connect(lambda: editing.new_part("risk", shown.key, lambda _: again()))
    view.renew.connect(renew)
    view.papers.connect(lambda: open_papers(desk, shown.key))
    desk.window.show_full(view)


def open_patterns(desk: VaultSession) -> None:
    """Show the common features of security incidents."""
    tr = desk.look.tr
    desk.read(lambda vault: reading.patterns(vault, tr), lambda shown: _patterns(desk, shown))


def _patterns(desk: VaultSession, shown: PatternPage) -> None:
    tr = desk.look.tr
    view = PatternView(desk.look, shown, back_button(desk))
    view.opened.connect(lambda key: leave_for(desk, key))
    view.level.connect(
        lambda level: desk.ask(lambda vault: areas.choose_level(vault, level), lambda _: open_patterns(desk))
    )
    view.papers.connect(lambda: open_whole(desk, ("security-incidents",), tr("Security incidents")))
    desk.window.show_full(view)


def promote(desk: VaultSession, key: str) -> None:
    """Make an incident from a security incident; Undo removes it."""
    said = desk.look.tr("Saved as an incident, with date, place and text. The two records are linked.")
    desk.act(
        lambda vault: security_incidents.promote(vault, key)[1], said,
        lambda vault: security_incidents.take_back(vault, key),
    )  # fmt: skip
