"""The data of the page of this computer and of the foot line."""

from app.actions.contacts import contact_cards, identities, keysets
from app.actions.kernel import records
from app.actions.mail import delivery_history, inbox
from app.actions.vault import lifecycle as actions
from app.gui.backups import backup_query
from app.gui.delivery.delivery_query import CONFIRMED, ENDED
from app.gui.shell.foot import Fact
from app.gui.style.dates import day, relative_time
from app.gui.style.text import Text
from app.gui.widgets.page_values import DevicePage
from app.store.records.search import Query
from app.store.vault.open_vault import Vault


def page(vault: Vault, tr: Text) -> DevicePage:
    """Return the page of this computer."""
    outside = actions.info(vault.folder)
    incidents = tr("{n} incident|{n} incidents", n=records.count_matches(vault, Query(vault.kinds["event"].name)))
    facts = (
        (tr("Folder"), outside.folder, ""),
        (tr("Size"), tr.line(tr.size(outside.bytes), incidents), ""),
        (
            tr("Guessing"),
            tr("{n} MiB for each try", n=outside.kdf_mib),
            tr("The delay slows down people who guess."),
        ),
    )
    card = contact_cards.my_card(vault)
    saved = backup_query.fact(vault, tr)
    keys = tr(
        "The vault gets a new key on {date} automatically. Your contacts then get the new card.",
        date=day(tr, keysets.renews_at(vault)),
    )
    return DevicePage(
        facts, card.name, saved.words, saved.tone == "amb", keys, identities.is_revoked(vault)
    )  # fmt: skip


def foot(vault: Vault, tr: Text) -> list[Fact]:
    """Return facts about waiting, received and delivered reports and backups; the caller adds lock and network."""
    ways = delivery_history.list_journeys(vault)
    waiting = {j.delivery.report for j in ways if j.delivery.state not in ENDED}
    done = [j.delivery.changed for j in ways if j.delivery.state in CONFIRMED]
    long = tr("{n} waiting to send|{n} waiting to send", n=len(waiting))
    facts = [Fact("sending", "send", long, tr("{n} waiting", n=len(waiting)))]
    came = inbox.count_undecided(vault)
    if came:
        words = tr("{n} report waits for you|{n} reports wait for you", n=came)
        facts.append(Fact("sending", "inbox", words, tr("{n} came", n=came)))
    if done:
        at = relative_time(tr, max(done), vault.now())
        facts.append(Fact("sending", "checks", tr("Last delivered {at}", at=at), at))
    facts.append(backup_query.fact(vault, tr))
    return facts
