"""Whether relays are reached through Tor, and where Tor is on this machine; kept in the vault.

Amparo brings no Tor of its own: it uses the one that runs, with the bridges that one has.
"""

import json

from attrs import evolve, frozen

from app.errors import InputRefused
from app.phrase import Phrase
from app.store.vault import Vault
from sync.errors import NoTor, Refused
from sync.tor import USUAL, Tor

_KEPT = "tor"


@frozen
class Standing:
    """What a person said of Tor, and `answers`, the place where it answers now, or nothing."""

    tor: Tor
    answers: str


def way(vault: Vault) -> Tor:
    """Return what holds: until a person says otherwise, onion names alone go through Tor, at its usual ports."""
    kept = json.loads(vault.get(_KEPT) or b"{}")
    return Tor(tuple(kept.get("places", USUAL)), kept.get("always", False))


def standing(tor: Tor) -> Standing:
    """Ask whether Tor answers; may take some seconds."""
    try:
        return Standing(tor, tor.answers())
    except NoTor:
        return Standing(tor, "")


def set_always(vault: Vault, always: bool) -> Tor:
    """Say whether every relay is behind Tor; return what held before."""
    return _keep(vault, evolve(way(vault), always=always))


def set_place(vault: Vault, place: str) -> Tor:
    """Say where Tor is, ADDRESS:PORT or unix:/PATH; nothing means its usual ports. Return what held before."""
    try:
        return _keep(vault, evolve(way(vault), places=(place,) if place else USUAL))
    except Refused as refused:
        raise InputRefused(Phrase.of(refused), "Nothing was changed. For example: 127.0.0.1:9050") from refused


def put_back(vault: Vault, tor: Tor) -> None:
    """Let hold what held before."""
    _keep(vault, tor)


def _keep(vault: Vault, tor: Tor) -> Tor:
    before = way(vault)
    vault.set(_KEPT, json.dumps({"places": tor.places, "always": tor.always}).encode())
    return before
