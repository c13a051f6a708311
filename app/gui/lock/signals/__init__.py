"""Signals of the operating system: suspend, screen lock, another user.

One module for each system has a subclass of `Signals`. A missing signal is no error: the settings
show it as unavailable.

- Get the signals of this system: `of_this_system`. Load only their class: `kind`.
- Name the reason of a signal: `Reason`.
- Watch the USB stick with the key file: `keyfile.stick_of`, `keyfile.Stick`.
- Add a system: write the subclass in a new module and return it from `kind`.
"""

import sys

from app.gui.lock.signals.port import Reason as Reason
from app.gui.lock.signals.port import Signals as Signals

__all__ = ["Reason", "Signals", "keyfile", "kind", "of_this_system"]


def kind() -> type[Signals]:
    """Return the class for this system; its import takes so long that the window would freeze."""
    if sys.platform == "win32":
        from app.gui.lock.signals.windows import Windows

        return Windows
    if sys.platform == "darwin":
        from app.gui.lock.signals.macos import MacOS

        return MacOS
    from app.gui.lock.signals.linux import Linux

    return Linux


def of_this_system() -> Signals:
    """Return the listener for this system."""
    return kind()()
