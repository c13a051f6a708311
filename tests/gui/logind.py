"""A logind of our own on a bus of our own: it is asked and tells as the real one, when a test wants it to."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from select import select

from jeepney import (
    DBusAddress,
    HeaderFields,
    Message,
    MessageType,
    message_bus,
    new_error,
    new_method_return,
    new_signal,
)
from jeepney.io.blocking import open_dbus_connection

from tests.gui import bus

PATH, SESSION = "/org/freedesktop/login1", "/org/freedesktop/login1/session/_37"
_MANAGER, _SESSION = "org.freedesktop.login1.Manager", "org.freedesktop.login1.Session"


class Logind:
    """`lid` is what it says when it is asked; `asked` are the methods that it was asked, in order."""

    def __init__(self, address: str) -> None:
        self.lid = False
        self.asked: list[str] = []
        self._bus = open_dbus_connection(address, enable_fds=True)
        self._bus.send_and_get_reply(message_bus.RequestName("org.freedesktop.login1"))
        self._delay, self._lock = os.pipe()
        self.given = False
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with suppress(OSError, ConnectionResetError):
            while True:
                message = self._bus.receive()
                if message.header.message_type is MessageType.method_call:
                    self._bus.send(self._answer(message))
                    if self.asked[-1] == "Inhibit":
                        os.close(self._lock)  # the one end of the pipe is the asker's alone now

    def _answer(self, message: Message) -> Message:
        method = message.header.fields[HeaderFields.member]
        self.asked.append(method)
        if method == "Inhibit":
            self.given = True
            return new_method_return(message, "h", (self._lock,))
        if method == "Get":
            return new_method_return(message, "v", (("b", self.lid),))
        if method == "GetSession" and message.body == ("auto",):
            return new_method_return(message, "o", (SESSION,))
        return new_error(message, "org.freedesktop.login1.NoSuchSession")

    def held(self, seconds: float) -> bool:
        """Return whether suspend is still delayed after so many seconds: the other end of the pipe is open."""
        assert self.given
        ready, _, _ = select([self._delay], [], [], seconds)
        return not ready

    def sleeps(self) -> None:
        self._tell(PATH, _MANAGER, "PrepareForSleep", "b", (True,))

    def wakes(self) -> None:
        self._tell(PATH, _MANAGER, "PrepareForSleep", "b", (False,))

    def locks(self) -> None:
        self._tell(SESSION, _SESSION, "Lock", "", ())

    def changed(self, path: str, name: str, value: bool) -> None:
        """Tell that a property changed, and to what."""
        interface = _MANAGER if path == PATH else _SESSION
        self._properties(path, (interface, {name: ("b", value)}, []))

    def lid_moved(self) -> None:
        """Tell that the lid is to be asked for, as logind does."""
        self._properties(PATH, (_MANAGER, {}, ["LidClosed"]))

    def _properties(self, path: str, body: tuple[object, ...]) -> None:
        self._tell(path, "org.freedesktop.DBus.Properties", "PropertiesChanged", "sa{sv}as", body)

    def _tell(self, path: str, interface: str, name: str, signature: str, body: tuple[object, ...]) -> None:
        self._bus.send(new_signal(DBusAddress(path, interface=interface), name, signature or None, body))

    def close(self) -> None:
        self._bus.close()


@contextmanager
def running() -> Iterator[tuple[Logind, str]]:
    """Run it on a bus of its own, and give it with the bus's address."""
    with bus.session("") as address:
        logind = Logind(address)
        try:
            yield logind, address
        finally:
            logind.close()


def saver(address: str, name: str, active: bool) -> None:
    """Tell on a session's bus that the screen saver came or went."""
    with open_dbus_connection(address) as session:
        session.send(new_signal(DBusAddress("/ScreenSaver", interface=name), "ActiveChanged", "b", (active,)))
        session.send_and_get_reply(message_bus.GetId())
