"""Accept reports automatically by rules: a person makes each one, for one verified contact and one profile.

Amparo accepts a report with a rule in the transaction of its arrival, exactly as a person would. Our data never
changes silently: proposals and conflicts wait for a person. Reports from before the rule still wait.
"""

from contextlib import suppress

import crypto
from app.actions.contacts import contact_cards
from app.actions.kernel.change_set import Changed
from app.actions.mail import notices, received_withdrawals, team_in
from app.actions.mail.inbox import body_of, take_report
from app.domain.redact import PROFILES
from app.errors import InputRefused, NotDeliveredYet, NotFound, NotOpened
from app.phrase import Phrase
from app.store.contacts import card_rows
from app.store.mail import inbox, rules, teams
from app.store.mail.inbox import Arrived
from app.store.mail.rules import AcceptRule
from app.store.vault.connection import part
from app.store.vault.open_vault import Vault

_UNFIT = (InputRefused, NotFound, NotDeliveredYet, crypto.CryptoError)
"""Errors of one report that do not stop the round: it waits in the inbox, where a person sees the reason."""


def list_rules(vault: Vault, contact: bytes | None = None) -> list[AcceptRule]:
    """Return the rules of one contact or of all, the oldest first."""
    return rules.list_rules(vault.con, contact)


def add(vault: Vault, handle: str, profile: str) -> tuple[AcceptRule, Changed]:
    """Accept reports of this contact with this profile automatically from now on.

    Raises InputRefused for an unverified contact, and for an unknown profile.
    """
    contact = contact_cards.find_by_name(vault, handle)
    if profile not in PROFILES:
        raise InputRefused(
            Phrase("There is no level {profile}.", profile=profile),
            Phrase("Levels: {profiles}.", profiles=", ".join(PROFILES)),
        )
    if contact.state != "verified":
        raise InputRefused(
            Phrase(
                "{title} is not verified. You must open each of their reports yourself.", title=contact.record.title
            ),
            "No rule was made. Compare the numbers first.",
        )
    rule = AcceptRule(contact.record.id, profile, vault.now())
    with vault.transaction() as con:
        rules.add(con, rule)
    return rule, Changed(frozenset({"contact"}), (rule.contact,))


def withdraw(vault: Vault, handle: str, profile: str) -> Changed:
    """Let reports of this contact with this profile wait again; accepted ones stay."""
    contact = contact_cards.find_by_name(vault, handle)
    with vault.transaction() as con:
        if not rules.withdraw(con, contact.record.id, profile):
            raise NotFound(
                Phrase("There is no such rule for {title}.", title=contact.record.title), "See: amparo contact rule"
            )
    return Changed(frozenset({"contact"}), (contact.record.id,))


def apply(vault: Vault, arrived: Arrived) -> bool:
    """Accept a report that just became complete if a rule covers it; return True if it was accepted.

    Part of the transaction of its arrival. Unreadable reports stay in the inbox, where a person sees the reason.
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
    """Return True if a report needs no rule: a team's report, or a withdrawal notice or its answer."""
    if arrived.profile != notices.PROFILE.name:
        return _in_team(vault, arrived)
    try:
        return received_withdrawals.may_take(body_of(vault, arrived).records)
    except (NotDeliveredYet, NotOpened):
        return False


def catch_up(vault: Vault) -> None:
    """Accept waiting reports that need no rule: of a team that was joined since, or of a sender who became a contact.

    A new identity key is sent in a separate message, and reports signed with it can arrive earlier.
    """
    for sender, report in rules.list_waiting(vault.con, notices.PROFILE.name):
        with vault.transaction() as con:
            (arrived,) = inbox.find(con, report, sender)
            if arrived.contact is not None and _by_itself(vault, arrived):
                with suppress(*_UNFIT), part(con):
                    apply(vault, arrived)


def _in_team(vault: Vault, arrived: Arrived) -> bool:
    """Return True if a verified contact sent a report in a team that is active here."""
    state = card_rows.find_state(vault.con, arrived.contact) if arrived.contact else ""
    if state != "verified" or not teams.is_member(vault.con, arrived.sender):
        return False
    try:
        return team_in.may_take(vault, arrived, body_of(vault, arrived).records)
    except (NotDeliveredYet, NotOpened):
        return False
