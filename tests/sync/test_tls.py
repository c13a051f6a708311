"""A relay elsewhere than on loopback: its own certificate, named by its signed descriptor, and nobody in between."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from crypto.relay import Descriptor, SigningKey, sign_descriptor
from sync.client import RelayTransport
from sync.errors import LinkBroken, LoginFirst, NotDelivered, Refused, WrongCertificate
from sync.relay.keys import load_certificate
from tests.relay import live
from tests.sync.bad_relay import Said, lying

MIB = 1 << 20
PORTAL = b"<html><body>Welcome to the cafe. Please log in.</body></html>"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "relay"


def knowing(url: str, data: Path) -> RelayTransport:
    """The transport of one who has the relay's key from an invite or a card."""
    pk = live.public_key(data)
    return RelayTransport(url, pk, live.key(pk), pause=lambda _: None)


def test_objects_large_and_small_travel_and_come_back(data: Path) -> None:
    with live.guarded(data) as url:
        assert url.startswith("https://")
        me = live.invited(url, data)
        assert me.descriptor().certificates == (load_certificate(data).certificate,)
        items = [live.parcel(me, size) for size in (21_363, 3 * MIB + 77)]
        for item in items:
            me.put(item)
        found = list(me.arrivals())
        assert [a.read(0, 1000) for a in found] == [live.whole(item)[:1000] for item in items]
        me.settle(found)
        assert list(me.arrivals()) == []
        me.close()


def test_the_certificate_stays_until_its_file_is_removed_and_then_nobody_notices(data: Path) -> None:
    shown = []
    for step in range(3):
        with live.guarded(data) as url:
            me = knowing(url, data)
            shown.append(me.descriptor().certificates)
            me.close()
        if step:
            (data / "relay.pem").unlink()
    assert shown[0] == shown[1] != shown[2]
    assert (data / "relay.key").stat().st_mode & 0o777 == 0o600


@pytest.mark.skipif(not hasattr(ssl.TLSVersion, "TLSv1_2"), reason="this OpenSSL has no older TLS to try")
def test_older_tls_is_not_spoken(data: Path) -> None:
    old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    old.check_hostname, old.verify_mode, old.maximum_version = False, ssl.CERT_NONE, ssl.TLSVersion.TLSv1_2
    with live.guarded(data) as url:
        port = int(url.rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port)) as plain, pytest.raises(ssl.SSLError):
            old.wrap_socket(plain)


def test_the_first_contact_needs_the_relays_key_and_opens_no_connection_without() -> None:
    with socket.create_server(("127.0.0.1", 0)) as nobody, pytest.raises(Refused, match="invite code"):
        nobody.settimeout(0.2)
        RelayTransport(f"https://127.0.0.1:{nobody.getsockname()[1]}", None).descriptor()
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        nobody.settimeout(0.2)
        with pytest.raises(TimeoutError):
            nobody.accept()


# Who is in between.


@contextmanager
def between(data: Path, tmp_path: Path, answer: Said | None = None) -> Iterator[tuple[str, list[str]]]:
    """Somebody with a certificate of his own in front of the relay, who passes all on or says `answer`; what he saw."""
    asked: list[str] = []

    def passed(said: Said) -> Said:
        asked.append(f"{said.method} {said.path.split('?')[0]}")
        return said if answer is None else said.but(status=answer.status, body=answer.body, headers=answer.headers)

    (tmp_path / "between").mkdir()
    with live.guarded(data) as url, lying(url, passed, load_certificate(tmp_path / "between")) as false:
        yield false, asked


def test_somebody_in_between_who_passes_the_descriptor_on_hears_nothing_else(data: Path, tmp_path: Path) -> None:
    with between(data, tmp_path) as (url, asked):
        me = knowing(url, data)
        for _ in range(2):
            with pytest.raises(WrongCertificate, match=r"^the server has a wrong certificate: .* Amparo sent nothing$"):
                me.create_mailbox()
        assert asked == ["GET /v1/relay"] * 2
        me.close()


