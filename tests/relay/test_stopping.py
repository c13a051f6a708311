"""A relay is stopped while somebody sends to it or takes from it: without noise, soon, and what came is kept."""

import contextlib
import socket
import time
from pathlib import Path

import pytest

from sync.relay.protocol import FAREWELL
from tests.relay import live
from tests.relay.peer import Peer

MIB = 1 << 20
UPLOAD = "PATCH /v1/uploads/{} HTTP/1.1\r\nHost: x\r\nUpload-Offset: 0\r\nContent-Length: {}\r\n\r\n"


@pytest.mark.parametrize("sent", [1_500_000, 0])
def test_in_the_middle_of_an_upload(tmp_path: Path, sent: int, capfd: pytest.CaptureFixture[str]) -> None:
    with contextlib.ExitStack() as stack:
        with live.relay(tmp_path, hasty=False) as url:
            peer = Peer(url, tmp_path)
            item = live.parcel(peer.transport, 3 * MIB)
            data = live.whole(item)
            upload, _ = peer.begin(item)
            line = stack.enter_context(socket.create_connection(("127.0.0.1", int(url.rsplit(":", 1)[1]))))
            line.sendall(UPLOAD.format(upload, 3 * MIB).encode() + data[:sent])
            path = next((tmp_path / "objects").glob("*/*"))
            deadline = time.monotonic() + 5
            while path.stat().st_size < sent and time.monotonic() < deadline:
                time.sleep(0.01)
            peer.transport.close()
            stopped = time.monotonic()
        assert time.monotonic() - stopped < 2
    with live.relay(tmp_path) as url:
        peer.host = url.removeprefix("http://")
        assert peer.ask("HEAD", f"/v1/uploads/{upload}")[1]["upload-offset"] == str(sent)
        assert peer.patch(upload, sent, data[sent:])[0] == 200
    assert capfd.readouterr().err == ""


def test_while_somebody_takes_an_object_slowly(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with contextlib.ExitStack() as stack:
        with live.relay(tmp_path, hasty=False) as url:
            peer = Peer(url, tmp_path)
            item = live.parcel(peer.transport, 24 * MIB)
            peer.transport.put(item)
            target = f"/v1/m/{peer.transport.mid.hex()}/o/{item.object_id.hex()}"
            lines = "".join(f"{name}: {value}\r\n" for name, value in peer.proof("GET", target).items())
            line = stack.enter_context(socket.create_connection(("127.0.0.1", int(url.rsplit(":", 1)[1]))))
            line.sendall(f"GET {target} HTTP/1.1\r\nHost: x\r\n{lines}\r\n".encode())
            assert line.recv(100).startswith(b"HTTP/1.1 200 ")
            peer.transport.close()
            stopped = time.monotonic()
        assert time.monotonic() - stopped < FAREWELL + 1.5
    assert capfd.readouterr().err == ""
