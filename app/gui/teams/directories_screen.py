"""Organisations, over any place: read files, add people, make and use a root, sign the directory of this desk."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import shiboken6

from app.actions.contacts import directories, organisations, roots
from app.actions.kernel import external_files
from app.actions.kernel.change_set import Changed
from app.actions.vault import real_names
from app.errors import AppError
from app.gui.shell.page_stack import choose
from app.gui.shell.place import act_on_page, back_button
from app.gui.shell.row_work import unused_path
from app.gui.shell.strip_view import saved_words
from app.gui.shell.vault_session import VaultSession
from app.gui.teams import directories_query as reading
from app.gui.teams.directories_query import OrganisationsPage
from app.gui.teams.directories_view import OrganisationsView, RootView
from app.store.vault.open_vault import Vault

LIMIT = 1 << 20
"""Bytes of the largest file that is read."""
ROOT, END, WORD, DIRECTORY = "root.bin", "root-end.bin", "desk.bin", "directory.bin"
"""Names of the written files."""
CONTACT = Changed(frozenset({"contact"}))


def open_organisations(desk: VaultSession) -> None:
    """Show every known organisation."""
    tr = desk.look.tr
    desk.read(lambda vault: reading.page(vault, tr), lambda shown: _Page(desk, shown).show())


class _Page:
    """The page and its actions."""

    def __init__(self, desk: VaultSession, shown: OrganisationsPage) -> None:
        self._desk, self._tr = desk, desk.look.tr
        self._view = OrganisationsView(desk.look, shown, back_button(desk))

    def show(self) -> None:
        """Show the page, with its buttons connected to their actions."""
        view, tr = self._view, self._tr
        view.file.connect(self._file)
        view.followed.connect(
            lambda key: self._do(lambda v: organisations.follow(v, key), tr("You can now add people of the directory."))
        )
        view.left.connect(
            lambda key: self._do(
                lambda v: organisations.leave(v, key), tr("You left the organisation. Your contacts stay.")
            )
        )
        said = tr("Added as introduced. Compare the numbers next.")
        view.added.connect(lambda key: self._do(lambda v: organisations.accept(v, key)[1], said))
        view.seen.connect(
            lambda key: self._do(lambda v: organisations.set_seen(v, key), tr("Amparo saved both directories."))
        )
        view.saved.connect(self._evidence)
        goes = tr("Signed. Amparo sends it to all people in it at the next connection.")
        view.listed.connect(lambda key, role: self._do(lambda v: directories.add(v, [key], role)[1], goes))
        view.removed.connect(lambda key: self._do(lambda v: directories.remove(v, key)[1], goes))
        view.renewed.connect(lambda: self._do(_renewed, goes))
        view.written.connect(self._write)
        view.made.connect(self._make)
        view.signed.connect(self._sign)
        self._desk.window.show_full(view)

    def _do(self, step: Callable[[Vault], Changed], said: str) -> None:
        act_on_page(self._desk, self._view, step, said, lambda: open_organisations(self._desk))

    def _folder(self, title: str, text: str, done: Callable[[Path], None]) -> None:
        tr = self._tr
        take = tr("Save into this folder")
        choose(self._desk, title, text, take, lambda folder: done(Path(folder)), "contact")

    def _file(self) -> None:
        tr = self._tr
        text = tr(
            "Choose a directory, a statement of a root key, or the message that ends a root key. Amparo "
            "checks the signature first."
        )
        choose(self._desk, tr("Add a file"), text, tr("Read this file"), self._read, "contact", files=())

    def _read(self, path: str) -> None:
        tr = self._tr

        def read(vault: Vault) -> tuple[str, bytes]:
            with Path(path).open("rb") as file:
                data = file.read(LIMIT)
            kind = organisations.kind_of(data)
            if kind == "end":
                organisations.end(vault, data)
            return (organisations.take(vault, data).what if kind == "directory" else kind), data

        def done(read: tuple[str, bytes]) -> None:
            what, data = read
            if what == "word":
                self._speak(data)
                return
            self._desk.tell({
                "offered": tr("Compare the root key, then choose if it is right."),
                "newer": tr("Amparo uses the newer directory now."),
                "same": tr("You already have this directory."),
                "fork": tr("There are two different directories with one number. Read the warning below."),
                "end": tr("The root key was ended. Amparo does not offer people from this directory now."),
            }[what])  # fmt: skip
            open_organisations(self._desk)

        self._desk.ask(read, done)

    def _evidence(self, key: str) -> None:
        tr = self._tr
        text = tr("Save both signed directories. Show them to the organisation.")

        def write(folder: Path) -> None:
            def saved(vault: Vault) -> list[Path]:
                found = organisations.evidence(vault, key)
                external_files.refuse_other(*(folder / name for name, _ in found))
                for name, file in found:
                    external_files.write(folder / name, file)
                return [folder / name for name, _ in found]

            def told(files: list[Path]) -> None:
                said = tr("{n} file saved.|{n} files saved.", n=len(files))
                self._desk.say(saved_words(self._desk, said, *files))

            self._desk.ask(saved, told)

        self._folder(tr("Save both"), text, write)

    # This desk.

    def _write(self) -> None:
        tr = self._tr

        def write(folder: Path) -> None:
            def saved(vault: Vault) -> Path:
                made = directories.read_current_directory(vault)
                path = unused_path(folder / f"{made.seq}-{DIRECTORY}")
                external_files.write(path, made.file)
                return path

            def told(path: Path) -> None:
                self._desk.say(saved_words(self._desk, tr("Saved as {name}.", name=path.name), path))

            self._desk.ask(saved, told)

        text = tr(
            "Use this for listed people who cannot receive reports. The file names all listed people: "
            "give it only to them."
        )
        self._folder(tr("Write the directory"), text, write)

    def _speak(self, word: bytes) -> None:
        tr = self._tr
        text = tr("The root key signed for this desk. Enter the name of the organisation.")
        view = RootView(
            self._desk.look, tr("Sign for organisation"), text, tr("Continue"), back_button(self._desk), True, 0
        )
        step = self._step(view, tr("You sign for the organisation now."))
        view.done.connect(lambda name, _: step(lambda vault, db: db(lambda v: directories.sign_for(v, word, name)[1])))
        self._desk.window.show_full(view)

    def _make(self) -> None:
        tr = self._tr
        text = tr(
            "Amparo writes two files: the root key, and the message that ends it. Store them in two places, "
            "away from this computer."
        )
        self._folder(tr("Where do you want to save the root key?"), text, self._make_at)

    def _make_at(self, folder: Path) -> None:
        tr = self._tr
        text = tr(
            "Amparo makes the root key. The key signs for this desk for one year. This computer does not save it."
        )
        view = RootView(self._desk.look, tr("Make a root key"), text, tr("Make it"), back_button(self._desk), True, 2)
        said = tr("The root key is ready. Remove the USB stick and store it in a safe place.")
        step = self._step(view, said, folder / ROOT, folder / END)

        def make(vault: Vault, db: Any, name: str, words: str) -> Changed:
            made = roots.make(db(real_names.header_of), words)
            external_files.refuse_other(folder / ROOT, folder / END)
            external_files.write(folder / ROOT, made.file)
            external_files.write(folder / END, made.revocation)
            root = roots.open_root_key((folder / ROOT).read_bytes(), words)  # proves that the written file opens
            changed: Changed = db(lambda v: directories.sign_for(v, roots.delegate(v, root), name)[1])
            return changed

        view.done.connect(lambda name, words: step(lambda vault, db: make(vault, db, name, words)))
        self._desk.window.show_full(view)

    def _sign(self) -> None:
        tr = self._tr
        text = tr("Choose the file of the root key.")
        choose(
            self._desk, tr("File of the root key"), text, tr("Use this root key"), self._sign_card, "contact", files=()
        )

    def _sign_card(self, root: str) -> None:
        tr = self._tr
        text = tr("Choose the card of the desk that will sign for the organisation for one year.")
        choose(
            self._desk, tr("The desk's card"), text, tr("Read this card"), lambda card: self._sign_with(root, card),
            "contact", files=(),
        )  # fmt: skip

    def _sign_with(self, root: str, card: str) -> None:
        tr = self._tr
        text = tr("Amparo writes the signed statement for the desk next to the root key.")
        view = RootView(self._desk.look, tr("Sign for a desk"), text, tr("Sign"), back_button(self._desk))
        said = tr("Signed. The file {name} is next to the root key. Give it to the desk.", name=WORD)
        step = self._step(view, said, Path(root).parent / WORD)

        def sign(vault: Vault, db: Any, words: str) -> Changed:
            key = roots.open_root_key(Path(root).read_bytes()[:LIMIT], words)
            word = db(lambda v: roots.delegate(v, key, Path(card).read_bytes()[:LIMIT]))
            external_files.write(Path(root).parent / WORD, word)
            return CONTACT

        view.done.connect(lambda _, words: step(lambda vault, db: sign(vault, db, words)))
        self._desk.window.show_full(view)

    def _step(self, view: RootView, said: str, *files: Path) -> Callable[[Callable[[Vault, Any], Changed]], None]:
        """Return a function that runs a step off the store's lane, for Argon2id, and shows errors on the page."""
        desk, tr = self._desk, self._tr

        def done(_: object) -> None:
            desk.tell(saved_words(desk, said, *files) if files else said)
            if desk.window.full is view:
                open_organisations(desk)

        def failed(error: BaseException) -> None:
            if isinstance(error, AppError | OSError) and shiboken6.isValid(view):
                unwritten = tr("Amparo cannot write there. Choose an empty folder.")
                view.failed(tr.error(error, unwritten))
            else:
                desk.failed(error)

        return lambda step: desk.on_net(step, done, failed)


def _renewed(vault: Vault) -> Changed:
    directories.write(vault)
    return CONTACT
