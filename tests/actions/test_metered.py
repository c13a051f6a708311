"""Whether the system calls a connection metered: asked of a NetworkManager of our own, on a bus of our own."""

import shutil
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest
from jeepney import MessageType, message_bus, new_error, new_method_return
from jeepney.io.blocking import open_dbus_connection

from app.actions.relays.networks import is_metered
from tests.gui import bus

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or not shutil.which("dbus-daemon"), reason="needs Linux and dbus-daemon"
)


@contextmanager
def manager(address: str, says: int | None) -> Iterator[None]:
    """Run one that says this of `Metered`; None: an error."""
    with closing(open_dbus_connection(address)) as own:
        own.send_and_get_reply(message_bus.RequestName("org.freedesktop.NetworkManager"))

        def serve() -> None:
            with suppress(OSError, ValueError):  # the selector of a connection that was closed says the latter
                while True:
                    asked = own.receive()
                    if asked.header.message_type is MessageType.method_call:
                        good = says is not None and asked.body == ("org.freedesktop.NetworkManager", "Metered")
                        answer = new_method_return(asked, "v", (("u", says),)) if good else new_error(asked, "a.b.No")
                        own.send(answer)

        threading.Thread(target=serve, daemon=True).start()
        yield


def test_it_is_as_networkmanager_says_and_nobody_else_is_believed(tmp_path: Path) -> None:
    assert is_metered(f"unix:path={tmp_path}/none") is None
    with bus.session("") as address:
        assert is_metered(address) is None
        for says, meant in ((0, None), (1, True), (2, False), (3, True), (4, False), (9, None), (None, None)):
            with manager(address, says):
                assert is_metered(address) is meant
