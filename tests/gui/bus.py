"""What a screen reader is told: the accessible tree of a running program, read over AT-SPI from a bus of our own.

Names and numbers are those of the AT-SPI specification (at-spi2-core: xml/Accessible.xml, atspi-constants.h).
"""

import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any, NamedTuple

from jeepney import DBusAddress, Properties, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection
from jeepney.wrappers import DBusErrorResponse, unwrap_msg

FOCUSABLE, SHOWING = 11, 25
"""Bits of an accessible's state."""
_A = "org.a11y.atspi.Accessible"
_ROOT = ("org.a11y.atspi.Registry", "/org/a11y/atspi/accessible/root")


class Node(NamedTuple):
    """One accessible thing: where it lies on the bus, what it is called, what it is, its state."""

    at: tuple[str, str]
    name: str
    role: str
    state: int

    def has(self, bit: int) -> bool:
        """Return whether a bit of the state is set."""
        return bool(self.state >> bit & 1)

    @property
    def told(self) -> str:
        """Name and role, for a message."""
        return f"{self.role} “{self.name[:60]}”"


class Reader:
    """Reads and uses a program as an assistive technology does."""

    def __init__(self, session: str) -> None:
        with open_dbus_connection(session) as bus:
            where = DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.a11y.Bus")
            (address,) = unwrap_msg(bus.send_and_get_reply(new_method_call(where, "GetAddress"), timeout=10))
        self._bus: DBusConnection = open_dbus_connection(address)

    def close(self) -> None:
        """Leave the bus."""
        self._bus.close()

    def _ask(self, at: tuple[str, str], interface: str, method: str, types: str = "", *values: Any) -> Any:
        address = DBusAddress(at[1], at[0], interface)
        return unwrap_msg(self._bus.send_and_get_reply(new_method_call(address, method, types, values), timeout=10))

    def node(self, at: tuple[str, str]) -> Node:
        """Return one thing."""
        name = Properties(DBusAddress(at[1], at[0], _A)).get("Name")
        ((_, said),) = unwrap_msg(self._bus.send_and_get_reply(name, timeout=10))
        (role,), (low_high,) = self._ask(at, _A, "GetRoleName"), self._ask(at, _A, "GetState")
        return Node(at, said, role, low_high[0] | low_high[1] << 32)

    def children(self, at: tuple[str, str]) -> list[tuple[str, str]]:
        """Return what lies inside of a thing."""
        (inside,) = self._ask(at, _A, "GetChildren")
        return [(name, path) for name, path in inside]

    def tree(self, at: tuple[str, str] = _ROOT) -> Iterator[Node]:
        """Give everything that shows, from the whole desktop down."""
        for child in self.children(at):
            with suppress(DBusErrorResponse):  # gone while it was read
                node = self.node(child)
                if at == _ROOT or node.has(SHOWING):
                    yield node
                    yield from self.tree(child)

    def press(self, node: Node) -> None:
        """Do the first thing that can be done with it."""
        self._ask(node.at, "org.a11y.atspi.Action", "DoAction", "i", 0)

    def type_in(self, node: Node, text: str) -> None:
        """Put a text in its place."""
        self._ask(node.at, "org.a11y.atspi.EditableText", "SetTextContents", "s", text)


@contextmanager
def session(display: str) -> Iterator[str]:
    """Run a session bus of our own for an X display and give its address."""
    daemon = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--print-address=1"], stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, text=True, env={**os.environ, "DISPLAY": display}, start_new_session=True,
    )  # fmt: skip
    assert daemon.stdout is not None
    try:
        yield daemon.stdout.readline().strip()
    finally:
        daemon.terminate()
        daemon.wait()
        daemon.stdout.close()


def environment(address: str) -> Mapping[str, str]:
    """Return what makes Qt speak to this bus at once."""
    return {"DBUS_SESSION_BUS_ADDRESS": address, "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1"}
