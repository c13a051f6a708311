"""Verbs of delivery: share, outbox, inbox, accept, refuse."""

import argparse
from typing import Any

from attrs import asdict

import crypto
from app.actions.contacts import contact_cards, desk_reading
from app.actions.kernel.report import ReportedRecord
from app.actions.mail import anonymous, batch_accept, delivery_history, delivery_status, inbox, share_preview, sharing
from app.actions.mail.delivery_history import DeliveryStep, Journey
from app.actions.mail.delivery_status import DeliveryState, StoredCopy
from app.actions.mail.inbox import Accepted
from app.actions.mail.share_preview import SharePreview
from app.actions.records import differences, evidence_text
from app.actions.relays import networks
from app.actions.release.leak_check import describe_finding
from app.cli.command import verb
from app.cli.leak_options import confirm_option, confirmed_parts, leak_options, names_for_check, read_answers
from app.cli.output import CommandResult, make_answer
from app.domain.leaks.leak_values import LeakAnswers
from app.domain.record import title_of
from app.domain.redact import PROFILES
from app.errors import NotWellFormed
from app.store.mail import inbox_list
from app.store.mail.inbox import Arrived
from app.store.vault.open_vault import Vault


def add_verbs(verbs: Any, common: argparse.ArgumentParser) -> None:
    """Add the verbs of delivery."""
    share = verb(verbs, common, "share", _share, "queue a report for contacts")
    share.add_argument("ids", metavar="ID", nargs="+", help="ID of a record")
    share.add_argument("--to", metavar="CONTACT", nargs="+", action="extend", required=True, help="recipients")
    share.add_argument(
        "--audience",
        "--profile",
        dest="profile",
        default="",
        choices=["", *PROFILES],
        help="audience of the report (default: the level of the contact, or internal)",
    )
    share.add_argument("--mode", default="signed", choices=["signed", "anonymous"], help="type of sender")
    share.add_argument("--originals", action="store_true", help="add original files to an anonymous report")
    share.add_argument("--reply", action="store_true", help="add a reply mailbox to an anonymous report")
    share.add_argument("--urgent", action="store_true", help="send before other reports")
    said = "relays of each recipient that get the files. Two relays can find out that the owner is one person"
    share.add_argument("--file-relays", type=int, choices=(1, 2), default=1, help=said)
    share.add_argument("--one-copy", action="store_true", help="encrypt the files once for all recipients")
    share.add_argument("--look", action="store_true", help="show the content for each recipient and queue nothing")
    said = "digest that --look printed. If the content is different now, the command queues nothing"
    confirm_option(share)
    leak_options(share)
    share.add_argument("--digest", type=sha256, default=b"", metavar="HEX", help=said)
    outbox = verb(verbs, common, "outbox", _outbox, "show reports in the outbox and their delivery status")
    outbox.add_argument("id", nargs="?", default="", help="ID of a report, to show its complete history")
    does = outbox.add_mutually_exclusive_group()
    does.add_argument("--stop", action="store_true", help="stop the delivery of unsent parts")
    does.add_argument("--go", action="store_true", help="continue a stopped delivery")
    verb(verbs, common, "inbox", _inbox, "list received reports")
    accept = verb(verbs, common, "accept", _accept, "accept a report or a proposal into your records")
    accept.add_argument("id", nargs="?", default="", help="ID of the report or proposal")
    accept.add_argument("--all", action="store_true", help="accept every waiting report of verified contacts")
    accept.add_argument("--from", dest="contact", default="", metavar="CONTACT", help="only with --all: this contact")
    accept.add_argument("--profile", default="", choices=["", *PROFILES], help="only with --all: this audience")
    refuse = verb(verbs, common, "refuse", _refuse, "refuse a report or a proposal")
    refuse.add_argument("id", help="ID of the report or proposal")
    refuse.add_argument("--reason", default="", help="reason for the sender")


