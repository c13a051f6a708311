"""Withdraw the consent of a person: one act writes the answer, stops each way out, and prepares the notices."""

from collections.abc import Sequence

from attrs import frozen

from app.actions.kernel import owned_records, records
from app.actions.kernel.change_set import Changed
from app.actions.mail import sent_withdrawals, stopped_deliveries
from app.actions.paper_parts.demands import OPEN_TO_ACT
from app.actions.papers import register
from app.actions.release import consent_rules
from app.actions.withdrawals import holders
from app.actions.withdrawals.holders import Holder
from app.domain.record import Record
from app.domain.redact import PROFILES
from app.domain.release.audiences import AUDIENCES, Spoken
from app.domain.release.consents import has_consent, has_no
from app.domain.views import PUBLICITY
from app.errors import InputRefused
from app.phrase import Phrase
from app.store.mail.outbox import Delivery
from app.store.records import record_rows as store
from app.store.vault.open_vault import Vault

KEPT = ("STORE", "USE_STATS")
"""Purposes that stay inside; they are withdrawn only by name."""
DANGER, IMAGE = "danger", "IMAGE"


@frozen
class ConsentWithdrawal:
    """The effect: the purposes, contacts whose waiting reports lost words, and holders of words about the person."""

    person: Record
    purposes: tuple[str, ...]
    stopped: tuple[Record, ...]
    holders: tuple[Holder, ...]


def list_purposes(vault: Vault, person: Record) -> tuple[str, ...]:
    """Return what a withdrawal without a purpose means: each purpose that opens an audience, and each other yes."""
    opens = [purpose for one in AUDIENCES.values() for purpose in (*one.opens, *one.also)]
    answers = consent_rules.list_answers(vault, [person])
    given = [code for code in vault.words["consent_purpose"].codes if has_consent(person, code, answers, bound=True)]
    return tuple(dict.fromkeys(one for one in (*opens, *given) if one not in KEPT))


def look(
    vault: Vault, handle: str, purposes: Sequence[str] = (), reason: str = "consent", ask: str = "hide"
) -> ConsentWithdrawal:
    """Return the effect of a withdrawal; change nothing."""
    try:
        with vault.transaction():
            raise _Looked(_withdraw(vault, handle, purposes, reason, ask, "", False)[0])
    except _Looked as seen:
        return seen.found


class _Looked(Exception):
    """Ends the transaction of a look, so that nothing is stored."""

    def __init__(self, found: ConsentWithdrawal) -> None:
        super().__init__()
        self.found = found


def withdraw(
    vault: Vault, handle: str, purposes: Sequence[str] = (), reason: str = "consent", ask: str = "hide",
    text: str = "", urgent: bool = False,
) -> tuple[ConsentWithdrawal, Changed]:  # fmt: skip
    """Withdraw the consent of a person for some purposes, or for each purpose of an audience.

    One transaction writes the answer, takes the person out of waiting reports, queues the notices to contacts with a
    card, and marks each paper whose recipient must be told. After `danger`, nothing about the person leaves.

    Raises InputRefused for another kind of record, or an unknown purpose.
    """
    with vault.transaction():
        return _withdraw(vault, handle, purposes, reason, ask, text, urgent)


