"""The papers of a record, or of the vault, over any place: chosen, previewed, and saved outside the vault."""

from collections.abc import Callable
from pathlib import Path

from app.actions.papers import paper_makers
from app.gui.papers import paper
from app.gui.papers import papers_query as reading
from app.gui.papers.papers_query import PaperShown, PapersPage
from app.gui.papers.papers_view import PapersView
from app.gui.shell.place import back_button
from app.gui.shell.row_work import unused_path
from app.gui.shell.vault_session import VaultSession
from app.store.vault.open_vault import Vault


def open_papers(desk: VaultSession, key: str) -> None:
    """Show the possible papers of a record."""
    tr = desk.look.tr
    desk.read(lambda vault: reading.page(vault, tr, key), lambda shown: _show(desk, shown))


def open_whole(desk: VaultSession, names: tuple[str, ...], title: str, none: str = "") -> None:
    """Show papers about the complete vault; if there are none, show the text `none`."""
    tr = desk.look.tr
    desk.read(
        lambda vault: reading.vault_papers(vault, tr, names, title),
        lambda shown: _show(desk, shown) if shown.papers else desk.say(none),
    )


def _show(desk: VaultSession, shown: PapersPage) -> None:
    tr = desk.look.tr
    view = PapersView(desk.look, shown, reading.sheet_translator(tr), Path.home(), back_button(desk))

    def ask(name: str, profile: str) -> None:
        def came(found: PaperShown) -> None:
            if (view.paper.value, view.audience.value) == (name, profile):  # nothing else was chosen meanwhile
                view.show_paper(found)

        desk.read(lambda vault: reading.paper_view(vault, tr, name, shown.keys, profile), came)

    def go(folder: str) -> None:
        name, profile = view.paper.value, view.audience.value
        file = Path(folder) / file_name(view.name.text() or "sheet", view.form.value)
        save(desk, file, lambda vault: reading.make(vault, tr, name, shown.keys, profile))

    view.asked.connect(ask)
    view.go.connect(go)
    desk.window.show_full(view)
    ask(view.paper.value, view.audience.value)


def file_name(typed: str, form: str) -> str:
    """Return a typed file name, without characters that lead to another folder."""
    return f"{typed.strip().replace('/', '-').replace(chr(92), '-').strip('.') or 'sheet'}.{form}"


def save(desk: VaultSession, file: Path, make: Callable[[Vault], paper_makers.OutputResult]) -> None:
    """Make a paper and write it outside the vault under an unused name; then announce it and close the page."""
    tr, path = desk.look.tr, unused_path(file)

    def over(_: None) -> None:
        desk.window.close_full()
        desk.tell(tr("The paper is outside the vault now, as {name}.", name=path.name))

    def made(found: paper_makers.OutputResult) -> None:
        data = paper.data(found, path.suffix.lstrip("."), desk.look)
        desk.on_net(lambda _, __: paper_makers.write(path, data), over, desk.failed)  # a stick may be slow

    desk.read(make, made)
