"""The readiness sheet: state of this computer and of its connections, in numbers and findings, without names (C07).

Paper gets lost and stolen. It shows only wipe settings that anyone with the computer can see anyway
(docs/decisions/0013). A wipe passphrase, which is invisible from outside, is on no paper.
"""

from datetime import UTC, datetime

import crypto
from app.actions.contacts import contact_cards
from app.actions.kernel import clock, records
from app.actions.outgoing.output import OfThisVault, Output
from app.actions.vault import backups, lifecycle, machine, unlock_attempts, unlock_methods, wipe_settings
from app.domain import zones
from app.domain.frame import audience_mark
from app.domain.moment import first_day
from app.domain.sheet import Heading, Items, Sheet, SheetFacts, SheetTable
from app.phrase import Phrase
from app.store.records import checkin_records
from app.store.records.search import Query
from app.store.relays import known_relays as relays_of
from app.store.upkeep import recovery
from app.store.vault.open_vault import Vault

OLD = 90
"""Days after which an earlier test of a channel no longer counts."""
LEARNT = {"training": Phrase("Training of the team"), "digital": Phrase("Digital safety"),
          "communications": Phrase("Ways to call each other")}  # fmt: skip
"""Items of a security plan that people learn and practise, as text."""
STATES = {"good": Phrase("no problem"), "care": Phrase("to review"), "unknown": Phrase("not known")}


def sheet(opened: Vault) -> Sheet:
    """Return the sheet; it reads data outside the records, and counts contacts, channels, plan items and incidents."""
    seen = machine.look(opened.folder)
    rows = tuple((STATES[row.state], row.said, row.step) for row in seen)
    fingerprint = lifecycle.fingerprint(opened)
    aloud = " ".join(fingerprint[at : at + 4] for at in range(0, len(fingerprint), 4))
    return Sheet(
        Phrase("Readiness of this computer"), _day(opened.now()),
        (
            SheetFacts(_keys(opened)), Heading(Phrase("Ways to contact others")), SheetFacts(_ways(opened)),
            Heading(Phrase("Exercises")), SheetFacts(_practised(opened)),
            Heading(Phrase("If somebody is forced")), SheetFacts(_forced(opened)),
            Heading(Phrase("This computer")),
            SheetTable((Phrase("State"), Phrase("Finding"), Phrase("What to do")), rows),
            Heading(Phrase("To read aloud")), Items((aloud,)),
        ),
        audience_mark("internal"), "readiness",
    )  # fmt: skip


def _keys(opened: Vault) -> tuple[tuple[str, str], ...]:
    saved, kit = backups.state(opened), recovery.kit(opened)
    none = Phrase("not made yet")
    return (
        (
            Phrase("Passwords and recovery"),
            str(sum(not slot.flags & crypto.WIPE for slot in unlock_methods.list_unlock_methods(opened))),
        ),
        (Phrase("Last backup"), _day(saved.last.at) if saved.last else none),
        (Phrase("Recovery shares"), _day(kit.made) if kit and kit.made else none),
        (Phrase("Recovery was tried"), _day(kit.drilled) if kit and kit.drilled else Phrase("not tried yet")),
    )


def _practised(opened: Vault) -> tuple[tuple[str, str], ...]:
    """Return the progress of the practised items of security plans, and the number of recent digital attacks."""
    items = records.find(opened, Query("plan_item", limit=None))
    rows = []
    for kind, label in LEARNT.items():
        states = [row.fields.get("state") for row in items if row.fields.get("kind") == kind]
        states = [state for state in states if state != "dropped"]
        told = Phrase(
            "{ready} of {all} in place or tested, {tested} of them tested",
            all=len(states),
            ready=sum(state in ("ready", "tested") for state in states),
            tested=states.count("tested"),
        )
        rows.append((label, told if states else Phrase("nothing planned yet")))
    since = clock.today(opened).toordinal() - OLD
    incidents = records.find(opened, Query("security_incident", limit=None))
    attacks = [row for row in incidents if row.fields.get("threat_kind") == "digital"]
    lately = sum((first_day(row.fields.get("date")) or 0) >= since for row in attacks)
    return (*rows, (Phrase("Digital attacks in the last 90 days"), str(lately)))


def _forced(opened: Vault) -> tuple[tuple[str, str], ...]:
    seen = bool(wipe_settings.plan(opened.folder).keys or unlock_attempts.limit_of(opened.folder))
    plans = checkin_records.list_active_plans(opened.con, zones.local_minute(opened.now(), None))
    bare = sum("word_duress" not in one.fields for one in plans)
    return (
        (Phrase("Keys, or a limit of wrong tries, that destroy the vault"),
         Phrase("set up") if seen else Phrase("not set up")),
        (Phrase("Erase password"), Phrase("papers never show if one exists")),
        (Phrase("Check-in plans without a danger word"), str(bare)),
    )  # fmt: skip


def _ways(opened: Vault) -> tuple[tuple[str, str], ...]:
    known = contact_cards.list_contacts(opened)
    channels = records.find(opened, Query("channel", limit=None))
    works = [row for row in channels if row.fields.get("test_result") in ("works", "slow")]
    today = clock.today(opened).toordinal()
    tried = [row for row in works if today - (first_day(row.fields.get("last_test")) or 0) <= OLD]
    return (
        (Phrase("Relays in use"), str(len(relays_of.list_relays(opened.con)))),
        (Phrase("Contacts with a card"), str(len(known))),
        (Phrase("Contacts whose number was compared"), str(sum(one.state == "verified" for one in known))),
        (Phrase("Channels written down"), str(len(channels))),
        (Phrase("Channels that worked in the last 90 days"), str(len(tried))),
        (Phrase("Channels that do not work"), str(sum(row.fields.get("test_result") == "fails" for row in channels))),
    )


def _day(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).date().isoformat()


OUTPUTS = (
    Output("readiness", Phrase("Readiness sheet"), Phrase("Keys, backup, ways to contact others, and this computer."),
           OfThisVault(sheet), profiles=("internal",)),
)  # fmt: skip
