"""macOS: what its notification centres say. Written from Apple's documentation and the known names, not tried there.

Without PyObjC: a class with one method is made in the Objective-C runtime by ctypes, and observes the notifications of
the workspace (suspend, sleep of the screens, switch of the user) and those sent between processes (the locked screen).
"""

import ctypes
import ctypes.util
import sys
from typing import Any

from app.gui.signals.port import Reason, Signals

_BETWEEN = {"com.apple.screenIsLocked": Reason.SCREEN, "com.apple.screensaver.didstart": Reason.SCREEN}
_OF_WORKSPACE = {
    "NSWorkspaceWillSleepNotification": Reason.SUSPEND,
    "NSWorkspaceScreensDidSleepNotification": Reason.SCREEN,
    "NSWorkspaceSessionDidResignActiveNotification": Reason.USER,
}
NAMES = {**_BETWEEN, **_OF_WORKSPACE}
"""Notification to the reason for leaving. To close the lid is to suspend there."""


def reason_of(name: str) -> Reason | None:
    """Return why a notification says to leave."""
    return NAMES.get(name)


if sys.platform == "darwin":

    class MacOS(Signals):
        """Observes both centres."""

        def begin(self) -> None:
            """Begin to listen."""
            self._objc = _objc()
            self._observer = self._made()
            workspace = self._send(self._send(self._class("NSWorkspace"), "sharedWorkspace"), "notificationCenter")
            between = self._send(self._class("NSDistributedNotificationCenter"), "defaultCenter")
            for centre, names in ((workspace, _OF_WORKSPACE), (between, _BETWEEN)):
                for name in names:
                    self._send(
                        centre, "addObserver:selector:name:object:", self._observer, self._selector("told:"),
                        self._string(name), None,
                    )  # fmt: skip
            self._add(*NAMES.values())

        def end(self) -> None:
            """Hear nothing more."""
            self.blockSignals(True)

        def _told(self, _: int, __: int, notification: int) -> None:
            name = ctypes.string_at(self._send(self._send(notification, "name"), "UTF8String")).decode()
            reason = reason_of(name)
            if reason is not None:
                self.came.emit(reason)

        def _made(self) -> Any:
            """Return an object that hears `told:`."""
            self._method = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p)(self._told)
            made = self._objc.objc_allocateClassPair(self._class("NSObject"), b"NotesObserver", 0)
            self._objc.class_addMethod(made, self._selector("told:"), self._method, b"v@:@")
            self._objc.objc_registerClassPair(made)
            return self._send(made, "new")

        def _class(self, name: str) -> Any:
            return self._objc.objc_getClass(name.encode())

        def _selector(self, name: str) -> Any:
            return self._objc.sel_registerName(name.encode())

        def _string(self, text: str) -> Any:
            return self._send(self._class("NSString"), "stringWithUTF8String:", ctypes.c_char_p(text.encode()))

        def _send(self, to: Any, selector: str, *values: Any) -> Any:
            """Send a message whose values and answer are pointers."""
            kinds = [ctypes.c_void_p] * (2 + len(values))
            call = ctypes.CFUNCTYPE(ctypes.c_void_p, *kinds)(("objc_msgSend", self._objc))
            pointers = [ctypes.cast(value, ctypes.c_void_p) if isinstance(value, ctypes.c_char_p) else value
                        for value in values]  # fmt: skip
            return call(to, self._selector(selector), *pointers)

    def _objc() -> Any:
        for framework in ("Foundation", "AppKit"):
            ctypes.CDLL(ctypes.util.find_library(framework))
        objc = ctypes.CDLL(ctypes.util.find_library("objc"))
        for name in ("objc_getClass", "sel_registerName", "objc_allocateClassPair"):
            getattr(objc, name).restype = ctypes.c_void_p
        objc.objc_getClass.argtypes = objc.sel_registerName.argtypes = [ctypes.c_char_p]
        objc.objc_allocateClassPair.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t]
        objc.objc_registerClassPair.argtypes = [ctypes.c_void_p]
        objc.class_addMethod.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_char_p]
        return objc
