"""Linux: logind on the system's bus, and what desktops without it say of their screen saver on the session's bus.

Interfaces: org.freedesktop.login1 (systemd; elogind is the same), org.freedesktop.UPower for the lid where logind is
older than 256 and does not tell that it moves, and `ActiveChanged` of the screen savers. A lock that delays suspend
("inhibitor locks" in logind's documentation) is held while the vault is open; the kernel gives it back when this
process ends, however it ends. Each bus has a thread: the window never waits for one.
"""

import os
import socket
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Thread

from jeepney import (
    DBusAddress,
    FileDescriptor,
    HeaderFields,
    MatchRule,
    Message,
    MessageType,
    message_bus,
    new_method_call,
)
from jeepney.io.blocking import DBusConnection, open_dbus_connection
from jeepney.wrappers import DBusErrorResponse
from PySide6.QtCore import Qt, Signal, Slot

from app.gui.signals.port import Reason, Signals

_LOGIN, _LOGIN_PATH = "org.freedesktop.login1", "/org/freedesktop/login1"
_MANAGER, _SESSION = f"{_LOGIN}.Manager", f"{_LOGIN}.Session"
_POWER = "org.freedesktop.UPower"
_PROPERTIES = "org.freedesktop.DBus.Properties"
_SAVERS = tuple(f"org.{desktop}.ScreenSaver" for desktop in ("freedesktop", "gnome", "cinnamon", "mate", "xfce"))
_CHANGED = {
    "LidClosed": (True, Reason.LID), "LidIsClosed": (True, Reason.LID),
    "LockedHint": (True, Reason.SCREEN), "Active": (False, Reason.USER),
}  # fmt: skip
"""Property to the value at which it is left, and the reason."""

Answer = Callable[[Sequence[object] | None], None]
"""Hears what a call returned, or None where it was refused."""


class Linux(Signals):
    """Listens on both buses, as far as they are there."""

    _heard = Signal(object)  # a Reason, from a bus's thread
    _learnt = Signal(object)  # Reasons that can be told

    def __init__(self) -> None:
        super().__init__()
        self._ears: list[_Ear] = []
        self._heard.connect(self._came, Qt.ConnectionType.QueuedConnection)
        self._learnt.connect(self._can, Qt.ConnectionType.QueuedConnection)

    def begin(self) -> None:
        """Begin to listen, and ask that suspend waits for us."""
        ears: list[_Ear] = [_System(_system_bus(), self._heard.emit, self._learnt.emit)]
        if address := _session_bus():
            ears.append(_Session(address, self._heard.emit, self._learnt.emit))
        self._ears = ears
        for ear in ears:
            ear.start()

    def end(self) -> None:
        """Listen no more, and let the machine suspend."""
        for ear in self._ears:
            ear.end()
            ear.join()
        self._ears = []
        self.tells, self.waits = frozenset(), False

    @Slot(object)
    def _came(self, reason: Reason) -> None:
        if self._ears:
            self.came.emit(reason)

    @Slot(object)
    def _can(self, reasons: tuple[Reason, ...]) -> None:
        self.waits = any(ear.delays for ear in self._ears)
        self._add(*reasons)


class _Ear(Thread, ABC):
    """Listens on one bus: one thread that sends and receives, and calls back what an answer belongs to."""

    def __init__(self, address: str, heard: Callable[[Reason], None], learnt: Callable[[object], None]) -> None:
        super().__init__(daemon=True)
        self._address, self._heard, self._learnt = address, heard, learnt
        self._bus: DBusConnection | None = None
        self._waiting: dict[int, Answer] = {}
        self._over = False
        self.delays = False

    def run(self) -> None:
        """Listen until the bus is gone; where there is none, nothing is told."""
        no_bus = (OSError, ValueError, RuntimeError, DBusErrorResponse)  # or none that we may speak to
        with suppress(*no_bus), open_dbus_connection(self._address, enable_fds=True) as bus:
            self._bus = bus
            self._begin()
            while not self._over:
                self._take(bus.receive())

    def end(self) -> None:
        """Listen no more, from another thread."""
        self._over = True
        if self._bus is not None:
            with suppress(OSError):  # closed at the other end
                self._bus.sock.shutdown(socket.SHUT_RDWR)

    @abstractmethod
    def _begin(self) -> None:
        """Ask and subscribe."""

    @abstractmethod
    def _told(self, interface: str, member: str, path: str, body: Sequence[object]) -> None:
        """Hear a signal that was subscribed to."""

    def _subscribe(self, interface: str, member: str, sender: str | None = None, path: str | None = None) -> None:
        """Have a signal sent to us; the bus holds it against the `sender` who owns that name."""
        rule = MatchRule(type="signal", sender=sender, interface=interface, member=member, path=path)
        self._send(message_bus.AddMatch(rule))

    def _ask(self, call: tuple[str, str, str, str], signature: str, values: tuple[object, ...], answer: Answer) -> None:
        """Ask by (service, path, interface, method)."""
        service, path, interface, method = call
        message = new_method_call(DBusAddress(path, service, interface), method, signature, values)
        self._waiting[self._send(message)] = answer

    def _send(self, message: Message) -> int:
        if self._bus is None:
            raise ConnectionError
        serial: int = next(self._bus.outgoing_serial)
        self._bus.send(message, serial=serial)
        return serial

    def _take(self, message: Message) -> None:
        kind, fields = message.header.message_type, message.header.fields
        if kind is MessageType.signal:
            self._told(fields[HeaderFields.interface], fields[HeaderFields.member], fields[HeaderFields.path],
                       message.body)  # fmt: skip
        elif kind in (MessageType.method_return, MessageType.error):
            answer = self._waiting.pop(fields.get(HeaderFields.reply_serial, 0), None)
            if answer is not None:
                answer(message.body if kind is MessageType.method_return else None)