def sha256(text: str) -> bytes:
    """Return the bytes of a SHA-256 in hex. Raises ValueError if it is none."""
    if len(made := bytes.fromhex(text)) != 32:
        raise ValueError(text)
    return made


def _share(vault: Vault, options: argparse.Namespace) -> CommandResult:
    with names_for_check(vault, options):
        return _queue(vault, options)


def _queue(vault: Vault, options: argparse.Namespace) -> CommandResult:
    if options.mode == "anonymous":
        return _share_anonymously(vault, options)
    if options.originals or options.reply:
        raise NotWellFormed("--originals and --reply belong to --mode anonymous.", "See: amparo share --help")
    if options.look:
        return show_preview(vault, options)
    done, _ = sharing.share(
        vault, options.ids, options.to, options.profile,
        urgent=options.urgent, file_relays=options.file_relays, one_copy=options.one_copy, shown=options.digest,
        answers=_answers(vault, options), confirmed=confirmed_parts(vault, options),
    )  # fmt: skip
    return CommandResult({"ok": True, **_shared(done)}, 0, done.warnings)


def _answers(vault: Vault, options: argparse.Namespace) -> LeakAnswers:
    """Return the answers of the command, which are for the audiences of all its recipients."""
    to = sharing.addressees(vault, options.to) if options.resolve else []
    names = {sharing.profile_of(contact_cards.usual_audience(one, options.profile)).name for one in to}
    return read_answers(vault, options, ", ".join(sorted(names)), "share", options.ids)


def _share_anonymously(vault: Vault, options: argparse.Namespace) -> CommandResult:
    if options.one_copy or options.file_relays != 1:
        raise NotWellFormed("Files of an anonymous report have one copy for each recipient, on one relay.")
    if options.look:
        return show_preview(vault, options)
    rows, _ = anonymous.share(
        vault, options.ids, options.to, options.profile,
        urgent=options.urgent, originals=options.originals, reply=options.reply, shown=options.digest,
        answers=_answers(vault, options), confirmed=confirmed_parts(vault, options),
    )  # fmt: skip
    warnings = tuple(dict.fromkeys(warning for done in rows for warning in done.warnings))
    return CommandResult(
        {"ok": True, "reports": [_shared(done) for done in rows], "warnings": list(warnings)}, 0, warnings
    )


def _shared(done: sharing.Shared) -> dict[str, object]:
    return {
        "report": done.report.hex(),
        "recipients": [
            {"id": c.record.id.hex(), "ref": c.record.ref, "title": c.record.title, "state": c.state}
            for c in done.recipients
        ],
        "held_back": [{"record": h.record.hex(), "field": h.field, "why": h.why} for h in done.held_back],
        "warnings": list(done.warnings),
    }


def _outbox(vault: Vault, options: argparse.Namespace) -> CommandResult:
    if not (options.stop or options.go):
        return make_answer(reports=_reports(vault, options))
    if not options.id:
        raise NotWellFormed("Choose the report to stop or to send.", "See: amparo outbox")
    report = delivery_history.of_report(vault, options.id)[0].delivery.report.hex()
    if options.go:
        sharing.go_on(vault, report)
        return make_answer(reports=_reports(vault, options))
    left, _ = sharing.stop_sending(vault, report)
    warnings = ["Amparo sent a part of it before. You cannot get that part back."] if left else []
    return CommandResult(
        {"ok": True, "left": left, "reports": _reports(vault, options), "warnings": warnings}, 0, warnings
    )


def _reports(vault: Vault, options: argparse.Namespace) -> list[dict[str, object]]:
    found = delivery_history.of_report(vault, options.id) if options.id else delivery_history.list_journeys(vault)
    network = networks.NetworkMonitor()() if found else None
    rows = []
    for journey, state in zip(found, delivery_status.list_delivery_states(vault, found, network), strict=True):
        row = _row(journey, state)
        if options.id:
            row["places"] = [_place(place) for place in state.places]
            row["journey"] = [_step(step) for step in delivery_history.steps(vault, journey)]
        rows.append(row)
    return rows


