"""The command line: read the arguments, open the vault, and run one verb."""

import argparse
import sys
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from functools import partial
from importlib import import_module
from pathlib import Path

from app import start
from app.actions.records import destruction
from app.actions.vault import put_back, wipe_settings
from app.actions.vault.unlock_attempts import Tries, UnlockWay, list_ways
from app.cli.command import Parser, common_options, run_command, say
from app.cli.output import CommandResult
from app.cli.passphrase import read_way
from app.device import process
from app.errors import NotWellFormed
from app.store.vault import wipe
from app.store.vault.open_vault import Vault, open_

FREE = 3
"""Wrong tries in a row before the next one waits; a slip in a script costs nothing."""


GROUPS: Mapping[str, tuple[str, ...]] = {
    "vault": ("vault", "lock"), "film_packs": ("film-pack",), "border": ("border",), "real_names": ("second",),
    "records": ("kinds", "add", "show", "edit", "remove", "restore-record", "history", "assign", "link", "list",
                "search"),
    "record_counts": ("count", "casualties", "displaced"), "evidence": ("evidence",), "destroy": ("destroy",),
    "people": ("card", "contact"),
    "desk": ("desk",), "organisations": ("organisation",),
    "exchange": ("share", "outbox", "inbox", "accept", "refuse"), "teams": ("team",),
    "withdrawals": ("retract", "retraction"), "relays": ("relay", "sync", "network", "tor"),
    "nearby_session": ("nearby",),
    "tickets": ("tickets",), "sticks": ("bundle",), "tables": ("import", "export", "mapping", "demo"),
    "sample": ("sample",),
    "outputs": ("output",), "views": ("view",), "release": ("release",), "letterheads": ("letterhead",),
    "papers": ("paper",), "consents": ("consent",), "appeals": ("appeal",),
    "checkin_board": ("board", "checkin", "watch"),
    "missions": ("mission",), "accompaniment": ("log", "accompaniment"), "warnings": ("warning", "alert"),
    "security": ("risk", "security-incident"),
    "areas": ("area",), "detention": ("detained", "detention"), "library": ("library",),
    "casework": ("demands", "losses", "scorecard", "stage", "treaties"), "companies": ("vet", "vetting", "company"),
    "session_notes": ("notes",),
    "pattern_questions": ("patterns", "pattern"), "proceedings": ("proceedings", "impunity"),
    "submissions": ("submission",),
    "networks": ("coverage", "match", "seats", "decisions", "isolated", "channel", "directory"),
}  # fmt: skip
"""The modules of this package with verbs, in the order of the help, and the verbs of each."""


def parser(words: Sequence[str] = ()) -> argparse.ArgumentParser:
    """Return the parser of all verbs; each group of verbs adds its own.

    If a verb is among the `words` of a command, only its group is loaded: loading all takes longer than most verbs.
    """
    top = Parser(prog="amparo", description="Records, evidence and delivery for human rights defenders.",
                 parents=[common_options(True)])  # fmt: skip
    verbs = top.add_subparsers(dest="verb", metavar="VERB", required=True, parser_class=Parser)
    named = [group for group, own in GROUPS.items() if not {*own}.isdisjoint(words)]
    for group in named or GROUPS:
        import_module(f"app.cli.{group}").add_verbs(verbs, common_options(False))
    return top


def _read(arguments: Sequence[str]) -> argparse.Namespace:
    """Return the parsed command; for a wrong one, the error names all verbs."""
    try:
        return parser(arguments).parse_args(arguments)
    except NotWellFormed:
        return parser().parse_args(arguments)


def main(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code."""
    folders: list[Path] = []
    code = run_command(arguments, lambda: _run(_read(arguments), folders))
    for folder in folders:
        wipe_settings.finish(folder)  # a wipe by a passphrase that was typed just now
    return code


def _run(options: argparse.Namespace, folders: list[Path]) -> CommandResult:
    """Run a verb, with the vault open if it needs one, and always closed again.

    Its folder is added to `folders`, and a wipe that was begun there is finished first.
    """
    process.keep_memory_private()
    options.folder = start.vault_folder(options.vault)
    folders.append(options.folder)
    wipe.finish(options.folder)
    answer: CommandResult
    if not options.needs_vault:
        answer = options.run(options)
        return answer
    words = start.vocabularies()
    options.way = read_way(options)

    def open_by(way: UnlockWay) -> Vault:
        opened = open_(options.folder, way, words)
        options.way = way
        return opened

    ways = list_ways(options.way, start.word_list)
    opened = Tries(options.folder, free=FREE).opened(*(partial(open_by, way) for way in ways))
    try:
        options.said = put_back.warnings(opened) if put_back.is_older(opened) else ()
        for warning in (*options.said, "The command for it: amparo vault rotate") if options.said else ():
            say(f"Careful: {warning}", sys.stderr)
        destruction.finish(opened)  # the rest of an interrupted destruction
        with options.within(opened, options) if "within" in options else nullcontext(opened) as vault:
            answer = options.run(vault, options)
        return answer
    finally:
        opened.close()
