"""The forms of the bodies: save one to edit it, load a file after a look at it, and go back to that of the program."""

from pathlib import Path

from app.actions.submissions import mechanisms
from app.gui.cases import mechanisms_query as reading
from app.gui.cases.mechanisms_query import MechanismFile, MechanismRow
from app.gui.cases.mechanisms_view import MechanismFileView, MechanismsView
from app.gui.shell.page_stack import choose
from app.gui.shell.place import back_button
from app.gui.shell.row_work import unused_path
from app.gui.shell.strip_view import saved_words
from app.gui.shell.vault_session import VaultSession
from app.store.vault.open_vault import Vault


def open_mechanisms(desk: VaultSession) -> None:
    """Show the forms over the current page."""
    tr = desk.look.tr

    def dropped(_: object) -> None:
        desk.window.close_full()
        open_mechanisms(desk)
        desk.say(tr("Saved."))

    def drop(key: str) -> None:
        desk.ask(lambda vault: mechanisms.drop_own(vault, key), dropped)

    def show(rows: tuple[MechanismRow, ...]) -> None:
        view = MechanismsView(desk.look, rows, back_button(desk))
        view.saved.connect(lambda key: _save(desk, key))
        view.dropped.connect(drop)
        view.loaded.connect(lambda: _load(desk))
        desk.window.show_over(view)

    desk.read(lambda vault: reading.list_rows(vault, tr), show)


def _save(desk: VaultSession, key: str) -> None:
    """Write the data of a form into a folder."""
    tr = desk.look.tr

    def done(folder: str) -> None:
        path = unused_path(Path(folder) / f"{key}.json")
        said = tr("Saved outside the vault as {name}. It is not encrypted.", name=path.name)
        desk.ask(
            lambda vault: mechanisms.write_file(vault, key, path), lambda _: desk.say(saved_words(desk, said, path))
        )

    text = tr("The file has the questions, conditions and time limits of the form, and nothing about a person.")
    choose(desk, tr("Save a copy"), text, tr("Save into this folder"), done, "submissions")


def _load(desk: VaultSession) -> None:
    """Read a file, show it, and use it if the person says so. A wrong part is named, and nothing changes."""
    tr = desk.look.tr

    def read(vault: Vault, file: Path) -> MechanismFile:
        found = mechanisms.read_file(vault, file)[1]
        return reading.describe_file(tr, found, mechanisms.find_known(vault, found.id))

    def use(file: Path) -> None:
        def used(_: object) -> None:
            desk.window.close_full()
            desk.window.close_full()
            open_mechanisms(desk)
            desk.say(tr("Saved. New forms begin with this version."))

        desk.ask(lambda vault: mechanisms.load_mechanism(vault, file), used, desk.failed)

    def picked(path: str) -> None:
        def show(shown: MechanismFile) -> None:
            view = MechanismFileView(desk.look, shown, back_button(desk))
            view.used.connect(lambda: use(Path(path)))
            desk.window.show_over(view)

        desk.ask(lambda vault: read(vault, Path(path)), show, desk.failed)

    text = tr("A JSON file, for example a saved form that you edited. You see its content before you use it.")
    choose(desk, tr("Load a form"), text, tr("Read this file"), picked, "submissions", files=(".json",))
