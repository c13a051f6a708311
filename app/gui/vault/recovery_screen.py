"""Recovery shares: made, given away on paper or encrypted, activated, and tested."""

from collections.abc import Callable
from pathlib import Path

from app.actions.contacts import trustees
from app.actions.contacts.trustees import ShareWords
from app.actions.vault import real_names, recovery
from app.actions.vault.recovery import NewShareSet
from app.gui.shell.page_stack import choose
from app.gui.shell.place import back_button
from app.gui.shell.strip_view import saved_words
from app.gui.shell.vault_session import VaultSession
from app.gui.vault import ways_query as reading
from app.gui.vault.kit import Paper, write_kit
from app.gui.vault.kit_view import KitView
from app.gui.vault.recovery_view import DrillView, RecoveryView, SealingView
from app.gui.vault.way_fields import VAULT, KeyRing, ask_key_file, error_text, way_of
from app.gui.vault.ways_query import Given, NewSet, ShareKit
from app.store.vault.connection import translate_errors
from app.store.vault.open_vault import Vault

GUIDE = "recovery"


def open_recovery(desk: VaultSession, ring: KeyRing = VAULT) -> None:
    """Open the page that makes shares."""
    desk.ask(lambda vault: recovery.status(ring.find(vault)) is not None, lambda before: _ask(desk, ring, before),
             desk.failed)  # fmt: skip


def _ask(desk: VaultSession, ring: KeyRing, before: bool) -> None:
    tr = desk.look.tr
    view = RecoveryView(desk.look, before, back_button(desk), ring.notes)

    def draw(vault: Vault, new: NewSet) -> tuple[NewShareSet, ShareKit]:
        drawn = recovery.draw(new.needed, len(new.holders), new.holders)
        return drawn, reading.kit_of(ring.find(vault), tr, drawn, ring.notes)

    def make(new: NewSet) -> None:
        desk.ask(
            lambda vault: draw(vault, new), lambda made: give(desk, *made, ring),
            lambda e: view.failed(error_text(desk, e)),
        )  # fmt: skip

    view.make.connect(make)
    desk.window.show_over(view)


def give(desk: VaultSession, drawn: NewShareSet, kit: ShareKit, ring: KeyRing = VAULT) -> None:
    """Show the kit instead of the page that asked for it: going back makes other shares."""
    names = desk.second.key is not None and not ring.notes
    view = KitView(desk.look, kit, back_button(desk), names, ring.ask_for(desk.look.tr))
    view.print_.connect(lambda numbers: _print(desk, view, kit, numbers))
    view.seal.connect(lambda number: _seal(desk, view, kit, number))
    view.proof.browse.connect(lambda: ask_key_file(desk, view.proof.set_key_file))
    view.done.connect(lambda given: _install(desk, ring, view, drawn, given))
    desk.window.show_full(view)


def _print(desk: VaultSession, view: KitView, kit: ShareKit, numbers: tuple[int, ...]) -> None:
    papers = [paper for paper in kit.papers if paper.number in numbers]
    print_papers(desk, papers, lambda name: view.printed(numbers, name))


def print_papers(desk: VaultSession, papers: list[Paper], done: Callable[[str], None]) -> None:
    """Ask for a folder and write shares there as one PDF; `done` gets the name of the file."""
    tr, look = desk.look.tr, desk.look
    text = tr(
        "The PDF is a secret. Save it on a USB stick, not on this disk: experts can often find a deleted file again."
    )

    def write(folder: str) -> None:
        def task() -> Path:
            with translate_errors():
                return write_kit(Path(folder), papers, look)

        def over(file: Path) -> None:
            done(file.name)
            desk.say(saved_words(desk, tr("Saved as {name}.", name=file.name), file))

        desk.work.net(desk.window, task, over, desk.failed)

    choose(desk, tr("Save as PDF"), text, tr("Save into this folder"), write, GUIDE)


def _seal(desk: VaultSession, view: KitView, kit: ShareKit, number: int) -> None:
    paper = kit.papers[number - 1]
    page = SealingView(desk.look, paper, kit.contacts, back_button(desk))

    def chosen(contact: str, leave_end: bool) -> None:
        desk.window.close_full()
        view.sealed(number, contact, dict(kit.contacts)[contact], leave_end)

    page.chosen.connect(chosen)
    desk.window.show_over(page)


def _install(desk: VaultSession, ring: KeyRing, view: KitView, drawn: NewShareSet, given: Given) -> None:
    """Activate the shares, and queue the encrypted ones: both with one result."""
    tr, key = desk.look.tr, desk.second.key if given.second else None
    if given.second and key is None:
        view.second.setChecked(False)
        view.failed(
            tr(
                "The real names closed before you finished. So these shares cannot open them. Amparo "
                "changed nothing. Open the real names and try again."
            )
        )
        return

    def install(vault: Vault) -> None:
        recovery.install(ring.find(vault), way_of(given.passphrase, given.key_file), drawn)
        if key is not None:
            real_names.let_recovery_open(vault, key, drawn.secret)
        for number, contact in given.sealed.items():
            share = ShareWords(number, drawn.threshold, len(drawn.shares), drawn.shares[number - 1])
            trustees.hand_over(vault, contact, share, number in given.with_end)

    def done(_: object) -> None:
        desk.window.close_full()
        desk.tell(tr("The shares are active. Test them soon: the test shows that they open it."))

    desk.ask(install, done, lambda error: view.failed(error_text(desk, error)))


def open_drill(desk: VaultSession, ring: KeyRing = VAULT) -> None:
    """Open the page of the recovery test."""
    tr = desk.look.tr
    text = tr("Enter enough shares to open the notes. Amparo changes nothing and does not save the words.")
    head = (tr("Test the recovery shares of the session notes"), text) if ring.notes else None
    view = DrillView(desk.look, back_button(desk), head)

    def prove(shares: tuple[str, ...]) -> None:
        proven = tr("These shares work. Amparo saved the date of this test. It did not save the words.")
        desk.ask(
            lambda vault: recovery.drill(ring.find(vault), shares), lambda _: view.show_result(True, proven),
            lambda error: view.show_result(False, error_text(desk, error)),
        )  # fmt: skip

    view.prove.connect(prove)
    view.entry.browse.connect(lambda: ask_shares(desk, view.entry.read_file))
    desk.window.show_over(view)


def ask_shares(desk: VaultSession, done: Callable[[str], None]) -> None:
    """Ask for a text file with shares; `done` gets its path."""
    tr = desk.look.tr
    text = tr("A text file with the words of one or more shares.")
    choose(desk, tr("Shares from a file"), text, tr("Read this file"), done, GUIDE, (".txt",))