def _row(journey: Journey, state: DeliveryState) -> dict[str, object]:
    row: dict[str, object] = {
        "report": journey.delivery.report.hex(),
        "state": journey.delivery.state,
        "to": journey.to,
        "at": journey.delivery.changed,
        "is": state.name,
        "says": state.words,
        "since": state.since,
    }
    if journey.relays_of:
        row["relays"] = f"{journey.relays_reached}/{journey.relays_of}"
    if state.files is not None:
        row["files"] = f"{state.files.of - state.files.here}/{state.files.of}"
    if journey.bundles:
        row["bundle"] = journey.bundles[-1]
    if journey.delivery.reason:
        row["reason"] = journey.delivery.reason
    if journey.delivery.anonymous:
        row |= {"mode": "anonymous", "reply": journey.reply}
    said = {"why": state.why, "until": state.until, "todo": state.todo}
    return row | {name: value for name, value in said.items() if value}


def _place(place: StoredCopy) -> dict[str, object]:
    row: dict[str, object] = {"way": place.way, "name": place.name, "since": place.since, "until": place.until}
    if place.holds:
        row["holds"] = place.holds
    if place.hindrance is not None:
        row |= {"why": place.hindrance.why, "tried": place.hindrance.times, "at": place.hindrance.at}
    return row


def _step(step: DeliveryStep) -> dict[str, object]:
    said: dict[str, object] = {"what": step.what, "at": step.at}
    if step.files:
        said["files"] = step.files
    if step.where:
        said["where"] = step.where
    if step.expires is not None:
        said["until"] = step.expires
    if step.receipts:
        said["receipts"] = [_receipt(receipt) for receipt in step.receipts]
    return said


def _receipt(receipt: "crypto.Receipt") -> dict[str, object]:
    """Return a relay's signed receipt in the terms of PROTOCOL."""
    return {
        "relay": receipt.relay_pk.hex(),
        "object": receipt.object_id.hex(),
        "delivery": receipt.delivery.hex(),
        "bytes": receipt.length,
        "at": receipt.time,
        "until": receipt.expires,
    }


def _decided(vault: Vault, arrived: Arrived) -> dict[str, object]:
    """Return the answer of another desk member to a report, and the member."""
    found = desk_reading.read_other_decision(vault, arrived)
    if found is None:
        return {}
    return {"for_the_desk": "accepted" if found[1] else "rejected", "by": found[0] or "another member"}


def _inbox(vault: Vault, options: argparse.Namespace) -> CommandResult:
    rows = [
        {
            "report": came.arrived.report.hex(),
            "state": came.arrived.state,
            "from": came.sender_name,
            "trust": came.state_of_sender,
            "at": came.arrived.at,
            "missing": came.missing,
            "doubtful": came.doubtful,
            **_decided(vault, came.arrived),
        }
        for came in inbox.list_reviewed_reports(vault, -1, 0, inbox_list.ANY)
    ]
    waiting = [
        {"id": p.id.hex(), "record": p.record.hex(), "field": p.field, "value": p.value, "from": p.sender.hex()}
        for p in differences.list_waiting_proposals(vault)
    ]
    return make_answer(reports=rows, proposals=waiting)


def _accept(vault: Vault, options: argparse.Namespace) -> CommandResult:
    if options.all == bool(options.id) or (options.id and (options.contact or options.profile)):
        raise NotWellFormed("Choose one report, or add --all.", "See: amparo accept --help")
    if options.all:
        return _accept_all(vault, options)
    done, _ = inbox.accept(vault, options.id)
    warnings: list[str] = []
    evidence_text.look_in(vault, warn=warnings.append)
    return make_answer(*warnings, **_accepted(done))


