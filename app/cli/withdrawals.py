"""Verbs of withdrawals: `retract`, and `retraction` for their state and their answers."""

import argparse
from typing import Any

from app.actions.contacts import contact_cards
from app.actions.mail import received_withdrawals, sent_withdrawals
from app.actions.mail.received_withdrawals import ReceivedWithdrawal
from app.actions.mail.sent_withdrawals import Reach, ShareRecipient, WithdrawalView
from app.actions.records import destruction
from app.cli.command import add_group, verb
from app.cli.output import CommandResult, make_answer
from app.domain.record import Record
from app.errors import NotFound
from app.store.mail import retractions
from app.store.mail.retractions import ASKS, REASONS
from app.store.vault.open_vault import Vault


def add_verbs(verbs: Any, common: argparse.ArgumentParser) -> None:
    """Add `retract` and `retraction …`."""
    retract = verb(verbs, common, "retract", _retract, "ask recipients to mark, hide or destroy records")
    retract.add_argument("ids", metavar="ID", nargs="+", help="ID of a record")
    retract.add_argument("--reason", choices=REASONS, required=True, help="reason for the withdrawal")
    retract.add_argument("--ask", choices=ASKS, required=True, help="request to the recipients")
    retract.add_argument("--text", default="", help="short text for all recipients, without names or facts")
    retract.add_argument("--urgent", action="store_true", default=None, help="send first (default: on for danger)")
    retract.add_argument("--look", action="store_true", help="show the recipients and send nothing")
    group = add_group(verbs, "retraction", "withdrawn records and the answers of recipients", named=True)
    verb(group, common, "status", _status, "show the answers of recipients").add_argument(
        "id", nargs="?", default="", help="ID of the withdrawal (default: all)"
    )
    verb(group, common, "remind", _remind, "send the notice again to recipients without an answer").add_argument(
        "id", help="ID of the withdrawal"
    )
    verb(group, common, "back", _back, "cancel a withdrawal").add_argument("id", help="ID of the withdrawal")
    answer = verb(group, common, "answer", _answer, "decide about a received withdrawal")
    answer.add_argument("id", help="ID of the withdrawal")
    answer.add_argument("does", choices=(*ASKS, "refuse"), help="your decision")
    answer.add_argument("--text", default="", help="text for the sender")
    answer.add_argument("--yes", action="store_true", help="confirm the destruction")
    rule = verb(group, common, "rule", _rule, "set the automatic response to withdrawals")
    rule.add_argument("reason", nargs="?", choices=REASONS, help="reason for the withdrawal (default: all reasons)")
    rule.add_argument(
        "does", nargs="?", choices=(*received_withdrawals.DOES, "usual"), default="usual", help="automatic response"
    )
    rule.add_argument("--from", dest="who", metavar="CONTACT", default="", help="contact (default: all contacts)")


def _retract(vault: Vault, options: argparse.Namespace) -> CommandResult:
    reach = sent_withdrawals.look(vault, options.ids)
    warnings = [f"{record.ref} was exported: ask for that copy yourself." for record, _ in reach.exports]
    if reach.nameless:
        warnings.append("You also sent it in an anonymous report. Amparo cannot tell the recipients of that report.")
    warnings += [f"Amparo cannot tell {row.contact.record.title}: {row.contact.state}." for row in reach.unreachable]
    document = {"ok": True, "withdrawn": not options.look, **_reached(reach)}
    if options.look:
        return CommandResult({**document, "warnings": warnings}, 0, warnings)
    seen, _ = sent_withdrawals.retract(
        vault, options.ids, options.reason, options.ask, options.text, urgent=options.urgent
    )  # fmt: skip
    return CommandResult({**document, **_ours(seen), "warnings": warnings}, 0, warnings)


def _reached(reach: Reach) -> dict[str, object]:
    return {
        "records": [_row(record) for record in reach.records],
        "got": [_got(row) for row in reach.got],
        "unreachable": [_got(row) for row in reach.unreachable],
        "stopped": reach.stopped,
        "anonymous": reach.nameless,
        "exports": [{**_row(record), "at": at} for record, at in reach.exports],
    }


def _got(row: ShareRecipient) -> dict[str, object]:
    return {**_row(row.contact.record), "records": len(row.records)}


def _row(record: Record) -> dict[str, object]:
    return {"id": record.id.hex(), "ref": record.ref, "kind": record.kind, "title": record.title}


def _status(vault: Vault, options: argparse.Namespace) -> CommandResult:
    ours = [row for row in sent_withdrawals.list_withdrawals(vault) if row.retraction.id.hex().startswith(options.id)]
    came = [
        row
        for row in received_withdrawals.list_received_withdrawals(vault)
        if row.retraction.id.hex().startswith(options.id)
    ]
    if options.id and not ours and not came:
        raise NotFound(f"There is no withdrawal {options.id}.", "See: amparo retraction status")
    return make_answer(ours=[_ours(row) for row in ours], came=[_came(row) for row in came])


def _ours(seen: WithdrawalView) -> dict[str, object]:
    row = seen.retraction
    told = [
        {"contact": answer.contact.title, "delivery": answer.delivery, "did": dict(answer.told.did),
         "text": answer.told.text, "passed": answer.told.passed, "at": answer.told.at}
        for answer in seen.answers
    ]  # fmt: skip
    return {
        "retraction": row.id.hex(), "reason": row.reason, "ask": row.ask, "text": row.text, "at": row.at,
        "back": row.back, "passes_on": row.above is not None, "told": told,
    }  # fmt: skip


def _came(seen: ReceivedWithdrawal) -> dict[str, object]:
    row = seen.retraction
    return {
        "retraction": row.id.hex(), "from": seen.sender.title, "reason": row.reason, "ask": row.ask, "text": row.text,
        "at": row.at, "back": row.back, "waits": not row.settled, "did": dict(seen.did),
        "records": [{**_row(record), "did": did} for record, did in seen.records], "unopened": dict(seen.unopened),
    }  # fmt: skip


def _remind(vault: Vault, options: argparse.Namespace) -> CommandResult:
    return make_answer(reminded=sent_withdrawals.remind(vault, options.id)[0])


def _back(vault: Vault, options: argparse.Namespace) -> CommandResult:
    return make_answer(**_ours(sent_withdrawals.take_back(vault, options.id)[0]))


def _answer(vault: Vault, options: argparse.Namespace) -> CommandResult:
    if options.does == "destroy" and not options.yes:
        came = received_withdrawals.withdrawal_view(vault, sent_withdrawals.find_by_name(vault, options.id, ours=False))
        warnings = ["Nothing was destroyed. To destroy it, add --yes. You cannot undo this."]
        return CommandResult({"ok": True, **_came(came), "warnings": warnings}, 0, warnings)
    came, _ = received_withdrawals.decide(vault, options.id, options.does, options.text)
    destruction.finish(vault)
    return make_answer(**_came(came))


def _rule(vault: Vault, options: argparse.Namespace) -> CommandResult:
    if options.reason:
        received_withdrawals.rule(vault, options.reason, options.does, options.who)
    made = [
        {
            "from": contact_cards.of_record(vault, contact).record.title if contact else "",
            "reason": reason,
            "does": does,
        }
        for contact, reason, does in retractions.rules(vault.con)
    ]
    return make_answer(rules=made, usual=dict(received_withdrawals.USUAL))
