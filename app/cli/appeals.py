"""Verbs of instant action: write one, find recipients, ask them, record their answers, and close it."""

import argparse
import json
from pathlib import Path
from typing import Any

from app.actions.contacts import contact_cards
from app.actions.field import appeal_recipients, appeal_requests, appeals
from app.actions.field.appeal_requests import AppealRequest
from app.actions.kernel import records
from app.actions.papers import appeals as papers
from app.actions.relays import networks
from app.actions.release import leak_check
from app.cli.command import add_group, verb
from app.cli.leak_options import leak_options, names_for_check, read_answers
from app.cli.output import CommandResult, make_answer
from app.domain.appeal_texts import CLOSING, UPDATE
from app.domain.redact import INSTANT
from app.errors import InputRefused
from app.phrase import Phrase
from app.store.vault.open_vault import Vault


def add_verbs(verbs: Any, common: argparse.ArgumentParser) -> None:
    """Add the verbs of `appeal`."""
    group = add_group(verbs, "appeal", "instant actions")
    new = verb(group, common, "new", _new, "create an instant action from a JSON file")
    new.add_argument("file", metavar="FILE", help="JSON file with the fields of the instant action")
    who = verb(group, common, "addressees", _addressees, "list the possible recipients by tier and channel")
    who.add_argument("id", metavar="ID", help="ID of an instant action or an incident")
    who.add_argument("--reach", nargs="+", default=[], metavar="CODE", help="only contacts who can reach these codes")
    who.add_argument("--area", default="", metavar="WORDS", help="place names, separated by commas")
    text = verb(group, common, "text", _text, "print one text of the instant action")
    text.add_argument("id", metavar="ID", help="ID of the instant action")
    text.add_argument("--channel", choices=appeals.CHANNELS, default="letter", help="type of text")
    text.add_argument("--lang", choices=appeals.LANGUAGES, help="language of the text (default: as --to, or English)")
    text.add_argument("--to", default="", metavar="CONTACT", help="write the text for this contact and their channel")
    text.add_argument("--letterhead", type=int, metavar="N", default=0, help="number of the letterhead (default: none)")
    queue = verb(group, common, "queue", _queue, "queue the requests of one tier")
    queue.add_argument("id", metavar="ID", help="ID of the instant action")
    queue.add_argument("--tier", type=int, default=0, metavar="N", help="tier from 1 to 4, or 0 for the next tier")
    leak_options(text)
    leak_options(queue)
    queue.add_argument("--rehearsal", action="store_true", help="run an exercise that queues nothing")
    show = verb(group, common, "show", _show, "show the requests, the answers and the deadline")
    show.add_argument("id", metavar="ID", help="ID of the instant action")
    calls = verb(group, common, "calls", _calls, "list the appeals of others that need your answer")
    calls.set_defaults(id="")
    answer = verb(group, common, "answer", _answer, "record the result of a call or message")
    answer.add_argument("id", metavar="ID", help="ID of the instant action")
    answer.add_argument("contact", metavar="CONTACT", help="contact who was called")
    reply = verb(group, common, "reply", _reply, "answer an appeal of another person")
    reply.add_argument("id", metavar="ID", help="ID of the report or of its record")
    for parser in (answer, reply):
        codes = ("reached", "promised", "acted", "not_reached", "declined")
        parser.add_argument("--result", choices=codes, required=True, help="result of the request")
        parser.add_argument("--text", default="", help="answer of the contact, or your note")
    for name, run, about in (("update", _update, "create an update with the same number and a suffix"),
                             ("close", _close, "create the closing notice")):  # fmt: skip
        parser = verb(group, common, name, run, about)
        parser.add_argument("id", metavar="ID", help="ID of the instant action")
        parser.add_argument("--text", default="", help="new information or the outcome")


def _new(vault: Vault, options: argparse.Namespace) -> CommandResult:
    try:
        given = json.loads(Path(options.file).read_text("utf-8"))
    except (OSError, ValueError) as wrong:
        raise InputRefused(Phrase("{file} cannot be read: {why}.", file=options.file, why=wrong)) from wrong
    if not isinstance(given, dict):
        raise InputRefused("An instant action is one object.", "See: amparo appeal new --help")
    made, _ = appeals.begin(vault, given)
    return make_answer(**_named(vault, made.ref))


def _named(vault: Vault, handle: str) -> dict[str, object]:
    made = appeals.read_appeal(vault, handle)
    event = next((row.ref for role, row in records.show(vault, made.id.hex()).links if role == "event"), "")
    return {"id": made.id.hex(), "ref": made.ref, "number": made.fields.get("number", ""), "incident": event,
            "state": made.fields.get("state", ""), "rehearsal": bool(made.fields.get("rehearsal"))}  # fmt: skip


def _addressees(vault: Vault, options: argparse.Namespace) -> CommandResult:
    about = records.record_of(vault, options.id)
    reach = {_code(vault, code) for code in options.reach}
    found = appeal_recipients.list_possible_recipients(
        vault, about if about.kind == "event" else appeals.read_appeal(vault, options.id), reach, options.area,
        networks.read_current_network().leads_out,
    )  # fmt: skip
    return make_answer(addressees=[_who(one) for one in found if not reach or reach & one.reach])


