"""What says that an open vault is to be left at once: one port, and for each system one that listens behind it.

It is loaded while a passphrase is typed, and listens once the first list is shown. Where a system does not tell
something, nothing fails: it is not in `tells`, and the settings say so. Which of them a person wants is not asked here.
"""

import sys

from app.gui.signals.port import Reason as Reason
from app.gui.signals.port import Signals as Signals


def kind() -> type[Signals]:
    """Return the class of what listens on this system; to load it takes longer than a window may stand still."""
    if sys.platform == "win32":
        from app.gui.signals.windows import Windows

        return Windows
    if sys.platform == "darwin":
        from app.gui.signals.macos import MacOS

        return MacOS
    from app.gui.signals.linux import Linux

    return Linux


def of_this_system() -> Signals:
    """Return what listens on this system."""
    return kind()()
