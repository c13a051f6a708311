"""Mutants of what a library could have replaced: the port of Tor that takes no user name."""

from tests.mutants.mutant import Mutant

TOR = "P46"

MUTANTS = [
    Mutant(
        TOR,
        "sync.tor:Tor._greeted",
        "_exactly(sock, 2, _GREETING) == b'\\x05\\x02'",
        "_exactly(sock, 2, _GREETING)",
        "tests/sync/test_tor.py::test_a_port_that_takes_no_user_name_gets_nothing",
    ),
]
