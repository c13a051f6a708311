"""Read the recipients of a letter: the lines of the address, the greeting, and the numbers for a caller."""

from collections.abc import Iterable

from attrs import frozen

from app.actions.kernel import clock
from app.actions.kernel.linked_closure import list_withheld_records
from app.actions.release import consent_rules
from app.domain import listing
from app.domain.channel_order import PHONES, rank, works
from app.domain.record import Record, words_of
from app.domain.release.audiences import Profile
from app.domain.release.consents import has_consent
from app.domain.release.share_choice import marked_above
from app.phrase import Phrase
from app.store.records import record_rows as store
from app.store.records.links import list_sources
from app.store.vault.open_vault import Vault

GREETINGS = (Phrase("Your Excellency"),)
"""Greetings that a paper says in its own language; each other one stays as somebody wrote it."""
_ROLES = ("addressee", "authority")
STATE = "state court prison police army intelligence"
"""The types of bodies of a State: one text, as a paper prints no list of codes with these names."""
NO_NUMBER = Phrase("No number is known: find it before you call.")
NO_NAME = Phrase("the person on duty at the body that you ask (UN, embassy, regional body)")


@frozen
class Addressee:
    """One recipient of a letter: the lines of the address, and the words of the greeting if there are any.

    The `numbers`, best first, the hours and the languages are for the script of a caller only. `listed`: a body, or a
    contact who agreed to be listed, as in a directory. `led`: a body whose head has no title here.
    """

    lines: tuple[str, ...]
    greeting: str = ""
    numbers: tuple[str, ...] = ()
    hours: str = ""
    languages: str = ""
    listed: bool = True
    led: bool = False


def read_addressees(vault: Vault, record: Record, audience: Profile | None = None) -> tuple[Addressee, ...]:
    """Return the recipients of an action in its order; a contact only by the listed name.

    For an audience, nothing of a withdrawn or too strictly marked record, and only the numbers of listed channels.
    """
    links = store.links_of(vault.con, record.id)
    found = _load(vault, (link.target for link in links if link.role in _ROLES), audience)
    return tuple(read_addressee(vault, one, audience) for one in found)


def read_addressee(vault: Vault, one: Record, audience: Profile | None = None) -> Addressee:
    """Return one recipient."""
    title, greeting = (str(one.fields.get(name) or "") for name in ("official_title", "salutation"))
    if one.kind != "contact":
        name, type_ = str(one.fields.get("name") or ""), one.fields.get("type")
        lines = tuple(filter(None, (title, "" if name in title else name)))
        greeting = greeting or (GREETINGS[0] if type_ == "embassy" else "")
        return Addressee(lines, greeting, led=not title and type_ in ("embassy", *STATE.split()))
    listed = str(one.fields.get("listed_as") or "") if one.fields.get("listing") in ("yes", "alias") else ""
    of = (link.target for link in store.links_of(vault.con, one.id) if link.role == "organisation")
    office = next((str(row.fields.get("name") or "") for row in _load(vault, of, audience)), "")
    hours, spoken = (words_of(vault.kinds["contact"], name, one.fields.get(name, ""), vault.words)
                     for name in ("hours", "languages"))  # fmt: skip
    return Addressee(tuple(filter(None, (listed, title or str(one.fields.get("role") or ""), office))), greeting,
                     _numbers(vault, one, audience), hours, spoken, _agreed(vault, one))  # fmt: skip


def _load(vault: Vault, ids: Iterable[bytes], audience: Profile | None) -> list[Record]:
    """Return the records that an audience may read; without an audience all."""
    found = [row for id_ in ids if (row := store.load(vault.con, id_)) is not None and not row.removed]
    if audience is None:
        return found
    gone = list_withheld_records(vault)
    return [row for row in found if row.id not in gone and not marked_above(vault.kinds[row.kind], row, audience)]


def _agreed(vault: Vault, contact: Record) -> bool:
    """Return True if a contact agreed to be listed with a name, and no answer of the person is against it."""
    links = store.links_of(vault.con, contact.id)
    people = _load(vault, (link.target for link in links if link.role == "actor"), None)
    answers, today, gone = consent_rules.list_answers(vault, people), clock.today(vault), list_withheld_records(vault)
    asked = {id_ for id_, consent in answers if listing.is_asked(consent)}
    return contact.fields.get("listing") == "yes" and not any(
        who.id in gone or (who.id in asked and not has_consent(who, listing.PURPOSE, answers, today.toordinal()))
        for who in people
    )  # fmt: skip


def _numbers(vault: Vault, contact: Record, audience: Profile | None) -> tuple[str, ...]:
    """Return the numbers of a contact that a caller can dial; for an audience only of listed channels."""
    found = _load(vault, list_sources(vault.con, contact.id, "contact", 20), audience)
    ways = (row.fields for row in found if row.kind == "channel" and (audience is None or row.fields.get("listed")))
    dialled = sorted((one for one in ways if one.get("kind") in PHONES and works(one)), key=rank)
    return tuple(str(one["address"]) for one in dialled if one.get("address"))
