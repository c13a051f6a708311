"""The data of the foot line."""

from app.actions.mail import delivery_history
from app.gui.backups import backup_query
from app.gui.delivery.delivery_query import CONFIRMED, ENDED
from app.gui.shell.foot import Fact
from app.gui.style.dates import relative_time
from app.gui.style.text import Text
from app.store.mail import inbox_list
from app.store.vault.open_vault import Vault


def foot(vault: Vault, tr: Text) -> list[Fact]:
    """Return facts about waiting, received and delivered reports and backups; the caller adds lock and network."""
    ways = delivery_history.list_journeys(vault)
    waiting = {j.delivery.report for j in ways if j.delivery.state not in ENDED}
    done = [j.delivery.changed for j in ways if j.delivery.state in CONFIRMED]
    long = tr("{n} waiting to send|{n} waiting to send", n=len(waiting))
    facts = [Fact("waiting:", "send", long, tr("{n} waiting|{n} waiting", n=len(waiting)))]
    came = inbox_list.count_to_read(vault.con)
    if came:
        words = tr("{n} report waits for you|{n} reports wait for you", n=came)
        facts.append(Fact("received:", "inbox", words, tr("{n} received|{n} received", n=came)))
    if done:
        at = relative_time(tr, max(done), vault.now())
        facts.append(Fact("go:outbox", "checks", tr("Last delivered {at}", at=at), at))
    facts.append(backup_query.fact(vault, tr))
    return facts
