"""Detect the system events that lock an open vault: one interface, and one implementation for each system.

It is loaded while a passphrase is typed, and listens when the first list is shown. If a system does not report an
event, nothing fails: it is not in `tells`, and the settings say so. Other modules know which events a person chose.
"""

import sys

from app.gui.lock.signals.port import Reason as Reason
from app.gui.lock.signals.port import Signals as Signals


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
