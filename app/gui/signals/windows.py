"""Windows: what its messages say of the session and of power. Written from Microsoft's documentation, not tried there.

The session tells those who ask for it (`WTSRegisterSessionNotification`), the lid too
(`RegisterPowerSettingNotification`); the suspend comes to every window (`WM_POWERBROADCAST`), and Windows waits some
two seconds for it at most.
"""

import sys

from app.gui.signals.port import Reason, Signals

WM_POWERBROADCAST, WM_WTSSESSION_CHANGE = 0x0218, 0x02B1
_SUSPEND, _SETTING_CHANGED = 0x0004, 0x8013
_CONSOLE_DISCONNECT, _REMOTE_DISCONNECT, _LOGOFF, _LOCK = 2, 4, 6, 7
LID = bytes.fromhex("4d0f3eba17b89440a2d1d56379e6a0f3")
"""GUID_LIDSWITCH_STATE_CHANGE as it lies in memory."""
_SETTING = 20
"""Bytes of a power setting before its data: the GUID and the length."""

_OF_SESSION = {
    _LOCK: Reason.SCREEN, _CONSOLE_DISCONNECT: Reason.USER, _REMOTE_DISCONNECT: Reason.USER, _LOGOFF: Reason.USER,
}  # fmt: skip


def reason_of(message: int, what: int, setting: bytes = b"") -> Reason | None:
    """Return why a message says to leave: its number, its wParam, and of a power setting what lParam points to."""
    if message == WM_WTSSESSION_CHANGE:
        return _OF_SESSION.get(what)
    if message == WM_POWERBROADCAST and what == _SUSPEND:
        return Reason.SUSPEND
    if message == WM_POWERBROADCAST and what == _SETTING_CHANGED and setting[:16] == LID:
        return Reason.LID if not any(setting[_SETTING:]) else None
    return None


if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    from PySide6.QtCore import QAbstractNativeEventFilter, QCoreApplication
    from PySide6.QtGui import QWindow

    class _Filter(QAbstractNativeEventFilter):
        """Looks at every message before Qt does, and takes none away."""

        def __init__(self, signals: Signals) -> None:
            super().__init__()
            self._signals = signals
            self._lid_told = False

        def nativeEventFilter(self, _: object, message: int) -> object:
            told = wintypes.MSG.from_address(int(message))
            if told.message in (WM_POWERBROADCAST, WM_WTSSESSION_CHANGE):
                power = told.message == WM_POWERBROADCAST and told.wParam == _SETTING_CHANGED
                setting = ctypes.string_at(told.lParam, _SETTING + 4) if power else b""
                reason = reason_of(told.message, told.wParam, setting)
                first, self._lid_told = power and not self._lid_told, self._lid_told or power
                if reason is not None and not first:  # the first tells how the lid is, not that it moves
                    self._signals.came.emit(reason)
            return False, 0

    class Windows(Signals):
        """Asks for the messages of a window that is never shown."""

        def begin(self) -> None:
            """Begin to listen."""
            self._window = QWindow()
            self._window.create()
            handle = wintypes.HWND(int(self._window.winId()))
            self._filter = _Filter(self)
            QCoreApplication.instance().installNativeEventFilter(self._filter)
            self._add(Reason.SUSPEND)
            if ctypes.windll.wtsapi32.WTSRegisterSessionNotification(handle, 0):
                self._add(Reason.SCREEN, Reason.USER)
            if ctypes.windll.user32.RegisterPowerSettingNotification(handle, LID, 0):
                self._add(Reason.LID)

        def end(self) -> None:
            """Listen no more."""
            QCoreApplication.instance().removeNativeEventFilter(self._filter)
            self._window.destroy()
