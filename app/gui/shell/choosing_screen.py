"""Choose a file or a folder over a page, which stays unchanged."""

from collections.abc import Callable, Sequence
from pathlib import Path

from app.gui.shell.choosing_view import Choosing
from app.gui.shell.vault_session import VaultSession
from app.gui.widgets.browse import Browser


def choose(
    desk: VaultSession, title: str, text: str, take: str, done: Callable[[str], None], guide: str,
    files: Sequence[str] | None = None,
) -> None:  # fmt: skip
    """Show the browser; `take` is the label of its button, `files` as the browser has it. Esc chooses nothing."""
    window = desk.window

    def picked(path: str) -> None:
        window.close_full()
        done(path)

    label = desk.look.tr("Folder") if files is None else desk.look.tr("File")
    browser = Browser(desk.look, label, Path.home(), take, files)
    browser.picked.connect(picked)
    window.show_over(Choosing(desk.look, title, text, browser, window.close_full, guide))
