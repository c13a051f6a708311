"""Store the use of Tor for relays, and its address on this computer, in the vault.

Amparo contains no Tor: it uses the running one, with its bridges.
"""

import json

from attrs import evolve, frozen

from app.errors import InputRefused
from app.phrase import Phrase
from app.store.vault.open_vault import Vault
from sync.errors import NoTor, Refused
from sync.tor import USUAL, Tor

_KEPT = "tor"


@frozen
class TorStatus:
    """A person's settings for Tor, and `answers`, the address on which Tor answers now, or empty."""

    tor: Tor
    answers: str


def way(vault: Vault) -> Tor:
    """Return the setting; the default is Tor for onion names only, at its usual ports."""
    kept = json.loads(vault.get(_KEPT) or b"{}")
    return Tor(tuple(kept.get("places", USUAL)), kept.get("always", False))


def check_tor(tor: Tor) -> TorStatus:
    """Test if Tor answers; this can take some seconds."""
    try:
        return TorStatus(tor, tor.answers())
    except NoTor:
        return TorStatus(tor, "")


def set_always(vault: Vault, always: bool) -> Tor:
    """Set Tor for every relay on or off; return the earlier setting."""
    return _keep(vault, evolve(way(vault), always=always))


def set_place(vault: Vault, place: str) -> Tor:
    """Set the address of Tor, ADDRESS:PORT or unix:/PATH; empty means its usual ports. Return the earlier setting."""
    try:
        return _keep(vault, evolve(way(vault), places=(place,) if place else USUAL))
    except Refused as refused:
        raise InputRefused(Phrase.of(refused), "Nothing was changed. For example: 127.0.0.1:9050") from refused


def put_back(vault: Vault, tor: Tor) -> None:
    """Restore an earlier setting."""
    _keep(vault, tor)


def _keep(vault: Vault, tor: Tor) -> Tor:
    before = way(vault)
    vault.set(_KEPT, json.dumps({"places": tor.places, "always": tor.always}).encode())
    return before
