"""Verbs of identities: card, contact."""

import argparse
from pathlib import Path
from typing import Any

from app.actions.contacts import contact_cards as actions
from app.actions.contacts import identities, introductions, keysets
from app.actions.contacts.contact_cards import Contact
from app.actions.kernel import external_files, sample_mark
from app.actions.mail import rules
from app.cli.command import add_group, verb
from app.cli.output import CommandResult, make_answer, row
from app.domain.redact import PROFILES
from app.errors import NotFound, NotWellFormed
from app.store.vault import identity
from app.store.vault.connection import translate_errors
from app.store.vault.open_vault import Vault


def add_verbs(verbs: Any, common: argparse.ArgumentParser) -> None:
    """Add `card …` and `contact …`."""
    card = add_group(verbs, "card", "your card", named=True)
    show = verb(card, common, "show", _card, "show your card as a file or a QR code")
    show.add_argument("--file", metavar="F", help="file for the card")
    show.add_argument("--qr", metavar="PNG", help="picture file for the invite")
    show.add_argument("--name", help="new name on the card")
    show.add_argument("--desk", action="store_true", default=None, help="mark this vault as a desk")
    show.add_argument("--revocation", metavar="F", help="file for the revocation of this identity")
    verb(card, common, "rotate", _rotate, "create a new identity key and inform all contacts")
    group = add_group(verbs, "contact", "people who exchange reports with you", named=True)
    add = verb(group, common, "add", _add, "add or update a contact from a card")
    add.add_argument("card", help="file of the card")
    verb(group, common, "list", _list, "list your contacts")
    verify = verb(group, common, "verify", _verify, "show or compare a number")
    verify.add_argument("id", help="ID of the contact")
    verify.add_argument("--number", help="number from the contact")
    verify.add_argument("--how", default="compared", help="method of the comparison")
    revoke = verb(group, common, "revoke", _revoke, "end the identity of a contact")
    revoke.add_argument("file", help="file of the statement")
    introduce = verb(group, common, "introduce", _introduce, "send the card of a verified contact to others")
    introduce.add_argument("id", help="ID of the contact")
    introduce.add_argument("--to", nargs="+", required=True, metavar="CONTACT", help="recipients of the card")
    introduced = verb(group, common, "introductions", _introductions, "list the introductions of contacts")
    decision = introduced.add_mutually_exclusive_group()
    decision.add_argument("--accept", metavar="FINGERPRINT", help="add this person as an introduced contact")
    decision.add_argument("--decline", metavar="FINGERPRINT", help="delete this introduction")
    rule = verb(group, common, "rule", _rule, "show or change the rules for automatic acceptance")
    rule.add_argument("id", nargs="?", default="", help="ID of the contact (default: all rules)")
    change = rule.add_mutually_exclusive_group()
    change.add_argument("--accept", metavar="PROFILE", choices=PROFILES, help="accept this audience automatically")
    change.add_argument("--withdraw", metavar="PROFILE", choices=PROFILES, help="stop this automatic acceptance")


def _card(vault: Vault, options: argparse.Namespace) -> CommandResult:
    if options.file or options.qr:
        sample_mark.refuse_sending(vault)
    card = actions.my_card(vault)
    if options.name is not None or options.desk is not None:
        card = actions.set_my_card(vault, options.name, options.desk)
    external_files.refuse_other(*(Path(path) for path in (options.file, options.revocation, options.qr) if path))
    if options.file:
        external_files.write(Path(options.file), card.file)
    if options.revocation:
        external_files.write(Path(options.revocation), identities.my_revocation(vault))
    with translate_errors():
        if options.qr:
            import segno

            segno.make(actions.invite(vault), error="m").save(options.qr, scale=6, kind="png")
    return make_answer(
        fingerprint=card.id.hex(),
        name=card.name,
        kind={1: "person", 2: "device", 3: "desk"}.get(card.kind, "person"),
        seq=card.seq,
        relays=[box.url for box in card.mailboxes],
        renews=keysets.renews_at(vault),
        expires=card.expires,
        revoked=identities.is_revoked(vault),
        file=options.file,
        qr=options.qr,
        revocation=options.revocation,
    )


def _rotate(vault: Vault, options: argparse.Namespace) -> CommandResult:
    card, _ = identities.rotate(vault)
    warning = "Compare the numbers with every contact again, and write a new revocation: card show --revocation F."
    return make_answer(fingerprint=card.id.hex(), seq=card.seq, warnings=[warning])


def _revoke(vault: Vault, options: argparse.Namespace) -> CommandResult:
    data = _file(options.file, "Nothing was changed.")
    contact, _ = identities.take(vault, identities.parse_statement(data))
    return make_answer(**document(contact))


def _introduce(vault: Vault, options: argparse.Namespace) -> CommandResult:
    introductions.introduce(vault, options.id, options.to)
    return make_answer(**document(actions.find_by_name(vault, options.id)))


def _introductions(vault: Vault, options: argparse.Namespace) -> CommandResult:
    if options.accept:
        return make_answer(**document(introductions.accept(vault, options.accept)[0]))
    if options.decline:
        introductions.decline(vault, options.decline)
    rows = [
        {"fingerprint": one.card.id.hex(), "name": identity.make_printable(one.card.name), "by": one.by, "at": one.at}
        for one in introductions.list_introductions(vault)
    ]
    return make_answer(introductions=rows)


def document(contact: Contact) -> dict[str, object]:
    """Return a contact in the form of lists."""
    return {
        **row(contact.record),
        "state": contact.state,
        "fingerprint": contact.card.id.hex(),
        "relays": [box.url for box in contact.card.mailboxes],
        "level": contact.level or None,
        "introduced_by": contact.introduced_by or None,
        "issued": contact.card.issued,
        "earlier": list(contact.earlier),
        "earlier_copy_since": contact.restored,
    }


def _file(path: str, safe: str) -> bytes:
    try:
        return Path(path).read_bytes()[:65536]
    except OSError as error:
        raise NotFound(f"{path} cannot be read ({error.strerror}).", safe) from error


def _add(vault: Vault, options: argparse.Namespace) -> CommandResult:
    contact, _ = actions.add(vault, _file(options.card, "Nothing was added."))
    return make_answer(**document(contact), number=" ".join(actions.safety_number(vault, contact)))


def _list(vault: Vault, options: argparse.Namespace) -> CommandResult:
    found = actions.list_contacts(vault)
    return make_answer(total=len(found), records=[document(contact) for contact in found])


def _verify(vault: Vault, options: argparse.Namespace) -> CommandResult:
    contact = actions.find_by_name(vault, options.id)
    number = " ".join(actions.safety_number(vault, contact))
    if options.number is not None:
        contact, _ = actions.verify(vault, options.id, options.number, options.how)
    return make_answer(id=contact.record.id.hex(), ref=contact.record.ref, number=number, state=contact.state)


def _rule(vault: Vault, options: argparse.Namespace) -> CommandResult:
    if not options.id and (options.accept or options.withdraw):
        raise NotWellFormed("Choose the contact for the rule.", "See: amparo contact rule --help")
    if options.accept:
        rules.add(vault, options.id, options.accept)
    if options.withdraw:
        rules.withdraw(vault, options.id, options.withdraw)
    only = actions.find_by_name(vault, options.id).record.id if options.id else None
    found = []
    for rule in rules.list_rules(vault, only):
        contact = actions.of_record(vault, rule.contact)
        found.append({**row(contact.record), "state": contact.state, "profile": rule.profile, "at": rule.made})
    return make_answer(rules=found)
