"""Make the alias list while the real names are open: a paper of real names alone, stored separately."""

from pathlib import Path

import shiboken6

from app.actions.outgoing import frames
from app.actions.papers import paper_makers
from app.actions.vault import alias_list
from app.gui.real_names import real_names_query as reading
from app.gui.real_names.key_sheet_view import KeySheetView
from app.gui.shell.place import back_button
from app.gui.shell.row_work import file_name, unused_path
from app.gui.shell.strip_view import saved_words
from app.gui.shell.vault_session import VaultSession
from app.gui.widgets.fields import Option
from app.store.vault.open_vault import Vault


def open_key_sheet(desk: VaultSession) -> None:
    """Ask for the incidents and cases of the alias list."""
    tr = desk.look.tr
    desk.read(lambda vault: reading.choices(vault, tr), lambda choices: _show(desk, choices))


def _show(desk: VaultSession, choices: tuple[Option, ...]) -> None:
    lock = desk.second
    view = KeySheetView(desk.look, choices, Path.home(), back_button(desk))

    def ask(keys: list[str]) -> None:
        def came(aliases: list[str]) -> None:
            if shiboken6.isValid(view) and keys == view.records.values:
                view.show_people(aliases)

        desk.read(lambda vault: [person.title for person in alias_list.people(vault, keys)], came)

    view.asked.connect(ask)
    view.go.connect(lambda folder: _save(desk, view, Path(folder)))
    view.stale.connect(lambda: desk.window.close_full() if desk.window.full is view else None)
    lock.changed.connect(view.stale)
    desk.window.show_full(view)


def _save(desk: VaultSession, view: KeySheetView, folder: Path) -> None:
    """Write it outside the vault, under an unused name; before that, each name on it gets a line in the log."""
    tr, key = desk.look.tr, desk.second.key
    if key is None:
        return
    keys, why, form = view.records.values, view.why.text().strip(), view.form.value
    path = unused_path(folder / file_name(view.name.text() or "key", form))

    def over(_: None) -> None:
        if desk.window.full is view:
            desk.window.close_full()
        said = tr(
            "{name} is outside the vault now. Everyone who has the file can read it. Store it in a separate place.",
            name=path.name,
        )
        desk.tell(saved_words(desk, said, path))

    def make(vault: Vault) -> bytes:
        return frames.make_file(vault, alias_list.make_alias_list(vault, key, keys, why), form, tr.language)

    def made(data: bytes) -> None:
        desk.on_net(lambda _, __: paper_makers.write(path, data), over, desk.failed)  # a stick may be slow

    desk.ask(make, made)
