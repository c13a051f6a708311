"""The readiness sheet: how this machine and its ways to others stand, in numbers and findings, without a name (C07)."""

from datetime import UTC, datetime

from app.actions import backups, clock, contacts, machine, slots, vault
from app.actions.outputs import OfThisVault, Output
from app.domain.moment import first_day
from app.domain.sheet import Facts, Heading, Items, Sheet, Table
from app.phrase import Phrase
from app.store import recovery
from app.store import relays as relays_of
from app.store.search import Query
from app.store.vault import Vault

OLD = 90
"""Days after which a channel that was tried is as good as untried."""
STATES = {"good": Phrase("in order"), "care": Phrase("worth a look"), "unknown": Phrase("cannot be told")}


def sheet(opened: Vault) -> Sheet:
    """Return the sheet; it reads what is outside the records, and counts contacts and channels."""
    seen = machine.look(opened.folder)
    rows = tuple((STATES[row.state], row.said, row.step) for row in seen)
    fingerprint = vault.fingerprint(opened)
    aloud = " ".join(fingerprint[at : at + 4] for at in range(0, len(fingerprint), 4))
    return Sheet(
        Phrase("Readiness of this machine"), _day(opened.now()),
        (
            Facts(_keys(opened)), Heading(Phrase("Ways to others")), Facts(_ways(opened)),
            Heading(Phrase("This machine")),
            Table((Phrase("How it stands"), Phrase("What is seen"), Phrase("What to do")), rows),
            Heading(Phrase("To read aloud")), Items((aloud,)),
        ),
        Phrase("For: {audience}. Not to be passed on to others.", audience=Phrase("Internal")), "readiness",
    )  # fmt: skip


def _keys(opened: Vault) -> tuple[tuple[str, str], ...]:
    saved, kit = backups.state(opened), recovery.kit(opened)
    none = Phrase("not made yet")
    return (
        (Phrase("Ways in"), str(len(slots.listed(opened)))),
        (Phrase("Last backup"), _day(saved.last.at) if saved.last else none),
        (Phrase("Recovery shares"), _day(kit.made) if kit and kit.made else none),
        (Phrase("Recovery was tried"), _day(kit.drilled) if kit and kit.drilled else Phrase("not tried yet")),
    )


def _ways(opened: Vault) -> tuple[tuple[str, str], ...]:
    from app.actions import records

    known = contacts.all_(opened)
    channels = records.find(opened, Query("channel", limit=None))
    works = [row for row in channels if row.fields.get("test_result") in ("works", "slow")]
    today = clock.today(opened).toordinal()
    tried = [row for row in works if today - (first_day(row.fields.get("last_test")) or 0) <= OLD]
    return (
        (Phrase("Relays in use"), str(len(relays_of.all_(opened.con)))),
        (Phrase("Contacts with a card"), str(len(known))),
        (Phrase("Contacts whose number was compared"), str(sum(one.state == "verified" for one in known))),
        (Phrase("Channels written down"), str(len(channels))),
        (Phrase("Channels that worked in the last 90 days"), str(len(tried))),
        (Phrase("Channels that do not work"), str(sum(row.fields.get("test_result") == "fails" for row in channels))),
    )


def _day(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).date().isoformat()


OUTPUTS = (
    Output("readiness", Phrase("Readiness sheet"), Phrase("Keys, backup, ways to others and this machine."),
           OfThisVault(sheet), profiles=("internal",)),
)  # fmt: skip
