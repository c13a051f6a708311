"""Rules by which reports are taken in as they come: a person makes each, for one verified contact and one profile.

A report that a rule covers is accepted in the transaction it arrives in, exactly as by hand: nothing of our own is
changed silently, and proposals and conflicts wait for a person. What waited before the rule still waits.
"""

from contextlib import suppress

import crypto
from app.actions import contacts, notices, retracted, team_in
from app.actions.changed import Changed
from app.actions.inbox import body_of, take_report
from app.domain.redact import PROFILES
from app.errors import InputRefused, NotDeliveredYet, NotFound, NotOpened
from app.phrase import Phrase
from app.store import inbox, rules, teams
from app.store.connection import part
from app.store.inbox import Arrived
from app.store.rules import Rule
from app.store.vault import Vault

_UNFIT = (InputRefused, NotFound, NotDeliveredYet, crypto.CryptoError)
"""What one report may raise without stopping the round: it waits in the inbox, where a person sees why."""


def all_(vault: Vault, contact: bytes | None = None) -> list[Rule]:
    """Return the rules of one contact or of all, the oldest first."""
    return rules.all_(vault.con, contact)


def add(vault: Vault, handle: str, profile: str) -> tuple[Rule, Changed]:
    """Take in, from now on, what this contact sends under this profile.

    Raises InputRefused for a contact who is not verified, and for a profile that there is not.
    """
    contact = contacts.named(vault, handle)
    if profile not in PROFILES:
        raise InputRefused(
            Phrase("There is no profile {profile}.", profile=profile),
            Phrase("Profiles: {profiles}.", profiles=", ".join(PROFILES)),
        )
    if contact.state != "verified":
        raise InputRefused(
            Phrase(
                "{title} is not verified: each of their reports is looked at by itself.", title=contact.record.title
            ),
            "No rule was made. Compare the safety number first.",
        )
    rule = Rule(contact.record.id, profile, vault.now())
    with vault.transaction() as con:
        rules.add(con, rule)
    return rule, Changed(frozenset({"contact"}), (rule.contact,))


def withdraw(vault: Vault, handle: str, profile: str) -> Changed:
    """Let what this contact sends under this profile wait again; what was accepted stays."""
    contact = contacts.named(vault, handle)
    with vault.transaction() as con:
        if not rules.withdraw(con, contact.record.id, profile):
            raise NotFound(
                Phrase("There is no such rule for {title}.", title=contact.record.title), "See: amparo contact rule"
            )
    return Changed(frozenset({"contact"}), (contact.record.id,))


def apply(vault: Vault, arrived: Arrived) -> bool:
    """Accept a report that just became whole, where a rule covers it; return whether it was.

    Part of the transaction of its arrival. What cannot be read stays in the inbox, where a person sees why.
    """
    if arrived.state != "delivered" or arrived.contact is None:
        return False
    if not rules.covers(vault.con, arrived.contact, arrived.profile) and not _by_itself(vault, arrived):
        return False
    try:
        take_report(vault, arrived)
    except NotOpened:
        return False
    return True


def _by_itself(vault: Vault, arrived: Arrived) -> bool:
    """Return whether a report needs no rule: it is one of a team, or a notice or answer that something is withdrawn."""
    if arrived.profile != notices.PROFILE.name:
        return _in_team(vault, arrived)
    try:
        return retracted.may_take(body_of(vault, arrived).records)
    except (NotDeliveredYet, NotOpened):
        return False


def catch_up(vault: Vault) -> None:
    """Take what needs no rule and waited: of a team that was joined since, or of a sender who is a contact by now.

    A new identity key is said in a message of its own, and what was signed with it may come before that.
    """
    rows = vault.con.execute(
        "SELECT report, sender, at FROM arrived WHERE state = 'delivered' AND sender IN (SELECT m.id FROM team_member m"
        " JOIN team t ON t.id = m.team WHERE t.state = 'on') UNION SELECT report, sender, at FROM arrived"
        " WHERE state = 'delivered' AND contact IS NOT NULL AND profile = ? ORDER BY at",
        (notices.PROFILE.name,),
    ).fetchall()
    for report, sender, _ in rows:
        with vault.transaction() as con:
            (arrived,) = inbox.find(con, bytes(report), bytes(sender))
            if arrived.contact is not None and _by_itself(vault, arrived):
                with suppress(*_UNFIT), part(con):
                    apply(vault, arrived)


def _in_team(vault: Vault, arrived: Arrived) -> bool:
    """Return whether a verified contact sent a report in a team that is on here."""
    row = vault.con.execute("SELECT state FROM card WHERE record = ?", (arrived.contact,)).fetchone()
    if row is None or row[0] != "verified" or not teams.is_member(vault.con, arrived.sender):
        return False
    try:
        return team_in.may_take(vault, arrived, body_of(vault, arrived).records)
    except (NotDeliveredYet, NotOpened):
        return False