def test_the_descriptor_of_another_relay_is_not_this_ones(data: Path, tmp_path: Path) -> None:
    with live.guarded(tmp_path / "other") as other, live.guarded(data):
        me = knowing(other, data)
        with pytest.raises(NotDelivered, match="belongs to another relay"):
            me.create_mailbox()
        me.close()


def test_a_descriptor_kept_from_before_is_not_taken(data: Path, tmp_path: Path) -> None:
    with live.guarded(data) as url:
        kept: list[bytes] = []

        def replay(said: Said) -> Said:
            kept.append(said.body)
            return said.but(body=kept[0])

        with lying(url, replay, load_certificate(data)) as false:
            first, second = knowing(false, data), knowing(false, data)
            first.descriptor()
            with pytest.raises(NotDelivered, match="belongs to another relay"):
                second.descriptor()
            first.close()
            second.close()


def test_a_certificate_that_changes_in_the_middle_ends_the_round(data: Path, tmp_path: Path) -> None:
    with live.guarded(data) as url:
        me = live.invited(url, data)
        item = live.parcel(me, 3 * MIB)
        port = int(url.rpartition(":")[2])
    (data / "relay.pem").unlink()
    with live.guarded(data, port=port) as url:
        with pytest.raises(WrongCertificate):
            me.put(item)
        me.close()
        again = knowing(url, data)
        again.put(item)
        assert len(list(again.arrivals())) == 1
        again.close()


def test_a_relay_that_names_no_certificate_of_its_own_is_not_spoken_to(data: Path, tmp_path: Path) -> None:
    """The descriptor is signed by the relay, as one over plain HTTP or .onion, but it vouches for no certificate."""
    relay = SigningKey(bytes(32))

    def unnamed(said: Said) -> Said:
        nonce = bytes.fromhex(said.path.partition("n=")[2])
        said_of_itself = Descriptor(relay.public, nonce, 1_800_000_000, bytes(32), (), 1, 1, 1, 1)
        return said.but(body=sign_descriptor(relay, said_of_itself))

    with live.guarded(data) as url, lying(url, unnamed, load_certificate(data)) as false:
        me = RelayTransport(false, relay.public)
        with pytest.raises(WrongCertificate):
            me.descriptor()
        me.close()


# Networks that want a log-in first.


@pytest.mark.parametrize(
    "answer",
    [
        Said("", "", 302, {"location": "http://192.0.2.1/login", "content-length": "0"}, b""),
        Said("", "", 200, {"content-type": "text/html", "content-length": str(len(PORTAL))}, PORTAL),
        Said("", "", 200, {"content-type": "text/html", "content-length": "40000"}, PORTAL.ljust(40_000)),
        Said("", "", 511, {"content-length": "0"}, b""),
        Said("", "", 403, {"content-length": "0"}, b""),
    ],
    ids=["redirect", "page", "long page", "511", "403"],
)
def test_a_log_in_page_is_recognised_and_nothing_is_sent(data: Path, tmp_path: Path, answer: Said) -> None:
    with between(data, tmp_path, answer) as (url, asked):
        me = knowing(url, data)
        with pytest.raises(LoginFirst, match=r"Amparo sent nothing\. If this network has a sign-in page"):
            list(me.arrivals())
        assert asked == ["GET /v1/relay"]
        me.close()


def test_a_log_in_page_in_plain_where_tls_should_be_is_recognised(data: Path) -> None:
    with live.guarded(data) as url, lying(url, lambda said: said) as plain:
        me = knowing(plain.replace("http://", "https://"), data)
        with pytest.raises(LoginFirst):
            me.descriptor()
        me.close()


def test_a_line_that_breaks_in_the_handshake_is_a_line_that_broke(data: Path) -> None:
    with live.guarded(data), socket.create_server(("127.0.0.1", 0)) as rude:

        def hang_up() -> None:
            connection, _ = rude.accept()
            connection.recv(1)
            connection.close()

        thread = threading.Thread(target=hang_up)
        thread.start()
        me = knowing(f"https://127.0.0.1:{rude.getsockname()[1]}", data)
        with pytest.raises(LinkBroken):
            me.descriptor()
        thread.join()
        me.close()
