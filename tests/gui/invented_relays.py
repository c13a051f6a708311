"""Invented relays and networks."""

from app.actions.relays.networks import TEXT, NetworkRule
from app.actions.relays.tor import TorStatus
from app.gui.relays import networks_query as networks_read
from app.gui.relays.networks_query import MB, NetworksShown
from app.gui.relays.relays_query import RelayCard, RelaysPage, policy_means
from app.gui.relays.relays_view import RelaysView
from app.gui.style.theme import Look
from app.gui.widgets.page_values import (
    RowView,
)
from sync.tor import Tor
from tests.gui.invented_words import said

ONION = "http://bdx5qjmdhbtv2n3kcqk7yeqvnuz6l2o7aowt4j3xw5g6sr2hizkfpeyd.onion"


def relay_cards(look: Look) -> tuple[RelayCard, ...]:
    """A relay, one that is left for it and lost something, and one that has not answered yet."""
    tr = look.tr
    names = tr.listed(said(look, name) for name in ("Heron", "Northern Defence Network", "Wren"))
    other = (
        "Amparo sent nothing there. Ask the operator of the relay through a different channel. A USB stick "
        "works without the relay."
    )
    return (
        RelayCard(
            "https://relay.example.org:8440",
            True,
            (
                (tr("Last answer"), tr("today {time}", time=tr.digits("07:40")), ""),
                (tr("Contacts there"), names, ""),
                (tr("Waits"), tr("Nothing waits"), ""),
            ),
            policy="1",
            means=policy_means(tr, 1),
        ),
        _left(look),
        RelayCard(
            "https://islands.example:8440",
            False,
            (
                (tr("Last answer"), tr("None yet. It is tried again at every round."), ""),
                (tr("Why not now"), tr("the address is of another relay than the known one"), tr(other)),
            ),
        ),
    )


def _left(look: Look) -> RelayCard:
    """One that does not answer, is left for another, lost something, and gave what was kept aside."""
    tr = look.tr
    before, today = (
        tr("yesterday {time}", time=tr.digits("19:03")),
        tr("today {time}", time=tr.digits("07:40")),
    )
    again = tr.line(
        tr("No answer {n} time since|No answer {n} times since", n=3),
        tr("next try {at}", at=tr("today {time}", time=tr.digits("14:20"))),
    )
    safe = tr("No data is lost: Amparo tries again automatically. A USB stick works without this relay.")
    moving = tr("To {url}. Until all know it, this one is read too, at the longest until {at}.",
                url="https://relay.example.org:8440", at=tr("tomorrow"))  # fmt: skip
    return RelayCard(
        ONION,
        True,
        (
            (tr("Last answer"), before, again),
            (tr("Why not now"), tr("the relay does not answer"), safe),
            (tr("Contacts there"), tr("None that you know of"), ""),
            (tr("Waits"), tr("{n} report waits to go there|{n} reports wait to go there", n=2), ""),
            (tr("Moving"), tr("{know} of {of} contacts know the new one", know=3, of=7), moving),
        ),
        True,
        tr(
            (
                "The relay signed that it stored a package from {name} for you. Later it signed a list of your "
                "mailbox without this package. Found {at}."
            ),
            name=said(look, "Heron"),
            at=before,
        ),
        policy="2",
        means=policy_means(tr, 2),
        aside=tr(
            "{n} package not read, last {at}: {why}.|{n} packages not read, last {at}: {why}.",
            n=2,
            at=today,
            why=tr("the relay returned other data than requested"),
        ),
    )


def relays(look: Look) -> RelaysView:
    """Two relays, one of which has not answered yet, and one that is not removed without a word."""
    tr = look.tr
    way = tr("{interface}, by way of {gateway}", interface="wlan0", gateway="192.0.2.1")
    cafe = tr("{interface}, by way of {gateway}", interface="wlan0", gateway="198.51.100.1")
    here = RowView("network", tr("This network"), tr.line(way, "02:00:5e:00:00:01"))
    rule = NetworkRule(TEXT, hours=(22 * 60, 5 * 60 + 30), budget=50 * MB)
    shown = NetworksShown(
        here, rule, networks_read.means(tr, TEXT), "",
        tr("The system says that it is metered."), tr("{size} went today.", size=tr.size(6_200_000)),
        others=(RowView("network", cafe, tr.line("02:00:5e:00:00:09", tr("Never")), key="x"),),
    )  # fmt: skip
    view = RelaysView(look, RelaysPage(relay_cards(look), shown))
    view.tor.show_tor(TorStatus(Tor(always=True), ""))
    why = tr(
        "The relay was not removed: {why}.",
        why=tr("Amparo could not receive the messages there ({why})", why=tr("the relay is too slow")),
    )
    view.ask(ONION, why)
    return view