class _System(_Ear):
    """What logind says, and of the lid UPower."""

    _lock = -1

    def run(self) -> None:
        """Listen, and let the machine suspend when there is nothing more to hear."""
        super().run()
        if self._lock >= 0:
            os.close(self._lock)
            self._lock, self.delays = -1, False

    def _begin(self) -> None:
        self._subscribe(_MANAGER, "PrepareForSleep", _LOGIN, _LOGIN_PATH)
        self._subscribe(_PROPERTIES, "PropertiesChanged", _LOGIN, _LOGIN_PATH)
        self._subscribe(_PROPERTIES, "PropertiesChanged", _POWER, "/org/freedesktop/UPower")
        why = ("sleep", "notes", "What is being written is saved first", "delay")
        self._ask((_LOGIN, _LOGIN_PATH, _MANAGER, "Inhibit"), "ssss", why, self._hold)
        self._ask_lid(lambda _: self._learnt((Reason.SUSPEND, Reason.LID)))
        self._ask_session(os.environ.get("XDG_SESSION_ID") or "auto")

    def _hold(self, values: Sequence[object] | None) -> None:
        """Keep the lock that delays suspend as long as this thread listens."""
        if values is not None and isinstance(values[0], FileDescriptor):
            self._lock, self.delays = values[0].to_raw_fd(), True
            self._learnt((Reason.SUSPEND,))

    def _ask_lid(self, then: Callable[[bool], None]) -> None:
        def answered(values: Sequence[object] | None) -> None:
            if values is not None and isinstance(values[0], tuple):
                then(values[0][1] is True)

        self._ask((_LOGIN, _LOGIN_PATH, _PROPERTIES, "Get"), "ss", (_MANAGER, "LidClosed"), answered)

    def _ask_session(self, name: str) -> None:
        """Ask which session this is: by its name, else as the one that logind takes for ours."""

        def answered(values: Sequence[object] | None) -> None:
            if values is not None:
                self._subscribe(_SESSION, "Lock", _LOGIN, str(values[0]))
                self._subscribe(_PROPERTIES, "PropertiesChanged", _LOGIN, str(values[0]))
                self._learnt((Reason.SCREEN, Reason.USER))
            elif name != "auto":
                self._ask_session("auto")

        self._ask((_LOGIN, _LOGIN_PATH, _MANAGER, "GetSession"), "s", (name,), answered)

    def _told(self, interface: str, member: str, path: str, body: Sequence[object]) -> None:
        if member == "PrepareForSleep" and body[0] is True:
            self._heard(Reason.SUSPEND)
        elif member == "Lock":
            self._heard(Reason.SCREEN)
        elif member == "PropertiesChanged":
            _, changed, again = body
            if isinstance(changed, dict) and isinstance(again, list):  # as the signature `sa{sv}as` has it
                self._changed(changed, again)

    def _changed(self, values: dict[str, tuple[str, object]], again: Sequence[str]) -> None:
        """Hear that properties changed: to `values`, or, of those to be asked `again`, without saying to what."""
        for name, (_, value) in values.items():
            at, reason = _CHANGED.get(name, (None, None))
            if reason is not None and value is at:
                self._heard(reason)
        if "LidClosed" in again:
            self._ask_lid(lambda closed: self._heard(Reason.LID) if closed else None)


class _Session(_Ear):
    """What the screen saver of the desktop says."""

    def _begin(self) -> None:
        for name in _SAVERS:
            self._subscribe(name, "ActiveChanged")
            owned = ("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "NameHasOwner")
            self._ask(owned, "s", (name,), lambda values: self._learnt((Reason.SCREEN,)) if values == (True,) else None)

    def _told(self, interface: str, member: str, path: str, body: Sequence[object]) -> None:
        if interface in _SAVERS and body[0] is True:
            self._heard(Reason.SCREEN)


def _system_bus() -> str:
    """Return the address of the system's bus, as the D-Bus specification has it."""
    return os.environ.get("DBUS_SYSTEM_BUS_ADDRESS") or "unix:path=/var/run/dbus/system_bus_socket"


def _session_bus() -> str:
    """Return the address of the session's bus, empty where there is none."""
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    usual = f"unix:path={runtime}/bus" if runtime and Path(runtime, "bus").exists() else ""
    return os.environ.get("DBUS_SESSION_BUS_ADDRESS") or usual
