"""Whether the connection is metered, as NetworkManager says on the system's bus; where it is not there nobody says.

`Metered` of org.freedesktop.NetworkManager: 0 unknown, 1 yes, 2 no, 3 guessed yes, 4 guessed no. A guess is taken too:
a phone that shares its connection tells of itself in that way.
"""

import os
import sys
from contextlib import suppress

PATIENCE = 1.0
"""Seconds that the bus has for its answer."""
_SAYS = {1: True, 2: False, 3: True, 4: False}
_NM, _PATH = "org.freedesktop.NetworkManager", "/org/freedesktop/NetworkManager"


def metered(bus: str = "") -> bool | None:
    """Return whether the connection is metered, None where nobody says; `bus` is another address than the usual."""
    if sys.platform != "linux":
        return None
    from jeepney import DBusAddress, MessageType, Properties
    from jeepney.io.blocking import open_dbus_connection
    from jeepney.wrappers import DBusErrorResponse

    address = bus or os.environ.get("DBUS_SYSTEM_BUS_ADDRESS") or "unix:path=/var/run/dbus/system_bus_socket"
    asked = Properties(DBusAddress(_PATH, _NM, _NM)).get("Metered")
    no_bus = (OSError, ValueError, RuntimeError, DBusErrorResponse)  # or none that we may speak to, or a slow one
    with suppress(*no_bus), open_dbus_connection(address) as connection:
        answer = connection.send_and_get_reply(asked, timeout=PATIENCE)
        if answer.header.message_type is MessageType.method_return:
            return _SAYS.get(answer.body[0][1])
    return None
