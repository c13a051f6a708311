"""One visit through Tor, in a process that writes down each name it resolves and each address it connects to.

argv: URL of the relay, its key in hex, where Tor is. On standard output: one JSON document.
"""

import json
import sys

heard: list[tuple[str, str]] = []


def _hear(event: str, args: tuple[object, ...]) -> None:
    if event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo"):
        heard.append((event, str(args[0])))
    elif event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        heard.append((event, ":".join(map(str, args[1])) if isinstance(args[1], tuple) else str(args[1])))


def main(url: str, relay_pk: str, place: str) -> None:
    """Make a mailbox, write to it and read it."""
    from sync.client import RelayTransport
    from sync.errors import SyncError
    from sync.tor import Tor
    from tests.relay import live

    pk = bytes.fromhex(relay_pk)
    me = RelayTransport(url, pk, live.key(pk), tor=Tor((place,), always=True), pause=lambda _: None)
    try:
        item = live.parcel(me, 50_000)
        me.put(item)
        (arrival,) = me.arrivals()
        said = f"{len(arrival.read(0, 50_000))} bytes"
    except SyncError as error:
        said = f"{type(error).__name__}: {error}"
    me.close()
    print(json.dumps({"said": said, "heard": heard}))


if __name__ == "__main__":
    sys.addaudithook(_hear)
    main(*sys.argv[1:])
