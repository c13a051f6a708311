"""A private Tor network on loopback: three directory authorities, a relay, a client, and an onion service.

Everything is Debian's tor with settings of its own (TestingTorNetwork shortens its times); nothing leaves the machine.
It is up in about 40 seconds, and its onion service is found some 20 later.
"""

import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from attrs import field, frozen

from tests.relay.live import ROOT

AUTHORITIES = ("a0", "a1", "a2")
RELAYS = (*AUTHORITIES, "r0")
CLIENT, HOST = "c0", "h0"
LONGEST = 150
"""Seconds in which the network must be up."""

_COMMON = """
TestingTorNetwork 1
Nickname {name}
DataDirectory {folder}
Address 127.0.0.1
Log notice file {folder}/log
ShutdownWaitLength 0
PathsNeededToBuildCircuits 0.67
TestingDirAuthVoteExit *
TestingDirAuthVoteHSDir *
TestingDirAuthVoteGuard *
"""
_RELAY = """
ORPort 127.0.0.1:{port} IPv4Only
SocksPort 0
AssumeReachable 1
ExitRelay 0
ContactInfo nobody
"""
_AUTHORITY = """
DirPort 127.0.0.1:{port}
AuthoritativeDirectory 1
V3AuthoritativeDirectory 1
TestingV3AuthInitialVotingInterval 5
TestingV3AuthInitialVoteDelay 2
TestingV3AuthInitialDistDelay 2
V3AuthVotingInterval 10
V3AuthVoteDelay 2
V3AuthDistDelay 2
"""
_CLIENT = """
SocksPort 127.0.0.1:{port}
ControlPort 127.0.0.1:{control}
CookieAuthentication 1
"""


@frozen
class Network:
    """The files and ports of one: `socks` is where its client's SOCKS port is."""

    folder: Path
    ports: dict[str, int] = field(factory=dict)

    @property
    def socks(self) -> str:
        """Return ADDRESS:PORT of the client."""
        return f"127.0.0.1:{self.ports[CLIENT]}"

    @property
    def onion(self) -> str:
        """Return the name of the onion service."""
        return (self.folder / HOST / "hs" / "hostname").read_text("ascii").strip()

    def cut(self) -> int:
        """Close every circuit of the client, by its control port; return how many."""
        cookie = (self.folder / CLIENT / "control_auth_cookie").read_bytes()
        with (
            socket.create_connection(("127.0.0.1", self.ports["control"]), 10) as control,
            control.makefile("rw") as file,
        ):

            def ask(line: str) -> list[str]:
                file.write(line + "\r\n")
                file.flush()
                said = []
                while not re.match(r"\d{3} ", (row := file.readline().strip())):
                    assert row, "the control port hung up"
                    said.append(row)
                assert row.startswith(("250", "552")), row  # 552: a circuit that is gone by then
                return said

            ask(f"AUTHENTICATE {cookie.hex()}")
            circuits = [row.split()[0] for row in ask("GETINFO circuit-status") if re.match(r"\d+ ", row)]
            for circuit in circuits:
                ask(f"CLOSECIRCUIT {circuit}")
        return len(circuits)


def missing() -> bool:
    """Return whether tor is not on this machine."""
    return shutil.which("tor") is None or shutil.which("tor-gencert") is None


def configured(folder: Path, service: Sequence[str]) -> Network:
    """Make the keys of the authorities and everybody's settings; `service` are the lines of the onion service."""
    names = (*RELAYS, CLIENT, HOST)
    keys = ("control", *names, *(f"{name}-dir" for name in AUTHORITIES))
    network = Network(folder, dict(zip(keys, _free(len(keys)), strict=True)))
    authorities = [_authority(network, name) for name in AUTHORITIES]
    for name in names:
        home = folder / name
        home.mkdir(mode=0o700, exist_ok=True)
        parts = [_COMMON.format(name=name, folder=home), *authorities]
        if name in RELAYS:
            parts.append(_RELAY.format(port=network.ports[name]))
        if name in AUTHORITIES:
            parts.append(_AUTHORITY.format(port=network.ports[f"{name}-dir"]))
        if name == CLIENT:
            parts.append(_CLIENT.format(port=network.ports[name], control=network.ports["control"]))
        if name == HOST:
            parts += ["SocksPort 0", *service]
        (home / "torrc").write_text("\n".join(parts) + "\n")
    return network


def onion_service(folder: Path, port: int) -> list[str]:
    """Return the lines of docs/relay.md for an onion service, for this folder and this port of the relay."""
    page = (ROOT / "docs" / "relay.md").read_text("utf-8")
    block = re.search(r"^HiddenServiceDir (\S+)\n(?:HiddenService.+\n)+", page, re.MULTILINE)
    assert block is not None
    return block[0].replace(block[1], str(folder)).replace("127.0.0.1:8440", f"127.0.0.1:{port}").splitlines()


def _free(count: int) -> list[int]:
    """Return ports that are free now."""
    with ExitStack() as stack:
        held = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)]
        return [each.getsockname()[1] for each in held]


def _authority(network: Network, name: str) -> str:
    """Make an authority's keys and return the line by which everybody knows it."""
    home, port = network.folder / name, network.ports[f"{name}-dir"]
    keys = home / "keys"
    keys.mkdir(parents=True)
    home.chmod(0o700)
    keys.chmod(0o700)
    identity, signing, certificate = (
        keys / f"authority_{part}" for part in ("identity_key", "signing_key", "certificate")
    )
    make = ["tor-gencert", "--create-identity-key", "-m", "12", "-a", f"127.0.0.1:{port}", "--passphrase-fd", "0"]
    subprocess.run(
        [*make, "-i", identity, "-s", signing, "-c", certificate], input=b"x\n", capture_output=True, check=True
    )
    v3 = re.search(r"^fingerprint (\w+)", certificate.read_text("ascii"), re.MULTILINE)
    assert v3 is not None
    nobody = ["--orport", "1", "--dirserver", f"nobody 127.0.0.1:1 {'F' * 40}"]
    said = subprocess.run(
        [*tor(home / "none"), "--list-fingerprint", *nobody, "--datadirectory", home],
        capture_output=True,
        text=True,
        check=True,
    )
    fingerprint = said.stdout.split(" ", 1)[1].replace(" ", "").strip()
    return f"DirAuthority {name} orport={network.ports[name]} no-v2 v3ident={v3[1]} 127.0.0.1:{port} {fingerprint}"


def tor(torrc: Path) -> list[str]:
    """Return the command of one tor that reads these settings and none of the machine's."""
    return [
        "tor",
        "--quiet",
        "--defaults-torrc",
        str(torrc.with_name("no-defaults")),
        "--ignore-missing-torrc",
        "-f",
        str(torrc),
    ]


@contextmanager
def running(network: Network) -> Iterator[None]:
    """Run it; go on when its client and its onion service are ready."""
    with ExitStack() as stack:
        children = []
        for name in (*RELAYS, CLIENT, HOST):
            children.append(stack.enter_context(subprocess.Popen(tor(network.folder / name / "torrc"))))
            stack.callback(children[-1].terminate)
        start = time.monotonic()
        while not all(_ready(network.folder / name / "log") for name in (CLIENT, HOST)):
            assert all(child.poll() is None for child in children), "a tor did not start: see its log"
            assert time.monotonic() - start < LONGEST, "the network is not up: see the logs"
            time.sleep(0.2)
        yield


def _ready(log: Path) -> bool:
    return log.exists() and "Bootstrapped 100%" in log.read_text("utf-8", "replace")
