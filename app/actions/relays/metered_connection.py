"""Ask NetworkManager on the system bus if the connection is metered; without it the answer is unknown.

The bus has `Metered` of org.freedesktop.NetworkManager. Values: 0 unknown, 1 yes, 2 no, 3 guessed yes, 4 guessed no.
A guess counts too. A phone that shares its connection appears as a guess.
"""

import os
import sys
from contextlib import suppress

PATIENCE = 1.0
"""Seconds to wait for the answer of the bus."""
_SAYS = {1: True, 2: False, 3: True, 4: False}
_NM, _PATH = "org.freedesktop.NetworkManager", "/org/freedesktop/NetworkManager"


def is_metered(bus: str = "") -> bool | None:
    """Return True if the connection is metered, None if unknown; `bus` replaces the usual address."""
    if sys.platform != "linux":
        return None
    from jeepney import DBusAddress, MessageType, Properties
    from jeepney.io.blocking import open_dbus_connection
    from jeepney.wrappers import DBusErrorResponse

    address = bus or os.environ.get("DBUS_SYSTEM_BUS_ADDRESS") or "unix:path=/var/run/dbus/system_bus_socket"
    asked = Properties(DBusAddress(_PATH, _NM, _NM)).get("Metered")
    no_bus = (OSError, ValueError, RuntimeError, DBusErrorResponse)  # also a bus that refuses us or answers too slowly
    with suppress(*no_bus), open_dbus_connection(address) as connection:
        answer = connection.send_and_get_reply(asked, timeout=PATIENCE)
        if answer.header.message_type is MessageType.method_return:
            return _SAYS.get(answer.body[0][1])
    return None
