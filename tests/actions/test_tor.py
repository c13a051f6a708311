"""Every relay through Tor: said once, kept in the vault, never gone around but by a person's word for one round."""

import json
import socket
from contextlib import closing
from pathlib import Path

import pytest

from app.actions.contacts import contact_cards
from app.actions.kernel import records
from app.actions.kernel.db import direct_db
from app.actions.mail import inbox, sharing
from app.actions.relays import mailbox_registration, networks, tor
from app.actions.rounds import exchange
from app.cli.main import main
from app.errors import InputRefused, NotDeliveredYet
from app.store.vault.open_vault import Vault
from sync.errors import NotDelivered
from sync.relay.operator_commands import make_invite
from sync.tor import USUAL, Tor
from tests.actions.pairs import Pair
from tests.flow.cast import Person
from tests.offline import offline
from tests.relay import live
from tests.sync.socks import Socks, leading

RELAY, ONION = "relay.example.org", "abcdefghijklmnop.onion"


def nowhere() -> networks.Network:
    return networks.Network()


def closed_port() -> str:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return f"127.0.0.1:{free.getsockname()[1]}"


def behind(vault: Vault, port: Socks) -> None:
    tor.set_place(vault, port.place)
    tor.set_always(vault, True)


def test_until_somebody_says_otherwise_onion_names_alone_go_through_tor(pair: Pair) -> None:
    assert tor.way(pair.ana) == Tor(USUAL, always=False)
    before = tor.set_always(pair.ana, True)
    tor.set_place(pair.ana, "[::1]:9150")
    assert tor.way(pair.ana) == Tor(("[::1]:9150",), always=True)
    tor.set_place(pair.ana, "")
    assert tor.way(pair.ana) == Tor(USUAL, always=True)
    tor.put_back(pair.ana, before)
    assert tor.way(pair.ana) == Tor()


def test_a_name_as_a_place_is_refused_and_changes_nothing(pair: Pair) -> None:
    with pytest.raises(InputRefused, match="is not an address of Tor"):
        tor.set_place(pair.ana, "tor.example.org:9050")
    assert tor.way(pair.ana) == Tor()


def test_a_report_goes_from_vault_to_vault_and_is_acknowledged_through_tor_alone(pair: Pair, tmp_path: Path) -> None:
    data = tmp_path / "relay"
    with live.guarded(data, clock=pair.clock) as url, leading({RELAY: url}) as port:
        for vault in (pair.ana, pair.ben):
            behind(vault, port)
            mailbox_registration.add(
                vault, f"https://{RELAY}", invite=make_invite(data, clock=pair.clock), network=nowhere
            )
        contact_cards.add(pair.ana, contact_cards.my_card(pair.ben).file)
        contact_cards.add(pair.ben, contact_cards.my_card(pair.ana).file)
        record, _ = records.add(pair.ana, "event", {"description": "A truck stood at the gate."})
        report = sharing.share(pair.ana, [record.ref], [pair.ben_here.ref])[0].report
        assert not exchange.sync(pair.ana, network=nowhere).failures
        assert exchange.sync(pair.ben, network=nowhere).received == 1
        assert exchange.sync(pair.ana, network=nowhere).acknowledged >= 1
        inbox.accept(pair.ben, report.hex())
    assert port.asked and {name for _, name in port.asked} == {RELAY}


def test_without_tor_nothing_goes_and_the_relay_is_not_blamed(pair: Pair, tmp_path: Path) -> None:
    data, place = tmp_path / "relay", closed_port()
    with live.guarded(data, clock=pair.clock) as url, leading({RELAY: url}) as port:
        behind(pair.ana, port)
        mailbox_registration.add(
            pair.ana, f"https://{RELAY}", invite=make_invite(data, clock=pair.clock), network=nowhere
        )
        tor.set_place(pair.ana, place)
        tally = exchange.sync(pair.ana, network=nowhere)
        assert tally.no_tor
        assert tally.failures == [f"https://{RELAY}: Tor does not answer at {place}. Amparo sent nothing"]
        assert exchange.due_in(pair.ana) == 0
        with pytest.raises(NotDeliveredYet, match="Amparo sent nothing"):
            mailbox_registration.add(pair.ana, f"http://{ONION}", network=nowhere)


def test_going_around_tor_is_for_that_transport_alone_and_never_for_an_onion(pair: Pair) -> None:
    tor.set_always(pair.ana, True)
    db = direct_db(pair.ana)
    tor.set_place(pair.ana, place := closed_port())

    def asked_for(url: str, around: bool) -> str:
        way = mailbox_registration.reach(pair.ana, db, url, bytes(32), around_tor=around)
        with offline() as asked, closing(way), pytest.raises(NotDelivered):
            way.descriptor()
        return asked[0]

    port = place.rpartition(":")[2]
    assert RELAY in asked_for(f"https://{RELAY}", True) and port in asked_for(f"https://{RELAY}", False)
    assert port in asked_for(f"http://{ONION}", True)
    assert tor.way(pair.ana).always


def test_the_command_line_says_what_holds_and_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ana, place = Person(tmp_path, "ana").creates(), closed_port()
    said = ana.does("tor", "on", "--at", place)
    assert (said["everything"], said["places"], said["answers"]) == (True, [place], "")
    with live.relay(tmp_path / "relay") as url, leading({ONION: url}) as port:
        assert ana.does("tor", "--at", port.place)["answers"] == port.place
        ana.does("relay", "add", f"http://{ONION}")
        assert ana.does("sync")["failures"] == []
        ana.does("tor", "--at", place)
    capsys.readouterr()
    assert main(ana.words("sync")) == 7
    error = json.loads(capsys.readouterr().out)["error"]
    assert "Amparo sent nothing" in error["message"] and "amparo tor --at" in error["hint"]
    assert ana.does("tor", "off", "--usual")["places"] == list(USUAL)
