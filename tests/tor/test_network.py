"""The short form of `x.py tor`: tor itself reads the settings, with the lines that docs/relay.md gives an operator."""

import subprocess
from pathlib import Path

import pytest

from tests.tor.network import AUTHORITIES, CLIENT, HOST, RELAYS, configured, missing, onion_service, tor


@pytest.mark.skipif(missing(), reason="tor is not on this machine: apt-get install tor; `x.py tor` needs it too")
def test_tor_takes_the_settings_of_the_network_and_of_the_page(tmp_path: Path) -> None:
    network = configured(tmp_path, onion_service(tmp_path / HOST / "hs", 8440))
    for name in (AUTHORITIES[0], RELAYS[-1], CLIENT, HOST):
        command = [*tor(network.folder / name / "torrc"), "--verify-config"]
        assert subprocess.run(command, stdout=subprocess.DEVNULL, check=False).returncode == 0, name
    assert "HiddenServicePoWDefensesEnabled 1" in (tmp_path / HOST / "torrc").read_text()
    assert len(set(network.ports.values())) == len(network.ports)