def _accept_all(vault: Vault, options: argparse.Namespace) -> CommandResult:
    contact = contact_cards.find_by_name(vault, options.contact).record.id if options.contact else None
    steps = list(batch_accept.accept_batch(vault, [(contact, options.profile)]))
    warnings: list[str] = []
    evidence_text.look_in(vault, warn=warnings.append)
    done = steps[-1][0] if steps else batch_accept.Bulk()
    left = [{"report": report.hex(), "reason": reason} for report, reason in done.left]
    warnings += [f"{r['report']}: {r['reason']}" for r in left]
    return CommandResult({"ok": True, **asdict(done), "left": left}, 0, tuple(warnings))


def _accepted(done: Accepted) -> dict[str, object]:
    return {
        "report": done.report.hex(),
        "added": [id_.hex() for id_ in done.added],
        "changed": [
            {"record": id_.hex(), "field": name, "before": before, "after": after}
            for id_, name, before, after in done.changed
        ],
        "conflicts": [{"record": id_.hex(), "field": name} for id_, name in done.conflicts],
        "proposals": [
            {"id": p.id.hex(), "record": p.record.hex(), "field": p.field, "value": p.value} for p in done.proposals
        ],
        "refused": [{"record": id_.hex(), "field": name, "why": why} for id_, name, why in done.refused],
    }


def _refuse(vault: Vault, options: argparse.Namespace) -> CommandResult:
    inbox.refuse(vault, options.id, options.reason)
    return make_answer()


def show_preview(vault: Vault, options: argparse.Namespace) -> CommandResult:
    """Return the contents of a share, and its recipients."""
    found = share_preview.readings(
        vault, options.ids, options.to, options.profile,
        nobodys=options.mode == "anonymous", originals=options.originals, reply=options.reply,
        answers=_answers(vault, options), confirmed=confirmed_parts(vault, options),
    )  # fmt: skip
    warnings = tuple(dict.fromkeys(warning for reading in found for warning in reading.warnings))
    would = [_reading(vault, reading) for reading in found]
    document = {"ok": True, "queued": False, "would_leave": would, "digest": share_preview.digest(found).hex()}
    return CommandResult({**document, "warnings": list(warnings)}, 0, warnings)


def _reading(vault: Vault, reading: SharePreview) -> dict[str, object]:
    body, made = reading.body, reading.made
    titles = {row.id: title_of(vault.kinds[row.kind], row.fields, lambda _: "", vault.words) for row in body.records}
    return {
        "to": [{"id": c.record.id.hex(), "ref": c.record.ref, "title": c.record.title, "state": c.state}
               for c in reading.to],
        "profile": made.profile.wire_name,
        "records": [_record(row, reading, titles) for row in body.records],
        "files": [{"name": name, "type": mime, "bytes": item.fields.get("size", 0)}
                  for _, name, mime, item in made.files],
        "lines_of_custody": reading.has_custody,
        "held_back": [{"record": h.record.hex(), "field": h.field, "why": h.why, "rule": h.detail}
                      for h in made.selection.held_back],
        "leaks": [describe_finding(made.leaks, one) for one in made.leaks.open],
        "they_hear_what_is_held_back": bool(body.held_back),
        "bytes": made.file_bytes,
        "padded": made.padded_bytes,
    }  # fmt: skip


def _record(row: ReportedRecord, reading: SharePreview, titles: dict[bytes, str]) -> dict[str, object]:
    """Return one record as it is sent; with its history, earlier values of its fields are sent too."""
    document: dict[str, object] = {
        "id": row.id.hex(),
        "kind": row.kind,
        "title": titles[row.id],
        "fields": dict(row.fields),
        "links": [
            {"role": link.role, "id": link.target.hex(), "title": titles.get(link.target, ""), "removed": link.removed}
            for link in reading.body.links
            if link.source == row.id
        ],
    }
    if reading.made.profile.history:
        document["history"] = [
            {"at": change.stamp // 1000, "fields": {name: edit.value for name, edit in change.fields.items()}}
            for change in row.changes
        ]
    return document
