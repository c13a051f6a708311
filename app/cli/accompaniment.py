"""Verbs of accompaniment: the signed daily log."""

import argparse
from typing import Any

from app.actions import daily_log
from app.actions.daily_log import Line
from app.cli.command import verb
from app.cli.output import Answer, ok, row
from app.store.vault import Vault


def add_verbs(verbs: Any, common: argparse.ArgumentParser) -> None:
    """Add `log …`."""
    log = verbs.add_parser("log", help="the signed daily log").add_subparsers(dest="log_verb", required=True)
    write = verb(log, common, "write", _write, "a further entry, signed by this vault")
    write.add_argument("of", metavar="ID", help="an accompaniment or a mission")
    write.add_argument("kind", metavar="KIND", help="a code of log_kind: physical, phone, meeting, ...")
    write.add_argument("text", metavar="TEXT", help="what happened")
    write.add_argument("--at", metavar="WHEN", help="left out, now")
    write.add_argument("--by", metavar="NAME", help="left out, the name on the card")
    write.add_argument("--counterpart", metavar="CODE", help="of a meeting: civil, military, embassy, ...")
    write.add_argument("--risk", metavar="LEVEL", help="none, low, elevated, high, imminent")
    write.add_argument("--open-risks", metavar="TEXT", help="what those who come next must know")
    write.add_argument("--corrects", metavar="ID", help="the earlier entry that this one sets right")
    verb(log, common, "show", _show, "every entry, with who signed it").add_argument("of", metavar="ID")
    verb(log, common, "check", _check, "whether it is what was signed, and in order").add_argument("of", metavar="ID")


def _write(vault: Vault, options: argparse.Namespace) -> Answer:
    given = {
        "kind": options.kind, "situation": options.text, "at": options.at, "author": options.by,
        "counterpart": options.counterpart, "risk_level": options.risk, "open_risks": options.open_risks,
        "corrects": options.corrects,
    }  # fmt: skip
    record, _ = daily_log.write(vault, options.of, given)
    return ok(**row(record))


def _show(vault: Vault, options: argparse.Namespace) -> Answer:
    return ok(entries=[_line(line) for line in daily_log.lines(vault, options.of)])


def _line(line: Line) -> dict[str, object]:
    fields = {name: value for name, value in line.record.fields.items() if name != "signature"}
    return {
        "entry": line.record.ref, **fields, "signed_by": line.signer, "trouble": line.trouble,
        "corrected_by": [later.ref for later in line.corrected_by],
    }  # fmt: skip


def _check(vault: Vault, options: argparse.Namespace) -> Answer:
    found = daily_log.check(vault, options.of)
    signers: dict[str, int] = {}
    for line in found.lines:
        if not line.trouble:
            signers[line.signer] = signers.get(line.signer, 0) + 1
    breaks = [{"entry": ref, "why": why} for ref, why in found.breaks]
    whole = ok(entries=len(found.lines), signed=signers, breaks=breaks)
    return Answer(whole.document, 6 if breaks else 0)