def _withdraw(
    vault: Vault, handle: str, purposes: Sequence[str], reason: str, ask: str, text: str, urgent: bool
) -> tuple[ConsentWithdrawal, Changed]:
    sent_withdrawals.check_wish(reason, ask, text)
    person = records.record_of(vault, handle)
    if person.kind != "actor":
        raise InputRefused(Phrase("{ref} is no person.", ref=person.ref), "Nothing was withdrawn.")
    chosen = tuple(purposes) or list_purposes(vault, person)
    changed = Changed(frozenset({"delivery"}), (person.id,))
    if not _is_written(vault, person, chosen):
        given = {"actor": person.ref, "purpose": list(chosen), "state": "withdrawn"}
        changed |= records.add(vault, "consent_record", given)[1]
        answers = consent_rules.list_answers(vault, [person])
        if any(has_consent(person, one, answers, bound=True) for one in chosen):
            raise InputRefused(Phrase("{ref}: a consent still counts.", ref=person.ref), "Nothing was withdrawn.")
    danger = reason == DANGER
    done = stopped_deliveries.stop_about(
        vault, person, danger, lambda row: danger or _meets(row, chosen), images=IMAGE in chosen
    )
    kept = owned_records.find_owned_records(vault, person.id, False)[0] if danger else set[bytes]()
    if done.got or kept:
        sent_withdrawals.announce_consent(vault, (reason, ask, text), done.got, kept, urgent or danger)
    for row in register.list_papers(vault, person.id):
        audience = str(row.fields["audience"])
        closed = danger or (_opens(audience, chosen) and consent_rules.is_closed(vault, person, audience))
        closed = closed or (audience == "internal" and bool(register.recipient(vault, row)))
        closed = closed or _can_say(row, person, chosen)
        if closed and row.fields.get("state") in register.OPEN:
            changed |= register.withdraw(vault, row)[1]
    for action in holders.list_actions(vault, consent_rules.list_records_about(vault, person)):
        reached = holders.recipients(vault, action).keys() <= done.got.keys()  # the notice tells them
        if not reached and (danger or _reads(action, chosen)):
            changed |= records.edit(vault, action.id.hex(), {"notice": "withdrawn"})[1]
    found = (store.load(vault.con, contact) for contact in sorted(done.stopped))
    stopped = tuple(contact for contact in found if contact is not None)
    return ConsentWithdrawal(person, chosen, stopped, tuple(holders.list_holders(vault, person.ref))), changed


def _is_written(vault: Vault, person: Record, purposes: Sequence[str]) -> bool:
    """Return True if a person already wrote the withdrawal as an answer."""
    answers = consent_rules.list_answers(vault, [person])
    return has_no(answers, purposes) and not any(has_consent(person, one, answers, bound=True) for one in purposes)


def _opens(audience: str, purposes: Sequence[str]) -> bool:
    """Return True if one of these purposes opens an audience."""
    profile = PROFILES.get(audience)
    return profile is not None and not {*profile.opens, *profile.also}.isdisjoint(purposes)


def _can_say(row: Record, person: Record, purposes: Sequence[str]) -> bool:
    """Return True if a paper can tell its readers that they may say the name to authorities, by one of these purposes.

    The register has no words of a paper. So each paper for such readers with a name or an alias of the person counts.
    """
    rows = row.fields.get("consents")
    told = [pair[1].split()[-1] for pair in rows if pair[0] == person.id.hex()] if isinstance(rows, list) else []
    opens = {"AUTHORITIES", "UN_TO_GOV"} if row.fields["audience"] == "un" else {"AUTHORITIES"}
    open_ = row.fields["audience"] in OPEN_TO_ACT and not opens.isdisjoint(purposes)
    return open_ and any(one in (Spoken.NAME.value, Spoken.ALIAS.value) for one in told)


_READERS = {
    "embassy": "embassy", "un": "un", "regional": "regional", "measures": "regional",
    **dict.fromkeys(PUBLICITY, "public"),
}  # fmt: skip
"""The audience of an action, by a code of its kind."""


def _reads(action: Record, purposes: Sequence[str]) -> bool:
    """Return True if these purposes can be the consent to an action; any purpose can if its audience is not known."""
    kinds = action.fields.get("kind")
    audiences = {_READERS.get(str(code), "") for code in kinds} - {""} if isinstance(kinds, list) else set()
    asked = {"embassy"} if action.fields.get("diplomatic") else set[str]()
    return not audiences or any(_opens(one, purposes) for one in audiences | asked)


def _meets(row: Delivery, purposes: Sequence[str]) -> bool:
    return _opens(row.profile, purposes)