def _code(vault: Vault, said: str) -> str:
    try:
        return vault.words.require("addressee_reach", said)
    except (ValueError, LookupError) as wrong:
        raise InputRefused(Phrase.of(wrong)) from wrong


def _who(one: appeal_recipients.AppealRecipient) -> dict[str, object]:
    way = one.way
    return {
        "contact": one.contact.ref, "name": one.contact.title, "tier": one.tier, "near": one.near,
        "language": one.language, "sealed": one.sealed, "channel": way.kind if way else "",
        "address": way.address if way else "", "works_now": bool(way and way.now), "text": one.text,
        "seats": list(one.seats), "reach": sorted(one.reach), "place": one.place, "elsewhere": one.elsewhere,
    }  # fmt: skip


def _text(vault: Vault, options: argparse.Namespace) -> CommandResult:
    to = None
    if options.to:
        contact = records.record_of(vault, options.to)
        card = next((one for one in contact_cards.list_contacts(vault) if one.record.id == contact.id), None)
        to = appeal_recipients.read_recipient(vault, contact, card, networks.read_current_network().leads_out)
    language = options.lang or (to.language if to else "en")
    with names_for_check(vault, options):
        said = papers.text(vault, options.id, options.channel, language, to, options.letterhead)
        answers = read_answers(vault, options, INSTANT, f"{options.channel} {language}", [options.id])
        report = papers.check_said(vault, options.id, {"text": said}, [to] if to else [], answers, options.letterhead)
    leak_check.let_leave(vault, report, f"{options.channel}, asked, {options.id}")
    head = (
        papers.call_lines(vault, options.id, language, to.contact if to else None) if options.channel == "phone" else ""
    )
    missing = () if options.letterhead else (papers.NO_ANSWER,)
    return make_answer(*missing, *report.notices, text=head + report.texts["text"], language=language)


def _queue(vault: Vault, options: argparse.Namespace) -> CommandResult:
    if options.rehearsal:
        records.edit(vault, appeals.read_appeal(vault, options.id).id.hex(), {"rehearsal": True})
    connected = networks.read_current_network().leads_out
    answers = read_answers(vault, options, INSTANT, "appeal", [options.id])
    with names_for_check(vault, options):
        done, _ = appeal_requests.ask(vault, options.id, options.tier, connected, answers)
    rows = {"sealed": [_who(one) for one in done.sealed], "by_hand": [_who(one) for one in done.by_hand]}
    return make_answer(tier=done.tier, rehearsal=done.rehearsal, **rows, warnings=list(done.warnings))


def _show(vault: Vault, options: argparse.Namespace) -> CommandResult:
    made = appeals.read_appeal(vault, options.id)
    now, stands = vault.now(), appeal_requests.read_status(vault, made)
    waiting = [came.arrived.report.hex() for came in appeal_requests.list_received_answers(vault, made)]
    return make_answer(
        **_named(vault, options.id), tier=stands.tier, heard=list(stands.heard), next_due=stands.due,
        next_is_due=stands.overdue(now), minutes_left=stands.minutes_left(now), answers_to_accept=waiting,
        asked=[_asked(line) for line in appeal_requests.lines(vault, made)],
        follows=[row.fields.get("number", row.ref) for row in appeals.list_follow_up_appeals(vault, made)],
    )  # fmt: skip


def _asked(line: AppealRequest) -> dict[str, object]:
    return {
        "contact": line.contact.ref, "name": line.asked.who, "tier": line.asked.tier, "at": line.asked.at,
        "answer": line.asked.answer, "heard": line.asked.heard,
        "delivery": line.delivery.state if line.delivery else "",
    }  # fmt: skip


def _calls(vault: Vault, _: argparse.Namespace) -> CommandResult:
    now = vault.now()
    return make_answer(calls=[
        {"id": call.key, "from": call.sender.title, "title": call.title, "number": call.number, "due": call.due,
         "minutes_left": call.minutes_left(now), "rehearsal": call.rehearsal}
        for call in appeal_requests.calls(vault)
    ])  # fmt: skip


def _answer(vault: Vault, options: argparse.Namespace) -> CommandResult:
    appeal_requests.answer(vault, options.id, options.contact, options.result, options.text)
    return _show(vault, options)


def _reply(vault: Vault, options: argparse.Namespace) -> CommandResult:
    done, _ = appeal_requests.reply(vault, options.id, options.result, options.text)
    return make_answer(id=done.id.hex(), ref=done.ref)


def _update(vault: Vault, options: argparse.Namespace) -> CommandResult:
    made, _ = appeals.follow(vault, options.id, UPDATE, {"what": options.text} if options.text else {})
    return make_answer(**_named(vault, made.ref))


def _close(vault: Vault, options: argparse.Namespace) -> CommandResult:
    made, _ = appeals.follow(vault, options.id, CLOSING, {"result": options.text} if options.text else {})
    return make_answer(**_named(vault, made.ref))
