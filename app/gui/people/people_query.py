"""The data of people: contacts by card, people in records by alias, and the page of one."""

from attrs import evolve

from app.actions.contacts import contact_cards, introductions, keysets
from app.actions.contacts.contact_cards import Contact
from app.actions.contacts.introductions import Introduction
from app.actions.kernel import records, view_rows
from app.actions.kernel.records import RecordDetails
from app.actions.mail import rules
from app.actions.relays import tickets, token_payment
from app.domain.record import words_of
from app.domain.redact import PROFILES
from app.domain.views import VIEWS
from app.gui.people.people_values import PersonPage
from app.gui.people.people_view import initials, trust_badge
from app.gui.real_names.real_names_query import closed_view
from app.gui.records import sent_query
from app.gui.records.parts_query import kept_words, list_facts, parts, ref_words, second_line
from app.gui.style.dates import day, relative_time, title_words
from app.gui.style.text import Text
from app.gui.style.theme import Look
from app.gui.widgets.page_values import Fact3, Part, RowList, RowView, ShareTarget, Trust
from app.gui.widgets.rows import Row
from app.gui.withdrawals import withdrawing_query
from app.store.mail import contact_merges
from app.store.records.search import Query
from app.store.vault import identity
from app.store.vault.keysets import EPOCH
from app.store.vault.open_vault import Vault

MOST = 20
"""Records of one kind on the page of a person."""
_CARE = (Trust.CHANGED, Trust.EXPIRED, Trust.REVOKED)


def listing(vault: Vault, look: Look, text: str, chip: str) -> RowList:
    """Return contacts, or people in records, for a search text."""
    if chip == "actor":
        query = Query(chip, text=text, limit=200)
        rows = [_actor(vault, look.tr, record.id.hex()) for record in records.find(vault, query)]
        return RowList(tuple(rows), look.tr.number(records.count_matches(vault, query)))
    wanted = text.strip().casefold()
    found = [contact for contact in contact_cards.list_contacts(vault) if wanted in contact.record.title.casefold()]
    found.sort(key=lambda contact: contact.record.title.casefold())
    return RowList(tuple(_contact(look, contact) for contact in found), look.tr.number(len(found)))


def _contact(look: Look, contact: Contact) -> Row:
    trust = Trust(contact.state)
    icon, word, _ = trust_badge(look, trust)
    name = contact.record.title
    tone = "amb" if trust in _CARE else "ink2"
    return Row(
        contact.record.id.hex(),
        name,
        second=_about(look.tr, contact),
        far=(icon, word),
        tone=tone,
        initials=initials(name),
    )


def _about(tr: Text, contact: Contact) -> str:
    fields = contact.record.fields
    languages = fields.get("languages", [])
    spoken = tr.listed(map(str, languages)) if isinstance(languages, list) else ""
    return tr.line(str(fields.get("role", "")), str(fields.get("region", "")), spoken) or tr("Contact by card")


def _actor(vault: Vault, tr: Text, key: str) -> Row:
    record = records.record_of(vault, key)
    words = [words_of(vault.kinds["actor"], name, record.fields[name], vault.words, tr.language)
             for name in ("occupational_status", "sex", "age_group") if name in record.fields]  # fmt: skip
    return Row(key, record.title, second=tr.line(*words), initials=initials(record.title))


def addressees(vault: Vault, tr: Text) -> list[ShareTarget]:
    """Return all contacts with a card, verified ones first, and at the end those to whom nothing can go."""
    cares = {
        Trust.CHANGED: tr("New key: compare the number with them before you send."),
        Trust.EXPIRED: tr("This card expired. Ask them for a new card."),
        Trust.REVOKED: tr("They ended this key. Ask them for a new card."),
    }
    found = [
        ShareTarget(
            c.record.id.hex(), c.record.title, _about(tr, c), Trust(c.state), len(c.routes),
            cares.get(Trust(c.state), ""),
        )
        for c in contact_cards.list_contacts(vault)
    ]  # fmt: skip
    return sorted(found, key=lambda one: (bool(one.care), one.trust is not Trust.VERIFIED, one.name.casefold()))


def code_of(data: str | bytes, error: str = "m") -> tuple[tuple[bool, ...], ...]:
    """Return the modules of a QR code; `error` is its level of error correction (L, M, Q, H)."""
    import segno

    return tuple(tuple(bool(module) for module in row) for row in segno.make(data, error=error, micro=False).matrix)


