"""The data of the page of all reports between us and one contact."""

from collections.abc import Iterable, Sequence

from app.actions.mail import delivery_status
from app.actions.mail.delivery_status import UNDECIDED
from app.actions.mail.inbox import ReceivedReport
from app.actions.relays.networks import Network
from app.gui.delivery import delivery_query, journey_query
from app.gui.delivery.journey_query import Way
from app.gui.style.dates import relative_time
from app.gui.style.text import Text
from app.gui.widgets.page_values import BetweenPage, RowView, Section
from app.store.mail.outbox import OPEN
from app.store.vault.open_vault import Vault

MOST = 50
"""Rows of each section: for each title its report must be opened."""


def page(vault: Vault, tr: Text, key: str, here: Network | None = None) -> BetweenPage:
    """Return the page; `here` is the network that leads out."""
    found = delivery_status.read_contact_history(vault, key, here)
    open_ = [way for way in found.sent if way[0].delivery.state in OPEN]
    over = [way for way in found.sent if way[0].delivery.state not in OPEN]
    undecided = [came for came in found.came if came.arrived.state in UNDECIDED]
    decided = [came for came in found.came if came.arrived.state not in UNDECIDED]
    name = found.contact.record.title
    second = tr.line(
        tr("{n} sent|{n} sent", n=len(found.sent)),
        tr("{n} received|{n} received", n=len(found.came)),
        tr("{n} open|{n} open", n=found.open) if found.open else tr("No open reports"),
    )
    note = ""
    if found.unheard:
        note = tr(
            "{name} has not received {n} confirmation yet. Amparo sends it again with each message.|{name} has "
            "not received {n} confirmations yet. Amparo sends them again with each message.", n=found.unheard, name=name
        )  # fmt: skip
    sections = (
        _section(tr, tr("You sent, not confirmed yet"), len(open_), _sent(vault, tr, open_)),
        _section(tr, tr("{name} sent, waiting for you", name=name), len(undecided), _came(vault, tr, undecided)),
        _section(tr, tr("You sent, finished"), len(over), _sent(vault, tr, over)),
        _section(tr, tr("{name} sent, accepted or refused", name=name), len(decided), _came(vault, tr, decided)),
    )
    return BetweenPage(key, name, second, note, tuple(section for section in sections if section.rows))


def _section(tr: Text, title: str, count: int, rows: Iterable[RowView]) -> Section:
    lines = list(rows)
    if count > MOST:
        lines.append(RowView("info", tr("Only the first {most} are shown here.", most=MOST)))
    return Section(title, tr.number(count), tuple(lines))


def _sent(vault: Vault, tr: Text, ways: Sequence[Way]) -> Iterable[RowView]:
    for way in ways[:MOST]:
        delivery = way[0].delivery
        row = journey_query.person(vault, tr, way)
        far = relative_time(tr, delivery.queued, vault.now())
        report = delivery.report.hex()
        key = f"{delivery_query.find_group(vault, report)}:{report}"
        yield RowView(row.icon, delivery_query.title(vault, tr, delivery), row.second, far=far, ink=row.ink, key=key)


def _came(vault: Vault, tr: Text, came: Sequence[ReceivedReport]) -> Iterable[RowView]:
    for one in came[:MOST]:
        icon, word, _ = delivery_query.state_of(tr, one.arrived.state)
        missing = tr("{n} file has not arrived yet.|{n} files have not arrived yet.", n=one.missing)
        second = tr.line(word, missing if one.missing else one.arrived.reason)
        at = relative_time(tr, one.arrived.at, vault.now())
        yield RowView(icon, tr("Report, {at}", at=at), second, key=f"received:{delivery_query.key_of(one)}")
