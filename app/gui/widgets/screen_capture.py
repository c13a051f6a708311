"""Keep a page with a secret out of screenshots, recordings and shared screens, where the system can do that.

Windows: SetWindowDisplayAffinity with WDA_EXCLUDEFROMCAPTURE, from Windows 10 2004 on (before, the window is black).
macOS: sharingType NSWindowSharingNone of the NSWindow; newer recorders can ignore it. Linux has no such call. Written
from the documentation of Microsoft and Apple, not tried there.
"""

import sys
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

from app.gui.style.theme import Look
from app.gui.widgets.labels import Label

Call = Callable[[int, bool], bool]
"""Sets a native window (`winId`) to be left out of captures or not; returns True if the system does it."""
_EXCLUDE, _MONITOR, _NONE = 0x11, 0x01, 0x00
"""WDA_EXCLUDEFROMCAPTURE, WDA_MONITOR, WDA_NONE (winuser.h)."""
_SHARING_NONE, _SHARING_READ_ONLY = 0, 1
"""NSWindowSharingNone, NSWindowSharingReadOnly."""


def call_of(platform: str = sys.platform) -> Call | None:
    """Return the call of a system, or None for other systems."""
    return {"win32": _windows, "darwin": _macos}.get(platform)


def _windows(window: int, out: bool) -> bool:
    import ctypes

    set_affinity: Any = getattr(ctypes, "windll").user32.SetWindowDisplayAffinity  # noqa: B009 - no such name elsewhere
    set_affinity.argtypes = [ctypes.c_void_p, ctypes.c_uint32]
    if not out:
        return bool(set_affinity(window, _NONE))
    return bool(set_affinity(window, _EXCLUDE) or set_affinity(window, _MONITOR))


def _macos(view: int, out: bool) -> bool:
    """`view` is the NSView of the window, which Qt has as its id."""
    import ctypes
    import ctypes.util

    objc = ctypes.CDLL(ctypes.util.find_library("objc"))
    objc.sel_registerName.restype = ctypes.c_void_p
    send = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p)(("objc_msgSend", objc))
    window = send(view, objc.sel_registerName(b"window"))
    if not window:
        return False
    put = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_ulong)(("objc_msgSend", objc))
    put(window, objc.sel_registerName(b"setSharingType:"), _SHARING_NONE if out else _SHARING_READ_ONLY)
    return True


class CaptureGuard(QObject):
    """Keeps the window of a secret out of captures while the secret shows."""

    def __init__(self, secret: QWidget, call: Call) -> None:
        super().__init__(secret)
        self._secret, self._call = secret, call
        secret.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the secret: shown and hidden, also with its page. Another one can still show in the same window."""
        if watched is self._secret and event.type() in (QEvent.Type.Show, QEvent.Type.Hide):
            window = self._secret.window()
            out = any(guard._secret.isVisible() for guard in window.findChildren(CaptureGuard))
            self._call(int(window.winId()), out)
        return super().eventFilter(watched, event)


def guard(look: Look, secret: QWidget, call: Call | None = None) -> Label | None:
    """Keep a secret out of captures. If the system cannot, return the sentence for the page.

    `call` is that of this system if it is not given.
    """
    call = call or call_of()
    if call is not None:
        CaptureGuard(secret, call)
        return None
    return Label(
        look, look.tr("On this computer, other programs can make a picture of this page."), "small", "ink3", True
    )