def page(vault: Vault, look: Look, key: str) -> PersonPage:
    """Return the page of a contact, or of a person who is only in records."""
    tr = look.tr
    record = records.record_of(vault, key)
    if record.kind != "contact" or not contact_cards.has_card(vault, record.id):
        other = contact_merges.merged_contact_of(vault.con, record.id)
        card = tr("No card: you cannot send reports to them") if record.kind == "contact" else tr("In records")
        second = tr.line(ref_words(vault, tr, record), card)
        known, there = tuple(_facts(vault, tr, key)), sent_query.list_interventions_to(vault, tr, record.id)
        real = closed_view(vault, record.id) if record.kind == "actor" else None
        shown = records.show(vault, key)
        others = [name for name in vault.kinds if name != "consent_record"]
        answers = parts(vault, tr, shown, others) if real is not None else ()
        withdrawn = withdrawing_query.banner(vault, tr, record.id)
        return PersonPage(
            key, record.title, second, Trust.NONE, facts=known, parts=there, answers=answers,
            named=_named(vault, tr, shown) if real is not None else (),
            kept=kept_words(tr, record), real=real, measures=_measures(vault, tr, key) if real is not None else (),
            withdrawn=withdrawn, reached=record.kind == "contact",
            note=_elsewhere(vault, tr, record.title, other) if other else "",
        )  # fmt: skip
    contact = contact_cards.of_record(vault, record.id)
    groups = tuple(contact_cards.safety_number(vault, contact))
    verified = ""
    if contact.verified_at is not None:
        verified = tr("Compared {at}: the numbers match.", at=relative_time(tr, contact.verified_at, vault.now()))
    second, trust, facts = tr.line(_about(tr, contact), record.ref), Trust(contact.state), _facts(vault, tr, key)
    ruled = [tr(PROFILES[rule.profile].label) for rule in rules.list_rules(vault, record.id)]
    if ruled:
        rests = "" if contact.state == "verified" else tr("Automatic acceptance is off until you verify them again")
        facts.append((tr("Accepted automatically"), tr.listed(ruled), rests))
    facts += _tickets(vault, tr, contact)
    facts.append(_key_age(vault, tr, contact))
    if contact.earlier:
        signed = tr("Both keys signed the change. Reports for the earlier key go to this key.")
        facts.append((tr("Same person with an earlier key"), tr.listed(contact.earlier), signed))
    if contact.restored is not None:
        lacks = tr("Some earlier reports might be missing in their vault. Ask them, and send these reports again.")
        facts.append((tr("Their vault is an earlier copy"), tr("since {at}", at=day(tr, contact.restored)), lacks))
    return PersonPage(
        key, record.title, second, trust, groups, code_of("".join(groups)), tuple(facts), verified,
        sent_query.list_interventions_to(vault, tr, record.id), kept=kept_words(tr, record), by=contact.introduced_by,
        note=tr.phrase(keysets.note(vault, contact.card, record.title)) if contact.may_receive else "",
        tickets=_given(vault, contact),
        reached=True,
        vouches=tuple(
            _vouched(vault, tr, one) for one in introductions.list_introductions(vault) if one.contact == record.id
        ),
    )  # fmt: skip


def _named(vault: Vault, tr: Text, shown: RecordDetails) -> tuple[Part, ...]:
    """Return the latest records of each kind that name a person: kinds with a page, and acts, which lead to theirs."""
    others = [kind.name for kind in vault.kinds.values()  # measures have a section
              if not (kind.home.page or kind.people) or kind.registered or kind.name == "undertaking"]  # fmt: skip
    refs = {part.id.hex(): part.ref for _, part in shown.parts}  # two acts can have the same title
    return tuple((name, word, tuple(evolve(row, second=tr.line(refs[row.key], row.second)) for row in rows[:MOST]))
                 for name, word, rows in parts(vault, tr, shown, others))  # fmt: skip


def _measures(vault: Vault, tr: Text, key: str) -> tuple[RowView, ...]:
    found = view_rows.find(vault, VIEWS["protection"], of=key)
    return tuple(RowView("shield", title_words(vault, tr, one), second_line(vault, tr, one), key=one.id.hex())
                 for one in found)  # fmt: skip


def _elsewhere(vault: Vault, tr: Text, name: str, other: bytes) -> str:
    """Return the note for the page of a contact that was merged with another one."""
    now = records.record_of(vault, other.hex())
    return tr(
        "{name} has a new key and is now the contact {other} ({ref}). Amparo sends nothing to the earlier contact.",
        name=name, other=now.title, ref=now.ref,
    )  # fmt: skip


def _tickets(vault: Vault, tr: Text, contact: Contact) -> list[Fact3]:
    """Return the tickets that we have left for a contact, and the number of ours that it used."""
    found: list[Fact3] = []
    left = token_payment.count_left_tickets(vault, contact)
    if left is not None:
        said = tr("{n} ticket left|{n} tickets left", n=left.tickets)
        desk = (
            tr("Without a ticket, this computer calculates for about ten seconds to send a small message.")
            if left.desk
            else ""
        )
        none = (
            tr("Reports stay in the outbox until tickets arrive. A USB stick works without tickets.")
            if not left.tickets
            else ""
        )
        found.append((tr("Tickets to write to them"), said, desk or none))
    account = next((a for a in tickets.accounts(vault) if a.contact == contact.record.id), None)
    if account is not None:
        spent = tr("{spent} of {given} used", spent=account.spent, given=account.given)
        stopped = tr("You stopped giving tickets. Amparo withdrew the unused tickets") if account.stopped else ""
        found.append((tr("Tickets that you gave"), spent, stopped))
    return found


def _given(vault: Vault, contact: Contact) -> str:
    """Return the ticket state of a contact: `given`, `stopped`, or empty if it needs none of ours."""
    if not tickets.list_guarded_relays(vault) or not contact.may_receive:
        return ""
    return "stopped" if tickets.is_stopped(vault, contact) else "given"


def _key_age(vault: Vault, tr: Text, contact: Contact) -> Fact3:
    """Return the age of a contact's card, and the next step for it."""
    keyset = max(contact.card.keysets, key=lambda keyset: (keyset.kind == EPOCH, keyset.not_after))
    at = day(tr, keyset.not_after)
    ends = tr("The key of this month ends {at}. A new key arrives with their next message.", at=at)
    ended = tr("The monthly key ended {at}.", at=at)
    return tr("Card"), tr("of {at}", at=day(tr, contact.card.issued)), ended if keyset.not_after < vault.now() else ends


def _vouched(vault: Vault, tr: Text, one: Introduction) -> RowView:
    name = identity.make_printable(one.card.name)[: identity.MOST_NAME] or one.card.id.hex()[:12]
    return RowView(
        "person", name, tr("Introduced {at}", at=relative_time(tr, one.at, vault.now())), key=one.card.id.hex()
    )


def _facts(vault: Vault, tr: Text, key: str) -> list[Fact3]:
    record = records.record_of(vault, key)
    kind = vault.kinds[record.kind]
    return list_facts(vault, tr, record, (f.name for f in kind.own if f.name not in kind.title))
