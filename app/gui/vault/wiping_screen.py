"""The page of the wipe, over any place: its settings apply immediately, for this window too."""

from collections.abc import Callable

from app.actions.vault import unlock_attempts, wipe_settings
from app.actions.vault.wipe_settings import WipeSettings
from app.errors import AppError, CannotUnlock
from app.gui.lock.wipe_keys import Wiper, keys_text
from app.gui.shell.place import back_button
from app.gui.shell.vault_session import VaultSession
from app.gui.vault.wiping_view import WipingPage, WipingView
from app.store.vault.open_vault import Vault


def open_wiping(desk: VaultSession) -> None:
    """Open the page."""
    _again(desk, "")


def _again(desk: VaultSession, at: str) -> None:
    def read(vault: Vault) -> tuple[int, bool]:
        return unlock_attempts.limit_of(vault.folder), wipe_settings.passphrase_is_set(vault)

    desk.ask(read, lambda found: _show(desk, at, *found))


def wiper_of(desk: VaultSession) -> Wiper:
    """Return the object that waits for the keys in this window."""
    found = desk.window.findChild(Wiper)
    return found if isinstance(found, Wiper) else Wiper(desk.look, desk.window, desk.folder)


def _show(desk: VaultSession, at: str, limit: int, passphrase: bool) -> None:
    """Show the page with the current settings, with the keyboard on the control `at`."""
    wiper = wiper_of(desk)
    back = back_button(desk)
    page = WipingPage(keys_text(wiper.keys), wiper.plan.wait, limit, passphrase)
    view = WipingView(desk.look, page, wiper.used, back)
    view.field.armed = wiper.keys
    view.keys.connect(lambda keys: _plan(desk, "field", WipeSettings(keys, wiper.plan.wait)))
    view.wait.connect(lambda wait: _plan(desk, "waits", WipeSettings(wiper.plan.keys, wait)))
    view.limit.connect(lambda limit: _keep(desk, "limits", lambda: unlock_attempts.set_limit(desk.folder, limit)))
    view.rehearse.connect(lambda: _rehearse(desk, view, wiper))
    view.set_words.connect(lambda own, burn: _words(desk, view, own, burn))
    view.remove_words.connect(lambda own: _words(desk, view, own, None))
    desk.window.show_full(view)
    control = getattr(view, at, None)
    if control is not None:
        getattr(control, "take_focus", control.setFocus)()


def _plan(desk: VaultSession, at: str, plan: WipeSettings) -> None:
    _keep(desk, at, lambda: wipe_settings.keep(desk.folder, plan))


def _keep(desk: VaultSession, at: str, change: Callable[[], None]) -> None:
    """Store the settings, in the store's lane because it writes a file, and show the page again."""
    tr = desk.look.tr

    def kept(_: object) -> None:
        wiper_of(desk).arm()
        desk.say(tr("Saved."))
        _again(desk, at)

    def failed(_: BaseException) -> None:
        desk.say(tr("Not saved: Amparo cannot write in the folder of the vault. Check the disk."))

    desk.ask(lambda _: change(), kept, failed)


def _rehearse(desk: VaultSession, view: WipingView, wiper: Wiper) -> None:
    tr = desk.look.tr

    def found(milliseconds: int) -> None:
        said = tr("The test was good. Amparo changed nothing. Outside of a test, it would destroy the vault now.")
        if milliseconds < 0:
            said = tr("The test failed: Amparo cannot write to the vault. An erase would fail too. Check the disk.")
        if desk.window.full is view:
            view.say(said)
        desk.say(said)

    said = tr("Test: press {keys} now. Amparo destroys nothing this time.", keys=keys_text(wiper.keys))
    wiper.rehearse(lambda: desk.window.full is view)
    wiper.rehearsed.connect(found)
    view.say(said)
    desk.say(said)


def _words(desk: VaultSession, view: WipingView, own: str, burn: str | None) -> None:
    """Set the wipe passphrase, or remove it if `burn` is None."""
    tr = desk.look.tr
    view.busy(True)

    def done(_: object) -> None:
        desk.say(tr("The erase password is removed.") if burn is None else tr("The erase password is set."))
        if desk.window.full is view:
            _again(desk, "")

    def failed(error: BaseException) -> None:
        if isinstance(error, AppError) and desk.window.full is view:
            view.refused(isinstance(error, CannotUnlock), tr.phrase(error.message))
        else:
            desk.failed(error)

    def change(vault: Vault) -> None:
        if burn is None:
            wipe_settings.remove_passphrase(vault, own)
        else:
            wipe_settings.set_passphrase(vault, own, burn)

    desk.ask(change, done, failed)
