"""Add the film pack of a small program from a file or a stick, or remove it."""

from collections.abc import Callable
from pathlib import Path

from app.actions.vault import film_packs
from app.actions.vault.film_packs import FilmPack
from app.gui.shell.page_stack import choose
from app.gui.shell.vault_session import VaultSession


def open_film_pack(desk: VaultSession, pack: FilmPack | None = None) -> None:
    """Remove the installed pack, or choose the file of a missing one."""
    tr, pack = desk.look.tr, pack or film_packs.find_own()

    def removed(_: None) -> None:
        desk.say(tr("The film pack is removed. The films stay in the vault."))
        desk.refresh()

    if pack is not None and pack.added:
        desk.on_net(lambda vault, db: film_packs.remove(pack), removed)
    elif pack is not None:
        choose_pack(desk, pack)


def choose_pack(desk: VaultSession, pack: FilmPack, then: Callable[[], None] = lambda: None) -> None:
    """Choose the file of the pack, and add it; then call `then`."""
    tr = desk.look.tr

    def added(_: None) -> None:
        desk.say(tr("The film pack is added. This program shows films now."))
        desk.refresh()
        then()

    def add(path: str) -> None:
        desk.at_length(
            tr("Checking the film pack"), tr("Stopped. Nothing was changed."),
            lambda vault, db, told: film_packs.add(pack, Path(path)), added,
        )  # fmt: skip

    text = tr(
        "Choose {name}, for example on a USB stick. Amparo checks each file in it, and refuses any other file.",
        name=pack.listed.archive.name,
    )
    choose(desk, tr("Add the film pack"), text, tr("Add this file"), add, "evidence", files=(".pack",))
